"""The ops that a package's files declare, read from their texts: a file is imported when an op of it is used."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

_DECORATORS = ("@update_rule", "@operator")


class Sources:
    """The files of a package, by the ops that each declares.

    `by_name`: modules by the name of an op; a module whose text is not there is under "".
    """

    def __init__(self, package: str, path: Sequence[str]) -> None:
        self.by_name: dict[str, list[str]] = {}
        names: list[str] = []
        for name, text in _texts(path):
            names.append(f"{package}.{name}")
            for op in {""} if text is None else {*_declared(text)}:
                self.by_name.setdefault(op, []).append(names[-1])
        self.modules = tuple(names)

    def declaring(self, name: str) -> list[str] | None:
        """The modules that declare an op, or the one that it is derived from; None where no text says so."""
        bases = [key for key in self.by_name if name == key or name.endswith(f"_{key}")]
        return None if not bases or "" in self.by_name else [module for key in bases for module in self.by_name[key]]


def _texts(path: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """The modules in these folders, and their texts."""
    try:
        files = [os.path.join(folder, name) for folder in path for name in sorted(os.listdir(folder))]
    except OSError:
        files = []
    names = [os.path.basename(file).removesuffix(".py") for file in files if file.endswith(".py")]
    if not names:  # an archive, or nothing but byte code
        import pkgutil

        yield from ((item.name, None) for item in pkgutil.iter_modules(path))
        return
    for file in files:
        name = os.path.basename(file).removesuffix(".py")
        if file.endswith(".py") and name != "__init__":
            with open(file, encoding="utf-8") as text:
                yield name, text.read()


def _declared(text: str) -> Iterator[str]:
    """The names of the ops that a text declares: those of functions, unless their decorators give others."""
    for part in f"\n{text}".split("\n@")[1:]:
        head, _, rest = f"@{part}".partition("\ndef ")
        if head.startswith(_DECORATORS):
            named = head.partition('name="')[2].partition('"')[0]
            yield named or rest.partition("(")[0]
