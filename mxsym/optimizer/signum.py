"""SignSGD and Signum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mxsym.optimizer.optimizer import Optimizer, register


@register
class Signum(Optimizer):
    """Steps by the sign of the gradient's running mean (Bernstein et al., 2018; `mx.nd.signum_update`).

    Without momentum `mx.nd.signsgd_update`.

    Args:
        learning_rate: 0.01.
        momentum: decay of the running mean, 0.9; 0: the sign of the gradient itself.
        wd_lh: weight decay that is not part of the gradient (Loshchilov and Hutter, 2017), 0.
        use_fused_step, **kwargs: as in `Optimizer`.

    State: None without momentum, else one array of the weight's shape, float32 for 16-bit weights.
    Unlike MXNet: without momentum the gradient is rescaled and clipped before its sign is taken, as documented there.
    """

    def __init__(
        self,
        learning_rate: float | None = 0.01,
        momentum: float = 0.9,
        wd_lh: float = 0.0,
        use_fused_step: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate=learning_rate, use_fused_step=use_fused_step, **kwargs)
        self.momentum = momentum
        self.wd_lh = wd_lh

    def rule(self, index: Any) -> str:
        return "signum_update" if self.momentum else "signsgd_update"

    def numbers(self, lr: float, wd: float, t: int) -> Mapping[str, Any]:
        return {} if self.momentum else {"wd": wd + self.number("wd_lh")}
