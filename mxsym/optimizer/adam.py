"""Adam."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mxsym.optimizer.optimizer import Optimizer, register


@register
class Adam(Optimizer):
    """Adam (Kingma and Ba, 2014; `mx.nd.adam_update`), its bias corrected in the learning rate.

    `lr` of the rule is `learning_rate * sqrt(1 - beta2**t) / (1 - beta1**t)`; `epsilon` is not corrected.

    Args:
        learning_rate: 0.001.
        beta1, beta2: decay of the running means of the gradient and of its square, 0.9 and 0.999.
        epsilon: added to the denominator, 1e-8.
        lazy_update: with a row-sparse gradient, update only the rows it stores.
        use_fused_step, **kwargs: as in `Optimizer`.

    State: (mean, var), of the weight's shape, float32 for 16-bit weights.
    """

    def __init__(
        self,
        learning_rate: float | None = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        lazy_update: bool = False,
        use_fused_step: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate=learning_rate, use_fused_step=use_fused_step, **kwargs)
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.lazy_update = lazy_update

    def rule(self, index: Any) -> str:
        return "adam_update"

    def numbers(self, lr: float, wd: float, t: int) -> Mapping[str, Any]:
        return {"lr": self.corrected(lr, t)}
