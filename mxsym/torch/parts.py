"""The parts of a step: groups with the tensors of their parameters, and the numbers that groups have for a rule."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType, NoneType
from typing import Any, cast

from mxsym.rule.rule import REQUIRED, Rule
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

    def with_end(self, then: Callable[[bool], None]) -> Part:
        """The same, with something more to call at the end."""
        first = self.then

        def end(is_done: bool) -> None:
            if first is not None:
                first(is_done)
            then(is_done)

        return replace(self, then=end)

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


Settings = tuple[tuple[tuple[str, Any], ...], Mapping[str, Any]]
"""A rule's flags and numbers: each number is one for all parameters, or one for each."""
_ABSENT = object()
_FIXED = frozenset({float, int, bool, NoneType, object})
"""The types of values that nobody can change."""
_MOST = 64


def settings(rule: Rule, group: Group) -> Settings:
    """A rule's flags and numbers for a group; the same objects as before where the group's values are the same."""
    keys, known = _known(rule)
    values = tuple(map(group.get, keys, itertools.repeat(_ABSENT)))
    # By identity, which tells -0.0 from 0.0. What is known keeps its values, so that no other object takes their place.
    identities = tuple(map(id, values))
    entry = known.get(identities)
    if entry is not None:
        return entry[1]
    fresh = _read(rule, group)
    if all(map(_is_fixed, values)):
        if len(known) >= _MOST:
            known.clear()
        known[identities] = values, fresh
    return fresh


def _is_fixed(value: Any) -> bool:
    """True for a value that stays what it is; a list or a tensor of one number does not."""
    if type(value) is tuple:
        return all(type(item) in _FIXED for item in cast("tuple[Any, ...]", value))
    return type(value) in _FIXED


@functools.lru_cache(maxsize=256)
def _known(rule: Rule) -> tuple[tuple[str, ...], dict[tuple[int, ...], tuple[tuple[Any, ...], Settings]]]:
    """The keys of groups that a rule reads; and what it has read, by the identities of the values there."""
    flags, numbers, pairs = _places(rule)
    return tuple(dict.fromkeys(key for _, key, *_ in (*flags, *numbers, *pairs))), {}


def _read(rule: Rule, group: Group) -> Settings:
    flags, numbers, pairs = _places(rule)
    chosen = tuple([(name, bool(group[key])) for name, key in flags if key in group])
    values = {name: group.get(key, default) for name, key, default in numbers}
    for name, key, place in pairs:
        if key in group:
            values[name] = _one_of(key, group[key], place)
    for name, value in values.items():
        if type(value) is not float and type(value) is not tuple:
            values[name] = _as_float(name, value)
    return chosen, MappingProxyType(values)


def _one_of(key: str, pair: Any, place: int) -> Any:
    """One of the two numbers that a group has under a key."""
    try:
        first, second = pair
    except (TypeError, ValueError):
        raise TypeError(f"param_groups: got {pair!r} for {key!r}, expected two numbers") from None
    return second if place else first


def _as_float(name: str, value: Any) -> float:
    """A number of a group's.

    Raises:
        KeyError: the group has none, and it has no default. TypeError: it is none. Both are of torch's types.
    """
    key = PAIRS[name][0] if name in PAIRS else _RENAMED.get(name, name)
    if value is REQUIRED:
        raise KeyError(f"a group of the optimizer has no {key!r}; set it: param_groups[0][{key!r}] = a number")
    try:
        return float(value)
    except (TypeError, ValueError):
        raise TypeError(f"param_groups: got {value!r} for {key!r}, expected a number, or a tensor of one") from None


@functools.lru_cache(maxsize=256)
def _places(rule: Rule) -> tuple[list[tuple[str, str]], list[tuple[str, str, Any]], list[tuple[str, str, int]]]:
    """The keys of groups that have a rule's flags and numbers."""
    flags = [(item.name, _RENAMED.get(item.name, item.name)) for item in rule.flags]
    numbers = [(item.name, _RENAMED.get(item.name, item.name), item.default) for item in rule.scalars]
    return flags, numbers, [(item.name, *PAIRS[item.name]) for item in rule.scalars if item.name in PAIRS]
