"""Codes: books of 256 values, each named by a byte, for states that are kept in 8 bits.

A book's values lie between -1 and 1 and rise with the byte. A state of a rule is such a value times a scale: the
largest size in its tile of elements.
"""

# A border between two bytes is half way between their values, to 16 bits.

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable

import numpy as np

from mxsym.codegen.dtypes import Array
from mxsym.codegen.fused import fma
from mxsym.codegen.record import record

Sizes = list[list[float]]
"""The values from 0 to 1 of a book, those of each band apart: in a band all but a 0 are evenly spaced."""

LEAST = 104 << 23
"""The bits of the size that smaller ones are taken for: it is nearer to 0 than to any other value."""
KEPT = 0x3FFFFF00
"""The bits of a size that count."""
BANDS = 8
"""Places of a table by bands: a place's lowest three bits count."""
LINE_TABLES = ("tops", "slopes", "offsets", "scales", "rests")
"""The tables by bands of a code."""
ENDS = 2.25
"""Factor of a band's offset in the number of its last value.

A decade's offset is 8/9 of the count that it begins with, less a half.
"""
WHOLE = 1.5 * 2.0**23
"""A number to which a small one is added to become a whole number, which is then in the sum's lowest bits."""
FACTOR, TERM = 0.299 / (1 << 23), WHOLE - 32
"""The bits of a size times this and plus that, rounded once: its lowest bits are the size's band or the one below.

Bits are logarithms but for some hundredths. About log10(2) is needed, and the term must be whole: the sum changes far
from where bands do.
"""
_HIGH = 128 << 23
_NEVER = 0x7FFFFF00
"""The bits of a size that none is above."""


@record(eq=False)
class Code:
    """A book, and the lines that give a size the number of the nearest value, 0 for 0, and a number its value.

    A size is in the band below while it is at most that band's number in `tops`. In a band the number is `slopes` times
    the size plus `offsets`, rounded once, to the nearest whole number, but at most that of the band's last value. That
    is about `ENDS` times the offset plus `end`, or, of a single band, `end`. `scales` plus `rests` are what numbers are
    multiplied by (`expand.VALUES`).
    """

    values: Array
    signed: bool
    zero: int
    tops: Array
    slopes: Array
    offsets: Array
    end: float
    last: int
    scales: Array
    rests: Array

    def numbers(self, bits: Array) -> Array:
        """The numbers of sizes, which are given as their bits."""
        size, band, end = bits.view(np.float32), np.zeros_like(bits), np.float32(self.end)
        if len(self.slopes) > 1:
            below = fma(np.float32(FACTOR), bits.astype(np.float32), np.float32(TERM)).view(np.int32)
            band = (below + (size > self.tops[below % BANDS])) % BANDS
            end = fma(np.float32(ENDS), self.offsets[band], end)
        lines = fma(self.slopes[band], size, self.offsets[band])
        whole = np.float32(WHOLE + self.zero)
        return (np.minimum(lines, end) + whole).view(np.int32) - whole.view(np.int32)


@record(eq=False)
class Borders:
    """The bytes of sizes as a table, for one look-up each. It has the bytes of both signs.

    The bits of a size, without `shift` lower ones, are a place in the table, which begins at `first`, in the second
    half for a negative value. What is there is the bits of a size up to which the byte is its lowest eight bits; above
    that it is the next one, of larger size.
    """

    shift: int
    first: int
    half: int
    table: Array


def _dynamic(signed: bool) -> Sizes:
    """0 and seven decades, 10^-7 to 1, each in twice as many equal parts as the one below, whose middles are the
    values; and 1. As published (Dettmers, 2015 and 2022).
    """
    decades: Sizes = []
    for decade in range(7):
        count = 2 ** (decade + (not signed))
        decades.append([10.0 ** (decade - 6) * (0.1 + 0.9 * (part + 0.5) / count) for part in range(count)])
    return [[0.0, *decades[0]], *decades[1:], [1.0]]


def _linear(signed: bool) -> Sizes:
    """Evenly spaced values."""
    last = 127 if signed else 255
    return [[number / last for number in range(last + 1)]]


def _code(bands: Sizes, *, signed: bool) -> Code:
    sizes = list(itertools.chain.from_iterable(bands))
    below = [-size for size in sizes[127:0:-1]] if signed else []
    values = [*below, *sizes]
    values += [1.0] * (256 - len(values))
    slopes, offsets, tops = (np.zeros(len(bands), np.float32) for _ in range(3))
    number = 0
    for place, band in enumerate(bands):
        slopes[place], offsets[place] = _line(band, number)
        number += len(band)
        if place + 1 < len(bands):
            middle = np.array((band[-1] + bands[place + 1][0]) / 2, np.float32)
            tops[place] = (middle.view(np.int32) & np.int32(KEPT)).view(np.float32)
    scales = _scales(signed) if len(bands) > 1 else np.array([1 / (number - 1)])
    rests = (scales - scales.astype(np.float32)).astype(np.float32)
    end = (0.525 if signed else 1.4) if len(bands) > 1 else number - 1
    book = np.array(values, np.float32)
    return Code(book, signed, len(below), tops, slopes, offsets, end, number - 1, scales.astype(np.float32), rests)


def _line(band: list[float], number: int) -> tuple[float, float]:
    """Slope and offset of a line: half way between a band's values it is half way between their numbers.

    `number` is that of the first value. 0 and the two values after it are not evenly spaced, but have a line as well.
    """
    if len(band) == 1:
        return 0.0, number
    middles = [(low + high) / 2 for low, high in itertools.pairwise(band)]
    slope = float(
        np.float32((len(band) - 2) / (middles[-1] - middles[0]) if len(band) > 2 else 1 / (band[1] - band[0]))
    )
    return slope, number + 0.5 - middles[0] * slope


def _scales(signed: bool) -> Array:
    """Scales of a dynamic code's numbers, by the exponents of these as counted there."""
    scales = np.zeros(BANDS)
    for decade, place in enumerate(range(not signed, 7 + (not signed))):
        scales[(127 + place) % BANDS] = 0.8 / 2**place / 10 ** (6 - decade)
    last = 2 ** (7 + (not signed))
    scales[(134 + (not signed)) % BANDS] = 1 / (1.125 * (last + 0.5) - last)
    return scales


def _borders(code: Code) -> Borders:
    sides = [_firsts(code, code.last), *([_firsts(code, code.zero)] if code.signed else [])]
    shift = next(shift for shift in range(22, 7, -1) if all(_apart(item >> shift) for item in sides))
    first = int(min(item[0] for item in sides)) >> 23 << 23 >> shift
    halves: list[Array] = []
    for item, step in zip(sides, (1, -1), strict=False):
        places = (item >> shift) - first
        half = np.full((_HIGH >> shift) - first, _NEVER, np.int64)
        below = np.searchsorted(places, np.arange(len(half)))  # borders in places before
        half[places] = item - 256
        halves.append(half | (code.zero + step * below))
    return Borders(shift, first, len(halves[0]), np.concatenate(halves).astype(np.int32))


def _firsts(code: Code, last: int) -> Array:
    """The bits of the least size that has each number from 1 to `last`."""
    numbers = np.arange(1, last + 1)
    low, high = (np.full(last, bits >> 8, np.int32) for bits in (LEAST, _HIGH))
    while (low + 1 < high).any():
        middle = (low + high) >> 1
        reached = code.numbers(middle << 8) >= numbers
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    return high << 8


def _apart(places: Array) -> bool:
    """True if no place of a table has two borders."""
    return bool((np.diff(places) > 0).all())


_BOOKS: dict[str, tuple[Callable[[bool], Sizes], bool]] = {
    "dynamic": (_dynamic, True),
    "dynamic_unsigned": (_dynamic, False),
    "linear": (_linear, True),
    "linear_unsigned": (_linear, False),
}
CODES = tuple(_BOOKS)
"""The names of the codes. Those without a sign are for states that are never negative."""
BANDED = tuple(name for name, (book, _) in _BOOKS.items() if book is _dynamic)
"""Those whose values lie in several bands."""


@functools.cache
def code_of(name: str) -> Code:
    """The code of that name."""
    book, signed = _BOOKS[name]
    return _code(book(signed), signed=signed)


@functools.cache
def borders_of(name: str) -> Borders:
    """The borders of the code of that name."""
    return _borders(code_of(name))


def table_of(name: str) -> Array:
    """A table that a primitive looks up, of a code: "values_dynamic", or "borders_", "tops_", "slopes_", … of it."""
    what, _, code = name.partition("_")
    table: Array = borders_of(code).table if what == "borders" else getattr(code_of(code), what)
    return table


def first_of(name: str) -> int:
    """The place that such a table begins with."""
    what, _, code = name.partition("_")
    return borders_of(code).first if what == "borders" else 0
