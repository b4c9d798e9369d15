"""The native code of prepared calls, linked to the interpreter: its methods, its readers, and whether it works here.

Arrays are read through the layout that NumPy promises to compiled extensions, and NumPy's one dtype object for each
native type. `available()` tries all of it out on arrays of known form before any of it is used; without it, steps go
through ctypes.
"""

from __future__ import annotations

import ctypes
import functools
import operator
import sys
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mxsym.codegen import quiet_thread, settings
from mxsym.codegen.loading import load_modules
from mxsym.runtime import exchange, kernel_cache, views
from mxsym.runtime.buffers import address, is_array, is_masked
from mxsym.runtime.faces import FACES, is_face
from mxsym.runtime.native_call.array_fields import (
    ALIGNED,
    CONTIGUOUS,
    REFERENCES,
    REFERENT,
    ROOT,
    TENSOR_BYTES,
    WRITABLE,
)
from mxsym.runtime.native_call.layout import (
    API,
    ARRAY,
    FUNCTIONS,
    LENDS,
    PINS,
    READER,
    READERS,
    ROW_FUNCTIONS,
    STEP_FUNCTIONS,
    SUMS,
)
from mxsym.runtime.sparse import RowSparse, RowSums

if TYPE_CHECKING:
    from mxsym.codegen.backend.objects import Library

_FASTCALL, _KEYWORDS, _NOARGS, _ONE = 0x80, 0x02, 0x04, 0x08
_METHODS = {
    "forward": _FASTCALL | _KEYWORDS,
    "step": _FASTCALL,
    "step_held": _FASTCALL,
    "fits": _FASTCALL,
    "fits_held": _FASTCALL,
    "enter": _NOARGS,
    "attempt": _NOARGS,
    "leave": _FASTCALL,
    "describe": _FASTCALL,
    "kind": _ONE,
    "same_objects": _FASTCALL,
    "run_span": _FASTCALL,
}
_ROW_METHODS = {"coalesce": _FASTCALL, "add_rows": _FASTCALL, "run_list": _FASTCALL}
_P = ctypes.c_void_p
_kept: list[object] = []
_known: dict[int, type] = {}
"""The types in `@readers` by their ids, in order."""


_NESTED = "this thread is in the middle of a step of this executor or optimizer: step it when that is done"


class NestedStepError(RuntimeError):
    """A step that would wait for a step that waits for it."""

    def __init__(self, problem: str = _NESTED) -> None:
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


@functools.cache
def available() -> bool:
    """True if native methods work here, and `MXSYM_CALLS=ctypes` does not forbid them."""
    if settings.choice(settings.CALLS, "native", "ctypes") == "ctypes" or sys.implementation.name != "cpython":
        return False
    if not getattr(sys, "_is_gil_enabled", lambda: True)():  # without it, reference counts are laid out otherwise
        return False
    return _item_size() is not None and _knows_referents() and _reads_arrays()


def _knows_referents() -> bool:
    """True if the address of what a weak reference is to is at `REFERENT` until that ends, and an array has its own."""
    array = np.zeros(1)
    reference = weakref.ref(array)
    referent = _P.from_address(id(reference) + REFERENT)
    alive = referent.value == id(array)
    alive = alive and _P.from_address(id(array) + REFERENCES).value == id(reference)
    del array
    return alive and referent.value == id(None) and _counts_references()


def _counts_references() -> bool:
    """True if the number of references to an object is its first word."""
    array = np.zeros(1)
    count = ctypes.c_int32.from_address(id(array))
    before, others = count.value, [array] * 3
    return before > 0 and count.value == before + len(others)


def _reads_arrays() -> bool:
    """True if native code reads of arrays what NumPy says of them."""
    for name in ("f2", "f4", "f8"):
        array, dtype = np.zeros((3, 5), name), np.dtype(name)
        shape, strides = np.array(array.shape), np.array([5, 1])
        row = {"descr": id(dtype), "bytes": array.nbytes, "dimensions": 2, "item": dtype.itemsize}
        row |= {"shape": address(shape), "strides": address(strides)}
        plain = CONTIGUOUS | ALIGNED
        for_reading, for_writing, in_order = (
            np.array([{**row, "needed": needed}.get(word, 0) for word in ARRAY])
            for needed in (plain, plain | WRITABLE, ALIGNED)
        )
        inverse = np.array([1, 3])
        transposed = np.array([{**row, "needed": ALIGNED, "strides": address(inverse)}.get(w, 0) for w in ARRAY])
        frozen, owner = array.copy(), array.copy()
        unaligned = np.zeros(array.nbytes + 1, np.uint8)[1:].view(dtype).reshape(3, 5)
        frozen.flags.writeable = False
        inside = owner.reshape(-1).view(np.uint8)[: array.nbytes].view(dtype).reshape(3, 5)
        lent = np.asarray(memoryview(owner))  # pyright: ignore[reportArgumentType]: from Python 3.12 on it is a Buffer
        others = [array[:2], array.T.copy(), array.reshape(3, 5, 1), np.asfortranarray(array), [0.0], unaligned]
        others += [np.zeros((3, 10), dtype)[:, ::2], array.astype(np.int32), array.astype(dtype.newbyteorder())]
        good = [(for_reading, array), (for_reading, frozen), (for_writing, array), (for_writing, array[:])]
        good += [(in_order, array), (transposed, np.asfortranarray(array))]
        rows = (for_reading, for_writing, in_order)
        bad = [(row_, other) for row_ in rows for other in others] + [(for_writing, frozen), (transposed, array)]
        if not all(can_read(address(row_), value) for row_, value in good):
            return False
        if any(can_read(address(row_), value) for row_, value in bad):
            return False
        if [read(address(for_reading), value)[1] for value in (inside, lent, array)] != [
            address(owner),
            address(owner),
            0,
        ]:
            return False
    return True


@functools.cache
def _item_size() -> tuple[int, str] | None:
    """Offset and integer type of the element size in a dtype object: NumPy's layout has two versions."""
    probes = [np.dtype(name) for name in ("f2", "f4", "f8", "i1", "S7", "c16")]
    for offset, kind, name in ((40, ctypes.c_int64, "i64"), (32, ctypes.c_int32, "i32")):
        if all(kind.from_address(id(dtype) + offset).value == dtype.itemsize for dtype in probes):
            return offset, name
    return None


def _offsets() -> tuple[dict[str, int], dict[str, int]]:
    """Offsets of the fields of a `RowSparse` and a `RowSums`."""
    rows = RowSparse(np.zeros(0, np.int64), np.zeros((0, 1)), (1, 1))
    sums = RowSums(object(), object(), (1, 1), object(), object())
    parts = ("data", "indices", "shape", "offsets", "weights")
    return _fields(rows, "indices", "data", "shape"), _fields(sums, *parts)


def _fields(value: object, *names: str) -> dict[str, int]:
    """Offsets of an object's fields."""
    return {name: _word_of(value, getattr(value, name), type(value).__basicsize__) for name in names}


def _text(name: str, *args: Any) -> str:
    """The text of a module, by the name of the file and of the function that writes it."""
    return getattr(load_modules(f"mxsym.runtime.native_call.{name}"), name)(*args)


@functools.cache
def linked() -> Library:
    """The native code of steps, with the addresses that it needs of the interpreter's functions and objects."""
    where = _item_size()
    assert where is not None
    names = (*_METHODS, *STEP_FUNCTIONS, "nothing", "api", "readers")
    library = kernel_cache.linked_from(_text, kernel_cache.host(""), names, "step_text", *where)
    _tell(library, _interpreter())
    return library


@functools.cache
def rows_linked() -> Library:
    """The native code of rows and of their sums. That of steps calls it from now on, and is called by it."""
    names, steps = (*_ROW_METHODS, *ROW_FUNCTIONS, "cut_sum", "api"), linked()
    library = kernel_cache.linked_from(_text, kernel_cache.host(""), names, "rows_text", *_offsets())
    _tell(library, _interpreter() | {name: steps.addresses[name] for name in STEP_FUNCTIONS})
    _tell(steps, {name: library.addresses[name] for name in ROW_FUNCTIONS})
    return library


def gather_kernel(item: int) -> int:
    """Address of the kernel that copies an array with elements of so many bytes; see `GATHER`."""
    library = kernel_cache.linked_from(_text, kernel_cache.host(""), ["gather"], "gather_text", item)
    return library.addresses["gather"]


def _tell(library: Library, addresses: Mapping[str, int]) -> None:
    """Put addresses into a module's `@api`."""
    for name, value in addresses.items():
        _P.from_address(library.addresses["api"] + 8 * API.index(name)).value = value


@functools.cache
def _interpreter() -> dict[str, int]:
    """Addresses of the interpreter's functions and of some objects, which live from now on."""
    names = {name: sys.intern(name) for name in ("_record", "_forward", "address")}
    kinds = (np.ndarray, memoryview, float, int, str, bytes, tuple, list)
    types: dict[str, object] = {item.__name__: item for item in kinds}
    objects = (
        types
        | {"None": None, "True": True, "False": False}
        | {"RowSparse": RowSparse, "nested": NestedStepError, "busy": BusyError, "may_wait": may_wait}
        | names
    )
    _kept.extend(objects.values())
    functions = {name: ctypes.cast(getattr(ctypes.pythonapi, name), _P).value or 0 for name in FUNCTIONS}
    return functions | {name: id(target) for name, target in objects.items()}


def teach(value: Any) -> bool:
    """Let native code read objects of this one's type, and its parts. True if there is something new."""
    new = _teach(value, _reader_of(value))
    if isinstance(value, RowSums):
        return teach_all((value.data, value.indices, value.offsets, value.weights)) or new
    array: Any = value.__mxsym__() if is_face(value) else value
    if isinstance(array, RowSparse | RowSums):
        own = (array.data, array.indices, *((array.offsets, array.weights) if isinstance(array, RowSums) else ()))
        return teach_all(own) or new
    new_bases = [
        _teach(base, _reader_of(base) or (None if is_masked(base) else (0, LENDS if views.lends(base) else PINS)))
        for base in (views.bases(array) if is_array(array) else ())
        if type(base) is not np.ndarray
    ]
    return new or any(new_bases)


def _teach(value: object, row: tuple[int, ...] | None) -> bool:
    """Let native code know objects of this one's type by a row of `READER`. True if it is new."""
    kind = type(value)
    if row is None or id(kind) in _known or len(_known) >= READERS - 1 or not available():
        return False
    _known[id(kind)] = kind
    place = [*_known].index(id(kind))  # another thread may teach a type at the same time: each has a row of its own
    if place >= READERS - 1:
        return False
    rows = linked().addresses["readers"] + 8 * len(READER) * place
    for column, word in reversed(list(enumerate((id(kind), *row)))):  # the type last: from then on the row is read
        ctypes.c_int64.from_address(rows + 8 * column).value = word
    return True


def _reader_of(value: object) -> tuple[int, ...] | None:
    """A row of `READER` without the type: a function that describes an object, or where it holds its array; or None."""
    for face in FACES.values():
        if getattr(type(value), "__mxsym__", None) is face.__mxsym__:  # what is behind it stays the same object
            held: Any = value
            return 0, _word_of(value, held.__mxsym__(), face.__basicsize__)
    if isinstance(value, RowSums):
        return 0, SUMS
    if is_array(value):
        return None if is_masked(value) else (0, 0)
    if not (function := exchange.reader(value)):
        return None
    if not views.is_tensor(value):
        return function, _first_address(value)
    form = exchange.storage_form(sys.modules["torch"])
    if form is None:
        return None
    return function, *form.words


def _first_address(value: object) -> int:
    """Offset in an object of the first word behind its header that may be an address; 0: of its count, where none is.

    Native code asks for the memory that is there before it reads the object, which is right for any word.
    """
    words = range(object.__basicsize__, type(value).__basicsize__, 8)
    return next((offset for offset in words if ctypes.c_uint64.from_address(id(value) + offset).value > 1 << 16), 0)


def _word_of(value: object, part: object, size: int) -> int:
    """Offset in an object of so many bytes of the one word that is the address of a part of it."""
    words = range(object.__basicsize__, size, 8)
    (offset,) = (offset for offset in words if ctypes.c_int64.from_address(id(value) + offset).value == id(part))
    return offset


def can_read(row: int, value: object) -> bool:
    """True if native code reads `value` as an array of the form of a row of `ARRAY`."""
    return read(row, value)[0] != -1


def read(row: int, value: object) -> tuple[int, int]:
    """The address that native code reads, or -1; and that of what the array is a view of."""
    room = (ctypes.c_char * TENSOR_BYTES)()
    where = _read()(row, value, ctypes.addressof(room))
    return where, ctypes.c_int64.from_buffer(room, ROOT).value


@functools.cache
def _read() -> Callable[[int, object, int], int]:
    return ctypes.PYFUNCTYPE(ctypes.c_int64, _P, ctypes.py_object, _P)(linked().addresses["read"])


class _Describer:
    """Has `describe`, `kind` and `same_objects` as methods in native code."""

    if TYPE_CHECKING:

        def describe(self, arrays: tuple[Any, ...], outs: int, /) -> bytes | None: ...
        def kind(self, items: tuple[Any, ...], /) -> type | None: ...
        def same_objects(self, one: Sequence[Any], other: tuple[Any, ...], /) -> bool: ...
        def run_span(self, function: int, words: int, begin: int, end: int, /) -> int: ...
        def run_list(self, words: int, ids: Any, /) -> int: ...


@functools.cache
def describer() -> Callable[[tuple[Any, ...], int], bytes | None]:
    """`describe` for objects of types that native code has been taught."""
    add_method(_Describer, "describe", "describe", "The types and shapes of arrays.")
    return _Describer().describe


@functools.cache
def _kind() -> Callable[[tuple[Any, ...]], type | None]:
    """`kind`: the one type that the items of a tuple have; None if they have several."""
    add_method(_Describer, "kind", "kind", "The type that all items have.")
    return _Describer().kind


def kinds_of(items: tuple[Any, ...]) -> set[type]:
    """The types of the items of a tuple. That all have one is seen at once."""
    kind = _kind()(items) if available() else None
    return {*map(type, items)} if kind is None else {kind}


@functools.cache
def _same_objects() -> Callable[[Sequence[Any], tuple[Any, ...]], bool]:
    """`same_objects`: true if a list or tuple has the items of a tuple."""
    add_method(_Describer, "same_objects", "same_objects", "True if two lists have the same objects.")
    return _Describer().same_objects


@functools.cache
def run_span() -> Callable[[int, int, int, int], int]:
    """`run_span(function, words, begin, end)`: what a native function `i64 (words, begin, end)` returns.

    It takes a quarter of the time of a call by ctypes. A long one releases the GIL.
    """
    add_method(_Describer, "run_span", "run_span", "Run a native function over a span.")
    return _Describer().run_span


@functools.cache
def run_list() -> Callable[[int, Any], int]:
    """`run_list(words, ids)`: look up a short list of ids, which is read in that call.

    The words begin with those of `layout.LIST`. Returns the count if all are found, else -1.
    """
    add_method(_Describer, "run_list", "run_list", "Look up a list of ids.")
    return _Describer().run_list


def are_same(one: Sequence[Any], other: tuple[Any, ...]) -> bool:
    """True if a list or tuple has the very objects of a tuple, in order. No object is looked at."""
    if available():
        return _same_objects()(one, other)
    return len(one) == len(other) and all(map(operator.is_, one, other))


def teach_all(values: Iterable[object]) -> bool:
    """`teach` several. True if there is something new."""
    new = [teach(value) for value in values]
    return any(new)


def describe(arrays: tuple[Any, ...], outs: int) -> bytes | None:
    """The types and shapes of arrays, and for each of the last ones, so many as `outs`, which of those before it is.

    None where native code cannot read one, or one of the last begins where another does and has other strides.
    """
    described = describer()(arrays, outs)
    if described is None and teach_all(arrays):
        return describer()(arrays, outs)
    return described


class _MethodDef(ctypes.Structure):
    """CPython's PyMethodDef."""

    _fields_ = (("name", ctypes.c_char_p), ("call", _P), ("flags", ctypes.c_int), ("doc", ctypes.c_char_p))


def add_method(cls: type, name: str, function: str, doc: str) -> None:
    """Give a class a method in native code."""
    library, methods = (rows_linked(), _ROW_METHODS) if function in _ROW_METHODS else (linked(), _METHODS)
    definition = _MethodDef(name.encode(), library.addresses[function], methods[function], doc.encode())
    _kept.append(definition)
    make = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object, _P)(("PyDescr_NewMethod", ctypes.pythonapi))
    setattr(cls, name, make(cls, ctypes.addressof(definition)))


def install(cls: type) -> None:
    """Put the native method before `cls.forward`, which becomes `cls._forward`. Once for a class."""
    if "_forward" in vars(cls):
        return
    python = vars(cls)["forward"]
    cls._forward = python  # pyright: ignore[reportAttributeAccessIssue]
    if available():
        signature = "forward($self, /, is_train=False, *, scalars=None, **kwargs)\n--\n\n"
        add_method(cls, "forward", "forward", signature + python.__doc__)
