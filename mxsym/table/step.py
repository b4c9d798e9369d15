"""The step of a table: a rule's lazy update of storage that has a row for each position."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from mxsym.codegen.dtypes import DType
from mxsym.codegen.expr import Granularity
from mxsym.codegen.record import record, replace
from mxsym.errors import BindError, Fault, suggest, user_location
from mxsym.executor.bind import bind
from mxsym.executor.executor import Executor
from mxsym.ndarray.sparse import Uncoalesced, uncoalesced
from mxsym.opgraph.compose import make, variable
from mxsym.opgraph.infer import infer
from mxsym.opgraph.names import NameManager
from mxsym.opgraph.node import Entry, SymbolGraph, variables_of
from mxsym.rule.derived_ops import MASTER
from mxsym.rule.inputs import state_shape
from mxsym.rule.rule import LAZY, Rule
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import as_array

GRADS = "grads"
"""The gradient's name, as `Table.update` calls it."""
COUNTERS = ("touches", "age", "last_step")
"""Inputs of a rule, a value for each row, that the table keeps: see `Table`."""


@record(eq=False)
class Form:
    """A rule as a table runs it.

    `graph`: one op. `weight`: the input that is the table. `tensors`: the space and type of the weight, of each state
    and of each counter, by input. `counters`: the inputs that the table keeps. `master`: the float32 weight, if any.
    """

    rule: Rule
    graph: SymbolGraph
    weight: str
    tensors: Mapping[str, tuple[Granularity, DType]]
    counters: tuple[str, ...]
    master: str | None


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
    for item in others[1:]:
        if item.name not in counters:
            expected = f"states, or rows called {', '.join(COUNTERS)}"
            fix = "declare what the rule writes as its state, or make it an attribute"
            faults.append(Fault(rule.title, item.name, "an input that the rule only reads", expected, fix))
    if rule.is_coded:
        fix = "choose a rule whose states have the weight's type"
        faults.append(Fault(rule.title, "", "states in 8 bits, whose blocks are no rows", "an update row by row", fix))
    elif not rule.separable:
        fix = "choose a rule without sums over the whole weight"
        faults.append(Fault(rule.title, "", "a sum over the whole weight", "an update row by row", fix))
    if LAZY.name in attributes:
        faults.append(Fault(rule.title, LAZY.name, "a value", "none: a table's updates are lazy", "leave it out"))
    if faults:
        raise BindError("Table", faults)
    names = {item.name: GRADS if item.name == gradient else item.name for item in needed}
    with NameManager():
        variables = {key: variable(name) for key, name in names.items()}
        own = {LAZY.name: True, "name": rule.name, "out": variables[weight]}
        graph = make(rule, [], {**variables, **attributes, **own})
    nodes = {node.name: Entry(node) for node in variables_of(graph)}
    shapes = {nodes[name]: (1, columns) for name in (weight, GRADS)}
    types = infer(graph, shapes, {nodes[weight]: dtype})
    if types.faults:  # the rule takes no matrices
        raise BindError("Table", types.faults)
    spaces = {item.name: item.space for item in needed if item.name in (weight, *rule.states)}
    tensors = {name: (space, types.dtypes[nodes[name]]) for name, space in spaces.items()}
    tensors |= {name: (Granularity.ROW, types.dtypes[nodes[name]]) for name in counters}
    return Form(rule, graph, weight, tensors, counters, MASTER if rule.has_master else None)


def _refusal(rule: Rule, got: str, expected: str) -> BindError:
    return BindError("Table", [Fault(rule.title, "", got, expected, "declare one with mx.update_rule")])


def shape_of(space: Granularity, height: int, columns: int) -> tuple[int, ...]:
    """The shape of a tensor of a table with room for so many rows."""
    return state_shape((height, columns), space)


class Step:
    """A form bound to storage of one height. Each step brings the storage."""

    def __init__(self, form: Form, arrays: Mapping[str, Array], numbers: Mapping[str, float]) -> None:
        self._form = form
        self._shape = arrays[form.weight].shape
        nothing = np.empty((0, self._shape[1]), arrays[form.weight].dtype)
        bound = {**arrays, GRADS: self._gradient(nothing, np.empty(0, np.int64), None, None)}
        states = {name: bound[name] for name in form.graph.list_auxiliary_states()}
        arguments = {name: bound[name] for name in form.graph.list_arguments()}
        self._executor = bind(form.graph, None, arguments, None, "null", states, Executor)
        self._names = self._executor.names
        self._executor.let_go()
        self.numbers = self._executor.numbers
        for name, number in numbers.items():
            self.numbers[self._executor.number_place(form.rule.name, name)] = number

    def _gradient(self, grads: Any, positions: Array, offsets: Any, weights: Any) -> Uncoalesced:
        return uncoalesced(grads, positions, self._shape, offsets=offsets, weights=weights)

    def checked(self, values: Mapping[str, Any]) -> list[float]:
        """The numbers of a step that sets some of them.

        Raises:
            BindError: a value that is no number, or of no attribute.
        """
        scalars = self._executor.scalars[self._form.rule.name]
        faults: list[Fault] = []
        numbers = list(self.numbers)
        for name, value in values.items():
            if name not in scalars:
                faults.append(Fault(name, "", "a value", "a numeric attribute", suggest(name, list(scalars))))
            elif (fault := scalars.check(name, value)) is not None:
                faults.append(fault)
            else:
                for place, number in scalars.assignments(name, value):
                    numbers[place] = number
        if faults:
            raise BindError("Table.update", faults)
        return numbers

    def run(
        self,
        arrays: Mapping[str, Array],
        positions: Array,
        grads: Any,
        offsets: Any,
        weights: Any,
        numbers: list[float],
    ) -> None:
        """Sum the gradients of each position and update its row.

        Raises:
            BindError: gradients that do not fit; nothing has changed.
        """
        bound = {**arrays, GRADS: self._gradient(grads, positions, offsets, weights)}
        if self._executor.step(tuple([bound[name] for name in self._names]), tuple(numbers)):
            return
        scalars = self._executor.scalars[self._form.rule.name]
        by_name = {name: numbers[self._executor.number_place(self._form.rule.name, name)] for name in scalars}
        if faults := _no_arrays({GRADS: grads, "offsets": offsets, "weights": weights}):
            raise BindError("Table.update", faults)
        try:
            self._executor.run_on(bound, {self._form.rule.name: by_name})
        except BindError as error:  # the graph is kept: say where this call is
            raise BindError("Table.update", [_here(fault) for fault in error.faults]) from None


def _no_arrays(parts: Mapping[str, Any]) -> list[Fault]:
    """A fault for each part that is there and is no array."""
    return [
        Fault(name, "", f"a {type(part).__name__}", "an array", "pass np.asarray(…)")
        for name, part in parts.items()
        if not isinstance(as_array(part), np.ndarray) and (part is not None or name == GRADS)
    ]


def _here(fault: Fault) -> Fault:
    return replace(fault, node=fault.node.removeprefix("argument "), where=user_location())
