"""Other libraries' arrays: torch, scipy.sparse, the buffer protocol, DLPack. None of them is imported or required.

Input: an object of theirs. Output: a NumPy array over the same memory (`share`), or the row ids and values of a sparse
one (`entries`), over the same memory where it can be.
Non-goals: row ids in order and unique (`row_sparse_build.py`), other devices than the CPU.
"""

from __future__ import annotations

import sys
from types import FunctionType
from typing import Any, cast

import numpy as np

from mxsym.codegen.dtypes import BF16, to_numpy
from mxsym.errors import BindError
from mxsym.ndarray.common import fault, refuse_mask
from mxsym.ndarray.dense import NDArray
from mxsym.runtime.buffers import Array, address, is_array


def _comes_from(value: object, package: str) -> bool:
    """Whether the class of `value`, or one it derives from, is defined in this package."""
    return any(f"{kind.__module__}.".startswith(f"{package}.") for kind in type(value).__mro__)


def is_torch_sparse(value: object) -> bool:
    """Whether this is a torch tensor in any layout but the strided one."""
    return _comes_from(value, "torch") and str(getattr(value, "layout", "torch.strided")) != "torch.strided"


def is_scipy_sparse(value: object) -> bool:
    """Whether this is one of scipy's sparse matrices or arrays."""
    return _comes_from(value, "scipy.sparse") and hasattr(value, "tocsr")


def _from_torch(tensor: Any) -> Array:
    """A strided CPU tensor's memory. Its version counter does not see writes; gradients do not flow."""
    what = f"a torch tensor of dtype {tensor.dtype} on {tensor.device}"
    try:
        plain = tensor.detach()
        is_bfloat16 = str(plain.dtype) == "torch.bfloat16"  # torch's numpy() does not know it
        shared: Array = (plain.view(sys.modules["torch"].int16) if is_bfloat16 else plain).numpy()
        where = plain.data_ptr()
    except (RuntimeError, TypeError) as error:
        if is_torch_sparse(tensor):
            raise _sparse(tensor) from error
        text = str(error).partition("\n")[0]
        raise fault("torch tensor", "array", what, "a strided tensor in CPU memory", text) from error
    if shared.size and address(shared) != where:  # NumPy makes memory of its own where torch has none
        raise fault("torch tensor", "array", f"{what} without memory", "memory", "give its storage its size back")
    return shared.view(to_numpy(BF16)) if is_bfloat16 else shared


def _sparse(value: Any) -> BindError:
    """The error for a sparse array where one with memory of its own is wanted."""
    got = f"a sparse {type(value).__name__} of shape {tuple(value.shape)}"
    fix = "pass mx.nd.sparse.array(…), which coalesces it"
    return fault("sparse array", "array", got, "a dense array, or a row-sparse one of mx.nd", fix)


def share(value: object) -> Array | None:
    """A NumPy array over the memory of `value`, or None where `value` only has values, such as a list.

    Tried in this order: NDArray and NumPy, torch (bfloat16 too), the buffer protocol, DLPack, an `__array__` that
    need not copy. What comes from a producer that forbids writing is read-only.

    Raises:
        BindError: a torch tensor that is not in CPU memory; a sparse array of torch's or scipy's; a masked array.
    """
    if isinstance(value, NDArray):
        return value.__mxsym__()
    if is_array(value):
        refuse_mask(value)
        return cast(Array, value)
    if _comes_from(value, "torch") and hasattr(value, "detach"):
        return _from_torch(value)
    if is_scipy_sparse(value):
        raise _sparse(value)
    if isinstance(value, np.generic | str | bytes):
        return None
    try:
        return np.asarray(memoryview(cast(Any, value)))
    except (TypeError, ValueError, BufferError):
        pass
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


def is_face(value: object) -> bool:
    """True for an `mx.nd` array: the array behind it stays the same object."""
    return getattr(type(value), "__mxsym__", None) is NDArray.__mxsym__


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
        raise fault("torch tensor", "array", got, expected, "call to_dense().to_sparse(1)")
    plain = tensor.detach()
    return _from_torch(plain._values()), _from_torch(plain._indices())[0], tuple(plain.shape)


def from_scipy_sparse(matrix: Any) -> tuple[Array, Array, tuple[int, ...]]:
    """(values, row ids, shape) of a sparse matrix or array: each row that has an entry, its duplicates summed.

    The values are new; the matrix is left as it is.

    Raises:
        BindError: not two dimensions.
    """
    if len(matrix.shape) != 2:
        raise fault("scipy array", "array", f"shape {matrix.shape}", "two dimensions", "reshape it to (rows, 1)")
    rows = matrix.tocsr()
    ids = np.flatnonzero(np.diff(rows.indptr)).astype(np.int64, copy=False)
    return cast(Array, rows[ids].toarray()), ids, tuple(int(size) for size in matrix.shape)
