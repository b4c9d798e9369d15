"""An imperative call on row-sparse arrays that is like an earlier one: other ids, other rows, and the same checks."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.executor import remembered, steps
from mxsym.executor.executor import Executor
from mxsym.executor.rows import SparseSteps
from mxsym.optimizer import Optimizer, repeated_step
from mxsym.rule.rule import LAZY, Rule
from mxsym.runtime.native_call import native
from tests.support import DTYPES, counted, draw, memory_of, name_of, shapes_for, types_for, update_rules
from tests.test_optimizers import EVERY, Run, assert_equal, is_separable, make
from tests.test_trainer import Parameter

pytestmark = pytest.mark.skipif(not native.available(), reason="no native calls here")
HEIGHT, WIDTH = 9, 4
BY_ROWS = [rule for rule in update_rules() if not rule.members and any(item.name == "grad" for item in rule.inputs)]
REQUIRES_DENSE = "row-sparse grad"
"""In the text of the fault of a rule whose standard form takes no row-sparse gradient."""


@pytest.fixture
def repeated(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Record of the steps of optimizers: True for each that was repeated."""
    done: list[bool] = []
    real = repeated_step.run

    def run(*args: Any) -> bool:
        done.append(real(*args))
        return done[-1]

    monkeypatch.setattr(repeated_step, "run", run)
    return done


def refuses(*_args: Any, **_kwargs: Any) -> bool:
    """A step in native code that takes nothing."""
    return False


def longer(monkeypatch: pytest.MonkeyPatch, function: Any, *args: Any, **kwargs: Any) -> Any:
    """The call by the general way, in Python alone."""
    with monkeypatch.context() as patch:
        patch.setattr(remembered, "_calls", {})
        patch.setattr(Executor, "step", refuses)
        return function(*args, **kwargs)


def ids_of(step: int, dtype: str = "int64") -> np.ndarray:
    rng = np.random.default_rng(step)
    return np.sort(rng.permutation(HEIGHT)[: (3, 5, 0, 9, 1)[step % 5]]).astype(dtype)


def operands(rule: Rule, step: int, kind: str, dtype: str) -> dict[str, Any]:
    """The arrays of a step: the gradient has other rows, and another number of them, each time."""
    rng = np.random.default_rng(100 + step)
    types = types_for(rule, DTYPES["float32"])
    arrays: dict[str, Any] = {}
    for name, shape in shapes_for(rule, (HEIGHT, WIDTH)).items():
        arrays[name] = rng.uniform(0.25, 4, shape).astype(types[name])
    ids = ids_of(step, dtype)
    rows = arrays["grad"][: len(ids)].copy()
    if kind == "sums":
        many = np.concatenate([ids[::-1], ids])
        arrays["grad"] = mx.nd.sparse.uncoalesced(np.concatenate([rows, -2 * rows]), many, (HEIGHT, WIDTH))
    else:
        arrays["grad"] = mx.nd.sparse.row_sparse_array((rows, ids), shape=(HEIGHT, WIDTH))
    return arrays


@pytest.mark.every(2)
@pytest.mark.each("rule")
@pytest.mark.parametrize("kind", ["rows", "sums"])
@pytest.mark.parametrize("lazy", [True, False])
@pytest.mark.parametrize("rule", BY_ROWS, ids=name_of)
def test_every_update_on_rows_has_the_bits_of_the_longer_way(
    rule: Rule, lazy: bool, kind: str, short: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    if lazy and rule.attribute(LAZY.name) is None:
        pytest.skip("no lazy form")
    numbers = counted({item.name: 0.25 for item in rule.scalars if item.required})
    flags = {} if rule.attribute(LAZY.name) is None else {LAZY.name: lazy}
    function = getattr(mx.nd, rule.name)
    for step in range(5):
        ours, theirs = operands(rule, step, kind, "int64"), operands(rule, step, kind, "int64")
        given = {**numbers, **flags, "flavour": rule.flavour}
        refused = ""
        try:
            longer(monkeypatch, function, **theirs, **given, out=theirs["weight"])
        except mx.BindError as error:
            refused = str(error)
        if refused:
            assert REQUIRES_DENSE in refused and (not lazy or "whose blocks are no rows" in refused)
            with pytest.raises(mx.BindError):
                function(**ours, **given, out=ours["weight"])
            assert not any(short)
            return
        function(**ours, **given, out=ours["weight"])
        for name in ours.keys() - {"grad"}:
            assert ours[name].tobytes() == theirs[name].tobytes(), name
    assert short == [True] * 4


@pytest.mark.parametrize("dtype", ["int64", "int32"])
def test_row_sparse_weights_and_states(dtype: str, short: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    def table() -> Any:
        rows = np.arange(HEIGHT * WIDTH, dtype=np.float32).reshape(HEIGHT, WIDTH)
        return mx.nd.sparse.row_sparse_array((rows, np.arange(HEIGHT, dtype=dtype)), shape=(HEIGHT, WIDTH))

    tables = [[table(), table()] for _ in range(2)]
    for step in range(5):
        ids = ids_of(step, dtype)
        grad = mx.nd.sparse.row_sparse_array((np.ones((len(ids), WIDTH), np.float32), ids), shape=(HEIGHT, WIDTH))
        (weight, mom), (other, other_mom) = tables
        mx.nd.sgd_mom_update(weight, grad, mom, lr=0.5, momentum=0.5, out=weight)
        longer(monkeypatch, mx.nd.sgd_mom_update, other, grad, other_mom, lr=0.5, momentum=0.5, out=other)
        for mine, its in zip(*tables, strict=True):
            assert mine.asnumpy().tobytes() == its.asnumpy().tobytes()
    assert short == [True] * 4


@pytest.mark.parametrize("kind", ["rows", "sums", "tables"])
def test_lists_of_outputs(kind: str, short: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of an op on many tensors, some of them dense, and of an op on one."""
    shape = HEIGHT, WIDTH

    def step(number: int, *, by_longer: bool, kept: list[Any]) -> None:
        ids = ids_of(number)
        values = np.full((len(ids), WIDTH), number + 1.0, np.float32)
        rows = mx.nd.sparse.row_sparse_array((values, ids), shape=shape)
        first = mx.nd.sparse.uncoalesced(values, ids[::-1].copy(), shape) if kind == "sums" else rows
        weights, moms = kept[:3], kept[3:]
        grads = [first, np.full(shape, number, np.float32), rows]
        given = [array for each in zip(weights, grads, moms, strict=True) for array in each]
        numbers = {"lrs": [0.5, 0.25, number + 1.0], "wds": [0.0, 0.5, 0.25], "momentum": 0.5}
        calls: list[tuple[Any, tuple[Any, ...], dict[str, Any]]] = [
            (mx.nd.multi_sgd_mom_update, tuple(given), {**numbers, "out": weights}),
            (mx.nd.sgd_mom_update, (weights[0], first, moms[0]), {"lr": 0.5, "lazy_update": True, "out": [weights[0]]}),
            (mx.nd.sgd_update, (weights[0], first), {"lr": 0.5, "out": (weights[0],)}),
        ]
        for function, args, kwargs in calls:
            if by_longer:
                longer(monkeypatch, function, *args, **kwargs)
            else:
                assert function(*args, **kwargs) is kwargs["out"]

    def arrays() -> list[Any]:
        dense = [np.random.default_rng(n).random(shape, np.float32) for n in range(6)]
        if kind != "tables":
            return dense
        faces = [mx.nd.sparse.row_sparse_array((dense[n], np.arange(HEIGHT)), shape=shape) for n in (0, 3)]
        return [faces[0], dense[1], dense[2], faces[1], *dense[4:]]

    ours, theirs = arrays(), arrays()
    for number in range(5):
        step(number, by_longer=False, kept=ours)
        step(number, by_longer=True, kept=theirs)
        for mine, its in zip(ours, theirs, strict=True):
            assert mx.nd.array(mine).asnumpy().tobytes() == mx.nd.array(its).asnumpy().tobytes()
    assert short == [True] * 12


def test_states_that_lack_rows_get_them(short: list[bool]) -> None:
    weight = np.zeros((HEIGHT, WIDTH), np.float32)
    mom = mx.nd.sparse.zeros("row_sparse", (HEIGHT, WIDTH))
    expected = np.zeros((HEIGHT, WIDTH), np.float32)
    for ids in ([1, 4], [1, 4], [2, 8], [1, 2, 4, 8]):
        rows = np.ones((len(ids), WIDTH), np.float32)
        grad = mx.nd.sparse.row_sparse_array((rows, np.array(ids)), shape=(HEIGHT, WIDTH))
        mx.nd.sgd_mom_update(weight, grad, mom, lr=0.5, momentum=0.5, lazy_update=True, out=weight)
        expected[ids] = np.float32(0.5) * expected[ids] - np.float32(0.5) * rows
        assert mom.asnumpy().tobytes() == expected.tobytes()
    assert mom.indices.asnumpy().tolist() == [1, 2, 4, 8]
    assert short[-1]


def test_bags_with_offsets_and_weights(short: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    ours, theirs = (np.zeros((HEIGHT, WIDTH), np.float32) for _ in range(2))
    for step in range(4):
        count = 4 + step
        ids = rng.integers(0, HEIGHT, 2 * count)
        data, weights = rng.standard_normal((count, WIDTH), np.float32), rng.standard_normal(2 * count, np.float32)
        offsets = np.arange(0, 2 * count, 2)
        grad = mx.nd.sparse.uncoalesced(data, ids, (HEIGHT, WIDTH), offsets=offsets, weights=weights)
        mx.nd.sgd_update(ours, grad, lr=0.5, out=ours)
        longer(monkeypatch, mx.nd.sgd_update, theirs, grad.coalesce(), lr=0.5, out=theirs)
        assert ours.tobytes() == theirs.tobytes()
    assert short == [True] * 3


def test_kinds_of_arrays_are_apart(short: list[bool]) -> None:
    """A dense gradient, one of rows and one to be summed: each is remembered for itself."""
    weight, grad = np.ones((HEIGHT, WIDTH), np.float32), np.ones((3, WIDTH), np.float32)
    other = np.zeros_like(weight)
    ids = np.array([0, 2, 5])
    rows = mx.nd.sparse.row_sparse_array((grad, ids), shape=weight.shape)
    sums = mx.nd.sparse.uncoalesced(grad, ids, weight.shape)
    for _ in range(2):
        for given in (rows.asnumpy(), rows, sums):
            for out in (weight, other):
                before = weight.copy()
                mx.nd.sgd_update(weight, given, lr=0.5, lazy_update=False, out=out)
                assert out.tobytes() == (before - np.float32(0.5) * rows.asnumpy()).tobytes()
    assert all(short[-6::2])


def test_faults_are_the_longer_way_s(short: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    shape = HEIGHT, WIDTH
    weight, mom = np.ones(shape, np.float32), np.ones(shape, np.float32)
    values = np.ones((3, WIDTH), np.float32)

    def rows(ids: Any, data: Any = values, whole: tuple[int, ...] = shape) -> Any:
        grad = mx.nd.sparse.row_sparse_array((values, np.array([0, 1, 2])), shape=whole)
        grad.__mxsym__().indices, grad.__mxsym__().data = ids, data
        return grad

    def call(weight: Any, grad: Any, mom: Any) -> None:
        mx.nd.sgd_mom_update(weight, grad, mom, lr=0.5, momentum=0.5, lazy_update=True, out=weight)

    good = np.array([0, 4, 8])
    for _ in range(2):
        call(weight, rows(good), mom)
    assert short == [True]
    kept = [weight.tobytes(), mom.tobytes()]
    frozen = mom.copy()
    frozen.flags.writeable = False
    bad: dict[str, tuple[Any, Any]] = {
        "too large": (rows(np.array([0, 4, HEIGHT])), mom),
        "negative": (rows(np.array([-1, 4, 8])), mom),
        "sorted": (rows(np.array([4, 0, 8])), mom),
        "position 2": (rows(np.array([0, 4, 4])), mom),
        "2 row ids": (rows(good[:2]), mom),
        "float64": (rows(good.astype(np.float64)), mom),
        "int16": (rows(good.astype(np.int16)), mom),
        "strides": (rows(np.arange(6)[::2]), mom),
        "int64": (rows(good, values.astype(np.int64)), mom),
        "values of shape": (rows(good, np.ones((3, WIDTH + 1), np.float32)), mom),
        "shape": (rows(good, values, (HEIGHT + 1, WIDTH)), mom),
        "read-only": (rows(good), frozen),
        "overlapping": (rows(good, weight[:3]), mom),
    }
    for word, (grad, state) in bad.items():
        with pytest.raises(mx.BindError, match=word) as found:
            call(weight, grad, state)
        with pytest.raises(mx.BindError) as wanted:
            longer(monkeypatch, call, weight, grad, state)
        ours, theirs = ([str(fault).split(" at ")[0] for fault in error.value.faults] for error in (found, wanted))
        assert ours == theirs
        assert [weight.tobytes(), mom.tobytes()] == kept, word
    sums = mx.nd.sparse.uncoalesced(values, good, shape)
    for _ in range(2):
        call(weight, sums, mom)
    kept = [weight.tobytes(), mom.tobytes()]
    for ids in ([0, 4, HEIGHT], [0, -1, 4]):
        with pytest.raises(mx.BindError, match=str(ids[1] if ids[1] < 0 else ids[2])):
            call(weight, mx.nd.sparse.uncoalesced(values, np.array(ids), shape), mom)
        assert [weight.tobytes(), mom.tobytes()] == kept
    call(weight, rows(good), mom)
    assert short[-1]


def test_an_array_that_moves_is_read_where_it_is(short: list[bool]) -> None:
    weight = np.zeros((HEIGHT, WIDTH), np.float32)
    grad = mx.nd.sparse.row_sparse_array((np.ones((2, WIDTH), np.float32), np.array([1, 3])), shape=weight.shape)
    expected = weight.copy()
    for ids in ([1, 3], [0, 2, 4], [5]):
        grad.__mxsym__().indices = np.array(ids)
        grad.__mxsym__().data = np.full((len(ids), WIDTH), 2, np.float32)
        mx.nd.sgd_update(weight, grad, lr=0.5, out=weight)
        expected[ids] -= 1
        assert weight.tobytes() == expected.tobytes()
    assert short == [True, True]


def test_a_repeated_call_checks_nothing_in_python(short: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    """However many rows there are: no fresh call, and none of the general checks."""
    weight = np.zeros((500, WIDTH), np.float32)

    def grad(count: int) -> Any:
        rows = np.ones((count, WIDTH), np.float32)
        return mx.nd.sparse.row_sparse_array((rows, np.arange(count)), shape=weight.shape)

    mx.nd.sgd_update(weight, grad(3), lr=0.5, out=weight)

    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise AssertionError("the general way")

    for name in ("_fit", "_run", "run_on"):
        monkeypatch.setattr(Executor, name, refuse)
    for count in (3, 0, 7, 500, 400):
        mx.nd.sgd_update(weight, grad(count), lr=0.5, out=weight)
    assert short == [True] * 5
    ((_, (call,)),) = remembered._calls.values()  # pyright: ignore[reportPrivateUsage]
    assert len(call.forms) == 1


def test_a_step_that_was_stopped_leaves_no_address_behind(short: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception of a signal handler comes when kernels are to run on other arrays; the next call is on the first."""
    height = 5000
    weight, other = np.zeros((height, WIDTH), np.float32), np.zeros((height, WIDTH), np.float32)

    def grad(count: int) -> Any:
        return mx.nd.sparse.row_sparse_array((np.ones((count, WIDTH), np.float32), np.arange(count)), weight.shape)

    for _ in range(2):
        mx.nd.sgd_update(weight, grad(2), lr=1.0, out=weight)

    def stop(*_args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(SparseSteps, "prepare", stop)
        with pytest.raises(KeyboardInterrupt):  # there are more rows than there is room for
            mx.nd.sgd_update(other, grad(height), lr=1.0, out=other)
    mx.nd.sgd_update(weight, grad(2), lr=1.0, out=weight)
    assert short == [True, False, True]
    assert not other.any() and (weight[:2] == -3).all() and not weight[2:].any()


def test_room_for_sums_has_a_limit(short: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    """Sums of more ids are made in memory of a call's own; the call is native all the same."""
    height, width, most = 3000, 8, 1024
    monkeypatch.setattr(steps, "SUMMED_BYTES", 40 * most)
    weight, expected = np.zeros((height, width), np.float32), np.zeros((height, width), np.float32)
    rng = np.random.default_rng(2)
    for count in (1, most + 1, most, 2 * most, 2 * most, 3, most + 1):
        data = rng.integers(-4, 4, (count, width)).astype(np.float32)
        ids = rng.integers(0, height, count)
        mx.nd.sgd_update(weight, mx.nd.sparse.uncoalesced(data, ids, weight.shape), lr=1.0, out=weight)
        np.subtract.at(expected, ids, data)
        assert weight.tobytes() == expected.tobytes()
    ((_, (call,)),) = remembered._calls.values()  # pyright: ignore[reportPrivateUsage]
    ((_, form),) = call.forms.items()
    part: Any = form.step.__self__._call.sparse  # pyright: ignore[reportFunctionMemberAccess]
    assert part.sum_capacity(next(iter(part._sums))) == most
    assert short == [True, True, False, True, True, True]  # the longer way makes room for more ids


def test_threads_at_one_call() -> None:
    shape, steps = (64, WIDTH), 200
    weights = [np.zeros(shape, np.float32) for _ in range(4)]
    errors: list[BaseException] = []

    def work(weight: np.ndarray, seed: int) -> None:
        rng = np.random.default_rng(seed)
        expected = np.zeros(shape, np.float32)
        try:
            for _ in range(steps):
                ids = np.sort(rng.permutation(shape[0])[: rng.integers(0, shape[0])])
                rows = rng.integers(-4, 4, (len(ids), WIDTH)).astype(np.float32)
                grad = mx.nd.sparse.row_sparse_array((rows, ids), shape=shape)
                mx.nd.sgd_update(weight, grad, lr=0.5, out=weight)
                expected[ids] -= np.float32(0.5) * rows
            assert weight.tobytes() == expected.tobytes()
        except BaseException as error:  # told by the test
            errors.append(error)

    threads = [threading.Thread(target=work, args=(weight, seed)) for seed, weight in enumerate(weights)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors


def gradient(step: int, kind: str) -> Any:
    rng, ids = np.random.default_rng(step), ids_of(step)
    rows = rng.uniform(-2, 2, (len(ids), WIDTH)).astype(np.float32)
    if kind == "sums":
        many = np.concatenate([ids[::-1], ids])
        return mx.nd.sparse.uncoalesced(np.concatenate([rows, rows * 3]), many, (HEIGHT, WIDTH))
    return mx.nd.sparse.row_sparse_array((rows, ids), shape=(HEIGHT, WIDTH))


@pytest.mark.parametrize("kind", ["rows", "sums"])
@pytest.mark.parametrize("name", ["sgd", "adam", "adagrad", "ftrl", "rmsprop"])
def test_an_updater_repeats_its_step_on_rows(name: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the third step of a parameter: no general check, and the bits of one that is never repeated."""
    updaters = [mx.optimizer.get_updater(mx.optimizer.create(name, learning_rate=0.5)) for _ in range(2)]
    weights = [mx.nd.array(np.ones((HEIGHT, WIDTH), np.float32)) for _ in range(2)]
    general: list[int] = []
    real = Executor.run_on

    def run_on(self: Executor, *args: Any, **kwargs: Any) -> bool:
        general.append(step)
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Executor, "run_on", run_on)
    for step in range(6):
        updaters[0](0, gradient(step, kind), weights[0])
    assert set(general) <= {0, 1}
    for step in range(6):
        longer(monkeypatch, updaters[1], 0, gradient(step, kind), weights[1])
    assert weights[0].asnumpy().tobytes() == weights[1].asnumpy().tobytes()


@pytest.mark.each("name")
@EVERY
@pytest.mark.parametrize("kind", ["rows", "sums"])
@pytest.mark.parametrize("storage", ["dense", "rows"])
@pytest.mark.parametrize("lazy", [True, False])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_every_optimizer_repeats_its_step_on_rows(
    name: str, kind: str, storage: str, lazy: bool, dtype: str, repeated: list[bool]
) -> None:
    """The bits of the interpreter; two parameters by rows, and one by a dense gradient."""
    rng = np.random.default_rng(8)
    start = [draw(rng, HEIGHT * WIDTH, DTYPES[dtype]).reshape(HEIGHT, WIDTH) for _ in range(3)]

    def weight(n: int) -> Any:
        held = start[n].copy()
        by_rows = storage == "rows" and n < 2
        return mx.nd.sparse.row_sparse_array((held, np.arange(HEIGHT)), shape=held.shape) if by_rows else held

    pair: list[Run] = []
    for fused in (True, False):
        optimizer = make(name, "everything", use_fused_step=fused, multi_precision=dtype != "float32")
        if not Optimizer.opt_registry[name].lazy_update:
            optimizer.lazy_update = lazy
        pair.append(Run(optimizer, [weight(n) for n in range(3)]))
    for step in range(5):
        ids = [ids_of(step + 3), ids_of(3 * step + 3)]  # all rows first: states that store rows get them then
        grads: list[Any] = [draw(rng, HEIGHT * WIDTH, DTYPES[dtype]).reshape(HEIGHT, WIDTH) for _ in range(3)]
        with np.errstate(all="ignore"):
            for n in range(2):
                rows = grads[n][: len(ids[n])]
                if kind == "sums":
                    many = np.concatenate([ids[n][::-1], ids[n]])
                    grads[n] = mx.nd.sparse.uncoalesced(np.concatenate([rows, rows * 3]), many, (HEIGHT, WIDTH))
                else:
                    grads[n] = mx.nd.sparse.row_sparse_array((rows, ids[n]), shape=(HEIGHT, WIDTH))
            optimizer = pair[0].optimizer
            measures = type(optimizer).measure is not Optimizer.measure  # norms, before the rule
            if not (is_separable(name) or measures or optimizer.is_lazy(memory_of(pair[0].weights[0]))):
                for each in pair:
                    with pytest.raises(mx.BindError, match=REQUIRES_DENSE):
                        each.step(grads)
                return
            for each in pair:
                each.step(grads)
        assert_equal(pair[0], pair[1], f"{name} step {step}")
    optimizer = pair[0].optimizer
    own = optimizer.differs_by_index() or type(optimizer).tensors is not Optimizer.tensors
    in_place = storage == "dense" or optimizer.is_lazy(memory_of(pair[0].weights[0]))  # else rows are added in Python
    assert repeated == [False, False, *[in_place and not own] * 3]


@pytest.mark.parametrize(("devices", "on_store"), [(1, False), (2, False), (1, True)])
@pytest.mark.parametrize("lazy", [True, False])
def test_a_trainer_repeats_its_step_on_rows(
    devices: int, on_store: bool, lazy: bool, repeated: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two parameters by rows and one by a dense gradient: the bits of a trainer whose step is never repeated."""
    settings = {"learning_rate": 0.25, "momentum": 0.5, "wd": 0.125, "lazy_update": lazy}
    shapes = [(HEIGHT, WIDTH), (HEIGHT, WIDTH), (3, 2)]
    pair = [[Parameter(1.0, devices, contexts=False, shape=shape) for shape in shapes] for _ in range(2)]
    trainers = [mx.gluon.Trainer(items, "sgd", settings, update_on_kvstore=on_store) for items in pair]
    ways = repeated_step.run, refuses
    for step in range(6):
        for items, trainer, way in zip(pair, trainers, ways, strict=True):
            for n, item in enumerate(items):
                for device in range(devices):
                    dense = mx.nd.array(np.full((3, 2), step + 1.0))
                    item.grads[device] = gradient(step + n + 3 * device, "rows") if n < 2 else dense
            with monkeypatch.context() as patch:
                patch.setattr(repeated_step, "run", way)
                trainer.step(2.0)
        for one, other in zip(*pair, strict=True):
            for got, want in zip(one.arrays, other.arrays, strict=True):
                assert got.asnumpy().tobytes() == want.asnumpy().tobytes()
    assert repeated == [False] * 2 + [True] * (6 * devices - 2)  # of all devices


def test_an_optimizer_that_becomes_lazy_updates_the_stored_rows() -> None:
    optimizer = mx.optimizer.create("sgd", learning_rate=0.5, wd=0.5, lazy_update=False)
    updater, weight = mx.optimizer.get_updater(optimizer), mx.nd.array(np.ones((HEIGHT, WIDTH), np.float32))
    grad = mx.nd.sparse.row_sparse_array((np.zeros((2, WIDTH), np.float32), np.array([1, 3])), shape=weight.shape)
    expected = np.ones((HEIGHT, WIDTH), np.float32)
    for lazy in (False,) * 4 + (True,) * 4 + (False,):
        optimizer.lazy_update = lazy
        updater(0, grad, weight)
        expected[[1, 3] if lazy else slice(None)] *= np.float32(0.75)
        assert weight.asnumpy().tobytes() == expected.tobytes()


def test_an_updater_takes_rows_and_dense_gradients_in_turns() -> None:
    updater = mx.optimizer.get_updater(mx.optimizer.create("sgd", learning_rate=0.5))
    weight, expected = mx.nd.array(np.ones((HEIGHT, WIDTH), np.float32)), np.ones((HEIGHT, WIDTH), np.float32)
    for step, kind in enumerate(["rows"] * 4 + ["dense"] * 4 + ["rows", "dense"]):
        grad = gradient(step, "rows")
        updater(0, mx.nd.array(grad.asnumpy()) if kind == "dense" else grad, weight)
        expected -= np.float32(0.5) * grad.asnumpy()
        assert weight.asnumpy().tobytes() == expected.tobytes()


def test_a_repeated_step_refuses_wrong_ids() -> None:
    updater = mx.optimizer.get_updater(mx.optimizer.create("sgd", learning_rate=0.5, momentum=0.5))
    weight = mx.nd.array(np.ones((HEIGHT, WIDTH), np.float32))
    for step in range(4):
        updater(0, gradient(step, "rows"), weight)
    kept, counts = weight.asnumpy().tobytes(), updater.optimizer.num_update
    for ids, word in (([1, HEIGHT], "too large"), ([-1, 2], "negative"), ([3, 2], "unsorted"), ([2, 2], "duplicate")):
        grad = mx.nd.sparse.row_sparse_array((np.ones((2, WIDTH), np.float32), np.array([0, 1])), shape=weight.shape)
        grad.__mxsym__().indices = np.array(ids)
        with pytest.raises(mx.BindError, match=word):
            updater(0, grad, weight)
        assert weight.asnumpy().tobytes() == kept and updater.optimizer.num_update == counts
