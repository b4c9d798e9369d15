"""Functions of one number that a jaxpr has as primitives, of primitives that rules have; and jax's random bits."""

from __future__ import annotations

from mxsym.codegen import expr as ir
from mxsym.codegen.dtypes import F32, I32, I64, T
from mxsym.codegen.expr import Expr


def const(value: float) -> Expr:
    """A number of the compute type."""
    return ir.const(value, T)


def where(condition: Expr, one: Expr, other: Expr) -> Expr:
    """One of two."""
    return ir.apply("where", condition, one, other)


def sign(x: Expr) -> Expr:
    """The sign of a number; NaN of NaN."""
    return where(ir.apply("isnan", x), x, ir.apply("sign", x))


def log1p(x: Expr) -> Expr:
    """`log(1 + x)`, exact near 0 too: the error of `1 + x` is divided out."""
    one = const(1.0)
    moved = x + one
    exact = ir.apply("log", moved) * (x / (moved - one))
    return where(ir.apply("eq", moved, one), x, where(ir.apply("isfinite", moved), exact, ir.apply("log", moved)))


def expm1(x: Expr) -> Expr:
    """`exp(x) - 1`, exact near 0 too."""
    one = const(1.0)
    power = ir.apply("exp", x)
    less = power - one
    exact = less * (x / ir.apply("log", power))
    is_far = ir.apply("logical_or", ir.apply("eq", less, -one), ir.apply("logical_not", ir.apply("isfinite", power)))
    return where(ir.apply("eq", power, one), x, where(is_far, less, exact))


def cbrt(x: Expr) -> Expr:
    """The cube root."""
    return sign(x) * ir.apply("pow", ir.apply("abs", x), const(1.0 / 3.0))


def logistic(x: Expr) -> Expr:
    """`1 / (1 + exp(-x))`."""
    return const(1.0) / (const(1.0) + ir.apply("exp", -x))


def away_from_zero(x: Expr) -> Expr:
    """The nearest whole number, of two the one away from 0."""
    size = ir.apply("abs", x)
    floor = ir.apply("floor", size)
    up = where(ir.apply("ge", size - floor, const(0.5)), floor + const(1.0), floor)
    return where(ir.apply("lt", x, const(0.0)), -up, up)


_NEAR = (
    2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503, -0.00417768164,
    0.246640727, 1.50140941,
)  # fmt: skip
_FAR = (
    -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047,
    1.00167406, 2.83297682,
)  # fmt: skip


def _polynomial(terms: tuple[float, ...], x: Expr) -> Expr:
    total = const(terms[0])
    for term in terms[1:]:
        total = const(term) + total * x
    return total


def erf_inv(x: Expr) -> Expr:
    """The inverse of the error function, in float32 (Giles, 2010)."""
    w = -log1p(-(x * x))
    near, far = w - const(2.5), ir.apply("sqrt", w) - const(3.0)
    is_near = ir.apply("lt", w, const(5.0))
    polynomials = [_polynomial(terms, at) for terms, at in ((_NEAR, near), (_FAR, far))]
    value = where(is_near, *polynomials) * x
    return where(ir.apply("eq", ir.apply("abs", x), const(1.0)), x * const(float("inf")), value)


def power(x: Expr, exponent: int) -> Expr:
    """A whole power as products."""
    if exponent < 0:
        return const(1.0) / power(x, -exponent)
    result: Expr | None = None
    square = x
    while exponent:
        if exponent & 1:
            result = square if result is None else result * square
        exponent >>= 1
        square = square * square if exponent else square
    return const(1.0) if result is None else result


def power_of(x: Expr, exponent: Expr) -> Expr:
    """A power; the exponent may be a whole number."""
    return ir.apply("pow", x, ir.cast(exponent, T))


def exp2(x: Expr) -> Expr:
    """A power of 2."""
    return ir.apply("pow", const(2.0), x)


def erfc(x: Expr) -> Expr:
    """`1 - erf(x)`."""
    return const(1.0) - ir.apply("erf", x)


def tan(x: Expr) -> Expr:
    """The tangent."""
    return ir.apply("sin", x) / ir.apply("cos", x)


def is_equal(x: Expr, y: Expr) -> Expr:
    """True for two equal truth values."""
    return ir.apply("logical_not", ir.apply("logical_xor", x, y))


def flipped(x: Expr) -> Expr:
    """Bits, each the other way round."""
    return ir.apply("ixor", x, ir.const(-1, I32))


def chosen(condition: Expr, no: Expr, yes: Expr) -> Expr:
    """One of two, as jax orders them."""
    return where(condition, yes, no)


_ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))


def threefry(key: tuple[Expr, Expr], counter: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
    """Two words of Threefry-2x32-20 (Salmon et al., 2011)."""
    keys = (*key, ir.apply("ixor", ir.apply("ixor", *key), ir.const(0x1BD11BDA, I32)))
    x, y = (ir.apply("iadd", word, one) for word, one in zip(counter, keys, strict=False))
    for turn in range(5):
        for distance in _ROTATIONS[turn % 2]:
            x = ir.apply("iadd", x, y)
            high = ir.apply("ishl", y, ir.const(distance, I32))
            y = ir.apply("ixor", x, ir.apply("ior", high, ir.apply("ilshr", y, ir.const(32 - distance, I32))))
        x = ir.apply("iadd", x, keys[(turn + 1) % 3])
        y = ir.apply("iadd", ir.apply("iadd", y, keys[(turn + 2) % 3]), ir.const(turn + 1, I32))
    return x, y


def element_counter() -> tuple[Expr, Expr]:
    """The number of an element of a tensor as two words, the higher one first."""
    index = ir.index()
    return ir.resize(ir.apply("ilshr", index, ir.const(32, I64)), I32), ir.resize(index, I32)


def read_bits(bits: Expr) -> Expr:
    """Bits as a float32 number, in the compute type."""
    return ir.cast(ir.bitcast(bits, F32), T)


def bits_of(x: Expr) -> Expr:
    """The bits of a number as float32."""
    return ir.bitcast(ir.cast(x, F32), I32)
