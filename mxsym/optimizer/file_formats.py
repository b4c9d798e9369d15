"""File formats of states: npz and safetensors, each with a text, arrays by name and a digest.

A file that differs in any byte from what was written is an error.
"""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from mxsym.codegen.dtypes import BF16, from_numpy
from mxsym.codegen.loading import load_extra
from mxsym.errors import LoadError, read_json
from mxsym.runtime import files, npy
from mxsym.runtime.buffers import Array

NPZ, SAFETENSORS = "npz", "safetensors"
TEXT = "mxsym"
"""The npz member, and the key of the safetensors metadata, that the text is under."""
TYPES = {
    "float64": "F64",
    "float32": "F32",
    "float16": "F16",
    "uint16": "BF16",
    "bool": "BOOL",
    **{f"{kind}{bits}": f"{kind[0].upper()}{bits}" for kind in ("int", "uint") for bits in (64, 32, 8)},
    "int16": "I16",
}
"""The types of arrays, and what safetensors calls them; bfloat16 is uint16 here."""
_BLANK = b"0" * hashlib.sha256().digest_size * 2
_MARK = b"sha256:"
_KEY = b'"sha256":"'


def form_of(suffix: str) -> str:
    """The kind of file with that ending: npz, unless it says safetensors. MXNet's programs call files as they like."""
    return SAFETENSORS if suffix == f".{SAFETENSORS}" else NPZ


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


def read_file(path: Path, noun: str) -> tuple[Any, dict[str, Array]]:
    """The text, which is JSON, and the arrays of a file that `write` gave. `noun`: what errors call it.

    Raises:
        LoadError: it is not there, or not as it was written.
    """
    try:
        text, arrays = read(files.read(path))
    except FileNotFoundError:
        raise LoadError(f"{noun} {path.name!r}: it is not there; nothing was changed") from None
    except LoadError as error:
        why = str(error).removeprefix("state file: ")
        raise LoadError(f"{noun} {path.name!r}: {why}; nothing was changed") from None
    return read_json(text), arrays


def _place(data: bytes) -> int:
    """Position of the digest: at the end of an npz file, in the metadata of a safetensors file.

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
    """Digest of the file with zeros in the digest's place."""
    return hashlib.sha256(data[:at] + _BLANK + data[at + len(_BLANK) :]).hexdigest().encode()


def _bits(array: Array) -> Array:
    """Array in a type of NumPy's own format: bfloat16 becomes uint16."""
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
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            npy.check_members(infos, len(data), "state file", "write the file with save_states")
            members = {info.filename.removesuffix(npy.ENDING): npy.member(archive.read(info), TYPES) for info in infos}
        return members.pop(TEXT).tobytes().decode(), {name: npy.own(array) for name, array in members.items()}
    except LoadError:
        raise
    # What zipfile raises of files that are none, or of other kinds than it knows.
    except (ValueError, LookupError, OSError, EOFError, RuntimeError, struct.error, zipfile.BadZipFile) as error:
        raise LoadError("state file: it is no npz file of mxsym's") from error


def _package(name: str) -> Any:
    return load_extra(name, "files of this kind need", "safetensors")


def _write_safetensors(text: str, arrays: Mapping[str, Array]) -> bytes:
    return _package("safetensors.numpy").save(dict(arrays), metadata={TEXT: text, "sha256": _BLANK.decode()})


def _read_safetensors(data: bytes) -> tuple[str, dict[str, Array]]:
    package = _package("safetensors")
    try:
        parts: dict[str, Any] = dict(package.deserialize(data))
        size = int.from_bytes(data[:8], "little")
        text: str = json.loads(data[8 : 8 + size])["__metadata__"][TEXT]
        return text, {name: npy.own(_array(part)) for name, part in parts.items()}
    except (ValueError, LookupError, TypeError, StopIteration, RecursionError, package.SafetensorError) as error:
        raise LoadError("state file: it is no safetensors file of mxsym's") from error


def _array(part: Mapping[str, Any]) -> Array:
    dtype = next(np.dtype(name) for name, known in TYPES.items() if known == part["dtype"])
    return np.frombuffer(part["data"], dtype).reshape(part["shape"])
