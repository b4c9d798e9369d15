"""Gradients and ids as users pass them, as arrays of messages."""

from __future__ import annotations

import math
from typing import Any, cast

import numpy as np

from mxsym.errors import BindError, Fault
from mxsym.kv.keys import DENSE, Key, Spec
from mxsym.kv.messages import wire_type
from mxsym.optimizer.array_sums import look_at, summed
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import as_array, as_arrays
from mxsym.runtime.sparse import RowSparse, RowSums, flat_ids
from mxsym.spelling import kind_name, plural
from mxsym.table.stored import keys_of

Parts = dict[str, Any]
"""`ids`, `rows`, `offsets` and `weights` of a message."""


def parts_of(key: Key, spec: Spec, value: Any) -> Parts:
    """The arrays of a gradient.

    It is dense, row-sparse, sums of rows, a list of these, or a tuple of ids, rows and perhaps offsets and weights.

    Raises:
        BindError: naming everything that does not fit the key.
    """
    node = f"key {key!r}"
    if isinstance(value, list):
        arrays = cast("list[Any]", value)
        if not arrays:
            raise BindError("kv.push", [Fault(node, "", "no arrays", "at least one", "pass an array")])
        value = arrays[0] if len(arrays) == 1 else _sum(arrays, node)
    ids = offsets = weights = None
    if isinstance(value, tuple):
        items = cast("tuple[Any, ...]", value)
        if not 2 <= len(items) <= 4:
            expected = "(ids, rows), with offsets and weights after them if need be"
            raise BindError("kv.push", [Fault(node, "", plural(len(items), "array"), expected, "pass such a tuple")])
        ids, rows, offsets, weights = (*items, None, None)[:4]
        whole = None
    elif isinstance(value, RowSums):
        ids, rows, offsets, weights, whole = value.indices, value.data, value.offsets, value.weights, value.shape
    else:
        array = as_array(value, "kv.push", node, "value")
        whole = getattr(array, "shape", ())
        ids, rows = (array.indices, array.data) if isinstance(array, RowSparse) else (None, array)
    faults: list[Fault] = []
    has_shape = spec.kind == DENSE or spec.rows > 0
    if whole is not None and tuple(whole) != spec.whole and (has_shape or ids is None):
        expected = f"shape {spec.whole}" if has_shape else "ids and rows"
        fix = "push a gradient of that shape" if has_shape else "push a tuple, (ids, rows)"
        faults.append(Fault(node, "", f"shape {tuple(whole)}", expected, fix))
    gradient = _array(rows, node, "rows", spec.numpy, faults)
    if gradient is not None and not gradient.ndim and (ids is not None or spec.kind != DENSE):
        faults.append(Fault(node, "rows", "one number", "a row for each id", "pass an array of rows"))
    keys = None if ids is None else ids_of(flat_ids(ids), node, "ids", faults)
    starts = None if offsets is None else _whole(offsets, node, faults)
    factors = None if weights is None else _array(weights, node, "weights", np.dtype(np.float32), faults)
    if faults:
        raise BindError("kv.push", faults)
    assert gradient is not None
    if keys is None and spec.kind != DENSE:
        keys = np.arange(len(gradient), dtype=np.uint64)
    if keys is not None:
        gradient = gradient.reshape(len(gradient), math.prod(gradient.shape[1:]))
    return {"ids": keys, "rows": gradient.view(wire_type(spec)), "offsets": starts, "weights": factors}


def _sum(arrays: list[Any], node: str) -> Any:
    """The sum of gradients.

    Raises:
        BindError: naming what does not fit the first one.
    """
    faults: list[Fault] = []
    plain = look_at(faults, node, arrays)
    if faults:
        raise BindError("kv.push", faults)
    return summed(plain)


def _array(value: Any, node: str, name: str, dtype: np.dtype[Any], faults: list[Fault]) -> Array | None:
    arrays, strangers = as_arrays({name: value}, node)
    if strangers:
        faults += strangers
        return None
    array = arrays[name]
    if not is_numpy(array):
        faults.append(Fault(node, name, kind_name(value), f"an array of {dtype.name}", "pass np.asarray(…)"))
        return None
    if array.dtype != dtype:
        fix = f'pass it as astype("{dtype.name}")'
        faults.append(Fault(node, name, f"{array.dtype.name} values", f"{dtype.name}", fix))
        return None
    return np.asarray(array, order="C")


def is_numpy(array: Any) -> bool:
    """True for NumPy's arrays."""
    return isinstance(array, np.ndarray)


def ids_of(ids: Any, node: str, name: str, faults: list[Fault]) -> Array | None:
    """Ids as unsigned numbers, of any shape, in memory of their own. Floats of an array are ids if they are exact."""
    try:
        array: Any = as_array(ids, "kv", node, name)
        if is_numpy(array) and array.dtype.kind == "f" and _are_exact(array):
            array = array.astype(np.int64)
        return np.array(keys_of(array, "kv", node, name).array)
    except BindError as error:
        faults += error.faults
        return None


def _are_exact(array: Array) -> bool:
    """True for whole numbers that their type tells from their neighbours."""
    return bool((np.abs(array) <= 1 << np.finfo(array.dtype).nmant + 1).all() and (array == np.floor(array)).all())


def _whole(offsets: Any, node: str, faults: list[Fault]) -> Array | None:
    arrays, strangers = as_arrays({"offsets": offsets}, node)
    if strangers:
        faults += strangers
        return None
    array = np.asarray(arrays["offsets"])
    if array.dtype.kind not in "iu":
        fix = "pass an array of int64"
        faults.append(Fault(node, "offsets", f"{array.dtype.name} values", "whole numbers", fix))
        return None
    return array.astype(np.int64)
