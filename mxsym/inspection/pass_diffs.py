"""Effects of the passes: for each pass over each distinct graph, the text before, the text after and the difference."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import cast

from mxsym.codegen import graph as graphs
from mxsym.codegen import text
from mxsym.codegen.compiler import Level
from mxsym.codegen.expr import Expr
from mxsym.codegen.fusion.stage import Stage
from mxsym.codegen.graph import Graph
from mxsym.codegen.record import field, record
from mxsym.inspection.highlight import coloured_diff
from mxsym.inspection.notebook import passes_as_html
from mxsym.inspection.stage_text import units
from mxsym.opgraph.bound import BoundGraph
from mxsym.spelling import shown


@record
class Pass:
    """One pass over one graph. `before` and `after` are texts that `codegen.text.parse_graph` reads.

    A value keeps its number where it is what it was, so that `diff`, which is unified, shows little else than the
    change.
    """

    graph: str
    name: str
    before: str = field(repr=False)
    after: str = field(repr=False)

    @property
    def changed(self) -> bool:
        return self.before != self.after

    @property
    def diff(self) -> str:
        """A unified diff of the two texts; empty where the pass found nothing to do."""
        sides = (self.before.splitlines(keepends=True), self.after.splitlines(keepends=True))
        names = (f"{shown(self.graph)} before {self.name}", f"{shown(self.graph)} after {self.name}")
        return "".join(difflib.unified_diff(*sides, *names, n=2))


class Passes(tuple[Pass, ...]):
    """The passes in the order in which they ran. As text: those that changed something, with their diffs."""

    __slots__ = ()

    def text(self, *, color: bool = False) -> str:
        """One paragraph a pass; with `color`, in ANSI colours."""
        diffs = "\n".join(item.diff or f"{shown(item.graph)}: {item.name} changes nothing\n" for item in self)
        return coloured_diff(diffs) if color else diffs

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return passes_as_html([(f"{shown(item.graph)}: {item.name}", item.diff) for item in self])

    def __repr__(self) -> str:
        return f"<{len(self)} passes, {sum(item.changed for item in self)} of them changed something; print them>"


def passes(graph: BoundGraph) -> Passes:
    """Every pass over every distinct graph, under the user's names."""
    steps: list[Pass] = []
    for unit in units(graph):
        names = (unit.title, unit.binding.buffer_names(), unit.binding.scalar_names())
        before = graphs.rename(unit.graph, *names)
        numbers = {node: number for number, node in enumerate(before.nodes())}
        for result in unit.compiled.passes.results:
            if result.step.gives is not Level.GRAPH:
                break
            (stage,) = cast("tuple[Stage]", result.ir)
            after = graphs.rename(stage.graph, *names)
            renumbered = _numbered(before, after, numbers)
            texts = text.print_graph(before, numbers), text.print_graph(after, renumbered)
            steps.append(Pass(unit.title, result.step.name, *texts))
            before, numbers = after, renumbered
    return Passes(steps)


def _numbered(before: Graph, after: Graph, numbers: Mapping[Expr, int]) -> dict[Expr, int]:
    """Numbers for the values of `after`: those of the values they come from; new ones for what is new."""
    origin: dict[Expr, Expr] = {}
    old = {store.buffer: store.value for store in before.stores}
    pairs = [(old[store.buffer], store.value) for store in after.stores if store.buffer in old]
    while pairs:
        one, other = pairs.pop()
        if other in origin or one.type != other.type:
            continue
        origin[other] = one
        if one.op == other.op:
            pairs += zip(one.args, other.args, strict=True)
    assigned: dict[Expr, int] = {node: number for node, number in numbers.items() if node in set(after.nodes())}
    taken = set(assigned.values())
    fresh = max(numbers.values(), default=-1)
    for node in after.nodes():
        number = numbers[origin[node]] if node in origin else -1
        if node not in assigned:
            if number < 0 or number in taken:
                fresh += 1
                number = fresh
            assigned[node] = number
            taken.add(number)
    return assigned
