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
SAMPLE = (
    *("yogi_update", "rprop_update", "novograd_update", "adafactor_update"),
    *("preconditioned_langevin_update", "blockwise_adam_update"),
)
"""The optimizers of the fast suite: with a first value, a state that begins as a number, a number's state.

The others have rows and columns for matrices alone, random numbers, bytes.
"""
SETTINGS: dict[str, dict[str, float]] = {
    "muon_update": {"lr": 0.05, "narrow": False},  # test_products.py has its products of bfloat16
    "fobos_update": {"lr": 0.05, "l1": 0.1, "l2": 0.1},
    "adagrad_fobos_update": {"lr": 0.05, "l1": 0.1, "l2": 0.1},
    "rda_update": {"lr": 0.05, "l1": 0.1},
    "adagrad_rda_update": {"lr": 0.05, "l1": 0.1},
    "ldog_update": {"lr": 1.0},
    "dog_update": {"lr": 1.0},
    "prodigy_update": {"lr": 1.0},
    "dadapt_sgd_update": {"lr": 1.0},
    "dadapt_adam_update": {"lr": 1.0},
    "lars_sgd_update": {"lr": 1.0},
}
NEAR = 1e-9
"""Differences after 20 steps in float64, as a share of the largest movement."""
BORDERS = {"blockwise_adam_update": 1e-2}
"""The same where a value may lie between two bytes, and take either: for few elements."""
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
    assert len(rules) >= 60
    assert {*rules}.isdisjoint(rule.name for rule in update_rules())


@pytest.mark.every(2)
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
        assert moved > 0
        far = float(np.abs(weight - by_hand).max())
        assert far <= BORDERS.get(name, NEAR) * moved, f"{shape}: {far / moved:.1e} of the movement"
        if name in BORDERS:
            assert float(np.median(np.abs(weight - by_hand))) <= 1e-6 * moved


def stepped(op: Any, arrays: dict[str, Any], numbers: dict[str, Any], **more: Any) -> dict[str, Array]:
    op(**arrays, **numbers, **more, out=arrays["weight"])
    return {name: np.asarray(array) for name, array in arrays.items() if name != "grad"}


def stepped_together(rule: Rule, starts: list[dict[str, Any]], numbers: dict[str, Any]) -> list[dict[str, Array]]:
    """A step of several weights by ops of one graph, each with variables of its own."""
    ops: list[Any] = []
    named = [{f"{name}_{number}": array for name, array in arrays.items()} for number, arrays in enumerate(starts)]
    for number, arrays in enumerate(starts):
        variables = {name: mx.sym.var(f"{name}_{number}") for name in arrays}
        ops.append(mx.sym.make(rule, [], {**variables, **numbers, "out": variables["weight"]}))
    mx.sym.Group(ops).bind_named(None, {name: array for arrays in named for name, array in arrays.items()}).forward()
    return [{name: array for name, array in arrays.items() if name != "grad"} for arrays in starts]


def same(got: dict[str, Array], wanted: dict[str, Array], rows: Any = ...) -> None:
    for name, array in got.items():
        if name in wanted:
            chosen = rows if array.shape[:1] == got.get("weight", array).shape[:1] else ...
            assert_same_bits(array[chosen], wanted[name][chosen], name)


FORMS = ((7,), (6, 5), (3, 2, 4))
"""Weights of one op on many tensors."""
PLURALS = {"lr": "lrs", "wd": "wds", "eta": "etas", "t": "step_count", "tensor": "tensors"}


def begun(rule: Rule, shape: tuple[int, ...]) -> dict[str, Any]:
    """Float16 values of a weight and a gradient in float32, and states as some steps leave them."""
    half, grad = drawn(1, shape, np.float16), drawn(2, shape, np.float16)
    states: dict[str, Any] = {}
    for number, (name, state) in enumerate(mx.new_states(rule, half, **settings(rule.name)).items()):
        states[name] = state + np.abs(drawn(3 + number, state.shape)).astype(state.dtype)
    return {"weight": half.astype(np.float32), "grad": grad.astype(np.float32), **states}


def copied(arrays: dict[str, Any], **others: Any) -> dict[str, Any]:
    return {key: array.copy() for key, array in arrays.items()} | others


def numbers_of(rule: Rule, count: int = 0) -> dict[str, Any]:
    """The settings at the third step; with a count, those of an op on so many tensors."""
    numbers: dict[str, Any] = {**settings(rule.name), **counted(rule, 3)}
    numbers |= {"tensor": 2} if rule.attribute("tensor") is not None else {}
    if not count:
        return numbers
    wd = rule.attribute("wd")
    numbers |= {"wd": wd.default} if wd is not None else {}
    return {PLURALS.get(key, key): [value] * count if key in PLURALS else value for key, value in numbers.items()}


@pytest.mark.every(2)
@pytest.mark.parametrize("name", EVERY)
def test_forms_have_the_bits_of_the_dense_op(rules: dict[str, Rule], name: str) -> None:
    rule, numbers, many = rules[name], numbers_of(rules[name]), numbers_of(rules[name], len(FORMS))
    starts = [begun(rule, shape) for shape in FORMS]
    dense = stepped_together(rule, [copied(start) for start in starts], numbers)
    plain = [copied(start) for start in starts]
    getattr(untyped.nd, f"multi_{name}")(
        *(array for arrays in plain for array in arrays.values()), **many, out=[arrays["weight"] for arrays in plain]
    )
    halves = [
        {key: start[key].astype(np.float16) if key in ("weight", "grad") else start[key].copy() for key in start}
        | {"weight32": start["weight"].copy()}
        for start in starts
    ]
    single = [copied(arrays) for arrays in halves]
    getattr(untyped.nd, f"multi_mp_{name}")(
        *(arrays[item.name] for arrays in halves for item in lookup.find(f"mp_{name}").inputs),
        **many,
        out=[arrays["weight"] for arrays in halves],
    )
    for start, wanted, arrays, together, alone in zip(starts, dense, plain, halves, single, strict=True):
        same({key: array for key, array in arrays.items() if key != "grad"}, wanted)
        stepped(getattr(untyped.nd, f"mp_{name}"), alone, numbers)
        of_one = stepped(rule, copied(start), numbers)
        for half, whole in ((together, wanted), (alone, of_one)):
            assert_same_bits(half.pop("weight32"), whole["weight"])
            assert_same_bits(half["weight"], whole["weight"].astype(np.float16))
            same({key: array for key, array in half.items() if key not in ("weight", "grad")}, whole)
        if not rule.of_model:
            same(of_one, wanted)


@pytest.mark.parametrize("name", EVERY)
def test_row_sparse_forms_have_the_bits_of_the_dense_op(rules: dict[str, Rule], name: str) -> None:
    """Or they are refused: standard ones of sums of tensors, and both of values of columns."""
    rule, shape, numbers = rules[name], (6, 5), numbers_of(rules[name])
    start, ids = begun(rule, shape), np.array([1, 4])
    listed = mx.nd.sparse.row_sparse_array((start["grad"][ids], ids), shape=shape)
    if not rule.separable_at(2):
        with pytest.raises(mx.BindError, match="whole tensor"):
            stepped(rule, copied(start, grad=listed), numbers, lazy_update=False)
        return
    zeros = np.zeros(shape, np.float32)
    zeros[ids] = start["grad"][ids]
    standard = stepped(rule, copied(start, grad=listed), numbers, lazy_update=False)
    same(standard, stepped(rule, copied(start, grad=zeros), numbers))
    lazy = stepped(rule, copied(start, grad=listed), numbers, lazy_update=True)
    same(lazy, stepped(rule, copied(start), numbers), ids)
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
