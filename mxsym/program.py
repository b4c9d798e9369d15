"""Symbol graph → groups of ops that become one kernel each.

Input: a Symbol whose every entry has a shape and a dtype. Output: `Group`s in the order they run: a canonical `Recipe`
for the compiler, and which variable, value or attribute stands behind each of its buffers and scalars.

Ops are fused where they share tensors of one shape. An op must wait for another group (a later *phase*) where it
needs, for all of its elements, one number that the other writes. Operators on single numbers are computed anew in each
group that uses them, unless an op writes what they read.
Non-goals: code (`mxsym.codegen`), memory (`mxsym.runtime`).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field

from mxsym.codegen.dtypes import DType, compute_dtype
from mxsym.codegen.expr import Space
from mxsym.codegen.graph import Buffer, Graph, components
from mxsym.codegen.recipe import Recipe, Ref, Step
from mxsym.infer import Types, attribute_inputs, is_number
from mxsym.symbol import Entry, Node, Symbol

Place = Entry
"""What lies behind a buffer: a variable, or the value of an op's output."""


@dataclass(frozen=True, slots=True)
class Group:
    """Ops that run as one kernel. `places` and `scalars` follow the recipe's numbering."""

    recipe: Recipe
    places: tuple[Place, ...]
    scalars: tuple[tuple[Node, str], ...]
    nodes: tuple[Node, ...]
    shape: tuple[int, ...]
    phase: int

    def buffer_names(self) -> dict[str, str]:
        """The recipe's buffer names → the user's."""
        names: dict[str, str] = {}
        for buffer, place in zip(self.recipe.buffers, self.places, strict=True):
            name = place.node.outputs()[place.index]
            names[buffer.name] = f"{name}.{buffer.name}" if name in names.values() else name
        return names

    def scalar_names(self) -> dict[str, str]:
        """The recipe's scalar names → `node.attribute`."""
        return {f"s{number}": f"{node.name}.{key}" for number, (node, key) in enumerate(self.scalars)}


@dataclass
class _Analysis:
    """What is asked about a graph again and again."""

    symbol: Symbol
    types: Types
    nodes: list[Node]
    written: set[Node]
    pure: set[Node] = field(default_factory=set[Node])
    phase: dict[Node, int] = field(default_factory=dict[Node, int])

    def shape(self, node: Node) -> tuple[int, ...]:
        return self.types.shapes[Entry(node)]

    def dtype(self, entry: Entry) -> DType:
        return self.types.dtypes[entry]

    def reads(self, node: Node) -> Iterator[tuple[Entry, Space]]:
        """What an op reads, and whether as a tensor or as one number for all elements."""
        for name, entry in node.inputs.items():
            yield entry, self.space(node, name, entry)

    def space(self, node: Node, name: str, entry: Entry) -> Space:
        """How an input reaches the op's elements."""
        broadcast = is_number(self.types.shapes[entry]) and not is_number(self.shape(node))
        return Space.SCALAR if broadcast or name in attribute_inputs(node) else Space.ELEMENT


def _writes(node: Node) -> list[Node]:
    return [*node.states, *([node.out] if node.out else [])]


def analyse(symbol: Symbol, types: Types) -> _Analysis:
    """Which ops are pure numbers, and the phase of every other op."""
    nodes = [node for node in symbol.nodes() if node.rule is not None]
    facts = _Analysis(symbol, types, nodes, {variable for node in nodes for variable in _writes(node)})
    for node in nodes:
        inputs = [entry.node for entry in node.inputs.values()]
        known = all(item in facts.pure or (item.rule is None and item not in facts.written) for item in inputs)
        if known and is_number(facts.shape(node)) and not _writes(node):
            facts.pure.add(node)
    writer: dict[Node, Node] = {}
    readers: dict[Node, list[tuple[Node, Space]]] = {}
    for node in nodes:
        facts.phase[node] = _phase(facts, node, writer, readers)
        for entry, space in facts.reads(node):
            if entry.node.rule is None:
                readers.setdefault(entry.node, []).append((node, space))
        for variable in _writes(node):
            writer[variable] = node
            readers[variable] = []
    return facts


def _phase(
    facts: _Analysis, node: Node, writer: dict[Node, Node], readers: dict[Node, list[tuple[Node, Space]]]
) -> int:
    """The earliest phase in which all that `node` reads is there and all that it overwrites has been read."""
    phase = 0
    for entry, space in facts.reads(node):
        source = entry.node if entry.node.rule is not None else writer.get(entry.node)
        if source is not None and source not in facts.pure:
            phase = max(phase, facts.phase[source] + (space is Space.SCALAR))
    for variable in _writes(node):
        for reader, space in readers.get(variable, []):
            phase = max(phase, facts.phase[reader] + (space is Space.SCALAR))
        if variable in writer:
            phase = max(phase, facts.phase[writer[variable]])
    return phase


def _parts(facts: _Analysis) -> list[list[Node]]:
    """The ops of each group, in the order in which groups run."""
    heads = {entry.node for entry in facts.symbol.entries}
    nodes = [node for node in facts.nodes if node not in facts.pure or node in heads]
    number = {node: index for index, node in enumerate(nodes)}
    edges: list[tuple[int, int]] = []
    users: dict[tuple[Node, int], int] = {}
    for node in nodes:
        touched = [entry for entry, space in facts.reads(node) if space is Space.ELEMENT]
        touched += [Entry(variable) for variable in _writes(node)]
        for entry in touched:
            if entry.node in number and facts.phase[entry.node] == facts.phase[node]:
                edges.append((number[entry.node], number[node]))
            key = (entry.node, facts.phase[node])
            edges.append((users.setdefault(key, number[node]), number[node]))
    parts = [[nodes[index] for index in part] for part in components(len(nodes), edges)]
    return sorted(parts, key=lambda part: facts.phase[part[0]])


@dataclass
class _Builder:
    """Numbers a group's buffers and scalars in the order of their first use."""

    facts: _Analysis
    members: list[Node]
    kept: set[Entry]
    places: dict[tuple[Place, Space], int] = field(default_factory=dict[tuple[Place, Space], int])
    buffers: list[Buffer] = field(default_factory=list[Buffer])
    scalars: list[tuple[Node, str]] = field(default_factory=list[tuple[Node, str]])
    steps: list[Step] = field(default_factory=list[Step])
    made: dict[tuple[Node, Space], int] = field(default_factory=dict[tuple[Node, Space], int])

    def buffer(self, place: Place, space: Space) -> int:
        key = (place, space)
        if key not in self.places:
            self.places[key] = len(self.buffers)
            self.buffers.append(Buffer(f"b{len(self.buffers)}", self.facts.dtype(place), space))
        return self.places[key]

    def read(self, entry: Entry, space: Space) -> Ref:
        node = entry.node
        if node.rule is None:
            return ("buffer", self.buffer(entry, space), 0)
        if (node, space) in self.made or node in self.facts.pure:
            return ("step", self.step(node, space), _store_index(node, entry.index))
        return ("buffer", self.buffer(entry, space), 0)

    def step(self, node: Node, space: Space) -> int:
        """The step that computes `node`, for each element or once for all."""
        if (node, space) in self.made:
            return self.made[node, space]
        facts, rule = self.facts, node.rule
        assert rule is not None
        body = node.body().graph
        inputs: list[tuple[str, Ref]] = []
        scalars: list[tuple[str, Ref]] = []
        for name, entry in node.inputs.items():
            how = min(space, facts.space(node, name, entry))
            (scalars if rule.attribute(name) else inputs).append((name, self.read(entry, how)))
        for item in rule.scalars:
            if item.name not in node.inputs:
                scalars.append((item.name, ("scalar", len(self.scalars), 0)))
                self.scalars.append((node, item.name))
        wide = [facts.dtype(node.inputs[item.name]) for item in rule.inputs if item.name in node.inputs]
        compute = compute_dtype(wide[0] if wide else facts.dtype(Entry(node)))
        results = tuple(self._result(node, store.buffer) for store in body.stores)
        self.made[node, space] = len(self.steps)
        self.steps.append(Step(body, compute, tuple(inputs), tuple(scalars), results))
        return self.made[node, space]

    def _result(self, node: Node, name: str) -> tuple[DType, int | None]:
        """The dtype that one of an op's results is rounded to and the variable that holds it, if any."""
        rule = node.rule
        assert rule is not None
        if name in rule.states:
            return self.facts.dtype(node.inputs[name]), self.buffer(node.inputs[name], Space.ELEMENT)
        entry = Entry(node, rule.outputs.index(name))
        target = self.buffer(Entry(node.out), Space.ELEMENT) if node.out and entry.index == 0 else None
        return self.facts.dtype(entry), target

    def group(self) -> Group:
        for node in self.members:
            self.step(node, Space.ELEMENT)
        keep: list[tuple[Ref, int]] = []
        for node in self.members:
            for index in range(len(node.outputs())):
                entry = Entry(node, index)
                if entry in self.kept:
                    ref = ("step", self.made[node, Space.ELEMENT], _store_index(node, index))
                    keep.append((ref, self.buffer(entry, Space.ELEMENT)))
        recipe = Recipe(tuple(self.buffers), len(self.scalars), tuple(self.steps), tuple(keep))
        places = tuple(place for place, _ in self.places)
        first = self.members[0]
        shape, phase = self.facts.shape(first), self.facts.phase[first]
        return Group(recipe, places, tuple(self.scalars), tuple(self.members), shape, phase)


@functools.lru_cache(maxsize=4096)
def _order(body: Graph) -> dict[str, int]:
    return {store.buffer: index for index, store in enumerate(body.stores)}


def _store_index(node: Node, output: int) -> int:
    """The place of an op's output among its body's results."""
    assert node.rule is not None
    return _order(node.body().graph)[node.rule.outputs[output]]


def build(symbol: Symbol, types: Types) -> list[Group]:
    """The groups of a graph, in the order in which they run; those of one phase are independent of each other."""
    facts = analyse(symbol, types)
    parts = _parts(facts)
    home = {node: number for number, part in enumerate(parts) for node in part}
    kept = {entry for entry in symbol.entries if entry.node.rule is not None and entry.node.out is None}
    for node in facts.nodes:
        for entry, space in facts.reads(node):
            if entry.node.rule is None or entry.node in facts.pure or node in facts.pure:
                continue
            if space is Space.SCALAR or home[entry.node] != home[node]:
                kept.add(entry)
    return [_Builder(facts, part, kept).group() for part in parts]
