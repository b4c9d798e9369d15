"""`mxsym.torch` on parameters whose parts are on several ranks: torch's DTensor, by FSDP and others."""

from __future__ import annotations

import functools
import importlib
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import mxsym as mx

torch: Any = pytest.importorskip("torch")
if not torch.distributed.is_available():
    pytest.skip("this torch has no distributed package", allow_module_level=True)
OURS: Any = importlib.import_module("mxsym.torch")
TENSOR: Any = importlib.import_module("torch.distributed.tensor")


@mx.update_rule
def by_norm_ranks_update(weight: Any, grad: Any, *, lr: Any):
    """One that needs all elements of a tensor."""
    return {"weight": weight - lr * grad / (1 + mx.norm(grad))}


@pytest.fixture
def mesh() -> Iterator[Any]:
    """One rank."""
    torch.distributed.init_process_group("gloo", store=torch.distributed.HashStore(), rank=0, world_size=1)
    yield torch.distributed.init_device_mesh("cpu", (1,))
    torch.distributed.destroy_process_group()


def pair(mesh: Any, dtype: Any = torch.float32) -> tuple[list[Any], list[Any]]:
    """Parameters, and others of the same values in parts."""
    made = torch.Generator().manual_seed(3)
    plain = [torch.nn.Parameter(torch.randn(size, generator=made).to(dtype)) for size in ((6, 5), (7,), (4, 3))]
    places = [TENSOR.Shard(0), TENSOR.Replicate(), TENSOR.Shard(1)]
    sharded = [
        torch.nn.Parameter(TENSOR.distribute_tensor(p.detach().clone(), mesh, [place]))
        for p, place in zip(plain, places, strict=True)
    ]
    return plain, sharded


def draw(step: int, plain: list[Any], sharded: list[Any]) -> None:
    made = torch.Generator().manual_seed(step)
    for p, part in zip(plain, sharded, strict=True):
        p.grad = torch.randn(p.shape, generator=made).to(p.dtype)
        part.grad = TENSOR.distribute_tensor(p.grad.clone(), part.device_mesh, part.placements)


def whole(tensor: Any) -> Any:
    return tensor.full_tensor() if isinstance(tensor, TENSOR.DTensor) else tensor


def same(one: Any, other: Any) -> None:
    plain, sharded = (opt.param_groups[0]["params"] for opt in (one, other))
    for p, part in zip(plain, sharded, strict=True):
        assert torch.equal(p, whole(part))
        assert one.state[p].keys() == other.state[part].keys()
        for name, value in one.state[p].items():
            assert torch.equal(torch.as_tensor(value), torch.as_tensor(whole(other.state[part][name]))), name


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("AdamW", {}),
        ("SGD", {"momentum": 0.9}),
        ("AdamW", {"master": True, "undo": True, "ema": 0.9}),
        ("AdamW8bit", {}),
    ],
)
def test_each_rank_updates_its_part(name: str, options: dict[str, Any], mesh: Any) -> None:
    plain, sharded = pair(mesh, torch.bfloat16 if "master" in options else torch.float32)
    ours, parts = (getattr(OURS, name)(params, lr=0.1, **options) for params in (plain, sharded))
    for step in range(4):
        draw(step, plain, sharded)
        versions = [p._version for p in sharded]
        for optimizer in (ours, parts):
            optimizer.step()
        assert "torch's own" not in parts.explain()
        assert all(p._version > version for p, version in zip(sharded, versions, strict=True))
        same(ours, parts)
    if "undo" in options:
        for optimizer in (ours, parts):
            optimizer.undo()
        same(ours, parts)
    if "ema" in options:
        with ours.use_ema(), parts.use_ema():
            assert all(torch.equal(p, whole(part)) for p, part in zip(plain, sharded, strict=True))
        same(ours, parts)


def test_parts_are_known_again(mesh: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step of the same tensors as before looks at none of them but in native code."""
    _, sharded = pair(mesh)
    optimizer = OURS.AdamW(sharded)
    draw(0, *pair(mesh)[:1], sharded)
    optimizer.step()
    optimizer.step()
    monkeypatch.setattr(importlib.import_module("mxsym.torch.works"), "plain", None)
    optimizer.step()


def test_the_norm_is_that_of_all_ranks(mesh: Any) -> None:
    plain, sharded = pair(mesh)
    ours, parts = (OURS.SGD(params, lr=0.1, max_norm=0.5) for params in (plain, sharded))
    for step in range(3):
        draw(step, plain, sharded)
        assert float(parts.step()) == pytest.approx(float(ours.step()))  # torch sums these
    torch.testing.assert_close([whole(part) for part in sharded], [p.detach() for p in plain])


def test_ranks_talk_once_for_the_norm_of_gradients_that_lie_alike(mesh: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    norm: Any = importlib.import_module("mxsym.torch.norm")
    asked: list[Any] = []
    whole_of = norm.of_all_ranks

    def noted(one: Any) -> Any:
        asked.append(one)
        return whole_of(one)

    monkeypatch.setattr(norm, "of_all_ranks", noted)
    grads = [TENSOR.distribute_tensor(torch.full((4, 4), value), mesh, [TENSOR.Shard(0)]) for value in (1.0, 2.0, 4.0)]
    total = norm.norm_of([*grads, torch.ones(16)], (None, None), [], comes_again=True)
    torch.testing.assert_close(total, torch.tensor(16.0 * (1 + 4 + 16 + 1)).sqrt())
    assert len(asked) == 2


def test_a_rule_that_needs_all_elements_is_refused(mesh: Any) -> None:
    plain, sharded = pair(mesh)
    draw(0, plain, sharded)
    before = [whole(part).clone() for part in sharded]
    with pytest.raises(TypeError, match=r"in parts \(Shard\(dim=0\),\) on several ranks"):
        OURS.from_rule(by_norm_ranks_update)(sharded, lr=0.1).step()
    assert all(torch.equal(old, whole(part)) for old, part in zip(before, sharded, strict=True))
    ours, parts = (OURS.from_rule(by_norm_ranks_update)(params[1:2], lr=0.1) for params in (plain, sharded))
    ours.step()
    parts.step()  # every rank has all of this one
    same(ours, parts)


@pytest.mark.usefixtures("mesh")
@pytest.mark.filterwarnings("ignore:FSDP is switching")  # one rank has all of it
def test_parts_of_flattened_parameters_have_no_norm() -> None:
    fsdp: Any = importlib.import_module("torch.distributed.fsdp").FullyShardedDataParallel
    for makes in (
        functools.partial(OURS.AdamW, max_norm=1.0),
        functools.partial(OURS.from_rule(by_norm_ranks_update), lr=0.1),
    ):
        net = fsdp(torch.nn.Linear(4, 3), device_id=torch.device("cpu"), use_orig_params=True)
        optimizer = makes(net.parameters())
        net(torch.ones(2, 4)).sum().backward()
        before = [p.detach().clone() for p in net.parameters()]
        with pytest.raises((TypeError, ValueError), match="parameters of FullyShardedDataParallel, of which each rank"):
            optimizer.step()
        assert not optimizer.state
        assert all(map(torch.equal, before, net.parameters()))


# --- two processes ---------------------------------------------------------------------------------------------------


def model() -> Any:
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(7, 5), torch.nn.Tanh(), torch.nn.Linear(5, 1))  # too few rows for all


def trained(make: Callable[..., Any], wrapped: Callable[[Any], Any], rank: int, most: float | None) -> list[Any]:
    net = model()
    wrap = wrapped(net)
    optimizer = make(wrap.parameters(), lr=0.1)
    for step in range(4):
        optimizer.zero_grad()
        torch.manual_seed(10 * step + rank)
        wrap(torch.randn(4, 7)).square().mean().backward()
        if most is not None:
            torch.nn.utils.clip_grad_norm_(wrap.parameters(), most)
        optimizer.step()
    return [whole(p).detach() for p in net.parameters()]


def itself(net: Any) -> Any:
    return net


def work(rank: int, port: int) -> None:
    torch.distributed.init_process_group("gloo", init_method=f"tcp://127.0.0.1:{port}", rank=rank, world_size=2)
    torch.set_num_threads(1)
    fsdp: Any = importlib.import_module("torch.distributed.fsdp")
    ddp = torch.nn.parallel.DistributedDataParallel
    zero: Any = importlib.import_module("torch.distributed.optim").ZeroRedundancyOptimizer
    mesh = torch.distributed.init_device_mesh("cpu", (2,))

    def sharded(net: Any) -> Any:
        for layer in (net[0], net[2]):
            fsdp.fully_shard(layer, mesh=mesh)
        return fsdp.fully_shard(net, mesh=mesh)

    theirs, ours = torch.optim.AdamW, OURS.AdamW
    for wrapped in (ddp, sharded):
        for most in (None, 0.1):
            expected, actual = (trained(make, wrapped, rank, most) for make in (theirs, ours))
            torch.testing.assert_close(actual, expected)
    clipping = trained(functools.partial(OURS.AdamW, max_norm=0.1), sharded, rank, None)
    torch.testing.assert_close(clipping, trained(theirs, sharded, rank, 0.1))
    # Rank 1 has no part of the last layer, and torch's own step of Rprop refuses distributed tensors.
    torch.testing.assert_close(trained(OURS.Rprop, sharded, 0, None), trained(OURS.Rprop, itself, 0, None))
    split = [trained(functools.partial(zero, optimizer_class=make), ddp, rank, None) for make in (theirs, ours)]
    torch.testing.assert_close(*split)
    torch.distributed.destroy_process_group()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::FutureWarning")  # torch's, of what it calls itself
def test_two_processes() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    torch.multiprocessing.spawn(work, (port,), nprocs=2)
