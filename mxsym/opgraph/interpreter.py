"""Interpreter: a Symbol run op by op on NumPy arrays, by the meaning of its rules alone.

Compiled graphs have its bits. It writes nothing that is passed in.
"""

# It shares with the compiler the rules' traced bodies and the primitives' NumPy column; it has no part of the fusion,
# the passes or the lowering.

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from mxsym.codegen.dtypes import BF16, DType, from_numpy, to_numpy
from mxsym.codegen.evaluate import Array, evaluate
from mxsym.codegen.expr import WEIGHT, Expr, Granularity, cast, load, scalar
from mxsym.codegen.graph import Graph, inline
from mxsym.codegen.matrices import chosen, has_matrices
from mxsym.codegen.record import record
from mxsym.errors import BindError
from mxsym.opgraph.expand_multi import expand
from mxsym.opgraph.infer import infer
from mxsym.opgraph.node import Entry, Op, SymbolGraph, Variable, ops_of, variables_of
from mxsym.opgraph.typed import Types, axes, computes_in, used_inputs


@record
class Outcome:
    """Result of a step: `outputs` in order, `variables` by name."""

    outputs: list[Array]
    variables: dict[str, Array]


def interpret(
    symbol: SymbolGraph, arrays: Mapping[str, Array], scalars: Mapping[str, Mapping[str, float]] | None = None
) -> Outcome:
    """One step of the graph. `arrays` holds every variable; `scalars` overrides attributes by op and name.

    Raises:
        BindError: the shapes or types of arrays do not fit.
    """
    original, (symbol, members) = symbol, expand(symbol)
    numbers = _numbers(members, scalars or {})
    variables = {node: arrays[node.name] for node in variables_of(original)}
    types = infer(
        symbol,
        {Entry(node): array.shape for node, array in variables.items()},
        {Entry(node): dtype for node, array in variables.items() if (dtype := from_numpy(array.dtype))},
    )
    if types.faults:
        raise BindError("interpret", types.faults)
    memory = _Memory(types, {Entry(node): array for node, array in variables.items()})
    whole = {part: node for node in ops_of(symbol) for part in node.parts}
    for node in symbol.nodes():
        if isinstance(node, Variable):
            if node.extent is not None:
                memory.value[Entry(node)] = np.zeros(node.extent, to_numpy(node.dtype))
            continue
        results = _step(node, memory, numbers.get(whole.get(node, node).name, {}))
        for index, name in enumerate(node.rule.outputs):
            memory.hold(Entry(node, index), results[name])
        for name in (state for state in node.rule.states if state in node.inputs and state in results):
            memory.hold(node.inputs[name], results[name])
        for index, entry in enumerate(node.outs):
            memory.hold(entry, memory.value[Entry(node, index)])
    after = {node.name: memory.value[Entry(node)] for node in variables}
    return Outcome([memory.value[entry.stored] for entry in symbol.entries], after)


def _numbers(members: Mapping[Op, list[Op]], scalars: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """Attributes by op, those of ops on many tensors by each of their updates."""
    numbers = {name: dict(values) for name, values in scalars.items()}
    for node, updates in members.items():
        singulars = node.rule.many.singulars if node.rule.many is not None else {}
        for name, value in scalars.get(node.name, {}).items():
            for place, update in enumerate(updates):
                number: Any = value if np.ndim(value) == 0 else value[place]
                numbers.setdefault(update.name, {})[singulars.get(name, name)] = number
    return numbers


@record
class _Memory:
    """Values of every variable and output."""

    types: Types
    value: dict[Entry, Array]

    def read(self, entry: Entry) -> Array:
        whole = self.value[entry.whole]
        return whole if entry.element is None else whole.reshape(-1)[entry.element[0]]

    def hold(self, entry: Entry, result: Array) -> None:
        """A result in the shape and type of what holds it."""
        if entry.element is not None:
            whole = self.value[entry.whole].copy()
            whole.reshape(-1)[entry.element[0]] = result.reshape(())
            self.value[entry.whole] = whole
            return
        old = self.value.get(entry)
        dtype = old.dtype if old is not None else to_numpy(self.types.dtype(entry))
        self.value[entry] = _stored_as(result, dtype, self.types.shape(entry))


def _stored_as(result: Array, dtype: np.dtype[np.generic], shape: tuple[int, ...]) -> Array:
    """A result in the shape and type of the buffer that holds it."""
    whole = np.asarray(result).reshape(shape) if np.size(result) == math.prod(shape) else result
    return np.array(np.broadcast_to(whole, shape)).view(dtype)


def _bits(array: Array) -> Array:
    """bfloat16 as the bits that the interpreter computes with."""
    return array.view(np.int16) if from_numpy(array.dtype) is BF16 else array


def _step(node: Op, memory: _Memory, scalars: Mapping[str, float]) -> dict[str, Array]:
    """One op: its body evaluated in the compute dtype, each result rounded to the type of what holds it."""
    rule = node.rule
    tensors = {name: memory.read(entry) for name, entry in used_inputs(node, memory.types).items()}
    types = {name: _dtype(array) for name, array in tensors.items()}
    outputs = {name: memory.types.dtype(Entry(node, index)) for index, name in enumerate(rule.outputs)}
    compute = computes_in(rule, types, outputs[rule.outputs[0]])
    arrays = {name: _bits(array) for name, array in tensors.items()}
    numbers: dict[str, DType | None] = {}
    values: dict[str, float] = {}
    for item in rule.scalars:
        numbers[item.name] = None
        if item.name in node.inputs:
            array = memory.read(node.inputs[item.name])
            numbers[item.name] = _dtype(array)
            arrays[_tensor(item.name)] = _bits(array).reshape(())
        else:
            values[item.name] = scalars.get(item.name, node.attrs.get(item.name, item.default))
    spaces = {item.name: item.space for item in rule.inputs if item.name in tensors}
    matrices = {item.name for item in rule.inputs if item.axes != WEIGHT}
    wide = [
        tensors[name].shape for name, space in spaces.items() if space is Granularity.ELEMENT and name not in matrices
    ]
    shape = np.broadcast_shapes(*wide) if wide else memory.types.shape(Entry(node))
    for name, space in spaces.items():
        if space is Granularity.ROW:  # one value a row, against tensors of any rank
            arrays[name] = arrays[name].reshape(shape[:1] + (1,) * (len(shape) - 1))
        elif space.tile:
            arrays[name] = arrays[name].reshape(-1)
        elif space is Granularity.COLUMN:
            arrays[name] = arrays[name].reshape((1,) * min(1, len(shape)) + shape[1:])
        elif space is Granularity.SCALAR:
            arrays[name] = arrays[name].reshape(())
    stored_types = types | outputs | {name: types[name] for name in rule.states if name in types}
    body = node.body(axes(node, memory.types)).graph
    body = chosen(body, shape) if has_matrices(body) else body
    rounded = _results(body, compute, tuple(types.items()), tuple(numbers.items()), tuple(stored_types.items()))
    stored = evaluate(rounded.values(), arrays, values, shape)
    return {name: stored[expr] for name, expr in rounded.items()}


def _tensor(attribute: str) -> str:
    """The name of the array of an attribute that is given as a Symbol."""
    return f".{attribute}"


@functools.lru_cache(maxsize=256)
def _results(
    body: Graph,
    compute: DType,
    tensors: tuple[tuple[str, DType], ...],
    numbers: tuple[tuple[str, DType | None], ...],
    stored: tuple[tuple[str, DType], ...],
) -> dict[str, Expr]:
    """Stored values of a body, rounded to the types in `stored`; `numbers` have one where a tensor holds them."""
    buffers = {buffer.name: buffer for buffer in body.buffers}
    loads = {name: load(name, dtype, buffers[name].space, buffers[name].axes) for name, dtype in tensors}
    scalars = {name: scalar(name) if dtype is None else load(_tensor(name), dtype) for name, dtype in numbers}
    types = dict(stored)
    return {name: cast(expr, types[name]) for name, expr in inline(body, loads, scalars, compute).items()}


def _dtype(array: Array) -> DType:
    dtype = from_numpy(array.dtype)
    assert dtype is not None, array.dtype
    return dtype
