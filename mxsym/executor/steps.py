"""The steps of a compiled graph, on arrays and numbers that each step brings: none of them is kept.

A step is one native call (`mxsym.runtime.native_call.prepared`) that reads every array in place. What it refuses comes
here: everything is checked, every fault is named, and nothing has changed after an error.
"""

from __future__ import annotations

import weakref
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from mxsym.codegen import quiet_thread, settings
from mxsym.codegen.program import Number, Place
from mxsym.codegen.record import field, record, replace
from mxsym.errors import BindError, Fault
from mxsym.executor.checks import Checks, form_of
from mxsym.executor.memory import DenseMemory
from mxsym.executor.rows import SUMMED_BYTES, SparseSteps
from mxsym.executor.scalars import (
    Assignment,
    MemberScalars,
    NodeScalars,
    Scalars,
    assigned,
    assignment_faults,
    counted,
    scalar_keys,
)
from mxsym.opgraph.bound import BoundGraph
from mxsym.opgraph.node import Entry, Op, Variable, ops_of, variables_of
from mxsym.opgraph.storage import writes
from mxsym.runtime import buffers, kernel_cache, threads
from mxsym.runtime.buffers import Array, address
from mxsym.runtime.interop import as_arrays, known_arrays
from mxsym.runtime.launch import compile_regions, extents, is_listed, launches, library_calls, workspace
from mxsym.runtime.native_call import locks, native
from mxsym.runtime.native_call.forms import NumberForm
from mxsym.runtime.native_call.layout import BUSY, DONE, NO_THREADS, UNFIT
from mxsym.runtime.native_call.native import BusyError
from mxsym.runtime.native_call.prepared import AnyCall, NativeCall, numbers_only, prepare
from mxsym.runtime.plan import Plan
from mxsym.runtime.sparse import Bound, RowSums

if TYPE_CHECKING:
    from mxsym.runtime.native_call.arrangement import Arrangement, Columns

_TRIES = 8
"""Number of attempts at a step whose arrays another thread changes."""


@record
class Checked:
    """Checked inputs of a step: the arrays by name, and the numbers. `log` has `DONE` when the step is done."""

    arrays: dict[str, Bound]
    numbers: Array
    log: list[int] = field(default_factory=list[int])


_all_steps: weakref.WeakSet[Steps] = weakref.WeakSet()


@quiet_thread.after_fork
def _unlock_after_fork() -> None:
    """A thread that held a lock in the parent is not there in the child."""
    for steps in _all_steps:
        steps.unlock()


class Steps:
    """A graph compiled for arrays of some forms, and its steps on such arrays.

    Args:
        graph: the graph.
        arrays: arrays of these forms, by name in the order of `step`; the kernels' first ones.
        own: the arrays that are the executor's, by tensor.
        roots: of the arrays and of `own`; see `bound_values.roots_of`.
    """

    def __init__(self, graph: BoundGraph, arrays: Mapping[str, Bound], own: Mapping[str, Array], roots: Array) -> None:
        self._graph = replace(graph, arrays={})
        self.symbol, self.expanded, self.types = graph.symbol, graph.expanded, graph.types
        self.regions = graph.regions
        self._lock = locks.lock()
        nodes = {node.name: node for node in variables_of(graph.symbol)}
        tensors = {name: graph.lowered.tensors[Entry(nodes[name])] for name in arrays}
        self._forms = {name: form_of(array, graph.orders.get(tensors[name])) for name, array in arrays.items()}
        ops = ops_of(graph.expanded)
        written = Counter(variable for node in ops for variable in writes(node))
        names = {node.name for node in written if node.extent is None}
        self._own = own
        self._checks = Checks(self._forms, nodes, names, {name: (form_of(array), array) for name, array in own.items()})
        self.compiled = compile_regions(graph.regions, kernel_cache.host(settings.requested_target()))
        self._workspace = {item.name: buffers.workspace(item.shape, item.dtype) for item in graph.workspace()}
        library = library_calls(self.compiled, self._workspace)
        self._plan = plan = Plan([launch for item in self.compiled for launch in launches(item)], library)
        self._work = {
            slot: array for item in self.compiled if not is_listed(item) for slot, array in workspace(item).items()
        }
        plan.set_addresses({**self._work, **{Place(name): room for name, room in self._workspace.items()}})
        self._memory = DenseMemory(plan, self.compiled, self._forms, tensors, own)
        self._memory.point(arrays)
        for item in self.compiled:
            for slot, size in extents(item).items():
                plan.set_number(slot, size)
        read = _readers(ops)
        self._sparse = SparseSteps(graph.lowered, self.compiled, plan, written, read + written)
        plan.verify()
        if faults := self._sparse.static_faults(arrays):
            raise BindError("bind", faults)
        self._call, self.scalars_of = self._prepared(ops, arrays, roots)
        _all_steps.add(self)
        scalars = dict(self.scalars_of)  # without the members of ops on many tensors
        many = {
            node.name: MemberScalars(node, [scalars.pop(member) for member in members])
            for node, members in graph.members.items()
        }
        self.scalars = Scalars(_own_numbers(graph, scalars) | many)

    def _prepared(
        self, ops: Sequence[Op], arrays: Mapping[str, Bound], roots: Array
    ) -> tuple[AnyCall, dict[Op, NodeScalars]]:
        """The prepared call of a step, and the numeric attributes of each op, which have places in it."""
        calls, numbers = self._graph.lowered.calls, list[NumberForm]()
        places: dict[Op, dict[str, int]] = {}
        parts = {part for node in ops for part in node.parts}  # which have the numbers of another op
        for node in (node for node in ops if node not in parts):
            places[node], counts = {}, counted(node)
            for key in scalar_keys(node):
                places[node][key] = len(numbers)
                slots = [slot for op in (node, *node.parts) for slot in self._plan.slots(Number(calls[op], key))]
                numbers.append(NumberForm(slots, key in counts))
        order = {name: place for place, name in enumerate(self._forms)}
        sparse = self._sparse.native_form(order, arrays) if native.available() else None
        if self._sparse and sparse is None:
            call: AnyCall = numbers_only(self._plan, numbers, self._lock)
        else:
            forms, memory = self._memory.forms(self._checks.written), list(self._own.values())
            call = prepare(self._plan, forms, memory, roots, numbers, self._lock, sparse)
            if isinstance(call, NativeCall) and call.sparse is not None:
                self._sparse.run_natively(call.sparse)
        return call, {node: NodeScalars(node, call, mine) for node, mine in places.items()}

    @property
    def names(self) -> list[str]:
        """The variables in the order of `step`."""
        return list(self._forms)

    @property
    def count(self) -> int:
        """Number of numbers that `step` takes."""
        return len(self._call.numbers)

    @property
    def numbers(self) -> list[float]:
        """The numbers that `step` takes, as they are now: in the order of the ops, and of each op's attributes."""
        return [float(number) for number in self._call.values]

    def number_place(self, op: str, key: str) -> int:
        """Index of an op's attribute among the numbers of `step`."""
        scalars = self.scalars[op]
        assert isinstance(scalars, NodeScalars)
        return scalars.place(key)

    def step(
        self,
        arrays: tuple[Any, ...],
        numbers: Columns | int,
        arrangement: Arrangement | None = None,
        log: list[int] | None = None,
    ) -> bool:
        """One step on arrays and numbers in order; the numbers may be the address of doubles. None of it is kept.

        With an `arrangement`, both come in its form: nested tuples of arrays, and columns of numbers. False, and
        nothing has changed, where native code does not take it: `run_on` then says why, or does it. `log` has `DONE`
        after a step that was done, also where an exception of a signal handler follows it.
        """
        if self._plan.library:
            return False
        call, log = self._call.step, [] if log is None else log
        words = 0 if arrangement is None else arrangement.address
        arranges = arrangement is None or isinstance(self._call, NativeCall)
        status = call(arrays, numbers, words, log) if arranges else UNFIT
        if status == DONE:
            return True
        if status == UNFIT:
            if arrangement is not None:
                assert not isinstance(numbers, int)
                ordered = arrangement.in_order(arrays, numbers)
                if ordered is None:
                    return False
                words, (arrays, numbers) = 0, ordered
            if not arranges or native.teach_all(arrays):
                status = call(arrays, numbers, words, log)
            if status == UNFIT and self._takes_strays(arrays):
                status = call(arrays, numbers, words, log)
            if status == UNFIT and (summed := _summed(arrays)) is not None:
                arrays = summed
                status = call(arrays, numbers, words, log)
        if status == NO_THREADS:
            try:
                with locks.attempt(self._lock):
                    self._plan.jobs.threads.start()
            except BusyError:
                return False
            status = call(arrays, numbers, words, log)
        return status == DONE

    def _takes_strays(self, arrays: Sequence[Any]) -> bool:
        """Let steps gather those of a step's arrays that lie in another way. True if there is something new.

        It is new, too, where there was no room for so many rows as the step is to sum.
        """
        values = dict(zip(self._forms, arrays, strict=False))
        sums = {name: value for name, value in values.items() if isinstance(value, RowSums)}
        names = [name for name in values if name not in sums]
        if (plain := known_arrays(values[name] for name in names)) is None:
            return False
        named = zip(names, plain, strict=True)
        try:
            fit = {name: array for name, array in named if not self._checks.array_faults(name, array)}
            with locks.attempt(self._lock):
                gathers = self._memory.make_rooms(self._call, fit)
                rooms = [self._sparse.make_room(name, value, SUMMED_BYTES) for name, value in sums.items()]
                return any(rooms) or gathers
        except (BindError, BusyError):
            return False

    def step_by_ids(self, arrays: tuple[Any, ...], numbers: tuple[float, ...], log: list[int], index: int) -> bool:
        """`step` with a gradient whose ids are of an index, at the address that `HashIndex.serve` returned.

        They are positions, or few keys that are all there. The step touches their rows. False, and nothing done, where
        it is not so.
        `arrays`, `numbers` and `log` are those of `step`; `index` is the address.
        """
        return not self._plan.library and self._call.step_by_ids(arrays, numbers, 0, log, index) == DONE

    def fits(self, arrays: tuple[Any, ...], numbers: Columns, arrangement: Arrangement) -> bool:
        """True if `step` would do its step on these; False where it would not, or only `check` can tell.

        `arrays`, `numbers` and `arrangement` are those of `step`.
        """
        call = self._call
        if self._plan.library or not isinstance(call, NativeCall):
            return False
        return call.fits(arrays, numbers, arrangement.address) == DONE

    def _fits_held(self, values: Mapping[str, Any]) -> bool:
        """True if native code would do a step on these; False where it would not, or only Python can tell.

        Whoever calls this has the lock.
        """
        call = self._call
        if self._plan.library or not isinstance(call, NativeCall) or len(values) < len(self._forms):
            return False
        arrays = tuple([values[name] for name in self._forms])
        return call.fits_held(arrays, address(call.values)) == DONE

    def run_on(
        self, arrays: Mapping[str, Any], numbers: Mapping[str, Mapping[str, Any]], log: list[int] | None = None
    ) -> bool:
        """One step on other arrays of the same forms, all of them at once; no reference to them is kept.

        `numbers`: attribute values by op and name, for every op. False, and nothing done, while somebody else is at it:
        another thread, or what this call has interrupted. `log` has `DONE` after a step that was done, also where an
        exception of a signal handler follows it.

        Raises:
            BindError: naming everything that does not fit; nothing has changed.
        """
        return self._run_fit(lambda: self._fit_on(arrays, numbers), [] if log is None else log)

    def _run_fit(self, fit: Callable[[], Checked], log: list[int]) -> bool:
        """`run_on` of the results of `fit`, which are checked as late as possible."""
        if self._sparse or self._plan.library:
            try:
                with locks.attempt(self._lock):
                    checked = replace(fit(), log=log)
                    self._start_threads()
                    self._run(checked)
            except BusyError:
                return False
            return True
        for _ in range(_TRIES):
            checked = replace(fit(), log=log)
            self._start_threads()
            status = self._call.step(self._objects(checked), address(checked.numbers), 0, log)
            if status == DONE:
                return True
            if status == BUSY:
                return False
            if status == NO_THREADS:
                try:
                    with locks.attempt(self._lock):
                        self._run(checked)
                except BusyError:
                    return False
                return True
        raise RuntimeError("the arrays of this step change while it checks them: no step was done")

    def _start_threads(self) -> None:
        """Start the threads that a step needs, as far as that is known: Python, which does it now, may need fewer."""
        if isinstance(self._call, NativeCall) and self._call.waits():
            self._plan.jobs.threads.start()
        self._plan.start_threads()

    def on_rows(
        self, arrays: Mapping[str, Any], work: Callable[[Mapping[str, Any], list[int]], None], log: list[int]
    ) -> None:
        """Do a step by other means: `work`, on arrays by name and the log, which has `DONE` when it is done."""
        work(arrays, log)

    def step_on(self, arrays: Mapping[str, Any], numbers: Sequence[float], log: list[int]) -> None:
        """One step on arrays by name and all numbers in order, while nobody else is at it. None of it is kept.

        `log` gets `DONE` when it is done.

        Raises:
            BindError: naming everything that does not fit; nothing has changed.
        """
        if self.step(tuple([arrays[name] for name in self._forms]), tuple(numbers), log=log):
            return
        own, values = {name: arrays[name] for name in self._forms}, np.array([*numbers, 0.0])  # one more: an address
        if not self._run_fit(lambda: replace(self._fit_on(own, {}), numbers=values), log):
            raise BusyError

    def listed(self, name: str) -> Array:
        """The rows of the last step that the array `name` lists, each once. They hold until the next step."""
        return self._sparse.listed(name)

    def check_on(self, arrays: Mapping[str, Any]) -> None:
        """Raise the errors of `step_on` without a step."""
        self.check({name: arrays[name] for name in self._forms}, {})

    def check(self, arrays: Mapping[str, Bound], numbers: Mapping[str, Mapping[str, Any]]) -> None:
        """Raise the errors of `run_on` without a step."""
        with self._lock:
            self._fit_on(arrays, numbers)
            self._sparse.release()

    def _in_places(self, numbers: Mapping[str, Mapping[str, Any]]) -> list[float]:
        """The numbers of a step in order, with other values of some.

        Raises:
            BindError: a value that does not fit.
        """
        assignments = self.scalars.of_ops(numbers)
        if faults := assignment_faults(assignments):
            raise BindError(next(iter(self.scalars)), faults)
        fresh = self.numbers[: self.count]
        for place, number in assigned(assignments):
            fresh[place] = number
        return fresh

    def _fit_on(self, arrays: Mapping[str, Any], numbers: Mapping[str, Mapping[str, Any]]) -> Checked:
        return self._fit(next(iter(self.scalars)), arrays, self.scalars.of_ops(numbers), [], SUMMED_BYTES)

    def _fit(
        self,
        what: str,
        values: Mapping[str, Any],
        numbers: list[Assignment],
        faults: list[Fault],
        most: int | None = None,
    ) -> Checked:
        """All of a step's arrays and numbers, checked. Row-sparse work is then prepared; `most`: see `make_room`.

        Raises:
            BindError: with every fault, those of `faults` among them.
        """
        checks = self._checks
        for name, value in values.items():
            self._sparse.make_room(name, value, most)
        arrays, strangers = as_arrays(values)
        now = checks.now(arrays)
        lost = {fault.node for fault in faults}
        wrong = [*(fault for fault in strangers if fault.node not in lost), *checks.own_faults()]
        wrong += [fault for name, array in now.items() for fault in checks.array_faults(name, array)]
        faults = [*wrong, *faults]
        faults += assignment_faults(numbers)
        faults += checks.overlap_faults(now) if not faults else []
        faults += self._sparse.faults(now) if self._sparse and not faults else []
        if faults:
            self._sparse.release()
            raise BindError(what, faults)
        self._memory.make_rooms(self._call, now)
        fresh = self._call.values.copy()
        for place, number in assigned(numbers):
            fresh[place] = number
        return Checked(arrays, fresh)

    def _run(self, checked: Checked) -> None:
        """One step on checked arrays. The caller has the lock."""
        if self._sparse:
            before = self.numbers[: self.count]
            try:
                self._set_numbers(checked.numbers[: self.count].tolist())
                if isinstance(self._call, NativeCall):  # before one is changed: an exception may come between
                    self._call.forget_addresses()
                self._memory.point(checked.arrays)
                self._sparse.prepare(checked.arrays, self._own)
                self._plan.run(log=checked.log)
            except BaseException:
                if DONE not in checked.log:
                    self._set_numbers(before)
                raise
            self._sparse.release()
            return
        for turn in range(_TRIES):
            run = self._call.step_by_hand if turn or self._plan.library else self._call.step_held_noted
            if run(checked.log, self._objects(checked), address(checked.numbers)) == DONE:
                return
            self._start_threads()
        raise RuntimeError("the arrays of this step change while it checks them: no step was done")

    def _objects(self, checked: Checked) -> tuple[Any, ...]:
        """The arrays of a step as the prepared call reads them."""
        arrays = [cast("Array", checked.arrays[name]) for name in self._forms]
        for array in arrays:
            native.teach(array)
        return tuple(self._call.adopt(*pair) for pair in zip(arrays, self._call.arrays, strict=False))

    def _set_numbers(self, numbers: Sequence[float]) -> None:
        for place, number in enumerate(numbers):
            self._call.set_number(place, number)

    def use_threads(self, count: int | None = None, cpus: Sequence[int] | None = None) -> None:
        """Let steps run on so many threads, on these CPUs; without arguments, on those of the process.

        Raises:
            ValueError: `count` is no positive whole number, or `cpus` are not CPUs of this process.
        """
        self.use(threads.of(count, cpus))

    def use(self, threads: threads.Threads) -> None:
        """Let steps run on these threads."""
        with self._lock:
            self._plan.use(threads)

    def unlock(self) -> None:
        """For a forked child: another thread that held the lock is gone."""
        self._lock.renew()


def _own_numbers(graph: BoundGraph, scalars: Mapping[Op, NodeScalars]) -> dict[str, NodeScalars]:
    """The numeric attributes of the ops of a graph as it was given, by name: numbers over models are not among them."""
    own = {op.name for op in ops_of(graph.symbol)}
    return {op.name: numeric for op, numeric in scalars.items() if op.name in own}


def _readers(ops: Sequence[Op]) -> Counter[Variable]:
    """The number of ops that read each variable."""
    read = (node for op in ops for node in {entry.node for entry in op.inputs.values()})
    return Counter(node for node in read if isinstance(node, Variable))


def _summed(arrays: Sequence[Any]) -> tuple[Any, ...] | None:
    """A step's arrays with the sums of those rows that it has no room to sum; None where it sums none."""
    sums = known_arrays(value for value in arrays if isinstance(value, RowSums))
    if not sums:
        return None
    totals = iter(sums)
    return tuple([next(totals) if isinstance(value, RowSums) else value for value in arrays])
