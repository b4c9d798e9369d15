"""A server of a store: values of keys, pushes to them, reads of them. An actor of Ray's runs one."""

# All methods run in one thread, by asyncio: between two `await` nothing else happens. What a worker sends is answered
# in data, also when it is wrong: `{"faults": …}`, `{"stale": …}`, `{"stopped": …}`.

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from mxsym.codegen.record import replace
from mxsym.errors import BindError, Fault, MXSymError
from mxsym.kv import checkpoint, engine, metrics, updates
from mxsym.kv.channel import Channel, Rules, StaleError, StoppedError
from mxsym.kv.checks import faults_of, is_number, rank_fault, request_faults
from mxsym.kv.keys import DENSE, Key, Spec, name_of, owners, schema_of, server_of, servers_of
from mxsym.kv.messages import MOST_BYTES, Message, is_others, kind_of, own_part, plain_faults, wire_type
from mxsym.kv.values import RowsValue, value_of
from mxsym.runtime.buffers import Array
from mxsym.spelling import kind_name

Answer = dict[str, Any]
_MOST_MESSAGES = 1 << 16


class Server:
    """One server. It does nothing until `start` says what it is: a process that was started again is new."""

    def __init__(self, index: int) -> None:
        self.index, self.epoch = index, os.urandom(8).hex()
        self.layout = ""
        self._channels: dict[Key, Channel] = {}
        self._schema: dict[Key, Spec] = {}
        self._names: dict[Key, list[str]] = {}
        self._updates: list[tuple[str, updates.Plain]] = []
        self._incarnations: dict[int, int] = {}
        self._heard: dict[int, float] = {}
        self._active: set[int] = set()
        self._rules = Rules(True, 1)
        self._most, self._servers, self._restarts = MOST_BYTES, 1, 0
        self._place: Path | None = None
        self._chain = checkpoint.Chain()
        self._stopped = ""

    # What it is.

    async def hello(self) -> Answer:
        """The layout and the epoch of this process, and its machine."""
        return {"layout": self.layout, "epoch": self.epoch, "pid": os.getpid(), "machine": engine.machine()}

    async def start(self, about: Answer) -> Answer:
        """Become a server of a layout.

        Args:
            about: `layout`, `servers`; `sync`, `workers`, `staleness`, `mean`, `most_bytes`; `schema`, `updates`;
                `folder`, for checkpoints, or None; `active`, `incarnations`; `restarts`; `restore`: folders and numbers
                of checkpoints, of other servers too, whose rows of this server are read.
        """
        self._servers, self._most = about["servers"], about["most_bytes"]
        self._rules = Rules(about["sync"], about["workers"], about["staleness"], about["mean"])
        self._active, self._incarnations = set(about["active"]), dict(about["incarnations"])
        self._heard = dict.fromkeys(self._active, engine.clock())  # what the process before has heard is not known
        self._updates, self._restarts = list(about["updates"]), about["restarts"]
        self._place = None if about["folder"] is None else Path(about["folder"])
        self._chain, self._channels, self._schema = checkpoint.Chain(), {}, {}
        sources = [(Path(folder), version) for folder, version in about["restore"]]
        own = len(sources) == 1 and sources[0][0] == self._place
        heads = [checkpoint.read(folder, version) for folder, version in sources]
        for key, spec in schema_of(about["schema"]).items():
            if self.index in servers_of(key, spec, self._servers):
                parts = [head.parts(key) for head in heads if key in head.keys]
                if not own or parts:
                    self._adopt_parts(key, spec, parts, own=own)
        if own:
            self._chain.go_on(heads[0])
        else:
            self._checkpoint(full=True)
        self.layout = about["layout"]  # after an error it has none: it is started again
        return await self.hello()

    async def control(self, epoch: str, method: str, *arguments: Any) -> Any:
        """Call a method for the coordinator, if this is the process that it means.

        Raises:
            StaleError: it is another one, which was started again.
        """
        if epoch != self.epoch:
            raise StaleError
        return await getattr(self, method)(*arguments)

    def _adopt_parts(self, key: Key, spec: Spec, parts: list[Any], *, own: bool) -> None:
        """Make a key from checkpoints. What is this server's own goes on with its snapshots."""
        channel = self._make(key, spec, _blank(spec))
        for part in parts:
            if own:
                part.restore(channel.value)
            else:
                part.adopt(channel.value, self._chooser(spec))
            channel.applied.update(part.applied)
            channel.steps = part.steps

    def _chooser(self, spec: Spec) -> Callable[[Array], Array]:
        """True for the ids of this server."""
        return lambda ids: owners(spec, ids, self._servers) == self.index

    def _make(self, key: Key, spec: Spec, first: Mapping[str, Array] | None) -> Channel:
        update = self._update(key, spec)
        channel = Channel(key, value_of(key, spec, first, update), self._rules, self._active)
        self._schema[key], self._channels[key] = spec, channel
        self._names[key] = [] if update is None else update.numbers()
        return channel

    def _update(self, key: Key, spec: Spec) -> updates.Update | None:
        plain = updates.chosen(self._updates, key, spec)
        return None if plain is None else updates.update_of(plain)

    async def init(self, key: Key, spec: list[Any], first: Mapping[str, Array] | None) -> Answer:
        """Make a key, or this server's part of it."""
        name = key
        try:
            known = schema_of([[key, spec]])[key]
            name = name_of(key, known)
            self._make(key, known, first)
        except (MXSymError, ValueError, TypeError) as error:
            return {"faults": plain_faults(_update_faults(name, error))}
        self._checkpoint(full=False)
        return {}

    async def drop(self, keys: list[Key]) -> None:
        """Have keys no more that not all servers could make."""
        for key in keys:
            for table in (self._channels, self._schema, self._names):
                table.pop(key, None)
            self._chain.forget(key)

    async def make(self, key: Key, spec: list[Any]) -> None:
        """Make a key that is moved here, without a value yet."""
        known = schema_of([[key, spec]])[key]
        self._make(key, known, _blank(known))

    async def try_update(self, pattern: str, plain: updates.Plain) -> Answer:
        """Return what is wrong with an update for the keys that fit a pattern; nothing is changed."""
        faults: list[Fault] = []
        trial = [*self._updates, (pattern, plain)]
        for key in self._channels:
            spec = self._schema[key]
            if updates.chosen(trial, key, spec) is plain:
                try:
                    value_of(key, spec, _blank(spec), updates.update_of(plain))
                except (MXSymError, ValueError, TypeError) as error:
                    faults += _update_faults(name_of(key, spec), error)
        return {"faults": plain_faults(list(dict.fromkeys(faults)))} if faults else {}  # one of all pieces of a key

    async def set_update(self, pattern: str, plain: updates.Plain) -> None:
        """Update the keys that fit a pattern by this one."""
        self._updates.append((pattern, plain))
        for channel in self._channels.values():
            if updates.chosen(self._updates, channel.key, self._schema[channel.key]) is plain:
                update = updates.update_of(plain)
                channel.value.set_update(update)
                self._names[channel.key] = update.numbers()
                self._chain.forget(channel.key)
        self._checkpoint(full=False)

    # Workers.

    async def admit(self, worker: int, incarnation: int) -> dict[Key, int]:
        """Let a process have a rank. Pushes of the process that had it before, and that wait, are dropped.

        Returns the last number that each key has applied of that worker.
        """
        self._incarnations[worker] = incarnation
        for channel in self._channels.values():
            channel.forget(worker, channel.applied[worker])
            if worker not in self._active and self._rules.sync:  # it goes on with the step of the others
                channel.applied[worker] = max(channel.applied.values())
        self._active.add(worker)
        return {key: channel.applied[worker] for key, channel in self._channels.items()}

    async def leave(self, worker: int, limits: Mapping[Key, int] | None) -> None:
        """Go on without a worker. Of its pushes those up to `limits` count."""
        for key, channel in self._channels.items():
            if limits is not None:
                channel.forget(worker, limits.get(key, 0))
        self._active.discard(worker)
        self._run()

    async def received(self, worker: int) -> dict[Key, tuple[int, int]]:
        """Of each key the last number of a worker that is applied, and that is here."""
        return {key: (channel.applied[worker], channel.received(worker)) for key, channel in self._channels.items()}

    async def stop(self, why: str) -> None:
        """Answer everything with an error from now on."""
        self._stopped = why
        for channel in self._channels.values():
            channel.close(StoppedError(why))

    def _run(self) -> None:
        for channel in self._channels.values():
            channel.run()

    # Pushes and reads.

    async def push(self, head: Any, messages: Any) -> Answer:
        """Take pushes to several keys; answer when all of them are applied.

        Nothing is taken unless all of it is right.
        """
        return await self._answered(head, self._push(head, messages))

    async def pull(self, head: Any, requests: Any) -> Answer:
        """Read several keys, as they are when the worker's own pushes up to a number are applied."""
        return await self._answered(head, self._pull(head, requests))

    async def pushpull(self, head: Any, messages: Any, requests: Any) -> Answer:
        """Both, one after the other."""
        answer = await self.push(head, messages)
        return answer if "taken" not in answer else {**answer, **await self.pull(head, requests)}

    async def _answered(self, head: Any, work: Coroutine[Any, Any, Answer]) -> Answer:
        here = self.layout, self.epoch
        there = [head.get(name) for name in ("layout", "epoch")] if kind_of(head) is dict else []
        stale = {*map(kind_of, there)} != {str} or (*there,) != here
        if self._stopped or stale:
            work.close()
            return {"stopped": self._stopped} if self._stopped else {"stale": True}
        try:
            return await work
        except StaleError:
            return {"stale": True}
        except StoppedError as error:
            return {"stopped": str(error)}

    def _who(self, head: Any) -> list[Fault]:
        """Faults of the sender."""
        worker, incarnation = head.get("worker"), head.get("incarnation")
        if (fault := rank_fault(worker, self._rules.workers)) is not None:
            return [fault]
        is_its = kind_of(incarnation) is int and incarnation == self._incarnations.get(worker)
        if worker not in self._active or not is_its:
            now = self._incarnations.get(worker, "none")
            fix = "connect again: another process has this rank, or the store goes on without it"
            return [Fault(f"worker {worker}", "incarnation", repr(incarnation)[:80], f"{now}", fix)]
        self._heard[worker] = engine.clock()
        return []

    def _refusal(self, faults: list[Fault]) -> Answer:
        for fault in faults:
            for key, channel in self._channels.items():
                if fault.node == f"key {key!r}":
                    channel.metrics.add(refused=1)
        return {"faults": plain_faults(faults)}

    def _checked(self, head: Any, messages: Any) -> tuple[list[Message], list[Fault]]:
        """The own parts of the messages of a push, and everything that is wrong with it."""
        faults = self._who(head)
        if not faults and (kind_of(messages) is not list or not 0 < len(messages) <= _MOST_MESSAGES):
            faults = [Fault("messages", "", kind_name(messages), "a list of pushes", "send some")]
        if faults:
            return [], faults
        messages = [message for message in messages if not is_others(message, self._schema)]
        if not messages:
            faults = [Fault("messages", "", "keys of other servers", "some of this one", "connect again")]
        for message in messages:
            faults += faults_of(message, self._schema, self._names, self.index, self._servers, self._most)
        if faults:
            return [], faults
        keys = [message["key"] for message in messages]
        if len({*keys}) != len(keys):
            faults.append(Fault("messages", "", "a key twice", "each once", "send it in two pushes"))
        oldest: dict[Any, Any] = head.get("oldest") if kind_of(head.get("oldest")) is dict else {}
        for message in messages:
            key, number = message["key"], message["number"]
            first = oldest.get(key, number)
            fault = self._channels[key].fault(head["worker"], message, first if is_number(first) else number)
            faults += [] if fault is None else [fault]
        schema, index, servers = self._schema, self.index, self._servers
        return [own_part(message, schema[message["key"]], index, servers) for message in messages], faults

    async def _push(self, head: Any, messages: Any) -> Answer:
        messages, faults = self._checked(head, messages)
        if faults:
            return self._refusal(faults)
        futures = [self._channels[message["key"]].take(head["worker"], message) for message in messages]
        self._chain.pushes += len(futures)
        for message in messages:
            self._channels[message["key"]].run()
        if not all(future.done() for future in futures):  # to wait, even for nothing, costs as much as a small step
            await asyncio.gather(*map(asyncio.shield, futures))
        refused = [text for future in futures if (text := future.result())]
        saved = {message["key"]: self._chain.saved(message["key"], head["worker"]) for message in messages}
        return {"taken": True, "refused": refused, "saved": saved}

    async def silence(self) -> dict[int, float]:
        """Seconds since each worker has pushed or read last."""
        now = engine.clock()
        return {worker: now - heard for worker, heard in self._heard.items()}

    async def _pull(self, head: Any, requests: Any) -> Answer:
        self._who(head)  # a sign of life
        worker: Any = head.get("worker")
        if kind_of(worker) not in (int, type(None)):
            faults = [Fault("rank", "", repr(worker)[:80], "a rank, or None", "pass one")]
        elif kind_of(requests) is not list or len(requests) > _MOST_MESSAGES:
            faults = [Fault("requests", "", kind_name(requests), "a list of requests", "send some")]
        else:
            faults = [fault for request in requests for fault in request_faults(request, self._schema)]
        if faults:
            return self._refusal(faults)
        values: list[Array] = []
        for request in requests:
            channel, after, ids = self._channels[request["key"]], request["after"], request["ids"]
            await channel.reached(worker, after)
            if self._stopped or head["layout"] != self.layout:
                raise StoppedError(self._stopped) if self._stopped else StaleError
            value = channel.value.pull(ids)
            channel.metrics.add(pulls=1, rows_pulled=0 if ids is None else len(ids), bytes_out=value.nbytes)
            values.append(value)
        return {"values": values}

    # Checkpoints, and moves.

    async def hold(self) -> dict[Key, dict[int, int]]:
        """Apply nothing more; return the numbers of the workers that each key has applied."""
        for channel in self._channels.values():
            channel.limits = dict(channel.applied)
        return {key: dict(channel.applied) for key, channel in self._channels.items()}

    async def advance(self, limits: Mapping[Key, Mapping[int, int]]) -> None:
        """Apply pushes up to these numbers, and wait until that is so."""
        for key, channel in self._channels.items():
            channel.limits = {**channel.applied, **limits.get(key, {})}
            channel.run()
        for key, channel in self._channels.items():
            for worker, number in limits.get(key, {}).items():
                if worker in self._active:  # nobody pushes for the others
                    await channel.reached(worker, number)

    async def release(self) -> None:
        """Go on."""
        for channel in self._channels.values():
            channel.limits = None
        self._run()

    async def save(self, full: bool) -> Answer:
        """Write a checkpoint of what is applied now. Returns its number, and the numbers of pushes that it has."""
        return {"version": self._checkpoint(full=full), "saved": self._chain.numbers()}

    def _checkpoint(self, *, full: bool) -> int:
        if self._place is None:
            return 0
        begin = time.perf_counter()
        version = self._chain.write(self._place, self._channels, full=full)
        self._chain.seconds = time.perf_counter() - begin
        return version

    async def alter(self, key: Key, change: str, arguments: Mapping[str, Any]) -> Answer:
        """Take rows of a key out (`evict`), or say how often an id must come to get one (`admit`).

        Returns how many rows were taken out.
        """
        value, count = self._channels[key].value, 0
        assert isinstance(value, RowsValue)
        try:
            if change == "evict":
                count = value.table.evict(**arguments)
            else:
                value.table.admit = arguments["least"]
                self._schema[key] = value.spec = replace(value.spec, admit=value.table.admit)
        except BindError as error:
            return {"faults": plain_faults(_update_faults(key, error))}
        value.evicted += count
        self._checkpoint(full=False)
        return {"count": count}

    async def export(self, key: Key, target: int, servers: int) -> Answer:
        """The part of a key that another layout's server has, with its numbers."""
        channel, spec = self._channels[key], self._schema[key]
        if spec.kind == DENSE and server_of(key, spec, servers) != target:
            return {}
        parts = channel.value.export(lambda ids: owners(spec, ids, servers) == target)
        return {"parts": parts, "applied": dict(channel.applied), "steps": channel.steps}

    async def adopt(self, key: Key, part: Answer) -> None:
        """Take such a part."""
        if part:
            channel = self._channels[key]
            channel.value.adopt(part["parts"])
            channel.applied.update(part["applied"])
            channel.steps = part["steps"]

    async def retire(self) -> None:
        """Send everybody to the servers of another layout."""
        self.layout = ""
        for channel in self._channels.values():
            channel.close(StaleError())

    async def stats(self) -> Answer:
        """Metrics."""
        keys = metrics.total(
            {name_of(key, self._schema[key]): channel.metrics.plain(queue=channel.queue, **channel.value.sizes())}
            for key, channel in self._channels.items()
        )
        return {
            "server": self.index,
            "pid": os.getpid(),
            "restarts": self._restarts,
            "keys": keys,
            **self._chain.stats(),
        }


def _update_faults(key: Key, error: Exception) -> list[Fault]:
    """Faults of an update that a key cannot have, by the key as the user knows it."""
    node = f"key {key!r}"
    if isinstance(error, BindError):
        nodes = [fault.node if fault.node == node else f"{node}, {fault.node}" for fault in error.faults]
        return [replace(fault, node=own, where="") for fault, own in zip(error.faults, nodes, strict=True)]
    return [Fault(node, "update", f"an error: {error}"[:300], "an update that this key can have", "choose another")]


def _blank(spec: Spec) -> Mapping[str, Array] | None:
    """The first value of a key whose value comes later."""
    return {"value": np.zeros(spec.shape, wire_type(spec))} if spec.kind == DENSE else None
