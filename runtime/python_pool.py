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
from mxsym.runtime.native_call.layout import DONE
from mxsym.runtime.native_pool import MEETINGS
from mxsym.runtime.run_jobs import note

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
        self._ended, self._process = False, os.getpid()
        self._workers: list[Worker] = []
        self.problem = ""
        try:
            for number in range(1, count):
                self._workers.append(Worker(number, cpus[number % len(cpus)] if pin else None))
        except RuntimeError as error:
            self.problem = str(error)
        self.count = 1 + len(self._workers)
        self._block[POOL["threads"] // 8] = self.count

    def run_plan(self, jobs: Array, least: int, log: list[int]) -> None:
        """Run jobs (see `run_jobs.py`) in order, those of at least so much traffic on every thread, the others here.

        `log` has `DONE` when all are done. An exception of a signal handler is raised then: no step is half done.

        Raises:
            RuntimeError: this is a forked child, in the middle of the step.
        """
        rows, alone, _ = jobs.tolist(), run_jobs.run_chunks(), self._natives()
        ended, begun, owns = list[int](), list[int](), list[bool]()
        interrupt: BaseException | None = None
        before = len(log)
        try:
            while len(log) == before:
                try:
                    while len(ended) < len(rows):
                        count, chunks, traffic = rows[len(ended)]
                        if not owns and count > 1 and traffic >= least:
                            owns.extend(map(self._busy.acquire, (False,)))
                        if True in owns and count > 1 and traffic >= least:
                            self._run(address(jobs[len(ended)]), begun)
                            note(ended, begun.clear)
                        elif count:
                            note(ended, alone, chunks, 0, count)
                        else:
                            ended.append(DONE)
                    log.append(DONE)
                except BaseException as error:  # kernels raise nothing
                    if self._process != os.getpid():
                        raise
                    interrupt = error
        finally:
            if True in owns:
                self._busy.release()
                if self._ended:
                    self.stop()
        if interrupt is not None:
            raise interrupt

    def _natives(self) -> tuple[Callable[[int, int], None], Work]:
        """The functions that begin a job and do a thread's part of it."""
        return run_jobs.assign_spans(), run_jobs.run_share()

    def _run(self, job: int, begun: list[int]) -> None:
        """Run a job, or what is left of it where `begun` has `DONE`: a thread takes over what others have not begun."""
        pool, (assign, share) = address(self._block), self._natives()
        if not begun:
            self._wait_for_all()
            note(begun, assign, pool, job)
            for worker in self._workers:
                worker.start(share, pool)
        share(pool, 0)
        self._wait_for_all()

    def _wait_for_all(self) -> None:
        for worker in self._workers:
            worker.wait()

    def latency(self) -> float:
        """Seconds that a job takes in which there is nothing to do: the better of a few times."""
        job = np.zeros(3, np.int64)
        times: list[float] = []
        for _ in range(MEETINGS):
            start = time.perf_counter()
            try:
                self._run(address(job), [])
            finally:
                self._wait_for_all()
            times.append(time.perf_counter() - start)
        return sorted(times)[len(times) // 4]

    def stop(self) -> None:
        """End the workers: now, or when whoever uses them is done."""
        self._ended = True
        if self._busy.acquire(blocking=False):  # it is never given back: who still asks finds the pool busy
            for worker in self._workers:
                worker.stop()
