"""Expressions as formulas: the text of a rule's equations, and of a value inside a rule."""

from __future__ import annotations

import math

from mxsym.codegen.dtypes import BOOL, I32, I64, DType, T
from mxsym.codegen.expr import REDUCTIONS, Expr, Granularity, columns, elements
from mxsym.codegen.prims import PRIMS

WHOLE = {"uint32": I32, "uint64": I64}
"""The types of whole numbers in a rule. They have no sign; sums, differences and products drop what is too large."""


def readable(dtype: DType) -> str:
    """A type as rules call it."""
    return next((name for name, whole in WHOLE.items() if whole is dtype), dtype.name)


def kind_of(value: Expr) -> str:
    """Description of a value: what it is, and for what."""
    dtype = value.dtype
    what = "a truth value" if dtype is BOOL else "a number" if dtype is T else f"a {readable(dtype)} number"
    of = {Granularity.SCALAR: "", Granularity.ROW: " for each row", Granularity.COLUMN: " for each column"}
    return what + of.get(value.space, " for each element")


_SUM, _PRODUCT, _ATOM = 1, 2, 3
_MEANS: dict[tuple[str, Expr], str] = {
    ("row_sum", columns()): "row_mean",
    ("column_sum", elements() / columns()): "column_mean",
    ("sum", elements()): "mean",
    ("sum", elements() / columns()): "mean",
    ("sum", columns()): "mean",
}
_COMPARISONS = dict.fromkeys(("eq", "ne", "lt", "le", "gt", "ge"), 0)
_BITS = {"ior": 0.2, "ixor": 0.3, "iand": 0.4, "ishl": 0.5, "ilshr": 0.5}
"""As in Python: below sums, above comparisons."""
_PRECEDENCE: dict[str, float] = {
    **dict.fromkeys(("add", "sub", "neg", "iadd", "isub"), _SUM),
    **dict.fromkeys(("mul", "div", "mod", "floordiv", "imul"), _PRODUCT),
    **dict.fromkeys(("ieq", "ult"), 0),
    **_BITS,
    **_COMPARISONS,
}
_LEFT = ("sub", "div", "mul", "mod", "floordiv", "isub", "imul", "ishl", "ilshr")
_POWERS = ("pow", "square")
LOGICAL = ("logical_and", "logical_or")


def _number(node: Expr) -> str:
    value = node.attr
    if isinstance(value, int):
        return str(value % (1 << node.dtype.bits))  # whole numbers have no sign
    if isinstance(value, float) and math.isfinite(value):
        return f"{value:g}" if float(f"{value:g}") == value else repr(value)
    return str(value)


def _operands(node: Expr, names: dict[Expr, str], depth: int) -> list[str]:
    """The operands' formulas, in brackets where the operator would otherwise tear them apart."""
    own = _PRECEDENCE.get(node.op, 0)
    texts: list[str] = []
    for place, arg in enumerate(node.args):
        text, level = expression(arg, names, depth)
        # The right operand of - and / must bind more tightly than they do.
        tight = level < own or (level == own and place == 1 and node.op in _LEFT)
        if node.op == "where" and arg.op in LOGICAL and arg not in names:
            text = text[1:-1]  # the function's own brackets are enough
        texts.append(f"({text})" if tight or (node.op in _POWERS and level < _ATOM) else text)
    return texts


def expression(node: Expr, names: dict[Expr, str], depth: int = 1 << 20) -> tuple[str, float]:
    """A formula and how tightly its outermost operator binds. What is deeper is left out."""
    if node in names:
        return names[node], _ATOM
    if not depth and node.args and node.op != "cast":
        return "…", _ATOM
    depth -= node.op != "cast"
    if node.op in ("load", "scalar"):
        return str(node.attr), _ATOM
    if node.op == "const":
        return _number(node), _ATOM
    if node.op in ("columns", "elements", "index"):
        return node.op, _ATOM
    if node.op in REDUCTIONS:
        return f"{node.op}({expression(node.args[0], names, depth)[0]})", _ATOM
    if node.op == "div" and node.args[1].args and (mean := _MEANS.get((node.args[0].op, node.args[1].args[0]))):
        return f"{mean}({expression(node.args[0].args[0], names, depth)[0]})", _ATOM
    if node.op == "sqrt" and node.args[0].op == "sum" and node.args[0].args[0].op == "square":
        return f"norm({expression(node.args[0].args[0].args[0], names, depth)[0]})", _ATOM
    if node.op in ("bitcast", "resize", "to_float"):
        return f"{node.op}({expression(node.args[0], names, depth)[0]}, {readable(node.dtype)})", _ATOM
    if node.op == "cast":
        return expression(node.args[0], names, depth)
    if node.op == "clip" and node.args[1].op == "neg" and node.args[1].args[0] is node.args[2]:
        bound = node.args[2]
        inner = bound.args[0] if bound.op == "limit" else bound
        return f"clip({expression(node.args[0], names, depth)[0]}, ±{expression(inner, names, depth)[0]})", _ATOM
    texts = dict(zip("abcd", _operands(node, names, depth), strict=False))
    return PRIMS[node.op].formula.format(**texts), _PRECEDENCE.get(node.op, _ATOM)
