"""States that are kept in 8 bits: the value that a rule reads, and the bytes and scales that its new value becomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mxsym.codegen import expr as ir
from mxsym.codegen.dtypes import F32, T
from mxsym.codegen.expr import Expr
from mxsym.errors import RuleError
from mxsym.rule.inputs import Input

_LEAST = 2.0**-126
"""A block whose largest size is below this, float32's least normal number, is kept as zeros."""


def decoded(item: Input) -> Expr:
    """The value of a state in 8 bits: its byte's value times its block's scale."""
    scale = ir.load(item.scales.name, T, item.scales.space)
    return ir.cast(ir.apply(f"decode_{item.code}", ir.load(item.name, item.loaded, item.space)), T) * scale


def _encoded(item: Input, value: Expr) -> dict[str, Expr]:
    """The bytes and the scales of a state's new value."""
    scale = ir.REDUCTIONS[ir.ABSMAX[item.state.block]](value)
    inverse = ir.apply("where", ir.apply("ge", scale, ir.const(_LEAST)), ir.const(1.0) / scale, ir.const(0.0))
    return {item.name: ir.apply(f"encode_{item.code}", ir.cast(value * inverse, F32)), item.scales.name: scale}


def with_codes(results: Mapping[str, Expr], states: Sequence[Input]) -> dict[str, Expr]:
    """A rule's results, with those of its states in 8 bits as they are stored.

    Raises:
        RuleError: it returns scales.
    """
    codes = {item.name: item for item in states}
    scales = {item.scales.name: item.name for item in codes.values()}
    stored: dict[str, Expr] = {}
    for name, value in results.items():
        if name in scales:
            fix = f"return the new {scales[name]} alone"
            raise RuleError(f"it returns {name!r}, which follows from the new {scales[name]}; {fix}")
        stored |= _encoded(codes[name], value) if name in codes else {name: value}
    return stored
