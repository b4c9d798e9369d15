"""Row-sparse updates of a 1M x 64 table: lazy and standard, and a batch of ids that must be coalesced first."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from typing import Any

import numpy as np

import mxsym as mx
from benchmarks import harness
from benchmarks.loops import loop
from mxsym.runtime import rows
from mxsym.runtime.sparse import RowSparse

HEIGHT, COLUMNS, STORED, BATCH = 1_000_000, 64, 20_000, 65_536
STATES = {"sgd_mom_update": ("mom",), "adam_update": ("mean", "var")}
STREAMS = {"sgd_mom_update": 5, "adam_update": 7}
LOOPS = {"sgd_mom_update": "sgd_mom", "adam_update": "adam"}
SCALARS = {"sgd_mom_update": [1e-3, 0.9, 0.0], "adam_update": [1e-3, 0.9, 0.999, 1e-8]}


def _table(count: int) -> list[np.ndarray]:
    return [np.full((HEIGHT, COLUMNS), 0.01, np.float32) for _ in range(count)]


def _gradients(rng: np.random.Generator) -> Iterator[RowSparse]:
    """Fresh rows at every step, out of a store that is too large to stay in cache."""
    store: list[RowSparse] = []
    for _ in range(16):
        ids = np.sort(rng.choice(HEIGHT, STORED, replace=False))
        store.append(RowSparse(ids, rng.standard_normal((STORED, COLUMNS), np.float32), (HEIGHT, COLUMNS)))
    return cycle(store)


def _executor(op: str, lazy: bool, arrays: list[np.ndarray], gradient: Any) -> mx.Executor:
    names = ["weight", "grad", *STATES[op]]
    variables = {name: mx.sym.var(name) for name in names}
    symbol = getattr(mx.sym, op)(**variables, lr=1e-3, lazy_update=lazy, out=variables["weight"])
    return symbol.bind(
        args={"weight": arrays[0], "grad": gradient}, aux_states=dict(zip(STATES[op], arrays[1:], strict=True))
    )


def lazy(op: str) -> list[harness.Row]:
    """Lazy updates of 20,000 fresh rows a step; everybody works on the same tables and gradients."""
    gradients = list(islice(_gradients(np.random.default_rng(0)), 16))
    tables = _table(1 + len(STATES[op]))
    exe = _executor(op, True, tables, gradients[0])
    loops = [
        loop(f"{LOOPS[op]}_rows", [g.indices, tables[0], g.data, *tables[1:]], SCALARS[op], COLUMNS) for g in gradients
    ]
    runs = cycle([run for run in loops if run is not None])
    order = cycle(gradients)

    def plain() -> None:
        next(runs)()

    contenders: dict[str, Callable[[], object]] = {} if None in loops else {"plain C loop": plain}
    contenders["mxsym, lazy"] = lambda: exe.forward(grad=next(order))
    contenders["mxsym: its check of the row ids alone"] = lambda: rows.first_bad_row(next(order).indices, HEIGHT)
    contenders |= _sparse_adam(tables[0], gradients) if op == "adam_update" else {}
    return harness.measure(contenders, STREAMS[op] * 4 * STORED * COLUMNS)


def standard(op: str) -> list[harness.Row]:
    """Standard updates of the whole table, beside a dense update of it."""
    rng = np.random.default_rng(0)
    ours = _gradients(rng)
    exe = _executor(op, False, _table(1 + len(STATES[op])), next(ours))
    dense = _executor(op, False, _table(1 + len(STATES[op])), np.full((HEIGHT, COLUMNS), 0.01, np.float32))
    contenders: dict[str, Callable[[], object]] = {
        "mxsym, dense gradient": dense.forward,
        "mxsym, standard": lambda: exe.forward(grad=next(ours)),
    }
    return harness.measure(contenders, (STREAMS[op] - 1) * 4 * HEIGHT * COLUMNS)


def _torch() -> Any:
    try:
        return importlib.import_module("torch")
    except ImportError:
        return None


def _sparse_adam(table: np.ndarray, gradients: list[RowSparse]) -> dict[str, Callable[[], object]]:
    torch = _torch()
    if torch is None:
        return {}
    torch.set_num_threads(harness.THREADS)
    weight = torch.nn.Parameter(torch.from_numpy(table))
    optimizer = torch.optim.SparseAdam([weight])
    parts = [(torch.from_numpy(g.indices)[None], torch.from_numpy(g.data)) for g in gradients]
    order = cycle(
        [torch.sparse_coo_tensor(*part, weight.shape, is_coalesced=True, check_invariants=False) for part in parts]
    )

    def run() -> None:
        weight.grad = next(order)
        optimizer.step()

    return {"torch SparseAdam": run}


def batch() -> list[harness.Row]:
    """A Zipf-distributed batch of 65,536 ids with duplicates: summed by row, then a lazy Adam step."""
    rng = np.random.default_rng(0)
    ids = [np.minimum(rng.zipf(1.2, BATCH) - 1, HEIGHT - 1).astype(np.int64) for _ in range(8)]
    values = [rng.standard_normal((BATCH, COLUMNS), np.float32) for _ in range(8)]
    order = cycle(zip(ids, values, strict=True))
    exe = _executor(
        "adam_update",
        True,
        _table(3),
        RowSparse(np.zeros(0, np.int64), np.zeros((0, COLUMNS), np.float32), (HEIGHT, COLUMNS)),
    )

    def ours() -> None:
        row_ids, rows_of = next(order)
        exe.forward(grad=RowSparse(*rows.coalesce(row_ids, rows_of, HEIGHT), (HEIGHT, COLUMNS)))

    contenders: dict[str, Callable[[], object]] = {"mxsym: coalesce + lazy Adam": ours}
    torch = _torch()
    if torch is not None:
        torch.set_num_threads(harness.THREADS)
        weight = torch.nn.Parameter(torch.full((HEIGHT, COLUMNS), 0.01))
        optimizer = torch.optim.SparseAdam([weight])
        pairs = cycle([(torch.from_numpy(i)[None], torch.from_numpy(v)) for i, v in zip(ids, values, strict=True)])

        def theirs() -> None:
            row_ids, rows_of = next(pairs)
            weight.grad = torch.sparse_coo_tensor(row_ids, rows_of, weight.shape).coalesce()
            optimizer.step()

        contenders["torch: coalesce + SparseAdam"] = theirs
    return harness.measure(contenders, 4 * BATCH * COLUMNS)


def tables() -> list[str]:
    """Every table of this module."""
    made: list[str] = []
    for op in STATES:
        made.append(harness.table(f"{op}, lazy, {STORED:,} fresh rows of {HEIGHT:,} x {COLUMNS}", lazy(op)))
        made.append(harness.table(f"{op}, standard, the same table", standard(op)))
    made.append(harness.table(f"{BATCH:,} Zipf-distributed ids with duplicates, {COLUMNS} columns", batch()))
    return made
