"""What an update does where something is zero: a row's gradient, or one of its numbers.

Input: an op's body and what is zero. Output: whether every result is what its buffer held before, so that a lazy update
and a standard one are the same; whether zero is divided by.
The reasoning is that of real numbers (0 · x = 0, x + 0 = x): it is about what the two forms mean, not about bits.
Non-goals: anything the kernels rely on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from mxsym.codegen.dtypes import BOOL, F64
from mxsym.codegen.evaluate import evaluate
from mxsym.codegen.expr import REDUCTIONS, Expr, const, load, postorder, scalar
from mxsym.codegen.graph import Graph, inline, transform


def unchanged(body: Graph, zero: str, scalars: Mapping[str, float]) -> bool:
    """Whether `body` leaves all it stores alone where the input `zero` is zero."""
    loads = {b.name: const(0.0, F64) if b.name == zero else load(b.name, F64, b.space) for b in body.buffers}
    numbers = {name: const(value, F64) for name, value in scalars.items()}
    made = inline(body, loads, numbers, F64)
    image = transform(made.values(), _reduce)
    return all(image[value] is loads.get(name) for name, value in made.items())


def divides(body: Graph, number: str) -> bool:
    """Whether `body` divides by zero where the hyper-parameter `number` is 0, whatever the others are."""
    loads = {buffer.name: load(buffer.name, F64, buffer.space) for buffer in body.buffers}
    numbers = {name: const(0.0, F64) if name == number else scalar(name) for name in body.scalars}
    made = inline(body, loads, numbers, F64).values()
    image = transform(made, _follow)
    return any(node.op == "div" and _constant(node.args[1]) == 0.0 for node in postorder(image[root] for root in made))


def _follow(node: Expr) -> Expr:
    """What is known of a node once a number is, operands first; divisions by zero stay."""
    if node.op == "where" and node.args[0].op == "const":
        return node.args[1] if node.args[0].attr else node.args[2]
    if node.op == "pow" and _constant(node.args[1]) == 0.0:
        return const(1.0, F64)
    if not node.args or node.op in REDUCTIONS or any(arg.op != "const" for arg in node.args):
        return node
    if node.dtype not in (F64, BOOL) or (node.op == "div" and _constant(node.args[1]) == 0.0):
        return node
    return const(float(evaluate([node], {}, {})[node]), node.dtype)


def _constant(node: Expr) -> float | None:
    return node.attr if node.op == "const" and isinstance(node.attr, float) else None


def _reduce(node: Expr) -> Expr:
    """One step of real-number simplification, operands first."""
    known = [_constant(arg) for arg in node.args]
    if node.op in REDUCTIONS:
        return const(0.0, F64) if known == [0.0] else node
    if node.args and None not in known and node.dtype is F64:
        value = float(evaluate([node], {}, {})[node])
        return node if math.isnan(value) else const(value, F64)
    match node.op, known:
        case "mul", _ if 0.0 in known:
            return const(0.0, F64)
        case "mul", [1.0, _]:
            return node.args[1]
        case ("mul" | "div", [_, 1.0]) | ("add" | "sub", [_, 0.0]):
            return node.args[0]
        case "add", [0.0, _]:
            return node.args[1]
        case "div", [0.0, _]:
            return const(0.0, F64)
        case "sub", _ if node.args[0] is node.args[1]:
            return const(0.0, F64)
        case _:
            return node
