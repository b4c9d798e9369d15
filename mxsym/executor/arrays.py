"""Arrays bound to a graph's variables: the memory behind them, by name, and what is wrong with it.

`mxsym.runtime.interop.as_array` finds the array that kernels run on.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

import numpy as np

from mxsym.codegen.dtypes import STORED
from mxsym.runtime import buffers
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import is_sparse, known_arrays
from mxsym.runtime.native_call.native import kinds_of
from mxsym.runtime.sparse import Bound, RowSparse, form_problem, parts

_ValueT = TypeVar("_ValueT")


def is_table(value: object) -> bool:
    """True for a table that grows."""
    return _is_kind_of_table(type(value))


def _is_kind_of_table(kind: type) -> bool:
    return hasattr(kind, "__mxsym_table__")


def has_tables(values: Iterable[object]) -> bool:
    """True if one of these is a table that grows. Each type is asked once: a library's own type may take long."""
    return any(map(_is_kind_of_table, kinds_of(tuple(values))))


def tables_of(arrays: Mapping[str, Any]) -> dict[str, Any]:
    """The storage of the tables among arrays: a `GrowingTable` each."""
    return {name: value.__mxsym_table__() for name, value in arrays.items() if is_table(value)}


def memory_of(value: Any) -> Hashable:
    """The memory that a user passed: the same of two objects if one is the other in place, whatever they are."""
    if is_sparse(value):  # it is coalesced anew each time
        return "object", id(value)
    (array,) = known_arrays([value]) or [value]
    if isinstance(array, RowSparse):
        array = parts(array)
        return "rows", memory_of(array.indices), memory_of(array.data), array.shape
    return buffers.place(array) if type(array) is np.ndarray else ("object", id(value))


def is_dense_face(value: Any) -> bool:
    """True if `value` is a dense array of `mx.nd`: a face over a NumPy array."""
    return hasattr(value, "__mxsym__") and isinstance(value.__mxsym__(), np.ndarray)


def borrowed(value: Any) -> Any:
    """A weak reference to an array that a step was given to read, or the array where there are none to it."""
    try:
        return weakref.ref(value)
    except TypeError:
        return value


def living(item: Any) -> Any:
    """The array behind a reference; None if the user has released it."""
    return cast("weakref.ref[Any]", item)() if type(item) is weakref.ref else item


class Named(Mapping[str, _ValueT]):
    """Values by names that stay: `_named` has the names as keys."""

    __slots__ = ("_named",)

    _named: Mapping[str, Any]

    def __iter__(self) -> Iterator[str]:
        return iter(self._named)

    def __len__(self) -> int:
        return len(self._named)

    def __repr__(self) -> str:
        return repr(dict(self))


class BoundArrays(Named[Any]):
    """The user's arrays by name. Assigning one binds it, checked as `forward(name=array)` checks it.

    An array that a step was given to read, and that the user has let go since, is None.
    """

    def __init__(self, places: Mapping[str, int], values: Sequence[Any], rebind: Callable[[str, Any], None]) -> None:
        self._named, self._values, self._rebind = places, values, rebind

    def __getitem__(self, name: str) -> Any:
        return living(self._values[self._named[name]])

    def __or__(self, other: Mapping[str, Any]) -> dict[str, Any]:
        return {**self, **other}

    def __ror__(self, other: Mapping[str, Any]) -> dict[str, Any]:
        return {**other, **self}

    def copy(self) -> dict[str, Any]:
        """The arrays by name as they are now, as a dict."""
        return dict(self)

    def __setitem__(self, name: str, array: Any) -> None:
        self._rebind(name, array)

    def forget(self) -> None:
        """Have nothing any more."""
        self._named = {}

    def _refuse(self, *_args: object, **_kwargs: object) -> Any:
        raise TypeError("what is bound can be replaced, with `arg_dict[name] = array`, and not removed")

    __delitem__ = pop = popitem = clear = update = setdefault = __ior__ = _refuse


OTHER_STORAGE = "bind the graph again with it"
"""The advice where an array of the other storage is to be updated from now on."""


def dense_problem(value: object, *, written: bool) -> buffers.Problem | None:
    """Return why `value` cannot be a dense array, whatever its shape and type, or None."""
    if not isinstance(value, RowSparse):
        return buffers.kind_problem(value, written=written, types=STORED)
    fix = OTHER_STORAGE if written else f"pass its {value.to_dense}"
    return buffers.Problem("a row-sparse array", "a dense one, as was bound", fix)


def sparse_problem(value: object, shape: tuple[int, ...], name: str, *, written: bool) -> buffers.Problem | None:
    """Return why `value` cannot be a row-sparse array of this shape, or None."""
    if not isinstance(value, RowSparse):
        got = f"a dense {type(value).__name__}"
        fix = OTHER_STORAGE if written else f"pass mx.nd.sparse.row_sparse_array(…) for {name}"
        return buffers.Problem(got, "a row-sparse array", fix)
    if value.shape != shape:
        return buffers.Problem(f"shape {value.shape}", f"shape {shape}", "give tensors of one shape")
    return form_problem(value, written=written)


def memory(named: list[tuple[str, Bound, bool]]) -> Iterator[tuple[str, Array, bool]]:
    """Memory of arrays: for a row-sparse one its values and its ids."""
    for name, value, written in named:
        if isinstance(value, RowSparse):
            yield name, value.data, written
            yield name, value.indices, written
        else:
            yield name, value, written
