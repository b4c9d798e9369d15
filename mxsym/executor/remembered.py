"""Remembered imperative calls: the prepared call of an earlier, similar call, keyed by the form of its arguments."""

# Two calls are similar if the same op gets the same arguments by position and by name, and equal flags. Numbers must be
# in the same places, arrays of the same forms, and the same array as `out=`. Values may differ. A call that native code
# refuses goes to `imperative.py`, which says what is wrong.

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from operator import itemgetter
from typing import Any

from mxsym.codegen.record import record
from mxsym.executor.arrays import memory_of
from mxsym.executor.executor import Executor
from mxsym.rule import lookup, registry
from mxsym.rule.numbers import as_number
from mxsym.rule.rule import Rule
from mxsym.runtime.native_call import native

OUT = "out"
MOST_CALLS, MOST_FORMS = 64, 256
"""Limits: ops called in one way that are remembered, and forms of arrays for each; the oldest go first."""
_FLAGS = (bool, str, type(None))
Place = int | str
"""An argument: its position, or its name."""


@record
class _Form:
    """Everything needed to run calls with arrays of one form: an executor, and the selection of its arrays from the
    call's.
    """

    executor: Executor
    order: Callable[[Sequence[Any]], tuple[Any, ...]]


@record
class _Call:
    """A way to call an op: which arguments are arrays, flags and numbers.

    `positions` and `names` are those of the arrays. `numbers`: for each number that is given, where among the
    executor's it is. `defaults` are all of them.
    """

    rule: Rule
    positions: tuple[int, ...]
    names: tuple[str, ...]
    flags: tuple[tuple[Place, Any], ...]
    numbers: tuple[tuple[Place, int], ...]
    defaults: tuple[float, ...]
    forms: dict[bytes, _Form] = field(default_factory=dict[bytes, _Form])

    def is_like(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool:
        """True if the flags are equal."""
        for place, flag in self.flags:
            value = args[place] if isinstance(place, int) else kwargs[place]
            if type(value) is not type(flag) or value != flag:
                return False
        return True

    def given(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, ...]:
        """The arrays of a call, and `out=` behind them."""
        return *[args[place] for place in self.positions], *[kwargs[name] for name in self.names], kwargs[OUT]

    def run(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool:
        """Do a call, if it is like an earlier one."""
        arguments = self.given(args, kwargs)
        described = native.describe(arguments)
        form = None if described is None else self.forms.get(described)
        if form is None:
            return False
        numbers = [*self.defaults]
        for place, which in self.numbers:
            value = args[place] if type(place) is int else kwargs[place]  # pyright: ignore[reportArgumentType]
            if type(value) is not float and (value := as_number(value)) is None:
                return False
            numbers[which] = value
        return form.executor.step(form.order(arguments), tuple(numbers))


_calls: dict[tuple[Any, ...], tuple[Rule, list[_Call]]] = {}
"""By the op's identity (hence it is kept), its flavour, what is declared, and how it is given its arguments."""


def _key(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, ...]:
    return id(rule), lookup.requested_version(rule, None), registry.Table.stamp, len(args), *kwargs


def run(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Do a call, and return its `out=`; None where it is like none that is remembered."""
    if OUT in kwargs and (known := _calls.get(_key(rule, args, kwargs))) is not None:
        for call in known[1]:
            if call.is_like(args, kwargs):
                return kwargs[OUT] if call.run(args, kwargs) else None
    return None


def remember(called: Rule, args: Sequence[Any], kwargs: Mapping[str, Any], rule: Rule, executor: Executor) -> None:
    """A call was done by `rule` and `executor`: the next one that is like it is a step of that executor."""
    if rule.members or not rule.targets or rule.attribute("init_output") or "name" in kwargs:
        return
    if kwargs.get(OUT) is None or isinstance(kwargs[OUT], list | tuple) or not native.available():
        return
    fresh = _call(rule, args, kwargs, executor)
    if fresh is None:
        return
    _, known = _calls.setdefault(_key(called, args, kwargs), (called, []))
    call = next((item for item in known if item.is_like(args, kwargs)), None)
    if call is None:
        known.append(call := fresh)
    arguments = call.given(args, kwargs)
    described = native.describe(arguments)
    if described is not None:
        names = [*(_name(rule, place) for place in call.positions), *call.names]
        if OUT in executor.names:
            names.append(OUT)
        else:  # it is one of the arrays, and the last object represents that
            into = memory_of(arguments[-1])
            same = next(which for which, array in enumerate(arguments) if memory_of(array) == into)
            names.append(names[same])
            names[same] = ""
        places = [names.index(name) for name in executor.names]
        call.forms[described] = _Form(executor, _taking(places))
        _forget(call.forms, MOST_FORMS)
    _forget(_calls, MOST_CALLS)


def _taking(places: Sequence[int]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """Return a function that takes the items at these places."""
    return itemgetter(*places) if len(places) > 1 else lambda items: (items[places[0]],)


def _forget(known: dict[Any, Any], most: int) -> None:
    """Keep the newest."""
    while len(known) > most:
        known.pop(next(iter(known)), None)


def _name(rule: Rule, place: Place) -> str:
    """The argument at a place."""
    return place if isinstance(place, str) else (*rule.inputs, *rule.attributes)[place].name


def _call(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any], executor: Executor) -> _Call | None:
    """The way of a call; None where a part of it is no array that native code reads, flag or number."""
    inputs = {item.name for item in rule.inputs}
    scalars = {item.name: executor.number_place(rule.name, item.name) for item in rule.scalars}
    arrays: list[Place] = []
    flags: list[tuple[Place, Any]] = []
    numbers: list[tuple[Place, int]] = []
    places: list[tuple[Place, Any]] = [*enumerate(args), *((key, kwargs[key]) for key in kwargs if key != OUT)]
    for place, value in places:
        name = _name(rule, place)
        if name in inputs and native.describe((value,)) is not None:
            arrays.append(place)
        elif name in scalars and as_number(value) is not None:
            numbers.append((place, scalars[name]))
        elif isinstance(value, _FLAGS):
            flags.append((place, value))
        else:
            return None
    defaults = [0.0] * executor.count
    for item in rule.scalars:
        defaults[scalars[item.name]] = 0.0 if item.required else float(item.default)
    positions = tuple(place for place in arrays if isinstance(place, int))
    keywords = tuple(place for place in arrays if isinstance(place, str))
    return _Call(rule, positions, keywords, tuple(flags), tuple(numbers), tuple(defaults))
