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

from mxsym.codegen.backend.builder import Builder, Label, Operand, Value, i64
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
_NULL = Value("ptr", "null")
_SLEEP, _WAKE = 128, 129
"""The calls of futex, for threads of this process alone."""


class _Code(Builder):
    """A function over a pool's block."""

    def look(self, word: Value, order: str, name: str) -> Value:
        """A word that other threads write."""
        return self.define("i32", f"load atomic i32, {word} {order}, align 4", name)

    def put(self, word: Value, number: int, order: str) -> None:
        """Write a word that other threads read."""
        self.line(f"store atomic i32 {number}, {word} {order}, align 4")

    def count(self, how: str, word: Value, name: str) -> Value:
        """Add 1 to a word, or subtract it; the word before."""
        return self.define("i32", f"atomicrmw {how} {word}, i32 1 seq_cst", name)

    def futex(self, word: Value, call: int, number: Operand, name: str) -> None:
        """Sleep while a word is this number, or wake so many threads that sleep by it."""
        value = number if isinstance(number, Value) else Value("i32", str(number))
        arguments = f"i64 {_SYSTEM[platform.machine()][0]}, {word}, i32 {call}, {value}, ptr null, ptr null, i32 0"
        self.define("i64", f"call i64 (i64, ...) @syscall({arguments})", name)

    def spin(self, look: Callable[[], Value], met: Label, tired: Label) -> Label:
        """Look until a condition holds, and go to `met` then; to `tired` after `SPIN` times. Returns the block."""
        before, spin = self.block, self.label("spin")
        self.enter(spin)
        times = self.phi("round", "i32", (0, before))
        self.enter_unless(look(), met, "again")
        following = self.add(times, 1, "round.next")
        self.enter_unless(self.compare("uge", following, SPIN, "tired"), tired, "pause")
        self.line(_SYSTEM[platform.machine()][3])
        self.join(times, following, self.block)
        self.branch(spin)
        return spin


@_Code.function("ptr")
def _worker(code: _Code, record: Value) -> None:
    """Wait for a job, do a thread's part of it, and wait for the next one, until the pool ends."""
    pool, me = code.load("ptr", record, name="pool"), code.load_at(record, 1, "me")
    tid_at = code.gep(record, 2, name="tid.at")
    tid = code.define("i64", f"call i64 (i64, ...) @syscall(i64 {_SYSTEM[platform.machine()][1]})", "tid")
    code.line(f"store atomic {tid}, {tid_at} release, align 8")
    offsets = {"sleepers": 64, "inside": 128, "joiner": 192, "stop.at": 384, "open.at": 448}
    sleepers, inside, joiner, stop_at, open_at = (code.gep(pool, at, "i8", name) for name, at in offsets.items())
    entered = code.block
    wait, take, sleep, leave, end = (code.label(name) for name in ("wait", "take", "sleep", "leave", "end"))
    code.enter(wait)
    last, seen = code.phi("last", "i32", (0, entered)), list[Value]()

    def is_new() -> Value:
        seen.append(code.look(pool, "acquire", "seen"))
        return code.compare("ne", seen[0], last, "fresh")

    spin = code.spin(is_new, take, sleep)
    code.begin(sleep)
    code.count("add", sleepers, "more")
    with code.when(code.compare("eq", code.look(pool, "seq_cst", "now"), last, "still"), "doze", "woken"):
        code.futex(pool, _SLEEP, last, "slept")
    code.count("sub", sleepers, "fewer")
    then, woken = code.look(pool, "acquire", "then"), code.block
    code.branch_if(code.compare("ne", then, last, "called"), take, sleep)
    code.begin(take)
    current = code.phi("current", "i32", (seen[0], spin), (then, woken))
    code.enter_unless(code.compare("ne", code.look(stop_at, "acquire", "stop"), 0, "ending"), end, "enter")
    code.count("add", inside, "entered")
    code.enter_unless(code.compare("eq", code.look(open_at, "seq_cst", "open"), 0, "closed"), leave, "work")
    code.call("void", "@share", pool, me)
    code.enter(leave)
    before, asleep = code.count("sub", inside, "before"), code.look(joiner, "seq_cst", "asleep")
    was_last, waiting = code.compare("eq", before, 1, "was.last"), code.compare("ne", asleep, 0, "waiting")
    code.join(last, current, code.block)
    code.enter_if(code.binary("and", was_last, waiting, "signal"), "rouse", wait)
    code.futex(inside, _WAKE, 1, "roused")
    code.join(last, current, code.block)
    code.branch(wait)
    code.begin(end)
    code.ret(_NULL)


@_Code.function()
def _make_way(code: _Code, pool: Value) -> None:
    """Send the workers off the caller's CPU, unless they keep off it already."""
    done, places = code.label("done"), code.load("ptr", code.gep(pool, _PLACES, "i8", "places.at"), name="places")
    code.enter_unless(code.compare("eq", places, _NULL, "none"), done, "look")
    cpu = code.convert("sext", code.call("i32", "@sched_getcpu", name="cpu.32"), "i64", "cpu")
    code.enter_unless(code.compare("eq", code.load("i64", places, name="left"), cpu, "same"), done, "bound")
    size = code.load_at(places, 3, "bytes")
    code.enter_if(code.compare("ult", cpu, code.binary("shl", size, 3, "bits"), "known"), "change", done)
    code.store(cpu, places)
    allowed = code.gep(places, 4, name="allowed")
    others = code.gep(allowed, size, "i8", "others")
    code.call("void", "@llvm.memcpy.p0.p0.i64", others, allowed, size, Value("i1", "false"))
    word, place = code.binary("lshr", cpu, 6, "word"), code.binary("and", cpu, 63, "place")
    rest = code.binary("xor", code.binary("shl", i64(1), place, "bit"), -1, "rest")
    word_at = code.gep(others, word, name="word.at")
    code.store(code.binary("and", code.load("i64", word_at, name="before"), rest, "after"), word_at)
    count, records = code.load_at(places, 1, "count"), code.load_at(places, 2, "records", "ptr")
    with code.loop("next", "one", done) as workers:
        number = workers.phi("i", i64(0))
        workers.below(number, count)
        tid_at = code.gep(code.gep(records, number, "[3 x i64]", "record"), 2, name="tid.at")
        tid = code.define("i64", f"load atomic i64, {tid_at} acquire, align 8", "tid")
        code.call("i32", "@sched_setaffinity", code.convert("trunc", tid, "i32", "tid.32"), size, others, name="error")
    code.ret()


@_Code.function(internal=True)
def _call(code: _Code, pool: Value) -> None:
    """Tell the workers of a job, and wake those that sleep."""
    sleepers = code.gep(pool, 64, "i8", "sleepers")
    code.count("add", pool, "old")
    count, look_at = code.look(sleepers, "seq_cst", "count"), code.gep(pool, _LOOK, "i8", "look.at")
    either = code.binary("or", count, code.load("i32", look_at, name="look"), "either")
    with code.when(code.compare("ne", either, 0, "any"), "wake", "done"):
        code.store(Value("i32", "0"), look_at)
        code.call("void", "@make_way", pool)
        code.futex(pool, _WAKE, (1 << 31) - 1, "woke")
    code.ret()


@_Code.function("i32")
def _spawn(code: _Code, thread: Value, record: Value) -> None:
    """Start a worker; 0, or the system's error."""
    code.ret(code.call("i32", "@pthread_create", thread, _NULL, Value("ptr", "@worker"), record, name="error"))


@_Code.function(count="i32")
def _end(code: _Code, pool: Value, threads: Value, count: Value) -> None:
    """End the workers, and wait for them."""
    code.put(code.gep(pool, 384, "i8", "stop.at"), 1, "release")
    code.call("void", "@call", pool)
    with code.loop("next", "look", "done") as workers:
        number = workers.phi("i", Value("i32", "0"))
        workers.below(number, count)
        at = code.gep(threads, number, name="at")
        thread = code.load("i64", at, name="thread")
        with code.when(code.compare("ne", thread, 0, "there"), "join", "after"):
            code.call("i32", "@pthread_join", thread, _NULL, name="joined")
            code.store(i64(0), at)
    code.ret()


@_Code.function()
def _run(code: _Code, pool: Value, job: Value) -> None:
    """Run a job with the workers that come in time, and wait for those that came."""
    offsets = {"inside": 128, "joiner": 192, "open": 448}
    inside, joiner, is_open = (code.gep(pool, at, "i8", name) for name, at in offsets.items())
    done, sleep, awake = code.label("done"), code.label("sleep"), code.label("awake")
    code.call("void", "@deal", pool, job)
    code.put(is_open, 1, "seq_cst")
    code.call("void", "@call", pool)
    code.call("void", "@share", pool, i64(0))
    code.put(is_open, 0, "seq_cst")
    code.spin(lambda: code.compare("eq", code.look(inside, "seq_cst", "left"), 0, "ready"), done, sleep)
    code.begin(sleep)
    code.put(joiner, 1, "seq_cst")
    still = code.look(inside, "seq_cst", "still")
    code.enter_unless(code.compare("eq", still, 0, "over"), awake, "doze")
    code.futex(inside, _SLEEP, still, "slept")
    code.branch(sleep)
    code.begin(awake)
    code.put(joiner, 0, "release")
    code.enter(done)
    code.ret()


@_Code.function(begin="i64", end="i64")
def _meet(code: _Code, counts: Value, _begin: Value, _end: Value) -> None:
    """A kernel that waits until all threads have come to it, if they come soon."""
    done, expected = code.label("done"), code.load_at(counts, 1, "expected")
    code.define("i64", f"atomicrmw add {counts}, i64 1 seq_cst", "came")

    def are_here() -> Value:
        here = code.define("i64", f"load atomic i64, {counts} seq_cst, align 8", "here")
        return code.compare("sge", here, expected, "all")

    code.spin(are_here, done, done)
    code.begin(done)
    code.ret()


_DECLARED = """
declare i64 @syscall(i64, ...)
declare i32 @pthread_create(ptr, ptr, ptr, ptr)
declare i32 @pthread_join(i64, ptr)
declare i32 @sched_getcpu()
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare i32 @sched_setaffinity(i32, i64, ptr)
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


def _text() -> str:
    """The module of all of them."""
    functions = (function() for function in (_worker, _make_way, _call, _spawn, _end, _run, _meet))
    return "\n".join([_DECLARED, _SYSTEM[platform.machine()][2], *functions, CLAIM, SHARE])


@functools.cache
def _functions() -> tuple[dict[str, int], dict[str, Any]]:
    """The addresses of the exported functions, which stay valid; and those that Python calls."""
    library = kernel_cache.linked_from(_text, kernel_cache.host(""), _EXPORTED)
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
