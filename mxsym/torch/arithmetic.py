"""The arithmetic of an optimizer: the tensors of parameters by the inputs of a rule, and the numbers."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from mxsym.rule.bodies import MASTER
from mxsym.rule.operations import PLACE
from mxsym.rule.rule import Rule
from mxsym.torch.batch import Batch, Pool
from mxsym.torch.faults import exact_form, is_checked, state_fault
from mxsym.torch.forms import (
    AVERAGE,
    DECAY,
    ROUND,
    SCALE,
    SEED,
    TENSOR,
    averaged,
    before,
    recorded,
    rounded,
    scaled,
    with_master,
)
from mxsym.torch.listed import LazySteps
from mxsym.torch.options import Options
from mxsym.torch.parts import Group, Lists, Settings, settings
from mxsym.torch.prepared_steps import Expect, PreparedSteps
from mxsym.torch.rule_facts import rule_of, single_of
from mxsym.torch.tensors import Tensor, torch
from mxsym.torch.theirs import call_torch
from mxsym.torch.undo import Record

WIDE = "master"
"""The state that is the float32 copy of a 16-bit parameter."""
BESIDE = frozenset((WIDE, AVERAGE))
"""The states that a parameter may have in addition to those of the class."""
ROUNDS = "rounding_step"
"""The number of a group that is the count of its steps with stochastic rounding."""


class Arithmetic:
    """The arithmetic of an optimizer.

    `rule`: the rule's name. `tensors`: its inputs behind the weight, in the order of the lists that torch's
    `_init_group` fills with the tensors of a group's parameters that have gradients.
    """

    rule: ClassVar[str]
    tensors: ClassVar[tuple[str, ...]]
    counter: ClassVar[str] = ""
    """The state that is the count of a parameter's steps, a whole number; empty where there is none."""
    begins: ClassVar[frozenset[str]] = frozenset()
    """Those of the tensors that are None before the step that begins them."""
    state: Any
    param_groups: list[Group]
    _order: Mapping[Any, float] = {}
    """The place of each parameter among all."""
    _options: Options = Options()
    record: Record | None = None
    """That of the last step, where it may be undone."""
    _needed: frozenset[str] = frozenset()
    """The keys that each group must have."""
    left: int = 0
    """The number of parameters of the last step that torch has updated."""

    def _rule(self, group: Group) -> Rule:
        del group
        return rule_of(self.rule)

    def _derived(self, group: Group, columns: Mapping[str, Any]) -> Rule:
        """The rule of a group on these tensors, with the factor of its gradients and its averages."""
        rule = self._rule(group)
        if MASTER in columns:
            rule = with_master(rule)
        if SCALE in group:
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
        return {TENSOR: places, PLACE: places, ROUND: float(group.get(ROUNDS, 0))}

    @property
    def pool(self) -> Pool:
        """The threads of steps."""
        return self._options.pool

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

    @functools.cached_property
    def prepared_steps(self) -> PreparedSteps:
        """The dense steps that were done before."""
        return PreparedSteps()

    @functools.cached_property
    def lazy_steps(self) -> LazySteps:
        """The lazy steps that were done before."""
        return LazySteps()

    def _settings(self, rule: Rule, group: Group, params: Sequence[Any]) -> Settings:
        """A rule's flags and numbers for parameters of a group."""
        return settings(rule, {**group, **self._noise(group, params)} if is_noisy(rule) else group, self._needed)

    def recorded(self, rule: Rule, columns: dict[str, list[Any]], params: Sequence[Any]) -> tuple[Rule, Expect]:
        """The rule that keeps what was before, with `columns` for that; and what to call before places are updated."""
        record = self.record
        assert record is not None
        written = {name: columns[name] for name in Batch(rule, (), columns, {}).written}
        rooms = {n: [record.room(p, n, t) for p, t in zip(params, c, strict=True)] for n, c in written.items()}
        columns |= {before(name): column for name, column in rooms.items()}

        def expect(places: Iterable[int], log: list[int]) -> None:
            record.expect([(column[n], rooms[name][n]) for n in places for name, column in written.items()], log)

        return recorded(rule), expect

    def move_average(self, group: Group, p: Any, weight: Tensor, average: Tensor) -> None:
        """Move an average on apart from the update, the whole of it: rows that no gradient lists move, too."""
        if self.record is not None:
            self.record.keep(p, AVERAGE, average)
        average.lerp_(weight.detach().to(average.dtype), 1 - group[DECAY])

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

    def check_numbers(self, group: Group, params: Sequence[Any]) -> None:
        """Raise a `StepError` for numbers of a group that are none."""
        self._settings(self._rule(group), group, params)

    def as_part(self, group: Group, lists: Lists) -> Group:
        """Return the group that a part with these tensors has."""
        del lists
        return group

    def state_fault(self, group: Group, name: str, state: Any, weight: Tensor, grad: Tensor) -> str | None:
        """Return the fault of a tensor of a weight, by its name in the rule; None where any arithmetic takes it."""
        rule, is_listed = self._rule(group), grad.layout is torch.sparse_coo
        if not is_checked(rule, name) or (state is None and name in self.begins):
            return None
        is_number, is_count = name in single_of(rule), name == "step"
        kinds = {"is_number": is_number, "may_be_whole": is_count, "may_be_sparse": is_listed}
        return state_fault(state, weight, **kinds, exact=exact_form(rule, name, weight))

    def check_by_torch(self, lists: Lists) -> None:
        """Raise if there is no arithmetic but that of kernels."""

    def _call_torch(self, group: Group, lists: Lists) -> None:
        call_torch(type(self), group, lists)


@functools.lru_cache(maxsize=256)
def is_noisy(rule: Rule) -> bool:
    """True if a rule draws noise."""
    return rule.attribute(SEED) is not None or rule.attribute(PLACE) is not None


def _alike(tensor: Tensor | None, weight: Tensor) -> Tensor | None:
    """A tensor of the weight's dtype: torch's functions take no other."""
    if tensor is None or tensor.dtype == weight.dtype or tensor.is_complex() or weight.is_complex():
        return tensor
    return tensor.to(weight.dtype)
