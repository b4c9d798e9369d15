"""torch's SGD and its other optimizers, in torch's order of operations: of its fused CPU kernel where there is one.

`step` is one number, the count of the steps before this one, which the update moves on.
"""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from mxsym.rule.functions import clip, eq, fma, gt, lt, maximum, ne, power, sign, sqrt, where
from mxsym.rule.inputs import State
from mxsym.rule.registry import update_rule
from mxsym.rule.value import Scalar
from mxsym.rules.terms import decayed, exact, lerp, rest, signed, squares


@update_rule
def torch_sgd_update(
    weight, grad, momentum_buffer=None,
    *, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, began=1.0, nesterov=False, maximize=False,
):  # fmt: skip
    """torch's SGD, with momentum where `momentum_buffer` is given; `began` is 0 in the step that sets the buffer."""
    g = decayed(weight, signed(grad, maximize), weight_decay)
    if momentum_buffer is None:
        return {"weight": fma(-lr, g, weight)}
    buffer = where(ne(began, 0.0), fma(rest(dampening), g, momentum * momentum_buffer), g)
    return {"weight": fma(-lr, fma(momentum, buffer, g) if nesterov else buffer, weight), "momentum_buffer": buffer}


@update_rule
def torch_adagrad_update(
    weight, grad, sum_of_squares, step: Scalar, *, lr, lr_decay=0.0, eps=1e-10, weight_decay=0.0, maximize=False
):
    """torch's Adagrad (Duchi et al., 2011)."""
    g = decayed(weight, signed(grad, maximize), weight_decay)
    rate = (exact(lr) / (1 + exact(step) * exact(lr_decay))).astype("generic")
    total = fma(g, g, sum_of_squares)
    new = weight - (rate * g) / (sqrt(total) + eps)
    return {"weight": new, "sum_of_squares": total, "step": exact(step) + 1}


@update_rule
def torch_rmsprop_update(
    weight, grad, square_avg, step: Scalar, grad_avg=None, momentum_buffer=None,
    *, lr, alpha=0.99, eps=1e-8, weight_decay=0.0, momentum=0.0, maximize=False,
):  # fmt: skip
    """torch's RMSprop (Tieleman and Hinton, 2012); centred (Graves, 2013) where `grad_avg` is given.

    With momentum where `momentum_buffer` is.
    """
    g = decayed(weight, signed(grad, maximize), weight_decay)
    v = squares(g, square_avg, alpha)
    results = {"square_avg": v, "step": exact(step) + 1}
    if grad_avg is not None:
        results["grad_avg"] = mean = lerp(grad_avg, g, rest(alpha))
        v = fma(-mean, mean, v)
    size = sqrt(v) + eps
    if momentum_buffer is None:
        return {"weight": weight + (-lr * g) / size, **results}
    buffer = momentum_buffer * momentum + g / size
    return {"weight": fma(-lr, buffer, weight), "momentum_buffer": buffer, **results}


@update_rule
def torch_adadelta_update(
    weight, grad, square_avg, acc_delta, step: Scalar, *, lr=1.0, rho=0.9, eps=1e-6, weight_decay=0.0, maximize=False
):
    """torch's Adadelta (Zeiler, 2012)."""
    g = decayed(weight, signed(grad, maximize), weight_decay)
    v = squares(g, square_avg, rho)
    delta = (sqrt(acc_delta + eps) / sqrt(v + eps)) * g
    past = squares(delta, acc_delta, rho)
    return {"weight": fma(-lr, delta, weight), "square_avg": v, "acc_delta": past, "step": exact(step) + 1}


@update_rule
def torch_rprop_update(
    weight, grad, prev, step_size=State(0.01), step: Scalar = State(),
    *, eta_minus=0.5, eta_plus=1.2, step_size_min=1e-6, step_size_max=50.0, maximize=False,
):  # fmt: skip
    """torch's Rprop (Riedmiller and Braun, 1993); `step_size` begins at what torch calls lr."""
    g = signed(grad, maximize)
    agreement = g * prev
    factor = where(gt(agreement, 0.0), eta_plus, where(lt(agreement, 0.0), eta_minus, 1.0))
    size = clip(step_size * factor, step_size_min, step_size_max)
    g = where(lt(agreement, 0.0), 0.0, g)
    return {"weight": fma(-sign(g), size, weight), "prev": g, "step_size": size, "step": exact(step) + 1}


@update_rule
def torch_asgd_update(
    weight, grad, ax, mu: Scalar = State(1.0), eta: Scalar = State("lr"), step: Scalar = State(),
    *, lr, lambd=1e-4, rate_power=0.75, t0=1e6, weight_decay=0.0, maximize=False,
):  # fmt: skip
    """torch's ASGD (Polyak and Juditsky, 1992): `ax` is the average, `eta` the rate of this step, `mu` its share."""
    t = exact(step) + 1
    g = decayed(weight, signed(grad, maximize), weight_decay)
    new = weight * (1 - exact(lambd) * exact(eta)).astype("generic")
    new = fma(g, -exact(eta).astype("generic"), new)
    average = where(eq(mu, 1.0), new, ax + (new - ax) * exact(mu).astype("generic"))
    rate = exact(lr) / power(1 + exact(lambd) * exact(lr) * t, exact(rate_power))
    share = 1 / maximum(1.0, t - exact(t0))
    return {"weight": new, "ax": average, "mu": share, "eta": rate, "step": t}
