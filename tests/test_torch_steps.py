"""Steps of `mxsym.torch` in the background, undone, and with running averages."""

from __future__ import annotations

import copy
import gc
import importlib
import io
import os
import sys
import threading
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen.record import FEW
from mxsym.runtime.kernel_cache import compile_count
from tests.draws import draw_at

torch: Any = pytest.importorskip("torch")
OURS: Any = importlib.import_module("mxsym.torch")
OFFLOAD: Any = importlib.import_module("mxsym.torch.offload")
PREPARED: Any = importlib.import_module("mxsym.torch.prepared")
STEPPED: Any = importlib.import_module("mxsym.torch.stepped")
parts: Any = importlib.import_module("mxsym.torch.parts")
settings: Any = parts.settings
SIZES = ((8, 16), (64,), (5,))


def parameters(dtype: Any = torch.float32) -> list[Any]:
    made = torch.Generator().manual_seed(1)
    return [torch.nn.Parameter(torch.randn(size, generator=made).to(dtype)) for size in SIZES]


def grads(step: int, *lists: list[Any]) -> None:
    made = torch.Generator().manual_seed(step)
    for parts in zip(*lists, strict=True):
        value = torch.randn(parts[0].shape, generator=made)
        for part in parts:
            part.grad = value.to(part.dtype)


def same(ours: list[Any], theirs: list[Any]) -> None:
    for one, other in zip(ours, theirs, strict=True):
        assert torch.equal(one, other), (one - other).abs().max()


def contents(optimizer: Any) -> Any:
    """A copy of all that a step may change."""
    params = [p for group in optimizer.param_groups for p in group["params"]]
    return copy.deepcopy([[p.detach() for p in params], [dict(optimizer.state.get(p, {})) for p in params]])


def equal(one: Any, other: Any) -> bool:
    if isinstance(one, torch.Tensor):
        return torch.equal(one, other) and one.dtype == other.dtype
    leaves = [torch.utils._pytree.tree_flatten(item) for item in (one, other)]
    if leaves[0][1].is_leaf():
        return bool(one == other)
    return leaves[0][1] == leaves[1][1] and all(map(equal, leaves[0][0], leaves[1][0]))


def held(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Let kernels wait for an event."""
    event, do = threading.Event(), STEPPED.Stepped._do

    def wait(self: Any, *args: Any) -> None:
        assert event.wait(60)
        do(self, *args)

    monkeypatch.setattr(STEPPED.Stepped, "_do", wait)
    return event


# --- in the background -----------------------------------------------------------------------------------------------


def test_a_step_in_the_background_is_a_step() -> None:
    theirs, ours = parameters(), parameters()
    their = OURS.AdamW(theirs, lr=torch.tensor(0.1), max_norm=1.0)
    mine = OURS.AdamW(ours, lr=torch.tensor(0.1), max_norm=1.0)
    for step in range(4):
        grads(step, theirs, ours)
        norm = their.step()
        ticket = mine.step_async()
        for optimizer in (their, mine):  # numbers are those of the call
            optimizer.param_groups[0]["lr"] *= 0.5
        mine.zero_grad()
        assert torch.equal(ticket.wait(), norm)
        assert ticket.done()
        assert torch.equal(ticket.wait(timeout=0), norm)
        same(ours, theirs)
    assert equal(contents(mine), contents(their))


def test_nothing_else_is_done_while_a_step_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = parameters()
    mine = OURS.AdamW(ours, undo=True, ema=0.9)
    grads(0, ours)
    mine.step()
    before = contents(mine)
    file = mine.state_dict()
    go = held(monkeypatch)
    versions = [p._version for p in ours]
    ticket = mine.step_async()
    assert all(p._version > version for p, version in zip(ours, versions, strict=True))
    refused: list[Callable[[], object]] = [
        mine.step,
        mine.step_async,
        mine.undo,
        mine.state_dict,
        mine.use_ema().__enter__,
        mine.ema_params,
        lambda: mine.step_params(ours),
        lambda: mine.load_state_dict(file),
        lambda: mine.add_param_group({"params": []}),
        lambda: mine.zero_grad(set_to_none=False),
        lambda: copy.deepcopy(mine),
    ]
    assert not ticket.done()
    with pytest.raises(TimeoutError):
        ticket.wait(timeout=0.001)
    for action in refused:
        with pytest.raises(RuntimeError, match=r"call wait\(\) of its ticket"):
            action()
    assert equal(contents(mine), before)
    go.set()
    ticket.wait()
    assert not equal(contents(mine), before)
    mine.undo()
    assert equal(contents(mine), before)


def test_an_error_comes_with_the_ticket() -> None:
    table = torch.nn.Parameter(torch.ones(6, 2))
    mine = OURS.SparseAdam([table])
    table.grad = torch.sparse_coo_tensor([[1, 5]], torch.ones(2, 2), (6, 2), check_invariants=True)
    good: Any = table.grad
    table.grad = good.clone()
    table.grad._indices()[0, 1] = 9
    before = table.detach().clone()
    ticket = mine.step_async()
    while not ticket.done():
        pass
    with pytest.raises(RuntimeError, match=r"the step before failed"):
        mine.step()
    for _ in range(2):
        with pytest.raises(IndexError, match="index 9"):
            ticket.wait()
    assert torch.equal(table, before)
    assert table not in mine.state
    table.grad = good
    mine.step_async().wait()
    assert mine.state[table]["step"] == 1
    table.grad = torch.ones(6, 2)
    with pytest.raises(RuntimeError, match="does not support dense"):  # it is known before anything begins
        mine.step_async()
    mine.register_step_post_hook(print)
    with pytest.raises(RuntimeError, match="a hook is registered"):
        mine.step_async()


def test_a_background_step_keeps_nothing_alive() -> None:
    (p,) = ours = [torch.nn.Parameter(torch.ones(16))]
    mine = OURS.AdamW(ours)
    for _ in range(2):
        p.grad = torch.ones(16)
        reference = weakref.ref(p.grad)
        mine.step_async().wait()
        p.grad = None
        mine.step_async().wait()  # the worker has ended with the work before
        gc.collect()
        assert reference() is None
    worker = weakref.ref(mine._background._worker)
    del mine
    gc.collect()
    assert worker() is None


def test_a_background_step_returns_the_closures_loss() -> None:
    (p,) = ours = [torch.nn.Parameter(torch.ones(16))]
    mine = OURS.SGD(ours, lr=0.1)

    def closure() -> Any:
        mine.zero_grad()
        loss = p.square().sum()
        loss.backward()
        return loss.detach()

    assert float(mine.step_async(closure).wait()) == 16
    torch.testing.assert_close(p.detach(), torch.full((16,), 0.8))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform has no fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_forked_child_does_steps_of_its_own() -> None:
    ours = parameters()
    mine = OURS.AdamW(ours, threads=1)
    grads(0, ours)
    mine.step_async().wait()
    child = os.fork()
    if not child:
        try:
            mine.step_async().wait(timeout=60)
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


# --- undone ----------------------------------------------------------------------------------------------------------

UNDONE: dict[str, tuple[str, dict[str, Any], Any]] = {
    "AdamW": ("AdamW", {"amsgrad": True}, torch.float32),
    "averages": ("AdamW", {"ema": 0.9}, torch.float32),
    "masters": ("Adam", {"master": True, "ema": 0.9, "max_norm": 0.5}, torch.bfloat16),
    "momentum": ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.5}, torch.float32),
    "complex": ("Adam", {}, torch.complex64),
    "gaps": ("AdamW", {"ema": 0.5}, torch.float32),
    "float64": ("NAdam", {}, torch.float64),
}


@pytest.mark.parametrize("name", UNDONE)
def test_a_step_is_undone_to_the_bit(name: str) -> None:
    kind, options, dtype = UNDONE[name]
    ours, twins = parameters(dtype), parameters(dtype)
    if name == "gaps":  # torch's own step takes it
        for params in (ours, twins):
            params[0] = torch.nn.Parameter(torch.ones(8, 32)[:, ::2])
    mine, twin = (getattr(OURS, kind)(params, undo=True, **options) for params in (ours, twins))
    with pytest.raises(RuntimeError, match="no step has been done"):
        mine.undo()
    for step in range(3):
        grads(step, ours, twins)
        before = contents(mine)
        for p in ours:
            p.grad = p.grad * torch.inf
        mine.step()
        assert not equal(contents(mine)[0], before[0])
        mine.undo()
        assert equal(contents(mine), before)
        with pytest.raises(RuntimeError, match="no step has been done"):
            mine.undo()
        grads(step, ours)
        mine.step()
        twin.step()
        assert equal(contents(mine), contents(twin))


def test_the_parts_of_a_step_are_undone_together() -> None:
    ours = parameters()
    mine = OURS.AdamW(ours, undo=True)
    for step in range(3):
        before = contents(mine)
        grads(step, ours)
        mine.step_params(ours[1:])
        mine.step()
        mine.undo()
        assert equal(contents(mine), before)
        mine.step_params(ours[:1])
        mine.undo()
        assert equal(contents(mine), before)
        mine.step()


def test_a_step_that_fails_is_undone() -> None:
    """The first parameter's update is done when the second's is found to be wrong."""
    table, other = (torch.nn.Parameter(torch.ones(6, 2)) for _ in range(2))
    mine = OURS.SparseAdam([table, other], undo=True)
    good: Any = torch.sparse_coo_tensor([[1, 4, 1]], torch.ones(3, 2), (6, 2), check_invariants=True)
    bad: Any = good.clone()
    bad._indices()[0, 1] = 9
    for _ in range(2):
        table.grad, other.grad = good, bad
        before = contents(mine)
        with pytest.raises(IndexError, match="index 9"):
            mine.step()
        assert equal(contents(mine), before)
        other.grad = good
        mine.step()
        mine.undo()
        assert equal(contents(mine), before)
        mine.step()


@pytest.mark.parametrize("name", ["AdamW", "RAdam", "AdamW8bit"])
def test_an_interrupted_step_is_undone(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C may come right after a native call, before anything else is noted of it."""
    params = [*parameters(), *parameters(torch.bfloat16)]
    mine = getattr(OURS, name)(params, undo=True)
    for step in range(2):
        grads(step, params)
        mine.step()
    before, run = contents(mine), PREPARED.Prepared.run

    def interrupted(self: Any, *args: Any) -> bool:
        assert run(self, *args)
        assert not equal(contents(mine), before)
        raise KeyboardInterrupt

    monkeypatch.setattr(PREPARED.Prepared, "run", interrupted)
    for chosen in (params, params[:2], params[::3]):
        mine.zero_grad()
        grads(5, chosen)
        with pytest.raises(KeyboardInterrupt):
            mine.step()
        assert equal(contents(mine), before)


def test_a_sparse_buffer_is_undone() -> None:
    """SGD's, which torch's own arithmetic begins and adds to."""
    table = torch.nn.Parameter(torch.ones(6, 2))
    mine = OURS.SGD([table], lr=0.1, momentum=0.9, undo=True)
    for step in range(3):
        values = torch.full((2, 2), 1.0 + step)
        table.grad = torch.sparse_coo_tensor([[1, step]], values, (6, 2), check_invariants=True)
        before, buffer = table.detach().clone(), copy.deepcopy(mine.state.get(table, {}).get("momentum_buffer"))
        mine.step()
        mine.undo()
        assert torch.equal(table, before)
        undone = mine.state.get(table, {}).get("momentum_buffer")
        assert (undone is None) is (buffer is None)
        assert buffer is None or torch.equal(undone.to_dense(), buffer.to_dense())
        mine.step()


def test_an_optimizer_without_a_record_says_so() -> None:
    with pytest.raises(RuntimeError, match="undo=True"):
        OURS.AdamW(parameters()).undo()


def test_records_and_rules_with_a_condition() -> None:
    """The tensors as they were are written even where the update's condition is false."""

    @mx.update_rule
    def gated_like_update(weight: Any, grad: Any, mom: Any, *, lr: Any):
        """One that leaves out what is not finite."""
        return mx.only_if(mx.all_finite(grad), {"weight": weight - lr * (mom + grad), "mom": mom + grad})

    ours = parameters()
    mine = OURS.from_rule(gated_like_update, "GatedLike")(ours, lr=0.1, undo=True, ema=0.5)
    for step in range(4):
        grads(step, ours)
        before = contents(mine)
        for p in ours:
            if step % 2:
                p.grad[0] = torch.inf
        mine.step()
        assert equal(contents(mine)[0], before[0]) == bool(step % 2)
        mine.undo()
        assert equal(contents(mine), before)
        mine.step()


# --- averages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16], ids=str)
@pytest.mark.parametrize("master", [False, True])
def test_averages(dtype: Any, master: bool) -> None:
    ours = parameters(dtype)
    mine = OURS.AdamW(ours, lr=0.1, ema=0.9, master=master)
    exact = [p.detach().double().clone() for p in ours]
    for step in range(5):
        grads(step, ours)
        mine.step()
        for p, mean in zip(ours, exact, strict=True):
            mean.lerp_(mine.state[p].get("master", p).detach().double(), 1 - 0.9)
    wide = torch.float32 if dtype is torch.bfloat16 else dtype
    for p, mean in zip(ours, exact, strict=True):
        assert mine.ema_params()[p] is mine.state[p]["ema"]
        assert mine.state[p]["ema"].dtype is wide
        rounds = dtype is torch.bfloat16 and not master  # the average takes the weight before it is rounded
        torch.testing.assert_close(mine.state[p]["ema"], mean.to(wide), rtol=1e-5, atol=4e-3 if rounds else 1e-5)
    own = [p.detach().clone() for p in ours]
    with mine.use_ema():
        same(ours, [mean.to(dtype) for mean in mine.ema_params().values()])
        with pytest.raises(RuntimeError, match="leave use_ema"):
            mine.step()
    same(ours, own)
    with pytest.raises(ZeroDivisionError), mine.use_ema():
        raise ZeroDivisionError
    same(ours, own)


def test_averages_in_checkpoints() -> None:
    """They come with the states, in their own dtype; a checkpoint without them begins with the weights."""
    ours = parameters(torch.bfloat16)
    mine = OURS.AdamW(ours, ema=0.9)
    for step in range(2):
        grads(step, ours)
        mine.step()
    file = io.BytesIO()
    torch.save(mine.state_dict(), file)
    file.seek(0)
    twins = [torch.nn.Parameter(p.detach().clone()) for p in ours]
    twin = OURS.AdamW(twins, ema=0.9)
    twin.load_state_dict(torch.load(file, weights_only=True))
    torch.optim.AdamW([torch.nn.Parameter(p.detach().clone()) for p in ours]).load_state_dict(mine.state_dict())
    grads(2, ours, twins)
    mine.ema = twin.ema = torch.tensor(0.5)
    mine.step()
    copied = copy.deepcopy(twin)
    twin.step()
    assert equal(contents(mine), contents(twin))
    for p, q in zip(copied.param_groups[0]["params"], twins, strict=True):
        p.grad = q.grad
    copied.step()
    assert equal(contents(copied), contents(twin))
    theirs = torch.optim.AdamW(twins)
    theirs.step()
    plain = OURS.AdamW(twins, ema=0.0)
    plain.load_state_dict(theirs.state_dict())
    plain.step()
    for p in twins:
        torch.testing.assert_close(plain.state[p]["ema"].bfloat16(), p.detach(), rtol=2**-8, atol=1e-6)


def test_averages_of_tables_move_as_a_whole() -> None:
    """Rows that no gradient lists move towards their weights, too."""
    for name in ("SparseAdam", "Adagrad"):
        table = torch.nn.Parameter(torch.randn(6, 2))
        mine = getattr(OURS, name)([table], lr=0.1, ema=0.75)
        mean = table.detach().clone()
        for rows in ([1, 4], [0, 1], [1, 5]):
            table.grad = torch.sparse_coo_tensor([rows], torch.ones(2, 2), (6, 2), check_invariants=True)
            mine.step()
            mean.lerp_(table.detach(), 0.25)
            assert torch.equal(mine.ema_params()[table], mean)


def test_averages_are_refused_where_there_are_none() -> None:
    mine = OURS.AdamW(parameters())
    with pytest.raises(RuntimeError, match=r"ema=0.999"):
        mine.ema_params()
    with pytest.raises(RuntimeError, match=r"ema=0.999"), mine.use_ema():
        pass
    for wrong in (-0.1, 1.5, float("nan")):
        with pytest.raises(ValueError, match="a number from 0 to 1"):
            OURS.AdamW(parameters(), ema=wrong)
    frozen = OURS.AdamW(parameters(), ema=0.9)
    same(list(frozen.ema_params().values()), frozen.param_groups[0]["params"])


# --- sets of gradients -----------------------------------------------------------------------------------------------


def test_a_new_set_of_gradients_at_each_step_binds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a limited norm, too: only the executors for single tensors are bound, one a shape."""
    ours = [torch.nn.Parameter(torch.randn(16)) for _ in range(10)]
    theirs = [torch.nn.Parameter(p.detach().clone()) for p in ours]
    mine, their = OURS.AdamW(ours, max_norm=1.0), torch.optim.AdamW(theirs, fused=True)
    ours[0].grad = theirs[0].grad = torch.ones(16)
    mine.step()
    theirs[0].grad = theirs[0].grad * (1.0 / (4.0 + 1e-6))
    their.step()
    before = compile_count()

    def bind(*_: Any) -> None:
        raise AssertionError("an executor is bound")

    monkeypatch.setattr(PREPARED, "bind", bind)
    order = np.random.default_rng(5)
    kept = {tuple((order.random(10) < 0.6).tolist()) for _ in range(160)}
    assert len(kept) >= 100
    for step, keeps in enumerate(list(kept)[:100]):
        grads_of(step, ours, theirs, keeps)
        norm = torch.nn.utils.clip_grad_norm_(theirs, 1.0)
        torch.testing.assert_close(mine.step(), norm)
        their.step()
        for p, q in zip(ours, theirs, strict=True):
            torch.testing.assert_close(p, q)
    assert compile_count() == before


def test_many_tensors_of_one_form_share_calls_where_sets_are_new() -> None:
    """With the bits of calls for each by itself; a gradient that is the parameter's memory spoils one call only."""
    theirs, ours = ([torch.nn.Parameter(torch.full((16,), 1.0 + n)) for n in range(37)] for _ in range(2))
    their, mine = torch.optim.AdamW(theirs, fused=True), OURS.AdamW(ours, undo=True, stochastic_rounding=1)
    order = np.random.default_rng(2)
    for step in range(4):
        before = contents(mine)
        keeps = tuple((order.random(37) < 0.7).tolist()) if step else (True,) * 37
        grads_of(step, ours, theirs, keeps)
        mine.step()
        assert len(mine.prepared_steps.ran) < 20
        mine.undo()
        assert equal(contents(mine), before)
        grads_of(step, ours, theirs, keeps)
        if step == 3:
            theirs[0].grad = theirs[0].data
            ours[0].grad = ours[0].data
        mine.step()
        their.step()
        same(ours, theirs)


def grads_of(step: int, ours: list[Any], theirs: list[Any], keeps: tuple[bool, ...]) -> None:
    made = torch.Generator().manual_seed(step)
    for p, q, is_kept in zip(ours, theirs, keeps, strict=True):
        value = torch.randn(16, generator=made)
        p.grad, q.grad = (value, value.clone()) if is_kept else (None, None)


# --- offloading ------------------------------------------------------------------------------------------------------


def is_far(_: Any) -> bool:
    return True


def test_offloaded_steps_in_the_background_and_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OFFLOAD, "is_far", is_far)
    ours, theirs = parameters(torch.bfloat16), parameters(torch.bfloat16)
    mine, their = OURS.CPUOffload(ours, undo=True, ema=0.9), OURS.AdamW(theirs, master=True, ema=0.9)
    for step in range(4):
        grads(step, ours)
        before = contents(mine)
        mine.step_async().wait()
        mine.undo()
        assert equal(contents(mine), before)
        grads(step, ours)
        ticket = mine.step_async()
        grads(step + 10, ours)  # of the next step
        for p in ours:
            mine._arrived(p)
        ticket.wait()
        for turn in (step, step + 10):
            grads(turn, theirs)
            their.step()
        mine.step()
        assert equal(contents(mine), contents(their))


# --- rounding by noise -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("threads", [1, 3])
def test_stochastic_rounding(threads: int) -> None:
    """Each weight becomes one of its two neighbours, by the noise of the seed, the step, the parameter, the element."""
    ours = [*parameters(torch.bfloat16), torch.nn.Parameter(torch.ones(70_000, dtype=torch.bfloat16))]
    mine = OURS.SGD(ours, lr=1.0, stochastic_rounding=7, threads=threads)
    made = np.random.default_rng(0)
    for step in range(3):
        exact: list[Any] = []
        for p in ours:
            p.grad = torch.from_numpy(made.normal(0, 1e-3, tuple(p.shape)).astype(np.float32)).bfloat16()
            exact.append((p.detach().float() - p.grad.float()).numpy())
        if step == 1:
            ours[0].grad, exact[0] = None, ours[0].detach().float().numpy()
        mine.step()
        for place, (p, value) in enumerate(zip(ours, exact, strict=True)):
            index = np.arange(int(p.numel())).reshape([int(size) for size in p.shape])
            noise = draw_at("random_bits", index, 7, step, place, 0x5EED) >> np.uint32(16)
            rounded = ((value.view(np.uint32) + noise) & np.uint32(0xFFFF0000)).view(np.float32)
            assert np.array_equal(p.detach().float().numpy(), value if p.grad is None else rounded)
    mean = ours[-1].detach().double().mean().item()
    assert mean == pytest.approx(1.0, abs=1e-4)  # rounded to nearest it would not have moved, but by chance does


def test_stochastic_rounding_goes_on_from_checkpoints_and_is_undone() -> None:
    ours = [*parameters(torch.bfloat16), *parameters()]
    mine = OURS.AdamW(ours, stochastic_rounding=True, undo=True, ema=0.9)
    grads(0, ours)
    mine.step()
    twins = [torch.nn.Parameter(p.detach().clone()) for p in ours]
    twin = OURS.AdamW(twins, stochastic_rounding=0, ema=0.9)
    twin.load_state_dict(copy.deepcopy(mine.state_dict()))
    for step in range(1, 4):
        grads(step, ours, twins)
        before = contents(mine)
        mine.step()
        mine.undo()
        assert equal(contents(mine), before)
        mine.step_async().wait()
        twin.step_params(twins[::2])
        twin.step()
        assert equal(contents(mine), contents(twin))
        for p in ours:
            p.grad[0] = torch.nan
    mine.step()
    assert all(bool(p.flatten()[0].isnan()) for p in ours[:1])


def test_stochastic_rounding_of_rows() -> None:
    table, twin = (torch.nn.Parameter(torch.ones(6, 32, dtype=torch.bfloat16)) for _ in range(2))
    mine, other = (OURS.SGD([p], lr=1.0, stochastic_rounding=3) for p in (table, twin))
    values = torch.full((2, 32), 1e-3, dtype=torch.bfloat16)
    for _ in range(2):
        table.grad = torch.sparse_coo_tensor([[1, 4]], values, (6, 32), check_invariants=True)
        twin.grad = table.grad.to_dense()
        mine.step()
        other.step()
        assert torch.equal(table, twin)
    assert len(table[1].unique()) > 1
    for wrong in (-1, 1 << 52, "no"):
        with pytest.raises(ValueError, match="seed"):
            OURS.SGD([table], lr=1.0, stochastic_rounding=wrong)
    with pytest.raises(ValueError, match="leave one of them out"):
        OURS.SGD([table], lr=1.0, stochastic_rounding=1, master=True)


def test_a_zero_of_the_other_sign_is_another_number() -> None:
    @mx.update_rule
    def signed_zero_update(weight: Any, grad: Any, *, lr: float, zero: float = 0.0) -> Any:
        """Zeros with the sign of an attribute."""
        return {"weight": mx.where(grad > 0, lr * zero, weight)}

    params = [torch.nn.Parameter(torch.ones(3)) for _ in range(2)]
    optimizer = OURS.from_rule(signed_zero_update)([{"params": [param]} for param in params], lr=0.5)
    for zeros in ((0.0, 0.0), (-0.0, -0.0), (0.0, -0.0), (-0.0, 0.0), (-0.0, -0.0)):
        for param, group, zero in zip(params, optimizer.param_groups, zeros, strict=True):
            param.grad, group["zero"] = torch.ones(3), zero
        optimizer.step()
        signs = [torch.signbit(param.detach()).tolist() for param in params]
        assert signs == [[np.signbit(zero)] * 3 for zero in zeros], zeros


def test_optimizers_of_equal_numbers_share_them() -> None:
    """Torch makes another tuple of betas for each optimizer, and a checkpoint brings other floats."""
    rule, rate = OURS.AdamW([torch.nn.Parameter(torch.ones(3))])._rule({"decoupled_weight_decay": True}), "0.125"
    groups: list[dict[str, Any]] = [{"lr": float(rate), "betas": (float("0.5"), float("0.75"))} for _ in range(2)]
    assert groups[0]["betas"] is not groups[1]["betas"]
    parts._reader(rule, frozenset()).known.clear()  # which is done when there are many, in the middle of this too
    first = settings(rule, groups[0])
    assert settings(rule, groups[1]) is first
    for other in ({"betas": (0.5, 0.5)}, {"beta1": 0.5, "beta2": 0.75}, {"lr": -0.125}, {"maximize": True}):
        changed = {name: value for name, value in groups[0].items() if "beta1" not in other or name != "betas"} | other
        assert settings(rule, changed) is not first, other
        assert settings(rule, dict(changed)) is settings(rule, changed), other
    assert settings(rule, {"lr": torch.tensor(0.125), "betas": [0.5, 0.75]}) is first


@pytest.mark.parametrize("steps", [0, 1, 3], ids="{} steps before".format)
def test_a_step_changes_nothing_where_one_parameter_cannot_be_updated(steps: int) -> None:
    """It comes alone, with the parameters of its form, or in a call that has been done before."""
    shapes = [(16,)] * 18 + [(3, 5), (16,), (4,)]
    tensors = [torch.nn.Parameter(torch.randn(shape)) for shape in shapes]
    twins = [torch.nn.Parameter(tensor.detach().clone()) for tensor in tensors]
    mine, other = OURS.AdamW(tensors), OURS.AdamW(twins)
    for step in range(steps):
        grads(step, tensors, twins)
        mine.step()
        other.step()
    for bad in (18, 19, 20):
        grads(9, tensors)
        kept = tensors[bad].grad
        tensors[bad].grad = torch.zeros(shapes[bad])
        tensors[bad].grad.untyped_storage().resize_(8)
        with pytest.raises(mx.BindError, match="storage"):
            mine.step()
        same(tensors, twins)
        tensors[bad].grad = kept
    if steps:
        assert equal(contents(mine), contents(other))
    grads(9, tensors, twins)
    mine.step()
    other.step()
    same(tensors, twins)


GRADIENTS_IN_COPIES: dict[str, Callable[[], tuple[Any, Any]]] = {
    "another order": lambda: (torch.zeros(8, 8).t(), torch.ones(8, 8)),
    "the other sign": lambda: (torch.zeros(8, 8), torch._neg_view(torch.ones(8, 8))),
    "conjugated": lambda: (torch.zeros(8, 8, dtype=torch.complex64), torch.ones(8, 8, dtype=torch.complex64).conj()),
}


@pytest.mark.parametrize("steps", [0, 1, 3], ids="{} steps before".format)
@pytest.mark.parametrize("case", GRADIENTS_IN_COPIES)
def test_a_gradient_that_is_copied_has_all_of_its_memory(case: str, steps: int) -> None:
    """Torch would copy memory behind the end of its storage."""
    weight, grad = GRADIENTS_IN_COPIES[case]()
    tensor, other = torch.nn.Parameter(weight), torch.nn.Parameter(torch.zeros(4))
    mine = OURS.SGD([other, tensor], lr=1.0)
    for _ in range(steps):
        tensor.grad, other.grad = torch.zeros_like(tensor), torch.zeros(4)
        mine.step()
    tensor.grad, other.grad = grad, torch.ones(4)
    grad.untyped_storage().resize_(grad.untyped_storage().nbytes() - 16)
    with pytest.raises(mx.BindError, match=r"gradient: got a torch tensor of dtype .* on cpu in a smaller storage"):
        mine.step()
    assert not tensor.detach().abs().any()
    assert not other.detach().any()


def test_values_that_change_in_place_are_read_again() -> None:
    """A list and a tensor stay the same objects; torch's schedulers fill such a tensor."""
    tensors = parameters()
    twins = [torch.nn.Parameter(tensor.detach().clone()) for tensor in tensors]
    mine, other = OURS.AdamW(tensors), OURS.AdamW(twins)
    group, betas, rate = mine.param_groups[0], [0.9, 0.99], torch.tensor(0.5, dtype=torch.float64)
    group["betas"], group["lr"] = betas, rate
    for step in range(4):
        betas[0] = 0.9 - 0.1 * step
        rate.fill_(0.5 / (step + 1))
        other.param_groups[0].update(betas=(0.9 - 0.1 * step, 0.99), lr=0.5 / (step + 1))
        grads(step, tensors, twins)
        mine.step()
        other.step()
        same(tensors, twins)


def calls_of_a_step(optimizer: Any) -> tuple[list[str], set[str]]:
    """The functions of mxsym's that one step calls, comprehensions aside; and the modules of all that it calls."""
    called, modules = list[str](), set[str]()

    def count(frame: Any, event: str, _argument: Any) -> None:
        if event == "call":
            modules.add(module := str(frame.f_globals.get("__name__")))
            called.extend([frame.f_code.co_name] if module.startswith("mxsym.") else [])

    sys.setprofile(count)
    try:
        optimizer.step()
    finally:
        sys.setprofile(None)
    comprehensions = {"<listcomp>", "<dictcomp>", "<genexpr>"}  # newer versions of Python call none
    return [name for name in called if name not in comprehensions], modules


def test_a_repeated_step_makes_few_calls() -> None:
    """Their number is what a step of a small tensor takes, on any machine."""
    (param,) = tensors = parameters()[1:2]
    optimizer = OURS.AdamW(tensors)
    param.grad = torch.ones_like(param)
    for _ in range(3):
        optimizer.step()
    called, modules = calls_of_a_step(optimizer)
    assert 0 < len(called) <= 33, called
    assert "torch.autograd.profiler" not in modules  # whose range takes longer than the step


@pytest.mark.parametrize("count", [1, 8], ids="{} tables".format)
def test_a_repeated_step_on_few_rows_makes_few_calls(count: int) -> None:
    """Their number does not grow with that of the tables."""
    tables = [torch.nn.Embedding(100, 4, sparse=True) for _ in range(count)]
    optimizer = OURS.SGD([table.weight for table in tables], lr=0.1)
    for _ in range(2 * FEW):  # a record's constructor is another one then
        optimizer.zero_grad()
        loss: Any = sum(table(torch.tensor([1, 5, 1])).sum() for table in tables)
        loss.backward()
        optimizer.step()
    assert optimizer.lazy_steps.ran[0][0] == count
    called, _ = calls_of_a_step(optimizer)
    assert 0 < len(called) <= 33, called


@pytest.mark.parametrize("name", ["NAdam", "ASGD", "RAdam", "AdamW"])
@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16])
def test_states_of_another_dtype_come_with_a_checkpoint(name: str, dtype: Any) -> None:
    """Torch casts the numbers of a step to the parameter's dtype; other parameters have the old ones meanwhile."""
    one, other = (torch.nn.Parameter(torch.ones(64, dtype=dtype)) for _ in range(2))
    optimizer, bystander = (getattr(OURS, name)([param], lr=0.1) for param in (one, other))
    for param in (one, other):
        param.grad = torch.ones_like(param)
    optimizer.step()
    optimizer.load_state_dict(optimizer.state_dict())
    bystander.step()
    before = one.detach().clone()
    for _ in range(2):
        optimizer.step()
    assert not torch.equal(one, before)


@pytest.mark.parametrize("name", ["Adagrad", "RMSprop"])
def test_states_are_of_the_dtype_that_was_asked_for(name: str) -> None:
    """Also those that torch makes in the constructor."""
    params = [torch.nn.Parameter(torch.ones(16)) for _ in range(2)]
    optimizer = getattr(OURS, name)(params[:1], states=torch.bfloat16)
    optimizer.add_param_group({"params": params[1:]})
    for param in params:
        param.grad = torch.ones(16)
    optimizer.step()
    dtypes = {state.dtype for values in optimizer.state.values() for state in values.values() if state.shape == (16,)}
    assert dtypes == {torch.bfloat16}
