"""Regions run one after the other by the interpreter of graphs, so that tests of fusion need no machine code."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from mxsym.codegen.dtypes import BF16, Array, to_numpy
from mxsym.codegen.evaluate import evaluate
from mxsym.codegen.expr import Granularity
from mxsym.codegen.fusion.inline_calls import inline_region
from mxsym.codegen.fusion.partition import Region
from mxsym.codegen.program import Memory, Number, Rows, Tensor, rows_and_columns
from mxsym.runtime.sparse import RowSparse


def run(regions: Iterable[Region], arrays: Mapping[str, Any], numbers: Mapping[Number, float]) -> dict[str, Any]:
    """Values of all tensors after the regions have run on copies of `arrays`, a row-sparse one only as a source."""
    memory = {name: array if isinstance(array, RowSparse) else array.copy() for name, array in arrays.items()}
    for _, of_phase in itertools.groupby(regions, key=lambda region: region.phase):
        stores: list[Callable[[], None]] = []
        for region in of_phase:
            for tensor in region.program.tensors:
                if tensor.name not in memory:
                    memory[tensor.name] = np.full(tensor.shape, 77, to_numpy(tensor.dtype))
            stores += _stores(region, memory, numbers)
        for store in stores:
            store()
    return memory


def _stores(region: Region, memory: dict[str, Any], numbers: Mapping[Number, float]) -> Iterator[Callable[[], None]]:
    """The stores of a region that has been evaluated."""
    inlined = inline_region(region.program)
    graph, bound = inlined.stage.graph, inlined.binding
    tensors = {tensor.name: tensor for tensor in region.program.tensors}
    height, columns = rows_and_columns(region.shape)
    rows = np.arange(height)
    if region.source is not None:
        listed = memory[region.source].indices
        rows = listed if region.rows is Rows.LISTED else np.setdiff1d(rows, listed)
    touched = dict(zip((buffer.name for buffer in graph.buffers), bound.memory, strict=True))
    views = {name: _view(memory, tensors[access.place.tensor], access, rows) for name, access in touched.items()}
    scalars = {name: numbers[key] for name, key in zip(graph.scalars, bound.numbers, strict=True)}
    values = evaluate([store.value for store in graph.stores], views, scalars, (len(rows), columns))
    for store in graph.stores:
        access = touched[store.buffer]
        place = (memory, tensors[access.place.tensor], access, rows, values[store.value])
        yield functools.partial(_store, *place)


def _view(memory: dict[str, Any], tensor: Tensor, access: Memory, rows: Array) -> Array:
    """The part of a tensor that a graph reads: numbers, a column of rows, or rows of elements."""
    held = memory[tensor.name]
    if isinstance(held, RowSparse):
        values = held.data.reshape(len(held.indices), rows_and_columns(tensor.shape)[1])  # of no matter where absent
        return values if len(values) == len(rows) else np.zeros((len(rows), values.shape[1]), values.dtype)
    held = held.view(np.int16) if tensor.dtype is BF16 else held
    if access.space is Granularity.SCALAR:
        return held.reshape(-1)[access.place.element or 0].reshape(())
    if access.space is Granularity.ROW:
        return held.reshape(-1, 1)[rows]
    return held.reshape(rows_and_columns(tensor.shape))[rows]


def _store(memory: dict[str, Any], tensor: Tensor, access: Memory, rows: Array, value: Array) -> None:
    held = memory[tensor.name]
    value = np.asarray(value).astype(np.int16).view(held.dtype) if tensor.dtype is BF16 else np.asarray(value)
    if access.space is Granularity.SCALAR:
        held.reshape(-1)[access.place.element or 0] = value.reshape(())
        return
    width = 1 if access.space is Granularity.ROW else math.prod(tensor.shape[1:])
    held.reshape(-1, width)[rows] = np.broadcast_to(value, (len(rows), width))
