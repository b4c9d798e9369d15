"""Expansions of random numbers."""

# Random bits are those of Threefry-2x32-20 (Salmon, Moraes, Dror and Shaw: Parallel random numbers: as easy as 1, 2, 3,
# 2011): a counter's two words are mixed with a key's. The key is made of seed, step, tensor and draw by the same
# function; the counter is the element's number.

from __future__ import annotations

import math

from mxsym.codegen.dtypes import F32, F64, I32, I64
from mxsym.codegen.expand.functions import log_f64
from mxsym.codegen.expand.terms import f64, horner, i32, i64
from mxsym.codegen.expr import Expr, apply, bitcast, cast, const, resize, to_float

_ROTATIONS = (13, 15, 26, 6, 17, 29, 16, 24)
_PARITY = 0x1BD11BDA


def _words(value: Expr) -> tuple[Expr, Expr]:
    """The lower and the upper half of 64 bits."""
    return resize(value, I32), resize(apply("ilshr", value, i64(32)), I32)


def _threefry(key: tuple[Expr, Expr], counter: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
    keys = (*key, apply("ixor", i32(_PARITY), apply("ixor", *key)))
    a, b = (apply("iadd", word, own) for word, own in zip(counter, key, strict=True))
    for number in range(20):
        turn = _ROTATIONS[number % 8]
        a = apply("iadd", a, b)
        b = apply("ior", apply("ishl", b, i32(turn)), apply("ilshr", b, i32(32 - turn)))
        b = apply("ixor", b, a)
        if number % 4 == 3:
            group = number // 4 + 1
            a = apply("iadd", a, keys[group % 3])
            b = apply("iadd", b, apply("iadd", keys[(group + 1) % 3], i32(group)))
    return a, b


def _whole(x: Expr) -> Expr:
    """A float64 from 0 to 2^52 - 1 as an integer, rounded; others give some integer, too."""
    return apply("iand", bitcast(x + f64(2.0**52), I64), i64((1 << 52) - 1))


def stream(seed: Expr, step: Expr, tensor: Expr, draw: Expr) -> Expr:
    """The key of a draw's numbers, 64 bits."""
    key = _threefry(_words(_whole(seed)), _words(_whole(step)))
    low, high = _threefry(key, (_words(_whole(tensor))[0], _words(_whole(draw))[0]))
    return apply("ior", resize(low, I64), apply("ishl", resize(high, I64), i64(32)))


def random_bits(key: Expr, index: Expr) -> Expr:
    """32 random bits for the element of this number."""
    return _threefry(_words(key), _words(index))[0]


def random_uniform(key: Expr, index: Expr) -> Expr:
    """A float32 from 0 to 1, by the upper 24 of these bits."""
    return to_float(apply("ilshr", random_bits(key, index), i32(8)), F32) * const(2.0**-24, F32)


def random_normal(key: Expr, index: Expr) -> Expr:
    """Box and Muller's cosine: the square root of an exponential number, by the cosine of an angle."""
    first, second = _threefry(_words(key), _words(index))
    size = apply("sqrt", f64(-2.0) * log_f64((to_float(first, F64) + f64(0.5)) * f64(2.0**-32)))
    # cos(2πt) = -sin(2πz) where z = 1/4 - |t - 1/2| is from -1/4 to 1/4; all of this is exact.
    turn = f64(0.25) - apply("abs", to_float(second, F64) * f64(2.0**-32) - f64(0.5))
    angle = turn * f64(-2.0 * math.pi)
    square = angle * angle
    series = horner(square, [(-1.0) ** k / math.factorial(2 * k + 1) for k in range(1, 11)])
    return cast(size * (angle + angle * (square * series)), F32)
