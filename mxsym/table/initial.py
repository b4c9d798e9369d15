"""First values of rows: the same for an id in every table, at any time."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, cast

import numpy as np

from mxsym.errors import BindError, Fault
from mxsym.rule.numbers import as_finite, as_number
from mxsym.runtime.buffers import Array
from mxsym.runtime.draws import random_rows
from mxsym.runtime.interop import refuse_mask
from mxsym.runtime.native_call.native import NestedStepError
from mxsym.spelling import kind_name

_MOST = float(np.finfo(np.float32).max)
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


class _Random:
    """Numbers that depend on the seed, the id and the column only, with the same bits on every machine."""

    _kind = ""

    def __init__(self, scale: float, shift: float) -> None:
        self.seed = 0
        self._scale, self._shift = np.float32(scale), np.float32(shift)

    def _numbers(self, *named: tuple[str, Any, float]) -> list[float]:
        """The arguments, each with its name and its least value, as finite numbers of float32.

        Raises:
            BindError: naming all that are none.
        """
        faults: list[Fault] = []
        for name, value, least in named:
            number = as_finite(value)
            if number is None or not least <= number <= _MOST:
                expected = f"a finite number of float32{f' from {least:g} on' if least > -_MOST else ''}"
                faults.append(Fault(name, "", repr(value), expected, "pass one"))
        if faults:
            raise BindError(type(self).__name__, faults)
        return [float(value) for _, value, _ in named]

    def seeded(self, seed: int) -> _Random:
        """The same with another seed."""
        other = copy.copy(self)
        other.seed = seed
        return other

    def __call__(self, ids: Array, columns: int) -> Array:
        """Return the rows of these ids, in float32."""
        rows = random_rows(self._kind, ids, columns, self.seed)
        rows *= self._scale
        rows += self._shift
        return rows

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self.arguments}"

    @property
    def arguments(self) -> tuple[float, float]:
        """The arguments that make this again."""
        raise NotImplementedError


class Uniform(_Random):
    """Numbers from `low` to `high`, all alike.

    Raises:
        BindError: one of them is no finite number, or `high` is below `low`.
    """

    _kind = "random_uniform"

    def __init__(self, low: float = -0.01, high: float = 0.01) -> None:
        (self.low,) = self._numbers(("low", low, -_MOST))
        (self.high,) = self._numbers(("high", high, self.low))
        super().__init__(self.high - self.low, self.low)

    @property
    def arguments(self) -> tuple[float, float]:
        """The arguments that make this again."""
        return self.low, self.high


class Normal(_Random):
    """Numbers of a normal distribution around `mean` with the standard deviation `sigma`.

    Raises:
        BindError: one of them is no finite number, or `sigma` is below 0.
    """

    _kind = "random_normal"

    def __init__(self, sigma: float = 0.01, mean: float = 0.0) -> None:
        self.sigma, self.mean = self._numbers(("sigma", sigma, 0.0), ("mean", mean, -_MOST))
        super().__init__(self.sigma, self.mean)

    @property
    def arguments(self) -> tuple[float, float]:
        """The arguments that make this again."""
        return self.sigma, self.mean


def number_fault(name: str, value: Any, dtype: np.dtype[Any]) -> Fault | None:
    """The fault of a number, or of a random one, that is NaN or infinite in a row of this type."""
    numbers = value.arguments if isinstance(value, Uniform | Normal) else (as_number(value),)
    with np.errstate(over="ignore"):
        elements = np.array(numbers, np.float64).astype(dtype).astype(np.float64)
    if np.isfinite(elements).all():
        return None
    return Fault(name, "", repr(value), f"a finite number of {dtype.name}", "pass one")


def initial_of(init: Any, seed: int, dtype: np.dtype[Any]) -> Initial:
    """The initializer that a user named, of rows of this type.

    Raises:
        BindError: it is none; a number that is NaN or infinite there. The rows of a function may have any numbers.
    """
    number = as_number(init)
    if number is not None or isinstance(init, Uniform | Normal):
        if (fault := number_fault("init", init, dtype)) is not None:
            raise BindError("Table", [fault])
        return Constant(number) if number is not None else init.seeded(seed)
    if callable(init):
        return cast("Initial", init)
    expected = "a number, mx.table.Uniform(low, high), mx.table.Normal(sigma), or a function of ids and columns"
    raise BindError("Table", [Fault("init", "", kind_name(init), expected, "pass init=0.0, say")])


def rows_of(initial: Initial, ids: Array, columns: int, dtype: np.dtype[Any]) -> Array:
    """The first rows of these ids.

    Raises:
        BindError: an initializer of the user's gives something else. NestedStepError: it uses the table.
    """
    try:
        values = initial(ids, columns)
        refuse_mask(values, "Table", "init")
        rows = np.asarray(values)
    except NestedStepError as error:
        why = "init uses the table that it makes rows for, or what else is in the middle of a step"
        raise NestedStepError(f"{why}; compute the rows from the ids alone") from error
    if rows.shape != (len(ids), columns) or rows.dtype.kind not in "fiuV":
        got, expected = f"{rows.dtype.name} of shape {rows.shape}", f"numbers of shape ({len(ids)}, {columns})"
        raise BindError("Table", [Fault("init", "", got, expected, "return a row for each id")])
    return rows.astype(dtype, copy=False)
