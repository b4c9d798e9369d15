"""Optimizers of torch's from rules with numbers of a whole model: the bits of a graph, checkpoints, refusals."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

import mxsym as mx

torch: Any = pytest.importorskip("torch")

from tests.model_numbers import STEPS, drawn, gallery, grads_at, through_graph, two_level_update  # noqa: E402
from tests.support import Array, assert_same_bits  # noqa: E402


def made(kind: Any, params: list[Any], *, groups: bool = False, **more: Any) -> Any:
    listed = [{"params": params[:1]}, {"params": params[1:], "lr": 0.5}] if groups else params
    return kind(listed, lr=0.5, **more)


def given(params: list[Any], grads: list[Array]) -> None:
    for p, grad in zip(params, grads, strict=True):
        p.grad = torch.from_numpy(grad.copy())


@pytest.mark.parametrize("kind", ["plain", "groups", "undo", "loaded", "copied"])
@pytest.mark.parametrize("name", ["prodigy_update", "two_level_update"])
def test_steps_have_the_bits_of_a_graph(name: str, kind: str) -> None:
    rule = two_level_update if name == two_level_update.name else gallery()[name]
    klass: Any = face().from_rule(rule)
    params = [torch.nn.Parameter(torch.from_numpy(weight)) for weight in drawn(0)]
    more = {"undo": True} if kind == "undo" else {}
    optimizer = made(klass, params, groups=kind == "groups", **more)
    for t in range(1, STEPS + 1):
        if t == STEPS // 2 and kind == "loaded":
            saved = copy.deepcopy(optimizer.state_dict())
            optimizer = made(klass, params)
            optimizer.load_state_dict(saved)
        if t == STEPS // 2 and kind == "copied":
            optimizer, params = copy.deepcopy((optimizer, params))
        given(params, grads_at(t))
        optimizer.step()
        if t == STEPS // 2 and kind == "undo":
            optimizer.undo()
            optimizer.step()
    for item in rule.inputs:
        if item.of_model:
            own = [optimizer.state[p][item.name] for p in params]
            assert own[0] is own[1] is own[2]
    for place, wanted in through_graph(rule).items():
        assert_same_bits(params[place].detach().numpy(), wanted, f"weight {place}")


def face() -> Any:
    import mxsym.torch

    return mxsym.torch


def test_what_is_no_whole_model_is_refused() -> None:
    klass: Any = face().from_rule(two_level_update)
    params = [torch.nn.Parameter(torch.from_numpy(weight)) for weight in drawn(0)]
    optimizer = made(klass, params)
    given(params, grads_at(1))
    before = [p.detach().clone() for p in params]
    with pytest.raises(ValueError, match="two_level_update reads numbers of the whole model, got step_params"):
        optimizer.step_params(params[:1])
    params[1].grad = params[1].grad.to_sparse(1)
    with pytest.raises(TypeError, match="got a sparse gradient"):
        optimizer.step()
    assert not optimizer.state
    for p, old in zip(params, before, strict=True):
        assert torch.equal(p, old)
    params[1] = torch.nn.Parameter(params[1].detach().bfloat16())
    params[1].grad = params[1].detach().clone()
    with pytest.raises(
        TypeError, match="of the whole model, got groups of other flags, or weights with a float32 copy"
    ):
        made(klass, params, master=True).step()


def test_a_parameter_without_a_gradient_takes_no_part() -> None:
    rule, weights, grads = two_level_update, drawn(0), grads_at(1)
    params = [torch.nn.Parameter(torch.from_numpy(weight.copy())) for weight in weights]
    optimizer = made(face().from_rule(rule), params)
    given(params, grads)
    params[1].grad = None
    optimizer.step()
    left = {f"w{place}": weights[place].copy() for place in (0, 2)}
    mx.training_step(rule, left, {f"w{place}": grads[place] for place in (0, 2)}, lr=0.5).forward()
    for place in (0, 2):
        assert_same_bits(params[place].detach().numpy(), left[f"w{place}"])
    assert_same_bits(params[1].detach().numpy(), weights[1])
    given(params, grads_at(2))
    optimizer.step()  # one that joins has the model's state
    assert optimizer.state[params[1]]["top"] is optimizer.state[params[0]]["top"]
    assert np.isfinite(optimizer.state[params[0]]["top"].item())
