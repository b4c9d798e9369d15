"""The forms of a prepared call's arrays and numbers: all that is known of them before a step."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from mxsym.codegen.dtypes import DType
from mxsym.runtime.slots import ExtentSlot


@dataclass(frozen=True, slots=True)
class ArrayForm:
    """The form of an array, and where its address goes: pairs of a slot and bytes behind the first element."""

    shape: tuple[int, ...]
    dtype: DType
    slots: Sequence[tuple[int, int]]
    written: bool

    @property
    def nbytes(self) -> int:
        return math.prod(self.shape) * self.dtype.bytes


@dataclass(frozen=True, slots=True)
class NumberForm:
    """A number's place in the argument block, and if it is a number of steps: whole, and above 0."""

    slots: Sequence[int]
    counts: bool

    def fits(self, value: float) -> bool:
        """True if the number may be this."""
        return not self.counts or (value >= 1 and value.is_integer())


@dataclass(frozen=True, slots=True)
class RowsForm:
    """A row-sparse array of a call. `shape`: of the whole tensor; `use`: see `layout.LISTS`.

    `ids` and `counts`: the slots of its ids and of their number; `sizes`: the launches that run over its rows.
    """

    place: int
    use: int = 0
    ids: Sequence[int] = ()
    counts: Sequence[int] = ()
    sizes: frozenset[ExtentSlot] = frozenset()


@dataclass(frozen=True, slots=True)
class LookupForm:
    """Rows to be found in a table: the places of both among the arrays, and the slots of the positions."""

    table: int
    source: int
    slots: Sequence[int]


@dataclass(frozen=True, slots=True)
class SparseForm:
    """All that a step does for rows."""

    arrays: Sequence[RowsForm]
    lookups: Sequence[LookupForm]
