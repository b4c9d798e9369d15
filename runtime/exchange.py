"""Tensors of other libraries, read by native code: DLPack's exchange functions.

A type that has `__dlpack_c_exchange_api__` (DLPack 1.3; torch from 2.10 on) offers a C function that describes one of
its objects where it is, without a reference and without a copy.
"""

from __future__ import annotations

import ctypes
import weakref
from typing import Any

import numpy as np

from mxsym.codegen.dtypes import BF16, F16, F32, F64, I32, I64, U8, from_numpy

ATTRIBUTE = "__dlpack_c_exchange_api__"
_NAME = b"dlpack_exchange_api"
_MAJOR = 1
_PREVIOUS, _DESCRIBE = 1, 5
"""Words of the table: the table of the version before, `dltensor_from_py_object_no_sync`."""
_INT, _UINT, _FLOAT, _BFLOAT = 0, 1, 2, 4
"""DLPack's codes of types."""
_CODES = {F64: _FLOAT, F32: _FLOAT, F16: _FLOAT, BF16: _BFLOAT, I64: _INT, I32: _INT, U8: _UINT}
_readers: weakref.WeakKeyDictionary[type, int] = weakref.WeakKeyDictionary()


def reader(tensor: object) -> int:
    """The address of the function that describes objects of this one's type to native code; 0 if there is none."""
    kind = type(tensor)
    known = _readers.get(kind)
    if known is None:
        known = _readers[kind] = _find(kind)
    return known


def _find(kind: type) -> int:
    capsule: Any = next((vars(base)[ATTRIBUTE] for base in kind.__mro__ if ATTRIBUTE in vars(base)), None)
    pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)
    is_valid = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.py_object, ctypes.c_char_p)
    if not is_valid(("PyCapsule_IsValid", ctypes.pythonapi))(capsule, _NAME):
        return 0
    table: int | None = pointer(("PyCapsule_GetPointer", ctypes.pythonapi))(capsule, _NAME)
    while table:
        words = (ctypes.c_void_p * (_DESCRIBE + 1)).from_address(table)
        if ctypes.c_uint32.from_address(table).value == _MAJOR:
            return words[_DESCRIBE] or 0
        table = words[_PREVIOUS]
    return 0


def type_code(dtype: np.dtype[Any]) -> int:
    """A dtype as DLPack's word of 32 bits: its code, its bits, one lane."""
    known = from_numpy(dtype)
    assert known is not None
    return _CODES[known] | 8 * dtype.itemsize << 8 | 1 << 16
