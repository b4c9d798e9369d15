"""Arrays of one value, as stores and trainers have them: looked at, summed, and written over.

Sums are from left to right.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np

from mxsym.codegen.dtypes import TENSOR, from_numpy
from mxsym.errors import BindError, Fault
from mxsym.ndarray import sparse
from mxsym.ndarray.dense import NDArray
from mxsym.ndarray.rowsparse import RowSparseNDArray
from mxsym.optimizer import parameter
from mxsym.rule.numbers import as_whole
from mxsym.runtime.buffers import Array, kind_problem
from mxsym.runtime.interop import as_array
from mxsym.runtime.sparse import RowSparse
from mxsym.spelling import kind_name


def look_at(
    faults: list[Fault],
    node: str,
    arrays: Sequence[Any],
    shape: tuple[int, ...] | None = None,
    *,
    argument: str = "value",
    written: bool = False,
    alike: bool = True,
) -> list[Any]:
    """The arrays as kernels have them. What does not fit those that are summed or written is added to the faults.

    `shape`: of all of them; None: that of the first. `alike`: they are of one dtype.
    """
    plain: list[Any] = []
    dtype: Any = None
    for item in arrays:
        try:
            array: Any = as_array(item, node, node, argument)
        except BindError as error:
            faults += error.faults
            plain.append(None)
            continue
        plain.append(array)
        rows = type(array) is RowSparse
        data: Any = array.data if rows else array
        own = getattr(data, "dtype", None)
        if not (type(data) is np.ndarray and _has_sums(own)) and (problem := kind_problem(data)) is not None:
            fix = problem.fix if isinstance(data, np.ndarray) else "pass an array of NumPy's or of mx.nd"
            faults.append(Fault(node, argument, problem.got, problem.expected, fix))
        elif shape is not None and array.shape != shape:
            faults.append(Fault(node, argument, f"{tuple(array.shape)}", f"an array of shape {shape}", "pass one"))
        elif written and not (as_array(item, node, node, argument) is array if rows else data.flags.writeable):
            got, fix = f"{kind_name(item)} that is only read", "pass one that can be, such as mx.nd.zeros gives"
            faults.append(Fault(node, argument, got, "an array that can be written", fix))
        elif alike and own is not dtype and dtype not in (None, own):
            fix = f'pass it as astype("{dtype}")'
            faults.append(Fault(node, argument, f"{own} values", f"{dtype}, as in the first array", fix))
        else:
            shape, dtype = array.shape, own
    return plain


def refuse_numbers(what: str, keys: Sequence[Any], columns: Mapping[str, Sequence[Any]]) -> None:
    """Refuse numbers in place of a key's array: one, or a list or tuple of nothing else. Ids of rows may be some.

    Raises:
        BindError: naming each key and argument that has them.
    """
    faults = [
        Fault(f"key {key!r}", argument, *problem)
        for argument, values in columns.items()
        for key, value in zip(keys, values, strict=True)
        if argument != "row_ids" and (problem := _numbers_problem(value)) is not None
    ]
    if faults:
        raise BindError(what, faults)


def _numbers_problem(value: object) -> tuple[str, str, str] | None:
    """Got, expected and fix of numbers in place of an array; a tuple of sizes is the shape of the one that is meant."""
    is_list = isinstance(value, list | tuple)
    items: Sequence[Any] = cast("Sequence[Any]", value) if is_list else [value]
    if not items or not all(isinstance(item, int | float | np.generic) for item in items):
        return None
    if isinstance(value, tuple) and all((as_whole(size) or 0) > 0 for size in items):
        fix = f"of that shape: mx.nd.zeros({tuple(items)!r})"
    else:
        fix = f"pass mx.nd.array(…) of {'them' if is_list else 'it'}"
    return kind_name(cast("object", value)) + " of numbers" * is_list, "an array", fix


@functools.lru_cache(maxsize=256)
def _has_sums(dtype: np.dtype[Any]) -> bool:
    """True for the types whose values are kept and summed: whole numbers, and the floats of kernels."""
    return dtype.isnative and (dtype.kind in "iub" or from_numpy(dtype) in TENSOR)


def faced_sum(arrays: Sequence[Array | RowSparse]) -> Any:
    """The sum of arrays as one of `mx.nd`."""
    total = summed(arrays)
    return RowSparseNDArray(total) if isinstance(total, RowSparse) else NDArray(total)


def summed(arrays: Sequence[Array | RowSparse]) -> Array | RowSparse:
    """The sum of arrays from left to right: a new one, row-sparse if all of them are."""
    rows = [array for array in arrays if isinstance(array, RowSparse)]
    if rows and len(rows) == len(arrays):
        if len(rows) == 1:
            return cast("RowSparse", parameter.copy(rows[0]))
        ids = np.concatenate([array.indices for array in rows])
        values = np.concatenate([array.data for array in rows])
        return sparse.coalesce(values, ids, shape=rows[0].shape).__mxsym__()
    total = np.array(as_dense(arrays[0]), order="K")
    for array in arrays[1:]:
        total += as_dense(array)
    return total


def as_dense(array: Array | RowSparse) -> Array:
    """A dense array as it is; of a row-sparse one all rows, those that it does not store as zeros."""
    if not isinstance(array, RowSparse):
        return array
    whole = np.zeros(array.shape, array.dtype)
    whole[array.indices] = array.data
    return whole


def let_be_sums(groups: Sequence[Sequence[Array | RowSparse]]) -> None:
    """Let all arrays of a group be their sum, of each group; `look_at` gave them."""
    write_all([(summed(arrays), arrays) for arrays in groups])


def write_all(groups: Sequence[tuple[Array | RowSparse, Sequence[Array | RowSparse]]]) -> None:
    """Write each value over its arrays, which keep their storage. All memory that it takes is there before the first.

    `look_at` gave the arrays.
    """
    rows: list[tuple[RowSparse, Array, Array]] = []
    dense: list[tuple[Array, Array]] = []
    for value, targets in groups:
        for into in targets:
            if not isinstance(into, RowSparse):
                dense.append((into, as_dense(value)))
                continue
            table: RowSparse = value if isinstance(value, RowSparse) else sparse.row_sparse_array(value).__mxsym__()
            rows.append((into, table.indices.copy(), table.data.astype(into.dtype)))
    for into, values in dense:
        np.copyto(into, values, casting="unsafe")
    for table, indices, data in rows:
        table.indices, table.data = indices, data
