"""The step as LLVM IR: row ids checked, then each kernel called with arguments from the caller's structs.

Input: compiled parts and their layout. Output: the text of one module: the kernels, `<name>_step` and
`<name>_workspace_size`.
Non-goals: machine code, the header.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from mxsym.aot.layout import Layout
from mxsym.codegen.fpmode import MODE
from mxsym.codegen.lower import joined, lower
from mxsym.codegen.target import Target
from mxsym.launches import Part, launches, sizes
from mxsym.runtime import rows_ir
from mxsym.runtime.plan import Launch
from mxsym.symbol import Entry, Node


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

    def place(self, key: Hashable) -> str:
        """The address of a buffer, or of one element of it."""
        whole = key.whole if isinstance(key, Entry) else key
        if whole in self.layout.slot:
            base = self.slot("buffers", self.layout.slot[whole], "ptr")
        else:
            base = self.define(f"getelementptr i8, ptr %workspace, i64 {self.layout.offset[whole]}")
        if isinstance(key, Entry) and key.element is not None:
            return self.define(f"getelementptr float, ptr {base}, i64 {key.element[0]}")
        return base

    def argument(self, part: Part, key: Hashable, counts: dict[Hashable, int]) -> str:
        """What goes into one slot of a kernel's argument block, as `type value`."""
        layout, source = self.layout, part.group.source
        if key in counts:
            return f"i64 {counts[key]}"
        if key in layout.scalars:
            return f"double {self.slot('scalars', layout.scalars[key], 'double')}"
        if isinstance(key, Entry) or key in layout.offset:
            return f"ptr {self.place(key)}"
        assert isinstance(key, tuple)
        assert source is not None, key
        if key[0] == "count":
            return f"i64 {self.slot('buffers', layout.slot['count', source], 'i64')}"
        return f"ptr {self.slot('buffers', layout.slot['rows', source], 'ptr')}"

    def check(self, number: int, node: Node, height: int) -> None:
        """Return `number` where the row ids of a gradient break the law."""
        ids = self.slot("buffers", self.layout.slot["rows", node], "ptr")
        count = self.slot("buffers", self.layout.slot["count", node], "i64")
        bad = self.define(f"call i64 @{self.name}_first_bad(ptr {ids}, i64 {count}, i64 {height}, i1 true)")
        fine = self.define(f"icmp sge i64 {bad}, {count}")
        self.lines += [f"  br i1 {fine}, label %checked{number}, label %bad{number}", f"bad{number}:"]
        self.lines += [f"  ret i32 {number}", f"checked{number}:"]

    def call(self, part: Part, launch: Launch, kernel: str) -> None:
        counts: dict[Hashable, int] = {**sizes(part)}
        for number, key in enumerate(launch.slots):
            value = self.argument(part, key, counts)
            at = self.define(f"getelementptr i64, ptr %args, i64 {number}")
            self.lines.append(f"  store {value}, ptr {at}, align 8")
        size = str(launch.size) if isinstance(launch.size, int) else ""
        if not size:
            assert part.group.source is not None
            size = self.slot("buffers", self.layout.slot["count", part.group.source], "i64")
        self.lines.append(f"  call void @{kernel}(ptr %args, i64 0, i64 {size})")


def module_text(name: str, parts: list[Part], layout: Layout, target: Target) -> str:
    """One module: the distinct kernels, the check of row ids, the step, the size of the workspace."""
    step = _Step(name, layout)
    kernels: dict[int, str] = {}
    texts = [rows_ir.first_bad(64).replace("@first_bad(", f"@{name}_first_bad(")] if layout.sparse else []
    for number, (node, height) in enumerate(layout.sparse, 1):
        step.check(number, node, height)
    step.checks, step.lines = step.lines, []
    slots = 1
    for part in sorted(parts, key=lambda part: part.group.phase):
        for launch, code in zip(launches(part), part.compiled.codes, strict=True):
            if code.address not in kernels:
                kernels[code.address] = f"{name}_kernel{len(kernels)}"
                texts.append(lower(replace(code.kernel, name=kernels[code.address]), target))
            slots = max(slots, len(launch.slots))
            step.call(part, launch, kernels[code.address])
    head = f"define i32 @{name}_step(ptr %buffers, ptr %scalars, ptr %workspace) #0 {{"
    lines = [
        head,
        "entry:",
        f"  %args = alloca [{slots} x i64], align 8",
        *step.checks,
        "  %mode = call i64 @mode.enter()",
    ]
    lines += [*step.lines, "  call void @mode.leave(i64 %mode)", "  ret i32 0", "}"]
    lines += [f"define i64 @{name}_workspace_size() #0 {{", f"  ret i64 {layout.workspace}", "}"]
    return joined([MODE, *texts, "\n".join(lines)])
