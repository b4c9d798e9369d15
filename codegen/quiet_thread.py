"""Work on a quiet thread: one on which no signal handler runs, in the default floating-point mode."""

# The caller waits; Ctrl-C ends the wait at once, and the work, when nobody waits for it any more, at its next
# `pause`. Compiling, linking and starting threads happen on quiet threads. An exception of a signal handler that fell
# between two steps of those would leave a lock taken: LLVM's, Python's or our own. And a caller's rounding mode would
# be compiled into constants.
#
# Starting a thread takes small blocks from glibc's cache of the caller, and the new thread gives them back to its own.
# In the room that they leave glibc keeps what it cuts off aligned memory: between two gradients, whose memory is then
# too small for the next ones. So a quiet thread brings blocks of its own, which fill the cache of whoever waits.
#
# The garbage collector may run on any thread, and with it code of the user's. A request for quiet on a quiet thread
# goes on where it is. Work that would wait there for another thread must not: `is_helper` says so.

from __future__ import annotations

import _thread
import atexit
import contextlib
import ctypes
import functools
import os
import sys
import threading
from collections.abc import Callable, Generator, Hashable
from typing import Any, ParamSpec, TypeVar, cast

_T = TypeVar("_T")
_P = ParamSpec("_P")
_FENV_BYTES = 256
"""More than any system's floating-point environment has."""
_CACHED = 7
"""The number of free blocks of one size that glibc keeps for a thread."""
_CUT_OFF = range(24, 96, 16)
"""The sizes of blocks that glibc may cut off where it aligns memory to 64 bytes, as they are asked for."""


class _Here(threading.local):
    """The state of the present thread."""

    job: _Job | None = None
    quiet = False
    helper = False


_here = _Here()
_underway: dict[Hashable, _Job] = {}
_ended = False


class AbandonedError(Exception):
    """Nobody waits any more for what this thread does."""


class _Job:
    """A piece of work that one thread does and any number wait for."""

    def __init__(self, key: Hashable, work: Callable[[], Any]) -> None:
        self._key, self._work = key, work
        self._claim = _thread.allocate_lock()
        self._turnstile = _thread.allocate_lock()
        self._turnstile.acquire()
        self.waiting: dict[object, None] = {}
        self.over = self.lost = False
        self.result: Any = None
        self.error: BaseException | None = None
        self._blocks: list[int] = []
        """Addresses of free memory for the cache of whoever waits."""

    def start(self) -> None:
        """See that some thread does the work. May be asked again."""
        if self._claim.locked():
            return
        try:
            _thread.start_new_thread(self.do, ())
        except RuntimeError:  # the system gives no more threads, or the interpreter is ending
            self.do()

    def do(self) -> None:
        """Do the work here, unless some thread has begun."""
        if not self._claim.acquire(blocking=False):
            return
        before = _here.job, _here.quiet
        try:
            _here.job, _here.quiet = self, True
            allocate, _ = _memory()
            self._blocks += [allocate(size) for size in _CUT_OFF for _ in range(_CACHED)]
            with default_mode():
                self.result = self._work()
        except BaseException as error:  # noqa: BLE001 whoever waits raises it
            self.error = error
        finally:
            _here.job, _here.quiet = before
            self.over = True
            self.end()
            if not self.waiting:
                self._give_back()

    def wait(self) -> None:
        """Return when the work is done, or lost. May be broken off by an exception of a signal handler."""
        me = object()
        try:
            self.waiting[me] = None
            self.start()
            while not self.over and not self.lost:
                with self._turnstile:
                    pass
        finally:
            self.waiting.pop(me, None)
            self._give_back()

    def _give_back(self) -> None:
        """Give blocks of the quiet thread's memory to this thread's cache."""
        _, free = _memory()
        with contextlib.suppress(IndexError):  # another thread may be at it
            while True:
                free(self._blocks.pop())

    def end(self) -> None:
        """Let go of everybody who waits."""
        if _underway.get(self._key) is self:
            del _underway[self._key]
        with contextlib.suppress(RuntimeError):  # a forked child has let go already
            self._turnstile.release()


def run(work: Callable[[], _T], key: Hashable = None, *, imports: bool = False) -> _T:
    """The result of `work()`, done on a quiet thread. Who asks at once with an equal key gets the same result.

    `imports`: the work waits for no import that this thread may be inside of.
    """
    if _here.quiet or _ended or (not imports and next(importing(), None) is not None):
        return _inline(work)
    while True:
        fresh = _Job(object() if key is None else key, work)
        job = _underway.setdefault(fresh._key, fresh)  # pyright: ignore[reportPrivateUsage]: this module's
        job.wait()
        error = job.error
        if job.over and error is None:
            return cast("_T", job.result)
        if isinstance(error, Exception) and not isinstance(error, AbandonedError):
            raise error
        if error is not None and job is fresh and not isinstance(error, AbandonedError):
            raise error  # done on this very thread, and interrupted


def importing() -> Generator[str, None, None]:
    """The modules that this call comes from inside the import of: whoever needs one of them waits for this thread."""
    frame = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]: inspect.stack() reads source files
    while frame is not None:
        if frame.f_globals.get("__name__") == "importlib._bootstrap":
            known = frame.f_locals
            yield str(known.get("name") or getattr(known.get("spec"), "name", ""))
        frame = frame.f_back


def _inline(work: Callable[[], _T]) -> _T:
    """Do work here, where it is quiet already; it is no part of the job at hand."""
    before = _here.job, _here.quiet
    try:
        _here.job, _here.quiet = None, True
        with default_mode():
            return work()
    finally:
        _here.job, _here.quiet = before


def pause() -> None:
    """A place between two pieces of work where it may end.

    Raises:
        AbandonedError: nobody waits for it.
    """
    job = _here.job
    if job is not None and not job.waiting:
        raise AbandonedError


def quietly(function: Callable[_P, _T]) -> Callable[_P, _T]:
    """The same function, which runs on a quiet thread."""

    @functools.wraps(function)
    def call(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        return run(functools.partial(function, *args, **kwargs))

    return call


def is_helper() -> bool:
    """True if another thread may be waiting for this one: a quiet thread, or one inside `helping`."""
    return _here.quiet or _here.helper


@contextlib.contextmanager
def helping() -> Generator[None, None, None]:
    """Inside, this thread is one that another may be waiting for."""
    before, _here.helper = _here.helper, True
    try:
        yield
    finally:
        _here.helper = before


@functools.cache
def _memory() -> tuple[Callable[[int], int], Callable[[int], None]]:
    """C's `malloc` and `free`, as Python knows them."""
    allocate = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_size_t)
    free = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)
    return allocate(("PyMem_RawMalloc", ctypes.pythonapi)), free(("PyMem_RawFree", ctypes.pythonapi))


@functools.cache
def _environment() -> tuple[Callable[..., int], Callable[..., int]] | None:
    """C's `fegetenv` and `fesetenv`, where a new thread takes its creator's mode over and FE_DFL_ENV is -1."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    try:
        return library.fegetenv, library.fesetenv
    except AttributeError:
        return None


@contextlib.contextmanager
def default_mode() -> Generator[None, None, None]:
    """Inside, this thread rounds to nearest and keeps subnormals."""
    functions = _environment()
    if functions is None:
        yield
        return
    get, put = functions
    before = ctypes.create_string_buffer(_FENV_BYTES)
    get(before)
    try:
        put(ctypes.c_void_p(-1))
        yield
    finally:
        put(before)


def after_fork(function: Callable[[], None]) -> Callable[[], None]:
    """Have a function called in each forked child of this process."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=function)
    return function


@after_fork
def _after_fork_in_child() -> None:
    """The threads that were at work are the parent's."""
    for job in list(_underway.values()):
        job.lost = True
        job.end()


def _end() -> None:
    """The interpreter ends: work stops at its next pause, and what is asked for from now on is done at once."""
    global _ended
    _ended = True
    for job in list(_underway.values()):
        job.waiting.clear()
        while not job.over and not job.lost:
            with job._turnstile:  # pyright: ignore[reportPrivateUsage]: this module's
                pass


atexit.register(_end)
