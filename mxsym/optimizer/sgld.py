"""Stochastic gradient Langevin dynamics."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from mxsym.optimizer.optimizer import Optimizer, register


@register
class SGLD(Optimizer):
    """Stochastic gradient Langevin dynamics (Welling and Teh, 2011; `mx.nd.sgld_update`).

    The noise of parameter `index` at its update t is a function of (seed, index, t) alone (Philox, Salmon et al.,
    2011): the same for any number of threads, any order of parameters, and after a state file has been loaded.

    Args:
        learning_rate: 0.1; the variance of the noise.
        use_fused_step, **kwargs: as in `Optimizer`.
        seed: a whole number; without one, the system's entropy chooses.

    State: None.
    Unlike MXNet: the noise has a seed of its own; there is a fused step.
    """

    def __init__(
        self,
        learning_rate: float | None = 0.1,
        use_fused_step: bool = True,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate=learning_rate, use_fused_step=use_fused_step, **kwargs)

        self.seed = int(np.random.SeedSequence().generate_state(1, np.uint64)[0]) if seed is None else seed

    def rule(self, index: Any) -> str:
        return "sgld_update"

    def tensors(self, index: Any, weight: Any, t: int) -> Mapping[str, Any]:
        made = np.random.Generator(np.random.Philox(counter=[0, 0, 0, t], key=stream(self.seed, index)))
        return {"noise": made.standard_normal(weight.shape, np.float64 if weight.dtype == np.float64 else np.float32)}


def stream(seed: int, index: Any) -> list[int]:
    """The key of a parameter's noise."""
    digest = hashlib.sha256(f"{seed} {index!r}".encode()).digest()
    return [int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:16], "little")]
