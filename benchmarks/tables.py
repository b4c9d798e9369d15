"""Tables keyed by ids, next to the same work on rows that are known: few rows, lookups, lazy Adam; and growth."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import cycle

import numpy as np

import mxsym as mx
from benchmarks import harness, loops, memory
from benchmarks.contenders import Array
from benchmarks.report import Column, Line, Table
from mxsym.runtime import rows

FEW, FEW_ROWS, FEW_COLUMNS = 100, 4_000_000, 8
HEIGHT, BATCH, COLUMNS = 1_000_000, 65_536, 64
GROWN = 50_000_000
TABLE, KNOWN = "mxsym's table", "rows known: a gather or a dense table"
LOOP = "plain C loop on a table of its own"
_NUMBERS = 1e6


def few_title() -> str:
    """Title of the table of steps on few rows."""
    return f"Adam on {FEW} fresh rows of {harness.size(FEW_ROWS):,} x {FEW_COLUMNS}"


def lookup_title() -> str:
    """Title of the table of lookups."""
    return f"Lookup of {harness.size(BATCH):,} Zipf-distributed ids of {harness.size(HEIGHT):,} x {COLUMNS}"


def adam_title() -> str:
    """Title of the table of lazy Adam."""
    return f"Lazy Adam on {harness.size(BATCH):,} Zipf-distributed ids of {harness.size(HEIGHT):,} x {COLUMNS}"


def growth_title() -> str:
    """Title of the table of growth."""
    return f"Growth to {harness.size(GROWN):,} rows of {FEW_COLUMNS} columns, float32, without states"


def _filled(height: int, columns: int, rule: str) -> tuple[mx.table.Table, Array]:
    """A table of random ids, and the ids."""
    ids = np.random.default_rng(0).integers(0, 2**64, height, dtype=np.uint64)
    table = mx.table.Table(columns, "float32", rule, 0.0, capacity=height, lr=0.01)
    nothing = np.zeros((BATCH, columns), np.float32)
    for begin in range(0, height, BATCH):
        part = ids[begin : begin + BATCH]
        table.update(part, nothing[: len(part)])
    return table, ids


def _zeros(*shape: int) -> Array:
    """Memory of its own for each page."""
    array = np.zeros(shape, np.float32)
    array[...] = 0
    return array


def _dense(height: int, columns: int) -> tuple[mx.Executor, tuple[int, int]]:
    """Lazy Adam of a dense table."""
    w, g, mean, var = (mx.sym.var(name) for name in ("w", "g", "mean", "var"))
    step = mx.sym.adam_update(w, g, mean, var, lr=0.01, out=w, lazy_update=True)
    shape = height, columns
    arrays = {name: _zeros(*shape) for name in ("w", "mean", "var")}
    return step.bind(
        args={"w": arrays["w"], "g": mx.nd.sparse.zeros("row_sparse", shape)},
        aux_states={"mean": arrays["mean"], "var": arrays["var"]},
    ), shape


def _steps(table: mx.table.Table, ids: Array, batches: list[Array]) -> dict[str, Callable[[], object]]:
    """A step of a table, and of a dense one whose rows are at the places of the ids."""
    exe, shape = _dense(len(ids), table.columns)
    grads = np.random.default_rng(1).standard_normal((len(batches[0]), table.columns), np.float32)
    keys, places = cycle([ids[batch] for batch in batches]), cycle(batches)
    return {
        KNOWN: lambda: exe.forward(g=mx.nd.sparse.uncoalesced(grads, next(places), shape)),
        TABLE: lambda: table.update(next(keys), grads),
    }


def _loop(ids: Array, batches: list[Array], columns: int) -> dict[str, Callable[[], object]]:
    """The least time of a step on few rows: lines of an index and rows that are fetched ahead, and nothing else."""
    count = 1 << (len(ids) * 4 // 3 // 4).bit_length()
    lines, mask = np.zeros((count, 8), np.int64), np.array([count - 1], np.uint64)
    fill = loops.loop("index_rows", [ids, lines, mask], [])
    if fill is None:
        return {}
    fill()
    places, records = np.empty(len(batches[0]), np.int64), np.zeros((len(ids), 2), np.int64)
    weight, mean, var = (_zeros(len(ids), columns) for _ in range(3))
    grads = np.random.default_rng(1).standard_normal((len(batches[0]), columns), np.float32)
    others = [lines, mask, places, records, weight, grads, mean, var]
    steps = [loops.loop("adam_by_ids", [ids[batch], *others], [0.01, 0.9, 0.999, 1e-8], columns) for batch in batches]
    turns = cycle([step for step in steps if step is not None])

    def step() -> None:
        next(turns)()

    return {LOOP: step}


def few() -> Table:
    """Steps on few rows of a large table, next to the least time that its memory takes."""
    table, ids = _filled(harness.size(FEW_ROWS), FEW_COLUMNS, "adam_update")
    rng = np.random.default_rng(2)
    batches = [rng.integers(0, len(ids), FEW) for _ in range(500)]
    contending = _loop(ids, batches, FEW_COLUMNS) | _steps(table, ids, batches)
    return harness.table(few_title(), harness.measure(contending, 0))


def _batches(height: int) -> list[Array]:
    rng = np.random.default_rng(0)
    order = rng.permutation(height)
    return [order[np.minimum(rng.zipf(1.2, harness.size(BATCH)) - 1, height - 1)] for _ in range(8)]


def lookup_and_adam() -> list[Table]:
    """Lookups next to a gather, and lazy Adam next to that of a dense table."""
    table, ids = _filled(harness.size(HEIGHT), COLUMNS, "adam_update")
    batches = _batches(len(ids))
    dense = np.zeros((len(ids), COLUMNS), np.float32) + 1
    out = np.empty((len(batches[0]), COLUMNS), np.float32)
    keys, places, others = cycle([ids[batch] for batch in batches]), cycle(batches), cycle(batches)
    contending: dict[str, Callable[[], object]] = {
        KNOWN: lambda: rows.gather(dense, next(places), out),
        TABLE: lambda: table.lookup(next(keys), out),
        "numpy.take": lambda: np.take(dense, next(others), axis=0, out=out, mode="clip"),
    }
    lookup = harness.table(lookup_title(), harness.measure(contending, 2 * out.nbytes))
    return [lookup, harness.table(adam_title(), harness.measure(_steps(table, ids, batches), 0))]


def growth() -> Table:
    """A table that grows from nothing: time, and memory as the table counts it and as the system does."""
    count, before = harness.size(GROWN), memory.resident()
    table = mx.table.Table(FEW_COLUMNS, "float32", "sgd_update", mx.table.Uniform(), lr=0.01)
    rng, grads = np.random.default_rng(0), np.zeros((BATCH, FEW_COLUMNS), np.float32)
    start = time.perf_counter()
    while len(table) < count:
        left = min(BATCH, count - len(table))
        table.update(rng.integers(0, 2**64, left, dtype=np.uint64), grads[:left])
    seconds, after = time.perf_counter() - start, memory.resident()
    taken = None if before is None or after is None else max(0, after - before) / _NUMBERS  # memory may be reused
    columns = (Column("a row", "time"), Column("MB counted", "speed"), Column("MB resident", "speed"))
    return Table(growth_title(), columns, (Line(TABLE, (seconds / count, table.nbytes / _NUMBERS, taken)),))


def tables() -> list[Table]:
    """Every table of this module."""
    return [few(), *lookup_and_adam(), growth()]
