"""Steps of many parameters as one native call: executors by the forms of tensors.

Executors are shared by all optimizers. Tensors of forms that have not come together before are updated one by one; the
second time, an executor for all of them is bound.
"""

from __future__ import annotations

import functools
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np

from mxsym.codegen.expr import Granularity
from mxsym.errors import BindError
from mxsym.executor.bind import bind
from mxsym.executor.executor import Executor
from mxsym.optimizer.fused_step import graph_of, label
from mxsym.rule.lookup import find
from mxsym.rule.registry import Table
from mxsym.rule.rule import Rule
from mxsym.runtime.buffers import Array, address
from mxsym.torch.tensors import Tensor, torch

MOST = 512
"""The number of executors that are kept, of all optimizers together, and of prepared steps for one optimizer."""

Flags = tuple[tuple[str, Any], ...]


def rule_of(name: str) -> Rule:
    """The rule that is declared under a name now."""
    return _rule_of(name, Table.stamp)


@functools.lru_cache(maxsize=64)
def _rule_of(name: str, _stamp: object) -> Rule:
    return find(name)


@functools.lru_cache(maxsize=64)
def _single(rule: Rule) -> frozenset[str]:
    return frozenset(item.name for item in rule.inputs if item.space is Granularity.SCALAR)


@dataclass(frozen=True, slots=True)
class Batch:
    """An update of many parameters: `columns` has a list for each input of the rule, the weights first."""

    rule: Rule
    flags: Flags
    columns: Mapping[str, Sequence[Tensor]]
    numbers: Mapping[str, float]

    @property
    def count(self) -> int:
        """The number of parameters."""
        return len(self.columns["weight"])

    @property
    def written(self) -> list[str]:
        """The inputs that the step changes."""
        return ["weight", *(name for name in self.rule.states if name in self.columns)]

    @property
    def single(self) -> frozenset[str]:
        """The inputs of one number."""
        return _single(self.rule)

    def part(self, place: int) -> Batch:
        """The update of one parameter."""
        columns = {name: [column[place]] for name, column in self.columns.items()}
        return Batch(self.rule, self.flags, columns, self.numbers)

    def forms(self) -> Hashable:
        """The forms that an executor is bound for."""
        forms = tuple((tuple(t.shape), t.dtype) for column in self.columns.values() for t in column)
        return self.rule, self.flags, tuple(self.columns), forms, Executor.target_name()


class _Prepared:
    """An executor, the order in which it takes tensors, and the places of numbers. May be used by many threads."""

    def __init__(self, batch: Batch) -> None:
        rule, names = batch.rule, tuple(batch.columns)
        self._graph = graph_of(((rule, names, batch.flags),) * batch.count)
        self._forms = {
            label(name, n): (t.shape, t.dtype) for name, column in batch.columns.items() for n, t in enumerate(column)
        }
        self._executor = executor = self._bind()
        where = {name: place for place, name in enumerate(self._forms)}
        self._order: Callable[[Sequence[Any]], tuple[Any, ...]] = itemgetter(*(where[name] for name in executor.names))
        ops = [label(rule.name, n) for n in range(batch.count)]
        self._places = {
            name: np.array([executor.number_place(op, name) for op in ops], np.int64) for name in batch.numbers
        }
        self._last: tuple[Mapping[str, float], Array] = {}, np.zeros(executor.count)

    def _bind(self) -> Executor:
        # Untouched memory of the right forms: each step brings its own tensors, and none is kept.
        arrays = {name: torch.empty(shape, dtype=dtype) for name, (shape, dtype) in self._forms.items()}
        arguments = {name: arrays[name] for name in self._graph.list_arguments()}
        states = {name: arrays[name] for name in self._graph.list_auxiliary_states()}
        executor = bind(self._graph, None, arguments, None, "null", states, Executor)
        executor.let_go()
        return executor

    def run(self, batch: Batch) -> bool:
        """One step; False, and nothing has changed, where native code does not take it."""
        numbers, values = self._last
        if numbers != batch.numbers:
            values = np.zeros(self._executor.count)
            for name, number in batch.numbers.items():
                values[self._places[name]] = number
            self._last = batch.numbers, values
        return self._executor.step(self._order([t for c in batch.columns.values() for t in c]), address(values))

    def run_checked(self, batch: Batch) -> None:
        """One step, with every check.

        Raises:
            BindError: naming everything that does not fit; nothing has changed.
        """
        if self.run(batch):
            return
        arrays = {label(name, n): t.detach() for name, column in batch.columns.items() for n, t in enumerate(column)}
        numbers = {label(batch.rule.name, n): batch.numbers for n in range(batch.count)}
        if not self._executor.run_on(arrays, numbers):
            self._bind().run_on(arrays, numbers)  # another thread is at it, or what this call has interrupted


_executors: OrderedDict[Hashable, _Prepared | None] = OrderedDict()
"""By forms; None for those that have come once."""
_lock = threading.Lock()


def _reset() -> None:
    """For a forked child: whoever held the lock is gone."""
    global _lock
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_reset)


def _prepared(batch: Batch) -> _Prepared | None:
    """The executor of tensors of these forms; None where there is none yet, and the tensors are many."""
    key = batch.forms()
    with _lock:
        seen = key in _executors
        known = _executors.pop(key, None)
        _executors[key] = known
        while len(_executors) > MOST:
            _executors.popitem(last=False)
    if known is None and (seen or batch.count == 1):
        known = _Prepared(batch)
        with _lock:
            _executors[key] = known
    return known


class PreparedSteps:
    """The steps of one optimizer that were done before, by the parameters that they update."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, _Prepared] = OrderedDict()

    def run(self, batch: Batch) -> bool:
        """Do a step like one before; False, and nothing has changed, where there was none, or its tensors differ."""
        known = self._known.get(_key(batch))
        return known is not None and known.run(batch)

    def learn(self, batch: Batch, *, keep: bool) -> None:
        """Do a step of plain tensors; `keep` how it is done for the next one of these parameters.

        Raises:
            BindError: naming everything that does not fit; nothing of the tensors that it names has changed.
        """
        prepared = _prepared(batch)
        if prepared is None:
            _one_by_one(batch)
            return
        try:
            prepared.run_checked(batch)
        except BindError:  # parameters that share memory; or a fault, of which the one that has it tells
            if batch.count == 1:
                raise
            _one_by_one(batch)
            return
        if keep:
            self._known[_key(batch)] = prepared
            while len(self._known) > MOST:
                self._known.popitem(last=False)


def _one_by_one(batch: Batch) -> None:
    for place in range(batch.count):
        part = batch.part(place)
        one = _prepared(part)
        assert one is not None
        one.run_checked(part)


def _key(batch: Batch) -> Hashable:
    """Of the parameters only the identity: native code checks what they are now."""
    return batch.rule, batch.flags, tuple(batch.columns), tuple(map(id, batch.columns["weight"]))
