"""Expansions of the functions that are long: exponential, logarithm, power, angles, remainders."""

# Accuracy. float32 `exp`, `log`, `tanh` and `pow` are evaluated in float64 and rounded once; the float64 forms use
# plain Taylor series on reduced arguments (`exp`, `log`, `tanh`) and double-double arithmetic (`pow`).
# `tests/test_math.py` measures the error of each; the README states it.

from __future__ import annotations

import functools
import math
from collections.abc import Callable

from mxsym.codegen.dtypes import F64, I64
from mxsym.codegen.expand.terms import clip, f64, horner, i64, is_nan, where
from mxsym.codegen.expr import Expr, apply, bitcast, cast, postorder, scalar
from mxsym.codegen.prims import PRIMS

# ln 2 in pieces whose products with an exponent (at most 11 bits) are exact.
_LN2_HIGH = float.fromhex("0x1.62e42fefa2000p-1")
_LN2_LOW = float.fromhex("0x1.9ef35793c7673p-41")
_LN2_MIDDLE = float.fromhex("0x1.9ef35793c6000p-41")
_LN2_LOWEST = float.fromhex("0x1.673007e5ed5e8p-81")
_LOG2_E = float.fromhex("0x1.71547652b82fep+0")
_TWO_THIRDS = (float.fromhex("0x1.5555555555555p-1"), float.fromhex("0x1.5555555555555p-55"))
_ROUND = 1.5 * 2.0**52  # adding and taking it off rounds a float64 below 2^51 to an integer


def _reduce_exp(x: Expr) -> tuple[Expr, Expr, Expr]:
    """x = n ln 2 + r with |r| ≤ 0.35: n as a float64 integer, and r in two parts."""
    n = (x * f64(_LOG2_E) + f64(_ROUND)) - f64(_ROUND)
    return n, x - n * f64(_LN2_HIGH), n * f64(_LN2_LOW)


def _power_of_two(n: Expr) -> Expr:
    """2^n for an integer -1022 ≤ n ≤ 1023 held as a float64."""
    integer = apply("isub", bitcast(n + f64(_ROUND), I64), bitcast(f64(_ROUND), I64))
    return bitcast(apply("ishl", apply("iadd", integer, i64(1023)), i64(52)), F64)


def _scale(value: Expr, n: Expr) -> Expr:
    """value · 2^n in two exact steps, so that n may reach beyond the exponents of normal numbers."""
    half = (n * f64(0.5) + f64(_ROUND)) - f64(_ROUND)
    return value * _power_of_two(half) * _power_of_two(n - half)


def _exp_f64(x: Expr) -> Expr:
    n, high, tail = _reduce_exp(clip(x, f64(-746.0), f64(710.0)))
    r = high - tail
    series = horner(r, [1.0 / math.factorial(k) for k in range(2, 15)])
    # 1 + (r + r² (…)), with what r lost when its parts were joined.
    lost = (high - r) - tail
    value = f64(1.0) + (r + (r * r * series + lost))
    return _scale(value, n)


def _exp_twofold(x: Expr, low: Expr) -> Expr:
    """exp(x + low), all but correctly rounded: 1, r and r²/2 are added without loss."""
    n, high, tail = _reduce_exp(clip(x, f64(-746.0), f64(710.0)))
    correction = tail - low
    r = high - correction
    square, below = _two_product(r, r * f64(0.5))
    rest = r * square * horner(r, [2.0 / math.factorial(k) for k in range(3, 17)])
    first, lost = _two_sum(f64(1.0), r)
    second, more = _two_sum(first, square)
    # What r lost when its parts were joined is multiplied by exp(r); 1 + r is near enough.
    joined = ((high - r) - correction) * first
    return _scale(second + (((lost + more) + below) + (rest + joined)), n)


def _split_log(x: Expr) -> tuple[Expr, Expr]:
    """x = 2^k (1 + f) with 1 + f between sqrt(1/2) and sqrt(2), for positive finite x: (k as float64, f)."""
    subnormal = apply("lt", x, f64(2.0**-1022))
    scaled = where(subnormal, x * f64(2.0**54), x)
    bits = bitcast(scaled, I64)
    # Adding the distance of sqrt(1/2) from 1 moves the binade's border to sqrt(2).
    shifted = apply("iadd", bits, i64(0x3FF0000000000000 - 0x3FE6A09E667F3BCD))
    biased = apply("ilshr", shifted, i64(52))
    magic = 2.0**52
    k = bitcast(apply("ior", biased, bitcast(f64(magic), I64)), F64) - f64(magic + 1023.0)
    mantissa = apply("iand", shifted, i64((1 << 52) - 1))
    m = bitcast(apply("iadd", mantissa, i64(0x3FE6A09E667F3BCD)), F64)
    return where(subnormal, k - f64(54.0), k), m - f64(1.0)


def log_f64(x: Expr) -> Expr:
    """The natural logarithm."""
    k, f = _split_log(x)
    s = f / (f64(2.0) + f)
    s2 = s * s
    # log(1 + f) = 2 atanh(s) = 2s + s·rest, and 2s = f - s·f keeps f exact.
    rest = s2 * horner(s2, [2.0 / (2 * j + 3) for j in range(11)])
    value = k * f64(_LN2_HIGH) - ((s * (f - rest) - k * f64(_LN2_LOW)) - f)
    value = where(apply("eq", x, f64(math.inf)), x, value)
    value = where(apply("eq", x, f64(0.0)), f64(-math.inf), value)
    return where(apply("ge", x, f64(0.0)), value, f64(math.nan))


def _tanh_f64(x: Expr) -> Expr:
    size = clip(apply("abs", x), f64(0.0), f64(20.0))
    n, high, low = _reduce_exp(size + size)
    r = high - low
    series = horner(r, [1.0 / math.factorial(k) for k in range(2, 15)])
    minus_one = r + (r * r * series + ((high - r) - low))
    power = _power_of_two(n)
    e = power * minus_one + (power - f64(1.0))
    value = e / (e + f64(2.0))
    signed = where(apply("lt", x, f64(0.0)), -value, value)
    return where(apply("eq", x, f64(0.0)), x, signed)


_HALF_PI = (math.pi / 2, float.fromhex("0x1.1a62633145c07p-54"))
"""π/2 in two parts."""
_QUARTER_TURN = tuple(map(float.fromhex, (
    "0x1.921fb0p+0", "0x1.5110b0p-22", "0x1.184698p-44", "0x1.3198a2e037073p-69",
)))  # fmt: skip
"""π/2 in parts of 22 bits, whose products with whole numbers below 2^30 are exact, and the rest."""
_FAR = 2.0**30
"""The largest angle that is reduced."""


def _reduce_angle(x: Expr) -> tuple[Expr, Expr, Expr]:
    """x = n π/2 + r: the lower bits of n as an integer, and r, at most π/4 in size, in two parts."""
    shifted = x * f64(2 / math.pi) + f64(_ROUND)
    n = shifted - f64(_ROUND)
    first, second, third, rest = (f64(part) for part in _QUARTER_TURN)
    left = (x - n * first) - n * second
    high = left - n * third
    low = ((left - high) - n * third) - n * rest
    r = high + low
    return bitcast(shifted, I64), r, (high - r) + low


def _sine_of(quarter: Expr, r: Expr, low: Expr) -> Expr:
    """sin(r + low + quarter π/2)."""
    square = r * r
    series = horner(square, [(-1.0) ** k / math.factorial(2 * k + 1) for k in range(1, 9)])
    sine = r + (low * (f64(1.0) - square * f64(0.5)) + r * (square * series))
    half = square * f64(0.5)
    whole = f64(1.0) - half
    series = horner(square, [(-1.0) ** k / math.factorial(2 * k) for k in range(2, 10)])
    cosine = whole + (((f64(1.0) - whole) - half) + (square * (square * series) - r * low))
    value = where(apply("ieq", apply("iand", quarter, i64(1)), i64(1)), cosine, sine)
    return where(apply("ieq", apply("iand", quarter, i64(2)), i64(2)), -value, value)


def _near(x: Expr, value: Expr) -> Expr:
    """A function of an angle; NaN where the angle is too large to be reduced."""
    return where(apply("le", apply("abs", x), f64(_FAR)), value, f64(math.nan))


def _sin_f64(x: Expr) -> Expr:
    return where(apply("eq", x, f64(0.0)), x, _near(x, _sine_of(*_reduce_angle(x))))


def _cos_f64(x: Expr) -> Expr:
    quarter, r, low = _reduce_angle(x)
    return _near(x, _sine_of(apply("iadd", quarter, i64(1)), r, low))


def _atan(t: Expr) -> Expr:
    """The arc tangent of a number from 0 to 1."""
    large = apply("gt", t, f64(math.sqrt(2) - 1))
    z = where(large, (t - f64(1.0)) / (t + f64(1.0)), t)
    square = z * z
    series = z * (square * horner(square, [(-1.0) ** k / (2 * k + 1) for k in range(1, 24)]))
    high, low = f64(_HALF_PI[0] / 2), f64(_HALF_PI[1] / 2)
    return where(large, high + ((series + low) + z), z + series)


def _is_negative(x: Expr) -> Expr:
    """True for numbers with the sign bit, -0 among them."""
    return apply("igt", apply("ilshr", bitcast(x, I64), i64(63)), i64(0))


def _atan2_f64(y: Expr, x: Expr) -> Expr:
    across, up, zero = apply("abs", x), apply("abs", y), f64(0.0)
    steep = apply("gt", up, across)
    small, large = where(steep, across, up), where(steep, up, across)
    t = where(apply("eq", small, large), f64(1.0), small / large)
    angle, left = _atan(where(apply("eq", small, zero), zero, t)), _is_negative(x)
    high = where(steep, f64(_HALF_PI[0]), where(left, f64(2 * _HALF_PI[0]), zero))
    low = where(steep, f64(_HALF_PI[1]), where(left, f64(2 * _HALF_PI[1]), zero))
    angle = high + (where(apply("logical_xor", steep, left), -angle, angle) + low)
    signed = where(_is_negative(y), -angle, angle)
    return where(apply("logical_or", is_nan(x), is_nan(y)), x + y, signed)


# erfc(x) exp(x²) from 3/4 to 6 as a polynomial of (x - 2) / (x + 2): Chebyshev interpolation, to 2^-57 of itself.
_ERFC = [
    0.25539567631050575,
    -0.42718584741395843,
    0.24165819424246657,
    -0.07897858101573123,
    0.0037328924043145903,
    0.006997461739192376,
    -0.000847143250355894,
    -0.0009819770280943983,
    4.3555592616205795e-05,
    0.000174361219838624,
    2.7525516283683108e-05,
    -2.7580592985204326e-05,
    -1.3967306997263311e-05,
    1.3967111771237031e-06,
    3.7803943748131846e-06,
    1.1727929472853277e-06,
    -5.050200797924181e-07,
    -4.4072434097410744e-07,
]


def _erf_f64(x: Expr) -> Expr:
    size = apply("abs", x)
    square = x * x
    near = [2 / math.sqrt(math.pi) * (-1.0) ** k / (math.factorial(k) * (2 * k + 1)) for k in range(19)]
    # The first coefficient's rest: 2/sqrt(π) - 1 has more of its digits.
    series = x + x * horner(square, [float.fromhex("0x1.06eba8214db69p-3"), *near[1:]])
    far = clip(size, f64(0.75), f64(6.0))
    u = (far - f64(2.0)) / (far + f64(2.0))
    beyond = f64(1.0) - _exp_f64(-(far * far)) * horner(u, _ERFC)
    signed = where(apply("lt", x, f64(0.0)), -beyond, beyond)
    value = where(apply("lt", size, f64(0.75)), series, signed)
    return where(is_nan(x), x, value)


def floordiv_f64(a: Expr, b: Expr) -> Expr:
    """The quotient of what `%` leaves, which is whole, or near a whole number."""
    return apply("rint", (a - mod_f64(a, b)) / b)


def _two_sum(a: Expr, b: Expr) -> tuple[Expr, Expr]:
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


def _two_product(a: Expr, b: Expr) -> tuple[Expr, Expr]:
    """a · b exactly, by Veltkamp's and Dekker's splitting: no fused multiply-add is assumed."""
    splitter = f64(2.0**27 + 1)
    wide_a, wide_b = a * splitter, b * splitter
    high_a, high_b = wide_a - (wide_a - a), wide_b - (wide_b - b)
    low_a, low_b = a - high_a, b - high_b
    product = a * b
    return product, low_a * low_b - (((product - high_a * high_b) - low_a * high_b) - high_a * low_b)


def _times(a: tuple[Expr, Expr], b: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
    high, low = _two_product(a[0], b[0])
    return _two_sum(high, low + (a[0] * b[1] + a[1] * b[0]))


def _plus(a: tuple[Expr, Expr], b: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
    high, low = _two_sum(a[0], b[0])
    return _two_sum(high, low + (a[1] + b[1]))


def _log_twofold(x: Expr) -> tuple[Expr, Expr]:
    """log x of a positive finite x as a double-double number."""
    k, f = _split_log(x)
    zero = f64(0.0)
    bottom = _two_sum(f64(2.0), f)
    quotient = f / bottom[0]
    product = _two_product(quotient, bottom[0])
    s = (quotient, (((f - product[0]) - product[1]) - quotient * bottom[1]) / bottom[0])
    s2 = _times(s, s)
    cube = _times(_times(s, s2), (f64(_TWO_THIRDS[0]), f64(_TWO_THIRDS[1])))
    tail = s2[0] * s2[0] * s[0] * horner(s2[0], [2.0 / (2 * j + 5) for j in range(11)])
    log_m = _plus((s[0] + s[0], s[1] + s[1]), _plus(cube, (tail, zero)))
    low = _two_sum(k * f64(_LN2_MIDDLE), k * f64(_LN2_LOWEST))
    return _plus(_plus((k * f64(_LN2_HIGH), zero), low), log_m)


def _pow_f64(x: Expr, y: Expr) -> Expr:
    zero, one, infinity = f64(0.0), f64(1.0), f64(math.inf)
    size, exponent = apply("abs", x), apply("abs", y)
    # Beyond 2^64 the power of any base but 1 is 0 or infinite; the bound keeps the splitting from overflowing.
    bounded = clip(y, f64(-(2.0**64)), f64(2.0**64))
    high, low = _times(_log_twofold(size), (bounded, zero))
    value = _exp_twofold(high, where(apply("lt", apply("abs", high), f64(800.0)), low, zero))
    positive = apply("gt", y, zero)
    value = where(apply("eq", size, infinity), where(positive, infinity, zero), value)
    value = where(apply("eq", size, zero), where(positive, zero, infinity), value)
    grow = apply("logical_xor", apply("gt", size, one), apply("lt", y, zero))
    value = where(apply("eq", exponent, infinity), where(grow, infinity, zero), value)
    value = where(apply("logical_and", apply("eq", exponent, infinity), apply("eq", size, one)), one, value)

    def whole(z: Expr) -> Expr:
        big = f64(2.0**52)
        return apply("logical_or", apply("ge", z, big), apply("eq", (z + big) - big, z))

    integer = whole(exponent)
    odd = apply("logical_and", integer, apply("logical_xor", whole(exponent * f64(0.5)), integer))
    sign_bit = apply("ilshr", bitcast(x, I64), i64(63))
    negative = apply("igt", sign_bit, i64(0))
    value = where(apply("logical_and", negative, odd), -value, value)
    invalid = apply("logical_and", apply("lt", x, zero), apply("logical_xor", integer, apply("eq", one, one)))
    finite_base = apply("lt", size, infinity)
    value = where(apply("logical_and", invalid, finite_base), f64(math.nan), value)
    nan = apply("logical_or", is_nan(x), is_nan(y))
    value = where(nan, x + y, value)
    return where(apply("logical_or", apply("eq", x, one), apply("eq", y, zero)), one, value)


def through_f64(function: Callable[..., Expr]) -> Callable[..., Expr]:
    """float32 is evaluated in float64 and rounded once."""

    def expand(*args: Expr) -> Expr:
        return cast(function(*(cast(arg, F64) for arg in args)), args[0].dtype)

    return expand


def mod_f64(a: Expr, b: Expr) -> Expr:
    """Exact for operands that were float32. A zero is positive where the signs differ, as MXNet has it."""
    zero = f64(0.0)
    left = apply("rem", a, b)
    differ = apply("logical_xor", apply("lt", a, zero), apply("lt", b, zero))
    moved = where(apply("eq", left, zero), zero, left + b)
    return where(apply("eq", b, zero), zero, where(differ, moved, left))


FUNCTIONS: dict[str, Callable[..., Expr]] = {
    "exp": _exp_f64,
    "log": log_f64,
    "tanh": _tanh_f64,
    "pow": _pow_f64,
    "sin": _sin_f64,
    "cos": _cos_f64,
    "atan2": _atan2_f64,
    "erf": _erf_f64,
}
"""The functions that are long enough to be called where the value is not for each element, in float64."""


def is_called(node: Expr) -> bool:
    """True for a function that is called; a kernel has one copy of it for each vector width (`emit.function`)."""
    return node.op in FUNCTIONS and node.dtype is F64


@functools.cache
def length(name: str) -> int:
    """The number of values that one of `FUNCTIONS` is expanded to."""
    operands = (scalar(operand) for operand in "ab"[: PRIMS[name].arity])
    return sum(1 for node in postorder([FUNCTIONS[name](*operands)]) if node.args)


def called(node: Expr) -> Expr:
    """A function of numbers by way of float64, as its expansion is."""
    return through_f64(lambda *args: apply(node.op, *args))(*node.args)
