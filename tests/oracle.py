"""Updates written by hand in float64, from their papers: the one permitted second statement of a rule.

The interpreter is derived from the rules, so it tests the compiler; this tests the rules. Bits are not compared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mxsym.codegen.dtypes import Array

Step = Callable[..., dict[str, Array]]


def _clip(x: Array, bound: float) -> Array:
    return np.clip(x, -bound, bound) if bound > 0 else x


def _gradient(weight: Array, grad: Array, wd: float, rescale_grad: float, clip_gradient: float) -> Array:
    """The regularised gradient: the decay is no part of what is clipped."""
    return _clip(rescale_grad * grad, clip_gradient) + wd * weight


def _clipped_decay(weight: Array, grad: Array, wd: float, rescale_grad: float, clip_gradient: float) -> Array:
    """The same in MXNet 1.9, whose Adam and its kin clip gradient and decay together."""
    return _clip(rescale_grad * grad + wd * weight, clip_gradient)


def _average(old: Array, new: Array, decay: float) -> Array:
    """The exponential moving average."""
    return decay * old + (1 - decay) * new


def _unbiased(average: Array, decay: float, t: float) -> Array:
    """A moving average that began at zero, corrected for that (Kingma and Ba, section 3)."""
    return average / (1 - decay**t)


def _length(x: Array) -> float:
    return float(np.linalg.norm(x.ravel()))


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


def nag_mom_update_1_9(
    weight: Array, grad: Array, mom: Array,
    *, lr: float, momentum: float, wd: float, rescale_grad: float, clip_gradient: float,
) -> dict[str, Array]:  # fmt: skip
    """The step looks ahead of the old momentum; what is kept is decayed by the weight that came of it."""
    g = _clip(rescale_grad * grad, clip_gradient)
    start = momentum * mom
    new = weight - start + (1 + momentum) * (start - lr * (g + wd * weight))
    return {"weight": new, "mom": start - lr * (g + wd * new)}


def signsgd_update(
    weight: Array, grad: Array, *, lr: float, wd: float, rescale_grad: float, clip_gradient: float
) -> dict[str, Array]:
    """The decay is decoupled: it never meets the sign."""
    return {"weight": weight - lr * (np.sign(_clip(rescale_grad * grad, clip_gradient)) + wd * weight)}


def signum_update(
    weight: Array, grad: Array, mom: Array, *, lr: float, momentum: float, wd_lh: float, **common: float
) -> dict[str, Array]:
    """MXNet keeps the momentum with the other sign than the paper."""
    average = _average(-mom, _gradient(weight, grad, **common), momentum)
    return {"weight": weight - lr * (np.sign(average) + wd_lh * weight), "mom": -average}


def adam_update(
    weight: Array, grad: Array, mean: Array, var: Array, *, lr: float, beta1: float, beta2: float, epsilon: float,
    gradient: Callable[..., Array] = _gradient, **common: float,
) -> dict[str, Array]:  # fmt: skip
    g = gradient(weight, grad, **common)
    first, second = _average(mean, g, beta1), _average(var, g**2, beta2)
    return {"weight": weight - lr * first / (np.sqrt(second) + epsilon), "mean": first, "var": second}


def adam_update_1_9(*arrays: Array, **given: Any) -> dict[str, Array]:
    return adam_update(*arrays, **given, gradient=_clipped_decay)


def _unusable(scale: Array) -> bool:
    """A loss scaler says with such a number that the gradients overflowed."""
    number = float(scale.reshape(-1)[0])
    return not np.isfinite(number) or number == 0


def adamw_update(
    weight: Array, grad: Array, mean: Array, var: Array, rescale_grad: Array,
    *, lr: float, beta1: float, beta2: float, epsilon: float, wd: float, eta: float, clip_gradient: float,
) -> dict[str, Array]:  # fmt: skip
    if _unusable(rescale_grad):
        return {"weight": weight, "mean": mean, "var": var}
    g = _clip(rescale_grad * grad, clip_gradient)
    first, second = _average(mean, g, beta1), _average(var, g**2, beta2)
    step = lr * first / (np.sqrt(second) + epsilon) + wd * weight
    return {"weight": weight - eta * step, "mean": first, "var": second}


def adabelief_update(
    weight: Array, grad: Array, mean: Array, var: Array, rescale_grad: Array,
    *, lr: float, beta1: float, beta2: float, epsilon: float, wd: float, eta: float, clip_gradient: float,
) -> dict[str, Array]:  # fmt: skip
    """Adam whose second moment is that of the gradient's distance from its mean."""
    if _unusable(rescale_grad):
        return {"weight": weight, "mean": mean, "var": var}
    g = _clip(rescale_grad * grad + wd * weight, clip_gradient)
    first = _average(mean, g, beta1)
    belief = _average(var, (g - first) ** 2, beta2) + epsilon
    return {"weight": weight - eta * lr * first / (np.sqrt(belief) + epsilon), "mean": first, "var": belief}


def adagrad_update(
    weight: Array, grad: Array, history: Array, *, lr: float, epsilon: float, **common: float
) -> dict[str, Array]:
    g = _gradient(weight, grad, **common)
    total = history + g**2
    return {"weight": weight - lr * g / (np.sqrt(total) + epsilon), "history": total}


def adagrad_update_1_9(
    weight: Array, grad: Array, history: Array,
    *, lr: float, epsilon: float, wd: float, rescale_grad: float, clip_gradient: float,
) -> dict[str, Array]:  # fmt: skip
    g = _clip(rescale_grad * grad, clip_gradient)
    total = history + g**2
    return {"weight": weight - lr * (g / np.sqrt(total + epsilon) + wd * weight), "history": total}


def rmsprop_update(
    weight: Array, grad: Array, n: Array, *, lr: float, rho: float, epsilon: float, clip_weights: float, **common: float
) -> dict[str, Array]:
    g = _gradient(weight, grad, **common)
    squares = _average(n, g**2, rho)
    return {"weight": _clip(weight - lr * g / (np.sqrt(squares) + epsilon), clip_weights), "n": squares}


def rmsprop_update_1_9(
    weight: Array, grad: Array, n: Array,
    *, lr: float, gamma1: float, epsilon: float, clip_weights: float, **common: float,
) -> dict[str, Array]:  # fmt: skip
    g = _clipped_decay(weight, grad, **common)
    squares = _average(n, g**2, gamma1)
    return {"weight": _clip(weight - lr * g / np.sqrt(squares + epsilon), clip_weights), "n": squares}


def rmspropalex_update(
    weight: Array, grad: Array, n: Array, g: Array, delta: Array,
    *, lr: float, rho: float, momentum: float, epsilon: float, clip_weights: float,
    gradient: Callable[..., Array] = _gradient, **common: float,
) -> dict[str, Array]:  # fmt: skip
    """Graves's: the gradient is divided by an estimate of its standard deviation."""
    new = gradient(weight, grad, **common)
    squares, mean = _average(n, new**2, rho), _average(g, new, rho)
    step = momentum * delta - lr * new / np.sqrt(squares - mean**2 + epsilon)
    return {"weight": _clip(weight + step, clip_weights), "n": squares, "g": mean, "delta": step}


def rmspropalex_update_1_9(*arrays: Array, gamma1: float, gamma2: float, **given: Any) -> dict[str, Array]:
    return rmspropalex_update(*arrays, rho=gamma1, momentum=gamma2, gradient=_clipped_decay, **given)


def ftrl_update(
    weight: Array, grad: Array, z: Array, n: Array,
    *, lr: float, lamda1: float, beta: float, wd: float, rescale_grad: float, clip_gradient: float,
) -> dict[str, Array]:  # fmt: skip
    """Algorithm 1 of McMahan et al.: lr is their alpha, wd their lambda 2."""
    g = _clip(rescale_grad * grad, clip_gradient)
    total = n + g**2
    sigma = (np.sqrt(total) - np.sqrt(n)) / lr
    left = z + g - sigma * weight
    new = -(left - np.sign(left) * lamda1) / ((beta + np.sqrt(total)) / lr + wd)
    return {"weight": np.where(np.abs(left) <= lamda1, 0.0, new), "z": left, "n": total}


def ftml_update(
    weight: Array, grad: Array, d: Array, v: Array, z: Array,
    *, lr: float, beta1: float, beta2: float, epsilon: float, t: float, wd: float, rescale_grad: float,
    clip_grad: float, gradient: Callable[..., Array] = _gradient,
) -> dict[str, Array]:  # fmt: skip
    """Algorithm 1 of Zheng and Kwok."""
    g = gradient(weight, grad, wd, rescale_grad, clip_grad)
    second = _average(v, g**2, beta2)
    new = (1 - beta1**t) / lr * (np.sqrt(_unbiased(second, beta2, t)) + epsilon)
    sigma = new - beta1 * d
    left = _average(z, g, beta1) - sigma * weight
    return {"weight": -left / new, "d": new, "v": second, "z": left}


def ftml_update_1_9(*arrays: Array, **given: Any) -> dict[str, Array]:
    return ftml_update(*arrays, **given, gradient=_clipped_decay)


def _phi(length: float, lower_bound: float, upper_bound: float) -> float:
    """LAMB's scaling function: the weight's norm, held between the bounds that are set."""
    length = max(length, lower_bound) if lower_bound > 0 else length
    return min(length, upper_bound) if upper_bound > 0 else length


def _trust_ratio(weight: float, step: float) -> float:
    return weight / step if weight and step else 1.0


def lamb_update(
    weight: Array, grad: Array, mean: Array, var: Array,
    *, lr: float, beta1: float, beta2: float, epsilon: float, wd: float, t: float, bias_correction: bool,
    rescale_grad: float, clip_gradient: float, lower_bound: float, upper_bound: float,
) -> dict[str, Array]:  # fmt: skip
    """Algorithm 2 of You et al."""
    g = _clip(rescale_grad * grad, clip_gradient)
    first, second = _average(mean, g, beta1), _average(var, g**2, beta2)
    m, v = (_unbiased(first, beta1, t), _unbiased(second, beta2, t)) if bias_correction else (first, second)
    step = m / (np.sqrt(v) + epsilon) + wd * weight
    ratio = _trust_ratio(_phi(_length(weight), lower_bound, upper_bound), _length(step))
    return {"weight": weight - lr * ratio * step, "mean": first, "var": second}


def lans_update(
    weight: Array, grad: Array, mean: Array, var: Array,
    *, lr: float, beta1: float, beta2: float, epsilon: float, wd: float, t: float,
    rescale_grad: float, clip_gradient: float, lower_bound: float, upper_bound: float,
) -> dict[str, Array]:  # fmt: skip
    """Algorithm 2 of Zheng et al.: two steps, by the momentum and by the gradient, each with its own trust ratio."""
    scaled = rescale_grad * grad
    g = _clip(scaled / (_length(scaled) or 1.0), clip_gradient)
    first, second = _average(mean, g, beta1), _average(var, g**2, beta2)
    root = np.sqrt(_unbiased(second, beta2, t)) + epsilon
    phi = _phi(_length(weight), lower_bound, upper_bound)
    new = weight
    for direction, share in ((_unbiased(first, beta1, t), beta1), (g, 1 - beta1)):
        step = direction / root + wd * weight
        new = new - lr * share * _trust_ratio(phi, _length(step)) * step
    return {"weight": new, "mean": first, "var": second}


def multi_lars(
    lrs: Array, weights_sum_sq: Array, grads_sum_sq: Array, wds: Array, *, eta: float, eps: float, rescale_grad: float
) -> Array:
    """The local learning rates of You et al. (2017), equation 6, from the squares of the norms."""
    weight, grad = np.sqrt(weights_sum_sq), rescale_grad * np.sqrt(grads_sum_sq)
    local = eta * weight / (grad + wds * weight + eps)
    return np.where((weights_sum_sq > 0) & (grads_sum_sq > 0), lrs * local, lrs)


RULES: dict[str, Step] = {
    step.__name__: step
    for step in (
        sgd_update, sgd_mom_update, nag_mom_update, signsgd_update, signum_update, adam_update, adamw_update,
        adabelief_update, adagrad_update, rmsprop_update, rmspropalex_update, ftrl_update, ftml_update,
        lamb_update, lans_update,
    )
}  # fmt: skip
"""By the op's name."""
RULES_1_9: dict[str, Step] = {
    step.__name__.removesuffix("_1_9"): step
    for step in (
        nag_mom_update_1_9, adam_update_1_9, adagrad_update_1_9, rmsprop_update_1_9, rmspropalex_update_1_9,
        ftml_update_1_9,
    )
}  # fmt: skip
"""MXNet 1.9's algorithm under that name, if it was another one."""
