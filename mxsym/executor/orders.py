"""Orders in memory of a graph's tensors: an elementwise graph runs over arrays as they lie, if all lie in one order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mxsym.codegen.expr import Granularity
from mxsym.codegen.graph import Graph
from mxsym.codegen.matrices import is_library_call
from mxsym.codegen.program import Call, Place, Program, Rows
from mxsym.runtime.buffers import Array, Order, c_order, memory_order

Value = str | tuple[str, str]
"""A tensor, or a call and one of its results."""


def orders(program: Program, arrays: Mapping[str, Array]) -> dict[str, Order]:
    """The order in memory that each tensor needs, by name, where some array is not in C order.

    Tensors that meet in a call, element by element, need one order: that of the first array among them without gaps;
    written ones come first. Rows, and an element that is read as a number, need C order. `arrays`: the dense ones by
    tensor.
    """
    if all(array.flags.c_contiguous for array in arrays.values()):
        return {}
    group: dict[Value, list[Value]] = {}
    needs_rows: set[Value] = set()
    for call in program.calls:
        met = list(_elementwise(call))
        members: list[Value] = []
        for value in met:
            members += group.get(value, [value])
        members = list(dict.fromkeys(members))
        group |= dict.fromkeys(members, members)
        if _counts_rows(call):
            needs_rows.update(members)
        if is_library_call(call.body):
            needs_rows.update(access.of.tensor for access in call.reads() if isinstance(access.of, Place))
            needs_rows.update(write.place.tensor for write in call.writes())
        needs_rows.update(_elements(call))
    wanted: dict[str, Order] = {}
    written = {write.place.tensor for call in program.calls for write in call.writes()}
    for tensor in program.tensors:
        members = group.get(tensor.name, [tensor.name])
        bound = [name for name in members if isinstance(name, str) and name in arrays]
        bound.sort(key=lambda name: name not in written)
        own = next((order for name in bound if (order := memory_order(arrays[name])) is not None), None)
        order = c_order(len(tensor.shape))
        if own is not None and needs_rows.isdisjoint(members) and len(own) == len(order):
            order = own
        wanted[tensor.name] = order
    return wanted


def _elementwise(call: Call) -> Iterator[Value]:
    """The values that a call reads and gives element by element."""
    for access in call.reads():
        if access.space is Granularity.ELEMENT:
            yield access.of.tensor if isinstance(access.of, Place) else (access.of.call, access.of.result)
    for result in call.results:
        if result.space is Granularity.ELEMENT:
            yield call.name, result.name
            yield from (place.tensor for place in result.targets)


def _elements(call: Call) -> Iterator[str]:
    """The tensors from which a call reads, or to which it writes, one element."""
    places: list[Any] = [*(access.of for access in call.reads()), *(memory.place for memory in call.writes())]
    yield from (place.tensor for place in places if isinstance(place, Place) and place.element is not None)


def _counts_rows(call: Call) -> bool:
    """True if it matters to a call which elements make a row, or which is which."""
    if call.rows is not Rows.DENSE or any(access.space in _IN_ORDER for access in call.reads()):
        return True
    return counts_rows(call.body)


def counts_rows(body: Graph) -> bool:
    """True if it matters to a body which elements make a row, or which is which."""
    return any(node.op in ("columns", "index") or node.space in _IN_ORDER for node in body.nodes())


_IN_ORDER = frozenset(Granularity) - {Granularity.SCALAR, Granularity.ELEMENT}
"""The granularities of values that are for some elements of a tensor: which ones, its axes in C order say."""
