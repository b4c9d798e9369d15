"""Comparison of arrays with the forms that a graph was bound with, fault by fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import numpy as np

from mxsym.codegen.dtypes import DType, from_numpy, to_numpy
from mxsym.codegen.record import record
from mxsym.errors import Fault
from mxsym.executor.arrays import dense_problem, memory, sparse_problem
from mxsym.opgraph.node import Variable
from mxsym.runtime import buffers
from mxsym.runtime.buffers import Array
from mxsym.runtime.sparse import Bound, RowSparse, parts


@record
class Form:
    """Form of an array when it was bound: a row-sparse one's shape is that of the whole tensor.

    `order`: of its axes in memory.
    """

    shape: tuple[int, ...]
    dtype: DType
    is_sparse: bool
    order: buffers.Order


def form_of(array: Bound, order: buffers.Order | None = None) -> Form:
    """The form of an array that was found good. `order`: that in which kernels read it, by default its own."""
    dtype = from_numpy(array.dtype)
    assert dtype is not None
    dense = array.data if isinstance(array, RowSparse) else array
    order = order or buffers.memory_order(dense)
    assert order is not None
    return Form(tuple(array.shape), dtype, isinstance(array, RowSparse), order)


def placeholder(form: Form) -> Bound:
    """An array of that form with no memory behind it."""
    dtype = to_numpy(form.dtype)
    if form.is_sparse:
        return RowSparse(np.empty(0, np.int64), np.empty((0, *form.shape[1:]), dtype), form.shape)
    return np.broadcast_to(np.empty((), dtype), form.shape)


@record
class Checks:
    """Required forms of an executor's arrays: its variables by name, and its own tensors.

    `written`: the variables that a step writes.
    """

    forms: Mapping[str, Form]
    nodes: Mapping[str, Variable]
    written: set[str]
    own: Mapping[str, tuple[Form, Array]]

    def now(self, arrays: Mapping[str, Bound]) -> dict[str, Bound]:
        """The arrays; of a row-sparse one, its present parts."""
        return {name: parts(array) if isinstance(array, RowSparse) else array for name, array in arrays.items()}

    def array_faults(self, name: str, array: object) -> list[Fault]:
        """Faults of an array, from `now`, for a variable."""
        form, node, written = self.forms[name], self.nodes[name], name in self.written
        shape = form.shape
        if form.is_sparse:
            problem = sparse_problem(array, shape, node.name, written=written)
            array = array.data if isinstance(array, RowSparse) else array
            shape = (len(cast("Array", array)), *shape[1:]) if problem is None else shape
        else:
            problem = dense_problem(array, written=written)
        if problem is None:
            problem = buffers.array_problem(cast("Array", array), shape, form.dtype, written=written)
        if problem is None and (written or form.is_sparse):
            problem = buffers.order_problem(cast("Array", array), form.order, written=written)
        if problem is None:
            return []
        return [Fault(f"argument {name}", "", problem.got, problem.expected, problem.fix, node.where)]

    def own_faults(self) -> list[Fault]:
        """Faults of the executor's own arrays, which users see as outputs and may have changed."""
        faults: list[Fault] = []
        for name, (form, array) in self.own.items():
            problem = buffers.kind_problem(array)
            problem = problem or buffers.array_problem(array, form.shape, form.dtype, written=True)
            problem = problem or buffers.order_problem(array, form.order, written=True)
            if problem is not None:
                fix = "give it back what was changed, or bind again"
                faults.append(Fault(f"output {name}", "", problem.got, problem.expected, fix))
        return faults

    def overlap_faults(self, arrays: Mapping[str, Bound]) -> list[Fault]:
        """Memory that is written and shared. `arrays`: all that is bound, from `now`, each of its form."""
        named: list[tuple[str, Bound, bool]] = [
            (f"argument {name}", array, name in self.written) for name, array in arrays.items()
        ]
        named += [(f"output {name}", array, True) for name, (_, array) in self.own.items()]
        problem = buffers.overlap_problem()
        return [
            Fault(f"{one} and {other}", "", problem.got, problem.expected, problem.fix)
            for one, other in buffers.overlaps(list(memory(named)))
        ]
