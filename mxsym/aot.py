"""Ahead of time: an executor's step as an object file and a C header.

Input: an executor: its graph, shapes, dtypes and forms. Output: `Export`: the bytes of an object file that needs
nothing but itself, and the text of a header that says how to call it from C or C++.
The step runs on the caller's thread, in place, with the executor's own kernels: its results are the executor's bits.
Shapes are fixed; numbers and arrays are arguments. Row ids are checked before anything is written.
Non-goals: threads; weights and states that are row-sparse, and updates beside their weight by rows: both need memory
to grow or to be copied, which is the executor's work.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mxsym.analysis import writes
from mxsym.codegen import target as targets
from mxsym.codegen.dtypes import F32, F64, DType
from mxsym.codegen.lower import lower
from mxsym.codegen.target import Target
from mxsym.errors import BindError, Fault
from mxsym.inspection.facts import row_sparse_arrays
from mxsym.launches import Part, compile_parts, launches, sizes, workspace_sizes
from mxsym.runtime import rows_ir
from mxsym.runtime.plan import Launch, elements
from mxsym.symbol import Entry, Node

if TYPE_CHECKING:
    from mxsym.executor import Executor

DEFAULT_CPU = "x86-64-v3"
HOST = "host"
ALIGNMENT = 64
_C_TYPES: dict[DType, str] = {F64: "double", F32: "float"}
_RESERVED = {
    "auto", "bool", "break", "case", "char", "class", "const", "continue", "default", "delete", "do", "double",
    "else", "enum", "extern", "float", "for", "goto", "if", "inline", "int", "long", "namespace", "new", "operator",
    "private", "protected", "public", "register", "restrict", "return", "short", "signed", "sizeof", "static",
    "struct", "switch", "template", "this", "typedef", "union", "unsigned", "void", "volatile", "while",
}  # fmt: skip
"""Words of C and C++ that are no names."""


@dataclass(frozen=True)
class Export:
    """What `export` makes. `name` is the prefix of every C name."""

    name: str
    object_code: bytes
    header: str

    def write(self, folder: str | Path) -> tuple[Path, Path]:
        """Write `<name>.o` and `<name>.h`; their paths."""
        into = Path(folder)
        into.mkdir(parents=True, exist_ok=True)
        code, header = into / f"{self.name}.o", into / f"{self.name}.h"
        code.write_bytes(self.object_code)
        header.write_text(self.header, encoding="utf-8")
        return code, header


@dataclass(frozen=True, slots=True)
class _Field:
    """One member of the struct of buffers: its C declaration, what it is in words, and its slot of 8 bytes."""

    declaration: str
    words: str


@dataclass
class _Layout:
    """Where everything lies: the slots of the two structs, and offsets in the workspace."""

    buffers: list[_Field] = field(default_factory=list[_Field])
    slot: dict[Hashable, int] = field(default_factory=dict[Hashable, int])
    scalars: dict[Hashable, int] = field(default_factory=dict[Hashable, int])
    scalar_names: list[tuple[str, str, float]] = field(default_factory=list[tuple[str, str, float]])
    offset: dict[Hashable, int] = field(default_factory=dict[Hashable, int])
    workspace: int = 0
    sparse: list[tuple[Node, int]] = field(default_factory=list[tuple[Node, int]])
    taken: set[str] = field(default_factory=set[str])

    def name(self, text: str) -> str:
        """`text` as a C identifier that nothing else has."""
        plain = re.sub(r"\W+", "_", text, flags=re.ASCII).strip("_") or "x"
        plain = f"_{plain}" if plain[0].isdigit() or plain in _RESERVED else plain
        found, number = plain, 1
        while found in self.taken:
            found, number = f"{plain}_{number}", number + 1
        self.taken.add(found)
        return found

    def reserve(self, key: Hashable, size: int) -> None:
        self.offset[key] = self.workspace
        self.workspace += -(-size // ALIGNMENT) * ALIGNMENT


def default_cpu() -> str:
    """`x86-64-v3` on x86-64; elsewhere this machine."""
    from mxsym.codegen import llvm

    return DEFAULT_CPU if llvm.host_levels() else HOST


def _target(cpu: str) -> Target:
    from mxsym.codegen import llvm

    return llvm.host_target("") if cpu == HOST else targets.level_target(cpu)


def export(executor: Executor, name: str = "kernels", cpu: str | None = None) -> Export:
    """The step of an executor as an object file and a header.

    Args:
        executor: a bound graph; its arrays only say shapes, dtypes and which are row-sparse.
        name: the prefix of all C names: a C identifier.
        cpu: one of `x86-64`, `x86-64-v2`, `-v3`, `-v4`, or `host`; by default `default_cpu()`.

    Raises:
        ValueError: `name` is no C identifier, or the CPU is unknown.
        BindError: naming every part of the graph that cannot be exported.
    """
    if not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII) or name in _RESERVED:
        raise ValueError(f"name {name!r}: expected a C identifier such as 'kernels'")
    if faults := _faults(executor):
        raise BindError("aot", faults)
    from mxsym.codegen import llvm

    target = _target(cpu or default_cpu())
    parts = compile_parts(executor.groups, target)
    layout = _layout(executor, parts)
    module = _module(name, parts, layout, target)
    return Export(name, llvm.object_code(module, target), _header(name, layout, target))


def _faults(executor: Executor) -> list[Fault]:
    """What C code cannot do as the executor does it."""
    found: list[Fault] = []
    sources = {group.source for group in executor.groups}
    for node in executor.expanded.nodes():
        if node.rule is None and node not in sources and node.name in row_sparse_arrays(executor):
            fix, got = "bind it dense; only gradients can be row-sparse in C", "a row-sparse weight or state"
            found.append(Fault(f"variable {node.name}", "", got, "a dense one", fix, node.where))
    for group in executor.groups:
        if group.rest is not None and group.rest.space == "rows":
            fix = "use lazy_update=True, or a dense gradient"
            got = "a standard update with values of rows"
            found += [Fault(node.name, "", got, "a lazy or dense one", fix, node.where) for node in group.nodes]
        for node in group.nodes if group.form == "lazy" else ():
            assert node.rule is not None
            if node.out is not node.inputs[node.rule.inputs[0].name].node:
                fix, got = "give out= the weight itself", "a lazy output beside the weight"
                found.append(Fault(node.name, "", got, "an update in place", fix, node.where))
    return found


def _layout(executor: Executor, parts: list[Part]) -> _Layout:
    layout, types = _Layout(), executor.types
    nodes = {node.name: node for node in executor.expanded.nodes() if node.rule is None}
    written = {variable.name for node in executor.expanded.nodes() for variable in writes(node)}
    names = [*executor.symbol.list_arguments(), *executor.symbol.list_auxiliary_states()]
    for name in names:
        _buffer(layout, executor, Entry(nodes[name]), name, written=name in written)
    outputs = dict(zip(executor.expanded.entries, executor.symbol.list_outputs(), strict=True))
    kept = [place.whole for group in executor.groups for place in group.places]
    kept = [place for place in dict.fromkeys(kept) if place.node.rule is not None or place.node.extent is not None]
    for place in kept:
        if place in outputs:
            _buffer(layout, executor, place, outputs[place], written=True)
        else:
            layout.reserve(place, elements(types.shapes[place]) * types.dtypes[place].bytes)
    for part in parts:
        for key, size in workspace_sizes(part).items():
            layout.reserve(key, size)
        for launch in launches(part):
            for key in launch.slots:
                match key:
                    case (Node() as node, str(attribute)):
                        _scalar(layout, executor, node, attribute)
                    case _:
                        pass
    return layout


def _buffer(layout: _Layout, executor: Executor, place: Entry, name: str, *, written: bool) -> None:
    dtype, shape = executor.types.dtypes[place], executor.types.shapes[place]
    kind, field_name = _C_TYPES.get(dtype, "uint16_t"), layout.name(name)
    layout.slot[place] = len(layout.buffers)
    bits = f", the bits of {dtype.name}" if dtype not in _C_TYPES else ""
    what = "x".join(map(str, shape)) or "one number"
    use = "read and written" if written else "read"
    sparse = place.node.rule is None and place.node.name in row_sparse_arrays(executor)
    if sparse:
        what = f"{field_name}_count rows of {'x'.join(map(str, shape[1:])) or 'one number'}"
    const = "" if written else "const "
    layout.buffers.append(_Field(f"{const}{kind} *{field_name}", f"{what}{bits}; {use}"))
    if sparse:
        layout.sparse.append((place.node, shape[0]))
        words = f"the row ids of {field_name}: rising, each once, from 0 to {shape[0] - 1}"
        layout.slot["rows", place.node] = len(layout.buffers)
        layout.buffers.append(_Field(f"const int64_t *{layout.name(f'{field_name}_rows')}", words))
        layout.slot["count", place.node] = len(layout.buffers)
        layout.buffers.append(_Field(f"int64_t {layout.name(f'{field_name}_count')}", "how many rows there are"))


def _scalar(layout: _Layout, executor: Executor, node: Node, key: str) -> None:
    if (node, key) in layout.scalars:
        return
    assert node.rule is not None and node.rule.attribute(key) is not None
    attribute = next(item for item in node.rule.scalars if item.name == key)
    value = node.attrs.get(key, attribute.default)
    if node.name in executor.scalars:
        value = executor.scalars_of[node][key]  # as it is now
    layout.scalars[node, key] = len(layout.scalars)
    layout.scalar_names.append((layout.name(f"{node.name}_{key}"), f"{node.name}.{key}", float(value)))


class _Step:
    """The text of the step function."""

    def __init__(self, name: str, layout: _Layout) -> None:
        self.name = name
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


def _module(name: str, parts: list[Part], layout: _Layout, target: Target) -> str:
    """One module: the distinct kernels, the check of row ids, the step, the size of the workspace."""
    step = _Step(name, layout)
    kernels: dict[int, str] = {}
    texts = [rows_ir.first_bad(64).replace("@first_bad(", f"@{name}_first_bad(")] if layout.sparse else []
    for number, (node, height) in enumerate(layout.sparse, 1):
        step.check(number, node, height)
    slots = 1
    for part in sorted(parts, key=lambda part: part.group.phase):
        for launch, code in zip(launches(part), part.compiled.codes, strict=True):
            if code.address not in kernels:
                kernels[code.address] = f"{name}_kernel{len(kernels)}"
                texts.append(lower(replace(code.kernel, name=kernels[code.address]), target))
            slots = max(slots, len(launch.slots))
            step.call(part, launch, kernels[code.address])
    head = f"define i32 @{name}_step(ptr %buffers, ptr %scalars, ptr %workspace) #0 {{"
    lines = [head, "entry:", f"  %args = alloca [{slots} x i64], align 8", *step.lines, "  ret i32 0", "}"]
    lines += [f"define i64 @{name}_workspace_size() #0 {{", f"  ret i64 {layout.workspace}", "}"]
    return _joined([*texts, "\n".join(lines)])


def _joined(texts: list[str]) -> str:
    """Modules as one: what several of them declare is declared once."""
    lines = [line for text in texts for line in text.split("\n")]
    shared = [line for line in lines if line.startswith(("declare ", "attributes "))]
    return "\n".join([*(line for line in lines if line not in set(shared)), *dict.fromkeys(shared), ""])


def _literal(value: float) -> str:
    """A double in C, exactly."""
    if math.isnan(value):
        return "NAN"
    if math.isinf(value):
        return "HUGE_VAL" if value > 0 else "-HUGE_VAL"
    return value.hex()


def _comment(text: str) -> str:
    """A user's name inside a C comment."""
    return " ".join(re.sub(r"[*/\\]", "_", text).split())


def _header(name: str, layout: _Layout, target: Target) -> str:
    guard = f"{name.upper()}_H"
    buffers = [f"    {item.declaration}; /* {item.words} */" for item in layout.buffers]
    scalars = [
        f"    double {c_name}; /* {_comment(words)}, {value!r} */" for c_name, words, value in layout.scalar_names
    ]
    defaults = ", ".join(_literal(value) for *_, value in layout.scalar_names)
    codes = [
        f" *   {number}: {_comment(node.name)}'s row ids do not rise or are not below {height}; nothing was written."
        for number, (node, height) in enumerate(layout.sparse, 1)
    ]
    return f"""\
/* {name}.h: one optimizer step, compiled by mxsym for {target.cpu}{" (this machine)" if target.name == HOST else ""}.
 *
 *     {name}_buffers buffers = {{ ... }};             the addresses of your arrays, in C order
 *     {name}_scalars scalars = {name.upper()}_DEFAULTS;
 *     void *workspace = malloc({name}_workspace_size()); may be NULL where that is 0
 *     {name}_step(&buffers, &scalars, workspace);
 *
 * The step runs on the calling thread and updates your arrays in place. It allocates nothing, calls nothing and keeps
 * nothing: several threads may call it at once, each with arrays and a workspace of its own. No two arrays may overlap.
 * The results are those of mxsym's executor, bit for bit; the floating-point environment must be the default one.
 */
#ifndef {guard}
#define {guard}

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {{
#endif

/* The arrays: every member must be set. */
typedef struct {name}_buffers {{
{chr(10).join(buffers)}
}} {name}_buffers;

/* The run-time numbers, and what they were when this was made. */
typedef struct {name}_scalars {{
{chr(10).join(scalars or ["    double unused;"])}
}} {name}_scalars;

#define {name.upper()}_DEFAULTS {{ {defaults or "0"} }}

/* Bytes that {name}_step needs as workspace, on a boundary of 8 bytes. What it holds before does not matter. */
int64_t {name}_workspace_size(void);

/* One step. Returns
 *   0: done.
{chr(10).join([*codes, " */"])}
int {name}_step(const {name}_buffers *buffers, const {name}_scalars *scalars, void *workspace);

#ifdef __cplusplus
}}
#endif

#endif
"""
