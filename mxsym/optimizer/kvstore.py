"""`mx.kv`: MXNet's key-value store on one machine, which sums gradients and updates weights.

Values are kept as copies of their own; those that are pushed are only read.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

import numpy as np

from mxsym.errors import BindError, Fault, suggest
from mxsym.ndarray import sparse
from mxsym.optimizer import parameter
from mxsym.optimizer.array_sums import as_dense, faced_sum, look_at, refuse_numbers, write_all
from mxsym.optimizer.indices import index_of
from mxsym.optimizer.optimizer import Optimizer
from mxsym.optimizer.state_files import load_states, save_states
from mxsym.optimizer.updater import Updater, get_updater
from mxsym.rule.missing import no_member
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import as_array, as_arrays
from mxsym.runtime.sparse import RowSparse
from mxsym.spelling import a, kind_name, plural

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
        fix = suggest(str(name).lower(), LOCAL)
        if str(name).lower().startswith("dist_"):
            fix = f"create it first, and pass the store: mx.kv.create({name!r}, servers=…)"
        raise ValueError(f"no store {name!r} on one machine: {fix}")
    return KVStore(name.lower())


class KVStoreBase:
    """The base of stores that sum gradients in a way of their own, and of `KVStore`.

    A trainer calls `broadcast` before its first step, and `pushpull` in each; `is_capable` says what else it can.
    """

    OPTIMIZER = "optimizer"
    sums_here: ClassVar[bool] = False
    """True if `pushpull` sums the arrays of this process and does nothing else: a trainer may sum them itself."""
    takes_lists: ClassVar[bool] = False
    """True if methods take lists of keys and values, and look at all of them before they change anything."""
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
    sums_here = takes_lists = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """A subclass sums one key at a time, in its own way, unless it overrides this."""
        super().__init_subclass__(**kwargs)
        for name in ("sums_here", "takes_lists"):
            if name not in vars(cls):
                setattr(cls, name, False)

    def __init__(self, type: str = "local") -> None:  # noqa: A002  # MXNet's name
        self.type = type
        self._values: dict[Any, Any] = {}
        self._updater: Callable[[Any, Any, Any], object] | None = None

    def __repr__(self) -> str:
        return f"<KVStore {self.type!r} of {len(self._values)} keys>"

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """An error that says what a program for MXNet does instead."""
            raise no_member(self, name)

    # Values. Each method looks at everything first; what it changes is ready by then.

    def init(self, key: Any, value: Any) -> None:
        """Give keys their first values.

        Raises:
            BindError: a key that has one, or a value that is no array; nothing has changed.
        """
        fresh: dict[Any, Any] = {}
        faults: list[Fault] = []
        for item, arrays in self.__pairs("init", key, value):
            node = f"key {item!r}"
            if item in self._values or item in fresh:
                faults.append(Fault(node, "", "a second init", "one", "push to it instead"))
            elif len(arrays) != 1:
                faults.append(Fault(node, "value", plural(len(arrays), "array"), "one", "pass the first"))
            else:
                known = len(faults)
                plain = look_at(faults, node, arrays)
                if len(faults) == known:
                    fresh[item] = _own(arrays[0], plain[0])
        if faults:
            raise BindError("kv.init", faults)
        self._values |= fresh

    def broadcast(self, key: Any, value: Any, out: Any, priority: int = 0) -> None:
        """`init`, then `pull`.

        Raises:
            BindError: as they do, or an array that is not of the shape of its key's value; nothing has changed.
        """
        values, targets = self.__pairs("broadcast", key, value), self.__pairs("broadcast", key, out, "out")
        faults: list[Fault] = []
        for (item, arrays), (_, into) in zip(values, targets, strict=True):
            node = f"key {item!r}"
            if not into:
                faults.append(Fault(node, "out", "no arrays", "at least one", "pass an array"))
            elif arrays:
                (plain, *_) = look_at(faults, node, arrays)
                look_at(faults, node, into, getattr(plain, "shape", None), argument="out", written=True, alike=False)
        if faults:
            raise BindError("kv.broadcast", faults)
        self.init(key, value)
        self.pull(key, out)

    def push(self, key: Any, value: Any, priority: int = 0) -> Any:
        """Sum the values of each key, and give the sum to the updater; without one it becomes the key's value.

        Sums are from left to right, those of a key that is listed twice too. `priority` is MXNet's, and nothing reads
        it.

        Args:
            value: of each key, an array or a list of arrays.

        Raises:
            BindError: an unknown key, or arrays of other shapes or dtypes; nothing has changed.
        """
        groups: dict[Any, list[Any]] = {}
        for item, arrays in self.__known("push", key, value=value)[0]:
            groups.setdefault(item, []).extend(arrays)
        sums = {item: faced_sum(arrays) for item, arrays in groups.items()}
        if self._updater is None:
            self._values |= sums
        elif isinstance(self._updater, Updater):
            self._updater([*sums], [*sums.values()], [self._values[item] for item in sums])
        else:
            for item, total in sums.items():
                self._updater(item, total, self._values[item])

    def pull(self, key: Any, out: Any = None, priority: int = 0, ignore_sparse: bool = True) -> None:
        """Copy the values of keys into arrays: of each key, one or a list of them.

        Row-sparse arrays are left as they are, as in MXNet, unless `ignore_sparse` is False: `row_sparse_pull` fills
        them.

        Raises:
            BindError: an unknown key, or an array of another shape, or one that is read-only; nothing has changed.
        """
        write_all(
            [
                (
                    as_array(self._values[item], "kv.pull", f"key {item!r}"),
                    [into for into in arrays if not (ignore_sparse and _has_rows(into))],
                )
                for item, arrays in self.__known("pull", key, out=out)[0]
            ]
        )

    def pushpull(self, key: Any, value: Any, out: Any = None, priority: int = 0) -> None:
        """`push`, then `pull` into `out`, or into the values that were pushed."""
        targets = value if out is None else out
        self.__known("pushpull", key, value=value, out=targets)
        self.push(key, value)
        self.pull(key, targets, ignore_sparse=False)

    def row_sparse_pull(self, key: Any, out: Any = None, priority: int = 0, row_ids: Any = None) -> None:
        """Let row-sparse arrays hold these rows of their keys, each once and in order.

        Args:
            row_ids: of each key, an array or a list of ids, or as many arrays as there are in `out`.

        Raises:
            BindError: an unknown key, an array that is not row-sparse, or rows that there are not; nothing has changed.
        """
        if out is None or row_ids is None:
            raise ValueError("row_sparse_pull needs out and row_ids")
        faults: list[Fault] = []
        work: list[tuple[Array | RowSparse, Array, RowSparse]] = []
        (pairs,) = self.__known("row_sparse_pull", key, out=out)
        if isinstance(key, list | tuple) and isinstance(row_ids, list | tuple):
            row_ids = [_one_array(item) for item in cast("Sequence[Any]", row_ids)]
        else:
            row_ids = _one_array(row_ids)
        wanted_of = self.__pairs("row_sparse_pull", key, row_ids, "row_ids")
        for (item, arrays), (_, ids) in zip(pairs, wanted_of, strict=True):
            node = f"key {item!r}"
            value = as_array(self._values[item], "kv.row_sparse_pull", node)
            if len(ids) not in (1, len(arrays)):
                got, expected = f"{plural(len(ids), 'array')} of ids", f"one, or {len(arrays)}, as there are arrays"
                faults.append(Fault(node, "row_ids", got, expected, "pass one for each array"))
                continue
            for array, own in zip(arrays, ids * len(arrays) if len(ids) == 1 else ids, strict=True):
                if not _has_rows(array):
                    faults.append(Fault(node, "out", "a dense array", "a row-sparse one", "use pull"))
                if (wanted := _rows_of(own, node, value.shape[:1], faults)) is not None:
                    work.append((value, wanted, array))
        if faults:
            raise BindError("kv.row_sparse_pull", faults)
        write_all(
            [
                (sparse.row_sparse_array((as_dense(value)[wanted], wanted), shape=value.shape).__mxsym__(), [into])
                for value, wanted, into in work
            ]
        )

    # Updates.

    def set_optimizer(self, optimizer: Optimizer) -> None:
        """Update values by an optimizer from now on: pushed arrays are gradients."""
        if not isinstance(optimizer, Optimizer):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"set_optimizer takes an Optimizer, got {kind_name(optimizer)}")
        self._updater = get_updater(optimizer)

    def set_updater(self, updater: Callable[[Any, Any, Any], object]) -> None:
        """Call `updater(key, pushed, stored)` for each pushed key; it changes the stored value."""
        if not callable(updater):
            raise TypeError(f"set_updater takes a function of key, pushed and stored, got {kind_name(updater)}")
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
        return str(capability).lower() == KVStoreBase.OPTIMIZER

    def barrier(self) -> None:
        """Nothing: there is one worker."""

    # Parts.

    def __pairs(self, what: str, key: Any, value: Any, argument: str = "value") -> list[tuple[Any, list[Any]]]:
        """Each key with its arrays."""
        keys: list[Any] = list(key) if isinstance(key, list | tuple) else [key]  # pyright: ignore[reportUnknownArgumentType]
        values: list[Any] = [value]
        if isinstance(key, list | tuple):
            values = list(cast("Sequence[Any]", value)) if isinstance(value, list | tuple) else [value] * (not keys)
            if len(keys) != len(values):
                got = plural(len(values), "item") if isinstance(value, list | tuple) else kind_name(value)
                fault = Fault(argument, "", got, f"{len(keys)}, as there are keys", "pass a list, one for each")
                raise BindError(f"kv.{what}", [fault])
        keys = [index_of(item) for item in keys]
        first: object = next(iter(self._values), keys[0] if keys else 0)
        kind = type(first)
        wanted = f"{a(kind.__name__)}, as other keys are" if kind in (int, str) else "an int or a str"
        faults = [
            Fault(f"key {item!r}", "", kind_name(item), wanted, "name all keys alike")
            for item in keys
            if type(item) is not kind or kind not in (int, str)
        ]
        if faults:
            raise BindError(f"kv.{what}", faults)
        lists = [list(cast("Sequence[Any]", item)) if isinstance(item, list | tuple) else [item] for item in values]
        refuse_numbers(f"kv.{what}", keys, {argument: values})
        return list(zip(keys, lists, strict=True))

    def __known(self, what: str, key: Any, **lists: Any) -> list[list[tuple[Any, list[Any]]]]:
        """Each key with its arrays as kernels have them, of each argument: keys are known, arrays of their shapes.

        Those of `out` are written.
        """
        columns: list[list[tuple[Any, list[Any]]]] = []
        faults: list[Fault] = []
        for argument, value in lists.items():
            columns.append([])
            for item, arrays in self.__pairs(what, key, value, argument):
                node = f"key {item!r}"
                if item not in self._values:
                    known = suggest(str(item), map(str, self._values))
                    faults.append(Fault(node, "", "no value", f"a key of the store: {known}", "call init first"))
                elif not arrays:
                    faults.append(Fault(node, argument, "no arrays", "at least one", "pass an array"))
                else:
                    shape, written = self._values[item].shape, argument == "out"
                    plain = look_at(faults, node, arrays, shape, argument=argument, written=written, alike=not written)
                    columns[-1].append((item, plain))
        if faults:
            raise BindError(f"kv.{what}", list(dict.fromkeys(faults)))
        return columns


def _has_rows(array: object) -> bool:
    return isinstance(array, RowSparse)


def _one_array(ids: Any) -> Any:
    """A list of whole numbers as one array of ids; anything else as it is."""
    items: Any = ids
    if not isinstance(ids, list | tuple) or not all(
        type(item) is int or isinstance(item, np.integer) for item in items
    ):
        return items
    return np.array(items, None if items else np.int64)


def _rows_of(ids: Any, node: str, rows: tuple[int, ...], faults: list[Fault]) -> Array | None:
    """Ids in order, each once; None where there is a fault, which is added to the others."""
    arrays, strangers = as_arrays({"row_ids": ids}, node)
    if strangers:
        faults += strangers
        return None
    array: Any = np.asarray(arrays["row_ids"])
    if array.dtype.kind not in "iuf" or (
        array.dtype.kind == "f" and not (np.isfinite(array) & (array == np.floor(array))).all()
    ):
        got = f"{array.dtype} values" if array.dtype.kind != "f" else "a number that is no whole one"
        faults.append(Fault(node, "row_ids", got, "whole numbers", "pass an array of int64"))
        return None
    wanted = np.unique(array.ravel())
    if len(wanted) and not 0 <= wanted[0] <= wanted[-1] < rows[0]:
        got, expected = f"rows {int(wanted[0])} to {int(wanted[-1])}", f"rows below {rows[0]}"
        faults.append(Fault(node, "row_ids", got, expected, "leave them out"))
        return None
    return wanted.astype(np.int64)


def _own(value: Any, plain: Array | RowSparse) -> Any:
    """A copy of a first value. Whole numbers are kept and summed, too; what updates change is aligned for kernels."""
    return faced_sum([plain]) if plain.dtype.kind in "iub" else parameter.copy(value)
