"""The thread pool: run one job on several threads and wait for all of them.

Input: the address of a job (see `driver.py`). Output: the job has been run on `get_num_threads()` threads at once.
The count comes from `set_num_threads`, else `MXSYM_NUM_THREADS`, else the CPUs this process may use.
Non-goals: dividing work (`driver.py`: threads take chunks until there are none).
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable

from mxsym.runtime import driver, native_pool
from mxsym.runtime.native_pool import NativePool

ENVIRONMENT = "MXSYM_NUM_THREADS"
PIN_ENVIRONMENT = "MXSYM_PIN_THREADS"
Work = Callable[[int], None]


def _available() -> list[int]:
    """The CPUs this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


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
        self._cpu = cpu
        threading.Thread(target=self._loop, name=f"mxsym-{number}", daemon=True).start()

    def _loop(self) -> None:
        if self._cpu is not None and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {self._cpu})
        while True:
            self._go.acquire()
            if self._work is None:
                return
            function, argument = self._work
            function(argument)
            self._finished += 1
            if self._done.locked():
                self._done.release()

    def start(self, function: Work, argument: int) -> None:
        self._work = (function, argument)
        self._started += 1
        self._go.release()

    def wait(self) -> None:
        """Return when the work is done. May be interrupted, and called again."""
        while self._finished < self._started:
            self._done.acquire(timeout=1.0)
        self._done.acquire(blocking=False)

    def stop(self) -> None:
        self._work = None
        self._go.release()


class PythonPool:
    """`count` threads, the caller's among them, in portable Python. One job at a time."""

    def __init__(self, count: int, cpus: list[int], pin: bool) -> None:
        self._drive = driver.drive()
        self._workers: list[_Worker] = []
        try:
            for number in range(1, count):
                self._workers.append(_Worker(number, cpus[number % len(cpus)] if pin else None))
        except RuntimeError as error:
            self.stop()
            raise RuntimeError(f"{error}: cannot start {count} threads; use set_num_threads") from None

    def run(self, job: int) -> None:
        """Run a job on every thread; returns when all have finished."""
        try:
            for worker in self._workers:
                worker.start(self._drive, job)
            self._drive(job)
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

    def stop(self) -> None:
        """End the workers."""
        for worker in self._workers:
            worker.stop()


class Pool:
    """The threads of this process, native where the system allows it. A second caller runs its job alone."""

    def __init__(self, count: int, pin: bool) -> None:
        kind = NativePool if native_pool.available() else PythonPool
        self.count = count
        self._threads = kind(count, _available(), pin) if count > 1 else None
        self._busy = threading.Lock()
        self._stopped = False

    def run(self, job: int) -> None:
        """Run a job (see `driver.py`) on every thread of the pool; returns when all have finished."""
        if self._threads is None or not self._busy.acquire(blocking=False):
            driver.drive()(job)
            return
        try:
            driver.drive()(job) if self._stopped else self._threads.run(job)
        finally:
            self._busy.release()

    def stop(self) -> None:
        """End the workers once they have finished; a caller that still holds this pool runs its jobs alone."""
        with self._busy:
            if self._threads is not None and not self._stopped:
                self._threads.stop()
            self._stopped = True


_lock = threading.Lock()
_count: int | None = None
_pin = os.environ.get(PIN_ENVIRONMENT, "") not in ("", "0")
_pool: Pool | None = None


def get_num_threads() -> int:
    """How many threads a step may use, the caller's among them."""
    return _count if _count is not None else _default_count()


def set_num_threads(count: int, *, pin: bool | None = None) -> None:
    """Use `count` threads from now on; with `pin`, each worker stays on a CPU of its own (the second, third, …).

    Raises:
        ValueError: `count` is no positive whole number.
    """
    global _count, _pin
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError(f"the number of threads is a positive whole number, got {count!r}")
    with _lock:
        _count = count
        _pin = _pin if pin is None else pin
        _drop()


def _drop() -> None:
    global _pool
    if _pool is not None:
        _pool.stop()
        _pool = None


def pool() -> Pool:
    """The pool, started on first use."""
    global _pool
    with _lock:
        count = get_num_threads()
        if _pool is None or _pool.count != count:
            _drop()
            _pool = Pool(count, _pin)
        return _pool


def _after_fork_in_child() -> None:
    """A child has none of its parent's threads, and may have inherited a lock that was held."""
    global _lock, _pool
    _lock = threading.Lock()
    _pool = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)

# Native workers must not outlive the code that they run.
atexit.register(_drop)
