"""Numbers: Python's and NumPy's reals, and arrays of one element, of shape () or (1,).

Truth values, texts, None, complex numbers and integers beyond float64 (`10**400`) are no numbers. NaN and infinity are;
`as_finite` excludes them.
"""

from __future__ import annotations

import math
import numbers
from typing import Any, cast

import numpy as np

from mxsym.spelling import kind_name


def as_number(value: Any) -> float | None:
    """`value` as a float; None where it is no real number, or one that float64 does not reach."""
    if type(value) is float:  # most are
        return value
    value = value if _is_one(value) else _element(value)
    if isinstance(value, bool) or not _is_one(value):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return None if math.isinf(number) and number != value else number


def no_number(value: Any) -> str:
    """Description of a value that `as_number` does not accept, for errors."""
    if is_real(value):
        return "a number that float64 does not reach"
    shape, dtype = (getattr(value, name, None) for name in ("shape", "dtype"))
    sizes = tuple(cast("tuple[Any, ...]", shape)) if isinstance(shape, tuple) else None
    form = "" if sizes is None or dtype is None else f" of shape {sizes} and dtype {dtype}"
    return f"{kind_name(value)}{form}"


def is_real(value: Any) -> bool:
    """True for the real numbers of any class, of any size; a truth value is none."""
    return _is_one(value) and type(cast("object", value)) is not bool


def _is_one(value: Any) -> bool:
    """True for the real numbers of any class, and truth values: a time is none, though NumPy derives it from them."""
    return isinstance(value, numbers.Real) and not isinstance(value, np.timedelta64)


def parsed(text: str) -> float | None:
    """The number that a text says; None where it says none, or one that float64 does not reach."""
    try:
        number = float(text)
    except ValueError:
        return None
    return None if math.isinf(number) and "inf" not in text.lower() else number


def _element(value: Any) -> Any:
    """The element of an array of one, NumPy's, `mx.nd`'s or torch's; None of anything else."""
    shape = getattr(value, "shape", None)
    if shape != () and shape != (1,):  # noqa: PLR1714  # a shape may be of a class that has no hash
        return None
    if getattr(getattr(value, "dtype", None), "kind", "") in ("m", "M"):  # a time is no number
        return None
    if hasattr(value, "mask"):  # what is masked is not said to be one
        return None
    item = getattr(value, "item", None) or getattr(value, "asscalar", None)
    try:
        element = item() if callable(item) else None
    except RuntimeError:  # a tensor of torch's without memory
        return None
    # NumPy has no Python number for bfloat16: the element is a scalar of its own, which has a float.
    narrow = getattr(getattr(element, "dtype", None), "name", "") == "bfloat16"
    return float(cast("Any", element)) if narrow else element


def as_finite(value: Any) -> float | None:
    """`value` as a float; None where it is no real number, NaN or infinite."""
    number = value if type(value) is float else as_number(value)
    return number if number is not None and math.isfinite(number) else None


def as_whole(value: Any) -> int | None:
    """`value` as an int; None where it is no number or has a fraction."""
    if type(value) is int:  # exact, whatever its size
        return value
    value = value if _is_one(value) else _element(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, numbers.Integral):
        return int(value)
    number = as_number(value)
    return int(number) if number is not None and number.is_integer() else None


def as_index(value: Any) -> int | None:
    """`value` as an int; None where it is no number, or of a type that has fractions."""
    number = value if _is_one(value) else _element(value)
    return int(number) if is_real(number) and isinstance(number, numbers.Integral) else None


def place_of(index: Any) -> float:
    """The number of a parameter among others, which depends on its index or name alone: its random numbers differ."""
    number = as_index(index)
    if number is not None and 0 <= number < 1 << 32:
        return float(number)
    import zlib  # most parameters have numbers

    return float(zlib.crc32(str(index).encode()))


def plain(value: Any) -> Any:
    """A number, truth value, text or None as Python's own; `...` where it is none of them."""
    if value is None or type(cast("object", value)) in (bool, int, float, str):
        return value
    if isinstance(value, bool | np.bool_):
        return bool(cast("Any", value))
    if isinstance(value, str):
        return str(value)
    number = as_number(value) if getattr(value, "shape", ()) == () else None
    if number is None:
        return ...
    whole = as_whole(value)
    return number if whole is None or _is_float(value) else whole


def _is_float(value: Any) -> bool:
    return isinstance(value, float) or getattr(getattr(value, "dtype", None), "kind", "") not in ("", "i", "u")
