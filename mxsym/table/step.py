"""The step of a table: a rule's lazy update of storage that has a row for each position."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mxsym.codegen.dtypes import DType, compute_dtype, to_numpy
from mxsym.codegen.expr import CUTS, OF_COLUMNS, Granularity
from mxsym.codegen.record import record, replace
from mxsym.errors import BindError, Fault, suggest, user_location
from mxsym.executor.bind import bind
from mxsym.executor.executor import Executor
from mxsym.ndarray import row_sparse_build
from mxsym.ndarray.sparse import Uncoalesced
from mxsym.opgraph.compose import make, variable
from mxsym.opgraph.infer import infer
from mxsym.opgraph.names import NameManager
from mxsym.opgraph.node import Entry, SymbolGraph, variables_of
from mxsym.rule.bodies import MASTER
from mxsym.rule.inputs import state_shape
from mxsym.rule.numbers import as_number, no_number
from mxsym.rule.rule import LAZY, Rule
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import as_arrays
from mxsym.runtime.native_call.native import BusyError
from mxsym.spelling import kind_name

GRADS = "grads"
"""The gradient's name, as `Table.update` calls it."""
COUNTERS = ("touches", "age", "last_step")
"""Inputs of a rule, a value for each row, that the table keeps: see `Table`."""


@record(eq=False)
class Form:
    """A rule as a table runs it.

    `graph`: one op. `weight`: the input that is the table. `tensors`: the space and type of the weight, of each state
    and of each counter, by input. `counters`: the inputs that the table keeps. `singles`: the types of inputs that are
    one number, as `rescale_grad` of AdamW. `given_later`: the numbers that each step brings: the table has
    none. `master`: the float32 weight, if any.
    """

    rule: Rule
    graph: SymbolGraph
    weight: str
    tensors: Mapping[str, tuple[Granularity, DType]]
    counters: tuple[str, ...]
    singles: Mapping[str, DType]
    given_later: tuple[str, ...]
    master: str | None

    @property
    def numeric(self) -> list[str]:
        """The names of the rule's numbers, and of its inputs that are one number."""
        return [*(item.name for item in self.rule.scalars), *self.singles]

    @property
    def persistent(self) -> dict[str, tuple[Granularity, DType]]:
        """The tensors that snapshots and exports have: the weight and the states."""
        return {name: item for name, item in self.tensors.items() if name not in self.counters}

    @property
    def rows(self) -> list[str]:
        """The weight and the states that have a row for each id."""
        return [name for name in self.persistent if self.has_rows(name)]

    def has_rows(self, name: str) -> bool:
        """True if a tensor has a row for each id."""
        return self.tensors[name][0].by_row


_PLURALS = {
    "products or decompositions of matrices": "them",
    "values of columns, which all rows make": "them",
    "a sum over the whole weight": "sums over the whole weight",
}
"""Words for more of each thing that is no update row by row."""


def _across_rows(rule: Rule) -> str:
    """The part of a rule that several rows make together."""
    matrices, columns, whole = _PLURALS
    used = set[str]().union(*(body.operations for body in rule.each_body() if 2 in body.axes))
    return matrices if rule.has_matrices else whole if used & (CUTS - OF_COLUMNS) else columns


def form_of(rule: Rule, columns: int, dtype: DType, attributes: Mapping[str, Any]) -> Form:
    """The form of a rule for a table of so many columns.

    Raises:
        BindError: the rule cannot update a table. SymbolError: attributes that it does not take.
    """
    faults: list[Fault] = []
    needed = [item for item in rule.inputs if not item.optional]
    others = [item for item in needed[1:] if item.name not in rule.states]
    if not rule.is_update or rule.members or not others:
        raise _refusal(rule, "no update of one weight", "a rule that takes weight, grad and states")
    weight, gradient = needed[0].name, others[0].name
    counters = tuple(item.name for item in others[1:] if item.name in COUNTERS and item.space is Granularity.ROW)
    singles = [item.name for item in others[1:] if item.space is Granularity.SCALAR]
    for item in others[1:]:
        if item.name in singles:
            if item.name in attributes and as_number(attributes[item.name]) is None:
                got = repr(attributes[item.name])
                faults.append(Fault(rule.title, item.name, got, "a number", f"pass {item.name}=1.0, say"))
        elif item.name not in counters:
            expected = f"states, or rows called {', '.join(COUNTERS)}"
            fix = "declare what the rule writes as its state, or make it an attribute"
            faults.append(Fault(rule.title, item.name, "an input that the rule only reads", expected, fix))
    if rule.is_coded:
        fix = "choose a rule whose states have the weight's type"
        faults.append(Fault(rule.title, "", "states in 8 bits, whose blocks are no rows", "an update row by row", fix))
    elif not rule.separable_at(2):
        got = _across_rows(rule)
        faults.append(Fault(rule.title, "", got, "an update row by row", f"choose a rule without {_PLURALS[got]}"))
    if LAZY.name in attributes:
        faults.append(Fault(rule.title, LAZY.name, "a value", "none: a table's updates are lazy", "leave it out"))
    if faults:
        raise BindError("Table", faults)
    names = {item.name: GRADS if item.name == gradient else item.name for item in needed}
    numeric = [*(item.name for item in rule.scalars if item.required), *singles]
    given_later = tuple(name for name in numeric if name not in attributes)
    with NameManager():
        variables = {key: variable(name) for key, name in names.items()}
        own = {LAZY.name: True, "name": rule.name, "out": variables[weight]}
        others = dict.fromkeys(given_later, 1.0) | dict(attributes)  # no step runs without its own; 1 is a count, too
        others = {name: value for name, value in others.items() if name not in singles}
        graph = make(rule, [], {**variables, **others, **own})
    nodes = {node.name: Entry(node) for node in variables_of(graph)}
    shapes = {nodes[name]: (1, columns) for name in (weight, GRADS)}
    types = infer(graph, shapes, {nodes[weight]: dtype})
    if types.faults:  # the rule takes no matrices
        raise BindError("Table", types.faults)
    spaces = {item.name: item.space for item in needed if item.name in (weight, *rule.states)}
    spaces |= dict.fromkeys(counters, Granularity.ROW)
    kinds = {name: types.dtypes.get(nodes[name], compute_dtype(dtype)) for name in (*spaces, *singles)}
    tensors = {name: (space, kinds[name]) for name, space in spaces.items()}
    ones = {name: kinds[name] for name in singles}
    return Form(rule, graph, weight, tensors, counters, ones, given_later, MASTER if rule.has_master else None)


def _refusal(rule: Rule, got: str, expected: str) -> BindError:
    return BindError("Table", [Fault(rule.title, "", got, expected, "declare one with mx.update_rule")])


def shape_of(space: Granularity, height: int, columns: int) -> tuple[int, ...]:
    """The shape of a tensor of a table with room for so many rows."""
    return state_shape((height, columns), space)


Numbers = tuple[tuple[float, ...], Mapping[str, Array]]
"""Of a step: those of attributes, in order, and the inputs that are one number, by name."""


class Step:
    """A form bound to storage of one height. Each step brings the storage."""

    def __init__(self, form: Form, arrays: Mapping[str, Array], numbers: Mapping[str, float]) -> None:
        self._form = form
        self._shape = arrays[form.weight].shape
        nothing = np.empty((0, self._shape[1]), arrays[form.weight].dtype)
        singles = {name: _single(numbers.get(name, math.nan), dtype) for name, dtype in form.singles.items()}
        bound = {**arrays, **singles, GRADS: Uncoalesced(nothing, np.empty(0, np.int64), self._shape, None, None)}
        states = {name: bound[name] for name in form.graph.list_auxiliary_states()}
        arguments = {name: bound[name] for name in form.graph.list_arguments()}
        self._executor = bind(form.graph, None, arguments, None, "null", states, Executor)
        self._in_order = operator.itemgetter(*self._executor.names)
        self._executor.let_go()
        values = self._executor.numbers
        for name, number in numbers.items():
            if name not in singles:
                values[self._executor.number_place(form.rule.name, name)] = number
        self.numbers: Numbers = tuple(values), singles
        self._sums = Uncoalesced(None, None, self._shape, None, None)
        """The gradients of a step: made once. Whoever takes a step has the lock of the table."""
        self._arguments: tuple[Any, ...] = ()
        """Those of a step with the numbers of the table, as long as the storage stays as it is."""

    def checked(self, values: Mapping[str, Any]) -> Numbers:
        """The numbers of a step that sets some of them.

        Raises:
            BindError: a value that is no number, or of no attribute; none where the table has none either.
        """
        scalars = self._executor.scalars[self._form.rule.name]
        faults = [
            Fault(name, "", "nothing", "a number", f"pass {name}=…, here or to the table")
            for name in self._form.given_later
            if name not in values
        ]
        numbers, singles = list(self.numbers[0]), dict(self.numbers[1])
        for name, value in values.items():
            if name in singles and (single := as_number(value)) is not None:
                singles[name] = _single(single, self._form.singles[name])
            elif name in singles:
                faults.append(Fault(name, "", no_number(value), "a number", "pass a float"))
            elif name not in scalars:
                known = [*scalars, *singles]
                faults.append(Fault(name, "", "a value", "a numeric attribute", suggest(name, known)))
            elif (fault := scalars.check(name, value)) is not None:
                faults.append(replace(fault, node=name, argument="", where=""))  # it names where the table was made
            else:
                for place, number in scalars.assignments(name, value):
                    numbers[place] = number
        if faults:
            raise BindError("Table.update", faults)
        return tuple(numbers), singles

    def run(
        self,
        arrays: Mapping[str, Array],
        positions: Array,
        grads: Any,
        offsets: Any,
        weights: Any,
        numbers: Numbers | None,
        log: list[int],
    ) -> None:
        """Sum the gradients of each position and update its row, with the `numbers` of this step, if it has others.

        `log` has `DONE` when that is done.

        Raises:
            BindError: gradients that do not fit; nothing has changed.
        """
        values, singles = numbers or self.numbers
        sums = self._sums
        sums.data, sums.indices, sums.offsets, sums.weights = grads, positions, offsets, weights
        try:
            bound = {**arrays, **singles, GRADS: sums}
            if not self._executor.step(self._in_order(bound), values, log=log):
                self._run_checked(bound, values, log)
        finally:
            sums.data = sums.indices = sums.offsets = sums.weights = None

    def run_by_ids(
        self,
        index: int,
        arrays: Mapping[str, Array],
        ids: Array,
        grads: Any,
        offsets: Any,
        weights: Any,
        numbers: Numbers | None,
        log: list[int],
    ) -> bool:
        """`run` in one native call, which touches the rows. False, and nothing done: `run` must do it.

        `index`: what `HashIndex.serve` returned. `ids`: few keys, or positions, as that was told.
        """
        values, singles = numbers or self.numbers
        sums = self._sums
        sums.data, sums.indices, sums.offsets, sums.weights = grads, ids, offsets, weights
        try:
            arguments = self._arguments if numbers is None else ()
            if not arguments:
                arguments = self._in_order({**arrays, **singles, GRADS: sums})
                self._arguments = arguments if numbers is None else ()
            return self._executor.step_by_ids(arguments, values, log, index)
        finally:
            sums.data = sums.indices = sums.offsets = sums.weights = None

    def let_go(self) -> None:
        """Hold no storage: what comes in its place is brought by the next step."""
        self._arguments = ()

    def listed(self) -> Array:
        """The positions of the last step, each once: until the next step."""
        return self._executor.listed(GRADS)

    def _run_checked(self, bound: Mapping[str, Any], values: Sequence[float], log: list[int]) -> None:
        """A step that native code does not take as it is: it is done, or whoever called is told why not."""
        scalars = self._executor.scalars[self._form.rule.name]
        by_name = {name: values[self._executor.number_place(self._form.rule.name, name)] for name in scalars}
        sums = bound[GRADS]
        parts = {GRADS: sums.data, "offsets": sums.offsets, "weights": sums.weights}
        arrays, faults = as_arrays({name: part for name, part in parts.items() if part is not None}, role="")
        if faults := [*faults, *_no_arrays(parts, arrays)]:
            raise BindError("Table.update", faults)
        try:
            if not self._executor.run_on(bound, {self._form.rule.name: by_name}, log):
                raise BusyError
        except BindError as error:  # the graph is kept: say where this call is
            faults = _faults_of_parts(sums) or error.faults
            raise BindError("Table.update", [_here(fault) for fault in faults]) from None


def _single(value: float, dtype: DType) -> Array:
    return np.array([value], to_numpy(dtype))


def _no_arrays(parts: Mapping[str, Any], arrays: Mapping[str, Any]) -> list[Fault]:
    """A fault for each part that is there and is no array; offsets and weights, as ids, may be in lists."""
    return [
        Fault(name, "", kind_name(part), "an array", "pass np.asarray(…)")
        for name, part in parts.items()
        if (name in arrays or part is None)
        and not isinstance(arrays.get(name), np.ndarray)
        and (name == GRADS or (part is not None and not isinstance(part, list | tuple)))
    ]


def _faults_of_parts(sums: Uncoalesced) -> list[Fault]:
    """Faults of gradients, offsets and weights that do not fit each other, by the names of the arguments."""
    parts: dict[str, Any] = {"offsets": sums.offsets, "weights": sums.weights, "name": GRADS}
    try:
        row_sparse_build.coalesced(sums.data, sums.indices, sums.shape, None, "Table.update", **parts)
    except BindError as error:
        return list(error.faults)
    return []


def _here(fault: Fault) -> Fault:
    return replace(fault, node=fault.node.removeprefix("argument "), where=user_location())
