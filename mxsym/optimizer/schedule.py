"""Host scalars that several optimizers share.

Input: hyper-parameters and the count of updates. Output: numbers for a rule.
Non-goals: learning-rate schedules (`mxsym.lr_scheduler`).
"""

from __future__ import annotations

import math


def corrected(lr: float, beta1: float, beta2: float, t: int) -> float:
    """The rate with Adam's bias corrections in it: both running means began at zero, `t` updates ago."""
    return lr * math.sqrt(1 - beta2**t) / (1 - beta1**t)
