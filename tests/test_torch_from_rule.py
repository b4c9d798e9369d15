# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.
"""torch optimizers that follow from a rule: first values and types, counts of steps, rows, checkpoints."""

from __future__ import annotations

import copy as copying
import io
import subprocess
import sys
from multiprocessing.reduction import ForkingPickler
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from tests.support import assert_same_bits

torch: Any = pytest.importorskip("torch")
ours: Any = pytest.importorskip("mxsym.torch")

pytestmark = pytest.mark.usefixtures("forget_declared_rules")


def counted_rows_update(
    weight, grad, acc=mx.State(1e-6), slow=mx.State("weight"), size=mx.State("lr"), mom=mx.State(dtype="bfloat16"),
    seen: mx.Row = mx.State(2.0), count: mx.Scalar = mx.State(1.0, dtype="float64"), *, lr, beta=0.9, t
):  # fmt: skip
    """A state of each kind, and a count of steps."""
    acc, mom = mx.ema(acc, grad * grad, beta), mx.ema(mom, grad, beta)
    seen, count = seen + mx.row_mean(grad), count + 1
    new = weight - size * (mom / mx.debias(beta, t) + seen) / (mx.sqrt(acc) + 1) / count
    return {
        "weight": new, "acc": acc, "slow": 0.5 * slow + 0.5 * new, "size": size * 0.5, "mom": mom, "seen": seen,
        "count": count,
    }  # fmt: skip


class Derived(ours.from_rule("sgd_mom_update")):
    """A class of the user's, which a pickle names."""


def drawn(seed: int, shape: tuple[int, ...], dtype: Any, layout: Any) -> Any:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=generator).to(dtype).to(memory_format=layout)


def arrays(tensors: dict[str, Any]) -> dict[str, Any]:
    """Tensors as NumPy arrays, those of bfloat16 by their bits."""
    whole = {name: tensor.detach().contiguous() for name, tensor in tensors.items() if isinstance(tensor, torch.Tensor)}
    return {name: (t.view(torch.int16) if t.dtype is torch.bfloat16 else t).numpy() for name, t in whole.items()}


@pytest.mark.parametrize("options", [{}, {"master": True}], ids=["plain", "master"])
def test_states_begin_as_declared_and_survive_checkpoints(options: dict[str, Any]) -> None:
    rule = mx.update_rule(counted_rows_update)
    kind = ours.from_rule(rule)
    dtype = torch.bfloat16 if options else torch.float32
    parameter = torch.nn.Parameter(drawn(0, (4, 3), dtype, torch.contiguous_format))
    start = parameter.detach().clone()
    parameter.grad = torch.zeros_like(parameter)
    optimizer = kind([parameter], lr=0.25, **options)
    optimizer.step()
    state = optimizer.state[parameter]
    assert state["mom"].dtype is torch.bfloat16 and state["count"].dtype is torch.float64
    assert (state["step"], state["count"].item(), state["size"][0, 0].item()) == (1, 2.0, 0.125)
    assert_same_bits(state["acc"].numpy(), np.full((4, 3), np.float32(0.9) * np.float32(1e-6), np.float32))
    new = state["master"] if options else parameter.detach()
    half = np.float32(0.5)
    assert_same_bits(state["slow"].numpy(), half * start.float().numpy() + half * new.numpy())
    assert np.all(state["seen"].numpy() == 2.0)

    for seed in (1, 2):
        parameter.grad = drawn(seed, (4, 3), dtype, torch.contiguous_format)
        optimizer.step()
    copy = torch.nn.Parameter(parameter.detach().clone())
    other = kind([copy], lr=7.0, **options)
    other.load_state_dict(copying.deepcopy(optimizer.state_dict()))
    for one, two in zip(arrays(state).items(), arrays(other.state[copy]).items(), strict=True):
        assert one[0] == two[0]
        assert_same_bits(two[1], one[1], one[0])
    copy.grad = parameter.grad
    optimizer.step()
    other.step()
    assert other.state[copy]["step"] == state["step"] == 4
    assert torch.equal(copy, parameter)


def test_each_parameter_has_its_own_count() -> None:
    rule = mx.update_rule(counted_rows_update)
    kind = ours.from_rule(rule)
    pair = [torch.nn.Parameter(drawn(seed, (2, 3), torch.float32, torch.contiguous_format)) for seed in (0, 1)]
    alone = torch.nn.Parameter(pair[1].detach().clone())
    both, single = kind(pair, lr=0.25), kind([alone], lr=0.25)
    for step in range(4):
        grad = drawn(step + 2, (2, 3), torch.float32, torch.contiguous_format)
        pair[0].grad, pair[1].grad = grad, grad if step >= 2 else None
        both.step()
        if step >= 2:
            alone.grad = grad
            single.step()
    assert [both.state[p]["step"] for p in pair] == [4, 2]
    assert torch.equal(pair[1], alone)


def test_a_checkpoint_without_counts_is_refused() -> None:
    """Moments that have begun would be corrected as new ones."""
    kind = ours.from_rule(mx.update_rule(counted_rows_update))
    p = torch.nn.Parameter(torch.ones(2, 3))
    optimizer = kind([p], lr=0.25)
    p.grad = torch.ones(2, 3)
    optimizer.step()
    wrong = copying.deepcopy(optimizer.state_dict())
    del wrong["state"][0]["step"]
    with pytest.raises(ValueError, match="'step' of parameter 0: got none, expected the number of its steps"):
        optimizer.load_state_dict(wrong)
    assert optimizer.state[p]["step"] == 1


def test_rows_are_those_of_the_parameter_whatever_its_layout() -> None:
    """A channels_last parameter has the rows of its first axis, and not a row for each element."""
    rule = mx.update_rule(counted_rows_update)
    kind = ours.from_rule(rule)
    results: list[Any] = []
    for layout in (torch.contiguous_format, torch.channels_last):
        parameter = torch.nn.Parameter(drawn(0, (4, 3, 2, 2), torch.float32, layout))
        optimizer = kind([parameter], lr=0.25)
        # Sums of eight halves are exact in any order.
        parameter.grad = (drawn(1, (4, 3, 2, 2), torch.float32, torch.contiguous_format).sign() / 2).to(
            memory_format=layout
        )
        optimizer.step()
        assert optimizer.state[parameter]["seen"].shape == (4, 1)
        results.append(parameter.detach().contiguous().numpy())
    assert_same_bits(results[1], results[0])


@pytest.mark.parametrize(("dtype", "kept"), [("float64", "float64"), ("float32", "float32"), ("bfloat16", "float32")])
def test_a_number_that_is_a_state_has_the_precision_of_the_step(dtype: str, kept: str) -> None:
    @mx.update_rule
    def normed_step_update(weight, grad, size: mx.Scalar, *, lr):
        size = 0.9 * size + mx.norm(grad)
        return {"weight": weight - lr * grad / size, "size": size}

    parameter = torch.nn.Parameter(drawn(0, (4, 3), getattr(torch, dtype), torch.contiguous_format))
    optimizer = ours.from_rule(normed_step_update)([parameter], lr=0.1)
    weight = parameter.detach().double().numpy().copy()
    states = mx.new_states(normed_step_update, weight)
    for seed in (1, 2, 3):
        parameter.grad = drawn(seed, (4, 3), getattr(torch, dtype), torch.contiguous_format)
        optimizer.step()
        normed_step_update(weight, parameter.grad.double().numpy(), **states, lr=0.1, out=weight)
    assert optimizer.state[parameter]["size"].dtype is getattr(torch, kept)
    if dtype == "float64":
        assert_same_bits(parameter.detach().numpy(), weight)
        assert optimizer.state[parameter]["size"].item() == states["size"].item()


def test_a_sparse_gradient_updates_its_rows() -> None:
    rule = mx.update_rule(counted_rows_update)
    table = torch.nn.Embedding(5, 3, sparse=True)
    optimizer = ours.from_rule(rule)(table.parameters(), lr=0.25)
    before = table.weight.detach().clone()
    table(torch.tensor([1, 3, 1])).sum().backward()
    optimizer.step()
    state = optimizer.state[table.weight]
    assert state["seen"].flatten().tolist() == [2.0, 4.0, 2.0, 3.0, 2.0]
    assert torch.equal(table.weight[[0, 2, 4]], before[[0, 2, 4]])
    assert not torch.equal(table.weight[[1, 3]], before[[1, 3]])


def test_arguments_follow_from_the_same_facts() -> None:
    rule = mx.update_rule(counted_rows_update)
    with pytest.raises(TypeError, match="missing a required argument: 'lr'"):
        ours.from_rule(rule)([torch.nn.Parameter(torch.ones(2))])
    assert ours.from_rule(rule).__name__ == mx.optimizer.from_rule(rule).__name__ == "CountedRows"

    @mx.update_rule
    def shared_update(weight, grad, factor: mx.Scalar, *, lr):
        return {"weight": weight - lr * factor * grad}

    with pytest.raises(TypeError, match=r"reads factor, which it does not change; .* make it an attribute"):
        ours.from_rule(shared_update)


@pytest.mark.parametrize("name", ["max_norm", "ema", "states", "params", "self", "differentiable", "rounding_step"])
def test_a_number_that_is_an_option_of_every_class_is_an_error(name: str) -> None:
    space: dict[str, Any] = {}
    exec(f"def named(weight, grad, *, lr, {name}=0.5):\n    return {{'weight': weight - lr * {name} * grad}}", space)
    rule = mx.update_rule(name=f"named_{name}_update")(space["named"])
    with pytest.raises(TypeError, match=f"has a number {name}, which is an optimizer's {name}; give it another name"):
        ours.from_rule(rule)


def test_a_rule_by_name_and_misspelt_arguments() -> None:
    kind = ours.from_rule("sgd_mom_update")
    parameters = [torch.nn.Parameter(torch.ones(2))]
    with pytest.raises(TypeError, match="SgdMom has no argument 'momentun': did you mean 'momentum'"):
        kind(parameters, lr=0.1, momentun=0.9)
    with pytest.raises(TypeError, match="Lamb has no argument 't': leave it out; it is set for each parameter"):
        ours.from_rule("lamb_update")(parameters, lr=0.1, t=1)
    with pytest.raises(TypeError, match="SgdMom: missing a required argument: 'lr'"):
        kind(parameters)
    with pytest.raises(TypeError, match=r"SgdMom takes all but the parameters by name: write SgdMom\(params, lr=…\)"):
        kind(parameters, 0.1)
    for face in (ours, mx.optimizer):
        for wrong, got in ((3, "an int"), ([3], "a list")):
            with pytest.raises(TypeError, match=f"from_rule: got {got}, expected an update rule"):
                face.from_rule(wrong)


def test_names_of_torchs_that_a_rule_has_others_for() -> None:
    """Nothing would read the decay of a group that calls it as torch does."""
    kind, parameters = ours.from_rule("adam_update"), [torch.nn.Parameter(torch.ones(2)) for _ in range(2)]
    asked = {"betas": "did you mean 'beta1' and 'beta2'", "weight_decay": "did you mean 'wd'"}
    for name, fix in {**asked, "eps": "did you mean 'epsilon'"}.items():
        with pytest.raises(TypeError, match=f"Adam has no argument {name!r}: {fix}"):
            kind(parameters, lr=0.1, **{name: 0.0})
        with pytest.raises(TypeError, match=f"Adam reads no {name!r} of a group of parameters: {fix}"):
            kind([{"params": parameters, name: 0.0}], lr=0.1)
    for name, fix in {"fused": "leave it out", "maximize": "leave it out, and negate the loss"}.items():
        with pytest.raises(TypeError, match=f"Adam has no argument {name!r}: {fix}"):
            kind(parameters, lr=0.1, **{name: True})
    optimizer = kind([{"params": parameters[:1], "name": "first", "wd": 0.5, "weight_decay": 0.5}], lr=0.1)
    with pytest.raises(TypeError, match="Adam reads no 'learning_rate' of a group of parameters: did you mean 'lr'"):
        optimizer.add_param_group({"params": parameters[1:], "learning_rate": 0.5})
    assert len(optimizer.param_groups) == 1
    optimizer.add_param_group({"params": parameters[1:], "lr": 0.5, "initial_lr": 0.5})


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # torch's compiler uses what torch deprecates
def test_a_rules_step_is_no_part_of_what_torch_compiles() -> None:
    rule = mx.update_rule(counted_rows_update)
    models = [torch.nn.Linear(4, 3) for _ in range(2)]
    models[1].load_state_dict(models[0].state_dict())
    optimizers = [ours.from_rule(rule)(model.parameters(), lr=0.25) for model in models]

    def train(model: Any, optimizer: Any) -> None:
        optimizer.zero_grad()
        model(torch.ones(2, 4)).sum().backward()
        optimizer.step()

    compiled = torch.compile(train, backend="eager")
    for _ in range(3):
        compiled(models[0], optimizers[0])
        train(models[1], optimizers[1])
    for one, other in zip(*(arrays(dict(model.named_parameters())).values() for model in models), strict=True):
        assert_same_bits(one, other)


READ: Any = ForkingPickler.loads  # pyright: ignore[reportAttributeAccessIssue]  # typeshed lacks it
ELSEWHERE = """
import io
import sys
import torch

for parameter, optimizer in torch.load(io.BytesIO(sys.stdin.buffer.read()), weights_only=False):
    parameter.grad = torch.ones_like(parameter)
    optimizer.step()
    print(type(optimizer).__name__, parameter.detach().numpy().tobytes().hex())
"""


def test_optimizers_are_pickled_with_their_rules() -> None:
    """`torch.save` of a whole optimizer: a process without the rule's function goes on with the same bits."""
    rule = mx.update_rule(counted_rows_update)
    kinds = [
        ours.from_rule(rule),
        ours.from_rule("sgd_mom_update"),
        ours.from_rule(rule, "My"),
        Derived,
    ]
    pairs = []
    for number, kind in enumerate(kinds):
        parameter = torch.nn.Parameter(drawn(number, (4, 3), torch.float32, torch.contiguous_format))
        parameter.grad = drawn(9, (4, 3), torch.float32, torch.contiguous_format)
        optimizer = kind([parameter], lr=0.25)
        optimizer.step()
        pairs.append((parameter, optimizer))
        again = READ(ForkingPickler.dumps(optimizer))
        assert type(again) is type(copying.deepcopy(optimizer)) is kind
    file = io.BytesIO()
    torch.save(pairs[:-1], file)  # the class of this module is not there
    done = subprocess.run([sys.executable, "-c", ELSEWHERE], input=file.getvalue(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    for (parameter, optimizer), line in zip(pairs[:-1], done.stdout.decode().splitlines(), strict=True):
        parameter.grad = torch.ones_like(parameter)
        optimizer.step()
        assert line == f"{type(optimizer).__name__} {parameter.detach().numpy().tobytes().hex()}"


@pytest.mark.parametrize("options", [{}, {"master": True, "ema": 0.5}, {"undo": True}], ids=str)
def test_a_rule_that_divides_by_the_rate_freezes_where_that_is_zero(options: dict[str, Any]) -> None:
    """As in `mx.optimizer`: the step counts, and the average goes on."""
    dtype = torch.bfloat16 if options.get("master") else torch.float32
    p = torch.nn.Parameter(drawn(0, (4, 3), dtype, torch.contiguous_format))
    p.grad = drawn(1, (4, 3), dtype, torch.contiguous_format)
    optimizer = ours.from_rule("ftml_update")([p], lr=0.1, **options)
    optimizer.step()
    before = {name: value.clone() for name, value in optimizer.state[p].items() if isinstance(value, torch.Tensor)}
    weight = p.detach().clone()
    for rate in (0.0, torch.tensor(-0.0)):
        optimizer.param_groups[0]["lr"] = rate
        optimizer.step()
    assert torch.equal(p.detach(), weight) and optimizer.state[p]["step"] == 3
    average = before.pop("ema", None)
    assert all(torch.equal(optimizer.state[p][name], value) for name, value in before.items())
    if average is not None:
        for _ in range(2):
            average.lerp_(before["master"], 0.5)
        assert torch.equal(optimizer.state[p]["ema"], average)
    if options.get("undo"):
        optimizer.undo()
        assert optimizer.state[p]["step"] == 2


@pytest.mark.parametrize(
    "options", [{"max_norm": 1.0}, {"ema": 0.5}, {"stochastic_rounding": 3}, {"undo": True}], ids=str
)
@pytest.mark.parametrize("number", ["ema_decay", "rounding_seed", "rounding_tensor", "rescale_grad"])
def test_a_number_or_a_state_of_a_rule_has_no_name_of_an_option_s(number: str, options: dict[str, Any]) -> None:
    """Numbers and tensors that options add to a rule have names that no parameter of a function can have."""
    results: list[Any] = []
    for factor, mom in (("factor", "mom"), (number, "before_weight")):
        space: dict[str, Any] = {}
        new = f"0.5 * {mom} + {factor} * grad"
        returned = f"{{'weight': weight - lr * ({new}), '{mom}': {new}}}"
        exec(f"def named(weight, grad, {mom}, *, lr, {factor}):\n    return {returned}", space)
        rule = mx.update_rule(name=f"named_{factor}_update")(space["named"])
        p = torch.nn.Parameter(drawn(0, (4, 3), torch.bfloat16, torch.contiguous_format))
        optimizer = ours.from_rule(rule)([p], lr=0.1, **{factor: 0.25}, **options)
        for seed in range(3):
            p.grad = drawn(1 + seed, (4, 3), torch.bfloat16, torch.contiguous_format)
            optimizer.step()
        if options.get("undo"):
            optimizer.undo()
        results.append([p.detach(), *(value for key, value in optimizer.state[p].items() if key in (mom, "ema"))])
    assert all(map(torch.equal, *results))


@pytest.mark.parametrize("name", ["ema", "master"])
def test_a_state_of_the_name_of_an_option_s_is_an_error(name: str) -> None:
    """A parameter has it, so a step would take the state for one that an option keeps."""
    space: dict[str, Any] = {}
    exec(f"def named(weight, grad, {name}, *, lr):\n    return {{'weight': weight - lr * grad, '{name}': grad}}", space)
    rule = mx.update_rule(name=f"named_{name}_update")(space["named"])
    with pytest.raises(TypeError, match=f"has a state {name}, which is an optimizer's {name}; give it another name"):
        ours.from_rule(rule)


def test_a_state_that_begins_as_no_number_is_an_error_that_names_it() -> None:
    parameter = torch.nn.Parameter(torch.ones(4, 3))
    parameter.grad = torch.ones(4, 3)
    optimizer = ours.from_rule(mx.update_rule(counted_rows_update))([parameter], lr=float("nan"))
    text = "counted_rows_update: the state size begins as lr: got nan, expected a number; set 'lr' of its group"
    with pytest.raises(ValueError, match=text):
        optimizer.step()
    assert (parameter == 1).all()
    assert not optimizer.state[parameter]
    optimizer.param_groups[0]["lr"] = 0.1
    optimizer.step()
    assert (parameter != 1).all()
