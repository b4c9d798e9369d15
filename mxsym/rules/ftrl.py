"""Follow the regularised leader, and the moving leader. The order of operations is MXNet's, to the bit."""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from mxsym.rule.functions import abs, clip, maximum, power, sign, sqrt
from mxsym.rule.registry import update_rule


def _ftml(weight, g, d, v, z, lr, beta1, beta2, epsilon, t):
    v = beta2 * v + (1 - beta2) * (g * g)
    old, d = d, (1 - power(beta1, t)) / lr * (sqrt(v / (1 - power(beta2, t))) + epsilon)
    z = beta1 * z + (1 - beta1) * g - (d - beta1 * old) * weight
    return {"weight": -z / d, "d": d, "v": v, "z": z}


@update_rule
def ftrl_update(weight, grad, z, n, *, lr, lamda1=0.01, beta=1.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0):
    """FTRL-proximal (McMahan et al., 2013); `lamda1` and `wd` are its L1 and L2 penalties."""
    g = clip(grad * rescale_grad, clip_gradient)
    z = z + (g - ((sqrt(n + g * g) - sqrt(n)) * weight) / lr)
    n = n + g * g
    weight = (-sign(z) * maximum(abs(z) - lamda1, 0.0)) / ((beta + sqrt(n)) / lr + wd)
    return {"weight": weight, "z": z, "n": n}


@update_rule
def ftml_update(
    weight, grad, d, v, z,
    *, lr, beta1=0.6, beta2=0.999, epsilon=1e-8, t, wd=0.0, rescale_grad=1.0, clip_grad=-1.0,
):  # fmt: skip
    """Follow the moving leader (Zheng and Kwok, 2017); `t` counts the steps from 1."""
    g = clip(grad * rescale_grad, clip_grad) + wd * weight
    return _ftml(weight, g, d, v, z, lr, beta1, beta2, epsilon, t)


@update_rule(name="ftml_update", flavour="1.9")
def ftml_update_1_9(
    weight, grad, d, v, z,
    *, lr, beta1=0.6, beta2=0.999, epsilon=1e-8, t, wd=0.0, rescale_grad=1.0, clip_grad=-1.0,
):  # fmt: skip
    """Follow the moving leader (Zheng and Kwok, 2017), the weight decay inside the clip."""
    g = clip(grad * rescale_grad + wd * weight, clip_grad)
    return _ftml(weight, g, d, v, z, lr, beta1, beta2, epsilon, t)
