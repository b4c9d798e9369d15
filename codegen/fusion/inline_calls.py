"""Inlining: a region's program → the graph of one loop, free of names and shapes, so that equal regions share code.

The graph's buffers are `b0`, `b1`, … and its scalars `s0`, `s1`, …, in the order of `memory` and `numbers`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from mxsym.codegen.dtypes import DType
from mxsym.codegen.expr import Expr, Space, cast, const, load, scalar
from mxsym.codegen.fusion.dependences import operations
from mxsym.codegen.graph import Buffer, Graph, Store, inline
from mxsym.codegen.program import Call, Memory, Number, Operand, Place, Program, ResultRef, Role, Rows, Storage
from mxsym.codegen.stages import Stage

NAME = "update"
"""The name of every loop's graph and of its kernels: it says nothing, so that equal ones read alike."""


@dataclass(frozen=True, slots=True)
class Binding:
    """What lies behind a graph's buffers and scalars, in their order."""

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
    body: Graph, loads: tuple[tuple[str, Expr], ...], scalars: tuple[tuple[str, Expr], ...], compute: DType
) -> tuple[Expr, ...]:
    return tuple(inline(body, dict(loads), dict(scalars), compute).values())


def domain(program: Program) -> str:
    """What a region's loop runs over: see `kernel.Kernel`."""
    by_rows, rows = _by_rows(program), _rows(program)
    if rows is Rows.DENSE:
        return "rows" if by_rows else "n"
    if rows is Rows.UNLISTED and not by_rows and not _tables(program):
        return "gaps"
    return "rows"


def _rows(program: Program) -> Rows:
    """The rows that the calls of a region run on."""
    return next((call.rows for call in program.calls if call.source is not None), Rows.DENSE)


def _by_rows(program: Program) -> bool:
    """True if some call has values of rows, so that the loop goes row by row."""
    bodies = [call.body for call in program.calls if not call.repeated or call.source is not None]
    sums = any("row_sum" in operations(body) for body in bodies)
    return sums or any(buffer.space is Space.ROW for body in bodies for buffer in body.buffers)


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
        self.roles = {tensor.name: tensor.role for tensor in program.tensors}
        self.calls = {call.name: call for call in program.calls}
        self.seen: set[str] = set()
        for call in program.calls:
            if not call.repeated:
                self._visit(call)
        made = {write for call in program.calls for write in call.writes() if self._is_made(write.place)}
        order = {tensor.name: number for number, tensor in enumerate(program.tensors)}
        for write in sorted(made, key=lambda write: order[write.place.tensor]):
            self._access(write)

    def _is_made(self, place: Place) -> bool:
        """True if the program makes this, whole: it is numbered last."""
        return place.element is None and self.roles[place.tensor] in (Role.OUTPUT, Role.TEMPORARY)

    def _access(self, access: Memory) -> None:
        self.memory.setdefault(access, len(self.memory))

    def _visit(self, call: Call) -> None:
        """A call's operands and targets; a repeated call comes where its first reader reads it."""
        stack: list[Iterator[Call]] = [self._operands(call)]
        while stack:
            repeated = next(stack[-1], None)
            if repeated is None:
                stack.pop()
            else:
                stack.append(self._operands(repeated))

    def _operands(self, call: Call) -> Iterator[Call]:
        self.seen.add(call.name)
        for operand in call.operands:
            match operand.source:
                case Place():
                    self._access(Memory(operand.source, operand.space))
                case Number():
                    self.number[call.name, operand.parameter] = len(self.numbers)
                    self.numbers.append(operand.source)
                case ResultRef(producer):
                    if producer not in self.seen and self.calls[producer].repeated:
                        yield self.calls[producer]
        for write in call.writes():
            if not self._is_made(write.place):
                self._access(write)


def binding(program: Program) -> Binding:
    """What a region's loop touches: memory in the order of its first use, what the program makes last."""
    walk = _Walk(program)
    return Binding(tuple(walk.memory), tuple(walk.numbers))


@dataclass(frozen=True, slots=True)
class CallValues:
    """A call in the graph: the values that it reads, and its results, rounded."""

    operands: tuple[Expr, ...]
    results: tuple[Expr, ...]


def inline_calls(program: Program) -> Stage:
    """Replace each call by its body. What one call gives another is rounded as if it went through memory."""
    return Stage(inline_with_values(program)[0], domain(program))


def inline_with_values(program: Program) -> tuple[Graph, list[CallValues]]:
    """The graph of a region, and what each call is in it."""
    walk = _Walk(program)
    buffers = _buffers(program, tuple(walk.memory))
    absent = _rows(program) is Rows.UNLISTED
    initial = [
        const(0.0, buffer.dtype)
        if absent and buffer.storage == "row_sparse"
        else load(buffer.name, buffer.dtype, buffer.space)
        for buffer in buffers
    ]
    memory = list(initial)
    results: dict[tuple[str, str], Expr] = {}
    calls: list[CallValues] = []

    def read(call: Call, operand: Operand) -> Expr:
        match operand.source:
            case Number():
                return scalar(f"s{walk.number[call.name, operand.parameter]}")
            case ResultRef(producer, result):
                return results[producer, result]
            case Place():
                return memory[walk.memory[Memory(operand.source, operand.space)]]

    for call in program.calls:
        given = {operand.parameter: read(call, operand) for operand in call.operands}
        names = {buffer.name for buffer in call.body.buffers}
        loads = tuple((name, value) for name, value in given.items() if name in names)
        scalars = tuple((name, value) for name, value in given.items() if name not in names)
        values = _inlined(call.body, loads, scalars, call.compute)
        rounded = tuple(cast(value, result.dtype) for value, result in zip(values, call.results, strict=True))
        for value, result in zip(rounded, call.results, strict=True):
            results[call.name, result.name] = value
            for place in result.targets:
                memory[walk.memory[Memory(place, result.space)]] = value
        calls.append(CallValues(tuple(given.values()), rounded))
    stores = tuple(
        Store(buffer.name, new) for buffer, old, new in zip(buffers, initial, memory, strict=True) if new is not old
    )
    return Graph(NAME, buffers, tuple(f"s{number}" for number in range(len(walk.numbers))), stores), calls


def _buffers(program: Program, memory: tuple[Memory, ...]) -> tuple[Buffer, ...]:
    """The graph's buffers. What is packed, `row_sparse`, lies in the order in which a loop by rows runs."""
    dtypes = {tensor.name: tensor.dtype for tensor in program.tensors}
    sources = {call.source for call in program.calls if call.source is not None}
    by_rows = not sources and _by_rows(program)
    buffers: list[Buffer] = []
    for number, access in enumerate(memory):
        packed = (by_rows or access.place.tensor in sources) and access.space is not Space.SCALAR
        storage = "row_sparse" if packed else "dense"
        buffers.append(Buffer(f"b{number}", dtypes[access.place.tensor], access.space, storage))
    return tuple(buffers)
