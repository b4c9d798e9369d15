"""Adam with states in 8 bits, against the time that its bytes need: a plain loop that reads and writes as many."""

from __future__ import annotations

import numpy as np

import mxsym as mx
from benchmarks import harness
from benchmarks.contenders import Run
from benchmarks.loops import loop
from benchmarks.report import Table

SIZES = (1 << 18, 1 << 24)
NEEDED = "plain loop over as many bytes"
OWN = "mxsym, 8 bits"
BYTES, STREAMED = 16, 12
"""Bytes of an element: of the update (weight and two states read and written, gradient read), and of the loop."""


def title(n: int) -> str:
    """Title of the table of `n` values."""
    return f"Adam with states in 8 bits, {harness.size(n):,} values"


def _step(op: str, weight: np.ndarray, grad: np.ndarray) -> Run:
    states = mx.new_states(op, weight)
    variables = {name: mx.sym.var(name) for name in ("weight", "grad", *states)}
    symbol = getattr(mx.sym, op)(**variables, lr=1e-3, t=100, out=variables["weight"])
    return symbol.bind(args={"weight": weight, "grad": grad}, aux_states=states).forward


def eight_bit(n: int) -> Table:
    """The update of `n` values beside the loop, and beside the same with float32 states."""
    count, rng = harness.size(n), np.random.default_rng(0)
    weight, grad = (rng.standard_normal(count, np.float32) for _ in range(2))
    x, y = (np.ones(count * BYTES // STREAMED, np.float32) for _ in range(2))
    runs: dict[str, Run] = {}
    limit = loop("stream", [y, x], [1e-3])
    runs |= {} if limit is None else {NEEDED: limit}
    runs[OWN] = _step("adam8bit_update", weight, grad)
    runs["mxsym, float32"] = _step("adam8bit_small_update", weight.copy(), grad)
    return harness.table(title(n), harness.measure(runs, BYTES * count))


def tables() -> list[Table]:
    """Every table of this module."""
    return [eight_bit(n) for n in SIZES]
