"""What is bound to a graph's variables: the user's arrays, and the memory behind them.

Input: whatever a user binds. Output: the NumPy or row-sparse array that kernels run on; the arrays by name.
Non-goals: which arrays a graph needs (`binding.py`), running (`executor.py`).
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from mxsym.rowsparse import Bound, form_problem
from mxsym.runtime import buffers
from mxsym.runtime.buffers import Array
from mxsym.runtime.sparse import RowSparse

_BARE: Any = (np.ndarray, RowSparse)  # a union would be made anew in each call


def raw(value: Any) -> Any:
    """The NumPy or row-sparse array that kernels run on, over the memory of whatever a user bound.

    NumPy arrays, `mx.nd` arrays, torch tensors in CPU memory, buffers, DLPack. What has values and no memory of its
    own, such as a list, comes back as it is.
    """
    if isinstance(value, _BARE):
        return value
    if hasattr(value, "__mxsym__"):
        return value.__mxsym__()
    from mxsym.ndarray.interop import share

    shared = share(value)
    return value if shared is None else shared


def is_dense_face(value: Any) -> bool:
    """True if `value` is a dense array of `mx.nd`: a face over a NumPy array."""
    return hasattr(value, "__mxsym__") and isinstance(value.__mxsym__(), np.ndarray)


class BoundArrays(dict[str, Any]):
    """The user's arrays by name. Assigning one binds it, checked as `forward(name=array)` checks it."""

    def __init__(self, arrays: Mapping[str, Any], rebind: Callable[[str, Any], None]) -> None:
        super().__init__(arrays)
        self._rebind = rebind

    def __setitem__(self, name: str, array: Any) -> None:
        self._rebind(name, array)

    def accept(self, arrays: Mapping[str, Any]) -> None:
        """Hold arrays that have been bound."""
        for name, array in arrays.items():
            super().__setitem__(name, array)

    def _refuse(self, *_args: object, **_kwargs: object) -> Any:
        raise TypeError("what is bound can be replaced, with `arg_dict[name] = array`, and not removed")

    # dict's own methods would change what is held without binding it.
    __delitem__ = pop = popitem = clear = update = setdefault = __ior__ = _refuse  # pyright: ignore[reportAssignmentType]


def guards(arrays: Mapping[str, Bound]) -> dict[str, object]:
    """While a weak reference to it lives, NumPy refuses to resize an array, even without counting references."""
    return {name: guard(array) for name, array in arrays.items()}


def guard(array: Bound) -> object:
    """What `guards` makes of one array."""
    if isinstance(array, RowSparse):
        return weakref.ref(array.data), weakref.ref(array.indices)
    return weakref.ref(array)


def blank(array: Bound) -> Bound:
    """An array of that shape and type with no memory behind it."""
    if isinstance(array, RowSparse):
        ids, values = np.empty(0, np.int64), np.empty((0, *array.shape[1:]), array.data.dtype)
        return RowSparse(ids, values, array.shape)
    return np.broadcast_to(np.empty((), array.dtype), array.shape)


def sparse_problem(value: object, shape: tuple[int, ...], name: str) -> buffers.Problem | None:
    """Why `value` cannot stand for a row-sparse array of this shape."""
    if not isinstance(value, RowSparse):
        got = f"a dense {type(value).__name__}"
        return buffers.Problem(got, "a row-sparse array", f"pass mx.nd.sparse.row_sparse_array(…) for {name}")
    if value.shape != shape:
        return buffers.Problem(f"shape {value.shape}", f"shape {shape}", "give tensors of one shape")
    return form_problem(value)


def memory(named: list[tuple[str, Bound, bool]]) -> Iterator[tuple[str, Array, bool]]:
    """The memory that arrays lie in: for a row-sparse one its values and its ids."""
    for name, value, written in named:
        if isinstance(value, RowSparse):
            yield name, value.data, written
            yield name, value.indices, written
        else:
            yield name, value, written
