"""Layout of an exported step: the members of its two structs, and the offsets in its workspace."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mxsym.aot.naming import c_name, comment
from mxsym.codegen.dtypes import F32, F64, U8, DType
from mxsym.codegen.kernel import SlotKind
from mxsym.codegen.program import Number, Place, Storage, Tensor
from mxsym.codegen.record import record
from mxsym.opgraph.bound import BoundGraph
from mxsym.opgraph.node import Entry, Node, Op, Variable, ops_of, topological, variables_of
from mxsym.opgraph.storage import is_update, writes
from mxsym.runtime.launch import CompiledRegion, launches, workspace_bytes
from mxsym.runtime.slots import Slot, SourceSlot

ALIGNMENT = 64
C_TYPES: dict[DType, str] = {F64: "double", F32: "float", U8: "uint8_t"}


@record
class Field:
    """One slot of 8 bytes in the struct of buffers: its member's name and C type, and its content in words.

    Consecutive fields of one name are a member that is an array; `of` is the user's name of this one.
    An address must be a multiple of `alignment`. It must not be NULL if `elements` is above 0 and so is the number in
    the slot `count`, if it has one. A count has no alignment; it is between 0 and `elements`. `sizes` are for macros.
    """

    name: str
    kind: str
    words: str
    of: str
    elements: int
    alignment: int = 0
    count: int | None = None
    sizes: tuple[tuple[str, int], ...] = ()


@record
class Value:
    """One number of the struct of numbers: its member's name, the user's name, and its value at the export."""

    name: str
    of: str
    value: float


@record
class Argument:
    """An array that the caller passes: a variable's, or an output's."""

    name: str
    tensor: Tensor
    variable: Variable | None
    written: bool


@record
class Alike:
    """Updates of one rule that are built alike.

    `roles` are the arrays that each one has alone, by the input that they are for; `ops` the updates, then the
    operators that each one has alone: lists of as many.
    """

    roles: Mapping[str, list[Argument]]
    ops: list[list[Op]]


@dataclass
class Layout:
    """The slots of the two structs, and offsets in the workspace. `bytes`: those of an element, by tensor."""

    bytes: Mapping[str, int]
    buffers: list[Field] = field(default_factory=list[Field])
    slot: dict[Slot, int] = field(default_factory=dict[Slot, int])
    scalars: dict[Number, int] = field(default_factory=dict[Number, int])
    values: list[Value] = field(default_factory=list[Value])
    offset: dict[Slot, int] = field(default_factory=dict[Slot, int])
    workspace: int = 0
    sparse: list[tuple[Variable, str, int]] = field(default_factory=list[tuple[Variable, str, int]])
    taken: set[str] = field(default_factory=set[str])

    def name(self, text: str) -> str:
        """`text` as a C identifier that no other member has."""
        plain = c_name(text)
        name, number = plain, 1
        while name in self.taken:
            name, number = f"{plain}_{number}", number + 1
        self.taken.add(name)
        return name

    def members(self) -> list[list[Field]]:
        """The members of the struct of buffers."""
        return [list(fields) for _, fields in itertools.groupby(self.buffers, key=lambda item: item.name)]

    def numbers(self) -> list[list[Value]]:
        """The members of the struct of numbers."""
        return [list(values) for _, values in itertools.groupby(self.values, key=lambda item: item.name)]

    def reserve(self, key: Slot, size: int) -> None:
        self.offset[key] = self.workspace
        self.workspace += -(-size // ALIGNMENT) * ALIGNMENT

    def add_arrays(self, name: str, arguments: Sequence[Argument]) -> None:
        """A member for an argument, or one that is an array for several alike; row-sparse ones have three members."""
        field_name, first = self.name(name), len(self.buffers)
        sparse = arguments[0].tensor.storage is Storage.ROW_SPARSE
        lists, many = len(arguments), f" [{len(arguments)}]" if len(arguments) > 1 else ""
        for number, item in enumerate(arguments, first):
            tensor, shape = item.tensor, item.tensor.shape
            self.slot[Place(tensor.name)] = number
            count = number + 2 * lists if sparse else None
            const = "" if item.written else "const "
            kind = f"{const}{C_TYPES.get(tensor.dtype, 'uint16_t')} *"
            size, bytes_each = math.prod(shape), tensor.dtype.bytes
            sizes = (("SIZE", size),)
            if sparse:
                sizes = (("ROWS", shape[0]), ("COLUMNS", math.prod(shape[1:])))
            words = _words(item, field_name, several=lists > 1)
            self.buffers.append(Field(field_name, kind, words, item.name, size, bytes_each, count, sizes))
        if not sparse:
            return
        rows, counts = self.name(f"{field_name}_rows"), self.name(f"{field_name}_count")
        for number, item in enumerate(arguments, first):
            height = item.tensor.shape[0]
            assert item.variable is not None
            self.sparse.append((item.variable, item.tensor.name, height))
            self.slot[SourceSlot(item.tensor.name, SlotKind.IDS)] = number + lists
            limit = f"{height - 1}" if lists == 1 else "the last row"
            words = f"the row ids of {field_name}{many}: rising, each once, from 0 to {limit}"
            self.buffers.append(Field(rows, "const int64_t *", words, item.name, height, 8, number + 2 * lists))
        for number, item in enumerate(arguments, first):
            height = item.tensor.shape[0]
            self.slot[SourceSlot(item.tensor.name, SlotKind.COUNT)] = number + 2 * lists
            words = f"how many rows there are: from 0 to {height if lists == 1 else 'all'}"
            self.buffers.append(Field(counts, "int64_t ", words, item.name, height))

    def add_numbers(self, name: str, graph: BoundGraph, numbers: Sequence[Number]) -> None:
        """A member for a number, or one that is an array for several alike."""
        field_name, ops = self.name(name), graph.lowered.ops()
        for number in numbers:
            value = graph.scalars[ops[number.call]][number.attribute]  # as it is now
            self.scalars[number] = len(self.scalars)
            self.values.append(Value(field_name, f"{number.call}.{number.attribute}", float(value)))


def _words(item: Argument, field_name: str, *, several: bool) -> str:
    """A member of the struct of buffers in words."""
    tensor, shape = item.tensor, item.tensor.shape
    use = "read and written" if item.written else "read"
    bits = f", the bits of {tensor.dtype.name}" if tensor.dtype not in C_TYPES else ""
    if tensor.storage is Storage.ROW_SPARSE:
        many = "[k]" if several else ""
        what = f"{field_name}_count{many} rows of {'x'.join(map(str, shape[1:])) or 'one number'}"
        what = f"each {field_name}_count[k] rows" if several else what
    else:
        what = "one for each update" if several else "x".join(map(str, shape)) or "one number"
    whose = "" if several or field_name == item.name else f" ({comment(item.name)})"
    return f"{what}{bits}; {use}{whose}"


def layout_of(graph: BoundGraph, compiled: Sequence[CompiledRegion], *, tables: bool) -> Layout:
    """Members for the user's arrays and the outputs, then for every number; the rest goes to the workspace.

    `tables`: the arrays and numbers of updates that are alike are members that are arrays.
    """
    own = graph.own_tensors()
    sizes = {tensor.name: tensor.dtype.bytes for tensor in (*graph.lowered.program.tensors, *own.values())}
    layout, arguments = Layout(sizes), _arguments(graph)
    alike = list(_alike(graph, arguments)) if tables else []
    for updates in alike:
        for role, items in updates.roles.items():
            layout.add_arrays(role, items)
    for name, item in arguments.items():
        if Place(item.tensor.name) not in layout.slot:
            layout.add_arrays(name, [item])
    for tensor in own.values():
        if Place(tensor.name) not in layout.slot:
            layout.reserve(Place(tensor.name), math.prod(tensor.shape) * tensor.dtype.bytes)
    for item in compiled:
        for slot, size in workspace_bytes(item).items():
            layout.reserve(slot, size)
    _add_numbers(layout, graph, compiled, alike)
    return layout


def _add_numbers(layout: Layout, graph: BoundGraph, compiled: Sequence[CompiledRegion], alike: Sequence[Alike]) -> None:
    """Members for the numbers that kernels read: first arrays, of updates that are alike."""
    slots = (slot for item in compiled for launch in launches(item) for slot in launch.slots)
    calls_of = graph.lowered.calls
    whole = {calls_of[part]: calls_of[op] for op in ops_of(graph.expanded) for part in op.parts}
    read = dict.fromkeys(slot for slot in slots if isinstance(slot, Number))
    of = {number: Number(whole.get(number.call, number.call), number.attribute) for number in read}
    numbers = dict.fromkeys(of.values())
    attributes = dict.fromkeys(number.attribute for number in numbers)
    for ops in itertools.chain.from_iterable(updates.ops for updates in alike):
        calls = [graph.lowered.calls[op] for op in ops]
        for attribute in attributes:
            each = [Number(call, attribute) for call in calls]
            if all(number in numbers for number in each):
                name = attribute if is_update(ops[0]) else f"{ops[0].rule.name}_{attribute}"
                layout.add_numbers(name, graph, each)
    for number in numbers:
        if number not in layout.scalars:
            layout.add_numbers(f"{number.call}_{number.attribute}", graph, [number])
    layout.scalars |= {number: layout.scalars[own] for number, own in of.items()}


def _arguments(graph: BoundGraph) -> dict[str, Argument]:
    """The arrays that the caller passes, by name: arguments, states, outputs."""
    tensors = graph.lowered.tensors
    by_name = {tensor.name: tensor for tensor in graph.lowered.program.tensors}
    variables = {node.name: node for node in variables_of(graph.expanded)}
    written = {variable.name for op in ops_of(graph.expanded) for variable in writes(op)}
    arguments: dict[str, Argument] = {}
    for name in [*graph.symbol.list_arguments(), *graph.symbol.list_auxiliary_states()]:
        tensor = by_name[tensors[Entry(variables[name])]]
        arguments[name] = Argument(name, tensor, variables[name], name in written)
    own = graph.own_tensors()
    for entry, name in zip(graph.expanded.entries, graph.symbol.list_outputs(), strict=True):
        if tensors.get(entry) in own:
            arguments[name] = Argument(name, own[tensors[entry]], None, written=True)
    return arguments


def _alike(graph: BoundGraph, arguments: Mapping[str, Argument]) -> Iterator[Alike]:
    """Updates of one rule, two at least, that have as the same inputs arrays of their own, of the same types.

    An update's own arrays and operators are those that no other update reaches.
    """
    outputs = {item.tensor.name: item for item in arguments.values() if item.variable is None}
    updates = [op for op in ops_of(graph.expanded) if is_update(op)]
    reached = {op: topological([*op.inputs.values()]) for op in updates}
    uses = Counter(node for nodes in reached.values() for node in nodes)
    sets: dict[object, list[tuple[list[Op], dict[str, Argument]]]] = {}
    for op in updates:
        own = {node for node in reached[op] if uses[node] == 1}
        chain = [op, *(node for node in reached[op] if isinstance(node, Op) and node in own)]
        roles = dict(_roles(op, arguments, own))
        own_outputs = (outputs[name] for name in _outputs(graph, op) if name in outputs)
        roles |= {f"output{number or ''}": item for number, item in enumerate(own_outputs)}
        types = [(role, item.tensor.dtype, item.tensor.storage, item.written) for role, item in roles.items()]
        sets.setdefault((tuple(item.rule.name for item in chain), tuple(types)), []).append((chain, roles))
    for members in sets.values():
        if len(members) > 1:
            roles = {role: [own[role] for _, own in members] for role in members[0][1]}
            yield Alike(roles, [list(ops) for ops in zip(*(chain for chain, _ in members), strict=True)])


def _roles(op: Op, arguments: Mapping[str, Argument], own: Container[Node]) -> Iterator[tuple[str, Argument]]:
    """An update's own arrays by the name of the input that they are for, by way of operators too."""
    seen: set[Node] = set()
    for role, entry in op.inputs.items():
        leaves = [node for node in topological([entry]) if isinstance(node, Variable) and node not in seen]
        seen.update(leaves)
        names = [node.name for node in leaves if node in own and node.name in arguments]
        for number, name in enumerate(names):
            yield f"{role}_{number}" if number else role, arguments[name]


def _outputs(graph: BoundGraph, op: Op) -> list[str]:
    """The tensors of the program that an op's outputs are."""
    entries = [Entry(op, index) for index in range(len(op.rule.outputs))]
    return [graph.lowered.tensors[entry] for entry in entries if entry in graph.lowered.tensors]
