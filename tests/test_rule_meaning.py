"""Rules mean what they say, in every form: numbers as states, names of results, what a function reads, redeclaring."""

from __future__ import annotations

import json
import os
import pkgutil
import subprocess
import sys
import types
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.errors import RuleWarning
from mxsym.opgraph.interpreter import interpret
from mxsym.rule import derived_ops, lookup, registry
from mxsym.rule.mxnet_names import ALIASES
from tests.rule_forms import EVERY, GRAPHS, OPTIMIZERS, Arrays, Driver
from tests.support import DTYPES, Array, assert_same_bits, copies, untyped

pytestmark = pytest.mark.usefixtures("forget_declared_rules")
EACH = pytest.mark.parametrize("driver", EVERY.values(), ids=list(EVERY))
LAZY = pytest.mark.parametrize("lazy", [True, False])


def arrays(**states: Array) -> Arrays:
    """A weight of zeros, a gradient of ones, and states."""
    return {"weight": np.zeros((2, 3), np.float32), "grad": np.ones((2, 3), np.float32), **states}


def number(shape: tuple[int, ...] = (1,), dtype: Any = np.float32) -> Array:
    return np.zeros(shape, dtype)


def declare(body: str, signature: str = "weight, grad, *, lr", name: str = "own_update", **names: Any) -> Any:
    """The rule of this source, in a module of its own; `file` names its file."""
    space: dict[str, Any] = {"mx": mx, "np": np, "__name__": "own", **names}
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    source = f"@mx.update_rule\ndef {name}({signature}):\n{lines}\n"
    exec(compile(source, f"{names.get('file', 'own')}.py", "exec", dont_inherit=True), space)
    return space[name]


DECAYS = 'k = k + 1\nreturn {"weight": weight - lr * k * (grad + 0.1 * weight), "k": k}'
COUNTS = 'k = k + 1\nreturn {"weight": weight - lr * k * grad, "k": k}'


@EACH
@pytest.mark.parametrize("shape", [(1,), ()])
def test_a_number_that_a_rule_writes_is_one_for_each_tensor(driver: Driver, shape: tuple[int, ...]) -> None:
    declare(COUNTS, "weight, grad, k: mx.Scalar, *, lr")
    held = arrays(k=number(shape))
    step = driver("own_update", held, {"lr": 1.0})
    for count in (1, 2, 3, 4):
        step()
        assert held["k"].reshape(()) == count
        np.testing.assert_array_equal(held["weight"], -count * (count + 1) / 2)


def test_numbers_are_states_of_their_own_in_ops_on_many_tensors() -> None:
    declare(COUNTS, "weight, grad, k: mx.Scalar, scale: mx.Scalar, *, lr")
    names = ["w0", "g0", "k0", "w1", "g1", "k1", "scale"]
    symbol = untyped.sym.multi_own_update(*map(untyped.sym.var, names), lrs=(1.0, 1.0))
    assert symbol.list_auxiliary_states() == ["k0", "k1"]
    assert symbol.list_arguments() == ["w0", "g0", "w1", "g1", "scale"]


def test_what_is_written_is_no_plain_number() -> None:
    declare(COUNTS, "weight, grad, k: mx.Scalar, *, lr")
    held = arrays()
    for value in (0.0, 1, np.float32(2), np.float64(3)):
        wrong = f"k: got an? {type(value).__name__}, expected an array: the op writes it"
        with pytest.raises(mx.BindError, match=wrong):
            untyped.nd.own_update(**held, k=value, lr=1.0, out=held["weight"])
    assert not held["weight"].any()
    declare('return {"weight": weight - lr * k * grad}', "weight, grad, k: mx.Scalar, *, lr", "read_update")
    for value in (2.0, 2, np.float32(2), np.full((), 2), np.full(1, 2.0)):
        np.testing.assert_array_equal(untyped.nd.read_update(**held, k=value, lr=1.0), -2)


@LAZY
@pytest.mark.parametrize("ids", [[], [1], [0, 2, 3]])
@pytest.mark.parametrize("dtype", DTYPES.values(), ids=list(DTYPES))
def test_a_number_is_written_once_whatever_rows_a_gradient_stores(lazy: bool, ids: list[int], dtype: Any) -> None:
    declare(DECAYS, "weight, grad, k: mx.Scalar, *, lr")
    values = np.random.default_rng(0).standard_normal((len(ids), 5)).astype(dtype)
    grad = mx.nd.sparse.row_sparse_array((values, ids), shape=(4, 5))
    dense = np.zeros((4, 5), dtype)
    dense[ids] = values
    got, want, k, counted = np.ones((4, 5), dtype), np.ones((4, 5), dtype), number(), number()
    for _ in range(3):
        untyped.nd.own_update(got, grad, k, lr=0.3, lazy_update=lazy, out=got)
        untyped.nd.own_update(want, dense, counted, lr=0.3, out=want)
    rows = ids if lazy else slice(None)
    assert_same_bits(got[rows], want[rows])
    assert not lazy or (np.delete(got, ids, axis=0) == 1).all()
    assert_same_bits(k, counted)


@LAZY
def test_a_number_is_written_after_all_rows_have_read_it(
    lazy: bool, many_chunks: None, thread_count: Callable[[int], None]
) -> None:
    declare(COUNTS, "weight, grad, k: mx.Scalar, *, lr")
    thread_count(2)
    ids = np.arange(0, 900, 3)
    grad = mx.nd.sparse.row_sparse_array((np.ones((300, 7), np.float32), ids), shape=(900, 7))
    weight, k = np.zeros((900, 7), np.float32), number()
    for _ in range(20):
        untyped.nd.own_update(weight, grad, k, lr=1.0, lazy_update=lazy, out=weight)
    assert k[0] == 20
    np.testing.assert_array_equal(weight[ids], -210)
    assert not np.delete(weight, ids, axis=0).any()


def test_a_number_of_a_table_s_update_is_dense() -> None:
    declare(COUNTS, "weight, grad, k: mx.Scalar, *, lr")

    class Own(mx.optimizer.Optimizer):
        lazy_update = True

        def rule(self, index: Any) -> str:
            return "own_update"

    updater = mx.optimizer.get_updater(Own(learning_rate=1.0, use_fused_step=True))
    rows = [mx.nd.sparse.row_sparse_array((np.ones((2, 3), np.float32), [1, 4]), shape=(6, 3)) for _ in range(2)]
    for _ in range(3):
        updater(0, rows[0], rows[1])
    np.testing.assert_array_equal(rows[1].data.asnumpy(), 1 - 6)
    assert np.asarray(updater.states[0]).tolist() == [3]


def test_two_updates_of_one_number_see_one_another() -> None:
    declare(COUNTS, "weight, grad, k: mx.Scalar, *, lr")
    a, b, grad, k = (mx.sym.var(name) for name in ("a", "b", "grad", "k"))
    symbol = mx.Group([untyped.sym.own_update(item, grad, k, lr=1.0, out=item) for item in (a, b)])
    held = {"a": np.zeros(3, np.float32), "b": np.zeros(3, np.float32), "grad": np.ones(3, np.float32), "k": number()}
    want = interpret(symbol, copies(held)).variables
    symbol.bind_named(None, held).forward()
    for name, array in want.items():
        assert_same_bits(held[name], array)
    assert (held["a"][0], held["b"][0], held["k"][0]) == (-1, -2, 2)


@pytest.mark.parametrize("dtype", [np.float32, np.float16, np.float64])
def test_states_that_are_made_have_the_right_shape(dtype: Any) -> None:
    declare(
        'return {"rows": rows + mx.row_sum(grad), "mom": mom + grad, "k": k + 1, "weight": weight - lr * grad}',
        "weight, grad, k: mx.Scalar, rows: mx.Row, mom, *, lr",
    )

    class Own(mx.optimizer.Optimizer):
        def rule(self, index: Any) -> str:
            return "own_update"

    made = Own().create_state(0, np.ones((4, 2), dtype))
    assert [array.shape for array in made] == [(1,), (4, 1), (4, 2)], "in the order of the signature"
    weight, grad = np.ones((4, 2), dtype), np.ones((4, 2), dtype)
    executor = mx.training_step("own_update", {"w": weight}, {"w": grad}, lr=1.0)
    assert {name: array.shape for name, array in executor.aux_dict.items()} == {
        "w_k": (1,),
        "w_rows": (4, 1),
        "w_mom": (4, 2),
    }
    assert executor.aux_dict["w_k"].dtype == (np.float64 if dtype is np.float64 else np.float32), "a count goes on"


MOMENTUM = "mom = 0.9 * mom + grad\n"
ORDERS = {
    "weight first": MOMENTUM + 'return {"weight": weight - lr * mom, "mom": mom}',
    "mom first": MOMENTUM + 'return {"mom": mom, "weight": weight - lr * mom}',
}


@EACH
def test_results_are_matched_by_name(driver: Driver) -> None:
    found: list[Arrays] = []
    for number_, body in enumerate(ORDERS.values()):
        declare(body, "weight, grad, mom, *, lr", f"own{number_}_update")
        held = arrays(mom=np.full((2, 3), 7, np.float32))
        if driver in OPTIMIZERS.values():
            held["mom"][...] = 0  # an optimizer makes its own
        step = driver(f"own{number_}_update", held, {"lr": 0.1})
        step()
        step()
        found.append(held)
    for name in found[0]:
        assert_same_bits(found[0][name], found[1][name], name)
    assert (found[0]["weight"] < 0).all()


REFUSED = {
    "a state forgotten": (MOMENTUM + 'return {"weight": weight - lr * mom}', "mom is recomputed and not returned"),
    "a state set to a number": ('mom = 0.0\nreturn {"weight": weight - lr * grad}', "mom is recomputed and not"),
    "the weight forgotten": (MOMENTUM + 'return {"mom": mom}', "it returns mom and no output: that is the new weight"),
    "the weight rebound": (
        'weight = weight - grad\nreturn {"new": weight}',
        "weight is recomputed and not returned",
    ),
    "a misspelt weight": ('return {"wieght": weight - grad}', "did you mean 'weight'"),
    "a misspelt state": ('return {"weight": weight, "mon": mom}', "did you mean 'mom'"),
    "a hyper-parameter": ('return {"weight": weight - grad, "lr": weight}', "'lr', a hyper-parameter"),
    "the master copy": ('return {"weight": weight, "weight32": grad}', "'weight32', an argument of the op"),
    "a tuple": ("return weight - lr * grad, mom", "got a tuple"),
    "a list": ("return [weight]", "got a list"),
    "a bare value": ("return weight - lr * grad", "got a value without a name"),
    "no return": ("weight - lr * grad", "got nothing"),
    "a generator": ('yield {"weight": weight}', "a generator"),
    "None": ('return {"weight": weight, "mom": None}', "the new mom is None"),
    "a text": ('return {"weight": "weight"}', "the new weight is a str"),
    "a bool": ('return {"weight": True}', "the new weight is a truth value"),
}


@pytest.mark.parametrize("case", list(REFUSED))
def test_a_rule_that_would_lose_a_result_is_refused(case: str) -> None:
    body, message = REFUSED[case]
    with pytest.raises(mx.RuleError, match=message) as caught:
        declare(body, "weight, grad, mom, *, lr")
    assert str(caught.value).startswith("own.py:")
    assert "own_update" not in registry.RULES


def test_what_may_be_rebound() -> None:
    declare('grad = mx.clip(grad, 1.0)\nlr = 2 * lr\nreturn {"weight": weight - lr * grad}')
    declare(
        'if mask is None:\n    mask = 1.0\nreturn {"weight": weight - lr * mask * grad}',
        "weight, grad, mask=None, *, lr",
        "masked_update",
    )
    held = arrays()
    np.testing.assert_array_equal(untyped.nd.own_update(**held, lr=1.0), -2)
    np.testing.assert_array_equal(untyped.nd.masked_update(**held, lr=1.0), -1)
    np.testing.assert_array_equal(untyped.nd.masked_update(**held, mask=held["grad"] * 3, lr=1.0), -3)


def test_an_output_that_looks_like_a_state_is_warned_of() -> None:
    body = 'm = 0.9 * average + grad\nreturn {"weight": weight - lr * m, "m": m}'
    with pytest.warns(RuleWarning, match="own_update: it returns 'm', no input's name, and average is only read"):
        declare(body, "weight, grad, average, *, lr")
    held = arrays(average=np.full((2, 3), 7, np.float32))
    outputs = untyped.nd.own_update(**held, lr=0.1)
    assert len(outputs) == 2 and (held["average"] == 7).all(), "it is one more output"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        declare(body.replace('"m": m', '"m": m, "average": average'), "weight, grad, average, *, lr")
        for kind in ("scale", "scale: mx.Scalar"):
            declare(
                'return {"weight": weight - lr * grad, "size": mx.norm(grad * scale)}', f"weight, grad, {kind}, *, lr"
            )


@EACH
def test_a_number_made_of_numbers_is_one_more_output(driver: Driver) -> None:
    declare('rate = lr / 4\nreturn {"weight": weight - rate * grad, "rate": rate}')
    held = arrays()
    driver("own_update", held, {"lr": 2.0})()
    np.testing.assert_array_equal(held["weight"], np.float32(-0.5))


@LAZY
@pytest.mark.parametrize("ids", [[], [1]])
def test_a_number_made_of_numbers_has_the_bits_of_the_interpreter(lazy: bool, ids: list[int]) -> None:
    body = 'rate = lr / mx.debias(0.9, t) / scale\nreturn {"weight": weight - rate * grad, "rate": rate}'
    declare(body, "weight, grad, scale: mx.Scalar, *, lr, t")
    w, g, scale = (mx.sym.var(name) for name in ("w", "g", "scale"))
    step = untyped.sym.own_update(w, g, scale, lr=0.1, t=3, lazy_update=lazy, out=w)
    held: dict[str, Any] = {"w": np.ones((2, 3), np.float32), "scale": np.full(1, 3, np.float32)}
    dense = np.zeros((2, 3), np.float32)
    dense[ids] = 1.0
    want = interpret(step, {**copies(held), "g": dense})
    rows = mx.nd.sparse.row_sparse_array((dense[ids], np.array(ids, np.int64)), shape=(2, 3))
    for gradient in (dense, rows):
        bound: dict[str, Any] = {**copies(held), "g": gradient}
        assert_same_bits(step.bind_named(None, bound).forward()[1], want.outputs[1])
        assert_same_bits(bound["w"], want.variables["w"])


@EACH
def test_what_a_rule_reads_from_outside_is_read_once(driver: Driver) -> None:
    settings, helpers = {"factor": 1.0}, types.SimpleNamespace(factor=1.0)

    def helper(value: Any) -> Any:
        return value * helpers.factor

    captured = 1.0

    def own_update(weight: Any, grad: Any, mom: Any = None, *, lr: Any, far: bool = False) -> Any:
        step = helper(captured * settings["factor"] * lr * grad * (2.0 if far else 1.0))
        return {"weight": weight - step} if mom is None else {"weight": weight - step, "mom": mom + step}

    mx.update_rule(own_update)
    settings["factor"] = helpers.factor = captured = 10.0
    held = arrays(mom=np.zeros((2, 3), np.float32))
    step = driver("own_update", held, {"lr": 1.0})
    step()
    np.testing.assert_array_equal(held["weight"], -1)
    np.testing.assert_array_equal(held["mom"], 1)


def test_a_setting_that_a_rule_refuses_is_refused_when_it_is_used() -> None:
    body = "\n".join([
        "if (a is None) != (b is None):",
        "    raise ValueError('give both')",
        "return {'weight': weight - lr * grad * (1.0 if a is None else a * b), 'a': a, 'b': b}",
    ])  # fmt: skip
    declare(body, "weight, grad, a=None, b=None, *, lr")
    held, one = arrays(), np.full((2, 3), 2, np.float32)
    np.testing.assert_array_equal(untyped.nd.own_update(**held, lr=1.0), -1)
    np.testing.assert_array_equal(untyped.nd.own_update(**held, a=one, b=one.copy(), lr=1.0), -4)
    for _ in range(2):
        with pytest.raises(mx.RuleError, match="give both"):
            untyped.nd.own_update(**held, a=one, lr=1.0)
    variables = {name: mx.sym.var(name) for name in (*held, "a", "b")}
    text = untyped.sym.own_update(**variables, lr=1.0, name="upd").tojson()
    del registry.RULES["own_update"]
    assert mx.sym.load_json(text).list_auxiliary_states() == ["a", "b"]


def test_what_depends_on_a_tensor_that_is_left_out_is_refused() -> None:
    with pytest.raises(mx.RuleError, match=r"depends on whether mask is given: weight, or weight, applied; return"):
        declare(
            'return {"weight": weight} if mask is None else {"weight": weight, "applied": mask * grad}',
            "weight, grad, mask=None, *, lr",
        )


def test_rules_with_too_many_settings_are_refused() -> None:
    flags = ", ".join(f"flag{n}=False" for n in range(9))
    with pytest.raises(mx.RuleError, match=r"at most 256 bodies .* this one 512"):
        declare('return {"weight": weight - lr * grad}', f"weight, grad, *, lr, {flags}")


def test_a_rule_inside_a_rule_has_the_bits_of_its_op() -> None:
    from mxsym.rules.adam import adam_update, adamw_update

    tensors = "weight, grad, mean, var"
    declare(f"return rule({tensors}, lr=lr)", f"{tensors}, *, lr", rule=adam_update)
    body = f"return rule({tensors}, scale, lr=lr, eta=0.5)"
    declare(body, f"{tensors}, scale: mx.Scalar, *, lr", "scaled_update", rule=adamw_update)
    rng = np.random.default_rng(1)
    held = {name: rng.random(37).astype(np.float32) for name in ("weight", "grad", "mean", "var")}
    cases: list[tuple[Any, dict[str, float], Any, dict[str, float]]] = [
        (untyped.nd.own_update, {}, untyped.nd.adam_update, {}),
        (untyped.nd.scaled_update, {"scale": 0.5}, untyped.nd.adamw_update, {"rescale_grad": 0.5, "eta": 0.5}),
        (untyped.nd.scaled_update, {"scale": np.inf}, untyped.nd.adamw_update, {"rescale_grad": np.inf, "eta": 0.5}),
    ]
    for own, ours, rule, theirs in cases:
        got, want = copies(held), copies(held)
        own(**got, **ours, lr=0.1, out=got["weight"])
        rule(**want, **theirs, lr=0.1, out=want["weight"])
        for name, array in want.items():
            assert_same_bits(got[name], array, name)


CONDITIONS = {
    "nested": "return mx.only_if(lr < 9.0, mx.only_if(mx.all_finite(grad), new))",
    "a rule's, returned": "return careful(weight, grad, mom, lr=lr)",
    "a rule's, taken apart": "return {**careful(weight, grad, mom, lr=lr)}",
    "a rule's, under another": "return mx.only_if(lr < 9.0, careful(weight, grad, mom, lr=lr))",
}


@pytest.mark.parametrize("case", list(CONDITIONS))
@pytest.mark.parametrize("form", ["nd", "mp", "multi", "only_if", "training_step", "optimizer"])
def test_a_condition_holds_wherever_its_results_go(case: str, form: str) -> None:
    head = 'new = {"weight": weight - lr * grad, "mom": mom + grad}\n'
    careful = declare(
        head + "return mx.only_if(mx.all_finite(grad), new)", "weight, grad, mom, *, lr", "careful_update"
    )
    declare(head + CONDITIONS[case], "weight, grad, mom, *, lr", careful=careful)
    held = arrays(mom=np.zeros((2, 3), np.float32))
    step = EVERY[form]("own_update", held, {"lr": 1.0})
    step()
    np.testing.assert_array_equal([held["weight"], held["mom"]], [[[-1] * 3] * 2, [[1] * 3] * 2])
    held["grad"][0, 0] = np.inf
    EVERY[form]("own_update", held, {"lr": 1.0})()
    np.testing.assert_array_equal(held["weight"], -1)


@pytest.mark.every(2)
@EACH
def test_declaring_a_rule_again_reaches_what_is_used_by_name(driver: Driver) -> None:
    held = arrays()
    declare('return {"weight": weight - lr * grad}')
    step = driver("own_update", held, {"lr": 1.0})
    for _ in range(3):
        step()
    np.testing.assert_array_equal(held["weight"], -3)
    for factor in (10, 100):
        before = held["weight"].copy()
        declare(f'return {{"weight": weight - {factor} * lr * grad}}')
        for _ in range(3):
            step()
        np.testing.assert_array_equal(held["weight"] - before, -3 * factor)


def test_what_was_composed_keeps_its_rule() -> None:
    old = declare('return {"weight": weight - lr * grad}')
    held = arrays()
    variables = {name: mx.sym.var(name) for name in held}
    symbol = untyped.sym.own_update(**variables, lr=1.0, out=variables["weight"], name="upd")
    executor = symbol.bind_named(None, held)
    saved = symbol.tojson()
    declare('return {"weight": weight - 10 * lr * grad}')
    executor.forward()
    symbol.bind_named(None, held).forward()
    mx.sym.load_json(saved).bind_named(None, held).forward()
    old(**held, lr=1.0, out=held["weight"])
    np.testing.assert_array_equal(held["weight"], -4)
    untyped.nd.own_update(**held, lr=1.0, out=held["weight"])
    np.testing.assert_array_equal(held["weight"], -14)
    with pytest.raises(mx.SymbolError, match="two rules called own_update"):
        mx.Group([symbol, untyped.sym.own_update(**variables, lr=1.0)]).tojson()
    text = (
        mx.Group([symbol, untyped.sym.own_update(**variables, lr=1.0, name="new")]).bind_named(None, held).ir("graph")
    )
    assert text.count("load_rule") == 1, "the new one goes by its name"


def test_a_file_s_built_in_name_is_what_has_that_name_now() -> None:
    w, g = mx.sym.var("weight"), mx.sym.var("grad")
    shipped = mx.sym.sgd_update(w, g, lr=1.0, out=w, name="upd")
    text = shipped.bind_named(None, arrays()).ir("graph")
    saved = shipped.tojson()
    declare('return {"weight": weight - 10 * lr * grad}', name="sgd_update")
    held = arrays()
    mx.sym.load_json(saved).bind_named(None, held).forward()
    np.testing.assert_array_equal(held["weight"], -10)
    assert "load_rule" not in text
    again = shipped.bind_named(None, held).ir("graph")
    space: dict[str, Any] = {}
    exec(again, space)
    space["graph"].bind_named(None, held).forward()
    np.testing.assert_array_equal(held["weight"], -11)


@pytest.mark.parametrize("fused", [True, False])
def test_a_rule_that_gains_a_state_is_an_error_of_the_optimizer(fused: bool) -> None:
    declare('return {"weight": weight - lr * grad}')

    class Own(mx.optimizer.Optimizer):
        def rule(self, index: Any) -> str:
            return "own_update"

    held = arrays()
    updater = mx.optimizer.get_updater(Own(learning_rate=1.0, use_fused_step=fused))
    for _ in range(3):
        updater(0, held["grad"], held["weight"])
    declare('return {"weight": weight - lr * grad, "mom": mom + grad}', "weight, grad, mom, *, lr")
    with pytest.raises(mx.BindError, match="state: got 0 arrays, expected 1 array: mom"):
        updater(0, held["grad"], held["weight"])
    np.testing.assert_array_equal(held["weight"], -3)
    updater(1, held["grad"], held["weight"])
    np.testing.assert_array_equal(held["weight"], -4)


def test_another_module_s_rule_of_the_same_name_is_warned_of() -> None:
    body = 'return {"weight": weight - lr * grad}'
    declare(body, __name__="one")
    with pytest.warns(UserWarning, match=r"own_update of two \(.*\) replaces that of one \(own.py:1\)"):
        declare(body, __name__="two", file="two")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        declare(body, __name__="two", file="two")
        declare(body, __name__="package.two", file="two")  # one file as two modules
        declare(body, name="sgd_update", __name__="two")


@EACH
def test_a_tensor_that_is_left_out_is_not_written(driver: Driver) -> None:
    declare(
        'top = grad if top is None else mx.maximum(top, grad)\nreturn {"weight": weight - lr * top, "top": top}',
        "weight, grad, top=None, *, lr",
    )
    held = arrays()
    driver("own_update", held, {"lr": 1.0})()
    np.testing.assert_array_equal(held["weight"], -1)
    assert held.keys() == {"weight", "grad"}


@pytest.mark.parametrize("driver", GRAPHS.values(), ids=list(GRAPHS))
def test_a_tensor_that_is_there_is_written(driver: Driver) -> None:
    declare('return mx.only_if(mx.all_finite(grad), {"weight": weight - lr * grad, "top": grad if top is None else '
            'top + grad})', "weight, grad, top=None, *, lr")  # fmt: skip
    held = arrays(top=np.ones((2, 3), np.float32))
    driver("own_update", held, {"lr": 1.0})()
    np.testing.assert_array_equal(held["top"], 2)


@EACH
@pytest.mark.parametrize("beta", [0.999, 0.99999, 1 - 2.0**-40])
def test_a_number_cast_to_float64_has_all_of_its_digits(driver: Driver, beta: float) -> None:
    declare(
        'return {"weight": 0.0 * weight + (1.0 - beta.astype("float64")).astype("generic")}',
        "weight, grad, *, lr, beta",
    )
    held = arrays()
    driver("own_update", held, {"lr": 1.0, "beta": beta})()
    np.testing.assert_array_equal(held["weight"], np.float32(1.0 - beta))


@pytest.mark.parametrize("dtype", DTYPES.values(), ids=list(DTYPES))
@pytest.mark.parametrize("kind", [np.float64, np.float32, np.float16])
def test_tensors_of_one_number_have_their_digits_too(dtype: Any, kind: Any) -> None:
    exactly = 'b = beta.astype("float64")\nreturn {"weight": weight - lr * (1.0 - b).astype("generic") * grad, "k": '
    declare(exactly + 'k.astype("float64") + b}', "weight, grad, beta: mx.Scalar, k: mx.Scalar, *, lr")
    w, g, beta, k, lr = (mx.sym.var(name) for name in ("w", "g", "beta", "k", "lr"))
    symbol = untyped.sym.own_update(w, g, beta, k, lr=lr, out=w)
    rng = np.random.default_rng(3)
    held: Arrays = {name: rng.standard_normal(33).astype(dtype) for name in "wg"}
    held |= {"beta": np.array([0.99999], kind), "k": number((), kind), "lr": np.array([0.1], kind)}
    want = interpret(symbol, copies(held)).variables
    symbol.bind_named(None, held).forward()
    for name, array in want.items():
        assert_same_bits(held[name], array, name)
    assert held["k"] == held["beta"][0]


def test_what_is_rounded_first_stays_rounded() -> None:
    declare(
        'return {"weight": 0.0 * weight + (1.0 - beta.astype("generic").astype("float64")).astype("generic")}',
        "weight, grad, *, lr, beta",
    )
    got = untyped.nd.own_update(**arrays(), lr=1.0, beta=0.99999)
    np.testing.assert_array_equal(got, np.float32(1.0 - float(np.float32(0.99999))))


@EACH
def test_nothing_changes_of_a_float64_number_where_a_condition_fails(driver: Driver) -> None:
    declare(
        'return mx.only_if(mx.all_finite(grad), {"weight": weight - lr * grad, "k": k + 1})'
        if driver not in [EVERY[key] for key in ("lazy", "standard", "optimizer, lazy", "optimizer, plain standard")]
        else 'return mx.only_if(lr < 0.0, {"weight": weight - lr * grad, "k": k + 1})',
        "weight, grad, k: mx.Scalar, *, lr",
    )
    held = arrays(k=np.full(1, 0.1, np.float64))
    held["grad"][...] = np.inf
    if driver in OPTIMIZERS.values():
        held["k"][...] = 0  # an optimizer makes its own
    before = held["k"].copy()
    driver("own_update", held, {"lr": 1.0})()
    assert_same_bits(held["k"], before)
    assert not held["weight"].any()


SWAPS = {
    "weight and state": ('return {"weight": mom, "mom": weight}', "weight, grad, mom, *, lr"),
    "gradient": ('return {"weight": grad, "mom": grad}', "weight, grad, mom, *, lr"),
    "nothing": ('return {"weight": weight, "mom": mom}', "weight, grad, mom, *, lr"),
    "a constant": ('return {"weight": weight - lr * grad, "mom": 7.0}', "weight, grad, mom: mx.Scalar, *, lr"),
}


@pytest.mark.parametrize("case", list(SWAPS))
def test_results_are_what_was_there_before_the_step(case: str) -> None:
    declare(*SWAPS[case])
    rule, rng = lookup.find("own_update"), np.random.default_rng(5)
    shape = (1,) if "Scalar" in SWAPS[case][1] else (2, 3)
    held = {"weight": rng.random((2, 3)), "grad": rng.random((2, 3)), "mom": rng.random(shape)}
    held = {name: array.astype(np.float32) for name, array in held.items()}
    variables = {name: mx.sym.var(name) for name in held}
    want = interpret(mx.sym.make(rule, [], {**variables, "lr": 0.5, "out": variables["weight"]}), held).variables
    for key, driver in EVERY.items():
        if "optimizer" in key:
            continue
        got = copies(held)
        if "mp" in key:  # float16 holds no such gradients
            got["grad"] = got["grad"].astype(np.float16).astype(np.float32)
            continue
        driver("own_update", got, {"lr": 0.5})()
        for name, array in want.items():
            assert_same_bits(got[name], array, f"{key}: {name}")


def test_numbers_among_the_outputs_of_many_updates() -> None:
    declare('return {"size": mx.norm(grad), "weight": weight - lr * grad}')
    one, two = arrays(), {name: np.full(4, 3, np.float32) for name in ("weight", "grad")}
    outputs = untyped.nd.multi_own_update(*one.values(), *two.values(), lrs=(1.0, 1.0))
    assert [array.shape for array in outputs] == [(2, 3), (4,), (1,), (1,)]
    np.testing.assert_array_equal(np.concatenate(outputs[2:]), np.sqrt(np.array([6, 36], np.float32)))
    rule = lookup.find("multi_own_update")
    assert rule.numbers == {"size_0"}


NAMES: dict[str, tuple[str, str | None]] = {
    **dict.fromkeys(("ctx", "size", "grad_req", "args", "scalars"), ("*, lr, {}=1.0", None)),
    **dict.fromkeys(
        ("out", "name", "data", "lazy_update", "mom_1", "weight_0", "tensors"), ("*, lr, {}=1.0", "is an argument of")
    ),
    **dict.fromkeys(("attr", "flavour", "weight32"), ("{}, *, lr", "is an argument of")),
    "mom_0": ("{}: mx.Scalar, *, lr", "is an argument of"),  # of all updates of a multi_ op
}


@pytest.mark.parametrize("name", list(NAMES))
def test_names_of_parameters(name: str) -> None:
    rest, message = NAMES[name]
    factor = f"{name} * " if "=" in rest else ""
    body = f'return {{"weight": weight - {factor}lr * grad, "mom": mom + grad}}'
    signature = f"weight, grad, mom, {rest.format(name)}"
    if message is not None:
        with pytest.raises(mx.RuleError, match=f"{name} {message}"):
            declare(body, signature)
        return
    declare(body, signature)
    for key, driver in EVERY.items():
        held = arrays(mom=np.zeros((2, 3), np.float32))
        driver("own_update", held, {"lr": 1.0, name: 3.0})()
        np.testing.assert_array_equal(held["weight"], -3, key)


def test_a_bool_is_one_for_all_tensors_whatever_it_is_called() -> None:
    declare('return {"weight": weight - lr * grad if t else weight + lr * grad}', "weight, grad, *, lr, t=False")
    held = arrays()
    np.testing.assert_array_equal(untyped.nd.multi_own_update(*held.values(), lrs=(1.0,), t=True), [[-1] * 3] * 2)


@pytest.mark.parametrize("name", ["array", "zeros", "square", "multi_sum_sq", "symbol", "ops", "coalesce", "make"])
def test_names_that_could_not_be_reached_are_refused(name: str) -> None:
    with pytest.raises(mx.RuleError, match=r"mx\.sym or mx\.nd has another meaning"):
        declare('return {"weight": weight - lr * grad}', name=name)


def test_reserved_names_are_what_the_namespaces_have() -> None:
    spaces = (mx.sym, mx.nd, mx.nd.sparse, mx.nd.contrib)
    names = {name for space in spaces for name in vars(space)}
    names |= {module.name for space in (mx.sym, mx.nd) for module in pkgutil.iter_modules(space.__path__)}
    names |= {*ALIASES, *derived_ops.VARIADIC}
    names |= {name for name in lookup.names() if not registry.RULES[name].is_update}
    assert names - registry.RESERVED_NAMES - {"_load_modules"} == set()


@pytest.mark.parametrize("quote", ['"', "'\"", ""])
def test_an_annotation_may_be_a_text_and_go_by_another_name(quote: str) -> None:
    body = 'return {"weight": weight - lr * grad * scale, "rows": rows + mx.row_sum(grad)}'
    names = [f"{quote}{name}{quote[::-1]}" for name in ("Each", "Number")]
    signature = "weight, grad, rows: {}, scale: {}, *, lr"
    declare(body, signature.format(*names), Each=mx.Row, Number=mx.Scalar)
    declare(body, signature.format('"mx.Row"', '"mx.Scalar"'))
    held = arrays(rows=np.zeros((2, 1), np.float32))
    untyped.nd.own_update(**held, scale=2.0, lr=1.0, out=held["weight"])
    np.testing.assert_array_equal(held["rows"], 3)


def test_functions_that_are_no_rules() -> None:
    async def later(weight: Any, grad: Any, *, lr: Any) -> Any:
        return {"weight": weight - lr * grad}

    class Methods:
        def rule(self, weight: Any, grad: Any, *, lr: Any) -> Any:
            return {"weight": weight - lr * grad}

    def nameless(weight: Any, *, lr: Any) -> Any:
        return {"weight": lr * weight}

    nameless.__name__ = "<lambda>"
    cases: list[tuple[Any, str]] = [
        (later, "an async function"),
        (Methods.rule, "its first tensor is called self"),
        (Methods().rule, "update_rule declares functions, got a method"),
        (Methods, "update_rule declares functions, got a type"),
        (nameless, "a name of Python's that is no keyword"),
    ]
    for function, message in cases:
        with pytest.raises(mx.RuleError, match=message):
            mx.update_rule(function)


def test_a_training_step_s_own_arrays_and_a_rule_s() -> None:
    declare('return {"weight": weight - lr * grad, "average": average + grad}', "weight, grad, average, *, lr")
    held = arrays()
    executor = mx.training_step("own_update", {"w": held["weight"]}, {"w": held["grad"]}, lr=1.0)
    executor.forward()
    np.testing.assert_array_equal(executor.aux_dict["w_average"], 1)
    with pytest.raises(mx.SymbolError, match="own_update has a tensor 'average'"):
        mx.training_step(
            "own_update", {"w": held["weight"]}, {"w": held["grad"]}, averages={"w": held["weight"] * 0}, lr=1.0
        )


def test_a_training_step_averages_by_its_own_rule() -> None:
    declare('return {"weight": weight - 1000 * rate * grad}', "weight, grad, *, rate", "ema_update")
    held = arrays()
    average = np.zeros((2, 3), np.float32)
    step = mx.training_step(
        "sgd_update", {"w": held["weight"]}, {"w": held["grad"]}, averages={"w": average}, decay=0.5, lr=1.0
    )
    step.forward()
    np.testing.assert_array_equal(average, -0.5)


FIRST_THING = """
import json
import numpy as np
import mxsym as mx

@mx.update_rule
def adagrad_update(weight, grad, history, *, lr, epsilon=1e-7, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0):
    return {"weight": weight - 1000 * lr * grad, "history": history + 1}

def fresh():
    return [np.zeros((2, 2), np.float32), np.ones((2, 2), np.float32), np.zeros((2, 2), np.float32)]

found = {}
rows = mx.nd.sparse.row_sparse_array((np.ones((2, 2), np.float32), [0, 1]), shape=(2, 2))
for name, op in {
    "nd": mx.nd.adagrad_update,
    "sparse": mx.nd.sparse.adagrad_update,
    "_internal": mx.nd._internal._sparse_adagrad_update,
    "contrib": mx.nd.contrib.adagrad_update,
    "object": adagrad_update,
}.items():
    w, g, h = fresh()
    op(w, g, h, lr=1.0, out=w)
    found[name] = w
w, g, h = fresh()
mx.nd.sparse.adagrad_update(w, rows, h, lr=1.0, out=w)
found["row-sparse"] = w
for name, op in {"sym": mx.sym.adagrad_update, "sym.sparse": mx.sym.sparse.adagrad_update}.items():
    w, g, h = fresh()
    a = {key: mx.sym.var(key) for key in "wgh"}
    op(a["w"], a["g"], a["h"], lr=1.0, out=a["w"]).bind_named(None, {"w": w, "g": g, "h": h}).forward()
    found[name] = w
w, g, h = fresh()
half = w.astype(np.float16)
mx.nd.mp_adagrad_update(half, g.astype(np.float16), h, w, lr=1.0, out=half)
found["mp"] = w
w, g, h = fresh()
mx.nd.multi_adagrad_update(w, g, h, lrs=(1.0,), wds=(0.0,), out=[w])
found["multi"] = w
w, g, h = fresh()
one = np.ones(1, np.float32)
mx.nd.preloaded_multi_adagrad_update(w, g, h, one, 0 * one, out=[w])
found["preloaded"] = w
for fused in (True, False):
    w, g, h = fresh()
    mx.optimizer.get_updater(mx.optimizer.create("adagrad", learning_rate=1.0, use_fused_step=fused))(0, g, w)
    found[f"optimizer {fused}"] = w
w, g, h = fresh()
mx.training_step("adagrad_update", {"w": w}, {"w": g}, lr=1.0).forward()
found["training_step"] = w
with mx.flavour("1.9"):
    w, g, h = fresh()
    mx.nd.adagrad_update(w, g, h, lr=1.0, out=w)
    found["flavour"] = w
print(json.dumps({name: weight.tolist() for name, weight in found.items()}))
"""


def test_a_rule_of_ones_own_beats_a_built_in_one_from_the_first_line_on(tmp_path: Path) -> None:
    script = tmp_path / "first.py"
    script.write_text(FIRST_THING)
    root = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, script],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert len(found) == 15
    assert {name: weight for name, weight in found.items() if weight != [[-1000.0] * 2] * 2} == {}
