"""Arrays in npz archives as NumPy writes them: headers are compared, not evaluated, and sizes checked first."""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Collection, Sequence

import numpy as np

from mxsym.errors import LoadError
from mxsym.runtime import buffers
from mxsym.runtime.buffers import Array

ENDING = ".npy"
_SHAPE = r"\(((?:\d{1,19}(?:, \d{1,19})*,?)?)\)"
_HEADER = re.compile(rf"{{'descr': '([<|][a-z]\d)', 'fortran_order': False, 'shape': {_SHAPE}, }} *\n".encode())
_MAGIC = b"\x93NUMPY\x01\x00"


def check_members(infos: Sequence[zipfile.ZipInfo], size: int, what: str, fix: str) -> None:
    """Members that are not compressed, each there once and in a place of its own: what is read is within the file.

    Raises:
        LoadError: they are others.
    """
    names = [info.filename for info in infos]
    if len(set(names)) != len(names):
        raise LoadError(f"{what}: two of its members have one name")
    if any(info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1 for info in infos):
        raise LoadError(f"{what}: a member is compressed or encrypted; {fix}")
    if sum(info.file_size for info in infos) > size:
        raise LoadError(f"{what}: its members are larger than the file")


def member(data: bytes, types: Collection[str]) -> Array:
    """The array of a .npy file of one of these types, over `data`.

    Raises:
        ValueError: it is none.
    """
    start = len(_MAGIC) + 2
    size = int.from_bytes(data[len(_MAGIC) : start], "little")
    header = _HEADER.fullmatch(data[start : start + size])
    if not data.startswith(_MAGIC) or header is None:
        raise ValueError("no .npy header")
    shape = tuple(int(item) for item in header[2].decode().split(",") if item.strip())
    dtype = np.dtype(header[1].decode())
    if dtype.name not in types or math.prod(shape) * dtype.itemsize != len(data) - start - size:
        raise ValueError("another size than the header says")
    return np.frombuffer(data, dtype, offset=start + size).reshape(shape)


def own(array: Array) -> Array:
    """A writable copy on a 64-byte boundary."""
    room = np.empty(array.nbytes + buffers.ALIGNMENT, np.uint8)
    start = -buffers.address(room) % buffers.ALIGNMENT
    copy = room[start : start + array.nbytes].view(array.dtype).reshape(array.shape)
    copy[...] = array
    return copy
