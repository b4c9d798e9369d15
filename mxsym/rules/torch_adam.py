"""torch's Adam and what derives from it, in torch's order of operations: of its fused CPU kernel where there is one.

`step` is one number, the count of the steps before this one, which the update moves on. What follows from the count is
computed in float64, as torch does.
"""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from mxsym.rule.functions import abs, fma, gt, lt, maximum, ne, power, sqrt, where
from mxsym.rule.inputs import State
from mxsym.rule.registry import update_rule
from mxsym.rule.value import Scalar


def _exact(number):
    """A number with all of its digits."""
    return number.astype("float64")


def _left(beta, t):
    """`1 - beta^t`."""
    return 1 - power(_exact(beta), t)


def _rest(number):
    """`1 - number`, rounded once."""
    return (1 - _exact(number)).astype("generic")


def _lerp(old, new, share):
    """`old` moved towards `new`, from the nearer end."""
    near = lt(abs(share), 0.5)
    return fma(where(near, share, share - 1), new - old, where(near, old, new))


def _moments(g, exp_avg, exp_avg_sq, beta1, beta2):
    return _lerp(exp_avg, g, _rest(beta1)), _squares(g, exp_avg_sq, beta2)


def _squares(g, old, beta):
    """The running mean of squares."""
    return fma(_rest(beta) * g, g, old * beta)


def _signed(grad, maximize):
    return -grad if maximize else grad


def _decayed(weight, g, weight_decay):
    """The gradient with that of the L2 penalty."""
    return where(ne(weight_decay, 0.0), fma(weight, weight_decay, g), g)


def _shrunk(weight, lr, weight_decay):
    """The weight after its decay, apart from the gradient."""
    return weight * (1 - _exact(lr) * _exact(weight_decay)).astype("generic")


def _either(weight, g, lr, weight_decay, decoupled):
    """The weight and the gradient after one of the two decays."""
    return (_shrunk(weight, lr, weight_decay), g) if decoupled else (weight, _decayed(weight, g, weight_decay))


def _adam(weight, g, exp_avg, exp_avg_sq, max_exp_avg_sq, step, lr, beta1, beta2, eps):
    t = _exact(step) + 1
    rate = (_exact(lr) / _left(beta1, t)).astype("generic")
    correction = sqrt(_left(beta2, t)).astype("generic")
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
    g = _decayed(weight, _signed(grad, maximize), weight_decay)
    return _adam(weight, g, exp_avg, exp_avg_sq, max_exp_avg_sq, step, lr, beta1, beta2, eps)


@update_rule
def torch_adamw_update(
    weight, grad, exp_avg, exp_avg_sq, step: Scalar, max_exp_avg_sq=None,
    *, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0, maximize=False,
):  # fmt: skip
    """torch's AdamW (Loshchilov and Hutter, 2017); with AMSGrad where `max_exp_avg_sq` is given."""
    shrunk, g = _shrunk(weight, lr, weight_decay), _signed(grad, maximize)
    return _adam(shrunk, g, exp_avg, exp_avg_sq, max_exp_avg_sq, step, lr, beta1, beta2, eps)


@update_rule
def torch_adamax_update(
    weight, grad, exp_avg, exp_inf, step: Scalar,
    *, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0, maximize=False,
):  # fmt: skip
    """torch's Adamax (Kingma and Ba, 2014)."""
    t = _exact(step) + 1
    g = _decayed(weight, _signed(grad, maximize), weight_decay)
    m = _lerp(exp_avg, g, _rest(beta1))
    largest = maximum(exp_inf * beta2, abs(g) + eps)
    rate = (_exact(lr) / _left(beta1, t)).astype("generic")
    return {"weight": weight + (-rate * m) / largest, "exp_avg": m, "exp_inf": largest, "step": t}


@update_rule
def torch_nadam_update(
    weight, grad, exp_avg, exp_avg_sq, mu_product: Scalar = State(1.0), step: Scalar = State(),
    *, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0, momentum_decay=0.004, decoupled=False, maximize=False,
):  # fmt: skip
    """torch's NAdam (Dozat, 2016); `mu_product` is the product of the momentum's factors so far."""
    t = _exact(step) + 1
    mu = _exact(beta1) * (1 - 0.5 * power(0.96, t * _exact(momentum_decay)))
    following = _exact(beta1) * (1 - 0.5 * power(0.96, (t + 1) * _exact(momentum_decay)))
    # To torch both are float32 numbers, whatever the weight is.
    product = _exact(mu_product.astype("float32") * mu.astype("float32"))
    weight, g = _either(weight, _signed(grad, maximize), lr, weight_decay, decoupled)
    m, v = _moments(g, exp_avg, exp_avg_sq, beta1, beta2)
    denominator = sqrt(v / _left(beta2, t).astype("generic")) + eps
    by_grad = (-_exact(lr) * (1 - mu) / (1 - product)).astype("generic")
    by_mean = (-_exact(lr) * following / (1 - product * following)).astype("generic")
    new = (weight + (by_grad * g) / denominator) + (by_mean * m) / denominator
    return {"weight": new, "exp_avg": m, "exp_avg_sq": v, "mu_product": product, "step": t}


@update_rule
def torch_radam_update(
    weight, grad, exp_avg, exp_avg_sq, step: Scalar,
    *, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0, decoupled=False, maximize=False,
):  # fmt: skip
    """torch's RAdam (Liu et al., 2019)."""
    t = _exact(step) + 1
    weight, g = _either(weight, _signed(grad, maximize), lr, weight_decay, decoupled)
    m, v = _moments(g, exp_avg, exp_avg_sq, beta1, beta2)
    correction = _left(beta2, t)
    whole = 2 / (1 - _exact(beta2)) - 1
    length = whole - 2 * t * power(_exact(beta2), t) / correction
    rectifies = gt(length, 5.0)
    known = where(rectifies, length, 5.0)
    rectifier = sqrt((known - 4) * (known - 2) * whole / ((whole - 4) * (whole - 2) * known)).astype("generic")
    plain = (m / _left(beta1, t).astype("generic")) * lr
    adapted = (plain * (sqrt(correction).astype("generic") / (sqrt(v) + eps))) * rectifier
    return {"weight": weight - where(rectifies, adapted, plain), "exp_avg": m, "exp_avg_sq": v, "step": t}


@update_rule
def torch_sparse_adam_update(
    weight, grad, exp_avg, exp_avg_sq, *, lr, t, beta1=0.9, beta2=0.999, eps=1e-8, maximize=False
):
    """torch's SparseAdam: Adam without weight decay, on the rows that a row-sparse gradient lists."""
    g = _signed(grad, maximize)
    m = exp_avg + (g - exp_avg) * _rest(beta1)
    v = exp_avg_sq + (g * g - exp_avg_sq) * _rest(beta2)
    rate = (_exact(lr) * sqrt(_left(beta2, _exact(t))) / _left(beta1, _exact(t))).astype("generic")
    return {"weight": weight + -rate * (m / (sqrt(v) + eps)), "exp_avg": m, "exp_avg_sq": v}
