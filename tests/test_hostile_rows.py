"""Row-sparse operands of any kind after good ones: a remembered call does and refuses what the general way does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mxsym as mx
from mxsym.executor import remembered
from mxsym.executor.executor import Executor
from mxsym.runtime.native_call import native
from tests.test_remembered_rows import refuses

pytestmark = pytest.mark.skipif(not native.available(), reason="no native calls here")
HEIGHT, WIDTH = 9, 4
IDS = st.lists(st.integers(-2, HEIGHT + 1), max_size=6)
OTHER_WEIGHT, READ_ONLY = 0, 1
"""States: the memory of the weight; an array that is only read."""


def start() -> np.ndarray:
    return np.arange(HEIGHT * WIDTH, dtype=np.float32).reshape(HEIGHT, WIDTH)


@st.composite
def gradients(draw: Any) -> Any:
    ids = draw(st.one_of(IDS, IDS.map(lambda items: sorted({item for item in items if 0 <= item < HEIGHT}))))
    listed = np.array(ids, draw(st.sampled_from(["int64", "int32", "int64", "int16", "float64"])))
    if draw(st.integers(0, 6)) == 0:
        listed = np.repeat(listed, 2)[::2]
    count = draw(st.one_of(st.just(len(ids)), st.just(len(ids)), st.integers(0, 6)))
    dtype = draw(st.sampled_from(["float32", "float32", "float32", "float64", "float16"]))
    values = np.arange(count * WIDTH, dtype=dtype).reshape(count, WIDTH)
    if draw(st.integers(0, 5)) == 0:
        values = np.asfortranarray(values)
    shape = HEIGHT + (draw(st.integers(0, 6)) == 0), WIDTH
    if draw(st.booleans()):
        return mx.nd.sparse.uncoalesced(values, listed, shape)
    grad = mx.nd.sparse.row_sparse_array((np.ones((1, WIDTH), np.float32), np.array([0])), shape=shape)
    grad.__mxsym__().indices, grad.__mxsym__().data = listed, values
    return grad


def result(grad: Any, kind: int, *, lazy: bool) -> tuple[Any, ...]:
    """All that a call does: its faults, and memory, that around the weight too."""
    memory, mom = np.full((3 * HEIGHT, WIDTH), 7, np.float32), start()
    weight = memory[HEIGHT : 2 * HEIGHT]
    weight[...] = start()
    state = weight if kind == OTHER_WEIGHT else mom
    if kind == READ_ONLY:
        state = mom.view()
        state.flags.writeable = False
    faults: list[str] = []
    try:
        mx.nd.sgd_mom_update(weight, grad, state, lr=0.5, momentum=0.5, lazy_update=lazy, out=weight)
    except mx.BindError as error:
        faults = [str(fault).split(" at ")[0] for fault in error.faults]
    assert (memory[:HEIGHT] == 7).all() and (memory[2 * HEIGHT :] == 7).all()
    return faults, memory.tobytes(), mom.tobytes()


@pytest.mark.parametrize("examples", [40, pytest.param(600, marks=pytest.mark.slow)])
def test_any_operands_after_good_ones(examples: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_calls", {})

    @settings(max_examples=examples)
    @given(gradients(), st.integers(0, 8), st.booleans())
    def compare(grad: Any, kind: int, lazy: bool) -> None:
        ours = result(grad, kind, lazy=lazy)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(remembered, "_calls", {})
            patch.setattr(Executor, "step", refuses)
            assert ours == result(grad, kind, lazy=lazy)

    compare()


@pytest.mark.parametrize("part", ["data", "indices", "offsets", "weights"])
def test_a_tensor_whose_memory_was_given_back(part: str) -> None:
    torch: Any = pytest.importorskip("torch")
    weight = start()
    for step in range(3):
        parts: dict[str, Any] = {"data": torch.ones(3, WIDTH), "indices": torch.tensor([1, 5, 1, 2])}
        parts |= {"offsets": torch.tensor([0, 1, 2]), "weights": torch.ones(4)}
        grad = mx.nd.sparse.uncoalesced(**parts, shape=weight.shape)
        if step < 2:
            mx.nd.sgd_update(weight, grad, lr=1.0, out=weight)
            continue
        parts[part].untyped_storage().resize_(0)
        before = weight.tobytes()
        with pytest.raises(mx.BindError):
            mx.nd.sgd_update(weight, grad, lr=1.0, out=weight)
        assert weight.tobytes() == before


def test_ids_that_were_made_shorter() -> None:
    weight = start()
    for count in (3, 3, 5):
        ids = np.arange(count)
        grad = mx.nd.sparse.row_sparse_array((np.ones((count, WIDTH), np.float32), ids), shape=weight.shape)
        grad.__mxsym__().indices = ids
        mx.nd.sgd_update(weight, grad, lr=1.0, out=weight)
        ids.resize(count - 1, refcheck=False)
        before = weight.tobytes()
        with pytest.raises(mx.BindError, match=f"{count - 1} row ids"):
            mx.nd.sgd_update(weight, grad, lr=1.0, out=weight)
        assert weight.tobytes() == before


@pytest.mark.parametrize("shape", [None, 9, "ab", (9.0, 4), np.array([9, 4]), (), (-1, 4)], ids=repr)
@pytest.mark.parametrize("kind", ["rows", "sums"])
def test_a_shape_that_is_none_is_named(shape: Any, kind: str) -> None:
    data, ids = np.ones((1, WIDTH), np.float32), np.array([1])

    def gradient(of: Any) -> Any:
        if kind == "sums":
            sums = mx.nd.sparse.uncoalesced(data, ids, (HEIGHT, WIDTH))
            sums.shape = of
            return sums
        rows = mx.nd.sparse.row_sparse_array((data, ids), shape=(HEIGHT, WIDTH))
        rows.__mxsym__().shape = of
        return rows

    weight, whole = start(), (HEIGHT, WIDTH)
    w, g = mx.sym.var("w"), mx.sym.var("g")
    symbol = mx.sym.sgd_update(w, g, lr=1.0, out=w)
    executor = symbol.bind(args={"w": weight, "g": gradient(whole)})
    mx.nd.sgd_update(weight, gradient(whole), lr=1.0, out=weight)
    before = weight.copy()
    calls: list[Callable[[Any], object]] = [
        lambda wrong: symbol.bind(args={"w": weight, "g": wrong}),
        lambda wrong: executor.forward(g=wrong),
        lambda wrong: mx.nd.sgd_update(weight, wrong, lr=1.0, out=weight),
        lambda wrong: mx.optimizer.SGD(learning_rate=1.0).update(0, weight, wrong, None),
    ]
    for call in calls:
        with pytest.raises(mx.BindError, match=r"shape|size"):
            call(gradient(shape))
        assert weight.tobytes() == before.tobytes()
