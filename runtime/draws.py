"""Random rows: a number for each id and column, by the compiled form of the generator that rules have."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable

import numpy as np

from mxsym.codegen.dtypes import F32, F64, I64
from mxsym.codegen.evaluate import evaluate
from mxsym.codegen.expr import apply, bitcast, const, load
from mxsym.codegen.fusion.stage import Stage
from mxsym.codegen.graph import Buffer, Graph, Store
from mxsym.codegen.kernel import Domain
from mxsym.runtime import kernel_cache, plan, rows
from mxsym.runtime.buffers import Array, address

_BLOCK = 1 << 18
"""Numbers that are drawn together: what they are drawn from stays in the caches, and threads share them."""
_BYTES_EACH = 64
"""Memory traffic that takes as long as a number: they are computed, and threads pay sooner than for a copy."""


@functools.cache
def _kernel(kind: str, requested: str) -> tuple[int, Callable[[int, int, int], None], tuple[str, ...]]:
    """The function of the argument block, the first element and the end, at its address; the buffers in that order."""
    key, id_ = (bitcast(load(name, F64), I64) for name in ("key", "id"))  # tensors are of floats: these have the bits
    buffers = (Buffer("out", F32), Buffer("key", F64), Buffer("id", F64))
    graph = Graph("draw", buffers, (), (Store("out", apply(kind, key, id_)),))
    (code,) = kernel_cache.compile_stages([Stage(graph, Domain.FLAT)], kernel_cache.host(requested))
    (kernel,) = code.kernels
    pointer, integer = ctypes.c_void_p, ctypes.c_int64
    run = ctypes.CFUNCTYPE(None, pointer, integer, integer)(kernel.address)
    return kernel.address, run, tuple(name for _, name in kernel.info.slots)


@functools.lru_cache(maxsize=64)
def _keys(seed: int, columns: int) -> Array:
    """The key of each column's draw. They take NumPy as long as thousands of rows take the kernel."""
    zero = const(0.0, F64)
    stream = apply("stream", const(float(seed), F64), zero, zero, load("column", F64))
    keys = evaluate([stream], {"column": np.arange(columns, dtype=np.float64)}, {})[stream]
    keys.flags.writeable = False
    return keys


def random_rows(kind: str, ids: Array, columns: int, seed: int) -> Array:
    """For each id and column the number of element `id` in draw `column` of a rule with this seed, in float32.

    On as many threads as pay.

    Args:
        kind: "random_uniform" or "random_normal"; see `codegen/expand/random.py`.
        ids: uint64; their bits are an element's number.
        columns: of a row.
        seed: from 0 to 2^52 - 1.
    """
    kernel, run, names = _kernel(kind, rows.requested_target())
    keys = _keys(seed, columns)
    drawn = np.empty((len(ids), columns), np.float32)
    step = max(1, _BLOCK // columns)
    repeated = np.tile(keys, min(step, len(ids)))
    for begin in range(0, len(ids), step):
        part = drawn[begin : begin + step]
        arrays = {"out": part, "key": repeated, "id": np.repeat(ids[begin : begin + step], columns)}
        block = np.array([address(arrays[name]) for name in names], np.int64)
        if part.size * _BYTES_EACH <= plan.CHUNK_BYTES:
            run(address(block), 0, part.size)
        else:
            plan.Sweep(kernel).run(address(block), part.size, _BYTES_EACH)
    return drawn
