"""Prepared call for an optimizer step over the same parameters as before.

It is used if indices, states and rules are those of two steps before: native code gets one tuple of arrays, and numbers
are computed once for all alike parameters. Everything else, and every fault, is left to the ordinary step.
"""

from __future__ import annotations

import operator
import weakref
from array import array
from collections import OrderedDict
from collections.abc import Hashable, Iterator, Sequence
from typing import Any, cast

import numpy as np

from mxsym.codegen.record import record
from mxsym.executor.executor import Executor
from mxsym.optimizer import parameter
from mxsym.optimizer.fused_step import Update, label
from mxsym.optimizer.hyperparameters import are_equal
from mxsym.optimizer.protocols import HasRules
from mxsym.optimizer.settings import attributes_of, needs
from mxsym.rule.numbers import place_of
from mxsym.rule.registry import Table
from mxsym.rule.rule import Rule
from mxsym.rule.trace import PLACE
from mxsym.runtime.buffers import Array, address

MOST = 4096
"""Limit of remembered steps for one optimizer: one for each list of indices."""
_table: weakref.WeakKeyDictionary[object, OrderedDict[Hashable, _Step | list[int]]] = weakref.WeakKeyDictionary()


@record
class _Kind:
    """The parameters of one rule and its flags: which they are, and for each attribute the places of its numbers."""

    rule: Rule
    flags: tuple[tuple[str, Any], ...]
    members: list[int]
    places: list[Array]
    number: int | None = None
    """The place, among the attributes, of the one that tells parameters apart; `order` has its values."""
    order: bytes = b""


_Values = tuple[bytes, ...]
"""The numbers of a kind's parameters, as doubles: for each attribute one for all, or one for each."""


@record
class _Step:
    """A step that was done twice. `held` are the arrays of the states.

    `targets`: the places, in the order of the executor, of weights, states, gradients and numbers in arrays.
    `attributes`: how many the optimizer had. `rules` are rules or names of rules, which mean the same as long as
    `stamp` is that of all that is declared. `last` has the values of the last step by kind, and its numbers: they are
    never written again.
    """

    executor: Executor
    targets: Array
    states: list[Any]
    held: list[Any]
    rules: list[str | Rule]
    kinds: list[_Kind]
    last: list[tuple[list[_Values], Array]]
    masters: bool
    attributes: int
    stamp: object


def run(optimizer: HasRules, lists: Sequence[list[Any]], lrs: list[float], wds: list[float], counts: list[int]) -> bool:
    """Do this step, if it is like an earlier one. `lists`: indices, weights, gradients, states."""
    indices, weights, grads, states = lists
    try:
        known = _table[optimizer].get(tuple(indices)) if optimizer in _table else None
    except TypeError:  # an index that cannot be hashed
        return False
    if not isinstance(known, _Step) or known.masters != optimizer.multi_precision or known.stamp is not Table.stamp:
        return False
    if known.attributes != len(vars(optimizer)):
        return False
    if not all(map(operator.is_, states, known.states)) or optimizer.rules_of(indices) != known.rules:
        return False
    values = [_values_of(optimizer, kind, lrs, wds, counts) for kind in known.kinds]
    if None in values:
        return False
    numbers = _numbers(known, cast("list[_Values]", values))
    single = [
        number
        for kind in known.kinds
        for name in needs(kind.rule).singles
        for number in [parameter.single_number(optimizer, name)] * len(kind.members)
    ]
    return known.executor.step((weights, known.held, grads, single), address(numbers), address(known.targets))


def _numbers(known: _Step, values: list[_Values]) -> Array:
    """The numbers of a step in the order of the executor: those of the last one, with what is new."""
    ((before, numbers),) = known.last
    if before == values:
        return numbers
    numbers = numbers.copy()  # another thread may do the same step
    for kind, old, new in zip(known.kinds, before, values, strict=True):
        for places, was, now in zip(kind.places, old or [b""] * len(new), new, strict=True):
            if was != now:
                numbers[places] = np.frombuffer(now)
    known.last[0] = values, numbers
    return numbers


def _values_of(
    optimizer: HasRules, kind: _Kind, lrs: Sequence[float], wds: Sequence[float], counts: Sequence[int]
) -> _Values | None:
    """The numbers of a kind's parameters; None where one is no number, or the flags have changed."""
    if len(kind.members) != len(lrs):
        lrs, wds = ([column[n] for n in kind.members] for column in (lrs, wds))
        counts = [counts[n] for n in kind.members]
    if are_equal(lrs) and are_equal(wds) and are_equal(counts):
        values = _values(optimizer, kind, lrs[0], wds[0], counts[0])
        return None if values is None else _placed(kind, [array("d", (value,)).tobytes() for value in values])
    each = list(zip(lrs, wds, counts, strict=True))
    known = {key: _values(optimizer, kind, *key) for key in set(each)}
    if None in known.values():
        return None
    columns = zip(*(cast("list[float]", known[key]) for key in each), strict=True)
    return _placed(kind, [array("d", column).tobytes() for column in columns])


def _placed(kind: _Kind, columns: list[bytes]) -> _Values:
    """The numbers of a kind's parameters, with the one that tells them apart."""
    if kind.number is not None:
        columns[kind.number] = kind.order
    return tuple(columns)


def _values(optimizer: HasRules, kind: _Kind, lr: float, wd: float, t: int) -> list[float] | None:
    """A rule's numbers, in order; None where one of them is none, or the flags have changed."""
    attributes = attributes_of(optimizer, kind.rule, lr, wd, t)
    return None if attributes.problems or attributes.flags != kind.flags else list(attributes.numbers.values())


def learn(
    optimizer: HasRules,
    indices: Sequence[Any],
    states: list[Any],
    updates: Sequence[Update],
    executor: Executor,
    stamp: object,
) -> None:
    """A step was done in another way; when that happens a second time with these states, remember how to repeat it.

    `stamp` is what that of all declared rules was as the step began.
    """
    table = _table.setdefault(optimizer, OrderedDict())
    try:
        key = tuple(indices)
        before = table.pop(key, None)
    except TypeError:
        return
    table[key] = seen = [id(state) for state in states]
    if before == seen:
        step = _step(optimizer, indices, states, updates, executor, stamp)
        if step is not None:
            table[key] = step
    while len(table) > MOST:
        table.popitem(last=False)


def _step(
    optimizer: HasRules,
    indices: Sequence[Any],
    states: list[Any],
    updates: Sequence[Update],
    executor: Executor,
    stamp: object,
) -> _Step | None:
    if optimizer.differs_by_index() or not all(map(_is_plain, _flat(states))):
        return None
    kinds: dict[tuple[Rule, tuple[tuple[str, Any], ...]], list[int]] = {}
    weights: dict[str, Any] = {}
    own: dict[str, Any] = {}
    grads: dict[str, Any] = {}
    for n, update in enumerate(updates):
        kinds.setdefault((update.rule, update.flags), []).append(n)
        weight, grad = (item.name for item in update.rule.inputs[:2])
        weights[label(weight, n)] = update.arrays[weight]
        grads[label(grad, n)] = update.arrays[grad]
        own |= {label(name, n): update.arrays[name] for name in update.written if name != weight}
    for (rule, _), members in kinds.items():
        for name in needs(rule).singles:
            grads |= {label(name, n): updates[n].arrays[name] for n in members}
    if len(weights) + len(own) + len(grads) != sum(len(update.arrays) for update in updates):
        return None
    order = None if hasattr(optimizer, PLACE) else [place_of(index) for index in indices]
    known = [_kind(executor, *kind, members, order) for kind, members in kinds.items()]
    rules = optimizer.rules_of(indices)
    masters, attributes = optimizer.multi_precision, len(vars(optimizer))
    where = {name: place for place, name in enumerate(executor.names)}
    targets = np.array([where[name] for name in (*weights, *own, *grads)], np.int64)
    last = [(cast("list[_Values]", [()] * len(known)), np.zeros(executor.count))]
    return _Step(executor, targets, states, list(own.values()), rules, known, last, masters, attributes, stamp)


def _kind(
    executor: Executor,
    rule: Rule,
    flags: tuple[tuple[str, Any], ...],
    members: list[int],
    order: Sequence[float] | None,
) -> _Kind:
    places = [
        np.array([executor.number_place(label(rule.name, n), item.name) for n in members], np.int64)
        for item in rule.scalars
    ]
    names = [item.name for item in rule.scalars]
    if order is None or PLACE not in names:
        return _Kind(rule, flags, members, places)
    column = array("d", [order[n] for n in members]).tobytes()
    return _Kind(rule, flags, members, places, names.index(PLACE), column)


def _flat(states: Sequence[Any]) -> Iterator[Any]:
    for state in states:
        if isinstance(state, tuple):
            yield from _flat(cast("tuple[Any, ...]", state))
        elif state is not None:
            yield state


def _is_plain(state: Any) -> bool:
    """True if the state is backed by one array for as long as the state lives."""
    return not isinstance(state, list) and (type(state) is np.ndarray or hasattr(state, "__mxsym__"))
