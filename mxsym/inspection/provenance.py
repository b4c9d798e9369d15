"""Which op each line of a kernel is for.

Input: a recipe and its compiled form. Output: for each kernel, the steps that own each value and store: what a step
computes from what it is given, through every pass; loads and numbers belong to each step that reads them.
How: values are interned, so the passes are run once more on the same graph with the steps' inputs and results kept as
further roots: they come out as the very values that the kernels hold.
Non-goals: lines of text (`codegen.located`).
"""

from __future__ import annotations

from dataclasses import replace

from mxsym.codegen import pipeline, recipe
from mxsym.codegen.expr import Expr, postorder
from mxsym.codegen.fusion.split_reductions import Stage, cut
from mxsym.codegen.graph import Store
from mxsym.codegen.recipe import Recipe
from mxsym.runtime.cache import Compiled

Owners = dict[Expr | Store, frozenset[int]]


def owners(made: Recipe, compiled: Compiled) -> list[Owners]:
    """For each kernel of a compiled recipe, the numbers of the steps that own each of its values and stores."""
    final = compiled.traces[-1].graph
    steps = _steps(made, compiled)
    of: dict[Expr, set[int]] = {}
    ends: dict[Expr, set[int]] = {}
    for number, (given, results) in enumerate(steps):
        for node in results:
            ends.setdefault(node, set()).add(number)
        for node in _between(given, results):
            of.setdefault(node, set()).add(number)
    last = {store.buffer: store.value for store in final.stores}
    stages = [stage for stage in cut(final, made.space) if stage.graph.stores]
    return [_of_kernel(stage, of, {name: ends.get(value, set()) for name, value in last.items()}) for stage in stages]


def _steps(made: Recipe, compiled: Compiled) -> list[tuple[set[Expr], set[Expr]]]:
    """What each step is given and what it results in, after the passes."""
    graph, steps = recipe.build_steps(made)
    alive = set(graph.nodes())
    roots: list[Store] = []
    for number, step in enumerate(steps):
        for kind, values in (("given", step.given), ("result", step.results)):
            roots += [Store(f"{kind} {number}", value) for value in values if value in alive]
    wider = replace(graph, stores=(*graph.stores, *roots))
    after = pipeline.run(wider, compiled.target)[-1].graph
    own, kept = after.stores[: -len(roots) or None], after.stores[len(after.stores) - len(roots) :]
    assert own == compiled.traces[-1].graph.stores, "the passes do to a graph what they do to it with further roots"
    found: list[tuple[set[Expr], set[Expr]]] = [(set(), set()) for _ in steps]
    for store in kept:
        kind, number = store.buffer.split(" ")
        found[int(number)][kind == "result"].add(store.value)
    return found


def _between(given: set[Expr], results: set[Expr]) -> set[Expr]:
    """What is computed for `results` from `given`; the given values themselves where they are loads or numbers."""
    found: set[Expr] = set()
    stack = [(node, True) for node in results]
    while stack:
        node, _ = stack.pop()
        if node in found:
            continue
        if node in given and node.args and node not in results:
            continue
        found.add(node)
        if node not in given:
            stack += [(arg, False) for arg in node.args]
    return {node for node in found if node not in given or not node.args}


def _of_kernel(stage: Stage, of: dict[Expr, set[int]], stored: dict[str, set[int]]) -> Owners:
    found: Owners = {}
    for store in stage.graph.stores:
        for node in postorder([store.value]):
            found[node] = frozenset(of.get(node, ())) | frozenset(of.get(stage.origins.get(node, node), ()))
    for store in stage.graph.stores:
        found[store] = frozenset(stored.get(store.buffer, ())) or found[store.value]
    return found
