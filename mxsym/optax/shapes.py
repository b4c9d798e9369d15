"""The rows of primitives that change the shape of arrays."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from mxsym.codegen import expr as ir
from mxsym.optax import formulas
from mxsym.optax.arrays import (
    Array,
    Axis,
    Item,
    NotInRulesError,
    as_small,
    constant,
    is_same,
    is_small,
    is_square,
    number,
    reshaped,
    shown,
)
from mxsym.optax.primitives import Equation, apply_op, each, kind_of, row, shape_of, small_of, unwrapped


@row("broadcast_in_dim")
def _broadcast(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    shape, places = tuple(eqn.params["shape"]), eqn.params["broadcast_dimensions"]
    (array, *_rest), source = args, shape_of(eqn.invars[0])
    if is_small(array):
        if not all(isinstance(dim, int) for dim in shape):
            if array.size == 1:
                only = array.reshape(-1)[0]
                return [Item(only.expr, (None,) * len(shape), only.kind)]
            raise NotInRulesError("a small array of numbers beside a tensor")
        expanded = [1] * len(shape)
        for place, dim in zip(places, source, strict=True):
            expanded[place] = dim
        return [np.broadcast_to(array.reshape(expanded), shape).copy()]
    axes: list[Axis] = [None] * len(shape)
    for place, axis in zip(places, array.axes, strict=True):
        axes[place] = axis
    return [Item(array.expr, tuple(axes), array.kind, array.like, array.second)]


@row("reshape", "squeeze", "expand_dims")
def _reshape(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    new, (array, *_rest) = shape_of(eqn.outvars[0]), args
    if is_small(array):
        return [array.reshape(new) if new else array.reshape(-1)[0]]
    return [reshaped(array, shape_of(eqn.invars[0]), new)]


@row("transpose")
def _transpose(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    order, (array, *_rest) = eqn.params["permutation"], args
    if is_small(array):
        return [array.transpose(order)]
    expr = array.expr
    if is_square(array.axes):
        first, second = (place for place, axis in enumerate(array.axes) if axis is not None)
        expr = ir.transpose(expr) if order.index(first) > order.index(second) else expr
    return [Item(expr, tuple(array.axes[place] for place in order), array.kind, array.like)]


@row("slice")
def _slice(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    starts, ends = eqn.params["start_indices"], eqn.params["limit_indices"]
    steps = eqn.params["strides"] or (1,) * len(starts)
    source, shape = shape_of(eqn.invars[0]), shape_of(eqn.outvars[0])
    if len(source) == len(shape) and all(map(is_same, source, shape)):
        return args
    if isinstance(args[0], Item) and args[0].is_number:
        return [Item(args[0].expr, (None,) * len(shape), args[0].kind, (), args[0].second)]
    if isinstance(args[0], Item):
        raise NotInRulesError(f"a part of a tensor: {shown(shape)} of {shown(source)}")
    return [args[0][tuple(slice(*one) for one in zip(starts, ends, steps, strict=True))]]


@row("dynamic_slice")
def _dynamic_slice(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    sizes, small = eqn.params["slice_sizes"], small_of(args[0], eqn.invars[0])
    if small.ndim != 1 or tuple(sizes) != (1,) or not isinstance(args[1], Item):
        raise NotInRulesError("a part of a tensor at a place that is computed")
    kind = kind_of(eqn.outvars[0])
    result: Array = small[0]
    for place in range(1, len(small)):
        beyond = Item(ir.apply("ge", args[1].expr, constant(place, "int32")), (), "bool")
        result = each(formulas.chosen, [beyond, result, small[place]], kind)
    return [as_small(result, (1,))]


@row("concatenate")
def _concatenate(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    if len(args) == 1:
        return args
    smalls = [small_of(arg, variable) for arg, variable in zip(args, eqn.invars, strict=True)]
    return [np.concatenate(smalls, axis=eqn.params["dimension"])]


@row("stack")
def _stack(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    smalls = [small_of(arg, variable) for arg, variable in zip(args, eqn.invars, strict=True)]
    return [np.stack(smalls, axis=eqn.params["axis"])]


@row("split")
def _split(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    ends = np.cumsum(eqn.params["sizes"])[:-1]
    return list(np.split(small_of(args[0], eqn.invars[0]), ends, axis=eqn.params["axis"]))


@row("iota")
def _iota(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    shape, place = shape_of(eqn.outvars[0]), eqn.params["dimension"]
    if not all(isinstance(dim, int) and dim <= 64 for dim in shape):
        raise NotInRulesError("the numbers of the elements of an axis")
    result = np.empty(shape, object)
    for at in np.ndindex(shape):
        result[at] = number(at[place], kind_of(eqn.outvars[0]))
    return [result]


@row("gather")
def _gather(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    small, indices = small_of(args[0], eqn.invars[0]), small_of(args[1], eqn.invars[1])
    numbers = eqn.params["dimension_numbers"]
    plain = numbers.start_index_map == (0,) and numbers.collapsed_slice_dims == (0,) and indices.size == 1
    index = indices.reshape(-1)[0].expr
    if not plain or index.op != "const":
        raise NotInRulesError("elements at places that are computed")
    return [unwrapped(small[int(index.attr)])]


@row("dim_as_value")
def _dim_as_value(translation: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    return [translation.length(eqn.params["dim"])]


@row("cumsum", "cumprod", "cummax", "cummin")
def _cumulative(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    joined = {"cumsum": "add", "cumprod": "mul", "cummax": "max", "cummin": "min"}[eqn.primitive.name]
    axis, kind = eqn.params["axis"], kind_of(eqn.outvars[0])
    result = np.moveaxis(small_of(args[0], eqn.invars[0]).copy(), axis, 0)
    order = range(len(result) - 2, -1, -1) if eqn.params["reverse"] else range(1, len(result))
    for place in order:
        before = place + (1 if eqn.params["reverse"] else -1)
        pair = [result[before], result[place]]
        result[place] = each(functools.partial(apply_op, joined), pair, kind)
    return [np.moveaxis(result, 0, axis)]
