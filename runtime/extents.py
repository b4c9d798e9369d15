"""The last check before kernels run: no launch reaches outside the memory that its arguments point at.

Input: what a kernel says of its loop and its buffers (`Reach`), the sizes it is told, the bytes behind each argument.
Output: the bytes that it may touch of each; `ExtentError` where there are fewer. Nothing here knows how ops were
grouped, typed or scheduled, so that a mistake made there is an error and not a write.
Non-goals: row ids that are out of order (`rows.py`), arrays that overlap (`buffers.py`).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from mxsym.codegen.evaluate import BLOCK
from mxsym.codegen.expr import Space
from mxsym.codegen.graph import Buffer
from mxsym.runtime.buffers import Array

WORD = 8
"""The bytes of a row id and of a slot."""


class ExtentError(RuntimeError):
    """A kernel would reach outside an array: a fault of mxsym, not of its user. No kernel has run."""


class Named(Protocol):
    """Knows the user's names of a kernel's buffers."""

    def buffer_names(self) -> dict[str, str]:
        """The kernel's names of buffers → the user's."""
        ...


@dataclass(frozen=True, slots=True)
class Reach:
    """A kernel as its own text declares it: `space` is what its loop runs over (see `kernel.Kernel`)."""

    kernel: str
    space: str
    slots: tuple[tuple[str, str], ...]
    buffers: tuple[Buffer, ...]
    owner: Named | None = field(default=None, compare=False)

    @property
    def moves(self) -> bool:
        """True if the kernel follows lists of rows, which each step may bring anew."""
        return any(kind in ("index", "ids") for kind, _ in self.slots)


@dataclass(frozen=True, slots=True)
class Need:
    """The bytes that a kernel may touch of what lies in one of its slots."""

    key: Hashable
    kind: str
    name: str
    size: int


@dataclass
class Memory:
    """The bytes behind each key, the row ids and the counts that kernels are told, as they are now.

    `heights` is one more than the largest of some row ids, by the array's identity.
    """

    size: dict[Hashable, int] = field(default_factory=dict[Hashable, int])
    rows: dict[Hashable, Array] = field(default_factory=dict[Hashable, Array])
    count: dict[Hashable, int] = field(default_factory=dict[Hashable, int])
    heights: dict[int, int] = field(default_factory=dict[int, int])

    def height(self, key: Hashable) -> int:
        """One more than the largest of some row ids; a negative one counts as very large."""
        ids = self.rows.get(key)
        if ids is None or not len(ids):
            return 0
        found = self.heights.get(id(ids))
        if found is None:
            found = self.heights[id(ids)] = int(ids.view(np.uint64).max()) + 1
        return found


def needs(reach: Reach, keys: tuple[Hashable, ...], size: int, memory: Memory) -> Iterator[Need]:
    """The bytes that a kernel may touch in each slot, run over 0 … `size`; `keys` say what lies in the slots."""
    slots = dict(zip(reach.slots, keys, strict=True))
    columns = memory.count.get(slots.get(("columns", "")), 0)
    for buffer in reach.buffers:
        index = slots.get(("index", buffer.name))
        count = _count(reach.space, buffer, size, columns, None if index is None else memory.height(index))
        yield Need(slots["buffer", buffer.name], "buffer", buffer.name, count * buffer.dtype.bytes)
        if index is not None:
            yield Need(index, "row ids", buffer.name, size * WORD)
    if (ids := slots.get(("ids", ""))) is not None:
        listed = memory.count.get(slots["count", ""], 0)
        inside = memory.height(ids) <= size
        # An id past the last row would send the kernel there; no memory is large enough for that.
        yield Need(ids, "row ids", "ids", listed * WORD if inside else 1 << 62)


def _count(space: str, buffer: Buffer, size: int, columns: int, height: int | None) -> int:
    """How many values of a buffer a kernel may touch; `height` is one more than the last row that is indexed."""
    if buffer.space is Space.SCALAR:
        return 1
    if space == "blocks":
        return size if buffer.space is Space.ELEMENT else -(-size // BLOCK)
    if space == "n":
        return size
    rows = size if height is None else height
    return rows * columns if buffer.space is Space.ELEMENT else rows


def misfit(reach: Reach, size: int, need: Need, got: int) -> ExtentError:
    """The error of a launch that needs more bytes than there are."""
    known: Mapping[str, str] = {} if reach.owner is None else reach.owner.buffer_names()
    label = f"{need.kind} {known.get(need.name, need.name)}"
    label += f" ({need.name})" if need.name in known else ""
    return ExtentError(
        f"kernel {reach.kernel} over {size} of {reach.space}: {label}: got {got} bytes, expected {need.size} at least. "
        "This is a fault of mxsym; no kernel has run. Please report it with symbol.tojson() and the arrays' shapes"
    )
