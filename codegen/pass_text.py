"""Passes on texts: parse and verify the input of one pass, run it, print its result."""

# A text holds programs, graphs or kernels, as `Executor.ir` prints them, one after the other. A line `stage ROLE over
# DOMAIN` before a graph says what its loop runs over; without one it is "elements over n". Lines that begin with #
# are remarks.

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import cast

from mxsym.codegen.compiler import PASSES, Level, Loop, Pass, cut_into_regions
from mxsym.codegen.fusion.copies import copy_overwritten
from mxsym.codegen.fusion.dependences import order_calls
from mxsym.codegen.fusion.partition import Region, partition
from mxsym.codegen.fusion.rematerialize import phases_text, rematerialize
from mxsym.codegen.fusion.stage import LoopRole, Stage
from mxsym.codegen.kernel import Domain
from mxsym.codegen.program import Program
from mxsym.codegen.program_text import parse_programs, print_program, print_programs
from mxsym.codegen.program_verify import verify_program
from mxsym.codegen.record import record
from mxsym.codegen.target import Target
from mxsym.codegen.text import ParseError, parse_graphs, parse_kernels, print_graph, print_kernel
from mxsym.codegen.verify import verify_graph, verify_kernel

_STAGE = re.compile(f"^stage ({'|'.join(LoopRole)}) over ({'|'.join(Domain)})\n", re.MULTILINE)


@record
class TextPass:
    """A pass by its name: the first sentence of its documentation, the IR that it takes, and its work on a text."""

    name: str
    doc: str
    takes: Level
    run: Callable[[str, Target], str]


def text_passes() -> dict[str, TextPass]:
    """Every pass by name, in the order in which the compiler runs them."""
    own: list[tuple[Callable[..., object], Callable[[Program], str]]] = [
        (copy_overwritten, lambda program: print_program(copy_overwritten(program))),
        (order_calls, _order),
        (rematerialize, _rematerialized),
        (partition, lambda program: print_regions(cut_into_regions(program))),
    ]
    passes = {function.__name__: _on_programs(function, work) for function, work in own}
    return passes | {step.name: TextPass(step.name, step.doc, step.takes, _RUN[step.takes](step)) for step in PASSES}


def print_stages(stages: Iterable[Stage]) -> str:
    """Each stage's graph, after a line that says what its loop runs over."""
    return "".join(f"stage {stage.role} over {stage.domain}\n{print_graph(stage.graph)}" for stage in stages)


def parse_stages(text: str) -> tuple[Stage, ...]:
    """The stages that `text` prints.

    Raises:
        ParseError: with the line and what was expected.
    """
    first, *rest = _STAGE.split(text)
    stages = [Stage(graph, Domain.FLAT) for graph in parse_graphs(first)]
    for role, domain, graphs in zip(*(iter(rest),) * 3, strict=True):
        stages += [Stage(graph, Domain(domain), LoopRole(role)) for graph in parse_graphs(graphs)]
    for stage in stages:
        verify_graph(stage.graph)
    return tuple(stages)


def print_regions(regions: Iterable[Region]) -> str:
    """The regions' programs after all their bodies; a remark before each says its phase."""
    listed = list(regions)
    phases = iter(listed)
    text = print_programs(region.program for region in listed)
    return re.sub(r"^program ", lambda _: f"# phase {next(phases).phase}\nprogram ", text, flags=re.MULTILINE)


def _programs(text: str) -> Iterator[Program]:
    for program in parse_programs(text):
        verify_program(program)
        yield program


def _on_programs(function: Callable[..., object], work: Callable[[Program], str]) -> TextPass:
    def run(text: str, _target: Target) -> str:
        return "\n".join(work(program) for program in _programs(_without_remarks(text)))

    return TextPass(function.__name__, (function.__doc__ or "").split("\n")[0], Level.PROGRAM, run)


def _order(program: Program) -> str:
    order = order_calls(program)
    return phases_text(order, tuple((phase,) for phase in order.phases))


def _rematerialized(program: Program) -> str:
    order = order_calls(program)
    return phases_text(order, rematerialize(order))


def _without_remarks(text: str) -> str:
    """The text with empty lines in place of remarks, so that errors name the right line."""
    return re.sub(r"^#.*", "", text, flags=re.MULTILINE)


def _from_programs(step: Pass) -> Callable[[str, Target], str]:
    def run(text: str, target: Target) -> str:
        programs = _programs(_without_remarks(text))
        return print_stages(stage for program in programs for stage in step.run(program, target))

    return run


def _from_stages(step: Pass) -> Callable[[str, Target], str]:
    def run(text: str, target: Target) -> str:
        after = step.run(parse_stages(_without_remarks(text)), target)
        if step.gives is Level.KERNEL:
            return "".join(print_kernel(loop.kernel) for loop in cast("tuple[Loop, ...]", after))
        return print_stages(cast("tuple[Stage, ...]", after))

    return run


def _from_kernels(step: Pass) -> Callable[[str, Target], str]:
    def run(text: str, target: Target) -> str:
        kernels = parse_kernels(_without_remarks(text))
        for kernel in kernels:
            verify_kernel(kernel)
        return "\n".join(step.run(tuple(Loop(LoopRole.ELEMENTS, kernel) for kernel in kernels), target))

    return run


_RUN: dict[Level, Callable[[Pass], Callable[[str, Target], str]]] = {
    Level.PROGRAM: _from_programs,
    Level.GRAPH: _from_stages,
    Level.STAGES: _from_stages,
    Level.KERNEL: _from_kernels,
}


__all__ = ["ParseError", "TextPass", "parse_stages", "print_regions", "print_stages", "text_passes"]
