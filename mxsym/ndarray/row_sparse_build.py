"""Construction of row-sparse arrays from values and row ids: convert, check, sort.

The result shares memory if dtype and layout allow it; otherwise a `BindError` lists all faults.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from mxsym.codegen.dtypes import compute_dtype, from_numpy, to_numpy
from mxsym.errors import BindError, Fault
from mxsym.ndarray.common import FLOAT32, as_dtype, as_shape, fault
from mxsym.runtime.buffers import Array, c_order, kind_problem, order_problem
from mxsym.runtime.interop import share
from mxsym.runtime.rows import RowRangeError, bags_of, first_bad_row, first_out_of_range, gather, summed, widen
from mxsym.runtime.rows import positions as row_positions
from mxsym.runtime.sparse import RowSparse, flat_ids
from mxsym.spelling import kind_name, plural

IDS = (np.dtype(np.int64), np.dtype(np.int32))
COALESCE = "call mx.nd.sparse.coalesce(data, indices, shape), which sorts the ids and sums the rows of each"


def as_ids(indices: Any, what: str, name: str = "indices") -> Array:
    """Row ids or offsets as a contiguous int32 or int64 array: the caller's own memory where it is one already.

    Raises:
        BindError: ids that are no whole numbers.
    """
    shared = share(indices, what, name)
    try:
        array: Array = np.asarray(indices) if shared is None else shared
    except ValueError:
        fix = "pass lists of one length, or an array"
        raise fault(what, name, "lists of different lengths", "whole numbers", fix) from None
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
    got = f"{dtype.name} values that are no {'row ids' if name == 'indices' else name}"
    raise fault(what, name, got, "whole numbers, int64 or int32", "convert them with astype('int64')")


def as_values(data: Any, dtype: Any, what: str, name: str = "data") -> Array:
    """Values as a contiguous array: the caller's own memory unless it is a list, strided, or of another dtype.

    Raises:
        BindError: naming `what` was called, if they are no numbers.
    """
    shared = share(data, what, name)
    if shared is None and hasattr(data, "__array__"):  # nothing to share, but a dtype of its own
        shared = np.asarray(data)
    if shared is None:
        wanted = FLOAT32 if dtype is None else as_dtype(dtype)
        try:
            return np.array(data, wanted)
        except (TypeError, ValueError):
            got = kind_name(data)
            expected = "numbers" if name == "weights" else "rows of numbers"
            raise fault(what, name, got, expected, "pass an array, or lists of one length") from None
    return np.asarray(shared, None if dtype is None else as_dtype(dtype), order="C")


def form_faults(
    data: Array, indices: Array, shape: tuple[int, ...], *, bags: bool = False, name: str = "data"
) -> list[Fault]:
    """Faults of the shapes of values and ids against the shape of the whole. No value is read.

    With `bags`, there is a row of values for each bag, of which there may be any number. `name`: that of the values.
    """
    faults: list[Fault] = []
    if indices.ndim != 1:
        fix = "pass one id for each stored row"
        faults.append(Fault("indices", "", f"shape {indices.shape}", "one dimension", fix))
    count = len(data) if bags and data.ndim else indices.size
    expected = (count, *shape[1:])
    if not shape:
        faults.append(Fault("shape", "", "()", "at least one dimension", "pass (rows, …)"))
    elif data.shape != expected:
        fix = f"the first size is the number of {'bags' if bags else 'ids'}, the others are the shape's"
        faults.append(Fault(name, "", f"shape {data.shape}", f"shape {expected}", fix))
    return faults


def id_faults(indices: Array, limit: int, name: str = "indices") -> list[Fault]:
    """The first row id that is out of range, out of order or there for the second time. `name`: the argument's."""
    bad = first_bad_row(indices, limit)
    if bad is None:
        return []
    position, row, kind = bad
    if kind in ("negative", "too large"):
        return [_out_of_range(position, row, limit, name)]
    got = f"row {row} at position {position} after row {indices[position - 1]} ({kind})"
    return [Fault(name, "", got, "each row once, in ascending order", COALESCE)]


def _out_of_range(position: int, row: int, limit: int, name: str = "indices") -> Fault:
    rows = f"rows 0 … {limit - 1}" if limit else "no row: the first size is 0"
    fix = "correct the id or the shape; mx.nd.sparse.coalesce only sorts rows and sums duplicates"
    return Fault(name, "", f"row {row} at position {position}", rows, fix)


def _prepare(
    data: Any, indices: Any, shape: Any, dtype: Any, what: str, offsets: Any = None, name: str = "data"
) -> tuple[RowSparse, Array | None]:
    """Values, ids and shape, fitting each other, and the bag of each id; the ids may be anything."""
    ids, values = as_ids(indices, what), as_values(data, dtype, what, name)
    if shape is None:
        if not ids.size:
            raise fault(what, "shape", "nothing, and no row ids", "a shape", "pass shape=(rows, …)")
        whole = (max(int(ids.max()) + 1, 0), *values.shape[1:])
    else:
        whole = as_shape(shape)
    bags = None
    if offsets is None or ids.ndim != 1 or not whole:
        faults = form_faults(values, ids, whole, name=name)
    else:
        starts = as_ids(offsets, what, "offsets")
        faults = form_faults(values, ids, whole, bags=True, name=name) or _offset_faults(starts, len(values), len(ids))
        bags = None if faults else bags_of(starts[: len(values)], len(ids))
    if faults:
        raise BindError(what, faults)
    return RowSparse(ids, values, whole), bags


def _offset_faults(offsets: Array, bags: int, count: int) -> list[Fault]:
    """The first offset that is no place where a bag can begin."""
    fix = "pass where each bag begins in the ids, the first at 0"
    if offsets.ndim != 1:
        return [Fault("offsets", "", f"offsets of shape {offsets.shape}", "one dimension", fix)]
    if len(offsets) not in (bags, bags + 1):
        expected = f"{plural(bags, 'offset')}, one for each row that is summed; or {bags + 1}"
        return [Fault("offsets", "", plural(len(offsets), "offset"), expected, fix)]
    low = np.concatenate((offsets[:1] * 0, offsets[:-1]))
    high = np.full(len(offsets), count)
    high[:1] = 0
    bad = np.flatnonzero((offsets < low) | (offsets > high))
    if len(bad):
        place = int(bad[0])
        expected = "0" if not place else f"{low[place]} … {count}"
        return [Fault("offsets", "", f"offset {offsets[place]} at position {place}", expected, fix)]
    if len(offsets) == bags + 1 and offsets[-1] != count:
        return [Fault("offsets", "", f"a last offset of {offsets[-1]}", f"{count}, the number of ids", fix)]
    return (
        []
        if bags or not count
        else [Fault("offsets", "", f"{plural(count, 'id')} in no bag", "a bag for each id", fix)]
    )


def _weights(weights: Any, values: Array, count: int, what: str) -> Array:
    """Factors of the ids in the type that sums are computed in."""
    dtype = from_numpy(values.dtype)
    assert dtype is not None
    factors = as_values(weights, to_numpy(compute_dtype(dtype)), what, "weights")
    if factors.shape != (count,):
        fix = "pass one number for each id"
        raise fault(what, "weights", f"shape {factors.shape}", f"shape ({count},)", fix)
    return factors


def checked(data: Any, indices: Any, shape: Any, dtype: Any, what: str) -> RowSparse:
    """A row-sparse array of exactly these rows.

    Raises:
        BindError: shapes that do not fit; row ids that are not sorted, unique and in range.
    """
    rows, _ = _prepare(data, indices, shape, dtype, what)
    faults = id_faults(rows.indices, rows.shape[0])
    if faults:
        raise BindError(what, faults)
    return rows


def coalesced(
    data: Any,
    indices: Any,
    shape: Any,
    dtype: Any,
    what: str,
    *,
    offsets: Any = None,
    weights: Any = None,
    name: str = "data",
) -> RowSparse:
    """A row-sparse array of these rows, sorted, those of one id summed; over the same memory if they are in order.

    Args:
        data, indices, shape, dtype, offsets, weights: as for `mx.nd.sparse.coalesce`.
        what, name: what was called, and the name of its argument that `data` is.

    Raises:
        BindError: shapes that do not fit; row ids out of range; values to be summed of a dtype that has no kernels.
    """
    rows, bags = _prepare(data, flat_ids(as_ids(indices, what)), shape, dtype, what, offsets, name)
    limit = rows.shape[0]
    problem = kind_problem(rows.data) or order_problem(rows.data, c_order(rows.data.ndim), written=False)
    if problem is not None:
        if first_bad_row(rows.indices, limit) is None and bags is None and weights is None:
            return rows
        outside = first_out_of_range(rows.indices, limit)
        fault_ = Fault(name, "", problem.got, problem.expected, problem.fix)
        raise BindError(what, [fault_ if outside is None else _out_of_range(*outside, limit)])
    factors = None if weights is None else _weights(weights, rows.data, len(rows.indices), what)
    try:
        sums = summed(rows.indices, rows.data, limit, bags, factors)
    except RowRangeError as error:
        raise BindError(what, [_out_of_range(error.position, error.row, limit)]) from None
    return rows if sums is None else RowSparse(*sums, rows.shape)


def retained(source: Array | RowSparse, indices: Any, out: RowSparse | None) -> RowSparse:
    """The rows of an array for these ids: its own where it stores them, else zeros. In the memory of `out`, if it fits.

    Raises:
        BindError: an id outside of the array; an `out` of another shape or type, or over the source's memory.
    """
    ids = as_ids(indices, "retain")
    if ids.ndim != 1:
        ids = ids.reshape(-1)
    ids = ids.copy()  # nobody else writes to it from here on
    height = source.shape[0]
    if first_bad_row(ids, height) is not None:
        ids = np.unique(ids)
        if faults := id_faults(ids, height):
            raise BindError("retain", faults)
    values = source.data if isinstance(source, RowSparse) else source
    if out is not None and (out.shape != source.shape or out.data.dtype != values.dtype):
        expected = f"a row-sparse array of shape {source.shape} and dtype {values.dtype.name}"
        raise fault(
            "retain", "out", f"shape {out.shape} and dtype {out.data.dtype.name}", expected, "make it like data"
        )
    stored = source.indices if isinstance(source, RowSparse) else None
    positions = widen(ids)
    if stored is not None and len(stored) != height:
        if faults := id_faults(stored, height, "data"):
            raise BindError("retain", faults)
        positions, _ = row_positions(positions, stored)
    shape = (len(ids), *source.shape[1:])
    rows = out.data if out is not None else np.empty(0, values.dtype)
    flags = rows.flags
    fits = rows.shape == shape and flags.c_contiguous and flags.aligned and flags.writeable
    if not fits or np.may_share_memory(rows, values):
        rows = np.empty(shape, values.dtype)
    gather(np.ascontiguousarray(values), positions, rows)
    if out is None:
        return RowSparse(ids, rows, source.shape)
    out.indices, out.data = ids, rows
    return out
