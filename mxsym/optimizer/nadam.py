"""Nadam."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from mxsym.optimizer.optimizer import Optimizer, register


@register
class Nadam(Optimizer):
    """Adam with Nesterov's look-ahead (Dozat, 2016; `mx.nd.nadam_update`).

    Update t has the momentum `beta1 * (1 - 0.96**(t * schedule_decay) / 2)`; the bias of the mean is corrected by the
    product of the momenta so far.

    Args:
        learning_rate: 0.001.
        beta1, beta2: decay of the running means of the gradient and of its square, 0.9 and 0.999.
        epsilon: added to the denominator, 1e-8.
        schedule_decay: how fast the momentum rises, 0.004.
        use_fused_step, **kwargs: as in `Optimizer`.

    State: (mean, var), of the weight's shape, float32 for 16-bit weights.
    Unlike MXNet: the product belongs to each parameter, so that equal parameters stay equal; there is a fused step.
    """

    def __init__(
        self,
        learning_rate: float | None = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        schedule_decay: float = 0.004,
        use_fused_step: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate=learning_rate, use_fused_step=use_fused_step, **kwargs)
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.schedule_decay = schedule_decay

    def rule(self, index: Any) -> str:
        return "nadam_update"

    def momentum(self, t: int) -> float:
        """The momentum of update t."""
        return _momentum(self.number("beta1"), self.number("schedule_decay"), t)

    def product(self, t: int) -> float:
        """The product of the momenta of all updates up to t."""
        return _product(self.number("beta1"), self.number("schedule_decay"), self.begin_num_update, t)

    def numbers(self, lr: float, wd: float, t: int) -> Mapping[str, Any]:
        product, ahead = self.product(t), self.momentum(t + 1)
        return {
            "grad_factor": (1 - self.momentum(t)) / (1 - product),
            "mean_factor": ahead / (1 - product * ahead),
            "var_factor": 1 / (1 - self.number("beta2") ** t),
        }


def _momentum(beta1: float, schedule_decay: float, t: int) -> float:
    return beta1 * (1 - 0.5 * 0.96 ** (t * schedule_decay))


MOST_FACTORS = 1 << 16
"""Momenta that are multiplied one by one. After so many, their product is nothing beside 1 or the next are `beta1`."""


@functools.lru_cache(maxsize=64)
def _products(beta1: float, schedule_decay: float, begin: int) -> list[float]:
    """The products of the momenta of 0, 1, 2, … updates after `begin`, as far as they are known."""
    del beta1, schedule_decay, begin
    return [1.0]


def _product(beta1: float, schedule_decay: float, begin: int, t: int) -> float:
    """The product of the momenta of the updates from `begin + 1` to t: a function of these, in bounded time."""
    products = _products(beta1, schedule_decay, begin)
    wanted = max(min(t - begin, MOST_FACTORS), 0)
    while (known := len(products)) <= wanted:
        if products[known - 1] == 0:
            return 0.0
        product = products[known - 1] * _momentum(beta1, schedule_decay, begin + known)
        products[known : known + 1] = [product]  # where it belongs, even if another thread was first
    further = t - begin - MOST_FACTORS
    return products[wanted] * beta1 ** float(further) if further > 0 else products[wanted]
