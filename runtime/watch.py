"""Bound arrays, looked at again before each step.

An array's form and address are facts of the moment: `ndarray.setflags`, `.shape = …` and `__setstate__`, or torch's
`share_memory_`, `.data = …` and `resize_`, change them at any time. So a step that runs on arrays bound earlier first
compares each of them with what it was when it was last checked. What native code can read, it compares: NumPy arrays,
and tensors of libraries with DLPack's exchange functions. The rest is compared in Python.

While a step runs, the references here keep arrays alive, and weak references make NumPy refuse to resize them.
`__setstate__`, or a tensor's storage being moved, in another thread at that moment is a race of the user's.
"""

from __future__ import annotations

import ctypes
import math
import sys
import weakref
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from mxsym.runtime import exchange
from mxsym.runtime.buffers import Array, address, is_array, place, plain
from mxsym.runtime.native_call.layout import WATCH

_CONTIGUOUS_ALIGNED, _WRITEABLE = 257, 1024
"""NumPy's flags."""
_BASE, _DTYPE = (vars(np.ndarray)[name].__get__ for name in ("base", "dtype"))
Intact = Callable[[int, int], int]


@dataclass(frozen=True, slots=True)
class Sight:
    """An object to be looked at.

    `reader`: 0 if it is a NumPy array, an exchange function's address, or None where native code cannot read it.
    `look`: in Python, something that stays equal as long as form and address do.
    """

    value: Any
    reader: int | None
    look: Callable[[Any], object]


def array_state(array: Array) -> object:
    """The form and the address of an array."""
    mine = plain(array)
    return place(mine), mine.flags.writeable, id(_BASE(array))


def tensor_state(tensor: Any) -> object:
    """The same of a torch tensor."""
    return tensor.data_ptr(), tuple(tensor.shape), tensor.stride(), tensor.dtype, tensor.device, tensor.layout


def of_array(array: Array) -> Sight:
    """A NumPy array, of a subclass perhaps."""
    return Sight(array, 0, array_state)


def is_tensor(value: object) -> bool:
    """True for torch's tensors."""
    torch = sys.modules.get("torch")
    return torch is not None and issubclass(type(value), getattr(torch, "Tensor", ()))


def of_tensor(tensor: Any) -> Sight:
    """A torch tensor."""
    return Sight(tensor, exchange.reader(tensor) or None, tensor_state)


def _bases(array: Any) -> Iterator[Any]:
    """What an array is a view of, and so on."""
    while is_array(array) and (array := _BASE(array)) is not None:
        if type(array) is memoryview:
            array = array.obj
        yield array


def root(array: Array) -> Sight | None:
    """The object whose memory an array is a view of, where that may move under the view."""
    *_, last = (None, *_bases(array))
    if is_array(last):
        return of_array(last)
    return of_tensor(last) if is_tensor(last) else None


def is_stray(array: Array) -> bool:
    """True if a view lies outside the memory of the object that it is a view of: that has moved.

    The memory is the object's own array, or the storage of a torch tensor.
    """
    if _BASE(array) is None or not array.size:
        return False
    beneath = root(array)
    if beneath is None:
        return False
    if beneath.reader == 0:
        first, last = np.lib.array_utils.byte_bounds(plain(beneath.value))
    else:
        storage = beneath.value.untyped_storage()
        first = int(storage.data_ptr())
        last = first + int(storage.nbytes())
    low, high = np.lib.array_utils.byte_bounds(plain(array))
    return not first <= low <= high <= last


def guards(array: Array) -> tuple[object, ...]:
    """While these live, NumPy refuses to resize an array, even without counting references."""
    if _BASE(array) is None:
        return (weakref.ref(array),)
    return tuple(weakref.ref(item) for item in (array, *_bases(array)) if is_array(item))


class Watch:
    """What was seen of arrays when they were last checked, by key.

    Attributes:
        kept: by key, what keeps an object alive and as large as it is.
        blind: the keys of what native code cannot look at.
    """

    def __init__(self, shapes: Mapping[Hashable, tuple[int, ...]], intact: Intact | None) -> None:
        self._rows = np.zeros((max(1, len(shapes)), len(WATCH)), np.int64)
        self._number = {key: number for number, key in enumerate(shapes)}
        self._shapes = {key: np.array(shape, np.int64) for key, shape in shapes.items()}
        self._strides = {
            key: np.array([math.prod(shape[axis + 1 :]) for axis in range(len(shape))], np.int64)
            for key, shape in shapes.items()
        }
        self._intact = intact
        self.kept: dict[Hashable, object] = {}
        self.blind: set[Hashable] = set()
        self.address, self.count = address(self._rows), len(shapes)

    def row(self, key: Hashable) -> int:
        """The address of a key's row of `WATCH`."""
        return self.address + self._number[key] * self._rows.strides[0]

    def see(self, key: Hashable, sight: Sight, array: Array, *, written: bool) -> None:
        """`array` was found good: it is the memory of what `sight` sees."""
        beneath = root(sight.value) if is_array(sight.value) else None
        sights = [sight] if beneath is None else [sight, beneath]
        is_native = self._intact is not None and all(item.reader is not None for item in sights)
        row = {} if not is_native else self._native_row(key, sight, beneath, array, written)
        seen = [(item, item.look(item.value)) for item in sights]
        self._rows[self._number[key]] = [row.get(name, 0) for name in WATCH]
        self.kept[key] = seen, array, guards(sight.value if is_array(sight.value) else array)
        (self.blind.discard if is_native else self.blind.add)(key)

    def _native_row(
        self, key: Hashable, sight: Sight, beneath: Sight | None, array: Array, written: bool
    ) -> dict[str, int]:
        shape, strides = self._shapes[key], self._strides[key]
        row = {"object": id(sight.value), "reader": sight.reader or 0, "dimensions": len(shape)}
        row |= {"shape": address(shape), "strides": address(strides), "bytes": array.nbytes, "address": address(array)}
        row["descr"] = exchange.type_code(array.dtype) if sight.reader else id(_DTYPE(sight.value))
        row["flags"] = _CONTIGUOUS_ALIGNED | _WRITEABLE * written
        if not sight.reader:
            base = _BASE(sight.value)
            row["base"] = 0 if base is None else id(base)
        if beneath is not None:
            row |= {"root": id(beneath.value), "root_reader": beneath.reader or 0, "root_address": _address(beneath)}
        return row

    def intact(self) -> bool:
        """True if everything is as it was seen."""
        if self._intact is not None and not self._intact(self.address, self.count):
            return False
        return all(sight.look(sight.value) == was for key in self.blind for sight, was in self._seen(key))

    def shift(self, key: Hashable, word: str, by: int) -> None:
        """Spoil a word of what was seen: a probe of native code."""
        self._rows[self._number[key], WATCH.index(word)] += by

    def is_adrift(self, key: Hashable, array: Array) -> bool:
        """True if the memory under a view has moved since the view was seen.

        `is_stray` knows of no earlier sight: it cannot tell a view that lies by chance within the memory's new place.
        """
        if key in self.blind:
            return any(sight.look(sight.value) != was for sight, was in self._seen(key)[1:])
        was, where = (int(self._rows[self._number[key], WATCH.index(name)]) for name in ("root", "root_address"))
        beneath = root(array)
        return was != 0 and (beneath is None or (id(beneath.value), _address(beneath)) != (was, where))

    def _seen(self, key: Hashable) -> list[tuple[Sight, object]]:
        """The objects that are looked at in Python, and what they looked like."""
        kept: Any = self.kept[key]
        return kept[0]

    def forget(self) -> None:
        """Look at nothing."""
        self._rows[:] = 0
        self.kept.clear()
        self.blind.clear()


def _address(sight: Sight) -> int:
    return address(sight.value) if sight.reader == 0 else int(sight.value.data_ptr())


def native(function: int) -> Intact:
    """`watch_text.py`'s `intact` at an address; it keeps the interpreter's lock."""
    return ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)(function)
