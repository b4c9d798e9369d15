"""Views: find the object that owns an array's memory, and notice when that memory moves.

Every step reads form and address again; a view is good while it is inside the memory that its owner has now.
"""

# `ndarray.setflags`, `.shape = …` and `__setstate__`, or torch's `share_memory_`, `.data = …` and `resize_`, change
# an array's form and address at any time. While a step runs, weak references make NumPy refuse to resize its arrays;
# they may stay until the next step on another array.
# If another thread calls `__setstate__`, or moves a tensor's storage, at that moment, the race is the user's.

from __future__ import annotations

import sys
import weakref
from collections.abc import Iterator
from typing import Any

import numpy as np

from mxsym.runtime.buffers import Array, address, is_array, plain

_BASE = vars(np.ndarray)["base"].__get__


def is_tensor(value: object) -> bool:
    """True for torch's tensors."""
    torch = sys.modules.get("torch")
    return torch is not None and issubclass(type(value), getattr(torch, "Tensor", ()))


def bases(array: Any) -> Iterator[Any]:
    """Yield the object that an array is a view of, then the one that this is a view of, and so on."""
    while is_array(array) and (array := _BASE(array)) is not None:
        if type(array) is memoryview:
            array = array.obj
        yield array


def _root(array: Array) -> Any:
    """The object at the end of what an array is a view of; None where it has its own memory."""
    root: Any = None
    for base in bases(array):
        root = base
    return root


def root_address(array: Array) -> int:
    """Address of the memory of the object that an array is a view of; 0 if no object could move it."""
    root = _root(array)
    if is_array(root):
        return address(root)
    return int(root.data_ptr()) if is_tensor(root) else 0


def is_stray(array: Array) -> bool:
    """True if a view is outside the memory of the object that it is a view of: that has moved.

    The memory is the object's own array, or the storage of a torch tensor.
    """
    if _BASE(array) is None or not array.size:
        return False
    root = _root(array)
    if is_array(root):
        first, last = _bounds(root)
    elif is_tensor(root):
        storage: Any = root.untyped_storage()
        first = int(storage.data_ptr())
        last = first + int(storage.nbytes())
    else:
        return False
    low, high = _bounds(array)
    return not first <= low <= high <= last


def _bounds(array: Any) -> tuple[int, int]:
    """The addresses of an array's first byte and of the one after its last."""
    array = plain(array)
    if array.flags.forc:  # without gaps: NumPy's function takes long
        low = address(array)
        return low, low + int(array.nbytes)
    return np.lib.array_utils.byte_bounds(array)


def guards(array: Array) -> tuple[object, ...]:
    """While these live, NumPy refuses to resize an array's memory, even without counting references."""
    owner, base = array, _BASE(array)
    while base is not None and is_array(base := base.obj if type(base) is memoryview else base):
        owner, base = base, _BASE(base)
    return (weakref.ref(owner),)
