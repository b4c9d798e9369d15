"""The imperative form of an op: `mx.nd.NAME(arrays…, lr=…, out=…)`.

Input: arrays and attributes. Output: the new weight, in `out` or in a fresh array; states are updated in place. The
same rules and kernels as the Symbol form; the executor behind a call is kept, so that a repeated call costs a look-up.
Non-goals: arithmetic on arrays.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mxsym import symbol as sym
from mxsym.codegen.dtypes import from_numpy
from mxsym.errors import BindError, Fault, SymbolError, caller, near
from mxsym.executor import Executor, raw
from mxsym.names import NameManager
from mxsym.registry import Rule, find
from mxsym.runtime import buffers
from mxsym.runtime.sparse import RowSparse
from mxsym.symbol.compose import check_attribute

_OUT = "out"
Form = tuple[str, tuple[int, ...], Any, bool]
"""What an executor is kept for: an array's name, shape, dtype, and whether it is row-sparse."""


@functools.lru_cache(maxsize=1024)
def _graph(rule: Rule, present: tuple[str, ...], attributes: tuple[tuple[str, Any], ...], into: str) -> sym.Symbol:
    """The one-op graph. `into` is the input that the output replaces, or a variable of its own."""
    with NameManager():
        variables = {name: sym.var(name) for name in present}
        out = variables[into] if into in variables else sym.var(into)
        return sym.make(rule, [], {**variables, **dict(attributes), "out": out, "name": rule.name})


@functools.lru_cache(maxsize=256)
def _executor_box(graph: sym.Symbol, _forms: tuple[Form, ...], _target: str) -> list[Executor]:
    """Where the executor of a graph and these forms is kept once it has been bound."""
    del graph
    return []


def _form(name: str, value: Any) -> Form:
    return name, tuple(value.shape), value.dtype, isinstance(value, RowSparse)


def _split(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Arrays and attributes by name; attributes may follow the arrays by position."""
    order = [item.name for item in rule.inputs] + [item.name for item in rule.attributes]
    if len(args) > len(order):
        raise SymbolError(f"{rule.name} takes {len(order)} arguments, got {len(args)}")
    given = dict(zip(order, args, strict=False))
    twice = [key for key in kwargs if key in given]
    if twice:
        raise SymbolError(f"{rule.name}: {', '.join(twice)} is given twice")
    unknown = [key for key in kwargs if key not in order]
    if unknown:
        raise SymbolError(f"{rule.name}: no argument {unknown[0]!r}: {near(unknown[0], order)}")
    given |= kwargs
    arrays = {item.name: given.pop(item.name) for item in rule.inputs if item.name in given}
    return {name: array for name, array in arrays.items() if array is not None}, given


def _missing(rule: Rule, arrays: Mapping[str, Any]) -> list[Fault]:
    names = [item.name for item in rule.inputs if not item.optional and item.name not in arrays]
    fix = "pass it by position or by name"
    return [Fault(rule.name, name, "nothing", "an array", fix) for name in names]


def _fresh(rule: Rule, like: Any) -> Any:
    """A new array for the output, of the kind of the weight: NumPy's or an NDArray."""
    array = raw(like)
    problem = buffers.kind_problem(array)
    if isinstance(array, RowSparse):
        fix = "pass out= the weight itself"
        raise BindError(rule.name, [Fault(rule.name, _OUT, "nothing", "out= the row-sparse weight", fix)])
    dtype = None if problem is not None else from_numpy(array.dtype)
    if problem is not None or dtype is None:
        assert problem is not None
        name = rule.inputs[0].name
        raise BindError(rule.name, [Fault(rule.name, name, problem.got, problem.expected, problem.fix)])
    made = buffers.empty(array.shape, dtype)
    return type(like)(made) if hasattr(like, "__mxsym__") else made


def update(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Run one op on arrays.

    Args:
        args, kwargs: the arrays and attributes in the op's order or by name; `out=weight` updates in place,
            `out=None` makes a fresh array, `out=other` writes there.

    Raises:
        SymbolError: attributes that the op does not take. BindError: arrays that do not fit; nothing has changed.
    """
    rest = dict(kwargs)
    out = rest.pop(_OUT, None)
    rest.pop("name", None)
    arrays, attributes = _split(rule, args, rest)
    faults = _missing(rule, arrays)
    if faults:
        raise BindError(rule.name, faults)
    result = _fresh(rule, arrays[rule.inputs[0].name]) if out is None else out
    into = next((name for name, array in arrays.items() if array is result), _OUT)
    bound = {**arrays, **({_OUT: result} if into == _OUT else {})}
    numeric = {item.name for item in rule.scalars}
    numbers = {key: value for key, value in attributes.items() if key in numeric}
    fixed = tuple(
        (key, check_attribute(rule, key, attributes[key])) for key in sorted(attributes) if key not in numeric
    )
    required = tuple((item.name, 0.0) for item in rule.scalars if item.required and item.name in numbers)
    graph = _graph(rule, tuple(arrays), (*required, *fixed), into)
    defaults = {item.name: item.default for item in rule.scalars if not item.required}
    try:
        run_graph(graph, bound, {rule.name: {**defaults, **numbers}})
    except BindError as error:  # the graph is kept from an earlier call: say where this one is
        raise BindError(rule.name, [replace(fault, where=caller()) for fault in error.faults]) from None
    return result


def run_graph(
    graph: sym.Symbol,
    bound: Mapping[str, Any],
    scalars: Mapping[str, Mapping[str, Any]],
    run: Callable[[Executor, Mapping[str, Any], Mapping[str, Mapping[str, Any]]], bool] = Executor.run_on,
) -> None:
    """One step of a graph on arrays by name, with the attribute values of every op.

    The executor is kept for arrays of the same forms. `run` is what is done with it; False where it is in use.

    Raises:
        BindError: arrays or values that do not fit; nothing has changed.
    """
    plain = {name: raw(value) for name, value in bound.items()}
    forms = tuple(_form(name, value) for name, value in plain.items() if hasattr(value, "dtype"))
    box = _executor_box(graph, forms, Executor.target_name()) if len(forms) == len(plain) else []
    if box and run(box[0], plain, scalars):
        return
    states = {name: bound[name] for name in graph.list_auxiliary_states()}
    arguments = {name: bound[name] for name in graph.list_arguments()}
    made = graph.bind(args=arguments, aux_states=states)
    run(made, plain, scalars)
    if not box:
        box.append(made)


def invoke(name: str, inputs: Sequence[Any], out: Any = None, flavour: str | None = None, **params: Any) -> Any:
    """Run the op with this registered name (MXNet's `_sparse_…` and `_contrib_…` included) on a flat list of inputs.

    Raises:
        AttributeError: there is no such op. SymbolError, BindError: as for the op itself.
    """
    if flavour not in (None, "2.0"):
        raise SymbolError(f"{name}: flavour is '2.0', got {flavour!r}")
    rule = find(name)
    if len(inputs) > len(rule.inputs):
        raise SymbolError(f"{name} takes {len(rule.inputs)} inputs, got {len(inputs)}")
    return update(rule, inputs, {**params, _OUT: out})
