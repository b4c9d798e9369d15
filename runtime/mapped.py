"""Arrays in files without a name, which the system maps: they may be larger than memory, and grow without a copy."""

# The disk's room is taken when a file grows, so that a full disk is an error there, and no signal in the middle of a
# kernel. A file has no name from the beginning, so that none is left whenever the process ends.

from __future__ import annotations

import errno
import mmap
import os
import sys
import tempfile
import weakref
from typing import Any

import numpy as np

from mxsym.codegen.dtypes import DType, to_numpy
from mxsym.runtime.buffers import Array


class MappedArray:
    """An array of rows in a file of its own. Arrays of earlier heights stay good: they are the same memory.

    Args:
        folder: where the disk is.
        columns: of a row.
        dtype: of the elements.

    Raises:
        OSError: there is no such folder, or it is not ours to write to.
    """

    def __init__(self, folder: str, columns: int, dtype: DType) -> None:
        self._columns, self._dtype = columns, to_numpy(dtype)
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  # it stays open as long as this lives
        weakref.finalize(self, self._file.close)
        self._size = 0

    def grown(self, height: int) -> Array:
        """The array with so many rows; those that are new are zeros.

        Raises:
            OSError: the disk is full; what was there is as it was.
        """
        size = height * self._columns * self._dtype.itemsize
        if size > sys.maxsize:
            raise OSError(errno.EFBIG, f"no disk has the {size} bytes of {height} rows")
        if size > self._size:
            self._take(size)
            self._size = size
        return _mapped(self._file.fileno(), size).view(self._dtype).reshape(height, self._columns)

    def _take(self, size: int) -> None:
        """Let the file have this size, with room on the disk for all of it."""
        file = self._file.fileno()
        try:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file, self._size, size - self._size)
            else:
                os.lseek(file, self._size, os.SEEK_SET)
                begin = self._size
                while begin < size:  # a disk that is nearly full takes a part of what it is given, without an error
                    begin += os.write(file, _ZEROS[: size - begin])
        except BaseException:
            os.ftruncate(file, self._size)
            raise


_ZEROS = bytes(1 << 20)


def _mapped(file: int, size: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    if not size:
        return np.zeros(0, np.uint8)
    return np.frombuffer(mmap.mmap(file, size), np.uint8)
