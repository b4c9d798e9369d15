"""`mx.fma` is rounded once, in the interpreter and in kernels, on machines with and without the instruction."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen import settings
from mxsym.codegen.backend import llvm
from mxsym.codegen.fused import fma
from mxsym.opgraph.interpreter import interpret
from tests.support import Array, assert_same_bits, bind, specials, untyped

LEVELS = llvm.host_levels()
COUNT = 4000
KINDS = {"float32": np.float32, "float64": np.float64}


def exact(kind: Any, a: Any, b: Any, c: Any) -> Any:
    """By rational numbers: the nearest of the type's values, the even one of two."""
    if not all(map(math.isfinite, (a, b, c))):
        return c if math.isfinite(a) and math.isfinite(b) else a * b + c
    value = Fraction(float(a)) * Fraction(float(b)) + Fraction(float(c))
    if value == 0:
        return a * b + c if a == 0 or b == 0 else kind(0.0)
    top = np.finfo(kind).max
    limit, step = Fraction(float(top)), Fraction(float(top)) - Fraction(float(np.nextafter(top, kind(0.0))))
    if abs(value) >= limit + step / 2:
        return kind(math.inf if value > 0 else -math.inf)
    guess = kind(float(min(max(value, -limit), limit)))
    near = [guess, np.nextafter(guess, kind(-np.inf)), np.nextafter(guess, kind(np.inf))]
    finite: list[Any] = [item for item in near if np.isfinite(item)]
    raw = np.uint32 if kind is np.float32 else np.uint64
    nearest = min(finite, key=lambda item: (abs(Fraction(float(item)) - value), int(np.asarray(item).view(raw)) & 1))
    return kind(math.copysign(float(nearest), 1 if value > 0 else -1))


def operands(dtype: str, kind: str) -> list[Array]:
    rng = np.random.default_rng(5)
    if kind == "any":
        raw = np.uint32 if dtype == "float32" else np.uint64
        return [rng.integers(0, np.iinfo(raw).max, COUNT, raw, endpoint=True).view(dtype) for _ in range(3)]
    if kind == "special":
        some = np.array([*specials(np.dtype(dtype)), 1.0, -1.0, 0.5, np.finfo(dtype).tiny], dtype)
        return [np.ascontiguousarray(part.reshape(-1)) for part in np.meshgrid(some, some, some)]
    a, b = (rng.standard_normal(COUNT).astype(dtype) for _ in range(2))
    if kind == "cancelling":
        return [a, b, (-(a * b) * (1 + rng.integers(-3, 4, COUNT) * np.finfo(dtype).eps)).astype(dtype)]
    # Ties: the product ends in the middle of two values of the sum's type, or a hair beside it.
    one = np.finfo(dtype).eps
    a = (1 + rng.integers(0, 2, COUNT) * one).astype(dtype)
    b = (one / 2 * (1 + rng.integers(-1, 2, COUNT) * one)).astype(dtype)
    return [a, b, (1 + rng.integers(0, 4, COUNT) * one).astype(dtype)]


@pytest.mark.every(4)
@pytest.mark.parametrize("kind", ["any", "special", "cancelling", "ties"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_rounded_once(dtype: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b, c = operands(dtype, kind)
    with np.errstate(all="ignore"):
        want = np.array([exact(KINDS[dtype], *item) for item in zip(a, b, c, strict=True)], dtype)
        assert_same_bits(fma(a, b, c), want)
    symbol = mx.fma(mx.sym.var("a"), mx.sym.var("b"), mx.sym.var("c"))
    arrays = {"a": a, "b": b, "c": c}
    assert_same_bits(interpret(symbol, arrays).outputs[0], want)
    for level in ["", *LEVELS]:
        monkeypatch.setenv(settings.CPU, level)
        assert_same_bits(bind(symbol, arrays).forward()[0], want, level)


def test_in_a_rule_and_with_numbers() -> None:
    @mx.update_rule
    def fused_step(weight: Any, grad: Any, *, lr: float) -> Any:
        return {"weight": mx.fma(-lr, grad, weight)}  # pyright: ignore[reportOperatorIssue]  # a traced value

    w, g = (np.random.default_rng(seed).standard_normal(100).astype(np.float32) for seed in (1, 2))
    lr = np.full(100, np.float32(-0.1))
    want = np.array([exact(np.float32, *item) for item in zip(lr, g, w, strict=True)], np.float32)
    assert_same_bits(untyped.nd.fused_step(w, g, lr=0.1), want)
    assert "fma(-lr, grad, weight)" in str(fused_step.__doc__)
