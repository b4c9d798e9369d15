"""Tables with the gradients of bags: eight in one step, next to FBGEMM's fused backward; calls on few rows."""

# FBGEMM's backward sums the gradients of a row's bags and updates the row; autograd calls it. mxsym is given the same
# gradients, ids and offsets. Both are on tables of their own: FBGEMM keeps all of its in one block.

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import cycle
from typing import Any

import numpy as np

import mxsym as mx
from benchmarks import contenders, harness
from benchmarks.contenders import Array
from benchmarks.report import Table

TABLES, HEIGHT, COLUMNS = 8, 200_000, 64
FEW, MANY = (128, 2), (4096, 10)
"""Bags of a batch, and ids of a bag."""
RULES = {"row-wise AdaGrad": ("group_adagrad_update", 1), "AdaGrad": ("adagrad_update", COLUMNS)}
"""Rules by what FBGEMM calls them, each with the columns of its state."""
CALLS = "Row-sparse calls on few rows"
FBGEMM = "FBGEMM"


def bags_title(kind: str, batch: tuple[int, int]) -> str:
    """Title of the table of a rule and a batch."""
    height = harness.size(HEIGHT)
    return f"{kind}, {TABLES} tables of {height:,} x {COLUMNS}, {batch[0]:,} bags of {batch[1]} ids"


def bags(kind: str, batch: tuple[int, int]) -> Table:
    """A step of all tables on the gradients of bags."""
    rng, height, (count, pooling) = np.random.default_rng(0), harness.size(HEIGHT), batch
    ids = [rng.integers(0, height, (TABLES, count * pooling)) for _ in range(4)]
    grads = rng.standard_normal((TABLES, count, COLUMNS), np.float32)
    contending: dict[str, Callable[[], object]] = {
        "mxsym": _step(kind, ids, grads, np.arange(0, count * pooling, pooling))
    }
    if (backward := _fbgemm(kind, ids, grads, pooling)) is not None:
        contending[FBGEMM] = backward
    rows = np.mean([len(np.unique(table)) for listed in ids for table in listed])
    traffic = int(4 * TABLES * (rows * 2 * (COLUMNS + RULES[kind][1]) + count * COLUMNS))
    return harness.table(bags_title(kind, batch), harness.measure(contending, traffic))


def _step(kind: str, ids: list[Array], grads: Array, offsets: Array) -> Callable[[], object]:
    op, width = RULES[kind]
    shape = (harness.size(HEIGHT), COLUMNS)
    args: dict[str, Any] = {}
    states: dict[str, Any] = {}
    updates: list[mx.Symbol] = []
    for table in range(TABLES):
        w, g, h = (mx.sym.var(f"{name}{table}") for name in "wgh")
        updates.append(getattr(mx.sym, op)(w, g, h, lr=0.01, epsilon=1e-8, out=w, name=f"update{table}"))
        args |= {f"w{table}": np.full(shape, 0.01, np.float32), f"g{table}": mx.nd.sparse.zeros("row_sparse", shape)}
        states[f"h{table}"] = np.zeros((shape[0], width), np.float32)
    exe = mx.sym.Group(updates).bind(args=args, aux_states=states)
    order = cycle(ids)

    def run() -> None:
        listed = next(order)
        fresh: dict[str, Any] = {
            f"g{table}": mx.nd.sparse.uncoalesced(grads[table], listed[table], shape, offsets=offsets)
            for table in range(TABLES)
        }
        exe.forward(**fresh)

    return run


def _fbgemm(kind: str, ids: list[Array], grads: Array, pooling: int) -> Callable[[], object] | None:
    """The backward of FBGEMM's tables, if it is installed."""
    torch, ops = (
        contenders.library("torch"),
        contenders.library("fbgemm_gpu.split_table_batched_embeddings_ops_training"),
    )
    configs = contenders.library("fbgemm_gpu.split_embedding_configs")
    if torch is None or ops is None or configs is None:
        return None
    names: Mapping[str, str] = {"row-wise AdaGrad": "EXACT_ROWWISE_ADAGRAD", "AdaGrad": "EXACT_ADAGRAD"}
    form = (harness.size(HEIGHT), COLUMNS, ops.EmbeddingLocation.HOST, ops.ComputeDevice.CPU)
    optimizer = getattr(configs.EmbOptimType, names[kind])
    tables = ops.SplitTableBatchedEmbeddingBagsCodegen(
        [form] * TABLES, optimizer=optimizer, learning_rate=0.01, eps=1e-8
    )
    count = grads.shape[1]
    offsets = torch.arange(0, TABLES * count * pooling + 1, pooling)
    upstream = torch.from_numpy(np.ascontiguousarray(grads.transpose(1, 0, 2)).reshape(count, -1))
    order = cycle([tables(torch.from_numpy(listed.reshape(-1)), offsets) for listed in ids])

    def run() -> None:
        next(order).backward(upstream, retain_graph=True)

    return run


def calls() -> Table:
    """Coalescing few ids, and a step on a fresh gradient of one row for each table."""
    rng, contending = np.random.default_rng(0), dict[str, Callable[[], object]]()
    shape = (1000, 16)
    for count in (16, 1024):
        data, ids = rng.standard_normal((count, shape[1]), np.float32), rng.integers(0, shape[0], count)
        contending[f"coalesce {count:,} ids"] = lambda data=data, ids=ids: mx.nd.sparse.coalesce(data, ids, shape)
    for tables in (1, TABLES):
        updates: list[mx.Symbol] = []
        args: dict[str, Any] = {}
        for table in range(tables):
            w, g = mx.sym.var(f"w{table}"), mx.sym.var(f"g{table}")
            updates.append(mx.sym.sgd_update(w, g, lr=0.1, out=w, name=f"update{table}"))
            args |= {f"w{table}": np.ones(shape, np.float32), f"g{table}": mx.nd.sparse.zeros("row_sparse", shape)}
        exe = mx.sym.Group(updates).bind(args=args)
        one = np.ones((1, shape[1]), np.float32)
        grads: list[dict[str, Any]] = [
            {f"g{table}": mx.nd.sparse.row_sparse_array((one, np.array([row])), shape) for table in range(tables)}
            for row in range(4)
        ]
        order = cycle(grads)
        name = f"step, a fresh row for {'a table' if tables == 1 else f'{tables} tables'}"
        contending[name] = lambda exe=exe, order=order: exe.forward(**next(order))
    return harness.table(CALLS, harness.measure(contending, 0))


def bag_tables() -> list[Table]:
    """Every table of this module."""
    return [calls(), *(bags(kind, batch) for batch in (FEW, MANY) for kind in RULES)]
