"""Protocols of optimizers, for the modules that `Optimizer` and `Updater` are made of: these import neither."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, ClassVar, Protocol

from mxsym.rule.rule import Rule


class GivesNumbers(Protocol):
    """An optimizer as a source of a rule's numbers: those that it computes, and its attributes."""

    clip_gradient: float | None
    flavour: str

    def numbers(self, lr: float, wd: float, t: int) -> Mapping[str, Any]: ...

    def numbers_of(self, index: Any, lr: float, wd: float, t: int) -> Mapping[str, Any]: ...


class HasRules(GivesNumbers, Protocol):
    """An optimizer that names an update rule for each parameter."""

    multi_precision: bool

    def rules_of(self, indices: Sequence[Any]) -> Sequence[str | Rule]: ...

    def differs_by_index(self) -> bool: ...


class Saved(HasRules, Protocol):
    """An optimizer as state files know it."""

    @property
    def update_counts(self) -> MutableMapping[Any, int]: ...

    @update_counts.setter
    def update_counts(self, counts: Mapping[Any, int], /) -> None: ...

    def counts_of_devices(self) -> dict[Any, int]: ...

    def rule(self, index: Any) -> str | Rule: ...

    lr_scheduler: Any
    num_update: int

    state_order: ClassVar[Mapping[str, tuple[str, ...]]]

    def has_rule(self) -> bool: ...

    def linked(self, states: Mapping[Any, Any]) -> dict[Any, Any]: ...

    def state_names(self, index: Any) -> tuple[str, ...] | None: ...

    def rates_of(self, indices: Sequence[Any]) -> tuple[list[float], list[float]]: ...


class HoldsStates(Protocol):
    """An `Updater`: an optimizer and the states of its parameters."""

    states: dict[Any, Any]

    @property
    def optimizer(self) -> Saved: ...
