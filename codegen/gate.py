"""A lock that a fork waits for: no child of the process begins inside what the lock guards.

`LOADING` is for imports, `COMPILING` for LLVM's own code.
"""

# A thread may enter a gate that it is in. An exception of a signal handler (Ctrl-C) breaks off every wait for one of
# Python's locks, and what is raised in a hook of `os.fork` is dropped: a hook would release a lock it does not have.
# So a gate is one of the system's locks. A wait for it ends when it is free, and entering and leaving it are single
# calls of C functions, between which no handler runs.

from __future__ import annotations

import ctypes
import functools
import logging  # first, so that its own hook of `os.fork` runs after those of the gates: see `Gate`
import os
import sys

RECURSIVE = 1 if sys.platform == "linux" else 2
"""PTHREAD_MUTEX_RECURSIVE of POSIX."""
_ROOM = 128
"""Bytes: more than any system's mutex has."""


class Gate:
    """A lock that one thread holds at a time, as often as it likes; `os.fork` holds it, too."""

    def __new__(cls) -> Gate:
        """Each gate is of a type of its own: `with` calls what the type has, and that must be a C function."""
        if not hasattr(os, "register_at_fork"):
            return object.__new__(cls)
        library = ctypes.CDLL(None)
        mutex, kind = (ctypes.create_string_buffer(_ROOM) for _ in range(2))
        library.pthread_mutexattr_init(kind)
        library.pthread_mutexattr_settype(kind, RECURSIVE)
        free = functools.partial(library.pthread_mutex_init, mutex, kind)
        free()
        # As functions of their own: what `with` passes, the C function does not look at.
        enter = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(("pthread_mutex_lock", library))
        passed = [ctypes.py_object] * 3
        leave = ctypes.CFUNCTYPE(None, ctypes.c_void_p, *passed)(("pthread_mutex_unlock", library))
        enter = functools.partial(enter, ctypes.addressof(mutex))
        leave = functools.partial(leave, ctypes.addressof(mutex))
        methods = {"__enter__": staticmethod(enter), "__exit__": staticmethod(leave), "_mutex": mutex}
        gate: Gate = object.__new__(type(cls.__name__, (cls,), methods))
        # Hooks before a fork run in reverse order, and code inside a gate makes loggers. Were logging's lock taken
        # first, a fork would wait for the gate, and the thread inside it for that lock.
        assert logging.root
        # The child begins with a free one: it has none of the threads that might hold it.
        os.register_at_fork(
            before=enter, after_in_parent=functools.partial(leave, None, None, None), after_in_child=free
        )
        return gate

    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


LOADING, COMPILING = Gate(), Gate()
