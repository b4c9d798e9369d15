"""A hash index: from 64-bit keys to positions, the numbers of rows in memory that grows.

Native code looks up whole batches without Python's lock. Every key is possible, 0 and 2^64 - 1 too.
"""

from __future__ import annotations

import ctypes
import functools
import os
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from mxsym.codegen.dtypes import I64
from mxsym.runtime import index_text, kernel_cache, plan, rows, views
from mxsym.runtime.buffers import Array, address, zeros
from mxsym.runtime.index_text import SLOTS
from mxsym.runtime.native_call import native
from mxsym.runtime.native_call.forms import ListForms
from mxsym.runtime.native_call.layout import LONG_SPAN

_FIRST = 4
"""Lines of a new index."""
_WORD = 8
_KEY, _POSITION = np.dtype(np.uint64), np.dtype(np.int64)
_MOST_NEAR = 1 << 18
"""Bytes of rows that `find` fetches at most: more would not be there any more when the step comes."""
_PLACES = {name: place for place, name in enumerate(index_text.WORDS)}
_KEYS, _POSITIONS, _FRESH, _MISSING = (_PLACES[name] for name in ("keys", "positions", "fresh", "missing"))
_NEAR, _NEAR_COUNT = _PLACES["near"], _PLACES["near_count"]
_TOUCHED, _STEP, _NEXT, _LOOKS_UP = (_PLACES[name] for name in ("touched", "step", "next", "looks_up"))
_BYTES_EACH = 128
"""Memory traffic of a lookup: the key, a cache line, the position."""
_RECORD_BYTES = 64
"""The same of a touch: a cache line with the record in it."""
FEW = plan.CHUNK_BYTES // _RECORD_BYTES
"""Rows that one thread touches: another would begin later than that is done."""


_Span = Callable[[int, int, int], int]
"""A native function that is told the words, where to begin and where to end."""


class _Native(NamedTuple):
    find_at: int
    ask_at: int
    touch_at: int
    find: _Span
    chunk: int
    gather_chunk: int
    insert: Callable[[int, int], int]
    remove: Callable[[int, int], int]
    rehash: Callable[[int], None]
    touch: _Span
    touch_chunk: int


@functools.cache
def _native() -> _Native:
    target = kernel_cache.host(rows.requested_target())
    library = kernel_cache.linked_from(index_text.text, target, index_text.FUNCTIONS)
    addresses = [library.addresses[name] for name in index_text.FUNCTIONS]
    find, chunk, gather, insert, remove, rehash, ask, touch, touch_chunk = addresses
    pointer, integer = ctypes.c_void_p, ctypes.c_int64
    two = ctypes.CFUNCTYPE(integer, pointer, integer)
    one = ctypes.CFUNCTYPE(None, pointer)
    finds = find, ask, touch, _span(find), chunk, gather
    return _Native(*finds, two(insert), two(remove), one(rehash), _span(touch), touch_chunk)


def _span(where: int) -> _Span:
    if native.available():
        return functools.partial(native.run_span(), where)
    return ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)(where)


@functools.cache
def _find_listed() -> Callable[[int, Any], int]:
    return native.run_list() if native.available() else _unlisted


def _unlisted(_words: int, _keys: Any) -> int:
    """-1, as of a list of keys that native code cannot read."""
    return -1


class Keys(NamedTuple):
    """Keys where their owner has them, or a copy. Their memory and form stay as they are while this lives.

    Another thread may write there: what must be the same key twice is copied. The index reads any.
    """

    array: Array
    guards: tuple[object, ...] = ()


class HashIndex:
    """Keys and their positions. Positions that were given back are the next to be given.

    Not safe to use from two threads at once.

    Args:
        first: the first position.
    """

    def __init__(self, first: int = 0) -> None:
        self._native, self._first = _native(), first
        kernels = self._native.chunk, self._native.gather_chunk, self._native.touch_chunk
        self._finding, self._gathering, self._touching = map(plan.Sweep, kernels)
        self._lines = _empty(_FIRST)
        self._form = ListForms([_KEY, _POSITION], (0,))
        self._room = np.empty(LONG_SPAN, _POSITION)
        self._free = np.zeros(1, np.int64)
        self._records: Array | None = None
        self._near: Nearby | None = None
        """Those that native code knows: see `serve`. Nobody else changes their form."""
        self._words = np.zeros(len(index_text.WORDS), np.int64)
        self._view, self._at = self._words.data, address(self._words)
        seed = int.from_bytes(os.urandom(_WORD), "little", signed=True)  # nobody can choose keys that collide
        self._set(seed=seed, next=first, free_count=0, lines=address(self._lines), free=address(self._free))
        self._set(mask=len(self._lines) - 1, forms=self._form.address, room=address(self._room))
        self._set(find=self._native.find_at, ask=self._native.ask_at, touch=self._native.touch_at)
        self._look = _find_listed()

    def _set(self, **words: int) -> None:
        for name, value in words.items():
            self._words[_PLACES[name]] = value

    def _word(self, name: str) -> int:
        return self._view[_PLACES[name]]

    def __len__(self) -> int:
        """Number of keys."""
        return self._word("next") - self._word("free_count") - self._first

    @property
    def height(self) -> int:
        """One more than the largest position that was ever given."""
        return self._word("next")

    @property
    def nbytes(self) -> int:
        """Bytes of all of it."""
        return self._lines.nbytes + self._free.nbytes

    def find(self, keys: Array, near: Nearby | None = None, into: Array | None = None) -> tuple[Array, int]:
        """The position of each key, -1 where there is none, and how many have none. On as many threads as pay.

        A key that another thread writes meanwhile has any position, or none. `near`: what `nearby` made of arrays with
        a row for each position. If few keys are looked up, their rows are fetched for whoever works on them next.
        `into`: memory for the positions.
        """
        _check(keys)
        count, view = len(keys), self._view
        positions = np.empty(count, _POSITION) if into is None else into
        assert len(positions) == count
        view[_KEYS], view[_POSITIONS] = address(keys), address(positions)
        if near is not None and count * near.row_bytes <= _MOST_NEAR:
            view[_NEAR], view[_NEAR_COUNT] = near.where, near.pairs
        else:
            view[_NEAR_COUNT] = 0
        if count * _BYTES_EACH <= plan.CHUNK_BYTES:
            return positions, self._native.find(self._at, 0, count)
        view[_MISSING] = 0
        self._finding.run(self._at, count, _BYTES_EACH)
        return positions, view[_MISSING]

    def serve(self, records: Array, near: Nearby, step: int, *, looks_up: bool = True) -> int:
        """Let a native step look up few keys, fetch the rows near them, and touch them: see `touch`.

        Returns the address that it is told; it is that of this call alone. `looks_up`: False if the step is told
        positions that `find` and `insert` gave, of any number of rows; it touches these.
        """
        if records is not self._records or near is not self._near:
            self._use(records)
            self._near = None  # until it is done, too
            self._set(rows=near.where, rows_count=near.pairs, rows_most=_MOST_NEAR // max(1, near.row_bytes))
            self._near = near
        self._view[_STEP], self._view[_LOOKS_UP] = step, looks_up
        return self._at

    def _use(self, records: Array) -> None:
        """Let native code touch these records: there is one for each position."""
        flags = records.flags
        assert records.dtype == np.int64 and records.shape[1:] == (2,) and flags.c_contiguous and flags.writeable
        assert len(records) >= self._view[_NEXT]
        self._records = None  # until it is done: an exception of a signal handler may come between
        self._set(records=address(records))
        self._records = records

    def find_all(self, keys: Array, records: Array, near: Nearby) -> Array | None:
        """The position of each of a few keys, in memory of the index's own: until the next time. In one native call.

        None where a key has no position, where there are many keys, or where they are not in one dimension and whole
        numbers of 64 bits from 0 on: `keys` is any array. `records` and `near` as for `serve`.
        """
        count = self._look(self.serve(records, near, self._view[_STEP]), keys)
        return self._room[:count] if count >= 0 else None

    def gather(self, keys: Array, values: Array, into: Array) -> tuple[Array, int]:
        """Look up keys, and copy each one's row of `values` to that of `into`; zeros where it has none.

        Returns what `find` returns. The arrays are apart.
        """
        _check(keys)
        guards = views.guards(values), views.guards(into)  # before their forms are read
        count = len(keys)
        assert len(values) >= self.height and len(into) == count
        assert values.dtype == into.dtype and values.shape[1:] == into.shape[1:]
        assert values.flags.c_contiguous and into.flags.c_contiguous and into.flags.writeable
        positions = np.empty(count, np.int64)
        if not count:
            return positions, 0
        row_bytes = into.nbytes // count
        block = np.array([address(values), address(positions), address(into), row_bytes], np.int64)
        self._set(keys=address(keys), positions=address(positions), gathered=address(block), near_count=0, missing=0)
        self._gathering.run(self._at, count, 2 * row_bytes + _BYTES_EACH)
        del guards
        return positions, self._view[_MISSING]

    def reserve(self, count: int) -> None:
        """Make room for so many keys in all.

        Raises:
            MemoryError: there is not enough; nothing has changed.
        """
        size = len(self._lines)
        while 4 * count > 3 * SLOTS * size:
            size *= 2
        if size == len(self._lines):
            return
        lines, old = _empty(size), self._lines
        words = self._words.copy()
        changes = {"old": address(old), "old_count": len(old), "lines": address(lines), "mask": size - 1}
        for name, value in changes.items():
            words[_PLACES[name]] = value
        view, where = words.data, address(words)
        self._native.rehash(where)
        # No call is between these: an exception of a signal handler comes before all of them or after.
        self._lines, self._words, self._view, self._at = lines, words, view, where

    def insert(self, keys: Array, positions: Array) -> Array:
        """Give the keys that `find` found no position for one each, in `positions`. Returns the places of the new keys.

        There is room: see `reserve`. A key that is there several times is new once.
        """
        _check(keys)
        assert positions.dtype == np.int64 and positions.shape == keys.shape and positions.flags.c_contiguous
        assert 4 * (len(self) + int(np.count_nonzero(positions < 0))) <= 3 * SLOTS * len(self._lines)
        fresh = np.empty(len(keys), np.int64)
        view = self._view
        view[_KEYS], view[_POSITIONS], view[_FRESH] = address(keys), address(positions), address(fresh)
        return fresh[: self._native.insert(self._at, len(keys))]

    def put(self, keys: Array) -> None:
        """Have these keys, each once. Nobody else writes to them.

        Raises:
            MemoryError: there is not enough; nothing has changed.
        """
        positions, missing = self.find(keys)
        self.reserve(len(self) + missing)
        self.insert(keys, positions)

    def remove(self, keys: Array) -> Array:
        """Take keys out. Returns the position that each had, -1 where there was none."""
        _check(keys)
        positions = np.empty(len(keys), np.int64)
        needed = self._word("free_count") + len(keys)
        if needed > len(self._free):
            free = np.zeros(2 * needed, np.int64)
            free[: len(self._free)] = self._free
            words = self._words.copy()
            words[_PLACES["free"]] = address(free)
            view, where = words.data, address(words)
            self._free, self._words, self._view, self._at = free, words, view, where
        self._set(keys=address(keys), positions=address(positions))
        self._native.remove(self._at, len(keys))
        return positions

    def touch(self, records: Array, positions: Array, step: int) -> None:
        """Note in the records of rows that a step has touched them; again, it changes nothing.

        `positions` are some that `find` and `insert` gave, each once if they are more than `FEW`: threads share them.
        Nobody else writes to them.
        """
        count, view = len(positions), self._view
        if records is not self._records:
            self._use(records)
        assert len(records) >= view[_NEXT] and positions.dtype == _POSITION and positions.flags.c_contiguous
        view[_TOUCHED], view[_STEP] = address(positions), step
        if count <= FEW:
            self._native.touch(self._at, 0, count)
        else:
            self._touching.run(self._at, count, _RECORD_BYTES)

    def items(self) -> tuple[Array, Array]:
        """All keys in order, and their positions."""
        stored = self._lines[:, SLOTS:]
        used = stored != 0
        keys = self._lines[:, :SLOTS][used].view(np.uint64)
        order = np.argsort(keys)
        return keys[order], stored[used][order] - 1


def _empty(lines: int) -> Array:
    """So many lines without a key, on the boundary that native code expects."""
    return zeros((lines, index_text.WORDS_EACH), I64)


class Nearby(NamedTuple):
    """Arrays with a row for each position, as `find` takes them; all bytes of a row.

    `words`, at the address `where`: `pairs` of an array's address and its bytes of a row.
    """

    words: Array
    where: int
    pairs: int
    row_bytes: int


def nearby(arrays: Sequence[Array]) -> Nearby:
    """These arrays, which whoever looks up keeps alive."""
    sizes = [array[:1].nbytes for array in arrays]
    pairs = [word for array, size in zip(arrays, sizes, strict=True) for word in (address(array), size)]
    words = np.array(pairs, np.int64)
    return Nearby(words, address(words), len(sizes), sum(sizes))


def _check(keys: Array) -> None:
    flags = keys.flags
    assert keys.dtype == _KEY and keys.ndim == 1 and flags.c_contiguous and flags.aligned
