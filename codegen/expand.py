"""Expansions of the composite primitives into machine primitives, and soft conversions of 16-bit floats."""

# `COMPOSITES` has an entry per composite row of `prims.py`; one that is missing fails at import. The functions that
# are long, `FUNCTIONS`, are expanded for elements, unless there are very many; of single numbers they stay calls
# (`is_called`).
#
# Accuracy. float32 `exp`, `log`, `tanh` and `pow` are evaluated in float64 and rounded once; the float64 forms use
# plain Taylor series on reduced arguments (`exp`, `log`, `tanh`) and double-double arithmetic (`pow`).
# `tests/test_math.py` measures the error of each; the README states it.

from __future__ import annotations

import functools
import math
from collections.abc import Callable

from mxsym.codegen.codes import BANDED, CODES, ENDS, FACTOR, KEPT, LEAST, TERM, WHOLE, borders_of, code_of
from mxsym.codegen.dtypes import BF16, F16, F32, F64, I16, I32, I64, U8
from mxsym.codegen.expr import Expr, apply, bitcast, cast, const, postorder, resize, scalar, to_float
from mxsym.codegen.prims import PRIMS

# ln 2 in pieces whose products with an exponent (at most 11 bits) are exact.
_LN2_HIGH = float.fromhex("0x1.62e42fefa2000p-1")
_LN2_LOW = float.fromhex("0x1.9ef35793c7673p-41")
_LN2_MIDDLE = float.fromhex("0x1.9ef35793c6000p-41")
_LN2_LOWEST = float.fromhex("0x1.673007e5ed5e8p-81")
_LOG2_E = float.fromhex("0x1.71547652b82fep+0")
_TWO_THIRDS = (float.fromhex("0x1.5555555555555p-1"), float.fromhex("0x1.5555555555555p-55"))
_ROUND = 1.5 * 2.0**52  # adding and taking it off rounds a float64 below 2^51 to an integer


def _like(value: float, other: Expr) -> Expr:
    return const(value, other.dtype)


def _f64(value: float) -> Expr:
    return const(value, F64)


def _i64(value: int) -> Expr:
    return const(value, I64)


def _where(condition: Expr, yes: Expr, no: Expr) -> Expr:
    return apply("where", condition, yes, no)


def _is_nan(x: Expr) -> Expr:
    return apply("ne", x, x)


def _square(a: Expr) -> Expr:
    return a * a


def _rsqrt(a: Expr) -> Expr:
    return _like(1.0, a) / apply("sqrt", a)


def _sign(a: Expr) -> Expr:
    zero = _like(0.0, a)
    negative = _where(apply("lt", a, zero), _like(-1.0, a), zero)
    return _where(apply("gt", a, zero), _like(1.0, a), negative)


def _extreme(compare: str) -> Callable[[Expr, Expr], Expr]:
    def expand(a: Expr, b: Expr) -> Expr:
        # `a` where it wins or is NaN; otherwise `b`, which is then the winner or NaN.
        return _where(apply("logical_or", apply(compare, a, b), _is_nan(a)), a, b)

    return expand


def _clip(x: Expr, low: Expr, high: Expr) -> Expr:
    if not _in_order(low, high):
        return _where(apply("gt", x, high), high, _where(apply("lt", x, low), low, x))
    # The same values, as LLVM has an instruction for each of the two.
    bounded = _where(apply("lt", x, low), low, x)
    return _where(apply("lt", high, bounded), high, bounded)


def _in_order(low: Expr, high: Expr) -> bool:
    """True if it is known that `low <= high`: of constants, and of a limit and its negative."""
    if low.op == high.op == "const":
        return float(low.attr or 0) <= float(high.attr or 0)
    return low == apply("neg", high) and high.op == "where" and high == _limit(high.args[1])


def _isfinite(a: Expr) -> Expr:
    return apply("lt", apply("abs", a), _like(math.inf, a))


def _limit(a: Expr) -> Expr:
    return _where(apply("gt", a, _like(0.0, a)), a, _like(math.inf, a))


def _horner(x: Expr, coefficients: list[float]) -> Expr:
    """The polynomial with these coefficients, the constant one first."""
    total = _f64(coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        total = total * x + _f64(coefficient)
    return total


def _reduce_exp(x: Expr) -> tuple[Expr, Expr, Expr]:
    """x = n ln 2 + r with |r| ≤ 0.35: n as a float64 integer, and r in two parts."""
    n = (x * _f64(_LOG2_E) + _f64(_ROUND)) - _f64(_ROUND)
    return n, x - n * _f64(_LN2_HIGH), n * _f64(_LN2_LOW)


def _power_of_two(n: Expr) -> Expr:
    """2^n for an integer -1022 ≤ n ≤ 1023 held as a float64."""
    integer = apply("isub", bitcast(n + _f64(_ROUND), I64), bitcast(_f64(_ROUND), I64))
    return bitcast(apply("ishl", apply("iadd", integer, _i64(1023)), _i64(52)), F64)


def _scale(value: Expr, n: Expr) -> Expr:
    """value · 2^n in two exact steps, so that n may reach beyond the exponents of normal numbers."""
    half = (n * _f64(0.5) + _f64(_ROUND)) - _f64(_ROUND)
    return value * _power_of_two(half) * _power_of_two(n - half)


def _exp_f64(x: Expr) -> Expr:
    n, high, tail = _reduce_exp(_clip(x, _f64(-746.0), _f64(710.0)))
    r = high - tail
    series = _horner(r, [1.0 / math.factorial(k) for k in range(2, 15)])
    # 1 + (r + r² (…)), with what r lost when its parts were joined.
    lost = (high - r) - tail
    value = _f64(1.0) + (r + (r * r * series + lost))
    return _scale(value, n)


def _exp_twofold(x: Expr, low: Expr) -> Expr:
    """exp(x + low), all but correctly rounded: 1, r and r²/2 are added without loss."""
    n, high, tail = _reduce_exp(_clip(x, _f64(-746.0), _f64(710.0)))
    correction = tail - low
    r = high - correction
    square, below = _two_product(r, r * _f64(0.5))
    rest = r * square * _horner(r, [2.0 / math.factorial(k) for k in range(3, 17)])
    first, lost = _two_sum(_f64(1.0), r)
    second, more = _two_sum(first, square)
    # What r lost when its parts were joined is multiplied by exp(r); 1 + r is near enough.
    joined = ((high - r) - correction) * first
    return _scale(second + (((lost + more) + below) + (rest + joined)), n)


def _split_log(x: Expr) -> tuple[Expr, Expr]:
    """x = 2^k (1 + f) with 1 + f between sqrt(1/2) and sqrt(2), for positive finite x: (k as float64, f)."""
    subnormal = apply("lt", x, _f64(2.0**-1022))
    scaled = _where(subnormal, x * _f64(2.0**54), x)
    bits = bitcast(scaled, I64)
    # Adding the distance of sqrt(1/2) from 1 moves the binade's border to sqrt(2).
    shifted = apply("iadd", bits, _i64(0x3FF0000000000000 - 0x3FE6A09E667F3BCD))
    biased = apply("ilshr", shifted, _i64(52))
    magic = 2.0**52
    k = bitcast(apply("ior", biased, bitcast(_f64(magic), I64)), F64) - _f64(magic + 1023.0)
    mantissa = apply("iand", shifted, _i64((1 << 52) - 1))
    m = bitcast(apply("iadd", mantissa, _i64(0x3FE6A09E667F3BCD)), F64)
    return _where(subnormal, k - _f64(54.0), k), m - _f64(1.0)


def _log_f64(x: Expr) -> Expr:
    k, f = _split_log(x)
    s = f / (_f64(2.0) + f)
    s2 = s * s
    # log(1 + f) = 2 atanh(s) = 2s + s·rest, and 2s = f - s·f keeps f exact.
    rest = s2 * _horner(s2, [2.0 / (2 * j + 3) for j in range(11)])
    value = k * _f64(_LN2_HIGH) - ((s * (f - rest) - k * _f64(_LN2_LOW)) - f)
    value = _where(apply("eq", x, _f64(math.inf)), x, value)
    value = _where(apply("eq", x, _f64(0.0)), _f64(-math.inf), value)
    return _where(apply("ge", x, _f64(0.0)), value, _f64(math.nan))


def _tanh_f64(x: Expr) -> Expr:
    size = _clip(apply("abs", x), _f64(0.0), _f64(20.0))
    n, high, low = _reduce_exp(size + size)
    r = high - low
    series = _horner(r, [1.0 / math.factorial(k) for k in range(2, 15)])
    minus_one = r + (r * r * series + ((high - r) - low))
    power = _power_of_two(n)
    e = power * minus_one + (power - _f64(1.0))
    value = e / (e + _f64(2.0))
    signed = _where(apply("lt", x, _f64(0.0)), -value, value)
    return _where(apply("eq", x, _f64(0.0)), x, signed)


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
    shifted = x * _f64(2 / math.pi) + _f64(_ROUND)
    n = shifted - _f64(_ROUND)
    first, second, third, rest = (_f64(part) for part in _QUARTER_TURN)
    left = (x - n * first) - n * second
    high = left - n * third
    low = ((left - high) - n * third) - n * rest
    r = high + low
    return bitcast(shifted, I64), r, (high - r) + low


def _sine_of(quarter: Expr, r: Expr, low: Expr) -> Expr:
    """sin(r + low + quarter π/2)."""
    square = r * r
    series = _horner(square, [(-1.0) ** k / math.factorial(2 * k + 1) for k in range(1, 9)])
    sine = r + (low * (_f64(1.0) - square * _f64(0.5)) + r * (square * series))
    half = square * _f64(0.5)
    whole = _f64(1.0) - half
    series = _horner(square, [(-1.0) ** k / math.factorial(2 * k) for k in range(2, 10)])
    cosine = whole + (((_f64(1.0) - whole) - half) + (square * (square * series) - r * low))
    value = _where(apply("ieq", apply("iand", quarter, _i64(1)), _i64(1)), cosine, sine)
    return _where(apply("ieq", apply("iand", quarter, _i64(2)), _i64(2)), -value, value)


def _near(x: Expr, value: Expr) -> Expr:
    """A function of an angle; NaN where the angle is too large to be reduced."""
    return _where(apply("le", apply("abs", x), _f64(_FAR)), value, _f64(math.nan))


def _sin_f64(x: Expr) -> Expr:
    return _where(apply("eq", x, _f64(0.0)), x, _near(x, _sine_of(*_reduce_angle(x))))


def _cos_f64(x: Expr) -> Expr:
    quarter, r, low = _reduce_angle(x)
    return _near(x, _sine_of(apply("iadd", quarter, _i64(1)), r, low))


def _atan(t: Expr) -> Expr:
    """The arc tangent of a number from 0 to 1."""
    large = apply("gt", t, _f64(math.sqrt(2) - 1))
    z = _where(large, (t - _f64(1.0)) / (t + _f64(1.0)), t)
    square = z * z
    series = z * (square * _horner(square, [(-1.0) ** k / (2 * k + 1) for k in range(1, 24)]))
    high, low = _f64(_HALF_PI[0] / 2), _f64(_HALF_PI[1] / 2)
    return _where(large, high + ((series + low) + z), z + series)


def _is_negative(x: Expr) -> Expr:
    """True for numbers with the sign bit, -0 among them."""
    return apply("igt", apply("ilshr", bitcast(x, I64), _i64(63)), _i64(0))


def _atan2_f64(y: Expr, x: Expr) -> Expr:
    across, up, zero = apply("abs", x), apply("abs", y), _f64(0.0)
    steep = apply("gt", up, across)
    small, large = _where(steep, across, up), _where(steep, up, across)
    t = _where(apply("eq", small, large), _f64(1.0), small / large)
    angle, left = _atan(_where(apply("eq", small, zero), zero, t)), _is_negative(x)
    high = _where(steep, _f64(_HALF_PI[0]), _where(left, _f64(2 * _HALF_PI[0]), zero))
    low = _where(steep, _f64(_HALF_PI[1]), _where(left, _f64(2 * _HALF_PI[1]), zero))
    angle = high + (_where(apply("logical_xor", steep, left), -angle, angle) + low)
    signed = _where(_is_negative(y), -angle, angle)
    return _where(apply("logical_or", _is_nan(x), _is_nan(y)), x + y, signed)


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
    series = x + x * _horner(square, [float.fromhex("0x1.06eba8214db69p-3"), *near[1:]])
    far = _clip(size, _f64(0.75), _f64(6.0))
    u = (far - _f64(2.0)) / (far + _f64(2.0))
    beyond = _f64(1.0) - _exp_f64(-(far * far)) * _horner(u, _ERFC)
    signed = _where(apply("lt", x, _f64(0.0)), -beyond, beyond)
    value = _where(apply("lt", size, _f64(0.75)), series, signed)
    return _where(_is_nan(x), x, value)


def _floordiv_f64(a: Expr, b: Expr) -> Expr:
    """The quotient of what `%` leaves, which is whole, or near a whole number."""
    return apply("rint", (a - _mod_f64(a, b)) / b)


def _two_sum(a: Expr, b: Expr) -> tuple[Expr, Expr]:
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


def _two_product(a: Expr, b: Expr) -> tuple[Expr, Expr]:
    """a · b exactly, by Veltkamp's and Dekker's splitting: no fused multiply-add is assumed."""
    splitter = _f64(2.0**27 + 1)
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
    zero = _f64(0.0)
    bottom = _two_sum(_f64(2.0), f)
    quotient = f / bottom[0]
    product = _two_product(quotient, bottom[0])
    s = (quotient, (((f - product[0]) - product[1]) - quotient * bottom[1]) / bottom[0])
    s2 = _times(s, s)
    cube = _times(_times(s, s2), (_f64(_TWO_THIRDS[0]), _f64(_TWO_THIRDS[1])))
    tail = s2[0] * s2[0] * s[0] * _horner(s2[0], [2.0 / (2 * j + 5) for j in range(11)])
    log_m = _plus((s[0] + s[0], s[1] + s[1]), _plus(cube, (tail, zero)))
    low = _two_sum(k * _f64(_LN2_MIDDLE), k * _f64(_LN2_LOWEST))
    return _plus(_plus((k * _f64(_LN2_HIGH), zero), low), log_m)


def _pow_f64(x: Expr, y: Expr) -> Expr:
    zero, one, infinity = _f64(0.0), _f64(1.0), _f64(math.inf)
    size, exponent = apply("abs", x), apply("abs", y)
    # Beyond 2^64 the power of any base but 1 is 0 or infinite; the bound keeps the splitting from overflowing.
    bounded = _clip(y, _f64(-(2.0**64)), _f64(2.0**64))
    high, low = _times(_log_twofold(size), (bounded, zero))
    value = _exp_twofold(high, _where(apply("lt", apply("abs", high), _f64(800.0)), low, zero))
    positive = apply("gt", y, zero)
    value = _where(apply("eq", size, infinity), _where(positive, infinity, zero), value)
    value = _where(apply("eq", size, zero), _where(positive, zero, infinity), value)
    grow = apply("logical_xor", apply("gt", size, one), apply("lt", y, zero))
    value = _where(apply("eq", exponent, infinity), _where(grow, infinity, zero), value)
    value = _where(apply("logical_and", apply("eq", exponent, infinity), apply("eq", size, one)), one, value)

    def whole(z: Expr) -> Expr:
        big = _f64(2.0**52)
        return apply("logical_or", apply("ge", z, big), apply("eq", (z + big) - big, z))

    integer = whole(exponent)
    odd = apply("logical_and", integer, apply("logical_xor", whole(exponent * _f64(0.5)), integer))
    sign_bit = apply("ilshr", bitcast(x, I64), _i64(63))
    negative = apply("igt", sign_bit, _i64(0))
    value = _where(apply("logical_and", negative, odd), -value, value)
    invalid = apply("logical_and", apply("lt", x, zero), apply("logical_xor", integer, apply("eq", one, one)))
    finite_base = apply("lt", size, infinity)
    value = _where(apply("logical_and", invalid, finite_base), _f64(math.nan), value)
    nan = apply("logical_or", _is_nan(x), _is_nan(y))
    value = _where(nan, x + y, value)
    return _where(apply("logical_or", apply("eq", x, one), apply("eq", y, zero)), one, value)


def _through_f64(function: Callable[..., Expr]) -> Callable[..., Expr]:
    """float32 is evaluated in float64 and rounded once."""

    def expand(*args: Expr) -> Expr:
        return cast(function(*(cast(arg, F64) for arg in args)), args[0].dtype)

    return expand


def _mod_f64(a: Expr, b: Expr) -> Expr:
    """Exact for operands that were float32. A zero is positive where the signs differ, as MXNet has it."""
    zero = _f64(0.0)
    left = apply("rem", a, b)
    differ = apply("logical_xor", apply("lt", a, zero), apply("lt", b, zero))
    moved = _where(apply("eq", left, zero), zero, left + b)
    return _where(apply("eq", b, zero), zero, _where(differ, moved, left))


# Random bits are those of Threefry-2x32-20 (Salmon, Moraes, Dror and Shaw: Parallel random numbers: as easy as 1, 2, 3,
# 2011): a counter's two words are mixed with a key's. The key is made of seed, step, tensor and draw by the same
# function; the counter is the element's number.

_ROTATIONS = (13, 15, 26, 6, 17, 29, 16, 24)
_PARITY = 0x1BD11BDA


def _i32(value: int) -> Expr:
    return const(value, I32)


def _words(value: Expr) -> tuple[Expr, Expr]:
    """The lower and the upper half of 64 bits."""
    return resize(value, I32), resize(apply("ilshr", value, _i64(32)), I32)


def _threefry(key: tuple[Expr, Expr], counter: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
    keys = (*key, apply("ixor", _i32(_PARITY), apply("ixor", *key)))
    a, b = (apply("iadd", word, own) for word, own in zip(counter, key, strict=True))
    for number in range(20):
        turn = _ROTATIONS[number % 8]
        a = apply("iadd", a, b)
        b = apply("ior", apply("ishl", b, _i32(turn)), apply("ilshr", b, _i32(32 - turn)))
        b = apply("ixor", b, a)
        if number % 4 == 3:
            group = number // 4 + 1
            a = apply("iadd", a, keys[group % 3])
            b = apply("iadd", b, apply("iadd", keys[(group + 1) % 3], _i32(group)))
    return a, b


def _whole(x: Expr) -> Expr:
    """A float64 from 0 to 2^52 - 1 as an integer, rounded; others give some integer, too."""
    return apply("iand", bitcast(x + _f64(2.0**52), I64), _i64((1 << 52) - 1))


def _stream(seed: Expr, step: Expr, tensor: Expr, draw: Expr) -> Expr:
    key = _threefry(_words(_whole(seed)), _words(_whole(step)))
    low, high = _threefry(key, (_words(_whole(tensor))[0], _words(_whole(draw))[0]))
    return apply("ior", resize(low, I64), apply("ishl", resize(high, I64), _i64(32)))


def _random_bits(key: Expr, index: Expr) -> Expr:
    return _threefry(_words(key), _words(index))[0]


def _random_uniform(key: Expr, index: Expr) -> Expr:
    return to_float(apply("ilshr", _random_bits(key, index), _i32(8)), F32) * const(2.0**-24, F32)


def _random_normal(key: Expr, index: Expr) -> Expr:
    """Box and Muller's cosine: the square root of an exponential number, by the cosine of an angle."""
    first, second = _threefry(_words(key), _words(index))
    size = apply("sqrt", _f64(-2.0) * _log_f64((to_float(first, F64) + _f64(0.5)) * _f64(2.0**-32)))
    # cos(2πt) = -sin(2πz) where z = 1/4 - |t - 1/2| is from -1/4 to 1/4; all of this is exact.
    turn = _f64(0.25) - apply("abs", to_float(second, F64) * _f64(2.0**-32) - _f64(0.5))
    angle = turn * _f64(-2.0 * math.pi)
    square = angle * angle
    series = _horner(square, [(-1.0) ** k / math.factorial(2 * k + 1) for k in range(1, 11)])
    return cast(size * (angle + angle * (square * series)), F32)


FUNCTIONS: dict[str, Callable[..., Expr]] = {
    "exp": _exp_f64,
    "log": _log_f64,
    "tanh": _tanh_f64,
    "pow": _pow_f64,
    "sin": _sin_f64,
    "cos": _cos_f64,
    "atan2": _atan2_f64,
    "erf": _erf_f64,
}
"""The functions that are long enough to be called where the value is not for each element, in float64."""


def _decode(name: str, code: Expr) -> Expr:
    return apply(f"values_{name}", resize(code, I32))


def _bounded(name: str, x: Expr) -> Expr:
    """A value, or the least of the code for a smaller one and for NaN. Codes without a sign take sizes of values."""
    code = code_of(name)
    return _most(x, const(float(code.values[0]), F32)) if code.signed else x


def _decode_by_lines(name: str, byte: Expr) -> Expr:
    """The value of a byte, by arithmetic.

    Counted from the byte for 0, or from the one before it without a sign, the numbers of a decade are those from one
    power of 2 to the next, and half more. They are counted downwards, which saves a change of signs.
    """
    code = code_of(name)
    number = to_float(resize(byte, I32), F32)
    if name not in BANDED:
        if code.signed:
            number = _least(number - const(float(code.zero), F32), const(float(code.last), F32))  # two bytes are for 1
        scale, rest = (const(float(getattr(code, what)[0]), F32) for what in ("scales", "rests"))
        return apply("fma", number, scale, number * rest)
    if code.signed:
        number = const(float(code.zero), F32) - number
        count = number + _most(_least(number, const(0.5, F32)), const(-0.5, F32))  # 0 for 0
    else:
        count = const(-1.5, F32) - number
    bits = bitcast(count, I32)
    power = bitcast(apply("iand", bits, _i32(-0x800000)), F32)
    if not code.signed:
        power = _least(power, const(1.125 * -1.5, F32))  # of the count for 0 this makes 0
    whole = apply("fma", const(-1.125, F32), count, power)
    exponent = apply("ilshr", bits, _i32(23))
    scale, rest = (apply(f"{what}_{name}", exponent) for what in ("scales", "rests"))
    return apply("fma", whole, scale, whole * rest)


def _least(a: Expr, b: Expr) -> Expr:
    return _where(apply("lt", a, b), a, b)


def _most(a: Expr, b: Expr) -> Expr:
    return _where(apply("gt", a, b), a, b)


def _size(x: Expr) -> Expr:
    """The bits of a value's size as `codes.Code` has it. None is larger than 1 but for rounding: the bit for 2 is cut
    off.
    """
    size = apply("iand", bitcast(x, I32), _i32(KEPT))
    return _where(apply("igt", size, _i32(LEAST)), size, _i32(LEAST))


def _encode_by_lines(name: str, x: Expr, step: int = 1) -> Expr:
    """The nearest byte, by the lines of `codes.Code`. `step` is what takes a band to the next one."""
    code, x = code_of(name), _bounded(name, x)
    bits = _size(x)
    size = bitcast(bits, F32)
    if name in BANDED:
        below = apply("fma", const(FACTOR, F32), to_float(bits, F32), const(TERM, F32))
        below = bitcast(below, I32)
        above = apply("gt", size, apply(f"tops_{name}", below))
        band = apply("iadd", below, _where(above, _i32(step), _i32(0)))
        slope, offset = (apply(f"{what}_{name}", band) for what in ("slopes", "offsets"))
        end = apply("fma", const(ENDS, F32), offset, const(code.end, F32))
    else:
        slope, offset = (const(float(getattr(code, what)[0]), F32) for what in ("slopes", "offsets"))
        end = const(code.end, F32)
    number = _least(apply("fma", slope, size, offset), end)
    if code.signed:
        sign = apply("iand", bitcast(x, I32), _i32(-0x80000000))
        number = bitcast(apply("ior", bitcast(number, I32), sign), F32)
    return resize(bitcast(number + const(WHOLE + code.zero, F32), I32), U8)


def _encode_by_borders(name: str, x: Expr) -> Expr:
    """The same byte, by one look-up in the table of `codes.Borders`."""
    borders, x = borders_of(name), _bounded(name, x)
    bits, step = _size(x), _i32(1)
    place = apply("ilshr", bits, _i32(borders.shift))
    place = _where(apply("igt", place, _i32(borders.first)), place, _i32(borders.first))
    if code_of(name).signed:
        negative = apply("igt", _i32(0), bitcast(x, I32))
        place = apply("iadd", place, _where(negative, _i32(borders.half), _i32(0)))
        step = _where(negative, _i32(-1), step)
    border = apply(f"borders_{name}", place)
    beyond = _where(apply("igt", bits, border), step, _i32(0))
    return resize(apply("iadd", border, beyond), U8)  # a border's lowest eight bits are a byte


LINES: dict[str, Callable[..., Expr]] = {f"encode_{name}": functools.partial(_encode_by_lines, name) for name in CODES}
"""Encodings by small tables, for targets whose registers hold those; for codes without bands they need none."""
VALUES: dict[str, Callable[[Expr], Expr]] = {
    f"decode_{name}": functools.partial(_decode_by_lines, name) for name in CODES
}
"""Decodings by such tables, for those of these targets that load from many places slowly."""

COMPOSITES: dict[str, Callable[..., Expr]] = {
    "square": _square,
    "rsqrt": _rsqrt,
    "sign": _sign,
    "minimum": _extreme("lt"),
    "maximum": _extreme("gt"),
    "clip": _clip,
    "limit": _limit,
    "isfinite": _isfinite,
    "isnan": _is_nan,
    **{name: _through_f64(function) for name, function in FUNCTIONS.items()},
    "mod": _through_f64(_mod_f64),
    "floordiv": _through_f64(_floordiv_f64),
    "stream": _stream,
    "random_bits": _random_bits,
    "random_uniform": _random_uniform,
    "random_normal": _random_normal,
    **{f"decode_{name}": functools.partial(_decode, name) for name in CODES},
    **LINES,
    **{f"encode_{name}": functools.partial(_encode_by_borders, name) for name in BANDED},
}

_missing = {name for name, prim in PRIMS.items() if prim.composite} ^ COMPOSITES.keys()
if _missing:
    raise ImportError(f"prims.py and expand.py differ on the composite primitives: {sorted(_missing)}")


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
    return _through_f64(lambda *args: apply(node.op, *args))(*node.args)


def widen_bf16(value: Expr) -> Expr:
    """bfloat16 → float32: the bits are the upper half."""
    return bitcast(apply("ishl", resize(bitcast(value, I16), I32), const(16, I32)), F32)


def narrow_bf16(value: Expr) -> Expr:
    """float32 → bfloat16 to nearest even; subnormals kept, NaN stays NaN."""
    bits = bitcast(value, I32)
    upper = apply("ilshr", bits, const(16, I32))
    even = apply("iand", upper, const(1, I32))
    rounded = apply("ilshr", apply("iadd", bits, apply("iadd", even, const(0x7FFF, I32))), const(16, I32))
    quiet = apply("ior", upper, const(0x40, I32))
    return bitcast(resize(_where(_is_nan(value), quiet, rounded), I16), BF16)


def widen_f16(value: Expr) -> Expr:
    """float16 → float32 by integer code, for targets without the instruction."""
    bits = resize(bitcast(value, I16), I32)
    sign = apply("ishl", apply("iand", bits, const(0x8000, I32)), const(16, I32))
    magnitude = apply("ishl", apply("iand", bits, const(0x7FFF, I32)), const(13, I32))
    # Read with float32's exponent bias the number is 2^112 too small, subnormals included: one exact product.
    scaled = bitcast(magnitude, F32) * const(2.0**112, F32)
    special = apply("igt", magnitude, const((0x7C00 << 13) - 1, I32))
    infinite = apply("ior", magnitude, const(0x7F800000, I32))
    return bitcast(apply("ior", _where(special, infinite, bitcast(scaled, I32)), sign), F32)


def narrow_f16(value: Expr) -> Expr:
    """float32 → float16 to nearest even by integer code, for targets without the instruction."""
    bits = bitcast(value, I32)
    magnitude = apply("iand", bits, const(0x7FFFFFFF, I32))
    sign = apply("ilshr", apply("iand", bits, const(-0x80000000, I32)), const(16, I32))
    # Below float16's normals: adding 0.5 leaves the rounded count of 2^-24 in the lowest bits.
    small = apply("isub", bitcast(bitcast(magnitude, F32) + const(0.5, F32), I32), bitcast(const(0.5, F32), I32))
    even = apply("iand", apply("ilshr", magnitude, const(13, I32)), const(1, I32))
    moved = apply("iadd", apply("isub", magnitude, const(112 << 23, I32)), const(0xFFF, I32))
    normal = apply("ilshr", apply("iadd", moved, even), const(13, I32))
    finite = _where(apply("igt", const(113 << 23, I32), magnitude), small, normal)
    # 65520 and above round to infinity.
    bounded = _where(apply("igt", magnitude, const(0x477FEFFF, I32)), const(0x7C00, I32), finite)
    whole = _where(apply("igt", magnitude, const(0x7F800000, I32)), const(0x7E00, I32), bounded)
    return bitcast(resize(apply("ior", whole, sign), I16), F16)
