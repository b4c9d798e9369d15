"""Torch's classes whose `step()` runs a rule of mxsym's. Groups, states, hooks and files are torch's own."""

from __future__ import annotations

import inspect
import itertools
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from mxsym.rule.rule import Rule
from mxsym.torch.step import Batch, PreparedSteps, rule_of
from mxsym.torch.tensors import plain, torch

# Torch is no dependency of mxsym's: type checkers that do not find it take its classes for Any.
optim: Any = torch.optim
_PAIRS = {
    "beta1": ("betas", 0),
    "beta2": ("betas", 1),
    "eta_minus": ("etas", 0),
    "eta_plus": ("etas", 1),
    "step_size_min": ("step_sizes", 0),
    "step_size_max": ("step_sizes", 1),
}
"""The numbers of rules that groups hold in pairs."""
_RENAMED = {"decoupled": "decoupled_weight_decay", "rate_power": "alpha"}
"""The attributes of rules that groups have under other names."""
_ADAM = ("grad", "exp_avg", "exp_avg_sq", "max_exp_avg_sq", "step")


class _Stepped:
    """Base of every class, before torch's in its order of resolution.

    `rule`: the rule's name. `tensors`: its inputs behind the weight, in the order of the lists that torch's
    `_init_group` fills with the tensors of a group's parameters that have gradients.
    """

    rule: ClassVar[str]
    tensors: ClassVar[tuple[str, ...]]
    defaults: dict[str, Any]
    param_groups: list[dict[str, Any]]
    state: Any

    if TYPE_CHECKING:

        def _init_group(self, group: dict[str, Any], *lists: list[Any]) -> Any: ...

    @property
    def _step_supports_amp_scaling(self) -> bool:
        """False: a GradScaler unscales gradients itself, and leaves out a step with an overflow."""
        return False

    @_step_supports_amp_scaling.setter
    def _step_supports_amp_scaling(self, value: bool) -> None:
        """Torch's classes set this where `fused=True`."""

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Perform a single optimization step.

        Args:
            closure: reevaluates the model and returns the loss.
        """
        with torch.set_grad_enabled(self.defaults["differentiable"]):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            for group in self.param_groups:
                lists: list[list[Any]] = [[] for _ in range(1 + len(self.tensors))]
                self._init_group(group, *lists)
                if lists[0]:
                    self._update(group, lists)
        return loss

    def _rule_name(self, group: dict[str, Any]) -> str:
        del group
        return self.rule

    def _is_left(self, group: dict[str, Any]) -> bool:
        """True if torch's own arithmetic is asked for, that of a graph."""
        return torch.compiler.is_compiling() or bool(group.get("capturable")) or group["differentiable"]

    def _update(self, group: dict[str, Any], lists: list[list[Any]]) -> None:
        """Update the parameters of a group whose tensors are in these lists."""
        if self._is_left(group):
            self._by_torch(group, lists)
            return
        rule = rule_of(self._rule_name(group))
        names = ("weight", *self.tensors)
        columns = {name: column for name, column in zip(names, lists, strict=True) if column}
        flags, numbers = _settings(rule, group)
        batch = Batch(rule, flags, columns, numbers)
        torch.autograd.graph.increment_version([t for name in batch.written for t in columns[name]])
        prepared: PreparedSteps = self.__dict__.setdefault("_prepared_steps", PreparedSteps())
        # What native code reads of a tensor does not say that it is negated.
        if not any(map(torch.is_neg, itertools.chain(*columns.values()))) and prepared.run(batch):
            return
        rows = list(zip(*columns.values(), strict=True))
        whole = [plain(dict(zip(columns, row, strict=True)), batch.single) for row in rows]
        if any(row is None for row in whole):
            self._by_torch(group, [[x for x, r in zip(c, whole, strict=True) if r is None] if c else c for c in lists])
        kept = [row for row in whole if row is not None]
        if kept:
            same = all(row is not None and all(map(_is, row, old)) for row, old in zip(whole, rows, strict=True))
            columns = dict(zip(columns, map(list, zip(*kept, strict=True)), strict=True))
            prepared.learn(Batch(rule, flags, columns, numbers), keep=same)

    def _by_torch(self, group: dict[str, Any], lists: Sequence[list[Any]]) -> None:
        """Update some parameters as torch's own class does: what no kernel of mxsym's takes."""
        base: Any = type(self).__mro__[2]
        module = sys.modules[_home(base)]
        function = getattr(module, module.__name__.rpartition(".")[2])
        listed = list(inspect.signature(base._init_group).parameters)[2:]
        known = {**group, "has_complex": any(map(torch.is_complex, lists[0])), "grad_scale": None, "found_inf": None}
        known |= {"has_sparse_grad": any(grad.is_sparse for grad in lists[1])}
        known |= {name: group[pair][at] for name, (pair, at) in _PAIRS.items() if pair in group}
        known |= {"etaminus": known.get("eta_minus"), "etaplus": known.get("eta_plus")}
        known |= dict(zip(listed[2:], lists[2:], strict=True))
        wanted = list(inspect.signature(function).parameters)[2:]
        function(lists[0], lists[1], **{name: known[name] for name in wanted if name in known})


def _home(base: Any) -> str:
    """The module with the function of a class of torch's: AdamW is Adam's."""
    return optim.Adam.__module__ if issubclass(base, optim.Adam) else base.__module__


def _is_plain(weight: Any, grad: Any) -> bool:
    return plain({"weight": weight, "grad": grad}, frozenset()) is not None


def _is(one: object, other: object) -> bool:
    return one is other


def _settings(rule: Rule, group: dict[str, Any]) -> tuple[tuple[tuple[str, Any], ...], dict[str, float]]:
    """A rule's flags and numbers for a group."""
    flags = tuple(
        (item.name, bool(group[_RENAMED.get(item.name, item.name)]))
        for item in rule.flags
        if _RENAMED.get(item.name, item.name) in group
    )
    numbers: dict[str, float] = {}
    for item in rule.scalars:
        if item.name in _PAIRS:
            pair, place = _PAIRS[item.name]
            numbers[item.name] = float(group[pair][place])
        else:
            numbers[item.name] = float(group.get(_RENAMED.get(item.name, item.name), item.default))
    return flags, numbers


class Adam(_Stepped, optim.Adam):
    """`torch.optim.Adam`, whose step is one call of a kernel of mxsym's, rounded as torch's fused one."""

    rule = "torch_adam_update"
    tensors = _ADAM

    def _rule_name(self, group: dict[str, Any]) -> str:
        return AdamW.rule if group["decoupled_weight_decay"] else Adam.rule


class AdamW(_Stepped, optim.AdamW):
    """`torch.optim.AdamW`, whose step is one call of a kernel of mxsym's, rounded as torch's fused one."""

    rule = "torch_adamw_update"
    tensors = _ADAM


class SGD(_Stepped, optim.SGD):
    """`torch.optim.SGD`, whose step is one call of a kernel of mxsym's, rounded as torch's fused one."""

    rule = "torch_sgd_update"
    tensors = ("grad", "momentum_buffer")

    def _update(self, group: dict[str, Any], lists: list[list[Any]]) -> None:
        weights, grads, buffers = lists
        fresh = [place for place, buffer in enumerate(buffers) if buffer is None]
        if not fresh:
            super()._update(group, lists)
            return
        # A buffer begins as the gradient of its first step, without dampening.
        foreign = [n for n in fresh if self._is_left(group) or not _is_plain(weights[n], grads[n])]
        for place in set(fresh) - set(foreign):
            buffers[place] = torch.zeros_like(weights[place])
        parts = [[n for n in fresh if n not in foreign], [n for n in range(len(weights)) if n not in fresh]]
        for began, places in enumerate(parts):
            if places:
                super()._update({**group, "began": began}, [[column[n] for n in places] for column in lists])
        if foreign:
            part = [[column[n] for n in foreign] for column in lists]
            self._by_torch(group, part)
            for place, buffer in zip(foreign, part[2], strict=True):
                buffers[place] = buffer
        for weight, buffer in zip(weights, buffers, strict=True):
            self.state[weight]["momentum_buffer"] = buffer


class Adagrad(_Stepped, optim.Adagrad):
    """`torch.optim.Adagrad`, whose step is one call of a kernel of mxsym's, rounded as torch's fused one."""

    rule = "torch_adagrad_update"
    tensors = ("grad", "sum_of_squares", "step")


class RMSprop(_Stepped, optim.RMSprop):
    """`torch.optim.RMSprop`, whose step is one call of a kernel of mxsym's."""

    rule = "torch_rmsprop_update"
    tensors = ("grad", "square_avg", "momentum_buffer", "grad_avg", "step")


class Adamax(_Stepped, optim.Adamax):
    """`torch.optim.Adamax`, whose step is one call of a kernel of mxsym's."""

    rule = "torch_adamax_update"
    tensors = ("grad", "exp_avg", "exp_inf", "step")


class Adadelta(_Stepped, optim.Adadelta):
    """`torch.optim.Adadelta`, whose step is one call of a kernel of mxsym's."""

    rule = "torch_adadelta_update"
    tensors = ("grad", "square_avg", "acc_delta", "step")


class NAdam(_Stepped, optim.NAdam):
    """`torch.optim.NAdam`, whose step is one call of a kernel of mxsym's."""

    rule = "torch_nadam_update"
    tensors = ("grad", "exp_avg", "exp_avg_sq", "mu_product", "step")


class RAdam(_Stepped, optim.RAdam):
    """`torch.optim.RAdam`, whose step is one call of a kernel of mxsym's."""

    rule = "torch_radam_update"
    tensors = ("grad", "exp_avg", "exp_avg_sq", "step")


class Rprop(_Stepped, optim.Rprop):
    """`torch.optim.Rprop`, whose step is one call of a kernel of mxsym's."""

    rule = "torch_rprop_update"
    tensors = ("grad", "prev", "step_size", "step")


class ASGD(_Stepped, optim.ASGD):
    """`torch.optim.ASGD`, whose step is one call of a kernel of mxsym's."""

    rule = "torch_asgd_update"
    tensors = ("grad", "mu", "ax", "eta", "step")
