"""torch's Adam and AdamW, in the order of operations of its fused CPU kernel; in float32 and narrower, to the bit.

`step` is the count of steps that were done, one number, which the update moves on. Bias corrections are computed of it
in float64, as torch does.
"""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from mxsym.rule.operand import abs, fma, lt, maximum, ne, power, sqrt, where
from mxsym.rule.registry import update_rule
from mxsym.rule.rule import Scalar


def _lerp(old, new, share):
    """`old` moved towards `new`, from the nearer end."""
    near = lt(abs(share), 0.5)
    return fma(where(near, share, share - 1), new - old, where(near, old, new))


def _adam(weight, g, exp_avg, exp_avg_sq, max_exp_avg_sq, step, lr, beta1, beta2, eps):
    t = step.astype("float64") + 1
    exact1, exact2 = beta1.astype("float64"), beta2.astype("float64")
    rate = (lr.astype("float64") / (1 - power(exact1, t))).astype("generic")
    correction = sqrt(1 - power(exact2, t)).astype("generic")
    m = _lerp(exp_avg, g, (1 - exact1).astype("generic"))
    v = fma((1 - exact2).astype("generic") * g, g, exp_avg_sq * beta2)
    largest = v if max_exp_avg_sq is None else maximum(max_exp_avg_sq, v)
    new = weight + (-rate * m) / (sqrt(largest) / correction + eps)
    results = {"weight": new, "exp_avg": m, "exp_avg_sq": v, "step": t.astype("generic")}
    return results if max_exp_avg_sq is None else {**results, "max_exp_avg_sq": largest}


@update_rule
def torch_adam_update(
    weight, grad, exp_avg, exp_avg_sq, step: Scalar, max_exp_avg_sq=None,
    *, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0, maximize=False,
):  # fmt: skip
    """torch's Adam, with AMSGrad where `max_exp_avg_sq` is given; `step` counts the steps before this one."""
    g = -grad if maximize else grad
    g = where(ne(weight_decay, 0.0), fma(weight, weight_decay, g), g)
    return _adam(weight, g, exp_avg, exp_avg_sq, max_exp_avg_sq, step, lr, beta1, beta2, eps)


@update_rule
def torch_adamw_update(
    weight, grad, exp_avg, exp_avg_sq, step: Scalar, max_exp_avg_sq=None,
    *, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0, maximize=False,
):  # fmt: skip
    """torch's AdamW, with AMSGrad where `max_exp_avg_sq` is given; `step` counts the steps before this one."""
    g = -grad if maximize else grad
    kept = (1 - lr.astype("float64") * weight_decay.astype("float64")).astype("generic")
    return _adam(weight * kept, g, exp_avg, exp_avg_sq, max_exp_avg_sq, step, lr, beta1, beta2, eps)
