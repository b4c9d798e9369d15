"""Hyper-parameters of each parameter: update count, learning rate, weight decay, multipliers.

Rates and decays are finite numbers.
"""

from __future__ import annotations

import logging
import math
import operator
from collections.abc import Callable, Generator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

from mxsym.errors import BindError, Fault, suggest, warn
from mxsym.optimizer.counts import Counting, Counts, are_equal
from mxsym.optimizer.declaration import Declared, arguments_of, version_of
from mxsym.optimizer.indices import KINDS, index_of
from mxsym.rule.numbers import as_finite, as_number, as_whole
from mxsym.rule.rule import VERSIONS
from mxsym.runtime.native_call.layout import DONE
from mxsym.runtime.native_call.native import are_same, kinds_of
from mxsym.spelling import kind_name

_log = logging.getLogger("mxsym")
MULTIPLIERS = ("lr_mult", "wd_mult")


def _times(factor: float, numbers: list[float]) -> list[float]:
    """The factor times each number; of equal ones the same product."""
    first = numbers[0] if numbers else 0.0
    if first and are_equal(numbers):  # zeros have signs
        return [factor * first] * len(numbers)
    return [factor * number for number in numbers]


def _finite(optimizer: object, name: str, value: Any) -> Any:
    """`value`, if it is a finite number.

    Raises:
        ValueError: it is none.
    """
    _float(optimizer, name, value)
    return value


def _float(optimizer: object, name: str, value: Any) -> float:
    number = as_finite(value)
    if number is None:
        raise ValueError(f"{type(optimizer).__name__}: {name} is a finite number, got {value!r}")
    return number


class Rates(Declared):
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
        **unknown: Any,
    ) -> None:
        for name in unknown:
            other = next((one for one in VERSIONS if name in arguments_of(type(self), one)), None)
            near = suggest(name, arguments_of(type(self), self.flavour))
            fix = near if other is None else f"that of MXNet {other} has it: pass flavour={other!r}"
            raise TypeError(f"{type(self).__name__} has no argument {name!r}: {fix}")
        if param_idx2name is not None and not isinstance(param_idx2name, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"param_idx2name is a dict of names by index, got {kind_name(param_idx2name)}")
        begin = as_whole(begin_num_update)
        if begin is None or begin < 0:
            raise ValueError(f"begin_num_update is a whole number of at least 0, got {begin_num_update!r}")
        if lr_scheduler is not None and not callable(lr_scheduler):
            raise TypeError(f"lr_scheduler is called with the number of updates, got {lr_scheduler!r}")
        if self.needs_rate and learning_rate is None and lr_scheduler is None:
            raise TypeError(f"{type(self).__name__}: learning_rate is missing and has no default; pass learning_rate=…")
        self.lr = 0.01 if learning_rate is None else _finite(self, "learning_rate", learning_rate)
        self.wd = _finite(self, "wd", wd)
        self.lr_scheduler: Any = lr_scheduler
        self.begin_num_update = begin
        self.num_update = begin
        self.idx2name = {index_of(index): name for index, name in (param_idx2name or {}).items()}
        if param_dict is not None and not isinstance(param_dict, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"param_dict is a dict of parameters by index, got {kind_name(param_dict)}")
        if sym is not None and not hasattr(sym, "attr_dict"):
            raise TypeError(f"sym is a Symbol, got {kind_name(sym)}")
        self.param_dict = dict(param_dict or {})
        self.sym_info: tuple[Any, ...] = () if sym is None else (sym.attr_dict(), sym.list_arguments())
        self._index_update_count = {}
        self._all_index_update_counts: dict[Any, Mapping[Any, int]] = {0: self._index_update_count}
        self.__saved_counts: Mapping[Any, int] = {}
        self.__indices: tuple[Any, ...] = ()
        self.__begun: list[tuple[Sequence[Any], list[int]]] | None = None
        self.__unmatched: dict[str, set[Any]] = {}
        self.set_lr_mult({})
        self.set_wd_mult({})
        if learning_rate is not None and hasattr(self.lr_scheduler, "base_lr"):
            number, before = as_finite(learning_rate), self.lr_scheduler.base_lr
            if before != number:
                text = "learning_rate %g overwrites the base_lr %s of lr_scheduler; pass learning_rate=None to keep it"
                _log.warning(text, number, before)
            self.lr_scheduler.base_lr = number

    def number(self, name: str) -> float:
        """The attribute `name` as a float.

        Raises:
            BindError: it is no number.
        """
        value = getattr(self, name)
        number = as_number(value)
        if number is None:
            raise BindError(type(self).__name__, [Fault(name, "", repr(value), "a number", "set it to one")])
        return number

    def corrected(self, lr: float, t: int) -> float:
        """The rate with Adam's bias corrections in it: both running means began at zero, `t` updates ago."""
        return lr * math.sqrt(1 - self.number("beta2") ** t) / (1 - self.number("beta1") ** t)

    def known_indices(self, given: Sequence[Any]) -> tuple[Any, ...]:
        """The indices of a step as they are kept: the same tuple as in the step before, if they are the same.

        Raises:
            TypeError: one is of no kind that parameters are known by.
        """
        if are_same(given, self.__indices):
            return self.__indices
        indices = tuple(given)
        if not kinds_of(indices) <= KINDS:
            indices = tuple([index_of(index) for index in indices])
        if indices != self.__indices:
            self.__indices = indices
        return self.__indices

    def counted(self, indices: Sequence[Any], log: list[int]) -> Counting:
        """Count an update of each index: its counts.

        If the block fails and `log` lacks `DONE`, take all back, the schedule and the carried too.
        """
        if self.__begun is not None:
            self.__begun.append((indices, log))
        return Counting(self.__begin, indices, self.__as_now(), log)

    @contextmanager
    def noting(self) -> Generator[Callable[[], set[Any]]]:
        """Note the steps that begin within the block: a function that gives the indices of those that are done.

        A step of a class's own is one that `_update_count` counts, and nothing takes that back.
        """
        outer = self.__begun
        begun = self.__begun = [] if outer is None else outer
        first = len(begun)
        try:
            yield lambda: {index for indices, log in begun[first:] if DONE in log for index in indices}
        finally:
            self.__begun = outer

    @contextmanager
    def as_if_counted(self, indices: Sequence[Any]) -> Generator[None, None, None]:
        """Count an update of each index within the `with` block, and take all back at its end."""
        take_back = self.__as_now()
        try:
            self.__begin(indices)
            yield
        finally:
            take_back()

    def __begin(self, indices: Sequence[Any]) -> Sequence[int]:
        after = self.__count(indices)
        self.carry(indices)
        return after

    def __as_now(self) -> Callable[[], None]:
        """A function that takes back what counting has changed since."""
        scheduler = getattr(self.lr_scheduler, "__dict__", None)
        uncount = self._index_update_count.as_now()
        num_update, schedule = self.num_update, dict(scheduler) if scheduler else {}
        carries = version_of(self).carries
        carried = {name: getattr(self, name) for name in carries} if carries else {}

        def take_back() -> None:
            uncount()
            self.num_update = num_update
            vars(self).update(carried)
            if scheduler is not None:
                scheduler.clear()
                scheduler.update(schedule)

        return take_back

    @property
    def _index_update_count(self) -> Counts:
        """Number of updates of each index, on the device whose updates are counted now."""
        return self.__counts

    @_index_update_count.setter
    def _index_update_count(self, counts: Mapping[Any, int]) -> None:
        self.__counts = counts if isinstance(counts, Counts) else Counts(counts)

    @property
    def update_counts(self) -> MutableMapping[Any, int]:
        """Number of updates of each index."""
        return self._index_update_count

    @update_counts.setter
    def update_counts(self, counts: Mapping[Any, int]) -> None:
        tables = self._all_index_update_counts.items()
        device = next((key for key, table in tables if table is self._index_update_count), 0)
        self.__saved_counts = dict(counts)
        self._index_update_count = counts
        self._all_index_update_counts = {device: self._index_update_count}

    def counts_of_devices(self) -> dict[Any, int]:
        """Number of updates of each index on the device where it is greatest: indices of a device may be its own."""
        tables = [*self._all_index_update_counts.values(), self._index_update_count]
        return {index: max(table.get(index, 0) for table in tables) for table in tables for index in table}

    def _set_current_context(self, device_id: Any) -> None:
        """From now on count the updates of this device: each has counts of its own, from those of a state file on."""
        tables = self._all_index_update_counts
        if tables.get(device_id) is not self.__counts:
            self._index_update_count = tables.get(device_id, self.__saved_counts)
            tables[device_id] = self._index_update_count

    def count_on_device(self, weight: Any, device: int | None = None) -> None:
        """Count the updates of a device from now on: of that of a weight's context, or 0, where none is given."""
        if device is None:
            device = getattr(getattr(weight, "context", None), "device_id", 0)
        self._set_current_context(device)

    def carry(self, indices: Sequence[Any]) -> None:
        """Bring what a step carries on to the next one up to date, before the step of these parameters."""

    def _update_count(self, index: Any) -> None:
        """Count an update of an index, or of each in a list."""
        indices = tuple(cast("Sequence[Any]", index)) if isinstance(index, list | tuple) else (index,)
        self.remark_strangers(indices)
        self.__count(indices)
        if self.__begun is not None:
            self.__begun.append((indices, [DONE]))

    def __count(self, indices: Sequence[Any]) -> Sequence[int]:
        after = self._index_update_count.count(tuple(indices), self.begin_num_update)
        latest = after[0] if are_equal(after) else max(after, default=self.begin_num_update)
        self.num_update = max(self.num_update, latest)
        return after

    def remark_strangers(self, indices: Sequence[Any]) -> None:
        """Before a step: warn of multipliers for names that no parameter has, as soon as that is certain."""
        if not self.__unmatched:
            return
        # An index that comes for the second time: all parameters have been seen.
        again = any(index in self._index_update_count for index in indices)
        counts = {*self._index_update_count, *indices}
        names = [*self.idx2name.values(), *(str(getattr(item, "name", "")) for item in self.param_dict.values())]
        names += self.sym_info[1] if self.sym_info else []
        seen = {*names, *counts, *self.idx2name, *self.param_dict}
        # Without a table of names a text can only be an index.
        certain = again or bool(names) or all(isinstance(index, int) for index in counts)
        for key in MULTIPLIERS:
            left = self.__unmatched.get(key, set[Any]()) - seen
            wrong = {item for item in left if again or (certain and isinstance(item, str))}
            for item in sorted(wrong, key=str):
                known = suggest(item, map(str, names or counts))
                fix = "" if names else "; parameters have names if param_idx2name or param_dict gives them"
                warn(f"{type(self).__name__}: {key} is set for {item!r}, and no parameter has that name: {known}{fix}")
            self.__unmatched.pop(key, None)
            if left - wrong:
                self.__unmatched[key] = left - wrong

    def rate_in_force(self) -> float:
        """Return the rate in force, before any multiplier; `learning_rate` reads it.

        Raises:
            BindError: it is no finite number; the text names the schedule and the number of updates.
        """
        scheduler = self.lr_scheduler
        rate = self.lr if scheduler is None else scheduler(self.num_update)
        if (number := as_finite(rate)) is not None:
            return number
        if scheduler is None:
            fault = Fault("lr", "", repr(rate), "a finite number", "set it with set_learning_rate")
        else:
            name = getattr(scheduler, "__name__", type(scheduler).__name__)
            fix = "return the learning rate from it"
            fault = Fault(f"lr_scheduler {name}", "", f"{rate!r} for update {self.num_update}", "a finite number", fix)
        raise BindError(type(self).__name__, [fault])

    def set_learning_rate(self, lr: float) -> None:
        """Set the rate.

        Raises:
            UserWarning: a scheduler decides it. ValueError: it is no finite number.
        """
        if self.lr_scheduler is not None:
            raise UserWarning("the lr_scheduler decides the learning rate; set its base_lr instead")
        self.lr = _finite(self, "learning_rate", lr)

    def set_lr_mult(self, args_lr_mult: Mapping[Any, float]) -> None:
        """Multiply the rate of some parameters, by index or name. Replaces what was set before.

        A parameter whose multiplier is 0 is frozen: steps count it, and leave its weight and states alone.

        Raises:
            ValueError: a multiplier is no finite number.
        """
        self.lr_mult: dict[Any, float] = self.__multipliers("lr_mult", args_lr_mult)

    def set_wd_mult(self, args_wd_mult: Mapping[Any, float]) -> None:
        """Multiply the weight decay of some parameters, by index or name. Replaces what was set before.

        Under MXNet 1.9's flavour parameters with names decay only if these end in `_weight` or `_gamma` (LARS:
        `_weight`), or if they are given a multiplier here.

        Raises:
            ValueError: a multiplier is no finite number.
        """
        decaying = version_of(self).decaying
        exempt = {name: 0.0 for name in self.idx2name.values() if not str(name).endswith(decaying)}
        self.wd_mult: dict[Any, float] = exempt | self.__multipliers("wd_mult", args_wd_mult)

    def __multipliers(self, key: str, given: Mapping[Any, Any]) -> dict[Any, float]:
        """The Symbol's, and those given, by index or name."""
        if not isinstance(given, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"{key} is a dict of numbers by index or name, got {kind_name(given)}")
        own = {index_of(item): _float(self, f"{key} of {item!r}", value) for item, value in given.items()}
        attributes, names = self.sym_info or ({}, [])
        texts = {name: attributes[name][f"__{key}__"] for name in names if f"__{key}__" in attributes.get(name, {})}
        table: dict[Any, float] = {}
        for name, text in texts.items():
            try:
                table[name] = _float(self, f"{key} of {name!r}", float(text))
            except ValueError:
                wanted = f"{type(self).__name__}: __{key}__ of the variable {name!r} is a finite number"
                raise ValueError(f"{wanted}, got {text!r}") from None
        self.__unmatched.pop(key, None)
        if own:
            self.__unmatched[key] = set(own)
        return table | own

    def multiplier_of(self, index: Any, key: str) -> float:
        """A parameter's own comes first, then that of its index, then that of its name.

        Raises:
            BindError: it is no finite number.
        """
        return self.multipliers_of((index,), key)[0]

    def multipliers_of(self, indices: Sequence[Any], key: str) -> list[float]:
        """Those of several parameters.

        Raises:
            BindError: naming all that are no finite numbers.
        """
        own, table, names = self.param_dict, cast("dict[Any, float]", getattr(self, key)), self.idx2name
        try:
            parameters = list(map(own.__getitem__, indices)) if own else None
        except KeyError:
            parameters = None
        if parameters is not None:  # those of a trainer: all have their own
            values: list[Any] = list(map(operator.attrgetter(key), parameters))
        else:
            values = [
                getattr(own[index], key)
                if index in own
                else table[index]
                if index in table
                else table.get(names.get(index, index), 1.0)
                for index in indices
            ]
        one = values[:1] if are_same(values, (*values[:1],) * len(values)) else values  # most have one number
        if {*map(type, one)} == {float} and all(map(math.isfinite, one)):
            return values
        numbers = list(map(as_finite, values))
        if None in numbers:
            faults = [
                Fault(f"parameter {index}", key, repr(value), "a finite number", "set it to a number")
                for index, value, number in zip(indices, values, numbers, strict=True)
                if number is None
            ]
            raise BindError(type(self).__name__, faults)
        return cast("list[float]", numbers)

    def frozen_among(self, indices: Sequence[Any]) -> set[Any]:
        """The parameters whose multiplier of the rate is 0."""
        # Of few parameters among many multipliers, each is asked for its own.
        may_be = self.param_dict or len(self.lr_mult) > len(indices) or 0 in self.lr_mult.values()
        if "lr" in version_of(self).constants or not may_be:
            return set()
        multipliers = self.multipliers_of(indices, "lr_mult")
        if 0 not in multipliers:
            return set()
        return {index for index, number in zip(indices, multipliers, strict=True) if number == 0}

    def rates_of(self, indices: Sequence[Any]) -> tuple[list[float], list[float]]:
        """The rates and the decays of parameters.

        Raises:
            BindError: one of them is no finite number.
        """
        return self._get_lrs(indices), self._get_wds(indices)

    def _get_lrs(self, indices: Sequence[Any]) -> list[float]:
        rate = self.learning_rate
        if not self.param_dict and not self.lr_mult:
            return [rate] * len(indices)
        return _times(rate, self.multipliers_of(indices, "lr_mult"))

    def _get_wds(self, indices: Sequence[Any]) -> list[float]:
        wd = as_finite(self.wd)
        if wd is None:
            fault = Fault("wd", "", repr(self.wd), "a finite number", "set it to 0 for none")
            raise BindError(type(self).__name__, [fault])
        if not self.param_dict and not self.wd_mult:
            return [wd] * len(indices)
        return _times(wd, self.multipliers_of(indices, "wd_mult"))

    def _get_lr(self, index: Any) -> float:
        return self._get_lrs([index])[0]

    def _get_wd(self, index: Any) -> float:
        return self._get_wds([index])[0]

    def name_of(self, index: Any) -> str:
        """A parameter's name: its own, that of its index, or the index itself."""
        if index in self.param_dict:
            return str(self.param_dict[index].name)
        return str(self.idx2name.get(index, index))
