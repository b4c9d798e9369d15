"""Automatic names of nodes: `<hint><n>`, counted for each hint, as in MXNet.

`with NameManager():` starts new counts.
"""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self


class NameManager:
    """Counts names by hint; the innermost `with` block's manager is the current one of its thread."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def get(self, name: str | None, hint: str) -> str:
        """`name`, or the next one for `hint`."""
        if name:
            return name
        number = self._counts.get(hint, 0)
        self._counts[hint] = number + 1
        return f"{hint}{number}"

    def __enter__(self) -> Self:
        _stack().append(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _stack().pop()


class Prefix(NameManager):
    """Puts a prefix before the name of every op, given or not; variables are named as they are."""

    def __init__(self, prefix: str) -> None:
        if not isinstance(prefix, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"Prefix takes a text, got {prefix!r}; pass a str")
        super().__init__()
        self._prefix = prefix

    def get(self, name: str | None, hint: str) -> str:
        return self._prefix + super().get(name, hint)


class _State(threading.local):
    def __init__(self) -> None:
        self.stack = [NameManager()]


_state = _State()


def _stack() -> list[NameManager]:
    return _state.stack


def current() -> NameManager:
    """The name manager in force in this thread."""
    return _stack()[-1]
