"""Tensors as they lie: axes in any one order in memory, and each tensor of a float type of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen.expr import Granularity
from mxsym.executor.imperative import update
from mxsym.executor.orders import orders
from mxsym.opgraph.interpreter import interpret
from mxsym.rule.rule import Rule
from mxsym.runtime import buffers
from tests.support import (
    Array,
    assert_same_bits,
    bind,
    draw,
    hyper_parameters,
    name_of,
    op_of,
    shapes_for,
    types_for,
    update_rules,
    variables,
)

SHAPE = (3, 4, 5)
ORDERS = [order for order in itertools.permutations(range(3)) if order != (0, 1, 2)]
FLOATS = [np.dtype(name) for name in ("float16", "float32", "float64", ml_dtypes.bfloat16)]


def laid(array: Array, order: tuple[int, ...]) -> Array:
    """A copy whose axes lie in memory in this order."""
    return array.transpose(order).copy().transpose(np.argsort(order))


def drawn(rule: Rule, rng: np.random.Generator, dtypes: dict[str, np.dtype[Any]]) -> dict[str, Array]:
    shapes = shapes_for(rule, SHAPE)
    return {name: draw(rng, int(np.prod(shape)), dtypes[name]).reshape(shape) for name, shape in shapes.items()}


def by_rows(rule: Rule) -> bool:
    """True for a rule to which rows, columns, or elements one after the other, matter."""
    symbol = mx.sym.make(rule, list(variables(rule).values()), hyper_parameters(rule)[0])
    spaces = {node.type.space for node in op_of(symbol).body().graph.nodes()} | {item.space for item in rule.inputs}
    return not spaces <= {Granularity.ELEMENT, Granularity.SCALAR}


@pytest.mark.every(4)
@pytest.mark.parametrize("rule", update_rules(), ids=name_of)
def test_one_order_of_all_tensors(rule: Rule) -> None:
    rng = np.random.default_rng(3)
    arrays = drawn(rule, rng, types_for(rule, np.dtype(np.float32)))
    symbol = mx.sym.make(rule, list(variables(rule).values()), {**hyper_parameters(rule)[0], "flavour": rule.flavour})
    for order in ORDERS:
        mine = {name: laid(array, order) if array.shape == SHAPE else array.copy() for name, array in arrays.items()}
        if by_rows(rule):  # what is only read is gathered in C order; what is written must have it
            want = interpret(symbol, arrays)
            mine |= {name: arrays[name].copy() for name in rule.states}
            for got, expected in zip(bind(symbol, mine).forward(), want.outputs, strict=True):
                assert_same_bits(got, expected, f"{rule.name} {order}")
            inputs = variables(rule)
            weight = inputs[rule.inputs[0].name]
            written = mx.sym.make(rule, [], {**inputs, **hyper_parameters(rule)[0], "out": weight})
            with pytest.raises(mx.BindError, match="expected a C-contiguous array"):
                bind(written, mine)
            continue
        turned = {k: array.transpose(order) if array.shape == SHAPE else array for k, array in arrays.items()}
        want = interpret(symbol, turned)
        back = np.argsort(order)
        outputs = bind(symbol, mine).forward()
        for got, expected in zip(outputs, want.outputs, strict=True):
            whole = got.shape == SHAPE
            assert not whole or got.transpose(order).flags.c_contiguous
            assert_same_bits(got, expected.transpose(back) if whole else expected, f"{rule.name} {order}")
        for name, array in mine.items():
            expected = want.variables[name]
            whole = array.shape == SHAPE
            assert_same_bits(array, expected.transpose(back) if whole else expected, f"{rule.name} {order} {name}")


@mx.update_rule
def layouts_of_columns_update(weight: Any, grad: Any, *, lr: float) -> dict[str, Any]:
    """Reduces columns, and has no value of a row."""
    return {"weight": weight - lr * grad * mx.max(grad, axis=0)}


@mx.update_rule
def layouts_read_columns_update(weight: Any, grad: Any, rate: mx.Column, *, lr: float) -> dict[str, Any]:
    """Reads a value of each column, and no other that is for some elements."""
    return {"weight": weight - lr * grad * rate}


@pytest.mark.parametrize("rule", [layouts_of_columns_update, layouts_read_columns_update], ids=name_of)
def test_columns_alone_need_c_order(rule: Rule) -> None:
    """The order of the axes decides which elements make a column, as it does for rows."""
    rng = np.random.default_rng(4)
    arrays = {"weight": rng.standard_normal(SHAPE), "grad": rng.standard_normal(SHAPE)}
    arrays |= {"rate": rng.standard_normal((1, *SHAPE[1:]))} if len(rule.inputs) == 3 else {}
    inputs = variables(rule)
    symbol = mx.sym.make(rule, [], {**inputs, "lr": 0.5})
    written = mx.sym.make(rule, [], {**inputs, "lr": 0.5, "out": inputs["weight"]})
    want = interpret(symbol, arrays).outputs[0]
    for order in ORDERS:
        mine = {name: laid(array, order) if array.shape == SHAPE else array for name, array in arrays.items()}
        assert_same_bits(bind(symbol, mine).forward()[0], want, str(order))
        assert_same_bits(update(rule, list(mine.values()), {"lr": 0.5}), want, f"imperative {order}")
        with pytest.raises(mx.BindError, match="expected a C-contiguous array"):
            bind(written, mine)


@pytest.mark.every(3)
@pytest.mark.each("rule")
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("rule", update_rules(), ids=name_of)
def test_float_types_mix(rule: Rule, seed: int) -> None:
    rng = np.random.default_rng(seed)
    free = [item.name for item in rule.inputs if item.dtype is None]
    symbol = mx.sym.make(rule, list(variables(rule).values()), {**hyper_parameters(rule)[0], "flavour": rule.flavour})
    dtypes = types_for(rule, np.dtype(np.float32))
    dtypes |= {name: FLOATS[rng.integers(len(FLOATS))] for name in free}
    arrays = drawn(rule, rng, dtypes)
    want = interpret(symbol, arrays)
    got = bind(symbol, arrays)
    for output, expected in zip(got.forward(), want.outputs, strict=True):
        assert_same_bits(output, expected, f"{rule.name} {dtypes}")
    for name, array in arrays.items():
        assert_same_bits(array, want.variables[name], f"{rule.name} {dtypes} {name}")


def momentum() -> mx.Symbol:
    w, g, m = (mx.sym.var(name) for name in "wgm")
    return mx.sym.sgd_mom_update(w, g, m, lr=0.5, momentum=0.9, out=w, name="upd")


def bound(order: tuple[int, ...], shape: tuple[int, ...] = SHAPE) -> dict[str, Array]:
    """Arrays for `momentum`."""
    return {"w": ones(order, shape), "g": ones(order, shape), "m": laid(np.zeros(shape, np.float32), order)}


def ones(order: tuple[int, ...], shape: tuple[int, ...] = SHAPE) -> Array:
    return laid(np.ones(shape, np.float32), order)


def test_arithmetic_is_in_the_widest_type() -> None:
    one, tiny = np.ones(2, np.float64), np.full(2, 2.0**-40)
    w, g = mx.sym.var("w"), mx.sym.var("g")
    bind(mx.sym.sgd_update(w, g, lr=1.0, out=w), {"w": one, "g": tiny.astype(np.float32)}).forward()
    assert (one == 1 - 2.0**-40).all()


def strays(rng: np.random.Generator) -> dict[str, Array]:
    """Arrays of `SHAPE` that lie in every other way: gaps, backwards, repetitions, other orders, unaligned."""
    wide = rng.standard_normal((6, 12, 10)).astype(np.float32)
    fields = np.zeros(SHAPE, np.dtype([("flag", "u1"), ("value", "f4")]))
    fields["value"] = rng.standard_normal(SHAPE)
    views = {
        "gaps": wide[::2, ::3, ::2],
        "part": wide[:3, 2:6, 1:6],
        "backwards": wide[2::-1, 3::-1, 4::-1],
        "each row": np.broadcast_to(wide[0, 0, :5], SHAPE),
        "one": np.broadcast_to(np.float32(3), SHAPE),
        "fields": fields["value"],
        "frozen": wide[::2, ::3, 5:],
    }
    views["frozen"].flags.writeable = False
    return views | {str(order): laid(views["part"], order) for order in (*ORDERS, (0, 1, 2))}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_what_is_only_read_lies_anyhow(order: tuple[int, ...], how: str) -> None:
    """Bound, or passed to a step: no kernel is made for it, and nobody's array is changed."""
    rng = np.random.default_rng(5)
    views = strays(rng)
    for name, first in views.items():
        arrays = {"w": ones(order), "g": first, "m": bound(order)["m"]}
        exe = bind(momentum(), arrays)
        for grad in (first, *views.values(), ones(order), views["gaps"]):
            kept = grad.copy()
            want = interpret(exe.symbol, {"w": arrays["w"].copy(), "g": kept, "m": arrays["m"].copy()}).variables
            exe.forward(g=grad)
            assert exe.arg_dict["g"] is grad
            for state in ("w", "m"):
                assert_same_bits(arrays[state], want[state], f"{name} {how}")
            assert_same_bits(grad, kept)
        weight = arrays["w"].copy()
        exe.forward()  # what is bound is read again
        assert (arrays["w"] != weight).any()


def test_a_gathered_array_is_checked_as_others_are(how: str) -> None:
    """Its whole reach must be apart from what is written, and inside the memory that it is a view of."""
    memory, before = np.ones((40, 10), np.float32), np.ones((4, 10), np.float32)
    w, g = mx.sym.var("w"), mx.sym.var("g")
    step = mx.sym.sgd_update(w, g, lr=0.5, out=w)
    exe = step.bind(args={"w": memory[:4], "g": np.broadcast_to(np.float32(1), (4, 10))})
    for grad in (memory[6::-2], memory[3:7], memory[::2][:4], memory[:4][::-1]):
        with pytest.raises(mx.BindError, match="overlapping memory"):
            exe.forward(g=grad)
        assert_same_bits(memory[:4], before)
    exe.forward(g=memory[4::9])
    assert (memory[:4] == 0.5).all()
    for wrong, said in ((np.ones((4, 20))[:, ::2], "float64"), (memory[4:20:2], "shape")):
        with pytest.raises(mx.BindError, match=said):
            exe.forward(g=wrong)
    with pytest.raises(mx.BindError, match=r"argument w: got strides .*, expected elements without gaps"):
        exe.forward(w=memory[4:20:4])
    owner = np.ones(80, np.float32)
    view = owner.reshape(8, 10)[::2]
    exe.forward(g=view)
    owner.resize(8, refcheck=False)
    with pytest.raises(mx.BindError, match="memory that"):
        exe.forward(g=view)


def test_gathering_takes_any_number_of_threads(thread_count: Callable[[int], None], many_chunks: None) -> None:
    w, g = mx.sym.var("w"), mx.sym.var("g")
    wide = np.random.default_rng(0).standard_normal((3000, 2, 14)).astype(ml_dtypes.bfloat16)
    for threads in (1, 3):
        thread_count(threads)
        for grad in (wide[::-3, :, 1::2], wide[:1000, ::-1, ::2], wide[0, 0, :7]):
            weight = np.zeros(grad.shape, np.float32)
            mx.sym.sgd_update(w, g, lr=-1.0, out=w).bind(args={"w": weight, "g": grad}).forward()
            assert_same_bits(weight, grad.astype(np.float32))


def test_optimizers_and_imperative_ops_gather() -> None:
    views = strays(np.random.default_rng(6))
    plain, mine = ones((0, 1, 2)), ones((0, 1, 2))
    updaters = [mx.optimizer.get_updater(mx.optimizer.create("adam", learning_rate=0.1)) for _ in range(2)]
    for grad in (*views.values(), *views.values()):
        updaters[0](0, grad, mine)
        updaters[1](0, np.ascontiguousarray(grad), plain)
        assert_same_bits(mine, plain)
        assert_same_bits(
            mx.nd.sgd_update(mine, grad, lr=0.1), mx.nd.sgd_update(plain, np.ascontiguousarray(grad), lr=0.1)
        )


def test_tensors_that_do_not_meet_have_their_own_orders() -> None:
    one, other = mx.sym.var("a"), mx.sym.var("b")
    grads = mx.sym.var("ga"), mx.sym.var("gb")
    both = mx.sym.Group(
        [mx.sym.sgd_update(one, grads[0], lr=0.5, out=one), mx.sym.sgd_update(other, grads[1], lr=0.5, out=other)]
    )
    arrays = {"a": ones((1, 2, 0)), "ga": ones((1, 2, 0)), "b": ones((0, 1, 2)), "gb": ones((0, 1, 2))}
    bind(both, arrays).forward()
    assert (arrays["a"] == 0.5).all()
    assert (arrays["b"] == 0.5).all()


def test_axes_of_one_element_lie_anywhere() -> None:
    shape = (4, 1, 5)
    arrays = {"w": ones((2, 1, 0), shape), "g": ones((1, 2, 0), shape), "m": bound((2, 0, 1), shape)["m"]}
    exe = bind(momentum(), arrays)
    exe.forward(g=ones((1, 2, 0), shape))
    assert (arrays["w"] == 0.5).all()


def test_graphs_in_c_order_need_no_look_at_orders() -> None:
    exe = bind(momentum(), bound((0, 1, 2)))
    dense = bound((0, 1, 2))
    assert orders(exe.__bound_graph__().lowered.program, dense) == {}


def test_optimizers_and_imperative_ops_follow_the_weight() -> None:
    order = (1, 2, 0)
    rng = np.random.default_rng(1)
    plain, grad = (rng.standard_normal(SHAPE).astype(np.float32) for _ in range(2))
    turned = laid(plain, order)
    mine, theirs = (mx.optimizer.create("adam", learning_rate=0.1) for _ in range(2))
    states = mine.create_state(0, turned), theirs.create_state(0, plain)
    for _ in range(3):
        mine.update([0], [turned], [laid(grad, order)], [states[0]])
        theirs.update([0], [plain], [grad], [states[1]])
        assert_same_bits(turned, plain)
    fresh = mx.nd.sgd_update(turned, laid(grad, order), lr=0.1)
    assert_same_bits(fresh, mx.nd.sgd_update(plain, grad, lr=0.1))
    assert buffers.is_in_order(fresh, order)


@pytest.mark.every(9)
@pytest.mark.parametrize("rule", update_rules(), ids=name_of)
def test_fresh_results_have_the_order_that_the_op_needs(rule: Rule) -> None:
    """That of its states, and C order where it computes by rows: no fault names an `out` that nobody gave."""
    arrays = drawn(rule, np.random.default_rng(5), types_for(rule, np.dtype(np.float32)))
    attributes = {**hyper_parameters(rule)[0], "flavour": rule.flavour}
    order, whole = (1, 2, 0), [name for name, array in arrays.items() if array.shape == SHAPE]
    plain = {name: array.copy() for name, array in arrays.items()}
    want: Any = update(rule, list(plain.values()), attributes)
    for turned in ([name for name in whole if name not in rule.states], whole):
        if by_rows(rule) and not set(rule.states).isdisjoint(turned):
            continue
        mine = {name: laid(array, order) if name in turned else array.copy() for name, array in arrays.items()}
        got: Any = update(rule, list(mine.values()), attributes)
        pairs: Any = zip(got, want, strict=True) if rule.out_counts[-1] > 1 else [(got, want)]
        for result, expected in [*pairs, *((mine[name], plain[name]) for name in rule.states)]:
            assert_same_bits(result, expected, f"{rule.name} {turned}")


def test_ops_that_gather_many_tensors_take_them_in_any_order() -> None:
    rng = np.random.default_rng(2)
    plain = [rng.standard_normal(SHAPE).astype(np.float32) for _ in range(2)]
    turned = [laid(array, (1, 2, 0)) for array in plain]
    for name in ("multi_all_finite", "multi_sum_sq"):
        got, want = (np.asarray(mx.nd.invoke(name, arrays, num_arrays=2)) for arrays in (turned, plain))
        assert_same_bits(got, want, name)


def test_states_of_a_file_follow_the_weight() -> None:
    order = (1, 2, 0)
    weight, plain = ones(order), ones((0, 1, 2))
    turned = mx.optimizer.get_updater(mx.optimizer.create("adam", learning_rate=0.1))
    straight = mx.optimizer.get_updater(mx.optimizer.create("adam", learning_rate=0.1))
    turned(0, ones(order), weight)
    straight(0, ones((0, 1, 2)), plain)
    again = mx.optimizer.get_updater(mx.optimizer.create("adam", learning_rate=0.1))
    again.set_states(turned.get_states(dump_optimizer=True))
    again(0, ones(order), weight)
    straight(0, ones((0, 1, 2)), plain)
    assert_same_bits(weight, plain)


def test_torch_s_channels_last() -> None:
    torch: Any = pytest.importorskip("torch")

    def make(value: float = 1) -> Any:
        return torch.full((2, 3, 4, 5), float(value)).to(memory_format=torch.channels_last)

    arrays = {"w": make(), "g": make(), "m": make(0)}
    exe = bind(momentum(), arrays)
    exe.forward(g=make())
    assert bool((arrays["w"] == 0.5).all())
    strided = torch.arange(480.0).reshape(4, 4, 6, 5)[::2, :3, 1:5]
    for grad in (torch.ones(2, 3, 4, 5), strided, torch.ones(1).expand(2, 3, 4, 5), strided.bfloat16()[:, :, ::2]):
        weight = torch.zeros(grad.shape)
        w, g = mx.sym.var("w"), mx.sym.var("g")
        plain = mx.sym.sgd_update(w, g, lr=-1.0, out=w).bind(args={"w": weight, "g": grad})
        plain.forward()
        plain.forward(g=grad.clone().as_strided(grad.shape, grad.stride()) if grad.numel() == 1 else grad)
        assert bool((weight == 2 * grad.float()).all())
        if grad.shape == make().shape:
            before = arrays["m"].clone(), arrays["w"].clone()
            exe.forward(g=grad)
            assert bool((arrays["m"] != before[0]).any())
