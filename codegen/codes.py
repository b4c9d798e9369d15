"""Codes: books of 256 values, each named by a byte, for states that are kept in 8 bits.

A book's values lie between -1 and 1 and rise with the byte. A state of a rule is such a value times a scale: the
largest size in its tile of elements.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from mxsym.codegen.record import record

Array = np.ndarray[Any, Any]


@record(eq=False)
class Code:
    """A book, and the table by which a value's byte is looked up.

    The size of a value is cut to `low` … `high`, as float32's bits. Its upper bits, without `shift` lower ones, are a
    place in the table, which begins at `first`, in the second half for a negative value. What is there is the bits of
    a float32 number up to which a size has the byte that its lowest eight bits are; above that it has the next one, of
    larger size. So the border between two bytes is half way between their values, to 16 bits.
    """

    values: Array
    signed: bool
    zero: int
    shift: int
    low: int
    high: int
    table: Array

    @property
    def half(self) -> int:
        """The places of the table that are for one sign."""
        return len(self.table) // (2 if self.signed else 1)

    @property
    def first(self) -> int:
        """The place that the table begins with."""
        return self.low >> self.shift


ONE = 0x3F800000
"""The bits of 1.0."""
_NEVER = 0x7FFFFF00
"""The bits of a size that none is above."""


def _dynamic(signed: bool) -> list[float]:
    """Seven decades, 10^-7 to 1, each in twice as many equal parts as the one below, whose middles are the values; 0
    and 1. As published (Dettmers, 2015 and 2022).
    """
    sizes: list[float] = []
    for decade in range(7):
        count = 2 ** (decade + (not signed))
        sizes += [10.0 ** (decade - 6) * (0.1 + 0.9 * (part + 0.5) / count) for part in range(count)]
    return sorted([*([-size for size in sizes] if signed else []), 0.0, *sizes, 1.0])


def _linear(signed: bool) -> list[float]:
    """Evenly spaced values; of those with a sign the last two bytes are both for 1."""
    return [(byte - 127) / 127 for byte in range(255)] + [1.0] if signed else [byte / 255 for byte in range(256)]


def _code(values: list[float], *, signed: bool) -> Code:
    book = np.array(values, np.float32)
    zero = values.index(0.0)
    sides = [book[zero:], -book[zero::-1]] if signed else [book[zero:]]
    middles = [((side[:-1].astype(np.float64) + side[1:]) / 2).astype(np.float32) for side in sides]
    # The last value may be there twice: nothing is above its size.
    bits = [middle.view(np.int32)[side[:-1] < side[1:]] for middle, side in zip(middles, sides, strict=True)]
    low = int(min(item[0] for item in bits)) >> 23 << 23
    shift = next(shift for shift in range(22, 7, -1) if all(_apart(item >> shift) for item in bits))
    halves: list[Array] = []
    for item, step in zip(bits, (1, -1), strict=False):
        places = (item >> shift) - (low >> shift)
        half = np.full((ONE >> shift) - (low >> shift) + 1, _NEVER, np.int64)
        below = np.searchsorted(places, np.arange(len(half)))  # thresholds in places before
        half[places] = item >> 8 << 8
        halves.append(half | (zero + step * below))
    table = np.concatenate(halves).astype(np.int32)
    return Code(book, signed, zero, shift, low, ONE, table)


def _apart(places: Array) -> bool:
    """True if no place of a table has two borders."""
    return bool((np.diff(places) > 0).all())


_BOOKS = {
    "dynamic": (_dynamic, True),
    "dynamic_unsigned": (_dynamic, False),
    "linear": (_linear, True),
    "linear_unsigned": (_linear, False),
}
CODES = tuple(_BOOKS)
"""The names of the codes. Those without a sign are for states that are never negative."""


@functools.cache
def code_of(name: str) -> Code:
    """The code of that name."""
    book, signed = _BOOKS[name]
    return _code(book(signed), signed=signed)


def table_of(name: str) -> Array:
    """A table that a primitive looks up: the values of a code, "values_dynamic", or its borders, "borders_dynamic"."""
    what, _, code = name.partition("_")
    return code_of(code).values if what == "values" else code_of(code).table


def first_of(name: str) -> int:
    """The place that such a table begins with."""
    what, _, code = name.partition("_")
    return 0 if what == "values" else code_of(code).first
