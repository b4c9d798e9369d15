"""The text of each stage.

Input: a bound graph. Output: text under the user's names; nothing is run and nothing changes.
Non-goals: colours (`highlight.py`), numbers (`costs.py`).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mxsym.codegen import graph as graphs
from mxsym.codegen import kernel as kernels
from mxsym.codegen import text
from mxsym.codegen.kernel import Kernel
from mxsym.codegen.loading import load_modules
from mxsym.errors import suggest
from mxsym.inspection.highlight import coloured
from mxsym.opgraph.bound import BoundGraph
from mxsym.opgraph.launches import Part
from mxsym.opgraph.save import to_python
from mxsym.runtime.cache import Compiled
from mxsym.spelling import listed, printable

if TYPE_CHECKING:
    from mxsym.opgraph.program import Group


@dataclass(frozen=True)
class Unit:
    """A compiled recipe and the parts that run it; the first one's names are shown."""

    compiled: Compiled
    parts: list[Part]

    @property
    def group(self) -> Group:
        return self.parts[0].group

    @property
    def title(self) -> str:
        return title(self.group)

    def kernels(self) -> list[Kernel]:
        """The kernels under the user's names; where there are several, each has the number of its place."""
        made, names, scalars = self.compiled, self.group.buffer_names(), self.group.scalar_names()
        for buffer in made.workspace():
            names[buffer.name] = next(name for name in _variants(buffer.name) if name not in names.values())
        several = len(made.codes) > 1
        titles = [f"{self.title}.{number}" if several else self.title for number in range(len(made.codes))]
        return [
            kernels.rename(code.kernel, name, names, scalars) for code, name in zip(made.codes, titles, strict=True)
        ]


def units(graph: BoundGraph) -> list[Unit]:
    """The distinct compiled recipes of a bound graph, each with the parts that run it."""
    found: dict[Compiled, list[Part]] = {}
    for part in graph.parts:
        if part.compiled.codes:  # otherwise it changes nothing
            found.setdefault(part.compiled, []).append(part)
    return [Unit(compiled, parts) for compiled, parts in found.items()]


def title(group: Group) -> str:
    """The names of a group's updates, or of its operators where it has no update."""
    updates = [node.name for node in group.nodes if node.rule is not None and node.rule.is_update]
    return "+".join(updates or [node.name for node in group.nodes])


def _shared(unit: Unit) -> str:
    names = [title(part.group) for part in unit.parts]
    return f"# one kernel for {listed(names, 4)}\n" if len(names) > 1 else ""


def _variants(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}.{number}" for number in itertools.count())


def _typed(unit: Unit) -> str:
    group = unit.group
    graph = graphs.rename(unit.compiled.graph, unit.title, group.buffer_names(), group.scalar_names())
    return _shared(unit) + text.print_graph(graph)


def _kernel(unit: Unit) -> str:
    return _shared(unit) + text.print_kernels(unit.kernels())


def _llvm(unit: Unit) -> str:
    return "\n".join(code.llvm for code in unit.compiled.codes)


def _llvm_optimized(unit: Unit) -> str:
    load_modules("mxsym.codegen.backend.llvm")
    from mxsym.codegen.backend import llvm

    return "\n".join(llvm.optimized_text(code.llvm, unit.compiled.target) for code in unit.compiled.codes)


def _assembly(unit: Unit) -> str:
    load_modules("mxsym.codegen.backend.llvm")
    from mxsym.codegen.backend import llvm

    return "\n".join(llvm.assembly(code.llvm, unit.compiled.target) for code in unit.compiled.codes)


_STAGES: dict[str, Callable[[Unit], str]] = {
    "typed": _typed,
    "kernel": _kernel,
    "llvm": _llvm,
    "llvm-opt": _llvm_optimized,
    "asm": _assembly,
}
STAGES = ("graph", *_STAGES)


def stage_text(graph: BoundGraph, stage: str, *, color: bool = False) -> str:
    """The text of one stage of every distinct kernel; with `color`, in ANSI colours.

    Raises:
        ValueError: there is no such stage.
    """
    if stage not in STAGES:
        raise ValueError(f"no stage {stage!r}: {suggest(stage, STAGES)}")
    if stage == "graph":
        plain = printable(to_python(graph.symbol, graph.types))
    else:
        plain = printable("\n".join(_STAGES[stage](unit) for unit in units(graph)))
    return coloured(plain, stage) if color else plain
