"""Copies of what an op reads and the graph overwrites before the op is done with it.

Input: a Symbol with its types, before it is cut into groups. Output: the same graph, in which such an op reads a copy
that is made right before it. There are two cases. An op reads as one number, or a value a row, what it writes
otherwise: its kernels would see it half written. An operator on a row-sparse gradient is computed in each group that
uses it, and a variable that it reads is written before the last of them.
Non-goals: what different ops write and read; phases and groups keep that in order (`analysis.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from mxsym.opgraph.analysis import Analysis, sources, writes, written
from mxsym.opgraph.infer import Types
from mxsym.opgraph.node import Entry, Node, SymbolGraph
from mxsym.rules.elementwise import OPERATORS

Members = Mapping[Node, list[Node]]


def take(symbol: SymbolGraph, members: Members, types: Types, sparse: frozenset[Node]) -> tuple[SymbolGraph, Members]:
    """The graph with the copies that it needs, and `members` in it; `types` gets the types of what is new."""
    facts = Analysis(symbol, types, symbol.nodes(), set(), source=sources(symbol, sparse)[0])
    wanted: dict[Node, dict[Entry, list[str]]] = {}
    for node, name in _overwritten(facts):
        wanted.setdefault(node, {}).setdefault(node.inputs[name], []).append(name)
    if not wanted:
        return symbol, members
    image: dict[Node, Node] = {}

    def of(entry: Entry) -> Entry:
        return replace(entry, node=image.get(entry.node, entry.node))

    for node in facts.nodes:
        if node.rule is None:
            continue
        inputs = {name: of(entry) for name, entry in node.inputs.items()}
        after = tuple(image.get(item, item) for item in node.after)
        before = (*after, *(entry.node for entry in inputs.values() if entry.node.rule is not None))
        for entry, names in wanted.get(node, {}).items():
            label = f"{node.name}_{names[0]}_before"
            copied = Node(OPERATORS["_copy"], label, {"data": entry}, where=node.where, after=before)
            types.shapes[Entry(copied)], types.dtypes[Entry(copied)] = types.shape(entry), types.dtype(entry)
            inputs |= dict.fromkeys(names, Entry(copied))
        if inputs == dict(node.inputs) and after == node.after:
            continue
        made = image[node] = replace(node, inputs=inputs, after=after)
        for index in range(len(node.outputs())):
            types.shapes[Entry(made, index)] = types.shapes[Entry(node, index)]
            types.dtypes[Entry(made, index)] = types.dtypes[Entry(node, index)]
    roots = [of(Entry(node)) for node in facts.nodes]  # all in the order in which they run
    changed = {node: [image.get(item, item) for item in items] for node, items in members.items()}
    return SymbolGraph([of(entry) for entry in symbol.entries], roots), changed


def _overwritten(facts: Analysis) -> Iterator[tuple[Node, str]]:
    """The ops, and the inputs of which each must read a copy."""
    place = {node: number for number, node in enumerate(facts.nodes)}
    last = dict(place)  # until when what an op reads must stay
    writers: dict[Node, list[int]] = {}
    for node in reversed(facts.nodes):
        for variable in writes(node):
            writers.setdefault(variable, []).append(place[node])
        for entry in node.inputs.values():
            if entry.node.rule is not None and facts.inlined(entry.node):
                last[entry.node] = max(last[entry.node], last[node])
    for node in facts.nodes:
        if node.rule is None:
            continue
        mine = list(written(node))
        for name, entry in node.inputs.items():
            if entry.node.rule is not None or name in node.rule.states:
                continue
            own = any(target.node is entry.node and how is not facts.spaces(node)[name] for target, how in mine)
            late = any(place[node] < when < last[node] for when in writers.get(entry.node, ()))
            # The numbers that other groups compute for themselves (`Analysis.pure`) read nothing that is written.
            if own or (late and facts.inlined(node)):
                yield node, name
