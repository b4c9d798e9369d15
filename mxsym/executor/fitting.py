"""Arrays held to the forms that a graph was bound with: at each step, whatever has become of them since.

What native code or a step before has found good is looked at again (`mxsym.runtime.watch`); what is not as it was is
checked like a new array.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from mxsym.codegen.dtypes import from_numpy
from mxsym.codegen.program import Place
from mxsym.errors import Fault
from mxsym.executor.arrays import BoundArrays, dense_problem, memory, sight, sparse_problem
from mxsym.opgraph.node import Node
from mxsym.runtime import buffers, watch
from mxsym.runtime.buffers import Array
from mxsym.runtime.sparse import Bound, RowSparse, parts
from mxsym.runtime.watch import Watch

if TYPE_CHECKING:
    from mxsym.opgraph.bound import BoundGraph
    from mxsym.runtime.native_call.method import AnyLock


class FittingArrays:
    """The methods of an executor that compare arrays with what was bound."""

    arg_dict: BoundArrays
    aux_dict: BoundArrays
    _graph: BoundGraph
    _lock: AnyLock
    _nodes: dict[str, Node]
    _own: dict[str, Array]
    _written: set[str]
    _raw: dict[str, Bound]
    _forms: dict[str, tuple[tuple[int, ...], Any]]
    _watch: Watch

    if TYPE_CHECKING:  # the executor's

        def _point_at(self, arrays: Mapping[str, Array]) -> None: ...

    def __init__(self) -> None:
        self._apart_spans: list[tuple[str, int, int]] = []

    def _see(self, given: Mapping[str, Any], arrays: Mapping[str, Bound]) -> None:
        """Remember what arrays that were found good look like; for each, `given` has what the user gave."""
        for name, array in arrays.items():
            if not isinstance(array, RowSparse):
                self._watch.see(name, sight(given[name], array), array, written=name in self._written)

    def _look(self, given: Container[str]) -> tuple[dict[str, Any], set[str]]:
        """What to bind again, for something is not as it was when it was bound; and which views have lost their memory.

        `given` is bound anew in any case.
        """
        held = {**self.arg_dict, **self.aux_dict}
        dense = {n: array for n, array in self._raw.items() if n not in given and not isinstance(array, RowSparse)}
        adrift = {name for name, array in dense.items() if self._watch.is_adrift(name, array)}
        return {name: held[name] for name in dense if name not in adrift}, adrift

    def _lost(self, adrift: Iterable[str]) -> list[Fault]:
        """Views that have lost their memory; outputs that are not what they were."""
        faults = [self._adrift(name) for name in sorted(adrift)]
        for tensor in self._graph.own_tensors().values():
            array = self._own[tensor.name]
            problem = buffers.kind_problem(array)
            problem = problem or buffers.array_problem(array, tensor.shape, tensor.dtype, written=True)
            if problem is not None:
                fix = "give it back what was changed, or bind again"
                faults.append(Fault(f"output {tensor.name}", "", problem.got, problem.expected, fix))
        return faults

    def _adrift(self, name: str) -> Fault:
        fix = "make the view again, and bind that"
        got, expected = "a view of memory that is no longer there", "memory that stays"
        return Fault(f"argument {name}", "", got, expected, fix, self._nodes[name].where)

    def lost_memory(self) -> list[Fault]:
        """Bound views that have lost their memory."""
        with self._lock:
            _, adrift = self._look(())
        return [self._adrift(name) for name in sorted(adrift)]

    def _see_own(self) -> None:
        """Use the outputs where they are."""
        self._point_at(self._own)
        for name, array in self._own.items():
            self._watch.see(Place(name), watch.of_array(array), array, written=True)

    def _now(self, arrays: Mapping[str, Bound]) -> dict[str, Bound]:
        """What is bound, or is to be; of what is row-sparse, the parts that it has now."""
        bound = {**self._raw, **arrays}
        return {name: parts(array) if isinstance(array, RowSparse) else array for name, array in bound.items()}

    def _array_faults(self, name: str, array: object) -> list[Fault]:
        node = self._nodes[name]
        shape, numpy_dtype = self._forms[name]  # as bound: an array's own shape and dtype may have been assigned to
        dtype = from_numpy(numpy_dtype)
        assert dtype is not None
        written = name in self._written
        if isinstance(self._raw[name], RowSparse):
            problem = sparse_problem(array, shape, node.name, written=written)
            array = array.data if isinstance(array, RowSparse) else array
            shape = (len(cast("Array", array)), *shape[1:]) if problem is None else shape
        else:
            problem = dense_problem(array, written=written)
        if problem is None:
            problem = buffers.array_problem(cast("Array", array), shape, dtype, written=written)
        if problem is None:
            return []
        return [Fault(f"argument {name}", "", problem.got, problem.expected, problem.fix, node.where)]

    def _overlap_faults(self, arrays: Mapping[str, Bound], *, changed: bool) -> list[Fault]:
        """Memory that is written and shared. `arrays`: all that is bound, from `_now`. `changed`: some are others.

        The parts of row-sparse ones may be others in any step.
        """
        spans = [
            (name, buffers.address(part), part.nbytes)
            for name, array in arrays.items()
            if isinstance(array, RowSparse)
            for part in (array.data, array.indices)
        ]
        if not changed and spans == self._apart_spans:
            return []
        self._apart_spans = []
        named: list[tuple[str, Bound, bool]] = [(name, array, name in self._written) for name, array in arrays.items()]
        named += [(f"output {name}", array, True) for name, array in self._own.items()]
        problem = buffers.overlap_problem()
        faults = [
            Fault(f"{one} and {other}", "", problem.got, problem.expected, problem.fix)
            for one, other in buffers.overlaps(list(memory(named)))
        ]
        self._apart_spans = spans if not faults else []
        return faults
