"""Numbers are accepted wherever an optimizer, an op or a schedule takes one; a value that is none changes nothing."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mxsym as mx
from mxsym.executor.scalars import counts
from mxsym.optimizer import Optimizer, Updater, fused_step
from mxsym.optimizer.declaration import LATEST, arguments_of
from mxsym.rule.lookup import find
from mxsym.rule.numbers import as_finite, as_number, as_whole
from tests.support import Array, shapes_for, types_for, untyped, update_rules
from tests.test_optimizers import EVERY

HALF = [
    *(0.5, np.float64(0.5), np.float32(0.5), np.float16(0.5), ml_dtypes.bfloat16(0.5), Fraction(1, 2)),
    *(
        np.array(0.5),
        np.array(0.5, np.float32),
        np.array([0.5]),
        mx.nd.array([0.5]),
        mx.nd.array([0.5], dtype="bfloat16"),
    ),
]
NONE: list[Any] = [None, "0.5", [0.5], np.ones(2), np.array([[0.5]]), 1j, np.array("1"), object()]


@pytest.mark.parametrize("half", HALF)
def test_one_function_says_what_a_number_is(half: Any) -> None:
    assert as_number(half) == as_finite(half) == 0.5 and type(as_number(half)) is float
    assert as_whole(half) is None


TIMES: tuple[Any, ...] = (np.datetime64(1, "s"), np.timedelta64(1, "s"), np.array(1, "m8[s]"))
_masked: Any = np.ma.array
MASKED: tuple[Any, ...] = (np.ma.masked, _masked([0.5], mask=[True]), _masked(0.5))


@pytest.mark.parametrize("value", [*NONE, True, np.True_, np.array(True), *TIMES, *MASKED])
def test_what_is_none(value: Any) -> None:
    assert as_number(value) is as_finite(value) is as_whole(value) is None


def test_whole_numbers_of_any_size() -> None:
    assert [as_whole(value) for value in (3, np.int8(3), np.array(3), np.array([3], np.uint64), 3.0)] == [3] * 5
    assert as_whole(10**40) == 10**40 and as_number(-math.inf) == -math.inf
    assert as_finite(math.nan) is as_finite(-math.inf) is as_whole(math.inf) is None


BEYOND = [10**400, -(10**400), Fraction(10**400), np.array(10**400), np.longdouble("1e4000")]
"""Numbers that float64 does not reach."""


@pytest.mark.parametrize("number", BEYOND, ids=lambda number: type(number).__name__)
def test_a_number_that_float64_does_not_reach_is_none(number: Any) -> None:
    """It never becomes infinity: not in an op, a graph, a rule, an optimizer; and nothing changes."""
    if as_number(number) is not None:
        assert math.isinf(number)  # where a long double is no longer
        return
    weight, grad = np.ones(3), np.ones(3)
    w, g = mx.sym.var("w"), mx.sym.var("g")
    executor = mx.sym.sgd_update(w, g, lr=0.5, name="u", out=w).bind(args={"w": weight, "g": grad})
    for _ in range(3):
        mx.nd.sgd_update(weight, grad, lr=0.0, out=weight)
        executor.forward(lr=0.0)
    attempts: list[Callable[[], object]] = [
        lambda: mx.nd.sgd_update(weight, grad, lr=number),
        lambda: mx.nd.sgd_update(weight, grad, lr=number, out=weight),
        lambda: mx.nd.multi_sgd_update(weight, grad, lrs=[number], wds=[0]),
        lambda: mx.sym.sgd_update(w, g, lr=number),
        lambda: w * number,
        lambda: mx.clip(w, number),
        lambda: executor.forward(lr=number),
        lambda: executor.forward(scalars={"u": {"lr": number}}),
        lambda: executor.scalars["u"].update(lr=number),
        lambda: mx.training_step("sgd_update", {"w": weight}, {"w": grad}, lr=number),
        lambda: stepped(mx.optimizer.Adam(beta1=number)),
        lambda: mx.optimizer.SGD(learning_rate=number),
        lambda: mx.optimizer.SGD().set_lr_mult({0: number}),
        lambda: mx.lr_scheduler.FactorScheduler(3, base_lr=number),
    ]
    for attempt in attempts:
        with pytest.raises((TypeError, ValueError)):
            attempt()
    assert (weight == 1).all() and executor.scalars["u"]["lr"] == 0.0


def test_a_file_s_number_that_float64_does_not_reach() -> None:
    text = mx.sym.sgd_update(mx.sym.var("w"), mx.sym.var("g"), lr=0.1).tojson()
    assert '"0.1"' in text
    assert mx.sym.load_json(text.replace('"0.1"', '"inf"')).tojson() != text
    with pytest.raises(mx.LoadError, match="float64 does not reach"):
        mx.sym.load_json(text.replace('"0.1"', '"1e400"'))


@pytest.mark.parametrize("value", [None, "0.5", [None], ["0.5"], [[1.0, None]], object(), np.datetime64(1, "s")])
def test_what_is_no_number_makes_no_array(value: Any) -> None:
    """NumPy takes None for NaN, and a text for what it says."""
    array = mx.nd.zeros((1, 2))
    for attempt in (lambda: mx.nd.array(value), lambda: mx.nd.full((2,), value), lambda: array.__setitem__(0, value)):
        with pytest.raises(mx.BindError, match="expected numbers"):
            attempt()
    assert not array.asnumpy().any()
    assert mx.nd.array([True, 2**70, np.float32(0.5)]).asnumpy().tolist() == [1, 2.0**70, 0.5]


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_an_op_computes_with_what_is_not_finite(number: float) -> None:
    """In every form alike, and as its rule does in NumPy. What knows what a number is for refuses it."""
    weight, grad = np.full(3, 0.5), np.full(3, 2.0)
    with np.errstate(invalid="ignore"):
        expected = weight - number * grad
    w, g, lr = mx.sym.var("w"), mx.sym.var("g"), mx.sym.var("lr")

    def bound(rate: Any, **more: Any) -> mx.Executor:
        return mx.sym.sgd_update(w, g, lr=rate, name="u").bind(args={"w": weight, "g": grad, **more})

    results = [mx.nd.sgd_update(weight, grad, lr=number), bound(number).forward()[0]]
    results.append(bound(lr, lr=np.array([number])).forward()[0])
    executor = bound(0.5)
    results += [executor.forward(lr=number)[0].copy() for _ in range(3)]
    executor.scalars["u"]["lr"] = number
    results.append(executor.forward()[0])
    results.append(mx.nd.multi_sgd_update(weight, grad, lrs=[number], wds=[0])[0])
    for result in results:
        np.testing.assert_array_equal(result, expected)
    for attempt in (
        lambda: mx.optimizer.SGD(learning_rate=number),
        lambda: mx.optimizer.SGD().set_learning_rate(number),
        lambda: mx.lr_scheduler.FactorScheduler(3, base_lr=number),
        lambda: stepped(mx.optimizer.SGD(learning_rate=None, lr_scheduler=Forgot(number))),
    ):
        with pytest.raises((ValueError, mx.BindError)):
            attempt()


def updater(optimizer: Optimizer) -> Updater:
    return mx.optimizer.get_updater(optimizer)


def stepped(optimizer: Optimizer, steps: int = 4, index: Any = 0) -> Array:
    """A weight after steps; from the third on they are repeated ones."""
    weight, one = np.ones(3), updater(optimizer)
    for _ in range(steps):
        one(index, np.full(3, 0.25), weight)
    return weight


@pytest.mark.parametrize("half", HALF)
def test_a_number_of_any_kind_steps_as_a_float_does(half: Any) -> None:
    """As a rate, a setting, a multiplier, and a schedule's; at the first step and at repeated ones."""

    def made(number: Any) -> Iterator[Optimizer]:
        settings_ = {"wd": number, "rescale_grad": number, "clip_gradient": number}
        for kind in (mx.optimizer.SGD, mx.optimizer.Signum):
            optimizer = kind(learning_rate=number, momentum=number, **settings_)  # type: ignore[arg-type]
            optimizer.set_lr_mult({0: number})
            optimizer.set_wd_mult({0: number})
            yield optimizer
        for kind in (mx.optimizer.Adam, mx.optimizer.Nadam, mx.optimizer.AdamW, mx.optimizer.Adamax):
            yield kind(learning_rate=number, beta1=number, beta2=number, epsilon=number, **settings_)  # type: ignore[arg-type]
        yield mx.optimizer.SGD(learning_rate=None, lr_scheduler=Forgot(number))
        yield mx.optimizer.SGD(
            learning_rate=None, lr_scheduler=mx.lr_scheduler.FactorScheduler(2, number, base_lr=number)
        )
        yield mx.optimizer.SGD(learning_rate=number, lr_scheduler=mx.lr_scheduler.FactorScheduler(2, 0.5))

    for got, want in zip(made(half), made(0.5), strict=True):
        assert stepped(got).tobytes() == stepped(want).tobytes(), type(got).__name__
        assert stepped(got, 1).tobytes() == stepped(want, 1).tobytes()


@pytest.mark.parametrize("half", HALF)
def test_a_number_of_any_kind_in_ops(half: Any) -> None:
    def results(number: Any) -> list[bytes]:
        weight, grad = np.ones(3), np.full(3, 0.25)
        found: list[bytes] = []
        for _ in range(3):
            mx.nd.sgd_update(weight, grad, lr=number, wd=number, out=weight)
            found.append(weight.tobytes())
        states = [np.ones(3) for _ in range(3)]
        found.append(untyped.nd.contrib.adamw_update(*states, np.ones(3), number, lr=number, eta=1.0).tobytes())
        found.append(mx.nd.multi_sgd_update(weight, grad, lrs=[number], wds=number)[0].tobytes())
        w, g = mx.sym.var("w", lr_mult=number), mx.sym.var("g")
        found.append(str(w.attr("__lr_mult__")).encode())
        executor = mx.sym.sgd_update(w, g * number, lr=number, name="u").bind(args={"w": weight, "g": grad})
        executor.forward(lr=number)
        executor.scalars["u"]["wd"] = number
        found.append(executor.forward(scalars={"u": {"lr": number}})[0].tobytes())
        step = mx.training_step("sgd_update", {"w": weight}, {"w": grad}, lr=number, loss_scale=number, max_norm=number)
        step.forward()
        return [*found, weight.tobytes()]

    assert results(half) == results(0.5)


@pytest.mark.every(2)
@EVERY
def test_none_and_nan_are_errors_but_for_bounds(name: str) -> None:
    """None where it is the documented default is that; anywhere else a number is missing."""
    kind = Optimizer.opt_registry[name]
    rule = fused_step.rule_of(mx.optimizer.create(name).rule(0), LATEST)
    for key, default in arguments_of(kind).items():
        if type(default) not in (int, float) or key in ("begin_num_update", "aggregate_num"):
            continue
        for value in (None, "0.5", *([] if key == "rescale_grad" else [math.nan, math.inf])):
            if (key, value) != ("learning_rate", None):
                with pytest.raises((ValueError, mx.BindError), match=key):
                    stepped(mx.optimizer.create(name, **{key: value}), 1)
            attribute = "lr" if key == "learning_rate" else key
            if rule.attribute(attribute) is None:
                continue
            good = mx.optimizer.create(name)
            one, weight = updater(good), np.ones(3)
            for _ in range(3):
                one(0, np.ones(3), weight)
            before = weight.copy(), dict(good.update_counts)
            setattr(good, attribute, value)
            with pytest.raises(mx.BindError, match="got"):
                one(0, np.ones(3), weight)
            assert (weight == before[0]).all() and good.update_counts == before[1]
    stepped(mx.optimizer.create(name, clip_gradient=None), 3)
    stepped(mx.optimizer.create(name, clip_gradient=math.inf), 3)


class Forgot(mx.lr_scheduler.LRScheduler):
    """A schedule that returns what it is told to."""

    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result

    def __call__(self, num_update: int) -> float:
        self.last = num_update
        return self.result


@pytest.mark.parametrize("result", [*NONE, math.nan, math.inf, True])
def test_a_schedule_that_returns_no_number(result: Any) -> None:
    optimizer = mx.optimizer.SGD(learning_rate=None, lr_scheduler=Forgot(0.5))
    one, weight = updater(optimizer), np.ones(3)
    for _ in range(3):
        one(0, np.ones(3), weight)
    optimizer.lr_scheduler.result = result
    with pytest.raises(mx.BindError, match=r"lr_scheduler Forgot: got .* for update 4, expected a finite number"):
        one(0, np.ones(3), weight)
    assert (weight == -0.5).all() and optimizer.num_update == 3 and optimizer.lr_scheduler.last == 3


def test_numbers_that_cannot_be() -> None:
    wrong: list[Callable[[], object]] = [
        lambda: mx.optimizer.SGD(learning_rate=math.nan),
        lambda: mx.optimizer.SGD().set_learning_rate(None),  # type: ignore[arg-type]
        lambda: mx.optimizer.SGD().set_lr_mult({0: None}),  # type: ignore[dict-item]
        lambda: mx.optimizer.SGD().set_wd_mult({0: math.nan}),
        lambda: mx.optimizer.SGD(begin_num_update=-1),
        lambda: mx.optimizer.SGD(begin_num_update=1.5),  # type: ignore[arg-type]
        lambda: mx.optimizer.SGD(rescale_grad=None),  # type: ignore[arg-type]
        lambda: mx.optimizer.SGD(clip_gradient=math.nan),
        lambda: mx.optimizer.SGD(sym=mx.sym.sgd_update(mx.sym.var("w", attr={"__lr_mult__": "x"}), lr=1)),
        lambda: mx.sym.var("w", lr_mult=math.nan),
        lambda: mx.training_step("sgd_update", {"w": np.ones(1)}, {"w": np.ones(1)}, lr=math.nan),
        lambda: mx.training_step("sgd_update", {"w": np.ones(1)}, {"w": np.ones(1)}, lr=0.1, max_norm=math.nan),
    ]
    for attempt in wrong:
        with pytest.raises((ValueError, mx.SymbolError)):
            attempt()
    with pytest.raises(TypeError, match="called with the number"):
        mx.optimizer.SGD(lr_scheduler=0.1)
    optimizer = mx.optimizer.SGD()
    optimizer.lr_mult = {0: None}  # type: ignore[dict-item]
    with pytest.raises(mx.BindError, match="parameter 0, argument lr_mult: got None"):
        stepped(optimizer)


def test_a_decay_of_one_divides_by_zero() -> None:
    with pytest.raises(mx.BindError, match="settings that give update 1 its numbers"):
        stepped(mx.optimizer.Adam(beta1=1.0))


@EVERY
def test_a_multiplier_of_0_freezes(name: str) -> None:
    """Whatever the states hold and the gradient is: nothing of the parameter changes, and its updates are counted."""
    for fused in (True, False):
        optimizer = mx.optimizer.create(name, use_fused_step=fused)
        one, weights = updater(optimizer), [np.ones(3), np.ones(3)]
        for _ in range(3):
            one([0, 1], [np.ones(3), np.ones(3)], weights)
        optimizer.set_lr_mult({1: 0})
        kept = weights[1].copy(), repr(one.states[1])
        for grad in (np.ones(3), np.full(3, np.nan)):
            one([0, 1], [np.ones(3), grad], weights)
            one(1, grad, weights[1])
        assert weights[1].tobytes() == kept[0].tobytes() and repr(one.states[1]) == kept[1]
        assert optimizer.update_counts == {0: 5, 1: 7}
        optimizer.set_lr_mult({})
        with np.errstate(all="ignore"):
            one([0, 1], [np.ones(3), np.ones(3)], weights)
        assert (weights[1] != kept[0]).all()


@EVERY
def test_a_rate_of_0_moves_nothing_that_stands(name: str) -> None:
    for schedule in (None, lambda count: 0):  # type: ignore[misc]
        optimizer = mx.optimizer.create(name, learning_rate=None if schedule else 0.0, lr_scheduler=schedule)
        assert stepped(optimizer).tolist() == [1.0] * 3


COUNTING = [rule for rule in update_rules() if counts(rule, {})]


@pytest.mark.parametrize("rule", COUNTING, ids=lambda rule: rule.name)
def test_steps_are_counted_from_1(rule: Any) -> None:
    """In every way that a number reaches an op; and nothing changes."""
    names = [item.name for item in rule.inputs]
    shapes, types = shapes_for(rule, (3,)), types_for(rule, np.dtype(np.float64))
    arrays = {name: np.ones(shapes[name], types[name]) for name in names}
    numbers = {item.name: 0.5 for item in rule.scalars if item.required} | {"flavour": rule.flavour}
    call = getattr(mx.nd, rule.name)
    for good in (1, 2, 3, 2**53, 2.0**53 + 2, 1e300):  # from 2**53 on, every float64 is whole
        call(**arrays, **{**numbers, "t": good}, out=arrays[names[0]])
    before = {name: array.tobytes() for name, array in arrays.items()}
    for bad in (0, -1, 0.5, 1.5, math.nan, math.inf, np.array(0)):
        with pytest.raises(mx.BindError, match=r"argument t: got .*, expected a whole number of steps above 0"):
            call(**arrays, **{**numbers, "t": bad}, out=arrays[names[0]])
    symbol = getattr(mx.sym, rule.name)(**{n: mx.sym.var(n) for n in names}, **{**numbers, "t": 1}, name="u")
    states = {name: arrays[name] for name in symbol.list_auxiliary_states()}
    executor = symbol.bind(args={name: arrays[name] for name in symbol.list_arguments()}, aux_states=states)
    for good in (2.0**53 + 2, 1e300, 2):
        executor.forward(t=good)
    after = {name: array.tobytes() for name, array in arrays.items()}
    for attempt in (
        lambda: executor.forward(t=0),
        lambda: executor.forward(t=2.5),
        lambda: executor.forward(scalars={"u": {"t": 0}}),
        lambda: executor.scalars["u"].update(t=0),
    ):
        with pytest.raises(mx.BindError, match="argument t"):
            attempt()
    assert executor.scalars["u"]["t"] == 2
    assert {name: array.tobytes() for name, array in arrays.items()} == after
    assert set(before) == set(after)
    zero = getattr(mx.sym, rule.name)(**{n: mx.sym.var(n) for n in names}, **{**numbers, "t": 0}, name="u")
    with pytest.raises(mx.BindError, match="argument t"):
        zero.bind(args={name: arrays[name] for name in symbol.list_arguments()}, aux_states=states)


def test_rules_that_count_and_rules_that_divide_by_their_rate() -> None:
    counting = {rule.name for rule in COUNTING if not rule.name.startswith("torch_")}
    adams = {"adam8bit_update", "adam8bit_small_update"}
    assert counting == {"ftml_update", "lamb_update", "lamb_update_phase1", "lans_update", "nadam_update", *adams}
    assert not find("lamb_update").divides_by("t", {"bias_correction": False})
    assert [name for name in ("ftrl_update", "ftml_update", "sgd_update") if find(name).divides_by("lr")] == [
        "ftrl_update",
        "ftml_update",
    ]
    ones = [np.ones(2) for _ in range(4)]
    mx.nd.lamb_update(*ones, lr=0.5, t=0, bias_correction=False)
    with pytest.raises(mx.BindError, match="argument step_count"):
        untyped.nd.contrib.multi_lamb_update(*([item] for item in ones), (0,), (0.5,), (0,))


@pytest.mark.usefixtures("forget_declared_rules")
def test_a_division_that_a_condition_guards_is_none() -> None:
    @mx.update_rule
    def guarded_update(weight: Any, grad: Any, *, lr: float, t: float = 0.0) -> dict[str, Any]:
        return {"weight": weight - mx.where(mx.gt(t, 0), lr * grad / t, lr * grad)}

    assert untyped.nd.guarded_update(np.ones(1), np.ones(1), lr=0.5, t=0)[0] == 0.5


@settings(max_examples=25)
@given(scale=st.sampled_from([0.0, -0.0, -1.0, math.nan, math.inf, 4.0]), norm=st.sampled_from([None, 0.0, 0.5, 100.0]))
def test_a_loss_scale_that_cannot_be_skips_the_step(scale: float, norm: float | None) -> None:
    for first in (True, False):
        weights, grads = {"w": np.ones(2, np.float32)}, {"w": np.ones(2, np.float32)}
        numbers = {"lr": 0.5, "momentum": 0.5, "wd": 0.5}
        start = scale if first else 2.0
        step = mx.training_step("sgd_mom_update", weights, grads, max_norm=norm, loss_scale=start, **numbers)  # pyright: ignore[reportArgumentType]
        step.forward(loss_scale=scale)
        assert (weights["w"] == 1).all() == (scale != 4.0) and not grads["w"].any()
        assert step.aux_dict["w_mom"].any() == (scale == 4.0)


def test_parameters_are_known_by_numbers_of_every_kind() -> None:
    for index in (np.int64(1), np.uint8(1), np.array(1)):
        optimizer = mx.optimizer.SGLD(seed=3)
        optimizer.set_lr_mult({index: 0.5} if not isinstance(index, np.ndarray) else {1: 0.5})
        assert stepped(optimizer, index=index).tobytes() == stepped_by_one().tobytes()
        assert list(optimizer.update_counts) == [1] and type(next(iter(optimizer.update_counts))) is int
    one = updater(mx.optimizer.SGD())
    for index in (None, (1, 2), object(), True, np.True_, 1.0, np.float32(1), np.array(1.0), Fraction(1)):
        with pytest.raises((TypeError, mx.BindError)):
            one([index], [np.ones(1)], [np.ones(1)])
    assert one.states == {}


@pytest.mark.parametrize("index", [True, np.True_, 1.0, np.float64(1), np.array(1.0)], ids=repr)
def test_what_python_takes_for_a_whole_number_is_no_index(index: Any) -> None:
    """A dict does not tell 1 from True and 1.0: so everything that takes an index looks at its type."""
    optimizer = mx.optimizer.SGD()
    one, weight = updater(optimizer), np.ones(1)
    for _ in range(3):
        one(1, np.ones(1), weight)
    before = weight.copy(), dict(optimizer.update_counts)
    attempts: list[Callable[[], object]] = [
        lambda: one(index, np.ones(1), weight),
        lambda: one([index], [np.ones(1)], [weight]),
        lambda: optimizer.update([index], [weight], [np.ones(1)], [None]),
    ]
    if index.__hash__ is not None:
        attempts += [
            lambda: optimizer.set_lr_mult({index: 0.5}),
            lambda: optimizer.set_wd_mult({index: 0.5}),
            lambda: mx.optimizer.SGD(param_idx2name={index: "w"}),
        ]
    for attempt in attempts:
        with pytest.raises(TypeError, match="parameters are known by whole numbers or texts"):
            attempt()
    assert (weight == before[0]).all() and optimizer.update_counts == before[1]


def stepped_by_one() -> Array:
    optimizer = mx.optimizer.SGLD(seed=3)
    optimizer.set_lr_mult({1: 0.5})
    return stepped(optimizer, index=1)


def test_a_master_copy_that_is_missing_is_an_error() -> None:
    for kind in (mx.optimizer.SGD, mx.optimizer.Adam, mx.optimizer.Nadam):
        optimizer = kind(learning_rate=1e-5)
        one, weight, grad = updater(optimizer), np.ones(2, np.float16), np.ones(2, np.float16)
        for _ in range(3):
            one(0, grad, weight)
        optimizer.multi_precision = True
        before = weight.copy()
        for _ in range(2):
            with pytest.raises(mx.BindError, match="no float32 copy, expected one: multi_precision is set"):
                one(0, grad, weight)
        assert (weight == before).all() and optimizer.num_update == 3
        one.states[0] = optimizer.create_state_multi_precision(0, weight)
        one(0, grad, weight)


class Own(Optimizer):
    """An optimizer with a step of its own."""

    def step(self, indices: Any, weights: Any, grads: Any, states: Any) -> None:
        for index, weight in zip(indices, weights, strict=True):
            self._update_count(index)
            weight[:] -= self._get_lr(index)


def test_a_master_copy_that_is_missing_where_a_step_is_ones_own() -> None:
    optimizer = Own(learning_rate=0.5)
    one, weight = updater(optimizer), np.ones(2, np.float16)
    one(0, weight.copy(), weight)
    optimizer.multi_precision = True
    with pytest.raises(mx.BindError, match="no float32 copy"):
        one(0, weight.copy(), weight)
    assert (weight == 0.5).all()


def test_no_warning_where_all_names_are_known() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        optimizer = mx.optimizer.SGD(param_idx2name={0: "a", 1: "b"})
        optimizer.set_lr_mult({"a": 0.5, 1: 2.0})
        one = updater(optimizer)
        for index in (0, 1, 0, 1):
            one(index, np.ones(1), np.ones(1))


@pytest.mark.parametrize("kind", [mx.optimizer.SGD, Own])
def test_a_multiplier_for_a_name_that_no_parameter_has(kind: Any) -> None:
    optimizer = kind(learning_rate=0.5, param_idx2name={0: "fc_weight"})
    optimizer.set_wd_mult({"fc_weigth": 0.0})
    one = updater(optimizer)
    with pytest.warns(UserWarning, match="wd_mult is set for 'fc_weigth'.*did you mean 'fc_weight'") as caught:
        one(0, np.ones(1), np.ones(1))
    one(0, np.ones(1), np.ones(1))  # a second warning would fail
    assert len(caught) == 1 and caught[0].filename == __file__
    optimizer = kind(learning_rate=0.5)
    optimizer.set_lr_mult({7: 0.5})
    one = updater(optimizer)
    one([0, 1], [np.ones(1)] * 2, [np.ones(1), np.ones(1)])  # 7 may come yet
    with pytest.warns(UserWarning, match="lr_mult is set for 7"):
        one([0, 1], [np.ones(1)] * 2, [np.ones(1), np.ones(1)])


def test_an_attribute_that_is_misspelt_is_remarked() -> None:
    optimizer = mx.optimizer.SGD(momentum=0.9)
    stepped(optimizer)
    optimizer.momentun = 0.5  # type: ignore[attr-defined]
    with pytest.warns(UserWarning, match=r"SGD.momentun is nothing .* did you mean 'momentum'"):
        stepped(optimizer)
    with pytest.raises(TypeError, match="did you mean 'momentum'"):
        mx.optimizer.SGD(momentun=0.5)  # type: ignore[call-arg]


@pytest.mark.usefixtures("forget_declared_rules")
class TestRulesThatLackAttributes:
    """An attribute of every optimizer is applied for a rule that does not take it: scaled, bounded, then updated."""

    @pytest.fixture
    def kind(self) -> Any:
        @mx.update_rule
        def bare_update(weight: Any, grad: Any, mom: Any, *, lr: float, beta1: float = 0.5, sync: bool = False) -> Any:
            mom = beta1 * mom + grad
            return {"weight": weight - lr * mom * (2.0 if sync else 1.0), "mom": mom}

        @mx.update_rule
        def bare_scaled_update(weight: Any, grad: Any, *, lr: float, rescale_grad: float = 1.0) -> Any:
            return {"weight": weight - lr * (rescale_grad * grad)}

        @mx.update_rule
        def bare_bounded_update(weight: Any, grad: Any, *, lr: float, clip_gradient: float = -1.0) -> Any:
            return {"weight": weight - lr * mx.clip(grad, clip_gradient)}

        del bare_update, bare_scaled_update, bare_bounded_update

        class Bare(Optimizer):
            given: Any = {}  # noqa: RUF012  # each test sets its own

            def __init__(self, name: str, **kwargs: Any) -> None:
                super().__init__(use_fused_step=kwargs.pop("use_fused_step", True), **kwargs)
                self._rule = name

            def rule(self, index: Any) -> str:
                return self._rule

            def numbers(self, lr: float, wd: float, t: int) -> Any:
                return self.given

        return Bare

    @pytest.mark.parametrize("name", ["bare_update", "bare_scaled_update", "bare_bounded_update"])
    @pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
    @pytest.mark.parametrize("master", [False, True])
    def test_scale_and_bound(self, kind: Any, name: str, dtype: Any, master: bool) -> None:
        weights: list[Array] = []
        for fused in (True, False):
            optimizer = kind(name, learning_rate=1.0, use_fused_step=fused, multi_precision=master)
            one, weight = updater(optimizer), np.zeros(2, dtype)
            for scale, bound, want in ((0.125, None, -1), (1.0, 2.0, -2), (0.5, 3.0, -3), (0.5, math.inf, -4)):
                optimizer.rescale_grad, optimizer.clip_gradient = scale, bound
                weight[:] = 0
                one.states.clear()
                for step in range(3):
                    one(0, np.array([8, -8], dtype), weight)
                    if step == 0:
                        assert weight.tolist() == [want, -want]
                weights.append(weight.copy())
        half = len(weights) // 2
        assert [item.tobytes() for item in weights[:half]] == [item.tobytes() for item in weights[half:]]

    def test_row_sparse(self, kind: Any) -> None:
        grad = mx.nd.sparse.row_sparse_array((np.full((2, 2), 8, np.float32), [1, 3]), shape=(4, 2))
        for fused in (True, False):
            one, weight = (
                updater(kind("bare_update", rescale_grad=0.5, clip_gradient=2.0, learning_rate=1.0)),
                np.zeros((4, 2), np.float32),
            )
            one.optimizer.use_fused_step, one.optimizer.lazy_update = fused, True
            one(0, grad, weight)
            assert weight.tolist() == [[0, 0], [-2, -2], [0, 0], [-2, -2]]

    def test_what_numbers_gives(self, kind: Any) -> None:
        optimizer = kind("bare_update", learning_rate=1.0)
        one, weight = updater(optimizer), np.zeros(1)
        for sync, want in ((False, -1), (True, -2), (False, -1), (False, -1), (True, -2), (True, -2)):
            optimizer.given = {"sync": sync, "beta1": 0.0}
            weight[:] = 0
            one(0, np.ones(1), weight)
            assert weight[0] == want
        for given_, text in (
            ({"no_such": 1.0}, r"numbers\(\)\['no_such'\]: got a value, expected an attribute of bare_update; known: "),
            (None, "a dict of attributes"),
            ({"beta1": None}, "argument beta1: got None, expected a finite number"),
        ):
            optimizer.given = given_
            with pytest.raises(mx.BindError, match=text):
                one(0, np.ones(1), weight)
            assert optimizer.num_update == 6 and weight[0] == -2

    def test_a_rate_that_a_rule_does_not_take(self) -> None:
        @mx.update_rule
        def rateless_update(weight: Any, grad: Any, *, step: float = 0.5) -> Any:
            return {"weight": weight - step * grad}

        class Rateless(Optimizer):
            def rule(self, index: Any) -> str:
                return rateless_update.name

        with pytest.raises(mx.BindError, match="argument lr: got a learning rate"):
            stepped(Rateless())


@settings(max_examples=60)
@given(beta1=st.floats(0.5, 0.999), decay=st.floats(0, 1), begin=st.integers(0, 5), asked=st.permutations(range(1, 40)))
def test_nadams_product_is_a_function_of_the_count(beta1: float, decay: float, begin: int, asked: list[int]) -> None:
    optimizer = mx.optimizer.Nadam(beta1=beta1, schedule_decay=decay, begin_num_update=begin)
    by_hand = {t: math.prod(optimizer.momentum(past) for past in range(begin + 1, t + 1)) for t in asked}
    assert {t: optimizer.product(t) for t in asked} == by_hand


@settings(max_examples=4)
@given(beta1=st.floats(0.5, 0.999), decay=st.floats(0, 1), begin=st.integers(0, 5))
def test_nadams_product_has_no_end(beta1: float, decay: float, begin: int) -> None:
    optimizer = mx.optimizer.Nadam(beta1=beta1, schedule_decay=decay, begin_num_update=begin)
    assert 0 <= optimizer.product(1 << 53) <= optimizer.product(40)


def test_what_is_no_number_is_described_by_shape_and_dtype() -> None:
    weight = np.ones(3, np.float32)
    with pytest.raises(mx.BindError, match=r"lr: got an ndarray of shape \(2,\) and dtype float64, expected a number"):
        untyped.nd.sgd_update(weight, weight.copy(), lr=np.ones(2), out=weight)


def test_a_tensor_without_memory_is_no_number() -> None:
    torch = pytest.importorskip("torch")
    weight = np.ones(3, np.float32)
    with pytest.raises(mx.BindError, match=r"lr: got a Tensor of shape \(\) and dtype torch.float32"):
        untyped.nd.sgd_update(weight, weight.copy(), lr=torch.empty((), device="meta"), out=weight)
