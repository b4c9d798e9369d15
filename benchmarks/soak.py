"""Stepping on and on: steps a second and memory, by window. Neither may drift.

A step is what a training loop does to mxsym: a dense update with a fresh gradient and another learning rate, a lazy one
with fresh rows, and an optimizer's update of a list of parameters.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count

import numpy as np

import mxsym as mx
from benchmarks import contenders, harness
from benchmarks.contenders import ADAM
from benchmarks.memory import MB, resident
from benchmarks.report import Column, Line, Table
from mxsym.runtime.sparse import RowSparse

WINDOWS = 20
MINUTES = 0.1
N, HEIGHT, COLUMNS, STORED, PARAMETERS = 1 << 16, 10_000, 64, 200, 10
TITLE = f"Stepping on and on, {WINDOWS} windows"
FIRST, LAST = "first window", "last window"
SHOWN = (
    Column("seconds", "number"),
    Column("steps", "count"),
    Column("steps a second", "count"),
    Column("MB resident", "speed"),
)


def _step() -> Callable[[int], None]:
    rng = np.random.default_rng(0)
    (arrays,) = contenders.tensors(ADAM, [(harness.size(N),)])
    (table,) = contenders.tensors(ADAM, [(HEIGHT, COLUMNS)])
    many = contenders.tensors(ADAM, [(harness.size(N // PARAMETERS),)] * PARAMETERS)
    dense = contenders.executor(ADAM, [arrays])
    names = ["weight", "grad", *ADAM.states]
    variables = [mx.sym.var(name) for name in names]
    lazy_update = mx.sym.adam_update(*variables, **ADAM.numbers, lazy_update=True, out=variables[0])
    optimizer = mx.optimizer.Adam(lr_scheduler=mx.lr_scheduler.FactorScheduler(step=1000, factor=0.999))
    indices, states = list(range(PARAMETERS)), [tuple(held[2:]) for held in many]

    def rows() -> RowSparse:
        ids = np.unique(rng.integers(0, HEIGHT, STORED))
        return RowSparse(ids, rng.standard_normal((len(ids), COLUMNS), np.float32), (HEIGHT, COLUMNS))

    lazy = lazy_update.bind(
        args={"weight": table[0], "grad": rows()}, aux_states=dict(zip(ADAM.states, table[2:], strict=True))
    )

    def step(number: int) -> None:
        dense.forward(grad0=arrays[1].copy(), lr=1e-3 / (1 + number % 100))
        lazy.forward(grad=rows())
        optimizer.update(indices, [held[0] for held in many], [held[1].copy() for held in many], states)

    return step


def soak(minutes: float) -> Table:
    """Step for so long; the first, slowest, fastest and last of `WINDOWS` windows, and how the last is to the first."""
    step, numbers = _step(), count()
    window = max(1e-3, 60 * minutes / WINDOWS)
    _window(step, numbers, window / 4)  # compiled, awake, warm
    found = [_window(step, numbers, window) for _ in range(WINDOWS)]
    by_speed = sorted(found, key=lambda item: item[1])
    shown = {FIRST: found[0], "slowest": by_speed[0], "fastest": by_speed[-1], LAST: found[-1]}
    lines = [
        Line(name, (steps / speed, steps, speed, None if held is None else held / MB))
        for name, (steps, speed, held) in shown.items()
    ]
    return Table(TITLE, SHOWN, tuple(lines))


def _window(step: Callable[[int], None], numbers: count[int], seconds: float) -> tuple[float, float, float | None]:
    """Steps, steps a second, bytes held at the end."""
    start = time.perf_counter()
    steps, passed = 0, 0.0
    while passed < seconds or steps == 0:
        step(next(numbers))
        steps += 1
        passed = time.perf_counter() - start
    return float(steps), steps / passed, resident()


def tables() -> list[Table]:
    """Every table of this module."""
    return [soak(harness.minutes(MINUTES))]
