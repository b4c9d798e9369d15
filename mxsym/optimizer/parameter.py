"""One parameter's arrays: states made, taken apart, and put together with a rule.

Input: weights and states as users hold them. Output: new arrays of the weight's kind; `batch.Update`s.
Non-goals: running (`batch.py`).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

import numpy as np

from mxsym.bound import raw
from mxsym.codegen.dtypes import F32, DType, compute_dtype, from_numpy
from mxsym.codegen.expr import Space
from mxsym.errors import BindError, Fault
from mxsym.family import is_shared
from mxsym.optimizer.batch import Update
from mxsym.rowsparse import form_problem
from mxsym.rule import LAZY, Rule, state_shape
from mxsym.runtime import buffers
from mxsym.runtime.buffers import Array
from mxsym.runtime.sparse import RowSparse

OFF = -1.0
"""What a bound that is None stands for."""


def is_narrow(weight: Any) -> bool:
    """Whether a weight is float16 or bfloat16: computed in a wider type than it is kept in."""
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
    array = raw(weight)
    problem = form_problem(array) if isinstance(array, RowSparse) else buffers.kind_problem(array)
    if problem is not None:
        raise BindError("optimizer", [Fault("weight", "", problem.got, problem.expected, problem.fix)])
    return array


def zeros(weight: Any, space: Space, *, sparse: bool) -> Any:
    """Zeros for a state of `weight`: for each element, for each row, or one; float32 where the weight is narrower.

    `sparse`: store no row yet, where the weight is row-sparse.
    """
    array = _bound(weight)
    shape = state_shape(tuple(array.shape), space)
    rows = sparse and isinstance(array, RowSparse) and space is not Space.SCALAR
    made = buffers.empty((0, *shape[1:]) if rows else shape, compute_dtype(_dtype(array)))
    made[...] = 0
    return _as(weight, RowSparse(np.empty(0, np.int64), made, shape) if rows else made)


def copy(weight: Any, dtype: Any = None) -> Any:
    """A copy of an array, of its own kind; in another dtype if one is given."""
    array = _bound(weight)
    if isinstance(array, RowSparse):
        data = array.data.astype(dtype or array.dtype)
        return _as(weight, RowSparse(array.indices.copy(), data, array.shape))
    made = buffers.empty(array.shape, from_numpy(dtype or array.dtype) or F32)
    made[...] = array
    return _as(weight, made)


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
    from mxsym.ndarray import NDArray, RowSparseNDArray

    return RowSparseNDArray(made) if isinstance(made, RowSparse) else NDArray(made)


def pack(states: Sequence[Any]) -> Any:
    """States as `create_state` gives them: none is None, one is itself, several are a tuple."""
    return None if not states else states[0] if len(states) == 1 else tuple(states)


def _parts(state: Any) -> tuple[Any, ...]:
    if isinstance(state, tuple | list):
        return tuple(cast("Sequence[Any]", state))
    return () if state is None else (state,)


def unpack(state: Any, count: int, *, keeps_master: bool) -> tuple[tuple[Any, ...], Any]:
    """The states, `count` of them if they fit, and the float32 copy of the weight, if there is one."""
    parts = _parts(state)
    if keeps_master and len(parts) == 2 and len(_parts(parts[1])) == count:
        return _parts(parts[1]), parts[0]
    return parts, None


class _Needs(NamedTuple):
    """The names of a rule's tensors, of the numbers that it only reads; its flags and attributes, with defaults."""

    tensors: tuple[str, ...]
    singles: tuple[str, ...]
    flags: tuple[tuple[str, Any], ...]
    numbers: tuple[tuple[str, Any], ...]


@functools.lru_cache(maxsize=4096)
def _needs(rule: Rule) -> _Needs:
    flags, numbers = (tuple((item.name, item.default) for item in items) for items in (rule.flags, rule.scalars))
    return _Needs(
        tuple(item.name for item in rule.inputs if not is_shared(rule, item)),
        tuple(item.name for item in rule.inputs if is_shared(rule, item)),
        *(flags, numbers),
    )


def update(optimizer: Any, rule: Rule, arrays: Mapping[str, Any], given: Mapping[str, Any]) -> Update:
    """The rule on these arrays. What is neither an array nor given is the optimizer's attribute of that name."""
    tensors, single, _, _ = _needs(rule)
    plain = {name: raw(array) for name in tensors if (array := arrays.get(name)) is not None}
    for name in single:
        plain[name] = single_number(optimizer, name)
    flags = flags_of(optimizer, rule)
    if RowSparse in map(type, plain.values()):
        flags += ((LAZY.name, optimizer.is_lazy(plain[tensors[0]])),)
    return Update(rule, flags, plain, numbers_of(optimizer, rule, given))


def flags_of(optimizer: Any, rule: Rule) -> tuple[tuple[str, Any], ...]:
    """The rule's specialising attributes: the optimizer's of the same names."""
    return tuple((name, getattr(optimizer, name, default)) for name, default in _needs(rule).flags)


def numbers_of(optimizer: Any, rule: Rule, given: Mapping[str, Any]) -> dict[str, Any]:
    """The rule's numbers: those given, else the optimizer's attributes of the same names."""
    numbers: dict[str, Any] = {}
    for name, default in _needs(rule).numbers:
        value = given[name] if name in given else getattr(optimizer, name, default)
        numbers[name] = OFF if value is None else value
    return numbers


def singles(rule: Rule) -> tuple[str, ...]:
    """The rule's tensors of one number that it only reads."""
    return _needs(rule).singles


def single_number(optimizer: Any, name: str) -> Array:
    """The optimizer's attribute for a tensor of one number."""
    return np.array([getattr(optimizer, name)], np.float64)
