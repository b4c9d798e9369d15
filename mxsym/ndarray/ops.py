"""Look-up of imperative ops by name: `mx.nd.NAME`, `mx.nd.sparse.NAME` and `mx.nd.contrib.NAME`."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

from mxsym.executor.imperative import update
from mxsym.rule.op_functions import as_function, find
from mxsym.rule.registry import Table


def op(name: str, prefixes: Iterable[str] = ()) -> Callable[..., Any]:
    """The imperative op `name`, with its signature and its derived docstring.

    Raises:
        AttributeError: no op has this name, with or without a prefix; the text has a near name.
    """
    return _op(name, tuple(prefixes), Table.stamp)


@functools.lru_cache(maxsize=4096)
def _op(name: str, prefixes: tuple[str, ...], _stamp: object) -> Callable[..., Any]:
    return as_function(find(name, prefixes), name, update)
