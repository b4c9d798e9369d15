"""How things are measured: threads pinned, contenders interleaved in one process, medians.

Input: named functions. Output: `Row`s: median seconds, spread, and the ratio to the first contender.
Non-goals: what is measured.
"""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import mxsym as mx
from benchmarks.loops import loop

THREADS = 2
PAUSE = 2e-3
FASTEST = 1000.0
"""GB/s beyond which a contender has not moved the bytes in question."""


@dataclass(frozen=True)
class Row:
    """One contender: seconds a step (median, and the middle half of the runs), ratio to the first of its table."""

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


def pin() -> None:
    """The caller on the first CPU, mxsym's workers on the next ones; OpenMP and torch are told by environment."""
    cpus = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    mx.set_num_threads(THREADS, pin=True)
    import numpy as np

    big = np.ones(1 << 22, np.float32)
    # Both pools start while all CPUs are still allowed.
    mx.nd.sgd_update(big, big.copy(), lr=0.0, out=big)
    if (plain := loop("sgd_mom", [big, big.copy(), big.copy()], [0.0, 0.0, 0.0])) is not None:
        plain()
    if cpus:
        os.sched_setaffinity(0, {cpus[0]})


def measure(
    contenders: Mapping[str, Callable[[], object]], traffic: int, *, budget: float = 3.0, fewest: int = 9
) -> list[Row]:
    """Run the contenders in turn, again and again, until `budget` seconds are spent on each.

    A turn begins after a pause and with runs that are not timed: the threads of the contender before must have gone to
    sleep, and this one's must be awake.
    """
    for run in contenders.values():
        run()
        run()
    once: dict[str, float] = {}
    for name, run in contenders.items():
        start = time.perf_counter()
        run()
        once[name] = time.perf_counter() - start
    rounds = max(fewest, min(200, int(budget / max(1e-9, *once.values()))))
    repeat = {name: max(3, int(5e-4 / max(1e-9, seconds))) for name, seconds in once.items()}
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            count = repeat[name]
            time.sleep(PAUSE)
            run()
            run()
            start = time.perf_counter()
            for _ in range(count):
                run()
            times[name].append((time.perf_counter() - start) / count)
    medians = {name: statistics.median(values) for name, values in times.items()}
    first = next(iter(medians.values()))
    rows: list[Row] = []
    for name, values in times.items():
        ordered = sorted(values)
        low, high = ordered[len(ordered) // 4], ordered[3 * len(ordered) // 4]
        rows.append(Row(name, medians[name], low, high, medians[name] / first, traffic))
    return rows


def unit(seconds: float) -> str:
    """A time as a person reads it."""
    for scale, name in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= scale:
            return f"{seconds / scale:.3g} {name}"
    return f"{seconds * 1e9:.0f} ns"


def table(title: str, rows: list[Row]) -> str:
    """A Markdown table."""
    lines = [f"### {title}", "", "| | time | middle half | GB/s | ratio |", "|---|---|---|---|---|"]
    for row in rows:
        spread = f"{unit(row.low)} – {unit(row.high)}"
        speed = f"{row.speed:.1f}" if row.speed < FASTEST else ""
        lines.append(f"| {row.name} | {unit(row.seconds)} | {spread} | {speed} | {row.ratio:.2f} |")
    return "\n".join([*lines, ""])


def machine() -> str:
    """What the figures were measured on, in one line."""
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            model = next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{model}, {THREADS} pinned threads, {platform.system()}, Python {platform.python_version()}"
