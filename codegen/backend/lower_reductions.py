"""Sums in a fixed order, as loops: of a row, of each block of a flat tensor.

Input: an `Emitter` and the sums of its kernel. Output: LLVM IR that adds in the order of `evaluate.sum_rows`: element i
goes to running sum i mod 16, whatever the vector width, then halves are added to halves.
Non-goals: the loops around them (`lower.py`), sums of sums (`split_reductions.py`).
"""

from __future__ import annotations

from collections.abc import Callable

from mxsym.codegen.backend.emit import Emitter, Loop, vector
from mxsym.codegen.dtypes import DType
from mxsym.codegen.evaluate import BLOCK, LANES
from mxsym.codegen.expr import Expr, Granularity, postorder

Body = Callable[[Emitter, str, Loop], None]
"""Emits the elements of one iteration of a loop, from an index on."""


def row_sum(emit: Emitter, node: Expr, columns: str, block: str) -> str:
    """The sum of one row of a kernel over rows, emitted from `block` on; the block that this ends in."""
    kind, tag = vector(node.dtype, LANES), f"sum{len(emit.lines)}"
    inside = [item for item in postorder(node.args) if item.space is Granularity.ELEMENT]
    emit.splat([arg for item in inside for arg in item.args if arg.space is Granularity.ROW], LANES)
    emit.add(f"br label %{tag}")
    emit.label(tag)
    emit.add(f"%{tag}.lanes = phi {kind} [zeroinitializer, %{block}], [%{tag}.more, %{tag}.body]")
    index = emit.index(f"%{tag}.i", "zeroinitializer", block, f"{tag}.body")
    emit.add(f"%{tag}.i.next = add nsw i64 %{tag}.i, {LANES}")
    emit.add(f"%{tag}.full = icmp sle i64 %{tag}.i.next, {columns}")
    emit.add(f"br i1 %{tag}.full, label %{tag}.body, label %{tag}.tail")
    emit.label(f"{tag}.body")
    emit.elements(inside, [f"%{tag}.i"], LANES)
    emit.add(f"%{tag}.more = fadd {kind} %{tag}.lanes, {emit.operand(node.args[0], LANES, 0)}")
    emit.held(f"%{tag}.i.next", f"%{tag}.i.again")
    emit.add(f"br label %{tag}")
    emit.label(f"{tag}.tail")
    emit.add(f"%{tag}.partial = phi {kind} [%{tag}.lanes, %{tag}], [%{tag}.with, %{tag}.one]")
    emit.index(f"%{tag}.k", index, tag, f"{tag}.one")
    emit.add(f"%{tag}.left = icmp slt i64 %{tag}.k, {columns}")
    emit.add(f"br i1 %{tag}.left, label %{tag}.one, label %{tag}.fold")
    emit.label(f"{tag}.one")
    emit.elements(inside, [f"%{tag}.k"], 1)
    emit.add(f"%{tag}.lane = sub i64 %{tag}.k, %{tag}.i")
    _add_to_lane(emit, node, f"%{tag}.partial", f"%{tag}.lane", f"%{tag}.with")
    emit.add(f"%{tag}.k.next = add nsw i64 %{tag}.k, 1")
    emit.held(f"%{tag}.k.next", f"%{tag}.k.again")
    emit.add(f"br label %{tag}.tail")
    emit.label(f"{tag}.fold")
    emit.names[node, 1, 0] = _fold(emit, f"%{tag}.partial", node.dtype)
    return f"{tag}.fold"


def _add_to_lane(emit: Emitter, node: Expr, lanes: str, lane: str, result: str) -> None:
    """Add a single element to its running sum."""
    kind, scalar = vector(node.dtype, LANES), node.dtype.llvm
    old = emit.define(f"extractelement {kind} {lanes}, i64 {lane}")
    new = emit.define(f"fadd {scalar} {old}, {emit.operand(node.args[0], 1, 0)}")
    emit.add(f"{result} = insertelement {kind} {lanes}, {scalar} {new}, i64 {lane}")


def _fold(emit: Emitter, lanes: str, dtype: DType) -> str:
    """The running sums added up: the upper half to the lower, until one is left."""
    width = LANES
    while width > 1:
        half, kind = width // 2, vector(dtype, width)
        parts = [", ".join(f"i32 {lane}" for lane in part) for part in (range(half), range(half, width))]
        low, high = (emit.define(f"shufflevector {kind} {lanes}, {kind} poison, <{half} x i32> <{p}>") for p in parts)
        lanes, width = emit.define(f"fadd <{half} x {dtype.llvm}> {low}, {high}"), half
    return emit.define(f"extractelement <1 x {dtype.llvm}> {lanes}, i64 0")


def _join(emit: Emitter, parts: list[str], dtype: DType, width: int) -> str:
    """Vectors side by side as one."""
    while len(parts) > 1:
        kind, mask = vector(dtype, width), ", ".join(f"i32 {lane}" for lane in range(2 * width))
        pairs = zip(parts[::2], parts[1::2], strict=True)
        shuffle = f"shufflevector {kind} {{}}, {kind} {{}}, <{2 * width} x i32> <{mask}>"
        parts, width = [emit.define(shuffle.format(low, high)) for low, high in pairs], 2 * width
    return parts[0]


FAR_BYTES = 1 << 19
"""Traffic of a call from which its data is taken to lie in memory; what lies in a cache must not be asked for ahead."""


def far_end(emit: Emitter, start: str, stop: str) -> str:
    """Where the loop that asks for memory ahead stops: at once, where the whole call has little to do."""
    length = emit.define("sub i64 %end, %begin")
    large = emit.define(f"icmp sge i64 {length}, {FAR_BYTES // max(1, emit.kernel.cost().bytes)}")
    return emit.define(f"select i1 {large}, i64 {stop}, i64 {start}")


def block_sums(emit: Emitter, shapes: list[Loop], body: Body) -> None:
    """For each block: its elements with their stores, every sum on the way; then the sums are stored.

    All but the last of `shapes`, single elements, are whole multiples of the running sums.
    """
    kernel = emit.kernel
    emit.declared.add("declare i64 @llvm.smin.i64(i64, i64)")
    emit.add("br label %blocks")
    emit.label("blocks")
    emit.add("%first = phi i64 [%begin, %entry], [%block.end, %block.done]")
    emit.add("%block.more = icmp slt i64 %first, %end")
    emit.add("br i1 %block.more, label %block, label %done")
    emit.label("block")
    emit.add(f"%block.end = add nsw i64 %first, {BLOCK}")
    emit.add("%stop = call i64 @llvm.smin.i64(i64 %block.end, i64 %end)")
    emit.add(f"%block.number = sdiv exact i64 %first, {BLOCK}")
    far = far_end(emit, "%first", "%stop") if shapes[0].ahead else "%stop"
    start, block = emit.held("%first"), "block"
    emit.add("br label %loop0")
    sums = [node for node in kernel.row if node.op == "row_sum"]
    width = shapes[0].width
    lanes = {node: ["zeroinitializer"] * (LANES // width) for node in sums}
    for number, loop in enumerate(shapes[:-1]):
        lanes = _vector_loop(emit, number, loop, (start, block, far if loop.ahead else "%stop"), lanes, body)
        start, block = f"%i{number}.held", f"loop{number}"
    emit.label(f"loop{len(shapes) - 1}")
    joined: dict[Expr, str] = {}
    for node in sums:
        emit.origin = node
        joined[node] = _join(emit, lanes[node], node.dtype, width)
    emit.origin = None
    first = emit.define(f"extractelement <1 x i64> {start}, i64 0")
    folded = _single_loop(emit, (first, start, f"loop{len(shapes) - 1}"), joined, body)
    for node in sums:
        emit.origin = node
        emit.names[node, 1, 0] = _fold(emit, folded[node], node.dtype)
    emit.origin = None
    for store in kernel.stores:
        buffer = next(item for item in kernel.buffers if item.name == store.buffer)
        if buffer.space is Granularity.ROW:
            emit.store(store, buffer, "%block.number")
    emit.add("br label %block.done")
    emit.label("block.done")
    emit.add("br label %blocks")


def _vector_loop(
    emit: Emitter,
    number: int,
    loop: Loop,
    bounds: tuple[str, str, str],
    lanes: dict[Expr, list[str]],
    body: Body,
) -> dict[Expr, list[str]]:
    """Whole vectors from where the loop before stopped, its running sums in `lanes`; the running sums after it.

    `bounds` are where it starts, the block that it is entered from, and where it stops.
    """
    (width, parts, _), (start, block, stop) = loop, bounds
    here, inside = f"loop{number}", f"body{number}"
    emit.label(here)
    names = {
        node: [f"%lanes{number}.{index}.{part}" for part in range(len(lanes[node]))] for index, node in enumerate(lanes)
    }
    for node, held in names.items():
        for name, before in zip(held, lanes[node], strict=True):
            emit.add(f"{name} = phi {vector(node.dtype, width)} [{before}, %{block}], [{name}.next, %{inside}]")
    emit.index(f"%i{number}", start, block, inside)
    emit.add(f"%i{number}.next = add nsw i64 %i{number}, {width * parts}")
    emit.add(f"%more{number} = icmp sle i64 %i{number}.next, {stop}")
    emit.add(f"br i1 %more{number}, label %{inside}, label %loop{number + 1}")
    emit.label(inside)
    body(emit, f"%i{number}", loop)
    for node, held in names.items():
        emit.origin = node
        totals = list(held)
        for part in range(parts):
            at, value = part % len(held), emit.operand(node.args[0], width, part)
            line = f"fadd {vector(node.dtype, width)} {totals[at]}, {value}"
            if part + len(held) < parts:
                totals[at] = emit.define(line)
            else:
                emit.add(f"{held[at]}.next = {line}")
    emit.origin = None
    emit.held(f"%i{number}.next", f"%i{number}.again")
    emit.add(f"br label %{here}")
    return names


def _single_loop(emit: Emitter, origin: tuple[str, str, str], lanes: dict[Expr, str], body: Body) -> dict[Expr, str]:
    """The elements that fill no vector of running sums, each added to its own; the running sums after it.

    `origin` is the first of them, the same held, and the block that the loop is entered from.
    """
    start, held, block = origin
    emit.add("br label %single")
    emit.label("single")
    names = {node: f"%single{index}" for index, node in enumerate(lanes)}
    for node, name in names.items():
        emit.add(f"{name} = phi {vector(node.dtype, LANES)} [{lanes[node]}, %{block}], [{name}.next, %one]")
    emit.index("%k", held, block, "one")
    emit.add("%left = icmp slt i64 %k, %stop")
    emit.add("br i1 %left, label %one, label %fold")
    emit.label("one")
    body(emit, "%k", Loop(1, 1))
    emit.add(f"%lane = sub i64 %k, {start}")
    for node, name in names.items():
        emit.origin = node
        _add_to_lane(emit, node, name, "%lane", f"{name}.next")
    emit.origin = None
    emit.add("%k.next = add nsw i64 %k, 1")
    emit.held("%k.next", "%k.again")
    emit.add("br label %single")
    emit.label("fold")
    return names
