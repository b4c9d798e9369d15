"""The optimizers of `mxsym.torch` with arguments that torch does not have."""

from __future__ import annotations

import copy
import importlib
import inspect
import io
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.runtime.kernel_cache import compile_count
from tests.support import untyped

torch: Any = pytest.importorskip("torch")
OURS: Any = importlib.import_module("mxsym.torch")
OFFLOAD: Any = importlib.import_module("mxsym.torch.offload")
PREPARED: Any = importlib.import_module("mxsym.torch.prepared")
SIZES = ((8, 16), (64,), (4, 4, 8))


def parameters(dtype: Any = torch.float32) -> list[Any]:
    made = torch.Generator().manual_seed(1)
    return [torch.nn.Parameter(torch.randn(size, generator=made).to(dtype)) for size in SIZES]


def grads(step: int, *lists: list[Any]) -> None:
    """The same values for each list, in the parameters' dtypes."""
    made = torch.Generator().manual_seed(step)
    for parts in zip(*lists, strict=True):
        value = torch.randn(parts[0].shape, generator=made).bfloat16()
        for part in parts:
            part.grad = value.to(part.dtype)


def same(ours: list[Any], theirs: list[Any]) -> None:
    for one, other in zip(ours, theirs, strict=True):
        assert torch.equal(one, other.to(one.dtype)), (one - other).abs().max()


def wide(tensors: list[Any]) -> list[Any]:
    return [torch.nn.Parameter(tensor.detach().float().clone()) for tensor in tensors]


@mx.update_rule
def lion_like_update(weight: Any, grad: Any, mom: Any, *, lr: Any, beta1: Any = 0.9, beta2: Any = 0.99, wd: Any = 0.0):
    """Lion (Chen et al., 2023)."""
    step = mx.sign(beta1 * mom + (1 - beta1) * grad) + wd * weight
    return {"weight": weight - lr * step, "mom": beta2 * mom + (1 - beta2) * grad}


LionLike: Any = OURS.from_rule(lion_like_update)


# --- masters, other dtypes, buffers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16], ids=str)
@pytest.mark.parametrize(
    ("name", "options"), [("AdamW", {}), ("Adam", {"amsgrad": True}), ("SGD", {"lr": 0.1, "momentum": 0.9})]
)
def test_masters_have_the_bits_of_a_float32_model(name: str, options: dict[str, Any], dtype: Any) -> None:
    ours = parameters(dtype)
    theirs = wide(ours)
    mine = getattr(OURS, name)(ours, **options, master=True)
    their = getattr(OURS, name)(theirs, **options)
    for step in range(6):
        grads(step, theirs, ours)
        for one, other in zip(theirs, ours, strict=True):
            one.grad = other.grad.float()
        mine.step()
        their.step()
        same(ours, theirs)
        for p, twin in zip(ours, theirs, strict=True):
            assert torch.equal(mine.state[p]["master"], twin)
    file = io.BytesIO()
    torch.save(mine.state_dict(), file)
    file.seek(0)
    again = [torch.nn.Parameter(p.detach().clone()) for p in ours]
    other = getattr(OURS, name)(again, **options, master=True)
    other.load_state_dict(torch.load(file, weights_only=True))
    for step in range(6, 9):
        grads(step, ours, again)
        mine.step()
        other.step()
        same(again, ours)
        assert all(
            torch.equal(other.state[p]["master"], mine.state[q]["master"]) for p, q in zip(again, ours, strict=True)
        )


def test_a_checkpoint_without_masters() -> None:
    """One of torch's: the masters begin as the parameters."""
    ours = parameters(torch.bfloat16)
    their = torch.optim.AdamW([torch.nn.Parameter(p.detach().clone()) for p in ours])
    grads(0, their.param_groups[0]["params"])
    their.step()
    mine = OURS.AdamW(ours, master=True)
    mine.load_state_dict(copy.deepcopy(their.state_dict()))
    grads(1, ours)
    mine.step()
    for p in ours:
        assert mine.state[p]["master"].dtype is torch.float32
        assert torch.equal(p, mine.state[p]["master"].bfloat16())


def test_states_of_another_dtype() -> None:
    """Each is rounded when it is stored, as the op does with states of its own."""
    ours = parameters()
    rule_state = [[torch.zeros_like(p), torch.zeros_like(p, dtype=torch.bfloat16), torch.zeros(())] for p in ours]
    mine = OURS.AdamW(ours, states={"exp_avg_sq": torch.bfloat16})
    exact = wide(ours)
    their = torch.optim.AdamW(exact)
    for step in range(4):
        grads(step, ours, exact)
        mine.step()
        their.step()
        for p, (_, second, _) in zip(ours, rule_state, strict=True):
            second.copy_(mine.state[p]["exp_avg_sq"])
    for p, twin, (first, second, _) in zip(ours, exact, rule_state, strict=True):
        state = mine.state[p]
        assert (state["exp_avg"].dtype, state["exp_avg_sq"].dtype) == (first.dtype, second.dtype)
        torch.testing.assert_close(p, twin, rtol=0.02, atol=1e-4)
        torch.testing.assert_close(state["exp_avg_sq"].float(), their.state[twin]["exp_avg_sq"], rtol=0.02, atol=1e-6)
    again = OURS.AdamW(wide(ours), states={"exp_avg_sq": torch.bfloat16})
    again.load_state_dict(copy.deepcopy(mine.state_dict()))
    for p, q in zip(ours, again.param_groups[0]["params"], strict=True):
        assert torch.equal(again.state[q]["exp_avg_sq"], mine.state[p]["exp_avg_sq"])
        assert again.state[q]["exp_avg_sq"].dtype is torch.bfloat16


@pytest.mark.parametrize("name", ["AdamW", "SGD"])
def test_states_of_complex_parameters_stay_complex(name: str) -> None:
    """The dtypes that are asked for are those of real numbers."""
    ours = [torch.nn.Parameter(torch.complex(torch.ones(3, 2), torch.full((3, 2), 2.0))), *parameters()]
    twins = [torch.nn.Parameter(p.detach().clone()) for p in ours[:1]]
    options = {"lr": 0.1, **({"momentum": 0.9} if name == "SGD" else {})}
    mine = getattr(OURS, name)(ours, states=torch.bfloat16, ema=0.5, **options)
    plain = getattr(OURS, name)(twins, ema=0.5, **options)
    for step in range(3):
        grads(step, ours)
        twins[0].grad = ours[0].grad.clone()
        mine.step()
        plain.step()
        assert torch.equal(ours[0], twins[0])
        for key, value in plain.state[twins[0]].items():
            assert torch.equal(mine.state[ours[0]][key], value)


def test_a_model_that_becomes_a_16_bit_one_gets_masters() -> None:
    model = torch.nn.Linear(4, 3)
    mine = OURS.AdamW(model.parameters(), lr=1e-4, master=True)
    for step in range(6):
        if step == 2:
            model.bfloat16()
        grads(step, list(model.parameters()))
        mine.step()
        for p in model.parameters():
            assert ("master" in mine.state[p]) == (step >= 2)
    for p in model.parameters():
        master = mine.state[p]["master"]
        assert torch.equal(p, master.bfloat16())
        assert not torch.equal(p.float(), master)


def test_gradients_of_another_dtype() -> None:
    theirs, ours = parameters(), parameters()
    their, mine = OURS.AdamW(theirs), OURS.AdamW(ours)
    for step in range(4):
        grads(step, theirs)
        for one, other in zip(ours, theirs, strict=True):
            one.grad_dtype = torch.bfloat16
            one.grad = other.grad.bfloat16()
        their.step()
        mine.step()
        same(ours, theirs)


def test_new_weights_are_written_to_buffers() -> None:
    theirs, ours = parameters(), parameters()
    buffers = {p: torch.empty_like(p, dtype=torch.bfloat16) for p in ours[:2]}
    their, mine = OURS.AdamW(theirs), OURS.AdamW(ours, into=buffers)
    for step in range(4):
        grads(step, theirs, ours)
        their.step()
        mine.step()
        same(ours, theirs)
        for p, buffer in buffers.items():
            assert torch.equal(buffer, p.bfloat16())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"threads": 0}, "positive whole number"),
        ({"cpus": [99999]}, "CPUs of threads"),
        ({"states": torch.int8}, "float dtype"),
        ({"max_norm": -1.0}, "max_norm"),
        ({"into": {torch.ones(4): torch.ones(3)}}, "equal forms"),
        ({"into": {torch.ones(4): torch.ones(4)}, "master": True}, "leave master out"),
        ({"into": {torch.ones(4): torch.ones(4)}}, "1 of 1 tensors are in no group"),
        ({"into": {"weight": torch.ones(4)}}, "into: got a dict of str, expected a dict of a buffer"),
        ({"into": [torch.ones(4)]}, "into: got a list, expected"),
        ({"states": {"exp_average": torch.bfloat16}}, "got 'exp_average', expected names of states: exp_avg, "),
        ({"master": "no"}, "master: got 'no', expected True or False"),
        ({"undo": 1}, "undo: got 1, expected"),
        ({"max_norm": "1"}, "max_norm: got '1', expected a positive number"),
        ({"ema": "half"}, "ema: got 'half', expected the decay"),
    ],
)
def test_options_that_do_not_fit(options: dict[str, Any], message: str) -> None:
    with pytest.raises((ValueError, TypeError), match=message):
        OURS.AdamW(parameters(), **options)


def test_help_explains_what_torch_does_not_have() -> None:
    for kind in (OURS.AdamW, OURS.SparseAdam, OURS.from_rule("sgd_update")):
        told = [line.split(":")[0].strip() for line in str(kind.__doc__).splitlines() if line.startswith("    ")]
        assert told == list(inspect.signature(kind).parameters)[-len(told) :]
        assert told[0] == "threads"


def test_a_class_that_is_not_there_is_an_error_that_says_what_to_take() -> None:
    with pytest.raises(
        AttributeError, match=r"no kernel runs torch.optim.LBFGS: use torch's, or make a class of a rule"
    ):
        OURS.LBFGS  # noqa: B018
    with pytest.raises(AttributeError, match="did you mean 'AdamW'"):
        OURS.Adamw  # noqa: B018
    for name in ("LAMB", "FusedLAMB"):
        with pytest.raises(AttributeError, match=r"makes one: mxsym\.torch\.from_rule\('lamb_update'\)"):
            getattr(OURS, name)
    for name in ("FusedAdam", "DeepSpeedCPUAdam"):
        with pytest.raises(AttributeError, match="did you mean 'AdamW'\\? 'Adam' adds the decay"):
            getattr(OURS, name)
    with pytest.raises(AttributeError, match="did you mean 'AdamW8bit'"):
        OURS.PagedAdamW8bit  # noqa: B018
    with pytest.raises(AttributeError, match=r"mxsym\.torch\.from_rule makes a class of an update rule"):
        OURS.StableAdamW  # noqa: B018
    with pytest.raises(AttributeError, match=r"mxsym\.torch\.from_rule makes a class of an update rule"):
        OURS.Zzzz  # noqa: B018
    assert dir(OURS) == sorted(OURS.__all__)


def test_the_signature_has_torchs_parameters_and_the_others() -> None:
    names = list(inspect.signature(OURS.AdamW).parameters)
    theirs = list(inspect.signature(torch.optim.AdamW).parameters)
    assert names[: len(theirs)] == theirs
    assert names[len(theirs) :] == [
        "threads",
        "cpus",
        "states",
        "master",
        "into",
        "max_norm",
        "ema",
        "undo",
        "stochastic_rounding",
    ]


# --- threads, subsets, clipping --------------------------------------------------------------------------------------


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_bits_for_any_number_of_threads(threads: int) -> None:
    made = torch.Generator().manual_seed(0)
    start = torch.randn(300_001, generator=made)
    theirs, ours = ([torch.nn.Parameter(start.clone())] for _ in range(2))
    their, mine = OURS.AdamW(theirs, threads=1), OURS.AdamW(ours, threads=threads)
    for _ in range(3):
        theirs[0].grad = torch.randn(start.shape, generator=made)
        ours[0].grad = theirs[0].grad.clone()
        their.step()
        mine.step()
        assert torch.equal(ours[0], theirs[0])


def test_parameters_are_stepped_as_their_gradients_come() -> None:
    theirs, ours = parameters(), parameters()
    their, mine = OURS.AdamW(theirs), OURS.AdamW(ours)
    for step in range(4):
        grads(step, theirs, ours)
        their.step()
        for p in ours[1:]:
            mine.step_params([p])
        mine.step()  # the rest
        same(ours, theirs)
        assert all(float(mine.state[p]["step"]) == step + 1 for p in ours)
    grads(4, ours)
    mine.step_params(ours[:1])
    before = ours[0].detach().clone()
    with pytest.raises(RuntimeError, match=r"call step\(\)"):
        mine.step_params(ours[:1])
    assert torch.equal(ours[0], before)
    with pytest.raises(ValueError, match="no group"):
        mine.step_params([torch.nn.Parameter(torch.ones(3))])


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float64], ids=str)
def test_clipping_by_the_global_norm(dtype: Any) -> None:
    theirs, ours = parameters(dtype), parameters(dtype)
    their, mine = OURS.AdamW(theirs, lr=0.01), OURS.AdamW(ours, lr=0.01, max_norm=2.0)
    for step in range(4):
        grads(step, theirs, ours)
        if step == 2:
            for p in (*theirs, *ours):
                p.grad /= 100
        given = [p.grad.clone() for p in ours]
        norm = torch.nn.utils.get_total_norm([p.grad.double() for p in theirs])
        got = mine.step()
        torch.testing.assert_close(got.double(), norm, rtol=1e-5, atol=0)
        same([p.grad for p in ours], given)  # the gradients stay what they are
        for p in theirs:
            p.grad = (p.grad.double() * min(1.0, 2.0 / (float(norm) + 1e-6))).to(dtype)
        their.step()
        tolerance = {torch.float32: 1e-5, torch.bfloat16: 0.02, torch.float64: 1e-5}[dtype]
        for one, other in zip(ours, theirs, strict=True):
            torch.testing.assert_close(one, other, rtol=tolerance, atol=tolerance)
    with pytest.raises(ValueError, match="max_norm"):
        mine.step_params(ours)


def test_clipping_with_masters_sparse_and_foreign_gradients() -> None:
    table = torch.nn.Parameter(torch.zeros(6, 2))
    half = torch.nn.Parameter(torch.zeros(4, dtype=torch.bfloat16))
    mine = OURS.SGD([table, half], lr=1.0, master=True, max_norm=1.0)
    table.grad = torch.sparse_coo_tensor([[1, 4, 1]], torch.ones(3, 2), (6, 2), check_invariants=True)
    half.grad = torch.full((4,), 2.0, dtype=torch.bfloat16)
    norm = float(mine.step())
    assert norm == pytest.approx((2 * 2.0**2 + 2 + 4 * 4) ** 0.5)
    assert table[1, 0].item() == pytest.approx(-2 / norm, rel=1e-5)
    assert mine.state[half]["master"][0].item() == pytest.approx(-2 / norm, rel=1e-5)


def test_the_norm_has_the_same_bits_whatever_came_before() -> None:
    """The first time tensors are summed one by one, then all together."""
    norms: list[Any] = []
    for count in (1, 2, 3):
        p = [torch.nn.Parameter(torch.zeros(37, count)) for _ in range(5)]
        mine = OURS.SGD(p, lr=0.1, max_norm=1.0)
        made = torch.Generator().manual_seed(4)
        for tensor in p:
            tensor.grad = torch.randn(tensor.shape, generator=made)
        norms += [{float(mine.step()) for _ in range(3)}]
    assert [len(item) for item in norms] == [1, 1, 1]


def test_a_sparse_optimizer_clips_and_refuses_other_states() -> None:
    table = torch.nn.Parameter(torch.zeros(6, 2))
    mine = OURS.SparseAdam([table], max_norm=1.0, threads=1)
    table.grad = torch.sparse_coo_tensor([[1, 4, 1]], torch.ones(3, 2), (6, 2), check_invariants=True)
    assert float(mine.step()) == pytest.approx(10**0.5)
    twin = torch.nn.Parameter(torch.zeros(6, 2))
    twin.grad = table.grad.coalesce() / float(10**0.5 + 1e-6)
    other = torch.optim.SparseAdam([twin])
    other.step()
    torch.testing.assert_close(table, twin)
    torch.testing.assert_close(mine.state[table]["exp_avg"], other.state[twin]["exp_avg"])
    with pytest.raises(ValueError, match="leave them out"):
        OURS.SparseAdam([table], master=True)
    before = table.detach().clone(), mine.state[table]["step"]
    bad = torch.sparse_coo_tensor([[1, 5]], torch.ones(2, 2), (6, 2), check_invariants=True)
    bad._indices()[0, 1] = 9
    table.grad = bad
    with pytest.raises(IndexError, match="index 9 at position 1"):
        mine.step()
    assert torch.equal(table, before[0])
    assert mine.state[table]["step"] == before[1]


def test_distributed_checkpoints() -> None:
    """The functions that read and set states by the parameters' names."""
    states: Any = importlib.import_module("torch.distributed.checkpoint.state_dict")
    torch.manual_seed(0)
    model = torch.nn.Linear(8, 4)
    mine = OURS.AdamW(model.parameters())
    grads(0, list(model.parameters()))
    mine.step()
    held = copy.deepcopy(states.get_optimizer_state_dict(model, mine))
    twin = copy.deepcopy(model)
    other = OURS.AdamW(twin.parameters())
    states.set_optimizer_state_dict(twin, other, held)
    for step in range(1, 4):
        grads(step, list(model.parameters()), list(twin.parameters()))
        mine.step()
        other.step()
    same(list(model.parameters()), list(twin.parameters()))


def test_new_subsets_compile_and_bind_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A different set of gradients at each of 100 steps."""
    ours = [torch.nn.Parameter(torch.randn(16)) for _ in range(10)]
    mine = OURS.AdamW(ours)

    def give(kept: Any) -> None:
        for p, keeps in zip(ours, kept, strict=True):
            p.grad = torch.ones(16) if keeps else None

    for count in range(1, 11):  # sets are known by their forms: here by their sizes
        for _ in range(2):
            give([place < count for place in range(10)])
            mine.step()
    before = compile_count()

    def bind(*_: Any) -> None:
        raise AssertionError("an executor is bound")

    monkeypatch.setattr(PREPARED, "bind", bind)
    order = np.random.default_rng(5)
    chosen = {tuple((order.random(10) < 0.6).tolist()) for _ in range(140)}
    assert len(chosen) >= 100
    for kept in list(chosen)[:100]:
        give(kept)
        mine.step()
    assert compile_count() == before


# --- classes from rules ----------------------------------------------------------------------------------------------


def test_a_class_from_a_rule() -> None:
    assert list(inspect.signature(LionLike).parameters)[:5] == ["params", "lr", "beta1", "beta2", "wd"]
    ours = parameters()
    mine: Any = LionLike([{"params": ours[:1], "wd": 0.1}, {"params": ours[1:]}], lr=0.01)
    twins = [(p.detach().clone(), torch.zeros_like(p)) for p in ours]
    schedule = torch.optim.lr_scheduler.StepLR(mine, 1, gamma=0.5)
    for step in range(5):
        if step == 2:
            mine = copy.deepcopy(mine)
        ours = [p for group in mine.param_groups for p in group["params"]]
        grads(step, ours)
        lr = mine.param_groups[0]["lr"]
        mine.step()
        for place, (weight, mom) in enumerate(twins):
            wd = 0.1 if place == 0 else 0.0
            untyped.nd.lion_like_update(weight, ours[place].grad, mom, lr=lr, wd=wd, out=weight)
        if step < 2:
            schedule.step()
        same(ours, [weight for weight, _ in twins])
    with pytest.raises(TypeError, match="lr"):
        LionLike(ours)


def test_a_class_from_a_rule_with_the_other_options() -> None:
    half = parameters(torch.bfloat16)
    full = wide(half)
    mine, other = LionLike(half, lr=0.01, master=True), LionLike(full, lr=0.01)
    for step in range(3):
        grads(step, full, half)
        mine.step()
        other.step()
        same(half, full)
    table = torch.nn.Parameter(torch.ones(6, 2))
    lazy = LionLike([table], lr=0.5)
    table.grad = torch.sparse_coo_tensor([[1, 4]], torch.ones(2, 2), (6, 2), check_invariants=True)
    lazy.step()
    assert table[:, 0].tolist() == [1, 0.5, 1, 1, 0.5, 1]


def test_rules_and_tensors_that_have_no_class() -> None:
    @mx.update_rule
    def masked_like_update(weight: Any, grad: Any, mask: Any, *, lr: Any):
        """One that reads another tensor."""
        return {"weight": weight - lr * grad * mask}

    with pytest.raises(TypeError, match="mask"):
        OURS.from_rule(masked_like_update)
    gap = torch.nn.Parameter(torch.ones(4, 8)[:, ::2])
    gap.grad = torch.ones(4, 4)
    with pytest.raises(TypeError, match="no kernel takes"):
        LionLike([gap], lr=0.1).step()
    empty = torch.nn.Parameter(torch.ones(0, 2))
    empty.grad = torch.ones(0, 2)
    LionLike([empty], lr=0.1).step()


class Derived(OURS.AdamW):
    """A user's own."""


def test_classes_of_users_fall_back_too() -> None:
    theirs, ours = ([torch.nn.Parameter(torch.ones(4, 8)[:, ::2])] for _ in range(2))
    their, mine = torch.optim.AdamW(theirs), Derived(ours)
    for p in (*theirs, *ours):
        p.grad = torch.ones(4, 4)
    their.step()
    mine.step()
    same(ours, theirs)


# --- offloading ------------------------------------------------------------------------------------------------------


def is_far(_: Any) -> bool:
    return True


@pytest.mark.parametrize("far", [False, True], ids=["near", "staged"])
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32], ids=str)
def test_offloading(far: bool, dtype: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """`staged`: tensors take the way of those on a device, by way of buffers."""
    if far:
        monkeypatch.setattr(OFFLOAD, "is_far", is_far)
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.Tanh(), torch.nn.Linear(16, 4)).to(dtype)
    twin = copy.deepcopy(net)
    masters = wide(list(net.parameters()))
    their, mine = OURS.AdamW(masters, lr=0.01), OURS.CPUOffload(net.parameters(), lr=0.01)
    assert isinstance(mine, OURS.AdamW)
    schedule = torch.optim.lr_scheduler.StepLR(mine, 100)

    def turn() -> None:
        for _ in range(2):  # accumulated
            inputs = torch.randn(32, 8, dtype=dtype)
            for model in (net, twin):
                model(inputs).square().sum().backward()
        assert not far or all(p.grad is None for p in net.parameters())
        for p, q in zip(masters, twin.parameters(), strict=True):
            p.grad, q.grad = q.grad.float(), None
        their.step()
        mine.step()
        mine.zero_grad()
        twin.load_state_dict(net.state_dict())
        same(list(net.parameters()), masters)

    for _ in range(3):
        turn()
    schedule.step()
    checkpoint = copy.deepcopy(mine.state_dict())
    assert ("master" in checkpoint["state"][0]) is (dtype is torch.bfloat16)
    assert set(mine.state) <= set(net.parameters())
    del schedule
    for p in net.parameters():
        p._post_accumulate_grad_hooks.clear()
    mine = OURS.CPUOffload(net.parameters(), "AdamW", lr=0.01)
    mine.load_state_dict(checkpoint)
    for _ in range(2):
        turn()


def test_offloaded_rules_count_their_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    @mx.update_rule
    def counting_like_update(weight: Any, grad: Any, mom: Any, *, lr: Any, t: Any):
        """One whose rate falls with the count of its steps."""
        return {"weight": weight - lr / t * (mom + grad), "mom": mom + grad}

    monkeypatch.setattr(OFFLOAD, "is_far", is_far)
    kind = OURS.from_rule(counting_like_update)
    ours, theirs = parameters(), parameters()
    mine, their = OURS.CPUOffload(ours, kind, lr=0.1, undo=True), kind(theirs, lr=0.1)
    for step in range(3):
        grads(step, ours, theirs)
        mine.step()
        mine.undo()
        grads(step, ours)
        mine.step()
        their.step()
        same(ours, theirs)


@pytest.mark.parametrize("far", [False, True], ids=["near", "staged"])
def test_masters_follow_parameters_that_are_changed(far: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """As by a model's `load_state_dict`; where a value is as the step has left it, the master keeps its digits."""
    if far:
        monkeypatch.setattr(OFFLOAD, "is_far", is_far)
    ours = parameters(torch.bfloat16)
    masters = wide(ours)
    mine, their = OURS.CPUOffload(ours, lr=0.01), OURS.AdamW(masters, lr=0.01)
    for step in range(4):
        if step == 2:
            with torch.no_grad():
                ours[0][:4] = 0.5
                masters[0][:4] = 0.5
                ours[1].copy_(ours[1].clone())
        grads(step, ours, masters)
        mine.step()
        their.step()
        same(ours, masters)


def test_offloading_takes_one_pass_over_memory() -> None:
    p = torch.nn.Parameter(torch.zeros(1 << 12, dtype=torch.bfloat16))
    mine = OURS.CPUOffload([p])
    p.grad = torch.ones_like(p)
    mine.step()
    ((_, prepared),) = mine.prepared_steps.ran
    text = prepared._executor.explain()
    # The gradient, the master and two moments are read, these three and the weight written.
    assert f"({2 + 3 * 4 + 3 * 4 + 2} each)" in text
    with pytest.raises(ValueError, match="expected a class of"):
        OURS.CPUOffload([p], "adamw2")


def test_the_profiler_sees_steps_by_their_rule() -> None:
    p = torch.nn.Parameter(torch.zeros(100))
    mine = OURS.AdamW([p], max_norm=1.0)
    p.grad = torch.ones(100)
    for _ in range(2):  # the first one is checked, the second is not
        with torch.profiler.profile() as profile:
            mine.step()
        assert {"Optimizer.step#AdamW.step", "mxsym::torch_adamw_update"} <= {
            event.key for event in profile.key_averages()
        }
