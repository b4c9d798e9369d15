"""RMSProp, plain and centred. The order of operations is MXNet's, of 2.0 and of 1.9, to the bit."""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from mxsym.rule.functions import clip, sqrt, square
from mxsym.rule.registry import update_rule


def _centred(weight, q, n, g, delta, lr, rho, momentum, epsilon, clip_weights):
    g = (1 - rho) * q + rho * g
    delta = momentum * delta - (lr * q) / sqrt(n - g * g + epsilon)
    return {"weight": clip(weight + delta, clip_weights), "n": n, "g": g, "delta": delta}


@update_rule
def rmsprop_update(
    weight, grad, n, *, lr, rho=0.95, epsilon=1e-8, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0, clip_weights=-1.0
):
    """RMSProp (Tieleman and Hinton, 2012), epsilon outside the root; `clip_weights` bounds the new weight."""
    g = clip(grad * rescale_grad, clip_gradient) + wd * weight
    n = (1 - rho) * square(g) + rho * n
    return {"weight": clip(weight - (lr * g) / (sqrt(n) + epsilon), clip_weights), "n": n}


@update_rule(name="rmsprop_update", flavour="1.9")
def rmsprop_update_1_9(
    weight, grad, n, *, lr, gamma1=0.95, epsilon=1e-8, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0, clip_weights=-1.0
):
    """RMSProp (Tieleman and Hinton, 2012), epsilon inside the root, the weight decay inside the clip."""
    g = clip(grad * rescale_grad + wd * weight, clip_gradient)
    n = (1 - gamma1) * square(g) + gamma1 * n
    return {"weight": clip(weight - lr * (g / sqrt(n + epsilon)), clip_weights), "n": n}


@update_rule
def rmspropalex_update(
    weight, grad, n, g, delta,
    *, lr, rho=0.95, momentum=0.9, epsilon=1e-8, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0, clip_weights=-1.0,
):  # fmt: skip
    """Centred RMSProp with momentum (Graves, 2013): `n` is the mean of squares, `g` the mean.

    MXNet: has these two slots the other way round in 2.0.
    """
    q = clip(grad * rescale_grad, clip_gradient) + wd * weight
    n = (1 - rho) * square(q) + rho * n
    return _centred(weight, q, n, g, delta, lr, rho, momentum, epsilon, clip_weights)


@update_rule(name="rmspropalex_update", flavour="1.9")
def rmspropalex_update_1_9(
    weight, grad, n, g, delta,
    *, lr, gamma1=0.95, gamma2=0.9, epsilon=1e-8, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0, clip_weights=-1.0,
):  # fmt: skip
    """Centred RMSProp with momentum (Graves, 2013), the weight decay inside the clip."""
    q = clip(grad * rescale_grad + wd * weight, clip_gradient)
    n = ((1 - gamma1) * q) * q + gamma1 * n
    return _centred(weight, q, n, g, delta, lr, gamma1, gamma2, epsilon, clip_weights)
