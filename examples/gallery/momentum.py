"""Steps along running averages of gradients, and along their signs."""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

import mxsym as mx


@mx.update_rule
def sgdw_update(weight, grad, mom, *, lr, momentum=0.9, wd=0.01):
    """SGDW (Loshchilov and Hutter, 2017): momentum, and decay apart from the gradient."""
    mom = momentum * mom + lr * grad
    return {"weight": weight - mom - lr * wd * weight, "mom": mom}


@mx.update_rule
def qhm_update(weight, grad, mom, *, lr, beta=0.999, nu=0.7):
    """QHM (Ma and Yarats, 2018): a step between plain SGD's and momentum's."""
    mom = mx.ema(mom, grad, beta)
    return {"weight": weight - lr * ((1 - nu) * grad + nu * mom), "mom": mom}


@mx.update_rule
def aggmo_update(weight, grad, moms=mx.States(3), *, lr, betas=(0.0, 0.9, 0.99)):
    """AggMo (Lucas et al., 2018): the mean of several momenta of different decay."""
    moms = [beta * mom - grad for beta, mom in zip(betas, moms, strict=True)]
    return {"weight": weight + lr / len(moms) * sum(moms), "moms": moms}


@mx.update_rule
def accsgd_update(weight, grad, long=mx.State("weight"), *, lr, kappa=1000.0, xi=10.0, small=0.7):
    """AccSGD (Kidambi et al., 2018): short steps, pulled towards an average of long ones."""
    alpha = 1 - small * small * xi / kappa
    long = alpha * long + (1 - alpha) * (weight - lr * kappa / small * grad)
    pull = small / (small + 1 - alpha)
    return {"weight": pull * (weight - lr * grad) + (1 - pull) * long, "long": long}


@mx.update_rule
def pid_update(weight, grad, mom, change, previous, *, lr, momentum=0.9, derivative=10.0, t):
    """PID (An et al., 2018): momentum, and a running mean of the change of the gradient."""
    change = mx.where(t == 1, 0.0, momentum * change + (1 - momentum) * (grad - previous))
    mom = momentum * mom + grad
    return {"weight": weight - lr * (mom + derivative * change), "mom": mom, "change": change, "previous": grad}


@mx.update_rule
def lion_update(weight, grad, mom, *, lr, beta1=0.9, beta2=0.99, wd=0.0):
    """Lion (Chen et al., 2023): the sign of a running mean, which moves on more slowly than it is read."""
    step = mx.sign(mx.ema(mom, grad, beta1)) + wd * weight
    return {"weight": weight - lr * step, "mom": mx.ema(mom, grad, beta2)}


@mx.update_rule
def cautious_lion_update(weight, grad, mom, *, lr, beta1=0.9, beta2=0.99, wd=0.0):
    """C-Lion (Liang et al., 2024): Lion without the elements that go against the gradient."""
    step = mx.sign(mx.ema(mom, grad, beta1))
    kept = mx.where(step * grad > 0, 1.0, 0.0)
    step = step * kept / mx.maximum(mx.mean(kept), 1e-3)
    return {"weight": weight - lr * (step + wd * weight), "mom": mx.ema(mom, grad, beta2)}


@mx.update_rule
def tiger_update(weight, grad, mom, *, lr, beta=0.965, wd=0.01):
    """Tiger (Su, 2023): the sign of a running mean."""
    mom = mx.ema(mom, grad, beta)
    return {"weight": weight - lr * (mx.sign(mom) + wd * weight), "mom": mom}


@mx.update_rule
def ef_signsgd_update(weight, grad, error, *, lr):
    """EF-SignSGD (Karimireddy et al., 2019): signs of one size; their error is added to the next step."""
    wanted = lr * grad + error
    step = mx.mean(mx.abs(wanted)) * mx.sign(wanted)
    return {"weight": weight - step, "error": wanted - step}


@mx.update_rule
def rprop_update(
    weight, grad, previous, size=mx.State("lr"), *, lr, eta_minus=0.5, eta_plus=1.2, least=1e-6, most=50.0
):
    """Rprop (Riedmiller and Braun, 1993): each element's step grows while its gradient keeps its sign."""
    same = grad * previous
    size = mx.clip(size * mx.where(same > 0, eta_plus, mx.where(same < 0, eta_minus, 1.0)), least, most)
    grad = mx.where(same < 0, 0.0, grad)
    return {"weight": weight - mx.sign(grad) * size, "previous": grad, "size": size}


@mx.update_rule
def madam_update(weight, grad, var, *, lr=0.01, beta=0.999, most=10.0, t):
    """Madam (Bernstein et al., 2020): weights are multiplied, by factors of bounded gradients."""
    var = mx.ema(var, mx.square(grad), beta)
    step = mx.clip(grad / (mx.sqrt(var / mx.debias(beta, t)) + 1e-12), most)
    return {"weight": weight * mx.exp(-lr * mx.sign(weight) * step), "var": var}
