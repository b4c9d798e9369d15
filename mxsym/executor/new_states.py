"""New states: arrays of the first values that a rule declares, for a weight; and those of rows not stored yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from mxsym.codegen.dtypes import DType, compute_dtype, from_numpy
from mxsym.codegen.expr import Granularity
from mxsym.errors import BindError, Fault, SymbolError, suggest
from mxsym.rule.inputs import EMPTY, Input, Numbers, new_state
from mxsym.rule.lookup import find, for_version
from mxsym.rule.rule import Rule
from mxsym.runtime import buffers, rows
from mxsym.runtime.buffers import Array
from mxsym.runtime.faces import face
from mxsym.runtime.interop import as_array
from mxsym.runtime.sparse import Bound, RowSparse, form_problem
from mxsym.spelling import kind_name


def readable(weight: Any, what: str, node: str = "weight", argument: str = "") -> Any:
    """The array behind a weight; see `as_array` for the names of it.

    Raises:
        BindError: it is none, or none that kernels run on.
    """
    array = as_array(weight, what, node, argument)
    check = form_problem if isinstance(array, RowSparse) else buffers.kind_problem
    problem = check(array, written=True)
    if problem is not None:
        raise BindError(what, [Fault(node, argument, problem.got, problem.expected, problem.fix)])
    return array


def dtype_of(array: Any) -> DType:
    """The type of an array that kernels run on."""
    dtype = from_numpy(array.dtype)
    assert dtype is not None
    return dtype


def faced(weight: Any, array: Bound) -> Any:
    """An `mx.nd` array where the weight is one."""
    return face(array) if hasattr(weight, "__mxsym__") else array


def new_array(item: Input, weight: Any, numbers: Numbers, otherwise: DType, *, sparse: bool = False) -> Bound:
    """A new state for a weight, an array that kernels run on.

    Args:
        item: the state.
        numbers: the rule's.
        otherwise: its type where the rule says none.
        sparse: store only rows where the weight does: none of zeros, or all that the weight stores.

    Raises:
        LookupError: it begins as a number that is not known.
    """
    new = new_state(item, tuple(weight.shape), otherwise, numbers)
    if sparse and isinstance(weight, RowSparse) and item.space is not Granularity.SCALAR and new.shape != EMPTY:
        ids = weight.indices.copy() if new.value != 0 else np.empty(0, np.int64)
        data = buffers.empty((len(ids), *new.shape[1:]), new.dtype)
        data[...] = weight.data if new.value is None else new.value
        return RowSparse(ids, data, new.shape)
    order = None if isinstance(weight, RowSparse) or new.shape != weight.shape else buffers.memory_order(weight)
    array = buffers.empty(new.shape, new.dtype, order)
    if new.value is not None:
        array[...] = new.value
    elif isinstance(weight, RowSparse):
        array[...] = 0
        array[weight.indices] = weight.data
    else:
        array[...] = weight
    return array


def new_states(update: str | Rule, weight: Any, /, **numbers: Any) -> dict[str, Any]:
    """The states of an update of a weight before its first step, by name.

    They have the first values and types that the rule declares (see `State`), zeros and the weight's type where it says
    nothing; float32 for a 16-bit weight. An `mp_` op's master copy is one of them. They are `mx.nd` arrays where the
    weight is one, and else NumPy's. Optional tensors are left out.

    Args:
        update: the rule of one weight that `mx.update_rule` returned, or an op's name: "adam_update".
        weight: the weight.
        **numbers: the rule's numbers, where a state begins as one of them.

    Raises:
        SymbolError: no update of one weight; a number that it does not have, or one that a state begins as and that is
            missing. BindError: no array of numbers.
    """
    known = find(update) if isinstance(update, str) else update
    if not isinstance(known, Rule):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may pass anything
        fix = 'pass what mx.update_rule returned, or an op\'s name, "adam_update"'
        raise SymbolError(f"new_states takes an update, or its name, got {kind_name(known)}; {fix}")
    rule = for_version(known)
    if not rule.is_update or rule.members:
        raise SymbolError(f"new_states takes an update of one weight, as adam_update, got {rule.title}")
    known = {item.name: item.default for item in rule.scalars if not item.required}
    if strangers := [name for name in numbers if rule.attribute(name) is None]:
        near = suggest(strangers[0], [item.name for item in rule.scalars])
        raise SymbolError(f"new_states: {rule.title} has no number {strangers[0]!r}: {near}")
    array = readable(weight, "new_states")
    otherwise = compute_dtype(dtype_of(array))
    try:
        return {
            item.name: faced(weight, new_array(item, array, known | numbers, otherwise))
            for item in rule.inputs
            if item.name in rule.states and not item.optional
        }
    except LookupError as error:
        raise SymbolError(f"new_states: {rule.title}: {error.args[0]}") from None


def unstored_rows(item: Input, ids: Array, weight: Bound, numbers: Mapping[str, Any]) -> Any:
    """Values of the rows `ids` of a state that it does not store: a number, or rows of the weight.

    Raises:
        LookupError: it begins as a number that is not known.
    """
    new = new_state(item, tuple(weight.shape), dtype_of(weight), numbers)
    if new.value is not None:
        return new.value
    if not isinstance(weight, RowSparse):
        return weight[ids]
    values = np.zeros((len(ids), *weight.shape[1:]), weight.data.dtype)
    places, _ = rows.positions(ids, rows.widen(weight.indices))
    values[places >= 0] = weight.data[places[places >= 0]]
    return values
