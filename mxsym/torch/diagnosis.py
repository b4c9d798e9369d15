"""The faults of all groups and states of an optimizer, looked for after a step has failed by one of them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from mxsym.errors import BindError
from mxsym.rule.bodies import MASTER
from mxsym.rule.numbers import as_whole
from mxsym.torch.arithmetic import WIDE
from mxsym.torch.faults import StepError
from mxsym.torch.forms import AVERAGE
from mxsym.torch.parts import Group, group_faults
from mxsym.torch.tensors import Tensor, torch

_LOAD = "load a whole checkpoint, or del optimizer.state[p], with which all of its states begin anew"


class _Noting(dict[str, Any]):
    """The states of a parameter, which note those that are asked for and are not there."""

    def __init__(self, states: Mapping[str, Any]) -> None:
        super().__init__(states)
        self.missing: list[str] = []

    def __missing__(self, name: str) -> Tensor:
        self.missing.append(name)
        return torch.zeros(())


def diagnose(optimizer: Any, error: BaseException) -> None:
    """Raise, after the error of a step, one that names all faults of groups and states, if it has come from there.

    Raises:
        StepError: there are some.
    """
    if isinstance(error, (KeyError, TypeError, AttributeError, BindError, StepError)):
        faults: list[str] = []
        with contextlib.suppress(Exception):  # another error than this one would hide it
            faults.extend(_faults(optimizer))
        if faults:
            raise StepError(faults) from error


def _faults(optimizer: Any) -> Iterator[str]:
    for number, group in enumerate(optimizer.param_groups):
        place = f"param_groups[{number}]"
        for key in ("params", *optimizer.defaults):
            if key not in group:
                fix = f"optimizer.{place}[{key!r}] = {optimizer.defaults.get(key, [])!r}"
                yield f"{place}: got no {key!r}, expected one; set it: {fix}"
        whole: Group = {"params": [], **optimizer.defaults, **group}
        rule = optimizer._rule(whole)
        for key, fault in group_faults(rule, whole, frozenset()).items():
            if key in group:
                yield f"{place}[{key!r}]: {fault}"
        for place_of_p, p in enumerate(whole["params"]):
            for name, fault in _state_faults(optimizer, whole, p):
                yield f"{place}['params'][{place_of_p}], of shape {tuple(p.shape)}: state {name!r}: {fault}"


def _state_faults(optimizer: Any, group: Group, p: Any) -> Iterator[tuple[str, str]]:
    """Names and faults of the states of a parameter that has some."""
    states = _Noting(optimizer.state.get(p, {}))
    if not states:
        return
    weight = p.detach()
    weight.grad = weight.detach()  # states are read where there is a gradient
    twin: Any = optimizer.__class__.__new__(optimizer.__class__)
    twin.__dict__.update({**optimizer.__dict__, "state": {weight: states}})
    lists: list[list[Any]] = [[] for _ in range(1 + len(optimizer.tensors))]
    with contextlib.suppress(Exception):  # what else torch refuses there
        twin._init_group({**group, "params": [weight]}, *lists)
    for name in dict.fromkeys(states.missing):
        yield name, f"got none beside {', '.join(map(repr, states))}; {_LOAD}"
    count = states.get(optimizer.counter, 0)
    if ((number := as_whole(count)) is None or number < 0) and optimizer.counter not in states.missing:
        yield optimizer.counter, f"got {count!r}, expected the number of its steps; load a whole checkpoint"
    group = optimizer.as_part(group, lists)
    keys = {id(value): key for key, value in reversed(states.items()) if key != optimizer.counter}
    named = [(name, column[0]) for name, column in zip(optimizer.tensors[1:], lists[2:], strict=True) if column]
    named += [(name, states[key]) for name, key in ((MASTER, WIDE), (AVERAGE, AVERAGE)) if key in states]
    grad, master = weight if p.grad is None else p.grad, states.get(WIDE)
    for name, value in named:
        like = master if isinstance(master, torch.Tensor) and name != MASTER else weight
        key = keys.get(id(value))
        fault = optimizer.state_fault(group, name, value, like, grad)
        if key is not None and fault is not None:
            yield key, fault
