"""Reductions of rows, columns and whole tensors, and values of columns: bits, forms, published optimizers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen.backend import llvm
from mxsym.errors import BindError, RuleError
from mxsym.opgraph.interpreter import interpret
from mxsym.rule.inputs import state_shape
from mxsym.rule.rule import Rule
from tests.support import Array, assert_same_bits, bind, copies, untyped


@mx.update_rule
def column_extremes_update(weight: Any, grad: Any, *, lr: float) -> Any:
    """Every reduction of a tensor."""
    rows = mx.max(grad, axis=1) - mx.min(grad, axis=1) + mx.sum(weight, axis=1) * mx.mean(grad, axis=-1)
    columns = mx.max(grad, axis=0) - mx.min(grad, axis=0) + mx.sum(weight, axis=0) * mx.mean(grad, axis=0)
    whole = mx.max(grad) - mx.min(grad) + mx.norm(weight)
    return {"weight": weight - lr * (rows * columns / whole + mx.norm(grad, axis=0) + mx.norm(grad, axis=1))}


@mx.update_rule
def column_states_update(weight: Any, grad: Any, row: mx.Row, col: mx.Column, k: mx.Scalar, *, lr: float) -> Any:
    """Every reduction of rows' and columns' own values."""
    both = mx.sum(row) + mx.mean(col) * mx.max(row) - mx.min(col) * mx.norm(col) + mx.mean(row)
    col = mx.sqrt(mx.abs(col)) * 0.5 + mx.sum(grad, axis=0) / both
    return {
        "weight": weight - lr * mx.where(col > row, grad, weight) * mx.exp(-mx.abs(col)) - mx.sum(col),
        "row": row + mx.max(grad * col, axis=1),
        "col": col,
        "k": k + both,
    }


@mx.update_rule
def adafactor_matrix_update(
    weight: Any,
    grad: Any,
    row: mx.Row,
    col: mx.Column,
    *,
    lr: float,
    rate: float,
    eps1: float = 1e-30,
    eps2: float = 1e-3,
) -> Any:
    """Adafactor of a matrix (Shazeer and Stern, 2018)."""
    squares = mx.square(grad)
    row = row + rate * (mx.mean(squares, axis=1) - row)
    col = col + rate * (mx.mean(squares, axis=0) - col)
    step = grad / mx.sqrt(mx.maximum(row * col / mx.maximum(mx.mean(row), eps1), eps1 * eps1))
    size = mx.maximum(1.0, mx.sqrt(mx.mean(mx.square(step))))
    scale = mx.maximum(eps2, mx.sqrt(mx.mean(mx.square(weight)))) * lr
    return {"weight": weight - scale / size * step, "row": row, "col": col}


@mx.update_rule
def sm3_matrix_update(weight: Any, grad: Any, row: mx.Row, col: mx.Column, *, lr: float) -> Any:
    """SM3-II of a matrix (Anil, Gupta, Koren and Singer, 2019)."""
    cover = mx.minimum(row, col) + mx.square(grad)
    step = mx.where(cover > 0, grad * mx.rsqrt(cover), 0.0)
    return {"weight": weight - lr * step, "row": mx.max(cover, axis=1), "col": mx.max(cover, axis=0)}


@mx.update_rule
def came_matrix_update(
    weight: Any, grad: Any, mean: Any, row: mx.Row, col: mx.Column, sure_row: mx.Row, sure_col: mx.Column,
    *, lr: float, beta1: float = 0.9, beta2: float = 0.999, beta3: float = 0.9999,
) -> Any:  # fmt: skip
    """CAME of a matrix (Luo et al., 2023)."""
    squares = mx.square(grad) + 1e-30
    row = beta2 * row + (1 - beta2) * mx.mean(squares, axis=1)
    col = beta2 * col + (1 - beta2) * mx.mean(squares, axis=0)
    step = grad * mx.rsqrt(row / mx.mean(row)) * mx.rsqrt(col)
    step = step / mx.maximum(1.0, mx.sqrt(mx.mean(mx.square(step))))
    mean = beta1 * mean + (1 - beta1) * step
    distance = mx.square(step - mean) + 1e-16
    sure_row = beta3 * sure_row + (1 - beta3) * mx.mean(distance, axis=1)
    sure_col = beta3 * sure_col + (1 - beta3) * mx.mean(distance, axis=0)
    move = mean * mx.rsqrt(sure_row / mx.mean(sure_row)) * mx.rsqrt(sure_col)
    states = {"mean": mean, "row": row, "col": col, "sure_row": sure_row, "sure_col": sure_col}
    return {"weight": weight - lr * move, **states}


RULES = (
    column_extremes_update, column_states_update, adafactor_matrix_update, sm3_matrix_update, came_matrix_update,
)  # fmt: skip
SHAPES = ((5, 7), (130, 33), (3, 2, 5), (33,), (1, 1), (70, 1), (3, 0), (0, 3))


def numbers(rule: Rule) -> dict[str, float]:
    return {item.name: 0.25 for item in rule.scalars if item.required}


def arrays(rule: Rule, shape: tuple[int, ...], dtype: Any = np.float32, seed: int = 0) -> dict[str, Array]:
    rng = np.random.default_rng(seed)
    values = {item.name: rng.standard_normal(state_shape(shape, item.space)).astype(dtype) for item in rule.inputs}
    return {name: value if name in ("weight", "grad") else np.abs(value) for name, value in values.items()}


def symbol_of(rule: Rule) -> mx.Symbol:
    variables = {item.name: mx.sym.var(item.name) for item in rule.inputs}
    return mx.sym.make(rule, [], {**variables, **numbers(rule), "out": variables["weight"]})


def check(rule: Rule, shape: tuple[int, ...], dtype: Any = np.float32, what: str = "", order: Any = None) -> None:
    """Two steps, compiled and interpreted."""
    symbol, want = symbol_of(rule), arrays(rule, shape, dtype)
    after = copies(want)
    if order is not None:
        want["grad"] = order(want["grad"])
    executor = bind(symbol, after)
    for _ in range(2):
        executor.forward()
        want = interpret(symbol, want).variables
    for name, array in want.items():
        assert_same_bits(after[name], array, f"{rule.name} {shape} {name} {what}")


@pytest.mark.every(2)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_compiled_is_interpreted(rule: Rule) -> None:
    for shape in SHAPES:
        check(rule, shape)
    if rule in RULES[1:3]:
        check(rule, (130, 33), np.float64)
        check(rule, (130, 33), np.float16)


@pytest.mark.parametrize("level", llvm.host_levels())
def test_every_isa_level(level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MXSYM_CPU", level)
    check(column_states_update, (67, 37), what=level)


def test_awkward_values_reach_every_reduction() -> None:
    symbol, rng = symbol_of(column_extremes_update), np.random.default_rng(3)
    for value in (np.nan, np.inf, -np.inf, -0.0):
        before = arrays(column_extremes_update, (66, 35))
        before["grad"][rng.random((66, 35)) < 0.02] = value
        before["grad"][1:3] = -0.0
        after = copies(before)
        bind(symbol, after).forward()
        assert_same_bits(after["weight"], interpret(symbol, before).variables["weight"], str(value))


def test_threads_change_nothing() -> None:
    before, symbol = mx.get_num_threads(), symbol_of(column_states_update)
    start = arrays(column_states_update, (2000, 70))
    results: list[dict[str, Array]] = []
    try:
        for threads in (1, 2, 3):
            mx.set_num_threads(threads)
            after = copies(start)
            executor = bind(symbol, after)
            for _ in range(3):
                executor.forward()
            results.append(after)
    finally:
        mx.set_num_threads(before)
    for name, array in results[0].items():
        assert_same_bits(results[1][name], array, name)
        assert_same_bits(results[2][name], array, name)


def test_reductions_are_those_of_numpy() -> None:
    @mx.update_rule
    def reduced_update(weight: Any, grad: Any, row: mx.Row, col: mx.Column) -> Any:
        return {"weight": weight + mx.max(row) * mx.min(col), "row": mx.max(grad, axis=1), "col": mx.min(grad, axis=0)}

    held = arrays(reduced_update, (90, 4, 5))
    want = held["weight"] + held["row"].max() * held["col"].min()
    untyped.nd.reduced_update(**held, out=held["weight"])
    assert_same_bits(held["weight"], want)
    np.testing.assert_array_equal(held["row"].ravel(), held["grad"].reshape(90, -1).max(1))
    np.testing.assert_array_equal(held["col"], held["grad"].min(0, keepdims=True))


def test_derived_forms_have_the_bits_of_the_op() -> None:
    rule, shape = column_states_update, (67, 9)
    start, lr = arrays(rule, shape), numbers(rule)["lr"]
    start["grad"] = start["grad"].astype(np.float16).astype(np.float32)
    dense = copies(start)
    untyped.nd.column_states_update(**dense, lr=lr, out=dense["weight"])
    master = {**copies(start), "weight": start["weight"].astype(np.float16), "grad": start["grad"].astype(np.float16)}
    master["weight32"] = start["weight"].copy()
    untyped.nd.mp_column_states_update(**master, lr=lr, out=master["weight"])
    assert_same_bits(master["weight32"], dense["weight"])
    assert_same_bits(master["col"], dense["col"])
    two = [arrays(rule, (3, 4), seed=1), copies(start)]
    named = {f"{name}_{number}": array for number, held in enumerate(two) for name, array in held.items()}
    untyped.nd.multi_column_states_update(**named, lrs=(lr, lr), out=[held["weight"] for held in two])
    loaded, held = mx.sym.load_json(symbol_of(rule).tojson()), copies(start)
    bind(loaded, held).forward()
    for name, array in dense.items():
        assert_same_bits(two[1][name], array, name)
        assert_same_bits(held[name], array, name)


def test_updates_that_share_a_column_state_run_in_order() -> None:
    w, v, g, row, col, k = (mx.sym.var(name) for name in ("w", "v", "g", "row", "col", "k"))
    first = untyped.sym.column_states_update(w, g, row, col, k, lr=0.5, out=w)
    second = untyped.sym.column_states_update(v, g, row, col, k, lr=0.5, out=v)
    symbol, rng = mx.Group([first, second]), np.random.default_rng(0)
    shapes = {"w": (70, 6), "v": (70, 6), "g": (70, 6), "row": (70, 1), "col": (1, 6), "k": (1,)}
    before = {name: np.abs(rng.standard_normal(shape)).astype(np.float32) for name, shape in shapes.items()}
    after = copies(before)
    symbol.bind_named(None, after).forward()
    for name, array in interpret(symbol, before).variables.items():
        assert_same_bits(after[name], array, name)


def test_shapes_of_column_states() -> None:
    held = arrays(sm3_matrix_update, (6, 2, 3))
    for shape in ((1, 2, 3), (2, 3), (6,), (1, 6)):
        held["col"] = np.ones(shape, np.float32)
        untyped.nd.sm3_matrix_update(**held, lr=0.1, out=held["weight"])
    for shape in ((6, 1), (2, 2), (1,), (3, 2)):
        held["col"] = np.ones(shape, np.float32)
        with pytest.raises(BindError, match=r"expected one value for each column, shape \(1, 2, 3\)"):
            untyped.nd.sm3_matrix_update(**held, lr=0.1, out=held["weight"])
    rows = mx.nd.sparse.row_sparse_array((np.ones((1, 2, 3), np.float32), [1]), shape=(6, 2, 3))
    held |= {"col": np.ones((1, 2, 3), np.float32), "grad": rows}
    with pytest.raises(BindError, match="a dense gradient: sm3_matrix_update needs the whole tensor"):
        untyped.nd.sm3_matrix_update(**held, lr=0.1, out=held["weight"])


def test_what_cannot_be_reduced() -> None:
    wrong: list[tuple[Callable[[Any, Any], Any], str]] = [
        (lambda w, g: mx.sum(mx.sum(g, axis=1), axis=1), r"sum\(x, axis=1\) takes a tensor, got a number for each row"),
        (
            lambda w, g: mx.max(mx.max(g, axis=0), axis=0),
            r"max\(x, axis=0\) takes a tensor, got .* for each column",
        ),
        (lambda w, g: mx.sum(mx.sum(g)), "sum takes a tensor, or one value for each row or column, got a number"),
        (lambda w, g: mx.sum(g, axis=2), r"axis=1 \(each row\), axis=0 \(each column\) or None"),
        (lambda w, g: mx.sum(g, axis=0), "the new weight is one value for each column, but weight is a tensor"),
    ]
    for function, message in wrong:

        def wrong_reduction_update(weight: Any, grad: Any) -> Any:
            return {"weight": function(weight, grad)}  # noqa: B023  # traced at once

        with pytest.raises(RuleError, match=message):
            mx.update_rule(wrong_reduction_update)


def close(got: Array, want: Array, start: Array) -> None:
    """Within 1e-4 of the largest movement."""
    assert float(np.abs(got - want).max()) <= 1e-4 * float(np.abs(want - start).max())


def gradients(shape: tuple[int, int]) -> list[Array]:
    rng = np.random.default_rng(9)
    return [rng.standard_normal(shape).astype(np.float32) for _ in range(20)]


def test_adafactor_is_torch_s() -> None:
    torch = pytest.importorskip("torch")
    held = arrays(adafactor_matrix_update, (17, 23))
    held |= {"row": np.zeros((17, 1), np.float32), "col": np.zeros((1, 23), np.float32)}
    start = held["weight"].copy()
    p = torch.nn.Parameter(torch.tensor(start))
    optimizer = torch.optim.Adafactor([p], lr=0.01)
    for t, grad in enumerate(gradients((17, 23)), start=1):
        p.grad = torch.tensor(grad)
        optimizer.step()
        held["grad"] = grad
        lr, rate = min(0.01, 1 / math.sqrt(t)), t**-0.8
        untyped.nd.adafactor_matrix_update(**held, lr=lr, rate=rate, out=held["weight"])
    close(held["weight"], p.detach().numpy(), start)


def test_sm3_is_its_formula() -> None:
    held = arrays(sm3_matrix_update, (17, 23))
    held |= {"row": np.zeros((17, 1), np.float32), "col": np.zeros((1, 23), np.float32)}
    start = held["weight"].copy()
    weight, row, col = start.astype(np.float64), np.zeros((17, 1)), np.zeros((1, 23))
    for grad in gradients((17, 23)):
        held["grad"] = grad
        untyped.nd.sm3_matrix_update(**held, lr=0.1, out=held["weight"])
        cover = np.minimum(row, col) + grad.astype(np.float64) ** 2
        weight = weight - 0.1 * grad / np.sqrt(cover)
        row, col = cover.max(1, keepdims=True), cover.max(0, keepdims=True)
    close(held["weight"], weight, start)


def test_came_is_its_formula() -> None:
    held = {name: np.zeros_like(array) for name, array in arrays(came_matrix_update, (17, 23)).items()}
    held["weight"] = start = arrays(came_matrix_update, (17, 23))["weight"]
    start = start.copy()
    weight, mean = start.astype(np.float64), np.zeros((17, 23))
    row, col, sure_row, sure_col = np.zeros((17, 1)), np.zeros((1, 23)), np.zeros((17, 1)), np.zeros((1, 23))
    for narrow in gradients((17, 23)):
        held["grad"], grad = narrow, narrow.astype(np.float64)
        untyped.nd.came_matrix_update(**held, lr=0.01, out=held["weight"])
        squares = grad**2 + 1e-30
        row = 0.999 * row + 0.001 * squares.mean(1, keepdims=True)
        col = 0.999 * col + 0.001 * squares.mean(0, keepdims=True)
        step = grad / np.sqrt(row / row.mean()) / np.sqrt(col)
        step = step / max(1.0, math.sqrt((step**2).mean()))
        mean = 0.9 * mean + 0.1 * step
        distance = (step - mean) ** 2 + 1e-16
        sure_row = 0.9999 * sure_row + 0.0001 * distance.mean(1, keepdims=True)
        sure_col = 0.9999 * sure_col + 0.0001 * distance.mean(0, keepdims=True)
        weight = weight - 0.01 * mean / np.sqrt(sure_row / sure_row.mean()) / np.sqrt(sure_col)
    close(held["weight"], weight, start)


def test_a_trace_has_each_value_with_its_kind() -> None:
    text = mx.trace(column_states_update, (6, 2, 3)).split("\n")
    assert "row    # a number for each row, shape (6, 1)" in text
    assert "col    # a number for each column, shape (1, 2, 3)" in text
    assert "both = sum(row) + mean(col) * max(row) - min(col) * norm(col) + mean(row)    # a number, shape (1,)" in text
    assert text[-1] == "k' = k + both    # a number, shape (1,)"
    with pytest.raises(TypeError, match="sm3_matrix_update has no flag centred; its flags: none"):
        mx.trace(sm3_matrix_update, centred=True)
    assert mx.trace("sm3_matrix_update") == mx.trace(sm3_matrix_update)
    with pytest.raises(TypeError, match=r"trace takes a rule, what mx\.update_rule returned, or its name; got an int"):
        untyped.trace(3)


def test_a_value_prints_as_its_expression() -> None:
    printed: list[str] = []

    @mx.update_rule
    def printed_update(weight: Any, grad: Any, *, lr: float) -> Any:
        deep = grad
        for _ in range(40):
            deep = deep * deep + weight
        printed.extend(map(repr, (lr * grad > 0, mx.sum(grad, axis=0), deep)))
        return {"weight": weight - lr * grad}

    truth, columns, deep = printed[:3]  # a rule is traced twice
    assert truth == "<lr * grad > 0: a truth value for each element>"
    assert columns == "<column_sum(grad): a number for each column>"
    assert deep.endswith(" + weight: a number for each element>")
    assert len(deep) < 500
