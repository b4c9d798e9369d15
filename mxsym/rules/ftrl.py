"""Follow the regularised leader. The order of operations is MXNet 2.0's, to the bit."""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from mxsym.operand import abs, clip, maximum, sign, sqrt
from mxsym.registry import update_rule


@update_rule
def ftrl_update(weight, grad, z, n, *, lr, lamda1=0.01, beta=1.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0):
    """FTRL-proximal (McMahan et al., 2013); `lamda1` and `wd` are its L1 and L2 penalties."""
    g = clip(grad * rescale_grad, clip_gradient)
    z = z + (g - ((sqrt(n + g * g) - sqrt(n)) * weight) / lr)
    n = n + g * g
    weight = (-sign(z) * maximum(abs(z) - lamda1, 0.0)) / ((beta + sqrt(n)) / lr + wd)
    return {"weight": weight, "z": z, "n": n}
