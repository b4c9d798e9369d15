"""Arguments of ops on many tensors: the op for as many updates as there are tensors, and one number for each update."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np

from mxsym.errors import SymbolError
from mxsym.rule.derived_ops import sized
from mxsym.rule.lookup import for_version
from mxsym.rule.numbers import as_number, parsed
from mxsym.rule.rule import Count, Many, Rule
from mxsym.spelling import plural

MOST_UNNAMED = 4096
"""Limit of updates for an op whose tensors are all left out: each becomes a variable."""


def _listed(value: Any) -> list[Any] | None:
    """Items of an argument for several updates; None if it is no list."""
    if isinstance(value, str):
        return [parsed(item) for item in value.strip("()[] ").split(",") if item.strip()]
    if as_number(value) is not None:
        return [value]
    if hasattr(value, "asnumpy"):
        value = value.asnumpy()
    if isinstance(value, np.ndarray):
        return list(cast("np.ndarray[Any, Any]", value)) if value.ndim == 1 else None
    return list(cast("Sequence[Any]", value)) if isinstance(value, list | tuple) else None


def numbers_of(rule: Rule, key: str, value: Any) -> tuple[float, ...]:
    """One number for each update of an op on many tensors; a number alone will do for one update.

    Raises:
        SymbolError: it is something else, or of another length.
    """
    listed = _listed(value)
    numbers = [as_number(item) for item in listed] if listed is not None else [None]
    expected = f"{key} is a list of {plural(rule.members, 'number')}, one for each update"
    if None in numbers:
        raise SymbolError(f"{rule.title}: {expected}, got {repr(value)[:80]}")
    if len(numbers) != rule.members:
        raise SymbolError(f"{rule.title}: {expected}, got {len(numbers)}")
    return cast("tuple[float, ...]", tuple(numbers))


def _wanted(rule: Rule, counter: str, kwargs: Mapping[str, Any]) -> int | None:
    """Number of updates that the user requests."""
    value = kwargs.get(counter)
    if value is None:
        return None
    number = parsed(value) if isinstance(value, str) else as_number(value)
    if number is None or not number.is_integer() or number < 1:
        raise SymbolError(f"{rule.title}: {counter} is a whole number from 1 on, got {value!r}")
    return int(number)


def _named(rule: Rule, kwargs: Mapping[str, Any]) -> int:
    """For how many updates tensors are given by name: `weight_2` is of the third."""
    heads = {item.name.rpartition("_")[0] for item in rule.inputs}
    parts = [key.rpartition("_") for key in kwargs]
    numbers = [int(tail) for head, _, tail in parts if head in heads and tail.isdecimal() and len(tail) < 9]
    return max(numbers, default=-1) + 1


def resolve(rule: Rule, args: Sequence[Any], kwargs: dict[str, Any]) -> tuple[Rule, list[Any]]:
    """The op in the flavour that is asked for and, where it takes any number of tensors, for as many as are given.

    Takes `flavour` from `kwargs`.

    Raises:
        SymbolError: another number of tensors than the op takes.
    """
    try:
        rule = for_version(rule, kwargs.pop("flavour", None))
    except ValueError as error:
        raise SymbolError(f"{rule.title}: {error}") from None
    listed = list(args)
    counter = next((item.name for item in rule.attributes if item.kind is Count), None)
    if counter is None or rule.many is None:
        return rule, listed
    each, shared = rule.many.each, rule.many.shared
    wanted = _wanted(rule, counter, kwargs)
    by_name = [item.name for item in rule.inputs[each * rule.many.count :] if item.name in kwargs]
    tensors = len(listed) + len(by_name)
    named = _named(rule, kwargs)
    members = [item for item in rule.inputs[:each] if not item.optional]
    if listed and wanted and not named and tensors == len(members) * wanted + shared:
        rest = iter(listed)
        listed = [None if item.optional else next(rest) for item in rule.inputs[:each] * wanted] + [*rest]
        tensors = each * wanted + shared
    count = max(1, (tensors - shared) // each, named) if listed else named or wanted or 1
    short = bool(listed) and not named and tensors != each * count + shared
    if short or (wanted is not None and wanted != count):
        _refuse(rule, rule.many, wanted or count, counter, str(tensors) if listed else f"tensors for {count}")
    if not listed and not named and count > MOST_UNNAMED:
        raise SymbolError(f"{rule.title}: {counter} is {count}, and no tensors are given; pass them")
    return sized(rule, count), listed


def _refuse(rule: Rule, many: Many, count: int, counter: str, got: str) -> None:
    each, shared = many.each, many.shared
    member = {item.name.rpartition("_")[0] or item.name: item for item in rule.inputs[:each]}
    optional = ", ".join(name for name, item in member.items() if item.optional)
    names = ", ".join(member)
    fix = f"; to leave out {optional}, pass {counter}, or None in each place" if optional else ""
    more = f", and {shared} that all share" if shared else ""
    expected = f"{each} for each update ({names}){more}: {each * count + shared} for {plural(count, 'update')}"
    raise SymbolError(f"{rule.title} takes tensors, {expected}, got {got}{fix}")
