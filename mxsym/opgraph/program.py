"""Symbol graph → groups of ops that become one kernel each.

Input: a Symbol whose every entry has a shape and a dtype. Output: `Group`s in the order they run: a canonical `Recipe`
for the compiler, and which variable, value or attribute stands behind each of its buffers and scalars.

Ops are fused where they share tensors of one shape. An op must wait for another group (a later *phase*) where it
needs, for all of its elements, one number that the other writes; and where dense ops and ops on listed rows meet.
Operators on single numbers are computed anew in each group that uses them, unless an op writes what they read; so are
operators on row-sparse gradients. Others are in a later phase where that saves memory traffic (`recompute.py`).
Non-goals: code (`mxsym.codegen`), memory (`mxsym.runtime`).
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, field, replace

from mxsym.codegen import verify
from mxsym.codegen.dtypes import DType, compute_dtype
from mxsym.codegen.expr import Granularity
from mxsym.codegen.graph import Buffer, Graph, Layout, components
from mxsym.codegen.recipe import Recipe, Ref, Step
from mxsym.opgraph.analysis import Analysis, Kind, is_lazy, reach, sources, writes, written
from mxsym.opgraph.infer import Types, rows_and_columns
from mxsym.opgraph.node import Entry, Node, SymbolGraph
from mxsym.opgraph.phases import analyse

Place = Entry
"""What lies behind a buffer: a variable, or the value of an op's output."""


@dataclass(frozen=True, slots=True)
class Group:
    """Ops that run as one kernel. `places`, `scalars` and `steps` follow the recipe's numbering.

    With a row-sparse gradient, `source` is its variable: the recipe runs on the rows it stores, and `rest`, in a
    standard update, on all others.
    """

    recipe: Recipe
    places: tuple[Place, ...]
    scalars: tuple[tuple[Node, str], ...]
    steps: tuple[Node, ...]
    nodes: tuple[Node, ...]
    shape: tuple[int, ...]
    phase: int
    source: Node | None = None
    rest: Recipe | None = None

    @property
    def recipes(self) -> tuple[Recipe, ...]:
        """What is to be compiled."""
        return (self.recipe,) if self.rest is None else (self.recipe, self.rest)

    @property
    def form(self) -> str:
        """dense, lazy or standard."""
        return "dense" if self.source is None else "lazy" if self.rest is None else "standard"

    def buffer_names(self) -> dict[str, str]:
        """The recipe's buffer names → the user's."""
        names: dict[str, str] = {}
        for buffer, place in zip(self.recipe.buffers, self.places, strict=True):
            name = place.node.outputs()[place.index]
            name = name if place.element is None else f"{name}[{place.element[0]}]"
            names[buffer.name] = f"{name}.{buffer.name}" if name in names.values() else name
        return names

    def scalar_names(self) -> dict[str, str]:
        """The recipe's scalar names → `node.attribute`."""
        return {f"s{number}": f"{node.name}.{key}" for number, (node, key) in enumerate(self.scalars)}


@dataclass(frozen=True, slots=True)
class _Members:
    """Ops that run as one group in one phase, in order."""

    nodes: list[Node]
    phase: int


def _parts(facts: Analysis) -> list[_Members]:
    """The ops of each group, in the order in which groups run."""
    heads = {entry.node for entry in facts.symbol.entries}
    nodes = [node for node in facts.nodes if not facts.inlined(node) or node in heads]
    runs = [(node, phase) for node in nodes for phase in facts.phases[node]]
    number = {run: index for index, run in enumerate(runs)}
    edges: list[tuple[int, int]] = []
    users: dict[tuple[Entry, int, Kind], int] = {}
    for node, phase in runs:
        for entry, space in [*facts.reads(node), *written(node)]:
            if space is Granularity.SCALAR:
                continue
            made = (entry.node, phase) in number
            if made and facts.together((entry.node, reach(entry)), (node, space)):
                edges.append((number[entry.node, phase], number[node, phase]))
            key = (entry, phase, facts.kind(node))
            edges.append((users.setdefault(key, number[node, phase]), number[node, phase]))
    parts = [[runs[index] for index in part] for part in components(len(runs), edges)]
    return sorted((_Members([node for node, _ in part], part[0][1]) for part in parts), key=lambda part: part.phase)


@dataclass
class _Builder:
    """Numbers a group's buffers and scalars in the order of their first use."""

    facts: Analysis
    members: list[Node]
    phase: int
    kept: set[Entry]
    tables: frozenset[Node]
    by_rows: bool = False
    written: dict[Place, Granularity] = field(default_factory=dict[Place, Granularity])
    places: dict[tuple[Place, Granularity], int] = field(default_factory=dict[tuple[Place, Granularity], int])
    buffers: list[Buffer] = field(default_factory=list[Buffer])
    scalars: list[tuple[Node, str]] = field(default_factory=list[tuple[Node, str]])
    steps: list[Step] = field(default_factory=list[Step])
    made: dict[tuple[Node, Granularity], int] = field(default_factory=dict[tuple[Node, Granularity], int])
    nodes: list[Node] = field(default_factory=list[Node])

    @property
    def source(self) -> Node | None:
        return self.facts.source.get(self.members[0])

    def __post_init__(self) -> None:
        self.by_rows = self._has_rows()
        for node in self.members:
            for place, space in written(node):  # a state may also be where one of the op's numbers goes
                self.written[place] = max(space, self.written.get(place, space))

    def _has_rows(self) -> bool:
        """Whether some op has values of rows, so that the loop goes row by row."""
        inputs = [item for node in self.members if node.rule is not None for item in node.rule.inputs]
        sums = any("row_sum" in node.body().operations for node in self.members)
        return sums or any(item.space is Granularity.ROW for item in inputs)

    def buffer(self, place: Place, space: Granularity) -> int:
        space = self.written.get(place, space)
        key = (place, space)
        if key not in self.places:
            self.places[key] = len(self.buffers)
            packed = self.by_rows if self.source is None else place.node is self.source
            layout = Layout.PACKED if packed and space is not Granularity.SCALAR else Layout.INDEXED
            self.buffers.append(Buffer(f"b{len(self.buffers)}", self.facts.dtype(place), space, layout))
        return self.places[key]

    def read(self, entry: Entry, space: Granularity) -> Ref:
        node = entry.node
        if node.rule is None:
            return ("buffer", self.buffer(entry, space), 0)
        if (node, space) in self.made or self.facts.inlined(node):
            return ("step", self.step(node, space), _store_index(node, entry.index))
        return ("buffer", self.buffer(entry, space), 0)

    def step(self, node: Node, space: Granularity) -> int:
        """The step that computes `node`, for each element or once for all."""
        if (node, space) in self.made:
            return self.made[node, space]
        facts, rule = self.facts, node.rule
        assert rule is not None
        body = node.body().graph
        inputs: list[tuple[str, Ref]] = []
        scalars: list[tuple[str, Ref]] = []
        for name, entry in node.inputs.items():
            how = min(space, facts.spaces(node)[name])
            (scalars if rule.attribute(name) else inputs).append((name, self.read(entry, how)))
        for item in rule.scalars:
            if item.name not in node.inputs:
                scalars.append((item.name, ("scalar", len(self.scalars), 0)))
                self.scalars.append((node, item.name))
        wide = [facts.dtype(node.inputs[item.name]) for item in rule.inputs if item.name in node.inputs]
        compute = rule.compute or compute_dtype(wide[0] if wide else facts.dtype(Entry(node)))
        results = tuple(self._result(node, store.buffer) for store in body.stores)
        self.made[node, space] = len(self.steps)
        self.steps.append(Step(body, compute, tuple(inputs), tuple(scalars), results))
        self.nodes.append(node)
        return self.made[node, space]

    def _result(self, node: Node, name: str) -> tuple[DType, int | None]:
        """The dtype that one of an op's results is rounded to and the variable that holds it, if any."""
        rule = node.rule
        assert rule is not None
        if name in rule.states:
            return self.facts.dtype(node.inputs[name]), self.buffer(node.inputs[name], rule.input(name).space)
        entry = Entry(node, rule.outputs.index(name))
        stored = node.outs[entry.index] if entry.index < len(node.outs) else None
        target = self.buffer(stored, reach(entry)) if stored is not None else None
        return self.facts.dtype(entry), target

    def group(self) -> Group:
        for node in _in_order(self.members):
            self.step(node, Granularity.ELEMENT)
        keep: list[tuple[Ref, int]] = []
        for node in self.members:
            for index in range(len(node.outputs())):
                entry = Entry(node, index)
                if entry in self.kept and self.phase == self.facts.phases[node][0]:
                    ref = ("step", self.made[node, Granularity.ELEMENT], _store_index(node, index))
                    keep.append((ref, self.buffer(entry, reach(entry))))
        source, first = self.source, self.members[0]
        space = "n" if source is None and not self.by_rows else "rows"
        recipe = Recipe(tuple(self.buffers), len(self.scalars), tuple(self.steps), tuple(keep), space)
        rest: Recipe | None = None
        if source is not None and not is_lazy(first):
            listed = self.by_rows or bool(self.tables & {place.node for place, _ in self.places})
            rest = replace(recipe, space="rows" if listed else "gaps", absent=True)
        places = tuple(place for place, _ in self.places)
        steps, members = tuple(self.nodes), tuple(self.members)
        shape = self.facts.shape(first)
        return Group(recipe, places, tuple(self.scalars), steps, members, shape, self.phase, source, rest)


def _in_order(members: list[Node]) -> list[Node]:
    """A group's ops, each operator right before what first needs it: where other groups lie between says nothing.

    An op that writes a variable needs whatever reads that before it.
    """
    order: list[Node] = []
    waiting: dict[Node, int] = {}
    readers: dict[Node, list[Node]] = {}
    for number, node in enumerate(members):
        written = writes(node)
        for entry in node.inputs.values():
            readers.setdefault(entry.node, []).append(node)
        if not written and node.rule is not None and not node.rule.is_update:
            waiting[node] = number
            continue
        found: dict[Node, int] = {}
        stack = [item for variable in written for item in readers.pop(variable, [])] + _operands(node)
        while stack:
            item = stack.pop()
            if item in waiting:
                found[item] = waiting.pop(item)
                stack.extend(_operands(item))
        order += [*sorted(found, key=found.__getitem__), node]
    return [*order, *waiting]


def _operands(node: Node) -> list[Node]:
    return [entry.node for entry in node.inputs.values()]


@functools.lru_cache(maxsize=4096)
def _order(body: Graph) -> dict[str, int]:
    return {store.buffer: index for index, store in enumerate(body.stores)}


def _store_index(node: Node, output: int) -> int:
    """The place of an op's output among its body's results."""
    assert node.rule is not None
    return _order(node.body().graph)[node.rule.outputs[output]]


def build(symbol: SymbolGraph, types: Types, sparse: frozenset[Node] = frozenset()) -> list[Group]:
    """The groups of a graph, in the order in which they run; those of one phase are independent of each other.

    `sparse` are the variables that are row-sparse; `sources` must have found no fault with them.
    """
    source, _ = sources(symbol, sparse)
    tables = sparse - set(source.values())
    facts = analyse(symbol, types, source, tables)
    parts = _parts(facts)
    home = {(node, part.phase): number for number, part in enumerate(parts) for node in part.nodes}
    kept = {entry for entry in symbol.entries if entry.node.rule and entry.index >= len(entry.node.outs)}
    for node in facts.nodes:
        for entry, space in facts.reads(node):
            if entry.node.rule is None or facts.inlined(entry.node):
                continue
            passed = not facts.inlined(node) and facts.together((entry.node, reach(entry)), (node, space))
            if not passed or any(home.get((entry.node, phase)) != home[node, phase] for phase in facts.phases[node]):
                kept.add(entry.whole)
    groups = [_Builder(facts, part.nodes, part.phase, kept, tables).group() for part in parts]
    if verify.enabled():
        verify_groups(groups, types)
    return groups


def verify_groups(groups: list[Group], types: Types) -> None:
    """Every tensor of a group is as large as the group's loop: one recipe is for tensors of one size.

    Raises:
        VerifyError: naming every buffer of another size.
    """
    faults: list[str] = []
    for group in groups:
        rows, columns = rows_and_columns(group.shape)
        sizes = {Granularity.SCALAR: 1, Granularity.ROW: rows, Granularity.ELEMENT: rows * columns}
        for buffer, place in zip(group.recipe.buffers, group.places, strict=True):
            got = math.prod(types.shape(place))
            if got != sizes[buffer.space]:
                label = group.buffer_names()[buffer.name]
                want = f"{buffer.type} for {rows} rows of {columns}"
                faults.append(f"{'+'.join(node.name for node in group.nodes)}: {label} has {got} values, is {want}")
    if faults:
        raise verify.VerifyError("groups: " + "; ".join(faults))
