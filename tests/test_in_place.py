"""In place is the same memory, whichever object says so; and advice that loses no update."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

import mxsym as mx
from tests.support import Array

FACES: dict[str, Callable[[Array], Any]] = {
    "itself": lambda a: a,
    "view": lambda a: a[:],
    "a view of a view": lambda a: a[:][:],
    "face": mx.nd.NDArray,
    "face of a view": lambda a: mx.nd.from_numpy(a[:]),
    "buffer": cast("Any", memoryview),
    "subclass": lambda a: a.view(np.memmap),
}
OTHERS: dict[str, Callable[[Array], Any]] = {
    "reversed": lambda a: a[::-1],
    "transposed": lambda a: a.T,
    "reshaped": lambda a: a.reshape(-1),
    "another dtype": lambda a: a.view(np.int32),
    "a part": lambda a: a[:2],
}


def pair() -> tuple[Array, Array]:
    return np.full((3, 3), 8, np.float32), np.ones((3, 3), np.float32)


@pytest.mark.parametrize("out", FACES)
@pytest.mark.parametrize("weight", FACES)
def test_imperative_ops(weight: str, out: str) -> None:
    """Four times: the first is done the longer way, the others are like it."""
    whole, g = pair()
    mom = np.zeros_like(whole)
    for turn in range(1, 5):
        into = FACES[out](whole)
        assert mx.nd.sgd_update(FACES[weight](whole), g, lr=1.0, out=into) is into
        assert np.all(8 - turn == whole)
    for turn in range(1, 5):
        mx.nd.sgd_mom_update(FACES[weight](whole), g, mom, lr=1.0, momentum=0.0, out=FACES[out](whole))
        assert np.all(4 - turn == whole) and np.all(mom == -1)


@pytest.mark.parametrize("out", FACES)
def test_ops_on_many_tensors(out: str) -> None:
    (other, g), (whole, h) = pair(), pair()
    for turn in range(1, 4):
        into = [FACES[out](other), FACES[out](whole)]
        mx.nd.multi_sgd_update(other, g, whole, h, lrs=[1.0, 2.0], wds=[0.0, 0.0], out=into)
        assert np.all(8 - turn == other) and np.all(8 - 2 * turn == whole)


@pytest.mark.parametrize("out", FACES)
def test_row_sparse_gradients(out: str) -> None:
    whole, _ = pair()
    gradient = mx.nd.sparse.row_sparse_array((np.ones((2, 3), np.float32), np.array([0, 2])), shape=(3, 3))
    for turn in range(1, 3):
        mx.nd.sgd_update(whole, gradient, lr=1.0, out=FACES[out](whole))
        assert whole[:, 0].tolist() == [8 - turn, 8, 8 - turn]
    weight = mx.nd.sparse.row_sparse_array((np.ones((2, 3), np.float32), np.array([0, 2])), shape=(3, 3))
    mx.nd.sgd_update(weight, gradient, lr=1.0, out=mx.nd.sparse.RowSparseNDArray(weight.__mxsym__()))
    assert np.all(weight.asnumpy() == 0)


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("fused", [True, False])
def test_optimizers(face: str, fused: bool) -> None:
    """Another object in each step, the same memory."""
    whole, g = pair()
    optimizer = mx.optimizer.SGD(learning_rate=1.0, momentum=0.5, use_fused_step=fused)
    state = optimizer.create_state(0, whole)
    expected, mom = whole.copy(), np.zeros_like(whole)
    for _ in range(4):
        optimizer.update([0], [FACES[face](whole)], [g], [state])
        mom = np.float32(0.5) * mom - g
        expected += mom
        assert whole.tobytes() == expected.tobytes()


@pytest.mark.parametrize("out", OTHERS)
def test_other_memory_of_the_same_array_is_refused(out: str) -> None:
    whole, g = pair()
    before = whole.tobytes()
    for _ in range(2):
        with pytest.raises(mx.BindError):
            mx.nd.sgd_update(whole, g, lr=1.0, out=OTHERS[out](whole))
        assert whole.tobytes() == before
        mx.nd.sgd_update(whole, g, lr=0.0, out=whole)


def test_one_memory_for_two_variables() -> None:
    w, g, o = (mx.sym.var(name) for name in "wgo")
    whole, grad = pair()
    with pytest.raises(mx.BindError, match=r"overlapping memory.*let the graph name one variable for both"):
        mx.sym.sgd_update(w, g, lr=1.0, out=o).bind(args={"w": whole, "g": grad, "o": whole[:]})
    assert mx.sym.sgd_update(w, g, lr=1.0, out=w).bind(args={"w": whole, "g": grad}).forward()[0] is whole


def test_no_advice_loses_an_update() -> None:
    """A copy that is passed in place of an array that is updated takes the update with it."""
    page = (Path(__file__).resolve().parent.parent / "docs" / "errors.rst").read_text(encoding="utf-8")
    faults = [line for line in page.splitlines() if re.search(r"got .*(read-only|overlapping|argument out:)", line)]
    assert len(faults) > 5
    for line in faults:
        assert not re.search(r"pass .*copy|(contiguousarray\(…\)|astype)( \(made|$)", line), line
    assert "pass a copy" not in page and "pass a writable copy" not in page


def strided() -> Array:
    return np.ones((4, 6), np.float32)[:, ::2]


WRITTEN = "this array would not be updated"


@pytest.mark.parametrize("array", [strided, lambda: np.ones((4, 3), ">f4"), lambda: np.ones((4, 3), np.int64)])
def test_advice_for_what_is_updated_says_that_a_copy_takes_its_part(array: Callable[[], Array]) -> None:
    """In every form: a copy made for one call takes the update along."""

    def ones() -> Array:
        return np.ones((4, 3), np.float32)

    w, g, m = (mx.sym.var(name) for name in "wgm")
    step = mx.sym.sgd_mom_update(w, g, m, lr=0.5, out=w)
    exe = step.bind(args={"w": ones(), "g": ones()}, aux_states={"m": ones()})
    updater, sgd = mx.optimizer.get_updater(mx.optimizer.SGD()), mx.optimizer.SGD(momentum=0.5)
    updater(0, ones(), ones())
    written: list[Callable[[], object]] = [
        lambda: step.bind(args={"w": array(), "g": ones()}, aux_states={"m": ones()}),
        lambda: step.bind(args={"w": ones(), "g": ones()}, aux_states={"m": array()}),
        lambda: exe.forward(w=array()),
        lambda: exe.arg_dict.__setitem__("w", array()),
        lambda: exe.aux_dict.__setitem__("m", array()),
        lambda: mx.nd.sgd_update(ones(), ones(), lr=0.5, out=array()),
        lambda: mx.nd.sgd_mom_update(ones(), ones(), array(), lr=0.5),
        lambda: updater(0, ones(), array()),
        lambda: updater(1, ones(), array()),
        lambda: sgd.update([0], [ones()], [ones()], [array()]),
        lambda: mx.training_step("sgd_update", {"w": array()}, {"w": ones()}, lr=0.5),
    ]
    for attempt in written:
        with pytest.raises(mx.BindError, match=WRITTEN):
            attempt()
    read: list[Callable[[], object]] = [
        lambda: step.bind(args={"w": ones(), "g": array()}, aux_states={"m": ones()}),
        lambda: exe.forward(g=array()),
    ]
    if array().dtype == np.float32:  # a step gathers what is only read
        for attempt in read:
            attempt()
        return
    for attempt in read:
        with pytest.raises(mx.BindError, match="in each step") as caught:
            attempt()
        assert WRITTEN not in str(caught.value)


def test_an_array_of_the_other_storage() -> None:
    """It is a form of its own: no conversion of what is updated is advised."""
    w, g = mx.sym.var("w"), mx.sym.var("g")
    rows = mx.nd.sparse.zeros("row_sparse", (4, 3))

    def ones() -> Array:
        return np.ones((4, 3), np.float32)

    step = mx.sym.sgd_update(w, g, lr=0.5, out=w)
    dense = step.bind(args={"w": ones(), "g": ones()})
    sparse = step.bind(args={"w": rows, "g": rows.copy()})
    for attempt in (lambda: dense.forward(w=rows), lambda: sparse.forward(w=ones())):
        with pytest.raises(mx.BindError, match="bind the graph again with it"):
            attempt()
    with pytest.raises(mx.BindError, match=r"pass its tostype\('default'\)"):
        dense.forward(g=rows)
    with pytest.raises(mx.BindError, match=r"pass mx.nd.sparse.row_sparse_array\(…\) for g"):
        sparse.forward(g=ones())
