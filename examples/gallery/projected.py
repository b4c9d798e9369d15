"""Steps along the gradient, as long as Adam's would be: its statistics are kept of random sums of the rows alone."""
# pyright: basic, reportArgumentType=false, reportAssignmentType=false
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.
# The first axis is the shorter one: a weight with more rows than columns is passed transposed.

import mxsym as mx


def _projected(grad, seed, t, period, number=0):
    """The sum of the rows, each times a random number that stays the same for `period` steps."""
    return mx.sum(mx.random_normal(seed, (t - 1) // period, draw=number, each=mx.Row) * grad, axis=0)


def _limited(step, size, growth):
    """A step at most `growth` times as long as the one before, and its length."""
    length = mx.norm(step)
    most = mx.where(size > 0, mx.minimum(length, growth * size), length)
    return most / length * step, most


def _adam(mean, var, beta1, beta2, epsilon, t):
    return mean / mx.debias(beta1, t) / (mx.sqrt(var / mx.debias(beta2, t)) + epsilon)


@mx.update_rule
def apollo_mini_update(
    weight, grad, mean: mx.Column, var: mx.Column, size: mx.Scalar,
    *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.0, scale=128**0.5, growth=1.01, period=200, seed=1, t
):  # fmt: skip
    """APOLLO-Mini (Zhu et al., 2024): one factor for the gradient, by which Adam scales a random sum of its rows."""
    low = _projected(grad, seed, t, period)
    mean, var = mx.ema(mean, low, beta1), mx.ema(var, mx.square(low), beta2)
    factor = mx.norm(_adam(mean, var, beta1, beta2, epsilon, t)) / mx.norm(low)
    step, size = _limited(scale * factor * grad, size, growth)
    return {"weight": weight - lr * (step + wd * weight), "mean": mean, "var": var, "size": size}


@mx.update_rule
def apollo_update(
    weight, grad, means: mx.Column = mx.States(4), variances: mx.Column = mx.States(4), size: mx.Scalar = mx.State(),
    *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.0, scale=1.0, growth=1.01, period=200, seed=1, t
):  # fmt: skip
    """APOLLO (Zhu et al., 2024): a factor for each column, by which Adam scales random sums of the gradient's rows.

    `mx.of_length` makes it for another number of sums, the rank.
    """
    rank = len(means)
    lows = [_projected(grad, seed, t, period, number) * rank**-0.5 for number in range(rank)]
    means = [mx.ema(mean, low, beta1) for mean, low in zip(means, lows, strict=True)]
    variances = [mx.ema(var, mx.square(low), beta2) for var, low in zip(variances, lows, strict=True)]
    steps = [_adam(mean, var, beta1, beta2, epsilon, t) for mean, var in zip(means, variances, strict=True)]
    factor = mx.sqrt(sum(map(mx.square, steps)) / sum(map(mx.square, lows)))
    step, size = _limited(scale * factor * grad, size, growth)
    return {"weight": weight - lr * (step + wd * weight), "means": means, "variances": variances, "size": size}
