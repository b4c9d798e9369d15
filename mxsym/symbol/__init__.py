"""`mx.sym`: variables, groups and the constructor of every op, each derived from its rule."""

from __future__ import annotations

from collections.abc import Callable

from mxsym import registry
from mxsym.describe import as_function
from mxsym.family import ALIASES
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
    """A namespace of ops: `mx.sym.op.sgd_update` and so on."""

    def __getattr__(self, name: str) -> Callable[..., Symbol]:
        return __getattr__(name)

    def __dir__(self) -> list[str]:
        return registry.names()


op = Ops()


def __getattr__(name: str) -> Callable[..., Symbol]:
    """The constructor of the op `name`, with its signature and its derived docstring."""
    if name.startswith("__"):
        raise AttributeError(name)
    return as_function(registry.find(name), name, make)


def __dir__() -> list[str]:
    return sorted([*__all__, *registry.names(), *ALIASES])


__all__ = ["Entry", "Group", "Node", "Symbol", "Variable", "assign", "load_json", "make", "op", "var"]
