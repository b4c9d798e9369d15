"""`mx.gluon`: MXNet's `Trainer`, for parameters that have their own arrays and gradients."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, cast

from mxsym.errors import BindError, Fault, suggest
from mxsym.mxnet.missing import no_attribute
from mxsym.optimizer import gluon_utils as utils
from mxsym.optimizer import kvstore as stores
from mxsym.optimizer.optimizer import Optimizer, create
from mxsym.optimizer.state_files import load_states, save_states
from mxsym.optimizer.updater import Updater, get_updater

__all__ = ["Trainer", "utils"]


def __getattr__(name: str) -> Any:
    raise no_attribute("mxsym.gluon", name, suggest(name, __all__))


class _Known:
    """A parameter as an optimizer reads it: its name and multipliers, 1 where it has none."""

    def __init__(self, parameter: Any, name: str) -> None:
        self._parameter = parameter
        self.name = name

    @property
    def lr_mult(self) -> float:
        return getattr(self._parameter, "lr_mult", 1.0)

    @property
    def wd_mult(self) -> float:
        return getattr(self._parameter, "wd_mult", 1.0)


class Trainer:
    """An optimizer with the parameters that it updates, all of them in one call.

    A parameter is any object with `data()` and `grad()`. One on several devices has `list_data()` and `list_grad()`:
    its gradients are summed from left to right, and each copy is updated. One whose `grad_req` is "null" is left out.
    `lr_mult`, `wd_mult` and `name` are read where it has them.

    Args:
        params: a dict of parameters by name, or a list of them.
        optimizer: an optimizer, or the name of one.
        optimizer_params: its arguments, for a name.
        kvstore: None, the name of a store on this machine, or a store. One of another class sums gradients by its
            `pushpull(key, gradients)`, and has `broadcast(key, value, out)`, or `init` and `pull`.
        compression_params: None; there is no compression.
        update_on_kvstore: True if the store updates the weights.

    A store gets the weights before the first step, or gives its own. A subclass that sums gradients in another way
    overrides `_allreduce_grads`, as those for MXNet do.
    """

    # Programs for 1.x ask for these before they sum or update.
    _kv_initialized = False
    _params_to_init = ()

    def __init__(
        self,
        params: Any,
        optimizer: Optimizer | str,
        optimizer_params: Mapping[str, Any] | None = None,
        kvstore: Any = "device",
        compression_params: Any = None,
        update_on_kvstore: bool | None = None,
    ) -> None:
        if isinstance(params, Mapping):
            table = cast("Mapping[str, Any]", params)
            names, self._params = list(map(str, table)), list(table.values())
        elif isinstance(params, list | tuple):
            self._params = list(cast("Sequence[Any]", params))
            names = [str(getattr(item, "name", number)) for number, item in enumerate(self._params)]
        else:
            raise ValueError(f"params is a list or dict of parameters, got {type(params).__name__}")
        for name, item in zip(names, self._params, strict=True):
            if not (callable(getattr(item, "data", None)) and callable(getattr(item, "grad", None))):
                raise ValueError(f"parameter {name} has data() and grad(), got {type(item).__name__}")
        if compression_params is not None:
            raise ValueError("compression_params is None: there is no compression")
        known = {
            number: _Known(item, name) for number, (item, name) in enumerate(zip(self._params, names, strict=True))
        }
        if isinstance(optimizer, Optimizer):
            if optimizer_params:
                raise ValueError("optimizer_params is None where the optimizer is no name")
            optimizer.param_dict = known
        else:
            optimizer = create(optimizer, **{**(optimizer_params or {}), "param_dict": known})
        self._optimizer = optimizer
        self._scale: Any = optimizer.rescale_grad
        store: Any = stores.create(kvstore) if isinstance(kvstore, str) else kvstore
        self._kvstore = store
        self._update_on_kvstore = bool(update_on_kvstore)
        self._updaters: list[Updater] = [get_updater(optimizer)]

    def __repr__(self) -> str:
        return f"<Trainer by {self._optimizer!r} of {len(self._params)} parameters>"

    @property
    def optimizer(self) -> Optimizer:
        """The optimizer."""
        return self._optimizer

    @property
    def learning_rate(self) -> float:
        """The rate in force."""
        return self._optimizer.learning_rate

    def set_learning_rate(self, lr: float) -> None:
        """Set the rate; see `Optimizer.set_learning_rate`."""
        self._optimizer.set_learning_rate(lr)

    def step(self, batch_size: float, ignore_stale_grad: bool = False) -> None:
        """Sum gradients over devices, divide them by the size of the batch, and update all parameters.

        Raises:
            BindError: naming everything that does not fit; no weight has changed.
        """
        self.__scaled(batch_size)
        self._init_kvstore()
        self._allreduce_grads()
        self._update(ignore_stale_grad)

    def allreduce_grads(self) -> None:
        """Let the gradients of each parameter on several devices be their sum."""
        if self._update_on_kvstore:
            raise ValueError("the store updates the weights: call step")
        self._init_kvstore()
        self._allreduce_grads()

    def update(self, batch_size: float, ignore_stale_grad: bool = False) -> None:
        """Update all parameters by gradients that are summed already; otherwise as `step`."""
        if self._update_on_kvstore:
            raise ValueError("the store updates the weights: call step")
        self.__scaled(batch_size)
        self._init_kvstore()
        self._update(ignore_stale_grad)

    def save_states(self, fname: str | os.PathLike[str]) -> None:
        """Save states and settings of the optimizer."""
        self._init_kvstore()
        if self._update_on_kvstore:
            self._kvstore.save_optimizer_states(fname, dump_optimizer=True)
        else:
            save_states(fname, self._updaters[0], dump_optimizer=True)

    def load_states(self, fname: str | os.PathLike[str]) -> None:
        """Load them; the copies of a parameter on other devices get the same states."""
        self._init_kvstore()
        if self._update_on_kvstore:
            self._kvstore.load_optimizer_states(fname)
        else:
            first, *others = self.__updaters(self.__trained()) or self._updaters
            load_states(fname, first)
            states = first.get_states()
            for updater in others:
                updater.set_states(states)

    def _init_kvstore(self) -> None:
        """Before the first step give a store the weights, or take its own.

        Raises:
            ValueError: it cannot update weights, and is asked to.
        """
        if self._kv_initialized:
            return
        store = self._kvstore
        if self._update_on_kvstore:
            asks = hasattr(store, "is_capable")
            if not (store.is_capable(stores.KVStoreBase.OPTIMIZER) if asks else hasattr(store, "set_optimizer")):
                raise ValueError(f"update_on_kvstore needs a kvstore with set_optimizer, got {store!r}")
            store.set_optimizer(self._optimizer)
        broadcasts = not self._update_on_kvstore and hasattr(store, "broadcast")
        for number, arrays, _ in self.__trained() if self._update_on_kvstore or self.__sums_elsewhere() else ():
            if broadcasts:
                store.broadcast(number, arrays[0], arrays)
                continue
            store.init(number, arrays[0])
            if not self._update_on_kvstore:
                store.pull(number, arrays)
        if type(store) is stores.KVStore and not self._update_on_kvstore:
            for number, arrays, _ in self.__trained():
                if len(arrays) > 1:
                    stores.create("local").broadcast(number, arrays[0], arrays[1:])
        self._kv_initialized = True

    def __sums_elsewhere(self) -> bool:
        """True if the store is no sum over the arrays of this process alone."""
        return self._kvstore is not None and type(self._kvstore) is not stores.KVStore  # subclasses sum elsewhere

    def __scaled(self, batch_size: float) -> None:
        self._optimizer.rescale_grad = self._scale / batch_size

    def __trained(self) -> list[tuple[int, list[Any], list[Any]]]:
        """The parameters that have a gradient: number, arrays and gradients, one for each device."""
        parts: list[tuple[int, list[Any], list[Any]]] = []
        for number, item in enumerate(self._params):
            if getattr(item, "grad_req", "write") == "null":
                continue
            several = hasattr(item, "list_data") and hasattr(item, "list_grad")
            arrays = list(item.list_data()) if several else [item.data()]
            grads = list(item.list_grad()) if several else [item.grad()]
            if len(arrays) != len(grads):
                fault = Fault(
                    f"parameter {number}", "", f"{len(grads)} gradients", f"{len(arrays)}", "one for each array"
                )
                raise BindError("Trainer", [fault])
            parts.append((number, arrays, grads))
        return parts

    def __updaters(self, parts: Sequence[tuple[int, list[Any], list[Any]]]) -> list[Updater]:
        """An updater for each device of these parameters."""
        devices = max((len(arrays) for _, arrays, _ in parts), default=0)
        while len(self._updaters) < devices:
            updater = get_updater(self._optimizer)
            updater.device = len(self._updaters)
            self._updaters.append(updater)
        return self._updaters[:devices]

    def _allreduce_grads(self) -> None:
        parts = self.__trained()
        if self._update_on_kvstore:
            self._kvstore.push([number for number, _, _ in parts], [grads for _, _, grads in parts])
            return
        for number, _, grads in parts:
            if self.__sums_elsewhere():
                self._kvstore.pushpull(number, grads, priority=-number)
            elif len(grads) > 1:
                store = stores.create("local")
                store.init(number, grads[0])
                store.pushpull(number, grads)

    def _update(self, ignore_stale_grad: bool = False) -> None:
        parts = self.__trained()
        if self._update_on_kvstore:
            keys, targets = [number for number, _, _ in parts], [arrays for _, arrays, _ in parts]
            self._kvstore.pull(keys, targets, ignore_sparse=False)
            return
        for place, updater in enumerate(self.__updaters(parts)):
            own = [(number, arrays[place], grads[place]) for number, arrays, grads in parts if place < len(arrays)]
            numbers, weights, gradients = (list(items) for items in zip(*own, strict=True))
            updater(numbers, gradients, weights)
