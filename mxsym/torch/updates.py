"""The updates of a step: the tensors of parameters by the inputs of a rule, and what runs on them."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
from mxsym.torch.listed import LazyForm, LazySteps, lazily
from mxsym.torch.options import Options
from mxsym.torch.parts import Group, Lists, Settings, chosen, settings
from mxsym.torch.step import (
    Batch,
    Expect,
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
from mxsym.torch.tensors import Tensor, is_distributed, parts_of_this_rank, plain, torch
from mxsym.torch.theirs import call_torch
from mxsym.torch.undo import Record

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
    _record: Record | None = None
    _prepared_steps: PreparedSteps | None = None
    _lazy_steps: LazySteps | None = None
    _listed: Counter[Executor] | None = None
    """The executors that updated rows in the last step, with the number of their parameters."""
    _left: int = 0
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

    def _is_left(self, group: Group) -> bool:
        """True if torch's own arithmetic is asked for, that of a graph."""
        return torch.compiler.is_compiling() or bool(group.get("capturable")) or bool(group.get("differentiable"))

    def _update(self, group: Group, lists: Lists) -> None:
        """Update the parameters of a group whose tensors are in these lists."""
        if self._is_left(group):
            self._by_torch(group, lists)
        elif self.takes_sparse and any(grad.is_sparse for grad in lists[1]):
            self._update_sparse(group, lists)
        elif self._options.has_masters or SEED in group:
            kinds = [
                p in self._options.into or WIDE in self.state.get(p, ()) or self._is_rounded(group, p) for p in lists[0]
            ]
            for kind in sorted(set(kinds)):
                self._update_dense(group, chosen(lists, [n for n, other in enumerate(kinds) if other is kind]))
        else:
            self._update_dense(group, lists)

    def _columns(self, group: Group, lists: Lists) -> dict[str, list[Any]]:
        """The tensors of some parameters by the rule's inputs."""
        columns = {name: column for name, column in zip(("weight", *self.tensors), lists, strict=True) if column}
        weights = lists[0]
        if self._options.has_masters:
            if weights[0] in self._options.into:
                columns["weight"] = [self._options.into[p] for p in weights]
                columns[MASTER] = weights
            elif WIDE in self.state.get(weights[0], ()):
                columns[MASTER] = [self.state[p][WIDE] for p in weights]
        if DECAY in group:
            columns[AVERAGE] = [self.state[p][AVERAGE] for p in weights]
        return columns

    def _update_dense(self, group: Group, lists: Lists) -> None:
        columns = self._columns(group, lists)
        rule = self._derived(group, columns)
        expect: Expect | None = None
        if self._record is not None:
            rule, expect = self._recorded(rule, columns, lists[0])
        flags, numbers = self._settings(rule, group, lists[0])
        batch = Batch(rule, flags, columns, numbers, self._options.pool)
        if self._repeat(batch, expect):
            return
        if any(map(is_distributed, columns["weight"])):
            parts = [
                parts_of_this_rank(row, in_parts=is_by_element(rule)) for row in zip(*columns.values(), strict=True)
            ]
            columns = dict(zip(columns, map(list, zip(*parts, strict=True)), strict=True))
            batch = replace(batch, columns=columns)
            if self._repeat(batch, expect):
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
        if any(row is None for row in whole):
            self._by_torch(group, chosen(lists, [n for n, row in enumerate(whole) if row is None]))
        places = [n for n, row in enumerate(whole) if row is not None]
        kept = [row for row in whole if row is not None]
        if kept:
            same = all(row is not None and all(map(_is, row, old)) for row, old in zip(whole, rows, strict=True))
            owners = [columns["weight"][n] for n in places]
            columns = dict(zip(columns, map(list, zip(*kept, strict=True)), strict=True))
            flags, numbers = self._settings(rule, group, [lists[0][n] for n in places])
            batch = Batch(rule, flags, columns, numbers, self._options.pool, owners)
            of_them = None if expect is None else functools.partial(_at, expect, places)
            self._prepared().learn(batch, keep=same, expect=of_them)

    def _prepared(self) -> PreparedSteps:
        prepared = self._prepared_steps = self._prepared_steps or PreparedSteps()
        return prepared

    def _repeat(self, batch: Batch, expect: Expect | None) -> bool:
        """Do a step like one before; False, and no number has changed, if there was none, or its tensors differ."""
        columns = batch.columns
        increment_version([tensor for name in batch.written for tensor in columns[name]])
        return self._prepared().run(batch, expect)

    def _begin(self) -> None:
        """Forget how the last step was done."""
        self._listed, self._left = None, 0
        if self._prepared_steps is not None:
            self._prepared_steps.ran.clear()

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
        for executor, number in (self._listed or {}).items():
            parts.append(f"{_calls(number, number)}, the rows that gradients list\n{executor.explain()}")
        if self._left:
            parts.append(f"{_tensors(self._left)} updated by torch's own step: no kernel takes their tensors\n")
        return "\n".join(parts) if parts else "no step has been done\n"

    def _settings(self, rule: Rule, group: Group, params: Sequence[Any]) -> Settings:
        """A rule's flags and numbers for parameters of a group."""
        return settings(rule, {**group, **self._noise(group, params)} if _is_noisy(rule) else group)

    def _recorded(self, rule: Rule, columns: dict[str, list[Any]], params: Sequence[Any]) -> tuple[Rule, Expect]:
        """The rule that keeps what was before, with `columns` for that; and what to call before places are updated."""
        record = self._record
        assert record is not None
        written = {name: columns[name] for name in Batch(rule, (), columns, {}).written}
        rooms = {n: [record.room(p, n, t) for p, t in zip(params, c, strict=True)] for n, c in written.items()}
        columns |= {before(name): column for name, column in rooms.items()}

        def expect(places: Iterable[int]) -> list[int]:
            return record.expect([(column[n], rooms[name][n]) for n in places for name, column in written.items()])

        return recorded(rule), expect

    def _update_sparse(self, group: Group, lists: Lists) -> None:
        """Update the parameters that have sparse gradients, each by itself, and then the others."""
        form: LazyForm | None = None
        alike = None if self._options.has_masters else self._columns(group, lists)
        for place, grad in enumerate(lists[1]):
            if grad.is_sparse:
                columns, at = (self._columns(group, chosen(lists, [place])), 0) if alike is None else (alike, place)
                row = {name: column[at] for name, column in columns.items()}
                average = row.pop(AVERAGE, None)
                if MASTER not in row and self._is_lazy(group, row):
                    form = form if form is not None and form.is_shared else self._lazy_form(group, lists[0][place])
                    is_done = self._lazily(form, row)
                else:
                    is_done = False
                if not is_done:
                    self._by_torch(group, chosen(lists, [place]))
                elif average is not None:
                    self._move_average(group, row["weight"], row["weight"], average)
        dense = [place for place, grad in enumerate(lists[1]) if not grad.is_sparse]
        if dense:
            self._update(group, chosen(lists, dense))

    def _lazy_form(self, group: Group, p: Any) -> LazyForm:
        """The rule, flags and numbers of a parameter that has a sparse gradient."""
        rule = self._derived(group, {"weight": [p]})
        flags, several = self._settings(rule, group, [p])
        is_shared = not (SEED in group or _is_noisy(rule) or tuple in map(type, several.values()))
        return LazyForm(rule, flags, several if is_shared else numbers_at(several, 0), is_shared)

    def _lazily(self, form: LazyForm, row: Mapping[str, Tensor]) -> bool:
        """Update the rows of a parameter that its gradient lists; False, and nothing has changed, if no kernel can."""
        steps = self._lazy_steps = self._lazy_steps or LazySteps()
        executor = lazily(steps, self._options.pool, form, row, self._record)
        if executor is not None:
            self._listed = self._listed or Counter()
            self._listed[executor] += 1
        return executor is not None

    def _move_average(self, group: Group, p: Any, weight: Tensor, average: Tensor) -> None:
        """Move an average on apart from the update, the whole of it: rows that no gradient lists move, too."""
        if self._record is not None:
            self._record.keep(p, AVERAGE, average)
        average.lerp_(weight.detach().to(average.dtype), 1 - group[DECAY])

    def _is_lazy(self, group: Group, row: Mapping[str, Tensor]) -> bool:
        """True if a step changes the listed rows only, as torch has it: momentum and decay change the others too."""
        return not group["weight_decay"] and "momentum_buffer" not in row

    def _by_torch(self, group: Group, lists: Lists) -> None:
        """Update some parameters as torch's own class does: what no kernel of mxsym's takes."""
        if RESCALE in group:
            lists = [lists[0], [grad * group[RESCALE] for grad in lists[1]], *lists[2:]]
        self._left += len(lists[0])
        columns = self._columns(group, lists)
        average, masters = columns.pop(AVERAGE, ()), columns.get(MASTER)
        self._keep(lists[0], columns)
        weights = masters or lists[0]
        self._call_torch_alike(group, [weights, *lists[1:]])
        if masters is not None:
            for weight, master in zip(columns["weight"], masters, strict=True):
                weight.copy_(master)
        for p, weight, mean in zip(lists[0], weights, average, strict=False):
            self._move_average(group, p, weight, mean)

    def _keep(self, params: Sequence[Any], columns: Mapping[str, Sequence[Any]]) -> None:
        """Keep what a step by torch changes."""
        if self._record is not None:
            for name, column in columns.items():
                for p, tensor in zip(params, column, strict=True):
                    if name != "grad" and isinstance(tensor, torch.Tensor):
                        self._record.keep(p, name, tensor)

    def _call_torch_alike(self, group: Group, lists: Lists) -> None:
        """Call torch's function, which takes tensors of the weights' dtypes only."""
        if not any(
            tensor is not None and tensor.dtype != weight.dtype
            for column in lists[1:]
            for tensor, weight in zip(column, lists[0], strict=False)
        ):
            self._call_torch(group, lists)
            return
        single = single_of(self._rule(group))
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

    def _call_torch(self, group: Group, lists: Lists) -> None:
        call_torch(type(self), group, lists)


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
