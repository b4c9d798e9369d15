"""MXNet's files of arrays: what real versions wrote loads to the bit, and what is saved loads again."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

import mxsym as mx
from mxsym.errors import BindError, LoadError
from mxsym.ndarray import params_file
from mxsym.runtime import files
from tests.mxnet_files import VERSIONS, content, names, recorded
from tests.support import Array, assert_same_bits

FILES = [(version, name) for version in VERSIONS for name in names(version, "params/")]
KINDS = {"rows": mx.nd.RowSparseNDArray, "none": mx.nd.RowSparseNDArray, "csr": mx.nd.CSRNDArray}
MAGIC = struct.pack("<QQ", 0x112, 0)


def items(arrays: Any) -> list[tuple[Any, Any]]:
    return (
        list(cast("dict[str, Any]", arrays).items())
        if isinstance(arrays, dict)
        else [*enumerate(cast("list[Any]", arrays))]
    )


def file(*arrays: bytes, names: tuple[bytes, ...] = ()) -> bytes:
    """A file of these arrays, by hand."""
    ends = [struct.pack("<Q", len(name)) + name for name in names]
    return b"".join([MAGIC, struct.pack("<Q", len(arrays)), *arrays, struct.pack("<Q", len(names)), *ends])


def dense(shape: tuple[int, ...], flag: int, raw: bytes, version: int = params_file.V2) -> bytes:
    head = struct.pack(f"<Iii{len(shape)}q", version, 0, len(shape), *shape)
    return head + struct.pack("<iii", 1, 0, flag) + raw


GOOD = dense((2,), 0, bytes(8))


@pytest.mark.parametrize(("version", "name"), FILES)
def test_files_of_real_versions(version: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content(version, name))
    arrays = mx.nd.load(path)
    prefix = f"values/{name.removeprefix('params/')}/"
    want = {key.removeprefix(prefix): value for key, value in recorded(version).items() if key.startswith(prefix)}
    assert {str(key) for key, _ in items(arrays)} == want.keys()
    for key, array in items(arrays):
        assert type(array) is KINDS.get(key, mx.nd.NDArray)
        assert_same_bits(array.asnumpy(), want[str(key)])
    assert items(mx.nd.load_frombuffer(content(version, name)))[0][0] == items(arrays)[0][0]


@pytest.mark.parametrize(("version", "name"), FILES)
def test_what_is_saved_loads_again(version: str, name: str) -> None:
    arrays = mx.nd.load_frombuffer(content(version, name))
    again = mx.nd.load_frombuffer(params_file.to_bytes(arrays))
    assert type(again) is type(arrays)
    for (key, array), (other, copy) in zip(items(arrays), items(again), strict=True):
        assert key == other and type(copy) is type(array)
        assert_same_bits(copy.asnumpy(), array.asnumpy())


@pytest.mark.parametrize("version", VERSIONS)
def test_the_bytes_are_those_of_mxnet(version: str) -> None:
    """Those of the newest layout of 1.x."""
    for case in ("list", "one", "sparse", "checkpoint", "types"):
        data = content(version, f"params/{case}")
        if not data.startswith(b"PK"):
            assert params_file.to_bytes(mx.nd.load_frombuffer(data)) == data


def test_bfloat16_by_hand() -> None:
    ml_dtypes = pytest.importorskip("ml_dtypes")
    (array,) = mx.nd.load_frombuffer(file(dense((3,), 12, b"\x80\x3f\x00\xc0\x20\x41")))
    assert array.dtype == ml_dtypes.bfloat16 and array.astype("float32").asnumpy().tolist() == [1, -2, 10]
    assert params_file.to_bytes([array]) == file(dense((3,), 12, b"\x80\x3f\x00\xc0\x20\x41"))


@pytest.mark.parametrize("number", range(8, 12))
def test_the_rare_dtypes_by_hand(number: int) -> None:
    dtype = ("int16", "uint16", "uint32", "uint64")[number - 8]
    values = np.array([1, 2, 100], dtype)
    (array,) = mx.nd.load_frombuffer(file(dense((3,), number, values.tobytes())))
    assert_same_bits(array.asnumpy(), values)


def test_arrays_of_every_kind_are_saved(tmp_path: Path) -> None:
    path = tmp_path / "file"
    strided, foreign = np.arange(12.0).reshape(3, 4).T, np.arange(3, dtype=">f4")
    mx.nd.save(path, {"strided": strided, "foreign": foreign, "list": mx.nd.ones((2,))})
    arrays = mx.nd.load(path)
    assert_same_bits(arrays["strided"].asnumpy(), np.ascontiguousarray(strided))
    assert_same_bits(arrays["foreign"].asnumpy(), foreign.astype("<f4"))
    for one in (mx.nd.ones((3,)), np.ones(3), [mx.nd.ones((3,))], (mx.nd.ones((3,)),)):
        mx.nd.save(path, one)
        assert [type(array) for array in mx.nd.load(path)] == [mx.nd.NDArray]
    mx.nd.save(path, {})
    assert mx.nd.load(path) == []
    mx.nd.save(path, [mx.nd.array(3.5).reshape(()), mx.nd.zeros((0, 3)), mx.nd.ones((2,))])
    assert [array.shape for array in mx.nd.load(path)] == [(), (0, 3), (2,)]


def test_loaded_arrays_belong_to_the_user() -> None:
    """They are writable, aligned, and bound in place."""
    arrays = mx.nd.load_frombuffer(content("1.9.1", "params/types"))
    weight, grad = arrays["float32"], mx.nd.ones((2, 3))
    before = weight.asnumpy()
    mx.nd.sgd_update(weight, grad, lr=0.5, out=weight)
    assert_same_bits(weight.asnumpy(), before - np.float32(0.5))
    assert np.asarray(weight).ctypes.data % 64 == 0


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({1: np.ones(3)}, "the name 1, expected texts as names"),
        ({"\ud800": np.ones(3)}, "names that UTF-8 can hold"),
        ([np.ones(3, np.complex64)], "an array of complex64, expected arrays of float32"),
        ([3], "an int"),
        (["a"], "a str"),
        ("text", "a str"),
        ([mx.nd.array(1.0).reshape(()), mx.nd.zeros((3, 2), stype="row_sparse")], "one kind or the other"),
    ],
    ids=str,
)
def test_what_cannot_be_saved(data: Any, text: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with pytest.raises(BindError, match=text):
        mx.nd.save(path, data)
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (b"", "it is empty"),
        (b'{"nodes": []}', r"a graph: call mx\.sym\.load"),
        (b"\x80\x04\x95", r"the states of an optimizer: call .*load_states"),
        (b"(dp0\n", "the states of an optimizer"),
        (struct.pack("<Q", 20) + b'{"a": {"dtype": "F32"}', "a safetensors file"),
        (b"\x93NUMPY\x01\x00", r"one array of NumPy's: call np\.load"),
        (b"garbage" * 9, "MXNet's begin with the number 0x112"),
        (MAGIC, "cut off"),
        (file(GOOD)[:-9], "array 0 of 1: it was cut off"),
        (file(GOOD) + b"x", "1 byte after the last name"),
        (file(GOOD, names=(b"a", b"b")), "2 names for 1 array"),
        (file(GOOD, GOOD, names=(b"a", b"a")), "'a' is there twice"),
        (file(GOOD, names=(b"\xff",)), "no UTF-8"),
        (file(dense((2,), 13, bytes(8))), "a dtype of number 13"),
        (file(dense((2,), -1, bytes(8))), "a dtype of number -1"),
        (file(dense((-2,), 0, bytes(8))), r"an array of shape \(-2,\)"),
        (file(dense((1 << 40, 1 << 40), 0, bytes(8))), "cut off"),
        (file(dense((0, 1 << 62, 1 << 62), 0, b"", params_file.V3)), "NumPy cannot have"),
        (file(dense((), 0, b"")), "had not been set"),
        (file(struct.pack("<Iii", params_file.V3, 0, -1)), "had not been set"),
        (file(struct.pack("<Iii", params_file.V2, 7, 1)), "a storage of number 7"),
        (file(struct.pack("<I", 1 << 31)), "an array of 2147483648 dimensions"),
    ],
)
def test_what_is_no_file_of_arrays(data: bytes, hint: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.params"
    path.write_bytes(data)
    with pytest.raises(LoadError, match=hint) as caught:
        mx.nd.load(path)
    assert str(caught.value).startswith(f"MXNet file {str(path)!r}: ")


def sparse(storage: int, values: Array, shape: tuple[int, ...], *ids: Array) -> bytes:
    def sizes(array: tuple[int, ...]) -> bytes:
        return struct.pack(f"<i{len(array)}q", len(array), *array)

    head = struct.pack("<Ii", params_file.V2, storage) + sizes(values.shape) + sizes(shape)
    flags = b"".join(struct.pack("<i", 6) + sizes(part.shape) for part in ids)
    raw = b"".join(part.tobytes() for part in (values, *ids))
    return head + struct.pack("<iii", 1, 0, 0) + flags + raw


def i64(*numbers: int) -> Array:
    return np.array(numbers, np.int64)


ROWS = np.ones((2, 3), np.float32)


@pytest.mark.parametrize(
    ("array", "text"),
    [
        (sparse(1, ROWS, (5, 3), i64(1, 5)), "row-sparse array that does not fit together: .*row 5 at position 1"),
        (sparse(1, ROWS, (5, 3), i64(1, -1)), "row -1"),
        (sparse(1, ROWS, (5, 3), i64(1, 1)), "row 1 at position 1"),
        (sparse(1, ROWS, (5, 3), i64(1, 2, 3)), r"shape \(2, 3\), expected shape \(3, 3\)"),
        (sparse(1, ROWS, (5, 4), i64(1, 2)), r"expected shape \(2, 4\)"),
        (sparse(1, ROWS, (5,), i64(1, 2)), r"expected shape \(2,\)"),
        (sparse(2, np.ones(2, np.float32), (3, 2), i64(0, 1, 1, 2), i64(0, 2)), "csr array .* a column 0 or 2"),
        (sparse(2, np.ones(2, np.float32), (3, 2), i64(0, 2, 1, 2), i64(0, 1)), "rise from 0 to 2"),
        (sparse(2, np.ones(2, np.float32), (3, 2), i64(0, 1, 2), i64(0, 1)), "4 whole numbers"),
        (sparse(2, np.ones(2, np.float32), (3, 2), i64(0, 2, 2, 2), i64(0, 0)), "two elements at one place"),
        (sparse(2, np.ones(2, np.float32), (3,), i64(0, 2, 2, 2), i64(0, 0)), "two sizes"),
    ],
)
def test_sparse_arrays_are_checked(array: bytes, text: str) -> None:
    with pytest.raises(LoadError, match=text):
        mx.nd.load_frombuffer(file(array))


def test_rows_in_any_order() -> None:
    """MXNet does not keep them in order."""
    values = np.arange(6, dtype=np.float32).reshape(2, 3)
    (array,) = mx.nd.load_frombuffer(file(sparse(1, values, (5, 3), i64(4, 1))))
    assert array.indices.asnumpy().tolist() == [1, 4]
    assert_same_bits(array.data.asnumpy(), values[::-1].copy())


def test_a_device_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what has no size, a limit is read; a file may be longer than that."""
    monkeypatch.setattr(files, "LONGEST", 1 << 10)
    with pytest.raises(LoadError, match="'/dev/zero': got a device or pipe of more than 0 MB, expected a file"):
        mx.nd.load("/dev/zero")
    with pytest.raises(LoadError, match="got a device or pipe"):
        mx.optimizer.load_states("/dev/zero", mx.optimizer.get_updater(mx.optimizer.create("sgd")))
    mx.nd.save(tmp_path / "file", mx.nd.ones(1 << 10))
    assert mx.nd.load(tmp_path / "file")[0].shape == (1 << 10,)


def test_checkpoints(tmp_path: Path) -> None:
    w, g = mx.sym.var("w"), mx.sym.var("g")
    prefix = tmp_path / "model"
    arg, aux = {"w": mx.nd.ones((2, 3))}, {"m": mx.nd.zeros((2,))}
    mx.model.save_checkpoint(prefix, 7, mx.sym.sgd_update(w, g, lr=0.1), arg, aux)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model-0007.params", "model-symbol.json"]
    symbol, args, states = mx.model.load_checkpoint(str(prefix), 7)
    assert symbol.list_arguments() == ["w", "g"]
    assert args.keys() == {"w"} and states.keys() == {"m"}
    assert_same_bits(args["w"].asnumpy(), arg["w"].asnumpy())
    mx.model.save_checkpoint(prefix, 12345, None, arg, {})
    assert mx.model.load_params(prefix, 12345)[1] == {}


@pytest.mark.parametrize("version", VERSIONS)
def test_checkpoints_of_real_versions(version: str, tmp_path: Path) -> None:
    (tmp_path / "net-0003.params").write_bytes(content(version, "params/checkpoint"))
    args, states = mx.model.load_params(tmp_path / "net", 3)
    assert ({*args}, {*states}) == ({"fc_weight", "fc_bias"}, {"bn_mean"})
    (tmp_path / "net-symbol.json").write_text(json.dumps({"nodes": [{"op": "Convolution", "name": "c", "inputs": []}]}))
    with pytest.raises(LoadError, match=r"mx\.model\.load_params\(…\) reads the arrays alone"):
        mx.model.load_checkpoint(tmp_path / "net", 3)


def test_files_that_are_no_checkpoints(tmp_path: Path) -> None:
    prefix = tmp_path / "net"
    mx.nd.save(tmp_path / "net-0001.params", [mx.nd.ones((2,))])
    with pytest.raises(LoadError, match="its arrays have no names"):
        mx.model.load_params(prefix, 1)
    mx.nd.save(tmp_path / "net-0001.params", {"weight": mx.nd.ones((2,))})
    with pytest.raises(LoadError, match="the name 'weight'; those of a checkpoint begin with arg: or aux:"):
        mx.model.load_params(prefix, 1)
    with pytest.raises(FileNotFoundError):
        mx.model.load_params(prefix, 2)
    with pytest.raises(FileNotFoundError):
        mx.nd.load(tmp_path / "none")
