"""Groups of ops → launches of compiled kernels.

Input: groups and the target. Output: `Part`s (each a compiled kernel of a group) and the `Launch`es of a plan, with a
key for everything that lies in a kernel's argument block.
Keys: an `Entry` for a buffer, (node, attribute) for a scalar, and for what row-sparse kernels need (kind, group) or
("index", part, group, place).
Non-goals: arrays.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from mxsym.codegen.target import Target
from mxsym.program import Group
from mxsym.runtime import cache
from mxsym.runtime.cache import Compiled
from mxsym.runtime.plan import Launch, elements

ELEMENT_GRAIN = 1024


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """One kernel of a group. `name` is "rows" for the group's own, "rest" for the rows its gradient does not store."""

    number: int
    group: Group
    name: str
    compiled: Compiled


def compile_parts(groups: list[Group], target: Target) -> list[Part]:
    """Every kernel of the groups, compiled where that has not happened yet."""
    parts: list[Part] = []
    for number, group in enumerate(groups):
        parts.append(Part(number, group, "rows", cache.compiled(group.recipe, target)))
        if group.rest is not None:
            parts.append(Part(number, group, "rest", cache.compiled(group.rest, target)))
    return parts


def rows_and_columns(shape: tuple[int, ...]) -> tuple[int, int]:
    """A tensor as rows of elements: those along the first axis."""
    return (shape[0], elements(shape[1:])) if shape else (1, 1)


def _keys(part: Part) -> Iterator[Hashable]:
    group = part.group
    places = {buffer.name: place for buffer, place in zip(group.recipe.buffers, group.places, strict=True)}
    scalars = {f"s{number}": key for number, key in enumerate(group.scalars)}
    for kind, name in part.compiled.kernel.slots():
        if kind == "buffer":
            yield places[name]
        elif kind == "scalar":
            yield scalars[name]
        elif kind == "index":
            yield ("index", part.name, part.number, places[name])
        else:
            yield (kind, part.number)


def launch(part: Part) -> Launch:
    """How a plan runs one kernel. The passes may have dropped some of the recipe's buffers and scalars."""
    group, kernel = part.group, part.compiled.kernel
    height, columns = rows_and_columns(group.shape)
    cost = kernel.cost().bytes
    size: int | Hashable = height
    if kernel.space == "n":
        size = elements(group.shape)
    elif kernel.space == "rows" and group.source is not None:
        size = (part.name, part.number)
    by_elements = kernel.space == "n"
    bytes_each, grain = (cost, ELEMENT_GRAIN) if by_elements else (cost * max(1, columns), 1)
    return Launch(part.compiled.address, tuple(_keys(part)), size, bytes_each, group.phase, grain)
