"""The compiler, from a Program to LLVM's text, pass by pass: its table of contents.

    Program ─ cut_into_regions (fusion/regions.py) → regions, each a Program of its own
    region  ─ PASSES → graphs → kernels → LLVM's text

Nothing here keeps what it has made: the runtime's kernel cache does.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from typing import Any

from mxsym.codegen import quiet_thread
from mxsym.codegen.backend.lower import lower
from mxsym.codegen.fusion.inline_calls import inline_calls
from mxsym.codegen.fusion.regions import cut_into_regions
from mxsym.codegen.fusion.split_loops import split
from mxsym.codegen.fusion.split_reductions import cut
from mxsym.codegen.fusion.stage import LoopRole, Stage
from mxsym.codegen.graph import Graph
from mxsym.codegen.kernel import Domain, Kernel, schedule
from mxsym.codegen.passes import canonicalize, composites, cse, dce, float16, fold, reciprocals, rewrite
from mxsym.codegen.program import Program
from mxsym.codegen.record import record, replace
from mxsym.codegen.target import Target
from mxsym.codegen.verify import enabled, verify_graph, verify_kernel

__all__ = ["GRAPH_PASSES", "PASSES", "Level", "Loop", "Pass", "PassResult", "cut_into_regions", "run_passes"]


class Level(enum.Enum):
    """The IR that a pass takes or gives. STAGES: graphs of one loop each."""

    PROGRAM = "program"
    GRAPH = "graph"
    STAGES = "stages"
    KERNEL = "kernel"
    LLVM = "llvm"


@record
class Loop:
    """A kernel, and what it runs over."""

    role: LoopRole
    kernel: Kernel


RegionIR = Program | tuple[Stage, ...] | tuple[Loop, ...] | tuple[str, ...]
"""A region on its way: its program; its graphs, one until sums are split off; its loops; their texts."""


@record
class Pass:
    """One step. `run` is pure; `name` and `doc` are those of the function that does the work."""

    function: Callable[..., Any]
    takes: Level
    gives: Level
    run: Callable[[Any, Target], Any]

    @property
    def name(self) -> str:
        return self.function.__name__

    @property
    def doc(self) -> str:
        """The first sentence of the documentation."""
        return (self.function.__doc__ or "").strip().split("\n")[0]


def split_reductions(stage: Stage) -> tuple[Stage, ...]:
    """Cut a graph at sums of whole tensors, so that each part is one loop; drop what stores nothing."""
    return tuple(part for part in cut(stage.graph, stage.domain) if part.graph.stores)


def _on_programs(function: Callable[[Program], Stage]) -> Pass:
    def run(program: Program, _target: Target) -> tuple[Stage, ...]:
        return (function(program),)

    return Pass(function, Level.PROGRAM, Level.GRAPH, run)


def _on_graphs(function: rewrite.Pass) -> Pass:
    def run(stages: tuple[Stage, ...], target: Target) -> tuple[Stage, ...]:
        return tuple(replace(stage, graph=function(stage.graph, target)) for stage in stages)

    return Pass(function, Level.GRAPH, Level.GRAPH, run)


def _on_stages(function: Callable[[Stage], tuple[Stage, ...]]) -> Pass:
    def run(stages: tuple[Stage, ...], _target: Target) -> tuple[Stage, ...]:
        return tuple(part for stage in stages for part in function(stage))

    return Pass(function, Level.GRAPH, Level.STAGES, run)


def _on_all_stages(function: Callable[[Iterable[Stage]], tuple[Stage, ...]]) -> Pass:
    def run(stages: tuple[Stage, ...], _target: Target) -> tuple[Stage, ...]:
        return function(stages)

    return Pass(function, Level.STAGES, Level.STAGES, run)


def _to_loops(function: Callable[[Graph, Domain], Kernel]) -> Pass:
    def run(stages: tuple[Stage, ...], _target: Target) -> tuple[Loop, ...]:
        return tuple(Loop(stage.role, function(stage.graph, stage.domain)) for stage in stages)

    return Pass(function, Level.STAGES, Level.KERNEL, run)


def _to_texts(function: Callable[[Kernel, Target], str]) -> Pass:
    def run(loops: tuple[Loop, ...], target: Target) -> tuple[str, ...]:
        return tuple(function(loop.kernel, target) for loop in loops)

    return Pass(function, Level.KERNEL, Level.LLVM, run)


PASSES: tuple[Pass, ...] = (
    _on_programs(inline_calls),
    _on_graphs(canonicalize.canonicalize),
    _on_graphs(fold.fold_constants),
    _on_graphs(cse.eliminate_common_subexpressions),
    _on_graphs(dce.eliminate_dead_code),
    _on_graphs(reciprocals.multiply_by_reciprocals),
    _on_graphs(composites.expand_composites),
    _on_graphs(float16.legalize_float16),
    _on_graphs(canonicalize.canonicalize),
    _on_graphs(fold.fold_constants),
    _on_graphs(cse.eliminate_common_subexpressions),
    _on_stages(split_reductions),
    _on_all_stages(split),
    _to_loops(schedule),
    _to_texts(lower),
)
"""The passes over a region, in order."""

GRAPH_PASSES: tuple[Pass, ...] = tuple(step for step in PASSES if step.takes is step.gives is Level.GRAPH)
"""Those that rewrite a region's whole graph."""


@record
class PassResult:
    """A pass, and the IR that it left."""

    step: Pass
    ir: RegionIR


def run_passes(ir: RegionIR, target: Target, steps: tuple[Pass, ...] = PASSES) -> list[PassResult]:
    """Run passes in order; what each one left, verified where that is asked for."""
    results: list[PassResult] = []
    for step in steps:
        quiet_thread.pause()
        ir = step.run(ir, target)
        if enabled():
            _verify(ir)
        results.append(PassResult(step, ir))
    return results


def _verify(ir: RegionIR) -> None:
    if isinstance(ir, tuple):
        for item in ir:
            if isinstance(item, Stage):
                verify_graph(item.graph)
            elif isinstance(item, Loop):
                verify_kernel(item.kernel)
