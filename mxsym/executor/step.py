"""Steps of an executor on arrays that it does not keep: behind imperative calls and optimizers.

Input: all of a graph's arrays, of the forms that were bound, and the numbers of all ops. Output: one step in place.
`run_on` takes them by name and checks what is new to it; `run_again` takes a list that stands where an earlier one did,
which native code checks.
Non-goals: steps on what is bound (`executor.py`).
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mxsym.codegen.program import Place
from mxsym.errors import BindError, Fault
from mxsym.executor.arrays import BoundArrays, guards, placeholder
from mxsym.executor.native_step import NativeStep, plain_dtype
from mxsym.executor.rows import SparseSteps
from mxsym.executor.scalars import NodeScalars, Scalars
from mxsym.opgraph.node import Node
from mxsym.runtime import buffers
from mxsym.runtime.buffers import Array
from mxsym.runtime.native_call import method
from mxsym.runtime.native_call.method import WRITTEN, ArraySignature, BusyError, Tensor
from mxsym.runtime.plan import Plan
from mxsym.runtime.sparse import Bound, RowSparse
from mxsym.runtime.watch import Watch

if TYPE_CHECKING:
    from mxsym.runtime.native_call.method import AnyAttempt, AnyLock


class PassingSteps:
    """The methods of an executor for arrays that are only there for a step."""

    arg_dict: BoundArrays
    aux_dict: BoundArrays
    scalars: Scalars
    _lock: AnyLock
    _attempt: AnyAttempt
    _plan: Plan
    _sparse: SparseSteps
    _elements: dict[str, list[Place]]
    _nodes: dict[str, Node]
    _own: dict[str, Array]
    _tensor: dict[str, str]
    _written: set[str]
    _raw: dict[str, Bound]
    _forms: dict[str, tuple[tuple[int, ...], Any]]
    _watch: Watch
    _record: int
    _native: NativeStep | None

    if TYPE_CHECKING:  # the executor's

        def _rebind(self, name: str, array: Any) -> None: ...
        def _point(self, arrays: Mapping[str, Bound]) -> None: ...
        def _array_faults(self, name: str, array: object) -> list[Fault]: ...
        def _now(self, arrays: Mapping[str, Bound]) -> dict[str, Bound]: ...
        def _overlap_faults(self, arrays: Mapping[str, Bound], *, changed: bool) -> list[Fault]: ...

    def __init__(self) -> None:
        self._seen: dict[str, tuple[weakref.ref[Array], int]] = {}
        self._numbers_known = True

    def run_on(
        self, arrays: Mapping[str, Bound], numbers: Mapping[str, Mapping[str, Any]], *, same: bool = False
    ) -> bool:
        """One step on other arrays of the same forms, all of them at once; no reference to them is kept.

        `numbers`: attribute values by op and name, for every op. `same`: the arrays of the last step are likely to come
        again; until then NumPy refuses to resize them. False, and nothing done, while somebody else is at it: another
        thread, or what this call has interrupted.

        Raises:
            BindError: naming everything that does not fit; nothing has changed.
        """
        try:
            with self._attempt:
                self._run_on(arrays, numbers, same=same)
        except BusyError:
            return False
        return True

    def _run_on(self, arrays: Mapping[str, Bound], numbers: Mapping[str, Mapping[str, Any]], *, same: bool) -> None:
        fresh, changed = self._check_on(arrays, numbers)
        held = guards(fresh)
        self._plan.start_threads()
        seen, self._seen, self._numbers_known = self._seen, {}, False  # whatever an interrupt leaves half done
        for name, values in changed.items():
            self.scalars[name].update(values)
        self._point(fresh)
        if self._sparse:
            self._sparse.prepare(arrays, self._own)
        self._plan.run()
        self._sparse.release()
        kept = {
            name: (weakref.ref(array), buffers.address(array))
            for name, array in fresh.items()
            if not isinstance(array, RowSparse)
        }
        self._seen, self._numbers_known = {**seen, **kept} if same else {}, True
        del held
        self._forget()

    def adoption(self, fixed: Mapping[str, Array], free: Mapping[str, Array]) -> ArraySignature | None:
        """What lets `run_again` take arrays like these: first the fixed ones, where they are, then free ones.

        They are what the last step of `run_on` ran on, and the fixed ones are all that it writes. None where native
        code cannot check them.
        """
        if self._sparse or self._elements or not method.available():
            return None
        tensors = [
            Tensor(array.shape, plain_dtype(array.dtype), self._plan.slots(Place(self._tensor[name])), None, address)
            for arrays, is_fixed in ((fixed, True), (free, False))
            for name, array in arrays.items()
            for address in [buffers.address(array) if is_fixed else 0]
        ]
        spans = [(item.fixed, item.fixed + array.nbytes) for item, array in zip(tensors, fixed.values(), strict=False)]
        kept = list(guards(fixed).values())
        return ArraySignature(self._plan.address, tensors, [span for span in spans if span[0] < span[1]], kept)

    def adoption_anywhere(self, names: Sequence[str]) -> ArraySignature | None:
        """What lets `run_again` take any arrays of the forms that were bound, in this order.

        None where native code cannot check them, or the names are not those of all that was bound.
        """
        if self._sparse or self._elements or not method.available() or {*names} != self._forms.keys():
            return None
        tensors = [
            Tensor(
                *(shape, plain_dtype(dtype), self._plan.slots(Place(self._tensor[name])), None),
                WRITTEN if name in self._written else 0,
            )
            for name in names
            for shape, dtype in [self._forms[name]]
        ]
        return ArraySignature(self._plan.address, tensors)

    def number_slots(self, node: str, key: str) -> list[int]:
        """Where `run_again` sets an attribute of an op."""
        held = self.scalars[node]
        assert isinstance(held, NodeScalars)
        return held.slots(key)

    def run_again(
        self, adopt: ArraySignature, arrays: list[Array], numbers: Iterable[tuple[Array, Array | float]]
    ) -> bool:
        """One step on arrays that fit `adopt`, with numbers by their slots. False, and nothing done, if they do not.

        Also while somebody else is at it, as in `run_on`.
        """
        try:
            with self._attempt:
                self._seen, self._numbers_known = {}, False  # first: an interrupt may come between
                if not adopt(arrays):
                    return False
                held = [weakref.ref(array) for array in arrays[adopt.fixed :]]  # as in `guards`
                for slots, values in numbers:
                    self._plan.set_numbers(slots, values)
                self._plan.run()
                del held
        except BusyError:
            return False
        return True

    def check(self, arrays: Mapping[str, Bound], numbers: Mapping[str, Mapping[str, Any]]) -> None:
        """Raise what `run_on` would raise, and do nothing."""
        with self._lock:
            self._check_on(arrays, numbers)
            self._sparse.release()

    def _check_on(
        self, arrays: Mapping[str, Bound], numbers: Mapping[str, Mapping[str, Any]]
    ) -> tuple[Mapping[str, Bound], Mapping[str, Mapping[str, Any]]]:
        """The arrays and the numbers that are others than in the last step.

        Raises:
            BindError: as `run_on` does.
        """
        fresh = {name: array for name, array in arrays.items() if not self._is_seen(name, array)}
        now = self._now(arrays)
        faults = [fault for name in fresh for fault in self._array_faults(name, now[name])]
        known = self._numbers_known
        changed = {
            name: new
            for name, values in numbers.items()
            if (new := self.scalars[name].changed(values) if known else dict(values))
        }
        faults += [
            fault
            for name, values in changed.items()
            for key, value in values.items()
            if (fault := self.scalars[name].check(key, value)) is not None
        ]
        faults += self._overlap_faults(now, changed=bool(fresh)) if fresh and not faults else []
        faults += self._sparse.faults(now) if self._sparse and not faults else []
        if faults:
            self._sparse.release()
            raise BindError(next(iter(self.scalars)), faults)
        return fresh, changed

    def _is_seen(self, name: str, array: Bound) -> bool:
        """True if this is the array of the last step, in the same form and place."""
        seen, where = self._seen.get(name, (None, 0))
        if seen is None or seen() is not array:
            return False
        assert not isinstance(array, RowSparse)
        if buffers.address(array) != where or (array.shape, array.dtype) != self._forms[name]:
            return False
        return array.flags.carray or name not in self._written

    def _forget(self) -> None:
        """Keep the shapes and types of what was bound, and nothing of its memory."""
        if self.arg_dict or self.aux_dict:
            self._raw = {name: placeholder(array) for name, array in self._raw.items()}
            self.arg_dict, self.aux_dict = BoundArrays({}, self._rebind), BoundArrays({}, self._rebind)
            self._watch.forget()
            self._record, self._native = 0, None
