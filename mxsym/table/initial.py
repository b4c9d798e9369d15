"""First values of rows: the same for an id whoever makes its row, and whenever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np

from mxsym.errors import BindError, Fault
from mxsym.rule.numbers import as_number
from mxsym.runtime.buffers import Array

Initial = Callable[[Array, int], Any]
"""A function of ids and the number of columns that gives a row for each id."""


class Constant:
    """One number for every element."""

    def __init__(self, value: float) -> None:
        self.value = value

    def __call__(self, ids: Array, columns: int) -> Array:
        """Return the rows of these ids."""
        return np.full((len(ids), columns), self.value)

    def __repr__(self) -> str:
        return repr(self.value)


def initial_of(init: Any, seed: int) -> Initial:
    """The initializer that a user named.

    Raises:
        BindError: it is none.
    """
    del seed
    number = as_number(init)
    if number is not None:
        return Constant(number)
    if callable(init):
        return cast("Initial", init)
    expected = "a number, or a function of ids and columns"
    raise BindError("Table", [Fault("init", "", f"a {type(init).__name__}", expected, "pass init=0.0, say")])


def rows_of(initial: Initial, ids: Array, columns: int, dtype: np.dtype[Any]) -> Array:
    """The first rows of these ids.

    Raises:
        BindError: an initializer of the user's gives something else.
    """
    rows = np.asarray(initial(ids, columns))
    if rows.shape != (len(ids), columns) or rows.dtype.kind not in "fiuV":
        got, expected = f"{rows.dtype.name} of shape {rows.shape}", f"numbers of shape ({len(ids)}, {columns})"
        raise BindError("Table", [Fault("init", "", got, expected, "return a row for each id")])
    return rows.astype(dtype, copy=False)
