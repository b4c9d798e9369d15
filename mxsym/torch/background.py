"""A step in the background: a thread that runs kernels while the caller goes on."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from mxsym.torch.tensors import torch


class Ticket:
    """A step that runs, or has run, in the background."""

    def __init__(self) -> None:
        self._future: Future[Any] | None = None
        self._result: Any = None
        self._process = os.getpid()
        self._is_heard = False

    def begin(self, worker: ThreadPoolExecutor, work: Callable[[], Any]) -> None:
        """Let a worker do the work, in the caller's inference mode."""
        inference = torch.is_inference_mode_enabled()

        def run() -> Any:
            with torch.inference_mode(inference):
                return work()

        self._future = worker.submit(run)

    def end(self, result: Any) -> None:
        """The result of the step, where its work has none."""
        self._result = result

    def done(self) -> bool:
        """True if the step has ended, by an error too."""
        return self._future is None or self._future.done()

    def wait(self, timeout: float | None = None) -> Any:
        """Wait for the step to end, and return what `step()` returns.

        Args:
            timeout: in seconds; without it, as long as it takes.

        Raises:
            TimeoutError: the step has not ended yet. RuntimeError: it runs in the parent of this process. Else the
                error of the step.
        """
        if self._future is None:
            return self._result
        if not self._future.done() and self._process != os.getpid():
            raise RuntimeError("wait: the step was under way when this process was forked; wait before the fork")
        try:
            result = self._future.result(timeout)
        finally:
            self._is_heard = self._future.done()
        return self._result if result is None else result

    @property
    def failed(self) -> bool:
        """True if the step has ended by an error that `wait()` has not raised yet."""
        if self._future is None or not self._future.done() or self._is_heard:
            return False
        return self._future.exception() is not None


class Background:
    """The one step of an optimizer that may run in the background, and the thread that runs it."""

    def __init__(self) -> None:
        self.ticket: Ticket | None = None
        """That of the last step."""
        self.is_beginning = False
        """True while the caller prepares a step."""
        self._worker: ThreadPoolExecutor | None = None
        self._process = 0

    @contextmanager
    def beginning(self) -> Generator[Ticket]:
        """A new ticket, for a step that is prepared meanwhile."""
        previous, self.ticket = self.ticket, Ticket()
        self.is_beginning = True
        try:
            yield self.ticket
        except BaseException:
            self.ticket = previous
            raise
        finally:
            self.is_beginning = False

    def begin(self, work: Callable[[], Any]) -> None:
        """Hand over the work of the step that begins."""
        assert self.ticket is not None
        if self._worker is None or self._process != os.getpid():  # a forked child has no threads
            self._worker, self._process = ThreadPoolExecutor(1, "mxsym.torch step"), os.getpid()
        self.ticket.begin(self._worker, work)

    def check(self, what: str) -> None:
        """Refuse to do something while a step runs, and after one whose error nobody has seen.

        Raises:
            RuntimeError: naming `what`.
        """
        if self.ticket is None or self.is_beginning:
            return
        if not self.ticket.done():
            raise RuntimeError(f"{what}: a step runs in the background; call wait() of its ticket first")
        if self.ticket.failed:
            raise RuntimeError(f"{what}: the step before failed; wait() of its ticket says why: call it first")
