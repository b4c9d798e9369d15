"""Transformations of optax's as rules and as steps of a model, against optax itself, run by JAX."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

pytest.importorskip("optax")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

from tests import optax_cases as cases  # after the skip
from tests.optax_cases import jax, optax
from tests.support import Array, assert_same_bits, untyped

import mxsym as mx
from mxsym.errors import RuleError, SymbolError
from mxsym.opgraph.interpreter import interpret

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
    takes_loss = isinstance(tx, optax.GradientTransformationExtraArgs)

    @jax.jit
    def step(grads: Any, state: Any, weights: Any) -> Any:
        more = {"value": jax.numpy.float32(LOSS)} if takes_loss else {}
        updates, state = tx.update(grads, state, weights, **more)
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
        executor.forward(**{f"{name}_grad": grads[name] for name in names})
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
            assert "mx.optax_step" in str(error)  # it needs the whole model
            break
        assert_near(rule, expected[one], one)


def test_every_schedule() -> None:
    schedules = dict(cases.schedules())
    assert schedules.keys() == cases.exported_schedules()
    for schedule in schedules.values():
        tx = optax.sgd(schedule)
        assert_near(by_rule(tx, "vector"), by_optax(tx, ["vector"])["vector"], "vector")
