"""The row-sparse part of a prepared call: the tables that native code reads, and the room that it works in."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from mxsym.codegen.backend.emit import LINE
from mxsym.codegen.expr import Granularity
from mxsym.runtime import threads
from mxsym.runtime.buffers import Array, address, empty
from mxsym.runtime.extents import WORD
from mxsym.runtime.native_call.array_fields import ALIGNED, CONTIGUOUS
from mxsym.runtime.native_call.forms import ArrayForm, RestForm, RowsForm, SparseForm
from mxsym.runtime.native_call.layout import (
    ARRAY,
    CALL,
    COUNT,
    FETCH,
    JOIN,
    JOINED_BYTES,
    LAUNCH,
    LISTS,
    LOOKUP,
    MOST_WORDS,
    MOVING,
    SPARSE,
    put,
    row_of,
)
from mxsym.runtime.native_call.sums import Sums, sums_for
from mxsym.runtime.plan import Jobs, Launch, MovingJob, Plan, most_chunks, most_traffic
from mxsym.runtime.slots import ExtentSlot, Share

_COUNT, _SUM, _ROW_BYTES = (SPARSE.index(name) for name in ("count", "sum", "row_bytes"))
_CHUNKS, _SUM_CHUNKS = MOVING.index("capacity"), CALL.index("sums_capacity")
_CLOSED = -1
"""A capacity that no step fits: native code reads it as more room than it keeps."""
_DIRECT_BYTES = 2 * LINE
"""Bytes of a row from which on a kernel reads it where it is, if its id has no other."""
_FETCHED = 4
"""Cache lines of a row that are fetched; the CPU goes on by itself."""
_ID_BYTES = 5 * WORD
"""Memory that a step touches for each id whose row is summed: what it is sorted in, its bag, its copy."""


class RowsPart:
    """The tables of a call's row-sparse part.

    Args:
        plan, arrays: of the call.
        call: its words, as `CALL` has them.
        rows: its rows of `ARRAY`.
        form: what a step does for rows.
    """

    # An exception, of a signal handler perhaps, may come between any two of the words that say where room is. So an
    # array is closed first, for which the call takes no step, and opened as the last of a change.

    def __init__(self, plan: Plan, arrays: Sequence[ArrayForm], call: Array, rows: Array, form: SparseForm) -> None:
        self._plan, self._arrays, self._call, self._dense, self._form = plan, arrays, call, rows, form
        self._numbers = {item.place: number for number, item in enumerate(form.arrays)}
        self._kept: list[Array] = []
        self._rows = np.array([self._row(item) for item in form.arrays], np.int64).reshape(-1, len(SPARSE))
        self._rests = np.array([self._rest(item) for item in form.rests], np.int64).reshape(-1, len(SPARSE))
        self._lookups = np.zeros((len(form.lookups), len(LOOKUP)), np.int64)
        for row, lookup in zip(self._lookups, form.lookups, strict=True):
            source = self._at(lookup.source) if lookup.rest < 0 else self._rest_at(lookup.rest)
            words = {"table": self._at(lookup.table), "source": source}
            put(row, LOOKUP, **words, slots=self._listed(lookup.slots), slot_count=len(lookup.slots))
        self._jobs: list[MovingJob] = plan.moving_jobs()
        self._joins: dict[int, tuple[Array, Launch]] = {}
        self._unordered: set[int] = set()
        """Arrays whose ids may be in any order, each there once: one kernel alone runs over their rows, row by row."""
        self._launches = [self._launch_rows(job) for job in self._jobs]
        self._moving = np.zeros((len(self._jobs), len(MOVING)), np.int64)
        self._rooms: dict[tuple[str, int], Array] = {}
        self._sums: dict[int, Sums] = {}
        self._sums_plan = Jobs(1)
        self._sums_chunks = np.zeros((0, 4), np.int64)
        for number, lookup in enumerate(form.lookups):
            if lookup.rest >= 0:
                self._look_up_in(number, self._height(lookup.source))
        for item in form.arrays:
            self._array(item.place)[ARRAY.index("sparse")] = self._at(item.place)

    def tables(self) -> dict[str, int]:
        """The words of `CALL` that say where all of this is."""
        tables = {"sparse": self._rows, "lookup": self._lookups, "moving": self._moving, "rest": self._rests}
        where = dict(zip(("sparse", "lookups", "moving", "rests"), map(address, tables.values()), strict=True))
        sums = {"sums": self._sums_plan.address, "sums_job": self._sums_plan.row_address(0)}
        return where | {f"{name}_count": len(table) for name, table in tables.items()} | sums

    def _array(self, place: int) -> Array:
        return self._dense[place]

    def _at(self, place: int) -> int:
        """The address of the row of `SPARSE` of an array."""
        return address(self._rows) + self._numbers[place] * self._rows.strides[0]

    def _listed(self, numbers: Sequence[int]) -> int:
        self._kept.append(np.array(numbers, np.int64))
        return address(self._kept[-1])

    def _row(self, item: RowsForm) -> list[int]:
        """A row of `SPARSE`. What reads the values is a row of `ARRAY` of its own, so that no dense array fits."""
        form, array = self._arrays[item.place], self._array(item.place)
        values, ids = array.copy(), np.zeros(len(ARRAY), np.int64)
        self._kept += [values, ids]
        values[ARRAY.index("shape")] = self._listed(form.shape)  # the first one is that of each step
        put(ids, ARRAY, dimensions=1, needed=CONTIGUOUS | ALIGNED, shape=self._listed([0]), strides=self._listed([1]))
        put(array, ARRAY, descr=0, code=0)
        words = {
            "array": address(self._array(item.place)),
            "place": item.place,
            "values": address(values),
            "ids": address(ids),
            "wide": id(np.dtype(np.int64)),
            "narrow": id(np.dtype(np.int32)),
            "shape": self._listed(form.shape),
            "row_bytes": math.prod(form.shape[1:]) * form.dtype.bytes,
            "use": item.use,
            **self._told(item),
        }
        return row_of(SPARSE, words)

    def _told(self, item: RowsForm | RestForm) -> dict[str, int]:
        """The words of `SPARSE` that say what kernels are told of some rows: their ids, and shares of their number."""
        counts = self._listed([word for slot, share in item.counts for word in self._count(slot, share)])
        slots = {"slots": self._listed(item.ids), "slot_count": len(item.ids)}
        return {**slots, "counts": counts, "count_count": len(item.counts)}

    def _rest(self, item: RestForm) -> list[int]:
        """A row of `SPARSE` for the rows that an array does not list, with room for all of them."""
        room = np.empty(self._height(item.source), np.int64)
        self._kept.append(room)
        words = {"of": self._at(item.source), "room": address(room), "capacity": len(room)}
        return row_of(SPARSE, words | self._told(item))

    def _rest_at(self, number: int) -> int:
        return address(self._rests) + number * self._rests.strides[0]

    def _height(self, place: int) -> int:
        """The rows of the whole tensor."""
        return self._arrays[place].shape[0]

    def _look_up_in(self, number: int, count: int) -> None:
        """Make room for so many positions of a lookup."""
        self._rooms["lookup", number] = found = np.empty(count, np.int64)
        put(self._lookups[number], LOOKUP, room=address(found))

    @staticmethod
    def _count(slot: int, share: Share) -> list[int]:
        """A row of `COUNT`."""
        words = {"slot": slot, "each": share.each, "per": share.per}
        return [words[name] for name in COUNT]

    def _launch_rows(self, job: MovingJob) -> Array:
        source = {
            size: (self._at(item.place), share) for item in self._form.arrays for size, share in item.sizes.items()
        }
        for number, rest in enumerate(self._form.rests):
            source |= {size: (self._rest_at(number), share) for size, share in rest.sizes.items()}
        rows = np.zeros((len(job.launches), len(LAUNCH)), np.int64)
        for row, (launch, arguments) in zip(rows, job.launches, strict=True):
            assert isinstance(launch.size, ExtentSlot)
            where, share = source[launch.size]
            assert share.per == 1
            most = most_traffic(launch.grain)
            joins = any(
                self._join(item, launch, arguments)
                for item in self._form.arrays
                if where == self._at(item.place) and share.each == 1
            )
            words = {"each": share.each, "grain": launch.grain, "most": most, "bytes_each": launch.bytes_each}
            words["joins"] = joins
            put(row, LAUNCH, kernel=launch.kernel.address, arguments=arguments, source=where, **words)
        return rows

    def _join(self, item: RowsForm, launch: Launch, arguments: int) -> bool:
        """Have the sums of an array made where a kernel uses them, if it alone does, each for one row. True if so."""
        form, first, kernel = self._arrays[item.place], (arguments - self._plan.address) // WORD, launch.kernel
        if len(form.slots) != 1 or form.written or launch.grain != 1 or len(launch.slots) > MOST_WORDS:
            return False
        (slot, offset), row_bytes = form.slots[0], math.prod(form.shape[1:]) * form.dtype.bytes
        if offset or not row_bytes or slot - first not in kernel.reach.row_slots:
            return False
        join = np.zeros(len(JOIN), np.int64)
        self._joins[item.place] = join, launch
        if not item.in_order and launch.unit is None and kernel.reach.lists and not self._form.lookups:
            self._unordered.add(item.place)
        words = {"kernel": kernel.address, "arguments": arguments, "words": len(launch.slots), "slot": slot - first}
        fetches: list[int] = []
        for fetch in kernel.reach.fetched:
            size = fetch.item * (math.prod(form.shape[1:]) if fetch.space is Granularity.ELEMENT else 1)
            fetches += [fetch.slot, fetch.rows, size, _lines(size)]
        words |= {"fetches": self._listed(fetches), "fetch_count": len(fetches) // len(FETCH)}
        words |= {"row_bytes": row_bytes, "lines": _lines(row_bytes), "rows": max(1, JOINED_BYTES // row_bytes)}
        put(join, JOIN, **words, direct=row_bytes >= _DIRECT_BYTES)
        put(self._rows[self._numbers[item.place]], SPARSE, join=address(join))
        return True

    def close(self, place: int) -> None:
        """Take no step until an array has room for its ids."""
        put(self._rows[self._numbers[place]], SPARSE, capacity=_CLOSED)

    def use_room(self, place: int, room: Array) -> None:
        """Copy the ids of an array to this memory from now on. As many rows can be looked up, and run over.

        The array was closed.
        """
        self._rooms["ids", place] = room
        for number, lookup in enumerate(self._form.lookups):
            if lookup.source == place and lookup.rest < 0:
                self._look_up_in(number, len(room))
        self._make_chunks()
        self._verify()
        row = self._rows[self._numbers[place]]
        put(row, SPARSE, room=address(room))
        put(row, SPARSE, capacity=len(room))

    def _make_chunks(self) -> None:
        """Make room for the chunks of the most rows that are run over."""
        capacity = {
            size: share.of(self._id_room(item)) for item in self._form.arrays for size, share in item.sizes.items()
        }
        for rest in self._form.rests:
            capacity |= {size: share.of(self._height(rest.source)) for size, share in rest.sizes.items()}
        for number, (job, launches) in enumerate(zip(self._jobs, self._launches, strict=True)):
            sizes = [
                (capacity[launch.size], launch) for launch, _ in job.launches if isinstance(launch.size, ExtentSlot)
            ]
            most = len(job.fixed) + sum(most_chunks(size, launch.bytes_each, launch.grain) for size, launch in sizes)
            most += sum(
                most_chunks(self._sums[place].capacity, launch.bytes_each + self._sums[place].row_bytes) + 1
                for place, (_, launch) in self._joins.items()
                if place in self._sums and any(launch is other for other, _ in job.launches)
            )
            if self._moving.item(number, _CHUNKS) < (most := max(1, most)):
                chunks = np.zeros((most, 4), np.int64)
                chunks[: len(job.fixed)] = job.fixed
                words = {"job": job.address, "room": address(chunks), "fixed": len(job.fixed)}
                words |= {"launches": address(launches), "launch_count": len(launches), "traffic": job.traffic}
                put(self._moving[number], MOVING, capacity=0, **words)
                self._rooms["chunks", number] = chunks
                put(self._moving[number], MOVING, capacity=most)

    def sum_room(self, place: int, capacity: int) -> None:
        """Let an array take rows that must be summed: so many ids from now on.

        The array was closed: it gets its room for ids after this, and all kernels room for their chunks.
        """
        form, row = self._arrays[place], self._rows[self._numbers[place]]
        sums = sums_for(form.shape, form.dtype, capacity, in_order=place not in self._unordered)
        totals = empty((capacity, *form.shape[1:]), form.dtype)
        put(row, SPARSE, sum=0)  # it takes none
        self._sums.pop(place, None)
        most = sum(most_chunks(item.capacity, item.row_bytes) + 1 for item in (sums, *self._sums.values()))
        if most > self._call.item(_SUM_CHUNKS):
            chunks = np.zeros((most, 4), np.int64)
            put(self._call, CALL, sums_capacity=0)
            put(self._call, CALL, sums_room=address(chunks))
            self._sums_chunks = chunks
            put(self._call, CALL, sums_capacity=most)
        self._rooms["sums", place] = totals
        put(row, SPARSE, sums=address(totals))
        self._sums[place] = sums
        if place in self._joins:
            put(self._joins[place][0], JOIN, sum=sums.address)
        put(row, SPARSE, sum=sums.address)

    def listed(self, place: int) -> int:
        """The number of rows that an array listed in the last step: they are the first of its room."""
        return self._rows.item(self._numbers[place], _COUNT)

    def list_rows(self, place: int, count: int) -> None:
        """Note that Python has put so many there."""
        self._rows[self._numbers[place], _COUNT] = count

    def sum_capacity(self, place: int) -> int:
        """The ids for which there is room where rows must be summed."""
        return self._sums[place].capacity if self._rows.item(self._numbers[place], _SUM) else 0

    def room_bytes(self, place: int) -> int:
        """Memory that a step touches for each id of an array whose rows it sums.

        Those that are made where they are used are in other memory, unless a row is long.
        """
        row_bytes = self._rows.item(self._numbers[place], _ROW_BYTES)
        return _ID_BYTES + (0 if place in self._joins and row_bytes <= JOINED_BYTES else row_bytes)

    def _id_room(self, item: RowsForm) -> int:
        """The ids for which there is room."""
        room = self._rooms.get(("ids", item.place))
        return 0 if room is None else len(room)

    def _most_rows(self, item: RowsForm) -> int:
        """The most rows that a step may list: each is there once."""
        return min(self._id_room(item), self._arrays[item.place].shape[0])

    def jobs(self) -> dict[str, int]:
        """The words of `CALL` that tell of the jobs that never change, and of threads."""
        others = self._plan.still_jobs()
        least = threads.least_shared()
        sharing = any(count > 1 and traffic >= least for count, traffic in others)
        traffic = sum(traffic for _, traffic in others)
        return {"shareable": 0, "traffic": traffic, "sharing": sharing, "least": least}

    def _verify(self) -> None:
        """Check that every step stays inside its arrays, whatever rows it lists, if there is room for so many.

        Raises:
            ExtentError: it would not.
        """
        heights: dict[int, int] = {}
        sizes: dict[int, int] = {}
        counts: dict[int, int] = {}
        things: dict[ExtentSlot, int] = {}
        for item in self._form.arrays:
            form = self._arrays[item.place]
            height, row = form.shape[0], math.prod(form.shape[1:]) * form.dtype.bytes
            rows = self._most_rows(item) if item.use == LISTS else height
            sizes |= {slot: rows * row for slot, _ in form.slots}
            heights |= dict.fromkeys(item.ids, height)
            sizes |= dict.fromkeys(item.ids, 8 * rows)
            counts |= {slot: share.of(rows) for slot, share in item.counts}
            things |= {size: share.of(rows) for size, share in item.sizes.items()}
        for rest in self._form.rests:
            height = self._height(rest.source)
            heights |= dict.fromkeys(rest.ids, height)
            sizes |= dict.fromkeys(rest.ids, 8 * height)
            counts |= {slot: share.of(height) for slot, share in rest.counts}
            things |= {size: share.of(height) for size, share in rest.sizes.items()}
        listed = {item.place: self._most_rows(item) for item in self._form.arrays if item.use == LISTS}
        for lookup in self._form.lookups:
            heights |= dict.fromkeys(lookup.slots, self._arrays[lookup.table].shape[0])
            rows = listed[lookup.source] if lookup.rest < 0 else self._height(lookup.source)
            sizes |= dict.fromkeys(lookup.slots, 8 * rows)
        self._plan.verify_most(sizes, heights, counts, things)


def _lines(size: int) -> int:
    """The cache lines of a row of so many bytes that are fetched before its turn."""
    return min(_FETCHED, -(-size // LINE))
