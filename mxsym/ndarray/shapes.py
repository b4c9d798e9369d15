"""Functions of `mx.nd` that move elements: other shapes, parts, copies side by side. NumPy does the work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mxsym.ndarray.calls import declared, dense, like
from mxsym.ndarray.common import as_shape, fault


@declared(method=False)
def reshape(data: Any, shape: Any) -> Any:
    """The elements in another shape; see `NDArray.reshape`."""
    return data.reshape(shape)


@declared()
def transpose(data: Any, axes: Any = None) -> Any:
    """A view with the axes in another order; reversed where none is given."""
    return like(data, np.transpose(dense("transpose", data), axes or None))


@declared("swapaxes", "SwapAxis")
def swapaxes(data: Any, dim1: int = 0, dim2: int = 0) -> Any:
    """A view with two axes in each other's place."""
    return like(data, np.swapaxes(dense("swapaxes", data), dim1, dim2))


@declared()
def expand_dims(data: Any, axis: int) -> Any:
    """A view with one axis more, of size 1."""
    return like(data, np.expand_dims(dense("expand_dims", data), axis))


@declared()
def squeeze(data: Any, axis: Any = None) -> Any:
    """A view without axes of size 1: these, or all of them."""
    return like(data, np.squeeze(dense("squeeze", data), axis))


@declared("flatten", "Flatten")
def flatten(data: Any) -> Any:
    """The elements as a matrix: all axes but the first as one."""
    values = dense("flatten", data)
    return like(data, values.reshape(values.shape[0], -1))


@declared()
def broadcast_to(data: Any, shape: Any) -> Any:
    """A copy of a larger shape; 0 keeps the size at that place."""
    values, whole = dense("broadcast_to", data), as_shape(shape)
    sizes = [size or values.shape[axis] if axis < values.ndim else size for axis, size in enumerate(whole)]
    return like(data, np.broadcast_to(values, sizes).copy())


@declared()
def broadcast_like(lhs: Any, rhs: Any) -> Any:
    """A copy of the shape of another array."""
    return like(lhs, np.broadcast_to(dense("broadcast_like", lhs), rhs.shape).copy())


@declared()
def tile(data: Any, reps: Any) -> Any:
    """Copies side by side, so many along each axis."""
    return like(data, np.tile(dense("tile", data), reps))


@declared()
def repeat(data: Any, repeats: int, axis: int | None = None) -> Any:
    """Each element so many times, along an axis, or all as one list."""
    return like(data, np.repeat(dense("repeat", data), repeats, axis))


@declared("flip", "reverse")
def flip(data: Any, axis: Any) -> Any:
    """A copy in which these axes run the other way."""
    return like(data, np.flip(dense("flip", data), axis).copy())


@declared()
def slice_axis(data: Any, axis: int, begin: int, end: int | None) -> Any:
    """A view of the elements from `begin` to before `end` along an axis."""
    values = dense("slice_axis", data)
    key = [slice(None)] * values.ndim
    key[axis] = slice(begin, end)
    return like(data, values[tuple(key)])


@declared("slice")
def slice_of(data: Any, begin: Sequence[Any], end: Sequence[Any], step: Sequence[Any] = ()) -> Any:
    """A view of the elements from `begin` to before `end`, one number or None for each axis."""
    steps = [*step, *[None] * (len(begin) - len(step))]
    return like(data, dense("slice", data)[tuple(map(slice, begin, end, steps))])


@declared()
def take(a: Any, indices: Any, axis: int = 0, mode: str = "clip") -> Any:
    """The parts of an array at these places along an axis.

    Args:
        mode: "clip" takes the nearest place that there is, "wrap" counts on from the other end, "raise" is an error.
    """
    places = dense("take", indices).astype(np.int64)
    if mode not in ("clip", "wrap", "raise"):
        raise fault("take", "mode", repr(mode), "'clip', 'wrap' or 'raise'", "leave it out for 'clip'")
    return like(a, np.take(dense("take", a), places, axis, mode=mode))


@declared("concat", "Concat", method=False)
def concat(*data: Any, dim: int = 1) -> Any:
    """Arrays one after the other along an axis: the second, unless `dim` says another."""
    return _joined("concat", data, dim)


@declared(method=False)
def concatenate(arrays: Sequence[Any], axis: int = 0, always_copy: bool = True) -> Any:  # noqa: ARG001  # MXNet's
    """As `concat`, of a list, along the first axis."""
    return _joined("concatenate", tuple(arrays), axis)


def _joined(what: str, arrays: Sequence[Any], axis: int) -> Any:
    return like(arrays[0], np.concatenate([dense(what, array) for array in arrays], axis))


@declared(method=False)
def stack(*data: Any, axis: int = 0) -> Any:
    """Arrays of one shape along a new axis."""
    return like(data[0], np.stack([dense("stack", array) for array in data], axis))


@declared("split", "SliceChannel")
def split(data: Any, num_outputs: int, axis: int = 1, squeeze_axis: bool = False) -> Any:
    """Views of equal parts along an axis, as a list; the array itself in place of a list of one."""
    parts = np.split(dense("split", data), num_outputs, axis)
    views = [like(data, np.squeeze(part, axis) if squeeze_axis else part) for part in parts]
    return views if num_outputs > 1 else views[0]
