"""Scaling of a step's time with its size, with the number of its tensors, and with threads: Adam, float32."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from benchmarks import contenders, harness
from benchmarks.contenders import ADAM, Run
from benchmarks.loops import set_threads
from benchmarks.report import Column, Line, Table

SIZES = tuple(1 << power for power in range(6, 25, 2))
TOTAL = 1 << 20
COUNTS = tuple(1 << power for power in range(0, 13, 2))
THREADED = 1 << 24
BY_SIZE = "Adam, float32, by size"
BY_COUNT = f"Adam, float32, {TOTAL:,} values, by number of tensors"
BY_THREADS = f"Adam, float32, {THREADED:,} values, by threads"
UNIT = "; GB/s"
"""Suffix of the tables' titles."""
BUDGET = 1.0


def _table(title: str, runs: Callable[[int], tuple[Mapping[str, Run], int]], values: tuple[int, ...]) -> Table:
    """GB/s of each contender, a line for each value of what varies."""
    found: dict[int, dict[str, float]] = {}
    for value in values:
        contending, traffic = runs(value)
        found[value] = {row.name: row.speed for row in harness.measure(contending, traffic, budget=BUDGET)}
    names = dict.fromkeys(name for speeds in found.values() for name in speeds)
    lines = tuple(Line(str(value), tuple(speeds.get(name) for name in names)) for value, speeds in found.items())
    return Table(title + UNIT, tuple(Column(name, "speed") for name in names), lines)


def _by_size(n: int) -> tuple[Mapping[str, Run], int]:
    (arrays,) = contenders.tensors(ADAM, [(harness.size(n),)])
    runs = contenders.plain(ADAM, arrays) | {"mxsym": contenders.executor(ADAM, [arrays]).forward}
    runs |= contenders.torch_steps(ADAM, [arrays], "torch fused") | contenders.numba_step(ADAM, arrays)
    return runs, 4 * ADAM.streams * arrays[0].size


def _by_count(count: int) -> tuple[Mapping[str, Run], int]:
    total = harness.size(TOTAL)
    held = contenders.tensors(ADAM, [(max(1, total // count),)] * min(total, count))
    runs: dict[str, Run] = {"mxsym": contenders.executor(ADAM, held).forward}
    runs |= contenders.torch_steps(ADAM, held, "torch foreach", "torch fused")
    return runs, 4 * ADAM.streams * sum(arrays[0].size for arrays in held)


def _by_threads(threads: int) -> tuple[Mapping[str, Run], int]:
    harness.pin(threads)
    set_threads(threads)
    (arrays,) = contenders.tensors(ADAM, [(harness.size(THREADED),)])
    runs = contenders.plain(ADAM, arrays) | {"mxsym": contenders.executor(ADAM, [arrays]).forward}
    return runs, 4 * ADAM.streams * arrays[0].size


def tables() -> list[Table]:
    """Every table of this module."""
    made = [_table(BY_SIZE, _by_size, SIZES), _table(BY_COUNT, _by_count, COUNTS)]
    try:
        made.append(_table(BY_THREADS, _by_threads, tuple(range(1, max(harness.THREADS, len(harness.CPUS)) + 1))))
    finally:
        harness.pin()
        set_threads(harness.THREADS)
    return made
