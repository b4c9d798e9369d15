"""The objects that a graph's variables are bound to, and what a user did to them since: let them go, or move memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import numpy as np

from mxsym.errors import Fault
from mxsym.executor.arrays import BoundArrays, borrowed, living
from mxsym.opgraph.node import Variable
from mxsym.runtime import buffers, views
from mxsym.runtime.buffers import Array
from mxsym.runtime.faces import is_face
from mxsym.runtime.interop import LOST, as_arrays
from mxsym.runtime.native_call.layout import ANY_ROOT
from mxsym.runtime.sparse import Bound, RowSparse


class BoundValues:
    """The user's objects in the order of the variables. Native code reads and writes `items` and `roots`.

    Args:
        values: by variable.
        roots: from `roots_of`.
        variables: by name.
        only_read: the variables whose arrays, where a step was given them, are held by weak references.
    """

    def __init__(
        self, values: Mapping[str, Any], roots: Array, variables: Mapping[str, Variable], only_read: Collection[str]
    ) -> None:
        self.places = {name: place for place, name in enumerate(values)}
        self.items: list[Any] = [*values.values()]
        self.only_read = only_read
        self._roots, self._variables = roots, variables

    def by_name(self, names: Iterable[str], rebind: Callable[[str, Any], None]) -> BoundArrays:
        """A user's view of these variables."""
        return BoundArrays({name: self.places[name] for name in names}, self.items, rebind)

    def get(self, name: str) -> Any:
        """The array of a variable; None where the user has let it go."""
        return living(self.items[self.places[name]])

    def living(self) -> dict[str, Any]:
        """The arrays by name, without those that the user has let go."""
        bound = zip(self.places, map(living, self.items), strict=True)
        return {name: value for name, value in bound if value is not None}

    def gone(self, names: Iterable[str]) -> list[Fault]:
        """A fault for each of these whose array the user has let go."""
        got, expected = "an array that has ended: a step keeps none that it only reads", "an array that is there"
        gone = [name for name in names if self.get(name) is None]
        fixes = {
            name: f"give it again: forward({name}=array)" if name.isidentifier() else "give it again" for name in gone
        }
        return [self._fault(name, got, expected, fix) for name, fix in fixes.items()]

    def lost(self, bound: Mapping[str, Any]) -> list[Fault]:
        """A fault for each view among these, which are bound, that has lost its memory."""
        arrays, faults = as_arrays(bound)
        was = {name: int(self._roots[self.places[name]]) for name in arrays}
        moved = [name for name, array in arrays.items() if was[name] not in (0, root_of(bound[name], array))]
        moved += [fault.node.removeprefix("argument ") for fault in faults if fault.got == LOST]
        fix = "make the view again, and bind that"
        lost = [self._fault(name, LOST, "memory that stays", fix) for name in moved]
        return [fault for fault in faults if fault.got != LOST] + lost

    def _fault(self, name: str, got: str, expected: str, fix: str) -> Fault:
        return Fault(f"argument {name}", "", got, expected, fix, self._variables[name].where)

    def put(self, name: str, value: Any, array: Bound, *, lent: bool) -> Any:
        """Bind a variable to an object, with its array; `lent`: to a step, which may hold it by a weak reference.

        Returns what was held.
        """
        place = self.places[name]
        was = self.items[place]
        self.items[place] = self.loan(name, value) if lent else value
        self._roots[place] = root_of(value, array)
        return was

    def loan(self, name: str, value: Any) -> Any:
        """An array that a step was given as it is held: by a weak reference where it is only read, and not bound."""
        return borrowed(value) if name in self.only_read and self.items[self.places[name]] is not value else value

    def forget(self) -> None:
        """Hold nothing."""
        self.items[:] = [None] * len(self.items)


def roots_of(values: Mapping[str, Any], arrays: Mapping[str, Bound], own: int) -> Array:
    """`root_of` objects with their arrays, a word for each of an executor's own arrays, and one word more."""
    roots = [root_of(value, arrays[name]) for name, value in values.items()]
    return np.array([*roots, *[ANY_ROOT] * own, 0], np.int64)


def root_of(value: Any, array: Bound) -> int:
    """The address of what an object's array is a view of, as it is now; 0 where it moves with the object, or never."""
    if isinstance(array, RowSparse) or not buffers.is_array(array) or not array.nbytes or views.is_tensor(value):
        return 0
    return views.root_address(_own_array(value, array))


def _own_array(value: Any, array: Array) -> Array:
    """The array that an object is or has, of a subclass perhaps; else the one over its memory."""
    value = value.__mxsym__() if is_face(value) else value
    return value if buffers.is_array(value) else array
