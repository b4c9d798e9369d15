"""Memory shared with other libraries: DLPack, buffers, torch, scipy. Nothing is copied where it need not be."""

from __future__ import annotations

import array
import sys
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen.dtypes import TENSOR, to_numpy
from mxsym.errors import BindError
from mxsym.runtime.buffers import address
from mxsym.runtime.native_call import native
from mxsym.runtime.native_call.array_fields import ALIGNED
from mxsym.runtime.native_call.layout import ARRAY
from tests.support import Array, assert_same_bits

BF16 = np.dtype(ml_dtypes.bfloat16)


@pytest.fixture
def torch() -> Any:
    return pytest.importorskip("torch")


@pytest.fixture
def scipy_sparse() -> Any:
    return pytest.importorskip("scipy.sparse")


def shares(one: Any, other: Array) -> bool:
    return np.shares_memory(np.asarray(one), other)


def read_only(values: Array) -> Array:
    view = values.view()
    view.flags.writeable = False
    return view


@pytest.mark.skipif(not native.available(), reason="there is no native code")
@pytest.mark.parametrize("dtype", [*map(to_numpy, TENSOR), np.dtype(np.int64), np.dtype(np.uint64)], ids=str)
def test_native_code_reads_arrays_whose_dtype_is_an_equal_one(dtype: np.dtype[Any]) -> None:
    """Those of unpickled arrays are copies; another order of bytes, or another type, is not equal."""
    values, shape, strides = np.ones(3, dtype), np.array([3], np.int64), np.array([1], np.int64)
    row = {"descr": id(dtype), "item": dtype.itemsize, "bytes": values.nbytes, "dimensions": 1, "needed": ALIGNED}
    row |= {"shape": address(shape), "strides": address(strides)}
    words = np.array([row.get(name, 0) for name in ARRAY], np.int64)
    others = [np.ones(3, other) for other in (np.float16, np.int32, np.int64, np.uint64) if np.dtype(other) != dtype]
    equal = values.view(np.dtype(dtype, copy=True))
    assert native.can_read(address(words), values)
    assert native.can_read(address(words), equal)
    for other in (values.view(dtype.newbyteorder()), *others):
        assert not native.can_read(address(words), other)


class OldProducer:
    """Speaks DLPack as it was before version 1."""

    def __init__(self, values: Array) -> None:
        self.values = values

    def __dlpack__(self, stream: None = None) -> Any:
        return self.values.__dlpack__()

    def __dlpack_device__(self) -> tuple[int, int]:
        return self.values.__dlpack_device__()


# Out.


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16, np.int64])
def test_numpy_takes_the_memory_through_dlpack(dtype: Any) -> None:
    memory = np.arange(6).reshape(2, 3).astype(dtype)
    x = mx.nd.from_numpy(memory)
    taken = np.from_dlpack(x)
    assert x.__dlpack_device__() == (1, 0) and shares(taken, memory)
    x[0, 0] = 9
    assert taken[0, 0] == 9 and taken.dtype == dtype
    assert taken.flags.writeable or np.__version__.startswith("2.0.")
    assert np.from_dlpack(mx.nd.from_numpy(memory[:, ::2])).strides == memory[:, ::2].strides


@pytest.mark.parametrize("dtype", [np.float32, BF16])
def test_numpy_takes_the_memory_as_an_array(dtype: Any) -> None:
    memory = np.ones((2, 3), dtype)
    x = mx.nd.from_numpy(memory)
    assert shares(x, memory) and np.asarray(x).dtype == dtype and np.asarray(x).flags.writeable
    assert not shares(np.array(x), memory) and np.asarray(x, np.float64).dtype == np.float64
    assert hasattr(x, "__array_interface__") is (dtype is np.float32)
    assert not np.asarray(mx.nd.from_numpy(read_only(memory))).flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        mx.nd.from_numpy(read_only(memory))[0] = 1


@pytest.mark.skipif(sys.version_info < (3, 12), reason="a class written in Python cannot offer a buffer")
def test_the_buffer_is_offered() -> None:
    memory = np.ones(3, np.float32)
    taken: memoryview[Any] = memoryview(mx.nd.from_numpy(memory))  # pyright: ignore[reportArgumentType]
    taken[0] = 5.0
    assert memory[0] == 5 and taken.format == "f"
    assert memoryview(mx.nd.from_numpy(read_only(memory))).readonly  # pyright: ignore[reportArgumentType]


# In.


def test_memory_is_taken_from_dlpack() -> None:
    memory = np.ones((2, 3), np.float32)
    for source in (memory, mx.nd.from_numpy(memory)):
        x = mx.nd.from_dlpack(source)
        assert shares(x, memory) and np.asarray(x).flags.writeable
    assert shares(mx.nd.from_dlpack(OldProducer(memory)), memory)
    assert not np.asarray(mx.nd.from_dlpack(read_only(memory))).flags.writeable


def test_memory_is_taken_from_a_buffer() -> None:
    numbers = array.array("f", [1, 2, 3])
    x = mx.nd.from_dlpack(numbers)
    x += 1
    assert numbers.tolist() == [2, 3, 4] and x.dtype == np.float32
    raw = bytearray(8)
    mx.nd.from_dlpack(memoryview(raw).cast("q"))[0] = 3
    assert raw[0] == 3


def test_memory_is_taken_from_an_array_interface() -> None:
    memory = np.ones(3, np.float32)
    has_interface: Any = type("HasInterface", (), {"__array_interface__": memory.__array_interface__, "keep": memory})
    assert shares(mx.nd.from_dlpack(has_interface()), memory)

    class Lends:
        def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
            return memory

    class Copies:
        def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
            if copy is False:
                raise ValueError("this takes a copy")
            return np.ones((1, 2))

    assert shares(mx.nd.from_dlpack(Lends()), memory)
    with pytest.raises(BindError, match="a Copies"):
        mx.nd.from_dlpack(Copies())
    x = mx.nd.sparse.row_sparse_array((Copies(), [3]), shape=(4, 2))
    assert x.dtype == np.float64


def test_row_sparse_parts_are_taken_from_buffers() -> None:
    ids, values = array.array("q", [1, 3]), array.array("d", [5, 7])
    x = mx.nd.sparse.row_sparse_array((values, ids), shape=(4,))
    values[0] = 6
    assert x.asnumpy().tolist() == [0, 6, 0, 7]
    assert np.asarray(x.indices).ctypes.data == ids.buffer_info()[0]


# torch.


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "bfloat16"])
def test_torch_tensors_are_shared(torch: Any, dtype: str) -> None:
    parameter = torch.nn.Parameter(torch.ones(4, 2, dtype=getattr(torch, dtype)))
    x = mx.nd.from_dlpack(parameter)
    x[1] = 3
    assert parameter.detach()[1].tolist() == [3, 3] and x.dtype.name == dtype
    with torch.no_grad():
        parameter[2] = 5
    assert x[2].asnumpy().astype(float).tolist() == [5, 5]
    assert mx.nd.from_dlpack(parameter.t()).shape == (2, 4)
    copied = mx.nd.array(parameter)
    assert copied.dtype == np.float32 and not shares(copied, np.asarray(x))


def test_torch_takes_the_memory(torch: Any) -> None:
    memory = np.ones(3, np.float32)
    tensor = torch.from_dlpack(mx.nd.from_numpy(memory))
    tensor[0] = 4
    assert memory[0] == 4


def test_torch_tensors_elsewhere_are_refused(torch: Any) -> None:
    for tensor in (torch.empty(2, device="meta"), torch.ones(2, dtype=torch.cfloat).conj()):
        with pytest.raises(BindError, match=r"torch tensor.*a strided tensor in CPU memory"):
            mx.nd.from_dlpack(tensor)
    with pytest.raises(BindError, match=r"a sparse Tensor of shape \(2, 2\), expected a dense array"):
        mx.nd.from_dlpack(torch.eye(2).to_sparse())


def sparse_gradient(library: str, request: pytest.FixtureRequest) -> Any:
    """Of 10 rows of 3; rows 1 and 7 are stored."""
    if library == "torch":
        return gradient(request.getfixturevalue("torch"), [7, 1, 7])
    values = (np.ones(3, np.float32), ([7, 1, 7], [0, 1, 2]))
    return request.getfixturevalue("scipy_sparse").coo_matrix(values, shape=(10, 3))


@pytest.mark.parametrize("library", ["torch", "scipy"])
def test_a_sparse_gradient_is_coalesced_on_every_way_in(library: str, request: pytest.FixtureRequest) -> None:
    sparse = sparse_gradient(library, request)
    ready = mx.nd.sparse.array(sparse)
    weight = np.ones((10, 3), np.float32)
    expected = weight.copy()
    mx.nd.sgd_update(expected, ready, lr=1.0, out=expected)
    assert np.flatnonzero((expected != 1).any(axis=1)).tolist() == [1, 7]
    w = mx.sym.var("w")
    symbol = mx.sym.sgd_update(w, mx.sym.var("g"), lr=1.0, out=w)
    executor = symbol.bind(args={"w": weight, "g": ready})
    optimizer = mx.optimizer.SGD(learning_rate=1.0)
    updater = mx.optimizer.get_updater(mx.optimizer.SGD(learning_rate=1.0))
    for call in (
        lambda: mx.nd.sgd_update(weight, sparse, lr=1.0, out=weight),
        lambda: symbol.bind(args={"w": weight, "g": sparse}).forward(),
        lambda: executor.forward(g=sparse),
        executor.forward,
        lambda: updater(0, sparse, weight),
        lambda: optimizer.update([0], [weight], [sparse], [None]),
    ):
        weight[...] = 1
        call()
        assert weight.tobytes() == expected.tobytes()


@pytest.mark.parametrize("library", ["torch", "scipy"])
def test_a_sparse_array_is_not_written_and_not_made_dense(library: str, request: pytest.FixtureRequest) -> None:
    """A coalesced array is a copy, which nobody else sees."""
    sparse = sparse_gradient(library, request)
    weight = np.ones((10, 3), np.float32)
    symbol = mx.sym.sgd_mom_update(mx.sym.var("w"), mx.sym.var("g"), mx.sym.var("m"), lr=1.0, momentum=0.5)
    for call in (
        lambda: mx.nd.sgd_update(sparse, sparse, lr=1.0, out=sparse),
        lambda: mx.nd.sgd_mom_update(weight, sparse, sparse, lr=1.0, momentum=0.5, out=weight),
        lambda: symbol.bind(args={"w": weight, "g": weight.copy()}, aux_states={"m": sparse}),
    ):
        with pytest.raises(BindError, match="a read-only array, expected a writable one"):
            call()
    executor = symbol.bind(args={"w": weight, "g": weight.copy()}, aux_states={"m": weight.copy()})
    dense = "to_dense" if library == "torch" else "toarray"
    with pytest.raises(BindError, match=rf"a row-sparse array, expected a dense one, .* pass its {dense}\(\)"):
        executor.forward(g=sparse)
    assert np.all(weight == 1)
    executor.forward(g=getattr(sparse, dense)())


def test_what_a_sparse_array_must_be(torch: Any, scipy_sparse: Any) -> None:
    w = mx.sym.var("w")
    weight = np.ones((10, 3), np.float32)
    symbol = mx.sym.sgd_update(w, mx.sym.var("g"), lr=1.0, out=w)
    good = gradient(torch, [7, 1, 7])
    executor = symbol.bind(args={"w": weight, "g": good})
    outside = gradient(torch, [7, 1, 7])
    outside._indices()[0, 1] = 10
    for wrong, text in (
        (outside, "row 10 at position 1, expected row ids from 0 to 9"),
        (torch.eye(10, 3).to_sparse(), r"2 sparse dimensions, .* call to_dense\(\).to_sparse\(1\)"),
        (good.double(), "dtype float64, expected dtype float32"),
        (good.to(torch.int64), "dtype int64, expected float64 or float32"),
        (scipy_sparse.coo_array(np.ones(3, np.float32)), "two dimensions"),
        (scipy_sparse.coo_array(np.ones((9, 3), np.float32)), r"shape \(9, 3\), expected shape \(10, 3\)"),
    ):
        with pytest.raises(BindError, match=f"argument g: got .*{text}"):
            executor.forward(g=wrong)
        assert np.all(weight == 1) and executor.arg_dict["g"] is good


def gradient(torch: Any, ids: list[int], dtype: Any = None) -> Any:
    """Of a sparse embedding of 10 rows of 3; each id's row is 1, 2, … by its position."""
    embedding = torch.nn.Embedding(10, 3, sparse=True, dtype=dtype)
    weights = torch.arange(1, len(ids) + 1, dtype=dtype or torch.float32)[:, None]
    (embedding(torch.tensor(ids)) * weights).sum().backward()
    return embedding.weight.grad


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "bfloat16"])
def test_torch_gradients_are_coalesced(torch: Any, dtype: str) -> None:
    grad = gradient(torch, [7, 1, 7, 3], getattr(torch, dtype))
    assert not grad.is_coalesced()
    for x in (mx.nd.sparse.row_sparse_array(grad), mx.nd.sparse.array(grad), mx.nd.array(grad)):
        assert x.shape == (10, 3) and x.dtype.name == dtype and x.indices.asnumpy().tolist() == [1, 3, 7]
        assert x.data.asnumpy().astype(float).tolist() == [[2] * 3, [4] * 3, [4] * 3]
    assert mx.nd.sparse.array(grad, dtype="float64").dtype == np.float64
    assert grad._indices().tolist() == [[7, 1, 7, 3]]


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_torch_gradients_in_order_are_shared(torch: Any, dtype: str) -> None:
    grad = gradient(torch, [1, 3, 7], getattr(torch, dtype))
    for tensor in (grad, grad.coalesce()):
        x = mx.nd.sparse.row_sparse_array(tensor, shape=(10, 3))
        assert np.asarray(x.indices).ctypes.data == tensor._indices().data_ptr()
        assert np.asarray(x.data).ctypes.data == tensor._values().data_ptr()
    grad._values()[0] = 50
    assert mx.nd.sparse.array(grad).asnumpy()[1].astype(float).tolist() == [50] * 3


def test_torch_gradients_that_accumulate(torch: Any) -> None:
    embedding = torch.nn.Embedding(10, 3, sparse=True, padding_idx=1)
    for ids in ([[7, 1]], [[2, 7]]):
        embedding(torch.tensor(ids)).sum().backward()
    x = mx.nd.sparse.array(embedding.weight.grad)
    assert x.indices.asnumpy().tolist() == [2, 7] and np.array_equal(x.asnumpy(), embedding.weight.grad.to_dense())


def test_torch_parts_are_shared(torch: Any) -> None:
    ids, values = torch.tensor([1, 4]), torch.ones(2, 3)
    x = mx.nd.sparse.from_pairs(ids, values, (6, 3))
    values[0] = 9
    assert x.asnumpy()[1].tolist() == [9, 9, 9] and np.asarray(x.indices).ctypes.data == ids.data_ptr()
    dense = mx.nd.sparse.row_sparse_array(torch.eye(3))
    assert dense.indices.asnumpy().tolist() == [0, 1, 2]


def test_torch_layouts_that_have_no_rows(torch: Any) -> None:
    with pytest.raises(BindError, match=r"2 sparse dimensions.*to_sparse\(1\)"):
        mx.nd.sparse.array(torch.eye(3).to_sparse())
    assert mx.nd.sparse.array(torch.eye(3).to_sparse(1)).indices.asnumpy().tolist() == [0, 1, 2]
    outside = torch.sparse_coo_tensor(torch.tensor([[2, 99]]), torch.ones(2, 3), (10, 3), check_invariants=False)
    with pytest.raises(BindError, match="row 99 at position 1, expected rows 0 … 9"):
        mx.nd.sparse.array(outside)
    with pytest.raises(BindError, match=r"shape.*\(9, 3\).*\(10, 3\)"):
        mx.nd.sparse.row_sparse_array(gradient(torch, [1]), shape=(9, 3))


@pytest.mark.filterwarnings("ignore:Sparse CSR:UserWarning")
def test_torch_csr_is_refused(torch: Any) -> None:
    with pytest.raises(BindError, match=r"torch\.sparse_csr.*torch\.sparse_coo"):
        mx.nd.sparse.array(torch.eye(3).to_sparse_csr())


# scipy.

ENTRIES = ([1.0, 2.0, 4.0, 8.0], ([4, 1, 4, 4], [0, 2, 0, 1]))
"""Values, rows and columns; one entry is there twice."""
DENSE = [[0, 0, 0], [0, 0, 2], [0, 0, 0], [0, 0, 0], [5, 8, 0], [0, 0, 0]]


@pytest.mark.parametrize("kind", ["array", "matrix"])
@pytest.mark.parametrize("form", ["coo", "csr", "csc", "lil", "bsr"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_scipy_gives_the_rows_that_have_entries(scipy_sparse: Any, kind: str, form: str, dtype: Any) -> None:
    coo = getattr(scipy_sparse, f"coo_{kind}")((np.array(ENTRIES[0], dtype), ENTRIES[1]), shape=(6, 3))
    source = coo.asformat(form)
    entries = source.nnz
    for x in (mx.nd.sparse.row_sparse_array(source), mx.nd.sparse.array(source), mx.nd.array(source)):
        assert x.indices.asnumpy().tolist() == [1, 4] and x.dtype == dtype and x.asnumpy().tolist() == DENSE
        assert x.__mxsym__().data.flags.c_contiguous
        x.check_format()
    assert source.nnz == entries
    assert mx.nd.sparse.array(source, dtype="float16").dtype == np.float16


@pytest.mark.parametrize("form", ["csr", "csc"])
def test_scipy_duplicates_are_summed(scipy_sparse: Any, form: str) -> None:
    parts = (np.array([1.0, 4.0]), np.array([2, 2]), np.array([0, 0, 0, 2]))
    source = getattr(scipy_sparse, f"{form}_array")(parts, shape=(3, 3))
    assert source.nnz == 2
    expected = np.zeros((3, 3))
    expected[2, 2] = 5
    assert np.array_equal(mx.nd.sparse.array(source).asnumpy(), expected)


def test_scipy_without_entries(scipy_sparse: Any) -> None:
    x = mx.nd.sparse.array(scipy_sparse.csr_array((4, 3), dtype=np.float32))
    assert x.indices.size == 0 and x.data.shape == (0, 3) and x.shape == (4, 3)


def test_scipy_vectors_are_refused(scipy_sparse: Any) -> None:
    with pytest.raises(BindError, match=r"shape \(3,\).*two dimensions"):
        mx.nd.sparse.array(scipy_sparse.coo_array(np.ones(3)))


class _Changing:
    """An object over one array when it is asked `times` times, and then over another."""

    def __init__(self, first: Array, then: Array, times: int) -> None:
        self._first, self._then, self._times = first, then, times

    def now(self) -> Array:
        self._times -= 1
        return self._first if self._times >= 0 else self._then


class _ChangingFace(_Changing):
    def __mxsym__(self) -> Array:
        return self.now()


class _ChangingValues(_Changing):
    def __array__(self, dtype: Any = None, copy: Any = None) -> Array:
        return self.now()


class _ChangingPack(_Changing):
    def __dlpack__(self, **_: Any) -> Any:
        return self.now().__dlpack__()

    def __dlpack_device__(self) -> tuple[int, int]:
        return 1, 0


class _SpentPack(_Changing):
    """A capsule that is taken once."""

    def __init__(self, first: Array, then: Array, times: int) -> None:
        super().__init__(first, then, times)
        self._capsules = [first.__dlpack__() for _ in range(times)] + [then.__dlpack__()]

    def __dlpack__(self, **_: Any) -> Any:
        return self._capsules.pop(0) if len(self._capsules) > 1 else self._capsules[0]

    def __dlpack_device__(self) -> tuple[int, int]:
        return 1, 0


@pytest.mark.parametrize("kind", [_ChangingFace, _ChangingValues, _ChangingPack, _SpentPack])
@pytest.mark.parametrize("way", ["bind", "forward", "arg_dict", "nd"])
def test_an_object_that_gives_other_memory_later(kind: type[_Changing], way: str) -> None:
    """The step uses what was checked; all else is a named error, after which nothing has changed."""
    w, g = mx.sym.var("w"), mx.sym.var("g")
    symbol = mx.sym.sgd_update(w, g, lr=1.0, out=w, name="u")
    named: set[str] = set()
    for times in range(12):
        weight, small = np.zeros(64, np.float32), np.ones(8, np.float32)
        odd: Any = kind(np.ones(64, np.float32), small, times)
        steps = 0
        try:
            if way == "nd":
                for _ in range(3):
                    mx.nd.sgd_update(weight, odd, lr=1.0, out=weight)
                    steps += 1
            else:
                arrays: dict[str, Any] = {"w": weight, "g": odd if way == "bind" else np.ones(64, np.float32)}
                executor = symbol.bind(args=arrays)
                if way == "arg_dict":
                    executor.arg_dict["g"] = odd
                for _ in range(3):
                    executor.forward(**({"g": odd} if way == "forward" else {}))
                    steps += 1
        except mx.BindError as error:
            named |= {fault.node for fault in error.faults}
        assert_same_bits(weight, np.full(64, -steps, np.float32))
        assert_same_bits(small, np.ones(8, np.float32))
    assert named
    assert named <= {"argument g", "argument grad", "sgd_update", "u"}


def test_a_released_memory_view_is_named() -> None:
    w, g = mx.sym.var("w"), mx.sym.var("g")
    weight, view = np.zeros(8, np.float32), memoryview(bytearray(32)).cast("f")
    view.release()
    with pytest.raises(mx.BindError, match="argument g: got a view of memory that is no longer there"):
        mx.sym.sgd_update(w, g, lr=1.0, out=w).bind(args={"w": weight, "g": view})
