"""Follow the moving leader."""

from __future__ import annotations

from typing import Any

from mxsym.optimizer.optimizer import Optimizer, register


@register
class FTML(Optimizer):
    """Follow the moving leader (Zheng and Kwok, 2017; `mx.nd.ftml_update`).

    Args:
        learning_rate: 0.0025.
        beta1, beta2: decay of the running means, 0.6 and 0.999.
        epsilon: added to the denominator, 1e-8.
        use_fused_step, **kwargs: as in `Optimizer`.

    State: (d, v, z), of the weight's shape, float32 for 16-bit weights.
    """

    def __init__(
        self,
        learning_rate: float | None = 0.0025,
        beta1: float = 0.6,
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
        return "ftml_update"
