"""Elementwise functions of `mx.nd`: by NumPy's universal functions, for sparse arrays and numbers too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mxsym.ndarray.calls import declared, dense, like
from mxsym.ndarray.common import as_dtype, as_shape
from mxsym.ndarray.sparse_base import SparseNDArray

_UNARY: dict[str, np.ufunc] = {
    "abs": np.absolute, "cbrt": np.cbrt, "ceil": np.ceil, "exp": np.exp, "expm1": np.expm1, "fix": np.trunc,
    "floor": np.floor, "isfinite": np.isfinite, "isinf": np.isinf, "isnan": np.isnan, "log": np.log, "log10": np.log10,
    "log1p": np.log1p, "log2": np.log2, "negative": np.negative, "reciprocal": np.reciprocal, "rint": np.rint,
    "sign": np.sign, "sqrt": np.sqrt, "square": np.square, "tanh": np.tanh, "trunc": np.trunc,
}  # fmt: skip
_BINARY: dict[str, np.ufunc] = {
    "add": np.add, "subtract": np.subtract, "multiply": np.multiply, "divide": np.true_divide, "modulo": np.remainder,
    "power": np.power, "maximum": np.maximum, "minimum": np.minimum, "equal": np.equal, "not_equal": np.not_equal,
    "greater": np.greater, "greater_equal": np.greater_equal, "lesser": np.less, "lesser_equal": np.less_equal,
}  # fmt: skip
_SHORT = {"subtract": "sub", "multiply": "mul", "divide": "div", "modulo": "mod"}
"""MXNet's other names in `broadcast_` and `elemwise_`."""
_ELEMWISE = ("add", "subtract", "multiply", "divide")
_LOGICAL: dict[str, np.ufunc] = {
    "logical_and": np.logical_and,
    "logical_or": np.logical_or,
    "logical_xor": np.logical_xor,
}
_OPS = ("abs", "exp", "isfinite", "isinf", "isnan", "log", "negative", "sign", "sqrt", "square", "tanh")
"""Those that are ops of mxsym's: their bits are the same on every machine."""


def _one(ufunc: np.ufunc, name: str) -> Callable[..., Any]:
    def call(data: Any) -> Any:
        return _kept(ufunc(data), data)

    call.__name__, call.__doc__ = name, f"`{name}(data)`, elementwise."
    return call


def _two(ufunc: np.ufunc, name: str) -> Callable[..., Any]:
    def call(lhs: Any, rhs: Any) -> Any:
        return ufunc(lhs, rhs)

    call.__name__, call.__doc__ = name, f"`{name}(lhs, rhs)` of arrays that broadcast, or of an array and a number."
    return call


def _kept(result: Any, data: Any) -> Any:
    """A result in the dtype of the argument."""
    return result if result.dtype == data.dtype else result.astype(data.dtype)


for _name, _ufunc in _UNARY.items():
    declared(op=_name if _name in _OPS else "")(_one(_ufunc, _name))
for _name, _ufunc in _BINARY.items():
    declared(op=f"_{_name}" if _name in ("maximum", "minimum") else "", method=False)(_two(_ufunc, _name))
    for _prefix in ("broadcast_", "elemwise_"):
        _full = _prefix + _SHORT.get(_name, _name)
        if _prefix == "broadcast_" or _name in _ELEMWISE:
            declared(op=_full, method=False)(_two(_ufunc, _full))


def _truth(name: str, ufunc: np.ufunc) -> Callable[..., Any]:
    def call(lhs: Any, rhs: Any) -> Any:
        first = lhs if hasattr(lhs, "dtype") else rhs
        return like(first, ufunc(dense(name, lhs), dense(name, rhs)).astype(first.dtype))

    call.__name__, call.__doc__ = name, f"`{name}(lhs, rhs)`: 1 or 0, elementwise."
    return call


for _name, _ufunc in _LOGICAL.items():
    declared(method=False)(_truth(_name, _ufunc))


@declared(method=False)
def logical_not(data: Any) -> Any:
    """1 where the array is 0, else 0."""
    return data == 0


@declared(op="rsqrt")
def rsqrt(data: Any) -> Any:
    """1 / sqrt(data), elementwise."""
    return _kept(1 / np.sqrt(data), data)


@declared()
def sigmoid(data: Any) -> Any:
    """1 / (1 + exp(-data)), elementwise."""
    return _kept(1 / (1 + np.exp(-data)), data)


@declared()
def relu(data: Any) -> Any:
    """`data` where it is above 0, else 0."""
    return np.maximum(data, 0)


@declared("round")
def round_away(data: Any) -> Any:
    """The nearest whole number; halves away from zero, as in MXNet."""
    values = dense("round", data)
    whole = np.trunc(values)
    return like(data, whole + np.sign(values) * (np.abs(values - whole) >= 0.5).astype(values.dtype))


@declared(op="clip", with_numbers=True)
def clip(data: Any, a_min: float, a_max: float) -> Any:
    """`data` between two bounds, elementwise."""
    return np.minimum(np.maximum(data, a_min), a_max)


@declared("add_n", "ElementWiseSum", method=False)
def add_n(*args: Any) -> Any:
    """The sum of arrays of one shape, added in their order."""
    listed: Any = args[0] if len(args) == 1 and isinstance(args[0], list | tuple) else args  # pyright: ignore[reportUnknownVariableType]
    arrays: list[Any] = [*listed]
    total = arrays[0].copy()
    for array in arrays[1:]:
        total = total + array
    return total


@declared(op="zeros_like")
def zeros_like(data: Any, ctx: Any = None) -> Any:  # noqa: ARG001  # MXNet's, which ignores it too
    """Zeros of an array's shape, dtype and storage, on its context."""
    if isinstance(data, SparseNDArray):
        return data * 0 if data.stype == "csr" else _no_rows(data)
    return like(data, np.zeros_like(dense("zeros_like", data)))


def _no_rows(data: Any) -> Any:
    zeros = data.copy()
    zeros[:] = 0
    return zeros


@declared(op="ones_like")
def ones_like(data: Any, ctx: Any = None) -> Any:  # noqa: ARG001  # MXNet's, which ignores it too
    """Ones of an array's shape and dtype, on its context; dense."""
    return like(data, np.ones(data.shape, data.dtype))


@declared("cast", "Cast", method=False)
def cast(data: Any, dtype: Any) -> Any:
    """The values in another dtype."""
    return data.astype(dtype)


@declared(method=False)
def cast_storage(data: Any, stype: str) -> Any:
    """A copy in another storage type."""
    return data.tostype(stype)


@declared(method=True)
def one_hot(indices: Any, depth: int, on_value: float = 1.0, off_value: float = 0.0, dtype: Any = "float32") -> Any:
    """`on_value` at the place that each index names along a new last axis, and `off_value` elsewhere.

    Args:
        depth: the size of the new axis. An index below 0, or of at least this, names no place.
        dtype: of the result.

    Raises:
        BindError: a depth that is no whole number of at least 0.
    """
    (size,), places = as_shape(depth)[:1], dense("one_hot", indices).astype(np.int64)
    values = np.full((*places.shape, size), off_value, as_dtype(dtype))
    values[places[..., np.newaxis] == np.arange(size)] = on_value
    return like(indices, values)
