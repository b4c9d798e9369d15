"""Views: find the object that owns an array's memory, and notice when that memory moves.

Every step reads form and address again; a view is good while it is inside the memory that its owner has now.
"""

# `ndarray.setflags`, `.shape = …` and `__setstate__`, or torch's `share_memory_`, `.data = …` and `resize_`, change
# an array's form and address at any time. `np.ndarray(buffer=…)` does not hold a buffer: its owner, such as a mapped
# file or `SharedMemory`, may be closed or resized under it. So an owner is asked again where its memory is.
# While a step runs, weak references make NumPy refuse to resize its arrays;
# they may stay until the next step on another array.
# If another thread calls `__setstate__`, closes a buffer, or moves a tensor's storage, at that moment, the race is the
# user's.

from __future__ import annotations

import weakref
from collections.abc import Iterator
from types import FunctionType
from typing import Any, cast

import numpy as np

from mxsym.codegen.loading import loaded_class
from mxsym.runtime.buffers import Array, address, is_array, plain

_BASE = vars(np.ndarray)["base"].__get__


def is_tensor(value: object) -> bool:
    """True for torch's tensors."""
    return issubclass(type(value), loaded_class("torch", "Tensor"))


def bases(array: Any) -> Iterator[Any]:
    """Yield the object that an array is a view of, then the one that this is a view of, and so on.

    The last one may be a memoryview that was released: nobody knows of whose memory it was.
    """
    while is_array(array) and (array := _BASE(array)) is not None:
        if type(array) is memoryview:
            try:
                array = array.obj
            except ValueError:
                yield array
                return
        yield array


def lends(value: object) -> bool:
    """True for an object that says by Python's buffer protocol where its memory is, and may move or lose it.

    A class written in Python may give another buffer each time.
    """
    if isinstance(value, bytes) or isinstance(getattr(type(value), "__buffer__", None), FunctionType):
        return False
    try:
        memoryview(cast(Any, value))
    except TypeError:
        return False
    except (ValueError, BufferError):  # it does, and has none now
        return True
    return True


def _lent(value: object) -> tuple[int, int]:
    """The addresses of the first byte and of the one after the last of what an object lends: none if it is closed."""
    try:
        view = memoryview(cast(Any, value))
        return _bounds(np.frombuffer(view, np.uint8) if view.c_contiguous else np.asarray(view))
    except (ValueError, BufferError):
        return 0, 0


def _root(array: Array) -> Any:
    """The object at the end of what an array is a view of; None where it has its own memory."""
    root: Any = None
    for base in bases(array):
        root = base
    return root


def root_address(array: Array) -> int:
    """Address of the memory of the object that an array is a view of; 0 if no object says where that is."""
    root = _root(array)
    if is_array(root):
        return address(root)
    if is_tensor(root):
        return int(root.data_ptr())
    return _lent(root)[0] if root is not None and lends(root) else 0


def is_stray(array: Array) -> bool:
    """True if a view is outside the memory of the object that it is a view of: that has moved.

    The memory is the object's own array, the storage of a torch tensor, or a buffer: it may be closed.
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
    elif lends(root):
        first, last = _lent(root)
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
    owner = array
    for base in bases(array) if _BASE(array) is not None else ():
        owner = base if is_array(base) else owner
    return (weakref.ref(owner),)
