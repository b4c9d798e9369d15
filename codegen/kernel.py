"""The loop nest: a graph with its order fixed.

Input: a graph after the passes. Output: `Kernel`: an iteration space, what runs once a call, what runs for each
element (all loads before any store), and what it costs.
Non-goals: vectors, registers, addresses (`lower.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from mxsym.codegen.dtypes import DType
from mxsym.codegen.expr import Expr, Space
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
    """One fused loop. `once` runs before the loop, `each` for every element, then `stores`."""

    name: str
    space: str
    buffers: tuple[Buffer, ...]
    scalars: tuple[str, ...]
    once: tuple[Expr, ...]
    each: tuple[Expr, ...]
    stores: tuple[Store, ...]

    def loaded(self) -> set[str]:
        return {str(node.attr) for node in (*self.once, *self.each) if node.op == "load"}

    def stored(self) -> set[str]:
        return {store.buffer for store in self.stores}

    def widest(self) -> DType:
        """The widest type of the buffers' elements and of what is computed for each: it sets the vector width."""
        types = [node.dtype for node in self.each if node.dtype.kind == "float"]
        types += [buffer.dtype for buffer in self.buffers if buffer.space is Space.ELEMENT]
        return max(types, key=lambda dtype: dtype.bits)

    def cost(self) -> Cost:
        """Per element, a read-modify-write counting as one load and one store."""
        size = {buffer.name: buffer.dtype.bytes for buffer in self.buffers}
        loads = [str(node.attr) for node in self.each if node.op == "load"]
        stores = [store.buffer for store in self.stores]
        flops = sum(PRIMS[node.op].flops for node in self.each if node.op in PRIMS)
        return Cost(len(loads), len(stores), sum(size[name] for name in (*loads, *stores)), flops)


def schedule(graph: Graph) -> Kernel:
    """Order a graph: loads first, then arithmetic; what is the same for every element is hoisted out of the loop."""
    nodes = graph.nodes()
    each = [node for node in nodes if node.space is Space.ELEMENT]
    loads = [node for node in each if node.op == "load"]
    rest = [node for node in each if node.op != "load"]
    once = [node for node in nodes if node.space is Space.SCALAR]
    return Kernel(graph.name, "n", graph.buffers, graph.scalars, tuple(once), (*loads, *rest), graph.stores)


def rename(kernel: Kernel, name: str, buffers: Mapping[str, str], scalars: Mapping[str, str]) -> Kernel:
    """The same kernel with other names: a compiled kernel serves every update of its form."""
    nodes = (*kernel.once, *kernel.each)
    image = transform(nodes, renamed(buffers, scalars))
    return Kernel(
        name,
        kernel.space,
        tuple(replace(buffer, name=buffers[buffer.name]) for buffer in kernel.buffers),
        tuple(scalars[key] for key in kernel.scalars),
        tuple(image[node] for node in kernel.once),
        tuple(image[node] for node in kernel.each),
        tuple(Store(buffers[store.buffer], image[store.value]) for store in kernel.stores),
    )


def digest(text: str) -> str:
    """A name for a kernel's text that is the same in every process."""
    return hashlib.sha256(text.encode()).hexdigest()
