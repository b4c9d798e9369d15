"""The forms of a prepared call's arrays and numbers: all that is known of them before a step."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mxsym.codegen.dtypes import DType
from mxsym.codegen.record import field, record
from mxsym.runtime import buffers, exchange
from mxsym.runtime.buffers import address
from mxsym.runtime.native_call.array_fields import ALIGNED, CONTIGUOUS, WRITABLE
from mxsym.runtime.native_call.layout import ARRAY, row_of
from mxsym.runtime.slots import ExtentSlot, Share


@record
class ArrayForm:
    """The form of an array, and where its address goes: pairs of a slot and bytes behind the first element.

    `order`: of its axes in memory.
    """

    shape: tuple[int, ...]
    dtype: DType
    slots: Sequence[tuple[int, int]]
    written: bool
    order: buffers.Order

    @property
    def nbytes(self) -> int:
        return math.prod(self.shape) * self.dtype.bytes

    @property
    def flags(self) -> int:
        """NumPy's flags that the array needs."""
        contiguous = CONTIGUOUS if self.order == buffers.c_order(len(self.shape)) else 0
        return contiguous | ALIGNED | (WRITABLE if self.written else 0)


class ListForms:
    """Rows of `ARRAY`, one for each dtype, for arrays with any number of rows: who reads one sets that number.

    Args:
        dtypes: of the arrays.
        shape: of all of them; the first size does not matter.
    """

    def __init__(self, dtypes: Sequence[np.dtype[Any]], shape: tuple[int, ...]) -> None:
        strides = [math.prod(shape[axis + 1 :]) for axis in range(len(shape))]
        self._kept = dtypes, np.array(shape, np.int64), np.array(strides, np.int64)
        places = {"shape": address(self._kept[1]), "strides": address(self._kept[2])}
        words = {"dimensions": len(shape), "needed": CONTIGUOUS | ALIGNED, **places}
        own = [{"descr": id(item), "code": exchange.type_code(item), "item": item.itemsize} for item in dtypes]
        self._rows = np.array([row_of(ARRAY, words | item) for item in own], np.int64)
        self.address = address(self._rows)
        """The address of the first row."""


def is_count(number: float) -> bool:
    """True if a number can be that of a step: `arguments_text.counted` asks the same."""
    return number >= 1 and number.is_integer()


@record
class NumberForm:
    """A number's place in the argument block, and if it is a number of steps: whole, and above 0."""

    slots: Sequence[int]
    counts: bool

    def fits(self, value: float) -> bool:
        """True if the number may be this."""
        return not self.counts or is_count(value)


@record
class RowsForm:
    """A row-sparse array of a call. `shape`: of the whole tensor; `use`: see `layout.LISTS`.

    `ids`: the slots of its ids. `counts`: slots that are told a share of the number of its rows. `sizes`: those of
    launches, as shares of it. `in_order`: whoever uses the ids may need them in order, even if each is there once.
    """

    place: int
    use: int = 0
    in_order: bool = True
    ids: Sequence[int] = ()
    counts: Sequence[tuple[int, Share]] = ()
    sizes: Mapping[ExtentSlot, Share] = field(default_factory=dict[ExtentSlot, Share])


@record
class RestForm:
    """The rows that an array does not list: its place, and the slots of their ids. See `RowsForm`."""

    source: int
    ids: Sequence[int]
    counts: Sequence[tuple[int, Share]]
    sizes: Mapping[ExtentSlot, Share]


@record
class LookupForm:
    """Rows to be found in a table: the places of both among the arrays, and the slots of the positions.

    `rest`: the number of the `RestForm` whose rows they are; -1: they are those that the source lists.
    """

    table: int
    source: int
    slots: Sequence[int]
    rest: int = -1


@record
class SparseForm:
    """All that a step does for rows."""

    arrays: Sequence[RowsForm]
    lookups: Sequence[LookupForm]
    rests: Sequence[RestForm] = ()
