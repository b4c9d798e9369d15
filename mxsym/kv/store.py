"""A store on servers, as a worker has it: MXNet's KVStore over actors of Ray's."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np

from mxsym.errors import BindError, Fault, LoadError, MXSymError, suggest
from mxsym.kv import engine, gradients, metrics, updates
from mxsym.kv.channel import ASYNC, SYNC
from mxsym.kv.compression import Compression, Packer, compression_of, fits
from mxsym.kv.coordinator import Coordinator
from mxsym.kv.keys import (
    DENSE,
    RANGE,
    Key,
    Spec,
    Whole,
    owners,
    pieces_of,
    rows_spec,
    schema_of,
    server_of,
    servers_of,
    wholes_of,
)
from mxsym.kv.log import Entry, Load, Log, Ticket
from mxsym.kv.messages import (
    MOST_BYTES,
    STORED,
    Message,
    cut,
    faults_of,
    kind_of,
    merged,
    own_copy,
    size_fault,
    size_of,
    split,
    wire_type,
)
from mxsym.ndarray import sparse
from mxsym.ndarray.dense import NDArray
from mxsym.optimizer.hyperparameters import index_of
from mxsym.optimizer.kvstore import KVStore
from mxsym.optimizer.optimizer import Optimizer
from mxsym.rule.numbers import as_finite, as_whole
from mxsym.rule.rule import Rule
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import as_array
from mxsym.runtime.sparse import RowSparse

NOBODY = -1
"""The rank of a store that looks and controls."""


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
    faults = [
        Fault(argument, "", repr(value), f"a whole number from {least} on", "pass an int")
        for argument, value, least in (
            ("servers", servers, 1), ("workers", workers, 1), ("inflight", inflight, 1), ("log", log, 1),
            ("log_bytes", log_bytes, 1), ("most_bytes", most_bytes, 1), ("staleness", staleness or 0, 0),
        )
        if (whole := as_whole(value)) is None or whole < least
    ]  # fmt: skip
    for argument, value, known in (("reduce", reduce, ("sum", "mean")), ("on_loss", on_loss, ("stop", "go on"))):
        if value not in known:
            faults.append(Fault(argument, "", repr(value), " or ".join(map(repr, known)), suggest(value, known)))
    if staleness is not None and name == SYNC:
        faults.append(Fault("staleness", "", f"{staleness}", f"none: all steps of {SYNC} wait", f"create {ASYNC!r}"))
    if rank is not None and (as_whole(workers) or 0) > 0 and not 0 <= rank < workers:
        faults.append(Fault("rank", "", f"{rank}", f"a rank from 0 to {workers - 1}", "pass one, or None"))
    if timeout is not None and ((seconds := as_finite(timeout)) is None or seconds <= 0):
        faults.append(Fault("timeout", "", repr(timeout), "a number of seconds above 0", "pass 60.0, say, or None"))
    if faults:
        raise BindError("kv.create", faults)
    ray = engine.ray()
    if not ray.is_initialized():
        ray.init()
    options = {
        "type": name, "servers": servers, "workers": workers, "staleness": staleness, "mean": reduce == "mean",
        "folder": None if folder is None else os.path.abspath(folder), "on_loss": on_loss, "most": most_bytes,
        "timeout": timeout,
        "inflight": inflight, "log": log, "log_bytes": log_bytes,
    }  # fmt: skip
    address = f"kv-{os.urandom(8).hex()}"
    kind = engine.actor(Coordinator, name=address, namespace=engine.NAMESPACE)
    coordinator = kind.remote(options)
    rank = 0 if rank is None and workers == 1 else rank
    return ServerStore(address, coordinator, NOBODY if rank is None else rank)


def connect(address: str, rank: int | None) -> ServerStore:
    """Implement `mx.kv.connect`."""
    ray = engine.ray()
    if not ray.is_initialized():
        ray.init()
    try:
        coordinator = ray.get_actor(address, namespace=engine.NAMESPACE)
    except ValueError:
        raise ValueError(f"no store at {address!r}: it was closed, or is another cluster's") from None
    return ServerStore(address, coordinator, NOBODY if rank is None else rank)


class ServerStore(KVStore):
    """Arrays and tables by key, an int or a str, on servers. Every method takes one key or a list of them.

    One thread at a time uses a store.

    Attributes:
        type: "dist_sync" or "dist_async".
        rank: of this worker; -1 if it is none.
        num_workers: number of workers.
        address: a text by which other processes connect: `mx.kv.connect(address, rank)`.
    """

    def __init__(self, address: str, coordinator: Any, rank: int) -> None:
        self.address, self.rank = address, rank
        self._coordinator, self._ray = coordinator, engine.ray()
        self._view: dict[str, Any] = {}
        self._schema: dict[Key, Spec] = {}
        self._wholes: dict[Key, Whole] = {}
        self._compression: Compression | None = None
        self._packers: dict[Key, Packer] = {}
        self._names: dict[Key, list[str]] = {}
        self._optimizer: Optimizer | None = None
        self._copies: dict[Key, Optimizer] = {}
        self._refused: list[Entry] = []
        if rank == NOBODY:
            view = self._ask("open")
            self._incarnation, self._sent = 0, dict[Key, int]()
        else:
            view = self._ask("join", rank)
            self._incarnation, self._sent = view["incarnation"], dict(view["next"])
        super().__init__(view["options"]["type"])
        self.num_workers: int = view["options"]["workers"]
        if rank >= self.num_workers:
            expected = f"a rank from 0 to {self.num_workers - 1}"
            raise BindError("kv.connect", [Fault("rank", "", f"{rank}", expected, "pass one")])
        self._log = Log(keeps=view["options"]["folder"] is not None)
        self._look(view)

    def __repr__(self) -> str:
        who = "control" if self.rank == NOBODY else f"worker {self.rank} of {self.num_workers}"
        return f"<ServerStore {self.type}, {who}, {len(self._handles)} servers, {len(self._schema)} keys>"

    def __reduce__(self) -> Any:
        raise TypeError("a store is not copied: pass its address, and mx.kv.connect(address, rank) there")

    # The servers.

    def _ask(self, method: str, *arguments: Any) -> Any:
        """The coordinator's answer.

        Raises:
            MXSymError: it is lost, or the store has stopped.
        """
        try:
            answer: Any = self._ray.get(getattr(self._coordinator, method).remote(*arguments))
        except engine.lost() as error:
            if engine.is_lost(error):
                raise MXSymError("the store's coordinator is lost: load a checkpoint into a new store") from error
            raise
        if kind_of(answer) is dict and answer.get("stopped"):
            raise MXSymError(f"the store has stopped: {answer['stopped']}")
        return answer

    def _look(self, view: dict[str, Any]) -> None:
        """Take what the coordinator says of servers and keys."""
        self._view, self._handles = view, list(view["handles"])
        self._schema = schema_of(view["schema"])
        self._wholes = wholes_of(self._schema)
        self._names, self._copies = {}, {}
        known: dict[int, updates.Update | None] = {}
        users = {key: spec for key, spec in self._schema.items() if not spec.piece}
        for key, spec in (users | {name: whole.spec for name, whole in self._wholes.items()}).items():
            plain = updates.chosen(view["updates"], key, spec)
            if id(plain) not in known:
                known[id(plain)] = None if plain is None else updates.update_of(plain)
            update = known[id(plain)]
            self._names[key] = [] if update is None else update.numbers()
            if isinstance(update, updates.OptimizerUpdate):
                self._copies[key] = update.optimizer

    def _refresh(self) -> None:
        """Ask what has changed, and send again what servers may have lost."""
        before, epochs = self._view, list(self._view["epochs"])
        self._look(self._ask("refresh"))
        if self.rank == NOBODY:
            return
        if self._view["generation"] != before["generation"]:  # a checkpoint was loaded: the past is another
            self._log = Log(keeps=self._view["options"]["folder"] is not None)
            self._sent = self._ask("numbers", self.rank)
        elif self._view["layout"] != before["layout"]:
            self._log.forget_saved()
            for entry in self._log.entries:
                entry.set_loads(*self._loads(self._split(self._messages(entry))))
            self._send_again(range(len(self._handles)))
        else:
            changed = [index for index, epoch in enumerate(self._view["epochs"]) if epoch != epochs[index]]
            self._send_again(changed)

    def _send_again(self, servers: Sequence[int]) -> None:
        for entry in self._log.entries:
            entry.answered -= {*servers}
        for entry in self._log.entries:
            self._send(entry, [index for index in servers if index in entry.loads])

    def _messages(self, entry: Entry) -> list[Message]:
        """The messages of a push, as they were before they were split."""
        parts: dict[Key, list[Message]] = {}
        for load in entry.different:
            messages: list[Message] = load.value if kind_of(load.value) is list else self._ray.get(load.value)
            for message in messages:
                parts.setdefault(message["key"], []).append(message)
        return [*map(merged, parts.values())]

    def _head(self, index: int, entry: Entry | None = None) -> dict[str, Any]:
        """The header of a call; `entry`: whose messages it brings, if any."""
        return {
            "layout": self._view["layout"],
            "epoch": self._view["epochs"][index],
            "worker": self.rank,
            "incarnation": self._incarnation,
            "oldest": {} if entry is None else self._log.oldest(index, entry),
        }

    def _send(self, entry: Entry, servers: Sequence[int]) -> None:
        for index in servers:
            load = entry.loads[index].value
            entry.calls[index] = self._handles[index].push.remote(self._head(index, entry), load)

    def _settle(self, entry: Entry) -> None:
        """Wait for the answers to a push, and to those before it.

        Raises:
            MXSymError: the push was refused.
        """
        self._wait(entry)
        self._raise([entry])

    def _raise(self, entries: list[Entry]) -> None:
        """Raise the errors of pushes, once."""
        errors = [entry.error for entry in entries if entry.error is not None]
        for entry in entries:
            entry.error = None
        self._refused = [entry for entry in self._refused if entry.error is not None]
        if len(errors) == 1:
            raise errors[0]
        if errors:
            raise MXSymError("\n".join(map(str, errors)))

    def _wait(self, entry: Entry) -> None:
        """Wait for the answers to a push, and to those before it: a server takes none before them."""
        while not entry.is_answered:
            waiting = self._log.open()
            known = {
                call: (one, index)
                for one in waiting[: waiting.index(entry) + 1]
                for index, call in one.calls.items()
            }  # fmt: skip
            if (answers := self._at_once([*known])) is not None:
                for (one, index), answer in zip(known.values(), answers, strict=True):
                    self._note(one, index, answer)
                continue
            first = waiting[0]
            index, call = next(iter(first.calls.items()))
            answer = self._got(call)
            if answer is not None:
                self._note(first, index, answer)
                continue
            self._refresh()
            if entry not in self._log.entries:
                raise MXSymError("kv.push: a checkpoint was loaded meanwhile; push again")
            if first.calls.get(index) is call:
                self._send(first, [index])
        self._log.trim()

    def _settle_key(self, key: Key) -> None:
        """Wait for the pushes to a key."""
        keys = {key} if key not in self._wholes else {*self._wholes[key].keys}
        for entry in self._log.open():
            if any(keys & numbers.keys() for numbers in entry.numbers.values()):
                self._settle(entry)

    def _note(self, entry: Entry, index: int, answer: dict[str, Any]) -> None:
        entry.answered.add(index)
        entry.calls.pop(index, None)
        if "faults" in answer:
            self._refuse(entry, BindError("kv.push", [Fault(*texts) for texts in answer["faults"]]))
            return
        for key, number in answer["saved"].items():
            self._log.saved(index, key, number)
        if answer["refused"]:
            self._refuse(entry, MXSymError("\n".join(answer["refused"])))

    def _refuse(self, entry: Entry, error: MXSymError) -> None:
        """Keep an error until somebody is told of it."""
        entry.error = error
        self._refused = [*(one for one in self._refused if one is not entry), entry]

    def _got(self, call: Any) -> dict[str, Any] | None:
        """A server's answer; None if the servers have changed.

        It may be another server that has changed, and that needs this worker's pushes before the others can go on.

        Raises:
            MXSymError: the store has stopped.
        """
        try:
            while (answer := self._answer_within(call, engine.PATIENCE)) is None:
                if self._ask("waiting", self.rank) != [self._view["layout"], self._view["epochs"]]:
                    return None
        except engine.lost() as error:
            if engine.is_lost(error):
                return None
            raise
        if "stopped" in answer:
            raise MXSymError(f"the store has stopped: {answer['stopped']}")
        return None if "stale" in answer else answer

    def _at_once(self, calls: list[Any]) -> list[dict[str, Any]] | None:
        """The servers' answers to calls; None if one of them is late, or is none: then ask for them one by one."""
        try:
            answers: list[dict[str, Any]] = self._ray.get(calls, timeout=engine.PATIENCE)
        except (engine.lost(), self._ray.exceptions.GetTimeoutError):
            return None
        return None if any("stopped" in answer or "stale" in answer for answer in answers) else answers

    def _answers(self, calls: Mapping[int, Any]) -> dict[int, dict[str, Any] | None]:
        """The answer of each server; None if the servers have changed."""
        if (answers := self._at_once([*calls.values()])) is not None:
            return dict(zip(calls, answers, strict=True))
        return {index: self._got(call) for index, call in calls.items()}

    def _answer_within(self, call: Any, seconds: float) -> dict[str, Any] | None:
        try:
            return self._ray.get(call, timeout=seconds)
        except self._ray.exceptions.GetTimeoutError:
            return None

    # Keys.

    def _keys(self, what: str, key: Any, *lists: Any) -> list[tuple[Any, ...]]:
        """Each key with its item of each list."""
        if not isinstance(key, list | tuple):
            return [(index_of(key), *lists)]
        keys: list[Any] = [index_of(item) for item in cast("Sequence[Any]", key)]
        for values in lists:
            if values is not None and (not isinstance(values, list | tuple) or len(cast("Any", values)) != len(keys)):
                count = len(cast("Any", values)) if isinstance(values, list | tuple) else 1
                fix = "pass one for each key"
                raise BindError(f"kv.{what}", [Fault("values", "", f"{count} values", f"{len(keys)}", fix)])
        columns = [[None] * len(keys) if values is None else list(values) for values in lists]
        return list(zip(keys, *columns, strict=True))

    def _spec(self, what: str, key: Key) -> Spec:
        """The spec of a key.

        Raises:
            BindError: there is no such key.
        """
        if key not in self._names:
            self._refresh()
        if key not in self._names:
            known = suggest(str(key), map(str, self._names))
            raise BindError(f"kv.{what}", [Fault(f"key {key!r}", "", "no value", f"a key: {known}", "call init first")])
        return self._wholes[key].spec if key in self._wholes else self._schema[key]

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
        for item, array in self._keys("init", key, value):
            if self.rank > 0:
                self._look(self._ask("defined", item))
                continue
            spec, first = self._first(item, array, shape, dtype, init, seed, admit, split)
            parts = [(item, spec.plain(), first)]
            if spec.kind == DENSE and split is not None:
                pieces = pieces_of(item, spec)
                values = np.split(first["value"], wholes_of(pieces)[item].begins[1:])
                parts = [
                    (piece, own.plain(), {"value": value})
                    for (piece, own), value in zip(pieces.items(), values, strict=True)
                ]
            self._raised(self._ask("define", item, parts), "kv.init")
            self._look(self._ask("refresh"))

    def _first(self, key: Key, value: Any, shape: Any, dtype: Any, *more: Any) -> tuple[Spec, Any]:
        node = f"key {key!r}"
        if type(key) not in (int, str):
            raise BindError("kv.init", [Fault(node, "", type(key).__name__, "int or str", "name it so")])
        if (value is None) == (shape is None):
            raise BindError("kv.init", [Fault(node, "value", "both or none", "a value or a shape", "pass one of them")])
        if value is None:
            return rows_spec(key, tuple(shape), dtype, *more), None
        array: Any = as_array(value)
        if isinstance(array, RowSparse):
            whole, own = array.shape, array.data.dtype
            spec = rows_spec(key, whole, own, *more)
            rows = np.ascontiguousarray(array.data).reshape(len(array.indices), spec.columns)
            return spec, {"ids": array.indices.astype(np.uint64), "rows": rows.view(wire_type(spec))}
        if not gradients.is_numpy(array):
            raise BindError("kv.init", [Fault(node, "value", f"a {type(value).__name__}", "an array", "pass one")])
        split = more[-1]
        if split is not None and (split != RANGE or not array.size or not array.ndim):
            got = repr(split) if split != RANGE else f"{split!r}, and an array of shape {array.shape}"
            expected = f'"{RANGE}" of the rows of a dense array'
            raise BindError("kv.init", [Fault(node, "split", got, expected, "leave it out")])
        spec = Spec(DENSE, 0, array.shape, array.dtype.name)
        rows_spec(key, (1, 1), array.dtype, 0.0, 0, 1, None)  # its type
        return spec, {"value": np.ascontiguousarray(array).view(wire_type(spec)).reshape(array.shape)}

    def _raised(self, answer: Mapping[str, Any], what: str) -> None:
        if answer.get("faults"):
            raise BindError(what, [Fault(*texts) for texts in answer["faults"]])
        if "error" in answer:
            raise LoadError(answer["error"])

    def set_optimizer(self, optimizer: Optimizer) -> None:
        """Update all keys by an optimizer on the servers. Its states are new, unless it is the same once more.

        The servers have copies of it. What its numeric settings and the multipliers of a key are by the time of a push
        goes to them with it.
        """
        if not isinstance(optimizer, Optimizer):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"set_optimizer takes an Optimizer, got {type(optimizer).__name__}")
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
            self._raised(self._ask("set_update", pattern, plain), "kv.set_update")
        else:
            self._ask("updated", pattern)
        self._look(self._ask("refresh"))

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
        entry = self._entry(key, value, numbers)
        self._send(entry, list(entry.loads))
        return Ticket(entry, self._settle, self._is_done)

    def _entry(self, key: Any, value: Any, numbers: Mapping[str, float] | None) -> Entry:
        """Check a push, number it and note it."""
        if self.rank == NOBODY:
            raise ValueError("a store without a rank does not push: mx.kv.connect(address, rank)")
        self._make_room()
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
        calls = self._keys("push", key, value)
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
            wrong = faults_of(message, {item: spec}, self._names, 0, 1, 1 << 62)
            faults += wrong
            if not wrong:
                own = cut(message, self._wholes[item]) if item in self._wholes else [message]
                messages += [{**one, "number": self._sent.get(one["key"], 0) + 1} for one in own]
        if len({item for item, _ in calls}) < len(calls):
            faults.append(Fault("keys", "", "a key twice", "each once", "push it in two calls"))
        packed: dict[Packer, Array] = {}
        if self._compression is not None and not faults:
            messages = [self._packed(self._compression, message, packed) for message in messages]
        by_group = {} if faults else self._split(messages)
        parts = [message for messages in by_group.values() for message in messages]
        faults += [fault for message in parts if (fault := size_fault(message, self._most)) is not None]
        if faults:
            raise BindError("kv.push", list(dict.fromkeys(faults)))
        entry = Entry(*self._loads(by_group))
        for message in messages:
            self._sent[message["key"]] = message["number"]
        self._log.add(entry)
        for packer, left in packed.items():
            packer.residual = left
        return entry

    def _changes(self, keys: Sequence[Key]) -> dict[Key, dict[str, Any]]:
        """By key, the numbers of this process's optimizer that its copies on the servers have not."""
        for key in keys:
            self._spec("push", key)
        known = [key for key in keys if key in self._copies]
        if self._optimizer is None or not known:
            return {}
        return dict(zip(known, updates.changes(self._optimizer, self._copies[known[0]], known), strict=True))

    def _packed(self, compression: Compression, message: Message, into: dict[Packer, Array]) -> Message:
        """A push whose gradient is compressed, if it is dense. `into` gets what it leaves out."""
        key, spec = message["key"], self._schema[message["key"]]
        if message["ids"] is not None or not fits(spec):
            return message
        if key not in self._packers:
            self._packers[key] = Packer(compression, spec)
        rows, into[self._packers[key]] = self._packers[key].packed(message["rows"])
        return {**message, "rows": rows, "packed": compression.plain()}

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
        self._compression, self._packers = compression_of(compression_params), {}

    @property
    def _most(self) -> int:
        return self._view["options"]["most"]

    def _split(self, messages: list[Message]) -> dict[tuple[int, ...], list[Message]]:
        """The messages for each group of servers.

        Servers of one machine share what is so large that Ray puts it into its store of objects there: it is there
        once, and nobody spreads its rows.
        """
        count, nbytes = len(self._handles), sum(map(size_of, messages))
        groups = [(index,) for index in range(count)]
        if STORED * count <= nbytes <= self._most:
            machines: dict[str, tuple[int, ...]] = {}
            for index, machine in enumerate(self._view["machines"]):
                machines[machine] = (*machines.get(machine, ()), index)
            groups = [*machines.values()]
        by_group: dict[tuple[int, ...], list[Message]] = {}
        for message in messages:
            for number, part in split(message, self._schema[message["key"]], count, groups).items():
                by_group.setdefault(groups[number], []).append(part)
        return by_group

    def _loads(
        self, by_group: Mapping[tuple[int, ...], list[Message]]
    ) -> tuple[dict[int, Load], dict[int, dict[Key, int]]]:
        """The load of each server, with arrays of its own, and the numbers of its keys."""
        loads, numbers = dict[int, Load](), dict[int, dict[Key, int]]()
        for group, messages in by_group.items():
            nbytes = sum(map(size_of, messages))
            load = Load(self._ray.put(messages) if nbytes >= STORED else [*map(own_copy, messages)], nbytes)
            for message in messages:
                key = message["key"]
                for index in {*group} & {*servers_of(key, self._schema[key], len(self._handles))}:
                    loads[index] = load
                    numbers.setdefault(index, {})[key] = message["number"]
        return loads, numbers

    def _make_room(self) -> None:
        """Wait while too many pushes are on their way, or are in no checkpoint."""
        options = self._view["options"]
        while len(waiting := self._log.open()) >= options["inflight"]:
            self._settle(waiting[0])
        while len(self._log.entries) >= options["log"] or self._log.nbytes >= options["log_bytes"]:
            for entry in self._log.open():
                self._settle(entry)
            if not self._log.entries:
                return
            answer = self._ask("checkpoint")
            for index, keys in enumerate(answer.get("saved", [])):
                for key, numbers in keys.items():
                    self._log.saved(index, key, numbers.get(self.rank, 0))
            self._log.trim()
            if self._log.entries:  # a server was lost meanwhile
                self._refresh()

    def _is_done(self, entry: Entry) -> bool:
        calls = [call for index, call in entry.calls.items() if index not in entry.answered]
        return not calls or len(self._ray.wait(calls, num_returns=len(calls), timeout=0)[0]) == len(calls)

    def flush(self) -> None:
        """Wait until all pushes of this worker are applied.

        Raises:
            MXSymError: some were refused, and no other call has said so.
        """
        if waiting := self._log.open():
            self._wait(waiting[-1])
        self._raise(self._refused)

    # Reads.

    def pull(self, key: Any, out: Any = None, priority: int = 0, ignore_sparse: bool = True) -> Any:
        """Copy the values of keys into arrays, of each key one or a list of them; without `out` return new arrays.

        This worker's own pushes are in them. Of rows with a bound all are read; row-sparse arrays are left as they are,
        as in MXNet, unless `ignore_sparse` is False.

        Raises:
            BindError: an unknown key, or an array that does not fit.
        """
        results: list[Any] = []
        for item, targets in self._keys("pull", key, out):
            spec = self._spec("pull", item)
            arrays: list[Any] = list(targets) if isinstance(targets, list | tuple) else [targets]  # pyright: ignore[reportUnknownArgumentType]
            if spec.kind != DENSE and not spec.rows:
                fault = Fault(f"key {item!r}", "", "ids of 64 bits", "a value with a shape", "call row_sparse_pull")
                raise BindError("kv.pull", [fault])
            wanted = [array for array in arrays if not (ignore_sparse and isinstance(as_array(array), RowSparse))]
            into = [
                None if array is None or isinstance(as_array(array), RowSparse)
                else gradients.target_of(item, array, spec.whole, spec.numpy, "kv.pull")
                for array in wanted
            ]  # fmt: skip
            if not wanted:
                continue
            value = self._dense(item, spec)
            for array, target in zip(wanted, into, strict=True):
                if target is not None:
                    target[...] = value
                elif array is not None:
                    rows: Any = as_array(sparse.row_sparse_array(NDArray(value)))
                    as_array(array).indices, as_array(array).data = rows.indices, rows.data
            results.append(NDArray(value))
        if out is not None:
            return None
        return results if isinstance(key, list | tuple) else results[0]

    def _dense(self, key: Key, spec: Spec) -> Array:
        """The whole value of a key, new."""
        if spec.kind == DENSE:
            keys = self._wholes[key].keys if key in self._wholes else (key,)
            value, end = np.empty(spec.shape, spec.numpy), 0
            flat = value.reshape(-1)
            for part in self._read(key, keys):
                begin, end = end, end + part.size
                flat[begin:end] = part.view(spec.numpy).reshape(-1)
            return value
        return self._rows(key, spec, np.arange(spec.rows, dtype=np.uint64)).reshape(spec.whole)

    def _rows(self, key: Key, spec: Spec, ids: Array, into: Array | None = None) -> Array:
        """The rows of ids of one dimension."""
        rows = np.empty((len(ids), spec.columns), spec.numpy) if into is None else into
        for chosen, values in self._spread(key, spec, ids, None):
            _put(rows, chosen, values.view(spec.numpy))
        return rows

    def _spread(self, key: Key, spec: Spec, ids: Array, entry: Entry | None) -> list[tuple[Array | None, Array]]:
        """The rows of ids by server: their places, and the rows. With an entry, after it is pushed."""
        while True:
            parts = self._places(key, spec, ids, len(self._handles))
            calls: dict[int, Any] = {}
            for index, own in parts.items():
                request = [{"key": part, "after": self._sent.get(part, 0), "ids": local} for part, _, local in own]
                if entry is not None and _is_unsent(entry, index):
                    load = entry.loads[index].value
                    call = self._handles[index].pushpull.remote(self._head(index, entry), load, request)
                    entry.calls[index] = calls[index] = call
                else:
                    calls[index] = self._handles[index].pull.remote(self._head(index), request)
            if entry is not None:
                self._send(entry, [index for index in entry.loads if _is_unsent(entry, index)])
            self._settle_key(key)
            answers = self._answers(calls)
            if all(answer is not None for answer in answers.values()):
                checked = {index: answer for index, answer in answers.items() if answer is not None}
                for answer in checked.values():
                    self._raised(answer, "kv.row_sparse_pull")
                return [
                    (chosen, values)
                    for index, answer in checked.items()
                    for (_, chosen, _), values in zip(parts[index], answer["values"], strict=True)
                ]
            self._refresh()

    def _places(
        self, key: Key, spec: Spec, ids: Array, servers: int
    ) -> dict[int, list[tuple[Key, Array | None, Array]]]:
        """For each server: keys, the places of the ids that are theirs, None for all of them, and these ids there."""
        whole = self._wholes.get(key)
        if whole is None and (spec.kind == DENSE or servers == 1):
            return {servers_of(key, spec, servers)[0]: [(key, None, ids)]}
        if whole is None:
            owner, parts = owners(spec, ids, servers), [(key, index, 0) for index in range(servers)]
        else:
            owner = np.searchsorted(np.array(whole.begins[1:], np.uint64), ids, side="right")
            parts = [
                (piece, server_of(piece, self._schema[piece], servers), begin)
                for piece, begin in zip(whole.keys, whole.begins, strict=True)
            ]
        places: dict[int, list[tuple[Key, Array | None, Array]]] = {}
        for number, (part, index, begin) in enumerate(parts):
            if len(chosen := np.flatnonzero(owner == number)):
                places.setdefault(index, []).append((part, chosen, ids[chosen] - np.uint64(begin)))
        return places

    def _read(self, key: Key, keys: Sequence[Key]) -> list[Array]:
        """Values of a dense key, or of its pieces, as they came: they are not kept, and not written to."""
        while True:
            parts: dict[int, list[Key]] = {}
            for part in keys:
                parts.setdefault(server_of(part, self._schema[part], len(self._handles)), []).append(part)
            calls = {
                index: self._handles[index].pull.remote(
                    self._head(index), [{"key": part, "after": self._sent.get(part, 0), "ids": None} for part in own]
                )
                for index, own in parts.items()
            }
            self._settle_key(key)
            answers = self._answers(calls)
            values: dict[Key, Array] = {}
            for index, answer in answers.items():
                if answer is not None:
                    self._raised(answer, "kv.pull")
                    values |= zip(parts[index], answer["values"], strict=True)
            if len(values) == len(keys):
                return [values[part] for part in keys]
            self._refresh()

    def row_sparse_pull(self, key: Any, out: Any = None, priority: int = 0, row_ids: Any = None) -> Any:
        """Read rows by ids, in any order and repeated. This worker's own pushes are in them.

        Args:
            row_ids: of each key, an array of ids of any shape.
            out: of each key, an array that gets `out[i]`, the row of `row_ids[i]`; or a row-sparse array, which then
                has these rows, each once and in order. Without one, new arrays are returned.

        Raises:
            BindError: an unknown key, ids that are out of range, an array that does not fit.
        """
        if row_ids is None:
            raise ValueError("row_sparse_pull needs row_ids")
        calls = self._keys("row_sparse_pull", key, row_ids, out)
        results: list[Any] = [self._pull_rows(item, ids, target, None) for item, ids, target in calls]
        if out is not None:
            return None
        return results if isinstance(key, list | tuple) else results[0]

    def _pull_rows(self, key: Key, row_ids: Any, out: Any, entry: Entry | None) -> Array:
        what, spec = "kv.row_sparse_pull", self._spec("row_sparse_pull", key)
        ids, target = self._checked_rows(what, key, spec, row_ids, out)
        wanted = np.unique(ids) if _is_sparse(target) else ids.ravel()
        shape = (*ids.shape, *spec.whole[1:])
        flat: Array | None = None
        if gradients.is_numpy(target) and target.flags.c_contiguous:
            flat = target.reshape(len(wanted), spec.columns if spec.kind != DENSE else -1)
        columns = spec.columns if spec.kind != DENSE else int(np.prod(spec.shape[1:]))
        rows = np.empty((len(wanted), columns), spec.numpy) if flat is None else flat
        for chosen, values in self._spread(key, spec, wanted, entry):
            _put(rows, chosen, values.view(spec.numpy))
        if _is_sparse(target):
            target.indices, target.data = wanted.astype(np.int64), rows.reshape(len(wanted), *spec.whole[1:])
            return rows
        if target is not None and flat is None:
            target[...] = rows.reshape(shape)
        return rows.reshape(shape)

    def _checked_rows(self, what: str, key: Key, spec: Spec, row_ids: Any, out: Any) -> tuple[Array, Any]:
        """Ids and the array for their rows."""
        node, faults = f"key {key!r}", list[Fault]()
        ids = gradients.ids_of(row_ids, node, "row_ids", faults)
        bound = spec.whole[0] if spec.whole else 1
        if ids is not None and bound and ids.size and (largest := int(ids.max())) >= bound:
            faults.append(Fault(node, "row_ids", f"id {largest}", f"ids below {bound}", "leave it out"))
        if faults or ids is None:
            raise BindError(what, faults)
        target = None if out is None else as_array(out)
        if _is_sparse(target) or target is None:
            return ids, target
        return ids, gradients.target_of(key, out, (*ids.shape, *spec.whole[1:]), spec.numpy, what)

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
        """`push`, then `pull` or, with `row_ids`, `row_sparse_pull`. Of one key with ids, this is one round trip."""
        if row_ids is None:
            targets = value if out is None else out
            self.push(key, value, numbers=numbers)
            return self.pull(key, targets, ignore_sparse=False)
        if isinstance(key, list | tuple):
            self.push(key, value, numbers=numbers)
            return self.row_sparse_pull(key, out=out, row_ids=row_ids)
        item = index_of(key)
        self._checked_rows("kv.pushpull", item, self._spec("pushpull", item), row_ids, out)
        entry = self._entry(key, value, numbers)
        rows = self._pull_rows(item, row_ids, out, entry)
        return rows if out is None else None

    # Rows of tables.

    def size(self, key: Any) -> int:
        """Number of rows that all servers have of a key, this worker's own pushes being applied.

        Raises:
            BindError: an unknown key.
        """
        item = index_of(key)
        self._spec("size", item)
        self._settle_key(item)
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
            BindError: a key without rows of a table, ids out of range, something that is no whole number; nothing has
                changed.
        """
        item, what = index_of(key), "kv.evict"
        spec = self._rows_spec("evict", item)
        faults = [
            Fault(f"key {item!r}", name, repr(limit), "a whole number from 0 on", "pass an int")
            for name, limit in (("age", age), ("touches", touches), ("budget", budget))
            if limit is not None and ((whole := as_whole(limit)) is None or whole < 0)
        ]
        named = None if ids is None else gradients.ids_of(ids, f"key {item!r}", "ids", faults)
        if named is not None and spec.rows and named.size and (largest := int(named.max())) >= spec.rows:
            faults.append(Fault(f"key {item!r}", "ids", f"id {largest}", f"ids below {spec.rows}", "leave it out"))
        if faults:
            raise BindError(what, faults)
        limits = {"ids": None if named is None else named.ravel(), "age": age, "touches": touches}
        while True:
            part = None if budget is None else budget // len(self._handles)
            answer = self._altered(item, "evict", {**limits, "budget": part})
            if answer is not None:
                self._raised(answer, what)
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
        self._raised(answer, "kv.admit")
        self._refresh()

    def _rows_spec(self, what: str, key: Key) -> Spec:
        spec = self._spec(what, key)
        if spec.kind == DENSE:
            fix = "init the key with shape=(rows, columns)"
            raise BindError(f"kv.{what}", [Fault(f"key {key!r}", "", "a dense array", "rows of a table", fix)])
        return spec

    def _altered(self, key: Key, change: str, arguments: Mapping[str, Any]) -> dict[str, Any] | None:
        """The coordinator's answer; None if servers have changed, and it must be asked again."""
        self.flush()
        answer = self._ask("alter", self._view["epochs"], key, change, arguments)
        if "stale" not in answer:
            return answer
        self._refresh()
        return None

    # All workers.

    def barrier(self) -> None:
        """Wait until all workers are here, and all their pushes are applied."""
        if self.rank == NOBODY:
            raise ValueError("a store without a rank waits for nobody: mx.kv.connect(address, rank)")
        self.flush()
        while "stale" in self._ask("barrier", self.rank):
            self._refresh()
            self.flush()

    def leave(self) -> None:
        """End this worker's part: the others go on without it."""
        self.flush()
        if self._log.entries:
            self._ask("checkpoint")
        self._ask("leave", self.rank)

    def lose(self, rank: int) -> None:
        """Say that a worker is lost. The others go on or stop, as `on_loss` of `create` says."""
        self._ask("lose", rank)

    def close(self) -> None:
        """End the servers; what they had is gone, except for checkpoints."""
        self._ask("close")
        self._ray.kill(self._coordinator)

    # Checkpoints.

    def save(self, *, full: bool = False) -> int:
        """Write a checkpoint in the store's folder: the values, states and counts of all keys after the same pushes.

        Returns its number there. The first one is whole, the next ones have what has changed, unless `full`.

        Raises:
            BindError: the store has no folder. OSError: it cannot be written.
        """
        self.flush()
        while "stale" in (answer := self._ask("save", self._view["epochs"], None, full)):
            self._refresh()
            self.flush()
        self._raised(answer, "kv.save")
        return answer["version"]

    def load(
        self, folder: str | os.PathLike[str] | None = None, version: int | None = None, servers: int | None = None
    ) -> None:
        """Let all keys be as in a checkpoint, of this store or of another one, on any number of servers.

        No worker may push meanwhile: call it between barriers.

        Raises:
            LoadError: there is none, or it is damaged; nothing has changed.
        """
        self.flush()
        place = None if folder is None else os.fspath(Path(folder).absolute())
        answer = self._ask("load", place, version, servers)
        self._raised(answer, "kv.load")
        self._refresh()

    def reshard(self, servers: int) -> None:
        """Move all keys to so many servers. Workers wait meanwhile; all bits stay."""
        if (whole := as_whole(servers)) is None or whole < 1:
            raise BindError("kv.reshard", [Fault("servers", "", repr(servers), "a whole number from 1 on", "pass one")])
        self.flush()
        while "stale" in self._ask("reshard", self._view["epochs"], whole):
            self._refresh()
            self.flush()
        self._refresh()

    def save_optimizer_states(self, fname: Any, dump_optimizer: bool = False) -> None:
        """Refuse: states are on the servers; `save` has them."""
        raise TypeError("the states are on the servers: kv.save() writes them, with the values")

    def load_optimizer_states(self, fname: Any) -> None:
        """Refuse: `load` has them."""
        raise TypeError("the states are on the servers: kv.load() reads them, with the values")

    # Metrics.

    def stats(self) -> dict[str, Any]:
        """Metrics: of each key the sum over servers, and of each server."""
        servers = self._ask("stats")
        log = {"log_pushes": len(self._log.entries), "log_bytes": self._log.nbytes}
        return {"keys": metrics.total(server["keys"] for server in servers), "servers": servers, "worker": log}

    def prometheus(self) -> str:
        """The same as text in the format of Prometheus."""
        return metrics.prometheus(self._ask("stats"))


def _is_sparse(array: Any) -> bool:
    return isinstance(array, RowSparse)


def _is_unsent(entry: Entry, index: int) -> bool:
    return index in entry.loads and index not in entry.calls and index not in entry.answered


def _put(rows: Array, chosen: Array | None, values: Array) -> None:
    if chosen is None:
        rows[...] = values
    else:
        rows[chosen] = values
