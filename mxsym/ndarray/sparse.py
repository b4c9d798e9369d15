"""`mx.nd.sparse`: row-sparse arrays, from parts and from other libraries, and the ops by their names.

Memory is shared if dtype and layout allow it.
"""

# Nothing is sorted or summed unasked, except arrays of torch and scipy, which allow duplicates by their nature.

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, cast

import numpy as np

from mxsym.codegen.loading import load_modules
from mxsym.codegen.record import replace
from mxsym.context import Context
from mxsym.errors import BindError
from mxsym.ndarray import create, ops, row_sparse_build
from mxsym.ndarray.common import as_context, as_shape, describe, fault
from mxsym.ndarray.csr import CSRNDArray, csr_matrix
from mxsym.ndarray.rowsparse import RowSparseNDArray, from_sparse, no_rows
from mxsym.rule import op_functions
from mxsym.runtime import interop
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import as_array
from mxsym.runtime.sparse import RowSparse, RowSums

__all__ = [
    "CSRNDArray", "RowSparseNDArray", "Uncoalesced", "array", "coalesce", "csr_matrix", "empty", "from_pairs", "retain",
    "row_sparse_array", "uncoalesced", "zeros",
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
    if isinstance(arg1, RowSparseNDArray) or interop.is_sparse(arg1):
        made = from_sparse(arg1, dtype, what, "arg1").on(context)
    else:
        made = RowSparseNDArray.from_dense(row_sparse_build.as_values(arg1, dtype, what, "arg1")).on(context)
    _agree(made.shape, shape)
    return made


def _agree(shape: tuple[int, ...], asked: Any) -> None:
    if asked is not None and as_shape(asked) != shape:
        raise fault("row_sparse_array", "shape", f"{as_shape(asked)}", f"{shape}, the array's", "leave it out")


def array(source_array: Any, ctx: Context | None = None, dtype: Any = None) -> Any:
    """A copy of a sparse array of `mx.nd`; a row-sparse array from torch's and scipy's, as in `row_sparse_array`.

    Args:
        source_array: the sparse array or matrix.
        ctx: the device whose mark the array has, `mx.cpu()` by default.
        dtype: that of the source by default.

    Raises:
        BindError: a source that is not sparse; a torch layout other than COO with one sparse dimension.
    """
    context = as_context(ctx)
    if isinstance(source_array, CSRNDArray):
        return csr_matrix(source_array, ctx=context, dtype=dtype)
    return from_sparse(source_array, dtype, "sparse.array").on(context)


def from_pairs(indices: Any, values: Any, shape: Any = None, dtype: Any = None) -> RowSparseNDArray:
    """`row_sparse_array((values, indices), shape=shape)`: the order most libraries give ids and values in."""
    return RowSparseNDArray(row_sparse_build.checked(values, indices, shape, dtype, "from_pairs"))


def coalesce(
    data: Any,
    indices: Any,
    shape: Any = None,
    ctx: Context | None = None,
    dtype: Any = None,
    *,
    offsets: Any = None,
    weights: Any = None,
) -> RowSparseNDArray:
    """A row-sparse array from row ids in any order, repeated or not: sorted, the rows of one id summed in their order.

    Rows that are in order already are used where they lie, unless there are `offsets` or `weights`; the others are
    copied. For the id at position i the row is `data[i]`, or that of its bag. float16 and bfloat16 are summed in
    float32 and rounded once. The bits depend on nothing but the order of the ids.

    Args:
        data: of shape `(len(indices), *shape[1:])`; with `offsets`, a row for each bag.
        indices: int64 or int32 ids, in one dimension, or of shape `(1, n)` as torch's sparse tensors have them; other
            whole numbers are converted.
        shape: of the whole; without one, the largest id is the last row.
        offsets: where each bag begins in `indices`, from 0 on; bags may be empty. The last one ends with the ids, or
            where one more offset says so. Nothing is stored for each id: sums read the rows of the bags.
        weights: a number for each id. Its row is multiplied by it, in float32 or wider, before it is added.
        ctx: the device whose mark the array has, `mx.cpu()` by default.
        dtype: that of `data` by default.

    Raises:
        BindError: shapes that do not fit; an id that is out of range, with its row and position; offsets that fall.
    """
    if type(shape) is tuple and dtype is None and ctx is None and hasattr(data, "dtype") and hasattr(indices, "dtype"):
        made = _native()(data, indices, cast("tuple[int, ...]", shape), offsets, weights)
        if made is not None:
            return RowSparseNDArray(made)
    context = as_context(ctx)
    rows = row_sparse_build.coalesced(data, indices, shape, dtype, "coalesce", offsets=offsets, weights=weights)
    return RowSparseNDArray(rows).on(context)


@functools.cache
def _native() -> Callable[..., RowSparse | None]:
    load_modules("mxsym.runtime.native_call.sums")
    from mxsym.runtime.native_call.sums import coalesced

    return coalesced


class Uncoalesced(RowSums):
    """Rows that a step sums by their ids; `uncoalesced` makes them."""

    __slots__ = ()

    def __repr__(self) -> str:
        bags = "" if self.offsets is None else " of bags"
        return f"<Uncoalesced {next(iter(np.shape(self.data)), 0)} rows{bags} for {'x'.join(map(str, self.shape))}>"

    def __mxsym__(self) -> RowSparse:
        """The row-sparse array of the present sums. Read-only: writes to it would be lost."""
        try:
            rows = self.coalesce().__mxsym__()
        except BindError as error:  # whoever passes the fault on names the array, not its parts
            told = [item.got if item.node == "offsets" else f"{item.got} in {item.node}" for item in error.faults]
            faults = [replace(item, got=got) for item, got in zip(error.faults, told, strict=True)]
            raise BindError("uncoalesced", faults) from None
        ids, data = rows.indices.view(), rows.data.view()
        ids.flags.writeable = data.flags.writeable = False
        return RowSparse(ids, data, rows.shape, "coalesce().tostype('default')")

    def coalesce(self) -> RowSparseNDArray:
        """The sums as an array: `mx.nd.sparse.coalesce` of the parts as they are now."""
        shape = as_shape(self.shape)  # that of a table is larger
        return coalesce(self.data, self.indices, shape, offsets=self.offsets, weights=self.weights)


def uncoalesced(data: Any, indices: Any, shape: Any, *, offsets: Any = None, weights: Any = None) -> Uncoalesced:
    """A row-sparse gradient whose rows a step sums itself, in memory of its own: nothing is stored between.

    Pass it where an executor, an optimizer or an op takes a row-sparse gradient. The parts are used where they lie.
    The bits are those of `coalesce`, which has the meaning of each argument. With the shape of a table
    (`mx.table.Table`) the ids are the table's: any number of 64 bits.

    Args:
        data, indices, shape, offsets, weights: as for `coalesce`.

    Raises:
        BindError: no shape. Other faults are found where it is used, or by its `coalesce()`.
    """
    whole = as_shape(shape, 1 << 64)
    if not whole:
        raise fault("uncoalesced", "shape", "()", "at least one dimension", "pass (rows, …)")
    return Uncoalesced(data, indices, whole, offsets, weights)


def zeros(stype: Any, shape: Any, ctx: Context | None = None, dtype: Any = None) -> Any:
    """An array of zeros: nothing is stored. `stype` is "row_sparse"; "default" gives an NDArray.

    Args:
        stype: "row_sparse" or "default".
        shape: a size or a tuple of sizes.
        ctx: the device whose mark the array has, `mx.cpu()` by default.
        dtype: a NumPy dtype or its name, float32 by default.

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


def retain(data: Any, indices: Any, out: RowSparseNDArray | None = None) -> RowSparseNDArray:
    """The rows of an array for these ids, as a row-sparse array: zeros where none was stored.

    Of a dense array this is a pull: the rows of a weight that a batch needs.

    Args:
        data: a row-sparse array, or a dense one of at least one dimension.
        indices: row ids, in any order; repeated ones count once.
        out: an array of this shape and type that then stores these rows instead of its own: in its own memory where it
            has as many.

    Raises:
        BindError: an id outside of the array; what is no array; an `out` that does not fit.
    """
    source: Any = as_array(data, "retain", "data")
    is_dense = isinstance(source, np.ndarray) and cast("Array", source).ndim > 0
    if not is_dense and not isinstance(source, RowSparse):
        raise fault("retain", "data", describe(data), "an array with rows", "pass a row-sparse array, or a dense one")
    if out is not None and not isinstance(out, RowSparseNDArray):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise fault("retain", "out", describe(out), "a RowSparseNDArray", "make it with mx.nd.sparse.zeros")
    rows = row_sparse_build.retained(
        cast("Array | RowSparse", source), indices, None if out is None else out.__mxsym__()
    )
    return RowSparseNDArray(rows) if out is None else out


def __getattr__(name: str) -> Callable[..., Any]:
    """The imperative op `_sparse_<name>` or `name`, or the function of `mx.nd` of that name."""
    load_modules("mxsym.ndarray.calls", "mxsym.ndarray.elementwise", "mxsym.ndarray.reductions")
    from mxsym.ndarray.calls import FUNCTIONS

    return FUNCTIONS[name] if name in FUNCTIONS else ops.op(name, ("_sparse_",))


def __dir__() -> list[str]:
    return sorted({*__all__, *op_functions.names(("_sparse_",))})
