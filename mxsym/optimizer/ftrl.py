"""Follow the regularised leader."""

from __future__ import annotations

from typing import Any

from mxsym.optimizer.optimizer import Optimizer, register
from mxsym.runtime.sparse import RowSparse


@register
class Ftrl(Optimizer):
    """FTRL-proximal (McMahan et al., 2013; `mx.nd.ftrl_update`).

    Args:
        learning_rate: 0.1.
        lamda1: the L1 penalty, 0.01; `wd` is the L2 penalty.
        beta: added to the denominator of the rate, 1.
        use_fused_step, **kwargs: as in `Optimizer`.

    State: (z, n), of the weight's shape, float32 for 16-bit weights; they store rows where the weight does.
    A row-sparse gradient updates only its rows where the weight is row-sparse, else every row.
    """

    def __init__(
        self,
        learning_rate: float | None = 0.1,
        lamda1: float = 0.01,
        beta: float = 1.0,
        use_fused_step: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate=learning_rate, use_fused_step=use_fused_step, **kwargs)
        self.lamda1 = lamda1
        self.beta = beta

    def rule(self, index: Any) -> str:
        return "ftrl_update"

    def is_lazy(self, weight: Any) -> bool:
        return isinstance(weight, RowSparse)
