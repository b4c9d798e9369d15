"""LAMB."""

from __future__ import annotations

from typing import Any

from mxsym.optimizer.optimizer import Optimizer, register


@register
class LAMB(Optimizer):
    """Adam with a rate for each layer, by the norms of weight and step (You et al., 2019; `mx.nd.lamb_update`).

    Args:
        learning_rate: 0.001.
        beta1, beta2: decay of the running means of the gradient and of its square, 0.9 and 0.999.
        epsilon: added to the denominator, 1e-6.
        lower_bound, upper_bound: the weight's norm is held between them; None, 0 and below: off.
        bias_correction: correct the running means for their beginning at zero.
        aggregate_num, use_fused_step, **kwargs: as in `Optimizer`.

    State: (mean, var), of the weight's shape, float32 for 16-bit weights.
    Unlike MXNet: an update counts once, however many parameters a call has; masters of 16-bit weights are updated.
    """

    def __init__(
        self,
        learning_rate: float | None = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-6,
        lower_bound: float | None = None,
        upper_bound: float | None = None,
        bias_correction: bool = True,
        aggregate_num: int = 4,
        use_fused_step: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            learning_rate=learning_rate, aggregate_num=aggregate_num, use_fused_step=use_fused_step, **kwargs
        )
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.lower_bound = lower_bound
        self.upper_bound = upper_bound
        self.bias_correction = bias_correction

    def rule(self, index: Any) -> str:
        return "lamb_update"
