"""LANS."""

from __future__ import annotations

from typing import Any

from mxsym.optimizer.optimizer import Optimizer, register


@register
class LANS(Optimizer):
    """LAMB with a normalised gradient and Nesterov's look-ahead (Zheng et al., 2020; `mx.nd.lans_update`).

    Args:
        learning_rate: 0.001.
        beta1, beta2: decay of the running means of the gradient and of its square, 0.9 and 0.999.
        epsilon: added to the denominator, 1e-6.
        lower_bound, upper_bound: the weight's norm is held between them; None, 0 and below: off.
        aggregate_num, use_fused_step, **kwargs: as in `Optimizer`.

    State: (mean, var), of the weight's shape, float32 for 16-bit weights.
    Unlike MXNet: a gradient of norm zero is left as it is; both paths decay the weight from before the step.
    """

    def __init__(
        self,
        learning_rate: float | None = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-6,
        lower_bound: float | None = None,
        upper_bound: float | None = None,
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

    def rule(self, index: Any) -> str:
        return "lans_update"
