"""Provenance: the op that each line of a kernel belongs to."""

# A call owns what it computes from its operands, through every pass; loads and numbers belong to each call that reads
# them. Values are interned: the passes run once more on the same graph, with the calls' operands and results as
# further roots, and give the very values that the kernels hold.

from __future__ import annotations

from typing import Any, cast

from mxsym.codegen.compiler import GRAPH_PASSES
from mxsym.codegen.expr import Expr, postorder
from mxsym.codegen.fusion.stage import Stage
from mxsym.codegen.graph import Store
from mxsym.codegen.record import replace
from mxsym.runtime.launch import CompiledRegion

Owners = dict[Expr | Store, frozenset[int]]


def owners(item: CompiledRegion) -> list[Owners]:
    """For each kernel of a region, the numbers of the calls that own each of its values and stores."""
    stages = item.compiled.passes.stages
    of: dict[Expr, set[int]] = {}
    ends: dict[Expr, set[int]] = {}
    for number, (operands, results) in enumerate(_values(item)):
        for node in results:
            ends.setdefault(node, set()).add(number)
        for node in _between(operands, results):
            of.setdefault(node, set()).add(number)
    last = {store.buffer: store.value for store in _final(item, ())}
    return [_of_kernel(stage, of, {name: ends.get(value, set()) for name, value in last.items()}) for stage in stages]


def _final(item: CompiledRegion, roots: tuple[Store, ...]) -> tuple[Store, ...]:
    """The stores of the region's graph, and further roots, after the passes and before it is cut into stages."""
    start = item.inlined.stage
    code: Any = (replace(start, graph=replace(start.graph, stores=(*start.graph.stores, *roots))),)
    for step in GRAPH_PASSES:  # unverified: the roots are stored nowhere
        code = step.run(code, item.compiled.passes.target)
    (stage,) = cast("tuple[Stage]", code)
    return stage.graph.stores


def _values(item: CompiledRegion) -> list[tuple[set[Expr], set[Expr]]]:
    """Operands and results of each call, after the passes."""
    graph, calls = item.inlined.stage.graph, item.inlined.calls
    alive = set(graph.nodes())
    roots = [
        (number, which, Store(f"{which} {number}", value))
        for number, call in enumerate(calls)
        for which, values in ((0, call.operands), (1, call.results))
        for value in values
        if value in alive
    ]
    after = _final(item, tuple(store for *_, store in roots))
    own, marked = after[: len(after) - len(roots)], after[len(after) - len(roots) :]
    assert own == _final(item, ()), "the passes do to a graph what they do to it with further roots"
    values: list[tuple[set[Expr], set[Expr]]] = [(set(), set()) for _ in calls]
    for (number, which, _), store in zip(roots, marked, strict=True):
        values[number][which].add(store.value)
    return values


def _between(operands: set[Expr], results: set[Expr]) -> set[Expr]:
    """Values computed for `results` from `operands`; the operands themselves if they are loads or numbers."""
    between: set[Expr] = set()
    stack = [(node, True) for node in results]
    while stack:
        node, _ = stack.pop()
        if node in between:
            continue
        if node in operands and node.args and node not in results:
            continue
        between.add(node)
        if node not in operands:
            stack += [(arg, False) for arg in node.args]
    return {node for node in between if node not in operands or not node.args}


def _of_kernel(stage: Stage, of: dict[Expr, set[int]], stored: dict[str, set[int]]) -> Owners:
    owned: Owners = {}
    for store in stage.graph.stores:
        for node in postorder([store.value]):
            owned[node] = frozenset(of.get(node, ())) | frozenset(of.get(stage.origins.get(node, node), ()))
    for store in stage.graph.stores:
        owned[store] = frozenset(stored.get(store.buffer, ())) or owned[store.value]
    return owned
