"""Nesterov's accelerated gradient."""

from __future__ import annotations

from typing import Any

from mxsym.optimizer.optimizer import Optimizer, register


@register
class NAG(Optimizer):
    """SGD with Nesterov's accelerated gradient (`mx.nd.nag_mom_update`; without momentum `mx.nd.sgd_update`).

    Args:
        learning_rate: 0.1.
        momentum: decay of the running average of steps, 0.9.
        multi_precision: keep float32 copies of 16-bit weights.
        use_fused_step, **kwargs: as in `Optimizer`.

    State: None without momentum, else one array of the weight's shape, float32 for 16-bit weights.
    """

    def __init__(
        self,
        learning_rate: float | None = 0.1,
        momentum: float = 0.9,
        multi_precision: bool = False,
        use_fused_step: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            learning_rate=learning_rate, multi_precision=multi_precision, use_fused_step=use_fused_step, **kwargs
        )
        self.momentum = momentum

    def rule(self, index: Any) -> str:
        return "nag_mom_update" if self.momentum else "sgd_update"
