"""Construction of row-sparse arrays from values and row ids: convert, check, sort.

The result shares memory if dtype and layout allow it; otherwise a `BindError` lists all faults.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from mxsym.errors import BindError, Fault
from mxsym.ndarray.common import FLOAT32, as_dtype, as_shape, fault
from mxsym.runtime.buffers import Array, c_order, kind_problem, order_problem
from mxsym.runtime.interop import share
from mxsym.runtime.rows import RowRangeError, first_bad_row, first_out_of_range, summed
from mxsym.runtime.sparse import RowSparse

IDS = (np.dtype(np.int64), np.dtype(np.int32))
COALESCE = "call mx.nd.sparse.coalesce(data, indices, shape), which sorts the ids and sums the rows of each"


def as_ids(indices: Any, what: str) -> Array:
    """Row ids as a contiguous int32 or int64 array: the caller's own memory where it is one already.

    Raises:
        BindError: ids that are no whole numbers.
    """
    shared = share(indices)
    array: Array = np.asarray(indices) if shared is None else shared
    dtype: np.dtype[Any] = array.dtype
    if dtype in IDS:
        return np.require(array, requirements=("C", "A"))
    if dtype.kind in "iuf":  # as in MXNet, whose arrays are float32 unless told otherwise
        with np.errstate(invalid="ignore"):
            whole = array.astype(np.int64)
        if np.array_equal(whole, array):
            return whole
    elif not array.size:
        return np.zeros(array.shape, np.int64)
    got = f"{dtype.name} values that are no row ids"
    raise fault(what, "indices", got, "whole numbers, int64 or int32", "convert them with astype('int64')")


def as_values(data: Any, dtype: Any) -> Array:
    """Values as a contiguous array: the caller's own memory unless it is a list, strided, or of another dtype."""
    shared = share(data)
    if shared is None and hasattr(data, "__array__"):  # nothing to share, but a dtype of its own
        shared = np.asarray(data)
    if shared is None:
        return np.array(data, FLOAT32 if dtype is None else as_dtype(dtype))
    return np.asarray(shared, None if dtype is None else as_dtype(dtype), order="C")


def form_faults(data: Array, indices: Array, shape: tuple[int, ...]) -> list[Fault]:
    """Faults of the shapes of values and ids against the shape of the whole. No value is read."""
    faults: list[Fault] = []
    if indices.ndim != 1:
        fix = "pass one id for each stored row"
        faults.append(Fault("indices", "", f"shape {indices.shape}", "one dimension", fix))
    expected = (indices.size, *shape[1:])
    if not shape:
        faults.append(Fault("shape", "", "()", "at least one dimension", "pass (rows, …)"))
    elif data.shape != expected:
        fix = "the first size is the number of ids, the others are the shape's"
        faults.append(Fault("data", "", f"shape {data.shape}", f"shape {expected}", fix))
    return faults


def id_faults(indices: Array, limit: int) -> list[Fault]:
    """The first row id that is out of range, out of order or there for the second time."""
    bad = first_bad_row(indices, limit)
    if bad is None:
        return []
    position, row, kind = bad
    if kind in ("negative", "too large"):
        return [_out_of_range(position, row, limit)]
    got = f"row {row} at position {position} after row {indices[position - 1]} ({kind})"
    return [Fault("indices", "", got, "each row once, in ascending order", COALESCE)]


def _out_of_range(position: int, row: int, limit: int) -> Fault:
    rows = f"rows 0 … {limit - 1}" if limit else "no row: the first size is 0"
    fix = "correct the id or the shape; mx.nd.sparse.coalesce only sorts rows and sums duplicates"
    return Fault("indices", "", f"row {row} at position {position}", rows, fix)


def _prepare(data: Any, indices: Any, shape: Any, dtype: Any, what: str) -> RowSparse:
    """Values, ids and shape, fitting each other; the ids may be anything."""
    ids, values = as_ids(indices, what), as_values(data, dtype)
    if shape is None:
        if not ids.size:
            raise fault(what, "shape", "nothing, and no row ids", "a shape", "pass shape=(rows, …)")
        whole = (max(int(ids.max()) + 1, 0), *values.shape[1:])
    else:
        whole = as_shape(shape)
    faults = form_faults(values, ids, whole)
    if faults:
        raise BindError(what, faults)
    return RowSparse(ids, values, whole)


def checked(data: Any, indices: Any, shape: Any, dtype: Any, what: str) -> RowSparse:
    """A row-sparse array of exactly these rows.

    Raises:
        BindError: shapes that do not fit; row ids that are not sorted, unique and in range.
    """
    rows = _prepare(data, indices, shape, dtype, what)
    faults = id_faults(rows.indices, rows.shape[0])
    if faults:
        raise BindError(what, faults)
    return rows


def coalesced(data: Any, indices: Any, shape: Any, dtype: Any, what: str) -> RowSparse:
    """A row-sparse array of these rows, sorted, those of one id summed; over the same memory if they are in order.

    Raises:
        BindError: shapes that do not fit; row ids out of range; values to be summed of a dtype that has no kernels.
    """
    rows = _prepare(data, indices, shape, dtype, what)
    limit = rows.shape[0]
    problem = kind_problem(rows.data) or order_problem(rows.data, c_order(rows.data.ndim), written=False)
    if problem is not None:
        if first_bad_row(rows.indices, limit) is None:
            return rows
        outside = first_out_of_range(rows.indices, limit)
        fault_ = Fault("data", "", problem.got, problem.expected, problem.fix)
        raise BindError(what, [fault_ if outside is None else _out_of_range(*outside, limit)])
    try:
        sums = summed(rows.indices, rows.data, limit)
    except RowRangeError as error:
        raise BindError(what, [_out_of_range(error.position, error.row, limit)]) from None
    return rows if sums is None else RowSparse(*sums, rows.shape)
