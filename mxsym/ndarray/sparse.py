"""`mx.nd.sparse`: row-sparse arrays, from parts and from other libraries, and the ops by their names.

Memory is shared if dtype and layout allow it.
"""

# Nothing is sorted or summed unasked, except arrays of torch and scipy, which allow duplicates by their nature.

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np

from mxsym.context import Context
from mxsym.ndarray import create, ops, row_sparse_build
from mxsym.ndarray.common import as_shape, check_context, fault
from mxsym.ndarray.csr import CSRNDArray, csr_matrix
from mxsym.ndarray.rowsparse import RowSparseNDArray, from_sparse, no_rows
from mxsym.rule import functions
from mxsym.runtime import interop

__all__ = [
    "CSRNDArray", "RowSparseNDArray", "array", "coalesce", "csr_matrix", "empty", "from_pairs", "retain",
    "row_sparse_array", "zeros",
]  # fmt: skip


def row_sparse_array(arg1: Any, shape: Any = None, ctx: Context | None = None, dtype: Any = None) -> RowSparseNDArray:
    """A row-sparse array, in MXNet's forms.

    * `row_sparse_array((data, indices), shape=…)`: row `indices[i]` is `data[i]`. `data` has shape
      `(len(indices), *shape[1:])`; `indices` are sorted, unique and in range. Both are used where they lie: `data`
      unless it is a list, strided, or of another dtype than asked for; `indices` if they are int64 or int32. Without
      a shape, the last id is the last row.
    * `row_sparse_array((rows, columns, …))`: nothing stored.
    * `row_sparse_array(dense)`: copies of the rows that are not all zero.
    * `row_sparse_array(other)`: a copy of a row-sparse array; a sparse COO tensor of torch, coalesced, in its own
      memory if it is in order already; any sparse array of scipy: the rows that have entries, duplicates summed.

    Args:
        shape: of the whole; where `arg1` has one, they must agree.
        ctx: `mx.cpu()` or None.
        dtype: by default that of an array, float32 for lists and for nothing.

    Raises:
        BindError: shapes that do not fit, or ids that are not sorted, unique and in range: the text names the row and
            its position, and `coalesce`.
    """
    what = "row_sparse_array"
    check_context(ctx)
    if isinstance(arg1, tuple):
        parts = cast(tuple[Any, ...], arg1)
        if all(isinstance(size, int | np.integer) for size in parts):
            _agree(as_shape(parts), shape)
            return zeros("row_sparse", parts, ctx, dtype)
        if len(parts) != 2:
            raise fault(what, "arg1", f"a tuple of {len(parts)}", "(data, indices) or a shape", "keep that order")
        return RowSparseNDArray(row_sparse_build.checked(parts[0], parts[1], shape, dtype, what))
    if isinstance(arg1, RowSparseNDArray) or interop.is_torch_sparse(arg1) or interop.is_scipy_sparse(arg1):
        made = array(arg1, ctx, dtype)
    else:
        made = RowSparseNDArray.from_dense(row_sparse_build.as_values(arg1, dtype))
    _agree(made.shape, shape)
    return made


def _agree(shape: tuple[int, ...], asked: Any) -> None:
    if asked is not None and as_shape(asked) != shape:
        raise fault("row_sparse_array", "shape", f"{as_shape(asked)}", f"{shape}, the array's", "leave it out")


def array(source_array: Any, ctx: Context | None = None, dtype: Any = None) -> RowSparseNDArray:
    """A row-sparse array from another: a copy of a RowSparseNDArray; torch and scipy as in `row_sparse_array`.

    Raises:
        BindError: a source that is not sparse; a torch layout other than COO with one sparse dimension.
    """
    check_context(ctx)
    return from_sparse(source_array, dtype)


def from_pairs(indices: Any, values: Any, shape: Any = None, dtype: Any = None) -> RowSparseNDArray:
    """`row_sparse_array((values, indices), shape=shape)`: the order most libraries give ids and values in."""
    return RowSparseNDArray(row_sparse_build.checked(values, indices, shape, dtype, "from_pairs"))


def coalesce(
    data: Any, indices: Any, shape: Any = None, ctx: Context | None = None, dtype: Any = None
) -> RowSparseNDArray:
    """A row-sparse array from row ids in any order, repeated or not: sorted, the rows of one id summed in their order.

    Rows that are in order already are used where they lie; the others are copied.

    Args:
        data: of shape `(len(indices), *shape[1:])`.
        indices: int64 or int32 ids; other whole numbers are converted.
        shape: of the whole; without one, the largest id is the last row.

    Raises:
        BindError: shapes that do not fit; an id that is out of range, with its row and position.
    """
    check_context(ctx)
    return RowSparseNDArray(row_sparse_build.coalesced(data, indices, shape, dtype, "coalesce"))


def zeros(stype: Any, shape: Any, ctx: Context | None = None, dtype: Any = None) -> Any:
    """An array of zeros: nothing is stored. `stype` is "row_sparse"; "default" gives an NDArray.

    Raises:
        BindError: another storage type, or no shape.
    """
    check_context(ctx)
    if stype == "default":
        return create.zeros(shape, ctx, dtype)
    return no_rows(stype, shape, dtype)


def empty(stype: Any, shape: Any, ctx: Context | None = None, dtype: Any = None) -> Any:
    """The same as `zeros`: there is nothing to leave uninitialised."""
    return zeros(stype, shape, ctx, dtype)


def retain(data: RowSparseNDArray, indices: Any) -> RowSparseNDArray:
    """`data.retain(indices)`: a row for each id, zeros where none was stored."""
    return data.retain(indices)


def __getattr__(name: str) -> Callable[..., Any]:
    """The imperative op `name`, or `_sparse_<name>`."""
    return ops.op(name, ("_sparse_",))


def __dir__() -> list[str]:
    return sorted([*__all__, *functions.names()])
