"""Nadam: Adam with Nesterov's look-ahead."""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from mxsym.rule.operand import clip, sqrt, square
from mxsym.rule.registry import update_rule


def _nadam(weight, g, mean, var, lr, grad_factor, mean_factor, var_factor, beta1, beta2, epsilon):
    mean = beta1 * mean + (1 - beta1) * g
    var = beta2 * var + (1 - beta2) * square(g)
    ahead = grad_factor * g + mean_factor * mean
    return {"weight": weight - lr * ahead / (sqrt(var_factor * var) + epsilon), "mean": mean, "var": var}


@update_rule
def nadam_update(
    weight, grad, mean, var, *, lr, grad_factor, mean_factor, var_factor,
    beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0,
):  # fmt: skip
    """Nadam (Dozat, 2016). The three factors hold the momentum schedule and the bias corrections of this step."""
    g = clip(grad * rescale_grad, clip_gradient) + wd * weight
    return _nadam(weight, g, mean, var, lr, grad_factor, mean_factor, var_factor, beta1, beta2, epsilon)


@update_rule(name="nadam_update", flavour="1.9")
def nadam_update_1_9(
    weight, grad, mean, var, *, lr, grad_factor, mean_factor, var_factor,
    beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0,
):  # fmt: skip
    """Nadam (Dozat, 2016), the weight decay inside the clip."""
    g = clip(grad * rescale_grad + wd * weight, clip_gradient)
    return _nadam(weight, g, mean, var, lr, grad_factor, mean_factor, var_factor, beta1, beta2, epsilon)
