"""Sums in a fixed order, as loops: of rows, of blocks of a flat tensor.

They add in the order of `evaluate.sum_rows`: element i goes to running sum i mod 16, whatever the vector width, then
halves are added to halves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from mxsym.codegen.backend.builder import ZEROS, Builder, Label, Value, splat
from mxsym.codegen.backend.emit import DISTANCE, LINE, Emitter, LoopShape, number, vector
from mxsym.codegen.blocks import BLOCK, LANES, STARTS
from mxsym.codegen.expr import COMBINES, REDUCTIONS, Expr, Granularity
from mxsym.codegen.kernel import Kernel

Iteration = Callable[[Value, LoopShape], None]
"""Emits the elements of one iteration of a loop, from an index on."""


def levels(kernel: Kernel) -> dict[Expr, int]:
    """The number of reductions that come before each value, one after the other."""
    level: dict[Expr, int] = {}
    for node in (*kernel.row, *kernel.each):
        below = (level.get(arg, 0) + (arg.op in REDUCTIONS) for arg in node.args)
        level[node] = max(below, default=0)
    return level


def stream(emit: Emitter, nodes: Iterable[Expr], start: Value, count: int) -> None:
    """Ask for `count` elements of each buffer that is loaded, some way ahead."""
    loaded = {node.attr for node in nodes if node.op == "load"}
    for buffer in emit.kernel.buffers:
        if buffer.name in loaded and buffer.space is Granularity.ELEMENT:
            here = emit.address(buffer.name, buffer.dtype, start)
            emit.prefetch(here, range(DISTANCE, DISTANCE + count * buffer.dtype.bytes, LINE), write=0)


def start_of(node: Expr, width: int) -> Value:
    """The value that a reduction begins with, in every lane."""
    if start := STARTS[COMBINES[node.op]]:
        return splat(node.dtype.llvm, width, number(start, node.dtype))
    return Value(vector(node.dtype, width), ZEROS)


def combine(code: Builder, node: Expr, a: Value, b: Value, name: str) -> Value:
    """One step of a reduction: the sum, or the larger or smaller, or the larger size, NaN if either is."""
    how = COMBINES[node.op]
    if how == "sum":
        return code.binary("fadd", a, b, name)
    if how == "absmax":
        return _larger_size(code, node, a, b, name)
    lanes, is_vector, _ = a.type.partition(" x ")
    truth = f"{lanes} x i1>" if is_vector else "i1"
    wins = code.define(truth, f"fcmp {'ogt' if how == 'max' else 'olt'} {a}, {b.name}", f"{name}.wins")
    nan = code.define(truth, f"fcmp uno {a}, {a.name}", f"{name}.nan")
    return code.select(code.binary("or", wins, nan, f"{name}.first"), a, b, name)


def _larger_size(code: Builder, node: Expr, a: Value, b: Value, name: str) -> Value:
    """The larger of a size and the size of a value, as whole numbers of their bits, in which NaN is above all."""
    bits = f"i{node.dtype.bits}"
    kind = a.type.replace(node.dtype.llvm, bits)
    mask = str((1 << (node.dtype.bits - 1)) - 1)
    mask = f"splat ({bits} {mask})" if kind.startswith("<") else mask
    size, value = (code.convert("bitcast", item, kind, f"{name}.bits") for item in (a, b))
    value = code.binary("and", value, Value(kind, mask), f"{name}.size")
    larger = code.select(code.compare("ugt", size, value, f"{name}.wins"), size, value, f"{name}.larger")
    return code.convert("bitcast", larger, a.type, name)


def _add_to_lane(emit: Emitter, node: Expr, lanes: Value, lane: Value) -> Value:
    """The running sums with a single element added to its own."""
    name = lanes.name[1:]
    old = emit.code.extract(lanes, lane, f"{name}.old")
    new = combine(emit.code, node, old, emit.operand(node.args[0], 1, 0), f"{name}.new")
    return emit.code.define(lanes.type, f"insertelement {lanes}, {new}, {lane}", f"{name}.next")


def _fold(code: Builder, node: Expr, lanes: Value) -> Value:
    """The running sums added up: the upper half to the lower, until one is left.

    The last ones are added where they are, in a vector of 128 bits: LLVM would move each to a register of its own.
    """
    width, name = LANES, lanes.name[1:]
    least = 128 // node.dtype.bits
    while width > 1:
        width //= 2
        breadth = max(width, least)
        low = code.shuffle(lanes, None, range(breadth), f"{name}.low") if width >= least else lanes
        high = code.shuffle(lanes, None, [width + at % width for at in range(breadth)], f"{name}.high")
        lanes = combine(code, node, low, high, f"{name}.folded")
    return code.extract(lanes, 0, f"{name}.sum")


FAR_BYTES = 1 << 19
"""Traffic of a call from which its data is taken to be in memory; data in a cache must not be asked for ahead."""


def far_end(emit: Emitter, start: Value, stop: Value) -> Value:
    """The end of the loop that asks for memory ahead: its start, where the whole call has little to do."""
    _, begin, end = emit.code.parameters
    length = emit.code.binary("sub", end, begin, "length")
    large = emit.code.compare("sge", length, FAR_BYTES // max(1, emit.kernel.cost().bytes), "large")
    return emit.code.select(large, stop, start, "far.end")


def block_sums(emit: Emitter, shapes: Sequence[LoopShape], body: Iteration) -> None:
    """For each block: its elements with their stores, every sum on the way; then the sums are stored.

    All but the last of `shapes`, single elements, are whole multiples of the running sums.
    """
    kernel, code = emit.kernel, emit.code
    _, begin, end = code.parameters
    emit.declared.add("declare i64 @llvm.smin.i64(i64, i64)")
    with code.loop("blocks", "block", "done") as blocks:
        first = blocks.phi("first", begin)
        blocks.while_(code.compare("slt", first, end, "block.more"))
        beyond = code.add(first, BLOCK, "block.end", nsw=True)
        stop = code.call("i64", "@llvm.smin.i64", beyond, end, name="stop")
        number = code.binary("sdiv exact", first, BLOCK, "block.number")
        reduce_span(emit, shapes, [node for node in kernel.row if node.op in REDUCTIONS], first, stop, body)
        for store in kernel.stores:
            buffer = kernel.buffer(store.buffer)
            if buffer.space is Granularity.ROW:
                emit.store(store, buffer, number)
        blocks.next(first, beyond)


def reduce_span(
    emit: Emitter, shapes: Sequence[LoopShape], sums: Sequence[Expr], first: Value, stop: Value, body: Iteration
) -> None:
    """The elements first … stop-1, with the reductions of them; as for `block_sums`."""
    code = emit.code
    far = far_end(emit, first, stop) if shapes[0].ahead else stop
    cell = emit.cell(first)
    width = shapes[0].width
    lanes = _starts(sums, width)
    heads = [code.label(f"loop{number}") for number in range(len(shapes))]
    for place, shape in enumerate(shapes[:-1]):
        bounds = cell, far if shape.ahead else stop
        cell, lanes = _vector_loop(emit, place, shape, (heads[place], heads[place + 1]), bounds, lanes, body)
    joined: dict[Expr, Value] = {}
    for node in sums:
        with code.origin_scope(node):
            joined[node] = code.concatenate(lanes[node], width)
    folded = _single_loop(emit, cell, stop, joined, body)
    for node in sums:
        with code.origin_scope(node):
            emit.names[node, 1, 0] = _fold(code, node, folded[node])


def _starts(sums: Iterable[Expr], width: int) -> dict[Expr, list[Value]]:
    """The running sums of each reduction, as vectors."""
    return {node: [start_of(node, width)] * (LANES // width) for node in sums}


def reduce_whole(
    emit: Emitter, shape: LoopShape, sums: Sequence[Expr], first: Value, stop: Value, body: Iteration
) -> None:
    """`reduce_span` of elements that are whole iterations of this shape."""
    code = emit.code
    labels, bounds = (code.label("whole"), code.label("whole.done")), (emit.cell(first), stop)
    _, lanes = _vector_loop(emit, 0, shape, labels, bounds, _starts(sums, shape.width), body)
    for node in sums:
        with code.origin_scope(node):
            emit.names[node, 1, 0] = _fold(code, node, code.concatenate(lanes[node], shape.width))


def _vector_loop(
    emit: Emitter,
    number: int,
    shape: LoopShape,
    labels: tuple[Label, Label],
    bounds: tuple[Value, Value],
    lanes: dict[Expr, list[Value]],
    body: Iteration,
) -> tuple[Value, dict[Expr, list[Value]]]:
    """Whole vectors from where the loop before stopped, its running sums in `lanes`; the index and the sums after it.

    `labels` are its head and the block that follows, `bounds` where it starts, as a cell, and where it stops.
    """
    code, (width, parts, _), (head, after), (start, stop) = emit.code, shape, labels, bounds
    with code.loop(head, f"body{number}", after) as loop:
        totals = {
            node: [loop.phi(f"{emit.numbers[node]}.lanes{part}", value) for part, value in enumerate(values)]
            for node, values in lanes.items()
        }
        index, cell = emit.index(loop, f"i{number}", start)
        beyond = code.add(index, width * parts, f"i{number}.next", nsw=True)
        loop.while_(code.compare("sle", beyond, stop, f"more{number}"))
        body(index, shape)
        for node, phis in totals.items():
            with code.origin_scope(node):
                now = list(phis)
                for part in range(parts):
                    at = part % len(phis)
                    term = emit.operand(node.args[0], width, part)
                    now[at] = combine(code, node, now[at], term, now[at].name[1:])
                for phi, value in zip(phis, now, strict=True):
                    loop.next(phi, value)
        loop.next(cell, emit.cell(beyond, f"i{number}.again"))
    return cell, totals


def _single_loop(
    emit: Emitter, start: Value, stop: Value, lanes: dict[Expr, Value], body: Iteration
) -> dict[Expr, Value]:
    """The elements that fill no vector of running sums, each added to its own; the running sums after it.

    `start` is the first of them, as a cell.
    """
    code = emit.code
    first = code.extract(start, 0, "first.single")
    with code.loop("single", "one", "fold") as loop:
        totals = {node: loop.phi(f"{emit.numbers[node]}.single", value) for node, value in lanes.items()}
        index, cell = emit.index(loop, "k", start)
        loop.while_(code.compare("slt", index, stop, "left"))
        body(index, LoopShape(1, 1))
        lane = code.binary("sub", index, first, "lane")
        for node, total in totals.items():
            with code.origin_scope(node):
                loop.next(total, _add_to_lane(emit, node, total, lane))
        loop.next(cell, emit.cell(code.add(index, 1, "k.next", nsw=True), "k.again"))
    return totals
