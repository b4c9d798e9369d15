"""Transformations of optax's as rules and as steps of a model, against optax itself, run by JAX."""

from __future__ import annotations

import functools
import operator
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("optax")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import mxsym as mx
from mxsym.errors import RuleError, SymbolError
from mxsym.opgraph.interpreter import interpret
from tests import optax_cases as cases  # after the skip
from tests.optax_cases import jax, optax
from tests.support import Array, assert_same_bits, untyped

pytestmark = pytest.mark.filterwarnings(
    "ignore:Specifying a key:UserWarning", "ignore:.* deprecated:DeprecationWarning"
)  # optax's own
SHAPES = {"vector": (33,), "matrix": (17, 23), "four": (5, 3, 3, 3)}
WITHOUT = {"": (), "4-d": ("four",), "matrices": ("matrix", "four")}
"""The weights that a reason of that place leaves out."""
STEPS = 20
LOSS = 1.5
BOUND = 1e-5
"""The largest difference, as a share of the largest movement of a weight."""
Arrays = dict[str, Array]


def arrays(size: float, *, seed: int = 0) -> Arrays:
    rng = np.random.default_rng(seed)
    return {name: (size * rng.standard_normal(shape)).astype(np.float32) for name, shape in SHAPES.items()}


def chosen(of: Mapping[str, Array], names: list[str]) -> Arrays:
    return {name: of[name] for name in names}


WEIGHTS = arrays(0.1)
GRADS = [arrays(0.1, seed=step) for step in range(1, STEPS + 1)]


def by_optax(tx: Any, names: list[str]) -> Arrays:
    """The weights after all steps of optax, compiled by JAX."""
    takes_loss = isinstance(tx, optax.GradientTransformationExtraArgs) and "sam" not in str(tx.update)
    with_loss = tx if takes_loss else optax.with_extra_args_support(optax.GradientTransformation(*tx))

    @jax.jit
    def step(grads: Any, state: Any, weights: Any) -> Any:
        updates, state = with_loss.update(grads, state, weights, value=jax.numpy.float32(LOSS))
        return optax.apply_updates(weights, updates), state

    weights = {name: jax.numpy.asarray(WEIGHTS[name]) for name in names}
    state = tx.init(weights)
    for grads in GRADS:
        weights, state = step(chosen(grads, names), state, weights)
    return {name: np.asarray(weight) for name, weight in weights.items()}


def by_step(tx: Any, names: list[str]) -> Arrays:
    """The weights after all steps of `optax_step`."""
    weights = {name: WEIGHTS[name].copy() for name in names}
    executor = mx.optax_step(tx, weights, chosen(GRADS[0], names), value=LOSS)
    for grads in GRADS:
        new: Any = {f"{name}_grad": grads[name] for name in names}
        executor.forward(**new)
    return weights


def by_rule(tx: Any, name: str) -> Array:
    """One weight after all steps of the rule."""
    try:
        rule = mx.from_optax(tx)
    except RuleError as error:
        if "shape=" not in str(error):
            raise
        rule = mx.from_optax(tx, shape=SHAPES[name])
    weight = WEIGHTS[name].copy()
    states = mx.new_states(rule, weight)
    numbers = {"value": LOSS} if rule.attribute("value") is not None else {}
    for grads in GRADS:
        rule(weight, grads[name], **states, **numbers, out=weight)
    return weight


def assert_near(got: Array, expected: Array, name: str) -> None:
    movement = np.abs(expected - WEIGHTS[name]).max()
    assert np.abs(got.astype(np.float64) - expected).max() <= BOUND * movement, name


@pytest.mark.parametrize("name", cases.exported())
def test_every_transformation_does_what_optax_does_or_has_its_reason(name: str) -> None:
    tx, reason = cases.transformation(name), cases.REASONS.get(name)
    if reason is not None:
        with pytest.raises(RuleError, match=reason.error):
            by_step(tx, list(SHAPES))
        if not reason.where:
            return
    names = [one for one in SHAPES if reason is None or one not in WITHOUT[reason.where]]
    expected = by_optax(tx, names)
    got = by_step(tx, names)
    for one in names:
        assert_near(got[one], expected[one], one)
    for one in names:
        try:
            rule = by_rule(tx, one)
        except RuleError as error:
            if "mx.optax_step" not in str(error):  # it needs the whole model
                raise
            break
        assert_near(rule, expected[one], one)


def stateless(compute: Any) -> Any:
    """The transformation whose update is this function of a gradient and a weight."""
    return optax.stateless_with_tree_map(compute)


def test_products_of_matrices_in_any_order_of_their_axes() -> None:
    """Squares that are not symmetric, along rows and along columns, from either side; more axes of length 1."""
    products: dict[str, Callable[[Any, Any], Any]] = {
        "rows": lambda g, w: (g @ w.T) @ g,
        "turned rows": lambda g, w: (g @ w.T).T @ g,
        "columns": lambda g, w: g @ (w.T @ g),
        "turned columns": lambda g, w: ((w.T @ g).T @ g.T).T,
        "squares": lambda g, w: ((g @ w.T) @ (w @ w.T).T + 0.5 * (w @ g.T)) @ g,
        "contracted": lambda g, w: jax.numpy.einsum("ij,kj,kl->il", g, w, g),
        "batch": lambda g, w: jax.vmap(products["rows"])(g[None], w[None]).reshape(g.shape),
        "tall": lambda g, w: (w.T @ (g @ w.T)).T,
    }
    for name, compute in products.items():
        tx = stateless(compute)
        expected = tx.update(GRADS[0]["matrix"], tx.init(WEIGHTS["matrix"]), WEIGHTS["matrix"])[0]
        weight = WEIGHTS["matrix"].copy()
        mx.from_optax(tx, shape=(None, None))(weight, GRADS[0]["matrix"], out=weight)
        movement = np.abs(expected).max()
        assert np.abs(weight - WEIGHTS["matrix"] - expected).max() <= 1e-6 * movement + 1e-8, name


def test_squares_of_matrices_that_are_in_no_rule() -> None:
    sums: dict[str, Callable[[Any, Any], Any]] = {
        "both axes": lambda g, _: (g.sum(1)[:, None] * g.sum(1)[None, :]) @ g,
        "one of its axes": lambda g, w: abs(g @ w.T).sum(1)[:, None] * g,
        "reshaped": lambda g, w: (g @ w.T).reshape(-1).sum() * g,
        "a matrix product of": lambda g, w: jax.numpy.einsum("ij,ij->i", g, w)[:, None] * g,
        "along both": lambda g, w: ((g @ w.T) * g.sum(1)[None, :]) @ g,
    }
    for text, compute in sums.items():
        with pytest.raises(RuleError, match=text):
            mx.from_optax(stateless(compute), shape=(None, None))


@pytest.mark.parametrize(
    ("shape", "options"),
    [((6, 4), {}), ((4, 6), {"nesterov": False, "adaptive": True}), ((5, 5), {"preconditioning": "schatten"})],
    ids=str,
)
def test_muon_of_wide_and_tall_matrices(shape: tuple[int, int], options: dict[str, Any]) -> None:
    rng = np.random.default_rng(0)
    tx = cases.contrib.muon(0.1, **options)
    update = jax.jit(tx.update)
    rule = mx.from_optax(tx, shape=shape)
    weight = rng.standard_normal(shape).astype(np.float32)
    first = weight.copy()
    expected, state, states = {"w": first}, tx.init({"w": first}), mx.new_states(rule, weight)
    for _ in range(3):
        grad = rng.standard_normal(shape).astype(np.float32)
        rule(weight, grad, **states, out=weight)
        updates, state = update({"w": grad}, state, expected)
        expected = optax.apply_updates(expected, updates)
    movement = np.abs(expected["w"] - first).max()
    assert np.abs(weight - expected["w"]).max() <= BOUND * movement


def test_every_schedule() -> None:
    schedules = dict(cases.schedules())
    assert schedules.keys() == cases.exported_schedules()
    for schedule in schedules.values():
        tx = optax.sgd(schedule)
        assert_near(by_rule(tx, "vector"), by_optax(tx, ["vector"])["vector"], "vector")


def _whole_numbers() -> dict[str, Callable[[Any], Any]]:
    """Rates of a count whose whole numbers leave their type, or choose."""
    jnp = jax.numpy
    return {
        "a product of int32": lambda count: 1e-10 * (count * jnp.int32(1000000007)),
        "a sum of int32": lambda count: 1e-10 * (count + jnp.int32(2147483645)),
        "a difference of int32": lambda count: 1e-10 * (-count - jnp.int32(2147483645)),
        "a power of int32": lambda count: 1e-10 * (count * 1000) ** 5,
        "a product of int8": lambda count: 1e-3 * (count.astype(jnp.int8) * jnp.int8(100)),
        "int32 as int8": lambda count: 1e-3 * (count * 100).astype(jnp.int8),
        "uint32 as int32": lambda count: 1e-10 * (count.astype(jnp.uint32) * jnp.uint32(1000000007)).astype(jnp.int32),
        "float32 as int32": lambda count: 1e-10 * (count * -1e9).astype(jnp.int32),
        "float32 as int8": lambda count: 1e-3 * (count * 77.7).astype(jnp.int8),
        "float32 as uint32": lambda count: 1e-10 * (2e9 - count * 1e9).astype(jnp.uint32).astype(jnp.float32),
        "NaN as int32": lambda count: 0.1 + (jnp.log(count - 2.0)).astype(jnp.int32),
        "a choice by int32": lambda count: jax.lax.select_n(jnp.minimum(count, 1), jnp.float32(0.1), jnp.float32(0.2)),
    }


@pytest.mark.parametrize("name", _whole_numbers())
def test_whole_numbers_are_those_of_their_type(name: str) -> None:
    tx = optax.sgd(_whole_numbers()[name])
    assert_near(by_rule(tx, "vector"), by_optax(tx, ["vector"])["vector"], "vector")


def test_a_product_of_int64_is_not_cut_to_32_bits() -> None:
    def rate(count: Any) -> Any:
        return 1e-10 * (count.astype("int64") * jax.numpy.int64(-3000000000)).astype("float32")

    with jax.enable_x64(True):
        tx = optax.sgd(rate)
        assert_near(by_rule(tx, "vector"), by_optax(tx, ["vector"])["vector"], "vector")


def test_a_state_that_gets_the_same_number_everywhere() -> None:
    """It gets that of each step: of an element, and of a row."""

    def elements(weight: Any) -> Any:
        return jax.numpy.zeros_like(weight)

    def rows(weight: Any) -> Any:
        return jax.numpy.zeros((len(weight), 1))

    def update(updates: Any, state: Any, _: Any = None) -> Any:
        return jax.tree.map(operator.add, updates, state), jax.tree.map(jax.numpy.ones_like, state)

    for first in (elements, rows):
        tx = optax.GradientTransformation(functools.partial(jax.tree.map, first), update)
        expected = by_optax(tx, ["matrix"])["matrix"]
        assert_near(by_rule(tx, "matrix"), expected, "matrix")
        assert_near(by_step(tx, ["matrix"])["matrix"], expected, "matrix")


@pytest.mark.parametrize("label", ["one", "other"])
def test_labels_of_a_rule_s_transformations_are_any_texts(label: str) -> None:
    def labels(weights: Any) -> Any:
        return dict.fromkeys(weights, label)

    tx = optax.multi_transform({label: optax.adam(0.1), "idle": optax.sgd(0.1)}, labels)
    assert_near(by_rule(tx, "vector"), by_optax(tx, ["vector"])["vector"], "vector")


def test_an_update_of_fewer_axes_than_the_weight_is_refused() -> None:
    """DP-SGD takes the first axis of the only weight for a batch."""
    arrays = {"w": np.ones(3, np.float32)}
    with pytest.raises(RuleError, match="an update of 0 axes for a weight of 1"):
        mx.optax_step(optax.contrib.dpsgd(0.1, 1.0, 0.1, 0), arrays, arrays)


def test_states_of_two_weights_that_get_one_name() -> None:
    def first(weights: Any) -> Any:
        return {"size": weights, "b_size": weights}

    def update(updates: Any, state: Any, _: Any = None) -> Any:
        return jax.tree.map(operator.add, updates, state["size"]), {"size": updates, "b_size": state["size"]}

    arrays = {name: np.ones(3, np.float32) for name in ("a", "a_b")}
    with pytest.raises(SymbolError, match="'a_b_size' is the name of two arrays; give the weight another name"):
        mx.optax_step(optax.GradientTransformation(first, update), arrays, arrays)


def test_a_state_that_begins_as_a_float64_weight_has_its_bits() -> None:
    weight = np.array([1 / 3, 1e300, 1e-300, np.nan])
    step = mx.optax_step(optax.contrib.schedule_free_sgd(0.1), {"w": weight}, {"w": np.zeros(4)})
    assert_same_bits(np.asarray(step.aux_dict["w_z"]), weight)
    zeros = mx.optax_step(optax.adam(0.1), {"w": np.full(4, 1e-300)}, {"w": np.zeros(4)})
    assert_same_bits(np.asarray(zeros.aux_dict["w_mu"]), np.zeros(4))


def test_the_documentation_has_every_reason() -> None:
    page = (Path(__file__).resolve().parents[1] / "docs" / "optax.rst").read_text(encoding="utf-8")
    print("\n".join(cases.table()))
    assert "\n".join(cases.table()) in page, "python -m tests.optax_cases prints the table"


def test_a_mask_and_labels_name_the_weights() -> None:
    expected = by_optax(cases.transformation("multi_transform"), list(SHAPES))
    by_label = by_step(cases.transformation("multi_transform"), list(SHAPES))
    assert_near(by_label["matrix"], expected["matrix"], "matrix")


def test_states_are_those_of_optax() -> None:
    tx = optax.chain(
        optax.clip_by_global_norm(1.0), optax.adam(optax.cosine_decay_schedule(0.1, 15), mu_dtype="bfloat16")
    )
    weights = {name: weight.copy() for name, weight in WEIGHTS.items()}
    step = mx.optax_step(tx, weights, GRADS[0])
    state = tx.init(WEIGHTS)
    for grads in GRADS[:3]:
        new: Any = {f"{name}_grad": grad for name, grad in grads.items()}
        step.forward(**new)
        _, state = tx.update(grads, state, WEIGHTS)
    got = step.aux_dict
    adam, schedule = state[1][0], state[1][1]
    assert got["count"].item() == got["count2"].item() == adam.count == schedule.count == 3
    for name in SHAPES:
        assert got[f"{name}_mu"].dtype == "bfloat16"
        np.testing.assert_allclose(got[f"{name}_nu"], adam.nu[name], rtol=1e-5)
    norm = np.sqrt(sum(np.square(grad).sum() for grad in GRADS[2].values()))
    assert any(np.allclose(output, norm, rtol=1e-6) for output in step.outputs[: -len(SHAPES)])


def test_a_step_that_is_not_finite_is_skipped_and_counted() -> None:
    tx = optax.apply_if_finite(optax.adam(0.1), 3)
    weights = {"w": np.ones(3, np.float32)}
    step = mx.optax_step(tx, weights, {"w": np.array([1, np.inf, 0], np.float32)})
    step.forward()
    assert weights["w"].tolist() == [1, 1, 1]
    assert step.aux_dict["notfinite_count"].item() == 1 and step.aux_dict["count"].item() == 0
    step.forward(w_grad=np.ones(3, np.float32))
    assert step.aux_dict["notfinite_count"].item() == 0 and step.aux_dict["count"].item() == 1
    np.testing.assert_allclose(weights["w"], 0.9, rtol=1e-6)


@pytest.fixture(scope="module")
def adamw() -> Any:
    return mx.from_optax(optax.adamw(0.1, weight_decay=0.1))


def test_a_rule_has_the_bits_of_the_interpreter() -> None:
    for tx in (optax.radam(0.1), optax.yogi(0.1), optax.novograd(0.1), optax.add_noise(0.1, 0.5, jax.random.key(3))):
        weights = {"w": WEIGHTS["matrix"].copy()}
        grads = {"w": GRADS[0]["matrix"]}
        step = mx.optax_step(tx, weights, grads)
        arrays = {name: np.array(array) for name, array in {**step.arg_dict, **step.aux_dict}.items()}
        expected = interpret(step.symbol, arrays).variables
        step.forward()
        for name, array in {**step.arg_dict, **step.aux_dict}.items():
            assert_same_bits(np.asarray(array), expected[name])


def test_forms_of_a_rule_have_its_bits(adamw: Any) -> None:
    weight, grad = WEIGHTS["matrix"], GRADS[0]["matrix"]
    dense = weight.copy()
    adamw(dense, grad, **mx.new_states(adamw, dense), out=dense)
    optimized = weight.copy()
    optimizer = mx.optimizer.from_rule(adamw)()
    assert optimizer.learning_rate == 1
    mx.optimizer.get_updater(optimizer)(0, grad, optimized)
    assert_same_bits(optimized, dense)
    stepped = weight.copy()
    mx.training_step(adamw, {"w": stepped}, {"w": grad.copy()}).forward()
    assert_same_bits(stepped, dense)
    rows = np.array([1, 4])
    lazy, stored = weight.copy(), mx.nd.sparse.row_sparse_array((grad[rows], rows), shape=grad.shape)
    adamw(lazy, stored, **mx.new_states(adamw, lazy), out=lazy)
    assert_same_bits(lazy[rows], dense[rows])
    assert_same_bits(np.delete(lazy, rows, 0), np.delete(weight, rows, 0))
    named = mx.from_optax(optax.adamw(0.1, weight_decay=0.1), "optax_test_update")
    many, master = [weight.copy(), weight.copy()], weight.astype("float16")
    states = [mx.new_states(named, one) for one in many]
    untyped.nd.multi_optax_test_update(
        *(array for one, state in zip(many, states, strict=True) for array in (one, grad, *state.values())),
        lrs=[1, 1],
        out=many,
    )
    for one in many:
        assert_same_bits(one, dense)
    exact = master.astype("float32")
    untyped.nd.mp_optax_test_update(master, grad, *mx.new_states(named, exact).values(), exact, out=master)
    assert_same_bits(master, exact.astype("float16"))


def test_the_learning_rate_is_a_factor_of_the_update(adamw: Any) -> None:
    weight = WEIGHTS["vector"].copy()
    new = adamw(weight, GRADS[0]["vector"], **mx.new_states(adamw, weight), lr=0.0)
    assert_same_bits(np.asarray(new), weight)


def test_a_state_that_begins_as_the_weight(adamw: Any) -> None:
    rule = mx.from_optax(optax.contrib.schedule_free_sgd(0.1))
    weight = WEIGHTS["vector"].copy()
    assert_same_bits(mx.new_states(rule, weight)["z"], weight)


def _logarithm(x: Any) -> Any:
    return jax.lax.lgamma(x)


def _logarithms(updates: Any, _: Any) -> Any:
    return jax.tree.map(_logarithm, updates)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: optax.adam, "expected an optax.GradientTransformation, got a function; call it first"),
        (lambda: optax.clip_by_global_norm(1.0), "the new weight depends on all weights of a model; use mx.optax_step"),
        (optax.contrib.prodigy, "the new .* depends on all weights of a model"),
        (lambda: optax.add_noise(0.1, 0.5, jax.random.key(3)), "depends on a weight's place in its model"),
        (optax.centralize, "something else to a matrix than to a vector; pass shape="),
        (optax.scale_by_distance_over_gradients, "max_dist begins as neither a number nor the weight"),
        (
            lambda: optax.stateless(_logarithms),
            r"test_optax.py:\d+ \(_logarithm\): the primitive lgamma: no row in the table of primitives",
        ),
        (optax.scale_by_lbfgs, r"the state diff_params_memory: an array of shape \(10, ax0\)"),
        (lambda: optax.contrib.sophia(0.1), "ValueError: obj_fn must be provided"),
    ],
)
def test_what_is_no_rule_is_an_error_at_the_line_of_the_user(make: Any, message: str) -> None:
    with pytest.raises(RuleError, match=f"^.*test_optax.py:.*{message}"):
        mx.from_optax(make())


def test_the_place_in_optax_is_named() -> None:
    text = r"optax/\S+.py:\d+ \(\w+\): the primitive reduce_sum: a reduction of a square matrix along one of its axes"
    with pytest.raises(RuleError, match=text):
        mx.from_optax(optax.contrib.muon(0.1, preconditioning="aol"), shape=(8, 4))


@pytest.mark.parametrize(
    ("weights", "grads", "states", "message"),
    [
        ({}, {}, {}, "at least one weight"),
        ({"w": 3}, {}, {}, "no gradient for 'w'"),
        ({"w": 3}, {"w": 3, "v": 3}, {}, "'v' has a gradient and no weight"),
        ({"w": 3}, {"w": 3}, {"w_mo": 3}, "'w_mo' is no state: .*w_mu"),
        ({"w": 3, "w_mu": 3}, {"w": 3, "w_mu": 3}, {}, "'w_mu' is the name of two arrays"),
        ({"w": 3, "w_grad": 3}, {"w": 3, "w_grad": 3}, {}, "'w_grad' is the name of two arrays"),
        ({"w": ()}, {"w": ()}, {}, r"'w' has shape \(\)"),
    ],
)
def test_arguments_of_a_step_that_do_not_fit(
    weights: dict[str, Any], grads: dict[str, Any], states: dict[str, Any], message: str
) -> None:
    zeros = [{name: np.zeros(size, np.float32) for name, size in one.items()} for one in (weights, grads, states)]
    with pytest.raises(SymbolError, match=message):
        mx.optax_step(optax.adam(0.1), zeros[0], zeros[1], states=zeros[2])


@pytest.mark.parametrize(
    ("weights", "grads", "more", "message"),
    [
        ([], {}, {}, 'optax_step takes weights by parameter, got a list; pass a dict, as {"fc.weight": array}'),
        ({}, np.ones(3), {}, "optax_step takes grads by parameter, got an ndarray"),
        ({}, {}, {"states": [1]}, "optax_step takes states by parameter, got a list"),
        ({0: np.ones(3)}, {}, {}, "weights have names that are texts, got 0"),
        ({"w": None}, {}, {}, "weights has None for 'w'; leave 'w' out of weights and grads"),
        ({"w": {"kernel": np.ones(3)}}, {}, {}, "has a dict for 'w', expected an array; join the names, as 'w.weight'"),
        ({"w": np.ones(3)}, {"w": np.ones(3)}, {"lrr": 0.5}, "unknown attribute 'lrr'; did you mean 'lr'?"),
    ],
)
def test_arguments_of_a_step_that_are_no_arrays_by_name(weights: Any, grads: Any, more: Any, message: str) -> None:
    with pytest.raises(SymbolError, match=re.escape(message)):
        mx.optax_step(optax.adam(0.1), weights, grads, **more)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        (3, "shape is a tuple of lengths and None, got an int; pass shape=(64, 10)"),
        ("ab", "shape is a tuple of lengths and None, got a str"),
        ((), "shape has no axes, got (); pass shape=(1,)"),
        ((-1,), "a length in shape is a whole number from 1 on or None, got -1"),
        ((0, 3), "got 0; pass shape=(64, 10)"),
        ((2.5,), "got 2.5"),
        ((True,), "got True"),
    ],
    ids=str,
)
def test_a_shape_that_is_none(shape: Any, message: str) -> None:
    with pytest.raises(RuleError, match=rf"test_optax.py:\d+: from_optax: .*{re.escape(message)}"):
        mx.from_optax(optax.adam(0.1), shape=shape)


def test_a_step_goes_on_from_states() -> None:
    tx = optax.chain(optax.clip_by_global_norm(0.1), optax.adam(0.1))
    whole, halves = WEIGHTS["vector"].copy(), WEIGHTS["vector"].copy()
    step = mx.optax_step(tx, {"w": whole}, {"w": GRADS[0]["vector"]})
    first = mx.optax_step(tx, {"w": halves}, {"w": GRADS[0]["vector"]})
    first.forward()
    second = mx.optax_step(tx, {"w": halves}, {"w": GRADS[0]["vector"]}, states=first.aux_dict)
    second.forward()
    step.forward()
    step.forward()
    assert_same_bits(halves, whole)
