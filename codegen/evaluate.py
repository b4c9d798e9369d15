"""The NumPy interpreter: expressions on arrays, one primitive at a time.

Every compiled kernel has these bits (NaN stays NaN; which NaN is not part of the promise).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from mxsym.codegen.blocks import BLOCK, LANES, STARTS, STRIPE
from mxsym.codegen.dtypes import BF16, F16, F32, Array, DType
from mxsym.codegen.expand.composites import COMPOSITES
from mxsym.codegen.expand.floats import narrow_bf16, widen_bf16
from mxsym.codegen.expr import COMBINES, OF_COLUMNS, WEIGHT, Expr, Granularity, const, matrix_shape, postorder
from mxsym.codegen.graph import transform
from mxsym.codegen.matrices import LIBRARY, rebuild_matrix
from mxsym.codegen.prims import PRIMS, unsigned


def _numpy_type(dtype: DType) -> np.dtype[Any]:
    """The NumPy type a value of `dtype` is held in here: bfloat16 as its bits."""
    return np.dtype(np.int16) if dtype is BF16 else np.dtype(dtype.name)


def expand(node: Expr) -> Expr:
    """A node over machine primitives only: composites and bfloat16 conversions expanded."""
    if node.op in COMPOSITES:
        return COMPOSITES[node.op](*node.args)
    if node.op == "const" and node.dtype is BF16 and isinstance(node.attr, float):
        return narrow_bf16(const(node.attr, F32))
    if node.op == "cast" and node.dtype is BF16:
        return narrow_bf16(node.args[0])
    if node.op == "cast" and node.args[0].dtype is BF16:
        return widen_bf16(node.args[0])
    return node


def _resize(value: Array, dtype: DType) -> Array:
    unsigned = value.view(np.dtype(f"u{value.dtype.itemsize}"))
    return unsigned.astype(np.dtype(f"u{dtype.bytes}")).view(_numpy_type(dtype))


def _step(node: Expr, args: list[Array]) -> Array:
    if node.op == "cast":
        return args[0].astype(_numpy_type(node.dtype))
    if node.op == "bitcast":
        return args[0].view(_numpy_type(node.dtype))
    if node.op == "to_float":
        return unsigned(args[0]).astype(_numpy_type(node.dtype))
    if node.op == "resize":
        return _resize(args[0], node.dtype)
    column = PRIMS[node.op].numpy
    assert column is not None, node.op
    return np.asarray(column(*args))


Step = Callable[[Array, Array], Array]


def _larger(a: Array, b: Array) -> Array:
    return np.where((a > b) | (a != a), a, b)  # noqa: PLR0124  # NaN, as the primitive has it


def _smaller(a: Array, b: Array) -> Array:
    return np.where((a < b) | (a != a), a, b)  # noqa: PLR0124  # NaN, as the primitive has it


def _larger_size(a: Array, b: Array) -> Array:
    return _larger(a, np.abs(b))


_STEPS: dict[str, Step] = {"sum": np.add, "max": _larger, "min": _smaller, "absmax": _larger_size}


def sum_rows(values: Array, how: str = "sum") -> Array:
    """The sum over all axes but the first, kept as axes of length 1: 16 running sums, then halves added to halves.

    `how`: another reduction, in the same order.
    """
    if not values.ndim:
        return sum_rows(values.reshape(1, 1), how).reshape(())
    step, start = _STEPS[how], STARTS[how]
    rows = values.reshape(values.shape[0], math.prod(values.shape[1:]))
    padded = np.full((rows.shape[0], -(-rows.shape[1] // LANES) * LANES), start, rows.dtype)
    padded[:, : rows.shape[1]] = rows
    lanes: Array = np.full((rows.shape[0], LANES), start, rows.dtype)
    for block in padded.reshape(rows.shape[0], padded.shape[1] // LANES, LANES).swapaxes(0, 1):
        lanes = step(lanes, block)
    while lanes.shape[1] > 1:
        half = lanes.shape[1] // 2
        lanes = step(lanes[:, :half], lanes[:, half:])
    return lanes.reshape(values.shape[:1] + (1,) * (values.ndim - 1))


def sum_columns(values: Array, how: str = "sum") -> Array:
    """The sum over the first axis, kept as an axis of length 1: of each stripe of rows, then of the stripes."""
    if not values.ndim:
        return sum_columns(values.reshape(1, 1), how).reshape(())
    stripes = [_down(values[row : row + STRIPE], how) for row in range(0, values.shape[0], STRIPE)]
    return _down(np.concatenate(stripes), how) if stripes else _down(values, how)


def _down(values: Array, how: str) -> Array:
    total: Array = np.full((1, *values.shape[1:]), STARTS[how], values.dtype)
    for row in values:
        total = _STEPS[how](total, row[None])
    return total


def reduce_tiles(values: Array, how: str, tile: int) -> Array:
    """A reduction of each tile of so many elements in the order of `sum_rows`, as one axis."""
    tiles = np.full((-(-values.size // tile), tile), STARTS[how], values.dtype)
    tiles.reshape(-1)[: values.size] = values.reshape(-1)
    return sum_rows(tiles, how).reshape(-1)


def spread_tiles(values: Array, shape: tuple[int, ...], tile: int) -> Array:
    """Values of tiles of so many elements, one for each element of a tensor of this shape."""
    return np.repeat(values, tile)[: math.prod(shape)].reshape(shape)


def sum_elements(values: Array, how: str = "sum") -> Array:
    """The sum of all elements: of each block in the order of `sum_rows`, then of the blocks in that order."""
    # A running sum that begins with 0 is never -0: the zeros that fill up the last block change nothing.
    blocks = np.full((-(-values.size // BLOCK), BLOCK), STARTS[how], values.dtype)
    blocks.reshape(-1)[: values.size] = values.reshape(-1)
    return sum_rows(sum_rows(blocks, how).reshape(1, -1), how).reshape(())


def _extent_of(space: Granularity, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of values of elements, rows or columns of a tensor, with all of its axes."""
    if space is Granularity.ROW:
        return shape[:1] + (1,) * (len(shape) - 1)
    return (1,) * min(1, len(shape)) + shape[1:] if space is Granularity.COLUMN else shape


def _reduced(node: Expr, value: Array, shape: tuple[int, ...]) -> Array:
    """A reduction. A number counts as often as the tensor has elements, and what is broadcast along a row or column."""
    how, space = COMBINES[node.op], node.args[0].space
    shape = matrix_shape(shape, node.args[0].type.axes)
    if node.space.tile:
        return reduce_tiles(np.broadcast_to(value, shape), how, node.space.tile)
    if node.space is not Granularity.SCALAR:
        of_all = np.broadcast_to(value, shape)
        return sum_columns(of_all, how) if node.op in OF_COLUMNS else sum_rows(of_all, how)
    return sum_elements(np.broadcast_to(value, _extent_of(space, shape)), how)


def _extent(node: Expr, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of a value among matrices."""
    rows, columns = matrix_shape(shape, node.type.axes)
    extents = {Granularity.ELEMENT: (rows, columns), Granularity.ROW: (rows, 1), Granularity.COLUMN: (1, columns)}
    return extents.get(node.space, () if node.space is Granularity.SCALAR else (-1,))


class _Matrices:
    """Results of the library for matrix operations: each function is called once for its operands."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self._shape = shape
        self._flat: dict[Expr, Array] = {}
        self._results: dict[tuple[object, ...], dict[str, Array]] = {}

    def value(self, node: Expr, values: Mapping[Expr, Array]) -> Array:
        """The value of a matrix operation."""
        function = LIBRARY[node.op]
        key = (function, node.args or node)
        if key not in self._results:
            operands = [self._operand(node.op, arg, values) for arg in node.args]
            several = [rebuild_matrix(op, node, node.args) for op in function.ops]
            results = {
                result.op: np.empty(_extent(result, self._shape), _numpy_type(result.dtype)) for result in several
            }
            function.run([*results.values()], *operands)
            self._results[key] = results
        return self._results[key][node.op]

    def _operand(self, op: str, node: Expr, values: Mapping[Expr, Array]) -> Array:
        """An operand as it is in the workspace of a compiled step: a product takes it transposed there."""
        if op == "matmul" and node.op == "transpose":
            return self._operand(op, node.args[0], values).T
        if node not in self._flat:
            self._flat[node] = np.ascontiguousarray(values[node])
        return self._flat[node]


@functools.lru_cache(maxsize=256)
def _expanded(roots: tuple[Expr, ...]) -> tuple[tuple[Expr, ...], tuple[Expr, ...]]:
    """The roots over machine primitives, and every node below them, operands first."""
    image = transform(roots, expand)
    machine = tuple(image[root] for root in roots)
    return machine, tuple(postorder(machine))


def evaluate(
    roots: Iterable[Expr], loads: Mapping[str, Array], scalars: Mapping[str, float], shape: tuple[int, ...] = ()
) -> dict[Expr, Array]:
    """The value of each root. Arrays of bfloat16 come and go with any 2-byte dtype: their bits are what counts.

    Scalar buffers are arrays of shape `()`, row buffers have axes of length 1 but for the first, column buffers have a
    first axis of length 1; everything broadcasts by NumPy's rules. Buffers of tiles are vectors, which are spread where
    they meet elements. `shape` is that of the tensors.
    """
    wanted = tuple(roots)
    machine, order = _expanded(wanted)
    value: dict[Expr, Array] = {}
    flat = any(node.op in LIBRARY or node.type.axes != WEIGHT for node in order)
    if flat:  # every tensor is a matrix
        shape = (shape[0], math.prod(shape[1:])) if shape else (1, 1)
    matrices = _Matrices(shape)
    with np.errstate(all="ignore"):
        for node in order:
            if node.op == "load":
                array = np.asarray(loads[str(node.attr)])
                array = array.reshape(_extent(node, shape)) if flat else array
                value[node] = array.view(np.int16) if node.dtype is BF16 else array
            elif node.op == "scalar":
                value[node] = np.asarray(scalars[str(node.attr)], np.float64)
            elif node.op == "columns":
                value[node] = np.asarray(math.prod(shape[1:]), np.float64)
            elif node.op == "elements":
                value[node] = np.asarray(math.prod(shape), np.float64)
            elif node.op == "index":
                extent = _extent_of(node.space, shape)
                value[node] = np.arange(math.prod(extent), dtype=np.int64).reshape(extent)
            elif node.op in COMBINES:
                value[node] = _reduced(node, value[node.args[0]], shape)
            elif node.op in LIBRARY:
                value[node] = matrices.value(node, value)
            elif node.op == "const":
                through = np.float32(node.attr) if node.dtype is F16 else node.attr  # as `cast` has it
                value[node] = np.asarray(through, _numpy_type(node.dtype))
            elif node.space is Granularity.ELEMENT:
                args = (
                    spread_tiles(value[arg], shape, arg.space.tile) if arg.space.tile else value[arg]
                    for arg in node.args
                )
                value[node] = _step(node, [*args])
            else:
                value[node] = _step(node, [value[arg] for arg in node.args])
    return {root: value[image] for root, image in zip(wanted, machine, strict=True)}


def fold(node: Expr) -> Array:
    """The value of a node whose operands are constants."""
    return evaluate([node], {}, {})[node]
