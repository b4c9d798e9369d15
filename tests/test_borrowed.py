"""Arrays that a step is given to read, as a gradient: the executor does not keep them, and never reads a dead one."""

from __future__ import annotations

import gc
import threading
import weakref
from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.executor.executor import Executor
from mxsym.opgraph.interpreter import interpret
from mxsym.runtime.native_call import native
from mxsym.runtime.native_call.arrangement import Arrangement
from tests.support import assert_same_bits, bind

SIZE = 12
SHAPE = (6, 2)


def ones(value: float = 1.0) -> np.ndarray:
    return np.full(SHAPE, value, np.float32)


def rows() -> tuple[np.ndarray, np.ndarray]:
    return np.full((2, 2), 3, np.float32), np.array([1, 4])


def tensor() -> Any:
    return pytest.importorskip("torch").full(SHAPE, 3.0)


class Strided:
    """An object of another library's: no weak reference is possible."""

    __slots__ = ("__array_interface__", "_array")

    def __init__(self, array: np.ndarray) -> None:
        self._array = array
        self.__array_interface__ = array.__array_interface__


DENSE: dict[str, Callable[[], Any]] = {
    "array": lambda: ones(3),
    "subclass": lambda: ones(3).view(type("Mine", (np.ndarray,), {})),
    "view": lambda: np.full(64, 3, np.float32)[:SIZE].reshape(SHAPE),
    "strided": lambda: np.full((6, 4), 3, np.float32)[:, ::2],
    "face": lambda: mx.nd.full(SHAPE, 3),
    "tensor": tensor,
}
SPARSE: dict[str, Callable[[], Any]] = {
    "row-sparse": lambda: mx.nd.sparse.row_sparse_array(rows(), shape=SHAPE),
    "uncoalesced": lambda: mx.nd.sparse.uncoalesced(*rows(), SHAPE),
}


def in_python(exe: mx.Executor, **arrays: Any) -> Any:
    return vars(Executor)["_forward"](exe, **arrays)


WAYS: dict[str, Callable[..., Any]] = {"native": mx.Executor.forward, "python": in_python}


def graph() -> mx.Symbol:
    w, g, m = (mx.sym.var(name) for name in "wgm")
    return mx.sym.sgd_mom_update(w, g, m, lr=0.5, momentum=0.5, out=w, name="u")


def executor(grad: Any) -> mx.Executor:
    exe = graph().bind(args={"w": ones(), "g": grad}, aux_states={"m": ones()})
    exe.forward()
    return exe


def bits(exe: mx.Executor) -> list[bytes]:
    return [np.asarray(array).tobytes() for array in (exe.arg_dict["w"], exe.aux_dict["m"])]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", [*DENSE, *SPARSE])
def test_what_a_step_is_given_to_read_is_not_kept(kind: str, way: str) -> None:
    make, step = (DENSE | SPARSE)[kind], WAYS[way]
    exe = executor(make())
    for _ in range(3):
        grad = make()
        gone = weakref.ref(grad)
        step(exe, g=grad)
        assert exe.arg_dict["g"] is grad
        before = exe.aux_dict["m"].copy()
        step(exe)  # while it lives, later steps use it
        assert exe.aux_dict["m"][1, 1] == before[1, 1] * np.float32(0.5) - np.float32(1.5)
        del grad
        assert gone() is None and exe.arg_dict["g"] is None and len(exe.arg_dict) == 2
        now = bits(exe)
        for _ in range(2):
            with pytest.raises(mx.BindError, match=r"argument g: got an array that has ended.*forward\(g=array\)"):
                step(exe, lr=0.25)
        assert bits(exe) == now and exe.scalars["u"]["lr"] == 0.5


@pytest.mark.parametrize("way", WAYS)
def test_what_is_bound_or_written_is_kept(way: str) -> None:
    step = WAYS[way]
    exe = executor(ones(3))
    gc.collect()
    step(exe)
    step(exe, w=ones(5), m=ones(7))
    (out,) = step(exe)
    assert out is exe.arg_dict["w"] and exe.aux_dict["m"] is not None
    exe.arg_dict["g"] = ones(9)
    step(exe, g=exe.arg_dict["g"])  # what is bound already stays so
    step(exe)
    assert exe.arg_dict["g"][0, 0] == 9


@pytest.mark.parametrize("way", WAYS)
def test_an_argument_that_is_an_output_is_kept(way: str) -> None:
    g = mx.sym.var("g")
    exe = mx.Group([mx.sym.sgd_update(mx.sym.var("w"), g, lr=0.5, name="u"), g]).bind(args={"w": ones(), "g": ones()})
    exe.forward()
    outputs = WAYS[way](exe, g=ones(3))
    assert exe.forward()[1] is outputs[1] is exe.arg_dict["g"]


def test_an_object_without_weak_references_is_kept() -> None:
    exe = executor(ones())
    memory = ones(3)
    exe.forward(g=Strided(memory))
    assert isinstance(exe.arg_dict["g"], Strided)
    before = exe.aux_dict["m"].copy()
    exe.forward()
    assert exe.aux_dict["m"][0, 0] == before[0, 0] * np.float32(0.5) - np.float32(1.5)


def test_other_faces_of_a_gone_array() -> None:
    exe = executor(ones())
    exe.forward(g=ones(3))
    assert exe.arg_arrays[1] is None and "None" in repr(exe.arg_dict)
    assert "sgd_mom_update" in str(exe.explain())
    exe.copy_params_from({"w": ones(2)})
    with pytest.raises(mx.BindError, match="argument g: got an array that has ended"):
        exe.copy_params_from({"w": ones(4), "g": ones()})
    assert exe.arg_dict["w"][0, 0] == 2
    with pytest.raises(mx.BindError, match="argument g: got an array that has ended"):
        exe.reshape(w=SHAPE)
    exe.arg_dict["w"] = ones(6)  # what has ended is in nobody's way
    exe.arg_dict["g"] = ones(7)
    assert_same_bits(exe.forward()[0], exe.arg_dict["w"])


def test_gradients_of_a_loop_end_with_zero_grad() -> None:
    torch = pytest.importorskip("torch")
    weight = torch.nn.Parameter(torch.full(SHAPE, 2.0))
    exe = graph().bind(args={"w": weight, "g": ones()}, aux_states={"m": ones()})
    for _ in range(4):
        (weight * weight).sum().backward()
        gone = weakref.ref(weight.grad)
        exe.forward(g=weight.grad)
        assert exe.arg_dict["g"] is weight.grad
        weight.grad = None
        assert gone() is None


@pytest.mark.skipif(not native.available(), reason="no native calls here")
def test_the_garbage_collector_takes_what_a_step_would_read() -> None:
    """A weak reference is made while a step is called: that may run code of the user's, here the end of an array."""
    w, g, x = (mx.sym.var(name) for name in "wgx")
    exe = bind(mx.sym.sgd_update(w, g + x, lr=0.5, out=w, name="u"), {"w": ones(), "g": ones(), "x": ones()})
    exe.forward()
    held = [ones(3)]
    exe.forward(g=held[0])
    before = exe.arg_dict["w"].tobytes()
    fresh = [ones(5) for _ in range(2000)]

    def drop(phase: str, info: dict[str, int]) -> None:
        held.clear()

    gc.callbacks.append(drop)
    threshold = gc.get_threshold()
    gc.set_threshold(1)
    try:
        with pytest.raises(mx.BindError, match="argument g: got an array that has ended"):
            deque((exe.forward(x=array) for array in fresh), 0)
    finally:
        gc.set_threshold(*threshold)
        gc.callbacks.remove(drop)
    done = np.frombuffer(before, np.float32).reshape(SHAPE).copy()
    while done.tobytes() != exe.arg_dict["w"].tobytes():  # some steps came before the collector
        assert done[0, 0] > -1e4
        done -= np.float32(0.5) * np.float32(8)


def test_an_array_that_is_let_go_during_a_step_ends_after_it() -> None:
    """A long step runs without the GIL: what another thread lets go meanwhile is there until the step is over."""
    count = 1 << 18
    symbol = graph()
    arrays = {name: np.full(count, 1, np.float32) for name in "wm"}
    exe = bind(symbol, {**arrays, "g": np.full(count, 1, np.float32)})
    exe.forward()
    for turn in range(20):
        held = [np.full(count, turn, np.float32)]
        exe.forward(g=held[0])
        expected = interpret(symbol, {name: array.copy() for name, array in arrays.items()} | {"g": held[0]})
        other = threading.Thread(target=held.clear)
        other.start()
        try:
            exe.forward()
        except mx.BindError:
            assert not held
        else:
            for name, array in arrays.items():
                assert_same_bits(array, expected.variables[name], name)
        other.join()


def test_a_step_on_other_arrays_leaves_what_is_bound() -> None:
    grad = ones()
    exe = executor(grad)
    bound = {**exe.arg_dict, **exe.aux_dict}
    before, arrays = ({name: array.copy() for name, array in bound.items()} for _ in range(2))
    assert exe.run_on(arrays, {}) and arrays["w"].tobytes() != bound["w"].tobytes()
    assert all(exe.arg_dict[name] is bound[name] for name in "wg") and exe.aux_dict["m"] is bound["m"]
    for name in "wgm":
        assert_same_bits(bound[name], before[name], name)
    exe.forward()
    for name in "wgm":
        assert_same_bits(bound[name], arrays[name], name)


def test_a_tuple_that_says_another_length_is_none_of_a_step() -> None:
    class Long(tuple[Any, ...]):
        def __len__(self) -> int:
            return 3

    exe = executor(ones(3))
    now = bits(exe)
    arrangement = Arrangement(((0, 1, 2),), [[number] for number in range(exe.count)])
    assert not exe.step((Long((exe.arg_dict["w"], exe.arg_dict["g"])),), tuple(exe.numbers), arrangement)
    assert bits(exe) == now
