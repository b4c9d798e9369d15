"""The rows of reductions."""

from __future__ import annotations

import functools
import operator
from typing import Any

import numpy as np

from mxsym.codegen import expr as ir
from mxsym.codegen.dtypes import F64, T
from mxsym.codegen.expr import Expr, Granularity
from mxsym.optax.arrays import (
    Array,
    Axis,
    Item,
    NotInRulesError,
    converted,
    granularity,
    is_same,
    is_small,
    is_square,
    representation,
    rounded,
    shown,
)
from mxsym.optax.primitives import ROWS, Equation, Row, apply_op, as_each, each, kind_of, row, shape_of, unwrapped
from mxsym.rule.value import Value


def of_values(op: str, array: Item, axes: tuple[Axis, ...]) -> Expr:
    """The reduction of an array to what runs along `axes`."""
    source, wanted = granularity(array.axes, array.like), granularity(axes, array.like)
    if source is wanted:
        return array.expr
    if wanted is Granularity.SCALAR:
        return Value(array.expr).operate(op, Value(array.expr)).expr
    name = "row" if wanted is Granularity.ROW else "column"
    expr = array.expr
    if expr.space is not Granularity.ELEMENT:  # it is the same in each column, or in each row
        raise NotInRulesError("a value of each row, reduced along the rows")
    return Value(expr).operate(f"{name}_{op}", Value(expr)).expr


def _reduced(op: str, translation: Any, eqn: Equation, array: Array, kind: str) -> Array:
    shape, places = shape_of(eqn.invars[0]), eqn.params["axes"]
    if is_small(array):
        joined = {"sum": "add", "max": "max", "min": "min"}[op]
        moved = np.moveaxis(array, places, range(len(places))).reshape(-1, *shape_of(eqn.outvars[0]))
        result = unwrapped(moved[0])
        for one in moved[1:]:
            result = each(functools.partial(apply_op, joined), [result, unwrapped(one)], kind)
        return result
    axes = tuple(axis for place, axis in enumerate(array.axes) if place not in places)
    expr = array.expr
    if expr.space is not granularity(array.axes, array.like):
        raise NotInRulesError("a reduction of what is the same for all elements")
    if is_square(array.axes) and any(axis is not None for axis in axes):
        raise NotInRulesError("a reduction of a square matrix along one of its axes")
    if expr.dtype is F64 and expr.space is not Granularity.SCALAR:
        array = Item(ir.cast(expr, T), array.axes, kind, array.like)
    expr = of_values(op, array, axes)
    if op == "sum":
        for place in places:
            if array.axes[place] is None and not is_same(shape[place], 1):
                expr = expr * ir.cast(translation.length(shape[place]).expr, expr.dtype)
    expr = ir.cast(expr, representation(kind)) if expr.dtype is not representation(kind) else expr
    return Item(rounded(expr, kind), axes, kind, array.like)


def _reduction(op: str) -> Row:
    def reduce(translation: Any, eqn: Equation, args: list[Array]) -> list[Array]:
        return [_reduced(op, translation, eqn, args[0], kind_of(eqn.outvars[0]))]

    return reduce


for _op in ("sum", "max", "min"):
    ROWS[f"reduce_{_op}"] = _reduction(_op)


def _of_truths(op: str) -> Row:
    def reduce(translation: Any, eqn: Equation, args: list[Array]) -> list[Array]:
        numbers = as_each(args[0], lambda item: converted(item, "float32"))
        least = _reduced(op, translation, eqn, numbers, "float32")
        return [as_each(least, lambda item: converted(item, "bool"))]

    return reduce


ROWS["reduce_and"], ROWS["reduce_or"] = _of_truths("min"), _of_truths("max")


@row("dot_general")
def _dot(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    (left, right), batch = eqn.params["dimension_numbers"]
    shapes = [shape_of(variable) for variable in eqn.invars]
    kind = kind_of(eqn.outvars[0])
    same = [as_each(arg, lambda item: converted(item, kind)) for arg in args]
    whole = all(sorted(axes) == list(range(len(shape))) for axes, shape in zip((left, right), shapes, strict=True))
    if not whole or any(batch) or list(left) != list(right):
        try:
            return [_product(same, (left, right), batch, kind)]
        except NotInRulesError:
            raise NotInRulesError(f"a matrix product of {' and '.join(map(shown, shapes))}") from None
    products = each(operator.mul, same, kind)
    if is_small(products):
        total = products.reshape(-1)[0]
        for one in products.reshape(-1)[1:]:
            total = each(operator.add, [total, one], kind)
        return [total]
    expr = of_values("sum", products, ())
    return [Item(rounded(expr, kind), (), kind, products.like)]


def _product(args: list[Array], summed: Any, batch: Any, kind: str) -> Item:
    """The product of two matrices, each with one axis that is summed over; all others have length 1.

    Raises:
        NotInRulesError: they are no matrices of one weight.
    """
    sides: list[Expr] = []
    outer: list[Axis] = []
    inner: list[Axis] = []
    for item, places, others, is_left in zip(args, summed, batch, (True, False), strict=True):
        along = [place for place, axis in enumerate(item.axes) if axis is not None] if isinstance(item, Item) else []
        over = [place in places for place in along]
        is_matrix = sorted(over) == [False, True] and item.expr.space is Granularity.ELEMENT
        if not is_matrix or any(place in others for place in along):
            raise NotInRulesError("no matrix, or a product of others")
        inner.append(item.axes[along[over.index(True)]])
        outer.append(item.axes[along[over.index(False)]])
        sides.append(_oriented(item, turned=over[0] is is_left))
    left, right = args
    if inner[0] != inner[1] or not all(map(is_same, left.like, right.like)):
        raise NotInRulesError("other lengths")
    free = [
        [axis for place, axis in enumerate(item.axes) if place not in (*places, *others)]
        for item, places, others in zip(args, summed, batch, strict=True)
    ]
    if outer[0] != outer[1] and outer[0] != (0,):  # in the order of the weight's elements
        expr = ir.matmul(*map(ir.transpose, reversed(sides)))
    else:
        expr = ir.matmul(*sides)
    return Item(rounded(expr, kind), (*(None for _ in batch[0]), *free[0], *free[1]), kind, left.like)


def _oriented(item: Item, *, turned: bool) -> Expr:
    """A matrix in the order of its axes, or `turned`."""
    along = [axis for axis in item.axes if axis]
    is_turned = along[0] != along[1] and along[0] != (0,)
    return ir.transpose(item.expr) if is_turned != turned else item.expr
