"""The rows of branches, loops and calls."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from mxsym.codegen import expr as ir
from mxsym.codegen.dtypes import BOOL
from mxsym.codegen.expr import Expr
from mxsym.optax import formulas
from mxsym.optax.arrays import Array, Item, NotInRulesError, as_small, constant, is_small, key_item, merged
from mxsym.optax.primitives import Equation, row, select_truth, small_of, unwrapped


@row("cond")
def _cond(translation: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    index, *operands = args
    if not isinstance(index, Item):
        raise NotInRulesError("a branch by many numbers")
    branches = [translation.run(branch.jaxpr, branch.consts, operands) for branch in eqn.params["branches"]]
    results = branches[0]
    for place, branch in enumerate(branches[1:], 1):
        taken = index.expr if index.kind == "bool" else ir.apply("ge", index.expr, constant(place, "int32"))
        results = [_chosen(taken, old, new) for old, new in zip(results, branch, strict=True)]
    return results


def _chosen(taken: Expr, old: Array, new: Array) -> Array:
    if is_small(old) or is_small(new):
        shape = np.shape(old if is_small(old) else new)
        pairs = [np.broadcast_to(as_small(one, shape), shape) for one in (old, new)]
        result = np.empty(shape, object)
        for place in np.ndindex(shape):
            result[place] = _chosen(taken, pairs[0][place], pairs[1][place])
        return result
    if old.second is not None and new.second is not None:
        return key_item(formulas.where(taken, new.expr, old.expr), formulas.where(taken, new.second, old.second))
    axes, like = merged([old, new])
    choose = functools.partial(select_truth if old.expr.dtype is BOOL else formulas.chosen, taken)
    return Item(choose(old.expr, new.expr), axes, old.kind, like)


@row("jit", "pjit", "closed_call", "core_call", "custom_jvp_call", "custom_vjp_call", "remat", "checkpoint")
def _call(translation: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    inner = next(eqn.params[name] for name in ("jaxpr", "call_jaxpr", "fun_jaxpr") if name in eqn.params)
    return translation.run(getattr(inner, "jaxpr", inner), getattr(inner, "consts", ()), args)


@row("scan")
def _scan(translation: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    length, inner = eqn.params["length"], eqn.params["jaxpr"]
    fixed, carried = eqn.params["num_consts"], eqn.params["num_carry"]
    if not isinstance(length, int) or length > MOST_TURNS:
        raise NotInRulesError(f"a loop of {length} turns; {MOST_TURNS} are the most")
    constants, carry, over = args[:fixed], args[fixed : fixed + carried], args[fixed + carried :]
    smalls = [small_of(array, variable) for array, variable in zip(over, eqn.invars[fixed + carried :], strict=True)]
    outputs: list[list[Array]] = []
    for turn in range(length):
        place = length - 1 - turn if eqn.params["reverse"] else turn
        now = [unwrapped(small[place]) for small in smalls]
        results = translation.run(inner.jaxpr, inner.consts, [*constants, *carry, *now])
        carry, out = results[:carried], results[carried:]
        outputs.append(out)
    outputs = outputs[::-1] if eqn.params["reverse"] else outputs
    stacked: list[Array] = []
    for column in zip(*outputs, strict=True):
        if any(isinstance(one, Item) and not one.is_number for one in column):
            raise NotInRulesError("a loop that stacks tensors")
        shape = np.shape(column[0]) if is_small(column[0]) else (None,) * len(column[0].axes)
        stacked.append(np.stack([as_small(one, shape) for one in column]))
    return [*carry, *stacked]


MOST_TURNS = 32
"""A loop of more turns is not unrolled."""
