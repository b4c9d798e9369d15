"""Distance of two arrays: in bits, in units of the last place, relatively."""

from __future__ import annotations

import enum
from typing import Any

import numpy as np

from tests.support import Array, bits


class Level(enum.IntEnum):
    """Levels of nearness, the nearest first. `LARGEST`: in units of the largest value of the tensor, old or new."""

    BITS = 0
    TWO = 1
    FOUR = 2
    LARGEST = 3
    RELATIVE = 4
    HALF = 5


TITLES = {
    Level.BITS: "bit for bit",
    Level.TWO: "≤ 2 ulp",
    Level.FOUR: "≤ 4 ulp",
    Level.LARGEST: "≤ 4 ulp max",
    Level.RELATIVE: "≤ 1e-6",
    Level.HALF: "float16",
}


def _spacing(values: Array, coarsest: np.dtype[Any]) -> Array:
    """A unit in the last place of each, in its own type or `coarsest`, whichever is the coarser."""
    wide = values.dtype.itemsize > coarsest.itemsize
    return np.spacing(values.astype(coarsest) if wide else values).astype(np.float64)


def ulps(got: Array, want: Array, scale: Array, coarsest: np.dtype[Any]) -> float:
    """The largest difference in units of the last place of `scale`; what is no number must be the same."""
    same = (got == want) | (np.isnan(got) & np.isnan(want))
    if not np.isfinite([got[~same], want[~same]]).all():
        return np.inf
    difference = np.abs(got[~same].astype(np.float64) - want[~same].astype(np.float64))
    return float(np.max(difference / _spacing(scale[~same], coarsest), initial=0.0))


def scaled_error(got: Array, want: Array, scale: Array) -> float:
    """The largest difference relative to `scale`; what is no number must be the same."""
    same = (got == want) | (np.isnan(got) & np.isnan(want))
    if not np.isfinite([got[~same], want[~same]]).all():
        return np.inf
    difference = np.abs(got[~same].astype(np.float64) - want[~same].astype(np.float64))
    return float(np.max(difference / scale[~same], initial=0.0))


def nearness(got: Array, want: Array, before: Array, computed: np.dtype[Any]) -> Level | None:
    """The best level that an array reaches. Rounding is measured by the larger of the old value and the new.

    An update is a small step from the old value: in units of a result near zero, rounding the step would look huge.
    `computed`: the type of the arithmetic. A narrower result may fall to the next number; a wider one is no finer.
    """
    if np.array_equal(bits(got), bits(want)):
        return Level.BITS
    scale = np.maximum(np.abs(before), np.abs(want))
    distance = ulps(got, want, scale, computed)
    if want.dtype.itemsize < computed.itemsize:
        return Level.TWO if distance <= 1 else None
    if distance <= 4:
        return Level.TWO if distance <= 2 else Level.FOUR
    if ulps(got, want, np.full_like(scale, np.max(scale[np.isfinite(scale)], initial=0.0)), computed) <= 4:
        return Level.LARGEST
    return Level.RELATIVE if scaled_error(got, want, scale.astype(np.float64)) <= 1e-6 else None


def half_nearness(got: Array, want: Array, ref64_err: float) -> Level | None:
    """`HALF`, or None: MXNet rounds to float16 after every operation, mxsym once."""
    scale = np.maximum(1.0, np.abs(want.astype(np.float64)))
    return Level.HALF if scaled_error(got, want, scale) <= 2e-3 + ref64_err else None
