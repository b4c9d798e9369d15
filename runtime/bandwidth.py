"""Measured rates of this machine: memory bandwidth and arithmetic, for a step of a given size.

Each power of two is measured once a process, with the plainest loop there is: `y = y + x` in float32 for bandwidth,
many of one operation for arithmetic. The loop uses as many threads and moves as many bytes as the step, so that what
fits a cache is measured in that cache.
"""

from __future__ import annotations

import functools
import time

from mxsym.codegen import settings
from mxsym.codegen.backend.lower import lower
from mxsym.codegen.dtypes import F32, DType
from mxsym.codegen.expr import apply, load
from mxsym.codegen.graph import Buffer, Graph, Store
from mxsym.codegen.kernel import schedule
from mxsym.codegen.program import Place
from mxsym.runtime import kernel_cache, threads
from mxsym.runtime.buffers import empty
from mxsym.runtime.extents import Reach
from mxsym.runtime.plan import KernelAt, Launch, Plan

SMALLEST, LARGEST = 12, 28
"""Powers of two: traffic below is taken as that much, traffic above to be no faster."""
CACHED = 20
"""The same for arithmetic: more would be waited for."""
DEPTH = 16
"""Operations for each element, where arithmetic is measured."""
BUDGET = 0.02
"""Seconds that a measurement takes, once its arrays are there."""


def bandwidth(traffic: int) -> float:
    """Bytes a second that a stream of `traffic` bytes moves here."""
    return _measured("add", F32, 1, _power(traffic, LARGEST), *_settings())[0]


def rate(op: str, dtype: DType, traffic: int) -> float:
    """Operations a second, of one primitive in this type, on as many threads as a step of `traffic` bytes has here."""
    return _measured(op, dtype, DEPTH, _power(traffic, CACHED), *_settings())[1]


def _power(traffic: int, most: int) -> int:
    return min(most, max(SMALLEST, (max(1, traffic) - 1).bit_length()))


def _settings() -> tuple[int, str]:
    return threads.get_num_threads(), settings.requested_target()


@functools.cache
def _measured(op: str, dtype: DType, depth: int, power: int, _threads: int, requested: str) -> tuple[float, float]:
    """Bytes and operations a second of `y = y op x op …`, with `depth` ops and so much traffic."""
    value, more = load("y", dtype), load("x", dtype)
    for _ in range(depth):
        value = apply(op, more, value)
    kernel = schedule(Graph("stream", (Buffer("x", dtype), Buffer("y", dtype)), (), (Store("y", value),)))
    target, each = kernel_cache.host(requested), kernel.cost().bytes
    library = kernel_cache.linked(lower(kernel, target), target, [kernel.name])
    size = (1 << power) // each
    arrays = {name: empty((size,), dtype) for name in ("x", "y")}
    for array in arrays.values():
        array[...] = 1
    reach = Reach(kernel.name, kernel.domain, kernel.slots(), kernel.buffers)
    code = KernelAt(library.addresses[kernel.name], reach)
    plan = Plan([Launch(code, (Place("x"), Place("y")), size, each, 0, 1024)])
    plan.set_addresses({Place(name): array for name, array in arrays.items()})
    best, began = float("inf"), time.perf_counter()
    runs = 0
    while runs < 3 or time.perf_counter() - began < BUDGET:
        start = time.perf_counter()
        plan.run()
        best = min(best, time.perf_counter() - start)
        runs += 1
    return size * each / best, size * depth / best
