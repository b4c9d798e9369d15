"""Kernels to LLVM IR: the loops."""

# A kernel becomes one module with one function, `void @name(ptr args, i64 begin, i64 end)`, which runs the things
# `begin` … `end`-1 of the kernel's domain. `args` is an array of 8-byte slots, as `Kernel.slots()` lists them.
# Elements are run with explicit vectors: a main loop of several vectors, then whole vectors, then single elements;
# each of them computes the same bits.

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence

from mxsym.codegen.backend.builder import Builder, Value, i64, readable
from mxsym.codegen.backend.emit import ATTRIBUTES, LINE, Emitter, LoopShape, function, vector
from mxsym.codegen.backend.lower_draws import Draws
from mxsym.codegen.backend.lower_reductions import (
    Iteration,
    block_sums,
    combine,
    far_end,
    levels,
    reduce_span,
    start_of,
    stream,
)
from mxsym.codegen.backend.lower_tiles import Tiles
from mxsym.codegen.blocks import LANES
from mxsym.codegen.expr import REDUCTIONS, Expr, Granularity, columns, elements, postorder, scalar
from mxsym.codegen.graph import Buffer, Store
from mxsym.codegen.kernel import Domain, Kernel, KernelSlot, SlotKind
from mxsym.codegen.record import record, replace
from mxsym.codegen.target import Target

UNROLL = {Domain.FLAT: 2, Domain.UNLISTED_ROWS: 2, Domain.LISTED_ROWS: 4, Domain.BLOCKS: 2, Domain.TILES: 2}
"""Vectors in flight in the main loop: enough to hide a division's latency, few enough to stay in registers.

Rows are short and anywhere in memory: the fewer branches a row takes, the further ahead the CPU sees.
"""

LONG = 600
"""Values of an element above which a loop is not unrolled: its own work hides every latency."""


def vector_width(kernel: Kernel, target: Target) -> int:
    """Elements in a vector: as many of the kernel's widest type as a register holds."""
    return max(1, target.vector_bits // max(32, kernel.widest().bits))


def loop_shapes(kernel: Kernel, target: Target) -> list[LoopShape]:
    """The loops over elements, the main one first."""
    width = vector_width(kernel, target)
    long = len(kernel.each) > LONG
    unroll = 1 if long else UNROLL[kernel.domain]
    if kernel.domain in (Domain.BLOCKS, Domain.TILES):
        width = max(2, width)
        lanes = LANES // width  # vectors that together have every running sum
        parts = max(lanes, unroll)
        rest = [LoopShape(width, lanes)] if parts > lanes else []
    else:
        parts, rest = unroll, [LoopShape(width, 1)] if width > 1 and unroll > 1 else []
        if any(node.op in REDUCTIONS for node in kernel.row) and (lanes := LANES // width) > 1:
            parts = max(lanes, unroll)
            rest = [*([LoopShape(width, lanes)] if parts > lanes else []), LoopShape(width, 1)]
    streams = kernel.domain in (Domain.FLAT, Domain.BLOCKS) and kernel.loaded() and not long
    far = [LoopShape(width, parts, True)] if streams else []
    return [*far, LoopShape(width, parts), *rest, LoopShape(1, 1)]


@record
class Lowered:
    """The LLVM module of a kernel. `origins` has the value or store that a line (from 0) of `text` is for."""

    text: str
    origins: Mapping[int, Expr | Store]


def lower(kernel: Kernel, target: Target) -> str:
    """The LLVM module of a kernel."""
    before, code, after = _lowered(kernel, target)
    return "\n".join([*before, code.text(), *after])


def lower_all(kernels: Mapping[str, Kernel], target: Target) -> str:
    """One LLVM module of kernels, each under a name of its own."""
    return joined(lower(replace(kernel, name=name), target) for name, kernel in kernels.items())


def joined(modules: Iterable[str]) -> str:
    """Modules as one: what several of them declare or define alike is there once."""
    items: list[str] = []
    for module in modules:
        inside: list[str] = []
        for line in filter(None, module.split("\n")):
            inside.append(line)
            if line == "}" or (len(inside) == 1 and not line.startswith("define ")):
                items.append("\n".join(inside))
                inside = []
    return "\n".join([*dict.fromkeys(items), ""])


def lower_with_origins(kernel: Kernel, target: Target) -> Lowered:
    """The LLVM module of a kernel, and what its lines are for."""
    before, code, after = _lowered(kernel, target)
    lines = enumerate(code.origins, len(before) + 1)
    origins = {line: origin for line, origin in lines if origin is not None}
    return Lowered("\n".join([*before, code.text(), *after]), origins)


def _lowered(kernel: Kernel, target: Target) -> tuple[list[str], Builder, list[str]]:
    """The function of a kernel, and the lines of its module before and after it."""
    code = Builder(kernel.name, {"args": "ptr", "begin": "i64", "end": "i64"}, attributes=ATTRIBUTES)
    emit = Emitter(kernel, code, target.permutes)
    _Nest(emit, loop_shapes(kernel, target)).run()
    code.ret()
    functions = [function(name, width) for name, width in sorted(emit.called)]
    declared = emit.declared.union(*(needs for needs, _ in functions))
    before = [*sorted(declared), *(line for _, text in functions for line in text.split("\n"))]
    # no-builtins: a copying loop must stay a loop, not become a call of memcpy.
    return before, code, [f'attributes {ATTRIBUTES} = {{ nounwind "no-builtins" }}', ""]


AHEAD, LINES = 4, 4
"""Prefetch distance in rows, and cache lines of each: listed rows are anywhere in memory."""


class _Nest:
    """The loops of one kernel."""

    def __init__(self, emit: Emitter, shapes: list[LoopShape]) -> None:
        self.emit, self.kernel, self.code, self.shapes = emit, emit.kernel, emit.code, shapes
        self.args, self.begin, self.end = self.code.parameters
        self.slots: dict[KernelSlot, Value] = {}
        self.buffers = {buffer.name: buffer for buffer in self.kernel.buffers}
        self.level = levels(self.kernel)
        self.begins = Value("i1", "true")
        """True in the first row of a stripe."""
        self.number = self.begin
        """The number of the row at hand."""
        self.draws: Draws

    def run(self) -> None:
        """All of the function but for its return."""
        self.load_arguments()
        for width in self.widths():
            self.emit.splat(self.used(self.kernel.once), width)
        {
            Domain.FLAT: self.flat,
            Domain.LISTED_ROWS: self.listed_rows,
            Domain.UNLISTED_ROWS: self.unlisted_rows,
            Domain.BLOCKS: self.blocks,
            Domain.TILES: self.tiles,
        }[self.kernel.domain]()

    def widths(self) -> list[int]:
        """The vector widths at which values of elements are computed."""
        return list(dict.fromkeys(shape.width for shape in self.shapes))

    def used(self, nodes: Iterable[Expr]) -> list[Expr]:
        """Those of `nodes` that the loops over elements use."""
        kernel = self.kernel
        elements = [node for node in (*kernel.row, *kernel.each) if node.space.by_column]
        sums = [node for node in kernel.row if node.op in REDUCTIONS]
        used = {arg for node in (*elements, *sums) for arg in node.args} | {store.value for store in kernel.stores}
        return [node for node in nodes if node in used and not node.space.by_column]

    def load_arguments(self) -> None:
        """The argument block, slot by slot; then the values that are the same for every element."""
        emit, code = self.emit, self.code
        leaves = {SlotKind.COLUMNS: columns(), SlotKind.ELEMENTS: elements()}
        named, pointers = (SlotKind.BUFFER, SlotKind.SCALAR), (SlotKind.BUFFER, SlotKind.INDEX, SlotKind.IDS)
        types = {SlotKind.SCALAR: "double"} | dict.fromkeys(pointers, "ptr")
        for number, (kind, name) in enumerate(self.kernel.slots()):
            code.origin = scalar(name) if kind is SlotKind.SCALAR else leaves.get(kind)
            own = ".".join(filter(None, (name and readable(name), "" if kind in named else kind)))
            pointer = code.gep(self.args, number, name=f"{own}.slot")
            self.slots[kind, name] = code.load(types.get(kind, "i64"), pointer, name=own)
            if kind is SlotKind.BUFFER:
                emit.pointers[name] = self.slots[kind, name]
        code.origin = None
        for node in self.kernel.once:
            if node.op == "scalar":
                emit.names[node, 1, 0] = self.slots[SlotKind.SCALAR, str(node.attr)]
            elif node.op in ("columns", "elements"):
                emit.single(node, lambda node=node: f"uitofp {self.slots[SlotKind(node.op), '']} to double")
            elif node.op == "load":
                emit.single(node, lambda node=node: emit.load(node, i64(0)))
            elif node.op != "const":
                emit.single(node, lambda node=node: emit.value(node, 1, 0))

    # Elements

    def body(self, index: Value, shape: LoopShape) -> None:
        """One iteration from `index` on: every load, then the arithmetic, then every store."""
        emit, code = self.emit, self.code
        width, parts, ahead = shape
        if ahead:
            stream(emit, self.kernel.each, index, width * parts)
        starts = [index, *(code.add(index, width * part, index.name[1:]) for part in range(1, parts))]
        emit.elements(self.kernel.each, starts, width)
        self.store(starts, width)

    def store(self, starts: list[Value], width: int) -> None:
        """The stores of elements, one vector for each start."""
        emit = self.emit
        for store in self.kernel.stores:
            buffer = self.buffers[store.buffer]
            if buffer.space is Granularity.ELEMENT:
                for part, start in enumerate(starts):
                    emit.store(store, buffer, start, width, part)
            elif buffer.space is Granularity.COLUMN:
                for part, start in enumerate(starts):
                    self.add_to_columns(store, start, width, part)

    def add_to_columns(self, store: Store, start: Value, width: int, part: int) -> None:
        """Bring elements into the reductions of their columns, which begin with each stripe of rows."""
        emit, code, node = self.emit, self.code, store.value
        with code.origin_scope(store):
            address, name = emit.address(store.buffer, node.dtype, start), emit.numbers[node]
            kind = vector(node.dtype, width)
            old = code.define(kind, f"load {kind}, {address}, align {node.dtype.bytes}", f"{name}.old")
            begun = code.select(self.begins, start_of(node, width), old, f"{name}.begun")
            new = combine(code, node, begun, emit.operand(node.args[0], width, part), name)
            code.store(new, address, node.dtype.bytes)

    def span(self, start: Value, stop: Value, after: str, body: Iteration | None = None) -> None:
        """Elements start … stop-1: one loop for each shape, each going on where the one before it stopped.

        In the end control is in the block `after`. `body` emits an iteration, by default the kernel's own.
        """
        emit, code = self.emit, self.code
        far = far_end(emit, start, stop) if self.shapes[0].ahead else stop
        cell = emit.cell(start)
        heads = [*(code.label(f"loop{number}") for number in range(len(self.shapes))), code.label(after)]
        for number, shape in enumerate(self.shapes):
            with code.loop(heads[number], f"body{number}", heads[number + 1]) as loop:
                index, cell = emit.index(loop, f"i{number}", cell)
                beyond = code.add(index, shape.width * shape.parts, f"i{number}.next", nsw=True)
                loop.while_(code.compare("sle", beyond, far if shape.ahead else stop, f"more{number}"))
                (body or self.body)(index, shape)
                loop.next(cell, emit.cell(beyond, f"i{number}.again"))

    # Domains

    def flat(self) -> None:
        """Elements, in the order of memory."""
        self.span(self.begin, self.end, "done")

    def blocks(self) -> None:
        """Whole blocks of elements, each with its sums."""
        block_sums(self.emit, self.shapes, self.body)

    def tiles(self) -> None:
        """Tile by tile: its own values, its elements for each reduction, its elements with their stores."""
        emit, code = self.emit, self.code
        emit.declared.add("declare i64 @llvm.smin.i64(i64, i64)")

        def store(index: Value, shape: LoopShape) -> None:
            width, parts, _ = shape
            self.store([code.add(index, width * part, index.name[1:]) for part in range(parts)], width)

        def store_own(number: Value) -> None:
            for store in self.kernel.stores:
                buffer = self.buffers[store.buffer]
                if buffer.space.tile:
                    emit.store(store, buffer, number)

        tiles = Tiles(emit, self.shapes)
        tiles.run(lambda start, stop, body: self.span(start, stop, "tile.done", body), store, store_own)

    def listed_rows(self) -> None:
        """For each listed row: its place in each buffer, its own values, then its elements."""
        emit, code, kernel, columns = self.emit, self.code, self.kernel, self.slots[SlotKind.COLUMNS, ""]
        lines = self.row_lines(columns)
        self.draws = Draws(emit, max(self.widths()))
        ids = self.slots[SlotKind.INDEX, ""] if kernel.lists_rows() else None
        with code.loop("rows", "row.begin", "done") as rows:
            row = rows.phi("row", self.begin)
            rows.while_(code.compare("slt", row, self.end, "row.more"))
            self.prefetch_rows(row, columns, lines)
            places: dict[str, Value] = {}
            if kernel.sums_columns():
                self.begin_stripe(row, columns)
            for buffer in kernel.buffers:
                if not buffer.space.by_row:
                    continue
                places[buffer.name] = self.place(buffer.name, row) if buffer.name in kernel.indexed() else row
                if buffer.space is Granularity.ELEMENT:
                    emit.pointers[buffer.name] = self.row_start(buffer.name, places[buffer.name], columns)
            counted = {node.space for node in (*kernel.row, *kernel.each) if node.op == "index" and node.space.by_row}
            if counted:
                self.number = self.place("", row) if kernel.lists_rows() else row
            if Granularity.ELEMENT in counted:
                emit.first = code.binary("mul", self.number, columns, "first")
            self.draws.draw(row, self.begin, self.end, ids)
            self.row_elements(places, columns)
            for store in kernel.stores:
                buffer = self.buffers[store.buffer]
                if buffer.space is Granularity.ROW:
                    emit.store(store, buffer, places[buffer.name])
            rows.next(row, code.add(row, 1, "row.next", nsw=True))

    def begin_stripe(self, row: Value, columns: Value) -> None:
        """Find the stripe of a row: the place of its reductions of columns, and whether they begin here."""
        code, length = self.code, self.slots[SlotKind.STRIPE, ""]
        stripe = code.binary("sdiv", row, length, "stripe")
        first = code.binary("mul", stripe, length, "stripe.first")
        self.begins = code.compare("eq", row, first, "stripe.begins")
        offset = code.binary("mul", stripe, columns, "stripe.at")
        for store in self.kernel.stores:
            buffer = self.buffers[store.buffer]
            if buffer.space is Granularity.COLUMN:
                base = self.slots[SlotKind.BUFFER, buffer.name]
                self.emit.pointers[buffer.name] = code.gep(base, offset, buffer.dtype.llvm, f"{base.name[1:]}.stripe")

    def place(self, buffer: str, row: Value) -> Value:
        """The row of a buffer that the listed one is."""
        return self.code.load_at(self.slots[SlotKind.INDEX, buffer], row, f"{readable(buffer)}.place")

    def row_start(self, buffer: str, place: Value, columns: Value) -> Value:
        """The address of that row of a buffer."""
        base = self.slots[SlotKind.BUFFER, buffer]
        first = self.code.binary("mul", place, columns, f"{base.name[1:]}.first")
        return self.code.gep(base, first, self.buffers[buffer].dtype.llvm, f"{base.name[1:]}.row")

    def fetched(self) -> list[Buffer]:
        """The buffers whose rows are anywhere in memory."""
        indexed = self.kernel.indexed()
        return [item for item in self.kernel.buffers if item.name in indexed and item.space is Granularity.ELEMENT]

    def row_lines(self, columns: Value) -> dict[int, list[Value]]:
        """Elements in the first cache lines of a row, by the bytes of an element. In a short row some are the last one.

        What lies behind a row is another one's: to fetch it would take as long as to fetch what is needed.
        """
        code, sizes = self.code, sorted({buffer.dtype.bytes for buffer in self.fetched()})
        if not sizes:
            return {}
        self.emit.declared.add("declare i64 @llvm.smin.i64(i64, i64)")
        last = code.add(columns, -1, "last.column")
        spans = {size: range(0, LINES * LINE // size, LINE // size) for size in sizes}
        return {
            size: [code.call("i64", "@llvm.smin.i64", i64(at), last, name="line") for at in spans[size]]
            for size in sizes
        }

    def prefetch_rows(self, row: Value, columns: Value, lines: Mapping[int, list[Value]]) -> None:
        """Ask for the elements of a row to come; near the end, for those of the row at hand."""
        code = self.code
        ahead = code.add(row, AHEAD, "ahead")
        ahead = code.select(code.compare("slt", ahead, self.end, "ahead.there"), ahead, row, "ahead.row")
        for buffer in self.fetched():
            start = self.row_start(buffer.name, self.place(buffer.name, ahead), columns)
            for element in lines[buffer.dtype.bytes]:
                self.emit.prefetch(code.gep(start, element, buffer.dtype.llvm, f"{start.name[1:]}.line"), (0,), write=1)

    def row_elements(self, places: Mapping[str, Value], columns: Value) -> None:
        """A row's own values and its elements: one loop for all reductions that need no other one, and so on.

        The last of these loops stores the elements, unless they need its results.
        """
        kernel, level = self.kernel, self.level
        reductions = [node for node in kernel.row if node.op in REDUCTIONS]
        stored = [store for store in kernel.stores if self.buffers[store.buffer].space.by_column]
        values = [store.value for store in stored]
        needed = max((level.get(value, 0) + (value.op in REDUCTIONS) for value in values), default=0)
        self.row_values(0, places)
        for now in range(count := 1 + max(map(level.__getitem__, reductions), default=-1)):
            here = [node for node in reductions if level[node] == now]
            stores = bool(stored) and needed <= now == count - 1
            reducing = [shape for shape in self.shapes if shape.width * shape.parts % LANES == 0]
            body = functools.partial(self.reduced, here, stores)
            reduce_span(self.emit, [*reducing, LoopShape(1, 1)], here, i64(0), columns, body)
            self.row_values(now + 1, places)
        if stored and needed >= count:
            self.span(i64(0), columns, "row.done")

    def reduced(self, reductions: Sequence[Expr], stores: bool, index: Value, shape: LoopShape) -> None:
        """One iteration of a loop over a row for reductions, which may store the elements, too."""
        emit, kernel, (width, parts, _) = self.emit, self.kernel, shape
        needed = {node for node in postorder([node.args[0] for node in reductions]) if node.space.by_column}
        needed.update(kernel.each if stores else ())
        nodes = [node for node in dict.fromkeys((*kernel.row, *kernel.each)) if node in needed]
        if width > 1 and not kernel.indexed():
            stream(emit, nodes, index, width * parts)
        starts = [index, *(self.code.add(index, width * part, index.name[1:]) for part in range(1, parts))]
        emit.elements(nodes, starts, width)
        if stores:
            self.store(starts, width)

    def row_values(self, level: int, places: Mapping[str, Value]) -> None:
        """The values of a row that so many reductions come before, in every lane where elements need them."""
        emit = self.emit
        ready = [node for node in self.kernel.row if not node.space.by_column and self.level[node] == level]
        ready = [node for node in ready if node.op not in REDUCTIONS and node not in self.draws.inner]
        for node in ready:
            if node.op == "load":
                emit.single(node, lambda node=node: emit.load(node, places[str(node.attr)]))
            elif node.op == "index":
                emit.names[node, 1, 0] = self.number
            elif node in self.draws:
                emit.single(node, lambda node=node: self.draws.value(node))
            else:
                emit.single(node, lambda node=node: emit.value(node, 1, 0))
        before = [node for node in self.kernel.row if node.op in REDUCTIONS and self.level[node] == level - 1]
        for width in self.widths():
            emit.splat(self.used((*before, *ready)), width)

    def unlisted_rows(self) -> None:
        """Runs of rows between the listed ones, each as one range of elements."""
        code = self.code
        count, ids, columns = (self.slots[kind, ""] for kind in (SlotKind.COUNT, SlotKind.IDS, SlotKind.COLUMNS))
        after = code.label("gaps")
        place = self.first_listed(ids, count, after)
        with code.loop(after, "gap", "done") as gaps:
            place = gaps.phi("place", place)
            start = gaps.phi("from", self.begin)
            gaps.while_(code.compare("slt", start, self.end, "rows.left"))
            with code.when(code.compare("slt", place, count, "listed"), "gap.id", "gap.begin") as gap:
                listed = code.load_at(ids, place, "id")
            until = gap.phi("until", listed, otherwise=self.end)
            stop = code.select(code.compare("sgt", until, self.end, "over"), self.end, until, "to")
            first, last = (code.binary("mul", row, columns, name) for row, name in ((start, "first"), (stop, "last")))
            self.span(first, last, "gap.done")
            gaps.next(start, code.add(stop, 1, "from.next", nsw=True))
            gaps.next(place, code.add(place, 1, "place.next", nsw=True))

    def first_listed(self, ids: Value, count: Value, after: str) -> Value:
        """The place in the list of the first row from `begin` on, by bisection; in the end control is in `after`."""
        code = self.code
        with code.loop("search", "halve", after) as search:
            low, high = search.phi("low", i64(0)), search.phi("high", count)
            search.while_(code.compare("slt", low, high, "wide"))
            middle = code.binary("lshr", code.add(low, high, "sum"), 1, "middle")
            before = code.compare("slt", code.load_at(ids, middle, "middle.id"), self.begin, "before")
            search.next(low, code.select(before, code.add(middle, 1, "after"), low, "low.next"))
            search.next(high, code.select(before, high, middle, "high.next"))
        return low
