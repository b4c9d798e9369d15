"""`mx.kv` on one machine, and `mx.gluon.Trainer`: sums, pulls, updates, states."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.kv import engine
from tests.in_process_ray import InProcessRay
from tests.support import memory_of

SHAPE = (4, 3)
KEYS = [3, 5, 7]


def filled(value: float) -> Any:
    return mx.nd.full(SHAPE, value)


def table(rows: list[int], value: float = 1.0) -> Any:
    return mx.nd.sparse.row_sparse_array((np.full((len(rows), 3), value, np.float32), rows), shape=SHAPE)


def dense(array: Any) -> Any:
    return array.tostype("default").asnumpy()


@pytest.mark.parametrize("name", ["a", 3])
def test_push_sums_and_pull_copies(name: Any) -> None:
    kv = mx.kv.create("local")
    kv.init(name, filled(0))
    gradients = [filled(value) for value in (1, 2, 4)]
    kv.push(name, gradients)
    out = [filled(9), filled(9)]
    kv.pull(name, out)
    assert all((dense(array) == 7).all() for array in out)
    assert [float(array.asnumpy()[0, 0]) for array in gradients] == [1, 2, 4]
    kv.pushpull(name, gradients)
    assert all((dense(array) == 7).all() for array in gradients)
    assert (kv.type, kv.rank, kv.num_workers, kv.is_capable("optimizer")) == ("local", 0, 1, True)


def test_sums_are_from_left_to_right() -> None:
    kv = mx.kv.create()
    parts = [np.float32(1e8), np.float32(1.0), np.float32(-1e8)]
    kv.init(0, mx.nd.zeros(1))
    kv.push(0, [mx.nd.array([part]) for part in parts])
    out = mx.nd.zeros(1)
    kv.pull(0, out)
    assert out.asnumpy()[0] == (parts[0] + parts[1]) + parts[2]


def test_lists_of_keys_and_an_updater() -> None:
    kv = mx.kv.create("device")
    kv.init(KEYS, [filled(1)] * 3)

    def add(key: Any, pushed: Any, stored: Any) -> None:
        stored += pushed * key

    kv.set_updater(add)
    kv.push(KEYS, [[filled(1), filled(1)]] * 3)
    out = [filled(0) for _ in KEYS]
    kv.pull(KEYS, out)
    assert [float(array.asnumpy()[0, 0]) for array in out] == [1 + 2 * key for key in KEYS]


def test_row_sparse_values() -> None:
    kv = mx.kv.create()
    kv.init("e", table([0, 1, 3]))
    out = mx.nd.zeros(SHAPE, stype="row_sparse")
    kv.row_sparse_pull("e", out=out, row_ids=mx.nd.array([3, 0, 3, 2], dtype="int64"))
    assert out.indices.asnumpy().tolist() == [0, 2, 3]
    assert dense(out)[:, 0].tolist() == [1, 0, 0, 1]
    kv.push("e", [table([1], 2), table([1, 2], 3)])
    kv.pull("e", out, ignore_sparse=False)
    assert out.indices.asnumpy().tolist() == [1, 2] and dense(out)[:, 0].tolist() == [0, 5, 3, 0]
    with pytest.raises(mx.BindError, match="row_ids: got rows 2 to 9, expected rows below 4"):
        kv.row_sparse_pull("e", out=out, row_ids=mx.nd.array([2, 9]))
    kv.row_sparse_pull("e", out=out, row_ids=[3, 0, 3, np.int64(2)])
    assert out.indices.asnumpy().tolist() == [0, 2, 3], "a list of ids is an array of them"
    kv.row_sparse_pull(["e"], out=[[out]], row_ids=[[1, 3]])
    assert out.indices.asnumpy().tolist() == [1, 3]


def test_an_optimizer_has_the_numbers_of_an_updater(tmp_path: Path) -> None:
    kv, weight = mx.kv.create(), filled(1)
    kv.set_optimizer(mx.optimizer.create("adam", learning_rate=0.1))
    kv.init("w", weight)
    own = mx.optimizer.get_updater(mx.optimizer.create("adam", learning_rate=0.1))
    for value in (0.5, -2.0):
        kv.push("w", [filled(value), filled(1)])
        own("w", filled(value + 1), weight)
    out = filled(0)
    kv.pull("w", out)
    assert (dense(out) == dense(weight)).all()
    kv.save_optimizer_states(tmp_path / "states.npz", dump_optimizer=True)
    kv.load_optimizer_states(tmp_path / "states.npz")


def test_whole_numbers_are_summed() -> None:
    kv, out = mx.kv.create(), mx.nd.zeros(2, dtype="int32")
    kv.init(0, mx.nd.array([1, 2], dtype="int32"))
    kv.push(0, [mx.nd.array([3, 1 << 30], dtype="int32"), mx.nd.array([4, 5], dtype="int32")])
    kv.pull(0, out)
    assert (out.asnumpy().tolist(), out.dtype) == ([7, (1 << 30) + 5], np.int32)


def test_faults_change_nothing() -> None:
    kv = mx.kv.create()
    kv.init([1, 2], [filled(1), filled(2)])
    with pytest.raises(mx.BindError, match="key 2: got a second init"):
        kv.init([3, 2], [filled(0), filled(0)])
    with pytest.raises(mx.BindError, match="key 3: got no value"):
        kv.push([1, 3], [filled(5), filled(5)])
    with pytest.raises(mx.BindError, match=r"key 2, argument value: got \(3,\), expected an array of shape \(4, 3\)"):
        kv.push([1, 2], [filled(5), mx.nd.zeros(3)])
    with pytest.raises(mx.base.MXNetError, match="key 'a': got a str, expected an int, as other keys are"):
        kv.init("a", filled(0))
    with pytest.raises(ValueError, match="no store 'dist_snyc': did you mean 'dist_sync'"):
        mx.kv.create("dist_snyc")
    with pytest.raises(ValueError, match=r"pass the store: mx.kv.create\('dist_sync', servers=…\)"):
        mx.gluon.Trainer([], "sgd", kvstore="dist_sync")
    with pytest.raises(ValueError, match="call set_optimizer first"):
        kv.save_optimizer_states("nowhere")
    out = filled(0)
    kv.pull(1, out)
    assert (dense(out) == 1).all()


def look(kv: Any) -> list[Any]:
    """All values of a store."""
    return [(key, dense(value).tobytes()) for key, value in kv._values.items()]


def read_only() -> Any:
    array = np.zeros(SHAPE, np.float32)
    array.flags.writeable = False
    return array


WRONG: list[tuple[Callable[[Any, Any], object], list[str]]] = [
    (lambda kv, out: kv.pull([1, 2], [out, read_only()]), ["key 2, argument out: got .* that is only read"]),
    (lambda kv, out: kv.pushpull([1, 2], [filled(5), read_only()]), ["key 2, argument out: got .* only read"]),
    (
        lambda kv, out: kv.pushpull([1, 2], [filled(5), "a"], out=[out, filled(0)[:2]]),
        ["key 2, argument value: got a str", "key 2, argument out"],
    ),
    (
        lambda kv, out: kv.push([1, 2], [filled(5), [filled(1), filled(1).astype("float64")]]),
        ["key 2, argument value: got float64"],
    ),
    (
        lambda kv, out: kv.push([1, 2], [filled(5), ["a", None]]),
        ["key 2, argument value: got a str", "value: got None"],
    ),
    (lambda kv, out: kv.push([1, 2], filled(5)), ["value: got an NDArray, expected 2"]),
    (lambda kv, out: kv.pull(1), ["key 1, argument out: got None"]),
    (lambda kv, out: kv.init([3, 4], [filled(1), "x"]), ["key 4, argument value: got a str"]),
    (lambda kv, out: kv.init([3, 4], [[], filled(1)]), ["key 3, argument value: got 0 arrays"]),
    (lambda kv, out: kv.broadcast(3, filled(1), [out, read_only()]), ["key 3, argument out: got .* only read"]),
    (
        lambda kv, out: kv.row_sparse_pull([1, 2], [table([0]), out], row_ids=[mx.nd.array([9]), np.array(["a"])]),
        ["key 1, argument row_ids: got rows 9 to 9", "key 2, argument out: got a dense", "key 2, argument row_ids"],
    ),
    (
        lambda kv, out: kv.row_sparse_pull(1, table([0]), row_ids=[np.array([0.5]), np.array([1])]),
        ["key 1, argument row_ids: got 2 arrays of ids, expected one, or 1"],
    ),
    (lambda kv, out: kv.row_sparse_pull(1, table([0]), row_ids=np.array([0.5])), ["got a number that is no whole"]),
]


@pytest.mark.parametrize(("call", "texts"), WRONG)
@pytest.mark.parametrize("updates", [True, False])
def test_every_fault_is_said_before_anything_changes(call: Any, texts: list[str], updates: bool) -> None:
    kv, out = mx.kv.create(), filled(9)
    kv.init([1, 2], [filled(1), filled(2)])
    if updates:
        kv.set_optimizer(mx.optimizer.create("sgd", learning_rate=0.5))
    before = look(kv)
    with pytest.raises(mx.BindError) as error:
        call(kv, out)
    for text in texts:
        error.match(text)
    assert look(kv) == before and (dense(out) == 9).all()


@pytest.mark.parametrize("updates", [True, False])
def test_a_key_that_is_listed_twice_is_one_sum(updates: bool) -> None:
    """As in MXNet, whose stores group values by their keys."""
    kv = mx.kv.create()
    kv.init([1, 2], [filled(1), filled(1)])
    if updates:
        kv.set_optimizer(mx.optimizer.create("sgd", learning_rate=0.5))
    kv.push([1, 2, 1], [filled(1), filled(2), [filled(3), filled(4)]])
    out = [filled(0), filled(0)]
    kv.pull([1, 2], out)
    sums = [8, 2]
    assert [dense(array)[0, 0] for array in out] == ([1 - 0.5 * total for total in sums] if updates else sums)


def on_device(number: int, value: float) -> Any:
    """An array that says that it is on that device."""
    kind = type("OnDevice", (mx.nd.NDArray,), {"context": mx.cpu(number)})
    return kind(np.full(SHAPE, value, np.float32))


class Parameter:
    """The least that a Trainer asks of a parameter."""

    def __init__(self, value: float, devices: int = 1, **more: Any) -> None:
        self.arrays = [on_device(n, value) for n in range(devices)]
        self.grads = [on_device(n, n + 1.0) for n in range(devices)]
        vars(self).update(more)

    def data(self) -> Any:
        return self.arrays[0]

    def grad(self) -> Any:
        return self.grads[0]


class Several(Parameter):
    def list_data(self) -> Any:
        return self.arrays

    def list_grad(self) -> Any:
        return self.grads


def test_a_trainer_updates_all_parameters() -> None:
    parameters = {"a": Parameter(1), "b": Parameter(1, lr_mult=0.5), "c": Parameter(1, grad_req="null")}
    trainer = mx.gluon.Trainer(parameters, "sgd", {"learning_rate": 0.5, "rescale_grad": 4.0})
    trainer.step(8)
    assert [float(item.data().asnumpy()[0, 0]) for item in parameters.values()] == [0.75, 0.875, 1.0]
    trainer.set_learning_rate(1.0)
    assert (trainer.learning_rate, trainer.optimizer.rescale_grad, trainer.optimizer.num_update) == (1.0, 0.5, 1)
    trainer.allreduce_grads()
    trainer.update(8)
    assert parameters["a"].data().asnumpy()[0, 0] == 0.25


@pytest.mark.parametrize("on_store", [False, True])
def test_devices_stay_alike(on_store: bool, tmp_path: Path) -> None:
    """Each device counts its own updates: the copies, and their states, are those of one device with the sum."""
    both, one = Several(1, devices=2), Parameter(1)
    one.grads = [filled(3)]
    trainer = mx.gluon.Trainer([both], "adam", {"learning_rate": 0.1}, update_on_kvstore=on_store)
    other = mx.gluon.Trainer([one], "adam", {"learning_rate": 0.1}, kvstore=None)
    for _ in range(3):
        both.grads = [on_device(n, n + 1.0) for n in range(2)]
        trainer.step(1)
        other.step(1)
    assert all((dense(array) == dense(one.data())).all() for array in both.arrays)
    assert trainer.optimizer.num_update == 3
    trainer.save_states(tmp_path / "states.npz")
    trainer.load_states(tmp_path / "states.npz")


def without_context(_number: int, value: float) -> Any:
    return np.full(SHAPE, value, np.float32)


@pytest.mark.parametrize("make", [on_device, without_context])
@pytest.mark.parametrize("on_store", [False, True])
@pytest.mark.parametrize("name", ["sgd", "adam"])
def test_copies_follow_the_first_one_and_take_its_states(name: str, on_store: bool, make: Any, tmp_path: Path) -> None:
    """Also where copies began apart, have no context, and go on from a file in a trainer that has not stepped yet."""
    both, one = Several(1, devices=2), Parameter(1)
    both.arrays = [make(0, 1.0), make(1, 7.0)]
    numbers = {"learning_rate": 0.1, "momentum": 0.9} if name == "sgd" else {"learning_rate": 0.1}
    for turn in range(3):
        trainer = mx.gluon.Trainer([both], name, numbers, update_on_kvstore=on_store)
        other = mx.gluon.Trainer([one], name, numbers, kvstore=None)
        for part, path in ((trainer, tmp_path / "both.npz"), (other, tmp_path / "one.npz")):
            for _ in range(2 if turn else 0):
                part.load_states(path)
        for step in range(2):
            both.grads, one.grads = [make(n, n + step + 1.0) for n in range(2)], [filled(2 * step + 3)]
            trainer.step(1)
            other.step(1)
        assert all(np.asarray(memory_of(array)).tobytes() == dense(one.data()).tobytes() for array in both.arrays)
        assert trainer.optimizer.num_update == other.optimizer.num_update == 2 * turn + 2
        trainer.save_states(tmp_path / "both.npz")
        other.save_states(tmp_path / "one.npz")


class Elsewhere:
    """A store of a user's own: another worker, at 10, pushes gradients of 100."""

    def __init__(self) -> None:
        self.known: list[int] = []

    def broadcast(self, key: int, value: Any, out: list[Any]) -> None:
        self.known.append(key)
        for array in out:
            array[:] = 10

    def pushpull(self, key: int, value: list[Any], priority: int = 0) -> None:
        total = sum(array.asnumpy() for array in value) + 100
        for array in value:
            array[:] = total


def test_a_store_of_one_s_own_sums_the_gradients() -> None:
    both, one, still = Several(2, devices=2), Parameter(1), Parameter(1, grad_req="null")
    store = Elsewhere()
    trainer = mx.gluon.Trainer([both, still, one], "sgd", {"learning_rate": 0.5}, kvstore=store)
    assert store.known == []
    pushed = sum(float(grad.asnumpy()[0, 0]) for grad in both.grads)
    alone = float(one.grad().asnumpy()[0, 0])
    trainer.step(1)
    assert store.known == [0, 2]
    assert [float(array.asnumpy()[0, 0]) for array in both.arrays] == [10 - 0.5 * (pushed + 100)] * 2
    assert float(one.data().asnumpy()[0, 0]) == 10 - 0.5 * (alone + 100)
    assert float(still.data().asnumpy()[0, 0]) != 10
    refused = mx.gluon.Trainer([one], "sgd", kvstore=store, update_on_kvstore=True)
    with pytest.raises(ValueError, match="update_on_kvstore needs a kvstore with set_optimizer"):
        refused.step(1)


def test_a_class_of_stores_is_known_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mx.kv.KVStoreBase, "kv_registry", {})

    @mx.kv.KVStoreBase.register
    class Doubling(mx.kv.KVStoreBase):
        def broadcast(self, key: Any, value: Any, out: Any, priority: int = 0) -> None:
            pass

        def pushpull(self, key: Any, value: Any, out: Any = None, priority: int = 0) -> None:
            for array in value:
                array[:] *= 2

    assert isinstance(mx.kv.create("DOUBLING"), Doubling) and not Doubling.is_capable("optimizer")
    one = Parameter(1)
    mx.gluon.Trainer([one], "sgd", {"learning_rate": 0.5}, kvstore="doubling").step(1)
    assert dense(one.data())[0, 0] == 1 - 0.5 * 2
    with pytest.raises(ValueError, match="update_on_kvstore needs a kvstore with set_optimizer"):
        mx.gluon.Trainer([one], "sgd", kvstore="doubling", update_on_kvstore=True).step(1)
    with pytest.raises(TypeError, match="a store on one machine takes no servers"):
        mx.kv.create("doubling", servers=2)
    with pytest.raises(ValueError, match="no store 'dubling': did you mean 'doubling'"):
        mx.kv.create("dubling")
    for refused in (mx.kv.KVStoreBase().pushpull, mx.kv.KVStoreBase().broadcast):
        with pytest.raises(NotImplementedError, match="KVStoreBase defines no"):
            refused(0, None, None)
    with pytest.raises(NotImplementedError, match="Doubling defines no set_optimizer"):
        Doubling().set_optimizer(mx.optimizer.SGD())
    with pytest.warns(UserWarning, match=r"overrides .*Doubling: create\('doubling'\)"):
        mx.kv.KVStoreBase.register(Doubling)


@pytest.mark.parametrize("on_store", [False, True])
def test_a_trainer_sums_and_steps_as_a_subclass_says(on_store: bool) -> None:
    """And it begins with the weights that there are at the first step."""

    class AllReduced(mx.gluon.Trainer):
        def _allreduce_grads(self) -> None:
            for item in self._params:
                item.grad()[:] *= 3
            super()._allreduce_grads()

    one = Parameter(1)
    trainer: Any = AllReduced([one], "sgd", {"learning_rate": 0.5}, update_on_kvstore=on_store)
    trainer._scale /= 4
    assert not trainer._kv_initialized
    one.data()[:] = 8
    trainer.step(1)
    assert trainer._kv_initialized and dense(one.data())[0, 0] == 8 - 0.5 * 3 / 4


def test_a_trainer_has_the_optimizer_of_a_subclass() -> None:
    """As programs for MXNet make one: by the names of parameters, which decay by name, with updaters of their own."""

    base: Any = mx.gluon.Trainer

    class Named(base):
        def _init_optimizer(self, optimizer: Any, optimizer_params: Any) -> None:
            names = {number: item.name for number, item in enumerate(self._params)}
            self._optimizer = mx.optimizer.create(optimizer, param_idx2name=names, flavour="1.9", **optimizer_params)
            self._updaters = [mx.optimizer.get_updater(self._optimizer) for _ in self._contexts]

    items = [Several(1, 2, name="fc_weight"), Several(1, 2, name="fc_bias")]
    trainer: Any = Named(items, "sgd", {"learning_rate": 0.5, "wd": 0.5, "rescale_grad": 2.0})
    assert trainer._contexts == [mx.cpu(0), mx.cpu(1)]
    assert trainer._kvstore_params == {"kvstore": "device", "update_on_kvstore": None}
    trainer.step(4)
    assert [dense(copy)[0, 0] for item in items for copy in item.arrays] == [0, 0, 0.25, 0.25]
    trainer._check_and_rescale_grad(0.25)
    assert trainer.optimizer.rescale_grad == 0.25


@pytest.mark.parametrize("name", ["local", "device", None])
@pytest.mark.parametrize("devices", [1, 2])
def test_programs_update_as_modules_did(name: str | None, devices: int) -> None:
    """By the helpers of `mx.model`; float32's operations in MXNet 1.9's order, as its SGD's are."""
    names = ["fc_weight", "fc_bias", "fixed"]
    given = {key: filled(1) for key in names}
    copies = [[array.copy().as_in_context(mx.cpu(n)) for n in range(devices)] for array in given.values()]
    grads: list[list[Any]] = [[on_device(n, 2) for n in range(devices)] for _ in names]
    grads[2] = [None] * devices
    model: Any = mx.model
    store, on_store = model._create_kvstore(name, devices, given)
    assert on_store == (devices == 2 and name is not None) == (store is not None)
    numbers = {
        number * (1 if on_store else devices) + n: key for number, key in enumerate(names) for n in range(devices)
    }
    optimizer = mx.optimizer.create(
        "sgd", learning_rate=0.5, momentum=0.5, wd=0.5, rescale_grad=0.25, param_idx2name=numbers, flavour="1.9"
    )
    updater = mx.optimizer.get_updater(optimizer)
    if store is not None:
        model._initialize_kvstore(store, copies, given, names, on_store)
        store.set_optimizer(optimizer)
    for _ in range(2):
        if on_store:
            model._update_params_on_kvstore(copies, grads, store, names)
        else:
            model._update_params(copies, grads, updater, devices, store, names)
    share = 2 * 0.25 * (2 if on_store else 1)
    for array, decay in zip(copies, (0.5, 0.0, None), strict=True):
        weight, mom = 1.0, 0.0
        for _ in range(2 if decay is not None else 0):
            mom = 0.5 * mom - 0.5 * (share + (decay or 0) * weight)
            weight += mom
        assert [dense(copy)[0, 0] for copy in array] == [weight] * devices


def test_gradients_are_summed_for_the_updaters_of_modules() -> None:
    kv, grads, weights = mx.kv.create("device"), [on_device(0, 1), on_device(1, 2)], [on_device(0, 1), on_device(1, 1)]
    model: Any = mx.model
    model._initialize_kvstore(kv, [weights], {"w": filled(1)}, ["w"], False)
    model._update_params([weights], [grads], mx.optimizer.get_updater(mx.optimizer.SGD(0.5)), 2, kv, ["w"])
    assert [dense(array)[0, 0] for array in (*grads, *weights)] == [3, 3, -0.5, -0.5]
    assert model._create_kvstore("local", 2, {"w": mx.nd.zeros((4097, 4096))})[1] is False
    assert model._create_kvstore(kv, 1, {}) == (kv, True)


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A store on servers in this process."""
    ray = InProcessRay()
    monkeypatch.setattr(engine, "ray", lambda: ray)
    store = mx.kv.create("dist_sync", servers=2, workers=1, rank=0)
    yield store
    store.close()
    ray.close()


@pytest.mark.parametrize("on_store", [False, True])
def test_a_store_on_servers_steps_as_one_here(on_store: bool, servers: Any) -> None:
    """The scale of a step's gradients goes to the servers with them."""
    there, here = Parameter(1), Parameter(1)
    for item, store in ((there, servers), (here, "local")):
        trainer = mx.gluon.Trainer([item], "sgd", {"learning_rate": 0.5}, kvstore=store, update_on_kvstore=on_store)
        for batch_size in (4, 8):
            trainer.step(batch_size)
    np.testing.assert_array_equal(there.data().asnumpy(), here.data().asnumpy())
    value = np.zeros(SHAPE, np.float32)
    servers.pull(0, out=value)  # the weight, or the sum of the gradients of all workers
    np.testing.assert_array_equal(value, dense(there.data() if on_store else there.grad()))


def test_what_is_set_between_steps_is_in_the_next_one(servers: Any) -> None:
    """Wherever the optimizer is: rates, other settings, multipliers of parameters, and frozen ones."""
    values: list[list[Any]] = []
    for store, on_store in ((servers, True), ("local", True), ("local", False)):
        items: list[Any] = [
            Parameter(1, lr_mult=1.0, wd_mult=1.0),
            Parameter(1, lr_mult=0.5, wd_mult=0.0),
            Parameter(1, lr_mult=0.0),
        ]
        settings = {"learning_rate": 0.5, "momentum": 0.9, "wd": 0.1}
        trainer = mx.gluon.Trainer(items, "sgd", settings, kvstore=store, update_on_kvstore=on_store)
        values.append([])

        def steps(trainer: Any = trainer, items: Any = items) -> None:
            for batch_size in (4, 8):
                trainer.step(batch_size)
                values[-1].append([item.data().asnumpy().copy() for item in items])

        steps()
        trainer.set_learning_rate(0.125)
        steps()
        vars(trainer.optimizer).update(wd=0.5, momentum=0.25, clip_gradient=0.1)
        steps()
        trainer.set_learning_rate(0.5)
        trainer.optimizer.clip_gradient = None
        items[0].lr_mult, items[2].lr_mult, items[2].wd_mult = 0.25, 1.0, 2.0
        steps()
    np.testing.assert_array_equal(values[0], values[1])
    np.testing.assert_array_equal(values[0], values[2])
    assert (
        len({array.tobytes() for arrays in values[0] for array in arrays}) == 3 * 8 - 5
    )  # the third is frozen at first


def test_the_optimizer_of_a_loop_without_a_trainer(servers: Any) -> None:
    optimizer = mx.optimizer.create("adam", learning_rate=0.5)
    servers.init(["a", "b"], [filled(1), filled(1)])
    servers.set_optimizer(optimizer)
    here = [filled(1), filled(1)]
    updater = mx.optimizer.get_updater(mx.optimizer.create("adam", learning_rate=0.5))
    for number, rate in enumerate((0.5, 0.25, 0.25, 0.5)):
        for each in (optimizer, updater.optimizer):
            each.set_learning_rate(rate)
            each.set_lr_mult({"b": 0.5} if number < 2 else {})
        pushed = [filled(number + 1.0), filled(-1.0)]
        servers.push(["a", "b"], pushed)
        updater(["a", "b"], pushed, here)
        out = [filled(0), filled(0)]
        servers.pull(["a", "b"], out)
        assert all((dense(one) == dense(other)).all() for one, other in zip(out, here, strict=True))
    optimizer.wd = "a"  # type: ignore[assignment]
    with pytest.raises(mx.BindError, match="key 'a', argument wd: got 'a', expected a finite float"):
        servers.push("a", filled(1))
    trainer = mx.gluon.Trainer([Parameter(1)], "sgd", kvstore=servers, update_on_kvstore=True)
    with pytest.raises(TypeError, match="the states are on the servers"):
        trainer.save_states("states")


@pytest.mark.parametrize("sparse", [False, True])
def test_a_schedule_comes_with_pushes(servers: Any, sparse: bool) -> None:
    """One that is set later, another one, its own numbers; a rate of the push comes before it."""
    make = mx.lr_scheduler
    optimizer, here = (mx.optimizer.create("sgd", learning_rate=0.5, momentum=0.9) for _ in range(2))
    value = table([0, 1, 2, 3]) if sparse else filled(1)
    servers.init("w", value)
    servers.set_optimizer(optimizer)
    local = mx.kv.create("local")
    local.init("w", value)
    local.set_optimizer(here)

    def step(**more: Any) -> None:
        gradient = table([0, 1, 2, 3], 0.5) if sparse else filled(0.5)
        servers.push("w", gradient, **more)
        local.push("w", gradient)
        got, want = (mx.nd.zeros(SHAPE) for _ in range(2))
        servers.pull("w", out=got)
        local.pull("w", out=want)
        np.testing.assert_array_equal(got.asnumpy(), want.asnumpy())

    step()
    for schedule in (
        lambda: make.FactorScheduler(step=1, factor=0.5, base_lr=0.25),
        lambda: make.CosineScheduler(max_update=20, base_lr=0.125, warmup_steps=5),
        lambda: make.MultiFactorScheduler(step=[2, 5, 7], factor=0.25, base_lr=1.0),
    ):
        optimizer.lr_scheduler, here.lr_scheduler = schedule(), schedule()
        step()
        step()
    optimizer.lr_scheduler.base_lr = here.lr_scheduler.base_lr = 2.0
    step()
    kept, here.lr_scheduler, here.lr = here.lr_scheduler, None, 0.0625
    step(numbers={"lr": 0.0625})
    here.lr_scheduler = kept
    step()
    optimizer.lr_scheduler = here.lr_scheduler = None
    optimizer.lr = here.lr = 0.75
    step()

    class Own(make.LRScheduler):
        def __call__(self, num_update: int) -> float:
            return 0.5

    before = np.asarray(servers.pull("w")).copy()

    def half(_count: int) -> float:
        return 0.5

    wrong: list[Any] = [Own(), half, 3]
    for optimizer.lr_scheduler in wrong:
        with pytest.raises(mx.BindError, match=r"key 'w', argument lr_scheduler: got .* a schedule of mx\.lr_sch"):
            servers.push("w", table([0]) if sparse else filled(1))
    np.testing.assert_array_equal(np.asarray(servers.pull("w")), before)


@pytest.mark.parametrize(
    "text",
    [
        "", "3", "[]", "{}", '{"class": "FactorScheduler"}', '{"class": "os", "values": {}}', "[" * 900,
        '{"class": "FactorScheduler", "values": {"step": 0}}', '{"class": "CosineScheduler", "values": 3}',
        '{"class": "FactorScheduler", "values": {"step": {"array": "0"}}}', "x" * (1 << 17), 3.0, None,
    ],
)  # fmt: skip
def test_a_text_that_is_no_schedule_is_refused(text: Any) -> None:
    from mxsym.kv.updates import schedule_problem

    assert schedule_problem(text) is not None


def test_a_global_norm_is_clipped_in_place() -> None:
    """Of row-sparse arrays the stored rows count."""
    arrays: list[Any] = [mx.nd.array([3.0, 4.0]), table([1], 2.0), np.full(2, 2, np.float16), mx.nd.zeros((0, 2))]
    norm = mx.gluon.utils.clip_global_norm(arrays, 100.0)
    assert norm == np.sqrt(np.float32(25 + 12 + 8))
    assert arrays[0].asnumpy().tolist() == [3, 4]
    assert mx.gluon.utils.clip_global_norm(arrays, 1.5, check_isfinite=False).asnumpy().tolist() == [norm]
    scale = np.float32(1.5) / np.float32(norm)
    np.testing.assert_array_equal(arrays[0].asnumpy(), np.array([3, 4], np.float32) * scale)
    np.testing.assert_array_equal(dense(arrays[1])[1], np.full(3, 2, np.float32) * scale)
    np.testing.assert_array_equal(arrays[2], np.full(2, 2, np.float16) * np.float16(scale))
    with pytest.raises(mx.BindError, match=r"arrays\[1\]"):
        mx.gluon.utils.clip_global_norm([arrays[0], np.arange(3)], 0.1)
    np.testing.assert_array_equal(arrays[0].asnumpy(), np.array([3, 4], np.float32) * scale)
    with pytest.warns(UserWarning, match="the norm is inf"):
        mx.gluon.utils.clip_global_norm([np.full(1, np.inf, np.float32)], 1.0)


@pytest.mark.parametrize(
    "name",
    [
        *("autograd", "mod", "init", "use_np", "gluon.nn", "gluon.Parameter", "gluon.utils.split_and_load"),
        *("model.FeedForward", "model.BatchEndParam", "kv.KVStoreServer"),
    ],
)
def test_parts_of_mxnet_that_are_missing_say_so(name: str) -> None:
    place: Any = mx
    *path, last = name.split(".")
    for part in path:
        place = getattr(place, part)
    with pytest.raises(AttributeError, match=rf"has no attribute '{last}': MXNet's networks, .* are not part of mxsym"):
        getattr(place, last)
    assert not hasattr(place, "nothing")


def modules() -> list[str]:
    """The modules that programs for MXNet know, by their names in `mx`."""
    return ["kv", "lr_scheduler", "model", "nd", "optimizer", "random", "sym", "table"]


@pytest.mark.parametrize("name", modules())
def test_each_module_says_what_it_has_where_a_name_is_wrong(name: str) -> None:
    module = getattr(mx, name)
    assert set(modules()) <= set(dir(mx))
    with pytest.raises(AttributeError, match=r"no_such_thing.*: .+"):
        module.no_such_thing  # noqa: B018
    known = next(item for item in sorted(dir(module)) if len(item) > 4 and item.isalpha() and item.islower())
    with pytest.raises(AttributeError, match=r": (did you mean '\w+'\?|known: )"):
        getattr(module, f"{known}{known[-1]}")
    assert not hasattr(module, "__wrapped__")


@pytest.mark.parametrize(
    ("name", "fix"),
    {
        "random.shuffle": r"order the rows by NumPy: x\[:\] = x\.asnumpy\(\)\[np\.random\.permutation",
        "nd.shuffle": "order the rows by NumPy",
        "nd.random_uniform": r"call mx\.nd\.random\.uniform",
        "random.gamma": r"call mx\.nd\.array\(np\.random\.default_rng\(\)\.gamma",
        "nd.sample_gamma": r"default_rng\(\)\.gamma",
        "optimizer.Lion": r"mx\.optimizer\.from_rule makes a class",
        "optimizer.opt_registry": r"mx\.optimizer\.Optimizer\.opt_registry",
        "lr_scheduler.OneCycle": "known: CosineScheduler, .*a function of the number of updates is a schedule",
    }.items(),
)
def test_a_name_of_mxnet_s_that_is_missing_says_what_does_its_work(name: str, fix: str) -> None:
    module, last = name.split(".")
    with pytest.raises(AttributeError, match=fix):
        getattr(getattr(mx, module), last)


def test_rows_are_shuffled_as_the_error_says() -> None:
    x = mx.nd.array(np.arange(8.0).reshape(4, 2))
    x[:] = x.asnumpy()[np.random.default_rng(0).permutation(len(x))]
    assert sorted(x.asnumpy()[:, 0].tolist()) == [0, 2, 4, 6]


@pytest.mark.parametrize(
    ("name", "fix"),
    {
        "set_gradient_compression": r"stores on servers alone have it: mx\.kv\.create\('dist_sync'",
        "_barrier": r"call barrier\(\)",
        "num_dead_node": "has no other node",
        "nothing": "'KVStore' object has no attribute 'nothing'$",
    }.items(),
)
def test_what_a_store_on_one_machine_lacks(name: str, fix: str) -> None:
    with pytest.raises(AttributeError, match=fix):
        getattr(mx.kv.create("local"), name)


@pytest.mark.parametrize("flavour", ["1.9", "2.0"])
def test_an_argument_of_the_other_version_names_it(flavour: str) -> None:
    name, other = ("rho", "2.0") if flavour == "1.9" else ("gamma1", "1.9")
    with pytest.raises(
        TypeError, match=f"RMSProp has no argument '{name}': that of MXNet {other} has it: pass flavour="
    ):
        mx.optimizer.create("rmsprop", flavour=flavour, **{name: 0.9})


def test_what_no_trainer_can_be() -> None:
    with pytest.raises(ValueError, match="params: got an int, expected a list or dict of parameters"):
        mx.gluon.Trainer(3, "sgd")
    with pytest.raises(ValueError, match=r"parameter 0: got an int, expected an object with data\(\) and grad\(\)"):
        mx.gluon.Trainer([3], "sgd")
    with pytest.raises(ValueError, match=r"optimizer_params: got .*, expected None where"):
        mx.gluon.Trainer([Parameter(1)], mx.optimizer.SGD(), {"wd": 1})
    with pytest.raises(ValueError, match="a trainer has no compression"):
        mx.gluon.Trainer([Parameter(1)], "sgd", compression_params={"type": "2bit"})
    with pytest.raises(ValueError, match="update_on_kvstore needs a kvstore"):
        mx.gluon.Trainer([Parameter(1)], "sgd", kvstore=None, update_on_kvstore=True).step(1)
    with pytest.raises(ValueError, match="call step"):
        mx.gluon.Trainer([Parameter(1)], "sgd", update_on_kvstore=True).update(1)


def test_pull_goes_by_the_array_that_it_fills() -> None:
    """A row-sparse one is left to `row_sparse_pull`; a dense one is filled, whatever the store's value is."""
    kv = mx.kv.create()
    kv.init("w", mx.nd.zeros((4, 3)))
    kv.push("w", [mx.nd.ones((4, 3)).tostype("row_sparse")] * 2)
    dense, stored = mx.nd.zeros((4, 3)), (mx.nd.ones((4, 3)) * 5).tostype("row_sparse")
    kv.pull("w", out=[dense, stored])
    assert dense.asnumpy().tolist() == [[2.0] * 3] * 4 and stored.asnumpy().tolist() == [[5.0] * 3] * 4
    kv.pull("w", out=stored, ignore_sparse=False)
    assert stored.asnumpy().tolist() == [[2.0] * 3] * 4


def test_files_have_the_names_that_programs_give_them(tmp_path: Path) -> None:
    path = tmp_path / "net-0001.states"
    kv = mx.kv.create()
    kv.set_optimizer(mx.optimizer.create("sgd", momentum=0.5, aggregate_num=np.inf))
    kv.init(0, mx.nd.ones(2))
    kv.push(0, mx.nd.ones(2))
    kv.save_optimizer_states(path, dump_optimizer=True)
    assert [item.name for item in tmp_path.iterdir()] == [path.name]
    kv.load_optimizer_states(path)
    assert kv._updater is not None  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize("version", ["1.9", "2.0"])
def test_lars_takes_its_rate_from_the_stored_rows(version: str) -> None:
    """Both steps are those of a dense gradient whose other rows are zeros; a lazy one leaves these rows alone."""
    stored = mx.nd.sparse.row_sparse_array((np.full((1, 2), 3, np.float32), [1]), shape=(3, 2))

    def stepped(grad: Any, *, lazy: bool) -> Any:
        lars = mx.optimizer.create("lars", learning_rate=0.5, eta=0.5, wd=0.5, lazy_update=lazy, flavour=version)
        weight = mx.nd.ones((3, 2))
        mx.optimizer.get_updater(lars)(0, grad, weight)
        return weight.asnumpy()

    dense = stepped(stored.tostype("default"), lazy=False)
    np.testing.assert_allclose(stepped(stored, lazy=False), dense, rtol=1e-6)
    lazy = stepped(stored, lazy=True)
    np.testing.assert_allclose(lazy[1], dense[1], rtol=1e-6)
    assert (lazy[[0, 2]] == 1).all() and (dense != 1).all()


def test_a_view_of_lost_memory_names_its_key_beside_other_faults() -> None:
    kv, base = mx.kv.create(), np.ones((400, 3), np.float32)
    kv.init([1, 2], [mx.nd.ones((4, 3)), mx.nd.ones((4, 3))])
    view = base[300:304]
    base.resize((4, 3), refcheck=False)
    with pytest.raises(mx.BindError) as error:
        kv.pull([1, 2], out=[view, mx.nd.ones((2,))])
    assert [(fault.node, fault.argument) for fault in error.value.faults] == [("key 1", "out"), ("key 2", "out")]
