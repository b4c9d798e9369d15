"""The gallery: each optimizer against an independent implementation; its forms bit for bit, or a stated refusal."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.rule import lookup, registry
from mxsym.rule.rule import Rule
from tests.gallery_references import REFERENCES
from tests.support import Array, assert_same_bits, untyped, update_rules

DOCS = Path(__file__).resolve().parent.parent / "docs"
SAMPLE = ("yogi_update", "rprop_update", "novograd_update", "adam_mini_update", "blockwise_adam_update")
"""The optimizers of the fast suite: with a first value, a state that begins as a number, a number's state, rows, bytes.
"""
SETTINGS: dict[str, dict[str, float]] = {
    "fobos_update": {"lr": 0.05, "l1": 0.1, "l2": 0.1},
    "adagrad_fobos_update": {"lr": 0.05, "l1": 0.1, "l2": 0.1},
    "rda_update": {"lr": 0.05, "l1": 0.1},
    "adagrad_rda_update": {"lr": 0.05, "l1": 0.1},
    "ldog_update": {"lr": 1.0},
    "prodigy_update": {"lr": 1.0},
    "dadapt_sgd_update": {"lr": 1.0},
}
NEAR = 1e-9
"""Differences after 20 steps in float64, as a share of the largest movement."""
BORDERS = {"blockwise_adam_update": 1e-2}
"""The same where a value may lie between two bytes, and take either: for few elements."""
MATRICES = ("centralized_sgd_update",)
"""Optimizers for which each element of a vector is a row, and stays where it is."""
SHAPES = ((33,), (17, 23), (5, 3, 3, 3))


@pytest.fixture(scope="module")
def rules() -> Iterator[dict[str, Rule]]:
    lookup.names()  # built-in rules that are loaded later would be gone afterwards
    before = dict(registry.RULES)
    from examples.gallery import RULES

    registry.RULES.update(RULES)  # another test's fixture may have forgotten them
    yield dict(RULES)
    registry.RULES.clear()
    registry.RULES.update(before)


EVERY = [
    pytest.param(name, marks=() if name in SAMPLE else pytest.mark.slow, id=name.removesuffix("_update"))
    for name in REFERENCES
]


def settings(name: str) -> dict[str, float]:
    return SETTINGS.get(name, {"lr": 0.05})


def counted(rule: Rule, t: int) -> dict[str, float]:
    return {"t": t} if rule.attribute("t") is not None else {}


def drawn(seed: int, shape: tuple[int, ...], dtype: Any = np.float32) -> Array:
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def test_each_rule_has_a_reference(rules: dict[str, Rule]) -> None:
    assert {*rules} == {*REFERENCES}
    assert len(rules) > 50
    assert {*rules}.isdisjoint(rule.name for rule in update_rules())


@pytest.mark.parametrize("name", EVERY)
def test_twenty_steps_are_the_paper_s(rules: dict[str, Rule], name: str) -> None:
    rule = rules[name]
    for shape in SHAPES:
        weight = drawn(0, shape, np.float64)
        start, by_hand, kept = weight.copy(), weight.copy(), dict[str, Any]()
        states = mx.new_states(rule, weight, **settings(name))
        moved = 0.0
        for t in range(1, 21):
            grad = drawn(t, shape, np.float64) + 0.1 * by_hand  # downhill, as gradients are
            rule(weight, grad, **states, **settings(name), **counted(rule, t), out=weight)
            by_hand = REFERENCES[name](by_hand, grad, kept, t, **settings(name))
            moved = max(moved, float(np.abs(by_hand - start).max()))
        assert (moved > 0) is (len(shape) > 1 or name not in MATRICES)
        far = float(np.abs(weight - by_hand).max())
        assert far <= BORDERS.get(name, NEAR) * moved, f"{shape}: {far / moved:.1e} of the movement"
        if name in BORDERS:
            assert float(np.median(np.abs(weight - by_hand))) <= 1e-6 * moved


def stepped(op: Any, arrays: dict[str, Any], numbers: dict[str, Any], **more: Any) -> dict[str, Array]:
    op(**arrays, **numbers, **more, out=arrays["weight"])
    return {name: np.asarray(array) for name, array in arrays.items() if name != "grad"}


def same(got: dict[str, Array], wanted: dict[str, Array], rows: Any = ...) -> None:
    for name, array in got.items():
        if name in wanted:
            chosen = rows if array.shape[:1] == got["weight"].shape[:1] else ...
            assert_same_bits(array[chosen], wanted[name][chosen], name)


@pytest.mark.parametrize("name", EVERY)
def test_forms_have_the_bits_of_the_dense_op(rules: dict[str, Rule], name: str) -> None:
    rule, shape, numbers = rules[name], (6, 5), {**settings(name), **counted(rules[name], 3)}
    half, grad = drawn(1, shape, np.float16), drawn(2, shape, np.float16)
    states = mx.new_states(rule, half, **settings(name))
    rng = np.random.default_rng(3)
    # As some steps leave them: first values are special to many rules.
    states = {
        key: state + np.abs(rng.standard_normal(state.shape)).astype(state.dtype) for key, state in states.items()
    }
    start = {"weight": half.astype(np.float32), "grad": grad.astype(np.float32), **states}

    def fresh(**others: Any) -> dict[str, Any]:
        return {key: array.copy() for key, array in start.items()} | others

    dense = stepped(rule, fresh(), numbers)
    narrow = fresh(weight=half.copy(), grad=grad, weight32=start["weight"].copy())
    wide = stepped(getattr(untyped.nd, f"mp_{name}"), narrow, numbers)
    assert_same_bits(wide.pop("weight32"), dense["weight"])
    assert_same_bits(wide["weight"], dense["weight"].astype(np.float16))
    same({key: array for key, array in wide.items() if key != "weight"} | {"weight": dense["weight"]}, dense)

    pair = [fresh(), fresh()]
    plural = {"lr": "lrs", "wd": "wds", "eta": "etas", "t": "step_count"}
    many = {plural[key]: [value] * 2 for key, value in numbers.items() if key in plural}
    if rule.attribute("wd") is not None:
        many["wds"] = [rule.attribute("wd").default] * 2  # pyright: ignore[reportOptionalMemberAccess]
    rest = {key: value for key, value in numbers.items() if key not in plural}
    multi = getattr(untyped.nd, f"multi_{name}")
    flat = [array for arrays in pair for array in arrays.values()]
    multi(*flat, **many, **rest, out=[arrays["weight"] for arrays in pair])
    for arrays in pair:
        same({key: array for key, array in arrays.items() if key != "grad"}, dense)

    ids = np.array([1, 4])
    listed = mx.nd.sparse.row_sparse_array((start["grad"][ids], ids), shape=shape)
    zeros = np.zeros(shape, np.float32)
    zeros[ids] = start["grad"][ids]
    if not rule.separable:
        arrays = fresh(grad=listed)
        with pytest.raises(mx.BindError, match="whole tensor"):
            stepped(rule, arrays, numbers, lazy_update=False)
        return
    standard = stepped(rule, fresh(grad=listed), numbers, lazy_update=False)
    same(standard, stepped(rule, fresh(grad=zeros), numbers))
    lazy = stepped(rule, fresh(grad=listed), numbers, lazy_update=True)
    same(lazy, dense, ids)
    others = np.setdiff1d(np.arange(shape[0]), ids)
    same({"weight": lazy["weight"]}, start, others)


@pytest.mark.slow
def test_the_page_shows_every_rule(rules: dict[str, Rule], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(DOCS / "_ext"), *sys.path])
    text: str = importlib.import_module("gallery_page").page()
    for rule in rules.values():
        assert f"{rule.name}\n{'~' * len(rule.name)}\n\n{rule.summary}" in text
        assert f"   def {rule.name}(" in text
    assert text.count(":Costs: ") == len(rules)


@pytest.mark.parametrize("name", EVERY)
def test_optimizers_follow_from_rules(rules: dict[str, Rule], name: str) -> None:
    rule, weight = rules[name], drawn(1, (6, 5))
    numbers = settings(name)
    states = mx.new_states(rule, weight, **numbers)
    given: dict[str, Any] = {"learning_rate" if key == "lr" else key: value for key, value in numbers.items()}
    optimizer = mx.optimizer.from_rule(rule)(**given)
    updater, own = mx.optimizer.get_updater(optimizer), weight.copy()
    for t in (1, 2, 3):
        grad = drawn(t + 1, weight.shape)
        rule(weight, grad, **states, **numbers, **counted(rule, t), out=weight)
        updater(0, grad, own)
    assert_same_bits(own, weight)
