"""The native loops that walk a plan: jobs in order, with the chunks of a job shared among threads.

`jobs_text.py` has their text.
"""

# They take addresses of blocks of 8-byte words:
#
#     a chunk   kernel, arguments, begin, end
#     a job     number of chunks, address of the chunks, bytes of traffic; its chunks may run at once
#     a plan    number of jobs, address of the jobs, which follow each other, address of the cell of its threads
#     a cell    see `POOL_STATE`
#     a pool    see `POOL` of `jobs_text.py`
#
# `run_plan(plan, cell)` runs a plan; `share(pool, me)` is one thread's part of a pool's job; `sequence(chunks, begin,
# end)` is a kernel that runs chunks one after the other; `alone(chunks, begin, end)` does the same outside a job. All
# but `sequence` run kernels in the default floating-point mode, whatever the thread's is.
#
# Each thread begins with a span of the chunks that is its own in every step, so that its core's cache stays useful.
# It then takes over chunks that others have not begun. The places where chunks are cut never depend on the number of
# threads, so neither do the bits.

from __future__ import annotations

import ctypes
import functools
import operator
from collections.abc import Callable
from itertools import compress, starmap
from typing import TYPE_CHECKING, Any

import numpy as np

from mxsym.codegen.loading import load_modules
from mxsym.runtime import kernel_cache
from mxsym.runtime.native_call.layout import DONE

if TYPE_CHECKING:
    from mxsym.codegen.backend.llvm import Library

POOL_STATE = np.zeros(3, np.int64)
"""The cell of the process's threads, three words.

The first is the address of the native pool, or 0. The second is 1 if nothing must be started first, so that native code
may run any plan by itself. The third is the traffic from which a job is shared."""


def _text() -> str:
    load_modules("mxsym.runtime.jobs_text")
    from mxsym.runtime.jobs_text import SHARE, plan_text

    return SHARE + plan_text()


@functools.cache
def _linked() -> Library:
    names = ["sequence", "alone", "run_plan", "share", "deal"]
    return kernel_cache.linked_from(_text, kernel_cache.host(""), names)


def native(name: str) -> int:
    """The address of one of the functions."""
    return _linked().addresses[name]


@functools.cache
def run_plan() -> Callable[[int, int], None]:
    """`run_plan(plan, cell)`, which releases the GIL while it runs."""
    return ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)(native("run_plan"))


@functools.cache
def run_chunks() -> Callable[[int, int, int], None]:
    """`alone(chunks, begin, end)`, which releases the GIL while it runs."""
    return ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)(native("alone"))


@functools.cache
def run_share() -> Callable[[int, int], None]:
    """`share(pool, me)`, which releases the GIL while it runs."""
    return ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64)(native("share"))


@functools.cache
def assign_spans() -> Callable[[int, int], None]:
    """`deal(pool, job)`, which gives a pool a job and every thread its span of it."""
    return ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)(native("deal"))


# The log of a step is a list that has `DONE` once the step is done, whatever exception comes after it. A signal handler
# runs between two instructions of Python. So the call that runs kernels, and the note that it has ended, are one call
# of a function in C: what has begun with a step is kept if `DONE` is there, else taken back.


def note(log: list[int], work: Callable[..., object], *arguments: Any) -> None:
    """Call `work`, which returns nothing or a status of `layout`; `log` has `DONE` as soon as it is done."""
    log.extend(compress((DONE,), map(operator.not_, starmap(work, (arguments,)))))


def status_of(log: list[int], step: Callable[..., int], arguments: tuple[Any, ...]) -> int:
    """The status of a step, which is in `log` as soon as it is known."""
    log.extend(starmap(step, (arguments,)))
    return log[-1]
