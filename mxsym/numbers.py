"""What counts as a number: Python's and NumPy's reals, and arrays of shape ().

Input: anything a user passes. Output: a float, or None. Truth values, texts and complex numbers are no numbers.
Non-goals: saying what was wrong; the caller knows of which argument.
"""

from __future__ import annotations

import math
import numbers
from typing import Any, cast

import numpy as np


def as_number(value: Any) -> float | None:
    """`value` as a float; infinite where an integer is too large; None where it is no real number."""
    if type(value) is float:  # most are
        return value
    if isinstance(value, np.ndarray):
        array = cast("np.ndarray[Any, Any]", value)
        if array.ndim or array.dtype.kind not in "fiu":
            return None
        value = array.item()
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real):
        return None
    try:
        return float(value)
    except OverflowError:
        return -math.inf if value < cast("Any", 0) else math.inf
