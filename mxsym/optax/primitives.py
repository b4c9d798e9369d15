"""The table of jax's primitives: what each is in a rule."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mxsym.codegen import expr as ir
from mxsym.codegen.dtypes import BOOL, F64, I32, T
from mxsym.codegen.expr import Expr, Granularity
from mxsym.optax import formulas
from mxsym.optax.arrays import (
    Array,
    Axis,
    Item,
    NotInRules,
    Shape,
    Small,
    as_small,
    constant,
    converted,
    granularity,
    is_same,
    laid_out,
    merged,
    number,
    product,
    representation,
    reshaped,
    rounded,
    shown,
)
from mxsym.rule.trace import Value

Equation = Any
"""One equation of a jaxpr."""
Row = Callable[[Any, Equation, list[Array]], Sequence[Array]]
"""What an equation is: of the translation that it is in, and the arrays that it is given."""
ROWS: dict[str, Row] = {}
"""What each primitive is in a rule, by jax's name."""


def _row(*names: str) -> Callable[[Row], Row]:
    def enter(row: Row) -> Row:
        ROWS.update(dict.fromkeys(names, row))
        return row

    return enter


def shape_of(variable: Any) -> Shape:
    """The shape of a variable of a jaxpr."""
    return tuple(variable.aval.shape)


def kind_of(variable: Any) -> str:
    """The type of a variable of a jaxpr."""
    return str(variable.aval.dtype)


# Element by element


def _apply(op: str, *exprs: Expr) -> Expr:
    """A primitive of floating-point numbers, of truth values, or of bits."""
    dtype = exprs[-1].dtype
    table = _OF_TRUTHS if dtype is BOOL else _OF_BITS if dtype is I32 else _OF_NUMBERS
    if op not in table:
        kinds = {BOOL: "truth values", I32: "uint32 numbers"}
        raise NotInRules(f"{op} of {kinds.get(dtype, 'numbers')}")
    row = table[op]
    return row(*exprs) if callable(row) else ir.apply(row, *exprs)


def _divided(x: Expr, y: Expr) -> Expr:
    return ir.apply("trunc", x / y) if x.dtype is F64 else x / y


def _swapped(op: str) -> Callable[[Expr, Expr], Expr]:
    return lambda x, y: ir.apply(op, y, x)


def _negated(op: str, *, swap: bool = False) -> Callable[[Expr, Expr], Expr]:
    return lambda x, y: ir.apply("logical_not", ir.apply(op, *((y, x) if swap else (x, y))))


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
    "exp2": lambda x: ir.apply("pow", formulas.const(2.0), x),
    "erfc": lambda x: formulas.const(1.0) - ir.apply("erf", x),
    "tan": lambda x: ir.apply("sin", x) / ir.apply("cos", x),
}
_OF_TRUTHS: dict[str, str | Callable[..., Expr]] = {
    **{name: f"logical_{name}" for name in ("and", "or", "xor", "not")},
    "ne": "logical_xor",
    "eq": lambda x, y: ir.apply("logical_not", ir.apply("logical_xor", x, y)),
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
    "not": lambda x: ir.apply("ixor", x, ir.const(-1, I32)),
}  # fmt: skip
ELEMENTWISE = sorted({*_OF_NUMBERS, *_OF_TRUTHS, *_OF_BITS})


def each(compute: Callable[..., Expr], args: Sequence[Array], kind: str) -> Array:
    """A function of numbers, element by element."""
    smalls = [arg for arg in args if isinstance(arg, np.ndarray)]
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
    return [each(functools.partial(_apply, eqn.primitive.name), args, kind_of(eqn.outvars[0]))]


ROWS.update(dict.fromkeys(ELEMENTWISE, _elementwise))


@_row("pow")
def _pow(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    exponent = getattr(eqn.invars[1], "val", None)
    if exponent is not None and np.ndim(exponent) == 0:
        return [each(lambda x: Value(x).operate("pow", Value(x), float(exponent)).expr, args[:1], kind_of(eqn.outvars[0]))]
    return [each(lambda x, y: ir.apply("pow", x, ir.cast(y, T)), args, kind_of(eqn.outvars[0]))]


@_row("integer_pow")
def _integer_pow(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    return [each(lambda x: formulas.power(x, eqn.params["y"]), args, kind_of(eqn.outvars[0]))]


@_row("round")
def _round(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    even = int(eqn.params["rounding_method"]) == 1
    nearest: Callable[[Expr], Expr] = (lambda x: ir.apply("rint", x)) if even else formulas.away_from_zero
    return [each(nearest, args, kind_of(eqn.outvars[0]))]


@_row("select_n")
def _select(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    chosen, *cases = args
    if len(cases) > 2:
        raise NotInRules(f"a choice of {len(cases)} values")
    if len(cases) == 1:
        return cases
    if kind_of(eqn.outvars[0]).startswith("key"):
        raise NotInRules("a choice of two random keys")
    if representation(kind_of(eqn.outvars[0])) is BOOL:
        return [each(_select_truth, [chosen, *cases], "bool")]
    return [each(lambda c, no, yes: formulas.where(c, yes, no), [chosen, *cases], kind_of(eqn.outvars[0]))]


def _select_truth(condition: Expr, no: Expr, yes: Expr) -> Expr:
    other = ir.apply("logical_and", ir.apply("logical_not", condition), no)
    return ir.apply("logical_or", ir.apply("logical_and", condition, yes), other)


@_row("clamp")
def _clamp(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    def held(low: Expr, x: Expr, high: Expr) -> Expr:
        return ir.apply("minimum", ir.apply("maximum", x, low), high)

    return [each(held, args, kind_of(eqn.outvars[0]))]


@_row("convert_element_type")
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


@_row("copy", "copy_p", "stop_gradient", "optimization_barrier", "reduce_precision", "sharding_constraint", "pvary")
def _same(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    if eqn.primitive.name == "reduce_precision":
        raise NotInRules("numbers of fewer bits")
    return args


@_row("bitcast_convert_type")
def _bitcast(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    kind = str(np.dtype(eqn.params["new_dtype"]).name)
    source = kind_of(eqn.invars[0])
    if {source, kind} != {"float32", "uint32"}:
        raise NotInRules(f"the bits of {source} as {kind}")
    return [each(formulas.read_bits if kind == "float32" else formulas.bits_of, args, kind)]


# Shapes


@_row("broadcast_in_dim")
def _broadcast(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    shape, places = tuple(eqn.params["shape"]), eqn.params["broadcast_dimensions"]
    (array, *_rest), source = args, shape_of(eqn.invars[0])
    if isinstance(array, np.ndarray):
        if not all(isinstance(dim, int) for dim in shape):
            if array.size == 1:
                only = array.reshape(-1)[0]
                return [Item(only.expr, (None,) * len(shape), only.kind)]
            raise NotInRules("a small array of numbers beside a tensor")
        expanded = [1] * len(shape)
        for place, dim in zip(places, source, strict=True):
            expanded[place] = dim
        return [np.broadcast_to(array.reshape(expanded), shape).copy()]
    axes: list[Axis] = [None] * len(shape)
    for place, axis in zip(places, array.axes, strict=True):
        axes[place] = axis
    return [Item(array.expr, tuple(axes), array.kind, array.like, array.second)]


@_row("reshape", "squeeze", "expand_dims")
def _reshape(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    new, (array, *_rest) = shape_of(eqn.outvars[0]), args
    if isinstance(array, np.ndarray):
        return [array.reshape(new) if new else array.reshape(-1)[0]]
    return [reshaped(array, shape_of(eqn.invars[0]), new)]


@_row("transpose")
def _transpose(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    order, (array, *_rest) = eqn.params["permutation"], args
    if isinstance(array, np.ndarray):
        return [array.transpose(order)]
    return [Item(array.expr, tuple(array.axes[place] for place in order), array.kind, array.like)]


def _small(array: Array, variable: Any) -> Small:
    """An array of numbers, element by element."""
    return as_small(array, shape_of(variable))


def _unwrapped(array: Array) -> Array:
    """An array without axes as the number that it is."""
    return array.reshape(-1)[0] if isinstance(array, np.ndarray) and not array.ndim else array


@_row("slice")
def _slice(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    starts, ends = eqn.params["start_indices"], eqn.params["limit_indices"]
    steps = eqn.params["strides"] or (1,) * len(starts)
    source, shape = shape_of(eqn.invars[0]), shape_of(eqn.outvars[0])
    if len(source) == len(shape) and all(map(is_same, source, shape)):
        return args
    if isinstance(args[0], Item) and args[0].is_number:
        return [Item(args[0].expr, (None,) * len(shape), args[0].kind, (), args[0].second)]
    if isinstance(args[0], Item):
        raise NotInRules(f"a part of a tensor: {shown(shape)} of {shown(source)}")
    return [args[0][tuple(slice(*one) for one in zip(starts, ends, steps, strict=True))]]


@_row("dynamic_slice")
def _dynamic_slice(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    sizes, small = eqn.params["slice_sizes"], _small(args[0], eqn.invars[0])
    if small.ndim != 1 or tuple(sizes) != (1,) or not isinstance(args[1], Item):
        raise NotInRules("a part of a tensor at a place that is computed")
    kind = kind_of(eqn.outvars[0])
    result: Array = small[0]
    for place in range(1, len(small)):
        beyond = ir.apply("ge", args[1].expr, constant(place, "int32"))
        result = each(lambda old, new, c=beyond: formulas.where(c, new, old), [result, small[place]], kind)
    return [as_small(result, (1,))]


@_row("concatenate")
def _concatenate(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    if len(args) == 1:
        return args
    smalls = [_small(arg, variable) for arg, variable in zip(args, eqn.invars, strict=True)]
    return [np.concatenate(smalls, axis=eqn.params["dimension"])]


@_row("split")
def _split(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    ends = np.cumsum(eqn.params["sizes"])[:-1]
    return list(np.split(_small(args[0], eqn.invars[0]), ends, axis=eqn.params["axis"]))


@_row("iota")
def _iota(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    shape, place = shape_of(eqn.outvars[0]), eqn.params["dimension"]
    if not all(isinstance(dim, int) and dim <= 64 for dim in shape):
        raise NotInRules("the numbers of the elements of an axis")
    result = np.empty(shape, object)
    for at in np.ndindex(shape):
        result[at] = number(at[place], kind_of(eqn.outvars[0]))
    return [result]


@_row("gather")
def _gather(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    small, indices = _small(args[0], eqn.invars[0]), _small(args[1], eqn.invars[1])
    numbers = eqn.params["dimension_numbers"]
    plain = numbers.start_index_map == (0,) and numbers.collapsed_slice_dims == (0,) and indices.size == 1
    index = indices.reshape(-1)[0].expr
    if not plain or index.op != "const":
        raise NotInRules("elements at places that are computed")
    return [_unwrapped(small[int(index.attr)])]


@_row("dim_as_value")
def _dim_as_value(translation: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    return [translation.length(eqn.params["dim"])]


# Reductions


def _of_values(op: str, array: Item, axes: tuple[Axis, ...]) -> Expr:
    """The reduction of an array to what runs along `axes`."""
    source, wanted = granularity(array.axes, array.like), granularity(axes, array.like)
    if source is wanted:
        return array.expr
    if wanted is Granularity.SCALAR:
        return Value(array.expr).operate(op, Value(array.expr)).expr
    name = "row" if wanted is Granularity.ROW else "column"
    expr = array.expr
    if expr.space is not Granularity.ELEMENT:  # it is the same in each column, or in each row
        raise NotInRules("a value of each row, reduced along the rows")
    return Value(expr).operate(f"{name}_{op}", Value(expr)).expr


def _reduced(op: str, translation: Any, eqn: Equation, array: Array, kind: str) -> Array:
    shape, places = shape_of(eqn.invars[0]), eqn.params["axes"]
    if isinstance(array, np.ndarray):
        joined = {"sum": "add", "max": "max", "min": "min"}[op]
        moved = np.moveaxis(array, places, range(len(places))).reshape(-1, *shape_of(eqn.outvars[0]))
        result = _unwrapped(moved[0])
        for one in moved[1:]:
            result = each(functools.partial(_apply, joined), [result, _unwrapped(one)], kind)
        return result
    axes = tuple(axis for place, axis in enumerate(array.axes) if place not in places)
    expr = array.expr
    if expr.space is not granularity(array.axes, array.like):
        raise NotInRules("a reduction of what is the same for all elements")
    if expr.dtype is F64 and expr.space is not Granularity.SCALAR:
        array = Item(ir.cast(expr, T), array.axes, kind, array.like)
    expr = _of_values(op, array, axes)
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


@_row("dot_general")
def _dot(translation: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    (left, right), batch = eqn.params["dimension_numbers"]
    shapes = [shape_of(variable) for variable in eqn.invars]
    whole = all(sorted(axes) == list(range(len(shape))) for axes, shape in zip((left, right), shapes, strict=True))
    if not whole or any(batch) or list(left) != list(right):
        raise NotInRules(f"a matrix product of {' and '.join(map(shown, shapes))}")
    kind = kind_of(eqn.outvars[0])
    products = each(lambda x, y: x * y, args, kind)
    if isinstance(products, np.ndarray):
        return [functools.reduce(lambda x, y: each(lambda a, b: a + b, [x, y], kind), list(products.reshape(-1)))]
    expr = _of_values("sum", products, ())
    return [Item(rounded(expr, kind), (), kind, products.like)]


# Random numbers


def _key(item: Array) -> tuple[Expr, Expr]:
    if not isinstance(item, Item) or item.second is None:
        raise NotInRules("random numbers of many keys")
    return item.expr, item.second


def key_item(first: Expr, second: Expr) -> Item:
    """A key of random numbers."""
    return Item(first, (), "key<fry>", (), second)


@_row("random_seed")
def _seed(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    if not isinstance(args[0], Item):
        raise NotInRules("many seeds")
    return [key_item(constant(0, "uint32"), converted(args[0], "uint32").expr)]


@_row("random_wrap")
def _wrap(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    small = _small(args[0], eqn.invars[0])
    if small.shape != (2,):
        raise NotInRules("many keys of random numbers")
    return [key_item(small[0].expr, small[1].expr)]


@_row("random_unwrap")
def _unwrap(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    result = np.empty(2, object)
    result[:] = [Item(word, (), "uint32") for word in _key(args[0])]
    return [result]


@_row("random_clone")
def _clone(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    return args


@_row("random_split")
def _split_key(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    shape, key = tuple(eqn.params["shape"]), _key(args[0])
    result = np.empty(product(shape), object)
    for place in range(len(result)):
        words = formulas.threefry(key, (constant(0, "uint32"), constant(place, "uint32")))
        result[place] = key_item(*words)
    return [result.reshape(shape)]


@_row("random_fold_in")
def _fold_in(_: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    if not isinstance(args[1], Item):
        raise NotInRules("many keys of random numbers")
    words = formulas.threefry(_key(args[0]), (constant(0, "uint32"), converted(args[1], "uint32").expr))
    return [key_item(*words)]


@_row("random_bits")
def _bits(translation: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    if eqn.params["bit_width"] != 32:
        raise NotInRules(f"random numbers of {eqn.params['bit_width']} bits")
    shape, key = tuple(eqn.params["shape"]), _key(args[0])
    like = translation.weight_of(shape)
    if like is None:
        if product(shape) != 1:
            raise NotInRules(f"random numbers of shape {shown(shape)}, which no weight has")
        counter, axes = (constant(0, "uint32"), constant(0, "uint32")), (None,) * len(shape)
        return [Item(ir.apply("ixor", *formulas.threefry(key, counter)), axes, "uint32")]
    bits = ir.apply("ixor", *formulas.threefry(key, formulas.element_counter()))
    return [Item(bits, laid_out(shape, like), "uint32", like)]


# Control


@_row("cond")
def _cond(translation: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    index, *operands = args
    if not isinstance(index, Item):
        raise NotInRules("a branch by many numbers")
    branches = [translation.run(branch.jaxpr, branch.consts, operands) for branch in eqn.params["branches"]]
    results = branches[0]
    for place, branch in enumerate(branches[1:], 1):
        taken = index.expr if index.kind == "bool" else ir.apply("ge", index.expr, constant(place, "int32"))
        results = [_chosen(taken, old, new) for old, new in zip(results, branch, strict=True)]
    return results


def _chosen(taken: Expr, old: Array, new: Array) -> Array:
    if isinstance(old, np.ndarray) or isinstance(new, np.ndarray):
        shape = np.shape(old if isinstance(old, np.ndarray) else new)
        pairs = [np.broadcast_to(as_small(one, shape), shape) for one in (old, new)]
        result = np.empty(shape, object)
        for place in np.ndindex(shape):
            result[place] = _chosen(taken, pairs[0][place], pairs[1][place])
        return result
    if old.second is not None and new.second is not None:
        return key_item(formulas.where(taken, new.expr, old.expr), formulas.where(taken, new.second, old.second))
    axes, like = merged([old, new])
    choose = functools.partial(_select_truth if old.expr.dtype is BOOL else _where, taken)
    return Item(choose(old.expr, new.expr), axes, old.kind, like)


def _where(condition: Expr, no: Expr, yes: Expr) -> Expr:
    return formulas.where(condition, yes, no)


@_row("jit", "pjit", "closed_call", "core_call", "custom_jvp_call", "custom_vjp_call", "remat", "checkpoint")
def _call(translation: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    inner = next(eqn.params[name] for name in ("jaxpr", "call_jaxpr", "fun_jaxpr") if name in eqn.params)
    return translation.run(getattr(inner, "jaxpr", inner), getattr(inner, "consts", ()), args)


@_row("scan")
def _scan(translation: Any, eqn: Equation, args: list[Array]) -> list[Array]:
    length, inner = eqn.params["length"], eqn.params["jaxpr"]
    fixed, carried = eqn.params["num_consts"], eqn.params["num_carry"]
    if not isinstance(length, int) or length > MOST_TURNS:
        raise NotInRules(f"a loop of {length} turns; {MOST_TURNS} are the most")
    constants, carry, over = args[:fixed], args[fixed : fixed + carried], args[fixed + carried :]
    smalls = [_small(array, variable) for array, variable in zip(over, eqn.invars[fixed + carried :], strict=True)]
    outputs: list[list[Array]] = []
    for turn in range(length):
        place = length - 1 - turn if eqn.params["reverse"] else turn
        now = [_unwrapped(small[place]) for small in smalls]
        results = translation.run(inner.jaxpr, inner.consts, [*constants, *carry, *now])
        carry, out = results[:carried], results[carried:]
        outputs.append(out)
    outputs = outputs[::-1] if eqn.params["reverse"] else outputs
    stacked: list[Array] = []
    for column in zip(*outputs, strict=True):
        if any(isinstance(one, Item) and not one.is_number for one in column):
            raise NotInRules("a loop that stacks tensors")
        shape = np.shape(column[0]) if isinstance(column[0], np.ndarray) else (None,) * len(column[0].axes)
        stacked.append(np.stack([as_small(one, shape) for one in column]))
    return [*carry, *stacked]


MOST_TURNS = 32
"""A loop of more turns is not unrolled."""
