"""Constant folding by the primitives' own NumPy column."""

from __future__ import annotations

from mxsym.codegen.evaluate import fold
from mxsym.codegen.expr import REDUCTIONS, Expr, const
from mxsym.codegen.graph import Graph
from mxsym.codegen.passes.rewrite import rewrite
from mxsym.codegen.target import Target


def _fold(node: Expr) -> Expr:
    if not node.args or node.op in REDUCTIONS or node.dtype.kind != "float" or node.dtype.bits < 32:
        return node
    if any(arg.op != "const" for arg in node.args):
        return node
    return const(float(fold(node)), node.dtype)


def fold_constants(graph: Graph, _target: Target) -> Graph:
    """Evaluate what depends on constants alone, by the interpreter's own columns."""
    return rewrite(graph, _fold)
