"""Common subexpressions: equal expressions become one node."""

from __future__ import annotations

from mxsym.codegen.expr import Expr
from mxsym.codegen.graph import Graph
from mxsym.codegen.passes.rewrite import rewrite
from mxsym.codegen.prims import PRIMS
from mxsym.codegen.target import Target


def eliminate_common_subexpressions(graph: Graph, _target: Target) -> Graph:
    """Make `b + a` the `a + b` that is there already. Expressions equal as written are one node from the start."""
    present: dict[tuple[str, tuple[Expr, ...]], Expr] = {}

    def merge(node: Expr) -> Expr:
        if node.op in PRIMS and PRIMS[node.op].commutative:
            return present.setdefault((node.op, node.args), present.get((node.op, node.args[::-1]), node))
        return node

    return rewrite(graph, merge)
