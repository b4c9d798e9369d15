"""A bound step as one call of a C function: the interpreter's own calling convention, in native code.

Input: a `Record` of an object: what its step runs and which keywords it takes. Output: `install(cls)`, which gives a
class a method in native code, `cls.forward(**keywords)`. The method runs the plan of the object's record with the GIL
released, after it has checked and set what the keywords bring: arrays in place of others that the plan only reads, and
numbers. Whatever else is asked, or does not fit, goes on to the method that the class had before, in Python, which says
what is wrong. So the native method never raises by itself.

NumPy arrays are read through the layout that NumPy promises to compiled extensions; an array's type is recognised by
its dtype object, of which NumPy keeps one for each native type. `available()` tries all of it out on arrays of known
form before any of it is used; without it steps go through ctypes.
Non-goals: what the checks are for (`executor.py`), running (`run_jobs.py`).
"""

from __future__ import annotations

import _thread
import ctypes
import functools
import math
import operator
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mxsym.codegen import quiet_thread
from mxsym.runtime import kernel_cache, watch
from mxsym.runtime.buffers import Array, address
from mxsym.runtime.native_call.forward_text import TEXT
from mxsym.runtime.native_call.layout import API, ENTRY, RECORD
from mxsym.runtime.watch import Intact, Watch

ENVIRONMENT = "MXSYM_CALLS"
_FASTCALL, _KEYWORDS, _NOARGS = 0x80, 0x02, 0x04
_P = ctypes.c_void_p


@functools.cache
def available() -> bool:
    """Whether native methods work here, and `MXSYM_CALLS=ctypes` does not forbid them."""
    if os.environ.get(ENVIRONMENT) == "ctypes" or sys.implementation.name != "cpython":
        return False
    if not getattr(sys, "_is_gil_enabled", lambda: True)():  # without it, reference counts are laid out otherwise
        return False
    return _reads_arrays()


def intact() -> Intact | None:
    """Native code that looks at the rows of a `Watch` again; None where there is none."""
    return watch.native(_linked().addresses["intact"]) if available() else None


def _reads_arrays() -> bool:
    """Whether native code reads of arrays what NumPy says of them."""
    fits = ctypes.CFUNCTYPE(ctypes.c_int, _P, ctypes.py_object)(_linked().addresses["fits"])
    for dtype in (np.float16, np.float32, np.float64):
        array = np.zeros((3, 5), dtype)
        frozen, unaligned = array.copy(), np.zeros(3 * 5 * array.itemsize + 1, np.uint8)[1:].view(dtype).reshape(3, 5)
        frozen.flags.writeable = False
        others = [array[:2], array.T.copy(), array.reshape(3, 5, 1), np.asfortranarray(array), [0.0], unaligned]
        others += [np.zeros((3, 10), dtype)[:, ::2], array.astype(np.int32), array.astype(array.dtype.newbyteorder())]
        entry = Entries({"x": Tensor((3, 5), array.dtype, (), None)}, {}).at
        if not all(fits(entry, value) == 1 for value in (array, frozen)) or any(fits(entry, o) for o in others):
            return False
    return _sees_changes()


def _sees_changes() -> bool:
    """Whether native code sees of bound arrays what becomes of them."""
    look = watch.native(_linked().addresses["intact"])
    array = np.zeros((3, 5), np.float32)
    view = array[:]
    seen = Watch({"whole": array.shape, "view": view.shape}, look)
    for key, bound in (("whole", array), ("view", view)):
        seen.see(key, watch.of_array(bound), bound, written=True)

    def sees(change: Callable[[], object], back: Callable[[], object]) -> bool:
        was_intact = seen.intact()
        change()
        is_intact = seen.intact()
        back()
        return was_intact and not is_intact

    words = [("whole", word) for word in ("descr", "dimensions", "address", "base")]
    words += [("view", word) for word in ("address", "base", "root_address")]
    return (
        sees(lambda: array.setflags(write=False), lambda: array.setflags(write=True))
        and sees(lambda: array.resize((5, 3), refcheck=False), lambda: array.resize((3, 5), refcheck=False))
        and all(sees(lambda at=at: seen.shift(*at, 1), lambda at=at: seen.shift(*at, -1)) for at in words)
        and seen.intact()
    )


@functools.cache
def _linked() -> Any:
    """The native code, with the addresses that it needs of the interpreter's functions and objects."""
    library = kernel_cache.linked(TEXT, kernel_cache.host(""), [*_METHODS, "adopt", "fits", "intact", "api"])
    names = {name: sys.intern(name) for name in ("_record", _FORWARD, "address")}
    objects = {
        "ndarray": np.ndarray,
        "memoryview": memoryview,
        "float": float,
        "str": str,
        "None": None,
        "nested": NestedStepError,
        "busy": BusyError,
        "may_wait": may_wait,
    } | names
    _kept.extend(objects.values())
    addresses = {name: id(held) for name, held in objects.items()}
    for place, name in enumerate(API):
        value = addresses[name] if name in addresses else ctypes.cast(getattr(ctypes.pythonapi, name), _P).value
        ctypes.c_void_p.from_address(library.addresses["api"] + 8 * place).value = value
    return library


class _MethodDef(ctypes.Structure):
    """What CPython calls a PyMethodDef."""

    _fields_ = (("name", ctypes.c_char_p), ("call", _P), ("flags", ctypes.c_int), ("doc", ctypes.c_char_p))


_METHODS = {"forward": _FASTCALL | _KEYWORDS, "enter": _NOARGS, "attempt": _NOARGS, "leave": _FASTCALL}
_FORWARD = "_forward"
_kept: list[object] = []


def _add(cls: type, name: str, function: str, doc: str) -> None:
    """Give a class a method in native code."""
    definition = _MethodDef(name.encode(), _linked().addresses[function], _METHODS[function], doc.encode())
    _kept.append(definition)
    make = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object, _P)(("PyDescr_NewMethod", ctypes.pythonapi))
    setattr(cls, name, make(cls, ctypes.addressof(definition)))


def install(cls: type) -> None:
    """Put the native method before `cls.forward`, which becomes `cls._forward`. Once for a class."""
    if _FORWARD in vars(cls):
        return
    python = vars(cls)["forward"]
    setattr(cls, _FORWARD, python)
    if available():
        signature = "forward($self, /, is_train=False, *, scalars=None, **kwargs)\n--\n\n"
        _add(cls, "forward", "forward", signature + python.__doc__)


class NestedStepError(RuntimeError):
    """A step that would wait for a step that waits for it."""

    def __init__(
        self, problem: str = "this thread is in the middle of a step of this executor: step it when that is done"
    ) -> None:
        super().__init__(problem)


def may_wait() -> None:
    """Called where a thread would wait for another one's step.

    Raises:
        NestedStepError: that step may be waiting for this thread.
    """
    if quiet_thread.is_helper():
        raise NestedStepError(
            "this thread does work that a step may be waiting for: use an executor of its own in code that the garbage "
            "collector runs"
        )


class BusyError(Exception):
    """A lock is not free."""


class Lock:
    """A lock that native code takes, too; `with lock:` as for a `threading.Lock`. See `lock_text.py`.

    Raises:
        NestedStepError: this thread has it, or who has it may be waiting for this thread.
    """

    def __init__(self) -> None:
        _add_lock_methods()
        allocate = ctypes.PYFUNCTYPE(_P)(("PyThread_allocate_lock", ctypes.pythonapi))
        self._free = ctypes.PYFUNCTYPE(None, _P)(("PyThread_free_lock", ctypes.pythonapi))
        self._words = np.array([allocate(), 0], np.int64)
        self.address = address(self._words)

    def __del__(self) -> None:
        self._free(int(self._words[0]))

    if TYPE_CHECKING:

        def __enter__(self) -> None: ...
        def __exit__(self, *_: object) -> None: ...


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


class PortableLock(_thread.RLock):  # pyright: ignore[reportGeneralTypeIssues]: in C it is no final class
    """The same in Python. Leaving it is a function in C, in which no signal handler comes between.

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
        _add(cls, "__enter__", function, "Take the lock.")
        _add(cls, "__exit__", "leave", "Give the lock back.")


if TYPE_CHECKING:
    AnyLock = Lock | PortableLock
    AnyAttempt = TryLock | _PortableAttempt


def lock() -> AnyLock:
    """A lock for each step of an object: one that the native method takes, too, where there is one."""
    return Lock() if available() else PortableLock()


def attempt(lock: AnyLock) -> AnyAttempt:
    """What takes a lock if it is free."""
    return TryLock(lock) if isinstance(lock, Lock) else _PortableAttempt(lock)


WRITTEN = 1
"""No address."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """An array that another may replace: its form, its slots in the argument block, the mapping that holds it.

    `fixed`: where the other must lie, too, and be writable; `WRITTEN`: it must be writable, wherever it lies.
    `row`: the address of its row of a `Watch`.
    """

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    slots: Sequence[int]
    held: dict[str, Any] | None
    fixed: int = 0
    row: int = 0


@dataclass(frozen=True, slots=True)
class Number:
    """A number that a keyword may set: its slots in the argument block, the mappings that hold it."""

    slots: Sequence[int]
    held: Sequence[dict[str, Any]]


class Entries:
    """What keywords stand for, as native code reads it. `at` is the address of the first."""

    def __init__(self, tensors: Mapping[str, Tensor], numbers: Mapping[str, Number]) -> None:
        self._kept = [item.held for item in (*tensors.values(), *numbers.values())]
        rows: list[dict[str, int]] = []
        self._lists: list[Array] = []
        for item in tensors.values():
            row = {"descr": id(item.dtype), "dimensions": len(item.shape), "shape": self._listed(item.shape)}
            size = math.prod(item.shape) * item.dtype.itemsize
            row |= {"bytes": size, "fixed": item.fixed, "held": id(item.held), "row": item.row}
            rows.append(row | self._slots(item.slots))
        self._dtypes = [item.dtype for item in tensors.values()]
        for item in numbers.values():
            held = {"holders": self._listed([id(mapping) for mapping in item.held]), "holding": len(item.held)}
            rows.append(held | self._slots(item.slots))
        table = [[row.get(name, 0) for name in ENTRY] for row in rows]
        self._rows = np.array(table, np.int64).reshape(-1, len(ENTRY))
        self.at = address(self._rows)
        self.index = {sys.intern(name): place for place, name in enumerate((*tensors, *numbers))}

    def _slots(self, slots: Sequence[int]) -> dict[str, int]:
        return {"slots": self._listed(slots), "slot count": len(slots)}

    def _listed(self, numbers: Sequence[int]) -> int:
        made = np.array(numbers, np.int64)
        self._lists.append(made)
        return address(made)


class Record:
    """What the native method knows of one object. The object holds it, and its `address` as `_record`."""

    def __init__(self) -> None:
        self._words = np.zeros(len(RECORD), np.int64)
        self._kept: dict[str, object] = {}
        self.address = address(self._words)

    def set(self, **words: int) -> None:
        """Set words by name; see `calls_layout.RECORD`."""
        for name, value in words.items():
            self._words[RECORD.index(name)] = value

    def keep(self, **objects: object) -> None:
        """Set words to objects, which live as long as they are there."""
        self._kept.update(objects)
        self.set(**{name: id(held) for name, held in objects.items()})

    def take(self, entries: Entries) -> None:
        """Let these be the keywords."""
        self._kept["entries"] = entries
        self.keep(index=entries.index)
        self.set(entries=entries.at)

    def written(self, spans: Sequence[tuple[int, int]]) -> None:
        """The memory that the step writes, as (first byte, first byte behind it), none overlapping another."""
        made = np.array(sorted(spans), np.int64).reshape(-1, 2)
        self._kept["spans"] = made
        self.set(spans=address(made), span_count=len(made))


class ArraySignature:
    """Binds lists of arrays to a plan, each of the form and at the place that its tensor says.

    `written`: the memory of those that are written, which have a place and come first; where it is not given they have
    none, and each array is compared with each other. `kept` is kept.
    """

    def __init__(
        self,
        plan_block: int,
        tensors: Sequence[Tensor],
        written: Sequence[tuple[int, int]] | None = None,
        kept: object = None,
    ) -> None:
        self._record, self._kept = Record(), kept
        self.fixed = 0 if written is None else sum(item.fixed != 0 for item in tensors)
        self._record.set(compare=written is None)
        self._record.set(block=plan_block)
        self._record.take(Entries({str(place): item for place, item in enumerate(tensors)}, {}))
        self._record.written(written or ())
        adopt = ctypes.PYFUNCTYPE(ctypes.c_int, _P, ctypes.c_int64, ctypes.py_object)
        self._adopt = functools.partial(adopt(_linked().addresses["adopt"]), self._record.address, len(tensors))

    def __call__(self, arrays: list[Any]) -> bool:
        """Whether every array fits, and no memory that is written is that of another. If not, nothing changes."""
        return bool(self._adopt(arrays))
