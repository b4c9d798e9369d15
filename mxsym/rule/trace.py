"""Tracing: run a rule's function once on symbolic values, and keep the graph and the author's names in a `Body`."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from types import CodeType, FrameType, ModuleType
from typing import Any, cast

from mxsym.codegen import expr as ir
from mxsym.codegen.expr import Expr
from mxsym.codegen.loading import load_modules
from mxsym.codegen.record import record, replace
from mxsym.errors import BindError, RuleError
from mxsym.rule.axes import EVERY, AxesError, tracing
from mxsym.rule.body import Body, make_body
from mxsym.rule.inputs import Input
from mxsym.rule.location import place
from mxsym.rule.numbers import as_number
from mxsym.rule.operations import PLACE, noting_places
from mxsym.rule.value import NO_NUMPY, Guarded, Value, advice, lift, number, tensor
from mxsym.spelling import kind_name


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


@record
class Signature:
    """A rule's function and its parameters: the tensors, and the names of the flags and of the numbers."""

    function: Callable[..., Any]
    inputs: tuple[Input, ...]
    flags: tuple[str, ...]
    scalars: tuple[str, ...]
    is_update: bool


def trace(signature: Signature, absent: frozenset[str], flags: Mapping[str, object], ndim: int) -> Body:
    """The body of a function for these flags, without the tensors that are absent. The weight has `ndim` axes.

    Raises:
        RuleError: the function does something that is no update rule; the text begins with file and line.
        AxesError: it refuses weights with so many axes.
    """
    function = signature.function
    with tracing(ndim) as known:
        try:
            body = _traced(signature, absent, flags)
        except AxesError as error:  # a rule that it calls refuses them
            known.narrow(error.axes)
            raise AxesError(str(error), known.alike) from error
        except RuleError as error:
            cause = error.__cause__
            if known.alike != EVERY and _refuses(function, cause):
                raise AxesError(f"{place(function, cause)}: {function.__name__}: {cause}", known.alike) from error
            raise
    return replace(body, axes=known.alike)


def _refuses(function: Callable[..., Any], error: BaseException | None) -> bool:
    """True if the function itself raised the error, to say that it takes no such weight."""
    trace = error.__traceback__ if error is not None else None
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    own = inspect.unwrap(function).__code__.co_filename
    return (
        type(error) in (ValueError, NotImplementedError)
        and trace is not None
        and (trace.tb_frame.f_code.co_filename == own)
    )


def _traced(signature: Signature, absent: frozenset[str], flags: Mapping[str, object]) -> Body:
    function, scalars = signature.function, signature.scalars
    own = [item for item in signature.inputs if not item.space.tile]  # the function knows of no scales
    arguments: dict[str, Any] = dict(flags)
    arguments |= {item.name: None if item.name in absent else tensor(item) for item in own}
    codes = [item for item in own if item.code is not None]
    arguments |= {item.name: Value(_coded().decoded(item)) for item in codes if item.name not in absent}
    arguments |= {name: number(name) for name in scalars}
    left = _Left({})
    try:
        with noting_places(_call.__code__) as places:
            result = _call(function, arguments, left)
        names = [item.name for item in own]
        values = _results(result, names, absent) if signature.is_update else {"output": result}
        condition = result.condition.expr if isinstance(result, Guarded) else None
        results = {name: _lifted(name, value) for name, value in values.items()}
        if signature.is_update:
            _check_rebound(left.variables, arguments, names, results)
        results = _coded().with_codes(results, codes) if codes else results
        hints = {value.expr: name for name, value in left.variables.items() if isinstance(value, Value)}
        roots = [*results.values(), *([condition] if condition is not None else [])]
        if PLACE not in scalars and ir.scalar(PLACE) in ir.postorder(roots):
            if PLACE in names:
                raise RuleError(f"{PLACE} is the number of the weight for random numbers; give the tensor another name")
            scalars = (*scalars, PLACE)  # the rule gets the number, see `declare`
        inputs = (item for item in signature.inputs if item.name not in absent)
        body = make_body(function.__name__, inputs, scalars, results, hints, condition)
        return replace(body, line=left.line, places=places)
    except AxesError:
        raise
    except Exception as error:  # the user's function may raise anything; it is reported with its line
        raise RuleError(f"{place(function, error, left.line)}: {function.__name__}: {_why(error)}") from error


def _coded() -> ModuleType:
    load_modules("mxsym.rule.coded")
    from mxsym.rule import coded  # few rules have states in 8 bits

    return coded


def _why(error: Exception) -> str:
    """The text of an error, with the fix for one that is Python's, NumPy's or a function's for arrays."""
    if "__array_ufunc__=None" in str(error):  # NumPy's own text
        return NO_NUMPY
    if isinstance(error, BindError):  # of a function for arrays
        return f"{replace(error.faults[0], where='')}"
    if isinstance(error, AttributeError) and getattr(error.obj, "__name__", "") == "mxsym":
        return f"mx has no {error.name}; {advice().function(str(error.name))}"
    fix = advice().of_another(_raiser(error)) or (
        advice().of_type_error(str(error)) if isinstance(error, TypeError) else ""
    )
    return f"{error}; {fix}" if fix else str(error)


def _raiser(error: Exception) -> str:
    """The name of the function of mxsym's that raised the error; empty where the author's own code did."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    own = trace is not None and str(trace.tb_frame.f_globals.get("__name__")).partition(".")[0] == "mxsym"
    return trace.tb_frame.f_code.co_name if trace is not None and own else ""


def _results(result: object, names: Sequence[str], absent: frozenset[str]) -> dict[str, Any]:
    """A rule's results by name, but for those of tensors that are absent: there is nothing to write them to."""
    if not isinstance(result, Mapping):
        kind = "nothing" if result is None else "a value without a name" if isinstance(result, Value) else "a "
        kind += type(result).__name__ if kind == "a " else ""
        raise RuleError(f"a rule returns {{name: new value, …}}, got {kind}; return {{{names[0]!r}: …}}")
    values = cast("Mapping[object, Any]", result)
    if strange := [name for name in values if not isinstance(name, str)]:
        raise RuleError(f"a rule returns new values by name, got the name {strange[0]!r}; write the name in quotes")
    named = cast("Mapping[str, Any]", values)
    return {name: value for name, value in named.items() if name not in absent}


def _lifted(name: str, value: object) -> Expr:
    """One of a rule's results."""
    if not isinstance(value, Value) and as_number(value) is None:
        kind = "a truth value" if isinstance(value, bool) else kind_name(value)
        raise RuleError(f"the new {name} is {kind}; a rule returns what it computes from its tensors and numbers")
    return lift(value)


def _check_rebound(
    variables: Mapping[str, Any], arguments: Mapping[str, Any], names: Sequence[str], results: Mapping[str, Expr]
) -> None:
    """Refuse a new value for a tensor's name that is not returned. The gradient, the second tensor, is only read."""
    for name in (*names[:1], *names[2:]):
        before = arguments[name]
        if before is None or name in results or name not in variables:
            continue
        now = variables[name]
        if not isinstance(now, Value) or now.expr is not before.expr:
            raise RuleError(
                f"{name} is recomputed and not returned; return {{…, {name!r}: {name}}}, "
                "or call what is not kept something else"
            )
