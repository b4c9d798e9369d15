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
from mxsym.codegen.record import record

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


@record
class StorageForm:
    """Offsets by which native code sees if all of a torch tensor's memory is there.

    `tensor`: in Python's object, of the address of torch's. `storage`: in that one, of the address of the storage,
    which has the address of its memory at `memory` and the bytes of it at `size`. `keys`: of a word that has one of
    the bits `other` where the tensor's values are not the numbers in its memory.
    """

    tensor: int
    storage: int
    memory: int
    size: int
    keys: int
    other: int


_WORD_BYTES = 8
_TENSOR_WORDS, _STORAGE_WORDS = 22, 8
"""Words of torch's own objects that are looked at, fewer than they have."""
_forms: list[StorageForm] = []


def storage_form(torch: Any) -> StorageForm | None:
    """The offsets in this torch's objects; None where they cannot be told, as while a mode of torch's is on."""
    if not _forms:
        try:
            form = _probe(torch)
        except (AttributeError, RuntimeError, TypeError, ValueError):
            return None
        _forms.append(form)
    return _forms[0]


def _probe(torch: Any) -> StorageForm:
    """Find the offsets by tensors of known content.

    Raises:
        ValueError: something is nowhere, or not in one place in all tensors. AttributeError, RuntimeError, TypeError:
            of torch.
    """
    keys_of = torch._C._dispatch_keys
    whole = [torch.zeros(size, dtype=torch.float32, device="cpu") for size in (7, 1021, 50_021)]
    parts = [each[3:] for each in whole]
    negative = [torch._neg_view(each) for each in whole]
    tensors = [*whole, *parts, *negative]
    if any(type(each) is not torch.Tensor for each in tensors):
        raise ValueError
    storages = [each.untyped_storage() for each in tensors]
    raws = [keys_of(each).raw_repr() for each in tensors]
    objects, inner = [id(each) for each in tensors], [each._cdata for each in tensors]
    stored = [each._cdata for each in storages]
    size = torch.Tensor.__basicsize__ // _WORD_BYTES
    form = StorageForm(
        _place(objects, inner, range(2, size)),
        _place(inner, stored, range(1, _TENSOR_WORDS)),
        _place(stored, [each.data_ptr() for each in storages], range(1, _STORAGE_WORDS)),
        _place(stored, [each.nbytes() for each in storages], range(1, _STORAGE_WORDS)),
        _place(inner, raws, range(1, _TENSOR_WORDS)),
        raws[-1] & ~raws[0],
    )
    if not form.other:
        raise ValueError
    return form


def _place(objects: list[int], words: list[int], places: range) -> int:
    """The first offset at which each object has its word.

    Raises:
        ValueError: there is none.
    """
    for offset in (_WORD_BYTES * place for place in places):
        if all(
            ctypes.c_uint64.from_address(at + offset).value == word for at, word in zip(objects, words, strict=True)
        ):
            return offset
    raise ValueError


def type_code(dtype: np.dtype[Any]) -> int:
    """A dtype as DLPack's word of 32 bits: its code, its bits, one lane."""
    known = from_numpy(dtype)
    assert known is not None or dtype.kind == "u"  # ids without a sign: no tensor of a graph has such
    code = _UINT if known is None else _CODES[known]
    return code | 8 * dtype.itemsize << 8 | 1 << 16
