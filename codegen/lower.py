"""Kernel → LLVM IR, by table.

Input: a kernel and a target. Output: the text of one LLVM module with one function,

    void @name(ptr args, i64 begin, i64 end)

which runs elements begin … end-1. `args` is an array of 8-byte slots: a pointer for each buffer, then a float64 for
each scalar. The loop is emitted with explicit vectors: a main loop of `UNROLL` vectors, then whole vectors, then single
elements; each of them computes the same bits.
Non-goals: optimisation (LLVM's), choosing chunks and threads (the runtime's).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from mxsym.codegen.dtypes import BOOL, F16, F32, F64, I16, I32, DType
from mxsym.codegen.expr import Expr, Space
from mxsym.codegen.graph import Buffer
from mxsym.codegen.kernel import Kernel
from mxsym.codegen.prims import PRIMS
from mxsym.codegen.target import Target

UNROLL = 2
"""Vectors in flight in the main loop: enough to hide a division's latency, few enough to stay in registers."""

_CONVERT = {
    ("cast", F64, F32): "fptrunc",
    ("cast", F32, F64): "fpext",
    ("cast", F32, F16): "fptrunc",
    ("cast", F16, F32): "fpext",
    ("resize", I16, I32): "zext",
    ("resize", I32, I16): "trunc",
}
_SUFFIX = {F64: "f64", F32: "f32"}


def _vector(dtype: DType, width: int) -> str:
    return dtype.llvm if width == 1 else f"<{width} x {dtype.llvm}>"


def _number(value: float | int | str | None, dtype: DType) -> str:
    if dtype.kind == "int":
        return str(value)
    assert isinstance(value, float)
    if dtype is F32:
        value = _to_float32(value)
    return f"0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X}"


def _to_float32(value: float) -> float:
    try:
        return float(struct.unpack("<f", struct.pack("<f", value))[0])
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def vector_width(kernel: Kernel, target: Target) -> int:
    """Elements in a vector: as many of the kernel's widest type as a register holds."""
    return max(1, target.vector_bits // max(32, kernel.widest().bits))


@dataclass
class _Emitter:
    """Collects lines; `names` maps a value at one width and unroll position to its LLVM name."""

    kernel: Kernel
    lines: list[str] = field(default_factory=list[str])
    declared: set[str] = field(default_factory=set[str])
    names: dict[tuple[Expr, int, int], str] = field(default_factory=dict[tuple[Expr, int, int], str])
    count: int = 0

    def add(self, line: str) -> None:
        self.lines.append("  " + line)

    def define(self, line: str) -> str:
        name = f"%t{self.count}"
        self.count += 1
        self.add(f"{name} = {line}")
        return name

    def slot(self, buffer: str) -> str:
        names = [item.name for item in self.kernel.buffers]
        return f"%p{names.index(buffer)}"

    def operand(self, node: Expr, width: int, part: int) -> str:
        if node.op == "const":
            number = _number(node.attr, node.dtype)
            return number if width == 1 else f"splat ({node.dtype.llvm} {number})"
        if node.space is Space.SCALAR:
            return self.names[node, width, 0]
        return self.names[node, width, part]

    def value(self, node: Expr, width: int, part: int) -> str:
        """The instruction for an arithmetic or conversion node."""
        kind = _vector(node.dtype, width)
        source = node.args[-1].dtype
        operands = [self.operand(arg, width, part) for arg in node.args]
        if node.op in ("cast", "bitcast", "resize"):
            instruction = "bitcast" if node.op == "bitcast" else _CONVERT[node.op, source, node.dtype]
            return f"{instruction} {_vector(source, width)} {operands[0]} to {kind}"
        prim = PRIMS[node.op]
        assert prim.llvm is not None, node.op
        suffix = _SUFFIX.get(source, "")
        suffix = suffix if width == 1 else f"v{width}{suffix}"
        vector = _vector(source, width)
        if "@llvm." in prim.llvm:
            intrinsic = prim.llvm.partition("@")[2].partition("(")[0].format(i=suffix)
            self.declared.add(f"declare {vector} @{intrinsic}({vector})")
        fields = dict(zip("abc", operands, strict=False))
        return prim.llvm.format(t=vector, i=suffix, p=_vector(BOOL, width), **fields)

    def address(self, buffer: Buffer, index: str) -> str:
        return self.define(f"getelementptr {buffer.dtype.llvm}, ptr {self.slot(buffer.name)}, i64 {index}")


def _prologue(emit: _Emitter) -> None:
    """Pointers and scalars from the argument block, then what is the same for every element."""
    slots = len(emit.kernel.buffers)
    for number in range(slots):
        emit.add(f"%a{number} = getelementptr ptr, ptr %args, i64 {number}")
        emit.add(f"%p{number} = load ptr, ptr %a{number}, align 8")
    for node in emit.kernel.once:
        if node.op == "const":
            continue
        if node.op == "scalar":
            place = slots + emit.kernel.scalars.index(str(node.attr))
            address = emit.define(f"getelementptr double, ptr %args, i64 {place}")
            name = emit.define(f"load double, ptr {address}, align 8")
        elif node.op == "load":
            name = emit.define(f"load {node.dtype.llvm}, ptr {emit.slot(str(node.attr))}, align {node.dtype.bytes}")
        else:
            name = emit.define(emit.value(node, 1, 0))
        emit.names[node, 1, 0] = name


def _splats(emit: _Emitter, width: int) -> None:
    """The scalars that the loop uses, in every lane."""
    used = {arg for node in emit.kernel.each for arg in node.args} | {s.value for s in emit.kernel.stores}
    for node in emit.kernel.once:
        if node in used and node.op != "const" and width > 1:
            kind = _vector(node.dtype, width)
            lane = emit.define(f"insertelement {kind} poison, {node.dtype.llvm} {emit.names[node, 1, 0]}, i64 0")
            mask = f"<{width} x i32> zeroinitializer"
            emit.names[node, width, 0] = emit.define(f"shufflevector {kind} {lane}, {kind} poison, {mask}")


def _body(emit: _Emitter, index: str, width: int, parts: int) -> None:
    """`parts` vectors of `width` elements from `index` on: every load, then the arithmetic, then every store."""
    buffers = {buffer.name: buffer for buffer in emit.kernel.buffers}
    starts = [index]
    starts += [emit.define(f"add i64 {index}, {width * part}") for part in range(1, parts)]
    for node in emit.kernel.each:
        for part in range(parts):
            if node.op == "load":
                buffer = buffers[str(node.attr)]
                address = emit.address(buffer, starts[part])
                line = f"load {_vector(node.dtype, width)}, ptr {address}, align {node.dtype.bytes}"
            else:
                line = emit.value(node, width, part)
            emit.names[node, width, part] = emit.define(line)
    for store in emit.kernel.stores:
        buffer = buffers[store.buffer]
        for part in range(parts):
            value = f"{_vector(buffer.dtype, width)} {emit.operand(store.value, width, part)}"
            address = emit.address(buffer, starts[part])
            emit.add(f"store {value}, ptr {address}, align {buffer.dtype.bytes}")


def _loops(emit: _Emitter, shapes: list[tuple[int, int]]) -> None:
    """One loop for each (width, parts), each going on where the one before it stopped."""
    start, block = "%begin", "entry"
    emit.add("br label %loop0")
    for number, (width, parts) in enumerate(shapes):
        here, body = f"loop{number}", f"body{number}"
        emit.lines.append(f"{here}:")
        emit.add(f"%i{number} = phi i64 [{start}, %{block}], [%j{number}, %{body}]")
        emit.add(f"%j{number} = add nsw i64 %i{number}, {width * parts}")
        emit.add(f"%more{number} = icmp sle i64 %j{number}, %end")
        emit.add(f"br i1 %more{number}, label %{body}, label %{_after(number, shapes)}")
        emit.lines.append(f"{body}:")
        _body(emit, f"%i{number}", width, parts)
        emit.add(f"br label %{here}")
        start, block = f"%i{number}", here
    emit.lines.append("done:")
    emit.add("ret void")


def _after(number: int, shapes: list[tuple[int, int]]) -> str:
    return f"loop{number + 1}" if number + 1 < len(shapes) else "done"


def loop_shapes(kernel: Kernel, target: Target) -> list[tuple[int, int]]:
    """(elements in a vector, vectors in an iteration) of each loop, the main one first."""
    width = vector_width(kernel, target)
    return [(width, UNROLL), *([(width, 1)] if width > 1 else []), (1, 1)]


def lower(kernel: Kernel, target: Target) -> str:
    """The LLVM module of a kernel."""
    emit = _Emitter(kernel)
    shapes = loop_shapes(kernel, target)
    _prologue(emit)
    for width in dict.fromkeys(width for width, _ in shapes):
        _splats(emit, width)
    _loops(emit, shapes)
    head = f'define void @"{kernel.name}"(ptr %args, i64 %begin, i64 %end) #0 {{'
    # no-builtins: a copying loop must stay a loop, not become a call of memcpy.
    attributes = 'attributes #0 = { nounwind "no-builtins" }'
    return "\n".join([*sorted(emit.declared), head, "entry:", *emit.lines, "}", attributes, ""])
