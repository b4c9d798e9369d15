"""Content of the report as data for JSON: ops with their expressions and places in each kernel, kernels with costs and
texts, line by line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mxsym.codegen.loading import load_modules
from mxsym.codegen.text import kernel_lines
from mxsym.inspection.costs import KernelFacts, step_facts
from mxsym.inspection.explain import head, table_cells, totals
from mxsym.inspection.highlight import patterns
from mxsym.inspection.profile import Profile
from mxsym.inspection.provenance import owners
from mxsym.inspection.stage_text import Unit
from mxsym.opgraph.bound import BoundGraph
from mxsym.opgraph.node import Op, ops_of
from mxsym.rule.formula import formula
from mxsym.rule.rule import REQUIRED
from mxsym.spelling import escaped

if TYPE_CHECKING:
    from mxsym.codegen.backend.debug_lines import Located

STAGES = ("kernel", "llvm", "llvm-opt", "asm")
"""The texts that are shown side by side."""


def content(graph: BoundGraph, profile: Profile | None = None) -> dict[str, Any]:
    """Everything the page needs."""
    load_modules("mxsym.codegen.backend.debug_lines")
    from mxsym.codegen.backend.debug_lines import locate

    facts = step_facts(graph)
    located = [locate(item.code.kernel, item.unit.target) for item in facts.kernels]
    return {
        "head": head(graph, facts, profile),
        "patterns": {stage: patterns(stage) for stage in STAGES},
        "kernels": [
            {**row, "texts": _texts(item, where)}
            for item, row, where in zip(facts.kernels, table_cells(facts, profile), located, strict=True)
        ],
        "ops": _ops(graph, facts.kernels, located),
        "total": totals(facts, profile),
    }


def _texts(item: KernelFacts, located: Located) -> dict[str, Any]:
    texts = {stage: (located.texts[stage].lines, located.texts[stage].places) for stage in STAGES}
    texts["kernel"] = ([line for line, _ in kernel_lines(item.kernel)], located.texts["kernel"].places)
    return texts


def _ops(graph: BoundGraph, kernels: list[KernelFacts], located: list[Located]) -> list[dict[str, Any]]:
    """The ops in the order in which they run, each with its places by the number of the kernel."""
    places: dict[str, dict[int, list[int]]] = {}
    for unit, first in _units(kernels):
        for step, number, lines in _owned(unit, first, located):
            for item in unit.items:
                places.setdefault(item.region.origins[step], {})[number] = lines
    shown: list[dict[str, Any]] = []
    for node in ops_of(graph.expanded):
        spots = [[number, lines] for number, lines in sorted(places.get(graph.lowered.calls[node], {}).items())]
        shown.append(
            {
                "name": escaped(node.name),
                "rule": node.rule.title,
                "formula": _formula(node),
                "attributes": [escaped(f"{key} = {value}") for key, value in node.attrs.items()],
                "inputs": [escaped(f"{key}: {entry.node.name}") for key, entry in node.inputs.items()],
                "where": escaped(node.where),
                "places": spots,
            }
        )
    return shown


def _units(kernels: list[KernelFacts]) -> Iterator[tuple[Unit, int]]:
    """The units, each with the number of its first kernel."""
    seen: set[int] = set()
    for number, item in enumerate(kernels):
        if id(item.unit) not in seen:
            seen.add(id(item.unit))
            yield item.unit, number


def _owned(unit: Unit, first: int, located: list[Located]) -> Iterator[tuple[int, int, list[int]]]:
    """(step, kernel, places) of a unit, kernels numbered over all units."""
    item = unit.items[0]
    for number, owned in enumerate(owners(item), first):
        place = located[number].place
        for step in range(len(item.region.program.calls)):
            lines = sorted({place[key] for key, steps in owned.items() if step in steps and key in place})
            if lines:
                yield step, number, lines


def _formula(node: Op) -> list[str]:
    """Formula of an op; rules whose flags have no default have no general formula."""
    if any(item.default is REQUIRED for item in node.rule.flags):
        return []
    return formula(node.rule)
