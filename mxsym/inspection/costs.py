"""What each kernel costs: how much it runs over, what it moves and computes, and how long that should take.

Input: an executor. Output: `KernelFacts`, one for each distinct kernel in the order in which they first run.
The prediction is the bytes at this machine's measured bandwidth for a step of that size: what memory needs. Bytes are
those of elements; what is one value a row, or a block, is not counted.
Non-goals: words and tables (`explain.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mxsym.codegen.backend.lower import loop_shapes
from mxsym.codegen.kernel import Cost, Kernel
from mxsym.inspection.stage_text import Unit, units
from mxsym.opgraph.infer import rows_and_columns
from mxsym.opgraph.launches import Part, blocks
from mxsym.runtime.bandwidth import bandwidth
from mxsym.runtime.cache import Code
from mxsym.runtime.plan import elements
from mxsym.runtime.sparse import RowSparse

if TYPE_CHECKING:
    from mxsym.executor.executor import Executor


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


def step_facts(executor: Executor) -> StepFacts:
    """The costs of a step with the arrays that are bound now."""
    counted = [
        (unit, kernel, code, [_count(executor, part, code) for part in unit.parts])
        for unit in units(executor)
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


def _count(executor: Executor, part: Part, code: Code) -> int:
    """How many elements one launch runs over."""
    shape = part.group.shape
    if code.role != "elements":
        return blocks(elements(shape)) if code.role == "totals" else 1
    if part.group.source is None or code.kernel.space not in ("rows", "gaps"):
        return elements(shape)
    height, columns = rows_and_columns(shape)
    bound = row_sparse_arrays(executor).get(part.group.source.name)
    listed = bound.rows() if bound is not None else 0
    return columns * (listed if part.name == "rows" else height - listed)


def row_sparse_arrays(executor: Executor) -> dict[str, RowSparse]:
    """The row-sparse arrays that are bound, by name."""
    from mxsym.runtime.interop import as_array

    found = {name: as_array(array) for name, array in (*executor.arg_dict.items(), *executor.aux_dict.items())}
    return {name: array for name, array in found.items() if isinstance(array, RowSparse)}
