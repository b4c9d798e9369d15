"""The classes that users meet arrays in, by storage type. The classes fill the table when they are loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from mxsym.runtime.sparse import Bound, RowSparse

FACES: dict[str, Any] = {}
"""By storage type, "default" or "row_sparse", the class of `mx.nd` for it."""
LOADERS: list[Callable[[], object]] = []
"""Functions that load the classes, each called where one is missing; `mxsym.symbol` adds its own."""


def is_face(value: object) -> bool:
    """True for an `mx.nd` array: the array behind it stays the same object."""
    face: Any = FACES.get("default")
    return face is not None and getattr(type(value), "__mxsym__", None) is face.__mxsym__


def rows_behind(value: object) -> Any:
    """The `RowSparse` behind a row-sparse array of `mx.nd`; anything else as it is."""
    face: Any = FACES.get("row_sparse")
    is_known = face is not None and getattr(type(value), "__mxsym__", None) is face.__mxsym__
    return cast("Any", value).__mxsym__() if is_known else value


def face(array: Bound) -> Any:
    """An array of `mx.nd` over this one's memory."""
    kind = "row_sparse" if isinstance(array, RowSparse) else "default"
    if kind not in FACES:
        for load in LOADERS:
            load()
    return FACES[kind](array)
