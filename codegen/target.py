"""The machine a kernel is compiled for: LLVM's name for it, the width of vectors, what it does in hardware."""

from __future__ import annotations

import platform

from mxsym.codegen import settings
from mxsym.codegen.record import record

X86_64, AARCH64 = "x86_64", "aarch64"
HOST = "host"
"""The name of the target that this machine is."""
_SPELLINGS = {"AMD64": X86_64, "amd64": X86_64, "arm64": AARCH64, "ARM64": AARCH64}
MACHINE = _SPELLINGS.get(platform.machine(), platform.machine())
"""The architecture of this process, as LLVM's triples spell it."""


@record
class Level:
    """One of the x86-64 psABI's levels: its vector width and the features that a machine needs to run it."""

    vector_bits: int
    f16: bool
    needs: tuple[str, ...]

    @property
    def fma(self) -> bool:
        """True if it multiplies and adds in one instruction."""
        return "fma" in self.needs


_V2 = ("sse3", "ssse3", "sse4.1", "sse4.2", "popcnt", "cx16")
_V3 = (*_V2, "avx", "avx2", "bmi", "bmi2", "f16c", "fma", "lzcnt", "movbe")
_V4 = (*_V3, "avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl")

LEVELS = {
    "x86-64": Level(128, False, ()),
    "x86-64-v2": Level(128, False, _V2),
    "x86-64-v3": Level(256, True, _V3),
    "x86-64-v4": Level(512, True, _V4),
}


@record
class Target:
    """A machine that LLVM compiles for. `f16`: float16 converts in hardware; `fma`: it multiplies and adds at once.

    `machine` is its architecture, as in LLVM's triples.
    """

    name: str
    cpu: str
    features: str
    vector_bits: int
    f16: bool
    fma: bool
    machine: str = X86_64

    @property
    def permutes(self) -> bool:
        """True if one instruction permutes a vector of 8 or more numbers of 32 bits by another one."""
        return self.machine == X86_64 and self.vector_bits >= 256

    @property
    def gathers(self) -> bool:
        """True if one instruction loads from as many places as a vector has numbers, faster than one by one."""
        return self.machine == X86_64 and self.vector_bits == 512

    @property
    def masks(self) -> bool:
        """True if one instruction adds in those places of a vector where a comparison is true."""
        return self.machine == X86_64 and self.vector_bits == 512

    @property
    def rounds(self) -> bool:
        """True if it rounds to whole numbers in one instruction."""
        return self.cpu != next(iter(LEVELS))


ARM = Target(AARCH64, "generic", "", 128, True, True, AARCH64)
"""Every 64-bit ARM CPU: its vectors, and conversions of float16 in hardware."""


def usable_levels(features: str) -> list[str]:
    """The levels of `LEVELS` that a machine can run: `+avx` says that it has a feature, `-avx` that it lacks one."""
    known = {*features.split(",")}
    if "+sse2" not in known:
        return []
    return [name for name, level in LEVELS.items() if known.issuperset(f"+{need}" for need in level.needs)]


def level_target(name: str) -> Target:
    """One of the levels, whether or not this machine can run it.

    Raises:
        ValueError: there is no such level.
    """
    if name not in LEVELS:
        raise ValueError(f"no level {name!r}; known: {', '.join(LEVELS)}")
    return Target(name, name, "", LEVELS[name].vector_bits, LEVELS[name].f16, LEVELS[name].fma)


def named_target(name: str) -> Target:
    """One of the levels, or `aarch64`: a target that need not be this machine's.

    Raises:
        ValueError: there is no such target.
    """
    if name in LEVELS:
        return level_target(name)
    if name != ARM.name:
        raise ValueError(f"no target {name!r}; known: {', '.join([*LEVELS, ARM.name])}")
    return ARM


def choose(features: str, requested: str | None = None) -> Target:
    """The target for a machine with these features: all it has, or the level that `MXSYM_CPU` names.

    The CPU's name is not asked: in a virtual machine it can promise what the machine does not have.

    Raises:
        ValueError: the level is unknown, or this machine cannot run it.
    """
    requested = settings.requested_target() if requested is None else requested
    usable = usable_levels(features)
    if requested:
        if requested not in usable:
            why = "this machine cannot run it" if requested in LEVELS else "there is no such level"
            levels = ", ".join(usable) or "none, leave it unset"
            raise ValueError(f"{settings.CPU}={requested}: {why}; usable here: {levels}")
        return level_target(requested)
    if not usable:  # not x86: 128-bit vectors, and every such CPU that LLVM's wheels run on has both
        return Target(HOST, "generic", features, 128, True, True, MACHINE)
    widest = LEVELS[usable[-1]]
    return Target(HOST, usable[-1], features, widest.vector_bits, widest.f16, widest.fma)
