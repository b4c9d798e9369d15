"""Steps of many parameters as one native call: executors by the forms of tensors.

Executors are shared by all optimizers. Tensors of forms that have not come together before are updated one by one; the
second time, an executor for all of them is bound.
"""

from __future__ import annotations

import functools
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np

from mxsym.codegen.expr import Granularity
from mxsym.codegen.record import replace
from mxsym.errors import BindError
from mxsym.executor.bind import bind
from mxsym.executor.executor import Executor
from mxsym.optimizer.fused_step import graph_of, label
from mxsym.rule.lookup import find
from mxsym.rule.registry import Table
from mxsym.rule.rule import Rule
from mxsym.runtime.buffers import Array, address
from mxsym.symbol.symbol import Symbol
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
def single_of(rule: Rule) -> frozenset[str]:
    """The inputs of a rule that are one number."""
    return frozenset(item.name for item in rule.inputs if item.space is Granularity.SCALAR)


Pool = tuple[int | None, tuple[int, ...] | None]
"""The number of threads of a step, and their CPUs; None for those of the process."""
Forms = Mapping[str, tuple[tuple[int, ...], Any]]
"""The shape and dtype of each variable of a graph."""


@dataclass(frozen=True, slots=True)
class Batch:
    """An update of many parameters: `columns` has a list for each input of the rule, the weights first."""

    rule: Rule
    flags: Flags
    columns: Mapping[str, Sequence[Tensor]]
    numbers: Mapping[str, float]
    pool: Pool = (None, None)

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
        return single_of(self.rule)

    def part(self, place: int) -> Batch:
        """The update of one parameter."""
        return replace(self, columns={name: [column[place]] for name, column in self.columns.items()})

    def tensors(self) -> list[Tensor]:
        """All of them, column by column."""
        return [tensor for column in self.columns.values() for tensor in column]

    def arrays(self) -> Forms:
        """The form of each tensor by its variable, in the order of `tensors`."""
        return {
            label(name, n): (tuple(t.shape), t.dtype)
            for name, column in self.columns.items()
            for n, t in enumerate(column)
        }

    def forms(self) -> Hashable:
        """The forms that an executor is bound for."""
        forms = tuple(self.arrays().values())
        return self.rule, self.flags, tuple(self.columns), forms, self.pool, Executor.target_name()


class Prepared:
    """A graph bound to memory of the right forms, which takes the tensors of each step. For many threads at once."""

    def __init__(self, graph: Symbol, forms: Forms, pool: Pool, ops: Sequence[str], keys: Iterable[str]) -> None:
        """`ops` are those whose numbers `keys` are given at each step."""
        self._graph, self._forms, self._pool, self._ops = graph, forms, pool, ops
        self._executor = executor = self._bind()
        where = {name: place for place, name in enumerate(forms)}
        places = [where[name] for name in executor.names]
        self._order: Callable[[Sequence[Any]], tuple[Any, ...]] = (
            itemgetter(*places) if len(places) > 1 else lambda tensors: (tensors[places[0]],)
        )
        self._places = {key: np.array([executor.number_place(op, key) for op in ops], np.int64) for key in keys}
        self._last: tuple[Mapping[str, float], Array] = {}, np.array(executor.numbers)

    def _bind(self) -> Executor:
        # Untouched memory of the right forms: each step brings its own tensors, and none is kept.
        arrays = {name: torch.empty(shape, dtype=dtype) for name, (shape, dtype) in self._forms.items()}
        arguments = {name: arrays[name] for name in self._graph.list_arguments()}
        states = {name: arrays[name] for name in self._graph.list_auxiliary_states()}
        executor = bind(self._graph, None, arguments, None, "null", states, Executor)
        executor.let_go()
        executor.use_threads(*self._pool)
        return executor

    def run(self, tensors: Sequence[Tensor], numbers: Mapping[str, float]) -> bool:
        """One step on tensors in the order of the forms; False, and nothing has changed, if native code refuses it."""
        last, values = self._last
        if last != numbers:
            values = values.copy()
            for name, number in numbers.items():
                values[self._places[name]] = number
            self._last = numbers, values
        return self._executor.step(self._order(tensors), address(values))

    def run_checked(self, tensors: Sequence[Tensor], numbers: Mapping[str, float]) -> None:
        """One step, with every check.

        Raises:
            BindError: naming everything that does not fit; nothing has changed.
        """
        if self.run(tensors, numbers):
            return
        arrays = dict(zip(self._forms, (tensor.detach() for tensor in tensors), strict=True))
        given = dict.fromkeys(self._ops, numbers)
        if not self._executor.run_on(arrays, given):
            self._bind().run_on(arrays, given)  # another thread is at it, or what this call has interrupted


_executors: OrderedDict[Hashable, Prepared | None] = OrderedDict()
"""By forms; None for those that have come once."""
_lock = threading.Lock()


def _reset() -> None:
    """For a forked child: whoever held the lock is gone."""
    global _lock
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_reset)


def _prepared(batch: Batch) -> Prepared | None:
    """The executor of tensors of these forms; None where there is none yet, and the tensors are many."""

    def bound() -> Prepared:
        spec = batch.rule, tuple(batch.columns), batch.flags
        ops = [label(batch.rule.name, n) for n in range(batch.count)]
        return Prepared(graph_of((spec,) * batch.count), batch.arrays(), batch.pool, ops, batch.numbers)

    return prepared(batch.forms(), batch.count, bound)


def prepared(key: Hashable, count: int, bound: Callable[[], Prepared]) -> Prepared | None:
    """The executor that is kept for a key, or `bound` now; None where many tensors come for the first time."""
    with _lock:
        seen = key in _executors
        known = _executors.pop(key, None)
        _executors[key] = known
        while len(_executors) > MOST:
            _executors.popitem(last=False)
    if known is None and (seen or count == 1):
        known = bound()
        with _lock:
            _executors[key] = known
    return known


class PreparedSteps:
    """The steps of one optimizer that were done before, by the parameters that they update."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, Prepared] = OrderedDict()

    def run(self, batch: Batch) -> bool:
        """Do a step like one before; False, and nothing has changed, where there was none, or its tensors differ."""
        known = self._known.get(_key(batch))
        return known is not None and known.run(batch.tensors(), batch.numbers)

    def learn(self, batch: Batch, *, keep: bool) -> None:
        """Do a step of plain tensors; `keep` how it is done for the next one of these parameters.

        Raises:
            BindError: naming everything that does not fit; nothing of the tensors that it names has changed.
        """
        known = _prepared(batch)
        if known is None:
            _one_by_one(batch)
            return
        try:
            known.run_checked(batch.tensors(), batch.numbers)
        except BindError:  # parameters that share memory; or a fault, of which the one that has it tells
            if batch.count == 1:
                raise
            _one_by_one(batch)
            return
        if keep:
            self._known[_key(batch)] = known
            while len(self._known) > MOST:
                self._known.popitem(last=False)


def _one_by_one(batch: Batch) -> None:
    for place in range(batch.count):
        part = batch.part(place)
        one = _prepared(part)
        assert one is not None
        one.run_checked(part.tensors(), part.numbers)


def _key(batch: Batch) -> Hashable:
    """Of the parameters only the identity: native code checks what they are now."""
    return batch.rule, batch.flags, tuple(batch.columns), tuple(map(id, batch.columns["weight"]))
