"""Row ids: check them, sort them, find them.

A sum of rows is added in the order of its rows in the input, so its bits depend on nothing else.
"""

from __future__ import annotations

import ctypes
import functools
import itertools
import struct
from collections.abc import Callable
from types import ModuleType

import numpy as np

from mxsym.codegen import settings
from mxsym.codegen.dtypes import BY_NAME, F16, DType, compute_dtype, from_numpy
from mxsym.codegen.loading import load_modules
from mxsym.codegen.record import record
from mxsym.runtime import kernel_cache, plan, views
from mxsym.runtime.buffers import Array, address, empty

DIGIT_BITS = 11
"""The widest digit of the sort: its tallies still fit the first-level cache. A digit has no more tallies than there
are pairs, twice over: those of 100 ids would take longer to clear than the pairs to move."""
FEW = 64
"""Pairs up to so many are sorted by insertion: cheaper than to count the digits of so few."""
PARTS = 8
"""The most vectors that a sum holds in registers."""
WIDEST = 512
"""Columns from which on a sum is made in blocks of the widest kind, on every machine."""
_ID_TYPES = (np.dtype(np.int64), np.dtype(np.int32))
_ORDER = struct.Struct("=2qQ5q")
_SUM = struct.Struct("=11q")
Integers = Callable[..., int]


class RowRangeError(ValueError):
    """A row id that is not in its range."""

    def __init__(self, position: int, row: int, limit: int) -> None:
        super().__init__(f"row id {row} at position {position}: expected 0 … {limit - 1}")
        self.position, self.row = position, row


def widen(ids: Array) -> Array:
    """The ids as int64; the same array where they are already."""
    return ids.astype(np.int64, copy=False)


def first_bad_row(ids: Array, limit: int) -> tuple[int, int, str] | None:
    """First breach of the law: (position, id, "negative", "too large", "unsorted" or "duplicate"), or None."""
    position = _scan(ids, limit, True)
    return None if position == len(ids) else _breach(position, ids, limit)


def take(ids: Array, limit: int, into: Array) -> tuple[int, int, str] | None:
    """Copy ids to an int64 array, and check the copy: what first breaks the law there, or None.

    Nobody else writes to `into`: what was checked stays as it was checked, whatever becomes of `ids` afterwards.
    """
    np.copyto(into, ids)
    return first_bad_row(into, limit)


def _breach(position: int, ids: Array, limit: int) -> tuple[int, int, str]:
    """Breach of the law by the id at a position."""
    row = int(ids[position])
    if not 0 <= row < limit:
        return position, row, "negative" if row < 0 else "too large"
    return position, row, "duplicate" if row == int(ids[position - 1]) else "unsorted"


def first_out_of_range(ids: Array, limit: int) -> tuple[int, int] | None:
    """(position, id) of the first id that is not in 0 … limit - 1, whatever the order; or None."""
    position = _scan(ids, limit, False)
    return None if position == len(ids) else (position, int(ids[position]))


def positions(wanted: Array, stored: Array) -> tuple[Array, int]:
    """For each wanted id its position in `stored`, or -1; and the position in `wanted` of the first that is not there.

    Both must be sorted and unique. The second result is -1 where every id is there.
    """
    _check(wanted)
    _check(stored)
    wanted, stored = widen(wanted), widen(stored)
    places, find = np.empty(len(wanted), np.int64), _positions(requested_target())
    missing = find(address(wanted), len(wanted), address(stored), len(stored), address(places))
    return places, int(places.argmin()) if missing else -1


def chosen(ids: Array, values: Array, begin: int, span: int) -> tuple[Array, Array]:
    """The ids whose value is one of `begin` … `begin + span - 1`, in their order; both are unsigned, of 64 bits.

    The second result has for each id the number of those before it, and at its end that of all.
    """
    for array in (ids, values):
        assert array.dtype == np.uint64 and array.shape == ids.shape
        assert array.ndim == 1 and array.flags.c_contiguous and array.flags.aligned
    count = len(ids)
    own, before = np.empty(count, np.uint64), np.empty(count + 1, np.int64)
    used = _chosen(requested_target())(address(values), begin, span, address(ids), count, address(own), address(before))
    return own[:used], before


def gather(values: Array, positions: Array, into: Array) -> None:
    """Copy row `positions[i]` of `values` to row i of `into`; zeros for -1. On as many threads as pay.

    Nobody else may write to `positions`. The two arrays are apart.
    """
    guards = views.guards(values), views.guards(into)  # before their forms are read
    count, height = len(into), len(values)
    assert positions.dtype == np.int64 and positions.shape == (count,) and positions.flags.c_contiguous
    assert values.dtype == into.dtype and values.shape[1:] == into.shape[1:]
    assert values.flags.c_contiguous and into.flags.c_contiguous and into.flags.writeable
    assert not count or (int(positions.min()) >= -1 and int(positions.max()) < height)
    if not into.nbytes:
        return
    row_bytes = into.nbytes // count
    block = np.array([address(values), address(positions), address(into), row_bytes], np.int64)
    plan.Sweep(_gather(requested_target())).run(address(block), count, 2 * row_bytes)
    del guards


def coalesce(ids: Array, values: Array, limit: int) -> tuple[Array, Array]:
    """The different ids in order, and for each the sum of its rows of `values`, added as they stand. Always new arrays.

    float16 and bfloat16 are summed in float32 and rounded once.

    Raises:
        RowRangeError: an id is not in 0 … limit - 1.
    """
    ids = ids.copy()  # where they are in order, they are the result: nobody else writes to them from here on
    return summed(ids, values, limit) or (ids, values.copy())


def bags_of(offsets: Array, count: int) -> Array:
    """The bag of each of so many ids. Bag b begins at `offsets[b]`, and the last one ends with the ids."""
    ends = np.append(offsets[1:], count)
    return np.repeat(np.arange(len(offsets), dtype=np.int64), ends - offsets)


def summed(
    ids: Array, values: Array, limit: int, bags: Array | None = None, weights: Array | None = None
) -> tuple[Array, Array] | None:
    """As `coalesce`, but None where the ids are in order as they are, each there once. Each id is read once.

    Args:
        ids: the ids.
        values: a row for each id.
        limit: one more than the largest id that may be.
        bags: for each id the number of its row of `values`, which may be that of others too. The result is never None.
        weights: for each id a factor of its row, of the type that sums are computed in. A product is rounded before it
            is added. The result is never None.

    Raises:
        RowRangeError: an id is not in 0 … limit - 1.
    """
    _check(ids)
    dtype = from_numpy(values.dtype)
    assert dtype is not None and dtype.kind == "float" and values.dtype.isnative
    assert values.flags.c_contiguous and values.flags.aligned and values.ndim > 0
    assert len(values) == len(ids) if bags is None else _are_rows(bags, len(ids), len(values))
    assert weights is None or (_is_list(weights, len(ids)) and from_numpy(weights.dtype) is compute_dtype(dtype))
    as_stand = bags is None and weights is None
    if not len(ids):
        return None if as_stand else (ids.copy(), empty((0, *values.shape[1:]), dtype))
    requested = requested_target()
    if dtype is F16 and not kernel_cache.host(requested).f16:
        with np.errstate(all="ignore"):  # what overflows becomes infinity, as in the native code
            wide = summed(ids, values.astype(np.float32), limit, bags, weights)
            return None if wide is None else (wide[0], wide[1].astype(np.float16))
    places = np.arange(len(ids), dtype=np.int64) if weights is not None else bags
    ordered = _order(ids, limit, requested, places)
    if ordered is None:
        return None
    bags = places if bags is None else bags
    sums = empty((len(ordered.unique), *values.shape[1:]), dtype)
    if values.size:
        _sum(values, ordered, sums, dtype, requested, (bags, weights) if weights is not None else (None, None))
    return ordered.unique, sums


def _is_list(array: Array, count: int) -> bool:
    return array.shape == (count,) and array.flags.c_contiguous and array.flags.aligned


def _are_rows(bags: Array, count: int, height: int) -> bool:
    inside = bags.dtype == np.int64 and _is_list(bags, count)
    return inside and (not count or (int(bags.min()) >= 0 and int(bags.max()) < height))


def _check(ids: Array) -> None:
    flags = ids.flags
    assert ids.ndim == 1 and flags.c_contiguous and flags.aligned
    assert ids.dtype in _ID_TYPES


def _scan(ids: Array, limit: int, ordered: bool) -> int:
    """The position of the first bad id, or how many ids there are."""
    _check(ids)
    assert limit >= 0
    bits = 8 * ids.dtype.itemsize
    # As an unsigned number of that many bits, 2^(bits - 1) is above every id that is not negative.
    return _first_bad(bits, requested_target())(address(ids), len(ids), min(limit, 1 << (bits - 1)), ordered)


@record
class _Ordered:
    """Ids in order: the address of their pairs, the mask of a pair's position, the different ids, their runs.

    `starts`: where the run of each id begins, and the last one ends; and its address. `memory` is where the pairs are.
    """

    memory: Array
    pairs: int
    low: int
    unique: Array
    starts: Array
    starts_at: int


def _order(ids: Array, limit: int, requested: str, lows: Array | None = None) -> _Ordered | None:
    """The ids in order, with their positions or, in the place of each position, what `lows` has for it.

    None where they rise as they are. Equal ids stay as they stand; `lows` must not fall where they do.
    """
    count = len(ids)
    last = count - 1 if lows is None else int(lows.max())
    shift, bits = max(1, last.bit_length()), max(1, (limit - 1).bit_length())
    if shift + bits > 64:  # no pair of an id and a position fits a word
        ids = ids.copy()  # from here on nobody else can write to them
        if (outside := first_out_of_range(ids, limit)) is not None:
            raise RowRangeError(*outside, limit)
        if first_bad_row(ids, limit) is None and lows is None:
            return None
        order = np.argsort(ids, kind="stable")
        ordered = ids[order]
        begins = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
        starts = np.append(begins, count)
        pairs = order if lows is None else lows[order]
        return _Ordered(pairs, address(pairs), -1, ordered[begins], starts, address(starts))
    passes = -(-bits // min(DIGIT_BITS, count.bit_length())) if count > FEW else 0
    digit = -(-bits // passes) if passes else 0
    work = np.empty(work_words(count, digit), np.int64)
    base = address(work)
    where = 0 if lows is None else address(lows)
    words = _ORDER.pack(address(ids), count, min(limit, 1 << 63), shift, digit, passes, where, base)
    different = _sort(8 * ids.dtype.itemsize, requested)(words)
    if different < 0:
        raise RowRangeError(-1 - different, int(ids[-1 - different]), limit)
    begin = int(work[0])
    first, second = count + 2, 2 * count + 3
    if not begin:
        if lows is None:
            return None
        pairs = work[first : first + count]
        starts = np.arange(count + 1, dtype=np.int64)
        unique = (pairs >> shift).astype(ids.dtype)
        return _Ordered(work, address(pairs), (1 << shift) - 1, unique, starts, address(starts))
    other = second if begin == first else first
    unique = work[other : other + different].astype(ids.dtype)
    return _Ordered(work, base + 8 * begin, (1 << shift) - 1, unique, work[1 : different + 2], base + 8)


def work_words(count: int, digit: int) -> int:
    """Words of memory that `row_kernels.order` works in."""
    return 3 * count + 4 + (1 << digit)


def _sum(
    values: Array, ordered: _Ordered, sums: Array, dtype: DType, requested: str, factors: tuple[Array | None, ...]
) -> None:
    """Sum each run's rows into its row of `sums`, on as many threads as pay. `factors`: rows and weights, or None."""
    columns, runs = values.size // len(values), len(sums)
    weighted = factors[1] is not None
    kernel, whole, block = _sums(dtype.name, min(columns, WIDEST), requested, weighted)
    fixed = (address(values), ordered.pairs, ordered.low, ordered.starts_at, address(sums), columns)
    bags, weights = (0 if item is None else address(item) for item in factors)
    total = int(ordered.starts[-1])
    row_bytes = columns * values.dtype.itemsize
    if total * row_bytes <= plan.CHUNK_BYTES:  # a single chunk
        whole(_SUM.pack(*fixed, 0, columns, bags, weights, runs))
        return
    cut = _chunks(ordered.starts, max(1, plan.CHUNK_BYTES // row_bytes), columns, block)
    spans = sorted({span for _, _, span in cut})
    blocks = np.array([(*fixed, *span, bags, weights) for span in spans], np.int64)
    where = {span: address(blocks) + number * blocks.strides[0] for number, span in enumerate(spans)}
    table = plan.table([(kernel, where[span], begin, end) for begin, end, span in cut])
    jobs = plan.Jobs(1)
    jobs.fill(0, table, total * row_bytes + sums.nbytes)
    jobs.run()


def _chunks(starts: Array, rows: int, columns: int, block: int) -> list[tuple[int, int, tuple[int, int]]]:
    """(first run, end, columns) of pieces of about `rows` whole rows. A longer run is cut by columns, in whole blocks.

    The long ones come first: whoever takes one last keeps all others waiting.
    """
    lengths = np.diff(starts)
    long = np.flatnonzero(lengths > rows)
    even = np.searchsorted(starts, np.arange(0, int(starts[-1]), rows))
    edges: list[int] = np.unique(np.concatenate((even, long, long + 1, [len(lengths)]))).tolist()
    pieces: list[tuple[int, int, tuple[int, int]]] = []
    for run in long.tolist():
        step = max(1, columns * rows // int(lengths[run]) // block) * block
        cuts = [*range(0, columns - block + 1, step), columns]
        pieces += [(run, run + 1, span) for span in itertools.pairwise(cuts)]
    alone = set(long.tolist())
    return pieces + [(a, b, (0, columns)) for a, b in itertools.pairwise(edges) if a not in alone]


requested_target = functools.cache(settings.requested_target)
"""The target requested at the first use: to ask each time would take longer than to sort a few ids."""


def _texts() -> ModuleType:
    """`row_kernels`, which writes the functions. A step without row-sparse arrays has none."""
    return load_modules("mxsym.runtime.row_kernels")


def _addresses(text: str, requested: str, *names: str) -> list[int]:
    """The addresses of a module's functions."""
    library = kernel_cache.linked(text, kernel_cache.host(requested), names)  # it stays
    return [library.addresses[name] for name in names]


# Native functions of integers and addresses, by the value of `MXSYM_CPU`; the GIL is released while they run.


@functools.cache
def _first_bad(bits: int, requested: str) -> Integers:
    (where,) = _addresses(_texts().first_bad(bits), requested, "first_bad")
    limit = ctypes.c_int64 if bits == 64 else ctypes.c_int32
    return ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64, limit, ctypes.c_bool)(where)


@functools.cache
def _gather(requested: str) -> int:
    (where,) = _addresses(_texts().gather(), requested, "gather")
    return where


@functools.cache
def order_kernel(bits: int, requested: str) -> int:
    """The address of `order` for ids of that many bits."""
    (where,) = _addresses(_texts().order(bits), requested, "order")
    return where


@functools.cache
def _sort(bits: int, requested: str) -> Callable[[bytes], int]:
    """`order` for ids of that many bits; it takes its words as bytes."""
    return ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_char_p)(order_kernel(bits, requested))


@functools.cache
def _positions(requested: str) -> Integers:
    (where,) = _addresses(_texts().positions(), requested, "positions")
    pointer, integer = ctypes.c_void_p, ctypes.c_int64
    return ctypes.CFUNCTYPE(integer, pointer, integer, pointer, integer, pointer)(where)


@functools.cache
def _chosen(requested: str) -> Integers:
    (where,) = _addresses(_texts().chosen(), requested, "chosen")
    pointer, integer, word = ctypes.c_void_p, ctypes.c_int64, ctypes.c_uint64
    return ctypes.CFUNCTYPE(integer, pointer, word, word, pointer, integer, pointer, pointer)(where)


@functools.cache
def sum_kernels(name: str, columns: int, requested: str, weighted: bool) -> tuple[int, int, int]:
    """For rows of so many columns, the addresses of `sum`, as `run_jobs.py` calls it, and `sum_all`; a block's columns.

    `columns`: `WIDEST` for more than that.
    """
    target, dtype = kernel_cache.host(requested), BY_NAME[name]
    width = target.vector_bits // compute_dtype(dtype).bits
    block = 1 << min(columns, PARTS * width).bit_length() - 1
    lanes = min(block, width)
    text = load_modules("mxsym.runtime.row_sums_text").sum_runs(dtype, lanes, block // lanes, weighted=weighted)
    kernel, every = _addresses(text, requested, "sum", "sum_all")
    return kernel, every, block


@functools.cache
def _sums(name: str, columns: int, requested: str, weighted: bool) -> tuple[int, Callable[[bytes], None], int]:
    """`sum_kernels`, with `sum_all` as a function."""
    kernel, every, block = sum_kernels(name, columns, requested, weighted)
    return kernel, ctypes.CFUNCTYPE(None, ctypes.c_char_p)(every), block
