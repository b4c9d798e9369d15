"""Which chunk of which kernel runs with which arguments: the tables that the native driver walks.

Input: launches (code, buffers by key, scalars, size, phase). Output: `Plan`: argument blocks, chunk tables, one job a
phase; `bind` and `set_scalar` change what lies in the blocks, `run` does a step.
Chunks are cut at fixed places, whatever the number of threads.
Non-goals: checking arrays (`buffers.py`), names.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mxsym.runtime import driver, threads
from mxsym.runtime.buffers import Array, address

CHUNK_BYTES = 1 << 20
"""Memory traffic of one chunk: small enough to share out evenly, large enough that taking one costs nothing."""
SERIAL_BYTES = 1 << 21
"""Traffic of a phase below which waking the workers costs more than they save."""


@dataclass(frozen=True, slots=True)
class Launch:
    """One kernel over one set of tensors. `buffers` and `scalars` are in the order of its argument block."""

    address: int
    buffers: tuple[Hashable, ...]
    scalars: tuple[Hashable, ...]
    size: int
    bytes_per_element: int
    phase: int


def chunks(size: int, bytes_per_element: int) -> list[tuple[int, int]]:
    """Where `size` elements are cut. A multiple of 1024, so that only the last chunk has a tail."""
    step = max(1024, CHUNK_BYTES // max(1, bytes_per_element) // 1024 * 1024)
    return [(begin, min(begin + step, size)) for begin in range(0, size, step)]


class Plan:
    """The tables of one executor. Not safe to run from two threads at once: the executor holds a lock."""

    def __init__(self, launches: Sequence[Launch]) -> None:
        slots = [len(launch.buffers) + len(launch.scalars) for launch in launches]
        starts = [0, *np.cumsum(slots, dtype=np.int64).tolist()]
        self._block = np.zeros(max(1, starts[-1]), np.int64)
        self._numbers = self._block.view(np.float64)
        self._buffer_slots: dict[Hashable, list[int]] = {}
        self._scalar_slots: dict[Hashable, list[int]] = {}
        for launch, start in zip(launches, starts, strict=False):
            for offset, key in enumerate(launch.buffers):
                self._buffer_slots.setdefault(key, []).append(start + offset)
            for offset, key in enumerate(launch.scalars, start + len(launch.buffers)):
                self._scalar_slots.setdefault(key, []).append(offset)
        base = address(self._block)
        self._jobs: list[tuple[Array, Array, bool]] = []
        for phase in sorted({launch.phase for launch in launches}):
            members = [
                (launch, base + 8 * start)
                for launch, start in zip(launches, starts, strict=False)
                if launch.phase == phase
            ]
            rows = [
                (launch.address, args, begin, end)
                for launch, args in members
                for begin, end in chunks(launch.size, launch.bytes_per_element)
            ]
            if rows:
                table = np.array(rows, np.int64)
                job = np.array([0, len(rows), address(table)], np.int64)
                traffic = sum(launch.size * launch.bytes_per_element for launch, _ in members)
                self._jobs.append((job, table, len(rows) > 1 and traffic >= SERIAL_BYTES))
        self._addresses = [address(job) for job, _, _ in self._jobs]

    def bind(self, arrays: Mapping[Hashable, Array]) -> None:
        """Point the buffers with these keys at these arrays."""
        for key, array in arrays.items():
            self._block[self._buffer_slots.get(key, [])] = address(array)

    def set_scalar(self, key: Hashable, value: float) -> None:
        """Set a run-time scalar wherever it is used."""
        for slot in self._scalar_slots.get(key, ()):
            self._numbers[slot] = value

    def run(self) -> None:
        """One step: the phases in order, each on as many threads as pay."""
        drive = driver.drive()
        for (job, _, parallel), where in zip(self._jobs, self._addresses, strict=True):
            job[0] = 0
            if parallel:
                threads.pool().run(drive, where)
            else:
                drive(where)


def elements(shape: tuple[int, ...]) -> int:
    """How many elements a tensor of this shape has."""
    return math.prod(shape)
