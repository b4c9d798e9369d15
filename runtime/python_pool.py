"""A pool of worker threads in portable Python, for systems where native workers are not available."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np

from mxsym.codegen import quiet_thread
from mxsym.runtime import run_jobs
from mxsym.runtime.buffers import Array, address
from mxsym.runtime.jobs_text import CURSORS, POOL
from mxsym.runtime.native_pool import MEETINGS

Work = Callable[[int, int], None]


class Worker:
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

    kind: Literal["python"] = "python"
    address = 0
    """None: native code does not use it."""

    def __init__(self, count: int, cpus: Sequence[int], pin: bool) -> None:
        self._block = np.zeros((CURSORS + 64 * count) // 8, np.int64)
        self._busy = threading.Lock()
        self._ended = False
        self._workers: list[Worker] = []
        self.problem = ""
        try:
            for number in range(1, count):
                self._workers.append(Worker(number, cpus[number % len(cpus)] if pin else None))
        except RuntimeError as error:
            self.problem = str(error)
        self.count = 1 + len(self._workers)
        self._block[POOL["threads"] // 8] = self.count

    def run_plan(self, jobs: Array, least: int) -> None:
        """Run jobs (see `run_jobs.py`) in order, those of at least so much traffic on every thread, the others here."""
        for number, (count, chunks, traffic) in enumerate(jobs.tolist()):
            if count > 1 and traffic >= least and self._busy.acquire(blocking=False):
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
        for _ in range(MEETINGS):
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
