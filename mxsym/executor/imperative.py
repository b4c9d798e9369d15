"""Imperative ops: `mx.nd.NAME(arrays…, lr=…, out=…)`, by the same rules and kernels as the Symbol form.

The executor behind a call is kept, so that a repeated call costs a look-up.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import numpy as np

from mxsym.codegen import settings
from mxsym.codegen.dtypes import STORED, DType, from_numpy
from mxsym.codegen.expr import Granularity
from mxsym.codegen.record import replace
from mxsym.errors import BindError, Fault, SymbolError, user_location
from mxsym.executor import remembered
from mxsym.executor.arrays import has_tables, is_table, memory_of
from mxsym.executor.bind import bind
from mxsym.executor.executor import Executor
from mxsym.executor.orders import counts_rows
from mxsym.executor.remembered import OUT, out_name
from mxsym.opgraph.arguments import resolve
from mxsym.opgraph.compose import check_attribute, make, split, variable
from mxsym.opgraph.infer import infer
from mxsym.opgraph.names import NameManager
from mxsym.opgraph.node import Entry, SymbolGraph, variables_of
from mxsym.rule.lookup import find
from mxsym.rule.mxnet_names import lazy_default
from mxsym.rule.numbers import as_number
from mxsym.rule.rule import LAZY, REQUIRED, Rule, flag_settings
from mxsym.runtime import buffers
from mxsym.runtime.interop import as_array, as_arrays
from mxsym.runtime.sparse import RowSparse, RowSums, has_sizes, parts
from mxsym.spelling import kind_name, plural

Form = tuple[str, tuple[int, ...], Any, bool, buffers.Order | None]
"""Key part of a kept executor for one array: name, shape, dtype, if it is row-sparse, and its axes in memory."""


@functools.lru_cache(maxsize=1024)
def _graph(
    rule: Rule, present: tuple[str, ...], attributes: tuple[tuple[str, Any], ...], into: tuple[str, ...]
) -> SymbolGraph:
    """The one-op graph. `into` are the inputs that the outputs replace, or variables of their own."""
    with NameManager():
        variables = {name: variable(name) for name in present}
        outs = [variables[name] if name in variables else variable(name) for name in into]
        arguments = {**variables, **dict(attributes), "name": rule.name, "flavour": rule.flavour}
        return make(rule, [], {**arguments, **({"out": outs} if outs else {})})


@functools.lru_cache(maxsize=256)
def _executor_box(graph: SymbolGraph, _forms: tuple[Form, ...], _target: str) -> list[Executor]:
    """A box for the executor of a graph and these forms, empty until one is bound."""
    del graph
    return []


def _has_form(value: Any) -> bool:
    return hasattr(value.data if isinstance(value, RowSums) else value, "dtype")


def _form(name: str, value: Any) -> Form:
    if isinstance(value, RowSums):
        return name, value.shape, value.data.dtype, True, None
    order = buffers.memory_order(value) if buffers.is_array(value) else None
    return name, tuple(value.shape), value.dtype, isinstance(value, RowSparse), order


def _missing(rule: Rule, arrays: Mapping[str, Any]) -> list[Fault]:
    names = [item.name for item in rule.inputs if not item.optional and item.name not in arrays]
    fix = "pass it by position or by name"
    return [Fault(rule.name, name, "nothing", "an array", fix) for name in names]


Spec = tuple[tuple[int, ...], DType]


@functools.lru_cache(maxsize=1024)
def _specs(graph: SymbolGraph, forms: tuple[Form, ...]) -> tuple[Spec, ...] | None:
    """Shape and type of each output; None where the inputs do not fit."""
    nodes = {node.name: Entry(node) for node in variables_of(graph)}
    shapes = {nodes[name]: shape for name, shape, *_ in forms}
    dtypes = {nodes[name]: known for name, _, dtype, *_ in forms if (known := from_numpy(dtype)) is not None}
    types = infer(graph, shapes, dtypes)
    if types.faults or any(e not in types.shapes or e not in types.dtypes for e in graph.entries):
        return None
    return tuple((types.shapes[entry], types.dtypes[entry]) for entry in graph.entries)


@functools.lru_cache(maxsize=1024)
def _needs_c_order(rule: Rule) -> bool:
    """True if some body of the rule computes by rows, or with matrices."""
    single = rule.single
    names = [item.name for item in single.flags]
    settings = [dict(zip(names, flags, strict=True)) for flags in flag_settings(single) if REQUIRED not in flags]
    bodies = (body for flags in settings for body in single.each_body(flags))
    return rule.has_matrices or rule.is_coded or any(counts_rows(body.graph) for body in bodies)


Fixed = tuple[tuple[str, Any], ...]
"""Attributes that choose a body, by name."""


def _fresh(rule: Rule, arrays: Mapping[str, Any], plain: Mapping[str, Any], fixed: Fixed) -> list[Any]:
    """New arrays for the outputs, of the kind of the first input: NumPy's or an NDArray."""
    if rule.is_update and isinstance(plain[rule.inputs[0].name], RowSparse):
        fix = "pass out= the weight itself"
        raise BindError(rule.name, [Fault(rule.name, OUT, "nothing", "out= the row-sparse weight", fix)])
    graph = _graph(rule, tuple(arrays), fixed, ())
    specs = _specs(graph, tuple(_form(name, value) for name, value in plain.items()))
    if specs is None:  # it raises, and says what is wrong
        states = {name: arrays[name] for name in graph.list_auxiliary_states()}
        bind(graph, None, {name: arrays[name] for name in graph.list_arguments()}, None, "null", states, Executor)
    like = arrays[rule.inputs[0].name]
    first = plain[rule.inputs[0].name]
    on_rows = any(isinstance(array, RowSparse) for array in plain.values())
    lies = next((plain[name] for name in rule.states if name in plain), first)  # what is written has one order
    in_c_order = on_rows or lies.flags.c_contiguous or _needs_c_order(rule)
    order = None if in_c_order else buffers.memory_order(lies)
    fresh = [buffers.empty(shape, dtype, order if shape == lies.shape else None) for shape, dtype in specs or ()]
    if on_rows:  # a lazy update writes some rows alone
        for array in fresh:
            array[...] = 0
    return [like.over(array) for array in fresh] if hasattr(like, "__mxsym__") else fresh


def _outs(rule: Rule, out: Any) -> tuple[list[Any], list[Fault]]:
    """The user's arrays for the outputs, and the fault of their number."""
    if out is None:
        return [], []
    if not rule.out_counts:
        return [], [Fault(rule.name, OUT, "out=", "none: it changes its inputs", "leave it out")]
    outs = list(cast("Sequence[Any]", out)) if isinstance(out, list | tuple) else [out]
    if len(outs) in rule.out_counts:
        return outs, []
    got, expected = plural(len(outs), "array"), f"{rule.out_counts[-1]}, one for each output"
    return [], [Fault(rule.name, OUT, got, expected, "pass a list, or None")]


def _read(
    rule: Rule, arrays: Mapping[str, Any], outs: Sequence[Any], faults: list[Fault]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The arrays by name, with those that numbers are, and the memory of them and of `outs`.

    Raises:
        BindError: naming each argument that is none that kernels run on, after those of `faults` that name one.
    """
    own = {id(array) for array in arrays.values()}
    others = {out_name(number): array for number, array in enumerate(outs) if id(array) not in own}
    plain, strangers = as_arrays({**arrays, **others}, rule.name)
    inputs, wrong = _with_numbers(rule, arrays, plain)
    for name, array in plain.items():
        if name in arrays and inputs[name] is arrays[name]:
            data = parts(array).data if isinstance(array, RowSparse) else array
            problem = buffers.kind_problem(data, written=name in rule.states or None, types=STORED)
            if problem is not None:
                wrong.append(Fault(rule.name, name, problem.got, problem.expected, problem.fix))
    if all_faults := [*_missing(rule, arrays), *strangers, *wrong, *faults]:
        raise BindError(rule.name, all_faults)
    return inputs, plain


def _with_numbers(rule: Rule, arrays: Mapping[str, Any], plain: dict[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """The arrays, and arrays of the numbers passed for inputs that are one number and only read: in `plain`, too.

    A number where the op writes is a fault: a new value would be lost. Arrays that kernels run on stay.
    """
    numbers = [item.name for item in rule.inputs if item.space is Granularity.SCALAR and item.name in plain]
    inputs = dict(arrays)
    faults: list[Fault] = []
    for name in numbers:
        value = arrays[name]
        number = None if _is_tensor(plain[name]) else as_number(value)
        if number is None or (name in rule.states and isinstance(value, np.ndarray)):
            continue
        if name in rule.states:
            fix = f"pass np.full(1, {number!r}, np.float32), the same array in each call"
            faults.append(Fault(rule.name, name, kind_name(value), "an array: the op writes it", fix))
        inputs[name] = plain[name] = np.array([number])
    return inputs, faults


def _is_tensor(array: Any) -> bool:
    dtype = from_numpy(cast("Any", array).dtype) if isinstance(array, np.ndarray) else None
    return dtype is not None and dtype.kind == "float"


def update(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Run one op on arrays.

    Args:
        args, kwargs: the arrays and attributes in the op's order or by name; `out=weight` updates in place,
            `out=None` makes a fresh array, `out=other` writes there; an op on many tensors takes a list of them.
            `flavour`: see `mx.flavour`.

    Raises:
        SymbolError: attributes that the op does not take. BindError: arrays that do not fit; nothing has changed.
    """
    if (done := remembered.run(rule, args, kwargs)) is not None:
        return done
    rest = dict(kwargs)
    out = rest.pop(OUT, None)
    rest.pop("name", None)
    called, (rule, listed) = rule, resolve(rule, args, rest)
    inputs, attributes = split(rule, listed, rest)
    arrays = {name: array for name, array in inputs.items() if array is not None}
    if out is None and rule.attribute("init_output"):
        check_attribute(rule, "init_output", attributes.get("init_output", True))
        attributes["init_output"] = True  # there is no earlier flag to keep
    numeric = {item.name for item in rule.attributes if item.numeric or item.kind is tuple}
    numbers = {
        key: check_attribute(rule, key, value) if isinstance(value, str | list | tuple) else value
        for key, value in attributes.items()
        if key in numeric
    }
    fixed = tuple(
        (key, check_attribute(rule, key, attributes[key])) for key in sorted(attributes) if key not in numeric
    )
    fixed += tuple(
        (item.name, 1.0 if item.numeric else (1.0,) * rule.members)
        for item in rule.attributes
        if item.required and item.name in numbers
    )
    try:
        if rule.is_update and has_tables(arrays.values()):
            _run_on_tables(rule, arrays, out, fixed, numbers)
            return out
        results, faults = _outs(rule, out)
        arrays, plain = _read(rule, arrays, results, faults)
        if rule.is_update and LAZY.name not in attributes:
            tables = all(isinstance(plain.get(name), RowSparse) for name in (rule.inputs[0].name, *rule.states))
            fixed += ((LAZY.name, True),) if tables and lazy_default(rule, tables=True) else ()
        if out is None:
            results = _fresh(rule, arrays, plain, fixed) if rule.out_counts else [arrays[n] for n in rule.outputs]
        executor = _run(rule, arrays, results, fixed, numbers)
    except BindError as error:  # the graph is kept from an earlier call: say where this one is
        raise BindError(rule.name, [replace(fault, where=user_location()) for fault in error.faults]) from None
    remembered.remember(called, args, kwargs, rule, executor)
    return results[0] if out is None and len(results) == 1 else results if out is None else out


def _run_on_tables(rule: Rule, arrays: Mapping[str, Any], out: Any, fixed: Fixed, numbers: Mapping[str, Any]) -> None:
    """An update of tables that grow, whose states are not passed."""
    results = list(cast("Sequence[Any]", out)) if isinstance(out, list | tuple) else [out]
    tables = {name: array.__mxsym_table__() for name, array in arrays.items() if is_table(array)}
    into = [next((name for name, array in arrays.items() if array is result), "") for result in results]
    if not {*tables} <= {*into} or "" in into or (rule.out_counts and len(into) not in rule.out_counts):
        got = "nothing" if out is None else kind_name(cast("object", out))
        fix = "a table is updated in place: pass out=table"
        raise BindError(rule.name, [Fault(rule.name, OUT, got, "out= the table itself", fix)])
    singles = {item.name for item in rule.inputs if item.space is Granularity.SCALAR}
    plain, faults = as_arrays({name: array for name, array in arrays.items() if name in singles}, rule.name)
    arrays, wrong = _with_numbers(rule, arrays, plain)
    counters = {name for table in tables.values() for name in table.form.counters}
    riding = {i.name for i in rule.inputs if i.name in (*rule.states, *counters) and not i.optional}
    present = tuple(item.name for item in rule.inputs if item.name in arrays or item.name in riding)
    if faults := [*faults, *wrong, *_missing(rule, dict.fromkeys(present))]:
        raise BindError(rule.name, faults)
    run_graph(_graph(rule, present, fixed, tuple(into)), arrays, {rule.name: {**_defaults(rule), **numbers}})


def _defaults(rule: Rule) -> dict[str, Any]:
    """The numbers that a call may leave out. A kept executor has those of the call before."""
    listed = (item for item in rule.attributes if item.numeric or item.kind is tuple)
    return {item.name: item.default for item in listed if not item.required}


def _run(
    rule: Rule, arrays: Mapping[str, Any], results: Sequence[Any], fixed: Fixed, numbers: Mapping[str, Any]
) -> Executor:
    known = {memory_of(array): name for name, array in reversed(list(arrays.items()))}
    names = [known.get(memory_of(result), out_name(number)) for number, result in enumerate(results)]
    bound = {**arrays, **dict(zip(names, results, strict=True))}
    into = tuple(names) if rule.out_counts else ()
    graph = _graph(rule, tuple(arrays), fixed, into)
    return run_graph(graph, bound, {rule.name: {**_defaults(rule), **numbers}})


Run = Callable[[Executor, Mapping[str, Any], Mapping[str, Mapping[str, Any]]], bool]
Boxes = dict[tuple[SymbolGraph, tuple[Form, ...], str], list[Executor]]


def step_on(
    executor: Executor,
    arrays: Mapping[str, Any],
    numbers: Mapping[str, Mapping[str, Any]],
    log: list[int] | None = None,
) -> bool:
    """Do one step of an executor on these: its `run_on`."""
    return executor.run_on(arrays, numbers, log)


def run_graph(
    graph: SymbolGraph,
    bound: Mapping[str, Any],
    scalars: Mapping[str, Mapping[str, Any]],
    run: Run = step_on,
    boxes: Boxes | None = None,
) -> Executor:
    """One step of a graph on arrays by name, with the attribute values of every op. Returns what ran it.

    The executor is kept for arrays of the same forms, in `boxes` if they are given. `run` is what is done with it; it
    is False where somebody else is at it.

    Raises:
        BindError: arrays or values that do not fit; nothing has changed.
    """
    own: dict[str, Any] = {}
    if has_tables(bound.values()):  # it sums the rows of gradients itself
        own = {name: value for name, value in bound.items() if isinstance(value, RowSums) and has_sizes(value)}
    plain, strangers = as_arrays({name: value for name, value in bound.items() if name not in own} if own else bound)
    plain |= own
    forms = tuple(_form(name, value) for name, value in plain.items() if _has_form(value))
    key = graph, forms, settings.requested_target()
    box: list[Executor] = []
    if len(forms) == len(plain):
        box = _executor_box(*key) if boxes is None else boxes.setdefault(key, [])
    if box and run(box[0], plain, scalars):
        return box[0]
    states = {name: bound[name] for name in graph.list_auxiliary_states() if name in bound}
    arguments = {name: bound[name] for name in graph.list_arguments() if name in bound}
    executor = bind(graph, None, arguments, None, "null", states, Executor)
    if strangers:  # they can be read by now, or this says why not
        left = {name: value for name, value in bound.items() if name not in plain}
        plain |= {name: as_array(value, "bind", f"argument {name}") for name, value in left.items()}
    executor.let_go()  # each step brings its own
    run(executor, plain, scalars)
    if not box:
        box.append(executor)
    return executor


def invoke(name: str, inputs: Sequence[Any], out: Any = None, flavour: str | None = None, **params: Any) -> Any:
    """Run the op with this registered name (MXNet's `_sparse_…` and `_contrib_…` included) on a flat list of inputs.

    Raises:
        AttributeError: there is no such op. SymbolError, BindError: as for the op itself.
    """
    rule = find(name)
    if not rule.members and len(inputs) > len(rule.inputs):
        raise SymbolError(f"{name} takes {plural(len(rule.inputs), 'input')}, got {len(inputs)}")
    return update(rule, inputs, {**params, OUT: out, "flavour": flavour})
