"""Slots: the words of the argument blocks of a plan's kernels."""

from __future__ import annotations

import enum
from typing import Literal

from mxsym.codegen.kernel import SlotKind
from mxsym.codegen.program import Number, Place
from mxsym.codegen.record import record


class Extent(enum.Enum):
    """A count that a region's kernels are told, or that they run over."""

    COLUMNS = "columns"
    ELEMENTS = "elements"
    BLOCKS = "blocks"
    ROW_BLOCKS = "row blocks"
    COLUMN_BLOCKS = "column blocks"
    STRIPE = "stripe"
    ALL = "all"
    ROWS = "rows"


@record
class ExtentSlot:
    """A count of a region, by the region's number.

    ROWS, and all but COLUMNS of a region on listed rows, may change at each step.
    """

    region: int
    extent: Extent


@record
class Share:
    """A count that follows from the number of listed rows: `each` for every row, one for every `per` of these."""

    each: int
    per: int = 1

    def of(self, rows: int) -> int:
        """The count for so many rows."""
        return -(-rows * self.each // self.per)


@record
class SourceSlot:
    """The ids of the rows that a row-sparse tensor stores, or how many there are."""

    source: str
    what: Literal[SlotKind.IDS, SlotKind.COUNT]


@record
class IndexSlot:
    """Positions in a tensor of the rows that a region runs over; of no tensor (`ROWS`): the numbers of the rows."""

    region: int
    tensor: str


ROWS = ""


@record
class WorkSlot:
    """Workspace that one kernel of a region leaves to a later one."""

    region: int
    buffer: str


Slot = Place | Number | ExtentSlot | SourceSlot | IndexSlot | WorkSlot
"""Meaning of a slot of an argument block: a tensor or an element of one, a run-time number, or one of the above."""
