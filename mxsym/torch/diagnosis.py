"""The faults of all groups and states of an optimizer, looked for after a step has failed by one of them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any, cast

from mxsym.errors import LoadError, MXSymError
from mxsym.rule.bodies import MASTER
from mxsym.spelling import shown
from mxsym.torch.arithmetic import WIDE
from mxsym.torch.faults import StepError, is_count
from mxsym.torch.forms import AVERAGE
from mxsym.torch.listed import part_faults
from mxsym.torch.parts import Group, group_faults
from mxsym.torch.tensors import Tensor, torch

_WHOLE = "load a whole checkpoint"
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
    if isinstance(error, (LookupError, TypeError, ValueError, AttributeError, OverflowError, StepError)):
        faults: list[str] = []
        with contextlib.suppress(Exception):  # another error than this one would hide it
            faults.extend(_faults(optimizer))
        if faults:
            raise StepError(faults) from error


def refuse_states(states: Mapping[Any, Any]) -> None:
    """Refuse states that are no dicts: torch takes such ones, also under keys of no parameter.

    Raises:
        TypeError: there is such a one.
    """
    strangers = [state for state in states.values() if not isinstance(state, dict)]
    if strangers:
        raise TypeError(f"{_a(strangers[0])} among the states of parameters")


def diagnose_load(optimizer: Any, checkpoint: Any, error: BaseException) -> None:
    """Raise, after the error of loading a checkpoint, one that names all faults of its form.

    Errors that say what is wrong stay: those of mxsym and torch for a checkpoint of another optimizer.

    Raises:
        LoadError: the error is one of Python's own.
    """
    if not isinstance(error, Exception) or isinstance(error, ValueError | MXSymError) or type(error) is MemoryError:
        return
    faults = [*_form_faults(optimizer, checkpoint)]
    why = f"{type(error).__name__}: {shown(str(error).partition(chr(10))[0])}"
    fix = f"load what state_dict() of {type(optimizer).__name__} has returned"
    faults = faults or [f"got one that torch cannot load ({why}); {fix}"]
    head = f"load_state_dict: {len(faults)} fault{'s' * (len(faults) != 1)}; nothing has changed"
    raise LoadError("\n".join([head, *map("  {}".format, faults)])) from error


def _form_faults(optimizer: Any, checkpoint: Any) -> Iterator[str]:
    """The faults of a checkpoint's form, each with its place, got and expected."""
    if not isinstance(checkpoint, Mapping):
        yield f"got {_a(checkpoint)}, expected a dict with 'state' and 'param_groups'; pass state_dict()"
        return
    whole = cast("Mapping[str, Any]", checkpoint)
    for key in ("state", "param_groups"):
        if key not in whole:
            yield f"got no {key!r}, expected one; {_WHOLE}"
    groups: Any = whole.get("param_groups", [])
    if not isinstance(groups, list | tuple):
        yield f"'param_groups': got {_a(groups)}, expected a list of dicts; {_WHOLE}"
        groups = []
    for number, group in enumerate(cast("list[Any]", groups)):
        place = f"param_groups[{number}]"
        if not isinstance(group, Mapping):
            yield f"{place}: got {_a(group)}, expected a dict; {_WHOLE}"
            continue
        keys: object = cast("Mapping[str, Any]", group).get("params")
        items = cast("list[Any]", keys) if isinstance(keys, list | tuple) else None
        if items is None:
            yield f"{place}['params']: got {_a(cast('object', keys))}, expected a list of the keys of states; {_WHOLE}"
        elif odd := [key for key in items if not isinstance(key, int | str)]:
            yield f"{place}['params']: got a list with {_a(odd[0])}, expected numbers or names; {_WHOLE}"
    states: Any = whole.get("state", {})
    if isinstance(states, Mapping):
        yield from _count_faults(optimizer.counter or "step", cast("Mapping[Any, Any]", states))
    else:
        yield f"'state': got {_a(states)}, expected a dict; {_WHOLE}"


def _count_faults(counter: str, states: Mapping[Any, Any]) -> Iterator[str]:
    """The states that are no dicts, and those without a count of steps where others have one."""
    counts = any(isinstance(state, Mapping) and counter in state for state in states.values())
    for key, state in states.items():
        place = f"state[{shown(repr(key))}]"
        if not isinstance(state, Mapping):
            yield f"{place}: got {_a(state)}, expected a dict of a parameter's states; {_WHOLE}"
        elif state and counts:
            count: Any = cast("Mapping[str, Any]", state).get(counter)
            if not is_count(count):
                got = "none" if count is None else shown(repr(count))
                yield f"{place}[{counter!r}]: got {got}, expected the number of steps; {_WHOLE}"


def _a(value: object) -> str:
    """Text on a value of a wrong type."""
    return "none" if value is None else f"a value of type {type(value).__name__}"


def _faults(optimizer: Any) -> Iterator[str]:
    for number, group in enumerate(optimizer.param_groups):
        place = f"param_groups[{number}]"
        for key in ("params", *optimizer.defaults):
            if key not in group:
                fix = f"optimizer.{place}[{key!r}] = {optimizer.defaults.get(key, [])!r}"
                yield f"{place}: got no {key!r}, expected one; set it: {fix}"
        whole: Group = {"params": [], **optimizer.defaults, **group}
        rule = optimizer._rule(whole)
        for key, fault in group_faults(rule, whole, frozenset(optimizer.defaults)).items():
            if key in group:
                yield f"{place}[{key!r}]: {fault}"
        for place_of_p, p in enumerate(whole["params"]):
            where = f"{place}['params'][{place_of_p}], of shape {tuple(p.shape)}"
            yield from (f"{where}: gradient: {fault}" for fault in part_faults(p.grad))
            for name, fault in _state_faults(optimizer, whole, p):
                yield f"{where}: state {name!r}: {fault}"


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
    if not is_count(count) and optimizer.counter not in states.missing:
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
