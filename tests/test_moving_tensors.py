"""torch's tensors, moved after they were bound: each kind of step follows them or refuses; old memory is never used."""

from __future__ import annotations

import gc
import re
import textwrap
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.runtime import exchange
from mxsym.runtime.native_call import native
from tests.test_moving_arrays import STEPS, ones

torch: Any = pytest.importorskip("torch")
SIZE = 12


def tensor(value: float = 1.0, *, dtype: Any = None, size: int = SIZE) -> Any:
    return torch.full((size,), value, dtype=dtype or torch.float32)


def swap(parameter: Any) -> None:
    torch.utils.swap_tensors(parameter, torch.nn.Parameter(parameter.detach().clone()))


MOVES: dict[str, Callable[[Any], object]] = {
    "share_memory_": lambda p: p.share_memory_(),
    "data": lambda p: setattr(p, "data", p.data.clone()),
    "set_": lambda p: p.detach_().set_(p.clone()),
    "swap_tensors": swap,
}


class Bound:
    """An executor over a parameter, a state and two gradients of torch's."""

    def __init__(self, dtype: Any = None) -> None:
        w, g, m, x = (mx.sym.var(name) for name in "wgmx")
        update = mx.sym.sgd_mom_update(w, g + x, m, lr=1.0, momentum=1.0, out=w)
        self.w = torch.nn.Parameter(tensor(dtype=dtype))
        self.g, self.m = tensor(dtype=dtype), tensor(dtype=dtype)
        x_array: Any = ones() if dtype is None else tensor(dtype=dtype)
        self.exe = update.bind(args={"w": self.w, "g": self.g, "x": x_array}, aux_states={"m": self.m})
        self.exe.forward()
        self.exe.forward()

    def values(self) -> list[Any]:
        return [getattr(self, name).detach().to(torch.float64, copy=True) for name in "wgm"]

    def step(self, run: Callable[[mx.Executor], object]) -> None:
        w, g, m = self.values()
        run(self.exe)
        m = m - (g + 1)
        assert torch.equal(self.m.double(), m) and torch.equal(self.w.detach().double(), w + m)
        assert self.exe.outputs[0] is self.w


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("name", ["w", "g", "m"])
def test_a_tensor_that_moved_is_followed(name: str, move: str, how: str) -> None:
    bound = Bound()
    for run in STEPS.values():
        moved = getattr(bound, name)
        MOVES[move](moved)
        victims = [tensor(77) for _ in range(4)]  # whoever has the old memory now
        bound.step(run)
        bound.step(run)
        assert all(torch.equal(victim, tensor(77)) for victim in victims)


SPOILS: dict[str, tuple[Callable[[], Any], str]] = {
    "resize_(0)": (lambda: tensor(size=0), r"shape \(0,\)"),
    "shape": (lambda: tensor(size=5), r"shape \(5,\)"),
    "dimensions": (lambda: tensor().reshape(3, 4), r"shape \(3, 4\)"),
    "dtype": (lambda: tensor(dtype=torch.float64), "dtype float64"),
    "half": (lambda: tensor(dtype=torch.float16), "dtype float16"),
    "bfloat16": (lambda: tensor(dtype=torch.bfloat16), "dtype bfloat16"),
    "strides": (lambda: tensor(size=2 * SIZE)[::2], "strides"),
    "expanded": (lambda: tensor(size=1).expand(SIZE), "strides"),
}


@pytest.mark.parametrize("spoil", SPOILS)
@pytest.mark.parametrize("name", ["w", "g", "m"])
def test_a_tensor_that_no_longer_fits_is_refused(name: str, spoil: str, how: str) -> None:
    make, text = SPOILS[spoil]
    if name == "g" and text == "strides":
        pytest.skip("what is only read may lie anyhow")
    if spoil == "bfloat16":
        pytest.importorskip("ml_dtypes")
    bound = Bound()
    held, kept = getattr(bound, name), getattr(bound, name).data
    held.data = make()
    before = bound.values()
    for run in [*STEPS.values()] * 2:
        with pytest.raises(mx.BindError, match=rf"argument {name}: got .*{text}"):
            run(bound.exe)
        assert all(torch.equal(one, other) for one, other in zip(bound.values(), before, strict=True))
    held.data = kept
    for run in STEPS.values():
        bound.step(run)


def test_a_storage_without_memory() -> None:
    empty = tensor()
    empty.untyped_storage().resize_(0)
    w, g = mx.sym.var("w"), mx.sym.var("g")
    with pytest.raises(mx.BindError, match=r"argument w: got a torch tensor .* without memory"):
        mx.sym.sgd_update(w, g, lr=1.0, out=w).bind(args={"w": empty, "g": tensor()})
    with pytest.raises(mx.BindError, match="without memory"):
        mx.nd.sgd_update(empty, tensor(), lr=1.0, out=empty)
    empty.untyped_storage().resize_(empty.numel() * empty.element_size())  # as the errors say
    empty.fill_(1.0)
    mx.nd.sgd_update(empty, tensor(), lr=1.0, out=empty)


@pytest.mark.parametrize("left", [0, 8])
@pytest.mark.parametrize("name", ["w", "g", "m"])
def test_a_storage_that_is_smaller_than_what_is_in_it(name: str, left: int, how: str) -> None:
    bound = Bound()
    held, whole = getattr(bound, name), tensor(size=2 * SIZE)
    kept, held.data = held.data, whole[SIZE:]
    whole.untyped_storage().resize_(left)
    for run in [*STEPS.values()] * 2:
        with pytest.raises(mx.BindError, match=r"got a torch tensor .* in a smaller storage"):
            run(bound.exe)
    held.data = kept
    for run in STEPS.values():
        bound.step(run)


@pytest.mark.parametrize("place", [0, 1])
def test_an_optimizer_refuses_storages_that_have_shrunk(place: int, how: str) -> None:
    optimizer = mx.optimizer.SGD(learning_rate=1.0)
    weights, grads = [tensor() for _ in range(3)], [tensor() for _ in range(3)]
    for _ in range(3):
        optimizer.update([0, 1, 2], weights, grads, [None] * 3)
    whole, own, others = tensor(size=2 * SIZE), [*weights], [*grads]
    (own, others)[place][1] = whole[SIZE:]
    whole.untyped_storage().resize_(8)
    with pytest.raises(mx.BindError, match="in a smaller storage"):
        optimizer.update([0, 1, 2], own, others, [None] * 3)
    assert all(torch.equal(weight, tensor(-2)) for weight in weights)


def test_values_that_memory_has_with_the_other_sign(how: str) -> None:
    bound, negative = Bound(), torch._neg_view(tensor())  # pyright: ignore[reportPrivateUsage]: as of `conj().imag`
    before = bound.values()
    with pytest.raises(mx.BindError, match="negative bit"):
        bound.exe.forward(g=negative)
    assert all(torch.equal(one, other) for one, other in zip(bound.values(), before, strict=True))


def test_a_parameter_without_a_shape() -> None:
    with pytest.raises(mx.BindError, match="uninitialized"):
        mx.nd.sgd_update(torch.nn.UninitializedParameter(), tensor(), lr=1.0)


def test_tensors_that_come_to_overlap(how: str) -> None:
    bound = Bound()
    bound.w.data = bound.m
    before = bound.values()
    for run in STEPS.values():
        with pytest.raises(mx.BindError, match="overlapping memory"):
            run(bound.exe)
        assert all(torch.equal(one, other) for one, other in zip(bound.values(), before, strict=True))


VIEWS: dict[str, Callable[[Any], Any]] = {
    "from_dlpack": mx.nd.from_dlpack,
    "numpy": lambda t: t.numpy(),
    "part": lambda t: t.numpy()[:],
}


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize("view", VIEWS)
def test_a_view_of_a_tensor_that_moved_is_refused(view: str, dtype: str, how: str) -> None:
    if dtype == "bfloat16":
        pytest.importorskip("ml_dtypes")
    if dtype == "bfloat16" and view != "from_dlpack":
        pytest.skip("torch's numpy() does not know it")
    owner = tensor(0, dtype=getattr(torch, dtype))
    w, g = mx.sym.var("w"), mx.sym.var("g")
    exe = mx.sym.sgd_update(w, g, lr=1.0, out=w).bind(
        args={"w": VIEWS[view](owner), "g": tensor(dtype=getattr(torch, dtype))}
    )
    exe.forward()
    exe.forward()
    assert torch.all(owner == -2)
    owner.share_memory_()
    for name in ("plain", "python", "number"):
        with pytest.raises(mx.BindError, match="a view of memory that is no longer there"):
            STEPS[name](exe)
    exe.arg_dict["w"] = VIEWS[view](owner)
    exe.forward()
    assert torch.all(owner == -3)


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "bfloat16"])
def test_native_code_reads_tensors_of_every_type(dtype: str, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if dtype == "bfloat16":
        pytest.importorskip("ml_dtypes")
    bound = Bound(getattr(torch, dtype))
    if how == "native" and exchange.reader(bound.w):  # torch 2.10 and newer
        monkeypatch.setattr(mx.Executor, "_checked", None)  # Python is not asked
    for _ in range(3):
        bound.step(STEPS["plain"])
        bound.step(STEPS["number"])


def test_without_exchange_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with older versions of torch."""

    def reader(_: object) -> int:
        return 0

    monkeypatch.setattr(exchange, "reader", reader)

    def teach(_value: object, _row: object) -> bool:
        return False

    monkeypatch.setattr(native, "_teach", teach)  # what native code is taught stays
    bound = Bound()
    for move in MOVES.values():
        move(bound.w)
        bound.step(STEPS["plain"])
        bound.step(STEPS["array"])


def test_the_loop_with_new_gradients_each_time() -> None:
    """`zero_grad` makes a new gradient in each iteration: `forward(g=p.grad)` reads that one."""
    p = torch.nn.Parameter(tensor(0.0))
    w, g = mx.sym.var("w"), mx.sym.var("g")
    (p * 1.0).sum().backward()
    exe = mx.sym.sgd_update(w, g, lr=1.0, out=w).bind(args={"w": p, "g": p.grad})
    for turn in range(1, 5):
        p.grad = None
        (p * float(turn)).sum().backward()
        exe.forward(g=p.grad)
    assert torch.all(p == -(1 + 2 + 3 + 4))


def test_tensors_that_were_replaced_are_not_kept() -> None:
    bound = Bound()
    for fresh in (tensor(), tensor()):
        gone = weakref.ref(fresh)
        bound.exe.forward(x=fresh)
        bound.exe.forward()
        del fresh
    for replacement in (ones(), ones(), tensor()):
        bound.exe.forward(x=replacement)
    gc.collect()
    assert gone() is None


def test_the_page_on_torch_runs() -> None:
    """Each block of the page runs by itself, and trains."""
    page = (Path(__file__).resolve().parent.parent / "docs" / "from-pytorch.rst").read_text(encoding="utf-8")
    blocks = re.findall(r"\.\. code-block:: python\n\n((?:   .*\n|\n)+)", page)
    assert len(blocks) == 8
    for block in blocks:
        space: dict[str, Any] = {}
        torch.manual_seed(0)
        exec(textwrap.dedent(block), space)
        torch.manual_seed(0)
        untrained = torch.nn.Linear(784, 10)
        for new, old in zip(space["model"].parameters(), untrained.parameters(), strict=True):
            assert not torch.equal(new, old)


OTHERS: list[Callable[[Any], Any]] = [
    lambda p: p.data,
    lambda p: p.detach(),
    lambda p: p.data.numpy(),
    lambda p: p.data[:],
]


@pytest.mark.parametrize("other", OTHERS)
def test_out_is_the_same_memory(other: Callable[[Any], Any]) -> None:
    p, m = torch.nn.Parameter(tensor(0.0)), tensor(0.0)
    for turn in range(1, 5):
        mx.nd.sgd_update(p, tensor(), lr=1.0, out=other(p))
        mx.nd.sgd_update(other(p), tensor(), lr=1.0, out=p)
        mx.nd.sgd_mom_update(other(p), tensor(), m, lr=1.0, momentum=0.0, out=other(p))
        mx.nd.multi_sgd_update(other(p), tensor(), lrs=[1.0], wds=[0.0], out=[other(p)])
        assert torch.all(p == -4 * turn), np.asarray(p.detach())


def test_views_whose_memory_has_moved_are_refused_by_every_call() -> None:
    """A view that NumPy or a row-sparse array holds does not follow its tensor: no call writes where that was."""
    grad = np.ones((8, 3), np.float32)
    updater = mx.optimizer.get_updater(mx.optimizer.SGD(learning_rate=1.0))
    ids = np.arange(8)
    sparse = mx.nd.sparse.row_sparse_array((grad, ids), shape=(8, 3))
    values = torch.zeros(8, 3)
    table = mx.nd.sparse.row_sparse_array((values, ids.copy()), shape=(8, 3))
    tensor = torch.zeros(8, 3)
    view = tensor.numpy()
    calls: list[Callable[[], object]] = [
        lambda: mx.nd.sgd_update(view, grad, lr=1.0, out=view),
        lambda: updater(0, grad, view),
        lambda: mx.nd.sparse.sgd_update(table, sparse, lr=1.0, out=table),
    ]
    for call in calls * 3:
        call()
    for moved in (tensor, values):
        moved.share_memory_()
    before = tensor.clone(), values.clone()
    for call in calls:
        with pytest.raises(mx.BindError, match="a view of memory that is no longer there"):
            call()
    assert torch.equal(tensor, before[0]) and torch.equal(values, before[1])
