"""The IRs as text: golden files, print and parse, the verifier."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen import text, verify
from mxsym.codegen.backend import llvm
from mxsym.codegen.dtypes import F32, F64
from mxsym.codegen.expr import Expr, ExprError, Granularity, apply, const, load
from mxsym.codegen.graph import Buffer, Graph, Store
from mxsym.codegen.kernel import Domain
from mxsym.codegen.record import replace
from mxsym.codegen.text import ParseError
from mxsym.codegen.verify import VerifyError
from mxsym.inspection.stage_text import stage_text, units
from mxsym.opgraph.names import NameManager
from mxsym.opgraph.node import ops_of
from mxsym.opgraph.save import to_json
from mxsym.rule.rule import Rule
from mxsym.runtime.launch import unlinked_regions
from tests.support import counted, name_of, narrow_variables, update_rules, variables

Golden = Callable[[str, str], None]


def composed() -> mx.Symbol:
    """A clipped gradient into an update in place, and a running average of the new weight."""
    with NameManager():
        w, g, m, average = (mx.sym.var(name) for name in ("w", "g", "m", "average"))
        grad = mx.clip(g * 0.5, -1, 1)
        step = mx.sym.sgd_mom_update(w, grad, m, lr=0.1, momentum=0.9, out=w, name="upd")
        return mx.Group([step, mx.sym.assign(average, average * 0.99 + step * 0.01)])


def everything() -> mx.Symbol:
    """Every operator that expands into others, on float64."""
    with NameManager():
        x, y = mx.sym.var("x"), mx.sym.var("y")
        total = mx.sign(x) + mx.maximum(x, y) * mx.minimum(x, 0.5) + mx.rsqrt(mx.square(y))
        return mx.where(x > y, total, mx.exp(mx.log(x)) ** y)


@functools.cache
def graphs() -> dict[str, tuple[mx.Symbol, str]]:
    with NameManager():
        made = {
            name_of(rule): mx.sym.make(rule, [], {**variables(rule), **_required(rule), "flavour": rule.flavour})
            for rule in update_rules()
        }
        rules = {name: (symbol, "float32") for name, symbol in made.items()}
    mixed = mx.sym.sgd_update(mx.sym.var("w"), mx.sym.var("g"), lr=mx.sym.var("rate"), name="upd")
    return {
        **rules,
        "composed": (composed(), "float32"),
        "everything": (everything(), "float64"),
        "bfloat16": (mixed, "bfloat16"),
        "float16": (mixed, "float16"),
    }


def _required(rule: Rule) -> dict[str, Any]:
    return counted({item.name: 0.1 for item in rule.attributes if item.required})


def bound(symbol: mx.Symbol, dtype: str) -> mx.Executor:
    names = symbol.list_inputs()
    shapes: dict[str, Any] = {name: () if name == "rate" else (64, 32) for name in names}
    shapes = {name: shape for name, shape in shapes.items() if name not in narrow_variables(symbol)}
    fixed = {
        op.inputs[item.name].node.name: item.dtype.name
        for op in ops_of(symbol)
        for item in op.rule.inputs
        if item.dtype is not None
    }
    return symbol.simple_bind(type_dict=dict.fromkeys(names, dtype) | fixed, **shapes)


GRAPHS = pytest.mark.parametrize("name", list(graphs()))


@GRAPHS
def test_golden_texts(name: str, golden: Golden) -> None:
    graph = bound(*graphs()[name]).__bound_graph__()
    target = llvm.host_target("x86-64-v2" if "x86-64-v2" in llvm.host_levels() else None)
    graph = replace(graph, compiled=unlinked_regions(graph.regions, target))  # a text needs no machine code
    for stage, ending in (("graph", "py"), ("typed", "txt"), ("kernel", "txt"), ("llvm", "ll")):
        if stage != "llvm" or llvm.host_levels():
            golden(f"ir/{name}.{stage}.{ending}", stage_text(graph, stage))
    golden(f"ir/{name}.json", to_json(graph.symbol) + "\n")


@pytest.mark.every(3)
@GRAPHS
def test_text_parses_to_what_was_printed(name: str) -> None:
    executor = bound(*graphs()[name])
    for unit in units(executor.__bound_graph__()):
        for stage in (unit.compiled.passes.start, *unit.compiled.passes.stages):
            assert text.parse_graph(text.print_graph(stage.graph)) == stage.graph
        for code in unit.compiled.kernels:
            assert text.parse_kernel(text.print_kernel(code.kernel)) == code.kernel
            llvm.parse(code.llvm)
            llvm.parse(llvm.optimized_text(code.llvm, unit.target))
    assert text.print_graph(text.parse_graph(executor.ir("typed"))) == executor.ir("typed")
    assert text.print_kernels(text.parse_kernels(executor.ir("kernel"))) == executor.ir("kernel")


@pytest.mark.every(2)
@GRAPHS
def test_graph_as_python_builds_the_same_graph(name: str) -> None:
    symbol, dtype = graphs()[name]
    namespace: dict[str, Any] = {}
    exec(bound(symbol, dtype).ir("graph"), namespace)
    assert namespace["graph"].tojson() == symbol.tojson()
    assert mx.sym.load_json(symbol.tojson()).tojson() == symbol.tojson()


def test_unknown_stage_names_a_near_one() -> None:
    with pytest.raises(ValueError, match="did you mean 'kernel'"):
        bound(composed(), "float32").ir("kernal")


def test_awkward_names_survive_the_text() -> None:
    graph = Graph('a "b"', (Buffer("x y", F32), Buffer("é%1", F32)), (), (Store("é%1", load("x y", F32)),))
    assert text.parse_graph(text.print_graph(graph)) == graph


@pytest.mark.parametrize("value", [0.1, -0.0, float("inf"), float("-inf"), 1e-320, 1.7e308])
def test_constants_survive_the_text(value: float) -> None:
    graph = Graph("g", (Buffer("x", F64),), (), (Store("x", load("x", F64) + const(value, F64)),))
    assert text.parse_graph(text.print_graph(graph)) == graph


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ("graph @g {\n  %0: f32[n] = load x\n", "line 3: the text ends before its closing brace"),
        ("graph @g {\n  %1: f32[n] = sqrt %0\n}", "line 2: %0 is not defined above"),
        ("graph @g {\n  %0: f33 = const 1.0\n}", "line 2: 'f33' is no type"),
        ("graph @g {\n  %0: f32 = const 1.0\n  %1: f64 = sqrt %0\n}", "line 3: sqrt gives f32, the text says f64"),
        ("graph @g {\n  %0: f32 = const 1.0\n  %1: f32 = sqrtt %0\n}", "line 3: unknown primitive 'sqrtt'"),
        ("graph @g {\n  %0: f32 = const one\n}", "line 2: could not convert"),
        ('graph @"\\q" {\n}', r'line 1: "\\q" is no name'),
        ('graph @g {\n  buffer "\\q": f32\n}', r'line 2: "\\q" is no name'),
        ('graph @g {\n  %0: f32 = load "\\q"\n}', r'^line 2: "\\q" is no name'),
        ("graph @g {\n  %0: f32[n] = matmul\n}", r"line 2: matmul takes 2 operand\(s\), got 0"),
        ("graph @g {\n  %0: f32[n] = load x\n  %1: f32[n] = transpose %0 %0\n}", "line 3: transpose takes 1 operand"),
        ("graph @g {\n  what is this\n}", "line 2: expected a value or a store"),
        ("graph @g {\n  $\n}", "line 2: unexpected '\\$'"),
        ("kernel @g over n {", "line 1: expected 'graph"),
        ("", "line 1: expected one graph, got 0"),
        ("graph @g {\n}\ngraph @h {\n}", "line 1: expected one graph, got 2"),
        ("graph @g {\n}\nmore", "line 3: expected 'graph"),
    ],
)
def test_parse_errors_name_the_line(broken: str, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        text.parse_graph(broken)


def test_verifier_finds_every_fault() -> None:
    x = load("x", F32)
    graph = Graph("g", (Buffer("x", F64), Buffer("x", F64)), (), (Store("y", x), Store("y", x)))
    with pytest.raises(VerifyError) as caught:
        verify.verify_graph(graph)
    for fault in ("declared twice", "load of x as f32", "stored twice", "store to y, which is not declared"):
        assert fault in str(caught.value)


def test_verifier_checks_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = bound(composed(), "float32").compiled[0].compiled.kernels[0].kernel
    verify.verify_kernel(kernel)
    with pytest.raises(VerifyError, match="comes later"):
        verify.verify_kernel(replace(kernel, each=kernel.each[::-1]))
    with pytest.raises(VerifyError, match="in once is"):
        verify.verify_kernel(replace(kernel, once=(*kernel.once, *kernel.each)))
    with pytest.raises(VerifyError, match="const in each is f32"):
        verify.verify_kernel(replace(kernel, each=(const(1.0, F32), *kernel.each)))
    with pytest.raises(VerifyError, match="const in row is one number"):
        verify.verify_kernel(replace(kernel, domain=Domain.LISTED_ROWS, row=(const(1.0, F32),)))
    composite = apply("square", load("w", F32))
    with pytest.raises(VerifyError, match="composite square is left"):
        verify.verify_kernel(replace(kernel, each=(*kernel.each, composite)))


def test_equal_expressions_are_one_object() -> None:
    def build() -> Expr:
        x = load("x", F32)
        return apply("sqrt", x * x + const(1.0, F32))

    first = build()
    assert build() is first
    assert const(0.0, F32) is not const(-0.0, F32)
    assert load("x", F32) is not load("x", F32, Granularity.SCALAR)


def test_primitives_refuse_wrong_operands() -> None:
    x = load("x", F32)
    for wrong in ((x, load("y", F64)), (x,), (x, x, x)):
        with pytest.raises(ExprError, match=r"add takes 2 operand"):
            apply("add", *wrong)


def test_interpreter_and_compiler_share_no_numpy_promotion() -> None:
    """A Python float must never turn a float32 update into a float64 one."""
    w, g = np.ones(5, np.float32), np.full(5, 0.1, np.float32)
    out = mx.nd.sgd_update(w, g, lr=0.1)
    assert out.dtype == np.float32
