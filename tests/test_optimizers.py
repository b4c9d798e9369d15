"""Every registered optimizer: a compiled step has the interpreter's bits, in one native call; errors change nothing."""

from __future__ import annotations

import gc
import importlib
import inspect
import logging
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

import mxsym as mx
from mxsym.executor.executor import Executor
from mxsym.optimizer import Optimizer, fused_step, parameter
from mxsym.optimizer.declaration import LATEST
from mxsym.runtime.sparse import RowSparse
from tests.support import DTYPES, Array, assert_same_bits, draw, memory_of

NAMES = sorted(name for name, kind in Optimizer.opt_registry.items() if kind.__module__.startswith("mxsym.optimizer"))
EVERY = pytest.mark.parametrize("name", NAMES)
SHAPES = [(5, 7), (131,), (1,), (3, 2, 2)]
INDICES = [0, 1, "conv_bias", 3]
STEPS = 3
VARIANTS = ("defaults", "everything")


def signature(name: str) -> dict[str, Any]:
    """The arguments that a class declares itself, and their defaults."""
    parameters = inspect.signature(Optimizer.opt_registry[name].__init__).parameters.values()
    return {
        item.name: item.default
        for item in parameters
        if item.kind is item.POSITIONAL_OR_KEYWORD and item.name != "self"
    }


def arguments(name: str, variant: str) -> dict[str, Any]:
    """The defaults; or every argument another than its default, with decay, clipping and scaling."""
    own = signature(name)
    found: dict[str, Any] = {"seed": 7} if "seed" in own else {}
    if variant == "defaults":
        return found
    driving = ("learning_rate", "multi_precision", "use_fused_step", "lazy_update", "seed", "aggregate_num")
    for key, default in own.items():
        if key in driving:
            continue
        if isinstance(default, bool):
            found[key] = not default
        else:
            found[key] = 0.75 if default is None else 0.9 * default + 0.01
    return found | {"learning_rate": 0.05, "clip_gradient": 0.7, "rescale_grad": 0.5, "wd": 0.03}


def make(name: str, variant: str = "defaults", **more: Any) -> Optimizer:
    """An optimizer; without weight decay where its rule has none."""
    given = arguments(name, variant) | more
    rule = mx.optimizer.create(name, **given).rule(0)
    if fused_step.rule_of(rule, LATEST).attribute("wd") is None:
        given.pop("wd", None)
    optimizer = mx.optimizer.create(name, **given)
    optimizer.set_lr_mult({1: 0.5})
    optimizer.set_wd_mult({1: 2.0} if "wd" in given else {})
    return optimizer


def is_separable(name: str) -> bool:
    """True if the optimizer's rules work row by row."""
    return fused_step.rule_of(make(name).rule(0), LATEST).separable


class Run:
    """Weights and states of one optimizer, stepped through the public interface."""

    def __init__(self, optimizer: Optimizer, weights: list[Any]) -> None:
        self.optimizer, self.weights = optimizer, weights
        self.indices = INDICES[: len(weights)]
        self.states = [
            optimizer.create_state_multi_precision(index, weight)
            for index, weight in zip(self.indices, weights, strict=True)
        ]

    def step(self, grads: list[Any]) -> None:
        self.optimizer.update_multi_precision(self.indices, self.weights, grads, self.states)

    def arrays(self) -> list[Array]:
        """Everything that a step may change."""
        found: list[Array] = []
        for item in leaves([*self.weights, *self.states]):
            held = memory_of(item)
            found += [held.data, held.indices] if isinstance(held, RowSparse) else [held]
        return found


def leaves(value: Any) -> list[Any]:
    if isinstance(value, tuple | list):
        return [leaf for item in cast("list[Any]", value) for leaf in leaves(item)]
    return [] if value is None else [value]


def tensors(rng: np.random.Generator, dtype: np.dtype[Any]) -> list[Array]:
    return [draw(rng, int(np.prod(shape)), dtype).reshape(shape) for shape in SHAPES]


def assert_equal(one: Run, other: Run, what: str) -> None:
    for number, (got, want) in enumerate(zip(one.arrays(), other.arrays(), strict=True)):
        assert_same_bits(got, want, f"{what}, array {number}")


@pytest.mark.each("name")
@EVERY
@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("dtype", DTYPES.values(), ids=list(DTYPES))
@pytest.mark.parametrize("multi_precision", [False, True], ids=["own", "master"])
def test_fused_and_plain_are_the_same_bits(
    name: str, variant: str, dtype: np.dtype[Any], multi_precision: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[int] = []

    def counted(method: str) -> None:
        real = getattr(Executor, method)

        def step(executor: Executor, *args: Any) -> bool:
            done = bool(real(executor, *args))
            runs.extend([1] * done)
            return done

        monkeypatch.setattr(Executor, method, step)

    counted("step")
    counted("run_on")
    rng = np.random.default_rng(3)
    weights = tensors(rng, dtype)
    pair = [
        Run(make(name, variant, multi_precision=multi_precision, use_fused_step=fused), [w.copy() for w in weights])
        for fused in (True, False)
    ]
    with np.errstate(all="ignore"):
        for step in range(STEPS):
            grads = tensors(rng, dtype)
            kept = [grad.copy() for grad in grads]
            for each, calls in zip(pair, (1, 0), strict=True):
                runs.clear()
                each.step(grads)
                assert len(runs) == calls
            for grad, before in zip(grads, kept, strict=True):
                assert_same_bits(grad, before, "a gradient was written")
            assert_equal(pair[0], pair[1], f"{name} {variant} step {step}")
    master = multi_precision and dtype.itemsize == 2
    if master:
        for weight, state in zip(pair[0].weights, pair[0].states, strict=True):
            with np.errstate(over="ignore"):
                assert_same_bits(weight, state[0].astype(dtype), "the weight is the master, rounded")
    wide = np.float32 if dtype.itemsize == 2 else dtype
    assert {array.dtype for array in pair[0].arrays()[len(weights) :]} <= {np.dtype(wide)}


@pytest.mark.every(2)
@EVERY
@pytest.mark.parametrize("kind", ["NumPy", "NDArray", "memory"])
def test_kinds_of_arrays(name: str, kind: str) -> None:
    """States are of the weight's kind; a buffer of another library is updated in place."""
    weights = tensors(np.random.default_rng(3), DTYPES["float32"])
    wrap: dict[str, Callable[[Any], Any]] = {"NumPy": lambda a: a, "NDArray": mx.nd.NDArray, "memory": memoryview}
    one = Run(make(name), [wrap[kind](weight.copy()) for weight in weights])
    other = Run(make(name), [weight.copy() for weight in weights])
    grads = tensors(np.random.default_rng(4), DTYPES["float32"])
    with np.errstate(all="ignore"):
        one.step([wrap[kind](grad) for grad in grads])
        other.step(grads)
    assert_equal(one, other, name)
    expected = mx.nd.NDArray if kind == "NDArray" else np.ndarray
    assert all(isinstance(leaf, expected) for leaf in leaves(one.states))


@pytest.mark.each("name")
@EVERY
@pytest.mark.parametrize("storage", ["dense", "row_sparse"])
@pytest.mark.parametrize("lazy", [True, False], ids=["lazy", "standard"])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_row_sparse_gradients(name: str, storage: str, lazy: bool, dtype: str) -> None:
    """Lazy or standard as the class has it; a rule with norms of whole tensors has no standard form."""
    rng, shape, kind = np.random.default_rng(8), (9, 5), DTYPES[dtype]
    start = draw(rng, 45, kind).reshape(shape)
    pair: list[Run] = []
    for fused in (True, False):
        optimizer = make(name, "everything", use_fused_step=fused)
        optimizer.set_lr_mult({})
        optimizer.set_wd_mult({})
        if not Optimizer.opt_registry[name].lazy_update:
            optimizer.lazy_update = lazy
        held: Any = start.copy()
        if storage == "row_sparse":
            held = mx.nd.sparse.row_sparse_array((held, np.arange(9)), shape=shape)
        pair.append(Run(optimizer, [held]))
    for ids in ([0, 3, 8], [], [2, 3], list(range(9))):
        grad = mx.nd.sparse.row_sparse_array(
            (draw(rng, 5 * len(ids), kind).reshape(-1, 5), np.array(ids, np.int64)), shape=shape
        )
        with np.errstate(all="ignore"):
            measures = type(pair[0].optimizer).measure is not Optimizer.measure  # norms, before the rule
            if not (is_separable(name) or measures or pair[0].optimizer.is_lazy(memory_of(start))):
                with pytest.raises(mx.BindError):
                    pair[0].step([grad])
                continue
            for each in pair:
                each.step([grad])
        assert_equal(pair[0], pair[1], f"{name} {storage} {ids}")


@EVERY
@pytest.mark.parametrize("fused", [True, False], ids=["fused", "plain"])
def test_after_an_error_nothing_has_changed(name: str, fused: bool) -> None:
    schedule = mx.lr_scheduler.FactorScheduler(1, 0.5, base_lr=0.1)
    optimizer = make(name, use_fused_step=fused, learning_rate=None, lr_scheduler=schedule)
    weights = tensors(np.random.default_rng(3), DTYPES["float32"])
    run = Run(optimizer, weights)
    good = [np.ones_like(weight) for weight in weights]
    with np.errstate(all="ignore"):
        run.step(good)
        before = [array.copy() for array in run.arrays()]
        counts = dict(optimizer.update_counts), optimizer.num_update, dict(vars(schedule))
        read_only = weights[3].view()
        read_only.flags.writeable = False
        wrong: list[tuple[list[Any], list[Any], list[Any]]] = [
            (weights, [*good[:3], np.ones(7, np.float32)], run.states),
            (weights, [*good[:3], np.ones(good[3].shape, np.int64)], run.states),
            (weights, [*good[:3], [1.0]], run.states),
            (weights, [*good[:3], None], run.states),
            ([*weights[:3], read_only], good, run.states),
            ([*weights[:3], weights[3][:, ::-1]], good, run.states),
            ([*weights[:3], weights[0]], [*good[:3], good[0]], run.states),
            (weights, good[:3], run.states),
            (weights, good, [*run.states[:3], (good[0],) * 7]),
        ]
        for held, grads, states in wrong:
            with pytest.raises(mx.BindError):
                optimizer.update(run.indices, held, grads, states)
            for got, want in zip(run.arrays(), before, strict=True):
                assert_same_bits(got, want)
            assert (dict(optimizer.update_counts), optimizer.num_update, vars(schedule)) == counts
        run.step(good)
    assert optimizer.num_update == counts[1] + 1


@EVERY
def test_a_second_step_compiles_nothing_whatever_the_numbers(name: str) -> None:
    run = Run(make(name), tensors(np.random.default_rng(3), DTYPES["float32"]))
    grads = tensors(np.random.default_rng(4), DTYPES["float32"])
    with np.errstate(all="ignore"):
        run.step(grads)
        before = mx.compile_count()
        run.optimizer.set_learning_rate(0.3)
        run.optimizer.rescale_grad = 0.1
        run.optimizer.clip_gradient = 3.0
        run.step([grad.copy() for grad in grads])
    assert mx.compile_count() == before


@EVERY
def test_module_paths_and_documentation(name: str) -> None:
    kind = Optimizer.opt_registry[name]
    assert getattr(importlib.import_module(kind.__module__), kind.__name__) is kind
    home = mx.optimizer.contrib if name == "groupadagrad" else mx.optimizer
    assert getattr(home, kind.__name__) is kind
    if home is mx.optimizer:
        assert vars(mx.optimizer.optimizer)[kind.__name__] is kind, "as in MXNet 1.9"
    text = inspect.getdoc(kind) or ""
    assert "State" in text
    for argument in signature(name):
        assert argument in text, f"{kind.__name__} does not say what {argument} is"


def test_every_name_is_there() -> None:
    wanted = """adabelief adadelta adagrad adam adamax adamw dcasgd ftml ftrl groupadagrad lamb lans lars nadam nag
        rmsprop sgd sgld signum test"""
    assert wanted.split() == NAMES
    assert mx.optimizer.adamW.AdamW is mx.optimizer.AdamW
    assert isinstance(mx.optimizer.create("SgD", momentum=0.9), mx.optimizer.sgd.SGD)


def test_arguments_that_nobody_has() -> None:
    with pytest.raises(TypeError, match="SGD has no argument 'momentun': did you mean 'momentum'"):
        mx.optimizer.SGD(momentun=0.9)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="Adam has no argument 'lr': did you mean 'learning_rate'"):
        mx.optimizer.create("adam", lr=0.1)
    with pytest.raises(ValueError, match=r"Cannot find optimizer <class .*Adam'>: pass its name, or use the object"):
        mx.optimizer.create(mx.optimizer.Adam)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="Cannot find optimizer adamm: did you mean 'adam'"):
        mx.optimizer.create("adamm")
    with pytest.raises(ValueError, match="Cannot find optimizer nope"):
        mx.optimizer.create("nope")
    with pytest.raises(TypeError, match="param_idx2name is a dict"):
        mx.optimizer.SGD(param_idx2name=["a"])  # type: ignore[arg-type]
    weight = np.ones(3, np.float32)
    with pytest.raises(TypeError, match="weights is a list"):
        mx.optimizer.SGD().update([0], weight, weight, None)
    optimizer = mx.optimizer.contrib.GroupAdaGrad(wd=0.1)
    state = optimizer.create_state(0, weight)
    with pytest.raises(mx.BindError, match="no weight decay"):
        optimizer.update([0], [weight], [weight.copy()], [state])


@pytest.mark.parametrize("native", [True, False])
def test_a_dense_gradient_is_stepped_in_the_order_of_its_form(native: bool) -> None:
    """MXNet 2.0's op of GroupAdaGrad takes row-sparse gradients only: its plain step has another order."""
    rng, one = np.random.default_rng(5), np.float32
    weight, history = rng.standard_normal((500, 2)).astype(one), np.zeros((500, 1), one)
    optimizer = mx.optimizer.contrib.GroupAdaGrad(learning_rate=0.1, use_fused_step=native)
    array, state = mx.nd.array(weight), mx.nd.array(history)
    changes: list[Array] = []
    for storage in ("default", "default", "default", "row_sparse", "row_sparse", "row_sparse", "default", "row_sparse"):
        grad = rng.standard_normal((500, 2)).astype(one)
        optimizer.update([0], [array], [mx.nd.array(grad).tostype(storage)], [state])
        history += (grad * grad).sum(axis=1, keepdims=True) / one(2)
        root = np.sqrt(history) + one(1e-6)
        orders = one(0.1) * (grad / root), (one(0.1) * grad) / root
        weight -= orders[storage == "row_sparse"]
        changes.append(orders[0] != orders[1])
        assert_same_bits(state.asnumpy(), history)
        assert_same_bits(array.asnumpy(), weight)
    assert all(change.any() for change in changes)


@pytest.mark.parametrize("value", [[1], 3, "w", {1}], ids=repr)
def test_tables_are_dicts(value: Any) -> None:
    optimizer = mx.optimizer.SGD()
    for attempt in (
        lambda: optimizer.set_lr_mult(value),
        lambda: optimizer.set_wd_mult(value),
        lambda: mx.optimizer.SGD(param_idx2name=value),
        lambda: mx.optimizer.SGD(param_dict=value),
    ):
        with pytest.raises(TypeError, match=f"is a dict of .*got an? {type(value).__name__}"):
            attempt()
    with pytest.raises(TypeError, match="sym is a Symbol, got"):
        mx.optimizer.SGD(sym=value)
    assert optimizer.lr_mult == optimizer.wd_mult == {}


def test_multipliers_and_counts() -> None:
    named = {0: "a", 1: "b", 2: "c"}
    one = mx.sym.var("b", attr={"__lr_mult__": "4", "__wd_mult__": "0"})
    symbol = mx.sym.sgd_update(one, mx.sym.var("g"), lr=1)
    parameters = {2: SimpleNamespace(lr_mult=8.0, wd_mult=16.0, name="c")}
    optimizer = mx.optimizer.SGD(
        1.0, param_idx2name=named, sym=symbol, param_dict=parameters, wd=0.5, begin_num_update=5
    )
    optimizer.set_lr_mult({"a": 2.0, 3: 32.0, "c": 99.0})
    weights = [np.zeros(1, np.float32) for _ in range(4)]
    optimizer.update([0, 1, 2, 3], weights, [np.ones(1, np.float32)] * 4, [None] * 4)
    assert [float(weight[0]) for weight in weights] == [-2, -4, -8, -32]
    optimizer.set_lr_mult({})
    optimizer.set_wd_mult({0: 3.0})
    weights = [np.ones(1, np.float32) for _ in range(4)]
    optimizer.update([0, 1, 2, 3], weights, [np.zeros(1, np.float32)] * 4, [None] * 4)
    assert [float(weight[0]) for weight in weights] == [1 - 1.5, 1, 1 - 8 * 8, 0.5]
    assert optimizer.update_counts == {0: 7, 1: 7, 2: 7, 3: 7} and optimizer.num_update == 7


def test_a_class_that_is_registered_twice_warns() -> None:
    kept = Optimizer.opt_registry["sgd"]
    kind: Any = type("SGD", (mx.optimizer.Optimizer,), {})
    try:
        with pytest.warns(UserWarning, match=r"SGD overrides mxsym.optimizer.sgd.SGD"):
            mx.optimizer.register(kind)
        assert type(mx.optimizer.create("sgd")) is kind
    finally:
        Optimizer.opt_registry["sgd"] = kept


def test_sixteen_bits_without_a_master_are_remarked_once(caplog: pytest.LogCaptureFixture) -> None:
    optimizer, weight = mx.optimizer.SGD(momentum=0.9), np.ones(3, np.float16)
    with caplog.at_level(logging.WARNING, "mxsym"):
        states = [optimizer.create_state_multi_precision(index, weight) for index in range(3)]
    assert len(caplog.records) == 1 and all(state.dtype == np.float32 for state in states)


class OwnStep(mx.optimizer.Optimizer):
    """An optimizer as MXNet's users write them: a `step` on arrays."""

    def step(self, indices: Any, weights: Any, grads: Any, states: Any) -> None:
        for index, weight, grad in zip(indices, weights, grads, strict=True):
            self._update_count(index)
            weight[:] -= self._get_lr(index) * (self.rescale_grad * grad + self._get_wd(index) * weight)


def test_an_optimizer_with_a_step_of_its_own() -> None:
    for dtype in ("float32", "float16"):
        updater = mx.optimizer.get_updater(OwnStep(learning_rate=0.5, wd=0.25, multi_precision=True))
        weight, grad = mx.nd.array([2.0, 4.0], dtype=dtype), mx.nd.array([1.0, -1.0], dtype=dtype)
        updater(0, grad, weight)
        assert weight.asnumpy().tolist() == [1.25, 4.0] and weight.dtype == dtype
        state: Any = updater.states[0]
        assert dtype == "float32" or state[0].dtype == np.float32


def test_a_class_that_says_nothing() -> None:
    weight = np.ones(3, np.float32)
    for fused in (True, False):
        with pytest.raises(NotImplementedError, match="neither rule"):
            mx.optimizer.Optimizer(use_fused_step=fused).update([0], [weight], [weight.copy()], [None])


@pytest.mark.usefixtures("forget_declared_rules")
def test_a_rule_of_ones_own_makes_an_optimizer() -> None:
    @mx.update_rule
    def lion_update(weight: Any, grad: Any, mom: Any, *, lr: float, beta1: float = 0.9, beta2: float = 0.99) -> Any:
        """Lion (Chen et al., 2023)."""
        return {
            "weight": weight - lr * mx.sign(beta1 * mom + (1 - beta1) * grad),
            "mom": beta2 * mom + (1 - beta2) * grad,
        }

    class Lion(mx.optimizer.Optimizer):
        def __init__(self, beta1: float = 0.5, **kwargs: Any) -> None:
            super().__init__(use_fused_step=True, **kwargs)
            self.beta1 = beta1

        def rule(self, index: Any) -> str:
            return lion_update.name

    weight = np.zeros(3, np.float32)
    optimizer = Lion(learning_rate=0.25)
    state = optimizer.create_state(0, weight)
    optimizer.update([0], [weight], [np.array([1, -2, 0], np.float32)], [state])
    assert weight.tolist() == [-0.25, 0.25, 0.0]
    np.testing.assert_allclose(state, [0.01, -0.02, 0], rtol=1e-6)


def test_updater() -> None:
    optimizer = mx.optimizer.Adam(0.1)
    updater = mx.optimizer.get_updater(optimizer)
    weights = [np.ones(3, np.float32), np.ones((2, 2), np.float32)]
    updater(b"first", np.ones(3, np.float32), weights[0])
    assert list(updater.states) == ["first"] and updater.optimizer is optimizer
    with pytest.raises(mx.BindError):
        updater(["first", "second"], [np.ones(3, np.float32), np.ones(3, np.float32)], weights)
    assert list(updater.states) == ["first"] and optimizer.update_counts == {"first": 1}
    with pytest.raises(mx.BindError):
        updater(["first", "second"], [np.ones(3, np.float32)], weights)
    updater(["first", "second"], [np.ones_like(weight) for weight in weights], weights)
    assert optimizer.update_counts == {"first": 2, "second": 1}


def langevin(threads: int | None = None, **kwargs: Any) -> Array:
    """Three steps of two parameters, one large enough to be shared out."""
    weights = [np.zeros(1 << 18, np.float32), np.zeros(5, np.float32)]
    run = Run(mx.optimizer.SGLD(0.25, **kwargs), weights)
    for _ in range(3):
        run.step([np.ones_like(weight) for weight in weights])
    return np.concatenate(weights)


def test_the_noise_of_langevin_dynamics_is_normal() -> None:
    weight = np.zeros(1_000_000, np.float64)
    optimizer = mx.optimizer.SGLD(0.25, seed=11)
    optimizer.update([0], [weight], [np.zeros_like(weight)], [None])
    noise = weight / 0.5
    root = len(noise) ** 0.5  # five standard deviations of each estimate
    assert abs(noise.mean()) < 5 / root and abs(noise.var() - 1) < 5 * 2**0.5 / root
    assert abs((noise**3).mean()) < 5 * 15**0.5 / root and abs((noise**4).mean() - 3) < 5 * 96**0.5 / root
    assert abs(np.corrcoef(noise[1:], noise[:-1])[0, 1]) < 5 / root


def test_a_seed_is_a_trajectory(thread_count: Callable[[int], None], many_chunks: None) -> None:
    thread_count(1)
    want = langevin(seed=3)
    for threads in (2, 3):
        thread_count(threads)
        assert_same_bits(langevin(seed=3), want, f"{threads} threads")
    assert_same_bits(langevin(seed=3, use_fused_step=False), want, "plain")
    assert not np.array_equal(langevin(seed=4), want)
    assert not np.array_equal(langevin(), langevin())
    large, small = np.split(want, [1 << 18])
    assert not np.array_equal(large[:5], small)


def test_a_seed_of_the_process_chooses_those_of_optimizers() -> None:
    seeds: list[tuple[Any, ...]] = []
    for _ in range(2):
        mx.random.seed(7)
        seeds.append(tuple(mx.optimizer.SGLD().seed for _ in range(3)))
    assert seeds[0] == seeds[1] and len({*seeds[0]}) == 3


def test_parts_of_a_state() -> None:
    one, two, master = "one", "two", "master"
    assert parameter.unpack(None, 0, keeps_master=True) == ((), None)
    assert parameter.unpack((master, None), 0, keeps_master=True) == ((), master)
    assert parameter.unpack((master, one), 1, keeps_master=True) == ((one,), master)
    assert parameter.unpack((one, two), 2, keeps_master=True) == ((one, two), None)
    assert parameter.unpack((master, (one, two)), 2, keeps_master=True) == ((one, two), master)
    assert parameter.unpack((one, two), 2, keeps_master=False) == ((one, two), None)


def test_mxnets_rules_of_rates() -> None:
    """Scalars that a rule receives, by hand, from one step of ones."""
    ones = np.ones(1, np.float64)

    def moved(optimizer: Optimizer, index: Any = 0) -> float:
        weight = ones.copy()
        optimizer.update([index], [weight], [ones.copy()], [optimizer.create_state(index, weight)])
        return float(1 - weight[0])

    corrected = 0.5 * (1 - 0.999) ** 0.5 / (1 - 0.9)
    assert moved(mx.optimizer.Adam(0.5)) == pytest.approx(corrected * 0.1 / ((1 - 0.999) ** 0.5 + 1e-8))
    assert moved(mx.optimizer.Adamax(0.5)) == pytest.approx(0.5 / 0.1 * 0.1 / (1 + 1e-8))
    assert moved(mx.optimizer.DCASGD(0.5, momentum=0.9, lamda=1)) == pytest.approx(0.5)
    assert moved(mx.optimizer.SGD(0.5, momentum=-0.5)) == pytest.approx(0.5)


def test_arrays_that_come_again_are_looked_at_once_and_still_checked() -> None:
    """A step on the arrays of the step before skips most checks; what has become of an array is seen all the same."""
    weights = tensors(np.random.default_rng(3), DTYPES["float32"])
    run, other = (Run(make("adam"), [weight.copy() for weight in weights]) for _ in range(2))
    grads = tensors(np.random.default_rng(4), DTYPES["float32"])
    with np.errstate(all="ignore"):
        for step in range(6):
            again = grads if step < 3 else [grad.copy() for grad in grads]
            run.step(again)
            other.step([grad.copy() for grad in grads])
            assert_equal(run, other, f"step {step}")
        run.weights[1].flags.writeable = False
        with pytest.raises(mx.BindError, match="read-only"):
            run.step(grads)
        run.weights[1].flags.writeable = True
        taken = run.weights[1]
        run.weights[1] = np.ones(131, np.float32)
        other.weights[1] = np.ones(131, np.float32)
        run.step(grads)
        other.step(grads)
        taken.resize((500,), refcheck=False)
        assert_equal(run, other, "a weight was replaced")


def test_zeros_of_both_signs_are_different_numbers() -> None:
    weight = np.array([-0.0], np.float32)
    expected: list[Any] = []
    optimizer = mx.optimizer.SGD()
    for rate in (0.0, -0.0, 0.0):
        optimizer.set_learning_rate(rate)
        weight[...] = -0.0
        optimizer.update([0], [weight], [np.array([1.0], np.float32)], [None])
        expected.append(np.signbit(weight[0]))
    assert expected == [True, False, True]


def test_executors_go_with_their_optimizer_and_are_not_many() -> None:
    optimizer, known = mx.optimizer.SGD(), fused_step._executors  # pyright: ignore[reportPrivateUsage]
    for size in range(1, 2 * fused_step.MOST):
        optimizer.update([0], [np.ones(size, np.float32)], [np.ones(size, np.float32)], [None])
        assert len(known[optimizer]) <= fused_step.MOST
    count = len(known)
    del optimizer
    gc.collect()
    assert len(known) < count


@pytest.mark.parametrize("version", ["1.9", "2.0"])
def test_test_takes_gradients_as_they_are(version: str) -> None:
    """MXNet's `Test` does not clip."""
    weights = [np.zeros(3, np.float32), np.zeros(3, np.float32)]
    for weight, bound in zip(weights, (None, 0.5), strict=True):
        optimizer = mx.optimizer.create("test", learning_rate=0.5, clip_gradient=bound, flavour=version)
        optimizer.update(0, weight, np.full(3, 4, np.float32), np.zeros(3, np.float32))
    assert weights[0].tolist() == weights[1].tolist() != [0, 0, 0]


def test_an_update_of_ones_own_gets_lists_as_in_mxnet() -> None:
    """So many at most as the optimizer's `aggregate_num`, of one dtype."""
    calls: list[Any] = []

    sgd: Any = mx.optimizer.SGD

    class Listed(sgd):
        def update(self, index: Any, weight: Any, grad: Any, state: Any) -> None:
            calls.append(index)
            mx.optimizer.SGD.update(self, index, weight, grad, state)

        def update_multi_precision(self, index: Any, weight: Any, grad: Any, state: Any) -> None:
            self.update(index, weight, grad, state)

    weights = [np.ones(3, np.float64 if number == 1 else np.float32) for number in range(5)]
    grads = [np.ones_like(weight) for weight in weights]
    for most in (1, 3):
        updater = mx.optimizer.get_updater(Listed(learning_rate=0.25, aggregate_num=most))
        updater([*range(5)], grads, weights)
        updater(7, grads[0].copy(), np.ones(3, np.float32))
    assert calls == [0, 1, 2, 3, 4, 7, [0, 2, 3], [4], [1], [7]]
    assert [weight[0] for weight in weights] == [0.5] * 5


def test_an_updater_of_ones_own_runs_as_in_mxnet() -> None:
    class Own(mx.optimizer.Updater):
        def __call__(self, index: Any, grad: Any, weight: Any) -> None:
            if not self.states_synced.get(index):
                self.states[index] = self.optimizer.create_state_multi_precision(index, weight)
                self.states[index] = self.sync_state_context(self.states[index], weight.context)
                self.states_synced[index] = True
            self.optimizer.update_multi_precision(index, weight, grad, self.states[index])

    weight, other = mx.nd.ones(3), mx.nd.ones(3)
    for kind, array in ((Own, weight), (mx.optimizer.Updater, other)):
        updater = kind(mx.optimizer.Adam())
        for _ in range(2):
            updater(0, mx.nd.ones(3), array)
        assert not updater.aggregate_updates
    assert_same_bits(weight.asnumpy(), other.asnumpy())
