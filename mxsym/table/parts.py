"""The rows of a table as arrays by name, in which another table takes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from mxsym.codegen.dtypes import from_numpy
from mxsym.errors import BindError, Fault
from mxsym.runtime.buffers import Array, is_array, is_masked, plain
from mxsym.runtime.interop import MASKED, refuse_mask
from mxsym.spelling import kind_name
from mxsym.table.admission import WAITING, Candidates
from mxsym.table.rows import MOST, Rows
from mxsym.table.step import Form
from mxsym.table.stored import Stored

_ID, _WHOLE = np.dtype(np.uint64), np.dtype(np.int64)
_TENSOR = "tensor "
"""Begins the names of weights and states."""


def tensor_part(name: str) -> str:
    """The name of the part that is a weight or a state."""
    return _TENSOR + name


def without_tensors(parts: Mapping[str, Array]) -> dict[str, Array]:
    """All parts but weights and states."""
    return {name: array for name, array in parts.items() if not name.startswith(_TENSOR)}


def exported(stored: Stored, choose: Callable[[Array], Array] | None) -> dict[str, Array]:
    """Implement `Table.export`; the caller has the lock."""
    rows = stored.rows
    ids, positions = rows.index.items()
    waiting: dict[str, Array] = dict(zip(WAITING, stored.candidates.items(), strict=True))
    if choose is not None:
        chosen, those = _chosen(choose, ids), _chosen(choose, waiting[WAITING[0]])
        ids, positions = ids[chosen], positions[chosen]
        waiting = {name: array[those] for name, array in waiting.items()}
    tensors = {
        tensor_part(name): rows.arrays[name][positions] if rows.form.has_rows(name) else rows.arrays[name].copy()
        for name in rows.form.persistent
    }
    return {"ids": ids, "records": rows.records[positions], "steps": np.array([stored.steps]), **waiting, **tensors}


def _chosen(choose: Callable[[Array], Array], ids: Array) -> Array:
    """The truth values of the ids that are wanted.

    Raises:
        BindError: the function gives something else; numbers would be taken for places.
    """
    truths = choose(ids.copy())
    refuse_mask(truths, "Table.export", "choose")
    chosen = np.asarray(truths)
    if chosen.dtype != np.bool_ or chosen.shape != ids.shape:
        got, expected = f"{chosen.dtype.name} of shape {chosen.shape}", f"bool of shape {ids.shape}"
        fix = "return a comparison, such as ids % 2 == 0"
        raise BindError("Table.export", [Fault("choose", "", got, expected, fix)])
    return chosen


def adopt(stored: Stored, parts: Mapping[str, Array]) -> None:
    """Implement `Table.adopt`; the caller has the lock."""
    rows = stored.rows
    form = rows.form
    own = _copied(parts, form)
    if faults := [*_faults(own), *_tensor_faults(rows, own)]:
        raise BindError("Table.adopt", faults)
    ids, records = own["ids"], own["records"] | np.array([0, 1])  # not as in a snapshot
    tensors = {name: own[tensor_part(name)] for name in form.persistent if tensor_part(name) in own}
    if form.master is not None and form.master not in tensors:
        tensors[form.master] = tensors[form.weight].astype(rows.master_type)
    # An overflow may be an error of NumPy's: before anything changes.
    tensors = {name: values.astype(rows.arrays[name].dtype, copy=False) for name, values in tensors.items()}
    known, _ = rows.find(ids)
    shared = {name: rows.arrays[name].copy() for name in tensors if not form.has_rows(name)}
    try:
        positions = rows.add(ids)
        rows.records[positions] = records
        for name, values in tensors.items():
            if form.has_rows(name):
                rows.arrays[name][positions] = values
            else:
                rows.arrays[name][...] = values
        candidates, steps = Candidates(stored.candidates.least), int(parts["steps"][0])
        candidates.restore(*stored.candidates.items())
        candidates.restore(*(own[name] for name in WAITING))
        # No call is behind this: an exception of a signal handler comes before, and takes the rows out.
        stored.candidates, stored.steps = candidates, steps
    except BaseException:
        rows.drop(ids[known < 0])
        for name, values in shared.items():
            rows.arrays[name][...] = values
        raise


def _copied(parts: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """The parts that this table takes, each read once, and the numbers that are checked copied.

    Whoever has the arrays may change them meanwhile; a subclass may say another shape than it has.
    """
    own: dict[str, Any] = {}
    for name in ("ids", "records", "steps", *WAITING, *map(tensor_part, form.persistent)):
        value: Any = parts.get(name)
        if is_array(value) and not is_masked(value):
            value = plain(value)
            value = value if name.startswith(_TENSOR) else value.copy(order="C")
        if value is not None:
            own[name] = value
    return own


def _faults(parts: Mapping[str, Any]) -> list[Fault]:
    """Faults of ids, records, steps and ids that wait: these are numbers that native code and sums rely on."""
    listed: list[Any] = [parts.get("ids"), parts.get(WAITING[0])]
    count, waits = (len(array) if is_array(array) and array.ndim else 0 for array in listed)
    kinds = {"ids": (_ID, (count,)), "records": (_WHOLE, (count, 2)), "steps": (_WHOLE, (1,))}
    kinds |= dict.fromkeys(WAITING, (_WHOLE, (waits,))) | {WAITING[0]: (_ID, (waits,))}
    return [
        Fault(name, "", *problem, "pass what export returned")
        for name, (dtype, shape) in kinds.items()
        if (problem := _problem(parts.get(name), dtype, shape)) is not None
    ]


def _problem(array: Any, dtype: np.dtype[Any], shape: tuple[int, ...]) -> tuple[str, str] | None:
    """A problem of ids or counts of this type and shape, as got and expected; or None."""
    if not is_array(array):
        return "nothing" if array is None else kind_name(array), f"{dtype.name} of shape {shape}"
    if is_masked(array):
        return MASKED.got, MASKED.expected
    if array.dtype != dtype or array.shape != shape:
        order = "" if array.dtype.isnative else " of the other order of bytes"
        return f"{array.dtype.name}{order} of shape {array.shape}", f"{dtype.name} of shape {shape}"
    if dtype == _ID:
        return ("an id twice", "each id once") if len(np.unique(array)) < len(array) else None
    bad = array[(array < 0) | (array >= MOST)]
    return (str(bad[0]), f"numbers from 0 to {MOST - 1}") if bad.size else None


def _tensor_faults(rows: Rows, parts: Mapping[str, Any]) -> list[Fault]:
    """Faults of weights and states that are not those of so many rows of this table."""
    faults: list[Fault] = []
    ids: Any = parts.get("ids")
    count = len(ids) if is_array(ids) and ids.ndim else 0
    for name in rows.form.persistent:
        values, shape = parts.get(tensor_part(name)), rows.arrays[name].shape
        expected = (count, *shape[1:]) if rows.form.has_rows(name) else shape
        fix = "pass what export of a table with as many columns returned"
        if values is None:
            faults += [Fault(name, "", "nothing", "the weight", fix)] if name == rows.form.weight else []
        elif is_masked(values):
            faults.append(Fault(name, "", MASKED.got, MASKED.expected, MASKED.fix))
        elif not is_array(values) or from_numpy(values.dtype) is None:
            faults.append(Fault(name, "", kind_name(values), "an array of numbers", fix))
        elif values.shape != expected:
            faults.append(Fault(name, "", f"shape {values.shape}", f"shape {expected}", fix))
    return faults
