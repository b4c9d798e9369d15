"""`mx.gluon.Trainer`: an error, of whichever copy of whichever parameter, has changed nothing; all faults at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest

import mxsym as mx
from mxsym.kv import engine
from tests.in_process_ray import InProcessRay
from tests.support import memory_of

SHAPE = (4, 3)


class Parameter:
    """A parameter on several devices, whose arrays and gradients a test may replace."""

    def __init__(
        self, value: float, devices: int = 2, *, contexts: bool = True, shape: tuple[int, ...] = SHAPE
    ) -> None:
        marks = [mx.cpu(number if contexts else 0) for number in range(devices)]
        self.arrays: list[Any] = [mx.nd.full(shape, value, ctx=mark) for mark in marks]
        self.grads: list[Any] = [mx.nd.full(shape, value + number, ctx=mark) for number, mark in enumerate(marks)]

    def data(self) -> Any:
        return self.arrays[0]

    def grad(self) -> Any:
        return self.grads[0]

    def list_data(self) -> list[Any]:
        return self.arrays

    def list_grad(self) -> list[Any]:
        return self.grads


class Elsewhere:
    """A store of a user's own, which doubles gradients."""

    def __init__(self) -> None:
        self.calls: list[int] = []

    def broadcast(self, key: int, value: Any, out: list[Any]) -> None:
        """There is nobody else."""

    def pushpull(self, key: int, value: list[Any], priority: int = 0) -> None:
        assert priority == -key
        self.calls.append(key)
        for array in value:
            array[:] = array * 2


class Thrice(mx.gluon.Trainer):
    """A trainer that changes gradients before they are summed."""

    def _allreduce_grads(self) -> None:
        for item in self._params:
            for grad in item.list_grad():
                grad[:] = grad * 3
        super()._allreduce_grads()


def snapshot(items: list[Parameter], trainer: Any) -> list[Any]:
    """All that a step may change."""
    arrays = [np.asarray(memory_of(array)).tobytes() for item in items for array in (*item.arrays, *item.grads)]
    optimizer = trainer.optimizer
    states = [
        {index: np.asarray(memory_of(part)).tobytes() for index, state in updater.states.items() for part in state}
        for updater in trainer._updaters
    ]
    counts = {key: dict(table) for key, table in optimizer._all_index_update_counts.items() if table}
    stored = getattr(trainer._kvstore, "_values", {})
    values = {key: np.asarray(memory_of(value)).tobytes() for key, value in stored.items()}
    calls = list(getattr(trainer._kvstore, "calls", []))
    return [arrays, [state for state in states if state], counts, optimizer.rescale_grad, values, calls]


def break_shape(item: Parameter) -> str:
    item.grads[-1] = mx.nd.ones((3, 4))
    return r"got \(3, 4\), expected an array of shape \(4, 3\)"


def break_dtype(item: Parameter) -> str:
    item.grads[-1] = mx.nd.ones(SHAPE, dtype="float64")
    return "got float64"


def break_weight(item: Parameter) -> str:
    frozen = np.ones(SHAPE, np.float32)
    frozen.flags.writeable = False
    item.arrays[-1] = frozen
    return "read"


def break_kind(item: Parameter) -> str:
    item.grads[-1] = "a text"
    return "got a str"


def break_count(item: Parameter) -> str:
    item.grads.append(mx.nd.ones(SHAPE))
    return "gradients"


FAULTS: list[Callable[[Parameter], str]] = [break_shape, break_dtype, break_weight, break_kind, break_count]
WAYS = ["alone", "local", "on the store", "elsewhere", "servers", "subclass"]


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A function that makes a trainer of parameters."""
    name, ray = request.param, InProcessRay()
    if name == "servers":
        monkeypatch.setattr(engine, "ray", lambda: ray)

    def make(items: list[Parameter]) -> Any:
        stores: dict[str, Any] = {"alone": None, "elsewhere": Elsewhere()}
        store = stores.get(name, "device")
        if name == "servers":
            store = mx.kv.create("dist_sync", servers=2, workers=1, rank=0)
        kind = Thrice if name == "subclass" else mx.gluon.Trainer
        settings = {"learning_rate": 0.1}
        return kind(items, "adam", settings, kvstore=store, update_on_kvstore=name == "on the store")

    make.name = name  # type: ignore[attr-defined]
    return make


def fresh(items: list[Parameter], step: int) -> None:
    for number, item in enumerate(items):
        item.grads = [
            mx.nd.full(SHAPE, step + number + 0.5 * place, ctx=array.context) for place, array in enumerate(item.arrays)
        ]


@pytest.mark.parametrize("broken", FAULTS)
def test_an_error_has_changed_nothing(way: Any, broken: Callable[[Parameter], str]) -> None:
    """And what follows it is what would have followed without it."""
    items, others = [Parameter(1), Parameter(2), Parameter(3)], [Parameter(1), Parameter(2), Parameter(3)]
    trainer, other = way(items), way(others)
    for step in range(3):
        fresh(items, step)
        fresh(others, step)
        if step != 1:
            kept = [(list(item.arrays), list(item.grads)) for item in items]
            texts = [broken(item) for item in items[1:]]
            before = snapshot([items[0]], trainer)
            with pytest.raises(mx.BindError) as error:
                trainer.step(2)
            assert snapshot([items[0]], trainer) == before
            assert {f"parameter {number}" for number in (1, 2)} <= {
                fault.node.partition(",")[0] for fault in error.value.faults
            }
            for text in texts:
                error.match(text)
            for item, (arrays, grads) in zip(items, kept, strict=True):
                item.arrays, item.grads = arrays, grads
        trainer.step(2)
        other.step(2)
        assert snapshot(items, trainer) == snapshot(others, other)


@pytest.mark.parametrize("name", ["lr", "lr_mult", "beta1"])
def test_an_error_in_the_first_step_leaves_copies_as_they_were(name: str) -> None:
    """The first step sets copies to the first one, before the update finds what is wrong."""
    item = Parameter(1)
    item.arrays[1][:] = 5
    trainer = mx.gluon.Trainer([item], "adam")
    owner: Any = item if name == "lr_mult" else trainer.optimizer
    right = getattr(owner, name, 1.0)
    setattr(owner, name, 1.0 if name == "beta1" else np.nan)
    with pytest.raises(mx.BindError, match=r"lr|numbers"):
        trainer.step(1)
    assert [float(array[0, 0].asscalar()) for array in (*item.arrays, *item.grads)] == [1, 5, 1, 2]
    setattr(owner, name, right)
    trainer.step(1)
    assert item.arrays[0].asnumpy().tobytes() == item.arrays[1].asnumpy().tobytes()


@pytest.mark.parametrize("devices", [1, 2])
def test_a_step_asks_for_arrays_once(devices: int) -> None:
    calls: list[int] = []

    class Asked(Parameter):
        def list_data(self) -> list[Any]:
            calls.append(devices)
            return self.arrays

    trainer = mx.gluon.Trainer([Asked(1, devices)], "sgd")
    trainer.step(1)
    calls.clear()
    trainer.step(1)
    assert calls == [devices]


def test_a_view_of_lost_memory_names_its_parameter() -> None:
    item, base = Parameter(1), np.ones((400, 3), np.float32)
    item.grads[1] = base[300:304]
    trainer = mx.gluon.Trainer([item], "sgd")
    trainer.step(1)
    base.resize((4, 3), refcheck=False)
    with pytest.raises(mx.BindError, match="parameter 0, argument gradient: got a view of memory"):
        trainer.step(1)


@pytest.mark.parametrize("call", ["step", "update"])
def test_a_wrong_setting_is_found_before_gradients_are_summed(way: Any, call: str) -> None:
    if way.name == "on the store" and call == "update":
        pytest.skip("the store updates")
    items = [Parameter(1), Parameter(2)]
    trainer = way(items)
    trainer.step(1)
    fresh(items, 5)
    trainer.optimizer.beta1 = "much"
    before = snapshot(items, trainer)
    with pytest.raises(mx.BindError, match="beta1"):
        getattr(trainer, call)(4)
    assert snapshot(items, trainer) == before


def test_gradients_of_all_parameters_are_looked_at_before_one_is_summed() -> None:
    items = [Parameter(1), Parameter(2)]
    trainer = mx.gluon.Trainer(items, "sgd", {"learning_rate": 0.1})
    items[1].grads[1] = mx.nd.ones((2,))
    before = snapshot([items[0]], trainer)
    with pytest.raises(mx.BindError, match="parameter 1, argument gradient"):
        trainer.allreduce_grads()
    assert snapshot([items[0]], trainer) == before
    items[1].grads[1] = mx.nd.ones(SHAPE)
    trainer.allreduce_grads()
    assert items[0].grads[0].asnumpy()[0, 0] == items[0].grads[1].asnumpy()[0, 0] == 1 + 2


@pytest.mark.parametrize("contexts", [True, False])
def test_copies_are_counted_apart_wherever_they_are(contexts: bool) -> None:
    """Also where all of them are on one device: two copies are no two updates."""
    both, one = Parameter(1, contexts=contexts), Parameter(1, devices=1)
    trainer = mx.gluon.Trainer([both], "adam", {"learning_rate": 0.1})
    other = mx.gluon.Trainer([one], "adam", {"learning_rate": 0.1})
    for step in range(3):
        fresh([both], step)
        one.grads = [both.grads[0] + both.grads[1]]
        trainer.step(1)
        other.step(1)
    assert trainer.optimizer.num_update == 3
    for array in both.arrays:
        np.testing.assert_array_equal(array.asnumpy(), one.arrays[0].asnumpy())


def test_one_array_is_no_two_copies() -> None:
    one = Parameter(1)
    one.arrays[1] = one.arrays[0]
    trainer = mx.gluon.Trainer([one], "sgd", {"learning_rate": 0.1})
    with pytest.raises(
        mx.BindError,
        match="parameter 0, argument data: got copy 1 of parameter 0 in the memory of copy 0 of parameter 0",
    ):
        trainer.step(1)
    assert one.arrays[0].asnumpy()[0, 0] == 1


@pytest.mark.parametrize("size", ["x", 0, -4, float("nan"), float("inf"), None, True, [1], np.zeros(2)])
@pytest.mark.parametrize("method", ["step", "update"])
def test_the_size_of_a_batch_is_a_number_above_zero(method: str, size: Any) -> None:
    one = Parameter(1)
    trainer = mx.gluon.Trainer([one], "sgd", {"learning_rate": 0.1})
    before = snapshot([one], trainer)
    with pytest.raises(mx.BindError, match=r"1 fault; .*\n  batch_size: got .*, expected a number above 0; pass"):
        getattr(trainer, method)(size)
    assert snapshot([one], trainer) == before


def test_all_arguments_of_a_trainer_are_looked_at_at_once() -> None:
    sgd, make = mx.optimizer.SGD(), cast("Any", mx.gluon.Trainer)
    before = dict(sgd.param_dict)
    with pytest.raises(mx.BindError) as error:
        make([3, Parameter(1)], sgd, {"wd": 1}, 3, {"type": "2bit"}, "yes")
    assert [fault.node for fault in error.value.faults] == [
        "parameter 0", "optimizer_params", "compression_params", "update_on_kvstore", "kvstore",
    ]  # fmt: skip
    assert sgd.param_dict == before
    with pytest.raises(mx.BindError, match=r"(?s)params: got an int.*optimizer: got 7.*optimizer_params: got a str"):
        make(3, 7, "wd")
    with pytest.raises(ValueError, match="no store 'dist_sync' on one machine"):
        mx.gluon.Trainer([Parameter(1)], sgd, kvstore="dist_sync")
    assert sgd.param_dict == before


@pytest.mark.parametrize("warm", [0, 3])
@pytest.mark.parametrize("name", ["weight", "grad", "mom"])
def test_a_view_of_lost_memory_names_op_and_argument(name: str, warm: int) -> None:
    """In `mx.nd`, and in an update of a parameter: views of memory that was there in the calls before."""
    bases = {key: np.ones(5000, np.float32) for key in ("weight", "grad", "mom")}
    views = {key: base[1000:2000] for key, base in bases.items()}
    optimizer = mx.optimizer.create("sgd", momentum=0.9)

    def op() -> None:
        mx.nd.sgd_mom_update(*views.values(), lr=0.1, out=views["weight"])

    def update() -> None:
        optimizer.update(0, views["weight"], views["grad"], views["mom"])

    for _ in range(warm):
        op()
        update()
    bases[name].resize(10, refcheck=False)
    with pytest.raises(mx.BindError) as error:
        op()
    assert [(fault.node, fault.argument) for fault in error.value.faults] == [("sgd_mom_update", name)]
    with pytest.raises(mx.BindError) as error:
        update()
    own = {"grad": "gradient", "mom": "state"}.get(name, name)
    assert [(fault.node, fault.argument) for fault in error.value.faults] == [("parameter 0", own)]


def test_a_list_as_weight_and_as_out_is_said_of_both() -> None:
    wrong: Any = [[0.0] * 3] * 4
    with pytest.raises(mx.BindError) as error:
        mx.nd.sgd_update(wrong, np.ones((4, 3), np.float32), lr=0.1, out=wrong)
    assert [fault.argument for fault in error.value.faults] == ["weight", "out"]


@pytest.mark.parametrize("name", ["isnan", "isinf", "isfinite"])
def test_contribs_functions_take_whole_numbers(name: str) -> None:
    whole = mx.nd.array([1, 2], dtype="int32")
    got, expected = (getattr(home, name)(whole) for home in (mx.nd.contrib, mx.nd))
    assert got.dtype == expected.dtype
    assert got.asnumpy().tobytes() == expected.asnumpy().tobytes()
