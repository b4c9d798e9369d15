"""The laws of a Program. A program that breaks one is a fault of mxsym, not of its user."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mxsym.codegen.dtypes import STORED, DType, T
from mxsym.codegen.expr import CUTS, OF_COLUMNS, REDUCTIONS, Expr, Granularity, join
from mxsym.codegen.matrices import is_library_call
from mxsym.codegen.program import (
    Call,
    Memory,
    Number,
    Operand,
    Place,
    Program,
    ResultRef,
    Role,
    Rows,
    Shape,
    Storage,
    Tensor,
    reaches,
    rows_and_columns,
    shape_of,
)
from mxsym.codegen.verify import VerifyError

_OWN = (Role.OUTPUT, Role.TEMPORARY)


def verify_program(program: Program) -> None:
    """Check names, definition before use, types, extents, rows and writers.

    Raises:
        VerifyError: naming every fault.
    """
    _verify(program, whole=True)


def verify_region(program: Program) -> None:
    """As `verify_program`, for a program that is one loop of another, which may read what other loops write.

    All calls run over the same, but for numbers that are made of numbers; what is written is accessed in one way.

    Raises:
        VerifyError: naming every fault.
    """
    _verify(program, whole=False, faults=[*_loop(program)])


def verify_phases(regions: Iterable[tuple[int, Program]]) -> None:
    """Check programs, each with its phase, that run as loops: those of a phase are independent of each other.

    Loops on the listed rows of a source, and on its other rows, may touch the same tensors. Numbers that the former
    stores are stored when both are done.

    Raises:
        VerifyError: naming every fault.
    """
    faults: list[str] = []
    written: dict[tuple[int, str], list[tuple[int, Call, Memory]]] = {}
    calls = [(loop, phase, call) for loop, (phase, program) in enumerate(regions) for call in program.calls]
    for loop, phase, call in calls:
        for write in call.writes():
            written.setdefault((phase, write.place.tensor), []).append((loop, call, write))
    for loop, phase, call in calls:
        for access in _touched(call):
            for other, writer, write in written.get((phase, access.place.tensor), ()):
                halves = writer.source is not None and writer.source == call.source and writer.rows is not call.rows
                if loop != other and not halves and access.place.overlaps(write.place):
                    what = f"{call.name} accesses {write.place.tensor}"
                    faults.append(f"{what}, which {writer.name} writes in phase {phase}")
    if faults:
        raise VerifyError("phases: " + "; ".join(faults))


def _touched(call: Call) -> Iterator[Memory]:
    """The memory that a call reads and writes."""
    for access in call.reads():
        if isinstance(access.of, Place):
            yield Memory(access.of, access.space)
    yield from call.writes()


def _verify(program: Program, *, whole: bool, faults: Iterable[str] = ()) -> None:
    state = _State({tensor.name: tensor for tensor in program.tensors}, whole)
    faults = [*faults, *_declarations(program)]
    for call in program.calls:
        faults += [f"{call.name}: {fault}" for fault in _call(state, call)]
        state.calls[call.name] = call
    for name in program.outputs:
        faults += [f"output: {fault}" for fault in _output(state, name)]
    if faults:
        raise VerifyError("program: " + "; ".join(faults))


def _loop(program: Program) -> Iterator[str]:
    """The laws of calls in one loop: one iteration, no read of what another writes."""
    running = [call for call in program.calls if not call.repeated or call.gives_rows]
    over: dict[str, list[str]] = {}
    for call in running:
        rows, columns = rows_and_columns(call.shape)
        what = f"{rows} rows of {columns}"
        if call.source is not None:
            what += f", {call.rows.value} rows of {call.source}"
        over.setdefault(what, []).append(call.name)
    if len(over) != 1:
        loops = "; ".join(f"{what} ({', '.join(names)})" for what, names in sorted(over.items()))
        yield f"one loop over {loops or 'nothing'}"
    yield from (f"{call.name}: all rows in one loop" for call in program.calls if call.rows is Rows.ALL)
    accesses: dict[str, list[tuple[Call, Memory]]] = {}
    for call in program.calls:
        for access in _touched(call):
            accesses.setdefault(access.place.tensor, []).append((call, access))
    for writer in program.calls:
        for write in writer.writes():
            for call, access in accesses[write.place.tensor]:
                alike = access == write and (write.space.by_row or call is writer)
                if access.place.overlaps(write.place) and not alike:
                    yield f"{call.name} accesses {write.place.tensor}, which {writer.name} writes, in another way"


@dataclass
class _State:
    """The facts before a call: tensors, earlier calls, the places of own tensors that have been written."""

    tensors: dict[str, Tensor]
    whole: bool
    calls: dict[str, Call] = field(default_factory=dict[str, Call])
    written: dict[str, set[int | None]] = field(default_factory=dict[str, "set[int | None]"])

    def is_written(self, place: Place) -> bool:
        """True if every element of an own tensor's place has been written."""
        elements = self.written.get(place.tensor, set())
        if None in elements or (place.element is not None and place.element in elements):
            return True
        return place.element is None and len(elements) == math.prod(self.tensors[place.tensor].shape)


def _twice(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []


def _declarations(program: Program) -> Iterator[str]:
    for what, names in (
        ("tensors", [tensor.name for tensor in program.tensors]),
        ("calls", [call.name for call in program.calls]),
        ("bodies", [body.name for body in program.bodies()]),
    ):
        yield from (f"two {what} are named {name}" for name in _twice(names))
    for tensor in program.tensors:
        if tensor.dtype not in STORED:
            yield f"tensor {tensor.name} has type {tensor.dtype}"
        if any(size < 0 for size in tensor.shape):
            yield f"tensor {tensor.name} has shape {tensor.shape}"
        if tensor.storage is Storage.ROW_SPARSE and (tensor.role in _OWN or not tensor.shape):
            yield f"tensor {tensor.name} is row-sparse, and is no tensor of rows of the user's"


def _call(state: _State, call: Call) -> Iterator[str]:
    if is_library_call(call.body):
        yield from _library_call(state, call)
        return
    yield from _parameters(call)
    yield from _rows(state, call)
    for operand in call.operands:
        yield from (f"operand {operand.parameter}: {fault}" for fault in _operand(state, call, operand))
    yield from _results(call)
    yield from _targets(state, call)


def _library_call(state: _State, call: Call) -> Iterator[str]:
    """A call of a library reads and writes whole tensors of workspace, and none of what it reads."""
    if call.is_update or call.source is not None:
        yield "a call of a library is no update, and runs on no rows"
    reads = [operand.source for operand in call.operands]
    writes = [place for result in call.results for place in result.targets]
    types = {buffer.name: buffer.dtype for buffer in call.body.buffers}
    types |= {store.buffer: store.value.dtype for store in call.body.stores}
    touched = [(operand.parameter, operand.source) for operand in call.operands]
    touched += [(result.name, place) for result in call.results for place in result.targets]
    for name, place in touched:
        dtype = call.compute if types.get(name, T) is T else types[name]
        tensor = state.tensors.get(place.tensor) if isinstance(place, Place) and place.element is None else None
        if tensor is None or tensor.role is not Role.WORKSPACE or tensor.dtype is not dtype:
            yield f"a call of a library touches {place}, which is no workspace of {dtype}"
    yield from (f"{place.tensor} is read and written" for place in writes if place in reads)
    if [operand.parameter for operand in call.operands] != [buffer.name for buffer in call.body.buffers]:
        yield f"operands {', '.join(operand.parameter for operand in call.operands)} of a library call"
    for place in reads:
        if state.whole and isinstance(place, Place) and not state.is_written(place):
            yield f"{place.tensor} is read before it is written"
    for place in writes:
        state.written.setdefault(place.tensor, set()).add(None)


def _parameters(call: Call) -> Iterator[str]:
    """Each parameter of the body is given once, and no more finely than the body reads it."""
    tensors = {buffer.name: buffer.space for buffer in call.body.buffers}
    spaces = tensors | dict.fromkeys(call.body.scalars, Granularity.SCALAR)
    names = [operand.parameter for operand in call.operands]
    if sorted(names) != sorted(spaces):
        yield f"operands {', '.join(names)} for the parameters {', '.join(spaces)}"
    for operand in call.operands:
        if not operand.space.within(spaces.get(operand.parameter, Granularity.ELEMENT)):
            yield f"operand {operand.parameter} is finer than the body's"
        if isinstance(operand.source, Number) and operand.parameter not in call.body.scalars:
            yield f"operand {operand.parameter} is a tensor and is given a number"
    for node in call.body.nodes():
        known = {"load": tensors, "scalar": call.body.scalars}.get(node.op)
        if known is not None and node.attr not in known:
            yield f"{node.op} of {node.attr}, which is no parameter of that kind"


def _rows(state: _State, call: Call) -> Iterator[str]:
    """A call runs on the rows of a row-sparse source where it has one. What sums a whole tensor sums listed rows."""
    if (call.rows is Rows.DENSE) is not (call.source is None):
        yield f"{call.rows.value} rows of {call.source}"
    if call.source is None:
        return
    source = state.tensors.get(call.source)
    if source is None or source.storage is not Storage.ROW_SPARSE:
        yield f"its source {call.source} is no row-sparse tensor"
    elif not reaches(source.shape, Granularity.ELEMENT, call.shape):
        yield f"it runs over {call.shape}, its source {call.source} has shape {source.shape}"
    bad = OF_COLUMNS if call.rows is Rows.LISTED else CUTS
    if any(node.op in bad for node in call.body.nodes()):
        yield f"it reduces a whole tensor over {call.rows.value} rows of {call.source}"
    if call.gives_rows and (call.rows is Rows.ALL or any(result.targets for result in call.results)):
        yield "an operator's row-sparse value has all rows, or is stored"


def _operand(state: _State, call: Call, operand: Operand) -> Iterator[str]:
    source = operand.source
    match source:
        case Number():
            if operand.space is not Granularity.SCALAR:
                yield "a number has one value"
        case Place():
            yield from _reached(state, source, operand.space, call.shape)
            tensor = state.tensors.get(source.tensor)
            if tensor is None:
                return
            own = tensor.role in (*_OWN, Role.WORKSPACE)
            if own and not state.is_written(source) and (state.whole or source.tensor in state.written):
                yield f"{source.tensor} is read before it is written"
            is_table = tensor.storage is Storage.ROW_SPARSE and source.tensor != call.source
            if is_table and (call.source is None or not call.is_update):
                yield f"row-sparse {source.tensor} is read by what is no update on rows"
        case ResultRef(name, result):
            maker = state.calls.get(name)
            value = maker.result(result) if maker is not None else None
            if maker is None or value is None:
                yield f"{name}#{result} is not defined above"
                return
            shape = shape_of(maker.shape, value.space)
            yield from _fits(f"{name}#{result}", shape, source.element, operand.space, call.shape)
            if maker.gives_rows and (maker.source, operand.space) != (call.source, Granularity.ELEMENT):
                yield f"{name}#{result} has the rows of {maker.source} only"


def _fits(what: str, shape: Shape, element: int | None, space: Granularity, over: Shape) -> Iterator[str]:
    """A tensor has a value for each element, row or call; an element of it is there, and is one number."""
    if element is None:
        if not reaches(shape, space, over):
            yield f"{what} has shape {shape}, used for each {space.name.lower()} over {over}"
        return
    if space is not Granularity.SCALAR:
        yield f"element {element} of {what} is one number"
    if not 0 <= element < math.prod(shape):
        yield f"{what} of shape {shape} has no element {element}"


def _reached(state: _State, place: Place, space: Granularity, over: Shape) -> Iterator[str]:
    tensor = state.tensors.get(place.tensor)
    if tensor is None:
        yield f"{place.tensor} is no tensor"
    else:
        yield from _fits(place.tensor, tensor.shape, place.element, space, over)


def _results(call: Call) -> Iterator[str]:
    """The results are the body's stores, none coarser than the value."""
    stores = [store.buffer for store in call.body.stores]
    names = [result.name for result in call.results]
    if names != stores or not stores:
        yield f"results {', '.join(names)} of a body that gives {', '.join(stores) or 'nothing'}"
        return
    spaces = _spaces(call)
    for store, result in zip(call.body.stores, call.results, strict=True):
        if result.dtype not in STORED:
            yield f"result {result.name} has type {result.dtype}"
        if not spaces[store.value].within(result.space):
            yield f"result {result.name} is coarser than its value"


def _spaces(call: Call) -> dict[Expr, Granularity]:
    """The granularity of each value of a body, its operands being what they are."""
    spaces_of = {operand.parameter: operand.space for operand in call.operands}
    spaces: dict[Expr, Granularity] = {}
    for node in call.body.nodes():
        match node.op:
            case "load":
                spaces[node] = spaces_of.get(str(node.attr), node.space)
            case _ if node.op in REDUCTIONS or not node.args:
                spaces[node] = node.space
            case _:
                spaces[node] = join(spaces[arg] for arg in node.args)
    return spaces


def _targets(state: _State, call: Call) -> Iterator[str]:
    """A call stores to a place once; types and extents agree; the program's own tensors have one writer."""
    seen: list[Place] = []
    for result in call.results:
        for place in result.targets:
            yield from (f"result {result.name}: {fault}" for fault in _reached(state, place, result.space, call.shape))
            if any(place.overlaps(other) for other in seen):
                yield f"{place.tensor} is stored twice"
            seen.append(place)
            tensor = state.tensors.get(place.tensor)
            if tensor is not None:
                yield from _target(state, call, tensor, place, result.dtype)


def _target(state: _State, call: Call, tensor: Tensor, place: Place, dtype: DType) -> Iterator[str]:
    if tensor.dtype is not dtype:
        yield f"{dtype} is stored to {tensor.name}, which is {tensor.dtype}"
    if tensor.name == call.source or (tensor.storage is Storage.ROW_SPARSE and call.source is None):
        yield f"row-sparse {tensor.name} is stored"
    if tensor.role in _OWN:
        written = state.written.setdefault(tensor.name, set())
        if None in written or place.element in written or (place.element is None and written):
            yield f"{tensor.name} is written again"
        written.add(place.element)
    elif tensor.role is Role.WORKSPACE:
        state.written.setdefault(tensor.name, set()).add(place.element)


def _output(state: _State, name: str) -> Iterator[str]:
    tensor = state.tensors.get(name)
    if tensor is None:
        yield f"{name} is no tensor"
    elif tensor.role in _OWN and not state.is_written(Place(name)):
        yield f"{name} is never written"
