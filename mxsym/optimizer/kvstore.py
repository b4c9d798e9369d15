"""`mx.kv`: MXNet's key-value store on one machine, which sums gradients and updates weights.

Values are kept as copies of their own; those that are pushed are only read.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypeVar, cast

import numpy as np

from mxsym.errors import BindError, Fault, suggest
from mxsym.ndarray import sparse
from mxsym.ndarray.dense import NDArray
from mxsym.ndarray.rowsparse import RowSparseNDArray
from mxsym.optimizer import parameter
from mxsym.optimizer.hyperparameters import index_of
from mxsym.optimizer.optimizer import Optimizer
from mxsym.optimizer.state_files import load_states, save_states
from mxsym.optimizer.updater import Updater, get_updater
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import as_array
from mxsym.runtime.sparse import RowSparse

LOCAL = ("local", "device", "nccl", "local_allreduce_cpu", "local_allreduce_device")
"""MXNet's names of stores on one machine; all are the same here."""

_ClassT = TypeVar("_ClassT", bound="type[Any]")


def create(name: str = "local") -> Any:
    """A store on this machine, or one of a class that is registered.

    Raises:
        ValueError: it is none of them.
    """
    if isinstance(name, str) and name.lower() in KVStoreBase.kv_registry:  # pyright: ignore[reportUnnecessaryIsInstance]
        return KVStoreBase.kv_registry[name.lower()]()
    if not isinstance(name, str) or name.lower() not in LOCAL:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError(f"no store {name!r} on one machine: {suggest(str(name).lower(), LOCAL)}")
    return KVStore(name.lower())


class KVStoreBase:
    """The base of stores that sum gradients in a way of their own, and of `KVStore`.

    A trainer calls `broadcast` before its first step, and `pushpull` in each; `is_capable` says what else it can.
    """

    OPTIMIZER = "optimizer"
    kv_registry: ClassVar[dict[str, Any]] = {}
    """The classes that `register` made known, by their names in lower case."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def broadcast(self, key: Any, value: Any, out: Any, priority: int = 0) -> None:
        """Write the value of the worker of rank 0 to all arrays `out`."""
        raise NotImplementedError(f"{type(self).__name__} defines no broadcast()")

    def pushpull(self, key: Any, value: Any, out: Any = None, priority: int = 0) -> Any:
        """Sum the values of all workers, and write the sum to `out`, or else to the values."""
        raise NotImplementedError(f"{type(self).__name__} defines no pushpull()")

    def set_optimizer(self, optimizer: Optimizer) -> None:
        """Update values by an optimizer from now on."""
        raise NotImplementedError(f"{type(self).__name__} defines no set_optimizer()")

    @staticmethod
    def is_capable(capability: str) -> bool:  # noqa: ARG004  # MXNet's
        """False for everything, 'optimizer' too: such a store updates no weights."""
        return False

    @staticmethod
    def register(klass: _ClassT) -> _ClassT:
        """Make a class known to `create` under its name in lower case; a name that is taken is taken over, warned."""
        name = klass.__name__.lower()
        if (old := KVStoreBase.kv_registry.get(name)) is not None:
            text = f"{klass.__module__}.{klass.__name__} overrides {old.__module__}.{old.__name__}: create({name!r})"
            warnings.warn(text, stacklevel=2)
        KVStoreBase.kv_registry[name] = klass
        return klass


class KVStore(KVStoreBase):
    """Arrays by key, an int or a str. Every method takes one key, or a list of them with a list of values.

    Attributes:
        type: the name that it was created by.
        rank, num_workers: 0 and 1: there is one worker.
    """

    rank, num_workers = 0, 1

    def __init__(self, type: str = "local") -> None:  # noqa: A002  # MXNet's name
        self.type = type
        self._values: dict[Any, Any] = {}
        self._updater: Callable[[Any, Any, Any], object] | None = None

    def __repr__(self) -> str:
        return f"<KVStore {self.type!r} of {len(self._values)} keys>"

    # Values.

    def init(self, key: Any, value: Any) -> None:
        """Give keys their first values.

        Raises:
            BindError: a key that has one, or a value that is no array; nothing has changed.
        """
        fresh: dict[Any, Any] = {}
        faults: list[Fault] = []
        for item, (array, *more) in self.__pairs("init", key, value):
            if item in self._values or item in fresh:
                faults.append(Fault(f"key {item!r}", "", "a second init", "one", "push to it instead"))
            elif more:
                faults.append(Fault(f"key {item!r}", "", f"{len(more) + 1} arrays", "one", "pass the first"))
            else:
                fresh[item] = _own(array)
        if faults:
            raise BindError("kv.init", faults)
        self._values |= fresh

    def broadcast(self, key: Any, value: Any, out: Any, priority: int = 0) -> None:
        """`init`, then `pull`."""
        self.init(key, value)
        self.pull(key, out)

    def push(self, key: Any, value: Any, priority: int = 0) -> Any:
        """Sum the values of each key, and give the sum to the updater; without one it becomes the key's value.

        Sums are from left to right. `priority` is MXNet's, and nothing reads it.

        Args:
            value: of each key, an array or a list of arrays.

        Raises:
            BindError: an unknown key, or arrays of other shapes; nothing has changed.
        """
        pairs = [(item, summed(arrays)) for item, arrays in self.__known("push", key, value)]
        if isinstance(self._updater, Updater):
            items, sums = [item for item, _ in pairs], [total for _, total in pairs]
            if len(set(items)) == len(items):
                self._updater(items, sums, [self._values[item] for item in items])
                return
        for item, total in pairs:
            if self._updater is None:
                self._values[item] = total
            else:
                self._updater(item, total, self._values[item])

    def pull(self, key: Any, out: Any = None, priority: int = 0, ignore_sparse: bool = True) -> None:
        """Copy the values of keys into arrays: of each key, one or a list of them.

        Row-sparse arrays are left as they are, as in MXNet, unless `ignore_sparse` is False: `row_sparse_pull` fills
        them.

        Raises:
            BindError: an unknown key, or an array of another shape; nothing has changed.
        """
        for item, arrays in self.__known("pull", key, out):
            for into in map(as_array, arrays):
                if not (ignore_sparse and isinstance(into, RowSparse)):
                    _copy(self._values[item], into)

    def pushpull(self, key: Any, value: Any, out: Any = None, priority: int = 0) -> None:
        """`push`, then `pull` into `out`, or into the values that were pushed."""
        self.__known("pushpull", key, value if out is None else out)
        self.push(key, value)
        self.pull(key, value if out is None else out, ignore_sparse=False)

    def row_sparse_pull(self, key: Any, out: Any = None, priority: int = 0, row_ids: Any = None) -> None:
        """Let row-sparse arrays hold these rows of their keys, each once and in order.

        Args:
            row_ids: of each key, an array of ids, or as many of them as there are arrays.

        Raises:
            BindError: an unknown key, an array that is not row-sparse, or rows that there are not.
        """
        if out is None or row_ids is None:
            raise ValueError("row_sparse_pull needs out and row_ids")
        pairs = self.__known("row_sparse_pull", key, out)
        ids = [each for _, each in self.__pairs("row_sparse_pull", key, row_ids)]
        work: list[tuple[RowSparse, Any]] = []
        for (item, arrays), rows in zip(pairs, ids, strict=True):
            for array, wanted in zip(arrays, rows * len(arrays) if len(rows) == 1 else rows, strict=True):
                work.append((self.__table(item, array), self.__rows(item, wanted)))
        for table, rows in work:
            table.indices, table.data = as_array(rows).indices, as_array(rows).data

    # Updates.

    def set_optimizer(self, optimizer: Optimizer) -> None:
        """Update values by an optimizer from now on: what is pushed are gradients."""
        if not isinstance(optimizer, Optimizer):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"set_optimizer takes an Optimizer, got {type(optimizer).__name__}")
        self._updater = get_updater(optimizer)

    def set_updater(self, updater: Callable[[Any, Any, Any], object]) -> None:
        """Call `updater(key, pushed, stored)` for each key that is pushed; it changes what is stored."""
        self._updater = updater

    _set_updater = set_updater

    def save_optimizer_states(self, fname: str | os.PathLike[str], dump_optimizer: bool = False) -> None:
        """Save the states of the optimizer, as `mx.optimizer.save_states` does."""
        save_states(fname, self.__states(), dump_optimizer=dump_optimizer)

    def load_optimizer_states(self, fname: str | os.PathLike[str]) -> None:
        """Load them."""
        load_states(fname, self.__states())

    def __states(self) -> Updater:
        if not isinstance(self._updater, Updater):
            raise ValueError("the store has no optimizer: call set_optimizer first")
        return self._updater

    @staticmethod
    def is_capable(capability: str) -> bool:
        """True for 'optimizer': the store can update weights."""
        return capability.lower() == KVStoreBase.OPTIMIZER

    def barrier(self) -> None:
        """Nothing: there is one worker."""

    # Parts.

    def __pairs(self, what: str, key: Any, value: Any) -> list[tuple[Any, list[Any]]]:
        """Each key with its arrays."""
        keys: list[Any] = list(key) if isinstance(key, list | tuple) else [key]  # pyright: ignore[reportUnknownArgumentType]
        values: list[Any] = list(value) if isinstance(key, list | tuple) else [value]
        if len(keys) != len(values):
            got = f"{len(values)} values"
            raise BindError(
                f"kv.{what}", [Fault("values", "", got, f"{len(keys)}, as there are keys", "pass one for each")]
            )
        keys = [index_of(item) for item in keys]
        first: object = next(iter(self._values), keys[0] if keys else 0)
        kind = type(first)
        wanted = f"{kind.__name__}, as other keys are" if kind in (int, str) else "int or str"
        faults = [
            Fault(f"key {item!r}", "", type(item).__name__, wanted, "name all keys alike")
            for item in keys
            if type(item) is not kind or kind not in (int, str)
        ]
        if faults:
            raise BindError(f"kv.{what}", faults)
        lists = [list(cast("Sequence[Any]", item)) if isinstance(item, list | tuple) else [item] for item in values]
        return list(zip(keys, lists, strict=True))

    def __known(self, what: str, key: Any, value: Any) -> list[tuple[Any, list[Any]]]:
        """The same, with every key known and every array of its shape."""
        pairs = self.__pairs(what, key, value)
        faults: list[Fault] = []
        for item, arrays in pairs:
            if item not in self._values:
                known = suggest(str(item), map(str, self._values))
                faults.append(Fault(f"key {item!r}", "", "no value", f"a key of the store: {known}", "call init first"))
                continue
            shape = self._values[item].shape
            if not arrays:
                faults.append(Fault(f"key {item!r}", "", "no arrays", "at least one", "pass an array"))
            for array in arrays:
                got = getattr(array, "shape", type(array).__name__)
                if got != shape:
                    faults.append(Fault(f"key {item!r}", "", f"{got}", f"an array of shape {shape}", "pass one"))
        if faults:
            raise BindError(f"kv.{what}", faults)
        return pairs

    def __table(self, item: Any, out: Any) -> RowSparse:
        table = as_array(out)
        if isinstance(table, RowSparse):
            return table
        raise BindError(
            "kv.row_sparse_pull", [Fault(f"key {item!r}", "out", "a dense array", "a row-sparse one", "use pull")]
        )

    def __rows(self, item: Any, ids: Any) -> RowSparseNDArray:
        """Those rows of a key's value."""
        value = self._values[item]
        wanted = np.unique(np.asarray(as_array(ids)).astype(np.int64).ravel())
        if len(wanted) and not 0 <= wanted[0] <= wanted[-1] < value.shape[0]:
            got, expected = f"rows {wanted[0]} to {wanted[-1]}", f"rows below {value.shape[0]}"
            raise BindError("kv.row_sparse_pull", [Fault(f"key {item!r}", "row_ids", got, expected, "leave them out")])
        return sparse.row_sparse_array((_dense(as_array(value))[wanted], wanted), shape=value.shape)


def _own(value: Any) -> Any:
    """A copy of a first value. Whole numbers are kept and summed, too; what updates change is aligned for kernels."""
    kind = getattr(as_array(value), "dtype", None)
    return summed([value]) if isinstance(kind, np.dtype) and kind.kind in "iub" else parameter.copy(value)


def summed(arrays: Sequence[Any]) -> Any:
    """The sum of arrays from left to right: a new one, row-sparse if all of them are."""
    plain = [as_array(array) for array in arrays]
    if RowSparse in map(type, plain):
        if all(isinstance(array, RowSparse) for array in plain):
            if len(plain) == 1:
                return parameter.copy(arrays[0])
            ids = np.concatenate([array.indices for array in plain])
            return sparse.coalesce(np.concatenate([array.data for array in plain]), ids, shape=plain[0].shape)
        plain = list(map(_dense, plain))
    total: Array = np.copy(plain[0], order="K")
    for array in plain[1:]:
        total += array
    return NDArray(total)


def _dense(array: Array | RowSparse) -> Array:
    if not isinstance(array, RowSparse):
        return array
    whole = np.zeros(array.shape, array.dtype)
    whole[array.indices] = array.data
    return whole


def _copy(value: Any, into: Array | RowSparse) -> None:
    """Write a value over an array, which keeps its storage."""
    table = as_array(value)
    if isinstance(into, RowSparse):
        if not isinstance(table, RowSparse):
            table = as_array(sparse.row_sparse_array(table))
        into.indices, into.data = table.indices.copy(), table.data.astype(into.dtype)
    else:
        into[...] = _dense(table)
