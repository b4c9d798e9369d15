"""Checks of whole tensors, and the other ops that MXNet registers with its updates."""
# pyright: basic, reportArgumentType=false
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from mxsym.codegen.dtypes import F32
from mxsym.rule.functions import all_finite, eq, ne, square, sum, where
from mxsym.rule.registry import operator
from mxsym.rule.value import Scalar


@operator(name="_sum_sq", dtype=F32)
def sum_sq(data, *, scale=1.0):
    """The sum of the squares of a tensor's elements, each times `scale`; float32, of shape (1,)."""
    return sum(square(data * scale))


@operator(name="_all_finite", dtype=F32)
def all_finite_flag(data):
    """1 where every element is finite, else 0; float32, of shape (1,).

    MXNet: takes finite float64 values above the largest float32 for infinite.
    """
    return where(all_finite(data), 1.0, 0.0)


@operator(name="_all_true", dtype=F32)
def all_true(data, previous: Scalar = None):
    """1 (or `previous`) where no element is 0, else 0; float32, of shape (1,)."""
    return where(eq(sum(where(ne(data, 0.0), 0.0, 1.0)), 0.0), 1.0 if previous is None else previous, 0.0)


@operator(name="zeros_like")
def zeros_like(data):
    """Zeros of the shape and type of `data`."""
    return where(eq(data, data), 0.0, 0.0)


@operator(name="ones_like")
def ones_like(data):
    """Ones of the shape and type of `data`."""
    return where(eq(data, data), 1.0, 1.0)
