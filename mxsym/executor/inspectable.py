"""What an executor shows of itself.

Input: an executor. Output: texts and pictures, made by `mxsym.inspection` and `mxsym.viz` when they are asked for.
Non-goals: making them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from mxsym.executor.executor import Executor
    from mxsym.inspection.pass_diffs import Passes


class Inspectable:
    """The methods of an executor that look in and change nothing."""

    def ir(self, stage: str, *, color: bool = False) -> str:
        """The text of one stage of every distinct kernel.

        Args:
            stage: "graph", "typed", "kernel", "llvm", "llvm-opt" or "asm".
            color: with ANSI colours, for a terminal; without them the text can be parsed.

        Raises:
            ValueError: there is no such stage.
        """
        from mxsym.inspection.stage_text import stage_text

        return stage_text(cast("Executor", self), stage, color=color)

    def explain(self) -> str:
        """A table of the kernels: what was fused, what each one costs; then what was not fused and why."""
        from mxsym.inspection.explain import explain

        return explain(cast("Executor", self))

    def passes(self) -> Passes:
        """Each pass of the compiler over each distinct graph: the texts before and after, and their difference."""
        from mxsym.inspection.pass_diffs import passes

        return passes(cast("Executor", self))

    def _repr_svg_(self) -> str:
        """What a notebook shows: the graph, each kernel a box around its ops."""
        from mxsym.inspection.draw.svg import svg

        return svg(cast("Executor", self))
