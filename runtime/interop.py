"""Arrays of `mx.nd` and of other libraries: torch, scipy.sparse, the buffer protocol, DLPack.

None of these libraries is imported. `as_array` gives the array that kernels run on, over the same memory.
"""

# An array of `mx.nd`, or of any class that has one, is known by its method `__mxsym__`.

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from types import FunctionType
from typing import Any, cast

import numpy as np

from mxsym.codegen.dtypes import BF16, to_numpy
from mxsym.errors import BindError, Fault
from mxsym.runtime import buffers, rows
from mxsym.runtime.buffers import Array, Problem, is_array, is_masked
from mxsym.runtime.faces import is_face
from mxsym.runtime.sparse import RowSparse, has_sizes
from mxsym.runtime.views import is_stray

LOST = "a view of memory that is no longer there"


class _UnreadableError(Exception):
    """Reasons why there is no array behind a value. The readers below make the faults of an argument of them."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def faults(self, node: str, argument: str) -> list[Fault]:
        """The faults of one argument of a node."""
        return [Fault(node, argument, problem.got, problem.expected, problem.fix) for problem in self.problems]

    def error(self, what: str, node: str, argument: str) -> BindError:
        """The error of one argument of what was called."""
        return BindError(what, self.faults(node, argument))


class _SparseError(_UnreadableError):
    """A sparse array where a dense one is wanted."""


def as_array(value: Any, what: str, node: str, argument: str = "") -> Any:
    """The NumPy or row-sparse array that kernels run on, over the memory of whatever a user passed.

    NumPy arrays, `mx.nd` arrays, torch tensors in CPU memory, buffers, DLPack. What has values and no memory of its
    own, such as a list, comes back as it is; so does what `buffers.kind_problem` refuses. An array of a subclass of
    NumPy's comes back as one of NumPy's own. A sparse one of torch's or SciPy's is coalesced, its rows of one id summed
    in their order; that is read-only: what is written to it would not reach `value`.

    Args:
        value: what was passed.
        what: what was called, as an error says it.
        node, argument: those of a fault, as `Fault` has them: an argument of a function is a node by itself.

    Raises:
        BindError: a torch tensor without memory, on another device, or of another sparse layout than COO with one
            sparse dimension; a sparse array with an id out of range, or with values that have no kernels; a view whose
            memory has moved; rows whose shape is none.
    """
    try:
        return _array(value)
    except _UnreadableError as error:
        raise error.error(what, node, argument) from error.__cause__


def as_arrays(
    values: Mapping[str, Any], node: str = "", *, role: str = "argument"
) -> tuple[dict[str, Any], list[Fault]]:
    """`as_array` of each value by its name, and the faults of those that have none.

    A fault is of the argument of that name of the `node`; without one, of the `role` of that name: an argument or a
    state of a graph, or, where it is "", an argument of a function.
    """
    arrays: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, value in values.items():
        try:
            arrays[name] = _array(value)
        except _UnreadableError as error:
            faults += error.faults(node, name) if node else error.faults(f"{role} {name}" if role else name, "")
    return arrays, faults


def known_arrays(values: Iterable[Any]) -> list[Any] | None:
    """`as_array` of each value; None where one has none: for whoever leaves it to others to say why."""
    try:
        return [_array(value) for value in values]
    except _UnreadableError:
        return None


def _array(value: Any) -> Any:
    kind = cast("object", type(value))
    if kind is not np.ndarray and kind is not RowSparse:
        if hasattr(value, "__mxsym__"):
            value = _behind(value)
        elif not is_array(value):
            try:
                shared = _share(value)
            except _SparseError:
                return _from_sparse(value)
            return value if shared is None else shared
        kind = cast("object", type(value))
    if kind is np.ndarray:
        if value.base is None:
            return value
    elif kind is RowSparse:
        if not has_sizes(value):
            fix = "give it back its shape, or make the array again"
            raise _UnreadableError(Problem(f"a row-sparse array of shape {value.shape!r}", "a tuple of sizes", fix))
        return value
    elif not is_array(value) or is_masked(value):
        return value
    _refuse_stray(value)
    return buffers.plain(value)


def _behind(value: Any) -> Any:
    """The array behind one of `mx.nd`, or behind rows that are summed for it."""
    try:
        return value.__mxsym__()
    except BindError as error:
        raise _UnreadableError(*(Problem(item.got, item.expected, item.fix) for item in error.faults)) from None


def _refuse_stray(array: Array) -> None:
    """Refuse a view whose memory has moved or is closed, before anybody reads it."""
    if is_stray(array):
        raise _UnreadableError(_LOST)


_LOST = Problem(LOST, "memory that stays", "make the view again")


def refuse_mask(array: object, what: str, node: str, argument: str = "") -> None:
    """Raise a `BindError` for a masked array: its mask would be dropped without a word. See `as_array`."""
    if is_masked(array):
        raise BindError(what, _UnreadableError(MASKED).faults(node, argument))


MASKED = Problem(
    "a masked array",
    "an array without a mask",
    "pass its .data, if masked elements may be used like all others, or its filled()",
)


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
            raise _UnreadableError(Problem(f"{what} without memory", "memory", _STORAGE))
        if (problem := _cut(plain)) is not None:
            raise _UnreadableError(problem)
        is_bfloat16 = str(plain.dtype) == "torch.bfloat16"  # torch's numpy() does not know it
        shared: Array = (plain.view(sys.modules["torch"].int16) if is_bfloat16 else plain).numpy()
    except (RuntimeError, TypeError, ValueError) as error:
        if is_torch_sparse(tensor):
            raise _sparse(tensor) from error
        text = str(error).partition("\n")[0]
        raise _UnreadableError(Problem(what, "a strided tensor in CPU memory", text)) from error
    return shared.view(to_numpy(BF16)) if is_bfloat16 else shared


def refuse_cut(tensor: Any, what: str, node: str, argument: str = "") -> None:
    """Refuse a strided tensor on the CPU that reaches beyond the end of its storage, which was made smaller.

    Torch's own functions do not look.

    Raises:
        BindError: of this argument; see `as_array`.
    """
    if (problem := _cut(tensor)) is not None:
        raise BindError(what, _UnreadableError(problem).faults(node, argument))


def _cut(tensor: Any) -> Problem | None:
    """The problem of a strided tensor that reaches beyond the end of its storage."""
    if not tensor.is_cpu or not tensor.numel():
        return None
    rest = sum((size - 1) * stride for size, stride in zip(tensor.shape, tensor.stride(), strict=True))
    end = (tensor.storage_offset() + rest + 1) * tensor.element_size()
    if end <= tensor.untyped_storage().nbytes():
        return None
    return Problem(
        f"a torch tensor of dtype {tensor.dtype} on {tensor.device} in a smaller storage", "memory", _STORAGE
    )


_STORAGE = "give its storage its size back"


def _sparse(value: Any) -> _SparseError:
    """The reason why a sparse array is refused where one with memory of its own is wanted."""
    got = f"a sparse {type(value).__name__} of shape {tuple(value.shape)}"
    fix = "pass mx.nd.sparse.array(…), which coalesces it"
    return _SparseError(Problem(got, "a dense array, or a row-sparse one of mx.nd", fix))


def share(value: object, what: str, node: str) -> Array | None:
    """A NumPy array over the memory of `value`, or None where `value` only has values, such as a list.

    Tried in this order: NDArray and NumPy, torch (bfloat16 too), the buffer protocol, DLPack, an `__array__` that
    need not copy. What comes from a producer that forbids writing is read-only. See `as_array` for `what` and `node`.

    Raises:
        BindError: a torch tensor that is not in CPU memory; a sparse array of torch's or scipy's; a masked array; a
            view whose memory has moved.
    """
    try:
        return _share(value)
    except _UnreadableError as error:
        raise error.error(what, node, "") from error.__cause__


def _share(value: object) -> Array | None:
    if is_face(value):
        return cast(Any, value).__mxsym__()
    if is_array(value):
        if is_masked(value):
            raise _UnreadableError(MASKED)
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
            raise _UnreadableError(_LOST) from None
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


def _from_sparse(value: Any) -> RowSparse:
    """A sparse array of torch's or SciPy's, coalesced and read-only."""
    is_torch = is_torch_sparse(value)
    data, ids, shape = _sparse_parts(value)
    data, ids = np.ascontiguousarray(data), np.ascontiguousarray(ids)
    problem = buffers.kind_problem(data)
    if problem is not None:
        raise _UnreadableError(problem)
    try:
        ids, data = rows.summed(ids, data, shape[0]) or (ids, data)
    except rows.RowRangeError as error:
        got, expected = f"row {error.row} at position {error.position}", f"row ids from 0 to {shape[0] - 1}"
        raise _UnreadableError(Problem(got, expected, f"pass ids below {shape[0]}")) from None
    ids, data = ids.view(), data.view()
    ids.flags.writeable = data.flags.writeable = False
    return RowSparse(ids, data, shape, "to_dense()" if is_torch else "toarray()")


Parts = tuple[Array, Array, tuple[int, ...]]
"""The values, the row ids and the shape of a sparse array."""


def sparse_parts(value: Any, what: str, node: str) -> Parts:
    """(values, row ids, shape) of a sparse array of torch's or SciPy's: see `as_array` for `what` and `node`.

    Those of a COO tensor, such as a gradient of `nn.Embedding(sparse=True)`, share its memory; their ids may be in any
    order and repeat. Of a matrix of SciPy's they are each row that has an entry, its duplicates summed, in new memory.

    Raises:
        BindError: a tensor of another sparse layout, with more than one sparse dimension, or on another device; a
            SciPy array that has not two dimensions.
    """
    try:
        return _sparse_parts(value)
    except _UnreadableError as error:
        raise error.error(what, node, "") from error.__cause__


def _sparse_parts(value: Any) -> Parts:
    return _from_torch_sparse(value) if is_torch_sparse(value) else _from_scipy_sparse(value)


def _from_torch_sparse(tensor: Any) -> Parts:
    layout = str(tensor.layout)
    if layout != "torch.sparse_coo" or tensor.sparse_dim() != 1:
        got = layout if layout != "torch.sparse_coo" else f"{tensor.sparse_dim()} sparse dimensions"
        expected = "torch.sparse_coo with one sparse dimension: the rows"
        raise _UnreadableError(Problem(got, expected, "call to_dense().to_sparse(1)"))
    plain = tensor.detach()
    return _from_torch(plain._values()), _from_torch(plain._indices())[0], tuple(plain.shape)


def _from_scipy_sparse(matrix: Any) -> Parts:
    if len(matrix.shape) != 2:
        raise _UnreadableError(Problem(f"shape {matrix.shape}", "two dimensions", "reshape it to (rows, 1)"))
    rows = matrix.tocsr()
    ids = np.flatnonzero(np.diff(rows.indptr)).astype(np.int64, copy=False)
    return cast(Array, rows[ids].toarray()), ids, tuple(int(size) for size in matrix.shape)
