"""Storage of a graph's values: which variables ops write, and which ops run on the rows of a row-sparse gradient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from mxsym.codegen.expr import CUTS, OF_COLUMNS, Granularity
from mxsym.codegen.fusion.dependences import tile_in
from mxsym.errors import Fault
from mxsym.opgraph.node import Node, Op, SymbolGraph, Variable, ops_of
from mxsym.opgraph.typed import Types, axes, granularity, used_inputs
from mxsym.rule.rule import LAZY, lazy_by_default


def writes(op: Op) -> list[Variable]:
    """The variables that an op writes."""
    return [*op.states, *(entry.variable for entry in op.outs)]


def is_update(node: Node) -> bool:
    """True if a node is an update op."""
    return isinstance(node, Op) and node.rule.is_update


def is_lazy(op: Op) -> bool:
    """True if an update with a row-sparse gradient touches only the rows that the gradient stores."""
    return bool(op.attrs.get(LAZY.name, lazy_by_default(op.rule)))


def update_form(op: Op) -> str:
    """The form of an update with a row-sparse gradient: "lazy" or "standard"."""
    return "lazy" if is_lazy(op) else "standard"


def _sums_tensors(op: Op, types: Types) -> bool:
    """True if an op needs all of a tensor before it can give an element."""
    return not CUTS.isdisjoint(op.body(axes(op, types)).operations)


def _across_rows(op: Op, types: Types) -> str:
    """The values of an op that several rows make together; empty where there are none."""
    body = op.body(axes(op, types))
    if tile_in(body.graph):
        return "its states in 8 bits, whose blocks are no rows"
    used = used_inputs(op, types)
    has_columns = not OF_COLUMNS.isdisjoint(body.operations) or any(
        item.space is Granularity.COLUMN for item in op.rule.inputs if item.name in used
    )
    return "its values of columns" if has_columns else ""


def _refused_sum(update: Op, summing: Node) -> tuple[str, str] | None:
    """Expected in place of a row-sparse gradient by an update that sums a tensor, and a fix; None if it takes one."""
    rule, fix = update.rule, "pass gradient.tostype('default')"
    if rule.outputs[0] != rule.inputs[0].name and not (rule.gives_number and not rule.states):
        return f"a dense gradient: the first result of {rule.name} is not its new {rule.inputs[0].name}", fix
    if is_lazy(update):
        return None
    name = summing.rule.name if isinstance(summing, Op) else summing.name
    expected = f"a dense gradient, or a lazy update: {name} sums a whole tensor before it changes a row"
    return expected, f"{fix}, or lazy_update=True, which sums the stored rows alone"


def _gives_rows(node: Node) -> bool:
    """True if an op on a row-sparse tensor gives one: an operator, unless it sums its tensor to a number."""
    return not isinstance(node, Op) or not (node.rule.is_update or node.rule.gives_number)


def _lists_rows(item: Node, node: Op) -> bool:
    """True if an op runs on the rows of one that it reads: it reads rows, or follows a lazy update, if asked to."""
    follows = node.rule.is_update and bool(node.attrs.get(LAZY.name))
    return _gives_rows(item) or (follows and isinstance(item, Op) and item.rule.is_update and is_lazy(item))


def _leader_first(update: Op, source: Mapping[Node, Variable], of: list[Variable]) -> list[Variable]:
    """The source of an update's gradient, and those others that are no variable of its own, by which rows are found."""
    grad = [update.inputs[item.name].node for item in update.rule.inputs[1:2] if item.name in update.inputs]
    leader = next((source[node] for node in grad if node in source), of[0])
    own = {entry.node for entry in update.inputs.values()} - {leader}
    through = {source[e.node] for e in update.inputs.values() if e.node in source and not isinstance(e.node, Variable)}
    return [leader, *(item for item in of if item is not leader and (item not in own or item in through))]


def sources(symbol: SymbolGraph, sparse: frozenset[Variable], types: Types) -> tuple[dict[Op, Variable], list[Fault]]:
    """For each op on a row-sparse gradient, the variable whose rows it runs on; and what cannot be run so.

    `sparse` are the variables that are row-sparse; the shapes in `types` may say how many axes weights have. Those that
    an update has as its weight or state are tables. An update that reads the weight of a lazy one, and is told to be
    lazy too, runs on the same rows. In row-sparse inputs beside its gradient it finds these rows.
    """
    if not sparse:
        return {}, []
    ops = ops_of(symbol)
    updates = [op for op in ops if op.rule.is_update]
    weights = [op.inputs[op.rule.inputs[0].name] for op in updates if op.rule.inputs[0].name in op.inputs]
    tables = {entry.node for entry in weights} | {variable for op in ops for variable in writes(op)}
    walk = _Sources(sparse, tables, types)
    for op in ops:
        walk.visit(op)
    walk.faults += _shared_tables(updates, sparse & tables)
    for entry in symbol.entries:
        if entry.node in walk.source and _gives_rows(entry.node):
            fix = "store it with tostype('default') before binding"
            walk.refuse(entry.node, "a row-sparse output", "a dense one", fix)
    return {op: walk.source[op] for op in ops if op in walk.source}, walk.faults


class _Sources:
    """The sources of the ops that have been visited, in order, and their faults."""

    def __init__(self, sparse: frozenset[Variable], tables: Set[Node], types: Types) -> None:
        self._tables = {node for node in sparse if node in tables}
        self._types = types
        self.source: dict[Node, Variable] = {node: node for node in sparse if node not in tables}
        self._summing: set[Node] = set()  # those whose rows need a sum of all of them
        self.faults: list[Fault] = []

    def refuse(self, node: Node, got: str, expected: str, fix: str) -> None:
        """Add a fault."""
        self.faults.append(Fault(node.name, "", got, expected, fix, node.where))

    def visit(self, node: Op) -> None:
        """Find the source of an op, whose inputs have been visited."""
        below = [entry.node for entry in node.inputs.values()]
        of = self._read_rows(node, below)
        stray = [item.name for item in below if item in self._tables and not is_update(node)]
        if stray:
            self.refuse(node, f"row-sparse {stray[0]}", "a dense tensor", "use it as weight or state only")
        if of and (values := "its matrices" if node.has_matrices else _across_rows(node, self._types)):
            expected = f"a dense gradient: {node.rule.name} needs the whole tensor for {values}"
            self.refuse(node, f"row-sparse {of[0].name}", expected, "pass gradient.tostype('default')")
            return
        sums = [item for item in below if item in self._summing]
        if _sums_tensors(node, self._types):
            sums.insert(0, node)
        if of and _gives_rows(node) and sums:
            self._summing.add(node)
        if of and sums and node.rule.is_update and (refusal := _refused_sum(node, sums[0])):
            self.refuse(node, f"row-sparse {of[0].name}", *refusal)
        elif of:
            self.source[node] = of[0]
        elif rows := [item.name for item in (*below, *writes(node)) if item in self._tables]:
            fix = "pass a row-sparse gradient, or store the table with tostype('default')"
            self.refuse(node, f"row-sparse {rows[0]} and no row-sparse gradient", "a row-sparse gradient", fix)

    def _read_rows(self, node: Op, below: Sequence[Node]) -> list[Variable]:
        """The sources whose rows an op runs on: one, where it is right."""
        of = list(dict.fromkeys(self.source[item] for item in below if item in self.source and _lists_rows(item, node)))
        if len(of) > 1 and is_update(node):
            of = _leader_first(node, self.source, of)
        if len(of) > 1:
            names = " and ".join(item.name for item in of)
            fix = "sum their rows into one array with mx.nd.sparse.coalesce before the step"
            self.refuse(node, f"row-sparse {names}", "one row-sparse gradient", fix)
        return of


def matrix_faults(symbol: SymbolGraph) -> list[Fault]:
    """Ops with matrices that read what an earlier op of the graph writes.

    A library may give up, and then nothing may have been written.
    """
    faults: list[Fault] = []
    writers: dict[Node, Op] = {}
    after: dict[Node, Op] = {}
    for node in ops_of(symbol):
        below = [entry.node for entry in node.inputs.values()]
        first = next((op for item in below if (op := writers.get(item) or after.get(item))), None)
        if node.has_matrices and first is not None:
            got, expected = f"what {first.name} writes", "tensors that no earlier op of the graph writes"
            faults.append(Fault(node.name, "", got, expected, "bind the two in graphs of their own", node.where))
        written = [variable for variable in writes(node) if variable.extent is None]  # others are the program's own
        if first is not None or written or (node.rule.is_update and not writes(node)):
            after[node] = first or node
        writers |= {variable: node for variable in written if variable not in writers}
    return faults


def sparse_numbers(symbol: SymbolGraph, types: Types, sparse: frozenset[Variable]) -> list[Fault]:
    """Row-sparse arrays, and expressions of them, where one number is read. `types` has no fault."""
    if not sparse:
        return []
    faults: list[Fault] = []
    with_rows: set[Node] = set(sparse)
    for node in ops_of(symbol):
        for name, entry in node.inputs.items():
            if entry.node in with_rows and granularity(node, name, types) is Granularity.SCALAR:
                fix, got = "pass one number, or a dense array", f"row-sparse {entry.node.name}"
                faults.append(Fault(node.name, name, got, "one number", fix, node.where))
        if _gives_rows(node) and any(entry.node in with_rows for entry in node.inputs.values()):
            with_rows.add(node)
    return faults


def _shared_tables(updates: list[Op], tables: Set[Node]) -> list[Fault]:
    """Row-sparse weights and states that more than one update touches: each may add rows to them."""
    faults: list[Fault] = []
    parts = {part for node in updates for part in node.parts}
    for table in tables:
        users = [
            node
            for node in updates
            if node not in parts and table in {*(e.node for e in node.inputs.values()), *writes(node)}
        ]
        if len(users) > 1:
            got = f"{len(users)} updates ({', '.join(node.name for node in users)})"
            fix = "bind them in graphs of their own"
            faults.append(Fault(f"variable {table.name}", "", got, "one update", fix, table.where))
    return faults
