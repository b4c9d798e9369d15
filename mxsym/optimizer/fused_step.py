"""One step of many parameters: one graph, one executor, one native call; or the same graph through the interpreter."""

from __future__ import annotations

import functools
import itertools
import operator
import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from mxsym import symbol as sym
from mxsym.codegen.expr import Granularity
from mxsym.codegen.loading import load_modules
from mxsym.codegen.record import field, record, replace
from mxsym.errors import BindError, user_location
from mxsym.executor.arrays import tables_of
from mxsym.executor.executor import Executor
from mxsym.executor.imperative import Boxes, run_graph, step_on
from mxsym.executor.new_states import unstored_rows
from mxsym.opgraph.node import Entry, Op, Variable
from mxsym.optimizer.settings import CLIP, OFF, OTHER_NAMES, RESCALE, needs
from mxsym.rule.derived_ops import on_scaled_gradient, ordered, with_master
from mxsym.rule.lookup import find, for_version
from mxsym.rule.registry import Table
from mxsym.rule.rule import LAZY, VERSIONS, Attribute, Rule
from mxsym.runtime import rows
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import as_array
from mxsym.runtime.run_jobs import note
from mxsym.runtime.sparse import Bound, RowSparse, grown, lacking

MOST = 64
"""Limit of executors kept for one owner: one for each set of parameters that are updated together."""
_executors: weakref.WeakKeyDictionary[object, Boxes] = weakref.WeakKeyDictionary()

Spec = tuple[Rule, tuple[str, ...], tuple[tuple[str, Any], ...]]


@record
class Update:
    """Update of one parameter: a rule, its specialising attributes, its arrays by input, its numbers.

    `given`: the arrays as the user has them.
    """

    rule: Rule
    flags: tuple[tuple[str, Any], ...]
    arrays: Mapping[str, Bound]
    numbers: Mapping[str, Any]
    given: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def spec(self) -> Spec:
        return self.rule, (*self.arrays, *self.riding), self.flags

    @property
    def riding(self) -> list[str]:
        """The inputs that a weight which is a table brings."""
        table = tables_of(self.arrays).get(self.rule.inputs[0].name)
        if table is None:
            return []
        names = {*self.rule.states, *table.form.counters}
        return [i.name for i in self.rule.inputs if i.name in names and not i.optional and i.name not in self.arrays]

    @property
    def written(self) -> list[str]:
        """The inputs that the step changes."""
        return [self.rule.inputs[0].name, *(name for name in self.rule.states if name in self.arrays)]


Shared = Mapping[tuple[str, int], int]
"""Inputs of updates that are arrays of earlier ones: by input and update, the number of the first with that array."""


def shared_by(updates: Sequence[Update]) -> Shared:
    """The states of a whole model that several updates have one array for."""
    first: dict[tuple[str, int], int] = {}
    shared: dict[tuple[str, int], int] = {}
    for n, update in enumerate(updates):
        for item in update.rule.inputs if update.rule.of_model else ():
            if item.of_model and item.name in update.given:
                leader = first.setdefault((item.name, id(update.given[item.name])), n)
                shared |= {} if leader == n else {(item.name, n): leader}
    return shared


def variables_of(update: Update, number: int, shared: Shared) -> dict[str, str]:
    """The variables of an update's arrays in the graph of a step, by input."""
    return {name: label(name, shared.get((name, number), number)) for name in update.spec[1]}


def label(name: str, number: int) -> str:
    """Name of a variable or op of the update `number` in the graph of a step."""
    return f"{name}[{number}]"


def run(owner: object, updates: Sequence[Update], log: list[int], *, native: bool) -> Executor | None:
    """Do all updates at once, and return what ran them; the names of variables and ops are `label`'s.

    Executors are kept as long as their `owner`, and look at arrays that come again only once. `log` has `DONE` when all
    are done, whatever exception follows.

    Raises:
        BindError: naming everything that does not fit; nothing has changed.
    """
    if not updates:
        return None
    shared = shared_by(updates)
    graph = graph_of(tuple(update.spec for update in updates), tuple(shared.items()))
    names = [variables_of(update, n, shared) for n, update in enumerate(updates)]
    arrays = {names[n][name]: array for n, update in enumerate(updates) for name, array in update.arrays.items()}
    numbers = {label(update.rule.name, n): update.numbers for n, update in enumerate(updates)}
    what = type(owner).__name__
    boxes = _executors.setdefault(owner, {})
    if len(boxes) >= MOST:
        boxes.clear()
    try:
        step = functools.partial(step_on, log=log)
        executor = run_graph(graph, arrays, numbers, step if native else _check, boxes)
    except BindError as error:  # the graph is kept from an earlier call: say where this one is
        where = user_location()
        raise BindError(what, [replace(fault, where=where) for fault in error.faults]) from None
    if not native:
        executor.on_rows(arrays, functools.partial(_interpret_on, graph, updates, names, numbers), log)
    return executor


def rule_of(rule: str | Rule, version: str, *, master: bool = False, form: str = "") -> Rule:
    """The rule that one update runs, from an op on one update or on many, or its name; with a float32 master copy.

    It is that of a version of MXNet, where the op has one; else it has the version's order of operations, if the rule
    knows it: an optimizer has the version's bits, though its op has the latest ones. In the latest version it has the
    order of that `form`.

    Raises:
        AttributeError: there is no op of that name.
    """
    return _rule_of(rule, form if version == VERSIONS[-1] else version, version, master, Table.stamp)


@functools.lru_cache(maxsize=1024)
def _rule_of(rule: str | Rule, form: str, version: str, master: bool, _stamp: object) -> Rule:
    rule = for_version(find(rule) if isinstance(rule, str) else rule, version)
    if form and rule.base is None:
        rule = ordered(rule, form)
    if master:
        rule = with_master(rule)
    return _scaled(rule.single)


def _scaled(rule: Rule) -> Rule:
    """The rule with the two attributes that every optimizer has: where it lacks one, its gradient is scaled or bounded.

    The scale comes before the bound, so a rule without a bound is given a gradient that is scaled already.
    """
    names = needs(rule).names
    lacks_scale = RESCALE not in {*names, *needs(rule).singles}
    lacks_bound = names.isdisjoint((CLIP, *OTHER_NAMES)) and RESCALE not in needs(rule).singles
    if len(rule.inputs) < 2 or not (lacks_scale or lacks_bound):
        return rule
    return on_scaled_gradient(
        rule, Attribute(RESCALE, float, 1.0), Attribute(CLIP, float, OFF) if lacks_bound else None
    )


@functools.lru_cache(maxsize=256)
def graph_of(specs: tuple[Spec, ...], shared: tuple[tuple[tuple[str, int], int], ...] = ()) -> sym.Symbol:
    """Every update in place, none sharing a variable with another but for what is `shared`."""
    entries: list[Entry] = []
    leaders, known = dict(shared), dict[str, Entry]()
    for n, (rule, present, flags) in enumerate(specs):
        names = {name: label(name, leaders.get((name, n), n)) for name in present}
        variables = {name: known.setdefault(var, Entry(Variable(var))) for name, var in names.items()}
        required = {item.name: 1.0 for item in rule.scalars if item.required}
        into = (variables[rule.inputs[0].name],)
        entries.append(Entry(Op(rule, label(rule.name, n), variables, {**required, **dict(flags)}, into)))
    return sym.Symbol(entries)


Numbers = Mapping[str, Mapping[str, Any]]


def _check(executor: Executor, arrays: Mapping[str, Bound], numbers: Numbers) -> bool:
    executor.check(arrays, numbers)
    return True


def _interpret(
    graph: sym.Symbol, updates: Sequence[Update], names: Sequence[Mapping[str, str]], numbers: Numbers, log: list[int]
) -> None:
    """The rules by their meaning, on the rows that each update touches; the results are written back."""
    load_modules("mxsym.opgraph.interpreter")
    from mxsym.opgraph.interpreter import interpret

    touched = [_rows(update) for update in updates]
    arrays: dict[str, Array] = {}
    for update, variables, chosen in zip(updates, names, touched, strict=True):
        for name in update.arrays:
            arrays[variables[name]] = _take(update, name, _chosen(update, name, chosen))
    after = interpret(graph, arrays, numbers).variables
    writes = [
        _write(update.arrays[name], _chosen(update, name, chosen), after[variables[name]])
        for update, variables, chosen in zip(updates, names, touched, strict=True)
        for name in update.written
    ]
    # All memory that it takes is there: from here on nothing fails, and no signal handler comes between two writes.
    note(log, any, map(operator.call, itertools.chain.from_iterable(writes)))


def _interpret_on(
    graph: sym.Symbol,
    updates: Sequence[Update],
    names: Sequence[Mapping[str, str]],
    numbers: Numbers,
    bound: Mapping[str, Any],
    log: list[int],
) -> None:
    """`_interpret` on what is bound by name, such as the storage of tables."""
    plain = [
        replace(
            update,
            arrays={name: as_array(bound[variable], update.rule.name, name) for name, variable in variables.items()},
        )
        for update, variables in zip(updates, names, strict=True)
    ]
    _interpret(graph, plain, names, numbers, log)


def _rows(update: Update) -> Array | None:
    """The rows that an update with a row-sparse gradient runs over: the gradient's, or all; None where it is dense."""
    weight = update.arrays[update.rule.inputs[0].name]
    gradient = next((array for name, array in update.arrays.items() if _is_source(update, name)), None)
    if not isinstance(gradient, RowSparse):
        return None
    if dict(update.flags).get(LAZY.name, LAZY.default):
        return rows.widen(gradient.indices)
    return rows.widen(weight.indices) if isinstance(weight, RowSparse) else np.arange(weight.shape[0], dtype=np.int64)


def _is_source(update: Update, name: str) -> bool:
    """True if this input is a row-sparse array that the update only reads."""
    return isinstance(update.arrays[name], RowSparse) and name not in update.written


def _chosen(update: Update, name: str, chosen: Array | None) -> Array | None:
    """The rows of an input that an update runs over; None where it is dense, or the input is one number."""
    return None if update.rule.input(name).space is Granularity.SCALAR else chosen


def _take(update: Update, name: str, chosen: Array | None) -> Array:
    """The rows of an input, or all of it; those that a row-sparse one does not store as it reads them."""
    array = update.arrays[name]
    if chosen is None:
        assert isinstance(array, np.ndarray)
        return array
    if not isinstance(array, RowSparse):
        return array[chosen]
    item, weight = update.rule.input(name), update.arrays[update.rule.inputs[0].name]
    ids = lacking(array, chosen)
    begins = len(ids) and name in update.rule.states
    rest = grown(array, chosen, unstored_rows(item, ids, weight, {}) if begins else 0)
    places, _ = rows.positions(chosen, rest.indices)
    return rest.data[places]


def _write(array: Bound, chosen: Array | None, values: Array) -> list[Callable[[], None]]:
    """Functions in C that write to an array, or to some of its rows; a table that lacks some of them grows then."""
    if chosen is None:
        assert isinstance(array, np.ndarray)
        return [functools.partial(array.__setitem__, ..., values)]
    if isinstance(array, np.ndarray):
        return [functools.partial(array.__setitem__, chosen, values)]
    larger = grown(array, chosen)
    at, _ = rows.positions(chosen, larger.indices)
    if larger is array:
        return [functools.partial(array.data.__setitem__, at, values)]
    larger.data[at] = values
    return [functools.partial(setattr, array, name, getattr(larger, name)) for name in ("indices", "data")]
