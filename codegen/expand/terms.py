"""Terms that expansions are made of: constants, choices, bounds, polynomials."""

from __future__ import annotations

import math

from mxsym.codegen.dtypes import F64, I32, I64
from mxsym.codegen.expr import Expr, apply, const


def like(value: float, other: Expr) -> Expr:
    """A constant of the type of another value."""
    return const(value, other.dtype)


def f64(value: float) -> Expr:
    """A float64 constant."""
    return const(value, F64)


def i64(value: int) -> Expr:
    """A constant of 64 bits."""
    return const(value, I64)


def i32(value: int) -> Expr:
    """A constant of 32 bits."""
    return const(value, I32)


def where(condition: Expr, yes: Expr, no: Expr) -> Expr:
    """`yes` where the condition holds, else `no`."""
    return apply("where", condition, yes, no)


def is_nan(x: Expr) -> Expr:
    """True where `x` is NaN."""
    return apply("ne", x, x)


def least(a: Expr, b: Expr) -> Expr:
    """The smaller one; `b` where one is NaN."""
    return where(apply("lt", a, b), a, b)


def most(a: Expr, b: Expr) -> Expr:
    """The larger one; `b` where one is NaN."""
    return where(apply("gt", a, b), a, b)


def limit(a: Expr) -> Expr:
    """A bound that is off at 0 and below, and never negative."""
    return where(apply("gt", a, like(0.0, a)), a, like(math.inf, a))


def clip(x: Expr, low: Expr, high: Expr, *, ordered: bool = False) -> Expr:
    """`high` above `high`, `low` below `low`, else `x`; NaN passes. `ordered`: it is known that `low <= high`."""
    if ordered or (low.op == high.op == "const" and float(low.attr or 0) <= float(high.attr or 0)):
        # The same values, as LLVM has an instruction for each of the two.
        bounded = where(apply("lt", x, low), low, x)
        return where(apply("lt", high, bounded), high, bounded)
    return where(apply("gt", x, high), high, where(apply("lt", x, low), low, x))


def horner(x: Expr, coefficients: list[float]) -> Expr:
    """The polynomial with these coefficients, the constant one first."""
    total = f64(coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        total = total * x + f64(coefficient)
    return total
