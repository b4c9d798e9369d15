"""The executor: a graph bound to arrays, to be run again and again.

Input: groups with their code, the user's arrays. Output: `forward()`, which does one step in place; the arrays and
scalars by name.
Non-goals: checking what is bound first (`bind.py`), running (`mxsym.runtime.plan`), inspection (`mxsym.inspection`).
"""

from __future__ import annotations

import contextlib
import os
import weakref
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np

from mxsym.codegen import target as targets
from mxsym.codegen.loading import load_modules
from mxsym.codegen.program import Place
from mxsym.errors import BindError, Fault, suggest
from mxsym.executor.arrays import BoundArrays, bare, is_dense_face
from mxsym.executor.fitting import FittingArrays
from mxsym.executor.native_step import NativeStep
from mxsym.executor.rows import SparseSteps
from mxsym.executor.scalars import MemberScalars, NodeScalars, Scalars
from mxsym.executor.step import PassingSteps
from mxsym.opgraph.bound import BoundGraph
from mxsym.opgraph.node import Entry
from mxsym.opgraph.storage import writes
from mxsym.runtime import buffers, kernel_cache
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import as_array
from mxsym.runtime.launch import CompiledRegion, compile_regions, extents, launches, workspace
from mxsym.runtime.native_call import method
from mxsym.runtime.plan import Plan
from mxsym.runtime.sparse import Bound, RowSparse
from mxsym.runtime.watch import Watch

if TYPE_CHECKING:
    from mxsym.inspection.pass_diffs import Passes


_Number = tuple[NodeScalars | MemberScalars, str, Any]
"""A value for an attribute of an op."""


@dataclass(frozen=True, slots=True)
class _Change:
    """What is to be bound, as the user gave it and as arrays, and the numbers to be set; all of it was checked.

    `moved`: memory of what was bound earlier is elsewhere, too.
    """

    given: dict[str, Any]
    arrays: dict[str, Bound]
    numbers: list[_Number]
    moved: bool


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


class Executor(FittingArrays, PassingSteps):
    """A graph bound to arrays. `mx.Executor`, which derives from this, describes the attributes."""

    def __init__(
        self,
        graph: BoundGraph,
        arguments: dict[str, Any],
        states: dict[str, Any],
        own: dict[str, Array],
    ) -> None:
        self._native: NativeStep | None = None
        FittingArrays.__init__(self)
        PassingSteps.__init__(self)
        method.install(Executor)
        self._graph = graph
        self.symbol, self.expanded = graph.symbol, graph.expanded
        self.regions = graph.regions
        self.arg_dict = BoundArrays(arguments, self._rebind)
        self.aux_dict = BoundArrays(states, self._rebind)
        self.types = graph.types
        self._own = own
        bound: list[Any] = [*arguments.values(), *states.values()]
        like: Any = next((array for array in bound if is_dense_face(array)), None)
        self._shown: dict[str, Any] = {
            name: array if like is None else type(like)(array) for name, array in own.items()
        }
        self.unlock()
        self._accepted: tuple[dict[str, Any], dict[str, Bound]] | None = None
        self._record = 0
        self._nodes = {node.name: node for node in graph.symbol.nodes() if node.rule is None}
        self._raw: dict[str, Bound] = {name: as_array(value) for name, value in (arguments | states).items()}
        self._forms = {name: (array.shape, array.dtype) for name, array in self._raw.items()}
        dense = {name: array.shape for name, array in self._raw.items() if not isinstance(array, RowSparse)}
        self._tensor = {name: graph.lowered.tensors[Entry(node)] for name, node in self._nodes.items()}
        self._watch = Watch({**dense, **{Place(name): array.shape for name, array in own.items()}}, method.intact())
        ops = [node for node in graph.expanded.nodes() if node.rule is not None]
        written = Counter(variable for node in ops for variable in writes(node))
        self._written = {node.name for node in written if node.extent is None}
        self._apart = self._written | {entry.node.name for entry in graph.expanded.entries}
        self.compiled = compile_regions(graph.regions, kernel_cache.host(self.target_name()))
        self._plan = Plan([launch for item in self.compiled for launch in launches(item)])
        self._work = {slot: array for item in self.compiled for slot, array in workspace(item).items()}
        self._plan.point({**self._work})
        self._elements = _elements(self.compiled)
        self._point_at(own)
        self._point(self._raw)
        for item in self.compiled:
            for slot, size in extents(item).items():
                self._plan.set_number(slot, size)
        read = Counter(node for op in ops for node in {entry.node for entry in op.inputs.values()})
        self._sparse = SparseSteps(graph.lowered, self.compiled, self._plan, written, read + written)
        self._plan.verify()
        faults = self._sparse.static_faults(self._raw)
        if faults:
            raise BindError("bind", faults)
        self._see(arguments | states, self._raw)
        self._see_own()
        _executors.add(self)
        calls = graph.lowered.calls
        scalars = {node: NodeScalars(node, node.rule, calls[node], self._plan) for node in ops if node.rule}
        self.scalars_of = dict(scalars)  # members of ops on many tensors among them
        many = {
            node.name: MemberScalars(node, [scalars.pop(member) for member in members])
            for node, members in graph.members.items()
        }
        self.scalars = Scalars({node.name: held for node, held in scalars.items()} | many)

    def __reduce__(self) -> Any:
        raise TypeError("an executor cannot be copied or pickled: bind its symbol again")

    def unlock(self) -> None:
        """For a forked child: whoever held the lock is gone."""
        self._lock = method.lock()
        self._attempt = method.attempt(self._lock)
        if self._native is not None and isinstance(self._lock, method.Lock):
            self._native.locked_by(self._lock)

    def _rebind(self, name: str, array: Any) -> None:
        with self._lock:
            replaced = self._make(self._checked({name: array}, {}, self._forms, look=False))
            self._sparse.release()
            self._settle()
        del replaced

    def _point(self, arrays: Mapping[str, Bound]) -> None:
        """Dense arrays; row-sparse ones are set for each step."""
        self._point_at({self._tensor[k]: a for k, a in arrays.items() if not isinstance(a, RowSparse)})

    def _point_at(self, arrays: Mapping[str, Array]) -> None:
        """Let kernels use these arrays, by tensor, and the elements of them that some take for numbers."""
        self._plan.point({Place(tensor): array for tensor, array in arrays.items()})
        if self._elements:
            places = [place for tensor in arrays for place in self._elements.get(tensor, ())]
            self._plan.point({place: arrays[place.tensor].reshape(-1)[place.element :] for place in places})

    @property
    def outputs(self) -> list[Any]:
        """The arrays of `list_outputs()`, valid until the next step."""
        return [self._output(entry) for entry in self.expanded.entries]

    def _output(self, entry: Entry) -> Any:
        held = entry.node.outs[entry.index] if entry.index < len(entry.node.outs) else entry
        node = held.node
        if node.rule is not None:
            return self._shown[self._graph.lowered.tensors[held]]
        return self.arg_dict[node.name] if node.name in self.arg_dict else self.aux_dict[node.name]

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
            **kwargs: a new array for an argument, used where it lies from now on (no copy; a row-sparse one may store
                other rows, and more or fewer); or the name of a numeric attribute, which is then set on every op that
                has it: `forward(g=G2, lr=0.05)`. An array for `is_train` or `scalars` is one for the argument of
                that name.

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
        with self._lock:
            # All that may fail comes first, then all that changes.
            change = self._checked(kwargs, scalars or {}, self.arg_dict)
            watched = self.watched({**self.arg_dict, **self.aux_dict, **change.given})
            self._plan.start_threads()
            replaced = self._make(change)
            if self._sparse:
                self._sparse.prepare(self._raw, self._own)
            if watched is not None:
                watched.take(self.scalars)
            self._plan.run()
            self._sparse.release()
            # The step is done. Should there be no memory to make the next one quicker, that one is not quicker.
            with contextlib.suppress(MemoryError):
                if self._native is None or self._watch.blind or not self._native.resume():
                    self._settle()
        del replaced  # the last of its kind may run code of the user's as it goes: not under the lock
        if watched is not None:
            watched.report()
        return self.outputs

    def watched(self, bound: Mapping[str, Any]) -> StepWatch | None:
        """Return the observer of a step on these arrays. Called before the step, which changes what is bound."""
        return None

    def is_watched(self) -> bool:
        """True if every step has an observer: native code runs none of them."""
        return False

    def _checked(self, kwargs: Mapping[str, Any], scalars: Any, names: Container[str], *, look: bool = True) -> _Change:
        """What is asked for, checked, before anything is changed. `names`: what may be bound anew.

        `look`: what was bound earlier must still be good, too.
        """
        if self._accepted is not None:
            self._recover()
        kwargs = {str.__str__(name): value for name, value in kwargs.items()}  # a name of a class with code of its own
        intact = self._watch.intact()
        moved, adrift = ({}, set[str]()) if intact else self._look(kwargs)
        faults = self._lost(adrift) if look and not intact else []
        given = {**(moved if look else {}), **{name: value for name, value in kwargs.items() if name in names}}
        arrays, strangers = bare(given)
        faults += strangers
        elsewhere = {} if look else {name: array for name, array in bare(moved)[0].items() if buffers.is_array(array)}
        now = self._now({**elsewhere, **arrays})
        now = {name: array for name, array in now.items() if name not in adrift}
        for name, array in now.items():
            if name in arrays or type(array) is RowSparse:
                faults += self._array_faults(name, array)
        numbers, wrong = self._numbers({k: value for k, value in kwargs.items() if k not in given}, scalars)
        faults += wrong
        faults += self._overlap_faults(now, changed=bool(arrays)) if not faults else []
        faults += self._sparse.faults(now) if self._sparse and not faults else []
        if faults:
            self._sparse.release()
            raise BindError("forward", faults)
        return _Change(given, arrays, numbers, moved=look and not intact)

    def _numbers(self, named: Mapping[str, Any], scalars: Any) -> tuple[list[_Number], list[Fault]]:
        """Values for attributes: by name, for every op that has it; and by op and name."""
        numbers: list[_Number] = []
        faults: list[Fault] = []
        for name, value in named.items():
            if holders := self.scalars.holders(name):
                numbers += [(holder, name, value) for holder in holders]
            else:
                known = [*self.arg_dict, *{key for holder in self.scalars.values() for key in holder}]
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
        faults += [fault for holder, key, value in numbers if (fault := holder.check(key, value)) is not None]
        return numbers, faults

    def _make(self, change: _Change) -> list[Any]:
        """Make a change. Returns what was bound before: whoever calls this lets go of it without the lock."""
        if change.moved:
            if self._native is not None:
                self._native.pause(settled=False)
            self._see_own()
        given, arrays = change.given, change.arrays
        if not arrays and not change.numbers:
            return []
        if self._native is not None:
            self._native.pause(settled=self._apart.isdisjoint(arrays))
        self._accepted = given, arrays
        replaced = self._accept(given, arrays)
        for holder, key, value in change.numbers:
            holder[key] = value
        self._accepted = None
        return replaced

    def _accept(self, given: dict[str, Any], arrays: dict[str, Bound]) -> list[Any]:
        """Bind arrays that were found good. Returns what was bound before. May be done again."""
        replaced: list[Any] = [self._raw[name] for name in arrays]
        self._raw.update(arrays)
        for held in (self.arg_dict, self.aux_dict):
            mine = {name: array for name, array in given.items() if name in held}
            replaced += [held[name] for name in mine]
            held.accept(mine)
        self._point(arrays)
        self._see(given, arrays)
        return replaced

    def _recover(self) -> None:
        """An exception of a signal handler (Ctrl-C) came between two parts of a change: finish it."""
        assert self._accepted is not None
        self._accept(*self._accepted)
        for held in self.scalars_of.values():
            held.update(held.values_held)
        self._accepted = None

    def settle(self) -> None:
        """Something has changed that decides how a step is run."""
        with self._lock:
            self._settle()

    def _settle(self) -> None:
        """Let native code run steps like the last one, where that is possible. Whoever calls this holds the lock."""
        if self._sparse or not isinstance(self._lock, method.Lock):
            return
        if self._native is None:
            native = NativeStep(self._lock, self._plan, self._raw, self._watch)
            held = dict.fromkeys(self.arg_dict, self.arg_dict) | dict.fromkeys(self.aux_dict, self.aux_dict)
            read = self._raw.keys() - self._apart - {name for name in self._raw if self._tensor[name] in self._elements}
            dense = {k: array for k in read if isinstance(array := self._raw[k], np.ndarray)}
            slots = {name: self._plan.slots(Place(self._tensor[name])) for name in dense}
            native.keywords(dense, slots, held, self.scalars)
            self._native, self._record = native, native.address
        if self.is_watched() or self._watch.blind:
            self._native.pause(settled=False)
            return
        written = [array for name in self._written if isinstance(array := self._raw.get(name), np.ndarray)]
        self._native.ready([*written, *self._own.values()], self.outputs)

    def __bound_graph__(self) -> BoundGraph:
        """Return the graph with its kernels, numeric attributes and arrays as they are now."""
        return replace(self._graph, compiled=self.compiled, scalars=self.scalars_of, arrays=self._raw)

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

    def explain(self) -> str:
        """A table of the kernels: what was fused, what each one costs; then what was not fused and why."""
        load_modules("mxsym.inspection.explain")
        from mxsym.inspection.explain import explain

        return explain(self.__bound_graph__())

    def passes(self) -> Passes:
        """Each pass of the compiler over each distinct graph: the texts before and after, and their difference."""
        load_modules("mxsym.inspection.pass_diffs")
        from mxsym.inspection.pass_diffs import passes

        return passes(self.__bound_graph__())

    def _repr_svg_(self) -> str:
        """A picture for notebooks: the graph, each kernel a box around its ops."""
        load_modules("mxsym.inspection.draw.svg")
        from mxsym.inspection.draw.svg import svg

        return svg(self.__bound_graph__())

    @staticmethod
    def target_name() -> str:
        """What `MXSYM_CPU` asks for now: an executor is good for one target."""
        return os.environ.get(targets.ENVIRONMENT, "")


def _elements(compiled: Iterable[CompiledRegion]) -> dict[str, list[Place]]:
    """The elements of tensors that kernels take for numbers, by tensor."""
    elements: dict[str, list[Place]] = {}
    places = (memory.place for item in compiled for memory in item.inlined.binding.memory)
    for place in dict.fromkeys(place for place in places if place.element is not None):
        elements.setdefault(place.tensor, []).append(place)
    return elements
