"""Kernel cache: each region is compiled once a process, and once a machine where a `Store` keeps the object code.

It memoises `codegen.compiler` and does nothing of its own.
"""

# Kernels whose texts are equal share code, whatever their regions. New kernels that are needed together make one
# module, unless they are more than `MODULE`.
#
# The store holds object code by module; the module's key by each kernel's text; and, by the text of a region's graph,
# the `KernelInfo` of its kernels. So a region that was compiled before goes through no pass. A key covers all that
# decides the code: the target, the versions of mxsym, llvmlite and LLVM, and the compiler's own source. With
# `MXSYM_VERIFY=1` every region goes through the passes.
#
# Nothing is locked: the tables only grow, in single steps, and the second thread to reach an entry takes the first
# one's. Work is done on quiet threads; threads that want the same at once share one.

from __future__ import annotations

import ast
import contextlib
import functools
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVarTuple, cast

from mxsym import codegen
from mxsym.codegen import quiet_thread, text
from mxsym.codegen import target as targets
from mxsym.codegen.dtypes import BY_SHORT
from mxsym.codegen.expr import Granularity
from mxsym.codegen.fusion.inline_calls import NAME
from mxsym.codegen.fusion.stage import LoopRole, Stage
from mxsym.codegen.graph import Buffer, Layout
from mxsym.codegen.hashing import digest, sha256
from mxsym.codegen.kernel import Domain, Kernel, KernelSlot, SlotKind
from mxsym.codegen.loading import load_modules
from mxsym.codegen.record import record
from mxsym.codegen.target import Target
from mxsym.runtime import disk_cache
from mxsym.runtime.disk_cache import Store
from mxsym.runtime.extents import Reach

if TYPE_CHECKING:
    from mxsym.codegen.backend.llvm import Library
    from mxsym.codegen.compiler import Loop, PassResult

_ArgsT = TypeVarTuple("_ArgsT")

_compilations: list[str] = []
_loads: list[str] = []
_libraries: dict[tuple[str, Target], Library] = {}
_modules: dict[str, Library] = {}
_compiled: dict[tuple[Stage, Target], Compiled] = {}
_DIGEST_LENGTH = 64


def symbol_of(name: str) -> str:
    """The name, in its module, of the kernel whose text has this digest."""
    return f"{NAME}.{name[:16]}"


@record
class KernelInfo:
    """Facts about a kernel that a plan needs.

    `digest` is of its text; `bytes` is the traffic of each thing it runs over.

    `workspace` names those of its buffers that the region knows nothing of.
    """

    digest: str
    role: LoopRole
    domain: Domain
    slots: tuple[KernelSlot, ...]
    bytes: int
    buffers: tuple[Buffer, ...]
    workspace: tuple[str, ...]

    def reach(self) -> Reach:
        """The kernel's declared reach."""
        return Reach(symbol_of(self.digest), self.domain, self.slots, self.buffers)


class Passes:
    """The passes over a region, run when somebody asks for what they leave."""

    def __init__(self, start: Stage, target: Target) -> None:
        self.start, self.target = start, target
        self._results: tuple[PassResult, ...] | None = None

    # Not functools.cached_property: before Python 3.12 that takes a lock, which a forked child may inherit held.
    @property
    def results(self) -> tuple[PassResult, ...]:
        """Every pass after inlining, to the kernels, and what it left."""
        if self._results is None:
            self._results = quiet_thread.run(self._run)
        return self._results

    def _run(self) -> tuple[PassResult, ...]:
        load_modules("mxsym.codegen.compiler")
        from mxsym.codegen.compiler import PASSES, Level, run_passes

        steps = tuple(step for step in PASSES if step.takes in (Level.GRAPH, Level.STAGES))
        return tuple(run_passes((self.start,), self.target, steps))

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The graphs of one loop each that the kernels are made of."""
        return cast("tuple[Stage, ...]", self.results[-2].ir)

    @property
    def loops(self) -> tuple[Loop, ...]:
        """The kernels in the order in which they run; none where nothing is stored (`assign(w, w)`)."""
        return cast("tuple[Loop, ...]", self.results[-1].ir)

    def describe(self) -> tuple[KernelInfo, ...]:
        """Return the facts about each kernel that a plan needs."""
        known = {buffer.name for buffer in self.start.graph.buffers}
        return tuple(
            KernelInfo(
                digest(text.print_kernel(loop.kernel)),
                loop.role,
                loop.kernel.domain,
                loop.kernel.slots(),
                loop.kernel.cost().bytes,
                loop.kernel.buffers,
                tuple(buffer.name for buffer in loop.kernel.buffers if buffer.name not in known),
            )
            for loop in self.loops
        )


@record(eq=False)
class CompiledKernel:
    """One kernel. `address` is of `void kernel(args, begin, end)`; `library` keeps it alive.

    One that is not linked, for a machine that need not be this one, has neither.
    """

    info: KernelInfo
    reach: Reach
    library: Library | None
    passes: Passes
    number: int

    def __repr__(self) -> str:
        return f"<CompiledKernel {self.info.digest[:12]} over {self.info.domain}, {self.info.bytes} bytes each>"

    @property
    def address(self) -> int:
        if self.library is None:
            raise RuntimeError(f"{self!r} is not linked into this process")
        return self.library.addresses[symbol_of(self.info.digest)]

    @property
    def kernel(self) -> Kernel:
        return self.passes.loops[self.number].kernel

    @property
    def llvm(self) -> str:
        """The text that LLVM gets, in one module with others and under the name `symbol_of`."""
        load_modules("mxsym.codegen.backend.lower")
        from mxsym.codegen.backend.lower import lower

        return quiet_thread.run(lambda: lower(self.kernel, self.passes.target))


@record(eq=False)
class Compiled:
    """A region's code: its kernels in the order in which they run, and the passes that led to them."""

    passes: Passes
    kernels: tuple[CompiledKernel, ...]

    def workspace(self) -> list[tuple[KernelInfo, Buffer]]:
        """Buffers that pass values from one kernel to another, and the kernels that use them."""
        infos = (kernel.info for kernel in self.kernels if not kernel.info.role.adds_partials)
        return [(info, buffer) for info in infos for buffer in info.buffers if buffer.name in info.workspace]


def compile_count() -> int:
    """Number of kernels that LLVM has compiled in this process."""
    return len(_compilations)


def load_count() -> int:
    """Number of kernels that this process has read from the cache on disk."""
    return len(_loads)


@functools.cache
def host(requested: str) -> Target:
    """The target for a value of `MXSYM_CPU`."""
    return quiet_thread.run(lambda: targets.choose(_host_features(), requested))


@functools.cache
def _host_features() -> str:
    """The features that this machine's CPU has and lacks: from the store, where LLVM has named them before."""
    load_modules("mxsym.codegen.backend.llvm")
    from mxsym.codegen.backend import llvm

    store = disk_cache.current()
    if store is None or targets.MACHINE != targets.X86_64:
        return llvm.host_features()
    load_modules("mxsym.codegen.backend.cpu_words")
    from mxsym.codegen.backend.cpu_words import FUNCTIONS, TEXT, cpu_words

    least = targets.level_target(next(iter(targets.LEVELS)))
    key = _key("features", least, cpu_words(linked(TEXT, least, FUNCTIONS).addresses))
    content = store.read(key)
    if content is not None:
        return content.decode()
    features = llvm.host_features()
    store.write(key, features.encode())
    return features


@functools.cache
def _compiler_source() -> str:
    """A digest of the compiler itself: in a checkout it changes without its version doing so."""
    # Read again where a size or a time of change is another, as Python does with the byte code.
    files = [file for module in (codegen, disk_cache) for file in _sources(os.path.dirname(module.__file__ or ""))]
    store, key = disk_cache.current(), digest(repr(("source", files)))
    known = None if store is None else store.read(key)
    if known is not None:
        return known.decode()
    contents: list[bytes] = []
    for path, _, _ in files:
        with open(path, "rb") as file:
            contents.append(file.read())
    source = sha256(b"".join(contents)).hexdigest()
    if store is not None:
        store.write(key, source.encode())
    return source


def _sources(folder: str) -> list[tuple[str, int, int]]:
    """Python's files below a folder, with their sizes and times: none in an archive, which does not change."""
    files: list[tuple[str, int, int]] = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                status = entry.stat()
                files.append((entry.path, status.st_size, status.st_mtime_ns))
            elif entry.name != "__pycache__" and entry.is_dir():
                files += _sources(entry.path)
    return sorted(files)


def _key(kind: str, target: Target, *texts: str) -> str:
    """Key of something derived from these texts; it covers all that decides the result."""
    load_modules("mxsym.codegen.backend.llvm")
    from mxsym.codegen.backend import llvm

    version: str = sys.modules["mxsym"].__version__  # complete: nothing compiles while mxsym is being imported
    return digest("\0".join((kind, version, _compiler_source(), llvm.VERSIONS, repr(target), *texts)))


def linked(module: str, target: Target, names: Iterable[str]) -> Library:
    """A module of LLVM's text that is nobody's kernel, compiled for `target` where that has not happened yet.

    It stays: threads may ask for it at once, and addresses outlive whoever has asked.
    """
    return _linked(("text", module), lambda: module, target, list(names))


def linked_from(write: Callable[[*_ArgsT], str], target: Target, names: Iterable[str], *args: *_ArgsT) -> Library:
    """`linked` of the text `write(*args)`, which is written only where it must be compiled.

    `write` is a function of this package: the arguments, the target and the package's own source decide the text.
    """
    key = ("written", write.__module__, write.__qualname__, repr(args))
    return _linked(key, lambda: write(*args), target, list(names))


def _linked(parts: tuple[str, ...], write: Callable[[], str], target: Target, names: list[str]) -> Library:
    """The module that `write` gives, kept under a key of these parts."""

    def link() -> Library:
        key = _key(parts[0], target, *parts[1:])
        if key not in _modules:
            _modules.setdefault(key, _read(key, names) or _make(key, write(), target, names))
        return _modules[key]

    return quiet_thread.run(link, (parts, target))


def _read(key: str, names: list[str]) -> Library | None:
    """The module that is stored under this key, linked."""
    load_modules("mxsym.codegen.backend.llvm")
    from mxsym.codegen.backend import llvm

    store = disk_cache.current()
    content = None if store is None else store.read(key)
    if store is not None and content is not None:
        try:
            return llvm.link(content, names)
        except llvm.CompileError:
            store.damaged(key)
    return None


def _make(key: str, module: str, target: Target, names: list[str]) -> Library:
    """A module of LLVM's text compiled, linked and stored under this key."""
    load_modules("mxsym.codegen.backend.llvm")
    from mxsym.codegen.backend import llvm

    content = llvm.object_code(module, target)
    library = llvm.link(content, names)
    store = disk_cache.current()
    if store is not None:
        store.write(key, content)
    return library


def _provide(wanted: Mapping[str, tuple[Passes, int]], target: Target) -> None:
    """Let every kernel be linked, by its text's digest: the store's, or compiled with all the others that are new."""
    missing = [name for name in wanted if (name, target) not in _libraries]
    store = disk_cache.current()
    stored = {} if store is None else _stored(missing, target, store)
    _loads.extend(stored)
    new = [name for name in missing if name not in stored]
    if new:
        kernels = {name: passes.loops[number].kernel for name in new for passes, number in [wanted[name]]}
        for names in _batches(kernels):
            quiet_thread.pause()
            stored |= dict.fromkeys(names, _compile_module({name: kernels[name] for name in names}, target))
    for name, library in stored.items():
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
    load_modules("mxsym.codegen.backend.lower")
    from mxsym.codegen.backend.lower import lower_all

    named = {symbol_of(name): kernel for name, kernel in kernels.items()}
    key = _key("module", target, *kernels)
    library = _make(key, lower_all(named, target), target, list(named))
    _compilations.extend(kernels)
    store = disk_cache.current()
    if store is not None:
        for name in kernels:
            store.write(_key("kernel", target, name), key.encode())
    return library


def _stored(names: Iterable[str], target: Target, store: Store) -> dict[str, Library]:
    """The kernels that are stored. What is stored of one is the key of its module."""
    members: dict[str, list[str]] = {}
    for name in names:
        key = _key("kernel", target, name)
        content = store.read(key)
        if content is not None and _is_digest(content):
            members.setdefault(content.decode(), []).append(name)
        elif content is not None:
            store.damaged(key)
    libraries: dict[str, Library] = {}
    for module, inside in members.items():
        library = _read(module, [symbol_of(name) for name in inside])
        if library is not None:
            libraries |= dict.fromkeys(inside, library)
    return libraries


def _info(passes: Passes) -> tuple[KernelInfo, ...]:
    """Facts about a region's kernels, from the store or from the passes."""
    load_modules("mxsym.codegen.verify")
    from mxsym.codegen import verify

    store: Store | None = None if verify.enabled() else disk_cache.current()
    if store is None:
        return passes.describe()
    key = _key("info", passes.target, text.print_graph(passes.start.graph), passes.start.domain)
    content = store.read(key)
    if content is not None:
        try:
            return _parsed(content)
        except (ValueError, TypeError, KeyError, SyntaxError):
            store.damaged(key)
    infos = passes.describe()
    store.write(key, _printed(infos))
    return infos


def _is_digest(content: bytes) -> bool:
    return len(content) == _DIGEST_LENGTH and not content.strip(b"0123456789abcdef")


def _printed(kernels: Iterable[KernelInfo]) -> bytes:
    rows: list[tuple[object, ...]] = []
    for info in kernels:
        slots = [(str(kind), str(of)) for kind, of in info.slots]
        buffers = [(buffer.name, buffer.dtype.short, buffer.space.name, str(buffer.layout)) for buffer in info.buffers]
        rows.append((info.digest, str(info.role), str(info.domain), slots, info.bytes, buffers, info.workspace))
    return repr(rows).encode()


def _parsed(content: bytes) -> tuple[KernelInfo, ...]:
    rows = ast.literal_eval(content.decode())
    if not isinstance(rows, list):
        raise TypeError("expected a list")
    return tuple(
        KernelInfo(
            *(name, LoopRole(role), Domain(domain)),
            tuple((SlotKind(kind), str(of)) for kind, of in slots),
            size,
            tuple(
                Buffer(name, BY_SHORT[dtype], Granularity[space], Layout(layout))
                for name, dtype, space, layout in buffers
            ),
            tuple(map(str, workspace)),
        )
        for name, role, domain, slots, size, buffers, workspace in cast("list[Any]", rows)
    )


def compile_stages(stages: Iterable[Stage], target: Target) -> list[Compiled]:
    """The code of regions for `target`; all their kernels that are new make one module. Safe from several threads."""
    wanted = tuple(stages)
    if any((stage, target) not in _compiled for stage in wanted):
        quiet_thread.run(lambda: _compile(wanted, target), ("stages", wanted, target))
    return [_compiled[stage, target] for stage in wanted]


def unlinked_stages(stages: Iterable[Stage], target: Target) -> list[Compiled]:
    """The kernels of regions for `target`, which need not be this machine: LLVM has not compiled them yet."""

    def describe() -> list[Compiled]:
        codes: list[Compiled] = []
        for stage in wanted:
            passes = Passes(stage, target)
            infos = enumerate(passes.describe())
            kernels = (CompiledKernel(info, info.reach(), None, passes, number) for number, info in infos)
            codes.append(Compiled(passes, tuple(kernels)))
        return codes

    wanted = tuple(stages)
    return quiet_thread.run(describe)


def _compile(wanted: tuple[Stage, ...], target: Target) -> None:
    """Let every region be compiled."""
    new = {stage: Passes(stage, target) for stage in wanted if (stage, target) not in _compiled}
    infos = {stage: _info(passes) for stage, passes in new.items()}
    places = {
        info.digest: (passes, number) for stage, passes in new.items() for number, info in enumerate(infos[stage])
    }
    _provide(places, target)
    for stage, passes in new.items():
        kernels = (
            CompiledKernel(info, info.reach(), _libraries[info.digest, target], passes, number)
            for number, info in enumerate(infos[stage])
        )
        _compiled.setdefault((stage, target), Compiled(passes, tuple(kernels)))
