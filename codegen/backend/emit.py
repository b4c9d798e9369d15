"""Values → LLVM instructions, by table: what a kernel computes, at any vector width.

Input: expressions of a kernel. Output: lines of LLVM IR collected in an `Emitter`, and the names of the values.
Non-goals: loops (`lower.py`).
"""

from __future__ import annotations

import functools
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from mxsym.codegen.dtypes import BF16, BOOL, F16, F32, F64, I16, I32, DType
from mxsym.codegen.evaluate import evaluate
from mxsym.codegen.expand import FUNCTIONS, is_called, narrow_bf16
from mxsym.codegen.expr import CONVERSIONS, Expr, Granularity, const, postorder, scalar
from mxsym.codegen.graph import Buffer, Store
from mxsym.codegen.kernel import Kernel
from mxsym.codegen.prims import PRIMS


class Loop(NamedTuple):
    """A loop over elements: how many in a vector, vectors in an iteration, whether it asks for memory ahead."""

    width: int
    parts: int
    ahead: bool = False


_CONVERT = {
    ("cast", F64, F32): "fptrunc",
    ("cast", F32, F64): "fpext",
    ("cast", F32, F16): "fptrunc",
    ("cast", F16, F32): "fpext",
    ("resize", I16, I32): "zext",
    ("resize", I32, I16): "trunc",
}
_SUFFIX = {F64: "f64", F32: "f32"}


def vector(dtype: DType, width: int) -> str:
    """The LLVM type of `width` elements."""
    return dtype.llvm if width == 1 else f"<{width} x {dtype.llvm}>"


def _number(value: float | int | str | None, dtype: DType) -> str:
    if dtype.kind == "int":
        return str(value)
    assert isinstance(value, float)
    if dtype is BF16:
        return str(int(evaluate([narrow_bf16(const(value, F32))], {}, {}).popitem()[1]))
    if dtype is F16:
        value = float(np.float16(np.float32(value)))
    if dtype is F32:
        value = _to_float32(value)
    return f"0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X}"


def _to_float32(value: float) -> float:
    try:
        return float(struct.unpack("<f", struct.pack("<f", value))[0])
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


@dataclass
class Emitter:
    """Collects lines; `names` maps a value at one width and unroll position to its LLVM name.

    `pointers` is where each buffer's elements begin, in the row at hand where the kernel is over rows. `origins` says
    of a line which value or store of the kernel it is for, where it is for one: `origin` when the line was added.
    """

    kernel: Kernel
    pointers: dict[str, str] = field(default_factory=dict[str, str])
    lines: list[str] = field(default_factory=list[str])
    declared: set[str] = field(default_factory=set[str])
    called: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    names: dict[tuple[Expr, int, int], str] = field(default_factory=dict[tuple[Expr, int, int], str])
    count: int = 0
    origin: Expr | Store | None = None
    origins: dict[int, Expr | Store] = field(default_factory=dict[int, "Expr | Store"])

    def add(self, line: str) -> None:
        if self.origin is not None:
            self.origins[len(self.lines)] = self.origin
        self.lines.append("  " + line)

    def define(self, line: str) -> str:
        name = f"%t{self.count}"
        self.count += 1
        self.add(f"{name} = {line}")
        return name

    def label(self, name: str) -> None:
        self.lines.append(f"{name}:")

    def held(self, number: str, name: str = "") -> str:
        """A number as a vector of one element, as `index` takes it; `name`: what it is called."""
        line = f"insertelement <1 x i64> poison, i64 {number}, i64 0"
        if not name:
            return self.define(line)
        self.add(f"{name} = {line}")
        return name

    def index(self, name: str, start: str, block: str, body: str) -> str:
        """A loop's index `name`, after the phis at the head of the loop; at the end of `body`, `{name}.again` is to be
        `{name}.next`, held.

        `start` is what comes from `block`, held. What this returns is the index held, for a loop after this one. Held
        in a vector of one element, which costs nothing, it is no induction variable in LLVM's eyes: reducing the
        strength of its uses takes a third of the time of generating code and makes none of these loops faster.
        """
        self.add(f"{name}.held = phi <1 x i64> [{start}, %{block}], [{name}.again, %{body}]")
        self.add(f"{name} = extractelement <1 x i64> {name}.held, i64 0")
        return f"{name}.held"

    def operand(self, node: Expr, width: int, part: int) -> str:
        if node.op == "const":
            number = _number(node.attr, node.dtype)
            return number if width == 1 else f"splat ({node.dtype.llvm} {number})"
        return self.names[node, width, part if node.space is Granularity.ELEMENT else 0]

    def value(self, node: Expr, width: int, part: int) -> str:
        """The instruction for an arithmetic or conversion node."""
        kind = vector(node.dtype, width)
        source = node.args[-1].dtype
        operands = [self.operand(arg, width, part) for arg in node.args]
        if is_called(node):
            self.called.add((node.op, width))
            passed = ", ".join(f"{kind} {operand}" for operand in operands)
            return f"call {kind} @{function_name(node.op, width)}({passed})"
        if node.op in CONVERSIONS:
            instruction = "bitcast" if node.op == "bitcast" else _CONVERT[node.op, source, node.dtype]
            return f"{instruction} {vector(source, width)} {operands[0]} to {kind}"
        prim = PRIMS[node.op]
        assert prim.llvm is not None, node.op
        suffix = _SUFFIX.get(source, "")
        suffix = suffix if width == 1 else f"v{width}{suffix}"
        wide = vector(source, width)
        if "@llvm." in prim.llvm:
            intrinsic = prim.llvm.partition("@")[2].partition("(")[0].format(i=suffix)
            self.declared.add(f"declare {wide} @{intrinsic}({wide})")
        fields = dict(zip("abc", operands, strict=False))
        return prim.llvm.format(t=wide, i=suffix, p=vector(BOOL, width), **fields)

    def load(self, node: Expr, index: str, width: int = 1) -> str:
        """The instruction that loads `width` elements of a buffer from `index` on."""
        address = self.define(f"getelementptr {node.dtype.llvm}, ptr {self.pointers[str(node.attr)]}, i64 {index}")
        return f"load {vector(node.dtype, width)}, ptr {address}, align {node.dtype.bytes}"

    def store(self, store: Store, buffer: Buffer, index: str, width: int = 1, part: int = 0) -> None:
        """Store `width` elements of a value from `index` on."""
        before, self.origin = self.origin, store
        value = f"{vector(buffer.dtype, width)} {self.operand(store.value, width, part)}"
        address = self.define(f"getelementptr {buffer.dtype.llvm}, ptr {self.pointers[buffer.name]}, i64 {index}")
        self.add(f"store {value}, ptr {address}, align {buffer.dtype.bytes}")
        self.origin = before

    def elements(self, nodes: Iterable[Expr], starts: list[str], width: int) -> None:
        """Values of elements, one vector of `width` for each start, loads and arithmetic interleaved by value."""
        before = self.origin
        for node in nodes:
            self.origin = node
            for part, start in enumerate(starts):
                line = self.load(node, start, width) if node.op == "load" else self.value(node, width, part)
                self.names[node, width, part] = self.define(line)
        self.origin = before

    def single(self, node: Expr, make: Callable[[], str]) -> None:
        """One value for a row or for all elements; `make` emits what it needs and returns the instruction."""
        self.origin = node
        self.names[node, 1, 0] = self.define(make())
        self.origin = None

    def splat(self, nodes: Iterable[Expr], width: int) -> None:
        """The same number in every lane."""
        before = self.origin
        for node in nodes:
            if node.op != "const" and width > 1:
                self.origin = node
                kind = vector(node.dtype, width)
                lane = self.define(f"insertelement {kind} poison, {node.dtype.llvm} {self.names[node, 1, 0]}, i64 0")
                mask = f"<{width} x i32> zeroinitializer"
                self.names[node, width, 0] = self.define(f"shufflevector {kind} {lane}, {kind} poison, {mask}")
        self.origin = before


def function_name(name: str, width: int) -> str:
    """What one of `FUNCTIONS` on `width` numbers at once is called in a module."""
    return f"{name}.f64" if width == 1 else f"{name}.v{width}f64"


@functools.cache
def function(name: str, width: int) -> tuple[tuple[str, ...], str]:
    """One of `FUNCTIONS` as LLVM's text: what it declares, and its definition, which a module has once."""
    operands = "ab"[: PRIMS[name].arity]
    result = FUNCTIONS[name](*map(scalar, operands))
    emit = Emitter(Kernel(name, "n", (), tuple(operands), tuple(postorder([result])), (), (), ()))
    for node in emit.kernel.once:
        if node.op == "scalar":
            emit.names[node, width, 0] = f"%{node.attr}"
        elif node.op != "const":
            emit.names[node, width, 0] = emit.define(emit.value(node, width, 0))
    kind = vector(F64, width)
    emit.add(f"ret {kind} {emit.operand(result, width, 0)}")
    takes = ", ".join(f"{kind} %{operand}" for operand in operands)
    head = f"define internal {kind} @{function_name(name, width)}({takes}) #0 {{"
    return tuple(emit.declared), "\n".join([head, *emit.lines, "}"])
