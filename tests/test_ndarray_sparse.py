"""`mx.nd.sparse`: row-sparse arrays as MXNet has them, over memory that they share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import ml_dtypes
import numpy as np
import pytest

import mxsym as mx
from mxsym.errors import BindError
from mxsym.runtime.sparse import RowSparse

BF16 = np.dtype(ml_dtypes.bfloat16)
row_sparse: Callable[..., mx.nd.RowSparseNDArray] = mx.nd.sparse.row_sparse_array


def stored(ids: Any = (0, 2), dtype: Any = np.float32) -> mx.nd.RowSparseNDArray:
    """Rows of ones, twos, … in a tensor of shape (5, 2)."""
    values = np.repeat(np.arange(1, len(ids) + 1), 2).reshape(len(ids), 2).astype(dtype)
    return row_sparse((values, np.array(ids, np.int64)), shape=(5, 2))


def test_row_sparse_attributes() -> None:
    x = stored(dtype=np.float64)
    assert (x.shape, x.ndim, x.size, len(x), x.stype) == ((5, 2), 2, 10, 5, "row_sparse")
    assert x.dtype == np.float64 and x.context == x.ctx == mx.cpu() and x.as_in_context(mx.cpu()) is x
    assert isinstance(x.__mxsym__(), RowSparse)
    assert x.asnumpy().tolist() == [[1, 1], [0, 0], [2, 2], [0, 0], [0, 0]]
    x.wait_to_read()


@pytest.mark.parametrize("dtype", [np.int64, np.int32])
def test_row_sparse_parts_share_memory(dtype: Any) -> None:
    values, ids = np.ones((2, 3), np.float32), np.array([1, 4], dtype)
    x = row_sparse((values, ids), shape=(6, 3))
    assert np.shares_memory(np.asarray(x.data), values) and np.shares_memory(np.asarray(x.indices), ids)
    x.data[0, 1] = 7
    values[1] = 5
    assert values[0, 1] == 7 and x.asnumpy()[4].tolist() == [5, 5, 5] and x.indices.dtype == dtype
    wrapped = row_sparse((mx.nd.from_numpy(values), mx.nd.from_numpy(ids)), shape=(6, 3))
    assert np.shares_memory(np.asarray(wrapped.data), values)


def test_row_sparse_array_takes_mxnets_forms() -> None:
    listed = row_sparse(([[1, 2], [3, 4]], [1, 4]), shape=(6, 2))
    assert listed.dtype == np.float32 and listed.indices.dtype == np.int64 and listed.shape == (6, 2)
    assert row_sparse((np.ones((1, 2)), [3])).shape == (4, 2)
    assert row_sparse((np.ones((1, 2)), [3]), (6, 2), mx.cpu(), "float16").dtype == np.float16
    assert row_sparse((np.ones((2, 2))[:, :1], np.array([0.0, 3.0]))).shape == (4, 1)
    assert row_sparse((np.ones(2), np.array([0, 3], np.uint8)), shape=(5,)).asnumpy().tolist() == [1, 0, 0, 1, 0]
    for empty in (row_sparse((6, 2)), row_sparse((np.int64(6), 2), shape=(6, 2)), row_sparse(([], []), shape=(0,))):
        assert empty.dtype == np.float32 and empty.indices.shape == (0,)
    dense = np.array([[0, 0], [0, np.nan], [-0.0, 0], [1, 0]])
    for source in (dense, mx.nd.from_numpy(dense), np.asfortranarray(dense)):
        from_dense = row_sparse(source)
        assert from_dense.indices.asnumpy().tolist() == [1, 3] and from_dense.dtype == np.float64
        assert from_dense.__mxsym__().data.flags.c_contiguous
    assert np.array_equal(from_dense.asnumpy(), dense, equal_nan=True)
    assert row_sparse([[0, 0], [1, 2]]).indices.asnumpy().tolist() == [1]
    copied = row_sparse(listed)
    assert not np.shares_memory(np.asarray(copied.data), np.asarray(listed.data))
    pairs = mx.nd.sparse.from_pairs(np.array([1, 4]), np.ones((2, 3)), (6, 3))
    assert pairs.shape == (6, 3) and pairs.indices.asnumpy().tolist() == [1, 4]


@pytest.mark.parametrize("dtype", [np.int64, np.int32])
@pytest.mark.parametrize(
    ("ids", "text"),
    [
        ([0, 3, 2], r"row 2 at position 2 after row 3 \(unsorted\).*coalesce"),
        ([1, 3, 3], r"row 3 at position 2 after row 3 \(duplicate\).*coalesce"),
        ([0, 1, 5], r"row 5 at position 2, expected rows 0 … 4;.*coalesce only sorts rows and sums duplicates"),
        ([-1, 0, 1], "row -1 at position 0, expected rows 0 … 4"),
    ],
)
def test_bad_row_ids_are_named(ids: list[int], text: str, dtype: Any) -> None:
    indices, values = np.array(ids, dtype), np.ones((3, 2), np.float32)
    for call in (
        lambda: row_sparse((values, indices), shape=(5, 2)),
        lambda: mx.nd.sparse.from_pairs(indices, values, (5, 2)),
    ):
        with pytest.raises(BindError, match=text):
            call()
    good = stored((0, 1, 4))
    good.indices[:] = ids
    good.check_format(full_check=False)
    with pytest.raises(BindError, match=text):
        good.check_format()


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: row_sparse((np.ones((2, 2)), [0])), r"data.*shape \(2, 2\).*shape \(1, 2\)"),
        (lambda: row_sparse((np.ones((1, 2)), [0]), shape=(5, 3)), r"data.*shape \(1, 2\).*shape \(1, 3\)"),
        (lambda: row_sparse((np.ones((1, 2)), [[0]]), shape=(5, 2)), r"indices.*shape \(1, 1\).*one dimension"),
        (lambda: row_sparse((np.ones(1), [0.5]), shape=(5,)), "indices.*float64 values.*whole numbers"),
        (lambda: row_sparse((np.ones(1), [np.nan]), shape=(5,)), "indices.*whole numbers"),
        (lambda: row_sparse((np.ones(1), np.array([2**64 - 1]))), "indices.*whole numbers"),
        (lambda: row_sparse(([], [])), "shape.*no row ids"),
        (lambda: row_sparse((np.ones(1), [0]), shape=()), r"shape.*at least one dimension"),
        (lambda: row_sparse(()), r"shape.*at least one dimension"),
        (lambda: row_sparse((np.ones(1), [0], [1])), "a tuple of 3.*(data, indices)"),
        (lambda: row_sparse((6, 2), shape=(5, 2)), r"\(5, 2\).*\(6, 2\)"),
        (lambda: row_sparse(np.ones((2, 2)), shape=(5, 2)), r"\(5, 2\).*\(2, 2\)"),
        (lambda: row_sparse(np.array(1.0)), r"shape \(\).*at least one dimension"),
        (lambda: row_sparse((np.ones(1), [0]), (1,), "float32"), "ctx"),
        (lambda: row_sparse((np.ones(1), [0]), (0,)), "row 0 at position 0, expected no row"),
        (lambda: mx.nd.sparse.array(np.ones(3)), "an ndarray.*a sparse array.*row_sparse_array"),
        (lambda: mx.nd.sparse.zeros("csr", (3, 2)), "'csr'"),
        (lambda: stored().tostype("csr"), "'csr'"),
        (lambda: stored().retain([7]), "row 7 at position 0"),
        (lambda: stored().copyto(np.ones((4, 2))), r"shape \(4, 2\).*shape \(5, 2\)"),
        (lambda: stored().copyto(mx.nd.sparse.zeros("row_sparse", (4, 2))), r"shape \(4, 2\).*shape \(5, 2\)"),
        (lambda: stored().__getitem__(cast(Any, 1)), r"1.*\[:\].*retain"),
        (lambda: stored().__setitem__(slice(None), 3), r"an int.*or 0"),
    ],
)
def test_row_sparse_arrays_that_do_not_fit(call: Callable[[], Any], text: str) -> None:
    with pytest.raises(BindError, match=text):
        call()


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16, BF16])
@pytest.mark.parametrize("ids_dtype", [np.int64, np.int32])
def test_coalesce_sorts_and_sums(dtype: Any, ids_dtype: Any) -> None:
    ids = np.array([3, 0, 3, 1, 3], ids_dtype)
    values = (np.arange(10).reshape(5, 2) / 4).astype(dtype)
    x = mx.nd.sparse.coalesce(values, ids, (6, 2))
    expected = np.zeros((6, 2))
    np.add.at(expected, ids, values.astype(np.float64))
    assert x.indices.asnumpy().tolist() == [0, 1, 3] and x.indices.dtype == ids_dtype and x.dtype == dtype
    assert np.array_equal(x.asnumpy().astype(np.float64), expected)
    x.check_format()
    again = mx.nd.sparse.coalesce(x.data, x.indices, x.shape)
    assert np.shares_memory(np.asarray(again.data), np.asarray(x.data))


def test_coalesce_says_what_it_cannot_mend() -> None:
    with pytest.raises(BindError, match="row 9 at position 1, expected rows 0 … 4"):
        mx.nd.sparse.coalesce(np.ones((3, 2)), [3, 9, 0], (5, 2))
    with pytest.raises(BindError, match="row -2 at position 1"):
        mx.nd.sparse.coalesce(np.ones((3, 2)), [3, -2, 0])
    with pytest.raises(BindError, match=r"data.*dtype int64.*float64 or float32"):
        mx.nd.sparse.coalesce(np.ones((2, 2), np.int64), [1, 0], (5, 2))
    assert mx.nd.sparse.coalesce([[1, 1], [2, 2]], [1, 1]).asnumpy().tolist() == [[0, 0], [3, 3]]


def test_retain_stores_a_row_for_each_id() -> None:
    x = stored((0, 2, 4))
    for retained in (x.retain([4, 1, 0, 4]), mx.nd.sparse.retain(x, mx.nd.array([0, 1, 4]))):
        assert retained.indices.asnumpy().tolist() == [0, 1, 4]
        assert retained.data.asnumpy().tolist() == [[1, 1], [0, 0], [3, 3]]
        assert not np.shares_memory(np.asarray(retained.data), np.asarray(x.data))
    assert x.retain([]).data.shape == (0, 2)


def test_row_sparse_conversions() -> None:
    x = stored()
    dense = x.tostype("default")
    assert isinstance(dense, mx.nd.NDArray) and np.array_equal(dense, x.asnumpy())
    assert dense.tostype("row_sparse").indices.asnumpy().tolist() == [0, 2]
    for copied in (x.copy(), x.tostype("row_sparse"), x.astype("float32"), x.copyto(mx.cpu()), mx.nd.array(x)):
        assert copied is not x and np.array_equal(copied.asnumpy(), x.asnumpy())
        for part in ("data", "indices"):
            assert not np.shares_memory(np.asarray(getattr(copied, part)), np.asarray(getattr(x, part)))
    assert x.astype("float32", copy=False) is x and x.astype("float16").dtype == np.float16
    assert mx.nd.sparse.array(x, dtype="float64").dtype == np.float64
    target = mx.nd.ones((5, 2), dtype="float64")
    assert x.copyto(target) is target and np.array_equal(target, x.asnumpy())
    with pytest.raises(TypeError, match=r"asnumpy\(\)"):
        np.asarray(x)


def test_writing_a_row_sparse_array_keeps_what_kernels_hold() -> None:
    x = mx.nd.sparse.zeros("row_sparse", (5, 2), dtype="float64")
    held = x.__mxsym__()
    source = stored()
    assert source.copyto(x) is x and x[:] is x and held.data.dtype == np.float64
    assert np.array_equal(x.asnumpy(), source.asnumpy()) and x.__mxsym__() is held
    assert not np.shares_memory(held.indices, np.asarray(source.indices))
    x[:] = np.eye(5, 2)
    assert held.indices.tolist() == [0, 1]
    x[:] = x
    x[:] = 0
    assert held.indices.size == 0 and held.data.shape == (0, 2)
    assert mx.nd.sparse.empty("row_sparse", (5, 2)).shape == (5, 2)
    assert mx.nd.sparse.zeros("default", (5, 2)).stype == "default"


def test_ops_run_on_row_sparse_arrays() -> None:
    memory = np.ones((5, 2), np.float32)
    weight, grad = mx.nd.from_numpy(memory), stored((1, 3))
    mx.nd.sparse.sgd_update(weight, grad, lr=0.5, out=weight)
    assert memory[:, 0].tolist() == [1, 0.5, 1, 0, 1]
    table, mom = row_sparse((np.ones((5, 2), np.float32), np.arange(5))), mx.nd.sparse.zeros("row_sparse", (5, 2))
    mx.nd.sparse.sgd_mom_update(table, grad, mom, lr=0.5, momentum=0.9, out=table)
    assert np.array_equal(table.asnumpy(), memory) and mom.indices.asnumpy().tolist() == [1, 3]
    grad.indices[:] = [3, 1]
    with pytest.raises(BindError, match=r"row 1 at position 1.*coalesce"):
        mx.nd.sparse.sgd_update(weight, grad, lr=0.5, out=weight)
    assert memory[:, 0].tolist() == [1, 0.5, 1, 0, 1]


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "int32"])
@pytest.mark.parametrize("columns", [0, 1, 3, 16, 37])
def test_retain_gathers_rows(dtype: str, columns: int) -> None:
    """Of a row-sparse array and of a dense one, with ids in any order, into memory that is there."""
    rng, height = np.random.default_rng(columns), 300
    whole = (rng.standard_normal((height, columns)) * 100).astype(dtype)
    stored = np.flatnonzero(rng.random(height) < 0.5)
    table = row_sparse((whole[stored], stored.astype(rng.choice(["int32", "int64"]))), shape=whole.shape)
    out = mx.nd.sparse.zeros("row_sparse", whole.shape, dtype=dtype)
    for count in (0, 1, 40, 40, 300):
        ids = rng.integers(0, height, count) if count < 300 else np.arange(300)
        wanted = np.unique(ids)
        for source, dense in ((table, np.where(np.isin(np.arange(height), stored)[:, None], whole, 0)), (whole, whole)):
            kept = out.__mxsym__().data
            got = mx.nd.sparse.retain(source, ids, out=out)
            assert got is out and got.indices.asnumpy().tolist() == wanted.tolist()
            assert got.data.asnumpy().tobytes() == dense[wanted].astype(dtype).tobytes()
            assert (out.__mxsym__().data is kept) == (len(kept) == len(wanted))
            assert mx.nd.sparse.retain(source, ids).data.asnumpy().tobytes() == got.data.asnumpy().tobytes()
    if columns:
        assert mx.nd.sparse.retain(out, [1, 0], out=out).data.asnumpy().tobytes() == whole[:2].tobytes()


def test_retain_of_many_rows() -> None:
    """On threads."""
    whole = np.arange(40_000 * 33, dtype=np.float32).reshape(-1, 33)
    ids = np.arange(0, 40_000, 2)
    assert mx.nd.sparse.retain(whole, ids).data.asnumpy().tobytes() == whole[::2].tobytes()


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: mx.nd.sparse.retain(np.ones((3, 2)), [3]), "row 3 at position 0"),
        (lambda: mx.nd.sparse.retain(np.ones((3, 2)), [-1]), "row -1 at position 0"),
        (lambda: mx.nd.sparse.retain(np.array(1.0), [0]), "data.*an array with rows"),
        (lambda: mx.nd.sparse.retain("abc", [0]), "data.*an array with rows"),
        (
            lambda: mx.nd.sparse.retain(np.ones((3, 2)), [0], out=cast("Any", np.ones((3, 2)))),
            "out.*a RowSparseNDArray",
        ),
        (lambda: mx.nd.sparse.retain(np.ones((3, 2)), [0], mx.nd.sparse.zeros("row_sparse", (3, 2))), "out.*float64"),
    ],
)
def test_retain_names_what_does_not_fit(call: Callable[[], object], text: str) -> None:
    with pytest.raises(mx.BindError, match=text):
        call()
