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

_PLACES, _LOOK = 280, 288
"""Offsets of the workers' places in a pool's block, and of the word that has the next job look at them."""
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
#   384 stop | 448 the job is open; `_PLACES`: those of the workers, or null | `_LOOK`: the next job looks at them
# A worker's record: pool (ptr), its number among the threads (i64), thread id (i64).
# Places: the CPU that the workers keep off (i64), their number (i64), their records (ptr), the bytes of a set of CPUs
# (i64), the set of those that the pool may use, and room for another one.
# A system may wake a worker on the caller's own CPU, though another one is idle: a virtual machine's idle CPUs look
# taken. There it would run when the job is over. So sleeping workers are sent off the caller's CPU before they wake,
# and all of them before a pool's first job, which may be of another thread than the one that made it.
# A worker goes inside and then looks whether the job is open; the caller closes it and then looks who is inside. Both
# are sequentially consistent, so one of them sees the other.
_TEXT = """
declare i64 @syscall(i64, ...)
declare i32 @pthread_create(ptr, ptr, ptr, ptr)
declare i32 @pthread_join(i64, ptr)
declare i32 @sched_getcpu()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare i32 @sched_setaffinity(i32, i64, ptr)
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

define void @make_way(ptr %pool) {{
entry:
  %places.at = getelementptr i8, ptr %pool, i64 {places}
  %places = load ptr, ptr %places.at, align 8
  %none = icmp eq ptr %places, null
  br i1 %none, label %done, label %look
look:
  %cpu.32 = call i32 @sched_getcpu()
  %cpu = sext i32 %cpu.32 to i64
  %left = load i64, ptr %places, align 8
  %same = icmp eq i64 %left, %cpu
  br i1 %same, label %done, label %bound
bound:
  %bytes.at = getelementptr i64, ptr %places, i64 3
  %bytes = load i64, ptr %bytes.at, align 8
  %bits = shl i64 %bytes, 3
  %known = icmp ult i64 %cpu, %bits
  br i1 %known, label %change, label %done
change:
  store i64 %cpu, ptr %places, align 8
  %allowed = getelementptr i64, ptr %places, i64 4
  %others = getelementptr i8, ptr %allowed, i64 %bytes
  call void @llvm.memcpy.p0.p0.i64(ptr %others, ptr %allowed, i64 %bytes, i1 false)
  %word = lshr i64 %cpu, 6
  %place = and i64 %cpu, 63
  %bit = shl i64 1, %place
  %rest = xor i64 %bit, -1
  %word.at = getelementptr i64, ptr %others, i64 %word
  %before = load i64, ptr %word.at, align 8
  %after = and i64 %before, %rest
  store i64 %after, ptr %word.at, align 8
  %count.at = getelementptr i64, ptr %places, i64 1
  %count = load i64, ptr %count.at, align 8
  %records.at = getelementptr i64, ptr %places, i64 2
  %records = load ptr, ptr %records.at, align 8
  br label %next
next:
  %i = phi i64 [0, %change], [%i.next, %one]
  %more = icmp slt i64 %i, %count
  br i1 %more, label %one, label %done
one:
  %record = getelementptr [3 x i64], ptr %records, i64 %i
  %tid.at = getelementptr i64, ptr %record, i64 2
  %tid = load atomic i64, ptr %tid.at acquire, align 8
  %tid.32 = trunc i64 %tid to i32
  %error = call i32 @sched_setaffinity(i32 %tid.32, i64 %bytes, ptr %others)
  %i.next = add i64 %i, 1
  br label %next
done:
  ret void
}}

define internal void @call(ptr %pool) {{
  %sleepers = getelementptr i8, ptr %pool, i64 64
  %old = atomicrmw add ptr %pool, i32 1 seq_cst
  %count = load atomic i32, ptr %sleepers seq_cst, align 4
  %look.at = getelementptr i8, ptr %pool, i64 {look}
  %look = load i32, ptr %look.at, align 8
  %either = or i32 %count, %look
  %any = icmp ne i32 %either, 0
  br i1 %any, label %wake, label %done
wake:
  store i32 0, ptr %look.at, align 8
  call void @make_way(ptr %pool)
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
_EXPORTED = ("spawn", "run", "end", "claim", "meet", "make_way")


def available() -> bool:
    """True if this system has what the native pool needs."""
    return sys.platform == "linux" and platform.machine() in _SYSTEM


@functools.cache
def _functions() -> tuple[dict[str, int], dict[str, Any]]:
    """The addresses of the exported functions, which stay valid; and those that Python calls."""
    futex, gettid, declare, pause = _SYSTEM[platform.machine()]
    names = {"futex": futex, "gettid": gettid, "declare": declare, "pause": pause}
    text = _TEXT.format(**names, spin=SPIN, places=_PLACES, look=_LOOK) + CLAIM + SHARE
    library = kernel_cache.linked(text, kernel_cache.host(""), _EXPORTED)
    pointer, integer = ctypes.c_void_p, ctypes.c_int
    types: dict[str, tuple[Any, ...]] = {
        "spawn": (integer, pointer, pointer),
        "run": (None, pointer, pointer),
        "end": (None, pointer, pointer, integer),
        "claim": (integer, pointer),
        "make_way": (None, pointer),
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


_SET = 16
"""Words of a set of CPUs, as large as the C library's."""


def _places(records: Array, cpus: Sequence[int]) -> Array:
    """The places of these workers, which may be on these CPUs; they keep off none yet."""
    words = max(_SET, 1 + max(cpus) // 64)
    places = np.zeros(4 + 2 * words, np.int64)
    places[:4] = -1, len(records), address(records), 8 * words
    for cpu in cpus:
        places[4 + cpu // 64] |= np.int64(1) << np.int64(cpu % 64)
    return places


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
            self._await_workers()
            if pin:
                self._pin(cpus)
            elif len(cpus) > 1:
                self._places = _places(self._records[: self.count - 1], cpus)
                _blocks[-1].append(self._places)
                words[_PLACES // 8] = address(self._places)
                self._functions["make_way"](self.address)
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

    def _await_workers(self) -> None:
        """Return when each worker has said who it is, which it does as soon as it runs."""
        for record in self._records[: self.count - 1]:
            while not record[2]:
                os.sched_yield()

    def _pin(self, cpus: Sequence[int]) -> None:
        for number, record in enumerate(self._records[: self.count - 1], 1):
            os.sched_setaffinity(int(record[2]), {cpus[number % len(cpus)]})

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
        self._block[:CURSORS].view(np.int64)[_LOOK // 8] = 1
        return sorted(times)[MEETINGS // 4]

    def stop(self) -> None:
        """End the workers, once the job that they may be at is done, and wait for them. May be done again."""
        claimed(self._functions["claim"], self.address)
        self._functions["end"](self.address, address(self._threads), len(self._threads))
