"""The servers of a store, as its coordinator starts, calls, holds and replaces them."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

from mxsym.kv import engine
from mxsym.kv.keys import Key
from mxsym.kv.server import Answer, Server
from mxsym.kv.state import State

TRIES = 20
"""Times that a coordinator starts a lost server again before it gives up."""
Restore = list[tuple[str, int | None]]
"""Folders and numbers of checkpoints."""


class LostError(Exception):
    """A server's process has ended."""


class Fleet:
    """The servers that there are now.

    Attributes:
        layout: the name of this set of servers.
        generation: the number of checkpoints that were loaded: with each, the past is another one.
        handles, epochs: of each server.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self.layout, self.generation = "", 0
        self.handles: list[Any] = []
        self.epochs: list[str] = []
        self._machines: list[str] = []
        self._restarts: list[int] = []

    async def open(self) -> None:
        """Start the first servers, if they are not there yet."""
        if not self.handles:
            self.switch(*await self.started(self._state.options["servers"], []))

    def view(self) -> Answer:
        """The facts that a worker must know."""
        return {
            **self._state.view(),
            "handles": self.handles,
            "epochs": self.epochs,
            "machines": self._machines,
            "layout": self.layout,
            "generation": self.generation,
        }

    def _about(self, layout: str, index: int, servers: int, restore: Restore) -> Answer:
        folder = self._state.folder
        return {
            **self._state.about(),
            "layout": layout,
            "servers": servers,
            "folder": None if folder is None else os.fspath(folder / layout / f"{index}"),
            "restarts": self._restarts[index] if layout == self.layout else 0,
            "restore": restore,
        }

    async def started(self, servers: int, restore: Restore) -> tuple[list[Any], str, list[Answer]]:
        """The servers of a new layout, their layout's name and what they say. They end if one cannot be started."""
        layout = os.urandom(8).hex()
        kind = engine.actor(Server, restarts=0 if self._state.folder is None else -1)
        handles = [kind.remote(index) for index in range(servers)]
        try:
            hellos = await asyncio.gather(*(
                handle.start.remote(self._about(layout, index, servers, restore))
                for index, handle in enumerate(handles)
            ))  # fmt: skip
        except BaseException:
            end(handles)
            raise
        return handles, layout, hellos

    def switch(self, handles: list[Any], layout: str, hellos: list[Answer]) -> None:
        """Let the servers be these."""
        self.handles, self.layout = handles, layout
        self.epochs, self._machines = ([hello[name] for hello in hellos] for name in ("epoch", "machine"))
        self._restarts = [0] * len(handles)
        self._state.change()

    async def replace(self, handles: list[Any], layout: str, hellos: list[Answer]) -> None:
        """Let the servers be these, and end the others; whoever calls one of those is sent to these."""
        old = self.handles
        self.switch(handles, layout, hellos)
        await asyncio.gather(*(handle.retire.remote() for handle in old), return_exceptions=True)
        end(old)

    async def all(self, method: str, *arguments: Any) -> list[Any]:
        """Call a method of all servers.

        Raises:
            LostError: a server is not there, or a process that was started again.
        """
        calls = [getattr(handle, method).remote(*arguments) for handle in self.handles]
        answers: list[Any] = await asyncio.gather(*calls, return_exceptions=True)
        for answer in answers:
            if engine.is_lost(answer):
                raise LostError
            if isinstance(answer, BaseException):
                raise answer
        return answers

    async def revive(self) -> None:
        """See that all servers are there, and start again those that are not."""
        state = self._state
        for index, handle in enumerate(self.handles):
            for left in reversed(range(TRIES)):
                try:
                    hello = await handle.hello.options(max_task_retries=-1).remote()
                    if hello["layout"] != self.layout:
                        self._restarts[index] += 1
                        own = os.fspath((state.folder or Path()) / self.layout / f"{index}")
                        hello = await handle.start.remote(
                            self._about(self.layout, index, len(self.handles), [(own, None)])
                        )
                    if hello["epoch"] != self.epochs[index]:
                        self.epochs[index], self._machines[index] = hello["epoch"], hello["machine"]
                        state.change()
                    break
                except engine.lost() as error:
                    if not engine.is_lost(error):
                        raise
                    if state.folder is None:
                        why = "a store that goes on has a folder for checkpoints"
                        state.stopped = f"server {index} is lost, and what it had: {why}"
                        return
                    if not left:
                        raise

    async def cut(self) -> None:
        """Hold all servers where every one has applied the same pushes."""
        limits: dict[Key, dict[int, int]] = {}
        for server in await self.all("hold"):
            for key, numbers in server.items():
                into = limits.setdefault(key, {})
                for worker, number in numbers.items():
                    into[worker] = max(into.get(worker, 0), number)
        await self.all("advance", limits)

    async def release(self) -> None:
        """Let the servers that are there go on."""
        await asyncio.gather(*(handle.release.remote() for handle in self.handles), return_exceptions=True)


def end(handles: list[Any]) -> None:
    """End servers."""
    for handle in handles:
        engine.ray().kill(handle)
