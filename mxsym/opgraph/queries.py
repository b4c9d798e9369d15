"""Inference by name: shapes, types and storages in the order of a Symbol's lists, or one `BindError` with every
contradiction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mxsym.codegen.dtypes import DType, to_numpy
from mxsym.errors import BindError, Fault, suggest
from mxsym.opgraph.attributes import STORAGES
from mxsym.opgraph.expand_multi import expand
from mxsym.opgraph.infer import infer
from mxsym.opgraph.node import Entry, Op, SymbolGraph, Variable, variables_of
from mxsym.opgraph.storage import sources
from mxsym.opgraph.typed import Types, bad_dtype, dtype_of, shape_of


def _variables(symbol: SymbolGraph, by_name: Mapping[str, Any]) -> dict[str, Variable]:
    variables = {node.name: node for node in variables_of(symbol)}
    unknown = [name for name in by_name if name not in variables]
    if unknown:
        faults = [Fault(name, "", "a name", "a variable of the graph", suggest(name, variables)) for name in unknown]
        raise BindError("inference", faults)
    return variables


def _listed(symbol: SymbolGraph) -> tuple[list[Entry], list[Entry], list[Entry]]:
    """The entries of arguments, outputs and auxiliary states, in the order of their lists."""
    variables = {node.name: Entry(node) for node in variables_of(symbol)}
    arguments = [variables[name] for name in symbol.list_arguments()]
    return arguments, list(symbol.entries), [variables[name] for name in symbol.list_auxiliary_states()]


def _lists(symbol: SymbolGraph, known: Mapping[Entry, Any], unknown: Any, *, partial: bool) -> tuple[Any, Any, Any]:
    groups = _listed(symbol)
    if not partial and any(entry not in known for group in groups for entry in group):
        return None, None, None
    arguments, outputs, states = ([known.get(entry, unknown) for entry in group] for group in groups)
    return arguments, outputs, states


def infer_shapes(symbol: SymbolGraph, by_name: Mapping[str, Any], *, partial: bool = False) -> tuple[Any, Any, Any]:
    """Implement `Symbol.infer_shape` and `Symbol.infer_shape_partial`."""
    variables = _variables(symbol, by_name)
    checked = {name: shape_of(name, shape, partial=True) for name, shape in by_name.items() if shape is not None}
    faults = [shape for shape in checked.values() if isinstance(shape, Fault)]
    known = {Entry(variables[name]): shape for name, shape in checked.items() if not isinstance(shape, Fault)}
    types = infer(symbol, {entry: shape for entry, shape in known.items() if -1 not in shape}, {})
    for entry, shape in known.items():
        inferred = types.shapes.get(entry, shape)
        if len(inferred) != len(shape) or any(a not in (b, -1) for a, b in zip(shape, inferred, strict=True)):
            fix = "give tensors of one shape"
            faults.append(Fault(entry.node.name, "", f"shape {shape}", f"{inferred}", fix, entry.node.where))
    if faults or types.faults:
        raise BindError("infer_shape", [*faults, *types.faults])
    return _lists(symbol, {**known, **types.shapes} if partial else types.shapes, (), partial=partial)


def infer_types(symbol: SymbolGraph, by_name: Mapping[str, Any], *, partial: bool = False) -> tuple[Any, Any, Any]:
    """Implement `Symbol.infer_type` and `Symbol.infer_type_partial`."""
    variables = _variables(symbol, by_name)
    dtypes: dict[Entry, DType] = {}
    faults: list[Fault] = []
    for name, dtype in by_name.items():
        tensor_type = dtype_of(dtype) if dtype is not None else None
        if tensor_type is not None:
            dtypes[Entry(variables[name])] = tensor_type
        elif dtype is not None:
            faults.append(bad_dtype(name, str(dtype)))
    types = infer(symbol, {}, dtypes)
    if faults or types.faults:
        raise BindError("infer_type", [*faults, *types.faults])
    known = {entry: to_numpy(dtype) for entry, dtype in types.dtypes.items()}
    return _lists(symbol, known, None, partial=partial)


def bad_storage(name: str, stype: object) -> Fault:
    """The fault of a value that is not a storage."""
    return Fault(name, "", f"stype {stype!r}", "'default' or 'row_sparse'", "name one of them")


def infer_storages(symbol: SymbolGraph, stypes: Mapping[str, Any]) -> tuple[list[str], list[str], list[str]]:
    """Implement `Symbol.infer_storage_type`."""
    variables = {node.name: node for node in variables_of(symbol)}
    faults = [
        Fault(name, "", "a storage", "a variable of the graph", suggest(name, variables))
        for name in stypes
        if name not in variables
    ]
    faults += [bad_storage(name, stype) for name, stype in stypes.items() if stype not in (None, *STORAGES)]
    storages = {node: stypes.get(name) or node.storage for name, node in variables.items()}
    sparse = frozenset(node for node, stype in storages.items() if stype == "row_sparse")
    expanded, _ = expand(symbol)
    rows, wrong = sources(expanded, sparse, Types())
    if faults or wrong:
        raise BindError("infer_storage_type", [*faults, *wrong])
    image = dict(zip(symbol.entries, expanded.entries, strict=True))
    arguments, outputs, states = (
        [_storage(image.get(entry, entry), sparse, rows) for entry in group] for group in _listed(symbol)
    )
    return arguments, outputs, states


def _storage(entry: Entry, sparse: frozenset[Variable], rows: Mapping[Op, Variable]) -> str:
    """An update gives what its weight is; an operator on rows gives rows."""
    node = entry.node
    if isinstance(node, Op) and node.rule.is_update:
        return "row_sparse" if node.inputs[node.rule.inputs[0].name].node in sparse else "default"
    return "row_sparse" if node in sparse or node in rows else "default"
