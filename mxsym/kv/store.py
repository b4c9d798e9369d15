"""A store on servers, as a worker has it: MXNet's KVStore over actors of Ray's."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from mxsym.errors import BindError, Fault, suggest
from mxsym.kv import engine, gradients, metrics, updates
from mxsym.kv.checks import faults_of
from mxsym.kv.compression import compression_of
from mxsym.kv.coordinator import Coordinator
from mxsym.kv.first_values import first_value, parts_of
from mxsym.kv.keys import DENSE, Key, RowOptions, Spec
from mxsym.kv.log import Entry, Ticket
from mxsym.kv.messages import MOST_BYTES, Message, cut
from mxsym.kv.options import options_of
from mxsym.kv.outputs import Output, rows_output, whole_output
from mxsym.kv.pushes import Pushes
from mxsym.kv.reads import Reads
from mxsym.kv.view import NOBODY, View, raise_faults
from mxsym.optimizer.array_sums import refuse_numbers
from mxsym.optimizer.indices import index_of
from mxsym.optimizer.kvstore import KVStore
from mxsym.optimizer.optimizer import Optimizer
from mxsym.rule.numbers import as_finite, as_whole
from mxsym.rule.rule import Rule
from mxsym.spelling import kind_name
from mxsym.table.stored import NO_LIMIT


def create(
    name: str,
    *,
    servers: int = 1,
    workers: int = 1,
    rank: int | None = None,
    staleness: int | None = None,
    reduce: str = "sum",
    folder: str | os.PathLike[str] | None = None,
    on_loss: str = "stop",
    timeout: float | None = None,
    inflight: int = 4,
    log: int = 256,
    log_bytes: int = 1 << 28,
    most_bytes: int = MOST_BYTES,
) -> ServerStore:
    """A store on servers, which are started. They end with this process, or by `close`.

    Args:
        name: "dist_sync": step k of a key is what all workers pushed as their k-th gradient of it, joined in worker
            order. "dist_async": each push is a step as it comes.
        servers: number of processes that share the keys.
        workers: number of workers.
        rank: of this process; by default 0 if there is one worker. None: it is no worker, but looks and controls.
        staleness: for "dist_async", the number of pushes to a key that a worker may be ahead of the slowest one.
        reduce: "sum" of the workers' gradients, or "mean".
        folder: for checkpoints, on a disk that all machines see. With one, a server that is lost is started again.
        on_loss: of a worker: "stop", or "go on" with the others.
        timeout: seconds. A worker that nobody has heard of for longer, while another one waits, is lost. It should be
            more than the longest time that a worker computes between two calls. None: workers are waited for.
        inflight: pushes of this worker that may wait for an answer; one more waits for the first of them.
        log, log_bytes: pushes, and their bytes, that a worker keeps for servers that are lost. When there are more, it
            waits for a checkpoint.
        most_bytes: of one push to one server.

    Raises:
        BindError: naming every argument that does not fit. ImportError: Ray is missing.
    """
    options = options_of(
        name, rank=rank, staleness=staleness, reduce=reduce, folder=folder, on_loss=on_loss, timeout=timeout,
        servers=servers, workers=workers, inflight=inflight, log=log, log_bytes=log_bytes, most_bytes=most_bytes,
    )  # fmt: skip
    _start_ray()
    address = f"kv-{os.urandom(8).hex()}"
    kind = engine.actor(Coordinator, name=address, namespace=engine.NAMESPACE)
    coordinator = kind.remote(options)
    return ServerStore(address, coordinator, 0 if rank is None and options["workers"] == 1 else as_whole(rank))


def _start_ray() -> Any:
    """Ray's module, connected to a cluster: this machine alone, if the process is in none yet."""
    ray = engine.ray()
    if not ray.is_initialized():
        ray.init()
    return ray


def connect(address: str, rank: int | None) -> ServerStore:
    """Implement `mx.kv.connect`."""
    own = as_whole(rank)
    if rank is not None and own is None:  # the coordinator knows which numbers are ranks
        raise BindError("kv.connect", [Fault("rank", "", repr(rank), "a whole number", "pass an int, or None")])
    ray = _start_ray()
    try:
        coordinator = ray.get_actor(address, namespace=engine.NAMESPACE)
    except ValueError:
        raise ValueError(f"no store at {address!r}: it was closed, or is another cluster's") from None
    return ServerStore(address, coordinator, own)


class ServerStore(KVStore):
    """Arrays and tables by key, an int or a str, on servers. Every method takes one key or a list of them.

    One thread at a time uses a store.

    Attributes:
        type: "dist_sync" or "dist_async".
        rank: of this worker; -1 if it is none.
        num_workers: number of workers.
        address: a text by which other processes connect: `mx.kv.connect(address, rank)`.
    """

    takes_lists = True

    def __init__(self, address: str, coordinator: Any, rank: int | None) -> None:
        self.address = address
        self._view = View(coordinator, rank)
        self.rank = self._view.rank
        self._pushes = Pushes(self._view)
        self._reads = Reads(self._view, self._pushes)
        self._optimizer: Optimizer | None = None
        super().__init__(self._view.options["type"])
        self.num_workers: int = self._view.options["workers"]

    def __repr__(self) -> str:
        who = "control" if self.rank == NOBODY else f"worker {self.rank} of {self.num_workers}"
        servers, keys = len(self._view.handles), len(self._view.schema)
        return f"<ServerStore {self.type}, {who}, {servers} servers, {keys} keys>"

    def __reduce__(self) -> Any:
        raise TypeError("a store is not copied: pass its address, and mx.kv.connect(address, rank) there")

    # Keys.

    def _keys(self, what: str, key: Any, **lists: Any) -> list[tuple[Any, ...]]:
        """Each key with its item of each list. The lists have the names of the call's arguments."""
        if not isinstance(key, list | tuple):
            key, lists = [key], {name: [value] for name, value in lists.items()}
        keys: list[Any] = [index_of(item) for item in cast("Sequence[Any]", key)]
        faults = list[Fault]()
        for name, values in lists.items():
            count = len(cast("Sequence[Any]", values)) if isinstance(values, list | tuple) else None
            if values is not None and count != len(keys):
                got = f"{kind_name(cast('Any', values))}" if count is None else f"{count} items"
                faults.append(Fault(name, "", got, f"{len(keys)}, as there are keys", "pass a list, one for each"))
        if faults:
            raise BindError(f"kv.{what}", faults)
        columns = {name: [None] * len(keys) if values is None else list(values) for name, values in lists.items()}
        refuse_numbers(f"kv.{what}", keys, columns)
        return list(zip(keys, *columns.values(), strict=True))

    def _spec(self, what: str, key: Key) -> Spec:
        """The spec of a key.

        Raises:
            BindError: there is no such key.
        """
        names = self._view.names
        if key not in names:
            self._pushes.refresh()
            names = self._view.names
        if key not in names:
            known = suggest(str(key), map(str, names))
            raise BindError(f"kv.{what}", [Fault(f"key {key!r}", "", "no value", f"a key: {known}", "call init first")])
        return self._view.spec(key)

    def init(
        self,
        key: Any,
        value: Any = None,
        *,
        shape: tuple[Any, ...] | None = None,
        dtype: Any = "float32",
        init: Any = 0.0,
        seed: int = 0,
        admit: int = 1,
        split: str | None = None,
    ) -> None:
        """Give keys their first values. The worker of rank 0, or a store without a rank, does it; others wait for that.

        Args:
            value: an array, which one server has whole, or of which all have parts, with `split="range"`: then its
                update must be one row by row. Or a row-sparse array, whose rows the servers share.
            shape: instead of a value: rows that are made on the servers when they are first updated. `(rows, columns)`
                has ids below `rows`; `(None, columns)` has any ids of 64 bits.
            dtype, init, seed, admit: of these rows, as for `mx.table.Table`.
            split: rows go to servers by "range" of ids or by "hash"; those of an array by "range".

        Raises:
            BindError: a key that has a value; what is no array; naming all faults.
        """
        calls = self._keys("init", key, value=value)
        if self.rank > 0:
            for item, _ in calls:
                self._pushes.look(self._view.ask("defined", item))
            return
        firsts, faults = list[tuple[Key, Spec, Any]](), list[Fault]()
        options = RowOptions(init, seed, admit, split)
        for item, array in calls:
            try:
                firsts.append((item, *first_value(item, array, shape, dtype, options)))
            except BindError as error:
                faults += error.faults
        if faults:
            raise BindError("kv.init", faults)
        for item, spec, first in firsts:
            raise_faults(self._view.ask("define", item, parts_of(item, spec, first, split)), "kv.init")
            self._pushes.refresh()

    def set_optimizer(self, optimizer: Optimizer) -> None:
        """Update all keys by an optimizer on the servers. Its states are new, unless it is the same once more.

        The servers have copies of it. What its numeric settings, its schedule and the multipliers of a key are by the
        time of a push goes to them with it.
        """
        if not isinstance(optimizer, Optimizer):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"set_optimizer takes an Optimizer, got {kind_name(optimizer)}")
        self._set("*", updates.optimizer_plain(optimizer))
        self._optimizer = optimizer

    def set_update(self, pattern: str, rule: Rule | str, **attributes: Any) -> None:
        """Update the keys whose names fit a pattern (`"emb*"`) by a rule. The last pattern that fits counts.

        Raises:
            BindError: attributes that the rule does not have, or a key that it cannot update.
        """
        self._set(pattern, updates.rule_plain(rule, attributes))

    def _set(self, pattern: str, plain: updates.Plain) -> None:
        if self.rank <= 0:
            raise_faults(self._view.ask("set_update", pattern, plain), "kv.set_update")
        else:
            self._view.ask("updated", pattern)
        self._pushes.refresh()

    def set_updater(self, updater: Any) -> None:
        """Refuse: a function of Python's does not go to servers."""
        raise TypeError("servers run rules, not functions: declare one with mx.update_rule, and call set_update")

    # Pushes.

    def push(self, key: Any, value: Any, priority: int = 0, *, numbers: Mapping[str, float] | None = None) -> Ticket:
        """Send gradients. Nothing is sent unless all of it fits.

        `priority` is MXNet's, and nothing reads it.

        Args:
            value: of each key a dense or row-sparse gradient, `mx.nd.sparse.uncoalesced` rows, `(ids, rows)`,
                `(ids, rows, offsets)` or `(ids, rows, offsets, weights)`; or a list of gradients, which are summed.
            numbers: of the update, for this step: `{"lr": 0.1}`. All workers of a step of "dist_sync" pass the same.

        Raises:
            BindError: naming everything that does not fit; nothing has changed.
        """
        return self._pushes.send(self._entry(key, value, numbers))

    def _entry(self, key: Any, value: Any, numbers: Mapping[str, float] | None) -> Entry:
        """Check a push, number it and note it."""
        if self.rank == NOBODY:
            raise ValueError("a store without a rank does not push: mx.kv.connect(address, rank)")
        self._view.check_open()
        self._pushes.make_room()
        values = {name: as_finite(number) for name, number in (numbers or {}).items()}
        if None in values.values():
            faults = [
                Fault(name, "", repr((numbers or {})[name]), "a finite number", "pass one")
                for name, number in values.items()
                if number is None
            ]
            raise BindError("kv.push", faults)
        messages: list[Message] = []
        faults = list[Fault]()
        calls = self._keys("push", key, value=value)
        changed = self._changes([item for item, _ in calls])
        for item, array in calls:
            spec = self._spec("push", item)
            try:
                parts = gradients.parts_of(item, spec, array)
            except BindError as error:
                faults += error.faults
                continue
            every = {**changed.get(item, {}), **values}
            message: Message = {"key": item, "number": 1, "numbers": every, **parts, "packed": None, "shared": False}
            wrong = faults_of(message, {item: spec}, self._view.names, 0, 1, 1 << 62)
            faults += wrong
            if not wrong:
                wholes = self._view.wholes
                messages += cut(message, wholes[item]) if item in wholes else [message]
        if len({item for item, _ in calls}) < len(calls):
            faults.append(Fault("keys", "", "a key twice", "each once", "push it in two calls"))
        if faults:
            raise BindError("kv.push", list(dict.fromkeys(faults)))
        return self._pushes.add(messages)

    def _changes(self, keys: Sequence[Key]) -> dict[Key, dict[str, Any]]:
        """By key, the numbers of this process's optimizer that its copies on the servers have not."""
        if self._optimizer is None:
            return {}
        for key in keys:
            self._spec("push", key)
        copies = self._view.copies
        known = [key for key in keys if key in copies]
        if not known:
            return {}
        return dict(zip(known, updates.changes(self._optimizer, copies[known[0]], known), strict=True))

    def set_gradient_compression(self, compression_params: Mapping[str, Any]) -> None:
        """Send the dense float32 gradients of this worker's next pushes in fewer bits; others go as they are.

        What a push leaves out is added to the next gradient of its key. It is this worker's, and begins with nothing.

        Args:
            compression_params: `type` is "2bit": threshold, -threshold or 0 for each element; "1bit": 1 where it is
                above the threshold, else -1; "float16" or "bfloat16": rounded; or "none". `threshold` is 0.5 if left
                out.

        Raises:
            BindError: something else; nothing has changed.
        """
        self._pushes.compress(compression_of(compression_params))

    def flush(self) -> None:
        """Wait until all pushes of this worker are applied.

        Raises:
            MXSymError: some were refused, and no other call has said so.
        """
        self._pushes.flush()

    # Reads.

    def pull(self, key: Any, out: Any = None, priority: int = 0, ignore_sparse: bool = True) -> Any:
        """Copy the values of keys into arrays, of each key one or a list of them; without `out` return new arrays.

        All keys are read in one round, each server being asked once. This worker's own pushes are in them. Of rows with
        a bound all are read; row-sparse arrays are left as they are, as in MXNet, unless `ignore_sparse` is False.

        Raises:
            BindError: unknown keys, arrays that do not fit; no array has changed.
        """
        outputs = self._outputs("pull", key, functools.partial(whole_output, ignore_sparse=ignore_sparse), out=out)
        return self._read("pull", key, out, outputs)

    def row_sparse_pull(self, key: Any, out: Any = None, priority: int = 0, row_ids: Any = None) -> Any:
        """Read rows by ids, in any order and repeated, of all keys in one round. This worker's own pushes are in them.

        Args:
            row_ids: of each key, an array of ids of any shape.
            out: of each key, an array that gets `out[i]`, the row of `row_ids[i]`; or a row-sparse array, which then
                has these rows, each once and in order. Without one, new arrays are returned.

        Raises:
            BindError: unknown keys, ids that are out of range, arrays that do not fit; no array has changed.
        """
        if row_ids is None:
            raise ValueError("row_sparse_pull needs row_ids")
        outputs = self._outputs("row_sparse_pull", key, rows_output, row_ids=row_ids, out=out)
        return self._read("row_sparse_pull", key, out, outputs)

    def _outputs(self, name: str, key: Any, output: Callable[..., Output | None], **lists: Any) -> list[Output]:
        """The reads of a call, those of keys that leave out nothing. Nothing is sent.

        Raises:
            BindError: naming everything that does not fit, of all keys.
        """
        what, outputs, faults = f"kv.{name}", list[Output](), list[Fault]()
        for item, *arguments in self._keys(name, key, **lists):
            try:
                known = output(what, item, self._spec(name, item), *arguments)
            except BindError as error:
                faults += error.faults
                continue
            outputs += [] if known is None else [known]
        if faults:
            raise BindError(what, list(dict.fromkeys(faults)))
        return outputs

    def _read(self, name: str, key: Any, out: Any, outputs: Sequence[Output], after: Entry | None = None) -> Any:
        """Read all keys of a call in one round; return new arrays, if the user has passed none."""
        values = self._reads.together(f"kv.{name}", [output.read for output in outputs], after)
        results = [output.finish(value) for output, value in zip(outputs, values, strict=True)]
        if out is not None:
            return None
        return results if isinstance(key, list | tuple) else results[0]

    def pushpull(
        self,
        key: Any,
        value: Any,
        out: Any = None,
        priority: int = 0,
        *,
        row_ids: Any = None,
        numbers: Mapping[str, float] | None = None,
    ) -> Any:
        """`push`, then `pull` or, with `row_ids`, `row_sparse_pull`, in one round trip.

        Without `row_ids` and `out`, the values of the keys are written to the gradients.

        Raises:
            BindError: what does not fit; nothing has changed.
        """
        name = "pushpull"
        if row_ids is None:
            out = value if out is None else out
            outputs = self._outputs(name, key, functools.partial(whole_output, ignore_sparse=False), out=out)
        else:
            outputs = self._outputs(name, key, rows_output, row_ids=row_ids, out=out)
        return self._read(name, key, out, outputs, self._entry(key, value, numbers))

    # Rows of tables.

    def size(self, key: Any) -> int:
        """Number of rows that all servers have of a key, this worker's own pushes being applied.

        Raises:
            BindError: an unknown key.
        """
        item = index_of(key)
        self._spec("size", item)
        self._pushes.settle_keys([item])
        return self.stats()["keys"][item]["rows"]

    def evict(
        self,
        key: Any,
        ids: Any = None,
        *,
        age: int | None = None,
        touches: int | None = None,
        budget: int | None = None,
    ) -> int:
        """Take rows out, on all servers after the same pushes; return how many. See `mx.table.Table.evict`.

        Args:
            ids: those of these ids.
            age: those that were last updated more than so many steps of the key ago.
            touches: those that fewer steps have updated. With `age`: those that both hold for.
            budget: bytes of all rows that may stay; each server has an equal part of it.

        Raises:
            BindError: a key without rows of a table, ids out of range, something that is no whole number, or none of
                these arguments; nothing has changed.
        """
        item, what = index_of(key), "kv.evict"
        spec = self._rows_spec("evict", item)
        faults = [
            Fault(f"key {item!r}", name, repr(limit), "a whole number from 0 on", "pass an int")
            for name, limit in (("age", age), ("touches", touches), ("budget", budget))
            if limit is not None and ((whole := as_whole(limit)) is None or whole < 0)
        ]
        if all(limit is None for limit in (ids, age, touches, budget)):
            faults.append(Fault(f"key {item!r}", *NO_LIMIT))
        named = None if ids is None else gradients.ids_of(ids, f"key {item!r}", "ids", faults)
        if named is not None and spec.rows and named.size and (largest := int(named.max())) >= spec.rows:
            faults.append(Fault(f"key {item!r}", "ids", f"id {largest}", f"ids below {spec.rows}", "leave it out"))
        if faults:
            raise BindError(what, faults)
        limits = {"ids": None if named is None else named.ravel(), "age": age, "touches": touches}
        while True:
            part = None if budget is None else budget // len(self._view.handles)
            answer = self._altered(item, "evict", {**limits, "budget": part})
            if answer is not None:
                raise_faults(answer, what)
                return answer["count"]

    def admit(self, key: Any, min_count: int) -> None:
        """Say how often an id must come before it gets a row, from the next step on. Rows that are there stay.

        Raises:
            BindError: a key that has no rows of a table, or no whole number from 1 on; nothing has changed.
        """
        item = index_of(key)
        self._rows_spec("admit", item)
        if (whole := as_whole(min_count)) is None or not 1 <= whole < 1 << 62:
            expected = "a whole number from 1 on"
            raise BindError(
                "kv.admit", [Fault(f"key {item!r}", "min_count", repr(min_count), expected, "pass an int")]
            )  # fmt: skip
        while (answer := self._altered(item, "admit", {"least": whole})) is None:
            pass
        raise_faults(answer, "kv.admit")
        self._pushes.refresh()

    def _rows_spec(self, what: str, key: Key) -> Spec:
        spec = self._spec(what, key)
        if spec.kind == DENSE:
            fix = "init the key with shape=(rows, columns)"
            raise BindError(f"kv.{what}", [Fault(f"key {key!r}", "", "a dense array", "rows of a table", fix)])
        return spec

    def _altered(self, key: Key, change: str, arguments: Mapping[str, Any]) -> dict[str, Any] | None:
        """The coordinator's answer; None if servers have changed, and it must be asked again."""
        self._pushes.flush()
        answer = self._view.ask("alter", self._view.epochs, key, change, arguments)
        if "stale" not in answer:
            return answer
        self._pushes.refresh()
        return None

    # All workers.

    def barrier(self) -> None:
        """Wait until all workers are here, and all their pushes are applied."""
        if self.rank == NOBODY:
            raise ValueError("a store without a rank waits for nobody: mx.kv.connect(address, rank)")
        self._pushes.flush()
        while "stale" in self._view.ask("barrier", self.rank):
            self._pushes.refresh()
            self._pushes.flush()

    def leave(self) -> None:
        """End this worker's part: the others go on without it."""
        self._pushes.hand_over()
        self._view.ask("leave", self.rank)

    def lose(self, rank: int) -> None:
        """Say that a worker is lost. The others go on or stop, as `on_loss` of `create` says."""
        self._view.ask("lose", rank)

    def close(self) -> None:
        """End the servers; what they had is gone, except for checkpoints. A closed store stays so."""
        if not self._view.closed:
            self._view.ask("close")
            engine.ray().kill(self._view.coordinator)
            self._view.closed = True

    # Checkpoints.

    def save(self, *, full: bool = False) -> int:
        """Write a checkpoint in the store's folder: the values, states and counts of all keys after the same pushes.

        Returns its number there. The first one is whole, the next ones have what has changed, unless `full`.

        Raises:
            BindError: the store has no folder. OSError: it cannot be written.
        """
        self._pushes.flush()
        while "stale" in (answer := self._view.ask("save", self._view.epochs, full)):
            self._pushes.refresh()
            self._pushes.flush()
        raise_faults(answer, "kv.save")
        return answer["version"]

    def load(
        self, folder: str | os.PathLike[str] | None = None, version: int | None = None, servers: int | None = None
    ) -> None:
        """Let all keys be as in a checkpoint, of this store or of another one, on any number of servers.

        No worker may push meanwhile: call it between barriers.

        Raises:
            LoadError: there is none, or it is damaged; nothing has changed.
        """
        self._pushes.flush()
        place = None if folder is None else os.fspath(Path(folder).absolute())
        answer = self._view.ask("load", place, version, servers)
        raise_faults(answer, "kv.load")
        self._pushes.refresh()

    def reshard(self, servers: int) -> None:
        """Move all keys to so many servers. Workers wait meanwhile; all bits stay."""
        if (whole := as_whole(servers)) is None or whole < 1:
            raise BindError("kv.reshard", [Fault("servers", "", repr(servers), "a whole number from 1 on", "pass one")])
        self._pushes.flush()
        while "stale" in self._view.ask("reshard", self._view.epochs, whole):
            self._pushes.refresh()
            self._pushes.flush()
        self._pushes.refresh()

    def save_optimizer_states(self, fname: Any, dump_optimizer: bool = False) -> None:
        """Refuse: states are on the servers; `save` has them."""
        raise TypeError("the states are on the servers: kv.save() writes them, with the values")

    def load_optimizer_states(self, fname: Any) -> None:
        """Refuse: `load` has them."""
        raise TypeError("the states are on the servers: kv.load() reads them, with the values")

    # Metrics.

    def stats(self) -> dict[str, Any]:
        """Metrics: of each key the sum over servers, and of each server."""
        servers = self._view.ask("stats")
        log = {"log_pushes": len(self._pushes.log.entries), "log_bytes": self._pushes.log.nbytes}
        return {"keys": metrics.total(server["keys"] for server in servers), "servers": servers, "worker": log}

    def prometheus(self) -> str:
        """The same as text in the format of Prometheus."""
        return metrics.prometheus(self._view.ask("stats"))
