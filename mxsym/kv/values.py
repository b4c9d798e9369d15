"""Values of keys on a server: a dense array, or a table of rows, each with its update."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from mxsym.errors import BindError, Fault
from mxsym.kv import updates
from mxsym.kv.keys import DENSE, Key, Spec, name_of
from mxsym.kv.messages import Message, dense_rows, joined, wire_type
from mxsym.ndarray import sparse
from mxsym.ndarray.dense import NDArray
from mxsym.optimizer.updater import Updater
from mxsym.runtime.buffers import Array
from mxsym.table.parts import tensor_part, without_tensors
from mxsym.table.table import Table

_VALUE, _STATES = "value", "states"


def _wide(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The type that sums are made in: 16-bit gradients are summed in float32 and rounded once."""
    return np.dtype(np.float32) if dtype.itemsize == 2 else dtype


class DenseValue:
    """A dense array, or a piece of one. Without an update, what is pushed becomes the value."""

    def __init__(self, key: Key, spec: Spec, value: Array) -> None:
        self.key, self.spec = name_of(key, spec), spec
        self._value = NDArray(np.array(value, spec.numpy).reshape(spec.shape))
        self._updater: Updater | None = None
        self._update: updates.Update | None = None

    def set_update(self, update: updates.Update) -> None:
        """Update by this one from now on.

        Raises:
            BindError: the array is a piece, and the update is none of pieces; nothing has changed.
        """
        if self.spec.piece and (faults := updates.piece_faults(update, self.key, self.spec)):
            raise BindError("kv.set_update", faults)
        self._updater, self._update = update.updater(), update

    def step(self, messages: list[Message], numbers: Mapping[str, float], factor: float | None) -> None:
        """Sum gradients in their order and update.

        Raises:
            BindError: they do not fit; nothing has changed.
        """
        total = self._sum(messages, factor)
        if self._updater is None or self._update is None:
            self._value[...] = total.tostype("default")
            return
        self._update.check(self.key, numbers)
        with updates.with_numbers(self._updater.optimizer, self.key, numbers):
            self._updater(self.key, total, self._value)

    def _sum(self, messages: list[Message], factor: float | None) -> Any:
        kind, shape = self.spec.numpy, self.spec.shape
        are_sparse = {message["ids"] is not None for message in messages}
        if are_sparse == {True}:
            message = joined(messages, factor=factor)
            data = message["rows"].view(kind).reshape(len(message["rows"]), *shape[1:])
            ids, more = message["ids"].astype(np.int64), {name: message[name] for name in ("offsets", "weights")}
            return sparse.coalesce(data, ids, shape, **more)
        if len(are_sparse) > 1:
            got, expected = "dense and row-sparse gradients of one step", "gradients of one kind"
            raise BindError("kv.push", [Fault(f"key {self.key!r}", "", got, expected, "push the same kind everywhere")])
        wide = _wide(kind)
        total: Any = None
        for message in messages:
            part = dense_rows(message, self.spec).astype(wide, copy=factor is not None or len(messages) > 1)
            if factor is not None:
                part *= wide.type(factor)
            total = part if total is None else total + part
        return NDArray(np.asarray(total, kind, order="C"))

    def pull(self, ids: Array | None) -> Array:
        """The value, or some of its rows; bfloat16 as uint16."""
        value = self._value.__mxsym__()
        picked = (
            value.copy() if ids is None else value[ids.astype(np.int64)].reshape(len(ids), math.prod(value.shape[1:]))
        )
        return picked.view(wire_type(self.spec))

    def export(self, choose: Callable[[Array], Array] | None = None) -> dict[str, Array]:
        """The value and the states, as arrays."""
        parts = {_VALUE: self._value.__mxsym__().copy().view(wire_type(self.spec))}
        if self._updater is not None:
            parts[_STATES] = np.frombuffer(self._updater.get_states(), np.uint8)
        return parts

    def adopt(self, parts: Mapping[str, Array]) -> None:
        """Take what `export` gave."""
        self._value[...] = NDArray(np.asarray(parts[_VALUE], order="C").view(self.spec.numpy))
        if self._updater is not None and _STATES in parts:
            self._updater.set_states(parts[_STATES].tobytes())

    def sizes(self) -> dict[str, int]:
        """Numbers of rows."""
        return {"rows": self.spec.shape[0] if self.spec.shape else 1, "waiting_ids": 0, "evicted": 0}


class RowsValue:
    """Rows by ids in a table: those of this server. A row is made when it is first updated."""

    def __init__(self, key: Key, spec: Spec, update: updates.Update | None) -> None:
        self.key, self.spec, self._update = key, spec, update
        self.evicted = 0
        nothing = "sgd_update", {"lr": 0.0}
        self.table = self._table(*(nothing if update is None else update.table(key, spec.numpy)))

    def _table(self, rule: Any, attributes: Mapping[str, Any]) -> Table:
        spec = self.spec
        initial: Any = spec.initial()
        return Table(
            spec.columns, spec.dtype, rule, initial, seed=spec.seed, admit=spec.admit, **dict(attributes)
        )  # fmt: skip

    def set_update(self, update: updates.Update) -> None:
        """Update by this one from now on. The weights stay; the states are new ones.

        Raises:
            BindError: the rule is none for rows; nothing has changed.
        """
        table = self._table(*update.table(self.key, self.spec.numpy))
        parts = self.table.export()
        weight = parts[tensor_part(self.table.tensors[0])]
        table.adopt({**without_tensors(parts), tensor_part(table.tensors[0]): weight})
        self.table, self._update = table, update

    def put(self, ids: Array, rows: Array) -> None:
        """First values of rows, other than the initializer's."""
        nothing = self.table.export(lambda known: np.zeros(len(known), bool))
        weight = {tensor_part(self.table.tensors[0]): rows.view(self.spec.numpy)}
        records = np.zeros((len(ids), 2), np.int64)
        self.table.adopt({**without_tensors(nothing), "ids": ids, "records": records, **weight})

    def step(self, messages: list[Message], numbers: Mapping[str, float], factor: float | None) -> None:
        """Sum the gradients of each id in their order and update its row.

        Raises:
            BindError: they do not fit, or the key has no update; nothing has changed.
        """
        if self._update is None:
            fix = "call set_optimizer or set_update first"
            raise BindError("kv.push", [Fault(f"key {self.key!r}", "", "no update of its rows", "one", fix)])
        message = joined(messages, factor=factor)
        log: list[int] = []
        with self._update.table_step(self.key, self.table.steps + 1, numbers, log) as values:
            if values is not None:
                rows = message["rows"].view(self.spec.numpy)
                ids, offsets, weights = (message[name] for name in ("ids", "offsets", "weights"))
                self.table.__mxsym_update__(log, ids, rows, offsets, weights, values)

    def pull(self, ids: Array | None) -> Array:
        """The rows of these ids; bfloat16 as uint16."""
        wanted = self.table.ids() if ids is None else ids
        return self.table.lookup(wanted).view(wire_type(self.spec))

    def export(self, choose: Callable[[Array], Array] | None = None) -> dict[str, Array]:
        """Rows, states, counters and counts, as arrays. bfloat16 is as it is: arrays go between our own processes."""
        return {**self.table.export(choose), **self._counts()}

    def _counts(self) -> dict[str, Array]:
        if not isinstance(self._update, updates.OptimizerUpdate):
            return {}
        optimizer = self._update.optimizer
        return {"counts": np.array([optimizer.update_counts.get(self.key, -1), optimizer.num_update], np.int64)}

    def adopt(self, parts: Mapping[str, Array]) -> None:
        """Take what `export` gave."""
        self.table.adopt(parts)
        if "counts" in parts:
            self.count(int(parts["counts"][0]), int(parts["counts"][1]))

    def count(self, own: int, all_updates: int) -> None:
        """Set the counts of updates of the optimizer."""
        if isinstance(self._update, updates.OptimizerUpdate):
            self._update.optimizer.update_counts = {} if own < 0 else {self.key: own}
            self._update.optimizer.num_update = all_updates

    @property
    def counts(self) -> list[int]:
        """Counts of updates of the optimizer, for `count`."""
        return [int(number) for array in self._counts().values() for number in array]

    def empty(self) -> RowsValue:
        """Return the same without rows."""
        return RowsValue(self.key, self.spec, self._update)

    def save(self, folder: Path, *, full: bool) -> int:
        """Write a snapshot; return its number.

        The first one of a table follows those of the table before `set_update`, and any that a process left which ended
        before they were part of a checkpoint.
        """
        return self.table.save(folder, full=full, take_over=self.table.version is None)

    def sizes(self) -> dict[str, int]:
        """Numbers of rows."""
        return {"rows": len(self.table), "waiting_ids": self.table.waiting, "evicted": self.evicted}


Value = DenseValue | RowsValue


def value_of(key: Key, spec: Spec, first: Mapping[str, Array] | None, update: updates.Update | None) -> Value:
    """A value that is new. `first`: the array; or ids and rows, those of this server.

    Raises:
        BindError: the update is none for this key.
    """
    if spec.kind == DENSE:
        dense = DenseValue(key, spec, np.asarray((first or {})[_VALUE]).view(spec.numpy))
        if update is not None:
            dense.set_update(update)
        return dense
    value = RowsValue(key, spec, update)
    if first is not None and len(first["ids"]):
        value.put(first["ids"], first["rows"])
    return value
