"""Object code made callable without LLVM: an ELF object for x86-64, mapped and relocated."""

# LLVM's own linker needs all of llvmlite, which takes about a third of a first step's time to load where the kernels
# are on disk. What the code generator writes for this machine needs little: sections side by side, three kinds of
# relocations, a table of addresses. An object with anything else in it is left to LLVM.
#
# A mapping has three parts: code, constants, variables; none of them is written and run. It stays for good, as threads
# may be inside it even while the interpreter ends.

from __future__ import annotations

import ctypes
import functools
import struct
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from mxsym.codegen.gate import COMPILING
from mxsym.codegen.quiet_thread import quietly
from mxsym.codegen.record import record
from mxsym.codegen.target import MACHINE, X86_64

_HEADER = struct.Struct("<4s2B10x2H20xQ10x3H")  # magic, class, order, type, machine, place, size, count of sections
_SECTION = struct.Struct("<4xIQ8x2Q2I2Q")  # type, flags, offset, size, link, info, alignment, size of an entry
_SYMBOL = struct.Struct("<I2xHQ8x")  # name, section, value
_RELOCATION = struct.Struct("<Q2Iq")  # place, type, symbol, addend
_ELF = (b"\x7fELF", 2, 1, 1, 62)
"""Magic; 64 bits; little-endian; relocatable; for x86-64."""
_PROGRAM, _SYMBOLS, _RELOCATIONS, _ZEROS, _UNWIND = 1, 2, 4, 8, 0x70000001
_WRITTEN, _LOADED, _RUN, _OF_A_THREAD = 1, 2, 4, 0x400
_ELSEWHERE, _CONSTANT, _COMMON = 0, 0xFFF1, 0xFF00
_TO_TABLE = (9, 41, 42)
"""GOTPCREL, GOTPCRELX and REX_GOTPCRELX: the distance to the symbol's entry in the table of addresses."""
_WORDS = {1: ("<q", False), 2: ("<i", True), 4: ("<i", True), 24: ("<q", True)}
"""64, PC32, PLT32 and PC64: the form of what is stored, and whether it is a distance."""
_CALL = 4
_JUMP, _JUMP_CODE, _JUMP_BYTES = struct.Struct("<2si2x"), b"\xff\x25", 6
"""`jmp *entry(%rip)`: the distance counts from the instruction's end."""
_PAGE, _MOST_ZEROS = 4096, 1 << 24
_READ, _WRITE, _EXECUTE, _PRIVATE, _ANONYMOUS = 1, 2, 4, 2, 32


class CompileError(RuntimeError):
    """LLVM refused a module that mxsym made: a bug of mxsym."""


@record(weakref=True)
class Library:
    """Linked code. `addresses` are valid while this object lives."""

    addresses: dict[str, int]
    tracker: Any = None


class _UnknownError(Exception):
    """An object with something in it that is LLVM's business."""


@record
class _Section:
    """The head of a section, as the object has it."""

    type: int
    flags: int
    offset: int
    size: int
    link: int
    info: int
    alignment: int
    entry: int


def link(code: bytes, names: Iterable[str]) -> Library | None:
    """The code, callable; None where that takes LLVM: it is another machine's, damaged, or needs what is not there."""
    if sys.platform != "linux" or MACHINE != X86_64:
        return None
    try:
        return _link(code, list(names))
    except (_UnknownError, struct.error, ValueError, AttributeError, OSError, LookupError, OverflowError):
        return None


class _Object:
    """An object's sections and symbols, each within its bounds."""

    def __init__(self, code: bytes) -> None:
        *kind, place, size, count, _ = _HEADER.unpack_from(code)
        _expect(tuple(kind) == _ELF and size == _SECTION.size)
        self._code = code
        self.sections = [_Section(*_SECTION.unpack_from(code, place + size * at)) for at in range(count)]
        (symbols,) = (section for section in self.sections if section.type == _SYMBOLS)
        texts = self.bytes(self.sections[symbols.link])
        self.symbols = [
            (texts[name : texts.index(0, name)].decode(), section, value)
            for name, section, value in _SYMBOL.iter_unpack(self.bytes(symbols))
        ]

    def bytes(self, section: _Section) -> bytes:
        """The content of a section."""
        content = self._code[section.offset : section.offset + section.size]
        _expect(len(content) == section.size)
        return content

    def loaded(self) -> list[int]:
        """The sections to be in memory: code first, then constants, variables last."""
        loaded = [number for number, section in enumerate(self.sections) if section.flags & _LOADED]
        _expect(all(self.sections[number].type in (_PROGRAM, _ZEROS, _UNWIND) for number in loaded))
        _expect(not any(self.sections[number].flags & _OF_A_THREAD for number in loaded))
        return sorted(loaded, key=self.part)

    def part(self, number: int) -> int:
        """The part of a mapping that a section is in."""
        flags = self.sections[number].flags & (_WRITTEN | _RUN)
        return {_RUN: 0, 0: 1, _WRITTEN: 2}[flags]


def _expect(condition: bool) -> None:
    if not condition:
        raise _UnknownError


@quietly
def _link(code: bytes, names: list[str]) -> Library:
    item = _Object(code)
    loaded = item.loaded()
    parts, starts, size = _layout(item, loaded)
    _expect(size < len(code) + _MOST_ZEROS)
    image = bytearray(size)
    for number, start in starts.items():
        if item.sections[number].type != _ZEROS:
            image[start : start + item.sections[number].size] = item.bytes(item.sections[number])
    with COMPILING:
        base = _map(size)
        try:
            addresses = [_address(item, symbol, base, starts) for symbol in item.symbols]
            for number, address in enumerate(addresses):
                jump, entry = _JUMP.size * number, parts[1] + 8 * number
                _JUMP.pack_into(image, jump, _JUMP_CODE, entry - jump - _JUMP_BYTES)
                struct.pack_into("<Q", image, entry, address)
            for section in item.sections:
                if section.type == _RELOCATIONS and section.info in starts:
                    _relocate(item, section, image, base, starts[section.info], parts[1], addresses)
            known = {name: address for (name, *_), address in zip(item.symbols, addresses, strict=True)}
            library = Library({name: known[name] for name in names})
            ctypes.memmove(base, bytes(image), size)
            for start, end, rights in zip(parts, (*parts[1:], size), (_EXECUTE, 0, _WRITE), strict=True):
                _protect(base + start, end - start, _READ | rights)
        except BaseException:  # nobody has been told of it
            _unmap(base, size)
            raise
        _register(base + starts[number] for number in loaded if item.sections[number].type == _UNWIND)
    return library


def _layout(item: _Object, loaded: Sequence[int]) -> tuple[list[int], dict[int, int], int]:
    """The beginnings of the parts and of the loaded sections, and the size of all, which are whole pages."""
    # Every symbol has a jump among the code and an entry in the table of addresses, which is among the constants.
    count, ends, starts = len(item.symbols), [0, 0, 0], dict[int, int]()
    ends[0], ends[1] = count * _JUMP.size, count * 8
    for number in loaded:
        section, part = item.sections[number], item.part(number)
        _expect(0 < section.alignment <= _PAGE)
        starts[number] = -(-ends[part] // section.alignment) * section.alignment
        ends[part] = starts[number] + section.size + (4 if section.type == _UNWIND else 0)  # zeros end its list
    parts = [0, 0, 0]
    for part in (1, 2):
        parts[part] = parts[part - 1] + -(-ends[part - 1] // _PAGE) * _PAGE
    size = max(parts[2] + -(-ends[2] // _PAGE) * _PAGE, _PAGE)
    return parts, {number: parts[item.part(number)] + start for number, start in starts.items()}, size


def _address(item: _Object, symbol: tuple[str, int, int], base: int, starts: dict[int, int]) -> int:
    """The address of a symbol: of this object, or of the process."""
    name, section, value = symbol
    if section == _CONSTANT:
        return value
    if section != _ELSEWHERE:
        _expect(section < _COMMON and value <= item.sections[section].size)
        return base + starts[section] + value if section in starts else 0
    if not name:
        return 0
    address = ctypes.cast(getattr(_process(), name), ctypes.c_void_p).value
    _expect(bool(address))
    return address or 0


def _relocate(
    item: _Object, section: _Section, image: bytearray, base: int, start: int, table: int, addresses: list[int]
) -> None:
    """Fill in the addresses and distances that a section's code needs."""
    end = start + item.sections[section.info].size
    relocations: list[tuple[int, int, int, int]] = list(_RELOCATION.iter_unpack(item.bytes(section)))
    for place, kind, symbol, addend in relocations:
        here, target = start + place, addresses[symbol]
        if kind in _TO_TABLE:
            form, value = "<i", table + 8 * symbol + addend - here
        else:
            _expect(kind in _WORDS)
            form, relative = _WORDS[kind]
            if kind == _CALL and item.symbols[symbol][1] == _ELSEWHERE:
                target = base + _JUMP.size * symbol
            value = target + addend - (base + here if relative else 0)
        _expect(start <= here and here + struct.calcsize(form) <= end)
        struct.pack_into(form, image, here, value)


@functools.cache
def _process() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _map(size: int) -> int:
    """Address of so many bytes of new memory."""
    call: Any = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long)
    address: int | None = call(("mmap", _process()))(None, size, _READ | _WRITE, _PRIVATE | _ANONYMOUS, -1, 0)
    if address is None or address + 1 == 1 << 64:
        raise _UnknownError
    return address


def _unmap(address: int, size: int) -> None:
    call: Any = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t)
    call(("munmap", _process()))(address, size)


def _protect(address: int, size: int, rights: int) -> None:
    call: Any = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    _expect(call(("mprotect", _process()))(address, size, rights) == 0)


def _register(lists: Iterable[int]) -> None:
    """Let debuggers' backtraces and the end of threads find their way through the code."""
    try:
        register = ctypes.CDLL("libgcc_s.so.1").__register_frame
    except (OSError, AttributeError):  # nobody unwinds here
        return
    for address in lists:
        register(ctypes.c_void_p(address))
