"""Every update rule, one function each, a file a family. A new op touches one file here and nothing else."""

import functools
import pkgutil

from mxsym.codegen.loading import load_modules
from mxsym.rule import lookup


@functools.cache
def load() -> None:
    """Import every module of this package: a new file needs no entry anywhere. Each rule is traced when it is used."""
    names = ("elementwise", *(module.name for module in pkgutil.iter_modules(__path__)))
    load_modules(*(f"{__name__}.{name}" for name in names))


lookup.LOADERS.append(load)
