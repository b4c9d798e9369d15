"""Rules under the roofline: operations for each byte and operations a second, against the machine's limits."""

# The roof is measured by plain C loops: `y += a * x` over as many bytes, in cache and in memory, and multiplications
# with additions in registers. A multiplication and an addition are two operations; they are not fused, here nor in
# rules.

from __future__ import annotations

from typing import Any

import numpy as np

import mxsym as mx
from benchmarks import harness
from benchmarks.loops import ARITHMETIC, loop
from benchmarks.report import Column, Line, Table

PLACES = {"in cache": 1 << 16, "in memory": 1 << 24}
"""Values in a tensor."""
RULES: dict[str, dict[str, float]] = {
    "sgd_update": {"lr": 1e-3},
    "sgd_mom_update": {"lr": 1e-3, "momentum": 0.9},
    "adam_update": {"lr": 1e-3},
    "ftml_update": {"lr": 1e-3, "t": 1},
    "rmspropalex_update": {"lr": 1e-3},
}
TITLE = "Roofline: rules in float32 and the machine's limits"
PEAK = "arithmetic alone"
STREAM = "stream, "
"""Prefix of the lines of plain streams; the place follows."""
COLUMNS = (Column("operations a byte", "ratio"), Column("GFLOP/s", "speed"), Column("GB/s", "speed"))


def _rule(name: str, n: int) -> Line:
    symbol_of: Any = getattr(mx.sym, name)
    numbers = RULES[name]
    variables = [mx.sym.var(item) for item in symbol_of(**numbers).list_inputs()]
    symbol: mx.Symbol = symbol_of(*variables, **numbers, out=variables[0])
    shapes: dict[str, Any] = {str(variables[0].name): (n,)}
    executor = symbol.simple_bind(**shapes)
    for number, array in enumerate((*executor.arg_dict.values(), *executor.aux_dict.values()), start=1):
        array[...] = 0.01 * number
    costs = [code.kernel.cost() for item in executor.compiled for code in item.compiled.kernels]
    flops, moved = sum(cost.flops for cost in costs), sum(cost.bytes for cost in costs)
    (row,) = harness.measure({name: executor.forward}, moved * n, budget=1.0)
    return Line(name, (flops / moved, flops * n / row.seconds / 1e9, row.speed))


def _stream(n: int) -> float | None:
    """GB/s of the plain stream over as many bytes as an Adam step of `n` values has in its arrays."""
    y, x = np.zeros(2 * n, np.float32), np.ones(2 * n, np.float32)
    run = loop("stream", [y, x], [1e-3])
    return None if run is None else harness.measure({"stream": run}, 12 * y.size, budget=1.0)[0].speed


def _peak() -> float | None:
    """GFLOP/s of multiplications and additions."""
    run = loop("arithmetic", [np.zeros(harness.THREADS, np.float32)], [0.5, 1.0])
    if run is None:
        return None
    return harness.THREADS * ARITHMETIC / harness.measure({PEAK: run}, 0, budget=1.0)[0].seconds / 1e9


def tables() -> list[Table]:
    """Every table of this module."""
    lines = [Line(PEAK, (None, _peak(), None))]
    for place, values in PLACES.items():
        n = harness.size(values)
        lines.append(Line(f"{STREAM}{place}", (None, None, _stream(n))))
        for name in RULES:
            line = _rule(name, n)
            lines.append(Line(f"{name}, {place}", line.values))
    return [Table(TITLE, COLUMNS, tuple(lines))]
