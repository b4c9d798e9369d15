"""Every update rule, one function each, a file a family. A new op touches one file here and nothing else."""

import functools

from mxsym.codegen.loading import load_modules
from mxsym.rule import lookup
from mxsym.rule.registry import RULES
from mxsym.rule.sources import Sources


@functools.cache
def _files() -> Sources:
    return Sources(__name__, __path__)


def load(name: str | None = None) -> None:
    """Import the files that declare an op or what it is derived from; None: all. A rule is traced when it is used."""
    load_modules(f"{__name__}.elementwise")
    modules = None if name is None else _files().declaring(name)
    if modules is not None or name is None or name not in RULES:
        load_modules(*(_files().modules if modules is None else modules))


lookup.LOADERS.append(load)
