"""Compiled kernels: each compiled once a process, and once a machine where a `Store` keeps the object code.

Input: a canonical recipe. Output: `Compiled`: the addresses of its kernels and what a plan must know of them; every
stage of the compiler, made when somebody asks for it. Kernels that read alike share the code, whichever recipes they
are of.

Kernels that are needed at once and are new make one module, if they are no more than `MODULE`: LLVM starts once, and
functions that they call are there once. Stored are the modules' object code; by each kernel's text, in which module it
is; and by the text of a recipe's graph what `Facts` say of its kernels, so that a graph compiled before goes through no
pass. The keys hold all that decides what the code is: the target, the versions of mxsym, llvmlite and LLVM, and the
compiler's own source. `compile_count()` says how many kernels LLVM has compiled, `load_count()` how many it did not
have to. Under `MXSYM_VERIFY=1` every graph goes through the passes.
Nothing is locked: the tables only grow, in single steps, and whoever comes second to an entry takes the first one's.
Work is done on quiet threads; threads that want the same at once share one. A fork waits for what they import.
Non-goals: files (`disk_cache.py`).
"""

from __future__ import annotations

import functools
import hashlib
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from mxsym.codegen import quiet_thread, recipe, text
from mxsym.codegen.dtypes import BY_SHORT
from mxsym.codegen.expr import Granularity
from mxsym.codegen.gate import LOADING
from mxsym.codegen.graph import Buffer, Graph, Layout
from mxsym.codegen.kernel import Kernel, digest
from mxsym.codegen.recipe import Recipe
from mxsym.codegen.target import Target
from mxsym.runtime import disk_cache
from mxsym.runtime.disk_cache import Store
from mxsym.runtime.extents import Reach

if TYPE_CHECKING:
    from mxsym.codegen.backend.llvm import Library
    from mxsym.codegen.pipeline import PassResult

_compilations: list[str] = []
_loads: list[str] = []
_libraries: dict[tuple[str, Target], Library] = {}
_modules: dict[str, Library] = {}
_compiled: dict[tuple[Recipe, Target], Compiled] = {}


_DIGEST = re.compile(rb"[0-9a-f]{64}")


def symbol_of(name: str) -> str:
    """What the kernel whose text has this digest is called in its module."""
    return f"{recipe.NAME}.{name[:16]}"


class Source:
    """A recipe on its way through the compiler, as far as anybody has asked: LLVM's text is its end."""

    def __init__(self, made: Recipe, target: Target) -> None:
        self.recipe, self.target = made, target
        self._traces: tuple[PassResult, ...] | None = None
        self._kernels: tuple[tuple[str, Kernel], ...] | None = None

    @property
    def graph(self) -> Graph:
        """What the passes start from."""
        return recipe.build(self.recipe)

    # Not functools.cached_property: before Python 3.12 that takes a lock, which a forked child may inherit held.
    @property
    def traces(self) -> tuple[PassResult, ...]:
        """Every pass and the graph it left."""
        if self._traces is None:
            self._traces = quiet_thread.run(self._run_passes)
        return self._traces

    def _run_passes(self) -> tuple[PassResult, ...]:
        with LOADING:
            from mxsym.codegen import pipeline, verify

        check = verify.verify_graph if verify.enabled() else None
        return tuple(pipeline.run(self.graph, self.target, check))

    @property
    def kernels(self) -> tuple[tuple[str, Kernel], ...]:
        """The kernels in the order in which they run, each with its role: `stages.Stage`.

        There is one, unless whole tensors are summed, and none where nothing is stored (`assign(w, w)`).
        """
        if self._kernels is None:
            self._kernels = quiet_thread.run(self._schedule)
        return self._kernels

    def _schedule(self) -> tuple[tuple[str, Kernel], ...]:
        with LOADING:
            from mxsym.codegen import verify
            from mxsym.codegen.fusion.split_loops import split
            from mxsym.codegen.fusion.split_reductions import cut
            from mxsym.codegen.kernel import schedule

        made: list[tuple[str, Kernel]] = []
        for stage in split(cut(self.traces[-1].graph, self.recipe.space)):
            quiet_thread.pause()
            if stage.graph.stores:
                kernel = schedule(stage.graph, stage.space)
                if verify.enabled():
                    verify.verify_graph(stage.graph)
                    verify.verify_kernel(kernel)
                made.append((stage.role, kernel))
        return tuple(made)

    def facts(self) -> tuple[Facts, ...]:
        """What a plan must know of each kernel."""
        known = {buffer.name for buffer in self.graph.buffers}
        return tuple(
            Facts(
                digest(text.print_kernel(kernel)),
                role,
                kernel.space,
                kernel.slots(),
                kernel.cost().bytes,
                kernel.buffers,
                tuple(buffer.name for buffer in kernel.buffers if buffer.name not in known),
            )
            for role, kernel in self.kernels
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """What a plan must know of a kernel. `digest` is its text's; `bytes`: the traffic of each thing it runs over.

    `workspace` names those of its buffers that the recipe knows nothing of.
    """

    digest: str
    role: str
    space: str
    slots: tuple[tuple[str, str], ...]
    bytes: int
    buffers: tuple[Buffer, ...]
    workspace: tuple[str, ...]

    def reach(self) -> Reach:
        """What the kernel says it touches."""
        return Reach(symbol_of(self.digest), self.space, self.slots, self.buffers)


@dataclass(frozen=True, eq=False)
class Code:
    """One kernel. `address` is of `void kernel(args, begin, end)`; `library` keeps it alive."""

    facts: Facts
    reach: Reach
    library: Library
    source: Source
    number: int

    @property
    def address(self) -> int:
        return self.library.addresses[symbol_of(self.facts.digest)]

    @property
    def role(self) -> str:
        return self.facts.role

    @property
    def kernel(self) -> Kernel:
        return self.source.kernels[self.number][1]

    @property
    def llvm(self) -> str:
        """The text that LLVM gets, in one module with others and under the name `symbol_of`."""
        with LOADING:
            from mxsym.codegen.backend.lower import lower

        return quiet_thread.run(lambda: lower(self.kernel, self.source.target))


@dataclass(frozen=True, eq=False)
class Compiled:
    """A recipe at every stage of the compiler. `codes` are its kernels in the order in which they run."""

    source: Source
    codes: tuple[Code, ...]

    @property
    def target(self) -> Target:
        return self.source.target

    @property
    def graph(self) -> Graph:
        return self.source.graph

    @property
    def traces(self) -> tuple[PassResult, ...]:
        return self.source.traces

    def workspace(self) -> list[Buffer]:
        """What lies in memory from one kernel to another.

        Buffers of `Space.ROW` have one value for each block of elements, those of `Space.SCALAR` one in all.
        """
        kept = [code.facts for code in self.codes if code.role != "totals"]
        return list(dict.fromkeys(b for facts in kept for b in facts.buffers if b.name in facts.workspace))


def compile_count() -> int:
    """How many kernels LLVM has compiled in this process."""
    return len(_compilations)


def load_count() -> int:
    """How many kernels this process has read from the cache on disk."""
    return len(_loads)


@functools.cache
def host(cap: str) -> Target:
    """The target for a value of `MXSYM_CPU`."""

    def choose() -> Target:
        with LOADING:
            from mxsym.codegen.backend import (  # llvmlite: not at import time, and where no signal handler interrupts
                llvm,
            )

        return llvm.host_target(cap)

    return quiet_thread.run(choose)


@functools.cache
def _compiler_source() -> str:
    """A digest of the compiler itself: in a checkout it changes without its version doing so."""
    made = hashlib.sha256()
    for module in (recipe, disk_cache):
        try:
            paths = sorted(Path(module.__file__ or "").parent.rglob("*.py"))
            for path in paths:
                made.update(path.read_bytes())
        except OSError:  # imported from an archive: then it does not change
            pass
    return made.hexdigest()


def _key(kind: str, target: Target, *texts: str) -> str:
    """Where something made from these texts is stored: all that decides what it is."""
    with LOADING:
        from mxsym.codegen.backend import llvm

    version: str = sys.modules["mxsym"].__version__  # complete: nothing compiles while mxsym is being imported
    return digest("\0".join((kind, version, _compiler_source(), llvm.VERSIONS, repr(target), *texts)))


def linked(module: str, target: Target, names: Iterable[str]) -> Library:
    """A module of LLVM's text that is nobody's kernel, compiled for `target` where that has not happened yet.

    It stays: threads may ask for it at once, and addresses outlive whoever has asked.
    """
    wanted = list(names)

    def link() -> Library:
        key = _key("text", target, module)
        if key not in _modules:
            _modules.setdefault(key, _read(key, wanted) or _make(key, module, target, wanted))
        return _modules[key]

    return quiet_thread.run(link, ("text", module, target))


def _read(key: str, names: list[str]) -> Library | None:
    """The module that is stored under this key, linked."""
    with LOADING:
        from mxsym.codegen.backend import llvm

    kept = disk_cache.current()
    content = None if kept is None else kept.read(key)
    if kept is not None and content is not None:
        try:
            return llvm.link(content, names)
        except llvm.CompileError:
            kept.damaged(key)
    return None


def _make(key: str, module: str, target: Target, names: list[str]) -> Library:
    """A module of LLVM's text compiled, linked and stored under this key."""
    with LOADING:
        from mxsym.codegen.backend import llvm

    content = llvm.object_code(module, target)
    library = llvm.link(content, names)
    kept = disk_cache.current()
    if kept is not None:
        kept.write(key, content)
    return library


def _provide(wanted: Mapping[str, tuple[Source, int]], target: Target) -> None:
    """Let every kernel be linked, by its text's digest: the store's, or compiled with all the others that are new."""
    missing = [name for name in wanted if (name, target) not in _libraries]
    kept = disk_cache.current()
    found = {} if kept is None else _stored(missing, target, kept)
    _loads.extend(found)
    new = [name for name in missing if name not in found]
    if new:
        kernels = {name: source.kernels[number][1] for name in new for source, number in [wanted[name]]}
        for names in _batches(kernels):
            quiet_thread.pause()
            found |= dict.fromkeys(names, _compile_module({name: kernels[name] for name in names}, target))
    for name, library in found.items():
        _libraries.setdefault((name, target), library)


MODULE = 2000
"""Values that the kernels of a module compute, unless it is a single kernel: LLVM works on a module without a pause."""


def _batches(kernels: Mapping[str, Kernel]) -> list[list[str]]:
    """The kernels of each module, by their texts' digests."""
    batches: list[list[str]] = []
    size = MODULE
    for name, kernel in kernels.items():
        values = len(kernel.once) + len(kernel.row) + len(kernel.each)
        if size + values > MODULE:
            batches.append([])
            size = 0
        batches[-1].append(name)
        size += values
    return batches


def _compile_module(kernels: Mapping[str, Kernel], target: Target) -> Library:
    """These kernels compiled, linked and stored as one module."""
    with LOADING:
        from mxsym.codegen.backend.lower import lower_all

    named = {symbol_of(name): kernel for name, kernel in kernels.items()}
    key = _key("module", target, *kernels)
    library = _make(key, lower_all(named, target), target, list(named))
    _compilations.extend(kernels)
    kept = disk_cache.current()
    if kept is not None:
        for name in kernels:
            kept.write(_key("kernel", target, name), key.encode())
    return library


def _stored(names: Iterable[str], target: Target, kept: Store) -> dict[str, Library]:
    """The kernels that are stored. What is stored of one is the key of its module."""
    members: dict[str, list[str]] = {}
    for name in names:
        key = _key("kernel", target, name)
        content = kept.read(key)
        if content is not None and _DIGEST.fullmatch(content):
            members.setdefault(content.decode(), []).append(name)
        elif content is not None:
            kept.damaged(key)
    found: dict[str, Library] = {}
    for module, inside in members.items():
        library = _read(module, [symbol_of(name) for name in inside])
        if library is not None:
            found |= dict.fromkeys(inside, library)
    return found


def _facts(source: Source) -> tuple[Facts, ...]:
    """What a plan must know of a recipe's kernels: stored, or found by compiling the recipe as far as LLVM."""
    with LOADING:
        from mxsym.codegen import verify

    kept: Store | None = None if verify.enabled() else disk_cache.current()
    if kept is None:
        return source.facts()
    key = _key("facts", source.target, text.print_graph(source.graph), source.recipe.space)
    content = kept.read(key)
    if content is not None:
        try:
            return _parsed(content)
        except (ValueError, TypeError, KeyError):
            kept.damaged(key)
    found = source.facts()
    kept.write(key, _printed(found))
    return found


def _printed(kernels: Iterable[Facts]) -> bytes:
    with LOADING:
        import json

    rows: list[tuple[object, ...]] = []
    for facts in kernels:
        buffers = [(buffer.name, buffer.dtype.short, buffer.space, buffer.layout) for buffer in facts.buffers]
        rows.append((facts.digest, facts.role, facts.space, facts.slots, facts.bytes, buffers, facts.workspace))
    return json.dumps(rows).encode()


def _parsed(content: bytes) -> tuple[Facts, ...]:
    with LOADING:
        import json

    rows = json.loads(content)
    if not isinstance(rows, list):
        raise TypeError("expected a list")
    return tuple(
        Facts(
            *(name, role, space),
            tuple((str(kind), str(of)) for kind, of in slots),
            size,
            tuple(
                Buffer(name, BY_SHORT[dtype], Granularity(reach), Layout(layout))
                for name, dtype, reach, layout in buffers
            ),
            tuple(map(str, workspace)),
        )
        for name, role, space, slots, size, buffers, workspace in cast("list[Any]", rows)
    )


def compiled(recipes: Iterable[Recipe], target: Target) -> list[Compiled]:
    """The code of recipes for `target`; all their kernels that are new make one module. Safe from several threads."""
    wanted = tuple(recipes)
    if any((made, target) not in _compiled for made in wanted):
        quiet_thread.run(lambda: _compile(wanted, target), ("recipes", wanted, target))
    return [_compiled[made, target] for made in wanted]


def _compile(wanted: tuple[Recipe, ...], target: Target) -> None:
    """Let every recipe be compiled."""
    sources = {made: Source(made, target) for made in wanted if (made, target) not in _compiled}
    facts = {made: _facts(source) for made, source in sources.items()}
    places = {
        kernel.digest: (source, number) for made, source in sources.items() for number, kernel in enumerate(facts[made])
    }
    _provide(places, target)
    for made, source in sources.items():
        codes = (
            Code(kernel, kernel.reach(), _libraries[kernel.digest, target], source, number)
            for number, kernel in enumerate(facts[made])
        )
        _compiled.setdefault((made, target), Compiled(source, tuple(codes)))
