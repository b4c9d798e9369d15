"""The middle end: a program is ordered, its calls are repeated where that is cheaper, and it is cut into regions."""

from __future__ import annotations

from mxsym.codegen.fusion.copies import copy_overwritten
from mxsym.codegen.fusion.dependences import order_calls
from mxsym.codegen.fusion.partition import Region, partition
from mxsym.codegen.fusion.rematerialize import rematerialize
from mxsym.codegen.loading import load_modules
from mxsym.codegen.program import Program
from mxsym.codegen.verify import enabled


def cut_into_regions(program: Program) -> tuple[Region, ...]:
    """Decide what runs together, in which phase, and what is computed more than once."""
    program = copy_overwritten(program)
    order = order_calls(program)
    phases = rematerialize(order)
    regions = partition(order, phases)
    if enabled():
        load_modules("mxsym.codegen.program_verify")
        from mxsym.codegen.program_verify import verify_phases, verify_program, verify_region

        verify_program(program)
        for region in regions:
            verify_region(region.program)
        verify_phases((region.phase, region.program) for region in regions)
    return regions
