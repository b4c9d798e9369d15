"""The error of a step that groups or states do not let be done, and the faults of states."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from mxsym.codegen.expr import WEIGHT, Granularity
from mxsym.codegen.program import tiles
from mxsym.errors import MXSymError
from mxsym.optimizer.state_files import MOST_UPDATES
from mxsym.rule.bodies import MASTER
from mxsym.rule.numbers import as_whole
from mxsym.rule.rule import Rule
from mxsym.spelling import kind_name, plural
from mxsym.torch.forms import AVERAGE
from mxsym.torch.rule_facts import single_of, tiles_of
from mxsym.torch.tensors import FLOATS, UNWRITABLE, Tensor, is_writable, torch

_WHOLE = frozenset((torch.int64, torch.int32))
_GRADIENT = 1
"""The place of the gradient among the inputs of a rule."""


class StepError(MXSymError, KeyError, TypeError, RuntimeError):
    """Groups or states that no step can use. `faults` has a line for each; nothing has changed.

    It is of each of the types that torch's own errors have there.
    """

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        count = plural(len(faults), "fault")
        super().__init__("\n".join([f"step: {count}; nothing has changed", *(f"  {fault}" for fault in faults)]))

    def __str__(self) -> str:
        return str(self.args[0])


def is_count(value: Any) -> bool:
    """True for a number of steps that an optimizer can have done."""
    count = as_whole(value)
    return count is not None and 0 <= count <= MOST_UPDATES


def is_checked(rule: Rule, name: str) -> bool:
    """True if a state has a form that follows from its weight's: of one value for each element, or one number."""
    return name in (MASTER, AVERAGE) or name in single_of(rule) or name in _whole(rule) or name in tiles_of(rule)


@functools.lru_cache(maxsize=64)
def _whole(rule: Rule) -> frozenset[str]:
    """The states of a rule that have one value for each element of the weight."""
    return frozenset(
        item.name
        for item in rule.inputs[_GRADIENT + 1 :]
        if item.space is Granularity.ELEMENT and item.axes == WEIGHT and not item.unused_at
    )


@functools.lru_cache(maxsize=64)
def _coded(rule: Rule) -> frozenset[str]:
    """The states of a rule in 8 bits."""
    return frozenset(item.name for item in rule.inputs if item.code is not None)


def exact_form(rule: Rule, name: str, weight: Tensor) -> tuple[Any, tuple[int, ...]] | None:
    """The one dtype and shape that a state in 8 bits of a weight has, or its scales; None for other states."""
    tile = tiles_of(rule).get(name)
    if tile is not None:
        return torch.float32, (tiles(weight.numel(), tile),)
    return (torch.uint8, tuple(weight.shape)) if name in _coded(rule) else None


def state_fault(
    value: Any,
    weight: Tensor,
    *,
    is_number: bool = False,
    may_be_whole: bool = False,
    may_be_sparse: bool = False,
    exact: tuple[Any, tuple[int, ...]] | None = None,
) -> str | None:
    """Return the fault of a state of a weight, and what helps; None where any arithmetic takes it.

    `is_number`: it is a tensor of one number. `may_be_whole`: that is a count. `may_be_sparse`: the gradient lists
    rows, as the state then may. `exact`: the one dtype and shape that it may have.
    """
    if not isinstance(value, torch.Tensor):
        return f"got {kind_name(value)}, expected a tensor; load a whole checkpoint"
    state: Any = value
    if torch.nn.parameter.is_lazy(state) or state.is_nested:
        got = "a nested tensor" if state.is_nested else "a parameter without a shape"
        return f"got {got}, expected one of shape {tuple(weight.shape)}; load a whole checkpoint"
    is_listed = may_be_sparse and state.layout is torch.sparse_coo
    if state.layout is not torch.strided and not is_listed:
        return f"got one of {state.layout}, expected torch.strided; assign its to_dense()"
    if state.device != weight.device and not (is_number and state.device.type == "cpu"):
        return f"got one on {state.device}, expected {weight.device}; load a whole checkpoint"
    form = state.dtype, tuple(state.shape)
    if exact is not None and form != exact:
        return "got {} of shape {}, expected {} of shape {}; load a whole checkpoint".format(*form, *exact)
    if is_number:
        is_real = state.dtype in FLOATS or (may_be_whole and state.dtype in _WHOLE)
        if state.numel() != 1 or not is_real:
            return f"got {state.dtype} of shape {tuple(state.shape)}, expected one real number; load a whole checkpoint"
    elif exact is None and state.shape != weight.shape:
        return f"got shape {tuple(state.shape)}, expected {tuple(weight.shape)}; load a whole checkpoint"
    elif state.is_complex() != weight.is_complex():
        return f"got {state.dtype}, expected {weight.dtype}; load a whole checkpoint"
    elif exact is None and weight.dtype in FLOATS and state.dtype not in FLOATS:
        return f"got {state.dtype}, expected a float type; assign its to({weight.dtype})"
    if not is_listed and not is_writable(state):
        return f"got {UNWRITABLE}, expected one that can change in place; assign its clone()"
    return None
