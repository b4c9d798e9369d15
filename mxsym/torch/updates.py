"""The updates of a step: the tensors of parameters by the inputs of a rule, and what runs on them."""

from __future__ import annotations

import functools
import itertools
import operator
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from mxsym.codegen.record import replace
from mxsym.executor.executor import Executor
from mxsym.optimizer.settings import RESCALE
from mxsym.rule.derived_ops import MASTER
from mxsym.rule.rule import Rule
from mxsym.rule.trace import PLACE
from mxsym.torch.forms import (
    AVERAGE,
    DECAY,
    ROUND,
    SEED,
    TENSOR,
    averaged,
    before,
    recorded,
    rounded,
    scaled,
    with_master,
)
from mxsym.torch.listed import Lazy, LazyForm, LazySteps, check_listed
from mxsym.torch.options import Options
from mxsym.torch.parts import Group, Lists, Part, Settings, Work, chosen, settings
from mxsym.torch.step import (
    Batch,
    Expect,
    Pool,
    Prepared,
    PreparedSteps,
    columns_of,
    is_by_element,
    numbers_at,
    pairs_of,
    rows_of,
    rule_of,
    single_of,
    tiles_of,
    unused_of,
)
from mxsym.torch.tensors import Tensor, is_distributed, is_writable, parts_of_this_rank, plain, torch, torch_takes
from mxsym.torch.theirs import call_torch
from mxsym.torch.undo import Record

chained = itertools.chain.from_iterable
increment_version = torch.autograd.graph.increment_version
WIDE = "master"
"""The state that is the float32 copy of a 16-bit parameter."""


class Updates:
    """The arithmetic of an optimizer.

    `rule`: the rule's name. `tensors`: its inputs behind the weight, in the order of the lists that torch's
    `_init_group` fills with the tensors of a group's parameters that have gradients.
    """

    rule: ClassVar[str]
    tensors: ClassVar[tuple[str, ...]]
    takes_sparse: ClassVar[bool] = False
    """True if there is a lazy step for sparse gradients."""
    state: Any
    param_groups: list[Group]
    _order: Mapping[Any, float] = {}
    """The place of each parameter among all."""
    _options: Options = Options()
    record: Record | None = None
    """That of the last step, where it may be undone."""
    _prepared_steps: PreparedSteps | None = None
    _lazy_steps: LazySteps | None = None
    left: int = 0
    """The number of parameters of the last step that torch has updated."""

    def _rule_name(self, group: Group) -> str:
        del group
        return self.rule

    def _rule(self, group: Group) -> Rule:
        return rule_of(self._rule_name(group))

    def _derived(self, group: Group, columns: Mapping[str, Any]) -> Rule:
        """The rule of a group on these tensors, with the factor of its gradients and its averages."""
        rule = self._rule(group)
        if MASTER in columns:
            rule = with_master(rule)
        if RESCALE in group:
            rule = scaled(rule)
        if AVERAGE in columns:
            rule = averaged(rule)
        return rounded(rule) if SEED in group and self._is_rounded(group, columns["weight"][0]) else rule

    def _is_rounded(self, group: Group, p: Any) -> bool:
        """True if a parameter is rounded by noise."""
        return SEED in group and p.dtype is torch.bfloat16

    def _noise(self, group: Group, params: Sequence[Any]) -> dict[str, Any]:
        """The numbers of parameters' noise, which is the same whatever others are updated with them."""
        order = self._order
        if any(p not in order for p in params):
            listed = (p for group in self.param_groups for p in group["params"])
            order = self._order = {p: float(place) for place, p in enumerate(listed)}
        places = tuple(order[p] for p in params)
        return {TENSOR: places, PLACE: places, ROUND: float(group.get(ROUND, 0))}

    @property
    def pool(self) -> Pool:
        """The threads of steps."""
        return self._options.pool

    def _is_left(self, group: Group) -> bool:
        """True if torch's own arithmetic is asked for, that of a graph."""
        return torch.compiler.is_compiling() or bool(group.get("capturable")) or bool(group.get("differentiable"))

    def _works(self, group: Group, lists: Lists) -> list[Work]:
        """Works that update the parameters of a group; `lists` have their tensors. None of them has changed yet."""
        if self._is_left(group):
            return [ByTorch(self, group, lists, is_traced=True)]
        if self.takes_sparse and any(grad.is_sparse for grad in lists[1]):
            return self._sparse_works(group, lists)
        if self._options.has_masters or SEED in group:
            kinds = [
                p in self._options.into or WIDE in self.state.get(p, ()) or self._is_rounded(group, p) for p in lists[0]
            ]
            places = [[n for n, other in enumerate(kinds) if other is kind] for kind in sorted(set(kinds))]
            return [self._dense(group, chosen(lists, at)) for at in places]
        return [self._dense(group, lists)]

    def columns(self, group: Group, lists: Lists) -> dict[str, list[Any]]:
        """The tensors of some parameters by the rule's inputs."""
        weights, named = lists[0], zip(("weight", *self.tensors), lists, strict=True)
        columns = dict(itertools.compress(named, lists))  # those that are no empty lists
        if self._options.has_masters:
            if weights[0] in self._options.into:
                columns["weight"] = [self._options.into[p] for p in weights]
                columns[MASTER] = weights
            elif WIDE in self.state.get(weights[0], ()):
                columns[MASTER] = [self.state[p][WIDE] for p in weights]
        if DECAY in group:
            columns[AVERAGE] = [self.state[p][AVERAGE] for p in weights]
        return columns

    def _dense(self, group: Group, lists: Lists) -> Work:
        columns = self.columns(group, lists)
        rule = self._derived(group, columns)
        flags, numbers = self._settings(rule, group, lists[0])
        return Dense(self, Batch(rule, flags, columns, numbers, self._options.pool), ((group, lists),))

    def _do(self, parts: Sequence[Part], numbers: Mapping[str, float]) -> None:
        """Update the parameters of a step, with numbers for all. If something is wrong with one, none has changed."""
        works: list[Work] = []
        for part in parts:
            part.works = own = self._works({**part.group, **numbers} if numbers else part.group, part.lists) or [Work()]
            works = works + own if works else own
        if not works:
            return
        # The first one checks what it is given itself; where it is alone, as in most steps, nothing else does.
        first, *others = joined(works) if len(works) > 1 else works
        for work in others:
            work.prepare()
        if not first.repeat():
            first.prepare()
            first.run()
        first.is_done = True
        for work in others:
            work.run()
            work.is_done = True

    @property
    def prepared_steps(self) -> PreparedSteps:
        """The dense steps that were done before."""
        prepared = self._prepared_steps = self._prepared_steps or PreparedSteps()
        return prepared

    @property
    def lazy_steps(self) -> LazySteps:
        """The lazy steps that were done before."""
        steps = self._lazy_steps = self._lazy_steps or LazySteps()
        return steps

    def _begin(self) -> None:
        """Forget how the last step was done."""
        self.left = 0
        if self._prepared_steps is not None:
            self._prepared_steps.ran.clear()
        if self._lazy_steps is not None:
            self._lazy_steps.ran.clear()

    def _explained(self, profile: int) -> str:
        """Text on how the last step was done."""
        ran = [] if self._prepared_steps is None else self._prepared_steps.ran
        calls, tensors = Counter(known for _, known in ran), Counter[Prepared]()
        for count, known in ran:
            tensors[known] += count
        parts = [
            f"{_calls(number, tensors[known])}: {known.title}\n{known.explain(profile)}"
            for known, number in calls.items()
        ]
        listed = [] if self._lazy_steps is None else self._lazy_steps.ran
        for executor, number in Counter(executor for _, executor in listed).items():
            count = sum(count for count, one in listed if one is executor)
            parts.append(f"{_calls(number, count)}, the rows that gradients list\n{executor.explain()}")
        if self.left:
            parts.append(f"{_tensors(self.left)} updated by torch's own step: no kernel takes their tensors\n")
        return "\n".join(parts) if parts else "no step has been done\n"

    def _settings(self, rule: Rule, group: Group, params: Sequence[Any]) -> Settings:
        """A rule's flags and numbers for parameters of a group."""
        return settings(rule, {**group, **self._noise(group, params)} if _is_noisy(rule) else group)

    def recorded(self, rule: Rule, columns: dict[str, list[Any]], params: Sequence[Any]) -> tuple[Rule, Expect]:
        """The rule that keeps what was before, with `columns` for that; and what to call before places are updated."""
        record = self.record
        assert record is not None
        written = {name: columns[name] for name in Batch(rule, (), columns, {}).written}
        rooms = {n: [record.room(p, n, t) for p, t in zip(params, c, strict=True)] for n, c in written.items()}
        columns |= {before(name): column for name, column in rooms.items()}

        def expect(places: Iterable[int]) -> list[int]:
            return record.expect([(column[n], rooms[name][n]) for n in places for name, column in written.items()])

        return recorded(rule), expect

    def _sparse_works(self, group: Group, lists: Lists) -> list[Work]:
        """The updates of parameters that have sparse gradients, and of the others."""
        form: LazyForm | None = None
        alike = None if self._options.has_masters else self.columns(group, lists)
        rows, left, dense = ByRows(self), list[int](), list[int]()
        for place, grad in enumerate(lists[1]):
            if not grad.is_sparse:
                dense.append(place)
                continue
            columns, at = (self.columns(group, chosen(lists, [place])), 0) if alike is None else (alike, place)
            row = {name: column[at] for name, column in columns.items()}
            average = row.pop(AVERAGE, None)
            if MASTER not in row and self._is_lazy(group, row):
                form = form if form is not None and form.is_shared else self._lazy_form(group, lists[0][place])
                rows.add(Lazy(form, row), (group, lists, place), average)
            else:
                left.append(place)
        works: list[Work] = [rows] if len(left) + len(dense) < len(lists[1]) else []
        if left:
            works.append(ByTorch(self, group, chosen(lists, left)))
        return works + self._works(group, chosen(lists, dense)) if dense else works

    def _lazy_form(self, group: Group, p: Any) -> LazyForm:
        """The rule, flags and numbers of a parameter that has a sparse gradient."""
        rule = self._derived(group, {"weight": [p]})
        flags, several = self._settings(rule, group, [p])
        is_shared = not (SEED in group or _is_noisy(rule) or tuple in map(type, several.values()))
        return LazyForm(rule, flags, several if is_shared else numbers_at(several, 0), is_shared)

    def move_average(self, group: Group, p: Any, weight: Tensor, average: Tensor) -> None:
        """Move an average on apart from the update, the whole of it: rows that no gradient lists move, too."""
        if self.record is not None:
            self.record.keep(p, AVERAGE, average)
        average.lerp_(weight.detach().to(average.dtype), 1 - group[DECAY])

    def _is_lazy(self, group: Group, row: Mapping[str, Tensor]) -> bool:
        """True if a step changes the listed rows only, as torch has it: momentum and decay change the others too."""
        return not group["weight_decay"] and "momentum_buffer" not in row

    def keep(self, params: Sequence[Any], columns: Mapping[str, Sequence[Any]]) -> None:
        """Keep what a step by torch changes."""
        if self.record is not None:
            for name, column in columns.items():
                for p, tensor in zip(params, column, strict=True):
                    if name != "grad" and isinstance(tensor, torch.Tensor):
                        self.record.keep(p, name, tensor)

    def call_torch_alike(self, group: Group, lists: Lists) -> None:
        """Call torch's function, which takes tensors of the weights' dtypes only."""
        if not any(
            tensor is not None and tensor.dtype != weight.dtype
            for column in lists[1:]
            for tensor, weight in zip(column, lists[0], strict=False)
        ):
            self._call_torch(group, lists)
            return
        single = self.single(group)
        alike = [lists[0]]
        for name, column in zip(self.tensors, lists[1:], strict=True):
            other = [_alike(tensor, weight) for tensor, weight in zip(column, lists[0], strict=False)]
            alike.append(column if name in single else other)
        self._call_torch(group, alike)
        for name, column, own in zip(self.tensors[1:], alike[2:], lists[2:], strict=True):
            for place, (tensor, old) in enumerate(zip(column, own, strict=True)):
                if old is None:  # a buffer that begins with this step
                    own[place] = tensor.to(self._options.dtype(name, tensor.dtype) or tensor.dtype)
                elif old is not tensor:
                    old.copy_(tensor)

    def single(self, group: Group) -> frozenset[str]:
        """The tensors that are one number."""
        return single_of(self._rule(group))

    def check_by_torch(self, lists: Lists) -> None:
        """Raise if there is no arithmetic but that of kernels."""

    def _call_torch(self, group: Group, lists: Lists) -> None:
        call_torch(type(self), group, lists)


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

    def __init__(self, owner: Updates, group: Group, p: Any, weight: Tensor, average: Tensor) -> None:
        self._owner, self._arguments = owner, (group, p, weight, average)

    def prepare(self) -> None:
        """Check that it has the form of the weight."""
        _, _, weight, average = self._arguments
        if average.shape != weight.shape:
            got, expected = f"a running average of shape {tuple(average.shape)}", f"the weight's {tuple(weight.shape)}"
            raise RuntimeError(f"step: got {got}, expected {expected}; nothing has changed")

    def run(self) -> None:
        """Move it."""
        self._owner.move_average(*self._arguments)


class Dense(Work):
    """The update of dense parameters by one rule, those of one group or of several."""

    rank = 1
    _expect: Expect | None = None

    def __init__(self, owner: Updates, batch: Batch, sources: Sequence[tuple[Group, Lists]]) -> None:
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
        owner, is_refused = self._owner, False
        batch = self._batch if owner.record is None else self._recorded()
        try:
            is_refused = not owner.prepared_steps.run(batch, self._expect)
            return not is_refused
        finally:
            if not is_refused:  # also where an exception of a signal handler follows it
                increment_version(batch.changed())

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
        """Do the calls."""
        increment_version(self._changed)
        for call in self._calls:
            self._owner.prepared_steps.do(call, self._expect)
        for work in self._others:
            work.run()


class ByTorch(Work):
    """The update of some parameters as torch's own class does it: of what no kernel of mxsym's takes.

    Where torch may refuse something in the middle, it is done on copies, which are the outcome if all is well.
    `is_traced`: torch makes a graph of it.
    """

    rank = 2

    def __init__(self, owner: Updates, group: Group, lists: Lists, *, is_traced: bool = False) -> None:
        if RESCALE in group:
            lists = [lists[0], [grad * group[RESCALE] for grad in lists[1]], *lists[2:]]
        self._owner, self._group, self.lists, self._is_traced = owner, group, lists, is_traced
        self._columns = owner.columns(group, lists)
        averages, masters = self._columns.pop(AVERAGE, []), self._columns.get(MASTER)
        self._weights = masters or lists[0]
        moves = zip(lists[0], self._weights, averages, strict=False)
        self._averages = [Average(owner, group, *each) for each in moves]
        self._copies: Lists = []

    def prepare(self) -> None:
        """Check what torch will do; in doubt, do it on copies."""
        if self._is_traced:
            return
        for work in self._averages:
            work.prepare()
        for weight, grad in zip(self._weights, self.lists[1], strict=True):
            if grad.layout is torch.sparse_coo and grad.shape == weight.shape:
                check_listed(grad)
        single = self._owner.single(self._group)
        lists = [self._weights, *self.lists[1:]]
        self._owner.check_by_torch(lists)
        if all(map(torch_takes, self._rows(lists, single=False, of=single))) and all(
            tensor.numel() == 1 for row in self._rows(lists, single=True, of=single) for tensor in row[1:]
        ):
            return
        for tensor in (tensor for column in (self._weights, *self.lists[2:]) for tensor in column):
            if tensor is not None and not is_writable(tensor):
                got = "an inference tensor, or one whose elements share memory"
                raise RuntimeError(f"step: got {got}, expected tensors that can be changed in place: clone() them")
        copies = [[None if tensor is None else tensor.detach().clone() for tensor in column] for column in lists]
        self._owner.call_torch_alike(self._group, copies)
        self._copies = copies

    def _rows(self, lists: Lists, *, single: bool, of: frozenset[str]) -> Iterable[list[Tensor]]:
        """The tensors of each parameter, the weight first, then the numbers or the others among them."""
        named = [column for name, column in zip(self._owner.tensors, lists[1:], strict=True) if (name in of) is single]
        for place, weight in enumerate(lists[0]):
            yield [weight, *(column[place] for column in named if column and column[place] is not None)]

    def run(self) -> None:
        """Do it."""
        owner, masters = self._owner, self._columns.get(MASTER)
        owner.left += len(self.lists[0])
        owner.keep(self.lists[0], self._columns)
        lists = [self._weights, *self.lists[1:]]
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

    def __init__(self, owner: Updates) -> None:
        self._owner = owner
        self._updates: list[Lazy] = []
        self._sources: list[tuple[tuple[Group, Lists, int], Tensor | None]] = []
        """The group and the lists of each with its place in them, and its running average."""
        self._ends: list[Callable[[], object]] = []
        self._has_averages = False
        self._others: list[Work] = []
        self._calls: list[Callable[[], tuple[int, Executor]]] = []
        self._changed: list[Tensor] = []

    def add(
        self,
        lazy: Lazy,
        source: tuple[Group, Lists, int],
        average: Tensor | None = None,
        then: Callable[[], object] | None = None,
    ) -> None:
        """Update one more; `then` is called at the end."""
        self._updates.append(lazy)
        self._sources.append((source, average))
        self._has_averages |= average is not None
        if then is not None:
            self._ends.append(then)

    @property
    def key(self) -> Hashable:
        """The same for all."""
        return ByRows

    def join(self, others: Sequence[ByRows]) -> None:
        """Update other parameters, too, by whatever rule."""
        for work in others:
            self._updates += work._updates
            self._sources += work._sources
            self._ends += work._ends
            self._has_averages |= work._has_averages

    def repeat(self) -> bool:
        """Do a step like one before."""
        if self._owner.record is not None or self._has_averages:
            return False
        is_refused = False
        try:
            is_refused = not self._owner.lazy_steps.run(self._updates)
        except IndexError:
            is_refused = True
            raise
        finally:
            if not is_refused:  # also where an exception of a signal handler follows it
                increment_version([tensor for lazy in self._updates for tensor in lazy.written])
        if not is_refused:
            self._end()
        return not is_refused

    def prepare(self) -> None:
        """Check the tensors, and choose the calls."""
        taken: list[Lazy] = []
        self._others = []
        for lazy, ((group, lists, place), average) in zip(self._updates, self._sources, strict=True):
            if lazy.is_taken():
                taken.append(lazy)
                if average is not None:
                    weight = lazy.tensors["weight"]
                    self._others.append(Average(self._owner, group, weight, weight, average))
            else:
                self._others.append(ByTorch(self._owner, group, chosen(lists, [place])))
        for work in self._others:
            work.prepare()
        self._changed = [tensor for lazy in taken for tensor in lazy.written]
        steps = self._owner.lazy_steps
        self._calls = steps.calls(taken, self._owner.pool, self._owner.record) if taken else []

    def run(self) -> None:
        """Do the calls."""
        increment_version(self._changed)
        for call in self._calls:
            self._owner.lazy_steps.ran.append(call())
        for work in self._others:
            work.run()
        self._end()

    def _end(self) -> None:
        for end in self._ends:
            end()


@functools.lru_cache(maxsize=256)
def _is_noisy(rule: Rule) -> bool:
    """True if a rule draws noise."""
    return rule.attribute(SEED) is not None or rule.attribute(PLACE) is not None


def _is(one: object, other: object) -> bool:
    return one is other


def _alike(tensor: Tensor | None, weight: Tensor) -> Tensor | None:
    """A tensor of the weight's dtype: torch's functions take no other."""
    if tensor is None or tensor.dtype == weight.dtype or tensor.is_complex() or weight.is_complex():
        return tensor
    return tensor.to(weight.dtype)


def _at(expect: Expect, places: Sequence[int], part: Iterable[int]) -> list[int]:
    return expect([places[n] for n in part])


def _tensors(count: int) -> str:
    return f"{count} tensor{'s' * (count != 1)}"


def _calls(calls: int, tensors: int) -> str:
    return f"{_tensors(tensors)} in {calls} call{'s' * (calls != 1)}"
