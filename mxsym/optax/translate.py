"""Translation of a jaxpr: one run over its equations, with values of a rule in place of arrays."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from mxsym.codegen import expr as ir
from mxsym.codegen.dtypes import F64
from mxsym.codegen.expr import ExprError
from mxsym.codegen.loading import load_modules
from mxsym.errors import RuleError
from mxsym.optax import control, randomness, reductions, shapes
from mxsym.optax.arrays import Array, Item, NotInRulesError, Shape, is_same, number, product
from mxsym.optax.primitives import ROWS, kind_of, shape_of

jax: Any = load_modules("jax")

PARTS = (control, randomness, reductions, shapes)
"""The files of rows; importing one enters its rows into the table."""
ELEMENTS, ROW_COUNT, COLUMN_COUNT = "#elements", "#rows", "#columns"
"""After a weight's prefix: names that stand for its number of elements, of rows and of columns."""


class Translation:
    """The translation of one jaxpr. `weights` are the shapes of the model's weights by prefix."""

    def __init__(self, weights: dict[str, Shape]) -> None:
        self._weights = weights

    def weight_of(self, shape: Shape) -> Shape | None:
        """The shape of the weight that has this shape; None where none has."""
        for like in self._weights.values():
            if len(like) == len(shape) and all(map(is_same, like, shape)):
                return like
        return None

    def length(self, dim: Any) -> Item:
        """The length of an axis as a number.

        Raises:
            NotInRulesError: it is no length that a rule knows.
        """
        if isinstance(dim, int):
            return number(int(dim), "int32")
        for prefix, like in self._weights.items():
            counts = {ELEMENTS: product(like), ROW_COUNT: like[0] if like else 1, COLUMN_COUNT: product(like[1:])}
            for name, count in counts.items():
                if is_same(dim, count):
                    return Item(ir.load(prefix + name, F64, ir.Granularity.SCALAR), (), "int32")
        raise NotInRulesError(f"the number {dim} of the shape")

    def run(self, jaxpr: Any, constants: Sequence[Any], args: Sequence[Array]) -> list[Array]:
        """The results of a jaxpr of these arrays.

        Raises:
            RuleError: naming the primitive that no rule has, and the line that asked for it.
        """
        values: dict[Any, Array] = dict(zip(jaxpr.invars, args, strict=True))
        values |= {variable: _constant(one) for variable, one in zip(jaxpr.constvars, constants, strict=True)}

        def read(variable: Any) -> Array:
            value = getattr(variable, "val", None)
            if value is None:
                return values[variable]
            return number(np.asarray(value).item(), kind_of(variable), len(shape_of(variable)))

        for eqn in _needed(jaxpr):
            row = ROWS.get(eqn.primitive.name)
            try:
                if row is None:
                    raise NotInRulesError("no row in the table of primitives")
                results = row(self, eqn, [read(variable) for variable in eqn.invars])
            except (NotInRulesError, ExprError) as error:
                raise RuleError(f"from_optax: {place(eqn)}: the primitive {eqn.primitive.name}: {error}") from None
            values.update(zip(eqn.outvars, results, strict=True))
        return [read(variable) for variable in jaxpr.outvars]


def _needed(jaxpr: Any) -> list[Any]:
    """The equations that a result depends on, in order."""
    wanted = {variable for variable in jaxpr.outvars if not hasattr(variable, "val")}
    needed: list[Any] = []
    for eqn in reversed(jaxpr.eqns):
        if wanted.isdisjoint(eqn.outvars):
            continue
        needed.append(eqn)
        wanted.update(variable for variable in eqn.invars if not hasattr(variable, "val"))
    return needed[::-1]


def _constant(value: Any) -> Array:
    """An array that a jaxpr closes over."""
    array = np.asarray(value)
    kind = array.dtype.name
    if array.size and (array == array.reshape(-1)[0]).all():
        return number(array.reshape(-1)[0].item(), kind, array.ndim)
    if array.size > MOST_CONSTANTS:
        raise RuleError(f"from_optax: an array of shape {array.shape} that optax closes over; a rule has numbers only")
    small = np.empty(array.shape, object)
    for at in np.ndindex(array.shape):
        small[at] = number(array[at].item(), kind)
    return small


MOST_CONSTANTS = 64
"""A constant array of more numbers is none of a rule's."""


def place(eqn: Any) -> str:
    """The innermost line of optax or of the user's that an equation comes from."""
    frames: list[Any] = list(getattr(getattr(eqn.source_info, "traceback", None), "frames", ()))
    named = [(str(frame.file_name), frame.line_num, str(frame.function_name)) for frame in frames]
    outside = [frame for frame in named if not _is_inner(frame[0])]
    for file, line, function in outside[:1]:
        short = file[file.rindex("/optax/") + 1 :] if "/optax/" in file else file
        return f"{short}:{line} ({function})"
    return "optax"


def _is_inner(file: str) -> bool:
    """True for a file of jax, of this package or of Python itself."""
    own = os.path.dirname(__file__) + os.sep
    libraries = tuple(os.path.dirname(module.__file__ or "") + os.sep for module in (jax, os))
    installed = "site-packages" in file or "dist-packages" in file
    return file.startswith((own, libraries[0])) or (file.startswith(libraries[1]) and not installed)
