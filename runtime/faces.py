"""The classes that users meet arrays in, by storage type. The classes themselves fill the table."""

from __future__ import annotations

from typing import Any

from mxsym.runtime.sparse import Bound, RowSparse

FACES: dict[str, Any] = {}
"""By storage type, "default" or "row_sparse", the class of `mx.nd` for it."""


def is_face(value: object) -> bool:
    """True for an `mx.nd` array: the array behind it stays the same object."""
    face: Any = FACES.get("default")
    return face is not None and getattr(type(value), "__mxsym__", None) is face.__mxsym__


def face(array: Bound) -> Any:
    """An array of `mx.nd` over this one's memory."""
    return FACES["row_sparse" if isinstance(array, RowSparse) else "default"](array)
