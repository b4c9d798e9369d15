"""Random graphs: compiled equals interpreted, bit for bit; text and JSON give the graph back."""

from __future__ import annotations

import copy
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mxsym as mx
from mxsym.codegen import text
from mxsym.codegen.backend import llvm
from mxsym.inspection.stage_text import units
from mxsym.opgraph.interpreter import interpret
from mxsym.opgraph.names import NameManager
from mxsym.opgraph.node import ops_of
from mxsym.rule.rule import VERSIONS
from tests.support import DTYPES, assert_same_bits, bind, copies, draw

UNARY = ("abs", "sign", "sqrt", "rsqrt", "square", "exp", "log", "tanh")
SHAPES = ((6, 7), (3,), (1,), ())
KINDS = (
    "unary", "binary", "scalar", "choose", "sum", "update", "momentum", "bounded", "assign", "many", "flavoured",
    "rows",
)  # fmt: skip
ROWS = (6, 1)
"""A value for each row of the first of them."""
SUMS = (-1,)
"""Number reduced from a whole tensor: float32 with 16-bit tensors."""
Shape = tuple[int, ...]
Pools = dict[Shape, list[mx.Symbol]]
LARGE = 2
"""Number of `SHAPES` that do not broadcast."""
NUMBERS = st.sampled_from([0.0, -0.0, 1.0, -1.0, 0.5, 3.0, 1e-30, float("inf")])


@mx.update_rule
def bounded_update(weight: Any, grad: Any, state: Any, *, lr: float) -> dict[str, Any]:
    """A step and a state that both hang on sums over whole tensors, one of them of what the other gave."""
    step = grad / mx.maximum(1.0, mx.norm(grad))
    return {
        "weight": weight - lr * step * mx.sum(step * state),
        "state": mx.where(mx.all_finite(state), state + step, 0),
    }


@st.composite
def updates(make: st.DrawFn, kind: str, x: mx.Symbol, pools: Pools, variables: Pools, shape: Shape) -> mx.Symbol:
    """An update of this kind with the gradient `x`, in place or not, of states that others may have, too."""
    mine = st.sampled_from(variables[shape])
    weight, state, spare = make(mine), make(mine), make(mine)
    lr = make(st.one_of(st.just(0.1), st.sampled_from(pools[()] + pools[SUMS])))
    out = weight if make(st.booleans()) else None
    if kind == "many":
        outs = [weight, state] if out is not None and weight is not state else None
        gradient = make(st.sampled_from(pools[shape]))
        made = mx.sym.multi_sgd_update(weight, x, state, gradient, lrs=(0.1, 0.2), wds=(0, 0.5), out=outs)
        return made[make(st.integers(0, 1))]
    if kind == "flavoured":
        version = make(st.sampled_from(VERSIONS))
        return mx.sym.adam_update(weight, x, state, spare, lr=lr, wd=0.5, clip_gradient=0.5, flavour=version)
    if kind == "rows":
        held = variables[ROWS][0]
        return mx.sym.group_adagrad_update(weight, x, held, lr=lr, out=out) if shape == SHAPES[0] else -x
    if kind == "bounded":
        return bounded_update(weight, x, state, lr=lr, out=out)
    if kind == "update":
        return mx.sym.sgd_update(weight, x, lr=lr, wd=0.1, out=out)
    return mx.sym.sgd_mom_update(weight, x, state, lr=lr, momentum=0.9, clip_gradient=0.7, out=out)


@st.composite
def programs(make: st.DrawFn) -> tuple[mx.Symbol, dict[str, tuple[int, ...]]]:
    """A Group over variables of several shapes: expressions, updates in place or not, shared states."""
    with NameManager():
        shapes: dict[str, tuple[int, ...]] = {}
        pools: Pools = {}
        variables: Pools = {}
        for number, shape in enumerate(SHAPES):
            for letter in "abc":
                shapes[f"{letter}{number}"] = shape
                variables.setdefault(shape, []).append(mx.sym.var(f"{letter}{number}"))
            pools[shape] = list(variables[shape])
        shapes["rows"] = ROWS
        variables[ROWS] = [mx.sym.var("rows")]
        pools[SUMS] = []
        heads: list[mx.Symbol] = []
        made = pools[SHAPES[0]][0]
        number = st.sampled_from(variables[(1,)] + variables[()])
        for _ in range(make(st.integers(1, 10))):
            shape = make(st.sampled_from(SHAPES))
            pool = st.sampled_from(pools[shape])
            like = st.sampled_from(pools[(1,)] + pools[()] + pools[SUMS]) if shape in SHAPES[:LARGE] else pool
            kind = make(st.sampled_from(KINDS))
            x = make(pool)
            if kind == "unary":
                made = getattr(mx, make(st.sampled_from(UNARY)))(x)
            elif kind == "binary":
                op = make(st.sampled_from(["add", "sub", "mul", "div", "mod", "maximum", "minimum", "gt", "le", "eq"]))
                made = x.operate(op, x, make(st.one_of(pool, like)))
            elif kind == "scalar":
                op = make(st.sampled_from(["add", "sub", "mul", "div", "mod", "maximum", "lt", "ge"]))
                value = make(NUMBERS)
                made = x.operate(op, *((x, value) if make(st.booleans()) else (value, x)))
            elif kind == "choose":
                made = mx.where(x > make(pool), make(pool), make(st.one_of(pool, NUMBERS)))
            elif kind == "assign":
                made = mx.sym.assign(make(st.sampled_from(variables[shape])), x)
            elif kind == "sum":
                made, shape = mx.sum(x), SUMS
            else:
                made = make(updates(kind, x, pools, variables, shape))
            pools[shape].append(made)
            if make(st.booleans()):  # what is no output may be computed where it is read
                heads.append(made)
        whole = mx.Group(heads or [made])
        rules = [(op.rule, op.outs) for op in ops_of(whole)]
        if any(rule.is_update or outs for rule, outs in rules) and not any(rule.members for rule, _ in rules):
            whole = mx.only_if(make(number), whole) if make(st.booleans()) else whole
        return whole, shapes


def assert_texts_are_what_they_say(executor: mx.Executor) -> None:
    """`parse(print(x)) == x` at each level below the Symbol's; and so for a whole step's text."""
    for unit in units(executor.__bound_graph__()):
        for stage in (unit.compiled.passes.start, *unit.compiled.passes.stages):
            assert text.parse_graph(text.print_graph(stage.graph)) == stage.graph
        for code in unit.compiled.kernels:
            assert text.parse_kernel(text.print_kernel(code.kernel)) == code.kernel
            for lowered in (code.llvm, llvm.optimized_text(code.llvm, unit.target)):
                module = str(llvm.parse(lowered))
                assert str(llvm.parse(module)) == module
    said = {stage: re.sub("^#.*\n", "", executor.ir(stage), flags=re.MULTILINE) for stage in ("typed", "kernel")}
    assert text.print_graphs(text.parse_graphs(said["typed"])) == said["typed"]
    assert text.print_kernels(text.parse_kernels(said["kernel"])) == said["kernel"]


@pytest.mark.parametrize("examples", [8, pytest.param(40, marks=pytest.mark.slow)])
def test_compiled_equals_interpreted(examples: int) -> None:
    settings(max_examples=examples, report_multiple_bugs=False)(
        given(programs(), st.sampled_from(list(DTYPES)), st.integers(0, 2**32 - 1))(check_one)
    )()


def check_one(program: tuple[mx.Symbol, dict[str, tuple[int, ...]]], dtype: str, seed: int) -> None:
    symbol, shapes = program
    rng = np.random.default_rng(seed)
    arrays: dict[str, Any] = {}
    for name in symbol.list_inputs():
        size = int(np.prod(shapes[name]))
        arrays[name] = draw(rng, size, DTYPES[dtype]).reshape(shapes[name])
    expected = arrays
    got = copies(arrays)
    executor = bind(symbol, got)
    for _ in range(2):
        outcome = interpret(symbol, expected)
        executor.forward()
        for name, array in outcome.variables.items():
            assert_same_bits(got[name], array, name)
        for entry, output, reference in zip(symbol.entries, executor.outputs, outcome.outputs, strict=True):
            # An output stored in a variable is its value at the end.
            if entry.stored is entry:
                assert_same_bits(output, reference, entry.node.name)
        expected = outcome.variables
    assert_texts_are_what_they_say(executor)
    loaded = mx.sym.load_json(symbol.tojson())
    namespace: dict[str, Any] = {}
    exec(executor.ir("graph"), namespace)
    for again in (loaded, namespace["graph"], copy.deepcopy(symbol)):
        assert again.tojson() == symbol.tojson()
        held = copies(arrays)
        bind(again, held).forward()
        for name, array in interpret(symbol, arrays).variables.items():
            assert_same_bits(held[name], array, name)
    assert executor.explain()
