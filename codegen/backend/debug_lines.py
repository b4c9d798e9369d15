"""The kernel line that each line of LLVM IR and assembly was written for.

A copy of the module gets debug information whose source is the kernel's own text, and what LLVM makes of that is read
off. The texts themselves come from the module without it; where the two differ in more than debug information, a line
of LLVM's making belongs to no kernel line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from mxsym.codegen.backend import llvm
from mxsym.codegen.backend.lower import lower_with_origins
from mxsym.codegen.expr import Expr
from mxsym.codegen.graph import Store
from mxsym.codegen.kernel import Kernel
from mxsym.codegen.quiet_thread import quietly
from mxsym.codegen.record import record
from mxsym.codegen.target import Target
from mxsym.codegen.text import kernel_lines

LOOP = 1
"""The kernel line of the instructions that are for the loop's sake: the kernel's head."""
_DESCRIPTION = """\
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}
!0 = distinct !DICompileUnit(language: DW_LANG_C, file: !1, isOptimized: true, emissionKind: LineTablesOnly)
!1 = !DIFile(filename: "kernel", directory: "")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = distinct !DISubprogram(name: "kernel", scope: !1, file: !1, type: !4, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DISubroutineType(types: !5)
!5 = !{}
""".splitlines()
_FIRST = 10
"""The first number of a location, after those of what describes the function."""
_DEBUG = re.compile(r",? !dbg !(\d+)")
_LOCATION = re.compile(r"^!(\d+) = !DILocation\(line: (\d+)", re.MULTILINE)
_LOC = re.compile(r"\t\.loc\t\d+ (\d+)")
# Of x86; where others spill, the instruction keeps LLVM's place.
_SPILL = re.compile(r"\tv?mov\w*\t(?P<register>%\w+), (?P<slot>-?\d*\(%r[sb]p\))$")
_RELOAD = re.compile(r"\tv?mov\w*\t(?P<slot>-?\d*\(%r[sb]p\)), %\w+$")
_WRITTEN = re.compile(r", (%\w+)(?: \{.*\})?$")
_INSTRUCTION = re.compile(r"\t[^.#\s]")


@record
class Text:
    """Lines, and for each the number (from 1) of the kernel line that it was made for; 0 for none."""

    lines: list[str]
    places: list[int]


@record
class Located:
    """A kernel's texts by stage, and the first line of the kernel's own text that is a value or a store."""

    texts: Mapping[str, Text]
    place: Mapping[Expr | Store, int]


@quietly
def locate(kernel: Kernel, target: Target) -> Located:
    """The texts "kernel", "llvm", "llvm-opt" and "asm" of a kernel, line by line."""
    own = kernel_lines(kernel)
    place: dict[Expr | Store, int] = {}
    for number, (_, origin) in enumerate(own, 1):
        if origin is not None:
            place.setdefault(origin, number)
    lowered = lower_with_origins(kernel, target)
    plain = lowered.text.split("\n")
    places = [place.get(lowered.origins[n], 0) if n in lowered.origins else 0 for n in range(len(plain))]
    copy = _with_debug_information(plain, places)
    texts = {
        "kernel": Text([line for line, _ in own], [place[at] if at is not None else 0 for _, at in own]),
        "llvm": Text(plain, places),
        "llvm-opt": _matched(llvm.optimized_text(lowered.text, target), llvm.optimized_text(copy, target), read_llvm),
        "asm": _matched(llvm.assembly(lowered.text, target), llvm.assembly(copy, target), read_assembly),
    }
    return Located(texts, place)


def _with_debug_information(lines: Sequence[str], places: Sequence[int]) -> str:
    """The module with a location on each of the kernel's instructions; what it calls are `internal` functions."""
    copy: list[str] = []
    inside = False
    for line, place in zip(lines, places, strict=True):
        if line.startswith("define void "):
            inside = True
            copy.append(line.removesuffix("{") + "!dbg !3 {")
        elif inside and line.startswith("  "):
            copy.append(f"{line}, !dbg !{_FIRST + (place or LOOP)}")
        else:
            inside = inside and line != "}"
            copy.append(line)
    copy += _DESCRIPTION
    used = sorted({place or LOOP for place in places} | {LOOP})
    copy += [f"!{_FIRST + place} = !DILocation(line: {place}, column: 1, scope: !3)" for place in used]
    return "\n".join([*copy, ""])


Read = Callable[[str], list[tuple[int, str, int]]]
"""The instructions of a text: the number (from 0) of the line, the line without debug information, its place."""


def _matched(plain: str, copy: str, read: Read) -> Text:
    """The plain text's lines, each with the place of the copy's line that it is."""
    lines = plain.rstrip("\n").split("\n")
    own, located = read(plain), read(copy)
    places = [0] * len(lines)
    if [line for _, line, _ in own] == [line for _, line, _ in located]:
        for (number, _, _), (_, _, place) in zip(own, located, strict=True):
            places[number] = place if place != LOOP else 0
    return Text(lines, places)


def read_llvm(text: str) -> list[tuple[int, str, int]]:
    """The instructions of a module's text."""
    lines_of = {number: int(line) for number, line in _LOCATION.findall(text)}
    instructions: list[tuple[int, str, int]] = []
    for number, line in enumerate(text.split("\n")):
        if line.startswith("  "):
            at = _DEBUG.search(line)
            instructions.append((number, _DEBUG.sub("", line), lines_of.get(at[1], 0) if at else 0))
    return instructions


def read_assembly(text: str) -> list[tuple[int, str, int]]:
    """The instructions of an assembly text; each has the line of the last `.loc` above it."""
    instructions: list[tuple[int, str, int]] = []
    place = 0
    for number, line in enumerate(text.split("\n")):
        if at := _LOC.match(line):
            place = int(at[1])
        elif _INSTRUCTION.match(line):
            instructions.append((number, line, place))
    return _with_spills(instructions)


def _with_spills(instructions: list[tuple[int, str, int]]) -> list[tuple[int, str, int]]:
    """The instructions, those that move a value to the stack and back with the place of that value.

    LLVM gives such an instruction the place of what the register is needed for, or none.
    """
    last: dict[str, int] = {}
    slots: dict[str, int] = {}
    placed: list[tuple[int, str, int]] = []
    for number, line, own in instructions:
        place = own
        if spill := _SPILL.match(line):
            place = slots[spill["slot"]] = last.get(_register(spill["register"]), own)
        elif (reload := _RELOAD.match(line)) and reload["slot"] in slots:
            place = slots[reload["slot"]]
        if spill is None and (written := _WRITTEN.search(line)):
            last[_register(written[1])] = place
        placed.append((number, line, place))
    return placed


def _register(name: str) -> str:
    """A name for a vector register that is the same for each of its widths."""
    return re.sub(r"^%[xyz]mm", "%mm", name)
