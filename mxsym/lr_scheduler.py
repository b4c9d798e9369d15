"""`mx.lr_scheduler`: the learning rate as a pure function of the number of updates, counted from 1."""

from __future__ import annotations

import bisect
import functools
import itertools
import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from mxsym.rule.missing import no_attribute
from mxsym.rule.numbers import as_finite, as_whole

_FOREVER = 1 << 53
"""More updates than anybody makes; a number above it is no float."""


def _number(name: str, value: Any) -> float:
    """A finite number that a schedule is given.

    Raises:
        ValueError: it is none.
    """
    number = as_finite(value)
    if number is None:
        raise ValueError(f"{name} is a finite number, got {value!r}")
    return number


def _whole(name: str, value: Any, least: int) -> int:
    """A whole number of at least `least`.

    Raises:
        ValueError: it is none.
    """
    number = as_whole(value)
    if number is None or number < least:
        raise ValueError(f"{name} is a whole number of at least {least}, got {value!r}")
    return min(number, _FOREVER)


def _interval(name: str, value: Any) -> float:
    """A number of updates of at least 1, which may have a fraction.

    Raises:
        ValueError: it is none.
    """
    number = as_finite(value)
    if number is None or number < 1:
        raise ValueError(f"{name} is at least 1, got {value!r}")
    whole = as_whole(value)
    return number if whole is None else min(whole, _FOREVER)


def _factor(value: Any) -> float:
    number = _number("factor", value)
    if number > 1.0:
        raise ValueError(f"a factor of at most 1 lowers the rate, got {value}")
    if number < 0.0:
        raise ValueError(f"a factor is at least 0, got {value}")
    return number


class LRScheduler:
    """A schedule: call it with the number of updates. A class of your own overrides `__call__`.

    The schedules here are functions: the rate for a number of updates does not depend on what was asked before.

    Args:
        base_lr: the rate after the warm-up. An optimizer with a `learning_rate` of its own overwrites the attribute.
            It stays what it is: the rate in force is the optimizer's `learning_rate`.
        warmup_steps: while fewer updates than this have been made, the rate is the warm-up's.
        warmup_begin_lr: where the warm-up begins.
        warmup_mode: "linear", from `warmup_begin_lr` to the `base_lr` given here, or "constant", at `warmup_begin_lr`.

    Raises:
        ValueError: a warm-up that is negative, that goes downwards, or of another mode; what is no finite number.
    """

    def __init__(
        self, base_lr: float = 0.01, warmup_steps: int = 0, warmup_begin_lr: float = 0.0, warmup_mode: str = "linear"
    ) -> None:
        self.base_lr = _number("base_lr", base_lr)
        self.warmup_steps = _whole("warmup_steps", warmup_steps, 0)
        self.warmup_begin_lr = _number("warmup_begin_lr", warmup_begin_lr)
        if self.warmup_begin_lr > self.base_lr:
            raise ValueError(f"a warm-up goes upwards, to base_lr {base_lr}, got warmup_begin_lr {warmup_begin_lr}")
        if warmup_mode not in ("linear", "constant"):
            raise ValueError(f"warmup_mode is 'linear' or 'constant', got {warmup_mode!r}")
        self.warmup_final_lr = self.base_lr
        self.warmup_mode = warmup_mode

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in vars(self).items() if not name.startswith("_"))
        return f"{type(self).__name__}({shown})"

    def get_warmup_lr(self, num_update: int) -> float:
        """The warm-up's rate.

        Args:
            num_update: the number of the update, from 1.
        """
        if self.warmup_mode == "constant":
            return self.warmup_begin_lr
        rise = self.warmup_final_lr - self.warmup_begin_lr
        return self.warmup_begin_lr + rise * num_update / self.warmup_steps

    def __call__(self, num_update: int) -> float:
        """The rate for this number of updates.

        Raises:
            ValueError: it is no number of at least 0.
        """
        count = min(num_update if type(num_update) is int else _updates(num_update), _FOREVER)
        if count < 0:
            raise ValueError(f"{type(self).__name__} takes a number of updates from 0 on, got {num_update}")
        if count < self.warmup_steps:
            return self.get_warmup_lr(count)
        return self._after_warmup(count)

    def _after_warmup(self, num_update: int) -> float:
        raise NotImplementedError(f"{type(self).__name__} must define __call__")


def _updates(num_update: Any) -> Any:
    """A number of updates; a plot may ask between two."""
    whole = as_whole(num_update)
    return _number("a number of updates", num_update) if whole is None else whole


MOST_REDUCTIONS = 1 << 16
"""Reductions that are multiplied one by one, as MXNet does; what comes after them is a power."""


@functools.lru_cache(maxsize=64)
def _reduced(base_lr: float, factor: float, least: float) -> list[float]:
    """The rates after 0, 1, 2, … reductions as far as they are known: the longest list that was needed so far."""
    del factor, least
    return [base_lr]


def _after(reductions: int, base_lr: Any, factor: Any, least: Any = -math.inf) -> float:
    """`base_lr` after that many reductions, each a multiplication by `factor`, and never below `least`."""
    base_lr = _number("base_lr", base_lr) + 0.0  # as -0 and 0 are one key
    rates = _reduced(base_lr, factor, least)
    multiplied = min(reductions, MOST_REDUCTIONS)
    while (known := len(rates)) <= multiplied:
        rate, following = rates[known - 1], max(rates[known - 1] * factor, least)
        if following == rate:  # and so for all that follow
            return following
        rates[known : known + 1] = [following]  # where it belongs, even if another thread was first
    further = reductions - multiplied
    return max(rates[multiplied] * factor ** float(further), least) if further else rates[multiplied]


class FactorScheduler(LRScheduler):
    """`base_lr` is multiplied by `factor` after every `step` updates: first at update `step + 1`.

    Args:
        step: number of updates between two changes.
        factor: at most 1.
        stop_factor_lr: the rate does not fall below this.
        base_lr, warmup_steps, warmup_begin_lr, warmup_mode: as in `LRScheduler`.

    Raises:
        ValueError: a step below 1, a factor above 1 or below 0, what is no finite number.
    """

    def __init__(
        self,
        step: int,
        factor: float = 1.0,
        stop_factor_lr: float = 1e-8,
        base_lr: float = 0.01,
        warmup_steps: int = 0,
        warmup_begin_lr: float = 0.0,
        warmup_mode: str = "linear",
    ) -> None:
        super().__init__(base_lr, warmup_steps, warmup_begin_lr, warmup_mode)
        self.step = _interval("step", step)
        self.factor = _factor(factor)
        self.stop_factor_lr = _number("stop_factor_lr", stop_factor_lr)

    def _after_warmup(self, num_update: int) -> float:
        if isinstance(self.step, int) and type(num_update) is int:  # a quotient of large numbers is rounded
            reductions = (num_update - 1) // self.step
        else:
            reductions = math.ceil(num_update / self.step) - 1
        return _after(max(reductions, 0), self.base_lr, self.factor, self.stop_factor_lr)


class MultiFactorScheduler(LRScheduler):
    """`base_lr` is multiplied by `factor` after each of the listed numbers of updates.

    Args:
        step: increasing numbers; the first change comes at update `step[0] + 1`.
        factor: at most 1.
        base_lr, warmup_steps, warmup_begin_lr, warmup_mode: as in `LRScheduler`.

    Raises:
        ValueError: steps that do not increase or are below 1, a factor above 1 or below 0, what is no finite number.
    """

    def __init__(
        self,
        step: Iterable[int],
        factor: float = 1.0,
        base_lr: float = 0.01,
        warmup_steps: int = 0,
        warmup_begin_lr: float = 0.0,
        warmup_mode: str = "linear",
    ) -> None:
        super().__init__(base_lr, warmup_steps, warmup_begin_lr, warmup_mode)
        listed = list(step) if isinstance(step, Iterable) else []  # pyright: ignore[reportUnnecessaryIsInstance]
        if not listed:
            raise ValueError(f"step is a list of increasing numbers of at least 1, got {step!r}")
        self.step = [_interval("each step", item) for item in listed]
        if any(b <= a for a, b in itertools.pairwise(self.step)):
            raise ValueError(f"step is a list of increasing numbers of at least 1, got {step!r}")
        self.factor = _factor(factor)

    def _after_warmup(self, num_update: int) -> float:
        return _after(bisect.bisect_left(self.step, num_update), self.base_lr, self.factor)


class _Decay(LRScheduler):
    """From `base_lr`, as given here, to `final_lr`, reached at update `max_update`; constant from then on."""

    def __init__(
        self,
        max_update: int,
        base_lr: float,
        final_lr: float,
        warmup_steps: int,
        warmup_begin_lr: float,
        warmup_mode: str,
    ) -> None:
        super().__init__(base_lr, warmup_steps, warmup_begin_lr, warmup_mode)
        self.max_update = _whole("max_update", max_update, 1)
        if self.max_update <= self.warmup_steps:
            raise ValueError(f"max_update must exceed warmup_steps {warmup_steps}, got {max_update}")
        self.base_lr_orig = self.base_lr
        self.final_lr = _number("final_lr", final_lr)

    @property
    def max_steps(self) -> int:
        """Number of updates that the decay takes."""
        return self.max_update - self.warmup_steps

    def _share(self, done: float) -> float:
        """Remaining share of the decay after this part of the updates."""
        raise NotImplementedError

    def _after_warmup(self, num_update: int) -> float:
        done = (min(num_update, self.max_update) - self.warmup_steps) / self.max_steps
        return self.final_lr + (self.base_lr_orig - self.final_lr) * self._share(done)


class PolyScheduler(_Decay):
    """A power of what is left: `final_lr + (base_lr - final_lr) * (1 - done) ** pwr`.

    `done` is `(num_update - warmup_steps) / (max_update - warmup_steps)`.

    Args:
        max_update: where `final_lr` is reached; above `warmup_steps`.
        base_lr: where the decay begins. Overwriting the attribute later does not move that, as in MXNet.
        pwr: the power, at least 0.
        final_lr: the rate at `max_update` and after it.
        warmup_steps, warmup_begin_lr, warmup_mode: as in `LRScheduler`.

    Raises:
        ValueError: no whole `max_update` above the warm-up; what is no finite number.
    """

    def __init__(
        self,
        max_update: int,
        base_lr: float = 0.01,
        pwr: float = 2,
        final_lr: float = 0.0,
        warmup_steps: int = 0,
        warmup_begin_lr: float = 0.0,
        warmup_mode: str = "linear",
    ) -> None:
        super().__init__(max_update, base_lr, final_lr, warmup_steps, warmup_begin_lr, warmup_mode)
        self.power = _number("pwr", pwr)
        if self.power < 0:  # at the end 0 would be divided by
            raise ValueError(f"pwr is at least 0, got {pwr}")

    def _share(self, done: float) -> float:
        return (1 - done) ** self.power


class CosineScheduler(_Decay):
    """Half a cosine: `final_lr + (base_lr - final_lr) * (1 + cos(pi * done)) / 2` (Loshchilov and Hutter, 2016).

    `done` and the arguments are those of `PolyScheduler`.

    Raises:
        ValueError: no whole `max_update` above the warm-up; what is no finite number.
    """

    def __init__(
        self,
        max_update: int,
        base_lr: float = 0.01,
        final_lr: float = 0.0,
        warmup_steps: int = 0,
        warmup_begin_lr: float = 0.0,
        warmup_mode: str = "linear",
    ) -> None:
        super().__init__(max_update, base_lr, final_lr, warmup_steps, warmup_begin_lr, warmup_mode)

    def _share(self, done: float) -> float:
        return (1 + math.cos(math.pi * done)) / 2


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """An error that says what there is."""
        known = f"known: {', '.join(__all__)}; a function of the number of updates is a schedule, too"
        raise no_attribute("mxsym.lr_scheduler", name, known)


__all__ = ["CosineScheduler", "FactorScheduler", "LRScheduler", "MultiFactorScheduler", "PolyScheduler"]
