"""The numbers by which an x86-64 CPU, and the system on it, name their features: LLVM reads the same ones."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Mapping

FUNCTIONS = ("cpuid", "xgetbv")
TEXT = """
define void @cpuid(i32 %leaf, i32 %part, ptr %words) {
  %all = call {i32, i32, i32, i32} asm sideeffect "cpuid", "={ax},={bx},={cx},={dx},{ax},{cx}"(i32 %leaf, i32 %part)
  store {i32, i32, i32, i32} %all, ptr %words, align 4
  ret void
}

define i64 @xgetbv() {
  %all = call {i32, i32} asm sideeffect ".byte 15, 1, 208", "={ax},={dx},{cx}"(i32 0)
  %low = extractvalue {i32, i32} %all, 0
  %word = zext i32 %low to i64
  ret i64 %word
}
"""
_VENDOR, _EXTENDED = (0, 0), (0x80000000, 0)
_MODEL, _BRAND, _SIZES = (1, 0), (0x80000001, 0), (0x80000008, 0)
_LEAVES = (
    *(_MODEL, (7, 0), (7, 1), (7, 2), (0xD, 0), (0xD, 1), (0x14, 0), (0x19, 0), (0x1D, 1), (0x1E, 0), (0x1E, 1)),
    *((0x21, 0), (0x24, 0), (0x24, 1), (0x29, 0), _BRAND, _SIZES, (0x80000021, 0)),
)
"""Leaf and part of what has a feature in it; those that number cores and caches are left out."""
_SAVED_BY_SYSTEM = 1 << 27  # OSXSAVE, in the third word


def cpu_words(addresses: Mapping[str, int]) -> str:
    """The CPU's words, by the functions of `TEXT` at these addresses. Machines of equal words have equal features."""
    ask = ctypes.CFUNCTYPE(None, ctypes.c_uint32, ctypes.c_uint32, ctypes.c_void_p)(addresses["cpuid"])
    saved = ctypes.CFUNCTYPE(ctypes.c_uint64)(addresses["xgetbv"])
    room = ctypes.create_string_buffer(16)

    def words(leaf: int, part: int) -> list[int]:
        ask(leaf, part, room)
        return list(struct.unpack("4I", room))

    vendor, extended = words(*_VENDOR), words(*_EXTENDED)
    last = {0: vendor[0], 1: extended[0]}
    known = {leaf: words(*leaf) for leaf in _LEAVES if leaf[0] <= last[leaf[0] >> 31]}
    system = saved() if known[_MODEL][2] & _SAVED_BY_SYSTEM else 0
    known[_MODEL][1] = 0  # the number of the core that this thread runs on
    if _SIZES in known:
        known[_SIZES][2] = 0  # the number of cores
    return f"{vendor} {extended} {known} {system}"
