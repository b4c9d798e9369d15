"""The NumPy interpreter: what a graph means, one primitive at a time.

Input: expressions, arrays for their loads and numbers for their scalars. Output: the arrays they stand for. Every
compiled kernel has these bits (NaN stays NaN; which NaN is not part of the promise).
Non-goals: speed, effects: nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from mxsym.codegen.dtypes import BF16, DType
from mxsym.codegen.expand import COMPOSITES, narrow_bf16, widen_bf16
from mxsym.codegen.expr import Expr, postorder
from mxsym.codegen.graph import transform
from mxsym.codegen.prims import PRIMS

Array = np.ndarray[Any, Any]


def _held(dtype: DType) -> np.dtype[Any]:
    """The NumPy type a value of `dtype` is held in here: bfloat16 as its bits."""
    return np.dtype(np.int16) if dtype is BF16 else np.dtype(dtype.name)


def expand(node: Expr) -> Expr:
    """A node over machine primitives only: composites and bfloat16 conversions expanded."""
    if node.op in COMPOSITES:
        return COMPOSITES[node.op](*node.args)
    if node.op == "cast" and node.dtype is BF16:
        return narrow_bf16(node.args[0])
    if node.op == "cast" and node.args[0].dtype is BF16:
        return widen_bf16(node.args[0])
    return node


def _resize(value: Array, dtype: DType) -> Array:
    unsigned = value.view(np.dtype(f"u{value.dtype.itemsize}"))
    return unsigned.astype(np.dtype(f"u{dtype.bytes}")).view(_held(dtype))


def _step(node: Expr, args: list[Array]) -> Array:
    if node.op == "cast":
        return args[0].astype(_held(node.dtype))
    if node.op == "bitcast":
        return args[0].view(_held(node.dtype))
    if node.op == "resize":
        return _resize(args[0], node.dtype)
    column = PRIMS[node.op].numpy
    assert column is not None, node.op
    return np.asarray(column(*args))


def evaluate(roots: Iterable[Expr], loads: Mapping[str, Array], scalars: Mapping[str, float]) -> dict[Expr, Array]:
    """The value of each root. Arrays of bfloat16 come and go with any 2-byte dtype: their bits are what counts.

    Scalar buffers are arrays of shape `()`; everything broadcasts by NumPy's rules.
    """
    wanted = list(roots)
    machine = transform(wanted, expand)
    value: dict[Expr, Array] = {}
    with np.errstate(all="ignore"):
        for node in postorder(machine[root] for root in wanted):
            if node.op == "load":
                array = np.asarray(loads[str(node.attr)])
                value[node] = array.view(np.int16) if node.dtype is BF16 else array
            elif node.op == "scalar":
                value[node] = np.asarray(scalars[str(node.attr)], np.float64)
            elif node.op == "const":
                value[node] = np.asarray(node.attr, _held(node.dtype))
            else:
                value[node] = _step(node, [value[arg] for arg in node.args])
    return {root: value[machine[root]] for root in wanted}


def fold(node: Expr) -> Array:
    """The value of a node whose operands are constants."""
    return evaluate([node], {}, {})[node]
