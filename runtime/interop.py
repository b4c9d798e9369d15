"""Arrays of `mx.nd` and of other libraries: torch, scipy.sparse, the buffer protocol, DLPack.

None of these libraries is imported. `as_array` gives the array that kernels run on, over the same memory.
"""

# An array of `mx.nd`, or of any class that has one, is known by its method `__mxsym__`.

from __future__ import annotations

import sys
from types import FunctionType
from typing import Any, cast

import numpy as np

from mxsym.codegen.dtypes import BF16, to_numpy
from mxsym.errors import BindError, Fault
from mxsym.runtime import buffers, rows
from mxsym.runtime.buffers import Array, is_array, is_masked
from mxsym.runtime.faces import is_face
from mxsym.runtime.sparse import RowSparse, has_sizes
from mxsym.runtime.views import is_stray

LOST = "a view of memory that is no longer there"


def as_array(value: Any) -> Any:
    """The NumPy or row-sparse array that kernels run on, over the memory of whatever a user bound.

    NumPy arrays, `mx.nd` arrays, torch tensors in CPU memory, buffers, DLPack. What has values and no memory of its
    own, such as a list, comes back as it is; so does what `buffers.kind_problem` refuses. An array of a subclass of
    NumPy's comes back as one of NumPy's own. A sparse one of torch's or SciPy's is coalesced, as `from_sparse` does.

    Raises:
        BindError: as `share` and `from_sparse` do; a view whose memory has moved; rows whose shape is none.
    """
    kind = cast("object", type(value))
    if kind is not np.ndarray and kind is not RowSparse:
        if hasattr(value, "__mxsym__"):
            value = value.__mxsym__()
        elif not is_array(value):
            try:
                shared = share(value)
            except _SparseError:
                return from_sparse(value)
            return value if shared is None else shared
        kind = cast("object", type(value))
    if kind is np.ndarray:
        if value.base is None:
            return value
    elif kind is RowSparse:
        if not has_sizes(value):
            fix = "give it back its shape, or make the array again"
            raise _error("array", f"a row-sparse array of shape {value.shape!r}", "a tuple of sizes", fix)
        return value
    elif not is_array(value) or is_masked(value):
        return value
    _refuse_stray(value)
    return buffers.plain(value)


def _refuse_stray(array: Array) -> None:
    """Refuse a view whose memory has moved or is closed, before anybody reads it."""
    if is_stray(array):
        raise _error("array", LOST, "memory that stays", "make the view again")


class _SparseError(BindError):
    """A sparse array where a dense one is wanted."""


def refuse_mask(array: object) -> None:
    """Raise a `BindError` for a masked array: its mask would be dropped without a word."""
    if is_masked(array):
        fix = "pass its .data, if masked elements may be used like all others, or its filled()"
        raise _error("array", "a masked array", "an array without a mask", fix)


def _error(what: str, got: str, expected: str, fix: str) -> BindError:
    return BindError(what, [Fault("array", "", got, expected, fix)])


def _comes_from(value: object, package: str) -> bool:
    """True if the class of `value`, or one of its base classes, is defined in this package."""
    return any(f"{kind.__module__}.".startswith(f"{package}.") for kind in type(value).__mro__)


def is_torch_sparse(value: object) -> bool:
    """True for a torch tensor in any layout but the strided one."""
    return _comes_from(value, "torch") and str(getattr(value, "layout", "torch.strided")) != "torch.strided"


def is_scipy_sparse(value: object) -> bool:
    """True for one of scipy's sparse matrices or arrays."""
    return _comes_from(value, "scipy.sparse") and hasattr(value, "tocsr")


def _from_torch(tensor: Any) -> Array:
    """A strided CPU tensor's memory. Its version counter does not see writes; gradients do not flow."""
    what = f"a torch tensor of dtype {tensor.dtype} on {tensor.device}"
    if getattr(tensor, "is_sparse", False):  # torch takes long to say so
        raise _sparse(tensor)
    try:
        plain = tensor.detach()
        if (
            plain.is_cpu and plain.numel() and not plain.data_ptr()
        ):  # before `numpy()`, which fixes the size of a storage
            raise _error("torch tensor", f"{what} without memory", "memory", "give its storage its size back")
        refuse_cut(plain, "array")
        is_bfloat16 = str(plain.dtype) == "torch.bfloat16"  # torch's numpy() does not know it
        shared: Array = (plain.view(sys.modules["torch"].int16) if is_bfloat16 else plain).numpy()
    except BindError:  # which is a ValueError, as what torch says of a parameter that has no shape yet
        raise
    except (RuntimeError, TypeError, ValueError) as error:
        if is_torch_sparse(tensor):
            raise _sparse(tensor) from error
        text = str(error).partition("\n")[0]
        raise _error("torch tensor", what, "a strided tensor in CPU memory", text) from error
    return shared.view(to_numpy(BF16)) if is_bfloat16 else shared


def refuse_cut(tensor: Any, name: str) -> None:
    """Refuse a strided tensor on the CPU that reaches beyond the end of its storage, which was made smaller.

    Torch's own functions do not look.

    Raises:
        BindError: of the array `name`.
    """
    if not tensor.is_cpu or not tensor.numel():
        return
    rest = sum((size - 1) * stride for size, stride in zip(tensor.shape, tensor.stride(), strict=True))
    end = (tensor.storage_offset() + rest + 1) * tensor.element_size()
    if end > tensor.untyped_storage().nbytes():
        got = f"a torch tensor of dtype {tensor.dtype} on {tensor.device} in a smaller storage"
        raise BindError("torch tensor", [Fault(name, "", got, "memory", "give its storage its size back")])


def _sparse(value: Any) -> BindError:
    """The error for a sparse array where one with memory of its own is wanted."""
    got = f"a sparse {type(value).__name__} of shape {tuple(value.shape)}"
    fix = "pass mx.nd.sparse.array(…), which coalesces it"
    expected = "a dense array, or a row-sparse one of mx.nd"
    return _SparseError("sparse array", [Fault("array", "", got, expected, fix)])


def share(value: object) -> Array | None:
    """A NumPy array over the memory of `value`, or None where `value` only has values, such as a list.

    Tried in this order: NDArray and NumPy, torch (bfloat16 too), the buffer protocol, DLPack, an `__array__` that
    need not copy. What comes from a producer that forbids writing is read-only.

    Raises:
        BindError: a torch tensor that is not in CPU memory; a sparse array of torch's or scipy's; a masked array; a
            view whose memory has moved.
    """
    if is_face(value):
        return cast(Any, value).__mxsym__()
    if is_array(value):
        refuse_mask(value)
        _refuse_stray(cast(Array, value))
        return cast(Array, value)
    if _comes_from(value, "torch") and hasattr(value, "detach"):
        return _from_torch(value)
    if is_scipy_sparse(value):
        raise _sparse(value)
    if isinstance(value, np.generic | str | bytes):
        return None
    try:
        return np.asarray(memoryview(cast(Any, value)))
    except (TypeError, ValueError, BufferError, RuntimeError):
        if _has_lost(value):
            raise _error("array", LOST, "memory that stays", "make the view again") from None
    try:
        return np.from_dlpack(cast(Any, value))
    except (TypeError, ValueError, AttributeError, BufferError, RuntimeError):
        pass
    if not hasattr(value, "__array__") and not hasattr(value, "__array_interface__"):
        return None
    try:
        return np.asarray(value, copy=False)
    except (TypeError, ValueError):
        return None


def _has_lost(value: object) -> bool:
    """True for a memory view, which NumPy cannot read, that is released, or of an array.

    NumPy frees a view's format with the memory.
    """
    if type(value) is not memoryview:
        return False
    try:
        return is_array(value.obj)
    except ValueError:
        return True


def pins_its_buffer(value: object) -> bool:
    """True for a buffer whose memory stays where it is while an array over it lives, as Python's protocol has it.

    A class written in Python may give another buffer each time.
    """
    if isinstance(getattr(type(value), "__buffer__", None), FunctionType):
        return False
    try:
        memoryview(cast(Any, value)).release()
    except (TypeError, ValueError, BufferError):
        return False
    return True


def is_sparse(value: object) -> bool:
    """True for a sparse array of torch's or SciPy's."""
    return is_torch_sparse(value) or is_scipy_sparse(value)


def from_sparse(value: Any) -> RowSparse:
    """A sparse array of torch's or SciPy's, coalesced: its rows sorted, those of one id summed in their order.

    It is read-only: what is written to it would not reach `value`.

    Raises:
        BindError: as `from_torch_sparse` and `from_scipy_sparse` do; an id out of range; values that have no kernels.
    """
    is_torch = is_torch_sparse(value)
    data, ids, shape = from_torch_sparse(value) if is_torch else from_scipy_sparse(value)
    data, ids = np.ascontiguousarray(data), np.ascontiguousarray(ids)
    problem = buffers.kind_problem(data)
    if problem is not None:
        raise _error("sparse array", problem.got, problem.expected, problem.fix)
    try:
        ids, data = rows.summed(ids, data, shape[0]) or (ids, data)
    except rows.RowRangeError as error:
        got, expected = f"row {error.row} at position {error.position}", f"row ids from 0 to {shape[0] - 1}"
        raise _error("sparse array", got, expected, f"pass ids below {shape[0]}") from None
    ids, data = ids.view(), data.view()
    ids.flags.writeable = data.flags.writeable = False
    return RowSparse(ids, data, shape, "to_dense()" if is_torch else "toarray()")


def from_torch_sparse(tensor: Any) -> tuple[Array, Array, tuple[int, ...]]:
    """(values, row ids, shape) of a sparse COO tensor such as a gradient of `nn.Embedding(sparse=True)`.

    The arrays share the tensor's memory. Its ids may be in any order and repeat.

    Raises:
        BindError: another sparse layout, more than one sparse dimension, another device.
    """
    layout = str(tensor.layout)
    if layout != "torch.sparse_coo" or tensor.sparse_dim() != 1:
        got = layout if layout != "torch.sparse_coo" else f"{tensor.sparse_dim()} sparse dimensions"
        expected = "torch.sparse_coo with one sparse dimension: the rows"
        raise _error("torch tensor", got, expected, "call to_dense().to_sparse(1)")
    plain = tensor.detach()
    return _from_torch(plain._values()), _from_torch(plain._indices())[0], tuple(plain.shape)


def from_scipy_sparse(matrix: Any) -> tuple[Array, Array, tuple[int, ...]]:
    """(values, row ids, shape) of a sparse matrix or array: each row that has an entry, its duplicates summed.

    The values are new; the matrix is left as it is.

    Raises:
        BindError: not two dimensions.
    """
    if len(matrix.shape) != 2:
        raise _error("scipy array", f"shape {matrix.shape}", "two dimensions", "reshape it to (rows, 1)")
    rows = matrix.tocsr()
    ids = np.flatnonzero(np.diff(rows.indptr)).astype(np.int64, copy=False)
    return cast(Array, rows[ids].toarray()), ids, tuple(int(size) for size in matrix.shape)
