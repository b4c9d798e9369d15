"""The record of a step: what it takes to be as before it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from mxsym.runtime.native_call.layout import DONE
from mxsym.torch.tensors import Tensor, torch


class Record:
    """Tensors of an optimizer as they were before its last step.

    Its memory is kept from step to step: as much as the parameters that are stepped and their states take.
    """

    def __init__(self) -> None:
        self._room: dict[tuple[Any, str], Tensor] = {}
        self._states: dict[Any, dict[str, Any] | None] = {}
        self._undo: list[Callable[[], object]] = []
        self._noted: list[Any] = []
        self._mark = 0
        self.is_empty = True

    def forget(self) -> None:
        """Drop the step before."""
        self._states, self._undo, self.is_empty = {}, [], True

    def note(self, params: Iterable[Any], states: Mapping[Any, dict[str, Any]]) -> None:
        """Note the states that parameters have, before a step makes or replaces some."""
        self.is_empty = False
        self._mark, self._noted = len(self._undo), [p for p in params if p not in self._states]
        for p in self._noted:
            self._states[p] = dict(states[p]) if p in states else None

    def room(self, p: Any, name: str, tensor: Tensor) -> Tensor:
        """Memory of the form of a parameter's tensor, the same at each step as long as the form is."""
        kept = self._room.get((p, name))
        if kept is None or kept.shape != tensor.shape or kept.dtype != tensor.dtype or kept.stride() != tensor.stride():
            kept = self._room[p, name] = torch.empty_like(tensor.detach(), memory_format=torch.preserve_format)
        return kept

    def keep(self, p: Any, name: str, tensor: Tensor) -> None:
        """Copy a tensor that is about to change."""
        if tensor.layout is torch.strided:
            kept = self.room(p, name, tensor)
            kept.copy_(tensor.detach())
        else:  # SGD's buffer of sparse gradients, which grows
            kept = tensor.detach().clone()
        self.add(tensor, kept)

    def add(self, tensor: Tensor, kept: Tensor) -> None:
        """A tensor has changed, and was `kept` before."""
        # A sparse one receives other indices and values: its detached copy would have them alone.
        own = tensor.detach() if tensor.layout is torch.strided else tensor
        self._undo.append(lambda: own.copy_(kept))

    def expect(self, pairs: Sequence[tuple[Tensor, Tensor]], log: Sequence[int]) -> None:
        """Tensors are about to change in one call, which keeps each in its partner.

        `log` is given `DONE` as the call is done, so that no exception of a signal handler comes between.
        """
        self._undo.append(functools.partial(_restore, pairs, log))

    def then(self, undo: Callable[[], object]) -> None:
        """Undo something else before all that has been added."""
        self._undo.append(undo)

    def roll_back(self, states: Any, *, since_note: bool = False) -> None:
        """Let everything be what it was: before the step, or when states were noted last.

        May be done again if it was interrupted.
        """
        mark, noted = (self._mark, self._noted) if since_note else (0, list(self._states))
        with torch.no_grad():
            for undo in reversed(self._undo[mark:]):
                undo()
        del self._undo[mark:]
        for p in noted:
            state = self._states.pop(p)
            if state is None:
                states.pop(p, None)
            else:
                states[p] = state
        self.is_empty = not self._states


def _restore(pairs: Sequence[tuple[Tensor, Tensor]], log: Sequence[int]) -> None:
    """Let tensors have the values of their partners, if the call that changes them has been done."""
    if DONE in log:
        for tensor, kept in pairs:
            tensor.detach().copy_(kept)
