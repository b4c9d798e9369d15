"""The updates of a step: the works that are chosen for its parameters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from mxsym.rule.derived_ops import MASTER
from mxsym.torch.arithmetic import WIDE, Arithmetic, is_noisy
from mxsym.torch.forms import AVERAGE, SEED
from mxsym.torch.listed import Lazy, LazyForm
from mxsym.torch.parts import Group, Lists, Part, Work, chosen
from mxsym.torch.step import Batch, Prepared, numbers_at
from mxsym.torch.tensors import Tensor, torch
from mxsym.torch.works import ByRows, ByTorch, Dense, joined


class Updates(Arithmetic):
    """The steps of an optimizer: works for its parameters are chosen, checked, and done."""

    takes_sparse: ClassVar[bool] = False
    """True if there is a lazy step for sparse gradients."""

    def _is_left(self, group: Group) -> bool:
        """True if torch's own arithmetic is asked for, that of a graph."""
        return torch.compiler.is_compiling() or bool(group.get("capturable")) or bool(group.get("differentiable"))

    def _works(self, group: Group, lists: Lists) -> list[Work]:
        """Works that update the parameters of a group; `lists` have their tensors. None of them has changed yet."""
        if self._is_left(group):
            return [ByTorch(self, group, lists)]
        if self.takes_sparse and any(grad.is_sparse for grad in lists[1]):
            return self._sparse_works(group, lists)
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

    def _sparse_works(self, group: Group, lists: Lists) -> list[Work]:
        """The updates of parameters that have sparse gradients, and of the others."""
        form: LazyForm | None = None
        rows, left = ByRows(self), list[int]()
        are_listed = [grad.is_sparse for grad in lists[1]]
        listed, dense = ([n for n, one in enumerate(are_listed) if one is kind] for kind in (True, False))
        for places in [[place] for place in listed] if self._options.has_masters else [listed]:
            columns = self.columns(group, chosen(lists, places) if dense or len(places) < len(listed) else lists)
            averages = columns.pop(AVERAGE, [None] * len(places))
            for place, average, *tensors in zip(places, averages, *columns.values(), strict=True):
                row = dict(zip(columns, tensors, strict=True))
                if MASTER in row or not self._is_lazy(group, row):
                    left.append(place)
                    continue
                if form is None or not form.is_shared:
                    form = self._lazy_form(group, lists[0][place])
                rows.add(Lazy(form, row), (group, lists, place), average)
        works: list[Work] = [rows] if len(left) < len(listed) else []
        if left:
            works.append(ByTorch(self, group, chosen(lists, left)))
        return works + self._works(group, chosen(lists, dense)) if dense else works

    def _lazy_form(self, group: Group, p: Any) -> LazyForm:
        """The rule, flags and numbers of a parameter that has a sparse gradient."""
        rule = self._derived(group, {"weight": [p]})
        flags, several = self._settings(rule, group, [p])
        is_shared = not (SEED in group or is_noisy(rule) or tuple in map(type, several.values()))
        return LazyForm(rule, flags, several if is_shared else numbers_at(several, 0), is_shared)

    def _is_lazy(self, group: Group, row: Mapping[str, Tensor]) -> bool:
        """True if a step changes the listed rows only, as torch has it: momentum and decay change the others too."""
        return not group["weight_decay"] and "momentum_buffer" not in row


def _tensors(count: int) -> str:
    return f"{count} tensor{'s' * (count != 1)}"


def _calls(calls: int, tensors: int) -> str:
    return f"{_tensors(tensors)} in {calls} call{'s' * (calls != 1)}"
