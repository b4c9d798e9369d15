"""Asynchronous SGD with delay compensation."""

from __future__ import annotations

from typing import Any

from mxsym.optimizer import parameter
from mxsym.optimizer.optimizer import Optimizer, register


@register
class DCASGD(Optimizer):
    """Asynchronous SGD with delay compensation (Zheng et al., 2017; `mx.nd.dcasgd_update`).

    Args:
        learning_rate: 0.1.
        momentum: decay of the running average of steps, 0.
        lamda: how much is compensated, 0.04.
        use_fused_step, **kwargs: as in `Optimizer`.

    State: (momentum or None, the weight before the last step), float32 for 16-bit weights.
    Unlike MXNet: there is a fused step.
    """

    state_order = {"dcasgd_update": ("mom", "previous")}  # noqa: RUF012  # declared by the base

    def __init__(
        self,
        learning_rate: float | None = 0.1,
        momentum: float = 0.0,
        lamda: float = 0.04,
        use_fused_step: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate=learning_rate, use_fused_step=use_fused_step, **kwargs)
        self.momentum = momentum
        self.lamda = lamda

    def rule(self, index: Any) -> str:
        return "dcasgd_update"

    def create_state(self, index: Any, weight: Any) -> Any:
        mom, previous = super().create_state(index, weight)
        parameter.assign(previous, weight)
        return mom if self.momentum else None, previous
