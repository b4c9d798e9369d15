"""States as a rule declares them: first values and types, the same wherever states are made, in every form."""

# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.opgraph.interpreter import interpret
from mxsym.rule.rule import Rule
from tests.support import Array, assert_same_bits, untyped

LR, SHAPE = 0.25, (5, 3)
FIRST = {"acc": 1e-6, "size": LR, "mom": 0.0, "seen": 2.0, "count": 1.0}
"""First values of the states but `slow`, which begins as the weight."""


def first_values_update(
    weight, grad, acc=mx.State(1e-6), slow=mx.State("weight"), size=mx.State("lr"), mom=mx.State(dtype="float16"),
    seen: mx.Row = mx.State(2.0), count: mx.Scalar = mx.State(1.0, dtype="float64"), *, lr, beta=0.9, rescale_grad=1.0
):  # fmt: skip
    """A state of each kind."""
    g = rescale_grad * grad
    acc = beta * acc + g * g
    seen = seen + mx.row_mean(g)
    mom = beta * mom + g
    count = count + 1
    new = weight - size * lr * (mom + seen) / mx.sqrt(acc + 1) / count
    return {
        "weight": new, "acc": acc, "slow": 0.5 * slow + 0.5 * new, "size": size * 0.5, "mom": mom, "seen": seen,
        "count": count,
    }  # fmt: skip


@pytest.fixture
def rule() -> Rule:
    return mx.update_rule(first_values_update)


pytestmark = pytest.mark.usefixtures("forget_declared_rules")


def drawn(seed: int, shape: tuple[int, ...] = SHAPE, dtype: Any = np.float32) -> Array:
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def expected(weight: Array, wide: Any = np.float32) -> dict[str, Array]:
    """The states of a weight before its first step, by hand."""
    rows = (*weight.shape[:1], 1)
    shapes = {"seen": rows, "count": (1,)}
    states = {name: np.full(shapes.get(name, weight.shape), value, wide) for name, value in FIRST.items()}
    states["mom"] = states["mom"].astype(np.float16)
    states["count"] = states["count"].astype(np.float64)
    return states | {"slow": weight.astype(wide)}


def same(got: dict[str, Any], wanted: dict[str, Array]) -> None:
    assert got.keys() == wanted.keys()
    for name, array in wanted.items():
        assert_same_bits(np.asarray(got[name]), array, name)


def test_everything_that_makes_states_makes_the_declared_ones(rule: Rule) -> None:
    weight = drawn(0)
    same(mx.new_states(rule, weight, lr=LR), expected(weight))
    same(mx.new_states(rule, weight.astype(np.float64), lr=LR), expected(weight.astype(np.float64), np.float64))
    half = weight.astype(np.float16)
    master = {"weight32": half.astype(np.float32)}
    same(mx.new_states(f"mp_{rule.name}", half, lr=LR), expected(half) | master)

    step = mx.training_step(rule, {"a": weight}, {"a": weight.copy()}, lr=LR)
    same({name.removeprefix("a_"): array for name, array in step.aux_dict.items()}, expected(weight))

    bound = rule(mx.sym.var("w"), mx.sym.var("g"), lr=LR, name="u").simple_bind(w=SHAPE)
    zeros = np.zeros_like(weight)
    same({name.removeprefix("u_"): array.asnumpy() for name, array in bound.aux_dict.items()}, expected(zeros))

    optimizer = mx.optimizer.create(rule.name, learning_rate=LR)
    same(dict(zip(rule.states, optimizer.create_state(0, weight), strict=True)), expected(weight))
    wide = mx.optimizer.create(rule.name, learning_rate=LR, multi_precision=True)
    copy, states = wide.create_state_multi_precision(0, half)
    same(dict(zip(rule.states, states, strict=True)) | {"weight32": copy}, expected(half) | master)


def test_a_state_that_begins_as_the_rate_begins_as_that_of_its_first_step(rule: Rule) -> None:
    schedule = mx.lr_scheduler.FactorScheduler(step=1, factor=0.5, base_lr=0.5, warmup_steps=2, warmup_begin_lr=0.0)
    optimizer = mx.optimizer.create(rule.name, learning_rate=None, lr_scheduler=schedule)
    optimizer.set_lr_mult({0: 3.0})
    state = optimizer.create_state(0, drawn(0))
    rates: list[float] = []
    with optimizer.as_if_counted([0]):
        rates += optimizer.rates_of([0])[0]
    assert rates[0] != 0.0
    assert np.all(state[rule.states.index("size")] == np.float32(rates[0]))
    assert (optimizer.num_update, optimizer.update_counts) == (0, {})


def test_forms_have_the_bits_of_the_dense_op(rule: Rule) -> None:
    """Dense, against the interpreter; on many tensors; lazy, on the rows that the gradient stores; standard."""
    weight, grad = drawn(1), drawn(2)
    start = {"weight": weight, "grad": grad, **mx.new_states(rule, weight, lr=LR)}
    graph = rule(**{name: mx.sym.var(name) for name in start}, lr=LR, out=mx.sym.var("weight"))
    after = interpret(graph, {name: array.copy() for name, array in start.items()}).variables

    def run(name: str, arrays: dict[str, Any], **more: Any) -> dict[str, Array]:
        getattr(untyped.nd, name)(**arrays, lr=LR, out=arrays["weight"], **more)
        return {key: np.asarray(array) for key, array in arrays.items() if key != "grad"}

    def fresh() -> dict[str, Any]:
        return {name: array.copy() for name, array in start.items()}

    wanted = {name: after[name] for name in ("weight", *rule.states)}
    same(run(rule.name, fresh()), wanted)

    one, two = fresh(), fresh()
    pairs = [[*one.values()], [*two.values()]]
    outs = [one["weight"], two["weight"]]
    getattr(untyped.nd, f"multi_{rule.name}")(*pairs[0], *pairs[1], lrs=[LR, LR], out=outs)
    for arrays in (one, two):
        same({name: array for name, array in arrays.items() if name != "grad"}, wanted)

    ids = np.array([1, 3])
    listed = mx.nd.sparse.row_sparse_array((grad[ids], ids), shape=SHAPE)
    zeros = np.zeros_like(grad)
    zeros[ids] = grad[ids]
    whole = run(rule.name, {**fresh(), "grad": zeros})
    same(run(rule.name, {**fresh(), "grad": listed}, lazy_update=False), whole)
    lazy = run(rule.name, {**fresh(), "grad": listed}, lazy_update=True)
    for name, array in lazy.items():
        same_rows = array.shape[:1] == weight.shape[:1]
        assert_same_bits(array[ids] if same_rows else array, wanted[name][ids] if same_rows else wanted[name], name)


@pytest.mark.parametrize("fused", [True, False])
def test_rows_that_a_state_does_not_store_read_as_its_first_value(fused: bool) -> None:
    @mx.update_rule
    def two_states_update(weight, grad, acc=mx.State(0.5), slow=mx.State("weight"), *, lr, wd=0.0):
        acc = acc + grad * grad
        new = weight - lr * grad / acc + wd
        return {"weight": new, "acc": acc, "slow": slow + new}

    weight, grad, ids = drawn(3), drawn(4), np.array([0, 3])
    for dense in (True, False):
        table = weight.copy() if dense else mx.nd.sparse.row_sparse_array((weight.copy(), np.arange(5)), shape=SHAPE)
        states = [mx.nd.sparse.row_sparse_array((np.zeros((0, 3), np.float32), np.empty(0, int)), shape=SHAPE)] * 2
        states = tuple(state.copy() for state in states)
        optimizer = mx.optimizer.create(two_states_update.name, learning_rate=LR, use_fused_step=fused)
        listed = mx.nd.sparse.row_sparse_array((grad[ids], ids), shape=SHAPE)
        optimizer.update([0], [table], [listed], [states])
        acc = np.float32(0.5) + grad[ids] * grad[ids]
        new = weight[ids] - np.float32(LR) * grad[ids] / acc + np.float32(0.0)
        for state, values in zip(states, (acc, weight[ids] + new), strict=True):
            assert state.indices.asnumpy().tolist() == ids.tolist()
            assert_same_bits(state.data.asnumpy(), values)


def test_rows_of_a_state_that_begins_as_a_number_of_the_rule_must_be_stored(rule: Rule) -> None:
    weight, grad = drawn(5), mx.nd.sparse.row_sparse_array((drawn(6)[:1], [2]), shape=SHAPE)
    states = mx.new_states(rule, weight, lr=LR)
    states["size"] = mx.nd.sparse.row_sparse_array((np.zeros((0, 3), np.float32), np.empty(0, int)), shape=SHAPE)
    before = weight.copy()
    with pytest.raises(mx.BindError, match=r"state size: got no row 2, expected all rows: the state begins as lr"):
        getattr(untyped.nd.sparse, rule.name)(weight, grad, **states, lr=LR, out=weight)
    assert_same_bits(weight, before)
    # What an optimizer makes for a row-sparse weight has them.
    table = mx.nd.sparse.row_sparse_array((weight, np.arange(5)), shape=SHAPE)
    state = mx.optimizer.create(rule.name, learning_rate=LR).create_state(0, table)
    assert_same_bits(state[rule.states.index("size")].data.asnumpy(), np.full(SHAPE, LR, np.float32))
    assert_same_bits(state[rule.states.index("slow")].data.asnumpy(), weight)


def test_a_type_is_required(rule: Rule) -> None:
    weight = drawn(7)
    states = mx.new_states(rule, weight, lr=LR) | {"mom": np.zeros(SHAPE, np.float32), "count": np.ones(1, np.float32)}
    with pytest.raises(mx.BindError) as raised:
        rule(weight, weight.copy(), **states, lr=LR, out=weight)
    assert "mom" in str(raised.value) and "float16" in str(raised.value)
    assert "count" in str(raised.value) and "float64" in str(raised.value)


def test_a_number_s_type_alone_is_inferred() -> None:
    @mx.update_rule
    def exact_count_update(weight, grad, count: mx.Scalar = mx.State(dtype="float64"), *, lr):
        return {"weight": weight - lr * grad, "count": count + 1}

    bound = exact_count_update(mx.sym.var("w"), mx.sym.var("g"), lr=LR, name="u").simple_bind(w=SHAPE)
    assert (bound.aux_dict["u_count"].dtype, bound.arg_dict["w"].dtype) == (np.float64, np.float32)


def test_files_keep_first_values_and_types(rule: Rule) -> None:
    graph = rule(mx.sym.var("w"), mx.sym.var("g"), lr=LR, name="u")
    text = graph.tojson()
    loaded = mx.sym.load_json(text).simple_bind(w=SHAPE)
    assert loaded.aux_dict["u_acc"].asnumpy().ravel()[0] == np.float32(1e-6)
    assert loaded.aux_dict["u_mom"].dtype == np.float16
    updater = mx.optimizer.get_updater(mx.optimizer.create(rule.name, learning_rate=LR))
    weight, grad = drawn(8), drawn(9)
    updater(0, grad, weight)
    other = mx.optimizer.get_updater(mx.optimizer.create(rule.name, learning_rate=LR))
    other.set_states(updater.get_states(dump_optimizer=True))
    copy = weight.copy()
    updater(0, grad, weight)
    other(0, grad, copy)
    assert_same_bits(weight, copy)
    for one, two in zip(updater.states[0], other.states[0], strict=True):
        assert_same_bits(one, two)


def test_files_keep_states_that_begin_as_zeros_after_others() -> None:
    @mx.update_rule
    def later_zeros_update(
        weight,
        grad,
        mask=None,
        seen=mx.State(1.0),
        mom=mx.State(),
        eps=mx.State(),
        count: mx.Scalar = mx.State(),
        *,
        lr,
    ):
        mom = mx.ema(mom, grad if mask is None else grad * mask, 0.5)
        return {
            "weight": weight - lr * seen * mom, "seen": seen * 0.5, "mom": mom, "eps": eps + 1.0, "count": count + 1,
        }  # fmt: skip

    graph = later_zeros_update(mx.sym.var("w"), mx.sym.var("g"), lr=LR, name="u")
    text = graph.tojson()
    results: list[dict[str, Any]] = []
    for one in (graph, mx.sym.load_json(text)):
        bound = one.simple_bind(w=SHAPE)
        bound.arg_dict["w"][...], bound.arg_dict["g"][...] = drawn(8), drawn(9)
        bound.forward()
        results.append({**bound.aux_dict, "new": bound.outputs[0]})
    assert mx.sym.load_json(text).tojson() == text
    for name, array in results[0].items():
        assert_same_bits(results[1][name].asnumpy(), array.asnumpy(), name)


def test_documentation_says_them(rule: Rule) -> None:
    doc = str(rule.__doc__)
    like = "of the shape of weight, any of these types"
    assert f"acc: {like}; 1e-06 at first" in doc
    assert f"slow: {like}; weight at first" in doc
    assert "mom: float16, of the shape of weight" in doc
    assert "float64; 1.0 at first" in doc


def test_lists_are_states_and_numbers_of_their_own() -> None:
    @mx.update_rule
    def listed_update(weight, grad, moms=mx.States(2, 0.5), *, lr, betas=(0.25, 0.75)):
        moms = [beta * mom + grad for beta, mom in zip(betas, moms, strict=True)]
        return {"weight": weight - lr * (moms[0] + moms[-1]), "moms": moms}

    assert listed_update.states == ("moms_0", "moms_1")
    assert [(item.name, item.default) for item in listed_update.scalars[1:]] == [("betas_0", 0.25), ("betas_1", 0.75)]
    weight, grad = np.zeros(2, np.float32), np.ones(2, np.float32)
    optimizer = mx.optimizer.create("listed_update", learning_rate=1.0, betas_1=0.5)
    mx.optimizer.get_updater(optimizer)(0, grad, weight)
    assert weight.tolist() == [-(0.125 + 1 + 0.25 + 1)] * 2

    three = mx.of_length(listed_update, 3)
    assert three.name == "listed_3_update"
    assert three.states == ("moms_0", "moms_1", "moms_2")
    assert all(item.required for item in three.scalars)
    states = mx.new_states("listed_3_update", weight)
    assert [state.tolist() for state in states.values()] == [[0.5, 0.5]] * 3
    graph = three(mx.sym.var("w"), mx.sym.var("g"), lr=1.0, betas_0=0.1, betas_1=0.2, betas_2=0.3, name="u")
    assert mx.sym.load_json(graph.tojson()).list_auxiliary_states() == ["u_moms_0", "u_moms_1", "u_moms_2"]
    skipped = mx.of_length(mx.update_rule(finite_listed_update), 1)
    state = mx.new_states(skipped, weight)
    skipped(weight, grad * np.float32(np.nan), **state, lr=1.0, out=weight)
    assert state["moms_0"].tolist() == [0.0, 0.0]


def finite_listed_update(weight, grad, moms=mx.States(2), *, lr):
    moms = [mom + grad for mom in moms]
    return mx.only_if(mx.all_finite(grad), {"weight": weight - lr * moms[0], "moms": moms})
