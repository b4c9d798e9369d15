"""A step that is like an earlier one is done in a shorter way: the same bits, faults and counts as the longer."""

from __future__ import annotations

import math
import sys
import weakref
from collections.abc import Callable, Iterator
from typing import Any, cast

import numpy as np
import pytest

import mxsym as mx
from mxsym.optimizer import Optimizer, fused_step, repeated_step
from mxsym.runtime.native_call import native
from mxsym.runtime.native_call.arrangement import Arrangement
from tests.support import DTYPES, Array, draw
from tests.test_optimizers import EVERY, make
from tests.threads_between import before_the_kernels

SHAPES = [(5, 7), (131,), (0, 3), (3, 2, 2), (131,)]
pytestmark = pytest.mark.skipif(not native.available(), reason="no native calls here")


class Model:
    """Parameters of several shapes, and an optimizer of them."""

    def __init__(self, optimizer: Optimizer, dtype: str, kind: Callable[[Array], Any]) -> None:
        rng = np.random.default_rng(11)
        self.optimizer = optimizer
        self.rng, self.dtype, self.kind = rng, DTYPES[dtype], kind
        self.indices: list[Any] = [0, 1, "two", 3, 4]
        self.weights = self.gradients()
        pairs = zip(self.indices, self.weights, strict=True)
        self.states = [optimizer.create_state_multi_precision(index, weight) for index, weight in pairs]

    def gradients(self) -> list[Any]:
        return [self.kind(draw(self.rng, math.prod(shape), self.dtype).reshape(shape)) for shape in SHAPES]

    def step(self, gradients: list[Any]) -> None:
        self.optimizer.update_multi_precision(self.indices, self.weights, gradients, self.states)

    def bits(self) -> list[bytes]:
        flat = [*self.weights, *flat_states(self.states)]
        return [np.asarray(item.asnumpy() if hasattr(item, "asnumpy") else item).tobytes() for item in flat]


def flat_states(states: Any) -> Iterator[Any]:
    """The arrays of states."""
    for state in states:
        if isinstance(state, tuple):
            yield from flat_states(state)
        elif state is not None:
            yield state


@pytest.mark.parametrize("is_native", [True, False])
def test_arrays_and_numbers_go_to_their_places(is_native: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not is_native:
        monkeypatch.setattr(native, "available", lambda: False)
    weights, grads = ([mx.sym.var(f"{name}{n}") for n in range(3)] for name in "wg")
    step = mx.Group([mx.sym.sgd_update(w, g, lr=0.5, out=w) for w, g in zip(weights, grads, strict=True)])
    executor = step.bind_named(None, {name: np.zeros(4, np.float32) for name in step.list_arguments()})
    values = {name: np.full(4, n + 1, np.float32) for n, name in enumerate(executor.names)}
    rates = [0.5, 0.25, 2.0]
    expected = {f"w{n}": values[f"w{n}"] - np.float32(rate) * values[f"g{n}"] for n, rate in enumerate(rates)}
    place = {name: number for number, name in enumerate(executor.names)}
    form = (place["g2"], (place["w0"], (place["w1"], None), ()), None, (place["g0"], place["g1"], place["w2"]))
    lr = [executor.number_place(op, "lr") for op in executor.scalars]
    others = [[n] for n in range(executor.count) if n not in lr]
    numbers: Any = (np.array(rates).tobytes(), *(executor.numbers[n] for (n,) in others))
    arrangement = Arrangement(form, [lr, *others])
    assert arrangement.is_of(6, executor.count)
    assert not arrangement.is_of(5, executor.count) and not arrangement.is_of(6, executor.count - 1)
    assert not Arrangement((*form[:3], ()), [lr, *others]).is_of(6, executor.count)
    w0, w1, w2, g0, g1, g2 = (values[name] for name in ("w0", "w1", "w2", "g0", "g1", "g2"))
    good: Any = (g2, (w0, (w1, None), ()), None, (g0, g1, w2))
    wrong: list[Any] = [
        (),
        good[:3],
        (*good, None),
        list(good),
        (g2, [w0, (w1, None), ()], None, good[3]),
        (g2, (w0, (w1, w1), ()), None, good[3]),
        (g2, (w0, w1, ()), None, good[3]),
        (g2, (w0, (w1, None), (w2,)), None, good[3]),
        (g2, (w0, (w1, None), ()), None, (g0, g1)),
        (g2, (w0, (w1, None), ()), g2, good[3]),
        (np.zeros(5, np.float32), *good[1:]),
        ((g2,), *good[1:]),
    ]
    bad: list[Any] = [
        (),
        numbers[1:],
        (*numbers, 1.0),
        (numbers[0][8:], *numbers[1:]),
        (numbers[0] + numbers[0], *numbers[1:]),
        (bytearray(numbers[0]), *numbers[1:]),
        (None, *numbers[1:]),
    ]
    before = {name: value.copy() for name, value in values.items()}
    assert [executor.step(item, numbers, arrangement) for item in wrong] == [False] * len(wrong)
    assert [executor.step(good, item, arrangement) for item in bad] == [False] * len(bad)
    assert all((values[name] == before[name]).all() for name in values)
    assert executor.step(good, numbers, arrangement)
    assert {name: values[name].tolist() for name in expected} == {k: v.tolist() for k, v in expected.items()}


def test_the_users_lists_may_change_while_a_step_runs() -> None:
    """The arrays of a step live until it is over, and no longer."""
    optimizer = mx.optimizer.create("sgd", learning_rate=1.0)
    weights, ended = np.zeros(1 << 15, np.float32), list[str]()
    optimizer.update([0], [weights], [np.zeros(1 << 15, np.float32)], [None])
    grads = [np.ones(1 << 15, np.float32)]
    weakref.finalize(grads[0], ended.append, "ended")

    def empty() -> list[str]:
        grads.clear()
        return ended.copy()

    seen: list[list[str]] = []
    ((bound,),) = fused_step._executors[optimizer].values()  # pyright: ignore[reportPrivateUsage]
    with before_the_kernels(cast("mx.Executor", bound), lambda: seen.append(empty())):
        optimizer.update([0], [weights], grads, [None])
    assert seen == [[]]
    assert ended == ["ended"]
    assert (weights == -1).all()


@pytest.fixture
def repeated(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Record of steps of the optimizers marked `short`: True for each that took the shorter way; others never do."""
    done: list[bool] = []
    real = repeated_step.run

    def run(optimizer: Optimizer, *args: Any) -> bool:
        if not getattr(optimizer, "short", False):
            return False
        done.append(real(optimizer, *args))
        return done[-1]

    monkeypatch.setattr(repeated_step, "run", run)
    return done


def models(name: str, dtype: str, kind: Callable[[Array], Any] = np.asarray, **more: Any) -> tuple[Model, Model]:
    short, long = (Model(make(name, "everything", **more), dtype, kind) for _ in range(2))
    short.optimizer.short = True  # type: ignore[attr-defined]
    return short, long


@pytest.mark.every(2)
@pytest.mark.each("name")
@EVERY
@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_a_repeated_step_has_the_same_bits(name: str, dtype: str, repeated: list[bool]) -> None:
    short, long = models(name, dtype, multi_precision=True)
    for number in range(7):
        gradients = short.gradients()
        long.gradients()
        for model in (short, long):
            model.optimizer.rescale_grad = 0.5 + 0.25 * (number == 4)
            if number == 5:
                model.optimizer.set_lr_mult({1: 0.25, 3: 2.0})
            model.step(gradients)
        assert short.bits() == long.bits()
        assert short.optimizer.update_counts == long.optimizer.update_counts
    assert any(repeated) == (not short.optimizer.differs_by_index() and short.optimizer.has_rule())  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize("kind", [np.asarray, mx.nd.array], ids=["numpy", "nd"])
def test_whatever_changes_between_steps(kind: Callable[[Array], Any], repeated: list[bool]) -> None:
    """Other arrays, another flag, other counts: the shorter way is left, taken again, and never does something else."""
    short, long = models("adam", "float32", kind)
    expected: list[bool] = []

    def step(how: bool, change: Callable[[Model], None] = lambda model: None) -> None:
        for model in (short, long):
            change(model)
        gradients = short.gradients()
        long.gradients()
        short.step(gradients)
        long.step(gradients)
        expected.append(how)
        assert repeated == expected
        assert short.bits() == long.bits()

    def another_weight(model: Model) -> None:
        model.weights[1] = model.kind(np.array(np.asarray(model.weights[1] + 0)))

    def another_state(model: Model) -> None:
        model.states[0] = model.optimizer.create_state(0, model.weights[0])

    def another_order(model: Model) -> None:
        for items in (model.indices, model.weights, model.states):
            items[1], items[4] = items[4], items[1]

    step(False)
    step(False)
    step(True)
    step(True, lambda model: model.optimizer.set_learning_rate(0.25))
    step(True, lambda model: setattr(model.optimizer, "clip_gradient", None))
    step(True, another_weight)
    step(True)
    step(True, another_state)
    step(True)
    step(False, another_order)
    step(False)
    step(True)
    one = [short.weights[0]], short.gradients()[:1], [short.states[0]]
    short.optimizer.update([0], *one)  # counts differ from now on
    long.gradients()
    long.optimizer.update([0], [long.weights[0]], one[1], [long.states[0]])
    expected.append(False)
    step(True)


def test_a_fault_is_the_longer_way_s(repeated: list[bool]) -> None:
    short, _ = models("adam", "float32")
    for _ in range(3):
        short.step(short.gradients())
    assert repeated == [False, False, True]
    before, counts = short.bits(), dict(short.optimizer.update_counts)
    good = short.gradients()
    frozen = good[0].copy()
    frozen.flags.writeable = False
    bad: dict[str, Any] = {
        "shape": good[0].reshape(7, 5),
        "dtype": np.ones(good[0].shape, np.int64),
        "overlapping": short.weights[0],
        "NumPy array": [1.0],
    }
    for word, gradient in bad.items():
        with pytest.raises(mx.BindError, match=word):
            short.step([gradient, *good[1:]])
        assert short.bits() == before and short.optimizer.update_counts == counts
    short.optimizer.wd = "much"  # type: ignore[assignment]
    with pytest.raises((mx.BindError, TypeError)):
        short.step(good)
    short.optimizer.wd = 0.0
    short.weights[0].flags.writeable = False
    with pytest.raises(mx.BindError, match="read-only"):
        short.step(good)
    short.weights[0].flags.writeable = True
    assert short.bits() == before and short.optimizer.update_counts == counts
    short.step([frozen, *good[1:]])
    assert repeated[-1]


@pytest.mark.parametrize("are_equal", [True, False])
def test_counts_are_taken_back_as_they_were(are_equal: bool) -> None:
    """Counts that a failing step takes back have the keys that they had, in their order."""
    optimizer = mx.optimizer.create("sgd")
    known = {1: 5, "two": 5 if are_equal else 6}
    counts = optimizer.update_counts
    counts.update(known)
    with optimizer.as_if_counted([np.int64(1), "two"]):
        assert counts == {key: count + 1 for key, count in known.items()}
    assert optimizer.update_counts is counts and optimizer.num_update == 0
    assert [(type(key), key, count) for key, count in counts.items()] == [
        (type(key), key, count) for key, count in known.items()
    ]


def test_an_index_that_equals_another_is_none(repeated: list[bool]) -> None:
    short, _ = models("sgd", "float32")
    short.indices = [0, 1, 2, 3, 4]
    for _ in range(3):
        short.step(short.gradients())
    before = short.bits()
    for other in (True, 1.0):
        short.indices[1] = other
        with pytest.raises(TypeError, match="whole numbers or texts"):
            short.step(short.gradients())
    short.indices[1] = np.int64(1)
    assert short.bits() == before
    short.step(short.gradients())
    assert repeated == [False, False, True, True]


def test_arrays_are_not_kept(repeated: list[bool]) -> None:
    short, _ = models("sgd", "float32")
    gradients = [gradient.copy() for gradient in short.gradients()]
    arrays = [*gradients, *short.weights, *flat_states(short.states)]
    before = [sys.getrefcount(array) for array in arrays]
    for _ in range(5):
        short.step(gradients)
    assert repeated[-1]
    assert len(arrays) == 3 * len(SHAPES) and [sys.getrefcount(array) for array in arrays] == before
    gradients[0].resize((1, 1), refcheck=False)


def test_one_parameter_at_a_time(repeated: list[bool]) -> None:
    """As an Updater does: parameters of one shape share an executor, and each has its own arrays."""
    short, long = models("adam", "float32")
    for _ in range(4):
        gradients = short.gradients()
        long.gradients()
        for model in (short, long):
            for index, *arrays in zip(model.indices, model.weights, gradients, model.states, strict=True):
                model.optimizer.update([index], *([item] for item in arrays))
        assert short.bits() == long.bits()
    assert repeated == [False] * 10 + [True] * 10
    assert len(fused_step._executors[short.optimizer]) == len(set(SHAPES))  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("name", ["ftrl", "ftml", "sgd"])
def test_a_rate_that_becomes_zero(name: str, dtype: str, repeated: list[bool]) -> None:
    """A rule that divides by the rate freezes there; no shorter way divides by it."""

    def rate(t: int) -> float:
        return 0.0 if t in (4, 5) else 0.1

    short, long = models(name, dtype, multi_precision=True, lr_scheduler=rate)
    for number in range(1, 9):
        gradients, before = short.gradients(), short.bits()
        long.gradients()
        for model in (short, long):
            if number == 7:
                model.optimizer.set_lr_mult({1: -0.0, 3: 2.0})
            model.step(gradients)
        assert short.bits() == long.bits()
        assert (short.bits() == before) == (number in (4, 5) and name != "sgd")
    assert repeated.count(True) == (4 if name == "sgd" else 2)


def test_zeros_of_both_signs_are_two_numbers(repeated: list[bool]) -> None:
    """Decays, or rates, of 0 and of -0 are each a parameter's own, though they are equal."""
    signs: set[bytes] = set()
    for by_rate in (False, True):
        short, long = models("sgd", "float32", wd=0.0, momentum=0.0)
        for model in (short, long):
            model.optimizer.set_lr_mult({0: 1.0, 1: -1.0, 3: 1.0})
            model.optimizer.set_wd_mult({0: 1.0, 1: -1.0, 3: -1.0})
        for number in range(6):
            gradients = [np.full(shape, -0.0, np.float32) for shape in SHAPES]
            for model in (short, long):
                for weight in model.weights:
                    weight[...] = -0.0
                if number > 3 and by_rate:
                    model.optimizer.set_learning_rate(0.0)
                model.step(gradients)
            assert short.bits() == long.bits()
        assert any(repeated)
        signs |= {bits[:4] for bits in short.bits()[: len(SHAPES)] if bits}
    assert len(signs) == 2
