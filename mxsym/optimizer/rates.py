"""What the parameters of an optimizer are updated with: counts, learning rates, weight decay, multipliers.

Input: indices of parameters. Output: how often each has been updated, its rate and its decay.
Non-goals: learning-rate schedules (`mxsym.lr_scheduler`), updates (`optimizer.py`).
"""

from __future__ import annotations

import logging
import math
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

_log = logging.getLogger("mxsym")


def corrected(lr: float, beta1: float, beta2: float, t: int) -> float:
    """The rate with Adam's bias corrections in it: both running means began at zero, `t` updates ago."""
    return lr * math.sqrt(1 - beta2**t) / (1 - beta1**t)


class Rates:
    """Counts of updates, rates and weight decay by the index of a parameter. The arguments are `Optimizer`'s."""

    def __init__(
        self,
        learning_rate: float | None,
        wd: float,
        lr_scheduler: Any,
        begin_num_update: int,
        param_idx2name: Mapping[Any, str] | None,
        param_dict: Mapping[Any, Any] | None,
        sym: Any,
    ) -> None:
        self.lr = 0.01 if learning_rate is None else learning_rate
        self.wd = wd
        self.lr_scheduler = lr_scheduler
        self.begin_num_update = begin_num_update
        self.num_update = begin_num_update
        self.idx2name = dict(param_idx2name or {})
        self.param_dict = dict(param_dict or {})
        self.sym_info: tuple[Any, ...] = () if sym is None else (sym.attr_dict(), sym.list_arguments())
        self._index_update_count: dict[Any, int] = {}
        if lr_scheduler is not None and learning_rate is not None:
            if lr_scheduler.base_lr != learning_rate:
                text = "learning_rate %g overwrites the base_lr %g of lr_scheduler; pass learning_rate=None to keep it"
                _log.warning(text, learning_rate, lr_scheduler.base_lr)
            lr_scheduler.base_lr = learning_rate
        self.set_lr_mult({})
        self.set_wd_mult({})

    @contextmanager
    def counted(self, indices: Sequence[Any]) -> Generator[None, None, None]:
        """Count an update of each index, and take all back if it fails: the scheduler's state too."""
        scheduler = getattr(self.lr_scheduler, "__dict__", None)
        before = dict(self._index_update_count), self.num_update, dict(scheduler or {})
        try:
            self._update_count(indices)
            yield
        except BaseException:
            self._index_update_count, self.num_update, schedule = before
            if scheduler is not None:
                scheduler.clear()
                scheduler.update(schedule)
            raise

    @property
    def update_counts(self) -> dict[Any, int]:
        """How often each index has been updated."""
        return self._index_update_count

    @update_counts.setter
    def update_counts(self, counts: dict[Any, int]) -> None:
        self._index_update_count = counts

    def _update_count(self, index: Any) -> None:
        """Count an update of an index, or of each in a list."""
        for item in cast("Sequence[Any]", index) if isinstance(index, list | tuple) else [index]:
            count = self._index_update_count.get(item, self.begin_num_update) + 1
            self._index_update_count[item] = count
            self.num_update = max(count, self.num_update)

    @property
    def learning_rate(self) -> float:
        """The rate in force, before any multiplier."""
        return self.lr if self.lr_scheduler is None else self.lr_scheduler(self.num_update)

    def set_learning_rate(self, lr: float) -> None:
        """Set the rate.

        Raises:
            UserWarning: a scheduler decides it.
        """
        if self.lr_scheduler is not None:
            raise UserWarning("the lr_scheduler decides the learning rate; set its base_lr instead")
        self.lr = lr

    def set_lr_mult(self, args_lr_mult: Mapping[Any, float]) -> None:
        """Multiply the rate of some parameters, by index or name. Replaces what was set before."""
        self.lr_mult: dict[Any, float] = {**self._symbol_multipliers("__lr_mult__"), **args_lr_mult}

    def set_wd_mult(self, args_wd_mult: Mapping[Any, float]) -> None:
        """Multiply the weight decay of some parameters, by index or name. Replaces what was set before."""
        self.wd_mult: dict[Any, float] = {**self._symbol_multipliers("__wd_mult__"), **args_wd_mult}

    def _symbol_multipliers(self, key: str) -> dict[Any, float]:
        attributes, names = self.sym_info or ({}, [])
        return {name: float(attributes[name][key]) for name in names if key in attributes.get(name, {})}

    def _multiplier(self, index: Any, key: str) -> float:
        """A parameter's own comes first, then that of its index, then that of its name."""
        if index in self.param_dict:
            return getattr(self.param_dict[index], key)
        table: dict[Any, float] = getattr(self, key)
        return table[index] if index in table else table.get(self.idx2name.get(index, index), 1.0)

    def _get_lrs(self, indices: Sequence[Any]) -> list[float]:
        rate = self.learning_rate
        if not self.param_dict and not self.lr_mult:
            return [rate] * len(indices)
        return [rate * self._multiplier(index, "lr_mult") for index in indices]

    def _get_wds(self, indices: Sequence[Any]) -> list[float]:
        if not self.param_dict and not self.wd_mult:
            return [self.wd] * len(indices)
        return [self.wd * self._multiplier(index, "wd_mult") for index in indices]

    def _get_lr(self, index: Any) -> float:
        return self._get_lrs([index])[0]

    def _get_wd(self, index: Any) -> float:
        return self._get_wds([index])[0]

    def _name(self, index: Any) -> str:
        """A parameter's name: its own, that of its index, or the index itself."""
        if index in self.param_dict:
            return str(self.param_dict[index].name)
        return str(self.idx2name.get(index, index))
