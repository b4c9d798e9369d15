"""Picture of a Symbol or an Executor as data: variables, ops, outputs, edges, and a box for each kernel where shapes
are known.

A graph of many kernels gets one box for each kind of kernel, which says how many tensors it runs for.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from mxsym.codegen.fusion.inline_calls import inline_calls
from mxsym.codegen.fusion.partition import Region
from mxsym.codegen.fusion.stage import Stage
from mxsym.codegen.loading import load_modules
from mxsym.codegen.program import Rows
from mxsym.codegen.record import record
from mxsym.opgraph.bound import HasBoundGraph
from mxsym.opgraph.lower import Lowered
from mxsym.opgraph.node import Entry, Node, Op, SymbolGraph, variables_of
from mxsym.opgraph.storage import writes
from mxsym.opgraph.typed import Types
from mxsym.spelling import escaped, kind_name

MOST_BOXES = 12
"""Kernels that are drawn one by one."""


@record
class Item:
    """Something drawn. `kind` is "variable", "state", "op" or "output"; `box` is the number of the kernel it is in."""

    name: str
    kind: str
    detail: str
    box: int | None = None


@record
class Edge:
    """From one item to another, by number. `both`: the op reads what is there and stores a new value."""

    source: int
    target: int
    label: str
    both: bool = False


@record
class Box:
    """A kernel: its title and what it runs over."""

    name: str
    detail: str


@record
class Picture:
    """Items in topological order, edges, boxes in the order in which they run."""

    items: tuple[Item, ...]
    edges: tuple[Edge, ...]
    boxes: tuple[Box, ...]


def check_graph(graph: object, what: str) -> None:
    """Raise an error for a graph that cannot be drawn.

    Raises:
        TypeError: it is neither a Symbol nor an Executor.
    """
    if isinstance(graph, type) or not isinstance(graph, SymbolGraph | HasBoundGraph):
        raise TypeError(f"{what} is of a Symbol or an Executor, got {kind_name(graph)}")


def picture(graph: SymbolGraph | HasBoundGraph, types: Types | None = None) -> Picture:
    """The picture of a Symbol, or of an Executor.

    With complete `types`, a Symbol's ops are put in boxes as an executor of such arrays would have them.

    Raises:
        TypeError: it is neither.
    """
    check_graph(graph, "a picture")
    if isinstance(graph, HasBoundGraph):
        bound = graph.__bound_graph__()
        return _draw(bound.expanded, bound.types, bound.lowered, bound.regions, bound.row_sparse_arrays())
    load_modules("mxsym.codegen.fusion.regions", "mxsym.opgraph.expand_multi")
    from mxsym.codegen.fusion.regions import cut_into_regions
    from mxsym.opgraph.expand_multi import expand
    from mxsym.opgraph.lower import lower

    expanded, _ = expand(graph)
    known = types is not None and not types.faults and all(Entry(node) in types.shapes for node in expanded.nodes())
    lowered = lower(expanded, types) if known and types is not None else None
    regions = cut_into_regions(lowered.program) if lowered is not None else ()
    sparse = {node.name for node in variables_of(expanded) if node.storage == "row_sparse"}
    return _draw(expanded, types, lowered, regions, sparse)


def _representatives(regions: Sequence[Region]) -> list[tuple[Region, int]]:
    """Regions to draw, and how many each represents. A standard update on rows is drawn once."""
    whole = [region for region in regions if region.rows is not Rows.UNLISTED]
    if len(whole) <= MOST_BOXES:
        return [(region, 1) for region in whole]
    alike: dict[tuple[Stage, Rows, bool, int], list[Region]] = {}
    for region in whole:
        kind = (inline_calls(region.program), region.rows, _is_standard(region, regions), region.phase)
        alike.setdefault(kind, []).append(region)
    return [(members[0], len(members)) for members in alike.values()]


def _draw(
    symbol: SymbolGraph, types: Types | None, lowered: Lowered | None, regions: Sequence[Region], sparse: Container[str]
) -> Picture:
    shown = _representatives(regions)
    op_of = {} if lowered is None else lowered.ops()
    home: dict[Op, int] = {}
    for number, (region, _) in enumerate(shown):
        for node in (op_of[name] for name in region.origins if name in op_of):
            home.setdefault(node, number)
    nodes = symbol.nodes()
    if regions:
        near = {node for op in home for node in (*(entry.node for entry in op.inputs.values()), *writes(op), op)}
        nodes = [node for node in nodes if node in near]
    states = {state for node in nodes if isinstance(node, Op) for state in node.states}
    items: list[Item] = []
    number_of: dict[Node, int] = {}
    for node in nodes:
        number_of[node] = len(items)
        if isinstance(node, Op):
            items.append(Item(escaped(node.name), "op", node.rule.title, home.get(node)))
            continue
        rows = "rows of " if types is not None and node.name in sparse else ""
        kind = "state" if node in states else "variable"
        items.append(Item(escaped(node.name), kind, rows + _type(Entry(node), types), None))
    edges = [edge for node in nodes if isinstance(node, Op) for edge in _edges(node, number_of)]
    for entry in symbol.entries:
        if isinstance(entry.node, Op) and entry.node in number_of and entry.stored is entry:
            edges.append(Edge(number_of[entry.node], len(items), ""))
            items.append(Item(escaped(entry.node.outputs()[entry.index]), "output", _type(entry, types)))
    boxes = tuple(Box(escaped(region.title), _over(region, count, regions)) for region, count in shown)
    return Picture(tuple(items), tuple(edges), boxes)


def _edges(node: Op, number_of: dict[Node, int]) -> list[Edge]:
    """Edges into an op: those it reads, then those it only writes. An edge is named as the op names its end."""
    written = set(writes(node))
    names_by_source: dict[tuple[Node, bool], list[str]] = {}
    for name, entry in node.inputs.items():
        names_by_source.setdefault((entry.node, entry.node in written), []).append(name)
    read = {variable for variable, _ in names_by_source}
    edges = [
        Edge(number_of[source], number_of[node], escaped(", ".join(names)), both)
        for (source, both), names in names_by_source.items()
        if source in number_of
    ]
    return edges + [
        Edge(number_of[node], number_of[item], "out") for item in dict.fromkeys(writes(node)) if item not in read
    ]


def _type(entry: Entry, types: Types | None) -> str:
    if types is None or entry not in types.shapes or entry not in types.dtypes:
        return ""
    return f"{types.dtypes[entry].name}{list(types.shapes[entry])}"


def _is_standard(region: Region, regions: Sequence[Region]) -> bool:
    """True if another region runs on the rows that this one leaves out."""
    return any(other.rows is Rows.UNLISTED and other.origins == region.origins for other in regions)


def _over(region: Region, count: int, regions: Sequence[Region]) -> str:
    form = "" if region.source is None else ", standard" if _is_standard(region, regions) else ", lazy"
    return f"{count} tensors{form}" if count > 1 else f"{list(region.shape)}{form}"
