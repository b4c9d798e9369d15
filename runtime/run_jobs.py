"""The native loops that walk a plan: its jobs in order, the chunks of a job shared out among threads.

Input: addresses of blocks of 8-byte words:
    a chunk   kernel, arguments, begin, end
    a job     number of chunks, address of the chunks, bytes of traffic; its chunks may run at once
    a plan    number of jobs, address of the jobs, which lie one behind the other, address of the cell of its threads
    a cell    see `POOL_STATE`
    a pool    see `POOL`
Output: `run_plan(plan, cell)`; `share(pool, me)`, one thread's part of a pool's job; `sequence(chunks, begin, end)`, a
kernel that runs chunks one after the other; `alone(chunks, begin, end)`, the same for whoever is at no job. All but
`sequence` run kernels in the default floating-point mode, whatever the thread's is.

Each thread begins with a span of the chunks that is its own in every step, so that what lies in its core's cache stays
there; it then takes over what others have not begun. Where chunks are cut never depends on the number of threads, so
neither do the bits.
Non-goals: starting threads (`threads.py`), cutting chunks (`plan.py`).
"""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from mxsym.codegen.backend.fp_mode import MODE
from mxsym.runtime import kernel_cache

if TYPE_CHECKING:
    from mxsym.codegen.backend.llvm import Library

POOL_STATE = np.zeros(3, np.int64)
"""The cell of the process's threads: the native pool (an address, or 0); whether there is nothing to start, so that
native code may run any plan by itself; and the traffic of a job from which it is shared out."""
CURSORS = 512
"""Where a pool's block has each thread's next chunk: 64 bytes apart, so that no two are in one cache line."""
POOL = {"job": 256, "threads": 264, "run": 272, "busy": 320}
"""Where in its block a pool has its present job, its number of threads, `run(pool, job)`, and whether it is busy."""

_CHUNK = """
  %chunk = getelementptr [4 x i64], ptr %chunks, i64 %i
  %args.at = getelementptr i64, ptr %chunk, i64 1
  %begin.at = getelementptr i64, ptr %chunk, i64 2
  %end.at = getelementptr i64, ptr %chunk, i64 3
  %kernel = load ptr, ptr %chunk, align 8
  %args = load ptr, ptr %args.at, align 8
  %from = load i64, ptr %begin.at, align 8
  %to = load i64, ptr %end.at, align 8
  call void %kernel(ptr %args, i64 %from, i64 %to)
"""

SHARE = f"""{MODE}
define void @share(ptr %pool, i64 %me) {{
entry:
  %mode = call i64 @mode.enter()
  %job.at = getelementptr i8, ptr %pool, i64 {POOL["job"]}
  %threads.at = getelementptr i8, ptr %pool, i64 {POOL["threads"]}
  %cursors = getelementptr i8, ptr %pool, i64 {CURSORS}
  %job = load ptr, ptr %job.at, align 8
  %threads = load i64, ptr %threads.at, align 8
  %count = load i64, ptr %job, align 8
  %chunks.at = getelementptr i64, ptr %job, i64 1
  %chunks = load ptr, ptr %chunks.at, align 8
  br label %span
span:
  %turn = phi i64 [0, %entry], [%turn.next, %over]
  %after = add i64 %me, %turn
  %round = icmp uge i64 %after, %threads
  %back = sub i64 %after, %threads
  %whose = select i1 %round, i64 %back, i64 %after
  %next.whose = add i64 %whose, 1
  %scaled = mul i64 %next.whose, %count
  %last = udiv i64 %scaled, %threads
  %cursor = getelementptr [64 x i8], ptr %cursors, i64 %whose
  br label %next
next:
  %i = atomicrmw add ptr %cursor, i64 1 monotonic
  %more = icmp slt i64 %i, %last
  br i1 %more, label %run, label %over
run:
{_CHUNK}
  br label %next
over:
  %turn.next = add i64 %turn, 1
  %others = icmp ult i64 %turn.next, %threads
  br i1 %others, label %span, label %done
done:
  call void @mode.leave(i64 %mode)
  ret void
}}

define void @deal(ptr %pool, ptr %job) {{
entry:
  %job.at = getelementptr i8, ptr %pool, i64 {POOL["job"]}
  %threads.at = getelementptr i8, ptr %pool, i64 {POOL["threads"]}
  %cursors = getelementptr i8, ptr %pool, i64 {CURSORS}
  store ptr %job, ptr %job.at, align 8
  %threads = load i64, ptr %threads.at, align 8
  %count = load i64, ptr %job, align 8
  br label %next
next:
  %t = phi i64 [0, %entry], [%t.next, %next]
  %scaled = mul i64 %t, %count
  %first = udiv i64 %scaled, %threads
  %cursor = getelementptr [64 x i8], ptr %cursors, i64 %t
  store i64 %first, ptr %cursor, align 8
  %t.next = add i64 %t, 1
  %more = icmp ult i64 %t.next, %threads
  br i1 %more, label %next, label %done
done:
  ret void
}}
"""
"""`share`, and `deal(pool, job)`, which gives a pool a job and every thread its span of it."""

_PLAN = f"""
define void @sequence(ptr %chunks, i64 %begin, i64 %end) {{
entry:
  br label %next
next:
  %i = phi i64 [%begin, %entry], [%i.next, %run]
  %more = icmp slt i64 %i, %end
  br i1 %more, label %run, label %done
run:
{_CHUNK}
  %i.next = add i64 %i, 1
  br label %next
done:
  ret void
}}

define void @alone(ptr %chunks, i64 %begin, i64 %end) {{
  %mode = call i64 @mode.enter()
  call void @sequence(ptr %chunks, i64 %begin, i64 %end)
  call void @mode.leave(i64 %mode)
  ret void
}}

define void @run_plan(ptr %plan, ptr %cell) {{
entry:
  %mode = call i64 @mode.enter()
  %count = load i64, ptr %plan, align 8
  %jobs.at = getelementptr i64, ptr %plan, i64 1
  %jobs = load ptr, ptr %jobs.at, align 8
  %threshold.at = getelementptr i64, ptr %cell, i64 2
  br label %next
next:
  %j = phi i64 [0, %entry], [%j.next, %after]
  %more = icmp slt i64 %j, %count
  br i1 %more, label %look, label %done
look:
  %job = getelementptr [3 x i64], ptr %jobs, i64 %j
  %chunks.at = getelementptr i64, ptr %job, i64 1
  %traffic.at = getelementptr i64, ptr %job, i64 2
  %size = load i64, ptr %job, align 8
  %chunks = load ptr, ptr %chunks.at, align 8
  %traffic = load i64, ptr %traffic.at, align 8
  %threshold = load i64, ptr %threshold.at, align 8
  %big = icmp sge i64 %traffic, %threshold
  %several = icmp sgt i64 %size, 1
  %pays = and i1 %big, %several
  br i1 %pays, label %find, label %alone
find:
  %pool = load atomic ptr, ptr %cell acquire, align 8
  %none = icmp eq ptr %pool, null
  br i1 %none, label %alone, label %ask
ask:
  %busy = getelementptr i8, ptr %pool, i64 {POOL["busy"]}
  %answer = cmpxchg ptr %busy, i32 0, i32 1 seq_cst monotonic
  %free = extractvalue {{ i32, i1 }} %answer, 1
  br i1 %free, label %together, label %alone
together:
  %run.at = getelementptr i8, ptr %pool, i64 {POOL["run"]}
  %run = load ptr, ptr %run.at, align 8
  call void %run(ptr %pool, ptr %job)
  store atomic i32 0, ptr %busy release, align 4
  br label %after
alone:
  call void @sequence(ptr %chunks, i64 0, i64 %size)
  br label %after
after:
  %j.next = add i64 %j, 1
  br label %next
done:
  call void @mode.leave(i64 %mode)
  ret void
}}
"""


@functools.cache
def _linked() -> Library:
    return kernel_cache.linked(SHARE + _PLAN, kernel_cache.host(""), ["sequence", "alone", "run_plan", "share", "deal"])


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
    """`deal(pool, job)`."""
    return ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)(native("deal"))
