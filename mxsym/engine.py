"""`mx.engine`: MXNet's number of ops that its engine runs in bulk. Programs set it; mxsym has no such engine."""

from __future__ import annotations

import contextlib

__all__ = ["bulk", "set_bulk_size"]


def set_bulk_size(size: int) -> int:
    """Do nothing: each call is done when it returns. Return 0, the size in force."""
    del size
    return 0


def bulk(size: int) -> contextlib.AbstractContextManager[None]:
    """A block that runs as any other."""
    del size
    return contextlib.nullcontext()
