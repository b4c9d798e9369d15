"""Steps whose size follows from the distance to the start: of all weights together, or of each."""
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
def dog_update(
    weight, grad, farthest: mx.Model, squares: mx.Model, start=mx.State("weight"), *, lr=1.0, first=1e-6, epsilon=1e-8
):
    """DoG (Ivgi et al., 2023): LDoG with one distance and one sum for all weights."""
    farthest = mx.maximum(farthest, mx.norm(weight - start, over=mx.Model))
    farthest = mx.maximum(farthest, first * (1 + mx.norm(start, over=mx.Model)))
    squares = squares + mx.sum(mx.square(grad), over=mx.Model)
    rate = lr * farthest / mx.sqrt(squares + epsilon)
    return {"weight": weight - rate * grad, "farthest": farthest, "squares": squares, "start": start}


@mx.update_rule
def prodigy_update(
    weight, grad, mean, var, sums, start=mx.State("weight"), d: mx.Model = mx.State(1e-6),
    over: mx.Model = mx.State(), *, lr=1.0, beta1=0.9, beta2=0.999, epsilon=1e-8, t
):  # fmt: skip
    """Prodigy (Mishchenko and Defazio, 2023): Adam with an estimate of the distance to the solution for its rate."""
    root = mx.sqrt(beta2)
    rate = d * lr * mx.sqrt(mx.debias(beta2, t)) / mx.debias(beta1, t)
    mean = beta1 * mean + (1 - beta1) * d * grad
    var = beta2 * var + (1 - beta2) * d * d * mx.square(grad)
    over = root * over + (1 - root) * d * rate * mx.sum(grad * (start - weight), over=mx.Model)
    sums = root * sums + (1 - root) * d * rate * grad
    new = weight - rate * mean / (mx.sqrt(var) + d * epsilon)
    d = mx.maximum(d, over / mx.sum(mx.abs(sums), over=mx.Model))
    return {
        "weight": new, "mean": mean, "var": var, "sums": sums, "start": start, "d": d, "over": over
    }  # fmt: skip


@mx.update_rule
def dadapt_sgd_update(
    weight, grad, sums, start=mx.State("weight"), d: mx.Model = mx.State(1e-6), over: mx.Model = mx.State(),
    first: mx.Model = mx.State(), *, lr=1.0, t
):  # fmt: skip
    """D-Adaptation of SGD (Defazio and Mishchenko, 2023): the rate is an estimate of the distance to the solution."""
    first = mx.where(t == 1, mx.norm(grad, over=mx.Model), first)
    rate = d * lr / first
    over = over + 2 * rate * mx.sum(grad * sums, over=mx.Model)
    sums = sums + rate * grad
    d = mx.maximum(d, over / mx.norm(sums, over=mx.Model))
    return {"weight": weight - rate * grad, "sums": sums, "start": start, "d": d, "over": over, "first": first}


@mx.update_rule
def dadapt_adam_update(
    weight, grad, mean, var, sums, d: mx.Model = mx.State(1e-6), over: mx.Model = mx.State(),
    *, lr=1.0, beta1=0.9, beta2=0.999, epsilon=1e-8
):  # fmt: skip
    """D-Adaptation of Adam (Defazio and Mishchenko, 2023)."""
    root = mx.sqrt(beta2)
    mean = beta1 * mean + (1 - beta1) * d * lr * grad
    var = mx.ema(var, mx.square(grad), beta2)
    scale = mx.sqrt(var) + epsilon
    over = root * over + (1 - root) * d * lr * mx.sum(grad * sums / scale, over=mx.Model)
    sums = root * sums + (1 - root) * d * lr * grad
    d = mx.maximum(d, over / ((1 - root) * mx.sum(mx.abs(sums), over=mx.Model)))
    return {"weight": weight - mean / scale, "mean": mean, "var": var, "sums": sums, "d": d, "over": over}
