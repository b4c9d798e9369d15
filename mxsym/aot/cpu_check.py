"""The check that a CPU has the instructions of an exported step, in code that every x86-64 CPU runs."""

from __future__ import annotations

from mxsym.codegen.target import LEVELS, Target

_REGISTERS = ("eax", "ebx", "ecx", "edx")
_LEAVES = {
    ("sse3", "ecx", 0): 1, ("ssse3", "ecx", 9): 1, ("fma", "ecx", 12): 1, ("cx16", "ecx", 13): 1,
    ("sse4.1", "ecx", 19): 1, ("sse4.2", "ecx", 20): 1, ("movbe", "ecx", 22): 1, ("popcnt", "ecx", 23): 1,
    ("osxsave", "ecx", 27): 1, ("avx", "ecx", 28): 1, ("f16c", "ecx", 29): 1,
    ("bmi", "ebx", 3): 7, ("avx2", "ebx", 5): 7, ("bmi2", "ebx", 8): 7, ("avx512f", "ebx", 16): 7,
    ("avx512dq", "ebx", 17): 7, ("avx512cd", "ebx", 28): 7, ("avx512bw", "ebx", 30): 7, ("avx512vl", "ebx", 31): 7,
    ("lzcnt", "ecx", 5): 0x80000001,
}  # fmt: skip
"""The leaf of `cpuid` by a feature, its register and its bit."""
_YMM, _ZMM = 0x6, 0xE6
"""Bits of the register XCR0: the registers that the system saves."""
BASELINE = 'attributes #1 = { nounwind "no-builtins" "target-cpu"="x86-64" "target-features"="" }'
"""The attributes of functions that run before the check."""
_CLOBBERS = "~{dirflag},~{fpsr},~{flags}"
_CPUID = (
    f'call {{ i32, i32, i32, i32 }} asm sideeffect "cpuid", "={{ax}},={{bx}},={{cx}},={{dx}},{{ax}},{{cx}},{_CLOBBERS}"'
)


def is_checked(target: Target) -> bool:
    """True if the target is an x86-64 level above the first one, whose instructions every such CPU has."""
    return target.cpu in LEVELS and bool(LEVELS[target.cpu].needs)


def masks(needs: tuple[str, ...]) -> dict[tuple[int, str], int]:
    """The bits that must be set, by leaf and register, for these features and for saving their registers."""
    wanted = {*needs, *(["osxsave"] if "avx" in needs else [])}
    by_register: dict[tuple[int, str], int] = {}
    for (feature, register, bit), leaf in _LEAVES.items():
        if feature in wanted:
            by_register[leaf, register] = by_register.get((leaf, register), 0) | 1 << bit
    return by_register


def check_text(name: str, target: Target) -> str:
    """LLVM's text of `i1 @name()`: true if this CPU runs code for `target`. It asks the CPU once.

    `cpuid` is slow, above all in a virtual machine: the answer is kept. Threads that ask at once find the same.
    """
    needs = LEVELS[target.cpu].needs
    wanted = masks(needs)
    highest = max(leaf for leaf, _ in wanted if leaf < 0x80000000)
    lines = [
        f"@{name}_answer = internal global i8 0",
        f"define internal i1 @{name}() #1 {{",
        "entry:",
        f"  %kept = load atomic i8, ptr @{name}_answer monotonic, align 1",
        "  %known = icmp ne i8 %kept, 0",
        "  br i1 %known, label %answered, label %ask",
        "answered:",
        "  %fits = icmp eq i8 %kept, 1",
        "  ret i1 %fits",
        "ask:",
        f"  %range = {_CPUID}(i32 0, i32 0)",
        "  %highest = extractvalue { i32, i32, i32, i32 } %range, 0",
        f"  %enough = icmp uge i32 %highest, {highest}",
        "  br i1 %enough, label %features, label %no",
        "features:",
    ]
    conditions: list[str] = []
    for number, ((leaf, register), mask) in enumerate(sorted(wanted.items())):
        place = _REGISTERS.index(register)
        signed = leaf - (1 << 32) if leaf >= 1 << 31 else leaf
        bits = mask - (1 << 32) if mask >= 1 << 31 else mask
        lines += [
            f"  %leaf{number} = {_CPUID}(i32 {signed}, i32 0)",
            f"  %has{number} = extractvalue {{ i32, i32, i32, i32 }} %leaf{number}, {place}",
            f"  %bits{number} = and i32 %has{number}, {bits}",
            f"  %all{number} = icmp eq i32 %bits{number}, {bits}",
        ]
        conditions.append(f"%all{number}")
    joined = conditions[0]
    for number, condition in enumerate(conditions[1:]):
        lines.append(f"  %both{number} = and i1 {joined}, {condition}")
        joined = f"%both{number}"
    saved = _ZMM if "avx512f" in needs else _YMM if "avx" in needs else 0
    if saved:  # xgetbv is there where osxsave is
        lines += [
            f"  br i1 {joined}, label %saved, label %no",
            "saved:",
            f'  %xcr = call {{ i32, i32 }} asm sideeffect "xgetbv", "={{ax}},={{dx}},{{cx}},{_CLOBBERS}"(i32 0)',
            "  %low = extractvalue { i32, i32 } %xcr, 0",
            f"  %registers = and i32 %low, {saved}",
            f"  %kept_by_system = icmp eq i32 %registers, {saved}",
        ]
        joined = "%kept_by_system"
    lines += [
        f"  br i1 {joined}, label %yes, label %no",
        "yes:",
        f"  store atomic i8 1, ptr @{name}_answer monotonic, align 1",
        "  ret i1 true",
        "no:",
        f"  store atomic i8 2, ptr @{name}_answer monotonic, align 1",
        "  ret i1 false",
        "}",
        BASELINE,
    ]
    return "\n".join(lines)
