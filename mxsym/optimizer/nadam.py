"""Nadam."""

from __future__ import annotations

import math
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

        self._products: dict[int, float] = {}

    def rule(self, index: Any) -> str:
        return "nadam_update"

    def momentum(self, t: int) -> float:
        """The momentum of update t."""
        return self.beta1 * (1 - 0.5 * 0.96 ** (t * self.schedule_decay))

    def product(self, t: int) -> float:
        """The product of the momenta of all updates up to t."""
        if t - 1 in self._products:
            found = self._products[t - 1] * self.momentum(t)
        else:
            found = math.prod(self.momentum(past) for past in range(self.begin_num_update + 1, t + 1))
        if len(self._products) > 4096:  # parameters of different counts need their own, and no more than these
            self._products.clear()
        self._products[t] = found
        return found

    def numbers(self, lr: float, wd: float, t: int) -> Mapping[str, Any]:
        product, ahead = self.product(t), self.momentum(t + 1)
        return {
            "grad_factor": (1 - self.momentum(t)) / (1 - product),
            "mean_factor": ahead / (1 - product * ahead),
            "var_factor": 1 / (1 - self.beta2**t),
        }
