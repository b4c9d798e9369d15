"""Steps of many parameters as one native call: executors by the forms of tensors.

Executors are shared by all optimizers. Tensors that have not come together before are updated by executors for one, or
for some of one form; the second time that they come, an executor for all of them is bound.
"""

from __future__ import annotations

import functools
import itertools
import math
import mmap
import os
import struct
import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar, cast

from mxsym.codegen import quiet_thread
from mxsym.codegen.expr import WEIGHT, Granularity
from mxsym.codegen.record import replace
from mxsym.errors import BindError
from mxsym.executor.bind import bind
from mxsym.executor.executor import Executor
from mxsym.opgraph.node import ops_of
from mxsym.optimizer.fused_step import Shared, graph_of, label
from mxsym.rule.lookup import find
from mxsym.rule.registry import Table
from mxsym.rule.rule import Rule
from mxsym.runtime.native_call.arrangement import Arrangement, Columns
from mxsym.runtime.native_call.native import NestedStepError
from mxsym.symbol.symbol import Symbol
from mxsym.torch.tensors import Tensor, decrement_version, expect_change, torch

profiler = torch.autograd.profiler
MOST = 512
"""The number of executors that are kept, of all optimizers together, and of prepared steps for one optimizer."""

_NUMBERS = 16
"""The number of sets of numbers that an executor keeps as native code reads them."""
_AT_ONCE = 16
"""The number of tensors of one form that an executor takes where sets of them do not come again."""

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


@functools.lru_cache(maxsize=64)
def rows_of(rule: Rule) -> frozenset[str] | None:
    """The inputs of a rule that have one value for each row; None where the rule knows no rows."""
    return _of_space(rule, Granularity.ROW)


@functools.lru_cache(maxsize=256)
def unused_of(rule: Rule, ndim: int) -> frozenset[str] | None:
    """The inputs that a rule does not use for a weight with so many axes; None where the rule asks for no axes."""
    return frozenset(item.name for item in rule.inputs if ndim in item.unused_at) if rule.by_axes else None


@functools.lru_cache(maxsize=64)
def columns_of(rule: Rule) -> frozenset[str] | None:
    """The inputs of a rule that have one value for each column; None where the rule knows no columns."""
    return _of_space(rule, Granularity.COLUMN)


@functools.lru_cache(maxsize=64)
def tiles_of(rule: Rule) -> Mapping[str, int]:
    """The inputs of a rule that have one value for each tile of elements, with the elements of a tile."""
    return {item.name: item.space.tile for item in rule.inputs if item.space.tile}


@functools.lru_cache(maxsize=256)
def is_by_element(rule: Rule) -> bool:
    """True if what a rule does to an element depends on no other one, nor on the number of axes."""
    knows_rows = rows_of(rule) is not None or columns_of(rule) is not None
    return rule.separable and not knows_rows and not rule.by_axes


def _of_space(rule: Rule, space: Granularity) -> frozenset[str] | None:
    known = rule.has_matrices or any(node.space is space for body in rule.each_body() for node in body.graph.nodes())
    if not known:
        return None
    return frozenset(item.name for item in rule.inputs if item.space is space)


@functools.lru_cache(maxsize=64)
def pairs_of(rule: Rule) -> Mapping[str, str]:
    """The inputs of a rule that have one value for each pair of rows or columns, with which of the two."""
    return {item.name: item.axes[0] for item in rule.inputs if item.axes != WEIGHT}


Pool = tuple[int | None, tuple[int, ...] | None]
"""The number of threads of a step, and their CPUs; None for those of the process."""
Expect = Callable[[Iterable[int], list[int]], None]
"""Called before a call updates parameters, with their places and the log of the call, which has `DONE` then."""
Numbers = Mapping[str, float | tuple[float, ...]]
"""Attributes of updates: one number for all of them, or one for each."""
Forms = Mapping[str, tuple[tuple[int, ...], Any]]
"""The shape and dtype of each variable of a graph."""


def numbers_at(numbers: Numbers, place: int) -> dict[str, float]:
    """The numbers of one update."""
    return {name: value[place] if isinstance(value, tuple) else value for name, value in numbers.items()}


@dataclass(slots=True, eq=False)
class Batch:  # not frozen: that takes three times as long to make, at each step
    """An update of many parameters: `columns` has a list for each input of the rule, the weights first."""

    rule: Rule
    flags: Flags
    columns: Mapping[str, Sequence[Tensor]]
    numbers: Numbers
    pool: Pool = (None, None)
    owners: Sequence[Tensor] = ()
    """The weights that `columns` has views of, where it has any: these are other objects at each step."""

    @property
    def count(self) -> int:
        """The number of parameters."""
        return len(self.columns["weight"])

    @property
    def written(self) -> Sequence[str]:
        """The inputs that the step changes."""
        return written_of(self.rule, tuple(self.columns))

    def changed(self) -> list[Tensor]:
        """The tensors that the step changes."""
        columns = self.columns if not self.rule.of_model else self._apart()
        return [*itertools.chain.from_iterable(map(columns.__getitem__, self.written))]

    def shared(self) -> Shared:
        """The states of the whole model that are one tensor, as those of the first parameter."""
        names = [item.name for item in self.rule.inputs if item.of_model] if self.rule.of_model else []
        columns = {name: self.columns[name] for name in names if name in self.columns}
        one = [name for name, column in columns.items() if all(tensor is column[0] for tensor in column)]
        return {(name, n): 0 for name in one for n in range(1, self.count)}

    def _apart(self) -> Mapping[str, Sequence[Tensor]]:
        """The columns, those of one tensor with that alone."""
        one = {name for name, _ in self.shared()}
        return {name: column[:1] if name in one else column for name, column in self.columns.items()}

    @property
    def single(self) -> frozenset[str]:
        """The inputs of one number."""
        return single_of(self.rule)

    def part(self, places: Sequence[int]) -> Batch:
        """The update of some of the parameters."""
        numbers: dict[str, float | tuple[float, ...]] = {
            name: tuple([value[place] for place in places]) if isinstance(value, tuple) else value
            for name, value in self.numbers.items()
        }
        columns = {name: [column[place] for place in places] for name, column in self.columns.items()}
        return replace(self, numbers=numbers, columns=columns, owners=())

    def tensors(self) -> tuple[Tensor, ...]:
        """All of them, column by column."""
        columns = self.columns if not self.rule.of_model else self._apart()
        return tuple(itertools.chain.from_iterable(columns.values()))

    def arrays(self) -> Forms:
        """The form of each tensor by its variable, in the order of `tensors`."""
        return {
            label(name, n): (tuple(t.shape), t.dtype)
            for name, column in self._apart().items()
            for n, t in enumerate(column)
        }

    def forms(self) -> Hashable:
        """The forms that an executor is bound for."""
        forms = tuple(self.arrays().values())
        return self.rule, self.flags, tuple(self.columns), forms, self.pool, Executor.target_name()


@functools.lru_cache(maxsize=256)
def written_of(rule: Rule, names: tuple[str, ...]) -> Sequence[str]:
    """Those of the inputs that a rule changes."""
    return ("weight", *(name for name in rule.states if name in names))


def _column(value: Any) -> float | bytes:
    """An attribute's numbers as a step takes them, with all of their bits: -0.0 is not 0.0."""
    return array("d", cast("tuple[float, ...]", value)).tobytes() if isinstance(value, tuple) else float(value)


class Prepared:
    """A graph bound to memory of the right forms, which takes the tensors of each step. For many threads at once."""

    def __init__(self, graph: Symbol, forms: Forms, pool: Pool, ops: Sequence[str]) -> None:
        """`ops` are those whose numbers are given at each step: updates by one rule."""
        self._graph, self._forms, self._pool, self._ops = graph, forms, pool, ops
        self._title = f"mxsym::{ops_of(graph)[0].rule.name}"
        self._executor = executor = self._bind()
        where = {name: place for place, name in enumerate(executor.names)}
        keys = [*executor.scalars[ops[0]]] if ops else []
        columns = [[executor.number_place(op, key) for op in ops] for key in keys]
        others = sorted({*range(executor.count)}.difference(*columns))
        places = tuple([where[name] for name in forms])
        self._arrangement = Arrangement(places, [*columns, *([place] for place in others)])
        assert self._arrangement.is_of(len(where), executor.count)
        numbers = executor.numbers
        self._fixed = [numbers[place] for place in others]
        self._defaults = {key: numbers[column[0]] for key, column in zip(keys, columns, strict=True)}
        self._known: dict[int, tuple[Numbers, Columns]] = {}
        """Numbers of steps that stay as they are, by their identity, and these as native code reads them."""

    @property
    def title(self) -> str:
        """The ops that run."""
        return " and ".join(dict.fromkeys(op.rpartition("[")[0] for op in self._ops)) or "sums of squares"

    def explain(self, profile: int = 0) -> str:
        """The kernels and the bytes of a step; then times of so many steps on tensors of zeros of its own."""
        text = self._executor.explain()
        if not profile:
            return text
        executor = self._bind({name: torch.zeros(shape, dtype=dtype) for name, (shape, dtype) in self._forms.items()})
        executor.forward()  # which looks at every array for the first time: no step like the others
        return f"{text}\n{executor.profile(profile)}\n"

    def _bind(self, arrays: Mapping[str, Tensor] | None = None) -> Executor:
        """An executor, on arrays or on none."""
        # Untouched memory of the right forms: each step brings its own tensors, and none is kept.
        stays = arrays is not None
        arrays = arrays or untouched(self._forms)
        arguments = {name: arrays[name] for name in self._graph.list_arguments()}
        states = {name: arrays[name] for name in self._graph.list_auxiliary_states()}
        executor = bind(self._graph, None, arguments, None, "null", states, Executor)
        if not stays:
            executor.let_go()
        executor.use_threads(*self._pool)
        return executor

    def run(self, tensors: Sequence[Tensor], numbers: Numbers, log: list[int] | None = None) -> bool:
        """One step on tensors in the order of the forms; False, and nothing has changed, if native code refuses it.

        `log` has `DONE` after a step that was done, also where an exception of a signal handler follows it.
        """
        columns = self._columns(numbers)
        if profiler._is_profiler_enabled:  # torch's own mark, which costs less than asking
            with profiler.record_function(self._title):
                return self._executor.step(tuple(tensors), columns, self._arrangement, log=log)
        return self._executor.step(tuple(tensors), columns, self._arrangement, log=log)

    def _columns(self, numbers: Numbers) -> Columns:
        """The numbers of a step as native code reads them."""
        known = self._known.get(id(numbers))
        if known is not None:
            return known[1]
        own = map(numbers.get, self._defaults, self._defaults.values())
        columns = (*(value if type(value) is float else _column(value) for value in own), *self._fixed)
        if type(numbers) is MappingProxyType:  # else they may be others by the next step
            if len(self._known) >= _NUMBERS:
                self._known.clear()
            self._known[id(cast("object", numbers))] = cast("Numbers", numbers), columns
        return columns

    def run_checked(self, tensors: Sequence[Tensor], numbers: Numbers, log: list[int] | None = None) -> None:
        """One step, with every check.

        Raises:
            BindError: naming everything that does not fit; nothing has changed.
        """
        if self.run(tensors, numbers, log):
            return
        arrays, given = self._named(tensors, numbers)
        if not self._executor.run_on(arrays, given, log):
            self._bind().run_on(arrays, given, log)  # another thread is at it, or what this call has interrupted

    def fits(self, tensors: Sequence[Tensor], numbers: Numbers) -> bool:
        """True if native code would do a step on these; False where only `check` can tell."""
        return self._executor.fits(tuple(tensors), self._columns(numbers), self._arrangement)

    def check(self, tensors: Sequence[Tensor], numbers: Numbers) -> None:
        """Raise what `run_checked` would raise, and do nothing."""
        if self.fits(tensors, numbers):
            return
        arrays, given = self._named(tensors, numbers)
        try:
            self._executor.check(arrays, given)
        except NestedStepError:  # this call has interrupted a step of it
            self._bind().check(arrays, given)

    def _named(self, tensors: Sequence[Tensor], numbers: Numbers) -> tuple[dict[str, Tensor], dict[str, Any]]:
        """Tensors by their variables, and numbers by op."""
        arrays = dict(zip(self._forms, (tensor.detach() for tensor in tensors), strict=True))
        return arrays, {op: numbers_at(numbers, place) for place, op in enumerate(self._ops)}


_ALIGNMENT = 64
"""Bytes."""


def untouched(forms: Forms) -> Mapping[str, Tensor]:
    """Tensors of these forms, in memory that the system gives and takes as one piece.

    The allocator, where tensors come from, would find other places for gradients after it had found room for these.
    """
    places: dict[str, int] = {}
    end = 0
    for name, (shape, dtype) in forms.items():
        places[name] = end
        end += -(-math.prod(shape) * dtype.itemsize // _ALIGNMENT) * _ALIGNMENT
    private = {"flags": mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS} if hasattr(mmap, "MAP_ANONYMOUS") else {}
    memory = mmap.mmap(-1, max(end, 1), **private)
    return {
        name: torch.frombuffer(memory, dtype=dtype, count=math.prod(shape), offset=places[name]).reshape(shape)
        if math.prod(shape)
        else torch.empty(shape, dtype=dtype)
        for name, (shape, dtype) in forms.items()
    }


_executors: OrderedDict[Hashable, Prepared] = OrderedDict()
"""By forms."""
_lock = threading.Lock()


def _reset() -> None:
    """For a forked child: whoever held the lock is gone."""
    global _lock
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_reset)


def _prepared(batch: Batch, *, comes_again: bool) -> Prepared | None:
    """The executor of tensors of these forms; None where there is none yet, and the tensors are many and new."""

    def bound() -> Prepared:
        spec = batch.rule, tuple(batch.columns), batch.flags
        ops = [label(batch.rule.name, n) for n in range(batch.count)]
        graph = graph_of((spec,) * batch.count, tuple(batch.shared().items()))
        return Prepared(graph, batch.arrays(), batch.pool, ops)

    at_once = comes_again or batch.count == 1 or batch.rule.of_model
    return prepared(batch.forms(), bound if at_once else None)


def prepared(key: Hashable, bound: Callable[[], Prepared] | None) -> Prepared | None:
    """The executor that is kept for a key, or that is bound now; None where there is none, and none is to be bound."""
    with _lock:
        known = _executors.get(key)
        if known is not None:
            _executors.move_to_end(key)
    if known is None and bound is not None:
        # Binding leaves small blocks. On a thread of its own they do not come between the gradients, whose memory the
        # C library would then give to nobody else, for it takes aligned memory from larger gaps only.
        known = quiet_thread.run(bound)
        with _lock:
            _executors[key] = known
            while len(_executors) > MOST:
                _executors.popitem(last=False)
    return known


Does = TypeVar("Does")


class Seen(Generic[Does]):
    """The sets of parameters that have come lately, each with what does its step, where that is kept."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, Does | None] = OrderedDict()
        self.get = self._known.get
        """Of a set, what does its step; None where nothing is kept."""

    def again(self, key: Hashable) -> bool:
        """True if a set has come before."""
        known = key in self._known
        self.keep(key, self._known.get(key))
        return known

    def keep(self, key: Hashable, does: Does | None) -> None:
        """Note a set with what does its step."""
        self._known[key] = does
        self._known.move_to_end(key)
        while len(self._known) > MOST:
            self._known.popitem(last=False)


class Call(NamedTuple):
    """A native call that has been checked: an executor, what it updates, and the places of that in a whole step."""

    known: Prepared
    batch: Batch
    places: Sequence[int]


class PreparedSteps:
    """The steps of one optimizer that were done before, by the parameters that they update."""

    def __init__(self) -> None:
        self._seen = Seen[Prepared]()
        self.ran: list[tuple[int, Prepared]] = []
        """The calls of the last step, each with the number of its parameters."""
        self._joined: dict[Hashable, tuple[Sequence[Any], Numbers]] = {}

    def joined_numbers(self, batches: Sequence[Batch]) -> Numbers:
        """The numbers of updates as those of one; the same object wherever the updates' are the same."""
        groups = [batch.numbers for batch in batches]
        counts = tuple([len(batch.columns["weight"]) for batch in batches])
        key = counts, *map(id, groups)
        known = self._joined.get(key)
        if known is not None:
            return known[1]
        numbers = MappingProxyType({name: _joined([group[name] for group in groups], counts) for name in groups[0]})
        if all(type(group) is MappingProxyType for group in groups):  # else they may be others by the next step
            if len(self._joined) >= _NUMBERS:
                self._joined.clear()
            self._joined[key] = groups, numbers
        return numbers

    def run(self, batch: Batch, log: list[int], expect: Expect | None = None) -> bool:
        """Do a step like one before; False, and nothing has changed, where there was none, or its tensors differ.

        `log` has `DONE` after a step that was done, also where an exception of a signal handler follows it.
        """
        known = self._seen.get(_key(batch))
        if known is None:
            return False
        if expect is not None:
            expect(range(batch.count), log)
        changed = batch.changed()
        if not expect_change(changed):  # before the call, while what torch keeps of them is near
            return False
        if not known.run(batch.tensors(), batch.numbers, log):
            decrement_version(changed)
            return False
        self.ran.append((batch.count, known))
        return True

    def again(self, batch: Batch) -> list[Call]:
        """The call of a step like one before, checked; none where there was none, or its tensors differ."""
        known = self._seen.get(_key(batch))
        fits = known is not None and known.fits(batch.tensors(), batch.numbers)
        return [Call(known, batch, range(batch.count))] if known is not None and fits else []

    def calls(self, batch: Batch, *, keep: bool) -> list[Call]:
        """The calls that do a step of plain tensors, checked; `keep` them for the next step of these parameters.

        Raises:
            BindError: naming everything that does not fit.
        """
        key = _key(batch)
        # Sets that never come again are not worth an executor, however many of them have equal forms.
        known = _prepared(batch, comes_again=self._seen.again(key))
        if known is not None:
            try:
                known.check(batch.tensors(), batch.numbers)
            except BindError:  # parameters that share memory; or a fault, of which the one that has it tells
                if batch.count == 1 or batch.rule.of_model:
                    raise
            else:
                if keep:
                    self._seen.keep(key, known)
                return [Call(known, batch, range(batch.count))]
        return [*self._checked_parts(batch, range(batch.count), {})]

    def do(self, call: Call, log: list[int], expect: Expect | None = None) -> None:
        """Do a call that has been checked; `log` has `DONE` then."""
        if expect is not None:
            expect(call.places, log)
        call.known.run_checked(call.batch.tensors(), call.batch.numbers, log)
        self.ran.append((call.batch.count, call.known))

    def _checked_parts(
        self, batch: Batch, chosen: Sequence[int], executors: dict[Hashable, Prepared]
    ) -> Iterator[Call]:
        """Calls for the chosen parameters of a batch."""
        rows = zip(*batch.part(chosen).columns.values(), strict=True)
        for form, at in alike(rows):
            places = [chosen[n] for n in at]
            part = batch.part(places)
            key = form, len(places)
            known = executors.get(key)
            if known is None:
                known = _prepared(part, comes_again=True)
                assert known is not None
                executors[key] = known
                _prepared(batch.part(places[:1]), comes_again=True)  # for what a smaller set leaves over
            try:
                known.check(part.tensors(), part.numbers)
            except BindError:  # some of them share memory, or one has a fault
                if len(places) == 1:
                    raise
                for place in places:
                    yield from self._checked_parts(batch, [place], executors)
                continue
            yield Call(known, part, places)


def _joined(values: Sequence[float | tuple[float, ...]], counts: tuple[int, ...]) -> float | tuple[float, ...]:
    """One number for all parameters of groups of so many, or one for each."""
    if tuple not in map(type, values):
        return _of_groups(struct.pack(f"{len(values)}d", *values), counts)
    pairs = zip(values, counts, strict=True)
    each = (value if isinstance(value, tuple) else (value,) * count for value, count in pairs)
    return tuple(itertools.chain.from_iterable(each))


@functools.lru_cache(maxsize=256)
def _of_groups(bits: bytes, counts: tuple[int, ...]) -> float | tuple[float, ...]:
    """The same from the numbers' bits, which tell -0.0 from 0.0: a schedule changes one number, and the others stay."""
    values = struct.unpack(f"{len(counts)}d", bits)
    if bits == bits[:8] * len(counts):
        return values[0]
    return tuple(itertools.chain.from_iterable(map(itertools.repeat, values, counts)))


def alike(rows: Iterable[Sequence[Tensor]]) -> Iterable[tuple[Hashable, Sequence[int]]]:
    """The places of rows whose tensors have one form, with this: as many at once as one executor takes, or one."""
    classes: dict[Hashable, list[int]] = {}
    for place, row in enumerate(rows):
        classes.setdefault(tuple([(tensor.shape, tensor.dtype) for tensor in row]), []).append(place)
    for form, places in classes.items():
        whole = len(places) - len(places) % _AT_ONCE
        yield from ((form, places[start : start + _AT_ONCE]) for start in range(0, whole, _AT_ONCE))
        yield from ((form, [place]) for place in places[whole:])


def _key(batch: Batch) -> Hashable:
    """Of the parameters only the identity: native code checks what they are now."""
    return batch.rule, batch.flags, tuple(batch.columns), tuple(map(id, batch.owners or batch.columns["weight"]))
