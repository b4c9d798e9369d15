"""Steps scaled by norms of tensors and of rows."""
# pyright: basic, reportArgumentType=false, reportAssignmentType=false
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

import mxsym as mx


@mx.update_rule
def novograd_update(weight, grad, mom, var: mx.Scalar, *, lr, beta1=0.95, beta2=0.98, epsilon=1e-8, wd=0.0, t):
    """NovoGrad (Ginsburg et al., 2019): one running mean of the squared norm for a tensor."""
    square = mx.sum(mx.square(grad))
    var = mx.where(t == 1, square, mx.ema(var, square, beta2))
    mom = beta1 * mom + grad / (mx.sqrt(var) + epsilon) + wd * weight
    return {"weight": weight - lr * mom, "mom": mom, "var": var}


@mx.update_rule
def fromage_update(weight, grad, *, lr=0.01):
    """Fromage (Bernstein et al., 2020): steps of a share of the weight's norm, on a sphere that does not grow."""
    step = lr * grad * mx.norm(weight) / mx.norm(grad)
    return {"weight": (weight - step) / mx.sqrt(1 + lr * lr)}


@mx.update_rule
def normalized_sgd_update(weight, grad, mom, *, lr, beta=0.9):
    """Normalized SGD with momentum (Cutkosky and Mehta, 2020): the direction of a running mean."""
    mom = mx.ema(mom, grad, beta)
    return {"weight": weight - lr * mom / (mx.norm(mom) + 1e-12), "mom": mom}


@mx.update_rule
def centralized_sgd_update(weight, grad, mom, *, lr, momentum=0.9):
    """Gradient centralization (Yong et al., 2020): SGD with gradients of mean 0 in each row of a matrix."""
    centred = grad - mx.row_mean(grad) if weight.ndim > 1 else grad
    mom = momentum * mom + centred
    return {"weight": weight - lr * mom, "mom": mom}


@mx.update_rule
def agc_sgd_update(weight, grad, mom, *, lr, momentum=0.9, clipping=0.01, epsilon=1e-3):
    """Adaptive gradient clipping (Brock et al., 2021): a gradient's rows in proportion to the weight's."""
    axis = 1 if weight.ndim > 1 else None
    most = clipping * mx.maximum(mx.norm(weight, axis), epsilon)
    size = mx.maximum(mx.norm(grad, axis), 1e-6)
    mom = momentum * mom + mx.where(size > most, grad * (most / size), grad)
    return {"weight": weight - lr * mom, "mom": mom}


@mx.update_rule
def lars_sgd_update(weight, grad, mom, *, lr, momentum=0.9, trust=0.001, wd=1e-4):
    """LARS (You et al., 2017): steps in proportion to a layer's weights; biases and scales, vectors, step as in SGD."""
    step = grad + wd * weight if weight.ndim > 1 else grad
    if weight.ndim > 1:
        sizes = mx.norm(weight), mx.norm(grad)
        rate = trust * sizes[0] / (sizes[1] + wd * sizes[0])
        step = step * mx.where(mx.minimum(*sizes) > 0, rate, 1.0)
    mom = momentum * mom + lr * step
    return {"weight": weight - mom, "mom": mom}


def _without_part(step, weight, axis):
    """A step without its part along the weight, of rows or of the whole."""
    return step - weight * (mx.sum(weight * step, axis) / mx.square(mx.norm(weight, axis) + 1e-8))


@mx.update_rule
def adamp_update(
    weight, grad, mean, var, *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, delta=0.1, wd=0.01, wd_ratio=0.1, t
):  # fmt: skip
    """AdamP (Heo et al., 2021): no step along weights whose scale has no effect, those of matrices."""
    mean, var = mx.ema(mean, grad, beta1), mx.ema(var, mx.square(grad), beta2)
    step = mean / mx.debias(beta1, t) / (mx.sqrt(var / mx.debias(beta2, t)) + epsilon)
    decay = wd
    if weight.ndim > 1:
        ones = 0 * weight + 1
        width, size = mx.mean(mx.sum(ones, axis=1)), mx.sum(ones)
        cosine = [
            mx.abs(mx.sum(weight * grad, axis)) / ((mx.norm(weight, axis) + 1e-8) * (mx.norm(grad, axis) + 1e-8))
            for axis in (1, None)
        ]
        by_row, by_layer = mx.max(cosine[0]) < delta / mx.sqrt(width), cosine[1] < delta / mx.sqrt(size)
        layer = mx.where(by_layer, _without_part(step, weight, None), step)
        step = mx.where(by_row, _without_part(step, weight, 1), layer)
        decay = wd * mx.where(by_row | by_layer, wd_ratio, 1.0)
    return {"weight": weight * (1 - lr * decay) - lr * step, "mean": mean, "var": var}


@mx.update_rule
def clipped_adam_update(weight, grad, mean, var, *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, most=1.0, t):
    """Adam (Kingma and Ba, 2014) with clipping by norm (Pascanu et al., 2013), of each tensor."""
    grad = grad * mx.minimum(most / (mx.norm(grad) + 1e-6), 1.0)
    mean, var = mx.ema(mean, grad, beta1), mx.ema(var, mx.square(grad), beta2)
    step = mean / mx.debias(beta1, t) / (mx.sqrt(var / mx.debias(beta2, t)) + epsilon)
    return {"weight": weight - lr * step, "mean": mean, "var": var}


@mx.update_rule
def adanorm_update(
    weight, grad, mean, var, size: mx.Scalar, *, lr, beta1=0.9, beta2=0.999, gamma=0.95, epsilon=1e-8, t
):
    """AdaNorm (Dubey et al., 2022): gradients that are shorter than usual are lengthened."""
    now = mx.norm(grad)
    size = mx.ema(size, now, gamma)
    longer = mx.where(size > now, grad * (size / now), grad)
    mean, var = mx.ema(mean, longer, beta1), mx.ema(var, mx.square(grad), beta2)
    step = mean / mx.debias(beta1, t) / (mx.sqrt(var / mx.debias(beta2, t)) + epsilon)
    return {"weight": weight - lr * step, "mean": mean, "var": var, "size": size}


@mx.update_rule
def adafactor_vector_update(weight, grad, var, *, lr, decay=-0.8, threshold=1.0, least=1e-3, t):
    """Adafactor (Shazeer and Stern, 2018) of vectors: steps of a share of the weight's size, and bounded."""
    var = mx.ema(var, mx.square(grad) + 1e-30, 1 - mx.power(t, decay))
    step = grad / mx.sqrt(var)
    step = step / mx.maximum(mx.sqrt(mx.mean(mx.square(step))) / threshold, 1.0)
    size = mx.maximum(mx.sqrt(mx.mean(mx.square(weight))), least)
    return {"weight": weight - mx.minimum(lr, 1 / mx.sqrt(t)) * size * step, "var": var}
