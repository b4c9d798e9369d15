"""Row-sparse updates of a 1M x 64 table: lazy and standard, and a batch of ids that must be coalesced first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import Any

import numpy as np

import mxsym as mx
from benchmarks import contenders, harness, sparse_bags
from benchmarks import torch as torch_steps
from benchmarks.contenders import ADAM, SGD_MOM, Array, Run, Update
from benchmarks.loops import loop
from benchmarks.report import Table
from mxsym.runtime import rows
from mxsym.runtime.sparse import RowSparse

HEIGHT, COLUMNS, STORED, BATCH = 1_000_000, 64, 20_000, 65_536
STORES = 16
"""Number of gradients that take turns: too many for a cache."""
DENSE = "mxsym, a dense gradient"


def lazy_title(update: Update) -> str:
    """Title of the table of lazy updates."""
    return f"{update.name}, lazy, {harness.size(STORED):,} fresh rows of {harness.size(HEIGHT):,} x {COLUMNS}"


def standard_title(update: Update) -> str:
    """Title of the table of standard updates."""
    return f"{update.name}, standard, {harness.size(STORED):,} rows of {harness.size(HEIGHT):,} x {COLUMNS}"


def _tables(count: int) -> list[Array]:
    return [np.full((harness.size(HEIGHT), COLUMNS), 0.01, np.float32) for _ in range(count)]


def _gradients() -> list[RowSparse]:
    rng, height, stored = np.random.default_rng(0), harness.size(HEIGHT), harness.size(STORED, 8)
    return [
        RowSparse(
            np.sort(rng.choice(height, stored, replace=False)),
            rng.standard_normal((stored, COLUMNS), np.float32),
            (height, COLUMNS),
        )
        for _ in range(STORES)
    ]


def _executor(update: Update, lazy: bool, arrays: Sequence[Array], gradient: Any) -> mx.Executor:
    variables = {name: mx.sym.var(name) for name in ("weight", "grad", *update.states)}
    symbol = getattr(mx.sym, update.op)(**variables, **update.numbers, lazy_update=lazy, out=variables["weight"])
    return symbol.bind(
        args={"weight": arrays[0], "grad": gradient}, aux_states=dict(zip(update.states, arrays[1:], strict=True))
    )


def lazy(update: Update) -> Table:
    """Lazy updates of 20,000 fresh rows a step; everybody works on the same tables and gradients."""
    gradients = _gradients()
    tables = _tables(1 + len(update.states))
    exe = _executor(update, True, tables, gradients[0])
    numbers = list(update.numbers.values())
    loops = [
        loop(f"{update.loop}_rows", [g.indices, tables[0], g.data, *tables[1:]], numbers, COLUMNS) for g in gradients
    ]
    runs = cycle([run for run in loops if run is not None])
    order = cycle(gradients)

    def plain() -> None:
        next(runs)()

    contending: dict[str, Run] = {} if None in loops else {"plain C loop": plain}
    contending["mxsym"] = lambda: exe.forward(grad=next(order))
    contending["mxsym, of which the check of the row ids"] = lambda: rows.first_bad_row(
        next(order).indices, harness.size(HEIGHT)
    )
    contending |= _sparse_adam(tables, gradients) if update is ADAM else {}
    traffic = 4 * update.streams * gradients[0].data.size
    return harness.table(lazy_title(update), harness.measure(contending, traffic))


def standard(update: Update) -> Table:
    """Standard updates of the whole table, next to a dense update of it."""
    order = cycle(_gradients())
    tables = _tables(2 + len(update.states))
    exe = _executor(update, False, tables[1:], next(order))
    dense = _executor(update, False, tables[1:], tables[0])
    contending: dict[str, Run] = {DENSE: dense.forward, "mxsym": lambda: exe.forward(grad=next(order))}
    return harness.table(standard_title(update), harness.measure(contending, 4 * (update.streams - 1) * tables[0].size))


def _sparse_adam(tables: list[Array], gradients: list[RowSparse]) -> dict[str, Run]:
    """torch's lazy Adam on the same tables."""
    torch = contenders.library("torch")
    if torch is None:
        return {}
    weight, optimizer = _torch_table(torch, tables)
    parts = [(torch.from_numpy(g.indices)[None], torch.from_numpy(g.data)) for g in gradients]
    order = cycle(
        [torch.sparse_coo_tensor(*part, weight.shape, is_coalesced=True, check_invariants=False) for part in parts]
    )

    def run() -> None:
        weight.grad = next(order)
        optimizer.step()

    return {"torch SparseAdam": run}


def _torch_table(torch: Any, tables: list[Array]) -> tuple[Any, Any]:
    """A parameter in the first of these tables, and SparseAdam with its states in the others."""
    weight = torch.nn.Parameter(torch.from_numpy(tables[0]))
    optimizer = torch.optim.SparseAdam([weight], lr=ADAM.numbers["lr"])
    mean, var = (torch.from_numpy(table) for table in tables[1:])
    optimizer.state[weight] = {"step": 0, "exp_avg": mean, "exp_avg_sq": var}
    return weight, optimizer


def _batches() -> Iterator[tuple[Array, Array]]:
    rng, height, count = np.random.default_rng(0), harness.size(HEIGHT), harness.size(BATCH)
    made = [
        (
            np.minimum(rng.zipf(1.2, count) - 1, height - 1).astype(np.int64),
            rng.standard_normal((count, COLUMNS), np.float32),
        )
        for _ in range(8)
    ]
    return cycle(made)


def batch() -> Table:
    """A Zipf-distributed batch of 65,536 ids with duplicates: summed by row, then a lazy Adam step."""
    height, tables, ours, theirs = harness.size(HEIGHT), _tables(3), _batches(), _batches()
    nothing = RowSparse(np.zeros(0, np.int64), np.zeros((0, COLUMNS), np.float32), (height, COLUMNS))
    exe = _executor(ADAM, True, tables, nothing)

    def run() -> None:
        row_ids, values = next(ours)
        exe.forward(grad=RowSparse(*rows.coalesce(row_ids, values, height), (height, COLUMNS)))

    contending: dict[str, Run] = {"mxsym": run}
    torch = contenders.library("torch")
    if torch is not None:
        weight, optimizer = _torch_table(torch, tables)

        def torch_run() -> None:
            row_ids, values = next(theirs)
            indices, data = torch.from_numpy(row_ids)[None], torch.from_numpy(values)
            unsorted = torch.sparse_coo_tensor(indices, data, weight.shape, check_invariants=False)
            weight.grad = unsorted.coalesce()
            optimizer.step()

        contending["torch coalesce and SparseAdam"] = torch_run
    title = f"{harness.size(BATCH):,} Zipf-distributed ids with duplicates, {COLUMNS} columns"
    return harness.table(title, harness.measure(contending, 4 * harness.size(BATCH) * COLUMNS))


def tables() -> list[Table]:
    """Every table of this module."""
    updates = (SGD_MOM, ADAM)
    made = [form(update) for update in updates for form in (lazy, standard)]
    return [*made, batch(), *sparse_bags.bag_tables(), *torch_steps.embedding_tables()]
