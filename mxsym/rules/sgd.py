"""Stochastic gradient descent, plain and with momentum. The order of operations is MXNet 2.0's, to the bit."""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from mxsym.operand import clip
from mxsym.registry import update_rule


@update_rule
def sgd_update(weight, grad, *, lr, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0):
    """Stochastic gradient descent (Robbins and Monro, 1951)."""
    g = clip(grad * rescale_grad, clip_gradient) + wd * weight
    return {"weight": weight - lr * g}


@update_rule
def sgd_mom_update(weight, grad, mom, *, lr, momentum=0.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0):
    """SGD with momentum (Polyak, 1964)."""
    g = clip(grad * rescale_grad, clip_gradient) + wd * weight
    mom = mom * momentum - lr * g
    return {"weight": weight + mom, "mom": mom}


@update_rule
def nag_mom_update(weight, grad, mom, *, lr, momentum=0.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0):
    """SGD with Nesterov's accelerated gradient (Nesterov, 1983; in this form Sutskever et al., 2013)."""
    g = clip(grad * rescale_grad, clip_gradient) + wd * weight
    mom = mom * momentum - lr * g
    return {"weight": (weight + momentum * mom) - lr * g, "mom": mom}
