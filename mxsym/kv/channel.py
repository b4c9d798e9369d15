"""Pushes to one key on one server: each applied once, in the order that the kind of store says."""

from __future__ import annotations

import asyncio
import time

from mxsym.codegen.record import record
from mxsym.errors import Fault
from mxsym.kv.keys import Key
from mxsym.kv.messages import Message, own_size
from mxsym.kv.metrics import KeyMetrics
from mxsym.kv.values import Value

SYNC, ASYNC = "dist_sync", "dist_async"
MOST_EARLY = 1 << 10
"""Pushes of one worker to a key that may wait on a server."""
_REMEMBERED = 64
"""Refused steps whose texts are kept for pushes that come again."""


@record
class Rules:
    """The way from pushes to steps.

    `sync`: step k is what all workers pushed as their number k. Else each push is a step as it comes; `staleness` is
    the number of pushes that a worker may be ahead of the slowest one. `mean`: gradients are divided by `workers`.
    """

    sync: bool
    workers: int
    staleness: int | None = None
    mean: bool = False

    @property
    def factor(self) -> float | None:
        """The factor of each gradient."""
        return 1.0 / self.workers if self.mean and self.workers > 1 else None


class Channel:
    """Pushes to a key, and its value. A push's future ends as it is applied, with a text if the step was refused."""

    def __init__(self, key: Key, value: Value, rules: Rules, active: set[int]) -> None:
        self.key, self.value, self.metrics = key, value, KeyMetrics()
        self.applied: dict[int, int] = dict.fromkeys(range(rules.workers), 0)
        self.limits: dict[int, int] | None = None
        """While the server is held: the number up to which pushes of each worker are applied."""
        self.steps = 0
        self._rules, self._active = rules, active
        self._waiting: dict[int, dict[int, tuple[Message, asyncio.Future[str]]]] = {}
        self._order: list[tuple[int, int]] = []
        self._refused: dict[tuple[int, int], str] = {}
        self._moved: asyncio.Future[None] | None = None

    @property
    def queue(self) -> int:
        """Number of pushes that wait."""
        return sum(map(len, self._waiting.values()))

    def received(self, worker: int) -> int:
        """The highest number up to which every push of a worker is here."""
        number, waiting = self.applied[worker], self._waiting.get(worker, {})
        while number + 1 in waiting:
            number += 1
        return number

    def fault(self, worker: int, message: Message, oldest: int) -> Fault | None:
        """The fault of a push whose number leaves a gap, or that waits with too many others.

        `oldest`: the lowest number that the worker says was not answered.
        """
        number, next_one = message["number"], self.received(worker) + 1
        if number <= next_one:
            return None
        node = f"key {self.key!r}"
        if oldest > next_one:
            got, fix = f"push {number} of worker {worker}", "send the pushes between them first"
            return Fault(node, "number", got, f"push {next_one}", fix)
        if number - next_one > MOST_EARLY:
            got, expected = f"push {number} of worker {worker}", f"at most {next_one + MOST_EARLY}"
            return Fault(node, "number", got, expected, "wait for earlier ones")
        return None

    def take(self, worker: int, message: Message) -> asyncio.Future[str]:
        """Take a push that was checked. A repeat is answered, not applied."""
        number = message["number"]
        loop = asyncio.get_running_loop()
        waiting = self._waiting.setdefault(worker, {})
        if number <= self.applied[worker] or number in waiting:
            self.metrics.add(duplicates=1)
            if number in waiting:
                return waiting[number][1]
            known: asyncio.Future[str] = loop.create_future()
            known.set_result(self._refused.get((worker, number), ""))
            return known
        future: asyncio.Future[str] = loop.create_future()
        waiting[number] = message, future
        self._order.append((worker, number))
        count = 1 if message["ids"] is None else len(message["ids"])
        self.metrics.add(pushes=1, rows_pushed=count, bytes_in=own_size(message))
        return future

    def run(self) -> None:
        """Apply whatever may be applied now."""
        while ready := self._sync() if self._rules.sync else self._async():
            pushes = [(worker, number, *self._waiting[worker].pop(number)) for worker, number in ready]
            text = self._step([message for _, _, message, _ in pushes])
            self.steps += 1
            for worker, number, _, future in pushes:
                self._order.remove((worker, number))
                self.applied[worker] = number
                if text:
                    self._refused[worker, number] = text
                    while len(self._refused) > _REMEMBERED * self._rules.workers:
                        self._refused.pop(next(iter(self._refused)))
                if not future.done():
                    future.set_result(text)
            if self._moved is not None:
                self._moved.set_result(None)
                self._moved = None

    def _allowed(self, worker: int, number: int) -> bool:
        return self.limits is None or number <= self.limits.get(worker, 0)

    def _sync(self) -> list[tuple[int, int]]:
        """The pushes of the next step in worker order, if all of them are here."""
        if not self._active or not all(map(self._waiting.get, self._active)):
            return []
        number = max(self.applied[worker] for worker in self._active) + 1
        # A worker that came later, or was lost for some steps, goes on with the step of the others.
        here = {
            worker for worker, pushes in self._waiting.items() if number in pushes and self._allowed(worker, number)
        }
        # A lost worker's push that waits still counts: another server has applied it, or all servers have it.
        return [(worker, number) for worker in sorted(here)] if here >= self._active else []

    def _async(self) -> list[tuple[int, int]]:
        """The push that came first among those whose turn it is."""
        slowest = min((self.applied[worker] for worker in self._active), default=0)
        for worker, number in self._order:
            ahead = number - 1 - slowest
            late = self._rules.staleness is not None and ahead > self._rules.staleness
            if number == self.applied[worker] + 1 and self._allowed(worker, number) and not late:
                self.metrics.staleness[max(0, ahead)] += 1
                return [(worker, number)]
        return []

    def _step(self, messages: list[Message]) -> str:
        """Apply a step. Returns why it was refused, or nothing; a step that is refused changes nothing."""
        numbers = messages[0]["numbers"]
        if any(message["numbers"] != numbers for message in messages):
            texts = ", ".join(f"{message['numbers']}" for message in messages)
            self.metrics.add(refused=1)
            return f"key {self.key!r}: the workers pushed different numbers in one step: {texts}; nothing was changed"
        begin = time.perf_counter()
        try:
            self.value.step(messages, numbers, self._rules.factor)
        except Exception as error:  # noqa: BLE001 - whatever it is, workers wait for this step
            self.metrics.add(refused=1)
            return f"{error}" or type(error).__name__
        self.metrics.add(steps=1, update_seconds=time.perf_counter() - begin)
        return ""

    async def reached(self, worker: int, number: int) -> None:
        """Wait until that push of a worker is applied."""
        while self.applied.get(worker, number) < number:
            if self._moved is None:
                self._moved = asyncio.get_running_loop().create_future()
            await asyncio.shield(self._moved)

    def forget(self, worker: int, above: int) -> None:
        """Drop the pushes of a worker above a number: it is lost, or another process has its rank now."""
        waiting = self._waiting.get(worker, {})
        for number in [number for number in waiting if number > above]:
            _, future = waiting.pop(number)
            self._order.remove((worker, number))
            if not future.done():
                future.set_exception(StaleError())

    def close(self, error: BaseException) -> None:
        """End all that wait with an error."""
        for waiting in self._waiting.values():
            for _, future in waiting.values():
                if not future.done():
                    future.set_exception(error)
        self._waiting.clear()
        self._order.clear()
        if self._moved is not None:
            self._moved.set_exception(error)
            self._moved = None


class StaleError(Exception):
    """Servers have changed since: ask the coordinator, and send again."""


class StoppedError(Exception):
    """The store has stopped; the text says why."""
