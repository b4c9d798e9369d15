"""The same step again: the parameters of an earlier step of an optimizer, with new gradients and new numbers.

Input: what a step is given. Output: whether it was done here. That is so where indices, states and rules are those of
two steps before: then one list of arrays goes to native code, which checks each of them, and numbers are computed once
for all parameters that have the same rate, decay and count. Everything else, and every fault, is left to the step that
looks at each parameter by itself.
Non-goals: row-sparse arrays; optimizers that give tensors of their own.
"""

from __future__ import annotations

import operator
import weakref
from collections import OrderedDict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from mxsym.executor.executor import Executor
from mxsym.optimizer import parameter
from mxsym.optimizer.fused_step import Update, label
from mxsym.optimizer.protocols import HasRules
from mxsym.optimizer.settings import attributes_of, needs
from mxsym.rule.registry import Table
from mxsym.rule.rule import Rule
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import as_array
from mxsym.runtime.native_call.method import ArraySignature

MOST = 4096
"""How many steps are remembered for one optimizer: one for each list of indices."""
_table: weakref.WeakKeyDictionary[object, OrderedDict[Hashable, _Step | list[int]]] = weakref.WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class _Kind:
    """The parameters of one rule and its flags: which they are, and the places of their numbers.

    `slots` has a pair for each attribute: all places, and which member has each. An attribute that a body does not use
    has none, and one that several kernels use has one in each.
    """

    rule: Rule
    flags: tuple[tuple[str, Any], ...]
    members: list[int]
    slots: list[tuple[Array, Array]]


@dataclass(frozen=True, slots=True)
class _Step:
    """What is known of a step that was done twice. `held` are the arrays of the states, in the order of `adopt`.

    `attributes`: how many the optimizer had. More of them are looked at once. `rules` are names, and mean these rules
    as long as `stamp` is that of all that is declared.
    """

    executor: Executor
    adopt: ArraySignature
    states: list[Any]
    held: list[Array]
    rules: list[str]
    kinds: list[_Kind]
    masters: bool
    attributes: int
    stamp: object


def _bare(arrays: Sequence[Any]) -> list[Any]:
    return [as_array(array) for array in arrays]


def run(optimizer: HasRules, lists: Sequence[list[Any]], lrs: list[float], wds: list[float]) -> bool:
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
    if not all(map(operator.is_, states, known.states)) or list(map(optimizer.rule, indices)) != known.rules:
        return False
    numbers: list[tuple[Array, Array | float]] = []
    arrays = [*_bare(weights), *known.held, *_bare(grads)]
    for kind in known.kinds:
        found = _numbers(optimizer, kind, indices, lrs, wds)
        if found is None:
            return False
        numbers += found
        for name in needs(kind.rule).singles:
            arrays += [parameter.single_number(optimizer, name)] * len(kind.members)
    return known.executor.run_again(known.adopt, arrays, numbers)


def _numbers(
    optimizer: HasRules, kind: _Kind, indices: Sequence[Any], lrs: Sequence[float], wds: Sequence[float]
) -> list[tuple[Array, Array | float]] | None:
    """By attribute the places and the values; None where one is no number, or the flags have changed."""
    counts = optimizer.update_counts
    each = [(lrs[n], wds[n], counts[indices[n]]) for n in kind.members]
    found = {key: _values(optimizer, kind, *key) for key in set(each)}
    if None in found.values():
        return None
    if len(found) == 1:
        (values,) = found.values()
        assert values is not None
        return [(places, value) for (places, _), value in zip(kind.slots, values, strict=True)]
    table = np.array([found[key] for key in each])
    return [(places, table[whose, column]) for column, (places, whose) in enumerate(kind.slots)]


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
    if optimizer.gives_tensors() or not all(map(_is_plain, _flat(states))):
        return None
    kinds: dict[tuple[Rule, tuple[tuple[str, Any], ...]], list[int]] = {}
    weights: dict[str, Any] = {}
    held: dict[str, Any] = {}
    grads: dict[str, Any] = {}
    for n, update in enumerate(updates):
        kinds.setdefault((update.rule, update.flags), []).append(n)
        weight, grad = (item.name for item in update.rule.inputs[:2])
        weights[label(weight, n)] = update.arrays[weight]
        grads[label(grad, n)] = update.arrays[grad]
        held |= {label(name, n): update.arrays[name] for name in update.written if name != weight}
    for (rule, _), members in kinds.items():
        for name in needs(rule).singles:
            grads |= {label(name, n): updates[n].arrays[name] for n in members}
    if len(weights) + len(held) + len(grads) != sum(len(update.arrays) for update in updates):
        return None
    adopt = executor.adoption({**weights, **held}, grads)
    if adopt is None:
        return None
    known = [_kind(executor, *kind, members) for kind, members in kinds.items()]
    rules = list(map(optimizer.rule, indices))
    masters, attributes = optimizer.multi_precision, len(vars(optimizer))
    return _Step(executor, adopt, states, list(held.values()), rules, known, masters, attributes, stamp)


def _kind(executor: Executor, rule: Rule, flags: tuple[tuple[str, Any], ...], members: list[int]) -> _Kind:
    slots: list[tuple[Array, Array]] = []
    for item in rule.scalars:
        found = [executor.number_slots(label(rule.name, n), item.name) for n in members]
        whose = np.repeat(np.arange(len(members)), [len(places) for places in found])
        slots.append((np.array([place for places in found for place in places], np.int64), whose))
    return _Kind(rule, flags, members, slots)


def _flat(states: Sequence[Any]) -> Iterator[Any]:
    for state in states:
        if isinstance(state, tuple):
            yield from _flat(cast("tuple[Any, ...]", state))
        elif state is not None:
            yield state


def _is_plain(state: Any) -> bool:
    """Whether an array is behind the state that stays the same one as long as the state does."""
    return not isinstance(state, list) and (type(state) is np.ndarray or hasattr(state, "__mxsym__"))
