"""Expansion of updates with numbers of a whole model: the parts of all weights, the numbers, then the updates.

A model are all ops of a graph that are forms of one rule. A state that several of them share is written by the last.
"""

# Each number over a model is one op on a vector of the parts of its weights, which are float64 numbers.

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mxsym.codegen.dtypes import F64
from mxsym.codegen.record import replace
from mxsym.errors import BindError, Fault
from mxsym.opgraph.node import Entry, Op, SymbolGraph, Variable, ops_of
from mxsym.rule.model_wide import NUMBER, given_numbers, joined, needed, part

_Models = Mapping[object, list[Op]]
"""The ops of each model, in the order in which they run, by the function of their rule."""
_Reached = dict[object, tuple[Op, Op]]
"""Models that ops come after: one of these ops, and the op of the model that it comes after."""


def expand_models(symbol: SymbolGraph) -> tuple[SymbolGraph, Mapping[Op, Op]]:
    """The graph without numbers over models, and the image of each op that has another one.

    Raises:
        BindError: updates of one model that depend on each other, or have other numbers over it.
    """
    models: dict[object, list[Op]] = {}
    for op in ops_of(symbol):
        if op.rule.of_model:
            models.setdefault(op.rule.function, []).append(op)
    if faults := [*_entangled(symbol, models), *_overtaken(symbol, models), *_unlike(models)]:
        raise BindError("bind", faults)
    expansion = _Expansion(models)
    for op in ops_of(symbol):
        expansion.add(op)
    entries, roots = ([expansion.of(entry) for entry in group] for group in (symbol.entries, symbol.roots))
    return SymbolGraph(entries, roots), expansion.image


class _Expansion:
    """The images of the ops of a graph, in the order in which they run."""

    def __init__(self, models: _Models) -> None:
        self._models = models
        self.image: dict[Op, Op] = {}
        self._numbers: dict[object, list[Entry]] = {}
        """The numbers over each model that is computed already."""
        self._parts: dict[Op, tuple[Op, ...]] = {}
        written = ((model, op, entry) for model, ops in models.items() for op in ops for entry in _shared(op).values())
        self._last = {(model, entry): op for model, op, entry in written}
        """The last update of a model that writes a state of it."""

    def of(self, entry: Entry) -> Entry:
        node = entry.node
        return entry._replace(node=self.image.get(node, node)) if isinstance(node, Op) else entry

    def add(self, op: Op) -> None:
        """The image of an op, whose inputs have theirs."""
        model = op.rule.function
        if op.rule.of_model and model not in self._numbers:
            self._numbers[model] = self._computed(self._models[model])
        inputs = {name: self.of(entry) for name, entry in op.inputs.items()}
        after = tuple(self.image.get(before, before) for before in op.after)
        rule, parts = op.rule, op.parts
        if op.rule.of_model:
            numbers, parts = self._numbers[model], self._parts[op]
            inputs |= {f"{NUMBER}{place}": number for place, number in enumerate(numbers)}
            rule = given_numbers(op.rule, len(numbers), self._silent(op))
        if rule is not op.rule or inputs != dict(op.inputs) or after != op.after:
            self.image[op] = replace(op, rule=rule, inputs=inputs, after=after, parts=parts)

    def _silent(self, op: Op) -> frozenset[str]:
        """The states of the whole model that a later update writes."""
        model = op.rule.function
        return frozenset(name for name, entry in _shared(op).items() if self._last[model, entry] is not op)

    def _computed(self, ops: Sequence[Op]) -> list[Entry]:
        """The numbers over a model, as ops."""
        body = ops[0].body()
        numbers: list[Entry] = []
        for place, cut in enumerate(body.over_model):
            read = {f"{NUMBER}{other}": numbers[other] for other in needed(body, place)}
            name = f"{ops[0].name}_{cut.op}_{place}"
            vector = Entry(Variable(f"{name}_parts", extent=len(ops), dtype=F64, where=ops[0].where))
            parts = [self._part(op, place, read, vector.part(n, len(ops))) for n, op in enumerate(ops)]
            numbers.append(Entry(Op(joined(cut.op), name, {"data": vector}, where=ops[0].where, after=tuple(parts))))
        for op in ops:
            self._parts.setdefault(op, ())
        return numbers

    def _part(self, op: Op, place: int, read: Mapping[str, Entry], out: Entry) -> Op:
        """The part of a number that one weight gives."""
        own = {name: self.of(entry) for name, entry in op.inputs.items()}
        before = [self.image.get(other, other) for other in op.after if other.rule.function is not op.rule.function]
        piece = replace(
            op,
            rule=part(op.rule, place),
            name=f"{op.name}_part_{place}",
            inputs={**own, **read},
            outs=(out,),
            after=tuple(before),
        )
        self._parts[op] = (*self._parts.get(op, ()), piece)
        return piece


def _shared(op: Op) -> dict[str, Entry]:
    """The states of the whole model that an update writes."""
    of_model = [item.name for item in op.rule.inputs if item.of_model and item.name in op.rule.states]
    return {name: op.inputs[name] for name in of_model if name in op.inputs}


def _reads(op: Op) -> set[Variable]:
    """The variables that an update reads, but for the states of the whole model."""
    shared = _shared(op)
    entries = [entry for name, entry in op.inputs.items() if name not in shared]
    return {entry.node for entry in entries if isinstance(entry.node, Variable)}


def _writes(op: Op) -> set[Variable]:
    """The variables that an op writes, but for the states of the whole model."""
    shared = {entry.node for entry in _shared(op).values()} if op.rule.of_model else set[object]()
    return {node for node in (*op.states, *(entry.variable for entry in op.outs)) if node not in shared}


def _models_below(symbol: SymbolGraph) -> dict[Op, dict[object, Op]]:
    """For each op the models that it comes after, with an op of each."""
    below: dict[Op, dict[object, Op]] = {}
    for op in ops_of(symbol):
        model = op.rule.function if op.rule.of_model else None
        data = [entry.node for entry in op.inputs.values()]
        orders = [other for other in op.after if model is None or other.rule.function is not model]
        mine: dict[object, Op] = {}
        for node in (*data, *orders):
            if isinstance(node, Op):
                mine |= below[node]
                mine |= {node.rule.function: node} if node.rule.of_model else {}
        below[op] = mine
    return below


def _models_before(ops: Sequence[Op], models: _Models, below: Mapping[Op, Mapping[object, Op]]) -> _Reached:
    """The models that one of these ops comes after, by way of other models too."""
    reached: _Reached = {}
    queue = [(op, op) for op in ops]
    while queue:
        first, op = queue.pop()
        for model, by in below[op].items():
            if model not in reached:
                reached[model] = first, by
                queue += [(first, more) for more in models[model]]
    return reached


def _entangled(symbol: SymbolGraph, models: _Models) -> list[Fault]:
    """Faults of updates that wait for each other: one reads what another one of its model gives."""
    below = _models_below(symbol)
    faults: list[Fault] = []
    for model, ops in models.items():
        reached = _models_before(ops, models, below)
        if model in reached:
            op, by = reached[model]
            fix = "make what it reads without the other update, or use another rule for one of them"
            got, expected = f"what comes after {by.name}", f"what does not come after {by.name}: both are of one model"
            faults.append(Fault(op.name, op.rule.inputs[1].name, got, expected, fix, op.where))
    return faults


def _overtaken(symbol: SymbolGraph, models: _Models) -> list[Fault]:
    """Faults of variables that change between the first update of a model and one that reads them."""
    faults: list[Fault] = []
    for ops in models.values():
        changed: dict[Variable, Op] = {}
        mine, begun = set(ops), False
        for op in ops_of(symbol):
            begun = begun or op is ops[0]
            if not begun:
                continue
            if op in mine:
                for node in [node for node in _reads(op) if node in changed]:
                    name = next(key for key, entry in op.inputs.items() if entry.node is node)
                    got = f"{node.name}, which {changed[node].name} writes"
                    fix = "group what writes it before all updates of the model"
                    expected = f"what no op writes after {ops[0].name}, the first update of the model"
                    faults.append(Fault(op.name, name, got, expected, fix, op.where))
            changed |= dict.fromkeys(_writes(op), op)
    return faults


def _unlike(models: _Models) -> list[Fault]:
    """Faults of updates that have other numbers over a model than its first update, or perhaps in another order."""
    faults: list[Fault] = []
    for first, *others in models.values():
        wanted = [cut.op for cut in first.body().over_model]
        is_clear = len({*wanted}) == len(wanted)
        for op in others:
            if [cut.op for cut in op.body().over_model] == wanted and (is_clear or _setting(op) == _setting(first)):
                continue
            expected = f"the numbers over the model that {first.name} has"
            fix = "give all updates of the model the same flags and tensors"
            faults.append(Fault(op.name, "", "other numbers over the model", expected, fix, op.where))
    return faults


def _setting(op: Op) -> tuple[object, ...]:
    """The parts of an update that its body depends on: its flags, and the tensors that it is given."""
    flags = [(item.name, op.attrs.get(item.name, item.default)) for item in op.rule.flags]
    own = (item.name for item in op.rule.inputs if item.name in op.inputs and item.optional)
    return (*flags, *own)
