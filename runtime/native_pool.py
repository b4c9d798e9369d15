"""Native pool: worker threads that wait for a job by spinning for a short time, then asleep in the kernel.

It exists for Linux on x86-64 and 64-bit ARM; `python_pool.py` serves the other platforms.
"""

# The caller runs the job together with the workers that arrive in time. While the workers are awake a step costs some
# atomic operations; neither Python nor the GIL is involved. Nobody waits for a worker that is still asleep: a job
# stays open until no work is left, and a late worker sees it closed.

from __future__ import annotations

import ctypes
import functools
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np

from mxsym.runtime import kernel_cache
from mxsym.runtime.buffers import Array, address
from mxsym.runtime.jobs_text import CURSORS, POOL, SHARE

MEETINGS = 9
"""Number of times that a pool is timed when it starts."""
SPIN = 20_000
"""Number of times that a worker looks for the next job before it sleeps: some 50 µs, the cost of a wake-up."""
_SYSTEM = {  # futex, gettid, and how to wait a moment
    "x86_64": (202, 186, "declare void @llvm.x86.sse2.pause()", "call void @llvm.x86.sse2.pause()"),
    "aarch64": (98, 178, "declare void @llvm.aarch64.hint(i32)", "call void @llvm.aarch64.hint(i32 1)"),
}

# The pool's block, a cache line for each word that threads write; `jobs_text.POOL` and `CURSORS` say where the rest is:
#   0 generation: one more for each job | 64 sleeping workers | 128 workers inside | 192 the caller sleeps
#   384 stop | 448 the job is open
# A worker's record: pool (ptr), its number among the threads (i64), thread id (i64).
# A worker goes inside and then looks whether the job is open; the caller closes it and then looks who is inside. Both
# are sequentially consistent, so one of them sees the other.
_TEXT = """
declare i64 @syscall(i64, ...)
declare i32 @pthread_create(ptr, ptr, ptr, ptr)
declare i32 @pthread_join(i64, ptr)
{declare}

define ptr @worker(ptr %record) {{
entry:
  %pool = load ptr, ptr %record, align 8
  %me.at = getelementptr i8, ptr %record, i64 8
  %me = load i64, ptr %me.at, align 8
  %tid.at = getelementptr i8, ptr %record, i64 16
  %tid = call i64 (i64, ...) @syscall(i64 {gettid})
  store atomic i64 %tid, ptr %tid.at release, align 8
  %sleepers = getelementptr i8, ptr %pool, i64 64
  %inside = getelementptr i8, ptr %pool, i64 128
  %joiner = getelementptr i8, ptr %pool, i64 192
  %stop.at = getelementptr i8, ptr %pool, i64 384
  %open.at = getelementptr i8, ptr %pool, i64 448
  br label %wait
wait:
  %last = phi i32 [0, %entry], [%current, %leave], [%current, %rouse]
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
  br i1 %ending, label %end, label %enter
enter:
  %entered = atomicrmw add ptr %inside, i32 1 seq_cst
  %open = load atomic i32, ptr %open.at seq_cst, align 4
  %closed = icmp eq i32 %open, 0
  br i1 %closed, label %leave, label %work
work:
  call void @share(ptr %pool, i64 %me)
  br label %leave
leave:
  %before = atomicrmw sub ptr %inside, i32 1 seq_cst
  %asleep = load atomic i32, ptr %joiner seq_cst, align 4
  %was.last = icmp eq i32 %before, 1
  %waiting = icmp ne i32 %asleep, 0
  %signal = and i1 %was.last, %waiting
  br i1 %signal, label %rouse, label %wait
rouse:
  %roused = call i64 (i64, ...) @syscall(i64 {futex}, ptr %inside, i32 129, i32 1, ptr null, ptr null, i32 0)
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
  %stop.at = getelementptr i8, ptr %pool, i64 384
  store atomic i32 1, ptr %stop.at release, align 4
  call void @call(ptr %pool)
  br label %next
next:
  %i = phi i32 [0, %entry], [%i.next, %after]
  %left = icmp slt i32 %i, %count
  br i1 %left, label %look, label %done
look:
  %at = getelementptr i64, ptr %threads, i32 %i
  %thread = load i64, ptr %at, align 8
  %gone = icmp eq i64 %thread, 0
  br i1 %gone, label %after, label %join
join:
  %joined = call i32 @pthread_join(i64 %thread, ptr null)
  store i64 0, ptr %at, align 8
  br label %after
after:
  %i.next = add i32 %i, 1
  br label %next
done:
  ret void
}}

define void @run(ptr %pool, ptr %job) {{
entry:
  %inside = getelementptr i8, ptr %pool, i64 128
  %joiner = getelementptr i8, ptr %pool, i64 192
  %open = getelementptr i8, ptr %pool, i64 448
  call void @deal(ptr %pool, ptr %job)
  store atomic i32 1, ptr %open seq_cst, align 4
  call void @call(ptr %pool)
  call void @share(ptr %pool, i64 0)
  store atomic i32 0, ptr %open seq_cst, align 4
  br label %spin
spin:
  %round = phi i32 [0, %entry], [%round.next, %pause]
  %left = load atomic i32, ptr %inside seq_cst, align 4
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
  %still = load atomic i32, ptr %inside seq_cst, align 4
  %over = icmp eq i32 %still, 0
  br i1 %over, label %awake, label %doze
doze:
  %slept = call i64 (i64, ...) @syscall(i64 {futex}, ptr %inside, i32 128, i32 %still, ptr null, ptr null, i32 0)
  br label %sleep
awake:
  store atomic i32 0, ptr %joiner release, align 4
  br label %done
done:
  ret void
}}

define void @meet(ptr %counts, i64 %begin, i64 %end) {{
entry:
  %expected.at = getelementptr i64, ptr %counts, i64 1
  %expected = load i64, ptr %expected.at, align 8
  %came = atomicrmw add ptr %counts, i64 1 seq_cst
  br label %spin
spin:
  %round = phi i32 [0, %entry], [%round.next, %pause]
  %here = load atomic i64, ptr %counts seq_cst, align 8
  %all = icmp sge i64 %here, %expected
  %round.next = add i32 %round, 1
  %tired = icmp uge i32 %round.next, {spin}
  %enough = or i1 %all, %tired
  br i1 %enough, label %done, label %pause
pause:
  {pause}
  br label %spin
done:
  ret void
}}
"""
CLAIM = f"""
define i32 @claim(ptr %pool) {{
  %busy = getelementptr i8, ptr %pool, i64 {POOL["busy"]}
  %answer = cmpxchg ptr %busy, i32 0, i32 2 seq_cst monotonic
  %was = extractvalue {{ i32, i1 }} %answer, 0
  %free = icmp ne i32 %was, 1
  %claimed = zext i1 %free to i32
  ret i32 %claimed
}}
"""
"""`claim(pool)` makes a pool busy for good, unless it is busy now: 1 where it has."""
_EXPORTED = ("spawn", "run", "end", "claim", "meet")


def available() -> bool:
    """True if this system has what the native pool needs."""
    return sys.platform == "linux" and platform.machine() in _SYSTEM


@functools.cache
def _functions() -> tuple[dict[str, int], dict[str, Any]]:
    """The addresses of the exported functions, which stay valid; and those that Python calls."""
    futex, gettid, declare, pause = _SYSTEM[platform.machine()]
    names = {"futex": futex, "gettid": gettid, "declare": declare, "pause": pause}
    text = _TEXT.format(**names, spin=SPIN) + CLAIM + SHARE
    library = kernel_cache.linked(text, kernel_cache.host(""), _EXPORTED)
    pointer, integer = ctypes.c_void_p, ctypes.c_int
    types: dict[str, tuple[Any, ...]] = {
        "spawn": (integer, pointer, pointer),
        "run": (None, pointer, pointer),
        "end": (None, pointer, pointer, integer),
        "claim": (integer, pointer),
    }
    called = {name: ctypes.CFUNCTYPE(*kinds)(library.addresses[name]) for name, kinds in types.items()}
    return library.addresses, called


def block(threads: int) -> Array:
    """Memory for a pool of so many threads, all zeros, from the beginning of a cache line."""
    size = CURSORS + 64 * threads
    room = np.zeros(size + 64, np.uint8)
    start = -address(room) % 64
    return room[start : start + size]


def claimed(claim: Callable[[int], int], pool: int) -> None:
    """Return when nobody uses a pool, and nobody can use it again."""
    while not claim(pool):
        time.sleep(0.0005)


_blocks: list[list[Array]] = []
"""Memory that the threads of all pools ever started read and write: it outlives a pool whose start Ctrl-C breaks off.

Another thread may be about to ask a pool that was stopped if it is busy: the answer stays yes.
"""


class NativePool:
    """`count` threads, the caller's among them. `run_plan` uses it, one job at a time."""

    kind: Literal["native"] = "native"

    def __init__(self, count: int, cpus: Sequence[int], pin: bool) -> None:
        addresses, self._functions = _functions()
        self._block = block(count)
        self.address = address(self._block)
        words = self._block[:CURSORS].view(np.int64)
        words[POOL["run"] // 8] = addresses["run"]
        self._meet = addresses["meet"]
        self.count = count
        self.problem = ""
        self._threads = np.zeros(max(1, count - 1), np.int64)
        self._records = np.zeros((max(1, count - 1), 3), np.int64)
        self._records[:, 0] = self.address
        self._records[:, 1] = np.arange(1, len(self._records) + 1)
        _blocks.append([self._block, self._threads, self._records])
        try:
            self._spawn()
            words[POOL["threads"] // 8] = self.count
            if pin:
                self._pin(cpus)
        except BaseException:
            self.stop()
            raise

    def _spawn(self) -> None:
        """Start the workers, or as many of them as the system allows: `problem` says why it allows no more."""
        for number in range(self.count - 1):
            where = address(self._threads) + 8 * number, address(self._records) + 24 * number
            error = self._functions["spawn"](*where)
            if error:
                self._threads[number] = 0
                self.count, self.problem = 1 + number, os.strerror(error)
                return

    def _pin(self, cpus: Sequence[int]) -> None:
        for number in range(self.count - 1):
            record: Array = self._records[number]
            while not record[2]:  # the thread says who it is as soon as it runs
                os.sched_yield()
            os.sched_setaffinity(int(record[2]), {cpus[(number + 1) % len(cpus)]})

    def latency(self) -> float:
        """Seconds until all threads have met in a job, and have left it: the better of a few times."""
        counts = np.array([0, self.count], np.int64)
        chunks = np.array([(self._meet, address(counts), 0, 1)] * self.count, np.int64)
        job = np.array([self.count, address(chunks), 0], np.int64)
        times: list[float] = []
        for _ in range(MEETINGS):
            counts[0] = 0
            start = time.perf_counter()
            self._functions["run"](self.address, address(job))
            times.append(time.perf_counter() - start)
        return sorted(times)[MEETINGS // 4]

    def stop(self) -> None:
        """End the workers, once the job that they may be at is done, and wait for them. May be done again."""
        claimed(self._functions["claim"], self.address)
        self._functions["end"](self.address, address(self._threads), len(self._threads))
