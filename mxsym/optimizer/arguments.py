"""Arguments of a step, as MXNet's versions pass them: those of one parameter, or lists of them."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any

from mxsym.errors import BindError, Fault
from mxsym.spelling import kind_name, plural

_SEVERAL = (list, tuple)


@functools.lru_cache(maxsize=1024)
def takes_lists(method: Callable[..., Any]) -> bool:
    """True if a method of an optimizer takes lists, as MXNet 2.0's do: its first parameter is called `indices`."""
    names = list(inspect.signature(method).parameters)
    return names[1:2] == ["indices"]


def items_of(what: str, indices: Any, **others: Any) -> list[Sequence[Any]]:
    """The arguments of a step, all of one length; an index that is no list is one parameter's.

    The indices are as they were given, the others tuples, in order.

    Raises:
        TypeError: one of them is no list or tuple, though the indices are. BindError: their lengths differ.
    """
    if not isinstance(indices, _SEVERAL):
        return [*zip((indices, *others.values()))]
    for name, value in others.items():
        if not isinstance(value, _SEVERAL):
            raise TypeError(f"{what}: {name} is a list, one item a parameter, got {kind_name(value)}")
    items: list[Sequence[Any]] = [indices, *map(tuple, others.values())]
    count = len(items[0])
    if {*map(len, items)} != {count}:
        fix = "give one item for each index"
        faults = [
            Fault(name, "", plural(len(each), "item"), f"{count}, as there are indices", fix)
            for name, each in others.items()
            if len(each) != count
        ]
        raise BindError(what, faults)
    return items
