"""Rules that can be declared and hardly mean what they say: a warning, at the line that it is about."""
# pyright: basic, reportArgumentType=false, reportAssignmentType=false

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.errors import RuleWarning
from mxsym.rules.sgd import sgd_update

pytestmark = pytest.mark.usefixtures("forget_declared_rules")
HERE = Path(__file__).read_text(encoding="utf-8").split("\n")


def warned(name: str) -> list[tuple[str, str]]:
    """The warnings of declaring a rule of `RULES`: the source's line, and the text after the rule's name."""
    with warnings.catch_warnings(record=True) as record:
        warnings.simplefilter("always")
        mx.update_rule(RULES[name])
    assert all(item.category is RuleWarning and item.filename == __file__ for item in record)
    return [(HERE[item.lineno - 1].strip(), str(item.message).removeprefix(f"{name}: ")) for item in record]


def unused_tensor(
    weight,
    grad,
    mom,
    *,
    lr,
):
    return {"weight": weight - lr * grad}


def unused_gradient(weight, grad, *, lr):
    return {"weight": weight - lr}


def unused_number(
    weight,
    grad,
    *,
    lr,
    beta=0.9,
):
    return {"weight": weight - lr * grad}


def unused_flag(
    weight,
    grad,
    *,
    lr,
    nesterov=False,
):
    return {"weight": weight - lr * grad}


def no_weight(weight, grad, *, lr):
    return {"step": weight - lr * grad}


def stranger(weight, grad, mom, *, lr):
    m = 0.9 * mom + grad
    return {"weight": weight - lr * m, "m": m}


def too_small(weight, grad, *, lr):
    return {"weight": weight - lr * grad / (mx.abs(grad) + 1e-46)}


def too_large(weight, grad, *, lr):
    return {"weight": weight - lr * grad * 1e39}


def small_default(
    weight,
    grad,
    *,
    lr,
    epsilon=1e-46,
):
    return {"weight": weight - lr * grad / (mx.abs(grad) + epsilon)}


def no_bound(weight, grad, *, lr):
    return {"weight": weight - lr * mx.clip(grad, 0)}


def fine(
    weight, grad, mom=mx.State("scale"), row: mx.Row | None = None, *, lr, scale, flag=False, other=False, seed=1, t
):
    """Without warnings: a number that a state begins as, a small one in float64, flags that decide on each other."""
    mom = 0.9 * mom + mx.clip(grad, lr) * (1 if row is None else row)
    tiny = (t.astype("float64") * 1e-300).astype("generic") + mx.random_uniform(seed, t)
    if flag:
        return {"weight": sgd_update(weight, grad if other else mom, lr=lr)["weight"] + tiny, "mom": mom}
    return {"weight": weight - lr * mom + tiny, "mom": mom}


RULES: dict[str, Any] = {
    rule.__name__: rule
    for rule in (
        *(unused_tensor, unused_gradient, unused_number, unused_flag, no_weight, stranger),
        *(too_small, too_large, small_default, no_bound, fine),
    )
}
OUT = "out= receives step, and the weight stays what it is"
OTHER = "return it as 'mom' if it is the new mom; if that stays, return {'mom': mom}, too"
SIDES = "mx.maximum(x, low) holds values above a bound, mx.minimum(x, high) below one"
FLOAT32 = "in float32, which a float32 weight is computed in"


@pytest.mark.parametrize(
    ("name", "line", "text"),
    [
        ("unused_tensor", "mom,", "mom is neither read nor returned; use it, or leave it out"),
        (
            "unused_gradient",
            "def unused_gradient(weight, grad, *, lr):",
            "grad is neither read nor returned; use it, or leave it out",
        ),
        ("unused_number", "beta=0.9,", "beta has no effect; use it, or leave it out"),
        ("unused_flag", "nesterov=False,", "nesterov has no effect; branch on it, or leave it out"),
        (
            "no_weight",
            'return {"step": weight - lr * grad}',
            f"it returns 'step' and not 'weight': {OUT}; return {{'weight': …}}",
        ),
        (
            "stranger",
            'return {"weight": weight - lr * m, "m": m}',
            f"it returns 'm', no input's name, and mom is only read; {OTHER}",
        ),
        (
            "too_small",
            "def too_small(weight, grad, *, lr):",
            f"1e-46 is 0.0 {FLOAT32}; use a number from 1e-38 on",
        ),
        ("too_large", "def too_large(weight, grad, *, lr):", f"1e+39 is inf {FLOAT32}; use a number below 3e38"),
        (
            "no_bound",
            'return {"weight": weight - lr * mx.clip(grad, 0)}',
            f"a clip by one bound of 0 or less holds nothing; {SIDES}",
        ),
        ("small_default", "epsilon=1e-46,", f"epsilon=1e-46 is 0.0 {FLOAT32}; use a number from 1e-38 on"),
    ],
)
def test_a_suspicious_rule_is_warned_of_at_its_line(name: str, line: str, text: str) -> None:
    assert warned(name) == [(line, text)]


def test_a_rule_that_means_something_has_no_warning() -> None:
    assert warned("fine") == []


@pytest.mark.parametrize(
    "spelling", ["R", '"R"', "'mx.Row'", "mx.Row | None", "Optional[mx.Row]", "typing.Optional[R]"]
)
@pytest.mark.parametrize("future", ["", "from __future__ import annotations\n"])
def test_an_annotation_may_have_another_name(spelling: str, future: str) -> None:
    code = f"""{future}
import typing
from typing import Optional
import mxsym as mx
def declared():
    R = mx.Row
    @mx.update_rule
    def annotated_update(weight, grad, row: {spelling} = None, *, lr):
        return {{"weight": weight - lr * grad * (1 if row is None else row)}}
    return annotated_update
"""
    space: dict[str, Any] = {"__name__": "annotating"}
    exec(compile(code, "annotating.py", "exec"), space)
    assert space["declared"]().input("row").space.name == "ROW"


def test_values_of_rows_and_columns_may_be_outputs() -> None:
    @mx.update_rule
    def watched_update(weight, grad, *, lr):
        row = mx.mean(mx.square(grad), axis=1)
        return {"weight": weight - lr * grad, "row": row, "col": mx.max(grad, axis=0), "total": mx.sum(row)}

    for shape in ((3, 4), (5,), (2, 3, 4)):
        weight, grad = (np.random.default_rng(seed).standard_normal(shape).astype(np.float32) for seed in (0, 1))
        _, row, col, total = watched_update(weight, grad, lr=0.5)
        assert (row.shape, col.shape, total.shape) == ((shape[0], 1), (1, *shape[1:]), (1,))
        np.testing.assert_allclose(row[:, 0], (grad**2).reshape(len(grad), -1).mean(1), rtol=1e-6)
        np.testing.assert_array_equal(col.ravel(), grad.max(0).ravel())
    w, g = mx.sym.var("w"), mx.sym.var("g")
    update: Any = watched_update(w, g, lr=0.5, name="upd")
    graph = mx.sym.Group([update[0], mx.sym.sqrt(update[1]) + 1, update[2] * update[3], update[1]])
    assert mx.sym.load_json(graph.tojson()).infer_shape(w=(3, 4))[1] == [(3, 4), (3, 1), (1, 4), (3, 1)]
    from mxsym.opgraph.interpreter import interpret
    from tests.support import assert_same_bits

    arrays = {name: np.random.default_rng(2).standard_normal((3, 4)).astype(np.float32) for name in "wg"}
    executor = graph.bind(args={name: array.copy() for name, array in arrays.items()})
    for got, wanted in zip(executor.forward(), interpret(graph, arrays).outputs, strict=True):
        assert_same_bits(np.asarray(got), wanted)
    halves = [np.ones((3, 4), np.float16), np.ones((3, 4), np.float16), np.ones((3, 4), np.float32)]
    many: Any = getattr(mx.nd, "multi_mp_watched_update")(*halves, lrs=[0.5], num_weights=1)  # noqa: B009  # no stub
    assert [array.shape for array in many] == [(3, 4), (3, 1), (1, 4), (1,)]
    with pytest.raises(mx.BindError, match=r"out: got shape \(4,\), expected one value for each row, shape \(3, 1\)"):
        watched_update(arrays["w"], arrays["g"], lr=0.5, out=[arrays["w"], np.ones(4, np.float32)])


def test_rows_that_a_lazy_update_does_not_touch_are_zero_in_new_outputs() -> None:
    @mx.update_rule
    def shown_update(weight, grad, *, lr):
        return {"weight": weight - lr * grad, "step": lr * grad + weight, "row": mx.mean(grad, axis=1)}

    for _ in range(3):  # memory that was something else before
        np.full((3, 400), 7, np.float32)
        listed = mx.nd.sparse.row_sparse_array((np.ones((2, 400), np.float32), [0, 2]), shape=(3, 400))
        weight = np.ones((3, 400), np.float32)
        new, step, row = shown_update(weight, listed, lr=0.5, lazy_update=True)
        assert new[:, 0].tolist() == [0.5, 1, 0.5]
        assert step[:, 0].tolist() == [1.5, 0, 1.5]
        assert row.tolist() == [[1], [0], [1]]
        graph: Any = shown_update(mx.sym.var("w"), mx.sym.var("g"), lr=0.5, lazy_update=True)
        outputs = graph.bind(args={"w": weight, "g": listed}).forward()
        assert [np.asarray(array)[1, 0] for array in outputs] == [1, 0, 0]
