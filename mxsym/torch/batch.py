"""An update of many parameters as columns of tensors."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mxsym.codegen import settings
from mxsym.codegen.record import replace
from mxsym.optimizer.fused_step import Shared, label
from mxsym.rule.rule import Rule
from mxsym.torch.rule_facts import single_of, written_of
from mxsym.torch.tensors import Tensor

Flags = tuple[tuple[str, Any], ...]
Pool = tuple[int | None, tuple[int, ...] | None]
"""The number of threads of a step, and their CPUs; None for those of the process."""
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
        return self.rule, self.flags, tuple(self.columns), forms, self.pool, settings.requested_target()
