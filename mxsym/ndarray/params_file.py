"""Reader and writer of MXNet's binary files of arrays (`.params`).

All layouts that MXNet has had are read, dense, row-sparse and csr, and the npz files of 2.0. Every size in a file is
checked against what is left of it before memory is asked for.
"""

# A file: the number 0x112, 0, the number of arrays, the arrays, the number of names (0, or one for each array), the
# names. An array: a number that says the layout, the kind of storage, the shapes, the device, the dtype, the bytes.

from __future__ import annotations

import io
import math
import struct
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any, cast

import numpy as np

from mxsym.codegen.dtypes import BF16, from_numpy, to_numpy
from mxsym.errors import BindError, LoadError, once
from mxsym.ndarray.common import describe, fault
from mxsym.ndarray.csr import CSRNDArray
from mxsym.ndarray.dense import NDArray
from mxsym.ndarray.row_sparse_build import form_faults, id_faults
from mxsym.ndarray.rowsparse import RowSparseNDArray
from mxsym.runtime import npy
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import as_array
from mxsym.runtime.sparse import RowSparse
from mxsym.spelling import plural, shown

MAGIC = 0x112
V1, V2, V3 = 0xF993FAC8, 0xF993FAC9, 0xF993FACA
"""The layouts of one array that are numbered; the oldest begins with the number of dimensions."""
TYPES = (
    "float32", "float64", "float16", "uint8", "int32", "int8", "int64", "bool", "int16", "uint16", "uint32", "uint64",
    BF16.name,
)  # fmt: skip
"""The dtypes, by MXNet's numbers for them."""
DENSE, ROW_SPARSE, CSR = 0, 1, 2
_IDS = {DENSE: 0, ROW_SPARSE: 1, CSR: 2}
"""Number of arrays of ids of each kind of storage."""
_CPU = struct.pack("<ii", 1, 0)
_MOST_DIMENSIONS = 32


class _Reader:
    """The bytes of a file, read from front to end."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = memoryview(data), 0

    def take(self, size: int) -> memoryview:
        """The next bytes.

        Raises:
            LoadError: there are not as many.
        """
        if not 0 <= size <= len(self.data) - self.at:
            raise LoadError(f"it was cut off: {plural(size, 'byte')} from byte {self.at} on, of {len(self.data)}")
        self.at += size
        return self.data[self.at - size : self.at]

    def number(self, form: str) -> int:
        return struct.unpack(f"<{form}", self.take(struct.calcsize(form)))[0]

    def sizes(self, count: int, form: str) -> tuple[int, ...]:
        """The sizes of a shape.

        Raises:
            LoadError: too many of them, or a negative one.
        """
        if not 0 <= count <= _MOST_DIMENSIONS:
            raise LoadError(f"an array of {plural(count, 'dimension')}")
        shape = tuple(self.number(form) for _ in range(count))
        if min(shape, default=0) < 0:
            raise LoadError(f"an array of shape {shape}")
        return shape

    def dtype(self) -> np.dtype[Any]:
        flag = self.number("i")
        if not 0 <= flag < len(TYPES):
            raise LoadError(f"a dtype of number {flag}, expected 0 to {len(TYPES) - 1}")
        return to_numpy(BF16) if TYPES[flag] == BF16.name else np.dtype(TYPES[flag])

    def values(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
        raw = np.frombuffer(self.take(math.prod(shape) * dtype.itemsize), np.uint8)
        return npy.own(raw).view(dtype).reshape(shape)


def read_array(reader: _Reader) -> Any:
    """One array, as `mx.nd` has it.

    Raises:
        LoadError: it is none.
    """
    magic = reader.number("I")
    storage = DENSE
    stored_shape: tuple[int, ...] = ()
    if magic in (V2, V3):
        storage = reader.number("i")
        if storage not in _IDS:
            raise LoadError(f"a storage of number {storage}, expected 0 to 2")
        if storage != DENSE:
            stored_shape = reader.sizes(reader.number("i"), "q")
        count = reader.number("i")
        is_unset = count == (0 if magic == V2 else -1)
        form = "q"
    else:
        count = reader.number("I") if magic == V1 else magic
        is_unset = count == 0
        form = "q" if magic == V1 else "I"
    if is_unset:
        raise LoadError("an array without a shape: it had not been set when MXNet saved it")
    shape = reader.sizes(count, form)
    reader.take(len(_CPU))  # the device it was on
    dtype = reader.dtype()
    ids = [(reader.dtype(), reader.sizes(reader.number("i"), "q")) for _ in range(_IDS[storage])]
    if wrong := [kind.name for kind, sizes in ids if kind.kind not in "iu" or len(sizes) != 1]:
        raise LoadError(f"ids that are no list of whole numbers, but {wrong[0]}")
    values = reader.values(shape if storage == DENSE else stored_shape, dtype)
    parts = [reader.values(part, kind) for kind, part in ids]
    try:
        return _array(storage, values, parts, shape)
    except BindError as error:
        text = "; ".join(str(item) for item in error.faults)
        raise LoadError(
            f"a {('dense', 'row-sparse', 'csr')[storage]} array that does not fit together: {text}"
        ) from None


def _array(storage: int, values: Array, ids: list[Array], shape: tuple[int, ...]) -> Any:
    if storage == DENSE:
        return NDArray(values)
    if storage == CSR:
        return CSRNDArray(values, ids[1], ids[0], shape)
    indices = ids[0].astype(np.int64)
    order = np.argsort(indices, kind="stable")  # MXNet keeps them in any order
    if bool((np.diff(order) < 0).any()):
        indices, values = indices[order], values[order]
    faults = form_faults(values, indices, shape) or id_faults(indices, shape[0])
    if faults:
        raise BindError("row_sparse", faults)
    return RowSparseNDArray(RowSparse(indices, values, shape))


def from_bytes(data: bytes) -> Any:
    """The one array of MXNet's raw bytes, as its pickles hold it.

    Raises:
        LoadError: they are none.
    """
    reader = _Reader(data)
    array = _guarded(reader)
    if reader.at != len(data):
        raise LoadError(f"{plural(len(data) - reader.at, 'byte')} after the array")
    return array


def _guarded(reader: _Reader) -> Any:
    try:
        return read_array(reader)
    except ValueError as error:  # NumPy has a largest size of its own
        if isinstance(error, LoadError):
            raise
        raise LoadError(f"an array that NumPy cannot have: {str(error)[:100]}") from error


def load(data: bytes, where: str) -> Any:
    """The arrays of a file's bytes; `where` is its name in errors. See `mx.nd.load`."""
    try:
        return _read_npz(data) if data.startswith(b"PK") else _read(data)
    except LoadError as error:
        raise LoadError(f"{where}: {error}") from None


def _read(data: bytes) -> Any:
    if len(data) < 16 or int.from_bytes(data[:8], "little") != MAGIC:
        raise LoadError(f"no file of arrays; {_guess(data)}")
    reader = _Reader(data)
    reader.take(16)
    count = reader.number("Q")
    arrays: list[Any] = []
    for number in range(count):
        try:
            arrays.append(_guarded(reader))
        except LoadError as error:
            raise LoadError(f"array {number} of {count}: {error}") from None
    names = [_text(reader) for _ in range(_names(reader, count))]
    if reader.at != len(data):
        raise LoadError(f"{plural(len(data) - reader.at, 'byte')} after the last name")
    if not names:
        return arrays
    return once(zip(names, arrays, strict=True))


def _names(reader: _Reader, arrays: int) -> int:
    count = reader.number("Q")
    if count not in (0, arrays):
        raise LoadError(f"{plural(count, 'name')} for {plural(arrays, 'array')}")
    return count


def _text(reader: _Reader) -> str:
    try:
        return bytes(reader.take(reader.number("Q"))).decode()
    except UnicodeDecodeError:
        raise LoadError("a name that is no UTF-8 text") from None


def _guess(data: bytes) -> str:
    """The kind of a file without arrays, and the function that reads it."""
    start = data[:64].lstrip()
    if not data:
        return "it is empty"
    if start.startswith(b"{"):
        return "it looks like a graph: call mx.sym.load(…)"
    if data[:1] in (b"\x80", b"("):
        return "it looks like the states of an optimizer: call mx.optimizer.load_states(…) or Trainer.load_states(…)"
    if data[8:9] == b"{":
        return "it looks like a safetensors file: load it with that package"
    if start.startswith(b"\x93NUMPY"):
        return "it looks like one array of NumPy's: call np.load(…)"
    return "MXNet's begin with the number 0x112"


def _read_npz(data: bytes) -> dict[str, Any]:
    kinds = {*TYPES} - {BF16.name}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            npy.check_members(infos, len(data), "npz", "save it with numpy.savez")
            members = {info.filename.removesuffix(npy.ENDING): archive.read(info) for info in infos}
    # What zipfile raises of files that are none, or of other kinds than it knows.
    except (ValueError, LookupError, OSError, EOFError, RuntimeError, struct.error, zipfile.BadZipFile) as error:
        raise error if isinstance(error, LoadError) else LoadError("no npz file of arrays") from error
    if "mxsym" in members:
        raise LoadError("no file of arrays; it looks like mxsym's states of an optimizer: call load_states(…)")
    arrays: dict[str, Any] = {}
    for name, content in members.items():
        try:
            arrays[name] = NDArray(npy.own(npy.member(content, kinds)))
        except ValueError as error:
            raise LoadError(f"{shown(repr(name))} is no array of numbers that NumPy wrote: {error}") from None
    return arrays


def to_bytes(data: Any) -> bytes:
    """The contents of a file; see `mx.nd.save`."""
    names: list[str] = []
    if isinstance(data, Mapping):
        named = cast("Mapping[Any, Any]", data)
        names = [_name(name) for name in named]
        arrays = list(named.values())
    else:
        arrays = list(cast("Iterable[Any]", data)) if isinstance(data, list | tuple) else [data]
    packed = [_parts(array) for array in arrays]
    # MXNet reads a file of the newest layout or of the one before, and none with both. The newest is of dense arrays.
    is_new = any(storage == DENSE and (not shape or 0 in shape) for storage, _, _, shape in packed)
    if is_new and any(storage != DENSE for storage, *_ in packed):
        got = "sparse arrays, and a dense one of shape () or without elements"
        raise fault("save", "data", got, "one kind or the other, as in MXNet", "write two files")
    parts = [struct.pack("<QQQ", MAGIC, 0, len(arrays)), *(_layout(V3 if is_new else V2, *array) for array in packed)]
    parts.append(struct.pack("<Q", len(names)))
    for name in names:
        text = name.encode()
        parts += [struct.pack("<Q", len(text)), text]
    return b"".join(parts)


def _name(name: Any) -> str:
    if not isinstance(name, str):
        raise fault("save", "data", f"the name {name!r}", "texts as names", "pass str(name)")
    try:
        name.encode()
    except UnicodeEncodeError:
        raise fault("save", "data", f"the name {name!r}", "names that UTF-8 can hold", "rename it") from None
    return name


_Parts = tuple[int, Array, list[Array], tuple[int, ...]]
"""The kind of storage, the values, the ids, the shape of the whole."""


def _parts(value: Any) -> _Parts:
    if isinstance(value, CSRNDArray):
        data, *ids = (np.asarray(part) for part in (value.data, value.indptr, value.indices))
        return CSR, _known(value, data), ids, value.shape
    array: Any = as_array(value, "save", "data")
    if isinstance(array, RowSparse):
        return ROW_SPARSE, _known(value, array.data), [array.indices.astype(np.int64, copy=False)], array.shape
    values = _known(value, array)
    return DENSE, values, [], values.shape


def _known(value: Any, array: Any) -> Array:
    """An array, if MXNet's files have its dtype."""
    if type(array) is np.ndarray and _flag(cast(Array, array)) is not None:
        return cast(Array, array)
    what = f"{describe(value)}" if type(array) is not np.ndarray else f"an array of {cast(Array, array).dtype}"
    raise fault("save", "data", what, f"arrays of {', '.join(TYPES)}", "convert it with astype")


def _flag(array: Array) -> int | None:
    known = from_numpy(array.dtype)
    name = BF16.name if known is BF16 else array.dtype.name
    return TYPES.index(name) if name in TYPES else None


def _layout(version: int, storage: int, values: Array, ids: list[Array], shape: tuple[int, ...]) -> bytes:
    """One array's bytes."""
    parts = [struct.pack("<Ii", version, storage)]
    if storage != DENSE:
        parts.append(_shape(values.shape))
    parts += [_shape(shape), _CPU, struct.pack("<i", cast(int, _flag(values)))]
    for array in ids:
        parts += [struct.pack("<i", cast(int, _flag(array))), _shape(array.shape)]
    return b"".join([*parts, *(_raw(array) for array in (values, *ids))])


def _shape(shape: tuple[int, ...]) -> bytes:
    return struct.pack(f"<i{len(shape)}q", len(shape), *shape)


def _raw(array: Array) -> bytes:
    return np.ascontiguousarray(array).tobytes() if array.dtype.isnative else array.astype(array.dtype.name).tobytes()
