"""Steps by a clock outside, and the times that `Executor.profile` finds in them: what it adds up should be a step."""

from __future__ import annotations

import statistics
import time

import mxsym as mx
from benchmarks import contenders, harness
from benchmarks.contenders import ADAM, Update
from benchmarks.report import Column, Line, Table

SIZES = (262_144, 4_194_304, 16_777_216)
CLOCK, SUM = "mxsym, a clock outside", "mxsym, the sum of a profile"
COLUMNS = (Column("time", "time"), Column("ratio", "ratio"))
_STEPS, _ROUNDS = 50, 15


def title(update: Update, n: int) -> str:
    """Title of the table of this size."""
    return f"{update.name}, float32, {harness.size(n):,} values, profiled"


def profiled(update: Update, n: int) -> Table:
    """Plain steps and profiled ones in turns, of the same arrays."""
    executor = contenders.executor(update, contenders.tensors(update, [(harness.size(n),)]))
    seconds: dict[str, list[float]] = {CLOCK: [], SUM: []}
    for _ in range(max(3, int(_ROUNDS * harness.effort().share))):
        start = time.perf_counter()
        for _ in range(_STEPS):
            executor.forward()
        seconds[CLOCK].append((time.perf_counter() - start) / _STEPS)
        found = executor.profile(_STEPS)
        seconds[SUM].append(found.outside + sum(kernel.seconds for kernel in found.kernels))
    medians = {name: statistics.median(values[1:]) for name, values in seconds.items()}
    lines = (Line(name, (value, value / medians[CLOCK])) for name, value in medians.items())
    return Table(title(update, n), COLUMNS, tuple(lines))


def tables() -> list[Table]:
    """A table for each size."""
    harness.spread()
    mx.set_num_threads(harness.THREADS)
    return [profiled(ADAM, n) for n in SIZES]
