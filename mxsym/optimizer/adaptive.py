"""A rate for each element, or each row, by the squares of its gradients so far."""

from __future__ import annotations

from typing import Any

from mxsym.optimizer.declaration import Rate, in_1_9, option, setting
from mxsym.optimizer.optimizer import Optimizer, register
from mxsym.runtime.sparse import RowSparse


@register
class AdaGrad(Optimizer):
    """AdaGrad (Duchi, Hazan and Singer, 2011): the state is the sum of squared gradients.

    A row-sparse gradient updates only the rows that it stores; the state stores rows where the weight does.

    Unlike MXNet: `wd` works with row-sparse gradients.
    """

    update_rules = ("adagrad_update",)
    by_version = in_1_9(arguments={"eps": 1e-7}, spelled={"epsilon": "eps"})
    lazy_update = True

    learning_rate: Rate = Rate(0.01)
    epsilon: float = 1e-6
    use_fused_step: bool | None = option(default=True)


@register
class GroupAdaGrad(Optimizer):
    """AdaGrad with one learning rate a row (Gupta et al., 2014): the state is a sum of mean squared gradients a row.

    A row-sparse gradient updates only the rows that it stores. There is no weight decay.

    Unlike MXNet: weights may have any number of dimensions.
    """

    update_rules = ("group_adagrad_update",)
    by_version = in_1_9(arguments={"eps": 1e-5}, spelled={"epsilon": "eps"})
    lazy_update = True
    dense_form = "dense"

    learning_rate: Rate = Rate(0.01)
    epsilon: float = 1e-6
    use_fused_step: bool | None = option(default=True)


@register
class AdaDelta(Optimizer):
    """AdaDelta (Zeiler, 2012): steps in the units of the weights.

    The states are running means of squared gradients and of squared steps.

    Unlike MXNet: there is a fused step.
    """

    update_rules = ("adadelta_update",)
    by_version = in_1_9(arguments={"rho": 0.9, "epsilon": 1e-5}, constants={"lr": 1.0})

    learning_rate: Rate = Rate(1.0)
    rho: float = setting(default=0.9, doc="decay of both running means")
    epsilon: float = setting(default=1e-6, doc="added inside both roots")
    use_fused_step: bool | None = option(default=True)


@register
class RMSProp(Optimizer):
    """RMSProp (Tieleman and Hinton, 2012); where `centered`, with momentum, after Graves (2013)."""

    update_rules = ("rmsprop_update", "rmspropalex_update")
    state_order = {"rmspropalex_update": ("g", "n", "delta")}  # noqa: RUF012  # declared by the base
    by_version = in_1_9(
        arguments={
            "learning_rate": 0.001,
            "gamma1": 0.9,
            "gamma2": 0.9,
            "epsilon": 1e-8,
            "centered": False,
            "clip_weights": None,
        },
        state_order={},
        in_tuple=True,
    )

    learning_rate: Rate = Rate(0.001)
    rho: float = setting(default=0.9, doc="decay of the running means")
    momentum: float = setting(default=0.9, doc="decay of the running average of steps; used where `centered`")
    epsilon: float = 1e-8
    centered: bool = setting(default=False, doc="subtract the squared mean of the gradient from the mean of its square")
    clip_weights: float | None = None
    use_fused_step: bool | None = option(default=True)

    def shared_rule(self) -> str:
        return "rmspropalex_update" if self.centered else "rmsprop_update"


@register
class Ftrl(Optimizer):
    """FTRL-proximal (McMahan et al., 2013); `wd` is the L2 penalty.

    A row-sparse gradient updates only its rows where the weight is row-sparse, else every row. States store rows where
    the weight does.
    """

    update_rules = ("ftrl_update",)
    by_version = in_1_9(arguments={"lamda1": 0.01, "learning_rate": 0.1, "beta": 1.0}, keeps_schedule=True)

    learning_rate: Rate = Rate(0.1)
    lamda1: float = 0.01
    beta: float = setting(default=1.0, doc="added to the denominator of the rate")
    use_fused_step: bool | None = option(default=True)

    def is_lazy(self, weight: Any) -> bool:
        return isinstance(weight, RowSparse)
