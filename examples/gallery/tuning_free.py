"""Steps whose size follows from the distance to the start; each for one tensor."""
# pyright: basic, reportArgumentType=false, reportAssignmentType=false
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

import mxsym as mx


@mx.update_rule
def ldog_update(
    weight, grad, farthest: mx.Scalar, squares: mx.Scalar, start=mx.State("weight"), *, lr=1.0, first=1e-6, epsilon=1e-8
):
    """LDoG (Ivgi et al., 2023): the farthest distance from the start over the root of the sum of squared gradients."""
    farthest = mx.maximum(mx.maximum(farthest, mx.norm(weight - start)), first * (1 + mx.norm(start)))
    squares = squares + mx.sum(mx.square(grad))
    rate = lr * farthest / mx.sqrt(squares + epsilon)
    return {"weight": weight - rate * grad, "farthest": farthest, "squares": squares, "start": start}


@mx.update_rule
def prodigy_update(
    weight, grad, mean, var, sums, start=mx.State("weight"), d: mx.Scalar = mx.State(1e-6),
    over: mx.Scalar = mx.State(), *, lr=1.0, beta1=0.9, beta2=0.999, epsilon=1e-8, t
):  # fmt: skip
    """Prodigy (Mishchenko and Defazio, 2023): Adam with an estimate of the distance to the solution for its rate."""
    root = mx.sqrt(beta2)
    rate = d * lr * mx.sqrt(mx.debias(beta2, t)) / mx.debias(beta1, t)
    mean = beta1 * mean + (1 - beta1) * d * grad
    var = beta2 * var + (1 - beta2) * d * d * mx.square(grad)
    over = root * over + (1 - root) * d * rate * mx.sum(grad * (start - weight))
    sums = root * sums + (1 - root) * d * rate * grad
    new = weight - rate * mean / (mx.sqrt(var) + d * epsilon)
    d = mx.maximum(d, over / mx.sum(mx.abs(sums)))
    return {
        "weight": new, "mean": mean, "var": var, "sums": sums, "start": start, "d": d, "over": over
    }  # fmt: skip


@mx.update_rule
def dadapt_sgd_update(
    weight, grad, sums, start=mx.State("weight"), d: mx.Scalar = mx.State(1e-6), over: mx.Scalar = mx.State(),
    first: mx.Scalar = mx.State(), *, lr=1.0, t
):  # fmt: skip
    """D-Adaptation of SGD (Defazio and Mishchenko, 2023): the rate is an estimate of the distance to the solution."""
    first = mx.where(t == 1, mx.norm(grad), first)
    rate = d * lr / first
    over = over + 2 * rate * mx.sum(grad * sums)
    sums = sums + rate * grad
    d = mx.maximum(d, over / mx.norm(sums))
    return {"weight": weight - rate * grad, "sums": sums, "start": start, "d": d, "over": over, "first": first}


@mx.update_rule
def dadapt_adam_update(
    weight, grad, mean, var, sums, d: mx.Scalar = mx.State(1e-6), over: mx.Scalar = mx.State(),
    *, lr=1.0, beta1=0.9, beta2=0.999, epsilon=1e-8
):  # fmt: skip
    """D-Adaptation of Adam (Defazio and Mishchenko, 2023)."""
    root = mx.sqrt(beta2)
    mean = beta1 * mean + (1 - beta1) * d * lr * grad
    var = mx.ema(var, mx.square(grad), beta2)
    scale = mx.sqrt(var) + epsilon
    over = root * over + (1 - root) * d * lr * mx.sum(grad * sums / scale)
    sums = root * sums + (1 - root) * d * lr * grad
    d = mx.maximum(d, over / ((1 - root) * mx.sum(mx.abs(sums))))
    return {"weight": weight - mean / scale, "mean": mean, "var": var, "sums": sums, "d": d, "over": over}
