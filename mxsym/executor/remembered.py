"""Remembered imperative calls: the prepared call of an earlier, similar call, keyed by the form of its arguments."""

# Two calls are similar if the same op gets the same arguments by position and by name, and equal flags. Numbers must be
# in the same places, arrays of the same forms, and the same arrays as `out=`. Lists, of outputs or of numbers, are as
# long. Values may differ. A call that native code refuses goes to `imperative.py`, which says what is wrong.

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from mxsym.codegen.record import field, record
from mxsym.executor.arrays import memory_of
from mxsym.executor.executor import Executor
from mxsym.rule import registry
from mxsym.rule.numbers import as_number
from mxsym.rule.rule import Count, Rule
from mxsym.runtime.faces import rows_behind
from mxsym.runtime.native_call import native
from mxsym.runtime.sparse import RowSparse, RowSums, has_sizes

OUT = "out"
MOST_CALLS, MOST_FORMS = 64, 256
"""Limits: ops called in one way that are remembered, and forms of arrays for each; the oldest go first."""
_FLAGS = (bool, str, type(None))
_READ = frozenset({float, int})
"""Numbers that native code reads. Others are made floats."""


@record
class _Form:
    """Everything needed to run calls with arrays of one form: an executor's step, and the selection of its arrays from
    the call's.
    """

    step: Callable[[tuple[Any, ...], tuple[Any, ...]], bool]
    order: Callable[[Sequence[Any]], tuple[Any, ...]]


@record
class _Call:
    """A way to call an op: which of its operands are arrays, flags and numbers.

    `lists` are the places of operands that are lists, with their lengths: their items are operands behind the others.
    `arrays` are places among the operands, those of `out=` last; so many are `outs`. `take` takes them, `describe` is
    native code's. `flags`: places and values.
    `take_numbers` takes all numbers of the executor from the operands followed by `defaults`.
    """

    lists: tuple[tuple[int, int], ...]
    arrays: tuple[int, ...]
    outs: int
    take: Callable[[Sequence[Any]], tuple[Any, ...]]
    describe: Callable[[tuple[Any, ...], int], bytes | None]
    flags: tuple[tuple[int, Any], ...]
    take_numbers: Callable[[Sequence[Any]], tuple[Any, ...]]
    defaults: tuple[float, ...]
    forms: dict[Hashable, _Form] = field(default_factory=dict[Hashable, _Form])

    def is_like(self, operands: Sequence[Any]) -> bool:
        """True if the flags are equal, and the lists of these lengths."""
        for place, flag in self.flags:
            value = operands[place]
            if type(value) is not type(flag) or value != flag:
                return False
        return all(_is_list(operands[place]) and len(operands[place]) == length for place, length in self.lists)

    def with_items(self, operands: tuple[Any, ...]) -> tuple[Any, ...]:
        """The operands and the items of their lists."""
        for place, _ in self.lists:
            operands += tuple(operands[place])
        return operands

    def run(self, operands: tuple[Any, ...]) -> bool:
        """Do a call, if it is like an earlier one."""
        if self.lists:
            operands = self.with_items(operands)
        arrays = self.take(operands)
        form = self.forms.get(self.describe(arrays, self.outs) or _described(arrays, self.outs))
        if form is None:
            return False
        ordered, numbers = form.order(arrays), self.take_numbers(operands + self.defaults)
        if form.step(ordered, numbers):
            return True
        if _READ.issuperset(map(type, numbers)):
            return False
        floats = tuple(value for value in map(as_number, numbers) if value is not None)
        return len(floats) == len(numbers) and form.step(ordered, floats)


_calls: dict[tuple[Any, ...], tuple[Rule, list[_Call]]] = {}
"""By the op's identity (hence it is kept), the flavour, what is declared, and how the op is given its arguments."""


def out_name(number: int) -> str:
    """The name of the array for an output that is none of the inputs."""
    return f"{OUT}{number or ''}"


def _key(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, ...]:
    return id(rule), registry.asked_flavour.get(), registry.Table.stamp, len(args), *kwargs


def run(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Do a call, and return its `out=`; None where it is like none that is remembered."""
    if (known := _calls.get(_key(rule, args, kwargs))) is not None:
        operands = (*args, *kwargs.values())
        for call in known[1]:
            if (not (call.flags or call.lists) or call.is_like(operands)) and call.run(operands):
                return kwargs[OUT]
    return None


def remember(called: Rule, args: Sequence[Any], kwargs: Mapping[str, Any], rule: Rule, executor: Executor) -> None:
    """A call was done by `rule` and `executor`: the next one that is like it is a step of that executor."""
    if not rule.out_counts or rule.attribute("init_output") or "name" in kwargs:
        return
    if kwargs.get(OUT) is None or not native.available():
        return
    parameters = (*rule.inputs, *rule.attributes)
    names = [*(parameters[place].name for place in range(len(args))), *kwargs]
    operands = (*args, *kwargs.values())
    fresh = _call(rule, names, operands, executor)
    if fresh is None:
        return
    _, known = _calls.setdefault(_key(called, args, kwargs), (called, []))
    call = next((item for item in known if item.lists == fresh.lists and item.is_like(operands)), None)
    if call is None:
        known.append(call := fresh)
    arrays = call.take(call.with_items(operands))
    described = _described(arrays, call.outs)
    if described is not None:
        inputs = len(arrays) - call.outs
        places = {names[place]: number for number, place in enumerate(call.arrays[:inputs])}
        known_by = {memory_of(array): names[call.arrays[number]] for number, array in enumerate(arrays[:inputs])}
        for number in range(call.outs):  # one that is one of the arrays represents that
            name = out_name(number)
            places[name if name in executor.names else known_by[memory_of(arrays[inputs + number])]] = inputs + number
        call.forms[described] = _Form(executor.step, _taking([places[name] for name in executor.names]))
        _forget(call.forms, MOST_FORMS)
    _forget(_calls, MOST_CALLS)


def _described(arrays: tuple[Any, ...], outs: int) -> Hashable:
    """The form of a call's arrays, those of `out=` last; None where native code cannot read one.

    Ids and the number of rows are no part of it: they differ from step to step, and native code checks them. A
    row-sparse `out=` is one of the arrays.
    """
    behind = [rows_behind(value) for value in arrays]
    before = len(arrays) - outs
    dense: list[Any] = []
    dense_outs = 0
    rows: list[Hashable] = []
    number_of = {id(value): number for number, value in reversed([*enumerate(behind[:before])])}
    for number, value in enumerate(behind):
        if not isinstance(value, RowSparse | RowSums):
            dense.append(value)
            dense_outs += number >= before
        elif not has_sizes(value) or (number >= before and id(value) not in number_of):
            return None
        else:
            same = number_of[id(value)]
            rows.append((number, same, type(value), value.shape, getattr(value.data, "dtype", None)))
    form = native.describe(tuple(dense), dense_outs) if dense else b""
    return None if form is None else (form, *rows) if rows else form


def _is_list(value: object) -> bool:
    return type(value) is list or type(value) is tuple


def _taking(places: Sequence[int]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """Return a function that takes the items at these places."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda items: tuple(items[place] for place in places)


def _forget(known: dict[Any, Any], most: int) -> None:
    """Keep the newest."""
    while len(known) > most:
        known.pop(next(iter(known)), None)


def _call(rule: Rule, names: Sequence[str], operands: Sequence[Any], executor: Executor) -> _Call | None:
    """The way of a call; None where a part of it is no array that native code reads, flag or number."""
    inputs = {item.name for item in rule.inputs}
    attributes = {item.name: item for item in rule.attributes if item.numeric or item.kind is tuple}
    counts = [item.name for item in rule.attributes if item.kind is Count]
    known = executor.scalars[rule.name]
    lists = [(place, len(value)) for place, value in enumerate(operands) if _is_list(value)]
    ends = itertools.accumulate((length for _, length in lists), initial=len(operands))
    items = {place: range(end, end + length) for (place, length), end in zip(lists, ends, strict=False)}
    begin = len(operands) + sum(length for _, length in lists)
    numbers = list(range(begin, begin + executor.count))
    defaults = [0.0] * executor.count
    for name, item in attributes.items():
        for number, place in enumerate(known.places(name)):
            if not item.required:
                defaults[place] = float(item.default[number] if item.kind is tuple else item.default)
    arrays: list[int] = []
    flags: list[tuple[int, Any]] = []
    for place, (name, value) in enumerate(zip(names, operands, strict=True)):
        if name == OUT:
            continue
        item = attributes.get(name)
        if name in inputs and _described((value,), 0) is not None:
            arrays.append(place)
        elif item is not None and _are_numbers(value if place in items else [value]):
            at = known.places(name)
            each = items.get(place, [place] * len(at))
            if len(each) != len(at) or (place in items and item.kind is not tuple):
                return None
            for where, source in zip(at, each, strict=True):
                numbers[where] = source
        elif place not in items and (isinstance(value, _FLAGS) or (name in counts and type(value) is int)):
            flags.append((place, value))
        else:
            return None
    out = names.index(OUT)
    outs = items.get(out, [out])
    arrays += outs
    take, take_numbers = _taking(arrays), _taking(numbers)
    describe = native.describer()
    return _Call(tuple(lists), tuple(arrays), len(outs), take, describe, tuple(flags), take_numbers, tuple(defaults))


def _are_numbers(values: Sequence[Any]) -> bool:
    return None not in map(as_number, values)
