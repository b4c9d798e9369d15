"""Functions and operators that only rules have: compiled as interpreted, and as an independent source has it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mxsym as mx
from mxsym.codegen.backend import llvm
from mxsym.errors import RuleError
from mxsym.opgraph.interpreter import interpret
from mxsym.rule.formula import formula
from tests.support import DTYPES, Array, assert_same_bits, bind, copies, specials, untyped

Function = Callable[[Any, Any], Any]


def chosen(condition: Any) -> Any:
    return mx.where(condition, 1.0, 0.0)


FUNCTIONS: dict[str, tuple[Function, Function]] = {
    "floor": (lambda a, _: mx.floor(a), lambda a, _: np.floor(a)),
    "ceil": (lambda a, _: mx.ceil(a), lambda a, _: np.ceil(a)),
    "trunc": (lambda a, _: mx.trunc(a), lambda a, _: np.trunc(a)),
    "rint": (lambda a, _: mx.rint(a), lambda a, _: np.rint(a)),
    "round": (lambda a, _: round(a), lambda a, _: np.rint(a)),
    "math.floor": (lambda a, _: math.floor(a), lambda a, _: np.floor(a)),
    "math.ceil": (lambda a, _: math.ceil(a), lambda a, _: np.ceil(a)),
    "math.trunc": (lambda a, _: math.trunc(a), lambda a, _: np.trunc(a)),
    "isnan": (lambda a, _: chosen(mx.isnan(a)), lambda a, _: np.isnan(a)),
    "&": (lambda a, b: chosen((a > 0) & (b > 0)), lambda a, b: (a > 0) & (b > 0)),
    "|": (lambda a, b: chosen((a > 0) | (b > 0)), lambda a, b: (a > 0) | (b > 0)),
    "^": (lambda a, b: chosen((a > 0) ^ (b > 0)), lambda a, b: (a > 0) ^ (b > 0)),
    "~": (lambda a, _: chosen(~(a > 0)), lambda a, _: ~(a > 0)),
    "xor": (lambda a, b: chosen(mx.logical_xor(a > 0, b > 0)), lambda a, b: (a > 0) ^ (b > 0)),
    "not": (lambda a, _: chosen(mx.logical_not(a > 0)), lambda a, _: ~(a > 0)),
    "truth": (lambda a, b: (a > b).astype("generic"), lambda a, b: a > b),
}
"""Those with one exact result: of a rule, and of NumPy."""


def own(function: Function) -> Any:
    @mx.update_rule
    def own_primitive_update(weight: Any, grad: Any) -> Any:
        return {"weight": function(weight, grad)}

    return own_primitive_update


def run(rule: Any, weight: Array, grad: Array) -> Array:
    """The compiled result, which has the interpreter's bits."""
    arrays = {"weight": weight, "grad": grad}
    variables = {name: mx.sym.var(name) for name in arrays}
    symbol = mx.sym.make(rule, [], {**variables, "out": variables["weight"]})
    after = copies(arrays)
    bind(symbol, after).forward()
    assert_same_bits(after["weight"], interpret(symbol, arrays).variables["weight"])
    return after["weight"]


def grid(dtype: Any) -> tuple[Array, Array]:
    """Pairs of awkward numbers and of halves."""
    values = [*specials(np.dtype(dtype)), *np.arange(-4, 4.5, 0.5), 1e6 + 0.5, 2.0**23 + 1, 2.0**31, -(2.0**52)]
    a, b = np.meshgrid(np.array(values, dtype), np.array(values, dtype))
    return np.ascontiguousarray(a.ravel()), np.ascontiguousarray(b.ravel())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_exact_functions(name: str) -> None:
    of_rule, of_numpy = FUNCTIONS[name]
    rule = own(of_rule)
    for dtype in (np.float32, np.float64):
        a, b = grid(dtype)
        assert_same_bits(run(rule, a, b), of_numpy(a, b).astype(dtype), f"{name} {dtype}")


@pytest.mark.parametrize("level", llvm.host_levels())
def test_every_isa_level(level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MXSYM_CPU", level)
    rule = own(lambda a, b: mx.floor(a) + mx.rint(b) * mx.sin(a) + a // b + mx.erf(a) * mx.arctan2(a, b) - mx.trunc(b))
    run(rule, *grid(np.float32))


def of_bits(function: Function) -> Any:
    """A rule on the bits of float32 numbers."""

    def on_bits(a: Any, b: Any) -> Any:
        result = function(mx.bitcast(a.astype("float32"), "uint32"), mx.bitcast(b.astype("float32"), "uint32"))
        return mx.bitcast(result, "float32")

    return own(on_bits)


WHOLE: dict[str, Function] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    "~": lambda a, _: ~a,
    "<<": lambda a, _: a << 7,
    ">>": lambda a, _: a >> 31,
    "number first": lambda a, _: 0xFFFFFFFF - (3 + a),
}
COMPARED: dict[str, Function] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def random_bits(count: int = 4099) -> tuple[Array, Array]:
    """Float32 numbers that are no NaN, whose payload is not kept."""
    rng = np.random.default_rng(3)
    bits = rng.integers(0, 1 << 32, (2, count), np.uint32)
    bits[1, ::3] = bits[0, ::3]
    bits[(bits & 0x7F800000) == 0x7F800000] = 0
    return bits[0].view(np.float32), bits[1].view(np.float32)


def test_whole_numbers() -> None:
    a, b = random_bits()
    for name, function in WHOLE.items():
        want = np.asarray(function(a.view(np.uint32), b.view(np.uint32))).astype(np.uint32).view(np.float32)
        assert_same_bits(run(of_bits(function), a, b), want, name)
    for name, function in COMPARED.items():
        rule = of_bits(lambda a, b, function=function: mx.where(function(a, b), a, b))
        want = np.where(function(a.view(np.uint32), b.view(np.uint32)), a, b)
        assert_same_bits(run(rule, a, b), want, name)


def test_whole_numbers_become_numbers() -> None:
    a, b = random_bits()
    for dtype in ("float32", "float64", "generic"):
        rule = own(lambda a, _, dtype=dtype: mx.bitcast(a.astype("float32"), "uint32").astype(dtype))
        assert_same_bits(run(rule, a, b), a.view(np.uint32).astype(np.float32), dtype)
    wide = own(
        lambda a, _: (mx.bitcast(a.astype("float32"), "uint32").astype("uint64") * 0x123456789).astype("float64")
    )
    want = (a.view(np.uint32).astype(np.uint64) * np.uint64(0x123456789)).astype(np.float64)
    assert_same_bits(run(wide, a.astype(np.float64), b.astype(np.float64)), want)


def samples(dtype: Any) -> tuple[Array, Array]:
    rng = np.random.default_rng(8)
    a = np.concatenate([rng.uniform(-7, 7, 4000), np.exp(rng.uniform(-20, 13, 4000)), np.arange(400) * (math.pi / 2)])
    b = np.concatenate([rng.standard_normal(6000), np.exp(rng.uniform(-20, 13, 2400))])
    return a.astype(dtype), b.astype(dtype)


ROUNDED: dict[str, tuple[str, float]] = {
    "float32": ("float64", float(np.float32(0.1))),
    "float16": ("float32", float(np.float16(np.float32(0.1)))),
    "bfloat16": ("float64", 0.10009765625),
}
"""By the type that 0.1 is rounded to: a wider one that it is used in, and the number."""


@pytest.mark.parametrize("narrow", ROUNDED)
def test_a_constant_is_rounded_to_each_type_that_it_has(narrow: str) -> None:
    """A choice of equals is a constant for the compiler; what is wider then has the digits that were left."""
    wide, number = ROUNDED[narrow]

    def scaled(weight: Any, _: Any) -> Any:
        tenth = mx.where(weight > 0, 0.1, 0.1).astype(narrow).astype(wide)
        return ((tenth - 0.1) * 1e6).astype("generic")

    result = run(own(scaled), *(np.ones(9, np.float32) for _ in range(2)))
    exact = np.dtype(wide).type(number) - np.dtype(wide).type(0.1)
    assert_same_bits(result, np.full(9, exact * np.dtype(wide).type(1e6), np.float32))


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_constants_of_16_bits(dtype: str) -> None:
    """A constant reaches 16 bits by way of float32: this one is then in the middle of two, and goes to the even one."""
    bits = 8 if dtype == "bfloat16" else 11
    value = 1 + 2.0**-bits + 2.0**-40

    @mx.update_rule
    def own_constant_update(weight: Any, grad: Any, mark: mx.Scalar, far: mx.Scalar) -> Any:
        return {"weight": weight - grad, "mark": value, "far": 1e300}

    sizes = {"w": 3, "g": 3, "mark": 1, "far": 1}
    arrays = {name: np.ones(size, DTYPES[dtype]) for name, size in sizes.items()}
    symbol = untyped.sym.own_constant_update(*map(mx.sym.var, arrays))
    expected = interpret(symbol, arrays).variables
    symbol.bind_named(None, arrays).forward()
    for name in ("mark", "far"):
        assert_same_bits(arrays[name], expected[name], name)
    assert (float(arrays["mark"][0]), float(arrays["far"][0])) == (1.0, math.inf)


@pytest.mark.skipif(np.finfo(np.longdouble).nmant < 63, reason="needs 80-bit long double")
def test_functions_of_angles() -> None:
    functions: dict[str, tuple[Function, Function, float]] = {
        "sin": (lambda a, _: mx.sin(a), lambda a, _: np.sin(a), 0.8),
        "cos": (lambda a, _: mx.cos(a), lambda a, _: np.cos(a), 0.8),
        "arctan2": (mx.arctan2, np.arctan2, 1.9),
    }
    for name, (of_rule, of_numpy, bound) in functions.items():
        rule = own(lambda a, b, of_rule=of_rule: of_rule(a, b))
        for dtype in (np.float32, np.float64):
            a, b = samples(dtype)
            exact = of_numpy(a.astype(np.longdouble), b.astype(np.longdouble))
            error = np.abs(run(rule, a, b) - exact) / np.spacing(np.abs(exact).astype(dtype))
            assert float(error.max()) <= (bound if dtype is np.float64 else 0.501), (name, dtype, float(error.max()))


def test_angles_of_awkward_numbers() -> None:
    for dtype in (np.float32, np.float64):
        a, b = grid(dtype)
        want = np.arctan2(a, b)
        got = run(own(mx.arctan2), a, b)
        assert np.allclose(got, want, rtol=4 * np.finfo(dtype).eps, atol=0, equal_nan=True)
        known = ~np.isnan(want)
        assert np.array_equal(np.signbit(got[known]), np.signbit(want[known]))
        far = run(own(lambda a, _: mx.sin(a)), a, b)
        assert np.array_equal(np.isnan(far), ~(np.abs(a) <= 2.0**30))


def test_erf() -> None:
    for dtype in (np.float32, np.float64):
        a = np.concatenate([samples(dtype)[0], np.array(specials(np.dtype(dtype)), dtype)])
        want = np.array([math.erf(x) for x in a.tolist()])
        got = run(own(lambda a, _: mx.erf(a)), a, a)
        if dtype is np.float32:
            assert_same_bits(got, want.astype(dtype))
        else:
            assert np.allclose(got, want, rtol=2.5 * np.finfo(dtype).eps, atol=0, equal_nan=True)


def test_quotients_rounded_down() -> None:
    rng = np.random.default_rng(4)
    for dtype in (np.float32, np.float64):
        a = np.concatenate([rng.standard_normal(4000) * 100, rng.integers(-50, 50, 4000), [1, -1, 0, 5]]).astype(dtype)
        b = np.concatenate([rng.standard_normal(4000), rng.integers(-9, 9, 4000), [0, 0, 0, np.inf]]).astype(dtype)
        with np.errstate(all="ignore"):
            np.testing.assert_array_equal(run(own(lambda a, b: a // b), a, b), np.floor_divide(a, b))
        assert_same_bits(run(own(lambda a, _: 7.5 // a), b[:4000], b[:4000]), np.floor_divide(dtype(7.5), b[:4000]))


WRONG: dict[str, tuple[Function, str]] = {
    "& of numbers": (lambda a, b: a & b, "& takes truth values or whole numbers, got a number; compare it, x != 0"),
    "~ of a number": (lambda a, _: ~a, "~ takes truth values or whole numbers, got a number"),
    "shift of a number": (lambda a, _: a << 3, "<< takes whole numbers, got a number"),
    "bits of what type": (lambda a, _: mx.bitcast(a, "uint32"), r"say its type first: x.astype\('float32'\)"),
    "bits of another size": (lambda a, _: mx.bitcast(a.astype("float32"), "uint64"), "takes 64 bits, got a float32"),
    "bits as what": (lambda a, _: mx.bitcast(a, "int8"), "uint32, uint64, float32 or float64, got 'int8'"),
    "bits of a truth": (lambda a, _: mx.bitcast(a > 0, "uint32"), "got a truth value"),
    "a root of bits": (lambda a, _: mx.sqrt(bits_of(a)), "sqrt takes floating-point numbers, got a whole one; convert"),
    "bits and a number": (lambda a, b: bits_of(a) + b, "a uint32 number meets a number for each element; convert one"),
    "bits and a fraction": (lambda a, _: bits_of(a) + 0.5, "meets 0.5; write a whole number from 0 to 2\\^32 - 1"),
    "bits and less": (lambda a, _: bits_of(a) & -1, "meets -1; write a whole number"),
    "two types": (lambda a, b: a.astype("float32") + b, "add takes numbers of one type, got a float32 number for each"),
    "shift too far": (lambda a, _: bits_of(a) >> 32, ">> shifts by a number from 0 to 31 that is written in the rule"),
    "shift by a value": (lambda a, _: bits_of(a) >> bits_of(a), ">> shifts by a number from 0 to 31"),
    "bits as a result": (lambda a, _: bits_of(a), "the new weight is a whole number; convert it"),
    "astype of bits": (lambda a, _: bits_of(a).astype("float16"), "astype takes uint32, uint64, float64, float32"),
}


def bits_of(a: Any) -> Any:
    return mx.bitcast(a.astype("float32"), "uint32")


@pytest.mark.parametrize("name", WRONG)
def test_mistakes(name: str) -> None:
    function, message = WRONG[name]
    with pytest.raises(RuleError, match=message):
        own(function)


TREES = st.recursive(
    st.sampled_from(("weight", "grad", "lr")),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda item: f"({' '.join(item)})"),
    max_leaves=8,
)


@pytest.mark.parametrize("examples", [25, pytest.param(100, marks=pytest.mark.slow)])
def test_a_formula_has_the_brackets_of_the_order_of_operations(examples: int) -> None:
    trees = TREES.filter(lambda text: "(" in text)
    settings(max_examples=examples)(given(trees)(check_brackets))()


def check_brackets(tree: str) -> None:
    """A formula that is computed as Python reads it has the bits of the rule."""
    space: dict[str, Any] = {"mx": mx}
    exec(
        f"@mx.update_rule\ndef order_update(weight, grad, *, lr):\n    return {{'new': {tree}, 'weight': weight}}",
        space,
    )
    (text,) = [line for line in formula(space["order_update"]) if line.startswith("new = ")]
    held = {"weight": np.array([0.1, 3e7, -7.0]), "grad": np.array([0.7, -2.9999999e7, 1e-9])}
    _, new = untyped.nd.order_update(**held, lr=0.3)
    with np.errstate(all="ignore"):
        expected = eval(text.removeprefix("new = "), {**held, "lr": np.float64(0.3)})
    assert_same_bits(new, np.broadcast_to(np.asarray(expected, np.float64), new.shape))


def test_an_input_that_is_a_result_keeps_its_name_in_a_formula() -> None:
    @mx.update_rule
    def kept_update(weight: Any, grad: Any, last: Any, *, lr: float) -> dict[str, Any]:
        change = grad + (grad - last)
        return {"weight": weight - lr * change, "last": grad}

    lines = ["change = grad + (grad - last)", "weight' = weight - lr * change", "last' = grad"]
    assert formula(kept_update) == lines
    traced = [line.split("    # ")[0] for line in mx.trace(kept_update).splitlines()]
    assert traced == ["weight", "grad", "last", *lines]


def test_formula() -> None:
    def of_both(a: Any, b: Any) -> Any:
        bits = (bits_of(a) + 1 & 0xFFFF0000) << 2
        return mx.bitcast(bits, "float32").astype("generic") // b * mx.sin(a)

    doc = str(own(of_both).__doc__)
    assert "bitcast((bitcast(weight, uint32) + 1 & 4294901760) << 2, float32) // grad * sin(weight)" in doc
