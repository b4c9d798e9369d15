"""The rows of a table: an index of ids, and storage with a place for each row."""

# Storage doubles when it is full: array by array, so that no more than one of them is there twice. Memory that no row
# has touched is the system's until then. What is in files is mapped again. A step brings its arrays, so nothing points
# into what was replaced.

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mxsym.codegen.dtypes import to_numpy
from mxsym.runtime import buffers
from mxsym.runtime.buffers import Array
from mxsym.runtime.hash_index import HashIndex, Nearby, nearby
from mxsym.runtime.mapped import MappedArray
from mxsym.table.initial import Initial, rows_of
from mxsym.table.step import Form, Step, shape_of

TRASH = 0
"""The position that takes gradients of ids that have no row yet."""
_FIRST = TRASH + 1
MOST = 1 << 62
"""Steps and counts are below it: native code adds to them."""
_LEAST = 64
"""Room of the smallest table, in rows."""
_KEPT = 1 << 16
"""Ids of a step for whose positions memory is kept: new memory costs as much as looking many of them up."""


class Rows:
    """Storage of the weight, the states and the counters of each row.

    `first` has the number that a state begins as, by name; None, as for the weight: the row that `initial` gives.

    `arrays` is the storage that a step runs on, by input of the rule; each has `height` rows. `records` has two words
    for each position, see `index_text.py`. `removed` has the ids that may have been taken out since the last snapshot;
    None where there is none.
    """

    def __init__(
        self,
        form: Form,
        columns: int,
        initial: Initial,
        first: Mapping[str, float | None],
        numbers: Mapping[str, float],
        capacity: int,
        folder: str | None = None,
    ) -> None:
        self.folder = folder
        self._files = {
            name: MappedArray(folder, shape_of(space, 1, columns)[1], dtype)
            for name, (space, dtype) in form.tensors.items()
            if folder is not None and space.by_row
        }
        self.form, self.columns, self.initial = form, columns, initial
        self.first, self._numbers = first, numbers
        self.index = HashIndex(_FIRST)
        self.removed: HashIndex | None = None
        self.refusal = ""
        """In a forked child that cannot use the table: the reason."""
        height = max(_LEAST, capacity + _FIRST)
        self._storage = {name: self._blank(name, height) for name in form.tensors}
        self.arrays = dict(self._storage)
        self.records = np.zeros((height, 2), np.int64)
        self.height = height
        self.step = Step(form, self.arrays, numbers)
        self.near = self._nearby(self._storage, self.records)
        self._positions = np.empty(0, np.int64)
        if capacity:
            self.index.reserve(capacity)

    def __len__(self) -> int:
        return len(self.index)

    @property
    def row_bytes(self) -> int:
        """Bytes of a row: weight, states and record, without its share of the index."""
        kinds = [array for name, array in self.arrays.items() if self.form.has_rows(name)]
        return sum(array[:1].nbytes for array in (*kinds, self.records))

    @property
    def nbytes(self) -> int:
        """Bytes of all storage and of the index, those that no row has touched yet among them."""
        indexes = [self.index] if self.removed is None else [self.index, self.removed]
        return sum(item.nbytes for item in (*indexes, *self._storage.values(), self.records))

    def _blank(self, name: str, height: int) -> Array:
        """Storage of a tensor, larger than before or new. What is in a file has in it what was there."""
        if name in self._files:
            return self._files[name].grown(height)
        space, dtype = self.form.tensors[name]
        array = buffers.zeros(shape_of(space, height, self.columns), dtype)
        if not space.by_row:
            array[...] = self.first.get(name) or 0.0
        return array

    def reserve(self, count: int) -> None:
        """Make room for so many rows in all.

        Raises:
            MemoryError: there is not enough; no row has changed.
        """
        self.index.reserve(count)
        height = self.height
        while height < count + _FIRST:
            height *= 2
        if height == self.height:
            return
        self.step.let_go()
        for name, array in self._storage.items():
            if self.form.has_rows(name) and len(array) < height:
                larger = self._blank(name, height)
                if name not in self._files:
                    larger[: self.index.height] = array[: self.index.height]
                self._storage[name], self.arrays[name] = larger, larger[: self.height]
                del array  # before the next one is made
        arrays = self._of_height(height)
        records = np.zeros((height, 2), np.int64)
        records[: self.index.height] = self.records[: self.index.height]
        step = Step(self.form, arrays, self._numbers)
        near = self._nearby(arrays, records)
        # No call is between these: an exception of a signal handler comes before all of them or after.
        self.records, self.height, self.step, self.arrays, self.near = records, height, step, arrays, near

    def _of_height(self, height: int) -> dict[str, Array]:
        """The storage as a step of so many rows has it. Some of it has room for more where a growth did not end."""
        return {
            name: array[:height] if self.form.has_rows(name) and len(array) > height else array
            for name, array in self._storage.items()
        }

    def _nearby(self, arrays: Mapping[str, Array], records: Array) -> Nearby:
        """The memory of a row, for whoever looks up rows to update them."""
        return nearby([records, *(array for name, array in arrays.items() if self.form.has_rows(name))])

    def find(self, keys: Array) -> tuple[Array, int]:
        """The position of each id, -1 where it has none, and how many have none."""
        return self.index.find(keys)

    def find_to_update(self, keys: Array) -> tuple[Array, int]:
        """`find`, for a step on these rows: their memory is fetched meanwhile, if they are few.

        The positions stay as they are until the next step.
        """
        count = len(keys)
        room = self._positions if count <= len(self._positions) else np.empty(count, np.int64)
        if count <= _KEPT:
            self._positions = room
        return self.index.find(keys, self.near, room[:count])

    def add(self, ids: Array) -> Array:
        """Make rows for ids that have none, and return their positions. After an error, `drop` the ids.

        Raises:
            BaseException: of an initializer of the user's, or for want of memory.
        """
        positions = np.full(len(ids), -1)
        places = self._insert(ids, positions)
        self._fill(ids[places], positions[places])
        return positions

    def _insert(self, keys: Array, positions: Array) -> Array:
        """Give the ids without a position one. Returns their places."""
        self.reserve(len(self.index) + int(np.count_nonzero(positions < 0)))
        return self.index.insert(keys, positions)

    def put(self, ids: Array, records: Array, tensors: Mapping[str, Array]) -> None:
        """Set whole rows, those that are there and others. Each id is there once."""
        positions, _ = self.find(ids)
        self._insert(ids, positions)
        self.records[positions] = records
        for name, rows in tensors.items():
            self.arrays[name][positions] = rows

    def empty(self) -> Rows:
        """Return the same without a row."""
        return Rows(self.form, self.columns, self.initial, self.first, self._numbers, 0, self.folder)

    def _fill(self, ids: Array, positions: Array) -> None:
        """Give new rows their first values."""
        rows = rows_of(self.initial, ids, self.columns, self.master_type)
        if self.refusal:  # an initializer of the user's has forked, and this is the child
            raise RuntimeError(self.refusal)
        for name in self.form.rows:
            value = self.first.get(name)
            self.arrays[name][positions] = rows if value is None else value
        self.records[positions] = 0

    @property
    def master_type(self) -> np.dtype[np.float32]:
        """The type that first values are computed in: that of the master copy, or of the weight."""
        return to_numpy(self.form.tensors[self.form.master or self.form.weight][1])

    def drop(self, ids: Array) -> None:
        """Take rows out as if they had never been."""
        self.index.remove(ids)

    def remove(self, ids: Array) -> int:
        """Take rows out. Returns how many there were."""
        positions, _ = self.find(ids)
        known = ids[positions >= 0]
        if self.removed is not None:
            self.removed.put(known)  # no others: a caller may name any number of ids that have no row
        return int(np.count_nonzero(self.index.remove(known) >= 0))
