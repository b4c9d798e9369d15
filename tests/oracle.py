"""A few updates written by hand in float64, from their papers: the one permitted second statement of a rule.

The interpreter is made from the rules, so it tests the compiler; this tests the rules.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Step = Callable[..., dict[str, Array]]


def _gradient(weight: Array, grad: Array, wd: float, rescale_grad: float, clip_gradient: float) -> Array:
    scaled = rescale_grad * grad
    if clip_gradient > 0:
        scaled = np.clip(scaled, -clip_gradient, clip_gradient)
    return scaled + wd * weight


def sgd_update(weight: Array, grad: Array, *, lr: float, **common: float) -> dict[str, Array]:
    return {"weight": weight - lr * _gradient(weight, grad, **common)}


def sgd_mom_update(
    weight: Array, grad: Array, mom: Array, *, lr: float, momentum: float, **common: float
) -> dict[str, Array]:
    velocity = momentum * mom - lr * _gradient(weight, grad, **common)
    return {"weight": weight + velocity, "mom": velocity}


def nag_mom_update(
    weight: Array, grad: Array, mom: Array, *, lr: float, momentum: float, **common: float
) -> dict[str, Array]:
    g = _gradient(weight, grad, **common)
    velocity = momentum * mom - lr * g
    return {"weight": weight + momentum * velocity - lr * g, "mom": velocity}


def adam_update(
    weight: Array, grad: Array, mean: Array, var: Array, *, lr: float, beta1: float, beta2: float, epsilon: float,
    **common: float,
) -> dict[str, Array]:  # fmt: skip
    g = _gradient(weight, grad, **common)
    first = beta1 * mean + (1 - beta1) * g
    second = beta2 * var + (1 - beta2) * g**2
    return {"weight": weight - lr * first / (np.sqrt(second) + epsilon), "mean": first, "var": second}


RULES: dict[str, Step] = {
    "sgd_update": sgd_update,
    "sgd_mom_update": sgd_mom_update,
    "nag_mom_update": nag_mom_update,
    "adam_update": adam_update,
}
