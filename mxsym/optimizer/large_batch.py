"""MXNet 1.9's SGD for large batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mxsym.errors import BindError, Fault
from mxsym.optimizer import parameter
from mxsym.optimizer.declaration import OLD, Rate, in_1_9, option, setting
from mxsym.optimizer.optimizer import Optimizer, register
from mxsym.runtime.native_call.layout import DONE
from mxsym.runtime.sparse import RowSparse

_SHARES = {"linear": 1.0, "power2": 2.0, "sqrt": 0.5}


@register
class LBSGD(Optimizer):
    """SGD for large batches (Goyal et al., 2017): the rate is warmed up to `batch_scale` times what it is.

    With `warmup_strategy="lars"` the factor is by the norms of weight and gradient instead. With a `batch_scale` above
    1 a step is made of the mean of so many gradients, and the other updates only add theirs.
    """

    update_rules = ("sgd_update", "sgd_mom_update", "lbsgd_update", "lbsgd_mom_update")
    versions = (OLD,)
    by_version = in_1_9(
        arguments={
            "momentum": 0.0,
            "multi_precision": False,
            "warmup_strategy": "linear",
            "warmup_epochs": 5,
            "batch_scale": 1,
            "updates_per_epoch": 32,
            "begin_epoch": 0,
            "num_epochs": 60,
        }
    )
    lazy_update = True

    learning_rate: Rate = Rate(0.01)
    momentum: float = setting(default=0.0, doc="decay of the running average of steps; 0: none")
    multi_precision: bool = option(default=False)
    warmup_strategy: str = setting(default="linear", doc="'linear', 'power2', 'sqrt', 'lars'; any other: no factor")
    warmup_epochs: int = setting(default=5, doc="the epochs until the factor is `batch_scale`")
    batch_scale: int = setting(default=1, doc="the largest factor, and the gradients of a step")
    updates_per_epoch: int = setting(default=32, doc="the updates of a parameter in an epoch")
    begin_epoch: int = setting(default=0, doc="how many epochs are done already")
    num_epochs: int = setting(default=60, doc="the epochs of the training; nothing reads it")
    use_fused_step: bool | None = option(default=True)

    def after_init(self) -> None:
        self._sums: dict[Any, Any] = {}

    def shared_rule(self) -> str:
        family = "lbsgd" if self.warmup_strategy == "lars" else "sgd"
        return f"{family}_mom_update" if self.momentum else f"{family}_update"

    def updates(self, t: int) -> int:
        """The number of the update t, those before `begin_epoch` included."""
        return int(self.begin_epoch * self.updates_per_epoch) + t - self.begin_num_update

    def factor(self, update: int) -> float:
        """The factor of an update's rate."""
        most, last = float(self.batch_scale), self.warmup_epochs * self.updates_per_epoch
        if update >= last:
            return most
        if last <= 1 or self.warmup_strategy not in _SHARES:
            return 1.0
        return 1 + (most - 1) * (update / last) ** _SHARES[self.warmup_strategy]

    def numbers(self, lr: float, wd: float, t: int) -> Mapping[str, Any]:
        return {} if self.warmup_strategy == "lars" else {"lr": lr * self.factor(self.updates(t))}

    def update(self, indices: Any, weights: Any, grads: Any, states: Any) -> None:
        if self.batch_scale == 1:
            super().update(indices, weights, grads, states)
            return
        lists: list[list[Any]] = [indices, weights, grads, states]
        if type(indices) not in (list, tuple):
            lists = [[item] for item in lists]
        due: list[tuple[Any, Any, Any, Any]] = []
        waiting: list[Any] = []
        sums: dict[Any, Any] = {}
        for index, weight, grad, state in zip(*lists, strict=True):
            total = self.__total(index, weight, grad)
            if self.updates(self.update_counts.get(index, self.begin_num_update) + 1) % self.batch_scale:
                sums[index] = total
                waiting.append(index)
            else:
                sums[index] = None
                due.append((index, weight, total / np.asarray(self.batch_scale, total.dtype), state))
        before, log = self._sums, list[int]()
        try:
            with self.counted(waiting, log):
                self._sums = before | sums
                if due:
                    self._update_noted(list(zip(*due, strict=True)), log)
        except BaseException:
            if DONE not in log:
                self._sums = before
            raise

    def __total(self, index: Any, weight: Any, grad: Any) -> Any:
        """The gradient and those that were added before it.

        Raises:
            BindError: it has another shape than the weight.
        """
        plain, faults = parameter.read(index, weight, grad, None)
        if faults:
            raise BindError(type(self).__name__, faults)
        array, like = plain["gradient"], plain["weight"]
        if isinstance(array, RowSparse):
            stored, array = array, np.zeros(array.shape, array.dtype)
            array[stored.indices] = stored.data
        if array.shape != like.shape:
            fault = Fault(f"parameter {index}", "gradient", f"{array.shape}", f"{like.shape}", "pass one of that shape")
            raise BindError(type(self).__name__, [fault])
        before = self._sums.get(index)
        return array.copy() if before is None else before + array

    def _get_lrs(self, indices: Sequence[Any]) -> list[float]:
        """Each parameter's rate is that of a schedule before its own update is counted, as in MXNet."""
        if self.lr_scheduler is None:
            return super()._get_lrs(indices)
        counts, begin, now = self.update_counts, self.begin_num_update, self.num_update
        own = [counts.get(index, begin) for index in indices]
        others = [count for index, count in counts.items() if index not in indices]
        before = now if now > max(own, default=now) else max([begin, *others, *(count - 1 for count in own)])
        rates: list[float] = []
        try:
            for place, index in enumerate(indices):
                self.num_update = max([before, *own[:place]])
                rates += super()._get_lrs([index])
        finally:
            self.num_update = now
        return rates
