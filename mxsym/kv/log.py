"""The pushes of a worker that may have to be sent again, and tickets for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mxsym.kv.keys import Key


class Load:
    """Messages for one server, or for all that share them: a list, or a reference to one in Ray's store of objects."""

    def __init__(self, value: Any, nbytes: int) -> None:
        self.value, self.nbytes = value, nbytes


class Entry:
    """One push, and the calls that are not answered yet.

    `loads`: by server. `numbers`: those of the keys of each server.
    """

    def __init__(self, loads: dict[int, Load], numbers: dict[int, dict[Key, int]]) -> None:
        self.set_loads(loads, numbers)
        self.error: Exception | None = None

    def set_loads(self, loads: dict[int, Load], numbers: dict[int, dict[Key, int]]) -> None:
        """Bring it to these servers; none has answered."""
        self.loads, self.numbers = loads, numbers
        self.calls: dict[int, Any] = {}
        self.answered: set[int] = set()

    @property
    def is_answered(self) -> bool:
        """True if all servers have answered."""
        return len(self.answered) == len(self.loads)

    def is_unsent(self, server: int) -> bool:
        """True if a server gets a part of it, and that is not on its way."""
        return server in self.loads and server not in self.calls and server not in self.answered

    @property
    def different(self) -> list[Load]:
        """The loads, each once."""
        return [*{id(load): load for load in self.loads.values()}.values()]

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays."""
        return sum(load.nbytes for load in self.different)


class Log:
    """Entries in their order: those that are not answered, and those that are in no checkpoint, if there are any.

    Args:
        keeps: entries stay until a checkpoint has them.
    """

    def __init__(self, *, keeps: bool) -> None:
        self.entries: list[Entry] = []
        self._keeps = keeps
        self._saved: dict[tuple[int, Key], int] = {}

    @property
    def nbytes(self) -> int:
        """Bytes of all entries."""
        return sum(entry.nbytes for entry in self.entries)

    def add(self, entry: Entry) -> None:
        """Note a push."""
        self.entries.append(entry)

    def saved(self, server: int, key: Key, number: int) -> None:
        """A checkpoint of a server has the pushes to a key up to this number."""
        self._saved[server, key] = number

    def forget_saved(self) -> None:
        """The servers are others: what they have saved is not known."""
        self._saved.clear()

    def trim(self) -> None:
        """Drop what nobody will ask for."""
        self.entries = [
            entry
            for entry in self.entries
            if not entry.is_answered or (self._keeps and not self._is_saved(entry))
        ]  # fmt: skip

    def _is_saved(self, entry: Entry) -> bool:
        return all(
            number <= self._saved.get((server, key), 0)
            for server, numbers in entry.numbers.items()
            for key, number in numbers.items()
        )

    def oldest(self, server: int, entry: Entry) -> dict[Key, int]:
        """The lowest number of each key of an entry that a server has not answered."""
        oldest = dict(entry.numbers[server])
        for other in self.entries:
            if server not in other.answered:
                for key, number in other.numbers.get(server, {}).items():
                    if key in oldest:
                        oldest[key] = min(oldest[key], number)
        return oldest

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
