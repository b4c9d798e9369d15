"""The coordinator of a store: its keys, their updates, and everything that servers do together."""

# An actor of Ray's, of which there is one. It sees no gradient and no row, except the first values of keys.

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mxsym.codegen.record import replace
from mxsym.errors import Fault, LoadError
from mxsym.kv import engine, manifest, updates
from mxsym.kv.fleet import Fleet, LostError, end, is_lost
from mxsym.kv.keys import DENSE, Key, Spec, owners, plain_schema, servers_of, spec_of, wholes_of
from mxsym.kv.messages import plain_faults
from mxsym.kv.ranks import Ranks, least
from mxsym.kv.server import Answer
from mxsym.kv.state import State


class Coordinator:
    """The state that all workers and servers share.

    Args:
        options: see `State`.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._state = State(options)
        self._fleet = Fleet(self._state)
        self._ranks = Ranks(self._state, self._fleet)

    async def open(self) -> Answer:
        """Start the servers, once; return what a worker must know."""
        async with self._state.lock:
            await self._fleet.open()
        return self._fleet.view()

    async def refresh(self, layout: str, epochs: list[str]) -> Answer:
        """See that all servers are there, start again those that are not, and return what a worker must know.

        A worker that knows of other servers has pushes for these, which those who have the lock may be waiting for: it
        is told at once.
        """
        if self._fleet.handles and [layout, epochs] == [self._fleet.layout, self._fleet.epochs]:
            async with self._state.lock:
                await self._fleet.revive()
        return self._fleet.view()

    # Workers.

    async def join(self, rank: int) -> Answer:
        """See `Ranks.join`."""
        return await self._ranks.join(rank)

    async def leave(self, rank: int) -> None:
        """See `Ranks.leave`."""
        await self._ranks.leave(rank)

    async def lose(self, rank: int) -> None:
        """See `Ranks.lose`."""
        await self._ranks.lose(rank)

    async def waiting(self, rank: int) -> Any:
        """See `Ranks.waiting`."""
        return await self._ranks.waiting(rank)

    async def barrier(self, rank: int) -> Answer:
        """See `Ranks.barrier`."""
        return await self._ranks.barrier(rank)

    async def numbers(self, rank: int) -> dict[Key, int]:
        """The last number of each key that every server has applied of a worker."""
        async with self._state.lock:
            received = await self._fleet.surely_all("received", rank)
        return least([{key: pair[0] for key, pair in server.items()} for server in received])

    # Keys and updates.

    async def define(self, name: Key, parts: list[tuple[Key, list[Any], Any]]) -> Answer:
        """Make a key, or the keys that are its pieces: the first value is a dense array, or ids and rows, or None."""
        state, fleet = self._state, self._fleet
        schema = {key: spec_of(plain) for key, plain, _ in parts}
        async with state.lock:
            if {name, *schema} & {*state.schema, *wholes_of(state.schema)}:
                fault = Fault(f"key {name!r}", "", "a second init", "one", "push to it instead")
                return {"faults": plain_faults([fault])}
            await fleet.revive()
            try:
                answers = [answer for key, _, first in parts for answer in await self._make(key, schema[key], first)]
            except BaseException:
                await fleet.tell("drop", [*schema])
                raise
            if refused := [answer for answer in answers if "faults" in answer]:
                await fleet.tell("drop", [*schema])
                return refused[0]
            state.schema |= schema
            state.change()
        return {}

    async def _make(self, key: Key, spec: Spec, first: Any) -> list[Answer]:
        """Let servers make a key, each its part."""
        count = len(self._fleet.handles)
        calls: dict[int, tuple[Any, ...]] = {}
        for index in servers_of(key, spec, count):
            part = first
            if spec.kind != DENSE and first is not None:
                chosen = owners(spec, first["ids"], count) == index
                part = {name: array[chosen] for name, array in first.items()}
            calls[index] = "init", key, spec.plain(), part
        return [*(await self._fleet.surely(calls)).values()]

    async def defined(self, key: Key) -> Answer:
        """Wait until a key is made; return what a worker must know."""
        while key not in {*self._state.schema, *wholes_of(self._state.schema)} and not self._state.stopped:
            await asyncio.shield(self._state.changed())
        return self._fleet.view()

    async def set_update(self, pattern: str, plain: updates.Plain) -> Answer:
        """Update the keys that fit a pattern by this one. The same once more changes nothing."""
        state, fleet = self._state, self._fleet
        async with state.lock:
            known = [item for name, item in state.updates if name == pattern]
            if known and updates.same(known[-1], plain):
                return {}
            await fleet.revive()
            try:
                updates.update_of(plain)
            except (ValueError, TypeError, LookupError) as error:
                fault = Fault("update", "", f"{error}"[:300], "one that servers can make", "declare a rule")
                return {"faults": plain_faults([fault])}
            for answer in await fleet.surely_all("try_update", pattern, plain):
                if "faults" in answer:
                    return answer
            await fleet.surely_all("set_update", pattern, plain)
            state.updates.append((pattern, plain))
            state.change()
        return {}

    async def updated(self, pattern: str) -> Answer:
        """Wait until keys of a pattern have an update."""
        while pattern not in [name for name, _ in self._state.updates] and not self._state.stopped:
            await asyncio.shield(self._state.changed())
        return self._fleet.view()

    # What servers do together.

    async def save(self, epochs: list[str], full: bool) -> Answer:
        """Write a checkpoint of all servers with the same pushes, and the file that makes it one."""
        state, fleet = self._state, self._fleet
        async with state.lock:
            await fleet.revive()
            if epochs != fleet.epochs:
                return {"stale": True}
            if state.folder is None:
                why = "the store has no folder: pass folder= to mx.kv.create"
                return {"faults": plain_faults([Fault("folder", "", "None", "a folder", why)])}
            try:
                async with fleet.consistent_cut():
                    parts = await fleet.all("save", full)
            except LostError:
                return {"stale": True}
            number = manifest.write(
                state.folder, state.options["type"], fleet.layout, [part["version"] for part in parts],
                state.schema, state.updates,
            )  # fmt: skip
        return {"version": number, "saved": [part["saved"] for part in parts]}

    async def alter(self, epochs: list[str], key: Key, change: str, arguments: Mapping[str, Any]) -> Answer:
        """Let all servers change rows of a key after the same pushes: `evict` or `admit` of their tables.

        All of them write a checkpoint first. So a server that is lost meanwhile comes back as it was, and does it then.
        """
        state, fleet = self._state, self._fleet
        async with state.lock:
            await fleet.revive()
            if epochs != fleet.epochs:
                return {"stale": True}
            try:
                async with fleet.consistent_cut():
                    if state.folder is not None:
                        await fleet.all("save", False)
                    answers = await fleet.surely_all("alter", key, change, arguments)
            except LostError:
                return {"stale": True}
            for answer in answers:
                if "faults" in answer:  # all of them refuse what one does
                    return answer
            if change == "admit":
                state.schema[key] = replace(state.schema[key], admit=arguments["least"])
                state.change()
        return {"count": sum(answer["count"] for answer in answers)}

    async def checkpoint(self) -> Answer:
        """Let each server write a checkpoint of what it has applied, so that logs of workers become shorter."""
        async with self._state.lock:
            return {"saved": [part["saved"] for part in await self._fleet.surely_all("save", False)]}

    async def reshard(self, epochs: list[str], servers: int) -> Answer:
        """Move everything to as many new servers, while workers wait. After an error all is as it was."""
        state, fleet = self._state, self._fleet
        async with state.lock:
            await fleet.revive()
            if epochs != fleet.epochs:
                return {"stale": True}
            try:
                async with fleet.consistent_cut():
                    fresh, layout, hellos = await fleet.started(servers, [])
                    try:
                        await self._move(fresh)
                    except BaseException:
                        end(fresh)
                        raise
                    await fleet.replace(fresh, layout, hellos)
            except Exception as error:
                if not is_lost(error):
                    raise
                return {"stale": True}
        return fleet.view()

    async def _move(self, fresh: list[Any]) -> None:
        """Copy the keys; the bytes go from server to server."""
        fleet = self._fleet
        for index, target in enumerate(fresh):
            for key, spec in self._state.schema.items():
                if index not in servers_of(key, spec, len(fresh)):
                    continue
                await target.make.remote(key, spec.plain())
                for source in servers_of(key, spec, len(fleet.handles)):
                    await target.adopt.remote(key, fleet.begin(source, "export", key, index, len(fresh)))
            await target.save.remote(True)

    async def load(self, folder: str | None, version: int | None, servers: int | None) -> Answer:
        """Let new servers have what a checkpoint has. Pushes that are on their way are lost: call it between barriers.

        Raises:
            LoadError: there is none, or it is damaged; nothing has changed.
        """
        state, fleet = self._state, self._fleet
        place = state.folder if folder is None else Path(folder)
        if place is None:
            return {"error": "the store has no folder: pass one"}
        async with state.lock:
            try:
                schema, described, sources = manifest.read(place, version)
                past = {"schema": plain_schema(schema), "updates": described}
                fresh, layout, hellos = await fleet.started(servers or len(fleet.handles), sources, **past)
            except Exception as error:
                cause = engine.cause_of(error)
                if isinstance(cause, LoadError):
                    return {"error": f"{cause}"}
                raise
            state.schema, state.updates = schema, described
            fleet.generation += 1
            await fleet.replace(fresh, layout, hellos)
        return fleet.view()

    async def stats(self) -> list[Answer]:
        """Metrics of all servers."""
        async with self._state.lock:
            return await self._fleet.surely_all("stats")

    async def close(self) -> None:
        """End the servers."""
        end(self._fleet.handles)
        self._state.stop("the store was closed")
