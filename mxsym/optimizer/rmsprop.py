"""RMSProp."""

from __future__ import annotations

from typing import Any

from mxsym.optimizer.optimizer import Optimizer, register


@register
class RMSProp(Optimizer):
    """RMSProp (Tieleman and Hinton, 2012; `mx.nd.rmsprop_update`); centred, with momentum, after Graves (2013;
    `mx.nd.rmspropalex_update`).

    Args:
        learning_rate: 0.001.
        rho: decay of the running means, 0.9.
        momentum: decay of the running average of steps, 0.9; used where `centered`.
        epsilon: added to the denominator, 1e-8.
        centered: subtract the squared mean of the gradient from the mean of its square.
        clip_weights: the new weight is held between -this and this; None, 0 and below: off.
        use_fused_step, **kwargs: as in `Optimizer`.

    State: the mean of squares, or (mean, mean of squares, average step) where `centered`, float32 for 16-bit weights.
    """

    state_order = {"rmspropalex_update": ("g", "n", "delta")}  # noqa: RUF012  # declared by the base

    def __init__(
        self,
        learning_rate: float | None = 0.001,
        rho: float = 0.9,
        momentum: float = 0.9,
        epsilon: float = 1e-8,
        centered: bool = False,
        clip_weights: float | None = None,
        use_fused_step: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate=learning_rate, use_fused_step=use_fused_step, **kwargs)
        self.rho = rho
        self.momentum = momentum
        self.epsilon = epsilon
        self.centered = centered
        self.clip_weights = clip_weights

    def rule(self, index: Any) -> str:
        return "rmspropalex_update" if self.centered else "rmsprop_update"
