"""Conversions of 16-bit floats by integer code."""

from __future__ import annotations

from mxsym.codegen.dtypes import BF16, F16, F32, I16, I32
from mxsym.codegen.expand.terms import is_nan, where
from mxsym.codegen.expr import Expr, apply, bitcast, const, resize


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
    return bitcast(resize(where(is_nan(value), quiet, rounded), I16), BF16)


def widen_f16(value: Expr) -> Expr:
    """float16 → float32 by integer code, for targets without the instruction."""
    bits = resize(bitcast(value, I16), I32)
    sign = apply("ishl", apply("iand", bits, const(0x8000, I32)), const(16, I32))
    magnitude = apply("ishl", apply("iand", bits, const(0x7FFF, I32)), const(13, I32))
    # Read with float32's exponent bias the number is 2^112 too small, subnormals included: one exact product.
    scaled = bitcast(magnitude, F32) * const(2.0**112, F32)
    special = apply("igt", magnitude, const((0x7C00 << 13) - 1, I32))
    infinite = apply("ior", magnitude, const(0x7F800000, I32))
    return bitcast(apply("ior", where(special, infinite, bitcast(scaled, I32)), sign), F32)


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
    finite = where(apply("igt", const(113 << 23, I32), magnitude), small, normal)
    # 65520 and above round to infinity.
    bounded = where(apply("igt", magnitude, const(0x477FEFFF, I32)), const(0x7C00, I32), finite)
    whole = where(apply("igt", magnitude, const(0x7F800000, I32)), const(0x7E00, I32), bounded)
    return bitcast(resize(apply("ior", whole, sign), I16), F16)
