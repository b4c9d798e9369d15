"""The imperative form of an op: `mx.nd.NAME(arrays…, lr=…, out=…)`.

Input: arrays and attributes. Output: the new weight, in `out` or in a fresh array; states are updated in place.
Non-goals: arithmetic on arrays, row-sparse arrays.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from mxsym import symbol as sym
from mxsym.errors import BindError, Fault
from mxsym.executor import Executor
from mxsym.names import NameManager
from mxsym.registry import Rule
from mxsym.runtime.buffers import Array


def _split_arrays(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    order = [item.name for item in rule.inputs] + [item.name for item in rule.attributes]
    given = dict(zip(order, args, strict=False)) | dict(kwargs)
    arrays = {item.name: given.pop(item.name) for item in rule.inputs if item.name in given}
    return arrays, given


@functools.lru_cache(maxsize=1024)
def _graph(
    rule: Rule, present: tuple[str, ...], attributes: tuple[tuple[str, Any], ...], into: str | None
) -> sym.Symbol:
    """The one-op graph. `into` is the input that the output replaces, "out" for another array, None for a fresh one."""
    with NameManager():
        variables = {name: sym.var(name) for name in present}
        out = None if into is None else variables[into] if into in variables else sym.var(into)
        return sym.make(rule, [], {**variables, **dict(attributes), "out": out, "name": rule.name})


def update(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Array:
    """Run one op on arrays.

    Args:
        args, kwargs: the arrays and attributes in the op's order or by name; `out=weight` updates in place,
            `out=None` makes a fresh array, `out=other` writes there.

    Raises:
        SymbolError: attributes that the op does not take. BindError: arrays that do not fit; nothing has changed.
    """
    rest = dict(kwargs)
    out = rest.pop("out", None)
    rest.pop("name", None)
    arrays, attributes = _split_arrays(rule, args, rest)
    present = tuple(name for name, array in arrays.items() if array is not None)
    missing = [item.name for item in rule.inputs if not item.optional and item.name not in present]
    if missing:
        fix = "pass it by position or by name"
        raise BindError(rule.name, [Fault(rule.name, name, "nothing", "an array", fix) for name in missing])
    into = next((name for name in present if arrays[name] is out), "out") if out is not None else None
    named = tuple(sorted((key, value) for key, value in attributes.items()))
    graph = _graph(rule, present, named, into)
    bound = {**arrays, **({"out": out} if into == "out" else {})}
    states = {name: bound[name] for name in graph.list_auxiliary_states()}
    arguments = {name: bound[name] for name in graph.list_arguments()}
    executor: Executor = graph.bind(args=arguments, aux_states=states)
    return executor.forward()[0]
