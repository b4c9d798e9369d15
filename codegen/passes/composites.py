"""Expansion of exp, log, tanh and pow into IEEE primitives, and of codes into those that suit the target."""

from __future__ import annotations

from mxsym.codegen.codes import BANDS
from mxsym.codegen.evaluate import expand
from mxsym.codegen.expand.codes import LINES, VALUES
from mxsym.codegen.expand.functions import FUNCTIONS, called, length
from mxsym.codegen.expand.terms import clip
from mxsym.codegen.expr import Expr, apply
from mxsym.codegen.graph import Graph
from mxsym.codegen.passes.rewrite import rewrite
from mxsym.codegen.target import Target

MOST_EXPANDED = 3000
"""Values that the functions of elements in a graph may be expanded to: some 50 times `tanh`, or 12 times `pow`."""

STEP_BY_MASK = BANDS + 1
"""The step to the next band, by its lowest bits, on targets with masks: there LLVM adds 1 in two instructions."""


def expand_composites(graph: Graph, target: Target) -> Graph:
    """Replace composite primitives and bfloat16 conversions by what they mean; call long functions of numbers.

    Functions of elements are called, too, where a graph has so many that they would make it a very long one.
    """
    limits: set[Expr] = set()
    size = sum(length(node.op) for node in graph.nodes() if node.op in FUNCTIONS and node.space.by_column)

    def meaning(node: Expr) -> Expr:
        if node.op in FUNCTIONS and (not node.space.by_column or size > MOST_EXPANDED):
            return called(node)
        if node.op == "limit":
            limits.add(bound := expand(node))
            return bound
        if node.op == "clip":
            _, low, high = node.args
            return clip(*node.args, ordered=high in limits and low == apply("neg", high))
        if node.op in LINES and target.permutes:
            return LINES[node.op](*node.args, STEP_BY_MASK if target.masks else 1)
        if node.op in VALUES and target.permutes and not target.gathers:
            return VALUES[node.op](*node.args)
        return expand(node)

    return rewrite(graph, meaning)
