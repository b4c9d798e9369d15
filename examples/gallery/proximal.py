"""Steps that keep weights sparse."""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

import mxsym as mx


def _shrunk(x, by):
    """`x`, nearer to 0 by so much; 0 where it is as near."""
    return mx.sign(x) * mx.maximum(mx.abs(x) - by, 0.0)


@mx.update_rule
def fobos_update(weight, grad, *, lr, l1=0.0, l2=0.0):
    """FOBOS (Duchi and Singer, 2009): a step, and then the nearest point with a penalty."""
    return {"weight": _shrunk(weight - lr * grad, lr * l1) / (1 + lr * l2)}


@mx.update_rule
def adagrad_fobos_update(weight, grad, squares, *, lr, l1=0.0, l2=0.0, delta=1e-6):
    """AdaGrad (Duchi et al., 2011), composite mirror descent: FOBOS with a rate for each element."""
    squares = squares + mx.square(grad)
    rate = lr / (delta + mx.sqrt(squares))
    return {"weight": _shrunk(weight - rate * grad, rate * l1) / (1 + rate * l2), "squares": squares}


@mx.update_rule
def rda_update(weight, grad, sums, *, lr, l1=0.0, t):
    """RDA (Xiao, 2009): the weights follow from the mean of all gradients."""
    sums = sums + grad
    return {"weight": -lr * mx.sqrt(t) * _shrunk(sums / t, l1) + 0 * weight, "sums": sums}


@mx.update_rule
def adagrad_rda_update(weight, grad, sums, squares, *, lr, l1=0.0, delta=1e-6, t):
    """AdaGrad (Duchi et al., 2011), primal-dual subgradient: RDA with a rate for each element."""
    sums, squares = sums + grad, squares + mx.square(grad)
    new = -lr * t / (delta + mx.sqrt(squares)) * _shrunk(sums / t, l1)
    return {"weight": new + 0 * weight, "sums": sums, "squares": squares}
