"""Checkpoints of a server: its values, and the numbers of the pushes that are in them, in one file and tables' own."""

# `server-00000003.safetensors` is written last and renamed into its place: without it a checkpoint is none. Tables have
# snapshots of their own, whole or of changed rows; the file names their numbers. A dense array that has not changed
# since an earlier file is in that one.

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from mxsym.errors import LoadError
from mxsym.kv.channel import Channel
from mxsym.kv.keys import Key, Spec, spec_of
from mxsym.kv.values import DenseValue, RowsValue, Value
from mxsym.optimizer import file_formats
from mxsym.runtime import files
from mxsym.runtime.buffers import Array

FORMAT = 1
FULL_EACH = 32
"""After so many checkpoints of changes a server writes a whole one by itself."""
_HEAD = re.compile(r"server-(\d{8})\.safetensors")


def path_of(folder: Path, version: int) -> Path:
    """The file of a checkpoint."""
    return folder / f"server-{version:08d}.safetensors"


def versions(folder: Path) -> list[int]:
    """The numbers of the checkpoints in a folder, in order."""
    names = os.listdir(folder) if folder.is_dir() else []
    return sorted(int(match[1]) for name in names if (match := _HEAD.fullmatch(name)) is not None)


def _table_folder(folder: Path, key: Key) -> Path:
    """The folder of a key's table. Keys may be any text: the name has the bytes of it."""
    return folder / f"table-{type(key).__name__}-{str(key).encode().hex()[:200]}"


def write_file(path: Path, about: Mapping[str, Any], arrays: Mapping[str, Array]) -> int:
    """Write a sealed file, whole or not at all; return its bytes."""
    contiguous = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    data = file_formats.write(file_formats.SAFETENSORS, json.dumps(about), contiguous)
    path.parent.mkdir(parents=True, exist_ok=True)
    files.write(path, data)
    return len(data)


def read_file(path: Path) -> tuple[dict[str, Any], dict[str, Array]]:
    """The description and the arrays of a sealed file.

    Raises:
        LoadError: it is not there, or damaged.
    """
    about, arrays = file_formats.read_file(path, "checkpoint")
    if not isinstance(about, dict) or about.get("format") != FORMAT:  # pyright: ignore[reportUnknownMemberType]
        raise LoadError(f"checkpoint {path.name!r}: it is of another format; nothing was changed")
    return about, arrays  # pyright: ignore[reportUnknownVariableType]


class Chain:
    """The checkpoints that a server writes: which it has written, and what is in the last one."""

    def __init__(self) -> None:
        self.version, self.pushes, self.seconds = 0, 0, 0.0
        self._bytes = self._rows = self._since_full = 0
        self._numbers: dict[Key, dict[int, int]] = {}
        self._dense: dict[Key, tuple[int, int, int]] = {}
        """Of each dense key the steps that it had when it was written, the checkpoint, and its place there."""

    def saved(self, key: Key, worker: int) -> int:
        """The number of the worker's last push that is in a checkpoint."""
        return self._numbers.get(key, {}).get(worker, 0)

    def numbers(self) -> dict[Key, dict[int, int]]:
        """The number of the last push in a checkpoint, by key and worker."""
        return self._numbers

    def forget(self, key: Key) -> None:
        """Write a dense key again: more of it has changed than a step would."""
        self._dense.pop(key, None)

    def go_on(self, head: Head) -> None:
        """Add to a checkpoint that was read."""
        self.version = head.version
        self._numbers = {key: head.parts(key).applied for key in head.keys}
        self._since_full = 1

    def write(self, folder: Path, channels: Mapping[Key, Channel], *, full: bool) -> int:
        """Write the next checkpoint; return its number.

        Raises:
            OSError: it cannot be written; the ones that were there are as they were.
        """
        full = full or self._since_full >= FULL_EACH
        version = max([self.version, *versions(folder)]) + 1
        arrays: dict[str, Array] = {}
        keys: list[list[Any]] = []
        dense = {} if full else dict(self._dense)
        rows = 0
        for place, (key, channel) in enumerate(channels.items()):
            value = channel.value
            about: dict[str, Any] = {"spec": value.spec.plain(), "steps": channel.steps}
            about["applied"] = [[worker, number] for worker, number in channel.applied.items()]
            if isinstance(value, RowsValue):
                about |= {"table": value.save(_table_folder(folder, key), full=full), "counts": value.counts}
                rows += len(value.table)
            else:
                if key not in dense or dense[key][0] != channel.steps:
                    arrays |= {f"{place} {name}": array for name, array in value.export().items()}
                    dense[key] = channel.steps, version, place
                about |= {"at": dense[key][1], "place": dense[key][2]}
            keys.append([key, about])
        about = {"format": FORMAT, "version": version, "keys": keys}
        self._bytes = write_file(path_of(folder, version), about, arrays)
        self.version, self.pushes, self._rows, self._dense = version, 0, rows, dense
        self._since_full = 0 if full else self._since_full + 1
        self._numbers = {key: dict(channel.applied) for key, channel in channels.items()}
        return version

    def stats(self) -> dict[str, Any]:
        """Metrics of the last checkpoint."""
        return {
            "checkpoint_version": self.version,
            "checkpoint_seconds": self.seconds,
            "checkpoint_bytes": self._bytes,
            "checkpoint_rows": self._rows,
            "pushes_since_checkpoint": self.pushes,
        }


class Part:
    """A key in a checkpoint."""

    def __init__(self, folder: Path, key: Key, about: Mapping[str, Any]) -> None:
        self._folder, self._key, self._about = folder, key, about
        self.spec: Spec = spec_of(about["spec"])
        self.applied: dict[int, int] = dict(about["applied"])
        self.steps: int = about["steps"]

    def restore(self, value: Value) -> None:
        """Let the value of the server that wrote it be as it was."""
        if isinstance(value, RowsValue):
            value.table.restore(_table_folder(self._folder, self._key), self._about["table"])
            if self._about["counts"]:
                value.count(*self._about["counts"])
        else:
            self._dense(value)

    def adopt(self, value: Value, choose: Callable[[Array], Array]) -> None:
        """Let a value have the part of it that a server of another layout has."""
        if isinstance(value, RowsValue):
            other = value.empty()
            self.restore(other)
            value.adopt(other.export(choose))
        else:
            self._dense(value)

    def _dense(self, value: DenseValue) -> None:
        at, place = self._about["at"], f"{self._about['place']} "
        _, arrays = read_file(path_of(self._folder, at))
        value.adopt({name.removeprefix(place): array for name, array in arrays.items() if name.startswith(place)})


class Head:
    """A checkpoint of a server."""

    def __init__(self, folder: Path, about: Mapping[str, Any]) -> None:
        self.folder, self.version = folder, int(about["version"])
        self.keys: dict[Key, Mapping[str, Any]] = dict(about["keys"])

    def parts(self, key: Key) -> Part:
        """A key in it."""
        return Part(self.folder, key, self.keys[key])


def read(folder: Path, version: int | None) -> Head:
    """A checkpoint, by default the newest one of the folder.

    Raises:
        LoadError: there is none, or it is damaged.
    """
    known = versions(folder)
    if not known:
        raise LoadError(f"{os.fspath(folder)!r} has no checkpoint; nothing was changed")
    about, _ = read_file(path_of(folder, known[-1] if version is None else version))
    return Head(folder, about)
