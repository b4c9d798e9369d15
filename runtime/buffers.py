"""The arrays that kernels run on: what is accepted, where it lies, what must not overlap.

Input: whatever a user binds. Output: a NumPy array over the same memory and its address, or a `Problem`: got, expected,
one way to fix it. Nothing is ever copied or converted.
Non-goals: naming the node and argument (the language's), row-sparse arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from mxsym.codegen.dtypes import TENSOR, DType, from_numpy, to_numpy

Array = np.ndarray[Any, Any]
ALIGNMENT = 64


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an array cannot be used."""

    got: str
    expected: str
    fix: str


def kind_problem(value: object) -> Problem | None:
    """Why `value` is no array that kernels can run on, whatever its shape and type."""
    if not isinstance(value, np.ndarray):
        fix = "pass np.asarray(…) and keep it: it is used in place"
        return Problem(f"a {type(value).__name__}", "a NumPy array", fix)
    array = cast(Array, value)
    if from_numpy(array.dtype) not in TENSOR:
        types = " or ".join(dtype.name for dtype in TENSOR)
        return Problem(f"dtype {array.dtype.name}", types, "convert it with astype")
    if not array.dtype.isnative:
        return Problem("foreign byte order", "native byte order", "convert it with astype")
    if not array.flags.c_contiguous:
        return Problem(f"strides {array.strides}", "a C-contiguous array", "pass np.ascontiguousarray(…)")
    if not array.flags.aligned:
        return Problem("an unaligned array", "aligned elements", "pass a copy")
    return None


def array_problem(value: Array, shape: tuple[int, ...], dtype: DType, *, written: bool) -> Problem | None:
    """Why this array cannot stand for a buffer of this shape and type."""
    if value.shape != shape:
        return Problem(f"shape {value.shape}", f"shape {shape}", "give tensors of one shape")
    if from_numpy(value.dtype) is not dtype:
        return Problem(f"dtype {value.dtype.name}", f"dtype {dtype.name}", "convert it with astype")
    if written and not value.flags.writeable:
        return Problem("a read-only array", "a writable one: it is updated in place", "pass a writable copy")
    return None


def address(array: Array) -> int:
    """Where the array's first element lies."""
    return int(array.__array_interface__["data"][0])


def overlaps(arrays: Sequence[tuple[str, Array, bool]]) -> list[tuple[str, str]]:
    """Pairs of names whose memory overlaps, where at least one of the two is written.

    Empty arrays overlap nothing.
    """
    located = [(address(array), array.nbytes, name, written) for name, array, written in arrays if array.nbytes]
    spans = sorted((start, start + size, name, written) for start, size, name, written in located)
    found: list[tuple[str, str]] = []
    open_spans: list[tuple[int, int, str, bool]] = []
    for span in spans:
        open_spans = [other for other in open_spans if other[1] > span[0]]
        found += [(other[2], span[2]) for other in open_spans if other[3] or span[3]]
        open_spans.append(span)
    return found


def empty(shape: tuple[int, ...], dtype: DType) -> Array:
    """An uninitialised array on a 64-byte boundary."""
    numpy_dtype = to_numpy(dtype)
    size = int(np.prod(shape, dtype=np.int64)) * numpy_dtype.itemsize
    raw = np.empty(size + ALIGNMENT, np.uint8)
    start = -address(raw) % ALIGNMENT
    return raw[start : start + size].view(numpy_dtype).reshape(shape)
