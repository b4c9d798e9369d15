"""Rows summed by their ids: bags and weights, bit for bit as one adds by hand, in every type; hostile lists."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mxsym as mx
from mxsym.ndarray import row_sparse_build
from mxsym.runtime.native_call import native, sums
from tests.support import DTYPES, Array, assert_same_bits, draw

COALESCE = mx.nd.sparse.coalesce


def by_hand(data: Array, ids: Array, offsets: Array | None, weights: Array | None) -> tuple[list[int], Array]:
    """One row after the other, in the order of the ids; 16-bit types in float32, rounded once."""
    compute = np.float64 if data.dtype == np.float64 else np.float32
    wide, totals = data.astype(compute), dict[int, Array]()
    starts = list(range(len(ids))) if offsets is None else offsets.tolist()[: len(data)]
    with np.errstate(all="ignore"):
        for bag, (begin, end) in enumerate(zip(starts, [*starts, len(ids)][1:], strict=True)):
            for place in range(begin, end):
                number = int(ids[place])
                row = wide[bag] if weights is None else wide[bag] * weights[place]
                totals[number] = totals[number] + row if number in totals else row
        rows = sorted(totals)
        summed = np.array([totals[number] for number in rows], compute).reshape(len(rows), *data.shape[1:])
        return rows, summed.astype(data.dtype)


@st.composite
def batches(draws: st.DrawFn) -> tuple[Array, Array, Array | None, Array | None, int]:
    """Data, ids, offsets, weights, and the height of the table."""
    height = draws(st.sampled_from([1, 2, 7, 300, 1 << 40]))
    count = draws(st.integers(0, 150))
    columns = draws(st.sampled_from([0, 1, 3, 16, 17]))
    seed = draws(st.integers(0, 1 << 30))
    rng, dtype = np.random.default_rng(seed), DTYPES[draws(st.sampled_from(sorted(DTYPES)))]
    narrow = height < 1 << 31 and draws(st.booleans())
    ids = rng.integers(0, height, count).astype(np.int32 if narrow else np.int64)
    if draws(st.booleans()):
        ids = np.sort(ids)
    offsets, rows = None, count
    if draws(st.booleans()):
        rows = draws(st.integers(1 if count else 0, 20))
        inner = np.sort(rng.integers(0, count + 1, max(0, rows - 1)))
        listed = [0, *inner][:rows] + ([count] if draws(st.booleans()) else [])
        offsets = np.array(listed, draws(st.sampled_from([np.int64, np.int32])))
    kind = np.dtype(np.float64 if dtype == np.float64 else np.float32)
    weights = draw(rng, count, kind) if draws(st.booleans()) else None
    data = draw(rng, rows * columns, dtype).reshape(rows, columns)
    return data, ids, offsets, weights, height


@settings(deadline=None, max_examples=150)
@given(batches())
def test_sums_of_bags(batch: tuple[Array, Array, Array | None, Array | None, int]) -> None:
    """Natively and in Python's way, the input staying as it is."""
    data, ids, offsets, weights, height = batch
    kept = [item if item is None else item.copy() for item in batch[:4]]
    rows, expected = by_hand(data, ids, offsets, weights)
    shape = (height, *data.shape[1:])
    fast = COALESCE(data, ids, shape, offsets=offsets, weights=weights)
    slow = row_sparse_build.coalesced(data, ids, shape, None, "coalesce", offsets=offsets, weights=weights)
    for got in (fast.__mxsym__(), slow):
        assert got.indices.dtype == ids.dtype and got.indices.tolist() == rows
        assert_same_bits(got.data, expected)
        assert got.shape == shape
    for item, was in zip(batch[:4], kept, strict=True):
        assert item is None or was is None or item.tobytes() == was.tobytes()


needs_native = pytest.mark.skipif(not native.available(), reason="there is no native code to sum here")


@needs_native
@pytest.mark.parametrize("count", [0, 1, 16, 64, 65, 1024, 5000])
@pytest.mark.parametrize("dtype", DTYPES)
def test_native_code_does_it(dtype: str, count: int) -> None:
    """Not Python's way, whatever the number of ids, and again when there is room."""
    rng = np.random.default_rng(count)
    data, ids = draw(rng, 8 * count, DTYPES[dtype]).reshape(count, 8), rng.integers(0, 1 + count // 2, count)
    for _ in range(2):
        made = sums.coalesced(data, ids, (1 << 20, 8), None, None)
        assert made is not None
        rows, expected = by_hand(data, ids, None, None)
        assert made.indices.tolist() == rows
        assert_same_bits(made.data, expected)


def test_many_rows_on_any_number_of_threads() -> None:
    """Sums that threads share have the bits of those that one makes."""
    rng = np.random.default_rng(0)
    ids = np.minimum(rng.zipf(1.2, 30_000) - 1, 99_999)
    offsets, data = np.arange(0, 30_000, 3), draw(rng, 64 * 10_000, DTYPES["float32"]).reshape(-1, 64)
    weights = draw(rng, 30_000, DTYPES["float32"])
    for factors in (None, weights):
        rows, expected = by_hand(data, ids, offsets, factors)
        got = COALESCE(data, ids, (100_000, 64), offsets=offsets, weights=factors)
        assert got.indices.asnumpy().tolist() == rows
        assert_same_bits(got.data.asnumpy(), expected)


def test_rows_in_order_are_used_where_they_lie() -> None:
    data, ids = np.ones((3, 2), np.float32), np.array([1, 4, 6])
    assert np.shares_memory(COALESCE(data, ids, (7, 2)).data.asnumpy(), data) or (
        COALESCE(data, ids, (7, 2)).__mxsym__().data is data
    )
    copied = COALESCE(data, ids, (7, 2), offsets=np.arange(3))
    assert not np.shares_memory(copied.__mxsym__().data, data)


def test_tensors() -> None:
    torch: Any = pytest.importorskip("torch")
    table = torch.nn.EmbeddingBag(9, 4, mode="sum", sparse=True)
    ids, offsets = torch.tensor([3, 1, 3, 0, 8]), torch.tensor([0, 2, 2])
    factors = torch.tensor([1.0, 2.0, 0.5, -1.0, 3.0])
    out = table(ids, offsets, per_sample_weights=factors)
    upstream = torch.arange(12.0).reshape(3, 4)
    out.backward(upstream)
    expected = table.weight.grad.coalesce()
    for pair in ((offsets, factors), (offsets.int(), factors)):
        got = COALESCE(upstream, ids, (9, 4), offsets=pair[0], weights=pair[1])
        assert got.indices.asnumpy().tolist() == expected.indices()[0].tolist()
        np.testing.assert_allclose(got.data.asnumpy(), expected.values().numpy(), rtol=1e-6)


HOSTILE: dict[str, tuple[dict[str, Any], str]] = {
    "negative": ({"indices": np.array([0, -1, 2])}, "row -1 at position 1"),
    "too large": ({"indices": np.array([0, 1, 5])}, "row 5 at position 2"),
    "huge": ({"indices": np.array([0, 1, 1 << 62])}, "row 4611686018427387904 at position 2"),
    "least": ({"indices": np.array([np.iinfo(np.int64).min, 0, 1])}, "row -9223372036854775808 at position 0"),
    "unsigned": ({"indices": np.array([0, 1, 2**64 - 1], np.uint64)}, "whole numbers"),
    "NaN": ({"indices": np.array([0, np.nan, 1])}, "whole numbers"),
    "half": ({"indices": np.array([0, 0.5, 1])}, "whole numbers"),
    "too few offsets": ({"offsets": np.array([0])}, "1 offsets, expected 2 offsets"),
    "too many offsets": ({"offsets": np.array([0, 1, 2, 3])}, "4 offsets, expected 2 offsets"),
    "falling offsets": ({"offsets": np.array([0, 2, 1])[:2] * [1, -1]}, "offset -2 at position 1, expected 0 … 3"),
    "offsets not from 0": ({"offsets": np.array([1, 2])}, "offset 1 at position 0, expected 0"),
    "offsets past the end": ({"offsets": np.array([0, 4])}, "offset 4 at position 1, expected 0 … 3"),
    "an early end": ({"offsets": np.array([0, 1, 2])}, "a last offset of 2, expected 3"),
    "huge offsets": ({"offsets": np.array([0, 1 << 62])}, "offset 4611686018427387904"),
    "half offsets": ({"offsets": np.array([0, 0.5])}, "offsets.*whole numbers"),
    "offsets of two dimensions": ({"offsets": np.zeros((1, 2), np.int64)}, "offsets.*one dimension"),
    "weights": ({"weights": np.ones(2, np.float32)}, r"weights.*shape \(2,\), expected shape \(3,\)"),
    "columns": ({"data": np.ones((2, 3), np.float32)}, r"data.*shape \(2, 3\), expected shape \(2, 2\)"),
    "whole numbers": ({"data": np.ones((2, 2), np.int32)}, "data.*int32"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_does_not_fit_is_named(name: str) -> None:
    change, text = HOSTILE[name]
    good = {"data": np.ones((2, 2), np.float32), "indices": np.array([0, 1, 2]), "offsets": np.array([0, 2])}
    for weights in (None, np.ones(3, np.float32)):
        with pytest.raises(mx.BindError, match=text):
            COALESCE(**({"weights": weights} | good | change), shape=(5, 2))


def test_what_is_converted() -> None:
    """Lists, other whole numbers, other types of weights: the same sums."""
    expected = COALESCE(np.ones((2, 2), np.float32), np.array([3, 0, 3]), (5, 2), offsets=np.array([0, 2]))
    for ids in ([3, 0, 3], np.array([3, 0, 3], np.uint64), np.array([3, 0, 3], np.uint8), np.array([3.0, 0.0, 3.0])):
        got = COALESCE([[1, 1], [1, 1]], ids, (5, 2), offsets=[0, 2], weights=np.ones(3))
        assert got.asnumpy().tolist() == expected.asnumpy().tolist()
    strided = np.array([3, 9, 0, 9, 3, 9])[::2]
    assert COALESCE(np.ones((3, 2), np.float32), strided, (5, 2)).asnumpy()[3].tolist() == [2, 2]
