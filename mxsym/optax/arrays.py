"""The arrays of a jaxpr as values of a rule: an expression, and the axes of a weight that each axis runs along."""

from __future__ import annotations

from typing import Any

import numpy as np

from mxsym.codegen import expr as ir
from mxsym.codegen.dtypes import BF16, BOOL, F16, F64, I32, I64, DType, T
from mxsym.codegen.expr import Expr, Granularity
from mxsym.codegen.record import record

Axis = tuple[int, ...] | None
"""The axes of the weight that an axis runs along, in order; None: the values are the same all along it."""
Dim = Any
"""The length of an axis: an int, or one of jax's symbolic dimensions."""
Shape = tuple[Dim, ...]
_MAGIC = 6755399441055744.0
"""1.5 * 2^52: its sum with a whole number below 2^51 in size has that in its lower bits, in two's complement."""
HALVES = {"bfloat16": BF16, "float16": F16}
_WHOLE = {"int8": 8, "int16": 16, "int32": 32, "int64": 64}
"""Bits of the types of whole numbers with a sign."""


class NotInRulesError(Exception):
    """Something that the rule language does not have; the text says what."""


@record
class Item:
    """An array that follows a weight of the shape `like`, or one number (`like` is empty).

    `kind` is jax's name of the type. A key of random numbers has two numbers, `expr` and `second`. Floating-point
    numbers are of the compute type; whole numbers with a sign are float64, those without are bits. The expression has
    the elements in the order of the weight's, whatever that of the axes; of a square matrix in that of the axes.
    """

    expr: Expr
    axes: tuple[Axis, ...]
    kind: str
    like: Shape = ()
    second: Expr | None = None

    @property
    def is_number(self) -> bool:
        return all(axis is None for axis in self.axes)


Small = Any
"""A small array of numbers: NumPy's, of objects, each element an `Item` without axes."""
Array = Any
"""An `Item`, or a small array."""


def representation(kind: str) -> DType:
    """The type of the expressions of numbers of one of jax's types."""
    if kind == "bool":
        return BOOL
    if kind in ("float32", "float64", *HALVES):
        return T
    if kind in _WHOLE:
        return F64
    if kind == "uint32" or kind.startswith("key"):
        return I32
    raise NotInRulesError(f"numbers of type {kind}; a rule has floating-point numbers, int32, uint32 and bool")


def constant(value: Any, kind: str) -> Expr:
    """A number as a constant."""
    dtype = representation(kind)
    if dtype is BOOL:
        zero = ir.const(0.0)
        return ir.apply("eq" if value else "ne", zero, zero)
    if dtype is I32:
        number = int(value)
        return ir.const(number - (number >> 31 << 32), I32)
    if dtype is T:
        return ir.const(float(np.float32(value)), T)  # the number that jax has
    return ir.const(float(value), dtype)


def rounded(expr: Expr, kind: str) -> Expr:
    """A floating-point number in the type that jax has it in."""
    return ir.cast(ir.cast(expr, HALVES[kind]), T) if kind in HALVES else expr


def to_bits(expr: Expr) -> Expr:
    """A whole number in float64 as 32 bits."""
    wide = ir.bitcast(ir.apply("add", expr, ir.const(_MAGIC, F64)), I64)
    return ir.resize(wide, I32)


def wrapped(expr: Expr, kind: str) -> Expr:
    """A whole number in float64 as its type keeps it: the lowest bits, with a sign. Of int64, float64 has not all."""
    if _WHOLE[kind] > 32:
        return expr
    count, half = 2.0 ** _WHOLE[kind], 2.0 ** (_WHOLE[kind] - 1)
    turns = ir.apply("floor", (expr + ir.const(half, F64)) * ir.const(1 / count, F64))
    return expr - turns * ir.const(count, F64)


def _nearest_whole(expr: Expr, low: float, high: float) -> Expr:
    """A floating-point number without its fraction, within bounds; 0 of NaN, as in XLA."""
    number = ir.apply("trunc", ir.cast(expr, F64))
    inside = ir.apply("minimum", ir.apply("maximum", number, ir.const(low, F64)), ir.const(high, F64))
    return ir.apply("where", ir.apply("isnan", expr), ir.const(0.0, F64), inside)


def converted(item: Item, kind: str) -> Item:
    """The array in another type."""
    source, target, expr = representation(item.kind), representation(kind), item.expr
    if source is BOOL and target is not BOOL:
        expr = ir.apply("where", expr, *(constant(value, kind) for value in (1, 0)))
    elif target is BOOL and source is not BOOL:
        expr = ir.apply("ne", expr, ir.const(0.0, source)) if source is not I32 else _not_zero(expr)
    elif source is T and target is F64:
        half = 2.0 ** (_WHOLE[kind] - 1)
        expr = _nearest_whole(expr, -half, half - 1)
    elif source is F64 and target is F64 and _WHOLE[kind] < _WHOLE[item.kind]:
        expr = wrapped(expr, kind)
    elif source is F64 and target is T:
        expr = ir.cast(expr, T)
    elif source is F64 and target is I32:
        expr = to_bits(expr)
    elif source is T and target is I32:
        expr = to_bits(_nearest_whole(expr, 0.0, 2.0**32 - 1))
    elif source is I32 and target is F64:
        expr = wrapped(ir.to_float(expr, F64), kind)
    elif source is I32 and target is not I32:
        expr = ir.cast(ir.to_float(expr, F64), target)
    return Item(rounded(expr, kind), item.axes, kind, item.like)


def _not_zero(expr: Expr) -> Expr:
    return ir.apply("logical_not", ir.apply("ieq", expr, ir.const(0, I32)))


def number(value: Any, kind: str, rank: int = 0) -> Item:
    """A constant as an array of so many axes."""
    return Item(constant(value, kind), (None,) * rank, kind)


def is_same(one: Dim, other: Dim) -> bool:
    """True if two lengths are known to be equal."""
    return bool(one == other)


def product(dims: Any) -> Dim:
    """The product of lengths."""
    result: Dim = 1
    for dim in dims:
        result = dim * result if not isinstance(dim, int) else result * dim
    return result


def granularity(axes: tuple[Axis, ...], like: Shape) -> Granularity:
    """The granularity of an array by the axes that it runs along.

    Raises:
        NotInRulesError: it runs along some axes that are neither rows nor columns.
    """
    along = {place for axis in axes for place in axis or ()}
    every = set(range(len(like)))
    if not along:
        return Granularity.SCALAR
    if along == every or is_square(axes):
        return Granularity.ELEMENT
    if along == {0}:
        return Granularity.ROW
    if along == every - {0}:
        return Granularity.COLUMN
    shown = ", ".join(map(str, sorted(along)))
    raise NotInRulesError(
        f"values along axes {shown} of {len(like)}; a rule has rows (axis 0) and columns (all others)"
    )


def is_square(axes: tuple[Axis, ...]) -> bool:
    """True for a matrix of two axes that run along the same ones of the weight, as `x @ x.T` has."""
    along = [axis for axis in axes if axis is not None]
    return len(along) == 2 and along[0] == along[1]


def laid_out(shape: Shape, like: Shape) -> tuple[Axis, ...]:
    """The axes of a state of that shape, of a weight of the shape `like`.

    Raises:
        NotInRulesError: the shape is no part of the weight's.
    """
    if len(shape) == len(like) and all(map(is_same, shape, like)):
        return tuple((place,) for place in range(len(like)))
    if all(is_same(dim, 1) for dim in shape):
        return (None,) * len(shape)
    if len(shape) == 1 and is_same(shape[0], product(like)):
        return (tuple(range(len(like))),)
    if len(shape) == len(like):
        if all(is_same(dim, 1) or is_same(dim, whole) for dim, whole in zip(shape, like, strict=True)):
            return tuple(None if is_same(dim, 1) else (place,) for place, dim in enumerate(shape))
    elif len(shape) < len(like):
        places = [[place for place, whole in enumerate(like) if is_same(dim, whole)] for dim in shape]
        if all(len(one) == 1 for one in places):
            return tuple((one[0],) for one in places)
    raise NotInRulesError(f"an array of shape {shown(shape)} for a weight of shape {shown(like)}")


def shown(shape: Shape) -> str:
    """A shape as a text."""
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def merged(items: list[Item]) -> tuple[tuple[Axis, ...], Shape]:
    """The axes of what is made of these element by element.

    Raises:
        NotInRulesError: they run along different axes of a weight, or along different weights.
    """
    rank = max(len(item.axes) for item in items)
    axes: list[Axis] = [None] * rank
    like: Shape = ()
    for item in items:
        if item.is_number:
            continue
        if like and (len(like) != len(item.like) or not all(map(is_same, like, item.like))):
            raise NotInRulesError(f"elements of one tensor, {shown(like)}, with those of another, {shown(item.like)}")
        like = item.like
        for place, axis in enumerate(item.axes):
            if axis is None:
                continue
            if axes[place] not in (None, axis):
                raise NotInRulesError("a tensor combined with its own transpose, or with another order of its elements")
            axes[place] = axis
    if is_square(tuple(axes)):
        _check_square(tuple(axes), items)
    return tuple(axes), like


def _check_square(axes: tuple[Axis, ...], items: list[Item]) -> None:
    """Refuse values of rows or columns along the other axis of a square matrix.

    Raises:
        NotInRulesError: there are some.
    """
    ends = [place for place, axis in enumerate(axes) if axis is not None]
    others = [item for item in items if not item.is_number and not is_square(item.axes)]
    wanted = ends[0] if axes[ends[0]] == (0,) else ends[1]
    if len(others) == len(items) or any(item.axes[wanted] is None for item in others):
        raise NotInRulesError("values of rows or of columns along both axes of a square matrix")


def reshaped(item: Item, shape: Shape, new: Shape) -> Item:
    """The array in another shape.

    Raises:
        NotInRulesError: its axes are cut in another way than the weight's.
    """
    if item.is_number:
        return Item(item.expr, (None,) * len(new), item.kind, item.like, item.second)
    atoms: list[tuple[Dim, Axis]] = []
    for dim, axis in zip(shape, item.axes, strict=True):
        atoms += [(dim, None)] if axis is None else [(item.like[place], (place,)) for place in axis]
    atoms = [atom for atom in atoms if not is_same(atom[0], 1)]
    axes: list[Axis] = []
    for dim in new:
        if is_same(dim, 1):
            axes.append(None)
            continue
        taken: list[tuple[Dim, Axis]] = []
        while atoms and not is_same(product(one for one, _ in taken), dim):
            taken.append(atoms.pop(0))
        along = [axis for _, axis in taken]
        mixed = None in along and any(axis is not None for axis in along)
        if not taken or mixed or not is_same(product(one for one, _ in taken), dim):
            raise NotInRulesError(f"a tensor of shape {shown(shape)} reshaped to {shown(new)}")
        axes.append(None if None in along else tuple(place for axis in along if axis for place in axis))
    if is_square(item.axes) and not is_square(tuple(axes)):
        raise NotInRulesError(f"a square matrix of shape {shown(shape)} reshaped to {shown(new)}")
    return Item(item.expr, tuple(axes), item.kind, item.like, item.second)


def key_item(first: Expr, second: Expr) -> Item:
    """A key of random numbers."""
    return Item(first, (), "key<fry>", (), second)


def is_small(array: Array) -> bool:
    """True for a small array of numbers."""
    return isinstance(array, np.ndarray)


def as_small(item: Array, shape: Shape) -> Small:
    """One number as a small array of a known shape.

    Raises:
        NotInRulesError: it is a tensor.
    """
    if is_small(item):
        return item
    if not item.is_number or not all(isinstance(dim, int) for dim in shape):
        raise NotInRulesError("a tensor beside a small array of numbers")
    small = np.empty(shape, object)
    small.fill(Item(item.expr, (), item.kind, (), item.second))
    return small
