"""Numbers of a whole model in rules: against one weight that holds all of them, through every door, and refusals."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mxsym as mx
from mxsym.opgraph.interpreter import interpret
from mxsym.rule import model_wide, registry
from mxsym.rule.rule import Rule
from tests.gallery_references import REFERENCES
from tests.model_numbers import (
    SHAPES,
    STEPS,
    Model,
    drawn,
    gallery,
    grads_at,
    norm_bound_update,
    numbers_at,
    rows_or_elements_update,
    through_graph,
    two_level_update,
    whole,
)
from tests.support import Array, assert_same_bits, untyped, update_rules

OF_MODEL = ("dog_update", "prodigy_update", "dadapt_sgd_update", "dadapt_adam_update")


def test_no_rule_of_mxsym_s_has_numbers_of_a_model() -> None:
    """They are declared when they are first used, and what `of_model` says is known before that."""
    assert not any(rule.of_model for rule in update_rules())
    for rule in update_rules():
        bodies = rule.single.each_body({flag.name: False for flag in rule.single.flags})
        assert not any(node.op.startswith("model_") for body in bodies for node in body.graph.nodes()), rule.name


def test_the_gallery_has_those_that_the_tests_name() -> None:
    assert {name for name, rule in gallery().items() if rule.of_model} == {*OF_MODEL}


@pytest.mark.parametrize("name", OF_MODEL)
def test_a_model_is_stepped_as_one_weight_that_holds_all(name: str) -> None:
    model = Model(gallery()[name], np.float64, lr=1.0)
    start = whole(model.weights)
    by_hand, kept = start.copy(), dict[str, Any]()
    for t in range(1, 21):
        model.step(t, np.float64)
        by_hand = REFERENCES[name](by_hand, whole(grads_at(t, np.float64)), kept, t, lr=1.0)
    moved = np.abs(by_hand - start).max()
    assert moved > 0
    assert np.abs(whole(model.weights) - by_hand).max() <= 1e-9 * moved


@pytest.mark.parametrize("rule", [norm_bound_update, two_level_update], ids=lambda rule: rule.name)
def test_numbers_of_numbers_are_numpy_s(rule: Rule) -> None:
    model = Model(rule, np.float64, lr=0.1)
    start, top = whole(model.weights), 0.0
    model.step(1, np.float64)
    grad = whole(grads_at(1, np.float64))
    if rule is norm_bound_update:
        wanted = start - 0.1 * min(1.0, 1.0 / np.linalg.norm(grad)) * grad
    else:
        largest = np.abs(grad).max()
        top = largest * np.square(grad / largest).mean()
        wanted = start - 0.1 * grad / (top + start.min() ** 2)
        assert model.arrays["top"].item() == pytest.approx(top, rel=1e-14)
    np.testing.assert_allclose(whole(model.weights), wanted, rtol=1e-13)


def test_states_of_rows_give_to_numbers_of_the_model() -> None:
    @mx.update_rule
    def trusted_rows_update(weight: Any, grad: Any, row: mx.Row, *, lr: Any) -> Any:
        row = row + mx.mean(mx.square(grad), axis=1)
        step = grad / mx.sqrt(row)
        return {"weight": weight - lr * step / mx.norm(step, over=mx.Model), "row": row}

    weight, row = np.zeros((4, 3)), np.zeros((4, 1))
    untyped.nd.trusted_rows_update(weight, np.ones((4, 3)), row, lr=1.0, out=weight)
    np.testing.assert_allclose(weight, np.full((4, 3), -1 / np.sqrt(12)), rtol=1e-13)
    assert row.tolist() == [[1.0]] * 4


def test_rows_and_elements_give_to_the_same_numbers() -> None:
    model = Model(rows_or_elements_update, np.float64, lr=0.1)
    weights = [weight.copy() for weight in model.weights]
    sums: list[Any] = [0.0] * len(SHAPES)
    for t in range(1, 4):
        model.step(t, np.float64)
        steps = grads_at(t, np.float64)
        for place, grad in enumerate(steps):
            square = np.square(grad)
            if grad.ndim > 1:
                square = square.mean(axis=tuple(range(1, grad.ndim)), keepdims=True)
            sums[place] = sums[place] + square
            steps[place] = grad / np.sqrt(sums[place])
        trust = np.linalg.norm(whole(weights)) / np.linalg.norm(whole(steps))
        weights = [weight - 0.1 * trust * step for weight, step in zip(weights, steps, strict=True)]
    np.testing.assert_allclose(whole(model.weights), whole(weights), rtol=1e-12)


def doors() -> dict[str, Callable[[Rule], Mapping[int, Array]]]:
    return {
        "graph": through_graph,
        "interpreter": through_interpreter,
        "file": through_file,
        "multi": through_multi,
        "training_step": through_training_step,
        "updater": through_updater,
        "updater, interpreted": lambda rule: through_updater(rule, use_fused_step=False),
    }


def through_interpreter(rule: Rule) -> dict[int, Array]:
    model = Model(rule, lr=0.5)
    arrays = {name: array.copy() for name, array in model.arrays.items()}
    for t in range(1, STEPS + 1):
        arrays |= {f"grad{place}": grad for place, grad in enumerate(grads_at(t))}
        numbers = {f"update{place}": numbers_at(rule, t) for place in range(len(SHAPES))}
        arrays = interpret(model.symbol, arrays, numbers).variables
    return {place: arrays[f"weight{place}"] for place in range(len(SHAPES))}


def through_file(rule: Rule) -> dict[int, Array]:
    model = Model(rule, lr=0.5)
    registry.RULES.pop(rule.name, None)  # the file's own rule
    model.executor = mx.sym.load_json(model.symbol.tojson()).bind_named(None, model.arrays)
    for t in range(1, STEPS + 1):
        model.step(t)
    return dict(enumerate(model.weights))


def through_multi(rule: Rule) -> dict[int, Array]:
    registry.RULES[rule.name] = rule
    weights = drawn(0)
    names, arrays = list[str](), dict[str, Array]()
    for place, weight in enumerate(weights):
        shared = {item.name for item in rule.inputs if item.of_model}
        for key, array in {"weight": weight, "grad": weight.copy(), **mx.new_states(rule, weight)}.items():
            names.append(key if key in shared else f"{key}{place}")
            arrays.setdefault(names[-1], array)
    variables = {name: mx.sym.var(name) for name in arrays}
    count = {"step_count": [1] * len(SHAPES)} if rule.attribute("t") is not None else {}
    op = getattr(untyped.sym, f"multi_{rule.name}")(
        *map(variables.__getitem__, names),
        num_weights=len(SHAPES),
        lrs=[0.5] * len(SHAPES),
        out=[variables[f"weight{place}"] for place in range(len(SHAPES))],
        **count,
    )
    executor = op.bind_named(None, arrays)
    for t in range(1, STEPS + 1):
        for place, grad in enumerate(grads_at(t)):
            arrays[f"grad{place}"][...] = grad
        executor.forward(**{key: (t,) * len(SHAPES) for key in count})
    return dict(enumerate(weights))


def through_training_step(rule: Rule) -> dict[int, Array]:
    weights = dict(enumerate(drawn(0)))
    grads = {f"w{place}": weight.copy() for place, weight in weights.items()}
    step = mx.training_step(
        rule, {f"w{place}": weight for place, weight in weights.items()}, grads, lr=0.5, **numbers_at(rule, 1)
    )
    for t in range(1, STEPS + 1):
        for place, grad in enumerate(grads_at(t)):
            grads[f"w{place}"][...] = grad
        step.forward(**numbers_at(rule, t))
    assert {item.name for item in rule.inputs if item.of_model} <= {*step.aux_dict}
    return weights


def through_updater(rule: Rule, **more: Any) -> dict[int, Array]:
    def made() -> Any:
        return mx.optimizer.get_updater(mx.optimizer.from_rule(rule)(learning_rate=0.5, **more))

    updater, weights = made(), drawn(0)
    for t in range(1, STEPS + 1):
        if t == STEPS // 2:  # the same from a file
            states = updater.get_states()
            updater = made()
            updater.set_states(states)
        updater([0, 1, 2], grads_at(t), weights)
    for name in (item.name for item in rule.inputs if item.of_model):
        place = rule.states.index(name)
        own = [state if len(rule.states) == 1 else state[place] for state in updater.states.values()]
        assert own[0] is own[1] is own[2]
    return dict(enumerate(weights))


@pytest.mark.every(2)
@pytest.mark.parametrize("door", [door for door in doors() if door != "graph"])
@pytest.mark.parametrize("name", ["prodigy_update", "two_level_update", "rows_or_elements_update"])
def test_every_door_has_the_same_bits(name: str, door: str) -> None:
    own = {rule.name: rule for rule in (two_level_update, rows_or_elements_update)}
    rule = own[name] if name in own else gallery()[name]
    wanted, got = through_graph(rule), doors()[door](rule)
    for place, weight in wanted.items():
        assert_same_bits(got[place], weight, f"weight {place}")


def test_deep_copies_keep_one_state_for_the_model() -> None:
    updater = mx.optimizer.get_updater(mx.optimizer.from_rule(two_level_update)(learning_rate=0.5))
    updater([0, 1, 2], grads_at(1), drawn(0))
    other = copy.deepcopy(updater)
    assert other.states[0] is other.states[2]
    assert other.states[0] is not updater.states[0]


@given(
    st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=3), min_size=1, max_size=5),
    st.sampled_from(["sum", "mean", "max", "min"]),
    st.sampled_from([np.float64, np.float32]),
)
def test_reductions_of_any_weights(shapes: list[list[int]], how: str, dtype: Any) -> None:
    rule = _reducing(how)
    rng = np.random.default_rng(len(shapes))
    weights = [rng.integers(-8, 8, shape).astype(dtype) for shape in shapes]  # sums are exact
    variables = [mx.sym.var(f"w{place}") for place in range(len(weights))]
    ops = [mx.sym.make(rule, [], {"weight": var, "grad": var, "out": var}) for var in variables]
    arrays = {f"w{place}": weight.copy() for place, weight in enumerate(weights)}
    mx.sym.Group(ops).bind_named(None, arrays).forward()
    number = dtype(getattr(np, how)(whole(weights).astype(np.float64)))
    for weight, array in zip(weights, arrays.values(), strict=True):
        assert_same_bits(array, np.full_like(weight, number))


_RULES: dict[str, Rule] = {}


def _reducing(how: str) -> Rule:
    def reduced_update(weight: Any, grad: Any) -> Any:
        return {"weight": 0 * grad + getattr(mx, how)(weight, over=mx.Model)}

    if how not in _RULES:
        _RULES[how] = mx.update_rule(reduced_update)
    return _RULES[how]


@mx.update_rule
def precise_number_update(weight: Any, grad: Any, *, lr: Any) -> Any:
    """A number over the model that is computed with in float64, and one in float32, whatever the weights are."""
    third = mx.sum(grad.astype("float64"), over=mx.Model) / 3.0
    largest = mx.max(grad.astype("float32"), over=mx.Model) * 0.1
    return {"weight": weight - lr * (third * third).astype("generic") * largest.astype("generic")}


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_a_number_keeps_the_type_that_the_rule_gives_it(dtype: Any) -> None:
    model = Model(precise_number_update, dtype, lr=0.25)
    arrays = {name: array.copy() for name, array in model.arrays.items()}
    wide = [arrays[f"grad{place}"].astype(np.float64) for place in range(len(SHAPES))]
    third = sum(float(grad.sum()) for grad in wide) / 3.0
    largest = float(np.float32(max(float(grad.max()) for grad in wide)) * np.float32(0.1))
    outcome = interpret(model.symbol, arrays)
    model.executor.forward()
    for name, array in outcome.variables.items():
        assert_same_bits(model.arrays[name], array, name)
    for place in range(len(SHAPES)):
        expected = arrays[f"weight{place}"] - 0.25 * third * third * largest
        assert np.allclose(model.arrays[f"weight{place}"].astype(np.float64), expected, rtol=2e-3, atol=2e-3)


def test_an_op_alone_has_a_model_of_one_weight() -> None:
    weight, grad = drawn(0)[1], grads_at(1)[1]
    own = weight.copy()
    norm_bound_update(weight, grad, lr=0.1, out=weight)
    np.testing.assert_allclose(weight, own - 0.1 * grad / np.linalg.norm(grad), rtol=1e-6)


@pytest.mark.parametrize("rule", [norm_bound_update, two_level_update], ids=lambda rule: rule.name)
def test_lazy_updates_see_the_stored_rows(rule: Rule) -> None:
    ids, weights, grads = np.array([1, 3]), drawn(0), grads_at(1)
    rows = [weight[ids] if place == 1 else weight.copy() for place, weight in enumerate(weights)]
    listed = [grad[ids] if place == 1 else grad for place, grad in enumerate(grads)]
    sparse = mx.nd.sparse.row_sparse_array((listed[1], ids), shape=SHAPES[1])
    names = ["a", "b", "c"]
    of_all = dict(zip(names, [grads[0].copy(), sparse, grads[2].copy()], strict=True))
    before = weights[1].copy()
    mx.training_step(rule, dict(zip(names, weights, strict=True)), of_all, lr=0.5).forward()
    mx.training_step(rule, dict(zip(names, rows, strict=True)), dict(zip(names, listed, strict=True)), lr=0.5).forward()
    assert_same_bits(weights[1][ids], rows[1])
    assert_same_bits(np.delete(weights[1], ids, 0), np.delete(before, ids, 0))
    assert_same_bits(weights[0], rows[0])
    assert_same_bits(weights[2], rows[2])


def test_numbers_set_later_reach_what_they_change() -> None:
    @mx.update_rule
    def scaled_update(weight: Any, grad: Any, *, lr: Any) -> Any:
        return {"weight": weight - mx.sum(lr * grad, over=mx.Model)}

    model = Model(scaled_update, np.float64, lr=1.0)
    start = whole(model.weights)
    for grad in model.arrays:
        if grad.startswith("grad"):
            model.arrays[grad][...] = 1.0
    model.executor.forward(lr=0.25)
    np.testing.assert_allclose(whole(model.weights), start - 0.25 * start.size, rtol=1e-12)
    model.executor.scalars["update0"]["lr"] = 0.0
    assert model.executor.scalars["update0"]["lr"] == 0.0
    assert {*model.executor.scalars} == {"update0", "update1", "update2"}


def test_half_precision_has_the_numbers_of_its_float32_copies() -> None:
    rule = two_level_update
    registry.RULES[rule.name] = rule
    halves = [weight.astype(np.float16) for weight in drawn(0)]
    masters = [half.astype(np.float32) for half in halves]
    grads = [grad.astype(np.float16) for grad in grads_at(1)]
    arrays: dict[str, Array] = {"top": np.zeros(1, np.float32)}
    top, ops = mx.sym.var("top"), list[Any]()
    for place in range(len(SHAPES)):
        own = {"weight": halves[place], "grad": grads[place], "weight32": masters[place].copy()}
        arrays |= {f"{name}{place}": array for name, array in own.items()}
        variables = {name: mx.sym.var(f"{name}{place}") for name in own}
        ops.append(untyped.sym.mp_two_level_update(**variables, top=top, lr=0.5, out=variables["weight"]))
    mx.sym.Group(ops).bind_named(None, arrays).forward()
    plain: dict[str, Any] = {"top": np.zeros(1, np.float32)}
    plain |= {f"w{place}": master for place, master in enumerate(masters)}
    plain |= {f"g{place}": grad.astype(np.float32) for place, grad in enumerate(grads)}
    variables = {name: mx.sym.var(name) for name in plain}
    mx.sym.Group(
        [
            mx.sym.make(
                rule,
                [variables[f"w{place}"], variables[f"g{place}"], variables["top"]],
                {"lr": 0.5, "out": variables[f"w{place}"]},
            )
            for place in range(len(SHAPES))
        ]
    ).bind_named(None, plain).forward()
    assert_same_bits(arrays["top"], plain["top"])
    for place in range(len(SHAPES)):
        assert_same_bits(arrays[f"weight32{place}"], plain[f"w{place}"])


# Refusals. What is tried changes nothing.


def refused(match: str, arrays: Mapping[str, Array], make: Callable[[], Any]) -> None:
    before = {name: array.copy() for name, array in arrays.items()}
    with pytest.raises(mx.BindError, match=match):
        make()
    for name, array in arrays.items():
        assert_same_bits(array, before[name])


def refused_pair(rule: Rule, **others: Any) -> None:
    """Two updates; the second one has other attributes."""
    arrays = {name: np.ones(3, np.float32) for name in "abgh"}
    a, b, g, h = map(mx.sym.var, "abgh")
    first = mx.sym.make(rule, [a, g], {"lr": 0.1, "out": a, "name": "first"})
    second = mx.sym.make(rule, [b, h], {"lr": 0.1, "out": b, "name": "second", **others})
    group = mx.sym.Group([first, second])
    refused("second.*other numbers over the model", arrays, lambda: group.bind_named(None, arrays))


def test_updates_that_wait_for_each_other_are_refused() -> None:
    arrays = {name: np.ones(3, np.float32) for name in "abgh"}
    a, b, g, h = map(mx.sym.var, "abgh")
    first = mx.sym.make(norm_bound_update, [a, g], {"lr": 0.1, "out": a, "name": "first"})
    second = mx.sym.make(norm_bound_update, [b, first * h], {"lr": 0.1, "out": b, "name": "second"})
    refused("second, argument grad: .*comes after first", arrays, lambda: second.bind_named(None, arrays))


def test_what_changes_between_updates_of_a_model_is_refused() -> None:
    arrays = {name: np.ones(3, np.float32) for name in "abgh"}
    a, b, g, h = map(mx.sym.var, "abgh")
    first = mx.sym.make(norm_bound_update, [a, g], {"lr": 0.1, "out": a, "name": "first"})
    between = mx.sym.sgd_update(h, g, lr=0.1, out=h, name="between")
    second = mx.sym.make(norm_bound_update, [b, h], {"lr": 0.1, "out": b, "name": "second"})
    group = mx.sym.Group([first, between, second])
    refused("second, argument grad: got h, which between writes", arrays, lambda: group.bind_named(None, arrays))
    mx.sym.Group([between, first, second]).bind_named(None, arrays).forward()


def test_updates_with_other_numbers_are_refused() -> None:
    @mx.update_rule
    def flagged_update(weight: Any, grad: Any, *, lr: Any, signed: Any = False) -> Any:
        return {"weight": weight - lr * (mx.sum if signed else mx.max)(grad, over=mx.Model)}

    refused_pair(flagged_update, signed=True)


def test_an_updater_s_step_takes_all_parameters() -> None:
    updater = mx.optimizer.get_updater(mx.optimizer.from_rule(two_level_update)(learning_rate=0.5))
    weights = drawn(0)
    updater([0, 1, 2], grads_at(1), weights)
    arrays = {str(place): weight for place, weight in enumerate(weights)}
    refused("a step without 1, 2", arrays, lambda: updater(0, grads_at(2)[0], weights[0]))


def test_a_state_of_the_model_is_one_number_for_all_weights() -> None:
    with pytest.raises(mx.RuleError, match=r"top is one number for the whole model, .* depends on grad"):

        @mx.update_rule
        def bad_update(weight: Any, grad: Any, top: mx.Model, *, lr: Any) -> Any:  # pyright: ignore[reportUnusedFunction]
            return {"weight": weight - lr * grad, "top": mx.maximum(top, mx.max(grad))}


REFUSED: list[tuple[Callable[[Any], Any], str]] = [
    (lambda x: mx.sum(x, over=mx.Row), "over is mx.Model or None"),
    (lambda x: mx.sum(x, axis=1, over=mx.Model), "without an axis"),
    (lambda x: mx.sum(x > 0, over=mx.Model), "takes numbers, got a truth value"),
    (lambda x: mx.mean(mx.sum(x), over=mx.Model), "mean over a model takes a tensor"),
]


@pytest.mark.parametrize(("call", "match"), REFUSED)
def test_reductions_over_a_model_refuse(call: Callable[[Any], Any], match: str) -> None:
    with pytest.raises(mx.RuleError, match=match):

        @mx.update_rule
        def bad_update(weight: Any, grad: Any) -> Any:  # pyright: ignore[reportUnusedFunction]
            return {"weight": weight - call(grad)}


def test_symbols_have_no_model() -> None:
    with pytest.raises(TypeError, match=r"over=mx\.Model is for the values of an update rule, got a Symbol"):
        mx.sum(mx.sym.var("x"), over=mx.Model)


def test_explain_names_the_parts_and_the_numbers() -> None:
    model = Model(norm_bound_update, lr=0.1)
    text = model.executor.explain()
    assert "update0_part_0 for 3 tensors" in text
    assert "update0_model_sum_0" in text
    for stage in ("graph", "kernel", "llvm", "asm"):
        assert model.executor.ir(stage)


def test_bodies_for_other_axes_have_the_same_numbers() -> None:
    with pytest.raises(mx.RuleError, match=r"its numbers over the model depend on the weight's number of axes"):

        @mx.update_rule
        def matrices_update(weight: Any, grad: Any, *, lr: Any) -> Any:  # pyright: ignore[reportUnusedFunction]
            norm = mx.norm(grad, over=mx.Model) if weight.ndim >= 2 else 1.0
            return {"weight": weight - lr * grad / norm}

    with pytest.raises(mx.RuleError, match=r"; reduce the same values for each, in the same order, by calls that"):

        @mx.update_rule
        def turned_update(weight: Any, grad: Any, *, lr: Any) -> Any:  # pyright: ignore[reportUnusedFunction]
            if weight.ndim >= 2:
                one, other = mx.sum(weight, over=mx.Model), mx.sum(grad, over=mx.Model)
            else:
                other, one = mx.sum(grad, over=mx.Model), mx.sum(weight, over=mx.Model)
            return {"weight": weight - lr * grad * one / other}

    @mx.update_rule
    def axes_update(weight: Any, grad: Any, *, lr: Any) -> Any:
        step = 2 * grad if weight.ndim >= 2 else grad
        return {"weight": weight - lr * step / mx.max(mx.abs(step), over=mx.Model)}

    model = Model(axes_update, np.float64, lr=1.0)
    start, grads = whole(model.weights), grads_at(1, np.float64)
    steps = whole([grad * (1 + (grad.ndim > 1)) for grad in grads])
    model.step(1, np.float64)
    np.testing.assert_allclose(whole(model.weights), start - steps / np.abs(steps).max(), rtol=1e-13)


def test_several_numbers_are_those_of_one_setting() -> None:
    """One body says which of two sums is the first; another might say the other."""

    @mx.update_rule
    def two_sums_update(weight: Any, grad: Any, *, lr: Any, turned: Any = False) -> Any:
        one, two = mx.sum(grad, over=mx.Model), mx.sum(weight, over=mx.Model)
        return {"weight": weight - lr * (two / one if turned else one / two)}

    refused_pair(two_sums_update, turned=True)


def test_two_models_write_one_state_one_after_the_other() -> None:
    @mx.update_rule
    def other_update(weight: Any, grad: Any, top: mx.Model, *, lr: Any) -> Any:
        return {"weight": weight - lr * grad, "top": top + mx.max(grad, over=mx.Model)}

    top, arrays, ops = mx.sym.var("top"), {"top": np.zeros(1, np.float32)}, list[Any]()
    for place, rule in enumerate((two_level_update, two_level_update, other_update, other_update)):
        own = {"weight": mx.sym.var(f"w{place}"), "grad": mx.sym.var(f"g{place}")}
        arrays |= {f"w{place}": np.zeros(2, np.float32), f"g{place}": np.full(2, 1 + place, np.float32)}
        ops.append(mx.sym.make(rule, [], {**own, "top": top, "lr": 0.5, "out": own["weight"]}))
    mx.sym.Group(ops).bind_named(None, arrays).forward()
    assert arrays["top"].item() == np.float32(2 * np.mean(np.square([0.5, 0.5, 1, 1]))) + 4


def test_no_tensor_and_no_number_of_a_rule_has_a_name_of_the_expansion() -> None:
    """An expansion adds names that no parameter of a function can have."""
    rule = two_level_update
    added = {item.name for number in (0, 1) for item in model_wide.part(rule, number).inputs}
    added |= {item.name for item in model_wide.given_numbers(rule, 2, frozenset[str]()).inputs}
    added |= {*model_wide.part(rule, 0).outputs}
    added -= {item.name for item in rule.inputs}
    assert len(added) == 3 and not any(map(str.isidentifier, added))

    @mx.update_rule
    def plain_update(weight: Any, grad: Any, mom: Any, *, lr: Any, factor: Any = 0.5) -> Any:
        new = mom + factor * grad
        return {"weight": weight - lr * new / (1 + mx.norm(grad, over=mx.Model)), "mom": new}

    @mx.update_rule
    def clashing_update(weight: Any, grad: Any, model_number_0: Any, *, lr: Any, model_number_1: Any = 0.5) -> Any:
        new = model_number_0 + model_number_1 * grad
        return {"weight": weight - lr * new / (1 + mx.norm(grad, over=mx.Model)), "model_number_0": new}

    for one, other in zip(through_graph(plain_update).values(), through_graph(clashing_update).values(), strict=True):
        assert_same_bits(one, other)


def test_a_parameter_whose_states_cannot_be_made_is_none_of_the_model() -> None:
    @mx.update_rule
    def summed_update(weight: Any, grad: Any, mom: Any, total: mx.Model, *, lr: Any) -> Any:
        """A rule with a state of each weight and one of the model."""
        total = total + mx.sum(grad * grad, over=mx.Model)
        return {"weight": weight - lr * grad / mx.sqrt(total), "mom": mom + grad, "total": total}

    optimizer = mx.optimizer.from_rule(summed_update)(learning_rate=0.5)
    weight = np.ones(3, np.float32)
    state = optimizer.create_state(0, weight)
    with pytest.raises(mx.BindError):
        optimizer.create_state(1, "no array")
    optimizer.update([0], [weight], [np.ones(3, np.float32)], [state])
    assert (weight != 1).all()
