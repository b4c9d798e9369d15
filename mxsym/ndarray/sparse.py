"""`mx.nd.sparse`: row-sparse arrays, from parts and from other libraries, and the ops by their names.

Memory is shared if dtype and layout allow it.
"""

# Nothing is sorted or summed unasked, except arrays of torch and scipy, which allow duplicates by their nature.

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np

from mxsym.codegen.loading import load_modules
from mxsym.context import Context
from mxsym.ndarray import create, ops, row_sparse_build
from mxsym.ndarray.common import as_context, as_shape, fault
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
    what, context = "row_sparse_array", as_context(ctx)
    if isinstance(arg1, tuple):
        parts = cast(tuple[Any, ...], arg1)
        if all(isinstance(size, int | np.integer) for size in parts):
            _agree(as_shape(parts), shape)
            return zeros("row_sparse", parts, context, dtype)
        if len(parts) != 2:
            raise fault(what, "arg1", f"a tuple of {len(parts)}", "(data, indices) or a shape", "keep that order")
        return RowSparseNDArray(row_sparse_build.checked(parts[0], parts[1], shape, dtype, what)).on(context)
    if isinstance(arg1, RowSparseNDArray) or interop.is_torch_sparse(arg1) or interop.is_scipy_sparse(arg1):
        made = array(arg1, context, dtype)
    else:
        made = RowSparseNDArray.from_dense(row_sparse_build.as_values(arg1, dtype)).on(context)
    _agree(made.shape, shape)
    return made


def _agree(shape: tuple[int, ...], asked: Any) -> None:
    if asked is not None and as_shape(asked) != shape:
        raise fault("row_sparse_array", "shape", f"{as_shape(asked)}", f"{shape}, the array's", "leave it out")


def array(source_array: Any, ctx: Context | None = None, dtype: Any = None) -> Any:
    """A copy of a sparse array of `mx.nd`; a row-sparse array from torch's and scipy's, as in `row_sparse_array`.

    Raises:
        BindError: a source that is not sparse; a torch layout other than COO with one sparse dimension.
    """
    context = as_context(ctx)
    if isinstance(source_array, CSRNDArray):
        return csr_matrix(source_array, ctx=context, dtype=dtype)
    return from_sparse(source_array, dtype).on(context)


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
    context = as_context(ctx)
    return RowSparseNDArray(row_sparse_build.coalesced(data, indices, shape, dtype, "coalesce")).on(context)


def zeros(stype: Any, shape: Any, ctx: Context | None = None, dtype: Any = None) -> Any:
    """An array of zeros: nothing is stored. `stype` is "row_sparse"; "default" gives an NDArray.

    Raises:
        BindError: another storage type, or no shape.
    """
    context = as_context(ctx)
    if stype == "default":
        return create.zeros(shape, context, dtype)
    return no_rows(stype, shape, dtype).on(context)


def empty(stype: Any, shape: Any, ctx: Context | None = None, dtype: Any = None) -> Any:
    """The same as `zeros`: there is nothing to leave uninitialised."""
    return zeros(stype, shape, ctx, dtype)


def retain(data: RowSparseNDArray, indices: Any) -> RowSparseNDArray:
    """`data.retain(indices)`: a row for each id, zeros where none was stored."""
    return data.retain(indices)


def __getattr__(name: str) -> Callable[..., Any]:
    """The imperative op `_sparse_<name>` or `name`, or the function of `mx.nd` of that name."""
    load_modules("mxsym.ndarray.calls", "mxsym.ndarray.elementwise", "mxsym.ndarray.reductions")
    from mxsym.ndarray.calls import FUNCTIONS

    return FUNCTIONS[name] if name in FUNCTIONS else ops.op(name, ("_sparse_",))


def __dir__() -> list[str]:
    return sorted([*__all__, *functions.names()])
