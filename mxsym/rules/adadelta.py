"""AdaDelta and Adamax: steps scaled by past gradients. The order of operations is MXNet's."""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from mxsym.rule.functions import abs, clip, maximum, sqrt, square
from mxsym.rule.registry import update_rule


def rest(decay):
    """`1 - decay`, rounded once, as MXNet's optimizers form it."""
    return (1 - decay.astype("float64")).astype("generic")


@update_rule
def adadelta_update(
    weight, grad, acc_g, acc_delta, *, lr=1.0, rho=0.9, epsilon=1e-6, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0
):
    """AdaDelta (Zeiler, 2012): running means of the squares of gradients and of steps."""
    g = clip(grad * rescale_grad, clip_gradient) + wd * weight
    acc_g = rho * acc_g + rest(rho) * square(g)
    delta = sqrt(acc_delta + epsilon) / sqrt(acc_g + epsilon) * g
    acc_delta = rho * acc_delta + rest(rho) * square(delta)
    return {"weight": weight - lr * delta, "acc_g": acc_g, "acc_delta": acc_delta}


@update_rule(name="adadelta_update", flavour="1.9")
def adadelta_update_1_9(
    weight, grad, acc_g, acc_delta, *, lr=1.0, rho=0.9, epsilon=1e-6, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0
):
    """AdaDelta (Zeiler, 2012), the weight decay apart from the means."""
    g = clip(grad * rescale_grad, clip_gradient)
    acc_g = rho * acc_g + (rest(rho) * g) * g
    delta = sqrt(acc_delta + epsilon) / sqrt(acc_g + epsilon) * g
    acc_delta = rho * acc_delta + (rest(rho) * delta) * delta
    return {"weight": weight - lr * (delta + wd * weight), "acc_g": acc_g, "acc_delta": acc_delta}


@update_rule
def adamax_update(
    weight, grad, mean, var, *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0
):
    """Adamax (Kingma and Ba, 2014): Adam with the largest gradient for the root of its mean square.

    `var` is that running maximum. There is no bias correction: fold it into `lr`.
    """
    g = clip(grad * rescale_grad, clip_gradient) + wd * weight
    mean = beta1 * mean + rest(beta1) * g
    var = maximum(beta2 * var, abs(g))
    return {"weight": weight - lr * (mean / (var + epsilon)), "mean": mean, "var": var}


@update_rule(name="adamax_update", flavour="1.9")
def adamax_update_1_9(
    weight, grad, mean, var, *, lr, beta1=0.9, beta2=0.999, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0
):
    """Adamax (Kingma and Ba, 2014), without an epsilon, the weight decay inside the clip.

    An element whose gradients have all been 0 becomes NaN, as in MXNet 1.9.
    """
    g = clip(grad * rescale_grad + wd * weight, clip_gradient)
    mean = beta1 * mean + rest(beta1) * g
    var = maximum(beta2 * var, abs(g))
    return {"weight": weight - lr * mean / var, "mean": mean, "var": var}
