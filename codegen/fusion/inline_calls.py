"""Inlining: a region's program → the graph of one loop, free of names and shapes, so that equal regions share code.

The graph's buffers are `b0`, `b1`, … and its scalars `s0`, `s1`, …, in the order of `memory` and `numbers`.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator

from mxsym.codegen.dtypes import DType
from mxsym.codegen.expr import Expr, Granularity, cast, const, load, scalar
from mxsym.codegen.fusion.dependences import tile_in
from mxsym.codegen.fusion.stage import Stage
from mxsym.codegen.graph import Buffer, Graph, Layout, Store, inline
from mxsym.codegen.kernel import Domain
from mxsym.codegen.matrices import is_library_call
from mxsym.codegen.program import Call, Memory, Number, Place, Program, Role, Rows, Storage
from mxsym.codegen.record import record

_ROWS_AND_COLUMNS = (Granularity.ROW, Granularity.COLUMN)
NAME = "update"
"""The name of every loop's graph and of its kernels: it says nothing, so that equal ones read alike."""


@record
class Binding:
    """The memory and the numbers behind a graph's buffers and scalars, in their order."""

    memory: tuple[Memory, ...]
    numbers: tuple[Number, ...]

    def buffer_names(self) -> dict[str, str]:
        """The user's names of the graph's buffers."""
        names: dict[str, str] = {}
        for number, access in enumerate(self.memory):
            place = access.place
            name = place.tensor if place.element is None else f"{place.tensor}[{place.element}]"
            names[f"b{number}"] = f"{name}.b{number}" if name in names.values() else name
        return names

    def scalar_names(self) -> dict[str, str]:
        """The user's names of the graph's scalars."""
        return {f"s{number}": f"{key.call}.{key.attribute}" for number, key in enumerate(self.numbers)}


@functools.lru_cache(maxsize=4096)
def _inlined(
    body: Graph,
    loads: tuple[tuple[str, Expr], ...],
    scalars: tuple[tuple[str, Expr], ...],
    compute: DType,
    size: int | None,
    listed: bool,
) -> tuple[Expr, ...]:
    return tuple(inline(body, dict(loads), dict(scalars), compute, size, listed=listed).values())


def _size(call: Call) -> int | None:
    """The number of elements of an operator's row-sparse tensor: those of all rows. The loop counts the listed ones."""
    return math.prod(call.shape) if call.rows is Rows.LISTED and not call.is_update else None


def domain(program: Program) -> Domain:
    """The domain of a region's loop."""
    by_rows, rows = _by_rows(program), _rows(program)
    if rows is Rows.DENSE and _by_tiles(program):
        return Domain.TILES
    if rows is Rows.DENSE:
        return Domain.LISTED_ROWS if by_rows else Domain.FLAT
    if rows is Rows.UNLISTED and not by_rows and not _tables(program):
        return Domain.UNLISTED_ROWS
    return Domain.LISTED_ROWS


def _rows(program: Program) -> Rows:
    """The rows that the calls of a region run on."""
    return next((call.rows for call in program.calls if call.source is not None), Rows.DENSE)


def _by_rows(program: Program) -> bool:
    """True if some call has values of rows, so that the loop goes row by row."""
    bodies = [call.body for call in program.calls if not call.repeated or call.source is not None]
    sums = any(node.space in _ROWS_AND_COLUMNS for body in bodies for node in body.nodes())
    return sums or any(buffer.space in _ROWS_AND_COLUMNS for body in bodies for buffer in body.buffers)


def _by_tiles(program: Program) -> bool:
    """True if some call has values of tiles, so that the loop goes tile by tile."""
    return any(tile_in(call.body) for call in program.calls)


def _tables(program: Program) -> set[str]:
    """The row-sparse weights and states."""
    sources = {call.source for call in program.calls}
    return {t.name for t in program.tensors if t.storage is Storage.ROW_SPARSE and t.name not in sources}


class _Walk:
    """Numbers memory and numbers in the order of their first use."""

    def __init__(self, program: Program) -> None:
        self.memory: dict[Memory, int] = {}
        self.numbers: list[Number] = []
        self.number: dict[tuple[str, str], int] = {}
        self.own = {t.name: n for n, t in enumerate(program.tensors) if t.role in (Role.OUTPUT, Role.TEMPORARY)}
        self.repeated = {call.name: call for call in program.calls if call.repeated}
        writes: list[Memory] = []
        for call in program.calls:
            if not call.repeated:
                self._visit(call)
            writes += [write for write in call.writes() if self._is_made(write.place)]
        for write in sorted(writes, key=lambda write: self.own[write.place.tensor]):
            self._access(write)

    def _is_made(self, place: Place) -> bool:
        """True if the program makes this, whole: it is numbered last."""
        return place.element is None and place.tensor in self.own

    def _access(self, access: Memory) -> None:
        self.memory.setdefault(access, len(self.memory))

    def _visit(self, call: Call) -> None:
        """A call's operands and targets; a repeated call comes where its first reader reads it."""
        stack = [self._operands(call)]
        while stack:
            repeated = next(stack[-1], None)
            if repeated is None:
                stack.pop()
            else:
                stack.append(self._operands(repeated))

    def _operands(self, call: Call) -> Iterator[Call]:
        for operand in call.operands:
            source = operand.source
            if isinstance(source, Place):
                self._access(Memory(source, operand.space))
            elif isinstance(source, Number):
                self.number[call.name, operand.parameter] = len(self.numbers)
                self.numbers.append(source)
            elif (repeated := self.repeated.pop(source.call, None)) is not None:
                yield repeated
        for write in call.writes():
            if not self._is_made(write.place):
                self._access(write)


@record
class CallValues:
    """A call in the graph: the values that it reads, and its results, rounded."""

    operands: tuple[Expr, ...]
    results: tuple[Expr, ...]


@record
class Inlined:
    """A region's loop: the graph and its domain, the memory behind it, and each call in it."""

    stage: Stage
    binding: Binding
    calls: tuple[CallValues, ...]


def inline_calls(program: Program) -> Stage:
    """Replace each call by its body.

    A value that one call passes to another is rounded as if it went through memory.
    """
    return inline_region(program).stage


def inline_region(program: Program) -> Inlined:
    """The loop of a region: memory in the order of its first use, what the program makes last."""
    walk = _Walk(program)
    binding = Binding(tuple(walk.memory), tuple(walk.numbers))
    if any(is_library_call(call.body) for call in program.calls):  # which has no loop
        return Inlined(Stage(Graph(NAME, (), (), ()), Domain.FLAT), binding, ())
    buffers = _buffers(program, binding.memory)
    absent = _rows(program) is Rows.UNLISTED
    listed = _rows(program) is not Rows.DENSE and domain(program) is Domain.LISTED_ROWS
    initial = [
        const(0.0, buffer.dtype)
        if absent and buffer.layout is Layout.PACKED
        else load(buffer.name, buffer.dtype, buffer.space)
        for buffer in buffers
    ]
    memory = list(initial)
    results: dict[tuple[str, str], Expr] = {}
    calls: list[CallValues] = []
    for call in program.calls:
        tensors = {buffer.name for buffer in call.body.buffers}
        loads: list[tuple[str, Expr]] = []
        scalars: list[tuple[str, Expr]] = []
        for operand in call.operands:
            source = operand.source
            if isinstance(source, Place):
                value = memory[walk.memory[Memory(source, operand.space)]]
            elif isinstance(source, Number):
                value = scalar(f"s{walk.number[call.name, operand.parameter]}")
            else:
                value = results[source.call, source.result]
            (loads if operand.parameter in tensors else scalars).append((operand.parameter, value))
        values = _inlined(call.body, tuple(loads), tuple(scalars), call.compute, _size(call), listed)
        rounded = tuple(cast(value, result.dtype) for value, result in zip(values, call.results, strict=True))
        for value, result in zip(rounded, call.results, strict=True):
            results[call.name, result.name] = value
            for place in result.targets:
                memory[walk.memory[Memory(place, result.space)]] = value
        calls.append(CallValues(tuple(value for _, value in (*loads, *scalars)), rounded))
    changes = zip(buffers, initial, memory, strict=True)
    stores = tuple(Store(buffer.name, new) for buffer, old, new in changes if new is not old)
    graph = Graph(NAME, buffers, tuple(f"s{number}" for number in range(len(walk.numbers))), stores)
    return Inlined(Stage(graph, domain(program)), binding, tuple(calls))


def _buffers(program: Program, memory: tuple[Memory, ...]) -> tuple[Buffer, ...]:
    """The graph's buffers. A packed one has its rows in the order in which a loop by rows runs."""
    dtypes = {tensor.name: tensor.dtype for tensor in program.tensors}
    sources = {call.source for call in program.calls if call.source is not None}
    by_rows = not sources and _by_rows(program)
    buffers: list[Buffer] = []
    for number, access in enumerate(memory):
        packed = (by_rows or access.place.tensor in sources) and access.space.by_row
        layout = Layout.PACKED if packed else Layout.INDEXED
        buffers.append(Buffer(f"b{number}", dtypes[access.place.tensor], access.space, layout))
    return tuple(buffers)
