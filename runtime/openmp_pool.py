"""A pool that uses the threads of an OpenMP runtime that this process has loaded (`openmp.py`).

A job is one parallel region, in which each thread runs its share. If fewer threads come than were requested, they do
the work of the others.
"""

# In a loop with torch, torch's workers spin while they wait for their next work. Threads of our own would compete
# with them for the CPUs; the runtime's own threads are awake already.
#
# A region waits for each of its threads. Linux may start a thread on the CPU of the thread that starts it, and leave
# the two there for seconds though another CPU is idle: every region then takes some 8 ms, torch's too. So a thread
# that finds itself on another's CPU moves to a free one. Afterwards it may run where it could before.

from __future__ import annotations

import ctypes
import functools
import time
from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from mxsym.runtime import kernel_cache
from mxsym.runtime.buffers import Array, address
from mxsym.runtime.jobs_text import CURSORS, POOL, SHARE
from mxsym.runtime.native_pool import CLAIM, MEETINGS, block, claimed
from mxsym.runtime.openmp import FUNCTIONS, Runtime

_WORDS = {name: 8 * place for place, name in enumerate((*FUNCTIONS, "process", "count", "follows", "cpus"))}
"""Offsets in a pool's block: the runtime's functions, the process it works in, and how many threads it uses. That is
`count`, or with `follows` no more than the runtime itself would use; `cpus` is all that the process has."""
TAKEN, MOST_CPUS = 128, 1024
"""Offset of a pool's CPU bits: one is set if a thread was there when it began its part of the job."""
assert max(_WORDS.values()) < TAKEN and min(*POOL.values(), CURSORS) >= TAKEN + MOST_CPUS // 8


def _word(name: str, kind: str = "i64") -> str:
    """Load a word of the pool's block, as `%name`."""
    return f"""  %{name}.at = getelementptr i8, ptr %pool, i64 {_WORDS[name]}
  %{name} = load {kind}, ptr %{name}.at, align 8"""


# A process that was forked behind Python's back has none of the runtime's threads, and would wait for them.
_TEXT = f"""
declare i32 @getpid()
declare i32 @dl_iterate_phdr(ptr, ptr)
declare i32 @sched_getcpu()
declare i32 @sched_getaffinity(i32, i64, ptr)
declare i32 @sched_setaffinity(i32, i64, ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)

define internal i32 @loads.of(ptr %info, i64 %size, ptr %into) {{
entry:
  %knows = icmp uge i64 %size, 48
  br i1 %knows, label %read, label %done
read:
  %adds.at = getelementptr i8, ptr %info, i64 32
  %adds = load i64, ptr %adds.at, align 8
  store i64 %adds, ptr %into, align 8
  br label %done
done:
  ret i32 1
}}

define i64 @loads() {{
  %room = alloca i64, align 8
  store i64 -1, ptr %room, align 8
  %status = call i32 @dl_iterate_phdr(ptr @loads.of, ptr %room)
  %adds = load i64, ptr %room, align 8
  ret i64 %adds
}}

define void @settle(ptr %pool) {{
entry:
  %before = alloca [{MOST_CPUS // 8} x i8], align 8
  %free = alloca [{MOST_CPUS // 8} x i8], align 8
  %all = getelementptr i8, ptr %pool, i64 {TAKEN}
  %cpu = call i32 @sched_getcpu()
  %known = icmp ult i32 %cpu, {MOST_CPUS}
  br i1 %known, label %take, label %done
take:
  %shift = and i32 %cpu, 63
  %shift.wide = zext i32 %shift to i64
  %bit = shl i64 1, %shift.wide
  %place = lshr i32 %cpu, 6
  %taken.at = getelementptr i64, ptr %all, i32 %place
  %were = atomicrmw or ptr %taken.at, i64 %bit monotonic
  %met = and i64 %were, %bit
  %alone = icmp eq i64 %met, 0
  br i1 %alone, label %done, label %look
look:
  %size = call i32 @sched_getaffinity(i32 0, i64 {MOST_CPUS // 8}, ptr %before)
  %failed = icmp slt i32 %size, 0
  br i1 %failed, label %done, label %choose
choose:
  %w = phi i64 [0, %look], [%w.next, %choose]
  %before.at = getelementptr i64, ptr %before, i64 %w
  %free.at = getelementptr i64, ptr %free, i64 %w
  %used.at = getelementptr i64, ptr %all, i64 %w
  %allowed = load i64, ptr %before.at, align 8
  %used = load atomic i64, ptr %used.at monotonic, align 8
  %unused = xor i64 %used, -1
  %left = and i64 %allowed, %unused
  store i64 %left, ptr %free.at, align 8
  %w.next = add i64 %w, 1
  %more = icmp ult i64 %w.next, {MOST_CPUS // 64}
  br i1 %more, label %choose, label %move
move:
  %moved = call i32 @sched_setaffinity(i32 0, i64 {MOST_CPUS // 8}, ptr %free)
  %stuck = icmp ne i32 %moved, 0
  br i1 %stuck, label %done, label %back
back:
  %again = call i32 @sched_setaffinity(i32 0, i64 {MOST_CPUS // 8}, ptr %before)
  %now = call i32 @sched_getcpu()
  %sane = icmp ult i32 %now, {MOST_CPUS}
  br i1 %sane, label %mark, label %done
mark:
  %new.shift = and i32 %now, 63
  %new.wide = zext i32 %new.shift to i64
  %new.bit = shl i64 1, %new.wide
  %new.place = lshr i32 %now, 6
  %new.at = getelementptr i64, ptr %all, i32 %new.place
  %others = atomicrmw or ptr %new.at, i64 %new.bit monotonic
  br label %done
done:
  ret void
}}

define internal void @body(ptr %pool) {{
entry:
{_word("omp_get_thread_num", "ptr")}
  %me = call i32 %omp_get_thread_num()
  %number = sext i32 %me to i64
  %threads.at = getelementptr i8, ptr %pool, i64 {POOL["threads"]}
  %threads = load i64, ptr %threads.at, align 8
  %takes.part = icmp slt i64 %number, %threads
  br i1 %takes.part, label %work, label %done
work:
{_word("cpus")}
  %enough = icmp sle i64 %threads, %cpus
  br i1 %enough, label %part, label %start
part:
  call void @settle(ptr %pool)
  br label %start
start:
  call void @share(ptr %pool, i64 %number)
  br label %done
done:
  ret void
}}

define void @run(ptr %pool, ptr %job) {{
entry:
{_word("GOMP_parallel", "ptr")}
{_word("omp_get_max_threads", "ptr")}
{_word("omp_in_parallel", "ptr")}
{_word("process")}
{_word("count")}
{_word("follows")}
{_word("cpus")}
  %threads.at = getelementptr i8, ptr %pool, i64 {POOL["threads"]}
  %here = call i32 @getpid()
  %here.word = sext i32 %here to i64
  %own = icmp eq i64 %here.word, %process
  br i1 %own, label %ask, label %alone
ask:
  %inside = call i32 %omp_in_parallel()
  %outermost = icmp eq i32 %inside, 0
  br i1 %outermost, label %choose, label %alone
choose:
  %usual = call i32 %omp_get_max_threads()
  %most = sext i32 %usual to i64
  %following = icmp ne i64 %follows, 0
  %fewer = icmp slt i64 %most, %count
  %limited = and i1 %following, %fewer
  %use = select i1 %limited, i64 %most, i64 %count
  %several = icmp sgt i64 %use, 1
  br i1 %several, label %together, label %alone
together:
  store i64 %use, ptr %threads.at, align 8
  call void @deal(ptr %pool, ptr %job)
  %taken = getelementptr i8, ptr %pool, i64 {TAKEN}
  call void @llvm.memset.p0.i64(ptr %taken, i8 0, i64 {MOST_CPUS // 8}, i1 0)
  %room = icmp slt i64 %most, %cpus
  %kept = select i1 %room, i64 %most, i64 %cpus
  %larger = icmp sgt i64 %kept, %use
  %team = select i1 %larger, i64 %kept, i64 %use
  %members = trunc i64 %team to i32
  call void %GOMP_parallel(ptr @body, ptr %pool, i32 %members, i32 0)
  ret void
alone:
  store i64 1, ptr %threads.at, align 8
  call void @deal(ptr %pool, ptr %job)
  call void @share(ptr %pool, i64 0)
  ret void
}}
"""  # A team keeps its usual size, the rest of it idle: to shrink it ends threads that the next region starts again.


@functools.cache
def _functions() -> tuple[int, dict[str, Any]]:
    """The address of `run`, which stays valid; and the functions that Python calls."""
    library = kernel_cache.linked(_TEXT + CLAIM + SHARE, kernel_cache.host(""), ("loads", "run", "claim", "settle"))
    pointer = ctypes.c_void_p
    types: dict[str, tuple[Any, ...]] = {
        "loads": (ctypes.c_int64,),
        "run": (None, pointer, pointer),
        "claim": (ctypes.c_int, pointer),
        "settle": (None, pointer),
    }
    called = {name: ctypes.CFUNCTYPE(*kinds)(library.addresses[name]) for name, kinds in types.items()}
    return library.addresses["run"], called


def loads() -> Callable[[], int]:
    """A function that counts the libraries which this process has loaded: a new one may be a runtime."""
    return _functions()[1]["loads"]


_blocks: list[Array] = []
"""Those of all pools there ever were: somebody may be about to ask one that was stopped whether it is busy."""


class OpenMPPool:
    """`count` threads of a runtime, the caller's among them. `run_plan` uses it, one job at a time.

    `follows`: use no more threads than the runtime itself would, as the program may have told it. `cpus`: how many the
    process has. Each thread of Python's that steps has a team of its own, as OpenMP has it.
    """

    kind: Literal["openmp"] = "openmp"

    def __init__(self, runtime: Runtime, count: int, cpus: int, *, follows: bool, process: int) -> None:
        run, self._functions = _functions()
        self._block = block(count)
        self.address = address(self._block)
        words = self._block[:CURSORS].view(np.int64)
        values = (*runtime.addresses, process, count, int(follows), cpus)
        for place, value in zip(_WORDS.values(), values, strict=True):
            words[place // 8] = value
        words[POOL["run"] // 8] = run
        self.runtime, self.count = runtime, count
        self.problem = ""
        _blocks.append(self._block)

    def latency(self) -> float:
        """Seconds that an empty job takes on this thread's team: the best of a few times.

        The best, since each of them waits for every thread, and another program may have its CPU.
        """
        job = np.zeros(3, np.int64)
        times: list[float] = []
        for _ in range(MEETINGS):
            start = time.perf_counter()
            self._functions["run"](self.address, address(job))
            times.append(time.perf_counter() - start)
        return min(times)

    def stop(self) -> None:
        """Wait until nobody uses it, and let nobody use it again. May be done again."""
        claimed(self._functions["claim"], self.address)
