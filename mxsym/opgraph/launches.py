"""Groups of ops → launches of compiled kernels.

Input: groups and the target. Output: `Part`s (each a compiled recipe of a group), workspace, and
the `Launch`es of a plan, with a key for everything that lies in a kernel's argument block.
Keys: an `Entry` for a buffer, (node, attribute) for a scalar, (kind, group) for a count, ("work", part, group, name)
for workspace, and for what row-sparse kernels need (kind, group) or ("index", part, group, place).
Non-goals: arrays.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from mxsym.codegen.dtypes import DType
from mxsym.codegen.evaluate import BLOCK
from mxsym.codegen.expr import Granularity
from mxsym.codegen.target import Target
from mxsym.opgraph.infer import rows_and_columns
from mxsym.opgraph.program import Group
from mxsym.runtime import cache
from mxsym.runtime.buffers import Array, empty
from mxsym.runtime.cache import Code, Compiled
from mxsym.runtime.plan import Launch, elements

GRAINS = {"n": 1024, "blocks": BLOCK}
"""Chunks of kernels over elements are multiples of this."""


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """A group's code. `name` is "rows" for the group's own, "rest" for the rows its gradient does not store."""

    number: int
    group: Group
    name: str
    compiled: Compiled


def compile_parts(groups: list[Group], target: Target) -> list[Part]:
    """Every kernel of the groups; those that are new are compiled as one module."""
    named = [
        (number, group, name, recipe)
        for number, group in enumerate(groups)
        for name, recipe in zip(("rows", "rest"), group.recipes, strict=False)
    ]
    made = cache.compiled([recipe for *_, recipe in named], target)
    return [Part(number, group, name, code) for (number, group, name, _), code in zip(named, made, strict=True)]


def sizes(part: Part) -> dict[Hashable, int]:
    """The counts that a part's kernels are told, by key."""
    count = elements(part.group.shape)
    return {
        ("columns", part.number): rows_and_columns(part.group.shape)[1],
        ("elements", part.number): count,
        ("blocks", part.number): blocks(count),
    }


def _work_buffers(part: Part) -> dict[Hashable, tuple[int, DType]]:
    """What one kernel of a part leaves to a later one: how many values of which type, by key."""
    count = elements(part.group.shape)
    sizes = {Granularity.SCALAR: 1, Granularity.ROW: blocks(count), Granularity.ELEMENT: count}
    return {_work(part, item.name): (sizes[item.space], item.dtype) for item in part.compiled.workspace()}


def workspace(part: Part) -> dict[Hashable, Array]:
    """Memory for what one kernel of a part leaves to a later one, by key."""
    return {key: empty((size,), dtype) for key, (size, dtype) in _work_buffers(part).items()}


def workspace_sizes(part: Part) -> dict[Hashable, int]:
    """The bytes of that memory, by key."""
    return {key: size * dtype.bytes for key, (size, dtype) in _work_buffers(part).items()}


def blocks(count: int) -> int:
    """How many blocks of elements a sum is made of."""
    return -(-count // BLOCK)


def _work(part: Part, name: str) -> Hashable:
    return ("work", part.name, part.number, name)


def _keys(part: Part, code: Code) -> Iterator[Hashable]:
    group = part.group
    places = {buffer.name: place for buffer, place in zip(group.recipe.buffers, group.places, strict=True)}
    scalars = {f"s{number}": key for number, key in enumerate(group.scalars)}
    for kind, name in code.facts.slots:
        if kind == "buffer":
            yield places[name] if name in places else _work(part, name)
        elif kind == "scalar":
            yield scalars[name]
        elif kind == "index":
            yield ("index", part.name, part.number, places[name])
        elif kind == "columns" and code.role == "totals":
            yield ("blocks", part.number)
        else:
            yield (kind, part.number)


def launches(part: Part) -> list[Launch]:
    """How a plan runs a part's kernels. The passes may have dropped some of the recipe's buffers and scalars."""
    return [_launch(part, stage, code) for stage, code in enumerate(part.compiled.codes)]


def _launch(part: Part, stage: int, code: Code) -> Launch:
    group, facts = part.group, code.facts
    extent = _extent(part, facts.space, facts.bytes)
    size, bytes_each, grain = extent if code.role == "elements" else (1, facts.bytes, 1)
    staged = (part.name, part.number) if len(part.compiled.codes) > 1 else None
    return Launch(
        code.address, code.reach, tuple(_keys(part, code)), size, bytes_each, group.phase, grain, stage, staged, group
    )


def _extent(part: Part, space: str, cost: int) -> tuple[int | Hashable, int, int]:
    """How many things a kernel over tensors runs over, the bytes of each, and what chunks are multiples of."""
    group = part.group
    if space in GRAINS:
        return elements(group.shape), cost, GRAINS[space]
    height, columns = rows_and_columns(group.shape)
    listed = space == "rows" and group.source is not None
    return (part.name, part.number) if listed else height, cost * max(1, columns), 1
