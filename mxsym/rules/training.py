"""Parts of a training step around the update: gradients scaled by their norm, a running average of the weights."""
# pyright: basic, reportArgumentType=false
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from mxsym.rule.functions import isfinite, logical_and, minimum, where
from mxsym.rule.registry import operator, update_rule
from mxsym.rule.value import Scalar


@operator()
def gradient_scale(norm, *, max_norm=-1.0, loss_scale=1.0):
    """The factor that unscales gradients and clips them by their global norm (Pascanu et al., 2013).

    `norm` is that of all gradients as they are, of a loss that was multiplied by `loss_scale`. Where that is no finite
    number above 0, neither is the factor.
    """
    usable = logical_and(loss_scale > 0.0, isfinite(loss_scale))
    clipped = where(max_norm > 0.0, minimum(max_norm / (norm / loss_scale + 1e-8), 1.0), 1.0)
    return clipped / where(usable, loss_scale, 0.0)


@operator(name="_rescale")
def rescale(data, scale: Scalar):
    """`data` times one number of any float type."""
    return data * scale


@update_rule
def ema_update(average, weight, *, decay=0.999):
    """The exponential moving average of a weight (Polyak and Juditsky, 1992)."""
    return {"average": decay * average + (1 - decay) * weight}


@update_rule
def copy_update(copy, weight):
    """The weight in the type of its copy, such as float16.

    After a lazy update of the weight, a lazy one of the copy rounds the rows that changed.
    """
    del copy  # it is written and not read
    return {"copy": weight}
