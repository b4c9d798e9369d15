"""Content of the report as data for JSON: groups of ops, kernels with their costs and texts, sources of rules."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mxsym.codegen.loading import load_modules
from mxsym.codegen.text import kernel_lines
from mxsym.inspection.costs import KernelFacts, step_facts
from mxsym.inspection.explain import head, table_cells, totals
from mxsym.inspection.figures import duration
from mxsym.inspection.highlight import patterns
from mxsym.inspection.loops import vector_loop
from mxsym.inspection.profile import Profile
from mxsym.inspection.provenance import owners
from mxsym.inspection.stage_text import Unit
from mxsym.opgraph.bound import BoundGraph
from mxsym.opgraph.node import Entry, Op, ops_of
from mxsym.rule.formula import formula_of
from mxsym.rule.rule import Rule
from mxsym.spelling import escaped, printable

if TYPE_CHECKING:
    from mxsym.codegen.backend.debug_lines import Located

STAGES = ("kernel", "llvm", "llvm-opt", "asm")
"""The texts that are shown side by side, with the rule's own."""
SOURCE = "python"
Places = dict[int, list[int]]
"""The places of an op by the number of the kernel."""


def content(graph: BoundGraph, profile: Profile | None = None) -> dict[str, Any]:
    """Everything the page needs.

    Raises:
        ValueError: the profile is of another graph.
    """
    load_modules("mxsym.codegen.backend.debug_lines")
    from mxsym.codegen.backend.debug_lines import locate

    facts = step_facts(graph)
    located = [locate(item.code.kernel, item.unit.target) for item in facts.kernels]
    rows = zip(table_cells(facts, profile), facts.kernels, located, strict=True)
    groups = _groups(graph, facts.kernels, located)
    return {
        "head": head(graph, facts, profile),
        "patterns": {stage: patterns(stage) for stage in (*STAGES, SOURCE)},
        "kernels": [{**row, "texts": _texts(item, where)} for row, item, where in rows],
        "groups": [_group(members, places, profile) for members, places in groups],
        "ops": [_op(graph, node, number) for number, (nodes, _) in enumerate(groups) for node in nodes],
        "sources": {rule.name: _source(rule) for rule in {_declared(nodes[0].rule): None for nodes, _ in groups}},
        "total": totals(facts, profile),
    }


def _texts(item: KernelFacts, located: Located) -> dict[str, Any]:
    """For each stage its lines, their places, and the first and the last line of the vector loop."""
    lines = {stage: located.texts[stage].lines for stage in STAGES}
    lines["kernel"] = [line for line, _ in kernel_lines(item.kernel)]
    return {stage: [lines[stage], located.texts[stage].places, vector_loop(lines[stage], stage)] for stage in STAGES}


def _groups(graph: BoundGraph, kernels: list[KernelFacts], located: list[Located]) -> list[tuple[list[Op], Places]]:
    """The ops in the order in which they run, those together that are of one rule and have the same places."""
    places: dict[str, Places] = {}
    for unit, first in _units(kernels):
        for step, number, lines in _owned(unit, first, located):
            for item in unit.items:
                places.setdefault(item.region.origins[step], {})[number] = lines
    groups: dict[Any, tuple[list[Op], Places]] = {}
    for node in ops_of(graph.expanded):
        mine = places.get(graph.lowered.calls[node], {})
        key = (node.rule.title, tuple((number, tuple(mine[number])) for number in sorted(mine)))
        groups.setdefault(key if mine else node, ([], mine))[0].append(node)
    return list(groups.values())


def _group(nodes: list[Op], places: Places, profile: Profile | None) -> dict[str, Any]:
    rule = nodes[0].rule
    return {
        "rule": rule.title,
        "formula": formula_of(rule),
        "source": _declared(rule).name,
        "places": sorted(places.items()),
        "measured": [] if profile is None else list(_measured({node.name for node in nodes}, places, profile)),
    }


def _measured(names: set[str], places: Places, profile: Profile) -> Iterator[list[Any]]:
    """The number of each kernel of these ops, and their part of its measured time."""
    for number in sorted(places):
        time = profile.kernels[number]
        if share := sum(part for name, part in time.ops.items() if name in names):
            yield [number, f"{duration(share * time.seconds)}, {share:.0%} of the kernel"]


def _op(graph: BoundGraph, node: Op, group: int) -> dict[str, Any]:
    shape = graph.types.shapes.get(Entry(node))
    return {
        "name": escaped(node.name),
        "group": group,
        "shape": "" if shape is None else "x".join(map(str, shape)) or "number",
        "attributes": [escaped(f"{key} = {value}") for key, value in node.attrs.items()],
        "inputs": [escaped(f"{key}: {entry.node.name}") for key, entry in node.inputs.items()],
        "where": escaped(node.where),
    }


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
        of: dict[int, set[int]] = {}
        for key, steps in owned.items():
            if key in located[number].place:
                for step in steps:
                    of.setdefault(step, set()).add(located[number].place[key])
        yield from ((step, number, sorted(of[step])) for step in sorted(of))


def _declared(rule: Rule) -> Rule:
    """The rule that another is derived from, by way of others perhaps."""
    rule = rule.single
    while rule.base is not None:
        rule = rule.base.single
    return rule


def _source(rule: Rule) -> Mapping[str, Any]:
    """The Python text of a rule and its place; without lines where there is none, as for rules from files."""
    nothing: dict[str, Any] = {"lines": [], "first": 1, "where": escaped(rule.where)}
    if rule.from_file:
        return nothing
    try:
        lines, first = inspect.getsourcelines(rule.function)
    except (OSError, TypeError):
        return nothing
    return {"lines": printable("".join(lines)).rstrip("\n").split("\n"), "first": first, "where": escaped(rule.where)}
