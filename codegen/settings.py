"""Settings: the environment variables that mxsym reads, and the values of those that have a few.

A variable of another name, and a value outside these, are ignored with a warning.
"""

from __future__ import annotations

import functools
import logging
import os

PREFIX = "MXSYM_"
CPU, FLAVOUR, VERIFY = "MXSYM_CPU", "MXSYM_FLAVOUR", "MXSYM_VERIFY"
NUM_THREADS, PIN_THREADS, POOL = "MXSYM_NUM_THREADS", "MXSYM_PIN_THREADS", "MXSYM_POOL"
CACHE, CACHE_DIR, CALLS = "MXSYM_CACHE", "MXSYM_CACHE_DIR", "MXSYM_CALLS"
NAMES = (NUM_THREADS, PIN_THREADS, POOL, CPU, CACHE, CACHE_DIR, CALLS, FLAVOUR, VERIFY)
"""Every variable; `docs/environment.rst` says what each is for."""

_log = logging.getLogger("mxsym")


def unknown() -> list[str]:
    """Environment variables that begin with the prefix and are not settings."""
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in NAMES)


@functools.cache
def warn(message: str) -> None:
    """Log a warning, the first time it is given."""
    _log.warning("%s", message)


def requested_target() -> str:
    """The name of the target that `MXSYM_CPU` requests; empty: this machine."""
    return os.environ.get(CPU, "")


def choice(name: str, *values: str) -> str:
    """The value of a variable if it is one of these; else an empty text, which it is by default too."""
    text = os.environ.get(name, "")
    if text and text not in values:
        warn(f"{name} must be one of {', '.join(values)}; got {text!r}, which is ignored")
    return text if text in values else ""


def is_on(name: str, *, default: bool = False) -> bool:
    """True if a variable that is 0 or 1 is 1."""
    return (choice(name, "0", "1") or str(int(default))) == "1"
