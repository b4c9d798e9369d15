"""The record of an executor's native `forward`, which `mxsym.runtime.native_call.method` reads.

Input: an executor. Output: the record of its native method: which keywords are arrays that are only read, or numbers;
what a step writes and returns. Whatever is not described here goes through `forward` in Python.
Non-goals: row-sparse steps and steps that a monitor watches; they are always run from Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mxsym.codegen.dtypes import from_numpy, to_numpy
from mxsym.executor.scalars import NodeScalars, Scalars
from mxsym.runtime import run_jobs
from mxsym.runtime.buffers import Array, address
from mxsym.runtime.native_call.method import Entries, Lock, Number, Record, Tensor
from mxsym.runtime.plan import Plan
from mxsym.runtime.watch import Watch

QUICK = 1 << 16
"""Traffic of a step so short that handing the GIL to another thread and back would take longer."""


class NativeStep:
    """The record of one executor's native method."""

    def __init__(self, lock: Lock, plan: Plan, bound: dict[str, Any], watch: Watch) -> None:
        self._watch = watch
        self._settled = False
        self._record = Record()
        self.locked_by(lock)
        self.address = self._record.address
        self._record.keep(bound=bound, guards=watch.kept, replaced=[])
        self._record.set(watch=watch.address, watched=watch.count)
        self._record.set(run=run_jobs.native("run_plan"), plan=plan.jobs.address, block=plan.address)
        self._record.set(release=plan.jobs.traffic > QUICK, shareable=plan.jobs.shareable)

    def keywords(
        self,
        read: Mapping[str, Array],
        slots: Mapping[str, list[int]],
        held: Mapping[str, dict[str, Any]],
        scalars: Scalars,
    ) -> None:
        """What may be given by name: arrays that are only read, and who holds them; and numbers that no array hides."""
        tensors = {
            name: Tensor(
                *(array.shape, plain_dtype(array.dtype), slots[name], held[name]),
                row=self._watch.row(name),
            )
            for name, array in read.items()
        }
        holders: dict[str, list[NodeScalars] | None] = {}
        for item in scalars.values():
            for key in item:
                known = holders.setdefault(key, [])
                if known is not None and isinstance(item, NodeScalars) and item.is_free(key):
                    known.append(item)
                else:  # one number for each of many tensors, or not any number
                    holders[key] = None
        numbers = {
            key: Number([slot for item in items for slot in item.slots(key)], [item.values_held for item in items])
            for key, items in holders.items()
            if items is not None and key not in held
        }
        self._record.take(Entries(tensors, numbers))

    def ready(self, written: Iterable[Array], outputs: list[Any]) -> None:
        """Native code may run steps from now on; they write to these arrays and return these outputs."""
        self.pause(settled=False)  # an interrupt may come between what follows
        self._record.written([(start := address(array), start + array.nbytes) for array in written if array.nbytes])
        self._record.keep(outputs=outputs)
        self._settled = True
        self.resume()

    def pause(self, *, settled: bool) -> None:
        """Steps go through Python until `resume`. `settled`: what was told to `ready` stays true."""
        self._record.set(ready=0)
        self._settled = self._settled and settled

    def resume(self) -> bool:
        """Native code may run steps again, if nothing that it must be told has changed. Whether that is so."""
        if self._settled:
            self._record.set(ready=1)
        return self._settled

    def locked_by(self, lock: Lock) -> None:
        """Steps take another lock."""
        self._record.set(lock=lock.address)


def plain_dtype(dtype: Any) -> Any:
    """The one dtype object that NumPy's own arrays of this type have."""
    known = from_numpy(dtype)
    assert known is not None
    return to_numpy(known)
