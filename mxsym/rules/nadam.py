"""Nadam: Adam with Nesterov's look-ahead. The order of operations is MXNet's."""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from mxsym.rule.functions import clip, power, sqrt, square
from mxsym.rule.registry import update_rule
from mxsym.rules.adadelta import rest


def _ahead(g, mean, momentum, next_momentum, schedule):
    """The gradient and its mean, each without its bias, as the momenta of this update and of the next weigh them."""
    following = schedule.astype("float64") * next_momentum.astype("float64")
    return rest(momentum) * (g / rest(schedule)) + next_momentum * (mean / rest(following))


def _root(var, beta2, t, epsilon):
    return sqrt(var / rest(power(beta2.astype("float64"), t.astype("float64")))) + epsilon


@update_rule
def nadam_update(
    weight, grad, mean, var, *, lr, momentum, next_momentum, schedule, t,
    beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0,
):  # fmt: skip
    """Nadam (Dozat, 2016); `schedule` is the product of the momenta of all updates so far, `t` counts from 1."""
    g = clip(grad * rescale_grad, clip_gradient) + wd * weight
    mean = beta1 * mean + rest(beta1) * g
    var = beta2 * var + rest(beta2) * square(g)
    step = _ahead(g, mean, momentum, next_momentum, schedule) / _root(var, beta2, t, epsilon)
    return {"weight": weight - lr * step, "mean": mean, "var": var}


@update_rule(name="nadam_update", flavour="1.9")
def nadam_update_1_9(
    weight, grad, mean, var, *, lr, momentum, next_momentum, schedule, t,
    beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0,
):  # fmt: skip
    """Nadam (Dozat, 2016), the weight decay inside the clip."""
    g = clip(grad * rescale_grad + wd * weight, clip_gradient)
    mean = beta1 * mean + rest(beta1) * g
    var = beta2 * var + (rest(beta2) * g) * g
    step = (lr * _ahead(g, mean, momentum, next_momentum, schedule)) / _root(var, beta2, t, epsilon)
    return {"weight": weight - step, "mean": mean, "var": var}
