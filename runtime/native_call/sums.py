"""Sums of rows by their ids: the tables that native code works with, and `coalesced`, which makes an array of them."""

from __future__ import annotations

import ctypes
import functools
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from mxsym.codegen.dtypes import F16, I64, DType, compute_dtype, from_numpy, to_numpy
from mxsym.runtime import kernel_cache, plan, rows, views
from mxsym.runtime.buffers import Array, address, is_array, zeros
from mxsym.runtime.interop import as_array
from mxsym.runtime.native_call import native
from mxsym.runtime.native_call.forms import ListForms
from mxsym.runtime.native_call.layout import AS_THEY_ARE, SUM, put
from mxsym.runtime.sparse import RowSparse, flat_ids

_FIRST, _KEPT = 1 << 10, 1 << 16
"""Ids for which there is room from the beginning, and for which room is kept."""
_SHAPES = 64
"""Shapes of tables whose room is kept."""


class Sums:
    """A maker of sums of rows of a table's shape. Its `_record` is the address of its `SUM`.

    Args:
        shape: of the table.
        dtype: of the rows.
        capacity: ids for which there is room.
        in_order: False: ids that are each there once may stay in the order that they are in. A step may then touch a
            bit for each row of the table.
    """

    def __init__(self, shape: tuple[int, ...], dtype: DType, capacity: int, *, in_order: bool) -> None:
        self.shape, self.dtype, self.capacity = shape, dtype, capacity
        columns, requested = math.prod(shape[1:]), rows.requested_target()
        self.row_bytes = columns * dtype.bytes
        self._words = np.zeros(len(SUM), np.int64)
        self._record = address(self._words)
        self._work = np.empty(rows.work_words(capacity, rows.DIGIT_BITS), np.int64)
        self._bags = np.empty(capacity + 1, np.int64)
        self._seen = None if in_order else zeros((-(-shape[0] // 64),), I64)
        self.numpy = to_numpy(dtype)
        guards: list[object] = []
        self._kept: list[object] = [guards]
        self._set(guards=id(guards))
        wide, narrow, weights = np.dtype(np.int64), np.dtype(np.int32), to_numpy(compute_dtype(dtype))
        self._set(data=self._form(self.numpy, shape), factors=self._form(weights, (0,)))
        self._set(wide=self._form(wide, (0,)), narrow=self._form(narrow, (0,)))
        self._set(lying=self._form(wide, (1, 0)))
        self._set(row_bytes=self.row_bytes, columns=columns, stop=columns, limit=shape[0])
        self._set(id_bits=max(1, (shape[0] - 1).bit_length()), capacity=capacity)
        self._set(work=address(self._work), rows=address(self._bags), bag_room=address(self._bags))
        self._set(seen=0 if self._seen is None else address(self._seen))
        self._set(order64=rows.order_kernel(64, requested), order32=rows.order_kernel(32, requested))
        for name, weighted in (("", False), ("weighted_", True)):
            kernel, every, _ = rows.sum_kernels(dtype.name, max(1, min(columns, rows.WIDEST)), requested, weighted)
            self._set(**{f"{name}sum": kernel, f"{name}all": every})

    def _set(self, **words: int) -> None:
        put(self._words, SUM, **words)

    def _form(self, dtype: np.dtype[Any], shape: tuple[int, ...]) -> int:
        """The address of a row of `ARRAY` for arrays of this form, with any number of rows."""
        form = ListForms([dtype], shape)
        self._kept.append(form)
        return form.address

    @property
    def address(self) -> int:
        """Address of this for native code."""
        return self._record

    @property
    def id_type(self) -> type[np.signedinteger[Any]]:
        """The type of the ids that were read last."""
        return np.int64 if self._word("item") == 8 else np.int32

    def _word(self, name: str) -> int:
        return int(self._words[SUM.index(name)])

    def run(self, values: Any, weights: Any, ids: Array, sums: Array) -> int:
        """Make the sums on as many threads as pay. 0; -1: what is summed has moved."""
        parts = [as_array(values, "coalesce", "data"), as_array(weights, "coalesce", "weights")]
        guards = [views.guards(part) for part in parts if is_array(part)]
        if (status := self.add_rows(values, weights, ids, sums)) != 0:  # read again: from now on nothing moves
            return status
        count = self._word("count")
        room = np.empty((plan.most_chunks(count, self.row_bytes) + 1, 4), np.int64)
        used = _cut_sum()(self._record, address(room), len(room))
        assert used >= 0
        jobs = plan.Jobs(1)
        jobs.fill(0, room[:used], (count + len(sums)) * self.row_bytes)
        jobs.run()
        del guards
        return status

    if TYPE_CHECKING:

        def coalesce(self, values: Any, ids: Any, offsets: Any, weights: Any, /) -> int: ...
        def add_rows(self, values: Any, weights: Any, ids: Array, sums: Array, /) -> int: ...


@functools.cache
def _cut_sum() -> Callable[[int, int, int], int]:
    where = native.rows_linked().addresses["cut_sum"]
    pointer, integer = ctypes.c_void_p, ctypes.c_int64
    return ctypes.CFUNCTYPE(integer, pointer, pointer, integer)(where)


@functools.cache
def _class() -> type[Sums]:
    """`Sums` with its methods in native code."""
    native.add_method(Sums, "coalesce", "coalesce", "The number of different ids; see `sums_text.py`.")
    native.add_method(Sums, "add_rows", "add_rows", "Fill the ids and the sums; see `sums_text.py`.")
    return Sums


def sums_for(shape: tuple[int, ...], dtype: DType, capacity: int, *, in_order: bool = True) -> Sums:
    """A maker of sums for so many ids."""
    return _class()(shape, dtype, capacity, in_order=in_order)


_free: dict[tuple[Any, tuple[int, ...]], list[Sums]] = {}
"""Makers that nobody uses now, by dtype and shape. Whoever takes one has it alone."""


def _type_of(values: Any) -> DType | None:
    """The type of an array's elements; None where there is no name for it."""
    array = as_array(values, "coalesce", "data")
    return from_numpy(cast("Array", array).dtype) if isinstance(array, np.ndarray) else None


def _first(values: Any, ids: Any, offsets: Any, weights: Any, shape: tuple[int, ...]) -> list[Sums] | None:
    """The first for arrays of these types and a table of this shape, in a list; None where native code sums no such."""
    if not native.available() or not shape or not all(type(size) is int and 0 <= size < 1 << 63 for size in shape):
        return None
    dtype = _type_of(values)
    if dtype is None or dtype.kind != "float" or (dtype is F16 and not kernel_cache.host(rows.requested_target()).f16):
        return None
    native.teach_all((values, ids, offsets, weights))
    if len(_free) >= _SHAPES:
        _free.clear()
    return _free.setdefault((values.dtype, shape), [sums_for(shape, dtype, _FIRST)])


def coalesced(values: Any, ids: Any, shape: tuple[int, ...], offsets: Any, weights: Any) -> RowSparse | None:
    """The row-sparse array of these rows; None where Python must say why not, or convert something first.

    Rows that are in order as they are are used where they lie.

    Args:
        values, ids: arrays or tensors.
        shape: of the whole.
        offsets: where in the ids each row of `values` begins; None: each id has its own.
        weights: a factor for each id, or None.
    """
    kept = _free.get((values.dtype, shape))
    if kept is None and (kept := _first(values, ids, offsets, weights, shape)) is None:
        return None
    count = max(ids.shape, default=0)
    try:
        sums = kept.pop()
    except IndexError:  # others are at work, or were interrupted
        dtype = _type_of(values)
        assert dtype is not None
        sums = sums_for(tuple(map(int, shape)), dtype, _FIRST)
    if sums.capacity < count:
        sums = sums_for(sums.shape, sums.dtype, count + count // 2)
    different = sums.coalesce(values, ids, offsets, weights)
    if different < 0:
        kept.append(sums)
        if different == AS_THEY_ARE and type(values) is np.ndarray and type(ids) is np.ndarray:
            return RowSparse(flat_ids(ids), values, sums.shape)
        return None
    unique = np.empty(different, sums.id_type)  # as they were read: an array's type may be another by now
    totals = np.empty((different, *sums.shape[1:]), sums.numpy)
    done = sums.add_rows(values, weights, unique, totals)
    if not done:
        done = sums.run(values, weights, unique, totals)
    if sums.capacity <= _KEPT:
        kept.append(sums)
    return RowSparse(unique, totals, sums.shape) if done >= 0 else None
