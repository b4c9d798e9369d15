"""`Updater`: an optimizer with the states of its parameters, called as `updater(index, grad, weight)`.

Index, gradient and weight may be single or lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mxsym.codegen.loading import load_modules
from mxsym.errors import BindError, Fault
from mxsym.optimizer import parameter
from mxsym.optimizer.arguments import items_of
from mxsym.optimizer.indices import KINDS, index_of
from mxsym.optimizer.optimizer import Optimizer, call_each
from mxsym.runtime.native_call.native import kinds_of


class Updater:
    """Holds the state of each parameter, made when its index is first seen. All parameters of a call run at once.

    Attributes:
        optimizer: the optimizer.
        states: its states by index.
        states_synced: for subclasses written for MXNet, which write it; nothing reads it.
    """

    def __init__(self, optimizer: Optimizer) -> None:
        self.optimizer = optimizer
        self.states: dict[Any, Any] = {}
        self.states_synced: dict[Any, bool] = {}
        self.device: int | None = None
        """The device whose updates are counted; None: that of the weights' context, or 0."""

    def __repr__(self) -> str:
        return f"<Updater by {self.optimizer!r} of {len(self.states)} parameters>"

    def __call__(self, index: Any, grad: Any, weight: Any) -> None:
        """One step of one parameter, or of a list of them.

        Raises:
            BindError: naming everything that does not fit; nothing has changed. TypeError: an index is no int or str.
        """
        given, weights, grads = items_of("Updater", index, weight=weight, grad=grad)
        indices, states = tuple(given), self.states
        if weights:
            self.optimizer.count_on_device(weights[0], self.device)
        try:
            known = [*map(states.__getitem__, indices)] if kinds_of(indices) <= KINDS else None
        except KeyError:
            known = None
        fresh: dict[Any, Any] = {}
        if known is None:
            indices = _checked(indices)
            fresh = self._new_states(
                [each for each in zip(indices, weights, grads, strict=True) if each[0] not in states]
            )
            states = states | fresh
            known = list(map(states.__getitem__, indices))
        items = [indices, weights, grads, known]
        if not fresh:
            call_each(self.optimizer, "update_multi_precision", items)
            return
        with self.optimizer.noting() as done:
            try:
                self.states.update(fresh)
                call_each(self.optimizer, "update_multi_precision", items)
            except BaseException:
                for item in fresh.keys() - done():
                    self.states.pop(item, None)
                raise

    @property
    def aggregate_updates(self) -> bool:
        """True if the optimizer asks for lists of parameters, as in MXNet."""
        return (self.optimizer.aggregate_num or 0) > 1

    @staticmethod
    def sync_state_context(state: Any, context: Any) -> Any:  # noqa: ARG004  # MXNet's
        """The state itself: there is one device."""
        return state

    def _new_states(self, parts: Sequence[tuple[Any, Any, Any]]) -> dict[Any, Any]:
        """New states of weights, by index, for parameters that are index, weight and gradient.

        Raises:
            BindError: naming every weight and gradient that is no array.
        """
        fresh: dict[Any, Any] = {}
        faults: list[Fault] = []
        for index, weight, grad in parts:
            _, strangers = parameter.read(index, weight, grad, None)
            faults += strangers
            if strangers:
                continue
            try:
                fresh[index] = self.optimizer.create_state_multi_precision(index, weight)
            except BindError as error:
                faults += error.faults
        if faults:
            raise BindError("Updater", faults)
        return fresh

    def get_states(self, dump_optimizer: bool = False) -> bytes:
        """The states and counts of updates as the bytes of an npz file; see `mxsym.optimizer.state_files`."""
        load_modules("mxsym.optimizer.state_files")
        from mxsym.optimizer.state_files import to_bytes

        return to_bytes(self, dump_optimizer=dump_optimizer)

    def set_states(self, states: bytes) -> None:
        """Take states and counts from `get_states`, and settings if they were dumped.

        Raises:
            LoadError: another optimizer's, of other shapes, or damaged; nothing has changed.
        """
        load_modules("mxsym.optimizer.state_files")
        from mxsym.optimizer.state_files import from_bytes

        from_bytes(self, states)


def _checked(indices: Sequence[Any]) -> tuple[Any, ...]:
    """Indices as an `Updater` keeps them; bytes are texts, as MXNet's key-value stores give them.

    Raises:
        TypeError: one is no int or str.
    """
    known = [index_of(item.decode() if isinstance(item, bytes) else item) for item in indices]
    for item in known:
        if type(item) not in KINDS:
            raise TypeError(f"an Updater knows parameters by int or str, as its state files do, got {item!r}")
    return tuple(known)


def get_updater(optimizer: Optimizer) -> Updater:
    """An `Updater` for the optimizer."""
    return Updater(optimizer)
