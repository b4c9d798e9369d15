"""Shapes and dtypes of a graph: as users give them, as they are known, and what an op reads and computes by them."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import Any

import numpy as np

from mxsym.codegen.dtypes import BY_NAME, STORED, TENSOR, DType, compute_dtype, from_numpy
from mxsym.codegen.expr import Granularity
from mxsym.codegen.record import field, record
from mxsym.errors import Fault
from mxsym.opgraph.node import Entry, Op
from mxsym.rule.axes import MOST_AXES, limit_of
from mxsym.rule.rule import Rule

Shape = tuple[int, ...]


@record(frozen=False)
class Types:
    """Known shape and dtype of each entry."""

    shapes: dict[Entry, Shape] = field(default_factory=dict[Entry, Shape])
    dtypes: dict[Entry, DType] = field(default_factory=dict[Entry, DType])
    faults: list[Fault] = field(default_factory=list[Fault])

    def shape(self, entry: Entry) -> Shape:
        """Shape of an entry; all are known."""
        return self.shapes[entry] if entry.element is None else ()

    def dtype(self, entry: Entry) -> DType:
        """Dtype of an entry; all are known."""
        return self.dtypes[entry.whole]

    def add(self, fault: Fault) -> None:
        """Note a fault, once."""
        if fault not in self.faults:
            self.faults.append(fault)


def is_number(shape: Shape | None) -> bool:
    """True if a tensor of this shape broadcasts: () and (1,) do."""
    return shape in ((), (1,))


def iteration_shape(node: Op, types: Types) -> Shape:
    """Shape that an op runs over."""
    return types.shape(iterated(node))


def iterated(node: Op) -> Entry:
    """The tensor whose elements an op runs over: its output, or that of the tensors that it reduces to a number."""
    entry, rule = Entry(node), node.rule
    if rule.gives_number:
        wide = (node.inputs[i.name] for i in rule.inputs if i.space is Granularity.ELEMENT and i.name in node.inputs)
        entry = next(wide, entry)
    return entry


def axes(node: Op, types: Types) -> int | None:
    """Number of axes of an update's weight; None where it is not known."""
    weight = node.inputs.get(node.rule.inputs[0].name) if node.rule.is_update else None
    shape = None if weight is None else types.shapes.get(weight.whole)
    return None if shape is None else len(shape)


def used_inputs(node: Op, types: Types) -> dict[str, Entry]:
    """The tensors that an op has, and uses for a weight with as many axes as its own."""
    ndim = axes(node, types) if node.rule.by_axes else None
    return {
        item.name: node.inputs[item.name]
        for item in node.rule.inputs
        if item.name in node.inputs and ndim not in item.unused_at
    }


def granularity(node: Op, name: str, types: Types) -> Granularity:
    """The granularity at which an op reads an input: a tensor of one number is read as a number by a larger op."""
    rule = node.rule
    if rule.attribute(name) is not None:
        return Granularity.SCALAR
    space = rule.input(name).space
    if space is not Granularity.ELEMENT or not is_number(types.shape(node.inputs[name])):
        return space
    return space if is_number(iteration_shape(node, types)) else Granularity.SCALAR


def computes_in(rule: Rule, inputs: Mapping[str, DType], otherwise: DType) -> DType:
    """Type of a rule's arithmetic: the widest type of its tensors, float32 at least.

    `inputs`: the types by name of the inputs that are there, in order. `otherwise`: the type where there are none.
    """
    tensors = [inputs[i.name] for i in rule.inputs if i.name in inputs and i.space is not Granularity.SCALAR]
    return rule.compute or max(map(compute_dtype, tensors or [*inputs.values(), otherwise][:1]), key=lambda t: t.bits)


def attribute_inputs(node: Op) -> list[str]:
    """The names of the attributes that this node was given as Symbols."""
    return [item.name for item in node.rule.scalars if item.name in node.inputs]


def shape_of(name: str, value: Any, *, partial: bool = False) -> Shape | Fault:
    """A shape as a user gives it, or what is wrong with it. `partial`: a size of -1 is one that is not known."""
    try:
        sizes = tuple(operator.index(size) for size in value)
    except TypeError:
        sizes = (-2,)
    if all(size >= (-1 if partial else 0) for size in sizes):
        limit = limit_of(sizes)
        if not limit:
            return sizes
        fix = "give smaller sizes" if len(sizes) <= MOST_AXES else "give fewer"
        return Fault(name, "", f"shape {str(sizes)[:80]}", limit, fix)
    return Fault(name, "", f"shape {value!r}", "a tuple of sizes", "pass whole numbers, as (3, 4)")


def dtype_of(dtype: Any) -> DType | None:
    """The tensor type named by a NumPy dtype or its name, or None."""
    if isinstance(dtype, str) and dtype in BY_NAME:
        tensor_type = BY_NAME[dtype]
    else:
        try:
            tensor_type = from_numpy(np.dtype(dtype))
        except TypeError:
            return None
    return tensor_type if tensor_type in STORED else None


def bad_dtype(name: str, got: str) -> Fault:
    """The fault of a tensor whose type no op computes with."""
    expected = " or ".join(dtype.name for dtype in TENSOR)
    return Fault(name, "", f"dtype {got}", expected, "convert it with astype")
