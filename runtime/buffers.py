"""Checks of the arrays that kernels run on: form, address and overlap.

An array is never copied or converted; one that does not fit gives a `Problem`.
"""

from __future__ import annotations

import ctypes
import math
import sys
from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np

from mxsym.codegen.dtypes import BF16, I16, TENSOR, Array, DType, from_numpy, to_numpy
from mxsym.codegen.loading import loaded_class
from mxsym.codegen.record import record
from mxsym.spelling import kind_name

ALIGNMENT = 64


Order = tuple[int, ...]
"""A tensor's axes as they lie in memory, the outermost first."""


@record
class Problem:
    """Reason why an array cannot be used."""

    got: str
    expected: str
    fix: str


def plain(array: Array) -> Array:
    """The array as one of NumPy's own class, over the same memory: a subclass may override every attribute."""
    return array if type(array) is np.ndarray else np.ndarray.view(array, np.ndarray)


def is_array(value: object) -> bool:
    """True if NumPy's layout is behind the object; `isinstance` asks `value.__class__`, which may be anything."""
    return issubclass(type(value), np.ndarray)


def is_masked(value: object) -> bool:
    """True for NumPy's masked arrays."""
    return issubclass(type(value), loaded_class("numpy.ma", "MaskedArray"))


def _instead(fix: str, written: bool | None) -> str:
    """The advice to copy an array: a copy that is updated must take its part everywhere; one that is read grows old."""
    if written:
        return f"{fix}, and use that copy everywhere from then on: this array would not be updated"
    return fix if written is None else f"{fix} in each step"


def kind_problem(value: object, *, written: bool | None = None, types: Sequence[DType] = TENSOR) -> Problem | None:
    """Return why `value` is no array that kernels can run on, or None. Shape and type are not looked at.

    `types`: those that such an array may have.

    `written`: steps update it; False: they read it; None: it is used once. What is only read may have gaps: a step
    gathers it.
    """
    if type(value) is not np.ndarray:
        if is_masked(value):
            fix = "pass its .data, if masked elements may be used like all others"
            return Problem("a masked array", "an array without a mask: kernels see none", fix)
        if hasattr(value, "__mxsym_table__"):
            fix = "pass the rows of a batch, table.lookup(ids)"
            return Problem("a table that grows", "a NumPy array", fix)
        if getattr(type(value), "in_rule", False):
            fix = "write it with functions that rules have, such as mx.sqrt(x)"
            return Problem("a value of a rule", "a NumPy array", fix)
        fix = "pass np.asarray(…)" + ("" if written is None else " and keep it: it is used in place")
        return Problem(kind_name(value), "a NumPy array", fix)
    array = cast(Array, value)
    if from_numpy(array.dtype) not in types:
        names = " or ".join(dtype.name for dtype in TENSOR)
        return Problem(f"dtype {array.dtype.name}", names, _instead("convert it with astype", written))
    if not array.dtype.isnative:
        return Problem("foreign byte order", "native byte order", _instead("convert it with astype", written))
    if written and memory_order(array) is None:
        fix = _instead("pass np.ascontiguousarray(…)", written)
        return Problem(f"strides {array.strides}", "elements without gaps, as in a C-contiguous array", fix)
    if not array.flags.aligned and (written or not array.ndim):
        return Problem("an unaligned array", "aligned elements", _instead("pass an aligned copy", written))
    return None


def c_order(dimensions: int) -> Order:
    """The order of a C-contiguous array."""
    return tuple(range(dimensions))


def memory_order(array: Array) -> Order | None:
    """The order of an array's axes; C order where several are right, None where there are gaps or repetitions."""
    if array.flags.c_contiguous:
        return c_order(array.ndim)
    order = tuple(sorted(range(array.ndim), key=lambda axis: -array.strides[axis]))
    return order if is_in_order(array, order) else None


def is_in_order(array: Array, order: Order) -> bool:
    """True if an array's axes lie in memory in this order, without gaps."""
    return bool(array.transpose(order).flags.c_contiguous)


def is_direct(array: Array, order: Order) -> bool:
    """True if kernels read an array where it is: its axes lie in this order, without gaps, and its elements aligned."""
    return is_in_order(array, order) and bool(array.flags.aligned)


def strides_of(shape: tuple[int, ...], order: Order) -> list[int]:
    """Strides in elements of an array without gaps."""
    strides, step = [0] * len(shape), 1
    for axis in reversed(order):
        strides[axis], step = step, step * shape[axis]
    return strides


def order_problem(value: Array, order: Order, *, written: bool) -> Problem | None:
    """Return why an array's elements do not lie in this order, or None."""
    if is_in_order(value, order):
        return None
    strides = tuple(step * value.itemsize for step in strides_of(value.shape, order))
    if order == c_order(value.ndim):
        fix = _instead("pass np.ascontiguousarray(…)", written)
        return Problem(f"strides {value.strides}", "a C-contiguous array", fix)
    expected = f"strides {strides}, the order in memory of the others"
    return Problem(f"strides {value.strides}", expected, "give all of them one order in memory")


def array_problem(value: Array, shape: tuple[int, ...], dtype: DType, *, written: bool) -> Problem | None:
    """Return why this array cannot be a buffer of this shape and type, or None."""
    if value.shape != shape:
        return Problem(f"shape {value.shape}", f"shape {shape}", "give tensors of one shape")
    if from_numpy(value.dtype) is not dtype:
        fix = _instead("convert it with astype", written)
        return Problem(f"dtype {value.dtype.name}", f"dtype {dtype.name}", fix)
    return write_problem(value) if written else None


def write_problem(value: Array) -> Problem | None:
    """Return why this array cannot be updated, or None."""
    if value.flags.writeable:
        return None
    fix = "make it writable, or use a writable copy from then on"
    return Problem("a read-only array", "a writable one: it is updated in place", fix)


def overlap_problem() -> Problem:
    """Problem of two arrays for which `overlaps` is true."""
    fix = "give each memory of its own before the first step, and use those arrays from then on"
    return Problem("overlapping memory", "separate memory: one of them is written", fix)


_interface = vars(np.ndarray)["__array_interface__"].__get__
_header = object.__basicsize__ if sys.implementation.name == "cpython" else 0
"""Offset of the elements' address in an array object, by the layout that NumPy promises to extensions."""


_word_at = ctypes.c_size_t.from_address


def address(array: Array) -> int:
    """The address of the array's first element, from the object itself: a subclass may override every attribute."""
    return _word_at(id(array) + _header).value if _header else int(_interface(array)["data"][0])


def place(array: Array) -> tuple[Any, ...]:
    """Address, shape, strides and dtype: arrays that agree in these are one and the same memory."""
    array = plain(array)
    return address(array), array.shape, array.strides, array.dtype


def overlaps(arrays: Sequence[tuple[str, Array, bool]]) -> list[tuple[str, str]]:
    """Pairs of names whose memory overlaps, where at least one of the two is written, in the order of the arrays.

    Empty arrays overlap nothing.
    """
    bounds = np.lib.array_utils.byte_bounds
    spans = sorted(
        (*bounds(plain(array)), number, written) for number, (_, array, written) in enumerate(arrays) if array.nbytes
    )
    pairs: list[tuple[int, int]] = []
    open_spans: list[tuple[int, int, int, bool]] = []
    for span in spans:
        open_spans = [other for other in open_spans if other[1] > span[0]]
        pairs += [(min(other[2], span[2]), max(other[2], span[2])) for other in open_spans if other[3] or span[3]]
        open_spans.append(span)
    return [(arrays[one][0], arrays[other][0]) for one, other in sorted(pairs)]


def empty(shape: tuple[int, ...], dtype: DType, order: Order | None = None) -> Array:
    """An uninitialised array on a 64-byte boundary, in C order where no other is named."""
    return _aligned(np.empty, shape, dtype, order)


def workspace(shape: tuple[int, ...], dtype: DType) -> Array:
    """Uninitialised memory that no user sees: bfloat16 as its bits, which need no package."""
    return empty(shape, I16 if dtype is BF16 else dtype)


def zeros(shape: tuple[int, ...], dtype: DType) -> Array:
    """An array of zeros on a 64-byte boundary. The system gives it memory when it is written."""
    return _aligned(np.zeros, shape, dtype, None)


def _aligned(make: Callable[..., Array], shape: tuple[int, ...], dtype: DType, order: Order | None) -> Array:
    numpy_dtype = to_numpy(dtype)
    size = math.prod(shape) * numpy_dtype.itemsize
    if size > sys.maxsize - ALIGNMENT:
        raise MemoryError(f"no machine has the {size} bytes of an array of shape {shape}")
    raw = make(size + ALIGNMENT, np.uint8)
    start = -address(raw) % ALIGNMENT
    flat = raw[start : start + size].view(numpy_dtype)
    if order is None or order == c_order(len(shape)):
        return flat.reshape(shape)
    return flat.reshape([shape[axis] for axis in order]).transpose(np.argsort(order))
