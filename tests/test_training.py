"""The end of a training step as one graph: the interpreter's bits, two passes over memory, one set of kernels."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mxsym as mx
from mxsym.codegen.blocks import BLOCK
from mxsym.codegen.expr import Granularity
from mxsym.inspection.costs import step_facts
from mxsym.opgraph.interpreter import interpret
from mxsym.opgraph.names import NameManager
from mxsym.rule import lookup, registry
from mxsym.rule.rule import REQUIRED, Rule
from mxsym.runtime import plan
from mxsym.runtime.sparse import RowSparse
from tests.support import (
    DTYPES,
    Array,
    arrays_for,
    assert_same_bits,
    bind,
    copies,
    hyper_parameters,
    name_of,
    untyped,
    variables,
)
from tests.support import update_rules as shipped

SHAPES = {"a": (37,), "empty": (0,), "b": (3, 5), "one": (1,), "number": (), "long": (2, BLOCK + 3)}
NARROW = pytest.mark.parametrize(
    "narrow", [None, np.float16, ml_dtypes.bfloat16], ids=["float32", "float16", "bfloat16"]
)
TUNING = {"lr": 0.01, "eta": 1.0, "wd": 0.1}
ARGUMENTS = [name for name in inspect.signature(mx.training_step).parameters if name != "attributes"]
RULES = [rule for rule in shipped() if rule.flavour == "2.0" and rule.outputs[0] == rule.inputs[0].name]


class Model:
    """Arrays by parameter; `narrow` is the type of gradients and copies where that is not the weights'."""

    def __init__(self, seed: int, shapes: dict[str, tuple[int, ...]], narrow: Any = None) -> None:
        rng = np.random.default_rng(seed)

        def drawn(dtype: Any = np.float32) -> dict[str, Array]:
            return {name: np.asarray(rng.standard_normal(shape), dtype) for name, shape in shapes.items()}

        self.weights, self.averages, self.grads = drawn(), drawn(), drawn(narrow or np.float32)
        self.copies = drawn(narrow) if narrow else None

    def step(self, update: str | Rule = "adamw_update", **attributes: Any) -> mx.Executor:
        numbers = {"max_norm": 1.0, "loss_scale": 4.0, "decay": 0.9, **TUNING, **attributes}
        rule = lookup.find(update) if isinstance(update, str) else update
        own = {"max_norm", "loss_scale", "decay"}
        known = {*own, *TUNING, *attributes} & {*own, *(item.name for item in rule.attributes)}
        required = {item.name: 1.0 for item in rule.scalars if item.default is REQUIRED}
        given_numbers: dict[str, Any] = required | {key: value for key, value in numbers.items() if key in known}
        arrays: dict[str, Any] = {"averages": self.averages, "copies": self.copies}
        return mx.training_step(rule, self.weights, self.grads, **arrays, **given_numbers)


def held(executor: mx.Executor) -> dict[str, Array]:
    """Copies of all variables of an executor."""
    return copies({**executor.arg_dict, **executor.aux_dict})


def check(executor: mx.Executor, model: Model, steps: int = 2) -> None:
    """Steps against the interpreter; each brings new gradients."""
    rng = np.random.default_rng(0)
    for _ in range(steps):
        outcome = interpret(executor.symbol, held(executor), {k: dict(v) for k, v in executor.scalars.items()})
        executor.forward()
        for name, array in {**executor.arg_dict, **executor.aux_dict}.items():
            assert_same_bits(array, outcome.variables[name], name)
        assert_same_bits(executor.outputs[0], outcome.outputs[0])
        for grad in model.grads.values():
            grad[...] = rng.standard_normal(grad.shape)


@pytest.mark.every(3)
@pytest.mark.each("rule")
@pytest.mark.parametrize("rule", RULES, ids=name_of)
@NARROW
def test_every_update(rule: Rule, narrow: Any) -> None:
    """Other tensors than states (noise) must be passed: the test leaves such updates out."""
    beside = [item.name for item in rule.inputs[2:] if item.name not in (*rule.states, "rescale_grad")]
    optional = [item.name for item in rule.inputs if item.optional]
    if set(beside) - set(optional) or {item.name for item in rule.attributes} & set(ARGUMENTS):
        pytest.skip("it takes more than states, or numbers that training_step calls its own")
    shapes = {"b": (3, 5), "long": (2, BLOCK + 3)}
    by_rows = any(item.space is Granularity.ROW for item in rule.inputs)
    model = Model(1, shapes if by_rows else SHAPES, narrow)
    check(model.step(rule), model)


@pytest.mark.every(3)
@NARROW
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("where", ["a", "one", "long"])
def test_a_gradient_that_is_not_finite_skips_the_step(narrow: Any, bad: float, where: str) -> None:
    model = Model(2, SHAPES, narrow)
    executor = model.step()
    executor.forward()
    for grad in model.grads.values():
        grad[...] = 1
    model.grads[where].reshape(-1)[-1] = bad
    before = held(executor)
    outcome = interpret(executor.symbol, before)
    executor.forward()
    assert not np.isfinite(executor.outputs[0])
    for name, array in {**executor.arg_dict, **executor.aux_dict}.items():
        assert_same_bits(array, np.zeros_like(array) if name.endswith("_grad") else before[name], name)
        assert_same_bits(array, outcome.variables[name], name)


@pytest.mark.parametrize("update", ["sgd_mom_update", "adam_update", "lamb_update"])
def test_updates_that_know_nothing_of_it_are_skipped_too(update: str) -> None:
    model = Model(3, SHAPES)
    executor = model.step(update)
    model.grads["b"][1, 2] = np.nan
    before = held(executor)
    executor.forward()
    for name, array in {**executor.arg_dict, **executor.aux_dict}.items():
        assert_same_bits(array, np.zeros_like(array) if name.endswith("_grad") else before[name], name)


def test_a_norm_that_overflows_skips_the_step() -> None:
    model = Model(4, SHAPES)
    model.grads["a"][3] = 3e38
    before = copies(model.weights)
    model.step().forward()
    for name, array in model.weights.items():
        assert_same_bits(array, before[name], name)


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_threads(
    threads: int, thread_count: Callable[[int], None], many_chunks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "CACHED_BYTES", -1)
    thread_count(threads)
    model = Model(5, {**SHAPES, "large": (100_003,)}, np.float16)
    check(model.step(), model)


@NARROW
def test_each_value_is_read_and_written_once_a_phase(narrow: Any) -> None:
    """Phase 1 reads the gradients; phase 2 reads and writes all that a step is made of. Numbers are not elements."""
    model = Model(6, {"a": (1000,), "b": (30, 7)}, narrow)
    facts = step_facts((executor := model.step()).__bound_graph__())
    large = [item for item in facts.kernels if item.code.info.role == "elements" and item.elements > 2]
    grad, copy = (2, 2) if narrow else (4, 0)
    assert [item.cost.bytes for item in large] == [grad, 2 * (4 * 4 + grad) + copy]
    assert [(item.cost.loads, item.cost.stores) for item in large] == [(1, 0), (5, 5 + bool(narrow))]
    assert [item.elements for item in large] == [1210, 1210]
    assert f"({large[1].cost.bytes} each)" in executor.explain()


def test_the_kernels_do_not_depend_on_the_number_of_parameters() -> None:
    shapes = {f"p{number}": (number + 1, 3) for number in range(200)}
    few, many = Model(7, dict(list(shapes.items())[:2]), np.float16), Model(7, shapes, np.float16)
    first = few.step()
    compiled = mx.compile_count()
    second = many.step()
    assert mx.compile_count() == compiled
    graphs = [executor.__bound_graph__() for executor in (first, second)]
    distinct = [{item.code.address for item in step_facts(graph).kernels} for graph in graphs]
    assert distinct[0] == distinct[1]
    check(second, many, steps=1)


@pytest.mark.parametrize("limit", [0.5, 1e9, -1.0])
def test_against_float64_by_hand(limit: float) -> None:
    """Pascanu's clipping, Loshchilov's AdamW without bias correction, a running average; three steps."""
    model = Model(8, SHAPES)
    executor = model.step(max_norm=limit)
    weights, averages = ({k: v.astype(np.float64) for k, v in of.items()} for of in (model.weights, model.averages))
    means, variances = ({name: np.zeros(shape) for name, shape in SHAPES.items()} for _ in range(2))
    rng = np.random.default_rng(9)
    for _ in range(3):
        for grad in model.grads.values():
            grad[...] = 4 * rng.standard_normal(grad.shape)
        grads: dict[str, Array] = {name: grad.astype(np.float64) / 4 for name, grad in model.grads.items()}
        norm = math.sqrt(sum(float(np.sum(grad * grad)) for grad in grads.values()))
        factor = min(1.0, limit / norm) if limit > 0 else 1.0
        executor.forward()
        np.testing.assert_allclose(executor.outputs[0], [4 * norm], rtol=1e-5)
        for name, grad in grads.items():
            g = grad * factor
            means[name] = 0.9 * means[name] + 0.1 * g
            variances[name] = 0.999 * variances[name] + 0.001 * g * g
            step = 0.01 * means[name] / (np.sqrt(variances[name]) + 1e-8) + 0.1 * weights[name]
            weights[name] = weights[name] - step
            averages[name] = 0.9 * averages[name] + 0.1 * weights[name]
            np.testing.assert_allclose(model.weights[name], weights[name], rtol=1e-4, atol=1e-5)
            np.testing.assert_allclose(model.averages[name], averages[name], rtol=1e-4, atol=1e-5)
            assert not model.grads[name].any()


def test_numbers_change_without_compiling() -> None:
    model = Model(10, SHAPES)
    executor = model.step()
    executor.forward()
    compiled = mx.compile_count()
    executor.forward(max_norm=0.0, loss_scale=1.0, decay=1.0, lr=0.5)
    executor.scalars["b_update"]["wd"] = 0.0
    assert executor.scalars["scale"]["loss_scale"] == 1.0
    check(executor, model)
    assert mx.compile_count() == compiled


def test_states_may_be_given() -> None:
    model = Model(11, {"a": (5,)})
    mean = np.full(5, 0.5, np.float32)
    executor = mx.training_step("adamw_update", model.weights, model.grads, states={"a_mean": mean}, lr=0.1, eta=1.0)
    assert executor.aux_dict["a_mean"] is mean
    assert executor.aux_dict["a_var"].tolist() == [0.0] * 5
    check(executor, model)


def test_a_gradient_scaled_before_its_norm_is_scaled_again() -> None:
    """As a user writes it: the unscaled gradients are read by the norm and by the updates, and never stored."""
    names = [f"{letter}{number}" for letter in "wgme" for number in range(3)]
    var = {name: mx.sym.var(name) for name in names}
    grads = [var[f"g{number}"] * 0.25 for number in range(3)]
    norm = mx.global_norm(grads)
    factor = mx.minimum(1.0, 1.0 / norm)
    heads: list[mx.Symbol] = []
    for number, grad in enumerate(grads):
        weight, average = var[f"w{number}"], var[f"e{number}"]
        new = mx.sym.sgd_mom_update(weight, grad * factor, var[f"m{number}"], lr=0.1, momentum=0.9, out=weight)
        heads.append(mx.sym.assign(average, average * 0.99 + new * 0.01))
    symbol = mx.only_if(mx.isfinite(norm), mx.Group(heads))
    arrays = {name: np.ones((7, 11), np.float32) for name in names}
    expected = interpret(symbol, arrays).variables
    executor = bind(symbol, got := copies(arrays))
    executor.forward()
    for name, array in expected.items():
        assert_same_bits(got[name], array, name)
    large = [item.cost.bytes for item in step_facts(executor.__bound_graph__()).kernels if item.elements == 3 * 77]
    assert large == [4, 4 * (4 + 3)]


def test_what_is_overwritten_in_between_is_stored() -> None:
    w, g, a, s = (mx.sym.var(name) for name in "wgas")
    scaled = g * 2
    norm = mx.sqrt(mx.sum(mx.square(scaled)))
    gone = mx.sym.assign(g, w + 1)
    again = mx.sym.assign(a, gone * mx.sum(gone))  # a later phase, after g was written
    late = mx.sym.assign(s, scaled * mx.sum(again) * norm)
    arrays = {name: np.arange(5, dtype=np.float32) + number for number, name in enumerate("wgas")}
    symbol = mx.Group([norm, gone, again, late])
    expected = interpret(symbol, arrays)
    executor = bind(symbol, got := copies(arrays))
    executor.forward()
    for name, array in expected.variables.items():
        assert_same_bits(got[name], array, name)
    assert len(executor.regions) > 2


@st.composite
def moving(make: st.DrawFn) -> mx.Symbol:
    """Elementwise values, few of them outputs, that later phases read, while their variables are overwritten."""
    with NameManager():
        held = [mx.sym.var(name) for name in "abcd"]
        pool, numbers, heads = list(held), [mx.sym.var("number")], list[mx.Symbol]()
        for _ in range(make(st.integers(1, 4))):
            x, y, z = (make(st.sampled_from(pool)) for _ in range(3))
            value = x * 0.5 + y
            numbers.append(mx.sum(make(st.sampled_from([value, z]))))
            scaled = value * make(st.sampled_from(numbers))
            pool += [value, scaled]
            for given_value in make(st.lists(st.sampled_from([value, scaled, z]), max_size=2)):
                weight, state = make(st.permutations(held))[:2]
                if make(st.booleans()):
                    heads.append(mx.sym.assign(weight, given_value))
                else:
                    lr = make(st.sampled_from(numbers))
                    heads.append(mx.sym.sgd_mom_update(weight, given_value, state, lr=lr, momentum=0.5, out=weight))
                pool.append(heads[-1])
        return mx.Group([*heads, numbers[-1] * 1.0, pool[-1] * 1.0])


@pytest.mark.parametrize("examples", [40, pytest.param(150, marks=pytest.mark.slow)])
def test_operators_that_move_to_a_later_phase(examples: int) -> None:
    """Many of the random graphs have some, and all have the interpreter's bits."""
    moved = 0

    @given(moving(), st.integers(0, 1000))
    @settings(max_examples=examples)
    def check_one(symbol: mx.Symbol, seed: int) -> None:
        nonlocal moved
        rng = np.random.default_rng(seed)
        arrays = {name: rng.standard_normal(21).astype(np.float32) for name in "abcd"}
        arrays["number"] = np.full(1, 0.5, np.float32)
        expected = {name: arrays[name] for name in symbol.list_inputs()}
        executor = bind(symbol, got := copies(expected))
        for _ in range(2):
            outcome = interpret(symbol, expected)
            executor.forward()
            expected = outcome.variables
            for name, array in expected.items():
                assert_same_bits(got[name], array, name)
            for number in (-1, -2):
                assert_same_bits(executor.outputs[number], outcome.outputs[number])
        phases: dict[str, set[int]] = {}
        for region in executor.regions:
            for call in region.calls:
                phases.setdefault(call.name, set()).add(region.phase)
        moved += any(len(of) > 1 for of in phases.values())

    check_one()
    assert moved > examples // 30


@st.composite
def tensors(make: st.DrawFn) -> list[Array]:
    count = make(st.integers(1, 6))
    rng = np.random.default_rng(make(st.integers(0, 1000)))
    sizes = [make(st.sampled_from([(0,), (1,), (), (3, 4), (BLOCK + 1,)])) for _ in range(count)]
    kinds = [DTYPES[make(st.sampled_from(list(DTYPES)))] for _ in range(count)]
    return [np.asarray(rng.standard_normal(size), kind) for size, kind in zip(sizes, kinds, strict=True)]


@given(tensors())
@settings(max_examples=30)
def test_global_norm(arrays: list[Array]) -> None:
    names = [f"x{number}" for number in range(len(arrays))]
    symbol = mx.global_norm([mx.sym.var(name) for name in names])
    named = dict(zip(names, arrays, strict=True))
    got = bind(symbol, named).forward()[0]
    assert_same_bits(got, interpret(symbol, named).outputs[0])
    norm = math.sqrt(sum(float(np.sum(np.square(array.astype(np.float64)))) for array in arrays))
    np.testing.assert_allclose(got, [norm], rtol=1e-5)


@pytest.mark.every(3)
@pytest.mark.each("rule")
@pytest.mark.parametrize("form", ["", "mp_"])
@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_only_if_of_every_update(rule: Rule, form: str) -> None:
    rule = lookup.find(form + rule.name)
    arrays = arrays_for(rule, np.random.default_rng(0), 9, np.dtype(np.float32))
    inputs = variables(rule)
    plain = mx.sym.make(
        rule, [], {**inputs, **hyper_parameters(rule)[0], "out": inputs[rule.inputs[0].name], "name": "upd"}
    )
    guarded = mx.only_if(mx.sym.var("ok"), plain)
    assert guarded.list_auxiliary_states() == plain.list_auxiliary_states()
    assert mx.sym.load_json(guarded.tojson()).tojson() == guarded.tojson()
    stepped = interpret(plain, arrays).variables
    for ok in (1.0, 0.0):
        named = {**arrays, "ok": np.full((), ok, np.float64)}
        executor = bind(guarded, got := copies(named))
        outcome = interpret(guarded, named).variables
        executor.forward()
        for name, array in (stepped if ok else arrays).items():
            assert_same_bits(got[name], array, f"{name} ok={ok}")
            assert_same_bits(outcome[name], array, f"{name} ok={ok}")
    namespace: dict[str, Any] = {}
    exec(executor.ir("graph"), namespace)
    assert namespace["graph"].tojson() == guarded.tojson()


def test_arrays_that_are_no_dict_are_named() -> None:
    weights, step = {"w": np.ones(3, np.float32)}, untyped.training_step
    wrongs: list[dict[str, Any]] = [{"grads": [np.ones(3)]}, {"averages": np.ones(3)}, {"copies": 0.5}, {"states": [1]}]
    for wrong in wrongs:
        (name,) = wrong
        with pytest.raises(mx.SymbolError, match=f"takes {name} by parameter, got an? .*; pass a dict"):
            step("sgd_update", **{"weights": weights, "grads": dict(weights), **wrong}, lr=0.1)


@pytest.mark.parametrize("given", [False, True], ids=["left-out", "given"])
@pytest.mark.parametrize("name", [*ARGUMENTS, "scale"])
def test_a_number_is_told_from_those_of_training_step(name: str, given: bool, forget_declared_rules: None) -> None:
    """By whatever value: `scale` is a number of the norm, which a keyword of `forward` would set as well."""
    space: dict[str, Any] = {}
    exec(f"def named(weight, grad, *, lr, {name}=0.5):\n    return {{'weight': weight - lr * {name} * grad}}", space)
    rule = mx.update_rule(name=f"named_{name}_update")(space["named"])
    weights, grads = {"w": np.ones(3, np.float32)}, {"w": np.ones(3, np.float32)}
    defaults: dict[str, Any] = {"decay": 0.999, "loss_scale": 1.0, "max_norm": None, "scale": 0.5}
    values = {name: defaults[name]} if given and name in defaults else {}
    with pytest.raises(mx.SymbolError, match=f"has numbers of training_step's own names, {name}; give them other"):
        untyped.training_step(rule, weights, grads, lr=0.25, **values)
    assert weights["w"].tolist() == grads["w"].tolist() == [1.0] * 3


@pytest.mark.parametrize("name", ["name", "out"])
def test_what_training_step_says_of_each_update_is_not_given(name: str) -> None:
    array = {"w": np.ones(3, np.float32)}
    with pytest.raises(mx.SymbolError, match=f"training_step sets {name} of each update itself"):
        untyped.training_step("sgd_update", array, dict(array), lr=0.1, **{name: "x"})


def test_only_if_of_a_rule_that_is_not_registered(forget_declared_rules: None) -> None:
    @mx.update_rule
    def halved_update(weight: Any, grad: Any, *, lr: float) -> dict[str, Any]:
        return {"weight": weight - 0.5 * lr * grad}

    symbol = mx.only_if(mx.sym.var("ok"), halved_update(mx.sym.var("w"), mx.sym.var("g"), lr=1.0, name="u"))
    text = symbol.tojson()
    del registry.RULES["halved_update"]
    code = bind(symbol, {name: np.ones(1, np.float32) for name in ("w", "g", "ok")}).ir("graph")
    namespace: dict[str, Any] = {}
    exec(code, namespace)
    for again in (mx.sym.load_json(text), namespace["graph"]):
        named = {"w": np.ones(3, np.float32), "g": np.ones(3, np.float32), "ok": np.ones(1, np.float32)}
        assert bind(again, named).forward()[0].tolist() == [0.5] * 3


@pytest.mark.parametrize(("update", "more"), [("adam_update", {}), ("lamb_update", {"t": 1})])
def test_row_sparse_and_dense_gradients_together(update: str, more: dict[str, Any]) -> None:
    """One norm limits both. Stored rows get what a model of these rows gets; a row-sparse gradient is not cleared."""
    rng, ids = np.random.default_rng(11), np.array([2, 3, 60])
    start, values = (rng.standard_normal((count, 70)).astype(np.float32) for count in (64, 3))

    def after(table: Array, grad: Any) -> tuple[mx.Executor, dict[str, Array]]:
        given: dict[str, Any] = {"averages": {"table": table * 0.5}, "copies": {"table": table.astype(np.float16)}}
        weights, grads = (
            {"table": table, "bias": np.ones(5, np.float32)},
            {"table": grad, "bias": np.ones(5, np.float32)},
        )
        given |= {"max_norm": 1.0, "loss_scale": 2.0, "lr": 0.1, "lazy_update": True, **more}
        exe = mx.training_step(update, weights, grads, **given)
        exe.forward()
        return exe, {
            name: array.copy() for name, array in {**exe.arg_dict, **exe.aux_dict}.items() if array is not grad
        }

    grad = RowSparse(ids, values.copy(), start.shape)
    large, whole = after(start.copy(), grad)
    small, rows = after(start[ids], values.copy())
    assert_same_bits(large.outputs[0], small.outputs[0])
    assert_same_bits(grad.data, values)
    others = np.setdiff1d(np.arange(64), ids)
    for name in ("table", "table_average", "table_copy", "table_mean", "table_var"):
        assert_same_bits(whole[name][ids], rows[name], name)
    assert_same_bits(whole["bias"], rows["bias"])
    assert_same_bits(whole["table"][others], start[others])
    assert_same_bits(whole["table_average"][others], start[others] * 0.5)
    assert_same_bits(whole["table_copy"][others], start[others].astype(np.float16))
    before = whole["table"].copy()
    values[1, 1] = np.nan
    large.forward(table_grad=RowSparse(ids, values, start.shape))
    assert_same_bits(large.arg_dict["table"], before)


def test_the_number_of_a_step_comes_with_each_step() -> None:
    """As an optimizer counts: a number is what it was last."""
    weights, grads = {"w": np.ones(3, np.float32)}, {"w": np.ones(3, np.float32)}
    step = mx.training_step("ftml_update", weights, grads, lr=0.1, t=1)
    expected, updater = np.ones(3, np.float32), mx.optimizer.get_updater(mx.optimizer.create("ftml", learning_rate=0.1))
    for t in (1, 2, 3):
        grads["w"][:] = t
        step.forward(t=t)
        updater(0, np.full(3, t, np.float32), expected)
        assert_same_bits(weights["w"], expected)
    assert step.scalars["w_update"]["t"] == 3
