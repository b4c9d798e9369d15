"""The two kinds of files that states are kept in: npz and safetensors.

Input: a text and arrays by name. Output: bytes that hold both, and a digest; and back. A file in which any byte differs
from what was written is an error.
Non-goals: what the text says (`states.py`).
"""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np

from mxsym.codegen.dtypes import BF16, from_numpy
from mxsym.errors import LoadError
from mxsym.runtime import buffers
from mxsym.runtime.buffers import Array

NPZ, SAFETENSORS = "npz", "safetensors"
TEXT = "mxsym"
"""The npz member, and the key of the safetensors metadata, that the text is under."""
_BLANK = b"0" * hashlib.sha256().digest_size * 2
_MARK = b"sha256:"
_KEY = b'"sha256":"'


def form_of(suffix: str) -> str:
    """The kind of file with that ending.

    Raises:
        ValueError: there is none.
    """
    form = suffix.removeprefix(".")
    if form not in (NPZ, SAFETENSORS):
        raise ValueError(f"a state file ends in .{NPZ} or .{SAFETENSORS}, got {suffix!r}")
    return form


def write(form: str, text: str, arrays: Mapping[str, Array]) -> bytes:
    """A file of that kind.

    Raises:
        ImportError: safetensors, and the package is missing.
    """
    data = _write_safetensors(text, arrays) if form == SAFETENSORS else _write_npz(text, arrays)
    at = _place(data)
    return data[:at] + _digest(data, at) + data[at + len(_BLANK) :]


def read(data: bytes) -> tuple[str, dict[str, Array]]:
    """The text and the arrays, as bits: bfloat16 is uint16 here.

    Raises:
        LoadError: this is no state file, or not as it was written. ImportError: as in `write`.
    """
    try:
        at = _place(data)
    except ValueError as error:
        raise LoadError("state file: it is no state file of mxsym's, or it was cut off") from error
    if data[at : at + len(_BLANK)] != _digest(data, at):
        raise LoadError("state file: its digest does not match: some of it was changed or lost")
    return _read_npz(data) if data.startswith(b"PK") else _read_safetensors(data)


def _place(data: bytes) -> int:
    """Where the digest stands: at the end of an npz file, in the metadata of a safetensors file.

    Raises:
        ValueError: nowhere.
    """
    if data.startswith(b"PK"):
        at = len(data) - len(_BLANK)
        if data[at - len(_MARK) : at] != _MARK:
            raise ValueError
        return at
    at = data.index(_KEY) + len(_KEY)  # no other place has it: quotes within texts are escaped
    if len(data) < at + len(_BLANK):
        raise ValueError
    return at


def _digest(data: bytes, at: int) -> bytes:
    """The digest of the file with zeros where the digest stands."""
    return hashlib.sha256(data[:at] + _BLANK + data[at + len(_BLANK) :]).hexdigest().encode()


def _bits(array: Array) -> Array:
    """What NumPy's own format can name: bfloat16 as uint16."""
    return array.view(np.uint16) if from_numpy(array.dtype) is BF16 else array


def _write_npz(text: str, arrays: Mapping[str, Array]) -> bytes:
    file = io.BytesIO()
    members: dict[str, Any] = {name: _bits(array) for name, array in arrays.items()}
    members[TEXT] = np.frombuffer(text.encode(), np.uint8)
    np.savez(file, **members)
    with zipfile.ZipFile(file, "a") as archive:
        archive.comment = _MARK + _BLANK
    return file.getvalue()


def _read_npz(data: bytes) -> tuple[str, dict[str, Array]]:
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            members = {name: np.asarray(archive[name]) for name in archive.files}
        return members.pop(TEXT).tobytes().decode(), {name: _own(array) for name, array in members.items()}
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        raise LoadError("state file: it is no npz file of mxsym's") from error


def _own(array: Array) -> Array:
    """A writable copy on a 64-byte boundary."""
    room = np.empty(array.nbytes + buffers.ALIGNMENT, np.uint8)
    start = -buffers.address(room) % buffers.ALIGNMENT
    made = room[start : start + array.nbytes].view(array.dtype).reshape(array.shape)
    made[...] = array
    return made


def _package(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ImportError("safetensors files need that package: pip install 'mxsym[safetensors]'") from error


def _write_safetensors(text: str, arrays: Mapping[str, Array]) -> bytes:
    return _package("safetensors.numpy").save(dict(arrays), metadata={TEXT: text, "sha256": _BLANK.decode()})


def _read_safetensors(data: bytes) -> tuple[str, dict[str, Array]]:
    package = _package("safetensors")
    try:
        parts: dict[str, Any] = dict(package.deserialize(data))
        size = int.from_bytes(data[:8], "little")
        text: str = json.loads(data[8 : 8 + size])["__metadata__"][TEXT]
        return text, {name: _own(_array(part)) for name, part in parts.items()}
    except (ValueError, KeyError, TypeError, package.SafetensorError) as error:
        raise LoadError("state file: it is no safetensors file of mxsym's") from error


_TYPES = {"F64": "f8", "F32": "f4", "F16": "f2", "BF16": "u2", "I64": "i8", "I32": "i4"}


def _array(part: Mapping[str, Any]) -> Array:
    return np.frombuffer(part["data"], _TYPES[part["dtype"]]).reshape(part["shape"])
