"""The coordinator of a store: its workers, servers and keys, and everything that servers do together."""

# An actor of Ray's, of which there is one. It sees no gradient and no row, except the first values of keys.

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mxsym.codegen.record import replace
from mxsym.errors import Fault, LoadError
from mxsym.kv import checkpoint, engine, updates
from mxsym.kv.channel import SYNC
from mxsym.kv.keys import DENSE, Key, Spec, owners, plain_schema, schema_of, servers_of, spec_of, wholes_of
from mxsym.kv.messages import plain_faults
from mxsym.kv.server import Answer, Server

_MANIFEST = "kv-{:08d}.safetensors"
_TRIES = 20


class _LostError(Exception):
    """A server's process has ended."""


class Coordinator:
    """The state that all workers and servers share.

    Args:
        options: `type`, `servers`, `workers`, `staleness`, `mean`, `most`, `folder`, `on_loss`, `timeout`.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._options = dict(options)
        self._folder = None if options["folder"] is None else Path(options["folder"])
        self._handles: list[Any] = []
        self._epochs: list[str] = []
        self._machines: list[str] = []
        self._restarts: list[int] = []
        self._layout, self._generation = "", 0
        self._schema: dict[Key, Spec] = {}
        self._updates: list[tuple[str, updates.Plain]] = []
        self._incarnations: dict[int, int] = {}
        self._active = set(range(options["workers"]))
        self._lock = asyncio.Lock()
        self._changed: asyncio.Future[None] | None = None
        self._arrived: set[int] = set()
        self._opened: asyncio.Future[None] | None = None
        self._stopped = ""
        self._seen = dict.fromkeys(self._active, engine.clock())
        """When something was heard of each worker, here; servers know more."""
        self._looked = engine.clock()

    # Servers.

    async def open(self) -> Answer:
        """Start the servers, once; return what a worker must know."""
        async with self._lock:
            if not self._handles:
                self._switch(*await self._new_servers(self._options["servers"], []))
        return self._view()

    def _view(self) -> Answer:
        return {
            "options": self._options,
            "handles": self._handles,
            "epochs": self._epochs,
            "machines": self._machines,
            "layout": self._layout,
            "generation": self._generation,
            "schema": plain_schema(self._schema),
            "updates": self._updates,
            "active": sorted(self._active),
            "stopped": self._stopped,
        }

    def _about(self, layout: str, index: int, servers: int, restore: list[tuple[str, int | None]]) -> Answer:
        options = self._options
        own = None if self._folder is None else os.fspath(self._folder / layout / f"{index}")
        return {
            **{name: options[name] for name in ("workers", "staleness", "mean", "most")},
            "sync": options["type"] == SYNC,
            "layout": layout,
            "servers": servers,
            "schema": plain_schema(self._schema),
            "updates": self._updates,
            "folder": own,
            "active": sorted(self._active),
            "incarnations": dict(self._incarnations),
            "restarts": self._restarts[index] if layout == self._layout else 0,
            "restore": restore,
        }

    async def _new_servers(
        self, servers: int, restore: list[tuple[str, int | None]]
    ) -> tuple[list[Any], str, list[Answer]]:
        """The servers of a new layout, their layout's name and what they say. They end if one cannot be started."""
        layout = os.urandom(8).hex()
        kind = engine.actor(Server, restarts=0 if self._folder is None else -1)
        handles = [kind.remote(index) for index in range(servers)]
        try:
            hellos = await asyncio.gather(*(
                handle.start.remote(self._about(layout, index, servers, restore))
                for index, handle in enumerate(handles)
            ))  # fmt: skip
        except BaseException:
            _end(handles)
            raise
        return handles, layout, hellos

    async def _all(self, method: str, *arguments: Any) -> list[Any]:
        """Call a method of all servers.

        Raises:
            _LostError: a server is not there, or a process that was started again.
        """
        calls = [getattr(handle, method).remote(*arguments) for handle in self._handles]
        answers: list[Any] = await asyncio.gather(*calls, return_exceptions=True)
        for answer in answers:
            if engine.is_lost(answer):
                raise _LostError
            if isinstance(answer, BaseException):
                raise answer
        return answers

    async def refresh(self) -> Answer:
        """See that all servers are there, start again those that are not, and return what a worker must know."""
        async with self._lock:
            await self._revive()
        return self._view()

    async def _revive(self) -> None:
        for index, handle in enumerate(self._handles):
            for left in reversed(range(_TRIES)):
                try:
                    hello = await handle.hello.options(max_task_retries=-1).remote()
                    if hello["layout"] != self._layout:
                        self._restarts[index] += 1
                        own = os.fspath((self._folder or Path()) / self._layout / f"{index}")
                        about = self._about(self._layout, index, len(self._handles), [(own, None)])
                        hello = await handle.start.remote(about)
                    if hello["epoch"] != self._epochs[index]:
                        self._epochs[index], self._machines[index] = hello["epoch"], hello["machine"]
                        self._change()
                    break
                except engine.lost() as error:
                    if not engine.is_lost(error):
                        raise
                    if self._folder is None:
                        why = "a store that goes on has a folder for checkpoints"
                        self._stopped = f"server {index} is lost, and what it had: {why}"
                        return
                    if not left:
                        raise

    def _change(self) -> None:
        """Wake those who wait, who may have to send pushes again. They come to the barrier once more."""
        self._arrived.clear()
        if self._changed is not None:
            self._changed.set_result(None)
            self._changed = None

    # Workers.

    async def join(self, rank: int) -> Answer:
        """Give a rank to a process; whoever had it before has it no more."""
        await self.open()
        async with self._lock:
            await self._revive()
            again = rank not in self._active
            if again:
                await self._cut()
            self._incarnations[rank] = self._incarnations.get(rank, 0) + 1
            self._seen[rank] = engine.clock()
            numbers = await self._all("admit", rank, self._incarnations[rank])
            self._active.add(rank)
            if again:
                await self._all("release")
        return {**self._view(), "incarnation": self._incarnations[rank], "next": _least(numbers)}

    async def leave(self, rank: int) -> None:
        """Go on without a worker that has ended well."""
        async with self._lock:
            self._active.discard(rank)
            await self._all("leave", rank, None)
            self._open_barrier()

    async def lose(self, rank: int) -> None:
        """A worker is lost: go on without it, or stop, as `on_loss` says."""
        async with self._lock:
            if rank not in self._active or self._stopped:
                return
            if self._options["on_loss"] == "stop":
                self._stopped = f"worker {rank} is lost"
                await self._all("stop", self._stopped)
                self._change()
                return
            await self._revive()
            received = await self._all("received", rank)
            keys = {key for server in received for key in server}
            limits: dict[Key, int] = {}
            for key in keys:
                applied, here = zip(*(server[key] for server in received if key in server), strict=True)
                limits[key] = max(*applied, min(here))  # what one has applied, or all have
            self._active.discard(rank)
            self._incarnations[rank] = self._incarnations.get(rank, 0) + 1
            await self._all("leave", rank, limits)
            self._open_barrier()

    async def waiting(self, rank: int) -> Any:
        """The layout and the epochs of the servers, for a worker that waits for one of them."""
        self._seen[rank] = engine.clock()
        await self._lose_silent()
        return {"stopped": self._stopped} if self._stopped else [self._layout, self._epochs]

    async def _lose_silent(self) -> None:
        """Do without the workers that nobody has heard of for longer than `timeout`."""
        limit, now = self._options["timeout"], engine.clock()
        if limit is None or self._lock.locked() or now - self._looked < limit / 4:
            return
        self._looked = now
        silent = [rank for rank in self._active - self._arrived if now - self._seen.get(rank, now) > limit]
        if silent:
            calls = [handle.silence.remote() for handle in self._handles]
            answers: list[Any] = await asyncio.gather(*calls, return_exceptions=True)
            known = [answer for answer in answers if not isinstance(answer, BaseException)]
            for rank in silent:
                if len(known) == len(answers) and all(seconds.get(rank, limit + 1) > limit for seconds in known):
                    await self.lose(rank)

    async def barrier(self, rank: int) -> Answer:
        """Wait for all workers, and see that the servers are there.

        The answer may be that servers have changed: then the worker sends again what they lack, and comes again.
        """
        self._arrived.add(rank)
        if self._arrived >= self._active:
            before = list(self._epochs)
            await self.refresh()
            if before != self._epochs:
                return {"stale": True}
        if self._opened is None:
            self._opened = asyncio.get_running_loop().create_future()
        opened = self._opened
        self._open_barrier()
        if self._changed is None:
            self._changed = asyncio.get_running_loop().create_future()
        waits = {asyncio.shield(opened), asyncio.shield(self._changed)}
        patience = None if self._options["timeout"] is None else engine.PATIENCE
        while not (await asyncio.wait(waits, timeout=patience, return_when=asyncio.FIRST_COMPLETED))[0]:
            await self._lose_silent()
        if self._stopped:
            return {"stopped": self._stopped}
        return {} if opened.done() else {"stale": True}

    def _open_barrier(self) -> None:
        if self._opened is not None and self._arrived >= self._active:
            self._arrived.clear()
            self._opened.set_result(None)
            self._opened = None

    # Keys and updates.

    async def define(self, name: Key, parts: list[tuple[Key, list[Any], Any]]) -> Answer:
        """Make a key, or the keys that are its pieces: the first value is a dense array, or ids and rows, or None."""
        schema = {key: spec_of(plain) for key, plain, _ in parts}
        async with self._lock:
            if {name, *schema} & {*self._schema, *wholes_of(self._schema)}:
                fault = Fault(f"key {name!r}", "", "a second init", "one", "push to it instead")
                return {"faults": plain_faults([fault])}
            await self._revive()
            for key, plain, first in parts:
                answer = await self._make(key, schema[key], plain, first)
                if "faults" in answer:  # the first one refuses what any would
                    return answer
            self._schema |= schema
            self._change()
        return {}

    async def _make(self, key: Key, spec: Spec, plain: list[Any], first: Any) -> Answer:
        count = len(self._handles)
        for index in servers_of(key, spec, count):
            part = first
            if spec.kind != DENSE and first is not None:
                chosen = owners(spec, first["ids"], count) == index
                part = {name: array[chosen] for name, array in first.items()}
            answer = await self._handles[index].init.remote(self._layout, key, plain, part)
            if "faults" in answer:
                return answer
        return {}

    async def defined(self, key: Key) -> Answer:
        """Wait until a key is made; return what a worker must know."""
        while key not in {*self._schema, *wholes_of(self._schema)} and not self._stopped:
            if self._changed is None:
                self._changed = asyncio.get_running_loop().create_future()
            await asyncio.shield(self._changed)
        return self._view()

    async def set_update(self, pattern: str, plain: updates.Plain) -> Answer:
        """Update the keys that fit a pattern by this one. The same once more changes nothing."""
        async with self._lock:
            known = [item for name, item in self._updates if name == pattern]
            if known and updates.same(known[-1], plain):
                return {}
            await self._revive()
            try:
                updates.update_of(plain)
            except (ValueError, TypeError, LookupError) as error:
                fault = Fault("update", "", f"{error}"[:300], "one that servers can make", "declare a rule")
                return {"faults": plain_faults([fault])}
            for answer in await asyncio.gather(*(handle.try_update.remote(pattern, plain) for handle in self._handles)):
                if "faults" in answer:
                    return answer
            await self._all("set_update", self._layout, pattern, plain)
            self._updates.append((pattern, plain))
            self._change()
        return {}

    async def updated(self, pattern: str) -> Answer:
        """Wait until keys of a pattern have an update."""
        while pattern not in [name for name, _ in self._updates] and not self._stopped:
            if self._changed is None:
                self._changed = asyncio.get_running_loop().create_future()
            await asyncio.shield(self._changed)
        return self._view()

    # What servers do together.

    async def _cut(self) -> None:
        """Hold all servers where every one has applied the same pushes."""
        servers = await self._all("hold")
        limits: dict[Key, dict[int, int]] = {}
        for server in servers:
            for key, numbers in server.items():
                into = limits.setdefault(key, {})
                for worker, number in numbers.items():
                    into[worker] = max(into.get(worker, 0), number)
        await self._all("advance", limits)

    async def save(self, epochs: list[str], folder: str | None, full: bool) -> Answer:
        """Write a checkpoint of all servers with the same pushes, and the file that makes it one."""
        async with self._lock:
            await self._revive()
            if epochs != self._epochs:
                return {"stale": True}
            if self._folder is None:
                why = "the store has no folder: pass folder= to mx.kv.create"
                return {"faults": plain_faults([Fault("folder", "", "None", "a folder", why)])}
            try:
                await self._cut()
                parts = await self._all("save", full)
                await self._all("release")
            except _LostError:
                await self._release_rest()
                return {"stale": True}
            number = max(_versions(self._folder), default=0) + 1
            arrays, described = _without_arrays(self._updates)
            about = {
                "format": checkpoint.FORMAT,
                "version": number,
                "layout": self._layout,
                "servers": [part["version"] for part in parts],
                "schema": plain_schema(self._schema),
                "updates": described,
                "type": self._options["type"],
            }
            checkpoint.write_file(self._folder / _MANIFEST.format(number), about, arrays)
        return {"version": number, "saved": [part["saved"] for part in parts]}

    async def alter(self, epochs: list[str], key: Key, change: str, arguments: Mapping[str, Any]) -> Answer:
        """Let all servers change rows of a key after the same pushes: `evict` or `admit` of their tables.

        All of them write a checkpoint first. So a server that is lost meanwhile comes back as it was, and does it then.
        """
        async with self._lock:
            await self._revive()
            if epochs != self._epochs:
                return {"stale": True}
            try:
                await self._cut()
                if self._folder is not None:
                    await self._all("save", False)
            except _LostError:
                await self._release_rest()
                return {"stale": True}
            answers: dict[int, Answer] = {}
            for _ in range(_TRIES):
                left = [index for index in range(len(self._handles)) if index not in answers]
                calls = [self._handles[index].alter.remote(key, change, arguments) for index in left]
                results: list[Any] = await asyncio.gather(*calls, return_exceptions=True)
                for index, result in zip(left, results, strict=True):
                    if not isinstance(result, BaseException):
                        answers[index] = result
                    elif not engine.is_lost(result):
                        await self._release_rest()
                        raise result
                if len(answers) == len(self._handles):
                    break
                await self._revive()
            await self._release_rest()
            if self._stopped:
                return {"stopped": self._stopped}
            for answer in answers.values():
                if "faults" in answer:  # all of them refuse what one does
                    return answer
            if change == "admit":
                self._schema[key] = replace(self._schema[key], admit=arguments["least"])
                self._change()
        return {"count": sum(answer["count"] for answer in answers.values())}

    async def _release_rest(self) -> None:
        calls = [handle.release.remote() for handle in self._handles]
        await asyncio.gather(*calls, return_exceptions=True)

    async def checkpoint(self) -> Answer:
        """Let each server write a checkpoint of what it has applied, so that logs of workers become shorter."""
        async with self._lock:
            for _ in range(_TRIES):
                await self._revive()
                try:
                    return {"saved": [part["saved"] for part in await self._all("save", False)]}
                except _LostError:
                    continue
        return {"stale": True}

    async def reshard(self, epochs: list[str], servers: int) -> Answer:
        """Move everything to as many new servers, while workers wait. After an error all is as it was."""
        async with self._lock:
            await self._revive()
            if epochs != self._epochs:
                return {"stale": True}
            old = self._handles
            try:
                await self._cut()
                fresh, layout, hellos = await self._new_servers(servers, [])
                try:
                    await self._move(old, fresh, layout)
                except BaseException:
                    _end(fresh)
                    raise
            except _LostError:
                await self._release_rest()
                return {"stale": True}
            except BaseException:
                await self._release_rest()
                raise
            self._switch(fresh, layout, hellos)
            await asyncio.gather(*(handle.retire.remote() for handle in old), return_exceptions=True)
            _end(old)
        return self._view()

    async def _move(self, old: list[Any], fresh: list[Any], layout: str) -> None:
        """Copy the keys; the bytes go from server to server."""
        for index, target in enumerate(fresh):
            for key, spec in self._schema.items():
                if index not in servers_of(key, spec, len(fresh)):
                    continue
                await target.make.remote(layout, key, spec.plain())
                for source in servers_of(key, spec, len(old)):
                    part = old[source].export.remote(key, index, len(fresh))
                    await target.adopt.remote(key, part)
            await target.save.remote(True)

    def _switch(self, handles: list[Any], layout: str, hellos: list[Answer]) -> None:
        self._handles, self._layout = handles, layout
        self._epochs, self._machines = ([hello[name] for hello in hellos] for name in ("epoch", "machine"))
        self._restarts = [0] * len(handles)
        self._change()

    async def load(self, folder: str | None, version: int | None, servers: int | None) -> Answer:
        """Let new servers have what a checkpoint has. Pushes that are on their way are lost: call it between barriers.

        Raises:
            LoadError: there is none, or it is damaged; nothing has changed.
        """
        place = self._folder if folder is None else Path(folder)
        if place is None:
            return {"error": "the store has no folder: pass one"}
        async with self._lock:
            before = self._schema, self._updates
            try:
                known = _versions(place)
                if not known or (version is not None and version not in known):
                    raise LoadError(f"{os.fspath(place)!r} has no checkpoint of a store; nothing was changed")
                about, arrays = checkpoint.read_file(place / _MANIFEST.format(version or known[-1]))
                self._schema = schema_of(about["schema"])
                self._updates = _with_arrays(about["updates"], arrays)
                sources: list[tuple[str, int | None]] = [
                    (os.fspath(place / about["layout"] / f"{index}"), number)
                    for index, number in enumerate(about["servers"])
                ]
                fresh, layout, hellos = await self._new_servers(servers or len(self._handles), sources)
            except Exception as error:  # whatever it is: nothing has changed
                self._schema, self._updates = before
                cause = getattr(error, "cause", error)
                if isinstance(cause, LoadError):
                    return {"error": f"{cause}"}
                raise
            old = self._handles
            self._generation += 1
            self._switch(fresh, layout, hellos)
            await asyncio.gather(*(handle.retire.remote() for handle in old), return_exceptions=True)
            _end(old)
        return self._view()

    async def numbers(self, rank: int) -> dict[Key, int]:
        """The last number of each key that every server has applied of a worker."""
        received = await self._all("received", rank)
        return _least([{key: pair[0] for key, pair in server.items()} for server in received])

    async def stats(self) -> list[Answer]:
        """Metrics of all servers."""
        async with self._lock:
            await self._revive()
            return await self._all("stats")

    async def close(self) -> None:
        """End the servers."""
        _end(self._handles)
        self._stopped = "the store was closed"
        self._change()


def _end(handles: list[Any]) -> None:
    for handle in handles:
        engine.ray().kill(handle)


def _least(numbers: list[dict[Key, int]]) -> dict[Key, int]:
    least: dict[Key, int] = {}
    for server in numbers:
        for key, number in server.items():
            least[key] = min(least.get(key, number), number)
    return least


def _versions(folder: Path) -> list[int]:
    names = os.listdir(folder) if folder.is_dir() else []
    return sorted(int(name[3:11]) for name in names if len(name) == 23 and name.startswith("kv-"))


def _without_arrays(items: list[tuple[str, updates.Plain]]) -> tuple[dict[str, Any], list[Any]]:
    """Updates as JSON, and their settings as arrays."""
    arrays = {f"settings {place}": plain["settings"] for place, (_, plain) in enumerate(items) if "settings" in plain}
    described = [[pattern, {**plain, "settings": None} if "settings" in plain else plain] for pattern, plain in items]
    return arrays, json.loads(json.dumps(described))


def _with_arrays(described: list[Any], arrays: Mapping[str, Any]) -> list[tuple[str, updates.Plain]]:
    return [
        (pattern, {**plain, "settings": arrays[f"settings {place}"]} if "settings" in plain else plain)
        for place, (pattern, plain) in enumerate(described)
    ]
