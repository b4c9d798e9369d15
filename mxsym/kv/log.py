"""The pushes of a worker that may have to be sent again, and tickets for them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from mxsym.kv.keys import Key
from mxsym.kv.messages import Message, size_of
from mxsym.runtime.buffers import Array

_MOST_ROOMS = 16
"""Rooms that wait for the next pushes."""


class Rooms:
    """Memory of pushes that are done, for the next ones: the system would give fresh memory page by page."""

    def __init__(self) -> None:
        self._free: list[Array] = []

    def take(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> tuple[Array, Array]:
        """An array, and the room that it is in."""
        size = math.prod(shape) * dtype.itemsize
        fitting = [place for place, room in enumerate(self._free) if size <= room.nbytes <= 2 * size]
        room = self._free.pop(fitting[-1]) if fitting else np.empty(size, np.uint8)
        return room[:size].view(dtype).reshape(shape), room

    def give(self, rooms: list[Array]) -> None:
        """Take rooms back whose arrays nobody uses any more."""
        self._free += rooms
        del self._free[:-_MOST_ROOMS]


class Entry:
    """One push: its messages by server, and the calls that are not answered yet."""

    def __init__(self, parts: dict[int, list[Message]], rooms: list[Array]) -> None:
        self.parts, self.rooms = parts, rooms
        self.calls: dict[int, Any] = {}
        self.answered: set[int] = set()
        self.error: Exception | None = None

    @property
    def is_answered(self) -> bool:
        """True if all servers have answered."""
        return len(self.answered) == len(self.parts)

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays."""
        return sum(size_of(message) for messages in self.parts.values() for message in messages)


class Log:
    """Entries in their order: those that are not answered, and those that are in no checkpoint, if there are any.

    Args:
        keeps: entries stay until a checkpoint has them.
    """

    def __init__(self, *, keeps: bool) -> None:
        self.entries: list[Entry] = []
        self.nbytes = 0
        self.rooms = Rooms()
        self._keeps = keeps
        self._saved: dict[tuple[int, Key], int] = {}

    def add(self, entry: Entry) -> None:
        """Note a push."""
        self.entries.append(entry)
        self.nbytes += entry.nbytes

    def saved(self, server: int, key: Key, number: int) -> None:
        """A checkpoint of a server has the pushes to a key up to this number."""
        self._saved[server, key] = number

    def forget_saved(self) -> None:
        """The servers are others: what they have saved is not known."""
        self._saved.clear()

    def trim(self) -> None:
        """Drop what nobody will ask for."""
        left: list[Entry] = []
        done: list[Entry] = []
        for entry in self.entries:
            waits = not entry.is_answered or (self._keeps and not self._is_saved(entry))
            (left if waits else done).append(entry)
        if done:
            # An exception of a signal handler may come anywhere: it may lose a room, but none is given twice.
            self.entries, self.nbytes = left, sum(entry.nbytes for entry in left)
            for entry in done:
                self.rooms.give(entry.rooms)

    def _is_saved(self, entry: Entry) -> bool:
        return all(
            message["number"] <= self._saved.get((server, message["key"]), 0)
            for server, messages in entry.parts.items()
            for message in messages
        )

    def oldest(self, server: int, message: Message) -> int:
        """The lowest number of a key that a server has not answered."""
        return min(
            (
                other["number"]
                for entry in self.entries
                if server not in entry.answered
                for other in entry.parts.get(server, ())
                if other["key"] == message["key"]
            ),
            default=message["number"],
        )

    def open(self) -> list[Entry]:
        """The entries that are not answered."""
        return [entry for entry in self.entries if not entry.is_answered]


class Ticket:
    """A push that is on its way."""

    def __init__(self, entry: Entry, wait: Callable[[Entry], None], ready: Callable[[Entry], bool]) -> None:
        self._entry, self._wait, self._ready = entry, wait, ready

    def done(self) -> bool:
        """True if `wait` would not wait."""
        return self._ready(self._entry)

    def wait(self) -> None:
        """Wait until all servers have applied the push.

        Raises:
            BindError: a server has refused it; nothing was changed there.
        """
        self._wait(self._entry)
