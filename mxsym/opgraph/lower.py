"""Lowering: a typed graph of ops → a Program.

An op becomes a call, a variable a tensor; an output that is stored nowhere gets a tensor of its own. Names are the
user's, made unique.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from mxsym.codegen.dtypes import DType, T
from mxsym.codegen.expr import WEIGHT, Granularity, matrix_shape
from mxsym.codegen.graph import Buffer, Graph
from mxsym.codegen.matrices import Rooms, chosen, cut, has_matrices
from mxsym.codegen.program import (
    Call,
    Number,
    Operand,
    Place,
    Program,
    Result,
    ResultRef,
    Role,
    Rows,
    Shape,
    Source,
    Storage,
    Tensor,
    fresh,
)
from mxsym.codegen.program import shape_of as result_shape
from mxsym.codegen.record import field, record, replace
from mxsym.opgraph.node import Entry, Op, SymbolGraph, Variable, ops_of, variables_of
from mxsym.opgraph.storage import is_lazy, sources
from mxsym.opgraph.typed import Types, axes, computes_in, granularity, iteration_shape, used_inputs
from mxsym.rule.rule import Rule


@record
class Lowered:
    """A program, and the names in it of the graph's ops, and of its variables and unstored outputs.

    `on_rows`: the ops that run on rows of a row-sparse tensor. `parts`: the calls that are parts of an op with
    matrices, but for the one that has its name, each with that name.
    """

    program: Program
    calls: Mapping[Op, str]
    tensors: Mapping[Entry, str]
    on_rows: Container[Op] = ()
    parts: Mapping[str, str] = field(default_factory=dict[str, str])

    def ops(self) -> dict[str, Op]:
        """The op of each call of the program."""
        return {name: op for op, name in self.calls.items()}

    def variables(self) -> dict[str, Variable]:
        """The variable of each tensor that is one."""
        return {name: entry.node for entry, name in self.tensors.items() if isinstance(entry.node, Variable)}


def lower(symbol: SymbolGraph, types: Types, sparse: frozenset[Variable] = frozenset()) -> Lowered:
    """The program of a graph without ops on many tensors; `sparse` are the variables that are row-sparse.

    `infer` and `sources` must have found no fault.
    """
    lowering = _Lowering(types, sparse, sources(symbol, sparse, types)[0] if sparse else {})
    ops = ops_of(symbol)
    states = {variable for op in ops for variable in op.states}
    for variable in variables_of(symbol):
        lowering.variable(variable, states)
    outputs = [entry.stored.whole for entry in symbol.entries]
    for entry in outputs:
        if isinstance(entry.node, Op):
            lowering.output(entry, entry.node)
    for op in ops:
        lowering.op(op, op.rule)
    names = tuple(lowering.names[entry] for entry in outputs)
    program = Program(tuple(lowering.tensors), tuple(lowering.calls), names)
    return Lowered(program, lowering.call_names, lowering.names, lowering.sources.keys(), lowering.parts)


def _of_inputs(body: Graph, inputs: Container[str]) -> Graph:
    """The body without buffers of tensors that are no inputs; it reads and writes none of them."""
    buffers = tuple(buffer for buffer in body.buffers if buffer.name in inputs)
    return body if len(buffers) == len(body.buffers) else replace(body, buffers=buffers)


def _element(entry: Entry) -> int | None:
    return None if entry.element is None else entry.element[0]


@record(frozen=False)
class _Lowering:
    """The program as far as it has been made."""

    types: Types
    sparse: frozenset[Variable]
    sources: Mapping[Op, Variable]
    tensors: list[Tensor] = field(default_factory=list[Tensor])
    calls: list[Call] = field(default_factory=list[Call])
    names: dict[Entry, str] = field(default_factory=dict[Entry, str])
    places: dict[Entry, Place] = field(default_factory=dict[Entry, Place])
    call_names: dict[Op, str] = field(default_factory=dict[Op, str])
    bodies: dict[Graph, Graph] = field(default_factory=dict[Graph, Graph])
    rooms: Rooms = field(default_factory=Rooms)
    parts: dict[str, str] = field(default_factory=dict[str, str])
    taken: dict[str, set[str]] = field(default_factory=lambda: {"tensor": set(), "call": set(), "body": set()})

    def variable(self, node: Variable, states: set[Variable]) -> None:
        role = Role.STATE if node in states else Role.ARGUMENT
        storage = Storage.ROW_SPARSE if node in self.sparse else Storage.DENSE
        self._tensor(Entry(node), node.name, Role.TEMPORARY if node.extent is not None else role, storage)

    def output(self, entry: Entry, op: Op) -> None:
        if entry not in self.names:
            self._tensor(entry, op.outputs()[entry.index], Role.OUTPUT, Storage.DENSE)

    def _tensor(self, entry: Entry, name: str, role: Role, storage: Storage) -> None:
        name = self.names[entry] = fresh(name, self.taken["tensor"])
        self.places[entry] = Place(name)
        self.tensors.append(Tensor(name, self.types.dtype(entry), self.types.shape(entry), role, storage))

    def op(self, node: Op, rule: Rule) -> None:
        name = self.call_names[node] = fresh(node.name, self.taken["call"])
        inputs = used_inputs(node, self.types)
        dtypes = {name: self.types.dtype(entry) for name, entry in inputs.items()}
        compute = computes_in(rule, dtypes, self.types.dtype(Entry(node)))
        shape = iteration_shape(node, self.types)
        source = self.sources.get(node)
        rows = Rows.DENSE if source is None else Rows.LISTED if is_lazy(node) or not rule.is_update else Rows.ALL
        body = _of_inputs(node.body(axes(node, self.types)).graph, inputs)
        call = Call(
            name,
            body,
            compute,
            shape,
            tuple(self._operands(node, rule, inputs)),
            self._results(node, rule, body),
            rule.is_update,
            rows,
            None if source is None else self.names[Entry(source)],
        )
        calls = list(self._parts(replace(call, body=chosen(body, shape)))) if has_matrices(body) else [call]
        self.calls += [replace(item, body=self._body(item.body)) for item in calls]
        self.parts |= {item.name: call.name for item in calls if item.name != call.name}

    def _parts(self, call: Call) -> Iterator[Call]:
        """The calls that a call with matrix operations becomes: loops, library calls, and last what writes results.

        The last over the weight's shape has the call's name.
        """
        parts = cut(call.body, call.shape)

        def shape_of(buffer: Buffer) -> Shape:
            return result_shape(matrix_shape(call.shape, buffer.axes), buffer.space)

        rooms = self.rooms.assign(parts, shape_of, call.compute, self._room)
        operands = {item.parameter: item for item in call.operands}
        results = {item.name: item for item in call.results}
        for part in parts:
            outputs = {buffer.name: buffer for buffer in part.outputs}
            of_library = part.is_library_call
            loaded = part.graph.loaded()
            reads = [
                Operand(buffer.name, Place(rooms[buffer.name]), Granularity.SCALAR if of_library else buffer.space)
                if buffer.name in rooms
                else operands[buffer.name]
                for buffer in part.graph.buffers
                if of_library or buffer.name in loaded
            ]
            reads += [operands[number] for number in part.graph.scalars]
            gives = [
                Result(
                    name,
                    self._dtype_of(outputs[name], call.compute),
                    Granularity.SCALAR if of_library else outputs[name].space,
                    (Place(rooms[name]),),
                )
                if name in outputs
                else results[name]
                for name in (store.buffer for store in part.graph.stores)
            ]
            is_last = not part.outputs and part.axes == WEIGHT
            kind = part.graph.name if of_library else "part"
            name = call.name if is_last else fresh(f"{call.name}.{kind}", self.taken["call"])
            shape = matrix_shape(call.shape, part.axes)
            yield Call(name, part.graph, call.compute, shape, tuple(reads), tuple(gives), call.is_update and is_last)

    @staticmethod
    def _dtype_of(buffer: Buffer, compute: DType) -> DType:
        return compute if buffer.dtype is T else buffer.dtype

    def _room(self, shape: Shape, dtype: DType) -> str:
        """A new temporary."""
        name = fresh("stage", self.taken["tensor"])
        self.tensors.append(Tensor(name, dtype, shape, Role.WORKSPACE))
        return name

    def _body(self, body: Graph) -> Graph:
        """The body under a name that no other body has."""
        if body not in self.bodies:
            name = fresh(body.name, self.taken["body"])
            self.bodies[body] = body if name == body.name else replace(body, name=name)
        return self.bodies[body]

    def _operands(self, node: Op, rule: Rule, inputs: Mapping[str, Entry]) -> Iterator[Operand]:
        for name, entry in node.inputs.items():
            if name not in inputs and rule.attribute(name) is None:
                continue  # not used for a weight with so many axes
            yield Operand(name, self._source(entry), granularity(node, name, self.types))
        for item in rule.scalars:
            if item.name not in node.inputs:
                yield Operand(item.name, Number(self.call_names[node], item.name), Granularity.SCALAR)

    def _source(self, entry: Entry) -> Source:
        node = entry.node
        if isinstance(node, Variable):
            return self._place(entry)
        return ResultRef(self.call_names[node], node.rule.outputs[entry.index], _element(entry))

    def _place(self, entry: Entry) -> Place:
        return self.places[entry] if entry.element is None else Place(self.names[entry.whole], _element(entry))

    def _results(self, node: Op, rule: Rule, body: Graph) -> tuple[Result, ...]:
        """The body's stores with their targets. Of two that go to one place, an output has it rather than a state."""
        results = tuple(self._result(node, rule, store.buffer) for store in body.stores)
        targets = [place for result in results for place in result.targets]
        if len(set(targets)) == len(targets):
            return results
        order = [*rule.states, *rule.outputs]
        stored: dict[Place, str] = {}
        for result in sorted(results, key=lambda result: order.index(result.name)):
            stored |= dict.fromkeys(result.targets, result.name)
        return tuple(
            replace(result, targets=tuple(place for place in result.targets if stored[place] == result.name))
            for result in results
        )

    def _result(self, node: Op, rule: Rule, name: str) -> Result:
        if name in rule.states:
            entry = node.inputs[name]
            return Result(name, self.types.dtype(entry), rule.input(name).space, (self._place(entry),))
        entry = Entry(node, rule.outputs.index(name))
        targets = (self._place(entry.stored),) if entry.stored.whole in self.names else ()
        return Result(name, self.types.dtype(entry), rule.space(name), targets)
