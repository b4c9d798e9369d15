"""Every update rule, one function each, a file a family. A new op touches one file here and nothing else."""

import functools
import importlib
import pkgutil

from mxsym.rule import lookup


@functools.cache
def load() -> None:
    """Import every module of this package: a new file needs no entry anywhere. Each rule is traced when it is used."""
    for name in ("elementwise", *(module.name for module in pkgutil.iter_modules(__path__))):
        importlib.import_module(f"{__name__}.{name}")


lookup.LOADERS.append(load)
