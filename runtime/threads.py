"""The threads that steps run on: their number, their pool, and the job size from which sharing pays.

A pool is that of an OpenMP runtime if this process has loaded one, else a native one, else a portable one in Python.
Steps that call a library with threads of its own do not use OpenMP's: those spin on the CPUs that the library needs.
"""

# `Threads.start()` fills a cell, from which native code reads the pool and the traffic of a job from which sharing it
# pays. `PROCESS` is what steps use by default; `of` is for steps that use other numbers of threads, or other CPUs.
#
# `start` never fails: if the system gives fewer threads than requested, steps run on those, or alone. Settings are
# single words, and pools are made and ended on quiet threads alone. So a signal handler, a finalizer or another
# thread may set the number of threads, and step, at any moment.

from __future__ import annotations

import atexit
import contextlib
import functools
import logging
import os
import threading
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from mxsym.codegen import quiet_thread, settings
from mxsym.codegen.loading import load_modules
from mxsym.codegen.record import record
from mxsym.runtime import run_jobs
from mxsym.runtime.buffers import Array, address
from mxsym.spelling import shown

if TYPE_CHECKING:
    from mxsym.runtime.native_pool import NativePool
    from mxsym.runtime.openmp import Runtime
    from mxsym.runtime.openmp_pool import OpenMPPool
    from mxsym.runtime.python_pool import PythonPool

    Pool = NativePool | OpenMPPool | PythonPool

OPENMP_ENVIRONMENT = "OMP_NUM_THREADS"
Setting = Literal["auto", "openmp", "native", "python"]
"""The choices of `MXSYM_POOL`."""
LEAST, MOST = 1 << 15, 1 << 22
"""No job of less traffic is shared out, however fast the threads are; a process that runs only such starts none. Every
job of more is, however slow they were when they were timed: the machine may have been busy just then."""
MOST_THREADS = 256
"""No pool has more, unless there are more than a quarter as many CPUs: they would only take memory."""

_log = logging.getLogger("mxsym")


@record
class _Default:
    """The number of threads where nobody has set one, and its origin."""

    threads: int
    source: str


@functools.cache
def _openmp_default() -> int:
    """The number of threads that `OMP_NUM_THREADS` gives; 0 where it gives none."""
    text = os.environ.get(OPENMP_ENVIRONMENT, "")
    number = _positive(text.split(",")[0].strip())  # the others are for regions inside regions
    if text and not number:
        _log.warning("%s is no positive whole number, but %r: mxsym goes by the CPUs", OPENMP_ENVIRONMENT, shown(text))
    return number


@functools.cache
def _environment_number() -> int:
    """The number of threads that `MXSYM_NUM_THREADS` gives; 0 where it gives none."""
    text = os.environ.get(settings.NUM_THREADS, "")
    number = _positive(text)
    if text and not number:
        raise ValueError(f"{settings.NUM_THREADS} must be a positive whole number, got {shown(text)!r}")
    return number


def _positive(text: str) -> int:
    """A whole number above 0 of at most 9 digits; 0 of any other text."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


@functools.cache
def _default() -> _Default:
    number = _environment_number()
    if number:
        return _Default(number, settings.NUM_THREADS)
    usual = _openmp_default()
    if usual:
        return _Default(usual, OPENMP_ENVIRONMENT)
    load_modules("mxsym.runtime.cpus")
    from mxsym.runtime import cpus

    quota = "" if cpus.count() == len(cpus.allowed()) else ", as their control group's quota allows"
    return _Default(cpus.count(), f"the CPUs of this process{quota}")


_setting_text: str | None = None
"""The text of `MXSYM_POOL` when it was read last: at a bind, or after the number of threads was set."""


def _setting() -> Setting:
    """The setting of `MXSYM_POOL`.

    Raises:
        ValueError: it is none of the choices.
    """
    global _setting_text
    text = _setting_text = os.environ.get(settings.POOL, "") or "auto"
    for choice in get_args(Setting):
        if text == choice:
            return choice
    raise ValueError(f"{settings.POOL} must be one of {', '.join(get_args(Setting))}; got {text!r}")


@record
class Choice:
    """A kind of pool, the runtime whose threads it uses, and why it is this kind."""

    kind: Literal["openmp", "native", "python"]
    runtime: Runtime | None
    why: str


def _choose(request: _Request, count: int, beside_library: bool, find: Callable[[], Runtime | None]) -> Choice:
    """The kind of pool to use for `count` threads.

    `beside_library`: see `Threads`; `find`: the OpenMP runtime at hand. A runtime ends the process when the system
    refuses it a thread. So mxsym never asks it for more than it would use anyway.
    """
    load_modules("mxsym.runtime.cpus", "mxsym.runtime.native_pool", "mxsym.runtime.openmp")
    from mxsym.runtime import cpus, native_pool, openmp

    setting = _setting()
    why = f"{settings.POOL}={setting}"
    if setting in ("auto", "openmp"):
        if request.pin or request.places is not None:
            why = "an OpenMP runtime places its threads itself, and these have CPUs of their own"
        elif beside_library and setting == "auto":
            why = "an OpenMP runtime's threads spin on the CPUs that NumPy's library needs"
        elif count > (most := max(len(cpus.allowed()), _openmp_default())):
            why = f"an OpenMP runtime is asked for {most} threads at most, the CPUs or {OPENMP_ENVIRONMENT}"
        elif (runtime := find()) is not None:
            return Choice("openmp", runtime, f"this process has loaded {runtime}")
        elif openmp.is_inherited():
            why = "this process was forked, and the threads of its OpenMP runtime are its parent's"
        else:
            why = "this process has loaded no OpenMP runtime"
    if setting == "python" or not native_pool.available():
        return Choice("python", None, why if setting == "python" else f"{why}; there is no native pool for this system")
    return Choice("native", None, why)


@record
class _Scan:
    """The runtime that was found when the process had loaded so many libraries."""

    loads: int
    runtime: Runtime | None


_NOTHING = _Scan(-2, None)
_scan = _NOTHING


@functools.cache
def _loads() -> Callable[[], int]:
    """A function that counts the libraries which this process has loaded."""
    load_modules("mxsym.runtime.openmp", "mxsym.runtime.openmp_pool")
    from mxsym.runtime import openmp, openmp_pool

    return openmp_pool.loads() if openmp.SUPPORTED else int


def _runtime() -> Runtime | None:
    """The runtime at hand, looked for again where another library has been loaded since."""
    global _scan
    load_modules("mxsym.runtime.openmp")
    from mxsym.runtime import openmp

    loads = _loads()()
    if loads != _scan.loads:
        # On a quiet thread: what the C library keeps of a library does not come between the caller's large arrays.
        _scan = _Scan(loads, quiet_thread.run(openmp.usable))
    return _scan.runtime


_Inputs = tuple[int | None, bool, int | None, bool, str | None, int, int]
"""The values that `_Settings` follow from: cheap to look at before each step."""


@record
class _Settings:
    """The properties of a pool that is wanted."""

    threads: int
    follows: bool
    pin: bool
    share_from: int | None
    kind: str
    runtime: Runtime | None


_changing = threading.RLock()
"""Held by the thread that makes or ends a pool, which is a quiet one."""
_share_from: int | None = None
_ended = False
_all: list[Threads] = []


class _Request:
    """The threads that somebody asked for.

    Args:
        count: their number; None where nobody has set it.
        places: the CPUs that they may run on; None for all of the process's.
        pin: True if each worker stays on a CPU of its own.
    """

    def __init__(self, count: int | None, places: tuple[int, ...] | None, pin: bool) -> None:
        self.count, self.places, self.pin = count, places, pin


class Threads:
    """A number of threads that plans run on, and the pool that has them once a step needs them.

    `cell` is what native code reads, see `run_jobs.POOL_STATE`. Nothing else refers to the pool. With `beside_library`
    its workers sleep between jobs, in which a library computes on threads of its own.
    """

    def __init__(self, cell: Array, request: _Request, beside_library: bool = False) -> None:
        self.cell, self.address = cell, address(cell)
        self._request, self._beside_library = request, beside_library
        self.beside_library = self if beside_library else Threads(np.zeros(3, np.int64), request, beside_library=True)
        """As many on the same CPUs, for steps that call libraries."""
        self._pool: Pool | None = None
        self._portable: PythonPool | None = None  # the pool, if it is one
        self._running: _Settings | None = None  # what the pool was made for; None where there is none, or only soon
        self._inputs: _Inputs | None = None  # from what `_running` followed
        self._usual = 0  # the number of threads that the OpenMP runtime would use, where this pool is not its own
        self._making = False
        _all.append(self)

    @property
    def count(self) -> int:
        """Number of threads that a step may use, the caller's included.

        Raises:
            ValueError: `MXSYM_NUM_THREADS` is no positive whole number.
        """
        return self._request.count if self._request.count is not None else _default().threads

    @property
    def is_default(self) -> bool:
        """True if nobody has set the number."""
        return self._request.count is None

    @property
    def source(self) -> str:
        """The origin of the number."""
        return _default().source if self._request.count is None else "as asked for"

    @property
    def _follows(self) -> bool:
        """True if nobody has told mxsym the number, and so it is not more than that of the OpenMP runtime."""
        return self._request.count is None and _default().source != settings.NUM_THREADS

    def set(self, count: int, pin: bool | None = None) -> None:
        """Use `count` threads from now on."""
        self._request.count = count
        self._request.pin = self._request.pin if pin is None else pin
        self.end()
        self.beside_library.end()

    @property
    def _cpus(self) -> tuple[int, ...]:
        load_modules("mxsym.runtime.cpus")
        from mxsym.runtime import cpus

        return cpus.allowed() if self._request.places is None else self._request.places

    def choice(self) -> Choice:
        """The pool that the next step uses, if it needs one."""
        load_modules("mxsym.runtime.openmp")
        from mxsym.runtime import openmp

        return _choose(self._request, self.count, self._beside_library, openmp.usable)

    def _wanted(self) -> _Settings:
        count = 1 if _ended else min(self.count, self._usual or self.count)
        if count == 1:
            return _Settings(1, False, False, _share_from, "", None)
        choice = _choose(self._request, count, self._beside_library, _runtime)
        return _Settings(count, self._follows, self._request.pin, _share_from, choice.kind, choice.runtime)

    def _usual_number(self) -> int:
        """The number of threads that the OpenMP runtime would use for the caller, if that limits these; else 0."""
        runtime = _runtime() if self._beside_library and self._follows else None
        return 0 if runtime is None else runtime.usual()

    def start(self) -> PythonPool | None:
        """Start the threads where that has not happened yet. Returns the portable pool, if that is what runs here."""
        watching = self.count > 1 and _setting_text not in ("native", "python")
        loads = _loads()() if watching else 0
        usual = self._usual_number() if watching else 0
        inputs = (self._request.count, self._request.pin, _share_from, _ended, _setting_text, loads, usual)
        if inputs != self._inputs or self._running is None:
            self._usual = usual
            wanted = self._wanted()
            if self._running != wanted:
                if wanted.runtime is not None:
                    _openmp_latency(wanted.runtime, wanted.threads)  # here, where the team is that this thread will use
                quiet_thread.run(self._make, ("threads", self.address))
            self._inputs = inputs if self._running == wanted else None
        return self._portable

    def end(self) -> None:
        """Let no step use the pool that there is, and end it."""
        self.cell[1] = 0
        quiet_thread.run(self._drop)

    def _drop(self) -> None:
        with _changing:
            self.cell[0] = self.cell[1] = 0
            self._running = self._portable = None
            pool, self._pool = self._pool, None
            if pool is not None:
                pool.stop()

    def _make(self) -> None:
        """Make the pool that is wanted, unless this is called from the middle of making it."""
        with _changing:
            wanted = self._wanted()
            if self._running == wanted or self._making:
                return
            self._making = True
            try:
                self._drop()
                pool = self._new(wanted)
                if pool is not None:
                    self.cell[2] = _threshold(self._latency(pool), pool.count)
                    self.cell[0] = pool.address
                self._pool = pool
                self._portable = pool if pool is not None and pool.kind == "python" else None
                self._running = wanted
                self.cell[1] = self._portable is None and wanted == self._wanted()
            finally:
                self._making = False

    def _new(self, wanted: _Settings) -> Pool | None:
        """The threads that are wanted, or as many of them as there can be; None where that is the caller's alone."""
        if wanted.threads == 1:
            return None
        load_modules("mxsym.runtime.cpus", "mxsym.runtime.native_pool", "mxsym.runtime.python_pool")
        from mxsym.runtime import cpus, native_pool, python_pool

        if _setting() == "openmp" and wanted.runtime is None:
            choice = self.choice()
            _warn("%s=openmp: %s; steps use the %s pool", settings.POOL, choice.why, choice.kind)
        most = max(MOST_THREADS, 4 * len(cpus.allowed()))
        count = min(wanted.threads, most)
        try:
            if wanted.runtime is not None:
                pool = _openmp(wanted.runtime, count, wanted.follows)
            else:
                kind = native_pool.NativePool if wanted.kind == "native" else python_pool.PythonPool
                with _on(self._cpus):  # whichever CPUs the caller may run on
                    pool = kind(count, self._cpus, wanted.pin)
        except (MemoryError, OSError, RuntimeError) as error:
            _warn_of_fewer(wanted.threads, 1, str(error))
            return None
        if pool.count < wanted.threads:
            _warn_of_fewer(wanted.threads, pool.count, pool.problem or f"at most {most} are of any use here")
        if pool.count > 1:
            return pool
        pool.stop()
        return None

    def _latency(self, pool: Pool) -> float:
        """Seconds that handing out a job takes; with pinned workers, to a caller on the CPU that was left for it."""
        if pool.kind == "openmp":
            return _openmp_latency(pool.runtime, pool.count)
        if not self._request.pin:
            return pool.latency()
        with _on(self._cpus[:1]):
            return pool.latency()

    def forget(self) -> None:
        """Have no pool: it is that of the process which this one was forked from."""
        self.cell[0] = self.cell[1] = 0
        self._pool = self._portable = self._running = None
        self._making = False


def _openmp(runtime: Runtime, count: int, follows: bool) -> OpenMPPool:
    load_modules("mxsym.runtime.cpus", "mxsym.runtime.openmp_pool")
    from mxsym.runtime import cpus
    from mxsym.runtime.openmp_pool import OpenMPPool

    return OpenMPPool(runtime, count, len(cpus.allowed()), follows=follows, process=os.getpid())


@functools.cache
def _openmp_latency(runtime: Runtime, count: int) -> float:
    """Seconds that handing out a job takes in a runtime."""
    return _openmp(runtime, count, follows=False).latency()


@contextlib.contextmanager
def _on(places: Iterable[int]) -> Generator[None, None, None]:
    """Inside, this thread may run on these CPUs, and so may those that it starts."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    with contextlib.suppress(OSError):  # the system has taken them away since
        os.sched_setaffinity(0, places)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, before)


PROCESS = Threads(run_jobs.POOL_STATE, _Request(None, None, settings.is_on(settings.PIN_THREADS)))
"""Those that steps use by default."""
_shared: dict[tuple[int, tuple[int, ...] | None], Threads] = {}


def _checked(count: int) -> int:
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError(f"the number of threads is a positive whole number, got {count!r}")
    return count


def of(count: int | None = None, places: Sequence[int] | None = None) -> Threads:
    """So many threads, on these CPUs: for the steps of one executor or one optimizer, or for one step.

    Equal arguments give the same threads. Without `count` there are as many as CPUs. Without CPUs they may run on all
    of the process's, and are those of its OpenMP runtime, where there is one. The caller's thread stays where it is.

    Raises:
        ValueError: `count` is no positive whole number, or `places` are not CPUs of this process.
    """
    if places is not None:
        load_modules("mxsym.runtime.cpus")
        from mxsym.runtime import cpus

        known = set(cpus.allowed())
        if not hasattr(os, "sched_setaffinity"):
            raise ValueError("threads cannot be given CPUs on this system: leave the CPUs out")
        if not places or not known.issuperset(places):
            listed = ", ".join(map(str, sorted(known)))
            raise ValueError(f"the CPUs of threads are some that this process may use ({listed}), got {places!r}")
        places = tuple(dict.fromkeys(places))
        count = len(places) if count is None else count
    if count is None:
        return PROCESS
    key = _checked(count), places
    return _shared.get(key) or _shared.setdefault(key, Threads(np.zeros(3, np.int64), _Request(*key, pin=False)))


def get_num_threads() -> int:
    """Number of threads that a step may use, the caller's included.

    Raises:
        ValueError: `MXSYM_NUM_THREADS` is no positive whole number.
    """
    return PROCESS.count


def set_num_threads(count: int, *, pin: bool | None = None) -> None:
    """Use `count` threads from now on; with `pin`, each worker stays on a CPU of its own (the second, third, …).

    Raises:
        ValueError: `count` is no positive whole number.
    """
    PROCESS.set(_checked(count), pin)


def check_settings() -> None:
    """Look at the settings of the environment: should one be wrong, then where something is bound, not in a step.

    Raises:
        ValueError: `MXSYM_NUM_THREADS` or `MXSYM_POOL` is wrong.
    """
    if PROCESS.is_default:
        _environment_number()
    _setting()


def describe() -> dict[str, str]:
    """The number of threads and the pool that steps use by default, and why.

    Raises:
        ValueError: as `check_settings`.
    """
    choice = PROCESS.choice()
    pool = f"{choice.kind} ({choice.why})" if PROCESS.count > 1 else "none (one thread)"
    return {"threads": f"{PROCESS.count} ({PROCESS.source})", "pool": pool}


def share_from(traffic: int | None) -> None:
    """Share out jobs of at least so many bytes of traffic; None: from where it pays, as measured. For tests."""
    global _share_from
    _share_from = traffic
    for item in _all:
        item.end()


def least_shared() -> int:
    """The traffic of a job below which it is certain to stay on the caller's thread."""
    return LEAST if _share_from is None else _share_from


@functools.cache
def _warn(text: str, *values: object) -> None:
    """Log a warning, the first time it is given."""
    _log.warning(text, *values)


def _warn_of_fewer(wanted: int, count: int, problem: str) -> None:
    _warn("%d threads cannot be started (%s): steps use %d", wanted, problem, count)


def _threshold(latency: float, count: int) -> int:
    """The traffic of a job that one thread does in the time that handing parts of it to the others costs and saves."""
    if _share_from is not None:
        return _share_from
    load_modules("mxsym.runtime.native_pool")
    from mxsym.runtime.native_pool import MEETINGS

    values = np.ones(1 << 13, np.float32)  # in the first-level cache, where one thread is fastest
    times: list[float] = []
    for _ in range(MEETINGS):
        begin = time.perf_counter()
        np.add(values, values, out=values)
        times.append(time.perf_counter() - begin)
    speed = 3 * values.nbytes / sorted(times)[len(times) // 2]
    return min(MOST, max(LEAST, int(latency * speed * count / (count - 1))))


@quiet_thread.after_fork
def _after_fork_in_child() -> None:
    """A child has none of its parent's threads, and may have inherited a lock that was held."""
    global _changing, _scan
    _changing = threading.RLock()
    _scan = _NOTHING
    for item in _all:
        item.forget()


def _end() -> None:
    """The interpreter ends: native workers must not outlive the code that they run. Who still steps, steps alone."""
    global _ended
    _ended = True
    for item in _all:
        item.end()


atexit.register(_end)
