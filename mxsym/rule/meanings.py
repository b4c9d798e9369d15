"""Meanings of hyper-parameters by their names, for docs."""

from __future__ import annotations

from collections.abc import Mapping

CONVENTIONAL = {
    "lr": "learning rate",
    "wd": "weight decay (L2 penalty), the factor of the weight in the formula",
    "rescale_grad": "the gradient is multiplied by this first",
    "clip_gradient": "the rescaled gradient is held between -this and this; off at 0 and below",
    "clip_grad": "the rescaled gradient is held between -this and this; off at 0 and below",
    "epsilon": "a small number that keeps a denominator from zero",
    "eps": "a small number that keeps a denominator from zero",
    "t": "the number of this step, from 1",
    "weight_decay": "weight decay, the factor of the weight in the formula",
    "maximize": "the step goes up the gradient, not down",
    "tensor": "the number of the weight among others: their random numbers differ",
    "lazy_update": "with a row-sparse gradient: update only the rows it stores",
}
"""Meanings of the hyper-parameters whose names mean one thing, in a user's rule too."""
HYPER_PARAMETERS = {
    **CONVENTIONAL,
    "momentum": "decay of the running average of steps",
    "clip_weights": "the new weight is held between -this and this; off at 0 and below",
    "beta1": "decay of the running mean of the gradient",
    "beta2": "decay of the running mean of its square",
    "rho": "decay of the running mean of the gradient's square",
    "gamma1": "decay of the running mean of the gradient's square",
    "gamma2": "decay of the running average of steps",
    "eta": "factor of the whole step",
    "decoupled": "the weight decays apart from the gradient, not by way of it",
    "dampening": "1 - this is the gradient's share of the running average",
    "nesterov": "look ahead by one more step of the running average",
    "began": "0 in the step that sets the running average to the gradient, else 1",
    "lr_decay": "how fast the learning rate falls with the number of steps",
    "momentum_decay": "how fast the momentum comes to its full size",
    "alpha": "decay of the running mean of the gradient's square",
    "lambd": "decay of the weight with each step",
    "rate_power": "the learning rate falls with this power of the number of steps",
    "t0": "the step after which the average is taken",
    "eta_minus": "factor of the step size of an element whose gradient has changed its sign",
    "eta_plus": "factor of the step size of an element whose gradient has kept its sign",
    "step_size_min": "the least step size",
    "step_size_max": "the largest step size",
    "wd_lh": "weight decay apart from the gradient: the weight is multiplied by 1 - lr * this",
    "lamda1": "the L1 penalty",
    "lamda": "how much of the delay is compensated",
    "next_momentum": "the momentum of the update after this one",
    "schedule": "the product of the momenta of all updates so far",
    "beta": "smooths the learning rate of each element",
    "lower_bound": "the weight's norm counts as at least this; off at 0 and below",
    "upper_bound": "the weight's norm counts as at most this; off at 0 and below",
    "bias_correction": "divide the running means by 1 - beta^t",
    "decay": "the average's share of the new average",
    "max_norm": "the norm is held below this; off at 0 and below",
    "loss_scale": "the loss, and so every gradient, was multiplied by this",
    "adapt": "scale the learning rate by the ratio of the norms",
    "scale": "the elements are multiplied by this first",
    "init_output": "False: a flag that `out` holds already stays 0",
}
"""Meanings of the hyper-parameters of mxsym's own rules; a rule's docstring may say more."""


def meanings(module: str | None) -> Mapping[str, str]:
    """Meanings of hyper-parameters in what a module declares; None: code that `exec` ran."""
    return HYPER_PARAMETERS if str(module).partition(".")[0] == "mxsym" else CONVENTIONAL
