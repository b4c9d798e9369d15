"""The executor: a graph bound to arrays, to be run again and again.

A step is one native call (`mxsym.runtime.native_call.prepared`) that reads every array in place. What it refuses comes
here: everything is checked, every fault is named, and nothing has changed after an error.
"""

from __future__ import annotations

import contextlib
import functools
import os
import weakref
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np

from mxsym.codegen import target as targets
from mxsym.codegen.loading import load_modules
from mxsym.codegen.program import Number, Place
from mxsym.codegen.record import field, record, replace
from mxsym.errors import BindError, Fault, suggest
from mxsym.executor.arrays import BoundArrays, as_arrays, borrowed, is_dense_face, living
from mxsym.executor.checks import Checks, Form, form_of, placeholder
from mxsym.executor.rows import SUMMED_BYTES, SparseSteps
from mxsym.executor.scalars import MemberScalars, NodeScalars, Scalars, counted, scalar_keys
from mxsym.opgraph.bound import BoundGraph
from mxsym.opgraph.node import Entry, Op, Variable, ops_of, variables_of
from mxsym.opgraph.storage import writes
from mxsym.runtime import buffers, kernel_cache, threads, views
from mxsym.runtime.buffers import Array, address
from mxsym.runtime.faces import is_face
from mxsym.runtime.interop import LOST, as_array, pins_its_buffer
from mxsym.runtime.launch import (
    CompiledRegion,
    compile_regions,
    extents,
    is_listed,
    launches,
    library_stages,
    workspace,
)
from mxsym.runtime.native_call import locks, native
from mxsym.runtime.native_call.forms import ArrayForm, NumberForm
from mxsym.runtime.native_call.layout import ANY_ROOT, BUSY, DONE, NO_THREADS, UNFIT
from mxsym.runtime.native_call.native import BusyError
from mxsym.runtime.native_call.prepared import AnyCall, NativeCall, numbers_only, prepare
from mxsym.runtime.plan import Plan
from mxsym.runtime.sparse import Bound, RowSparse, RowSums
from mxsym.spelling import listed, shown

if TYPE_CHECKING:
    from mxsym.inspection.notebook import Explanation
    from mxsym.inspection.pass_diffs import Passes
    from mxsym.inspection.profile import Profile
    from mxsym.runtime.native_call.arrangement import Arrangement, Columns

_TRIES = 8
"""Number of attempts at a step whose arrays another thread changes."""
_TIMED = ""
"""In the place of an array's name: steps go through Python while they are timed."""
_Assignment = tuple[NodeScalars | MemberScalars, str, Any]
"""A value for an attribute of an op."""


@record
class _Change:
    """Checked inputs of a step: all arrays; the newly passed ones, as the user passed them; and the numbers.

    `lends`: new arrays that are only read are the step's alone: they are not kept. `log` has `DONE` when the step is
    done, if there is one.
    """

    new_arrays: dict[str, Any]
    arrays: dict[str, Bound]
    numbers: Array
    lends: bool
    log: list[int] = field(default_factory=list[int])


class StepWatch(Protocol):
    """An observer of one step."""

    def take(self, scalars: Scalars, /) -> None:
        """Let the step have these numbers."""

    def report(self) -> None:
        """Called after the step, without the lock."""


_executors: weakref.WeakSet[Executor] = weakref.WeakSet()


def _unlock_after_fork() -> None:
    """A thread that held an executor in the parent is not there in the child."""
    for executor in _executors:
        executor.unlock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_unlock_after_fork)


class Executor:
    """A graph bound to arrays. `mx.Executor`, which derives from this, describes the attributes."""

    def __init__(
        self,
        graph: BoundGraph,
        arguments: dict[str, Any],
        states: dict[str, Any],
        own: dict[str, Array],
    ) -> None:
        native.install(Executor)
        self._record = 0
        self._graph = replace(graph, arrays={})
        self.symbol, self.expanded, self.types = graph.symbol, graph.expanded, graph.types
        self.regions = graph.regions
        bound = arguments | states
        self._places = {name: place for place, name in enumerate(bound)}
        self._values: list[Any] = [*bound.values()]
        self._show(arguments, states)
        self._shown = _shown(own, bound)
        self._lock = locks.lock()
        self._pending: _Change | None = None
        self._blind: set[str] = set()
        nodes = {node.name: node for node in variables_of(graph.symbol)}
        raw = {name: graph.arrays[name] for name in bound}  # those that were checked: an object may give others now
        self._tensor = {name: graph.lowered.tensors[Entry(nodes[name])] for name in raw}
        self._forms = {name: form_of(array, graph.orders.get(self._tensor[name])) for name, array in raw.items()}
        roots = [_root(value, raw[name]) for name, value in bound.items()]
        self._roots = np.array([*roots, *[ANY_ROOT] * len(own), 0], np.int64)
        ops = ops_of(graph.expanded)
        written = Counter(variable for node in ops for variable in writes(node))
        names = {node.name for node in written if node.extent is None}
        self._borrows = self._forms.keys() - names - {self._name_of(entry) for entry in self.expanded.entries}
        self._checks = Checks(self._forms, nodes, names, {name: (form_of(array), array) for name, array in own.items()})
        self._own = own
        self.compiled = compile_regions(graph.regions, kernel_cache.host(self.target_name()))
        self._rooms: dict[str, Array] = {}
        self._gathering: set[str] = set()
        rooms = {item.name: buffers.workspace(item.shape, item.dtype) for item in graph.workspace()}
        stages = library_stages(self.compiled, rooms)
        self._plan = plan = Plan([launch for item in self.compiled for launch in launches(item)], stages)
        self._work = {
            slot: array for item in self.compiled if not is_listed(item) for slot, array in workspace(item).items()
        }
        plan.set_addresses({**self._work, **{Place(name): room for name, room in rooms.items()}})
        self._workspace = rooms
        self._elements = _elements(self.compiled)
        self._point(raw)
        for item in self.compiled:
            for slot, size in extents(item).items():
                plan.set_number(slot, size)
        read = _readers(ops)
        self._sparse = SparseSteps(graph.lowered, self.compiled, plan, written, read + written)
        plan.verify()
        if faults := self._sparse.static_faults(raw):
            raise BindError("bind", faults)
        self._call, self.scalars_of = self._prepared(ops, raw)
        _executors.add(self)
        scalars = dict(self.scalars_of)  # without the members of ops on many tensors
        many = {
            node.name: MemberScalars(node, [scalars.pop(member) for member in members])
            for node, members in graph.members.items()
        }
        self.scalars = Scalars({node.name: numeric for node, numeric in scalars.items()} | many)
        if isinstance(self._call, NativeCall) and not stages:  # which are called from Python
            self._bind_natively(self._call, raw)
            self._pause()  # the first step looks for threads

    def _prepared(self, ops: Sequence[Op], raw: Mapping[str, Bound]) -> tuple[AnyCall, dict[Op, NodeScalars]]:
        """The prepared call of a step, and the numeric attributes of each op, which have places in it."""
        calls, numbers = self._graph.lowered.calls, list[NumberForm]()
        places: dict[Op, dict[str, int]] = {}
        for node in ops:
            places[node], counts = {}, counted(node)
            for key in scalar_keys(node):
                places[node][key] = len(numbers)
                slots = self._plan.slots(Number(calls[node], key))
                numbers.append(NumberForm(slots, key in counts))
        sparse = self._sparse.native_form(self._places, raw) if native.available() else None
        if self._sparse and sparse is None:
            call: AnyCall = numbers_only(self._plan, numbers, self._lock)
        else:
            written = self._checks.written
            dense = [self._array_form(self._tensor[k], form, written=k in written) for k, form in self._forms.items()]
            own = [self._array_form(name, form_of(array), written=True) for name, array in self._own.items()]
            forms, memory = [*dense, *own], list(self._own.values())
            call = prepare(self._plan, forms, memory, self._roots, numbers, self._lock, sparse)
            if isinstance(call, NativeCall) and call.sparse is not None:
                self._sparse.run_natively(call.sparse)
        return call, {node: NodeScalars(node, call, mine) for node, mine in places.items()}

    def _array_form(self, tensor: str, form: Form, *, written: bool) -> ArrayForm:
        slots = [(slot, 0) for slot in self._plan.slots(Place(tensor))]
        for place in self._elements.get(tensor, ()):
            assert place.element is not None
            slots += [(slot, place.element * form.dtype.bytes) for slot in self._plan.slots(place)]
        return ArrayForm(form.shape, form.dtype, slots, written, form.order)

    def _bind_natively(self, call: NativeCall, raw: Mapping[str, Bound]) -> None:
        """Let native code run `forward`: what keywords mean, and what is bound."""
        numbers: dict[str, list[int]] = {}
        for item in self.scalars.values():
            for key in item:
                if isinstance(item, NodeScalars):
                    numbers.setdefault(key, []).append(item.place(key))
        several = {key for item in self.scalars.values() if isinstance(item, MemberScalars) for key in item}
        numbers = {key: places for key, places in numbers.items() if key not in several and key not in self._forms}
        shown: dict[str | None, list[int]] = {}
        for at, entry in enumerate(self.expanded.entries):
            shown.setdefault(self._name_of(entry), []).append(at)
        arrays = [(name, name in self._borrows, shown.get(name, [])) for name in self._forms]
        call.take_keywords(arrays, self._values, numbers)
        self._record = call.address
        self._bind(call, {**self.arg_dict, **self.aux_dict}, raw)

    def _name_of(self, entry: Entry) -> str | None:
        """The variable that an output is, if it is one."""
        node = entry.stored.node
        return node.name if isinstance(node, Variable) else None

    def _bind(self, call: NativeCall, values: Mapping[str, Any], arrays: Mapping[str, Bound]) -> None:
        """Let steps without keywords run on these: the users' objects where native code can read them."""
        for place, name in enumerate(self._forms):
            if name in values:
                readable = self._readable(call, place, name, values[name], arrays[name])
                before = self._values[place]
                if before is values[name]:
                    call.hold(place, readable)
                else:
                    call.borrow(place, before if readable is values[name] else None)
        call.show(self.outputs)
        self._refresh(call)

    def _readable(self, call: NativeCall, place: int, name: str, value: Any, array: Bound) -> Any:
        """The object if native code can read it, else its array, which is as good where it pins its memory."""
        self._blind.discard(name)
        self._sparse.make_room(name, value)
        self._make_rooms({name: array})
        root = _root(value, array)
        if call.reads(place, value, root) or (native.teach(value) and call.reads(place, value, root)):
            return value
        if isinstance(array, RowSparse):  # it is coalesced at each step, or its parts are of a subclass of NumPy's
            self._blind.add(name)
            return array
        if buffers.is_array(value) or is_face(value) or not pins_its_buffer(value):
            self._blind.add(name)
        native.teach(array)
        return call.adopt(array, call.arrays[place])

    def _refresh(self, call: NativeCall) -> None:
        call.refresh()
        call.set(ready=not self._blind and not self.is_watched())

    def _pause(self) -> None:
        """Steps go through Python until `_refresh`: an exception of a signal handler may come between."""
        if self._record:
            cast("NativeCall", self._call).set(ready=0)

    def refresh_native_state(self) -> None:
        """Decide again how a step runs: something has changed that it depends on."""
        with self._lock:
            if self._record:
                assert isinstance(self._call, NativeCall)
                self._refresh(self._call)

    def __reduce__(self) -> Any:
        raise TypeError("an executor cannot be copied or pickled: bind its symbol again")

    def unlock(self) -> None:
        """For a forked child: another thread that held the lock is gone."""
        self._lock.renew()

    def _point(self, arrays: Mapping[str, Bound]) -> None:
        """Let kernels use dense arrays and the executor's own, and elements of them that some take for numbers."""
        dense = {
            self._tensor[name]: array if self._is_direct(name, array) else self._gathered(name, array)
            for name, array in arrays.items()
            if not isinstance(array, RowSparse)
        }
        dense |= self._own
        self._plan.set_addresses({Place(tensor): array for tensor, array in dense.items()})
        if self._elements:
            places = [place for tensor in dense for place in self._elements.get(tensor, ())]
            self._plan.set_addresses({place: dense[place.tensor].reshape(-1)[place.element :] for place in places})

    def _is_direct(self, name: str, array: Bound) -> bool:
        """True if kernels read an array where it is."""
        return isinstance(array, RowSparse) or buffers.is_direct(array, self._forms[name].order)

    def _room(self, name: str) -> Array:
        """Memory for a copy of an array that is only read, as kernels read it; one for all steps."""
        if name not in self._rooms:
            form = self._forms[name]
            self._rooms[name] = buffers.empty(form.shape, form.dtype, form.order)
        return self._rooms[name]

    def _gathered(self, name: str, array: Array) -> Array:
        """A copy of an array that is only read, as kernels read it."""
        np.copyto(self._room(name), array)
        return self._room(name)

    def _make_rooms(self, arrays: Mapping[str, Bound]) -> None:
        """Let steps gather the arrays that kernels cannot read where they are."""
        for name, array in arrays.items():
            if not self._is_direct(name, array) and name not in self._gathering and self._call.arrays:
                self._call.gather_into(self._places[name], self._room(name))
                self._gathering.add(name)

    def _takes_strays(self, arrays: Sequence[Any]) -> bool:
        """Let steps gather those of a step's arrays that lie in another way. True if there is something new.

        It is new, too, where there was no room for so many rows as the step is to sum.
        """
        values = dict(zip(self._forms, arrays, strict=False))
        sums = {name: value for name, value in values.items() if isinstance(value, RowSums)}
        try:
            plain = {name: as_array(value) for name, value in values.items() if name not in sums}
            fit = {name: array for name, array in plain.items() if not self._checks.array_faults(name, array)}
            with locks.attempt(self._lock):
                before = len(self._gathering)
                self._make_rooms(fit)
                rooms = [self._sparse.make_room(name, value, SUMMED_BYTES) for name, value in sums.items()]
                return any(rooms) or len(self._gathering) > before
        except (BindError, BusyError):
            return False

    @property
    def outputs(self) -> list[Any]:
        """The arrays of `list_outputs()`, valid until the next step."""
        return [self._output(entry) for entry in self.expanded.entries]

    def _output(self, entry: Entry) -> Any:
        node = entry.stored.node
        if isinstance(node, Op):
            return self._shown[self._graph.lowered.tensors[entry]]
        return living(self._values[self._places[node.name]])

    @property
    def output_dict(self) -> dict[str, Any]:
        """The outputs by name."""
        return dict(zip(self.symbol.list_outputs(), self.outputs, strict=True))

    def forward(
        self, /, is_train: bool = False, *, scalars: Mapping[str, Mapping[str, float]] | None = None, **kwargs: Any
    ) -> list[Any]:
        """Run the graph once; states and `out=` variables change in place. Returns `outputs`.

        Args:
            is_train: accepted for MXNet's sake.
            scalars: new attribute values by op and name; they stay, as if assigned to `exe.scalars` before.
            **kwargs: a new array for an argument or a state, used in place from now on (no copy; a row-sparse one
                may store other rows, and more or fewer); or the name of a numeric attribute, which is then set on every
                op that has it: `forward(g=G2, lr=0.05)`. An array for `is_train` or `scalars` is one for the argument
                of that name. An array that is only read, as a gradient is, is not kept alive: later steps use it while
                it lives, and one that comes after its end must be given another.

        Raises:
            BindError: naming everything that does not fit; nothing has changed.
        """
        if "is_train" in self.arg_dict and not isinstance(is_train, bool | int):  # pyright: ignore[reportUnnecessaryIsInstance]
            is_train, kwargs = False, {**kwargs, "is_train": is_train}
        if "scalars" in self.arg_dict and scalars is not None and not isinstance(scalars, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
            scalars, kwargs = None, {**kwargs, "scalars": scalars}
        if not isinstance(is_train, bool | int):  # pyright: ignore[reportUnnecessaryIsInstance]
            fix = "name what you pass: forward(grad=array)"
            raise BindError("forward", [Fault("is_train", "", f"a {type(is_train).__name__}", "True or False", fix)])
        return self._do(kwargs, scalars or {})

    def _do(self, kwargs: Mapping[str, Any], scalars: Mapping[str, Mapping[str, float]]) -> list[Any]:
        """`forward`, of arrays and numbers that are told apart from its other arguments."""
        with self._lock:
            # All that may fail comes first, then all that changes.
            change = self._checked(kwargs, scalars)
            watched = self.watched(self._living() | change.new_arrays)
            self._plan.start_threads()
            self._pause()
            self._pending = change
            self._run(change)
            replaced = self._finish()
            if watched is not None:
                watched.take(self.scalars)
        del replaced  # the last of its kind may run code of the user's as it goes: not under the lock
        if watched is not None:
            watched.report()
        return self.outputs

    def _show(self, arguments: Iterable[str], states: Iterable[str]) -> None:
        """Make the faces of what is bound: `arg_dict` and `aux_dict`."""
        self.arg_dict, self.aux_dict = (
            BoundArrays({name: self._places[name] for name in names}, self._values, self._rebind)
            for names in (arguments, states)
        )

    def watched(self, bound: Mapping[str, Any]) -> StepWatch | None:
        """Return the observer of a step on these arrays. Called before the step, which changes what is bound."""
        return None

    def is_watched(self) -> bool:
        """True if every step has an observer: native code runs none of them by itself."""
        return False

    def _rebind(self, name: str, array: Any) -> None:
        with self._lock:
            self._recover()
            values = self._living() | {name: array}
            arrays, strangers = as_arrays(values)
            faults = [fault for fault in strangers if fault.node == f"argument {name}"]
            now = self._checks.now(arrays)
            lost = {fault.node for fault in self._lost({other: values[other] for other in values if other != name})}
            good = {other: item for other, item in now.items() if f"argument {other}" not in lost}
            good = {other: item for other, item in good.items() if not self._checks.array_faults(other, item)}
            faults += self._checks.array_faults(name, now[name]) if name in now else []
            faults += self._checks.overlap_faults(good) if not faults else []
            faults += self._sparse.faults(now) if self._sparse and not faults and len(good) == len(self._forms) else []
            self._sparse.release()
            if faults:
                raise BindError("forward", faults)
            self._pause()
            self._pending = _Change({name: array}, {name: arrays[name]}, self._call.values, lends=False, log=[DONE])
            replaced = self._finish()
        del replaced

    def _checked(self, kwargs: Mapping[str, Any], scalars: Any) -> _Change:
        """Check the inputs of a step before anything is changed."""
        self._recover()
        kwargs = {str.__str__(name): value for name, value in kwargs.items()}  # a name of a class with code of its own
        replaced = {name: value for name, value in kwargs.items() if name in self._forms}
        numbers, faults = self._numbers({k: value for k, value in kwargs.items() if k not in replaced}, scalars)
        bound = self._living()
        faults += self._lost({name: value for name, value in bound.items() if name not in replaced})
        faults += self.gone(name for name in self._forms if name not in replaced)
        return self._fit("forward", replaced, bound | replaced, numbers, faults)

    def _living(self) -> dict[str, Any]:
        """The bound arrays by name, without those that the user has let go."""
        bound = zip(self._places, map(living, self._values), strict=True)
        return {name: value for name, value in bound if value is not None}

    def gone(self, names: Iterable[str]) -> list[Fault]:
        """A fault for each of these whose array the user has let go."""
        got, expected = "an array that has ended: a step keeps none that it only reads", "an array that is there"
        where = self._checks.nodes
        gone = [name for name in names if living(self._values[self._places[name]]) is None]
        fixes = {
            name: f"give it again: forward({name}=array)" if name.isidentifier() else "give it again" for name in gone
        }
        return [Fault(f"argument {name}", "", got, expected, fix, where[name].where) for name, fix in fixes.items()]

    def _lost(self, bound: Mapping[str, Any]) -> list[Fault]:
        """Views among what is bound that have lost their memory."""
        arrays, faults = as_arrays(bound)
        got, expected = LOST, "memory that stays"
        was = {name: int(self._roots[self._places[name]]) for name in arrays}
        moved = [name for name, array in arrays.items() if was[name] not in (0, _root(bound[name], array))]
        moved += [fault.node.removeprefix("argument ") for fault in faults if fault.got == LOST]
        fix = "make the view again, and bind that"
        where = self._checks.nodes
        lost = [Fault(f"argument {name}", "", got, expected, fix, where[name].where) for name in moved]
        return [fault for fault in faults if fault.got != LOST] + lost

    def _fit(
        self,
        what: str,
        new_arrays: dict[str, Any],
        values: Mapping[str, Any],
        numbers: list[_Assignment],
        faults: list[Fault],
        most: int | None = None,
    ) -> _Change:
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
        faults += [fault for holder, key, value in numbers if (fault := holder.check(key, value)) is not None]
        faults += checks.overlap_faults(now) if not faults else []
        faults += self._sparse.faults(now) if self._sparse and not faults else []
        if faults:
            self._sparse.release()
            raise BindError(what, faults)
        self._make_rooms(now)
        fresh = self._call.values.copy()
        for holder, key, value in numbers:
            for place, number in holder.assignments(key, value):
                fresh[place] = number
        return _Change(new_arrays, arrays, fresh, lends=True)

    def _numbers(self, named: Mapping[str, Any], scalars: Any) -> tuple[list[_Assignment], list[Fault]]:
        """Values for attributes: by name, for every op that has it; and by op and name."""
        numbers: list[_Assignment] = []
        faults: list[Fault] = []
        for name, value in named.items():
            if holders := self.scalars.holders(name):
                numbers += [(holder, name, value) for holder in holders]
            else:
                known = [*self._forms, *dict.fromkeys(key for holder in self.scalars.values() for key in holder)]
                faults.append(Fault(name, "", "a value", "an argument or attribute", suggest(name, known)))
        if not isinstance(scalars, Mapping) or not all(
            isinstance(item, Mapping) for item in cast("Mapping[str, Any]", scalars).values()
        ):
            fix = 'pass scalars={"upd": {"lr": 0.1}}'
            return [], [*faults, Fault("scalars", "", f"{scalars!r}", "numbers by op and attribute", fix)]
        for node, values in cast("Mapping[str, Mapping[str, Any]]", scalars).items():
            if node not in self.scalars:
                faults.append(Fault(node, "", "scalars", "the name of an op", suggest(node, self.scalars)))
                continue
            numbers += [(self.scalars[node], key, value) for key, value in values.items()]
        return numbers, faults

    def _run(self, change: _Change) -> None:
        """One step on what was checked. Whoever calls this has the lock."""
        if self._sparse:
            before = self.numbers[: self.count]
            try:
                self._set_numbers(change.numbers[: self.count].tolist())
                if isinstance(self._call, NativeCall):  # before one is changed: an exception may come between
                    self._call.forget_addresses()
                self._point(change.arrays)
                self._sparse.prepare(change.arrays, self._own)
                self._plan.run(log=change.log)
            except BaseException:
                if DONE not in change.log:
                    self._set_numbers(before)
                raise
            self._sparse.release()
            return
        for turn in range(_TRIES):
            run = self._call.step_by_hand if turn or self._plan.stages else self._call.step_held_noted
            if run(change.log, self._objects(change), address(change.numbers)) == DONE:
                return
            self._plan.start_threads()
        self._pending = None
        raise RuntimeError("the arrays of this step change while it checks them: no step was done")

    def _objects(self, change: _Change) -> tuple[Any, ...]:
        """The arrays of a step as the prepared call reads them."""
        arrays = [cast("Array", change.arrays[name]) for name in self._forms]
        for array in arrays:
            native.teach(array)
        return tuple(self._call.adopt(*pair) for pair in zip(arrays, self._call.arrays, strict=False))

    def _finish(self) -> list[Any]:
        """Hold what a step or an assignment has bound. Returns what was bound before. May be done again."""
        assert self._pending is not None
        fresh, arrays = self._pending.new_arrays, self._pending.arrays
        replaced: list[Any] = []
        for name, array in fresh.items():
            place = self._places[name]
            was = self._values[place]
            replaced.append(was)
            self._values[place] = self._lent(name, array) if self._pending.lends else array
            self._roots[place] = _root(array, arrays[name])
        if self._record:
            assert isinstance(self._call, NativeCall)
            self._bind(self._call, fresh, arrays)
        self._pending = None
        return replaced

    def _lent(self, name: str, array: Any) -> Any:
        """An array that a step was given, as it is held: by a weak reference where it is only read, and not bound."""
        return borrowed(array) if name in self._borrows and self._values[self._places[name]] is not array else array

    def _recover(self) -> None:
        """An exception, of a signal handler perhaps (Ctrl-C), came before what a step binds was held.

        Hold it if the step was done, else forget it.
        """
        if self._pending is not None and DONE in self._pending.log:
            self._finish()
        elif self._pending is not None:
            if self._record:
                assert isinstance(self._call, NativeCall)
                self._refresh(self._call)
            self._pending = None

    def lost_memory(self) -> list[Fault]:
        """Bound views that have lost their memory."""
        with self._lock:
            return self._lost(self._living())

    # Steps on arrays that are there for a step only

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
        if self._plan.stages:
            return False
        own = self._call
        arranges = arrangement is None or isinstance(own, NativeCall)
        arguments: tuple[Any, ...] = (
            (arrays, numbers) if arrangement is None else (arrays, numbers, arrangement.address)
        )
        if arranges:
            status = own.step(*arguments) if log is None else own.step_noted(log, *arguments)
            if status == DONE:
                return True
        else:
            status = UNFIT
        call = own.step if log is None else functools.partial(own.step_noted, log)
        if status == UNFIT:
            if arrangement is not None:
                assert not isinstance(numbers, int)
                ordered = arrangement.in_order(arrays, numbers)
                if ordered is None:
                    return False
                arguments = arrays, numbers = ordered
            if not arranges or native.teach_all(arrays):
                status = call(*arguments)
            if status == UNFIT and self._takes_strays(arrays):
                status = call(*arguments)
            if status == UNFIT and (summed := _summed(arrays)) is not None:
                arguments = summed, numbers
                status = call(*arguments)
        if status == NO_THREADS:
            try:
                with locks.attempt(self._lock):
                    self._plan.jobs.threads.start()
            except BusyError:
                return False
            status = call(*arguments)
        return status == DONE

    def step_by_ids(self, arrays: tuple[Any, ...], numbers: tuple[float, ...], log: list[int], index: int) -> bool:
        """`step` with a gradient whose ids are keys of an index, at the address that `HashIndex.serve` returned.

        They are few, and all are there. The step touches their rows. False, and nothing done, where it is not so.
        `arrays`, `numbers` and `log` are those of `step`; `index` is the address.
        """
        return not self._plan.stages and self._call.step_by_ids(arrays, numbers, 0, log, index) == DONE

    def fits(self, arrays: tuple[Any, ...], numbers: Columns, arrangement: Arrangement) -> bool:
        """True if `step` would do its step on these; False where it would not, or only `check` can tell.

        `arrays`, `numbers` and `arrangement` are those of `step`.
        """
        call = self._call
        if self._plan.stages or not isinstance(call, NativeCall):
            return False
        return call.fits(arrays, numbers, arrangement.address) == DONE

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

    def _run_fit(self, fit: Callable[[], _Change], log: list[int]) -> bool:
        """`run_on` of what `fit` returns: it is checked as late as may be."""
        if self._sparse or self._plan.stages:
            try:
                with locks.attempt(self._lock):
                    change = replace(fit(), log=log)
                    self._plan.start_threads()
                    self._run(change)
                    self._forget()
            except BusyError:
                return False
            return True
        for _ in range(_TRIES):
            change = replace(fit(), log=log)
            self._plan.start_threads()
            status = self._call.step_noted(log, self._objects(change), address(change.numbers))
            if status == DONE:
                self._forget_soon()
                return True
            if status == BUSY:
                return False
            if status == NO_THREADS:
                try:
                    with locks.attempt(self._lock):
                        self._run(change)
                        self._forget()
                except BusyError:
                    return False
                return True
        raise RuntimeError("the arrays of this step change while it checks them: no step was done")

    def on_rows(
        self, arrays: Mapping[str, Any], work: Callable[[Mapping[str, Any], list[int]], None], log: list[int]
    ) -> None:
        """Do a step by other means: `work`, on arrays by name and the log, which has `DONE` when it is done."""
        work(arrays, log)

    def _in_places(self, numbers: Mapping[str, Mapping[str, Any]]) -> list[float]:
        """The numbers of a step in order, with other values of some.

        Raises:
            BindError: a value that does not fit.
        """
        items = [(self.scalars[op], key, value) for op, values in numbers.items() for key, value in values.items()]
        faults = [fault for holder, key, value in items if (fault := holder.check(key, value)) is not None]
        if faults:
            raise BindError(next(iter(self.scalars)), faults)
        fresh = self.numbers[: self.count]
        for holder, key, value in items:
            for place, number in holder.assignments(key, value):
                fresh[place] = number
        return fresh

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
        """Raise what `step_on` would raise, and do nothing."""
        self.check({name: arrays[name] for name in self._forms}, {})

    def _set_numbers(self, numbers: Sequence[float]) -> None:
        for place, number in enumerate(numbers):
            self._call.set_number(place, number)

    def _fit_on(self, arrays: Mapping[str, Any], numbers: Mapping[str, Mapping[str, Any]]) -> _Change:
        listed = [(self.scalars[op], key, value) for op, values in numbers.items() for key, value in values.items()]
        return self._fit(next(iter(self.scalars)), {}, arrays, listed, [], SUMMED_BYTES)

    def check(self, arrays: Mapping[str, Bound], numbers: Mapping[str, Mapping[str, Any]]) -> None:
        """Raise what `run_on` would raise, and do nothing."""
        with self._lock:
            self._fit_on(arrays, numbers)
            self._sparse.release()

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

    def let_go(self) -> None:
        """Keep nothing of what was bound: each step brings its own."""
        with self._lock:
            self._forget()

    def _forget_soon(self) -> None:
        """`_forget`, now or after a later step: another thread may be at one on what is bound."""
        if self.arg_dict or self.aux_dict:
            with contextlib.suppress(BusyError), locks.attempt(self._lock):
                self._forget()

    def _forget(self) -> None:
        """Keep nothing of the memory that was bound. Whoever calls this has the lock."""
        if self.arg_dict or self.aux_dict:
            for table in (self.arg_dict, self.aux_dict):
                table.forget()
            self._values[:] = [None] * len(self._values)
            if self._record:
                assert isinstance(self._call, NativeCall)
                self._call.set(ready=0)
                self._call.let_go()
                self._record = 0

    # Looking in

    def __bound_graph__(self) -> BoundGraph:
        """Return the graph with its kernels, numeric attributes and arrays as they are now."""
        arrays: dict[str, Bound] = {name: placeholder(form) for name, form in self._forms.items()}
        arrays |= self._arrays_now()
        return replace(self._graph, compiled=self.compiled, scalars=self.scalars_of, arrays=arrays)

    def _arrays_now(self) -> dict[str, Bound]:
        """The arrays that are bound and live, by name."""
        return as_arrays(self._living())[0]

    def ir(self, stage: str, *, color: bool = False) -> str:
        """The text of one stage of every distinct kernel.

        Args:
            stage: "graph", "program", "regions", "typed", "kernel", "llvm", "llvm-opt" or "asm".
            color: with ANSI colours, for a terminal; without them the text can be parsed.

        Raises:
            ValueError: there is no such stage.
        """
        load_modules("mxsym.inspection.stage_text")
        from mxsym.inspection.stage_text import stage_text

        return stage_text(self.__bound_graph__(), stage, color=color)

    def explain(self, profile: Profile | None = None) -> Explanation:
        """A table of the kernels: what was fused, what each one costs; then what was not fused and why.

        Args:
            profile: what `profile()` returned; the table then has the measured times too.

        Raises:
            ValueError: the profile is of another graph.
        """
        load_modules("mxsym.inspection.explain")
        from mxsym.inspection.explain import explain

        return explain(self.__bound_graph__(), profile)

    def profile(self, steps: int = 20, **kwargs: Any) -> Profile:
        """Do steps as `forward(**kwargs)` does, and measure them. They change weights and states.

        The kernels of these steps run behind a clock; those of other steps stay what they are. After a second there is
        a bar of progress, where tqdm is installed.

        Args:
            steps: how many; no other thread should do steps meanwhile.
            **kwargs: arrays and numbers, as for `forward`: `profile(g=gradient)`.

        Raises:
            ValueError: `steps` is no whole number, or below 1. RuntimeError: this platform has no clock for native
                code. BindError: as for `forward`.
        """
        load_modules("mxsym.inspection.profile", "mxsym.runtime.timed_jobs", "mxsym.progress")
        from mxsym.inspection.profile import measured
        from mxsym.progress import progress
        from mxsym.runtime import timed_jobs

        if not hasattr(steps, "__index__") or steps < 1:
            raise ValueError(f"profile: got steps={steps!r}; give a whole number, at least one")
        if not timed_jobs.available():
            raise RuntimeError("profile: native code has no clock here; measure forward() from outside")
        if self._sparse:  # native code cuts the chunks of row-sparse steps itself, and puts none behind the clock
            self._blind.add(_TIMED)
        self.refresh_native_state()  # a fresh executor's first look at its arrays: like the start of threads, no step
        with self._lock:
            self._plan.start_threads()
        try:
            self._plan.watched = []
            step = functools.partial(self.forward, **kwargs)
            timed = timed_jobs.timed_steps(step, self._plan, self._lock, progress(range(steps), "steps"))
            library = self._plan.watched
        finally:
            self._plan.watched = None
            self._blind.discard(_TIMED)
            self.refresh_native_state()
        return measured(self.__bound_graph__(), *timed, library)

    def passes(self) -> Passes:
        """Each pass of the compiler over each distinct graph: the texts before and after, and their difference."""
        load_modules("mxsym.inspection.pass_diffs")
        from mxsym.inspection.pass_diffs import passes

        return passes(self.__bound_graph__())

    def __repr__(self) -> str:
        graph = self._graph
        tensors = [f"{shown(name)} {form.dtype.name}{list(form.shape)}" for name, form in self._forms.items()]
        return f"<Executor of {listed(graph.symbol.list_outputs(), 4)} on {listed(tensors, 8)}>"

    def _repr_html_(self) -> str:
        """For notebooks: the picture, and the table of the kernels."""
        load_modules("mxsym.inspection.notebook")
        from mxsym.inspection.notebook import html

        return self._repr_svg_() + html(self.explain())

    def _repr_svg_(self) -> str:
        """A picture for notebooks: the graph, each kernel a box around its ops."""
        load_modules("mxsym.inspection.draw.svg")
        from mxsym.inspection.draw.svg import svg

        return svg(self.__bound_graph__())

    @staticmethod
    def target_name() -> str:
        """Name of the target that `MXSYM_CPU` requests now: an executor is good for one target."""
        return os.environ.get(targets.ENVIRONMENT, "")


def _shown(own: Mapping[str, Array], bound: Mapping[str, Any]) -> dict[str, Any]:
    """Arrays that an executor makes, as the user sees them: like those of `mx.nd` that are bound, if there are any."""
    like: Any = next((array for array in bound.values() if is_dense_face(array)), None)
    return {name: array if like is None else type(like)(array) for name, array in own.items()}


def _readers(ops: Sequence[Op]) -> Counter[Variable]:
    """The number of ops that read each variable."""
    read = (node for op in ops for node in {entry.node for entry in op.inputs.values()})
    return Counter(node for node in read if isinstance(node, Variable))


def _summed(arrays: Sequence[Any]) -> tuple[Any, ...] | None:
    """A step's arrays with the sums of those rows that it has no room to sum; None where it sums none."""
    if not any(isinstance(value, RowSums) for value in arrays):
        return None
    try:
        return tuple([as_array(value) if isinstance(value, RowSums) else value for value in arrays])
    except BindError:
        return None


def _root(value: Any, array: Bound) -> int:
    """The address of what an object's array is a view of, as it is now; 0 where it moves with the object, or never."""
    if isinstance(array, RowSparse) or not buffers.is_array(array) or not array.nbytes or views.is_tensor(value):
        return 0
    return views.root_address(_own_array(value, array))


def _own_array(value: Any, array: Array) -> Array:
    """The array that an object is or has, of a subclass perhaps; else the one over its memory."""
    value = value.__mxsym__() if is_face(value) else value
    return value if buffers.is_array(value) else array


def _elements(compiled: Iterable[CompiledRegion]) -> dict[str, list[Place]]:
    """The elements of tensors that kernels take for numbers, by tensor."""
    elements: dict[str, list[Place]] = {}
    places = (memory.place for item in compiled for memory in item.inlined.binding.memory)
    for place in dict.fromkeys(place for place in places if place.element is not None):
        elements.setdefault(place.tensor, []).append(place)
    return elements
