"""Snapshots of a table: files in a folder, whole ones and those of the rows that differ from the one before."""

# A snapshot is its head, `table-00000003.safetensors`, and files of rows, `table-00000003-rows-0.safetensors`, which
# are written first: a snapshot without its head is none. Each file is renamed into its place and sealed by a digest.
# The head names the snapshot that it adds to by a random mark, so that files of two tables never mix. A table knows the
# marks of what it has saved and restored, and saves after no others: the snapshots of a folder follow from each other.

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np

from mxsym.codegen.dtypes import BF16, to_numpy
from mxsym.codegen.record import field, record
from mxsym.errors import BindError, Fault, LoadError
from mxsym.optimizer import file_formats
from mxsym.runtime import files
from mxsym.runtime.buffers import Array
from mxsym.runtime.hash_index import HashIndex
from mxsym.table.admission import WAITING, Candidates
from mxsym.table.rows import MOST, Rows
from mxsym.table.step import Form

if sys.platform != "win32":
    import fcntl

_FORMAT = 1
_PART_BYTES = 1 << 26
"""Bytes of rows in one file: so much memory is needed in addition to that of the table."""
_CLEAN = np.array([-1, -2])
"""Of a record all bits but the one which says that the row differs from the last snapshot."""
_KINDS = {"format": int, "version": int, "mark": str, "parts": int, "steps": int, "table": dict}
"""The facts in the description of a snapshot, and `base`, a mark or None."""
_HEAD = re.compile(r"table-(\d{8})\.safetensors")
_IDS, _RECORDS, _REMOVED = "ids", "records", "removed"
_SAVE, _FIX = "Table.save", "give the table a folder of its own"


@record
class Mark:
    """A snapshot: its folder, its number in it, and the random mark that tells it from others.

    `newest` is the number of the folder's newest snapshot when this one was saved or restored.
    """

    folder: str
    version: int
    mark: str
    newest: int


@record
class History:
    """The snapshots of a table: the last one that it saved or restored, and the marks of those that it may follow.

    These are all that it has saved or restored, and those that were a folder's newest when it restored an older one.
    """

    last: Mark | None = None
    marks: set[str] = field(default_factory=set[str])

    def faults(self, folder: Path, newest: int, mark: str | None) -> list[Fault]:
        """A fault if the newest snapshot of a folder is another table's, or of another process with the same rows."""
        last = self.last
        was_newest = last is not None and (last.folder, last.newest) == (os.path.realpath(folder), newest)
        if not newest or mark in self.marks or (mark is None and was_newest):  # without a mark: damaged since then
            return []
        got = f"{os.fspath(folder)!r}, whose newest snapshot, {newest}, this table has neither saved nor restored"
        return [Fault("folder", "", got, "a folder of this table alone", _FIX)]


def _head(folder: Path, version: int) -> Path:
    return folder / f"table-{version:08d}.safetensors"


def _part(folder: Path, version: int, number: int) -> Path:
    return folder / f"table-{version:08d}-rows-{number}.safetensors"


def versions(folder: Path) -> list[int]:
    """The numbers of the snapshots in a folder, in order."""
    names = os.listdir(folder) if folder.is_dir() else []
    return sorted(int(match[1]) for name in names if (match := _HEAD.fullmatch(name)) is not None)


def _about(form: Form, columns: int, first: Mapping[str, float | None]) -> dict[str, Any]:
    """The facts that the table which reads a snapshot must have in common with the one that wrote it."""
    tensors = {name: [space, dtype.name] for name, (space, dtype) in form.persistent.items()}
    return {"rule": form.rule.name, "columns": columns, "tensors": tensors, "states": dict(first)}


def _told(fact: Any) -> str:
    """A fact of `_about` as an error says it; that of a file may be anything."""
    if not isinstance(fact, dict):
        return ascii(fact)[:100]
    items = cast("dict[Any, Any]", fact).items()
    told = [f"{name} {value[-1] if isinstance(value, list) and value else value}" for name, value in items]
    return ascii(", ".join(told) or "none")[1:-1][:200]


@contextlib.contextmanager
def locked(folder: Path) -> Generator[None]:
    """No other process of this machine saves to the folder meanwhile, where the system and the disk can lock one.

    Raises:
        BindError: another one saves there.
    """
    if sys.platform == "win32":
        yield
        return
    place = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            got = f"{os.fspath(folder)!r}, to which another table is being saved"
            raise BindError(_SAVE, [Fault("folder", "", got, "a folder of this table alone", _FIX)]) from error
        except OSError:  # a network's disk may have no such locks
            pass
        yield
    finally:
        with contextlib.suppress(OSError):
            fcntl.flock(place, fcntl.LOCK_UN)  # a child that was forked meanwhile has the lock too
        os.close(place)


def save(
    folder: Path, rows: Rows, candidates: Candidates, steps: int, history: History, *, full: bool, take_over: bool
) -> tuple[History, int]:
    """Write a snapshot: of all rows, or of those that differ from the last, if that is the newest one of the folder.

    Returns the history with it, and its number. `take_over`: also after a snapshot that is not of this history.

    Raises:
        BindError: the newest one is not of this history. OSError: it cannot be written; the snapshots that were there
            are as they were.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        newest, place, last = max(versions(folder), default=0), os.path.realpath(folder), history.last
        known = _mark_of(folder, newest) if newest else None
        if not take_over and (faults := history.faults(folder, newest, known)):
            raise BindError(_SAVE, faults)
        adds = not full and last is not None and (last.folder, last.version, last.mark) == (place, newest, known)
        mark = Mark(place, newest + 1, os.urandom(16).hex(), newest + 1)
        history.marks.add(mark.mark)  # before it is there, so that no exception comes between the two
        _save(folder, rows, candidates, steps, mark, known if adds else None)
        return History(mark, history.marks), mark.version


def _save(folder: Path, rows: Rows, candidates: Candidates, steps: int, new: Mark, base: str | None) -> None:
    """`save` of a snapshot, whole or of the rows that differ from `base`."""
    version, mark, parts = new.version, new.mark, 0
    for path in folder.iterdir():  # left by a process that ended while it wrote
        if path.name.startswith(f"table-{version:08d}-rows-") or path.suffix == ".writing":
            path.unlink()
    keys, positions = rows.index.items()
    noted = HashIndex() if base is None or rows.removed is None else rows.removed
    removed, _ = noted.items()
    removed = removed[~np.isin(removed, keys, assume_unique=True)]
    changed = (rows.records[positions, 1] & 1).astype(bool) if base is not None else np.ones(len(positions), bool)
    keys, positions = keys[changed], positions[changed]
    step = max(1, _PART_BYTES // rows.row_bytes)
    for begin in range(0, len(keys), step):
        span = slice(begin, begin + step)
        records = rows.records[positions[span]] & _CLEAN
        arrays = {_IDS: keys[span], _RECORDS: records}
        arrays |= {name: rows.arrays[name][positions[span]] for name in rows.form.rows}
        _write(_part(folder, version, parts), {"mark": mark, "part": parts}, arrays)
        parts += 1
    about = {
        "format": _FORMAT,
        "version": version,
        "mark": mark,
        "base": base,
        "parts": parts,
        "steps": steps,
        "table": _about(rows.form, rows.columns, rows.first),
    }
    arrays = {_REMOVED: removed}
    arrays |= dict(zip(WAITING, candidates.items(), strict=True))
    arrays |= {name: rows.arrays[name] for name in rows.form.persistent if not rows.form.has_rows(name)}
    _write(_head(folder, version), about, arrays)
    rows.records[positions] &= _CLEAN
    rows.removed = HashIndex()


def _write(path: Path, about: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
    contiguous = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    files.write(path, file_formats.write(file_formats.SAFETENSORS, json.dumps(about), contiguous))


def _mark_of(folder: Path, version: int) -> str | None:
    """The mark of a snapshot; None if its head cannot be read."""
    try:
        return str(file_formats.read_file(_head(folder, version), "snapshot")[0]["mark"])
    except (LoadError, KeyError, TypeError):
        return None


def _chain(folder: Path, version: int) -> list[tuple[int, dict[str, Any], dict[str, Array]]]:
    """The heads that make up a snapshot, the whole one first."""
    heads: list[tuple[int, dict[str, Any], dict[str, Array]]] = []
    wanted: str | None = None
    while True:
        about, arrays = file_formats.read_file(_head(folder, version), "snapshot")
        if about.get("format") != _FORMAT or about.get("version") != version:
            raise _damaged(folder, version, "it is of another format, or has another number")
        wrong = [name for name, kind in _KINDS.items() if type(about.get(name)) is not kind]
        wrong += [name for name in ("parts", "steps") if name not in wrong and not 0 <= about[name] < MOST]
        if wrong or (about["base"] is not None and type(about["base"]) is not str):
            raise _damaged(folder, version, f"its description makes no sense: {', '.join(wrong) or 'base'}")
        if wanted is not None and about["mark"] != wanted:
            raise _damaged(folder, version, "it is not the one that the next snapshot adds to")
        heads.insert(0, (version, about, arrays))
        wanted = about["base"]
        if wanted is None:
            return heads
        version -= 1


def _damaged(folder: Path, version: int, why: str) -> LoadError:
    return LoadError(f"snapshot {_head(folder, version).name!r}: {why}; nothing was changed")


def load(
    folder: Path, version: int | None, rows: Rows, candidates: Candidates, history: History
) -> tuple[int, History]:
    """Fill rows and candidates, which are empty, from a snapshot, the newest one by default.

    Returns its steps, and the history that goes on from it: also after the folder's newest snapshot.

    Raises:
        LoadError: there is none; it is another table's, or damaged.
    """
    known = versions(folder)
    if not known or (version is not None and version not in known):
        what = "has no snapshot" if version is None else f"has no snapshot {version}, but {known or 'none'}"
        raise LoadError(f"{os.fspath(folder)!r} {what}; nothing was changed")
    number = known[-1] if version is None else version
    try:
        steps, mark = _fill(folder, number, rows, candidates)
        newest = mark if number == known[-1] else _mark_of(folder, known[-1])
        marks = history.marks | {mark, newest or mark}
        return steps, History(Mark(os.path.realpath(folder), number, mark, known[-1]), marks)
    except LoadError:
        raise
    except (
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        OverflowError,
    ) as error:  # of a description that somebody else wrote
        raise _damaged(folder, number, f"its description makes no sense: {ascii(error)[:200]}") from error


def _fill(folder: Path, version: int, rows: Rows, candidates: Candidates) -> tuple[int, str]:
    """`load` of a snapshot that is there: its steps and its mark."""
    heads = _chain(folder, version)
    mine = _about(rows.form, rows.columns, rows.first)
    for number, about, arrays in heads:
        if (theirs := about["table"]) != mine:
            others = [
                f"{name} {_told(theirs.get(name))}, not {_told(mine[name])}"
                for name in mine
                if theirs.get(name) != mine[name]
            ]
            fix = "restore it into such a table" if all(name in theirs for name in mine) else "it is damaged"
            raise _damaged(folder, number, f"it is of a table with {'; '.join(others)}: {fix}")
        rows.remove(_checked(folder, number, arrays, _REMOVED, np.dtype(np.uint64), 1))
        for ids, records, tensors in _parts(folder, number, about, rows):
            rows.put(ids, records, tensors)
    number, about, arrays = heads[-1]
    whole = np.dtype(np.int64)
    kinds = (np.dtype(np.uint64), whole, whole)
    waiting = [_checked(folder, number, arrays, name, kind, 1) for name, kind in zip(WAITING, kinds, strict=True)]
    _check_counts(folder, number, waiting[1:])
    if len({len(array) for array in waiting}) > 1 or len(np.unique(waiting[0])) != len(waiting[0]):
        raise _damaged(folder, number, "its lists of ids that wait differ in length")
    candidates.restore(*waiting)
    for name in rows.form.persistent.keys() - {*rows.form.rows}:
        target = rows.arrays[name]
        values = _checked(folder, number, arrays, name, target.dtype, target.ndim)
        if values.shape != target.shape:  # NumPy would repeat it
            raise _damaged(folder, number, f"its {name!r} has shape {values.shape}, not {target.shape}")
        target[...] = values
    rows.removed = HashIndex()
    return about["steps"], about["mark"]


def _parts(
    folder: Path, version: int, about: Mapping[str, Any], rows: Rows
) -> Iterator[tuple[Array, Array, dict[str, Array]]]:
    """Ids, records and tensors of each file of rows."""
    for number in range(about["parts"]):
        path = _part(folder, version, number)
        own, arrays = file_formats.read_file(path, "snapshot")
        if own != {"mark": about["mark"], "part": number}:
            raise LoadError(f"snapshot {path.name!r}: it is part of another snapshot; nothing was changed")
        ids = _checked(folder, version, arrays, _IDS, np.dtype(np.uint64), 1)
        records = _checked(folder, version, arrays, _RECORDS, np.dtype(np.int64), 2)
        tensors = {
            name: _checked(folder, version, arrays, name, to_numpy(rows.form.tensors[name][1]), 2)
            for name in rows.form.rows
        }
        widths = {name: rows.arrays[name].shape[1:] for name in tensors} | {_RECORDS: (2,)}
        shapes = {name: (len(ids), *width) for name, width in widths.items()}
        unique = len(np.unique(ids)) == len(ids)
        if not unique or any(array.shape != shapes[name] for name, array in {**tensors, _RECORDS: records}.items()):
            raise _damaged(folder, version, "its arrays differ in length")
        _check_counts(folder, version, [records])
        yield ids, records, tensors


def _check_counts(folder: Path, version: int, arrays: list[Array]) -> None:
    """Refuse counts and steps that no table can have come to."""
    if any(array.size and not 0 <= int(array.min()) <= int(array.max()) < MOST for array in arrays):
        raise _damaged(folder, version, f"a count or a step in it is not from 0 to {MOST - 1}")


def _checked(
    folder: Path, version: int, arrays: Mapping[str, Array], name: str, dtype: np.dtype[Any], dimensions: int
) -> Array:
    """An array of a file, of this type and number of dimensions."""
    array = arrays.get(name)
    bits = np.dtype(np.uint16) if dtype.name == BF16.name else dtype
    if array is None or array.dtype != bits or array.ndim != dimensions:
        raise _damaged(folder, version, f"it lacks an array {name!r} of {dtype.name}")
    return array.view(dtype)
