"""Locks of steps: one that native code takes, too, and the same in Python where there is no native code."""

from __future__ import annotations

import _thread
import ctypes
import functools
import operator
from typing import TYPE_CHECKING

import numpy as np

from mxsym.runtime.buffers import address
from mxsym.runtime.native_call import native
from mxsym.runtime.native_call.native import BusyError, NestedStepError, add_method, may_wait

_P = ctypes.c_void_p


class Lock:
    """A lock that native code takes, too; `with lock:` as for a `threading.Lock`. See `lock_text.py`.

    Raises:
        NestedStepError: this thread has it, or who has it may be waiting for this thread.
    """

    _handle = 0  # until there is one: an exception of a signal handler may come before

    def __init__(self) -> None:
        _add_lock_methods()
        self._free = ctypes.PYFUNCTYPE(None, _P)(("PyThread_free_lock", ctypes.pythonapi))
        self._handle = _taken()
        self._words = np.array([0, 0, self._handle], np.int64)
        self.address = address(self._words)

    def renew(self) -> None:
        """For a forked child: other threads, who held this lock or waited for it, are gone.

        The thread that forked may be in the middle of a step: it keeps the lock, whose words stay where they are.
        """
        owner = _thread.get_ident() if self._words[0] == _thread.get_ident() else 0
        self._handle = _taken()  # nobody knows what state the other one is in, and it is never freed
        self._words[:] = owner, 0, self._handle

    def is_stranded(self) -> bool:
        """True in a forked child, before `renew`, if a thread has this lock that is not there."""
        return int(self._words[0]) not in (0, _thread.get_ident())

    def __del__(self) -> None:
        if self._handle:
            self._free(self._handle)

    if TYPE_CHECKING:

        def __enter__(self) -> None: ...
        def __exit__(self, *_: object) -> None: ...


def _taken() -> int:
    """A new lock of the interpreter's, which is taken."""
    handle: int = ctypes.PYFUNCTYPE(_P)(("PyThread_allocate_lock", ctypes.pythonapi))()
    ctypes.PYFUNCTYPE(ctypes.c_int, _P, ctypes.c_int)(("PyThread_acquire_lock", ctypes.pythonapi))(handle, 0)
    return handle


class TryLock:
    """`with attempt:` takes a lock if it is free.

    Raises:
        BusyError: it is not free.
    """

    def __init__(self, lock: Lock) -> None:
        self._lock = lock
        self.address = lock.address

    if TYPE_CHECKING:

        def __enter__(self) -> None: ...
        def __exit__(self, *_: object) -> None: ...


_is_owned = operator.methodcaller("_is_owned")
_renew = operator.methodcaller("_at_fork_reinit")


class PortableLock(_thread.RLock):  # pyright: ignore[reportGeneralTypeIssues]: in C it is no final class
    """A `Lock` in Python. Leaving it is a function in C, in which no signal handler comes between.

    Raises:
        NestedStepError: this thread has it.
    """

    def __enter__(self) -> bool:
        if self.is_mine():
            raise NestedStepError
        taken: list[bool] = []
        try:
            # In one call: an exception of a signal handler may come right after it, and the lock is taken or is not.
            taken.extend(map(self.acquire, (False,)))
            if taken == [False]:
                taken.clear()
                may_wait()
                taken.extend(map(self.acquire, (True,)))
            return True
        except BaseException:
            if taken == [True]:
                self.release()
            raise

    def is_mine(self) -> bool:
        """True if this thread has the lock."""
        return bool(_is_owned(self))

    def is_stranded(self) -> bool:
        """True in a forked child, before `renew`, if a thread has this lock that is not there."""
        if self.is_mine():
            return False
        if free := self.acquire(blocking=False):
            self.release()
        return not free

    def renew(self) -> None:
        """For a forked child: see `Lock.renew`."""
        if not self.is_mine():
            _renew(self)


class _PortableAttempt:
    def __init__(self, lock: PortableLock) -> None:
        self._lock = lock

    def __enter__(self) -> None:
        if self._lock.is_mine() or not self._lock.acquire(blocking=False):
            raise BusyError

    def __exit__(self, *_: object) -> None:
        self._lock.release()


@functools.cache
def _add_lock_methods() -> None:
    for cls, function in ((Lock, "enter"), (TryLock, "attempt")):
        add_method(cls, "__enter__", function, "Take the lock.")
        add_method(cls, "__exit__", "leave", "Give the lock back.")


if TYPE_CHECKING:
    AnyLock = Lock | PortableLock
    AnyAttempt = TryLock | _PortableAttempt


def lock() -> AnyLock:
    """A lock for each step of an object: one that native code takes, too, where there is some."""
    return Lock() if native.available() else PortableLock()


def attempt(lock: AnyLock) -> AnyAttempt:
    """Return an object that takes a lock if it is free."""
    return TryLock(lock) if isinstance(lock, Lock) else _PortableAttempt(lock)
