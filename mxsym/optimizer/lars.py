"""LARS."""

from __future__ import annotations

from typing import Any

from mxsym.optimizer.optimizer import Optimizer, register


@register
class LARS(Optimizer):
    """SGD with a rate for each layer, by the norms of weight and gradient (You, Gitman and Ginsburg, 2017).

    `mx.nd.lars_update`, `mx.nd.lars_mom_update`. Parameters whose names end in gamma, beta or bias are updated by SGD.

    Args:
        learning_rate: 0.1.
        momentum: decay of the running average of steps, 0.
        eta: the trust coefficient, 0.001.
        epsilon: added to the denominator, 1e-8.
        lazy_update, use_fused_step, aggregate_num, **kwargs: as in `Optimizer`.

    State: None without momentum, else one array of the weight's shape, float32 for 16-bit weights.
    Unlike MXNet: masters of 16-bit weights stay with their parameters.
    """

    def __init__(
        self,
        learning_rate: float | None = 0.1,
        momentum: float = 0.0,
        eta: float = 0.001,
        epsilon: float = 1e-8,
        lazy_update: bool = False,
        use_fused_step: bool = True,
        aggregate_num: int = 1,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            learning_rate=learning_rate, use_fused_step=use_fused_step, aggregate_num=aggregate_num, **kwargs
        )
        self.momentum = momentum
        self.eta = eta
        self.epsilon = epsilon
        self.lazy_update = lazy_update

    def rule(self, index: Any) -> str:
        family = "sgd" if self._name(index).endswith(("gamma", "beta", "bias")) else "lars"
        return f"{family}_mom_update" if self.momentum else f"{family}_update"
