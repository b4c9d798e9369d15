"""The last check before kernels run: no launch reaches outside the memory of its arguments.

It knows nothing of how ops were fused, typed or scheduled, so a mistake made there becomes an `ExtentError` and never a
wild write.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol

from mxsym.codegen.blocks import BLOCK, STRIPE
from mxsym.codegen.expr import Granularity
from mxsym.codegen.graph import Buffer, Layout
from mxsym.codegen.kernel import Domain, KernelSlot, SlotKind
from mxsym.codegen.record import record
from mxsym.runtime.buffers import Array

WORD = 8
"""The bytes of a row id and of a slot."""
HUGE = 1 << 62
"""More rows, or bytes, than any array has."""
_KNOWN = 64
"""Numbers of columns for which a kernel's needs are kept."""


class ExtentError(RuntimeError):
    """A kernel would reach outside an array: a fault of mxsym, not of its user. No kernel has run."""


class Named(Protocol):
    """Knows the user's names of a kernel's buffers."""

    def buffer_names(self) -> dict[str, str]:
        """The kernel's names of buffers → the user's."""
        ...


@record
class Need:
    """Bytes that a kernel may touch through one of its slots.

    They are `fixed`, or `each` for each `per` things that the kernel runs over. If `rows` is the slot of row ids, they
    are for each row up to the last of them. `listed` is the slot that says how many row ids there are of the rows that
    the kernel leaves out: none is past its own.
    """

    slot: int
    fixed: int = 0
    each: int = 0
    per: int = 1
    rows: int = -1
    listed: int = -1


class Memory:
    """Memory behind each slot of a plan's arguments, as it is now.

    Bytes; one more than the largest of row ids; counts that kernels are told.
    """

    def __init__(self, slots: int) -> None:
        self.size = [0] * slots
        self.height = [0] * slots
        self.count = [0] * slots

    def copy(self) -> Memory:
        """A copy, to be changed."""
        other = Memory(0)
        other.size, other.height, other.count = [*self.size], [*self.height], [*self.count]
        return other

    def needed(self, need: Need, start: int, things: int) -> int:
        """The bytes of a need where the kernel runs over so many things; its first slot is `start`."""
        if need.listed >= 0:
            return self.count[start + need.listed] * need.each if self.height[start + need.slot] <= things else HUGE
        if need.rows >= 0:
            things = self.height[start + need.rows]
        return need.fixed + need.each * -(-things // need.per)


def height(ids: Array) -> int:
    """One more than the largest of some row ids, which rise; a negative one counts as very large."""
    if not len(ids):
        return 0
    first, last = int(ids[0]), int(ids[-1])
    return last + 1 if last >= first >= 0 else HUGE


class Fetched(NamedTuple):
    """A buffer whose rows are anywhere: its slot, that of the list of its rows, its granularity, bytes of a value."""

    slot: int
    rows: int
    space: Granularity
    item: int


class Reach:
    """A kernel as its own text declares it: `domain` is what its loop runs over.

    `lists` are the slots of row ids, which each step may replace; `row_slots` those of what has a row for each listed
    one, in their order, of which the kernel touches no other one meanwhile. `fetched` are buffers whose rows are
    anywhere in memory.
    """

    def __init__(self, kernel: str, domain: Domain, slots: tuple[KernelSlot, ...], buffers: tuple[Buffer, ...]) -> None:
        self.kernel, self.domain, self.slots, self.buffers = kernel, domain, slots, buffers
        self._place = {slot: number for number, slot in enumerate(slots)}
        self._columns = self._place.get((SlotKind.COLUMNS, ""))
        self._rows = {name: number for number, (kind, name) in enumerate(slots) if kind is SlotKind.INDEX}
        self._needs: dict[int, tuple[Need, ...]] = {}
        listed = buffers if domain is Domain.LISTED_ROWS else ()
        packed = [item.name for item in listed if item.space is Granularity.ELEMENT and item.name not in self._rows]
        self.row_slots = frozenset(self._place[SlotKind.BUFFER, name] for name in packed)
        self.fetched = tuple(
            Fetched(self._place[SlotKind.BUFFER, item.name], self._rows[item.name], item.space, item.dtype.bytes)
            for item in listed
            if item.name in self._rows
        )
        self.lists = tuple(number for number, (kind, _) in enumerate(slots) if kind in (SlotKind.INDEX, SlotKind.IDS))

    def needs(self, start: int, memory: Memory) -> tuple[Need, ...]:
        """Bytes the kernel may touch in each slot, with the columns that it is told; its first slot is `start`."""
        columns = 0 if self._columns is None else memory.count[start + self._columns]
        if columns not in self._needs:
            if len(self._needs) >= _KNOWN:  # partial sums are one row, of another length at each step
                self._needs.clear()
            self._needs[columns] = tuple(self._needs_with(columns))
        return self._needs[columns]

    def _needs_with(self, columns: int) -> Iterator[Need]:
        place, rows, by_rows = self._place, self._rows, self.domain in (Domain.LISTED_ROWS, Domain.UNLISTED_ROWS)
        for buffer in self.buffers:
            slot, size, index = place[SlotKind.BUFFER, buffer.name], buffer.dtype.bytes, rows.get(buffer.name, -1)
            if buffer.space is Granularity.SCALAR:
                yield Need(slot, size)
                continue
            if buffer.space is Granularity.COLUMN:
                packed = buffer.layout is Layout.PACKED
                yield Need(slot, each=size * columns, per=STRIPE) if packed else Need(slot, size * columns)
                continue
            if buffer.space.tile:
                yield Need(slot, each=size, per=buffer.space.tile)
                continue
            if index >= 0:
                yield Need(index, each=WORD)
            if buffer.space is Granularity.ELEMENT:
                yield Need(slot, each=size * columns if by_rows else size, rows=index)
            else:
                yield Need(slot, each=size, per=1 if by_rows else BLOCK, rows=index)
        if "" in rows:
            yield Need(rows[""], each=WORD)
        if (SlotKind.IDS, "") in place:
            yield Need(place[SlotKind.IDS, ""], each=WORD, listed=place[SlotKind.COUNT, ""])


def misfit(reach: Reach, start: int, things: int, need: Need, memory: Memory, owner: Named | None) -> ExtentError:
    """The error of a launch that needs more bytes than there are."""
    kind, name = reach.slots[need.slot]
    known: Mapping[str, str] = {} if owner is None else owner.buffer_names()
    label = " ".join(filter(None, (kind, known.get(name, name), f"({name})" if name in known else "")))
    got, want = memory.size[start + need.slot], memory.needed(need, start, things)
    expected = "no row past the last" if want >= HUGE else f"{want} at least"
    return ExtentError(
        f"kernel {reach.kernel} over {things} of {reach.domain}: {label}: got {got} bytes, expected {expected}. "
        "This is a fault of mxsym; no kernel has run. Please report it with symbol.tojson() and the arrays' shapes"
    )
