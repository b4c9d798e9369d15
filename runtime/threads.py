"""The threads of this process: how many there are, starting and ending them, and from when on they pay.

Input: settings. Output: `start()`, after which `driver.CELL` has the native pool, where the system allows one, and the
traffic of a job from which sharing it pays; or a portable pool in Python. The number of threads comes from
`set_num_threads`, else `MXSYM_NUM_THREADS`, else the CPUs that this process may use: both are read once.
`start` never fails: where the system gives fewer threads than were asked for, steps run on those, or alone.
Settings are single words, and pools are made and ended on quiet threads alone: a signal handler, a finalizer or another
thread may set the number of threads, and step, at any moment.
Non-goals: dividing work (`run_jobs.py`).
"""

from __future__ import annotations

import atexit
import functools
import logging
import os
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from mxsym.codegen import quiet_thread
from mxsym.runtime import native_pool, run_jobs
from mxsym.runtime.buffers import address
from mxsym.runtime.native_pool import NativePool

ENVIRONMENT = "MXSYM_NUM_THREADS"
PIN_ENVIRONMENT = "MXSYM_PIN_THREADS"
LEAST, MOST = 1 << 15, 1 << 22
"""No job of less traffic is shared out, however fast the threads are; a process that runs only such starts none. Every
job of more is, however slow they were when they were timed: the machine may have been busy just then."""
MOST_THREADS = 256
"""No pool has more, unless there are more than a quarter as many CPUs: they would only take memory."""
Work = Callable[[int, int], None]


_log = logging.getLogger("mxsym")


@functools.cache
def _available() -> list[int]:
    """The CPUs this process may run on: those of its first thread, which a step on another one leaves as they are."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(os.getpid()))
    return list(range(os.cpu_count() or 1))


@functools.cache
def _default_count() -> int:
    text = os.environ.get(ENVIRONMENT, "")
    if not text:
        return len(_available())
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"{ENVIRONMENT} must be a positive whole number, got {text!r}")
    return int(text)


class _Worker:
    """A daemon thread that runs one piece of work each time it is told to.

    `_go` and `_done` are signals; `_started` and `_finished` say what is true, should a signal be lost to Ctrl-C.
    """

    def __init__(self, number: int, cpu: int | None) -> None:
        self._go = threading.Lock()
        self._done = threading.Lock()
        self._go.acquire()
        self._done.acquire()
        self._started = self._finished = 0
        self._work: tuple[Work, int] | None = None
        self._number, self._cpu, self._process = number, cpu, os.getpid()
        threading.Thread(target=self._loop, name=f"mxsym-{number}", daemon=True).start()

    def _loop(self) -> None:
        if self._cpu is not None and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {self._cpu})
        while True:
            self._go.acquire()
            if self._work is None:
                return
            function, argument = self._work
            with quiet_thread.helping():  # the garbage collector may run code of the user's
                function(argument, self._number)
            self._finished += 1
            if self._done.locked():
                self._done.release()

    def start(self, function: Work, argument: int) -> None:
        self._work = (function, argument)
        self._started += 1
        self._go.release()

    def wait(self) -> None:
        """Return when the work is done. May be interrupted, and called again.

        Raises:
            RuntimeError: this is a forked child, and the thread its parent's.
        """
        while self._finished < self._started:
            if self._process != os.getpid():
                raise RuntimeError("the process forked in the middle of this step: its arrays are half done")
            self._done.acquire(timeout=1.0)
        self._done.acquire(blocking=False)

    def stop(self) -> None:
        self._work = None
        if self._go.locked():
            self._go.release()


class PythonPool:
    """`count` threads, the caller's among them, in portable Python. A second caller runs its job alone."""

    def __init__(self, count: int, cpus: list[int], pin: bool) -> None:
        self._block = np.zeros((run_jobs.CURSORS + 64 * count) // 8, np.int64)
        self._busy = threading.Lock()
        self._ended = False
        self._workers: list[_Worker] = []
        self.problem = ""
        try:
            for number in range(1, count):
                self._workers.append(_Worker(number, cpus[number % len(cpus)] if pin else None))
        except RuntimeError as error:
            self.problem = str(error)
        self.count = 1 + len(self._workers)
        self._block[run_jobs.POOL["threads"] // 8] = self.count

    def run_plan(self, jobs: np.ndarray) -> None:
        """Run jobs (see `run_jobs.py`) in order, those that pay on every thread, the others here."""
        for number, (count, chunks, traffic) in enumerate(jobs.tolist()):
            if count > 1 and traffic >= run_jobs.POOL_STATE[2] and self._busy.acquire(blocking=False):
                try:
                    self._run(address(jobs[number]))
                finally:
                    self._busy.release()
                    if self._ended:
                        self.stop()
            elif count:
                run_jobs.run_chunks()(chunks, 0, count)

    def _run(self, job: int) -> None:
        pool, share = address(self._block), run_jobs.run_share()
        self._wait_for_all()  # an interrupt may have come just before an earlier job's
        run_jobs.assign_spans()(pool, job)
        try:
            for worker in self._workers:
                worker.start(share, pool)
            share(pool, 0)
        finally:
            self._wait_for_all()

    def _wait_for_all(self) -> None:
        """Even under Ctrl-C: the workers still write into the caller's arrays."""
        interrupt: KeyboardInterrupt | None = None
        for worker in self._workers:
            while True:
                try:
                    worker.wait()
                    break
                except KeyboardInterrupt as error:
                    interrupt = error
        if interrupt is not None:
            raise interrupt

    def latency(self) -> float:
        """Seconds that a job takes in which there is nothing to do: the better of a few times."""
        job = np.zeros(3, np.int64)
        times: list[float] = []
        for _ in range(native_pool.MEETINGS):
            start = time.perf_counter()
            self._run(address(job))
            times.append(time.perf_counter() - start)
        return sorted(times)[len(times) // 4]

    def stop(self) -> None:
        """End the workers: now, or when whoever uses them is done."""
        self._ended = True
        if self._busy.acquire(blocking=False):  # it is never given back: who still asks finds the pool busy
            for worker in self._workers:
                worker.stop()


class _Settings(NamedTuple):
    """What a pool is made for."""

    threads: int
    pin: bool
    share_from: int | None


_changing = threading.RLock()
"""Held by the thread that makes or ends a pool, which is a quiet one."""
_count: int | None = None
_pin = os.environ.get(PIN_ENVIRONMENT, "") not in ("", "0")
_pool: NativePool | PythonPool | None = None
_running: _Settings | None = None
"""What the pool at hand was made for: None where none was, or is just being made."""
_share_from: int | None = None
_ended = False


def get_num_threads() -> int:
    """How many threads a step may use, the caller's among them.

    Raises:
        ValueError: `MXSYM_NUM_THREADS` is no positive whole number.
    """
    return _count if _count is not None else _default_count()


def set_num_threads(count: int, *, pin: bool | None = None) -> None:
    """Use `count` threads from now on; with `pin`, each worker stays on a CPU of its own (the second, third, …).

    Raises:
        ValueError: `count` is no positive whole number.
    """
    global _count, _pin
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError(f"the number of threads is a positive whole number, got {count!r}")
    _count = count
    _pin = _pin if pin is None else pin
    _end_pool()


def share_from(traffic: int | None) -> None:
    """Share out jobs of at least so many bytes of traffic; None: from where it pays, as measured. For tests."""
    global _share_from
    _share_from = traffic
    _end_pool()


def least_shared() -> int:
    """The traffic of a job below which it is certain to stay on the caller's thread."""
    return LEAST if _share_from is None else _share_from


def _wanted() -> _Settings:
    return _Settings(1 if _ended else get_num_threads(), _pin, _share_from)


def _end_pool() -> None:
    """Let no step use the pool that there is, and end it."""
    run_jobs.POOL_STATE[1] = 0
    quiet_thread.run(_drop)


def _drop() -> None:
    global _pool, _running
    with _changing:
        run_jobs.POOL_STATE[0] = run_jobs.POOL_STATE[1] = 0
        _running = None
        pool, _pool = _pool, None
        if pool is not None:
            pool.stop()


def start() -> PythonPool | None:
    """Start the threads where that has not happened yet. Returns the portable pool, if that is what runs here."""
    if _running != _wanted():
        quiet_thread.run(_make, "threads")
    pool = _pool
    return pool if isinstance(pool, PythonPool) else None


def _make() -> None:
    """Make the pool that is wanted, unless this is called from the middle of making it."""
    global _pool, _running
    with _changing:
        wanted = _wanted()
        if _running == wanted or _making:
            return
        _making.append(wanted)
        try:
            _drop()
            pool = _new_pool(wanted)
            if pool is not None:
                run_jobs.POOL_STATE[2] = _threshold(_latency(pool), pool.count)
                run_jobs.POOL_STATE[0] = pool.address if isinstance(pool, NativePool) else 0
            _pool, _running = pool, wanted
            run_jobs.POOL_STATE[1] = not isinstance(pool, PythonPool) and wanted == _wanted()
        finally:
            _making.clear()


_making: list[_Settings] = []


def _new_pool(wanted: _Settings) -> NativePool | PythonPool | None:
    """The threads that are wanted, or as many of them as there can be; None where that is the caller's alone."""
    if wanted.threads == 1:
        return None
    kind = NativePool if native_pool.available() else PythonPool
    most = max(MOST_THREADS, 4 * len(_available()))
    try:
        pool = kind(min(wanted.threads, most), _available(), wanted.pin)
    except (MemoryError, OSError, RuntimeError) as error:
        _warn(wanted.threads, 1, str(error))
        return None
    if pool.count < wanted.threads:
        _warn(wanted.threads, pool.count, pool.problem or f"at most {most} are of any use here")
    if pool.count > 1:
        return pool
    pool.stop()
    return None


@functools.cache
def _warn(wanted: int, count: int, problem: str) -> None:
    """Log a warning, the first time it is given."""
    _log.warning("%d threads cannot be started (%s): steps use %d", wanted, problem, count)


def _latency(pool: NativePool | PythonPool) -> float:
    """Seconds that handing out a job takes; with pinned workers, to a caller on the CPU that was left for it."""
    if not _pin or not hasattr(os, "sched_setaffinity"):
        return pool.latency()
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        return pool.latency()
    finally:
        os.sched_setaffinity(0, before)


def _threshold(latency: float, count: int) -> int:
    """The traffic of a job that one thread does in the time that handing parts of it to the others costs and saves."""
    if _share_from is not None:
        return _share_from
    values = np.ones(1 << 13, np.float32)  # in the first-level cache, where one thread is fastest
    times: list[float] = []
    for _ in range(native_pool.MEETINGS):
        begin = time.perf_counter()
        np.add(values, values, out=values)
        times.append(time.perf_counter() - begin)
    speed = 3 * values.nbytes / sorted(times)[len(times) // 2]
    return min(MOST, max(LEAST, int(latency * speed * count / (count - 1))))


def _after_fork_in_child() -> None:
    """A child has none of its parent's threads, and may have inherited a lock that was held."""
    global _changing, _pool, _running
    _changing = threading.RLock()
    _making.clear()
    run_jobs.POOL_STATE[0] = run_jobs.POOL_STATE[1] = 0
    _pool = _running = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)


def _end() -> None:
    """The interpreter ends: native workers must not outlive the code that they run. Who still steps, steps alone."""
    global _ended
    _ended = True
    _end_pool()


atexit.register(_end)
