"""Looking in: the text of each stage, and what the compiler did in words.

Input: an executor. Output: text; nothing is run and nothing changes.
Non-goals: pictures.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from mxsym.analysis import is_lazy
from mxsym.codegen import graph as graphs
from mxsym.codegen import kernel as kernels
from mxsym.codegen import lower, text
from mxsym.codegen.evaluate import BLOCK
from mxsym.codegen.expr import Space
from mxsym.codegen.kernel import Kernel
from mxsym.codegen.zero import unchanged
from mxsym.errors import near
from mxsym.runtime.cache import Code, Compiled
from mxsym.runtime.plan import elements
from mxsym.runtime.threads import get_num_threads

if TYPE_CHECKING:
    from mxsym.executor import Executor
    from mxsym.program import Group

Unit = tuple[Compiled, list["Group"]]
"""A compiled recipe and the groups that run it."""


def units(executor: Executor) -> list[Unit]:
    """The distinct compiled recipes of an executor, each with its groups."""
    found: dict[Compiled, list[Group]] = {}
    for part in executor.parts:
        if part.compiled.codes:  # otherwise it changes nothing
            found.setdefault(part.compiled, []).append(part.group)
    return list(found.items())


def _title(group: Group) -> str:
    """The names of a group's updates, or of its operators where it has no update."""
    updates = [node.name for node in group.nodes if node.rule is not None and node.rule.is_update]
    return "+".join(updates or [node.name for node in group.nodes])


def _shared(groups: list[Group]) -> str:
    names = [_title(group) for group in groups]
    shown = ", ".join(names[:4]) + (f", … ({len(names)} in all)" if len(names) > 4 else "")
    return f"# one kernel for {shown}\n" if len(names) > 1 else ""


def named_kernels(made: Compiled, group: Group) -> list[Kernel]:
    """The kernels under the user's names; where there are several, each has the number of its place."""
    names, scalars, title = group.buffer_names(), group.scalar_names(), _title(group)
    for buffer in made.workspace():
        names[buffer.name] = next(name for name in _variants(buffer.name) if name not in names.values())
    titles = [title] if len(made.codes) == 1 else [f"{title}.{number}" for number in range(len(made.codes))]
    return [kernels.rename(code.kernel, name, names, scalars) for code, name in zip(made.codes, titles, strict=True)]


def _variants(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}.{number}" for number in itertools.count())


def _typed(made: Compiled, group: Group) -> str:
    graph = graphs.rename(made.graph, _title(group), group.buffer_names(), group.scalar_names())
    return text.print_graph(graph)


def _kernel(made: Compiled, group: Group) -> str:
    return text.print_kernels(named_kernels(made, group))


def _llvm(made: Compiled, _group: Group) -> str:
    return "\n".join(code.llvm for code in made.codes)


def _llvm_optimized(made: Compiled, _group: Group) -> str:
    from mxsym.codegen import llvm

    return "\n".join(llvm.optimized_text(code.llvm, made.target) for code in made.codes)


def _assembly(made: Compiled, _group: Group) -> str:
    from mxsym.codegen import llvm

    return "\n".join(llvm.assembly(code.llvm, made.target) for code in made.codes)


_STAGES: dict[str, tuple[Callable[[Compiled, Group], str], bool]] = {
    "typed": (_typed, True),
    "kernel": (_kernel, True),
    "llvm": (_llvm, False),
    "llvm-opt": (_llvm_optimized, False),
    "asm": (_assembly, False),
}
STAGES = ("graph", *_STAGES)


def stage_text(executor: Executor, stage: str) -> str:
    """The text of one stage of every distinct kernel.

    Raises:
        ValueError: there is no such stage.
    """
    if stage == "graph":
        from mxsym.serialize import to_python

        return to_python(executor.symbol, executor.types)
    if stage not in _STAGES:
        raise ValueError(f"no stage {stage!r}: {near(stage, STAGES)}")
    show, commented = _STAGES[stage]
    return "\n".join((_shared(groups) if commented else "") + show(made, groups[0]) for made, groups in units(executor))


def explain(executor: Executor) -> str:
    """What was fused, what was not and why; what each kernel costs and how it runs."""
    found = units(executor)
    target = executor.parts[0].compiled.target if executor.parts else None
    steps = len({group.phase for group in executor.groups})
    distinct = len({code.address for made, _ in found for code in made.codes})
    launches = sum(max(1, len(part.compiled.codes)) for part in executor.parts)
    head = f"{distinct} kernel(s), {launches} launch(es), {steps} phase(s), {get_num_threads()} thread(s)"
    machine = f"target {target.name}: {target.cpu}, {target.vector_bits}-bit vectors" if target else "nothing to run"
    parts = [head, machine]
    for made, groups in found:
        parts += _explain_unit(executor, made, groups)
    return "\n".join([*parts, *_not_fused(executor.groups)]) + "\n"


def _explain_unit(executor: Executor, made: Compiled, groups: list[Group]) -> list[str]:
    group = groups[0]
    sizes = ", ".join(dict.fromkeys(str(item.shape) for item in groups[:8]))
    fused = ", ".join(f"{node.name} ({node.rule.name})" for node in group.nodes if node.rule)
    lines = [
        f"kernel {_title(group)}" + (f", run for {len(groups)} tensors" if len(groups) > 1 else ""),
        f"  fuses   {fused}",
        f"  shape   {sizes}: {sum(elements(item.shape) for item in groups)} element(s)",
    ]
    loaded = {str(node.attr) for node in made.graph.nodes() if node.op == "load"}
    known = {name for key, name in group.buffer_names().items() if key in loaded}
    if len(made.codes) > 1:
        lines.append(f"  stages  {len(made.codes)}, one after the other: whole tensors are summed")
    for code, kernel in zip(made.codes, named_kernels(made, group), strict=True):
        if code.role == "totals":
            lines.append(f"  stage   {kernel.name}: {', '.join(sorted(kernel.stored()))} of the blocks' sums")
            continue
        if len(made.codes) > 1:
            lines.append(f"  stage   {kernel.name}: over {kernel.space if code.role == 'elements' else code.role}")
        lines += _explain_kernel(kernel, code, made, known)
    return [*lines, *_explain_rows(executor, group)]


def _explain_kernel(kernel: Kernel, code: Code, made: Compiled, read: set[str]) -> list[str]:
    """What one loop moves and costs. `read` are the arrays whose contents before the step matter."""
    cost = kernel.cost()
    loops = lower.loop_shapes(code.kernel, made.target)
    loaded, stored = kernel.loaded(), kernel.stored()
    order = [buffer.name for buffer in kernel.buffers]
    sums = [b.name for b in kernel.buffers if b.space is Space.ROW] if kernel.space == "blocks" else []
    stored -= set(sums)
    places = [f"{name} in place" if name in read else f"{name} separate" for name in order if name in stored]
    return [
        f"  loads   {cost.loads}: {', '.join(name for name in order if name in loaded)}",
        f"  stores  {cost.stores}: {', '.join(places)}",
        *([f"  sums    {len(sums)}: {', '.join(sums)}, one value each for {BLOCK} elements"] if sums else []),
        f"  cost    {cost.bytes} bytes and {cost.flops} flops an element",
        f"  vectors {loops[0][0]} x {code.kernel.widest()}, {loops[0][1]} at a time",
    ]


def _explain_rows(executor: Executor, group: Group) -> list[str]:
    """Which rows each update touches, and whether that makes a difference for these attributes."""
    lines: list[str] = []
    for node in group.nodes:
        if node.rule is None or not node.rule.is_update:
            continue
        scalars = dict(executor.scalars_of[node])
        given = {name: 0.1 for name in node.inputs if node.rule.attribute(name)}  # a Symbol: any value
        gradient = node.rule.inputs[1].name if len(node.rule.inputs) > 1 else ""  # the weight, the gradient, the states
        same = unchanged(node.body().graph, gradient, {**scalars, **given})
        relation = "equals" if same else "differs from"
        form = "dense gradient" if group.source is None else f"{group.form}, rows of {group.source.name}"
        lines.append(f"  rows    {node.name}: {form}; lazy_update={is_lazy(node)}; lazy {relation} standard here")
    return lines


def _not_fused(groups: list[Group]) -> list[str]:
    """Why each group is a loop of its own; groups of one phase still run in one call."""
    lines: list[str] = []
    for one, other in itertools.pairwise(groups):
        if one.phase != other.phase:
            why = "it needs one number that an earlier phase writes, or overwrites one that is read there"
        elif one.shape != other.shape:
            why = f"shapes {one.shape} and {other.shape}"
        else:
            why = "they have no tensor in common"
        lines.append(f"  {_title(one)} | {_title(other)}: {why}")
    shown = lines if len(lines) <= 8 else [*lines[:7], f"  … and {len(lines) - 7} more"]
    return ["separate loops, because", *shown] if lines else []
