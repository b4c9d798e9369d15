"""Steps with a fault in one parameter or group: after the error nothing has changed, wherever the fault is."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import pytest

import mxsym as mx

torch: Any = pytest.importorskip("torch")
OURS: Any = importlib.import_module("mxsym.torch")
PreparedSteps: Any = importlib.import_module("mxsym.torch.prepared_steps").PreparedSteps


@mx.update_rule
def faulty_like_update(weight: Any, grad: Any, mom: Any, *, lr: Any, beta: Any = 0.9, t: Any = 1):
    """A rule with a state and a count."""
    new = beta * mom + grad
    return {"weight": weight - lr * new / t, "mom": new}


LISTED: Any = [getattr(OURS, name) for name in OURS.__all__]
KINDS: dict[str, Any] = {
    kind.__name__: kind for kind in LISTED if isinstance(kind, type) and issubclass(kind, torch.optim.Optimizer)
} | {"ByRule": OURS.from_rule(faulty_like_update, "ByRule"), "Bytes": type("Bytes", (OURS.Adam8bit,), {})}
OPTIONS: dict[str, dict[str, Any]] = {"SGD": {"momentum": 0.9}, "Bytes": {"min_8bit_size": 1}}
"""Of a class without states, those that it has states with; of one with states in 8 bits, those for small tensors."""
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


def _replace(optimizer: Any, p: Any, new: Callable[[Any], Any]) -> None:
    """Give a parameter other states in the place of those that have a value for each element."""
    for name, value in optimizer.state[p].items():
        if isinstance(value, torch.Tensor) and value.shape == p.shape:
            optimizer.state[p][name] = new(value)


def whole(optimizer: Any, p: Any, group: dict[str, Any]) -> None:
    del group
    _replace(optimizer, p, lambda value: value.to(torch.int32))


def listed(optimizer: Any, p: Any, group: dict[str, Any]) -> None:
    del group
    _replace(optimizer, p, lambda value: value.to_sparse())


def nowhere(optimizer: Any, p: Any, group: dict[str, Any]) -> None:
    del group
    _replace(optimizer, p, lambda value: value.to("meta"))


def imaginary_state(optimizer: Any, p: Any, group: dict[str, Any]) -> None:
    del group
    _replace(optimizer, p, lambda value: value.to(torch.complex64))


def expanded(optimizer: Any, p: Any, group: dict[str, Any]) -> None:
    del group
    _replace(optimizer, p, lambda value: torch.zeros(1).expand(value.shape))


def no_tensor(optimizer: Any, p: Any, group: dict[str, Any]) -> None:
    del group
    _replace(optimizer, p, lambda _: None if type(optimizer).__name__ != "SGD" else 3)


def count(optimizer: Any, p: Any, group: dict[str, Any]) -> None:
    for name, value in optimizer.state[p].items():
        if isinstance(value, torch.Tensor) and value.numel() == 1 and name == "step":
            optimizer.state[p][name] = torch.zeros((), device="meta") if group["lr"] == 0.1 else None


def lost(optimizer: Any, p: Any, group: dict[str, Any]) -> None:
    del group
    for name in [*optimizer.state[p]][-1:]:
        del optimizer.state[p][name]


def key(optimizer: Any, p: Any, group: dict[str, Any]) -> None:
    del optimizer, p
    for name in ("betas", "etas", "eps", "momentum", "rho", "lambd", "beta"):
        if name in group:
            del group[name]
            break


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
STATES = (shape, whole, listed, nowhere, imaginary_state, expanded, no_tensor, count, lost)
FAULTS: list[Callable[[Any, Any, dict[str, Any]], None]] = [storage, layout, key, *RATES, *STATES]


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


def _plain(tensor: Any) -> Any:
    """The values in memory of their own, one behind the other."""
    dense = tensor.detach().to_dense()
    return torch.empty(dense.shape, dtype=dense.dtype).copy_(dense)


def contents(optimizer: Any, groups: list[list[Any]]) -> list[Any]:
    """All that a step may change: bits, torch's counts of changes, states, the numbers of groups."""
    params = [p for group in groups for p in group]
    states = [(name, value) for p in params for name, value in optimizer.state.get(p, {}).items()]
    tensors = [*params, *(value for _, value in states if isinstance(value, torch.Tensor) and not value.is_meta)]
    rates = [
        (name, repr(value)) for group in optimizer.param_groups for name, value in group.items() if name != "params"
    ]
    return [
        [tensor._version for tensor in tensors],
        [bytes(_plain(tensor).untyped_storage()) for tensor in tensors],
        [(name, None if isinstance(value, torch.Tensor) else value) for name, value in states],
        rates,
        len(optimizer.state),
    ]


@pytest.mark.filterwarnings("ignore:Sparse invariant checks")  # torch's Adagrad makes tensors without saying
@pytest.mark.each("name")
@pytest.mark.parametrize("steps", [0, 3], ids="{} steps before".format)
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
        numbers, states = dict(group), dict(optimizer.state.get(p, {}))
        fault(optimizer, p, group)
        given = dict(optimizer.state.get(p, {}))
        is_wrong = fault not in STATES or any(given.get(name) is not value for name, value in states.items())
        before = contents(optimizer, groups)
        try:
            optimizer.step()
        except REFUSALS:
            assert contents(optimizer, groups) == before
        else:  # a first step makes its states, a lost buffer of SGD's begins anew, Rprop's later steps read no rate
            assert not is_wrong or (name == "SGD" and fault is lost) or (name == "Rprop" and fault in RATES)
            done += 1
        group.update(numbers)
        if states:
            optimizer.state[p].update(states)
    if not done:
        for one, params in ((optimizer, groups), (twin, others)):
            receive(one, params, 10)
            one.step()
        values = [[p.detach() for group in params for p in group] for params in (groups, others)]
        assert all(map(torch.equal, *values))


@pytest.mark.parametrize("name", ["AdamW", "RMSprop", "ByRule", "Adam8bit", "SparseAdam"])
def test_all_faults_of_groups_and_states_are_named_at_once(name: str) -> None:
    """With the group, the parameter, the key, what is expected, and a remedy that helps."""
    optimizer, groups = made(KINDS[name])
    receive(optimizer, groups, 0)
    optimizer.step()
    receive(optimizer, groups, 1)
    numbers, states = dict(optimizer.param_groups[2]), dict(optimizer.state[groups[1][0]])
    number = next(key for key in ("eps", "beta") if key in numbers)
    state = next(key for key, value in states.items() if isinstance(value, torch.Tensor))
    del optimizer.param_groups[2]["lr"], optimizer.param_groups[2][number]
    optimizer.param_groups[0]["lr"] = "fast"
    del optimizer.state[groups[1][0]][state]
    before = contents(optimizer, groups)
    with pytest.raises(OURS.StepError, match="step: 4 faults; nothing has changed") as caught:
        optimizer.step()
    assert contents(optimizer, groups) == before
    first, second, third, fourth = caught.value.faults
    assert first == "param_groups[0]['lr']: got 'fast', expected a number, or a tensor of one"
    assert second.startswith(f"param_groups[1]['params'][0], of shape (3, 5): state {state!r}: got none beside ")
    assert third.startswith("param_groups[2]: got no 'lr'")
    assert fourth.startswith(f"param_groups[2]: got no {number!r}")
    for fault in (third, fourth):
        exec(fault.partition("set it: ")[2], {"optimizer": optimizer})
    assert optimizer.param_groups[2][number] == numbers[number]
    optimizer.param_groups[0]["lr"] = 0.1
    del optimizer.state[groups[1][0]]
    optimizer.step()


@pytest.mark.filterwarnings("ignore:Sparse invariant checks")
@pytest.mark.each("name")
@pytest.mark.parametrize("value", [None, 3, "text"], ids=repr)
@pytest.mark.parametrize("name", KINDS)
def test_a_state_that_is_no_tensor_is_named(name: str, value: Any) -> None:
    """In a step like those before it, too; a count may be a number."""
    optimizer, groups = made(KINDS[name])
    for step in range(3):
        receive(optimizer, groups, step)
        optimizer.step()
    p = groups[1][0]
    for key, given in [*optimizer.state[p].items()]:
        if key.startswith("qmap") or (value == 3 and not isinstance(given, torch.Tensor)):
            continue
        if given is None or (name == "SGD" and value is None):  # a buffer begins anew
            continue
        receive(optimizer, groups, 9)
        optimizer.state[p][key] = value
        before = contents(optimizer, groups)
        with pytest.raises(OURS.StepError) as caught:
            optimizer.step()
        assert contents(optimizer, groups) == before
        place = f"param_groups[1]['params'][0], of shape (3, 5): state {key!r}: got "
        assert [fault.startswith(place) for fault in caught.value.faults] == [True]
        optimizer.state[p][key] = given
    optimizer.step()


def test_a_state_that_no_arithmetic_takes_is_named() -> None:
    """Also where torch's own arithmetic would do the step, or a running average is apart from it."""
    seed = torch.Generator().manual_seed(0)
    params = [torch.nn.Parameter(torch.randn((6, 8), generator=seed)[:, :: 1 + n]) for n in range(2)]
    for name in ("exp_avg", "ema"):
        mine = OURS.AdamW([{"params": params[:1]}, {"params": params[1:]}], ema=0.5)
        for _ in range(2):
            for p in params:
                p.grad = torch.ones_like(p)
            mine.step()
        mine.state[params[1]][name] = mine.state[params[1]][name].long()
        before = contents(mine, [params])
        with pytest.raises(
            OURS.StepError, match=rf"param_groups\[1\]\['params'\]\[0\].*{name}.*torch.int64, expected a float"
        ):
            mine.step()
        assert contents(mine, [params]) == before


@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors")
@pytest.mark.parametrize("steps", [1, 3])
@pytest.mark.parametrize("kind", ["nested", "lazy"])
def test_a_state_without_a_shape_is_named(kind: str, steps: int) -> None:
    """In a step like those before it, too; no count of changes is another."""
    params = [torch.nn.Parameter(torch.ones(6)) for _ in range(3)]
    mine = OURS.Adam(params)
    for _ in range(steps):
        for p in params:
            p.grad = torch.ones_like(p)
        mine.step()
    whole = mine.state[params[1]]["exp_avg"]
    nested: Any = torch.nested.nested_tensor([torch.ones(3), torch.ones(3)])
    mine.state[params[1]]["exp_avg"] = nested if kind == "nested" else torch.nn.parameter.UninitializedParameter()

    def left() -> list[tuple[Any, ...]]:
        """Numbers and counts of changes of the other tensors."""
        others = [params[1], *(tensor for p in params[::2] for tensor in (p, *mine.state[p].values()))]
        return [(tensor.tolist(), tensor._version) for tensor in others]

    before = left()
    with pytest.raises(OURS.StepError, match=r"\['params'\]\[1\].*'exp_avg': got a .*, expected one of shape \(6,\)"):
        mine.step()
    assert left() == before
    mine.state[params[1]]["exp_avg"] = whole
    mine.step()


@pytest.mark.parametrize("options", [{"capturable": True}, {"differentiable": True}], ids=str)
def test_groups_that_torch_refuses_change_nothing_in_others(options: dict[str, Any]) -> None:
    params = [torch.nn.Parameter(torch.ones(4)) for _ in range(2)]
    mine = OURS.AdamW([{"params": params[:1]}, {"params": params[1:]}], differentiable="differentiable" in options)
    mine.param_groups[0]["differentiable"] = False
    mine.param_groups[1].update(options)
    for p in params:
        p.grad = torch.ones_like(p)
    before = contents(mine, [params])
    with pytest.raises((AssertionError, RuntimeError)):
        mine.step()
    assert contents(mine, [params]) == before


def expanded_weight(optimizer: Any, p: Any) -> None:
    p.data = torch.ones(1).expand(p.shape)
    del optimizer


def zeros_weight(optimizer: Any, p: Any) -> None:
    p.data = torch._efficientzerotensor(tuple(p.shape))
    del optimizer


def zeros_states(optimizer: Any, p: Any) -> None:
    _replace(optimizer, p, lambda value: torch._efficientzerotensor(tuple(value.shape), dtype=value.dtype))


def overlapping_states(optimizer: Any, p: Any) -> None:
    """States that share a part of the memory of their weight, which no kernel takes, for they are transposed."""
    room = torch.ones(30)
    p.data = room[:25].view(5, 5)
    _replace(optimizer, p, lambda value: room[5:].to(value.dtype).view(5, 5).t())


def expanded_grad(optimizer: Any, p: Any) -> None:
    """One to which torch's Rprop writes where it takes many tensors at once; no kernel takes the weight."""
    p.data = torch.ones(10, 5)[::2]
    _replace(optimizer, p, lambda value: torch.ones(10, 5, dtype=value.dtype)[::2])
    p.grad = torch.ones(1, 1).expand(5, 5)


REFUSED = [expanded_weight, zeros_weight, zeros_states, overlapping_states, expanded_grad]
WAYS: list[dict[str, Any]] = [{}, {"foreach": True}, {"fused": True}, {"capturable": True}]


@pytest.mark.each("name")
@pytest.mark.parametrize("way", WAYS, ids=lambda way: next(iter(way), "one by one"))
@pytest.mark.parametrize("odd", REFUSED, ids=lambda odd: odd.__name__)
@pytest.mark.parametrize("name", KINDS)
def test_what_torch_refuses_to_write_changes_nothing_in_others(
    name: str, odd: Callable[[Any, Any], None], way: dict[str, Any]
) -> None:
    """Whatever torch says to it: a step that is refused, in the last of the parameters, has done nothing."""
    params = [torch.nn.Parameter(torch.ones(5, 5)) for _ in range(3)]
    mine = KINDS[name]([{"params": [p]} for p in params], lr=0.1, **OPTIONS.get(name, {}))
    receive(mine, [params], 0)
    mine.step()
    if name == "SparseAdam":
        for p in params[:2]:
            p.grad = p.grad.to_sparse(1)
    odd(mine, params[2])
    if way.keys() & mine.param_groups[2].keys():
        mine.param_groups[2].update(way)
    before = contents(mine, [params])
    try:
        mine.step()
    except (*REFUSALS, AssertionError):
        assert contents(mine, [params]) == before
    else:
        assert odd not in (expanded_weight, zeros_weight)


@pytest.mark.parametrize("name", ["Adam", "AdamW", "SGD", "Adagrad"])
@pytest.mark.parametrize("odd", ["weight", "gradient"])
def test_a_fused_step_of_what_lies_apart_changes_that_alone(name: str, odd: str) -> None:
    """Torch's fused steps take every tensor's elements to be one behind the other."""
    rooms = [torch.ones(8, 2) for _ in range(2)]
    for fused, room in zip((True, False), rooms, strict=True):
        p = torch.nn.Parameter(torch.ones(8))
        p.data = room[:, 0]
        mine = KINDS[name]([p], lr=0.1, fused=fused)
        p.grad = torch.arange(1.0, 9.0) if odd == "weight" else torch.full((1,), 2.0).expand(8)
        mine.step()
    assert torch.equal(*rooms) and (rooms[0][:, 1] == 1).all() and (rooms[0][:, 0] != 1).all()


def test_an_interrupt_between_calls_is_of_a_step_that_is_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two calls of kernels, and torch's own step of a weight that no kernel takes."""
    params = [torch.nn.Parameter(torch.ones(shape)) for shape in ((3,), (4, 5), (6, 2))]
    params[2].data = torch.ones(12, 2)[::2]
    mine = OURS.Adam(params)
    for p in params:
        p.grad = torch.ones_like(p)
    real, calls = PreparedSteps.do, list[Any]()

    def do(self: Any, *arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) > 1:
            raise KeyboardInterrupt
        real(self, *arguments)

    monkeypatch.setattr(PreparedSteps, "do", do)
    with pytest.raises(KeyboardInterrupt):
        mine.step()
    assert len(calls) == 2 and not mine.state


@pytest.mark.parametrize("options", [{"weight_decay": 0.1}, {"momentum": 0.9, "nesterov": True}], ids=str)
def test_sparse_gradients_that_torch_refuses_change_nothing_in_others(options: dict[str, Any]) -> None:
    params = [torch.nn.Parameter(torch.ones(4, 2)) for _ in range(2)]
    mine = OURS.SGD([{"params": params[:1]}, {"params": params[1:], **options}], lr=0.1)
    for step in range(3):
        params[0].grad = torch.ones(4, 2)
        listed = torch.sparse_coo_tensor([[1]], torch.ones(1, 2), (4, 2), check_invariants=True)
        params[1].grad = listed if step else torch.ones(4, 2)
        if not step:
            mine.step()
            continue
        before = contents(mine, [params])
        with pytest.raises(RuntimeError):
            mine.step()
        assert contents(mine, [params]) == before


@pytest.mark.parametrize("steps", [0, 3])
@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("part", ["indices", "values"])
def test_a_sparse_gradient_whose_memory_is_gone_is_named(part: str, momentum: float, steps: int) -> None:
    """Without memory, NumPy has its own under what DLPack gives: numbers of nobody."""
    params = [torch.nn.Parameter(torch.ones(5, 4)) for _ in range(3)]
    mine = OURS.SGD(params, lr=0.1, momentum=momentum)

    def draw() -> None:
        for p in params:
            p.grad = torch.sparse_coo_tensor([[1, 2]], torch.ones(2, 4), (5, 4), check_invariants=True).coalesce()

    for _ in range(steps):
        draw()
        mine.step()
    for left in (0, 8):
        draw()
        getattr(params[1].grad, f"_{part}")().untyped_storage().resize_(left)
        before = contents(mine, [params])
        match = rf"\['params'\]\[1\], of shape \(5, 4\): gradient: {part}: got .* in a smaller storage, expected memory"
        with pytest.raises(OURS.StepError, match=match):
            mine.step()
        assert contents(mine, [params]) == before


@pytest.mark.parametrize("name", ["Adam", "AdamW8bit"])
def test_a_rate_that_is_no_number_is_named(name: str) -> None:
    """A tensor without memory, too, which torch would print and compare."""
    gone, params = torch.tensor(0.5), [torch.nn.Parameter(torch.ones(6)) for _ in range(2)]
    gone.untyped_storage().resize_(0)
    mine = getattr(OURS, name)(params, lr=0.1)
    for p in params:
        p.grad = torch.ones_like(p)
    mine.step()
    before = contents(mine, [params])
    for rate in (gone, torch.empty((), device="meta"), torch.tensor([0.5, 0.25])):
        mine.param_groups[0]["lr"] = rate
        with pytest.raises(OURS.StepError, match=r"param_groups\[0\]\['lr'\]: got .*, expected a number"):
            mine.step()
        mine.param_groups[0]["lr"] = 0.1
        assert contents(mine, [params]) == before


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

    def some() -> list[Any]:
        seed = torch.Generator().manual_seed(0)
        params = [torch.nn.Parameter(torch.randn((6, 4), generator=seed)) for _ in range(6)]
        params[4] = torch.nn.Parameter(torch.randn((6, 8), generator=seed)[:, ::2])  # torch's own arithmetic
        return params

    params, twins = some(), some()
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


def test_a_parameter_without_elements_is_no_fault() -> None:
    """NumPy's empty arrays have strides of 0, which in others say that elements share memory."""
    for name, kind in KINDS.items():
        if name in ("SparseAdam", "LBFGS"):
            continue
        parameters = [torch.nn.Parameter(torch.ones(3, 2)), torch.nn.Parameter(torch.empty_strided((3, 0), (0, 0)))]
        optimizer = kind(parameters, lr=0.1, **OPTIONS.get(name, {}))
        for _ in range(2):
            for p in parameters:
                p.grad = torch.ones_like(p)
            optimizer.step()
        assert torch.all(parameters[0] < 1), name
