"""Where everything that an exported step touches lies: the members of its two structs, offsets in its workspace.

Input: a bound graph and its compiled parts. Output: `Layout`.
Non-goals: the texts made of it (`step.py`, `header.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass, field

from mxsym.aot.naming import c_name, comment
from mxsym.codegen.dtypes import F32, F64, DType
from mxsym.opgraph.analysis import writes
from mxsym.opgraph.bound import BoundGraph
from mxsym.opgraph.launches import Part, launches, workspace_sizes
from mxsym.opgraph.node import Entry, Node
from mxsym.runtime.plan import elements

ALIGNMENT = 64
C_TYPES: dict[DType, str] = {F64: "double", F32: "float"}


@dataclass(frozen=True, slots=True)
class Field:
    """One member of the struct of buffers, in a slot of 8 bytes: its C declaration, and what it is in words.

    An address must be a multiple of `alignment`, and not NULL where `elements` is above 0 and so is the number in the
    slot `count`, if it has one. A count has no alignment; it lies between 0 and `elements`. `sizes` are for macros.
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
    """Where everything lies: the slots of the two structs, and offsets in the workspace."""

    buffers: list[Field] = field(default_factory=list[Field])
    slot: dict[Hashable, int] = field(default_factory=dict[Hashable, int])
    scalars: dict[Hashable, int] = field(default_factory=dict[Hashable, int])
    scalar_names: list[tuple[str, str, float]] = field(default_factory=list[tuple[str, str, float]])
    offset: dict[Hashable, int] = field(default_factory=dict[Hashable, int])
    workspace: int = 0
    sparse: list[tuple[Node, int]] = field(default_factory=list[tuple[Node, int]])
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
        parts += [f"{self.workspace}", *(f"{height}" for _, height in self.sparse)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def reserve(self, key: Hashable, size: int) -> None:
        self.offset[key] = self.workspace
        self.workspace += -(-size // ALIGNMENT) * ALIGNMENT


def layout_of(graph: BoundGraph, parts: list[Part]) -> Layout:
    """Members for the user's arrays and the outputs, then for every number; the rest goes to the workspace."""
    layout, types = Layout(), graph.types
    nodes = {node.name: node for node in graph.expanded.nodes() if node.rule is None}
    written = {variable.name for node in graph.expanded.nodes() for variable in writes(node)}
    names = [*graph.symbol.list_arguments(), *graph.symbol.list_auxiliary_states()]
    for name in names:
        _buffer(layout, graph, Entry(nodes[name]), name, written=name in written)
    outputs = dict(zip(graph.expanded.entries, graph.symbol.list_outputs(), strict=True))
    kept = [place.whole for group in graph.groups for place in group.places]
    kept = [place for place in dict.fromkeys(kept) if place.node.rule is not None or place.node.extent is not None]
    for place in kept:
        if place in outputs:
            _buffer(layout, graph, place, outputs[place], written=True)
        else:
            layout.reserve(place, elements(types.shapes[place]) * types.dtypes[place].bytes)
    for part in parts:
        for key, size in workspace_sizes(part).items():
            layout.reserve(key, size)
        for launch in launches(part):
            for key in launch.slots:
                match key:
                    case (Node() as node, str(attribute)):
                        _scalar(layout, graph, node, attribute)
                    case _:
                        pass
    return layout


def _buffer(layout: Layout, graph: BoundGraph, place: Entry, name: str, *, written: bool) -> None:
    dtype, shape = graph.types.dtypes[place], graph.types.shapes[place]
    kind, field_name = C_TYPES.get(dtype, "uint16_t"), layout.name(name)
    slot = layout.slot[place] = len(layout.buffers)
    bits = f", the bits of {dtype.name}" if dtype not in C_TYPES else ""
    what = "x".join(map(str, shape)) or "one number"
    use = "read and written" if written else "read"
    whose = "" if field_name == name else f" ({comment(name)})"
    sparse = place.node.rule is None and place.node.name in graph.row_sparse_arrays()
    sizes, count = (("SIZE", elements(shape)),), None
    if sparse:
        what = f"{field_name}_count rows of {'x'.join(map(str, shape[1:])) or 'one number'}"
        sizes, count = (("ROWS", shape[0]), ("COLUMNS", elements(shape[1:]))), slot + 2
    const = "" if written else "const "
    declaration, words = f"{const}{kind} *{field_name}", f"{what}{bits}; {use}{whose}"
    layout.buffers.append(Field(field_name, declaration, words, elements(shape), dtype.bytes, count, sizes))
    if sparse:
        layout.sparse.append((place.node, shape[0]))
        rows, number = layout.name(f"{field_name}_rows"), layout.name(f"{field_name}_count")
        words = f"the row ids of {field_name}: rising, each once, from 0 to {shape[0] - 1}"
        layout.slot["rows", place.node], layout.slot["count", place.node] = slot + 1, slot + 2
        layout.buffers.append(Field(rows, f"const int64_t *{rows}", words, shape[0], 8, count))
        words = f"how many rows there are: from 0 to {shape[0]}"
        layout.buffers.append(Field(number, f"int64_t {number}", words, shape[0]))


def _scalar(layout: Layout, graph: BoundGraph, node: Node, key: str) -> None:
    if (node, key) in layout.scalars:
        return
    value = graph.scalars[node][key]  # as it is now
    layout.scalars[node, key] = len(layout.scalars)
    layout.scalar_names.append((layout.name(f"{node.name}_{key}"), f"{node.name}.{key}", float(value)))
