"""The elementwise operators that gradients are composed with, under MXNet's names.

`OPERATORS` declares each as a rule with one output and no state; `operator_call` gives the meaning of `a + b` between
Symbols.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from mxsym.codegen.expr import WRITTEN
from mxsym.errors import SymbolError
from mxsym.rule import functions as fn
from mxsym.rule.declare import declare
from mxsym.rule.numbers import as_number
from mxsym.rule.operand import Number, Operand
from mxsym.rule.registry import RULES, Table
from mxsym.rule.rule import Rule
from mxsym.rule.value import Scalar

OPERATORS: Table[str] = Table()
_Function = Callable[..., Any]
_LATER: dict[str, tuple[str, Callable[[Any], _Function], object, str]] = {}
"""For each operator: its hint, what makes its function, and of what, its docstring. A program uses few of them."""


def _operator(name: str, hint: str, make: Callable[[Any], _Function], of: object, doc: str) -> None:
    _LATER[name] = hint, make, of, doc
    OPERATORS.declare_later(name, _declared)
    RULES.declare_later(name, _of_operators)


def _declared(name: str) -> Rule:
    hint, make, of, doc = _LATER[name]
    function = make(of)
    function.__name__ = name
    function.__doc__ = doc
    return declare(function, name, hint, is_update=False, later=True)


def _of_operators(name: str) -> Rule:
    return OPERATORS[name]


def _itself(function: _Function) -> _Function:
    return function


def _truth(value: Any) -> Any:
    """MXNet's comparisons give 1 and 0 in the operands' type."""
    return fn.where(value, 1.0, 0.0)


def _true(value: Any) -> Any:
    return fn.ne(value, 0.0)


def _apply(op: str, a: Any, b: Any) -> Any:
    value = (a if isinstance(a, Operand) else b).operate(op, a, b)
    return _truth(value) if op in _COMPARISONS else value


# primitive: (between Symbols, hint; with a number on the right, hint; with a number on the left, hint)
_NAMES = {
    "add": ("elemwise_add", "_plus", "_plus_scalar", "_plusscalar", None, None),
    "sub": ("elemwise_sub", "_minus", "_minus_scalar", "_minusscalar", "_rminus_scalar", "_rminusscalar"),
    "mul": ("elemwise_mul", "_mul", "_mul_scalar", "_mulscalar", None, None),
    "div": ("elemwise_div", "_div", "_div_scalar", "_divscalar", "_rdiv_scalar", "_rdivscalar"),
    "mod": ("_mod", "_mod", "_mod_scalar", "_modscalar", "_rmod_scalar", "_rmodscalar"),
    "pow": ("_power", "_power", "_power_scalar", "_powerscalar", "_rpower_scalar", "_rpower_scalar"),
    "maximum": ("_maximum", "_maximum", "_maximum_scalar", "_maximumscalar", None, None),
    "minimum": ("_minimum", "_minimum", "_minimum_scalar", "_minimumscalar", None, None),
    "eq": ("_equal", "_equal", "_equal_scalar", "_equal_scalar", None, None),
    "ne": ("_not_equal", "_not_equal", "_not_equal_scalar", "_not_equal_scalar", None, None),
    "gt": ("_greater", "_greater", "_greater_scalar", "_greater_scalar", "_lesser_scalar", "_lesser_scalar"),
    "ge": ("_greater_equal", "_greater_equal", "_greater_equal_scalar", "_greater_equal_scalar",
           "_lesser_equal_scalar", "_lesser_equal_scalar"),
    "lt": ("_lesser", "_lesser", "_lesser_scalar", "_lesser_scalar", "_greater_scalar", "_greater_scalar"),
    "le": ("_lesser_equal", "_lesser_equal", "_lesser_equal_scalar", "_lesser_equal_scalar",
           "_greater_equal_scalar", "_greater_equal_scalar"),
    "logical_and": ("_logical_and", "_logicaland", None, None, None, None),
    "logical_or": ("_logical_or", "_logicalor", None, None, None, None),
}  # fmt: skip
_BROADCAST = {
    **{op: op for op in ("add", "sub", "mul", "div", "mod", "maximum", "minimum")},
    "pow": "power", "eq": "equal", "ne": "not_equal", "gt": "greater", "ge": "greater_equal", "lt": "lesser",
    "le": "lesser_equal",
}  # fmt: skip
"""MXNet's other names of the operators between Symbols, under which the shapes may differ."""
_UNARY = ("abs", "sign", "sqrt", "rsqrt", "square", "exp", "log", "tanh", "limit")
_COMPARISONS = ("eq", "ne", "gt", "ge", "lt", "le")


def _of_two(op: str) -> _Function:
    def of_two(lhs: Any, rhs: Any) -> Any:
        return _apply(op, lhs, rhs)

    return of_two


def _of_truths(op: str) -> _Function:
    def of_truths(lhs: Any, rhs: Any) -> Any:
        return _truth(_true(lhs).operate(op, _true(lhs), _true(rhs)))

    return of_truths


def _with_number(op: str) -> _Function:
    def with_number(data: Any, *, scalar: float) -> Any:
        return _apply(op, data, scalar)

    return with_number


def _number_first(op: str) -> _Function:
    def number_first(data: Any, *, scalar: float) -> Any:
        return _apply(op, scalar, data)

    return number_first


def _of_one(op: str) -> _Function:
    def of_one(data: Any) -> Any:
        return data.operate(op, data)

    return of_one


def _declare_binary(op: str) -> None:
    both, both_hint, right, right_hint, left, left_hint = _NAMES[op]
    if op.startswith("logical"):
        _operator(both, both_hint, _of_truths, op, f"`{op}(lhs, rhs)`: 1 or 0, elementwise.")
        return
    _operator(both, both_hint, _of_two, op, f"`{op}(lhs, rhs)`, elementwise.")
    if op in _BROADCAST:
        name = f"broadcast_{_BROADCAST[op]}"
        _operator(name, name, _of_two, op, f"`{op}(lhs, rhs)`, elementwise; one number goes with every element.")
    if right is not None and right_hint is not None:
        _operator(right, right_hint, _with_number, op, f"`{op}(data, scalar)`, elementwise.")
    if left is not None and left_hint is not None and left.startswith("_r"):
        _operator(left, left_hint, _number_first, op, f"`{op}(scalar, data)`, elementwise.")


def _negative(data: Any) -> Any:
    return -data


def _identity(data: Any) -> Any:
    return data


def _cast(data: Any, *, dtype: str) -> Any:
    del dtype  # the type of the output, which inference reads
    return data


def _constant(*, value: float) -> Any:
    return value


def _clip(data: Any, *, a_min: float, a_max: float) -> Any:
    return fn.clip(data, a_min, a_max)


def _where(condition: Any, x: Any, y: Any) -> Any:
    return fn.where(_true(condition), x, y)


def _fma(a: Any, b: Any, c: Any) -> Any:
    return fn.fma(a, b, c)


def _only_if(data: Any, old: Any, condition: Scalar) -> Any:
    return fn.where(_true(condition), data, old)


def _isfinite(data: Any) -> Any:
    return _truth(fn.isfinite(data))


def _isinf(data: Any) -> Any:
    return _truth(fn.eq(fn.abs(data), math.inf))


def _isnan(data: Any) -> Any:
    return _truth(fn.isnan(data))


def _reduction(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def of_tensor(data: Any) -> Any:
        return function(data)

    return of_tensor


for _op in _NAMES:
    _declare_binary(_op)
for _op in _UNARY:
    _operator(_op, _op, _of_one, _op, f"`{_op}(data)`, elementwise.")
_operator("negative", "negative", _itself, _negative, "`-data`, elementwise.")
_operator("isfinite", "isfinite", _itself, _isfinite, "1 where `data` is finite, else 0.")
_operator("isinf", "isinf", _itself, _isinf, "1 where `data` is infinite, else 0.")
_operator("isnan", "isnan", _itself, _isnan, "1 where `data` is NaN, else 0.")
for _op, _whole in (("sum", fn.sum), ("mean", fn.mean)):
    _operator(_op, _op, _reduction, _whole, f"The {_op} of all elements of `data`, in a fixed order; of shape (1,).")
_operator("_copy", "identity", _itself, _identity, "The value of `data`; with `out=`, an assignment.")
_operator("_constant", "_constant", _itself, _constant, "One number, of shape ().")
_operator("Cast", "cast", _itself, _cast, "`data` rounded to nearest even in `dtype`.")
_operator("clip", "clip", _itself, _clip, "`data` held between `a_min` and `a_max`; NaN passes.")
_operator("fma", "fma", _itself, _fma, "`a * b + c`, elementwise, rounded once.")
_operator("where", "where", _itself, _where, "`x` where `condition` is not 0, else `y`, elementwise.")


_operator("_only_if", "_only_if", _itself, _only_if, "`data` where the one number `condition` is not 0, else `old`.")


def operator_call(op: str, args: tuple[Operand | Number, ...]) -> tuple[Rule, list[Operand | Number], dict[str, float]]:
    """Op, inputs and attributes of the primitive `op` between Symbols and numbers.

    A number left among the inputs is to become a `_constant`.
    """
    if op not in OPERATORS and op not in _NAMES and op != "neg":
        name = WRITTEN.get(op, op)
        raise SymbolError(f"{name} works inside an update rule only, got a Symbol; declare a rule with mx.update_rule")
    numbers = [not isinstance(arg, Operand) for arg in args]
    tensors: list[Operand | Number] = [arg for arg in args if isinstance(arg, Operand)]
    scalars = [number for arg in args if not isinstance(arg, Operand) and (number := as_number(arg)) is not None]
    if op == "neg":
        return OPERATORS["_mul_scalar"], tensors, {"scalar": -1.0}
    if op == "clip" and numbers == [False, True, True]:
        return OPERATORS["clip"], tensors, {"a_min": scalars[0], "a_max": scalars[1]}
    if op in _NAMES and any(numbers):
        name = _NAMES[op][2] if numbers[1] else _NAMES[op][4] or _NAMES[op][2]
        if name is not None:
            return OPERATORS[name], tensors, {"scalar": scalars[0]}
    name = _NAMES[op][0] if op in _NAMES else op
    return OPERATORS[name], list(args), {}
