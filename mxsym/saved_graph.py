"""Saved graphs bound to arrays, for the command: zeros to look at, or numbers and rows to run on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import mxsym as mx
from mxsym.codegen.program import rows_and_columns
from mxsym.codegen.record import record
from mxsym.errors import suggest
from mxsym.opgraph.infer import infer
from mxsym.opgraph.node import Entry, SymbolGraph, ops_of, variables_of
from mxsym.opgraph.typed import attribute_inputs
from mxsym.runtime.interop import as_array
from mxsym.runtime.sparse import RowSparse


@record
class Wishes:
    """Shapes, dtypes and storage types by the variable that they are for; None for all that nothing else decides."""

    shapes: Sequence[tuple[str | None, tuple[int, ...]]]
    dtypes: Sequence[tuple[str | None, str]]
    stypes: Sequence[tuple[str | None, str]]


DEFAULT = (1024,)
"""Shape of the variables that nothing decides."""


def bind_to_zeros(symbol: mx.Symbol, wishes: Wishes) -> mx.Executor:
    """The graph bound to zeros; row-sparse arrays have no rows.

    Raises:
        ValueError: there is no such variable.
    """
    named = _named(wishes)
    common = next((shape for name, shape in reversed(wishes.shapes) if name is None), DEFAULT)
    dtype = next((dtype for name, dtype in reversed(wishes.dtypes) if name is None), "float32")
    fixed = _fixed_types(symbol)
    dtypes = dict.fromkeys((name for name in symbol.list_inputs() if name not in fixed), dtype)
    dtypes |= {name: x for name, x in wishes.dtypes if name is not None}
    stypes = {name or "": stype for name, stype in wishes.stypes}
    inputs = symbol.list_inputs()
    if unknown := [name for name in (*named, *dtypes, *stypes) if name not in inputs]:
        raise ValueError(f"the graph has no variable {unknown[0]!r}: {suggest(unknown[0], inputs)}")
    shapes = named | _common_shapes(symbol, named, common)
    return symbol.simple_bind(None, "null", dtypes, stypes, **shapes)


def undecided(symbol: SymbolGraph, wishes: Wishes) -> list[str]:
    """The variables that have `DEFAULT` elements, for want of another shape."""
    if any(name is None for name, _ in wishes.shapes):
        return []
    return [name for name, shape in _common_shapes(symbol, _named(wishes), DEFAULT).items() if shape]


def _named(wishes: Wishes) -> dict[str, tuple[int, ...]]:
    return {name: shape for name, shape in wishes.shapes if name is not None}


def _fixed_types(symbol: mx.Symbol) -> set[str]:
    """The variables whose types the ops decide: master copies, states of a type of their own."""
    return {
        op.inputs[item.name].node.name
        for op in ops_of(symbol)
        for item in op.rule.inputs
        if item.dtype is not None and item.name in op.inputs
    }


def _common_shapes(symbol: SymbolGraph, named: dict[str, Any], common: tuple[int, ...]) -> dict[str, Any]:
    """Shapes for the variables that nothing else decides: numbers, and tensors of the common shape."""
    numbers = {op.inputs[key].node for op in ops_of(symbol) for key in attribute_inputs(op)}
    nodes = variables_of(symbol)
    shapes = {Entry(node): named[node.name] for node in nodes if node.name in named}
    common_shapes: dict[str, Any] = {}
    for node in nodes:
        if Entry(node) not in infer(symbol, shapes, {}).shapes:
            common_shapes[node.name] = shapes[Entry(node)] = () if node in numbers else common
    return common_shapes


def fill(executor: mx.Executor, rows: int | None = None) -> None:
    """Let the bound arrays have numbers between 0 and 1, and the row-sparse ones that many rows, or one in ten."""
    rng = np.random.default_rng(0)
    for table in (executor.arg_dict, executor.aux_dict):
        for name, bound in table.items():
            array = as_array(bound, "fill", name)
            if not isinstance(array, RowSparse):
                is_bytes = array.dtype == np.uint8
                array[...] = rng.integers(256, size=array.shape) if is_bytes else rng.random(array.shape, np.float32)
                continue
            height, _ = rows_and_columns(array.shape)
            count = min(height, max(1, height // 10) if rows is None else rows)
            listed = np.sort(np.random.default_rng(0).choice(height, count, replace=False))  # the same ones of all
            values = rng.random((count, *array.shape[1:]), np.float32).astype(array.dtype)
            table[name] = mx.nd.sparse.row_sparse_array((values, listed), shape=array.shape)
