"""The table of jax's primitives and their expressions in a rule."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mxsym.codegen import expr as ir
from mxsym.codegen.dtypes import BOOL, F64, I32
from mxsym.codegen.expr import Expr
from mxsym.optax import formulas
from mxsym.optax.arrays import (
    Array,
    Item,
    NotInRulesError,
    Shape,
    Small,
    as_small,
    constant,
    converted,
    granularity,
    is_small,
    merged,
    representation,
    rounded,
    to_bits,
    wrapped,
)
from mxsym.rule.value import Value

Equation = Any
"""One equation of a jaxpr."""
Row = Callable[[Any, Equation, list[Array]], Sequence[Array]]
"""The arrays that an equation is: of the translation that it is in, and the arrays that it is given."""
ROWS: dict[str, Row] = {}
"""The primitives as they are in a rule, by jax's name."""


def row(*names: str) -> Callable[[Row], Row]:
    """Enter a row into the table, under these names."""

    def enter(entry: Row) -> Row:
        ROWS.update(dict.fromkeys(names, entry))
        return entry

    return enter


def shape_of(variable: Any) -> Shape:
    """The shape of a variable of a jaxpr."""
    return tuple(variable.aval.shape)


def kind_of(variable: Any) -> str:
    """The type of a variable of a jaxpr."""
    return str(variable.aval.dtype)


# Element by element


def apply_op(op: str, *exprs: Expr) -> Expr:
    """A primitive of floating-point numbers, of truth values, or of bits."""
    dtype = exprs[-1].dtype
    table = _OF_TRUTHS if dtype is BOOL else _OF_BITS if dtype is I32 else _OF_NUMBERS
    if op not in table:
        kinds = {BOOL: "truth values", I32: "uint32 numbers"}
        raise NotInRulesError(f"{op} of {kinds.get(dtype, 'numbers')}")
    row = table[op]
    return row(*exprs) if callable(row) else ir.apply(row, *exprs)


def _of_whole(op: str, kind: str, *exprs: Expr) -> Expr:
    """A primitive of whole numbers with a sign, which wrap around as those of their type do; int64 are not wrapped."""
    if op not in ("add", "sub", "mul", "neg") or exprs[-1].dtype is not F64 or kind == "int64":
        return apply_op(op, *exprs)
    if op == "mul":  # the product of two 32-bit numbers is none of float64's
        return wrapped(ir.to_float(ir.apply("imul", *map(to_bits, exprs)), F64), kind)
    return wrapped(apply_op(op, *exprs), kind)


def _divided(x: Expr, y: Expr) -> Expr:
    return ir.apply("trunc", x / y) if x.dtype is F64 else x / y


def _swapped(op: str) -> Callable[[Expr, Expr], Expr]:
    def apply(x: Expr, y: Expr) -> Expr:
        return ir.apply(op, y, x)

    return apply


def _negated(op: str, *, swap: bool = False) -> Callable[[Expr, Expr], Expr]:
    def apply(x: Expr, y: Expr) -> Expr:
        return ir.apply("logical_not", ir.apply(op, *((y, x) if swap else (x, y))))

    return apply


_SAME = (
    "add", "sub", "mul", "neg", "abs", "sqrt", "rsqrt", "exp", "log", "tanh", "sin", "cos", "erf", "floor", "ceil",
    "pow", "square", "lt", "le", "gt", "ge", "eq", "ne", "atan2", "rem",
)  # fmt: skip
_OF_NUMBERS: dict[str, str | Callable[..., Expr]] = {
    **{name: name for name in _SAME},
    "div": _divided,
    "max": "maximum",
    "min": "minimum",
    "is_finite": "isfinite",
    "sign": formulas.sign,
    "log1p": formulas.log1p,
    "expm1": formulas.expm1,
    "cbrt": formulas.cbrt,
    "logistic": formulas.logistic,
    "erf_inv": formulas.erf_inv,
    "exp2": formulas.exp2,
    "erfc": formulas.erfc,
    "tan": formulas.tan,
}
_OF_TRUTHS: dict[str, str | Callable[..., Expr]] = {
    **{name: f"logical_{name}" for name in ("and", "or", "xor", "not")},
    "ne": "logical_xor",
    "eq": formulas.is_equal,
    "max": "logical_or",
    "min": "logical_and",
    "add": "logical_or",
    "mul": "logical_and",
}
_OF_BITS: dict[str, str | Callable[..., Expr]] = {
    "add": "iadd", "sub": "isub", "mul": "imul", "and": "iand", "or": "ior", "xor": "ixor",
    "shift_left": "ishl", "shift_right_logical": "ilshr", "eq": "ieq", "lt": "ult",
    "gt": _swapped("ult"),
    "ne": _negated("ieq"),
    "ge": _negated("ult"),
    "le": _negated("ult", swap=True),
    "not": formulas.flipped,
}  # fmt: skip
ELEMENTWISE = sorted({*_OF_NUMBERS, *_OF_TRUTHS, *_OF_BITS})


def each(compute: Callable[..., Expr], args: Sequence[Array], kind: str) -> Array:
    """A function of numbers, element by element."""
    smalls = [arg for arg in args if is_small(arg)]
    if smalls:
        shape = np.broadcast_shapes(*(small.shape for small in smalls))
        spread = [np.broadcast_to(as_small(arg, shape), shape) for arg in args]
        result = np.empty(shape, object)
        for place in np.ndindex(shape):
            result[place] = each(compute, [one[place] for one in spread], kind)
        return result
    items = [arg for arg in args if isinstance(arg, Item)]
    axes, like = merged(items)
    granularity(axes, like)
    return Item(rounded(compute(*(item.expr for item in items)), kind), axes, kind, like)


def _elementwise(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    kind = kind_of(eqn.outvars[0])
    return [each(functools.partial(_of_whole, eqn.primitive.name, kind), args, kind)]


ROWS.update(dict.fromkeys(ELEMENTWISE, _elementwise))


@row("pow")
def _pow(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    exponent = getattr(eqn.invars[1], "val", None)
    if exponent is None or np.ndim(exponent):
        return [each(formulas.power_of, args, kind_of(eqn.outvars[0]))]

    def raised(x: Expr) -> Expr:
        return Value(x).operate("pow", Value(x), float(exponent)).expr

    return [each(raised, args[:1], kind_of(eqn.outvars[0]))]


@row("integer_pow")
def _integer_pow(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    kind, exponent = kind_of(eqn.outvars[0]), eqn.params["y"]
    if representation(kind) is not F64:
        return [each(functools.partial(formulas.power, exponent=exponent), args, kind)]

    def raised(x: Expr) -> Expr:
        return functools.reduce(functools.partial(_of_whole, "mul", kind), [x] * exponent, constant(1, kind))

    return [each(raised, args, kind)]


@row("round")
def _round(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    even = int(eqn.params["rounding_method"]) == 1
    nearest = functools.partial(ir.apply, "rint") if even else formulas.away_from_zero
    return [each(nearest, args, kind_of(eqn.outvars[0]))]


@row("select_n")
def _select(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    chosen, *cases = args
    if len(cases) > 2:
        raise NotInRulesError(f"a choice of {len(cases)} values")
    if len(cases) == 1:
        return cases
    if kind_of(eqn.outvars[0]).startswith("key"):
        raise NotInRulesError("a choice of two random keys")
    chosen = as_each(chosen, lambda item: converted(item, "bool"))
    if representation(kind_of(eqn.outvars[0])) is BOOL:
        return [each(select_truth, [chosen, *cases], "bool")]
    return [each(formulas.chosen, [chosen, *cases], kind_of(eqn.outvars[0]))]


def select_truth(condition: Expr, no: Expr, yes: Expr) -> Expr:
    """One of two truth values."""
    other = ir.apply("logical_and", ir.apply("logical_not", condition), no)
    return ir.apply("logical_or", ir.apply("logical_and", condition, yes), other)


@row("clamp")
def _clamp(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    def clamped(low: Expr, x: Expr, high: Expr) -> Expr:
        return ir.apply("minimum", ir.apply("maximum", x, low), high)

    return [each(clamped, args, kind_of(eqn.outvars[0]))]


@row("convert_element_type")
def _convert(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    kind = str(np.dtype(eqn.params["new_dtype"]).name)
    return [as_each(args[0], lambda item: converted(item, kind))]


def as_each(array: Array, change: Callable[[Item], Item]) -> Array:
    """An array changed, or each number of a small one."""
    if isinstance(array, Item):
        return change(array)
    result = np.empty(array.shape, object)
    for place in np.ndindex(array.shape):
        result[place] = change(array[place])
    return result


@row("copy", "copy_p", "stop_gradient", "optimization_barrier", "reduce_precision", "sharding_constraint", "pvary")
def _same(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    if eqn.primitive.name == "reduce_precision":
        raise NotInRulesError("numbers of fewer bits")
    return args


@row("bitcast_convert_type")
def _bitcast(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    kind = str(np.dtype(eqn.params["new_dtype"]).name)
    source = kind_of(eqn.invars[0])
    if {source, kind} != {"float32", "uint32"}:
        raise NotInRulesError(f"the bits of {source} as {kind}")
    return [each(formulas.read_bits if kind == "float32" else formulas.bits_of, args, kind)]


def small_of(array: Array, variable: Any) -> Small:
    """An array of numbers, element by element."""
    return as_small(array, shape_of(variable))


def unwrapped(array: Array) -> Array:
    """An array without axes as the number that it is."""
    return array.reshape(-1)[0] if is_small(array) and not array.ndim else array
