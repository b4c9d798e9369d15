"""What each kernel costs: how much it runs over, what it moves and computes, and how long that should take.

Input: a bound graph. Output: `KernelFacts`, one for each distinct kernel in the order in which they first run.
The prediction is the bytes at this machine's measured bandwidth for a step of that size: what memory needs. Bytes are
those of elements; what is one value a row, or a block, is not counted.
Non-goals: words and tables (`explain.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from mxsym.codegen.backend.lower import loop_shapes
from mxsym.codegen.kernel import Cost, Kernel
from mxsym.inspection.stage_text import Unit, units
from mxsym.opgraph.bound import BoundGraph
from mxsym.opgraph.infer import rows_and_columns
from mxsym.opgraph.launches import Part, blocks
from mxsym.runtime.bandwidth import bandwidth
from mxsym.runtime.cache import Code
from mxsym.runtime.plan import elements


@dataclass(frozen=True, slots=True)
class KernelFacts:
    """One kernel. `elements`, `bytes` and `flops` are of a whole step, all its launches together."""

    unit: Unit
    kernel: Kernel
    code: Code
    launches: int
    elements: int
    bytes: int
    flops: int
    vectors: str
    seconds: float

    @property
    def cost(self) -> Cost:
        """What one element costs."""
        return self.kernel.cost()


@dataclass(frozen=True, slots=True)
class StepFacts:
    """A whole step. `speed` is in bytes a second."""

    kernels: list[KernelFacts]
    bytes: int
    flops: int
    speed: float
    seconds: float


def step_facts(graph: BoundGraph) -> StepFacts:
    """The costs of a step with the arrays that are bound now."""
    counted = [
        (unit, kernel, code, [_count(graph, part, code) for part in unit.parts])
        for unit in units(graph)
        for code, kernel in zip(unit.compiled.codes, unit.kernels(), strict=True)
    ]
    traffic = sum(kernel.cost().bytes * sum(counts) for _, kernel, _, counts in counted)
    speed = bandwidth(traffic)
    made: list[KernelFacts] = []
    for unit, kernel, code, counts in counted:
        cost, total = kernel.cost(), sum(counts)
        vectors, moved = _vectors(unit, code), cost.bytes * total
        made.append(
            KernelFacts(unit, kernel, code, len(counts), total, moved, cost.flops * total, vectors, moved / speed)
        )
    return StepFacts(made, traffic, sum(item.flops for item in made), speed, traffic / speed)


def _vectors(unit: Unit, code: Code) -> str:
    loop = loop_shapes(code.kernel, unit.compiled.target)[0]
    return f"{loop.parts} x {loop.width} {code.kernel.widest()}"


def _count(graph: BoundGraph, part: Part, code: Code) -> int:
    """How many elements one launch runs over."""
    shape = part.group.shape
    if code.role != "elements":
        return blocks(elements(shape)) if code.role == "totals" else 1
    if part.group.source is None or code.kernel.space not in ("rows", "gaps"):
        return elements(shape)
    height, columns = rows_and_columns(shape)
    bound = graph.row_sparse_arrays().get(part.group.source.name)
    listed = bound.rows() if bound is not None else 0
    return columns * (listed if part.name == "rows" else height - listed)
