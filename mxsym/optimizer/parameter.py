"""One parameter's arrays: states created, taken apart, and combined with a rule into an `Update`.

New arrays are of the weight's kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np

from mxsym.codegen.dtypes import F32, DType, compute_dtype, from_numpy
from mxsym.codegen.expr import Granularity
from mxsym.errors import BindError, Fault
from mxsym.ndarray.dense import NDArray
from mxsym.ndarray.rowsparse import RowSparseNDArray
from mxsym.optimizer.fused_step import Update
from mxsym.optimizer.settings import Attributes, needs
from mxsym.rule.numbers import as_number
from mxsym.rule.rule import LAZY, Rule, state_shape
from mxsym.runtime import buffers
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import as_array
from mxsym.runtime.sparse import RowSparse, form_problem


def is_narrow(weight: Any) -> bool:
    """True if a weight is float16 or bfloat16: computed in a wider type than it is stored in."""
    dtype = _dtype(_bound(weight))
    return compute_dtype(dtype) is not dtype


def _dtype(array: Any) -> DType:
    """The type of an array that kernels run on."""
    dtype = from_numpy(array.dtype)
    assert dtype is not None
    return dtype


def _bound(weight: Any) -> Any:
    """The array behind a weight.

    Raises:
        BindError: it is none, or none that kernels run on.
    """
    array = as_array(weight)
    check = form_problem if isinstance(array, RowSparse) else buffers.kind_problem
    problem = check(array, written=True)
    if problem is not None:
        raise BindError("optimizer", [Fault("weight", "", problem.got, problem.expected, problem.fix)])
    return array


def _order(array: Any) -> buffers.Order | None:
    """The order in memory of a weight, which its states have too."""
    return None if isinstance(array, RowSparse) else buffers.memory_order(array)


def zeros(weight: Any, space: Granularity, *, sparse: bool) -> Any:
    """Zeros for a state of `weight`: for each element, for each row, or one; float32 where the weight is narrower.

    `sparse`: store no row yet, where the weight is row-sparse.
    """
    array = _bound(weight)
    shape = state_shape(tuple(array.shape), space)
    rows = sparse and isinstance(array, RowSparse) and space is not Granularity.SCALAR
    order = _order(array) if shape == array.shape else None
    values = buffers.empty((0, *shape[1:]) if rows else shape, compute_dtype(_dtype(array)), order)
    values[...] = 0
    return _as(weight, RowSparse(np.empty(0, np.int64), values, shape) if rows else values)


def copy(weight: Any, dtype: Any = None) -> Any:
    """A copy of an array, of its own kind; in another dtype if one is given."""
    array = _bound(weight)
    if isinstance(array, RowSparse):
        data = array.data.astype(dtype or array.dtype)
        return _as(weight, RowSparse(array.indices.copy(), data, array.shape))
    values = buffers.empty(array.shape, from_numpy(dtype or array.dtype) or F32, _order(array))
    values[...] = array
    return _as(weight, values)


def assign(state: Any, weight: Any) -> None:
    """Write a weight's values to a new state, which then stores the rows that the weight does."""
    into, array = _bound(state), _bound(weight)
    if isinstance(into, RowSparse):
        into.indices, into.data = array.indices.copy(), array.data.astype(into.dtype)
    elif isinstance(array, RowSparse):
        into[array.indices] = array.data
    else:
        into[...] = array


def _as(weight: Any, made: Array | RowSparse) -> Any:
    """An `mx.nd` array where the weight is one."""
    if not hasattr(weight, "__mxsym__"):
        return made
    return RowSparseNDArray(made) if isinstance(made, RowSparse) else NDArray(made)


def pack(states: Sequence[Any], *, in_tuple: bool = False) -> Any:
    """States as `create_state` gives them: none is None, one is itself (or a tuple of one), several are a tuple."""
    return None if not states else states[0] if len(states) == 1 and not in_tuple else tuple(states)


def _parts(state: Any) -> tuple[Any, ...]:
    if isinstance(state, tuple | list):
        return tuple(cast("Sequence[Any]", state))
    return () if state is None else (state,)


def unpack(state: Any, count: int, *, keeps_master: bool, master_last: bool = False) -> tuple[tuple[Any, ...], Any]:
    """The states, `count` of them if they fit, and the float32 copy of the weight, if there is one.

    The copy is the first of a pair, or the last.
    """
    parts = _parts(state)
    if keeps_master and len(parts) == 2:
        master, own = parts[::-1] if master_last else parts
        if len(_parts(own)) == count:
            return _parts(own), master
    return parts, None


def update(optimizer: Any, rule: Rule, arrays: Mapping[str, Any], attributes: Attributes) -> Update:
    """The rule on these arrays, with these attributes."""
    tensors, single = needs(rule).tensors, needs(rule).singles
    plain = {name: as_array(array) for name in tensors if (array := arrays.get(name)) is not None}
    for name in single:
        plain[name] = single_number(optimizer, name)
    flags = attributes.flags
    if RowSparse in map(type, plain.values()):
        flags += ((LAZY.name, optimizer.is_lazy(plain[tensors[0]])),)
    return Update(rule, flags, plain, attributes.numbers)


def single_number(optimizer: Any, name: str) -> Array:
    """The optimizer's attribute for a tensor of one number.

    Raises:
        BindError: it is no number.
    """
    value = getattr(optimizer, name, None)
    number = as_number(value)
    if number is None:
        what = type(optimizer).__name__
        raise BindError(what, [Fault(name, "", repr(value), "a number", "set the optimizer's attribute")])
    return np.array([number], np.float64)
