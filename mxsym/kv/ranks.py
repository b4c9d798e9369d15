"""The workers of a store, as its coordinator knows them: who has which rank, who is lost, and the barrier."""

from __future__ import annotations

import asyncio
from typing import Any

from mxsym.kv import engine
from mxsym.kv.checks import rank_fault
from mxsym.kv.fleet import Fleet, LostError
from mxsym.kv.keys import Key
from mxsym.kv.messages import plain_faults
from mxsym.kv.server import Answer
from mxsym.kv.state import State


class Ranks:
    """The ranks of workers.

    Attributes:
        seen: when something was heard of each worker, here; servers know more.
        looked: when silent workers were looked for last.
    """

    def __init__(self, state: State, fleet: Fleet) -> None:
        self._state, self._fleet = state, fleet
        self.seen = dict.fromkeys(state.active, engine.clock())
        self.looked = engine.clock()
        self._opened: asyncio.Future[None] | None = None

    async def join(self, rank: int) -> Answer:
        """Give a rank to a process; whoever had it before has it no more. What is no rank changes nothing."""
        state, fleet = self._state, self._fleet
        if (fault := rank_fault(rank, state.options["workers"])) is not None:
            return {"faults": plain_faults([fault])}
        async with state.lock:
            await fleet.open()
            await fleet.revive()
            state.incarnations[rank] = state.incarnations.get(rank, 0) + 1
            self.seen[rank] = engine.clock()
            call = "admit", rank, state.incarnations[rank]
            if rank in state.active:
                numbers = await fleet.surely_all(*call)
            else:
                try:
                    async with fleet.consistent_cut():
                        numbers = await fleet.all(*call)
                except LostError:
                    await fleet.tell("leave", rank, None)
                    return {"stale": True}
            state.active.add(rank)
        return {**fleet.view(), "incarnation": state.incarnations[rank], "next": least(numbers)}

    async def leave(self, rank: int) -> None:
        """Go on without a worker that has ended well."""
        async with self._state.lock:
            self._state.active.discard(rank)
            await self._fleet.surely_all("leave", rank, None)
            self._open_barrier()

    async def lose(self, rank: int) -> None:
        """A worker is lost: go on without it, or stop, as `on_loss` says."""
        state, fleet = self._state, self._fleet
        async with state.lock:
            if rank not in state.active or state.stopped:
                return
            if state.options["on_loss"] == "stop":
                state.stop(f"worker {rank} is lost")
                await fleet.tell("stop", state.stopped)
                return
            received = await fleet.surely_all("received", rank)
            keys = {key for server in received for key in server}
            limits: dict[Key, int] = {}
            for key in keys:
                applied, here = zip(*(server[key] for server in received if key in server), strict=True)
                limits[key] = max(*applied, min(here))  # what one has applied, or all have
            state.active.discard(rank)
            state.incarnations[rank] = state.incarnations.get(rank, 0) + 1
            await fleet.surely_all("leave", rank, limits)
            self._open_barrier()

    async def waiting(self, rank: int) -> Any:
        """The layout and the epochs of the servers, for a worker that waits for one of them."""
        self.seen[rank] = engine.clock()
        await self._lose_silent()
        stopped = self._state.stopped
        return {"stopped": stopped} if stopped else [self._fleet.layout, self._fleet.epochs]

    async def _lose_silent(self) -> None:
        """Do without the workers that nobody has heard of for longer than `timeout`."""
        state = self._state
        limit, now = state.options["timeout"], engine.clock()
        if limit is None or state.lock.locked() or now - self.looked < limit / 4:
            return
        self.looked = now
        silent = [rank for rank in state.active - state.arrived if now - self.seen.get(rank, now) > limit]
        if silent:
            calls = [handle.silence.remote() for handle in self._fleet.handles]
            answers: list[Any] = await asyncio.gather(*calls, return_exceptions=True)
            known = [answer for answer in answers if not isinstance(answer, BaseException)]
            for rank in silent:
                if len(known) == len(answers) and all(seconds.get(rank, limit + 1) > limit for seconds in known):
                    await self.lose(rank)

    async def barrier(self, rank: int) -> Answer:
        """Wait for all workers, and see that the servers are there.

        The answer may be that servers have changed: then the worker sends again what they lack, and comes again.
        """
        state, fleet = self._state, self._fleet
        if self._opened is None:
            self._opened = asyncio.get_running_loop().create_future()
        opened = self._opened  # it may be opened, for this worker too, while it waits for the lock
        state.arrived.add(rank)
        if state.arrived >= state.active:
            before = list(fleet.epochs)
            async with state.lock:
                await fleet.revive()
            if before != fleet.epochs and not opened.done():
                return {"stale": True}
        self._open_barrier()
        waits = {asyncio.shield(opened), asyncio.shield(state.changed())}
        patience = None if state.options["timeout"] is None else engine.PATIENCE
        while not (await asyncio.wait(waits, timeout=patience, return_when=asyncio.FIRST_COMPLETED))[0]:
            await self._lose_silent()
        if state.stopped:
            return {"stopped": state.stopped}
        return {} if opened.done() else {"stale": True}

    def _open_barrier(self) -> None:
        if self._opened is not None and self._state.arrived >= self._state.active:
            self._state.arrived.clear()
            self._opened.set_result(None)
            self._opened = None


def least(numbers: list[dict[Key, int]]) -> dict[Key, int]:
    """Of each key the lowest number that a server has."""
    lowest: dict[Key, int] = {}
    for server in numbers:
        for key, number in server.items():
            lowest[key] = min(lowest.get(key, number), number)
    return lowest
