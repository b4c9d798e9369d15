"""The rows of random numbers, by jax's keys."""

from __future__ import annotations

from typing import Any

import numpy as np

from mxsym.codegen import expr as ir
from mxsym.codegen.expr import Expr
from mxsym.optax import formulas
from mxsym.optax.arrays import Array, Item, NotInRulesError, constant, converted, key_item, laid_out, product, shown
from mxsym.optax.primitives import Equation, row, small_of


def _key(item: Array) -> tuple[Expr, Expr]:
    if not isinstance(item, Item) or item.second is None:
        raise NotInRulesError("random numbers of many keys")
    return item.expr, item.second


@row("random_seed")
def _seed(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    if not isinstance(args[0], Item):
        raise NotInRulesError("many seeds")
    return [key_item(constant(0, "uint32"), converted(args[0], "uint32").expr)]


@row("random_wrap")
def _wrap(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    small = small_of(args[0], eqn.invars[0])
    if small.shape != (2,):
        raise NotInRulesError("many keys of random numbers")
    return [key_item(small[0].expr, small[1].expr)]


@row("random_unwrap")
def _unwrap(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    result = np.empty(2, object)
    result[:] = [Item(word, (), "uint32") for word in _key(args[0])]
    return [result]


@row("random_clone")
def _clone(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    return args


@row("random_split")
def _split_key(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    shape, key = tuple(eqn.params["shape"]), _key(args[0])
    result = np.empty(product(shape), object)
    for place in range(len(result)):
        words = formulas.threefry(key, (constant(0, "uint32"), constant(place, "uint32")))
        result[place] = key_item(*words)
    return [result.reshape(shape)]


@row("random_fold_in")
def _fold_in(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    if not isinstance(args[1], Item):
        raise NotInRulesError("many keys of random numbers")
    words = formulas.threefry(_key(args[0]), (constant(0, "uint32"), converted(args[1], "uint32").expr))
    return [key_item(*words)]


@row("random_bits")
def _bits(translation: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    if eqn.params["bit_width"] != 32:
        raise NotInRulesError(f"random numbers of {eqn.params['bit_width']} bits")
    shape, key = tuple(eqn.params["shape"]), _key(args[0])
    like = translation.weight_of(shape)
    if like is None:
        if product(shape) != 1:
            raise NotInRulesError(f"random numbers of shape {shown(shape)}, which no weight has")
        counter, axes = (constant(0, "uint32"), constant(0, "uint32")), (None,) * len(shape)
        return [Item(ir.apply("ixor", *formulas.threefry(key, counter)), axes, "uint32")]
    bits = ir.apply("ixor", *formulas.threefry(key, formulas.element_counter()))
    return [Item(bits, laid_out(shape, like), "uint32", like)]
