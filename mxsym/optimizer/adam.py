"""Adam and its kin: steps by running means of the gradient and of its square."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from mxsym.optimizer.declaration import Rate, in_1_9, option, setting
from mxsym.optimizer.optimizer import Optimizer, register

_CORRECT_BIAS = "correct the rate for the running means' beginning at zero"


@register
class Adam(Optimizer):
    """Adam (Kingma and Ba, 2014), its bias corrected in the learning rate.

    `lr` of the rule is `learning_rate * sqrt(1 - beta2**t) / (1 - beta1**t)`; `epsilon` is not corrected.
    """

    update_rules = ("adam_update",)
    by_version = in_1_9(
        arguments={"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "lazy_update": True}
    )

    learning_rate: Rate = Rate(0.001)
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    lazy_update: bool = False
    use_fused_step: bool | None = option(default=True)

    def numbers(self, lr: float, wd: float, t: int) -> Mapping[str, Any]:
        return {"lr": self.corrected(lr, t)}


@register
class AdamW(Optimizer):
    """Adam with decoupled weight decay (Loshchilov and Hutter, 2017).

    The corrected rate multiplies the decay too.

    Unlike MXNet: both paths decay the weight from before the step, a negative `wd` too; gradients are not written;
    `rescale_grad` stays a number. Where it is NaN, infinite or 0 the step changes nothing but the counts.
    """

    update_rules = ("multi_adamw_update",)

    learning_rate: Rate = Rate(0.001)
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-6
    correct_bias: bool = setting(default=True, doc=_CORRECT_BIAS)
    use_fused_step: bool | None = option(default=True)

    def numbers(self, lr: float, wd: float, t: int) -> Mapping[str, Any]:
        return {"lr": 1.0, "eta": self.corrected(lr, t) if self.correct_bias else lr}


@register
class AdaBelief(Optimizer):
    """Adam whose steps shrink where gradients differ from their mean (Zhuang et al., 2020).

    Unlike MXNet: gradients are not written; `rescale_grad` stays a number. Where it is NaN, infinite or 0 the step
    changes nothing but the counts.
    """

    update_rules = ("multi_adabelief_update",)

    learning_rate: Rate = Rate(0.001)
    beta1: float = 0.9
    beta2: float = setting(default=0.999, doc="decay of the running mean of the squared difference from the mean")
    epsilon: float = 1e-6
    correct_bias: bool = setting(default=True, doc=_CORRECT_BIAS)
    use_fused_step: bool | None = option(default=True)

    def numbers(self, lr: float, wd: float, t: int) -> Mapping[str, Any]:
        return {"lr": 1.0, "eta": self.corrected(lr, t) if self.correct_bias else lr}


@register
class Adamax(Optimizer):
    """Adamax (Kingma and Ba, 2014): Adam with the largest gradient in its denominator.

    `lr` of the rule is `learning_rate / (1 - beta1**t)`. The states are the mean and the maximum.

    Unlike MXNet: there is a fused step.
    """

    update_rules = ("adamax_update",)
    by_version = in_1_9(arguments={"learning_rate": 0.002, "beta1": 0.9, "beta2": 0.999})

    learning_rate: Rate = Rate(0.002)
    beta1: float = 0.9
    beta2: float = setting(default=0.999, doc="decay of the running maximum of the gradient's absolute value")
    epsilon: float = 1e-8
    use_fused_step: bool | None = option(default=True)

    def numbers(self, lr: float, wd: float, t: int) -> Mapping[str, Any]:
        return {"lr": lr / (1 - self.number("beta1") ** t)}


@register
class FTML(Optimizer):
    """Follow the moving leader (Zheng and Kwok, 2017)."""

    update_rules = ("ftml_update",)
    by_version = in_1_9(arguments={"beta1": 0.6, "beta2": 0.999, "epsilon": 1e-8})

    learning_rate: Rate = Rate(0.0025)
    beta1: float = 0.6
    beta2: float = 0.999
    epsilon: float = 1e-8
    use_fused_step: bool | None = option(default=True)


@register
class Nadam(Optimizer):
    """Adam with Nesterov's look-ahead (Dozat, 2016).

    Update t has the momentum `beta1 * (1 - 0.96**(t * schedule_decay) / 2)`; the product of the momenta so far corrects
    the bias of the mean.

    Unlike MXNet: the product belongs to each parameter, so that equal parameters stay equal; there is a fused step.
    With flavour="1.9" there is one product, `m_schedule`, that each parameter advances in turn, as in MXNet.
    """

    update_rules = ("nadam_update",)
    by_version = in_1_9(
        arguments={"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "schedule_decay": 0.004},
        carries={"m_schedule": 1.0},
    )

    learning_rate: Rate = Rate(0.001)
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    schedule_decay: float = setting(default=0.004, doc="how fast the momentum rises")
    use_fused_step: bool | None = option(default=True)

    def momentum(self, t: int) -> float:
        """The momentum of update t."""
        return _momentum(self.number("beta1"), self.number("schedule_decay"), t)

    def product(self, t: int) -> float:
        """The product of the momenta of all updates up to t."""
        return _product(self.number("beta1"), self.number("schedule_decay"), self.begin_num_update, t)

    def carry(self, indices: Sequence[Any]) -> None:
        if self.differs_by_index():
            self._products: dict[Any, float] = {}
            for index in indices:
                self.m_schedule *= self.momentum(self.update_counts[index])
                self._products[index] = self.m_schedule

    def differs_by_index(self) -> bool:
        return "m_schedule" in vars(self)

    def numbers_of(self, index: Any, lr: float, wd: float, t: int) -> Mapping[str, Any]:
        return self.__factors(t, self._products[index] if self.differs_by_index() else self.product(t))

    def numbers(self, lr: float, wd: float, t: int) -> Mapping[str, Any]:
        return self.__factors(t, self.product(t))

    def __factors(self, t: int, product: float) -> Mapping[str, Any]:
        return {"momentum": self.momentum(t), "next_momentum": self.momentum(t + 1), "schedule": product}


def _momentum(beta1: float, schedule_decay: float, t: int) -> float:
    return beta1 * (1 - 0.5 * 0.96 ** (t * schedule_decay))


MOST_FACTORS = 1 << 16
"""Limit of momenta that are multiplied one by one. After it, their product is negligible or the next are `beta1`."""


@functools.lru_cache(maxsize=64)
def _products(beta1: float, schedule_decay: float, begin: int) -> list[float]:
    """The products of the momenta of 0, 1, 2, … updates after `begin`, as far as they are known."""
    del beta1, schedule_decay, begin
    return [1.0]


def _product(beta1: float, schedule_decay: float, begin: int, t: int) -> float:
    """The product of the momenta of the updates from `begin + 1` to t: a function of these, in bounded time."""
    products = _products(beta1, schedule_decay, begin)
    wanted = max(min(t - begin, MOST_FACTORS), 0)
    while (known := len(products)) <= wanted:
        if products[known - 1] == 0:
            return 0.0
        product = products[known - 1] * _momentum(beta1, schedule_decay, begin + known)
        products[known : known + 1] = [product]  # where it belongs, even if another thread was first
    further = t - begin - MOST_FACTORS
    return products[wanted] * beta1 ** float(further) if further > 0 else products[wanted]
