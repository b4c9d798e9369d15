"""The works of a step: updates of dense tensors, of rows that gradients list, and by torch."""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from mxsym.codegen.record import replace
from mxsym.rule.bodies import MASTER
from mxsym.torch.arithmetic import Arithmetic
from mxsym.torch.batch import Batch
from mxsym.torch.faults import StepError, state_fault
from mxsym.torch.forms import AVERAGE, DECAY, SCALE
from mxsym.torch.listed import Lazy, LazyCall, check_listed
from mxsym.torch.parts import Group, Lists, Work, chosen
from mxsym.torch.prepared_steps import Expect
from mxsym.torch.rule_facts import columns_of, is_by_element, pairs_of, rows_of, tiles_of, unused_of
from mxsym.torch.tensors import (
    UNWRITABLE,
    Tensor,
    are_apart,
    increment_version,
    is_distributed,
    of_this_rank,
    parts_of_this_rank,
    plain,
    refuses_change,
    torch,
    torch_takes,
    twins,
)

chained = itertools.chain.from_iterable


def joined(works: Iterable[Work]) -> list[Work]:
    """The works in the order in which they run, those of equal keys as one."""
    kinds: dict[Hashable, list[Work]] = {}
    for work in sorted(works, key=operator.attrgetter("rank")):
        kinds.setdefault(work.key, []).append(work)
    for first, *others in kinds.values():
        if others:
            first.join(others)
            for other in others:
                other.within = first
    return [kind[0] for kind in kinds.values()]


class Then(Work):
    """Something at the end of a step."""

    def __init__(self, run: Callable[[], object]) -> None:
        self._run = run

    def run(self) -> None:
        """Do it."""
        self._run()


class Average(Work):
    """A running average that is moved on apart from the update of its weight."""

    def __init__(self, owner: Arithmetic, group: Group, p: Any, weight: Tensor, average: Tensor) -> None:
        self._owner, self._arguments = owner, (group, p, weight, average)

    def prepare(self) -> None:
        """Check that it has the form of the weight."""
        _, _, weight, average = self._arguments
        fault = state_fault(average, weight)
        if fault is not None:
            raise StepError([f"state {AVERAGE!r}: {fault}"])

    def run(self) -> None:
        """Move it."""
        self._owner.move_average(*self._arguments)


class Dense(Work):
    """The update of dense parameters by one rule, those of one group or of several."""

    rank = 1
    _expect: Expect | None = None

    def __init__(self, owner: Arithmetic, batch: Batch, sources: Sequence[tuple[Group, Lists]]) -> None:
        """Update what a batch has: the parameters in the lists of these groups."""
        self._owner, self._batch, self._sources = owner, batch, sources

    @property
    def key(self) -> Hashable:
        """The rule and the names of its tensors and numbers."""
        batch = self._batch
        return id(batch.rule), batch.flags, tuple(batch.columns), tuple(batch.numbers)

    def join(self, others: Sequence[Dense]) -> None:
        """Update the parameters of other groups in the same call: their numbers are others."""
        own, batches = self._batch, [self._batch, *[other._batch for other in others]]
        rows = zip(*[batch.columns.values() for batch in batches], strict=True)
        chains = dict(zip(own.columns, [[*chained(row)] for row in rows], strict=True))
        numbers = self._owner.prepared_steps.joined_numbers(batches)
        self._sources = [*self._sources, *chained([other._sources for other in others])]
        self._batch = Batch(own.rule, own.flags, chains, numbers, own.pool)

    def _recorded(self) -> Batch:
        """The update, that keeps what was before where the step may be undone."""
        batch = self._batch
        if self._owner.record is not None and self._expect is None:
            params = [p for _, lists in self._sources for p in lists[0]]
            columns = {name: [*column] for name, column in batch.columns.items()}
            rule, self._expect = self._owner.recorded(batch.rule, columns, params)
            batch = self._batch = replace(batch, rule=rule, columns=columns)
        return batch

    def repeat(self) -> bool:
        """Do a step like one before."""
        owner = self._owner
        batch = self._batch if owner.record is None else self._recorded()
        return owner.prepared_steps.run(batch, self.log, self._expect)

    def prepare(self) -> None:
        """Check the tensors, and choose the calls."""
        batch, steps = self._recorded(), self._owner.prepared_steps
        self._changed, self._others = batch.changed(), list[ByTorch]()
        self._calls = steps.again(batch)
        if self._calls:
            return
        rule, columns = batch.rule, batch.columns
        if any(map(is_distributed, columns["weight"])):
            parts = [
                parts_of_this_rank(row, in_parts=is_by_element(rule)) for row in zip(*columns.values(), strict=True)
            ]
            columns = dict(zip(columns, map(list, zip(*parts, strict=True)), strict=True))
            batch = replace(batch, columns=columns)
            self._changed = [*self._changed, *batch.changed()]
            self._calls = steps.again(batch)
            if self._calls:
                return
        rows, shape = list(zip(*columns.values(), strict=True)), (rows_of(rule), columns_of(rule))
        whole = [
            plain(
                dict(zip(columns, row, strict=True)),
                batch.single,
                *shape,
                unused_of(rule, row[0].ndim),
                tiles_of(rule),
                pairs_of(rule),
            )
            for row in rows
        ]
        kept = [row for row in whole if row is not None]
        if kept:
            same = all(row is not None and all(map(_is, row, old)) for row, old in zip(whole, rows, strict=True))
            places = [n for n, row in enumerate(whole) if row is not None]
            owners = [columns["weight"][n] for n in places]
            numbers = batch.numbers if len(kept) == len(whole) else batch.part(places).numbers
            views = dict(zip(columns, map(list, zip(*kept, strict=True)), strict=True))
            if self._expect is not None:
                self._expect = functools.partial(_at, self._expect, places)
            self._calls = steps.calls(replace(batch, columns=views, numbers=numbers, owners=owners), keep=same)
        start = 0
        for group, lists in self._sources:
            count = len(lists[0])
            left = [n for n, row in enumerate(whole[start : start + count]) if row is None]
            start += count
            if left:
                self._others.append(ByTorch(self._owner, group, chosen(lists, left)))
        for work in self._others:
            work.prepare()

    def run(self) -> None:
        """Do the calls, behind what torch does."""
        for work in self._others:
            work.run()
        increment_version(self._changed)
        for number, call in enumerate(self._calls, 1):
            self._owner.prepared_steps.do(call, self.log if number == len(self._calls) else [], self._expect)


class ByTorch(Work):
    """The update of some parameters as torch's own class does it: of what no kernel of mxsym's takes.

    Where torch may refuse something in the middle, it is done on copies, which are the outcome if all is well.
    """

    rank = 2

    def __init__(self, owner: Arithmetic, group: Group, lists: Lists) -> None:
        if SCALE in group:
            lists = [lists[0], [grad * group[SCALE] for grad in lists[1]], *lists[2:]]
        self._owner, self._group, self.lists = owner, group, lists
        self._columns = owner.columns(group, lists)
        averages, masters = self._columns.pop(AVERAGE, []), self._columns.get(MASTER)
        self._weights = masters or lists[0]
        moves = zip(lists[0], self._weights, averages, strict=False)
        self._averages = [Average(owner, group, *each) for each in moves]
        self._copies: Lists = []
        self._taken: Lists = []

    def prepare(self) -> None:
        """Check what torch will do; in doubt, do it on copies."""
        owner, group, grads = self._owner, self._group, self.lists[1]
        for work in self._averages:
            work.prepare()
        for weight, grad in zip(self._weights, grads, strict=True):
            if grad.layout is torch.sparse_coo and grad.shape == weight.shape:
                check_listed(grad)
        self._check_states()
        lists = self._taken = self._in_parts()
        owner.check_by_torch(lists)
        is_followed = bool(group.get("differentiable"))
        if not is_followed:
            owner.check_numbers(group, self.lists[0])
        elif torch.is_grad_enabled() and any(weight.is_leaf and weight.requires_grad for weight in self._weights):
            got = "a leaf that requires grad, in a group with differentiable=True"
            raise RuntimeError(f"step: got {got}, expected its clone(), for autograd follows the step")
        if not (is_followed or self._is_doubtful(lists)):
            return
        copies = twins(lists)
        with torch.no_grad():
            owner.call_torch_alike({**group, "differentiable": False}, copies)
        if not is_followed:  # else autograd is to see what happens to these
            self._copies = copies

    def _in_parts(self) -> Lists:
        """The tensors for torch. Of a parameter that has no elements on this rank it gets this rank's parts.

        Torch's steps refuse some distributed tensors, and this rank alone would fail.
        """
        lists = [self._weights, *self.lists[1:]]
        empty = [n for n, weight in enumerate(lists[0]) if is_distributed(weight) and not of_this_rank(weight).numel()]
        if not empty or any(tensor is None for column in lists for tensor in column):
            return lists
        return [[of_this_rank(own) if n in empty else own for n, own in enumerate(column)] for column in lists]

    def _is_doubtful(self, lists: Lists) -> bool:
        """True if torch may refuse something."""
        group = self._group
        if group.get("capturable") or not all(map(torch_takes, lists[0], lists[1])):
            return True
        columns = [column for column in lists if column]
        if not all(map(are_apart, zip(*columns, strict=True))):  # some steps of torch's write to gradients, too
            return True
        listed = [place for place, grad in enumerate(lists[1]) if grad.layout is torch.sparse_coo]
        states = [column[place] for column in lists[2:] if column for place in listed]
        is_listed = any(state is not None and state.layout is torch.sparse_coo for state in states)
        return bool(listed) and (is_listed or bool(group.get("weight_decay")) or bool(group.get("nesterov")))

    def _check_states(self) -> None:
        """Raise a `StepError` for states that no arithmetic takes, and for what cannot change in place."""
        faults: list[str] = []
        for name, column in self._columns.items():
            likes = self.lists[0] if name == MASTER else self._weights
            for weight, state, grad in zip(likes, column, self.lists[1], strict=True):
                fault = self._owner.state_fault(self._group, name, state, weight, grad)
                if fault is None and name != "grad" and refuses_change(state):
                    fix = "set its data to a clone()" if name == "weight" else "assign its clone()"
                    fault = f"got {UNWRITABLE}, expected one that can change in place; {fix}"
                if fault is not None:
                    faults.append(f"a parameter of shape {tuple(weight.shape)}: {name}: {fault}")
        if faults:
            raise StepError(faults)

    def run(self) -> None:
        """Do it."""
        owner, masters = self._owner, self._columns.get(MASTER)
        owner.left += len(self.lists[0])
        owner.keep(self.lists[0], self._columns)
        lists = self._taken
        if self._copies:
            for number, (own, column) in enumerate(zip(lists, self._copies, strict=True)):
                for place, tensor in enumerate(column if number != 1 else ()):
                    if own[place] is None:  # a buffer that begins with this step
                        own[place] = tensor
                    else:
                        own[place].copy_(tensor)
        else:
            owner.call_torch_alike(self._group, lists)
        if masters is not None:
            for weight, master in zip(self._columns["weight"], masters, strict=True):
                weight.copy_(master)
        for work in self._averages:
            work.run()


class ByRows(Work):
    """Lazy updates of parameters by their sparse gradients: all of a step's in one call."""

    rank = 0

    def __init__(self, owner: Arithmetic, updates: Sequence[Lazy]) -> None:
        self._owner, self._updates = owner, updates

    @property
    def key(self) -> Hashable:
        """The same for all."""
        return ByRows

    def join(self, others: Sequence[ByRows]) -> None:
        """Update other parameters, too, by whatever rule."""
        self._updates = [*self._updates, *chained([other._updates for other in others])]

    def repeat(self) -> bool:
        """Do a step like one before."""
        owner, updates = self._owner, self._updates
        if owner.record is not None or DECAY in updates[0].group:  # which all of a step have, or none
            return False
        return owner.lazy_steps.run(updates, self.log)

    def prepare(self) -> None:
        """Check the tensors, and choose the calls."""
        updates: list[Lazy] = []
        self._others, self._averages = list[Work](), list[Average]()
        for lazy in self._updates:
            taken = lazy.taken()
            if taken:
                updates.append(lazy if len(taken) == lazy.number else lazy.part(taken))
            for place, weight in enumerate(lazy.columns["weight"]):
                if place not in taken:
                    self._others.append(ByTorch(self._owner, lazy.group, chosen(lazy.lists, [place])))
                elif lazy.averages:
                    self._averages.append(Average(self._owner, lazy.group, weight, weight, lazy.averages[place]))
        for work in (*self._others, *self._averages):
            work.prepare()
        self._changed = [tensor for lazy in updates for tensor in lazy.changed()]
        steps = self._owner.lazy_steps
        self._calls: list[LazyCall] = steps.calls(updates, self._owner.pool, self._owner.record) if updates else []

    def run(self) -> None:
        """Do the calls, behind what torch does; then move averages on."""
        for work in self._others:
            work.run()
        increment_version(self._changed)
        for number, call in enumerate(self._calls, 1):
            is_last = number == len(self._calls) and not self._averages
            self._owner.lazy_steps.ran.append(call(self.log if is_last else []))
        for work in self._averages:
            work.run()


def _is(one: object, other: object) -> bool:
    return one is other


def _at(expect: Expect, places: Sequence[int], part: Iterable[int], log: list[int]) -> None:
    expect([places[n] for n in part], log)
