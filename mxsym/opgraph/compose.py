"""Composing graphs: the node of an op, from graphs, numbers and attributes as the user gave them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np

from mxsym.errors import SymbolError, counted, suggest, user_location
from mxsym.opgraph import names
from mxsym.opgraph.arguments import numbers_of, resolve
from mxsym.opgraph.attributes import scoped
from mxsym.opgraph.node import VERSIONS_OF, Entry, Node, Op, SymbolGraph, Variable
from mxsym.rule.lookup import requested_version
from mxsym.rule.mxnet_names import lazy_default
from mxsym.rule.numbers import as_number, no_number
from mxsym.rule.operand import Number, Operand
from mxsym.rule.rule import LAZY, REQUIRED, Count, Rule
from mxsym.rules.elementwise import OPERATORS, operator_call
from mxsym.spelling import kind_name, plural, shown


def variable(name: str) -> SymbolGraph:
    """A variable, with the attributes of the `AttrScope` that is open."""
    hidden = scoped(f"variable {name!r}", None, free=True)
    return SymbolGraph([Entry(Variable(name, hidden, user_location()))])


def operate(op: str, args: Sequence[Operand | Number]) -> SymbolGraph:
    """Node of the primitive `op` between Symbols and numbers."""
    rule, inputs, attrs = operator_call(op, tuple(args))
    symbols = [item if isinstance(item, Operand) else _constant(item) for item in inputs]
    return make(rule, symbols, attrs, hint=rule.hint)


def _constant(value: Number) -> SymbolGraph:
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
        raise SymbolError(f"{rule.title}: {key} is a bool, got {value!r}; pass True or False")
    if attribute.kind is tuple:
        return numbers_of(rule, key, value)
    if attribute.kind is Count:
        return rule.members
    number = as_number(value)
    if number is None:
        is_long = type(value) is int  # too long to be shown
        got = no_number(value) if is_long else f"{kind_name(value)} {repr(value)[:40]}"
        raise SymbolError(f"{rule.title}: {key} is a number or a Symbol of shape () or (1,), got {got}; pass a float")
    return number


def split(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Positional and keyword arguments as (inputs, attributes), MXNet's way: attributes follow the inputs."""
    order = [item.name for item in rule.inputs] + [item.name for item in rule.attributes]
    if len(args) > len(order):
        raise SymbolError(f"{rule.title} takes {counted(order)}, got {len(args)}")
    values = dict(zip(order, args, strict=False))
    faults = [f"{key} is given twice, by position and by name; give it once" for key in kwargs if key in values]
    unknown = [key for key in kwargs if key not in order]
    faults += [f"no argument {key!r}: {suggest(key, order)}" for key in unknown]
    values |= {key: value for key, value in kwargs.items() if key in order}
    inputs = {item.name: values.get(item.name) for item in rule.inputs}
    attributes = {item.name: values[item.name] for item in rule.attributes if item.name in values}
    attributes |= {item.name: rule.members for item in rule.attributes if item.kind is Count}
    missing = [item.name for item in rule.attributes if item.default is REQUIRED and item.name not in attributes]
    faults += [f"{key} is missing and has no default; pass {key}=…" for key in missing]
    if faults:
        raise SymbolError(f"{rule.title}: " + "; ".join(faults))
    return inputs, attributes


def _single(rule: Rule, key: str, value: Any) -> Entry:
    if not isinstance(value, SymbolGraph):
        kind = cast("type[object]", type(value))
        got, fix = kind_name(value), f"make one with mx.sym.var, or call mx.nd.{rule.name} with arrays only"
        if getattr(kind, "in_rule", False):
            got, fix = "a value of a rule", "write it with functions that rules have, such as mx.sqrt(x)"
        raise SymbolError(f"{rule.title}: {key} must be a Symbol, got {got}; {fix}")
    if (count := len(value.entries)) != 1:
        raise SymbolError(f"{rule.title}: {key} must have one output, got a group of {count}; index it, as group[0]")
    return value.entries[0]


def _variable(rule: Rule, key: str, value: Any) -> Variable:
    entry = _single(rule, key, value)
    if isinstance(entry.node, Op):
        got = f"the op {shown(entry.node.name)}"
        raise SymbolError(f"{rule.title}: {key} is written, so it must be a variable, got {got}; pass a variable")
    return entry.node


def _targets(rule: Rule, out: Any) -> tuple[Entry, ...]:
    """The variables that the outputs are stored to: one for the first output, or a list of one for each."""
    if out is None:
        return ()
    listed = list(cast("Sequence[Any]", out)) if isinstance(out, list | tuple) else [out]
    if isinstance(out, SymbolGraph) and len(out.entries) > 1:
        listed = [SymbolGraph([entry]) for entry in out.entries]
    wanted = rule.out_counts
    if len(listed) not in wanted:
        several = (
            f"is one variable for each of {plural(wanted[-1], 'output')}, got {len(listed)}; pass as many"
            if wanted
            else ""
        )
        raise SymbolError(f"{rule.title}: out {several or 'is none: the op changes its inputs; leave it out'}")
    return tuple(Entry(_variable(rule, "out", item)) for item in listed)


def is_row_sparse(entry: Entry) -> bool:
    """True if an input is, or depends on, a variable declared row-sparse. A tensor's sum is a number."""
    stack, seen = [entry], set[Node]()
    while stack:
        node, index = (top := stack.pop()).node, top.index
        if isinstance(node, Variable):
            if node.storage == "row_sparse":
                return True
        elif node not in seen and node.rule.outputs[index] not in node.rule.numbers:
            seen.add(node)
            stack.extend((*node.inputs.values(), *node.outs))
    return False


def make(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any], *, hint: str | None = None) -> SymbolGraph:
    """A node of `rule`. Inputs that are left out become variables named `<node>_<input>`.

    Raises:
        SymbolError: arguments that the op does not take, all of them named.
    """
    rest = dict(kwargs)
    wanted = requested_version(rule, rest.get("flavour"))
    rule, args = resolve(rule, args, rest)  # it says so where there is no such version
    version = VERSIONS_OF[wanted]
    out, name, hidden = rest.pop("out", None), rest.pop("name", None), rest.pop("attr", None)
    operands, attributes = split(rule, args, rest)
    hidden = scoped(rule.name, hidden)
    if name is not None and not isinstance(name, str):
        raise SymbolError(f"{rule.title}: name is a text, got {kind_name(name)} {name!r}; pass a str")
    name = names.current().get(name, hint or rule.name.lower())
    where = user_location()
    inputs: dict[str, Entry] = {}
    for item in rule.inputs:
        value = operands[item.name]
        if value is None and item.optional:
            continue
        if value is None:
            value = SymbolGraph([Entry(Variable(f"{name}_{item.name}", hidden, where))])
        inputs[item.name] = _single(rule, item.name, value)
        if item.name in rule.states or rule.writes_inputs:
            _variable(rule, item.name, value)
    attrs: dict[str, Any] = {}
    for key, value in attributes.items():
        if isinstance(value, SymbolGraph):
            attribute = rule.attribute(key)
            if attribute is None or not attribute.numeric:
                fix = "pass its value"
                raise SymbolError(f"{rule.title}: {key} specialises the kernel and cannot be a Symbol; {fix}")
            inputs[key] = _single(rule, key, value)
        else:
            attrs[key] = check_attribute(rule, key, value)
    if rule.is_update and LAZY.name not in attrs and any(is_row_sparse(entry) for entry in inputs.values()):
        tables = all(key in inputs and is_row_sparse(inputs[key]) for key in (rule.inputs[0].name, *rule.states))
        attrs[LAZY.name] = lazy_default(rule, tables=tables)  # said aloud: in the text, in the JSON
    node = Op(rule, name, inputs, attrs, _targets(rule, out), hidden, where, version=version)
    return SymbolGraph([Entry(node, index) for index in range(len(rule.outputs))])
