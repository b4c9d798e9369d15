"""Measurement: threads pinned, contenders interleaved in one process, medians; a `Table` of `Row`s with quartiles and
ratios.
"""

# Contenders work on the same arrays if their libraries allow it, so that none has better memory than another. Each
# turn begins with runs that are not timed, so that each contender has in cache what its own last run has left there.

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import mxsym as mx
from benchmarks.report import Column, Line, Table, unit
from mxsym.runtime import threads as workers

__all__ = ["FULL", "QUICK", "SMOKE", "THREADS", "Effort", "Row", "measure", "pin", "size", "table", "unit"]

CPUS = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
"""CPUs that this process may use. OpenMP narrows its first thread later on, so they are read at once."""
_asked = os.environ.get("OMP_NUM_THREADS", "")
THREADS = int(_asked) if _asked.isdecimal() and int(_asked) else min(2, os.cpu_count() or 1)
"""Of every contender. OpenMP reads this once, so that it is the process's; `python -m benchmarks --threads` sets it."""
TURN = 1e-3
"""Seconds that a contender is timed for before the next has its turn, at least."""
FASTEST = 1000.0
"""GB/s beyond which a contender has not moved the bytes in question."""


@dataclass(frozen=True)
class Effort:
    """Duration of a measurement: `share` of a table's budget, at least `fewest` rounds, on sizes times `scale`."""

    name: str
    share: float
    fewest: int
    scale: float
    pause: float = 2e-3


FULL = Effort("full", 1.0, 9, 1.0)
QUICK = Effort("quick", 0.04, 5, 1.0)
SMOKE = Effort("smoke", 0.0, 1, 1 / 4096, 0.0)
"""For tests: everything runs, nothing is measured."""
_effort = FULL
_minutes: float | None = None


def configure(effort: Effort, minutes: float | None = None) -> None:
    """Set how long is measured from now on; `minutes` is how long the soak takes."""
    global _effort, _minutes
    _effort, _minutes = effort, minutes


def effort() -> Effort:
    """The chosen `Effort`."""
    return _effort


def minutes(otherwise: float) -> float:
    """Time limit of a table without a natural length, in minutes."""
    return _minutes if _minutes is not None else otherwise * _effort.share


def size(n: int, least: int = 32) -> int:
    """`n`, but for tests."""
    return max(min(n, least), int(n * _effort.scale))


@dataclass(frozen=True)
class Row:
    """One contender: seconds a step (median, and the quartiles of the runs), ratio to the first of its table."""

    name: str
    seconds: float
    low: float
    high: float
    ratio: float
    bytes: int

    @property
    def speed(self) -> float:
        """GB/s of the bytes that the step has to move."""
        return self.bytes / self.seconds / 1e9


def pin(threads: int = THREADS) -> None:
    """mxsym's workers on the second CPU and the next ones; OpenMP is told by environment, `measure` pins the caller.

    The workers start here, with the caller moved to the first CPU: mxsym measures then how soon they answer, and they
    would answer late if they shared the caller's.
    """
    mx.set_num_threads(threads, pin=True)
    if CPUS:
        os.sched_setaffinity(0, CPUS[:1])
    spread()
    workers.PROCESS.start()


def spread() -> None:
    """Let this thread, and those that it starts, run on every CPU: libraries count these and place threads on them."""
    if CPUS:
        os.sched_setaffinity(0, CPUS)


@contextmanager
def _pinned() -> Generator[None]:
    """This thread on the first CPU."""
    if CPUS:
        os.sched_setaffinity(0, CPUS[:1])
    try:
        yield
    finally:
        spread()


def measure(
    contenders: Mapping[str, Callable[[], object]], traffic: int, *, budget: float = 3.0, fewest: int = 9
) -> list[Row]:
    """Run the contenders in turn, again and again, until about `budget` seconds are spent on each.

    A turn begins after a pause and, for as long, with runs that are not timed: the threads of the contender before must
    have gone to sleep, and this one's must be awake. `traffic` is the number of bytes that a run has to move; 0: they
    are not counted.
    """
    budget, fewest = budget * _effort.share, min(fewest, _effort.fewest)
    once: dict[str, float] = {}
    for name, run in contenders.items():
        spread()  # threads that start now may go where they belong
        run()
        run()
        start = time.perf_counter()
        run()
        once[name] = time.perf_counter() - start
    rounds = max(fewest, min(200, int(budget / max(1e-9, *once.values()))))
    repeat = {name: max(3, int(TURN / max(1e-9, seconds))) for name, seconds in once.items()}
    times: dict[str, list[float]] = {name: [] for name in contenders}
    with _pinned():
        for _ in range(rounds):
            for name, run in contenders.items():
                times[name].append(_turn(run, repeat[name]))
    medians = {name: statistics.median(values) for name, values in times.items()}
    first = next(iter(medians.values()))
    rows: list[Row] = []
    for name, values in times.items():
        ordered = sorted(values)
        low, high = ordered[len(ordered) // 4], ordered[3 * len(ordered) // 4]
        rows.append(Row(name, medians[name], low, high, medians[name] / first, traffic))
    return rows


def _turn(run: Callable[[], object], count: int) -> float:
    time.sleep(_effort.pause)
    awake = time.perf_counter() + _effort.pause
    run()
    run()
    while time.perf_counter() < awake:
        run()
    start = time.perf_counter()
    for _ in range(count):
        run()
    return (time.perf_counter() - start) / count


def table(title: str, rows: Sequence[Row], *, each: int = 1, of: str = "") -> Table:
    """A table of these rows; `each` is how many things a run does, `of` what they are: a column more."""
    columns = [Column("time", "time"), Column("25 %", "time"), Column("75 %", "time")]
    columns += [Column(f"a {of}", "time")] if of else []
    columns += [Column("GB/s", "speed")] if any(row.bytes for row in rows) else []
    columns += [Column("ratio", "ratio")]
    lines: list[Line] = []
    for row in rows:
        values = {"time": row.seconds, "25 %": row.low, "75 %": row.high, f"a {of}": row.seconds / each}
        values |= {"ratio": row.ratio}
        values |= {"GB/s": row.speed} if 0 < row.speed < FASTEST else {}
        lines.append(Line(row.name, tuple(values.get(column.name) for column in columns)))
    return Table(title, tuple(columns), tuple(lines))
