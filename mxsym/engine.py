"""`mx.engine`: MXNet's setting of how many ops its engine runs at once, which programs set around updates."""

from __future__ import annotations

import contextlib

__all__ = ["bulk", "set_bulk_size"]


def set_bulk_size(size: int) -> int:  # noqa: ARG001  # MXNet's
    """Nothing, as each call is done when it returns. Returns 0, the size before."""
    return 0


def bulk(size: int) -> contextlib.AbstractContextManager[None]:  # noqa: ARG001  # MXNet's
    """A block that runs as any other."""
    return contextlib.nullcontext()
