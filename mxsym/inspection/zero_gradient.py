"""Analysis of an update for a row whose gradient is zero: lazy and standard updates agree if it changes nothing.

It reasons in real numbers (0 · x = 0, x + 0 = x), not about bits. No kernel relies on it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from mxsym.codegen.dtypes import F64
from mxsym.codegen.evaluate import evaluate
from mxsym.codegen.expr import REDUCTIONS, Expr, const
from mxsym.codegen.graph import Graph, inline
from mxsym.rule.zero_division import consequences, constant, real_loads


def unchanged(body: Graph, zero: str, scalars: Mapping[str, float]) -> bool:
    """True if `body` leaves every buffer unchanged where the input `zero` is zero."""
    loads = real_loads(body)
    numbers = {name: const(value, F64) for name, value in scalars.items()}
    results = inline(body, loads, numbers, F64)
    gradient = loads.get(zero)
    image = consequences(results.values(), lambda node: const(0.0, F64) if node is gradient else _reduce(node))
    return all(image[value] is loads.get(name) for name, value in results.items())


def _reduce(node: Expr) -> Expr:
    """One step of real-number simplification, operands first."""
    known = [constant(arg) for arg in node.args]
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
