"""Variants of SGD: with delay compensation, with noise, and the plain step that MXNet's `Test` takes."""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from mxsym.rule.functions import clip, sqrt, square
from mxsym.rule.inputs import State
from mxsym.rule.registry import update_rule


@update_rule
def dcasgd_update(
    weight, grad, previous=State("weight"), mom=None,
    *, lr, momentum=0.0, lamda=0.04, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0
):  # fmt: skip
    """Asynchronous SGD with delay compensation (Zheng et al., 2017); `previous` is the weight before the last step."""
    g = clip(grad * rescale_grad, clip_gradient) + wd * weight
    step = lr * (lamda * (square(g) * (weight - previous)) + g)
    if mom is None:
        return {"weight": weight - step, "previous": weight}
    mom = momentum * mom - step
    return {"weight": weight + mom, "previous": weight, "mom": mom}


@update_rule(name="dcasgd_update", flavour="1.9")
def dcasgd_update_1_9(
    weight, grad, previous=State("weight"), mom=None,
    *, lr, momentum=0.0, lamda=0.04, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0
):  # fmt: skip
    """Asynchronous SGD with delay compensation (Zheng et al., 2017), the decay no part of the compensation."""
    g = clip(grad * rescale_grad, clip_gradient)
    step = lr * (g + wd * weight + lamda * square(g) * (weight - previous))
    if mom is None:
        return {"weight": weight - step, "previous": weight}
    mom = momentum * mom - step
    return {"weight": weight + mom, "previous": weight, "mom": mom}


@update_rule
def sgld_update(weight, grad, noise, *, lr, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0):
    """Stochastic gradient Langevin dynamics (Welling and Teh, 2011); `noise` is drawn from the standard normal."""
    g = clip(grad * rescale_grad, clip_gradient) + wd * weight
    return {"weight": weight - (lr / 2) * g + sqrt(lr) * noise}


@update_rule(name="test_update")
def plain_update(weight, grad, state, *, lr, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0):  # noqa: ARG001
    """The plainest step, for tests of what drives optimizers: `state` stays what it is; no gradient is clipped."""
    return {"weight": weight - lr * (grad * rescale_grad + wd * weight), "state": state}


@update_rule(name="test_update", flavour="1.9")
def plain_update_1_9(weight, grad, state, *, lr=1.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0):  # noqa: ARG001
    """The weight plus the gradient, whatever rate and decay; `state` is a copy of the new weight."""
    new = weight + grad * rescale_grad
    return {"weight": new, "state": new}
