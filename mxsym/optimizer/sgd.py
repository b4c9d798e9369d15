"""Stochastic gradient descent."""

from __future__ import annotations

from typing import Any

from mxsym.optimizer.optimizer import Optimizer, register


@register
class SGD(Optimizer):
    """Stochastic gradient descent, with momentum if asked for (`mx.nd.sgd_update`, `mx.nd.sgd_mom_update`).

    Args:
        learning_rate: 0.1.
        momentum: decay of the running average of steps; 0: none.
        lazy_update: with a row-sparse gradient, update only the rows it stores.
        multi_precision: keep float32 copies of 16-bit weights.
        use_fused_step, aggregate_num, **kwargs: as in `Optimizer`.

    State: None without momentum, else one array of the weight's shape, float32 for 16-bit weights.
    Unlike MXNet: a negative momentum is used by `fused_step` too.
    """

    def __init__(
        self,
        learning_rate: float | None = 0.1,
        momentum: float = 0.0,
        lazy_update: bool = False,
        multi_precision: bool = False,
        use_fused_step: bool = True,
        aggregate_num: int = 1,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            learning_rate=learning_rate,
            multi_precision=multi_precision,
            use_fused_step=use_fused_step,
            aggregate_num=aggregate_num,
            **kwargs,
        )
        self.momentum = momentum
        self.lazy_update = lazy_update

    def rule(self, index: Any) -> str:
        return "sgd_mom_update" if self.momentum else "sgd_update"
