"""Conversions of float16 by integer code, for targets without F16C."""

from __future__ import annotations

from mxsym.codegen.dtypes import F16
from mxsym.codegen.expand.floats import narrow_f16, widen_f16
from mxsym.codegen.expr import Expr
from mxsym.codegen.graph import Graph
from mxsym.codegen.passes.rewrite import rewrite
from mxsym.codegen.target import Target


def legalize_float16(graph: Graph, target: Target) -> Graph:
    """Convert float16 by integer code where the target has no instruction for it."""
    if target.f16:
        return graph

    def soften(node: Expr) -> Expr:
        if node.op == "cast" and node.dtype is F16:
            return narrow_f16(node.args[0])
        if node.op == "cast" and node.args[0].dtype is F16:
            return widen_f16(node.args[0])
        return node

    return rewrite(graph, soften)
