"""Canonical forms: exact algebraic identities and one order of operands."""

from __future__ import annotations

import math

from mxsym.codegen.expr import Expr, apply
from mxsym.codegen.graph import Graph
from mxsym.codegen.passes.rewrite import rewrite
from mxsym.codegen.target import Target


def _is(expr: Expr, value: float) -> bool:
    """True if `expr` is this constant, the sign of zero included."""
    attr = expr.attr
    return (
        expr.op == "const"
        and isinstance(attr, float)
        and attr == value
        and math.copysign(1.0, attr) == math.copysign(1.0, value)
    )


def _simplify(node: Expr) -> Expr:
    """The identities that hold for every IEEE value: x·1, x/1, x-0, x+(-0), -(-x), x·(-1), a choice of equals."""
    args = node.args
    match node.op:
        case "mul":
            for one, other in (args, args[::-1]):
                if _is(one, 1.0):
                    return other
                if _is(one, -1.0):
                    return apply("neg", other)
        case "div" if _is(args[1], 1.0):
            return args[0]
        case "sub" if _is(args[1], 0.0):
            return args[0]
        case "add":
            for zero, other in (args, args[::-1]):
                if _is(zero, -0.0):
                    return other
        case "neg" if args[0].op == "neg":
            return args[0].args[0]
        case "where" if args[1] is args[2]:
            return args[1]
        case _:
            pass
    return node


def canonicalize(graph: Graph, _target: Target) -> Graph:
    """Apply the identities that lose no bit."""
    return rewrite(graph, _simplify)
