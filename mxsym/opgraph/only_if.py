"""Graphs that change something only where a number is not 0.

Each op that writes does so under that condition. What the condition is computed from stays as it is.
"""

from __future__ import annotations

from mxsym.codegen.record import replace
from mxsym.errors import SymbolError
from mxsym.opgraph import substitute
from mxsym.opgraph.node import Entry, Op, SymbolGraph, topological
from mxsym.rule.bodies import GUARD
from mxsym.rule.derived_ops import guarded
from mxsym.rules.elementwise import OPERATORS
from mxsym.spelling import kind_name

_CHOICE = OPERATORS["_only_if"]


def only_if(condition: SymbolGraph, results: object) -> SymbolGraph:
    """Implement `mx.only_if` between Symbols.

    Raises:
        SymbolError: an argument is not what it takes.
    """
    if len(condition.entries) != 1:
        raise SymbolError(f"only_if takes one number, got a group of {len(condition.entries)}")
    if not isinstance(results, SymbolGraph):
        raise SymbolError(f"only_if takes a Symbol whose ops write, got {kind_name(results)}")
    apart = set(topological(condition.entries))
    image: dict[Entry, Entry] = {}
    written = False
    for node in topological(results.entries):
        if node in apart or not isinstance(node, Op):
            continue
        copy = substitute.rewired(node, image)
        if node.rule.is_update or node.outs or node.rule.writes_inputs:
            copy, written = _guarded(copy, condition.entries[0]), True
        if copy is not node:
            image |= {Entry(node, index): Entry(copy, index) for index in range(len(node.outputs()))}
    if not written:
        raise SymbolError(f"only_if takes a Symbol whose ops write: an update, or out=; {results!r} has none")
    return SymbolGraph([image.get(entry, entry) for entry in results.entries])


def _guarded(node: Op, condition: Entry) -> Op:
    """An op that writes, under that condition."""
    rule = node.rule
    if rule.members:
        raise SymbolError(f"only_if: {node.name} is {rule.name}, on many tensors; use an op for each")
    if rule.is_guarded or rule is _CHOICE:
        if condition in node.inputs.values():
            return node
        raise SymbolError(f"only_if: {node.name} has another condition already; join them with mx.logical_and")
    if not rule.is_update:
        value = replace(node, name=f"{node.name}_value", outs=())
        inputs = {"data": Entry(value), "old": node.outs[0], "condition": condition}
        return replace(node, rule=_CHOICE, inputs=inputs, attrs={}, texts={})
    names = {item.name for item in rule.inputs}
    if strangers := [name for name in rule.outputs[: len(node.outs)] if name not in names]:
        raise SymbolError(f"only_if: {strangers[0]} of {node.name} is no input, so it has no value to keep")
    conditional = guarded(rule)
    inputs = {**node.inputs, GUARD: condition}
    first = {item.name: inputs[item.name] for item in conditional.inputs if item.name in inputs}
    return replace(node, rule=conditional, inputs={**first, **inputs})
