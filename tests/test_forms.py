"""The derived forms of every rule: a master copy, many tensors, preloaded numbers.

Compiled they have the bits of the interpreter, and where a form brackets nothing otherwise, of the single op looped.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen.dtypes import to_numpy
from mxsym.codegen.expr import Granularity
from mxsym.codegen.text import print_graph
from mxsym.opgraph.interpreter import interpret
from mxsym.rule import bodies, derived_ops, lookup, mxnet_names
from mxsym.rule.inputs import state_shape
from mxsym.rule.rule import Count, Rule
from tests.support import DTYPES, Array, assert_same_bits, bind, copies, draw, name_of, untyped, update_rules

SIZES = (5, 0, 1, 33, 16)
"""Elements of tensors (of each of three rows, where a rule has values of rows); lists of tensors go round and round."""
MANY = [form for form in bodies.FORMS if form != "mp"]


def forms(of: list[str]) -> list[Rule]:
    """The derived ops of those forms, in every flavour."""
    made = {
        (form, rule.name, rule.flavour): derived_ops.form_of(rule, form)
        for form in of
        for rule in update_rules()
        if lookup.derive(f"{form}_{rule.name}") is not None
    }
    return list(made.values())


def numbers(rule: Rule, flag: bool, count: int) -> dict[str, Any]:
    """A value for each attribute, another for each tensor where it is one for each."""
    made: dict[str, Any] = {}
    for place, item in enumerate(rule.attributes):
        value = 2.0 if item.name in ("t", "step_count") else 0.1 * (place + 1)
        if item.kind is bool:
            made[item.name] = flag
        elif item.kind is tuple:
            made[item.name] = tuple(value * (1 + number % 3) for number in range(count))
        elif item.kind is not Count:
            made[item.name] = value
    return made


def tensors(rule: Rule, dtype: np.dtype[Any], count: int, seed: int = 0) -> dict[str, Array]:
    """An array for each input of an op that is for `count` updates (0: an op on one)."""
    rng = np.random.default_rng(seed)
    groups = rule.groups if count else [rule.inputs]
    by_rows = any(item.space is Granularity.ROW for item in rule.inputs)
    made: dict[str, Array] = {}
    for number, group in enumerate(groups):
        n = SIZES[number % len(SIZES)] if count else 67
        for item in group:
            shape = state_shape((3, n) if by_rows else (n,), item.space)
            kind = to_numpy(item.dtype) if item.dtype is not None else dtype
            made[item.name] = draw(rng, int(np.prod(shape)), kind).reshape(shape)
    shared = [item for item in rule.inputs if item.name not in made]
    preloaded = set(mxnet_names.PER_TENSOR.values())
    for item in shared:
        n = count if item.name in preloaded else 1
        made[item.name] = rng.random(n).astype(np.float32) + np.float32(0.01)
    return {item.name: made[item.name] for item in rule.inputs}


def weights(rule: Rule) -> list[str]:
    """The inputs that the outputs take the place of."""
    own = [name.rpartition("_") for name in rule.outputs] if rule.members else []
    named = [f"{head}_{tail}" for head, _, tail in own] if rule.members else list(rule.outputs)
    inputs = {item.name for item in rule.inputs}
    return [name for name in named if name in inputs]


def graph(rule: Rule, arrays: dict[str, Array], given: dict[str, Any]) -> mx.Symbol:
    """The op on variables, in place where its output is a weight."""
    variables = {name: mx.sym.var(name) for name in arrays}
    into = [variables[name] for name in weights(rule)]
    out = (into if rule.members else into[0]) if into else None
    call: Any = rule
    return call(*variables.values(), **given, out=out, name="op", flavour=rule.flavour)


def compare(rule: Rule, arrays: dict[str, Array], given: dict[str, Any], what: str) -> None:
    """A compiled step against the interpreter's, bit for bit: the outputs and every variable."""
    symbol = graph(rule, arrays, given)
    want = interpret(symbol, arrays)
    got = copies(arrays)
    outputs = bind(symbol, got).forward()
    for name, array in want.variables.items():
        assert_same_bits(got[name], array, f"{what}: {name}")
    for number, (output, array) in enumerate(zip(outputs, want.outputs, strict=True)):
        assert_same_bits(output, array, f"{what}: output {number}")


@pytest.mark.every(6)
@pytest.mark.each("rule")
@pytest.mark.parametrize("dtype", DTYPES.values(), ids=list(DTYPES))
@pytest.mark.parametrize("rule", forms(["mp"]), ids=name_of)
def test_master_copies(rule: Rule, dtype: np.dtype[Any]) -> None:
    for flag in (True, False):
        compare(rule, tensors(rule, dtype, 0), numbers(rule, flag, 1), f"{rule.name} {flag}")


def compare_many(op: Rule, count: int) -> None:
    """An op for `count` updates: of float32, or of float16 with master copies."""
    rule = derived_ops.sized(op, count)
    dtype = DTYPES["float16" if rule.has_master else "float32"]
    compare(rule, tensors(rule, dtype, count), numbers(rule, True, count), f"{op.name} × {count}")


@pytest.mark.every(12)
@pytest.mark.each("op")
@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("op", forms(MANY), ids=name_of)
def test_few_tensors(op: Rule, count: int) -> None:
    compare_many(op, count)


@pytest.mark.parametrize("op", [op for op in forms(MANY) if any(item.optional for item in op.inputs)], ids=name_of)
def test_optional_tensors_are_left_out(op: Rule) -> None:
    """As of an op on one tensor; all tensors that are given may be as many as those of another number of updates."""
    assert op.many is not None
    for count in (1, 2, op.many.each):
        rule = derived_ops.sized(op, count)
        names = [item.name for item in rule.inputs if not item.optional]
        given = {**numbers(rule, False, count), "flavour": rule.flavour, "name": "op"}
        call, variables = untyped.sym.make, [mx.sym.var(name) for name in names]
        by_name = call(op, [], dict(zip(names, variables, strict=True)) | given)
        counter = next(item.name for item in rule.attributes if item.kind is Count)
        assert call(op, variables, {**given, counter: count}).tojson() == by_name.tojson()
    lacking = ", ".join(item.name.removesuffix("_0") for item in op.inputs if item.optional)
    with pytest.raises(mx.SymbolError, match=f"; to leave out {lacking}, pass {counter}, or None in each place"):
        call(op, variables[:-1], given)


@pytest.mark.every(16)
@pytest.mark.parametrize("op", forms(["multi_mp"]), ids=name_of)
def test_sixty_one_tensors(op: Rule) -> None:
    """MXNet crashed above 60."""
    compare_many(op, 61)


@pytest.mark.every(12)
@pytest.mark.each("op")
@pytest.mark.parametrize("dtype", ["float64", "bfloat16"])
@pytest.mark.parametrize("op", forms(MANY), ids=name_of)
def test_many_tensors_of_other_types(op: Rule, dtype: str) -> None:
    rule = derived_ops.sized(op, 3)
    compare(rule, tensors(rule, DTYPES[dtype], 3), numbers(rule, False, 3), f"{op.name} {dtype}")


@pytest.mark.every(4)
@pytest.mark.parametrize("form", MANY)
def test_three_hundred_tensors(form: str) -> None:
    compare_many(lookup.find(f"{form}_sgd_mom_update"), 300)


@pytest.mark.slow
@pytest.mark.parametrize("op", forms(MANY), ids=name_of)
def test_three_hundred_tensors_of_every_rule(op: Rule) -> None:
    compare_many(op, 300)


def single(rule: Rule) -> Rule:
    """The op on one tensor that an op on many repeats."""
    assert rule.base is not None
    return derived_ops.form_of(rule.base, "mp" if rule.has_master else "")


def is_loop(op: Rule) -> bool:
    """True if an op on many tensors brackets everything as the op on one does."""
    texts = [print_graph(item.body().graph) for item in (op.single, single(op))]
    return texts[0] == texts[1]


LOOPS = [op for op in forms(MANY) if is_loop(op)]


def test_few_forms_bracket_otherwise() -> None:
    """The rules that MXNet itself wrote twice."""
    other = {op.base.name for op in forms(MANY) if op not in LOOPS and op.base}
    assert other == {"adamw_update", "adabelief_update", "nag_mom_update", "sgd_update", "sgd_mom_update"}


@pytest.mark.every(18)
@pytest.mark.parametrize("op", LOOPS, ids=name_of)
def test_many_are_one_after_the_other(op: Rule) -> None:
    count = 7
    rule = derived_ops.sized(op, count)
    one = single(rule)
    dtype = DTYPES["float16" if rule.has_master else "float32"]
    arrays, given = tensors(rule, dtype, count), numbers(rule, True, count)
    got = copies(arrays)
    outputs = list(
        rule(*got.values(), **given, out=[got[name] for name in weights(rule)] or None, flavour=rule.flavour)
    )
    assert rule.many is not None
    names = rule.many.plurals
    for number, group in enumerate(rule.groups):
        own = {key: given[names[key]][number] for key in mxnet_names.PER_TENSOR if names[key] in given}
        own |= {key: float(arrays[names[key]][number]) for key in derived_ops.PRELOADED if names[key] in arrays}
        own |= {item.name: given[item.name] for item in one.attributes if item.name in given}
        held = copies({item.name: arrays[item.name] for item in group})
        shared = {item.name: arrays[item.name] for item in one.inputs if item.name in arrays}
        of_group = iter(held.values())
        operands = [shared[item.name] if item.name in shared else next(of_group) for item in one.inputs]
        output = one(*operands, **own, out=operands[0] if weights(one) else None, flavour=rule.flavour)
        assert_same_bits(outputs[number], output, f"{op.name} [{number}]")
        for key, array in held.items():
            assert_same_bits(got[key], array, f"{op.name}: {key}")


@pytest.mark.every(2)
@pytest.mark.parametrize("count", [1, 2, 61, 300])
def test_ops_on_any_number_of_arrays(count: int) -> None:
    rng = np.random.default_rng(count)
    arrays = [rng.standard_normal(SIZES[number % len(SIZES)]).astype(np.float32) for number in range(count)]
    sums = mx.nd.multi_sum_sq(*arrays, num_arrays=count)
    assert sums.dtype == np.float32 and sums.shape == (count,)
    np.testing.assert_allclose(sums, [np.sum(item.astype(np.float64) ** 2) for item in arrays], rtol=1e-6)
    assert mx.nd.multi_all_finite(*arrays, num_arrays=count)[0] == 1
    last = next(item for item in reversed(arrays) if item.size)
    last[-1] = np.inf
    assert mx.nd.multi_all_finite(*arrays, num_arrays=count)[0] == 0
    flag = np.zeros(1, np.float32)
    last[-1] = 0
    assert mx.nd.multi_all_finite(*arrays, num_arrays=count, init_output=False, out=flag)[0] == 0
    mx.nd.reset_arrays(*arrays, num_arrays=count)
    assert not any(item.any() for item in arrays)


@pytest.mark.parametrize("count", [1, 2])
def test_numbers_of_each_tensor_are_not_spread_over_a_larger_array(count: int) -> None:
    arrays = [np.ones(3, np.float32)] * count
    for size in (count + 1, 3 * count):
        out = np.full(size, 7, np.float32)
        with pytest.raises(mx.BindError, match=rf"out: got shape \({size},\), expected \({count},\), one number for"):
            mx.nd.multi_sum_sq(*arrays, num_arrays=count, out=out)
        assert (out == 7).all()
    into = np.zeros(count, np.float32)
    assert mx.nd.multi_sum_sq(*arrays, num_arrays=count, out=into) is into
    np.testing.assert_array_equal(into, 3)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_rates_of_a_lars_chain_have_the_shape_that_the_tensors_decide(count: int) -> None:
    w, g = ([mx.sym.var(f"{name}{number}") for number in range(count)] for name in "wg")
    lrs, wds = mx.sym.var("lrs"), mx.sym.var("wds")
    sums = [mx.sym.multi_sum_sq(*tensors, num_arrays=count) for tensors in (w, g)]
    rates = untyped.sym.multi_lars(lrs, *sums, wds, eta=0.1, eps=1e-8)
    step = mx.sym.preloaded_multi_sgd_update(*[item for pair in zip(w, g, strict=True) for item in pair], rates, wds)
    shapes: dict[str, Any] = {f"w{number}": (3, 2) for number in range(count)}
    executor = step.simple_bind(**shapes)
    assert executor.arg_dict["lrs"].shape == executor.arg_dict["wds"].shape == (count,)


def test_one_array_may_be_read_in_several_places() -> None:
    """It must be written in place; two updates in place may share a gradient, and an op its inputs."""
    one, two, gradient = (np.ones(3, np.float32) for _ in range(3))
    for _ in range(2):  # the second call is one of the kept executor
        mx.nd.multi_sgd_update(one, gradient, two, gradient, lrs=(0.5, 0.25), wds=(0, 0), out=[one, two])
    np.testing.assert_array_equal([one, two], [[0] * 3, [0.5] * 3])
    np.testing.assert_array_equal(mx.nd.where(gradient, gradient, two), 1)
    np.testing.assert_array_equal(mx.nd.sgd_update(gradient, gradient, lr=0.5), 0.5)
    with pytest.raises(mx.BindError, match="overlapping memory"):
        mx.nd.multi_sgd_update(one, gradient, one, gradient, lrs=(1, 1), wds=(0, 0), out=[one, one])
