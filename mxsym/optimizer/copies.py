"""Copies of a trainer's parameters on several devices, and their gradients: what kernels see of them, what is wrong."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from mxsym.codegen.record import record
from mxsym.errors import Fault
from mxsym.optimizer.array_sums import look_at
from mxsym.runtime.buffers import Array, address, kind_problem
from mxsym.runtime.sparse import RowSparse
from mxsym.spelling import plural

Copies = tuple[int, list[Any], list[Any]]
"""A parameter's number, its arrays and their gradients: one of each for each device."""
Items = tuple[list[int], list[Any], list[Any]]
"""Arguments of an updater: numbers of parameters, gradients, arrays."""
Plain = list[Array | RowSparse]


@record
class Trained:
    """The parameters of a step: their numbers, and of each its arrays and their gradients, one for each device."""

    numbers: list[int]
    arrays: list[list[Any]]
    grads: list[list[Any]]

    def __iter__(self) -> Iterator[Copies]:
        return zip(self.numbers, self.arrays, self.grads, strict=True)

    @property
    def most(self) -> list[Any]:
        """The copies of a parameter that has the most."""
        return max(self.arrays, key=len, default=list[Any]())

    @property
    def are_single(self) -> bool:
        """True if each parameter has one array and one gradient."""
        return {*map(len, self.arrays), *map(len, self.grads)} <= {1}

    def on_device(self, place: int) -> Items:
        """Numbers, gradients and arrays of the copies of this place."""
        numbers, arrays, grads = self.numbers, self.arrays, self.grads
        if place >= min(map(len, arrays), default=0):
            there = [place < len(copies) for copies in arrays]
            numbers = [*itertools.compress(numbers, there)]
            arrays, grads = ([*itertools.compress(column, there)] for column in (arrays, grads))
        item = operator.itemgetter(place)
        return numbers, list(map(item, grads)), list(map(item, arrays))


def looked_at(faults: list[Fault], part: Copies, *, written: bool) -> tuple[Plain, Plain]:
    """Copies and gradients as kernels have them. Gradients are `written` too where they are summed."""
    number, arrays, grads = part
    node, known = f"parameter {number}", len(faults)
    if len(arrays) != len(grads) or not arrays:
        expected, fix = f"{len(arrays) or 'at least 1'}", "let list_grad() have one for each of list_data()"
        faults.append(Fault(node, "", plural(len(grads), "gradient"), expected, fix))
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
