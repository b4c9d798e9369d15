"""Symbols: names, lists, inference, composition, effects and their order."""

from __future__ import annotations

import numpy as np
import pytest

import mxsym as mx
from mxsym.opgraph.interpreter import interpret
from mxsym.opgraph.names import NameManager, Prefix
from tests.support import assert_same_bits, bind, copies, name_of, update_rules


def test_the_documented_contract() -> None:
    """States are auxiliary, the output is a buffer of its own, the weight is left alone."""
    w, g, m = (mx.sym.var(name) for name in "wgm")
    u = mx.sym.sgd_mom_update(w, g, m, lr=0.1, momentum=0.9, name="upd")
    assert (u.list_arguments(), u.list_auxiliary_states()) == (["w", "g"], ["m"])
    assert (u.list_inputs(), u.list_outputs()) == (["w", "g", "m"], ["upd_output"])
    arrays = {"w": np.array([1, 2], np.float32), "g": np.ones(2, np.float32), "m": np.full(2, 0.5, np.float32)}
    exe = bind(u, arrays)
    for weight, mom in (([1.35, 2.35], 0.35), ([1.215, 2.215], 0.215)):
        (out,) = exe.forward()
        np.testing.assert_allclose(out, weight, rtol=1e-6)
        np.testing.assert_allclose(arrays["m"], mom, rtol=1e-6)
        assert_same_bits(arrays["w"], np.array([1, 2], np.float32))
    assert exe.output_dict["upd_output"] is out
    assert exe.aux_dict["m"] is arrays["m"]


def test_names_are_counted_by_op() -> None:
    with NameManager():
        w, g = mx.sym.var("w"), mx.sym.var("g")
        assert mx.sym.sgd_update(w, g, lr=1).name == "sgd_update0"
        assert mx.sym.sgd_update(w, g, lr=1).name == "sgd_update1"
        assert [(w + g).name, (w * 2).name, (2 * w).name] == ["_plus0", "_mulscalar0", "_mulscalar1"]
        assert [(1 - w).name, (1 / w).name, (-w).name] == ["_rminusscalar0", "_rdivscalar0", "_mulscalar2"]
        with Prefix("p_"):
            assert mx.sym.sgd_update(w, g, lr=1).name == "p_sgd_update0"


@pytest.mark.parametrize("rule", update_rules(), ids=name_of)
def test_omitted_inputs_become_variables(rule: mx.Rule) -> None:
    required = {item.name: 1 for item in rule.attributes if item.required}
    made = mx.sym.make(rule, [], {**required, "name": "u"})
    assert made.list_inputs() == [f"u_{item.name}" for item in rule.inputs if not item.optional]
    assert made.list_auxiliary_states() == [f"u_{name}" for name in rule.states if not rule.input(name).optional]


def test_inference_works_both_ways() -> None:
    w, g, m = (mx.sym.var(name) for name in "wgm")
    u = mx.sym.sgd_mom_update(w, mx.clip(g * 2, -1, 1), m, lr=mx.sym.var("rate"))
    assert u.infer_shape() == (None, None, None)
    assert u.infer_shape(w=(3, 4)) == (None, None, None)
    expected = ([(3, 4), (3, 4), ()], [(3, 4)], [(3, 4)])
    assert u.infer_shape(w=(3, 4), rate=()) == expected
    assert u.infer_shape(m=(3, 4), rate=()) == expected
    assert u.infer_shape((3, 4), None, ()) == expected
    f16 = np.dtype(np.float16)
    assert u.infer_type(g="float16", rate="float32") == ([f16, f16, np.dtype(np.float32)], [f16], [f16])
    with pytest.raises(mx.BindError, match=r"got shape \(5,\), expected \(3, 4\)"):
        u.infer_shape(w=(3, 4), m=(5,))
    with pytest.raises(mx.BindError, match="zz"):
        u.infer_shape(zz=(3,))
    with pytest.raises(mx.BindError, match="a single number"):
        u.infer_shape(w=(3, 4), rate=(2,))


def test_cast_changes_the_type() -> None:
    x = mx.sym.cast(mx.sym.var("x"), dtype="float16")
    assert x.infer_type(x="float32")[1] == [np.dtype(np.float16)]
    with pytest.raises(mx.BindError, match="int8"):
        mx.sym.cast(mx.sym.var("x"), dtype="int8").infer_type(x="float32")


def test_an_input_may_be_any_expression_and_fuses_to_one_kernel() -> None:
    w, g, m, s = (mx.sym.var(name) for name in "wgms")
    step = mx.sym.sgd_mom_update(w, mx.clip(g * s, -1, 1), m, lr=0.1, momentum=0.9, out=w)
    rng = np.random.default_rng(0)
    arrays = {name: rng.standard_normal((7, 9)).astype(np.float32) for name in "wgm"}
    arrays["s"] = np.array([0.25], np.float32)
    exe = bind(step, copies(arrays))
    assert len(exe.compiled) == 1
    assert exe.compiled[0].compiled.kernels[0].kernel.cost().bytes == 5 * 4
    exe.forward()
    assert_same_bits(exe.arg_dict["w"], interpret(step, arrays).variables["w"])


def test_a_group_with_a_running_average_is_one_pass() -> None:
    w, g, h, m, a = (mx.sym.var(name) for name in "wghma")
    new = mx.sym.sgd_mom_update(w, g + h, m, lr=0.1, momentum=0.9, out=w)
    group = mx.Group([new, mx.sym.assign(a, a * 0.9 + new * 0.1), mx.sym.sgd_update(h, g, lr=0.5)])
    rng = np.random.default_rng(0)
    arrays = {name: rng.standard_normal(100).astype(np.float32) for name in "wghma"}
    exe = bind(group, copies(arrays))
    assert len(exe.regions) == 1
    exe.forward()
    outcome = interpret(group, arrays)
    for name, array in outcome.variables.items():
        assert_same_bits({**exe.arg_dict, **exe.aux_dict}[name], array, name)
    for got, expected in zip(exe.outputs, outcome.outputs, strict=True):
        assert_same_bits(got, expected)


def test_two_updates_of_one_state_run_in_order() -> None:
    """Topological order: the second update sees the first one's momentum, as in MXNet."""
    w, g, m = (mx.sym.var(name) for name in "wgm")
    first = mx.sym.sgd_mom_update(w, g, m, lr=0.1, momentum=0.9, name="first")
    second = mx.sym.sgd_mom_update(w, g, m, lr=0.1, momentum=0.9, name="second")
    arrays = {"w": np.ones(3, np.float32), "g": np.ones(3, np.float32), "m": np.zeros(3, np.float32)}
    exe = bind(mx.Group([first, second]), arrays)
    exe.forward()
    np.testing.assert_allclose(exe.output_dict["first_output"], 0.9, rtol=1e-6)
    np.testing.assert_allclose(exe.output_dict["second_output"], 0.81, rtol=1e-6)
    np.testing.assert_allclose(arrays["m"], -0.19, rtol=1e-6)


def test_a_number_that_is_updated_makes_its_readers_wait() -> None:
    """One learning rate is itself updated; one reader comes before, one after: three phases, in that order."""
    rate, slope, w, v, g = (mx.sym.var(name) for name in ("rate", "slope", "w", "v", "g"))
    before = mx.sym.sgd_update(w, g, lr=rate, out=w, name="before")
    update = mx.sym.sgd_update(rate, slope, lr=1.0, out=rate, name="rate_update")
    after = mx.sym.sgd_update(v, g, lr=rate, out=v, name="after")
    group = mx.Group([before, update, after])
    arrays = {"w": np.ones(5, np.float32), "v": np.ones(5, np.float32), "g": np.ones(5, np.float32)}
    arrays |= {"rate": np.array([0.5], np.float32), "slope": np.array([0.25], np.float32)}
    got = copies(arrays)
    exe = bind(group, got)
    exe.forward()
    assert [got["w"][0], got["rate"][0], got["v"][0]] == [0.5, 0.25, 0.75]
    outcome = interpret(group, arrays)
    for name, array in outcome.variables.items():
        assert_same_bits(got[name], array, name)
    assert [region.phase for region in exe.regions] == [0, 1, 2]
    assert "it needs one number" in exe.explain()


def test_sixteen_bit_values_round_between_ops() -> None:
    """Fusing changes no bit: what one op gives another is rounded as if it went through memory."""
    w, g = mx.sym.var("w"), mx.sym.var("g")
    fused = mx.sym.sgd_update(w, g * (1 / 3), lr=0.1)
    rng = np.random.default_rng(0)
    for dtype in ("float16", "bfloat16"):
        from tests.support import DTYPES

        arrays = {name: rng.standard_normal(500).astype(DTYPES[dtype]) for name in "wg"}
        scaled = bind(g * (1 / 3), {"g": arrays["g"]}).forward()[0]
        apart = bind(mx.sym.sgd_update(w, g, lr=0.1), {"w": arrays["w"], "g": scaled}).forward()[0]
        assert_same_bits(bind(fused, arrays).forward()[0], apart)


def test_symbol_is_immutable_and_has_no_numpy_accidents() -> None:
    w = mx.sym.var("w")
    with pytest.raises(TypeError):
        np.ones(3) + w  # type: ignore[operator]
    with pytest.raises(AttributeError):
        w.anything = 1  # type: ignore[attr-defined]


def test_indexing_and_iteration() -> None:
    w, g = mx.sym.var("w"), mx.sym.var("g")
    group = mx.Group([mx.sym.sgd_update(w, g, lr=1, name="a"), mx.sym.sgd_update(w, g, lr=2, name="b")])
    assert repr(group) == "<Symbol group [a, b]>"
    assert (len(group), group.name) == (2, None)
    assert [item.name for item in group] == ["a", "b"]
    assert group["b_output"].name == group[1].name == "b"
    assert group[1].attr("lr") == "2.0"
    with pytest.raises(mx.SymbolError, match="did you mean 'b_output'"):
        group["b_outptu"]
    with pytest.raises(IndexError):
        group[2]


def test_optional_numbers_between_symbols() -> None:
    x = mx.sym.var("x")
    made = mx.where(x > 0, x, 0.5) + mx.minimum(2.0, x) + mx.maximum(x, -1)
    values = np.array([-3, -0.5, 0.0, 1, 5], np.float32)
    assert_same_bits(bind(made, {"x": values}).forward()[0], interpret(made, {"x": values}).outputs[0])
    np.testing.assert_array_equal(bind(made, {"x": values}).forward()[0], [-3.5, -0.5, 0.5, 3, 12])
