"""An optimizer class from any update rule."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

from mxsym.codegen.expr import Granularity
from mxsym.rule.rule import REQUIRED, Rule
from mxsym.torch.stepped import OWN, Group, Stepped, optim
from mxsym.torch.tensors import Tensor, torch


class _Declared(Stepped, optim.Optimizer):
    """An optimizer whose arguments, states and arithmetic are those of a rule."""

    of_rule: Rule
    takes_sparse = True

    def __init__(self, params: Any, *args: Any, **kwargs: Any) -> None:
        bound = inspect.signature(type(self)).bind(params, *args, **kwargs)
        bound.apply_defaults()
        names = [item.name for item in (*self.of_rule.scalars, *self.of_rule.flags)]
        defaults = {name: bound.arguments[name] for name in names}
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
            for name in self.tensors[1:]:
                if name not in state:
                    state[name] = _zeros(self.of_rule, name, p)
            for column, tensor in zip(lists, [p, p.grad, *(state[n] for n in self.tensors[1:])], strict=True):
                column.append(tensor)

    def _is_lazy(self, group: Group, row: Mapping[str, Tensor]) -> bool:
        return True

    def _is_left(self, group: Group) -> bool:
        return False

    def _call_torch(self, group: Group, lists: Sequence[list[Any]]) -> None:
        for weight, grad in zip(lists[0], lists[1], strict=True):
            if weight.numel():
                got = f"a {type(weight).__name__} of {weight.dtype} on {weight.device}, strides {weight.stride()}"
                got += f", with a gradient of {grad.dtype}, {grad.layout}"
                fix = "expected dense tensors of floats in CPU memory, and states of the weight's strides"
                raise TypeError(f"{type(self).__name__}: no kernel takes {got}; {fix}")


def _caller() -> str:
    """The module that asks for a class, where it can be imported from by those who read a copy of an optimizer."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_globals.get("__name__") == __name__:
        frame = frame.f_back
    return str(frame.f_globals.get("__name__", __name__)) if frame is not None else __name__


def _zeros(rule: Rule, name: str, p: Tensor) -> Tensor:
    space = rule.input(name).space
    if space is Granularity.SCALAR:
        return torch.zeros((), dtype=torch.float32)
    if space is Granularity.ROW:
        return torch.zeros((p.shape[0] if p.ndim else 1, 1), dtype=p.dtype)
    return torch.zeros_like(p, memory_format=torch.preserve_format)


def from_rule(rule: Rule, name: str | None = None) -> type[Any]:
    """The optimizer class of an update rule: `Lion = mxsym.torch.from_rule(lion_update)`.

    Its arguments are the rule's hyper-parameters, by name, with the rule's defaults; each is a number of its groups.
    Its states are the tensors that the rule changes, zeros at first; optional ones are left out. A sparse gradient
    updates the rows that it lists.

    Args:
        rule: from `mx.update_rule`.
        name: of the class; else it is the rule's, as `Lion` for `lion_update`.

    Raises:
        TypeError: the rule reads a tensor that is neither a weight, a gradient nor a state.
    """
    rule_inputs = [item for item in rule.inputs if not item.optional]
    others = [item.name for item in rule_inputs[2:] if item.name not in rule.states]
    if not rule.is_update or rule.members or len(rule.inputs) < 2 or others:
        why = f"reads {', '.join(others)}, which it does not change" if others else "is no update of a weight"
        raise TypeError(f"from_rule: {rule.name} {why}; an optimizer's rule takes weight, grad and states")
    parameter = inspect.Parameter
    hyper = [
        parameter(
            item.name,
            parameter.KEYWORD_ONLY,
            default=parameter.empty if item.default is REQUIRED else item.default,
            annotation=item.kind,
        )
        for item in rule.attributes
        if item in (*rule.scalars, *rule.flags)
    ]
    signature = inspect.Signature([parameter("params", parameter.POSITIONAL_OR_KEYWORD), *hyper, *OWN])
    title = name or "".join(part.capitalize() for part in rule.name.removesuffix("_update").split("_"))
    body = {
        "__doc__": f"{rule.summary}\n\nFrom the rule `{rule.name}`.",
        "__module__": _caller(),
        "__signature__": signature,
        "of_rule": rule,
        "rule": rule.name,
        "tensors": tuple(item.name for item in rule_inputs[1:]),
    }
    return type(title, (_Declared,), body)
