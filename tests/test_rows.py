"""Row ids and their sums: every bad row and where it is, sums bit for bit as one adds by hand, positions."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mxsym.codegen.backend import llvm
from mxsym.runtime import rows, threads
from mxsym.runtime.sparse import RowSparse
from tests.support import DTYPES, Array, assert_same_bits, draw

IDS = [np.int64, np.int32]
COLUMNS = [1, 2, 3, 15, 16, 17, 63, 64, 65, 130]
BIG = 1 << 62


def sums_by_hand(ids: Array, values: Array) -> tuple[Array, Array]:
    """One row after the other, in the order of the input; 16-bit types in float32, rounded once."""
    wide = values.astype(np.float64 if values.dtype == np.float64 else np.float32)
    totals: dict[int, Array] = {}
    with np.errstate(all="ignore"):
        for number, row in zip(ids.tolist(), wide, strict=True):
            totals[number] = totals[number] + row if number in totals else row
        unique = sorted(totals)
        sums = np.array([totals[number] for number in unique]).reshape(len(unique), *values.shape[1:])
        return np.array(unique, ids.dtype), sums.astype(values.dtype)


def first_bad_by_hand(ids: list[int], limit: int) -> tuple[int, int, str] | None:
    for position, number in enumerate(ids):
        if number < 0:
            return position, number, "negative"
        if number >= limit:
            return position, number, "too large"
        if position and number == ids[position - 1]:
            return position, number, "duplicate"
        if position and number < ids[position - 1]:
            return position, number, "unsorted"
    return None


def assert_coalesced(ids: Array, values: Array, limit: int) -> None:
    kept = ids.copy(), values.copy()
    got_ids, got_sums = rows.coalesce(ids, values, limit)
    expected_ids, expected_sums = sums_by_hand(ids, values)
    assert got_ids.dtype == ids.dtype
    np.testing.assert_array_equal(got_ids, np.unique(ids))
    np.testing.assert_array_equal(got_ids, expected_ids)
    assert_same_bits(got_sums, expected_sums)
    assert rows.first_bad_row(got_ids, limit) is None
    assert not np.shares_memory(got_ids, ids) and not np.shares_memory(got_sums, values)
    np.testing.assert_array_equal(ids, kept[0])
    assert_same_bits(values, kept[1])


@pytest.mark.parametrize("dtype", IDS)
def test_each_kind_of_bad_row_at_each_position(dtype: Any) -> None:
    """Past several vectors and a tail, so at every border between them."""
    for position in range(150):
        for wrong, kind in ((-1, "negative"), (1000, "too large"), (-(2**31), "negative"), (2**31 - 1, "too large")):
            ids = np.arange(5, 155, dtype=dtype)
            ids[position] = wrong
            assert rows.first_bad_row(ids, 1000) == (position, wrong, kind)
            assert rows.first_out_of_range(ids, 1000) == (position, wrong)
        if position:
            ids = np.arange(5, 155, dtype=dtype)
            ids[position] = ids[position - 1]
            assert rows.first_bad_row(ids, 1000) == (position, position + 4, "duplicate")
            ids[position] -= 1
            assert rows.first_bad_row(ids, 1000) == (position, position + 3, "unsorted")
            assert rows.first_out_of_range(ids, 1000) is None


@pytest.mark.parametrize("dtype", IDS)
@pytest.mark.parametrize("count", [*range(70), 127, 128, 129, 10_000])
def test_good_rows(dtype: Any, count: int) -> None:
    ids = np.arange(count, dtype=dtype)
    assert rows.first_bad_row(ids, count) is None
    assert rows.first_out_of_range(ids[::-1].copy(), count) is None
    if count:
        assert rows.first_bad_row(ids, count - 1) == (count - 1, count - 1, "too large")
        assert rows.first_bad_row(ids, 0) == (0, 0, "too large")


@given(st.lists(st.integers(-3, 60), max_size=120), st.booleans(), st.sampled_from(IDS), st.integers(0, 60))
def test_the_first_of_several(numbers: list[int], ordered: bool, dtype: Any, limit: int) -> None:
    numbers = sorted(set(numbers)) if ordered else numbers
    ids = np.array(numbers, dtype)
    assert rows.first_bad_row(ids, limit) == first_bad_by_hand(numbers, limit)
    outside = next(((p, number) for p, number in enumerate(numbers) if not 0 <= number < limit), None)
    assert rows.first_out_of_range(ids, limit) == outside


def test_limits_at_the_ends_of_the_types() -> None:
    top = np.array([0, 2**31 - 1], np.int32)
    for limit in (2**31, 2**32, 2**32 + 5, 2**62):
        assert rows.first_bad_row(top, limit) is None
    assert rows.first_bad_row(top, 2**31 - 1) == (1, 2**31 - 1, "too large")
    wide = np.array([0, 2**63 - 2], np.int64)
    assert rows.first_bad_row(wide, 2**63 - 1) is None
    assert rows.first_bad_row(wide, 2**63) is None
    assert rows.first_bad_row(wide, 2**63 - 2) == (1, 2**63 - 2, "too large")
    assert rows.first_bad_row(np.array([-(2**63)]), 2**63 - 1) == (0, -(2**63), "negative")


@given(
    numbers=st.lists(st.integers(0, 40), max_size=100),
    order=st.sampled_from(["as drawn", "sorted", "unique", "all equal"]),
    id_type=st.sampled_from(IDS),
    name=st.sampled_from(sorted(DTYPES)),
    columns=st.sampled_from(COLUMNS),
    limit=st.sampled_from([0, 41, 1 << 11, 1 << 20, (1 << 31) - 1, 1 << 40, BIG]),
    seed=st.integers(0, 100),
)
def test_coalesce(numbers: list[int], order: str, id_type: Any, name: str, columns: int, limit: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    if order != "as drawn":
        numbers = {"sorted": sorted(numbers), "unique": sorted(set(numbers)), "all equal": [7] * len(numbers)}[order]
    limit = limit or max(numbers, default=0) + 1
    stretch = rng.integers(1, max(2, min(limit, 2**31) // 41)) if limit > 41 else 1
    ids = (np.array(numbers, np.int64) * stretch).astype(id_type)
    values = draw(rng, len(ids) * columns, DTYPES[name]).reshape(-1, columns)
    assert_coalesced(ids, values, limit)


@pytest.mark.parametrize("name", sorted(DTYPES))
@pytest.mark.parametrize("shape", [(), (1,), (3, 5), (2, 3, 4), (0,), (2, 0)])
def test_rows_of_any_shape(name: str, shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    ids = rng.integers(0, 30, 101)
    values = draw(rng, 101 * int(np.prod(shape)), DTYPES[name]).reshape(101, *shape)
    assert_coalesced(ids, values, 30)


@pytest.mark.every(3)
@pytest.mark.parametrize("level", llvm.host_levels())
@pytest.mark.parametrize("name", sorted(DTYPES))
def test_every_vector_width(level: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "requested_target", lambda: level)
    rng = np.random.default_rng(1)
    for columns in COLUMNS:
        ids = rng.integers(0, 50, 200).astype(np.int32)
        assert_coalesced(ids, draw(rng, 200 * columns, DTYPES[name]).reshape(200, columns), 50)
    for id_type in IDS:
        bad = np.arange(100, dtype=id_type)
        bad[77] = 3
        assert rows.first_bad_row(bad, 100) == (77, 3, "unsorted")
        np.testing.assert_array_equal(rows.positions(bad[::7].copy()[:11], np.arange(100))[0], np.arange(0, 77, 7))


@pytest.mark.parametrize("columns", [1, 3, 64, 130, 700])
def test_any_number_of_threads_gives_the_same_bits(
    columns: int, many_chunks: None, thread_count: Callable[[int], None]
) -> None:
    rng = np.random.default_rng(2)
    ids = np.minimum(rng.zipf(1.3, 600), 500)  # one run is most of it
    values = draw(rng, 600 * columns, DTYPES["float32"]).reshape(600, columns)
    for count in (1, 2, 3, 5):
        thread_count(count)
        assert_coalesced(ids, values, 501)


def test_a_large_sum_is_shared_out(thread_count: Callable[[int], None]) -> None:
    rng = np.random.default_rng(3)
    ids = rng.zipf(1.3, 40_001) % (1 << 20)
    values = rng.standard_normal((40_001, 24)).astype(np.float32)
    thread_count(2)
    assert values.nbytes > threads.least_shared()
    assert_coalesced(ids, values, 1 << 20)
    whole = np.round(values)  # exact in any order
    expected = np.zeros((1 << 20, 24), np.float32)
    np.add.at(expected, ids, whole)
    unique, sums = rows.coalesce(ids, whole, 1 << 20)
    np.testing.assert_array_equal(sums, expected[unique])


def test_pieces_cover_every_run_and_column_once() -> None:
    rng = np.random.default_rng(4)
    for longest in (1, 3, 50):
        starts = np.concatenate(([0], np.cumsum(rng.integers(1, longest + 1, 40))))
        for wanted in (1, 2, 10, 1000):
            for columns, block in ((1, 1), (3, 2), (64, 64), (130, 64), (300, 16)):
                seen = np.zeros((40, columns), int)
                for begin, end, (first, stop) in rows._chunks(starts, wanted, columns, block):  # pyright: ignore[reportPrivateUsage]
                    assert begin < end and stop - first >= block
                    seen[begin:end, first:stop] += 1
                assert np.all(seen == 1)


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 8, 64, 1 << 20, 1 << 33, BIG])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 65, 127, 128, 256, 1000, 1001, 2048])
def test_the_sort_is_right_for_any_count_and_limit(count: int, limit: int) -> None:
    rng = np.random.default_rng(5)
    for ids in (
        rng.integers(0, limit, count),
        rng.integers(0, limit, count) // 4096 * 4096,  # all alike in the low digits
        limit - 1 - rng.integers(0, min(limit, 5), count),  # all ones in the high digits
        np.arange(count)[::-1] % limit,
    ):
        assert_coalesced(ids, rng.standard_normal((count, 2)), limit)


@pytest.mark.parametrize("dtype", IDS)
def test_few_ids_and_one_more(dtype: Any) -> None:
    """Few are sorted by insertion, more by their digits."""
    rng = np.random.default_rng(8)
    for count in range(rows.FEW - 2, rows.FEW + 4):
        for limit in (2, 40, 100_000):
            ids = rng.integers(0, limit, count).astype(dtype)
            values = draw(rng, count * 5, DTYPES["float32"]).reshape(count, 5)
            assert_coalesced(ids, values, limit)
            assert_coalesced(np.sort(ids), values, limit)
            for position in (0, count // 2, count - 1):
                ids[position] = limit
                with pytest.raises(rows.RowRangeError, match=f"row id {limit} at position {position}:"):
                    rows.coalesce(ids, values, limit)
                ids[position] = 0


def test_what_is_in_order_needs_no_sums() -> None:
    values = np.ones((3, 2), np.float32)
    assert rows.summed(np.array([1, 4, 6]), values, 7) is None
    assert rows.summed(np.array([], np.int32), values[:0], 7) is None
    unique, sums = rows.summed(np.array([1, 4, 4]), values, 7) or (values, values)
    assert (unique.tolist(), sums.tolist()) == ([1, 4], [[1, 1], [2, 2]])


def test_zeros_keep_their_sign_and_overflow_is_infinite() -> None:
    ids = np.array([1, 0, 1, 2, 2, 3])
    for dtype in DTYPES.values():
        huge = {"float64": 1.7e308, "float32": 3.3e38, "float16": 6e4, "bfloat16": 3.3e38}[dtype.name]
        values = np.array([-0.0, -0.0, -0.0, huge, huge, 0.0]).astype(dtype)
        _, sums = rows.coalesce(ids, values, 4)
        assert_same_bits(sums, np.array([-0.0, -0.0, np.inf, 0.0]).astype(dtype))


@pytest.mark.parametrize("dtype", IDS)
def test_ids_out_of_range_are_refused(dtype: Any) -> None:
    values = np.ones((4, 3), np.float32)
    with pytest.raises(ValueError, match=r"^row id 9 at position 2: expected 0 … 8$"):
        rows.coalesce(np.array([8, 0, 9, -1], dtype), values, 9)
    with pytest.raises(ValueError, match=r"^row id -1 at position 3: expected 0 … 9$"):
        rows.coalesce(np.array([8, 0, 9, -1], dtype), values, 10)
    assert np.all(values == 1)


def test_what_is_read_may_be_read_only() -> None:
    ids, values = np.array([3, 1, 3]), np.ones((3, 2), np.float32)
    ids.flags.writeable = values.flags.writeable = False
    unique, sums = rows.coalesce(ids, values, 4)
    assert (unique.tolist(), sums.tolist()) == ([1, 3], [[1, 1], [2, 2]])
    assert rows.first_bad_row(ids, 4) == (1, 1, "unsorted")
    assert unique.flags.writeable and sums.flags.writeable


def test_from_several_threads_at_once(many_chunks: None, thread_count: Callable[[int], None]) -> None:
    thread_count(2)
    rng = np.random.default_rng(6)
    ids, values = rng.integers(0, 40, 300), rng.standard_normal((300, 20))
    errors: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(10):
                assert_coalesced(ids, values, 40)
        except BaseException as error:
            errors.append(error)

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert not errors and not any(worker.is_alive() for worker in workers)


@given(
    st.sets(st.integers(-5, 200), max_size=80),
    st.sets(st.integers(-5, 200), max_size=200),
    st.booleans(),
    st.sampled_from(IDS),
    st.sampled_from(IDS),
)
def test_positions(some: set[int], stored: set[int], present: bool, some_type: Any, stored_type: Any) -> None:
    wanted = np.array(sorted(some & stored if present else some), some_type)
    held = np.array(sorted(stored), stored_type)
    found, missing = rows.positions(wanted, held)
    places = {number: place for place, number in enumerate(held.tolist())}
    expected = [places.get(number, -1) for number in wanted.tolist()]
    assert found.dtype == np.int64 and found.tolist() == expected
    assert missing == (expected.index(-1) if -1 in expected else -1)


def test_positions_of_few_among_many() -> None:
    held = np.arange(0, 3_000_000, 3)
    for wanted in ([0], [2_999_997], [0, 2_999_997], [3, 6, 1_500_000, 1_500_003]):
        found, missing = rows.positions(np.array(wanted), held)
        assert (found.tolist(), missing) == ([number // 3 for number in wanted], -1)
    assert rows.positions(np.array([0, 4, 6, 3_000_000]), held)[1] == 1


def test_widen() -> None:
    wide = np.array([1, 2])
    assert rows.widen(wide) is wide
    assert rows.widen(wide.astype(np.int32)).dtype == np.int64


def test_what_a_row_sparse_array_says_of_itself() -> None:
    array = RowSparse(np.array([1, 4]), np.zeros((2, 3, 5), np.float32), (9, 3, 5))
    assert (array.dtype, array.nbytes, array.rows()) == (np.float32, 2 * 8 + 30 * 4, 2)
