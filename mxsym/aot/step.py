"""The exported step as LLVM IR: check the row ids, then call each kernel with arguments from the caller's structs."""

# What the caller passes is checked before anything is written, except for memory that overlaps: the pairs of arrays
# grow with the square of their number, so the header forbids overlap in words.
#
# A step is jobs, one after the other. A job is a function `job(part, k)` that does share k of its work; `part` is the
# caller's structs and the number of shares. Work is counted in pieces of about PIECE bytes, and a share is a span of a
# job's pieces, which are cut at the places where the executor may cut. A step on one thread is jobs of one share.

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from mxsym.aot.cpu_check import check_text, is_checked
from mxsym.aot.layout import Layout
from mxsym.codegen.backend.builder import Builder, Value, i64
from mxsym.codegen.backend.fp_mode import mode_text
from mxsym.codegen.backend.lower import joined, lower
from mxsym.codegen.dtypes import to_numpy
from mxsym.codegen.kernel import SlotKind
from mxsym.codegen.program import Number, Place
from mxsym.codegen.record import replace
from mxsym.codegen.target import Target
from mxsym.runtime import row_kernels
from mxsym.runtime.launch import CompiledRegion, extents, launches, shares, starts, workspace_layout
from mxsym.runtime.plan import Launch, arrange, traffic_of
from mxsym.runtime.slots import ExtentSlot, IndexSlot, Slot, SourceSlot

ARGUMENT, MEMBER = -1, -2
"""Status of a bad argument, and of the first slot of the buffers; the next slot's is one less."""
WRONG_CPU = -(2**31)
"""Status of a step on a CPU that lacks an instruction of its code."""
PIECE = 1 << 14
"""Traffic of a piece of work, about: what is less goes to one share."""
MOST_SHARES = 1 << 16
PART = ("buffers", "scalars", "workspace", "shares")
"""The words of a job's argument."""

_NULL, _TRUE = Value("ptr", "null"), Value("i1", "true")
_Work = tuple[CompiledRegion, Launch]


class _Code(Builder):
    """A function over the caller's structs: `structs` has those of `PART` by name, as it has loaded them."""

    structs: dict[str, Value]
    layout: Layout

    def slot(self, table: str, number: int, kind: str) -> Value:
        return self.load_at(self.structs[table], number, table, kind)

    def times(self, region: CompiledRegion, slot: ExtentSlot) -> Value:
        """A count that follows from the number of rows that the caller lists."""
        assert region.region.source is not None
        rows = self.slot("buffers", self.layout.slot[SourceSlot(region.region.source, SlotKind.COUNT)], "i64")
        share = shares(region)[slot]
        return self.pieces(rows if share.each == 1 else self.binary("mul", rows, share.each), share.per)

    def pieces(self, things: Value, of: int) -> Value:
        """Number of pieces of so many things each; the last may be smaller."""
        return things if of == 1 else self.binary("udiv", self.add(things, of - 1), of)


class _Job(_Code):
    """One job: `void job(ptr part, i64 k)`. It finds its span of the job's pieces, and runs what is in it."""

    def __init__(self, name: str, layout: Layout, kernels: Mapping[str, str], work: Sequence[Sequence[_Work]]) -> None:
        super().__init__(name, {"part": "ptr", "k": "i64"}, attributes="#0", internal=True)
        self.layout, self.kernels = layout, kernels
        part, k = self.parameters
        slots = max((len(launch.slots) for piece in work for _, launch in piece), default=1)
        self.args = self.define("ptr", f"alloca [{max(1, slots)} x i64], align 8", "args")
        kinds = ["i64" if word == "shares" else "ptr" for word in PART]
        loads = [self.load_at(part, number, word, kinds[number]) for number, word in enumerate(PART)]
        self.structs = dict(zip(PART, loads, strict=True))
        none = self.label("none")
        self.enter_if(self.compare("ult", k, self.structs["shares"], "there"), "work", none)
        mode = self.call("i64", "@mode.enter", name="mode")
        self._run_span(k, work)
        self.call("void", "@mode.leave", mode)
        self.ret()
        self.begin(none)
        self.ret()

    def address(self, slot: Slot) -> Value:
        """The address of a buffer, or of one element of it."""
        layout, whole = self.layout, Place(slot.tensor) if isinstance(slot, Place) else slot
        if whole in layout.slot:
            base = self.slot("buffers", layout.slot[whole], "ptr")
        else:
            base = self.gep(self.structs["workspace"], layout.offset[whole], "i8")
        if isinstance(slot, Place) and slot.element is not None:
            return self.gep(base, slot.element * layout.bytes[slot.tensor], "i8")
        return base

    def argument(self, region: CompiledRegion, slot: Slot) -> Value:
        """One slot of a kernel's argument block."""
        match slot:
            case Number():
                return self.slot("scalars", self.layout.scalars[slot], "double")
            case ExtentSlot():
                fixed = extents(region)
                return i64(fixed[slot]) if slot in fixed else self.times(region, slot)
            case SourceSlot(_, SlotKind.COUNT):
                return self.slot("buffers", self.layout.slot[slot], "i64")
            case IndexSlot():  # a dense tensor is indexed by the row ids themselves
                assert region.region.source is not None
                return self.address(SourceSlot(region.region.source, SlotKind.IDS))
            case _:
                return self.address(slot)

    def size(self, region: CompiledRegion, launch: Launch) -> Value:
        return i64(launch.size) if isinstance(launch.size, int) else self.times(region, launch.size)

    def guarded(self, condition: Value, run: Sequence[_Work], begin: Value, end: Value | None) -> None:
        """Run kernels over the things from begin to end if a condition holds; `end`: by default of all things."""
        with self.when(condition, "run", "over"):
            for region, launch in run:
                until = self.size(region, launch) if end is None else end
                for number, slot in enumerate(launch.slots):
                    self.store(self.argument(region, slot), self.gep(self.args, number))
                name = self.kernels[region.compiled.kernels[launch.stage].info.digest]
                self.call("void", f"@{name}", self.args, begin, until)

    def _run_span(self, k: Value, work: Sequence[Sequence[_Work]]) -> None:
        """Run what of each launch is in share k of the job's pieces."""
        steps = [_things(piece[0][1]) for piece in work]
        counts = [
            i64(max(1, sum(traffic_of(launch) for _, launch in piece) // PIECE))
            if len(piece) > 1
            else self.pieces(self.size(*piece[0]), step)
            for piece, step in zip(work, steps, strict=True)
        ]
        offsets = [i64(0)]
        for count in counts:
            offsets.append(self.add(offsets[-1], count))
        low, high = (
            self.binary("udiv", self.binary("mul", number, offsets[-1]), self.structs["shares"])
            for number in (k, self.add(k, 1))
        )
        for piece, step, count, offset in zip(work, steps, counts, offsets, strict=False):
            if len(piece) > 1:  # whoever has the first of its pieces runs it
                below, above = self.compare("ule", low, offset), self.compare("ugt", high, offset)
                self.guarded(self.binary("and", below, above), piece, i64(0), None)
                continue
            size = self.size(*piece[0])
            first, last = (self.clamped(bound, offset, count) for bound in (low, high))
            begin = self.binary("mul", first, step)
            end = self.call("i64", "@llvm.umin.i64", self.binary("mul", last, step), size)
            self.guarded(self.compare("ult", first, last), piece, begin, end)

    def clamped(self, bound: Value, offset: Value, count: Value) -> Value:
        """A place among the job's pieces as one among a launch's own, from 0 to their count."""
        inside = self.binary("sub", self.call("i64", "@llvm.umax.i64", bound, offset), offset)
        return self.call("i64", "@llvm.umin.i64", inside, count)


def _things(launch: Launch) -> int:
    """Things of a piece of work: a multiple of the launch's grain."""
    grain = launch.grain
    return grain * max(1, PIECE // max(1, grain * launch.bytes_each))


class _Step(_Code):
    """The function that checks, then runs every job."""

    def __init__(self, name: str, layout: Layout, attributes: str) -> None:
        parameters = {"buffers": "ptr", "scalars": "ptr", "workspace": "ptr", "shares": "i64"}
        super().__init__(name, {**parameters, "parallel": "ptr", "context": "ptr"}, "i32", attributes=attributes)
        self.layout, self.structs = layout, dict(zip(PART, self.parameters, strict=False))
        self.parallel, self.context = self.parameters[-2:]
        self.one, self.part = (self.define("ptr", f"alloca [{len(PART)} x i64], align 8", n) for n in ("one", "part"))

    def refuse(self, wrong: Value, status: int) -> None:
        """Return `status` where a condition holds."""
        bad, fine = self.label("bad"), self.label("fine")
        self.branch_if(wrong, bad, fine)
        self.begin(bad)
        self.ret(Value("i32", str(status)))
        self.begin(fine)

    def check_address(self, address: Value, alignment: int) -> Value:
        """The condition that an address is NULL or no multiple of `alignment`."""
        null = self.compare("eq", address, _NULL)
        low = self.binary("and", self.convert("ptrtoint", address, "i64"), alignment - 1)
        return self.binary("or", null, self.compare("ne", low, 0))

    def check_arguments(self) -> None:
        """Return `ARGUMENT` where an argument of the step is wrong, `MEMBER - k` where slot k cannot be used.

        Counts come first: where one is 0, there need be no array.
        """
        layout, count = self.layout, self.structs["shares"]
        needed = [("buffers", layout.buffers), ("scalars", layout.scalars), ("workspace", layout.workspace)]
        for name in (name for name, use in needed if use):
            self.refuse(self.check_address(self.structs[name], 8), ARGUMENT)
        self.refuse(self.compare("uge", self.binary("sub", count, 1), MOST_SHARES), ARGUMENT)
        several, alone = self.compare("ne", count, 1), self.compare("eq", self.parallel, _NULL)
        self.refuse(self.binary("and", several, alone), ARGUMENT)
        numbered = list(enumerate(layout.buffers))
        for slot, item in (pair for pair in numbered if not pair[1].alignment):
            value = self.slot("buffers", slot, "i64")
            self.refuse(self.compare("ugt", value, item.elements), MEMBER - slot)  # -1 is large there
        for slot, item in (pair for pair in numbered if pair[1].alignment and pair[1].elements):
            bad = self.check_address(self.slot("buffers", slot, "ptr"), item.alignment)
            if item.count is not None:
                bad = self.binary("and", bad, self.compare("ne", self.slot("buffers", item.count, "i64"), 0))
            self.refuse(bad, MEMBER - slot)

    def check_rows(self, first_bad: str, number: int, tensor: str, height: int) -> None:
        """Return `number` where the row ids of a gradient break the law, as a function says."""
        ids = self.slot("buffers", self.layout.slot[SourceSlot(tensor, SlotKind.IDS)], "ptr")
        count = self.slot("buffers", self.layout.slot[SourceSlot(tensor, SlotKind.COUNT)], "i64")
        bad = self.call("i64", f"@{first_bad}", ids, count, i64(height), _TRUE)
        self.refuse(self.compare("slt", bad, count), number)

    def begin_totals(self, compiled: Sequence[CompiledRegion]) -> None:
        """Store the starts of reductions that no row begins."""
        for region in compiled:
            memory = workspace_layout(region)
            for slot, start in starts(region).items():
                size, dtype = memory[slot]
                kind, base = f"i{8 * dtype.bytes}", self.gep(self.structs["workspace"], self.layout.offset[slot], "i8")
                bits = np.array(start, to_numpy(dtype)).view(f"u{dtype.bytes}")
                with self.loop("start") as loop:
                    number = loop.phi("number", i64(0))
                    loop.below(number, size)
                    self.store(Value(kind, f"{bits}"), self.gep(base, number, kind), dtype.bytes)

    def run(self, jobs: Sequence[tuple[str, bool]]) -> None:
        """Run each job: by its name, in one share unless it may be cut and there are several."""
        count = self.structs["shares"]
        for part, own in ((self.one, i64(1)), (self.part, count)):
            for number, value in enumerate((self.structs | {"shares": own}).values()):
                self.store(value, self.gep(part, number))
        together = self.compare("ne", count, 1)
        for name, cut in jobs:
            if not cut:
                self.call("void", f"@{name}", self.one, i64(0))
                continue
            alone, after = self.label("alone"), self.label("after")
            self.enter_if(together, "together", alone)
            self.call("void", self.parallel.name, self.context, Value("ptr", f"@{name}"), self.part, count)
            self.branch(after)
            self.begin(alone)
            self.call("void", f"@{name}", self.one, i64(0))
            self.enter(after)
        self.ret(Value("i32", "0"))


def module_text(name: str, tag: str, compiled: Sequence[CompiledRegion], layout: Layout, target: Target) -> str:
    """One module: the distinct kernels, the jobs, the check of row ids, the step, the size of the workspace.

    `tag` is of the interface: the functions that C calls are `<name>_step_<tag>` and `<name>_workspace_size_<tag>`.
    """
    prefix = f"{name}_{tag}"
    work: list[_Work] = [(region, launch) for region in compiled for launch in launches(region)]
    kernels: dict[str, str] = {}
    texts = [row_kernels.first_bad(64).replace("@first_bad(", f"@{prefix}_first_bad(")] if layout.sparse else []
    for kernel in (kernel for region in compiled for kernel in region.compiled.kernels):
        digest = kernel.info.digest
        if digest not in kernels:
            kernels[digest] = f"{prefix}_kernel{len(kernels)}"
            texts.append(_internal(lower(replace(kernel.kernel, name=kernels[digest]), target)))
    jobs: list[tuple[str, bool]] = []
    for number, pieces in enumerate(arrange(work, lambda pair: pair[1])):
        jobs.append((f"{prefix}_job{number}", _may_be_cut(pieces)))
        texts.append(_Job(jobs[-1][0], layout, kernels, pieces).text())
    step = _Step(f"{name}_step_{tag}", layout, "#1" if is_checked(target) else "#0")
    if is_checked(target):
        texts.append(check_text(f"{prefix}_fits", target))
        step.refuse(step.binary("xor", step.call("i1", f"@{prefix}_fits"), _TRUE), WRONG_CPU)
    step.check_arguments()
    for number, (_, tensor, height) in enumerate(layout.sparse, 1):
        step.check_rows(f"{prefix}_first_bad", number, tensor, height)
    step.begin_totals(compiled)
    step.run(jobs)
    size = Builder(f"{name}_workspace_size_{tag}", {}, "i64", attributes="#0")
    size.ret(i64(layout.workspace))
    declared = [f"declare i64 @llvm.{name}.i64(i64, i64)" for name in ("umin", "umax")]
    return joined([mode_text(target.machine), *texts, "\n".join([*declared, step.text(), size.text()])])


def _internal(text: str) -> str:
    """A kernel's module whose function is the object's own."""
    return text.replace("define void @", "define internal void @")


def _may_be_cut(pieces: Sequence[Sequence[_Work]]) -> bool:
    """True if a job may be more than one piece of work."""
    if len(pieces) > 1:
        return True
    ((_, launch), *more) = pieces[0]
    return not more and (not isinstance(launch.size, int) or launch.size > _things(launch))
