"""`mx.nd`: arrays and the imperative ops, each op derived from its rule.

NumPy computes the functions that are no ops of mxsym's. Use `np.asarray` for what is not here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from mxsym.codegen.loading import load_modules
from mxsym.executor.imperative import invoke
from mxsym.ndarray import common, contrib, dense, ops, sparse
from mxsym.ndarray.create import (
    arange,
    array,
    empty,
    eye,
    from_dlpack,
    from_numpy,
    full,
    linspace,
    ones,
    waitall,
    zeros,
)
from mxsym.ndarray.csr import CSRNDArray
from mxsym.ndarray.dense import NDArray
from mxsym.ndarray.files import load, load_frombuffer, save
from mxsym.ndarray.rowsparse import RowSparseNDArray
from mxsym.rule import lookup, op_functions
from mxsym.rule.registry import Table


@functools.cache
def _calls() -> tuple[Mapping[str, Callable[..., Any]], Mapping[str, Callable[..., Any]]]:
    """The functions that NumPy computes, by name, and those of them that are methods."""
    load_modules("mxsym.ndarray.calls", "mxsym.ndarray.elementwise", "mxsym.ndarray.reductions", "mxsym.ndarray.shapes")
    from mxsym.ndarray import calls

    return calls.FUNCTIONS, calls.METHODS


dense.METHODS.append(lambda: _calls()[1])


def __getattr__(name: str) -> Any:
    """The function `name`, or the imperative op of that name, with its signature and its derived docstring."""
    return _attribute(name, Table.stamp)


@functools.lru_cache(maxsize=4096)
def _attribute(name: str, _stamp: object) -> Any:
    function = _calls()[0].get(name)
    if function is not None:
        return function
    if name == "random":
        return load_modules("mxsym.ndarray.random")
    if name == "ndarray":  # the module that has MXNet's NDArray and its functions
        return load_modules(__name__)
    if lookup.known(name) is None:
        fix = load_modules("mxsym.rule.missing").fix_of(name) or common.in_numpy(name)
        if not fix and lookup.near(name) is None:  # by the names of ops, which are no others
            near = load_modules("mxsym.errors").close(name, (*__all__, *_calls()[0]))
            fix = f"did you mean {near!r}?" if near else ""
        if fix:
            raise AttributeError(f"mx.nd has no {name!r}: {fix}")
    return ops.op(name)


class _Internal:
    """The ops that MXNet registers under a name with an underscore: `mx.nd._internal._adamw_update`."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return _calls()[0]["square_sum"] if name == "_square_sum" else ops.op(name)


_internal = _Internal()


def __dir__() -> list[str]:
    return sorted({*__all__, *op_functions.names(), *_calls()[0]})


__all__ = [
    "CSRNDArray", "NDArray", "RowSparseNDArray", "arange", "array", "contrib", "empty", "eye", "from_dlpack",
    "from_numpy", "full", "invoke", "linspace", "load", "load_frombuffer", "ones", "save", "sparse", "waitall", "zeros",
]  # fmt: skip
