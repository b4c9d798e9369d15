"""Copies of tensors that a call reads and the program overwrites before the call is done with them."""

# There are two cases. A call reads at one granularity what it writes at another: its loop would see it half written.
# An operator on rows is computed in each region that reads it, and a tensor that it reads is written before the last
# of them.

from __future__ import annotations

from collections.abc import Iterator

from mxsym.codegen.dtypes import T, compute_dtype
from mxsym.codegen.expr import Granularity, load
from mxsym.codegen.graph import Buffer, Graph, Store
from mxsym.codegen.program import Call, Operand, Place, Program, Result, ResultRef, fresh
from mxsym.codegen.record import replace

_COPY = Graph("copy", (Buffer("data", T),), (), (Store("output", load("data", T)),))


def copy_overwritten(program: Program) -> Program:
    """Let such calls read a copy, which is made right before them."""
    wanted = set(_overwritten(program))
    if not wanted:
        return program
    bodies = program.bodies()
    body = replace(_COPY, name=fresh(_COPY.name, {body.name for body in bodies}))
    taken = {call.name for call in program.calls}
    calls: list[Call] = []
    for call in program.calls:
        copies: dict[Place, Call] = {}
        operands: list[Operand] = []
        for operand in call.operands:
            place = operand.source
            if isinstance(place, Place) and (call.name, operand.parameter) in wanted:
                if place not in copies:
                    name = fresh(f"{call.name}_{operand.parameter}_before", taken)
                    copies[place] = _copy(program, name, body, place)
                operands.append(replace(operand, source=ResultRef(copies[place].name, "output")))
            else:
                operands.append(operand)
        calls += [*copies.values(), replace(call, operands=tuple(operands))]
    return replace(program, calls=tuple(calls))


def _copy(program: Program, name: str, body: Graph, place: Place) -> Call:
    tensor = program.tensor(place.tensor)
    shape, space = (tensor.shape, Granularity.ELEMENT) if place.element is None else ((1,), Granularity.SCALAR)
    result = Result("output", tensor.dtype, Granularity.ELEMENT)
    return Call(name, body, compute_dtype(tensor.dtype), shape, (Operand("data", place, space),), (result,))


def _overwritten(program: Program) -> Iterator[tuple[str, str]]:
    """The calls, and the parameters for which each must read a copy."""
    number = {call.name: index for index, call in enumerate(program.calls)}
    writers: dict[str, list[int]] = {}
    for index, call in enumerate(program.calls):
        for write in call.writes():
            writers.setdefault(write.place.tensor, []).append(index)
    last = list(range(len(program.calls)))  # until when what a call reads must stay
    for index in reversed(range(len(program.calls))):
        for operand in program.calls[index].operands:
            source = operand.source
            if isinstance(source, ResultRef) and program.calls[number[source.call]].gives_rows:
                producer = number[source.call]
                last[producer] = max(last[producer], last[index])
    for index, call in enumerate(program.calls):
        writes = list(call.writes())
        for operand in call.operands:
            place = operand.source
            if not isinstance(place, Place) or place.tensor not in writers:
                continue
            own = any(write.place.overlaps(place) and write.space is not operand.space for write in writes)
            late = any(index < when < last[index] for when in writers[place.tensor])
            if own or (late and call.gives_rows):
                yield call.name, operand.parameter
