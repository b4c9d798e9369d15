"""Adam with decoupled weight decay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mxsym.optimizer.optimizer import Optimizer, register


@register
class AdamW(Optimizer):
    """Adam with decoupled weight decay (Loshchilov and Hutter, 2017; `mx.nd.contrib.adamw_update`).

    The corrected rate multiplies the decay too.

    Args:
        learning_rate: 0.001.
        beta1, beta2: decay of the running means, 0.9 and 0.999.
        epsilon: added to the denominator, 1e-6.
        correct_bias: correct the rate for the running means' beginning at zero.
        use_fused_step, **kwargs: as in `Optimizer`.

    State: (mean, var), of the weight's shape, float32 for 16-bit weights.
    Unlike MXNet: both paths decay the weight from before the step, a negative `wd` too; gradients are not written;
    `rescale_grad` stays a number. Where it is NaN, infinite or 0 the step changes nothing but the counts.
    """

    def __init__(
        self,
        learning_rate: float | None = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-6,
        correct_bias: bool = True,
        use_fused_step: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate=learning_rate, use_fused_step=use_fused_step, **kwargs)
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.correct_bias = correct_bias

    def rule(self, index: Any) -> str:
        return "multi_adamw_update"

    def numbers(self, lr: float, wd: float, t: int) -> Mapping[str, Any]:
        return {"lr": 1.0, "eta": self.corrected(lr, t) if self.correct_bias else lr}
