"""The parts of a step: groups with the tensors of their parameters, what is done, and the numbers for a rule."""

from __future__ import annotations

import functools
import struct
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, cast

from mxsym.rule.rule import REQUIRED, Rule
from mxsym.torch.tensors import torch
from mxsym.torch.theirs import PAIRS

Group = dict[str, Any]
Lists = list[list[Any]]
_RENAMED = {"decoupled": "decoupled_weight_decay", "rate_power": "alpha"}
"""The attributes of rules that groups have under other names."""


class Work:
    """Something that a step does. None of it changes anything before all works of the step have been checked."""

    rank = 3
    """Works run in this order."""
    is_done: bool = False
    within: Work | None = None
    """The work that does this one, too."""

    @property
    def key(self) -> Hashable:
        """Equal for works that are done as one."""
        return self

    def join(self, others: Sequence[Any]) -> None:
        """Do others of an equal key, too."""

    def repeat(self) -> bool:
        """Do what has been done before in one call, which checks it; False, and nothing has changed, if none can."""
        return False

    def prepare(self) -> None:
        """Check everything, and raise what is wrong. Nothing has changed then."""

    def run(self) -> None:
        """Do what has been checked."""


@dataclass(slots=True)
class Part:
    """The parameters of a group that a step updates: `lists` has them, their gradients, and a list for each state."""

    group: Group
    lists: Lists
    then: Callable[[bool], None] | None = None
    """Called at the end of the step, with True if the parameters are updated."""
    works: Sequence[Work] = ()
    """The works that update them."""

    @property
    def is_done(self) -> bool:
        """True if all of them are updated."""
        return bool(self.works) and all((work.within or work).is_done for work in self.works)

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
_MISSING: float = struct.unpack("d", b"\xff" * 8)[0]
"""In the place of a number that a group does not have: a NaN that no arithmetic gives."""
_NO_PAIR = (_MISSING, _MISSING)
_MOST = 1024


@dataclass(frozen=True, slots=True)
class _Reader:
    """The values of a group that a rule reads: those of `keys` (flags first), then both of each of `pairs`.

    `numbers` are the names behind those of `flags`; `halves` name, key and place of a number that a pair has, where the
    group has it; `required` name and key of those without a default. `known` has what was read, by its bits.
    """

    flags: tuple[str, ...]
    numbers: tuple[str, ...]
    keys: tuple[str, ...]
    defaults: tuple[Any, ...]
    pairs: tuple[str, ...]
    halves: tuple[tuple[str, str, int], ...]
    required: tuple[tuple[str, str], ...]
    bits: struct.Struct
    known: dict[bytes, Settings]


def settings(rule: Rule, group: Group) -> Settings:
    """A rule's flags and numbers for a group; the same objects wherever the values are the same."""
    reader = _reader(rule)
    try:
        values = [*map(group.get, reader.keys, reader.defaults)]
        for key in reader.pairs:
            values += group.get(key, _NO_PAIR)
        bits = reader.bits.pack(*values)  # which tell -0.0 from 0.0, and read a tensor of one number
    except (TypeError, struct.error):  # a number for each parameter; or a fault, of which `_read` tells
        return _read(rule, group)
    entry = reader.known.get(bits)
    if entry is None:
        if len(reader.known) >= _MOST:
            reader.known.clear()
        entry = reader.known[bits] = _settings(reader, group, bits)
    return entry


def _settings(reader: _Reader, group: Group, bits: bytes) -> Settings:
    """Flags and numbers from their bits, at each step where a schedule sets another rate."""
    doubles = reader.bits.unpack(bits)
    count = len(reader.flags)
    numbers = dict(zip(reader.numbers, doubles[count:], strict=False))
    for name, key, place in reader.halves:
        if key in group:
            numbers[name] = doubles[place]
    for name, key in reader.required:
        if key not in group and not (name in PAIRS and PAIRS[name][0] in group):
            _required(PAIRS[name][0] if name in PAIRS else key, REQUIRED)
    return tuple(zip(reader.flags, map(bool, doubles), strict=False)), MappingProxyType(numbers)


@functools.lru_cache(maxsize=256)
def _reader(rule: Rule) -> _Reader:
    flags, numbers, halves = _places(rule)
    named = [*flags, *numbers]
    pairs = tuple(dict.fromkeys(key for _, key, _ in halves))
    return _Reader(
        tuple(name for name, *_ in flags),
        tuple(name for name, *_ in numbers),
        tuple(key for _, key, _ in named),
        tuple(_MISSING if default is REQUIRED else default for *_, default in named),
        pairs,
        tuple((name, key, len(named) + 2 * pairs.index(key) + place) for name, key, place in halves),
        tuple((name, key) for name, key, default in named if default is REQUIRED),
        struct.Struct(f"{len(named) + 2 * len(pairs)}d"),
        {},
    )


def _read(rule: Rule, group: Group) -> Settings:
    """Flags and numbers one by one, some of them one for each parameter."""
    flags, numbers, pairs = _places(rule)
    chosen = tuple([(name, bool(_required(key, group.get(key, default)))) for name, key, default in flags])
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


def _required(key: str, value: Any) -> Any:
    """A value of a group's.

    Raises:
        KeyError: the group has none, and it has no default. It is of torch's type.
    """
    if value is REQUIRED:
        raise KeyError(f"a group of the optimizer has no {key!r}; set it: param_groups[0][{key!r}] = a number")
    return value


def _as_float(name: str, value: Any) -> float:
    """A number of a group's.

    Raises:
        KeyError: the group has none, and it has no default. TypeError: it is none. Both are of torch's types.
    """
    key = PAIRS[name][0] if name in PAIRS else _RENAMED.get(name, name)
    try:
        return float(_required(key, value))
    except (TypeError, ValueError):
        raise TypeError(f"param_groups: got {value!r} for {key!r}, expected a number, or a tensor of one") from None


@functools.lru_cache(maxsize=256)
def _places(rule: Rule) -> tuple[list[tuple[str, str, Any]], list[tuple[str, str, Any]], list[tuple[str, str, int]]]:
    """The keys of groups that have a rule's flags and numbers, with their defaults; the numbers that come in pairs."""
    flags, numbers = (
        [(item.name, _RENAMED.get(item.name, item.name), item.default) for item in items]
        for items in (rule.flags, rule.scalars)
    )
    return flags, numbers, [(item.name, *PAIRS[item.name]) for item in rule.scalars if item.name in PAIRS]
