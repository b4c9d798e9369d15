"""Steps scaled by the ratio of two norms: LAMB, LANS, LARS. The order of operations is MXNet 2.0's."""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from mxsym.rule.functions import clip, logical_and, maximum, minimum, norm, power, sqrt, square, where
from mxsym.rule.registry import operator, update_rule
from mxsym.rule.value import Scalar
from mxsym.rules.sgd import former_step


def _moments(g, mean, var, beta1, beta2):
    return beta1 * mean + (1 - beta1) * g, beta2 * var + ((1 - beta2) * g) * g


def _correction(beta, t):
    """1 - beta^t; the power is formed in float64, whatever the tensors are, of beta as MXNet has it: rounded."""
    rounded = beta.astype("generic").astype("float64")
    return 1.0 - power(rounded, t.astype("float64")).astype("generic")


def _bounded(norm_of_weight, lower_bound, upper_bound):
    """The norm held between the bounds; one of 0 or less is off."""
    r = where(lower_bound > 0.0, maximum(norm_of_weight, lower_bound), norm_of_weight)
    return where(upper_bound > 0.0, minimum(r, upper_bound), r)


def _ratio(r1, r2):
    """r1 / r2, and 1 where either is 0."""
    return where(logical_and(r1 != 0.0, r2 != 0.0), r1 / r2, 1.0)


def _direction(weight, g, mean, var, beta1, beta2, epsilon, t, bias_correction, wd):
    mean, var = _moments(g, mean, var, beta1, beta2)
    first, second = (mean / _correction(beta1, t), var / _correction(beta2, t)) if bias_correction else (mean, var)
    return first / (sqrt(second) + epsilon) + wd * weight, mean, var


def _trust(lr, weight, grad, wd, eta, eps):
    """The learning rate times LARS's trust ratio, of the two norms; the learning rate where either is 0."""
    return where(logical_and(weight > 0.0, grad > 0.0), lr * eta * weight / (grad + wd * weight + eps), lr)


def _rate(lr, weight, grad, wd, eta, epsilon, rescale_grad, form):
    """The same from the tensors; the ratio is formed before it meets the rate, but in MXNet 1.9."""
    sizes = norm(weight), norm(grad * rescale_grad)
    return _trust(lr, *sizes, wd, eta, epsilon) if form == "1.9" else lr * _trust(1.0, *sizes, wd, eta, epsilon)


@update_rule
def lamb_update_phase1(
    weight, grad, mean, var, *, beta1=0.9, beta2=0.999, epsilon=1e-6,
    t, bias_correction=True, wd, rescale_grad=1.0, clip_gradient=-1.0,
):  # fmt: skip
    """The first half of LAMB (You et al., 2019): the direction of the step; `t` counts from 1."""
    g = clip(grad * rescale_grad, clip_gradient)
    u, mean, var = _direction(weight, g, mean, var, beta1, beta2, epsilon, t, bias_correction, wd)
    return {"output": u, "mean": mean, "var": var}


@update_rule
def lamb_update_phase2(weight, g, r1: Scalar, r2: Scalar, *, lr, lower_bound=-1.0, upper_bound=-1.0):
    """The second half of LAMB (You et al., 2019): `g` is the direction, `r1`, `r2` the norms of weight and `g`.

    MXNet: leaves `weight32` of the `mp_` form unwritten, against its own documentation.
    """
    r = _bounded(r1, lower_bound, upper_bound)
    rate = where(logical_and(r != 0.0, r2 != 0.0), lr * r / r2, lr)
    return {"weight": weight - rate * g}


@update_rule
def lamb_update(
    weight, grad, mean, var, *, lr, beta1=0.9, beta2=0.999, epsilon=1e-6, wd=0.0, rescale_grad=1.0,
    lower_bound=-1.0, upper_bound=-1.0, clip_gradient=-1.0, bias_correction=True, t,
):  # fmt: skip
    """LAMB (You et al., 2019) in one step; `t` counts from 1.

    MXNet: has the `multi_` forms only, at most 45 tensors, and sums in float32 for every dtype.
    """
    g = clip(grad * rescale_grad, clip_gradient)
    u, mean, var = _direction(weight, g, mean, var, beta1, beta2, epsilon, t, bias_correction, wd)
    r = _bounded(norm(weight), lower_bound, upper_bound)
    ratio = _ratio(r, norm(u))
    return {"weight": weight - (lr * ratio) * u, "mean": mean, "var": var}


@update_rule
def lans_update(
    weight, grad, mean, var, *, lr, beta1=0.9, beta2=0.999, epsilon=1e-6, wd=0.0, rescale_grad=1.0,
    lower_bound=-1.0, upper_bound=-1.0, clip_gradient=-1.0, t,
):  # fmt: skip
    """LANS (Zheng et al., 2020); `t` counts from 1. A gradient of norm 0 is left as it is.

    MXNet: has the `multi_` forms only, since 2.0, and divides by the norm even where it is 0.
    """
    g = grad * rescale_grad
    size = norm(rescale_grad * grad)
    g = clip(g / where(size != 0.0, size, 1.0), clip_gradient)
    mean, var = _moments(g, mean, var, beta1, beta2)
    scale = sqrt(var / _correction(beta2, t)) + epsilon
    by_mean = (mean / _correction(beta1, t)) / scale + wd * weight
    by_grad = g / scale + wd * weight
    r = _bounded(norm(weight), lower_bound, upper_bound)
    step = (lr * (_ratio(r, norm(by_mean)) * beta1)) * by_mean
    step = step + (lr * (_ratio(r, norm(by_grad)) * (1 - beta1))) * by_grad
    return {"weight": weight - step, "mean": mean, "var": var}


@operator()
def multi_lars(lrs, weights_sum_sq, grads_sum_sq, wds, *, eta, eps, rescale_grad=1.0):
    """The learning rates of LARS (You et al., 2017) from sums of squares, one for each tensor."""
    return _trust(lrs, sqrt(weights_sum_sq), sqrt(grads_sum_sq) * rescale_grad, wds, eta, eps)


@update_rule
def lars_update(
    weight, grad,
    *, lr, eta=0.001, epsilon=1e-8, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0, adapt=True, form="",
):  # fmt: skip
    """LARS (You et al., 2017) without momentum; without `adapt` it is SGD.

    MXNet: has no such op; its optimizer puts one together of others.
    """
    rate = _rate(lr, weight, grad, wd, eta, epsilon, rescale_grad, form) if adapt else lr
    if form == "1.9":
        return {"weight": weight + former_step(0.0, weight, grad, rate, rate * wd, rescale_grad, clip_gradient)}
    return {"weight": weight - rate * (clip(grad * rescale_grad, clip_gradient) + wd * weight)}


@update_rule
def lars_mom_update(
    weight, grad, mom,
    *, lr, momentum=0.0, eta=0.001, epsilon=1e-8, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0, adapt=True, form="",
):  # fmt: skip
    """LARS (You et al., 2017) with momentum; without `adapt` it is SGD with momentum.

    MXNet: has no such op; its optimizer puts one together of others.
    """
    rate = _rate(lr, weight, grad, wd, eta, epsilon, rescale_grad, form) if adapt else lr
    if form == "1.9":
        mom = former_step(momentum * mom, weight, grad, rate, rate * wd, rescale_grad, clip_gradient)
    else:
        mom = mom * momentum - rate * (clip(grad * rescale_grad, clip_gradient) + wd * weight)
    return {"weight": weight + mom, "mom": mom}


def _large_batch(lr, weight, grad, wd):
    """The learning rate times the factor of MXNet 1.9's LBSGD: the root of a ratio of sums of squares, in bounds."""
    own, other = square(norm(weight)), square(norm(grad))
    return lr * minimum(maximum(sqrt(own / (other + wd * own + 1e-18)), 0.01), 100.0)


@update_rule
def lbsgd_update(weight, grad, *, lr, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0):
    """SGD whose rate is by the norms of weight and gradient (You et al., 2017).

    MXNet: has no such op; its optimizer puts one together of others.
    """
    rate = _large_batch(lr, weight, grad, wd)
    return {"weight": weight - rate * (clip(grad * rescale_grad, clip_gradient) + wd * weight)}


@update_rule
def lbsgd_mom_update(weight, grad, mom, *, lr, momentum=0.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0):
    """SGD with momentum whose rate is by the norms of weight and gradient (You et al., 2017).

    MXNet: has no such op; its optimizer puts one together of others.
    """
    rate = _large_batch(lr, weight, grad, wd)
    mom = mom * momentum - rate * (clip(grad * rescale_grad, clip_gradient) + wd * weight)
    return {"weight": weight + mom, "mom": mom}
