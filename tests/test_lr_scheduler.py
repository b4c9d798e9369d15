"""Schedules against closed forms written by hand, and what optimizers do with them."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mxsym as mx
from mxsym.lr_scheduler import CosineScheduler, FactorScheduler, LRScheduler, MultiFactorScheduler, PolyScheduler

UPDATES = range(1, 60)


def factor_by_hand(n: int) -> float:
    return max(0.5 * 0.3 ** ((n - 1) // 7), 0.01)


def multi_by_hand(n: int) -> float:
    return 0.5 * 0.1 ** sum(n > step for step in (3, 10, 11))


def done(n: int, warm: int) -> float:
    return (min(n, 30) - warm) / (30 - warm)


def poly_by_hand(n: int, warm: int) -> float:
    return 0.02 + (0.5 - 0.02) * (1 - done(n, warm)) ** 3


def cosine_by_hand(n: int, warm: int) -> float:
    return 0.02 + (0.5 - 0.02) * (1 + math.cos(math.pi * done(n, warm))) / 2


def make(name: str, **warm: Any) -> LRScheduler:
    if name == "factor":
        return FactorScheduler(7, 0.3, stop_factor_lr=0.01, base_lr=0.5, **warm)
    if name == "multi":
        return MultiFactorScheduler([3, 10, 11], 0.1, 0.5, **warm)
    return PolyScheduler(30, 0.5, 3, 0.02, **warm) if name == "poly" else CosineScheduler(30, 0.5, 0.02, **warm)


CASES: dict[str, Callable[[int, int], float]] = {
    "factor": lambda n, _: factor_by_hand(n),
    "multi": lambda n, _: multi_by_hand(n),
    "poly": poly_by_hand,
    "cosine": cosine_by_hand,
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("warm", [0, 5])
@pytest.mark.parametrize("mode", ["linear", "constant"])
def test_rates(name: str, warm: int, mode: str) -> None:
    schedule = make(name, warmup_steps=warm, warmup_begin_lr=0.1, warmup_mode=mode)
    for n in UPDATES:
        rising = 0.1 + (0.5 - 0.1) * n / warm if warm and mode == "linear" else 0.1
        assert schedule(n) == pytest.approx(rising if n < warm else CASES[name](n, warm), rel=1e-12), n


@pytest.mark.parametrize("name", CASES)
def test_training_that_is_resumed_late_has_the_same_rate(name: str) -> None:
    by_hand, steps = CASES[name], make(name)
    assert make(name)(25) == pytest.approx(by_hand(25, 0), rel=1e-12)
    for n in UPDATES:
        steps(n)
    assert steps(59) == pytest.approx(by_hand(59, 0), rel=1e-12)


def test_what_cannot_be_scheduled() -> None:
    wrong: list[Callable[[], Any]] = [
        lambda: FactorScheduler(0),
        lambda: FactorScheduler(3, factor=1.5),
        lambda: MultiFactorScheduler([]),
        lambda: MultiFactorScheduler([3, 3]),
        lambda: MultiFactorScheduler([0, 3]),
        lambda: MultiFactorScheduler([1], factor=2),
        lambda: PolyScheduler(0),
        lambda: CosineScheduler(5, warmup_steps=5),
        lambda: LRScheduler(warmup_steps=-1),
        lambda: LRScheduler(0.1, warmup_steps=3, warmup_begin_lr=0.2),
        lambda: LRScheduler(warmup_mode="steep"),
    ]
    for attempt in wrong:
        with pytest.raises(ValueError, match=r"is|at|exceed|goes"):
            attempt()


def test_a_scheduler_says_what_it_is_missing() -> None:
    with pytest.raises(NotImplementedError, match="LRScheduler must define"):
        LRScheduler()(1)


def test_an_optimizers_learning_rate_overwrites_base_lr_and_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "mxsym"):
        schedule = FactorScheduler(2, 0.5, base_lr=0.8)
        optimizer = mx.optimizer.SGD(lr_scheduler=schedule)
    assert schedule.base_lr == 0.1 == optimizer.learning_rate
    assert len(caplog.records) == 1 and "overwrites the base_lr 0.8" in caplog.text


def test_without_a_learning_rate_the_schedule_stands(caplog: pytest.LogCaptureFixture) -> None:
    optimizer = mx.optimizer.SGD(learning_rate=None, lr_scheduler=FactorScheduler(2, 0.5, base_lr=0.8))
    assert optimizer.learning_rate == 0.8
    assert mx.optimizer.SGD(learning_rate=None).learning_rate == 0.01
    assert mx.optimizer.SGD(learning_rate=0.5, lr_scheduler=FactorScheduler(2, base_lr=0.5)).learning_rate == 0.5
    assert not caplog.records


def test_the_rate_cannot_be_set_beside_a_schedule() -> None:
    optimizer = mx.optimizer.SGD(learning_rate=None, lr_scheduler=FactorScheduler(2, base_lr=0.5))
    with pytest.raises(UserWarning, match="lr_scheduler decides"):
        optimizer.set_learning_rate(0.1)
    plain = mx.optimizer.SGD()
    plain.set_learning_rate(0.7)
    assert plain.learning_rate == 0.7


NUMBERS = st.one_of(st.floats(0.0625, 1.0), st.floats(0.0625, 1.0, width=32).map(np.float32), st.just(np.array(0.5)))


@st.composite
def schedules(draw: st.DrawFn) -> Callable[[], LRScheduler]:
    """Constructor of a schedule, always the same one, from numbers of any kind."""
    kind = draw(st.sampled_from(list(CASES)))
    warm = {"warmup_steps": draw(st.integers(0, 5)), "warmup_mode": draw(st.sampled_from(["linear", "constant"]))}
    base, factor = draw(NUMBERS), draw(NUMBERS)
    step = draw(st.one_of(st.integers(1, 9), st.integers(1, 9).map(np.int64), st.floats(1, 9)))
    steps = draw(st.sets(st.integers(1, 60), min_size=1).map(lambda found: np.array(sorted(found))))
    limit = draw(st.integers(6, 50).map(np.int64))
    makers: dict[str, Callable[[], LRScheduler]] = {
        "factor": lambda: FactorScheduler(step, factor, base_lr=base, stop_factor_lr=1e-3, **warm),  # type: ignore[arg-type]
        "multi": lambda: MultiFactorScheduler(steps, factor, base, **warm),  # type: ignore[arg-type]
        "poly": lambda: PolyScheduler(limit, base, 2, 1e-4, **warm),  # type: ignore[arg-type]
        "cosine": lambda: CosineScheduler(limit, base, 1e-4, **warm),  # type: ignore[arg-type]
    }
    return makers[kind]


@pytest.mark.parametrize("examples", [50, pytest.param(200, marks=pytest.mark.slow)])
def test_a_schedule_is_a_function_of_the_count(examples: int) -> None:
    settings(max_examples=examples)(given(schedules(), st.permutations(range(70)), st.data())(check_rates))()


def check_rates(make: Callable[[], LRScheduler], asked: list[int], data: st.DataObject) -> None:
    """Asked out of order, past its end first, alone, again, by numbers of any kind, or after a state file: the same."""
    in_order, out_of_order = make(), make()
    rates = [in_order(n) for n in range(70)]
    assert {n: out_of_order(n) for n in asked} == dict(enumerate(rates))
    before = dict(vars(in_order))
    for n in data.draw(st.lists(st.sampled_from(range(70)), max_size=5)):
        assert make()(n) == rates[n] == in_order(np.int64(n)) == in_order(np.array(n)) == in_order(float(n))  # type: ignore[arg-type]
    for n in (10**9, 10**30, 10**400):
        in_order(n)
    assert vars(in_order) == before
    saved = mx.optimizer.get_updater(mx.optimizer.SGD(learning_rate=None, lr_scheduler=out_of_order))
    other = mx.optimizer.get_updater(mx.optimizer.SGD())
    other.set_states(saved.get_states(dump_optimizer=True))
    assert [other.optimizer.lr_scheduler(n) for n in asked] == [rates[n] for n in asked]
    assert type(other.optimizer.lr_scheduler) is type(in_order)


def in_place(schedule: Any, updates: int) -> list[float]:
    """MXNet's own arithmetic of a schedule of factors, which moves as it is asked."""
    rates: list[float] = []
    base, count = schedule.base_lr, 0
    for n in range(1, updates):
        while n > count + schedule.step:
            count += schedule.step
            base = max(base * schedule.factor, schedule.stop_factor_lr)
        rates.append(base)
    return rates


@given(st.floats(0.1, 1.0), st.integers(1, 5))
def test_reductions_have_mxnets_bits(factor: float, step: int) -> None:
    schedule = FactorScheduler(step, factor, base_lr=0.7, stop_factor_lr=1e-6)
    assert [schedule(n) for n in reversed(range(1, 60))][::-1] == in_place(schedule, 60)


def test_many_reductions_take_no_time_and_go_on_falling() -> None:
    slow = FactorScheduler(1, 1 - 1e-9, base_lr=1.0)
    rates = [slow(n) for n in (1, 1 << 16, (1 << 16) + 1, (1 << 16) + 2, (1 << 16) + 3, 10**9, 2 * 10**9, 10**15)]
    assert rates == sorted(rates, reverse=True) and len(set(rates)) == len(rates)
    assert rates[-3] == pytest.approx(math.exp(-1), rel=1e-6) and rates[-1] == slow.stop_factor_lr


def test_what_is_assigned_is_where_the_curve_begins() -> None:
    schedule = MultiFactorScheduler([2], 0.5, base_lr=0.8)
    assert schedule(3) == 0.4
    schedule.base_lr = 0.2
    assert (schedule(1), schedule(3)) == (0.2, 0.1)
    schedule.base_lr = -0.0
    assert math.copysign(1, schedule(1)) == 1  # the sign of a zero does not depend on who was first
    for value in (None, math.nan, "0.1"):
        schedule.base_lr = value  # type: ignore[assignment]
        with pytest.raises(ValueError, match="base_lr is a finite number"):
            schedule(1)


@pytest.mark.parametrize("count", [None, -1, "1", math.nan, [1]])
@pytest.mark.parametrize("name", CASES)
def test_what_is_no_number_of_updates(name: str, count: Any) -> None:
    with pytest.raises(ValueError, match="number of updates"):
        make(name)(count)


@pytest.mark.parametrize("value", [None, math.nan, math.inf, "0.1", 1j])
def test_what_is_no_number_of_a_schedule(value: Any) -> None:
    for kind, arguments in (
        (FactorScheduler, {"step": 3, "factor": 0.5, "base_lr": 0.5, "stop_factor_lr": 0.1, "warmup_begin_lr": 0.0}),
        (MultiFactorScheduler, {"step": [3], "factor": 0.5, "base_lr": 0.5}),
        (PolyScheduler, {"max_update": 9, "base_lr": 0.5, "pwr": 2, "final_lr": 0.1, "warmup_steps": 1}),
        (CosineScheduler, {"max_update": 9, "base_lr": 0.5, "final_lr": 0.1}),
    ):
        kind(**arguments)  # type: ignore[operator]
        for name in arguments:
            with pytest.raises(ValueError, match=r"number|step|at least"):
                kind(**{**arguments, name: value})  # type: ignore[operator]
    for wrong in ({"factor": -0.5}, {"step": 0.5}):
        with pytest.raises(ValueError, match="at least"):
            FactorScheduler(**{"step": 3, **wrong})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="pwr"):
        PolyScheduler(5, pwr=-1)
