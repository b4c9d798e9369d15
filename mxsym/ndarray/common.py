"""Common parts of the array classes and their constructors: errors, dtypes, shapes."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from mxsym.codegen.dtypes import BF16, to_numpy
from mxsym.context import Context, current_context
from mxsym.errors import BindError, Fault
from mxsym.rule.numbers import as_number
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import refuse_mask
from mxsym.spelling import kind_name, shown

FLOAT32 = np.dtype(np.float32)
"""MXNet's dtype where none is given."""


def fault(what: str, argument: str, got: str, expected: str, fix: str) -> BindError:
    """The error for one thing that does not fit."""
    return BindError(what, [Fault(argument, "", got, expected, fix)])


def as_dtype(dtype: Any) -> np.dtype[Any]:
    """The NumPy dtype of a name or type; "bfloat16" needs the package ml_dtypes.

    Raises:
        BindError: there is no such dtype.
    """
    if isinstance(dtype, str) and dtype == BF16.name:
        return to_numpy(BF16)
    try:
        return np.dtype(dtype)
    except TypeError:
        raise fault("dtype", "dtype", repr(dtype), "a NumPy dtype or its name", "pass 'float32', say") from None


def as_values(what: str, name: str, values: Any) -> Any:
    """`values`, if NumPy reads numbers in them: it takes None for NaN, and texts for the numbers that they say.

    Raises:
        BindError: one of them is no number; a masked array.
    """
    refuse_mask(values, what, name)
    kept: Array = np.asarray(values)
    items = kept.flat if kept.dtype.kind in "OSUMm" else ()
    wrong = [item for item in items if not isinstance(item, bool) and as_number(item) is None]
    if wrong:
        got = f"{shown(repr(wrong[0]))} among the values" if kept.ndim else shown(repr(wrong[0]))
        raise fault(what, name, got, "numbers", "use float('nan') where a value is unknown")
    return values


def as_context(ctx: object) -> Context:
    """`ctx`; where it is None, that of the innermost `with` block, or the CPU.

    Raises:
        BindError: neither: an argument in the wrong place, most often.
    """
    if ctx is None:
        return current_context()
    if not isinstance(ctx, Context):
        raise fault("context", "ctx", repr(ctx), "mx.cpu() or None", "name the other arguments: dtype=…")
    return ctx


def whole_numbers(value: Any) -> tuple[int, ...] | None:
    """One whole number, or several, as a tuple; None for anything else."""
    try:
        return tuple(operator.index(item) for item in ((value,) if hasattr(value, "__index__") else value))
    except TypeError:
        return None


_MOST_SIZE = (1 << 63) - 1


def as_shape(shape: Any, most: int = _MOST_SIZE) -> tuple[int, ...]:
    """A shape given as one size or as several.

    Raises:
        BindError: something that is no whole number, below 0, or above `most`.
    """
    whole = whole_numbers(shape)
    if whole is None or min(whole, default=0) < 0:
        raise fault("shape", "shape", repr(shape), "whole numbers of at least 0", "pass (rows, columns), say")
    if max(whole, default=0) > most:
        fix = "pass a smaller shape; rows by ids of 64 bits are a table's, mx.table.Table"
        raise fault("shape", "shape", repr(shape), f"sizes of at most {most}", fix)
    return whole


def describe(value: object) -> str:
    """Description of an array-like for an error's text: its class, and its shape if it has one."""
    shape: object = getattr(value, "shape", None)
    return kind_name(value) + (f" of shape {shape}" if shape is not None else "")


def dimensions(shape: tuple[int, ...]) -> str:
    """A shape as MXNet prints it: `2x3`."""
    return "x".join(str(size) for size in shape)


def in_numpy(name: str) -> str:
    """The call of NumPy's function of a name that mxsym lacks, for errors; empty if NumPy has none."""
    return f"call np.{name}(np.asarray(x))" if callable(getattr(np, name, None)) else ""
