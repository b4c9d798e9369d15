"""Tensors of other libraries, read by native code: DLPack's exchange functions.

A type that has `__dlpack_c_exchange_api__` (DLPack 1.3; torch from 2.10 on) offers a C function that describes one of
its objects where it is, without a reference and without a copy.
"""

from __future__ import annotations

import ctypes
import weakref
from typing import Any, NamedTuple

import numpy as np

from mxsym.codegen.dtypes import BF16, F16, F32, F64, I32, I64, U8, from_numpy
from mxsym.codegen.record import record, replace

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
    plain: PlainForm | None = None

    @property
    def words(self) -> tuple[int, ...]:
        """The words of `READER`, from `offset` on."""
        own = self.tensor, self.storage, self.memory, self.size, self.keys, self.other
        return own if self.plain is None else (*own, *self.plain)


class PlainForm(NamedTuple):
    """Offsets in torch's own objects by which native code describes a plain tensor itself.

    Torch's function takes a reference to the tensor and gives it back, which takes longer than a step on a short one.

    `axes`: of the number of axes; their sizes and their strides follow, with room for `INLINE` of each. `start`: of the
    first element's number in the storage, `elements`: of their number. `kind`: of a word that has the number of
    the dtype in its lowest 16 bits. `codes`: the address of DLPack's codes by that number, so many as `DTYPES`; 0: it
    has none. `plain`: the word at `StorageForm.keys` of a tensor that is dense, on the CPU, and nothing else. `state`:
    in the storage, of a word that has of the bits `odd` those of `even` where its memory may be read.
    """

    axes: int
    start: int
    elements: int
    kind: int
    codes: int
    plain: int
    state: int
    odd: int
    even: int


INLINE = 5
"""Axes whose sizes torch keeps within a tensor."""
DTYPES = 64
"""Numbers of dtypes, from 0, that there is a code for."""
_DTYPE_BITS = 0xFFFF
_WORD_BYTES = 8
_TENSOR_WORDS, _STORAGE_WORDS = 22, 8
"""Words of torch's own objects that are looked at, fewer than they have."""
_forms: list[StorageForm] = []
_codes = (ctypes.c_uint64 * DTYPES)()


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
    try:
        with torch.inference_mode(mode=False), torch.enable_grad():  # in which most tensors are made
            return replace(form, plain=_probe_plain(torch, form))
    except (AttributeError, RuntimeError, TypeError, ValueError):
        return form


def _probe_plain(torch: Any, form: StorageForm) -> PlainForm:
    """Find what describes a plain tensor, by tensors of known content.

    Raises:
        ValueError, AttributeError, RuntimeError, TypeError: as `_probe`.
    """
    whole = torch.zeros(2 * 3 * 5 * 7 * 11 + 40, dtype=torch.float32, device="cpu")
    deep = [whole[start : start + 2310].reshape(2, 3, 5, 7, 11) for start in (0, 13, 29)]
    deep += [deep[1].permute(3, 0, 4, 2, 1), deep[2][:, 1:, :, 2:, ::2], whole[7:127].reshape(1, 2, 3, 4, 5)]
    some = [*deep, *(deep[2][place] for place in ((0,), (0, 0), (0, 0, 0), (0, 0, 0, 0), (1, 2, 3, 4, 5)))]
    axes = range(1, _TENSOR_WORDS - 2 * INLINE)
    at = next((_WORD_BYTES * place for place in axes if all(_has_axes(each, _WORD_BYTES * place) for each in some)), -1)
    start, count = (
        _place([each._cdata for each in deep], words, range(1, _TENSOR_WORDS))
        for words in ([each.storage_offset() for each in deep], [each.numel() for each in deep])
    )
    images = torch.zeros(2, 3, 4, 5, dtype=torch.float32, device="cpu")
    leaf = torch.zeros(3, dtype=torch.float32, device="cpu").requires_grad_()
    tensors = [*some, images, images.to(memory_format=torch.channels_last), leaf, leaf.detach(), leaf.data]
    tensors += [torch.nn.Parameter(leaf.detach().clone()), leaf * 2, whole[:0], whole[:1].expand(4, 3), whole[:1]]
    tensors += [torch.from_numpy(np.zeros(3, np.float32)), torch.tensor(1.0, dtype=torch.float32, device="cpu")]
    tensors += [deep[0].to(memory_format=torch.channels_last_3d)]
    of_dtypes = [torch.zeros(3, dtype=getattr(torch, item.name), device="cpu") for item in _CODES]
    kind = next((place for place in _places(_TENSOR_WORDS) if _tells_dtypes(place, of_dtypes, tensors)), -1)
    keys = {_word(each._cdata, form.keys) for each in (*tensors, *of_dtypes)}
    # Torch makes the memory of these when it is asked for it. A word has bits that nobody sets, so there are several.
    lazy = [torch._lazy_clone(each) for each in 8 * [leaf.detach().clone()]]
    state = form.size + _WORD_BYTES
    states, others = ([_word(each.untyped_storage()._cdata, state) for each in each_of] for each_of in (tensors, lazy))
    odd = (others[0] ^ states[0]) & ~_varying(others) & ~_varying(states)
    if min(at, kind) < 0 or len(keys) != 1 or not odd:
        raise ValueError
    for each, item in zip(of_dtypes, _CODES, strict=True):
        _codes[_word(each._cdata, kind) & _DTYPE_BITS] = _code(_CODES[item], item.bytes)
    return PlainForm(at, start, count, kind, ctypes.addressof(_codes), keys.pop(), state, odd, states[0] & odd)


def _word(address: int, offset: int) -> int:
    return ctypes.c_uint64.from_address(address + offset).value


def _places(words: int) -> range:
    """The offsets of so many words behind the first."""
    return range(_WORD_BYTES, words * _WORD_BYTES, _WORD_BYTES)


def _varying(words: list[int]) -> int:
    """The bits that are not the same in all words."""
    bits = 0
    for word in words:
        bits |= word ^ words[0]
    return bits


def _has_axes(tensor: Any, offset: int) -> bool:
    """True if the number of a tensor's axes, their sizes and their strides are there."""
    words, rest = [tensor.ndim], INLINE - tensor.ndim
    words += [*tensor.shape, *[None] * rest, *tensor.stride(), *[None] * rest]
    there = [_word(tensor._cdata, offset + _WORD_BYTES * place) for place in range(len(words))]
    return all(word in (None, other) for word, other in zip(words, there, strict=True))


def _tells_dtypes(offset: int, of_dtypes: list[Any], of_one: list[Any]) -> bool:
    """True if there is a word whose lowest bits are the number of a dtype."""
    numbers, same = ({_word(each._cdata, offset) & _DTYPE_BITS for each in each_of} for each_of in (of_dtypes, of_one))
    return len(numbers) == len(of_dtypes) and max(numbers) < DTYPES and len(same) == 1


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
    return _code(_UINT if known is None else _CODES[known], dtype.itemsize)


def _code(kind: int, size: int) -> int:
    """DLPack's word of a kind of type, of so many bytes."""
    return kind | 8 * size << 8 | 1 << 16
