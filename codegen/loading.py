"""Deferred imports that stay whole when a signal handler or a finalizer runs in the middle of them."""

# A signal handler runs between two steps of the main thread, a finalizer on whichever thread the garbage collector
# comes to. Either may use mxsym while a module of it is half imported, and would find that half. So `load_modules`
# imports on a quiet thread, on which no handler runs, while the collector rests: a handler waits for the import and
# finds all of it.

from __future__ import annotations

import functools
import gc
import importlib
import sys
from types import ModuleType

from mxsym.codegen import quiet_thread
from mxsym.codegen.gate import LOADING

OURS = frozenset({"mxsym", "numpy", "llvmlite", "networkx", "ml_dtypes", "safetensors"})
"""The packages whose imports an import of ours may wait for."""
_whole: set[str] = set()


def load_modules(*names: str) -> ModuleType:
    """Import modules; return the first.

    Raises:
        ImportError: this very thread is in the middle of importing one of them.
    """
    if not _whole.issuperset(names):
        missing = not all(map(_is_loaded, names))
        if missing and _is_importing_ours():
            # This thread holds locks of modules that whoever is inside the gate may need: it must not wait there.
            _import(names)
        elif missing:
            quiet_thread.run(functools.partial(_import_guarded, names), ("load", names), imports=True)
        _whole.update(names)
    return importlib.import_module(names[0])


def loaded_class(module: str, name: str) -> type | tuple[()]:
    """A class of a module that somebody else may import, for `issubclass`; none where it is not there yet.

    Another thread may be in the middle of the import: no object is of that class then.
    """
    return getattr(sys.modules.get(module), name, ())


def load_extra(module: str, need: str, extra: str) -> ModuleType:
    """Import a module of a package that an extra of mxsym's installs; `need` is the beginning of an error.

    Raises:
        ImportError: the package is not installed; the text names the extra.
    """
    package = module.partition(".")[0]
    try:
        return load_modules(module)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != package:
            raise
        why = f"{need} {package}, which is not installed: pip install 'mxsym[{extra}]'"
        raise ImportError(why, name=package) from None


def _import_guarded(names: tuple[str, ...]) -> None:
    # A process that forks while another of its threads imports has a child that waits for that import without end.
    with LOADING:
        collects = gc.isenabled()
        gc.disable()
        try:
            _import(names)
        finally:
            if collects:
                gc.enable()


def _is_loaded(name: str) -> bool:
    """True of a module whose import is over."""
    module = sys.modules.get(name)
    return module is not None and not getattr(module.__spec__, "_initializing", True)


def _import(names: tuple[str, ...]) -> None:
    for name in names:
        module = importlib.import_module(name)
        if getattr(module.__spec__, "_initializing", False):
            why = "a signal handler or a finalizer that came meanwhile cannot use it; import it before it is needed"
            raise ImportError(f"{name}: this thread is in the middle of importing it: {why}", name=name)


def _is_importing_ours() -> bool:
    """True if this call comes from inside an import of a package that ours may import."""
    return any(name.partition(".")[0] in OURS for name in quiet_thread.importing())
