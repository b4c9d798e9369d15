"""A graph with all that binding derives from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mxsym.opgraph.infer import Types
from mxsym.opgraph.node import Node, SymbolGraph
from mxsym.opgraph.program import Group


@dataclass(frozen=True, slots=True)
class BoundGraph:
    """A Symbol as its user made it; `expanded` without ops on many tensors, whose updates are `members`; and in groups.

    The outputs of `expanded` are those of `symbol`, in order.
    """

    symbol: SymbolGraph
    expanded: SymbolGraph
    members: Mapping[Node, list[Node]]
    groups: list[Group]
    types: Types
