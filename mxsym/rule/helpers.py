"""Formulas that many rules share, for use inside rules."""

from __future__ import annotations

from mxsym.rule.functions import power
from mxsym.rule.operand import Number, Operand
from mxsym.rule.value import Value


def debias(beta: Value | Number, t: Value | Number) -> Value:
    """`1 - beta^t`: what a running mean that began as zeros is divided by after `t` steps.

    The power is formed in float64, of all digits of the two numbers, and the difference is rounded once.
    """
    if not isinstance(beta, Operand) and not isinstance(t, Operand):
        kinds = f"({type(beta).__name__}, {type(t).__name__})"
        fix = "for numbers and arrays write 1 - beta ** t"
        raise TypeError(f"debias takes a Symbol or a value inside an update rule, got {kinds}; {fix}")
    correction = 1.0 - power(_exact(beta), _exact(t))
    return correction.astype("generic")


def ema(average: Value, new: Value, beta: Value | Number) -> Value:
    """`beta * average + (1 - beta) * new`: a running mean moved on."""
    return beta * average + (1 - beta) * new


def _exact(number: Value | Number) -> Value | Number:
    """A number with all of its digits."""
    return number.astype("float64") if isinstance(number, Value) else number
