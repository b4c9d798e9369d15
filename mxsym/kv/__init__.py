"""`mx.kv`: MXNet's key-value store, on one machine or on servers that update weights and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mxsym.codegen.loading import load_modules
from mxsym.errors import suggest
from mxsym.optimizer import kvstore
from mxsym.optimizer.kvstore import LOCAL, KVStore, KVStoreBase
from mxsym.optimizer.kvstore import create as create_local
from mxsym.rule.missing import no_name

base = kvstore  # MXNet has modules of these names
DISTRIBUTED = ("dist_sync", "dist_async")
"""Names of stores on servers: steps of all workers together, or each push as it comes."""

__all__ = ["DISTRIBUTED", "LOCAL", "KVStore", "KVStoreBase", "connect", "create"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """An error that says what there is."""
        raise no_name("mxsym.kv", name, __all__)


def create(name: str = "local", **options: Any) -> Any:
    """A store: "local" for this machine alone; "dist_sync" or "dist_async" for servers; or a registered class's.

    "device", "nccl", "dist_sync_device" and MXNet's other names of these stores are known, too.

    The options are those of `mxsym.kv.store.create`, for stores on servers.

    Raises:
        ValueError: no store of that name. TypeError: options of a store on one machine. ImportError: Ray is missing.
    """
    kind = name.lower() if isinstance(name, str) else name  # pyright: ignore[reportUnnecessaryIsInstance]
    if isinstance(kind, str) and kind.startswith("dist_"):  # pyright: ignore[reportUnnecessaryIsInstance]
        kind = kind.replace("_device", "")  # MXNet's names of stores whose workers sum on a GPU
    if kind in DISTRIBUTED:
        load_modules("mxsym.kv.store")
        from mxsym.kv import store

        return store.create(kind, **options)
    if kind not in (*LOCAL, *KVStoreBase.kv_registry):
        known = (*LOCAL, *DISTRIBUTED, *KVStoreBase.kv_registry)
        raise ValueError(f"no store {name!r}: {suggest(str(name).lower(), known)}")
    if options:
        raise TypeError(f"a store on one machine takes no {', '.join(sorted(options))}")
    return create_local(name)


def connect(address: str, rank: int | None = None) -> Any:
    """A store that another process has created, for the worker `rank`; without one, to look and to control.

    Raises:
        ValueError: there is none at that address. ImportError: Ray is missing.
    """
    load_modules("mxsym.kv.store")
    from mxsym.kv import store

    return store.connect(address, rank)
