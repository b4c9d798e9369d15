"""Regions → launches of compiled kernels: the contents of each slot of a kernel's arguments, and its domain's size."""

from __future__ import annotations

import math
import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from mxsym.codegen.blocks import BLOCK, STARTS, STRIPE
from mxsym.codegen.dtypes import DType
from mxsym.codegen.expr import COMBINES, Granularity
from mxsym.codegen.fusion.inline_calls import Inlined, inline_region
from mxsym.codegen.fusion.partition import Region
from mxsym.codegen.fusion.stage import LoopRole, Stage
from mxsym.codegen.graph import Buffer, Layout
from mxsym.codegen.kernel import Domain, SlotKind
from mxsym.codegen.loading import load_modules
from mxsym.codegen.matrices import LIBRARY, call_library, is_bfloat16_product, is_library_call, library_operands
from mxsym.codegen.program import Number, Place, Rows, Source, rows_and_columns
from mxsym.codegen.record import record
from mxsym.codegen.target import Target
from mxsym.runtime.buffers import Array, empty
from mxsym.runtime.kernel_cache import Compiled, CompiledKernel, KernelInfo, compile_stages, unlinked_stages
from mxsym.runtime.plan import Launch, LibraryCall
from mxsym.runtime.slots import ROWS, Extent, ExtentSlot, IndexSlot, Share, Slot, SourceSlot, WorkSlot

if TYPE_CHECKING:
    from mxsym.runtime.products import Product
    from mxsym.runtime.threads import Threads

GRAINS = {Domain.FLAT: 1024, Domain.BLOCKS: BLOCK, Domain.TILES: 1024}
"""Chunks of kernels over elements are multiples of this, and of tiles."""


@record(eq=False)
class CompiledRegion:
    """A region, its number, its loop and its code."""

    number: int
    region: Region
    inlined: Inlined
    compiled: Compiled

    def __repr__(self) -> str:
        return f"<CompiledRegion {self.number} of {self.region!r}>"


def compile_regions(regions: Iterable[Region], target: Target) -> list[CompiledRegion]:
    """Every kernel of the regions; those that are new are compiled as one module."""
    return _with_code(regions, lambda stages: compile_stages(stages, target))


def unlinked_regions(regions: Iterable[Region], target: Target) -> list[CompiledRegion]:
    """Every kernel of the regions, for a machine that need not be this one: none is compiled or linked."""
    return _with_code(regions, lambda stages: unlinked_stages(stages, target))


def _with_code(regions: Iterable[Region], code_of: Callable[[list[Stage]], list[Compiled]]) -> list[CompiledRegion]:
    pairs = [(region, inline_region(region.program)) for region in regions]
    codes = code_of([inlined.stage for _, inlined in pairs])
    return [
        CompiledRegion(number, region, inlined, code)
        for number, ((region, inlined), code) in enumerate(zip(pairs, codes, strict=True))
    ]


def extents(item: CompiledRegion) -> dict[ExtentSlot, int]:
    """The counts that a region's kernels are told, if they are the same at each step."""
    shape = item.region.shape
    count = math.prod(shape)
    rows, columns = rows_and_columns(shape)
    sizes = {Extent.COLUMNS: columns, Extent.COLUMN_BLOCKS: blocks(columns), Extent.STRIPE: STRIPE}
    if not is_listed(item):
        sizes |= {Extent.ELEMENTS: count, Extent.BLOCKS: blocks(count), Extent.ROW_BLOCKS: blocks(rows)}
        sizes |= {Extent.ALL: max(1, rows)}
    return {ExtentSlot(item.number, extent): size for extent, size in sizes.items()}


def calls_library(item: CompiledRegion) -> bool:
    """True if a region is a call of a library, and has no kernel."""
    return is_library_call(item.region.calls[0].body)


def library_calls(compiled: Iterable[CompiledRegion], arrays: Mapping[str, Array]) -> list[LibraryCall]:
    """The calls of libraries among regions. They work on temporaries alone, which stay where they are."""
    products: list[Product] = []
    regions = [(item.region, item.compiled.passes.target) for item in compiled if calls_library(item)]
    calls = [_library_call(region, arrays, target, products) for region, target in regions]
    if products:
        load_modules("mxsym.runtime.products")
        from mxsym.runtime.products import share_packing

        share_packing(products)
    return calls


def _library_call(region: Region, arrays: Mapping[str, Array], target: Target, products: list[Product]) -> LibraryCall:
    """A library call; `products` gets what multiplies by AMX."""
    call = region.calls[0]

    def matrix(place: Source) -> Array:
        assert isinstance(place, Place)
        array = arrays[place.tensor]
        assert array.flags.c_contiguous
        return array.reshape(rows_and_columns(array.shape))

    outs = [matrix(result.targets[0]) for result in call.results]
    operands = {operand.parameter: matrix(operand.source) for operand in call.operands}

    if is_tiled(region, target):
        load_modules("mxsym.runtime.products")
        from mxsym.runtime.products import Operand, Product

        bits = {name: matrix.view(np.uint16) for name, matrix in operands.items()}
        left, right = (Operand(bits[name], turned) for name, turned in library_operands(call.body))
        product = Product(target, left, right, outs[0])
        products.append(product)
        return LibraryCall(region.phase, call.name, library_title(region, target), has_threads=False, run=product.run)

    def run(_: Threads | None) -> None:
        try:
            call_library(call.body, outs, operands)
        except np.linalg.LinAlgError as error:
            fix = "nothing has changed; look for very large and very small numbers in the gradient and the states"
            raise np.linalg.LinAlgError(f"{call.name}: {error}; {fix}") from error

    return LibraryCall(region.phase, call.name, library_title(region, target), has_threads=True, run=run)


def is_tiled(region: Region, target: Target) -> bool:
    """True if AMX computes a library call, a product of bfloat16; else NumPy's library does."""
    if not is_bfloat16_product(region.calls[0].body):
        return False
    load_modules("mxsym.runtime.products")
    from mxsym.runtime import products

    return products.available(target)


def library_title(region: Region, target: Target) -> str:
    """A call of a library with the shapes of its operands, or of its result where it has none, as people read it."""
    call = region.calls[0]
    shapes = {tensor.name: rows_and_columns(tensor.shape) for tensor in region.program.tensors}
    of = {item.parameter: shapes[item.source.tensor] for item in call.operands if isinstance(item.source, Place)}
    operands = [of[name][::-1] if turned else of[name] for name, turned in library_operands(call.body)]
    results = [shapes[place.tensor] for result in call.results[:1] for place in result.targets]
    calls = LIBRARY[call.body.stores[0].value.op].calls
    if is_bfloat16_product(call.body):
        calls = f"matmul of bfloat16 ({'AMX' if is_tiled(region, target) else 'in float32 by BLAS'})"
    return f"{calls} of {' and '.join(map(str, operands or results))}"


def is_listed(item: CompiledRegion) -> bool:
    """True if a region runs over rows that each step lists."""
    return item.region.rows is Rows.LISTED


def shares(item: CompiledRegion) -> dict[ExtentSlot, Share]:
    """The counts of a region that change with the number of rows that it lists."""
    columns = rows_and_columns(item.region.shape)[1]
    by_extent = {Extent.ROWS: Share(1)}
    if is_listed(item):
        by_extent |= {Extent.ELEMENTS: Share(columns), Extent.BLOCKS: Share(columns, BLOCK)}
        by_extent |= {Extent.ROW_BLOCKS: Share(1, BLOCK)}
    return {ExtentSlot(item.number, extent): share for extent, share in by_extent.items()}


def blocks(count: int) -> int:
    """Number of blocks of elements that a sum is split into."""
    return -(-count // BLOCK)


def workspace_layout(item: CompiledRegion, rows: int | None = None) -> dict[WorkSlot, tuple[int, DType]]:
    """Workspace that one kernel of a region leaves to a later one: the number of values and their type.

    `rows`: that the region lists at most; by default all of them.
    """
    height, columns = rows_and_columns(item.region.shape)
    height = height if rows is None else min(rows, height)
    layout: dict[WorkSlot, tuple[int, DType]] = {}
    for info, buffer in item.compiled.workspace():
        slot, size = WorkSlot(item.number, buffer.name), _values(height, columns, info, buffer)
        layout[slot] = (max(size, layout.get(slot, (0,))[0]), buffer.dtype)
    return layout


def _values(rows: int, columns: int, info: KernelInfo, buffer: Buffer) -> int:
    """The number of values of workspace that a kernel uses."""
    if buffer.space is Granularity.SCALAR:
        return 1
    if buffer.space is Granularity.COLUMN:
        return columns * (stripes(rows) if buffer.layout is Layout.PACKED else 1)
    size = loop_length(info.role, rows, columns)
    if buffer.space is Granularity.ROW:
        return blocks(size) if info.domain is Domain.BLOCKS else rows
    return size


def stripes(rows: int) -> int:
    """Number of stripes of rows that the sums of columns are split into."""
    return max(1, -(-rows // STRIPE))


def loop_length(role: LoopRole, rows: int, columns: int) -> int:
    """Number of elements, or partial sums, that a loop of this role runs over."""
    return {
        LoopRole.ELEMENTS: rows * columns,
        LoopRole.ROWS: rows,
        LoopRole.COLUMNS: columns,
        LoopRole.NUMBERS: 1,
        LoopRole.TOTALS: blocks(rows * columns),
        LoopRole.ROW_TOTALS: blocks(rows),
        LoopRole.COLUMN_TOTALS: blocks(columns),
        LoopRole.STRIPE_TOTALS: stripes(rows) * columns,
    }[role]


def workspace(item: CompiledRegion, rows: int | None = None) -> dict[WorkSlot, Array]:
    """Memory for the workspace of a region; see `workspace_layout`."""
    arrays = {slot: empty((size,), dtype) for slot, (size, dtype) in workspace_layout(item, rows).items()}
    for slot, start in starts(item).items():
        arrays[slot].fill(start)
    return arrays


def starts(item: CompiledRegion) -> dict[WorkSlot, float]:
    """The values that this memory needs before a step: where no row begins the reductions of columns."""
    if rows_and_columns(item.region.shape)[0]:
        return {}
    return {slot: STARTS[COMBINES.get(slot.buffer.rstrip(string.digits), "sum")] for slot in workspace_layout(item)}


def workspace_bytes(item: CompiledRegion) -> dict[WorkSlot, int]:
    """The bytes of a region's workspace."""
    return {slot: size * dtype.bytes for slot, (size, dtype) in workspace_layout(item).items()}


def launches(item: CompiledRegion) -> list[Launch]:
    """Launches of a region's kernels. The passes may have dropped some of the graph's buffers and scalars."""
    owner, phase = item.inlined.binding, item.region.phase
    places = {f"b{number}": memory.place for number, memory in enumerate(owner.memory)}
    numbers = {f"s{number}": key for number, key in enumerate(owner.numbers)}
    unit = item.number if len(item.compiled.kernels) > 1 else None
    result: list[Launch] = []
    for stage, kernel in enumerate(item.compiled.kernels):
        size, bytes_each, grain = _size(item, kernel)
        slots = tuple(_slots(item, kernel, places, numbers))
        result.append(Launch(kernel, slots, size, bytes_each, phase, grain, stage, unit, owner, is_listed(item)))
    return result


_LENGTHS = {
    LoopRole.TOTALS: Extent.BLOCKS,
    LoopRole.ROW_TOTALS: Extent.ROW_BLOCKS,
    LoopRole.COLUMN_TOTALS: Extent.COLUMN_BLOCKS,
}
"""The number of partial sums, by the role of the kernel that adds them up."""


def _slots(
    item: CompiledRegion, kernel: CompiledKernel, places: Mapping[str, Place], numbers: Mapping[str, Number]
) -> Iterator[Slot]:
    region = item.number
    for kind, name in kernel.info.slots:
        match kind:
            case SlotKind.BUFFER:
                yield places[name] if name in places else WorkSlot(region, name)
            case SlotKind.SCALAR:
                yield numbers[name]
            case SlotKind.INDEX:
                yield IndexSlot(region, places[name].tensor if name else ROWS)
            case SlotKind.COLUMNS:
                yield ExtentSlot(region, _LENGTHS.get(kernel.info.role, Extent.COLUMNS))
            case SlotKind.STRIPE:
                yield ExtentSlot(region, Extent.ALL if kernel.info.role is LoopRole.STRIPE_TOTALS else Extent.STRIPE)
            case SlotKind.ELEMENTS:
                yield ExtentSlot(region, Extent.ELEMENTS)
            case SlotKind.COUNT | SlotKind.IDS:
                assert item.region.source is not None
                yield SourceSlot(item.region.source, kind)


def _size(item: CompiledRegion, kernel: CompiledKernel) -> tuple[int | ExtentSlot, int, int]:
    """Size of a kernel's loop, the bytes of each thing, and the number that chunks are multiples of."""
    cost, domain, role = kernel.info.bytes, kernel.info.domain, kernel.info.role
    height, columns = rows_and_columns(item.region.shape)
    if role is LoopRole.STRIPE_TOTALS:
        return stripes(height), cost * max(1, columns), stripes(height)
    if role.adds_partials or role is LoopRole.NUMBERS:
        return 1, cost, 1
    if domain in GRAINS:
        listed = {LoopRole.ELEMENTS: Extent.ELEMENTS, LoopRole.ROWS: Extent.ROWS} if is_listed(item) else {}
        size = ExtentSlot(item.number, listed[role]) if role in listed else loop_length(role, height, columns)
        return size, cost, max([GRAINS[domain], *(buffer.space.tile for buffer in kernel.info.buffers)])
    if (SlotKind.STRIPE, "") in kernel.info.slots:
        return height, cost * max(1, columns), STRIPE
    listed = domain == Domain.LISTED_ROWS and item.region.rows is not Rows.DENSE
    return ExtentSlot(item.number, Extent.ROWS) if listed else height, cost * max(1, columns), 1
