"""Layout of an exported step: the members of its two structs, and the offsets in its workspace."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from mxsym.aot.naming import c_name, comment
from mxsym.codegen.dtypes import F32, F64, U8, DType
from mxsym.codegen.program import Number, Place, Storage, Tensor
from mxsym.codegen.record import record
from mxsym.opgraph.bound import BoundGraph
from mxsym.opgraph.node import Entry, Variable, ops_of, variables_of
from mxsym.opgraph.storage import writes
from mxsym.runtime.launch import CompiledRegion, launches, workspace_bytes
from mxsym.runtime.slots import Listed, Slot, SourceSlot

ALIGNMENT = 64
C_TYPES: dict[DType, str] = {F64: "double", F32: "float", U8: "uint8_t"}


@record
class Field:
    """One member of the struct of buffers, in a slot of 8 bytes: its C declaration, and what it is in words.

    An address must be a multiple of `alignment`. It must not be NULL if `elements` is above 0 and so is the number in
    the slot `count`, if it has one. A count has no alignment; it is between 0 and `elements`. `sizes` are for macros.
    """

    name: str
    declaration: str
    words: str
    elements: int
    alignment: int = 0
    count: int | None = None
    sizes: tuple[tuple[str, int], ...] = ()


@dataclass
class Layout:
    """The slots of the two structs, and offsets in the workspace."""

    buffers: list[Field] = field(default_factory=list[Field])
    slot: dict[Slot, int] = field(default_factory=dict[Slot, int])
    scalars: dict[Number, int] = field(default_factory=dict[Number, int])
    scalar_names: list[tuple[str, str, float]] = field(default_factory=list[tuple[str, str, float]])
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

    @property
    def digest(self) -> str:
        """A hash of all that C code relies on: names, order, types and sizes of arrays and numbers, the workspace."""
        parts = [f"{item.declaration} {item.elements} {item.sizes}" for item in self.buffers]
        parts += [name for name, *_ in self.scalar_names]
        parts += [f"{self.workspace}", *(f"{height}" for *_, height in self.sparse)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def reserve(self, key: Slot, size: int) -> None:
        self.offset[key] = self.workspace
        self.workspace += -(-size // ALIGNMENT) * ALIGNMENT


def layout_of(graph: BoundGraph, compiled: Sequence[CompiledRegion]) -> Layout:
    """Members for the user's arrays and the outputs, then for every number; the rest goes to the workspace."""
    layout, tensors = Layout(), graph.lowered.tensors
    nodes = {node.name: node for node in variables_of(graph.expanded)}
    written = {variable.name for op in ops_of(graph.expanded) for variable in writes(op)}
    for name in [*graph.symbol.list_arguments(), *graph.symbol.list_auxiliary_states()]:
        tensor = graph.lowered.program.tensor(tensors[Entry(nodes[name])])
        _buffer(layout, tensor, name, nodes[name], written=name in written)
    entries = zip(graph.expanded.entries, graph.symbol.list_outputs(), strict=True)
    outputs = {tensors[entry]: name for entry, name in entries if entry in tensors}
    for tensor in graph.own_tensors().values():
        if tensor.name in outputs:
            _buffer(layout, tensor, outputs[tensor.name], None, written=True)
        else:
            layout.reserve(Place(tensor.name), math.prod(tensor.shape) * tensor.dtype.bytes)
    for item in compiled:
        for slot, size in workspace_bytes(item).items():
            layout.reserve(slot, size)
        for launch in launches(item):
            for slot in launch.slots:
                if isinstance(slot, Number) and slot not in layout.scalars:
                    _scalar(layout, graph, slot)
    return layout


def _buffer(layout: Layout, tensor: Tensor, name: str, variable: Variable | None, *, written: bool) -> None:
    dtype, shape = tensor.dtype, tensor.shape
    kind, field_name = C_TYPES.get(dtype, "uint16_t"), layout.name(name)
    slot = layout.slot[Place(tensor.name)] = len(layout.buffers)
    bits = f", the bits of {dtype.name}" if dtype not in C_TYPES else ""
    what = "x".join(map(str, shape)) or "one number"
    use = "read and written" if written else "read"
    whose = "" if field_name == name else f" ({comment(name)})"
    sizes, count = (("SIZE", math.prod(shape)),), None
    if tensor.storage is Storage.ROW_SPARSE:
        what = f"{field_name}_count rows of {'x'.join(map(str, shape[1:])) or 'one number'}"
        sizes, count = (("ROWS", shape[0]), ("COLUMNS", math.prod(shape[1:]))), slot + 2
    const = "" if written else "const "
    declaration, words = f"{const}{kind} *{field_name}", f"{what}{bits}; {use}{whose}"
    layout.buffers.append(Field(field_name, declaration, words, math.prod(shape), dtype.bytes, count, sizes))
    if tensor.storage is Storage.ROW_SPARSE:
        assert variable is not None
        layout.sparse.append((variable, tensor.name, shape[0]))
        rows, number = layout.name(f"{field_name}_rows"), layout.name(f"{field_name}_count")
        words = f"the row ids of {field_name}: rising, each once, from 0 to {shape[0] - 1}"
        layout.slot[SourceSlot(tensor.name, Listed.IDS)] = slot + 1
        layout.slot[SourceSlot(tensor.name, Listed.COUNT)] = slot + 2
        layout.buffers.append(Field(rows, f"const int64_t *{rows}", words, shape[0], 8, count))
        words = f"how many rows there are: from 0 to {shape[0]}"
        layout.buffers.append(Field(number, f"int64_t {number}", words, shape[0]))


def _scalar(layout: Layout, graph: BoundGraph, number: Number) -> None:
    value = graph.scalars[graph.lowered.ops()[number.call]][number.attribute]  # as it is now
    layout.scalars[number] = len(layout.scalars)
    name = layout.name(f"{number.call}_{number.attribute}")
    layout.scalar_names.append((name, f"{number.call}.{number.attribute}", float(value)))
