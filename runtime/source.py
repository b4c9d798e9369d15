"""A recipe on its way through the compiler.

Input: a canonical recipe and a target. Output: `Source`: the graph after each pass, the kernels, and the `Facts` that a
plan must know of them; each is made when somebody asks for it.
Non-goals: machine code, and keeping anything for others (`cache.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mxsym.codegen import quiet, recipe, text
from mxsym.codegen.gate import LOADING
from mxsym.codegen.graph import Buffer, Graph
from mxsym.codegen.kernel import Kernel, digest
from mxsym.codegen.recipe import Recipe
from mxsym.codegen.target import Target

if TYPE_CHECKING:
    from mxsym.codegen.passes import Trace


class Source:
    """A recipe on its way through the compiler, as far as anybody has asked: LLVM's text is its end."""

    def __init__(self, made: Recipe, target: Target) -> None:
        self.recipe, self.target = made, target
        self._traces: tuple[Trace, ...] | None = None
        self._kernels: tuple[tuple[str, Kernel], ...] | None = None

    @property
    def graph(self) -> Graph:
        """What the passes start from."""
        return recipe.build(self.recipe)

    # Not functools.cached_property: before Python 3.12 that takes a lock, which a forked child may inherit held.
    @property
    def traces(self) -> tuple[Trace, ...]:
        """Every pass and the graph it left."""
        if self._traces is None:
            self._traces = quiet.run(self._run_passes)
        return self._traces

    def _run_passes(self) -> tuple[Trace, ...]:
        with LOADING:
            from mxsym.codegen import passes, verify

        check = verify.verify_graph if verify.enabled() else None
        return tuple(passes.run(self.graph, self.target, check))

    @property
    def kernels(self) -> tuple[tuple[str, Kernel], ...]:
        """The kernels in the order in which they run, each with its role: `stages.Stage`.

        There is one, unless whole tensors are summed, and none where nothing is stored (`assign(w, w)`).
        """
        if self._kernels is None:
            self._kernels = quiet.run(self._schedule)
        return self._kernels

    def _schedule(self) -> tuple[tuple[str, Kernel], ...]:
        with LOADING:
            from mxsym.codegen import verify
            from mxsym.codegen.kernel import schedule
            from mxsym.codegen.split import split
            from mxsym.codegen.stages import cut

        made: list[tuple[str, Kernel]] = []
        for stage in split(cut(self.traces[-1].graph, self.recipe.space)):
            quiet.pause()
            if stage.graph.stores:
                kernel = schedule(stage.graph, stage.space)
                if verify.enabled():
                    verify.verify_graph(stage.graph)
                    verify.verify_kernel(kernel)
                made.append((stage.role, kernel))
        return tuple(made)

    def facts(self) -> tuple[Facts, ...]:
        """What a plan must know of each kernel."""
        known = {buffer.name for buffer in self.graph.buffers}
        return tuple(
            Facts(
                digest(text.print_kernel(kernel)),
                role,
                kernel.space,
                kernel.slots(),
                kernel.cost().bytes,
                tuple(buffer for buffer in kernel.buffers if buffer.name not in known),
            )
            for role, kernel in self.kernels
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """What a plan must know of a kernel. `digest` is its text's; `bytes`: the traffic of each thing it runs over.

    `workspace` are its buffers that the recipe knows nothing of.
    """

    digest: str
    role: str
    space: str
    slots: tuple[tuple[str, str], ...]
    bytes: int
    workspace: tuple[Buffer, ...]
