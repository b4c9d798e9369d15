"""Measured memory bandwidth of this machine, for a step of a given size.

Each power of two is measured once a process, with the plainest loop there is: `y = y + x` in float32. The loop uses as
many threads and moves as many bytes as the step, so that what fits a cache is measured in that cache.
"""

from __future__ import annotations

import functools
import os
import time

from mxsym.codegen import target as targets
from mxsym.codegen.backend.lower import lower
from mxsym.codegen.dtypes import F32
from mxsym.codegen.expr import load
from mxsym.codegen.graph import Buffer, Graph, Store
from mxsym.codegen.kernel import schedule
from mxsym.codegen.program import Place
from mxsym.runtime import kernel_cache, threads
from mxsym.runtime.buffers import empty
from mxsym.runtime.extents import Reach
from mxsym.runtime.plan import Launch, Plan

SMALLEST, LARGEST = 12, 28
"""Powers of two: traffic below is taken as that much, traffic above to be no faster."""
BUDGET = 0.02
"""Seconds that a measurement takes, once its arrays are there."""


def bandwidth(traffic: int) -> float:
    """Bytes a second that a stream of `traffic` bytes moves here."""
    power = min(LARGEST, max(SMALLEST, (max(1, traffic) - 1).bit_length()))
    return _measured(power, threads.get_num_threads(), os.environ.get(targets.ENVIRONMENT, ""))


@functools.cache
def _measured(power: int, _threads: int, cap: str) -> float:
    old, more = load("y", F32), load("x", F32)
    kernel = schedule(Graph("stream", (Buffer("x", F32), Buffer("y", F32)), (), (Store("y", old + more),)))
    target, each = kernel_cache.host(cap), kernel.cost().bytes
    library = kernel_cache.linked(lower(kernel, target), target, [kernel.name])
    size = (1 << power) // each
    arrays = {name: empty((size,), F32) for name in ("x", "y")}
    for array in arrays.values():
        array[...] = 0
    reach = Reach(kernel.name, kernel.space, kernel.slots(), kernel.buffers)
    plan = Plan([Launch(library.addresses[kernel.name], reach, (Place("x"), Place("y")), size, each, 0, 1024)])
    plan.set_addresses({Place(name): array for name, array in arrays.items()})
    best, began = float("inf"), time.perf_counter()
    runs = 0
    while runs < 3 or time.perf_counter() - began < BUDGET:
        start = time.perf_counter()
        plan.run()
        best = min(best, time.perf_counter() - start)
        runs += 1
    return size * each / best
