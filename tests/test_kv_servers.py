"""`mx.kv` on servers: bits of steps, pushes that come twice or never, hostile messages, checkpoints, other servers.

Actors run in this process, see `in_process_ray.py`; `test_ray.py` has the same with Ray itself.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen import loading
from mxsym.kv import checkpoint, engine
from mxsym.kv import pushes as pushes_module
from mxsym.kv.channel import Channel, Rules
from mxsym.kv.keys import RowOptions, owners, rows_spec
from mxsym.kv.messages import kind_of, own_part
from mxsym.kv.server import Server
from mxsym.kv.updates import rule_plain, update_of
from mxsym.kv.values import RowsValue, value_of
from mxsym.runtime.buffers import Array
from mxsym.runtime.rows import bags_of
from mxsym.table import Table
from tests.in_process_ray import InProcessRay
from tests.support import assert_same_bits

ROWS, COLUMNS = 60, 3
RAY = engine.ray
"""The function as it is, without a Ray of this process."""


@pytest.fixture
def ray(monkeypatch: pytest.MonkeyPatch) -> Iterator[InProcessRay]:
    """Ray in this process."""
    made = InProcessRay()
    monkeypatch.setattr(engine, "ray", lambda: made)
    yield made
    made.close()


def gradients(seed: int, count: int, rows: int = ROWS) -> list[tuple[Array, Array]]:
    """Ids, repeated, and their gradients."""
    rng = np.random.default_rng(seed)
    return [
        (rng.integers(0, rows, 7), rng.standard_normal((7, COLUMNS)).astype(np.float32)) for _ in range(count)
    ]  # fmt: skip


def adam(**more: Any) -> mx.optimizer.Optimizer:
    return mx.optimizer.create("adam", learning_rate=0.1, lazy_update=True, **more)


def all_rows(kv: Any, key: Any = "e") -> Any:
    return kv.row_sparse_pull(key, row_ids=np.arange(ROWS))


def first() -> Any:
    return np.random.default_rng(9).standard_normal((ROWS, COLUMNS)).astype(np.float32)


def run_all(works: list[Callable[[], None]]) -> None:
    """Run functions in threads of their own, as workers are; raise what one of them raised."""
    errors: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def until(condition: Callable[[], bool]) -> None:
    """Wait until the servers have come so far; a push that nobody waits for arrives at its own time."""
    give_up = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < give_up, "the servers have not come so far in a minute"
        time.sleep(0.001)


@pytest.mark.parametrize("servers", [1, 3])
@pytest.mark.parametrize("kind", ["dist_sync", "dist_async"])
def test_one_worker_has_the_bits_of_a_local_lazy_step(ray: InProcessRay, kind: str, servers: int) -> None:
    kv, local = mx.kv.create(kind, servers=servers), mx.kv.create("local")
    value, dense = first(), np.ones((4, 5), np.float32)
    for store in (kv, local):
        store.set_optimizer(adam(wd=0.01))
    kv.init("e", mx.nd.array(value).tostype("row_sparse"))
    kv.init("d", dense)
    local.init(["e", "d"], [mx.nd.array(value), mx.nd.array(dense)])
    for number, (ids, rows) in enumerate(gradients(1, 6)):
        kv.push(["e", "d"], [(ids, rows), dense * number])
        local.push("e", mx.nd.sparse.coalesce(rows, ids, (ROWS, COLUMNS)))
        local.push("d", mx.nd.array(dense * number))
    for key, shape in (("e", value.shape), ("d", dense.shape)):
        expected = mx.nd.zeros(shape)
        local.pull(key, expected)
        assert_same_bits(kv.pull(key).asnumpy(), expected.asnumpy(), key)
    kv.close()


def in_order(*pushes: Any) -> Any:
    """Pushes as one: the ids and the rows of the first, then those of the next."""
    return tuple(np.concatenate([push[part] for push in pushes]) for part in range(2))


@pytest.mark.parametrize("reduce", ["sum", "mean"])
def test_steps_of_several_workers_are_joined_in_worker_order(ray: InProcessRay, reduce: str) -> None:
    """Whoever comes first: the bits are those of a table that gets the gradients one after the other."""
    kv = mx.kv.create("dist_sync", servers=2, workers=3, reduce=reduce)
    kv.set_update("t*", "adam_update", lr=0.1)
    kv.init("t", shape=(None, COLUMNS), init=mx.table.Uniform(-1, 1), seed=4)
    kv.init("d", np.zeros((2, 3), np.float32))
    workers = [mx.kv.connect(kv.address, rank) for rank in range(3)]
    pushes = [gradients(rank, 4) for rank in range(3)]
    factor = np.float32(1 / 3)
    table = Table(COLUMNS, "float32", "adam_update", mx.table.Uniform(-1, 1), seed=4, lr=0.1)
    total = np.zeros((2, 3), np.float32)
    for number in range(4):
        order: list[int] = np.random.default_rng(number).permutation(3).tolist()
        for rank in order:
            ids, rows = pushes[rank][number]
            workers[rank].push(["t", "d"], [(ids * 2**50, rows), rows[:2]])
        ids, rows = in_order(*(pushes[rank][number] for rank in range(3)))
        parts = [pushes[rank][number][1][:2] for rank in range(3)]
        if reduce == "mean":
            table.update(ids * 2**50, rows, weights=np.full(len(ids), factor))
            parts = [part * factor for part in parts]
        else:
            table.update(ids * 2**50, rows)
        total = parts[0] + parts[1] + parts[2]
    workers[0].flush()
    ids = np.arange(ROWS) * 2**50
    assert_same_bits(workers[1].row_sparse_pull("t", row_ids=ids), table.lookup(ids))
    assert_same_bits(workers[2].pull("d").asnumpy(), total)
    kv.close()


def test_rows_come_in_the_order_that_is_asked_for(ray: InProcessRay) -> None:
    kv = mx.kv.create("dist_sync", servers=3)
    kv.set_update("*", "sgd_update", lr=1.0)
    kv.init("e", mx.nd.array(first()).tostype("row_sparse"))
    kv.init("t", shape=(None, COLUMNS), split="hash")
    ids = np.array([[5, 59, 5], [0, 17, 31]])
    assert_same_bits(kv.row_sparse_pull("e", row_ids=ids), first()[ids])
    out = np.zeros((6, 2 * COLUMNS), np.float32)[:, ::2]
    kv.row_sparse_pull("e", out=out, row_ids=ids.ravel())
    assert_same_bits(out, first()[ids.ravel()])
    sparse = mx.nd.zeros((ROWS, COLUMNS), stype="row_sparse")
    kv.row_sparse_pull("e", out=sparse, row_ids=ids.ravel())
    assert sparse.indices.asnumpy().tolist() == [0, 5, 17, 31, 59]
    rows = np.ones((3, COLUMNS), np.float32)
    far = np.array([2**64 - 1, 3, 2**63], np.uint64)
    out = np.zeros((3, COLUMNS), np.float32)
    kv.pushpull("t", (far, rows), out=out, row_ids=far)
    assert_same_bits(out, -rows)
    kv.close()


def test_gradients_of_bags_and_of_every_kind_are_one_sum(ray: InProcessRay) -> None:
    kv = mx.kv.create("dist_sync", servers=2, workers=2)
    kv.set_update("*", "sgd_update", lr=1.0)
    kv.init("e", shape=(ROWS, COLUMNS))
    kv.init("small", np.zeros((ROWS, COLUMNS), np.float32))
    one, two = (mx.kv.connect(kv.address, rank) for rank in range(2))
    ids, rows = gradients(5, 1)[0]
    offsets, weights = np.array([0, 0, 3, 6]), np.linspace(0.5, 2, 7, dtype=np.float32)
    bags = mx.nd.sparse.uncoalesced(rows[:4], ids, (ROWS, COLUMNS), offsets=offsets, weights=weights)
    for key in ("e", "small"):
        one.push(key, bags)
        two.push(key, mx.nd.sparse.coalesce(rows, ids, (ROWS, COLUMNS)))
    bag = np.array([1, 1, 1, 2, 2, 2, 3])
    both = np.concatenate([rows[:4][bag] * weights[:, None], mx.nd.sparse.coalesce(rows, ids).data.asnumpy()])
    ids = np.concatenate([ids, np.unique(ids)])
    expected = np.zeros((ROWS, COLUMNS), np.float32)
    total = mx.nd.sparse.coalesce(both, ids, (ROWS, COLUMNS))
    expected[total.indices.asnumpy()] -= total.data.asnumpy()
    assert_same_bits(one.pull("e").asnumpy(), expected)
    assert_same_bits(one.pull("small").asnumpy(), expected)
    kv.close()


def test_keys_of_a_list_are_read_in_one_round(ray: InProcessRay) -> None:
    """Each server gets one message, whatever the number of keys; what is read is what each key alone gives."""
    kv = mx.kv.create("dist_sync", servers=2, inflight=8)
    kv.set_update("*", "sgd_update", lr=1.0)
    tables, arrays = [f"t{number}" for number in range(5)], [f"d{number}" for number in range(4)]
    kv.init(tables, [None] * 5, shape=(ROWS, COLUMNS), init=mx.table.Uniform(-1, 1), seed=4)
    kv.init(arrays, [np.full((2, 3), number, np.float32) for number in range(4)])
    kv.init("cut", SPLIT, split="range")
    kv.push(tables, gradients(1, 5))
    calls = list[str]()
    ray.chaos = lambda name: calls.append(name) or ""

    def counted(read: Callable[[], Any]) -> Any:
        calls.clear()
        value = read()
        asked = [name for name in calls if name != "waiting"]  # which depends on how busy the machine is
        assert len(asked) <= len(kv._view.handles) and len({*asked}) == 1, calls
        return value

    wanted = [np.arange(number, ROWS, 7) for number in range(5)]
    rows = counted(lambda: kv.row_sparse_pull(tables, row_ids=wanted))
    whole = counted(lambda: kv.pull([*arrays, "cut", "t0"]))
    for key, ids, value in zip(tables, wanted, rows, strict=True):
        assert_same_bits(value, kv.row_sparse_pull(key, row_ids=ids), key)
    for key, value in zip([*arrays, "cut", "t0"], whole, strict=True):
        assert_same_bits(value.asnumpy(), kv.pull(key).asnumpy(), key)
    out = [np.zeros((len(ids), COLUMNS), np.float32) for ids in wanted]
    counted(lambda: kv.row_sparse_pull(tables, out=out, row_ids=wanted))
    grads = [np.ones((len(ids), COLUMNS), np.float32) for ids in wanted]
    after = [np.zeros_like(grad) for grad in grads]
    steps = list(zip(wanted, grads, strict=True))
    counted(lambda: kv.pushpull(tables, steps, out=after, row_ids=wanted))
    for value, before, now in zip(rows, out, after, strict=True):
        assert_same_bits(before, value)
        assert_same_bits(now, value - 1)
    dense = [np.full((2, 3), 0.5, np.float32) for _ in arrays]
    counted(lambda: kv.pushpull(arrays, dense))
    for number, value in enumerate(dense):
        assert_same_bits(value, np.full((2, 3), number - 0.5, np.float32))
    kv.close()


def test_a_read_of_several_keys_that_does_not_fit_writes_nothing(ray: InProcessRay) -> None:
    """All faults are named, and a push that goes out with it is not sent."""
    kv = small_store()
    before = state_of(ray, kv)
    out = [np.full((2, COLUMNS), 9, np.float32) for _ in range(3)]
    wrong = [[1, 59], [1, ROWS], [-1, 3]]
    with pytest.raises(mx.BindError, match="2 faults"):
        kv.row_sparse_pull(["e", "e", "t"], out=out, row_ids=wrong)
    with pytest.raises(mx.BindError, match="2 faults"):
        kv.pull(["d", "t", "zz"], out=out)
    with pytest.raises(mx.BindError, match=r"kv\.pushpull: 1 fault"):
        kv.pushpull(["d", "e"], [np.ones((2, 3), np.float32)] * 2, out=out[:2])
    with pytest.raises(mx.BindError, match=r"kv\.pushpull: 2 faults"):
        kv.pushpull(["e", "t"], [(IDS, GRAD)] * 2, out=out[:2], row_ids=wrong[1:])
    assert all((array == 9).all() for array in out)
    assert state_of(ray, kv) == before
    kv.close()


# --- Errors have no effect -------------------------------------------------------------------------------------------


def state_of(ray: InProcessRay, kv: Any) -> list[Any]:
    """Everything that pushes could change, on all servers."""
    ids = np.arange(ROWS)
    return [
        [(key, channel.steps, dict(channel.applied), channel.queue) for key, channel in handle.actor._channels.items()]
        for handle in kv._view.handles
    ] + [all_rows(kv).tobytes(), kv.pull("d").asnumpy().tobytes(), kv.row_sparse_pull("t", row_ids=ids).tobytes()]


def small_store(**options: Any) -> Any:
    kv = mx.kv.create("dist_sync", servers=2, **options)
    kv.set_optimizer(adam())
    kv.init("e", mx.nd.array(first()).tostype("row_sparse"))
    kv.init("t", shape=(None, COLUMNS))
    kv.init("d", np.ones((2, 3), np.float32))
    return kv


IDS, GRAD = np.array([1, 59]), np.ones((2, COLUMNS), np.float32)
BAD_PUSHES: dict[str, tuple[Any, Any, Any, str]] = {
    "an unknown key": ("x", GRAD, None, "key 'x': got no value"),
    "an id out of range": ("e", (np.array([1, ROWS]), GRAD), None, "argument ids: got id 60, expected ids below 60"),
    "a negative id": ("t", (np.array([-1, 3]), GRAD), None, "argument ids: got id -1"),
    "ids with fractions": ("t", (np.array([0.5, 3]), GRAD), None, "argument ids: got float64 values"),
    "another width": ("e", (IDS, GRAD[:, :2]), None, r"argument rows: got shape \(2, 2\)"),
    "too few rows": ("e", (IDS, GRAD[:1]), None, r"argument rows: got shape \(1, 3\)"),
    "another type": ("e", (IDS, GRAD.astype(np.float64)), None, "argument rows: got float64 values"),
    "an array in place of ids": ("t", GRAD, None, r"got shape \(2, 3\), expected ids and rows; push a tuple"),
    "another shape": ("d", np.ones((3, 2), np.float32), None, r"got shape \(3, 2\), expected shape \(2, 3\)"),
    "offsets that fall": ("e", (IDS, GRAD, np.array([0, 3])), None, "argument offsets: got others"),
    "offsets that begin later": ("t", (IDS, GRAD, np.array([1, 2])), None, "argument offsets: got others"),
    "too few weights": ("e", (IDS, GRAD, None, np.ones(1, np.float32)), None, "argument weights: got 1, expected 2"),
    "a number that the rule lacks": ("e", (IDS, GRAD), {"lrr": 0.1}, "argument lrr: got a number"),
    "a number that is none": ("e", (IDS, GRAD), {"lr": np.nan}, "lr: got nan"),
    "one of two keys": (["d", "e"], [np.ones((2, 3), np.float32), (np.array([77]), GRAD[:1])], None, "got id 77"),
    "a key twice": (["d", "d"], [np.ones((2, 3), np.float32)] * 2, None, "got a key twice"),
    "no array": ("d", "x", None, "got "),
    "too much": ("t", (np.arange(2000), np.ones((2000, COLUMNS), np.float32)), None, "bytes, expected at most"),
}


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[InProcessRay, Any]]:
    """A store that errors must leave as it is."""
    with pytest.MonkeyPatch.context() as patch:
        made = InProcessRay()
        patch.setattr(engine, "ray", lambda: made)
        kv = small_store(most_bytes=10_000)
        kv.push(["e", "t", "d"], [(IDS, GRAD), (IDS, GRAD), np.ones((2, 3), np.float32)]).wait()
        yield made, kv
        kv.close()
        made.close()


@pytest.mark.parametrize("name", BAD_PUSHES)
def test_a_bad_push_changes_nothing_anywhere(shared: tuple[InProcessRay, Any], name: str) -> None:
    ray, kv = shared
    before = state_of(ray, kv)
    key, value, numbers, text = BAD_PUSHES[name]
    with pytest.raises(mx.BindError, match=text):
        kv.push(key, value, numbers=numbers)
    assert state_of(ray, kv) == before


def message(**changes: Any) -> dict[str, Any]:
    """A push to the first server that is right, but for the changes."""
    plain: dict[str, Any] = {"key": "e", "number": 2, "numbers": {}, "offsets": None, "weights": None}
    plain |= {"packed": None, "shared": False}
    return {**plain, "ids": np.array([1, 2], np.uint64), "rows": GRAD, **changes}


def dense(**changes: Any) -> dict[str, Any]:
    """A push of the dense key that is right, but for the changes."""
    return message(key="d", ids=None, **{"rows": np.ones((2, 3), np.float32), **changes})


def big(count: int) -> dict[str, Any]:
    return {"key": "t", "ids": np.zeros(count, np.uint64), "rows": np.zeros((count, COLUMNS), np.float32)}


FORGED: dict[str, Any] = {
    "a number that leaves a gap": message(number=4),
    "a number of 0": message(number=0),
    "a number that is a text": message(number="2"),
    "a truth value": message(number=True),
    "an unknown key": message(key="zz"),
    "a key that is a list": message(key=["e"]),
    "a field too many": {**message(), "eval": "x"},
    "a field too few": {name: value for name, value in message().items() if name != "weights"},
    "a mark that is a number": message(shared=1),
    "a shared push that is too wide": message(shared=True, rows=np.ones((2, 1000), np.float32)),
    "a shared push with a bad id": message(shared=True, ids=np.array([1, 2**63], np.uint64)),
    "shared offsets beyond the ids": message(shared=True, offsets=np.array([0, 2**62])),
    "a shared push with a list for its key": message(shared=True, key=["e"]),
    "no dict": [1, 2],
    "None": None,
    "ids of another server": message(ids=np.array([1, 50], np.uint64)),
    "an id out of range": message(ids=np.array([1, 2**63], np.uint64)),
    "signed ids": message(ids=np.array([1, 2])),
    "ids of two dimensions": message(ids=np.array([[1, 2]], np.uint64)),
    "ids that are a list": message(ids=[1, 2]),
    "no ids": message(ids=None),
    "other rows": message(rows=np.ones((3, COLUMNS), np.float32)),
    "wide rows": message(rows=np.ones((2, 1000), np.float32)),
    "rows of objects": message(rows=np.array([[None] * 3] * 2)),
    "rows with strides": message(rows=np.asfortranarray(GRAD)),
    "rows of another type": message(rows=GRAD.astype(np.float64)),
    "offsets beyond the ids": message(offsets=np.array([0, 2**62])),
    "negative offsets": message(offsets=np.array([0, -1])),
    "offsets for no rows": message(offsets=np.array([], np.int64)),
    "weights of another type": message(weights=np.ones(2)),
    "numbers that are a list": message(numbers=[1.0]),
    "a number that is none": message(numbers={"lr": float("nan")}),
    "a number that is an int": message(numbers={"lr": 1}),
    "an unknown number": message(numbers={"__class__": 1.0}),
    "many numbers": message(numbers={f"{number}": 1.0 for number in range(100)}),
    "too many bytes": message(**big(1000)),
    "compressed rows of a table": message(packed=["2bit", 0.5]),
    "compressed rows that are dense": dense(packed=["2bit", 0.5]),
    "compressed rows of another length": dense(packed=["2bit", 0.5], rows=np.zeros((2, 3), np.uint8)),
    "compressed rows without a plane": dense(packed=["2bit", 0.5], rows=np.zeros((1, 1), np.uint8)),
    "halves of another shape": dense(packed=["float16", 0.5], rows=np.zeros((3, 2), np.float16)),
    "an unknown form": dense(packed=["3bit", 0.5], rows=np.zeros((2, 1), np.uint8)),
    "a form that is no list": dense(packed="2bit", rows=np.zeros((2, 1), np.uint8)),
    "a form with a list for its name": dense(packed=[["2bit"], 0.5], rows=np.zeros((2, 1), np.uint8)),
    "a threshold that is none": dense(packed=["2bit", float("nan")], rows=np.zeros((2, 1), np.uint8)),
    "a threshold that no float32 is": dense(packed=["2bit", 1e300], rows=np.zeros((2, 1), np.uint8)),
    "a threshold below 0": dense(packed=["2bit", -1.0], rows=np.zeros((2, 1), np.uint8)),
    "a key of another server": message(key="d", ids=None, rows=np.ones((2, 3), np.float32)),
}


def other_server(kv: Any) -> int:
    """A server that has no part of the dense key."""
    return next(index for index, handle in enumerate(kv._view.handles) if "d" not in handle.actor._channels)


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_message_is_an_error_and_has_no_effect(shared: tuple[InProcessRay, Any], name: str) -> None:
    ray, kv = shared
    before = state_of(ray, kv)
    other = other_server(kv)
    forged: Any = FORGED[name]
    is_dense = bool(kind_of(forged) is dict and forged["packed"] is not None and forged["key"] == "d")
    index = 1 - other if is_dense else other if name == "a key of another server" else 0
    answer = ray.get(kv._view.handles[index].push.remote(kv._view.head(index), [FORGED[name]]))
    assert answer["faults"] and all(len(fault) == 5 for fault in answer["faults"])
    good = message(key="t", number=2)
    answer = ray.get(kv._view.handles[index].push.remote(kv._view.head(index), [good, FORGED[name]]))
    assert answer["faults"]
    assert state_of(ray, kv) == before


@pytest.mark.parametrize(
    "change",
    [{"worker": 5}, {"worker": -1}, {"worker": None}, {"incarnation": 7}, {"incarnation": None}, {"worker": "0"}],
)
def test_only_a_worker_pushes(shared: tuple[InProcessRay, Any], change: dict[str, Any]) -> None:
    ray, kv = shared
    before = state_of(ray, kv)
    answer = ray.get(kv._view.handles[0].push.remote({**kv._view.head(0), **change}, [message()]))
    assert "faults" in answer
    for head in (None, {}, {**kv._view.head(0), "layout": "x"}, {**kv._view.head(0), "epoch": "x"}):
        assert ray.get(kv._view.handles[0].push.remote(head, [message()])) == {"stale": True}
    others: list[Any] = [None, [], {"e": "1"}, {"e": -1}, {"e": 2**70}, {"e": True}]
    for oldest in others:
        head = {**kv._view.head(0), "oldest": oldest}
        assert "faults" in ray.get(kv._view.handles[0].push.remote(head, [message(number=4)]))
    for messages in (None, [], message(), [message(), message()], [message(key="zz", shared=True)]):
        assert "faults" in ray.get(kv._view.handles[0].push.remote(kv._view.head(0), messages))
    assert state_of(ray, kv) == before


def test_bad_reads_are_errors(shared: tuple[InProcessRay, Any]) -> None:
    ray, kv = shared
    with pytest.raises(mx.BindError, match="got id 60, expected ids below 60"):
        kv.row_sparse_pull("e", row_ids=[60])
    with pytest.raises(mx.BindError, match="argument out"):
        kv.row_sparse_pull("e", row_ids=[1], out=np.zeros((2, COLUMNS), np.float32))
    with pytest.raises(mx.BindError, match="call row_sparse_pull"):
        kv.pull("t")
    with pytest.raises(mx.BindError, match="no value"):
        kv.pull("zz")
    for request in (
        {"key": "zz", "after": 0, "ids": None},
        {"key": "e", "after": 0, "ids": None},
        {"key": "e", "after": 0, "ids": np.array([1 << 40], np.uint64)},
        {"key": "e", "after": 0, "ids": [1]},
        {"key": "e", "after": 0},
        {"key": "e", "after": "1", "ids": IDS.astype(np.uint64)},
        {"key": "e", "after": -1, "ids": IDS.astype(np.uint64)},
        {"key": "e", "after": np.array([1, 2]), "ids": IDS.astype(np.uint64)},
        {"key": "e", "after": 2**70, "ids": IDS.astype(np.uint64)},
        {"key": ["e"], "after": 0, "ids": None},
        {"key": np.array([1, 2]), "after": 0, "ids": None},
        ["e", 0, None],
        None,
    ):
        answer = ray.get(kv._view.handles[0].pull.remote(kv._view.head(0), [request]))
        assert answer["faults"] and all(len(fault) == 5 for fault in answer["faults"])
    right = {"key": "e", "after": 0, "ids": np.array([1], np.uint64)}
    for requests in (None, 1, right, "e", np.array([1, 2])):
        assert ray.get(kv._view.handles[0].pull.remote(kv._view.head(0), requests))["faults"]
    strangers: list[Any] = [[0], {}, np.array([0, 1]), "0"]
    for worker in strangers:
        head: dict[str, Any] = {**kv._view.head(0), "worker": worker}
        assert ray.get(kv._view.handles[0].pull.remote(head, [right]))["faults"]
    for name in ("layout", "epoch"):
        head = {**kv._view.head(0), name: np.array(["x", "y"])}
        assert ray.get(kv._view.handles[0].pull.remote(head, [right])) == {"stale": True}
        assert ray.get(kv._view.handles[0].push.remote(head, [message()])) == {"stale": True}
    head = {**kv._view.head(0), "incarnation": np.array([1, 2])}
    assert ray.get(kv._view.handles[0].push.remote(head, [message()]))["faults"]


def test_the_messages_of_a_process_before_are_no_sign_of_life(shared: tuple[InProcessRay, Any]) -> None:
    ray, kv = shared
    head = {**kv._view.head(0), "incarnation": kv._view.incarnation - 1}
    request = {"key": "e", "after": 0, "ids": np.array([1], np.uint64)}
    server = kv._view.handles[0].actor
    heard = dict(server._heard)
    ray.get(kv._view.handles[0].pull.remote(head, [request]))
    ray.get(kv._view.handles[0].push.remote(head, [message()]))
    assert server._heard == heard
    ray.get(kv._view.handles[0].pull.remote(kv._view.head(0), [request]))
    assert server._heard != heard


def test_arrays_without_axes_or_without_elements(ray: InProcessRay, tmp_path: Path) -> None:
    kv = mx.kv.create("dist_sync", servers=2, folder=str(tmp_path))
    shapes: dict[str, tuple[int, ...]] = {"number": (), "no rows": (0, 3), "no columns": (3, 0), "vector": (4,)}
    optimizers = [mx.optimizer.create("sgd", learning_rate=0.5, momentum=0.5) for _ in range(2)]
    kv.set_optimizer(optimizers[0])
    updater = mx.optimizer.get_updater(optimizers[1])
    weights = {key: np.ones(shape, np.float32) for key, shape in shapes.items()}
    for key, weight in weights.items():
        kv.init(key, weight)
    for _ in range(2):
        for key, weight in weights.items():
            kv.push(key, np.ones_like(weight)).wait()
            updater(key, np.ones_like(weight), weight)
    kv.save()
    kv.push("number", np.array(7, np.float32)).wait()
    kv.load(str(tmp_path))
    for key, weight in weights.items():
        assert_same_bits(kv.pull(key).asnumpy(), weight, key)
    for key, ids, width in (("no rows", [], 3), ("no columns", [2, 0], 0), ("no columns", [], 0), ("vector", [], None)):
        rows = kv.row_sparse_pull(key, row_ids=ids)
        assert rows.shape == ((len(ids),) if width is None else (len(ids), width))
        if width is not None:
            kv.push(key, (ids, np.ones((len(ids), width), np.float32))).wait()
    for key, wrong in (("number", [0]), ("number", []), ("no rows", [0]), ("vector", [4])):
        with pytest.raises(mx.BindError, match=r"got one number, expected a value with rows|expected ids below"):
            kv.row_sparse_pull(key, row_ids=wrong)
    with pytest.raises(mx.BindError, match="argument rows: got one number, expected a row for each id"):
        kv.push("vector", ([1], np.array(1, np.float32)))
    kv.close()


def test_a_shape_has_whole_numbers(ray: InProcessRay) -> None:
    kv = mx.kv.create("dist_sync")
    wrong: list[Any] = [
        (True, 4),
        (3.5, 4),
        (3, "4"),
        (0, 4),
        (3, 0),
        (3,),
        (None, None),
        (float("nan"), 4),
        (2**63, 4),
    ]
    for shape in wrong:
        with pytest.raises(mx.BindError, match=r"argument shape: got .*, expected "):
            kv.init("t", shape=shape)
    kv.init("t", shape=(np.int64(3), 4.0))
    assert kv.pull("t").shape == (3, 4)
    kv.close()


def test_ids_are_read_as_they_are(ray: InProcessRay) -> None:
    """NumPy makes floats of lists of its whole numbers with and without a sign; 2^63 + 1 is none."""
    kv = mx.kv.create("dist_sync")
    kv.set_update("*", "sgd_update", lr=1.0)
    kv.init("t", shape=(None, 2))
    ids: list[Any] = [np.int64(1), np.uint64(2**63 + 1), 2**64 - 1]
    kv.push("t", (ids, np.ones((3, 2), np.float32))).wait()
    exact = np.array([1, 2**63 + 1, 2**64 - 1, 2**63], np.uint64)
    assert kv.row_sparse_pull("t", row_ids=exact)[:, 0].tolist() == [-1.0, -1.0, -1.0, 0.0]
    assert kv.row_sparse_pull("t", row_ids=np.array([1.0, 2.0]))[:, 0].tolist() == [-1.0, 0.0]
    wrong: list[tuple[Any, str]] = [
        ([-1, 2**63], "argument ids: got id -1"),
        ([2**64], "argument ids: got id 18446744073709551616"),
        (np.array([2.0**63]), "argument ids: got float64 values"),
        (np.array([2.0**25], np.float32), "argument ids: got float32 values"),
        (np.array([np.nan]), "argument ids: got float64 values"),
        (np.ma.array([1], mask=[True]), "argument ids: got a masked array"),
    ]
    for bad, text in wrong:
        with pytest.raises(mx.BindError, match=text):
            kv.push("t", (bad, np.ones((1, 2), np.float32)))
    kv.close()


def test_other_numbers_in_one_step_are_an_error_of_all(ray: InProcessRay) -> None:
    """The step is refused on every server; the next one goes on."""
    kv = mx.kv.create("dist_sync", servers=2, workers=2)
    kv.set_update("*", "sgd_update", lr=1.0)
    kv.init("e", shape=(ROWS, COLUMNS))
    one, two = (mx.kv.connect(kv.address, rank) for rank in range(2))
    tickets = [worker.push("e", (IDS, GRAD), numbers={"lr": lr}) for worker, lr in ((two, 0.5), (one, 0.25))]
    for ticket in tickets:
        with pytest.raises(mx.MXSymError, match=r"different numbers in one step: \{'lr': 0.25\}, \{'lr': 0.5\}"):
            ticket.wait()
    assert not all_rows(kv).any()
    for worker in (one, two):
        worker.push("e", (IDS, GRAD), numbers={"lr": 0.5})
    assert_same_bits(one.row_sparse_pull("e", row_ids=IDS), -GRAD)
    one.push("e", (IDS, GRAD))
    ticket = two.push("e", (IDS, GRAD))
    ticket.wait()
    assert ticket.done()
    assert_same_bits(kv.row_sparse_pull("e", row_ids=IDS), -3 * GRAD)
    kv.close()


def test_an_update_that_no_server_can_make_is_an_error(ray: InProcessRay) -> None:
    kv = small_store()
    before = state_of(ray, kv)
    with pytest.raises(mx.BindError, match="key 'e', lamb_update_phase2, argument r1"):
        kv.set_update("e", "lamb_update_phase2", lr=0.1)
    with pytest.raises(TypeError, match="servers know no class"):
        kv.set_optimizer(type("Mine", (mx.optimizer.SGD,), {})())
    with pytest.raises(mx.BindError, match="argument lrr"):
        kv.set_update("e", "sgd_update", lrr=0.1)
    with pytest.raises(TypeError, match="functions: declare one"):
        kv.set_updater(print)
    kv.init("bare", shape=(4, 2))
    assert state_of(ray, kv)[-3:] == before[-3:]
    with pytest.raises(mx.BindError, match="got a second init"):
        kv.init("e", np.zeros(3, np.float32))
    with pytest.raises(mx.BindError, match="expected a value or a shape"):
        kv.init("new")
    with pytest.raises(mx.BindError, match="2 faults"):
        kv.init("new", shape=(0, 4), split="random")
    expected = "expected 1, as there are keys; pass a list, one for each"
    with pytest.raises(mx.BindError, match=f"value: got an ndarray, {expected}"):
        kv.init(("new",), np.zeros(3, np.float32))
    with pytest.raises(mx.BindError, match=f"row_ids: got 2 items, {expected}\n  out: got an ndarray, {expected}"):
        kv.row_sparse_pull(["e"], out=np.zeros((2, COLUMNS), np.float32), row_ids=[[1], [2]])
    for dtype, init in (("float32", np.nan), ("float16", 1e5), ("float16", mx.table.Uniform(0, 1e5))):
        with pytest.raises(mx.BindError, match=f"'new', argument init: got .*, expected a finite number of {dtype}"):
            kv.init("new", shape=(4, 2), dtype=dtype, init=init)
    with pytest.raises(mx.BindError, match="3 faults"):
        mx.kv.create("dist_sync", servers=0, reduce="max", staleness=2)
    for timeout in (0, -1.0, float("nan"), "1"):
        with pytest.raises(mx.BindError, match="timeout: got"):
            mx.kv.create("dist_sync", timeout=timeout)
    with pytest.raises(ValueError, match="did you mean 'dist_sync'"):
        mx.kv.create("dist_snyc")
    with pytest.raises(TypeError, match="takes no servers"):
        mx.kv.create("local", servers=2)
    with pytest.raises(ValueError, match="no store at"):
        mx.kv.connect("nowhere")
    kv.close()


def test_a_number_that_nobody_gives_is_an_error_of_the_push_for_rows_and_for_arrays(ray: InProcessRay) -> None:
    kv = mx.kv.create("dist_sync", servers=2)
    kv.set_update("*", "adam_update")
    kv.init("rows", shape=(4, 2), init=1.0)
    kv.init("array", np.ones((4, 2), np.float32))
    ids, ones = np.arange(4), np.ones((4, 2), np.float32)
    for key, value in (("rows", (ids, ones)), ("array", ones)):
        with pytest.raises(mx.MXSymError, match=f"key '{key}', argument lr: got no value, expected a number; pass"):
            kv.push(key, value).wait()
        kv.push(key, value, numbers={"lr": 0.5}).wait()
    expected, states = ones.copy(), [np.zeros((4, 2), np.float32) for _ in range(2)]
    mx.nd.adam_update(expected, ones, *states, lr=0.5, out=expected)
    assert_same_bits(np.asarray(kv.row_sparse_pull("rows", row_ids=ids)), expected)
    corrected = mx.optimizer.get_updater(mx.optimizer.from_rule("adam_update")(learning_rate=0.5))
    array = ones.copy()
    corrected("array", ones, array)
    assert_same_bits(np.asarray(kv.pull("array")), array)
    kv.close()


@pytest.mark.parametrize("whole", [True, False])
def test_the_count_that_a_push_brings_is_that_of_its_step(ray: InProcessRay, whole: bool) -> None:
    """For rows, and for arrays, whose other steps go by the count of their own."""

    @mx.update_rule
    def counted_by_t_update(weight: Any, grad: Any, *, lr: float, t: float) -> Any:
        """Steps that grow with the count."""
        return {"weight": weight - lr * t * grad}

    kv = mx.kv.create("dist_sync")
    kv.set_update("*", counted_by_t_update, lr=1.0)
    kv.init("e", np.zeros((2, COLUMNS), np.float32) if whole else None, shape=None if whole else (2, COLUMNS))
    grad = np.ones((2, COLUMNS), np.float32)
    for numbers, expected in (({}, -1), ({"t": 5.5}, -6.5), ({}, -9.5)):
        kv.push("e", grad, numbers=numbers).wait()
        assert_same_bits(kv.row_sparse_pull("e", row_ids=[0, 1]), np.full((2, COLUMNS), expected, np.float32))
    kv.close()


def test_rows_whose_state_begins_as_a_number_need_it_before_they_are_made(ray: InProcessRay) -> None:
    @mx.update_rule
    def rate_update(weight: Any, grad: Any, rate: Any = mx.State("lr"), *, lr: float) -> dict[str, Any]:
        return {"weight": weight - rate * grad, "rate": 0.5 * rate}

    kv = mx.kv.create("dist_sync", servers=2)
    kv.set_update("*", rate_update)
    with pytest.raises(mx.BindError, match="key 'rows', lr: got nothing, expected a number: the state rate begins as"):
        kv.init("rows", shape=(None, 2))
    kv.set_update("*", rate_update, lr=2.0)
    kv.init("rows", shape=(None, 2))
    kv.push("rows", ([7], np.ones((1, 2), np.float32))).wait()
    assert_same_bits(np.asarray(kv.row_sparse_pull("rows", row_ids=[7])), np.full((1, 2), -2, np.float32))
    kv.close()


def test_a_fault_of_a_shared_array_names_its_key_once(ray: InProcessRay) -> None:
    kv = mx.kv.create("dist_sync", servers=2)
    kv.set_update("*", "lamb_update", lr=0.1, t=1)
    text = "key 'large', argument update: got lamb_update, which needs the whole weight at once, expected"
    with pytest.raises(mx.BindError) as raised:
        kv.init("large", np.zeros((100, 4), np.float32), split="range")
    assert [str(fault).startswith(text) for fault in raised.value.faults] == [True]
    kv.set_update("*", "sgd_update", lr=0.1)
    kv.init("large", np.zeros((100, 4), np.float32), split="range")
    with pytest.raises(mx.BindError) as raised:
        kv.set_update("large", "lamb_update", lr=0.1, t=1)
    assert [str(fault).startswith(text) for fault in raised.value.faults] == [True]
    kv.close()


def test_mxnet_s_names_of_stores_that_sum_on_gpus(ray: InProcessRay) -> None:
    for name, kind in (("dist_sync_device", "dist_sync"), ("dist_device_async", "dist_async")):
        kv = mx.kv.create(name)
        assert kv.type == kind
        kv.close()


def test_a_closed_store_says_so(ray: InProcessRay) -> None:
    kv = small_store()
    kv.close()
    kv.close()
    for call in (
        lambda: kv.pull("d"),
        lambda: kv.push("d", np.ones((2, 3), np.float32)),
        lambda: kv.row_sparse_pull("e", row_ids=[1]),
        kv.stats,
        kv.save,
    ):
        with pytest.raises(mx.MXSymError, match="the store is closed: make another one"):
            call()


# --- Exactly once ----------------------------------------------------------------------------------------------------


def plain_run(pushes: list[Any]) -> Table:
    """The same pushes to a table in this process."""
    table = Table(COLUMNS, "float32", "adam_update", mx.table.Uniform(-1, 1), seed=4, lr=0.1)
    for ids, rows in pushes:
        table.update(ids, rows)
    return table


def table_store(tmp_path: Path | None, kind: str = "dist_sync", **options: Any) -> Any:
    kv = mx.kv.create(kind, folder=tmp_path, **options)
    kv.set_update("*", "adam_update", lr=0.1)
    kv.init("e", shape=(ROWS, COLUMNS), init=mx.table.Uniform(-1, 1), seed=4)
    return kv


def assert_is(kv: Any, table: Table) -> None:
    """The rows of a store are those of a table; states too, on whichever server they are."""
    ids = np.arange(ROWS)
    assert_same_bits(all_rows(kv), table.lookup(ids))
    for name in table.tensors[1:]:
        states = np.zeros((ROWS, COLUMNS), np.float32)
        for handle in kv._view.handles:
            own = handle.actor._channels["e"].value.table
            states[own.ids().astype(np.int64)] = own.lookup(own.ids(), tensor=name)
        assert_same_bits(states, table.lookup(ids, tensor=name), name)


@pytest.mark.parametrize("kind", ["dist_sync", pytest.param("dist_async", marks=pytest.mark.slow)])
def test_pushes_twice_and_lost_and_servers_killed(ray: InProcessRay, kind: str, tmp_path: Path) -> None:
    """150 pushes: 30 % come twice, 5 % are lost and sent again, and three times a server is killed."""
    rng = np.random.default_rng(3)
    twice = [0]

    def chaos(name: str) -> str:
        if name != "push":
            return ""
        draw = rng.random()
        twice[0] += draw < 0.3
        return "twice" if draw < 0.3 else "lost" if draw < 0.35 else ""

    kv = table_store(tmp_path, kind, servers=2, log=40)
    pushes = gradients(2, 150)
    ray.chaos = chaos
    for number, (ids, rows) in enumerate(pushes):
        kv.push("e", (ids, rows))
        if number in (45, 80, 149):
            ray.kill(kv._view.handles[number % 2], no_restart=False)
    kv.flush()
    ray.chaos = lambda name: ""
    assert_is(kv, plain_run(pushes))
    stats = kv.stats()
    assert [handle.actor._channels["e"].applied[0] for handle in kv._view.handles] == [150, 150]
    assert stats["keys"]["e"]["duplicates"] > 0 and twice[0] > 25
    assert sum(server["restarts"] for server in stats["servers"]) == 3
    kv.close()


@pytest.mark.parametrize("servers", [1, 2])
def test_what_is_sent_again_is_what_was_pushed(ray: InProcessRay, servers: int, tmp_path: Path) -> None:
    """The user writes to their arrays after a push, and later pushes take the memory of those that are done."""
    kv, table = table_store(tmp_path, servers=servers), plain_run([])
    kv.set_update("d", "sgd_update", lr=1.0)
    kv.init("d", np.zeros((4, COLUMNS), np.float32))
    rng, total = np.random.default_rng(9), np.zeros((4, COLUMNS), np.float32)
    offsets = np.array([0, 2, 2])
    for number in range(12):
        ids, grads = rng.integers(0, ROWS, 7), rng.standard_normal((3, COLUMNS), np.float32)
        weights, dense = rng.standard_normal(7, np.float32), rng.standard_normal((4, COLUMNS), np.float32)
        table.update(ids, grads, offsets=offsets, weights=weights)
        total -= dense
        kv.push(["e", "d"], [(ids, grads, offsets, weights), dense])
        for array in (ids, grads, weights, dense):
            array[...] = 1
        if number in (3, 6, 9):
            ray.kill(kv._view.handles[number % servers], no_restart=False)
        if number == 7:
            kv.save()
    kv.flush()
    assert_is(kv, table)
    assert_same_bits(kv.pull("d").asnumpy(), total)
    assert sum(server["restarts"] for server in kv.stats()["servers"]) > 0
    kv.close()


def test_a_repeat_is_counted_and_not_applied(ray: InProcessRay) -> None:
    kv = table_store(None)
    pushes = gradients(2, 20)
    ray.chaos = lambda name: "twice" if name == "push" else ""
    for ids, rows in pushes:
        kv.push("e", (ids, rows))
    kv.flush()
    counts = kv.stats()["keys"]["e"]
    assert (counts["pushes"], counts["duplicates"], counts["steps"], counts["refused"]) == (20, 20, 20, 0)
    assert (counts["rows_pushed"], counts["queue"]) == (140, 0)
    assert_is(kv, plain_run(pushes))
    kv.close()


def test_another_process_with_a_rank_goes_on_where_the_servers_are(ray: InProcessRay) -> None:
    kv = table_store(None, servers=2, workers=2)
    old, other = mx.kv.connect(kv.address, 0), mx.kv.connect(kv.address, 1)
    pushes = gradients(2, 3)
    for worker in (old, other):
        worker.push("e", pushes[0])
    old.flush()
    ticket = old.push("e", pushes[1])
    new = mx.kv.connect(kv.address, 0)
    with pytest.raises(mx.BindError, match="argument incarnation: got 1, expected 2"):
        ticket.wait()
    with pytest.raises(mx.BindError, match="another process has this rank"):
        old.push("e", pushes[2]).wait()
    for worker in (new, other):
        worker.push("e", pushes[2])
    both = [in_order(pushes[number], pushes[number]) for number in (0, 2)]
    other.flush()
    assert_is(kv, plain_run(both))
    kv.close()


def test_a_rank_that_there_is_not_changes_nothing(ray: InProcessRay) -> None:
    """No server waits for it, and the others go on as they were."""
    kv = table_store(None, servers=2, workers=2)
    workers = [mx.kv.connect(kv.address, rank) for rank in range(2)]
    coordinator = kv._view.coordinator.actor
    known = coordinator._state.active, coordinator._state.incarnations, coordinator._ranks.seen
    before = [type(state)(state) for state in known]
    for rank in (2, 7, -1, -2, 1 << 70, True, 0.5, "0"):
        with pytest.raises(mx.BindError, match=r"kv.connect: 1 fault(.|\n)*rank: got"):
            mx.kv.connect(kv.address, rank)  # pyright: ignore[reportArgumentType]  # what is no rank
    with pytest.raises(mx.BindError, match="2 faults"):
        mx.kv.create("dist_sync", workers=2, rank=2, servers=0)
    assert [*known] == before
    assert all(handle.actor._active == {0, 1} for handle in kv._view.handles)
    pushes = [gradients(rank, 1)[0] for rank in range(2)]
    for worker in workers:
        worker.push("e", pushes[worker.rank])
    for worker in workers:
        worker.flush()
    assert_is(kv, plain_run([in_order(*pushes)]))
    whole: Any = np.int64(1)
    run_all([workers[0].barrier, mx.kv.connect(kv.address, whole).barrier])
    kv.close()


def test_a_worker_is_as_far_ahead_as_staleness_says(ray: InProcessRay) -> None:
    """Pushes up to `staleness` more than the slowest worker's, and one more, are applied."""
    kv = table_store(None, "dist_async", workers=2, staleness=2, inflight=8)
    fast, slow = (mx.kv.connect(kv.address, rank) for rank in range(2))
    pushes = gradients(2, 6)
    tickets = [fast.push("e", push) for push in pushes]
    tickets[2].wait()
    channel = kv._view.handles[0].actor._channels["e"]
    until(lambda: channel.queue == 3)
    assert channel.applied == {0: 3, 1: 0}
    assert [ticket.done() for ticket in tickets[3:]] == [False] * 3
    slow.push("e", pushes[0]).wait()
    tickets[3].wait()
    assert (channel.applied, channel.queue) == ({0: 4, 1: 1}, 2)
    assert kv.stats()["keys"]["e"]["staleness"] == {0: 2, 1: 1, 2: 2}
    slow.leave()
    fast.flush()
    assert channel.applied == {0: 6, 1: 1}
    kv.close()


def test_a_worker_waits_when_too_many_pushes_are_on_their_way(ray: InProcessRay, tmp_path: Path) -> None:
    kv = table_store(tmp_path, workers=2, inflight=2, log=5)
    one, two = (mx.kv.connect(kv.address, rank) for rank in range(2))
    pushes = gradients(2, 12)

    def work(worker: Any) -> None:
        for push in pushes:
            worker.push("e", push)
        worker.flush()

    run_all([lambda: work(one), lambda: work(two)])
    assert len(one._pushes.log.entries) <= 5
    assert kv.stats()["servers"][0]["checkpoint_version"] >= 2
    assert_is(kv, plain_run([in_order(push, push) for push in pushes]))
    kv.close()


# --- Servers of one machine ------------------------------------------------------------------------------------------


def shared_run(ray: InProcessRay, folder: Path, monkeypatch: pytest.MonkeyPatch, stored: int, machines: str) -> Any:
    """Values after pushes of all forms by two workers to three servers on these machines; one is lost."""
    hello = Server.hello

    async def placed(server: Server) -> dict[str, Any]:
        return {**await hello(server), "machine": machines[server.index % len(machines)]}

    monkeypatch.setattr(Server, "hello", placed)
    monkeypatch.setattr(pushes_module, "STORED", stored)
    kv: Any = mx.kv.create("dist_sync", servers=3, workers=2, folder=folder, inflight=20)
    kv.set_update("*", "adagrad_update", lr=0.1)
    kv.init("hashed", shape=(None, COLUMNS))
    kv.init("ranges", shape=(ROWS, COLUMNS))
    kv.init("d", np.ones((2, 3), np.float32))
    kv.init("whole", np.ones((5,), np.float32))
    kv.init("cut", SPLIT, split="range")
    workers: list[Any] = [mx.kv.connect(kv.address, rank) for rank in range(2)]

    def push(numbers: range) -> None:
        for number in numbers:
            for rank, worker in enumerate(workers):
                (ids, rows), weights = gradients(10 * number + rank, 1)[0], np.arange(7, dtype=np.float32)
                bags = (ids, rows[:4], np.array([0, 3, 3, 5]))
                forms = [(ids, rows), (ids, rows, None, weights), bags, (*bags, weights)]
                values = [forms[(number + rank) % 4], forms[number % 4], np.full((2, 3), number, np.float32)]
                worker.push(["hashed", "ranges", "d"], values)
                worker.push(["whole", "cut"], [np.full(5, rank, np.float32), split_gradients(number)])
            entry = workers[0]._pushes.log.entries[-2]
            shares = {id(load) for load in entry.loads.values()}
            here = {machines[index % len(machines)] for index in entry.loads}
            assert len(shares) == (len(entry.loads) if stored else len(here))

    push(range(3))
    ray.kill(kv._view.handles[1], no_restart=False)
    push(range(3, 5))
    run_all([worker.flush for worker in workers])
    push(range(5, 6))
    kv.reshard(2)
    push(range(6, 9))
    run_all([worker.flush for worker in workers])
    bytes_in = {key: one["bytes_in"] for key, one in kv.stats()["keys"].items() if key in ("d", "whole")}
    values = [kv.row_sparse_pull(key, row_ids=np.arange(ROWS)) for key in ("hashed", "ranges")]
    values += [kv.pull(key).asnumpy() for key in ("d", "whole", "cut")]
    kv.close()
    return values, bytes_in


@pytest.mark.every(2)
@pytest.mark.parametrize("machines", ["a", "aab"])
def test_servers_of_a_machine_share_a_push(
    ray: InProcessRay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, machines: str
) -> None:
    """The bits are those of servers that get their own parts alone, after a loss and with other servers, too."""
    alone, alone_bytes = shared_run(ray, tmp_path / "alone", monkeypatch, 1 << 40, machines)
    shared, shared_bytes = shared_run(ray, tmp_path / "shared", monkeypatch, 0, machines)
    for one, other in zip(alone, shared, strict=True):
        assert_same_bits(one, other)
    assert alone_bytes == shared_bytes


@pytest.mark.parametrize("split", ["range", "hash"])
@pytest.mark.parametrize("count", [0, 1, 300])
def test_a_server_takes_its_own_part_of_a_shared_push(split: str, count: int) -> None:
    """The ids of its own, in their order, each with its row and its weight."""
    rng, servers = np.random.default_rng(count), 3
    spec = rows_spec("e", (1000, COLUMNS), "float32", RowOptions(split=split))
    ids = rng.integers(0, 1000, count).astype(np.uint64)
    rows, weights = rng.standard_normal((count, COLUMNS)).astype(np.float32), rng.random(count, np.float32)
    offsets = np.sort(rng.integers(0, count + 1, 40))
    offsets[0] = 0
    for starts, factors in ((None, None), (None, weights), (offsets, None), (offsets, weights)):
        bags = np.arange(count) if starts is None else bags_of(starts, count)
        message = {"ids": ids, "rows": rows, "offsets": starts, "weights": factors, "shared": True}
        for index in range(servers):
            part, mine = own_part(message, spec, index, servers), owners(spec, ids, servers) == index
            assert part["ids"].tolist() == ids[mine].tolist() and part["rows"] is rows
            assert bags_of(part["offsets"], len(part["ids"])).tolist() == bags[mine].tolist()
            assert (part["weights"] is None) == (factors is None)
            if factors is not None:
                assert_same_bits(part["weights"], factors[mine])


def test_a_refused_push_is_told_once_though_a_later_one_was_waited_for(ray: InProcessRay) -> None:
    kv = mx.kv.create("dist_sync", servers=2, inflight=8)
    kv.init("t", shape=(None, COLUMNS))
    kv.init("d", np.ones((2, 3), np.float32))
    for count in (1, 2):
        for _ in range(count):
            kv.push("t", (IDS, GRAD))
        kv.push("d", np.ones((2, 3), np.float32)).wait()
        with pytest.raises(mx.MXSymError, match="no update of its rows") as error:
            kv.flush()
        assert f"{error.value}".count("no update of its rows") == count
        kv.flush()
    kv.close()


# --- Checkpoints and other servers -----------------------------------------------------------------------------------


def test_other_numbers_of_servers_have_the_same_bits(ray: InProcessRay, tmp_path: Path) -> None:
    """2 servers, 3, 1, a checkpoint restored on 4: in the middle of pushes that are on their way."""
    kv = table_store(tmp_path, servers=2)
    kv.set_update("d", "adam_update", lr=0.1)
    kv.init("d", np.ones((2, 3), np.float32))
    kv.init("h", shape=(None, COLUMNS))
    kv.set_optimizer(adam(lr_scheduler=mx.lr_scheduler.FactorScheduler(step=4, factor=0.5, base_lr=0.1)))
    local = mx.kv.create()
    local.set_optimizer(adam(lr_scheduler=mx.lr_scheduler.FactorScheduler(step=4, factor=0.5, base_lr=0.1)))
    local.init(["e", "h", "d"], [mx.nd.array(all_rows(kv)), mx.nd.zeros((ROWS, COLUMNS)), mx.nd.ones((2, 3))])
    pushes = gradients(7, 24)

    def go(begin: int, end: int, stores: tuple[Any, ...]) -> None:
        for ids, rows in pushes[begin:end]:
            total = mx.nd.sparse.coalesce(rows, ids, (ROWS, COLUMNS))
            for store in stores:
                store.push(["e", "h", "d"], [total, total, mx.nd.array(rows[:2])])

    def same() -> None:
        for key in ("e", "h", "d"):
            expected = mx.nd.zeros((2, 3) if key == "d" else (ROWS, COLUMNS))
            local.pull(key, expected)
            value = kv.pull(key).asnumpy() if key == "d" else all_rows(kv, key)
            assert_same_bits(value, expected.asnumpy(), key)

    go(0, 5, (kv, local))
    kv.reshard(3)
    go(5, 10, (kv, local))
    same()
    kv.reshard(1)
    go(10, 14, (kv, local))
    same()
    first_version = kv.save()
    go(14, 17, (kv,))
    second = kv.save()
    go(17, 20, (kv,))
    kv.load(version=first_version, servers=4)
    go(14, 17, (kv, local))
    same()
    kv.load(version=second)
    same()
    assert len(kv._view.handles) == 4
    other = mx.kv.create("dist_sync", servers=2, folder=tmp_path)
    other.load()
    kv.close()
    kv = other
    same()
    go(17, 24, (kv, local))
    same()
    kv.close()


def test_workers_push_while_keys_move(ray: InProcessRay) -> None:
    """Reshard while two workers are in the middle of their steps: nothing is lost or applied twice."""
    kv = table_store(None, servers=2, workers=2)
    workers = [mx.kv.connect(kv.address, rank) for rank in range(2)]
    pushes = [gradients(rank, 40) for rank in range(2)]

    def work(rank: int) -> None:
        for push in pushes[rank]:
            workers[rank].push("e", push)
        workers[rank].barrier()

    def move() -> None:
        for servers in (3, 1, 2):
            kv.reshard(servers)

    run_all([lambda: work(0), lambda: work(1), move])
    both = [in_order(*steps) for steps in zip(*pushes, strict=True)]
    kv._pushes.refresh()
    assert_is(kv, plain_run(both))
    kv.close()


def test_a_server_is_lost_while_two_workers_push(ray: InProcessRay, tmp_path: Path) -> None:
    """One of them has finished and waits at the barrier: its pushes are sent again all the same."""
    kv = table_store(tmp_path, servers=2, workers=2)
    workers = [mx.kv.connect(kv.address, rank) for rank in range(2)]
    pushes = [gradients(rank, 10) for rank in range(2)]

    def work(rank: int) -> None:
        for number, push in enumerate(pushes[rank]):
            workers[rank].push("e", push)
            if (rank, number) == (1, 6):
                ray.kill(kv._view.handles[0], no_restart=False)
        workers[rank].flush()
        if rank:
            ray.kill(kv._view.handles[1], no_restart=False)
        workers[rank].barrier()

    run_all([lambda: work(0), lambda: work(1)])
    kv._pushes.refresh()
    both = [in_order(*steps) for steps in zip(*pushes, strict=True)]
    assert_is(kv, plain_run(both))
    kv.close()


def test_a_server_is_lost_that_only_the_other_worker_waits_for(
    ray: InProcessRay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It needs the pushes of a worker that waits elsewhere, for the one that cannot go on without that server."""
    monkeypatch.setattr(engine, "PATIENCE", 0.01)
    kv = table_store(tmp_path, servers=2, workers=2)
    kv.set_update("d", "sgd_update", lr=1.0)
    kv.init("d", np.zeros(3, np.float32))
    one, two = (mx.kv.connect(kv.address, rank) for rank in range(2))
    lost = next(index for index, handle in enumerate(kv._view.handles) if "d" not in handle.actor._channels)
    for worker in (one, two):
        worker.push("e", gradients(worker.rank, 1)[0])
    for worker in (one, two):
        worker.flush()
    waits = one.push("d", np.ones(3, np.float32))
    ray.kill(kv._view.handles[lost], no_restart=False)

    def go_on() -> None:
        all_rows(two)  # the server has these rows again when both workers have sent them again
        two.push("d", np.ones(3, np.float32))

    run_all([waits.wait, go_on])
    assert_same_bits(kv.pull("d").asnumpy(), np.full(3, -2, np.float32))
    assert_is(kv, plain_run([in_order(*(gradients(rank, 1)[0] for rank in range(2)))]))
    kv.close()


def test_a_lost_server_without_checkpoints_is_an_error(ray: InProcessRay) -> None:
    kv = table_store(None, servers=2)
    kv.push("e", gradients(2, 1)[0]).wait()
    ray.kill(kv._view.handles[1])
    with pytest.raises(mx.MXSymError, match="server 1 is lost, and what it had"):
        kv.push("e", gradients(2, 1)[0]).wait()


def test_a_lost_worker_stops_the_others_or_not(ray: InProcessRay) -> None:
    for on_loss in ("stop", "go on"):
        kv = table_store(None, workers=3, on_loss=on_loss)
        workers = [mx.kv.connect(kv.address, rank) for rank in range(3)]
        pushes = [gradients(rank, 2) for rank in range(3)]
        for rank in (0, 1, 2):
            workers[rank].push("e", pushes[rank][0])
        tickets = [workers[rank].push("e", pushes[rank][1]) for rank in (0, 1)]
        kv.lose(2)
        steps = [[pushes[rank][0] for rank in range(3)], [pushes[rank][1] for rank in range(2)]]
        if on_loss == "stop":
            with pytest.raises(mx.MXSymError, match="worker 2 is lost"):
                tickets[0].wait()
            continue
        for ticket in tickets:
            ticket.wait()
        run_all([workers[0].barrier, workers[1].barrier])
        with pytest.raises(mx.BindError, match="the store goes on without it"):
            workers[2].push("e", pushes[2][1]).wait()
        assert_is(kv, plain_run([in_order(*step) for step in steps]))
        again = mx.kv.connect(kv.address, 2)
        last = [gradients(rank, 3)[2] for rank in range(3)]
        for worker, push in zip((workers[0], workers[1], again), last, strict=True):
            worker.push("e", push)
        again.flush()
        kv.close()


@pytest.mark.parametrize("on_loss", ["stop", "go on"])
@pytest.mark.parametrize("at", ["a push", "a barrier"])
def test_a_silent_worker_is_lost_after_a_timeout(
    ray: InProcessRay, monkeypatch: pytest.MonkeyPatch, on_loss: str, at: str
) -> None:
    """Time is what the test says: a worker that waits is not silent, one that has pushed lately is not either."""
    now = [0.0]
    monkeypatch.setattr(engine, "PATIENCE", 0.001)
    monkeypatch.setattr(engine, "clock", lambda: now[0])
    kv = table_store(None, servers=2, workers=3, on_loss=on_loss, timeout=100.0)
    workers = [mx.kv.connect(kv.address, rank) for rank in range(3)]
    pushes = [gradients(rank, 2) for rank in range(3)]
    for worker in workers:
        worker.push("e", pushes[worker.rank][0])
    for worker in workers:
        worker.flush()
    coordinator = kv._view.coordinator.actor
    now[0] = 90.0
    workers[1].row_sparse_pull("e", row_ids=[1])
    tickets = [worker.push("e", pushes[worker.rank][1]) for worker in workers[:1]]
    waits = [tickets[0].wait] if at == "a push" else [workers[0].barrier]

    def later() -> None:
        until(lambda: coordinator._ranks.seen[0] == 90.0)
        now[0] = 150.0  # the last one is silent for 150, the one that has read for 60
        until(lambda: coordinator._ranks.looked == 150.0 or coordinator._state.stopped)
        until(lambda: coordinator._state.active == {0, 1} or coordinator._state.stopped)
        if not coordinator._state.stopped:
            workers[1].push("e", pushes[1][1])
            if at == "a barrier":
                workers[1].barrier()

    if on_loss == "stop":
        with pytest.raises(mx.MXSymError, match="worker 2 is lost"):
            run_all([*waits, later])
        return
    run_all([*waits, later])
    workers[1].flush()
    steps = [[pushes[rank][0] for rank in range(3)], [pushes[rank][1] for rank in range(2)]]
    assert_is(kv, plain_run([in_order(*step) for step in steps]))
    with pytest.raises(mx.BindError, match="the store goes on without it"):
        workers[2].push("e", pushes[2][1]).wait()
    kv.close()


def test_damaged_checkpoints_are_errors(ray: InProcessRay, tmp_path: Path) -> None:
    kv = table_store(tmp_path, servers=2)
    kv.push("e", gradients(2, 1)[0])
    with pytest.raises(mx.LoadError, match="no checkpoint of a store"):
        kv.load(tmp_path / "nowhere")
    version = kv.save()
    with pytest.raises(mx.LoadError, match=rf"no checkpoint of a store 7, but \[{version}\]"):
        kv.load(version=7)
    before = all_rows(kv)
    for path in (next(tmp_path.glob("kv-*")), max(tmp_path.glob("*/1/server-*"))):
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        with pytest.raises(mx.LoadError, match="its digest does not match"):
            kv.load()
        path.write_bytes(whole)
        assert_same_bits(all_rows(kv), before)
    kv.load()
    assert_same_bits(all_rows(kv), before)
    with pytest.raises(mx.BindError, match="the store has no folder"):
        table_store(None).save()
    kv.close()


def test_snapshots_that_no_checkpoint_names_are_in_nobodys_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server may end when it has written a table, and before it writes the file that names its snapshot."""
    spec = rows_spec("e", (ROWS, COLUMNS), "float32", RowOptions())
    update = update_of(rule_plain("sgd_update", {"lr": 1.0}))

    def channel() -> Channel:
        return Channel("e", value_of("e", spec, None, update), Rules(True, 1), {0})

    def write(chain: checkpoint.Chain, written: Channel) -> int:
        return chain.write(tmp_path, {"e": written}, full=False)

    def write_the_table_alone(chain: checkpoint.Chain, written: Channel) -> None:
        def ends(*_: Any) -> int:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(checkpoint, "write_file", ends)
            with pytest.raises(KeyboardInterrupt):
                write(chain, written)

    write_the_table_alone(checkpoint.Chain(), channel())
    chain, lost = checkpoint.Chain(), channel()
    assert write(chain, lost) == 1
    lost.value.set_update(update)
    assert write(chain, lost) == 2
    write_the_table_alone(chain, lost)
    head, chain, restored = checkpoint.read(tmp_path, None), checkpoint.Chain(), channel()
    head.parts("e").restore(restored.value)
    chain.go_on(head)
    assert write(chain, restored) == 3
    assert isinstance(lost.value, RowsValue)
    folder = next(tmp_path.glob("table-*"))
    with pytest.raises(mx.BindError, match="newest snapshot, 5, this table has neither"):
        lost.value.save(folder, full=False)
    assert write(chain, restored) == 4


@pytest.mark.parametrize("servers", [1, 3])
def test_rows_are_evicted_and_admitted_as_in_one_table(ray: InProcessRay, tmp_path: Path, servers: int) -> None:
    """Also if a server is lost in the middle of it, and once more afterwards."""
    kv = mx.kv.create("dist_sync", servers=servers, folder=tmp_path)
    kv.set_update("*", "adam_update", lr=0.1)
    kv.init("e", shape=(ROWS, COLUMNS), init=mx.table.Uniform(-1, 1), seed=4, admit=2)
    table = Table(COLUMNS, "float32", "adam_update", mx.table.Uniform(-1, 1), seed=4, admit=2, lr=0.1)
    pushes = gradients(3, 40)

    def go(begin: int, end: int) -> None:
        for ids, rows in pushes[begin:end]:
            kv.push("e", (ids, rows))
            table.update(ids, rows)

    def same() -> None:
        size = kv.size("e")
        assert size == len(table) == sum(len(handle.actor._channels["e"].value.table) for handle in kv._view.handles)
        assert_is(kv, table)

    go(0, 12)
    same()
    assert kv.evict("e", age=4, touches=3) == table.evict(age=4, touches=3) > 0
    same()
    go(12, 20)
    assert kv.evict("e", [1, 2, 3, 59]) == table.evict([1, 2, 3, 59]) > 0
    kv.admit("e", 4)
    table.admit = 4
    go(20, 26)
    same()
    if servers == 1:
        assert kv.evict("e", budget=20 * table.row_bytes) == table.evict(budget=20 * table.row_bytes) > 0
        go(26, 28)
    lost = list[str]()

    def chaos(name: str) -> str:
        if name == "alter" and not lost:
            lost.append(name)
            ray.loop.call_soon(kv._view.handles[-1].end_again)
        return ""

    ray.chaos = chaos
    assert kv.evict("e", age=1) == table.evict(age=1) > 0
    assert lost and sum(handle.restarted for handle in kv._view.handles) == 1
    go(28, 30)
    same()
    ray.kill(kv._view.handles[0], no_restart=False)
    go(30, 36)
    kv.flush()
    same()
    kv.reshard(2)
    go(36, 40)
    same()
    assert {handle.actor._channels["e"].value.table.admit for handle in kv._view.handles} == {4}
    kv.close()


def test_a_bad_eviction_or_admission_changes_nothing(shared: tuple[InProcessRay, Any]) -> None:
    ray, kv = shared
    before = state_of(ray, kv)
    for wrong, text in (
        ({"age": -1}, "argument age: got -1"),
        ({"age": 1.5, "budget": "x"}, "2 faults"),
        ({"ids": [ROWS]}, "argument ids: got id 60, expected ids below 60"),
        ({"ids": [-1]}, "argument ids: got id -1"),
        ({}, "argument ids, age, touches, budget: got none of them, expected one of them or more"),
    ):
        with pytest.raises(mx.BindError, match=text):
            kv.evict("e", **wrong)
    for number in (0, -1, 1.5, "2", None, 1 << 62):
        with pytest.raises(mx.BindError, match="argument min_count"):
            kv.admit("t", number)
    for call in (lambda: kv.evict("d", age=1), lambda: kv.admit("d", 2)):
        with pytest.raises(mx.BindError, match="got a dense array, expected rows of a table"):
            call()
    for call in (lambda: kv.evict("zz"), lambda: kv.admit("zz", 2), lambda: kv.size("zz")):
        with pytest.raises(mx.BindError, match="got no value"):
            call()
    assert state_of(ray, kv) == before and kv.size("d") == 2


def test_metrics_as_a_dict_and_as_text(ray: InProcessRay) -> None:
    kv = table_store(None, servers=2)
    kv.push("e", (IDS, GRAD))
    kv.row_sparse_pull("e", row_ids=IDS)
    stats = kv.stats()
    assert stats["keys"]["e"]["rows_pushed"] == 2 and stats["keys"]["e"]["rows"] == 2
    assert stats["keys"]["e"]["bytes_in"] == IDS.nbytes + GRAD.nbytes
    text = kv.prometheus()
    assert 'mxsym_kv_rows_pushed_total{server="0",key="e"} 1\n' in text
    assert 'mxsym_kv_pulls_total{server="1",key="e"} 1\n' in text
    names = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")]
    assert len(names) == len({*names}) > 15
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(line.startswith("mxsym_kv_") and float(line.rpartition(" ")[2]) >= 0 for line in lines)
    kv.close()


def test_a_missing_ray_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "ray", RAY)
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.setattr(loading, "_whole", set[str]())
    with pytest.raises(ImportError, match=r"pip install 'mxsym\[ray\]'"):
        mx.kv.create("dist_sync")


SPLIT = np.random.default_rng(3).standard_normal((48, 2, 3)).astype(np.float32)


def split_gradients(number: int) -> Any:
    """A gradient of `SPLIT`: dense, row-sparse with repeated ids, rows of few pieces, or bags."""
    rng = np.random.default_rng(number)
    dense, ids = rng.standard_normal(SPLIT.shape).astype(np.float32), rng.integers(0, [48, 48, 48, 5, 5, 1])
    rows = rng.standard_normal((6, 6)).astype(np.float32)
    return [dense, (ids, rows), (ids, rows[:2], np.array([0, 4]))][number % 3]


@pytest.mark.every(2)
@pytest.mark.parametrize("optimizer", ["adam", "lazy"])
def test_a_dense_array_that_servers_share_has_the_bits_of_a_whole_one(
    ray: InProcessRay, optimizer: str, tmp_path: Path
) -> None:
    """With other numbers of servers, from a checkpoint, and after the loss of a server."""
    kv = mx.kv.create("dist_sync", servers=2, folder=tmp_path)
    kv.set_optimizer(mx.optimizer.create("adam", learning_rate=0.1, wd=0.01, lazy_update=optimizer == "lazy"))
    kv.init("whole", SPLIT)
    kv.init("shared", SPLIT, split="range")
    with pytest.raises(mx.BindError, match="a second init"):
        kv.init("shared", SPLIT)

    def push(numbers: range) -> None:
        for number in numbers:
            for key in ("whole", "shared"):
                kv.push(key, split_gradients(number), numbers={"lr": 0.1 + number})

    def check() -> None:
        kv.flush()
        assert_same_bits(kv.pull("shared").asnumpy(), kv.pull("whole").asnumpy())

    push(range(3))
    check()
    kv.save()
    assert kv.size("shared") == 48
    servers = kv.stats()["servers"]
    assert [server["keys"]["shared"]["rows"] for server in servers] == [24, 24]
    assert {*kv.stats()["keys"]} == {"shared", "whole"} and 'key="shared"' in kv.prometheus()
    push(range(3, 5))
    ray.kill(kv._view.handles[1], no_restart=False)
    push(range(5, 6))
    check()
    kv.reshard(3)
    push(range(6, 9))
    check()
    kv.reshard(1)
    push(range(9, 10))
    check()
    later = kv.pull("shared").asnumpy()
    kv.load(version=1, servers=3)
    push(range(3, 10))
    check()
    assert_same_bits(kv.pull("shared").asnumpy(), later)
    kv.close()


def test_rows_of_a_shared_dense_array_are_read_in_any_order(ray: InProcessRay) -> None:
    kv = mx.kv.create("dist_sync", servers=3, workers=2)
    kv.init(["a", 7], [SPLIT, np.arange(5, dtype=np.float32)], split="range")
    kv.set_update("a", "sgd_update", lr=1.0)
    workers = [mx.kv.connect(kv.address, rank) for rank in range(2)]
    workers[1].init("a", SPLIT, split="range")
    ids = np.array([[39, 0], [17, 39]])
    out = np.empty((2, 2, 2, 3), np.float32)

    def work(rank: int) -> None:
        result = workers[rank].pushpull("a", ([17, 39], np.ones((2, 6), np.float32)), row_ids=ids)
        expected = SPLIT[ids].copy()
        expected[[0, 1, 1], [0, 0, 1]] -= 2
        assert_same_bits(result, expected)

    run_all([lambda rank=rank: work(rank) for rank in range(2)])
    kv.row_sparse_pull("a", out=out, row_ids=ids)
    assert_same_bits(out[0, 1], SPLIT[0])
    assert kv.row_sparse_pull("a", row_ids=[]).shape == (0, 2, 3)
    assert kv.pull(7).asnumpy().tolist() == [0, 1, 2, 3, 4]
    for worker in workers:  # without an update, what is pushed is the value
        worker.push(7, np.ones(5, np.float32))
    for worker in workers:
        worker.flush()
    assert kv.pull(7).asnumpy().tolist() == [2] * 5
    beyond = [48], np.ones((1, 6), np.float32)
    for value, match in ((SPLIT[:39], "shape"), (beyond, "ids below 48"), (SPLIT.astype(np.float64), "float64")):
        with pytest.raises(mx.BindError, match=match):
            workers[0].push("a", value)
    kv.close()


def test_an_update_that_needs_the_whole_of_a_shared_array_is_an_error(ray: InProcessRay) -> None:
    @mx.update_rule(name="noisy_update")
    def noisy(weight: Any, grad: Any, *, lr: float, t: float) -> Any:
        return {"weight": weight - lr * mx.random_normal(1, t) * grad}

    kv = mx.kv.create("dist_sync", servers=2)
    kv.init("a", SPLIT, split="range")
    for update in (
        lambda: kv.set_optimizer(mx.optimizer.create("lamb")),
        lambda: kv.set_update("a", noisy, lr=1.0),
    ):
        with pytest.raises(mx.BindError, match="without split"):
            update()
    kv.push("a", SPLIT + 1)
    assert_same_bits(kv.pull("a").asnumpy(), SPLIT + 1)
    for value in (np.float32(1), np.empty((0, 3), np.float32)):
        with pytest.raises(mx.BindError, match="split"):
            kv.init("b", np.asarray(value), split="range")
    with pytest.raises(mx.BindError, match="split"):
        kv.init("b", SPLIT, split="hash")
    kv.close()


def sent_by(form: str, total: Array, threshold: float) -> Array:
    """The part that is sent of a gradient and of what was left out, by MXNet's documentation, element by element."""
    if form in ("float16", "bfloat16"):
        return total.astype(getattr(ml_dtypes, form, form)).astype(np.float32)
    limit, result = np.float32(threshold), np.empty_like(total)
    for place, value in np.ndenumerate(total):
        if form == "1bit":
            result[place] = 1 if value > limit else -1
        else:
            result[place] = limit if value >= limit else -limit if value <= -limit else 0
    return result


@pytest.mark.every(2)
@pytest.mark.parametrize("form", ["2bit", "1bit", "float16", "bfloat16"])
def test_what_a_compressed_push_leaves_out_comes_with_the_next_ones(ray: InProcessRay, form: str) -> None:
    """Of each worker apart, whole or in pieces, with pushes that come twice, and on other servers."""
    kv = mx.kv.create("dist_sync", servers=2, workers=2, inflight=9)
    shapes: dict[str, tuple[int, ...]] = {"whole": (5, 7), "shared": (17, 3), "number": (), "none": (0, 2)}
    for key, shape in shapes.items():
        kv.init(key, np.zeros(shape, np.float32), split="range" if key == "shared" else None)
    kv.init(["rows", "wide"], [mx.nd.zeros((4, 3)).tostype("row_sparse"), np.zeros(3)])
    kv.set_update("rows", "sgd_update", lr=-1.0)
    workers = [mx.kv.connect(kv.address, rank) for rank in range(2)]
    threshold = 0.3
    left = [{key: np.zeros(shape, np.float32) for key, shape in shapes.items()} for _ in workers]
    rng = np.random.default_rng(5)
    ray.chaos = lambda name: "twice" if name == "push" else ""
    for worker in workers:
        worker.set_gradient_compression({"type": form, "threshold": threshold})
    for step in range(6):
        total = {key: np.zeros(shape, np.float32) for key, shape in shapes.items()}
        for rank, worker in enumerate(workers):
            for key, shape in shapes.items():
                grad = np.asarray(rng.standard_normal(shape), np.float32)
                worker.push(key, grad)
                with pytest.raises(mx.BindError):  # what is refused leaves out nothing
                    worker.push([key, "wide"], [grad, np.zeros(4)])
                left[rank][key] = left[rank][key] + grad
                sent = sent_by(form, left[rank][key], threshold)
                left[rank][key] = left[rank][key] - sent
                total[key] = sent if rank == 0 else total[key] + sent
            worker.push(["rows", "wide"], [([2], np.full((1, 3), 0.1, np.float32)), np.full(3, 1 / 3)])
        run_all([worker.flush for worker in workers])
        for key, expected in total.items():
            assert_same_bits(kv.pull(key).asnumpy(), expected, f"{key} in step {step}")
        if step == 2:
            kv.reshard(3)
    assert_same_bits(kv.pull("wide").asnumpy(), np.full(3, 1 / 3 + 1 / 3))
    assert kv.row_sparse_pull("rows", row_ids=[2])[0, 0] == pytest.approx(1.2)
    kv.close()


def test_a_compressed_push_is_small_and_may_be_ended(ray: InProcessRay) -> None:
    kv = mx.kv.create("dist_sync")
    kv.init("a", np.zeros(1024, np.float32))
    kv.set_gradient_compression({"type": "2bit"})
    kv.push("a", np.ones(1024, np.float32)).wait()
    assert kv.stats()["keys"]["a"]["bytes_in"] == 256
    assert (kv.pull("a").asnumpy() == 0.5).all()
    for wrong in (
        {"type": "3bit"}, {}, {"type": "2bit", "threshold": 0.0}, {"type": "2bit", "threshold": "x"},
        {"type": "2bit", "bits": 2}, "2bit", {"type": "2bit", "threshold": 1e300},
    ):  # fmt: skip
        with pytest.raises(mx.BindError, match="set_gradient_compression"):
            kv.set_gradient_compression(wrong)
    kv.push("a", np.zeros(1024, np.float32)).wait()
    assert (kv.pull("a").asnumpy() == 0.5).all()  # what was left out by the first one
    kv.set_gradient_compression({"type": "none"})
    kv.push("a", np.full(1024, 0.25, np.float32)).wait()
    assert (kv.pull("a").asnumpy() == 0.25).all()
    kv.close()


@pytest.mark.parametrize("kind", ["local", "dist_sync"])
@pytest.mark.parametrize(
    ("value", "text"),
    [
        ((100, 4), r"got a tuple of numbers, expected an array; of that shape: mx\.nd\.zeros\(\(100, 4\)\)"),
        ([1.0, 2.0], r"got a list of numbers, expected an array; pass mx\.nd\.array\(…\) of them"),
        ((0.5, 2), "got a tuple of numbers, expected an array; pass mx"),
        (3.0, r"got a float, expected an array; pass mx\.nd\.array\(…\) of it"),
        (np.float32(3), "got a float32, expected an array; pass mx"),
    ],
)
def test_numbers_are_no_array_of_a_store(ray: InProcessRay, kind: str, value: Any, text: str) -> None:
    store = mx.kv.create(kind, **({"servers": 2} if kind == "dist_sync" else {}))
    zeros = mx.nd.sparse.zeros("row_sparse", (4, 2))
    store.init(["v", "rows"], [mx.nd.ones(2), zeros])
    calls: list[tuple[str, Callable[[], object]]] = [
        ("w.*value", lambda: store.init("w", value)),
        ("w.*value", lambda: store.init(["u", "w"], [mx.nd.ones(2), value])),
        ("v.*value", lambda: store.push("v", value)),
        ("rows.*value", lambda: store.push(["v", "rows"], [mx.nd.ones(2), value])),
        ("v.*out", lambda: store.pull("v", out=value)),
        ("v.*value", lambda: store.pushpull("v", value, out=mx.nd.ones(2))),
        ("v.*out", lambda: store.pushpull("v", mx.nd.ones(2), out=value)),
        ("rows.*out", lambda: store.row_sparse_pull("rows", row_ids=np.array([1]), out=value)),
    ]
    if kind == "local":
        calls.append(("w.*out", lambda: store.broadcast("w", mx.nd.ones(2), out=value)))
    for what, call in calls:
        name, argument = what.split(".*")
        with pytest.raises(mx.BindError, match=rf"1 fault; .*\n  key '{name}', argument {argument}: {text}"):
            call()
    store.row_sparse_pull("rows", zeros, row_ids=[0, 2])  # ids may be numbers
