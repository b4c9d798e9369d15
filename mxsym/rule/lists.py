"""Lists in a rule's signature: states and numbers of one length, each an argument of the op."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from mxsym.errors import RuleError, user_location
from mxsym.rule.inputs import State
from mxsym.rule.location import fail
from mxsym.rule.numbers import as_number
from mxsym.rule.rule import REQUIRED


class States:
    """The default of a rule's parameter that is a list of states: `moms=mx.States(3)`.

    In the rule it is a tuple of so many tensors, and the rule returns as many new values under its name. The op has the
    tensors `moms_0`, `moms_1` and so on. A tuple of numbers as the default of a hyper-parameter is a list as well:
    `betas=(0.0, 0.9, 0.99)` are the numbers `betas_0` and so on. `mx.of_length` gives the rule of other lengths.
    """

    __slots__ = ("count", "state")
    count: int
    state: State

    def __new__(cls, count: int, init: float | str = 0.0, *, dtype: str | None = None) -> Any:
        """Return the declaration; for type checkers it is any tuple of tensors.

        Args:
            count: their number.
            init, dtype: as of `State`.

        Raises:
            RuleError: it is no whole number from 1 on.
        """
        if type(count) is not int or not 0 < count < MOST:
            wanted = f"a whole number from 1 to {MOST - 1}"
            raise RuleError(f"{user_location()}: States: count is {wanted}, got {count!r}; pass one of these")
        states = super().__new__(cls)
        states.count, states.state = count, State(init, dtype=dtype)
        return states

    def __repr__(self) -> str:
        return f"mx.States({self.count}, {repr(self.state).removeprefix('mx.State(')}"


MOST = 256
"""A list is shorter."""


def _length(parameter: inspect.Parameter) -> int:
    """The length of a parameter that is a list; 0 for any other."""
    default: object = parameter.default
    if isinstance(default, States):
        return default.count
    if parameter.kind is parameter.KEYWORD_ONLY and isinstance(default, tuple):
        return len(cast("tuple[Any, ...]", default))
    return 0


def _items(parameter: inspect.Parameter, length: int) -> list[inspect.Parameter]:
    """The parameters that one is for the op; numbers of another length than the defaults' have none."""
    default: object = parameter.default
    if isinstance(default, States):
        each: Sequence[Any] = [default.state] * length
    else:
        values = cast("tuple[Any, ...]", default)
        each = values if len(values) == length else [REQUIRED] * length
    names = [f"{parameter.name}_{number}" for number in range(length)]
    return [parameter.replace(name=name, default=value) for name, value in zip(names, each, strict=True)]


def without_lists(function: Callable[..., Any], length: int | None = None) -> Callable[..., Any]:
    """A rule's function with each list as parameters of its own; the function itself where it has none.

    `length`: of all lists, instead of the declared ones.
    """
    signature = inspect.signature(function)
    lists = {item.name: item for item in signature.parameters.values() if _length(item)}
    if not lists:
        return function
    items = {name: _items(item, length or _length(item)) for name, item in lists.items()}
    for name, (first, *_) in items.items():
        values = [as_number(item.default) for item in items[name]]
        if not isinstance(lists[name].default, States) and None in values and first.default is not REQUIRED:
            raise fail(
                function, f"{name} is a list of numbers, got {lists[name].default!r}; write numbers", parameter=name
            )

    @functools.wraps(function)
    def flat(**arguments: Any) -> Any:
        for name, parts in items.items():
            arguments[name] = tuple(arguments.pop(item.name) for item in parts)
        results = function(**arguments)
        return _apart(results, {name: len(parts) for name, parts in items.items()})

    parameters = [part for item in signature.parameters.values() for part in items.get(item.name, [item])]
    flat.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]  # what inspect shows
    return flat


def _apart(results: Any, lengths: Mapping[str, int]) -> Any:
    """A rule's results with those of lists apart. What is no result of a rule stays what it is: tracing refuses it."""
    if not isinstance(results, dict):
        return results
    known = cast("dict[Any, Any]", results)
    apart: dict[Any, Any] = {}
    for name, value in known.items():
        if name not in lengths:
            apart[name] = value
            continue
        if not isinstance(value, tuple | list) or len(cast("Sequence[Any]", value)) != lengths[name]:
            raise RuleError(f"the new {name} is a list of {lengths[name]} values, one for each state; return as many")
        apart |= {f"{name}_{number}": one for number, one in enumerate(cast("Sequence[Any]", value))}
    known.clear()  # a condition of the rule's stays: these are its results
    known.update(apart)
    return known
