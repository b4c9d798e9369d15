"""Lazy steps: a sparse gradient updates the rows of a parameter that it lists, and reads no other one."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from mxsym.codegen.dtypes import BF16, to_numpy
from mxsym.executor.executor import Executor
from mxsym.executor.imperative import Boxes, run_graph
from mxsym.optimizer.fused_step import MOST, Update, graph_of, label
from mxsym.rule.rule import LAZY, Rule
from mxsym.runtime import rows
from mxsym.runtime.buffers import Array
from mxsym.runtime.sparse import RowSparse, RowSums
from mxsym.torch.step import Flags, Pool, rows_of, single_of, unused_of
from mxsym.torch.tensors import FLOATS, TYPES, Tensor, height, torch
from mxsym.torch.undo import Record

increment_version = torch.autograd.graph.increment_version
_AXES = 2
"""The axes of a parameter as its update sees it here: those of its rows, and those of a row."""
_SUMMED_BYTES = 1 << 22
"""The most bytes of a gradient that steps sum in room of their own, which stays: for more it is made at each step."""


class LazyForm(NamedTuple):
    """A rule with its flags and numbers, for a lazy step: those of one parameter, or of a whole group."""

    rule: Rule
    flags: Flags
    numbers: Mapping[str, float]
    is_shared: bool


class Repeated:
    """A lazy step that was done, for others of the same parameter: native code checks what its tensors are then."""

    def __init__(
        self,
        executor: Executor,
        rule: Rule,
        flags: Flags,
        tensors: Mapping[str, Tensor],
        keys: Iterable[str],
        apart: frozenset[str],
    ) -> None:
        op = label(rule.name, 0)
        inputs = {label(name, 0): name for name in tensors}
        self.executor = executor
        self._rule, self._flags, self._apart = rule, flags, apart
        self._order = [inputs[name] for name in executor.names]
        self._grad = self._order.index("grad")
        self._changed = [name for name in self._order if name != "grad"]
        self._places = [(executor.number_place(op, key), key) for key in keys]
        self._given: Mapping[str, float] = {}
        self._numbers = tuple(executor.numbers)
        whole = [tensor for name, tensor in tensors.items() if name not in apart]
        self._shape = tuple(tensors["weight"].shape) if all(tensor.ndim == _AXES for tensor in whole) else None
        """That of the parameter, where the tensors have the axes of the graph."""

    def run(self, form: LazyForm, tensors: Mapping[str, Tensor]) -> bool:
        """One step; False, and no number has changed, where native code does not take it.

        Raises:
            IndexError: an index that is out of range; nothing has changed.
        """
        rule, flags, numbers, _ = form
        weight, grad = tensors["weight"], tensors["grad"]
        if rule is not self._rule or flags != self._flags or grad.layout is not torch.sparse_coo:
            return False
        if grad.shape != weight.shape or grad.dtype != weight.dtype or grad.is_neg():
            return False
        values, shape = grad._values(), self._shape
        if shape is not None and values.ndim == _AXES and values.nbytes <= _SUMMED_BYTES:
            arrays = [*map(tensors.get, self._order)]
            arrays[self._grad] = RowSums(values.contiguous(), grad._indices().select(0, 0), shape)
        else:
            views = _two_axes(tensors, self._apart)
            arrays = [views[name] for name in self._order]
        increment_version([*map(tensors.get, self._changed)])
        if numbers is not self._given:
            self._set(numbers)
        return self.executor.step(tuple(arrays), self._numbers)

    def _set(self, numbers: Mapping[str, float]) -> None:
        """Let steps have these numbers, which stay as they are."""
        values = [*self._numbers]
        for place, key in self._places:
            values[place] = numbers[key]
        self._given, self._numbers = numbers, tuple(values)


class LazySteps:
    """The lazy steps of one optimizer that were done before."""

    def __init__(self) -> None:
        self.boxes: Boxes = {}
        self.repeated: dict[int, Repeated] = {}
        """By the identity of the parameter."""


def lazily(
    steps: LazySteps, pool: Pool, form: LazyForm, tensors: Mapping[str, Tensor], record: Record | None = None
) -> Executor | None:
    """Update a parameter by its sparse gradient, and return what did; None, and nothing has changed, if none can.

    `steps` keep what is bound; a record, the rows as they were. The gradient is coalesced. Its sparse dimensions are
    those of the listed rows, however many they are.

    Raises:
        IndexError: an index that is out of range; nothing has changed.
    """
    weight, grad = tensors["weight"], tensors["grad"]
    known = steps.repeated.get(id(weight))
    if record is None and known is not None and known.run(form, tensors):
        return known.executor
    rule, flags, numbers, _ = form
    single, by_row = single_of(rule), rows_of(rule)
    apart = single | (unused_of(rule, weight.ndim) or frozenset[str]())
    dense = {name: tensor for name, tensor in tensors.items() if name != "grad" and name not in apart}
    if grad.layout is not torch.sparse_coo or grad.shape != weight.shape or not weight.numel():
        return None
    if any(t.dtype not in FLOATS or t.device.type != "cpu" or t.is_neg() for t in tensors.values()):
        return None
    rows_too = (by_row or frozenset[str]()) & dense.keys()
    if any(tensor.shape != weight.shape for name, tensor in dense.items() if name not in rows_too):
        return None
    if (by_row is not None and grad.sparse_dim() != 1) or _AXES not in rule.body(dict(flags), ndim=weight.ndim).axes:
        return None
    if any(dense[name].numel() != height(weight) for name in rows_too):
        return None
    if grad.dtype != weight.dtype or not all(type(t) in TYPES and t.is_contiguous() for t in dense.values()):
        return None
    count = math.prod(weight.shape[: grad.sparse_dim()])
    views = _two_axes(tensors, apart)
    arrays = {name: view if isinstance(view, RowSparse) else _array(view.detach()) for name, view in views.items()}
    # Rules of mxsym's own are for all rows unless they are told.
    update = Update(rule, (*flags, (LAZY.name, True)), arrays, numbers)
    if record is not None:
        for name in update.written:
            _keep(record, tensors[name].detach(), None if name in single else arrays["grad"], count)
    increment_version([tensors[name] for name in update.written])

    def run(executor: Executor, given: Mapping[str, Any], values: Mapping[str, Mapping[str, Any]]) -> bool:
        executor.use_threads(*pool)
        return executor.run_on(given, values)

    if len(steps.boxes) >= MOST or len(steps.repeated) >= MOST:
        steps.boxes.clear()
        steps.repeated.clear()
    bound = {label(name, 0): array for name, array in arrays.items()}
    executor = run_graph(graph_of((update.spec,)), bound, {label(rule.name, 0): numbers}, run, steps.boxes)
    steps.repeated[id(weight)] = Repeated(executor, rule, flags, tensors, numbers, apart)
    return executor


def _two_axes(tensors: Mapping[str, Tensor], apart: frozenset[str]) -> dict[str, Any]:
    """The tensors of an update as its graph has them: the listed rows of the gradient, and views of the others."""
    weight, grad = tensors["weight"], tensors["grad"]
    sizes = tuple(weight.shape[: grad.sparse_dim()])
    count = math.prod(sizes)
    as_it_is = weight.ndim == _AXES and len(sizes) == 1
    views = {
        name: tensor if (as_it_is and tensor.ndim == _AXES) or name in apart else tensor.detach().view(count, -1)
        for name, tensor in tensors.items()
        if name != "grad"
    }
    return {**views, "grad": _listed(grad.detach(), sizes, weight.numel() // count)}


def _keep(record: Record, tensor: Tensor, grad: Array | RowSparse | None, count: int) -> None:
    """Keep the rows of a tensor that a gradient lists, or the whole of it."""
    if isinstance(grad, RowSparse):
        ids, table = torch.from_numpy(grad.indices.astype(np.int64)), tensor.view(count, -1)
        record.then(functools.partial(table.index_copy_, 0, ids, table[ids]))
    else:
        record.add(tensor, tensor.clone())


def _listed(grad: Tensor, sizes: tuple[int, ...], width: int) -> RowSparse:
    """The rows that a gradient lists, sorted, those of one index summed."""
    indices, count = _array(grad._indices()), math.prod(sizes)
    ids = indices[0]
    if len(sizes) > 1:  # else they are checked as they are summed
        for axis, size in enumerate(sizes):
            bad = np.flatnonzero((indices[axis] < 0) | (indices[axis] >= size))
            if bad.size:
                raise _out_of_range(int(indices[axis, bad[0]]), int(bad[0]), axis, size)
        ids = np.ravel_multi_index(tuple(indices), sizes)
    ids = np.ascontiguousarray(ids, np.int64)
    values = _array(grad._values().contiguous().view(len(ids), width))
    try:
        ids, values = rows.summed(ids, values, count) or (ids, values)
    except rows.RowRangeError as error:
        raise _out_of_range(error.row, error.position, 0, count) from None
    return RowSparse(ids, values, (count, width), "to_dense()")


def _out_of_range(index: int, position: int, axis: int, size: int) -> IndexError:
    got, expected = f"index {index} at position {position} of axis {axis}", f"indices from 0 to {size - 1}"
    return IndexError(f"sparse gradient: got {got}, expected {expected}; nothing has changed")


def _array(tensor: Tensor) -> Any:
    """A NumPy array over a tensor's memory. By way of DLPack: what torch's `numpy()` has seen cannot be resized."""
    if tensor.dtype is torch.bfloat16:
        return np.from_dlpack(tensor.view(torch.int16)).view(to_numpy(BF16))
    return np.from_dlpack(tensor)
