"""Adamax."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mxsym.optimizer.optimizer import Optimizer, register


@register
class Adamax(Optimizer):
    """Adamax (Kingma and Ba, 2014; `mx.nd.adamax_update`): Adam with the largest gradient in its denominator.

    Args:
        learning_rate: 0.002; the rule's is `learning_rate / (1 - beta1**t)`.
        beta1: decay of the running mean of the gradient, 0.9.
        beta2: decay of its running maximum, 0.999.
        epsilon: added to the denominator, 1e-8.
        use_fused_step, **kwargs: as in `Optimizer`.

    State: (mean, maximum), of the weight's shape, float32 for 16-bit weights.
    Unlike MXNet: there is a fused step.
    """

    def __init__(
        self,
        learning_rate: float | None = 0.002,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        use_fused_step: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate=learning_rate, use_fused_step=use_fused_step, **kwargs)
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon

    def rule(self, index: Any) -> str:
        return "adamax_update"

    def numbers(self, lr: float, wd: float, t: int) -> Mapping[str, Any]:
        return {"lr": lr / (1 - self.number("beta1") ** t)}
