"""Pushes to a store on servers and reads from it, next to the same messages to actors that do nothing.

Actors that subtract are what no store can do without: they read the gradient once, read and write as many weights once,
one after the other, and have nothing to spread, to look up or to sum.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import numpy as np

import mxsym as mx
from benchmarks import harness
from benchmarks.report import Table
from mxsym.kv import engine as kv_engine

HEIGHT, COLUMNS, SERVERS, INFLIGHT = 400_000, 64, 2, 4
COUNTS = (16, 624, 6_983, 21_609, 65_297)
EMPTY, LEAST, STORE = "actors that do nothing", "actors that subtract", "mxsym's store"
BUDGET = 0.5
"""Of `harness.measure`: all of it takes less than two minutes."""
_ROOM = 400_000_000
"""Bytes of Ray's object store."""


def push_title(count: int) -> str:
    """Title of the table of pushes of so many rows."""
    return f"Push of {count:,} rows of {harness.size(HEIGHT, 1024):,} x {COLUMNS} to {SERVERS} servers, plain SGD"


def pull_title(count: int) -> str:
    """Title of the table of reads of so many rows."""
    return f"Pull of {count:,} rows of {harness.size(HEIGHT, 1024):,} x {COLUMNS} from {SERVERS} servers"


def titles() -> list[str]:
    """Titles of all tables."""
    return [title(count) for count in COUNTS for title in (push_title, pull_title)]


class Empty:
    """An actor that takes what a server takes, and answers as much."""

    async def ready(self, count: int) -> None:
        """Have rows to answer with."""
        self._rows = np.zeros((count, COLUMNS), np.float32)

    async def push(self, head: Any, messages: Any) -> dict[str, Any]:
        """Answer as a server does."""
        return {"taken": True, "refused": [], "saved": {"rows": 0}}

    async def pull(self, head: Any, requests: Any) -> dict[str, Any]:
        """As many rows as were asked for."""
        return {"values": [self._rows[: len(requests[0]["ids"])]]}


class Least(Empty):
    """An actor that has some rows."""

    async def push(self, head: Any, messages: Any) -> dict[str, Any]:
        """Subtract its share of the gradient from as many rows that lie side by side."""
        (message,) = messages
        rows = message["rows"][: len(message["rows"]) // SERVERS] if message["shared"] else message["rows"]
        weight = self._rows[: len(rows)]
        np.subtract(weight, rows, out=weight)
        return await super().push(head, messages)


class _Recorder:
    """A server's handle that notes what goes to the server."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        self.calls: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._handle, name)

        def remote(*arguments: Any) -> Any:
            self.calls.append(arguments)
            return method.remote(*arguments)

        return SimpleNamespace(remote=remote)


def _sent(store: Any, work: Callable[[], object]) -> list[tuple[Any, ...]]:
    """The arguments of the one call that each server gets by some work."""
    view = store._view  # nothing else has what is sent
    handles = view.handles
    view.handles = [_Recorder(handle) for handle in handles]
    try:
        work()
        return [arguments for recorder in view.handles for arguments in recorder.calls]
    finally:
        view.handles = handles


@contextmanager
def _started() -> Generator[Any]:
    """Ray, on this machine. Its processes have the settings of a user's, not those of this benchmark."""
    engine = kv_engine.ray()
    own = {name: os.environ.pop(name) for name in [*os.environ] if name.startswith(("OMP_", "GOMP_"))}
    harness.spread()
    os.environ.setdefault("RAY_worker_niceness", "0")  # else any other program has the CPUs before Ray's processes
    engine.init(num_cpus=2, object_store_memory=_ROOM, include_dashboard=False, log_to_driver=False)
    os.environ.update(own)
    try:
        yield engine
    finally:
        engine.shutdown()


def _contending(
    engine: Any, store: Any, actors: list[Any], least: list[Any], count: int
) -> tuple[dict[str, Callable[[], object]], dict[str, Callable[[], object]]]:
    """Pushes, `INFLIGHT` of them on their way at once, and reads."""
    height, rng = harness.size(HEIGHT, 1024), np.random.default_rng(0)
    ids = rng.choice(height, count, replace=False)
    rows = rng.standard_normal((count, COLUMNS), np.float32)
    into = np.empty((count, COLUMNS), np.float32)

    def push() -> None:
        for _ in range(INFLIGHT):
            store.push("rows", (ids, rows))
        store.flush()

    def pull() -> None:
        store.row_sparse_pull("rows", out=into, row_ids=ids)

    pushed, pulled = _sent(store, lambda: store.push("rows", (ids, rows)).wait()), _sent(store, pull)
    # What is in Ray's store of objects is put there by each push again, once for all servers that share it.
    in_store = {load: engine.get(load) for _, load in pushed if not isinstance(load, list)}
    low = ids < -(-height // SERVERS)

    def push_to(receivers: list[Any]) -> None:
        calls: list[Any] = []
        for _ in range(INFLIGHT):
            refs = {load: engine.put(messages) for load, messages in in_store.items()}
            for actor, (head, load) in zip(receivers, pushed, strict=True):
                calls.append(actor.push.remote(head, load if isinstance(load, list) else refs[load]))
        engine.get(calls)

    def pull_from_nobody() -> None:
        calls = [actor.pull.remote(*arguments) for actor, arguments in zip(actors, pulled, strict=True)]
        for own, answer in zip((low, ~low), engine.get(calls), strict=True):
            into[own] = answer["values"][0]

    pushes: dict[str, Callable[[], object]] = {
        EMPTY: lambda: push_to(actors),
        LEAST: lambda: push_to(least),
        STORE: push,
    }
    return pushes, {EMPTY: pull_from_nobody, STORE: pull}


def tables() -> list[Table | str]:
    """Every table of this module."""
    if importlib.util.find_spec("ray") is None:
        return ["kv: Ray is not installed\n"]
    results: list[Table | str] = []
    with _started() as engine:
        actors, least = ([kv_engine.actor(kind).remote() for _ in range(SERVERS)] for kind in (Empty, Least))
        counts = sorted({harness.size(count, 16) for count in COUNTS})
        engine.get([actor.ready.remote(max(counts)) for actor in (*actors, *least)])
        store: Any = mx.kv.create("dist_sync", servers=SERVERS, inflight=INFLIGHT)
        store.set_update("*", "sgd_update", lr=0.1)
        store.init("rows", shape=(harness.size(HEIGHT, 1024), COLUMNS))
        for count in counts:
            pushes, pulls = _contending(engine, store, actors, least, count)
            traffic = count * COLUMNS * np.dtype(np.float32).itemsize
            results += [
                harness.table(push_title(count), harness.measure(pushes, INFLIGHT * traffic, budget=BUDGET)),
                harness.table(pull_title(count), harness.measure(pulls, traffic, budget=BUDGET)),
            ]
        store.close()
    return results
