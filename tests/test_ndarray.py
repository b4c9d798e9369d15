"""`mx.nd`: dense and row-sparse arrays as MXNet has them, over memory that they share."""

from __future__ import annotations

import inspect
import operator
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import ml_dtypes
import numpy as np
import pytest

import mxsym as mx
from mxsym.errors import BindError, MXSymError
from mxsym.registry import RULES
from mxsym.runtime.sparse import RowSparse
from tests.support import Array

ROOT = Path(__file__).resolve().parents[1]
BF16 = np.dtype(ml_dtypes.bfloat16)
row_sparse: Callable[..., mx.nd.RowSparseNDArray] = mx.nd.sparse.row_sparse_array


def table() -> Array:
    return np.arange(12, dtype=np.float32).reshape(4, 3)


def stored(ids: Any = (0, 2), dtype: Any = np.float32) -> mx.nd.RowSparseNDArray:
    """Rows of ones, twos, … in a tensor of shape (5, 2)."""
    values = np.repeat(np.arange(1, len(ids) + 1), 2).reshape(len(ids), 2).astype(dtype)
    return row_sparse((values, np.array(ids, np.int64)), shape=(5, 2))


# Making arrays.


def test_array_copies_and_is_float32_unless_told_otherwise() -> None:
    source = np.ones((2, 3))
    made = mx.nd.array(source)
    assert made.dtype == np.float32 and made.shape == (2, 3)
    assert not np.shares_memory(np.asarray(mx.nd.array(source, dtype="float64")), source)
    assert mx.nd.array([1, 2]).dtype == np.float32
    assert mx.nd.array([1, 2], dtype="int64").dtype == np.int64
    assert mx.nd.array(mx.nd.array([1, 2], dtype="int64")).dtype == np.int64
    assert mx.nd.array([1.5], dtype="bfloat16").dtype == BF16
    assert mx.nd.array(3).shape == (1,) and mx.nd.array([]).shape == (0,)
    assert mx.nd.array(np.asfortranarray(table()), mx.cpu()).__mxsym__().flags.c_contiguous


def test_filled_arrays() -> None:
    assert np.array_equal(mx.nd.zeros((2, 3)), np.zeros((2, 3)))
    assert np.array_equal(mx.nd.ones(4, mx.cpu(), "float64"), np.ones(4))
    assert np.array_equal(mx.nd.full((2,), 7, dtype=np.int32), [7, 7])
    assert mx.nd.empty((0, 3)).shape == (0, 3)
    assert [make((2,)).dtype for make in (mx.nd.zeros, mx.nd.ones, mx.nd.empty)] == [np.float32] * 3
    out = np.zeros(3)
    assert mx.nd.full(3, 2.5, out=out) is out and out.tolist() == [2.5] * 3
    assert mx.nd.zeros((3, 2), stype="row_sparse").stype == "row_sparse"
    mx.nd.waitall()


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: mx.nd.zeros((2, -1)), "shape.*whole numbers"),
        (lambda: mx.nd.zeros(2.5), "shape.*whole numbers"),
        (lambda: mx.nd.ones(2, dtype="float33"), "'float33'.*a NumPy dtype"),
        (lambda: mx.nd.ones(2, "float32"), r"ctx.*'float32'.*mx.cpu\(\)"),  # pyright: ignore[reportArgumentType]
        (lambda: mx.nd.zeros(2, stype="csr"), "'csr'.*'row_sparse' or 'default'"),
        (lambda: mx.nd.from_numpy([1.0]), "a list.*a NumPy array.*mx.nd.array"),  # pyright: ignore[reportArgumentType]
        (lambda: mx.nd.NDArray([1.0]), "a list.*a NumPy array"),  # pyright: ignore[reportArgumentType]
        (lambda: mx.nd.from_dlpack([1.0]), "a list.*an array in CPU memory"),
        (lambda: mx.nd.ones((2, 2)).asscalar(), r"shape \(2, 2\).*one element"),
        (lambda: mx.nd.ones(6).reshape(4, -1), r"\(4, -1\).*6 elements"),
        (lambda: mx.nd.ones(6).reshape((-2,)), "6 elements"),
        (lambda: mx.nd.ones(6).reshape((6,), reverse=True), "reverse"),
        (lambda: mx.nd.ones(3).copyto(mx.nd.ones(4)), r"shape \(4,\).*shape \(3,\)"),
        (lambda: mx.nd.ones(3).copyto(7), "an int.*shape"),
        (lambda: mx.nd.ones(3).tostype("csr"), "'csr'"),
        (lambda: mx.nd.array(np.float32(1)).reshape(()).tostype("csr"), "'csr'"),
    ],
)
def test_what_does_not_fit_is_said(call: Callable[[], Any], text: str) -> None:
    with pytest.raises(BindError, match=text) as caught:
        call()
    assert isinstance(caught.value, MXSymError) and isinstance(caught.value, ValueError)


# The dense array.


def test_attributes() -> None:
    x = mx.nd.from_numpy(table())
    assert (x.shape, x.size, x.ndim, len(x), x.stype) == ((4, 3), 12, 2, 4, "default")
    assert x.dtype == np.float32 and x.context == x.ctx == mx.cpu()
    assert x.as_in_context(mx.cpu()) is x and x.__mxsym__() is x.__array__()
    x.wait_to_read()
    assert float(mx.nd.array([2.5])) == 2.5 and int(mx.nd.array([2.5])) == 2
    assert [bool(mx.nd.array(values)) for values in ([], [0], [3])] == [False, False, True]
    with pytest.raises(BindError, match="one element"):
        bool(x)


def test_it_prints_as_in_mxnet() -> None:
    assert repr(mx.nd.array([[1, 2, 3], [4, 5, 6]])) == "\n[[1. 2. 3.]\n [4. 5. 6.]]\n<NDArray 2x3 @cpu(0)>"
    assert repr(stored()) == "\n<RowSparseNDArray 5x2 @cpu(0)>"


def test_from_numpy_shares_and_leaves_writable() -> None:
    memory = table()
    x = mx.nd.from_numpy(memory)
    assert x.__mxsym__() is memory and memory.flags.writeable
    x[1, 2] = 50
    memory[0] = 9
    assert memory[1, 2] == 50 and x[0].asnumpy().tolist() == [9, 9, 9]
    assert not np.shares_memory(np.asarray(mx.nd.from_numpy(memory, zero_copy=False)), memory)


def test_parts_are_views() -> None:
    memory = table()
    x = mx.nd.from_numpy(memory)
    x[1:3][0][1] = -1
    x[:, 2][3] = -2
    x.T[0, 0] = -3
    x.reshape((3, 4))[2, 0] = -4
    x[0][1][:] = -5
    x[...][3, 0] = -6
    assert memory.ravel().tolist() == [-3, -5, 2, 3, -1, 5, 6, 7, -4, -6, 10, -2]
    assert x[0, 0].shape == (1,) and [row.shape for row in x] == [(3,)] * 4
    assert mx.nd.from_numpy(np.array(2.0))[()].shape == ()
    ids = mx.nd.array([0, 2], dtype="int64")
    assert np.array_equal(x[ids], memory[[0, 2]]) and not np.shares_memory(np.asarray(x[ids]), memory)
    assert np.array_equal(x[1:3, ids], memory[1:3, [0, 2]])
    x[ids] = mx.nd.zeros((2, 3))
    assert not memory[[0, 2]].any()
    with pytest.raises(IndexError):
        x[7]


def test_reshape_knows_mxnets_zero() -> None:
    x = mx.nd.ones((4, 3, 2))
    assert x.reshape((0, -1)).shape == (4, 6) and x.reshape(-1).shape == (24,) and x.reshape(2, 12).shape == (2, 12)
    assert x.reshape(shape=(0, 0, 2)).shape == (4, 3, 2) and mx.nd.ones(1).reshape(()).shape == ()
    assert mx.nd.zeros((0, 3)).reshape((0, 3)).shape == (0, 3)


def test_copies_are_copies() -> None:
    memory = table()
    x = mx.nd.from_numpy(memory)
    for made in (x.copy(), x.asnumpy(), x.astype("float32"), x.astype("float64"), x.tostype("default"), x.T.copy()):
        assert not np.shares_memory(np.asarray(made), memory)
    assert x.T.copy().__mxsym__().flags.c_contiguous
    assert x.astype(np.float32, copy=False) is x and x.astype("bfloat16").dtype == BF16
    other = mx.nd.zeros((4, 3), dtype="float64")
    assert x.copyto(other) is other and np.array_equal(other, memory)
    target = np.zeros((4, 3))
    assert x.copyto(target) is target and np.array_equal(target, memory)
    assert np.array_equal(x.copyto(mx.cpu()), memory)
    sparse = mx.nd.sparse.zeros("row_sparse", (4, 3))
    assert x.copyto(sparse) is sparse and sparse.indices.asnumpy().tolist() == [0, 1, 2, 3]


def test_arithmetic_is_numpys() -> None:
    a, b = mx.nd.array([1, 2, 3]), np.array([4, 5, 6], np.float32)
    for result, expected in (
        (a + b, [5, 7, 9]),
        (b + a, [5, 7, 9]),
        (2 - a, [1, 0, -1]),
        (a * a, [1, 4, 9]),
        (b / a, [4, 2.5, 2]),
        (a**2, [1, 4, 9]),
        (-a, [-1, -2, -3]),
        (abs(-a), [1, 2, 3]),
        (a // 2, [0, 1, 1]),
        (a % 2, [1, 0, 1]),
        (np.sqrt(a * a), [1, 2, 3]),
        (np.add.reduce(a), 6),
        (divmod(a, 2)[1], [1, 0, 1]),
    ):
        assert isinstance(result, mx.nd.NDArray) and result.dtype == np.float32
        assert result.asnumpy().tolist() == expected
    assert (mx.nd.ones((2, 1)) + a).shape == (2, 3)
    with pytest.raises(TypeError):
        operator.add(a, stored())
    with pytest.raises(TypeError):
        operator.add(a, "x")


def test_in_place_operators_keep_the_memory() -> None:
    memory = np.array([1, 2, 3], np.float32)
    x = whole = mx.nd.from_numpy(memory)
    x += 1
    x *= mx.nd.array([2, 2, 2])
    x -= np.ones(3)
    x /= 2
    x **= 2
    part = x[:1]
    part += 1
    assert x is whole and memory.tolist() == [3.25, 6.25, 12.25]
    memory += x
    assert isinstance(memory, np.ndarray) and memory.tolist() == [6.5, 12.5, 24.5]
    assert np.add(x, 1, out=x) is x and memory[0] == 7.5


def test_comparisons_give_one_and_zero_in_the_dtype() -> None:
    a = mx.nd.array([1, 2, 3])
    for result, expected in (
        (a == 2, [0, 1, 0]),
        (a != mx.nd.array([1, 0, 3]), [0, 1, 0]),
        (a < 2, [1, 0, 0]),
        (a <= 2, [1, 1, 0]),
        (a > 2, [0, 0, 1]),
        (a >= np.float32(2), [0, 1, 1]),
        (np.array([9, 9, 0], np.float32) > a, [1, 1, 0]),
    ):
        assert result.dtype == np.float32 and result.asnumpy().tolist() == expected
    assert (a.astype("bfloat16") < 2.5).dtype == BF16
    assert (a == mx.nd.ones(3, dtype="float64")).dtype == np.float64
    assert np.less(2, a).asnumpy().tolist() == [0, 0, 1] and np.less(2, a, dtype=np.bool_).dtype == np.bool_
    assert (a == None) is False and (a != "x") is True and len({a, a}) == 1  # noqa: E711
    with pytest.raises(TypeError):
        operator.lt(a, "x")
    with pytest.raises(IndexError):
        a[a > 2]


# The row-sparse array.


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
        ([0, 1, 5], r"row 5 at position 2, expected rows 0 … 4;.*coalesce mends order and duplicates only"),
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
        (lambda: mx.nd.sparse.array(np.ones(3)), "a ndarray.*a sparse array.*row_sparse_array"),
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


# The namespaces.


def test_ops_are_found_by_name() -> None:
    for space in (mx.nd, mx.nd.sparse, mx.nd.contrib):
        op = space.sgd_update
        assert op.__name__ == "sgd_update" and "lr" in inspect.signature(op).parameters
        assert "sgd_update" in dir(space) and "identity" in dir(space)
        with pytest.raises(AttributeError, match="did you mean"):
            getattr(space, "sgd_updaet")  # noqa: B009
        with pytest.raises(AttributeError):
            getattr(space, "__wrapped__")  # noqa: B009
    assert {"NDArray", "array", "sparse", "contrib"} <= set(dir(mx.nd)) and "coalesce" in dir(mx.nd.sparse)


def test_prefixed_ops_are_found_in_their_namespace(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = RULES[mx.nd.sgd_update.__name__]
    for name in ("_contrib_one_update", "_two_update", "_sparse_three_update"):
        monkeypatch.setitem(RULES, name, rule)
    assert callable(mx.nd.contrib.one_update) and callable(mx.nd.contrib.two_update)
    assert callable(mx.nd.sparse.three_update)
    for space, name in ((mx.nd, "one_update"), (mx.nd.sparse, "two_update"), (mx.nd.contrib, "three_update")):
        with pytest.raises(AttributeError, match=name):
            getattr(space, name)


def test_importing_mxsym_imports_no_other_library() -> None:
    slow = {"llvmlite", "networkx", "scipy", "torch", "ml_dtypes"}
    script = f"import sys, mxsym.ndarray; print(*sorted({slow} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr


# Running ops on them.


def test_ops_run_on_the_memory_of_arrays() -> None:
    memory, plain = np.ones((5, 2), np.float32), np.ones((5, 2), np.float32)
    weight, grad, mom = mx.nd.from_numpy(memory), mx.nd.ones((5, 2)), mx.nd.zeros((5, 2))
    assert mx.nd.sgd_mom_update(weight, grad, mom, lr=0.5, momentum=0.9, out=weight) is weight
    mx.nd.sgd_mom_update(plain, np.ones_like(plain), np.zeros_like(plain), lr=0.5, momentum=0.9, out=plain)
    assert np.array_equal(memory, plain) and mom[0, 0].asscalar() == -0.5
    fresh = mx.nd.sgd_update(weight, grad, lr=0.5)
    assert isinstance(fresh, mx.nd.NDArray) and not np.shares_memory(np.asarray(fresh), memory)


def test_ops_run_on_row_sparse_arrays() -> None:
    memory = np.ones((5, 2), np.float32)
    weight, grad = mx.nd.from_numpy(memory), stored((1, 3))
    mx.nd.sparse.sgd_update(weight, grad, lr=0.5, out=weight)
    assert memory[:, 0].tolist() == [1, 0.5, 1, 0, 1]
    table, mom = row_sparse((np.ones((5, 2), np.float32), np.arange(5))), mx.nd.sparse.zeros("row_sparse", (5, 2))
    mx.nd.sparse.sgd_mom_update(table, grad, mom, lr=0.5, momentum=0.9, out=table)
    assert np.array_equal(table.asnumpy(), memory) and mom.indices.asnumpy().tolist() == [1, 3]
    grad.indices[:] = [3, 1]
    with pytest.raises(BindError, match="row 1 at position 1.*coalesce"):
        mx.nd.sparse.sgd_update(weight, grad, lr=0.5, out=weight)
    assert memory[:, 0].tolist() == [1, 0.5, 1, 0, 1]
