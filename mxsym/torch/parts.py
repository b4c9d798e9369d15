"""The parts of a step: groups with the tensors of their parameters, and the numbers that groups have for a rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from mxsym.rule.rule import Rule
from mxsym.torch.tensors import torch
from mxsym.torch.theirs import PAIRS

Group = dict[str, Any]
Lists = list[list[Any]]
_RENAMED = {"decoupled": "decoupled_weight_decay", "rate_power": "alpha"}
"""The attributes of rules that groups have under other names."""


@dataclass(slots=True)
class Part:
    """The parameters of a group that a step updates: `lists` has them, their gradients, and a list for each state."""

    group: Group
    lists: Lists
    then: Callable[[bool], None] | None = None
    """Called at the end of the step, with True if the parameters are updated."""
    is_done: bool = False

    def of(self, group: Group) -> Part:
        """The same, of another group."""
        return replace(self, group=group)

    def end(self) -> None:
        """Called once at the end of the step, which may have failed."""
        if self.then is not None:
            self.then(self.is_done)


def chosen(lists: Sequence[list[Any]], places: Sequence[int]) -> Lists:
    """The tensors of the parameters at these places."""
    return [[column[place] for place in places] if column else [] for column in lists]


def without(group: Group, done: frozenset[Any]) -> Group:
    """The group without some parameters."""
    return {**group, "params": [p for p in group["params"] if p not in done]}


def snapshot(group: Group) -> Group:
    """The group with its numbers as they are now."""
    return {name: _copy(value) for name, value in group.items()}


def _copy(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.detach().clone()
    return tuple(map(_copy, cast("tuple[Any, ...]", value))) if isinstance(value, tuple) else value


def settings(rule: Rule, group: Group) -> tuple[tuple[tuple[str, Any], ...], dict[str, Any]]:
    """A rule's flags and numbers for a group."""
    flags = tuple(
        (item.name, bool(group[_RENAMED.get(item.name, item.name)]))
        for item in rule.flags
        if _RENAMED.get(item.name, item.name) in group
    )
    numbers: dict[str, Any] = {}
    for item in rule.scalars:
        if item.name in PAIRS and PAIRS[item.name][0] in group:
            pair, place = PAIRS[item.name]
            numbers[item.name] = float(group[pair][place])
        elif type(value := group.get(item.name)) is tuple:  # one for each parameter
            numbers[item.name] = value
        else:
            numbers[item.name] = float(group.get(_RENAMED.get(item.name, item.name), item.default))
    return flags, numbers
