"""Averages of weights: those that a step is pulled to, and those that are used instead of the weights."""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

import mxsym as mx


@mx.update_rule
def lookahead_sgd_update(weight, grad, slow=mx.State("weight"), *, lr, k=5.0, alpha=0.5, t):
    """Lookahead (Zhang et al., 2019): after k steps the weights go back to a slow average, which follows them."""
    fast, due = weight - lr * grad, t % k == 0
    slow = mx.where(due, slow + alpha * (fast - slow), slow)
    return {"weight": mx.where(due, slow, fast), "slow": slow}


@mx.update_rule
def ema_sgd_update(weight, grad, average=mx.State("weight"), *, lr, decay=0.99):
    """SGD with a running average of the weights (Polyak and Juditsky, 1992, with a decay)."""
    weight = weight - lr * grad
    return {"weight": weight, "average": mx.ema(average, weight, decay)}


@mx.update_rule
def swa_sgd_update(weight, grad, average=mx.State("weight"), *, lr, t):
    """SWA (Izmailov et al., 2018): SGD with the mean of all weights."""
    weight = weight - lr * grad
    return {"weight": weight, "average": average + (weight - average) / (t + 1)}


@mx.update_rule
def averaged_sgd_update(weight, grad, average, *, lr, lambd=1e-4, alpha=0.75, t0=5.0, t):
    """ASGD (Polyak and Juditsky, 1992): falling rates, and the mean of the weights after step t0."""
    rate = lr / mx.power(1 + lambd * lr * (t - 1), alpha)
    weight = weight * (1 - lambd * rate) - rate * grad
    return {"weight": weight, "average": average + (weight - average) / mx.maximum(t - 1 - t0, 1.0)}


@mx.update_rule
def schedule_free_sgd_update(weight, grad, base=mx.State("weight"), *, lr, beta=0.9, wd=0.0, t):
    """Schedule-Free SGD (Defazio et al., 2024): gradients at a point between the base steps and their mean."""
    average = (weight - (1 - beta) * base) / beta
    base = base - lr * (grad + wd * weight)
    average = average + (base - average) / t
    return {"weight": beta * average + (1 - beta) * base, "base": base}


@mx.update_rule
def schedule_free_adamw_update(
    weight, grad, var, base=mx.State("weight"), total: mx.Scalar = mx.State(dtype="float64"),
    *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.01, warmup=5.0, t
):  # fmt: skip
    """Schedule-Free AdamW (Defazio et al., 2024): the same with Adam's steps; means by squared rates."""
    rate = lr * mx.minimum(t / warmup, 1.0) * mx.sqrt(mx.debias(beta2, t))
    total = total + mx.square(rate)
    average = (weight - (1 - beta1) * base) / beta1
    var = mx.ema(var, mx.square(grad), beta2)
    base = base - rate * (grad / (mx.sqrt(var) + epsilon) + wd * weight)
    average = average + mx.square(rate) / total * (base - average)
    return {"weight": beta1 * average + (1 - beta1) * base, "var": var, "base": base, "total": total}
