"""Functions of `mx.nd` on arrays that NumPy computes, by name: a table that the modules of functions fill.

A function that is an op of mxsym's too runs as that op wherever the op takes the arguments.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from mxsym.codegen.dtypes import from_numpy
from mxsym.ndarray import ops
from mxsym.ndarray.common import describe, fault
from mxsym.ndarray.dense import NDArray, bare
from mxsym.ndarray.sparse_base import SparseNDArray
from mxsym.rule.value import Value, advice
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import as_array, refuse_mask

FUNCTIONS: dict[str, Callable[..., Any]] = {}
"""By name."""
METHODS: dict[str, Callable[..., Any]] = {}
"""Those that are methods of arrays too."""
Function = Callable[..., Any]


def declared(
    *names: str, method: bool = True, op: str = "", with_numbers: bool = False
) -> Callable[[Function], Function]:
    """Put a function into the table under its own name, or under these.

    Its argument `out` takes the result. `op` is the op that computes the same of dense arrays of floats.
    `with_numbers`: the op's arguments may be numbers.
    """

    def declare(function: Function) -> Function:
        title = (*names, function.__name__)[0]

        @functools.wraps(function)
        def call(*args: Any, out: Any = None, name: str | None = None, **kwargs: Any) -> Any:  # noqa: ARG001  # MXNet's
            for value in (*args, *kwargs.values(), out):
                refuse_mask(value, function.__name__, "array")
                if isinstance(value, Value):
                    plain = title.removeprefix("broadcast_").removeprefix("elemwise_")
                    raise fault(title, title, "a value of a rule", "an array", advice().attribute(plain))
            if op and _is_for_op(args, kwargs, out) and (with_numbers or not any(map(_is_number, args))):
                return ops.op(op)(*args, **kwargs, out=out)
            result = function(*args, **kwargs)
            return result if out is None else stored(function.__name__, result, out)

        for item in names or (function.__name__,):
            FUNCTIONS[item] = call
            if method:
                METHODS[item] = call
        return call

    return declare


def _is_for_op(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> bool:
    """True if an op takes the arguments: dense arrays of floats, of one shape, or what only an op has an answer to."""
    values = (*args, *kwargs.values())
    if out is None and any(isinstance(value, SparseNDArray) for value in values):
        return False
    arrays = [bare(value) for value in values if isinstance(value, NDArray | np.ndarray)]
    if any(_is_odd(array) for array in arrays) or len({array.shape for array in arrays}) > 1:
        return False
    return not _NUMPYS.intersection(kwargs)


def _is_number(value: Any) -> bool:
    return isinstance(value, bool | int | float | np.generic | tuple | list)


_NUMPYS = frozenset({"axis", "ctx", "dtype", "exclude", "keepdims"})
"""Arguments that the ops do not have."""


def _is_odd(array: Any) -> bool:
    dtype = from_numpy(array.dtype)
    return dtype is None or dtype.kind != "float"


def stored(what: str, result: Any, out: Any) -> Any:
    """`out`, after the result was written to it.

    Raises:
        BindError: it is no array of that shape.
    """
    if np.shape(bare(out)) != result.shape:
        raise fault(what, "out", describe(out), f"an array of shape {result.shape}", "leave it out")
    if isinstance(result, NDArray):
        result.copyto(out)
    else:
        out[...] = result
    return out


def dense(what: str, value: Any) -> Array:
    """The NumPy array of a dense array, or of a list of numbers.

    Raises:
        BindError: a sparse or a masked array.
    """
    if isinstance(value, SparseNDArray):
        raise fault(what, "data", describe(value), "a dense array", "call tostype('default') first")
    array: Any = as_array(value, what, "data")
    refuse_mask(array, what, "data")
    return np.asarray(array)


def like(value: Any, array: Any) -> Any:
    """An array of the kind of `value`: NumPy's, or an NDArray on its context; of shape (1,) in place of ()."""
    result: Array = np.asarray(array)
    if not result.ndim and len(value.shape):
        result = result.reshape(1)
    if isinstance(value, NDArray):
        return NDArray(result).on(value.context)
    return result if isinstance(value, np.ndarray) else NDArray(result)
