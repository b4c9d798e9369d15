"""A Symbol's graph as networkx's, for its algorithms. networkx is loaded when it is asked for."""

from __future__ import annotations

from typing import Any

from mxsym.codegen.loading import load_modules
from mxsym.codegen.program import fresh
from mxsym.opgraph.node import Node, Op, SymbolGraph
from mxsym.opgraph.storage import writes


def to_networkx(symbol: SymbolGraph) -> Any:
    """Implement `Symbol.to_networkx`."""
    graph = load_modules("networkx").MultiDiGraph()
    names: dict[Node, str] = {}
    taken: set[str] = set()
    for node in symbol.nodes():
        name = names[node] = fresh(node.name, taken)
        if isinstance(node, Op):
            stored = [names[variable] for variable in writes(node)]
            graph.add_node(name, kind="op", op=node.rule.name, attrs=dict(node.attrs), writes=stored)
            for parameter, entry in node.inputs.items():
                graph.add_edge(names[entry.node], name, key=parameter, output=entry.index)
        else:
            graph.add_node(name, kind="variable")
    return graph
