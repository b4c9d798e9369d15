"""`mx.nd`: arrays and the imperative ops, each op derived from its rule.

Use `asnumpy()` or `np.asarray` to compute with arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mxsym.executor.imperative import invoke
from mxsym.ndarray import contrib, ops, sparse
from mxsym.ndarray.create import array, empty, from_dlpack, from_numpy, full, ones, waitall, zeros
from mxsym.ndarray.csr import CSRNDArray
from mxsym.ndarray.dense import NDArray
from mxsym.ndarray.files import load, load_frombuffer, save
from mxsym.ndarray.rowsparse import RowSparseNDArray
from mxsym.rule import functions


def __getattr__(name: str) -> Callable[..., Any]:
    """The imperative op `name`, with its signature and its derived docstring."""
    return ops.op(name)


class _Internal:
    """The ops that MXNet registers under a name with an underscore: `mx.nd._internal._adamw_update`."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return ops.op(name)


_internal = _Internal()


def __dir__() -> list[str]:
    return sorted([*__all__, *functions.names()])


__all__ = [
    "CSRNDArray", "NDArray", "RowSparseNDArray", "array", "contrib", "empty", "from_dlpack", "from_numpy", "full",
    "invoke", "load", "load_frombuffer", "ones", "save", "sparse", "waitall", "zeros",
]  # fmt: skip
