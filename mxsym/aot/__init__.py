"""Ahead-of-time export: an executor's step as an object file, which needs nothing but itself, and a C header.

The exported step has the executor's own kernels, so its results have the executor's bits.
"""

# The step runs on the caller's threads, in place. Shapes are fixed; numbers and arrays are arguments. Row ids are
# checked before anything is written. Nothing is linked into this process: the target may be another machine.
# Row-sparse weights and states, and a standard update over the rows of its gradient, are not exported: both need memory
# to grow or to be copied, which is the executor's work.

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from pathlib import Path

from mxsym.aot.header import header_text, tag_of
from mxsym.aot.layout import layout_of
from mxsym.aot.naming import HEADERS, RESERVED
from mxsym.aot.step import module_text
from mxsym.codegen import target as targets
from mxsym.codegen.fusion.inline_calls import domain
from mxsym.codegen.kernel import Domain
from mxsym.codegen.loading import load_modules
from mxsym.codegen.program import Rows
from mxsym.codegen.target import HOST, Target
from mxsym.errors import BindError, Fault, suggest
from mxsym.opgraph.bound import BoundGraph, HasBoundGraph, bound_graph_of
from mxsym.opgraph.node import Entry, variables_of
from mxsym.opgraph.storage import is_lazy, is_update
from mxsym.runtime import files
from mxsym.runtime.launch import unlinked_regions

DEFAULT_CPU = "x86-64-v3"


@dataclass(frozen=True)
class Export:
    """Result of `export`. `name` is the prefix of every C name."""

    name: str
    object_code: bytes
    header: str

    def __repr__(self) -> str:
        return f"<exported step {self.name!r}, {len(self.object_code)} bytes; write(folder) it>"

    def write(self, folder: str | Path) -> tuple[Path, Path]:
        """Write `<name>.o` and `<name>.h`, both or neither; their paths.

        Args:
            folder: where to; it is made if it is not there.
        """
        into = Path(folder)
        with contextlib.suppress(FileExistsError):  # no folder: the files' error says so
            into.mkdir(parents=True, exist_ok=True)
        code, header = into / f"{self.name}.o", into / f"{self.name}.h"
        files.write_all({code: self.object_code, header: self.header})
        return code, header


def default_cpu() -> str:
    """`x86-64-v3` on x86-64; elsewhere this machine."""
    load_modules("mxsym.codegen.backend.llvm")
    from mxsym.codegen.backend import llvm

    return DEFAULT_CPU if llvm.host_levels() else HOST


def _target(cpu: str) -> Target:
    load_modules("mxsym.codegen.backend.llvm")
    from mxsym.codegen.backend import llvm

    if cpu == HOST:
        return llvm.host_target("")
    known = (*targets.LEVELS, targets.ARM.name, HOST)
    if cpu not in known:
        raise ValueError(f"cpu: got {cpu!r}; {suggest(cpu, known)}")
    return targets.named_target(cpu)


def check_name(name: str) -> None:
    """Check the prefix of an exported step's C names.

    Raises:
        ValueError: it is no C identifier, or a header of C's.
    """
    if not re.fullmatch(r"[A-Za-z_]\w*", str(name), re.ASCII) or name in RESERVED | HEADERS:
        raise ValueError(f"name {name!r}: expected a C identifier such as 'kernels', and no header of C's")


def export(executor: HasBoundGraph, name: str = "kernels", cpu: str | None = None, *, tables: bool = False) -> Export:
    """The step of an executor as an object file and a header.

    Args:
        executor: a bound graph; its arrays only say shapes, dtypes and which are row-sparse.
        name: the prefix of all C names: a C identifier.
        cpu: one of `x86-64`, `x86-64-v2`, `-v3`, `-v4`, `aarch64`, or `host`; by default `default_cpu()`. The machine
            that this is need not be such a one.
        tables: make the arrays and the numbers of updates that are alike members that are arrays, `weight[k]` and
            `lr[k]`, in the order of the updates. Without it each has a member of its own.

    Raises:
        ValueError: `name` is no C identifier, the CPU is unknown, or llvmlite has no code generator for it.
        TypeError: it is no executor.
        BindError: naming every part of the graph that cannot be exported.
    """
    check_name(name)
    graph = bound_graph_of(executor, "an exported step")
    if faults := _faults(graph):
        raise BindError("aot", faults)
    load_modules("mxsym.codegen.backend.llvm")
    from mxsym.codegen.backend import llvm

    target = _target(cpu or default_cpu())
    compiled = unlinked_regions(graph.regions, target)
    layout = layout_of(graph, compiled, tables=tables)
    module = module_text(name, tag_of(name, layout), compiled, layout, target)
    return Export(name, llvm.object_code(module, target), header_text(name, layout, target, _calls(module, target)))


def _calls(module: str, target: Target) -> str:
    """The C functions that the code calls: instructions that the machine does not have."""
    names = ["fmod"] if "frem" in module else []
    names += ["fma", "fmaf"] if "@llvm.fma." in module and not target.fma else []
    for name in ("floor", "ceil", "trunc", "rint"):
        names += [name, f"{name}f"] if f"@llvm.{name}." in module and not target.rounds else []
    if not names:
        return "calls nothing"
    verb = "is" if len(names) == 1 else "are"
    return f"calls only {', '.join(names)}, which {verb} in the C library's -lm,"


def _faults(graph: BoundGraph) -> list[Fault]:
    """Faults of a graph that C code cannot run as the executor does."""
    faults: list[Fault] = []
    lowered = graph.lowered
    sources = {region.source for region in graph.regions}
    for node in variables_of(graph.expanded):
        if node.name not in graph.row_sparse_arrays():
            continue
        if lowered.tensors[Entry(node)] not in sources:
            fix, got = "bind it dense; only gradients can be row-sparse in C", "a row-sparse weight or state"
            faults.append(Fault(f"variable {node.name}", "", got, "a dense one", fix, node.where))
    ops = lowered.ops()
    for region in graph.regions:
        if region.rows is Rows.UNLISTED and domain(region.program) is Domain.LISTED_ROWS:
            fix = "use lazy_update=True, or a dense gradient"
            got = "a standard update with values of rows"
            updates = [ops[call.name] for call in region.calls]
            faults += [Fault(node.name, "", got, "a lazy or dense one", fix, node.where) for node in updates]
    for node in ops.values():
        if node.has_matrices:
            fix, got = "leave it to Python, or export an update without matrices", f"the matrices of {node.rule.name}"
            faults.append(Fault(node.name, "", got, "kernels alone: C code has no BLAS or LAPACK", fix, node.where))
        lazy = node in lowered.on_rows and is_update(node) and is_lazy(node)
        if lazy and node.out is not node.inputs[node.rule.inputs[0].name].node:
            fix, got = "give out= the weight itself", "a lazy output beside the weight"
            faults.append(Fault(node.name, "", got, "an update in place", fix, node.where))
    return faults
