"""`mx.nd.contrib`: the ops that MXNet keeps there, by the same names.

Input: a name. Output: the op of that name, or of that name after `_contrib_` or `_`, as MXNet registers them.
Non-goals: anything but ops.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mxsym.ndarray import ops


def __getattr__(name: str) -> Callable[..., Any]:
    """The imperative op `name`, `_contrib_<name>` or `_<name>`."""
    return ops.op(name, ("_contrib_", "_"))


def __dir__() -> list[str]:
    return sorted(ops.names())
