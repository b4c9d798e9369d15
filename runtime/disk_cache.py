"""Disk cache: a folder of small files that processes share, bytes by hexadecimal key.

Every fault is logged once, as a warning, and otherwise counts as an empty cache.
"""

# An entry is a magic word, the length of its content, a SHA-256 of key and content, and the content. `files` writes
# it, so a reader never sees half an entry. The folder belongs to its user alone: one that somebody else could write
# to is refused, and so is another user's link to it. What is read is a plain file of this user's in the folder that
# was checked, whatever has taken the folder's name since; what is written takes an entry's name, and follows no link.
# Beyond `LIMIT` bytes, the entries unused for longest are removed.
#
# `MXSYM_CACHE_DIR` is the folder (by default the platform's for caches). If it is empty, or with `MXSYM_CACHE=0`,
# nothing is stored.

from __future__ import annotations

import contextlib
import functools
import logging
import os
import re
import stat
import struct
import sys
import time
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

from mxsym.codegen import settings
from mxsym.codegen.hashing import sha256
from mxsym.codegen.loading import load_modules
from mxsym.codegen.record import record

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 256 << 20
"""Bytes that the folder may hold; pruning leaves three quarters of it."""
_MAGIC = b"mxsym 1\n"
_HEAD = struct.Struct("<8sQ32s")  # magic, length, digest
_SUFFIX, _TEMPORARY = ".entry", ".writing"
_OURS = re.compile(rf"[0-9a-f]{{64}}{_SUFFIX}|\d+\.[0-9a-f]{{12}}{_TEMPORARY}")
"""Names of entries and of those that are being written; other files in the folder are not ours to remove."""
_DAY = 86400.0
_PRUNE_EVERY = 64  # writes

_log = logging.getLogger("mxsym")


@functools.cache
def _warn(message: str) -> None:
    """Log a warning, the first time it is given."""
    _log.warning("%s", message)


def _private(status: os.stat_result) -> bool:
    """True if a file is this user's and nobody else may write to it; also where the system has no such modes."""
    return not hasattr(os, "geteuid") or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)


def _is_foreign_link(path: str) -> bool:
    """True if a path is a symbolic link of another user's, who can let it lead anywhere; root may."""
    status = os.lstat(path)
    return hasattr(os, "geteuid") and stat.S_ISLNK(status.st_mode) and status.st_uid not in (0, os.geteuid())


_PINNED = os.open in os.supports_dir_fd
"""True where a file can be opened in a folder that is open, by whatever name that has then."""
_READ = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
"""An entry is no link, and no pipe that waits for a writer."""


def _digest(key: str, content: bytes) -> bytes:
    return sha256(key.encode() + b"\n" + content).digest()


def _folder_problem(status: os.stat_result) -> str | None:
    """Return why a folder of this status may not be used, or None."""
    if not stat.S_ISDIR(status.st_mode):
        return "it is no folder"
    return None if _private(status) else "another user can write to it; `chmod go-w` it, or make it yours"


@record
class Info:
    """Contents of a store. `problem` says why it is not used, if it is not; `closed` why nothing new is kept in it."""

    folder: str
    entries: int
    bytes: int
    problem: str | None
    closed: str | None


class Store:
    """The entries of one folder, which is made when the first is written."""

    def __init__(self, folder: str | Path) -> None:
        self._folder = os.fspath(folder)
        self._writes = 0

    @property
    def folder(self) -> Path:
        """The folder of the entries."""
        from pathlib import Path  # takes 3 ms to load, and no step needs it

        return Path(self._folder)

    def _problem(self, *, make: bool = False) -> str | None:
        """Return why the folder may not be used, or None."""
        try:
            if make and not os.path.lexists(self._folder):
                os.makedirs(self._folder, mode=0o700, exist_ok=True)
            if _is_foreign_link(self._folder):
                return "it is another user's link; name the folder itself"
            return _folder_problem(os.stat(self._folder))
        except FileNotFoundError as error:
            return str(error) if make else None  # nothing is stored
        except OSError as error:
            return str(error)

    def _usable(self, *, make: bool = False) -> bool:
        return self._accept(self._problem(make=make))

    def _accept(self, problem: str | None) -> bool:
        """True if the folder has no problem; a warning tells of one."""
        if problem is not None:
            _warn(f"kernels are not cached in {self._folder} ({settings.CACHE_DIR}): {problem}")
        return problem is None

    def _path(self, key: str) -> str:
        return os.path.join(self._folder, key + _SUFFIX)

    def read(self, key: str) -> bytes | None:
        """Return the checked content stored under `key`, or None."""
        if not self._usable():
            return None
        try:
            with self._opened(key) as number:
                if number is None:
                    return None
                status = os.fstat(number)
                whole = stat.S_ISREG(status.st_mode) and _private(status) and _HEAD.size <= status.st_size <= LIMIT
                raw = b""
                if whole:
                    with open(number, "rb", closefd=False) as file:
                        raw = file.read(status.st_size + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            _warn(f"kernels in the cache cannot be read and are compiled again: {self._folder}: {error.strerror}")
            return None
        head, content = raw[: _HEAD.size], raw[_HEAD.size :]
        if not whole or head != _HEAD.pack(_MAGIC, len(content), _digest(key, content)):
            self.damaged(key)
            return None
        if time.time() - status.st_mtime > _DAY:  # it is being used: not among the first to be pruned
            self._touch(key)
        return content

    @contextlib.contextmanager
    def _opened(self, key: str) -> Generator[int | None]:
        """An entry's file, open; None where its folder has become one that may not be used."""
        with contextlib.ExitStack() as files:
            folder = None
            if _PINNED:
                folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
                files.callback(os.close, folder)
                if not self._accept(_folder_problem(os.fstat(folder))):
                    yield None
                    return
            number = os.open(self._path(key) if folder is None else key + _SUFFIX, _READ, dir_fd=folder)
            files.callback(os.close, number)
            yield number

    def damaged(self, key: str) -> None:
        """Say that an entry is not what was written; the next `write` replaces it."""
        _warn(f"a kernel in the cache is damaged and is compiled again: {self._path(key)}")

    def _touch(self, key: str) -> None:
        with contextlib.suppress(OSError):  # read-only, or removed in the meantime
            os.utime(self._path(key))

    def write(self, key: str, content: bytes) -> None:
        """Store `content` under `key`, in place of what is there."""
        if not self._usable(make=True):
            return
        load_modules("mxsym.runtime.files")
        from mxsym.runtime import files  # most processes store nothing

        entry = _HEAD.pack(_MAGIC, len(content), _digest(key, content)) + content
        try:
            files.put(self._path(key), entry, ending=_TEMPORARY)
        except FileNotFoundError:  # another process has cleared the folder in the meantime
            return
        except OSError as error:
            _warn(f"kernels cannot be written to the cache: {self._folder}: {error.strerror}")
            return
        if self._writes % _PRUNE_EVERY == 0:
            self.prune(LIMIT)
        self._writes += 1

    def _files(self) -> Iterator[tuple[str, os.stat_result]]:
        """Every entry, those that are being written among them."""
        try:
            with os.scandir(self._folder) as entries:
                for item in entries:
                    if _OURS.fullmatch(item.name):
                        with contextlib.suppress(FileNotFoundError):  # another process has removed it
                            yield item.path, item.stat(follow_symlinks=False)
        except OSError:
            return

    def prune(self, limit: int) -> None:
        """Remove leftovers and, if the folder holds more than `limit` bytes, the entries unused for longest."""
        files = sorted(self._files(), key=lambda item: item[1].st_mtime)
        total = sum(status.st_size for _, status in files)
        wanted = limit if total <= limit else limit * 3 // 4
        for path, status in files:
            abandoned = path.endswith(_TEMPORARY) and time.time() - status.st_mtime > _DAY
            if total > wanted or abandoned:
                total -= status.st_size
                _remove(path)

    def clear(self) -> int:
        """Remove every entry; how many there were. Nothing else in the folder is touched."""
        paths = [path for path, _ in self._files()] if self._problem() is None else []
        for path in paths:
            _remove(path)
        return sum(path.endswith(_SUFFIX) for path in paths)

    def info(self) -> Info:
        """Return the store's `Info`."""
        problem = self._problem()
        sizes = [status.st_size for path, status in self._files() if path.endswith(_SUFFIX)]
        return Info(self._folder, len(sizes), sum(sizes), problem, self._closed())

    def _closed(self) -> str | None:
        """Return why no entry can be added, as in a home that is mounted to be read, or None."""
        place = self._folder
        while not os.path.lexists(place):
            place = os.path.dirname(place)
        return (
            None
            if os.access(place, os.W_OK | os.X_OK)
            else f"this process cannot write to {place}; set {settings.CACHE_DIR}"
        )


def _remove(path: str) -> None:
    with contextlib.suppress(OSError):  # another process was first
        os.unlink(path)


def _default_folder() -> str:
    """The platform's folder for caches.

    Raises:
        RuntimeError: there is no home directory.
    """
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", "") or os.path.join(_expanded("~"), "AppData", "Local")
        return os.path.join(local, "mxsym", "cache")
    if sys.platform == "darwin":
        return os.path.join(_expanded("~"), "Library", "Caches", "mxsym")
    folder = os.environ.get("XDG_CACHE_HOME", "")
    return os.path.join(folder if os.path.isabs(folder) else os.path.join(_expanded("~"), ".cache"), "mxsym")


def _expanded(folder: str) -> str:
    """A path with the home directory in place of its `~`.

    Raises:
        RuntimeError: there is none.
    """
    path = os.path.expanduser(folder)
    if path.startswith("~") or (folder.startswith("~") and os.environ.get("HOME") == ""):  # the root of all files
        raise RuntimeError(f"{folder!r} has no home directory")
    return path


@functools.cache
def _at(folder: str) -> Store:
    return Store(folder)


def current() -> Store | None:
    """The store that the environment names, or None where it is turned off."""
    folder = os.environ.get(settings.CACHE_DIR)
    if not settings.is_on(settings.CACHE, default=True) or folder == "":
        return None
    try:
        return _at(os.path.abspath(_expanded(folder)) if folder else _default_folder())
    except FileNotFoundError:
        _warn(f"kernels are not cached in {folder} ({settings.CACHE_DIR}): the folder that the process is in is gone")
    except RuntimeError as error:
        _warn(f"kernels are not cached, set {settings.CACHE_DIR}: {error}")
    return None
