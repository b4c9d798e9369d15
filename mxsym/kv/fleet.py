"""The servers of a store, as its coordinator starts, calls, holds and replaces them."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import Any

from mxsym.kv import engine
from mxsym.kv.channel import StaleError, StoppedError
from mxsym.kv.keys import Key
from mxsym.kv.server import Answer, Server
from mxsym.kv.state import State

TRIES = 20
"""Times that a coordinator starts a lost server again before it gives up."""
Restore = list[tuple[str, int | None]]
"""Folders and numbers of checkpoints."""


class LostError(Exception):
    """A server's process has ended."""


def is_lost(error: object) -> bool:
    """True for the error of a call to a server that is not there, or to a process that was started in its place."""
    return isinstance(error, LostError) or engine.is_lost(error) or isinstance(engine.cause_of(error), StaleError)


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

    def _about(self, layout: str, index: int, servers: int, restore: Restore, past: Mapping[str, Any]) -> Answer:
        folder = self._state.folder
        return {
            **self._state.about(),
            **past,
            "layout": layout,
            "servers": servers,
            "folder": None if folder is None else os.fspath(folder / layout / f"{index}"),
            "restarts": self._restarts[index] if layout == self.layout else 0,
            "restore": restore,
        }

    async def started(self, servers: int, restore: Restore, **past: Any) -> tuple[list[Any], str, list[Answer]]:
        """The servers of a new layout, their layout's name and what they say. They end if one cannot be started.

        `past`: the `schema` and the `updates` of a checkpoint, which they have instead of those that there are now.
        """
        layout = os.urandom(8).hex()
        kind = engine.actor(Server, restarts=0 if self._state.folder is None else -1)
        handles = [kind.remote(index) for index in range(servers)]
        try:
            hellos = await asyncio.gather(*(
                handle.start.remote(self._about(layout, index, servers, restore, past))
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

    def begin(self, index: int, method: str, *arguments: Any) -> Any:
        """Begin a call of a method of a server: of the process that is known, and of no other."""
        return self.handles[index].control.remote(self.epochs[index], method, *arguments)

    async def _results(self, calls: Mapping[int, tuple[Any, ...]]) -> dict[int, Any]:
        """The answer of each server to a method with its arguments; for one that is lost a `LostError`."""
        begun = [self.begin(index, *call) for index, call in calls.items()]
        results = dict(zip(calls, await asyncio.gather(*begun, return_exceptions=True), strict=True))
        for index, result in results.items():
            if is_lost(result):
                results[index] = LostError()
            elif isinstance(result, BaseException):
                raise result
        return results

    async def all(self, method: str, *arguments: Any) -> list[Any]:
        """Call a method of all servers.

        Raises:
            LostError: a server is not there, or a process that was started again.
        """
        answers = await self._results(dict.fromkeys(range(len(self.handles)), (method, *arguments)))
        for answer in answers.values():
            if isinstance(answer, LostError):
                raise answer
        return [*answers.values()]

    async def surely(self, calls: Mapping[int, tuple[Any, ...]]) -> dict[int, Any]:
        """Call methods of servers, each with arguments of its own. One that is lost is started, and called again.

        Raises:
            StoppedError: one cannot be started again. LostError: it is lost each time.
        """
        answers: dict[int, Any] = {}
        for _ in range(TRIES):
            results = await self._results({index: call for index, call in calls.items() if index not in answers})
            answers |= {index: result for index, result in results.items() if not isinstance(result, LostError)}
            if len(answers) == len(calls):
                return {index: answers[index] for index in calls}
            await self.revive()
            if self._state.stopped:
                raise StoppedError(self._state.stopped)
        raise LostError

    async def surely_all(self, method: str, *arguments: Any) -> list[Any]:
        """`surely`, of all servers."""
        return [*(await self.surely(dict.fromkeys(range(len(self.handles)), (method, *arguments)))).values()]

    async def tell(self, method: str, *arguments: Any) -> None:
        """Call a method of the servers that are there, whatever comes of it."""
        calls = [self.begin(index, method, *arguments) for index in range(len(self.handles))]
        await asyncio.gather(*calls, return_exceptions=True)

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
                            self._about(self.layout, index, len(self.handles), [(own, None)], {})
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
                        state.stop(f"server {index} is lost, and what it had: {why}")
                        return
                    if not left:
                        raise

    @contextlib.asynccontextmanager
    async def consistent_cut(self) -> AsyncGenerator[None]:
        """Hold all servers where every one has applied the same pushes. After the block they go on, whatever it raised.

        Raises:
            LostError: a server is lost meanwhile.
        """
        try:
            limits: dict[Key, dict[int, int]] = {}
            for server in await self.all("hold"):
                for key, numbers in server.items():
                    into = limits.setdefault(key, {})
                    for worker, number in numbers.items():
                        into[worker] = max(into.get(worker, 0), number)
            await self.all("advance", limits)
            yield
        finally:
            await self.tell("release")


def end(handles: list[Any]) -> None:
    """End servers."""
    for handle in handles:
        engine.ray().kill(handle)
