"""Adam. The order of operations is MXNet 2.0's, to the bit."""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from mxsym.operand import clip, sqrt
from mxsym.registry import update_rule


@update_rule
def adam_update(
    weight, grad, mean, var, *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0
):
    """Adam (Kingma and Ba, 2014), without bias correction: fold it into `lr`."""
    g = clip(grad * rescale_grad, clip_gradient) + wd * weight
    mean = beta1 * mean + (1 - beta1) * g
    var = beta2 * var + ((1 - beta2) * g) * g
    return {"weight": weight - (lr * mean) / (sqrt(var) + epsilon), "mean": mean, "var": var}
