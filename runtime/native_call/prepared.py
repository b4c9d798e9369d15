"""A prepared call: a plan with the forms of its arrays and numbers, run by one native call, `step(arrays, numbers)`.

The call reads and checks each array and then runs, or says why not and changes nothing. `PortableCall` does the same in
Python where there is no native code.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping, Sequence
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any

import numpy as np

from mxsym.codegen.dtypes import I64, from_numpy, to_numpy
from mxsym.codegen.loading import load_modules
from mxsym.runtime import buffers, exchange, run_jobs, views
from mxsym.runtime.buffers import Array, address, is_array
from mxsym.runtime.interop import known_arrays
from mxsym.runtime.native_call import native
from mxsym.runtime.native_call.forms import ArrayForm, NumberForm, SparseForm
from mxsym.runtime.native_call.layout import AHEAD, ARRAY, BUSY, CALL, DONE, GATHER, NUMBER, QUICK, UNFIT, put, row_of
from mxsym.runtime.native_call.locks import Lock, attempt
from mxsym.runtime.plan import Jobs, Plan, chunks, table
from mxsym.runtime.run_jobs import status_of

if TYPE_CHECKING:
    from mxsym.runtime.native_call.locks import AnyLock
    from mxsym.runtime.native_call.rows import RowsPart


Numbers = tuple[float | bytes, ...] | int
"""The numbers of a step, in order or in columns; or the address of doubles."""


class _Call:
    """Common part of both kinds of call: the forms, and the numbers of the last step."""

    def __init__(
        self, plan: Plan, arrays: Sequence[ArrayForm], own: Sequence[Array], numbers: Sequence[NumberForm]
    ) -> None:
        self.plan, self.arrays, self.own, self.numbers = plan, arrays, own, numbers
        self.values = np.zeros(max(1, len(numbers)))

    def set_number(self, place: int, value: float) -> None:
        """Set a number for the steps to come.

        Native code takes the numbers in `values` for written: an exception of a signal handler lets all be as before.
        """
        before = float(self.values[place])
        try:
            self._write_number(place, value)
        except BaseException:
            self._write_number(place, before)
            raise

    def _write_number(self, place: int, value: float) -> None:
        self.values[place] = value
        for slot in self.numbers[place].slots:
            self.plan.set_scalar(slot, value)


def _rows_part(plan: Plan, arrays: Sequence[ArrayForm], call: Array, rows: Array, form: SparseForm) -> RowsPart:
    load_modules("mxsym.runtime.native_call.rows")
    from mxsym.runtime.native_call.rows import RowsPart

    native.rows_linked()  # before any of its tables says that there are rows
    return RowsPart(plan, arrays, call, rows, form)


def is_direct(array: Array, form: ArrayForm) -> bool:
    """True if kernels read an array where it is; another one is gathered if it is only read."""
    return buffers.is_direct(array, form.order)


class _Gather:
    """A row of `GATHER` with what it says, and the job that it runs.

    Args:
        form: of the array.
        room: memory of that form.
        shared: let threads share the job, if it is long.
    """

    def __init__(self, form: ArrayForm, room: Array, *, shared: bool) -> None:
        words = {"room": address(room), "dimensions": len(form.shape)}
        sizes, order = [form.shape[axis] for axis in form.order], form.order
        lists = {name: np.array(items, np.int64) for name, items in (("order", order), ("sizes", sizes))}
        lists["strides"] = np.zeros(len(sizes), np.int64)
        self.jobs = Jobs(1)
        words |= {"plan": self.jobs.address} | {name: address(items) for name, items in lists.items()}
        self.row = np.array(row_of(GATHER, words), np.int64)
        self.address = address(self.row)
        self._kept = [room, *lists.values()]
        kernel, item = native.gather_kernel(form.dtype.bytes), 2 * form.dtype.bytes
        cuts = chunks(room.size, item) if shared else [(0, room.size)]
        self.jobs.fill(0, table([(kernel, self.address, *cut) for cut in cuts]), room.size * item)


class NativeCall(_Call):
    """A prepared call in native code. Its `_record` is the address of its `CALL`.

    Args:
        plan: what runs.
        arrays: the forms of the arrays that a step is given, in order, then of the executor's own.
        own: these own arrays.
        roots: of each array the address of what it is a view of, as it was bound.
        numbers: the forms of the numbers.
        lock: taken for each step.
        sparse: what is done for rows, if arrays are row-sparse. The form of such an array is that of the whole tensor.
    """

    def __init__(
        self,
        plan: Plan,
        arrays: Sequence[ArrayForm],
        own: Sequence[Array],
        roots: Array,
        numbers: Sequence[NumberForm],
        lock: Lock,
        sparse: SparseForm | None = None,
    ) -> None:
        super().__init__(plan, arrays, own, numbers)
        self._kept: list[object] = [lock]
        self._words = np.zeros(len(CALL), np.int64)
        self._record = address(self._words)
        count, arguments = len(arrays), len(arrays) - len(own)
        self._objects = np.zeros(max(1, count), np.int64)
        self._addresses = np.full(max(1, count), -1, np.int64)
        self._dtypes = [to_numpy(item.dtype) for item in arrays]
        self.rows = buffers.zeros((count, len(ARRAY)), I64)
        self.rows[...] = self._table(ARRAY, self._array_rows())
        self._number_rows = self._table(NUMBER, self._rows_of_numbers())
        written = sum(item.written for item in arrays)
        chosen, seen, seen_roots = (np.zeros(count + AHEAD, np.int64) for _ in range(3))
        self._roots = roots
        spans, fresh = np.zeros((2 * written + 1, 2), np.int64), np.zeros(max(1, len(numbers)))
        self._lists: dict[str, list[Any]] = {"outputs": [], "replaced": [], "guards": []}
        self._lists |= {name: [None] * count for name in ("keeps", "pinned", "lent")}
        self._borrowed = np.zeros(max(1, count), np.int64)
        pins, changed = (np.zeros(count + 1, np.int64) for _ in range(2))
        self._kept += [chosen, seen, seen_roots, spans, fresh, pins, changed]
        self.set(lock=lock.address, run=run_jobs.native("run_plan"), plan=plan.jobs.address, block=plan.address)
        self.set(count=count, given=arguments, arrays=address(self.rows), objects=address(self._objects))
        self.set(borrowed=address(self._borrowed))
        self.set(chosen=address(chosen), addresses=address(self._addresses), seen=address(seen))
        self.set(roots=address(self._roots), seen_roots=address(seen_roots))
        self.set(pins=address(pins), changed=address(changed), spans=address(spans))
        self.set(numbers=len(numbers), number_rows=address(self._number_rows))
        counting = np.array([place for place, form in enumerate(numbers) if form.counts], np.int64)
        self._kept.append(counting)
        self.set(values=address(self.values), fresh=address(fresh))
        self.set(counting=address(counting), counting_count=len(counting))
        self.set(**{name: id(table) for name, table in self._lists.items()})
        for place, array in enumerate(own, arguments):
            self.hold(place, array)
        self._gathers: dict[int, _Gather] = {}
        self.sparse = None if sparse is None else _rows_part(plan, arrays, self._words, self.rows, sparse)
        if self.sparse is not None:
            self.set(**self.sparse.tables())
        self.refresh()

    def set(self, **words: int) -> None:
        """Set words of `CALL` by name."""
        put(self._words, CALL, **words)

    def waits(self) -> bool:
        """True if the last step that native code began needs threads that were not there."""
        return bool(self._words[CALL.index("waits")])

    def refresh(self) -> None:
        """The plan's jobs have changed."""
        if self.sparse is not None:
            self.set(**self.sparse.jobs())
        else:
            self.set(release=self.plan.jobs.traffic > QUICK, shareable=self.plan.jobs.shareable)

    def forget_addresses(self) -> None:
        """The plan has been pointed elsewhere: the next step writes every address."""
        self._addresses[:] = -1
        self.set(sorted=0)

    def gather_into(self, place: int, room: Array) -> None:
        """Let an array lie in any way from now on: a step copies one that kernels cannot read to `room` first."""
        gather = _Gather(self.arrays[place], room, shared=self.plan.jobs.shareable)
        gather = self._gathers.setdefault(place, gather)  # that of an interrupted call may be in use
        gather.jobs.use(self.plan.jobs.threads)
        self.rows[place, ARRAY.index("gather")] = gather.address

    def _table(self, layout: tuple[str, ...], rows: Sequence[Mapping[str, int]]) -> Array:
        return np.array([row_of(layout, row) for row in rows], np.int64).reshape(-1, len(layout))

    def _listed(self, lists: Sequence[Sequence[int]]) -> list[int]:
        """Addresses of copies of lists, which are one behind the other: a step reads all of them."""
        words = np.fromiter(chain.from_iterable(lists), np.int64)
        self._kept.append(words)
        starts = accumulate(map(len, lists), initial=0)
        return [address(words) + 8 * start for start, _ in zip(starts, lists, strict=False)]

    def _array_rows(self) -> list[dict[str, int]]:
        shapes = [form.shape for form in self.arrays]
        strides = [buffers.strides_of(form.shape, form.order) for form in self.arrays]
        slots = [[word for pair in form.slots for word in pair] for form in self.arrays]
        # A row's lists are one behind the other too.
        places = self._listed([part for row in zip(shapes, strides, slots, strict=True) for part in row])
        return [
            {
                "descr": id(dtype),
                "code": exchange.type_code(dtype),
                "item": form.dtype.bytes,
                "bytes": form.nbytes,
                "dimensions": len(form.shape),
                "shape": places[3 * row],
                "strides": places[3 * row + 1],
                "needed": form.flags,
                "written": form.written,
                "slots": places[3 * row + 2],
                "slot_count": len(form.slots),
            }
            for row, (form, dtype) in enumerate(zip(self.arrays, self._dtypes, strict=True))
        ]

    def _rows_of_numbers(self) -> list[dict[str, int]]:
        places = self._listed([form.slots for form in self.numbers])
        return [
            {"slots": place, "slot_count": len(form.slots), "next": -1}
            for place, form in zip(places, self.numbers, strict=True)
        ]

    def row(self, place: int) -> int:
        """The address of the row of an array."""
        return address(self.rows) + place * self.rows.strides[0]

    @property
    def address(self) -> int:
        """Address of this call for native code."""
        return self._record

    def take_keywords(
        self, arrays: Sequence[tuple[str, bool, Sequence[int]]], values: list[Any], numbers: Mapping[str, Sequence[int]]
    ) -> None:
        """Let `forward` take the arrays by name, each with whether it is borrowed, and where in the outputs it is.

        `values` holds what the user passed for each. A number's name sets all of its places.
        """
        index = {sys.intern(name): place for place, (name, _, _) in enumerate(arrays)}
        shown_at = self._listed([shown for _, _, shown in arrays])
        for place, (_, borrows, shown) in enumerate(arrays):
            row = self.rows[place]
            row[ARRAY.index("borrows")] = borrows
            row[ARRAY.index("shown")], row[ARRAY.index("shown_count")] = shown_at[place], len(shown)
        for name, places in numbers.items():
            index[sys.intern(name)] = len(self.arrays) + places[0]
            for place, following in zip(places, (*places[1:], -1), strict=True):
                self._number_rows[place, NUMBER.index("next")] = following
        self._kept += [index, values]
        self.set(index=id(index), held=id(values))

    def hold(self, place: int, value: object) -> None:
        """Let `forward` run on an object, which lives as long as it is held here."""
        self._borrowed[place] = 0
        self._objects[place] = id(value)
        self._lists["keeps"][place] = value

    def borrow(self, place: int, reference: object) -> None:
        """Let `forward` run on the object of a weak reference while it lives; None: on none."""
        self._objects[place] = 0
        self._borrowed[place] = 0 if reference is None else id(reference)
        self._lists["keeps"][place] = reference

    def show(self, outputs: Sequence[Any]) -> None:
        """Set the result of `forward`."""
        self._lists["outputs"][:] = outputs

    def let_go(self) -> None:
        """Hold nothing of the user's."""
        given = len(self.arrays) - len(self.own)
        self._objects[:given] = self._borrowed[:given] = 0
        self._lists["keeps"][:given] = [None] * given
        self._lists["outputs"].clear()

    def reads(self, place: int, value: object, root: int) -> bool:
        """True if native code reads `value` as an array of that form, and a view of what is at that address."""
        where, beneath = native.read(self.row(place), value)
        return where != -1 and beneath == root

    def adopt(self, array: Array, form: ArrayForm) -> Array:
        """An array in the words of the checks here: of NumPy's own dtype object."""
        wanted = to_numpy(form.dtype)
        return array if array.dtype is wanted else array.view(wanted)

    def step_held_noted(self, log: list[int], arrays: tuple[Array, ...], numbers: int) -> int:
        """`step_held`, whose status is in `log` as soon as it is known."""
        return status_of(log, self.step_held, (arrays, numbers))

    def step_by_hand(self, log: list[int], arrays: tuple[Array, ...], numbers: int) -> int:
        """`step_held` where the plan's threads are Python's: the plan is run from here. `log` has `DONE` then."""
        self.set(run=native.linked().addresses["nothing"], shareable=0, release=0)
        guards = [views.guards(array) for array in (*arrays, *self.own)]  # before the arrays are checked
        try:
            status = self.step_held(arrays, numbers)
        finally:
            self.set(run=run_jobs.native("run_plan"))
            self.refresh()
        if status == DONE:
            rows = {gather.address: gather for gather in self._gathers.values()}
            row = int(self._words[CALL.index("gathered")])
            while row:
                rows[row].jobs.run()
                row = int(rows[row].row[GATHER.index("next")])
            self.plan.run_jobs(log=log)
        del guards
        return status

    if TYPE_CHECKING:

        def step(
            self,
            arrays: tuple[Any, ...],
            numbers: Numbers,
            arrangement: int = 0,
            log: list[int] | None = None,
            /,
        ) -> int: ...
        def step_by_ids(
            self, arrays: tuple[Any, ...], numbers: tuple[float, ...], arrangement: int, log: list[int], index: int, /
        ) -> int: ...
        def step_held(self, arrays: tuple[Any, ...], numbers: Numbers, /) -> int: ...
        def fits(self, arrays: tuple[Any, ...], numbers: tuple[float | bytes, ...], arrangement: int, /) -> int: ...
        def fits_held(self, arrays: tuple[Any, ...], numbers: int, /) -> int: ...


class PortableCall(_Call):
    """A prepared call in Python: arrays through `known_arrays`, the plan through ctypes."""

    def __init__(
        self,
        plan: Plan,
        arrays: Sequence[ArrayForm],
        own: Sequence[Array],
        numbers: Sequence[NumberForm],
        lock: AnyLock,
    ) -> None:
        super().__init__(plan, arrays, own, numbers)
        self._lock = lock
        self._rooms: dict[int, Array] = {}

    def refresh(self) -> None:
        """The plan's jobs have changed."""

    def gather_into(self, place: int, room: Array) -> None:
        """Let an array lie in any way from now on: a step copies one that kernels cannot read to `room` first."""
        self._rooms[place] = room

    def adopt(self, array: Array, form: ArrayForm) -> Array:
        """The array itself."""
        return array

    def step(
        self, arrays: tuple[Any, ...], numbers: Numbers, arrangement: int = 0, log: list[int] | None = None, /
    ) -> int:
        """One step. A status of `layout`; `log` has `DONE` when it is done."""
        try:
            with attempt(self._lock):
                return self.step_held_noted([] if log is None else log, arrays, numbers)
        except native.BusyError:
            return BUSY

    def step_by_ids(self, *_arguments: Any) -> int:
        """Nothing: native code alone does such a step."""
        return UNFIT

    def step_by_hand(self, log: list[int], arrays: tuple[Array, ...], numbers: int) -> int:
        """`step_held_noted`: Python runs the plan in any case."""
        return self.step_held_noted(log, arrays, numbers)

    def step_held_noted(self, log: list[int], arrays: tuple[Any, ...], numbers: Numbers, /) -> int:
        """`step_noted` for whoever has the lock."""
        fresh = self._numbers(numbers)
        passed = known_arrays(arrays)
        if fresh is None or passed is None or len(passed) + len(self.own) != len(self.arrays):
            return UNFIT
        bare = [*passed, *self.own]
        guards = [views.guards(array) for array in bare if is_array(array)]  # before the arrays are checked
        if not all(self._fits(place, array) for place, array in enumerate(bare)):
            return UNFIT
        named = [("", array, form.written) for array, form in zip(bare, self.arrays, strict=True)]
        if buffers.overlaps(named):
            return UNFIT
        for place, (array, form) in enumerate(zip(bare, self.arrays, strict=True)):
            direct = is_direct(array, form)
            if not direct:
                np.copyto(self._rooms[place], array)
            where = address(array if direct else self._rooms[place])
            for slot, offset in form.slots:
                self.plan.set_address(slot, where + offset)
        for place, value in enumerate(fresh):
            self.set_number(place, value)
        self.plan.start_threads()
        self.plan.run_jobs(log=log)
        del guards
        return DONE

    def _fits(self, place: int, array: Any) -> bool:
        form = self.arrays[place]
        if type(array) is not np.ndarray or array.shape != form.shape or from_numpy(array.dtype) is not form.dtype:
            return False
        direct = is_direct(array, form) or (place in self._rooms and not form.written)
        return bool(array.dtype.isnative and direct and (array.flags.writeable or not form.written))

    def _numbers(self, numbers: Numbers) -> list[float] | None:
        given: list[Any] = list(numbers) if isinstance(numbers, tuple) else _at(numbers, len(self.numbers))
        if len(given) != len(self.numbers) or not all(type(value) is float for value in given):
            return None
        return given if all(form.fits(value) for value, form in zip(given, self.numbers, strict=True)) else None


def _at(where: int, count: int) -> list[float]:
    """The numbers at an address."""
    return list((ctypes.c_double * count).from_address(where)) if count else []


AnyCall = NativeCall | PortableCall


def numbers_only(plan: Plan, numbers: Sequence[NumberForm], lock: AnyLock) -> PortableCall:
    """The numbers of an executor whose steps are prepared in another way."""
    return PortableCall(plan, (), (), numbers, lock)


def prepare(
    plan: Plan,
    arrays: Sequence[ArrayForm],
    own: Sequence[Array],
    roots: Array,
    numbers: Sequence[NumberForm],
    lock: AnyLock,
    sparse: SparseForm | None = None,
) -> AnyCall:
    """A prepared call, in native code where there is some."""
    if isinstance(lock, Lock):
        _add_methods()
        return NativeCall(plan, arrays, own, roots, numbers, lock, sparse)
    return PortableCall(plan, arrays, own, numbers, lock)


def _add_methods() -> None:
    if "step" not in vars(NativeCall):
        native.add_method(NativeCall, "step", "step", "One step. A status of `layout`.")
        native.add_method(NativeCall, "step_by_ids", "step", "One step, which looks up ids in an index at an address.")
        native.add_method(NativeCall, "step_held", "step_held", "The same for whoever has the lock.")
        native.add_method(NativeCall, "fits", "fits", "The checks of a step, which is not done. A status of `layout`.")
        native.add_method(NativeCall, "fits_held", "fits_held", "The same for whoever has the lock.")
