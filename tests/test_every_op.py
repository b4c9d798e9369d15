"""Every op as a Symbol: however it is built and whatever it goes through, it has the bits of the imperative op."""

from __future__ import annotations

import copy
from typing import Any, cast

import numpy as np
import pytest

import mxsym as mx
from mxsym.opgraph.interpreter import interpret
from mxsym.opgraph.names import NameManager
from mxsym.opgraph.save import to_python
from mxsym.rule import derived_ops, lookup, op_functions
from mxsym.rule.rule import VERSIONS, Count, Rule
from tests.support import Array, assert_same_bits, bind, copies, name_of, op_of
from tests.test_forms import numbers, tensors

SHIPPED = ("mxsym.rules",)


def ops() -> list[Rule]:
    """Every op that ships with mxsym, in every flavour; those on many tensors for two of them."""
    found: dict[tuple[str, str], Rule] = {}
    for name in lookup.every_name():
        for version in VERSIONS:
            rule = lookup.for_version(lookup.find(name), version)
            if rule.function.__module__.startswith(SHIPPED):
                many = rule.members and any(item.kind is Count for item in rule.attributes)
                flavour = rule.base.flavour if rule.base is not None else rule.flavour
                found[rule.name, flavour] = derived_ops.sized(rule, 2) if many else rule
    return list(found.values())


def attributes(rule: Rule) -> dict[str, Any]:
    given = numbers(rule, True, rule.members)
    return {**given, **({"dtype": "float16"} if rule.name == "Cast" else {})}


def inputs(rule: Rule) -> dict[str, Array]:
    many = rule.many is not None and not rule.many.gathered
    return tensors(rule, np.dtype(np.float32), rule.members if many else 0)


def ways(rule: Rule) -> dict[str, mx.Symbol]:
    """The op with its inputs left out, by position, by name, as expressions."""
    call: Any = rule
    given = {**attributes(rule), "name": "u", "flavour": rule.flavour}
    optional = {item.name for item in rule.inputs if item.optional}
    named = {item.name: mx.sym.var(f"u_{item.name}") for item in rule.inputs}
    written = {*rule.states, *(named if rule.writes_inputs else ())}
    with NameManager():
        expressions = {name: symbol if name in written else symbol * 1.0 for name, symbol in named.items()}
    count = {item.name: 2 for item in rule.attributes if item.kind is Count}
    return {
        "left out": mx.sym.make(rule, [], {**given, **count, **{name: named[name] for name in optional}}),
        "by position": mx.sym.make(rule, list(named.values()), given),
        "by name": mx.sym.make(rule, [], {**named, **given}),
        "expressions": call(*expressions.values(), **given) if expressions else mx.sym.make(rule, [], given),
    }


def through(symbol: mx.Symbol) -> dict[str, mx.Symbol]:
    """The same graph after JSON, copies, and the text that builds it again."""
    namespace: dict[str, Any] = {}
    exec(to_python(symbol), namespace)
    remade, copied = symbol.__reduce__()  # what pickle calls
    return {
        "JSON": mx.sym.load_json(symbol.tojson()),
        "copy": copy.deepcopy(symbol),
        "pickle": remade(*copied),
        "Python": namespace["graph"],
    }


def imperative(rule: Rule, arrays: dict[str, Array]) -> tuple[list[Array], dict[str, Array]]:
    """The results of the op on arrays, and what the arrays hold then."""
    held = copies(arrays)
    if not rule.inputs:
        return interpret(mx.sym.make(rule, [], attributes(rule)), {}).outputs, held
    from mxsym.executor.imperative import update

    found: Any = update(rule, list(held.values()), {**attributes(rule), "flavour": rule.flavour})
    return cast("list[Array]", found if isinstance(found, list) else [found]), held


@pytest.mark.every(9)
@pytest.mark.each("rule")
@pytest.mark.parametrize("how", ["left out", "by position", "by name", "expressions", "JSON"])
@pytest.mark.parametrize("rule", ops(), ids=name_of)
def test_however_it_is_built(rule: Rule, how: str) -> None:
    arrays = inputs(rule)
    results, after = imperative(rule, arrays)
    graphs = ways(rule)
    symbol = mx.sym.load_json(graphs["expressions"].tojson()) if how == "JSON" else graphs[how]
    for via, again in through(symbol).items():
        assert again.tojson() == symbol.tojson(), via
        assert again.list_inputs() == symbol.list_inputs()
    named = copies({f"u_{name}": array for name, array in arrays.items()})
    outputs = bind(symbol, named).forward()
    for number, (got, want) in enumerate(zip(outputs, results, strict=True)):
        assert_same_bits(got, want, f"output {number}")
    for name, want in after.items():
        assert_same_bits(named[f"u_{name}"], want, name)


def test_no_near_name_is_looked_for_where_a_prefix_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """That takes longer than all else."""
    monkeypatch.setattr(lookup, "suggest", None)
    assert op_functions.find("copy", ("_contrib_", "_")) is lookup.find("_copy")


@pytest.mark.parametrize("name", lookup.every_name())
def test_every_name_is_that_op(name: str) -> None:
    made = getattr(mx.sym.op, name)
    rule = lookup.find(name)
    required = {item.name: (1.0,) if item.kind is tuple else 1.0 for item in rule.attributes if item.required}
    required |= {item.name: "float16" for item in rule.attributes if item.kind is str}
    required |= {item.name: 1 for item in rule.attributes if item.kind is Count}
    symbol = made(**required, name="u")
    assert op_of(symbol).rule.name == rule.name
    assert symbol.list_inputs() == [f"u_{item.name}" for item in rule.inputs if not item.optional]
    assert mx.sym.load_json(symbol.tojson()).tojson() == symbol.tojson()
