"""One update and the plain loop, each in a process that holds nothing else: without settings, and with OpenMP bound."""

# The other tables pin threads and tell OpenMP how long to spin, so that many contenders can take turns. A program has
# none of that: each table here is made by a process of its own, which starts with the environment that it names.

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Mapping

from benchmarks import child, contenders, harness
from benchmarks.__main__ import environment
from benchmarks.contenders import ADAM, SGD_MOM, Update
from benchmarks.report import Column, Line, Table

SIZES = (1 << 18, 1 << 20, 1 << 24)
LOOP = "plain C loop"
BOUND = "OMP_PROC_BIND=true"
SETTINGS: Mapping[str, Mapping[str, str]] = {"no settings": {}, BOUND: {"OMP_PROC_BIND": "true"}}
ROUNDS, TURN, WARM = 60, 2e-3, 3
"""Turns of each contender, seconds of a turn, runs before it that are not timed."""
COLUMNS = (Column("time", "time"), Column(f"of the {LOOP}", "ratio"))


def title(update: Update, n: int, how: str) -> str:
    """Title of the table of `n` values."""
    return f"{update.name}, float32, {harness.size(n):,} values, alone, {how}"


def _turns(update: Update, n: int, rounds: int) -> dict[str, float]:
    """Median seconds of a step, by contender."""
    (arrays,) = contenders.tensors(update, [(n,)])
    runs = contenders.plain(update, arrays)
    runs["mxsym"] = contenders.executor(update, [arrays]).forward
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            for _ in range(WARM):
                run()
            count, began = 0, time.perf_counter()
            while (took := time.perf_counter() - began) < TURN or not count:
                run()
                count += 1
            times[name].append(took / count)
    return {name: statistics.median(values) for name, values in times.items()}


def _table(update: Update, n: int, how: str) -> Table:
    rounds = max(1, int(ROUNDS * harness.effort().share))
    clean = {name: value for name, value in os.environ.items() if name not in environment(harness.THREADS)}
    clean |= {"OMP_NUM_THREADS": str(harness.THREADS), **SETTINGS[how]}
    medians: dict[str, float] = child.result("alone", update.op, harness.size(n), rounds, environment=clean)
    below = medians.get(LOOP)
    lines = [Line(name, (value, value / below if below else None)) for name, value in medians.items()]
    return Table(title(update, n, how), COLUMNS, tuple(lines))


def tables() -> list[Table]:
    """A table for each update, size and setting."""
    return [_table(update, n, how) for update in (SGD_MOM, ADAM) for n in SIZES for how in SETTINGS]


def _measured(op: str, n: int, rounds: int) -> dict[str, float]:
    return _turns({update.op: update for update in (SGD_MOM, ADAM)}[op], n, rounds)


if __name__ == "__main__":
    child.answer(_measured)
