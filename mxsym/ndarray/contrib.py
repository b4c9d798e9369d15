"""`mx.nd.contrib`: the ops that MXNet keeps there, by the same names. Those on many tensors take them in lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mxsym.codegen.loading import load_modules
from mxsym.executor.imperative import update
from mxsym.rule import op_functions
from mxsym.rule.op_functions import function

_PREFIXES = ("_contrib_", "_")


def __getattr__(name: str) -> Callable[..., Any]:
    """The imperative op `name`, `_contrib_<name>` or `_<name>`."""
    if name in ("isfinite", "isinf", "isnan"):  # functions of mx.nd too, which takes whole numbers as well
        load_modules("mxsym.ndarray.calls", "mxsym.ndarray.elementwise")
        from mxsym.ndarray import calls

        return calls.FUNCTIONS[name]
    return function(op_functions.find(name, _PREFIXES), name, update)


def __dir__() -> list[str]:
    return op_functions.names(_PREFIXES)
