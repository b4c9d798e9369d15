"""AdaGrad with one rate a row."""

from __future__ import annotations

from typing import Any

from mxsym.optimizer.optimizer import Optimizer, register


@register
class GroupAdaGrad(Optimizer):
    """AdaGrad with one learning rate a row (Gupta et al., 2014; `mx.nd.contrib.group_adagrad_update`).

    A row-sparse gradient updates only the rows that it stores. There is no weight decay.

    Args:
        learning_rate: 0.01.
        epsilon: added to the denominator, 1e-6.
        use_fused_step, **kwargs: as in `Optimizer`.

    State: one sum of mean squared gradients a row, shape (rows, 1), float32 for 16-bit weights.
    Unlike MXNet: weights may have any number of dimensions.
    """

    def __init__(
        self,
        learning_rate: float | None = 0.01,
        epsilon: float = 1e-6,
        use_fused_step: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate=learning_rate, use_fused_step=use_fused_step, **kwargs)
        self.epsilon = epsilon

    lazy_update = True

    def rule(self, index: Any) -> str:
        return "group_adagrad_update"
