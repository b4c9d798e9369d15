"""Products of bfloat16 matrices on this machine: the instruction that it has, and plans of packing and multiplying."""

from __future__ import annotations

import ctypes
import functools
import platform
import sys
from collections.abc import Sequence

import numpy as np

from mxsym.codegen.dtypes import U8
from mxsym.codegen.loading import load_modules
from mxsym.codegen.record import record
from mxsym.codegen.target import X86_64, Target
from mxsym.runtime import kernel_cache
from mxsym.runtime.buffers import Array, address, zeros
from mxsym.runtime.extents import ExtentError
from mxsym.runtime.plan import Jobs, table
from mxsym.runtime.threads import Threads

_ARCH_PRCTL, _GET_PERMISSION, _REQUEST_PERMISSION, _TILE_DATA = 158, 0x1022, 0x1023, 18
"""Of Linux on x86-64: the system call, and its codes, by which a process asks for tiles."""
_FLOPS = 64
"""Operations of a product in the time in which a byte moves: so much is worth handing to other threads."""
_LINE, _PANEL_BYTES = 64, 1 << 17
"""Bytes of a cache line, and of panels that one thread packs at a time."""
_SHARES = 8
"""Parts in which a small operand is packed."""
_TASKS = 16
"""The number of tasks from which each may be of 4 × 4 blocks."""


@functools.cache
def _tiles_permitted() -> bool:
    """True if the system lets this process use tiles. It is asked once; children and other threads may, too."""
    if sys.platform != "linux" or platform.machine() != X86_64:
        return False
    call = ctypes.CDLL(None, use_errno=True).syscall
    mask = ctypes.c_uint64(0)
    if call(ctypes.c_long(_ARCH_PRCTL), ctypes.c_long(_REQUEST_PERMISSION), ctypes.c_long(_TILE_DATA)):
        return False  # it knows of no tiles, or some thread's stack for signals is too small for their content
    failed = call(ctypes.c_long(_ARCH_PRCTL), ctypes.c_long(_GET_PERMISSION), ctypes.byref(mask))
    return not failed and bool(mask.value >> _TILE_DATA & 1)


@functools.cache
def instructions(target: Target) -> tuple[str, ...]:
    """The instructions that multiply bfloat16 here and that `target` may use, the fastest one first."""
    if target.machine != X86_64:
        return ()
    load_modules("mxsym.codegen.backend.products")
    from mxsym.codegen.backend import products

    has = target.features.split(",")
    usable = [name for name, needs in products.NEEDS.items() if all(f"+{need}" in has for need in needs)]
    return tuple(name for name in usable if name != products.AMX or _tiles_permitted())


@record
class Operand:
    """A matrix of bfloat16 in C order, by its bits, and whether a product takes it transposed."""

    matrix: Array
    turned: bool

    @property
    def shape(self) -> tuple[int, int]:
        rows, columns = self.matrix.shape
        return (columns, rows) if self.turned else (rows, columns)


def _check(left: Operand, right: Operand, result: Array) -> None:
    """Raise an `ExtentError` where kernels would reach outside of arrays."""
    whole = all(array.flags.c_contiguous and array.ndim == 2 for array in (left.matrix, right.matrix, result))
    sizes = (left.matrix.itemsize, right.matrix.itemsize, result.itemsize)
    shapes = (left.shape[1], (left.shape[0], right.shape[1]))
    if not whole or sizes != (2, 2, 4) or shapes != (right.shape[0], result.shape) or not result.flags.writeable:
        got = f"{left.shape} and {right.shape} to {result.shape}, items of {sizes} bytes"
        raise ExtentError(f"a product of matrices: got {got}. This is a fault of mxsym; no kernel has run")
    if any(np.may_share_memory(result, operand.matrix) for operand in (left, right)):
        raise ExtentError("a product of matrices to one of its operands. This is a fault of mxsym; no kernel has run")


def packed_bytes(left: Operand, right: Operand) -> tuple[int, int]:
    """The bytes of both operands in tiles."""
    load_modules("mxsym.codegen.backend.products")
    from mxsym.codegen.backend import products

    panels = 2 * -(-left.shape[1] // products.DEPTH) * products.TILE_BYTES
    down, across = (-(-count // products.BLOCK) for count in (left.shape[0], right.shape[1]))
    return down * panels, across * panels


def _tasks(down: int, across: int, mirrored: bool) -> Array:
    """The parts of a product of so many blocks: those of a symmetric one are at its diagonal and below."""
    side = 4 if down * across >= _TASKS * 4 * 4 else 2 if down * across >= _TASKS else 1
    rows = [
        (top, min(top + side, down), first, min(first + side, across), int(mirrored))
        for top in range(0, down, side)
        for first in range(0, min(top + side, across) if mirrored else across, side)
    ]
    return np.array(rows, np.int64).reshape(-1, 5)


class Product:
    """`result[...] = left @ right`, float32 of bfloat16. All arrays stay where they are.

    It runs once `pack_in` has given it memory.

    Raises:
        ExtentError: the arrays do not fit each other.
        RuntimeError: this process cannot run the instruction.
    """

    def __init__(self, instruction: str, target: Target, left: Operand, right: Operand, result: Array) -> None:
        if instruction not in instructions(target):  # and the system has been asked for it
            raise RuntimeError(f"{instruction} is not for this process, on {target.name}. This is a fault of mxsym")
        _check(left, right, result)
        self.instruction, self._target = instruction, target
        self._left, self._right, self._result = left, right, result
        self.needs = packed_bytes(left, right)
        """The bytes of both operands in tiles."""
        self._memory: list[object] = []
        self._jobs = Jobs(2)

    def pack_in(self, left: Array, right: Array) -> None:
        """Take this memory for both operands in tiles, which products that run one after the other may share.

        Raises:
            ExtentError: it is too small.
        """
        load_modules("mxsym.codegen.backend.products")
        from mxsym.codegen.backend import products

        packed = left, right
        for room, need in zip(packed, self.needs, strict=True):
            if room.nbytes < need or not room.flags.c_contiguous or (need and address(room) % _LINE):
                raise ExtentError(f"operands of {need} bytes in tiles: got {room.nbytes}. This is a fault of mxsym")
        (rows, inner), columns = self._left.shape, self._right.shape[1]
        depth = -(-inner // products.DEPTH)
        down, across = (-(-count // products.BLOCK) for count in (rows, columns))
        library = kernel_cache.linked_from(products.text, self._target, products.FUNCTIONS, self.instruction)
        chunks: list[tuple[int, int, int, int]] = []
        self._memory = [*packed, library]
        sides = (self._left, left, down, False), (self._right, right, across, True)
        for operand, into, count, is_right in sides:
            words = [address(operand.matrix), address(into), *operand.matrix.shape, depth]
            name = products.pack_name(operand.turned is not is_right, operand.turned)
            step = max(1, min(-(-count // _SHARES), _PANEL_BYTES // (2 * max(1, depth) * products.TILE_BYTES)))
            chunks += self._chunks(library.addresses[name], words, count, step)
        mirrored = self._left.matrix is self._right.matrix and self._left.turned is not self._right.turned
        tasks = _tasks(down, across, mirrored)
        self._memory.append(tasks)
        words = [address(left), address(right), address(self._result), rows, columns, depth, address(tasks)]
        product = self._chunks(library.addresses["product"], words, len(tasks), 1)
        self._jobs.fill(0, table(chunks), 2 * sum(self.needs))
        self._jobs.fill(1, table(product), max(self._result.nbytes, 2 * rows * inner * columns // _FLOPS))

    def _chunks(self, kernel: int, words: Sequence[int], size: int, step: int) -> list[tuple[int, int, int, int]]:
        block = np.array(words, np.int64)
        self._memory.append(block)
        return [(kernel, address(block), begin, min(begin + step, size)) for begin in range(0, size, step)]

    def run(self, on: Threads | None = None) -> None:
        """Compute it, on these threads."""
        self._jobs.run(on)


def share_packing(products: Sequence[Product]) -> None:
    """Give products that run one after the other memory for their operands in tiles: what the largest needs."""
    if products:
        left, right = (zeros((max(sizes),), U8) for sizes in zip(*(product.needs for product in products), strict=True))
        for product in products:
            product.pack_in(left, right)
