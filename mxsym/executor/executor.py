"""The executor: a graph bound to arrays, to be run again and again.

`forward` is a native call that runs on what is bound; `Steps` has the steps on other arrays, and the checks.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from mxsym.codegen.loading import load_modules
from mxsym.codegen.record import record, replace
from mxsym.errors import BindError, Fault
from mxsym.executor.arrays import is_dense_face
from mxsym.executor.bound_values import BoundValues, roots_of
from mxsym.executor.checks import placeholder
from mxsym.executor.native_forward import NativeForward
from mxsym.executor.scalars import Scalars
from mxsym.executor.steps import Checked, Steps
from mxsym.opgraph.bound import BoundGraph
from mxsym.opgraph.node import Entry, Op, Variable
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import as_array, as_arrays
from mxsym.runtime.native_call import native
from mxsym.runtime.native_call.layout import DONE
from mxsym.runtime.native_call.prepared import NativeCall
from mxsym.runtime.sparse import Bound
from mxsym.spelling import kind_name, listed, shown

if TYPE_CHECKING:
    from mxsym.inspection.notebook import Explanation
    from mxsym.inspection.pass_diffs import Passes
    from mxsym.inspection.profile import Profile


@record
class _Change:
    """New arrays that a step or an assignment binds, as the user passed them, with all that was checked.

    `lent`: new arrays that are only read are the step's alone: they are not kept.
    """

    new_arrays: dict[str, Any]
    checked: Checked
    lent: bool


class StepWatch(Protocol):
    """An observer of one step."""

    def take(self, scalars: Scalars, /) -> None:
        """Let the step have these numbers."""

    def report(self) -> None:
        """Called after the step, without the lock."""


class Executor(Steps):
    """A graph bound to arrays. `mx.Executor`, which derives from this, describes the attributes."""

    def __init__(
        self, graph: BoundGraph, arguments: dict[str, Any], states: dict[str, Any], own: dict[str, Array]
    ) -> None:
        native.install(Executor)
        self._record = 0
        self._native: NativeForward | None = None
        self._pending: _Change | None = None
        self._is_timed = False
        bound = arguments | states
        self._shown = _shown(own, bound)
        raw = {name: graph.arrays[name] for name in bound}  # those that were checked: an object may give others now
        roots = roots_of(bound, raw, len(own))
        super().__init__(graph, raw, own, roots)
        only_read = self._forms.keys() - self._checks.written - {self._name_of(e) for e in self.expanded.entries}
        self._bind_values(BoundValues(bound, roots, self._checks.nodes, only_read), arguments, states)
        if isinstance(self._call, NativeCall) and not self._plan.library:  # which are called from Python
            self._bind_natively(self._call, raw)
            self._pause()  # the first step looks for threads

    def _bind_values(self, values: BoundValues, arguments: Iterable[str], states: Iterable[str]) -> None:
        """Hold these, and show them as `arg_dict` and `aux_dict`."""
        self._bound = values
        self.arg_dict, self.aux_dict = (values.by_name(names, self._rebind) for names in (arguments, states))

    def _bind_natively(self, call: NativeCall, raw: Mapping[str, Bound]) -> None:
        """Let native code run `forward`: it learns the keywords and the bound arrays."""
        shown: dict[str, list[int]] = {}
        for at, entry in enumerate(self.expanded.entries):
            if (name := self._name_of(entry)) is not None:
                shown.setdefault(name, []).append(at)
        self._native = NativeForward(call, self._bound, self.scalars, shown, self._memory, self._sparse)
        self._record = self._native.address
        self._bind(self._bound.living(), raw)

    def _name_of(self, entry: Entry) -> str | None:
        """The variable that an output is, if it is one."""
        node = entry.stored.node
        return node.name if isinstance(node, Variable) else None

    def _bind(self, values: Mapping[str, Any], arrays: Mapping[str, Bound]) -> None:
        """Let native code run on these, with their arrays, from now on."""
        if self._native is not None:
            self._native.bind(values, arrays)
            self._native.show(self.outputs)
            self._refresh()

    def _refresh(self) -> None:
        if self._native is not None:
            self._native.refresh(ready=not (self._is_timed or self.is_watched()))

    def _pause(self) -> None:
        """Steps go through Python until `_refresh`: an exception of a signal handler may come between."""
        if self._native is not None:
            self._native.pause()

    def refresh_native_state(self) -> None:
        """Decide again how a step runs: something has changed that it depends on."""
        with self._lock:
            self._refresh()

    def __reduce__(self) -> Any:
        raise TypeError("an executor cannot be copied or pickled: bind its symbol again")

    @property
    def outputs(self) -> list[Any]:
        """The arrays of `list_outputs()`, valid until the next step."""
        return [self._output(entry) for entry in self.expanded.entries]

    def _output(self, entry: Entry) -> Any:
        node = entry.stored.node
        if isinstance(node, Op):
            return self._shown[self._graph.lowered.tensors[entry]]
        return self._bound.get(node.name)

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
            raise BindError("forward", [Fault("is_train", "", kind_name(is_train), "True or False", fix)])
        return self._do(kwargs, scalars or {})

    def _do(self, kwargs: Mapping[str, Any], scalars: Mapping[str, Mapping[str, float]]) -> list[Any]:
        """`forward`, of arrays and numbers that are told apart from its other arguments."""
        with self._lock:
            # All that may fail comes first, then all that changes.
            change = self._checked(kwargs, scalars)
            watched = self.watched(self._bound.living() | change.new_arrays)
            self._start_threads()
            self._pause()
            self._pending = change
            self._run(change.checked)
            replaced = self._finish()
            if watched is not None:
                watched.take(self.scalars)
        del replaced  # the last of its kind may run code of the user's as it goes: not under the lock
        if watched is not None:
            watched.report()
        return self.outputs

    def watched(self, bound: Mapping[str, Any]) -> StepWatch | None:
        """Return the observer of a step on these arrays. Called before the step, which changes what is bound."""
        return None

    def is_watched(self) -> bool:
        """True if every step has an observer: native code runs none of them by itself."""
        return False

    def _rebind(self, name: str, array: Any) -> None:
        with self._lock:
            self._recover()
            values = self._bound.living() | {name: array}
            node = f"argument {name}"
            fit = as_array(array, "forward", node) if self._fits_held(values) else self._fit_among(name, values)
            self._pause()
            self._pending = _Change({name: array}, Checked({name: fit}, self._call.values, [DONE]), lent=False)
            replaced = self._finish()
        del replaced

    def _fit_among(self, name: str, values: Mapping[str, Any]) -> Bound:
        """The array of one of these values, checked among those of the others that are good.

        Raises:
            BindError: naming everything that does not fit; nothing has changed.
        """
        arrays, strangers = as_arrays(values)
        faults = [fault for fault in strangers if fault.node == f"argument {name}"]
        now = self._checks.now(arrays)
        others = {other: value for other, value in values.items() if other != name}
        lost = {fault.node for fault in self._bound.lost(others)}
        good = {other: item for other, item in now.items() if f"argument {other}" not in lost}
        good = {other: item for other, item in good.items() if not self._checks.array_faults(other, item)}
        faults += self._checks.array_faults(name, now[name]) if name in now else []
        faults += self._checks.overlap_faults(good) if not faults else []
        faults += self._sparse.faults(now) if self._sparse and not faults and len(good) == len(self._forms) else []
        self._sparse.release()
        if faults:
            raise BindError("forward", faults)
        return arrays[name]

    def _checked(self, kwargs: Mapping[str, Any], scalars: Any) -> _Change:
        """Check the inputs of a step before anything is changed."""
        self._recover()
        kwargs = {str.__str__(name): value for name, value in kwargs.items()}  # a name of a class with code of its own
        replaced = {name: value for name, value in kwargs.items() if name in self._forms}
        named = {name: value for name, value in kwargs.items() if name not in replaced}
        numbers, faults = self.scalars.assignments(named, scalars, self._forms)
        bound = self._bound.living()
        faults += self._bound.lost({name: value for name, value in bound.items() if name not in replaced})
        faults += self._bound.gone(name for name in self._forms if name not in replaced)
        return _Change(replaced, self._fit("forward", bound | replaced, numbers, faults), lent=True)

    def _finish(self) -> list[Any]:
        """Hold what a step or an assignment has bound. Returns what was bound before. May be done again."""
        assert self._pending is not None
        change, arrays = self._pending, self._pending.checked.arrays
        replaced: list[Any] = []
        for name, array in change.new_arrays.items():
            replaced.append(self._bound.put(name, array, arrays[name], lent=change.lent))
        self._bind(change.new_arrays, arrays)
        self._pending = None
        return replaced

    def _recover(self) -> None:
        """An exception, of a signal handler perhaps (Ctrl-C), came before what a step binds was held.

        Hold it if the step was done, else forget it.
        """
        if self._pending is not None and DONE in self._pending.checked.log:
            self._finish()
        elif self._pending is not None:
            self._refresh()
            self._pending = None

    def lost_memory(self) -> list[Fault]:
        """Bound views that have lost their memory."""
        with self._lock:
            return self._bound.lost(self._bound.living())

    def let_go(self) -> None:
        """Keep no bound array: each step brings its own."""
        with self._lock:
            if self.arg_dict or self.aux_dict:
                if self._native is not None:
                    self._native.let_go()
                    self._native, self._record = None, 0
                for table in (self.arg_dict, self.aux_dict):
                    table.forget()
                self._bound.forget()

    def __bound_graph__(self) -> BoundGraph:
        """Return the graph with its kernels, numeric attributes and arrays as they are now."""
        arrays: dict[str, Bound] = {name: placeholder(form) for name, form in self._forms.items()}
        arrays |= self._arrays_now()
        return replace(self._graph, compiled=self.compiled, scalars=self.scalars_of, arrays=arrays)

    def _arrays_now(self) -> dict[str, Bound]:
        """The arrays that are bound and live, by name."""
        return as_arrays(self._bound.living())[0]

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
        """A table of the kernels with their fused ops and costs; then the reasons why other ops are not fused.

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
            self._is_timed = True
        self.refresh_native_state()  # a fresh executor's first look at its arrays: like the start of threads, no step
        with self._lock:
            self._start_threads()
        try:
            self._plan.watched = []
            step = functools.partial(self.forward, **kwargs)
            timed = timed_jobs.timed_steps(step, self._plan, self._lock, progress(range(steps), "steps"))
            library = self._plan.watched
        finally:
            self._plan.watched = None
            self._is_timed = False
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


def _shown(own: Mapping[str, Array], bound: Mapping[str, Any]) -> dict[str, Any]:
    """Arrays that an executor makes, as the user sees them: like those of `mx.nd` that are bound, if there are any."""
    like: Any = next((array for array in bound.values() if is_dense_face(array)), None)
    return {name: array if like is None else type(like)(array) for name, array in own.items()}
