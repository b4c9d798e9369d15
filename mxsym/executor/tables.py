"""Tables that grow as weights of a graph's updates: what fits, and the rows of a step."""

# A table is the weight of one lazy update. Its states ride along: they are not passed. A row-sparse gradient names the
# rows by ids. For each step the table's storage is bound as a dense array, and ids become positions in it.
#
# The graph is bound once for users, who see it, and again for the storage of each height that the tables have: that
# finds its kernels compiled. Numbers are those of the first.

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np

from mxsym.codegen.dtypes import DType
from mxsym.codegen.expr import Granularity
from mxsym.codegen.record import record, replace
from mxsym.errors import BindError, Fault
from mxsym.executor.arrays import tables_of
from mxsym.opgraph.infer import infer
from mxsym.opgraph.node import Entry, Op, SymbolGraph, Variable, ops_of, variables_of
from mxsym.opgraph.storage import is_lazy, sources, writes
from mxsym.opgraph.substitute import with_attributes
from mxsym.rule.rule import LAZY
from mxsym.runtime import buffers
from mxsym.runtime.buffers import Array
from mxsym.runtime.hash_index import Keys
from mxsym.runtime.interop import as_array
from mxsym.runtime.native_call.layout import BUSY, DONE, UNFIT
from mxsym.runtime.native_call.locks import attempt
from mxsym.runtime.native_call.native import BusyError
from mxsym.runtime.native_call.prepared import AnyCall, PortableCall
from mxsym.runtime.sparse import RowSparse, RowSums, flat_ids
from mxsym.runtime.threads import Threads
from mxsym.spelling import listed

if TYPE_CHECKING:
    from mxsym.runtime.native_call.locks import AnyLock

MOST = 8
"""Limit of executors kept for the heights of storage that the tables of a graph have had."""
SUMS = "mx.nd.sparse.uncoalesced(grads, ids, table.shape)"
"""The gradient that a table takes, as advice."""


@record
class TableForm:
    """Form of a table: its columns, its rule, and the space and type of weight, states and counters by input."""

    columns: int
    rule: str
    weight: str
    tensors: tuple[tuple[str, Granularity, DType], ...]
    counters: tuple[str, ...]

    @property
    def states(self) -> dict[str, Granularity]:
        """The spaces of the states."""
        return {name: space for name, space, _ in self.tensors if name not in (self.weight, *self.counters)}


class GrowingTable(Protocol):
    """The storage of a table of rows by ids: what `Table.__mxsym_table__` returns.

    `number`: its place in the order in which locks are taken. `exclusive`: the lock, held for a step.
    """

    number: int
    form: TableForm
    exclusive: Any

    @property
    def arrays(self) -> Mapping[str, Array]:
        """The storage by input of the rule."""
        ...

    def keys(self, ids: Any) -> Keys:
        """Ids as the table takes them."""
        ...

    def begin(self, keys: Keys, log: list[int]) -> Array:
        """Make the rows that are new; returns positions. The step is done if `log` has `DONE`."""
        ...

    def gradient(self, grads: Any, positions: Array, offsets: Any, weights: Any) -> Any:
        """The gradient of these positions."""
        ...

    def updated(self, rows: Array) -> None:
        """The step is done, on these positions: each is there once. They stay as they are until `end`."""
        ...

    def end(self) -> None:
        """Count the step if it is done, else take out the rows that it made."""
        ...


class Inner(Protocol):
    """An executor of one height."""

    @property
    def names(self) -> list[str]: ...
    def step_on(self, arrays: Mapping[str, Any], numbers: Sequence[float], log: list[int]) -> None: ...
    def check_on(self, arrays: Mapping[str, Any]) -> None: ...
    def listed(self, name: str) -> Array: ...
    def use(self, threads: Threads) -> None: ...


def placeholder(table: GrowingTable, name: str, gradient: Any) -> Any:
    """A gradient of the type of another one, that of the variable `name`, which has no row.

    Raises:
        BindError: the other one has no array of values.
    """
    values: Any = values_of(gradient)
    if not buffers.is_array(values):
        got, fix = f"a {type(values).__name__}", "pass np.asarray(…)"
        raise BindError("bind", [Fault(f"argument {name}", "values", got, "an array", fix)])
    return table.gradient(np.empty((0, table.form.columns), values.dtype), np.empty(0, np.int64), None, None)


@record
class Rider:
    """A table in a graph: its variable, that of its gradient, and the variables of all of its tensors."""

    name: str
    gradient: str
    tensors: Mapping[str, str]


@record
class _Rows:
    """A gradient taken apart."""

    keys: Keys
    data: Any
    offsets: Any = None
    weights: Any = None


def is_row_sparse(value: Any) -> bool:
    """True for an array that stores rows by ids. Sums are not made to find out."""
    return isinstance(value, RowSums) or isinstance(as_array(value), RowSparse)


def values_of(value: Any) -> Any:
    """An array, or the values of one that stores rows by ids."""
    array = value if isinstance(value, RowSums) else as_array(value)
    return as_array(array.data) if isinstance(array, RowSums | RowSparse) else array


def with_lazy_updates(symbol: SymbolGraph, tables: Mapping[str, GrowingTable]) -> SymbolGraph:
    """The graph with the updates of tables lazy: those that say nothing else."""
    chosen = {
        op: {LAZY.name: True}
        for op in ops_of(symbol)
        if op.rule.is_update
        and not op.rule.many
        and LAZY.name not in op.attrs
        and op.rule.attribute(LAZY.name) is not None
        and _weight(op) in tables
    }
    return with_attributes(symbol, chosen) if chosen else symbol


def _weight(op: Op) -> str:
    """The name of the variable that an update changes."""
    entry = op.inputs.get(op.rule.inputs[0].name)
    return entry.node.name if entry is not None and isinstance(entry.node, Variable) else ""


def riders(
    symbol: SymbolGraph, tables: Mapping[str, GrowingTable], arrays: Mapping[str, Any]
) -> tuple[list[Rider], list[Fault]]:
    """The tables of a graph without ops on many tensors, and what they cannot do in it. `arrays`: all that is bound."""
    nodes = {node.name: node for node in variables_of(symbol)}
    sparse = frozenset(nodes[name] for name, value in arrays.items() if name in nodes and is_row_sparse(value))
    shapes = {nodes[name]: array.shape for name, array in arrays.items() if name in nodes and buffers.is_array(array)}
    shapes |= {nodes[name]: table.arrays[table.form.weight].shape for name, table in tables.items() if name in nodes}
    types = infer(symbol, {Entry(node): shape for node, shape in shapes.items()}, {})
    source, _ = sources(symbol, sparse, types)
    result: list[Rider] = []
    faults: list[Fault] = []
    for name, table in tables.items():
        if name not in nodes:
            continue
        node = nodes[name]
        update, wrong = _update_of(symbol, node)
        twin = next(other for other in tables if tables[other] is table)
        if twin != name:
            fix = "let the graph name one variable for both"
            wrong.append(Fault(f"argument {name}", "", f"the table of {twin}", "another one", fix, node.where))
        if update is not None:
            wrong += _misfits(update, f"argument {name}", table, arrays) + _shared(symbol, update, table, source)
        if update is not None and not wrong:
            tensors = {update.inputs[tensor].variable.name: tensor for tensor, _ in _tensors(update, table)}
            result.append(Rider(name, source[update].name, tensors))
        faults += wrong
    return result, faults


def _update_of(symbol: SymbolGraph, node: Variable) -> tuple[Op | None, list[Fault]]:
    """The update that a table is the weight of, and nothing else."""
    ops = ops_of(symbol)
    users = [op for op in ops if node in {*(entry.node for entry in op.inputs.values()), *writes(op)}]
    update = next((op for op in users if op.rule.is_update and _weight(op) == node.name and op.out is node), None)
    others = [op for op in users if op is not update]
    others += [op for op in ops if update is not None and update in {entry.node for entry in op.inputs.values()}]
    if update is not None and not others:
        return update, []
    if update is not None and update.parts:
        got, fix = f"{update.rule.title}, which reads numbers of a whole model", "choose a rule without mx.Model"
        return None, [Fault(f"argument {node.name}", "", got, "an update row by row", fix, update.where)]
    got = f"a table that {others[0].name} reads" if others else "a table that no update changes"
    fix = "use the rows of a batch: table.lookup(ids)" if others else "let it be weight and out= of an update"
    fault = Fault(f"argument {node.name}", "", got, "a table as the weight of one update, in place", fix, node.where)
    return None, [fault]


def _shared(symbol: SymbolGraph, update: Op, table: GrowingTable, source: Mapping[Op, Variable]) -> list[Fault]:
    """Faults of a table's gradient and states: none, or used elsewhere."""
    what = f"argument {_weight(update)}"
    gradient, others = source.get(update), [op for op in ops_of(symbol) if op is not update]
    if gradient is None:
        fix = f"pass {SUMS}"
        return [Fault(what, "", "a dense gradient", "a row-sparse one, by ids", fix, update.where)]
    if sharing := [op.name for op in others if op.rule.is_update and source.get(op) is gradient]:
        fix = "let the graph name a gradient for each, and bind the same one to both"
        got = f"the gradient {gradient.name} of {sharing[0]} too"
        return [Fault(what, "", got, "a gradient of its own", fix, update.where)]
    states = {update.inputs[tensor].variable for tensor, _ in _tensors(update, table)} - {update.out}
    readers = [op.name for op in others if {entry.node for entry in op.inputs.values()} & states]
    readers += ["an output" for entry in symbol.entries if entry.stored.node in states]
    if readers:
        fix = "read states with table.lookup(ids, tensor=…)"
        return [Fault(what, "", f"states that {readers[0]} reads", "states of one update", fix, update.where)]
    return []


def _tensors(update: Op, table: GrowingTable) -> list[tuple[str, Granularity]]:
    """The inputs of an update that are a table's: weight, states and counters."""
    form = table.form
    names = {update.rule.inputs[0].name, *update.rule.states, *form.counters}
    return [(item.name, item.space) for item in update.rule.inputs if item.name in names and item.name in update.inputs]


def _misfits(update: Op, what: str, table: GrowingTable, arrays: Mapping[str, Any]) -> list[Fault]:
    """Faults of an update of a table: its rule, its form, states that are passed."""
    form, rule = table.form, update.rule
    faults: list[Fault] = []
    weight = rule.inputs[0].name
    states = {name: space for name, space in _tensors(update, table) if name not in (weight, *form.counters)}
    if states != form.states or weight != form.weight:
        got = f"a table of {form.rule}, whose states are {listed(list(form.states)) or 'none'}"
        expected = f"one with the states of {rule.title}: {listed(list(states)) or 'none'}"
        faults.append(Fault(what, "", got, expected, f"make it with mx.table.Table(…, rule={rule.name!r})"))
    if not rule.separable:
        fix = "choose a rule without sums over the whole weight"
        faults.append(Fault(what, "", f"{rule.title}, which sums the whole weight", "an update row by row", fix))
    if not is_lazy(update):
        fix = f"pass {LAZY.name}=True to {rule.title}"
        faults.append(Fault(what, "", f"a standard update, {update.name}", "a lazy one: a table has no last row", fix))
    for name, _ in _tensors(update, table):
        variable = update.inputs[name].variable.name
        if name != weight and arrays.get(variable) is not None:
            got, fix = f"an array for {variable}", "leave it out, or bind an array as the weight"
            faults.append(Fault(what, "", got, "nothing: the table has it", fix))
    return faults


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

    def check(self, what: str, values: Mapping[str, Any], numbers: Sequence[float]) -> None:
        """Raise what `run` would raise, and do nothing."""
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
                    parts[rider.name] = _rows_of(tables[rider.name], values[rider.gradient])
                except BindError as error:
                    faults += [replace(item, node=f"argument {rider.gradient}") for item in error.faults]
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
                faults.append(Fault(what, "", f"a {type(value).__name__}", "a table, as was bound", fix))
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


def _rows_of(table: GrowingTable, gradient: Any) -> _Rows:
    """A gradient by ids, taken apart.

    Raises:
        BindError: it is none that fits.
    """
    rows = gradient if isinstance(gradient, RowSums) else as_array(gradient)
    expected = f"a row-sparse array of {table.form.columns} columns, by ids"
    if not isinstance(rows, RowSums | RowSparse):
        got = "nothing" if gradient is None else f"a dense {type(gradient).__name__}"
        raise BindError("table", [Fault("", "", got, expected, f"pass {SUMS}")])
    if rows.shape[1:] != (table.form.columns,):
        raise BindError("table", [Fault("", "", f"shape {rows.shape}", expected, f"pass {SUMS}")])
    keys = table.keys(flat_ids(rows.indices))
    if isinstance(rows, RowSparse):
        return _Rows(keys, rows.data)
    parts = {"values": rows.data, "offsets": rows.offsets, "weights": rows.weights}
    faults = [
        Fault("", name, f"a {type(part).__name__}", "an array", "pass np.asarray(…)")
        for name, part in parts.items()
        if type(part) is not np.ndarray
        and (part is not None or name == "values")
        and not isinstance(as_array(part), np.ndarray)
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

    def step_noted(self, log: list[int], arrays: tuple[Any, ...], numbers: tuple[float, ...] | int, /) -> int:
        """One step. A status of `layout`; `log` has `DONE` when it is done."""
        fresh = self._numbers(numbers)
        if fresh is None or len(arrays) != self._count:
            return UNFIT
        try:
            with attempt(self._lock):
                self._work(arrays, fresh, log)
        except BusyError:
            return BUSY
        except BindError:  # whoever asks again is told
            return UNFIT
        return DONE
