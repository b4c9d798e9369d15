"""Tracing: run a rule's function once on symbolic values, and keep the graph and the author's names in a `Body`."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from types import CodeType, FrameType
from typing import Any, Self, cast, overload

from mxsym.codegen import expr as ir
from mxsym.codegen.dtypes import BOOL, BY_NAME, F16, F32, F64, DType, T
from mxsym.codegen.expr import Expr, ExprError, Granularity
from mxsym.codegen.graph import Buffer, Graph, Store
from mxsym.codegen.record import record
from mxsym.errors import RuleError
from mxsym.rule.numbers import as_number
from mxsym.rule.operand import Number, Operand, OperandT


class Value(Operand):
    """A symbolic value inside a rule. It has no number: a rule cannot branch on it, loop over it or print it.

    `exact` is, of a number that a rule is given, what it was before it was rounded to the compute type.
    """

    __slots__ = ("exact", "expr")

    def __init__(self, expr: Expr, exact: Expr | None = None) -> None:
        self.expr = expr
        self.exact = exact

    def operate(self, op: str, *args: Operand | Number) -> Self:
        # A number takes the type of what it meets.
        kinds = (arg.expr.dtype for arg in args if isinstance(arg, Value) and arg.expr.dtype is not BOOL)
        dtype = next(kinds, T)
        exprs = [lift(arg, dtype) for arg in args]
        if op in _REDUCTIONS:
            if exprs[0].space is not ir.Granularity.ELEMENT:
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
        """This value rounded to `dtype` ("float64", "float32", or "generic": the tensors' compute type).

        A number that the rule is given is rounded once: in float64 it has all of its digits.
        """
        wanted = BY_NAME.get(dtype)
        if wanted not in (F64, F32, F16, T):
            raise ExprError(f"astype takes float64, float32 or generic, got {dtype!r}")
        exact = self.exact if self.exact is not None and wanted is not T else self.expr
        return Value(ir.cast(exact, wanted))

    def only_if(self, results: Any) -> Guarded | None:
        if self.expr.dtype is not BOOL or not isinstance(results, Mapping):
            return None
        condition = self
        if isinstance(results, Guarded):
            condition = self.operate("logical_and", self, results.condition)
        return Guarded(condition, cast("Mapping[str, Any]", results))

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
def only_if(condition: OperandT, results: OperandT, /) -> OperandT: ...
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
    guarded = condition.only_if(results) if isinstance(condition, Operand) else None
    if guarded is None:
        raise RuleError("only_if takes a truth value, such as all_finite(grad), and the results")
    return guarded


@record
class Body:
    """A traced rule: `results` by name, which hold where `condition` does, and the `graph` that they are.

    The graph's first store is the output's, whatever the order of the results. `hints` are the author's names for
    values, `operations` all that the rule does.
    """

    graph: Graph
    hints: Mapping[Expr, str]
    operations: frozenset[str]
    results: Mapping[str, Expr]
    condition: Expr | None = None


def make_body(
    name: str,
    buffers: tuple[Buffer, ...],
    scalars: tuple[str, ...],
    results: Mapping[str, Expr],
    hints: Mapping[Expr, str],
    condition: Expr | None = None,
) -> Body:
    """A rule's results as a graph.

    Raises:
        RuleError: they are no results of a rule with these tensors and numbers.
    """
    spaces = {buffer.name: buffer.space for buffer in buffers}
    if condition is not None and (strangers := [key for key in results if key not in spaces]):
        raise RuleError(f"only_if: {', '.join(strangers)} is no input, so it has no value to keep")
    first = next(iter(spaces), "")
    if first not in results:
        first = next((key for key in results if key not in spaces), "")
    ordered = sorted(results, key=lambda key: key != first)
    stores = tuple(
        Store(key, results[key] if condition is None else guarded_value(condition, results[key], key, spaces[key]))
        for key in ordered
    )
    for store in stores:
        if store.value.dtype is BOOL:
            raise RuleError(f"the new {store.buffer} is a truth value; choose numbers with where(condition, a, b)")
    graph = Graph(name, buffers, scalars, stores)
    nodes = graph.nodes()
    leaves = {(node.op, str(node.attr)) for node in nodes if node.op in ("load", "scalar")}
    known = {("load", key) for key in spaces} | {("scalar", key) for key in scalars}
    if strange := sorted({key for _, key in leaves - known}):
        raise RuleError(f"{', '.join(strange)} belongs to another rule")
    return Body(graph, hints, frozenset(node.op for node in nodes), results, condition)


def guarded_value(condition: Expr, new: Expr, name: str, space: Granularity) -> Expr:
    """A new value where the condition holds, else what the input `name` was. One number keeps all of its digits."""
    if space is Granularity.SCALAR:
        return ir.apply("where", condition, ir.cast(new, F64), ir.load(name, F64, space))
    return ir.apply("where", condition, new, ir.load(name, T, space))


@record(frozen=False)
class _Left:
    """A function's local variables as it returned, and the line that it returned from."""

    variables: dict[str, Any]
    line: int = 0


def _watch(code: CodeType, left: _Left) -> Callable[[FrameType, str, Any], None]:
    def watch(frame: FrameType, event: str, _arg: Any) -> None:
        if event == "return" and frame.f_code is code:
            left.variables, left.line = dict(frame.f_locals), frame.f_lineno

    return watch


def _call(function: Callable[..., Any], arguments: Mapping[str, Any], left: _Left) -> Any:
    """The function's result; `left` is filled in."""
    previous = sys.getprofile()
    # Before Python 3.12, a running cProfile.Profile, which setprofile() does not take back.
    native = cast("Any", None if callable(previous) else previous)
    if native is not None:
        native.disable()
    sys.setprofile(_watch(inspect.unwrap(function).__code__, left))
    try:
        return function(**arguments)
    finally:
        sys.setprofile(previous if native is None else None)
        if native is not None:
            native.enable()


def place(function: Callable[..., Any], error: BaseException | None = None, returned: int = 0) -> str:
    """`file:line` of the rule: of the line in it where `error` was raised, or that it `returned` from, or its first."""
    code = inspect.unwrap(function).__code__
    line = returned or code.co_firstlineno
    trace = error.__traceback__ if error is not None else None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == code.co_filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    return f"{code.co_filename}:{line}"


def trace(
    function: Callable[..., Any],
    inputs: Mapping[str, Granularity | None],
    scalars: tuple[str, ...],
    flags: Mapping[str, object],
    *,
    is_update: bool,
) -> Body:
    """The body of `function` for these flags; an input whose space is None is absent.

    Raises:
        RuleError: the function does something that is no update rule; the text begins with file and line.
    """
    buffers = tuple(Buffer(name, T, space) for name, space in inputs.items() if space is not None)
    arguments: dict[str, Any] = dict(flags)
    arguments |= {name: None for name, space in inputs.items() if space is None}
    for name, space in ((buffer.name, buffer.space) for buffer in buffers):
        exact = ir.load(name, F64, space) if space is Granularity.SCALAR else None
        arguments[name] = Value(ir.load(name, T, space), exact)
    # A hyper-parameter is a float64 that enters in the compute type; the inliner makes that cast.
    arguments |= {name: Value(ir.cast(ir.scalar(name), T), ir.scalar(name)) for name in scalars}
    left = _Left({})
    try:
        result = _call(function, arguments, left)
        values = _results(result, inputs) if is_update else {"output": result}
        condition = result.condition.expr if isinstance(result, Guarded) else None
        results = {name: _lifted(name, value) for name, value in values.items()}
        if is_update:
            _check_rebound(left.variables, arguments, inputs, results)
        hints = {value.expr: name for name, value in left.variables.items() if isinstance(value, Value)}
        return make_body(function.__name__, buffers, scalars, results, hints, condition)
    except Exception as error:  # the user's function may raise anything; it is reported with its line
        why = _NO_NUMPY if "__array_ufunc__=None" in str(error) else str(error)  # the latter is NumPy's own text
        raise RuleError(f"{place(function, error, left.line)}: {function.__name__}: {why}") from error


def _results(result: object, inputs: Mapping[str, Granularity | None]) -> dict[str, Any]:
    """A rule's results by name, but for those of tensors that are absent: there is nothing to write them to."""
    if not isinstance(result, Mapping):
        kind = "nothing" if result is None else "a value without a name" if isinstance(result, Value) else "a "
        kind += type(result).__name__ if kind == "a " else ""
        raise RuleError(f"a rule returns {{name: new value, …}}, got {kind}; return {{{next(iter(inputs))!r}: …}}")
    values = cast("Mapping[object, Any]", result)
    if strange := [name for name in values if not isinstance(name, str)]:
        raise RuleError(f"a rule returns new values by name, got the name {strange[0]!r}")
    named = cast("Mapping[str, Any]", values)
    return {name: value for name, value in named.items() if inputs.get(name, Granularity.ELEMENT) is not None}


def _lifted(name: str, value: object) -> Expr:
    """One of a rule's results."""
    if not isinstance(value, Value) and as_number(value) is None:
        kind = "a truth value" if isinstance(value, bool) else "None" if value is None else f"a {type(value).__name__}"
        raise RuleError(f"the new {name} is {kind}; a rule returns what it computes from its tensors and numbers")
    return lift(value)


def _check_rebound(
    variables: Mapping[str, Any], arguments: Mapping[str, Any], inputs: Mapping[str, Granularity | None], results: Any
) -> None:
    """Refuse a new value for a tensor's name that is not returned. The gradient, the second tensor, is only read."""
    for number, (name, space) in enumerate(inputs.items()):
        if space is None or number == 1 or name in results or name not in variables:
            continue
        now, before = variables[name], arguments[name].expr
        if not isinstance(now, Value) or now.expr is not before:
            raise RuleError(
                f"{name} is recomputed and not returned; return {{…, {name!r}: {name}}}, "
                "or call what is not kept something else"
            )
