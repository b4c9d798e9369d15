# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.
"""Optimizers that follow from a rule: arguments, required numbers, counts, schedules, files, sparse gradients."""

from __future__ import annotations

import copy
import inspect
import subprocess
import sys
from collections.abc import Callable
from multiprocessing.reduction import ForkingPickler
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.optimizer import Optimizer
from mxsym.rule.derived_ops import form_of, sized
from mxsym.rule.lookup import every_name, find
from mxsym.rule.registry import FLAVOURS, RULES
from mxsym.rule.rule import Count, Rule
from tests.support import Array, assert_same_bits, untyped

pytestmark = pytest.mark.usefixtures("forget_declared_rules")


def plain_adam_update(weight, grad, mean, var=mx.State(1e-6), *, lr, beta1=0.9, beta2=0.99, wd=0.01, t, amsgrad=False):
    """Adam (Kingma and Ba, 2014), with decay apart."""
    mean, var = mx.ema(mean, grad, beta1), mx.ema(var, mx.square(grad), beta2)
    step = (mean / mx.debias(beta1, t)) / (mx.sqrt(var / mx.debias(beta2, t)) + 1e-8)
    return {"weight": weight - lr * (-step if amsgrad else step) - lr * wd * weight, "mean": mean, "var": var}


@pytest.fixture
def adam() -> Rule:
    return mx.update_rule(plain_adam_update)


def drawn(seed: int, shape: tuple[int, ...] = (7, 3)) -> Array:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def by_op(rule: Rule, weight: Array, grads: list[Any], rates: list[float], **numbers: Any) -> Array:
    """The same steps through the op, states and counts by hand."""
    weight = weight.copy()
    states = mx.new_states(rule, weight, lr=rates[0])
    for t, (grad, lr) in enumerate(zip(grads, rates, strict=True), start=1):
        rule(weight, grad, **states, lr=lr, t=t, **numbers, out=weight)
    return weight


def steps(optimizer: Optimizer, weight: Array, grads: list[Any]) -> Array:
    weight = weight.copy()
    updater = mx.optimizer.get_updater(optimizer)
    for grad in grads:
        updater(0, grad, weight)
    return weight


def test_arguments_follow_from_the_rule(adam: Rule) -> None:
    kind = mx.optimizer.from_rule(adam)
    assert kind.__name__ == "PlainAdam"
    assert mx.optimizer.from_rule("plain_adam_update", "Other").__name__ == "Other"
    signature = inspect.signature(kind)
    defaults = {name: item.default for name, item in signature.parameters.items() if name != "kwargs"}
    assert defaults == {
        "learning_rate": None,
        "beta1": 0.9,
        "beta2": 0.99,
        "wd": 0.01,
        "amsgrad": False,
        "lazy_update": True,
        "use_fused_step": True,
    }
    doc = str(kind.__doc__)
    assert doc.startswith("Adam (Kingma and Ba, 2014), with decay apart.\n\nFrom the rule `plain_adam_update`.")
    assert "* `mx.nd.plain_adam_update`: mean, var (1e-06 at first)" in doc
    with pytest.raises(TypeError, match=r"PlainAdam has no argument 'beta3'"):
        mx.optimizer.create(adam.name, learning_rate=0.1, beta3=1.0)


@pytest.mark.parametrize("make", [mx.optimizer.create, lambda name, **kw: mx.optimizer.from_rule(name)(**kw)])
def test_steps_are_the_op_s(adam: Rule, make: Callable[..., Optimizer]) -> None:
    weight, grads = drawn(0), [drawn(seed) for seed in range(1, 5)]
    wanted = by_op(adam, weight, grads, [0.1] * 4, wd=0.01, beta1=0.5)
    for fused in (True, False):
        optimizer = make(adam.name, learning_rate=0.1, beta1=0.5, use_fused_step=fused)
        assert_same_bits(steps(optimizer, weight, grads), wanted)
    assert not np.array_equal(steps(make(adam.name, learning_rate=0.1, amsgrad=True), weight, grads), wanted)


def test_schedules_and_multipliers(adam: Rule) -> None:
    weight, grads = drawn(0), [drawn(seed) for seed in range(1, 4)]
    schedule = mx.lr_scheduler.FactorScheduler(step=1, factor=0.5, base_lr=0.4)
    rates = [3 * schedule(t) for t in (1, 2, 3)]
    optimizer = mx.optimizer.create(adam.name, learning_rate=None, lr_scheduler=schedule, wd=0.5)
    optimizer.set_lr_mult({0: 3.0})
    optimizer.set_wd_mult({0: 0.5})
    assert_same_bits(steps(optimizer, weight, grads), by_op(adam, weight, grads, rates, wd=0.25))


def test_a_master_copy(adam: Rule) -> None:
    weight, grads = drawn(0).astype(np.float16), [drawn(seed).astype(np.float16) for seed in range(1, 4)]
    optimizer = mx.optimizer.create(adam.name, learning_rate=0.1, multi_precision=True)
    got = steps(optimizer, weight, grads)
    states = mx.new_states(f"mp_{adam.name}", weight)
    wanted = weight.copy()
    for t, grad in enumerate(grads, start=1):
        getattr(untyped.nd, f"mp_{adam.name}")(wanted, grad, **states, lr=0.1, wd=0.01, t=t, out=wanted)
    assert_same_bits(got, wanted)


def test_files_go_on_where_they_stopped(adam: Rule, tmp_path: Any) -> None:
    weight, grads = drawn(0), [drawn(seed) for seed in range(1, 5)]
    wanted = steps(mx.optimizer.create(adam.name, learning_rate=0.1, beta1=0.5), weight, grads)
    updater = mx.optimizer.get_updater(mx.optimizer.create(adam.name, learning_rate=0.1, beta1=0.5))
    for grad in grads[:2]:
        updater(0, grad, weight)
    mx.optimizer.save_states(tmp_path / "states.npz", updater, dump_optimizer=True)
    other = mx.optimizer.get_updater(mx.optimizer.create(adam.name, learning_rate=7.0))
    mx.optimizer.load_states(tmp_path / "states.npz", other)
    for grad in grads[2:]:
        other(0, grad, weight)
    assert_same_bits(weight, wanted)


def test_row_sparse_gradients_are_lazy_as_the_op_s(adam: Rule) -> None:
    weight, ids = drawn(0), np.array([1, 4])
    grad = mx.nd.sparse.row_sparse_array((drawn(1)[ids], ids), shape=weight.shape)
    got = steps(mx.optimizer.create(adam.name, learning_rate=0.1), weight, [grad, grad])
    assert_same_bits(got, by_op(adam, weight, [grad, grad], [0.1, 0.1]))
    assert_same_bits(got[[0, 2]], weight[[0, 2]])
    whole = steps(mx.optimizer.create(adam.name, learning_rate=0.1, lazy_update=False), weight, [grad])
    assert np.all(whole[0] != weight[0])


def test_required_numbers_are_named() -> None:
    @mx.update_rule
    def needy_update(weight, grad, *, lr, rho, scale=1.0):
        return {"weight": weight - lr * rho * scale * grad}

    with pytest.raises(TypeError, match=r"Needy: learning_rate is missing and has no default; pass learning_rate=…"):
        mx.optimizer.create("needy_update", rho=0.5)
    with pytest.raises(TypeError, match=r"missing 1 required keyword-only argument: 'rho'"):
        mx.optimizer.create("needy_update", learning_rate=0.5)
    mx.optimizer.create("needy_update", rho=0.5, lr_scheduler=lambda t: 0.1)
    with pytest.raises(mx.BindError, match="rho: got nan"):
        steps(mx.optimizer.create("needy_update", rho=float("nan"), learning_rate=0.5), drawn(0), [drawn(1)])


def test_numbers_of_one_tensor_are_arguments() -> None:
    @mx.update_rule
    def shared_update(weight, grad, factor: mx.Scalar, *, lr=0.5):
        return {"weight": weight - lr * factor * grad}

    with pytest.raises(TypeError, match="'factor'"):
        mx.optimizer.create("shared_update")
    got = steps(mx.optimizer.create("shared_update", factor=2.0), np.zeros(2, np.float32), [np.ones(2, np.float32)])
    assert got.tolist() == [-1.0, -1.0]


def test_the_rule_s_own_bounds_are_the_defaults() -> None:
    @mx.update_rule
    def own_bounds_update(weight, grad, *, lr=1.0, clip_gradient=0.25, rescale_grad=2.0):
        return {"weight": weight - lr * mx.clip(rescale_grad * grad, clip_gradient)}

    got = steps(mx.optimizer.create("own_bounds_update"), np.zeros(2, np.float32), [np.array([0.0625, 9], np.float32)])
    assert got.tolist() == [-0.125, -0.25]


def test_rules_that_make_no_optimizer() -> None:
    @mx.update_rule
    def reads_update(weight, grad, other, *, lr):
        return {"weight": weight - lr * other * grad}

    @mx.update_rule
    def rateless_update(weight, grad, *, rate):
        return {"weight": weight - rate * grad}

    @mx.update_rule
    def clashing_update(weight, grad, *, lr, num_update):
        return {"weight": weight - lr * num_update * grad}

    for name, text in [
        ("reads_update", r"from_rule: reads_update reads other, which it does not change"),
        ("rateless_update", r"from_rule: rateless_update has no number lr, the learning rate; call its rate lr"),
        ("clashing_update", r"has a number num_update, which is an optimizer's num_update"),
    ]:
        with pytest.raises(TypeError, match=text):
            mx.optimizer.create(name)
    for name in ("mp_sgd_update", "multi_sgd_update"):
        with pytest.raises(TypeError, match=f"from_rule: {name} is no update of a weight"):
            mx.optimizer.from_rule(name)
        with pytest.raises(ValueError, match="Cannot find optimizer"):
            mx.optimizer.create(name)


def test_a_class_keeps_its_rule(adam: Rule) -> None:
    kind = mx.optimizer.from_rule(adam)

    @mx.update_rule(name=adam.name)
    def another(weight, grad, *, lr):
        return {"weight": weight - lr * grad}

    weight, grads = drawn(0), [drawn(1)]
    assert_same_bits(steps(kind(learning_rate=0.1), weight, grads), by_op(adam, weight, grads, [0.1]))
    assert mx.optimizer.from_rule(adam.name) is not kind


def test_helpers_of_rules() -> None:
    @mx.update_rule
    def helped_update(weight, grad, *, beta, t):
        return {"weight": mx.ema(weight, grad, beta) + 0 * weight, "factor": weight * 0 + mx.debias(beta, t)}

    beta, t = 0.999, 7
    one, zero = np.ones(1, np.float32), np.zeros(1, np.float32)
    new, factor = helped_update(one, zero, beta=beta, t=t)
    assert factor.tolist() == [np.float32(1 - beta**t)]
    assert new.tolist() == [np.float32(beta)]


READ: Callable[[Any], Any] = ForkingPickler.loads  # pyright: ignore[reportAttributeAccessIssue]  # typeshed lacks it
ELSEWHERE = """
import sys
from multiprocessing.reduction import ForkingPickler

results = []
for optimizer, weight, grad in ForkingPickler.loads(sys.stdin.buffer.read()):
    optimizer.update(0, weight, grad, optimizer.create_state(0, weight))
    results.append((type(optimizer).__name__, optimizer.num_update, weight))
sys.stdout.buffer.write(ForkingPickler.dumps(results))
"""


def test_optimizers_are_pickled_with_their_rules(adam: Rule) -> None:
    """As `multiprocessing` does. A process without the function takes the rule's text; here the class is the same."""
    kinds = [mx.optimizer.from_rule(adam), mx.optimizer.from_rule("sgd_mom_update"), mx.optimizer.from_rule(adam, "My")]
    items = [(kind(learning_rate=0.125), drawn(1), drawn(2)) for kind in kinds]
    for optimizer, weight, grad in items:
        optimizer.update(0, weight, grad, optimizer.create_state(0, weight))
        for protocol in range(6):
            again = READ(ForkingPickler.dumps(optimizer, protocol))
            assert type(again) is type(optimizer) and vars(again).keys() == vars(optimizer).keys()
            assert (again.lr, again.num_update) == (0.125, 1)
        assert type(copy.deepcopy(optimizer)) is type(optimizer)
    data, command = ForkingPickler.dumps(items), [sys.executable, "-c", ELSEWHERE]
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    for (optimizer, weight, grad), (name, count, there) in zip(items, READ(done.stdout), strict=True):
        optimizer.update(0, weight, grad, optimizer.create_state(0, weight))
        assert (name, count) == (type(optimizer).__name__, 2)
        assert_same_bits(there, weight)


class DerivedFromAShippedRule(mx.optimizer.from_rule("sgd_mom_update")):
    """A class of the user's, which a pickle names."""


def test_a_class_derived_from_a_rules_class_is_pickled_by_name() -> None:
    again = READ(ForkingPickler.dumps(DerivedFromAShippedRule(learning_rate=0.125)))
    assert type(again) is DerivedFromAShippedRule and again.lr == 0.125


def test_rules_are_pickled_by_name_or_by_text(adam: Rule) -> None:
    """Every op, those of many tensors and of earlier versions too; here they are what they were."""
    ops = [*map(find, every_name()), *FLAVOURS.values(), adam, *(form_of(adam, form) for form in ("mp", "multi"))]
    ops += [sized(op, 3) for op in ops if any(item.kind is Count for item in op.attributes)]
    data: bytes = ForkingPickler.dumps(ops)
    for before, after in zip(ops, READ(data), strict=True):
        assert after == before, before
    assert copy.deepcopy(adam) is adam and copy.copy(adam) is adam


def test_a_pickled_class_keeps_its_version() -> None:
    rule = FLAVOURS["adam_update", "1.9"]
    kind = mx.optimizer.from_rule(rule)
    assert READ(ForkingPickler.dumps(kind)).of_rule is rule


def test_a_rule_whose_name_is_another_one_s_is_not_loaded(monkeypatch: pytest.MonkeyPatch, adam: Rule) -> None:
    data = ForkingPickler.dumps(find("sgd_update"))
    monkeypatch.setitem(RULES, "sgd_update", adam)
    with pytest.raises(mx.LoadError, match="sgd_update: that name is another rule's"):
        READ(data)


OF_MAIN = """
import sys
import numpy as np
import mxsym as mx
from ray import cloudpickle

@mx.update_rule
def own_update(weight, grad, mom, *, lr, momentum=0.5):
    mom = momentum * mom - lr * grad
    return {"weight": weight + mom, "mom": mom}

Own = mx.optimizer.from_rule(own_update)

class Derived(Own):
    pass

class Declared(mx.optimizer.Optimizer):
    update_rules = ("sgd_mom_update",)
    momentum: float = 0.5

shipped = mx.optimizer.from_rule("sgd_mom_update")
kinds = [(Own, {}), (shipped, {"momentum": 0.5}), (Derived, {}), (Declared, {})]
optimizers = [kind(learning_rate=0.25, **more) for kind, more in kinds]
for optimizer in optimizers:
    data = cloudpickle.dumps((optimizer, type(optimizer), own_update))
    again, kind, rule = cloudpickle.loads(data)
    assert type(again) is kind is type(optimizer) and rule is own_update
sys.stdout.buffer.write(cloudpickle.dumps([optimizers, own_update]))
"""
STEPPED = """
import pickle, sys
import numpy as np

optimizers, rule = pickle.load(sys.stdin.buffer)
for optimizer in optimizers:
    weight = np.ones(3, np.float32)
    optimizer.update(0, weight, np.ones(3, np.float32), optimizer.create_state(0, weight))
    print(type(optimizer).__name__, optimizer.momentum, weight.tolist())
print(rule.name)
"""


@pytest.mark.slow
def test_ray_pickles_optimizers_of_main() -> None:
    """It pickles classes of `__main__` as their code; with their `__init__` came all that this module reads."""
    pytest.importorskip("ray")
    commands = [[sys.executable, "-c", text] for text in (OF_MAIN, STEPPED)]
    dumped = subprocess.run(commands[0], capture_output=True, check=False)
    assert dumped.returncode == 0, dumped.stderr.decode()
    done = subprocess.run(commands[1], input=dumped.stdout, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    names = ("Own", "SgdMom", "Derived", "Declared")
    lines = [f"{name} 0.5 {[0.75] * 3}" for name in names]
    assert done.stdout.decode().splitlines() == [*lines, "own_update"]
