"""The loop nest: a graph with its order fixed.

Input: a graph after the passes. Output: `Kernel`: an iteration space, what runs once a call, what runs for each
element (all loads before any store), and what it costs.
Non-goals: vectors, registers, addresses (`lower.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from mxsym.codegen.dtypes import DType
from mxsym.codegen.expr import Expr, Granularity, postorder
from mxsym.codegen.graph import Buffer, Graph, Store, renamed, transform
from mxsym.codegen.prims import PRIMS


@dataclass(frozen=True, slots=True)
class Cost:
    """What one element costs: counts of values, bytes of memory traffic, floating-point operations."""

    loads: int
    stores: int
    bytes: int
    flops: int


@dataclass(frozen=True, slots=True)
class Kernel:
    """One fused loop. `once` runs before the loop, `row` for every row, `each` for every element, then `stores`.

    `space` says what the loop runs over:
    `n`: elements begin … end-1 of tensors that lie flat.
    `rows`: places begin … end-1 of a list of rows. A row_sparse buffer holds just those rows, one after the other; each
    dense buffer has an index array that says which of its rows is meant.
    `blocks`: elements begin … end-1, begin a multiple of `evaluate.BLOCK`; a buffer of rows has one value a block.
    `gaps`: rows begin … end-1 of dense tensors, but for those listed in `ids`.

    `row` also holds the elements that a row's sums are made of; they are computed anew in `each` where it needs them.
    Over `blocks` it is the other way round: what is summed stands in `each`, and `row` has the blocks' sums alone.
    """

    name: str
    space: str
    buffers: tuple[Buffer, ...]
    scalars: tuple[str, ...]
    once: tuple[Expr, ...]
    row: tuple[Expr, ...]
    each: tuple[Expr, ...]
    stores: tuple[Store, ...]

    def loaded(self) -> set[str]:
        return {str(node.attr) for node in (*self.once, *self.row, *self.each) if node.op == "load"}

    def stored(self) -> set[str]:
        return {store.buffer for store in self.stores}

    def indexed(self) -> tuple[str, ...]:
        """The buffers that have an index array."""
        if self.space != "rows":
            return ()
        return tuple(b.name for b in self.buffers if b.storage == "dense" and b.space is not Granularity.SCALAR)

    def slots(self) -> tuple[tuple[str, str], ...]:
        """The argument block: what lies in each of its 8-byte slots, as (kind, name)."""
        slots = [("buffer", buffer.name) for buffer in self.buffers]
        slots += [("index", name) for name in self.indexed()]
        slots += [("columns", "")] if self.space in ("rows", "gaps") else []
        slots += [("elements", "")] if any(node.op == "elements" for node in self.once) else []
        slots += [("count", ""), ("ids", "")] if self.space == "gaps" else []
        return (*slots, *(("scalar", name) for name in self.scalars))

    def widest(self) -> DType:
        """The widest type of the buffers' elements and of what is computed for each: it sets the vector width."""
        types = [node.dtype for node in self.each if node.dtype.kind == "float"]
        types += [buffer.dtype for buffer in self.buffers if buffer.space is Granularity.ELEMENT]
        types += [node.dtype for node in self.row] if self.space == "blocks" else []
        return max(types, key=lambda dtype: dtype.bits)

    def cost(self) -> Cost:
        """Per element, a read-modify-write counting as one load and one store."""
        size = {buffer.name: buffer.dtype.bytes for buffer in self.buffers}
        of_rows = {buffer.name for buffer in self.buffers if buffer.space is Granularity.ROW and self.space == "blocks"}
        loads = [str(node.attr) for node in self.each if node.op == "load"]
        stores = [store.buffer for store in self.stores if store.buffer not in of_rows]
        flops = sum(PRIMS[node.op].flops for node in self.each if node.op in PRIMS) + len(of_rows)
        return Cost(len(loads), len(stores), sum(size[name] for name in (*loads, *stores)), flops)


def schedule(graph: Graph, space: str = "n") -> Kernel:
    """Order a graph: loads first, then arithmetic; what is the same for all elements, or for a row, is hoisted."""
    nodes = graph.nodes()
    once = tuple(node for node in nodes if node.space is Granularity.SCALAR)
    of_rows = [node for node in nodes if node.space is Granularity.ROW]
    row = tuple(node for node in postorder(of_rows) if node.space is not Granularity.SCALAR)
    roots = [store.value for store in graph.stores]
    if space == "blocks":
        row = tuple(of_rows)
        roots += [node.args[0] for node in of_rows]
    each = _elements(roots)
    loads = [node for node in each if node.op == "load"]
    rest = [node for node in each if node.op != "load"]
    return Kernel(graph.name, space, graph.buffers, graph.scalars, once, row, (*loads, *rest), graph.stores)


def _elements(roots: Iterable[Expr]) -> list[Expr]:
    """The values of single elements that `roots` need, operands first; not those that only a row's sum needs."""
    wanted = list(roots)
    needed: set[Expr] = set()
    stack = [root for root in wanted if root.space is Granularity.ELEMENT]
    while stack:
        node = stack.pop()
        if node not in needed:
            needed.add(node)
            stack.extend(arg for arg in node.args if arg.space is Granularity.ELEMENT)
    return [node for node in postorder(wanted) if node in needed]


def rename(kernel: Kernel, name: str, buffers: Mapping[str, str], scalars: Mapping[str, str]) -> Kernel:
    """The same kernel with other names: a compiled kernel serves every update of its form."""
    nodes = (*kernel.once, *kernel.row, *kernel.each)
    image = transform(nodes, renamed(buffers, scalars))
    return Kernel(
        name,
        kernel.space,
        tuple(replace(buffer, name=buffers[buffer.name]) for buffer in kernel.buffers),
        tuple(scalars[key] for key in kernel.scalars),
        tuple(image[node] for node in kernel.once),
        tuple(image[node] for node in kernel.row),
        tuple(image[node] for node in kernel.each),
        tuple(Store(buffers[store.buffer], image[store.value]) for store in kernel.stores),
    )


def digest(text: str) -> str:
    """A name for a kernel's text that is the same in every process."""
    return hashlib.sha256(text.encode()).hexdigest()
