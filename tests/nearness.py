"""How near two arrays are: in bits, in units of the last place, relatively.

Input: what was got, what was wanted and what stood there before. Output: a number, a `Level`.
Non-goals: how near they have to be (`parity.py`).
"""

from __future__ import annotations

import enum
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


class Level(enum.IntEnum):
    """How near a result is, the nearest first."""

    BITS = 0
    TWO = 1
    FOUR = 2
    RELATIVE = 3
    HALF = 4


TITLES = {
    Level.BITS: "bit for bit",
    Level.TWO: "≤ 2 ulp",
    Level.FOUR: "≤ 4 ulp",
    Level.RELATIVE: "≤ 1e-6",
    Level.HALF: "float16",
}


def ulps(got: Array, want: Array, before: Array) -> float:
    """The largest difference in units of the last place of the larger of the old value and the new.

    An update is a small step from the old value: in units of a result near zero, rounding the step would look huge.
    """
    same = (got == want) | (np.isnan(got) & np.isnan(want))
    spacing = np.spacing(np.maximum(np.abs(before), np.abs(want))[~same])
    with np.errstate(invalid="ignore"):
        return float(np.max(np.abs(got - want)[~same] / spacing, initial=0.0))


def scaled_error(got: Array, want: Array, floor: Array | float) -> float:
    """The largest error relative to the larger of `floor` and what is wanted; NaN must meet NaN, infinity infinity."""
    wide, exact = got.astype(np.float64), want.astype(np.float64)
    same = (wide == exact) | (np.isnan(wide) & np.isnan(exact))
    error = np.abs(wide - exact)[~same] / np.maximum(np.abs(floor), np.abs(exact))[~same]
    return float(np.max(error, initial=0.0))
