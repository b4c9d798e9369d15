"""Plain tensors of torch's: native code describes them itself, as torch's function does, and leaves it all others."""

from __future__ import annotations

import ctypes
import importlib
import operator
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mxsym.runtime import exchange
from mxsym.runtime.buffers import address
from mxsym.runtime.native_call import native
from mxsym.runtime.native_call.array_fields import ALIGNED
from mxsym.runtime.native_call.layout import ARRAY, READER, READERS

torch: Any = pytest.importorskip("torch")
pytestmark = pytest.mark.skipif(
    not (native.available() and exchange.reader(torch.zeros(1))), reason="needs native calls, and torch from 2.10 on"
)
NUMPYS = {torch.float32: "f4", torch.float64: "f8", torch.float16: "f2", torch.int64: "i8", torch.int32: "i4"}
_FAILS = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda *_: -1)


def row_of(kind: type) -> int:
    """The address of what native code knows of a type; 0 if it knows nothing."""
    first = native.linked().addresses["readers"]
    rows = (first + 8 * len(READER) * place for place in range(READERS))
    return next((row for row in rows if ctypes.c_int64.from_address(row).value == id(kind)), 0)


@contextmanager
def word_of_reader(kind: type, name: str, word: int) -> Generator[None]:
    """Let native code know a type with another word."""
    place = ctypes.c_int64.from_address(row_of(kind) + 8 * READER.index(name))
    before, place.value = place.value, word
    try:
        yield
    finally:
        place.value = before


def read(tensor: Any) -> int:
    """Return the address that native code reads as an array of the tensor's own form; -1 if it reads none."""
    native.teach(tensor)
    dtype = np.dtype(NUMPYS.get(tensor.dtype, "f4"))
    try:
        shape, strides = (np.array([*items], np.int64) for items in (tensor.shape, tensor.stride()))
    except RuntimeError:  # of one without strides
        shape, strides = np.array([*tensor.shape], np.int64), np.zeros(tensor.ndim, np.int64)
    row = {"descr": id(dtype), "code": exchange.type_code(dtype), "item": dtype.itemsize, "needed": ALIGNED}
    row |= {"bytes": int(np.prod(shape)) * dtype.itemsize, "dimensions": len(shape)}
    row |= {"shape": address(shape), "strides": address(strides)}
    words = np.array([row.get(name, 0) for name in ARRAY], np.int64)
    return native.read(address(words), tensor)[0]


def ways(tensor: Any) -> tuple[int, int, int]:
    """Return the addresses that native code reads without torch's function, in any way, and by that function."""
    kind = cast("type[Any]", type(tensor))
    native.teach(tensor)
    assert row_of(kind)
    with word_of_reader(kind, "function", ctypes.cast(_FAILS, ctypes.c_void_p).value or 0):
        alone = read(tensor)
    both = read(tensor)
    with word_of_reader(kind, "axes", 0):
        return alone, both, read(tensor)


def leaf() -> Any:
    return torch.ones(6).requires_grad_()


def gradient() -> Any:
    weight = torch.nn.Parameter(torch.ones(2, 3))
    (weight * 2).sum().backward()
    return weight.grad


def without_memory(size: int) -> Any:
    tensor = torch.ones(6)
    tensor.untyped_storage().resize_(size)
    return tensor


def unreadable() -> Any:
    tensor = torch.ones(6)
    torch._C._set_throw_on_mutable_data_ptr(tensor)
    return tensor


def inference() -> Any:
    with torch.inference_mode():
        return torch.ones(6)


def fake() -> Any:
    fakes: Any = importlib.import_module("torch._subclasses.fake_tensor")
    with fakes.FakeTensorMode():
        return torch.ones(6)


PLAIN: dict[str, Callable[[], Any]] = {
    **{str(dtype): lambda dtype=dtype: torch.ones(6, dtype=dtype) for dtype in NUMPYS},
    "leaf": leaf,
    "result": lambda: leaf() * 2,
    "data": lambda: leaf().data,
    "detached": lambda: leaf().detach(),
    "parameter": lambda: torch.nn.Parameter(torch.ones(2, 3)),
    "gradient": gradient,
    "number": lambda: torch.ones(()),
    "of five axes": lambda: torch.ones(1, 2, 3, 4, 5),
    "transposed": lambda: torch.ones(3, 4).T,
    "slice": lambda: torch.ones(40)[7:19].reshape(3, 4),
    "channels last": lambda: torch.ones(2, 3, 4, 5).to(memory_format=torch.channels_last),
    "of NumPy's memory": lambda: torch.from_numpy(np.ones((2, 3), np.float32)),
}
OTHERS: dict[str, Callable[[], Any]] = {
    "empty": lambda: torch.ones(0, 3),
    "of six axes": lambda: torch.ones(1, 2, 1, 2, 1, 2),
    "negative": lambda: torch._neg_view(torch.ones(6)),
    "complex": lambda: torch.ones(6, dtype=torch.complex64),
    "conjugate": lambda: torch.ones(6, dtype=torch.complex64).conj(),
    "bool": lambda: torch.ones(6, dtype=torch.bool),
    "int16": lambda: torch.ones(6, dtype=torch.int16),
    "sparse": lambda: torch.ones(3, 2).to_sparse(),
    "meta": lambda: torch.ones(6, device="meta"),
    "zero": lambda: torch._efficientzerotensor((6,)),
    "lazily cloned": lambda: torch._lazy_clone(torch.ones(6)),
    "unreadable": unreadable,
    "inference": inference,
    "given back": lambda: without_memory(0),
    "cut off": lambda: without_memory(8),
    "fake": fake,
}


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_tensor_is_read_without_torchs_function(name: str) -> None:
    tensor = PLAIN[name]()
    assert ways(tensor) == (tensor.data_ptr(),) * 3


@pytest.mark.parametrize("name", OTHERS)
def test_another_tensor_is_what_torchs_function_says(name: str) -> None:
    tensor = OTHERS[name]()
    alone, both, theirs = ways(tensor)
    assert (alone, both) == (-1, theirs)


def test_memory_of_a_lazy_clone_is_read_when_it_is_there() -> None:
    tensor = torch.ones(6)
    clone = torch._lazy_clone(tensor)
    assert clone.data_ptr() != tensor.data_ptr()
    assert ways(clone) == (clone.data_ptr(),) * 3


def test_a_tensor_is_read_as_it_is_now() -> None:
    tensor = torch.ones(6)
    assert ways(tensor) == (tensor.data_ptr(),) * 3
    tensor.data = torch.ones(40)[3:9]
    assert ways(tensor) == (tensor.data_ptr(),) * 3
    tensor.set_(torch.ones(6, 2))
    assert ways(tensor) == (tensor.data_ptr(),) * 3
    torch.utils.swap_tensors(tensor, torch.ones(4))
    assert ways(tensor) == (tensor.data_ptr(),) * 3
    tensor.untyped_storage().resize_(0)
    assert ways(tensor) == (-1, -1, -1)


def sliced(tensor: Any) -> Any:
    return tensor[1:]


def striding(tensor: Any) -> Any:
    return tensor[..., ::2]


def transposed(tensor: Any) -> Any:
    return tensor.transpose(0, -1)


def expanded(tensor: Any) -> Any:
    return tensor.expand(2, *tensor.shape)


VIEWS: list[Callable[[Any], Any]] = [
    *(sliced, striding, transposed, expanded, operator.attrgetter("data")),
    *(torch.flatten, torch.clone, torch.sum, torch._neg_view, torch.Tensor.detach),
]


@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=6),
    st.sampled_from([*NUMPYS]),
    st.lists(st.sampled_from(VIEWS), max_size=4),
)
def test_both_ways_read_the_same_address(shape: list[int], dtype: Any, views: list[Callable[[Any], Any]]) -> None:
    tensor = torch.ones(shape, dtype=dtype)
    for view in views:
        tensor = view(tensor) if tensor.ndim else tensor
    alone, both, theirs = ways(tensor)
    assert both == theirs
    assert alone in (-1, theirs)
