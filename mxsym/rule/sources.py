"""The ops that a package's files declare, read from their texts: a file is imported when an op of it is used."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Sequence
from typing import Any

_DECLARED = re.compile(rb"^@(?:update_rule|operator)\b(?:\((.*)\))?\s*^def (\w+)", re.MULTILINE)
_NAMED = re.compile(rb'name="(\w+)"')


class Sources:
    """The files of a package, by the ops that each declares.

    `by_name`: modules by the name of an op; a module whose text is not there is under "".
    """

    def __init__(self, package: str, path: Sequence[str]) -> None:
        self.modules = tuple(f"{package}.{item.name}" for item in pkgutil.iter_modules(path))
        self.by_name: dict[str, list[str]] = {}
        for finder, name, _ in pkgutil.iter_modules(path):
            for op in _names(finder, f"{package}.{name}"):
                self.by_name.setdefault(op, []).append(f"{package}.{name}")

    def declaring(self, name: str) -> list[str] | None:
        """The modules that declare an op, or the one that it is derived from; None where no text says so."""
        bases = [key for key in self.by_name if name == key or name.endswith(f"_{key}")]
        return None if not bases or "" in self.by_name else [module for key in bases for module in self.by_name[key]]


def _names(finder: Any, module: str) -> set[str]:
    spec = finder.find_spec(module, None)
    try:
        text: bytes = spec.loader.get_data(spec.origin)
    except (AttributeError, OSError):
        return {""}
    named = ((_NAMED.search(match[1] or b""), match[2]) for match in _DECLARED.finditer(text))
    return {(function if name is None else name[1]).decode() for name, function in named}
