"""The phase of each op: the earliest in which all that it reads is there and all that it overwrites has been read."""

from __future__ import annotations

from mxsym.codegen.expr import Granularity
from mxsym.opgraph.analysis import Access, Analysis, reach, reduces, writes, written
from mxsym.opgraph.infer import Types, is_number
from mxsym.opgraph.node import Node, SymbolGraph
from mxsym.opgraph.recompute import Moves


def analyse(symbol: SymbolGraph, types: Types, source: dict[Node, Node], tables: frozenset[Node]) -> Analysis:
    """Which ops are pure numbers, and the phase of every other op; operators may be computed in several."""
    nodes = [node for node in symbol.nodes() if node.rule is not None]
    facts = Analysis(
        symbol, types, nodes, {variable for node in nodes for variable in writes(node)}, source=source, tables=tables
    )
    for node in nodes:
        inputs = [entry.node for entry in node.inputs.values()]
        known = all(item in facts.pure or (item.rule is None and item not in facts.written) for item in inputs)
        if known and is_number(facts.shape(node)) and not writes(node) and not reduces(node):
            facts.pure.add(node)
    writer: dict[Node, list[Access]] = {}
    readers: dict[Node, list[_Reader]] = {}
    moves = Moves(facts, frozenset(entry.node for entry in symbol.entries))
    for node in nodes:
        facts.phase[node] = _phase(facts, node, writer, readers)
        for reader, phase in [(node, facts.phase[node]), *moves.add(node)]:
            for entry, space in facts.reads(reader):
                if entry.node.rule is None:
                    readers.setdefault(entry.node, []).append((reader, space, phase))
        for variable in writes(node):
            # Ops that write an element each write beside one another.
            mine = [(entry, space) for entry, space in written(node) if entry.node is variable]
            beside = writer.get(variable, []) if any(entry.element is not None for entry, _ in mine) else []
            writer[variable] = [*beside, *((node, space) for _, space in mine)]
            readers[variable] = []
    facts.phases = moves.phases()
    return facts


_Reader = tuple[Node, Granularity, int]
"""An op that reads a variable, how, and in which phase."""


def _phase(facts: Analysis, node: Node, writer: dict[Node, list[Access]], readers: dict[Node, list[_Reader]]) -> int:
    """The earliest phase in which all that `node` reads is there and all that it overwrites has been read."""
    phase = 0

    def after(other: Access, when: int, mine: Granularity) -> None:
        nonlocal phase
        phase = max(phase, when + (not facts.together(other, (node, mine))))

    for entry, space in facts.reads(node):
        made = entry.node.rule is not None
        for source, gives in [(entry.node, reach(entry))] if made else writer.get(entry.node, []):
            if not facts.inlined(source):
                after((source, gives), facts.phase[source], space)
            elif source in facts.source:
                phase = max(phase, facts.phase[source])
    for entry, space in written(node):
        for reader, takes, when in readers.get(entry.node, []):
            after((reader, takes), when, space)
        for other, gives in writer.get(entry.node, []) if entry.element is None else ():
            after((other, gives), facts.phase[other], space)
    return phase
