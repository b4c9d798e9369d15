"""`mx.nd`: arrays, the imperative ops and the functions that NumPy computes. Written by `python -m tests.stubs`."""

from collections.abc import Sequence
from typing import Any

from mxsym.ndarray import _ops, random
from mxsym.ndarray._ops import *
from mxsym.executor.imperative import invoke as invoke
from mxsym.ndarray import contrib as contrib
from mxsym.ndarray import sparse as sparse
from mxsym.ndarray.create import arange as arange
from mxsym.ndarray.create import array as array
from mxsym.ndarray.create import empty as empty
from mxsym.ndarray.create import from_dlpack as from_dlpack
from mxsym.ndarray.create import from_numpy as from_numpy
from mxsym.ndarray.create import full as full
from mxsym.ndarray.create import ones as ones
from mxsym.ndarray.create import waitall as waitall
from mxsym.ndarray.create import zeros as zeros
from mxsym.ndarray.csr import CSRNDArray as CSRNDArray
from mxsym.ndarray.dense import NDArray as NDArray
from mxsym.ndarray.files import load as load
from mxsym.ndarray.files import load_frombuffer as load_frombuffer
from mxsym.ndarray.files import save as save
from mxsym.ndarray.rowsparse import RowSparseNDArray as RowSparseNDArray

_internal = _ops

__all__: list[str] = [
    "CSRNDArray",
    "Cast",
    "Concat",
    "ElementWiseSum",
    "Flatten",
    "NDArray",
    "RowSparseNDArray",
    "SliceChannel",
    "SwapAxis",
    "abs",
    "add",
    "add_n",
    "arange",
    "argmax",
    "argmin",
    "argsort",
    "array",
    "broadcast_add",
    "broadcast_div",
    "broadcast_equal",
    "broadcast_greater",
    "broadcast_greater_equal",
    "broadcast_lesser",
    "broadcast_lesser_equal",
    "broadcast_like",
    "broadcast_maximum",
    "broadcast_minimum",
    "broadcast_mod",
    "broadcast_mul",
    "broadcast_not_equal",
    "broadcast_power",
    "broadcast_sub",
    "broadcast_to",
    "cast",
    "cast_storage",
    "cbrt",
    "ceil",
    "clip",
    "concat",
    "concatenate",
    "contrib",
    "divide",
    "dot",
    "elemwise_add",
    "elemwise_div",
    "elemwise_mul",
    "elemwise_sub",
    "empty",
    "equal",
    "exp",
    "expand_dims",
    "expm1",
    "fix",
    "flatten",
    "flip",
    "floor",
    "from_dlpack",
    "from_numpy",
    "full",
    "greater",
    "greater_equal",
    "invoke",
    "lesser",
    "lesser_equal",
    "load",
    "load_frombuffer",
    "log",
    "log10",
    "log1p",
    "log2",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "max",
    "maximum",
    "mean",
    "min",
    "minimum",
    "modulo",
    "multiply",
    "nansum",
    "negative",
    "norm",
    "not_equal",
    "ones",
    "ones_like",
    "power",
    "prod",
    "random",
    "reciprocal",
    "relu",
    "repeat",
    "reshape",
    "reverse",
    "rint",
    "round",
    "rsqrt",
    "save",
    "sigmoid",
    "sign",
    "slice",
    "slice_axis",
    "sort",
    "sparse",
    "split",
    "sqrt",
    "square",
    "squeeze",
    "stack",
    "subtract",
    "sum",
    "swapaxes",
    "take",
    "tanh",
    "tile",
    "topk",
    "transpose",
    "trunc",
    "waitall",
    "zeros",
    "zeros_like",
]
__all__ += _ops.__all__

def Cast(data: Any, dtype: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def Concat(*data: Any, dim: int = 1, out: Any = None, name: str | None = None) -> Any: ...
def ElementWiseSum(*args: Any, out: Any = None, name: str | None = None) -> Any: ...
def Flatten(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def SliceChannel(
    data: Any, num_outputs: int, axis: int = 1, squeeze_axis: bool = False, *, out: Any = None, name: str | None = None
) -> Any: ...
def SwapAxis(data: Any, dim1: int = 0, dim2: int = 0, *, out: Any = None, name: str | None = None) -> Any: ...
def abs(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def add(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def add_n(*args: Any, out: Any = None, name: str | None = None) -> Any: ...
def argmax(
    data: Any, axis: int | None = None, keepdims: bool = False, *, out: Any = None, name: str | None = None
) -> Any: ...
def argmin(
    data: Any, axis: int | None = None, keepdims: bool = False, *, out: Any = None, name: str | None = None
) -> Any: ...
def argsort(
    data: Any,
    axis: int | None = -1,
    is_ascend: bool = True,
    dtype: Any = 'float32',
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def broadcast_add(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_div(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_equal(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_greater(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_greater_equal(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_lesser(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_lesser_equal(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_like(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_maximum(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_minimum(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_mod(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_mul(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_not_equal(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_power(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_sub(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_to(data: Any, shape: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def cast(data: Any, dtype: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def cast_storage(data: Any, stype: str, *, out: Any = None, name: str | None = None) -> Any: ...
def cbrt(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def ceil(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def clip(data: Any, a_min: float, a_max: float, *, out: Any = None, name: str | None = None) -> Any: ...
def concat(*data: Any, dim: int = 1, out: Any = None, name: str | None = None) -> Any: ...
def concatenate(
    arrays: Sequence[Any], axis: int = 0, always_copy: bool = True, *, out: Any = None, name: str | None = None
) -> Any: ...
def divide(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def dot(
    lhs: Any,
    rhs: Any,
    transpose_a: bool = False,
    transpose_b: bool = False,
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def elemwise_add(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def elemwise_div(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def elemwise_mul(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def elemwise_sub(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def equal(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def exp(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def expand_dims(data: Any, axis: int, *, out: Any = None, name: str | None = None) -> Any: ...
def expm1(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def fix(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def flatten(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def flip(data: Any, axis: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def floor(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def greater(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def greater_equal(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def lesser(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def lesser_equal(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def log(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def log10(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def log1p(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def log2(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def logical_and(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def logical_not(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def logical_or(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def logical_xor(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def max(
    data: Any,
    axis: Any = None,
    keepdims: bool = False,
    exclude: bool = False,
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def maximum(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def mean(
    data: Any,
    axis: Any = None,
    keepdims: bool = False,
    exclude: bool = False,
    dtype: Any = None,
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def min(
    data: Any,
    axis: Any = None,
    keepdims: bool = False,
    exclude: bool = False,
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def minimum(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def modulo(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def multiply(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def nansum(
    data: Any,
    axis: Any = None,
    keepdims: bool = False,
    exclude: bool = False,
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def negative(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def norm(
    data: Any, ord: int = 2, axis: Any = None, keepdims: bool = False, *, out: Any = None, name: str | None = None
) -> Any: ...
def not_equal(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def ones_like(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def power(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def prod(
    data: Any,
    axis: Any = None,
    keepdims: bool = False,
    exclude: bool = False,
    dtype: Any = None,
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def reciprocal(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def relu(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def repeat(data: Any, repeats: int, axis: int | None = None, *, out: Any = None, name: str | None = None) -> Any: ...
def reshape(data: Any, shape: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def reverse(data: Any, axis: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def rint(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def round(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def rsqrt(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def sigmoid(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def sign(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def slice(
    data: Any,
    begin: Sequence[Any],
    end: Sequence[Any],
    step: Sequence[Any] = (),
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def slice_axis(
    data: Any, axis: int, begin: int, end: int | None, *, out: Any = None, name: str | None = None
) -> Any: ...
def sort(
    data: Any, axis: int | None = -1, is_ascend: bool = True, *, out: Any = None, name: str | None = None
) -> Any: ...
def split(
    data: Any, num_outputs: int, axis: int = 1, squeeze_axis: bool = False, *, out: Any = None, name: str | None = None
) -> Any: ...
def sqrt(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def square(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def squeeze(data: Any, axis: Any = None, *, out: Any = None, name: str | None = None) -> Any: ...
def stack(*data: Any, axis: int = 0, out: Any = None, name: str | None = None) -> Any: ...
def subtract(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def sum(
    data: Any,
    axis: Any = None,
    keepdims: bool = False,
    exclude: bool = False,
    dtype: Any = None,
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def swapaxes(data: Any, dim1: int = 0, dim2: int = 0, *, out: Any = None, name: str | None = None) -> Any: ...
def take(
    a: Any, indices: Any, axis: int = 0, mode: str = 'clip', *, out: Any = None, name: str | None = None
) -> Any: ...
def tanh(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def tile(data: Any, reps: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def topk(
    data: Any,
    axis: int | None = -1,
    k: int = 1,
    ret_typ: str = 'indices',
    is_ascend: bool = False,
    dtype: Any = 'float32',
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def transpose(data: Any, axes: Any = None, *, out: Any = None, name: str | None = None) -> Any: ...
def trunc(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def zeros_like(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
