"""The OpenMP runtimes that this process has loaded: GNU's libgomp, LLVM's libomp, Intel's libiomp5.

Nothing here loads a runtime that is not there. `GOMP_parallel` is the entry that all of them export.
"""

from __future__ import annotations

import ctypes
import functools
import os
import re
import sys
from collections.abc import Callable

from mxsym.codegen import quiet_thread
from mxsym.codegen.record import record

FUNCTIONS = ("GOMP_parallel", "omp_get_thread_num", "omp_get_max_threads", "omp_in_parallel")
"""The functions that a runtime must export to run steps."""
SUPPORTED = sys.platform == "linux" and sys.maxsize > 2**32
"""True where the system says which libraries a process has loaded."""
_NAME = re.compile(r"/lib(gomp|iomp5|omp)[^/]*\.so[^/]*$")
_MAPS = "/proc/self/maps"
_inherited: set[str] = set()
"""The runtimes that this process may have had when it was forked. Their threads remain with its parent."""
_STAT = "/proc/self/stat"
_FORKED = 0x40
"""Linux's flag of a process that was forked and has run no program since (`PF_FORKNOEXEC`)."""


@record
class Runtime:
    """A runtime: its file, and the addresses of `FUNCTIONS`. It stays loaded."""

    path: str
    addresses: tuple[int, ...]

    def __str__(self) -> str:
        return self.path

    def usual(self) -> int:
        """The number of threads that it would use for the caller."""
        return _number(self.addresses[FUNCTIONS.index("omp_get_max_threads")])()


@functools.cache
def _number(where: int) -> Callable[[], int]:
    """The function at an address, which takes nothing and returns an `int` of C's."""
    return ctypes.CFUNCTYPE(ctypes.c_int)(where)


_handles: dict[str, ctypes.CDLL] = {}
"""The runtimes so far. A handle keeps its library loaded."""


def _paths() -> list[str]:
    """The files of the runtimes that are mapped, in the order of their addresses."""
    if not SUPPORTED:
        return []
    try:
        with open(_MAPS, errors="surrogateescape") as file:
            lines = file.read().splitlines()
    except OSError:
        return []
    names = (line.split(maxsplit=5)[5:] for line in lines)  # a path may have spaces
    return list(dict.fromkeys(path for name in names for path in name if _NAME.search(path)))


def _handle(path: str) -> ctypes.CDLL | None:
    """The library, if it is loaded."""
    if path not in _handles:
        try:
            _handles[path] = ctypes.CDLL(path, mode=os.RTLD_NOLOAD | os.RTLD_NOW)
        except OSError:  # another program's file, or one that was replaced on disk
            return None
    return _handles[path]


def _address(library: ctypes.CDLL, name: str) -> int:
    """The address of a function; 0 where there is none."""
    try:
        return ctypes.cast(getattr(library, name), ctypes.c_void_p).value or 0
    except AttributeError:
        return 0


def runtimes() -> list[Runtime]:
    """The runtimes that can run steps, the best first.

    First comes the one that a plain lookup finds, since other libraries find it as well; then torch's.
    """
    everywhere = _address(ctypes.CDLL(None), FUNCTIONS[0]) if SUPPORTED else 0
    ranked: list[tuple[tuple[bool, bool], Runtime]] = []
    for path in _paths():
        library = _handle(path)
        addresses = tuple(_address(library, name) for name in FUNCTIONS) if library is not None else (0,)
        if all(addresses):
            rank = addresses[0] != everywhere, "/torch/" not in path
            ranked.append((rank, Runtime(path, addresses)))
    return [runtime for _, runtime in sorted(ranked, key=lambda item: item[0])]


def usable() -> Runtime | None:
    """The runtime that steps can run in; None where the process has none, or only has its parent's."""
    return next((runtime for runtime in runtimes() if runtime.path not in _inherited), None)


def is_inherited() -> bool:
    """True if this process was forked from one that had a runtime."""
    return bool(_inherited)


def bound_cpus() -> set[int]:
    """The CPUs of all places, where a runtime has bound threads to places (`OMP_PROC_BIND`): empty elsewhere."""
    cpus: set[int] = set()
    for path in _paths():
        library = _handle(path)
        names = ("omp_get_proc_bind", "omp_get_num_places", "omp_get_place_num_procs", "omp_get_place_proc_ids")
        if library is None or not all(_address(library, name) for name in names) or not library.omp_get_proc_bind():
            continue
        for place in range(library.omp_get_num_places()):
            ids = (ctypes.c_int * max(0, library.omp_get_place_num_procs(place)))()
            library.omp_get_place_proc_ids(place, ids)
            cpus.update(ids)
    return cpus


@quiet_thread.after_fork
def _after_fork_in_child() -> None:
    _inherited.update(_paths())


def _was_forked() -> bool:
    """True if this process began as a copy of its parent, which may be before this module was imported."""
    try:
        with open(_STAT, errors="surrogateescape") as file:
            words = file.read().rpartition(")")[2].split()
        return bool(int(words[6]) & _FORKED)
    except (OSError, IndexError, ValueError):
        return False


if SUPPORTED and _was_forked():
    _after_fork_in_child()
