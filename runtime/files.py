"""Files that are written whole or not at all.

A file is written in its folder under another name and then renamed. A reader sees the old content or the new, and an
error leaves the old.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Generator, Mapping
from typing import BinaryIO

from mxsym.errors import LoadError

StrPath = str | os.PathLike[str]
_WRITING = ".writing"
LONGEST = 1 << 28
"""Limit of the bytes that are read of a text, which no graph comes near to, and of a device, which may have no end."""


def read_text(file: BinaryIO) -> str:
    """The rest of a file, which is UTF-8; ends of lines are Python's.

    Raises:
        LoadError: it is longer than `LONGEST`. UnicodeDecodeError: it is no UTF-8.
    """
    content = file.read(LONGEST + 1)
    if len(content) > LONGEST:
        raise LoadError(f"got a file of more than {LONGEST >> 20} MB, expected a text of mxsym's; name another file")
    return content.decode("utf-8").replace("\r\n", "\n")


def name_of(path: StrPath) -> str:
    """The name of a file. A whole number, which Python takes for a file that is open already, is none.

    Raises:
        TypeError: it is no text, and no path.
    """
    if isinstance(path, str | os.PathLike):  # pyright: ignore[reportUnnecessaryIsInstance]
        return os.fspath(path)
    raise TypeError(f"a file name is a text or an os.PathLike, got {repr(path)[:80]}")


def read(path: StrPath) -> bytes:
    """The content of a file.

    Raises:
        TypeError: it is no name of a file. LoadError: it is a device or a pipe, which has no size, and goes on for more
            than `LONGEST` bytes. OSError: it cannot be read.
    """
    with open(name_of(path), "rb") as file:
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return file.read()
        content = file.read(LONGEST + 1)
    if len(content) > LONGEST:
        name = os.fspath(path)
        raise LoadError(
            f"{name!r}: got a device or pipe of more than {LONGEST >> 20} MB, expected a file; copy it to one"
        )
    return content


def write(path: StrPath, content: bytes | str) -> None:
    """Write one file; see `write_all`."""
    write_all({name_of(path): content})


def put(path: str, content: bytes, *, ending: str) -> None:
    """Give a name to a new file that its user alone may read, whatever had it.

    A link is replaced, and what it leads to stays. `ending` is that of the name until the file is whole. After a crash
    of the system it may be half a file.

    Raises:
        OSError: it cannot be; the name is what it was.
    """
    with _renames(ending) as rename, _named(path):
        _fill(rename(path, 0o600), content, None, lasting=False)


def write_all(contents: Mapping[StrPath, bytes | str]) -> None:
    """Write files, a text as UTF-8: none of them is replaced before all have been written.

    A file that is there already keeps its mode; a new one has what the process does not mask. A link stays, and what
    it leads to is written. What is no plain file (a pipe, a device) is written to as it is.

    Raises:
        TypeError: one has no name. OSError: it cannot be; the files are as they were, and there are no others.
    """
    with _renames(_WRITING) as rename:
        for path, content in contents.items():
            data = content.encode() if isinstance(content, str) else content
            name = name_of(path)
            with _named(name):
                place = os.path.realpath(name)
                status = _status(place)
                if status is not None and not stat.S_ISREG(status.st_mode):
                    with open(place, "wb") as file:
                        file.write(data)
                    continue
                if status is not None and not os.access(place, os.W_OK):
                    raise PermissionError(13, "it is read-only")
                mode = None if status is None else stat.S_IMODE(status.st_mode)
                _fill(rename(place, 0o666), data, mode, lasting=True)


@contextlib.contextmanager
def _renames(ending: str) -> Generator[Callable[[str, int], int]]:
    """A function that opens a new file, which takes the name of a path in the end; an error removes it.

    The function is given the path and a mode, from which the process's mask is taken. The file is in the path's folder.
    """
    ready: list[tuple[str, str]] = []

    def opened(path: str, mode: int) -> int:
        temporary = os.path.join(os.path.dirname(path), f"{os.getpid()}.{os.urandom(6).hex()}{ending}")
        ready.append((temporary, path))
        return os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)

    try:
        yield opened
        while ready:
            os.replace(*ready[0])
            ready.pop(0)
    except BaseException:
        for temporary, _ in ready:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        raise


def _status(path: str) -> os.stat_result | None:
    with contextlib.suppress(FileNotFoundError):
        return os.stat(path)
    return None


@contextlib.contextmanager
def _named(name: str) -> Generator[None]:
    """Errors name the file that was asked for."""
    try:
        yield
    except OSError as error:
        error.filename = name
        raise


def _fill(file: int, data: bytes, mode: int | None, *, lasting: bool) -> None:
    """Write a file that is open, and close it; `lasting`: on the disk before it takes the place of another."""
    with open(file, "wb") as stream:
        if mode is not None and hasattr(os, "fchmod"):
            os.fchmod(file, mode)
        stream.write(data)
        stream.flush()
        if lasting:
            os.fsync(file)
