"""A table as a dict of rows: what `mx.table.Table` must do, one id at a time, with the interpreter's arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

import mxsym as mx
from mxsym.codegen.dtypes import compute_dtype, from_numpy, to_numpy
from mxsym.opgraph.interpreter import interpret
from mxsym.rule.rule import Rule
from tests.support import Array, variables


@dataclass
class Row:
    """Values of one id, with its counters."""

    values: dict[str, Array]
    touches: int = 0
    last: int = 0


@dataclass
class DictTable:
    """Rows by id. `types` are those of the weight and the states; `init` gives the first row of an id."""

    rule: Rule
    columns: int
    types: Mapping[str, np.dtype[Any]]
    init: Callable[[int], Array]
    numbers: Mapping[str, float]
    admit: int = 1
    rows: dict[int, Row] = field(default_factory=dict[int, Row])
    waiting: dict[int, list[int]] = field(default_factory=dict[int, "list[int]"])
    steps: int = 0

    @property
    def weight(self) -> str:
        return self.rule.inputs[0].name

    def fresh(self, id_: int) -> dict[str, Array]:
        """The first values of a row."""
        values = {name: np.zeros(self.columns, dtype) for name, dtype in self.types.items()}
        return values | {self.weight: self.init(id_).astype(self.types[self.weight])}

    def read(self, id_: int, name: str) -> Array:
        return (self.rows[id_].values if id_ in self.rows else self.fresh(id_))[name]

    def update(
        self,
        ids: list[int],
        grads: Array,
        offsets: list[int] | None = None,
        weights: Array | None = None,
        **numbers: float,
    ) -> None:
        dtype = from_numpy(grads.dtype)
        assert dtype is not None
        wide = to_numpy(compute_dtype(dtype))
        bags = range(len(ids)) if offsets is None else np.searchsorted(offsets, range(len(ids)), side="right") - 1
        sums: dict[int, Array] = {}
        counts: dict[int, int] = {}
        for place, (id_, bag) in enumerate(zip(ids, bags, strict=True)):
            row = grads[bag].astype(wide)
            row = row if weights is None else row * weights[place]
            sums[id_] = sums[id_] + row if id_ in sums else row
            counts[id_] = counts.get(id_, 0) + 1
        self.steps += 1
        for id_ in list(sums):
            if id_ not in self.rows:
                came = self.waiting.pop(id_, [0, 0])[0] + counts[id_]
                if came < self.admit:
                    self.waiting[id_] = [came, self.steps]
                    del sums[id_]
                else:
                    self.rows[id_] = Row(self.fresh(id_))
        if sums:
            self._step([self.rows[id_] for id_ in sums], np.stack(list(sums.values())).astype(grads.dtype), numbers)

    def _step(self, rows: list[Row], grads: Array, numbers: Mapping[str, float]) -> None:
        tables = {name: np.stack([row.values[name] for row in rows]) for name in self.types}
        counters = {
            "touches": [row.touches + 1 for row in rows],
            "age": [self.steps - row.last if row.touches else 0 for row in rows],
            "last_step": [row.last for row in rows],
        }
        names = [item.name for item in self.rule.inputs]
        values = {name: np.array(counters[name], np.float32)[:, None] for name in names if name in counters}
        inputs = variables(self.rule)
        symbol = mx.sym.make(self.rule, [], {**inputs, **self.numbers, **numbers, "out": inputs[self.weight]})
        outcome = interpret(symbol, {**tables, **values, "grad": grads})
        for name in tables:
            for row, value in zip(rows, outcome.variables[name], strict=True):
                row.values[name] = value
        for row in rows:
            row.touches, row.last = row.touches + 1, self.steps

    def evict(self, age: int | None, touches: int | None, most: int | None) -> None:
        """Take out rows as `Table.evict` does; `most` rows stay at the end."""
        for id_, row in list(self.rows.items()):
            conditions = [] if age is None else [self.steps - row.last > age]
            conditions += [] if touches is None else [row.touches < touches]
            if conditions and all(conditions):
                del self.rows[id_]
        order = sorted(self.rows, key=lambda id_: (self.rows[id_].last, self.rows[id_].touches, id_))
        for id_ in order[: max(0, len(order) - most)] if most is not None else ():
            del self.rows[id_]
        if age is not None:
            self.waiting = {id_: pair for id_, pair in self.waiting.items() if pair[1] >= self.steps - age}
