"""`explain()`: a table of the kernels and their costs, then what they do to arrays and rows, then why regions stay
apart.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from typing import Any

from mxsym.codegen.blocks import BLOCK
from mxsym.codegen.expr import Granularity
from mxsym.codegen.fusion.partition import Region
from mxsym.codegen.fusion.stage import LoopRole
from mxsym.codegen.kernel import Domain
from mxsym.codegen.program import Rows
from mxsym.inspection.costs import KernelFacts, StepFacts, step_facts
from mxsym.inspection.figures import amount, counted, duration, table
from mxsym.inspection.notebook import Explanation
from mxsym.inspection.profile import Profile
from mxsym.inspection.stage_text import Unit, in_order
from mxsym.inspection.zero_gradient import unchanged
from mxsym.opgraph.bound import BoundGraph
from mxsym.opgraph.storage import is_lazy, update_form
from mxsym.opgraph.typed import axes
from mxsym.runtime.launch import calls_library, is_tiled, library_title
from mxsym.runtime.threads import get_num_threads
from mxsym.spelling import printable, shown

RIGHT = frozenset({"launches", "elements", "predicted", "measured"})
"""Columns of numbers."""
_SHOWN = 8
"""Lines of one kind before the rest is only counted."""


_OF_LIBRARY = """\
between kernels, NumPy's library computes on all of its threads; these bits are the library's, and another
version of it, or another machine, may have others:"""
_OF_MACHINE = """\
between kernels, AMX multiplies bfloat16, on the step's threads; these bits are the machine's:"""


def explain(graph: BoundGraph, profile: Profile | None = None) -> Explanation:
    """Text on a graph's fusion: fused ops, the reasons why others are not, the cost of each kernel and how it runs.

    Raises:
        ValueError: `profile` is of another graph.
    """
    facts = step_facts(graph)
    parts = ["\n".join(head(graph, facts, profile))]
    if facts.kernels:
        parts += [table(*_table(facts, profile)), *_notes(graph, facts)]
    parts += _library(graph)
    parts += _not_fused([item.region for item in graph.compiled if not calls_library(item)])
    return Explanation(printable("\n\n".join(parts)) + "\n")


def head(graph: BoundGraph, facts: StepFacts, profile: Profile | None = None) -> list[str]:
    """The lines above the table."""
    distinct = len({item.code.address for item in facts.kernels})
    calls = sum(calls_library(item) for item in graph.compiled)
    launches = sum(max(1, len(item.compiled.kernels)) for item in graph.compiled) - calls
    phases = len({region.phase for region in graph.regions})
    target = graph.compiled[0].compiled.passes.target if graph.compiled else None
    counts = [counted(distinct, "kernel"), counted(launches, "launch").replace("launchs", "launches")]
    counts += [counted(calls, "library call")] if calls else []
    counts += [counted(phases, "phase"), counted(get_num_threads(), "thread")]
    machine = f"target {target.name}: {target.cpu}, {target.vector_bits}-bit vectors" if target else "nothing to run"
    lines = [", ".join(counts), machine]
    if facts.bytes:
        speed = amount(facts.speed, "B/s")
        lines.append(f"a step moves {amount(facts.bytes, 'B')}; a plain stream of that does {speed} here")
    if profile is not None:
        outside = f"{duration(profile.outside)} of it outside kernels"
        lines.append(f"measured: a step took {duration(profile.seconds)}, {outside}, over {profile.steps} steps")
    return lines


def _fused(item: KernelFacts) -> str:
    names = item.unit.region.origins
    some = ", ".join(map(shown, names[:3])) + (f", … ({len(names)})" if len(names) > 3 else "")
    many = len(item.unit.items)
    return some + (f" for {many} tensors" if many > 1 else "")


def cells(item: KernelFacts, measured: float | None = None) -> dict[str, str]:
    """A kernel's cells in the table, by column; `measured` is its time, in seconds."""
    times = {} if measured is None else {"measured": duration(measured)}
    return {
        "kernel": shown(item.kernel.name),
        "ops fused": _fused(item),
        "launches": str(item.launches),
        "over": item.kernel.domain if item.code.info.role is LoopRole.ELEMENTS else item.code.info.role,
        "elements": "no rows yet" if item.has_no_rows else str(item.elements),
        "bytes": f"{amount(item.bytes, 'B')} ({item.cost.bytes} each)",
        "flops": f"{amount(item.flops)} ({item.cost.flops} each)",
        "vectors": item.vectors,
        "predicted": "" if item.has_no_rows else duration(item.seconds),
        **times,
    }


def table_cells(facts: StepFacts, profile: Profile | None = None) -> list[dict[str, str]]:
    """The cells of each kernel, by column."""
    times = [None] * len(facts.kernels) if profile is None else [time.seconds for time in profile.times(facts)]
    return [cells(item, time) for item, time in zip(facts.kernels, times, strict=True)]


def figures(graph: BoundGraph, profile: Profile | None = None) -> dict[str, Any]:
    """The costs of a step and of each kernel as JSON takes them: seconds, bytes, and operations."""
    facts = step_facts(graph)
    times = [None] * len(facts.kernels) if profile is None else [time.seconds for time in profile.times(facts)]
    kernels = [
        {
            "kernel": item.kernel.name,
            "ops": [*item.unit.region.origins],
            "launches": item.launches,
            "elements": item.elements,
            "bytes": item.bytes,
            "flops": item.flops,
            "predicted_seconds": None if item.has_no_rows else item.seconds,
            **({} if time is None else {"measured_seconds": time}),
        }
        for item, time in zip(facts.kernels, times, strict=True)
    ]
    return {
        "kernels": kernels,
        "bytes": facts.bytes,
        "flops": facts.flops,
        "stream_bytes_per_second": facts.speed,
        "predicted_seconds": facts.seconds,
    }


def totals(facts: StepFacts, profile: Profile | None = None) -> dict[str, str]:
    """The cells of all kernels together."""
    every = {"bytes": amount(facts.bytes, "B"), "flops": amount(facts.flops), "predicted": duration(facts.seconds)}
    return every if profile is None else every | {"measured": duration(profile.seconds - profile.outside)}


def _table(facts: StepFacts, profile: Profile | None) -> tuple[list[str], list[list[str]], frozenset[int]]:
    lines = table_cells(facts, profile)
    heads = list(lines[0])
    if len(lines) > 1:
        lines.append({"kernel": "all", **totals(facts, profile)})
    right = frozenset(map(heads.index, RIGHT & {*heads}))
    return heads, [[line.get(name, "") for name in heads] for line in lines], right


def _notes(graph: BoundGraph, facts: StepFacts) -> list[str]:
    """Notes on each kernel's arrays and rows, and on the rules of its ops."""
    parts: list[str] = []
    for unit, items in itertools.groupby(facts.kernels, key=lambda item: item.unit):
        rules = ", ".join(_rule(graph, name) for name in unit.region.origins)
        lines = [shown(unit.title), f"  ops     {rules}", f"  shape   {_shapes(unit)}"]
        for item in items:
            lines += _arrays(item, several=len(unit.compiled.kernels) > 1)
        parts.append("\n".join(lines + _rows(graph, unit.region)))
    return parts


def _library(graph: BoundGraph) -> list[str]:
    """The calls of a library between kernels, and products by AMX, those alike together."""
    calls = [item for item in in_order(graph) if calls_library(item)]
    parts: list[str] = []
    for own, head in ((False, _OF_LIBRARY), (True, _OF_MACHINE)):
        titles = [
            library_title(item.region, target)
            for item in calls
            for target in [item.compiled.passes.target]
            if is_tiled(item.region, target) is own
        ]
        lines = [f"  {count} × {call}" for call, count in Counter(titles).items()]
        parts += ["\n".join([head, *lines])] if lines else []
    return parts


def _shapes(unit: Unit) -> str:
    shapes = list(dict.fromkeys(str(item.region.shape) for item in unit.items))
    return ", ".join(shapes[:_SHOWN]) + (f", … ({len(shapes)})" if len(shapes) > _SHOWN else "")


def _arrays(item: KernelFacts, *, several: bool) -> list[str]:
    """Loads and stores of one kernel."""
    kernel = item.kernel
    name = f" {shown(kernel.name)}:" if several else ""
    if item.code.info.role.adds_partials:
        return [f"  sums   {name} {', '.join(map(shown, sorted(kernel.stored())))} of the blocks' sums"]
    names = item.unit.binding.buffer_names()
    read = {names[str(node.attr)] for node in item.unit.graph.nodes() if node.op == "load"}  # before the step, that is
    order = [buffer.name for buffer in kernel.buffers]
    sums = [b.name for b in kernel.buffers if b.space is Granularity.ROW] if kernel.domain is Domain.BLOCKS else []
    stored = [name for name in order if name in kernel.stored() and name not in sums]
    places = [f"{shown(name)} {'in place' if name in read else 'separate'}" for name in stored]
    loads = ", ".join(shown(name) for name in order if name in kernel.loaded())
    lines = [f"  arrays {name} loads {loads or 'nothing'}; stores {', '.join(places) or 'nothing'}"]
    if sums:
        lines.append(f"  sums   {name} {', '.join(map(shown, sums))}, one value each for {BLOCK} elements")
    return lines


def _rows(graph: BoundGraph, region: Region) -> list[str]:
    """Rows that each update touches, and the effect of that choice for these attributes."""
    lines: list[str] = []
    ops = graph.lowered.ops()
    for call in region.calls:
        node = ops.get(call.name)
        if node is None or not node.rule.is_update or node.has_matrices:  # which take dense gradients alone
            continue
        scalars = {item.name: node.attrs.get(item.name, item.default) for item in node.rule.scalars}
        scalars |= graph.scalars.get(node, {})  # as they are now
        symbolic = {name: 0.1 for name in node.inputs if node.rule.attribute(name)}  # a Symbol: any value
        gradient = node.rule.inputs[1].name if len(node.rule.inputs) > 1 else ""  # the weight, the gradient, the states
        same = unchanged(node.body(axes(node, graph.types)).graph, gradient, {**scalars, **symbolic})
        relation = "equals" if same else "differs from"
        form = "dense gradient" if region.source is None else f"{update_form(node)}, rows of {shown(region.source)}"
        lines.append(
            f"  rows    {shown(node.name)}: {form}; lazy_update={is_lazy(node)}; lazy {relation} standard here"
        )
    return lines


def _rule(graph: BoundGraph, name: str) -> str:
    """A call and its origin: a rule, a part of one, or a copy that the compiler has added."""
    ops = graph.lowered.ops()
    node, whole = ops.get(name), ops.get(graph.lowered.parts.get(name, ""))
    of = f"a part of {shown(whole.name)}" if whole is not None else "a copy"
    return f"{shown(name)} ({of if node is None else node.rule.title})"


def _not_fused(regions: Sequence[Region]) -> list[str]:
    """Reasons why each region is a separate loop; regions of one phase still run in one call."""
    lines: list[str] = []
    whole = [region for region in regions if region.rows is not Rows.UNLISTED]
    for one, other in itertools.pairwise(whole):
        if one.phase != other.phase:
            why = "it needs one number that an earlier phase writes, or overwrites one that is read there"
        elif one.shape != other.shape:
            why = f"shapes {one.shape} and {other.shape}"
        else:
            why = "they have no tensor in common"
        lines.append(f"  {shown(one.title)} | {shown(other.title)}: {why}")
    if len(lines) > _SHOWN:
        lines = [*lines[: _SHOWN - 1], f"  … and {len(lines) - _SHOWN + 1} more"]
    return ["\n".join(["separate loops, because", *lines])] if lines else []
