"""Everything that talks to LLVM: the host's target, optimised IR, assembly, object code, addresses.

All of it is done on a quiet thread, and no fork comes in between: LLVM's locks are not for children. This is the one
file that imports llvmlite.
"""

from __future__ import annotations

import functools
import itertools
import os
import sys
from collections.abc import Iterable
from typing import Any

import llvmlite

from mxsym.codegen import target as targets
from mxsym.codegen.backend import objects
from mxsym.codegen.backend.objects import CompileError, Library
from mxsym.codegen.gate import COMPILING
from mxsym.codegen.loading import load_modules
from mxsym.codegen.quiet_thread import quietly
from mxsym.codegen.target import Target

_serial = itertools.count()


def _sizes() -> list[int]:
    """Bytes of LLVM's library. Two versions of LLVM differ in them, and it need not be loaded to say its own."""
    with os.scandir(os.path.join(os.path.dirname(llvmlite.__file__), "binding")) as files:
        return sorted(file.stat().st_size for file in files if not file.name.endswith(".py") and file.is_file())


VERSIONS = f"llvmlite {llvmlite.__version__}, {sys.platform}, {_sizes()} bytes"
"""The versions that object code depends on, as well as on its text and the target."""


@functools.cache
def _llvm() -> Any:
    """LLVM, loaded and ready for this machine's code. It has no types. Code that is on disk needs none of it."""
    llvm: Any = load_modules("llvmlite.binding")
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    llvm.initialize_native_asmparser()
    return llvm


def version() -> str:
    """LLVM's version."""
    return ".".join(map(str, _llvm().llvm_version_info))


@quietly
def host_features() -> str:
    """The features that this machine's CPU has and lacks, in LLVM's names: `+avx,-avx512f`."""
    llvm = _llvm()
    with COMPILING:
        features: str = llvm.get_host_cpu_features().flatten()
        return features


def host_levels() -> list[str]:
    """The values of `MXSYM_CPU` that this machine can run."""
    return targets.usable_levels(host_features())


def host_target(requested: str | None = None) -> Target:
    """This machine, or the level that `MXSYM_CPU` (or `requested`) names."""
    return targets.choose(host_features(), requested)


@functools.cache
def _load_all_targets() -> None:
    """Let LLVM know the architectures of other machines."""
    _llvm().initialize_all_targets()
    _llvm().initialize_all_asmprinters()


def _triple(target: Target) -> str:
    """LLVM's name for a target: its architecture, and this system's conventions and format of object files."""
    default: str = _llvm().get_default_triple()
    _, separator, system = default.partition("-")
    return default if target.machine == targets.MACHINE else f"{target.machine}{separator}{system}"


@functools.cache
def _machine(target: Target) -> Any:
    """A target machine. Strict arithmetic is LLVM's default: no contraction without a flag that we never set."""
    if target.machine != targets.MACHINE:
        _load_all_targets()
    try:
        triple = _llvm().Target.from_triple(_triple(target))
    except RuntimeError:
        raise ValueError(f"{target.name}: this llvmlite has no code generator for {target.machine}") from None
    return triple.create_target_machine(
        cpu=target.cpu, features=target.features, opt=2, reloc="pic", codemodel="default"
    )


@quietly
def parse(text: str) -> Any:
    """The module that `text` is, verified.

    Raises:
        CompileError: with LLVM's own message.
    """
    llvm = _llvm()
    with COMPILING:
        try:
            module = llvm.parse_assembly(text)
            module.verify()
        except RuntimeError as error:
            raise CompileError(str(error)) from None
        return module


def _optimized(text: str, target: Target) -> Any:
    llvm, machine = _llvm(), _machine(target)
    module = parse(text)
    module.triple = machine.triple
    module.data_layout = str(machine.target_data)
    # Vectors and unrolling are in the text already, and mxsym's own passes have done the rest. One pass makes the
    # generator's work easier; all of -O1 takes as long as generating code and makes none of it faster.
    passes = llvm.create_new_module_pass_manager()
    passes.add_instruction_combine_pass()
    passes.run(module, llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=1)))
    return module


@quietly
def optimized_text(text: str, target: Target) -> str:
    """The module after LLVM's pass."""
    _llvm()
    with COMPILING:
        return str(_optimized(text, target))


@quietly
def assembly(text: str, target: Target) -> str:
    """The machine code as text."""
    _llvm()
    with COMPILING:
        return str(_machine(target).emit_assembly(_optimized(text, target)))


@quietly
def object_code(text: str, target: Target) -> bytes:
    """The machine code as an object file's bytes."""
    _llvm()
    with COMPILING:
        return bytes(_machine(target).emit_object(_optimized(text, target)))


@functools.cache
def _jit() -> Any:
    return _llvm().create_lljit_compiler(_machine(host_target()))


def link(code: bytes, symbols: Iterable[str]) -> Library:
    """Make object code callable.

    Raises:
        CompileError: the object is damaged or needs a symbol that is not there.
    """
    names = list(symbols)
    return objects.link(code, names) or _linked_by_llvm(code, names)


@quietly
def _linked_by_llvm(code: bytes, names: list[str]) -> Library:
    builder = _llvm().JITLibraryBuilder().add_object_img(code).add_current_process()
    for name in names:
        builder = builder.export_symbol(name)
    with COMPILING:
        try:
            tracker = builder.link(_jit(), f"mxsym{next(_serial)}")
        except RuntimeError as error:
            raise CompileError(str(error)) from None
        return Library({name: tracker[name] for name in names}, tracker)
