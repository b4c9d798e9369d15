"""First values of keys, as users pass them to `init`."""

from __future__ import annotations

from typing import Any

import numpy as np

from mxsym.errors import BindError, Fault
from mxsym.kv.gradients import is_numpy
from mxsym.kv.keys import DENSE, RANGE, Key, RowOptions, Spec, pieces_of, rows_spec, wholes_of
from mxsym.kv.messages import wire_type
from mxsym.runtime.interop import as_array
from mxsym.runtime.sparse import RowSparse
from mxsym.spelling import kind_name


def first_value(key: Key, value: Any, shape: Any, dtype: Any, options: RowOptions) -> tuple[Spec, Any]:
    """The spec of a key and its first value: an array, ids and rows, or None: rows that servers make. See `init`.

    Raises:
        BindError: what does not fit.
    """
    node = f"key {key!r}"
    if type(key) not in (int, str):
        raise BindError("kv.init", [Fault(node, "", type(key).__name__, "int or str", "name it so")])
    if (value is None) == (shape is None):
        raise BindError("kv.init", [Fault(node, "value", "both or none", "a value or a shape", "pass one of them")])
    if value is None:
        return rows_spec(key, tuple(shape), dtype, options), None
    array: Any = as_array(value, "kv.init", node, "value")
    if isinstance(array, RowSparse):
        whole, own = array.shape, array.data.dtype
        spec = rows_spec(key, whole, own, options)
        rows = np.ascontiguousarray(array.data).reshape(len(array.indices), spec.columns)
        return spec, {"ids": array.indices.astype(np.uint64), "rows": rows.view(wire_type(spec))}
    if not is_numpy(array):
        raise BindError("kv.init", [Fault(node, "value", kind_name(value), "an array", "pass one")])
    split = options.split
    if split is not None and (split != RANGE or not array.size or not array.ndim):
        got = repr(split) if split != RANGE else f"{split!r}, and an array of shape {array.shape}"
        expected = f'"{RANGE}" of the rows of a dense array'
        raise BindError("kv.init", [Fault(node, "split", got, expected, "leave it out")])
    spec = Spec(DENSE, 0, array.shape, array.dtype.name)
    rows_spec(key, (1, 1), array.dtype, RowOptions())  # its type
    return spec, {"value": np.ascontiguousarray(array).view(wire_type(spec)).reshape(array.shape)}


def parts_of(key: Key, spec: Spec, first: Any, split: str | None) -> list[tuple[Key, list[Any], Any]]:
    """A key, or the keys that are its pieces: each with its spec as plain data, and its first value."""
    if spec.kind != DENSE or split is None:
        return [(key, spec.plain(), first)]
    pieces = pieces_of(key, spec)
    values = np.split(first["value"], wholes_of(pieces)[key].begins[1:])
    return [(piece, own.plain(), {"value": value}) for (piece, own), value in zip(pieces.items(), values, strict=True)]
