"""`mx.sym`: variables, groups and the constructor of every op, each derived from its rule."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path

from mxsym.errors import LoadError
from mxsym.opgraph.compose import Group, assign, make, var
from mxsym.opgraph.node import Entry, Node
from mxsym.rule import lookup
from mxsym.rule.functions import as_function
from mxsym.rule.operand import maximum, minimum, power
from mxsym.rule.rule import Rule
from mxsym.symbol.symbol import Symbol

Variable = var
pow = power  # noqa: A001  # MXNet's name


def load_json(text: str) -> Symbol:
    """The Symbol that a text of `Symbol.tojson`, or of MXNet's (1.x or 2.x), describes.

    Ops are what they were in the version that saved it; see `mx.flavour`. Update rules that the text brings along are
    those of its graph only: they are not registered.

    Raises:
        LoadError: naming every node that is wrong, and what is wrong with it.
    """
    from mxsym.opgraph.load import from_json

    return from_json(text)


fromjson = load_json  # MXNet 2's name


def load(fname: str | PathLike[str]) -> Symbol:
    """The Symbol in a file of `Symbol.save`, or of MXNet's.

    Raises:
        LoadError: as `load_json`, and naming the file.
    """
    try:
        return load_json(Path(fname).read_bytes().decode("utf-8"))
    except (LoadError, UnicodeDecodeError) as error:
        raise LoadError(f"{Path(fname)}: {error}") from None


def load_rule(text: str, form: str = "") -> Rule:
    """An update rule from its text, which `exe.ir("graph")` writes where a graph has a rule that is not registered.

    Raises:
        LoadError: the text is no rule.
    """
    from mxsym.opgraph.rule_text import load_rule

    return load_rule(text, form)


@functools.cache
def _maker(name: str) -> Callable[..., Symbol]:
    """`make`, whose nodes are called after what the user called the op: MXNet's names, for other names of an op too."""
    return functools.partial(make, hint=name.lower())


class Ops:
    """A namespace of ops: `mx.sym.op.sgd_update` and so on. In `contrib`, ops on many tensors take them in lists."""

    def __init__(self, prefixes: Sequence[str] = (), *, lists: bool = False) -> None:
        self._prefixes = prefixes
        self._lists = lists

    def __getattr__(self, name: str) -> Callable[..., Symbol]:
        from mxsym.rule import functions
        from mxsym.rule.functions import function

        rule = functions.find(name, self._prefixes)
        return function(rule, name, _maker(name)) if self._lists else as_function(rule, name, _maker(name))

    def __dir__(self) -> list[str]:
        return lookup.every_name()


op = _internal = Ops()
contrib = Ops(("_contrib_", "_"), lists=True)
sparse = Ops(("_sparse_",))


def __getattr__(name: str) -> Callable[..., Symbol]:
    """The constructor of the op `name`, with its signature and its derived docstring."""
    if name.startswith("__"):
        raise AttributeError(name)
    return as_function(lookup.find(name), name, _maker(name))


def fluent(name: str) -> Callable[..., Symbol] | None:
    """The operator `name` on one tensor, which is also a Symbol's method; None if there is none."""
    from mxsym.rule.mxnet_names import ALIASES
    from mxsym.rules.elementwise import OPERATORS

    name = "cast" if name == "astype" else name
    rule = OPERATORS.get(ALIASES.get(name, name))
    if rule is None or not rule.inputs or rule.inputs[0].name != "data":
        return None
    return as_function(rule, name, _maker(name))


def __dir__() -> list[str]:
    return sorted([*__all__, *lookup.every_name()])


__all__ = [
    "Entry",
    "Group",
    "Node",
    "Symbol",
    "Variable",
    "assign",
    "contrib",
    "fromjson",
    "load",
    "load_json",
    "load_rule",
    "make",
    "maximum",
    "minimum",
    "op",
    "pow",
    "power",
    "sparse",
    "var",
]
