"""The text of each compiler stage, under the user's names. Nothing is run and nothing changes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mxsym.codegen import graph as graphs
from mxsym.codegen import kernel as kernels
from mxsym.codegen import text
from mxsym.codegen.fusion.inline_calls import Binding
from mxsym.codegen.fusion.partition import Region
from mxsym.codegen.graph import Graph
from mxsym.codegen.kernel import Kernel
from mxsym.codegen.loading import load_modules
from mxsym.codegen.target import Target
from mxsym.errors import suggest
from mxsym.inspection.highlight import coloured
from mxsym.opgraph.bound import BoundGraph
from mxsym.opgraph.save import to_python
from mxsym.runtime.kernel_cache import Compiled
from mxsym.runtime.launch import CompiledRegion
from mxsym.spelling import listed, printable


@dataclass(frozen=True)
class Unit:
    """Code, and the regions that run it; the first one's names are shown."""

    compiled: Compiled
    items: list[CompiledRegion]

    @property
    def region(self) -> Region:
        return self.items[0].region

    @property
    def binding(self) -> Binding:
        return self.items[0].inlined.binding

    @property
    def target(self) -> Target:
        return self.compiled.passes.target

    @property
    def graph(self) -> Graph:
        """The graph that the passes start from."""
        return self.compiled.passes.start.graph

    @property
    def title(self) -> str:
        return self.region.title

    def kernels(self) -> list[Kernel]:
        """The kernels under the user's names; where there are several, each has the number of its place."""
        names, scalars = self.binding.buffer_names(), self.binding.scalar_names()
        for own in dict.fromkeys(buffer.name for _, buffer in self.compiled.workspace()):
            names[own] = next(name for name in _variants(own) if name not in names.values())
        codes = self.compiled.kernels
        titles = [f"{self.title}.{number}" if len(codes) > 1 else self.title for number in range(len(codes))]
        return [kernels.rename(code.kernel, name, names, scalars) for code, name in zip(codes, titles, strict=True)]


def units(graph: BoundGraph) -> list[Unit]:
    """The distinct code of a bound graph, each with the regions that run it."""
    of: dict[Compiled, list[CompiledRegion]] = {}
    for item in in_order(graph):
        if item.compiled.kernels:  # otherwise it changes nothing
            of.setdefault(item.compiled, []).append(item)
    return [Unit(compiled, items) for compiled, items in of.items()]


def in_order(graph: BoundGraph) -> list[CompiledRegion]:
    """The regions in the order in which they run."""
    return sorted(graph.compiled, key=lambda item: item.region.phase)


def _shared(unit: Unit) -> str:
    names = [item.region.title for item in unit.items]
    return f"# one kernel for {listed(names, 4)}\n" if len(names) > 1 else ""


def _variants(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}.{number}" for number in itertools.count())


def _typed(unit: Unit) -> str:
    graph = graphs.rename(unit.graph, unit.title, unit.binding.buffer_names(), unit.binding.scalar_names())
    return _shared(unit) + text.print_graph(graph)


def _kernel(unit: Unit) -> str:
    return _shared(unit) + text.print_kernels(unit.kernels())


def _llvm(unit: Unit) -> str:
    return "\n".join(code.llvm for code in unit.compiled.kernels)


def _llvm_optimized(unit: Unit) -> str:
    load_modules("mxsym.codegen.backend.llvm")
    from mxsym.codegen.backend import llvm

    return "\n".join(llvm.optimized_text(code.llvm, unit.target) for code in unit.compiled.kernels)


def _assembly(unit: Unit) -> str:
    load_modules("mxsym.codegen.backend.llvm")
    from mxsym.codegen.backend import llvm

    return "\n".join(llvm.assembly(code.llvm, unit.target) for code in unit.compiled.kernels)


_STAGES: dict[str, Callable[[Unit], str]] = {
    "typed": _typed,
    "kernel": _kernel,
    "llvm": _llvm,
    "llvm-opt": _llvm_optimized,
    "asm": _assembly,
}
STAGES = ("graph", "program", "regions", *_STAGES)


def stage_text(graph: BoundGraph, stage: str, *, color: bool = False) -> str:
    """The text of one stage of every distinct kernel; with `color`, in ANSI colours.

    Raises:
        ValueError: there is no such stage.
    """
    if stage not in STAGES:
        raise ValueError(f"no stage {stage!r}: {suggest(stage, STAGES)}")
    if stage == "graph":
        plain = printable(to_python(graph.symbol, graph.types))
    elif stage == "program":
        load_modules("mxsym.codegen.program_text")
        from mxsym.codegen.program_text import print_program

        plain = printable(print_program(graph.lowered.program))
    elif stage == "regions":
        load_modules("mxsym.codegen.pass_text")
        from mxsym.codegen.pass_text import print_regions

        plain = printable(print_regions(graph.regions))
    else:
        plain = printable("\n".join(_STAGES[stage](unit) for unit in units(graph)))
    return coloured(plain, stage) if color else plain
