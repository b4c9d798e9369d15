"""`CSRNDArray`: MXNet's compressed sparse rows, as files and gradients have them; kernels run on their rows."""

from __future__ import annotations

from typing import Any, Self, cast

import numpy as np

from mxsym.context import Context
from mxsym.ndarray.common import as_context, as_dtype, as_shape, describe, fault
from mxsym.ndarray.dense import NDArray, bare
from mxsym.ndarray.rowsparse import RowSparseNDArray
from mxsym.ndarray.sparse_base import SparseNDArray
from mxsym.runtime.buffers import Array
from mxsym.runtime.sparse import RowSparse
from mxsym.spelling import plural


class CSRNDArray(SparseNDArray):
    """A matrix that stores some elements of each row; the others are zero. It is read-only.

    Row i has the elements `data[indptr[i]:indptr[i + 1]]`, in the columns `indices[indptr[i]:indptr[i + 1]]`.
    `mx.nd.sparse.csr_matrix` makes one. As a gradient it is converted to row-sparse. For everything else call
    `tostype`.

    Raises:
        BindError: parts that do not fit together.
    """

    __slots__ = ("_data", "_indices", "_indptr", "_rows", "_shape")
    stype = "csr"

    def __init__(self, data: Array, indices: Array, indptr: Array, shape: tuple[int, ...]) -> None:
        _check(data, indices, indptr, shape)
        self._data, self._shape = _read_only(data), shape
        self._indices, self._indptr = (_read_only(ids.astype(np.int64, copy=False)) for ids in (indices, indptr))
        self._rows: RowSparse | None = None
        self._context = None

    def __mxsym__(self) -> RowSparse:  # pyright: ignore[reportIncompatibleMethodOverride]  # what kernels run on
        """The rows that have elements, for kernels; read-only, made when first asked for."""
        if self._rows is None:
            counts = np.diff(self._indptr)
            ids = np.flatnonzero(counts).astype(np.int64, copy=False)
            values = np.zeros((ids.size, self._shape[1]), self.dtype)
            values[np.repeat(np.arange(ids.size), counts[ids]), self._indices] = self._data
            self._rows = RowSparse(_read_only(ids), _read_only(values), self._shape, "tostype('default')")
        return self._rows

    @property
    def data(self) -> NDArray:
        """The stored elements, row by row."""
        return NDArray(self._data)

    @property
    def indices(self) -> NDArray:
        """The column of each stored element."""
        return NDArray(self._indices)

    @property
    def indptr(self) -> NDArray:
        """The position in `data` of each row's first element, and the end."""
        return NDArray(self._indptr)

    @property
    def shape(self) -> tuple[int, ...]:
        """The numbers of rows and columns."""
        return self._shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """NumPy's dtype of the elements."""
        return self._data.dtype

    def asnumpy(self) -> Array:
        """All of it as a new, dense NumPy array."""
        return RowSparseNDArray(self.__mxsym__()).asnumpy()

    def astype(self, dtype: Any, copy: bool = True) -> Self:
        """The elements in another dtype; the array itself where `copy` is False and it has that dtype."""
        wanted = as_dtype(dtype)
        return self if not copy and wanted == self.dtype else self._with(NDArray(self._data.astype(wanted)))

    def tostype(self, stype: str) -> Any:
        """A copy in storage type "default", "row_sparse" or "csr".

        Args:
            stype: the storage type.

        Raises:
            BindError: another storage type.
        """
        if stype == "csr":
            return self.copy()
        return RowSparseNDArray(self.__mxsym__()).on(self.context).tostype(stype)

    def copyto(self, other: Any) -> Any:
        """As a RowSparseNDArray's.

        Args:
            other: as for `RowSparseNDArray.copyto`.
        """
        return RowSparseNDArray(self.__mxsym__()).on(self.context).copyto(other)

    def __getitem__(self, key: Any) -> Self:
        """`x[:]`, the array itself."""
        if not isinstance(key, slice) or key != slice(None):
            raise fault("csr", "key", repr(cast(Any, key)), "[:]", "call tostype('default')")
        return self

    def __setitem__(self, key: Any, value: Any) -> None:
        raise fault("csr[:]", "value", describe(value), "nothing: a csr array is read-only", "create another one")

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        """A number times the array, or divided by one. For everything else call `tostype`."""
        number: Any = next((value for value in inputs if value is not self), None)
        if method == "__call__" and not options and ufunc in _SCALING and inputs[0] is self and not np.ndim(number):
            return self._with(ufunc(self.data, *inputs[1:]))
        if method == "__call__" and not options and ufunc is np.multiply and not np.ndim(number):
            return self._with(ufunc(number, self.data))
        raise TypeError(
            f"np.{ufunc.__name__} is not for a CSRNDArray; call tostype('default') or tostype('row_sparse')"
        )

    def _with(self, data: NDArray) -> Self:
        return type(self)(data.__mxsym__(), self._indices, self._indptr, self._shape).on(self.context)


_SCALING = (np.multiply, np.true_divide, np.negative)


def _read_only(array: Array) -> Array:
    view = array.view()
    view.flags.writeable = False
    return view


def _check(data: Array, indices: Array, indptr: Array, shape: tuple[int, ...]) -> None:
    what, fix = "csr_matrix", "pass (data, indices, indptr) and the shape of one matrix"
    if len(shape) != 2:
        raise fault(what, "shape", f"{shape}", "two sizes", fix)
    if data.ndim != 1 or indices.shape != data.shape or indices.dtype.kind not in "iu":
        got = f"shape {indices.shape} of {indices.dtype.name}"
        raise fault(what, "indices", got, f"a whole number for each of the {data.size} elements", fix)
    if indptr.shape != (shape[0] + 1,) or indptr.dtype.kind not in "iu":
        got = f"shape {indptr.shape} of {indptr.dtype.name}"
        raise fault(what, "indptr", got, f"{shape[0] + 1} whole numbers", fix)
    starts = indptr.astype(np.int64, copy=False)
    counts = np.diff(starts)
    if starts[0] != 0 or starts[-1] != data.size or bool((counts < 0).any()):
        raise fault(what, "indptr", "others", f"numbers that rise from 0 to {data.size}", fix)
    columns = indices.astype(np.int64, copy=False)
    if columns.size and not 0 <= int(columns.min()) <= int(columns.max()) < shape[1]:
        got = f"a column {int(columns.min())} or {int(columns.max())}"
        raise fault(what, "indices", got, f"columns from 0 to {shape[1] - 1}", fix)
    rows = np.repeat(np.arange(shape[0]), counts)
    order = np.lexsort((columns, rows))
    same = (np.diff(rows[order]) == 0) & (np.diff(columns[order]) == 0)
    if bool(same.any()):
        raise fault(what, "indices", "two elements at one place", "one", "sum them first")


def csr_matrix(arg1: Any, shape: Any = None, ctx: Context | None = None, dtype: Any = None) -> CSRNDArray:
    """A `CSRNDArray` of `(data, indices, indptr)` and a shape; of a dense matrix; or of another CSRNDArray.

    Args:
        arg1: one of these three.
        ctx: the device whose mark the array has, `mx.cpu()` by default.
        shape: without one, the last column of all is the last.
        dtype: by default that of an array, float32 for lists.

    Raises:
        BindError: parts that do not fit together.
    """
    context = as_context(ctx)
    if isinstance(arg1, CSRNDArray):
        return arg1.astype(arg1.dtype if dtype is None else dtype).on(context)
    if isinstance(arg1, tuple) and len(cast("tuple[Any, ...]", arg1)) == 3:
        parts = cast("tuple[Any, ...]", arg1)
        data, indices, indptr = (_values(part) for part in parts)
        columns = int(indices.max()) + 1 if indices.size else 0
        whole = (len(indptr) - 1, columns) if shape is None else as_shape(shape)
        return CSRNDArray(data.astype(_dtype(parts[0], dtype)), indices, indptr, whole).on(context)
    dense = _values(arg1)
    if dense.ndim != 2:
        raise fault("csr_matrix", "arg1", plural(dense.ndim, "dimension"), "two", "reshape it")
    rows, places = np.nonzero(dense)
    starts = np.cumsum([0, *np.bincount(rows, minlength=dense.shape[0])])
    return CSRNDArray(dense[rows, places].astype(_dtype(arg1, dtype)), places, starts, dense.shape).on(context)


def _values(values: Any) -> Array:
    return np.asarray(bare(values))


def _dtype(values: Any, dtype: Any) -> np.dtype[Any]:
    """The dtype that is asked for, or that of an array, or float32."""
    return as_dtype(getattr(values, "dtype", np.float32) if dtype is None else dtype)
