"""Copies of a trainer's parameters on several devices, and their gradients: what kernels see of them, what is wrong."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from mxsym.errors import Fault
from mxsym.optimizer.array_sums import look_at
from mxsym.runtime.buffers import Array, address, kind_problem
from mxsym.runtime.sparse import RowSparse

Copies = tuple[int, list[Any], list[Any]]
"""A parameter's number, its arrays and their gradients: one of each for each device."""
Items = tuple[list[int], list[Any], list[Any]]
"""Arguments of an updater: numbers of parameters, gradients, arrays."""
Plain = list[Array | RowSparse]


def on_device(parts: Sequence[Copies], place: int) -> Items:
    """Numbers, gradients and arrays of the copies of this place."""
    own = [part for part in parts if place < len(part[1])]
    numbers, arrays, grads = zip(*own, strict=True) if own else ((), (), ())
    item = operator.itemgetter(place)
    return list(numbers), list(map(item, grads)), list(map(item, arrays))


def looked_at(faults: list[Fault], part: Copies, *, written: bool) -> tuple[Plain, Plain]:
    """Copies and gradients as kernels have them. Gradients are `written` too where they are summed."""
    number, arrays, grads = part
    node, known = f"parameter {number}", len(faults)
    if len(arrays) != len(grads) or not arrays:
        expected, fix = f"{len(arrays) or 'at least 1'}", "let list_grad() have one for each of list_data()"
        faults.append(Fault(node, "", f"{len(grads)} gradients", expected, fix))
        return [], []
    copies = look_at(faults, node, arrays, argument="data", written=True)
    shape = getattr(copies[0], "shape", None)
    plain = look_at(faults, node, grads, shape, argument="gradient", written=written)
    for array in copies if len(copies) > 1 and len(faults) == known else ():
        problem = None if isinstance(array, RowSparse) else kind_problem(array, written=True)
        if problem is not None:
            faults.append(Fault(node, "data", problem.got, problem.expected, problem.fix))
    return copies, plain


def shared_faults(parts: Sequence[tuple[int, Plain]]) -> list[Fault]:
    """Faults of copies that are one array: of one parameter, or of two."""
    owners: dict[int, tuple[int, int]] = {}
    faults: list[Fault] = []
    for number, arrays in parts:
        for place, array in enumerate(arrays):
            if isinstance(array, np.ndarray) and array.size:
                own = place, number
                if (other := owners.setdefault(address(array), own)) != own:
                    got = "copy {} of parameter {} in the memory of copy {} of parameter {}".format(*own, *other)
                    fix = "give each an array of its own"
                    faults.append(Fault(f"parameter {number}", "data", got, "copies apart from each other", fix))
    return faults
