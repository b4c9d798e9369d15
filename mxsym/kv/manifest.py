"""The file that makes checkpoints of servers one of a store: which they are, and the keys and updates of all."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mxsym.errors import LoadError
from mxsym.kv import checkpoint, updates
from mxsym.kv.keys import Key, Spec, plain_schema, schema_of

_NAME = "kv-{:08d}.safetensors"
_FILE = re.compile(r"kv-([0-9]{8})\.safetensors")
Updates = list[tuple[str, updates.Plain]]


def write(
    folder: Path, kind: str, layout: str, servers: list[int], schema: Mapping[Key, Spec], described: Updates
) -> int:
    """Write the next one; return its number.

    Args:
        folder: of the store.
        kind: of the store, "dist_sync", say.
        layout: the name of the set of servers.
        servers: the number of each server's checkpoint.
        schema: of all keys.
        described: patterns of keys, and their updates.

    Raises:
        OSError: it cannot be written; the ones that were there are as they were.
    """
    number = max(_versions(folder), default=0) + 1
    arrays, plain = _without_arrays(described)
    about = {
        "format": checkpoint.FORMAT, "version": number, "layout": layout, "servers": servers,
        "schema": plain_schema(schema), "updates": plain, "type": kind,
    }  # fmt: skip
    checkpoint.write_file(folder / _NAME.format(number), about, arrays)
    return number


def read(folder: Path, version: int | None) -> tuple[dict[Key, Spec], Updates, list[tuple[str, int | None]]]:
    """The keys and the updates of a checkpoint, by default the newest, and the folder and number of each server's.

    Raises:
        LoadError: there is none, or it is damaged.
    """
    known = _versions(folder)
    if not known or (version is not None and version not in known):
        others = f" {version}, but {known}" if known else ""
        raise LoadError(f"{os.fspath(folder)!r} has no checkpoint of a store{others}; nothing was changed")
    name = _NAME.format(known[-1] if version is None else version)
    about, arrays = checkpoint.read_file(folder / name)
    try:
        layout, servers = about["layout"], about["servers"]
        is_name = type(layout) is str and layout not in ("", "..") and Path(layout).name == layout
        if not is_name or not all(type(number) is int for number in servers):
            raise ValueError("its folders or its servers are none")
        own = [(os.fspath(folder / layout / f"{index}"), number) for index, number in enumerate(servers)]
        return schema_of(about["schema"]), _with_arrays(about["updates"], arrays), [*own]
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError) as error:  # somebody else wrote it
        why = ascii(f"{type(error).__name__}: {error}")[1:-1][:200]
        raise LoadError(f"checkpoint {name!r}: its description makes no sense: {why}; nothing was changed") from error


def _versions(folder: Path) -> list[int]:
    names = os.listdir(folder) if folder.is_dir() else []
    return sorted(int(match[1]) for name in names if (match := _FILE.fullmatch(name)))


def _without_arrays(items: Updates) -> tuple[dict[str, Any], list[Any]]:
    """Updates as JSON, and their settings as arrays."""
    arrays = {f"settings {place}": plain["settings"] for place, (_, plain) in enumerate(items) if "settings" in plain}
    described = [[pattern, {**plain, "settings": None} if "settings" in plain else plain] for pattern, plain in items]
    return arrays, json.loads(json.dumps(described))


def _with_arrays(described: list[Any], arrays: Mapping[str, Any]) -> Updates:
    return [
        (pattern, {**plain, "settings": arrays[f"settings {place}"]} if "settings" in plain else plain)
        for place, (pattern, plain) in enumerate(described)
    ]
