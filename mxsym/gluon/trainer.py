"""`mx.gluon.Trainer`: an optimizer with the parameters that it updates."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

from mxsym.context import Context, cpu
from mxsym.errors import BindError, Fault
from mxsym.optimizer import kvstore as stores
from mxsym.optimizer.array_sums import let_be_sums, summed, write_all
from mxsym.optimizer.copies import Items, Plain, Trained, looked_at, shared_faults
from mxsym.optimizer.optimizer import Optimizer, create
from mxsym.optimizer.settings import setting_problems
from mxsym.optimizer.state_files import load_states, save_states
from mxsym.optimizer.updater import Updater, get_updater
from mxsym.rule.numbers import as_finite
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import as_array
from mxsym.runtime.sparse import RowSparse
from mxsym.spelling import kind_name

__all__ = ["Trainer"]


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


def _known(parameter: Any, name: str) -> Any:
    """The parameter as an optimizer reads it: itself, if it has all that and this name."""
    own = hasattr(parameter, "lr_mult") and hasattr(parameter, "wd_mult") and getattr(parameter, "name", None) == name
    return parameter if own else _Known(parameter, name)


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
    overrides `_allreduce_grads`, and one that creates its optimizer otherwise `_init_optimizer`, as those for MXNet do.

    All copies of all parameters are looked at before a gradient is summed. After an error nothing has changed, and
    gradients that were summed are what they were. An optimizer with a step of its own may have changed some weights.

    Raises:
        BindError: naming all arguments that do not fit.
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
        faults: list[Fault] = []
        self._params, names = _listed(params, faults)
        for name, item in zip(names, self._params, strict=True):
            if not (callable(getattr(item, "data", None)) and callable(getattr(item, "grad", None))):
                expected, fix = "an object with data() and grad()", "leave it out"
                faults.append(Fault(f"parameter {name}", "", kind_name(item), expected, fix))
        faults += _argument_faults(optimizer, optimizer_params, kvstore, compression_params, update_on_kvstore)
        if faults:
            raise BindError("Trainer", faults)
        store: Any = stores.create(kvstore) if isinstance(kvstore, str) else kvstore
        known = {
            number: _known(item, name) for number, (item, name) in enumerate(zip(self._params, names, strict=True))
        }
        self.__known = known
        self.__several = [hasattr(item, "list_data") and hasattr(item, "list_grad") for item in self._params]
        self.__parts: Trained | None = None
        self.__grads: list[Plain] | None = None
        self._optimizer: Optimizer
        self._updaters: list[Updater]
        self._init_optimizer(optimizer, dict(optimizer_params or {}))
        self._scale: Any = self._optimizer.rescale_grad
        self._kvstore = store
        self._kvstore_params = {"kvstore": kvstore, "update_on_kvstore": update_on_kvstore}
        self._update_on_kvstore = bool(update_on_kvstore)

    def __repr__(self) -> str:
        return f"<Trainer by {self._optimizer!r} of {len(self._params)} parameters>"

    def _init_optimizer(self, optimizer: Optimizer | str, optimizer_params: dict[str, Any]) -> None:
        """Set `_optimizer` and `_updaters`."""
        if isinstance(optimizer, Optimizer):
            optimizer.param_dict = self.__known
        else:
            optimizer = create(optimizer, **{**optimizer_params, "param_dict": self.__known})
        self._optimizer, self._updaters = optimizer, [get_updater(optimizer)]

    @property
    def _contexts(self) -> list[Context]:
        """The contexts of a parameter's copies, as programs for MXNet count devices."""
        return [getattr(array, "context", None) or cpu(place) for place, array in enumerate(self.__trained().most)]

    def _check_and_rescale_grad(self, scale: float) -> None:
        """Set the scale of gradients, as programs for MXNet do whose `step` is their own."""
        self._optimizer.rescale_grad = scale

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
            BindError: naming everything that does not fit; nothing has changed.
        """
        with self.__checked(batch_size, sums=True):
            self._allreduce_grads()
            self._update(ignore_stale_grad)

    def allreduce_grads(self) -> None:
        """Let the gradients of each parameter on several devices be their sum.

        Raises:
            BindError: naming everything that does not fit; nothing has changed.
        """
        if self._update_on_kvstore:
            raise ValueError("the store updates the weights: call step")
        with self.__checked(sums=True):
            self._allreduce_grads()

    def update(self, batch_size: float, ignore_stale_grad: bool = False) -> None:
        """Update all parameters by gradients that are summed already; otherwise as `step`."""
        if self._update_on_kvstore:
            raise ValueError("the store updates the weights: call step")
        with self.__checked(batch_size):
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
        parts = self.__trained()
        numbers, arrays = parts.numbers, parts.arrays
        firsts = [copies[0] for copies in arrays]
        if self._update_on_kvstore:
            self.__each("init", numbers, firsts)
        elif not self.__sums_elsewhere():
            plain = _plain(numbers, arrays)
            write_all([(copies[0], copies[1:]) for copies in plain])
        elif hasattr(store, "broadcast"):
            self.__each("broadcast", numbers, firsts, arrays)
        else:
            self.__each("init", numbers, firsts)
            self.__each("pull", numbers, arrays)
        self._kv_initialized = True

    def __each(self, method: str, numbers: Sequence[int], *lists: Sequence[Any], **more: Sequence[Any]) -> None:
        """Call a store's method for parameters: for all at once if it takes lists, else for one after the other.

        `more`: of each parameter, arguments that only stores of one key at a time read.
        """
        call = getattr(self._kvstore, method)
        if getattr(self._kvstore, "takes_lists", False):
            if numbers:
                call(list(numbers), *map(list, lists))
            return
        for place, number in enumerate(numbers):
            call(number, *(each[place] for each in lists), **{name: each[place] for name, each in more.items()})

    def __sets_copies(self) -> bool:
        """True if `_init_kvstore` sets the copies of each parameter to the first of them."""
        return not (self._kv_initialized or self._update_on_kvstore or self.__sums_elsewhere())

    def __sums_elsewhere(self) -> bool:
        """True if the store is no sum over the arrays of this process alone."""
        return self._kvstore is not None and not getattr(self._kvstore, "sums_here", False)

    @contextmanager
    def __checked(self, *batch_size: Any, sums: bool = False) -> Generator[None, None, None]:
        """The block in which arrays change. It begins after all checks.

        An error takes back what came before the update: the scale, sums of gradients, and copies set to the first one.
        An exception of a signal handler that comes after the update takes back nothing.
        """
        optimizer = self._optimizer
        before, sets_copies = optimizer.rescale_grad, self.__sets_copies()
        grads, arrays = list[Plain](), list[tuple[Array | RowSparse, Plain]]()
        for size in batch_size:
            number = as_finite(size)
            if number is None or number <= 0:
                fix = "pass the number of samples that the gradients are sums over"
                raise BindError("Trainer", [Fault("batch_size", "", repr(size)[:80], "a number above 0", fix)])
            optimizer.rescale_grad = self._scale / number
        with optimizer.noting() as done:
            try:
                parts = self.__trained()
                if not self.__is_one_call(parts):
                    grads, arrays = self.__looked_at(parts, sums=sums)
                self._init_kvstore()
                # A subclass may have other gradients when it sums, and when it updates.
                self.__parts, self.__grads = (None, None) if self.__has_own_steps() else (parts, grads)
                yield
            except BaseException:
                if not done():
                    optimizer.rescale_grad = before
                    write_all(arrays)
                    self._kv_initialized = self._kv_initialized and not sets_copies
                elif self._update_on_kvstore and not self.__has_own_steps():
                    self._update()  # the weights of the store are new already
                raise
            finally:
                self.__parts, self.__grads = None, None

    def __is_one_call(self, parts: Trained) -> bool:
        """True if one updater does all of a step: it looks at everything itself."""
        if self._update_on_kvstore or self.__sums_elsewhere() or self.__has_own_steps():
            return False
        return parts.are_single

    def __looked_at(self, parts: Trained, *, sums: bool) -> tuple[list[Plain], list[tuple[Array | RowSparse, Plain]]]:
        """Check all copies. Return the gradients as kernels read them, and a function that undoes all changes.

        That is, for `write_all`, what arrays are that are to be sums or set, and these.

        Raises:
            BindError: naming everything that does not fit.
        """
        own, elsewhere = self.__has_own_steps(), self.__sums_elsewhere()
        are_summed = [
            sums and (own or not self._update_on_kvstore) and (own or elsewhere or len(grads) > 1)
            for grads in parts.grads
        ]
        faults: list[Fault] = []
        looked = [looked_at(faults, part, written=written) for part, written in zip(parts, are_summed, strict=True)]
        copies = [arrays for arrays, _ in looked]
        faults = faults or shared_faults([*zip(parts.numbers, copies, strict=True)])
        optimizer = self._optimizer
        faults += [
            Fault("optimizer", *problem)
            for problem in setting_problems(type(optimizer), vars(optimizer), optimizer.flavour)
        ]
        if faults:
            raise BindError("Trainer", faults)
        changed = [grad for (_, grads), written in zip(looked, are_summed, strict=True) if written for grad in grads]
        changed += [copy for copies, _ in looked for copy in copies[1:]] if self.__sets_copies() else []
        return [grads for _, grads in looked], [(summed([array]), [array]) for array in changed]

    def __has_own_steps(self) -> bool:
        """True if a subclass overrides the sums or the updates."""
        own = type(self)
        return (own._allreduce_grads, own._update) != (Trainer._allreduce_grads, Trainer._update)

    def __trained(self) -> Trained:
        """The parameters that have a gradient; in a step, as they were looked at."""
        if self.__parts is not None:
            return self.__parts
        chosen = [
            (number, item, several)
            for number, (item, several) in enumerate(zip(self._params, self.__several, strict=True))
            if getattr(item, "grad_req", "write") != "null"
        ]
        return Trained(
            [number for number, _, _ in chosen],
            [[*item.list_data()] if several else [item.data()] for _, item, several in chosen],
            [[*item.list_grad()] if several else [item.grad()] for _, item, several in chosen],
        )

    def __updaters(self, parts: Trained) -> list[Updater]:
        """An updater for each device of these parameters.

        It counts by the number of its context, if those of all copies differ, else by its place: copies that are all on
        one device, or that have no context, are copies nevertheless.
        """
        first = parts.most
        while len(self._updaters) < len(first):
            self._updaters.append(get_updater(self._optimizer))
        if len(first) > 1:
            numbers = [getattr(getattr(array, "context", None), "device_id", None) for array in first]
            devices = numbers if len({*numbers} - {None}) == len(first) else range(len(first))
            for updater, device in zip(self._updaters, devices, strict=False):
                updater.device = device
        return self._updaters[: len(first)]

    def _allreduce_grads(self) -> None:
        parts = self.__trained()
        if not (self._update_on_kvstore or self.__sums_elsewhere()):
            plain = self.__grads
            if plain is None:
                plain = _plain(parts.numbers, parts.grads, "gradient")
            let_be_sums([own for own in plain if len(own) > 1])
        elif self._update_on_kvstore:
            self._kvstore.push(parts.numbers, parts.grads)
        else:
            self.__each("pushpull", parts.numbers, parts.grads, priority=[-number for number in parts.numbers])

    def _update(self, ignore_stale_grad: bool = False) -> None:
        parts = self.__trained()
        if self._update_on_kvstore:
            self._kvstore.pull(parts.numbers, parts.arrays, ignore_sparse=False)
            return
        updates = [(updater, parts.on_device(n)) for n, updater in enumerate(self.__updaters(parts))]
        _update_all(self._optimizer, updates)


def _update_all(optimizer: Optimizer, updates: Sequence[tuple[Updater, Items]]) -> None:
    """Do all updates, so that copies stay alike: an exception of a signal handler waits until all are done."""
    begun: list[Callable[[], set[Any]]] = []
    try:
        for updater, items in updates:
            with optimizer.noting() as done:
                begun.append(done)
                updater(*items)
    except BindError:
        raise
    except BaseException:
        of_each = [done() for done in begun]
        if any(indices.issuperset(items[0]) for indices, (_, items) in zip(of_each, updates, strict=False) if indices):
            for (updater, items), indices in itertools.zip_longest(updates, of_each):
                if not indices:
                    updater(*items)
        raise


def _listed(params: Any, faults: list[Fault]) -> tuple[list[Any], list[str]]:
    """Parameters and their names; none where there is a fault, which is added to the others."""
    if isinstance(params, Mapping):
        table = cast("Mapping[str, Any]", params)
        return list(table.values()), list(map(str, table))
    if isinstance(params, list | tuple):
        items = list(cast("Sequence[Any]", params))
        return items, [str(getattr(item, "name", number)) for number, item in enumerate(items)]
    expected, fix = "a list or dict of parameters", "pass net.collect_params(), or a list"
    faults.append(Fault("params", "", kind_name(params), expected, fix))
    return [], []


def _argument_faults(
    optimizer: Any,
    optimizer_params: Mapping[str, Any] | None,
    kvstore: Any,
    compression_params: Any,
    update_on_kvstore: Any,
) -> list[Fault]:
    """Faults of a trainer's arguments, but for its parameters."""
    faults: list[Fault] = []
    if not isinstance(optimizer, Optimizer | str):
        got, fix = repr(optimizer)[:80], "pass 'sgd', or mx.optimizer.SGD()"
        faults.append(Fault("optimizer", "", got, "an optimizer, or the name of one", fix))
    if optimizer_params is not None and not isinstance(optimizer_params, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        got, fix = kind_name(optimizer_params), "pass {'learning_rate': 0.1}, say"
        faults.append(Fault("optimizer_params", "", got, "a dict of arguments by name, or None", fix))
    elif optimizer_params and isinstance(optimizer, Optimizer):
        expected, fix = "None where the optimizer is no name", "set the optimizer's attributes"
        faults.append(Fault("optimizer_params", "", f"{dict(optimizer_params)!r}"[:80], expected, fix))
    if compression_params is not None:
        got, fix = repr(compression_params)[:80], "call set_gradient_compression of a store on servers"
        faults.append(Fault("compression_params", "", got, "None: a trainer has no compression", fix))
    if update_on_kvstore not in (None, False, True):
        expected, fix = "True, False or None", "leave it out"
        faults.append(Fault("update_on_kvstore", "", repr(update_on_kvstore)[:80], expected, fix))
    if not (isinstance(kvstore, str | None) or hasattr(kvstore, "pushpull") or hasattr(kvstore, "push")):
        expected, fix = "None, the name of a store, or a store with pushpull()", "pass 'device', or leave it out"
        faults.append(Fault("kvstore", "", repr(kvstore)[:80], expected, fix))
    return faults


def _plain(numbers: Sequence[int], arrays: Sequence[Sequence[Any]], argument: str = "data") -> list[Plain]:
    """The arrays of parameters as kernels have them."""
    return [
        [as_array(array, "Trainer", f"parameter {number}", argument) for array in own]
        for number, own in zip(numbers, arrays, strict=True)
    ]
