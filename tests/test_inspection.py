"""Looking in: colours, passes, the table of explain()."""

from __future__ import annotations

import itertools
import re
from typing import cast

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen import text
from mxsym.codegen.compiler import Level
from mxsym.codegen.fusion.stage import Stage
from mxsym.inspection import STAGES
from mxsym.inspection.highlight import tokens
from mxsym.runtime import bandwidth
from tests.test_ir import bound, composed, graphs

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def lamb(shape: tuple[int, ...] = (300, 100)) -> mx.Executor:
    w, g, mean, var = (mx.sym.var(name) for name in ("w", "g", "mean", "var"))
    return mx.sym.lamb_update(w, g, mean, var, lr=0.1, t=1, out=w, name="upd").simple_bind(w=shape)


@pytest.mark.parametrize("stage", STAGES)
def test_colours_are_only_added(stage: str) -> None:
    for executor in (bound(composed(), "float32"), lamb()):
        plain = executor.ir(stage)
        assert "\x1b" not in plain
        coloured = executor.ir(stage, color=True)
        assert len(ESCAPE.findall(coloured)) > 10
        assert ESCAPE.sub("", coloured) == plain
        assert "".join(part for _, part in tokens(plain, stage)) == plain


def test_colours_tell_what_a_token_is() -> None:
    line = 'kernel @"a b" over n {\n  %1: f32[n] = mul %0 upd.scalar'
    found = {part: kind for kind, part in tokens(line, "kernel") if kind}
    assert found["kernel"] == found["mul"] == "keyword"
    assert found["%1"] == "value" and found["f32[n]"] == "type"
    assert "scalar" not in found


@pytest.mark.every(6)
@pytest.mark.parametrize("name", list(graphs()))
def test_passes_are_the_graphs_of_the_compiler(name: str) -> None:
    executor = bound(*graphs()[name])
    shown = executor.passes()
    results = next(item for item in executor.compiled if item.compiled.kernels).compiled.passes.results
    traces = [result for result in results if result.step.gives is Level.GRAPH]
    assert [item.name for item in shown[: len(traces)]] == [trace.step.name for trace in traces]
    assert shown[0].before == executor.ir("typed").split("\n\n")[0].rstrip("\n") + "\n"
    for item in shown:
        assert item.changed == bool(item.diff)
        for side in (item.before, item.after):
            parsed = text.parse_graph(side)
            assert len(re.findall(r"^  %\d+:", side, re.MULTILINE)) == len(parsed.nodes()), "a number was given twice"
    for one, other in itertools.pairwise(shown):
        assert one.graph != other.graph or one.after == other.before
    last = text.print_graph(text.parse_graph(shown[len(traces) - 1].after))
    assert re.sub(r"graph @.*", "", last).count("\n") == text.print_graph(
        cast("tuple[Stage]", traces[-1].ir)[0].graph
    ).count("\n")


def test_a_diff_shows_what_a_pass_changed_and_little_else() -> None:
    shown = bound(composed(), "float32").passes()
    expand = next(item for item in shown if item.name == "expand_composites")
    removed = [line for line in expand.diff.splitlines() if line.startswith("-  ")]
    assert any(" clip " in line for line in removed)
    assert not any(" load " in line for line in removed)
    assert "changes nothing" in str(shown) and "@@" in str(shown)
    assert ESCAPE.sub("", shown.text(color=True)) == str(shown)


def columns(executor: mx.Executor) -> list[dict[str, str]]:
    """The rows of the table that explain() prints, by the names of its columns."""
    lines = executor.explain().split("\n\n")[1].split("\n")
    edges = [found.span() for found in re.finditer("-+", lines[1])]
    cells = [[line[start:end].strip() for start, end in edges] for line in lines]
    assert not any(line[end : end + 2].strip() for line in lines for _, end in edges), "columns touch"
    return [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]


def test_explain_is_a_table_of_the_kernels() -> None:
    (row,) = columns(bound(composed(), "float32"))
    assert row["kernel"] == "upd" and row["launches"] == "1" and row["over"] == "n" and row["elements"] == "2048"
    assert row["ops fused"].startswith("_mulscalar0, clip0, upd, …")
    assert row["bytes"] == "57.3 kB (28 each)", "four loads and three stores"
    rows = columns(lamb())
    assert [row["over"] for row in rows] == ["blocks", "totals", "n", ""]
    assert rows[1]["elements"] == "8", "blocks of 4096 elements"


def test_explain_counts_the_rows_that_are_bound() -> None:
    w, g = mx.sym.var("w"), mx.sym.var("g")
    weight = np.zeros((100, 8), np.float32)
    grad = mx.nd.sparse.row_sparse_array((np.ones((3, 8), np.float32), [1, 5, 7]), shape=(100, 8))
    for lazy, elements in ((True, ["24"]), (False, ["24", "776", ""])):
        step = mx.sym.sgd_update(w, g, lr=0.1, wd=0.1, lazy_update=lazy, out=w, name="upd")
        exe = step.bind(args={"w": weight, "g": grad})
        assert [row["elements"] for row in columns(exe)] == elements


def test_explain_says_that_there_are_no_rows_yet() -> None:
    w, g = mx.sym.var("w"), mx.sym.var("g")
    step = mx.sym.sgd_update(w, g, lr=0.1, wd=0.1, lazy_update=True, out=w, name="upd")
    exe = step.simple_bind(None, "null", {}, {"g": "row_sparse"}, w=(100, 8))
    (row,) = columns(exe)
    assert row["elements"] == "no rows yet" and row["predicted"] == "" and row["bytes"] == "0 B (12 each)"
    exe.arg_dict["g"] = mx.nd.sparse.row_sparse_array((np.ones((3, 8), np.float32), [1, 5, 7]), shape=(100, 8))
    (row,) = columns(exe)
    assert row["elements"] == "24" and row["predicted"]


def test_explain_knows_ops_on_many_tensors() -> None:
    names = ["w0", "g0", "w1", "g1"]
    step = mx.sym.multi_sgd_update(*map(mx.sym.var, names), lrs=(0.1, 0.2), wds=(0, 0), num_weights=2, name="upd")
    explained = step.simple_bind(w0=(3, 4), w1=(5,)).explain()
    assert "for 2 tensors" in explained and "(3, 4), (5,)" in explained


def test_bandwidth_is_measured_once_for_each_size() -> None:
    before = mx.compile_count()
    first = bandwidth.bandwidth(3000)
    assert bandwidth.bandwidth(4000) == first, "the same power of two"
    assert 1e6 < first < 1e13
    assert mx.compile_count() == before, "it is none of the user's kernels"
