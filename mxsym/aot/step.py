"""The exported step as LLVM IR: check the row ids, then call each kernel with arguments from the caller's structs."""

# What the caller passes is checked before anything is written, except for memory that overlaps: the pairs of arrays
# grow with the square of their number, so the header forbids overlap in words.
#
# A step is jobs, one after the other. A job is a function `job(part, k)` that does share k of its work; `part` is the
# caller's structs and the number of shares. Work is counted in pieces of about PIECE bytes, and a share is a span of a
# job's pieces, which are cut at the places where the executor may cut. A step on one thread is jobs of one share.

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mxsym.aot.cpu_check import check_text, is_checked
from mxsym.aot.layout import Layout
from mxsym.codegen.backend.fp_mode import mode_text
from mxsym.codegen.backend.lower import joined, lower
from mxsym.codegen.program import Number, Place
from mxsym.codegen.record import replace
from mxsym.codegen.target import Target
from mxsym.runtime import row_kernels
from mxsym.runtime.launch import CompiledRegion, Placement, extents, placements, shares
from mxsym.runtime.plan import arrange, traffic_of
from mxsym.runtime.slots import ExtentSlot, IndexSlot, Listed, Slot, SourceSlot

ARGUMENT, MEMBER = -1, -2
"""Status of a bad argument, and of the first slot of the buffers; the next slot's is one less."""
WRONG_CPU = -(2**31)
"""Status of a step on a CPU that lacks an instruction of its code."""
PIECE = 1 << 14
"""Traffic of a piece of work, about: what is less goes to one share."""
MOST_SHARES = 1 << 16
PART = ("buffers", "scalars", "workspace", "shares")
"""The words of what a job is told."""

_Work = tuple[CompiledRegion, Placement]


class _Code:
    """The text of one function: lines, and values with names that no other has."""

    def __init__(self, tag: str, layout: Layout) -> None:
        self.tag = tag
        self.layout = layout
        self.lines: list[str] = []
        self.count = 0

    def define(self, text: str) -> str:
        self.count += 1
        self.lines.append(f"  %v{self.count} = {text}")
        return f"%v{self.count}"

    def slot(self, table: str, number: int, kind: str) -> str:
        at = self.define(f"getelementptr i64, ptr %{table}, i64 {number}")
        return self.define(f"load {kind}, ptr {at}, align 8")

    def times(self, region: CompiledRegion, slot: ExtentSlot) -> str:
        """A count that follows from the number of rows that the caller lists."""
        assert region.region.source is not None
        rows = self.slot("buffers", self.layout.slot[SourceSlot(region.region.source, Listed.COUNT)], "i64")
        share = shares(region)[slot]
        things = rows if share.each == 1 else self.define(f"mul i64 {rows}, {share.each}")
        return self.pieces(things, share.per)

    def pieces(self, things: str, of: int) -> str:
        """Number of pieces of so many things each; the last may be smaller."""
        if of == 1:
            return things
        above = self.define(f"add i64 {things}, {of - 1}")
        return self.define(f"udiv i64 {above}, {of}")


class _Job(_Code):
    """One job: `void job(ptr part, i64 k)`."""

    def __init__(self, tag: str, layout: Layout, kernels: Mapping[str, str]) -> None:
        super().__init__(tag, layout)
        self.kernels = kernels
        self.slots = 1

    def address(self, slot: Slot) -> str:
        """The address of a buffer, or of one element of it."""
        whole = Place(slot.tensor) if isinstance(slot, Place) else slot
        if whole in self.layout.slot:
            base = self.slot("buffers", self.layout.slot[whole], "ptr")
        else:
            base = self.define(f"getelementptr i8, ptr %workspace, i64 {self.layout.offset[whole]}")
        if isinstance(slot, Place) and slot.element is not None:
            return self.define(f"getelementptr i8, ptr {base}, i64 {slot.element * self.layout.bytes[slot.tensor]}")
        return base

    def argument(self, region: CompiledRegion, slot: Slot) -> str:
        """One slot of a kernel's argument block, as `type value`."""
        layout = self.layout
        match slot:
            case Number():
                return f"double {self.slot('scalars', layout.scalars[slot], 'double')}"
            case ExtentSlot():
                fixed = extents(region)
                return f"i64 {fixed[slot] if slot in fixed else self.times(region, slot)}"
            case SourceSlot(_, Listed.COUNT):
                return f"i64 {self.slot('buffers', layout.slot[slot], 'i64')}"
            case IndexSlot():  # a dense tensor is indexed by the row ids themselves
                assert region.region.source is not None
                return f"ptr {self.address(SourceSlot(region.region.source, Listed.IDS))}"
            case _:
                return f"ptr {self.address(slot)}"

    def call(self, region: CompiledRegion, placement: Placement, begin: str, end: str) -> None:
        """Run a kernel over the things from begin to end."""
        self.slots = max(self.slots, len(placement.slots))
        for number, slot in enumerate(placement.slots):
            value = self.argument(region, slot)
            at = self.define(f"getelementptr i64, ptr %args, i64 {number}")
            self.lines.append(f"  store {value}, ptr {at}, align 8")
        kernel = self.kernels[placement.kernel.info.digest]
        self.lines.append(f"  call void @{kernel}(ptr %args, i64 {begin}, i64 {end})")

    def size(self, region: CompiledRegion, placement: Placement) -> str:
        return str(placement.size) if isinstance(placement.size, int) else self.times(region, placement.size)

    def guarded(self, condition: str, run: Sequence[_Work], begin: str, end: str | None) -> None:
        """Run kernels if a condition holds; `end`: by default of all things."""
        self.count += 1
        here = self.count
        self.lines += [f"  br i1 {condition}, label %run{here}, label %over{here}", f"run{here}:"]
        for region, placement in run:
            self.call(region, placement, begin, self.size(region, placement) if end is None else end)
        self.lines += [f"  br label %over{here}", f"over{here}:"]

    def text(self, name: str, work: Sequence[Sequence[_Work]]) -> str:
        """The function: it finds its span of the job's pieces, then runs what of each launch is in it."""
        steps = [_things(piece[0][1]) for piece in work]
        counts = [
            str(max(1, sum(traffic_of(placement) for _, placement in piece) // PIECE))
            if len(piece) > 1
            else self.pieces(self.size(*piece[0]), step)
            for piece, step in zip(work, steps, strict=True)
        ]
        offsets = ["0"]
        for count in counts:
            offsets.append(self.define(f"add i64 {offsets[-1]}, {count}"))
        following = self.define("add i64 %k, 1")
        low, high = (
            self.define(f"udiv i64 {self.define(f'mul i64 {number}, {offsets[-1]}')}, %shares")
            for number in ("%k", following)
        )
        for piece, step, count, offset in zip(work, steps, counts, offsets, strict=False):
            if len(piece) > 1:  # whoever has the first of its pieces runs it
                below, above = (
                    self.define(f"icmp ule i64 {low}, {offset}"),
                    self.define(f"icmp ugt i64 {high}, {offset}"),
                )
                self.guarded(self.define(f"and i1 {below}, {above}"), piece, "0", None)
                continue
            size = self.size(*piece[0])
            first, last = (self.clamped(bound, offset, count) for bound in (low, high))
            begin = self.define(f"mul i64 {first}, {step}")
            end = self.define(f"call i64 @llvm.umin.i64(i64 {self.define(f'mul i64 {last}, {step}')}, i64 {size})")
            self.guarded(self.define(f"icmp ult i64 {first}, {last}"), piece, begin, end)
        part = [
            line
            for number, word in enumerate(PART)
            for line in (
                f"  %{word}.at = getelementptr i64, ptr %part, i64 {number}",
                f"  %{word} = load {'i64' if word == 'shares' else 'ptr'}, ptr %{word}.at, align 8",
            )
        ]
        return "\n".join(
            [
                f"define internal void @{name}(ptr %part, i64 %k) #0 {{",
                "entry:",
                f"  %args = alloca [{self.slots} x i64], align 8",
                *part,
                "  %there = icmp ult i64 %k, %shares",
                "  br i1 %there, label %work, label %none",
                "none:",
                "  ret void",
                "work:",
                "  %mode = call i64 @mode.enter()",
                *self.lines,
                "  call void @mode.leave(i64 %mode)",
                "  ret void",
                "}",
            ]
        )

    def clamped(self, bound: str, offset: str, count: str) -> str:
        """A place among the job's pieces as one among a launch's own, from 0 to their count."""
        past = self.define(f"call i64 @llvm.umax.i64(i64 {bound}, i64 {offset})")
        inside = self.define(f"sub i64 {past}, {offset}")
        return self.define(f"call i64 @llvm.umin.i64(i64 {inside}, i64 {count})")


def _things(placement: Placement) -> int:
    """Things of a piece of work: a multiple of the launch's grain."""
    grain = placement.grain
    return grain * max(1, PIECE // max(1, grain * placement.bytes_each))


class _Step(_Code):
    """The function that checks, then runs every job."""

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
        """Return `ARGUMENT` where an argument of the step is wrong, `MEMBER - k` where slot k cannot be used.

        Counts come first: where one is 0, there need be no array.
        """
        layout = self.layout
        needed = [("buffers", layout.buffers), ("scalars", layout.scalars), ("workspace", layout.workspace)]
        for name in (name for name, use in needed if use):
            self.refuse(self.check_address(f"%{name}", 8), ARGUMENT)
        less = self.define("sub i64 %shares, 1")
        self.refuse(self.define(f"icmp uge i64 {less}, {MOST_SHARES}"), ARGUMENT)
        several = self.define("icmp ne i64 %shares, 1")
        alone = self.define("icmp eq ptr %parallel, null")
        self.refuse(self.define(f"and i1 {several}, {alone}"), ARGUMENT)
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

    def check_rows(self, number: int, tensor: str, height: int) -> None:
        """Return `number` where the row ids of a gradient break the law."""
        ids = self.slot("buffers", self.layout.slot[SourceSlot(tensor, Listed.IDS)], "ptr")
        count = self.slot("buffers", self.layout.slot[SourceSlot(tensor, Listed.COUNT)], "i64")
        bad = self.define(f"call i64 @{self.tag}_first_bad(ptr {ids}, i64 {count}, i64 {height}, i1 true)")
        self.refuse(self.define(f"icmp slt i64 {bad}, {count}"), number)

    def run(self, jobs: Sequence[tuple[str, bool]]) -> None:
        """Run each job: by its name, in one share unless it may be cut and there are several."""
        for part, count in (("one", "1"), ("part", "%shares")):
            for number, word in enumerate(PART):
                at = self.define(f"getelementptr i64, ptr %{part}, i64 {number}")
                value = f"i64 {count}" if word == "shares" else f"ptr %{word}"
                self.lines.append(f"  store {value}, ptr {at}, align 8")
        together = self.define("icmp ne i64 %shares, 1")
        for name, cut in jobs:
            alone = f"  call void @{name}(ptr %one, i64 0)"
            if not cut:
                self.lines.append(alone)
                continue
            self.count += 1
            here = self.count
            self.lines += [
                f"  br i1 {together}, label %together{here}, label %alone{here}",
                f"together{here}:",
                f"  call void %parallel(ptr %context, ptr @{name}, ptr %part, i64 %shares)",
                f"  br label %after{here}",
                f"alone{here}:",
                alone,
                f"  br label %after{here}",
                f"after{here}:",
            ]


def module_text(name: str, tag: str, compiled: Sequence[CompiledRegion], layout: Layout, target: Target) -> str:
    """One module: the distinct kernels, the jobs, the check of row ids, the step, the size of the workspace.

    `tag` is of the interface: the functions that C calls are `<name>_step_<tag>` and `<name>_workspace_size_<tag>`.
    """
    prefix = f"{name}_{tag}"
    work: list[_Work] = [(region, placement) for region in compiled for placement in placements(region)]
    kernels: dict[str, str] = {}
    texts = [row_kernels.first_bad(64).replace("@first_bad(", f"@{prefix}_first_bad(")] if layout.sparse else []
    for _, placement in work:
        digest = placement.kernel.info.digest
        if digest not in kernels:
            kernels[digest] = f"{prefix}_kernel{len(kernels)}"
            texts.append(_internal(lower(replace(placement.kernel.kernel, name=kernels[digest]), target)))
    jobs: list[tuple[str, bool]] = []
    for number, pieces in enumerate(arrange(work, lambda pair: pair[1])):
        jobs.append((f"{prefix}_job{number}", _may_be_cut(pieces)))
        texts.append(_Job(prefix, layout, kernels).text(jobs[-1][0], pieces))
    step = _Step(prefix, layout)
    attributes = "#0"
    if is_checked(target):
        attributes = "#1"
        texts.append(check_text(f"{prefix}_fits", target))
        step.refuse(step.define(f"xor i1 {step.define(f'call i1 @{prefix}_fits()')}, true"), WRONG_CPU)
    step.check_arguments()
    for number, (_, tensor, height) in enumerate(layout.sparse, 1):
        step.check_rows(number, tensor, height)
    step.run(jobs)
    parameters = "ptr %buffers, ptr %scalars, ptr %workspace, i64 %shares, ptr %parallel, ptr %context"
    lines = [
        *(f"declare i64 @llvm.{name}.i64(i64, i64)" for name in ("umin", "umax")),
        f"define i32 @{name}_step_{tag}({parameters}) {attributes} {{",
        "entry:",
        f"  %one = alloca [{len(PART)} x i64], align 8",
        f"  %part = alloca [{len(PART)} x i64], align 8",
        *step.lines,
        "  ret i32 0",
        "}",
        f"define i64 @{name}_workspace_size_{tag}() #0 {{",
        f"  ret i64 {layout.workspace}",
        "}",
    ]
    return joined([mode_text(target.machine), *texts, "\n".join(lines)])


def _internal(text: str) -> str:
    """A kernel's module whose function is the object's own."""
    return text.replace("define void @", "define internal void @")


def _may_be_cut(pieces: Sequence[Sequence[_Work]]) -> bool:
    """True if a job may be more than one piece of work."""
    if len(pieces) > 1:
        return True
    ((_, placement), *more) = pieces[0]
    return not more and (not isinstance(placement.size, int) or placement.size > _things(placement))
