"""Plans whose chunks say when they ran: each chunk's kernel is put behind one that reads the clock.

The plan, its threads and the native code that runs it stay what they are; other steps are not
different.
"""

from __future__ import annotations

import ctypes
import functools
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

import numpy as np

from mxsym.codegen.backend.builder import Builder, Value
from mxsym.codegen.record import record
from mxsym.runtime import kernel_cache, run_jobs
from mxsym.runtime.buffers import Array, address
from mxsym.runtime.plan import Plan

RECORD = ("kernel", "args", "began", "began.ns", "ended", "ended.ns", "thread")
"""A chunk's record: what it runs, the clock's seconds and nanoseconds before and after, and the thread's number."""

_BEGAN = RECORD.index("began")


@record
class Chunk:
    """A run of a kernel over a part of its domain: seconds on the monotonic clock, and the thread that it was on."""

    kernel: int
    began: float
    ended: float
    thread: int


def _text(number: int) -> str:
    """`timed(record, begin, end)`, a kernel that runs another one between two looks at the clock."""
    code = Builder("timed", {"record": "ptr", "begin": "i64", "end": "i64"})
    into, begin, end = code.parameters
    clock, thread = (code.load("ptr", Value("ptr", name), name=name[1:]) for name in ("@clock", "@thread"))
    kernel, args = code.load("ptr", into, name="kernel"), code.load_at(into, 1, "args", "ptr")
    which = Value("i32", str(number))
    code.call("i32", clock.name, which, code.gep(into, RECORD.index("began"), name="began"), name="before")
    code.call("void", kernel.name, args, begin, end)
    code.call("i32", clock.name, which, code.gep(into, RECORD.index("ended"), name="ended"), name="after")
    me = code.call("i64", thread.name, name="me")
    code.store(me, code.gep(into, RECORD.index("thread"), name="thread.at"))
    code.ret()
    pointers = "\n".join(f"@{name} = global ptr null, align 8" for name in ("clock", "thread"))
    return f"{pointers}\n{code.text()}\n"


@functools.cache
def _timed() -> int:
    library = kernel_cache.linked_from(_text, kernel_cache.host(""), ["timed", "clock", "thread"], time.CLOCK_MONOTONIC)
    functions = {"clock": ctypes.CDLL(None).clock_gettime, "thread": ctypes.pythonapi.PyThread_get_thread_ident}
    for name, function in functions.items():
        where = ctypes.cast(function, ctypes.c_void_p).value
        ctypes.c_void_p.from_address(library.addresses[name]).value = where
    return library.addresses["timed"]


def available() -> bool:
    """True if there is a clock that native code can read."""
    return hasattr(time, "CLOCK_MONOTONIC") and sys.maxsize > 1 << 32


def now() -> float:
    """Seconds on the same clock."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


class Timing:
    """The chunks of a plan put behind a clock, from `begin` to `end`. The holder of the executor's lock calls these."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._records: list[Array] = []
        self._sequences = [(table, table.copy()) for table in plan.sequences]

    def begin(self) -> None:
        """Time the chunks from now on."""
        for table, _ in self._sequences:
            table[...] = self._wrap(table)
        self._plan.jobs.pass_through(self._wrap)

    def end(self) -> None:
        """Run the plan's own chunks again."""
        self._plan.jobs.pass_through(None)
        for table, before in self._sequences:
            table[...] = before

    def _wrap(self, chunks: Array) -> Array:
        """Chunks that do the same and fill records. A sequence is not: its own chunks are."""
        timed, sequence = _timed(), run_jobs.native("sequence")
        wrapped, records = chunks.copy(), np.zeros((len(chunks), len(RECORD)), np.int64)
        alone = chunks[:, 0] != sequence
        records[:, :2] = chunks[:, :2]
        starts = address(records) + np.arange(len(chunks)) * records.strides[0]
        wrapped[alone, 0], wrapped[alone, 1] = timed, starts[alone]
        self._records.append(records)
        return wrapped

    def take(self) -> list[Array]:
        """The records that have been filled since. Reading them waits until all steps are done: it would slow these."""
        taken = [records.copy() for records in self._records]
        for records in self._records:
            records[:, _BEGAN] = 0
        return taken


def _chunks(records: Array) -> list[Chunk]:
    """The chunks that have run, of records in any order."""
    words: dict[str, Array] = dict(zip(RECORD, records[records[:, _BEGAN] != 0].T, strict=True))
    began, ended = (words[name] + words[f"{name}.ns"] * 1e-9 for name in ("began", "ended"))
    columns = (words["kernel"], began, ended, words["thread"])
    return [Chunk(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def timed_steps(
    step: Callable[[], object], plan: Plan, lock: AbstractContextManager[object], turns: Iterable[object]
) -> tuple[list[tuple[float, float]], list[Chunk]]:
    """Do a step for each turn; return the beginning and end of each, and the chunks of them all.

    `lock`: it guards the plan.
    """
    times = Timing(plan)
    spans: list[tuple[float, float]] = []
    taken: list[Array] = []
    with lock:
        times.begin()
    try:
        for _ in turns:
            begin = now()
            step()
            spans.append((begin, now()))
            taken += times.take()
    finally:
        with lock:
            times.end()
    return spans, sorted((chunk for records in taken for chunk in _chunks(records)), key=lambda chunk: chunk.began)
