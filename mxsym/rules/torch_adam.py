"""torch's Adam and what derives from it, in torch's order of operations: of its fused CPU kernel where there is one.

`step` is one number, the count of the steps before this one, which the update moves on. What follows from the count is
computed in float64, as torch does.
"""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from mxsym.rule.functions import abs, gt, maximum, power, sqrt, where
from mxsym.rule.inputs import State
from mxsym.rule.registry import update_rule
from mxsym.rule.value import Scalar
from mxsym.rules.terms import decayed, exact, left, lerp, rest, signed, squares


def _moments(g, exp_avg, exp_avg_sq, beta1, beta2):
    return lerp(exp_avg, g, rest(beta1)), squares(g, exp_avg_sq, beta2)


def _shrunk(weight, lr, weight_decay):
    """The weight after its decay, apart from the gradient."""
    return weight * (1 - exact(lr) * exact(weight_decay)).astype("generic")


def _either(weight, g, lr, weight_decay, decoupled):
    """The weight and the gradient after one of the two decays."""
    return (_shrunk(weight, lr, weight_decay), g) if decoupled else (weight, decayed(weight, g, weight_decay))


def _adam(weight, g, exp_avg, exp_avg_sq, max_exp_avg_sq, step, lr, beta1, beta2, eps):
    t = exact(step) + 1
    rate = (exact(lr) / left(beta1, t)).astype("generic")
    correction = sqrt(left(beta2, t)).astype("generic")
    m, v = _moments(g, exp_avg, exp_avg_sq, beta1, beta2)
    largest = v if max_exp_avg_sq is None else maximum(max_exp_avg_sq, v)
    new = weight + (-rate * m) / (sqrt(largest) / correction + eps)
    results = {"weight": new, "exp_avg": m, "exp_avg_sq": v, "step": t}
    return results if max_exp_avg_sq is None else {**results, "max_exp_avg_sq": largest}


@update_rule
def torch_adam_update(
    weight, grad, exp_avg, exp_avg_sq, step: Scalar, max_exp_avg_sq=None,
    *, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0, maximize=False,
):  # fmt: skip
    """torch's Adam (Kingma and Ba, 2014); with AMSGrad (Reddi et al., 2018) where `max_exp_avg_sq` is given."""
    g = decayed(weight, signed(grad, maximize), weight_decay)
    return _adam(weight, g, exp_avg, exp_avg_sq, max_exp_avg_sq, step, lr, beta1, beta2, eps)


@update_rule
def torch_adamw_update(
    weight, grad, exp_avg, exp_avg_sq, step: Scalar, max_exp_avg_sq=None,
    *, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0, maximize=False,
):  # fmt: skip
    """torch's AdamW (Loshchilov and Hutter, 2017); with AMSGrad where `max_exp_avg_sq` is given."""
    shrunk, g = _shrunk(weight, lr, weight_decay), signed(grad, maximize)
    return _adam(shrunk, g, exp_avg, exp_avg_sq, max_exp_avg_sq, step, lr, beta1, beta2, eps)


@update_rule
def torch_adamax_update(
    weight, grad, exp_avg, exp_inf, step: Scalar,
    *, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0, maximize=False,
):  # fmt: skip
    """torch's Adamax (Kingma and Ba, 2014)."""
    t = exact(step) + 1
    g = decayed(weight, signed(grad, maximize), weight_decay)
    m = lerp(exp_avg, g, rest(beta1))
    largest = maximum(exp_inf * beta2, abs(g) + eps)
    rate = (exact(lr) / left(beta1, t)).astype("generic")
    return {"weight": weight + (-rate * m) / largest, "exp_avg": m, "exp_inf": largest, "step": t}


@update_rule
def torch_nadam_update(
    weight, grad, exp_avg, exp_avg_sq, mu_product: Scalar = State(1.0), step: Scalar = State(),
    *, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0, momentum_decay=0.004, decoupled=False, maximize=False,
):  # fmt: skip
    """torch's NAdam (Dozat, 2016); `mu_product` is the product of the momentum's factors so far."""
    t = exact(step) + 1
    mu = exact(beta1) * (1 - 0.5 * power(0.96, t * exact(momentum_decay)))
    following = exact(beta1) * (1 - 0.5 * power(0.96, (t + 1) * exact(momentum_decay)))
    # To torch both are float32 numbers, whatever the weight is.
    product = exact(mu_product.astype("float32") * mu.astype("float32"))
    weight, g = _either(weight, signed(grad, maximize), lr, weight_decay, decoupled)
    m, v = _moments(g, exp_avg, exp_avg_sq, beta1, beta2)
    denominator = sqrt(v / left(beta2, t).astype("generic")) + eps
    by_grad = (-exact(lr) * (1 - mu) / (1 - product)).astype("generic")
    by_mean = (-exact(lr) * following / (1 - product * following)).astype("generic")
    new = (weight + (by_grad * g) / denominator) + (by_mean * m) / denominator
    return {"weight": new, "exp_avg": m, "exp_avg_sq": v, "mu_product": product, "step": t}


@update_rule
def torch_radam_update(
    weight, grad, exp_avg, exp_avg_sq, step: Scalar,
    *, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0, decoupled=False, maximize=False,
):  # fmt: skip
    """torch's RAdam (Liu et al., 2019)."""
    t = exact(step) + 1
    weight, g = _either(weight, signed(grad, maximize), lr, weight_decay, decoupled)
    m, v = _moments(g, exp_avg, exp_avg_sq, beta1, beta2)
    correction = left(beta2, t)
    whole = 2 / (1 - exact(beta2)) - 1
    length = whole - 2 * t * power(exact(beta2), t) / correction
    rectifies = gt(length, 5.0)
    known = where(rectifies, length, 5.0)
    rectifier = sqrt((known - 4) * (known - 2) * whole / ((whole - 4) * (whole - 2) * known)).astype("generic")
    plain = (m / left(beta1, t).astype("generic")) * lr
    adapted = (plain * (sqrt(correction).astype("generic") / (sqrt(v) + eps))) * rectifier
    return {"weight": weight - where(rectifies, adapted, plain), "exp_avg": m, "exp_avg_sq": v, "step": t}


@update_rule
def torch_sparse_adam_update(
    weight, grad, exp_avg, exp_avg_sq, *, lr, t, beta1=0.9, beta2=0.999, eps=1e-8, maximize=False
):
    """torch's SparseAdam: Adam without weight decay, on the rows that a row-sparse gradient lists."""
    g = signed(grad, maximize)
    m = exp_avg + (g - exp_avg) * rest(beta1)
    v = exp_avg_sq + (g * g - exp_avg_sq) * rest(beta2)
    rate = (exact(lr) * sqrt(left(beta2, t)) / left(beta1, t)).astype("generic")
    return {"weight": weight + -rate * (m / (sqrt(v) + eps)), "exp_avg": m, "exp_avg_sq": v}
