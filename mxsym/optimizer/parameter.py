"""One parameter's arrays: states created, taken apart, and combined with a rule into an `Update`.

New arrays are of the weight's kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np

from mxsym.codegen.dtypes import F32, compute_dtype, from_numpy
from mxsym.errors import BindError, Fault
from mxsym.executor.arrays import is_table
from mxsym.executor.new_states import dtype_of, faced, new_array, readable
from mxsym.optimizer.declaration import Version, version_of
from mxsym.optimizer.fused_step import Update
from mxsym.optimizer.settings import Attributes, needs
from mxsym.rule.bodies import MASTER
from mxsym.rule.inputs import Input, Numbers
from mxsym.rule.numbers import as_number
from mxsym.rule.rule import LAZY, Rule
from mxsym.runtime import buffers
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import as_array, as_arrays
from mxsym.runtime.sparse import Bound, RowSparse, RowSums

OF_TABLE = "table"
"""State of a parameter that is a table that grows: the table has its states, and saves them."""


def is_narrow(index: Any, weight: Any) -> bool:
    """True if the weight of a parameter is float16 or bfloat16: computed in a wider type than it is stored in."""
    array = weight if is_table(weight) else readable(weight, "optimizer", f"parameter {index}", "weight")
    dtype = dtype_of(array)
    return compute_dtype(dtype) is not dtype


def _order(array: Any) -> buffers.Order | None:
    """The order in memory of a weight."""
    return None if isinstance(array, RowSparse) else buffers.memory_order(array)


def new_state(weight: Any, item: Input, numbers: Numbers, *, sparse: bool) -> Any:
    """A state of `weight`, of its kind, as its rule declares it; float32 where the weight is narrower.

    `sparse`: store rows only where the weight does.
    """
    array = readable(weight, "optimizer", "weight")
    try:
        return faced(weight, new_array(item, array, numbers, compute_dtype(dtype_of(array)), sparse=sparse))
    except LookupError:
        got, fix = f"no number {item.state.init}", f"set the optimizer's attribute {item.state.init}"
        expected = "a number, which the state begins as"
        raise BindError("optimizer", [Fault(f"state {item.name}", "", got, expected, fix)]) from None


def copy(weight: Any, dtype: Any = None, name: str = "weight") -> Any:
    """A copy of an array, of its own kind; in another dtype if one is given. An error calls the array `name`."""
    array = readable(weight, "optimizer", name)
    if isinstance(array, RowSparse):
        data = array.data.astype(dtype or array.dtype)
        return faced(weight, RowSparse(array.indices.copy(), data, array.shape))
    values = buffers.empty(array.shape, from_numpy(dtype or array.dtype) or F32, _order(array))
    values[...] = array
    return faced(weight, values)


def pack(states: Sequence[Any], version: Version, master: Any = None) -> Any:
    """States as `create_state` gives them: none is None, one is itself (or a tuple of one), several are a tuple.

    `master`: the float32 copy of the weight, with which they make a pair.
    """
    own = None if not states else states[0] if len(states) == 1 and not version.in_tuple else tuple(states)
    return own if master is None else paired(master, own, version)


def paired(master: Any, own: Any, version: Version) -> tuple[Any, Any]:
    """The float32 copy of a weight and its states in the order of a version of MXNet; of such a pair, the two parts."""
    return (own, master) if version.master_last else (master, own)


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


def read(index: Any, weight: Any, grad: Any, state: Any) -> tuple[dict[str, Any], list[Fault]]:
    """The arrays of a parameter as kernels have them, by name, and the faults of those that have none.

    None in place of what a table that grows has: its rows, and sums of rows that it makes itself.
    """
    on_table = is_table(weight)
    arrays: dict[str, Any] = {"weight": None if on_table else weight}
    arrays["gradient"] = None if on_table and isinstance(grad, RowSums) else grad
    arrays |= {f"state {number}" if number else "state": part for number, part in enumerate(_parts(state))}
    return as_arrays(arrays, f"parameter {index}")


def update(optimizer: Any, rule: Rule, arrays: Mapping[str, Any], attributes: Attributes) -> Update:
    """The rule on these arrays, with these attributes."""
    tensors, single = needs(rule).tensors, needs(rule).singles
    on_table = is_table(arrays.get(tensors[0]))
    what = type(optimizer).__name__
    plain: dict[str, Any] = {
        name: array if on_table and isinstance(array, RowSums) else as_array(array, what, name)
        for name in tensors
        if (array := arrays.get(name)) is not None
    }
    for name in single:
        plain[name] = single_number(optimizer, name)
    flags = attributes.flags
    if on_table:
        flags += ((LAZY.name, True),)
    elif RowSparse in map(type, plain.values()):
        flags += lazy_flags(optimizer, rule, plain[tensors[0]])
    return Update(rule, flags, plain, attributes.numbers, arrays)


def lazy_flags(optimizer: Any, rule: Rule, weight: Bound) -> tuple[tuple[str, Any], ...]:
    """The flag that says which rows a row-sparse gradient updates."""
    # MXNet 1.9 takes `mp_` ops there, which update every row, though lazy updates are its default.
    by_mp_op = MASTER in needs(rule).tensors and version_of(optimizer).master_last
    return ((LAZY.name, not by_mp_op and optimizer.is_lazy(weight)),)


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
