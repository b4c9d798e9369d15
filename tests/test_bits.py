"""The law: a compiled update has the interpreter's bits: every rule, type, size, offset, ISA and thread count."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen.backend import llvm
from mxsym.opgraph.interpreter import interpret
from mxsym.rule.rule import Rule
from tests.support import (
    DTYPES,
    arrays_for,
    assert_same_bits,
    bind,
    copies,
    hyper_parameters,
    name_of,
    narrow_variables,
    types_for,
    update_rules,
    variables,
)

RULES = pytest.mark.parametrize("rule", update_rules(), ids=name_of)
TYPES = pytest.mark.parametrize("dtype", DTYPES.values(), ids=list(DTYPES))
LEVELS = pytest.mark.parametrize("level", llvm.host_levels())
THIRDS = pytest.mark.parametrize("third", range(3))
"""Every third setting of a rule's attributes."""
THREE_VECTORS = 3 * 16
"""Elements in three of the widest vectors, of the narrowest compute type."""


def check(
    rule: Rule, attributes: dict[str, Any], n: int, dtype: np.dtype[Any], offset: int = 0, steps: int = 1
) -> None:
    """Run `steps` steps compiled, in place and into other arrays, and compare all that they leave."""
    rng = np.random.default_rng(n)
    inputs = variables(rule)
    for out in (None, inputs[rule.inputs[0].name]):
        symbol = mx.sym.make(rule, [], {**inputs, **attributes, "out": out})
        expected = arrays_for(rule, rng, n, dtype)
        got = copies(expected, offset)
        executor = bind(symbol, got)
        outcome = interpret(symbol, expected)
        executor.forward()
        for _ in range(1, steps):
            outcome = interpret(symbol, outcome.variables)
            executor.forward()
        expected = outcome.variables
        for name, array in expected.items():
            assert_same_bits(got[name], array, f"{rule.name} {attributes} n={n} {dtype} {name}")
        assert_same_bits(executor.outputs[0], outcome.outputs[0], f"{rule.name} {attributes} n={n} {dtype} output")


@pytest.mark.every(4)
@pytest.mark.each("rule")
@RULES
@TYPES
@pytest.mark.parametrize("seventh", range(7))
def test_sizes_and_offsets(rule: Rule, dtype: np.dtype[Any], seventh: int) -> None:
    first, *others = hyper_parameters(rule)
    for n in range(seventh, THREE_VECTORS + 2, 7):
        check(rule, first, n, dtype, offset=n % 4)
    for attributes in others:
        for n in (0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 41, THREE_VECTORS - 1, THREE_VECTORS + 1)[seventh::7]:
            check(rule, attributes, n, dtype, offset=n % 4)


@pytest.mark.every(6)
@pytest.mark.each("rule")
@RULES
@TYPES
@LEVELS
@THIRDS
def test_every_isa_level(
    rule: Rule, dtype: np.dtype[Any], level: str, third: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MXSYM_CPU", level)
    for attributes in hyper_parameters(rule)[third::3]:
        check(rule, attributes, 1031, dtype, offset=1)


@pytest.mark.every(4)
@pytest.mark.each("rule")
@RULES
@TYPES
@pytest.mark.parametrize("threads", [1, 2, 3])
def test_threads(
    rule: Rule, dtype: np.dtype[Any], threads: int, thread_count: Callable[[int], None], many_chunks: None
) -> None:
    thread_count(threads)
    check(rule, hyper_parameters(rule)[1], 20_011, dtype, steps=3)


@pytest.mark.every(8)
@pytest.mark.each("rule")
@RULES
@LEVELS
def test_assembly_has_packed_instructions(rule: Rule, level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MXSYM_CPU", level)
    symbol = mx.sym.make(rule, [], {**variables(rule), **hyper_parameters(rule)[0]})
    names = symbol.list_inputs()
    for dtype, suffix in (("float32", "ps"), ("float64", "pd")):
        shapes: dict[str, Any] = {name: (10, 100) for name in names if name not in narrow_variables(symbol)}
        types = {name: str(of_it) for name, of_it in types_for(rule, np.dtype(dtype)).items()}
        executor = symbol.simple_bind(type_dict=types, **shapes)
        if " = mul " not in executor.ir("kernel"):
            continue  # it computes nothing: a copy
        assembly = executor.ir("asm")
        register = {"x86-64-v3": "%ymm", "x86-64-v4": "%zmm"}.get(level, "%xmm")
        # Where some float32 arithmetic goes through float64, that fills the register.
        products = (f"mul{suffix}", "mulpd")
        packed = [line for line in assembly.splitlines() if any(p in line for p in products) and register in line]
        assert packed, f"{rule.name} {dtype} {level}: no packed product on {register}"


@TYPES
def test_shapes_of_any_rank(dtype: np.dtype[Any]) -> None:
    w, g = mx.sym.var("w"), mx.sym.var("g")
    symbol = mx.sym.sgd_update(w, g, lr=0.5, out=w)
    for shape in ((), (1,), (0,), (3, 0, 2), (7,), (3, 5), (2, 3, 4), (1, 2, 1, 9)):
        arrays = {"w": np.ones(shape, dtype), "g": np.full(shape, 2, dtype)}
        assert bind(symbol, arrays).forward()[0].shape == shape
        assert_same_bits(arrays["w"], np.zeros(shape, dtype))


@pytest.mark.every(2)
@pytest.mark.each("rule")
@RULES
@TYPES
def test_imperative_equals_symbolic(rule: Rule, dtype: np.dtype[Any]) -> None:
    rng = np.random.default_rng(3)
    attributes = hyper_parameters(rule)[1]
    arrays = arrays_for(rule, rng, 77, dtype)
    outcome = interpret(mx.sym.make(rule, [], {**variables(rule), **attributes}), arrays)
    fresh, placed = copies(arrays), copies(arrays)
    result = getattr(mx.nd, rule.name)(*fresh.values(), **attributes, flavour=rule.flavour)
    assert_same_bits(result, outcome.outputs[0])
    assert_same_bits(fresh[rule.inputs[0].name], arrays[rule.inputs[0].name])
    weight = placed[rule.inputs[0].name]
    assert rule(*placed.values(), **attributes, out=weight) is weight
    assert_same_bits(weight, outcome.outputs[0])
    for state in rule.states:
        assert_same_bits(fresh[state], outcome.variables[state])
        assert_same_bits(placed[state], outcome.variables[state])
