"""AdaGrad."""

from __future__ import annotations

from typing import Any

from mxsym.optimizer.optimizer import Optimizer, register


@register
class AdaGrad(Optimizer):
    """AdaGrad (Duchi, Hazan and Singer, 2011; `mx.nd.sparse.adagrad_update`).

    A row-sparse gradient updates only the rows that it stores.

    Args:
        learning_rate: 0.01.
        epsilon: added to the denominator, 1e-6.
        use_fused_step, **kwargs: as in `Optimizer`.

    State: the sums of squared gradients, of the weight's shape, float32 for 16-bit weights; they store rows where the
    weight does.
    Unlike MXNet: `wd` works with row-sparse gradients.
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
        return "adagrad_update"
