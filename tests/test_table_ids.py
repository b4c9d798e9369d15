"""The ids of a table's steps: read where they are, in whatever form, while others write there."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mxsym as mx
from mxsym.runtime.hash_index import HashIndex, nearby
from mxsym.runtime.native_call import native
from mxsym.runtime.native_call.layout import LONG_SPAN
from mxsym.table import Table, Uniform
from mxsym.table.rows import Rows
from tests.support import Array, assert_same_bits


def _forms(ids: Array) -> dict[str, Any]:
    """The same ids in arrays of other forms, and in a list."""
    unaligned = np.zeros(ids.nbytes + 1, np.uint8)[1:].view(np.uint64)
    unaligned[:] = ids
    return {
        "uint64": ids.copy(),
        "int64": ids.astype(np.int64),
        "int32": ids.astype(np.int32),
        "big-endian": ids.astype(">u8"),
        "strided": np.repeat(ids, 2)[::2],
        "backwards": ids[::-1].copy()[::-1],
        "unaligned": unaligned,
        "read-only": np.frombuffer(ids.tobytes(), np.uint64),
        "list": ids.tolist(),
        "mx.nd": mx.nd.array(ids, dtype="int64"),
    }


def test_ids_in_every_form_are_the_same() -> None:
    ids = np.random.default_rng(0).integers(0, 1 << 20, 400, dtype=np.uint64)
    grads = np.random.default_rng(1).standard_normal((400, 2)).astype(np.float32)
    rows: list[Array] = []
    for form, same in _forms(ids).items():
        table = Table(2, rule="sgd_update", init=Uniform(), lr=0.5)
        for _ in range(2):
            table.update(same, grads)
        assert table.contains(same).all(), form
        assert table.counters(same)["touches"].tolist() == [2] * 400, form
        rows.append(table.lookup(same))
        assert_same_bits(rows[-1], rows[0], form)
        assert table.evict(same) == len(np.unique(ids)), form


@pytest.mark.skipif(not native.available(), reason="there is no native code")
@given(st.data())
def test_a_few_ids_are_read_and_found_in_one_call_or_not_at_all(data: st.DataObject) -> None:
    stored = data.draw(st.lists(st.integers(0, 2**64 - 1), unique=True, max_size=40))
    index, records, near = HashIndex(5), np.zeros((80, 2), np.int64), nearby([np.zeros((80, 3))])
    index.reserve(len(stored))
    positions = np.full(len(stored), -1)
    index.insert(np.array(stored, np.uint64), positions)
    places = dict(zip(stored, positions.tolist(), strict=True))
    ids = data.draw(st.lists(st.sampled_from(stored), max_size=30)) if stored else []
    ids += data.draw(st.lists(st.integers(0, 2**64 - 1), max_size=1))
    whole = np.array(ids, np.uint64)
    longest = np.resize(whole, LONG_SPAN - 1)
    fits = all(id_ in places for id_ in ids)
    forms = {
        "uint64": (whole, fits),
        "int64": (whole.view(np.int64), fits and all(id_ < 2**63 for id_ in ids)),
        "float64": (whole.view(np.float64), False),
        "int32": (whole.astype(np.int32), False),
        "big-endian": (whole.astype(">u8"), False),
        "strided": (np.repeat(whole, 2)[::2], fits and len(ids) < 2),
        "two dimensions": (whole.reshape(-1, 1), False),
        "no dimension": (np.array(ids[0] if ids else 0, np.uint64), False),
        "long": (np.resize(whole, LONG_SPAN), False),
        "nearly long": (longest, all(id_ in places for id_ in longest.tolist())),
    }
    for form, (array, found) in forms.items():
        result, wanted = index.find_all(array, records, near), cast("list[int]", array.tolist())
        expected = [places[id_] for id_ in wanted] if found else None
        assert (None if result is None else result.tolist()) == expected, form


def test_a_list_of_whole_numbers_is_read_exactly() -> None:
    """NumPy makes floats of lists of its whole numbers with and without a sign."""
    table = Table(2, rule="sgd_update", lr=1.0)
    ids: list[Any] = [np.int64(1), np.uint64(2**63 + 1), 2**64 - 1, np.int8(3)]
    table.update(ids, np.ones((4, 2), np.float32))
    assert table.ids().tolist() == [1, 3, 2**63 + 1, 2**64 - 1]
    wrong: list[tuple[Any, str]] = [
        ([-1, 2**63], "ids: got id -1, "),
        ([1, 2**64], "ids: got id 18446744073709551616, "),
        ([np.int64(-3), np.uint64(1)], "ids: got id -3, "),
        ([True, 2], "ids: got bool values, "),
        (importlib.import_module("numpy.ma").array([1, 2], mask=[False, True]), "ids: got a masked array, "),
    ]
    calls: list[Callable[[Any], object]] = [table.lookup, table.contains, table.counters, table.evict]
    calls.append(lambda ids: table.update(ids, None))
    for bad, text in wrong:
        for call in calls:
            with pytest.raises(mx.BindError, match=f"Table.*\n *{text}"):
                call(bad)
    assert len(table) == 4


def test_ids_that_change_in_a_step_make_the_rows_of_those_that_were_read() -> None:
    ids = np.array([1, 2, 3], np.uint64)

    def changing(fresh: Array, columns: int) -> Array:
        ids[:] = 7
        with pytest.raises(ValueError, match="resize"):
            ids.resize(0, refcheck=False)
        return np.zeros((len(fresh), columns), np.float32)

    table = Table(1, rule="sgd_update", init=changing, lr=1.0)
    table.update(ids, -np.ones((3, 1), np.float32))
    assert table.ids().tolist() == [1, 2, 3]
    ids.resize(0, refcheck=False)  # the step is over


@pytest.mark.parametrize("admit", [1, 2])
def test_an_id_that_changes_to_one_with_a_row_takes_none_out(admit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    table = Table(1, rule="sgd_update", init=0.0, lr=1.0, admit=admit)
    for _ in range(2):
        table.update([7], -np.ones((1, 1), np.float32))
    rows, find_to_update = table.lookup([7, 8, 9]), Rows.find_to_update

    def changing(rows: Rows, keys: Array) -> tuple[Array, int]:
        positions = find_to_update(rows, keys)
        ids[:] = 7, 9
        return positions

    monkeypatch.setattr(Rows, "find_to_update", changing)
    ids = np.array([8, 9], np.uint64)
    with pytest.raises(mx.BindError):
        table.update(ids, np.ones((2, 5), np.float32))
    assert table.ids().tolist() == [7]
    assert_same_bits(table.lookup([7, 8, 9]), rows)
    ids = np.array([8, 9], np.uint64)
    table.update(ids, -np.ones((2, 1), np.float32))
    assert table.ids().tolist() == ([7, 9] if admit == 1 else [7])
    assert_same_bits(table.lookup([7]), rows[:1] + 1)


def test_rows_may_be_put_where_their_ids_are() -> None:
    table = Table(2, rule="sgd_update", init=Uniform(), lr=1.0)
    table.update(np.arange(0, 500, 3), np.ones((167, 2), np.float32))
    ids = np.arange(500, dtype=np.uint64)
    expected = table.lookup(ids)
    assert_same_bits(table.lookup(ids, ids.view(np.float32).reshape(500, 2)), expected)


def test_a_snapshot_lacks_the_rows_that_were_taken_out(tmp_path: Path) -> None:
    table, other = (Table(1, rule="sgd_update", init=0.0, lr=1.0) for _ in range(2))
    ids = np.array([1, 2], np.uint64)
    table.update([1, 2, 3], np.ones((3, 1), np.float32))
    table.save(tmp_path)
    table.evict(ids)
    ids[:] = 3
    table.save(tmp_path)
    other.restore(tmp_path)
    assert other.ids().tolist() == [3]


def test_an_initializer_that_moves_the_array_of_a_lookup_gets_an_error() -> None:
    out = np.zeros((4000, 2), np.float32)

    def moving(fresh: Array, columns: int) -> Array:
        out.resize((1, 2), refcheck=False)
        return np.ones((len(fresh), columns), np.float32)

    table = Table(2, rule="sgd_update", init=moving, lr=1.0)
    with pytest.raises(mx.BindError, match=r"shape \(1, 2\)"):
        table.lookup(np.arange(4000), out)
    out = np.zeros((1, 2), np.float32)
    assert table.lookup([5], out).tolist() == [[1, 1]]


def test_rows_that_cannot_be_adopted_are_not_there() -> None:
    def nothing(ids: Array, columns: int) -> None:
        del ids, columns

    one, other = Table(1, rule="sgd_update", lr=1.0), Table(1, rule="sgd_update", init=nothing, lr=1.0)
    one.update([1, 2], np.ones((2, 1), np.float32))
    with pytest.raises(mx.BindError, match="init"):
        other.adopt(one.export())
    assert (other.steps, other.ids().tolist()) == (0, [])
