"""An optimizer class from any update rule."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, cast

from mxsym.codegen.dtypes import F32
from mxsym.codegen.expr import WEIGHT, Granularity
from mxsym.errors import close, suggest
from mxsym.optimizer.derived import STEP, class_doc, class_of, parts_of, rule_given
from mxsym.rule.inputs import EMPTY, new_state
from mxsym.rule.numbers import as_whole
from mxsym.rule.operations import PLACE
from mxsym.rule.rule import REQUIRED, Rule
from mxsym.spelling import kind_name
from mxsym.torch.arithmetic import BESIDE, ROUNDS, WIDE
from mxsym.torch.faults import is_count
from mxsym.torch.forms import AVERAGE
from mxsym.torch.options import DESCRIBED
from mxsym.torch.parts import Assignment, Group, Lists, Part, Settings, Work, is_number, settings
from mxsym.torch.rule_facts import is_by_element, tiles_of
from mxsym.torch.stepped import OWN, Stepped
from mxsym.torch.tensors import Tensor, is_distributed, is_flattened, of_this_rank, torch
from mxsym.torch.theirs import PAIRS, optim
from mxsym.torch.works import Average


class Declared(Stepped, optim.Optimizer):
    """An optimizer whose arguments, states and arithmetic are those of a rule."""

    of_rule: Rule
    of_model: ClassVar[bool] = False
    """True if the rule reads numbers of the whole model."""
    takes_sparse = True

    def __init__(self, params: Any, *args: Any, **kwargs: Any) -> None:
        signature, title = inspect.signature(type(self)), type(self).__name__
        names = list(signature.parameters)[1:]
        if args:
            raise TypeError(f"{title} takes all but the parameters by name: write {title}(params, {names[0]}=…)")
        if strange := [name for name in kwargs if name not in names]:
            counted = "leave it out; it is set for each parameter, in each step"
            fix = counted if strange[0] in ("t", PLACE) and self.of_rule.attribute(strange[0]) is not None else ""
            fix = fix or _GONE.get(strange[0]) or _meant(strange[0], names) or suggest(strange[0], names)
            raise TypeError(f"{title} has no argument {strange[0]!r}: {fix}")
        try:
            bound = signature.bind(params, **kwargs)
        except TypeError as error:
            raise TypeError(f"{title}: {error}") from None
        bound.apply_defaults()
        defaults = {item.name: bound.arguments[item.name] for item in parts_of(self.of_rule).numbers}
        others = {name: value for name, value in kwargs.items() if name not in defaults}
        super().__init__(params, defaults, **others)

    def _rule(self, group: Group) -> Rule:
        del group
        return self.of_rule

    def _init_group(self, group: Group, *lists: list[Any]) -> None:
        for p in group["params"]:
            if p.grad is None:
                continue
            state = self.state[p]
            if state.keys() <= BESIDE:  # where some are lost, none begins anew
                state |= {name: self._new_state(name, p, group) for name in self.tensors[1:]}
                if self.counter:
                    state[self.counter] = 0
            counted = (self.counter,) if self.counter else ()
            own = [state[name] for name in (*self.tensors[1:], *counted)]
            for column, tensor in zip(lists, (p, p.grad, *own), strict=False):  # the count is in no list
                column.append(tensor)

    def _new_state(self, name: str, p: Tensor, group: Group) -> Tensor:
        """A state of a parameter before its first step; that of the whole model, where another one has it."""
        if self.of_model and self.of_rule.input(name).of_model:
            known = next((state[name] for state in self.state.values() if name in state), None)
            if known is not None:
                return known
        return _new_state(self.of_rule, name, p, group)

    def _less_than_model(self, got: str, fix: str) -> str:
        """The text of the error that a rule with numbers of the whole model got less than that."""
        return f"{self.of_rule.name} reads numbers of the whole model, got {got}; {fix}"

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add a group of parameters, as torch's class does.

        Args:
            param_group: the parameters, and the numbers of the group.

        Raises:
            TypeError: a number has another name here, as `weight_decay` for `wd`: nothing would read it.
        """
        missing = [name for name in self.defaults if name not in param_group]
        for name in param_group if isinstance(cast("object", param_group), dict) else ():
            if name not in _OF_GROUPS and name not in self.defaults and (fix := _meant(name, missing)):
                raise TypeError(f"{type(self).__name__} reads no {name!r} of a group of parameters: {fix}")
        super().add_param_group(param_group)

    def step_params(self, params: Iterable[Any]) -> None:
        """Update some parameters now, as part of the step that `step()` ends, which leaves them out.

        Args:
            params: those whose gradients have come.

        Raises:
            ValueError, RuntimeError: a parameter of none of the groups, or one that this step has updated before, or a
                rule that reads numbers of the whole model.
        """
        if self.of_model:
            raise ValueError(self._less_than_model("step_params", "call step() once all gradients have come"))
        super().step_params(params)

    def _joined(self, works: Sequence[Work]) -> list[Work]:
        """The works of several groups, those that one call does as one.

        Raises:
            TypeError: there are several for a rule that reads numbers of the whole model.
        """
        one = super()._joined(works)
        if self.of_model and len(one) > 1:
            got = "groups of other flags, or weights with a float32 copy beside others"
            raise TypeError(self._less_than_model(got, "give all groups the same flags, and all weights one dtype"))
        return one

    def _parts(self, group: Group) -> list[Part]:
        parts = super()._parts(group)
        if self.counter:
            for part in parts:
                part.assigns = self._counts(part.lists[0])
        return parts

    def _works(self, group: Group, lists: Lists) -> list[Work]:
        """Leave parameters alone where the rate is 0 and the rule divides by it, as `mx.optimizer`'s do.

        The step counts, and averages move on.
        """
        if self.of_model and any(grad.layout is not torch.strided for grad in lists[1]):
            raise TypeError(self._less_than_model("a sparse gradient", "pass grad.to_dense()"))
        rule = self._rule(group)
        if not (is_by_element(rule) or tiles_of(rule)) and any(map(is_flattened, lists[0])):
            got = "got parameters of FullyShardedDataParallel, of which each rank has a part"
            fix = "wrap the model in DistributedDataParallel, or take a rule of single elements"
            raise TypeError(f"{rule.name} needs more than one element at once, {got}; {fix}")
        rate = group.get("lr") if rule.divides_by("lr") else None
        if not (is_number(rate) and float(cast("float", rate)) == 0):  # what is none is a fault, said there
            return super()._works(group, lists)
        if self.ema is None:
            return []
        return [Average(self, group, p, self.state[p].get(WIDE, p), self.state[p][AVERAGE]) for p in lists[0]]

    def _counts(self, params: Sequence[Any]) -> list[Assignment]:
        """The counts of parameters' steps with the one that comes."""
        states = [self.state[p] for p in params]
        return [(state, self.counter, state[self.counter] + 1) for state in states]

    def _settings(self, rule: Rule, group: Group, params: Sequence[Any]) -> Settings:
        if self.counter:
            group = {**group, STEP: tuple(float(self.state[p][self.counter] + 1) for p in params)}
        return super()._settings(rule, group, params)

    def _converted(self, name: str, value: Any, p: Tensor) -> Any:
        keeps = name in self.tensors and self.of_rule.input(name).dtype is not None
        return value if keeps else super()._converted(name, value, p)

    def _load(self, state_dict: dict[str, Any]) -> None:
        state_dict = {**state_dict, "state": self._counted(state_dict["state"])}
        super()._load(state_dict)
        saved = [key for group in state_dict["param_groups"] for key in group["params"]]
        params = [p for group in self.param_groups for p in group["params"]]
        shared: dict[str, Tensor] = {}
        for key, p in zip(saved, params, strict=True):
            for name, value in state_dict["state"].get(key, {}).items():
                if name in self.tensors and self._keeps_dtype(name):
                    # Torch has rounded it to the parameter's dtype. What the whole model has is one tensor.
                    one = shared.get(name) if self.of_rule.input(name).of_model else None
                    self.state[p][name] = shared[name] = value.detach().clone() if one is None else one

    def _counted(self, states: Mapping[Any, Any]) -> dict[Any, Any]:
        """The states of a checkpoint, with counts of steps as whole numbers.

        Raises:
            ValueError: one has none. A step would begin to count anew, and correct moments that are no new ones.
        """
        counted = dict(states)
        for key, state in states.items():
            if self.counter and isinstance(state, Mapping) and state:
                value = cast("Mapping[str, Any]", state).get(self.counter)
                count = as_whole(value)
                if count is None or not is_count(value):
                    got = "none" if value is None else repr(value)
                    expected = "expected the number of its steps"
                    raise ValueError(f"load_state_dict: {self.counter!r} of parameter {key}: got {got}, {expected}")
                counted[key] = {**state, self.counter: count}
        return counted

    def _keeps_dtype(self, name: str) -> bool:
        """True if a state's dtype does not follow its parameter's."""
        item = self.of_rule.input(name)
        return item.dtype is not None or item.space is Granularity.SCALAR

    def _not_lazy(self, group: Group, columns: Mapping[str, Sequence[Tensor]]) -> Sequence[int]:
        return [n for n, weight in enumerate(columns["weight"]) if not self._rule(group).separable_at(weight.ndim)]

    def _is_left(self, group: Group) -> bool:
        return False

    def check_by_torch(self, lists: Lists) -> None:
        """Raise a `TypeError` for parameters that no kernel takes: torch knows nothing of the rule.

        Args:
            lists: the parameters and their gradients.
        """
        for weight, grad in zip(lists[0], lists[1], strict=True):
            if of_this_rank(weight).numel():
                got = f"{kind_name(weight)} of {weight.dtype} on {weight.device}, strides {weight.stride()}"
                got += f", with a gradient of {grad.dtype}, {grad.layout}"
                if is_distributed(weight):
                    got += f", in parts {weight.placements} on several ranks"
                fix = "expected dense tensors of floats in CPU memory, and states of the weight's strides"
                raise TypeError(f"{type(self).__name__}: no kernel takes {got}; {fix}")

    def _call_torch(self, group: Group, lists: Lists) -> None:
        """Nothing: those that come here have no elements."""


_GONE = {
    **dict.fromkeys(("foreach", "fused", "capturable"), "leave it out; a step is one native call"),
    "maximize": "leave it out, and negate the loss",
}
"""Options of torch's classes that no class of a rule has, and what to do."""
_OF_GROUPS = ("params", "param_names", "initial_lr")
"""Keys of every group."""


def _meant(name: str, known: Sequence[str]) -> str:
    """A question after the known names that a name like them, or torch's name of a pair, may mean; or nothing."""
    pair = [own for own, (theirs, _) in PAIRS.items() if theirs == name and own in known]
    names = pair or [one for one in (close(name, known),) if one is not None]
    return f"did you mean {' and '.join(map(repr, names))}?" if names else ""


def _new_state(rule: Rule, name: str, p: Tensor, group: Group) -> Tensor:
    """A state of a parameter before its first step, as the rule declares it."""
    item = rule.input(name)
    try:
        new = new_state(item, tuple(p.shape), F32, lambda: settings(rule, {**group, STEP: 1}).numbers)
    except LookupError:
        init = item.state.init
        what = f"the state {name} begins as {init}: got {group.get(str(init))!r}, expected a number"
        raise ValueError(f"{rule.name}: {what}; set {init!r} of its group of parameters") from None
    dtype = p.dtype if item.dtype is None else getattr(torch, item.dtype.name)
    real = dtype.to_real()
    if new.shape == EMPTY:
        return torch.empty(EMPTY, dtype=dtype)
    if new.value is None:
        return p.detach().to(dtype, copy=True)
    if item.space is Granularity.SCALAR:
        return torch.full(
            (), new.value, dtype=torch.promote_types(real, torch.float32) if item.dtype is None else dtype
        )
    if item.space is not Granularity.ELEMENT or item.axes != WEIGHT:
        return torch.full(new.shape, new.value, dtype=real)
    # The two parts of a complex number are two elements to a rule.
    value = complex(new.value, new.value) if p.is_complex() else new.value
    return torch.full_like(p, value, dtype=dtype, memory_format=torch.preserve_format)


def from_rule(rule: str | Rule, name: str | None = None) -> type[Any]:
    """The optimizer class of an update rule: `Lion = mxsym.torch.from_rule(lion_update)`.

    Its arguments are the rule's hyper-parameters, by name, with the rule's defaults; each is a number of its groups.
    `t` is none of them: it is the count of a parameter's steps, this one included.
    Its states are the tensors that the rule changes, of the first values and types that it declares (`mx.State`), else
    zeros of the parameter's type; optional ones are left out. A sparse gradient
    updates the rows that it lists. A pickle has the rule's text, so that a process without its function can load it.

    Args:
        rule: from `mx.update_rule`, or its name.
        name: of the class; else it is the rule's, as `Lion` for `lion_update`.

    Raises:
        TypeError: the rule reads a tensor that is neither a weight, a gradient nor a state, or has a number of the name
            of an option that every class has, or a state of the name of one that any class may have: ema, master.
    """
    return class_of(rule_given(rule), name, cast("type[Any]", Declared), _body_of, from_rule)


def _body_of(rule: Rule) -> dict[str, Any]:
    """The namespace of the class of a rule."""
    parts = parts_of(rule)
    if parts.singles:
        why = f"reads {', '.join(parts.singles)}, which it does not change"
        raise TypeError(f"from_rule: {rule.name} {why}; an optimizer of torch's has numbers: make it an attribute")
    own = {"self", "params", "param_names", "differentiable", ROUNDS, *(item.name for item in OWN)}
    if taken := [item.name for item in parts.numbers if item.name in own]:
        why = f"has a number {taken[0]}, which is an optimizer's {taken[0]}; give it another name in the rule"
        raise TypeError(f"from_rule: {rule.name} {why}")
    if beside := [name for name in parts.states if name in BESIDE]:
        why = f"has a state {beside[0]}, which is an optimizer's {beside[0]}; give it another name in the rule"
        raise TypeError(f"from_rule: {rule.name} {why}")
    parameter = inspect.Parameter
    hyper = [
        parameter(
            item.name,
            parameter.KEYWORD_ONLY,
            default=parameter.empty if item.default is REQUIRED else item.default,
            annotation=item.kind,
        )
        for item in parts.numbers
    ]
    signature = inspect.Signature([parameter("params", parameter.POSITIONAL_OR_KEYWORD), *hyper, *OWN])
    return {
        "__doc__": f"{class_doc(rule)}\n{DESCRIBED}",
        "__signature__": signature,
        "of_model": rule.of_model,
        "rule": rule.name,
        "tensors": (rule.inputs[1].name, *parts.states),
        # "step", as torch's own classes call it, if that is no state of the rule's own.
        "counter": "" if not parts.counts else STEP if "step" in parts.states else "step",
    }
