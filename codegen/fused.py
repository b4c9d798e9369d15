"""The fused multiply-add on NumPy arrays, `a * b + c` rounded once, by error-free transformations.

What is added last is rounded to odd: its lowest bit is 1 wherever anything was lost. Rounding that again, to a format
with at least two bits fewer, is rounding the exact value (Boldo and Melquiond, 2008).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from mxsym.codegen.dtypes import Array
from mxsym.codegen.loading import load_modules

_SPLITTER = 2.0**27 + 1


def _two_sum(a: Array, b: Array) -> tuple[Array, Array]:
    """`a + b`, and what was lost of it."""
    total = np.add(a, b)
    part = total - a
    return total, (a - (total - part)) + (b - part)


def _two_product(a: Array, b: Array) -> tuple[Array, Array]:
    """`a * b`, and what was lost of it."""
    wide_a, wide_b = a * _SPLITTER, b * _SPLITTER
    high_a, high_b = wide_a - (wide_a - a), wide_b - (wide_b - b)
    low_a, low_b = a - high_a, b - high_b
    product = a * b
    return product, low_a * low_b - (((product - high_a * high_b) - low_a * high_b) - high_a * low_b)


def _odd_sum(a: Array, b: Array) -> Array:
    """`a + b` in float64, rounded to odd."""
    total, lost = _two_sum(a, b)
    even = np.bitwise_and(np.asarray(total).view(np.int64), 1) == 0
    towards = np.nextafter(total, np.copysign(np.inf, lost))
    return np.where(even & (lost != 0) & np.isfinite(total) & np.isfinite(lost), towards, total)


def _fma_by_float64(a: Array, b: Array, c: Array) -> Array:
    """Of float32: the product is exact in float64."""
    return _odd_sum(a.astype(np.float64) * b.astype(np.float64), c.astype(np.float64)).astype(np.float32)


def _exact(a: float, b: float, c: float) -> float:
    """Of three finite numbers, by whole numbers."""
    if a == 0 or b == 0:
        return a * b + c
    load_modules("fractions")
    from fractions import Fraction

    value = Fraction(a) * Fraction(b) + Fraction(c)
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _fma_float64(a: Array, b: Array, c: Array) -> Array:
    high, low = _two_product(a, b)
    middle, last = _two_sum(c, low)
    first, second = _two_sum(high, middle)
    result = np.asarray(first + _odd_sum(second, last))
    finite = np.isfinite(a) & np.isfinite(b) & np.isfinite(c)
    exponent = np.frexp(a)[1] + np.frexp(b)[1]
    size = np.frexp(c)[1]
    near = (np.abs(exponent) < 800) & ((np.abs(size) < 800) | (c == 0)) & (a != 0) & (b != 0)
    near &= (np.abs(np.frexp(a)[1]) < 900) & (np.abs(np.frexp(b)[1]) < 900)
    # An infinite c stands, even where the finite product overflows.
    plain = np.where(np.isfinite(a) & np.isfinite(b), c, a * b + c)
    result = np.where(finite, result, plain)
    far = np.flatnonzero(finite & ~near)
    flat = result.reshape(-1)
    for place in far:
        flat[place] = _exact(*(float(x.reshape(-1)[place]) for x in (a, b, c)))
    return flat.reshape(result.shape)


def fma(a: Any, b: Any, c: Any) -> Array:
    """`a * b + c`, rounded once, of float32 or float64."""
    x, y, z = (np.ascontiguousarray(item) for item in np.broadcast_arrays(a, b, c))
    shape = np.broadcast_shapes(np.shape(a), np.shape(b), np.shape(c))
    result = _fma_by_float64(x, y, z) if x.dtype == np.float32 else _fma_float64(x, y, z)
    return result.reshape(shape)
