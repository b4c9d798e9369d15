"""The updates of a step: the works that are chosen for its parameters."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import ClassVar

from mxsym.rule.bodies import MASTER
from mxsym.runtime.native_call.layout import DONE
from mxsym.torch.arithmetic import WIDE, Arithmetic, is_noisy
from mxsym.torch.batch import Batch, numbers_at
from mxsym.torch.forms import AVERAGE, SEED
from mxsym.torch.listed import Lazy
from mxsym.torch.parts import Group, Lists, Part, Settings, Work, chosen
from mxsym.torch.prepared import Prepared
from mxsym.torch.tensors import Tensor
from mxsym.torch.works import ByRows, ByTorch, Dense, joined

_is_sparse = operator.attrgetter("is_sparse")


class Updates(Arithmetic):
    """The steps of an optimizer: works for its parameters are chosen, checked, and done."""

    takes_sparse: ClassVar[bool] = False
    """True if there is a lazy step for sparse gradients."""

    def _is_left(self, group: Group) -> bool:
        """True if torch's own arithmetic is asked for, that of a graph."""
        return bool(group.get("capturable")) or bool(group.get("differentiable"))

    def _works(self, group: Group, lists: Lists) -> list[Work]:
        """Works that update the parameters of a group; `lists` have their tensors. None of them has changed yet."""
        if self._is_left(group):
            return [ByTorch(self, group, lists)]
        if self.takes_sparse and True in (are_listed := [*map(_is_sparse, lists[1])]):
            return self._sparse_works(group, lists, are_listed)
        if self._options.has_masters or SEED in group:
            kinds = [
                p in self._options.into or WIDE in self.state.get(p, ()) or self._is_rounded(group, p) for p in lists[0]
            ]
            places = [[n for n, other in enumerate(kinds) if other is kind] for kind in sorted(set(kinds))]
            return [self._dense(group, chosen(lists, at)) for at in places]
        return [self._dense(group, lists)]

    def _dense(self, group: Group, lists: Lists) -> Work:
        columns = self.columns(group, lists)
        rule = self._derived(group, columns)
        _, flags, numbers = self._settings(rule, group, lists[0])
        return Dense(self, Batch(rule, flags, columns, numbers, self._options.pool), ((group, lists),))

    def _do(self, parts: Sequence[Part], numbers: Mapping[str, float]) -> None:
        """Update the parameters of a step, with numbers for all. If something is wrong with one, none has changed."""
        works: list[Work] = []
        for part in parts:
            part.works = own = self._works({**part.group, **numbers} if numbers else part.group, part.lists) or [Work()]
            for work in own:
                work.log = []
            works = works + own if works else own
        if not works:
            return
        # The first one checks what it is given itself; where it is alone, as in most steps, nothing else does.
        first, *others = self._joined(works) if len(works) > 1 else works
        for work in others:
            work.prepare()
        for part in parts:
            part.begin()
        if not first.repeat():
            first.prepare()
            first.run()
        first.log.append(DONE)
        for work in others:
            work.run()
            work.log.append(DONE)

    def _joined(self, works: Sequence[Work]) -> list[Work]:
        """The works of several groups, those that one call does as one."""
        return joined(works)

    def _begin(self) -> None:
        """Forget how the last step was done."""
        self.left = 0
        self.prepared_steps.ran.clear()
        self.lazy_steps.ran.clear()

    def _explained(self, profile: int) -> str:
        """Text on how the last step was done."""
        ran = self.prepared_steps.ran
        calls, tensors = Counter(known for _, known in ran), Counter[Prepared]()
        for count, known in ran:
            tensors[known] += count
        parts = [
            f"{_calls(number, tensors[known])}: {known.title}\n{known.explain(profile)}"
            for known, number in calls.items()
        ]
        listed = self.lazy_steps.ran
        for executor, number in Counter(executor for _, executor in listed).items():
            count = sum(count for count, one in listed if one is executor)
            parts.append(f"{_calls(number, count)}, the rows that gradients list\n{executor.explain()}")
        if self.left:
            parts.append(f"{_tensors(self.left)} updated by torch's own step: no kernel takes their tensors\n")
        return "\n".join(parts) if parts else "no step has been done\n"

    def _sparse_works(self, group: Group, lists: Lists, are_listed: Sequence[bool]) -> list[Work]:
        """The updates of parameters that have sparse gradients, and of the others."""
        if False in are_listed:
            listed, dense = ([n for n, one in enumerate(are_listed) if one is kind] for kind in (True, False))
            own, others = chosen(lists, listed), chosen(lists, dense)
            return [*self._sparse_works(group, own, [True] * len(listed)), *self._works(group, others)]
        updates: list[Lazy] = []
        if self._options.has_masters:
            ones = range(len(are_listed))
            left = [n for n in ones if self._add_rows(updates, group, chosen(lists, [n]))]
        else:
            left = self._add_rows(updates, group, lists)
        works: list[Work] = [ByRows(self, updates)] if updates else []
        return [*works, ByTorch(self, group, chosen(lists, left))] if left else works

    def _add_rows(self, updates: list[Lazy], group: Group, lists: Lists) -> Sequence[int]:
        """Add the lazy updates of parameters. Return the places of those whose steps are not lazy."""
        columns, weights = self.columns(group, lists), lists[0]
        averages = columns.pop(AVERAGE, ())
        if MASTER in columns:
            return range(len(weights))
        left = self._not_lazy(group, columns)
        if not left:
            form = self._lazy_form(group, columns)
            if form is not None:
                updates.append(Lazy(form, columns, group, lists, averages))
                return left
        for place in set(range(len(weights))).difference(left):
            own = {name: [column[place]] for name, column in columns.items()}
            form = self._lazy_form(group, own)
            assert form is not None
            updates.append(Lazy(form, own, group, chosen(lists, [place]), averages[place : place + 1]))
        return left

    def _lazy_form(self, group: Group, columns: Mapping[str, Sequence[Tensor]]) -> Settings | None:
        """The rule, flags and numbers of parameters that have sparse gradients; None if each has its own."""
        weights = columns["weight"]
        form = self._settings(self._derived(group, columns), group, weights)
        if SEED in group or is_noisy(form.rule) or tuple in map(type, form.numbers.values()):
            return form._replace(numbers=numbers_at(form.numbers, 0)) if len(weights) == 1 else None
        return form

    def _not_lazy(self, group: Group, columns: Mapping[str, Sequence[Tensor]]) -> Sequence[int]:
        """The places of parameters whose steps change more than the listed rows, as torch's momentum and decay do."""
        return range(len(columns["weight"])) if group["weight_decay"] or "momentum_buffer" in columns else ()


def _tensors(count: int) -> str:
    return f"{count} tensor{'s' * (count != 1)}"


def _calls(calls: int, tensors: int) -> str:
    return f"{_tensors(tensors)} in {calls} call{'s' * (calls != 1)}"
