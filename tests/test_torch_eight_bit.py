"""Adam with states in 8 bits: bitsandbytes' states and checkpoints, the op's bits, options beyond its arguments."""

from __future__ import annotations

import copy as copying
import io
from typing import Any, cast

import numpy as np
import pytest

import mxsym as mx
from tests.support import assert_same_bits, untyped

torch: Any = pytest.importorskip("torch")
ours: Any = pytest.importorskip("mxsym.torch")

QUANT = "__bnb_optimizer_quant_state__"
SHAPES = (100, 50), (7,), (8, 16, 6, 6)


def parameters(dtype: Any = torch.float32) -> list[Any]:
    """Two that are large enough for blocks, the last one with its channels last, and a small one."""
    generator = torch.Generator().manual_seed(0)
    tensors = [torch.randn(shape, generator=generator).to(dtype) for shape in SHAPES]
    tensors[2] = tensors[2].to(memory_format=torch.channels_last)
    return [torch.nn.Parameter(tensor) for tensor in tensors]


def draw_gradients(params: list[Any], seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    for p in params:
        grad = torch.randn(p.shape, generator=generator).to(p.dtype)
        p.grad = grad.to(memory_format=torch.channels_last) if p.ndim == 4 else grad


def copies(params: list[Any]) -> list[Any]:
    return [torch.nn.Parameter(p.detach().clone(memory_format=torch.preserve_format)) for p in params]


def equal(one: Any, other: Any) -> bool:
    """True if two checkpoints are one."""
    if isinstance(one, dict):
        states = cast("dict[str, Any]", one)
        return states.keys() == other.keys() and all(equal(value, other[name]) for name, value in states.items())
    return torch.equal(one, other) if isinstance(one, torch.Tensor) else one == other


def test_states_are_those_of_bitsandbytes_and_steps_those_of_the_op() -> None:
    params = parameters()
    optimizer = ours.AdamW8bit(params, lr=1e-2)
    weights = [p.detach().contiguous().numpy().copy() for p in params[:2]]
    states = [
        mx.new_states("adam8bit_update", weights[0]),
        {name: np.zeros(7, np.float32) for name in ("state1", "state2")},
    ]
    ops = untyped.nd.adam8bit_update, untyped.nd.adam8bit_small_update
    for step in range(1, 4):
        draw_gradients(params, step)
        optimizer.step()
        for op, weight, p, state in zip(ops, weights, params, states, strict=False):
            op(weight, p.grad.numpy(), **state, lr=1e-2, weight_decay=1e-2, t=step, out=weight)
    for weight, p in zip(weights, params, strict=False):
        assert_same_bits(p.detach().numpy(), weight)
    state = optimizer.state[params[0]]
    for name, op_s in (("state1", "state1"), ("absmax1", "state1_absmax"), ("state2", "state2")):
        assert_same_bits(state[name].numpy(), states[0][op_s])
    assert {name: value if name == "step" else (value.dtype, tuple(value.shape)) for name, value in state.items()} == {
        "step": 3,
        "state1": (torch.uint8, (100, 50)),
        "state2": (torch.uint8, (100, 50)),
        "absmax1": (torch.float32, (20,)),
        "absmax2": (torch.float32, (20,)),
        "qmap1": (torch.float32, (256,)),
        "qmap2": (torch.float32, (256,)),
    }
    assert {n: v.dtype for n, v in optimizer.state[params[1]].items() if n != "step"} == dict.fromkeys(
        ("state1", "state2"), torch.float32
    )
    assert optimizer.state[params[2]]["state1"].stride() == params[2].stride()


def test_it_follows_adamw() -> None:
    params = parameters()
    theirs, start = copies(params), [p.detach().clone() for p in params]
    pair = ours.AdamW8bit(params, lr=1e-2), torch.optim.AdamW(theirs, lr=1e-2, weight_decay=1e-2)
    for step in range(20):
        for of, optimizer in zip((params, theirs), pair, strict=True):
            draw_gradients(of, step)
            optimizer.step()
    for p, other, begin in zip(params, theirs, start, strict=True):
        assert (p - other).norm() < 0.03 * (other - begin).norm()


@pytest.mark.parametrize("wrapped", [True, False], ids=["wrapped", "flat"])
def test_checkpoints_go_both_ways(wrapped: bool) -> None:
    params = parameters(torch.bfloat16)
    optimizer = ours.Adam8bit(params, lr=1e-2)
    draw_gradients(params, 1)
    optimizer.step()
    saved = optimizer.state_dict()
    assert all(state.keys() == {"step", QUANT} for state in saved["state"].values())
    if not wrapped:  # as older versions have it
        saved["state"] = {key: {"step": state["step"], **state[QUANT]} for key, state in saved["state"].items()}
    file = io.BytesIO()
    torch.save(saved, file)
    file.seek(0)
    again = copies(params)
    other = ours.Adam8bit(again, lr=7.0)
    other.load_state_dict(torch.load(file, weights_only=True))
    for step in (2, 3):
        for of, one in ((params, optimizer), (again, other)):
            draw_gradients(of, step)
            one.step()
    assert all(map(torch.equal, params, again))
    assert equal(other.state_dict()["state"], optimizer.state_dict()["state"])


def test_blocks_of_older_checkpoints_and_other_codes() -> None:
    params = parameters()
    optimizer = ours.Adam8bit(params)
    draw_gradients(params, 1)
    optimizer.step()
    saved = copying.deepcopy(optimizer.state_dict())
    large = saved["state"][0][QUANT]
    large["absmax1"], large["absmax2"] = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([4.0, 5.0, 6.0])
    optimizer.load_state_dict(saved)
    assert optimizer.state[params[0]]["absmax1"].tolist() == [1.0] * 8 + [2.0] * 8 + [3.0] * 4
    before = optimizer.state_dict()
    for name, value, fault in (
        ("absmax1", torch.zeros(4), "absmax1: got 4 scales for a parameter of shape .100, 50., expected 20"),
        ("qmap2", torch.linspace(0, 1, 256), "qmap2: got other values of bytes than those of the code"),
    ):
        wrong = copying.deepcopy(before)
        wrong["state"][0][QUANT][name] = value
        with pytest.raises(ValueError, match=fault):
            optimizer.load_state_dict(wrong)
        assert equal(optimizer.state_dict(), before)


def test_states_that_no_step_takes_are_refused_when_they_are_loaded() -> None:
    params = parameters()
    optimizer = ours.Adam8bit(params)
    draw_gradients(params, 1)
    optimizer.step()
    before = optimizer.state_dict()
    large = before["state"][0][QUANT]
    for name, value, fault in (
        ("state1", large["state1"][1:], "state1 of torch.uint8 and shape .99, 50., state2 of .* shape .100, 50."),
        ("state1", large["state1"].float(), "state1 of torch.float32 .*, state2 of torch.uint8"),
        ("state1", [1], "state1 is a list, expected tensors"),
        ("state2", None, "state2 is None"),
        ("absmax1", large["absmax1"].double(), "absmax1: got scales of torch.float64 and shape .20,., expected"),
        ("absmax2", large["absmax2"][None], "absmax2: got scales of torch.float32 and shape .1, 20.,"),
        ("qmap1", torch.zeros(3), "qmap1: got other values"),
        ("qmap2", torch.zeros(256, dtype=torch.float64), "qmap2: got other values"),
        (..., "state2", "got state1 of .*, no state2, expected two"),
        (..., ..., "got a list, expected the states of a parameter by name"),
    ):
        wrong = copying.deepcopy(before)
        if value is ...:
            wrong["state"][0] = [1]
        elif name is ...:
            del wrong["state"][0][QUANT][value]
        else:
            wrong["state"][0][QUANT][name] = value
        with pytest.raises(ValueError, match=f"^load_state_dict: .*{fault}"):
            optimizer.load_state_dict(wrong)
        assert equal(optimizer.state_dict(), before)
    for count in (None, -1, 1.5, "1", float("nan"), torch.tensor([1, 2]), ...):
        wrong = copying.deepcopy(before)
        wrong["state"][1]["step"] = count
        if count is ...:
            del wrong["state"][1]["step"]
        with pytest.raises(ValueError, match=r"^load_state_dict: 'step' of parameter 1: got .*the number of its steps"):
            optimizer.load_state_dict(wrong)
        assert equal(optimizer.state_dict(), before)
    before["state"][1]["step"] = torch.tensor(1.0)  # as torch's own classes have it
    optimizer.load_state_dict(before)
    assert optimizer.state[params[1]]["step"] == 1


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
def test_options_beyond_its_arguments(dtype: Any) -> None:
    params = parameters(dtype)
    optimizer = ours.Adam8bit(params, lr=1e-2, master=True, undo=True, ema=0.9, max_norm=0.5, threads=1)
    for step in range(2):
        draw_gradients(params, step)
        optimizer.step()
    before, weights = copying.deepcopy(optimizer.state_dict()), copies(params)
    draw_gradients(params, 2)
    optimizer.step()
    assert not torch.equal(params[0], weights[0])
    optimizer.undo()
    assert all(map(torch.equal, params, weights))
    assert equal(optimizer.state_dict()["state"], before["state"])
    twin = copying.deepcopy(optimizer)
    assert equal(twin.state_dict()["state"], before["state"])
    optimizer.step_async().wait()
    assert optimizer.state[params[0]]["step"] == 3
    assert ("master" in optimizer.state[params[0]]) is (dtype is torch.bfloat16)


@pytest.mark.parametrize("name", ["Adam8bit", "AdamW8bit"])
def test_a_rate_of_zero_moves_states_alone(name: str) -> None:
    """As at the begin of a warmup: the next steps are those after it."""
    params = parameters()
    optimizer, before = getattr(ours, name)(params, lr=0.0), [p.detach().clone() for p in params]
    for step in range(3):
        draw_gradients(params, step)
        optimizer.step()
        assert all(torch.equal(p, old) for p, old in zip(params, before, strict=True)) is (step < 2)
        assert all(optimizer.state[p]["step"] == step + 1 and optimizer.state[p]["state1"].any() for p in params)
        optimizer.param_groups[0]["lr"] = 0.0 if step == 0 else 1e-2


def test_what_it_refuses() -> None:
    for arguments, fault in (
        ({"lr": -1.0}, "lr: got -1.0, expected a number from 0 on"),
        ({"betas": (0.9, 1.0)}, "betas: got .0.9, 1.0., expected two numbers from 0 to below 1"),
        ({"states": torch.bfloat16}, "states: got a dtype; these states are bytes"),
    ):
        with pytest.raises(ValueError, match=fault):
            ours.Adam8bit(parameters(), **arguments)
    (param,) = params = [torch.nn.Parameter(torch.ones(512))]
    optimizer = ours.Adam8bit(params, min_8bit_size=0)
    param.grad = torch.ones(512)
    optimizer.step()
    before, state = param.detach().clone(), optimizer.state[param]
    for name, wrong in (("state1", torch.float64), ("absmax2", torch.bfloat16)):
        own, state[name] = state[name], state[name].to(wrong)
        place = rf"param_groups\[0\]\['params'\]\[0\], of shape \(512,\): state '{name}': got {wrong}"
        with pytest.raises(ours.StepError, match=place):
            optimizer.step()
        state[name] = own
        assert torch.equal(param, before)
        assert state["step"] == 1
    table = torch.nn.Embedding(500, 10, sparse=True)
    optimizer = ours.Adam8bit(table.parameters())
    table(torch.tensor([1, 2])).sum().backward()
    with pytest.raises(TypeError, match=r"no kernel takes .* torch.sparse_coo"):
        optimizer.step()
    offload = ours.CPUOffload(parameters(torch.bfloat16), "adamw8bit")
    assert isinstance(offload, ours.AdamW8bit)
