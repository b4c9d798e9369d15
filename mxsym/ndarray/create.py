"""Constructors: `mx.nd.array`, `zeros`, `ones`, `full`, `empty`, and those that take over memory of others."""

from __future__ import annotations

from typing import Any

import numpy as np

from mxsym.context import Context
from mxsym.ndarray.common import FLOAT32, as_context, as_dtype, as_shape, as_values, describe, fault
from mxsym.ndarray.csr import CSRNDArray
from mxsym.ndarray.dense import NDArray
from mxsym.ndarray.rowsparse import RowSparseNDArray, from_sparse, no_rows
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import is_sparse, share


def _dtype(dtype: Any) -> np.dtype[Any]:
    return FLOAT32 if dtype is None else as_dtype(dtype)


def _sparse(stype: str | None, shape: Any, dtype: Any) -> NDArray | None:
    if stype in (None, "default"):
        return None
    return no_rows(stype, shape, dtype)


def array(source_array: Any, ctx: Context | None = None, dtype: Any = None) -> Any:
    """A new array with the values of another one, of a list or of a number, which gets shape (1,).

    `from_numpy` and `from_dlpack` take memory over instead of copying it.

    Args:
        source_array: of any shape. A row-sparse array or a sparse one of torch or scipy gives a RowSparseNDArray.
        ctx: a context; that of the innermost `with` block, or `mx.cpu()`, by default.
        dtype: by default that of an NDArray, and float32 for everything else, NumPy arrays too, as in MXNet.

    Raises:
        BindError: no dtype; None or a text among the values.
    """
    context = as_context(ctx)
    if isinstance(source_array, CSRNDArray):
        return source_array.astype(source_array.dtype if dtype is None else dtype).on(context)
    if isinstance(source_array, RowSparseNDArray) or is_sparse(source_array):
        return from_sparse(source_array, dtype, "array").on(context)
    if dtype is None and isinstance(source_array, NDArray):
        dtype = source_array.dtype
    shared = share(source_array, "array", "source_array")
    values: Array = np.array(
        as_values("array", "source_array", source_array if shared is None else shared), _dtype(dtype), order="C"
    )
    scalar = not values.ndim and not isinstance(source_array, NDArray)
    return NDArray(values.reshape(1) if scalar else values).on(context)


def zeros(shape: Any, ctx: Context | None = None, dtype: Any = None, stype: str | None = None) -> Any:
    """An array of zeros; with `stype="row_sparse"` a RowSparseNDArray that stores no row.

    Args:
        shape: a size or a tuple of them.
        dtype: float32 by default.
        ctx: the device whose mark the array has, `mx.cpu()` by default.
        stype: "default" or "row_sparse"; None: the default one.

    Raises:
        BindError: no shape, no dtype, no storage type.
    """
    context, sparse = as_context(ctx), _sparse(stype, shape, dtype)
    return (NDArray(np.zeros(as_shape(shape), _dtype(dtype))) if sparse is None else sparse).on(context)


def empty(shape: Any, ctx: Context | None = None, dtype: Any = None, stype: str | None = None) -> Any:
    """An array of unspecified values; otherwise as `zeros`.

    Args:
        shape, ctx, dtype, stype: as for `zeros`.
    """
    context, sparse = as_context(ctx), _sparse(stype, shape, dtype)
    return (NDArray(np.empty(as_shape(shape), _dtype(dtype))) if sparse is None else sparse).on(context)


def ones(shape: Any, ctx: Context | None = None, dtype: Any = None) -> NDArray:
    """An array of ones, float32 by default.

    Args:
        shape: a size or a tuple of sizes.
        ctx: the device whose mark the array has, `mx.cpu()` by default.
        dtype: a NumPy dtype or its name, float32 by default.
    """
    context = as_context(ctx)
    return NDArray(np.ones(as_shape(shape), _dtype(dtype))).on(context)


def full(shape: Any, val: Any, ctx: Context | None = None, dtype: Any = None, out: Any = None) -> Any:
    """An array that holds `val` everywhere, float32 by default; `out`, where given, is filled and returned.

    Args:
        shape: a size or a tuple of sizes.
        val: a number.
        ctx: the device whose mark the array has, `mx.cpu()` by default.
        dtype: a NumPy dtype or its name, float32 by default.
        out: an array to fill; it decides the type.

    Raises:
        BindError: no shape, no dtype, no number, or an `out` of another shape.
    """
    context = as_context(ctx)
    filled = NDArray(np.full(as_shape(shape), as_values("full", "val", val), _dtype(dtype))).on(context)
    return filled if out is None else filled.copyto(out)


def from_numpy(ndarray: Array, zero_copy: bool = True) -> NDArray:
    """An NDArray over a NumPy array's own memory: of its shape, dtype and strides, read-only if it is.

    Unlike MXNet's, it leaves the NumPy array writable: writing to either shows in both.

    Args:
        ndarray: a NumPy array.
        zero_copy: True, the default: the memory is shared; False: it is copied.

    Raises:
        BindError: no NumPy array.
    """
    if not isinstance(ndarray, np.ndarray):  # pyright: ignore[reportUnnecessaryIsInstance]
        fix = "call mx.nd.from_dlpack(…) for other libraries' arrays, mx.nd.array(…) for lists"
        raise fault("from_numpy", "ndarray", describe(ndarray), "a NumPy array", fix)
    return NDArray(ndarray if zero_copy else ndarray.copy())


def from_dlpack(source: Any) -> NDArray:
    """An NDArray over the memory of another library's array in CPU memory; nothing is copied.

    Takes torch tensors (parameters and bfloat16 too; call `torch.autograd.graph.increment_version` after writing),
    whatever has a buffer, `__dlpack__` or an `__array__` that need not copy. Read-only if the producer says so, as
    JAX does.

    The view is of the memory as it is now. Call this again after the source has moved to other memory, as a torch
    tensor does with `share_memory_()` or `.data = …`. If the tensor itself is bound, a step follows it.

    Raises:
        BindError: no such object, or a tensor on another device.
    """
    shared = share(source, "from_dlpack", "source")
    if shared is None:
        fix = "call mx.nd.array(…), which copies"
        raise fault("from_dlpack", "source", describe(source), "an array in CPU memory", fix)
    return NDArray(shared)


def arange(
    start: float,
    stop: float | None = None,
    step: float = 1.0,
    repeat: int = 1,
    infer_range: bool = False,  # noqa: ARG001  # MXNet's
    ctx: Context | None = None,
    dtype: Any = None,
) -> NDArray:
    """Evenly spaced numbers from `start` (0 where there is no `stop`) to below `stop`; each `repeat` times."""
    context = as_context(ctx)
    first, last = (0, start) if stop is None else (start, stop)
    return NDArray(np.repeat(np.arange(first, last, step), repeat).astype(_dtype(dtype))).on(context)


def linspace(
    start: float, stop: float, num: int, endpoint: bool = True, ctx: Context | None = None, dtype: Any = None
) -> NDArray:
    """Evenly spaced numbers: `num` of them, from `start` to `stop`, which is the last one if `endpoint`."""
    context, (count,) = as_context(ctx), as_shape(num)[:1]
    return NDArray(np.linspace(start, stop, count, endpoint=bool(endpoint)).astype(_dtype(dtype))).on(context)


def eye(N: int, M: int = 0, k: int = 0, ctx: Context | None = None, dtype: Any = None) -> NDArray:  # noqa: N803
    """A matrix of ones on a diagonal, and zeros elsewhere.

    Args:
        N: number of rows.
        M: number of columns; 0: as many as rows.
        k: the diagonal: 0 is the main one, a number above 0 is so far above it, and one below 0 below it.
        ctx: the device whose mark the array has, `mx.cpu()` by default.
        dtype: a NumPy dtype or its name, float32 by default.
    """
    context, sizes = as_context(ctx), as_shape((N, M))
    return NDArray(np.eye(sizes[0], sizes[1] or None, k, _dtype(dtype))).on(context)


def waitall() -> None:
    """Nothing: results are there when a call returns."""
