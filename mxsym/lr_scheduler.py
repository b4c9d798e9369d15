"""`mx.lr_scheduler`: the learning rate as a function of the number of updates.

Input: a number of updates, counted from 1. Output: the rate for it. Schedules hold where they are: a rate that has been
reduced stays so, and `base_lr` is the rate in force.
Non-goals: counting updates; an optimizer does that.
"""

from __future__ import annotations

import itertools
import logging
import math
from collections.abc import Sequence

_log = logging.getLogger("mxsym")


class LRScheduler:
    """A schedule: call it with the number of updates. A class of your own overrides `__call__`.

    Args:
        base_lr: the rate after the warm-up. An optimizer with a `learning_rate` of its own overwrites the attribute.
        warmup_steps: while fewer updates than this have been made, the rate is the warm-up's.
        warmup_begin_lr: where the warm-up begins.
        warmup_mode: "linear", from `warmup_begin_lr` to the `base_lr` given here, or "constant", at `warmup_begin_lr`.

    Raises:
        ValueError: a warm-up that is negative, that goes downwards, or of another mode.
    """

    def __init__(
        self,
        base_lr: float = 0.01,
        warmup_steps: int = 0,
        warmup_begin_lr: float = 0.0,
        warmup_mode: str = "linear",
    ) -> None:
        if not isinstance(warmup_steps, int) or warmup_steps < 0:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ValueError(f"warmup_steps is a whole number of at least 0, got {warmup_steps!r}")
        if warmup_begin_lr > base_lr:
            raise ValueError(f"a warm-up goes upwards, to base_lr {base_lr}, got warmup_begin_lr {warmup_begin_lr}")
        if warmup_mode not in ("linear", "constant"):
            raise ValueError(f"warmup_mode is 'linear' or 'constant', got {warmup_mode!r}")
        self.base_lr = base_lr
        self.warmup_steps = warmup_steps
        self.warmup_begin_lr = warmup_begin_lr
        self.warmup_final_lr = base_lr
        self.warmup_mode = warmup_mode

    def get_warmup_lr(self, num_update: int) -> float:
        """The warm-up's rate."""
        if self.warmup_mode == "constant":
            return self.warmup_begin_lr
        rise = self.warmup_final_lr - self.warmup_begin_lr
        return self.warmup_begin_lr + rise * num_update / self.warmup_steps

    def __call__(self, num_update: int) -> float:
        """The rate for this number of updates."""
        if num_update < self.warmup_steps:
            return self.get_warmup_lr(num_update)
        return self._after_warmup(num_update)

    def _after_warmup(self, num_update: int) -> float:
        raise NotImplementedError(f"{type(self).__name__} must define __call__")


def _check_factor(factor: float) -> None:
    if factor > 1.0:
        raise ValueError(f"a factor of at most 1 lowers the rate, got {factor}")


class FactorScheduler(LRScheduler):
    """`base_lr` is multiplied by `factor` after every `step` updates: first at update `step + 1`.

    Args:
        step: how many updates lie between two changes.
        factor: at most 1.
        stop_factor_lr: the rate does not fall below this.
        base_lr, warmup_steps, warmup_begin_lr, warmup_mode: as in `LRScheduler`.

    Raises:
        ValueError: a step below 1 or a factor above 1.
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
        if step < 1:
            raise ValueError(f"step is at least 1, got {step}")
        _check_factor(factor)
        self.step = step
        self.factor = factor
        self.stop_factor_lr = stop_factor_lr
        self.count = 0

    def _after_warmup(self, num_update: int) -> float:
        while num_update > self.count + self.step:  # several changes may be due: training may have been resumed
            self.count += self.step
            self.base_lr = max(self.base_lr * self.factor, self.stop_factor_lr)
            _log.info("update %d: the learning rate is now %g", num_update, self.base_lr)
        return self.base_lr


class MultiFactorScheduler(LRScheduler):
    """`base_lr` is multiplied by `factor` after each of the listed numbers of updates.

    Args:
        step: increasing whole numbers; the first change comes at update `step[0] + 1`.
        factor: at most 1.
        base_lr, warmup_steps, warmup_begin_lr, warmup_mode: as in `LRScheduler`.

    Raises:
        ValueError: steps that do not increase or are below 1, a factor above 1.
    """

    def __init__(
        self,
        step: Sequence[int],
        factor: float = 1.0,
        base_lr: float = 0.01,
        warmup_steps: int = 0,
        warmup_begin_lr: float = 0.0,
        warmup_mode: str = "linear",
    ) -> None:
        super().__init__(base_lr, warmup_steps, warmup_begin_lr, warmup_mode)
        steps = list(step)
        if not steps or steps[0] < 1 or any(b <= a for a, b in itertools.pairwise(steps)):
            raise ValueError(f"step is a list of increasing whole numbers of at least 1, got {step!r}")
        _check_factor(factor)
        self.step = steps
        self.cur_step_ind = 0
        self.factor = factor
        self.count = 0

    def _after_warmup(self, num_update: int) -> float:
        while self.cur_step_ind < len(self.step) and num_update > self.step[self.cur_step_ind]:
            self.count = self.step[self.cur_step_ind]
            self.cur_step_ind += 1
            self.base_lr *= self.factor
            _log.info("update %d: the learning rate is now %g", num_update, self.base_lr)
        return self.base_lr


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
        if not isinstance(max_update, int) or max_update < 1:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ValueError(f"max_update is a whole number of at least 1, got {max_update!r}")
        if max_update <= warmup_steps:
            raise ValueError(f"max_update must exceed warmup_steps {warmup_steps}, got {max_update}")
        self.max_update = max_update
        self.base_lr_orig = base_lr
        self.final_lr = final_lr
        self.max_steps = max_update - warmup_steps

    def _share(self, done: float) -> float:
        """How much of the way is left once this part of the updates is done."""
        raise NotImplementedError

    def _after_warmup(self, num_update: int) -> float:
        if num_update <= self.max_update:
            done = (num_update - self.warmup_steps) / self.max_steps
            self.base_lr = self.final_lr + (self.base_lr_orig - self.final_lr) * self._share(done)
        return self.base_lr


class PolyScheduler(_Decay):
    """A power of what is left: `final_lr + (base_lr - final_lr) * (1 - done) ** pwr`.

    `done` is `(num_update - warmup_steps) / (max_update - warmup_steps)`.

    Args:
        max_update: where `final_lr` is reached; above `warmup_steps`.
        base_lr: where the decay begins. Overwriting the attribute later does not move that, as in MXNet.
        pwr: the power.
        final_lr: the rate at `max_update` and after it.
        warmup_steps, warmup_begin_lr, warmup_mode: as in `LRScheduler`.

    Raises:
        ValueError: no whole `max_update` above the warm-up.
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
        self.power = pwr

    def _share(self, done: float) -> float:
        return (1 - done) ** self.power


class CosineScheduler(_Decay):
    """Half a cosine: `final_lr + (base_lr - final_lr) * (1 + cos(pi * done)) / 2` (Loshchilov and Hutter, 2016).

    `done` and the arguments are those of `PolyScheduler`.

    Raises:
        ValueError: no whole `max_update` above the warm-up.
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
