"""Steps of each element scaled by a running mean of its squares, after Adam."""
# pyright: basic, reportArgumentType=false, reportAssignmentType=false
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

import mxsym as mx


def _adam(grad, mean, var, beta1, beta2, epsilon, t):
    """The new running means, and Adam's step."""
    mean, var = mx.ema(mean, grad, beta1), mx.ema(var, mx.square(grad), beta2)
    return mean, var, mean / mx.debias(beta1, t) / (mx.sqrt(var / mx.debias(beta2, t)) + epsilon)


@mx.update_rule
def amsgrad_update(weight, grad, mean, var, largest, *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, t):
    """AMSGrad (Reddi et al., 2018): divided by the largest mean of squares so far."""
    mean, var = mx.ema(mean, grad, beta1), mx.ema(var, mx.square(grad), beta2)
    largest = mx.maximum(largest, var)
    step = mean / mx.debias(beta1, t) / (mx.sqrt(largest / mx.debias(beta2, t)) + epsilon)
    return {"weight": weight - lr * step, "mean": mean, "var": var, "largest": largest}


@mx.update_rule
def radam_update(weight, grad, mean, var, *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, t):
    """RAdam (Liu et al., 2019): rectified while the mean of squares is of few steps."""
    mean, var = mx.ema(mean, grad, beta1), mx.ema(var, mx.square(grad), beta2)
    most = 2 / (1 - beta2) - 1
    left = mx.debias(beta2, t)
    length = most - 2 * t * (1 - left) / left
    factor = (length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length)
    step = mean / mx.debias(beta1, t)
    scaled = step * mx.sqrt(mx.maximum(factor, 0.0)) * mx.sqrt(left) / (mx.sqrt(var) + epsilon)
    return {"weight": weight - lr * mx.where(length > 5, scaled, step), "mean": mean, "var": var}


@mx.update_rule
def nesterov_adam_update(
    weight, grad, mean, var, product: mx.Scalar = mx.State(1.0),
    *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, decay=0.004, t
):  # fmt: skip
    """NAdam (Dozat, 2016): Nesterov's look ahead, by a momentum that grows with the steps."""
    now, following = (beta1 * (1 - 0.5 * mx.power(0.96, n * decay)) for n in (t, t + 1))
    product = product * now
    mean, var = mx.ema(mean, grad, beta1), mx.ema(var, mx.square(grad), beta2)
    ahead = (1 - now) / (1 - product) * grad + following / (1 - product * following) * mean
    step = ahead / (mx.sqrt(var / mx.debias(beta2, t)) + epsilon)
    return {"weight": weight - lr * step, "mean": mean, "var": var, "product": product}


@mx.update_rule
def adabound_update(weight, grad, mean, var, *, lr, final=0.1, gamma=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8, t):
    """AdaBound (Luo et al., 2019): each element's rate is between bounds that close on SGD's."""
    mean, var = mx.ema(mean, grad, beta1), mx.ema(var, mx.square(grad), beta2)
    rate = lr * mx.sqrt(mx.debias(beta2, t)) / mx.debias(beta1, t) / (mx.sqrt(var) + epsilon)
    rate = mx.clip(rate, final * (1 - 1 / (gamma * t + 1)), final * (1 + 1 / (gamma * t)))
    return {"weight": weight - rate * mean, "mean": mean, "var": var}


@mx.update_rule
def yogi_update(weight, grad, mean=mx.State(1e-6), var=mx.State(1e-6), *, lr, beta1=0.9, beta2=0.999, epsilon=1e-3, t):
    """Yogi (Zaheer et al., 2018): the mean of squares moves by steps that do not depend on its size."""
    square = mx.square(grad)
    mean, var = mx.ema(mean, grad, beta1), var - (1 - beta2) * mx.sign(var - square) * square
    step = mean / mx.debias(beta1, t) / (mx.sqrt(var / mx.debias(beta2, t)) + epsilon)
    return {"weight": weight - lr * step, "mean": mean, "var": var}


@mx.update_rule
def padam_update(weight, grad, mean, var, largest, *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, partial=0.125, t):
    """Padam (Chen et al., 2018): AMSGrad with a power of the mean of squares other than a half."""
    mean, var = mx.ema(mean, grad, beta1), mx.ema(var, mx.square(grad), beta2)
    largest = mx.maximum(largest, var)
    step = mean / mx.debias(beta1, t) / mx.power(largest / mx.debias(beta2, t) + epsilon, partial)
    return {"weight": weight - lr * step, "mean": mean, "var": var, "largest": largest}


@mx.update_rule
def qhadam_update(weight, grad, mean, var, *, lr, beta1=0.995, beta2=0.999, nu1=0.7, nu2=1.0, epsilon=1e-8, t):
    """QHAdam (Ma and Yarats, 2018): both means of Adam mixed with the newest gradient."""
    square = mx.square(grad)
    mean, var = mx.ema(mean, grad, beta1), mx.ema(var, square, beta2)
    over = (1 - nu1) * grad + nu1 * mean / mx.debias(beta1, t)
    under = mx.sqrt((1 - nu2) * square + nu2 * var / mx.debias(beta2, t)) + epsilon
    return {"weight": weight - lr * over / under, "mean": mean, "var": var}


@mx.update_rule
def belief_adam_update(weight, grad, mean, var, *, lr, beta1=0.9, beta2=0.999, epsilon=1e-12, t):
    """AdaBelief (Zhuang et al., 2020): divided by the gradient's distance from its running mean."""
    mean = mx.ema(mean, grad, beta1)
    var = mx.ema(var, mx.square(grad - mean), beta2) + epsilon
    step = mean / mx.debias(beta1, t) / (mx.sqrt(var / mx.debias(beta2, t)) + epsilon)
    return {"weight": weight - lr * step, "mean": mean, "var": var}


@mx.update_rule
def laprop_update(weight, grad, mean, var, *, lr, beta1=0.9, beta2=0.999, epsilon=1e-15, t):
    """LaProp (Ziyin et al., 2020): momentum of gradients that are scaled first."""
    var = mx.ema(var, mx.square(grad), beta2)
    mean = mx.ema(mean, grad / (mx.sqrt(var / mx.debias(beta2, t)) + epsilon), beta1)
    return {"weight": weight - lr * mean / mx.debias(beta1, t), "mean": mean, "var": var}


@mx.update_rule
def adamod_update(weight, grad, mean, var, rates, *, lr, beta1=0.9, beta2=0.999, beta3=0.99, epsilon=1e-8, t):
    """AdaMod (Ding et al., 2019): no element's rate exceeds its own running mean."""
    mean, var = mx.ema(mean, grad, beta1), mx.ema(var, mx.square(grad), beta2)
    rate = lr / (mx.sqrt(var / mx.debias(beta2, t)) + epsilon)
    rates = mx.ema(rates, rate, beta3)
    step = mx.minimum(rate, rates) * mean / mx.debias(beta1, t)
    return {"weight": weight - step, "mean": mean, "var": var, "rates": rates}


@mx.update_rule
def diffgrad_update(weight, grad, mean, var, previous, *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, t):
    """diffGrad (Dubey et al., 2019): elements whose gradient hardly changes take smaller steps."""
    friction = 1 / (1 + mx.exp(-mx.abs(previous - grad)))
    mean, var, step = _adam(grad, mean, var, beta1, beta2, epsilon, t)
    return {"weight": weight - lr * friction * step, "mean": mean, "var": var, "previous": grad}


@mx.update_rule
def adan_update(
    weight, grad, mean, change, var, previous, *, lr, beta1=0.98, beta2=0.92, beta3=0.99, epsilon=1e-8, wd=0.02, t
):
    """Adan (Xie et al., 2022): Nesterov's momentum by running means of the gradient and of its change."""
    new = mx.where(t == 1, 0.0, grad - previous)
    mean, change = mx.ema(mean, grad, beta1), mx.ema(change, new, beta2)
    var = mx.ema(var, mx.square(grad + beta2 * new), beta3)
    ahead = mean / mx.debias(beta1, t) + beta2 * change / mx.debias(beta2, t)
    step = ahead / (mx.sqrt(var / mx.debias(beta3, t)) + epsilon)
    new_weight = (weight - lr * step) / (1 + lr * wd)
    return {"weight": new_weight, "mean": mean, "change": change, "var": var, "previous": grad}


@mx.update_rule
def ademamix_update(
    weight, grad, fast, slow, var, *, lr, beta1=0.9, beta2=0.999, beta3=0.9999, alpha=5.0, warmup=100.0, epsilon=1e-8,
    wd=0.01, t
):  # fmt: skip
    """AdEMAMix (Pagliardini et al., 2024): a second running mean of the gradient, with a far longer memory."""
    fast, slow = mx.ema(fast, grad, beta1), mx.ema(slow, grad, beta3)
    var = mx.ema(var, mx.square(grad), beta2)
    over = fast / mx.debias(beta1, t) + mx.minimum(t / warmup, 1.0) * alpha * slow
    step = over / (mx.sqrt(var / mx.debias(beta2, t)) + epsilon) + wd * weight
    return {"weight": weight - lr * step, "fast": fast, "slow": slow, "var": var}


@mx.update_rule
def mars_update(
    weight, grad, mean, var, previous, *, lr, beta1=0.95, beta2=0.99, gamma=0.025, epsilon=1e-8, wd=0.01, t
):
    """MARS-AdamW (Yuan et al., 2024): gradients corrected by their change, of a norm of 1 at most."""
    change = mx.where(t == 1, 0.0, grad - previous)
    corrected = grad + gamma * beta1 / (1 - beta1) * change
    corrected = corrected / mx.maximum(mx.norm(corrected), 1.0)
    mean, var, step = _adam(corrected, mean, var, beta1, beta2, epsilon, t)
    return {"weight": weight - lr * (step + wd * weight), "mean": mean, "var": var, "previous": grad}


@mx.update_rule
def adopt_update(weight, grad, mean, var, *, lr, beta1=0.9, beta2=0.9999, epsilon=1e-6, t):
    """ADOPT (Taniguchi et al., 2024): divided by the mean of squares before this step, and bounded."""
    scaled = mx.clip(grad / mx.maximum(mx.sqrt(var), epsilon), mx.power(mx.maximum(t - 1, 1.0), 0.25))
    first, square = t == 1, mx.square(grad)
    mean = mx.where(first, mean, mx.ema(mean, scaled, beta1))
    var = mx.where(first, square, mx.ema(var, square, beta2))
    return {"weight": mx.where(first, weight, weight - lr * mean), "mean": mean, "var": var}


@mx.update_rule
def cautious_adamw_update(weight, grad, mean, var, *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.0, t):
    """C-AdamW (Liang et al., 2024): AdamW without the elements that go against the gradient."""
    mean, var, step = _adam(grad, mean, var, beta1, beta2, epsilon, t)
    kept = mx.where(step * grad > 0, 1.0, 0.0)
    step = step * kept / mx.maximum(mx.mean(kept), 1e-3)
    return {"weight": weight - lr * wd * weight - lr * step, "mean": mean, "var": var}


@mx.update_rule
def cautious_decay_adamw_update(weight, grad, mean, var, *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.01, t):
    """AdamW with cautious weight decay (Chen et al., 2025): of elements that the step does not make larger."""
    mean, var, step = _adam(grad, mean, var, beta1, beta2, epsilon, t)
    decay = mx.where(step * weight >= 0, wd * weight, 0.0)
    return {"weight": weight - lr * (step + decay), "mean": mean, "var": var}


@mx.update_rule
def grams_update(weight, grad, mean, var, *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.0, t):
    """Grams (Cao et al., 2024): Adam's step in size, the gradient in direction."""
    mean, var, step = _adam(grad, mean, var, beta1, beta2, epsilon, t)
    return {"weight": weight - lr * (mx.sign(grad) * mx.abs(step) + wd * weight), "mean": mean, "var": var}


@mx.update_rule
def sophia_update(
    weight, grad, mean, curvature, *, lr, beta1=0.965, beta2=0.99, rho=0.04, batch=32.0, epsilon=1e-12, wd=0.1,
    refresh=True
):  # fmt: skip
    """Sophia-G (Liu et al., 2023): divided by a running mean of the curvature, and bounded by 1.

    With `refresh` the gradient is that of labels which are drawn from the model, and moves the curvature on, too.
    """
    mean = mx.ema(mean, grad, beta1)
    if refresh:
        curvature = mx.ema(curvature, batch * mx.square(grad), beta2)
    step = mx.clip(mean / mx.maximum(rho * curvature, epsilon), 1.0)
    return {"weight": weight - lr * wd * weight - lr * step, "mean": mean, "curvature": curvature}


@mx.update_rule
def stable_adamw_update(weight, grad, mean, var, *, lr, beta1=0.9, beta2=0.99, epsilon=1e-8, wd=0.01, t):
    """StableAdamW (Wortsman et al., 2023): AdamW, slowed where gradients outgrow their mean of squares."""
    share1, share2 = (beta * mx.debias(beta, t - 1) / mx.debias(beta, t) for beta in (beta1, beta2))
    mean, var = mx.ema(mean, grad, share1), mx.ema(var, mx.square(grad), share2)
    excess = mx.sqrt(mx.mean(mx.square(grad) / mx.maximum(var, mx.square(epsilon))))
    rate = lr / mx.maximum(excess, 1.0)
    return {"weight": weight - rate * (wd * weight + mean / (mx.sqrt(var) + epsilon)), "mean": mean, "var": var}


@mx.update_rule
def adam_atan2_update(weight, grad, mean, var, *, lr, beta1=0.9, beta2=0.999, wd=0.0, t):
    """Adam-atan2 (Everett et al., 2024): an angle in the place of a quotient, without an epsilon."""
    mean, var = mx.ema(mean, grad, beta1), mx.ema(var, mx.square(grad), beta2)
    step = mx.arctan2(mean / mx.debias(beta1, t), mx.sqrt(var / mx.debias(beta2, t)))
    return {"weight": weight - lr * (step + wd * weight), "mean": mean, "var": var}


@mx.update_rule
def adam_mini_update(weight, grad, mean, var: mx.Row, *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.0, t):
    """Adam-mini (Zhang et al., 2024): one mean of squares for each row."""
    mean, var = mx.ema(mean, grad, beta1), mx.ema(var, mx.row_mean(mx.square(grad)), beta2)
    step = mean / mx.debias(beta1, t) / (mx.sqrt(var / mx.debias(beta2, t)) + epsilon)
    return {"weight": weight - lr * (step + wd * weight), "mean": mean, "var": var}


@mx.update_rule
def madgrad_update(weight, grad, sums, squares, start=mx.State("weight"), *, lr, momentum=0.9, epsilon=1e-6, t):
    """MADGRAD (Defazio and Jelassi, 2021): dual averaging, divided by a cube root of a sum of squares."""
    rate = lr * mx.sqrt(t)
    sums, squares = sums + rate * grad, squares + rate * mx.square(grad)
    target = start - sums / (mx.power(squares, 1 / 3) + epsilon)
    return {"weight": momentum * weight + (1 - momentum) * target, "sums": sums, "squares": squares, "start": start}


@mx.update_rule
def blockwise_adam_update(
    weight, grad, mean=mx.State(code="dynamic"), var=mx.State(code="dynamic_unsigned"),
    *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, t
):  # fmt: skip
    """8-bit Adam (Dettmers et al., 2022): running means of a byte for each element, with a scale for each block."""
    mean, var, step = _adam(grad, mean, var, beta1, beta2, epsilon, t)
    return {"weight": weight - lr * step, "mean": mean, "var": var}
