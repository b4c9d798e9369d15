"""Outputs that matrices are computed from, written last: a decomposition that fails leaves them as they were."""

from __future__ import annotations

from mxsym.opgraph.node import Entry, Node, Op, SymbolGraph
from mxsym.rule.lookup import find


def write_outputs_last(symbol: SymbolGraph) -> SymbolGraph:
    """The graph with copies of the operators' outputs that an op with matrices reads, directly or not."""
    below: set[Node] = set()
    for node in reversed(symbol.nodes()):
        if isinstance(node, Op) and (node.has_matrices or node in below):
            below.update(entry.node for entry in node.inputs.values())
    read = [entry for entry in symbol.entries if entry.node in below and entry.stored == entry]
    image = {
        entry: Entry(Op(find("_copy"), f"{entry.node.name}_copy", {"data": entry}, where=entry.node.where))
        for entry in read
        if isinstance(entry.node, Op) and entry.element is None
    }
    if not image:
        return symbol
    return SymbolGraph([image.get(entry, entry) for entry in symbol.entries], [*symbol.roots, *image.values()])
