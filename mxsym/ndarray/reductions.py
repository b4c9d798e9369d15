"""Sums, norms, extremes, orders and products of `mx.nd`, computed by NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mxsym.ndarray.calls import declared, dense, like
from mxsym.ndarray.common import describe, fault, whole_numbers
from mxsym.ndarray.dense import bare
from mxsym.ndarray.rowsparse import RowSparseNDArray
from mxsym.ndarray.sparse_base import SparseNDArray
from mxsym.rule.numbers import as_finite
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import as_array
from mxsym.runtime.sparse import RowSparse


def _axes(what: str, data: Any, axis: Any, *, exclude: bool = False) -> tuple[int, ...] | None:
    """The axes that a reduction removes; None for all.

    Raises:
        BindError: an axis that the array does not have.
    """
    whole = whole_numbers(axis) if axis is not None else ()
    count = len(data.shape)
    if whole is None or any(not -count <= item < count for item in whole):
        raise fault(what, "axis", f"{axis!r}", f"axes from {-count} to {count - 1}", "leave it out for all of them")
    axes = {item % count for item in whole}
    if exclude:
        axes = {*range(count)} - axes
    return tuple(sorted(axes)) if 0 < len(axes) < count else None


def _reduced(
    what: str, function: Callable[..., Any], data: Any, axis: Any, *, keepdims: bool, exclude: bool = False
) -> Any:
    """A reduction of an array; 16-bit values are reduced in float32, and rounded once."""
    axes = _axes(what, data, axis, exclude=exclude)
    if isinstance(data, SparseNDArray):
        return _of_rows(what, function, data, axes, keepdims=keepdims)
    values = dense(what, data)
    wide = values.astype(np.float32) if values.dtype.kind in "fV" and values.dtype.itemsize < 4 else values
    return like(data, np.asarray(function(wide, axis=axes, keepdims=bool(keepdims))).astype(values.dtype))


def _in(dtype: Any, result: Any) -> Any:
    """A result in the dtype that NumPy's functions may ask their methods for."""
    return result if dtype is None else result.astype(dtype)


def _of_rows(what: str, function: Callable[..., Any], data: SparseNDArray, axes: Any, *, keepdims: bool) -> Any:
    """A sum of a row-sparse array, from the rows that it stores."""
    if function is not np.sum:
        return dense(what, data)  # which says what to do
    rows: RowSparse = as_array(data, what, "data")
    if axes is None or 0 in axes:
        return like(data, np.sum(rows.data, axis=axes, keepdims=bool(keepdims)))
    sums = np.sum(rows.data, axis=axes, keepdims=bool(keepdims))
    whole = np.zeros((rows.shape[0], *sums.shape[1:]), sums.dtype)
    whole[rows.indices] = sums
    return like(data, whole)


@declared(op="sum")
def sum(data: Any, axis: Any = None, keepdims: bool = False, exclude: bool = False, dtype: Any = None) -> Any:
    """The sum over some axes, or over all: then of shape (1,). `exclude`: over all but these."""
    return _in(dtype, _reduced("sum", np.sum, data, axis, keepdims=keepdims, exclude=exclude))


@declared(op="mean")
def mean(data: Any, axis: Any = None, keepdims: bool = False, exclude: bool = False, dtype: Any = None) -> Any:
    """The mean over some axes, or over all; as `sum`."""
    if isinstance(data, SparseNDArray):
        total = sum(data, axis, keepdims, exclude)
        return _in(dtype, total / (data.size // (total.size or 1)))
    return _in(dtype, _reduced("mean", np.mean, data, axis, keepdims=keepdims, exclude=exclude))


@declared()
def nansum(data: Any, axis: Any = None, keepdims: bool = False, exclude: bool = False) -> Any:
    """The sum of what is a number; as `sum`."""
    return _reduced("nansum", np.nansum, data, axis, keepdims=keepdims, exclude=exclude)


@declared()
def prod(data: Any, axis: Any = None, keepdims: bool = False, exclude: bool = False, dtype: Any = None) -> Any:
    """The product over some axes, or over all; as `sum`."""
    return _in(dtype, _reduced("prod", np.prod, data, axis, keepdims=keepdims, exclude=exclude))


@declared("max")
def largest(data: Any, axis: Any = None, keepdims: bool = False, exclude: bool = False) -> Any:
    """The largest element over some axes, or over all; as `sum`."""
    return _reduced("max", np.max, data, axis, keepdims=keepdims, exclude=exclude)


@declared("min")
def smallest(data: Any, axis: Any = None, keepdims: bool = False, exclude: bool = False) -> Any:
    """The smallest element over some axes, or over all; as `sum`."""
    return _reduced("min", np.min, data, axis, keepdims=keepdims, exclude=exclude)


@declared()
def norm(data: Any, ord: int = 2, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A002  # MXNet's
    """The norm over some axes, or over all: then of shape (1,).

    Args:
        ord: 1, the sum of magnitudes, or 2, the root of the sum of squares.

    Raises:
        BindError: another `ord`, or no such axis.
    """
    if ord not in (1, 2):
        raise fault("norm", "ord", repr(ord), "1 or 2", "compute another norm with np.linalg.norm(x.asnumpy())")
    if isinstance(data, SparseNDArray):
        return sum(np.absolute(data), axis, keepdims) if ord == 1 else np.sqrt(sum(np.square(data), axis, keepdims))

    def of_values(values: Array, **where: Any) -> Any:
        return np.sum(np.abs(values), **where) if ord == 1 else np.sqrt(np.sum(np.square(values), **where))

    return _reduced("norm", of_values, data, axis, keepdims=keepdims)


@declared(method=False)
def square_sum(data: Any, axis: Any = None, keepdims: bool = False, exclude: bool = False) -> Any:
    """The sum of squares over some axes, or over all; as `sum`.

    That of each row of a row-sparse array is row-sparse where `keepdims`, as in MXNet.
    """
    if keepdims and isinstance(data, SparseNDArray) and _axes("_square_sum", data, axis, exclude=exclude) == (1,):
        rows: RowSparse = as_array(data, "square_sum", "data")
        whole = (rows.shape[0], 1, *rows.shape[2:])
        squares = np.sum(np.square(rows.data), axis=1, keepdims=True)
        return RowSparseNDArray(RowSparse(rows.indices.copy(), squares, whole)).on(data.context)
    return sum(np.square(data), axis, keepdims, exclude)


def _by_shares(what: str, data: Any, axis: Any, temperature: Any) -> tuple[Array, int]:
    """Values less the largest one along an axis, in float32 at least, divided by a temperature."""
    values = dense(what, data)
    if (_axes(what, data, axis) is None and values.ndim != 1) or whole_numbers(axis) is None:
        raise fault(what, "axis", repr(axis), "one axis", "leave it out for the last one")
    heat = 1.0 if temperature is None else as_finite(temperature)
    if heat is None or heat <= 0:
        raise fault(what, "temperature", repr(temperature), "a number above 0", "leave it out for 1")
    wide = values if values.dtype in (np.float32, np.float64) else values.astype(np.float32)
    return (wide - np.max(wide, axis, keepdims=True)) / wide.dtype.type(heat), axis


@declared("softmax")
def softmax(
    data: Any,
    length: Any = None,
    axis: int = -1,
    temperature: float | None = None,
    dtype: Any = None,
    use_length: bool = False,
) -> Any:
    """`exp(data / temperature)`, divided by its sum along an axis.

    Args:
        length: None: there are no lengths.
        temperature: above 0; 1 by default.
        dtype: of the result; that of `data` by default.

    Raises:
        BindError: a length, no axis of the array's, or no number above 0.
    """
    if length is not None or use_length:
        fix = "give the elements beyond it -inf by mx.nd.where first"
        raise fault("softmax", "length", describe(length), "None: there are no lengths", fix)
    less, along = _by_shares("softmax", data, axis, temperature)
    shares = np.exp(less)
    return like(data, (shares / np.sum(shares, along, keepdims=True)).astype(data.dtype if dtype is None else dtype))


@declared("log_softmax")
def log_softmax(data: Any, axis: int = -1, temperature: float | None = None, dtype: Any = None) -> Any:
    """The logarithm of `softmax`; arguments as there."""
    less, along = _by_shares("log_softmax", data, axis, temperature)
    total = np.log(np.sum(np.exp(less), along, keepdims=True))
    return like(data, (less - total).astype(data.dtype if dtype is None else dtype))


@declared("L2Normalization", method=False)
def l2_normalization(data: Any, eps: float = 1e-10, mode: str = "instance") -> Any:
    """`data / sqrt(sum(data**2) + eps)`.

    Args:
        eps: above the root's argument, so that nothing is divided by 0.
        mode: the sum is that of each "instance", over all axes but the first; of each place, over the second axis,
            "channel"; or of each channel, over all axes but the first two, "spatial".

    Raises:
        BindError: another mode, or an array that has no such axes.
    """
    values = dense("L2Normalization", data)
    axes = {
        "instance": range(1, values.ndim),
        "channel": range(1, min(2, values.ndim)),
        "spatial": range(2, values.ndim),
    }
    if mode not in axes:
        raise fault("L2Normalization", "mode", repr(mode), "'instance', 'channel' or 'spatial'", "leave it out")
    if not axes[mode]:
        raise fault("L2Normalization", "data", describe(data), f"axes to sum over by mode {mode!r}", "reshape it")
    wide = values if values.dtype in (np.float32, np.float64) else values.astype(np.float32)
    norms = np.sqrt(np.sum(np.square(wide), tuple(axes[mode]), keepdims=True) + wide.dtype.type(eps))
    return like(data, (wide / norms).astype(values.dtype))


def _place(what: str, function: Callable[..., Any], data: Any, axis: Any, *, keepdims: bool) -> Any:
    """Places are numbers of the array's dtype, as in MXNet."""
    values = dense(what, data)
    _axes(what, data, axis)
    return like(data, np.asarray(function(values, axis=axis, keepdims=bool(keepdims))).astype(values.dtype))


@declared()
def argmax(data: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """The place of the largest element along an axis, or among all, in the array's dtype."""
    return _place("argmax", np.argmax, data, axis, keepdims=keepdims)


@declared()
def argmin(data: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """The place of the smallest element along an axis, or among all, in the array's dtype."""
    return _place("argmin", np.argmin, data, axis, keepdims=keepdims)


def _order(values: Array, axis: int, *, ascending: bool) -> Array:
    return np.argsort(values if ascending else -values, axis=axis, kind="stable")


def _along(what: str, data: Any, axis: Any) -> tuple[Array, int]:
    """Values, and the axis along which they are put in order; without one, all of them as one list."""
    values = dense(what, data)
    if axis is None:
        return values.reshape(-1), 0
    _axes(what, data, axis)
    return values, axis


@declared()
def sort(data: Any, axis: int | None = -1, is_ascend: bool = True) -> Any:
    """The elements in order along an axis; without one, all of them."""
    values, along = _along("sort", data, axis)
    return like(data, np.take_along_axis(values, _order(values, along, ascending=is_ascend), along))


@declared()
def argsort(data: Any, axis: int | None = -1, is_ascend: bool = True, dtype: Any = "float32") -> Any:
    """The places of the elements in order, as numbers of `dtype`."""
    values, along = _along("argsort", data, axis)
    return like(data, _order(values, along, ascending=is_ascend).astype(dtype))


@declared()
def topk(
    data: Any,
    axis: int | None = -1,
    k: int = 1,
    ret_typ: str = "indices",
    is_ascend: bool = False,
    dtype: Any = "float32",
) -> Any:
    """The `k` largest elements along an axis, or the smallest where `is_ascend`, in order.

    Args:
        ret_typ: "indices" (their places, as numbers of `dtype`), "value", "both" (a list of values and places), or
            "mask" (1 where they are, else 0).

    Raises:
        BindError: another `ret_typ`.
    """
    values, along = _along("topk", data, axis)
    size = values.shape[along]
    if k > size:
        raise fault("topk", "k", f"{k}", f"at most {size}, the elements along the axis", "pass a smaller one")
    order = _order(values, along, ascending=is_ascend)
    places = np.take(order, np.arange(k if k > 0 else size), axis=along)
    if ret_typ == "indices":
        return like(data, places.astype(dtype))
    if ret_typ == "mask":
        mask = np.zeros_like(values)
        np.put_along_axis(mask, places, 1, along)
        return like(data, mask.reshape(np.shape(bare(data))))
    top = like(data, np.take_along_axis(values, places, along))
    if ret_typ not in ("value", "both"):
        known = "'indices', 'value', 'both' or 'mask'"
        raise fault("topk", "ret_typ", repr(ret_typ), known, "leave it out for indices")
    return top if ret_typ == "value" else [top, like(data, places.astype(dtype))]


@declared()
def dot(lhs: Any, rhs: Any, transpose_a: bool = False, transpose_b: bool = False) -> Any:
    """The product of vectors and matrices: over the last axis of one and the first of the other, as in MXNet."""
    left, right = dense("dot", lhs), dense("dot", rhs)
    left = left.T if transpose_a else left
    right = right.T if transpose_b else right
    if not left.ndim or not right.ndim or left.shape[-1] != right.shape[0]:
        got = f"shapes {left.shape} and {right.shape}"
        raise fault("dot", "rhs", got, "a first size that is the last of lhs", "pass transpose_a or transpose_b")
    return like(lhs, np.tensordot(left, right, 1))
