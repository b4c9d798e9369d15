"""Subgraphs, and graphs with substituted variables. Results share the nodes that did not change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from mxsym.codegen.record import replace
from mxsym.errors import SymbolError, suggest
from mxsym.opgraph.node import Entry, Node, Op, SymbolGraph, ops_of, topological, variables_of
from mxsym.spelling import kind_name, listed


def internals(entries: Sequence[Entry]) -> list[Entry]:
    """Every output of every node, in topological order."""
    return [Entry(node, index) for node in topological(entries) for index in range(len(node.outputs()))]


def children(entries: Sequence[Entry]) -> list[Entry]:
    """Entries that the nodes of these outputs read and store to, node by node."""
    nodes = dict.fromkeys(entry.node for entry in entries)
    return [entry for node in nodes if isinstance(node, Op) for _, entry in node.edges]


def composed(symbol: SymbolGraph, args: Sequence[Any], kwargs: Mapping[str, Any], name: str | None) -> list[Entry]:
    """Outputs of the graph with Symbols in place of some of its variables.

    Raises:
        SymbolError: every argument that cannot be so replaced, named.
    """
    if args and kwargs:
        raise SymbolError("compose takes Symbols by position or by name, got both; name them all")
    order = symbol.list_arguments()
    if len(args) > len(order):
        raise SymbolError(f"compose takes {len(order)} Symbols ({listed(order)}), got {len(args)}; name the states")
    symbols = {**dict(zip(order, args, strict=False)), **kwargs}
    variables = variables_of(symbol)
    known = [node.name for node in variables]
    written = {v for op in ops_of(symbol) for v in (*op.states, *(entry.node for entry in op.outs))}
    faults: list[str] = []
    image: dict[Entry, Entry] = {}
    for key, value in symbols.items():
        nodes = [node for node in variables if node.name == key]
        if not nodes:
            faults.append(f"no variable {key!r}: {suggest(key, known)}")
        elif not isinstance(value, SymbolGraph):
            faults.append(f"{key} must be a Symbol, got {kind_name(value)}; arrays are given to bind")
        elif len(value.entries) != 1:
            faults.append(f"{key} must have one output, got a group of {len(value.entries)}; index it, as group[0]")
        elif isinstance(value.entries[0].node, Op) and not written.isdisjoint(nodes):
            faults.append(f"{key} is written, so it must be a variable, got the op {value.name}; pass a variable")
        else:
            image |= {Entry(node): value.entries[0] for node in nodes}
    if faults:
        raise SymbolError("compose: " + "; ".join(faults))
    entries = _replaced(symbol.entries, image)
    if name is None:
        return entries
    if not isinstance(name, str) or len({entry.node for entry in entries}) != 1:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise SymbolError(f"compose: name is a text and names one node, got {name!r} for {symbol!r}; leave it out")
    node = replace(entries[0].node, name=name)
    return [entry._replace(node=node) for entry in entries]


def _replaced(entries: Sequence[Entry], image: dict[Entry, Entry]) -> list[Entry]:
    """These outputs of the graph whose entries have been replaced by their images."""
    for node in topological(entries):
        copy = rewired(node, image) if isinstance(node, Op) else node
        if copy is not node:
            image |= {Entry(node, index): Entry(copy, index) for index in range(len(node.outputs()))}
    return [image.get(entry, entry) for entry in entries]


def rewired(node: Op, image: Mapping[Entry, Entry]) -> Op:
    """The op with entries replaced by their images; itself where there are none."""
    if all(entry not in image for _, entry in node.edges):
        return node
    inputs = {key: image.get(entry, entry) for key, entry in node.inputs.items()}
    return replace(node, inputs=inputs, outs=tuple(image.get(entry, entry) for entry in node.outs))


def with_attributes(symbol: SymbolGraph, changes: Mapping[Op, Mapping[str, Any]]) -> SymbolGraph:
    """The graph with other values of some ops' attributes."""
    image: dict[Node, Node] = {}

    def of(entry: Entry) -> Entry:
        return entry._replace(node=image.get(entry.node, entry.node))

    for node in symbol.nodes():
        if isinstance(node, Op) and (node in changes or any(item in image for item in _below(node))):
            inputs = {name: of(entry) for name, entry in node.inputs.items()}
            after = tuple(cast("Op", image.get(op, op)) for op in node.after)
            image[node] = replace(node, inputs=inputs, after=after, attrs={**node.attrs, **changes.get(node, {})})
    return type(symbol)(list(map(of, symbol.entries)), list(map(of, symbol.roots)))


def _below(node: Op) -> list[Node]:
    return [*node.after, *(entry.node for entry in node.inputs.values())]
