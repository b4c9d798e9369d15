"""exp, log, tanh and pow against an independent source, the C library's extended precision; errors in ulp.

The README and `codegen/expand/functions.py` state what is asserted here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.opgraph.interpreter import interpret
from tests.support import DTYPES, Array, assert_same_bits, bind, specials

pytestmark = pytest.mark.skipif(np.finfo(np.longdouble).nmant < 63, reason="needs 80-bit long double")
FUNCTIONS: dict[str, Callable[[Any], Any]] = {"exp": np.exp, "log": np.log, "tanh": np.tanh}
BOUND = {("exp", "float64"): 0.9, ("log", "float64"): 0.9, ("tanh", "float64"): 2.5}
POWER_BOUND = {"float32": 0.501, "float64": 0.57}


def run(symbol: mx.Symbol, **arrays: Array) -> Array:
    """The compiled result, checked against the interpreter's bits."""
    result = bind(symbol, arrays).forward()[0]
    assert_same_bits(result, interpret(symbol, arrays).outputs[0])
    return result


def ulps(got: Array, exact: Array) -> Array:
    """The distance from the exact value in units of the last place of the result's type."""
    spacing = np.maximum(np.spacing(np.abs(exact).astype(got.dtype)), np.finfo(got.dtype).smallest_subnormal)
    return np.abs((got.astype(np.longdouble) - exact) / spacing.astype(np.longdouble))


def worst(got: Array, exact: Array) -> float:
    """The largest error among results that are finite both ways."""
    limit = np.longdouble(np.finfo(got.dtype).max)
    fine = np.isfinite(got) & np.isfinite(exact) & (np.abs(exact) <= limit)
    return float(np.max(ulps(got[fine], exact[fine]), initial=0.0))


def sample(dtype: str, stride: int, start: int = 0, stop: int = 1 << 32) -> Array:
    """Every `stride`-th bit pattern of float32; as many random magnitudes of float64."""
    if dtype == "float32":
        patterns = np.arange(start, stop, stride, dtype=np.uint64).astype(np.uint32)
        return patterns.view(np.float32)
    rng = np.random.default_rng(5)
    size = rng.uniform(-745, 745, 1 << 20)
    near = np.exp(rng.uniform(-40, 6, 1 << 20)) * rng.choice([-1.0, 1.0], 1 << 20)
    return np.concatenate([size, near, 1 + rng.standard_normal(1 << 18) * 1e-3, specials(np.dtype(dtype))])


def check_function(name: str, x: Array) -> float:
    with np.errstate(all="ignore"):
        exact = FUNCTIONS[name](x.astype(np.longdouble))
        got = run(getattr(mx.sym, name)(mx.sym.var("x")), x=x)
        rounded = exact.astype(x.dtype)
    special = np.isnan(rounded) | np.isinf(rounded) | (rounded == 0)
    assert np.array_equal(np.isnan(got), np.isnan(rounded))
    assert np.array_equal(got[special & ~np.isnan(got)], rounded[special & ~np.isnan(got)])
    return worst(got, exact)


@pytest.mark.parametrize("part", [16, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_function(name: str, dtype: str, part: int) -> None:
    """On a million numbers or more, or on a 16th of them."""
    x = sample(dtype, 4099)
    error = check_function(name, x[::part])
    print(f"\n{name} {dtype}: at most {error:.4f} ulp")
    assert error <= BOUND.get((name, dtype), 0.501)


@pytest.mark.slow
@pytest.mark.parametrize("name", FUNCTIONS)
def test_function_on_every_127th_float32(name: str) -> None:
    block = 1 << 23  # what NumPy makes of it stays in the cache
    error = max(check_function(name, sample("float32", 127, b * block, (b + 1) * block)) for b in range(512))
    print(f"\n{name} float32, every 127th number: at most {error:.4f} ulp")
    assert error <= 0.501


def powers(dtype: str) -> tuple[Array, Array]:
    rng = np.random.default_rng(6)
    base = np.exp(rng.uniform(-12, 12, 1 << 18))
    exponent = rng.uniform(-40, 40, 1 << 18)
    betas = rng.choice([0.9, 0.99, 0.999, 0.9999, 0.5, 1.0001], 1 << 16)
    steps = rng.integers(0, 100_000, 1 << 16).astype(np.float64)
    return np.concatenate([base, betas]).astype(dtype), np.concatenate([exponent, steps]).astype(dtype)


@pytest.mark.parametrize("part", [16, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_power(dtype: str, part: int) -> None:
    x, y = (numbers[::part] for numbers in powers(dtype))
    with np.errstate(all="ignore"):
        exact = np.power(x.astype(np.longdouble), y.astype(np.longdouble))
    error = worst(run(mx.sym.var("x") ** mx.sym.var("y"), x=x, y=y), exact)
    print(f"\npow {dtype}: at most {error:.4f} ulp")
    assert error <= POWER_BOUND[dtype]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_special_powers(dtype: type[np.floating[Any]]) -> None:
    values = [*specials(np.dtype(dtype)), 1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 0.5, -0.5, 2.0**30 + 1, 1e30]
    x, y = (grid.ravel() for grid in np.meshgrid(np.array(values, dtype), np.array(values, dtype)))
    with np.errstate(all="ignore"):
        expected = np.power(x, y)
    got = run(mx.sym.var("x") ** mx.sym.var("y"), x=x, y=y)
    loose = ~((got == expected) | (np.isnan(got) & np.isnan(expected)))
    with np.errstate(all="ignore"):
        close = np.abs(got - expected) <= 2 * np.abs(np.spacing(expected))
    assert close[loose].all(), list(zip(x[loose], y[loose], got[loose], expected[loose], strict=True))[:5]
    assert np.array_equal(np.signbit(got[~np.isnan(got)]), np.signbit(expected[~np.isnan(got)]))


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_remainder(dtype: type[np.floating[Any]]) -> None:
    """Exact, with the divisor's sign; of zeros and of division by 0 MXNet 1.9.1's, recorded from it."""
    rng = np.random.default_rng(7)
    size = np.exp(rng.uniform(-8, 8, (2, 1 << 14))) * rng.choice([-1.0, 1.0], (2, 1 << 14))
    x, y = np.concatenate([size, size[::-1] * [[10], [0.1]]], axis=1).astype(dtype)
    a, b = mx.sym.var("a"), mx.sym.var("b")
    compute = np.result_type(dtype, np.float32)
    assert np.array_equal(run(a % b, a=x, b=y), np.mod(x.astype(np.float64), y).astype(compute).astype(dtype))
    inf, nan = np.inf, np.nan
    x = np.array([0.0, -0.0, 1, inf, -inf, nan, 3, 3, -3, -3, 7, -6, 6, 0.0, -0.0, 4], dtype)
    y = np.array([3, 3, 0, 2, 2, 2, inf, -inf, inf, -inf, nan, 3, -3, -3, -3, -0.0], dtype)
    expected = np.array([0.0, -0.0, 0, nan, nan, nan, 3, -inf, inf, -3, nan, 0.0, 0.0, 0.0, 0.0, 0], dtype)
    got = run(a % b, a=x, b=y)
    np.testing.assert_array_equal(got, expected)
    known = ~np.isnan(expected)
    assert np.array_equal(np.signbit(got[known]), np.signbit(expected[known]))
    pairs = (a % 2.5, run(a % b, a=x, b=np.full_like(x, 2.5))), (2.5 % a, run(a % b, a=np.full_like(x, 2.5), b=x))
    for symbol, want in pairs:
        assert_same_bits(run(symbol, a=x), want)


@pytest.mark.parametrize("level", ["x86-64", ""])
def test_float16_conversions_cover_every_pattern(level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MXSYM_CPU", level)
    halves = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    widened = run(mx.sym.Cast(mx.sym.var("x"), dtype="float32"), x=halves)
    assert_same_bits(widened, halves.astype(np.float32))
    edges = np.arange(1 << 16, dtype=np.uint32)[:, None] * 65536 + np.array([0, 1, 0x1000, 0x2FFF, 0x8000], np.uint32)
    patterns = np.concatenate([edges.ravel(), np.arange(0, 1 << 32, 9973, dtype=np.uint64).astype(np.uint32)])
    floats = patterns.view(np.float32)
    with np.errstate(all="ignore"):
        expected = floats.astype(np.float16)
    assert_same_bits(run(mx.sym.Cast(mx.sym.var("x"), dtype="float16"), x=floats), expected)


def test_bfloat16_conversions_equal_ml_dtypes() -> None:
    bfloat16 = DTYPES["bfloat16"]
    patterns = np.arange(0, 1 << 32, 997, dtype=np.uint64).astype(np.uint32)
    floats = patterns.view(np.float32)
    with np.errstate(all="ignore"):
        expected = floats.astype(bfloat16)
    assert_same_bits(run(mx.sym.Cast(mx.sym.var("x"), dtype="bfloat16"), x=floats), expected)
    halves = np.arange(1 << 16, dtype=np.uint16).view(bfloat16)
    assert_same_bits(run(mx.sym.Cast(mx.sym.var("x"), dtype="float32"), x=halves), halves.astype(np.float32))
