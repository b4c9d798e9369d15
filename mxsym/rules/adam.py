"""Adam and its kin. The order of operations is MXNet 2.0's, to the bit; MXNet 1.9 clips after adding the decay."""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from mxsym.rule.functions import clip, isfinite, logical_and, ne, sqrt, square
from mxsym.rule.registry import update_rule
from mxsym.rule.value import Scalar, only_if


def _adam(weight, g, mean, var, lr, beta1, beta2, epsilon):
    mean = beta1 * mean + (1 - beta1) * g
    var = beta2 * var + ((1 - beta2) * g) * g
    return {"weight": weight - (lr * mean) / (sqrt(var) + epsilon), "mean": mean, "var": var}


def _usable(rescale_grad):
    """True if the scale of the gradient is a number other than zero."""
    return logical_and(isfinite(rescale_grad), ne(rescale_grad, 0.0))


def _average(old, new, beta, form):
    """The running mean; MXNet's ops on many tensors write it with one multiplication."""
    if form.startswith("multi"):
        return beta * (old - new) + new
    return beta * old + (1 - beta) * new


@update_rule
def adam_update(
    weight, grad, mean, var, *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0
):
    """Adam (Kingma and Ba, 2014), without bias correction: fold it into `lr`."""
    return _adam(weight, clip(grad * rescale_grad, clip_gradient) + wd * weight, mean, var, lr, beta1, beta2, epsilon)


@update_rule(name="adam_update", flavour="1.9")
def adam_update_1_9(
    weight, grad, mean, var, *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0
):
    """Adam (Kingma and Ba, 2014), without bias correction, the weight decay inside the clip."""
    return _adam(weight, clip(grad * rescale_grad + wd * weight, clip_gradient), mean, var, lr, beta1, beta2, epsilon)


@update_rule
def adamw_update(
    weight, grad, mean, var, rescale_grad: Scalar,
    *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.0, eta, clip_gradient=-1.0, form="",
):  # fmt: skip
    """AdamW (Loshchilov and Hutter, 2017); `rescale_grad` is a tensor of one number.

    Where that is NaN, infinite or zero (a loss scaler's overflow), nothing changes.

    MXNet: overwrites the gradient; where nothing changes, an `out` other than the weight is not written. Its `multi_`
    form is right for float32 only.
    """
    g = clip(rescale_grad * grad, clip_gradient)
    m = _average(mean, g, beta1, form)
    v = _average(var, square(g), beta2, form)
    new = weight - eta * ((lr * m) / (sqrt(v) + epsilon) + wd * weight)
    return only_if(_usable(rescale_grad), {"weight": new, "mean": m, "var": v})


@update_rule
def adabelief_update(
    weight, grad, mean, var, rescale_grad: Scalar,
    *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.0, eta, clip_gradient=-1.0, form="",
):  # fmt: skip
    """AdaBelief (Zhuang et al., 2020); `rescale_grad` is a tensor of one number, the decay inside the clip.

    Where that number is NaN, infinite or zero, nothing changes.

    MXNet: has it since 2.0, and overwrites the gradient. Its `multi_` form is right for float32 only.
    """
    form = form and "multi"  # all of MXNet's derived forms are written so
    g = clip(rescale_grad * grad + wd * weight, clip_gradient)
    m = _average(mean, g, beta1, form)
    v = _average(var, square(m - g), beta2, form) + epsilon
    new = weight - eta * ((lr * m) / (sqrt(v) + epsilon))
    return only_if(_usable(rescale_grad), {"weight": new, "mean": m, "var": v})
