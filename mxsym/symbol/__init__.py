"""`mx.sym`: variables, groups and the constructor of every op, each derived from its rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import ModuleType

from mxsym.codegen.loading import load_modules
from mxsym.opgraph.node import Entry, Node
from mxsym.rule import lookup, op_functions
from mxsym.rule.functions import maximum, minimum, power
from mxsym.rule.op_functions import as_function
from mxsym.rule.rule import Rule
from mxsym.symbol import symbol
from mxsym.symbol.symbol import Group, Symbol, assign, load, load_json, make, var

Variable = var
pow = power  # noqa: A001  # MXNet's name
fromjson = load_json  # MXNet 2's name


def load_rule(text: str, form: str = "") -> Rule:
    """An update rule from its text, which `exe.ir("graph")` writes where a graph has a rule that is not registered.

    Raises:
        LoadError: the text is no rule.
    """
    load_modules("mxsym.opgraph.rule_text")
    from mxsym.opgraph.rule_text import load_rule

    return load_rule(text, form)


class Ops(ModuleType):
    """A namespace of ops: `mx.sym.op.sgd_update` and so on. In `contrib`, ops on many tensors take them in lists."""

    def __init__(self, name: str, prefixes: Sequence[str] = (), *, lists: bool = False) -> None:
        super().__init__(f"{__name__}.{name}", Ops.__doc__)
        self._prefixes = prefixes
        self._lists = lists

    def __getattr__(self, name: str) -> Callable[..., Symbol]:
        rule = op_functions.find(name, self._prefixes)
        make_function = op_functions.function if self._lists else as_function
        return make_function(rule, name, symbol.maker(name))

    def __dir__(self) -> list[str]:
        return op_functions.names(self._prefixes)


op = _internal = Ops("op")
contrib = Ops("contrib", ("_contrib_", "_"), lists=True)
sparse = Ops("sparse", ("_sparse_",))


def __getattr__(name: str) -> Callable[..., Symbol]:
    """The constructor of the op `name`, with its signature and its derived docstring."""
    if name.startswith("__"):
        raise AttributeError(name)
    return as_function(lookup.find(name), name, symbol.maker(name))


def __dir__() -> list[str]:
    return sorted({*__all__, *op_functions.names()})


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
