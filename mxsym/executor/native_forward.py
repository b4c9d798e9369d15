"""`forward` in native code: the keywords that it takes, the objects that it runs on, and whether it may run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mxsym.executor.bound_values import BoundValues, root_of
from mxsym.executor.memory import DenseMemory
from mxsym.executor.rows import SparseSteps
from mxsym.executor.scalars import MemberScalars, NodeScalars, Scalars
from mxsym.runtime import buffers
from mxsym.runtime.faces import is_face
from mxsym.runtime.interop import pins_its_buffer
from mxsym.runtime.native_call import native
from mxsym.runtime.native_call.prepared import NativeCall
from mxsym.runtime.sparse import Bound, RowSparse


class NativeForward:
    """The part of a prepared call that knows names, and the objects that are bound.

    Args:
        call: that of the executor.
        values: what is bound.
        scalars: the attributes by op; a keyword sets that of every op which has it.
        shown: the outputs that are variables: for each its places among the outputs.
        memory, sparse: of the executor.
    """

    def __init__(
        self,
        call: NativeCall,
        values: BoundValues,
        scalars: Scalars,
        shown: Mapping[str, Sequence[int]],
        memory: DenseMemory,
        sparse: SparseSteps,
    ) -> None:
        self._call, self._values, self._memory, self._sparse = call, values, memory, sparse
        self._blind: set[str] = set()
        arrays = [(name, name in values.only_read, shown.get(name, [])) for name in values.places]
        call.take_keywords(arrays, values.items, _keywords(scalars, values.places))
        self.address = call.address

    def bind(self, values: Mapping[str, Any], arrays: Mapping[str, Bound]) -> None:
        """Let steps without keywords run on these: the users' objects where native code can read them."""
        for name, value in values.items():
            place = self._values.places[name]
            readable = self._readable(place, name, value, arrays[name])
            item = self._values.items[place]
            if item is value:
                self._call.hold(place, readable)
            else:
                self._call.borrow(place, item if readable is value else None)

    def _readable(self, place: int, name: str, value: Any, array: Bound) -> Any:
        """The object if native code can read it, else its array, which is as good where it pins its memory."""
        call = self._call
        self._blind.discard(name)
        self._sparse.make_room(name, value)
        self._memory.make_rooms(call, {name: array})
        root = root_of(value, array)
        if call.reads(place, value, root) or (native.teach(value) and call.reads(place, value, root)):
            return value
        if isinstance(array, RowSparse):  # it is coalesced at each step, or its parts are of a subclass of NumPy's
            self._blind.add(name)
            return array
        if buffers.is_array(value) or is_face(value) or not pins_its_buffer(value):
            self._blind.add(name)
        native.teach(array)
        return call.adopt(array, call.arrays[place])

    def show(self, outputs: Sequence[Any]) -> None:
        """Set the result of `forward`."""
        self._call.show(outputs)

    def refresh(self, *, ready: bool) -> None:
        """The plan's jobs may have changed. `ready`: `forward` may run natively if it can read all that is bound."""
        self._call.refresh()
        self._call.set(ready=ready and not self._blind)

    def pause(self) -> None:
        """`forward` goes through Python until `refresh`."""
        self._call.set(ready=0)

    def let_go(self) -> None:
        """Hold nothing, and run nothing."""
        self._call.set(ready=0)
        self._call.let_go()


def _keywords(scalars: Scalars, variables: Mapping[str, int]) -> dict[str, list[int]]:
    """The names that set numbers, each with the places of these: no variable's, and none that an op has for many."""
    numbers: dict[str, list[int]] = {}
    for item in scalars.values():
        for key in item:
            if isinstance(item, NodeScalars):
                numbers.setdefault(key, []).append(item.place(key))
    several = {key for item in scalars.values() if isinstance(item, MemberScalars) for key in item}
    return {key: places for key, places in numbers.items() if key not in several and key not in variables}
