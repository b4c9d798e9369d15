"""AdaDelta."""

from __future__ import annotations

from typing import Any

from mxsym.optimizer.optimizer import Optimizer, register


@register
class AdaDelta(Optimizer):
    """AdaDelta (Zeiler, 2012; `mx.nd.adadelta_update`): steps in the units of the weights.

    Args:
        learning_rate: 1.0.
        rho: decay of both running means, 0.9.
        epsilon: added inside both roots, 1e-6.
        use_fused_step, **kwargs: as in `Optimizer`.

    State: (acc_g, acc_delta), running means of squared gradients and steps, float32 for 16-bit weights.
    Unlike MXNet: there is a fused step.
    """

    def __init__(
        self,
        learning_rate: float | None = 1.0,
        rho: float = 0.9,
        epsilon: float = 1e-6,
        use_fused_step: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate=learning_rate, use_fused_step=use_fused_step, **kwargs)
        self.rho = rho
        self.epsilon = epsilon

    def rule(self, index: Any) -> str:
        return "adadelta_update"
