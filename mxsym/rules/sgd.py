"""Stochastic gradient descent, plain and with momentum. The order of operations is MXNet's, to the bit."""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from mxsym.rule.functions import clip, sign, where
from mxsym.rule.registry import update_rule


def former_step(start, weight, grad, lr, decay, rescale_grad, clip_gradient):
    """The step of MXNet 1.9's optimizers, and of MXNet's preloaded ops, which have kept its order of operations."""
    clipped = lr * clip(rescale_grad * grad, clip_gradient)
    return start - decay * weight - where(clip_gradient > 0.0, clipped, (lr * rescale_grad) * grad)


def _decay(lr, wd, form):
    """The factor of the weight in `former_step`: of numbers that are float32 in the preloaded ops."""
    return (lr.astype("float32") * wd.astype("float32")).astype("generic") if form != "1.9" else lr * wd


def _is_former(form):
    return form == "1.9" or form.startswith("preloaded")


@update_rule
def sgd_update(weight, grad, *, lr, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0, form=""):
    """Stochastic gradient descent (Robbins and Monro, 1951)."""
    if _is_former(form):
        decay = _decay(lr, wd, form)
        return {"weight": weight + former_step(0.0, weight, grad, lr, decay, rescale_grad, clip_gradient)}
    g = clip(grad * rescale_grad, clip_gradient) + wd * weight
    return {"weight": weight - lr * g}


@update_rule
def sgd_mom_update(weight, grad, mom, *, lr, momentum=0.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0, form=""):
    """SGD with momentum (Polyak, 1964)."""
    if _is_former(form):
        mom = former_step(momentum * mom, weight, grad, lr, _decay(lr, wd, form), rescale_grad, clip_gradient)
    else:
        g = clip(grad * rescale_grad, clip_gradient) + wd * weight
        mom = mom * momentum - lr * g
    return {"weight": weight + mom, "mom": mom}


@update_rule
def nag_mom_update(weight, grad, mom, *, lr, momentum=0.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0, form=""):
    """SGD with Nesterov's accelerated gradient (Nesterov, 1983; in this form Sutskever et al., 2013)."""
    g = clip(grad * rescale_grad, clip_gradient) + wd * weight
    mom = mom * momentum - lr * g
    ahead = weight + (momentum * mom - lr * g) if form else (weight + momentum * mom) - lr * g
    return {"weight": ahead, "mom": mom}


@update_rule(name="nag_mom_update", flavour="1.9")
def nag_mom_update_1_9(weight, grad, mom, *, lr, momentum=0.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0):
    """SGD with Nesterov's accelerated gradient (Nesterov, 1983), whose momentum is decayed by the new weight.

    MXNet: decays it by the old one where `out` is not the weight.
    """
    g = clip(grad * rescale_grad, clip_gradient)
    start = momentum * mom
    new = (weight - start) + (momentum + 1) * (start - lr * (g + wd * weight))
    return {"weight": new, "mom": start - lr * (g + wd * new)}


@update_rule
def signsgd_update(weight, grad, *, lr, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0):
    """SignSGD (Bernstein et al., 2018): the gradient's sign.

    MXNet: ignores rescale_grad, even its sign, and clip_gradient.
    """
    return {"weight": (1 - lr * wd) * weight - lr * sign(clip(rescale_grad * grad, clip_gradient))}


@update_rule
def signum_update(
    weight, grad, mom, *, lr, momentum=0.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0, wd_lh=0.0, form=""
):
    """Signum (Bernstein et al., 2018): the sign of the momentum, which is kept negated, as MXNet does."""
    if form == "1.9":
        rest = 1 - momentum
        mom = former_step(momentum * mom, weight, grad, rest, rest * wd, rescale_grad, clip_gradient)
    else:
        g = clip(grad * rescale_grad, clip_gradient) + wd * weight
        mom = mom * momentum - (1 - momentum) * g
    return {"weight": (1 - lr * wd_lh) * weight + lr * sign(mom), "mom": mom}
