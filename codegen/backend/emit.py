"""Values to LLVM instructions, by table: what a kernel computes, at any vector width. `lower.py` has the loops."""

from __future__ import annotations

import functools
import itertools
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from mxsym.codegen.backend.builder import PREFETCH, Builder, Loop, Value, splat, vector_type
from mxsym.codegen.codes import BANDS, first_of, table_of
from mxsym.codegen.dtypes import BF16, BOOL, BY_SHORT, F16, F32, F64, I32, U8, DType
from mxsym.codegen.evaluate import fold
from mxsym.codegen.expand.functions import FUNCTIONS
from mxsym.codegen.expr import CONVERSIONS, OF_COLUMNS, Expr, const, postorder, scalar
from mxsym.codegen.graph import Buffer, Store
from mxsym.codegen.kernel import Domain, Kernel
from mxsym.codegen.prims import PRIMS


class LoopShape(NamedTuple):
    """The shape of a loop over elements: how many in a vector, vectors in an iteration, whether it asks for memory
    ahead."""

    width: int
    parts: int
    ahead: bool = False


_CONVERT = {"cast": ("fptrunc", "fpext"), "resize": ("trunc", "zext"), "to_float": ("uitofp", "uitofp")}
"""The instruction of a conversion, to fewer bits and to more."""
_SUFFIX = {F64: "f64", F32: "f32"}
_PERMUTE = {8: "avx2.permps", 16: "avx512.permvar.sf.512"}
"""Instructions of targets that permute, by the numbers of a vector: they look places up by their lowest bits."""
LINE = 64
"""Bytes of a cache line."""
PACKED = 16
"""Numbers in a vector from which their bytes are made of one alone; of shorter ones together, in fewer instructions."""
DISTANCE = 2048
"""Bytes: how far ahead a loop asks for what it will read.

The CPU's own prefetchers stop at the borders of pages and start again slowly; with this, memory streams.
"""
ATTRIBUTES = "#0"
"""Those of the functions of a module, which `lower.py` defines."""


def vector(dtype: DType, width: int) -> str:
    """The LLVM type of `width` elements."""
    return vector_type(dtype.llvm, width)


def number(value: float | int | str | None, dtype: DType) -> str:
    """A constant as LLVM spells it."""
    if dtype.kind == "int":
        return str(value)
    assert isinstance(value, float)
    if dtype is BF16:
        return str(int(fold(const(value, BF16))))  # its bits
    if dtype is F16:
        value = float(fold(const(value, F16)))
    if dtype is F32:
        value = _to_float32(value)
    return f"0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X}"


def _to_float32(value: float) -> float:
    try:
        return float(struct.unpack("<f", struct.pack("<f", value))[0])
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


class _Template(NamedTuple):
    """An instruction over the names of its operands, {0}, {1}, …, and what it needs: a declaration, a function."""

    line: str
    declaration: str
    called: bool


@functools.cache
def _template(op: str, source: str, result: str, width: int) -> _Template:
    """The instruction for a node, by the short names of the types of its last operand and of its result."""
    from_, to = BY_SHORT[source], BY_SHORT[result]
    wide, kind = vector(from_, width), vector(to, width)
    if op in FUNCTIONS and to is F64:
        operands = ", ".join(f"{kind} {{{place}}}" for place in range(PRIMS[op].arity))
        return _Template(f"call {kind} @{function_name(op, width)}({operands})", "", True)
    if op in CONVERSIONS:
        instruction = "bitcast" if op == "bitcast" else _CONVERT[op][to.bits > from_.bits]
        return _Template(f"{instruction} {wide} {{0}} to {kind}", "", False)
    prim = PRIMS[op]
    assert prim.llvm is not None, op
    suffix = _SUFFIX.get(from_, "")
    suffix = suffix if width == 1 else f"v{width}{suffix}"
    line = prim.llvm.format(t=wide, i=suffix, p=vector(BOOL, width), a="{0}", b="{1}", c="{2}")
    intrinsic = line.partition("@llvm.")[2].partition("(")[0]
    operands = ", ".join([wide] * prim.arity)
    return _Template(line, f"declare {wide} @llvm.{intrinsic}({operands})" if intrinsic else "", False)


@dataclass
class Emitter:
    """A kernel's values in LLVM's text; `names` maps a value at one width and unroll position.

    `pointers` are the addresses of each buffer's elements, in the row at hand where the kernel is over rows; `first` is
    then the number of its first element. A value is called after its number in the kernel's own text. `permutes` is the
    target's.
    """

    kernel: Kernel
    code: Builder
    permutes: bool = False
    pointers: dict[str, Value] = field(default_factory=dict[str, Value])
    declared: set[str] = field(default_factory=set[str])
    called: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    names: dict[tuple[Expr, int, int], Value] = field(default_factory=dict[tuple[Expr, int, int], Value])
    first: Value | None = None
    numbers: dict[Expr, str] = field(init=False)

    def __post_init__(self) -> None:
        self.numbers = {}
        values = itertools.chain.from_iterable(nodes for _, nodes in self.kernel.sections())
        for place, node in enumerate(values):
            self.numbers.setdefault(node, f"v{place}")

    def index(self, loop: Loop, name: str, start: Value) -> tuple[Value, Value]:
        """A loop's index, as a number and as a `cell`; `start` is the cell of its first value.

        In a vector of one element, which costs nothing, LLVM does not see an induction variable. Reducing the strength
        of its uses takes a third of the time of generating code. It makes none of these loops faster.
        """
        cell = loop.phi(f"{name}.cell", start)
        return self.code.extract(cell, 0, name), cell

    def cell(self, number: Value, name: str = "cell") -> Value:
        """A number as a vector of one element, as `index` takes it."""
        return self.code.insert(number, 1, name)

    def operand(self, node: Expr, width: int, part: int) -> Value:
        """A value, at that width and unroll position."""
        key = node, width, part if node.type.space.by_column else 0
        value = self.names.get(key)
        if value is None:
            assert node.op == "const", f"{node.op} is not emitted yet"
            value = self.names[key] = splat(node.dtype.llvm, width, number(node.attr, node.dtype))
        return value

    def value(self, node: Expr, width: int, part: int) -> str:
        """The instruction for an arithmetic or conversion node."""
        if node.op in PRIMS and PRIMS[node.op].table:
            return self._look_up(node, width, part)
        return self._template(node, width).format(*[self.operand(arg, width, part).name for arg in node.args])

    def _look_up(self, node: Expr, width: int, part: int) -> str:
        """The instruction that looks places up in a table, which the module has as a constant; and their addresses."""
        values = table_of(PRIMS[node.op].table).tolist()
        kind, dtype = vector(node.dtype, width), node.dtype
        places = self.operand(node.args[0], width, part)
        entries = [f"{dtype.llvm} {number(value, dtype)}" for value in values]
        if len(values) == BANDS:
            if self.permutes and width in _PERMUTE:
                called = f"@llvm.x86.{_PERMUTE[width]}"
                self.declared.add(f"declare {kind} {called}({kind}, {places.type})")
                return f"call {kind} {called}({kind} <{', '.join(entries * (width // BANDS))}>, {places})"
            lowest = splat(I32.llvm, width, str(BANDS - 1))
            places = self.code.binary("and", places, lowest, "place")
        words = ", ".join(entries)
        self.declared.add(f"@{node.op} = internal constant [{len(values)} x {dtype.llvm}] [{words}], align {LINE}")
        base = f"ptr @{node.op}"
        if first := first_of(PRIMS[node.op].table):
            base = f"ptr getelementptr ({dtype.llvm}, {base}, i64 {-first})"
        at = self.code.define(vector_type("ptr", width), f"getelementptr {dtype.llvm}, {base}, {places}", "at")
        if width == 1:
            return f"load {kind}, {at}, align {dtype.bytes}"
        suffix = f"v{width}{_SUFFIX.get(dtype, dtype.llvm)}.v{width}p0"
        truths = f"<{width} x i1>"
        self.declared.add(f"declare {kind} @llvm.masked.gather.{suffix}({at.type}, i32, {truths}, {kind})")
        mask = f"{truths} splat (i1 true)"
        return f"call {kind} @llvm.masked.gather.{suffix}({at}, i32 {dtype.bytes}, {mask}, {kind} poison)"

    def _template(self, node: Expr, width: int) -> str:
        """The instruction for such a node over the names of its operands; the module gets what it needs."""
        line, declaration, called = _template(node.op, node.args[-1].dtype.short, node.dtype.short, width)
        if declaration:
            self.declared.add(declaration)
        if called:
            self.called.add((node.op, width))
        return line

    def address(self, buffer: str, dtype: DType, index: Value) -> Value:
        """The address of an element of a buffer."""
        pointer = self.pointers[buffer]
        return self.code.gep(pointer, index, dtype.llvm, f"{pointer.name[1:]}.at")

    def load(self, node: Expr, index: Value, width: int = 1) -> str:
        """The instruction that loads `width` elements of a buffer from `index` on."""
        address = self.address(str(node.attr), node.dtype, index)
        return f"load {vector(node.dtype, width)}, {address}, align {node.dtype.bytes}"

    def prefetch(self, start: Value, offsets: Iterable[int], write: int) -> None:
        """Ask for the cache lines this many bytes after `start`; beyond the end of memory that does nothing."""
        self.declared.add(PREFETCH)
        for offset in offsets:
            self.code.prefetch(self.code.gep(start, offset, "i8", f"{start.name[1:]}.far"), write=write)

    def store(self, store: Store, buffer: Buffer, index: Value, width: int = 1, part: int = 0) -> None:
        """Store `width` elements of a value from `index` on."""
        with self.code.origin_scope(store):
            address = self.address(buffer.name, buffer.dtype, index)
            self.code.store(self.operand(store.value, width, part), address, buffer.dtype.bytes)

    def elements(self, nodes: Iterable[Expr], starts: list[Value], width: int) -> None:
        """Values of elements, one vector of `width` for each start, loads and arithmetic interleaved by value."""
        code = self.code
        before = code.origin
        for node in nodes:
            if node.op in OF_COLUMNS:
                continue  # a loop over rows stores it
            code.origin = node
            kind, name, loads = vector(node.dtype, width), self.numbers[node], node.op == "load"
            if node.op == "resize" and node.dtype is U8 and 1 < width < PACKED:
                self._pack(node, width, len(starts))
                continue
            looks_up = node.op in PRIMS and bool(PRIMS[node.op].table)
            template = "" if not node.args or looks_up else self._template(node, width)
            for part, start in enumerate(starts):
                if node.op == "index":
                    self.names[node, width, part] = self.index_of(node, start, width)
                    continue
                if loads:
                    line = self.load(node, start, width)
                elif looks_up:
                    line = self._look_up(node, width, part)
                else:
                    line = template.format(*[self.operand(arg, width, part).name for arg in node.args])
                self.names[node, width, part] = code.define(kind, line, name)
        code.origin = before

    def _pack(self, node: Expr, width: int, parts: int) -> None:
        """Numbers as bytes, those of all vectors at once."""
        code, name, together = self.code, self.numbers[node], width * parts
        numbers = code.concatenate([self.operand(node.args[0], width, part) for part in range(parts)], width)
        line = self._template(node, together).format(numbers.name)
        packed = code.define(vector(node.dtype, together), line, f"{name}.all")
        for part in range(parts):
            lanes = range(part * width, (part + 1) * width)
            self.names[node, width, part] = code.shuffle(packed, None, lanes, name)

    def index_of(self, node: Expr, start: Value, width: int) -> Value:
        """The numbers of `width` elements, or columns, from `start` of the loop on."""
        code, name = self.code, self.numbers[node]
        before = self.first if node.space.by_row else None
        first = start if before is None else code.add(start, before, f"{name}.first")
        if width == 1:
            return first
        lanes = ", ".join(f"i64 {lane}" for lane in range(width))
        numbers = code.spread(first, width, f"{name}.same")
        return code.define(numbers.type, f"add {numbers}, <{lanes}>", name)

    def single(self, node: Expr, make: Callable[[], str]) -> None:
        """One value for a row or for all elements; `make` emits what it needs and returns the instruction."""
        with self.code.origin_scope(node):
            self.names[node, 1, 0] = self.code.define(node.dtype.llvm, make(), self.numbers[node])

    def splat(self, nodes: Iterable[Expr], width: int) -> None:
        """The same number in every lane."""
        for node in nodes:
            if node.op != "const" and width > 1:
                with self.code.origin_scope(node):
                    name = f"{self.numbers[node]}.x{width}"
                    self.names[node, width, 0] = self.code.spread(self.names[node, 1, 0], width, name)


def function_name(name: str, width: int) -> str:
    """The name in a module of one of `FUNCTIONS` on `width` numbers at once."""
    return f"{name}.f64" if width == 1 else f"{name}.v{width}f64"


@functools.cache
def function(name: str, width: int) -> tuple[tuple[str, ...], str]:
    """One of `FUNCTIONS` as LLVM's text: what it declares, and its definition, which a module has once."""
    operands = "ab"[: PRIMS[name].arity]
    result = FUNCTIONS[name](*map(scalar, operands))
    kind = vector(F64, width)
    code = Builder(
        function_name(name, width), dict.fromkeys(operands, kind), kind, attributes=ATTRIBUTES, internal=True
    )
    kernel = Kernel(name, Domain.FLAT, (), tuple(operands), tuple(postorder([result])), (), (), ())
    emit = Emitter(kernel, code)
    for node in kernel.once:
        if node.op == "scalar":
            emit.names[node, width, 0] = Value(kind, f"%{node.attr}")
        elif node.op != "const":
            emit.names[node, width, 0] = code.define(
                vector(node.dtype, width), emit.value(node, width, 0), emit.numbers[node]
            )
    code.ret(emit.operand(result, width, 0))
    return tuple(emit.declared), code.text()
