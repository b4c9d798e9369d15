"""The typed expression graph of one loop: its reads, its values, its stores.

A graph holds for tensors of any size and has no order of execution: `kernel.py` gives it one.
"""

from __future__ import annotations

import enum
import functools
from collections.abc import Callable, Iterable, Mapping

from mxsym.codegen.dtypes import DType, T
from mxsym.codegen.expr import (
    MATRIX,
    WEIGHT,
    Axes,
    Expr,
    Granularity,
    Type,
    cast,
    const,
    index,
    load,
    postorder,
    rebuild,
    scalar,
)
from mxsym.codegen.record import record, replace


class Layout(enum.StrEnum):
    """The place of a row in a buffer. The values are the words of the IR's text, which leaves INDEXED out.

    INDEXED: that of its number, among all rows of the tensor. PACKED: that of the loop's round, among the rows that the
    loop runs over.
    """

    INDEXED = "indexed"
    PACKED = "packed"


@record
class Buffer:
    """Memory that a graph reads or writes."""

    name: str
    dtype: DType
    space: Granularity = Granularity.ELEMENT
    layout: Layout = Layout.INDEXED
    axes: Axes = WEIGHT

    @property
    def type(self) -> Type:
        return Type(self.dtype, self.space, self.axes)


@record
class Store:
    """`buffer` gets `value`, after everything has been read."""

    buffer: str
    value: Expr


@record
class Graph:
    """Reads, values and stores. A rule's body is a graph over the generic type T."""

    name: str
    buffers: tuple[Buffer, ...]
    scalars: tuple[str, ...]
    stores: tuple[Store, ...]

    def __repr__(self) -> str:
        return f"<Graph {self.name}: {len(self.nodes())} values, {len(self.stores)} stores>"

    def __hash__(self) -> int:
        # The rest follows from the last value, mostly, and is slow to hash.
        return hash((self.name, self.stores[-1].value if self.stores else None))

    def nodes(self) -> tuple[Expr, ...]:
        """Every expression, operands before users."""
        return _nodes(self)

    def loaded(self) -> set[str]:
        """Names of the buffers that are read."""
        return {str(node.attr) for node in self.nodes() if node.op == "load"}

    def stored(self) -> set[str]:
        """Names of the buffers that are written."""
        return {store.buffer for store in self.stores}

    def with_values(self, values: Mapping[Expr, Expr]) -> Graph:
        """The same stores with each value replaced by its image in `values`."""
        return replace(self, stores=tuple(replace(store, value=values[store.value]) for store in self.stores))

    def with_stores(self, stores: Iterable[Store], workspace: Iterable[Buffer] = ()) -> Graph:
        """Other stores, with those buffers, workspace among them, and those scalars that they use."""
        known = (*self.buffers, *workspace)
        graph = replace(self, buffers=known, stores=tuple(stores))
        nodes = graph.nodes()
        used = {node.attr for node in nodes if node.op == "load"} | graph.stored()
        scalars = {node.attr for node in nodes if node.op == "scalar"}
        return replace(
            graph,
            buffers=tuple(buffer for buffer in known if buffer.name in used),
            scalars=tuple(name for name in self.scalars if name in scalars),
        )


@functools.lru_cache(maxsize=256)
def _nodes(graph: Graph) -> tuple[Expr, ...]:
    """The expressions of a graph: a body is asked for them some dozen times on its way to a kernel."""
    return tuple(postorder(store.value for store in graph.stores))


def transform(roots: Iterable[Expr], rule: Callable[[Expr], Expr]) -> dict[Expr, Expr]:
    """`rule` applied to every node, operands first; the image of each node."""
    image: dict[Expr, Expr] = {}
    for node in postorder(roots):
        image[node] = rule(rebuild(node, tuple(image[arg] for arg in node.args)) if node.args else node)
    return image


def substitute(roots: Iterable[Expr], replacements: Mapping[Expr, Expr]) -> dict[Expr, Expr]:
    """The image of each node: its replacement, or the node with the images of its operands.

    Operands come first. There is none of a node that only replaced ones need.
    """
    image: dict[Expr, Expr] = {}
    for node in postorder(roots, replacements):
        new = replacements.get(node)
        if new is None:
            new = rebuild(node, tuple(image[arg] for arg in node.args)) if node.args else node
        image[node] = new
    return image


def renamed(buffers: Mapping[str, str], scalars: Mapping[str, str]) -> Callable[[Expr], Expr]:
    """A rule for `transform` that gives loads and scalars other names."""

    def leaf(node: Expr) -> Expr:
        if node.op == "load":
            return load(buffers[str(node.attr)], node.dtype, node.space, node.type.axes)
        return scalar(scalars[str(node.attr)]) if node.op == "scalar" else node

    return leaf


def rename(graph: Graph, name: str, buffers: Mapping[str, str], scalars: Mapping[str, str]) -> Graph:
    """The same graph with other names."""
    image = transform((store.value for store in graph.stores), renamed(buffers, scalars))
    return Graph(
        name,
        tuple(replace(buffer, name=buffers[buffer.name]) for buffer in graph.buffers),
        tuple(scalars[key] for key in graph.scalars),
        tuple(Store(buffers[store.buffer], image[store.value]) for store in graph.stores),
    )


def inline(
    body: Graph,
    loads: Mapping[str, Expr],
    scalars: Mapping[str, Expr],
    compute: DType,
    size: int | None = None,
    *,
    listed: bool = False,
) -> dict[str, Expr]:
    """A rule's body in the compute dtype: what each of its stores holds.

    `loads` and `scalars` give the body's inputs and hyper-parameters; both enter in the compute dtype, but for numbers
    that the body takes as float64. `size`: the number of elements, if it is not that of the loop. `listed`: it runs
    over a list of rows.
    """
    image: dict[Expr, Expr] = {}
    for node in postorder(store.value for store in body.stores):
        if node.op == "identity":
            image[node] = MATRIX["identity"](load("", compute, node.space, node.type.axes))
        elif node.op == "load":
            image[node] = cast(loads[str(node.attr)], compute if node.dtype is T else node.dtype)
        elif node.op == "scalar":
            image[node] = cast(scalars[str(node.attr)], node.dtype)
        elif node.op == "cast" and node.args[0].op == "scalar":
            image[node] = cast(scalars[str(node.args[0].attr)], compute if node.dtype is T else node.dtype)
        elif node.op in ("columns", "elements"):
            image[node] = node if size is None or node.op == "columns" else const(float(size), node.dtype)
        elif node.op == "index":
            image[node] = index(listed, node.space)
        elif node.op == "const":
            image[node] = const(node.attr, compute) if node.dtype is T and isinstance(node.attr, float) else node
        elif node.op == "cast":
            image[node] = cast(image[node.args[0]], compute if node.dtype is T else node.dtype)
        else:
            image[node] = rebuild(node, tuple(image[arg] for arg in node.args))
    return {store.buffer: image[store.value] for store in body.stores}


def components(size: int, edges: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The connected components of an undirected graph on 0 … size-1, each sorted, in order of their first member."""
    leaders = list(range(size))
    """By member, a smaller one of its component, or itself."""

    def leader(number: int) -> int:
        while leaders[number] != number:
            leaders[number] = number = leaders[leaders[number]]
        return number

    for edge in edges:
        one, other = sorted(map(leader, edge))
        leaders[other] = one
    parts: dict[int, list[int]] = {}
    for number in range(size):
        parts.setdefault(leader(number), []).append(number)
    return list(parts.values())
