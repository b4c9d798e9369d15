"""Steps with a fault in one parameter or group: after the error nothing has changed, wherever the fault is."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import pytest

import mxsym as mx

torch: Any = pytest.importorskip("torch")
OURS: Any = importlib.import_module("mxsym.torch")


@mx.update_rule
def faulty_like_update(weight: Any, grad: Any, mom: Any, *, lr: Any, beta: Any = 0.9, t: Any = 1):
    """A rule with a state and a count."""
    new = beta * mom + grad
    return {"weight": weight - lr * new / t, "mom": new}


LISTED: Any = [getattr(OURS, name) for name in OURS.__all__]
KINDS: dict[str, Any] = {
    kind.__name__: kind for kind in LISTED if isinstance(kind, type) and issubclass(kind, torch.optim.Optimizer)
} | {"ByRule": OURS.from_rule(faulty_like_update, "ByRule")}
OPTIONS: dict[str, dict[str, Any]] = {"SGD": {"momentum": 0.9}}
"""Of a class without states, those that it has states with."""
SHAPES = ((3, 5), (7,), (3, 5))
REFUSALS = (mx.BindError, ArithmeticError, LookupError, RuntimeError, TypeError, ValueError)
"""torch's own are of many types."""
PLACES = ((0, 0), (1, 2), (2, 2))
"""The group of a fault, and the tensor in it."""


def storage(optimizer: Any, p: Any, group: dict[str, Any]) -> None:
    del optimizer, group
    p.grad = torch.zeros(p.shape)
    p.grad.untyped_storage().resize_(4)


def shape(optimizer: Any, p: Any, group: dict[str, Any]) -> None:
    del group
    for name, value in optimizer.state[p].items():
        if isinstance(value, torch.Tensor) and value.shape == p.shape:
            optimizer.state[p][name] = torch.zeros((2, 11), dtype=value.dtype)


def layout(optimizer: Any, p: Any, group: dict[str, Any]) -> None:
    del optimizer, group
    shape = tuple(p.shape)
    p.grad = torch.sparse_coo_tensor([[shape[0]]], torch.ones((1, *shape[1:])), shape, check_invariants=False)


def text(optimizer: Any, p: Any, group: dict[str, Any]) -> None:
    del optimizer, p
    group["lr"] = "fast"


def pair(optimizer: Any, p: Any, group: dict[str, Any]) -> None:
    del optimizer, p
    group["lr"] = torch.ones(2)


def imaginary(optimizer: Any, p: Any, group: dict[str, Any]) -> None:
    del optimizer, p
    group["lr"] = 1j


RATES = (text, pair, imaginary)
FAULTS: list[Callable[[Any, Any, dict[str, Any]], None]] = [storage, shape, layout, *RATES]


def made(kind: Any) -> tuple[Any, list[list[Any]]]:
    """An optimizer of three groups whose numbers differ, and their parameters."""
    seed = torch.Generator().manual_seed(0)
    groups = [[torch.nn.Parameter(torch.randn(shape, generator=seed)) for shape in SHAPES] for _ in PLACES]
    rates = [{"params": params, "lr": 0.1 / (1 + n)} for n, params in enumerate(groups)]
    return kind(rates, lr=0.1, **OPTIONS.get(kind.__name__, {})), groups


def receive(optimizer: Any, groups: list[list[Any]], step: int) -> None:
    seed = torch.Generator().manual_seed(step)
    for p in (p for group in groups for p in group):
        grad = torch.randn(p.shape, generator=seed)
        p.grad = grad.to_sparse(1) if type(optimizer).__name__ == "SparseAdam" else grad


def contents(optimizer: Any, groups: list[list[Any]]) -> list[Any]:
    """All that a step may change: bits, torch's counts of changes, states, the numbers of groups."""
    params = [p for group in groups for p in group]
    states = [(name, value) for p in params for name, value in optimizer.state.get(p, {}).items()]
    tensors = [*params, *(value for _, value in states if isinstance(value, torch.Tensor))]
    rates = [
        (name, repr(value)) for group in optimizer.param_groups for name, value in group.items() if name != "params"
    ]
    return [
        [tensor._version for tensor in tensors],
        [bytes(tensor.detach().clone().view(-1).untyped_storage()) for tensor in tensors],
        [(name, None if isinstance(value, torch.Tensor) else value) for name, value in states],
        rates,
        len(optimizer.state),
    ]


@pytest.mark.filterwarnings("ignore:Sparse invariant checks")  # torch's Adagrad makes tensors without saying
@pytest.mark.each("name")
@pytest.mark.parametrize("steps", [0, 2], ids="{} steps before".format)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
@pytest.mark.parametrize("name", KINDS)
def test_after_an_error_nothing_has_changed(name: str, fault: Callable[..., None], steps: int) -> None:
    optimizer, groups = made(KINDS[name])
    twin, others = made(KINDS[name])
    for step in range(steps):
        for one, params in ((optimizer, groups), (twin, others)):
            receive(one, params, step)
            one.step()
    done = 0
    for number, place in PLACES:
        receive(optimizer, groups, 9)
        p, group = groups[number][place], optimizer.param_groups[number]
        rate, states = group["lr"], dict(optimizer.state.get(p, {}))
        fault(optimizer, p, group)
        before = contents(optimizer, groups)
        try:
            optimizer.step()
        except REFUSALS:
            assert contents(optimizer, groups) == before
        else:  # a first step makes its states, and Rprop's later ones read no rate
            assert (steps == 0 and fault is shape) or (name == "Rprop" and fault in RATES)
            done += 1
        group["lr"] = rate
        if states:
            optimizer.state[p].update(states)
    if not done:
        for one, params in ((optimizer, groups), (twin, others)):
            receive(one, params, 10)
            one.step()
        values = [[p.detach() for group in params for p in group] for params in (groups, others)]
        assert all(map(torch.equal, *values))


def test_groups_are_updated_in_one_call() -> None:
    """Whatever numbers they have: each group's are its own, also where a schedule changes them."""
    optimizer, groups = made(OURS.AdamW)
    apart = [OURS.AdamW([p.detach().clone() for p in group], lr=0.1 / (1 + n)) for n, group in enumerate(groups)]
    for step in range(4):
        receive(optimizer, groups, step)
        for n, (one, group) in enumerate(zip(apart, groups, strict=True)):
            one.param_groups[0]["lr"] = optimizer.param_groups[n]["lr"] = 0.1 / (1 + n + step)
            for p, twin in zip(group, one.param_groups[0]["params"], strict=True):
                twin.grad = p.grad
            one.step()
        optimizer.step()
        assert "9 tensors in 1 call" in optimizer.explain() or step == 0
        for group, one in zip(groups, apart, strict=True):
            assert all(map(torch.equal, group, one.param_groups[0]["params"]))


def interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


@pytest.mark.filterwarnings("ignore:Sparse invariant checks")
@pytest.mark.parametrize("options", [{}, {"ema": 0.5}, {"undo": True}], ids=str)
@pytest.mark.parametrize("name", ["SGD", "Adagrad"])
def test_tables_and_dense_parameters_together(name: str, options: dict[str, Any]) -> None:
    """Kernels for rows, kernels and torch's arithmetic in one step: a fault in any of them leaves all as they were."""
    seed = torch.Generator().manual_seed(0)
    params = [torch.nn.Parameter(torch.randn((6, 4), generator=seed)) for _ in range(6)]
    params[4] = torch.nn.Parameter(torch.randn((6, 8), generator=seed)[:, ::2])  # torch's own arithmetic
    twins = [p.detach().clone() for p in params]
    groups = [{"params": params[:3]}, {"params": params[3:], "lr": 0.2}]
    mine = getattr(OURS, name)(groups, lr=0.1, **options)
    other = getattr(OURS, name)([{"params": twins[:3]}, {"params": twins[3:], "lr": 0.2}], lr=0.1, **options)

    def give(tensors: list[Any], step: int) -> None:
        made = torch.Generator().manual_seed(step)
        for n, p in enumerate(tensors):
            p.grad = torch.randn(p.shape, generator=made)
            if n in (0, 2, 5):
                ids = torch.randint(0, 6, (1, 3), generator=made)
                p.grad = torch.sparse_coo_tensor(
                    ids, torch.randn((3, 4), generator=made), p.shape, check_invariants=True
                )

    for step in range(4):
        for bad in range(6):
            give(params, 50)
            states = dict(mine.state.get(params[bad], {}))
            if bad == 4 and "sum" not in states:
                continue
            (shape if bad == 4 else storage if bad in (1, 3) else layout)(mine, params[bad], {})
            before = contents(mine, [params])
            with pytest.raises(REFUSALS):
                mine.step()
            assert contents(mine, [params]) == before, bad
            if bad == 4:
                mine.state[params[bad]].update(states)
        before = contents(mine, [params])
        hook = mine.register_step_pre_hook(interrupt)
        with pytest.raises(KeyboardInterrupt):
            mine.step()
        hook.remove()
        with pytest.raises(KeyboardInterrupt):
            mine.step(interrupt)
        assert contents(mine, [params]) == before
        give(params, step)
        give(twins, step)
        mine.step()
        other.step()
        assert all(map(torch.equal, params, twins))
        if step:
            assert "3 tensors in 1 call, the rows" in mine.explain()
