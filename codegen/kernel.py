"""The loop nest: a graph with its order fixed.

A kernel has a domain, a body for each call, row and element (all loads before any store), and a cost. Vectors,
registers and addresses are the backend's.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping

from mxsym.codegen.blocks import TILE
from mxsym.codegen.dtypes import DType
from mxsym.codegen.expr import LISTED, OF_COLUMNS, REDUCTIONS, Expr, Granularity, postorder
from mxsym.codegen.graph import Buffer, Graph, Layout, Store, renamed, transform
from mxsym.codegen.prims import PRIMS
from mxsym.codegen.record import record, replace


class Domain(enum.StrEnum):
    """Iteration domain of a kernel, `begin` … `end`-1. The values are the words of its text.

    FLAT: elements of contiguous tensors. LISTED_ROWS: places in a list of rows. A packed buffer holds just those rows,
    one after the other. Each indexed one has an index array with the numbers of its rows. A packed buffer of columns
    has values for each stripe of rows, which are its reductions. UNLISTED_ROWS: rows of dense tensors, but for those
    listed in `ids`. BLOCKS: elements, `begin` a multiple of `blocks.BLOCK`; a buffer of rows has one value a block.
    TILES: elements, `begin` a multiple of those of a tile, tile by tile.
    """

    FLAT = "n"
    LISTED_ROWS = "rows"
    UNLISTED_ROWS = "gaps"
    BLOCKS = "blocks"
    TILES = "tiles"


class SlotKind(enum.StrEnum):
    """Content of a slot of an argument block; the values are words of names in LLVM's text.

    INDEX: numbers of a buffer's rows, or without a name those of the loop. COUNT, IDS: of the rows that are listed.
    """

    BUFFER = "buffer"
    INDEX = "index"
    COLUMNS = "columns"
    STRIPE = "stripe"
    ELEMENTS = "elements"
    COUNT = "count"
    IDS = "ids"
    SCALAR = "scalar"


KernelSlot = tuple[SlotKind, str]
"""A kind, and the name of a buffer or a scalar, or none."""


@record
class Cost:
    """The cost of one element: counts of values, bytes of memory traffic, floating-point operations."""

    loads: int
    stores: int
    bytes: int
    flops: int


@record
class Kernel:
    """One fused loop. `once` runs before the loop, `row` for every row, `each` for every element, then `stores`.

    `row` also holds the elements that a row's sums are made of; `each` computes them again where it needs them.
    Over BLOCKS it is the other way round: `each` has the terms of the sums, and `row` has the blocks' sums alone. Over
    TILES, `row` has a tile's own values and the elements that these are made of, which are kept for `each`.
    """

    name: str
    domain: Domain
    buffers: tuple[Buffer, ...]
    scalars: tuple[str, ...]
    once: tuple[Expr, ...]
    row: tuple[Expr, ...]
    each: tuple[Expr, ...]
    stores: tuple[Store, ...]

    def __repr__(self) -> str:
        values = len(self.once) + len(self.row) + len(self.each)
        return f"<Kernel {self.name} over {self.domain}: {values} values, {len(self.stores)} stores>"

    def sections(self) -> tuple[tuple[str, tuple[Expr, ...]], ...]:
        """The values by when they are computed, in the order of the kernel's text, which numbers them.

        Over BLOCKS a block's sums come last.
        """
        row, each = ("row", self.row), ("each", self.each)
        return ("once", self.once), *((each, row) if self.domain is Domain.BLOCKS else (row, each))

    def buffer(self, name: str) -> Buffer:
        """The buffer of that name."""
        return next(buffer for buffer in self.buffers if buffer.name == name)

    def loaded(self) -> set[str]:
        """Names of the buffers that are read."""
        return {str(node.attr) for node in (*self.once, *self.row, *self.each) if node.op == "load"}

    def stored(self) -> set[str]:
        """Names of the buffers that are written."""
        return {store.buffer for store in self.stores}

    def indexed(self) -> tuple[str, ...]:
        """The buffers that have an index array."""
        if self.domain is not Domain.LISTED_ROWS:
            return ()
        return tuple(b.name for b in self.buffers if b.layout is Layout.INDEXED and b.space.by_row)

    @property
    def tile(self) -> int:
        """The elements of a tile."""
        return tile_of((*(buffer.space for buffer in self.buffers), *(node.space for node in self.row)))

    def sums_columns(self) -> bool:
        """True if it adds up columns, a stripe of rows at a time."""
        return any(node.op in OF_COLUMNS for node in self.each)

    def lists_rows(self) -> bool:
        """True if an index array has the numbers of the rows themselves."""
        return any(node.op == "index" and node.attr == LISTED for node in (*self.row, *self.each))

    def slots(self) -> tuple[KernelSlot, ...]:
        """The argument block: the content of each of its 8-byte slots."""
        slots = [(SlotKind.BUFFER, buffer.name) for buffer in self.buffers]
        slots += [(SlotKind.INDEX, name) for name in (*self.indexed(), *([""] if self.lists_rows() else []))]
        by_rows = self.domain in (Domain.LISTED_ROWS, Domain.UNLISTED_ROWS)
        slots += [(SlotKind.COLUMNS, "")] if by_rows or any(node.op == "columns" for node in self.once) else []
        slots += [(SlotKind.STRIPE, "")] if self.sums_columns() else []
        slots += [(SlotKind.ELEMENTS, "")] if any(node.op == "elements" for node in self.once) else []
        slots += [(SlotKind.COUNT, ""), (SlotKind.IDS, "")] if self.domain is Domain.UNLISTED_ROWS else []
        return (*slots, *((SlotKind.SCALAR, name) for name in self.scalars))

    def widest(self) -> DType:
        """The widest type of the buffers' elements and of what is computed for each: it sets the vector width.

        Of all buffers where nothing is computed for elements: a row's value may be stored for a sum alone.
        """
        types = [node.dtype for node in self.each if node.dtype.kind == "float"]
        types += [buffer.dtype for buffer in self.buffers if buffer.space is Granularity.ELEMENT]
        types += [node.dtype for node in self.row] if self.domain is Domain.BLOCKS else []
        types += [node.dtype for node in self.row if node.dtype.kind == "float"] if self.domain is Domain.TILES else []
        return max(types or [buffer.dtype for buffer in self.buffers], key=lambda dtype: dtype.bits)

    def cost(self) -> Cost:
        """Per element, a read-modify-write counting as one load and one store.

        Values of columns stay in a cache, and those of rows, blocks and tiles are one for many elements. What is
        computed for a reduction and again after it counts once.
        """
        size = {buffer.name: buffer.dtype.bytes for buffer in self.buffers}
        wide = {buffer.name for buffer in self.buffers if buffer.space is Granularity.ELEMENT}
        each = tuple(dict.fromkeys((*(node for node in self.row if node.space.by_column), *self.each)))
        loads = [str(node.attr) for node in each if node.op == "load" and node.attr in wide]
        stores = [store.buffer for store in self.stores if store.buffer in wide]
        flops = sum(PRIMS[node.op].flops for node in each if node.op in PRIMS)
        flops += sum(node.op in REDUCTIONS for node in (*self.row, *self.each))
        return Cost(len(loads), len(stores), sum(size[name] for name in (*loads, *stores)), flops)


def tile_of(spaces: Iterable[Granularity]) -> int:
    """The elements of a tile of a loop over tiles, by its values; the usual number where none is for a tile."""
    return next((space.tile for space in spaces if space.tile), TILE)


def schedule(graph: Graph, domain: Domain = Domain.FLAT) -> Kernel:
    """Order a graph: loads first, then arithmetic; what is the same for all elements, or for a row, is hoisted."""
    nodes = graph.nodes()
    once = tuple(node for node in nodes if node.space is Granularity.SCALAR)
    by_tiles = domain is Domain.TILES
    of_rows = [node for node in nodes if (node.space.tile if by_tiles else node.space is Granularity.ROW)]
    row = tuple(node for node in postorder(of_rows) if node.space is not Granularity.SCALAR)
    roots = [store.value for store in graph.stores]
    if domain is Domain.BLOCKS:
        row = tuple(of_rows)
        roots += [node.args[0] for node in of_rows]
    each = _elements(roots)
    loads = [node for node in each if node.op == "load"]
    rest = [node for node in each if node.op != "load"]
    return Kernel(graph.name, domain, graph.buffers, graph.scalars, once, row, (*loads, *rest), graph.stores)


def _elements(roots: Iterable[Expr]) -> list[Expr]:
    """The values of single elements that `roots` need, operands first; not those that only a row's sum needs."""
    wanted = list(roots)
    needed: set[Expr] = set()
    stack = [root for root in wanted if root.space.by_column]
    while stack:
        node = stack.pop()
        if node not in needed:
            needed.add(node)
            stack.extend(arg for arg in node.args if arg.space.by_column)
    return [node for node in postorder(wanted) if node in needed]


def rename(kernel: Kernel, name: str, buffers: Mapping[str, str], scalars: Mapping[str, str]) -> Kernel:
    """The same kernel with other names: a compiled kernel serves every update of its form."""
    nodes = (*kernel.once, *kernel.row, *kernel.each)
    image = transform(nodes, renamed(buffers, scalars))
    return Kernel(
        name,
        kernel.domain,
        tuple(replace(buffer, name=buffers[buffer.name]) for buffer in kernel.buffers),
        tuple(scalars[key] for key in kernel.scalars),
        tuple(image[node] for node in kernel.once),
        tuple(image[node] for node in kernel.row),
        tuple(image[node] for node in kernel.each),
        tuple(Store(buffers[store.buffer], image[store.value]) for store in kernel.stores),
    )
