"""The storage of a table, and the step that it is in the middle of."""

# What a step changes beside the rows themselves follows from its record, which is there before anything changes: which
# rows it made, and whether the native step was done, which that notes itself. So an exception of a signal handler
# (Ctrl-C) may come anywhere: the next one who holds the lock ends the step, or takes its rows out.

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np

from mxsym.errors import BindError, Fault
from mxsym.executor.tables import TableForm
from mxsym.ndarray.sparse import Uncoalesced, uncoalesced
from mxsym.runtime import views
from mxsym.runtime.buffers import Array, is_array
from mxsym.runtime.hash_index import FEW, Keys
from mxsym.runtime.interop import as_array, refuse_mask
from mxsym.runtime.native_call import locks
from mxsym.runtime.native_call.layout import DONE, LONG_SPAN
from mxsym.runtime.native_call.native import BusyError
from mxsym.table.admission import Candidates, Verdict
from mxsym.table.rows import TRASH, Rows
from mxsym.table.step import Numbers

_numbers = itertools.count()
_UNSIGNED = np.dtype(np.uint64)
_WORDS = (_UNSIGNED, np.dtype(np.int64))
"""Types of ids that are read where they are."""
_EXPECTED = "whole numbers from 0 to 2^64 - 1"
_FIX = "pass an array of uint64 or int64"
NO_LIMIT = "ids, age, touches, budget", "none of them", "one of them or more", "pass age=1000, say"
"""Fault of an eviction that says nothing about the rows: argument, got, expected, fix."""


class _Work:
    """A step that has begun. `fresh`: the ids that it makes rows for. `log` has `DONE` when the rule has run.

    `rows`: then the positions that it has updated, each once; None where they are few, or where an exception of a
    signal handler came first. `positions`: those of its ids; None where native code touches the rows.
    """

    __slots__ = ("fresh", "log", "number", "positions", "rows", "verdict")

    def of(
        self,
        number: int,
        positions: Array | None,
        log: list[int],
        fresh: Array | None = None,
        verdict: Verdict | None = None,
    ) -> _Work:
        """This, as the work of another step."""
        self.number, self.positions, self.log = number, positions, log
        self.fresh, self.verdict = fresh, verdict
        self.rows: Array | None = None
        return self


class Stored:
    """The rows of a table, the ids that wait for one, and the number of steps.

    Whoever reads or changes them holds `exclusive`, and calls `settle` first.
    """

    def __init__(self, rows: Rows, candidates: Candidates) -> None:
        self.number = next(_numbers)
        self.exclusive: Any = locks.lock()
        self.rows, self.candidates, self.steps = rows, candidates, 0
        form = rows.form
        tensors = tuple((name, space, dtype) for name, (space, dtype) in form.tensors.items())
        self.form = TableForm(rows.columns, form.rule.title, form.weight, tensors, form.counters)
        self._work: _Work | None = None
        self._spare = _Work()

    def unlock(self) -> None:
        """For a forked child: another thread that held the lock is gone. What it was in the middle of is half done."""
        if self.rows.refusal:
            return
        if self.rows.folder is not None:
            why = "the files of this table are those of the parent process"
        elif self.exclusive.is_stranded():
            why = "another thread was at work on this table when the process was forked"
        else:
            self.exclusive.renew()
            return
        self.rows.refusal = f"{why}; restore a snapshot into a new table"
        self.exclusive = _Refusal(self.rows.refusal)

    @property
    def arrays(self) -> Mapping[str, Array]:
        """The storage by input of the rule."""
        return self.rows.arrays

    def keys(self, ids: Any, what: str, node: str) -> Keys:
        """The ids of a gradient, the argument `node` of `what`.

        Raises:
            BindError: they are no ids, or not in one dimension.
        """
        return list_of(ids, what, node, "ids")

    def gradient(self, grads: Any, positions: Array, offsets: Any, weights: Any) -> Uncoalesced:
        """The gradient of these positions."""
        shape = self.rows.arrays[self.form.weight].shape
        return uncoalesced(grads, positions, shape, offsets=offsets, weights=weights)

    def begin(self, ids: Keys | Array, log: list[int]) -> Array:
        """Make the rows that are new, and say which positions a step is about. `end` follows, whatever happens.

        Raises:
            BindError: an array is none of ids, in one dimension; nothing has changed.
        """
        self.settle()
        rows = self.rows
        positions = rows.index.find_all(ids.array if isinstance(ids, Keys) else ids, rows.records, rows.near)
        if positions is None:
            positions = self._begin(ids if isinstance(ids, Keys) else list_of(ids, "Table.update"), log)
        else:
            self._work = self._spare.of(self.steps + 1, positions, log)
        if rows.form.counters:
            self._count(positions)
        return positions

    def run_by_ids(
        self, ids: Array, grads: Any, offsets: Any, weights: Any, numbers: Numbers | None, log: list[int]
    ) -> bool:
        """A step on few rows, in one native call. False, and nothing done, where that is not all. `end` follows."""
        self.settle()
        rows = self.rows
        if rows.form.counters or ids.size >= LONG_SPAN:
            return False
        number = self.steps + 1
        self._work = self._spare.of(number, None, log)
        index = rows.index.serve(rows.records, rows.near, number)
        return rows.step.run_by_ids(index, rows.arrays, ids, grads, offsets, weights, numbers, log)

    def run_at(
        self, positions: Array, grads: Any, offsets: Any, weights: Any, numbers: Numbers | None, log: list[int]
    ) -> bool:
        """The step that has begun, on these positions, in one native call. False, and nothing done: `Step.run` must."""
        rows, work = self.rows, self._work
        assert work is not None
        index = rows.index.serve(rows.records, rows.near, work.number, looks_up=False)
        if not rows.step.run_by_ids(index, rows.arrays, positions, grads, offsets, weights, numbers, log):
            return False
        work.positions = None
        return True

    def _begin(self, keys: Keys, log: list[int]) -> Array:
        """Make the rows that are new."""
        rows = self.rows
        positions, missing = rows.find_to_update(keys.array)
        if not missing:
            self._work = self._spare.of(self.steps + 1, positions, log)
        else:
            places, fresh = self._absent(keys.array, positions)
            verdict = None
            if self.candidates.least > 1:  # the gradients of ids that get no row yet go to a row that nobody reads
                verdict, admitted = self.candidates.judge(fresh)
                positions[places[~admitted]] = TRASH
                places, fresh = places[admitted], fresh[admitted]
            self._work = self._spare.of(self.steps + 1, positions, log, fresh, verdict)
            positions[places] = rows.add(fresh)
        return positions

    def updated(self, rows: Array) -> None:
        """The step is done, on these positions: each is there once. They stay as they are until `end`."""
        assert self._work is not None
        self._work.rows = rows

    def settle(self) -> None:
        """End a step that was interrupted. May be done again."""
        work = self._work
        if work is None:
            return
        if DONE in work.log:
            if work.verdict is not None:
                self.candidates.settle(work.verdict, work.number)
            rows = work.positions if work.rows is None else work.rows
            if rows is not None:
                if work.rows is None and len(rows) > FEW:
                    rows = np.unique(rows)
                self.rows.index.touch(self.rows.records, rows, work.number)
            self.steps = work.number
        elif work.fresh is not None:
            self.rows.drop(work.fresh)
        self._work = None

    end = settle

    def settled(self) -> Stored:
        """This, for whoever reads without the lock: a step that was interrupted has ended, unless one is at work."""
        if self._work is not None and not isinstance(self.exclusive, _Refusal):
            try:
                with locks.attempt(self.exclusive):
                    self.settle()
            except BusyError:
                pass
        return self

    def _absent(self, keys: Array, positions: Array) -> tuple[Array, Array]:
        """The places of ids without a row, and a copy of these ids.

        They are looked up once more: what another thread has written there since may have a row, which stays.
        """
        places = np.flatnonzero(positions < 0)
        ids = keys[places]
        again, missing = self.rows.find(ids)
        if missing < len(ids):
            positions[places] = again
            places, ids = places[again < 0], ids[again < 0]
        return places, ids

    def _count(self, positions: Array) -> None:
        """Set what the rule reads of the counters of these rows."""
        records, arrays = self.rows.records, self.rows.arrays
        last, touches = records[positions, 0], records[positions, 1] >> 1
        values = {"touches": touches + 1, "age": np.where(touches > 0, self.steps + 1 - last, 0), "last_step": last}
        for name in self.rows.form.counters:
            arrays[name][positions, 0] = values[name]


class _Refusal:
    """The lock of a table that a forked child cannot use."""

    def __init__(self, why: str) -> None:
        self._why = why

    def __enter__(self) -> None:
        raise RuntimeError(self._why)

    def __exit__(self, *_: object) -> None: ...


def keys_of(ids: Any, what: str, node: str = "ids", argument: str = "") -> Keys:
    """Ids as unsigned numbers in C order: where they are, if they are such in a NumPy array.

    Args:
        ids: what was passed.
        what, node, argument: as for `as_array`.

    Raises:
        BindError: they are no whole numbers from 0 to 2^64 - 1; a masked array, whose mask would be dropped.
    """
    guards = views.guards(ids) if is_array(ids) else None  # before their form is read
    array = as_array(ids, what, node, argument)
    refuse_mask(array, what, node, argument)
    try:
        keys = np.ndarray.view(array) if type(array) is np.ndarray else _listed(array)  # its form is our own
        dtype = keys.dtype
        if dtype.kind not in "iu" and keys.size:
            raise _NoIdError(f"{dtype.name} values", _FIX)
        if dtype.kind == "i" and keys.size and int(keys.min()) < 0:
            raise _NoIdError(f"id {keys.min()}", "pass ids.view(numpy.uint64), if hashes with a sign are meant")
    except _NoIdError as error:
        got, fix = error.args
        raise BindError(what, [Fault(node, argument, got, _EXPECTED, fix)]) from None
    if guards is not None and dtype in _WORDS and (flags := keys.flags).c_contiguous and flags.aligned:
        return Keys(keys if dtype.kind == "u" else keys.view(_UNSIGNED), guards)
    return Keys(keys.astype(_UNSIGNED, order="C"))


class _NoIdError(Exception):
    """Values that are no ids: what they are, and the fix."""


def list_of(ids: Any, what: str, node: str = "ids", argument: str = "") -> Keys:
    """The same of ids in one dimension.

    Raises:
        BindError: as `keys_of`; they have another number of dimensions.
    """
    keys = keys_of(ids, what, node, argument)
    if keys.array.ndim != 1:
        fix = "pass ids.ravel(), and grads.reshape(ids.size, columns)"
        raise BindError(what, [Fault(node, argument, f"shape {keys.array.shape}", "one dimension", fix)])
    return keys


def _listed(ids: Any) -> Array:
    """Ids in a list, as they are: NumPy alone makes floats of numbers when some are above 2^63.

    Raises:
        _NoIdError: a list of lists of different lengths; a number that is no id.
    """
    try:
        items = np.asarray(ids, object)
        kinds = {*map(type, items.flat)}
        if not all(issubclass(kind, int | np.integer) for kind in kinds - {bool}):
            return np.asarray(ids)
    except ValueError:
        raise _NoIdError("lists of different lengths", "pass lists of one length, or an array") from None
    if bool in kinds:
        raise _NoIdError("bool values", _FIX)
    wrong = next((item for item in map(int, items.flat) if not 0 <= item < 1 << 64), None)
    if wrong is not None:
        raise _NoIdError(f"id {wrong}", "pass its 64 bits without a sign, if a hash is meant")
    return items.astype(_UNSIGNED)
