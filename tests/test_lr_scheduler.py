"""Schedules against closed forms written by hand, and what optimizers do with them."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from typing import Any

import pytest

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
