"""Hidden attributes of a node: `__key__` texts, and a variable's declared shape, type and storage in them.

`with AttrScope(__lr_mult__="2"):` gives some to every node created inside.
"""

from __future__ import annotations

import ast
import contextlib
import contextvars
import operator
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, Self, cast

from mxsym.codegen.dtypes import BY_NAME
from mxsym.errors import SymbolError
from mxsym.rule.axes import limit_of
from mxsym.rule.numbers import as_finite

SHAPE, DTYPE, STORAGE, INIT = "__shape__", "__dtype__", "__storage_type__", "__init__"
PUBLIC = ("ctx_group", "lr_mult", "wd_mult", "force_mirroring", "mirror_stage", "profiler_scope")
"""Hidden attributes that MXNet also takes, and lists, without the underscores."""
STORAGES = ("default", "row_sparse")
_DTYPES = {"float32": 0, "float64": 1, "float16": 2, "bfloat16": 12}
"""The numbers by which MXNet's files name types."""


def is_hidden(key: str) -> bool:
    """True if the key is one of an attribute that means nothing to an op."""
    return len(key) > 4 and key.startswith("__") and key.endswith("__")


def hidden_key(key: str) -> str:
    """Full form of MXNet's short keys for hidden attributes."""
    return f"__{key}__" if key in PUBLIC else key


def listed(hidden: Mapping[str, str]) -> dict[str, str]:
    """Hidden attributes as MXNet lists them: some under both keys."""
    short = {key: hidden[f"__{key}__"] for key in PUBLIC if f"__{key}__" in hidden}
    return {**hidden, **short}


class AttrScope:
    """Hidden attributes for every node that is made within a `with` block; inner blocks add to outer ones."""

    def __init__(self, **attributes: str) -> None:
        wrong = {key: value for key, value in attributes.items() if not isinstance(value, str)}  # pyright: ignore[reportUnnecessaryIsInstance]
        if wrong:
            raise ValueError(f"AttrScope maps names to texts, got {wrong!r}")
        self._own = {hidden_key(key): value for key, value in attributes.items()}
        self._tokens: list[contextvars.Token[Mapping[str, str]]] = []

    def __repr__(self) -> str:
        return f"AttrScope({self._own!r})"

    def get(self, attr: Mapping[str, str] | None = None) -> dict[str, str]:
        """`attr` and what this scope adds to it; `attr` wins."""
        return {**self._own, **(attr or {})}

    def __enter__(self) -> Self:
        self._tokens.append(_scope.set({**_scope.get(), **self._own}))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _scope.reset(self._tokens.pop())


_nothing: Mapping[str, str] = {}
_scope: contextvars.ContextVar[Mapping[str, str]] = contextvars.ContextVar("attributes", default=_nothing)


def scoped(owner: str, attr: object, *, free: bool = False) -> dict[str, str]:
    """The hidden attributes of a node: those of the scopes around it, and `attr`, which wins.

    `free`: keys without underscores are allowed, too (on variables).

    Raises:
        SymbolError: `attr` holds what is no such attribute.
    """
    return {**_scope.get(), **texts(owner, attr, free=free)}


def texts(owner: str, attr: object, *, free: bool = False) -> dict[str, str]:
    """The hidden attributes that a user gives, by their full keys; as `scoped`, without the scopes.

    Raises:
        SymbolError: `attr` holds what is no such attribute.
    """
    if not isinstance(attr, Mapping | None):
        raise SymbolError(f"{owner}: attr is a dict of texts, got {attr!r}")
    hidden: dict[str, str] = {}
    for key, value in cast("Mapping[Any, Any]", attr or {}).items():
        name = hidden_key(key) if isinstance(key, str) else ""
        if not (is_hidden(name) or (free and name)) or name in RESERVED or not isinstance(value, str):
            raise SymbolError(f"{owner}: attr maps names like '__mine__' to texts, got {key!r}: {value!r}")
        hidden[name] = value
    return hidden


RESERVED = ("__inputs__", "__flavour__")
"""Keys of hidden attributes that mxsym's files use."""


def _as_json(value: object) -> str:
    import json  # few variables say how they begin

    return json.dumps(value)


def tensor_attributes(
    name: str, shape: Any, dtype: Any, stype: str | None, init: Any, numbers: Mapping[str, Any]
) -> dict[str, str]:
    """Declared facts about a variable's tensor, as MXNet's files store them.

    Raises:
        SymbolError: what is no shape, type or storage.
    """
    hidden: dict[str, str] = {}
    if shape is not None:
        try:
            sizes = tuple(operator.index(size) for size in shape)
        except TypeError:
            sizes = (-2,)
        if any(size < -1 for size in sizes):
            raise SymbolError(f"variable {name!r}: shape is a tuple of sizes, got {shape!r}")
        if limit := _limit(sizes):
            raise SymbolError(f"variable {name!r}: shape has {limit}, got {str(shape)[:80]}")
        hidden[SHAPE] = str(sizes)
    if dtype is not None:
        text = dtype if isinstance(dtype, str) else getattr(dtype, "__name__", None) or str(dtype)
        if text not in _DTYPES:
            raise SymbolError(f"variable {name!r}: dtype is one of {', '.join(_DTYPES)}, got {dtype!r}")
        hidden[DTYPE] = str(_DTYPES[text])
    if stype not in (None, *STORAGES):
        raise SymbolError(f"variable {name!r}: stype is 'default' or 'row_sparse', got {stype!r}")
    if stype is not None:
        hidden[STORAGE] = str(STORAGES.index(stype))
    if init is not None:
        hidden[INIT] = init if isinstance(init, str) else init.dumps() if hasattr(init, "dumps") else _as_json(init)
    for key, value in numbers.items():
        if value is None:
            continue
        number = as_finite(value)
        if number is None:
            raise SymbolError(f"variable {name!r}: {key} is a finite number, got {value!r}")
        hidden[f"__{key}__"] = str(value) if type(value) is int else repr(number)
    return hidden


def _limit(sizes: Iterable[int]) -> str:
    """The limit of arrays that a shape exceeds, whose sizes of -1 are not known; empty if it exceeds none."""
    return limit_of(tuple(abs(size) for size in sizes))


def declared_shape(hidden: Mapping[str, str]) -> tuple[int, ...] | None:
    """The shape that a variable says it has; None where it says none, or not all of it.

    Raises:
        ValueError: the text is no shape.
    """
    if SHAPE not in hidden:
        return None
    text = hidden[SHAPE]
    literal: object = None
    with contextlib.suppress(ValueError, SyntaxError, MemoryError, RecursionError):
        literal = ast.literal_eval(text.strip()) if len(text) <= 1000 else None
    sizes = list(cast("Any", literal)) if isinstance(literal, tuple | list) else None
    if sizes is None or not all(type(size) is int and size > -2 for size in sizes):
        raise ValueError(f"{SHAPE} is a tuple of sizes, got {text[:80]!r}")
    if limit := _limit(sizes):
        raise ValueError(f"{SHAPE} has {limit}, got {text[:80]!r}")
    return None if any(size <= 0 for size in sizes) else tuple(sizes)


def declared_dtype(hidden: Mapping[str, str]) -> str | None:
    """The name of the type that a variable says it has.

    Raises:
        ValueError: the text names none that tensors have.
    """
    text = hidden.get(DTYPE)
    if text is None or text == "-1":
        return None
    dtype = next((name for name, number in _DTYPES.items() if text in (name, str(number))), None)
    if dtype is None or dtype not in BY_NAME:
        raise ValueError(f"{DTYPE} is one of {', '.join(map(str, _DTYPES.values()))}, got {text[:80]!r}")
    return dtype


def declared_storage(hidden: Mapping[str, str]) -> str | None:
    """The storage that a variable says it has.

    Raises:
        ValueError: the text names none.
    """
    text = hidden.get(STORAGE)
    if text is None or text == "-1":
        return None
    if text not in ("0", "1"):
        raise ValueError(f"{STORAGE} is 0 (default) or 1 (row_sparse), got {text[:80]!r}")
    return STORAGES[int(text)]
