"""Regions that run over the rows of a row-sparse gradient: what they index, and the keys of that in a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mxsym.codegen.expr import Granularity
from mxsym.codegen.graph import Layout
from mxsym.codegen.kernel import Domain, SlotKind
from mxsym.codegen.program import Place, Program, Rows
from mxsym.opgraph.lower import Lowered
from mxsym.opgraph.node import Entry, Op, Variable
from mxsym.rule.inputs import Input
from mxsym.runtime.launch import CompiledRegion, shares
from mxsym.runtime.slots import ROWS, IndexSlot, SourceSlot


class RegionRows:
    """A region on the rows that a gradient stores, and the one on the others, in a standard update.

    `source` is the gradient's variable, `places` are the tensors that the kernels index; `updates` are the ops, each
    with its weight; a region that only sums has none. `copies`: where a lazy update stores its result beside the
    weight, and the weight. The rest follows from these: the keys of what lies in the plan, made once.

    `listed`: a standard update that runs over a list of the rows without a gradient. `firsts`: states that do not
    begin as zeros, and the weight of each.
    """

    def __init__(
        self,
        stored: CompiledRegion,
        others: CompiledRegion | None,
        source: Variable,
        places: tuple[str, ...],
        updates: tuple[tuple[Op, Variable], ...],
        copies: tuple[tuple[Op, str, Variable], ...],
    ) -> None:
        self.stored, self.others, self.source, self.places = stored, others, source, places
        self.updates, self.copies = updates, copies
        name = stored.region.source
        assert name is not None
        self.weights = tuple(weight for _, weight in updates)
        self.firsts: dict[Variable, tuple[Input, Variable]] = {
            op.inputs[item.name].variable: (item, weight)
            for op, weight in updates
            for item in op.rule.inputs
            if item.state.init != 0 and item.name in op.rule.states and item.name in op.inputs
        }
        self.listed = others is not None and others.inlined.stage.domain is Domain.LISTED_ROWS
        halves = [item for item in (stored, others) if item is not None]
        numbers = [item.number for item in halves]
        self.tensors = {place: Place(place) for place in (*places, name)}
        self.indices = {(number, place): IndexSlot(number, place) for number in numbers for place in places}
        self.shares = {item.number: shares(item) for item in halves}
        self.ids, self.count = SourceSlot(name, SlotKind.IDS), SourceSlot(name, SlotKind.COUNT)


def regions_of(lowered: Lowered, compiled: Sequence[CompiledRegion]) -> Iterator[RegionRows]:
    """The regions of a program that run over listed rows."""
    ops, variables = lowered.ops(), lowered.variables()
    for number, item in enumerate(compiled):
        region = item.region
        if region.source is None or region.rows is Rows.UNLISTED:
            continue
        after = compiled[number + 1 : number + 2]  # a region's other half follows it
        others = next((other for other in after if other.region.rows is Rows.UNLISTED), None)
        pairs = zip(item.inlined.stage.graph.buffers, item.inlined.binding.memory, strict=True)
        indexed = [
            memory.place.tensor
            for buffer, memory in pairs
            if buffer.layout is Layout.INDEXED and buffer.space is not Granularity.SCALAR
        ]
        if _counts_elements(region.program):
            indexed.append(ROWS)
        updates: list[tuple[Op, Variable]] = []
        copies: list[tuple[Op, str, Variable]] = []
        for call in region.calls:
            node = ops[call.name]
            if not call.is_update:
                continue
            weight = node.inputs[node.rule.inputs[0].name].variable
            updates.append((node, weight))
            stored = call.result(node.rule.outputs[0])
            if others is None and stored is not None and not node.rule.gives_number:
                beside = [place.tensor for place in stored.targets if place.tensor != lowered.tensors[Entry(weight)]]
                copies += [(node, tensor, weight) for tensor in beside]
        yield RegionRows(item, others, variables[region.source], tuple(indexed), tuple(updates), tuple(copies))


def _counts_elements(program: Program) -> bool:
    """True if some call has the numbers of elements or rows as values, which the kernels make of those of rows."""
    return any(node.op == "index" and node.space.by_row for body in program.bodies() for node in body.nodes())
