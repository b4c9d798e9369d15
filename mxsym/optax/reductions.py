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
    representation,
    rounded,
    shown,
)
from mxsym.optax.primitives import (
    ROWS,
    Equation,
    Row,
    apply_op,
    as_each,
    each,
    kind_of,
    row,
    shape_of,
    unwrapped,
)
from mxsym.rule.trace import Value


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
    whole = all(sorted(axes) == list(range(len(shape))) for axes, shape in zip((left, right), shapes, strict=True))
    if not whole or any(batch) or list(left) != list(right):
        raise NotInRulesError(f"a matrix product of {' and '.join(map(shown, shapes))}")
    kind = kind_of(eqn.outvars[0])
    same = [as_each(arg, lambda item: converted(item, kind)) for arg in args]
    products = each(operator.mul, same, kind)
    if is_small(products):
        total = products.reshape(-1)[0]
        for one in products.reshape(-1)[1:]:
            total = each(operator.add, [total, one], kind)
        return [total]
    expr = of_values("sum", products, ())
    return [Item(rounded(expr, kind), (), kind, products.like)]
