"""Noise in steps: samples of a posterior, and noise that helps to leave flat places."""
# pyright: basic, reportArgumentType=false, reportAssignmentType=false
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

import mxsym as mx


@mx.update_rule
def langevin_update(weight, grad, *, lr, wd=0.0, seed=1, t):
    """Stochastic gradient Langevin dynamics (Welling and Teh, 2011); the gradient is that of all data."""
    return {"weight": weight - lr / 2 * (grad + wd * weight) + mx.sqrt(lr) * mx.random_normal(seed, t)}


@mx.update_rule
def preconditioned_langevin_update(weight, grad, var, *, lr, alpha=0.99, epsilon=1e-5, seed=1, t):
    """Preconditioned Langevin dynamics (Li et al., 2016), without the term of the preconditioner's slope."""
    var = mx.ema(var, mx.square(grad), alpha)
    scale = 1 / (epsilon + mx.sqrt(var))
    noise = mx.sqrt(lr * scale) * mx.random_normal(seed, t)
    return {"weight": weight - lr / 2 * scale * grad + noise, "var": var}


@mx.update_rule
def noisy_sgd_update(weight, grad, *, lr, noise=0.3, gamma=0.55, seed=1, t):
    """SGD with gradient noise (Neelakantan et al., 2015) that becomes smaller with the steps."""
    return {"weight": weight - lr * (grad + mx.sqrt(noise / mx.power(1 + t, gamma)) * mx.random_normal(seed, t))}
