"""Row-sparse updates: lazy on the rows equals dense on those rows, standard equals dense on the densified gradient."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mxsym as mx
from mxsym.codegen import llvm
from mxsym.codegen.expr import Space
from mxsym.imperative import invoke
from mxsym.reference import interpret
from mxsym.registry import Rule
from mxsym.runtime.sparse import RowSparse
from tests.support import DTYPES, Array, assert_same_bits, draw, hyper_parameters, update_rules, variables

RULES = pytest.mark.parametrize("rule", update_rules(), ids=lambda rule: rule.name)
FORMS = pytest.mark.parametrize("lazy", [True, False], ids=["lazy", "standard"])


def tensors(rule: Rule, rng: np.random.Generator, shape: tuple[int, ...], dtype: np.dtype[Any]) -> dict[str, Array]:
    """Dense arrays for a rule's inputs; those of rows have one value for each."""
    shapes = {item.name: (shape[0], 1) if item.space is Space.ROW else shape for item in rule.inputs}
    return {name: draw(rng, math.prod(size), dtype).reshape(size) for name, size in shapes.items()}


def expected(rule: Rule, symbol: mx.Symbol, dense: dict[str, Array], ids: Array, lazy: bool) -> dict[str, Array]:
    """What the interpreter makes of it, densely: the gradient is zero where it stores no row."""
    gradient = np.zeros_like(dense["grad"])
    gradient[ids] = dense["grad"][ids]
    full = {**dense, "grad": gradient}
    if not lazy:
        return interpret(symbol, full).variables
    rows = interpret(symbol, {name: array[ids] for name, array in full.items()}).variables
    after = {name: array.copy() for name, array in full.items()}
    for name in ("weight", *rule.states):
        after[name][ids] = rows[name]
    return after


def check(
    rule: Rule,
    attributes: dict[str, Any],
    shape: tuple[int, ...],
    ids: list[int],
    *,
    lazy: bool,
    dtype: np.dtype[Any] = DTYPES["float32"],
    seed: int = 0,
    index: type[np.integer[Any]] = np.int64,
) -> None:
    """One step through an executor, and through the imperative form, against the interpreter."""
    rng = np.random.default_rng(seed)
    rows = np.array(sorted(set(ids)), index)
    dense = tensors(rule, rng, shape, dtype)
    inputs = variables(rule)
    symbol = mx.sym.make(rule, [], {**inputs, **attributes, "lazy_update": lazy, "out": inputs["weight"]})
    want = expected(rule, symbol, dense, rows, lazy)
    for run in ("executor", "imperative"):
        got: dict[str, Any] = {name: array.copy() for name, array in dense.items() if name != "grad"}
        gradient = RowSparse(rows, dense["grad"][rows], shape)
        if run == "executor":
            args = {name: got.get(name, gradient) for name in symbol.list_arguments()}
            exe = symbol.bind(args=args, aux_states={name: got[name] for name in symbol.list_auxiliary_states()})
            exe.forward()
        else:
            given = [got.get(item.name, gradient) for item in rule.inputs]
            invoke(rule.name, given, out=got["weight"], lazy_update=lazy, **attributes)
        for name in got:
            assert_same_bits(got[name], want[name], f"{rule.name} {run} {attributes} {shape} {ids} {name}")


@RULES
@FORMS
@pytest.mark.parametrize("dtype", DTYPES.values(), ids=list(DTYPES))
def test_every_rule(rule: Rule, lazy: bool, dtype: np.dtype[Any]) -> None:
    for attributes in hyper_parameters(rule):
        for shape in ((7, 5), (9, 33), (6,), (4, 3, 5), (3, 2, 2, 3), (5, 0), (3, 64)):
            height = shape[0]
            for ids in ([], [0], [height - 1], list(range(height)), list(range(0, height, 2)), [1, 2]):
                check(rule, attributes, shape, ids, lazy=lazy, dtype=dtype)


@RULES
@FORMS
@pytest.mark.parametrize("level", llvm.host_levels())
def test_every_isa_level(rule: Rule, lazy: bool, level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MXSYM_CPU", level)
    check(rule, hyper_parameters(rule)[1], (50, 37), [0, 3, 4, 17, 49], lazy=lazy)


@RULES
@FORMS
@pytest.mark.parametrize("threads", [1, 2, 3])
def test_threads(
    rule: Rule, lazy: bool, threads: int, thread_count: Callable[[int], None], many_chunks: None
) -> None:
    thread_count(threads)
    check(rule, hyper_parameters(rule)[1], (500, 19), list(range(0, 500, 3)), lazy=lazy)


@given(
    st.sampled_from(update_rules()),
    st.lists(st.integers(1, 9), min_size=1, max_size=4),
    st.data(),
    st.booleans(),
    st.sampled_from([np.int32, np.int64]),
)
@settings(max_examples=150, deadline=None, report_multiple_bugs=False)
def test_random_rows(
    rule: Rule, shape: list[int], data: st.DataObject, lazy: bool, index: type[np.integer[Any]]
) -> None:
    ids = data.draw(st.lists(st.integers(0, shape[0] - 1)))
    attributes = data.draw(st.sampled_from(hyper_parameters(rule)))
    dtype = DTYPES[data.draw(st.sampled_from(list(DTYPES)))]
    seed = data.draw(st.integers(0, 1000))
    check(rule, attributes, tuple(shape), ids, lazy=lazy, dtype=dtype, seed=seed, index=index)
