"""The shorter way of an imperative call that is like an earlier one.

Input: an op and the arguments of a call. Output: its `out=`, written to; or None, and nothing done, where the call is
not like any that was learned: the same arguments by position and by name, the same flags, the same arrays for `out=`,
arrays of the same forms. Numbers and arrays may be others. Native code checks the arrays; every fault is left to the
longer way (`imperative.py`), which says what is wrong.
Non-goals: fresh arrays for results, row-sparse arrays, ops on many tensors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mxsym.executor.arrays import memory_of
from mxsym.executor.executor import Executor
from mxsym.executor.scalars import counts, is_count
from mxsym.rule import lookup, registry
from mxsym.rule.numbers import as_number
from mxsym.rule.rule import Rule
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import as_array
from mxsym.runtime.native_call.method import ArraySignature

OUT = "out"
MOST_CALLS, MOST_FORMS = 64, 256
"""How many ops called in one way are remembered, and for each how many forms of arrays; the oldest go first."""
_FLAGS = (bool, str, type(None))
Place = int | str
"""Where an argument stands: its position, or its name."""


@dataclass(frozen=True, slots=True)
class _Like:
    """What runs calls with arrays of one form. `whose[i]`: which number belongs at `slots[i]`."""

    executor: Executor
    adopt: ArraySignature
    slots: Array
    whose: list[int]


@dataclass(frozen=True, slots=True)
class _Call:
    """A form of calls: which arguments are arrays, flags, numbers; which of the arrays `out=` is; what runs them.

    `counts` are the numbers of steps.
    """

    rule: Rule
    arrays: tuple[Place, ...]
    out: int | None
    flags: tuple[tuple[Place, Any], ...]
    numbers: tuple[tuple[Place, int], ...]
    counts: tuple[int, ...]
    defaults: tuple[float, ...]
    likes: dict[tuple[Any, ...], _Like] = field(default_factory=dict[tuple[Any, ...], _Like])

    def form(self, arrays: Sequence[Array]) -> tuple[Any, ...]:
        """What decides which executor runs a call."""
        return Executor.target_name(), arrays[0].shape, arrays[0].dtype, arrays[-1].dtype

    def given(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> list[Any] | None:
        """The arrays of a call, if it is of this form: `out=` among them, or behind them.

        That one behind them shares no memory with them is left to native code.
        """
        for place, flag in self.flags:
            value = args[place] if isinstance(place, int) else kwargs[place]
            if type(value) is not type(flag) or value != flag:
                return None
        found = [args[place] if isinstance(place, int) else kwargs[place] for place in self.arrays]
        out = kwargs[OUT]
        if self.out is None:
            return [*found, out]
        if found[self.out] is not out:
            if memory_of(found[self.out]) != memory_of(out):
                return None
            found[self.out] = out
        return found

    def run(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool:
        """Do the call, if it is like an earlier one."""
        given = self.given(args, kwargs)
        if given is None:
            return False
        arrays = [as_array(item) for item in given]
        if not all(isinstance(array, np.ndarray) for array in arrays):
            return False
        like = self.likes.get(self.form(arrays))
        if like is None:
            return False
        numbers = list(self.defaults)
        for place, which in self.numbers:
            value = args[place] if isinstance(place, int) else kwargs[place]
            number = value if type(value) is float else as_number(value)
            if number is None:
                return False
            numbers[which] = number
        if not all(is_count(numbers[which]) for which in self.counts):
            return False
        values = np.array([numbers[which] for which in like.whose])
        return like.executor.run_again(like.adopt, arrays, ((like.slots, values),))


_calls: dict[tuple[Any, ...], tuple[Rule, list[_Call]]] = {}
"""By the op's identity (hence it is kept), its flavour, what is declared, and how it is given its arguments."""


def _key(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, ...]:
    return id(rule), lookup.requested_version(rule, None), registry.Table.stamp, len(args), *kwargs


def run(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Do a call, and return its `out=`; None where it is to be done the longer way."""
    if OUT in kwargs and (known := _calls.get(_key(rule, args, kwargs))) is not None:
        for call in known[1]:
            if call.run(args, kwargs):
                return kwargs[OUT]
    return None


def learn(called: Rule, args: Sequence[Any], kwargs: Mapping[str, Any], rule: Rule, executor: Executor) -> None:
    """A call was done the longer way, by `rule` and `executor`: remember how to do the next that is like it."""
    if rule.members or not rule.targets or rule.attribute("init_output") or "name" in kwargs:
        return
    if kwargs.get(OUT) is None or isinstance(kwargs[OUT], list | tuple):
        return
    made = _call(rule, args, kwargs)
    if made is None:
        return
    _, known = _calls.setdefault(_key(called, args, kwargs), (called, []))
    call = next((item for item in known if item.out == made.out and item.given(args, kwargs) is not None), None)
    if call is None:
        known.append(call := made)
    given = call.given(args, kwargs)
    assert given is not None
    names = [_name(rule, place) for place in call.arrays] + ([OUT] if call.out is None else [])
    adopt = executor.adoption_anywhere(names)
    arrays = [as_array(item) for item in given]
    if adopt is not None:
        places = [executor.number_slots(rule.name, item.name) for item in rule.scalars]
        whose = [number for number, found in enumerate(places) for _ in found]
        slots = np.array([slot for found in places for slot in found], np.int64)
        call.likes[call.form(arrays)] = _Like(executor, adopt, slots, whose)
        _forget(call.likes, MOST_FORMS)
    _forget(_calls, MOST_CALLS)


def _forget(known: dict[tuple[Any, ...], Any], most: int) -> None:
    """Keep the newest."""
    while len(known) > most:
        known.pop(next(iter(known)), None)


def _name(rule: Rule, place: Place) -> str:
    """Which argument stands there."""
    return place if isinstance(place, str) else (*rule.inputs, *rule.attributes)[place].name


def _call(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any]) -> _Call | None:
    """The form of a call; None where a part of it is no plain array, flag or number."""
    inputs = {item.name for item in rule.inputs}
    scalars = {item.name: number for number, item in enumerate(rule.scalars)}
    arrays: dict[Place, Any] = {}
    flags: list[tuple[Place, Any]] = []
    numbers: list[tuple[Place, int]] = []
    places: list[tuple[Place, Any]] = [*enumerate(args), *((key, kwargs[key]) for key in kwargs if key != OUT)]
    for place, value in places:
        name = _name(rule, place)
        if name in inputs and isinstance(as_array(value), np.ndarray):
            arrays[place] = value
        elif name in scalars and as_number(value) is not None:
            numbers.append((place, scalars[name]))
        elif isinstance(value, _FLAGS):
            flags.append((place, value))
        else:
            return None
    into = memory_of(kwargs[OUT])
    same = [number for number, value in enumerate(arrays.values()) if memory_of(value) == into]
    out = same[0] if same else None
    defaults = tuple(0.0 if item.required else float(item.default) for item in rule.scalars)
    named = {_name(rule, place): flag for place, flag in flags}
    counted = tuple(scalars[name] for name in counts(rule, named))
    return _Call(rule, tuple(arrays), out, tuple(flags), tuple(numbers), counted, defaults)
