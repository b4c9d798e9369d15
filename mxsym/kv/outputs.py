"""Reads as users ask for them: ids and arrays for the results are checked before anything is sent."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, cast

import numpy as np

from mxsym.codegen.record import record
from mxsym.errors import BindError, Fault
from mxsym.kv.gradients import ids_of, is_numpy
from mxsym.kv.keys import DENSE, Key, Spec, bound_fault
from mxsym.kv.reads import Read
from mxsym.ndarray import sparse
from mxsym.ndarray.dense import NDArray
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import as_array
from mxsym.runtime.sparse import RowSparse
from mxsym.spelling import kind_name


@record(eq=False)
class Output:
    """A read, and what becomes of the result: `finish` brings it to the user's arrays, and returns it as users get it.

    Where there is a `read.into`, it is in that array already.
    """

    read: Read
    finish: Callable[[Array], Any]


def whole_output(what: str, key: Key, spec: Spec, out: Any, *, ignore_sparse: bool) -> Output | None:
    """The whole value of a key, for an array, a list of arrays, or None: then it is a new one.

    None if all arrays are row-sparse, and are to be left as they are.

    Raises:
        BindError: a key that has no whole, or an array that does not fit.
    """
    if spec.kind != DENSE and not spec.rows:
        fault = Fault(f"key {key!r}", "", "ids of 64 bits", "a value with a shape", "call row_sparse_pull")
        raise BindError(what, [fault])
    arrays = list(cast("Any", out)) if isinstance(out, list | tuple) else [out]
    tables = [table for array in arrays if isinstance(table := as_array(array, what, f"key {key!r}", "out"), RowSparse)]
    targets = [
        _target(what, key, array, spec.whole, spec.numpy)
        for array in arrays
        if array is not None and not isinstance(as_array(array, what, f"key {key!r}", "out"), RowSparse)
    ]
    if ignore_sparse and tables:
        tables.clear()
        if not targets:
            return None
    ids = None if spec.kind == DENSE else np.arange(spec.rows, dtype=np.uint64)
    into = _flat(targets[0], spec.whole if ids is None else (spec.rows, spec.columns)) if targets else None

    def finish(value: Array) -> Any:
        value = value.reshape(spec.whole)
        for target in targets if into is None else targets[1:]:
            target[...] = value
        for table in tables:
            rows: Any = sparse.row_sparse_array(NDArray(value)).__mxsym__()
            table.indices, table.data = rows.indices, rows.data
        return NDArray(value)

    return Output(Read(key, spec, ids, into), finish)


def rows_output(what: str, key: Key, spec: Spec, row_ids: Any, out: Any) -> Output:
    """The rows of ids, for a dense array that has a row for each id, for a row-sparse one, or None: then new ones.

    Raises:
        BindError: ids that are out of range, or an array that does not fit.
    """
    node, faults = f"key {key!r}", list[Fault]()
    ids = ids_of(row_ids, node, "row_ids", faults)
    if not spec.whole:
        raise BindError(what, [*faults, Fault(node, "", "one number", "a value with rows", "call pull")])
    if ids is not None and (fault := bound_fault(node, "row_ids", spec, ids)) is not None:
        faults.append(fault)
    if faults or ids is None:
        raise BindError(what, faults)
    row, table = spec.whole[1:], as_array(out, what, node, "out")
    if isinstance(table, RowSparse):
        wanted = np.unique(ids)

        def fill(rows: Array) -> Array:
            table.indices, table.data = wanted.astype(np.int64), rows.reshape(len(wanted), *row)
            return rows

        return Output(Read(key, spec, wanted), fill)
    shape = (*ids.shape, *row)
    target = None if out is None else _target(what, key, out, shape, spec.numpy)
    into = None if target is None else _flat(target, (ids.size, math.prod(row)))

    def finish(rows: Array) -> Array:
        if target is not None and into is None:
            target[...] = rows.reshape(shape)
        return rows.reshape(shape)

    return Output(Read(key, spec, ids.ravel(), into), finish)


def _target(what: str, key: Key, out: Any, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """The memory of an array that values are copied to.

    Raises:
        BindError: it does not fit.
    """
    array: Any = as_array(out, what, f"key {key!r}", "out")
    if not is_numpy(array) or array.shape != shape or array.dtype != dtype or not array.flags.writeable:
        got = f"{array.dtype.name}{list(array.shape)}" if is_numpy(array) else kind_name(out)
        expected = f"a writable array of {dtype.name} and shape {shape}"
        raise BindError(what, [Fault(f"key {key!r}", "out", got, expected, "leave it out for a new array")])
    return array


def _flat(target: Array, shape: tuple[int, ...]) -> Array | None:
    """The same memory in that shape; None where it has strides."""
    return target.reshape(shape) if target.flags.c_contiguous else None
