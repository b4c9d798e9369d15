"""The exported step as LLVM IR: check the row ids, then call each kernel with arguments from the caller's structs."""

# What the caller passes is checked before anything is written, except for memory that overlaps: the pairs of arrays
# grow with the square of their number, so the header forbids overlap in words.

from __future__ import annotations

from collections.abc import Sequence

from mxsym.aot.cpu_check import check_text, is_checked
from mxsym.aot.layout import Layout
from mxsym.codegen.backend.fp_mode import MODE
from mxsym.codegen.backend.lower import joined, lower
from mxsym.codegen.program import Number, Place
from mxsym.codegen.record import replace
from mxsym.codegen.target import Target
from mxsym.runtime import row_kernels
from mxsym.runtime.launch import CompiledRegion, extents, launches, shares
from mxsym.runtime.plan import Launch
from mxsym.runtime.slots import ExtentSlot, IndexSlot, Listed, Slot, SourceSlot

ARGUMENT, MEMBER = -1, -2
"""Status of a bad argument, and of the first member of the buffers; the next member's is one less."""
WRONG_CPU = -(2**31)
"""Status of a step on a CPU that lacks an instruction of its code."""


class _Step:
    """The text of the step function."""

    def __init__(self, name: str, layout: Layout) -> None:
        self.name = name
        self.layout = layout
        self.checks: list[str] = []
        self.lines: list[str] = []
        self.count = 0

    def define(self, text: str) -> str:
        self.count += 1
        self.lines.append(f"  %v{self.count} = {text}")
        return f"%v{self.count}"

    def slot(self, table: str, number: int, kind: str) -> str:
        at = self.define(f"getelementptr i64, ptr %{table}, i64 {number}")
        return self.define(f"load {kind}, ptr {at}, align 8")

    def address(self, slot: Slot) -> str:
        """The address of a buffer, or of one element of it."""
        whole = Place(slot.tensor) if isinstance(slot, Place) else slot
        if whole in self.layout.slot:
            base = self.slot("buffers", self.layout.slot[whole], "ptr")
        else:
            base = self.define(f"getelementptr i8, ptr %workspace, i64 {self.layout.offset[whole]}")
        if isinstance(slot, Place) and slot.element is not None:
            return self.define(f"getelementptr float, ptr {base}, i64 {slot.element}")
        return base

    def argument(self, item: CompiledRegion, slot: Slot) -> str:
        """One slot of a kernel's argument block, as `type value`."""
        layout = self.layout
        match slot:
            case Number():
                return f"double {self.slot('scalars', layout.scalars[slot], 'double')}"
            case ExtentSlot():
                fixed = extents(item)
                return f"i64 {fixed[slot] if slot in fixed else self.share(item, slot)}"
            case SourceSlot(_, Listed.COUNT):
                return f"i64 {self.slot('buffers', layout.slot[slot], 'i64')}"
            case IndexSlot():  # a dense tensor is indexed by the row ids themselves
                assert item.region.source is not None
                return f"ptr {self.address(SourceSlot(item.region.source, Listed.IDS))}"
            case _:
                return f"ptr {self.address(slot)}"

    def share(self, item: CompiledRegion, slot: ExtentSlot) -> str:
        """A count that follows from the number of rows that the caller lists."""
        assert item.region.source is not None
        rows = self.slot("buffers", self.layout.slot[SourceSlot(item.region.source, Listed.COUNT)], "i64")
        share = shares(item)[slot]
        things = rows if share.each == 1 else self.define(f"mul i64 {rows}, {share.each}")
        if share.per == 1:
            return things
        above = self.define(f"add i64 {things}, {share.per - 1}")
        return self.define(f"udiv i64 {above}, {share.per}")

    def refuse(self, bad: str, status: int) -> None:
        """Return `status` where the condition `bad` holds."""
        self.count += 1
        here = self.count
        self.lines += [f"  br i1 {bad}, label %bad{here}, label %fine{here}", f"bad{here}:", f"  ret i32 {status}"]
        self.lines.append(f"fine{here}:")

    def check_address(self, address: str, alignment: int) -> str:
        """The condition that an address is NULL or no multiple of `alignment`."""
        null = self.define(f"icmp eq ptr {address}, null")
        low = self.define(f"and i64 {self.define(f'ptrtoint ptr {address} to i64')}, {alignment - 1}")
        odd = self.define(f"icmp ne i64 {low}, 0")
        return self.define(f"or i1 {null}, {odd}")

    def check_arguments(self) -> None:
        """Return `ARGUMENT` where an argument of the step is NULL, `MEMBER - k` where member k cannot be used.

        Counts come first: where one is 0, there need be no array.
        """
        layout = self.layout
        needed = [("buffers", layout.buffers), ("scalars", layout.scalars), ("workspace", layout.workspace)]
        for name in (name for name, use in needed if use):
            self.refuse(self.check_address(f"%{name}", 8), ARGUMENT)
        numbered = list(enumerate(layout.buffers))
        for slot, item in (pair for pair in numbered if not pair[1].alignment):
            value = self.slot("buffers", slot, "i64")
            self.refuse(self.define(f"icmp ugt i64 {value}, {item.elements}"), MEMBER - slot)  # -1 is large there
        for slot, item in (pair for pair in numbered if pair[1].alignment and pair[1].elements):
            bad = self.check_address(self.slot("buffers", slot, "ptr"), item.alignment)
            if item.count is not None:
                some = self.define(f"icmp ne i64 {self.slot('buffers', item.count, 'i64')}, 0")
                bad = self.define(f"and i1 {bad}, {some}")
            self.refuse(bad, MEMBER - slot)

    def check(self, number: int, tensor: str, height: int) -> None:
        """Return `number` where the row ids of a gradient break the law."""
        ids = self.slot("buffers", self.layout.slot[SourceSlot(tensor, Listed.IDS)], "ptr")
        count = self.slot("buffers", self.layout.slot[SourceSlot(tensor, Listed.COUNT)], "i64")
        scan = f"@{self.name}_{self.layout.digest}_first_bad"
        bad = self.define(f"call i64 {scan}(ptr {ids}, i64 {count}, i64 {height}, i1 true)")
        self.refuse(self.define(f"icmp slt i64 {bad}, {count}"), number)

    def call(self, item: CompiledRegion, launch: Launch, kernel: str) -> None:
        for number, slot in enumerate(launch.slots):
            value = self.argument(item, slot)
            at = self.define(f"getelementptr i64, ptr %args, i64 {number}")
            self.lines.append(f"  store {value}, ptr {at}, align 8")
        size = str(launch.size) if isinstance(launch.size, int) else self.share(item, launch.size)
        self.lines.append(f"  call void @{kernel}(ptr %args, i64 0, i64 {size})")


def module_text(name: str, compiled: Sequence[CompiledRegion], layout: Layout, target: Target) -> str:
    """One module: the distinct kernels, the check of row ids, the step, the size of the workspace."""
    step, tag = _Step(name, layout), f"{name}_{layout.digest}"
    kernels: dict[int, str] = {}
    texts = [row_kernels.first_bad(64).replace("@first_bad(", f"@{tag}_first_bad(")] if layout.sparse else []
    attributes = "#0"
    if is_checked(target):
        attributes = "#1"
        texts.append(check_text(f"{tag}_fits", target))
        step.refuse(step.define(f"xor i1 {step.define(f'call i1 @{tag}_fits()')}, true"), WRONG_CPU)
    step.check_arguments()
    for number, (_, tensor, height) in enumerate(layout.sparse, 1):
        step.check(number, tensor, height)
    step.checks, step.lines = step.lines, []
    slots = 1
    for item in sorted(compiled, key=lambda item: item.region.phase):
        for launch, code in zip(launches(item), item.compiled.kernels, strict=True):
            if code.address not in kernels:
                kernels[code.address] = f"{tag}_kernel{len(kernels)}"
                texts.append(lower(replace(code.kernel, name=kernels[code.address]), target))
            slots = max(slots, len(launch.slots))
            step.call(item, launch, kernels[code.address])
    head = f"define i32 @{name}_step_{layout.digest}(ptr %buffers, ptr %scalars, ptr %workspace) {attributes} {{"
    lines = [
        head,
        "entry:",
        f"  %args = alloca [{slots} x i64], align 8",
        *step.checks,
        "  %mode = call i64 @mode.enter()",
    ]
    lines += [*step.lines, "  call void @mode.leave(i64 %mode)", "  ret i32 0", "}"]
    lines += [f"define i64 @{name}_workspace_size_{layout.digest}() #0 {{", f"  ret i64 {layout.workspace}", "}"]
    return joined([MODE, *texts, "\n".join(lines)])
