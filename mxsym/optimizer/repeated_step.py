"""Prepared call for an optimizer step over the same parameters as before.

It is used if indices, rules and flags are those of two steps before: native code gets the user's arrays as they come,
and numbers are computed once for all alike parameters. Everything else, and every fault, is left to the ordinary step.
"""

from __future__ import annotations

import itertools
import math
import weakref
from array import array
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, cast

from mxsym.codegen.record import record
from mxsym.executor.arrays import has_tables
from mxsym.executor.executor import Executor
from mxsym.optimizer import parameter
from mxsym.optimizer.counts import are_equal
from mxsym.optimizer.fused_step import Update, label, shared_by, variables_of
from mxsym.optimizer.protocols import HasRules
from mxsym.optimizer.settings import attributes_of, needs
from mxsym.rule.numbers import place_of
from mxsym.rule.operations import PLACE
from mxsym.rule.registry import Table
from mxsym.rule.rule import LAZY, Rule
from mxsym.runtime.interop import known_arrays
from mxsym.runtime.native_call.arrangement import Arrangement, Nested
from mxsym.runtime.native_call.native import are_same

MOST = 4096
"""Limit of remembered steps for one optimizer: one for each list of indices."""
_known: weakref.WeakKeyDictionary[object, _Known] = weakref.WeakKeyDictionary()


@record
class _Kind:
    """The parameters of one rule and its flags: which they are.

    `lazy`: the flag that says which rows are updated, where gradients are row-sparse. `divides`: True if the update
    divides by the rate. `singles`: names of the arrays of one number. `number`: index, among the attributes, of the
    one that tells parameters apart; `order` has its values.
    """

    rule: Rule
    flags: tuple[tuple[str, Any], ...]
    lazy: tuple[tuple[str, Any], ...]
    members: list[int]
    divides: bool
    singles: tuple[str, ...]
    number: int | None = None
    order: bytes = b""


@record
class _Step:
    """A step of `indices` that was done twice. It keeps no array.

    `arrangement`: of weights, states, gradients and numbers in arrays; its columns are the attributes of each kind.
    `attributes`: how many the optimizer had. `rules` are rules or names of rules, which mean the same as long as
    `stamp` is that of all that is declared.
    """

    indices: tuple[Any, ...]
    executor: Executor
    arrangement: Arrangement
    rules: Sequence[str | Rule]
    kinds: list[_Kind]
    masters: bool
    attributes: int
    stamp: object


class _Known:
    """The steps of one optimizer by their indices. None: one was done once."""

    def __init__(self) -> None:
        self._steps: OrderedDict[Hashable, _Step | None] = OrderedDict()
        self._last: _Step | None = None

    def step(self, indices: tuple[Any, ...]) -> _Step | None:
        """The step of these indices that was done twice. The last one is known by the tuple: to hash it takes long.

        Raises:
            TypeError: an index that cannot be hashed.
        """
        if self._last is None or self._last.indices is not indices:
            self._last = self._steps.get(indices)
        return self._last

    def forget(self, indices: tuple[Any, ...]) -> bool:
        """Forget the step of these indices. True if it was done once.

        Raises:
            TypeError: an index that cannot be hashed.
        """
        self._last = None
        return self._steps.pop(indices, ...) is None

    def keep(self, indices: tuple[Any, ...], step: _Step | None) -> None:
        """Remember a step, and forget the oldest ones beyond `MOST`."""
        self._steps[indices] = step
        while len(self._steps) > MOST:
            self._steps.popitem(last=False)


def run(
    optimizer: HasRules,
    items: Sequence[tuple[Any, ...]],
    lrs: Sequence[float],
    wds: Sequence[float],
    counts: Sequence[int],
    log: list[int],
) -> bool:
    """Do this step, if it is like an earlier one. `items`: indices, weights, gradients, states.

    `log` has `DONE` when it is done, whatever exception follows.
    """
    indices, weights, grads, states = items
    try:
        steps = _known.get(optimizer)
        known = None if steps is None else steps.step(indices)
    except TypeError:  # an index that cannot be hashed
        return False
    if known is None or known.masters != optimizer.multi_precision or known.stamp is not Table.stamp:
        return False
    if known.attributes != len(vars(optimizer)) or optimizer.rules_of(indices) != known.rules:
        return False
    numbers, single = list[float | bytes](), list[Any]()
    for kind in known.kinds:
        columns = _columns_of(optimizer, kind, lrs, wds, counts)
        if columns is None or not _are_lazy(optimizer, kind, weights):
            return False
        numbers += columns
        for name in kind.singles:
            single += [parameter.single_number(optimizer, name)] * len(kind.members)
    return known.executor.step((weights, states, grads, tuple(single)), tuple(numbers), known.arrangement, log)


def _columns_of(
    optimizer: HasRules, kind: _Kind, lrs: Sequence[float], wds: Sequence[float], counts: Sequence[int]
) -> list[float | bytes] | None:
    """The numbers of a kind's parameters; None where one is no number or divides by 0, or the flags have changed."""
    if len(kind.members) != len(lrs):
        lrs, wds = ([column[n] for n in kind.members] for column in (lrs, wds))
        counts = [counts[n] for n in kind.members]
    if kind.divides and 0 in lrs:
        return None
    if len(lrs) == 1 or (are_equal(counts) and _are_same(lrs) and _are_same(wds)):
        values = _values(optimizer, kind, lrs[0], wds[0], counts[0])
        return None if values is None else _placed(kind, values)
    each = list(zip(lrs, wds, counts, _signs(lrs), _signs(wds), strict=True))
    known = {key: _values(optimizer, kind, *key[:3]) for key in set(each)}
    if None in known.values():
        return None
    columns = zip(*(cast("list[float]", known[key]) for key in each), strict=True)
    return _placed(kind, (array("d", column).tobytes() for column in columns))


def _are_lazy(optimizer: HasRules, kind: _Kind, weights: Sequence[Any]) -> bool:
    """True if the optimizer still updates the same rows by row-sparse gradients."""
    if not kind.lazy:
        return True
    plain = known_arrays(weights[n] for n in kind.members)
    if plain is None:  # the ordinary step says why
        return False
    return all(parameter.lazy_flags(optimizer, kind.rule, weight) == kind.lazy for weight in plain)


def _are_same(numbers: Sequence[float]) -> bool:
    """True if numbers are equal, and no zeros of both signs, which an update tells apart."""
    if numbers[0] == 0 and not are_same(numbers, (numbers[0],) * len(numbers)):
        return are_equal(numbers) and are_equal(_signs(numbers))
    return are_equal(numbers)


def _signs(numbers: Sequence[float]) -> list[float]:
    return list(map(math.copysign, itertools.repeat(1.0), numbers))


def _placed(kind: _Kind, columns: Iterable[float | bytes]) -> list[float | bytes]:
    """The numbers of a kind's parameters, with the one that tells them apart."""
    each = list(columns)
    if kind.number is not None:
        each[kind.number] = kind.order
    return each


def _values(optimizer: HasRules, kind: _Kind, lr: float, wd: float, t: int) -> list[float] | None:
    """A rule's numbers, in order; None where one of them is none, or the flags have changed."""
    attributes = attributes_of(optimizer, kind.rule, lr, wd, t)
    return None if attributes.problems or attributes.flags != kind.flags else list(attributes.numbers.values())


def learn(
    optimizer: HasRules, items: Sequence[tuple[Any, ...]], updates: Sequence[Update], executor: Executor, stamp: object
) -> None:
    """A step was done in another way; when that happens a second time, remember how to repeat it.

    `stamp` is what that of all declared rules was as the step began.
    """
    known, indices = _known.setdefault(optimizer, _Known()), items[0]
    try:
        was_done_once = known.forget(indices)
    except TypeError:
        return
    known.keep(indices, _step(optimizer, items, updates, executor, stamp) if was_done_once else None)


def _step(
    optimizer: HasRules, items: Sequence[tuple[Any, ...]], updates: Sequence[Update], executor: Executor, stamp: object
) -> _Step | None:
    indices, states = items[0], items[3]
    if optimizer.differs_by_index() or len(updates) != len(indices) or has_tables(items[1]):
        return None
    kinds: dict[tuple[Rule, tuple[tuple[str, Any], ...]], list[int]] = {}
    places = {name: place for place, name in enumerate(executor.names)}
    weights, grads, own = list[int](), list[int](), list[Nested]()
    shared = shared_by(updates)
    for n, (update, state) in enumerate(zip(updates, states, strict=True)):
        kinds.setdefault((update.rule, update.flags), []).append(n)
        inputs = {name: places[variable] for name, variable in variables_of(update, n, shared).items()}
        weight, grad = (item.name for item in update.rule.inputs[:2])
        weights.append(inputs[weight])
        grads.append(inputs[grad])
        try:
            own.append(_nested(state, {id(array): inputs[name] for name, array in update.given.items()}))
        except KeyError:
            return None
    single = [
        places[label(name, n)] for (rule, _), members in kinds.items() for name in needs(rule).singles for n in members
    ]
    columns = [
        [executor.number_place(label(rule.name, n), item.name) for n in members]
        for (rule, _), members in kinds.items()
        for item in rule.scalars
    ]
    arrangement = Arrangement((tuple(weights), tuple(own), tuple(grads), tuple(single)), columns)
    if not arrangement.is_of(len(places), executor.count):
        return None
    order = None if hasattr(optimizer, PLACE) else [place_of(index) for index in indices]
    known = [_kind(*kind, members, order) for kind, members in kinds.items()]
    rules = optimizer.rules_of(indices)
    return _Step(indices, executor, arrangement, rules, known, optimizer.multi_precision, len(vars(optimizer)), stamp)


def _kind(rule: Rule, flags: tuple[tuple[str, Any], ...], members: list[int], order: Sequence[float] | None) -> _Kind:
    names = [item.name for item in rule.scalars]
    lazy = tuple(flag for flag in flags if flag[0] == LAZY.name)
    common = (
        rule,
        tuple(flag for flag in flags if flag not in lazy),
        lazy,
        members,
        rule.divides_by("lr"),
        needs(rule).singles,
    )
    if order is None or PLACE not in names:
        return _Kind(*common)
    return _Kind(*common, names.index(PLACE), array("d", [order[n] for n in members]).tobytes())


def _nested(state: Any, places: Mapping[int, int]) -> Nested:
    """The places of the arrays of a state, by their ids.

    Raises:
        KeyError: one has none.
    """
    if type(state) is tuple:
        return tuple([_nested(item, places) for item in cast("tuple[Any, ...]", state)])
    return None if state is None else places[id(state)]
