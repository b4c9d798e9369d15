"""Tables keyed by ids: random operations against a dict of rows, bit for bit; errors that change nothing."""

from __future__ import annotations

import errno
import gc
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.executor.executor import Executor
from mxsym.rule.lookup import find
from mxsym.runtime import buffers, plan
from mxsym.runtime.hash_index import FEW, HashIndex
from mxsym.runtime.index_text import SLOTS
from mxsym.runtime.native_call import native
from mxsym.runtime.native_call.layout import LONG_SPAN
from mxsym.table import Table
from mxsym.table.admission import Candidates
from tests.draws import draw_at
from tests.support import Array, assert_same_bits
from tests.table_model import DictTable

EDGES = [0, 1, 2**63 - 1, 2**63, 2**64 - 1]
"""Ids at the ends of signed and unsigned numbers."""


def init(ids: Array, columns: int) -> Array:
    """Rows that depend on the id alone."""
    return ((ids[:, None] % np.uint64(97)).astype(np.float32) - 40) / 8 + np.arange(columns, dtype=np.float32)


def pair(
    rule: str, dtype: str, columns: int = 3, admit: int = 1, folder: Path | None = None, **numbers: Any
) -> tuple[Table, DictTable]:
    """A table and its model."""
    table = Table(columns, dtype, rule, init, admit=admit, folder=folder, **numbers)
    types = {name: table.lookup(np.empty(0, np.uint64), tensor=name).dtype for name in table.tensors}
    widths = {name: table.lookup([0], tensor=name).shape[1] for name in table.tensors}
    assert {*widths.values()} <= {1, columns}
    model = DictTable(
        find(rule), columns, types, lambda i: init(np.array([i], np.uint64), columns)[0], numbers, admit=admit
    )
    return table, model


def assert_equal(table: Table, model: DictTable, ids: list[int], what: str = "") -> None:
    """All that can be read of these ids, and the ids that have rows."""
    keys = np.array(ids, np.uint64)
    assert table.ids().tolist() == sorted(model.rows), what
    assert table.waiting == len(model.waiting), what
    assert table.steps == model.steps
    for name in table.tensors:
        expected = np.stack([model.read(id_, name) for id_ in ids])
        assert_same_bits(table.lookup(keys, tensor=name), expected, f"{what} {name}")
    counters = table.counters(keys)
    rows = [model.rows.get(id_) for id_ in ids]
    assert counters["touches"].tolist() == [0 if row is None else row.touches for row in rows], what
    assert counters["last_step"].tolist() == [0 if row is None else row.last for row in rows], what
    assert table.contains(keys).tolist() == [row is not None for row in rows]
    assert [key in table for key in keys] == [row is not None for row in rows]


def play(table: Table, model: DictTable, rng: np.random.Generator, operations: int, batch: int, pool: int) -> int:
    """Random operations on both. Returns how many rows they were about."""
    ids = [*EDGES, *rng.integers(0, 2**64, pool, dtype=np.uint64).tolist()]
    done = 0
    for number in range(operations):
        chosen = [ids[place] for place in rng.zipf(1.3, int(rng.integers(0, batch + 1))) % len(ids)]
        done += len(chosen)
        kind = int(rng.integers(0, 10))
        if kind < 6:
            bags = int(rng.integers(1, 4)) if kind == 0 else None
            offsets = None if bags is None else sorted(rng.integers(0, len(chosen) + 1, bags).tolist())
            offsets = None if offsets is None else [0, *offsets[1:]]
            count = len(chosen) if offsets is None else len(offsets)
            grads = rng.standard_normal((count, table.columns)).astype(model.types[model.weight])
            factors = rng.standard_normal(len(chosen)).astype(np.float32) if kind == 1 or bags else None
            numbers = {"lr": float(rng.choice([0.1, 0.5]))}
            table.update(np.array(chosen, np.uint64), grads, offsets=offsets and np.array(offsets), weights=factors,
                         **numbers)  # fmt: skip
            model.update(chosen, grads, offsets, factors, **numbers)
        elif kind < 9:
            expected = [model.read(id_, model.weight) for id_ in chosen]
            got = table.lookup(np.array(chosen, np.uint64))
            assert_same_bits(got, np.array(expected, got.dtype).reshape(got.shape), f"operation {number}")
        elif rng.random() < 0.5:
            gone = chosen[: len(chosen) // 2]
            assert table.evict(gone) == len({*gone} & model.rows.keys())
            model.rows = {id_: row for id_, row in model.rows.items() if id_ not in gone}
        else:
            age = int(rng.integers(0, 20)) if rng.random() < 0.7 else None
            touches = int(rng.integers(0, 4)) if rng.random() < 0.5 else None
            most = int(rng.integers(0, pool)) if rng.random() < 0.5 or age is touches is None else None
            before = len(model.rows)
            model.evict(age, touches, most)
            budget = None if most is None else most * table.row_bytes
            assert table.evict(age=age, touches=touches, budget=budget) == before - len(model.rows)
    assert_equal(table, model, ids)
    return done


RUNS: dict[str, tuple[str, str, int, dict[str, Any]]] = {
    "sgd": ("sgd_update", "float64", 1, {}),
    "momentum, admission": ("sgd_mom_update", "float32", 3, {"momentum": 0.9, "wd": 0.01}),
    "adam": ("adam_update", "float32", 1, {"wd": 0.01}),
    "adam, float16": ("adam_update", "float16", 2, {}),
}


@pytest.mark.every(2)
@pytest.mark.parametrize("run", RUNS)
def test_random_operations_have_the_bits_of_a_dict_of_rows(run: str) -> None:
    rule, dtype, admit, numbers = RUNS[run]
    table, model = pair(rule, dtype, admit=admit, lr=0.1, **numbers)
    assert play(table, model, np.random.default_rng(len(run)), 300, 24, 200) > 3000


def test_storage_in_files_has_the_same_bits(tmp_path: Path) -> None:
    table, model = pair("adam_update", "float32", folder=tmp_path, lr=0.1)
    assert play(table, model, np.random.default_rng(4), 60, 60, 500) > 1000
    assert len(table) > 64  # they have grown
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="no such call here")
def test_a_table_that_is_taken_for_an_array_says_how_rows_are_read() -> None:
    table = Table(4, "float32", "adam_update", lr=0.1)
    for name, text in {
        "weight": r"lookup\(ids\) reads its rows",
        "mean": r"lookup\(ids, tensor='mean'\) reads its rows",
        "asnumpy": r"lookup\(ids\) reads the rows of ids, update",
        "nothing": "has no attribute 'nothing'$",
    }.items():
        with pytest.raises(AttributeError, match=text):
            getattr(table, name)


def test_a_full_disk_is_an_error_that_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = Table(4, rule="sgd_mom_update", init=init, folder=tmp_path, lr=0.1)
    few, many = np.arange(50, dtype=np.uint64), np.arange(1000, dtype=np.uint64)
    table.update(few, np.ones((50, 4), np.float32))
    before = table.lookup(few)
    real, calls = os.posix_fallocate, list[int]()

    def full(file: int, offset: int, size: int) -> None:
        calls.append(size)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "no space left")
        real(file, offset, size)

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(OSError, match="no space"):
        table.update(many, np.ones((1000, 4), np.float32))
    assert (len(table), table.steps) == (50, 1)
    assert_same_bits(table.lookup(few), before)
    monkeypatch.undo()
    table.update(many, np.ones((1000, 4), np.float32))
    assert len(table) == 1000
    with pytest.raises(OSError, match="nowhere"):
        Table(4, rule="sgd_update", folder=tmp_path / "nowhere", lr=0.1)


def test_a_disk_that_takes_a_part_of_what_is_written_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that cannot reserve room has zeros written: memory without room on the disk ends the process."""
    monkeypatch.delattr(os, "posix_fallocate", raising=False)
    table = Table(4, rule="sgd_update", init=init, folder=tmp_path, lr=0.1)
    real, left = os.write, 1000

    def write(file: int, data: bytes) -> int:
        nonlocal left
        if not left:
            raise OSError(errno.ENOSPC, "no space left")
        written = real(file, data[:left])
        left -= written
        return written

    with monkeypatch.context() as context:
        context.setattr(os, "write", write)
        with pytest.raises(OSError, match="no space"):
            table.update(np.arange(1000, dtype=np.uint64), np.ones((1000, 4), np.float32))
    assert (len(table), table.steps, left) == (0, 0, 0)
    table.update(np.arange(1000, dtype=np.uint64), np.ones((1000, 4), np.float32))
    assert len(table) == 1000


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_leaves_the_parents_files_alone(tmp_path: Path) -> None:
    code = """
import os, sys
import numpy as np
import mxsym as mx
mapped, other = (mx.table.Table(2, rule="sgd_update", lr=1.0, folder=folder) for folder in (sys.argv[1], None))
grads = np.ones((1, 2), np.float32)
for table in (mapped, other):
    table.update([7], grads)
if (child := os.fork()) == 0:
    other.update([7], grads)
    try:
        mapped.update([7], grads)
    except RuntimeError:
        os._exit(int(-other.lookup([7])[0, 0]))
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 2
assert (mapped.lookup([7]).tolist(), other.lookup([7]).tolist()) == ([[-1, -1]], [[-1, -1]])
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=Path(__file__).resolve().parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.parametrize("calls", ["native", "ctypes"])
def test_a_fork_in_the_middle_of_a_step(calls: str, tmp_path: Path) -> None:
    """Of another thread: the child refuses the table. Of an initializer: both go on, but not in the parent's files."""
    code = """
import os, sys, threading
import numpy as np
import mxsym as mx

grads, begun, forked = np.ones((1, 2), np.float32), threading.Event(), threading.Event()

def waits(ids, columns):
    begun.set()
    forked.wait()
    return np.zeros((len(ids), columns), np.float32)

def child_says(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

table, other = (mx.table.Table(2, rule="sgd_update", lr=1.0, init=init) for init in (waits, 0.0))
other.update([7], grads)
thread = threading.Thread(target=table.update, args=([7], grads))
thread.start()
begun.wait()
if (child := os.fork()) == 0:
    refused = 0
    for use in (lambda: table.update([8], grads), lambda: table.lookup([7]), table.ids):
        try:
            use()
        except RuntimeError as error:
            refused += "another thread was at work" in str(error)
    other.update([7], grads)
    if (grandchild := os.fork()) == 0:
        try:
            table.lookup([7])
        except RuntimeError:
            os._exit(int(-other.lookup([7])[0, 0]))
        os._exit(9)
    os._exit(refused + child_says(grandchild))
assert child_says(child) == 5
forked.set()
thread.join()
assert table.lookup([7]).tolist() == [[-1, -1]]

children = []
def forks(ids, columns):
    children.append(os.fork())
    return np.zeros((len(ids), columns), np.float32)

for folder in (None, sys.argv[1]):
    table = mx.table.Table(2, rule="sgd_update", lr=1.0, init=forks, folder=folder)
    try:
        table.update([3], grads)
        status = int(table.ids().tolist() == [3] and -table.lookup([3])[0, 0])
    except RuntimeError as error:
        status = 2 * ("files of this table" in str(error))
    if children[-1] == 0:
        os._exit(status)
    assert status == 1 and child_says(children[-1]) == (1 if folder is None else 2)
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", code, str(tmp_path)],
        cwd=Path(__file__).resolve().parents[1],
        env={**os.environ, "MXSYM_CALLS": calls},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("run", RUNS)
def test_ten_million_operations(run: str) -> None:
    rule, dtype, admit, numbers = RUNS[run]
    table, model = pair(rule, dtype, admit=admit, lr=0.1, **numbers)
    rng, done = np.random.default_rng(1), 0
    while done < 2_500_000:
        done += play(table, model, rng, 200, 4000, 30_000)
    print(f"{run}: {done:,} rows in {table.steps} steps, {len(table):,} rows at the end")


def test_the_order_of_ids_changes_no_bit() -> None:
    rng = np.random.default_rng(3)
    ids = rng.integers(0, 2**64, 500, dtype=np.uint64)
    grads = rng.standard_normal((500, 4)).astype(np.float32)
    tables = [Table(4, rule="adam_update", init=init, lr=0.1) for _ in range(3)]
    for table, order in zip(tables, (np.arange(500), rng.permutation(500), rng.permutation(500)), strict=True):
        for part in np.array_split(order, 7):
            table.update(ids[part], grads[part])
    for name in tables[0].tensors:
        first, *others = (table.lookup(ids, tensor=name) for table in tables)
        for other in others:
            assert_same_bits(other, first, name)


@pytest.mark.usefixtures("forget_declared_rules")
def test_a_rule_reads_counters() -> None:
    @mx.update_rule
    def counting_update(
        weight: Any, grad: Any, seen: Any, touches: mx.Row, age: mx.Row, last_step: mx.Row, *, lr: float
    ) -> Any:
        """Steps by how often and when rows came."""
        step = grad / mx.sqrt(touches) + 0.5 * age - 0.25 * last_step
        return {"weight": weight - lr * step, "seen": seen + touches}

    table, model = pair(counting_update.name, "float32", admit=2, lr=0.1)
    assert table.tensors == ["weight", "seen"]
    assert play(table, model, np.random.default_rng(8), 60, 12, 30) > 100


@pytest.mark.usefixtures("forget_declared_rules")
def test_states_begin_as_the_rule_says() -> None:
    @mx.update_rule
    def slow_update(
        weight: Any,
        grad: Any,
        slow: Any = mx.State("weight"),
        sums: Any = mx.State("lr"),
        seen: Any = mx.State(),
        *,
        lr: float,
    ) -> Any:
        """A weight that a slow copy follows."""
        weight = weight - lr * grad
        return {"weight": weight, "slow": 0.5 * slow + 0.5 * weight, "sums": sums + grad, "seen": grad}

    del slow_update
    table = Table(2, "float16", "slow_update", init, states={"seen": 3.0}, lr=0.25)
    ids, grads = np.array([5, 6], np.uint64), np.ones((2, 2), np.float16)
    first = init(ids, 2).astype(np.float16)
    for _ in range(2):
        expected = {"weight": first, "slow": first, "sums": first * 0 + 0.25, "seen": first * 0 + 3}
        for name, rows in expected.items():
            assert_same_bits(table.lookup(ids, tensor=name), rows.astype(np.float16), name)
        table.update(ids, grads)
        assert_same_bits(table.lookup(ids, tensor="sums"), np.full((2, 2), 1.25, np.float16))
        assert_same_bits(table.lookup(ids, tensor="slow"), first - np.float16(0.125))
        table.evict(ids)  # what comes again begins again, in the same memory


def test_what_comes_first_is_read_before_it_is_made() -> None:
    table = Table(2, rule="sgd_update", init=init, lr=1.0)
    ids = np.array([[7, 2**64 - 1], [0, 7]], np.uint64)
    expected = init(ids.ravel(), 2).reshape(2, 2, 2)
    assert_same_bits(table.lookup(ids), expected)
    out = np.full((2, 2, 2), np.nan, np.float32)
    assert table.lookup(ids, out) is out
    assert_same_bits(out, expected)
    assert len(table) == 0
    table.update(ids[0], np.zeros((2, 2), np.float32))
    assert_same_bits(table.lookup(ids), expected)
    assert table.ids().tolist() == [7, 2**64 - 1]


WRONG: dict[str, dict[str, Any]] = {
    "dtype": {"grads": np.zeros((3, 2))},
    "shape": {"grads": np.zeros((2, 2), np.float32)},
    "columns": {"grads": np.zeros((3, 3), np.float32)},
    "no array": {"grads": "text"},
    "no rows": {"grads": None},
    "offsets": {"offsets": np.array([0, 9, 9])},
    "weights": {"weights": np.zeros(2, np.float32)},
    "floats": {"ids": np.array([0.5, 1, 2])},
    "negative": {"ids": np.array([3, -1, 2])},
    "two dimensions": {"ids": np.zeros((3, 1), np.int64)},
    "attribute": {"rate": 0.1},
    "number": {"lr": "fast"},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_after_an_error_nothing_has_changed(wrong: str) -> None:
    table = Table(2, rule="sgd_mom_update", init=init, admit=2, lr=0.1, momentum=0.9)
    ids = np.array([5, 5, 6], np.uint64)
    table.update(ids, np.ones((3, 2), np.float32))
    before = [table.lookup(ids, tensor=name) for name in table.tensors]
    good: dict[str, Any] = {"ids": np.array([6, 10**18, 10**18]), "grads": np.ones((3, 2), np.float32)}
    with pytest.raises(mx.BindError, match="nothing was changed"):
        table.update(**{**good, **WRONG[wrong]})
    assert (table.steps, len(table), table.waiting, table.ids().tolist()) == (1, 1, 1, [5])
    for name, array in zip(table.tensors, before, strict=True):
        assert_same_bits(table.lookup(ids, tensor=name), array)
    table.update(**good)
    assert table.ids().tolist() == [5, 6, 10**18]


@pytest.mark.parametrize("init", [mx.table.Uniform(-1, 3), mx.table.Normal(2.0, 1.0)])
def test_random_rows_depend_on_seed_id_and_column(init: Any) -> None:
    ids = np.array([*EDGES, 12345], np.uint64)
    table, other = (Table(5, rule="sgd_update", init=init, seed=seed, lr=0.1) for seed in (7, 8))
    rows = table.lookup(ids)
    kind, scale, shift = ("random_uniform", 4, -1) if isinstance(init, mx.table.Uniform) else ("random_normal", 2, 1)
    for column in range(5):
        drawn = draw_at(kind, ids.view(np.int64), 7, draw=column)
        assert_same_bits(rows[:, column], drawn * np.float32(scale) + np.float32(shift))
    assert not np.isin(other.lookup(ids), rows).any()
    assert_same_bits(Table(2, "float16", init=init, seed=7, lr=0.1).lookup(ids), rows[:, :2].astype(np.float16))
    many = table.lookup(np.arange(40_000))
    mean, spread = (1, 4 / 12**0.5) if kind == "random_uniform" else (1, 2)
    assert abs(many.mean() - mean) < 0.02
    assert abs(many.std() - spread) < 0.02
    assert len({*many.ravel().tolist()}) > 190_000


def test_an_initializer_that_fails_makes_no_row() -> None:
    calls: list[int] = []

    def failing(ids: Array, columns: int) -> Array:
        calls.append(len(ids))
        if len(calls) > 1:
            raise MemoryError("no more")
        return np.zeros((len(ids), columns))

    table = Table(1, rule="sgd_update", init=failing, lr=0.1)
    table.update([1], np.ones((1, 1), np.float32))
    with pytest.raises(MemoryError, match="no more"):
        table.update([1, 2], np.ones((2, 1), np.float32))
    assert table.ids().tolist() == [1]
    assert table.steps == 1
    assert table.lookup([1]).tolist() == [[np.float32(-0.1)]]


def test_growth_that_has_no_memory_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Table(4, rule="adam_update", init=init, lr=0.1)
    few = np.arange(50, dtype=np.uint64)
    table.update(few, np.ones((50, 4), np.float32))
    before = table.lookup(few)
    many = np.arange(1000, dtype=np.uint64)
    grads = np.ones((1000, 4), np.float32)
    real, calls = buffers.zeros, list[Any]()

    def scarce(*args: Any) -> Array:
        calls.append(args)
        if len(calls) == 2:
            raise MemoryError
        return real(*args)

    monkeypatch.setattr(buffers, "zeros", scarce)
    with pytest.raises(MemoryError):
        table.update(many, grads)
    assert (len(table), table.steps) == (50, 1)
    assert_same_bits(table.lookup(few), before)
    table.update(few, np.ones((50, 4), np.float32))  # one of the arrays is larger than the others now
    monkeypatch.undo()
    for count in (100, 300, 1000):  # and larger than it must be, until the last of these
        table.update(many[:count], grads[:count])
        assert len(table) == count
    twin = Table(4, rule="adam_update", init=init, lr=0.1)
    for ids in (few, few, many[:100], many[:300], many):
        twin.update(ids, grads[: len(ids)])
    for name in table.tensors:
        assert_same_bits(table.lookup(many, tensor=name), twin.lookup(many, tensor=name), name)


def test_an_index_against_a_dict() -> None:
    index, model, rng = HashIndex(), dict[int, int](), np.random.default_rng(5)
    pool = np.concatenate([rng.integers(0, 2**64, 300, dtype=np.uint64), np.array(EDGES, np.uint64)])
    for _ in range(1500):
        keys = rng.choice(pool, int(rng.integers(0, 12)))
        positions, missing = index.find(keys)
        expected = [model.get(key, -1) for key in keys.tolist()]
        assert (positions.tolist(), missing) == (expected, expected.count(-1))
        if rng.random() < 0.5:
            index.reserve(len(index) + missing)
            for place in index.insert(keys, positions).tolist():
                assert int(keys[place]) not in model
                model[int(keys[place])] = int(positions[place])
            assert positions.tolist() == [model[key] for key in keys.tolist()]
            assert len({*model.values()}) == len(model)
        else:
            assert index.remove(keys).tolist() == [model.pop(key, -1) for key in keys.tolist()]
        assert len(index) == len(model)
    keys, positions = index.items()
    assert (keys.tolist(), positions.tolist()) == (sorted(model), [model[key] for key in sorted(model)])


def test_a_full_index_finds_keys_far_from_their_homes() -> None:
    index, rng = HashIndex(1), np.random.default_rng(8)
    keys = np.unique(rng.integers(0, 2**64, 13_000, dtype=np.uint64))[:12_288]  # three quarters of 16,384 slots
    rng.shuffle(keys)
    index.reserve(len(keys))
    positions, missing = index.find(keys)
    assert missing == len(keys) == len(index.insert(keys, positions))
    others = rng.integers(0, 2**64, 12_288, dtype=np.uint64)
    others = others[~np.isin(others, keys)]
    for count in (1, 63, 64, 65, 128, 200, len(keys)):  # around how far ahead memory is fetched, and in chunks
        places, missing = index.find(keys[:count])
        assert (places.tolist(), missing) == (positions[:count].tolist(), 0)
        assert index.find(others[:count])[1] == len(others[:count])
    assert sorted(positions.tolist()) == list(range(1, 12_289))
    for begin in range(0, 12_000, 4_000):  # whoever passed a full line moves back
        gone, left = keys[begin : begin + 4_000], keys[begin + 4_000 :]
        assert index.remove(gone).tolist() == positions[begin : begin + 4_000].tolist()
        assert index.find(left)[0].tolist() == positions[begin + 4_000 :].tolist()
        assert index.find(gone)[1] == len(gone)


@pytest.mark.parametrize("shift", [0, 1, 8, 16, 24, 32, 40, 46])
def test_keys_that_differ_in_a_few_bits_are_spread_as_random_ones_are(shift: int) -> None:
    """Three quarters of all slots are used. Of random keys, somewhat less than half of the lines are full."""
    index, keys = HashIndex(), np.arange(49_152, dtype=np.uint64) << np.uint64(shift)
    index.put(keys)
    used = np.count_nonzero(index._lines[:, SLOTS:], axis=1)  # pyright: ignore[reportPrivateUsage]
    assert len(used) == 16_384
    assert np.mean(used == SLOTS) < 0.53
    assert np.mean(used == 0) < 0.05


def test_lookups_of_other_sizes_while_an_index_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    index, rng = HashIndex(), np.random.default_rng(11)
    keys = np.unique(rng.integers(0, 2**64, 40_000, dtype=np.uint64))
    rng.shuffle(keys)
    known = np.empty(0, np.int64)

    def check(count: int) -> None:
        chosen = rng.integers(0, len(known), count)
        assert np.array_equal(index.find(keys[chosen])[0], known[chosen])

    for height in (12_000, 12_100, len(keys)):
        fresh = keys[len(known) : height]
        index.reserve(height)
        positions = index.find(fresh)[0]
        index.insert(fresh, positions)
        known = np.append(known, positions)
        for count in (12_000, 9_000, 12_000, 100, 12_000):
            check(count)

    def interrupted(jobs: plan.Jobs, *arguments: Any) -> None:
        fill(jobs, *arguments)
        raise KeyboardInterrupt

    fill = plan.Jobs.fill
    monkeypatch.setattr(plan.Jobs, "fill", interrupted)
    with pytest.raises(KeyboardInterrupt):
        index.find(keys[:9_000])
    monkeypatch.undo()
    check(12_000)


def test_growth_lets_go_of_an_array_before_the_next_one_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Table(4, rule="adam_update", init=0.0, lr=0.1)
    few, grads = np.arange(9, dtype=np.uint64), np.ones((200, 4), np.float32)
    for _ in range(2):  # the second time, the rows are there
        table.update(few, grads[:9])
    owners = [weakref.ref(array) for array in table.__mxsym_table__().arrays.values()]
    real, living = buffers.zeros, list[int]()

    def counted(*arguments: Any) -> Array:
        if arguments[0][1:] == (4,):
            living.append(sum(owner() is not None for owner in owners))
        return real(*arguments)

    monkeypatch.setattr(buffers, "zeros", counted)
    table.update(np.arange(200), grads)
    assert living == [3, 2, 1]
    assert len(table) == 200


def _refused(*_arguments: Any, **_others: Any) -> bool:
    return False


def test_unpickled_ids_and_gradients_take_the_native_call_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their dtypes are copies: servers of a store get such."""
    tables = [Table(2, rule="sgd_mom_update", init=init, lr=0.5, momentum=0.5) for _ in range(2)]
    ids, rows = np.array([3, 1, 3], np.uint64), np.arange(6, dtype=np.float32).reshape(3, 2)
    copies = ids.view(np.dtype(np.uint64, copy=True)), rows.view(np.dtype(np.float32, copy=True))
    assert all(copy.dtype is not array.dtype for copy, array in zip(copies, (ids, rows), strict=True))
    for table in tables:
        table.update(ids, rows)
    if native.available():
        monkeypatch.setattr(Executor, "step", None)  # the way of other arrays
    tables[0].update(ids, rows)
    tables[1].update(*copies)
    for name in tables[0].tensors:
        one, other = (table.lookup(ids, tensor=name) for table in tables)
        assert_same_bits(other, one, name)


@pytest.mark.parametrize("native", [True, False])
def test_a_step_touches_the_rows_that_it_has_updated(native: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    table = Table(2, rule="sgd_mom_update", init=init, lr=0.5, momentum=0.5)
    if not native:  # native code does not take this step: Python does it
        for name in ("step", "step_by_ids"):
            monkeypatch.setattr(Executor, name, _refused)
    rng, counts = np.random.default_rng(3), np.zeros(500, np.int64)
    for _ in range(12):
        ids = rng.zipf(1.4, int(rng.integers(0, 4 * LONG_SPAN))).astype(np.uint64) % np.uint64(500)
        table.update(ids, np.ones((len(ids), 2), np.float32))
        counts[np.unique(ids)] += 1
    assert table.counters(np.arange(500))["touches"].tolist() == counts.tolist()


@pytest.mark.parametrize("threads", [1, 2])
def test_a_touch_counts_a_row_once_in_a_step(threads: int, thread_count: Callable[[int], None]) -> None:
    thread_count(threads)
    index, rng = HashIndex(), np.random.default_rng(9)
    keys = np.arange(40_000, dtype=np.uint64)  # more than one thread touches alone
    index.reserve(len(keys))
    index.insert(keys, index.find(keys)[0])
    records, expected = (np.zeros((len(keys), 2), np.int64) for _ in range(2))
    for step in range(1, 30):
        rows = np.unique(np.minimum(rng.zipf(1.1, 80_000) - 1, len(keys) - 1)) if step % 5 else np.arange(len(keys))
        for _ in range(1 + step % 2):  # an interrupted one is done again
            index.touch(records, rows, step)
        expected[rows] = np.column_stack([np.full(len(rows), step), (expected[rows, 1] + 2) | 1])
        assert np.array_equal(records, expected)


def test_a_large_lookup_is_shared_by_threads() -> None:
    table = Table(5, rule="sgd_update", init=init, lr=0.5)
    rng = np.random.default_rng(6)
    ids = rng.integers(0, 2**64, 40_000, dtype=np.uint64)
    table.update(ids, np.ones((len(ids), 5), np.float32))
    chosen = rng.choice(ids, 60_000)
    chosen[::7] = rng.integers(0, 2**64, len(chosen[::7]), dtype=np.uint64)  # which have no row
    expected = init(chosen, 5) - np.where(np.isin(chosen, ids), np.float32(0.5), np.float32(0))[:, None]
    assert_same_bits(table.lookup(chosen), expected)


def test_threads_take_turns() -> None:
    table = Table(1, rule="sgd_update", init=0.0, lr=1.0)
    ids, grads = np.arange(300, dtype=np.uint64), -np.ones((300, 1), np.float32)
    threads = [threading.Thread(target=lambda: [table.update(ids, grads) for _ in range(20)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert table.lookup(ids).tolist() == [[80.0]] * 300
    assert table.steps == 80


def test_a_table_within_itself_is_an_error() -> None:
    def nested(ids: Array, columns: int) -> Array:
        return inner.lookup(ids)

    inner = Table(1, rule="sgd_update", init=nested, lr=1.0)
    with pytest.raises(RuntimeError):
        inner.lookup([1])
    gc.collect()


def test_what_is_no_list_of_ids_or_states_is_refused() -> None:
    table = Table(2, lr=0.5)
    masked = np.ma.masked_array(np.arange(3), [False, True, False])
    with pytest.raises(mx.BindError, match="a masked array"):
        table.update(masked, np.ones((3, 2), np.float32))
    assert (len(table), table.steps) == (0, 0)
    with pytest.raises(mx.BindError, match="states: got an int, expected numbers by state"):
        Table(2, states=5, lr=0.5)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("dtype", "init"),
    [
        ("float32", np.nan), ("float64", -np.inf), ("float32", 1e39), ("float16", 1e5), ("bfloat16", np.float64(1e39)),
        ("float16", mx.table.Uniform(0, 1e5)), ("float16", mx.table.Normal(1, -1e5)),
    ],
)  # fmt: skip
def test_a_first_value_that_is_not_finite_is_refused(dtype: str, init: Any) -> None:
    with pytest.raises(mx.BindError, match=rf"init: got .*, expected a finite number of {dtype}; pass one"):
        Table(2, dtype, init=init, lr=1.0)
    assert np.isfinite(Table(2, "float64", init=3e38, lr=1.0).lookup([1])).all()


@pytest.mark.usefixtures("forget_declared_rules")
def test_a_state_may_begin_as_infinity_and_not_as_nan() -> None:
    @mx.update_rule
    def least_update(weight: Any, grad: Any, least: Any = mx.State(np.inf), *, lr: float) -> Any:
        """Steps by the least gradient so far."""
        least = mx.minimum(least, grad)
        return {"weight": weight - lr * least, "least": least}

    table = Table(1, rule=least_update, lr=1.0, states={"least": np.inf})
    table.update([3], np.full((1, 1), 7, np.float32))
    assert table.lookup([3], tensor="least").tolist() == [[7]]
    with pytest.raises(mx.BindError, match="states, argument least: got nan"):
        Table(1, rule=least_update, lr=1.0, states={"least": np.nan})


def test_a_wrong_number_of_a_step_names_the_argument_of_this_call() -> None:
    table = Table(2, rule="adamw_update", lr=1.0, eta=1.0, rescale_grad=1.0)
    with pytest.raises(mx.BindError) as raised:
        table.update([7], np.ones((1, 2), np.float32), lr=None, rescale_grad="half")  # type: ignore[arg-type]
    told = [("lr", "None"), ("rescale_grad", "a str")]
    texts = [f"{name}: got {got}, expected a number; pass a float" for name, got in told]
    assert [str(fault) for fault in raised.value.faults] == texts


@pytest.mark.parametrize("rule", ["adam_update", "adamw_update"])
@pytest.mark.parametrize("count", [1, FEW + 1])
def test_a_number_that_the_table_was_not_given_comes_with_each_step(rule: str, count: int) -> None:
    numbers: dict[str, Any] = {"lr": 0.5} if rule == "adam_update" else {"lr": 0.5, "eta": 1.0, "rescale_grad": 2.0}
    ids, grads = np.arange(count), np.ones((count, 2), np.float32)
    bare, given = Table(2, rule=rule), Table(2, rule=rule, **numbers)
    for _ in range(3):
        with pytest.raises(mx.BindError) as raised:
            bare.update(ids, grads)
        texts = [f"{name}: got nothing, expected a number; pass {name}=…, here or to the table" for name in numbers]
        assert sorted(str(fault) for fault in raised.value.faults) == sorted(texts)
        bare.update(ids, grads, **numbers)
        given.update(ids, grads)
    assert bare.steps == given.steps == 3
    assert_same_bits(bare.lookup(ids), given.lookup(ids))


@pytest.mark.usefixtures("forget_declared_rules")
def test_a_count_may_come_with_each_step() -> None:
    @mx.update_rule
    def counted_update(weight: Any, grad: Any, mom: Any, *, lr: Any, t: Any, beta: Any = 0.9) -> Any:
        mom = mx.ema(mom, grad, beta)
        return {"weight": weight - lr * mom / mx.debias(beta, t), "mom": mom}

    bare, given = Table(2, rule=counted_update, lr=0.5), Table(2, rule=counted_update, lr=0.5, t=1)
    ids, grads = np.arange(3), np.ones((3, 2), np.float32)
    for step in range(1, 4):
        with pytest.raises(mx.BindError, match="t: got 0, expected a whole number of steps above 0"):
            bare.update(ids, grads, t=0)
        for table in (bare, given):
            table.update(ids, grads, t=step)
    assert bare.steps == given.steps == 3
    assert_same_bits(bare.lookup(ids), given.lookup(ids))


def test_a_state_that_begins_as_a_number_needs_it_at_once() -> None:
    @mx.update_rule
    def rate_update(weight: Any, grad: Any, rate: Any = mx.State("lr"), *, lr: float) -> dict[str, Any]:
        return {"weight": weight - rate * grad, "rate": 0.5 * rate}

    with pytest.raises(mx.BindError, match="lr: got nothing, expected a number: the state rate begins as it; pass lr"):
        Table(2, rule=rate_update)
    table = Table(2, rule=rate_update, states={"rate": 2.0})
    table.update([7], np.ones((1, 2), np.float32), lr=1.0)
    assert_same_bits(table.lookup([7]), np.full((1, 2), -2, np.float32))


@pytest.mark.parametrize("whole", [float, np.int8, np.uint64, np.float32, np.array])
def test_whole_numbers_of_any_type_mean_the_same(whole: Callable[[int], Any]) -> None:
    table = Table(whole(2), rule="sgd_update", lr=1.0, admit=whole(2), capacity=whole(127), seed=whole(3))
    assert (table.columns, table.admit, type(table.admit)) == (2, 2, int)
    grads = np.ones((1, 2), np.float32)
    for _ in range(200):
        table.update([7], grads)
    table.update([8], grads)
    assert table.evict(age=whole(1), touches=whole(100), budget=whole(127)) == 0
    assert (len(table), table.waiting) == (1, 1)
    assert table.evict(age=whole(0)) == 1
    table.admit = whole(1)
    assert (table.admit, type(table.admit), table.waiting) == (1, int, 1)


def test_a_limit_that_no_step_reaches_takes_nothing_out() -> None:
    table = Table(1, rule="sgd_update", lr=1.0, admit=2)
    table.update([1, 1, 2], np.ones((3, 1), np.float32))
    ages: list[Any] = [2**70, np.uint64(2**64 - 1), 2**63]
    for age in ages:
        assert table.evict(age=age) == 0
    assert (table.ids().tolist(), table.waiting) == ([1], 1)


@pytest.mark.parametrize("in_files", [False, True])
def test_more_rows_than_any_machine_has_room_for_are_an_error(in_files: bool, tmp_path: Path) -> None:
    with pytest.raises(OSError if in_files else MemoryError, match="bytes"):
        Table(2**31 - 1, rule="adam_update", lr=1.0, capacity=2**48 - 1, folder=tmp_path if in_files else None)


def test_an_initializer_that_uses_its_table_is_told_so() -> None:
    def nested(ids: Array, columns: int) -> Array:
        table.update([99], np.ones((1, columns), np.float32))
        return np.zeros((len(ids), columns), np.float32)

    table = Table(2, rule="sgd_update", init=nested, lr=1.0)
    with pytest.raises(RuntimeError, match=r"init uses the table .* from the ids alone"):
        table.update([1], np.ones((1, 2), np.float32))
    assert (len(table), table.steps) == (0, 0)


def test_offsets_and_weights_may_be_lists() -> None:
    grads, ids = np.array([[1, 2], [3, 4]], np.float32), [5, 6, 5]
    one, other = (Table(2, rule="sgd_update", lr=1.0) for _ in range(2))
    one.update(ids, grads, offsets=[0, 2], weights=[0.5, 2, 0.1])
    other.update(np.array(ids), grads, offsets=np.array([0, 2]), weights=np.array([0.5, 2, 0.1], np.float32))
    assert_same_bits(one.lookup([5, 6]), other.lookup([5, 6]))
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"offsets": [0, 0.5]}, "  offsets: got .* no offsets"),
        ({"offsets": [[0], [1, 2]]}, "  offsets: got lists of different lengths"),
        ({"offsets": [0]}, "  offsets: got 1 offset,"), ({"offsets": [1, 2]}, "  offsets: got offset 1 at position 0"),
        ({"weights": ["a", "b", "c"]}, "  weights: got a list, expected numbers"),
        ({"weights": [1.0]}, r"  weights: got shape \(1,\), expected"), ({"offsets": 3}, "  offsets: got an int"),
        ({"grads": grads[:, :1]}, r"  grads: got shape \(2, 1\), expected"),
    ]  # fmt: skip
    for parts, message in wrong:
        with pytest.raises(mx.BindError, match=message):
            one.update(ids, **dict[str, Any]({"grads": grads, "offsets": [0, 2]}, **parts))
    assert one.steps == 1
    assert_same_bits(one.lookup([5, 6]), other.lookup([5, 6]))


@pytest.mark.usefixtures("forget_declared_rules")
def test_a_rule_that_is_none_for_rows_is_refused_for_what_its_rows_make_together() -> None:
    @mx.update_rule
    def columns_update(weight: Any, grad: Any, *, lr: float) -> dict[str, Any]:
        return {"weight": weight - lr * grad / (mx.norm(grad, axis=0) + 1.0)}

    @mx.update_rule
    def product_update(weight: Any, grad: Any, *, lr: float) -> dict[str, Any]:
        return {"weight": weight - lr * (grad @ grad.T) @ grad}

    for rule, got in (
        (columns_update, "got values of columns, which all rows make"),
        (product_update, "got products or decompositions of matrices"),
        ("lamb_update", "got a sum over the whole weight"),
    ):
        numbers: dict[str, Any] = {"t": 1} if rule == "lamb_update" else {}
        with pytest.raises(mx.BindError, match=f"{got}, expected an update row by row; choose a rule without"):
            mx.table.Table(4, rule=rule, lr=0.1, **numbers)


def test_a_name_that_is_short_or_long_for_another_is_named() -> None:
    with pytest.raises(
        mx.BindError, match=r"rule: got 'adam', expected an update rule or its name; did you mean 'adam_update'"
    ):
        mx.table.Table(4, rule="adam", lr=0.1)
    with pytest.raises(mx.SymbolError, match=r"no argument 'learning_rate': did you mean 'lr'"):
        mx.table.Table(4, rule="adam_update", learning_rate=0.1)
    table = mx.table.Table(4, rule="adam_update", lr=0.1)
    with pytest.raises(mx.BindError, match=r"learning_rate: got a value, .* did you mean 'lr'"):
        table.update([1], np.ones((1, 4), np.float32), learning_rate=0.1)


@pytest.mark.parametrize("rule", ["sgd_update", "adam_update"])
def test_rows_of_another_size_are_not_adopted(rule: str) -> None:
    table, other = (mx.table.Table(columns, "float32", rule, lr=0.1) for columns in (3, 4))
    for one in (table, other):
        one.update([1, 2], np.ones((2, one.columns), np.float32))
    before = table.export()
    parts = {**other.export(), "ids": np.array([2, 7], np.uint64)}
    with pytest.raises(mx.BindError, match=r"expected shape \(2, 3\)"):
        table.adopt(parts)
    after = table.export()
    assert before.keys() == after.keys()
    for name, array in before.items():
        assert_same_bits(after[name], array, name)


class OfThree(np.ndarray[Any, Any]):
    """An array that says that it has three elements."""

    @property
    def shape(self) -> tuple[int, ...]:  # pyright: ignore[reportIncompatibleMethodOverride]  # it is only read
        return (3,)

    def __len__(self) -> int:
        return 3


WRONG_PARTS: dict[str, tuple[dict[str, Any], str]] = {
    "no records": ({"records": None}, "records: got nothing, expected int64 of shape "),
    "no steps": ({"steps": None}, "steps: got nothing"),
    "no weight": ({"tensor weight": None}, "weight: got nothing, expected the weight"),
    "no counts": ({"waiting_counts": None}, "waiting_counts: got nothing"),
    "few records": ({"records": np.zeros((2, 2), np.int64)}, r"records: got int64 of shape \(2, 2\), expected"),
    "records of floats": ({"records": np.zeros((3, 2))}, "records: got float64 of shape"),
    "records below 0": ({"records": np.full((3, 2), -1)}, "records: got -1, expected numbers from 0"),
    "steps below 0": ({"steps": np.array([-4])}, "steps: got -4, "),
    "many steps": ({"steps": np.array([1 << 62])}, "steps: got 4611686018427387904"),
    "ids with a sign": ({"ids": np.arange(3)}, "ids: got int64 of shape"),
    "ids in a list": ({"ids": [1, 2, 3]}, "ids: got a list"),
    "an id twice": ({"ids": np.array([1, 1, 2], np.uint64)}, "ids: got an id twice, expected each id once"),
    "others wait": ({"waiting_ids": np.array([5], np.uint64)}, r"waiting_counts: got int64 of shape \(0,\)"),
    "masked ids": ({"ids": np.ma.masked_equal(np.arange(3, dtype=np.uint64), 0)}, "ids: got a masked array"),
    "foreign ids": ({"ids": np.arange(3, dtype=">u8")}, "ids: got uint64 of the other order of bytes of shape"),
    "a masked weight": ({"tensor weight": np.ma.masked_equal(np.ones((3, 2)), 1)}, "weight: got a masked array"),
    "a shape that is none": ({"ids": np.arange(4, dtype=np.uint64).view(OfThree)}, r"records: got .*expected int64 of"),
    "words": ({"tensor weight": np.array([["a", "b"]] * 3)}, "weight: got an ndarray, expected an array of numbers"),
}


def _parts() -> dict[str, Any]:
    """The export of a table with three rows."""
    table = Table(2, rule="sgd_mom_update", lr=1.0, momentum=0.5)
    table.update([1, 2, 3], np.ones((3, 2), np.float32))
    return {**table.export()}


def _same_parts(table: Table, before: dict[str, Array]) -> bool:
    after = table.export()
    return before.keys() == after.keys() and all(np.array_equal(before[name], after[name]) for name in before)


@pytest.mark.parametrize("wrong", WRONG_PARTS)
def test_what_no_table_exports_is_not_adopted(wrong: str) -> None:
    changes, text = WRONG_PARTS[wrong]
    table = Table(2, rule="sgd_mom_update", lr=1.0, momentum=0.5)
    table.update([1, 9], np.ones((2, 2), np.float32))
    before = table.export()
    parts = {name: array for name, array in (_parts() | changes).items() if array is not None}
    with pytest.raises(mx.BindError, match=text):
        table.adopt(parts)
    assert _same_parts(table, before)


def test_an_adoption_whose_numbers_overflow_changes_no_row() -> None:
    table = Table(2, rule="sgd_mom_update", lr=1.0, momentum=0.5)
    table.update([1, 9], np.ones((2, 2), np.float32))
    before = table.export()
    with np.errstate(over="raise"), pytest.raises(FloatingPointError):
        table.adopt(_parts() | {"tensor weight": np.array([[1.0, 1.0], [1.0, 1e300], [1.0, 1.0]])})
    assert _same_parts(table, before)


def test_an_adoption_reads_each_part_once() -> None:
    class Moving(dict[str, Any]):
        """Parts whose ids are others each time."""

        reads = 0

        def get(self, name: str, default: Any = None) -> Any:
            self.reads += name == "ids"
            return np.full(3, 7, np.uint64) if name == "ids" and self.reads > 1 else dict(self).get(name, default)

        def __getitem__(self, name: str) -> Any:
            return self.get(name)

    table = Table(2, rule="sgd_mom_update", lr=1.0, momentum=0.5)
    parts = Moving(_parts())
    table.adopt(parts)
    assert parts.reads == 1
    assert table.ids().tolist() == [1, 2, 3]


CHOICES: dict[str, Callable[[Array], Any]] = {
    "numbers": lambda ids: ids % 2,
    "nothing": lambda ids: None,
    "too few": lambda ids: [True],
    "places": np.flatnonzero,
    "one number": lambda ids: 1.0,
}


@pytest.mark.parametrize("choice", CHOICES)
def test_an_export_chooses_by_truth_values(choice: str) -> None:
    table = Table(2, lr=1.0)
    table.update([1, 2, 3], np.ones((3, 2), np.float32))
    with pytest.raises(mx.BindError, match=r"choose: got .*, expected bool of shape \(3,\); return a comparison"):
        table.export(CHOICES[choice])


def test_an_export_is_of_the_table_whatever_its_function_does_to_the_ids() -> None:
    def choose(ids: Array) -> Array:
        ids += np.uint64(7)
        return ids != 8

    table = Table(2, lr=1.0)
    table.update([1, 2, 3], np.ones((3, 2), np.float32))
    assert table.export(choose)["ids"].tolist() == [2, 3]


def test_an_adoption_that_is_interrupted_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Table(2, rule="sgd_mom_update", lr=1.0, momentum=0.5)
    table.update([9], np.ones((1, 2), np.float32))
    before = table.export()

    def interrupted(*_arguments: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr(Candidates, "restore", interrupted)
        with pytest.raises(KeyboardInterrupt):
            table.adopt(_parts())
    assert _same_parts(table, before)
    table.adopt(_parts())
    assert table.ids().tolist() == [1, 2, 3, 9]


def test_an_eviction_of_ids_without_rows_takes_no_memory(tmp_path: Path) -> None:
    table = Table(2, rule="sgd_update", lr=1.0)
    table.update([1, 2], np.ones((2, 2), np.float32))
    table.save(tmp_path)
    size = table.nbytes
    rng = np.random.default_rng(0)
    for _ in range(3):
        assert table.evict(rng.integers(3, 2**64, 10_000, dtype=np.uint64)) == 0
    assert table.evict([2, 2, 5]) == 1
    assert table.nbytes < size + 1000
    version = table.save(tmp_path)
    assert (tmp_path / f"table-{version:08d}.safetensors").stat().st_size < 2000
    other = Table(2, rule="sgd_update", lr=1.0)
    other.restore(tmp_path)
    assert other.ids().tolist() == [1]
