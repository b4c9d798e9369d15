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

from mxsym.codegen.backend.builder import Builder, Value, i64
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


def _word(code: Builder, pool: Value, name: str, kind: str = "i64") -> Value:
    """A word of the pool's block."""
    return code.load(kind, code.gep(pool, _WORDS[name], "i8", f"{name}.at"), name=name)


@Builder.function("i32", internal=True, size="i64")
def _loads_of(code: Builder, info: Value, size: Value, into: Value) -> None:
    """Store the count of loaded libraries that `dl_iterate_phdr` tells, if its answer is long enough to have it."""
    with code.when(code.compare("uge", size, 48, "knows"), "read", "done"):
        code.store(code.load("i64", code.gep(info, 32, "i8", "adds.at"), name="adds"), into)
    code.ret(Value("i32", "1"))


@Builder.function("i64")
def _loads(code: Builder) -> None:
    """The count of loaded libraries; -1 where the system does not tell."""
    room = code.define("ptr", "alloca i64, align 8", "room")
    code.store(i64(-1), room)
    code.call("i32", "@dl_iterate_phdr", Value("ptr", "@loads_of"), room, name="status")
    code.ret(code.load("i64", room, name="adds"))


@Builder.function()
def _settle(code: Builder, pool: Value) -> None:
    """Let this thread run on a CPU of its own, if another thread began its part of the job on the one where it is."""
    done, this, size = code.label("done"), Value("i32", "0"), i64(MOST_CPUS // 8)
    before, free = (code.define("ptr", f"alloca [{size.name} x i8], align 8", name) for name in ("before", "free"))
    taken = code.gep(pool, TAKEN, "i8", "all")

    def mark(cpu: Value) -> tuple[Value, Value]:
        """Set the bit of a CPU; and the word that had it before."""
        shift = code.convert("zext", code.binary("and", cpu, 63, "shift"), "i64", "shift.wide")
        bit = code.binary("shl", i64(1), shift, "bit")
        word_at = code.gep(taken, code.binary("lshr", cpu, 6, "place"), name="taken.at")
        return bit, code.define("i64", f"atomicrmw or {word_at}, {bit} monotonic", "were")

    cpu = code.call("i32", "@sched_getcpu", name="cpu")
    code.enter_if(code.compare("ult", cpu, MOST_CPUS, "known"), "take", done)
    bit, were = mark(cpu)
    code.enter_unless(code.compare("eq", code.binary("and", were, bit, "met"), 0, "alone"), done, "look")
    length = code.call("i32", "@sched_getaffinity", this, size, before, name="length")
    code.enter_unless(code.compare("slt", length, 0, "failed"), done, "choose")
    with code.loop(code.block, after="move") as words:
        word = words.phi("w", i64(0))
        before_at, free_at, used_at = (code.gep(item, word, name="word.at") for item in (before, free, taken))
        allowed = code.load("i64", before_at, name="allowed")
        used = code.define("i64", f"load atomic i64, {used_at} monotonic, align 8", "used")
        code.store(code.binary("and", allowed, code.binary("xor", used, -1, "unused"), "left"), free_at)
        following = code.add(word, 1, "w.next")
        words.next(word, following)
        words.repeat_if(code.compare("ult", following, MOST_CPUS // 64, "more"))
    moved = code.call("i32", "@sched_setaffinity", this, size, free, name="moved")
    code.enter_unless(code.compare("ne", moved, 0, "stuck"), done, "back")
    code.call("i32", "@sched_setaffinity", this, size, before, name="again")
    now = code.call("i32", "@sched_getcpu", name="now")
    code.enter_if(code.compare("ult", now, MOST_CPUS, "sane"), "mark", done)
    mark(now)
    code.enter(done)
    code.ret()


@Builder.function(internal=True)
def _body(code: Builder, pool: Value) -> None:
    """The function that a region runs: the part of each of its threads."""
    me = code.call("i32", _word(code, pool, "omp_get_thread_num", "ptr").name, name="me")
    number, done = code.convert("sext", me, "i64", "number"), code.label("done")
    threads = code.load("i64", code.gep(pool, POOL["threads"], "i8", "threads.at"), name="threads")
    code.enter_if(code.compare("slt", number, threads, "takes.part"), "work", done)
    with code.when(code.compare("sle", threads, _word(code, pool, "cpus"), "enough"), "part", "start"):
        code.call("void", "@settle", pool)
    code.call("void", "@share", pool, number)
    code.enter(done)
    code.ret()


@Builder.function()
def _run(code: Builder, pool: Value, job: Value) -> None:
    """Run a job by a region, or on this thread alone: in another process, inside a region, for want of threads."""
    # A process that was forked behind Python's back has none of the runtime's threads, and would wait for them.
    parallel, usual, inside = (_word(code, pool, name, "ptr") for name in (FUNCTIONS[0], *FUNCTIONS[2:]))
    process, count, follows, cpus = (_word(code, pool, name) for name in ("process", "count", "follows", "cpus"))
    threads_at, alone = code.gep(pool, POOL["threads"], "i8", "threads.at"), code.label("alone")
    here = code.convert("sext", code.call("i32", "@getpid", name="here"), "i64", "here.word")
    code.enter_if(code.compare("eq", here, process, "own"), "ask", alone)
    within = code.call("i32", inside.name, name="inside")
    code.enter_if(code.compare("eq", within, 0, "outermost"), "choose", alone)
    most = code.convert("sext", code.call("i32", usual.name, name="usual"), "i64", "most")
    following, fewer = code.compare("ne", follows, 0, "following"), code.compare("slt", most, count, "fewer")
    use = code.select(code.binary("and", following, fewer, "limited"), most, count, "use")
    code.enter_if(code.compare("sgt", use, 1, "several"), "together", alone)
    code.store(use, threads_at)
    code.call("void", "@deal", pool, job)
    taken = code.gep(pool, TAKEN, "i8", "taken")
    code.call("void", "@llvm.memset.p0.i64", taken, Value("i8", "0"), i64(MOST_CPUS // 8), Value("i1", "0"))
    # A team keeps its usual size, the rest of it idle: to shrink it ends threads that the next region starts again.
    usual_size = code.select(code.compare("slt", most, cpus, "room"), most, cpus, "usual.size")
    team = code.select(code.compare("sgt", usual_size, use, "larger"), usual_size, use, "team")
    members = code.convert("trunc", team, "i32", "members")
    code.call("void", parallel.name, Value("ptr", "@body"), pool, members, Value("i32", "0"))
    code.ret()
    code.begin(alone)
    code.store(i64(1), threads_at)
    code.call("void", "@deal", pool, job)
    code.call("void", "@share", pool, i64(0))
    code.ret()


_DECLARED = """
declare i32 @getpid()
declare i32 @dl_iterate_phdr(ptr, ptr)
declare i32 @sched_getcpu()
declare i32 @sched_getaffinity(i32, i64, ptr)
declare i32 @sched_setaffinity(i32, i64, ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
"""


def _text() -> str:
    """The module of all of them."""
    functions = (function() for function in (_loads_of, _loads, _settle, _body, _run))
    return "\n".join([_DECLARED, *functions, CLAIM, SHARE])


@functools.cache
def _functions() -> tuple[int, dict[str, Any]]:
    """The address of `run`, which stays valid; and the functions that Python calls."""
    library = kernel_cache.linked_from(_text, kernel_cache.host(""), ("loads", "run", "claim", "settle"))
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
