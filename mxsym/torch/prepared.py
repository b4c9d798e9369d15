"""Executors that take the tensors of each step, kept by the forms of these, for all optimizers."""

from __future__ import annotations

import math
import mmap
import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast

from mxsym.codegen import quiet_thread
from mxsym.executor.bind import bind
from mxsym.executor.executor import Executor
from mxsym.opgraph.node import ops_of
from mxsym.runtime.native_call.arrangement import Arrangement, Columns
from mxsym.runtime.native_call.native import NestedStepError
from mxsym.symbol.symbol import Symbol
from mxsym.torch.batch import Forms, Numbers, Pool, numbers_at
from mxsym.torch.seen import MOST
from mxsym.torch.tensors import Tensor, torch

_profiler = torch.autograd.profiler

NUMBERS_KEPT = 16
"""The number of sets of numbers that an executor keeps as native code reads them."""
_ALIGNMENT = 64
"""Bytes."""


class Prepared:
    """A graph bound to memory of the right forms, which takes the tensors of each step. For many threads at once."""

    def __init__(self, graph: Symbol, forms: Forms, pool: Pool, ops: Sequence[str]) -> None:
        """`ops` are those whose numbers are given at each step: updates by one rule."""
        self._graph, self._forms, self._pool, self._ops = graph, forms, pool, ops
        self._title = f"mxsym::{ops_of(graph)[0].rule.name}"
        self._executor = executor = self._bind()
        where = {name: place for place, name in enumerate(executor.names)}
        keys = [*executor.scalars[ops[0]]] if ops else []
        columns = [[executor.number_place(op, key) for op in ops] for key in keys]
        others = sorted({*range(executor.count)}.difference(*columns))
        places = tuple([where[name] for name in forms])
        self._arrangement = Arrangement(places, [*columns, *([place] for place in others)])
        assert self._arrangement.is_of(len(where), executor.count)
        numbers = executor.numbers
        self._fixed = [numbers[place] for place in others]
        self._defaults = {key: numbers[column[0]] for key, column in zip(keys, columns, strict=True)}
        self._known: dict[int, tuple[Numbers, Columns]] = {}
        """Numbers of steps that stay as they are, by their identity, and these as native code reads them."""

    @property
    def title(self) -> str:
        """The ops that run."""
        return " and ".join(dict.fromkeys(op.rpartition("[")[0] for op in self._ops)) or "sums of squares"

    def explain(self, profile: int = 0) -> str:
        """The kernels and the bytes of a step; then times of so many steps on tensors of zeros of its own."""
        text = self._executor.explain()
        if not profile:
            return text
        executor = self._bind({name: torch.zeros(shape, dtype=dtype) for name, (shape, dtype) in self._forms.items()})
        executor.forward()  # which looks at every array for the first time: no step like the others
        return f"{text}\n{executor.profile(profile)}\n"

    def _bind(self, arrays: Mapping[str, Tensor] | None = None) -> Executor:
        """An executor, on arrays or on none."""
        # Untouched memory of the right forms: each step brings its own tensors, and none is kept.
        stays = arrays is not None
        arrays = arrays or _untouched(self._forms)
        arguments = {name: arrays[name] for name in self._graph.list_arguments()}
        states = {name: arrays[name] for name in self._graph.list_auxiliary_states()}
        executor = bind(self._graph, None, arguments, None, "null", states, Executor)
        if not stays:
            executor.let_go()
        executor.use_threads(*self._pool)
        return executor

    def run(self, tensors: Sequence[Tensor], numbers: Numbers, log: list[int] | None = None) -> bool:
        """One step on tensors in the order of the forms; False, and nothing has changed, if native code refuses it.

        `log` has `DONE` after a step that was done, also where an exception of a signal handler follows it.
        """
        columns = self._columns(numbers)
        if _profiler._is_profiler_enabled:  # torch's own mark, which costs less than asking
            with _profiler.record_function(self._title):
                return self._executor.step(tuple(tensors), columns, self._arrangement, log=log)
        return self._executor.step(tuple(tensors), columns, self._arrangement, log=log)

    def _columns(self, numbers: Numbers) -> Columns:
        """The numbers of a step as native code reads them."""
        known = self._known.get(id(numbers))
        if known is not None:
            return known[1]
        own = map(numbers.get, self._defaults, self._defaults.values())
        columns = (*(value if type(value) is float else _column(value) for value in own), *self._fixed)
        if type(numbers) is MappingProxyType:  # else they may be others by the next step
            if len(self._known) >= NUMBERS_KEPT:
                self._known.clear()
            self._known[id(cast("object", numbers))] = cast("Numbers", numbers), columns
        return columns

    def run_checked(self, tensors: Sequence[Tensor], numbers: Numbers, log: list[int] | None = None) -> None:
        """One step, with every check.

        Raises:
            BindError: naming everything that does not fit; nothing has changed.
        """
        if self.run(tensors, numbers, log):
            return
        arrays, given = self._named(tensors, numbers)
        if not self._executor.run_on(arrays, given, log):
            self._bind().run_on(arrays, given, log)  # another thread is at it, or what this call has interrupted

    def fits(self, tensors: Sequence[Tensor], numbers: Numbers) -> bool:
        """True if native code would do a step on these; False where only `check` can tell."""
        return self._executor.fits(tuple(tensors), self._columns(numbers), self._arrangement)

    def check(self, tensors: Sequence[Tensor], numbers: Numbers) -> None:
        """Raise what `run_checked` would raise, and do nothing."""
        if self.fits(tensors, numbers):
            return
        arrays, given = self._named(tensors, numbers)
        try:
            self._executor.check(arrays, given)
        except NestedStepError:  # this call has interrupted a step of it
            self._bind().check(arrays, given)

    def _named(self, tensors: Sequence[Tensor], numbers: Numbers) -> tuple[dict[str, Tensor], dict[str, Any]]:
        """Tensors by their variables, and numbers by op."""
        arrays = dict(zip(self._forms, (tensor.detach() for tensor in tensors), strict=True))
        return arrays, {op: numbers_at(numbers, place) for place, op in enumerate(self._ops)}


def _column(value: Any) -> float | bytes:
    """An attribute's numbers as a step takes them, with all of their bits: -0.0 is not 0.0."""
    return array("d", cast("tuple[float, ...]", value)).tobytes() if isinstance(value, tuple) else float(value)


def _untouched(forms: Forms) -> Mapping[str, Tensor]:
    """Tensors of these forms, in memory that the system gives and takes as one piece.

    The allocator, where tensors come from, would find other places for gradients after it had found room for these.
    """
    places: dict[str, int] = {}
    end = 0
    for name, (shape, dtype) in forms.items():
        places[name] = end
        end += -(-math.prod(shape) * dtype.itemsize // _ALIGNMENT) * _ALIGNMENT
    private = {"flags": mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS} if hasattr(mmap, "MAP_ANONYMOUS") else {}
    memory = mmap.mmap(-1, max(end, 1), **private)
    return {
        name: torch.frombuffer(memory, dtype=dtype, count=math.prod(shape), offset=places[name]).reshape(shape)
        if math.prod(shape)
        else torch.empty(shape, dtype=dtype)
        for name, (shape, dtype) in forms.items()
    }


_executors: OrderedDict[Hashable, Prepared] = OrderedDict()
"""By forms."""
_lock = threading.Lock()


@quiet_thread.after_fork
def _reset() -> None:
    """For a forked child: whoever held the lock is gone."""
    global _lock
    _lock = threading.Lock()


def prepared(key: Hashable, bound: Callable[[], Prepared] | None) -> Prepared | None:
    """The executor that is kept for a key, or that is bound now; None where there is none, and none is to be bound."""
    with _lock:
        known = _executors.get(key)
        if known is not None:
            _executors.move_to_end(key)
    if known is None and bound is not None:
        # Binding leaves small blocks. On a thread of its own they do not come between the gradients, whose memory the
        # C library would then give to nobody else, for it takes aligned memory from larger gaps only.
        known = quiet_thread.run(bound)
        with _lock:
            _executors[key] = known
            while len(_executors) > MOST:
                _executors.popitem(last=False)
    return known
