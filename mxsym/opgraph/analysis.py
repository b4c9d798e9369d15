"""What is asked about a graph before it is cut into groups: what each op reads and writes, and when it may run.

Input: a Symbol whose every entry has a shape and a dtype, and which variables are row-sparse. Output: `Analysis`: the
phase of each op, the ops that are numbers only, the gradient whose rows an op runs on; faults for what cannot be run.
Non-goals: the groups themselves (`program.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mxsym.codegen.dtypes import DType
from mxsym.codegen.expr import REDUCTIONS, Granularity
from mxsym.errors import Fault
from mxsym.opgraph.infer import Types, is_number, rows_and_columns
from mxsym.opgraph.node import Entry, Node, SymbolGraph
from mxsym.rule.rule import LAZY

Kind = tuple[tuple[int, int], Node | None, bool, Node | None]
Access = tuple[Node, Granularity]
"""An op, and how it reads or writes a place: an element each, a value a row, or one number for all of them."""


@dataclass
class Analysis:
    """What is asked about a graph again and again."""

    symbol: SymbolGraph
    types: Types
    nodes: list[Node]
    written: set[Node]
    pure: set[Node] = field(default_factory=set[Node])
    phase: dict[Node, int] = field(default_factory=dict[Node, int])
    phases: dict[Node, tuple[int, ...]] = field(default_factory=dict[Node, "tuple[int, ...]"])
    source: dict[Node, Node] = field(default_factory=dict[Node, Node])
    tables: frozenset[Node] = frozenset()
    _kinds: dict[Node, Kind] = field(default_factory=dict[Node, Kind])
    _spaces: dict[Node, dict[str, Granularity]] = field(default_factory=dict[Node, dict[str, Granularity]])

    def inlined(self, node: Node) -> bool:
        """Whether an op is computed anew in each group that uses it."""
        return node in self.pure or (node in self.source and node.rule is not None and not node.rule.is_update)

    def kind(self, node: Node) -> Kind:
        """What ops of one group have in common: rows and columns, the gradient whose rows they run on, and the form.

        An update of a row-sparse weight or state has a group of its own: which rows it runs on is its own matter.
        """
        if node not in self._kinds:
            size = rows_and_columns(self.shape(node))
            kind: Kind = (size, None, False, None)
            if node in self.source:
                touched = {*(entry.node for entry in node.inputs.values()), *writes(node)}
                kind = (size, self.source[node], is_lazy(node), node if touched & self.tables else None)
            self._kinds[node] = kind
        return self._kinds[node]

    def shape(self, node: Node) -> tuple[int, ...]:
        """The shape of the tensors that an op runs over."""
        entry = Entry(node)
        if reach(entry) is Granularity.SCALAR and node.rule is not None:
            tensors = (i.name for i in node.rule.inputs if i.space is Granularity.ELEMENT and i.name in node.inputs)
            entry = next((node.inputs[name] for name in tensors), entry)
        return self.types.shape(entry)

    def together(self, one: Access, other: Access) -> bool:
        """True if two ops that access one place may share a loop: both take the same element, or row, at a time.

        Whatever else touches a place that is written is in another phase.
        """
        return one[1] is other[1] is not Granularity.SCALAR and self.kind(one[0]) == self.kind(other[0])

    def dtype(self, entry: Entry) -> DType:
        return self.types.dtype(entry)

    def reads(self, node: Node) -> Iterator[tuple[Entry, Granularity]]:
        """What an op reads, and whether as a tensor or as one number for all elements."""
        return zip(node.inputs.values(), self.spaces(node).values(), strict=True)

    def spaces(self, node: Node) -> Mapping[str, Granularity]:
        """How each input reaches the op's elements."""
        if node not in self._spaces:
            self._spaces[node] = {name: self._space(node, name, entry) for name, entry in node.inputs.items()}
        return self._spaces[node]

    def _space(self, node: Node, name: str, entry: Entry) -> Granularity:
        rule = node.rule
        if rule is None or rule.attribute(name) is not None:
            return Granularity.SCALAR
        if (space := rule.input(name).space) is not Granularity.ELEMENT:
            return space
        broadcast = is_number(self.types.shape(entry)) and not is_number(self.shape(node))
        return Granularity.SCALAR if broadcast else Granularity.ELEMENT


def writes(node: Node) -> list[Node]:
    """The variables that an op writes."""
    return [*node.states, *(entry.node for entry in node.outs)]


def written(node: Node) -> Iterator[tuple[Entry, Granularity]]:
    """What an op writes, and how: its states, the variables that its outputs are stored to and elements of such."""
    rule = node.rule
    if rule is not None:
        yield from ((node.inputs[name], rule.input(name).space) for name in rule.states if name in node.inputs)
        for index, entry in enumerate(node.outs):
            yield entry, Granularity.SCALAR if entry.element is not None else reach(Entry(node, index))


def reach(entry: Entry) -> Granularity:
    """How an op gives one of its outputs: one number that it makes of whole tensors, or an element at a time."""
    rule = entry.node.rule
    assert rule is not None
    return Granularity.SCALAR if rule.outputs[entry.index] in rule.numbers else Granularity.ELEMENT


def sums_tensors(node: Node) -> bool:
    """Whether an op needs all of a tensor before it can give an element."""
    return "sum" in node.body().operations


def reduces(node: Node) -> bool:
    """Whether an op sums rows or tensors."""
    return not node.body().operations.isdisjoint(REDUCTIONS)


def is_lazy(node: Node) -> bool:
    """Whether an update with a row-sparse gradient touches only the rows that the gradient stores."""
    return bool(node.attrs.get(LAZY.name, LAZY.default))


def sources(symbol: SymbolGraph, sparse: frozenset[Node]) -> tuple[dict[Node, Node], list[Fault]]:
    """For each op on a row-sparse gradient, the variable whose rows it runs on; and what cannot be run so.

    `sparse` are the variables that are row-sparse. Those that an update has as its weight or state are tables.
    """
    nodes = symbol.nodes()
    updates = [node for node in nodes if node.rule is not None and node.rule.is_update]
    tables = {
        node.inputs[u.inputs[0].name].node for node in updates if (u := node.rule) and u.inputs[0].name in node.inputs
    }
    tables |= {variable for node in nodes for variable in writes(node)}
    found: dict[Node, Node] = {node: node for node in sparse if node not in tables}
    faults: list[Fault] = []
    for node in nodes:
        if node.rule is None:
            continue
        below = [entry.node for entry in node.inputs.values()]
        of = list(dict.fromkeys(found[item] for item in below if item in found and not is_update(item)))
        stray = [item.name for item in below if item in sparse and item in tables and not is_update(node)]
        if len(of) > 1:
            names = " and ".join(item.name for item in of)
            fix = "sum their rows into one array with mx.nd.sparse.coalesce before the step"
            faults.append(Fault(node.name, "", f"row-sparse {names}", "one row-sparse gradient", fix, node.where))
        if stray:
            fix = "use it as weight or state only"
            faults.append(Fault(node.name, "", f"row-sparse {stray[0]}", "a dense tensor", fix, node.where))
        if of and sums_tensors(node):
            expected = f"a dense gradient: {node.rule.name} needs the whole tensor before it can change a row"
            fix = "pass gradient.tostype('default')"
            faults.append(Fault(node.name, "", f"row-sparse {of[0].name}", expected, fix, node.where))
        elif of:
            found[node] = of[0]
        elif rows := [item.name for item in (*below, *writes(node)) if item in sparse and item in tables]:
            fix = "pass a row-sparse gradient, or store the table with tostype('default')"
            got = f"row-sparse {rows[0]} and no row-sparse gradient"
            faults.append(Fault(node.name, "", got, "a row-sparse gradient", fix, node.where))
    faults += _shared_tables(updates, sparse & tables)
    for entry in symbol.entries:
        if entry.node in found and not is_update(entry.node):
            fix = "store it with tostype('default') before binding"
            faults.append(Fault(entry.node.name, "", "a row-sparse output", "a dense one", fix, entry.node.where))
    return {node: of for node, of in found.items() if node.rule is not None}, faults


def sparse_numbers(symbol: SymbolGraph, types: Types, sparse: frozenset[Node]) -> list[Fault]:
    """Row-sparse arrays, and expressions of them, where one number is read. `types` has no fault."""
    facts = Analysis(symbol, types, [], set())
    faults: list[Fault] = []
    found = set(sparse)
    for node in (node for node in symbol.nodes() if node.rule is not None):
        for name, entry in node.inputs.items():
            if entry.node in found and facts.spaces(node)[name] is Granularity.SCALAR:
                fix, got = "pass one number, or a dense array", f"row-sparse {entry.node.name}"
                faults.append(Fault(node.name, name, got, "one number", fix, node.where))
        if not is_update(node) and any(entry.node in found for entry in node.inputs.values()):
            found.add(node)
    return faults


def _shared_tables(updates: list[Node], tables: set[Node] | frozenset[Node]) -> list[Fault]:
    """Row-sparse weights and states that more than one update touches: each may store rows anew."""
    faults: list[Fault] = []
    for table in tables:
        users = [node for node in updates if table in {*(e.node for e in node.inputs.values()), *writes(node)}]
        if len(users) > 1:
            got = f"{len(users)} updates ({', '.join(node.name for node in users)})"
            fix = "bind them in graphs of their own"
            faults.append(Fault(f"row-sparse {table.name}", "", got, "one update", fix, table.where))
    return faults


def is_update(node: Node) -> bool:
    """True if a node is an update op."""
    return node.rule is not None and node.rule.is_update
