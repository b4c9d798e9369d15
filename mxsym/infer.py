"""Shape and type inference: the constraints of each node, applied both ways until nothing changes.

Input: a Symbol and the shapes and dtypes of some of its variables. Output: those of every entry that they decide, and a
fault for every contradiction.
The constraints: a rule's tensors and its outputs have one shape and one dtype, but that states may be float32 where the
weight is narrower; an operator's inputs may also be a
single number (shape () or (1,)), which broadcasts; an attribute given as a Symbol is a single number of any float type.
Non-goals: arrays (`runtime.buffers`), storage.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mxsym.codegen.dtypes import BY_NAME, F32, TENSOR, DType, compute_dtype, from_numpy, to_numpy
from mxsym.codegen.expr import Space
from mxsym.errors import BindError, Fault, near
from mxsym.symbol import Entry, Node, Symbol

Shape = tuple[int, ...]


@dataclass
class Types:
    """What is known of each entry."""

    shapes: dict[Entry, Shape] = field(default_factory=dict[Entry, Shape])
    dtypes: dict[Entry, DType] = field(default_factory=dict[Entry, DType])
    faults: list[Fault] = field(default_factory=list[Fault])


def is_number(shape: Shape | None) -> bool:
    """Whether a tensor of this shape broadcasts: () and (1,) do."""
    return shape in ((), (1,))


@dataclass(frozen=True, slots=True)
class _Port:
    """A place of a node that has a shape and a dtype: an input, an output, the variable stored to."""

    label: str
    entry: Entry
    is_output: bool = False

    def describe(self) -> str:
        node = self.entry.node
        return self.label if node.rule is not None or self.is_output else f"{self.label} (variable {node.name})"


def _ports(node: Node, space: Space = Space.ELEMENT) -> Iterator[_Port]:
    """The ports that reach each element, outputs among them; or the inputs that hold one value a row."""
    assert node.rule is not None
    for item in node.rule.inputs:
        if item.name in node.inputs and item.space is space:
            yield _Port(item.name, node.inputs[item.name])
    if space is Space.ROW:
        return
    for index, name in enumerate(node.rule.outputs):
        yield _Port(f"output {name}" if len(node.rule.outputs) > 1 else "output", Entry(node, index), True)
    if node.out is not None:
        yield _Port("out", Entry(node.out), True)


def _attribute_ports(node: Node) -> Iterator[_Port]:
    assert node.rule is not None
    for item in node.rule.scalars:
        if item.name in node.inputs:
            yield _Port(item.name, node.inputs[item.name])


def attribute_inputs(node: Node) -> list[str]:
    """The names of the attributes that this node was given as Symbols."""
    return [port.label for port in _attribute_ports(node)] if node.rule else []


def _unify(types: Types, node: Node, ports: list[_Port], known: dict[Entry, Any], what: str, fix: str) -> bool:
    """One value for all ports: the first that is known. Whether something new was learnt."""
    first = next((port for port in ports if port.entry in known), None)
    if first is None:
        return False
    expected = known[first.entry]
    changed = False
    for port in ports:
        if port.entry not in known:
            known[port.entry] = expected
            changed = True
        elif known[port.entry] != expected:
            got, want = _say(known[port.entry]), _say(expected)
            source = f"{want}, the {what} of {first.describe()}"
            fault = Fault(node.name, port.describe(), f"{what} {got}", source, fix, node.where)
            if fault not in types.faults:
                types.faults.append(fault)
    return changed


def _say(value: Shape | DType) -> str:
    return value.name if isinstance(value, DType) else str(value)


_FIX_SHAPE = "give tensors of one shape"
_FIX_DTYPE = "convert one of them with astype, or with mx.sym.cast in the graph"


def _shapes(types: Types, node: Node) -> bool:
    assert node.rule is not None
    known = types.shapes
    changed = False
    for port in _attribute_ports(node):
        shape = known.get(port.entry)
        if shape is not None and math.prod(shape) != 1:
            want = "a single number, shape () or (1,)"
            fault = Fault(node.name, port.describe(), f"shape {shape}", want, "pass one number", node.where)
            if fault not in types.faults:
                types.faults.append(fault)
    ports = list(_ports(node))
    if not node.rule.inputs:
        changed = Entry(node) not in known
        known[Entry(node)] = ()
        return changed
    if not node.rule.is_update:
        # A single number among larger tensors broadcasts: it takes no part.
        large = any(not is_number(known[port.entry]) for port in ports if port.entry in known)
        if large:
            ports = [port for port in ports if port.is_output or not is_number(known.get(port.entry))]
        elif any(port.entry not in known for port in ports if not port.is_output):
            return False  # whether these are numbers or tensors depends on what is still unknown
        else:  # numbers only: () and (1,) give (1,)
            widest = max((known[port.entry] for port in ports if not port.is_output), key=len)
            changed = Entry(node) not in known
            known.setdefault(Entry(node), widest)
            ports = [port for port in ports if port.is_output]
    return _unify(types, node, ports, known, "shape", _FIX_SHAPE) or _row_shapes(types, node) or changed


def _row_shapes(types: Types, node: Node) -> bool:
    """Tensors of one value a row: (H, 1) where nothing says otherwise; (H,) and (H, 1, 1) will do."""
    whole = types.shapes.get(Entry(node))
    changed = False
    for port in _ports(node, Space.ROW):
        if whole is None:
            continue
        shape = types.shapes.get(port.entry)
        rows = whole[0] if whole else 1
        if shape is None:
            types.shapes[port.entry] = (rows, 1)
            changed = True
        elif shape[:1] != (rows,) or math.prod(shape) != rows:
            want = f"one value a row, shape ({rows}, 1)"
            fault = Fault(node.name, port.describe(), f"shape {shape}", want, "reshape it", node.where)
            if fault not in types.faults:
                types.faults.append(fault)
    return changed


def _is_wide_state(types: Types, node: Node, port: _Port) -> bool:
    """Whether this is a state in the type that 16-bit weights are computed in: it loses nothing between steps."""
    assert node.rule is not None
    weight = types.dtypes.get(node.inputs[node.rule.inputs[0].name]) if node.rule.states else None
    if weight is None or port.label not in node.rule.states:
        return False
    return types.dtypes.get(port.entry) is compute_dtype(weight)


def _dtypes(types: Types, node: Node) -> bool:
    assert node.rule is not None
    ports = [*_ports(node), *_ports(node, Space.ROW)]
    wanted = node.attrs.get("dtype") if node.rule.name == "Cast" else None
    if wanted is None:
        ports = [port for port in ports if not _is_wide_state(types, node, port)]
        return _unify(types, node, ports, types.dtypes, "dtype", _FIX_DTYPE)
    outputs = [port for port in ports if port.is_output]
    new = Entry(node) not in types.dtypes
    types.dtypes[Entry(node)] = BY_NAME.get(str(wanted), F32)
    return _unify(types, node, outputs, types.dtypes, "dtype", _FIX_DTYPE) or new


def _cast_faults(types: Types, node: Node) -> None:
    wanted = node.attrs.get("dtype") if node.rule and node.rule.name == "Cast" else None
    if wanted is not None and BY_NAME.get(str(wanted)) not in TENSOR:
        expected = ", ".join(dtype.name for dtype in TENSOR)
        types.faults.append(Fault(node.name, "dtype", repr(wanted), f"one of {expected}", "name a float type"))


def infer(symbol: Symbol, shapes: Mapping[Entry, Shape], dtypes: Mapping[Entry, DType]) -> Types:
    """Everything that these shapes and dtypes of variables decide, with a fault for each contradiction."""
    types = Types(dict(shapes), dict(dtypes))
    nodes = [node for node in symbol.nodes() if node.rule is not None]
    for node in nodes:
        _cast_faults(types, node)
    changed = True
    while changed:
        changed = False
        for node in (*nodes, *reversed(nodes)):
            changed |= _shapes(types, node)
            changed |= _dtypes(types, node)
        changed = changed or _untyped_constant(types, nodes)
    return types


def _untyped_constant(types: Types, nodes: list[Node]) -> bool:
    """A constant takes its type from what it meets; one that meets no tensor is float32. Whether there was one."""
    if any(node.rule is not None and node.rule.inputs and Entry(node) not in types.dtypes for node in nodes):
        return False  # something is still to be given
    for node in nodes:
        if Entry(node) not in types.dtypes:
            types.dtypes[Entry(node)] = F32
            return True
    return False


def shape_of(name: str, value: Any) -> Shape | Fault:
    """A shape as a user gives it, or what is wrong with it."""
    try:
        sizes = tuple(operator.index(size) for size in value)
    except TypeError:
        sizes = (-1,)
    if any(size < 0 for size in sizes) or math.prod(sizes) >= 1 << 60:
        return Fault(name, "", f"shape {value!r}", "a tuple of sizes", "pass whole numbers, as (3, 4)")
    return sizes


def _variables(symbol: Symbol, given: Mapping[str, Any]) -> dict[str, Node]:
    variables = {node.name: node for node in symbol.nodes() if node.rule is None}
    unknown = [name for name in given if name not in variables]
    if unknown:
        faults = [Fault(name, "", "a name", "a variable of the graph", near(name, variables)) for name in unknown]
        raise BindError("inference", faults)
    return variables


def _lists(symbol: Symbol, known: Mapping[Entry, Any]) -> tuple[list[Any] | None, list[Any] | None, list[Any] | None]:
    variables = {node.name: Entry(node) for node in symbol.nodes() if node.rule is None}
    arguments = [variables[name] for name in symbol.list_arguments()]
    states = [variables[name] for name in symbol.list_auxiliary_states()]
    groups = (arguments, list(symbol.entries), states)
    if any(entry not in known for group in groups for entry in group):
        return None, None, None
    return [known[e] for e in arguments], [known[e] for e in symbol.entries], [known[e] for e in states]


def infer_shapes(symbol: Symbol, given: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    """What `Symbol.infer_shape` gives."""
    variables = _variables(symbol, given)
    checked = {name: shape_of(name, shape) for name, shape in given.items() if shape is not None}
    faults = [shape for shape in checked.values() if isinstance(shape, Fault)]
    shapes = {Entry(variables[name]): shape for name, shape in checked.items() if not isinstance(shape, Fault)}
    types = infer(symbol, shapes, {})
    if faults or types.faults:
        raise BindError("infer_shape", [*faults, *types.faults])
    return _lists(symbol, types.shapes)


def infer_types(symbol: Symbol, given: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    """What `Symbol.infer_type` gives."""
    variables = _variables(symbol, given)
    dtypes: dict[Entry, DType] = {}
    faults: list[Fault] = []
    for name, dtype in given.items():
        found = dtype_of(dtype) if dtype is not None else None
        if found is not None:
            dtypes[Entry(variables[name])] = found
        elif dtype is not None:
            faults.append(bad_dtype(name, str(dtype)))
    types = infer(symbol, {}, dtypes)
    if faults or types.faults:
        raise BindError("infer_type", [*faults, *types.faults])
    known = {entry: to_numpy(dtype) for entry, dtype in types.dtypes.items()}
    return _lists(symbol, known)


def dtype_of(dtype: Any) -> DType | None:
    """The tensor type named by a NumPy dtype or its name, or None."""
    if isinstance(dtype, str) and dtype in BY_NAME:
        found = BY_NAME[dtype]
    else:
        try:
            found = from_numpy(np.dtype(dtype))
        except TypeError:
            return None
    return found if found in TENSOR else None


def bad_dtype(name: str, got: str) -> Fault:
    """The fault of a tensor whose type no op computes with."""
    expected = " or ".join(dtype.name for dtype in TENSOR)
    return Fault(name, "", f"dtype {got}", expected, "convert it with astype")
