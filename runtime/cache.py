"""Compiled kernels, each compiled once a process.

Input: a canonical recipe. Output: `Compiled`: every stage of the compiler and the address of the code. Kernels that
read alike share the code, whichever recipes they are of; `compile_count()` says how often LLVM ran.
Non-goals: the cache on disk.
"""

from __future__ import annotations

import functools
import os
import threading
from dataclasses import dataclass

from mxsym.codegen import passes, recipe, text, verify
from mxsym.codegen.graph import Buffer, Graph
from mxsym.codegen.kernel import Kernel, digest, schedule
from mxsym.codegen.lower import lower
from mxsym.codegen.passes import Trace
from mxsym.codegen.recipe import Recipe
from mxsym.codegen.stages import Stage, cut
from mxsym.codegen.target import Target

_lock = threading.Lock()
_count = 0
_code: dict[tuple[str, Target], tuple[str, object, int]] = {}
_compiled: dict[tuple[Recipe, Target], Compiled] = {}


@dataclass(frozen=True, eq=False)
class Code:
    """One kernel. `address` is of `void kernel(args, begin, end)`; `library` keeps it alive. `role`: `stages.Stage`."""

    kernel: Kernel
    role: str
    llvm: str
    address: int
    library: object


@dataclass(frozen=True, eq=False)
class Compiled:
    """A recipe at every stage of the compiler. `codes` are its kernels in the order in which they run.

    There is one, unless whole tensors are summed, and none where nothing is stored (`assign(w, w)`).
    """

    graph: Graph
    traces: tuple[Trace, ...]
    codes: tuple[Code, ...]
    target: Target

    def workspace(self) -> list[Buffer]:
        """What lies in memory from one kernel to another: buffers that the recipe knows nothing of.

        Those of `Space.ROW` have one value for each block of elements, those of `Space.SCALAR` one in all.
        """
        known = {buffer.name for buffer in self.graph.buffers}
        kernels = [code.kernel for code in self.codes if code.role != "totals"]
        buffers = [buffer for kernel in kernels for buffer in kernel.buffers if buffer.name not in known]
        return list(dict.fromkeys(buffers))


if hasattr(os, "register_at_fork"):
    # No thread may be inside LLVM while the process forks: the child would find LLVM's own locks held.
    os.register_at_fork(before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_lock.release)


def compile_count() -> int:
    """How many kernels LLVM has compiled in this process."""
    return _count


@functools.cache
def host(cap: str) -> Target:
    """The target for a value of `MXSYM_CPU`."""
    from mxsym.codegen import llvm  # llvmlite: not at import time

    return llvm.host_target(cap)


def _link(kernel: Kernel, target: Target) -> tuple[str, object, int]:
    from mxsym.codegen import llvm

    global _count
    module = lower(kernel, target)
    library = llvm.link(llvm.object_code(module, target), [kernel.name])
    _count += 1
    return module, library, library.addresses[kernel.name]


def _coded(stage: Stage, target: Target) -> Code:
    kernel = schedule(stage.graph, stage.space)
    if verify.enabled():
        verify.verify_graph(stage.graph)
        verify.verify_kernel(kernel)
    name = digest(text.print_kernel(kernel))
    if (name, target) not in _code:
        _code[name, target] = _link(kernel, target)
    llvm_text, library, address = _code[name, target]
    return Code(kernel, stage.role, llvm_text, address, library)


def compiled(made: Recipe, target: Target) -> Compiled:
    """The recipe's code for `target`, compiled where that has not happened yet. Safe from several threads."""
    key = (made, target)
    with _lock:
        if key not in _compiled:
            graph = recipe.build(made)
            check = verify.verify_graph if verify.enabled() else None
            traces = passes.run(graph, target, check)
            stages = [stage for stage in cut(traces[-1].graph, made.space) if stage.graph.stores]
            codes = tuple(_coded(stage, target) for stage in stages)
            _compiled[key] = Compiled(graph, tuple(traces), codes, target)
        return _compiled[key]
