"""The optimizers of `mxsym.torch` against torch's own classes of the same names."""

from __future__ import annotations

import copy
import functools
import gc
import importlib
import io
import os
import signal
import sys
import threading
import weakref
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.runtime.kernel_cache import compile_count
from tests.support import HANG

torch: Any = pytest.importorskip("torch")
OURS: Any = importlib.import_module("mxsym.torch")
LISTED: Any = importlib.import_module("mxsym.torch.listed")
PREPARED: Any = importlib.import_module("mxsym.torch.prepared")
SHAPES = ((8, 16), (64,), (4, 4, 8))
"""Whole vectors of every width: what is left over torch's fused kernel computes in another way."""

FUSED: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {}),
    ("SGD", {"weight_decay": 0.1, "maximize": True}),
    ("SGD", {"momentum": 0.9}),
    ("SGD", {"momentum": 0.9, "dampening": 0.5, "weight_decay": 0.1}),
    ("SGD", {"momentum": 0.9, "nesterov": True, "maximize": True}),
    ("Adam", {}),
    ("Adam", {"weight_decay": 0.1, "amsgrad": True, "maximize": True}),
    ("Adam", {"betas": (0.4, 0.9), "eps": 1e-3}),
    ("Adam", {"decoupled_weight_decay": True, "weight_decay": 0.1}),
    ("AdamW", {}),
    ("AdamW", {"amsgrad": True, "weight_decay": 0.3, "maximize": True}),
    ("Adagrad", {}),
    ("Adagrad", {"lr_decay": 0.1, "weight_decay": 0.1, "initial_accumulator_value": 0.1, "maximize": True}),
]
OTHERS: list[tuple[str, dict[str, Any]]] = [
    ("RMSprop", {}),
    ("RMSprop", {"momentum": 0.9, "centered": True, "weight_decay": 0.1}),
    ("RMSprop", {"centered": True, "maximize": True}),
    ("RMSprop", {"momentum": 0.9}),
    ("Adamax", {"weight_decay": 0.1, "maximize": True}),
    ("Adadelta", {"weight_decay": 0.1, "maximize": True}),
    ("NAdam", {"weight_decay": 0.1}),
    ("NAdam", {"weight_decay": 0.1, "decoupled_weight_decay": True, "maximize": True}),
    ("RAdam", {"weight_decay": 0.1}),
    ("RAdam", {"weight_decay": 0.1, "decoupled_weight_decay": True, "maximize": True}),
    ("Rprop", {}),
    ("Rprop", {"maximize": True}),
    ("ASGD", {"weight_decay": 0.1}),
    ("ASGD", {"t0": 3, "lambd": 0.01, "maximize": True}),
]
NAMES = sorted({name for name, _ in (*FUSED, *OTHERS)})


def parameters(seed: int = 0, dtype: Any = torch.float32, shapes: Iterable[tuple[int, ...]] = SHAPES) -> list[Any]:
    made = torch.Generator().manual_seed(seed)
    return [torch.nn.Parameter(torch.randn(shape, generator=made, dtype=dtype)) for shape in shapes]


def copies(tensors: Iterable[Any]) -> list[Any]:
    return [torch.nn.Parameter(tensor.detach().clone()) for tensor in tensors]


def grads(step: int, *lists: Sequence[Any]) -> None:
    """The same new gradients for every list."""
    made = torch.Generator().manual_seed(100 + step)
    for parts in zip(*lists, strict=True):
        value = torch.randn(parts[0].shape, generator=made, dtype=parts[0].dtype)
        for part in parts:
            part.grad = value.clone()


def same(ours: Iterable[Any], theirs: Iterable[Any]) -> None:
    for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        assert torch.equal(one, other), (number, (one - other).abs().max())


def close(ours: Sequence[Any], theirs: Sequence[Any], **tolerances: float) -> None:
    for one, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(one, other, **tolerances)


def states(optimizer: Any, tensors: Iterable[Any]) -> list[Any]:
    return [value for tensor in tensors for _, value in sorted(optimizer.state[tensor].items())]


def pair(name: str, options: dict[str, Any], dtype: Any = torch.float32, **theirs: Any) -> tuple[Any, ...]:
    """Parameters and optimizer of torch's, and the same of mxsym's."""
    tensors = parameters(dtype=dtype)
    mine = copies(tensors)
    their = getattr(torch.optim, name)(tensors, **options, **theirs)
    return tensors, their, mine, getattr(OURS, name)(mine, **options)


# --- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16, torch.float16], ids=str)
@pytest.mark.parametrize(("name", "options"), FUSED)
def test_bits_are_those_of_the_fused_kernel(name: str, options: dict[str, Any], dtype: Any) -> None:
    if dtype.itemsize == 2 and name in ("SGD", "Adagrad"):
        pytest.skip("torch's fused SGD is wrong there (pytorch#191763), and its Adagrad rounds between operations")
    if dtype is torch.float64 and name == "Adagrad":
        pytest.skip("torch's kernel computes the rate in another order there")
    theirs, their, ours, mine = pair(name, options, dtype, fused=True)
    for step in range(8):
        grads(step, theirs, ours)
        their.step()
        mine.step()
        same(ours, theirs)
        same(states(mine, ours), states(their, theirs))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.complex64], ids=str)
@pytest.mark.parametrize(("name", "options"), [*FUSED, *OTHERS])
def test_close_to_torch(name: str, options: dict[str, Any], dtype: Any) -> None:
    theirs, their, ours, mine = pair(name, options, dtype, foreach=False)
    for step in range(8):
        grads(step, theirs, ours)
        their.step()
        mine.step()
    close(ours, theirs)
    close(states(mine, ours), states(their, theirs))


@pytest.mark.parametrize(("name", "options"), [*FUSED, *OTHERS])
def test_bfloat16_is_as_near_to_exact_as_torch(name: str, options: dict[str, Any]) -> None:
    """One step, whose every number is computed in float32 and rounded at the end."""
    tensors = parameters(dtype=torch.bfloat16)
    wide = [torch.nn.Parameter(tensor.detach().double()) for tensor in tensors]
    exact, mine = getattr(torch.optim, name)(wide, **options), getattr(OURS, name)(tensors, **options)
    grads(0, tensors)
    for tensor, other in zip(tensors, wide, strict=True):
        other.grad = tensor.grad.double()
    exact.step()
    mine.step()
    close(tensors, [other.detach().bfloat16() for other in wide], rtol=2**-7, atol=1e-6)


def test_a_declared_rule_is_the_step() -> None:
    tensors = parameters()
    mine = OURS.AdamW(copies(tensors), lr=0.01)
    ours = mine.param_groups[0]["params"]
    held = [[torch.zeros_like(t), torch.zeros_like(t), torch.zeros(())] for t in tensors]
    for step in range(3):
        grads(step, tensors, ours)
        mine.step()
        for tensor, state in zip(tensors, held, strict=True):
            mx.nd.torch_adamw_update(tensor, tensor.grad, *state, lr=0.01, weight_decay=0.01, out=tensor)
    same(ours, tensors)


# --- what torch's classes promise ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_classes_are_torchs(name: str) -> None:
    mine = getattr(OURS, name)(parameters())
    theirs = getattr(torch.optim, name)(parameters())
    assert isinstance(mine, getattr(torch.optim, name))
    assert mine.defaults == theirs.defaults
    with pytest.raises(ValueError, match="Invalid learning rate"):
        getattr(OURS, name)(parameters(), lr=-1.0)


@pytest.mark.parametrize(("name", "options"), [*FUSED, *OTHERS])
def test_checkpoints_both_ways(name: str, options: dict[str, Any]) -> None:
    """Torch, then mxsym, then torch: the continuation is that of an optimizer of the same kind all along."""
    theirs, their, ours, mine = pair(name, options)
    for step in range(3):
        grads(step, theirs)
        their.step()
    file = io.BytesIO()
    torch.save(their.state_dict(), file)
    file.seek(0)
    mine.load_state_dict(torch.load(file, weights_only=True))
    with torch.no_grad():
        for one, other in zip(ours, theirs, strict=True):
            one.copy_(other)
    same(states(mine, ours), states(their, theirs))
    grads(3, theirs, ours)
    their.step()
    mine.step()
    close(ours, theirs)
    back = getattr(torch.optim, name)(copies(ours), **options)
    back.load_state_dict(copy.deepcopy(mine.state_dict()))  # it has the tensors themselves
    again = getattr(OURS, name)(copies(ours), **options)
    again.load_state_dict(copy.deepcopy(mine.state_dict()))
    assert {key: set(value) for key, value in back.state_dict()["state"].items()} == {
        key: set(value) for key, value in mine.state_dict()["state"].items()
    }
    grads(4, ours, back.param_groups[0]["params"], again.param_groups[0]["params"])
    for optimizer in (mine, back, again):
        optimizer.step()
    same(again.param_groups[0]["params"], ours)
    close(back.param_groups[0]["params"], ours)


def test_copies_continue_alike() -> None:
    tensors = parameters()
    mine = OURS.Adam(tensors)
    grads(0, tensors)
    mine.step()
    other = copy.deepcopy(mine)
    grads(1, tensors, other.param_groups[0]["params"])
    mine.step()
    other.step()
    same(other.param_groups[0]["params"], tensors)


SCHEDULES: dict[str, dict[str, Any]] = {
    "StepLR": {"step_size": 2},
    "OneCycleLR": {"max_lr": 0.1, "total_steps": 10},
    "CosineAnnealingWarmRestarts": {"T_0": 3},
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_schedulers(name: str) -> None:
    theirs, their, ours, mine = pair("AdamW", {}, fused=True)
    schedules = [getattr(torch.optim.lr_scheduler, name)(item, **SCHEDULES[name]) for item in (their, mine)]
    before = 0
    for step in range(8):
        grads(step, theirs, ours)
        their.step()
        mine.step()
        for item in schedules:
            item.step()
        before = before or compile_count() * (step == 2)
    same(ours, theirs)
    assert compile_count() == before, "another learning rate has compiled something"


def test_groups_and_late_parameters() -> None:
    theirs, ours = parameters(), copies(parameters())
    optimizers: list[Any] = []
    for tensors, make, more in ((theirs, torch.optim.AdamW, {"fused": True}), (ours, OURS.AdamW, {})):
        groups = [{"params": tensors[:1], "lr": 0.1}, {"params": tensors[1:2], "weight_decay": 0.5, "amsgrad": True}]
        optimizers.append(make(groups, **more))
    for step in range(4):
        if step == 2:
            for tensors, optimizer in zip((theirs, ours), optimizers, strict=True):
                optimizer.add_param_group({"params": tensors[2:], "betas": (0.5, 0.5)})
        grads(step, theirs, ours)
        for optimizer in optimizers:
            optimizer.step()
        same(ours, theirs)


def test_numbers_may_be_tensors_and_change() -> None:
    theirs, their, ours, mine = pair("AdamW", {"lr": torch.tensor(0.1)}, fused=True)
    for step in range(4):
        grads(step, theirs, ours)
        for optimizer in (their, mine):
            optimizer.param_groups[0]["lr"].fill_(0.1 / (1 + step))
            optimizer.step()
        same(ours, theirs)


def test_numbers_that_are_none_are_named() -> None:
    """With errors of torch's own types."""
    for optimizer in (OURS.AdamW(parameters()), OURS.SGD(parameters(), lr=0.1)):
        (group,) = optimizer.param_groups
        grads(0, group["params"])
        before = copies(group["params"])
        for value, kind, text in (
            ("fast", TypeError, r"param_groups\[0\]\['lr'\]: got 'fast', expected a number"),
            (None, TypeError, "'lr'"),
        ):
            group["lr"] = value
            with pytest.raises(kind, match=text):
                optimizer.step()
        del group["lr"]
        with pytest.raises(KeyError, match="got no 'lr', expected one; set it"):
            optimizer.step()
        same(group["params"], before)


def test_closures_hooks_and_zero_grad() -> None:
    (weight,) = parameters(shapes=[(16,)])
    mine = OURS.SGD([weight], lr=0.1)
    calls: list[str] = []

    def before(*_: Any) -> None:
        calls.append("before")

    def after(*_: Any) -> None:
        calls.append("after")

    mine.register_step_pre_hook(before)
    mine.register_step_post_hook(after)

    def closure() -> Any:
        mine.zero_grad()
        loss = (weight**2).sum()
        loss.backward()
        calls.append("closure")
        return loss.detach()

    losses = [float(mine.step(closure)) for _ in range(5)]
    assert calls == ["before", "closure", "after"] * 5
    assert losses == sorted(losses, reverse=True)
    mine.zero_grad()
    assert weight.grad is None


def test_hooks_of_every_kind_see_a_plain_step() -> None:
    """Those of the optimizer and of all optimizers, before and after; also one that a closure has added."""
    (weight,) = parameters(shapes=[(16,)])
    mine, calls = OURS.SGD([weight], lr=0.1), list[str]()
    weight.grad = torch.ones_like(weight)
    theirs: Any = importlib.import_module("torch.optim.optimizer")

    def hook(*_: Any) -> None:
        calls.append("hook")

    for register in (
        mine.register_step_pre_hook,
        mine.register_step_post_hook,
        theirs.register_optimizer_step_pre_hook,
        theirs.register_optimizer_step_post_hook,
    ):
        handle = register(hook)
        try:
            mine.step()
        finally:
            handle.remove()
        mine.step()
        assert calls == ["hook"], register
        calls.clear()

    def closure() -> None:
        mine.register_step_post_hook(hook)

    mine.step(closure=closure)
    assert calls == ["hook"]


def test_missing_gradients_are_skipped_without_binding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever new subset of gradients there is, only those parameters change, and nothing is bound."""
    shapes = [(16 * (n + 1),) for n in range(8)]
    theirs = parameters(shapes=shapes)
    ours = copies(theirs)
    their, mine = torch.optim.AdamW(theirs, fused=True), OURS.AdamW(ours)
    grads(0, theirs, ours)
    their.step()
    mine.step()
    same(ours, theirs)

    def bind(*_: Any) -> None:
        raise AssertionError("an executor is bound")

    monkeypatch.setattr(PREPARED, "bind", bind)
    order = np.random.default_rng(0)
    chosen = {tuple((order.permutation(8) < 5).tolist()) for _ in range(40)}
    for step, kept in enumerate(chosen):
        grads(step, theirs, ours)
        for place, keeps in enumerate(kept):
            if not keeps:
                theirs[place].grad = ours[place].grad = None
        their.step()
        mine.step()
        same(ours, theirs)


@pytest.mark.parametrize("options", [{"foreach": True}, {"foreach": False}, {"fused": True}, {"fused": False}])
def test_ways_of_torchs_are_accepted(options: dict[str, Any]) -> None:
    tensors = parameters()
    mine, other = OURS.AdamW(tensors, **options), OURS.AdamW(copies(tensors))
    for step in range(3):
        grads(step, tensors, other.param_groups[0]["params"])
        mine.step()
        other.step()
    same(tensors, other.param_groups[0]["params"])


def test_a_scaler_leaves_out_an_overflow() -> None:
    tensors = parameters()
    mine = OURS.SGD(tensors, lr=0.1, momentum=0.9, fused=True)
    scaler = torch.amp.GradScaler("cpu", init_scale=8.0)
    scaler.scale(torch.ones(()))
    grads(0, tensors)
    want = [t.detach() - 0.1 * t.grad / 8 for t in tensors]
    scaler.step(mine)
    scaler.update()
    close(tensors, want)
    before = [t.detach().clone() for t in tensors], [t.clone() for t in states(mine, tensors)]
    grads(1, tensors)
    tensors[1].grad[3] = torch.inf
    scaler.step(mine)
    same(tensors, before[0])
    same(states(mine, tensors), before[1])


# --- memory ----------------------------------------------------------------------------------------------------------


MOVES: dict[str, Callable[[Any], object]] = {
    "data": lambda p: setattr(p, "data", p.data.clone()),
    "share_memory_": lambda p: p.share_memory_(),
    "swap_tensors": lambda p: torch.utils.swap_tensors(p, torch.nn.Parameter(p.detach().clone())),
    "channels_last": lambda p: setattr(p, "data", p.data.contiguous(memory_format=torch.channels_last)),
}


@pytest.mark.parametrize("move", MOVES)
def test_moved_parameters_are_followed(move: str) -> None:
    shapes = [(4, 4, 2, 2)]
    theirs = parameters(shapes=shapes)
    ours = copies(theirs)
    their, mine = torch.optim.AdamW(theirs, fused=True), OURS.AdamW(ours)
    for step in range(6):
        if step == 3:
            weight, grad = ours[0], ours[0].grad
            ours[0].grad = None
            MOVES[move](weight)
            ours[0].grad = grad
        grads(step, theirs, ours)
        their.step()
        mine.step()
        same(ours, theirs)


def test_layouts_of_memory() -> None:
    """Transposed, channels last, part of a flat buffer, with gradients of other strides, expanded or negated."""
    flat = torch.randn(64)
    base = [torch.randn(8, 4).t(), torch.randn(2, 4, 4, 4).contiguous(memory_format=torch.channels_last), flat[:32]]
    theirs = [torch.nn.Parameter(tensor.clone()) for tensor in base]
    ours = [torch.nn.Parameter(tensor) for tensor in base]
    assert not ours[0].is_contiguous()
    their, mine = torch.optim.SGD(theirs, lr=0.1, momentum=0.9), OURS.SGD(ours, lr=0.1, momentum=0.9)
    rest = flat[32:].clone()
    for step in range(4):
        grads(step, theirs, ours)
        ours[1].grad = ours[1].grad.contiguous()
        if step == 2:
            for tensors in (theirs, ours):
                tensors[2].grad = torch.ones(()).expand(32)
                tensors[0].grad = torch._neg_view(tensors[0].grad)
        their.step()
        mine.step()
        close(ours, theirs)
    assert torch.equal(flat[32:], rest)
    assert torch.equal(flat[:32], ours[2])


def test_parameters_at_odd_addresses() -> None:
    """Torch changes them, as those of a file that is mapped: with gradients of all kinds, its arithmetic does it."""

    def odd(tensor: Any) -> Any:
        memory = torch.zeros(tensor.nbytes + 1, dtype=torch.uint8).numpy()[1:].view(np.float32)
        memory[...] = tensor.detach().flatten().numpy()
        return torch.nn.Parameter(torch.from_numpy(memory).reshape(tensor.shape))

    for name, sparse in (("SGD", False), ("SGD", True), ("Adam", False), ("SparseAdam", True)):
        theirs = parameters(shapes=[(4, 4), (8, 2)])
        ours = [odd(tensor) for tensor in theirs]
        assert ours[0].data_ptr() % 4
        their, mine = getattr(torch.optim, name)(theirs, lr=0.1), getattr(OURS, name)(ours, lr=0.1)
        for step in range(4):
            grads(step, theirs, ours)
            for tensor in (*theirs, *ours) if sparse else ():
                tensor.grad = tensor.grad.to_sparse(1)
            their.step()
            mine.step()
            close(ours, theirs)


def test_gradients_of_a_function_within_torch_func() -> None:
    """A tensor that was tracked there is no plain one, though its type says so."""

    def tracked(grad: Any) -> Any:
        seen: list[Any] = []

        def function(x: Any) -> Any:
            seen.append(x)
            return x.sum()

        torch.func.grad(function)(grad)
        return seen[0]

    for name, options in (("SGD", {}), ("SGD", {"momentum": 0.9}), ("Adam", {}), ("Adagrad", {"max_norm": 1.0})):
        theirs = parameters()
        ours = copies(theirs)
        mine = getattr(OURS, name)(ours, lr=0.1, **options)
        their = getattr(OURS, name)(theirs, lr=0.1, **options)
        for step in range(6):
            grads(step, theirs, ours)
            if step % 2:
                for tensor in ours:
                    tensor.grad = tracked(tensor.grad)
            their.step()
            mine.step()
            close(ours, theirs)


def test_negated_zero_and_other_gradients() -> None:
    """Gradients whose memory is not their value, in every other step of a parameter that has had plain ones."""

    class Marked(torch.Tensor):
        """A subclass."""

    def zero(grad: Any) -> Any:
        return torch._efficientzerotensor(grad.shape)

    def marked(grad: Any) -> Any:
        return grad.as_subclass(Marked)

    for view in (torch._neg_view, zero, marked):
        theirs = parameters()
        ours = copies(theirs)
        their, mine = torch.optim.SGD(theirs, lr=0.1), OURS.SGD(ours, lr=0.1)
        for step in range(8):
            grads(step, theirs, ours)
            if step % 2:
                for tensor in (*theirs, *ours):
                    tensor.grad = view(tensor.grad)
            their.step()
            mine.step()
            close(ours, theirs)


def test_parameters_that_share_memory() -> None:
    """As torch's loop does: one after the other."""
    shared = [torch.randn(64, generator=torch.Generator().manual_seed(1)) for _ in range(2)]
    theirs, ours = ([torch.nn.Parameter(base[:48]), torch.nn.Parameter(base[16:])] for base in shared)
    their, mine = torch.optim.AdamW(theirs, foreach=False), OURS.AdamW(ours)
    for step in range(4):
        grads(step, theirs, ours)
        their.step()
        mine.step()
        close(ours, theirs)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "name", "options"),
    [
        ("step", "AdamW", {"ema": 0.9, "undo": True}),
        ("step", "AdamW", {"stochastic_rounding": 3}),
        ("step", "ASGD", {}),
        ("step_async", "SGD", {"momentum": 0.9}),
        ("step_params", "AdamW", {}),
        ("step_params", "AdamW8bit", {"min_8bit_size": 1}),
    ],
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # torch's compiler uses what torch deprecates
@pytest.mark.filterwarnings("ignore:The .grad attribute")  # so does its compiled backward pass
def test_compiled_by_torch(kind: str, name: str, options: dict[str, Any]) -> None:
    """A step is the same one in what torch compiles, hooks in a compiled backward pass too; nothing warns."""
    torch._dynamo.reset()
    autograd: Any = importlib.import_module("torch._dynamo.compiled_autograd")

    def trained(compiled: Callable[[Any], Any]) -> list[Any]:
        dtype = torch.bfloat16 if "stochastic_rounding" in options else torch.float32
        layers = [torch.nn.Linear(4, 4, dtype=dtype), torch.nn.Linear(4, 8, dtype=dtype)]
        for layer in layers:
            torch.nn.init.constant_(layer.weight, 0.5)
            torch.nn.init.constant_(layer.bias, 0.25)
        model = torch.nn.Sequential(*layers)
        optimizer = getattr(OURS, name)(model.parameters(), **options)

        def arrived(p: Any) -> None:
            optimizer.step_params([p])

        for p in model.parameters() if kind == "step_params" else ():
            p.register_post_accumulate_grad_hook(arrived)

        def train() -> None:
            optimizer.zero_grad()
            model(torch.ones(2, 4, dtype=dtype)).square().sum().backward()
            if kind == "step_async":
                optimizer.step_async().wait()
            else:
                optimizer.step()

        train()
        step = compiled(train)
        for _ in range(3):
            step()
        train()
        return [*model.parameters(), *states(optimizer, model.parameters())]

    plain = trained(lambda train: train)
    by_torch = functools.partial(torch.compile, backend="eager")
    same(*(map(torch.as_tensor, values) for values in (trained(by_torch), plain)))
    with autograd._enable(by_torch):
        same(*(map(torch.as_tensor, values) for values in (trained(by_torch), plain)))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # torch's compiler uses what torch deprecates
def test_a_graph_without_breaks_has_no_step() -> None:
    torch._dynamo.reset()
    tensors, _, _, optimizer = pair("AdamW", {})
    step = torch.compile(optimizer.step, backend="eager", fullgraph=True)
    with pytest.raises(torch._dynamo.exc.Unsupported, match=r"step of mxsym\.torch is a native call"):
        step()
    assert not optimizer.state
    same(optimizer.param_groups[0]["params"], tensors)


@pytest.mark.filterwarnings("ignore:Sparse invariant checks")  # torch's Adagrad makes tensors without saying
@pytest.mark.parametrize("name", ["SparseAdam", "Adagrad", "SGD"])
def test_rows_that_no_gradient_lists_stay(name: str) -> None:
    """Those that a step before has changed, too."""
    theirs, their, ours, mine = pair(name, {"lr": 0.1})
    for rows in ([1, 4], [2, 5, 6], [1, 1], [3]):
        before = ours[0].detach().clone()
        value = torch.randn((len(rows), 16), generator=torch.Generator().manual_seed(len(rows)))
        for tensors in (theirs, ours):
            tensors[0].grad = torch.sparse_coo_tensor([rows], value, (8, 16), check_invariants=True)
        their.step()
        mine.step()
        close(ours, theirs)
        others = [row for row in range(8) if row not in rows]
        assert torch.equal(ours[0][others], before[others])


@pytest.mark.filterwarnings("ignore:Sparse invariant checks")  # torch's Adagrad makes tensors without saying
@pytest.mark.parametrize("name", ["SparseAdam", "Adagrad", "SGD"])
def test_sparse_steps_follow_what_changes(name: str) -> None:
    """A step like one before looks at its tensors again."""
    ours, theirs = (torch.nn.Parameter(torch.arange(24.0).view(8, 3)) for _ in range(2))
    mine, their = (getattr(base, name)([p], lr=0.1) for base, p in ((OURS, ours), (torch.optim, theirs)))
    for step in range(9):
        if step in (3, 6):
            for p, optimizer in ((ours, mine), (theirs, their)):
                p.grad = None
                p.data = p.data.clone() if step == 3 else p.data.double()
                for key, value in optimizer.state[p].items():
                    if isinstance(value, torch.Tensor) and value.ndim:
                        optimizer.state[p][key] = value.to(p.dtype)
        dense = torch.zeros(8, 3, dtype=ours.dtype)
        dense[step % 4 : step % 4 + 3] = torch.randn(3, 3, generator=torch.Generator().manual_seed(step))
        for p in (ours, theirs):
            p.grad = dense.to_sparse(1 + (step % 3 == 1))
        mine.step()
        their.step()
        torch.testing.assert_close(ours, theirs)
    before, bad = ours.detach().clone(), torch.eye(8, 3, dtype=ours.dtype).to_sparse(1)
    bad._indices()[0, 0] = 8
    ours.grad = bad
    with pytest.raises(IndexError, match="index 8"):
        mine.step()
    assert torch.equal(ours, before)


@pytest.mark.parametrize("name", ["SGD", "Adagrad", "SparseAdam"])
def test_a_step_sums_the_rows_of_a_sparse_gradient_itself(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one native call, however many there are; the same to the bit as where they are summed before the step."""
    made = torch.Generator().manual_seed(0)
    tables = [torch.nn.Parameter(torch.randn((3000, 2), generator=made)) for _ in range(2)]
    twins = [p.detach().clone().requires_grad_() for p in tables]
    ours = getattr(OURS, name)(tables, lr=0.1)
    other = getattr(OURS, name)(twins, lr=0.1, undo=True)  # which needs to know the rows beforehand
    for step, count in enumerate((4, 7, 1100, 0, 1, 9, 5)):
        for p, twin in zip(tables, twins, strict=True):
            ids = torch.randint(0, min(3000, 2 + count), (1, count), generator=made)
            values = torch.randn((count, 2), generator=made)
            if step == 5:
                values = values[:1].expand(count, 2)
            if step == 6:
                values = torch._neg_view(values)
            p.grad = torch.sparse_coo_tensor(ids, values, p.shape, check_invariants=True)
            twin.grad = torch.sparse_coo_tensor(ids, values.contiguous(), p.shape, check_invariants=True)
        other.step()
        with monkeypatch.context() as patch:
            if 1 < step < 6:  # the second time, a call for both is bound
                patch.setattr(LISTED, "_listed", None)
            ours.step()
        assert all(map(torch.equal, tables, twins))
    for ids in ([[1, 3000]], [[-1, 2]]):
        tables[0].grad = torch.sparse_coo_tensor(ids, torch.ones(2, 2), (3000, 2), check_invariants=False)
        with pytest.raises(IndexError, match="nothing has changed"):
            ours.step()
        assert all(map(torch.equal, tables, twins))


def test_empty_single_and_sparse() -> None:
    theirs = parameters(shapes=[(0, 3), (), (1,), (6, 4)])
    ours = copies(theirs)
    options = {"lr": 0.1, "momentum": 0.9, "dampening": 0.5}
    their, mine = torch.optim.SGD(theirs, **options), OURS.SGD(ours, **options)
    for step in range(3):
        grads(step, theirs, ours)
        values = torch.full((2, 4), 1.0 + step)
        for tensors in (theirs, ours):
            tensors[3].grad = torch.sparse_coo_tensor([[1, 3]], values, (6, 4), check_invariants=True)
        their.step()
        mine.step()
        close(ours, theirs)


def test_capturable_and_differentiable_are_torchs() -> None:
    theirs, their, ours, mine = pair("Adam", {"differentiable": True})
    grads(0, theirs, ours)
    with torch.no_grad():
        for optimizer, tensors in ((their, theirs), (mine, ours)):
            optimizer.param_groups[0]["params"] = [tensor.detach().clone() for tensor in tensors]
            for tensor, new in zip(tensors, optimizer.param_groups[0]["params"], strict=True):
                new.grad = tensor.grad
    their.step()
    mine.step()
    same(mine.param_groups[0]["params"], their.param_groups[0]["params"])
    meta = torch.nn.Parameter(torch.empty(3, device="meta"))
    meta.grad = torch.empty(3, device="meta")
    OURS.SGD([meta], lr=0.1).step()


def test_nothing_keeps_gradients() -> None:
    tensors = parameters()
    mine = OURS.AdamW(tensors)
    for step in range(4):
        grads(step, tensors)
        mine.step()
        seen = [weakref.ref(tensor.grad) for tensor in tensors]
        mine.zero_grad()
        gc.collect()
        assert not any(item() is not None for item in seen), step
    tensors[0].data.untyped_storage().resize_(4 * tensors[0].numel() + 64)  # refused where NumPy has seen the memory


def test_autograd_sees_the_change() -> None:
    (weight,) = parameters(shapes=[(16,)])
    mine = OURS.Adam([weight])
    for step in range(3):
        loss = (weight * weight).sum()
        grads(step, [weight])
        version = weight._version
        mine.step()
        assert weight._version > version
        with pytest.raises(RuntimeError, match="modified by an inplace operation"):
            loss.backward()


def test_optimizers_in_backward_share_executors() -> None:
    """One optimizer for each parameter, stepped by a hook as its gradient arrives."""
    model = torch.nn.Sequential(*(torch.nn.Linear(8, 8) for _ in range(6)))
    twin = copy.deepcopy(model)
    owners = {p: OURS.AdamW([p]) for p in model.parameters()}

    def step(parameter: Any) -> None:
        owners[parameter].step()
        owners[parameter].zero_grad()

    for parameter in model.parameters():
        parameter.register_post_accumulate_grad_hook(step)
    whole = torch.optim.AdamW(twin.parameters(), fused=True)
    data = torch.randn(4, 8, generator=torch.Generator().manual_seed(3))
    for _ in range(4):
        model(data).square().sum().backward()
        whole.zero_grad()
        twin(data).square().sum().backward()
        whole.step()
    same(list(model.parameters()), list(twin.parameters()))


def test_threads_step_at_once() -> None:
    """Optimizers of the same forms in several threads share an executor, and none waits for another's numbers."""
    sets = [parameters(seed) for seed in range(4)]
    twins = [copies(tensors) for tensors in sets]
    steps = 30

    def work(tensors: list[Any], lr: float, make: Any) -> None:
        optimizer = make(tensors, lr=lr)
        for step in range(steps):
            grads(step, tensors)
            optimizer.step()

    threads = [threading.Thread(target=work, args=(s, 0.01 * (n + 1), OURS.AdamW)) for n, s in enumerate(sets)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, tensors in enumerate(twins):
        work(tensors, 0.01 * (number + 1), OURS.AdamW)
        same(sets[number], tensors)


@pytest.mark.parametrize("options", [{}, {"master": True, "ema": 0.5}], ids=str)
def test_threads_share_an_optimizer(options: dict[str, Any]) -> None:
    """Each step is whole, and so are the first ones, which make the states: the bits are those of steps in turn."""
    workers, steps = 4, 3
    switches = sys.getswitchinterval()
    try:
        sys.setswitchinterval(1e-6)
        for seed in range(10):
            tensors = parameters(seed)
            twins = copies(tensors)
            grads(seed, tensors)
            grads(seed, twins)
            shared = OURS.AdamW(tensors, lr=0.01, **options)
            start, errors = threading.Barrier(workers), list[BaseException]()

            def work(
                optimizer: Any = shared, start: threading.Barrier = start, errors: list[BaseException] = errors
            ) -> None:
                try:
                    start.wait()
                    for _ in range(steps):
                        optimizer.step()
                except BaseException as error:
                    errors.append(error)

            threads = [threading.Thread(target=work) for _ in range(workers)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert errors == []
            alone = OURS.AdamW(twins, lr=0.01, **options)
            for _ in range(workers * steps):
                alone.step()
            same(tensors, twins)
    finally:
        sys.setswitchinterval(switches)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_child_steps_an_optimizer_that_a_thread_was_stepping() -> None:
    tensors = parameters(0)
    grads(0, tensors)
    optimizer = OURS.AdamW(tensors, lr=0.01, threads=1)
    optimizer.step()
    inside, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with optimizer._exclusive:
            inside.set()
            leave.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    inside.wait()
    child = os.fork()
    if not child:
        try:
            signal.alarm(HANG)
            optimizer.step()
            os._exit(0)
        finally:
            os._exit(1)
    leave.set()
    thread.join()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_step_within_a_step_is_refused() -> None:
    """As where a signal handler does one."""
    optimizer = OURS.AdamW(parameters(0), lr=0.01)
    grads(0, optimizer.param_groups[0]["params"])
    optimizer.step()
    with optimizer._exclusive, pytest.raises(RuntimeError, match="in the middle of a step of this"):
        optimizer.step()
    optimizer.step()


def test_a_gradient_may_be_the_parameters_memory() -> None:
    """As where `p.grad = p.data`: it is read before anything is written."""
    theirs, their, ours, mine = pair("AdamW", {}, fused=True)
    for _ in range(3):
        for p in (*theirs, *ours):
            p.grad = p.data
        their.step()
        mine.step()
        same(ours, theirs)


def test_wrong_states_are_refused() -> None:
    """A state of another shape reaches no kernel, nor torch's arithmetic, and the weight stays."""
    tensors = parameters()
    mine = OURS.Adam(tensors)
    for step in range(3):
        grads(step, tensors)
        mine.step()
    mine.state[tensors[0]]["exp_avg"] = torch.zeros(3)
    before = tensors[0].detach().clone()
    grads(3, tensors)
    with pytest.raises(RuntimeError, match="got shape"):
        mine.step()
    assert torch.equal(tensors[0], before)


def test_without_torch_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name == "torch" or name.startswith("mxsym.torch")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ImportError, match=r"pip install 'mxsym\[torch\]'"):
        importlib.import_module("mxsym.torch")


def train(model: Any, optimizers: Any) -> None:
    """A loop as torch's users write it: groups, mixed precision, accumulation, clipping, a schedule."""
    decayed = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0}]
    optimizer = optimizers.AdamW(groups, lr=1e-2, fused=True)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, total_iters=5)
    scaler = torch.amp.GradScaler("cpu")
    made = torch.Generator().manual_seed(1)
    for turn in range(8):
        for _ in range(2):
            inputs = torch.randn((8, 1, 8, 8), generator=made)
            labels = torch.randint(0, 10, (8,), generator=made)
            with torch.autocast("cpu", torch.bfloat16):
                outputs = model(inputs)
            loss = torch.nn.functional.cross_entropy(outputs.float(), labels) / 2
            scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
        optimizer.zero_grad(set_to_none=turn % 2 == 0)
        schedule.step()


def test_a_training_loop_ported_by_the_import() -> None:
    parts = (torch.nn.Conv2d(1, 4, 3), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(144, 10))
    model = torch.nn.Sequential(*parts).to(memory_format=torch.channels_last)
    twin = copy.deepcopy(model)
    train(model, torch.optim)
    train(twin, OURS)
    close(list(twin.parameters()), list(model.parameters()))
