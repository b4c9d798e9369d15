"""`mx.nd`: the imperative ops. Each is derived from its rule; arrays are NumPy's.

Input: arrays. Output: arrays; see `imperative.update`.
Non-goals: an array class of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mxsym import registry
from mxsym.family import ALIASES
from mxsym.runtime.buffers import Array


def __getattr__(name: str) -> Callable[..., Array]:
    """The imperative op `name`, with its signature and its derived docstring."""
    if name.startswith("__"):
        raise AttributeError(name)
    rule = registry.find(name)

    def run(*args: Any, **kwargs: Any) -> Array:
        from mxsym.imperative import update

        return update(rule, args, kwargs)

    run.__name__ = run.__qualname__ = name
    run.__doc__ = rule.__doc__
    run.__signature__ = rule.__signature__  # type: ignore[attr-defined]
    return run


def __dir__() -> list[str]:
    return sorted([*registry.names(), *ALIASES])
