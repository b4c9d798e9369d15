"""Tables that grow as weights of a graph's updates: what a table is to an executor, and what fits."""

# A table is the weight of one lazy update. Its states ride along: they are not passed. A row-sparse gradient names the
# rows by ids.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from mxsym.codegen.dtypes import DType
from mxsym.codegen.expr import Granularity
from mxsym.codegen.record import record
from mxsym.errors import BindError, Fault
from mxsym.opgraph.infer import infer
from mxsym.opgraph.node import Entry, Op, SymbolGraph, Variable, ops_of, variables_of
from mxsym.opgraph.storage import is_lazy, sources, writes
from mxsym.opgraph.substitute import with_attributes
from mxsym.rule.rule import LAZY
from mxsym.runtime import buffers
from mxsym.runtime.buffers import Array
from mxsym.runtime.hash_index import Keys
from mxsym.runtime.interop import as_array, known_arrays
from mxsym.runtime.sparse import RowSparse, RowSums
from mxsym.spelling import kind_name, listed

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

    def keys(self, ids: Any, what: str, node: str) -> Keys:
        """The ids of a gradient, the argument `node` of `what`, as the table takes them."""
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


def placeholder(table: GrowingTable, name: str, gradient: Any) -> Any:
    """A gradient of the type of another one, that of the variable `name`, which has no row.

    Raises:
        BindError: the other one has no array of values.
    """
    values: Any = values_of(gradient, "bind", f"argument {name}")
    if not buffers.is_array(values):
        got, fix = kind_name(values), "pass np.asarray(…)"
        raise BindError("bind", [Fault(f"argument {name}", "values", got, "an array", fix)])
    return table.gradient(np.empty((0, table.form.columns), values.dtype), np.empty(0, np.int64), None, None)


@record
class Rider:
    """A table in a graph: its variable, that of its gradient, and the variables of all of its tensors."""

    name: str
    gradient: str
    tensors: Mapping[str, str]


def is_row_sparse(value: Any) -> bool:
    """True for an array that stores rows by ids. Sums are not made to find out."""
    return isinstance(value, RowSums) or any(isinstance(array, RowSparse) for array in known_arrays([value]) or [])


def values_of(value: Any, what: str, node: str) -> Any:
    """An array, or the values of one that stores rows by ids: the argument `node` of `what`."""
    array = value if isinstance(value, RowSums) else as_array(value, what, node)
    return as_array(array.data, what, node, "values") if isinstance(array, RowSums | RowSparse) else array


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
