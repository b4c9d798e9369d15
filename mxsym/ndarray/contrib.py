"""`mx.nd.contrib`: the ops that MXNet keeps there, by the same names. Those on many tensors take them in lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mxsym.codegen.loading import load_modules
from mxsym.executor.imperative import update
from mxsym.rule import functions
from mxsym.rule.functions import function

_PREFIXES = ("_contrib_", "_")
_FUNCTIONS = ("isfinite", "isinf", "isnan")


def __getattr__(name: str) -> Callable[..., Any]:
    """The imperative op `name`, `_contrib_<name>` or `_<name>`; or the function of `mx.nd` that MXNet has there."""
    if name in _FUNCTIONS:
        load_modules("mxsym.ndarray.elementwise")
        from mxsym.ndarray.calls import FUNCTIONS

        return FUNCTIONS[name]
    return function(functions.find(name, _PREFIXES), name, update)


def __dir__() -> list[str]:
    return functions.names(_PREFIXES)
