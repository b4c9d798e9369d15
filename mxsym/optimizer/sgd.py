"""Stochastic gradient descent: plain, accelerated, by sign, with noise, with delay compensation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from mxsym.codegen.hashing import sha256
from mxsym.codegen.loading import load_modules
from mxsym.optimizer.declaration import OLD, Rate, in_1_9, option, setting
from mxsym.optimizer.optimizer import Optimizer, register
from mxsym.optimizer.parameter import OF_TABLE


@register
class SGD(Optimizer):
    """Stochastic gradient descent (Robbins and Monro, 1951), with momentum if that is not 0 (Polyak, 1964).

    Unlike MXNet: a negative momentum is used by `fused_step` too.
    """

    update_rules = ("sgd_update", "sgd_mom_update")
    by_version = in_1_9(arguments={"momentum": 0.0, "lazy_update": True}, master_last=True)

    learning_rate: Rate = Rate(0.1)
    momentum: float = setting(default=0.0, doc="decay of the running average of steps; 0: none")
    lazy_update: bool = False
    multi_precision: bool = option(default=False)
    use_fused_step: bool | None = option(default=True)
    aggregate_num: int | None = option(default=1)

    def shared_rule(self) -> str:
        return "sgd_mom_update" if self.momentum else "sgd_update"


@register
class ccSGD(SGD):  # noqa: N801  # MXNet's name
    """SGD under an older name."""

    versions = (OLD,)


@register
class NAG(Optimizer):
    """SGD with Nesterov's accelerated gradient (Nesterov, 1983; Sutskever et al., 2013); plain without momentum."""

    update_rules = ("sgd_update", "nag_mom_update")
    by_version = in_1_9(arguments={"momentum": 0.0}, master_last=True)

    learning_rate: Rate = Rate(0.1)
    momentum: float = setting(default=0.9, doc="decay of the running average of steps; 0: none")
    multi_precision: bool = option(default=False)
    use_fused_step: bool | None = option(default=True)

    def shared_rule(self) -> str:
        return "nag_mom_update" if self.momentum else "sgd_update"


@register
class Signum(Optimizer):
    """Steps by the sign of the gradient's running mean (Bernstein et al., 2018).

    Without momentum: by the sign of the gradient itself (SignSGD).

    Unlike MXNet: without momentum the gradient is rescaled and clipped before its sign is taken, as documented there.
    """

    update_rules = ("signsgd_update", "signum_update")

    learning_rate: Rate = Rate(0.01)
    momentum: float = setting(default=0.9, doc="decay of the running mean of the gradient; 0: none")
    wd_lh: float = setting(
        default=0.0, doc="weight decay that is not part of the gradient (Loshchilov and Hutter, 2017)"
    )
    use_fused_step: bool | None = option(default=True)

    def shared_rule(self) -> str:
        return "signum_update" if self.momentum else "signsgd_update"

    def numbers(self, lr: float, wd: float, t: int) -> Mapping[str, Any]:
        return {} if self.momentum else {"wd": wd + self.number("wd_lh")}


@register
class SGLD(Optimizer):
    """Stochastic gradient Langevin dynamics (Welling and Teh, 2011).

    The noise of parameter `index` at its update t is a function of (seed, index, t) alone (Philox, Salmon et al.,
    2011). It is the same for any number of threads, any order of parameters, and after a state file has been loaded.

    Unlike MXNet: `mx.random.seed` is only what chooses the seed, as the optimizer is made; there is a fused step.
    """

    update_rules = ("sgld_update",)
    by_version = in_1_9(arguments={"seed": None})

    learning_rate: Rate = Rate(0.1, "learning rate, and the variance of the noise")
    use_fused_step: bool | None = option(default=True)
    seed: int | None = option(default=None, doc="a whole number; without one, `mx.random` draws it")

    def after_init(self) -> None:
        if self.seed is None:
            load_modules("mxsym.ndarray.random")
            from mxsym.ndarray.random import fresh_seed

            self.seed = fresh_seed()

    def tensors(self, index: Any, weight: Any, t: int) -> Mapping[str, Any]:
        generator = np.random.Generator(np.random.Philox(counter=[0, 0, 0, t], key=stream(self.seed, index)))
        dtype = np.float64 if weight.dtype == np.float64 else np.float32
        return {"noise": generator.standard_normal(weight.shape, dtype)}


def stream(seed: int | None, index: Any) -> list[int]:
    """The key of a parameter's noise."""
    digest = sha256(f"{seed} {index!r}".encode()).digest()
    return [int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:16], "little")]


@register
class DCASGD(Optimizer):
    """Asynchronous SGD with delay compensation (Zheng et al., 2017).

    The second state is the weight before the last step; the first is None without momentum.

    Unlike MXNet: there is a fused step.
    """

    update_rules = ("dcasgd_update",)
    by_version = in_1_9(arguments={"momentum": 0.0, "lamda": 0.04})
    state_order = {"dcasgd_update": ("mom", "previous")}  # noqa: RUF012  # declared by the base

    learning_rate: Rate = Rate(0.1)
    momentum: float = 0.0
    lamda: float = 0.04
    use_fused_step: bool | None = option(default=True)

    def create_state(self, index: Any, weight: Any) -> Any:
        states = super().create_state(index, weight)
        if states == OF_TABLE:
            return states
        mom, previous = states
        return mom if self.momentum else None, previous


@register
class Test(Optimizer):
    """`weight -= lr * (rescale_grad * grad + wd * weight)`, for tests of what drives optimizers.

    Gradients are not clipped, whatever `clip_gradient` is, as in MXNet.

    State: one array of zeros of the weight's shape, float32 for 16-bit weights, which stays so.
    """

    update_rules = ("test_update",)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("use_fused_step", True)
        super().__init__(**kwargs)
