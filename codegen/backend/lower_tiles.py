"""Tiles of elements, as loops: reductions of a tile, and the elements that need them.

A tile's elements are gone through once for each reduction that needs another one, and once more to store. What one of
these loops has computed and a later one needs is kept on the stack: it stays in the nearest cache.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from mxsym.codegen.backend.builder import Value
from mxsym.codegen.backend.emit import Emitter, Shape, vector
from mxsym.codegen.backend.lower_reductions import Body, reduce_span
from mxsym.codegen.blocks import TILE
from mxsym.codegen.expr import REDUCTIONS, Expr, Granularity
from mxsym.codegen.record import record

Span = Callable[[Value, Value, Body], None]
"""Emits the loops over elements, from one to another."""


@record
class _Pass:
    """One loop over a tile's elements: the reductions that it gives, the values that it computes and those it finds."""

    reductions: tuple[Expr, ...]
    computed: tuple[Expr, ...]
    loaded: tuple[Expr, ...]


class Tiles:
    """The loops of a kernel over tiles."""

    def __init__(self, emit: Emitter, shapes: Sequence[Shape]) -> None:
        self.emit, self.shapes, kernel = emit, shapes, emit.kernel
        self.values = [node for node in kernel.row if node.space is Granularity.TILE]
        self.level = self._levels()
        self.passes = self._passes()
        self.stack = {
            node: emit.code.define(
                "ptr", f"alloca [{TILE} x {node.dtype.llvm}], align 64", f"{emit.numbers[node]}.kept"
            )
            for node in dict.fromkeys(node for one in self.passes for node in one.loaded)
        }

    def _levels(self) -> dict[Expr, int]:
        """The number of reductions that come before each value, one after the other."""
        level: dict[Expr, int] = {}
        for node in (*self.emit.kernel.row, *self.emit.kernel.each):
            below = (level.get(arg, 0) + (arg.op in REDUCTIONS) for arg in node.args)
            level[node] = max(below, default=0)
        return level

    def _passes(self) -> list[_Pass]:
        reductions = [node for node in self.values if node.op in REDUCTIONS]
        passes: list[_Pass] = []
        known: set[Expr] = set()
        for level in sorted({self.level[node] for node in reductions}):
            here = tuple(node for node in reductions if self.level[node] == level)
            passes.append(self._pass(here, (node.args[0] for node in here), known))
        return [*passes, self._pass((), (store.value for store in self.emit.kernel.stores), known)]

    def _pass(self, reductions: tuple[Expr, ...], roots: Iterable[Expr], known: set[Expr]) -> _Pass:
        needed: set[Expr] = set()
        stacked: dict[Expr, None] = {}
        stack = [root for root in roots if root.space.by_column]
        while stack:
            node = stack.pop()
            if node in known:
                stacked[node] = None
            elif node not in needed:
                needed.add(node)
                stack.extend(arg for arg in node.args if arg.space.by_column)
        order = dict.fromkeys(node for node in (*self.emit.kernel.row, *self.emit.kernel.each) if node in needed)
        known.update(node for node in order if node.args)  # what is loaded is loaded again
        loads = [node for node in order if node.op == "load"]
        return _Pass(reductions, (*loads, *(node for node in order if node.op != "load")), tuple(stacked))

    def run(self, first: Value, stop: Value, number: Value, span: Span, stores: Callable[[Value, Shape], None]) -> None:
        """One tile: its elements from `first` to `stop`, its values at `number`; `stores` has those of an iteration."""
        emit = self.emit
        for place, one in enumerate(self.passes):
            self._values(number, place)
            last = place == len(self.passes) - 1

            def body(index: Value, shape: Shape, one: _Pass = one, last: bool = last) -> None:
                self._elements(one, first, index, shape)
                if last:
                    stores(index, shape)

            if last:
                span(first, stop, body)
            else:
                reduce_span(emit, self.shapes, one.reductions, first, stop, body)

    def _values(self, number: Value, level: int) -> None:
        """A tile's own values that the loops so far allow, in every lane."""
        emit = self.emit
        ready = [node for node in self.values if self.level[node] == level and node.op not in REDUCTIONS]
        for node in ready:
            if node.op == "load":
                emit.single(node, lambda node=node: emit.load(node, number))
            else:
                emit.single(node, lambda node=node: emit.value(node, 1, 0))
        reduced = [node for node in self.values if node.op in REDUCTIONS and self.level[node] == level - 1]
        used = {arg for one in self.passes for node in one.computed for arg in node.args}
        for width in dict.fromkeys(shape.width for shape in self.shapes):
            emit.splat([node for node in (*reduced, *ready) if node in used], width)

    def _elements(self, one: _Pass, first: Value, index: Value, shape: Shape) -> None:
        """The values of one iteration of a loop, those that are kept among them."""
        emit, code, (width, parts, _) = self.emit, self.emit.code, shape
        starts = [index, *(code.add(index, width * part, index.name[1:]) for part in range(1, parts))]
        inside = [code.binary("sub", start, first, "inside") for start in starts] if self.stack else []
        for node in one.loaded:
            for part, at in enumerate(inside):
                kind, address = vector(node.dtype, width), self._address(node, at)
                name = emit.numbers[node]
                emit.names[node, width, part] = code.load(kind, address, node.dtype.bytes, name)
        emit.elements(one.computed, starts, width)
        for node in one.computed:
            if node in self.stack:
                for part, at in enumerate(inside):
                    code.store(emit.operand(node, width, part), self._address(node, at), node.dtype.bytes)

    def _address(self, node: Expr, inside: Value) -> Value:
        return self.emit.code.gep(self.stack[node], inside, node.dtype.llvm, f"{self.emit.numbers[node]}.at")
