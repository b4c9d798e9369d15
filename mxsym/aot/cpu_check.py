"""The check that a CPU has the instructions of an exported step, in code that every x86-64 CPU runs."""

from __future__ import annotations

import functools

from mxsym.codegen.backend.builder import Builder, Value
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
    wanted, answer = masks(needs), f"ptr @{name}_answer monotonic, align 1"
    code = Builder(name, {}, "i1", attributes="#1", internal=True)
    ask, no = code.label("ask"), code.label("no")
    verdict = code.define("i8", f"load atomic i8, {answer}", "verdict")
    code.enter_if(code.compare("ne", verdict, 0, "known"), "answered", ask)
    code.ret(code.compare("eq", verdict, 1, "fits"))
    code.begin(ask)

    def word(leaf: int, place: int) -> Value:
        words = code.define("{ i32, i32, i32, i32 }", f"{_CPUID}(i32 {_signed(leaf)}, i32 0)", "leaf")
        return code.define("i32", f"extractvalue {words}, {place}", "word")

    highest = max(leaf for leaf, _ in wanted if leaf < 0x80000000)
    code.enter_if(code.compare("uge", word(0, 0), highest, "enough"), "features", no)
    conditions: list[Value] = []
    for (leaf, register), mask in sorted(wanted.items()):
        bits = code.binary("and", word(leaf, _REGISTERS.index(register)), _signed(mask), "bits")
        conditions.append(code.compare("eq", bits, _signed(mask), "all"))
    fits = functools.reduce(lambda one, other: code.binary("and", one, other, "both"), conditions)
    saved = _ZMM if "avx512f" in needs else _YMM if "avx" in needs else 0
    if saved:  # xgetbv is there where osxsave is
        code.enter_if(fits, "saved", no)
        ask_system = f'call {{ i32, i32 }} asm sideeffect "xgetbv", "={{ax}},={{dx}},{{cx}},{_CLOBBERS}"(i32 0)'
        low = code.define("i32", f"extractvalue {code.define('{ i32, i32 }', ask_system, 'xcr')}, 0", "low")
        fits = code.compare("eq", code.binary("and", low, saved, "registers"), saved, "kept.by.system")
    code.enter_if(fits, "yes", no)
    code.line(f"store atomic i8 1, {answer}")
    code.ret(Value("i1", "true"))
    code.begin(no)
    code.line(f"store atomic i8 2, {answer}")
    code.ret(Value("i1", "false"))
    return "\n".join([f"@{name}_answer = internal global i8 0", code.text(), BASELINE])


def _signed(word: int) -> int:
    """A word of 32 bits as LLVM spells it."""
    return word - (1 << 32) if word >= 1 << 31 else word
