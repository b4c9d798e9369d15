"""`RowSparseNDArray`: MXNet's row-sparse array, a thin face over row ids and values that the user owns."""

from __future__ import annotations

from typing import Any, Self, cast

import numpy as np

from mxsym.codegen.loading import load_modules
from mxsym.context import Context
from mxsym.errors import BindError
from mxsym.ndarray.common import FLOAT32, as_dtype, as_shape, describe, dimensions, fault
from mxsym.ndarray.dense import NDArray, bare
from mxsym.ndarray.row_sparse_build import coalesced, form_faults, id_faults, retained
from mxsym.ndarray.sparse_base import SparseNDArray
from mxsym.runtime import interop
from mxsym.runtime.buffers import Array
from mxsym.runtime.faces import FACES
from mxsym.runtime.sparse import RowSparse


class RowSparseNDArray(SparseNDArray):
    """A tensor that stores some of its rows; the others are zero.

    Row `indices[i]` is `data[i]`. The ids are sorted, unique and in range. `mx.nd.sparse.row_sparse_array` makes one.

    Args:
        rows: row ids and values, used in place.

    Arithmetic with numbers and row-sparse arrays stays row-sparse where zero stays zero (`x * 2`, `x + y`, `x.sqrt()`),
    and so does `x * dense`. Other results are dense (`x + 1`, `x == y`). `dense += x` touches the rows that are stored.
    """

    __slots__ = ("_rows",)
    stype = "row_sparse"

    def __init__(self, rows: RowSparse) -> None:
        self._rows = rows
        self._context = None

    @classmethod
    def from_dense(cls, array: Array, stype: str = "row_sparse") -> Self:
        """The rows of a dense array that are not all zero, copied; NaN is not zero.

        Args:
            array: of at least one axis.
            stype: "row_sparse".

        Raises:
            BindError: an array of shape (), or another storage type.
        """
        if stype != "row_sparse":
            raise fault("tostype", "stype", repr(stype), "'default' or 'row_sparse'", "mxsym has no other storage")
        if not array.ndim:
            raise fault("row_sparse", "array", "shape ()", "at least one dimension", "reshape it to (1,)")
        ids = np.flatnonzero((array != 0).any(axis=tuple(range(1, array.ndim)))).astype(np.int64, copy=False)
        return cls(RowSparse(ids, np.ascontiguousarray(array[ids]), array.shape))

    def __mxsym__(self) -> RowSparse:  # pyright: ignore[reportIncompatibleMethodOverride]  # what kernels run on
        """The `RowSparse` that kernels run on. It stays the same object, whatever is written to the array."""
        return self._rows

    @property
    def data(self) -> NDArray:
        """The stored rows, not a copy; one for each row id."""
        return NDArray(self._rows.data)

    @property
    def indices(self) -> NDArray:
        """The ids of the stored rows, int64 or int32; not a copy."""
        return NDArray(self._rows.indices)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the whole, with the rows that are not stored."""
        return self._rows.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """The dtype of the values."""
        return self._rows.data.dtype

    def asnumpy(self) -> Array:
        """All of it as a new, dense NumPy array: `size` elements, however few are stored."""
        dense = np.zeros(self.shape, self.dtype)
        dense[self._rows.indices] = self._rows.data
        return dense

    def astype(self, dtype: Any, copy: bool = True) -> Self:
        """The values in another dtype; the array itself where `copy` is False and it has that dtype."""
        wanted = as_dtype(dtype)
        if not copy and wanted == self.dtype:
            return self
        rows = self._rows
        return type(self)(RowSparse(rows.indices.copy(), rows.data.astype(wanted), rows.shape)).on(self.context)

    def _repr_html_(self) -> str:
        """For notebooks: the rows that are stored."""
        load_modules("mxsym.inspection.notebook")
        from mxsym.inspection.notebook import array_as_html

        size = f"{self._rows.rows()} of {self.shape[0]} rows"
        title = f"{type(self).__name__} {dimensions(self.shape)} {self.dtype.name} @{self.context}, {size}"
        return array_as_html(self._rows.data, title, self._rows.indices.tolist())

    def copyto(self, other: Any) -> Any:
        """Write the array to `other`, in its dtype, and return it; with a context, return a copy.

        Args:
            other: a RowSparseNDArray of this shape, which then stores copies of these rows; an NDArray or NumPy array
                of this shape, which gets zeros elsewhere; or `mx.cpu()`.

        Raises:
            BindError: another shape, or no array.
        """
        if isinstance(other, Context):
            return self.copy().on(other)
        if isinstance(other, RowSparseNDArray) and other.shape == self.shape:
            other[:] = self
            return other
        target = bare(other)
        if not isinstance(target, np.ndarray) or cast(Array, target).shape != self.shape:
            raise fault("copyto", "other", describe(other), f"an array of shape {self.shape}", "give both one shape")
        target[...] = 0
        target[self._rows.indices] = self._rows.data
        return other

    def retain(self, indices: Any) -> Self:
        """A new array that stores a row for each of these ids, as in MXNet: its own where it is stored, else zeros.

        Args:
            indices: row ids, in any order; repeated ones count once.

        Raises:
            BindError: an id outside of the array.
        """
        return type(self)(retained(self._rows, indices, None)).on(self.context)

    def tostype(self, stype: str) -> Any:
        """A copy in storage type "row_sparse", or "default": dense, with `size` elements.

        Args:
            stype: the storage type.

        Raises:
            BindError: another storage type.
        """
        if stype == self.stype:
            return self.copy()
        if stype != NDArray.stype:
            raise fault("tostype", "stype", repr(stype), "'default' or 'row_sparse'", "mxsym has no other storage")
        return NDArray(self.asnumpy()).on(self.context)

    def check_format(self, full_check: bool = True) -> None:
        """Check that ids and values fit the shape and, with `full_check`, each id.

        Raises:
            BindError: what does not fit; a bad id with its row and position.
        """
        rows = self._rows
        faults = form_faults(rows.data, rows.indices, rows.shape)
        if full_check and not faults:
            faults = id_faults(rows.indices, rows.shape[0])
        if faults:
            raise BindError("check_format", faults)

    def __getitem__(self, key: slice) -> Self:
        """`x[:]`, the array itself. Other parts: `x.retain(ids)`, or `x.data` and `x.indices`."""
        self._only_all(key)
        return self

    def __setitem__(self, key: slice, value: Any) -> None:
        """`x[:] = y`: store copies of the rows of `y`, of this shape; dense `y`: those that are not all zero; or 0."""
        self._only_all(key)
        if isinstance(value, int | float) and value == 0:
            value = np.zeros((0, *self.shape[1:]), self.dtype)
            self._adopt(np.zeros(0, self._rows.indices.dtype), value)
            return
        source = value
        if not isinstance(value, RowSparseNDArray):
            dense = bare(value)
            if isinstance(dense, np.ndarray) and dense.ndim:
                source = type(self).from_dense(cast(Array, dense))
        if not isinstance(source, RowSparseNDArray) or source.shape != self.shape:
            expected = f"an array of shape {self.shape}, or 0"
            raise fault("row_sparse[:]", "value", describe(value), expected, "assign to x.data[:]")
        rows = source.__mxsym__()
        if rows is not self._rows:
            self._adopt(rows.indices.copy(), rows.data.astype(self.dtype))

    def _only_all(self, key: Any) -> None:
        if not isinstance(key, slice) or key != slice(None):
            raise fault("row_sparse", "key", repr(cast(Any, key)), "[:]", "call retain(ids), or index x.data")

    def _adopt(self, indices: Array, data: Array) -> None:
        """Store other rows, in the object that bound executors hold too."""
        self._rows.indices, self._rows.data = indices, data

    def _with(self, data: NDArray) -> Self:
        """Other values in the same rows."""
        rows = self._rows
        return type(self)(RowSparse(rows.indices.copy(), data.__mxsym__(), rows.shape)).on(self.context)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        into: tuple[Any, ...] = options.pop("out", ())
        if method != "__call__" or ufunc.nout != 1:
            raise TypeError(f"np.{ufunc.__name__} is not for a RowSparseNDArray; call tostype('default')")
        if into and into[0] is inputs[0] and type(into[0]) is NDArray and ufunc in (np.add, np.subtract):
            _add_rows(ufunc, into[0], self)
            return into[0]
        result = _by_rows(ufunc, inputs, options)
        if result is None:
            result = ufunc(*map(_dense, inputs), **options)
        if not into:
            return result
        into[0][:] = result
        return into[0]


def _dense(value: Any) -> Any:
    return NDArray(value.asnumpy()).on(value.context) if isinstance(value, RowSparseNDArray) else value


def _add_rows(ufunc: np.ufunc, target: NDArray, rows: RowSparseNDArray) -> None:
    """Add the rows that are stored, or subtract them, in place."""
    if target.shape != rows.shape:
        raise fault(ufunc.__name__, "value", describe(rows), f"an array of shape {target.shape}", "give both one shape")
    memory, stored = target.__mxsym__(), rows.__mxsym__()
    faults = form_faults(stored.data, stored.indices, stored.shape) or id_faults(stored.indices, stored.shape[0])
    if faults:
        raise BindError(ufunc.__name__, faults)
    memory[stored.indices] = np.asarray(ufunc(NDArray(memory[stored.indices]), NDArray(stored.data)))


def _by_rows(ufunc: np.ufunc, inputs: tuple[Any, ...], options: dict[str, Any]) -> RowSparseNDArray | None:
    """The result where it is row-sparse: zero stays zero there."""
    sparse = [value for value in inputs if isinstance(value, RowSparseNDArray)]
    first = sparse[0]
    if any(value.shape != first.shape for value in sparse):
        return None
    others = [value for value in inputs if not isinstance(value, RowSparseNDArray)]
    if any(np.ndim(value) for value in others):
        dense = inputs[1]
        if ufunc is not np.multiply or inputs[0] is not first or np.shape(dense) != first.shape:
            return None
        ids = first.__mxsym__().indices
        return first._with(first.data * NDArray(np.asarray(dense)[ids]))  # pyright: ignore[reportPrivateUsage]
    zeros = [
        value if not isinstance(value, RowSparseNDArray) else NDArray(np.zeros(1, value.dtype)) for value in inputs
    ]
    with np.errstate(all="ignore"):
        outcome = np.asarray(ufunc(*zeros, **options))
    if outcome.ravel()[0] != 0:  # NaN too
        return None
    united = _united(sparse)
    parts = iter(united)
    data = ufunc(
        *(NDArray(next(parts)[1]) if isinstance(value, RowSparseNDArray) else value for value in inputs), **options
    )
    return RowSparseNDArray(RowSparse(united[0][0], data.__mxsym__(), first.shape)).on(first.context)


def _united(arrays: list[RowSparseNDArray]) -> list[tuple[Array, Array]]:
    """Ids and values of each array in the rows that any of them stores."""
    rows = [array.__mxsym__() for array in arrays]
    if all(np.array_equal(item.indices, rows[0].indices) for item in rows):
        return [(item.indices.copy(), item.data) for item in rows]
    ids = np.unique(np.concatenate([item.indices for item in rows]))
    united: list[tuple[Array, Array]] = []
    for item in rows:
        data = np.zeros((ids.size, *item.shape[1:]), item.data.dtype)
        data[np.searchsorted(ids, item.indices)] = item.data
        united.append((ids, data))
    return united


FACES[RowSparseNDArray.stype] = RowSparseNDArray


def from_sparse(source_array: Any, dtype: Any, what: str, node: str = "source_array") -> RowSparseNDArray:
    """The row-sparse array with the values of another one, or of a sparse one of torch or scipy.

    `what` was called, and `node` is the argument's name there.

    Raises:
        BindError: a source that is not sparse; a torch layout other than COO with one sparse dimension.
    """
    if isinstance(source_array, RowSparseNDArray):
        return source_array.astype(source_array.dtype if dtype is None else dtype)
    if not interop.is_sparse(source_array):
        fix = "call mx.nd.sparse.row_sparse_array(…) to store a dense array's rows"
        raise fault(what, node, describe(source_array), "a sparse array", fix)
    parts = interop.sparse_parts(source_array, what, node)
    return RowSparseNDArray(coalesced(*parts, dtype, what, name=node))


def no_rows(stype: Any, shape: Any, dtype: Any) -> RowSparseNDArray:
    """A row-sparse array of zeros: nothing is stored.

    Raises:
        BindError: another storage type than "row_sparse", or no shape.
    """
    if stype != "row_sparse":
        fix = "mxsym has no other storage"
        raise fault("sparse.zeros", "stype", repr(stype), "'row_sparse' or 'default'", fix)
    whole = as_shape(shape)
    if not whole:
        raise fault("sparse.zeros", "shape", "()", "at least one dimension", "pass (rows, …)")
    values = np.zeros((0, *whole[1:]), FLOAT32 if dtype is None else as_dtype(dtype))
    return RowSparseNDArray(RowSparse(np.zeros(0, np.int64), values, whole))
