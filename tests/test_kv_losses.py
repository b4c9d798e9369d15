"""Stores on servers when something is lost, fails or is interrupted at a bad moment.

Nothing is missing then, applied twice, half changed, or waited for in vain. Actors run in this process, see
`in_process_ray.py`.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.kv import engine
from mxsym.kv.checkpoint import Chain, Part
from mxsym.kv.ranks import Ranks
from mxsym.kv.state import State
from tests.in_process_ray import InProcessRay
from tests.support import assert_same_bits
from tests.test_kv_servers import COLUMNS, ROWS, all_rows, assert_is, gradients, in_order, plain_run, table_store, until

WAITS = 60.0
"""Seconds after which something is waited for in vain."""


@pytest.fixture(name="ray")
def _ray(monkeypatch: pytest.MonkeyPatch) -> Iterator[InProcessRay]:
    made = InProcessRay()
    monkeypatch.setattr(engine, "ray", lambda: made)
    yield made
    made.close()


def pushed(kv: Any, pushes: list[Any]) -> None:
    """Push, and wait for it: a store that waits in vain does not hang the test."""
    for push in pushes:
        until(kv.push("e", push).done)
    kv.flush()


CHANGES: dict[str, Callable[[Any], object]] = {
    "save": lambda kv: kv.save(),
    "evict": lambda kv: kv.evict("e", age=100),
    "admit": lambda kv: kv.admit("e", 1),
}


@pytest.mark.parametrize("change", CHANGES)
def test_servers_go_on_after_a_checkpoint_that_cannot_be_written(
    ray: InProcessRay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    kv, pushes = table_store(tmp_path, servers=2), gradients(2, 4)
    pushed(kv, pushes[:2])

    def full(*_: Any, **__: Any) -> int:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(Chain, "write", full)
        with pytest.raises(OSError, match="no space left"):
            CHANGES[change](kv)
    pushed(kv, pushes[2:])
    assert_is(kv, plain_run(pushes))
    kv.close()


NEWS: dict[str, Callable[[Any], object]] = {
    "another key": lambda kv: kv.init("more", shape=(ROWS, COLUMNS)),
    "another update": lambda kv: kv.set_update("x*", "sgd_update", lr=1.0),
}


@pytest.mark.parametrize("news", NEWS)
def test_pushes_are_sent_again_to_a_server_that_was_started_again_for_something_else(
    ray: InProcessRay, tmp_path: Path, news: str
) -> None:
    kv, pushes = table_store(tmp_path, servers=2), gradients(2, 4)
    pushed(kv, pushes[:3])
    ray.kill(kv._view.handles[1], no_restart=False)
    NEWS[news](kv)
    pushed(kv, pushes[3:])
    assert_is(kv, plain_run(pushes))
    kv.close()


def test_a_worker_that_waits_for_a_key_sends_its_pushes_again(ray: InProcessRay, tmp_path: Path) -> None:
    kv, pushes = table_store(tmp_path, servers=2, workers=2), [gradients(rank, 2) for rank in range(2)]
    workers = [mx.kv.connect(kv.address, rank) for rank in range(2)]
    for number in range(2):
        for worker in workers:
            worker.push("e", pushes[worker.rank][number])
        for worker in workers:
            worker.flush()
        if not number:
            ray.kill(kv._view.handles[0], no_restart=False)
            for worker in workers:
                worker.init("more", shape=(ROWS, COLUMNS))
    kv._pushes.refresh()
    assert_is(kv, plain_run([in_order(*step) for step in zip(*pushes, strict=True)]))
    kv.close()


def test_a_worker_that_leaves_sends_again_what_a_lost_server_lacks(ray: InProcessRay, tmp_path: Path) -> None:
    kv, pushes = table_store(tmp_path, servers=2), gradients(2, 3)
    pushed(kv, pushes)
    ray.kill(kv._view.handles[1], no_restart=False)
    kv.leave()
    control = mx.kv.connect(kv.address)
    assert_is(control, plain_run(pushes))
    control.close()


@pytest.mark.parametrize("number", [0, 1])
def test_an_interrupted_push_is_sent_before_the_next_one_is_waited_for(ray: InProcessRay, number: int) -> None:
    """Ctrl-C comes before the first server has it, or between the two."""
    kv, pushes, calls = table_store(None, servers=2), gradients(2, 3), [0]

    def chaos(name: str) -> str:
        calls[0] += name == "push"
        if name == "push" and calls[0] == number + 1:
            raise KeyboardInterrupt
        return ""

    ray.chaos = chaos
    with pytest.raises(KeyboardInterrupt):
        kv.push("e", pushes[0])
    for push in pushes[1:]:
        kv.push("e", push)
    kv.flush()
    assert_is(kv, plain_run(pushes))
    kv.close()


def test_a_worker_at_the_barrier_is_told_that_the_store_has_stopped(ray: InProcessRay) -> None:
    kv = table_store(None, servers=2, workers=2)
    one, two = (mx.kv.connect(kv.address, rank) for rank in range(2))
    waits = kv._view.coordinator.barrier.remote(one.rank)
    until(lambda: kv._view.coordinator.actor._state.arrived == {0})
    ray.kill(kv._view.handles[1])
    with pytest.raises(mx.MXSymError, match="server 1 is lost"):
        all_rows(two)
    assert "server 1 is lost" in ray.get(waits, timeout=WAITS)["stopped"]


def test_a_lost_worker_s_push_counts_on_all_servers_or_on_none(ray: InProcessRay) -> None:
    """One server has applied it with the other worker's, whose push has not come to the other server yet."""
    kv = table_store(None, servers=2, workers=2, on_loss="go on")
    workers, pushes, calls = [mx.kv.connect(kv.address, rank) for rank in range(2)], gradients(2, 2), [0]
    lost = workers[1].push("e", pushes[1])
    channels = [handle.actor._channels["e"] for handle in kv._view.handles]
    until(lambda: all(channel.queue == 1 for channel in channels))

    def chaos(name: str) -> str:
        calls[0] += name == "push"
        return "lost" if (name, calls[0]) == ("push", 2) else ""

    ray.chaos = chaos
    ticket = workers[0].push("e", pushes[0])
    until(lambda: channels[0].steps == 1)
    kv.lose(1)
    ticket.wait()
    assert [channel.applied for channel in channels] == [{0: 1, 1: 1}] * 2
    until(lost.done)
    assert_is(kv, plain_run([in_order(*pushes)]))
    kv.close()


def test_the_last_one_at_the_barrier_goes_on_when_it_opens_while_a_worker_is_being_lost() -> None:
    async def run() -> None:
        received = asyncio.Event()

        async def surely_all(method: str, *_: Any) -> list[Any]:
            if method == "received":
                await received.wait()
            return []

        async def nothing() -> None: ...

        options = {"folder": None, "workers": 3, "on_loss": "go on", "timeout": None}
        fleet: Any = SimpleNamespace(epochs=[], revive=nothing, all=surely_all, surely_all=surely_all)
        ranks = Ranks(State(options), fleet)
        first, lost = (asyncio.ensure_future(ranks.barrier(rank)) for rank in (0, 2))
        await asyncio.sleep(0)
        losing = asyncio.ensure_future(ranks.lose(2))
        await asyncio.sleep(0)
        last = asyncio.ensure_future(ranks.barrier(1))
        await asyncio.sleep(0)
        received.set()
        assert await asyncio.wait_for(asyncio.gather(first, last, lost), WAITS) == [{}, {}, {}]
        await losing

    asyncio.run(run())


@pytest.mark.parametrize("method", ["init", "set_update"])
def test_a_server_that_is_lost_while_keys_or_updates_are_made_makes_them_when_it_is_back(
    ray: InProcessRay, tmp_path: Path, method: str
) -> None:
    kv, pushes, calls = table_store(tmp_path, servers=2), gradients(2, 4), [0]
    pushed(kv, pushes[:2])

    def chaos(name: str) -> str:
        calls[0] += name == method
        if (name, calls[0]) == (method, 2):
            kv._view.handles[1].end_again()
        return ""

    ray.chaos = chaos
    kv.init("d", shape=(ROWS, COLUMNS))
    kv.set_update("d", "sgd_update", lr=1.0)
    assert sum(handle.restarted for handle in kv._view.handles) == 1
    for ids, rows in pushes[2:]:
        kv.push(["e", "d"], [(ids, rows), (ids, rows)])
    kv.flush()
    table = mx.table.Table(COLUMNS, "float32", "sgd_update", lr=1.0)
    for ids, rows in pushes[2:]:
        table.update(ids, rows)
    assert_is(kv, plain_run(pushes))
    assert_same_bits(all_rows(kv, "d"), table.lookup(np.arange(ROWS)))
    kv.close()


@pytest.mark.parametrize("again", ["a key", "a piece"])
def test_a_key_that_not_all_servers_could_make_may_be_made_otherwise(
    ray: InProcessRay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, again: str
) -> None:
    kv, write, calls = table_store(tmp_path, servers=2), Chain.write, [0]

    def full(*arguments: Any, **options: Any) -> int:
        calls[0] += 1
        if calls[0] == 2:
            raise OSError("no space left")
        return write(*arguments, **options)

    value = np.arange(ROWS * COLUMNS, dtype=np.float32).reshape(ROWS, COLUMNS)
    first = value if again == "a piece" else mx.nd.array(value).tostype("row_sparse")
    split = "range" if again == "a piece" else None
    with monkeypatch.context() as patch:
        patch.setattr(Chain, "write", full)
        with pytest.raises(OSError, match="no space left"):
            kv.init("d", first, split=split)
    assert all(len(handle.actor._channels) == 1 for handle in kv._view.handles)
    kv.init("d", first * 2, split=split)
    assert_same_bits(np.array(kv.pull("d").asnumpy()), value * 2)
    kv.close()


def test_a_server_that_cannot_read_its_checkpoint_is_not_taken_for_one_that_has(
    ray: InProcessRay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kv, pushes = table_store(tmp_path, servers=2), gradients(2, 3)
    pushed(kv, pushes[:2])
    kv.save()
    pushed(kv, pushes[2:])

    def damaged(*_: Any) -> None:
        raise mx.LoadError("the disk is away")

    ray.kill(kv._view.handles[0], no_restart=False)
    with monkeypatch.context() as patch:
        patch.setattr(Part, "restore", damaged)
        with pytest.raises(mx.LoadError, match="the disk is away"):
            all_rows(kv)
    assert_is(kv, plain_run(pushes))
    kv.close()


def test_a_process_that_was_started_again_is_none_that_a_checkpoint_is_asked_of(
    ray: InProcessRay, tmp_path: Path
) -> None:
    """It comes back, and has nothing, after the servers are held and before they write."""
    kv, pushes, calls = table_store(tmp_path, servers=2), gradients(2, 3), [0]
    pushed(kv, pushes)

    def chaos(name: str) -> str:
        calls[0] += name == "save"
        if (name, calls[0]) == ("save", 2):  # the first one is the coordinator's
            kv._view.handles[1].end_again()
        return ""

    ray.chaos = chaos
    version = kv.save()
    ray.chaos = lambda name: ""
    pushed(kv, gradients(3, 1))
    kv.load(version=version)
    assert_is(kv, plain_run(pushes))
    kv.close()


def test_a_past_that_was_not_learned_of_is_asked_for_once_more(ray: InProcessRay, tmp_path: Path) -> None:
    """Another process loads a checkpoint; the worker's question for its numbers there is lost at first."""
    kv, pushes = table_store(tmp_path), gradients(2, 4)
    control = mx.kv.connect(kv.address)
    pushed(kv, pushes[:1])
    control.save()
    pushed(kv, gradients(3, 2))
    control.load()
    ray.chaos = lambda name: "lost" if name == "numbers" else ""
    with pytest.raises(mx.MXSymError):
        kv.push("e", pushes[1]).wait()
    ray.chaos = lambda name: ""
    kv._pushes.refresh()
    pushed(kv, pushes[1:])
    assert_is(kv, plain_run(pushes))
    kv.close()


def test_keys_of_a_list_are_made_if_all_of_them_are_right(ray: InProcessRay) -> None:
    kv = mx.kv.create("dist_sync")
    with pytest.raises(mx.BindError) as error:
        kv.init(["right", "wrong", "too"], [np.zeros(3, np.float32), "no array", None])
    assert [fault.node for fault in error.value.faults] == ["key 'wrong'", "key 'too'"]
    kv.init("right", np.ones(3, np.float32))
    kv.close()


@pytest.mark.parametrize("change", CHANGES)
def test_a_cut_waits_for_pushes_that_a_worker_has_still_to_send_again(
    ray: InProcessRay, tmp_path: Path, change: str
) -> None:
    """The other worker learns only then that a server was started again, which lacks its pushes."""
    kv, pushes = table_store(tmp_path, "dist_async", servers=2, workers=2), gradients(2, 4)
    workers = [mx.kv.connect(kv.address, rank) for rank in range(2)]
    for worker in workers:
        worker.push("e", pushes[worker.rank]).wait()
    ray.kill(kv._view.handles[0], no_restart=False)
    changing = threading.Thread(target=CHANGES[change], args=(workers[0],), daemon=True)
    changing.start()
    until(lambda: kv._view.handles[0].actor._channels and kv._view.handles[0].actor._channels["e"].limits is not None)
    pushing = threading.Thread(target=lambda: workers[1].push("e", pushes[2]).wait(), daemon=True)
    pushing.start()
    for thread in (changing, pushing):
        thread.join(WAITS)
        assert not thread.is_alive()
    workers[0].push("e", pushes[3]).wait()
    kv._pushes.refresh()
    assert_is(kv, plain_run(pushes))
    kv.close()
