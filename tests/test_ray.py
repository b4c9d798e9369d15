"""`mx.kv` on Ray itself: workers in processes, pushes that come twice or never, killed servers, other servers.

`test_kv_servers.py` has these and more with actors in one process.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.kv.channel import StaleError
from mxsym.kv.fleet import is_lost
from mxsym.kv.view import View
from mxsym.table import Table
from tests import test_examples
from tests import test_kv_servers as servers
from tests.support import assert_same_bits

pytestmark = pytest.mark.dist
COLUMNS, ROWS = servers.COLUMNS, servers.ROWS


@pytest.fixture(scope="module")
def ray() -> Iterator[Any]:
    """Ray on this machine, with a small store of objects."""
    engine: Any = pytest.importorskip("ray")
    engine.init(num_cpus=2, object_store_memory=120_000_000, include_dashboard=False, log_to_driver=False)
    yield engine
    engine.shutdown()


def inside(ray: Any, handle: Any, look: Any) -> Any:
    """The result of a function of the server itself, in its process."""
    return ray.get(handle.__ray_call__.remote(look))


def test_two_worker_processes_have_the_bits_of_one_table(ray: Any) -> None:
    kv = mx.kv.create("dist_sync", servers=2, workers=2)
    kv.set_update("*", "adam_update", lr=0.1)
    kv.init("t", shape=(None, COLUMNS), init=mx.table.Uniform(-1, 1), seed=4)
    pushes = [servers.gradients(rank, 12) for rank in range(2)]

    def work(address: str, rank: int, mine: Any) -> None:
        import mxsym

        store = mxsym.kv.connect(address, rank)
        for ids, rows in mine:
            store.push("t", (ids * 2**50, rows))
        store.barrier()

    process = ray.remote(num_cpus=0)(work)
    ray.get([process.remote(kv.address, rank, pushes[rank]) for rank in range(2)])
    table = Table(COLUMNS, "float32", "adam_update", mx.table.Uniform(-1, 1), seed=4, lr=0.1)
    for steps in zip(*pushes, strict=True):
        ids, rows = servers.in_order(*steps)
        table.update(ids * 2**50, rows)
    ids = np.arange(ROWS) * 2**50
    assert_same_bits(kv.row_sparse_pull("t", row_ids=ids), table.lookup(ids))
    kv.close()


class Unreliable:
    """A server at which pushes arrive twice, or not at all, as a generator of random numbers says."""

    def __init__(self, handle: Any, dead: Any, rng: np.random.Generator) -> None:
        self.handle, self._dead, self._rng = handle, dead, rng

    def __getattr__(self, name: str) -> Any:
        return self if name == "push" else getattr(self.handle, name)

    def remote(self, *arguments: Any) -> Any:
        draw = self._rng.random()
        if 0.3 <= draw < 0.35:
            return self._dead.look.remote()  # the error of a call to an actor that has ended
        if draw < 0.3:
            self.handle.push.remote(*arguments)
        return self.handle.push.remote(*arguments)


def test_pushes_twice_and_lost_and_servers_killed(ray: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """1,000 pushes: 30 % come twice, 5 % are lost and sent again, and three times a server is killed."""
    rng = np.random.default_rng(3)

    class Dead:
        def look(self) -> None: ...

    dead = ray.remote(num_cpus=0)(Dead).remote()
    ray.get(dead.look.remote())
    ray.kill(dead)
    kv: Any = servers.table_store(tmp_path, "dist_sync", servers=2, log=150)
    reliable: dict[int, list[Any]] = {}

    def handles(view: Any) -> list[Any]:
        return [Unreliable(handle, dead, rng) for handle in reliable[id(view)]]

    def take(view: Any, fresh: list[Any]) -> None:
        reliable[id(view)] = fresh

    reliable[id(kv._view)] = kv._view.__dict__.pop("handles")
    monkeypatch.setattr(View, "handles", property(handles, take), raising=False)
    pushes = servers.gradients(2, 1000)
    for number, (ids, rows) in enumerate(pushes):
        kv.push("e", (ids, rows))
        if number in (245, 580, 999):
            ray.kill(reliable[id(kv._view)][number % 2], no_restart=False)
    kv.flush()
    table = servers.plain_run(pushes)
    assert_same_bits(servers.all_rows(kv), table.lookup(np.arange(ROWS)))
    own = reliable[id(kv._view)]

    def applied(server: Any) -> int:
        return int(server._channels["e"].applied[0])

    assert [inside(ray, handle, applied) for handle in own] == [1000, 1000]
    for name in table.tensors[1:]:
        states = np.zeros((ROWS, COLUMNS), np.float32)
        for handle in own:

            def look(server: Any, name: str = name) -> Any:
                held = server._channels["e"].value.table
                return held.ids(), held.lookup(held.ids(), tensor=name)

            ids, rows = inside(ray, handle, look)
            states[ids.astype(np.int64)] = rows
        assert_same_bits(states, table.lookup(np.arange(ROWS), tensor=name), name)
    stats = kv.stats()
    assert sum(server["restarts"] for server in stats["servers"]) == 3
    kv.close()


def test_the_recommender_has_the_same_bits_on_servers_and_is_better_than_popularity(ray: Any, tmp_path: Path) -> None:
    """The losses of one process, of two workers and two servers, and with a server killed."""
    assert importlib.util.find_spec("recbole") is not None, "pip install --no-deps recbole, as `make test-dist` does"
    text = test_examples.run("recommender.py", tmp_path, "--epochs", "2")
    for epoch in (1, 2):
        (losses,) = re.findall(rf"^epoch {epoch:3}(.*)$", text, re.MULTILINE)
        assert len(losses.split()) == 3 and len({*losses.split()}) == 1
    assert "the same bits: True" in text
    pattern = r"^held out, {}: +AUC (\S+)  recall@20 (\S+)$"
    (model,), (popular,) = (
        re.findall(pattern.format(name), text, re.MULTILINE) for name in ("this model", "most popular")
    )
    assert float(model[0]) > float(popular[0]) + 0.03
    assert float(model[1]) > float(popular[1]) + 0.03


def test_rows_are_evicted_and_admitted_as_in_one_table(ray: Any, tmp_path: Path) -> None:
    """Also with a server that is lost before."""
    kv = servers.table_store(tmp_path, servers=2, timeout=600.0)
    table = servers.plain_run([])
    for ids, rows in servers.gradients(2, 12):
        kv.push("e", (ids, rows))
        table.update(ids, rows)
    ray.kill(kv._view.handles[1], no_restart=False)
    assert kv.evict("e", age=3) == table.evict(age=3) > 0
    kv.admit("e", 2)
    table.admit = 2
    for ids, rows in servers.gradients(3, 3):
        kv.push("e", (ids, rows))
        table.update(ids, rows)
    assert kv.size("e") == len(table)
    assert_same_bits(servers.all_rows(kv), table.lookup(np.arange(ROWS)))
    kv.close()


def test_other_numbers_of_servers_have_the_same_bits(ray: Any, tmp_path: Path) -> None:
    """2 servers, 3, 1, and checkpoints restored on 4 and on 2."""
    servers.test_other_numbers_of_servers_have_the_same_bits(ray, tmp_path)


def test_servers_go_on_after_an_error_and_get_again_what_they_lack(ray: Any, tmp_path: Path) -> None:
    """A process that was started again is another one; a checkpoint that cannot be written holds nobody."""
    kv: Any = servers.table_store(tmp_path, servers=2)
    pushes = servers.gradients(2, 3)
    kv.push("e", pushes[0]).wait()
    with pytest.raises(StaleError) as error:
        ray.get(kv._view.handles[0].control.remote("another epoch", "hello"))
    assert is_lost(error.value)
    ray.kill(kv._view.handles[0], no_restart=False)
    kv.init("more", shape=(ROWS, COLUMNS))
    kv.push("e", pushes[1]).wait()
    place = tmp_path / kv._view.layout
    place.rename(tmp_path / "away")
    place.write_text("no folder")
    with pytest.raises(OSError, match="Not a directory"):
        kv.save()
    kv.push("e", pushes[2]).wait()
    assert_same_bits(servers.all_rows(kv), servers.plain_run(pushes).lookup(np.arange(ROWS)))
    kv.close()
