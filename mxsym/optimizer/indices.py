"""Indices by which parameters are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mxsym.rule.numbers import as_index, as_number, plain
from mxsym.spelling import kind_name

KINDS = {int, str}
"""The kinds of indices that state files know."""


def index_of(index: Any) -> Any:
    """A parameter's index as it is kept: NumPy's whole numbers and texts as Python's; other kinds of keys as they are.

    Raises:
        TypeError: a truth value or a number with a decimal point, which Python takes for the whole number it equals;
            several, or what can be no key.
    """
    if type(index) in KINDS:
        return index
    if isinstance(index, str):
        return str(index)
    known = as_index(index)
    if known is not None:
        return known
    wanted = "parameters are known by whole numbers or texts"
    if _is_several(index):
        raise TypeError(f"{wanted}, got {kind_name(index)}; pass several as one list or tuple")
    if as_number(index) is not None or isinstance(plain(index), bool):
        raise TypeError(f"{wanted}, got {repr(index)[:80]}; pass an int")
    return index


def _is_several(index: object) -> bool:
    """True for several indices that are no list or tuple: an iterator, a range, and what cannot be hashed."""
    try:
        hash(index)
    except TypeError:
        return True
    return isinstance(index, Iterator | range)
