"""Codes: books of 256 values, each named by a byte, for states that are kept in 8 bits.

A book's values lie between -1 and 1 and rise with the byte. A state of a rule is such a value times a scale: the
largest size in its tile of elements.
"""

# A border between two bytes is half way between their values, to 16 bits.

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from mxsym.codegen.fused import fma
from mxsym.codegen.record import record

Array = np.ndarray[Any, Any]
Sizes = list[list[float]]
"""The values from 0 to 1 of a book, those of each band apart: in a band they are evenly spaced."""

LEAST = 2.0**-31
"""The size that smaller ones are taken for: it is nearer to 0 than to any other value."""
KEPT = 0x3FFFFF00
"""The bits of a size that count."""
FIRST, EXPONENTS = 96, 32
"""The exponent of the least size, as float32 has it; places of a table by exponents, 1 among them."""
PLACES = 16
"""Places of a table by bands."""
WHOLE = 1.5 * 2.0**23
"""A number to which a small one is added to become a whole number, which is then in the sum's lowest bits."""
_LOW, _HIGH = FIRST << 23, (FIRST + EXPONENTS) << 23
_NEVER = 0x7FFFFF00
"""The bits of a size that none is above."""


@record(eq=False)
class Code:
    """A book, and the lines that give a size the number of the nearest value, 0 for 0.

    The band of a size is the upper bits of its own bits plus those that its exponent has in `starts`. There the number
    is `slopes` times the size plus `offsets`, rounded once, at most `ends`, to the nearest whole number. `ends` has the
    number of each band's last value.
    """

    values: Array
    signed: bool
    zero: int
    starts: Array
    slopes: Array
    offsets: Array
    ends: Array

    @property
    def last(self) -> int:
        """The number of the largest value."""
        return int(self.ends[-1])

    def numbers(self, bits: Array) -> Array:
        """The numbers of sizes, which are given as their bits."""
        band = (bits + self.starts[(bits >> 23) - FIRST]) >> 23
        lines = fma(self.slopes[band], bits.view(np.float32), self.offsets[band])
        whole = np.float32(WHOLE + self.zero)
        return (np.minimum(lines, self.ends[band]) + whole).view(np.int32) - whole.view(np.int32)


@record(eq=False)
class Borders:
    """The same numbers as a table, which one look-up needs. It has the bytes of both signs.

    The bits of a size, without `shift` lower ones, are a place in the table, which begins at `first`, in the second
    half for a negative value. What is there is the bits of a size up to which the byte is its lowest eight bits; above
    that it is the next one, of larger size.
    """

    shift: int
    first: int
    half: int
    table: Array


def _dynamic(signed: bool) -> Sizes:
    """Seven decades, 10^-7 to 1, each in twice as many equal parts as the one below, whose middles are the values; 0
    and 1. As published (Dettmers, 2015 and 2022).
    """
    decades: Sizes = []
    for decade in range(7):
        count = 2 ** (decade + (not signed))
        decades.append([10.0 ** (decade - 6) * (0.1 + 0.9 * (part + 0.5) / count) for part in range(count)])
    return [[0.0], *decades, [1.0]]


def _linear(signed: bool) -> Sizes:
    """Evenly spaced values."""
    last = 127 if signed else 255
    return [[number / last for number in range(last + 1)]]


def _code(bands: Sizes, *, signed: bool) -> Code:
    sizes = list(itertools.chain.from_iterable(bands))
    below = [-size for size in sizes[127:0:-1]] if signed else []
    values = [*below, *sizes]
    values += [1.0] * (256 - len(values))
    slopes, offsets, ends = (np.zeros(PLACES if len(bands) > 1 else 1, np.float32) for _ in range(3))
    number = 0
    for place, band in enumerate(bands):
        slopes[place] = slope = (len(band) - 1) / (band[-1] - band[0]) if len(band) > 1 else 0.0
        offsets[place:] = number - band[0] * slope
        number += len(band)
        ends[place:] = number - 1
    return Code(np.array(values, np.float32), signed, len(below), _starts(bands), slopes, offsets, ends)


def _starts(bands: Sizes) -> Array:
    """Numbers to be added to the bits of sizes, by their exponents: upper bits of the sums are the bands."""
    middles = np.array([(low[-1] + high[0]) / 2 for low, high in itertools.pairwise(bands)], np.float32)
    borders = middles.view(np.int32) & KEPT
    floors = np.arange(FIRST, FIRST + EXPONENTS) << 23
    assert (np.diff(borders >> 23) > 0).all(), "two borders of bands have one exponent"
    before, after = (np.searchsorted(borders, edges) for edges in (floors, floors + (1 << 23)))
    starts = (after << 23) - floors
    here = before < after
    starts[here] = (after[here] << 23) - borders[before[here]]
    return starts.astype(np.int32)


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
    low, high = (np.full(last, bits >> 8, np.int32) for bits in (_LOW, _HIGH))
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
    """A table that a primitive looks up, of a code: "values_dynamic", or "borders_", "starts_", "slopes_", … of it."""
    what, _, code = name.partition("_")
    table: Array = borders_of(code).table if what == "borders" else getattr(code_of(code), what)
    return table


def first_of(name: str) -> int:
    """The place that such a table begins with."""
    what, _, code = name.partition("_")
    return borders_of(code).first if what == "borders" else FIRST if what == "starts" else 0
