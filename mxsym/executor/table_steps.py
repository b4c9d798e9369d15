"""The steps of a graph on tables that grow: rows are made, ids become positions, storage is bound as dense arrays."""

# The graph is bound once for users, who see it, and again for the storage of each height that the tables have: that
# finds its kernels compiled. Numbers are those of the first.

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np

from mxsym.codegen.record import record
from mxsym.errors import BindError, Fault
from mxsym.executor.arrays import tables_of
from mxsym.executor.tables import SUMS, GrowingTable, Rider, TableForm
from mxsym.runtime.buffers import Array
from mxsym.runtime.hash_index import Keys
from mxsym.runtime.interop import as_array, as_arrays
from mxsym.runtime.native_call.layout import BUSY, DONE, UNFIT
from mxsym.runtime.native_call.locks import attempt
from mxsym.runtime.native_call.native import BusyError
from mxsym.runtime.native_call.prepared import AnyCall, Numbers, PortableCall
from mxsym.runtime.sparse import RowSparse, RowSums, flat_ids
from mxsym.runtime.threads import Threads
from mxsym.spelling import kind_name

if TYPE_CHECKING:
    from mxsym.runtime.native_call.locks import AnyLock

MOST = 8
"""Limit of executors kept for the heights of storage that the tables of a graph have had."""


class Inner(Protocol):
    """An executor of one height."""

    @property
    def names(self) -> list[str]: ...
    def step_on(self, arrays: Mapping[str, Any], numbers: Sequence[float], log: list[int]) -> None: ...
    def check_on(self, arrays: Mapping[str, Any]) -> None: ...
    def listed(self, name: str) -> Array: ...
    def use(self, threads: Threads) -> None: ...


@record
class _Rows:
    """A gradient taken apart."""

    keys: Keys
    data: Any
    offsets: Any = None
    weights: Any = None


ResultT = TypeVar("ResultT")


def _locked(tables: Sequence[GrowingTable], work: Callable[[], ResultT]) -> ResultT:
    """Do something with all tables, whose locks are taken in order."""
    if not tables:
        return work()
    with tables[0].exclusive:
        return _locked(tables[1:], work)


class TableSteps:
    """The steps of a graph on tables.

    Args:
        riders: the tables of the graph.
        forms: of each table.
        names: the variables that a user binds, in the order of the executor.
        states: those of them that are states.
        make: binds the graph to arrays by name, and lets go of them.
    """

    def __init__(
        self,
        riders: Sequence[Rider],
        forms: Mapping[str, TableForm],
        names: Sequence[str],
        states: frozenset[str],
        make: Callable[[Mapping[str, Any]], Inner],
    ) -> None:
        self.names, self.states = list(names), states
        self._riders, self._forms, self._make = riders, forms, make
        self._inner: dict[tuple[Any, ...], Inner] = {}
        self._threads: Threads | None = None

    def use(self, threads: Threads) -> None:
        """Let steps run on these threads."""
        self._threads = threads
        for inner in self._inner.values():
            inner.use(threads)

    def check(self, what: str, values: Mapping[str, Any]) -> None:
        """Raise the errors of `run` without a step."""
        self.on_rows(what, values, lambda bound, _: self._executor(bound).check_on(bound), [])

    def run(
        self,
        what: str,
        values: Mapping[str, Any],
        numbers: Sequence[float],
        log: list[int],
        faults: Sequence[Fault] = (),
    ) -> None:
        """One step. `log` has `DONE` if it was done, whatever is raised after it.

        Raises:
            BindError: naming what does not fit, `faults` among it; nothing has changed.
        """

        def step(bound: Mapping[str, Any], log: list[int]) -> None:
            inner, tables = self._executor(bound), tables_of(values)
            inner.step_on(bound, numbers, log)
            for rider in self._riders:
                tables[rider.name].updated(inner.listed(rider.gradient).copy())

        self.on_rows(what, values, step, log, faults)

    def on_rows(
        self,
        what: str,
        values: Mapping[str, Any],
        work: Callable[[Mapping[str, Any], list[int]], None],
        log: list[int],
        faults: Sequence[Fault] = (),
    ) -> None:
        """Do `work` on arrays by name: storage in place of the tables, and gradients by position.

        Rows that are new are there meanwhile. They stay, and the step is counted, if `work` puts `DONE` in `log`.
        """
        tables, parts = tables_of(values), self.taken_apart(what, values, faults)
        ordered = sorted((tables[rider.name] for rider in self._riders), key=lambda table: table.number)

        def locked() -> None:
            bound = dict(values)
            try:
                for rider in self._riders:
                    table, rows = tables[rider.name], parts[rider.name]
                    positions = table.begin(rows.keys, log)
                    bound |= {variable: table.arrays[tensor] for variable, tensor in rider.tensors.items()}
                    bound[rider.gradient] = table.gradient(rows.data, positions, rows.offsets, rows.weights)
                work(bound, log)
            finally:
                for table in ordered:
                    table.end()

        _locked(ordered, locked)

    def taken_apart(self, what: str, values: Mapping[str, Any], faults: Sequence[Fault] = ()) -> dict[str, _Rows]:
        """The gradients among `values`, by table.

        Raises:
            BindError: naming what does not fit among `values`, and `faults`.
        """
        faults = [*faults, *self._table_faults(values)]
        tables = tables_of(values)
        parts: dict[str, _Rows] = {}
        for rider in self._riders:
            if rider.name in tables and rider.gradient in values:
                try:
                    parts[rider.name] = _rows_of(tables[rider.name], rider.gradient, values[rider.gradient])
                except BindError as error:
                    faults += error.faults
        if faults:
            raise BindError(what, faults)
        return parts

    def _table_faults(self, values: Mapping[str, Any]) -> list[Fault]:
        """Faults of what is in the tables' places."""
        faults: list[Fault] = []
        tables = tables_of(values)
        for number, rider in enumerate(self._riders):
            value, form = values.get(rider.name), self._forms[rider.name]
            what, fix = f"argument {rider.name}", "bind the graph again with it"
            if rider.name not in tables:
                faults.append(Fault(what, "", kind_name(value), "a table, as was bound", fix))
            elif tables[rider.name].form is not form and tables[rider.name].form != form:
                expected = f"a table of {form.columns} columns for {form.rule}, as was bound"
                faults.append(Fault(what, "", repr(value), expected, fix))
            elif any(tables.get(other.name) is tables[rider.name] for other in self._riders[:number]):
                faults.append(Fault(what, "", "a table twice", "another one", "bind a table to one variable"))
        return faults

    def _executor(self, bound: Mapping[str, Any]) -> Inner:
        """The executor of the storage's heights."""
        key = tuple(len(bound[rider.name]) for rider in self._riders)
        inner = self._inner.pop(key, None)
        if inner is None:
            inner = self._make(bound)
            if self._threads is not None:
                inner.use(self._threads)
            while len(self._inner) >= MOST:
                del self._inner[next(iter(self._inner))]
        self._inner[key] = inner  # the last one used comes last
        return inner


def _rows_of(table: GrowingTable, name: str, gradient: Any) -> _Rows:
    """A gradient by ids, that of the variable `name`, taken apart.

    Raises:
        BindError: it is none that fits.
    """
    node = f"argument {name}"
    rows = gradient if isinstance(gradient, RowSums) else as_array(gradient, "table", node)
    expected = f"a row-sparse array of {table.form.columns} columns, by ids"
    if not isinstance(rows, RowSums | RowSparse):
        got = "nothing" if gradient is None else f"a dense {type(gradient).__name__}"
        raise BindError("table", [Fault(node, "", got, expected, f"pass {SUMS}")])
    if rows.shape[1:] != (table.form.columns,):
        raise BindError("table", [Fault(node, "", f"shape {rows.shape}", expected, f"pass {SUMS}")])
    keys = table.keys(flat_ids(rows.indices), "table", node)
    if isinstance(rows, RowSparse):
        return _Rows(keys, rows.data)
    parts = {"values": rows.data, "offsets": rows.offsets, "weights": rows.weights}
    odd = {name: part for name, part in parts.items() if type(part) is not np.ndarray}
    arrays, faults = as_arrays({name: part for name, part in odd.items() if part is not None or name == "values"}, node)
    faults += [
        Fault(node, name, kind_name(odd[name]), "an array", "pass np.asarray(…)")
        for name, array in arrays.items()
        if not isinstance(array, np.ndarray)
    ]
    if faults:
        raise BindError("table", faults)
    return _Rows(keys, rows.data, rows.offsets, rows.weights)


class TablesCall(PortableCall):
    """The call of a graph on tables: `step` as of a prepared call.

    Args:
        call: that of the graph, whose numbers these are.
        lock: taken for each step.
        count: of the arrays that a step is given.
        run: a step on arrays and numbers in order, and a log that has `DONE` when it is done.
    """

    def __init__(
        self, call: AnyCall, lock: AnyLock, count: int, run: Callable[[tuple[Any, ...], list[float], list[int]], None]
    ) -> None:
        super().__init__(call.plan, (), (), call.numbers, lock)
        self.values = call.values
        self._count, self._work = count, run

    def step(
        self, arrays: tuple[Any, ...], numbers: Numbers, arrangement: int = 0, log: list[int] | None = None, /
    ) -> int:
        """One step. A status of `layout`; `log` has `DONE` when it is done."""
        fresh = self._numbers(numbers)
        if fresh is None or len(arrays) != self._count:
            return UNFIT
        try:
            with attempt(self._lock):
                self._work(arrays, fresh, [] if log is None else log)
        except BusyError:
            return BUSY
        except BindError:  # whoever asks again is told
            return UNFIT
        return DONE
