"""Storage inference: which tensors are row-sparse.

Input: a Symbol and the storages of some of its variables. Output: those of arguments, outputs and states, by name of
the storage; a fault where an op has no form for what it would get.
Non-goals: arrays, shapes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mxsym.analysis import sources
from mxsym.attribute import STORAGES
from mxsym.errors import BindError, Fault, near
from mxsym.infer import listed
from mxsym.members import expand
from mxsym.symbol import Entry, Node, Symbol


def bad_storage(name: str, stype: object) -> Fault:
    """The fault of what is no storage."""
    return Fault(name, "", f"stype {stype!r}", "'default' or 'row_sparse'", "name one of them")


def infer_storages(symbol: Symbol, given: Mapping[str, Any]) -> tuple[list[str], list[str], list[str]]:
    """What `Symbol.infer_storage_type` gives."""
    variables = {node.name: node for node in symbol.nodes() if node.rule is None}
    faults = [
        Fault(name, "", "a storage", "a variable of the graph", near(name, variables))
        for name in given
        if name not in variables
    ]
    faults += [bad_storage(name, stype) for name, stype in given.items() if stype not in (None, *STORAGES)]
    said = {node: given.get(name) or node.storage for name, node in variables.items()}
    sparse = frozenset(node for node, stype in said.items() if stype == "row_sparse")
    expanded, _ = expand(symbol)
    rows, wrong = sources(expanded, sparse)
    if faults or wrong:
        raise BindError("infer_storage_type", [*faults, *wrong])
    image = dict(zip(symbol.entries, expanded.entries, strict=True))
    arguments, outputs, states = (
        [_storage(image.get(entry, entry), sparse, rows) for entry in group] for group in listed(symbol)
    )
    return arguments, outputs, states


def _storage(entry: Entry, sparse: frozenset[Node], rows: Mapping[Node, Node]) -> str:
    """An update gives what its weight is; an operator on rows gives rows."""
    node = entry.node
    if node.rule is not None and node.rule.is_update:
        return "row_sparse" if node.inputs[node.rule.inputs[0].name].node in sparse else "default"
    return "row_sparse" if node in sparse or node in rows else "default"
