"""The memory in which kernels read dense arrays: the arrays themselves, or copies where kernels cannot read these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from mxsym.codegen.program import Place
from mxsym.executor.checks import Form, form_of
from mxsym.runtime import buffers
from mxsym.runtime.buffers import Array
from mxsym.runtime.launch import CompiledRegion
from mxsym.runtime.native_call.forms import ArrayForm
from mxsym.runtime.native_call.prepared import AnyCall
from mxsym.runtime.plan import Plan
from mxsym.runtime.sparse import Bound, RowSparse


class DenseMemory:
    """The dense arrays of a graph, and the executor's own, in a plan's argument blocks.

    Args:
        plan: what runs.
        compiled: its regions.
        forms: of the variables.
        tensors: the tensor of each variable.
        own: the executor's arrays, by tensor.
    """

    def __init__(
        self,
        plan: Plan,
        compiled: Iterable[CompiledRegion],
        forms: Mapping[str, Form],
        tensors: Mapping[str, str],
        own: Mapping[str, Array],
    ) -> None:
        self._plan, self._forms, self._tensors, self._own = plan, forms, tensors, own
        self._elements = _elements(compiled)
        self._places = {name: place for place, name in enumerate(forms)}
        self._rooms: dict[str, Array] = {}
        self._gathering: set[str] = set()

    def forms(self, written: set[str]) -> list[ArrayForm]:
        """The arrays of a prepared call: of the variables, and the executor's own. `written`: names of variables."""
        dense = [self._form(self._tensors[name], form, name in written) for name, form in self._forms.items()]
        return [*dense, *(self._form(name, form_of(array), True) for name, array in self._own.items())]

    def _form(self, tensor: str, form: Form, written: bool) -> ArrayForm:
        slots = [(slot, 0) for slot in self._plan.slots(Place(tensor))]
        for place in self._elements.get(tensor, ()):
            assert place.element is not None
            slots += [(slot, place.element * form.dtype.bytes) for slot in self._plan.slots(place)]
        return ArrayForm(form.shape, form.dtype, slots, written, form.order)

    def point(self, arrays: Mapping[str, Bound]) -> None:
        """Let kernels use these and the executor's own, and elements of them that some take for numbers."""
        dense = {
            self._tensors[name]: array if self._is_direct(name, array) else self._gathered(name, array)
            for name, array in arrays.items()
            if not isinstance(array, RowSparse)
        }
        dense |= self._own
        self._plan.set_addresses({Place(tensor): array for tensor, array in dense.items()})
        if self._elements:
            places = [place for tensor in dense for place in self._elements.get(tensor, ())]
            self._plan.set_addresses({place: dense[place.tensor].reshape(-1)[place.element :] for place in places})

    def make_rooms(self, call: AnyCall, arrays: Mapping[str, Bound]) -> bool:
        """Let steps of a call gather the arrays that kernels cannot read where they are. True if one is new."""
        before = len(self._gathering)
        for name, array in arrays.items():
            if not self._is_direct(name, array) and name not in self._gathering and call.arrays:
                call.gather_into(self._places[name], self._room(name))
                self._gathering.add(name)
        return len(self._gathering) > before

    def _is_direct(self, name: str, array: Bound) -> bool:
        """True if kernels read an array where it is."""
        return isinstance(array, RowSparse) or buffers.is_direct(array, self._forms[name].order)

    def _room(self, name: str) -> Array:
        """Memory for a copy of an array that is only read, as kernels read it; one for all steps."""
        if name not in self._rooms:
            form = self._forms[name]
            self._rooms[name] = buffers.empty(form.shape, form.dtype, form.order)
        return self._rooms[name]

    def _gathered(self, name: str, array: Array) -> Array:
        """A copy of an array that is only read, as kernels read it."""
        np.copyto(self._room(name), array)
        return self._room(name)


def _elements(compiled: Iterable[CompiledRegion]) -> dict[str, list[Place]]:
    """The elements of tensors that kernels take for numbers, by tensor."""
    elements: dict[str, list[Place]] = {}
    places = (memory.place for item in compiled for memory in item.inlined.binding.memory)
    for place in dict.fromkeys(place for place in places if place.element is not None):
        elements.setdefault(place.tensor, []).append(place)
    return elements
