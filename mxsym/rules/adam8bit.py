"""Adam with states in 8 bits, in bitsandbytes' order of operations."""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from mxsym.rule.functions import sqrt, square
from mxsym.rule.inputs import State
from mxsym.rule.registry import update_rule
from mxsym.rules.terms import exact, left


def _adam(weight, grad, state1, state2, lr, beta1, beta2, eps, weight_decay, t):
    root = sqrt(left(beta2, t))
    rate = (exact(lr) * root / left(beta1, t)).astype("generic")
    state1 = beta1 * state1 + (1 - beta1) * grad
    state2 = beta2 * state2 + (1 - beta2) * square(grad)
    new = weight - rate * (state1 / (sqrt(state2) + eps * root.astype("generic")))
    return {"weight": new * (1 - lr * weight_decay), "state1": state1, "state2": state2}


@update_rule
def adam8bit_update(
    weight, grad, state1=State(code="dynamic"), state2=State(code="dynamic_unsigned"),
    *, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0, t,
):  # fmt: skip
    """AdamW with states in 8 bits (Dettmers et al., 2022): blocks of 256, dynamic codes."""
    return _adam(weight, grad, state1, state2, lr, beta1, beta2, eps, weight_decay, t)


@update_rule
def adam8bit_small_update(
    weight, grad, state1, state2, *, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0, t
):  # fmt: skip
    """The same with whole states, for tensors that are too small for blocks."""
    return _adam(weight, grad, state1, state2, lr, beta1, beta2, eps, weight_decay, t)
