"""Snapshots of a table: files in a folder, whole ones and those of the rows that differ from the one before."""

# A snapshot is its head, `table-00000003.safetensors`, and files of rows, `table-00000003-rows-0.safetensors`, which
# are written first: a snapshot without its head is none. Each file is renamed into its place and sealed by a digest.
# The head names the snapshot that it adds to by a random mark, so that files of two tables never mix.

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np

from mxsym.codegen.dtypes import BF16, to_numpy
from mxsym.codegen.expr import Granularity
from mxsym.codegen.record import record
from mxsym.errors import LoadError
from mxsym.optimizer import file_formats
from mxsym.runtime import files
from mxsym.runtime.buffers import Array
from mxsym.runtime.hash_index import HashIndex
from mxsym.table.admission import Candidates
from mxsym.table.rows import Rows
from mxsym.table.step import Form

_FORMAT = 1
_PART_BYTES = 1 << 26
"""Bytes of rows in one file: so much memory is needed in addition to that of the table."""
_CLEAN = np.array([-1, -2])
"""Of a record all bits but the one which says that the row differs from the last snapshot."""
_KINDS = {"format": int, "version": int, "mark": str, "parts": int, "steps": int, "table": dict}
"""The facts in the description of a snapshot, and `base`, a mark or None."""
_MOST = 1 << 62
"""Steps and counts are below it: native code adds to them."""
_HEAD = re.compile(r"table-(\d{8})\.safetensors")
_IDS, _RECORDS, _REMOVED = "ids", "records", "removed"
_WAITING = ("waiting_ids", "waiting_counts", "waiting_steps")


@record
class Mark:
    """A snapshot: its folder, its number in it, and the random mark that tells it from others."""

    folder: str
    version: int
    mark: str


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
    tensors = {name: [space, dtype.name] for name, (space, dtype) in _tensors(form).items()}
    return {"rule": form.rule.name, "columns": columns, "tensors": tensors, "states": dict(first)}


def _told(fact: Any) -> str:
    """A fact of `_about` as an error says it; that of a file may be anything."""
    if not isinstance(fact, dict):
        return ascii(fact)[:100]
    items = cast("dict[Any, Any]", fact).items()
    told = [f"{name} {value[-1] if isinstance(value, list) and value else value}" for name, value in items]
    return ascii(", ".join(told) or "none")[1:-1][:200]


def _tensors(form: Form) -> dict[str, tuple[Granularity, Any]]:
    """The tensors that a snapshot has: the weight and the states."""
    return {name: item for name, item in form.tensors.items() if name not in form.counters}


def save(folder: Path, rows: Rows, candidates: Candidates, steps: int, last: Mark | None, *, full: bool) -> Mark:
    """Write a snapshot: of all rows, or of those that differ from `last`, if that is the newest one of the folder.

    Raises:
        OSError: it cannot be written; the snapshots that were there are as they were.
    """
    folder.mkdir(parents=True, exist_ok=True)
    place = os.path.realpath(folder)
    newest = max(versions(folder), default=0)
    adds = not full and last is not None and (last.folder, last.version) == (place, newest)
    base = last.mark if adds and last is not None and _mark_of(folder, newest) == last.mark else None
    version = newest + 1
    for path in folder.iterdir():  # left by a process that ended while it wrote
        if path.name.startswith(f"table-{version:08d}-rows-") or path.suffix == ".writing":
            path.unlink()
    keys, positions = rows.index.items()
    noted = HashIndex() if base is None or rows.removed is None else rows.removed
    removed, _ = noted.items()
    removed = removed[~np.isin(removed, keys, assume_unique=True)]
    changed = (rows.records[positions, 1] & 1).astype(bool) if base is not None else np.ones(len(positions), bool)
    keys, positions = keys[changed], positions[changed]
    mark, parts = os.urandom(16).hex(), 0
    step = max(1, _PART_BYTES // rows.row_bytes)
    for begin in range(0, len(keys), step):
        span = slice(begin, begin + step)
        records = rows.records[positions[span]] & _CLEAN
        arrays = {_IDS: keys[span], _RECORDS: records}
        arrays |= {name: rows.arrays[name][positions[span]] for name in _by_row(rows.form)}
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
    arrays |= dict(zip(_WAITING, candidates.items(), strict=True))
    arrays |= {name: rows.arrays[name] for name in _tensors(rows.form) if name not in _by_row(rows.form)}
    _write(_head(folder, version), about, arrays)
    rows.records[positions] &= _CLEAN
    rows.removed = HashIndex()
    return Mark(place, version, mark)


def _by_row(form: Form) -> list[str]:
    return [name for name, (space, _) in _tensors(form).items() if space.by_row]


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
        wrong += [name for name in ("parts", "steps") if name not in wrong and not 0 <= about[name] < _MOST]
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


def load(folder: Path, version: int | None, rows: Rows, candidates: Candidates) -> tuple[int, Mark]:
    """Fill rows and candidates, which are empty, from a snapshot, the newest one by default. Returns its steps.

    Raises:
        LoadError: there is none; it is another table's, or damaged.
    """
    known = versions(folder)
    if not known or (version is not None and version not in known):
        what = "has no snapshot" if version is None else f"has no snapshot {version}, but {known or 'none'}"
        raise LoadError(f"{os.fspath(folder)!r} {what}; nothing was changed")
    newest = known[-1] if version is None else version
    try:
        return _fill(folder, newest, rows, candidates)
    except LoadError:
        raise
    except (
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        OverflowError,
    ) as error:  # of a description that somebody else wrote
        raise _damaged(folder, newest, f"its description makes no sense: {ascii(error)[:200]}") from error


def _fill(folder: Path, version: int, rows: Rows, candidates: Candidates) -> tuple[int, Mark]:
    """`load` of a snapshot that is there."""
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
    waiting = [_checked(folder, number, arrays, name, kind, 1) for name, kind in zip(_WAITING, kinds, strict=True)]
    _check_counts(folder, number, waiting[1:])
    if len({len(array) for array in waiting}) > 1 or len(np.unique(waiting[0])) != len(waiting[0]):
        raise _damaged(folder, number, "its lists of ids that wait differ in length")
    candidates.restore(*waiting)
    for name in _tensors(rows.form).keys() - {*_by_row(rows.form)}:
        target = rows.arrays[name]
        target[...] = _checked(folder, number, arrays, name, target.dtype, target.ndim)
    rows.removed = HashIndex()
    return about["steps"], Mark(os.path.realpath(folder), number, about["mark"])


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
            for name in _by_row(rows.form)
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
    if any(array.size and not 0 <= int(array.min()) <= int(array.max()) < _MOST for array in arrays):
        raise _damaged(folder, version, f"a count or a step in it is not from 0 to {_MOST - 1}")


def _checked(
    folder: Path, version: int, arrays: Mapping[str, Array], name: str, dtype: np.dtype[Any], dimensions: int
) -> Array:
    """An array of a file, of this type and number of dimensions."""
    array = arrays.get(name)
    bits = np.dtype(np.uint16) if dtype.name == BF16.name else dtype
    if array is None or array.dtype != bits or array.ndim != dimensions:
        raise _damaged(folder, version, f"it lacks an array {name!r} of {dtype.name}")
    return array.view(dtype)
