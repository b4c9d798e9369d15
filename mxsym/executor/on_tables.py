"""`TablesExecutor`: the executor of a graph on tables that grow, whose storage each step looks up."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, cast

import numpy as np

from mxsym.errors import BindError, Fault
from mxsym.executor.arrays import is_table
from mxsym.executor.bound_values import BoundValues
from mxsym.executor.executor import Executor
from mxsym.executor.scalars import assigned, assignment_faults
from mxsym.executor.table_steps import TablesCall, TableSteps
from mxsym.runtime import threads
from mxsym.runtime.native_call import locks
from mxsym.runtime.native_call.layout import DONE
from mxsym.runtime.native_call.native import BusyError
from mxsym.runtime.sparse import Bound

_KindT = TypeVar("_KindT", bound=Executor)


class TablesExecutor(Executor):
    """An executor that binds no memory: of each step, its tables know the arrays. See `on_tables`."""

    _tables: TableSteps

    def ride(self, tables: TableSteps, arrays: Mapping[str, Any]) -> None:
        """Do these steps from now on. `arrays`: all that a user bound."""
        self.let_go()
        with self._lock:
            self._tables = tables
            self._call = TablesCall(self._call, self._lock, len(tables.names), self._run_in_order)
            states = [name for name in tables.names if name in tables.states]
            none, roots = dict.fromkeys(tables.names), np.zeros(len(tables.names), np.int64)
            values = BoundValues(none, roots, self._checks.nodes, self._bound.only_read)
            self._bind_values(values, [name for name in tables.names if name not in states], states)
            self._accept(arrays)

    def _run_in_order(self, arrays: tuple[Any, ...], numbers: list[float], log: list[int]) -> None:
        values = dict(zip(self._tables.names, arrays, strict=True))
        self._tables.run(next(iter(self.scalars), "step"), values, numbers, log)

    def _accept(self, arrays: Mapping[str, Any]) -> None:
        """Hold the bound objects."""
        for name, array in arrays.items():
            self._bound.items[self._bound.places[name]] = array

    def _do(self, kwargs: Mapping[str, Any], scalars: Mapping[str, Mapping[str, float]]) -> list[Any]:
        tables = self._tables
        named = {str.__str__(name): value for name, value in kwargs.items()}
        replaced = {name: value for name, value in named.items() if name in tables.names}
        others = {name: value for name, value in named.items() if name not in replaced}
        numbers, faults = self.scalars.assignments(others, scalars, self._forms)
        faults += assignment_faults(numbers)
        log: list[int] = []
        with self._lock:
            before = self._bound.living()
            faults += self._bound.gone(name for name in self._bound.places if name not in replaced)
            places = [] if faults else assigned(numbers)
            fresh = self.numbers[: self.count]
            for place, number in places:
                fresh[place] = number
            try:
                tables.run("forward", before | replaced, fresh, log, faults)
            finally:
                if DONE in log:
                    for place, number in places:
                        self._call.set_number(place, number)
                    self._accept({name: self._bound.loan(name, array) for name, array in replaced.items()})
        del before  # the last of its kind may run code of the user's as it goes: not under the lock
        return self.outputs

    def _rebind(self, name: str, array: Any) -> None:
        with self._lock:
            values = self._bound.living() | {name: array}
            if len(values) == len(self._bound.places):
                self._tables.check("forward", values)
            else:  # the others are checked when they are there
                self._tables.taken_apart("forward", values)
            self._accept({name: array})

    @property
    def names(self) -> list[str]:
        """The variables in the order of `step`."""
        return list(self._tables.names)

    def run_on(
        self, arrays: Mapping[str, Any], numbers: Mapping[str, Mapping[str, Any]], log: list[int] | None = None
    ) -> bool:
        """One step on other arrays, as that of an executor on arrays."""
        try:
            with locks.attempt(self._lock):
                numbers_now = self._in_places(numbers)
                self._tables.run(next(iter(self.scalars)), arrays, numbers_now, [] if log is None else log)
        except BusyError:
            return False
        return True

    def on_rows(
        self, arrays: Mapping[str, Any], work: Callable[[Mapping[str, Any], list[int]], None], log: list[int]
    ) -> None:
        """Do a step by other means: see `TableSteps.on_rows`."""
        with self._lock:
            self._tables.on_rows(next(iter(self.scalars), "step"), arrays, work, log)

    def check(self, arrays: Mapping[str, Any], numbers: Mapping[str, Mapping[str, Any]]) -> None:
        """Raise the errors of `run_on` without a step."""
        with self._lock:
            self._in_places(numbers)  # which refuses wrong ones
            self._tables.check(next(iter(self.scalars)), arrays)

    def use(self, threads: threads.Threads) -> None:
        """Let steps run on these threads."""
        super().use(threads)
        with self._lock:
            self._tables.use(threads)

    def _arrays_now(self) -> dict[str, Bound]:
        return {}

    def _refuse(self, what: str) -> Any:
        """Raise the error of what cannot be done on tables.

        Raises:
            BindError: always.
        """
        bound = [name for name, value in self.arg_dict.items() if is_table(value)]
        fix = f"bind the graph to arrays for {what}"
        raise BindError(what, [Fault(f"argument {name}", "", "a table", "an array", fix) for name in bound])


def _refused(what: str) -> Callable[..., Any]:
    def refuse(self: TablesExecutor, *_arguments: Any, **_others: Any) -> Any:
        return self._refuse(what)  # pyright: ignore[reportPrivateUsage]  # a method of the class

    return refuse


_REFUSED: Iterable[str] = ("profile", "copy_params_from", "reshape", "set_monitor_callback")
"""Methods, of `mx.Executor` too, that look at the memory of weights."""


@functools.cache
def on_tables(kind: type[_KindT]) -> type[_KindT]:
    """The class of executors of this kind that are on tables."""
    methods: dict[str, Any] = {name: _refused(name) for name in _REFUSED}
    names = {"__module__": kind.__module__, "__doc__": kind.__doc__, "__qualname__": kind.__qualname__}
    return cast("type[_KindT]", type(kind.__name__, (TablesExecutor, kind), methods | names))
