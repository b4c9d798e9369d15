"""Admission: ids are counted before a row is kept for them."""

from __future__ import annotations

import numpy as np

from mxsym.codegen.record import record
from mxsym.runtime.buffers import Array
from mxsym.runtime.hash_index import HashIndex

_WORDS = 2
"""Words of a candidate: how often it came, and the step in which it came last."""

WAITING = ("waiting_ids", "waiting_counts", "waiting_steps")
"""Names, in snapshots and exports, of what `Candidates.items` gives."""


@record(eq=False)
class Verdict:
    """The ids of one step that have no row: those that get one now, and those that wait on, with their counts."""

    admitted: Array
    waiting: Array
    counts: Array


class Candidates:
    """Ids that came too seldom for a row.

    Args:
        least: how often an id must come to get a row.
    """

    def __init__(self, least: int) -> None:
        self.least = least
        self._index = HashIndex()
        self._records = np.zeros((16, _WORDS), np.int64)

    def __len__(self) -> int:
        return len(self._index)

    @property
    def nbytes(self) -> int:
        """Bytes of all of it."""
        return self._index.nbytes + self._records.nbytes

    def judge(self, ids: Array) -> tuple[Verdict, Array]:
        """Count ids that have no row, in this step too, and make room for what `settle` notes.

        Returns who gets a row, and for each of the ids if it is one of these. Nothing has changed yet.
        """
        unique, inverse, counts = np.unique(ids, return_inverse=True, return_counts=True)
        positions, _ = self._index.find(unique)
        total = counts + np.where(positions >= 0, self._records[positions, 0], 0)
        admitted = total >= self.least
        self._reserve(len(self._index) + int(np.count_nonzero(~admitted & (positions < 0))))
        return Verdict(unique[admitted], unique[~admitted], total[~admitted]), admitted[inverse]

    def _reserve(self, count: int) -> None:
        self._index.reserve(count)
        height = len(self._records)
        while height < count:
            height *= 2
        if height > len(self._records):
            records = np.zeros((height, _WORDS), np.int64)
            records[: len(self._records)] = self._records
            self._records = records

    def settle(self, verdict: Verdict, step: int) -> None:
        """Note what `judge` said: the step is done."""
        self._index.remove(verdict.admitted)
        self._note(verdict.waiting, verdict.counts, np.full(len(verdict.counts), step))

    def _note(self, ids: Array, counts: Array, steps: Array) -> None:
        positions, _ = self._index.find(ids)
        self._index.insert(ids, positions)
        self._records[positions, 0], self._records[positions, 1] = counts, steps

    def forget(self, before: int) -> None:
        """Forget the ids that came last before this step."""
        ids, _, steps = self.items()
        self._index.remove(ids[steps < before])

    def items(self) -> tuple[Array, Array, Array]:
        """The ids in order, how often each came, and in which step last."""
        ids, positions = self._index.items()
        return ids, self._records[positions, 0], self._records[positions, 1]

    def restore(self, ids: Array, counts: Array, steps: Array) -> None:
        """Take what `items` gave, of ids that do not wait here."""
        self._reserve(len(self._index) + len(ids))
        self._note(ids, counts, steps)
