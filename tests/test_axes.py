"""Rules that ask for the number of the weight's axes: a body for each answer, in every form of the rule."""
# pyright: basic, reportArgumentType=false, reportAssignmentType=false

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.opgraph.interpreter import interpret
from mxsym.rule import lookup, registry
from mxsym.rule.axes import EVERY
from mxsym.rule.rule import Rule
from tests.support import Array, assert_same_bits, untyped

SHAPES = ((5,), (3, 4), (2, 3, 4))


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    lookup.names()
    before = dict(registry.RULES)
    yield
    registry.RULES.clear()
    registry.RULES.update(before)


def factored() -> Rule:
    """Adafactor's choice: factors for matrices and beyond, a whole mean for vectors."""

    @mx.update_rule
    def by_axes_update(weight, grad, row: mx.Row, col: mx.Column, var, *, lr, beta=0.9, wd=0.1):
        square = mx.square(grad) + 1e-3
        if weight.ndim >= 2:
            row = mx.ema(row, mx.mean(square, axis=1), beta)
            col = mx.ema(col, mx.mean(square, axis=0), beta)
            step = grad / mx.sqrt(row * col / mx.mean(row)) + wd * weight
            return {"weight": weight - lr * step, "row": row, "col": col}
        var = mx.ema(var, square, beta)
        return {"weight": weight - lr * grad / mx.sqrt(var), "var": var}

    return by_axes_update


def rowed() -> Rule:
    @mx.update_rule
    def by_rows_update(weight, grad, row: mx.Row, var=mx.State(0.5), *, lr):
        if weight.ndim > 1:
            row = row + mx.mean(mx.square(grad), axis=1)
            return {"weight": weight - lr * grad / mx.sqrt(row + 1), "row": row}
        var = var + mx.square(grad)
        return {"weight": weight - lr * grad / mx.sqrt(var), "var": var}

    return by_rows_update


def by_hand(weight: Array, grad: Array, states: dict[str, Array], lr: float) -> tuple[Array, dict[str, Array]]:
    """`factored` in float64."""
    square = grad**2 + 1e-3
    if weight.ndim < 2:
        var = 0.9 * states["var"] + 0.1 * square
        return weight - lr * grad / np.sqrt(var), {"var": var}
    row = 0.9 * states["row"] + 0.1 * square.reshape(len(weight), -1).mean(1).reshape(-1, 1)
    col = 0.9 * states["col"] + 0.1 * square.mean(0, keepdims=True)
    rows = row.reshape(-1, *(1,) * (weight.ndim - 1))
    return weight - lr * (grad / np.sqrt(rows * col / row.mean()) + 0.1 * weight), {"row": row, "col": col}


def drawn(seed: int, shape: tuple[int, ...], dtype: Any = np.float32) -> Array:
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def test_each_number_of_axes_has_its_body_and_states() -> None:
    rule = factored()
    assert [body.axes for body in rule.each_body()] == [range(2), range(2, EVERY.stop)]
    assert rule.states == ("row", "col", "var")
    shapes = [{name: array.shape for name, array in mx.new_states(rule, drawn(0, s)).items()} for s in SHAPES]
    assert shapes == [
        {"row": (0,), "col": (0,), "var": (5,)},
        {"row": (3, 1), "col": (1, 4), "var": (0,)},
        {"row": (2, 1), "col": (1, 3, 4), "var": (0,)},
    ]
    for shape in SHAPES:
        weight = drawn(1, shape, np.float64)
        states, own = mx.new_states(rule, weight), weight.copy()
        kept = {name: state.copy() for name, state in states.items()}
        for t in range(3):
            grad = drawn(2 + t, shape, np.float64)
            rule(weight, grad, **states, lr=0.1, out=weight)
            own, new = by_hand(own, grad, kept, 0.1)
            kept |= new
        np.testing.assert_allclose(weight, own, rtol=1e-13, atol=1e-13)


def test_many_tensors_of_several_ranks_have_the_bits_of_one_each() -> None:
    rule = factored()
    rows = []
    for number, shape in enumerate(SHAPES):
        weight, grad = drawn(number, shape, np.float16), drawn(9 - number, shape, np.float16)
        wide = [weight.astype(np.float32), grad.astype(np.float32), *mx.new_states(rule, weight).values()]
        rule(*wide, lr=0.1, out=wide[0])
        rows.append((weight, grad, wide))

    def flat(cast: Any, form: str) -> list[list[Array]]:
        return [[w.astype(cast), g.astype(cast), *mx.new_states(form, w.astype(cast)).values()] for w, g, _ in rows]

    numbers = {"lrs": [0.1] * 3, "wds": [0.1] * 3, "num_weights": 3}
    many = flat(np.float32, "by_axes_update")
    untyped.nd.multi_by_axes_update(*itertools.chain(*many), **numbers, out=[row[0] for row in many])
    for one, (_, _, wanted) in zip(many, rows, strict=True):
        for got, array in zip(one, wanted, strict=True):
            assert_same_bits(got, array)
    narrow = flat(np.float16, "mp_by_axes_update")
    rates = np.full(3, 0.1, np.float32)
    out = [row[0] for row in narrow]
    untyped.nd.preloaded_multi_mp_by_axes_update(*itertools.chain(*narrow), rates, rates, num_weights=3, out=out)
    for one, (_, _, wanted) in zip(narrow, rows, strict=True):
        assert_same_bits(one[0], wanted[0].astype(np.float16))
        assert_same_bits(one[-1], wanted[0])  # the master copy
        for got, array in zip(one[2:-1], wanted[2:], strict=True):
            assert_same_bits(got, array)


def test_graphs_infer_save_and_interpret() -> None:
    factored()
    w, g = mx.sym.var("w"), mx.sym.var("g")
    guarded: Any = mx.only_if(untyped.sym.all_finite(g), untyped.sym.by_axes_update(w, g, lr=0.1, name="a", out=w))
    texts = [guarded.tojson()]
    del registry.RULES["by_axes_update"]  # the file has the rule
    loaded = mx.sym.load_json(texts[0])
    assert loaded.tojson() == texts[0]
    assert loaded.infer_shape(w=(4,))[2] == [(0,), (0,), (4,)]
    for shape in SHAPES:
        for graph in (guarded, loaded):
            executor = graph.simple_bind(w=shape)
            executor.copy_params_from({"w": drawn(0, shape), "g": drawn(1, shape)})
            before = {name: array.asnumpy() for name, array in {**executor.arg_dict, **executor.aux_dict}.items()}
            wanted = interpret(graph, before).variables
            executor.forward()
            assert "a" in executor.explain()
            for name, array in {**executor.arg_dict, **executor.aux_dict}.items():
                assert_same_bits(array.asnumpy(), wanted[name], name)


@pytest.mark.parametrize("axes", [[0, 65, "x"], [0, 0], [1, 99], [2, 1], [0, 3]])
def test_files_with_other_numbers_of_axes_are_refused(axes: list[Any]) -> None:
    factored()
    text = json.loads(untyped.sym.by_axes_update(mx.sym.var("w"), mx.sym.var("g"), lr=0.1).tojson())
    rules = json.loads(text["attrs"]["mxsym_rules"][1])
    assert [body[4:] for body in rules[0]["bodies"]] == [[0, 2], [2, 65]]
    rules[0]["bodies"][0][4:] = axes
    text["attrs"]["mxsym_rules"][1] = json.dumps(rules)
    with pytest.raises(mx.LoadError, match=r"axes|unpack|integer"):
        mx.sym.load_json(json.dumps(text))


@pytest.mark.parametrize("lazy", [True, False])
def test_row_sparse_gradients_take_the_body_of_matrices(lazy: bool) -> None:
    rule, rows = rowed(), np.array([0, 2])
    grad = np.zeros((6, 4), np.float32)
    grad[rows] = drawn(1, (2, 4))
    weight = drawn(0, (6, 4))
    states, own = mx.new_states(rule, weight), weight.copy()
    dense = {name: state.copy() for name, state in states.items()}
    listed = mx.nd.sparse.row_sparse_array((grad[rows], rows), shape=(6, 4))
    rule(weight, listed, **states, lr=0.1, lazy_update=lazy, out=weight)
    rule(own, grad, **dense, lr=0.1, out=own)
    assert_same_bits(weight, own)
    assert_same_bits(states["row"], dense["row"])
    table = mx.nd.sparse.row_sparse_array((np.ones((3, 4), np.float32), [0, 2, 4]), shape=(6, 4))
    optimizer = mx.optimizer.from_rule(rule)(learning_rate=0.1)
    made = optimizer.create_state(0, table)
    assert [state.shape for state in made] == [(6, 1), (0,)]
    optimizer.update(0, table, listed, made)
    assert made[0].asnumpy()[:, 0].nonzero()[0].tolist() == [0, 2]
    with pytest.raises(mx.BindError, match="needs the whole tensor for its values of columns"):
        factored()(own, listed, **mx.new_states("by_axes_update", own), lr=0.1)


def test_optimizers_and_training_steps_make_the_states_of_each_rank() -> None:
    rule = factored()
    weights, grads = [drawn(0, shape) for shape in SHAPES], [drawn(1, shape) for shape in SHAPES]
    rows = [(w.copy(), g, *mx.new_states(rule, w).values()) for w, g in zip(weights, grads, strict=True)]
    for row in rows:
        for _ in range(2):
            rule(*row, lr=0.1, wd=0.1, out=row[0])
    for fused in (True, False):
        optimizer = mx.optimizer.from_rule(rule)(learning_rate=0.1, wd=0.1, use_fused_step=fused)
        updater = mx.optimizer.get_updater(optimizer)
        own = [weight.copy() for weight in weights]
        for place, weight in enumerate(own):
            updater(place, grads[place], weight)
        other = mx.optimizer.get_updater(mx.optimizer.from_rule(rule)(learning_rate=0.1, wd=0.1))
        other.set_states(updater.get_states())  # states are as they were, empty ones too
        for place, weight in enumerate(own):
            other(place, grads[place], weight)
            assert_same_bits(weight, rows[place][0])
    named = {str(place): weight.copy() for place, weight in enumerate(weights)}
    step = mx.training_step(rule, named, dict(zip(named, grads, strict=True)), lr=0.1)
    assert step.aux_dict["0_row"].shape == (0,)
    assert step.aux_dict["2_col"].shape == (1, 3, 4)
    step.forward()
    table = mx.table.Table(4, rule=rowed(), lr=0.1)
    table.update(np.array([5, 9]), np.ones((2, 4), np.float32))
    np.testing.assert_allclose(table.lookup(np.array([5])), -0.1 / np.sqrt(2), rtol=1e-6)


def test_torch_s_optimizers_have_the_states_of_each_rank() -> None:
    torch = pytest.importorskip("torch")
    import mxsym.torch as mt

    rule = rowed()
    channels_last = torch.randn(4, 3, 2, 2).to(memory_format=torch.channels_last)
    params = [torch.nn.Parameter(value) for value in (torch.randn(7), torch.randn(3, 4), channels_last)]
    wanted = [(np.ascontiguousarray(p.detach().numpy()), np.ones(p.shape, np.float32)) for p in params]
    optimizer = mt.from_rule(rule)(params, lr=0.1, undo=True)
    for p in params:
        p.grad = torch.ones_like(p)
    optimizer.step()
    for p, (weight, grad) in zip(params, wanted, strict=True):
        rule(weight, grad, **mx.new_states(rule, weight), lr=0.1, out=weight)
        assert_same_bits(np.ascontiguousarray(p.detach().numpy()), weight)
    shapes = [[tuple(optimizer.state[p][name].shape) for name in ("row", "var")] for p in params]
    assert shapes == [[(0,), (7,)], [(3, 1), (0,)], [(4, 1), (0,)]]
    number = torch.nn.Parameter(torch.randn(6, dtype=torch.complex64))  # its parts would be an axis more
    number.grad = torch.ones_like(number)
    with pytest.raises(TypeError, match="no kernel takes"):
        mt.from_rule(rule)([number], lr=0.1).step()


def test_a_rule_may_refuse_a_number_of_axes() -> None:
    @mx.update_rule
    def matrices_update(weight, grad, *, lr):
        if weight.ndim != 2:
            raise ValueError("this rule takes matrices; leave the others to adam_update")
        return {"weight": weight - lr * grad}

    @mx.update_rule
    def outer_update(weight, grad, *, lr):
        return {"weight": matrices_update(weight, grad, lr=lr)["weight"] if weight.ndim in (2, 3) else weight}

    assert [body.axes for body in outer_update.each_body()] == [range(2), range(2, 3), range(4, EVERY.stop)]
    vector, graph = np.ones(3, np.float32), untyped.sym.matrices_update(mx.sym.var("w"), mx.sym.var("g"), lr=0.1)
    for call in (
        lambda: matrices_update(vector, vector.copy(), lr=0.1),
        lambda: mx.optimizer.from_rule(matrices_update)(learning_rate=0.1).update(0, vector, vector.copy(), None),
        lambda: mx.sym.load_json(graph.tojson()).simple_bind(w=(3,), g=(3,)),
    ):
        with pytest.raises(mx.BindError, match=r"got shape \(3,\), expected a weight that the rule takes; .*takes "):
            call()
    assert vector.tolist() == [1, 1, 1]
    assert matrices_update(np.ones((2, 2)), np.ones((2, 2)), lr=0.5).tolist() == [[0.5, 0.5]] * 2


@pytest.mark.parametrize(
    ("condition", "axes"),
    [
        (lambda n: n == 4, [range(4), range(4, 5), range(5, 65)]),
        (lambda n: n != 1, [range(1), range(1, 2), range(2, 65)]),
        (lambda n: n < 2 or n > 3, [range(2), range(2, 4), range(4, 65)]),
        (lambda n: 2 <= n <= 3, [range(2), range(2, 4), range(4, 65)]),
        (lambda n: n in {1, 2}.__iter__(), [range(1), range(1, 2), range(2, 3), range(3, 65)]),
        (lambda n: n, [range(1), range(1, 65)]),
        (lambda n: n < 1.5, [range(2), range(2, 65)]),
        (lambda n: n >= 100, [range(65)]),
    ],
)
def test_numbers_of_one_answer_share_a_body(condition: Callable[[Any], Any], axes: list[range]) -> None:
    @mx.update_rule
    def asking_update(weight, grad, *, lr):
        return {"weight": weight - lr * grad if condition(weight.ndim) else weight}

    assert [body.axes for body in asking_update.each_body()] == axes
    for ndim in range(6):
        stays = asking_update.body(ndim=ndim).graph.stores[0].value.op == "load"
        assert stays is not bool(condition(ndim))


def test_docs_show_each_body() -> None:
    rule = factored()
    text, many = rule.__doc__ or "", untyped.nd.multi_mp_by_axes_update.__doc__
    for part in ("for a weight with 0 to 1 axes:\n\n    square", "for a weight with 2 axes or more:\n\n    square"):
        assert part in text
        assert part in many
    assert "var' = " in mx.trace(rule, (5,))
    assert "var' = " not in mx.trace(rule, (5, 3))
