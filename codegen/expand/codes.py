"""Expansions of codes: the values of bytes, and the bytes of values."""

from __future__ import annotations

import functools
from collections.abc import Callable

from mxsym.codegen.codes import BANDED, CODES, ENDS, FACTOR, KEPT, LEAST, TERM, WHOLE, borders_of, code_of
from mxsym.codegen.dtypes import F32, I32, U8
from mxsym.codegen.expand.terms import i32, least, most, where
from mxsym.codegen.expr import Expr, apply, bitcast, const, resize, to_float


def decode(name: str, code: Expr) -> Expr:
    """The value of a byte, by one look-up."""
    return apply(f"values_{name}", resize(code, I32))


def _bounded(name: str, x: Expr) -> Expr:
    """A value, or the least of the code for a smaller one and for NaN. Codes without a sign take sizes of values."""
    code = code_of(name)
    return most(x, const(float(code.values[0]), F32)) if code.signed else x


def _decode_by_lines(name: str, byte: Expr) -> Expr:
    """The value of a byte, by arithmetic.

    Counted from the byte for 0, or from the one before it without a sign, the numbers of a decade are those from one
    power of 2 to the next, and half more. They are counted downwards, which saves a change of signs.
    """
    code = code_of(name)
    number = to_float(resize(byte, I32), F32)
    if name not in BANDED:
        if code.signed:
            number = least(number - const(float(code.zero), F32), const(float(code.last), F32))  # two bytes are for 1
        scale, rest = (const(float(getattr(code, what)[0]), F32) for what in ("scales", "rests"))
        return apply("fma", number, scale, number * rest)
    if code.signed:
        number = const(float(code.zero), F32) - number
        count = number + most(least(number, const(0.5, F32)), const(-0.5, F32))  # 0 for 0
    else:
        count = const(-1.5, F32) - number
    bits = bitcast(count, I32)
    power = bitcast(apply("iand", bits, i32(-0x800000)), F32)
    if not code.signed:
        power = least(power, const(1.125 * -1.5, F32))  # of the count for 0 this makes 0
    whole = apply("fma", const(-1.125, F32), count, power)
    exponent = apply("ilshr", bits, i32(23))
    scale, rest = (apply(f"{what}_{name}", exponent) for what in ("scales", "rests"))
    return apply("fma", whole, scale, whole * rest)


def _size(x: Expr) -> Expr:
    """The bits of a value's size as `codes.Code` has it. None is larger than 1 but for rounding: the bit for 2 is cut
    off.
    """
    size = apply("iand", bitcast(x, I32), i32(KEPT))
    return where(apply("igt", size, i32(LEAST)), size, i32(LEAST))


def _encode_by_lines(name: str, x: Expr, step: int = 1) -> Expr:
    """The nearest byte, by the lines of `codes.Code`. `step` is what takes a band to the next one."""
    code, x = code_of(name), _bounded(name, x)
    bits = _size(x)
    size = bitcast(bits, F32)
    if name in BANDED:
        below = apply("fma", const(FACTOR, F32), to_float(bits, F32), const(TERM, F32))
        below = bitcast(below, I32)
        above = apply("gt", size, apply(f"tops_{name}", below))
        band = apply("iadd", below, where(above, i32(step), i32(0)))
        slope, offset = (apply(f"{what}_{name}", band) for what in ("slopes", "offsets"))
        end = apply("fma", const(ENDS, F32), offset, const(code.end, F32))
    else:
        slope, offset = (const(float(getattr(code, what)[0]), F32) for what in ("slopes", "offsets"))
        end = const(code.end, F32)
    number = least(apply("fma", slope, size, offset), end)
    if code.signed:
        sign = apply("iand", bitcast(x, I32), i32(-0x80000000))
        number = bitcast(apply("ior", bitcast(number, I32), sign), F32)
    return resize(bitcast(number + const(WHOLE + code.zero, F32), I32), U8)


def encode_by_borders(name: str, x: Expr) -> Expr:
    """The nearest byte, by one look-up in the table of `codes.Borders`."""
    borders, x = borders_of(name), _bounded(name, x)
    bits, step = _size(x), i32(1)
    place = apply("ilshr", bits, i32(borders.shift))
    place = where(apply("igt", place, i32(borders.first)), place, i32(borders.first))
    if code_of(name).signed:
        negative = apply("igt", i32(0), bitcast(x, I32))
        place = apply("iadd", place, where(negative, i32(borders.half), i32(0)))
        step = where(negative, i32(-1), step)
    border = apply(f"borders_{name}", place)
    beyond = where(apply("igt", bits, border), step, i32(0))
    return resize(apply("iadd", border, beyond), U8)  # a border's lowest eight bits are a byte


LINES: dict[str, Callable[..., Expr]] = {f"encode_{name}": functools.partial(_encode_by_lines, name) for name in CODES}
"""Encodings by small tables, for targets whose registers hold those; for codes without bands they need none."""
VALUES: dict[str, Callable[[Expr], Expr]] = {
    f"decode_{name}": functools.partial(_decode_by_lines, name) for name in CODES
}
"""Decodings by such tables, for those of these targets that load from many places slowly."""
