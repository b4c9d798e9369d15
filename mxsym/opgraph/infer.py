"""Shape and type inference: the constraints of each node, applied in both directions until nothing changes.

Every contradiction is a fault.
"""

# The constraints: a rule's tensors and its outputs have one shape and one dtype, except that an update's other
# tensors may be float32 if the weight and its gradient are 16-bit. An operator's inputs may also be a single number
# (shape () or (1,)), which broadcasts. An attribute given as a Symbol is a single number of any float type.

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from mxsym.codegen.dtypes import BY_NAME, F32, TENSOR, U8, DType, compute_dtype
from mxsym.codegen.expr import EACH, WEIGHT, Axes, Granularity, matrix_shape
from mxsym.codegen.record import record, replace
from mxsym.errors import Fault
from mxsym.opgraph.attributes import declared_dtype, declared_shape
from mxsym.opgraph.expand_multi import expand
from mxsym.opgraph.node import Entry, Op, SymbolGraph, Variable, ops_of, variables_of
from mxsym.opgraph.typed import Shape, Types, is_number, iterated
from mxsym.rule.axes import AxesError
from mxsym.rule.bodies import PER_TENSOR
from mxsym.rule.inputs import EMPTY, state_shape
from mxsym.rule.rule import Rule
from mxsym.rules.elementwise import OPERATORS


@record
class _Port:
    """A place of a node that has a shape and a dtype: an input, an output, the variable stored to."""

    label: str
    entry: Entry
    is_output: bool = False
    dtype: DType | None = None
    space: Granularity = Granularity.ELEMENT
    axes: Axes = WEIGHT

    def describe(self) -> str:
        node = self.entry.node
        return self.label if isinstance(node, Op) or self.is_output else f"{self.label} (variable {node.name})"


@record
class _Site:
    """A node with its ports, sorted by how far they reach.

    `rows` have one value a row, a column, or a pair of these; outputs among them, too.
    `numbers` are attributes that are given as Symbols and tensors that the rule calls a number: of any float type.
    `totals` are the outputs that are one number, and the variables they are stored to.
    """

    node: Op
    rule: Rule
    elements: list[_Port]
    rows: list[_Port]
    numbers: list[_Port]
    totals: list[_Port]


def _site(node: Op) -> _Site:
    rule = node.rule
    elements, rows, scalars = list[_Port](), list[_Port](), list[_Port]()
    for item in rule.inputs:
        if item.name in node.inputs:
            space = item.space  # not by a table: an enum's members are slow keys
            is_whole = space is Granularity.ELEMENT and item.axes == WEIGHT
            ports = elements if is_whole else scalars if space is Granularity.SCALAR else rows
            ports.append(_Port(item.name, node.inputs[item.name], dtype=item.dtype, space=space, axes=item.axes))
    attributes = [_Port(item.name, node.inputs[item.name]) for item in rule.scalars if item.name in node.inputs]
    totals: list[_Port] = []
    for port in _outputs(node):
        space = port.space
        (elements if space is Granularity.ELEMENT else totals if space is Granularity.SCALAR else rows).append(port)
    return _Site(node, rule, elements, rows, [*attributes, *scalars], totals)


def _outputs(node: Op) -> Iterator[_Port]:
    """The outputs and the variables they are stored to."""
    rule = node.rule
    for index, name in enumerate(rule.outputs):
        label = f"output {name}" if len(rule.outputs) > 1 else "output"
        yield _Port(label, Entry(node, index), True, rule.output_dtype, rule.space(name))
    for index, entry in enumerate(node.outs):
        yield _Port("out", entry, True, rule.output_dtype, rule.space(rule.outputs[index]))


def _unify(types: Types, node: Op, ports: list[_Port], known: dict[Entry, Any], what: str, fix: str) -> bool:
    """One value for all ports: the first that is known. Return True if something new was learnt."""
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
            source = f"{_say(expected)}, the {what} of {first.describe()}"
            _refuse(types, node, port, f"{what} {_say(known[port.entry])}", source, fix)
    return changed


def _say(value: Shape | DType) -> str:
    return value.name if isinstance(value, DType) else str(value)


def _refuse(types: Types, node: Op, port: _Port, got: str, expected: str, fix: str) -> None:
    types.add(Fault(node.name, port.describe(), got, expected, fix, node.where))


@record
class _Room:
    """The shape of a tensor by another's: the usual one, those that do as well, and both in words."""

    usual: Shape
    words: str
    fix: str
    fits: Callable[[Shape], bool] = lambda _shape: False


_ONE_NUMBER = _Room((1,), "a single number, shape (1,) or ()", "pass one number", lambda shape: math.prod(shape) == 1)


def _learnt(answers: Iterable[bool]) -> bool:
    """True if one of these learnt something; all are asked."""
    return sum(answers) > 0


def _expect_shape(types: Types, node: Op, port: _Port, room: _Room) -> bool:
    """The usual shape where nothing says otherwise. Return True if something new was learnt."""
    shape = types.shapes.get(port.entry)
    if shape is None:
        types.shapes[port.entry] = room.usual
        return True
    if shape != room.usual and not room.fits(shape):
        _refuse(types, node, port, f"shape {shape}", room.words, room.fix)
    return False


def _expect_dtype(types: Types, node: Op, port: _Port, entry: Entry, dtype: DType) -> bool:
    """The dtype where nothing says otherwise. Return True if something new was learnt."""
    is_new = entry not in types.dtypes
    got = types.dtypes.setdefault(entry, dtype)
    if got is not dtype:
        _refuse(types, node, port, f"dtype {got.name}", dtype.name, _FIX_DTYPE)
    return is_new


_FIX_SHAPE = "give tensors of one shape"
_FIX_DTYPE = "convert one of them with astype, or with mx.sym.cast in the graph"


def _open(types: Types, site: _Site) -> _Site | None:
    """The site without tensors that its rule does not use for such a weight: they are empty, if nothing says more.

    None: that is not known yet, for it depends on the weight's axes.
    """
    node, first = site.node, site.rule.inputs[:2]
    own = [port for port in site.elements if port.is_output or port.label in {item.name for item in first}]
    shape = next((types.shapes[port.entry] for port in own if port.entry in types.shapes), None)
    if shape is None:
        return None
    try:
        node.body(len(shape))
    except AxesError as error:
        got, expected = f"shape {shape}", "a weight that the rule takes"
        types.add(Fault(node.name, first[0].name, got, expected, str(error), node.where))
        return None
    empty = {item.name for item in site.rule.inputs if len(shape) in item.unused_at}
    unused = {port for port in (*site.elements, *site.rows) if not port.is_output and port.label in empty}
    for port in unused:
        types.shapes.setdefault(port.entry, EMPTY)
    left = {port for port in unused if types.shapes[port.entry] == EMPTY}
    elements, rows = ([port for port in ports if port not in left] for ports in (site.elements, site.rows))
    return replace(site, elements=elements, rows=rows)


def _shapes(types: Types, site: _Site) -> bool:
    node, known = site.node, types.shapes
    if site.rule.by_axes:
        opened = _open(types, site)
        if opened is None:
            return False
        site = opened
    ports = site.elements
    changed = _learnt(_number_shape(types, node, port) for port in site.numbers)
    changed |= _number_outputs(types, site)
    if node.extent is not None:
        return _vector_shapes(types, node, node.extent) or changed
    if not site.rule.inputs and not node.outs:  # a number; one with `out=` fills that
        changed = Entry(node) not in known
        known[Entry(node)] = ()
        return changed
    if site.rule is OPERATORS.get(site.rule.name) and site.rule.inputs:
        number_known = Entry(node) in known
        equal = _equal_ports(types, site)
        if equal is None:
            return changed
        ports, changed = equal, changed or number_known is not (Entry(node) in known)
    changed |= _unify(types, node, ports, known, "shape", _FIX_SHAPE)
    return _row_shapes(types, site) or changed


def _equal_ports(types: Types, site: _Site) -> list[_Port] | None:
    """The ports of an operator that have one shape: a single number among larger tensors broadcasts.

    None: that depends on what is still unknown. Of numbers alone, () and (1,) give (1,).
    """
    known, ports = types.shapes, site.elements
    if any(not is_number(known[port.entry]) for port in ports if port.entry in known):
        return [port for port in ports if port.is_output or not is_number(known.get(port.entry))]
    inputs = [port.entry for port in ports if not port.is_output]
    if any(entry not in known for entry in inputs):
        return None
    known.setdefault(Entry(site.node), max((known[entry] for entry in inputs), key=len))
    return [port for port in ports if port.is_output]


def _number_shape(types: Types, node: Op, port: _Port) -> bool:
    """A port that takes one number, or one element of a tensor, has a tensor of the right size."""
    shape = types.shapes.get(port.entry.whole)
    count = port.entry.element[1] if port.entry.element is not None else 1
    if shape is None and (port.entry.element is not None or node.rule.attribute(port.label) is None):
        types.shapes[port.entry.whole] = (count,)
        return True
    if shape is None or math.prod(shape) == count:
        return False
    name, label = node.name, port.describe()
    want, fix = "a single number, shape () or (1,)", "pass one number"
    if port.entry.element is not None:  # the fault of an op on many tensors, not of each of its updates
        name, label = name.rpartition("[")[0] or name, PER_TENSOR.get(port.label, port.label)
        want, fix = f"({count},), one number for each update", f"pass shape ({count},)"
    types.add(Fault(name, label, f"shape {shape}", want, fix, node.where))
    return False


def _vector_shapes(types: Types, node: Op, count: int) -> bool:
    """A vector of one number for each tensor of an op on many goes where there is room for just these."""
    room = _Room((count,), f"({count},), one number for each tensor", f"pass shape ({count},)")
    return _learnt(_expect_shape(types, node, port, room) for port in _outputs(node))


def _number_outputs(types: Types, site: _Site) -> bool:
    """Outputs that are one number have shape (1,); a variable that such a one is stored to may also have ()."""
    ports = (port for port in site.totals if port.entry.element is None)
    return _learnt(_expect_shape(types, site.node, port, _ONE_NUMBER) for port in ports)


def _row_shapes(types: Types, site: _Site) -> bool:
    """Tensors of one value for each row, column, block, or pair of rows or columns."""
    whole = types.shapes.get(iterated(site.node))
    if whole is None:
        return False
    return _learnt(_expect_shape(types, site.node, port, _narrow_room(port, whole)) for port in site.rows)


def _narrow_room(port: _Port, whole: Shape) -> _Room:
    """The shape of a tensor of one value for each row and the like, where the weight's is `whole`."""
    if port.space.tile:
        usual = state_shape(whole, port.space)
        return _Room(usual, f"one value {EACH[port.space]}, shape {usual}", "make it with mx.new_states")
    if port.axes != WEIGHT:
        usual = matrix_shape(whole, port.axes)
        return _Room(usual, f"one value for each pair of {port.axes[0]}, shape {usual}", "pass one of that")
    if port.space is Granularity.COLUMN:
        usual = state_shape(whole, port.space)
        # (W,) will do, and so with several axes in place of W.
        flat = math.prod(usual)
        others = (usual[1:] or usual, (flat,), (1, flat))
        return _Room(usual, f"one value {EACH[port.space]}, shape {usual}", "reshape it", others.__contains__)
    rows = whole[0] if whole else 1

    def fits(shape: Shape) -> bool:
        return shape[:1] == (rows,) and math.prod(shape) == rows  # (H,) and (H, 1, 1) will do

    return _Room((rows, 1), f"one value {EACH[port.space]}, shape ({rows}, 1)", "reshape it", fits)


def _is_free(types: Types, site: _Site, port: _Port) -> bool:
    """True for a tensor of its own type: an update reads each in its own, an operator a number among tensors.

    The number has the type that 16-bit tensors are computed in. What an update leaves untyped has its weight's type.
    """
    rule, dtype = site.rule, types.dtypes.get(port.entry.whole)
    if rule.is_update:
        weight = site.node.inputs[rule.inputs[0].name].whole
        return dtype is not None and not port.is_output and port.entry.whole != weight and weight in types.dtypes
    if port.is_output or not is_number(types.shapes.get(port.entry)):
        return False
    others = [types.dtypes.get(p.entry) for p in site.elements if not is_number(types.shapes.get(p.entry, ()))]
    return any(other is not None and other is not dtype and compute_dtype(other) is dtype for other in others)


def _dtypes(types: Types, site: _Site) -> bool:
    node, ports = site.node, [*site.elements, *site.rows]
    fixed = [*ports, *site.totals, *site.numbers]
    changed = _learnt(_expect_dtype(types, node, p, p.entry.whole, p.dtype) for p in fixed if p.dtype is not None)
    changed |= _number_dtypes(types, site)
    ports = [port for port in ports if port.dtype is None]
    for port in (*ports, *site.totals, *site.numbers):
        if port.dtype is None and types.dtypes.get(port.entry.whole) is U8:
            want, fix = " or ".join(dtype.name for dtype in TENSOR), "only a state in 8 bits is uint8; convert it"
            _refuse(types, node, port, f"dtype {U8.name}", want, fix)
    wanted = _cast_to(node)
    if wanted is None:
        ports = [port for port in ports if not _is_free(types, site, port)]
        return _unify(types, node, ports, types.dtypes, "dtype", _FIX_DTYPE) or changed
    outputs = [port for port in ports if port.is_output]
    new = Entry(node) not in types.dtypes
    types.dtypes[Entry(node)] = BY_NAME.get(str(wanted), F32)
    return _unify(types, node, outputs, types.dtypes, "dtype", _FIX_DTYPE) or new


def _number_dtypes(types: Types, site: _Site) -> bool:
    """An update's number has the type that is computed in; one from outside has any."""
    like = next((port.entry for port in site.elements if port.entry in types.dtypes), None)
    if site.rule.output_dtype is not None or like is None:
        return False
    dtype = compute_dtype(types.dtypes[like])
    return _learnt(_expect_dtype(types, site.node, port, port.entry, dtype) for port in site.totals)


def _cast_to(node: Op) -> object:
    """The type that an operator rounds to, by its attribute `dtype`; None for any other op."""
    return None if node.rule.is_update else node.attrs.get("dtype")


def _cast_faults(types: Types, node: Op) -> None:
    wanted = _cast_to(node)
    if wanted is not None and BY_NAME.get(str(wanted)) not in TENSOR:
        expected = ", ".join(dtype.name for dtype in TENSOR)
        types.faults.append(Fault(node.name, "dtype", repr(wanted), f"one of {expected}", "name a float type"))


def infer(
    symbol: SymbolGraph, shapes: Mapping[Entry, Shape], dtypes: Mapping[Entry, DType], otherwise: DType | None = None
) -> Types:
    """Everything that these shapes and dtypes of variables decide, with a fault for each contradiction.

    `otherwise`: the dtype of the variables for which nothing decides one.
    """
    types = Types(dict(shapes), dict(dtypes))
    variables = variables_of(symbol)
    for node in variables:
        _declared(types, node)
    original, (symbol, _) = symbol, expand(symbol)
    for node in symbol.nodes():
        if node.extent is not None:
            dtype = node.dtype if isinstance(node, Variable) else F32
            types.shapes[Entry(node)], types.dtypes[Entry(node)] = (node.extent,), dtype
    nodes = ops_of(symbol)
    sites = [_site(node) for node in nodes]
    if otherwise is None or _names_dtype(types, sites):  # else nothing could decide one
        _settle_all(types, nodes, sites)
    if otherwise is not None and any(Entry(node) not in types.dtypes for node in variables):
        for node in variables:
            types.dtypes.setdefault(Entry(node), otherwise)
        _settle_all(types, nodes, sites)
    for entry, image in zip(original.entries, symbol.entries, strict=True):
        if image in types.shapes:
            types.shapes[entry] = types.shapes[image]
        if image in types.dtypes:
            types.dtypes[entry] = types.dtypes[image]
    return types


def _names_dtype(types: Types, sites: list[_Site]) -> bool:
    """True if something says a dtype: a variable, a port of an op, or a cast."""
    ports = (port for site in sites for port in (*site.elements, *site.rows, *site.totals, *site.numbers))
    named = any(_cast_to(site.node) is not None for site in sites) or any(port.dtype for port in ports)
    return named or bool(types.dtypes)


def _settle_all(types: Types, nodes: list[Op], sites: list[_Site]) -> None:
    """Apply the constraints until nothing changes. Faults are those of the last round."""
    types.faults.clear()
    for node in nodes:
        _cast_faults(types, node)
    _settle(types, sites)
    while _untyped_constant(types, nodes):
        _settle(types, sites)


def _settle(types: Types, sites: list[_Site]) -> None:
    """Each node's constraints, to the last node and back again, until nothing changes.

    A node of which all is known has said all that it can.
    """
    changed, sweep = True, sites
    while changed:
        changed, open_sites = False, list[_Site]()
        for site in sweep:
            changed |= _shapes(types, site)
            changed |= _dtypes(types, site)
            if not _is_known(types, site):
                open_sites.append(site)
        sweep = open_sites[::-1]


def _is_known(types: Types, site: _Site) -> bool:
    """True if every place of a node has a shape and a dtype."""
    shapes, dtypes = types.shapes, types.dtypes
    return all(
        port.entry in shapes and port.entry in dtypes
        for ports in (site.elements, site.rows, site.numbers, site.totals)
        for port in ports
    )


def _declared(types: Types, node: Variable) -> None:
    """Apply a variable's own declaration where nothing else was given."""
    if not node.hidden:
        return
    if (shape := declared_shape(node.hidden)) is not None:
        types.shapes.setdefault(Entry(node), shape)
    if (dtype := declared_dtype(node.hidden)) is not None:
        types.dtypes.setdefault(Entry(node), BY_NAME[dtype])


def _untyped_constant(types: Types, nodes: list[Op]) -> bool:
    """A constant takes its type from what it meets; one that meets no tensor is float32. Return True if any was."""
    if any(node.rule.inputs and Entry(node) not in types.dtypes for node in nodes):
        return False  # something is still to be given
    for node in nodes:
        if Entry(node) not in types.dtypes:
            types.dtypes[Entry(node)] = F32
            return True
    return False
