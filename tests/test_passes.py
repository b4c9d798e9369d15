"""Each step of the compiler alone: a text in, one step, a text out."""

# The cases are in `tests/passes/`. Of each pass, some must change their text: a missed optimisation fails here, and
# nowhere else, for the bits stay right without it. Others must not, for the sake of bits.

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen import compiler, text
from mxsym.codegen.backend.lower import lower
from mxsym.codegen.dtypes import to_numpy
from mxsym.codegen.evaluate import evaluate
from mxsym.codegen.expr import Granularity
from mxsym.codegen.fusion.copies import copy_overwritten
from mxsym.codegen.fusion.dependences import order_calls
from mxsym.codegen.fusion.inline_calls import inline_region
from mxsym.codegen.fusion.partition import Region
from mxsym.codegen.fusion.rematerialize import rematerialize
from mxsym.codegen.fusion.split_reductions import cut
from mxsym.codegen.fusion.stage import Stage
from mxsym.codegen.graph import Graph
from mxsym.codegen.kernel import Domain, schedule
from mxsym.codegen.pass_text import print_stages
from mxsym.codegen.program import Rows
from mxsym.codegen.target import level_target
from mxsym.codegen.verify import verify_graph, verify_kernel
from mxsym.opgraph.infer import infer
from mxsym.opgraph.lower import Lowered
from mxsym.opgraph.lower import lower as lower_graph
from mxsym.opgraph.names import NameManager
from mxsym.opgraph.node import Variable, variables_of
from mxsym.opgraph.storage import sources
from mxsym.opgraph.typed import Types
from tests.cases import Case, Check, cases, check, every
from tests.support import Array, assert_same_bits, draw

__all__ = ["check"]  # a fixture
PASSES: dict[str, compiler.Pass] = {each.name: each for each in compiler.GRAPH_PASSES}
LEVEL = "x86-64-v3"
SHAPE = (3, 37)
SIZES = {Granularity.ELEMENT: SHAPE, Granularity.ROW: (SHAPE[0], 1), Granularity.SCALAR: ()}
NUMBERS = (0.1, -3.0, 0.0, -0.0, np.inf, np.nan, 1e-40)


def run(case: Case, graph: Graph) -> Graph:
    """One pass of the pipeline, by its name."""
    return alone(PASSES[case.name], graph, case.option or LEVEL)


def alone(step: compiler.Pass, graph: Graph, level: str) -> Graph:
    """Result of one pass alone on a graph."""
    (stage,) = step.run((Stage(graph, Domain.FLAT),), level_target(level))
    return stage.graph


@every(*PASSES)
def test_one_pass(case: Case, check: Check) -> None:
    before = text.parse_graph(case.before)
    verify_graph(before)
    after = run(case, before)
    verify_graph(after)
    check(case, text.print_graph(before), text.print_graph(after))


def memory_after(graph: Graph, memory: dict[str, Array], scalars: dict[str, float]) -> dict[str, Array]:
    """Buffers after the graph has run, by the interpreter."""
    values = evaluate([store.value for store in graph.stores], memory, scalars, SHAPE)
    after = dict(memory)
    for store in graph.stores:
        value, old = values[store.value], memory[store.buffer]
        after[store.buffer] = np.broadcast_to(value.view(old.dtype) if old.dtype.itemsize == 2 else value, old.shape)
    return after


@every(*PASSES)
def test_one_pass_changes_no_bit(case: Case) -> None:
    before = text.parse_graph(case.before)
    after = run(case, before)
    rng = np.random.default_rng(0)
    for number in NUMBERS:
        memory: dict[str, Array] = {}
        for buffer in before.buffers:
            shape = SIZES[buffer.space]
            memory[buffer.name] = draw(rng, math.prod(shape), to_numpy(buffer.dtype)).reshape(shape)
        scalars = {name: number * (place + 1) for place, name in enumerate(before.scalars)}
        got, expected = (memory_after(graph, memory, scalars) for graph in (after, before))
        for name in memory:
            assert_same_bits(got[name], expected[name], name)


@pytest.mark.parametrize("name", PASSES)
def test_every_pass_has_a_case_that_it_changes_and_one_that_it_keeps(name: str) -> None:
    kinds = [case.kind for case in cases(name)]
    assert "changes" in kinds, f"tests/passes/{name}.txt has no text that the pass must change"
    assert "keeps" in kinds, f"tests/passes/{name}.txt has no text that the pass must leave alone"


GOLDEN = Path(__file__).parent / "golden" / "ir"


@pytest.mark.parametrize("level", ["x86-64", LEVEL])
def test_the_pipeline_leaves_nothing_for_a_pass_to_do(level: str) -> None:
    """The graphs of every rule that ships, among others: what the last pass left, no pass changes again."""
    paths = sorted(GOLDEN.glob("*.typed.txt"))
    assert len(paths) > 30
    for path in paths:
        for graph in text.parse_graphs(path.read_text(encoding="utf-8")):
            run_all = compiler.run_passes((Stage(graph, Domain.FLAT),), level_target(level), compiler.GRAPH_PASSES)
            (stage,) = cast("tuple[Stage]", run_all[-1].ir)
            last = stage.graph
            again = {name: text.print_graph(alone(each, last, level)) for name, each in PASSES.items()}
            assert again == dict.fromkeys(PASSES, text.print_graph(last)), path.name


@every("split_reductions")
def test_split_reductions(case: Case, check: Check) -> None:
    graph, space = text.parse_graph(case.before), Domain(case.option or "n")
    verify_graph(graph)
    stages = cut(graph, space)
    for stage in stages:
        verify_graph(stage.graph)
    check(case, print_stages([Stage(graph, space)]), print_stages(stages))


@every("schedule")
def test_schedule(case: Case, check: Check) -> None:
    graph = text.parse_graph(case.before)
    verify_graph(graph)
    kernel = schedule(graph, Domain(case.option or "n"))
    verify_kernel(kernel)
    check(case, text.print_graph(graph), text.print_kernel(kernel))


@every("lower")
def test_lower(case: Case) -> None:
    """Each line of a case says how often a regular expression is found in LLVM's text; `+` is once or more."""
    kernel = text.parse_kernel(case.before)
    verify_kernel(kernel)
    lowered = lower(kernel, level_target(case.option or LEVEL))
    for line in case.after.splitlines():
        count, _, pattern = line.partition(" x ")
        times = len(re.findall(pattern, lowered, re.MULTILINE))
        assert times == int(count) if count != "+" else times, f"{times} times, not {count}: {pattern}\n{lowered}"


def composed(case: Case) -> tuple[mx.Symbol, Types, frozenset[Variable]]:
    """The graph of a case, which is Python over `var`, `sym` and `Group`; its types; its row-sparse variables."""

    def var(names: str, shape: tuple[int, ...] = (8, 4), **attributes: Any) -> list[mx.Symbol]:
        return [mx.sym.var(name, shape=shape, dtype="float32", **attributes) for name in names.split()]

    names: dict[str, Any] = {"var": var, "sym": mx.sym, "Group": mx.Group}
    with NameManager():  # names are counted from 0 in each case, whichever ran before
        exec(case.before, names)
    symbol: mx.Symbol = names["graph"]
    types = infer(symbol, {}, {})
    assert types.faults == []
    return symbol, types, frozenset(node for node in variables_of(symbol) if node.storage == "row_sparse")


def lowered(case: Case) -> Lowered:
    """The program of a case's graph."""
    symbol, types, sparse = composed(case)
    assert sources(symbol, sparse, types)[1] == []
    return lower_graph(symbol, types, sparse)


@every("dependences")
def test_dependences(case: Case, check: Check) -> None:
    """The phase of each op, or that it is computed wherever it is read."""
    order = order_calls(copy_overwritten(lowered(case).program))
    phases = zip(order.facts.program.calls, order.facts.repeated, order.phases, strict=True)
    lines = (f"{call.name}: {'where it is read' if again else f'phase {phase}'}\n" for call, again, phase in phases)
    check(case, case.before, "".join(lines))


@every("rematerialize")
def test_rematerialize(case: Case, check: Check) -> None:
    """The phases in which each op is computed: several, where that moves less memory than to store it."""
    order = order_calls(copy_overwritten(lowered(case).program))
    computed = zip(order.facts.program.calls, order.facts.repeated, rematerialize(order), strict=True)
    lines = (f"{call.name}: {', '.join(map(str, phases))}\n" for call, again, phases in computed if not again)
    check(case, case.before, "".join(lines))


def print_region(region: Region) -> str:
    """Text of a region: its loop, and the tensors that this reads and writes."""
    inlined = inline_region(region.program)
    names, graph = inlined.binding.buffer_names(), inlined.stage.graph
    reads, writes = (
        ", ".join(names[buffer.name] for buffer in graph.buffers if buffer.name in touched)
        for touched in (graph.loaded(), graph.stored())
    )
    rows = "" if region.rows is Rows.DENSE else f", {region.rows.value} rows"
    head = f"phase {region.phase}{rows}: {', '.join(region.origins)}"
    return f"{head}\n  over {inlined.stage.domain}: reads {reads}; writes {writes}\n"


@every("partition")
def test_partition(case: Case, check: Check) -> None:
    check(case, case.before, "".join(map(print_region, compiler.cut_into_regions(lowered(case).program))))


@pytest.mark.parametrize("name", ["split_reductions", "schedule", "lower", "dependences", "rematerialize", "partition"])
def test_every_other_step_has_cases(name: str) -> None:
    assert len(list(cases(name))) >= 2
