"""The parts of a step: groups with the tensors of their parameters, what is done, and the numbers for a rule."""

from __future__ import annotations

import functools
import struct
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from mxsym.errors import BindError
from mxsym.rule.rule import REQUIRED, Attribute, Rule
from mxsym.runtime.interop import refuse_cut
from mxsym.runtime.native_call.layout import DONE
from mxsym.torch.faults import StepError
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
    log: list[int]
    """Has `DONE` as soon as it is done, whatever exception of a signal handler follows: a list for each step."""
    within: Work | None = None
    """The work that does this one, too."""
    assigns: Sequence[Assignment] = ()
    """Values that states have with this step."""

    @property
    def is_done(self) -> bool:
        """True if it is done, by itself or by another."""
        return DONE in (self.within or self).log

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


Assignment = tuple[dict[str, Any], str, Any]
"""The states of a parameter, the name of one, and its value."""


@dataclass(slots=True)
class Part:
    """The parameters of a group that a step updates: `lists` has them, their gradients, and a list for each state."""

    group: Group
    lists: Lists
    then: Callable[[bool], None] | None = None
    """Called at the end of the step, with True if the parameters are updated; after an exception once more."""
    owners: Sequence[Any] = ()
    """The parameters, where the lists have other tensors in their places."""
    works: Sequence[Work] = ()
    """The works that update them."""
    assigns: Sequence[Assignment] = ()
    """Values that states have with this step, such as counts of steps."""
    before: Sequence[Assignment] = ()
    """Their values before it, from `begin` on."""

    @property
    def is_done(self) -> bool:
        """True if all of them are updated."""
        return bool(self.works) and all(work.is_done for work in self.works)

    @property
    def params(self) -> Sequence[Any]:
        """The parameters, as the optimizer's groups have them."""
        return self.owners or self.lists[0]

    def of(self, group: Group) -> Part:
        """The same, of another group."""
        return replace(self, group=group)

    def begin(self) -> None:
        """Called before the step changes something: assign what it is to have then."""
        assigns = self.assigns
        for work in self.works:
            assigns = [*assigns, *work.assigns] if work.assigns else assigns
        if not assigns:
            return
        self.before = [(state, name, state.get(name, _MISSING)) for state, name, _ in assigns]
        for state, name, value in assigns:
            state[name] = value

    def end(self, *, keeps: bool = True) -> None:
        """Called at the end of the step, and once more if that ends by an exception.

        Without `keeps`, what is done will be undone.
        """
        if not self.before and self.then is None:
            return
        is_done = keeps and self.is_done
        for state, name, value in () if is_done else self.before:
            if value is _MISSING:
                state.pop(name, None)
            else:
                state[name] = value
        if self.then is not None:
            self.then(is_done)


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


class Settings(NamedTuple):
    """A rule with its flags and numbers: each number is one for all parameters, or one for each."""

    rule: Rule
    flags: tuple[tuple[str, Any], ...]
    numbers: Mapping[str, Any]


_MISSING: float = struct.unpack("d", b"\xff" * 8)[0]
"""In the place of a number that a group does not have: a NaN that no arithmetic gives."""
_NO_PAIR = (_MISSING, _MISSING)
_PAIR = len(_NO_PAIR)
_MOST = 1024


@dataclass(frozen=True, slots=True)
class _Reader:
    """The values of a group that a rule reads: those of `keys` (flags first), then both of each of `pairs`.

    `numbers` are the names behind those of `flags`; `halves` name, key and place of a number that a pair has, where the
    group has it; `required` the keys that a group must have. `known` has what was read, by its bits.
    """

    flags: tuple[str, ...]
    numbers: tuple[str, ...]
    keys: tuple[str, ...]
    defaults: tuple[Any, ...]
    pairs: tuple[str, ...]
    halves: tuple[tuple[str, str, int], ...]
    required: tuple[str, ...]
    bits: struct.Struct
    known: dict[bytes, Settings]


def settings(rule: Rule, group: Group, needed: frozenset[str] = frozenset()) -> Settings:
    """A rule with its flags and numbers for a group; the same object wherever the values are the same.

    `needed`: keys that the group must have, also where the rule has a default: that is not the optimizer's.

    Raises:
        StepError: a key is not there, or its value is no number.
    """
    reader = _reader(rule, needed)
    try:
        values = [*map(group.get, reader.keys, reader.defaults)]
        for key in reader.pairs:
            values += group.get(key, _NO_PAIR)
        bits = reader.bits.pack(*values)  # which tell -0.0 from 0.0, and read a tensor of one number
    except (TypeError, ValueError, RuntimeError, struct.error):  # a number for each parameter; or a fault
        return _read(rule, group, needed)
    entry = reader.known.get(bits)
    if entry is None:
        if len(reader.known) >= _MOST:
            reader.known.clear()
        entry = reader.known[bits] = _settings(reader, rule, group, needed, bits)
    return entry


def _settings(reader: _Reader, rule: Rule, group: Group, needed: frozenset[str], bits: bytes) -> Settings:
    """Flags and numbers from their bits, at each step where a schedule sets another rate."""
    if not all(map(group.__contains__, reader.required)):
        return _read(rule, group, needed)
    doubles = reader.bits.unpack(bits)
    count = len(reader.flags)
    numbers = dict(zip(reader.numbers, doubles[count:], strict=False))
    for name, key, place in reader.halves:
        if key in group:
            numbers[name] = doubles[place]
    return Settings(rule, tuple(zip(reader.flags, map(bool, doubles), strict=False)), MappingProxyType(numbers))


@functools.lru_cache(maxsize=256)
def _reader(rule: Rule, needed: frozenset[str]) -> _Reader:
    flags, numbers, halves = _places(rule, needed)
    named = [*flags, *numbers]
    pairs = tuple(dict.fromkeys(key for _, key, _ in halves))
    return _Reader(
        tuple(name for name, *_ in flags),
        tuple(name for name, *_ in numbers),
        tuple(key for _, key, _ in named),
        tuple(_MISSING if default is REQUIRED else default for *_, default in named),
        pairs,
        tuple((name, key, len(named) + 2 * pairs.index(key) + place) for name, key, place in halves),
        tuple(dict.fromkeys(_key(name, key, needed) for name, key, default in named if default is REQUIRED)),
        struct.Struct(f"{len(named) + 2 * len(pairs)}d"),
        {},
    )


def _read(rule: Rule, group: Group, needed: frozenset[str]) -> Settings:
    """Flags and numbers one by one, some of them one for each parameter."""
    flags, numbers, pairs = _places(rule, needed)
    faults = group_faults(rule, group, needed)
    if faults:
        raise StepError([f"a group of the optimizer: {key!r}: {fault}" for key, fault in faults.items()])
    values = {name: group.get(key, default) for name, key, default in numbers}
    values |= {name: group[key][place] for name, key, place in pairs if key in group}
    for name, value in values.items():
        if type(value) is not float and type(value) is not tuple:
            values[name] = float(value)
    values_of_flags = tuple([(name, bool(group.get(key, default))) for name, key, default in flags])
    return Settings(rule, values_of_flags, MappingProxyType(values))


def group_faults(rule: Rule, group: Group, needed: frozenset[str]) -> dict[str, str]:
    """The faults of the values of a group that a rule reads, by their keys."""
    flags, numbers, pairs = _places(rule, needed)
    faults: dict[str, str] = {}
    for name, key, default in (*flags, *numbers):
        value = group.get(key, default)
        if value is REQUIRED:
            key = _key(name, key, needed)  # noqa: PLW2901 - the one of the pair that it comes in
            if key not in group:
                faults[key] = f"got none, expected {'two numbers' if name in PAIRS else 'a number'}"
        elif (type(value) is not tuple or key in needed) and not is_number(value):
            faults[key] = f"got {_said(value)}, expected a number, or a tensor of one"
    for key in dict.fromkeys(key for _, key, _ in pairs if key in group):
        if not _is_pair(group[key]):
            faults[key] = f"got {_said(group[key])}, expected two numbers"
    return faults


def _said(value: Any) -> str:
    """A value in words: torch would read the values of a tensor that is longer than its storage."""
    try:
        _refuse_cut(value)
    except BindError as error:
        return error.faults[0].got
    return repr(value)


def _refuse_cut(value: Any) -> None:
    if isinstance(value, torch.Tensor) and value.layout is torch.strided:
        refuse_cut(value, "step", "number")


def _is_pair(value: Any) -> bool:
    if isinstance(value, torch.Tensor) and not value.ndim:  # which has no length
        return False
    return isinstance(value, (tuple, list, torch.Tensor)) and len(value) == _PAIR and all(map(is_number, value))


def is_number(value: Any) -> bool:
    """True for a number, and for a tensor of one that has memory."""
    try:
        _refuse_cut(value)
        float(value)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        return False
    return True


def _key(name: str, key: str, needed: frozenset[str]) -> str:
    """The key that a group must have for a number: that of a pair, where the optimizer's groups have pairs."""
    pair = PAIRS.get(name, (key,))[0]
    return pair if pair in needed else key


@functools.lru_cache(maxsize=256)
def _places(
    rule: Rule, needed: frozenset[str]
) -> tuple[list[tuple[str, str, Any]], list[tuple[str, str, Any]], list[tuple[str, str, int]]]:
    """The keys of groups that have a rule's flags and numbers, with their defaults; the numbers that come in pairs."""

    def place(item: Attribute) -> tuple[str, str, Any]:
        key = _RENAMED.get(item.name, item.name)
        return item.name, key, REQUIRED if _key(item.name, key, needed) in needed else item.default

    flags, numbers = ([place(item) for item in items] for items in (rule.flags, rule.scalars))
    return flags, numbers, [(item.name, *PAIRS[item.name]) for item in rule.scalars if item.name in PAIRS]
