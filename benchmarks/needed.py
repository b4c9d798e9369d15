"""Adam with states in 8 bits, and Adafactor, against the time that their bytes need: loops over the same arrays."""

from __future__ import annotations

import numpy as np

import mxsym as mx
from benchmarks import harness
from benchmarks.contenders import Array, Run
from benchmarks.loops import loop
from benchmarks.report import Table
from mxsym.rule.lookup import find
from mxsym.rule.rule import Rule

SIZES = (1 << 18, 1 << 24)
WIDTH = 4096
"""Columns of Adafactor's matrix."""
NEEDED = "plain loop over as many bytes"
ALIKE = "plain loops over the same arrays"
"""The least that they can take. For Adam one loop reads all four arrays and writes three. For Adafactor one reads the
gradient, one both, and one updates the weight: what only reads moves fewer bytes a second.
"""
OWN = "mxsym"
EIGHT_BIT, FACTORED = 16, 24
"""Bytes of an element: weight and two states read and written, and the gradient read; the gradient read three times,
the weight twice, and written.
"""
_STREAMED = 12
"""Bytes of an element of the loop."""


def eight_bit_title(n: int) -> str:
    """Title of the table of Adam with states in 8 bits, of `n` values."""
    return f"Adam with states in 8 bits, {harness.size(n):,} values"


def factored_title(n: int) -> str:
    """Title of the table of Adafactor, of `n` values."""
    return f"Adafactor, a matrix of {max(1, harness.size(n) // WIDTH):,} × {WIDTH:,}"


def large() -> tuple[str, str]:
    """Titles of the tables of tensors that no cache holds."""
    return eight_bit_title(max(SIZES)), factored_title(max(SIZES))


def _drawn(shape: tuple[int, ...]) -> Array:
    return np.random.default_rng(0).standard_normal(shape, np.float32)


def _step(rule: Rule, shape: tuple[int, ...]) -> Run:
    """A step of a rule on arrays of its own."""
    weight = _drawn(shape)
    states = mx.new_states(rule, weight)
    variables = {name: mx.sym.var(name) for name in ("weight", "grad", *states)}
    symbol = mx.sym.make(rule, [], {**variables, "lr": 1e-3, "t": 100, "out": variables["weight"]})
    return symbol.bind(args={"weight": weight, "grad": _drawn(shape)}, aux_states=states).forward


def _limit(traffic: int) -> dict[str, Run]:
    """The loop over so many bytes, if there is a C compiler."""
    x, y = (np.ones(traffic // _STREAMED, np.float32) for _ in range(2))
    run = loop("stream", [y, x], [1e-3])
    return {} if run is None else {NEEDED: run}


def eight_bit(n: int) -> Table:
    """The update of `n` values, the loops, and the same update with float32 states."""
    count = harness.size(n)
    runs = _limit(EIGHT_BIT * count)
    arrays = [np.ones(count, dtype) for dtype in (np.float32, np.float32, np.uint8, np.uint8)]
    if (alike := loop("stream_with_bytes", arrays, [1e-3, 1.0])) is not None:
        runs[ALIKE] = alike
    runs[OWN] = _step(find("adam8bit_update"), (count,))
    runs["mxsym, float32"] = _step(find("adam8bit_small_update"), (count,))
    return harness.table(eight_bit_title(n), harness.measure(runs, EIGHT_BIT * count))


def factored(n: int) -> Table:
    """The update of a matrix of `n` values, and the loops."""
    from examples.gallery.factored import adafactor_update

    shape = max(1, harness.size(n) // WIDTH), WIDTH
    traffic = FACTORED * shape[0] * WIDTH
    runs = _limit(traffic)
    if (alike := loop("read_and_stream", [np.ones(shape, np.float32) for _ in range(2)], [1e-3])) is not None:
        runs[ALIKE] = alike
    runs[OWN] = _step(adafactor_update, shape)
    return harness.table(factored_title(n), harness.measure(runs, traffic))


def tables() -> list[Table]:
    """Every table of this module."""
    return [*map(eight_bit, SIZES), factored(max(SIZES))]
