"""Worker threads in native code: they wait for a job by spinning shortly, then asleep in the kernel.

Input: the address of a job, as `driver.py` describes it. Output: the job has been run by the caller and every worker.
A step costs two atomic operations while the workers are awake; Python is not involved, and neither is the GIL.
For Linux on x86-64 and 64-bit ARM; `threads.py` has a portable pool for the rest.
Non-goals: which jobs are worth sharing (`plan.py`).
"""

from __future__ import annotations

import ctypes
import functools
import os
import platform
import sys
from typing import Any

import numpy as np

from mxsym.runtime import cache
from mxsym.runtime.buffers import Array, address
from mxsym.runtime.driver import DRIVE

ENVIRONMENT = "MXSYM_POOL"
SPIN = 20_000
"""How often a worker looks for the next job before it sleeps: some 50 µs, what a wake-up costs."""
_SYSTEM = {  # futex, gettid, and how to wait a moment
    "x86_64": (202, 186, "declare void @llvm.x86.sse2.pause()", "call void @llvm.x86.sse2.pause()"),
    "aarch64": (98, 178, "declare void @llvm.aarch64.hint(i32)", "call void @llvm.aarch64.hint(i32 1)"),
}

# The pool's block, a cache line for each word that threads write:
#   0 generation: one more for each job | 64 sleeping workers | 128 workers still at work | 192 the caller sleeps
#   256 job (ptr) | 264 workers | 268 stop
# A worker's record: pool (ptr), thread id (i64).
_POOL = """
declare i64 @syscall(i64, ...)
declare i32 @pthread_create(ptr, ptr, ptr, ptr)
declare i32 @pthread_join(i64, ptr)
{declare}

define ptr @worker(ptr %record) {{
entry:
  %pool = load ptr, ptr %record, align 8
  %tid.at = getelementptr i8, ptr %record, i64 8
  %tid = call i64 (i64, ...) @syscall(i64 {gettid})
  store atomic i64 %tid, ptr %tid.at release, align 8
  %sleepers = getelementptr i8, ptr %pool, i64 64
  %pending = getelementptr i8, ptr %pool, i64 128
  %joiner = getelementptr i8, ptr %pool, i64 192
  %job.at = getelementptr i8, ptr %pool, i64 256
  %stop.at = getelementptr i8, ptr %pool, i64 268
  br label %wait
wait:
  %last = phi i32 [0, %entry], [%current, %finish], [%current, %rouse]
  br label %spin
spin:
  %round = phi i32 [0, %wait], [%round.next, %pause]
  %seen = load atomic i32, ptr %pool acquire, align 4
  %fresh = icmp ne i32 %seen, %last
  br i1 %fresh, label %take, label %again
again:
  %round.next = add i32 %round, 1
  %tired = icmp uge i32 %round.next, {spin}
  br i1 %tired, label %sleep, label %pause
pause:
  {pause}
  br label %spin
sleep:
  %more = atomicrmw add ptr %sleepers, i32 1 seq_cst
  %now = load atomic i32, ptr %pool seq_cst, align 4
  %still = icmp eq i32 %now, %last
  br i1 %still, label %doze, label %woken
doze:
  %slept = call i64 (i64, ...) @syscall(i64 {futex}, ptr %pool, i32 128, i32 %last, ptr null, ptr null, i32 0)
  br label %woken
woken:
  %fewer = atomicrmw sub ptr %sleepers, i32 1 seq_cst
  %then = load atomic i32, ptr %pool acquire, align 4
  %called = icmp ne i32 %then, %last
  br i1 %called, label %take, label %sleep
take:
  %current = phi i32 [%seen, %spin], [%then, %woken]
  %stop = load atomic i32, ptr %stop.at acquire, align 4
  %ending = icmp ne i32 %stop, 0
  br i1 %ending, label %end, label %work
work:
  %job = load ptr, ptr %job.at, align 8
  call void @drive(ptr %job)
  br label %finish
finish:
  %before = atomicrmw sub ptr %pending, i32 1 seq_cst
  %asleep = load atomic i32, ptr %joiner seq_cst, align 4
  %was.last = icmp eq i32 %before, 1
  %waiting = icmp ne i32 %asleep, 0
  %signal = and i1 %was.last, %waiting
  br i1 %signal, label %rouse, label %wait
rouse:
  %roused = call i64 (i64, ...) @syscall(i64 {futex}, ptr %pending, i32 129, i32 1, ptr null, ptr null, i32 0)
  br label %wait
end:
  ret ptr null
}}

define internal void @call(ptr %pool) {{
  %sleepers = getelementptr i8, ptr %pool, i64 64
  %old = atomicrmw add ptr %pool, i32 1 seq_cst
  %count = load atomic i32, ptr %sleepers seq_cst, align 4
  %any = icmp ne i32 %count, 0
  br i1 %any, label %wake, label %done
wake:
  %woke = call i64 (i64, ...) @syscall(i64 {futex}, ptr %pool, i32 129, i32 2147483647, ptr null, ptr null, i32 0)
  br label %done
done:
  ret void
}}

define i32 @spawn(ptr %thread, ptr %record) {{
  %error = call i32 @pthread_create(ptr %thread, ptr null, ptr @worker, ptr %record)
  ret i32 %error
}}

define void @end(ptr %pool, ptr %threads, i32 %count) {{
entry:
  %stop.at = getelementptr i8, ptr %pool, i64 268
  store atomic i32 1, ptr %stop.at release, align 4
  call void @call(ptr %pool)
  br label %next
next:
  %i = phi i32 [0, %entry], [%i.next, %join]
  %left = icmp slt i32 %i, %count
  br i1 %left, label %join, label %done
join:
  %at = getelementptr i64, ptr %threads, i32 %i
  %thread = load i64, ptr %at, align 8
  %joined = call i32 @pthread_join(i64 %thread, ptr null)
  %i.next = add i32 %i, 1
  br label %next
done:
  ret void
}}

define void @run(ptr %pool, ptr %job) {{
entry:
  %pending = getelementptr i8, ptr %pool, i64 128
  %joiner = getelementptr i8, ptr %pool, i64 192
  %job.at = getelementptr i8, ptr %pool, i64 256
  %workers.at = getelementptr i8, ptr %pool, i64 264
  store ptr %job, ptr %job.at, align 8
  %workers = load i32, ptr %workers.at, align 4
  store atomic i32 %workers, ptr %pending release, align 4
  call void @call(ptr %pool)
  call void @drive(ptr %job)
  br label %spin
spin:
  %round = phi i32 [0, %entry], [%round.next, %pause]
  %left = load atomic i32, ptr %pending acquire, align 4
  %ready = icmp eq i32 %left, 0
  br i1 %ready, label %done, label %again
again:
  %round.next = add i32 %round, 1
  %tired = icmp uge i32 %round.next, {spin}
  br i1 %tired, label %sleep, label %pause
pause:
  {pause}
  br label %spin
sleep:
  store atomic i32 1, ptr %joiner seq_cst, align 4
  %still = load atomic i32, ptr %pending seq_cst, align 4
  %over = icmp eq i32 %still, 0
  br i1 %over, label %awake, label %doze
doze:
  %slept = call i64 (i64, ...) @syscall(i64 {futex}, ptr %pending, i32 128, i32 %still, ptr null, ptr null, i32 0)
  br label %sleep
awake:
  store atomic i32 0, ptr %joiner release, align 4
  br label %done
done:
  ret void
}}
"""


def available() -> bool:
    """Whether this system has what the native pool needs, and `MXSYM_POOL=python` does not forbid it."""
    return sys.platform == "linux" and platform.machine() in _SYSTEM and os.environ.get(ENVIRONMENT) != "python"


@functools.cache
def _functions() -> tuple[Any, Any, Any, object]:
    futex, gettid, declare, pause = _SYSTEM[platform.machine()]
    text = _POOL.format(futex=futex, gettid=gettid, declare=declare, pause=pause, spin=SPIN) + DRIVE
    library = cache.linked(text, cache.host(""), ["spawn", "run", "end"])
    pointer, integer = ctypes.c_void_p, ctypes.c_int
    spawn = ctypes.CFUNCTYPE(integer, pointer, pointer)(library.addresses["spawn"])
    run = ctypes.CFUNCTYPE(None, pointer, pointer)(library.addresses["run"])
    end = ctypes.CFUNCTYPE(None, pointer, pointer, integer)(library.addresses["end"])
    return spawn, run, end, library


class NativePool:
    """`count` threads, the caller's among them. The caller sees to it that one job runs at a time."""

    def __init__(self, count: int, cpus: list[int], pin: bool) -> None:
        self._spawn, self._run, self._end, self._library = _functions()
        room = np.zeros(512 + 64, np.uint8)
        start = -address(room) % 64
        self._block = room[start : start + 512]
        self._block[264:268].view(np.int32)[0] = count - 1
        self._threads = np.zeros(max(1, count - 1), np.int64)
        self._records = np.zeros((max(1, count - 1), 2), np.int64)
        self._records[:, 0] = self._pool = address(self._block)
        self._started = 0
        for number in range(count - 1):
            error = self._spawn(address(self._threads) + 8 * number, address(self._records) + 16 * number)
            if error:
                self.stop()
                raise RuntimeError(f"{os.strerror(error)}: cannot start {count} threads; use set_num_threads")
            self._started += 1
        if pin:
            self._pin(cpus)

    def _pin(self, cpus: list[int]) -> None:
        for number in range(self._started):
            record: Array = self._records[number]
            while not record[1]:  # the thread says who it is as soon as it runs
                os.sched_yield()
            os.sched_setaffinity(int(record[1]), {cpus[(number + 1) % len(cpus)]})

    def run(self, job: int) -> None:
        """Run a job on every thread; returns when all have finished. Ctrl-C is noticed afterwards."""
        self._run(self._pool, job)

    def stop(self) -> None:
        """End the workers and wait for them."""
        self._end(self._pool, address(self._threads), self._started)
        self._started = 0
