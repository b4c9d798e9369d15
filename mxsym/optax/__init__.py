"""Transformations of optax's as rules: `mx.from_optax(optax.adamw(1e-3))`, and as steps of a model: `mx.optax_step`.

This package alone imports jax and optax.
"""

from __future__ import annotations

from mxsym.codegen.loading import load_modules

for _name in ("jax", "optax"):
    try:
        load_modules(_name)
    except ModuleNotFoundError as error:
        if error.name != _name:
            raise
        why = f"mx.from_optax needs {_name}, which is not installed: pip install 'mxsym[optax]'"
        raise ImportError(why, name=_name) from None

from mxsym.optax.rule import from_optax
from mxsym.optax.step import optax_step

__all__ = ["from_optax", "optax_step"]
