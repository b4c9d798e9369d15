"""Tiles of elements, as loops: reductions of a tile, and the elements that need them.

A tile's elements are gone through once for each reduction that needs another one, and once more to store. What one of
these loops has computed and a later one needs is kept on the stack: it stays in the nearest cache.
"""

# The last loop over a tile is the first one over the next, if that is whole: what one of them waits for, the other has
# time for.

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from mxsym.codegen.backend.builder import ZEROS, Loop, Value
from mxsym.codegen.backend.emit import LINE, Emitter, LoopShape, vector
from mxsym.codegen.backend.lower_reductions import Iteration, levels, reduce_span, reduce_whole
from mxsym.codegen.blocks import LANES, TILE
from mxsym.codegen.expr import REDUCTIONS, Expr, Granularity
from mxsym.codegen.record import record

Span = Callable[[Value, Value, Iteration], None]
"""Emits the loops over elements, from one to another."""
AHEAD = 2 * TILE
"""Elements: how far ahead a loop asks for what it will read."""


@record
class _Pass:
    """One loop over a tile's elements: the reductions that it gives, the values that it computes and those it finds.

    `streamed` are the loads of buffers that no loop before has read.
    """

    reductions: tuple[Expr, ...]
    computed: tuple[Expr, ...]
    loaded: tuple[Expr, ...]
    streamed: tuple[Expr, ...]


class _Places(NamedTuple):
    """The places of an iteration's vectors: in the tensors, and in the tile."""

    starts: list[Value]
    inside: list[Value]


@record
class _Ahead:
    """A state left by the loop over the tile before: true if this tile has been begun, and then its reductions."""

    begun: Value
    results: Mapping[Expr, Value]


class Tiles:
    """The loops of a kernel over tiles."""

    def __init__(self, emit: Emitter, shapes: Sequence[LoopShape]) -> None:
        self.emit, self.shapes, kernel = emit, shapes, emit.kernel
        self.tile = kernel.tile
        self.values = [node for node in kernel.row if node.space.tile]
        self.level = levels(kernel)
        self.passes = self._passes()
        self.stack = {
            node: emit.code.define(
                "ptr", f"alloca [{self.tile} x {node.dtype.llvm}], align 64", f"{emit.numbers[node]}.kept"
            )
            for node in dict.fromkeys(node for one in self.passes for node in one.loaded)
        }

    def _passes(self) -> list[_Pass]:
        reductions = [node for node in self.values if node.op in REDUCTIONS]
        passes: list[_Pass] = []
        known: set[Expr] = set()
        read: set[object] = set()
        for level in sorted({self.level[node] for node in reductions}):
            here = tuple(node for node in reductions if self.level[node] == level)
            passes.append(self._pass(here, (node.args[0] for node in here), known, read))
        return [*passes, self._pass((), (store.value for store in self.emit.kernel.stores), known, read)]

    def _pass(self, reductions: tuple[Expr, ...], roots: Iterable[Expr], known: set[Expr], read: set[object]) -> _Pass:
        """The loop that these roots need; `known` values are computed before it, and `read` buffers are read."""
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
        streamed = tuple(node for node in loads if node.attr not in read and node.space is Granularity.ELEMENT)
        read.update(node.attr for node in loads)
        return _Pass(reductions, (*loads, *(node for node in order if node.op != "load")), tuple(stacked), streamed)

    def run(self, span: Span, store: Iteration, store_own: Callable[[Value], None]) -> None:
        """All tiles. `store` emits the stores of an iteration, `store_own` those of a tile's own values."""
        code = self.emit.code
        _, begin, end = code.parameters
        with code.loop("tiles", "tile", "done") as loop:
            first = loop.phi("first", begin)
            ahead = self._ahead(loop) if len(self.passes) > 1 else None
            loop.while_(code.compare("slt", first, end, "tile.more"))
            beyond = code.add(first, self.tile, "tile.end", nsw=True)
            stop = code.call("i64", "@llvm.smin.i64", beyond, end, name="stop")
            number = code.binary("sdiv exact", first, self.tile, "tile.number")
            self._values(number, 0)
            if ahead is not None:
                self._begin(first, stop, ahead)
            for place, one in enumerate(self.passes[1:-1], 1):
                self._values(number, place)
                self._reduce(one, first, stop)
            ending = functools.partial(self._end, first, store)
            if ahead is None:
                span(first, stop, ending)
            else:
                self._values(number, len(self.passes) - 1)
                following = code.add(beyond, self.tile, "tile.further", nsw=True)
                is_whole = code.compare("sle", following, end, "tile.whole")
                with code.when(is_whole, "both", "both.done") as both:
                    results = self._end_and_begin(store, (first, beyond, following), number)
                for node, phi in ahead.results.items():
                    loop.next(phi, both.phi(f"{self.emit.numbers[node]}.then", results[node], phi))
                loop.next(ahead.begun, is_whole)
                with code.when(self._not(is_whole), "alone", "alone.done"):
                    span(first, stop, ending)
            store_own(number)
            loop.next(first, beyond)

    def _ahead(self, loop: Loop) -> _Ahead:
        """The phis of what the tile before has left; none has before the first one."""
        reductions = self.passes[0].reductions
        results = {
            node: loop.phi(f"{self.emit.numbers[node]}.ahead", Value(node.dtype.llvm, ZEROS)) for node in reductions
        }
        return _Ahead(loop.phi("begun", Value("i1", "false")), results)

    def _not(self, truth: Value) -> Value:
        return self.emit.code.binary("xor", truth, Value("i1", "true"), f"{truth.name[1:]}.not")

    def _begin(self, first: Value, stop: Value, ahead: _Ahead) -> None:
        """The first loop over a tile, unless that has been run already."""
        emit = self.emit
        with emit.code.when(self._not(ahead.begun), "begin", "begin.done") as begin:
            self._reduce(self.passes[0], first, stop)
        for node, phi in ahead.results.items():
            name = f"{emit.numbers[node]}.result"
            emit.names[node, 1, 0] = begin.phi(name, emit.names[node, 1, 0], phi)

    def _reduce(self, one: _Pass, first: Value, stop: Value) -> None:
        """A loop over a tile for its reductions."""
        body = functools.partial(self._elements, one, first)
        reduce_span(self.emit, self.shapes, one.reductions, first, stop, body)

    def _end(self, first: Value, store: Iteration, index: Value, shape: LoopShape) -> None:
        """An iteration of the last loop over a tile."""
        self._elements(self.passes[-1], first, index, shape)
        store(index, shape)

    def _end_and_begin(self, store: Iteration, bounds: tuple[Value, Value, Value], number: Value) -> dict[Expr, Value]:
        """The last loop over a tile and the first one over the next; the reductions of that.

        `bounds` are where the tile begins, where the next one does, and where that ends. An iteration takes from the
        stack what it kept there for one tile before it keeps what is for the next. The values of both are computed in
        turn, those with the longest way to a last one first: a CPU looks for work some dozens of instructions ahead.
        """
        emit, code, ends, begins = self.emit, self.emit.code, self.passes[-1], self.passes[0]
        own, others = emit.names, dict(emit.names)
        first, beyond, stop = bounds
        emit.names = others
        self._values(code.add(number, 1, "tile.next"), 0)
        loops = ((ends, own, first), (begins, others, beyond))
        ways = [(way, node, one, names) for one, names, _ in loops for node, way in _ways(one.computed).items()]
        ways.sort(key=lambda item: -item[0])

        def body(index: Value, shape: LoopShape) -> None:
            before = code.binary("sub", index, self.tile, "i.ending")
            places: dict[_Pass, _Places] = {}
            for one, names, start in loops:
                emit.names = names
                places[one] = self._places(one, start, before if one is ends else index, shape)
            for _, node, one, names in ways:
                emit.names = names
                emit.elements([node], places[one].starts, shape.width)
            emit.names = own
            store(before, shape)
            emit.names = others
            self._keep(begins, places[begins], shape.width)

        width = self.shapes[0].width
        reduce_whole(emit, LoopShape(width, max(1, LANES // width)), begins.reductions, beyond, stop, body)
        emit.names = own
        return {node: others[node, 1, 0] for node in begins.reductions}

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

    def _elements(self, one: _Pass, first: Value, index: Value, shape: LoopShape) -> None:
        """The values of one iteration of a loop, those that are kept among them."""
        places = self._places(one, first, index, shape)
        self.emit.elements(one.computed, places.starts, shape.width)
        self._keep(one, places, shape.width)

    def _places(self, one: _Pass, first: Value, index: Value, shape: LoopShape) -> _Places:
        """The places of an iteration's vectors; what is on the stack there is loaded.

        Each iteration asks for memory of a later one, so that some is always on its way.
        """
        emit, code, (width, parts, _) = self.emit, self.emit.code, shape
        starts = [index, *(code.add(index, width * part, index.name[1:]) for part in range(1, parts))]
        inside = [code.binary("sub", start, first, "inside") for start in starts] if self.stack else []
        for node in one.streamed if width > 1 else ():
            here, size = emit.address(str(node.attr), node.dtype, index), node.dtype.bytes
            far = AHEAD * size
            emit.prefetch(here, range(far, far + width * parts * size, LINE), write=0)
        for node in one.loaded:
            for part, at in enumerate(inside):
                kind, address = vector(node.dtype, width), self._address(node, at)
                name = emit.numbers[node]
                emit.names[node, width, part] = code.load(kind, address, node.dtype.bytes, name)
        return _Places(starts, inside)

    def _keep(self, one: _Pass, places: _Places, width: int) -> None:
        """Keep on the stack what a later loop needs of an iteration's values."""
        emit = self.emit
        for node in one.computed:
            if node in self.stack:
                for part, at in enumerate(places.inside):
                    emit.code.store(emit.operand(node, width, part), self._address(node, at), node.dtype.bytes)

    def _address(self, node: Expr, inside: Value) -> Value:
        return self.emit.code.gep(self.stack[node], inside, node.dtype.llvm, f"{self.emit.numbers[node]}.at")


_WAYS = {"div": 4, "sqrt": 5}
"""Primitives that take several times as long as others."""


def _ways(nodes: Sequence[Expr]) -> dict[Expr, int]:
    """The length of the longest way from each value to a last one; operands come before what needs them."""
    ways = {node: _WAYS.get(node.op, 1) for node in nodes}
    for node in reversed(nodes):
        for arg in node.args:
            if arg in ways:
                ways[arg] = max(ways[arg], ways[node] + _WAYS.get(arg.op, 1))
    return ways
