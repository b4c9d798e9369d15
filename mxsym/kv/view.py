"""A store as one process sees it: its servers and keys, as the coordinator says they are, and calls to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mxsym.errors import BindError, LoadError, MXSymError
from mxsym.kv import engine, updates
from mxsym.kv.channel import StoppedError
from mxsym.kv.keys import Key, Spec, Whole, schema_of, server_of, servers_of, wholes_of
from mxsym.kv.messages import as_faults, kind_of
from mxsym.optimizer.optimizer import Optimizer

NOBODY = -1
"""The rank of a store that looks and controls."""


class View:
    """Servers and keys, as the coordinator has said last.

    Attributes:
        coordinator: its handle.
        rank: of this worker; `NOBODY` if it is none.
        incarnation: number of processes that have had this rank, with this one.
        joined: by key, the last push of this rank when this process came.
        options: of the store.
        layout, generation: names of the set of servers and of the past that they have: a checkpoint brings another one.
        handles, epochs, machines: of each server.
        schema, wholes: of all keys, and of the arrays whose pieces are keys.
        names: by key, the numbers that its update takes.
        closed: True after `close` in this process.
        copies: by key, an optimizer as the servers' copy of it was.
    """

    def __init__(self, coordinator: Any, rank: int | None) -> None:
        self.coordinator, self._ray, self.closed = coordinator, engine.ray(), False
        self.rank = NOBODY if rank is None else rank
        about = self.ask("open") if rank is None else self.ask("join", self.rank)
        while "stale" in about:
            about = self.ask("join", self.rank)
        raise_faults(about, "kv.connect")
        self.incarnation: int = about.get("incarnation", 0)
        self.joined: dict[Key, int] = dict(about.get("next", {}))
        self.look(about)

    def ask(self, method: str, *arguments: Any) -> Any:
        """The coordinator's answer.

        Raises:
            MXSymError: it is lost, or the store has stopped, or is closed.
        """
        self.check_open()
        try:
            answer: Any = self._ray.get(getattr(self.coordinator, method).remote(*arguments))
        except engine.lost() as error:
            if engine.is_lost(error):
                raise MXSymError("the store's coordinator is lost: load a checkpoint into a new store") from error
            raise
        except Exception as error:
            if isinstance(cause := engine.cause_of(error), StoppedError):
                raise MXSymError(f"the store has stopped: {cause}") from None
            raise
        if kind_of(answer) is dict and answer.get("stopped"):
            raise MXSymError(f"the store has stopped: {answer['stopped']}")
        return answer

    def check_open(self) -> None:
        """Refuse a call to a store that this process has closed.

        Raises:
            MXSymError: it is closed.
        """
        if self.closed:
            raise MXSymError("the store is closed: make another one, which may load a checkpoint")

    def look(self, about: Mapping[str, Any]) -> None:
        """Take what the coordinator says of servers and keys."""
        self.options: Mapping[str, Any] = about["options"]
        self.layout: str = about["layout"]
        self.generation: int = about["generation"]
        self.handles: list[Any] = list(about["handles"])
        self.epochs: list[str] = about["epochs"]
        self.machines: list[str] = about["machines"]
        self.schema: dict[Key, Spec] = schema_of(about["schema"])
        self.wholes: dict[Key, Whole] = wholes_of(self.schema)
        self.names: dict[Key, list[str]] = {}
        self.copies: dict[Key, Optimizer] = {}
        known: dict[int, updates.Update | None] = {}
        users = {key: spec for key, spec in self.schema.items() if not spec.piece}
        for key, spec in (users | {name: whole.spec for name, whole in self.wholes.items()}).items():
            plain = updates.chosen(about["updates"], key, spec)
            if id(plain) not in known:
                known[id(plain)] = None if plain is None else updates.update_of(plain)
            update = known[id(plain)]
            self.names[key] = [] if update is None else update.numbers()
            if isinstance(update, updates.OptimizerUpdate):
                self.copies[key] = update.optimizer

    def spec(self, key: Key) -> Spec:
        """The spec of a user's key."""
        return self.wholes[key].spec if key in self.wholes else self.schema[key]

    def parts(self, key: Key) -> tuple[Key, ...]:
        """The pieces of a user's key in order, or the key itself."""
        return self.wholes[key].keys if key in self.wholes else (key,)

    def server(self, key: Key) -> int:
        """The server that has a dense key."""
        return server_of(key, self.schema[key], len(self.handles))

    def servers(self, key: Key) -> list[int]:
        """The servers that have a part of a key, or may have."""
        return servers_of(key, self.schema[key], len(self.handles))

    # Calls to servers.

    def head(self, index: int, oldest: Mapping[Key, int] | None = None) -> dict[str, Any]:
        """The header of a call; `oldest`: of each key of a push, the lowest number that has no answer."""
        return {
            "layout": self.layout,
            "epoch": self.epochs[index],
            "worker": self.rank,
            "incarnation": self.incarnation,
            "oldest": oldest or {},
        }

    def answer(self, call: Any) -> dict[str, Any] | None:
        """A server's answer; None if the servers have changed.

        It may be another server that has changed, and that needs this worker's pushes before the others can go on.

        Raises:
            MXSymError: the store has stopped.
        """
        try:
            while (answer := self._answer_within(call, engine.PATIENCE)) is None:
                if self.ask("waiting", self.rank) != [self.layout, self.epochs]:
                    return None
        except engine.lost() as error:
            if engine.is_lost(error):
                return None
            raise
        if "stopped" in answer:
            raise MXSymError(f"the store has stopped: {answer['stopped']}")
        return None if "stale" in answer else answer

    def _answer_within(self, call: Any, seconds: float) -> dict[str, Any] | None:
        try:
            return self._ray.get(call, timeout=seconds)
        except self._ray.exceptions.GetTimeoutError:
            return None

    def at_once(self, calls: list[Any]) -> list[dict[str, Any]] | None:
        """The servers' answers to calls; None if one of them is late, or is none: then ask for them one by one."""
        try:
            answers: list[dict[str, Any]] = self._ray.get(calls, timeout=engine.PATIENCE)
        except (engine.lost(), self._ray.exceptions.GetTimeoutError):
            return None
        return None if any("stopped" in answer or "stale" in answer for answer in answers) else answers

    def answers(self, calls: Mapping[int, Any]) -> dict[int, dict[str, Any] | None]:
        """The answer of each server; None if the servers have changed."""
        if (answers := self.at_once([*calls.values()])) is not None:
            return dict(zip(calls, answers, strict=True))
        return {index: self.answer(call) for index, call in calls.items()}


def raise_faults(answer: Mapping[str, Any], what: str) -> None:
    """Raise what an answer says is wrong, if anything is."""
    if answer.get("faults"):
        raise BindError(what, as_faults(answer["faults"]))
    if "error" in answer:
        raise LoadError(answer["error"])
