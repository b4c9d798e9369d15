"""Cost model of kernels: elements, bytes, operations and predicted time, one `KernelFacts` for each distinct kernel."""

# The prediction is the larger of two times, by this machine's measured rates for a step of that size: that of the
# bytes, and that of the instructions. Only bytes of elements are counted, not one value a row or a block.

from __future__ import annotations

from mxsym.codegen.backend.lower import loop_shapes
from mxsym.codegen.dtypes import F32, F64
from mxsym.codegen.kernel import Cost, Domain, Kernel
from mxsym.codegen.program import Rows, rows_and_columns
from mxsym.codegen.record import record
from mxsym.inspection.stage_text import Unit, units
from mxsym.opgraph.bound import BoundGraph
from mxsym.runtime.bandwidth import bandwidth, rate
from mxsym.runtime.kernel_cache import CompiledKernel
from mxsym.runtime.launch import CompiledRegion, loop_length

SLOW = frozenset({"div", "sqrt", "rem"})
"""Instructions that take many times as long as others."""


@record
class KernelFacts:
    """One kernel. `elements`, `bytes` and `flops` are of a whole step, all its launches together."""

    unit: Unit
    kernel: Kernel
    code: CompiledKernel
    launches: int
    elements: int
    bytes: int
    flops: int
    vectors: str
    seconds: float

    @property
    def has_no_rows(self) -> bool:
        """True if it runs on the listed rows of a row-sparse array that has none."""
        return self.code.info.domain is Domain.LISTED_ROWS and not self.elements

    @property
    def cost(self) -> Cost:
        """Cost of one element."""
        return self.kernel.cost()


@record
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
        (unit, kernel, code, [_count(graph, item, code) for item in unit.items])
        for unit in units(graph)
        for code, kernel in zip(unit.compiled.kernels, unit.kernels(), strict=True)
    ]
    traffic = sum(kernel.cost().bytes * sum(counts) for _, kernel, _, counts in counted)
    speed = bandwidth(traffic)
    facts: list[KernelFacts] = []
    for unit, kernel, code, counts in counted:
        cost, total = kernel.cost(), sum(counts)
        vectors, moved = _vectors(unit, code), cost.bytes * total
        seconds = max(moved / speed, _instructions(kernel, moved) * total)
        facts.append(KernelFacts(unit, kernel, code, len(counts), total, moved, cost.flops * total, vectors, seconds))
    return StepFacts(facts, traffic, sum(item.flops for item in facts), speed, sum(item.seconds for item in facts))


def _instructions(kernel: Kernel, traffic: int) -> float:
    """Seconds that the instructions for one element take, if no memory is waited for."""
    dtype = F64 if any(node.dtype is F64 for node in kernel.each) else F32
    ops = [node.op for node in kernel.each if node.args]
    slow = sum(op in SLOW for op in ops)
    seconds = (len(ops) - slow) / rate("add", dtype, traffic) if slow < len(ops) else 0.0
    return seconds + (slow / rate("div", dtype, traffic) if slow else 0.0)


def _vectors(unit: Unit, code: CompiledKernel) -> str:
    loop = loop_shapes(code.kernel, unit.target)[0]
    return f"{loop.parts} x {loop.width} {code.kernel.widest()}"


def _count(graph: BoundGraph, item: CompiledRegion, code: CompiledKernel) -> int:
    """Number of elements that one launch runs over."""
    region = item.region
    count = _elements(graph, item)
    columns = rows_and_columns(region.shape)[1]
    rows = count // columns if columns else rows_and_columns(region.shape)[0]
    return loop_length(code.info.role, rows, columns)


def _elements(graph: BoundGraph, item: CompiledRegion) -> int:
    """Number of elements of the rows that a region runs over."""
    region = item.region
    height, columns = rows_and_columns(region.shape)
    if region.source is None:
        return height * columns
    bound = graph.row_sparse_arrays().get(graph.lowered.variables()[region.source].name)
    listed = bound.rows() if bound is not None else 0
    return columns * (height - listed if region.rows is Rows.UNLISTED else listed)
