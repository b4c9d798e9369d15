"""Terms that several rules have, in torch's order of operations."""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from mxsym.rule.functions import abs, fma, lt, ne, power, where


def exact(number):
    """A number with all of its digits."""
    return number.astype("float64")


def left(beta, t):
    """`1 - beta^t`."""
    return 1 - power(exact(beta), exact(t))


def rest(number):
    """`1 - number`, rounded once."""
    return (1 - exact(number)).astype("generic")


def lerp(old, new, share):
    """`old` moved towards `new`, from the nearer end."""
    near = lt(abs(share), 0.5)
    return fma(where(near, share, share - 1), new - old, where(near, old, new))


def squares(g, old, beta):
    """The running mean of squares."""
    return fma(rest(beta) * g, g, old * beta)


def signed(grad, maximize):
    """The gradient, turned round where the objective is to grow."""
    return -grad if maximize else grad


def decayed(weight, g, weight_decay):
    """The gradient with that of the L2 penalty."""
    return where(ne(weight_decay, 0.0), fma(weight, weight_decay, g), g)
