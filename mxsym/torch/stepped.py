"""The base of all optimizers: torch's `step()` with rules of mxsym's in the place of torch's arithmetic."""

from __future__ import annotations

import functools
import inspect
import itertools
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from mxsym.codegen.record import replace
from mxsym.executor.imperative import Boxes
from mxsym.optimizer.settings import RESCALE
from mxsym.rule.derived_ops import MASTER, form_of, on_scaled_gradient
from mxsym.rule.rule import Attribute, Rule
from mxsym.torch.listed import lazily
from mxsym.torch.norm import factor, norm_of
from mxsym.torch.options import Options, checked
from mxsym.torch.step import Batch, Flags, PreparedSteps, rows_of, rule_of, single_of
from mxsym.torch.tensors import Tensor, plain, torch

# Torch is no dependency of mxsym's: type checkers that do not find it take its classes for Any.
optim: Any = torch.optim
Group = dict[str, Any]
Lists = list[list[Any]]
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
_MORE = tuple(inspect.signature(Options).parameters)
OWN = tuple(inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None) for name in _MORE)
"""The parameters that every class has beyond torch's."""
_OWN = "mxsym.torch.optimizers"
_WIDE = "master"
"""The state that is the float32 copy of a 16-bit parameter."""


class Stepped:
    """Base of every class, before torch's in its order of resolution.

    `rule`: the rule's name. `tensors`: its inputs behind the weight, in the order of the lists that torch's
    `_init_group` fills with the tensors of a group's parameters that have gradients.
    """

    rule: ClassVar[str]
    tensors: ClassVar[tuple[str, ...]]
    takes_sparse: ClassVar[bool] = False
    """True if there is a lazy step for sparse gradients."""
    defaults: dict[str, Any]
    param_groups: list[Group]
    state: Any
    norm: Any = None
    """The global norm of the last step's gradients, where `max_norm` is set."""
    _options: Options = Options()
    _stepped: frozenset[Any] = frozenset()

    if TYPE_CHECKING:

        def _init_group(self, group: Group, *lists: list[Any]) -> Any: ...

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "__signature__" not in cls.__dict__ and (cls.__module__ == _OWN or "__init__" not in cls.__dict__):
            theirs = inspect.signature(torchs(cls).__init__).parameters.values()
            cls.__signature__ = inspect.Signature([*itertools.islice(theirs, 1, None), *OWN])

    def __init__(self, params: Any, *args: Any, **kwargs: Any) -> None:
        given = {name: kwargs.pop(name) for name in _MORE if name in kwargs}
        self._options = checked({name: value for name, value in given.items() if value is not None})
        parent: Any = super()
        parent.__init__(params, *args, **kwargs)

    def __getstate__(self) -> dict[str, Any]:
        """For copies: everything but what is bound to memory."""
        parent: Any = super()
        return {**parent.__getstate__(), "_options": self._options}

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
        with torch.set_grad_enabled(self.defaults.get("differentiable", False)):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            done, numbers = self._stepped, self._clipped()
            for group in self.param_groups:
                self._step_group(group if not done else _without(group, done), numbers)
            self._stepped = frozenset()
        return loss if closure is not None or not numbers else self.norm

    def step_params(self, params: Iterable[Any]) -> None:
        """Update some parameters now, as part of the step that `step()` ends, which leaves them out.

        Raises:
            ValueError, RuntimeError: a parameter of none of the groups, or one that this step has updated before.
        """
        chosen = frozenset(params)
        if self._options.max_norm is not None:
            raise ValueError("step_params: the gradients' global norm needs all of them; leave max_norm out")
        if foreign := chosen.difference(*(group["params"] for group in self.param_groups)):
            raise ValueError(f"step_params: {len(foreign)} of {len(chosen)} tensors are in no group of the optimizer")
        if again := chosen & self._stepped:
            why = "were updated since the last step(); call step() once all gradients have come"
            raise RuntimeError(f"step_params: {len(again)} of {len(chosen)} parameters {why}")
        stepped = {p for p in chosen if self._gradient(p) is not None}
        with torch.no_grad():
            for group in self.param_groups:
                part = [p for p in group["params"] if p in chosen]
                if part:
                    self._step_group({**group, "params": part}, {})
        self._stepped |= stepped

    def _gradient(self, p: Any) -> Any:
        return p.grad

    def _clipped(self) -> dict[str, float]:
        """The factor of all gradients, where their global norm is limited."""
        most = self._options.max_norm
        listed = (self._gradient(p) for group in self.param_groups for p in group["params"]) if most else ()
        grads = [grad for grad in listed if grad is not None]
        if most is None or not grads:
            return {}
        self.norm = norm_of(grads, self._options.pool)
        return {RESCALE: factor(self.norm, most)}

    def _step_group(self, group: Group, numbers: Mapping[str, float]) -> None:
        if self._options.has_masters or self._options.states is not None:
            self._prepare_states(group)
        lists: Lists = [[] for _ in range(1 + len(self.tensors))]
        self._init_group(group, *lists)
        if lists[0]:
            self._update({**group, **numbers} if numbers else group, lists)

    def _prepare_states(self, group: Group) -> None:
        """Make the states that are of another dtype than their parameter, and masters."""
        for p in group["params"]:
            if p.grad is None or self.state.get(p):
                continue
            wide = self._options.master and p.dtype in (torch.bfloat16, torch.float16)
            master = p.detach().float() if wide else p.detach()
            probe = master.detach()
            probe.grad = probe.detach()  # states are made where there is a gradient
            lists: Lists = [[] for _ in range(1 + len(self.tensors))]
            self._init_group({**group, "params": [probe]}, *lists)
            state = self.state.pop(probe, {})
            self.state[p] = {name: self._converted(name, value, p) for name, value in state.items()}
            if wide:
                self.state[p][_WIDE] = master

    def _converted(self, name: str, value: Any, p: Tensor) -> Any:
        wanted = self._options.dtype(name)
        if wanted is None or not isinstance(value, torch.Tensor) or self._is_number(name) or value.shape != p.shape:
            return value
        return value.to(wanted)

    def _is_number(self, name: str) -> bool:
        return name in single_of(self._rule(self.param_groups[0]))

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Load a checkpoint of this class or of torch's of that name.

        Args:
            state_dict: from `state_dict()`.
        """
        parent: Any = super()
        parent.load_state_dict(state_dict)
        if self._options.states is None and not self._options.has_masters:
            return
        saved = [key for group in state_dict["param_groups"] for key in group["params"]]
        params = [p for group in self.param_groups for p in group["params"]]
        for key, p in zip(saved, params, strict=True):
            for name, value in state_dict["state"].get(key, {}).items():
                if isinstance(value, torch.Tensor) and not self._is_number(name):
                    # Torch has rounded it to the parameter's dtype.
                    kept = value.detach().clone()
                    self.state[p][name] = self._converted(name, kept, p)
            if self._options.master and self.state.get(p) and _WIDE not in self.state[p]:
                self._widen(p)

    def _widen(self, p: Tensor) -> None:
        """Give a parameter whose states came from a checkpoint without masters its own."""
        if p.dtype in (torch.bfloat16, torch.float16):
            self.state[p][_WIDE] = p.detach().float()

    def _rule_name(self, group: Group) -> str:
        del group
        return self.rule

    def _rule(self, group: Group) -> Rule:
        return rule_of(self._rule_name(group))

    def _is_left(self, group: Group) -> bool:
        """True if torch's own arithmetic is asked for, that of a graph."""
        return torch.compiler.is_compiling() or bool(group.get("capturable")) or bool(group.get("differentiable"))

    def _update(self, group: Group, lists: Lists) -> None:
        """Update the parameters of a group whose tensors are in these lists."""
        if self._is_left(group):
            self._by_torch(group, lists)
        elif self.takes_sparse and any(grad.is_sparse for grad in lists[1]):
            self._update_sparse(group, lists)
        elif self._options.has_masters:
            wide = [p in self._options.out or _WIDE in self.state.get(p, ()) for p in lists[0]]
            for has_master in sorted(set(wide)):
                self._update_dense(group, chosen(lists, [n for n, w in enumerate(wide) if w is has_master]))
        else:
            self._update_dense(group, lists)

    def _columns(self, lists: Lists) -> dict[str, list[Any]]:
        """The tensors of some parameters by the rule's inputs."""
        columns = {name: column for name, column in zip(("weight", *self.tensors), lists, strict=True) if column}
        if self._options.has_masters:
            weights = lists[0]
            if weights[0] in self._options.out:
                columns["weight"] = [self._options.out[p] for p in weights]
                columns[MASTER] = weights
            elif _WIDE in self.state.get(weights[0], ()):
                columns[MASTER] = [self.state[p][_WIDE] for p in weights]
        return columns

    def _update_dense(self, group: Group, lists: Lists) -> None:
        columns = self._columns(lists)
        rule = self._rule(group)
        if MASTER in columns:
            rule = _with_master(rule)
        rule = scaled(rule, group)
        flags, numbers = settings(rule, group)
        batch = Batch(rule, flags, columns, numbers, self._options.pool)
        torch.autograd.graph.increment_version([t for name in batch.written for t in columns[name]])
        prepared: PreparedSteps = self.__dict__.setdefault("_prepared_steps", PreparedSteps())
        # What native code reads of a tensor does not say that it is negated.
        if not any(map(torch.is_neg, itertools.chain(*columns.values()))) and prepared.run(batch):
            return
        rows = list(zip(*columns.values(), strict=True))
        whole = [plain(dict(zip(columns, row, strict=True)), batch.single, rows_of(rule)) for row in rows]
        if any(row is None for row in whole):
            self._by_torch(group, chosen(lists, [n for n, row in enumerate(whole) if row is None]))
        kept = [row for row in whole if row is not None]
        if kept:
            same = all(row is not None and all(map(_is, row, old)) for row, old in zip(whole, rows, strict=True))
            columns = dict(zip(columns, map(list, zip(*kept, strict=True)), strict=True))
            prepared.learn(Batch(rule, flags, columns, numbers, self._options.pool), keep=same)

    def _update_sparse(self, group: Group, lists: Lists) -> None:
        """Update the parameters that have sparse gradients, each by itself, and then the others."""
        rule = self._rule(group)
        rule = scaled(rule, group)
        flags, numbers = settings(rule, group)
        for place, grad in enumerate(lists[1]):
            if grad.is_sparse:
                part = chosen(lists, [place])
                row = {name: column[0] for name, column in self._columns(part).items()}
                is_lazy = MASTER not in row and self._is_lazy(group, row)
                if not (is_lazy and self._lazily(rule, flags, row, numbers)):
                    self._by_torch(group, part)
        dense = [place for place, grad in enumerate(lists[1]) if not grad.is_sparse]
        if dense:
            self._update(group, chosen(lists, dense))

    def _lazily(self, rule: Rule, flags: Flags, row: Mapping[str, Tensor], numbers: Mapping[str, float]) -> bool:
        boxes: Boxes = self.__dict__.setdefault("_boxes", {})
        return lazily(boxes, self._options.pool, rule, flags, row, numbers, single_of(rule), rows_of(rule))

    def _is_lazy(self, group: Group, row: Mapping[str, Tensor]) -> bool:
        """True if a step changes the listed rows only, as torch has it: momentum and decay change the others too."""
        return not group["weight_decay"] and "momentum_buffer" not in row

    def _by_torch(self, group: Group, lists: Sequence[list[Any]]) -> None:
        """Update some parameters as torch's own class does: what no kernel of mxsym's takes."""
        if RESCALE in group:
            lists = [lists[0], [grad * group[RESCALE] for grad in lists[1]], *lists[2:]]
        masters = self._columns(list(lists)).get(MASTER)
        if masters is None:
            self._call_torch(group, lists)
            return
        grads = [grad.to(master.dtype) for grad, master in zip(lists[1], masters, strict=True)]
        self._call_torch(group, [masters, grads, *lists[2:]])
        for weight, master in zip(self._columns(list(lists))["weight"], masters, strict=True):
            weight.copy_(master)

    def _call_torch(self, group: Group, lists: Sequence[list[Any]]) -> None:
        base = torchs(type(self))
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


_SCALE = Attribute(RESCALE, float, 1.0)


@functools.lru_cache(maxsize=64)
def _with_master(rule: Rule) -> Rule:
    """The rule on a float32 copy of the weight, whatever dtypes the other tensors have."""
    form = form_of(rule, "mp")
    return replace(form, inputs=tuple(replace(item, dtype=None) for item in form.inputs))


def scaled(rule: Rule, group: Group) -> Rule:
    """The rule, on gradients times a factor where the group has one."""
    return on_scaled_gradient(rule, _SCALE, None) if RESCALE in group else rule


def torchs(cls: type) -> Any:
    """The class of torch's that this one is."""
    return next(base for base in cls.__mro__ if base.__module__.startswith("torch."))


def _home(base: Any) -> str:
    """The module with the function of a class of torch's: AdamW is Adam's."""
    return optim.Adam.__module__ if issubclass(base, optim.Adam) else base.__module__


def chosen(lists: Sequence[list[Any]], places: Sequence[int]) -> Lists:
    """The tensors of the parameters at these places."""
    return [[column[place] for place in places] if column else [] for column in lists]


def _without(group: Group, done: frozenset[Any]) -> Group:
    return {**group, "params": [p for p in group["params"] if p not in done]}


def _is(one: object, other: object) -> bool:
    return one is other


def settings(rule: Rule, group: Group) -> tuple[tuple[tuple[str, Any], ...], dict[str, float]]:
    """A rule's flags and numbers for a group."""
    flags = tuple(
        (item.name, bool(group[_RENAMED.get(item.name, item.name)]))
        for item in rule.flags
        if _RENAMED.get(item.name, item.name) in group
    )
    numbers: dict[str, float] = {}
    for item in rule.scalars:
        if item.name in _PAIRS and _PAIRS[item.name][0] in group:
            pair, place = _PAIRS[item.name]
            numbers[item.name] = float(group[pair][place])
        else:
            numbers[item.name] = float(group.get(_RENAMED.get(item.name, item.name), item.default))
    return flags, numbers
