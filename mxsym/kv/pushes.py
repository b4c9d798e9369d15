"""The pushes of a worker: their numbers, their parts for each server, and what is sent again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mxsym.errors import BindError, MXSymError
from mxsym.kv import engine
from mxsym.kv.checks import size_fault
from mxsym.kv.compression import Compression, Packer, fits
from mxsym.kv.keys import Key
from mxsym.kv.log import Entry, Load, Log, Ticket
from mxsym.kv.messages import STORED, Message, as_faults, kind_of, merged, own_copy, size_of, split
from mxsym.kv.view import NOBODY, View
from mxsym.runtime.buffers import Array


class Pushes:
    """The pushes of one worker. Each is kept until no server can need it again.

    Attributes:
        log: pushes that have no answer, or are in no checkpoint.
    """

    def __init__(self, view: View) -> None:
        self._view, self._ray = view, engine.ray()
        self._last = dict(view.joined)
        self._refused: list[Entry] = []
        self.compress(None)
        self.log = self._new_log()
        self._reached: tuple[int, str, list[str]] = view.generation, view.layout, view.epochs
        """The past, the set of servers and their processes that the log was brought to."""

    def _new_log(self) -> Log:
        return Log(keeps=self._view.options["folder"] is not None)

    def last(self, key: Key) -> int:
        """The number of the last push to a key."""
        return self._last.get(key, 0)

    def compress(self, compression: Compression | None) -> None:
        """Send the dense float32 gradients of the next pushes so."""
        self._compression, self._packers = compression, dict[Key, Packer]()

    # A push.

    def add(self, messages: list[Message]) -> Entry:
        """Number a push, which is right, and note it. It is not sent yet.

        Raises:
            BindError: it is too large; nothing has changed.
        """
        messages = [{**message, "number": self.last(message["key"]) + 1} for message in messages]
        packed: dict[Packer, Array] = {}
        if self._compression is not None:
            messages = [self._packed(self._compression, message, packed) for message in messages]
        by_group, most = self._split(messages), self._view.options["most_bytes"]
        if sum(map(size_of, messages)) > most:  # else no part of one is too large
            parts = [message for messages in by_group.values() for message in messages]
            if faults := [fault for message in parts if (fault := size_fault(message, most)) is not None]:
                raise BindError("kv.push", list(dict.fromkeys(faults)))
        entry = Entry(*self._loads(by_group))
        for message in messages:
            self._last[message["key"]] = message["number"]
        self.log.add(entry)
        for packer, left in packed.items():
            packer.residual = left
        return entry

    def _packed(self, compression: Compression, message: Message, into: dict[Packer, Array]) -> Message:
        """A push whose gradient is compressed, if it is dense. `into` gets what it leaves out."""
        key, spec = message["key"], self._view.schema[message["key"]]
        if message["ids"] is not None or not fits(spec):
            return message
        if key not in self._packers:
            self._packers[key] = Packer(compression, spec)
        rows, into[self._packers[key]] = self._packers[key].packed(message["rows"])
        return {**message, "rows": rows, "packed": compression.plain()}

    def _split(self, messages: list[Message]) -> dict[tuple[int, ...], list[Message]]:
        """The messages for each group of servers. Those that Ray does not put into its store have arrays of their own.

        Servers of one machine share what is so large that Ray puts it into its store of objects there: it is there
        once, and nobody spreads its rows.
        """
        view = self._view
        count, nbytes = len(view.handles), sum(map(size_of, messages))
        groups = [(index,) for index in range(count)]
        if STORED * count <= nbytes <= view.options["most_bytes"]:
            machines: dict[str, tuple[int, ...]] = {}
            for index, machine in enumerate(view.machines):
                machines[machine] = (*machines.get(machine, ()), index)
            groups = [*machines.values()]
        by_group: dict[tuple[int, ...], list[Message]] = {}
        for message in messages:
            parts = split(message, view.schema[message["key"]], count, groups)
            if len(parts) == 1 and size_of(message) < STORED:
                parts = {number: own_copy(part) for number, part in parts.items()}
            for number, part in parts.items():
                by_group.setdefault(groups[number], []).append(part)
        return by_group

    def _loads(
        self, by_group: Mapping[tuple[int, ...], list[Message]]
    ) -> tuple[dict[int, Load], dict[int, dict[Key, int]]]:
        """The load of each server, and the numbers of its keys."""
        loads, numbers = dict[int, Load](), dict[int, dict[Key, int]]()
        for group, messages in by_group.items():
            nbytes = sum(map(size_of, messages))
            load = Load(self._ray.put(messages) if nbytes >= STORED else messages, nbytes)
            for message in messages:
                having = group if len(group) == 1 else {*group} & {*self._view.servers(message["key"])}
                for index in having:
                    loads[index] = load
                    numbers.setdefault(index, {})[message["key"]] = message["number"]
        return loads, numbers

    def _messages(self, entry: Entry) -> list[Message]:
        """The messages of a push, as they were before they were split."""
        parts: dict[Key, list[Message]] = {}
        for load in entry.different:
            messages: list[Message] = load.value if kind_of(load.value) is list else self._ray.get(load.value)
            for message in messages:
                parts.setdefault(message["key"], []).append(message)
        return [*map(merged, parts.values())]

    # Calls.

    def send(self, entry: Entry) -> Ticket:
        """Bring a push to the servers that it is not on its way to."""
        self._send_rest(entry)
        return Ticket(entry, self._settle, self._is_done)

    def _send_rest(self, entry: Entry) -> None:
        self._send(entry, [index for index in entry.loads if entry.is_unsent(index)])

    def send_and_read(self, entry: Entry, index: int, requests: list[dict[str, Any]]) -> Any:
        """Bring a push to a server, and read there; return the call."""
        load = entry.loads[index].value
        call = self._view.handles[index].pushpull.remote(self._head(index, entry), load, requests)
        entry.calls[index] = call
        return call

    def _send(self, entry: Entry, servers: Iterable[int]) -> None:
        for index in servers:
            load = entry.loads[index].value
            entry.calls[index] = self._view.handles[index].push.remote(self._head(index, entry), load)

    def _head(self, index: int, entry: Entry) -> dict[str, Any]:
        return self._view.head(index, self.log.oldest(index, entry))

    def refresh(self) -> None:
        """Ask what has changed, and send again what servers may have lost."""
        _, layout, epochs = self._reached
        self.look(self._view.ask("refresh", layout, epochs))

    def look(self, about: Mapping[str, Any]) -> None:
        """Take what the coordinator says of servers and keys, and send again what servers may have lost."""
        view = self._view
        view.look(about)
        generation, layout, epochs = self._reached
        if view.rank == NOBODY:
            pass
        elif view.generation != generation:  # a checkpoint was loaded: the past is another
            self._last = view.ask("numbers", view.rank)
            self.log = self._new_log()
        elif view.layout != layout:
            loads = [self._loads(self._split(self._messages(entry))) for entry in self.log.entries]
            self.log.forget_saved()
            for entry, (own, numbers) in zip(self.log.entries, loads, strict=True):
                entry.set_loads(own, numbers)
            self._send_again(range(len(view.handles)))
        else:
            self._send_again([index for index, epoch in enumerate(view.epochs) if epoch != epochs[index]])
        self._reached = view.generation, view.layout, view.epochs

    def _send_again(self, servers: Sequence[int]) -> None:
        for entry in self.log.entries:
            entry.answered -= {*servers}
        for entry in self.log.entries:
            self._send(entry, [index for index in servers if index in entry.loads])

    # Answers.

    def flush(self) -> None:
        """Wait until all pushes are applied.

        Raises:
            MXSymError: some were refused, and nobody was told.
        """
        if waiting := self.log.open():
            self._wait(waiting[-1])
        self._raise(self._refused)

    def settle_keys(self, users: Iterable[Key]) -> None:
        """Wait for the pushes to users' keys.

        Raises:
            MXSymError: one was refused.
        """
        keys = {part for key in users for part in self._view.parts(key)}
        for entry in self.log.open():
            if any(keys & numbers.keys() for numbers in entry.numbers.values()):
                self._settle(entry)

    def make_room(self) -> None:
        """Wait while too many pushes are on their way, or are in no checkpoint."""
        options = self._view.options
        while len(waiting := self.log.open()) >= options["inflight"]:
            self._settle(waiting[0])
        while len(self.log.entries) >= options["log"] or self.log.nbytes >= options["log_bytes"]:
            for entry in self.log.open():
                self._settle(entry)
            self._save()

    def hand_over(self) -> None:
        """Wait until servers need nothing of this worker any more: all its pushes are applied, and in checkpoints."""
        self.flush()
        while self.log.entries:
            self._save()
            self.flush()

    def _save(self) -> None:
        """Let servers write a checkpoint of what they have applied, and drop it here."""
        if not self.log.entries:
            return
        for index, keys in enumerate(self._view.ask("checkpoint")["saved"]):
            for key, numbers in keys.items():
                self.log.saved(index, key, numbers.get(self._view.rank, 0))
        self.log.trim()
        if self.log.entries:  # a server was lost meanwhile
            self.refresh()

    def _is_done(self, entry: Entry) -> bool:
        calls = [call for index, call in entry.calls.items() if index not in entry.answered]
        return not calls or len(self._ray.wait(calls, num_returns=len(calls), timeout=0)[0]) == len(calls)

    def _settle(self, entry: Entry) -> None:
        """Wait for the answers to a push, and to those before it.

        Raises:
            MXSymError: the push was refused.
        """
        self._wait(entry)
        self._raise([entry])

    def _wait(self, entry: Entry) -> None:
        """Wait for the answers to a push, and to those before it: a server takes none before them."""
        while not entry.is_answered:
            waiting = self.log.open()
            for one in waiting:  # an exception of a signal handler came before these were sent
                self._send_rest(one)
            known = {
                call: (one, index)
                for one in waiting[: waiting.index(entry) + 1]
                for index, call in one.calls.items()
            }  # fmt: skip
            if (answers := self._view.at_once([*known])) is not None:
                for (one, index), answer in zip(known.values(), answers, strict=True):
                    self._note(one, index, answer)
                continue
            first = waiting[0]
            index, call = next(iter(first.calls.items()))
            answer = self._view.answer(call)
            if answer is not None:
                self._note(first, index, answer)
                continue
            self.refresh()
            if entry not in self.log.entries:
                raise MXSymError("kv.push: a checkpoint was loaded meanwhile; push again")
            if first.calls.get(index) is call:
                self._send(first, [index])
        self.log.trim()

    def _note(self, entry: Entry, index: int, answer: dict[str, Any]) -> None:
        entry.answered.add(index)
        entry.calls.pop(index, None)
        if "faults" in answer:
            self._refuse(entry, BindError("kv.push", as_faults(answer["faults"])))
            return
        for key, number in answer["saved"].items():
            self.log.saved(index, key, number)
        if answer["refused"]:
            self._refuse(entry, MXSymError("\n".join(answer["refused"])))

    def _refuse(self, entry: Entry, error: MXSymError) -> None:
        """Keep an error until somebody is told of it."""
        entry.error = error
        self._refused = [*(one for one in self._refused if one is not entry), entry]

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
