"""Row ids: check them, sort them, find them.

A sum of rows is added in the order of its rows in the input, so its bits depend on nothing else.
"""

from __future__ import annotations

import ctypes
import functools
import itertools
import os
from collections.abc import Callable
from typing import Any

import numpy as np

from mxsym.codegen import target as targets
from mxsym.codegen.dtypes import F16, DType, compute_dtype, from_numpy
from mxsym.codegen.target import Target
from mxsym.runtime import kernel_cache, plan, row_kernels
from mxsym.runtime.buffers import Array, address, empty

DIGIT_BITS = 11
"""The widest digit of the sort: its tallies still fit the first-level cache."""
PARTS = 8
"""The most vectors that a sum holds in registers."""
Integers = Callable[..., int]


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
    found = int(ids[position])
    if not 0 <= found < limit:
        return position, found, "negative" if found < 0 else "too large"
    return position, found, "duplicate" if found == int(ids[position - 1]) else "unsorted"


def first_out_of_range(ids: Array, limit: int) -> tuple[int, int] | None:
    """(position, id) of the first id that is not in 0 … limit - 1, whatever the order; or None."""
    position = _scan(ids, limit, False)
    return None if position == len(ids) else (position, int(ids[position]))


def positions(wanted: Array, stored: Array) -> tuple[Array, int]:
    """For each wanted id its position in `stored`, or -1; and the position in `wanted` of the first that is not there.

    Both must be sorted and unique. The second result is -1 where every id was found.
    """
    _check(wanted)
    _check(stored)
    wanted, stored = widen(wanted), widen(stored)
    found = np.empty(len(wanted), np.int64)
    missing = _positions(_target())(address(wanted), len(wanted), address(stored), len(stored), address(found))
    return found, int(found.argmin()) if missing else -1


def coalesce(ids: Array, values: Array, limit: int) -> tuple[Array, Array]:
    """The different ids in order, and for each the sum of its rows of `values`, added as they stand. Always new arrays.

    float16 and bfloat16 are summed in float32 and rounded once.

    Raises:
        ValueError: an id is not in 0 … limit - 1.
    """
    _check(ids)
    dtype = from_numpy(values.dtype)
    assert dtype is not None and dtype.kind == "float" and values.dtype.isnative
    assert values.flags.c_contiguous and values.flags.aligned and values.ndim > 0 and len(values) == len(ids)
    ids = ids.copy()  # from here on nobody else can write to them
    if (outside := first_out_of_range(ids, limit)) is not None:
        raise ValueError(f"row id {outside[1]} at position {outside[0]}: expected 0 … {limit - 1}")
    if first_bad_row(ids, limit) is None:
        return ids, values.copy()
    target = _target()
    if dtype is F16 and not target.f16:
        with np.errstate(all="ignore"):  # what overflows becomes infinity, as in the native code
            unique, sums = coalesce(ids, values.astype(np.float32), limit)
            return unique, sums.astype(np.float16)
    pairs, low, unique, starts = _order(widen(ids), limit, target)
    sums = empty((len(unique), *values.shape[1:]), dtype)
    if values.size:
        _sum(values, pairs, low, starts, sums, dtype, target)
    return unique.astype(ids.dtype), sums


def _check(ids: Array) -> None:
    assert ids.ndim == 1 and ids.flags.c_contiguous and ids.flags.aligned
    assert ids.dtype in (np.dtype(np.int64), np.dtype(np.int32))


def _scan(ids: Array, limit: int, ordered: bool) -> int:
    """The position of the first bad id, or how many ids there are."""
    _check(ids)
    assert limit >= 0
    bits = 8 * ids.dtype.itemsize
    # As an unsigned number of that many bits, 2^(bits - 1) is above every id that is not negative.
    return _first_bad(bits, _target())(address(ids), len(ids), min(limit, 1 << (bits - 1)), ordered)


def _order(ids: Array, limit: int, target: Target) -> tuple[Array, int, Array, Array]:
    """(pairs by id, the mask of their positions, the different ids, where the run of each begins and the last ends)."""
    count = len(ids)
    shift, bits = max(1, (count - 1).bit_length()), max(1, (limit - 1).bit_length())
    if shift + bits > 64:  # no pair of an id and a position fits a word
        order = np.argsort(ids, kind="stable")
        ordered = ids[order]
        begins = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
        return order, -1, ordered[begins], np.append(begins, count)
    pack, spread, runs = _sort(target)
    pairs, other = np.empty(count + 1, np.int64), np.empty(count + 1, np.int64)
    pairs[count] = -1
    if not pack(address(ids), count, shift, address(pairs)):
        passes = -(-bits // DIGIT_BITS)
        digit = -(-bits // passes)
        for number in range(passes):
            tallies = np.zeros(1 << digit, np.int64)
            where = (shift + number * digit, (1 << digit) - 1, address(tallies))
            if spread(address(pairs), address(other), count, *where):
                pairs, other = other, pairs
    starts = np.empty(count + 1, np.int64)
    found = runs(address(pairs), count, shift, address(other), address(starts))
    return pairs, (1 << shift) - 1, other[:found], starts[: found + 1]


def _sum(values: Array, pairs: Array, low: int, starts: Array, sums: Array, dtype: DType, target: Target) -> None:
    """Sum each run's rows into its row of `sums`, on as many threads as pay."""
    columns = values.size // len(values)
    width = target.vector_bits // compute_dtype(dtype).bits
    block = 1 << min(columns, PARTS * width).bit_length() - 1
    lanes = min(block, width)
    kernel, _ = _sum_kernel(dtype, lanes, block // lanes, target)
    row_bytes = columns * values.dtype.itemsize
    rows = max(1, plan.CHUNK_BYTES // row_bytes)
    cut = _chunks(starts, rows, columns, block)
    spans = sorted({span for _, _, span in cut})
    fixed = (address(values), address(pairs), low, address(starts), address(sums), columns)
    blocks = np.array([(*fixed, *span) for span in spans], np.int64)
    where = {span: address(blocks) + number * blocks.strides[0] for number, span in enumerate(spans)}
    table = plan.table([(kernel, where[span], begin, end) for begin, end, span in cut])
    jobs = plan.Jobs(1)
    jobs.fill(0, table, values.nbytes + sums.nbytes)
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


def _target() -> Target:
    return kernel_cache.host(os.environ.get(targets.ENVIRONMENT, ""))


def _link(text: str, target: Target, *names: str) -> tuple[list[int], object]:
    """The addresses of a module's functions, and what keeps them alive."""
    library = kernel_cache.linked(text, target, names)
    return [library.addresses[name] for name in names], library


def _callable(where: int, library: object, *types: Any) -> Integers:
    """A native function of integers and addresses; the GIL is released while it runs."""
    function = ctypes.CFUNCTYPE(ctypes.c_int64, *types)(where)

    def call(*arguments: int, _keep: object = library) -> int:
        return int(function(*arguments))

    return call


@functools.cache
def _first_bad(bits: int, target: Target) -> Integers:
    (where,), library = _link(row_kernels.first_bad(bits), target, "first_bad")
    limit = ctypes.c_int64 if bits == 64 else ctypes.c_int32
    return _callable(where, library, ctypes.c_void_p, ctypes.c_int64, limit, ctypes.c_bool)


@functools.cache
def _sort(target: Target) -> tuple[Integers, Integers, Integers]:
    """(pack, spread, runs)."""
    pointer, integer = ctypes.c_void_p, ctypes.c_int64
    (pack, spread, runs), library = _link(row_kernels.sort(), target, "pack", "spread", "runs")
    return (
        _callable(pack, library, pointer, integer, integer, pointer),
        _callable(spread, library, pointer, pointer, integer, integer, integer, pointer),
        _callable(runs, library, pointer, integer, integer, pointer, pointer),
    )


@functools.cache
def _positions(target: Target) -> Integers:
    (where,), library = _link(row_kernels.positions(), target, "positions")
    pointer, integer = ctypes.c_void_p, ctypes.c_int64
    return _callable(where, library, pointer, integer, pointer, integer, pointer)


@functools.cache
def _sum_kernel(dtype: DType, lanes: int, parts: int, target: Target) -> tuple[int, object]:
    """The address of a kernel as `run_jobs.py` calls it, and what keeps it alive."""
    (where,), library = _link(row_kernels.sum_runs(dtype, lanes, parts), target, "sum")
    return where, library
