"""A rate for each layer, by the norms of its weight and of its gradient or step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from mxsym import ndarray as nd
from mxsym.optimizer.declaration import Rate, in_1_9, option, setting, version_of
from mxsym.optimizer.optimizer import Optimizer, register
from mxsym.runtime.buffers import kind_problem
from mxsym.runtime.interop import known_arrays
from mxsym.runtime.sparse import RowSparse, form_problem


@register
class LARS(Optimizer):
    """SGD with a rate for each layer, by the norms of weight and gradient (You, Gitman and Ginsburg, 2017).

    Parameters whose names end in gamma, beta or bias are updated by SGD. So are those with a row-sparse gradient, by
    the rate that the norms of the whole weight and of the rows that the gradient stores give: lazily, if
    `lazy_update` is set.

    Unlike MXNet: masters of 16-bit weights stay with their parameters.
    """

    update_rules = ("lars_update", "lars_mom_update", "sgd_update", "sgd_mom_update")
    by_version = in_1_9(
        arguments={"momentum": 0.0, "lazy_update": True, "eta": 0.001, "eps": 0.0, "momentum_correction": True},
        spelled={"epsilon": "eps"},
        master_last=True,
        decaying=("_weight",),
        carries={"last_lr": 0.0, "cur_lr": 0.0},
    )
    momentum_correction = False
    """Under the flavour 1.9, the momentum is multiplied by the learning rate's change since the call before."""
    last_lr = cur_lr = 0.0

    learning_rate: Rate = Rate(0.1)
    momentum: float = setting(default=0.0, doc="decay of the running average of steps; 0: none")
    eta: float = setting(default=0.001, doc="the trust coefficient")
    epsilon: float = 1e-8
    lazy_update: bool = False
    use_fused_step: bool | None = option(default=True)
    aggregate_num: int | None = option(default=1)

    def after_init(self) -> None:
        self._norms: dict[Any, tuple[float, float]] = {}

    def measure(self, indices: Sequence[Any], weights: Sequence[Any], grads: Sequence[Any]) -> None:
        self._norms = {}
        for index, weight, grad in zip(indices, weights, grads, strict=True):
            stored, whole = known_arrays([grad, weight]) or (None, None)
            if not isinstance(stored, RowSparse) or form_problem(stored) or self.__is_plain(index):
                continue
            values = whole.data if isinstance(whole, RowSparse) else whole
            if kind_problem(values) is None:  # else the step says what is wrong
                self._norms[index] = _norm(values), _norm(stored.data)

    def differs_by_index(self) -> bool:
        return bool(self._norms)

    def numbers_of(self, index: Any, lr: float, wd: float, t: int) -> Mapping[str, Any]:
        own = self.numbers(lr, wd, t)
        weight, stored = self._norms.get(index, (0.0, 0.0))
        grad = abs(self.number("rescale_grad")) * stored
        if not (weight > 0 and grad > 0):
            return own
        epsilon = self.number(version_of(self).spelled.get("epsilon", "epsilon"))
        return {**own, "lr": lr * (self.number("eta") * weight / (grad + wd * weight + epsilon))}

    def __is_plain(self, index: Any) -> bool:
        """True if the parameter's rate is not by norms."""
        return self.name_of(index).endswith(("gamma", "beta", "bias"))

    def _get_lrs(self, indices: Sequence[Any]) -> list[float]:
        if "cur_lr" in vars(self):
            rate = self.learning_rate
            self.last_lr, self.cur_lr = self.cur_lr or rate, rate
        return super()._get_lrs(indices)

    def numbers(self, lr: float, wd: float, t: int) -> Mapping[str, Any]:
        if not (self.momentum and self.momentum_correction and self.last_lr):
            return {}
        return {"momentum": self.number("momentum") * (self.cur_lr / self.last_lr)}

    def rule(self, index: Any) -> str:
        family = "sgd" if index in self._norms or self.__is_plain(index) else "lars"
        return f"{family}_mom_update" if self.momentum else f"{family}_update"


def _norm(values: Any) -> float:
    return sqrt(float(nd.multi_sum_sq(values, num_arrays=1)[0])) if values.size else 0.0


@register
class LAMB(Optimizer):
    """Adam with a rate for each layer, by the norms of weight and step (You et al., 2019).

    Unlike MXNet: an update counts once, however many parameters a call has; masters of 16-bit weights are updated.
    """

    update_rules = ("lamb_update",)

    learning_rate: Rate = Rate(0.001)
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-6
    lower_bound: float | None = None
    upper_bound: float | None = None
    bias_correction: bool = True
    aggregate_num: int | None = option(default=4)
    use_fused_step: bool | None = option(default=True)


@register
class LANS(Optimizer):
    """LAMB with a normalised gradient and Nesterov's look-ahead (Zheng et al., 2020).

    Unlike MXNet: a gradient of norm zero is left as it is; both paths decay the weight from before the step.
    """

    update_rules = ("lans_update",)

    learning_rate: Rate = Rate(0.001)
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-6
    lower_bound: float | None = None
    upper_bound: float | None = None
    aggregate_num: int | None = option(default=4)
    use_fused_step: bool | None = option(default=True)
