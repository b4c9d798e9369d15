"""AdaGrad, for each element and for each row. The order of operations is MXNet's, of 2.0 and of 1.9, to the bit."""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from mxsym.rule.functions import clip, row_mean, sqrt, square
from mxsym.rule.registry import update_rule
from mxsym.rule.value import Row


@update_rule
def adagrad_update(weight, grad, history, *, lr, epsilon=1e-7, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0):
    """AdaGrad (Duchi, Hazan and Singer, 2011); `wd` is added to the clipped gradient."""
    g = clip(grad * rescale_grad, clip_gradient) + wd * weight
    history = history + square(g)
    return {"weight": weight - (g / (sqrt(history) + epsilon)) * lr, "history": history}


@update_rule(name="adagrad_update", flavour="1.9")
def adagrad_update_1_9(weight, grad, history, *, lr, epsilon=1e-7, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0):
    """AdaGrad (Duchi, Hazan and Singer, 2011), epsilon inside the root, the decay apart from the history."""
    g = clip(grad * rescale_grad, clip_gradient)
    history = history + square(g)
    return {"weight": weight - (g / sqrt(history + epsilon) + wd * weight) * lr, "history": history}


@update_rule
def group_adagrad_update(
    weight, grad, history: Row, *, lr, rescale_grad=1.0, clip_gradient=-1.0, epsilon=1e-5, form=""
):
    """AdaGrad with one learning rate a row (Gupta et al., 2014): the history holds one value for each row."""
    g = clip(grad * rescale_grad, clip_gradient)
    history = history + row_mean(square(g))
    root = sqrt(history) + epsilon
    change = lr * (g / root) if form == "dense" else (lr * g) / root
    return {"weight": weight - change, "history": history}


@update_rule(name="group_adagrad_update", flavour="1.9")
def group_adagrad_update_1_9(weight, grad, history: Row, *, lr, rescale_grad=1.0, clip_gradient=-1.0, epsilon=1e-5):
    """AdaGrad with one learning rate a row (Gupta et al., 2014), epsilon inside the root."""
    g = clip(grad * rescale_grad, clip_gradient)
    history = history + row_mean(square(g))
    return {"weight": weight - (lr * g) / sqrt(history + epsilon), "history": history}
