"""The facts that a store's coordinator keeps: options, keys, updates, workers; and the calls that wait for a change."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mxsym.kv import updates
from mxsym.kv.channel import SYNC
from mxsym.kv.keys import Key, Spec, plain_schema


class State:
    """The facts that all parts of a coordinator share.

    Args:
        options: `type`, `servers`, `workers`, `staleness`, `mean`, `most_bytes`, `folder`, `on_loss`, `timeout`.

    Attributes:
        folder: for checkpoints, or None.
        schema: of all keys.
        updates: patterns of keys, and their updates as plain data; the last one that fits counts.
        active: the ranks that steps wait for.
        incarnations: by rank, the number of processes that have had it.
        arrived: the ranks that are at the barrier.
        stopped: why the store has stopped, or nothing.
        lock: of whoever changes servers, keys or workers.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.options = dict(options)
        self.folder = None if options["folder"] is None else Path(options["folder"])
        self.schema: dict[Key, Spec] = {}
        self.updates: list[tuple[str, updates.Plain]] = []
        self.active = set(range(options["workers"]))
        self.incarnations: dict[int, int] = {}
        self.arrived: set[int] = set()
        self.stopped = ""
        self.lock = asyncio.Lock()
        self._changed: asyncio.Future[None] | None = None

    def stop(self, why: str) -> None:
        """Let the store stop. Those who wait are told."""
        self.stopped = why
        self.change()

    def change(self) -> None:
        """Wake those who wait, who may have to send pushes again. They come to the barrier once more."""
        self.arrived.clear()
        if self._changed is not None:
            self._changed.set_result(None)
            self._changed = None

    def changed(self) -> asyncio.Future[None]:
        """A future that ends with the next change. It is everybody's: shield it."""
        if self._changed is None:
            self._changed = asyncio.get_running_loop().create_future()
        return self._changed

    def view(self) -> dict[str, Any]:
        """The facts that a worker must know."""
        return {
            "options": self.options,
            "schema": plain_schema(self.schema),
            "updates": self.updates,
            "active": sorted(self.active),
            "stopped": self.stopped,
        }

    def about(self) -> dict[str, Any]:
        """The facts that a server must know."""
        return {
            **{name: self.options[name] for name in ("workers", "staleness", "mean", "most_bytes")},
            "sync": self.options["type"] == SYNC,
            "schema": plain_schema(self.schema),
            "updates": self.updates,
            "active": sorted(self.active),
            "incarnations": dict(self.incarnations),
        }
