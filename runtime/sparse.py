"""Row-sparse arrays: the rows of a tensor that are there; every other row reads as zeros.

`RowSparse` holds row ids and values and looks at neither; `form_problem` says why kernels cannot run on one. `rows.py`
checks the ids.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from mxsym.codegen.record import record
from mxsym.runtime import buffers
from mxsym.runtime.buffers import Array
from mxsym.runtime.views import is_stray
from mxsym.spelling import kind_name, plural


@record(eq=False, frozen=False, weakref=True)
class RowSparse:
    """Row `indices[i]` of a tensor of shape `shape` is `data[i]`; the rows that are not named are zeros.

    The law: `indices` (int64 or int32, one dimension) are sorted, unique and in 0 … `shape[0]` - 1, and `data` has
    shape `(len(indices), *shape[1:])`. Nothing here enforces it: `rows.first_bad_row` finds what breaks it before
    anything is written, and `rows.coalesce` makes ids in any order keep it. `==` and hashes go by identity. `to_dense`:
    how whoever owns it makes a dense array of it.
    """

    indices: Array
    data: Array
    shape: tuple[int, ...]
    to_dense: str = "tostype('default')"

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.data.dtype

    @property
    def nbytes(self) -> int:
        """Bytes of the ids and the values together."""
        return self.indices.nbytes + self.data.nbytes

    def rows(self) -> int:
        """Number of stored rows."""
        return len(self.indices)


@record(eq=False, frozen=False, weakref=True)
class RowSums:
    """Rows that a step sums by their ids, in room of its own: the gradient of bags, or one with ids in any order.

    See `mx.nd.sparse.uncoalesced` for the parts, which are arrays or tensors. Nothing here checks them.
    """

    data: Any
    indices: Any
    shape: tuple[int, ...]
    offsets: Any = None
    weights: Any = None


def flat_ids(ids: Any) -> Any:
    """Ids in one dimension: those of a matrix with one row, as torch's sparse tensors have them; others as they are."""
    return ids[0] if getattr(ids, "ndim", 1) == 2 and len(ids) == 1 else ids


def id_count(ids: Any) -> int:
    """The number of such ids, by their form alone: a tensor may have no memory."""
    return ids.shape[1] if getattr(ids, "ndim", 1) == 2 and len(ids) == 1 else len(ids)


Bound = Array | RowSparse
"""An array that a kernel runs on, dense or row-sparse."""


def has_sizes(value: RowSparse | RowSums) -> bool:
    """True if the shape, which anybody may set, is one: a tuple of sizes, that of the rows first."""
    shape = cast("object", value.shape)
    if type(shape) is not tuple:
        return False
    sizes = cast("tuple[object, ...]", shape)
    return bool(sizes) and all(type(size) is int and size >= 0 for size in sizes)


def parts(value: RowSparse) -> RowSparse:
    """A row-sparse array's parts as they are now: ids and values of NumPy's own class, where they are arrays."""
    return RowSparse(_plain(value.indices), _plain(value.data), value.shape, value.to_dense)


def _plain(part: Any) -> Any:
    if type(part) is np.ndarray or not buffers.is_array(part) or buffers.is_masked(part):
        return part
    return buffers.plain(part)


def form_problem(value: RowSparse, *, written: bool = False) -> buffers.Problem | None:
    """Return why a row-sparse array cannot be used, whatever its ids, or None. `value`: from `parts`."""
    problem = buffers.kind_problem(value.data, written=written)
    problem = problem or buffers.order_problem(value.data, buffers.c_order(value.data.ndim), written=written)
    if problem is not None:
        return problem
    ids = value.indices
    if type(ids) is not np.ndarray:
        return buffers.Problem(f"row ids in {kind_name(ids)}", "a NumPy array", "pass np.asarray(…)")
    if is_stray(value.data) or is_stray(ids):
        got = "a view of memory that is no longer there"
        return buffers.Problem(got, "memory that stays", "make the row-sparse array again")
    dtype, flags = ids.dtype, ids.flags
    if not (dtype.isnative and flags.aligned):
        fix = "pass ids.astype('int64')"
        return buffers.Problem("row ids of foreign byte order or unaligned", "native, aligned ids", fix)
    if dtype.kind != "i" or dtype.itemsize not in (4, 8) or ids.ndim != 1:
        got = f"row ids of dtype {ids.dtype.name} and shape {ids.shape}"
        return buffers.Problem(got, "a vector of int64 or int32", "convert them with astype")
    if not flags.c_contiguous:
        return buffers.Problem("row ids with strides", "contiguous row ids", "pass np.ascontiguousarray(…)")
    if value.data.shape != (len(ids), *value.shape[1:]):
        got = f"{plural(len(ids), 'row id')} and values of shape {value.data.shape}"
        expected = f"values of shape ({len(ids)}, {', '.join(map(str, value.shape[1:]))})"
        return buffers.Problem(got, expected, "give one row of values for each id")
    return None


def members(values: Array, of: Array) -> Array:
    """Mask of the `values` (sorted, unique) that are in `of` (sorted, unique)."""
    place = np.searchsorted(of, values)
    mask = np.zeros(len(values), bool)
    inside = place < len(of)
    mask[inside] = of[place[inside]] == values[inside]
    return mask


def lacking(table: RowSparse, needed: Array) -> Array:
    """The rows of `needed` that a row-sparse array does not store."""
    return needed[~members(needed, table.indices)]


def grown(table: RowSparse, needed: Array, values: Any = 0) -> RowSparse:
    """A row-sparse array that stores the rows of `needed` that `table` lacks, too; `table` if it lacks none.

    Args:
        table: the ids of a new one are in order if this one's were.
        needed: ids.
        values: a number, or one row for each that is lacking.
    """
    stored = table.indices.astype(np.int64)  # a copy: nobody else writes to it
    fresh = lacking(RowSparse(stored, table.data, table.shape), needed)
    if not len(fresh):
        return table
    joined = np.concatenate([stored, fresh])
    order = np.argsort(joined, kind="stable")
    data = np.empty((len(joined), *table.shape[1:]), table.data.dtype)
    place = np.empty(len(joined), np.int64)
    place[order] = np.arange(len(joined))
    data[place[: len(stored)]] = table.data
    data[place[len(stored) :]] = values
    return RowSparse(joined[order], data, table.shape)
