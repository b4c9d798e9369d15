"""Formulas that many rules share, for use inside rules."""

from __future__ import annotations

from typing import Any

from mxsym.rule.operand import Number, Operand, OperandT


def debias(beta: Operand | Number, t: Operand | Number) -> Any:
    """`1 - beta^t`: what a running mean that began as zeros is divided by after `t` steps.

    The power is formed in float64, of all digits of the two numbers, and the difference is rounded once.
    """
    if not isinstance(beta, Operand) and not isinstance(t, Operand):
        kinds = f"({type(beta).__name__}, {type(t).__name__})"
        fix = "for numbers and arrays write 1 - beta ** t"
        raise TypeError(f"debias takes a Symbol or a value inside an update rule, got {kinds}; {fix}")
    correction = 1.0 - _exact(beta) ** _exact(t)
    return correction.astype("generic")


def ema(average: OperandT, new: OperandT, beta: OperandT | Number) -> OperandT:
    """`beta * average + (1 - beta) * new`: a running mean moved on."""
    return beta * average + (1 - beta) * new


def _exact(number: Any) -> Any:
    """A number with all of its digits."""
    return number.astype("float64") if getattr(number, "in_rule", False) else number
