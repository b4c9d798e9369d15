"""Running a rule's function once on symbolic values.

Input: a Python function over tensors and hyper-parameters. Output: `Body`: the graph of what it computes, over the
generic type, and the names its author gave to intermediate values.
Non-goals: what the function's parameters mean (`registry.py`).
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any, Self, cast, overload

from mxsym.codegen import expr as ir
from mxsym.codegen.dtypes import BOOL, BY_NAME, F16, F32, F64, DType, T
from mxsym.codegen.expr import Expr, ExprError, Space
from mxsym.codegen.graph import Buffer, Graph, Store
from mxsym.errors import RuleError
from mxsym.numbers import as_number
from mxsym.operand import Number, Operand

if TYPE_CHECKING:
    from mxsym.symbol import Symbol


class Value(Operand):
    """A symbolic value inside a rule. It has no number: a rule cannot branch on it, loop over it or print it."""

    __slots__ = ("expr",)

    def __init__(self, expr: Expr) -> None:
        self.expr = expr

    def operate(self, op: str, *args: Operand | Number) -> Self:
        # A number takes the type of what it meets.
        kinds = (arg.expr.dtype for arg in args if isinstance(arg, Value) and arg.expr.dtype is not BOOL)
        dtype = next(kinds, T)
        exprs = [lift(arg, dtype) for arg in args]
        if op in _REDUCTIONS:
            if exprs[0].space is not ir.Space.ELEMENT:
                raise ExprError(f"{op} takes a tensor, got one number or one value a row")
            return type(self)(_REDUCTIONS[op](exprs[0]))
        if op == "pow" and isinstance(args[1], int | float) and args[1] in _POWERS:
            return type(self)(_POWERS[args[1]](exprs[0]))
        conditions = exprs[:1] if op == "where" else exprs if op in ("logical_and", "logical_or") else []
        if any(expr.dtype is not BOOL for expr in conditions):
            raise ExprError(f"{op} takes a truth value, got a number; compare it: x != 0")
        if not conditions and any(expr.dtype is BOOL for expr in exprs):
            raise ExprError(f"{op} takes numbers; a comparison's result goes into where(condition, a, b)")
        return type(self)(ir.apply(op, *exprs))

    def astype(self, dtype: str) -> Value:
        """This value rounded to `dtype` ("float64", "float32", or "generic": the tensors' compute type)."""
        wanted = BY_NAME.get(dtype)
        if wanted not in (F64, F32, F16, T):
            raise ExprError(f"astype takes float64, float32 or generic, got {dtype!r}")
        return Value(ir.cast(self.expr, wanted))

    def _refuse(self, what: str) -> RuleError:
        return RuleError(
            f"{what}: inside a rule a value has no number yet; "
            "choose with where(condition, a, b), or make the attribute a bool"
        )

    def __eq__(self, other: object) -> Any:
        return self.operate("eq", self, _operand(other))

    def __ne__(self, other: object) -> Any:
        return self.operate("ne", self, _operand(other))

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        raise self._refuse("a rule cannot branch on a value")

    def __float__(self) -> float:
        raise self._refuse("a rule cannot turn a value into a Python number")

    __int__ = __index__ = __float__  # pyright: ignore[reportAssignmentType]

    def __iter__(self) -> Any:
        raise self._refuse("a rule cannot loop over a value")

    def __getitem__(self, _key: object) -> Any:
        raise self._refuse("a rule cannot index a value")

    def __array__(self, *_args: object, **_kwargs: object) -> Any:
        raise RuleError(_NO_NUMPY)


_NO_NUMPY = "a rule cannot call NumPy on a value; use mxsym's own functions (mx.sqrt, mx.where, …)"


def _square(x: Expr) -> Expr:
    return ir.apply("square", x)


_POWERS: dict[float, Callable[[Expr], Expr]] = {
    1: lambda x: x,
    2: _square,
    3: lambda x: _square(x) * x,
    4: lambda x: _square(_square(x)),
    0.5: lambda x: ir.apply("sqrt", x),
    -1: lambda x: ir.const(1.0, x.dtype) / x,
    -0.5: lambda x: ir.apply("rsqrt", x),
}
"""Constant powers that are products, quotients or roots; every other power is `pow`."""


_REDUCTIONS: dict[str, Callable[[Expr], Expr]] = {
    **ir.REDUCTIONS,
    "row_mean": lambda x: ir.row_sum(x) / ir.cast(ir.columns(), T),
    "mean": lambda x: ir.sum_all(x) / ir.cast(ir.elements(), T),
}


def _operand(other: object) -> Operand | Number:
    if isinstance(other, Operand):
        return other
    if (number := as_number(other)) is not None:
        return number
    raise RuleError(f"a rule cannot compute with {type(other).__name__}; use numbers, attributes and tensors")


def lift(arg: object, dtype: DType = T) -> Expr:
    """A value's expression, or a number as a constant."""
    if isinstance(arg, Value):
        return arg.expr
    number = as_number(arg)
    if number is None:
        raise RuleError(f"a rule cannot compute with {type(arg).__name__}; use numbers, attributes and tensors")
    return ir.const(number, dtype)


def one() -> Value:
    """The number 1 as a value."""
    return Value(ir.const(1.0))


class Guarded(dict[str, Any]):
    """Results of a rule that hold only where `condition` does."""

    def __init__(self, condition: Value, results: Mapping[str, Any]) -> None:
        super().__init__(results)
        self.condition = condition


@overload
def only_if(condition: Value, results: Mapping[str, Any], /) -> Mapping[str, Any]: ...
@overload
def only_if(condition: Symbol, results: Symbol, /) -> Symbol: ...
def only_if(condition: Any, results: Any, /) -> Any:
    """The results where the condition holds; else nothing changes.

    In a rule: `condition` is a truth value, `results` are by name, and each must be named as an input, whose value it
    then keeps.
    Between Symbols: `condition` is one number, false where it is 0, and `results` a graph. Each op of it that writes
    (an update, or one with `out=`) does so under that condition, but for what the condition is computed from. Where it
    is false, variables keep their values and an update's output is the weight as it was. Ops on many tensors cannot be
    had so.

    Raises:
        RuleError, SymbolError: they are something else.
    """
    from mxsym.symbol import Symbol, guard

    if isinstance(condition, Symbol):
        return guard.only_if(condition, results)
    if not isinstance(condition, Value) or condition.expr.dtype is not BOOL:
        raise RuleError("only_if takes a truth value, such as all_finite(grad), and the results")
    return Guarded(condition, results)


def guarded(condition: Value, results: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """A rule's results, each of which keeps the value of the input that it is named as where `condition` fails."""
    if isinstance(results, Guarded):
        condition = condition.operate("logical_and", condition, results.condition)
    return {
        name: condition.operate("where", condition, new, inputs[name]) if name in inputs else new
        for name, new in results.items()
    }


@dataclass(frozen=True, slots=True)
class Body:
    """A traced rule. `hints` are its author's names for values, `operations` all that it does."""

    graph: Graph
    hints: Mapping[Expr, str]
    operations: frozenset[str]


def _locals_at_return(code: CodeType, found: dict[str, Any]) -> Callable[[FrameType, str, Any], None]:
    def watch(frame: FrameType, event: str, _arg: Any) -> None:
        if event == "return" and frame.f_code is code:
            found.update(frame.f_locals)

    return watch


def _call(function: Callable[..., Any], arguments: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The function's result and its local variables as it returned."""
    found: dict[str, Any] = {}
    previous = sys.getprofile()
    # Before Python 3.12, a running cProfile.Profile, which setprofile() does not take back.
    native = cast("Any", None if callable(previous) else previous)
    if native is not None:
        native.disable()
    sys.setprofile(_locals_at_return(inspect.unwrap(function).__code__, found))
    try:
        result = function(**arguments)
    finally:
        sys.setprofile(previous if native is None else None)
        if native is not None:
            native.enable()
    return result, found


def place(function: Callable[..., Any], error: BaseException | None = None) -> str:
    """`file:line` of the rule, or of the line in it where `error` was raised."""
    code = inspect.unwrap(function).__code__
    line = code.co_firstlineno
    trace = error.__traceback__ if error is not None else None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == code.co_filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    return f"{code.co_filename}:{line}"


def trace(
    function: Callable[..., Any],
    inputs: Mapping[str, Space | None],
    scalars: tuple[str, ...],
    flags: Mapping[str, object],
) -> Body:
    """The body of `function` for these flags; an input whose space is None is absent.

    Raises:
        RuleError: the function does something that is no update rule; the text begins with file and line.
    """
    buffers = tuple(Buffer(name, T, space) for name, space in inputs.items() if space is not None)
    arguments: dict[str, Any] = dict(flags)
    arguments |= {name: None for name, space in inputs.items() if space is None}
    arguments |= {buffer.name: Value(ir.load(buffer.name, T, buffer.space)) for buffer in buffers}
    # A hyper-parameter is a float64 that enters in the compute type; the inliner makes that cast.
    arguments |= {name: Value(ir.cast(ir.scalar(name), T)) for name in scalars}
    try:
        result, found = _call(function, arguments)
        values = cast("dict[str, Any]", result if isinstance(result, dict) else {"output": result})
        if isinstance(result, Guarded):
            values = _kept(result, {buffer.name: arguments[buffer.name] for buffer in buffers})
        stores = tuple(_store(name, value) for name, value in values.items())
    except Exception as error:  # the user's function may raise anything; it is reported with its line
        why = _NO_NUMPY if "__array_ufunc__=None" in str(error) else str(error)  # the latter is NumPy's own text
        raise RuleError(f"{place(function, error)}: {function.__name__}: {why}") from error
    body = Graph(function.__name__, buffers, scalars, stores)
    nodes = body.nodes()
    leaves = {(node.op, str(node.attr)) for node in nodes if node.op in ("load", "scalar")}
    known = {("load", buffer.name) for buffer in buffers} | {("scalar", name) for name in scalars}
    strangers = {name for _, name in leaves - known}
    if strangers:
        names = ", ".join(sorted(strangers))
        raise RuleError(f"{place(function)}: {function.__name__}: {names} belongs to another rule")
    hints = {value.expr: name for name, value in found.items() if isinstance(value, Value)}
    return Body(body, hints, frozenset(node.op for node in nodes))


def _kept(results: Guarded, inputs: Mapping[str, Value]) -> dict[str, Any]:
    """Each result where the condition of `only_if` holds, else what its input was."""
    strangers = [name for name in results if name not in inputs]
    if strangers:
        raise RuleError(f"only_if: {', '.join(strangers)} is no input, so it has no value to keep")
    return guarded(results.condition, dict(results), inputs)


def _store(name: object, value: object) -> Store:
    """One of a rule's results."""
    expr = lift(value)
    if not isinstance(name, str):
        raise RuleError(f"a rule returns new values by name, got the name {name!r}")
    if expr.dtype is BOOL:
        raise RuleError(f"the new {name} is a truth value; choose numbers with where(condition, a, b)")
    return Store(name, expr)
