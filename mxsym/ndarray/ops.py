"""The imperative op of a name: what `mx.nd.NAME`, `mx.nd.sparse.NAME` and `mx.nd.contrib.NAME` are.

Input: a name and the prefixes that MXNet's registry writes before it. Output: a function derived from the op's rule.
Non-goals: running it (`mxsym.imperative`), the aliases (`mxsym.family`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from mxsym import registry
from mxsym.describe import as_function
from mxsym.rule import Rule


def find(name: str, prefixes: Iterable[str]) -> Rule:
    """The op's rule.

    Raises:
        AttributeError: no op has this name, with or without a prefix; the text has a near name.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    try:
        return registry.find(name)
    except AttributeError:
        for prefix in prefixes:
            try:
                return registry.find(prefix + name)
            except AttributeError:
                continue
        raise


def op(name: str, prefixes: Iterable[str] = ()) -> Callable[..., Any]:
    """The imperative op `name`, with its signature and its derived docstring.

    Raises:
        AttributeError: no op has this name, with or without a prefix; the text has a near name.
    """
    return as_function(find(name, prefixes), name, call)


def call(rule: Rule, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Run the op."""
    from mxsym.imperative import update

    return update(rule, args, kwargs)


def names() -> list[str]:
    """Every name that `op` takes without a prefix."""
    return registry.every_name()
