"""Ops that change something only where a number is not 0.

Input: a number, and ops that write. Output: the same ops under that condition; those of one Group that read one
another read the guarded ones.
Non-goals: what a guarded update computes (`family.py`).
"""

from __future__ import annotations

from dataclasses import replace

from mxsym.errors import SymbolError
from mxsym.family import GUARD, form_of
from mxsym.operators import OPERATORS
from mxsym.symbol import rewire
from mxsym.symbol.core import Symbol
from mxsym.symbol.node import Entry, Node, topological


def only_if(condition: Symbol, results: object) -> Symbol:
    """What `mx.only_if` does between Symbols.

    Raises:
        SymbolError: an argument is not what it takes.
    """
    if len(condition.entries) != 1:
        raise SymbolError(f"only_if takes one number, got a group of {len(condition.entries)}")
    if not isinstance(results, Symbol):
        raise SymbolError(f"only_if takes a Symbol of ops that write, got {type(results).__name__}")
    heads = {entry.node for entry in results.entries}
    image: dict[Entry, Entry] = {}
    for node in topological(results.entries) if len(heads) > 1 else heads:
        made = rewire.rewired(node, image)
        made = _guarded(made, condition.entries[0]) if node in heads else made
        if made is not node:
            image |= {Entry(node, index): Entry(made, index) for index in range(len(node.outputs()))}
    return Symbol([image[entry] for entry in results.entries])


def _guarded(node: Node, condition: Entry) -> Node:
    """An op that writes, under that condition."""
    rule = node.rule
    if rule is None or rule.members or not (rule.is_update or node.outs):
        what = "a variable" if rule is None else f"{rule.name}, {'on many tensors' if rule.members else 'without out='}"
        raise SymbolError(f"only_if takes updates of one tensor and ops with out=; {node.name} is {what}")
    if GUARD in node.inputs:
        raise SymbolError(f"only_if: {node.name} has a condition already; join the two with mx.logical_and")
    if not rule.is_update:
        value = replace(node, name=f"{node.name}_value", outs=())
        inputs = {"data": Entry(value), "old": node.outs[0], "condition": condition}
        return replace(node, rule=OPERATORS["_only_if"], inputs=inputs, attrs={}, texts={})
    names = {item.name for item in rule.inputs}
    if strangers := [name for name in rule.outputs[: len(node.outs)] if name not in names]:
        raise SymbolError(f"only_if: {strangers[0]} of {node.name} is no input, so it has no value to keep")
    made = form_of(rule if rule.base is None else rule.base, f"{GUARD}_{rule.form}".rstrip("_"))
    return replace(node, rule=made, inputs={**node.inputs, GUARD: condition})
