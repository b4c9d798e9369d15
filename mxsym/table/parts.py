"""The rows of a table as arrays by name, in which another table takes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from mxsym.errors import BindError, Fault
from mxsym.runtime.buffers import Array
from mxsym.table.admission import WAITING
from mxsym.table.rows import Rows
from mxsym.table.stored import Stored

_TENSOR = "tensor "
"""Begins the names of weights and states."""


def tensor_part(name: str) -> str:
    """The name of the part that is a weight or a state."""
    return _TENSOR + name


def without_tensors(parts: Mapping[str, Array]) -> dict[str, Array]:
    """All parts but weights and states."""
    return {name: array for name, array in parts.items() if not name.startswith(_TENSOR)}


def exported(stored: Stored, choose: Callable[[Array], Array] | None) -> dict[str, Array]:
    """Implement `Table.export`, for whoever holds the lock."""
    rows = stored.rows
    ids, positions = rows.index.items()
    waiting: dict[str, Array] = dict(zip(WAITING, stored.candidates.items(), strict=True))
    if choose is not None:
        chosen, those = choose(ids), choose(waiting[WAITING[0]])
        ids, positions = ids[chosen], positions[chosen]
        waiting = {name: array[those] for name, array in waiting.items()}
    tensors = {
        tensor_part(name): rows.arrays[name][positions] if rows.form.has_rows(name) else rows.arrays[name].copy()
        for name in rows.form.persistent
    }
    return {"ids": ids, "records": rows.records[positions], "steps": np.array([stored.steps]), **waiting, **tensors}


def adopt(stored: Stored, parts: Mapping[str, Array]) -> None:
    """Implement `Table.adopt`, for whoever holds the lock."""
    rows = stored.rows
    form, ids = rows.form, parts["ids"]
    tensors = {name: parts[tensor_part(name)] for name in form.tensors if tensor_part(name) in parts}
    if faults := _faults(rows, len(ids), tensors):
        raise BindError("Table.adopt", faults)
    if form.master is not None and form.master not in tensors:
        tensors[form.master] = tensors[form.weight].astype(rows.master_type)
    known, _ = rows.find(ids)
    try:
        positions = rows.add(ids)
    except BaseException:
        rows.drop(ids[known < 0])
        raise
    rows.records[positions] = parts["records"] | np.array([0, 1])  # they differ from the last snapshot
    for name, values in tensors.items():
        if form.has_rows(name):
            rows.arrays[name][positions] = values
        else:
            rows.arrays[name][...] = values
    stored.candidates.restore(*(parts[name] for name in WAITING))
    stored.steps = int(parts["steps"][0])


def _faults(rows: Rows, count: int, tensors: Mapping[str, Array]) -> list[Fault]:
    """Faults of weights and states that are not those of so many rows of this table."""
    faults: list[Fault] = []
    for name, values in tensors.items():
        shape = rows.arrays[name].shape
        expected = (count, *shape[1:]) if rows.form.has_rows(name) else shape
        if values.shape != expected:
            got, fix = f"shape {values.shape}", "pass what export of a table with as many columns returned"
            faults.append(Fault(name, "", got, f"shape {expected}", fix))
    return faults
