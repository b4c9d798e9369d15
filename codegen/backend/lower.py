"""Kernel → LLVM IR: the loops.

Input: a kernel and a target. Output: the text of one LLVM module with one function,

    void @name(ptr args, i64 begin, i64 end)

which runs what `begin` … `end`-1 stand for in the kernel's space. `args` is an array of 8-byte slots, as
`Kernel.slots()` lists them. Elements are run with explicit vectors: a main loop of several vectors, then whole
vectors, then single elements; each of them computes the same bits.
Non-goals: optimisation (LLVM's), choosing chunks and threads (the runtime's).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from mxsym.codegen.backend.emit import Emitter, Loop, function
from mxsym.codegen.backend.lower_reductions import block_sums, far_end, row_sum
from mxsym.codegen.evaluate import LANES
from mxsym.codegen.expr import Expr, Granularity, columns, elements, scalar
from mxsym.codegen.graph import Store
from mxsym.codegen.kernel import Kernel
from mxsym.codegen.target import Target

UNROLL = {"n": 2, "gaps": 2, "rows": 4, "blocks": 2}
"""Vectors in flight in the main loop, by space: enough to hide a division's latency, few enough to stay in registers.

Rows are short and lie anywhere: the fewer branches a row takes, the further ahead the CPU sees.
"""

LONG = 600
"""Values of an element above which a loop is not unrolled: its own work hides every latency."""


def vector_width(kernel: Kernel, target: Target) -> int:
    """Elements in a vector: as many of the kernel's widest type as a register holds."""
    return max(1, target.vector_bits // max(32, kernel.widest().bits))


def loop_shapes(kernel: Kernel, target: Target) -> list[Loop]:
    """The loops over elements, the main one first."""
    width = vector_width(kernel, target)
    long = len(kernel.each) > LONG
    unroll = 1 if long else UNROLL[kernel.space]
    if kernel.space == "blocks":
        width = max(2, width)
        lanes = LANES // width  # vectors that together have every running sum
        parts = max(lanes, unroll)
        rest = [Loop(width, lanes)] if parts > lanes else []
    else:
        parts, rest = unroll, [Loop(width, 1)] if width > 1 and unroll > 1 else []
    far = [Loop(width, parts, True)] if kernel.space in ("n", "blocks") and kernel.loaded() and not long else []
    return [*far, Loop(width, parts), *rest, Loop(1, 1)]


@dataclass(frozen=True, slots=True)
class Lowered:
    """The LLVM module of a kernel. `origins`: which value or store of the kernel a line (from 0) of `text` is for."""

    text: str
    origins: Mapping[int, Expr | Store]


def lower(kernel: Kernel, target: Target) -> str:
    """The LLVM module of a kernel."""
    return lower_with_origins(kernel, target).text


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
    emit = Emitter(kernel)
    shapes = loop_shapes(kernel, target)
    slots = _prologue(emit)
    for width in _widths(kernel, shapes):
        emit.splat(_used(kernel, kernel.once), width)
    nests = {"n": _flat, "rows": _rows, "gaps": _gaps, "blocks": _blocks}
    nests[kernel.space](emit, shapes, slots)
    emit.label("done")
    emit.add("ret void")
    head = f'define void @"{kernel.name}"(ptr %args, i64 %begin, i64 %end) #0 {{'
    # no-builtins: a copying loop must stay a loop, not become a call of memcpy.
    attributes = 'attributes #0 = { nounwind "no-builtins" }'
    functions = [function(name, width) for name, width in sorted(emit.called)]
    declared = emit.declared.union(*(needs for needs, _ in functions))
    before = [*sorted(declared), *(line for _, text in functions for line in text.split("\n")), head, "entry:"]
    origins = {len(before) + line: origin for line, origin in emit.origins.items()}
    return Lowered("\n".join([*before, *emit.lines, "}", attributes, ""]), origins)


def _widths(kernel: Kernel, shapes: list[Loop]) -> list[int]:
    sums = [LANES] if kernel.space == "rows" and any(node.op == "row_sum" for node in kernel.row) else []
    return list(dict.fromkeys([*(loop.width for loop in shapes), *sums]))


def _used(kernel: Kernel, nodes: tuple[Expr, ...]) -> list[Expr]:
    """Those of `nodes` that the loops over elements use."""
    elements = [node for node in (*kernel.row, *kernel.each) if node.space is Granularity.ELEMENT]
    sums = [node for node in kernel.row if node.op == "row_sum"]
    used = {arg for node in (*elements, *sums) for arg in node.args} | {store.value for store in kernel.stores}
    return [node for node in nodes if node in used and node.space is not Granularity.ELEMENT]


def _prologue(emit: Emitter) -> dict[tuple[str, str], str]:
    """What lies in the argument block, by slot; then what is the same for every element."""
    slots: dict[tuple[str, str], str] = {}
    leaves: dict[str, Callable[[str], Expr]] = {
        "scalar": scalar,
        "columns": lambda _: columns(),
        "elements": lambda _: elements(),
    }
    for number, (kind, name) in enumerate(emit.kernel.slots()):
        type_ = {"scalar": "double", "columns": "i64", "elements": "i64", "count": "i64"}.get(kind, "ptr")
        emit.origin = leaves[kind](name) if kind in leaves else None
        address = emit.define(f"getelementptr i64, ptr %args, i64 {number}")
        slots[kind, name] = emit.define(f"load {type_}, ptr {address}, align 8")
        if kind == "buffer":
            emit.pointers[name] = slots[kind, name]
    emit.origin = None
    for node in emit.kernel.once:
        if node.op == "scalar":
            emit.names[node, 1, 0] = slots["scalar", str(node.attr)]
        elif node.op in ("columns", "elements"):
            emit.single(node, lambda node=node: f"uitofp i64 {slots[node.op, '']} to double")
        elif node.op == "load":
            emit.single(node, lambda node=node: emit.load(node, "0"))
        elif node.op != "const":
            emit.single(node, lambda node=node: emit.value(node, 1, 0))
    return slots


def _body(emit: Emitter, index: str, loop: Loop) -> None:
    """One iteration from `index` on: every load, then the arithmetic, then every store."""
    width, parts, ahead = loop
    buffers = {buffer.name: buffer for buffer in emit.kernel.buffers}
    if ahead:
        _stream(emit, index, width * parts)
    starts = [index, *(emit.define(f"add i64 {index}, {width * part}") for part in range(1, parts))]
    emit.elements(emit.kernel.each, starts, width)
    for store in emit.kernel.stores:
        if buffers[store.buffer].space is Granularity.ELEMENT:
            for part, start in enumerate(starts):
                emit.store(store, buffers[store.buffer], start, width, part)


DISTANCE, LINE = 2048, 64
"""Bytes: how far ahead a loop asks for what it will read, and a cache line.

The CPU's own prefetchers stop at the borders of pages, and start anew slowly; with this, memory streams.
"""


def _stream(emit: Emitter, index: str, count: int) -> None:
    """Ask for `count` elements of each tensor that is read, some way ahead; beyond its end that does nothing."""
    emit.declared.add("declare void @llvm.prefetch.p0(ptr, i32, i32, i32)")
    loaded = emit.kernel.loaded()
    for buffer in emit.kernel.buffers:
        if buffer.name in loaded and buffer.space is Granularity.ELEMENT:
            here = emit.define(f"getelementptr {buffer.dtype.llvm}, ptr {emit.pointers[buffer.name]}, i64 {index}")
            for line in range(0, count * buffer.dtype.bytes, LINE):
                place = emit.define(f"getelementptr i8, ptr {here}, i64 {DISTANCE + line}")
                emit.add(f"call void @llvm.prefetch.p0(ptr {place}, i32 0, i32 3, i32 1)")


def _range(emit: Emitter, shapes: list[Loop], start: str, stop: str, block: str, after: str) -> None:
    """Elements start … stop-1: one loop for each shape, each going on where the one before it stopped.

    `block` is the block that this is emitted in, `after` the one to go to in the end.
    """
    far = far_end(emit, start, stop) if shapes[0].ahead else stop
    start = emit.held(start)
    emit.add("br label %loop0")
    for number, loop in enumerate(shapes):
        here, body = f"loop{number}", f"body{number}"
        following = f"loop{number + 1}" if number + 1 < len(shapes) else after
        emit.label(here)
        index = f"%i{number}"
        start, block = emit.index(index, start, block, body), here
        emit.add(f"{index}.next = add nsw i64 {index}, {loop.width * loop.parts}")
        emit.add(f"%more{number} = icmp sle i64 {index}.next, {far if loop.ahead else stop}")
        emit.add(f"br i1 %more{number}, label %{body}, label %{following}")
        emit.label(body)
        _body(emit, index, loop)
        emit.held(f"{index}.next", f"{index}.again")
        emit.add(f"br label %{here}")


def _flat(emit: Emitter, shapes: list[Loop], _slots: dict[tuple[str, str], str]) -> None:
    _range(emit, shapes, "%begin", "%end", "entry", "done")


def _blocks(emit: Emitter, shapes: list[Loop], _slots: dict[tuple[str, str], str]) -> None:
    block_sums(emit, shapes, _body)


def _rows(emit: Emitter, shapes: list[Loop], slots: dict[tuple[str, str], str]) -> None:
    """For each listed row: where it lies in each buffer, its own values, then its elements."""
    kernel, columns = emit.kernel, slots["columns", ""]
    emit.add("br label %rows")
    emit.label("rows")
    emit.add("%row = phi i64 [%begin, %entry], [%row.next, %row.done]")
    emit.add("%row.more = icmp slt i64 %row, %end")
    emit.add("br i1 %row.more, label %row.begin, label %done")
    emit.label("row.begin")
    _prefetch(emit, slots, columns)
    places: dict[str, str] = {}
    for buffer in kernel.buffers:
        if buffer.space is Granularity.SCALAR:
            continue
        place = "%row"
        if buffer.name in kernel.indexed():
            address = emit.define(f"getelementptr i64, ptr {slots['index', buffer.name]}, i64 %row")
            place = emit.define(f"load i64, ptr {address}, align 8")
        places[buffer.name] = place
        if buffer.space is Granularity.ELEMENT:
            first = emit.define(f"mul i64 {place}, {columns}")
            base = slots["buffer", buffer.name]
            emit.pointers[buffer.name] = emit.define(f"getelementptr {buffer.dtype.llvm}, ptr {base}, i64 {first}")
    block = _row_values(emit, places, columns)
    for width in _widths(kernel, shapes):
        emit.splat(_used(kernel, kernel.row), width)
    _range(emit, shapes, "0", columns, block, "row.done")
    emit.label("row.done")
    for store in kernel.stores:
        buffer = next(item for item in kernel.buffers if item.name == store.buffer)
        if buffer.space is Granularity.ROW:
            emit.store(store, buffer, places[buffer.name])
    emit.add("%row.next = add nsw i64 %row, 1")
    emit.add("br label %rows")


AHEAD, LINES = 4, 4
"""Listed rows lie anywhere: so many rows ahead, so many cache lines of each are asked for."""


def _prefetch(emit: Emitter, slots: dict[tuple[str, str], str], columns: str) -> None:
    """Ask for the elements of a row to come; near the end, for those of the row at hand."""
    emit.declared.add("declare void @llvm.prefetch.p0(ptr, i32, i32, i32)")
    emit.add(f"%ahead = add i64 %row, {AHEAD}")
    emit.add("%ahead.there = icmp slt i64 %ahead, %end")
    emit.add("%ahead.row = select i1 %ahead.there, i64 %ahead, i64 %row")
    for buffer in emit.kernel.buffers:
        if buffer.name in emit.kernel.indexed() and buffer.space is Granularity.ELEMENT:
            address = emit.define(f"getelementptr i64, ptr {slots['index', buffer.name]}, i64 %ahead.row")
            first = emit.define(f"mul i64 {emit.define(f'load i64, ptr {address}, align 8')}, {columns}")
            base = slots["buffer", buffer.name]
            start = emit.define(f"getelementptr {buffer.dtype.llvm}, ptr {base}, i64 {first}")
            for line in range(LINES):
                place = emit.define(f"getelementptr i8, ptr {start}, i64 {64 * line}")
                emit.add(f"call void @llvm.prefetch.p0(ptr {place}, i32 1, i32 3, i32 1)")


def _row_values(emit: Emitter, places: dict[str, str], length: str) -> str:
    """What is one value a row; the block that this ends in."""
    block = "row.begin"
    for node in emit.kernel.row:
        if node.space is Granularity.ELEMENT:
            continue  # emitted inside the sums that need it
        if node.op == "row_sum":
            emit.origin = node
            block = row_sum(emit, node, length, block)
            emit.origin = None
        elif node.op == "load":
            emit.single(node, lambda node=node: emit.load(node, places[str(node.attr)]))
        else:
            emit.single(node, lambda node=node: emit.value(node, 1, 0))
    return block


_SEARCH = """
  br label %search
search:
  %low = phi i64 [0, %entry], [%low.next, %halve]
  %high = phi i64 [{count}, %entry], [%high.next, %halve]
  %wide = icmp slt i64 %low, %high
  br i1 %wide, label %halve, label %gaps
halve:
  %sum = add i64 %low, %high
  %middle = lshr i64 %sum, 1
  %middle.at = getelementptr i64, ptr {ids}, i64 %middle
  %middle.id = load i64, ptr %middle.at, align 8
  %before = icmp slt i64 %middle.id, %begin
  %after = add i64 %middle, 1
  %low.next = select i1 %before, i64 %after, i64 %low
  %high.next = select i1 %before, i64 %high, i64 %middle
  br label %search
gaps:
  %place = phi i64 [%low, %search], [%place.next, %gap.done]
  %from = phi i64 [%begin, %search], [%from.next, %gap.done]
  %rows.left = icmp slt i64 %from, %end
  br i1 %rows.left, label %gap, label %done
gap:
  %listed = icmp slt i64 %place, {count}
  br i1 %listed, label %gap.id, label %gap.begin
gap.id:
  %id.at = getelementptr i64, ptr {ids}, i64 %place
  %id = load i64, ptr %id.at, align 8
  br label %gap.begin
gap.begin:
  %until = phi i64 [%end, %gap], [%id, %gap.id]
  %over = icmp sgt i64 %until, %end
  %to = select i1 %over, i64 %end, i64 %until
  %first = mul i64 %from, {columns}
  %last = mul i64 %to, {columns}"""


def _gaps(emit: Emitter, shapes: list[Loop], slots: dict[tuple[str, str], str]) -> None:
    """Runs of rows between the listed ones, each as one range of elements; the first is found by bisection."""
    fields = {name: slots[name, ""] for name in ("count", "ids", "columns")}
    emit.lines += _SEARCH.format(**fields).lstrip("\n").split("\n")
    _range(emit, shapes, "%first", "%last", "gap.begin", "gap.done")
    emit.label("gap.done")
    emit.add("%from.next = add nsw i64 %to, 1")
    emit.add("%place.next = add nsw i64 %place, 1")
    emit.add("br label %gaps")
