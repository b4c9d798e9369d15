"""The functions that rules call, some of them on Symbols too; `mx.NAME` is each of them."""

from __future__ import annotations

import math
from typing import Any

from mxsym.codegen.expr import WRITTEN, Granularity
from mxsym.rule.axes import known_axes
from mxsym.rule.numbers import as_number
from mxsym.rule.operand import FUNCTIONS, Number, Operand, OperandT
from mxsym.rule.operations import PLACE, STREAM, stream_number
from mxsym.rule.value import BY_SPACE, Model, Value
from mxsym.spelling import kind_name


def _is_operand(value: object) -> bool:
    """True if a caller, who may pass anything, has passed an operand."""
    return isinstance(value, Operand)


def _operate(op: str, *args: Operand | Number) -> Any:
    for arg in args:
        if isinstance(arg, Operand):
            return arg.operate(op, *args)
    kinds = ", ".join(type(arg).__name__ for arg in args)
    what = f"{WRITTEN.get(op, op)} takes a Symbol or a value inside an update rule"
    fix = "Python's sum adds up the items of a list" if any(isinstance(arg, list | tuple) for arg in args) else ""
    raise TypeError(f"{what}, got ({kinds}); {fix or 'for arrays use NumPy'}")


def _unary(op: str, x: OperandT) -> OperandT:
    return _operate(op, x)


def abs(x: OperandT) -> OperandT:
    """The absolute value, elementwise."""
    return _unary("abs", x)


def sign(x: OperandT) -> OperandT:
    """-1, 0 or 1, elementwise; 0 for NaN, as in MXNet."""
    return _unary("sign", x)


def sqrt(x: OperandT) -> OperandT:
    """The square root, elementwise, correctly rounded."""
    return _unary("sqrt", x)


def rsqrt(x: OperandT) -> OperandT:
    """`1 / sqrt(x)`, elementwise, both steps correctly rounded."""
    return _unary("rsqrt", x)


def square(x: OperandT) -> OperandT:
    """`x * x`, elementwise."""
    return _unary("square", x)


def exp(x: OperandT) -> OperandT:
    """The exponential, elementwise."""
    return _unary("exp", x)


def log(x: OperandT) -> OperandT:
    """The natural logarithm, elementwise."""
    return _unary("log", x)


def tanh(x: OperandT) -> OperandT:
    """The hyperbolic tangent, elementwise."""
    return _unary("tanh", x)


def floor(x: OperandT) -> OperandT:
    """The largest whole number that is not above `x`, elementwise; in a rule."""
    return _unary("floor", x)


def ceil(x: OperandT) -> OperandT:
    """The smallest whole number that is not below `x`, elementwise; in a rule."""
    return _unary("ceil", x)


def trunc(x: OperandT) -> OperandT:
    """`x` without its fraction, elementwise; in a rule."""
    return _unary("trunc", x)


def rint(x: OperandT) -> OperandT:
    """The nearest whole number, the even one of two, elementwise; in a rule. `round(x)` is the same."""
    return _unary("rint", x)


def sin(x: OperandT) -> OperandT:
    """The sine, elementwise; NaN beyond 2^30; in a rule."""
    return _unary("sin", x)


def cos(x: OperandT) -> OperandT:
    """The cosine, elementwise; NaN beyond 2^30; in a rule."""
    return _unary("cos", x)


def arctan2(y: Operand | Number, x: Operand | Number) -> Any:
    """The angle of the point (x, y), from -π to π, elementwise; in a rule."""
    return _operate("atan2", y, x)


def erf(x: OperandT) -> OperandT:
    """The error function, elementwise; in a rule."""
    return _unary("erf", x)


def isnan(x: OperandT) -> OperandT:
    """True where `x` is NaN, elementwise."""
    return _unary("isnan", x)


def power(x: Operand | Number, y: Operand | Number) -> Any:
    """`x ** y`, elementwise."""
    return _operate("pow", x, y)


def fma(x: Operand | Number, y: Operand | Number, z: Operand | Number) -> Any:
    """`x * y + z`, elementwise, rounded once."""
    return _operate("fma", x, y, z)


def row_sum(x: OperandT) -> OperandT:
    """The sum of each row (over all axes but the first), in a fixed order; in a rule, one value a row."""
    return _unary("row_sum", x)


def row_mean(x: OperandT) -> OperandT:
    """The mean of each row (over all axes but the first); in a rule, one value a row."""
    return _unary("row_mean", x)


def _reduce(op: str, x: OperandT, axis: int | None, over: type[Operand] | None = None, *, of: str = "") -> OperandT:
    """A reduction by `op`; `of` is the function that was called, where it is another one."""
    called = of or op
    if over is not None:
        return _over_model(op, called, x, axis, over)
    if _is_operand(axis) or axis not in (None, 0, 1, -1):
        got = getattr(axis, "kind", kind_name(axis)) if _is_operand(axis) else repr(axis)
        fix = f"call mx.{called}imum for two values" if called in ("min", "max") and _is_operand(axis) else "pass one"
        raise TypeError(
            f"{called} takes axis=1 (each row), axis=0 (each column) or None (the whole tensor), got {got}; {fix}"
        )
    return _unary(op if axis is None else f"column_{op}" if axis == 0 else f"row_{op}", x)


def _over_model(op: str, called: str, x: OperandT, axis: int | None, over: object) -> OperandT:
    """A reduction of all weights of a model to one number."""
    if over is not Model or axis is not None:
        got = f"over={over!r}" if axis is None else f"axis={axis!r} beside it"
        fix = f"write {called}(x, over=mx.Model)"
        raise TypeError(f"{called}: over is mx.Model or None, without an axis, got {got}; {fix}")
    if not isinstance(x, Value):
        fix = "declare one with mx.update_rule"
        raise TypeError(f"{called}: over=mx.Model is for the values of an update rule, got {kind_name(x)}; {fix}")
    return _unary(f"model_{op}", x)


def sum(x: OperandT, axis: int | None = None, *, over: type[Operand] | None = None) -> OperandT:
    """The sum of all elements of a tensor, in a fixed order; inside a rule, one number.

    Inside a rule, `axis=1` gives the sum of each row and `axis=0` that of each column, of a tensor as rows (its first
    axis) of columns (all others); and `x` may have one value for each row or column, which are summed.
    `over=mx.Model` gives the sum over all weights of the model: those that are updated together by the rule. `x` may
    then be one number, too, of which each weight has its own.
    """
    return _reduce("sum", x, axis, over)


def mean(x: OperandT, axis: int | None = None, *, over: type[Operand] | None = None) -> OperandT:
    """The mean of all elements of a tensor; inside a rule, one number. For `axis` and `over` see `sum`."""
    return _reduce("mean", x, axis, over)


def max(x: OperandT, axis: int | None = None, *, over: type[Operand] | None = None) -> OperandT:
    """The largest element of a tensor, NaN if one is; in a rule. For `axis` and `over` see `sum`."""
    return _reduce("max", x, axis, over)


def min(x: OperandT, axis: int | None = None, *, over: type[Operand] | None = None) -> OperandT:
    """The smallest element of a tensor, NaN if one is; in a rule. For `axis` and `over` see `sum`."""
    return _reduce("min", x, axis, over)


def norm(x: OperandT, axis: int | None = None, *, over: type[Operand] | None = None) -> OperandT:
    """The Euclidean norm of a tensor, `sqrt(sum(square(x)))`; inside a rule, one number. The squares may overflow.

    For `axis` and `over` see `sum`.
    """
    if not _is_operand(x):
        return _unary("norm", x) if over is None else _over_model("sum", "norm", x, axis, over)
    return sqrt(_reduce("sum", square(x), axis, over, of="norm"))


def isfinite(x: OperandT) -> OperandT:
    """True where `x` is neither infinite nor NaN, elementwise; inside a rule, a truth value."""
    return _unary("isfinite", x)


def all_finite(x: Operand) -> Any:
    """True if no element of a tensor is infinite or NaN; inside a rule, one truth value."""
    return eq(sum(where(isfinite(x), 0.0, 1.0)), 0.0) if _is_operand(x) else _operate("all_finite", x)


def minimum(x: Operand | Number, y: Operand | Number) -> Any:
    """The smaller of two, elementwise; NaN if either is."""
    return _operate("minimum", x, y)


def maximum(x: Operand | Number, y: Operand | Number) -> Any:
    """The larger of two, elementwise; NaN if either is."""
    return _operate("maximum", x, y)


class _Mirrored:
    """The bound above of what is clipped by one bound."""

    def __repr__(self) -> str:
        return "-low"


_MIRRORED: Any = _Mirrored()


def clip(x: OperandT, low: Operand | Number, high: Operand | Number = _MIRRORED) -> OperandT:
    """`x` limited to `[low, high]`; NaN stays NaN.

    With one bound `c`: limited to `[-c, c]`, and unchanged if `c <= 0` or NaN (MXNet's `clip_gradient`).
    """
    if low is None or high is None:  # NumPy's and torch's bound on one side  # pyright: ignore[reportUnnecessaryComparison]
        raise TypeError(
            "clip takes numbers or Symbols as bounds, got None; write mx.maximum(x, low) or mx.minimum(x, high)"
        )
    if high is not _MIRRORED:
        return _operate("clip", x, low, high)
    if isinstance(low, Operand):
        bound = low.operate("limit", low)
        return _operate("clip", x, -bound, bound)
    number = as_number(low)
    if number is None:
        raise TypeError(f"clip takes numbers or Symbols as bounds, got {kind_name(low)}")
    size = number if number > 0 else math.inf
    return _operate("clip", x, -size, size)


def where(condition: Operand, x: Operand | Number, y: Operand | Number) -> Any:
    """`x` where the condition holds, else `y`, elementwise."""
    return _operate("where", condition, x, y)


def eq(x: Operand | Number, y: Operand | Number) -> Any:
    """True where `x` equals `y`, elementwise."""
    return _operate("eq", x, y)


def ne(x: Operand | Number, y: Operand | Number) -> Any:
    """True where `x` differs from `y`, elementwise."""
    return _operate("ne", x, y)


def lt(x: Operand | Number, y: Operand | Number) -> Any:
    """True where `x < y`, elementwise."""
    return _operate("lt", x, y)


def le(x: Operand | Number, y: Operand | Number) -> Any:
    """True where `x <= y`, elementwise."""
    return _operate("le", x, y)


def gt(x: Operand | Number, y: Operand | Number) -> Any:
    """True where `x > y`, elementwise."""
    return _operate("gt", x, y)


def ge(x: Operand | Number, y: Operand | Number) -> Any:
    """True where `x >= y`, elementwise."""
    return _operate("ge", x, y)


def logical_and(x: Operand, y: Operand) -> Any:
    """True where both conditions hold, elementwise."""
    return _operate("logical_and", x, y)


def logical_or(x: Operand, y: Operand) -> Any:
    """True where at least one condition holds, elementwise."""
    return _operate("logical_or", x, y)


def logical_xor(x: Operand, y: Operand) -> Any:
    """True where exactly one condition holds, elementwise; in a rule."""
    return _operate("xor", x, y)


def logical_not(x: Operand) -> Any:
    """True where the condition does not hold, elementwise; in a rule."""
    return _operate("not", x)


def bitcast(x: OperandT, dtype: str) -> OperandT:
    """The bits of a float32 value as "uint32", of a float64 value as "uint64", or the other way round; in a rule.

    Args:
        x: the value.
        dtype: the name of the type to read it as.
    """
    bits: Any = getattr(x, "bitcast", None)
    if bits is None:
        raise TypeError(f"bitcast takes a value inside an update rule, got {kind_name(x)}; for arrays use view()")
    return bits(dtype)


def _draw(op: str, *stream: Any, each: object) -> Any:
    for item in stream:
        if isinstance(item, Value):
            return item.draw(op, stream, _granularity(op, each))
        if isinstance(item, Operand):
            return item.operate(op, *(0 if one is None else one for one in stream))
    if known_axes() is not None:  # in a rule
        for name, item in zip(STREAM, stream, strict=True):
            if item is not None or name != PLACE:
                stream_number(op, name, item)
        raise TypeError(f"{op}: got numbers alone, which give the same draw in each step; pass the rule's t as step")
    kinds = ", ".join(type(item).__name__ for item in stream if item is not None)
    fix = "declare one with mx.update_rule; its seed and its t are numbers of the rule"
    raise TypeError(f"{op} takes numbers of an update rule, got ({kinds}); {fix}")


def _granularity(op: str, each: object) -> Granularity:
    """The granularity of random numbers."""
    if each is None:
        return Granularity.ELEMENT
    space = next((space for space, kind in BY_SPACE.items() if each is kind), None)
    if space is None:
        raise TypeError(f"{op}: each is mx.Row, mx.Column, mx.Scalar or None, got {each!r}; name one of these")
    return space


def eye(like: OperandT) -> OperandT:
    """The identity matrix of a square matrix's size; in a rule.

    Args:
        like: a square matrix of the size.
    """
    return _unary("identity", like)


def eigh(x: OperandT) -> tuple[OperandT, OperandT]:
    """The eigenvalues of a symmetric matrix, rising, one for each column, and its eigenvectors, the columns; in a rule.

    The library reads the lower half of `x`. `(vectors * mx.power(values, -0.25)) @ vectors.T` is an inverse root.
    """
    return _unary("eigenvalues", x), _unary("eigenvectors", x)


def qr(x: OperandT) -> OperandT:
    """The orthonormal factor Q of a square matrix's QR decomposition; in a rule."""
    return _unary("orthonormal", x)


def random_bits(
    seed: Operand | Number,
    step: Operand | Number,
    tensor: Operand | Number | None = None,
    draw: Operand | Number = 0,
    *,
    each: type[Operand] | None = None,
) -> Any:
    """32 random bits for each element, row or column, as whole numbers (uint32); in a rule.

    They depend on the arguments and on the number of the element, row or column alone, and are those of
    Threefry-2x32-20.

    Args:
        seed: with the others it names the stream; each is one whole number from 0 to 2^52 - 1.
        step: the number of the step, the rule's `t`.
        tensor: the number of the weight in its model; its lower 32 bits count. Weights with one number have one noise.
            None: the op's number `tensor`, which optimizers and `training_step` set for each parameter.
        draw: another number for another draw in the same rule; its lower 32 bits count.
        each: `mx.Row` for one value for each row, `mx.Column` for each column, `mx.Scalar` for one in all; None: for
            each element.
    """
    return _draw("random_bits", seed, step, tensor, draw, each=each)


def random_uniform(
    seed: Operand | Number,
    step: Operand | Number,
    tensor: Operand | Number | None = None,
    draw: Operand | Number = 0,
    *,
    each: type[Operand] | None = None,
) -> Any:
    """A random multiple of 2^-24 for each element, row or column, from 0 to 1 - 2^-24; in a rule. See `random_bits`.

    Args:
        seed, step, tensor, draw, each: as for `random_bits`.
    """
    return _draw("random_uniform", seed, step, tensor, draw, each=each)


def random_normal(
    seed: Operand | Number,
    step: Operand | Number,
    tensor: Operand | Number | None = None,
    draw: Operand | Number = 0,
    *,
    each: type[Operand] | None = None,
) -> Any:
    """A random number of the normal distribution for each element, row or column: mean 0, deviation 1; in a rule.

    It is a float32 number, at most 6.77 in size, whatever the weight's type. See `random_bits`.

    Args:
        seed, step, tensor, draw, each: as for `random_bits`.
    """
    return _draw("random_normal", seed, step, tensor, draw, each=each)


# fmt: off
FUNCTIONS.update({item.__name__: item for item in (
    abs, sign, sqrt, rsqrt, square, exp, log, tanh, power, fma, minimum, maximum, clip, where,
    eq, ne, lt, le, gt, ge, logical_and, logical_or, row_sum, row_mean,
    sum, mean, max, min, norm, isfinite, all_finite, logical_xor, logical_not, bitcast,
    floor, ceil, trunc, rint, sin, cos, arctan2, erf, isnan,
    eye, eigh, qr,
    random_bits, random_uniform, random_normal,
)})
# fmt: on
