"""The order in which a caller has the arrays and numbers of a step: nested tuples of arrays, and columns of numbers.

Native code reads both as they are (`arguments_text.take_nested`, `columns_given`), so that the caller sorts nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeGuard

import numpy as np

from mxsym.runtime.buffers import address
from mxsym.runtime.native_call.layout import NESTED, NOTHING

Nested = int | None | tuple["Nested", ...]
"""The place of an array among a step's arrays; None; or a tuple of these."""
Columns = tuple[float | bytes, ...]
"""For each column one number for all of its places, or as bytes a double for each."""


class Arrangement:
    """The places of a caller's arrays and numbers.

    Args:
        arrays: places in the form in which the arrays come.
        columns: for each column the places of its numbers.
    """

    def __init__(self, arrays: tuple[Nested, ...], columns: Sequence[Sequence[int]]) -> None:
        self._arrays, self._columns = arrays, columns
        numbers = [word for column in columns for word in (len(column), *column)]
        self._words = np.array([*_words(arrays), len(columns), *numbers], np.int64)
        self.address = address(self._words)
        """Address of what native code reads."""

    def is_of(self, arrays: int, numbers: int) -> bool:
        """True if each of so many arrays and numbers has one place here."""
        places = sorted(_places(self._arrays)), sorted(place for column in self._columns for place in column)
        return places == ([*range(arrays)], [*range(numbers)])

    def in_order(self, arrays: tuple[Any, ...], numbers: Columns) -> tuple[tuple[Any, ...], tuple[float, ...]] | None:
        """The arrays and the numbers by their places; None if they do not come in this form."""
        array_at, number_at = dict[int, Any](), dict[int, float]()
        fits = _fill(array_at, self._arrays, arrays) and len(numbers) == len(self._columns)
        for places, column in zip(self._columns, numbers, strict=False):
            values = np.frombuffer(column).tolist() if isinstance(column, bytes) else [column] * len(places)
            fits = fits and len(values) == len(places)
            number_at.update(zip(places, values, strict=False))
        if not fits:
            return None
        return tuple(array_at[place] for place in range(len(array_at))), tuple(
            number_at[place] for place in range(len(number_at))
        )


def _words(arrays: tuple[Nested, ...]) -> Iterator[int]:
    """A tuple as native code reads it: its length, then each item: a place, `NOTHING`, or `NESTED` and a tuple."""
    yield len(arrays)
    for item in arrays:
        if isinstance(item, tuple):
            yield NESTED
            yield from _words(item)
        else:
            yield NOTHING if item is None else item


def _places(arrays: Nested) -> Iterator[int]:
    if isinstance(arrays, tuple):
        for item in arrays:
            yield from _places(item)
    elif arrays is not None:
        yield arrays


def _is_tuple(value: Any) -> TypeGuard[tuple[Any, ...]]:
    return type(value) is tuple


def _fill(into: dict[int, Any], form: Nested, value: Any) -> bool:
    """Put what comes in a form to its places. False if it has another form."""
    if isinstance(form, tuple):
        if not _is_tuple(value) or len(value) != len(form):
            return False
        return all(_fill(into, *pair) for pair in zip(form, value, strict=True))
    if form is None:
        return value is None
    into[form] = value
    return True
