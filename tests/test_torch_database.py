"""torch's own table of optimizers, the one that its tests are driven by, over `mxsym.torch`.

For every class that torch's table has and mxsym.torch too, and for every setting of it there: what torch's tests ask of
a class is asked of mxsym's, and where they compare numbers, these are compared with torch's loop.
"""

from __future__ import annotations

import copy
import importlib
import io
import itertools
from collections.abc import Callable
from typing import Any

import pytest

torch: Any = pytest.importorskip("torch")
pytest.importorskip("expecttest", reason="torch's testing modules import it")
OURS: Any = importlib.import_module("mxsym.torch")
TABLE: Any = importlib.import_module("torch.testing._internal.common_optimizers")
INFOS = [info for info in TABLE.optim_db if hasattr(OURS, info.optim_cls.__name__)]


def cases(infos: list[Any]) -> list[Any]:
    """A parameter of a test for each setting of a class."""
    return [
        pytest.param(info, case, id=f"{info.optim_cls.__name__}-{case.desc}".replace(" ", "_"))
        for info in infos
        for case in info.optim_inputs_func(device="cpu")
    ]


def model(dtype: Any = torch.float32) -> list[Any]:
    made = torch.Generator().manual_seed(3)
    sizes = ((6, 10), (6,), (), (3, 2, 4))
    return [torch.nn.Parameter(torch.randn(size, generator=made, dtype=dtype)) for size in sizes]


def gradient(info: Any, p: Any, seed: int) -> Any:
    value = torch.randn(p.shape, generator=torch.Generator().manual_seed(seed), dtype=p.dtype)
    return value.to_sparse() if info.only_supports_sparse_grads and p.ndim else value


def give(info: Any, step: int, *lists: list[Any]) -> None:
    for tensors in lists:
        for place, p in enumerate(tensors):
            if p.ndim or not info.only_supports_sparse_grads:
                p.grad = gradient(info, p, 10 * step + place)


def settings(case: Any) -> dict[str, Any]:
    return {key: value for key, value in case.kwargs.items() if key not in ("foreach", "fused", "differentiable")}


def both(info: Any, case: Any, dtype: Any = torch.float32) -> tuple[list[Any], Any, list[Any], Any]:
    """torch's loop, and mxsym's class."""
    theirs, ours = model(dtype), model(dtype)
    loop = {} if info.only_supports_sparse_grads else {"foreach": False}
    options = settings(case)
    other = {key: copy.deepcopy(value) for key, value in options.items()}
    return (
        theirs,
        info.optim_cls(theirs, **options, **loop),
        ours,
        getattr(OURS, info.optim_cls.__name__)(ours, **other),
    )


def close(ours: list[Any], theirs: list[Any]) -> None:
    for one, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(one, other)


def trained(info: Any, case: Any, steps: int = 6, dtype: Any = torch.float32) -> None:
    theirs, their, ours, mine = both(info, case, dtype)
    for step in range(steps):
        give(info, step, theirs, ours)
        their.step()
        mine.step()
        close(ours, theirs)
    values = [[v for p in q for _, v in sorted(o.state[p].items())] for q, o in ((ours, mine), (theirs, their))]
    for one, other in zip(*values, strict=True):
        torch.testing.assert_close(one, other)


def numbers(info: Any, case: Any) -> None:
    trained(info, case)


def doubles(info: Any, case: Any) -> None:
    trained(info, case, dtype=torch.float64)


def complexes(info: Any, case: Any) -> None:
    if not info.supports_complex:
        pytest.skip("torch's class takes no complex parameters")
    trained(info, case, dtype=torch.complex64)


def schedules(info: Any, case: Any) -> None:
    theirs, their, ours, mine = both(info, case)
    made = [torch.optim.lr_scheduler.ExponentialLR(item, gamma=0.7) for item in (their, mine)]
    for step in range(5):
        give(info, step, theirs, ours)
        for optimizer, schedule in zip((their, mine), made, strict=True):
            optimizer.step()
            schedule.step()
    close(ours, theirs)


def empty_gradients(info: Any, case: Any) -> None:
    """A step over parameters without gradients, or without elements, changes nothing."""
    _, _, ours, mine = both(info, case)
    before = [p.detach().clone() for p in ours]
    mine.step()
    close(ours, before)
    if not info.only_supports_sparse_grads:
        empty = torch.nn.Parameter(torch.randn(5, 0))
        empty.grad = torch.rand_like(empty)
        optimizer = type(mine)([empty], **settings(case))
        optimizer.step()
        assert empty.shape == (5, 0)


def strides(info: Any, case: Any) -> None:
    """Parameters and gradients in another order of memory."""
    theirs, ours = ([torch.nn.Parameter(torch.arange(24.0).reshape(4, 6).t() / 7)] for _ in range(2))
    options = settings(case)
    their, mine = info.optim_cls(theirs, **options), getattr(OURS, info.optim_cls.__name__)(ours, **options)
    for step in range(4):
        give(info, step, theirs, ours)
        their.step()
        mine.step()
        close(ours, theirs)


def copies(info: Any, case: Any) -> None:
    """`deepcopy`, `state_dict` and files continue alike, to the bit."""
    _, _, ours, mine = both(info, case)
    for step in range(3):
        give(info, step, ours)
        mine.step()
    again = copy.deepcopy(mine)
    file = io.BytesIO()
    torch.save(mine.state_dict(), file)
    file.seek(0)
    loaded = [torch.nn.Parameter(p.detach().clone()) for p in ours]
    other = type(mine)(loaded, **settings(case))
    other.load_state_dict(torch.load(file, weights_only=True))
    for step in range(3, 6):
        for optimizer in (mine, again, other):
            give(info, step, optimizer.param_groups[0]["params"])
            optimizer.step()
    for optimizer in (again, other):
        for one, two in zip(optimizer.param_groups[0]["params"], ours, strict=True):
            assert torch.equal(one, two)


def torchs_checkpoint(info: Any, case: Any) -> None:
    """A checkpoint of torch's class, in the middle of training, and back."""
    theirs, their, ours, mine = both(info, case)
    for step in range(3):
        give(info, step, theirs)
        their.step()
    mine.load_state_dict(copy.deepcopy(their.state_dict()))
    with torch.no_grad():
        for one, other in zip(ours, theirs, strict=True):
            one.copy_(other)
    for step in range(3, 5):
        give(info, step, theirs, ours)
        their.step()
        mine.step()
        close(ours, theirs)
    their.load_state_dict(copy.deepcopy(mine.state_dict()))
    give(info, 5, theirs, ours)
    their.step()
    mine.step()
    close(ours, theirs)


def hooks(info: Any, case: Any) -> None:
    _, _, ours, mine = both(info, case)
    calls: list[int] = []

    def before(*_: Any) -> None:
        calls.append(1)

    def after(*_: Any) -> None:
        calls.append(2)

    handles = [mine.register_step_pre_hook(before), mine.register_step_post_hook(after)]
    give(info, 0, ours)
    mine.step()
    for handle in handles:
        handle.remove()
    mine.step()
    assert calls == [1, 2]


CHECKS: list[Callable[[Any, Any], None]] = [
    numbers,
    doubles,
    complexes,
    schedules,
    empty_gradients,
    strides,
    copies,
    torchs_checkpoint,
    hooks,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize(("info", "case"), cases(INFOS))
def test_case(check: Callable[[Any, Any], None], info: Any, case: Any) -> None:
    check(info, case)


@pytest.mark.parametrize("info", INFOS, ids=lambda info: info.optim_cls.__name__)
def test_errors(info: Any) -> None:
    """The faults that torch's class refuses are refused with the same words."""
    for wrong in info.optim_error_inputs_func(device="cpu", dtype=torch.float32):
        kind = getattr(OURS, info.optim_cls.__name__)
        given = wrong.optimizer_error_input
        params = given.params if given.params is not None else model()
        if wrong.error_on is TABLE.OptimizerErrorEnum.CONSTRUCTION_ERROR:
            with pytest.raises(wrong.error_type, match=wrong.error_regex):
                kind(params, **given.kwargs)
        else:
            optimizer = kind(params, **given.kwargs)
            with pytest.raises(wrong.error_type, match=wrong.error_regex):
                optimizer.step()


def test_classes_of_the_table() -> None:
    """All that torch's table has, but those that have no fused or elementwise step on a CPU."""
    without = {info.optim_cls.__name__ for info in TABLE.optim_db} - {info.optim_cls.__name__ for info in INFOS}
    assert without == {"Adafactor", "LBFGS", "Muon"}


@pytest.mark.filterwarnings("ignore:Sparse invariant checks")  # torch's Adagrad makes tensors without saying
@pytest.mark.parametrize(
    ("info", "case"), cases([info for info in INFOS if info.supports_sparse or info.only_supports_sparse_grads])
)
def test_sparse_gradients(info: Any, case: Any) -> None:
    """Any number of sparse dimensions, coalesced or not."""
    options = settings(case)
    if options.get("weight_decay") or options.get("momentum"):
        pytest.skip("torch's class takes no sparse gradient with this setting, or keeps a sparse buffer")
    for shape, sparse in itertools.product([(9, 4), (5, 3, 2)], [1, 2]):
        theirs, ours = ([torch.nn.Parameter(torch.ones(shape))] for _ in range(2))
        their, mine = info.optim_cls(theirs, **options), getattr(OURS, info.optim_cls.__name__)(ours, **options)
        for step in range(4):
            made = torch.Generator().manual_seed(step)
            ids = torch.stack([torch.randint(0, size, (6,), generator=made) for size in shape[:sparse]])
            values = torch.randn((6, *shape[sparse:]), generator=made)
            for tensors in (theirs, ours):
                tensors[0].grad = torch.sparse_coo_tensor(ids, values, shape, check_invariants=True)
            their.step()
            mine.step()
            close(ours, theirs)
