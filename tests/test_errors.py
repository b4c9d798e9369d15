"""Bad input: a clear error that names every fault, and every buffer unchanged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from tests.support import Array, assert_same_bits, untyped


def symbol() -> mx.Symbol:
    w, g, m = (mx.sym.var(name) for name in "wgm")
    return mx.sym.sgd_mom_update(w, g, m, lr=0.1, momentum=0.9, out=w, name="upd")


def arrays() -> dict[str, Array]:
    return {name: np.full((4, 5), value, np.float32) for name, value in (("w", 1), ("g", 2), ("m", 3))}


def read_only(array: Array) -> Array:
    array.flags.writeable = False
    return array


Change = Callable[[dict[str, Any]], object]
BAD: dict[str, tuple[Change, str]] = {
    "shape": (
        lambda a: a.update(g=np.ones((4, 6), np.float32)),
        r"upd, argument grad \(variable g\): got shape \(4, 6\), expected \(4, 5\), the shape of weight \(variable w\)",
    ),
    "missing argument": (lambda a: a.pop("g"), "argument g: got nothing, expected an array"),
    "missing state": (lambda a: a.pop("m"), "state m: got nothing, expected an array"),
    "unknown argument": (lambda a: a.update(gg=np.ones(3)), "argument gg: got an array.*did you mean 'g'"),
    "read-only state": (lambda a: read_only(a["m"]), "state m: got a read-only array"),
    "read-only output": (lambda a: read_only(a["w"]), "argument w: got a read-only array"),
    "strided view": (lambda a: a.update(w=np.ones((4, 10), np.float32)[:, ::2]), "argument w: got strides"),
    "transposed": (lambda a: a.update(m=np.ones((5, 4), np.float32).T), "expected a C-contiguous array"),
    "overlap": (lambda a: a.update(m=a["w"]), "overlapping memory, expected separate memory"),
    "same array twice": (lambda a: a.update(g=a["w"]), "argument w and argument g|argument g and argument w"),
    "object array": (lambda a: a.update(g=np.full((4, 5), None)), "argument g: got dtype object"),
    "integers": (lambda a: a.update(g=np.ones((4, 5), np.int64)), "argument g: got dtype int64"),
    "list": (lambda a: a.update(g=[1.0, 2.0]), "argument g: got a list, expected a NumPy array"),
    "byte order": (lambda a: a.update(g=np.ones((4, 5), ">f4")), "foreign byte order"),
}


def attempt(change: Change, expected: str) -> None:
    """The bind fails with this text and leaves what was given alone."""
    given: dict[str, Any] = arrays()
    change(given)
    before: dict[str, Array] = {name: np.array(value) for name, value in given.items() if hasattr(value, "dtype")}
    with pytest.raises(mx.BindError, match=expected) as caught:
        symbol().bind(
            args={key: value for key, value in given.items() if key != "m"},
            aux_states={key: value for key, value in given.items() if key == "m"},
        )
    assert "nothing was changed" in str(caught.value)
    for name, array in before.items():
        if array.dtype != object:
            assert_same_bits(given[name], array, name)


@pytest.mark.parametrize("case", list(BAD))
def test_bad_arrays(case: str) -> None:
    attempt(*BAD[case])


def test_an_operator_does_not_mix_types() -> None:
    w, g = mx.sym.var("w"), mx.sym.var("g")
    with pytest.raises(mx.BindError, match=r"rhs \(variable g\): got dtype float64, expected float32"):
        (w + g).bind(args={"w": np.ones(3, np.float32), "g": np.ones(3)})


def test_partly_overlapping_views() -> None:
    room = np.zeros(40, np.float32)
    a = {"w": room[:20], "g": np.ones(20, np.float32), "m": room[10:30]}
    with pytest.raises(mx.BindError, match="overlapping memory"):
        symbol().bind(args={"w": a["w"], "g": a["g"]}, aux_states={"m": a["m"]})


def test_neighbouring_views_are_separate() -> None:
    room = np.zeros(40, np.float32)
    exe = symbol().bind(args={"w": room[:20], "g": np.ones(20, np.float32)}, aux_states={"m": room[20:]})
    exe.forward()
    assert_same_bits(room, np.full(40, -0.1, np.float32))


def test_an_array_that_is_only_read_may_be_bound_twice() -> None:
    w, g, h = (mx.sym.var(name) for name in "wgh")
    one = np.ones(5, np.float32)
    exe = mx.sym.sgd_update(w, g + h, lr=0.5).bind(args={"w": one, "g": one, "h": one})
    assert_same_bits(exe.forward()[0], np.zeros(5, np.float32))


def test_all_faults_come_at_once() -> None:
    given: dict[str, Any] = {"w": read_only(arrays()["w"]), "g": np.ones((4, 6)), "extra": np.ones(1)}
    with pytest.raises(mx.BindError) as caught:
        symbol().bind(args=given, aux_states={})
    assert len(caught.value.faults) >= 4
    for part in ("w: got a read-only", "state m: got nothing", "extra", "shape (4, 6)"):
        assert part in str(caught.value), part


def test_the_user_s_line_is_named() -> None:
    w, g = mx.sym.var("w"), mx.sym.var("g")
    bad = mx.sym.sgd_update(w, g, lr=0.1, name="upd")
    with pytest.raises(mx.BindError, match=r"test_errors\.py:\d+"):
        bad.bind(args={"w": np.ones(3, np.float32), "g": np.ones(4, np.float32)})


FORWARD: dict[str, tuple[dict[str, Any], str]] = {
    "shape": ({"g": np.ones(3, np.float32)}, r"argument g: got shape \(3,\), expected shape \(4, 5\)"),
    "dtype": ({"g": np.ones((4, 5))}, "argument g: got dtype float64, expected dtype float32"),
    "list": ({"g": [1.0]}, "argument g: got a list"),
    "strides": ({"w": np.ones((4, 10), np.float32)[:, ::2]}, "C-contiguous"),
    "unknown": ({"gradient": 1.0}, "expected an argument or attribute"),
    "unlike any": ({"zzz": 1.0}, "known: w, g, m, lr, momentum, wd, rescale_grad, clip_gradient$"),
    "read-only out": ({"w": read_only(np.ones((4, 5), np.float32))}, "argument w: got a read-only"),
    "attribute": ({"lr": "fast"}, "upd, argument lr: got a str, expected a number"),
    "node": ({"scalars": {"updd": {"lr": 1.0}}}, "did you mean 'upd'"),
    "key": ({"scalars": {"upd": {"lrr": 1.0}}}, "did you mean 'lr'"),
}


@pytest.mark.parametrize("case", list(FORWARD))
def test_a_failed_forward_changes_nothing(case: str) -> None:
    given = arrays()
    exe = symbol().bind(args={"w": given["w"], "g": given["g"]}, aux_states={"m": given["m"]})
    change, message = FORWARD[case]
    good = {"g": np.zeros((4, 5), np.float32)} if "g" not in change else {}
    with pytest.raises(mx.BindError, match=message):
        exe.forward(**good, **change)
    assert exe.arg_dict["g"] is given["g"]
    assert exe.scalars["upd"]["lr"] == 0.1
    for name, array in arrays().items():
        assert_same_bits(given[name], array, name)


def test_a_fresh_gradient_must_not_overlap_what_is_written() -> None:
    given = arrays()
    exe = symbol().bind(args={"w": given["w"], "g": given["g"]}, aux_states={"m": given["m"]})
    with pytest.raises(mx.BindError, match="overlapping memory"):
        exe.forward(g=given["m"])


Build = Callable[[Any], object]
BUILD: list[tuple[Build, str]] = [
    (lambda v: untyped.sym.sgd_update(v("w"), v("g")), "lr is missing and has no default; pass lr=…"),
    (lambda v: untyped.sym.sgd_update(v("w"), v("g"), lr=0.1, momentun=1), "no argument 'momentun'"),
    (lambda v: untyped.sym.sgd_mom_update(v("w"), v("g"), lr=0.1, momentun=1), "did you mean 'momentum'"),
    (lambda v: untyped.sym.sgd_update(1.0, v("g"), lr=0.1), "weight must be a Symbol, got a float"),
    (lambda v: untyped.sym.sgd_update(v("w"), v("g"), lr="fast"), "lr is a number or a Symbol"),
    (lambda v: mx.sym.sgd_mom_update(v("w"), v("g"), v("m") * 2, lr=1), "mom is written, so it must be a variable"),
    (lambda v: mx.sym.sgd_update(v("w"), v("g"), lr=1, out=v("w") * 2), "out is written, so it must be a variable"),
    (lambda v: mx.sym.sgd_update(mx.Group([v("w"), v("x")]), v("g"), lr=1), "must have one output, got a group"),
    (lambda v: untyped.sym.sgd_update(v("w"), v("g"), weight=v("w"), lr=1), "weight is given twice"),
    (lambda v: untyped.sym.sgd_updat(v("w")), "did you mean 'sgd_update'"),
    (lambda v: v("w") + "x", "add takes Symbols and numbers, got a str"),
    (lambda v: bool(v("w")), "no truth value"),
    (lambda v: mx.Group([]), "at least one Symbol"),
    (lambda v: mx.sym.var(""), "a variable's name"),
]


@pytest.mark.parametrize(("build", "message"), BUILD)
def test_symbols_that_cannot_be_built(build: Build, message: str) -> None:
    with pytest.raises((mx.SymbolError, AttributeError), match=message):
        build(mx.sym.var)


def test_two_variables_of_one_name() -> None:
    bad = mx.sym.sgd_update(mx.sym.var("w"), mx.sym.var("w"), lr=0.1)
    with pytest.raises(mx.BindError, match="variable w: got 2 nodes of that name"):
        bad.bind(args={"w": np.ones(3, np.float32)})


def test_arguments_in_order_and_their_number() -> None:
    given = arrays()
    symbol().bind(mx.cpu(), [given["w"], given["g"]], aux_states=[given["m"]]).forward()
    with pytest.raises(mx.BindError, match="arguments: got 3 arrays, expected 2"):
        symbol().bind(args=[given["w"], given["g"], given["m"]], aux_states=[given["m"]])
    with pytest.raises(mx.BindError, match=r"ctx: got a dict, expected mx\.cpu\(\)"):
        symbol().bind({"w": given["w"]})


def test_missing_array_in_the_imperative_form() -> None:
    with pytest.raises(mx.BindError, match="sgd_mom_update, argument mom: got nothing"):
        untyped.nd.sgd_mom_update(np.ones(3, np.float32), np.ones(3, np.float32), lr=0.1)


def test_mxnet_s_name_of_the_error() -> None:
    assert issubclass(mx.BindError, mx.base.MXNetError)
    assert mx.MXNetError is mx.base.MXNetError
    assert issubclass(mx.BindError, ValueError)
