"""The elementwise operators that gradients are composed with, under MXNet's names.

`OPERATORS` declares each as a rule with one output and no state; `operator_call` gives the meaning of `a + b` between
Symbols.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from mxsym.codegen.expr import WRITTEN
from mxsym.errors import SymbolError
from mxsym.rule import operand as fn
from mxsym.rule.declare import declare
from mxsym.rule.numbers import as_number
from mxsym.rule.operand import Number, Operand
from mxsym.rule.registry import RULES, Table
from mxsym.rule.rule import Rule, Scalar

OPERATORS: Table[str] = Table()


def _operator(name: str, hint: str, function: Callable[..., Any], doc: str) -> None:
    function.__name__ = name
    function.__doc__ = doc
    OPERATORS.declare_later(name, functools.partial(declare, function, name, hint, is_update=False, later=True))
    RULES.declare_later(name, functools.partial(OPERATORS.__getitem__, name))


def _truth(value: Any) -> Any:
    """MXNet's comparisons give 1 and 0 in the operands' type."""
    return fn.where(value, 1.0, 0.0)


def _true(value: Any) -> Any:
    return fn.ne(value, 0.0)


def _numeric(op: str) -> Callable[[Any, Any], Any]:
    return lambda a, b: (a if isinstance(a, Operand) else b).operate(op, a, b)


def _comparison(op: str) -> Callable[[Any, Any], Any]:
    return lambda a, b: _truth((a if isinstance(a, Operand) else b).operate(op, a, b))


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


def _declare_binary(op: str) -> None:
    both, both_hint, right, right_hint, left, left_hint = _NAMES[op]
    if op.startswith("logical"):

        def of_truths(lhs: Any, rhs: Any) -> Any:
            return _truth(_true(lhs).operate(op, _true(lhs), _true(rhs)))

        _operator(both, both_hint, of_truths, f"`{op}(lhs, rhs)`: 1 or 0, elementwise.")
        return
    apply = _comparison(op) if op in _COMPARISONS else _numeric(op)

    def of_two(lhs: Any, rhs: Any) -> Any:
        return apply(lhs, rhs)

    _operator(both, both_hint, of_two, f"`{op}(lhs, rhs)`, elementwise.")
    if op in _BROADCAST:

        def of_broadcast(lhs: Any, rhs: Any) -> Any:
            return apply(lhs, rhs)

        name = f"broadcast_{_BROADCAST[op]}"
        _operator(name, name, of_broadcast, f"`{op}(lhs, rhs)`, elementwise; one number goes with every element.")
    if right is not None and right_hint is not None:

        def with_number(data: Any, *, scalar: float) -> Any:
            return apply(data, scalar)

        _operator(right, right_hint, with_number, f"`{op}(data, scalar)`, elementwise.")
    if left is not None and left_hint is not None and left.startswith("_r"):

        def number_first(data: Any, *, scalar: float) -> Any:
            return apply(scalar, data)

        _operator(left, left_hint, number_first, f"`{op}(scalar, data)`, elementwise.")


def _declare_unary(op: str) -> None:
    def of_one(data: Any) -> Any:
        return data.operate(op, data)

    _operator(op, op, of_one, f"`{op}(data)`, elementwise.")


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


def _reduction(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def of_tensor(data: Any) -> Any:
        return function(data)

    return of_tensor


for _op in _NAMES:
    _declare_binary(_op)
for _op in _UNARY:
    _declare_unary(_op)
_operator("negative", "negative", _negative, "`-data`, elementwise.")
_operator("isfinite", "isfinite", _isfinite, "1 where `data` is finite, else 0.")
for _op, _whole in (("sum", fn.sum), ("mean", fn.mean)):
    _operator(_op, _op, _reduction(_whole), f"The {_op} of all elements of `data`, in a fixed order; of shape (1,).")
_operator("_copy", "identity", _identity, "The value of `data`; with `out=`, an assignment.")
_operator("_constant", "_constant", _constant, "One number, of shape ().")
_operator("Cast", "cast", _cast, "`data` rounded to nearest even in `dtype`.")
_operator("clip", "clip", _clip, "`data` held between `a_min` and `a_max`; NaN passes.")
_operator("fma", "fma", _fma, "`a * b + c`, elementwise, rounded once.")
_operator("where", "where", _where, "`x` where `condition` is not 0, else `y`, elementwise.")


_operator("_only_if", "_only_if", _only_if, "`data` where the one number `condition` is not 0, else `old`.")


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
