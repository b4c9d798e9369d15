"""Composing graphs: variables, groups, and the node of an op.

Input: Symbols, numbers, attributes as the user gave them. Output: Symbols; or one `SymbolError` with every fault.
Non-goals: types and shapes, which are known at bind (`infer.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np

from mxsym import names
from mxsym.errors import SymbolError, caller, near
from mxsym.numbers import as_number
from mxsym.operand import Number, Operand
from mxsym.operators import OPERATORS, operator_call
from mxsym.registry import LAZY, REQUIRED, Rule
from mxsym.symbol.core import Symbol
from mxsym.symbol.node import Entry, Node, topological


def var(name: str, *, attr: Mapping[str, str] | None = None, stype: str | None = None) -> Symbol:
    """A variable: a tensor that is given at bind. `stype` "row_sparse" asks for a row-sparse one."""
    if stype not in (None, "default", "row_sparse"):
        raise SymbolError(f"variable {name!r}: stype is 'default' or 'row_sparse', got {stype!r}")
    if not isinstance(name, str) or not name:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise SymbolError(f"a variable's name is a text, got {name!r}")
    hidden = {**(attr or {}), **({"__stype__": stype} if stype else {})}
    return Symbol([Entry(Node(None, names.current().get(name, name), hidden=hidden, where=caller()))])


def Group(symbols: Sequence[Symbol]) -> Symbol:
    """All outputs of several Symbols as one: bound together, run by one call."""
    listed = list(symbols)
    if not listed or not all(isinstance(item, Symbol) for item in listed):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise SymbolError("Group takes a list of at least one Symbol")
    return Symbol([entry for item in listed for entry in item.entries])


def assign(variable: Symbol, value: Symbol, name: str | None = None) -> Symbol:
    """Store `value` into `variable` when the graph runs; the result is the stored value."""
    return make(OPERATORS["_copy"], [value], {"out": variable, "name": name})


def operate(op: str, args: Sequence[Operand | Number]) -> Symbol:
    """The node that the primitive `op` between Symbols and numbers stands for."""
    rule, inputs, attrs = operator_call(op, tuple(args))
    symbols = [item if isinstance(item, Operand) else _constant(item) for item in inputs]
    return make(rule, symbols, attrs, hint=rule.hint)


def _constant(value: Number) -> Symbol:
    return make(OPERATORS["_constant"], [], {"value": value})


def check_attribute(rule: Rule, key: str, value: Any) -> Any:
    """An attribute's value in its kind: a float, a bool, a text.

    Raises:
        SymbolError: it is of another kind.
    """
    attribute = rule.attribute(key)
    assert attribute is not None
    if attribute.kind is str:  # a dtype, by name or as NumPy's object
        return value if isinstance(value, str) else str(getattr(value, "name", getattr(value, "__name__", value)))
    if attribute.kind is bool:
        if isinstance(value, bool | np.bool_ | int) and value in (True, False):
            return bool(cast("int", value))
        raise SymbolError(f"{rule.name}: {key} is a bool, got {value!r}")
    number = as_number(value)
    if number is None:
        kind = type(value).__name__
        raise SymbolError(f"{rule.name}: {key} is a number or a Symbol of shape () or (1,), got {kind}")
    return number


def _hidden(rule: Rule, attr: object) -> dict[str, str]:
    """The attributes of `attr=`, which stand in the JSON and mean nothing to the op: `__key__`, texts."""
    if not isinstance(attr, dict | None):
        raise SymbolError(f"{rule.name}: attr is a dict of texts, got {attr!r}")
    given = cast("dict[Any, Any]", attr or {})
    for key, value in given.items():
        hidden = isinstance(key, str) and key.startswith("__") and key.endswith("__") and key != "__inputs__"
        if not hidden or not isinstance(value, str):
            raise SymbolError(f"{rule.name}: attr maps names like '__mine__' to texts, got {key!r}: {value!r}")
    return dict(given)


def _split(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Positional and keyword arguments as (inputs, attributes), MXNet's way: attributes follow the inputs."""
    order = [item.name for item in rule.inputs] + [item.name for item in rule.attributes]
    if len(args) > len(order):
        raise SymbolError(f"{rule.name} takes {len(order)} arguments, got {len(args)}")
    given = dict(zip(order, args, strict=False))
    faults = [f"{key} is given twice" for key in kwargs if key in given]
    unknown = [key for key in kwargs if key not in order]
    faults += [f"no argument {key!r}: {near(key, order)}" for key in unknown]
    given |= {key: value for key, value in kwargs.items() if key in order}
    inputs = {item.name: given.get(item.name) for item in rule.inputs}
    attributes = {item.name: given[item.name] for item in rule.attributes if item.name in given}
    missing = [item.name for item in rule.attributes if item.default is REQUIRED and item.name not in attributes]
    faults += [f"attribute {key!r} is required" for key in missing]
    if faults:
        raise SymbolError(f"{rule.name}: " + "; ".join(faults))
    return inputs, attributes


def _single(rule: Rule, key: str, value: Any) -> Entry:
    if not isinstance(value, Symbol):
        raise SymbolError(f"{rule.name}: {key} must be a Symbol, got {type(value).__name__}")
    if len(value.entries) != 1:
        raise SymbolError(f"{rule.name}: {key} must have one output, got a group of {len(value.entries)}")
    return value.entries[0]


def _variable(rule: Rule, key: str, value: Any) -> Node:
    entry = _single(rule, key, value)
    if entry.node.rule is not None:
        raise SymbolError(f"{rule.name}: {key} is written, so it must be a variable; {entry.node.name} is an op")
    return entry.node


def is_row_sparse(entry: Entry) -> bool:
    """Whether an input is, or is computed from, a variable that is declared row-sparse."""
    return any(node.hidden.get("__stype__") == "row_sparse" for node in topological([entry]) if node.rule is None)


def make(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any], *, hint: str | None = None) -> Symbol:
    """A node of `rule`. Inputs that are left out become variables named `<node>_<input>`.

    Raises:
        SymbolError: arguments that the op does not take, all of them named.
    """
    rest = dict(kwargs)
    out, name, hidden = rest.pop("out", None), rest.pop("name", None), rest.pop("attr", None)
    given, attributes = _split(rule, args, rest)
    hidden = _hidden(rule, hidden)
    if name is not None and not isinstance(name, str):
        raise SymbolError(f"{rule.name}: name is a text, got {type(name).__name__}")
    name = names.current().get(name, hint or rule.name.lower())
    where = caller()
    inputs: dict[str, Entry] = {}
    for item in rule.inputs:
        value = given[item.name]
        if value is None and item.optional:
            continue
        if value is None:
            value = Symbol([Entry(Node(None, f"{name}_{item.name}", where=where))])
        inputs[item.name] = _single(rule, item.name, value)
        if item.name in rule.states:
            _variable(rule, item.name, value)
    attrs: dict[str, Any] = {}
    for key, value in attributes.items():
        if isinstance(value, Symbol):
            attribute = rule.attribute(key)
            if attribute is None or not attribute.numeric:
                raise SymbolError(f"{rule.name}: {key} specialises the kernel and cannot be a Symbol")
            inputs[key] = _single(rule, key, value)
        else:
            attrs[key] = check_attribute(rule, key, value)
    if rule.is_update and LAZY.name not in attrs and any(is_row_sparse(entry) for entry in inputs.values()):
        attrs[LAZY.name] = LAZY.default  # said aloud: in the text, in the JSON
    target = None if out is None else _variable(rule, "out", out)
    node = Node(rule, name, inputs, attrs, target, hidden, where)
    return Symbol([Entry(node, index) for index in range(len(rule.outputs))])
