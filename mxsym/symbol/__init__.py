"""`mx.sym`: variables, groups and the constructor of every op, each derived from its rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mxsym import registry
from mxsym.describe import as_function
from mxsym.symbol.compose import Group, assign, make, var
from mxsym.symbol.core import Symbol
from mxsym.symbol.node import Entry, Node

Variable = var


def load_json(text: str) -> Symbol:
    """The Symbol that a text of `Symbol.tojson`, or of MXNet's, describes.

    Raises:
        LoadError: naming the node and what is wrong with it.
    """
    from mxsym.serialize import from_json

    return from_json(text)


class Ops:
    """A namespace of ops: `mx.sym.op.sgd_update` and so on. In `contrib`, ops on many tensors take them in lists."""

    def __init__(self, prefixes: Sequence[str] = (), *, lists: bool = False) -> None:
        self._prefixes = prefixes
        self._lists = lists

    def __getattr__(self, name: str) -> Callable[..., Symbol]:
        from mxsym.contrib import function
        from mxsym.ndarray import ops

        rule = ops.find(name, self._prefixes)
        return function(rule, name, make) if self._lists else as_function(rule, name, make)

    def __dir__(self) -> list[str]:
        return registry.every_name()


op = _internal = Ops()
contrib = Ops(("_contrib_", "_"), lists=True)
sparse = Ops(("_sparse_",))


def __getattr__(name: str) -> Callable[..., Symbol]:
    """The constructor of the op `name`, with its signature and its derived docstring."""
    if name.startswith("__"):
        raise AttributeError(name)
    return as_function(registry.find(name), name, make)


def __dir__() -> list[str]:
    return sorted([*__all__, *registry.every_name()])


__all__ = [
    "Entry",
    "Group",
    "Node",
    "Symbol",
    "Variable",
    "assign",
    "contrib",
    "load_json",
    "make",
    "op",
    "sparse",
    "var",
]
