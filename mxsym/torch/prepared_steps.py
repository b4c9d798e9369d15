"""Steps of many parameters as one native call: executors by the forms of tensors.

Executors are shared by all optimizers. Tensors that have not come together before are updated by executors for one, or
for some of one form; the second time that they come, an executor for all of them is bound.
"""

from __future__ import annotations

import functools
import itertools
import struct
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from mxsym.errors import BindError
from mxsym.optimizer.fused_step import graph_of, label
from mxsym.torch.batch import Batch, Numbers
from mxsym.torch.prepared import NUMBERS_KEPT, Prepared, prepared
from mxsym.torch.seen import Seen
from mxsym.torch.tensors import Tensor, decrement_version, expect_change

_AT_ONCE = 16
"""The number of tensors of one form that an executor takes where sets of them do not come again."""
Expect = Callable[[Iterable[int], list[int]], None]
"""Called before a call updates parameters, with their places and the log of the call, which has `DONE` then."""


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
            if len(self._joined) >= NUMBERS_KEPT:
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


def _prepared(batch: Batch, *, comes_again: bool) -> Prepared | None:
    """The executor of tensors of these forms; None where there is none yet, and the tensors are many and new."""

    def bound() -> Prepared:
        spec = batch.rule, tuple(batch.columns), batch.flags
        ops = [label(batch.rule.name, n) for n in range(batch.count)]
        graph = graph_of((spec,) * batch.count, tuple(batch.shared().items()))
        return Prepared(graph, batch.arrays(), batch.pool, ops)

    at_once = comes_again or batch.count == 1 or batch.rule.of_model
    return prepared(batch.forms(), bound if at_once else None)


def _key(batch: Batch) -> Hashable:
    """Of the parameters only the identity: native code checks what they are now."""
    return batch.rule, batch.flags, tuple(batch.columns), tuple(map(id, batch.owners or batch.columns["weight"]))
