"""Expression nodes: the values of the upper IRs, immutable, interned, and typed where they are built.

Two structurally equal expressions are one object, so `==` is `is` and a shared value is a shared node.
"""

from __future__ import annotations

import enum
import math
import struct
import weakref
from collections.abc import Callable, Container, Iterable, Sequence

from mxsym.codegen.blocks import TILE
from mxsym.codegen.dtypes import BF16, BOOL, F32, F64, I64, U8, DType, T
from mxsym.codegen.prims import PRIMS, result_dtype
from mxsym.codegen.record import record


class Granularity(enum.IntEnum):
    """Granularity of a value: one per call, per row, per column, per tile of elements or per element.

    Of its bits, each says that it differs by one of these. A tile is as many elements as `blocks.TILES` says, which lie
    one after the other, wherever rows begin; it is made of tiles of each lesser number.
    """

    SCALAR = 0
    ROW = 1
    COLUMN = 2
    TILE_4096 = 0b_1_00, 4096
    TILE_2048 = 0b_11_00, 2048
    TILE_1024 = 0b_111_00, 1024
    TILE_512 = 0b_1111_00, 512
    TILE_256 = 0b_11111_00, 256
    TILE_128 = 0b_111111_00, 128
    TILE_64 = 0b_1111111_00, 64
    ELEMENT = 0b_1111111_11

    tile: int
    """The elements of a tile; 0 for what has no value for each tile."""

    def __new__(cls, bits: int, tile: int = 0) -> Granularity:
        space = int.__new__(cls, bits)
        space._value_, space.tile = bits, tile
        return space

    @property
    def by_row(self) -> bool:
        """True if the values differ from row to row."""
        return self & ~2 != 0

    @property
    def by_column(self) -> bool:
        """True if each column has values of its own."""
        return self & 2 != 0

    def within(self, other: Granularity) -> bool:
        """True if `other` has a value wherever this has one."""
        return self & ~other == 0


def join(spaces: Iterable[Granularity]) -> Granularity:
    """The granularity of what is made of values of these."""
    bits = 0
    for space in spaces:
        bits |= space
    return _SPACES[bits]


def meet(one: Granularity, other: Granularity) -> Granularity:
    """The finest granularity that is no finer than either."""
    return _SPACES[one & other]


_SPACES = dict.fromkeys(range(Granularity.ELEMENT + 1), Granularity.ELEMENT) | {int(s): s for s in Granularity}
OF_TILES = {space.tile: space for space in Granularity if space.tile}
"""The granularities of one value for each tile, by the elements of that."""


EACH = {
    Granularity.SCALAR: "in all",
    Granularity.ROW: "for each row",
    Granularity.COLUMN: "for each column",
    **{space: f"for each block of {tile} elements" for tile, space in OF_TILES.items()},
    Granularity.ELEMENT: "for each element",
}
"""The things that there is one value for, as texts say it."""

LISTED = "listed"
"""The `attr` of an index whose rows are listed."""

SUFFIX = {
    Granularity.SCALAR: "",
    Granularity.ROW: "[r]",
    Granularity.COLUMN: "[c]",
    **{space: "[t]" if tile == TILE else f"[t{tile}]" for tile, space in OF_TILES.items()},
    Granularity.ELEMENT: "[n]",
}


Axes = tuple[str, str]
"""A matrix's two axes, each as long as one of the weight's: "rows", its first axis, or "columns", all others."""
WEIGHT: Axes = ("rows", "columns")


@record
class Type:
    """Type of an expression's value: an element type and a granularity. Prints as `f32[n]`.

    `axes`: those of the matrix that it is a value of; with others than the weight's it prints as `f32[n.rows.rows]`.
    """

    dtype: DType
    space: Granularity
    axes: Axes = WEIGHT

    def __repr__(self) -> str:
        suffix = SUFFIX[self.space]
        if self.axes != WEIGHT:
            suffix = f"{suffix[:-1]}.{'.'.join(self.axes)}]"
        return f"{self.dtype}{suffix}"


class ExprError(TypeError):
    """Operands that a primitive does not take; the text names the primitive and the operand types."""


@record(eq=False, weakref=True)
class Expr:
    """One value. `op` is a primitive of `prims.PRIMS`, a leaf, a reduction (row_sum, sum, …), a conversion, or a
    matrix operation (`MATRIX`).

    The leaves are load, scalar, const, columns, elements and index.

    `attr` is the buffer's or scalar's name, or the constant's value.
    """

    op: str
    args: tuple[Expr, ...]
    type: Type
    attr: str | float | int | None = None

    @property
    def dtype(self) -> DType:
        return self.type.dtype

    @property
    def space(self) -> Granularity:
        return self.type.space

    def __add__(self, other: Expr) -> Expr:
        return apply("add", self, other)

    def __sub__(self, other: Expr) -> Expr:
        return apply("sub", self, other)

    def __mul__(self, other: Expr) -> Expr:
        return apply("mul", self, other)

    def __truediv__(self, other: Expr) -> Expr:
        return apply("div", self, other)

    def __neg__(self) -> Expr:
        return apply("neg", self)

    def __reduce__(self) -> tuple[object, ...]:
        return (_intern, (self.op, self.args, self.type, self.attr))


# No lock: a finalizer or a signal handler may come between any two steps, on this thread or another, and build graphs,
# too. Each access of the table is one step. A reference that has died is replaced by whoever sees it first.
_interned: dict[object, weakref.KeyedRef[object, Expr]] = {}
_remove_if_dead: Callable[[object, object], None] = vars(weakref)["_remove_dead_weakref"]


def _forget(reference: weakref.KeyedRef[object, Expr]) -> None:
    _remove_if_dead(_interned, reference.key)


def _intern(op: str, args: tuple[Expr, ...], type_: Type, attr: str | float | int | None = None) -> Expr:
    # Constants are told apart by their bits: 0.0 and -0.0 are equal but are not the same constant.
    exact = struct.pack("<d", attr) if isinstance(attr, float) else attr
    key = (op, args, type_.dtype.short, int(type_.space), type_.axes, exact)
    reference = _interned.get(key)
    while True:
        known = None if reference is None else reference()
        if known is not None:
            return known
        _remove_if_dead(_interned, key)
        fresh = Expr(op, args, type_, attr)
        reference = _interned.setdefault(key, weakref.KeyedRef(fresh, _forget, key))


def load(buffer: str, dtype: DType, space: Granularity = Granularity.ELEMENT, axes: Axes = WEIGHT) -> Expr:
    """The value of a buffer before the update."""
    return _intern("load", (), Type(dtype, space, axes), buffer)


def scalar(name: str) -> Expr:
    """A run-time hyper-parameter. It arrives as float64 and is cast where it is used."""
    return _intern("scalar", (), Type(F64, Granularity.SCALAR), name)


def const(value: float | int, dtype: DType = T) -> Expr:
    """A constant. Floats are kept as float64 and rounded to `dtype` where they are used.

    Raises:
        ExprError: a whole number that `dtype` has no bits for.
    """
    if dtype.kind == "int":
        least = 0 if dtype is U8 else -(1 << dtype.bits - 1)
        if not least <= value < least + (1 << dtype.bits):
            raise ExprError(f"{dtype} has no {value}")
    return _intern("const", (), Type(dtype, Granularity.SCALAR), int(value) if dtype.kind == "int" else float(value))


def columns() -> Expr:
    """The number of elements of a row, as float64."""
    return _intern("columns", (), Type(F64, Granularity.SCALAR))


def elements() -> Expr:
    """The number of elements of a tensor, as float64."""
    return _intern("elements", (), Type(F64, Granularity.SCALAR))


def index(listed: bool = False, space: Granularity = Granularity.ELEMENT) -> Expr:
    """The number of an element of a tensor, in row-major order; or of a row, or of a column.

    `listed`: a kernel gets a list of its rows' numbers.

    Raises:
        ExprError: one for the call, or of a tile, which kernels do not count.
    """
    if space not in _COUNTED:
        raise ExprError(f"index numbers elements, rows or columns, got {Type(I64, space)}")
    return _intern("index", (), Type(I64, space), LISTED if listed and space.by_row else None)


def counter(number: Expr, space: Granularity) -> Expr:
    """The counter of a random number, of the number of the element, row or column that it is for.

    No counter of one is that of another: the two highest bits say which.
    """
    kind = _COUNTERS.index(space)
    return apply("ior", number, const(kind - 4 * (kind > 1) << 62, I64)) if kind else number


_COUNTED = (Granularity.ELEMENT, Granularity.ROW, Granularity.COLUMN)
_COUNTERS = (*_COUNTED, Granularity.SCALAR)


def is_private(node: Expr) -> bool:
    """True for what passes alone may make: it reads memory that nobody compares with its place."""
    return (node.op in PRIMS and bool(PRIMS[node.op].table)) or (node.op == "index" and node.attr is not None)


def _reduction(op: str, value: Expr, space: Granularity) -> Expr:
    if op in OF_COLUMNS and value.space is Granularity.ROW:
        raise ExprError(f"{op} takes a tensor, got {value.type}")
    if value.dtype.bits == 16 or value.dtype.kind not in ("float", "generic"):
        raise ExprError(f"{op} takes an arithmetic type, got {value.type}")
    return _intern(op, (value,), Type(value.dtype, space, _reach(space, value.type.axes)))


def row_sum(value: Expr) -> Expr:
    """The sum of each row, in the fixed order of `evaluate.sum_rows`; what is less than a tensor counts as often.

    Raises:
        ExprError: `value` is not of an arithmetic type.
    """
    return _reduction("row_sum", value, Granularity.ROW)


def sum_all(value: Expr) -> Expr:
    """The sum of a whole tensor, in the fixed order of `evaluate.sum_elements`; less than a tensor counts as often.

    Raises:
        ExprError: `value` is not of an arithmetic type.
    """
    return _reduction("sum", value, Granularity.SCALAR)


_SHIFTS = frozenset({"ishl", "ilshr"})
"""LLVM's shifts by as many bits as there are, or more, have no value."""


def apply(op: str, *args: Expr) -> Expr:
    """The primitive `op` of `args`.

    Raises:
        ExprError: `op` is unknown or does not take operands of these types; a shift by no constant, or too far; what
            has several values of one weight, over a model.
    """
    prim = PRIMS.get(op)
    if op in MATRIX:
        arity = 2 if op == "matmul" else 1
        if len(args) != arity:
            raise ExprError(f"{op} takes {arity} operand(s), got {len(args)}")
        return MATRIX[op](*args)
    if prim is None:
        raise ExprError(f"unknown primitive {op!r}; known: {', '.join(PRIMS)}")
    dtype = result_dtype(prim, tuple(arg.dtype for arg in args))
    if dtype is None:
        got = ", ".join(map(repr, (arg.type for arg in args)))
        raise ExprError(f"{op} takes {prim.arity} operand(s) of one {prim.operand} type, got ({got})")
    if op in _SHIFTS and not (args[1].op == "const" and args[1].attr in range(dtype.bits)):
        raise ExprError(f"{op} shifts by a constant from 0 to {dtype.bits - 1}, got {args[1].op} {args[1].attr or ''}")
    if op in OF_MODEL and args[0].space is not Granularity.SCALAR:
        raise ExprError(f"{op} takes one number of each weight, got {args[0].type}")
    return _intern(op, args, Type(dtype, join(arg.space for arg in args), _axes(op, args)))


def matrix_shape(weight: tuple[int, ...], axes: Axes) -> tuple[int, ...]:
    """The shape of a matrix with these axes, for a weight of that shape."""
    if axes == WEIGHT:
        return weight
    lengths = {"rows": weight[0] if weight else 1, "columns": math.prod(weight[1:])}
    return lengths[axes[0]], lengths[axes[1]]


def times(axes: Axes) -> str:
    """A matrix's axes as people write them."""
    return " × ".join(axes)


def _axes(op: str, args: Sequence[Expr]) -> Axes:
    """The axes that operands have in common; numbers have none, and values of rows or columns have one."""
    if all(arg.type.axes == WEIGHT for arg in args):
        return WEIGHT
    by_row = dict.fromkeys(arg.type.axes[0] for arg in args if arg.space.by_row)
    by_column = dict.fromkeys(arg.type.axes[1] for arg in args if arg.space.by_column)
    if len(by_row) > 1 or len(by_column) > 1:
        several = dict.fromkeys(arg.type.axes for arg in args if arg.space is not Granularity.SCALAR)
        got = " and ".join(map(times, several))
        raise ExprError(f"{op} takes values of one matrix, element by element, got {got}; transpose one: x.T")
    return next(iter(by_row), WEIGHT[0]), next(iter(by_column), WEIGHT[1])


def _reach(space: Granularity, axes: Axes) -> Axes:
    """The axes of what has a value for each row, or each column, of a matrix: the other axis says nothing."""
    return axes[0] if space.by_row else WEIGHT[0], axes[1] if space.by_column else WEIGHT[1]


def cast(value: Expr, dtype: DType) -> Expr:
    """`value` rounded to nearest even in `dtype`; itself where it has that type already.

    float64 reaches a 16-bit type through float32, and so does one 16-bit type another. One conversion a pair is enough
    for every target, and the interpreter takes the same two roundings.
    """
    if value.dtype is dtype:
        return value
    if value.dtype.kind not in ("float", "generic") or dtype.kind not in ("float", "generic"):
        raise ExprError(f"cast converts between float types, got {value.type} to {dtype}")
    if value.op == "const" and (value.dtype is T or dtype.bits < value.dtype.bits) and dtype is not T:
        return const(value.attr if isinstance(value.attr, float) else 0.0, dtype)  # rounded where it is used
    narrow = (F64, F32)
    if T not in (value.dtype, dtype) and value.dtype is not F32 and dtype is not F32 and (value.dtype, dtype) != narrow:
        value = cast(value, F32)
    return _intern("cast", (value,), Type(dtype, value.space, value.type.axes))


def bitcast(value: Expr, dtype: DType) -> Expr:
    """The same bits read as `dtype`, of the same size."""
    if value.dtype.bits != dtype.bits or BOOL in (value.dtype, dtype):
        raise ExprError(f"bitcast keeps the size, got {value.type} to {dtype}")
    return value if value.dtype is dtype else _intern("bitcast", (value,), Type(dtype, value.space, value.type.axes))


def to_float(value: Expr, dtype: DType) -> Expr:
    """An integer without a sign as a floating-point number, rounded to nearest even."""
    if value.dtype.kind != "int" or dtype not in (F32, F64):
        raise ExprError(f"to_float converts an integer to f32 or f64, got {value.type} to {dtype}")
    return _intern("to_float", (value,), Type(dtype, value.space, value.type.axes))


def resize(value: Expr, dtype: DType) -> Expr:
    """An integer in more bits (zero-extended) or in fewer (truncated)."""
    if value.dtype.kind != "int" or dtype.kind != "int":
        raise ExprError(f"resize converts between integer types, got {value.type} to {dtype}")
    return value if value.dtype is dtype else _intern("resize", (value,), Type(dtype, value.space, value.type.axes))


WRITTEN = {
    "matmul": "a @ b", "transpose": "x.T", "identity": "eye", "eigenvalues": "eigh", "eigenvectors": "eigh",
    "orthonormal": "qr",
}  # fmt: skip
"""Matrix operations as rules write them."""


def _matrix(op: str, value: Expr, *, square: bool = False) -> Axes:
    """The axes of a matrix operation's operand."""
    if value.space is not Granularity.ELEMENT or value.dtype.kind not in ("float", "generic"):
        raise ExprError(f"{WRITTEN[op]} takes matrices, got {value.type}")
    if square and value.type.axes[0] != value.type.axes[1]:
        raise ExprError(f"{WRITTEN[op]} takes a square matrix, got {times(value.type.axes)}; pass x @ x.T or x.T @ x")
    return value.type.axes


def matmul(a: Expr, b: Expr) -> Expr:
    """The matrix product; of bfloat16, which kernels only store, it is float32.

    Raises:
        ExprError: the operands are no matrices that have one.
    """
    (rows, inner), (other, columns) = _matrix("matmul", a), _matrix("matmul", b)
    if inner != other or a.dtype is not b.dtype:
        got = f"({times(a.type.axes)}) @ ({times(b.type.axes)})"
        fits = {"a @ b.T": inner == columns, "a.T @ b": rows == other, "b @ a": columns == rows}
        fix = " or ".join(text for text, fit in fits.items() if fit) or "matrices that fit"
        raise ExprError(f"a @ b: got {got}, expected as many columns as rows; write {fix}")
    dtype = F32 if a.dtype is BF16 else a.dtype
    return _intern("matmul", (a, b), Type(dtype, Granularity.ELEMENT, (rows, columns)))


def transpose(value: Expr) -> Expr:
    """The matrix with its axes exchanged.

    Raises:
        ExprError: `value` is no matrix.
    """
    rows, columns = _matrix("transpose", value)
    if value.op == "transpose":
        return value.args[0]
    return _intern("transpose", (value,), Type(value.dtype, Granularity.ELEMENT, (columns, rows)))


def identity(like: Expr) -> Expr:
    """The identity matrix of a square matrix's size.

    Raises:
        ExprError: `like` is no square matrix.
    """
    return _intern("identity", (), Type(like.dtype, Granularity.ELEMENT, _matrix("identity", like, square=True)))


def _square(op: str, space: Granularity) -> Callable[[Expr], Expr]:
    def of_square(value: Expr) -> Expr:
        axes = _matrix(op, value, square=True)
        return _intern(op, (value,), Type(value.dtype, space, _reach(space, axes)))

    return of_square


MATRIX: dict[str, Callable[..., Expr]] = {
    "matmul": matmul,
    "transpose": transpose,
    "identity": identity,
    "eigenvalues": _square("eigenvalues", Granularity.COLUMN),
    "eigenvectors": _square("eigenvectors", Granularity.ELEMENT),
    "orthonormal": _square("orthonormal", Granularity.ELEMENT),
}
"""Operations on matrices, which no kernel computes: a step calls a library for them, between kernels."""


ABSMAX = {tile: "absmax" if tile == TILE else f"absmax_{tile}" for tile in OF_TILES}
"""The operations that give the largest size in each tile, by the elements of that."""
_ROW, _COLUMN, _WHOLE = ({how: axis + how for how in ("sum", "max", "min")} for axis in ("row_", "column_", ""))


def _reducing(op: str, space: Granularity) -> Callable[[Expr], Expr]:
    return lambda value: _reduction(op, value, space)


REDUCTIONS: dict[str, Callable[[Expr], Expr]] = {
    **{op: _reducing(op, Granularity.ROW) for op in _ROW.values()},
    **{op: _reducing(op, Granularity.COLUMN) for op in _COLUMN.values()},
    **{op: _reducing(op, Granularity.SCALAR) for op in _WHOLE.values()},
    **{op: _reducing(op, OF_TILES[tile]) for tile, op in ABSMAX.items()},
    "row_sum": row_sum,
    "sum": sum_all,
}
"""The operations whose result does not reach as far as their operand."""
COMBINES = {op: how for ops in (_ROW, _COLUMN, _WHOLE) for how, op in ops.items()} | dict.fromkeys(
    ABSMAX.values(), "absmax"
)
"""By reduction: "sum", "max", "min" or "absmax"."""
OF_ROWS = {how: REDUCTIONS[op] for how, op in _ROW.items()}
"""The reductions of rows, by what they do."""
OF_COLUMNS = frozenset(_COLUMN.values())
CUTS = OF_COLUMNS | frozenset(_WHOLE.values())
"""The reductions that need all rows before they have a value."""
OF_MODEL = {"model_sum": "sum", "model_max": "max", "model_min": "min"}
"""The primitives that join one number of each weight of a model, with the reduction that does it."""
CONVERSIONS = {"cast": cast, "bitcast": bitcast, "resize": resize, "to_float": to_float}
"""The operations that name their result type."""


def rebuild(expr: Expr, args: tuple[Expr, ...]) -> Expr:
    """`expr` with other operands, typed again."""
    if all(new is old for new, old in zip(args, expr.args, strict=True)):
        return expr
    if expr.op in REDUCTIONS:
        return REDUCTIONS[expr.op](args[0])
    if expr.op in MATRIX:
        return MATRIX[expr.op](*args)
    convert = CONVERSIONS.get(expr.op)
    return convert(args[0], expr.dtype) if convert else apply(expr.op, *args)


def postorder(roots: Iterable[Expr], ends: Container[Expr] = ()) -> list[Expr]:
    """Every node below `roots` once, operands before users, in a fixed order. No recursion: depth is the user's.

    `ends` are leaves, whatever their operands are.
    """
    done: dict[Expr, None] = {}
    stack = [*roots]
    stack.reverse()
    while stack:
        node = stack[-1]
        if node not in done:
            size = len(stack)
            for arg in node.args[::-1] if node not in ends else ():
                if arg not in done:
                    stack.append(arg)  # noqa: PERF401  # a comprehension is a call in Python 3.11
            if len(stack) > size:
                continue
            done[node] = None
        stack.pop()
    return list(done)
