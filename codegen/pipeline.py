"""The passes: graph → graph, each named by a verb, in one list.

Input: a graph as the rules were written, typed. Output: the same values to the bit, over machine primitives that the
target has. Strict IEEE-754: nothing is reassociated, contracted or approximated.
Non-goals: which updates share a graph (`graph.components` and its caller), the order of execution (`kernel.schedule`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mxsym.codegen import quiet_thread
from mxsym.codegen.graph import Graph
from mxsym.codegen.passes.canonicalize import canonicalize
from mxsym.codegen.passes.composites import expand_composites
from mxsym.codegen.passes.cse import eliminate_common_subexpressions
from mxsym.codegen.passes.dce import eliminate_dead_code
from mxsym.codegen.passes.float16 import legalize_float16
from mxsym.codegen.passes.fold import fold_constants
from mxsym.codegen.passes.reciprocals import multiply_by_reciprocals
from mxsym.codegen.passes.rewrite import Pass
from mxsym.codegen.target import Target

PIPELINE: tuple[Pass, ...] = (
    canonicalize,
    fold_constants,
    eliminate_common_subexpressions,
    eliminate_dead_code,
    multiply_by_reciprocals,
    expand_composites,
    legalize_float16,
    canonicalize,
    fold_constants,
    eliminate_common_subexpressions,
)
"""The compiler's middle, in order. `kernel.schedule` follows and hoists what is the same for every element."""


@dataclass(frozen=True, slots=True)
class PassResult:
    """One pass and the graph it left."""

    name: str
    graph: Graph


def run(graph: Graph, target: Target, check: Callable[[Graph], None] | None = None) -> list[PassResult]:
    """Every pass in order, with the graph after it; `check` is called on each."""
    traces: list[PassResult] = []
    for step in PIPELINE:
        quiet_thread.pause()
        graph = step(graph, target)
        if check is not None:
            check(graph)
        traces.append(PassResult(step.__name__, graph))
    return traces
