"""Expansions of `encode_…` and `decode_…`: from a value to the byte of the nearest one of a code, and back."""

from __future__ import annotations

import functools
from collections.abc import Callable

from mxsym.codegen.codes import CODES, code_of
from mxsym.codegen.dtypes import F32, I32, U8
from mxsym.codegen.expr import Expr, apply, bitcast, const, resize


def _i32(value: int) -> Expr:
    return const(value, I32)


def _where(condition: Expr, yes: Expr, no: Expr) -> Expr:
    return apply("where", condition, yes, no)


def _decode(name: str, code: Expr) -> Expr:
    return apply(f"values_{name}", resize(code, I32))


def _encode(name: str, x: Expr) -> Expr:
    """The nearest byte; for NaN that of 1 if the code has a sign, else that of 0. See `codes.Code`."""
    code = code_of(name)
    negative = apply("lt", x, const(0.0, F32))
    if code.signed:
        size = apply("iand", bitcast(x, I32), _i32(0x7FFFFFFF))
    else:
        size = _where(apply("gt", x, const(0.0, F32)), bitcast(x, I32), _i32(0))
    size = _where(apply("igt", size, _i32(code.low)), size, _i32(code.low))
    size = _where(apply("igt", _i32(code.high), size), size, _i32(code.high))
    place = apply("isub", apply("ilshr", size, _i32(code.shift)), _i32(code.low >> code.shift))
    if code.signed:
        place = apply("iadd", place, _where(negative, _i32(code.half), _i32(0)))
    border = apply(f"borders_{name}", place)
    step = _where(negative, _i32(-1), _i32(1)) if code.signed else _i32(1)
    beyond = _where(apply("igt", size, border), step, _i32(0))
    return resize(apply("iadd", border, beyond), U8)  # a border's lowest eight bits are a byte


EXPANSIONS: dict[str, Callable[..., Expr]] = {
    **{f"decode_{name}": functools.partial(_decode, name) for name in CODES},
    **{f"encode_{name}": functools.partial(_encode, name) for name in CODES},
}
