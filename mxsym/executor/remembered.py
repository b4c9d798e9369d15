"""Remembered imperative calls: the prepared call of an earlier, similar call, keyed by the form of its arguments."""

# Two calls are similar if the same op gets the same arguments by position and by name, and equal flags. Numbers must be
# in the same places, arrays of the same forms, and the same array as `out=`. Values may differ. A call that native code
# refuses goes to `imperative.py`, which says what is wrong.

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from mxsym.codegen.record import field, record
from mxsym.executor.arrays import memory_of
from mxsym.executor.executor import Executor
from mxsym.rule import registry
from mxsym.rule.numbers import as_number
from mxsym.rule.rule import Rule
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

    `arrays` are places among the operands, that of `out=` last; `take` takes them, `describe` is native code's.
    `flags`: places and values.
    `take_numbers` takes all numbers of the executor from the operands followed by `defaults`.
    """

    arrays: tuple[int, ...]
    take: Callable[[Sequence[Any]], tuple[Any, ...]]
    describe: Callable[[tuple[Any, ...]], bytes | None]
    flags: tuple[tuple[int, Any], ...]
    take_numbers: Callable[[Sequence[Any]], tuple[Any, ...]]
    defaults: tuple[float, ...]
    forms: dict[Hashable, _Form] = field(default_factory=dict[Hashable, _Form])

    def is_like(self, operands: Sequence[Any]) -> bool:
        """True if the flags are equal."""
        for place, flag in self.flags:
            value = operands[place]
            if type(value) is not type(flag) or value != flag:
                return False
        return True

    def run(self, operands: tuple[Any, ...]) -> bool:
        """Do a call, if it is like an earlier one."""
        arrays = self.take(operands)
        form = self.forms.get(self.describe(arrays) or _described(arrays))
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


def _key(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, ...]:
    return id(rule), registry.current_flavour.get(), registry.Table.stamp, len(args), *kwargs


def run(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Do a call, and return its `out=`; None where it is like none that is remembered."""
    if (known := _calls.get(_key(rule, args, kwargs))) is not None:
        operands = (*args, *kwargs.values())
        for call in known[1]:
            if not call.flags or call.is_like(operands):
                return kwargs[OUT] if call.run(operands) else None
    return None


def remember(called: Rule, args: Sequence[Any], kwargs: Mapping[str, Any], rule: Rule, executor: Executor) -> None:
    """A call was done by `rule` and `executor`: the next one that is like it is a step of that executor."""
    if rule.members or not rule.out_counts or rule.attribute("init_output") or "name" in kwargs:
        return
    if kwargs.get(OUT) is None or isinstance(kwargs[OUT], list | tuple) or not native.available():
        return
    parameters = (*rule.inputs, *rule.attributes)
    names = [*(parameters[place].name for place in range(len(args))), *kwargs]
    operands = (*args, *kwargs.values())
    fresh = _call(rule, names, operands, executor)
    if fresh is None:
        return
    _, known = _calls.setdefault(_key(called, args, kwargs), (called, []))
    call = next((item for item in known if item.is_like(operands)), None)
    if call is None:
        known.append(call := fresh)
    arrays = call.take(operands)
    described = _described(arrays)
    if described is not None:
        taken = [names[place] for place in call.arrays]
        if OUT not in executor.names:  # it is one of the arrays, and the last object represents that
            into = memory_of(arrays[-1])
            same = next(which for which, array in enumerate(arrays) if memory_of(array) == into)
            taken[-1], taken[same] = taken[same], ""
        places = [taken.index(name) for name in executor.names]
        call.forms[described] = _Form(executor.step, _taking(places))
        _forget(call.forms, MOST_FORMS)
    _forget(_calls, MOST_CALLS)


def _described(arrays: tuple[Any, ...]) -> Hashable:
    """The form of a call's arrays, `out=` last; None where native code cannot read one.

    Ids and the number of rows are no part of it: they differ from step to step, and native code checks them. A
    row-sparse `out=` is one of the arrays.
    """
    dense: list[Any] = []
    rows: list[Hashable] = []
    behind = [rows_behind(value) for value in arrays]
    for place, value in enumerate(behind):
        if isinstance(value, RowSparse | RowSums):
            if not has_sizes(value):
                return None
            rows.append((place, type(value), value.shape, getattr(value.data, "dtype", None)))
        else:
            dense.append(value)
    if not rows:
        return native.describe(arrays)
    same = next(place for place, value in enumerate(behind) if value is behind[-1])
    form = native.describe(tuple(dense)) if dense else b""
    if form is None or (isinstance(behind[-1], RowSparse) and 0 < same == len(arrays) - 1):
        return None
    return form, same, *rows


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
    scalars = {item.name: executor.number_place(rule.name, item.name) for item in rule.scalars}
    arrays: list[int] = []
    flags: list[tuple[int, Any]] = []
    numbers = list(range(len(operands), len(operands) + executor.count))
    for place, (name, value) in enumerate(zip(names, operands, strict=True)):
        if name == OUT:
            continue
        if name in inputs and _described((value,)) is not None:
            arrays.append(place)
        elif name in scalars and as_number(value) is not None:
            numbers[scalars[name]] = place
        elif isinstance(value, _FLAGS):
            flags.append((place, value))
        else:
            return None
    arrays.append(names.index(OUT))
    defaults = [0.0] * executor.count
    for item in rule.scalars:
        defaults[scalars[item.name]] = 0.0 if item.required else float(item.default)
    return _Call(tuple(arrays), _taking(arrays), native.describer(), tuple(flags), _taking(numbers), tuple(defaults))
