"""The rewrite engine that the passes share."""

from __future__ import annotations

from collections.abc import Callable

from mxsym.codegen.expr import Expr
from mxsym.codegen.graph import Graph, transform
from mxsym.codegen.target import Target

Pass = Callable[[Graph, Target], Graph]


def rewrite(graph: Graph, rule: Callable[[Expr], Expr]) -> Graph:
    """Return the graph with every expression replaced by what the rule makes of it, operands first."""
    return graph.with_values(transform((store.value for store in graph.stores), rule))
