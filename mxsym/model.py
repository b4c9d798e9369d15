"""`mx.model`: MXNet's checkpoints, a graph in `PREFIX-symbol.json` and its arrays in `PREFIX-EPOCH.params`.

The helpers by which `Module` and programs like it update parameters on several devices are here as in MXNet.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from mxsym import kv
from mxsym.errors import LoadError
from mxsym.ndarray import files as array_files
from mxsym.ndarray import params_file
from mxsym.optimizer.updater import Updater
from mxsym.rule.missing import no_name
from mxsym.runtime import files
from mxsym.symbol.symbol import Symbol
from mxsym.symbol.symbol import load as load_symbol

__all__ = ["load_checkpoint", "load_params", "save_checkpoint"]
_KINDS = {"arg": 0, "aux": 1}
"""The first parts of the names of arrays in a checkpoint: arguments and states."""
Params = dict[str, Any]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """An error that says what there is."""
        raise no_name("mxsym.model", name, __all__)


def _file(prefix: str | os.PathLike[str], epoch: int) -> str:
    return f"{os.fspath(prefix)}-{epoch:04d}.params"


def load_params(prefix: str | os.PathLike[str], epoch: int) -> tuple[Params, Params]:
    """The arrays of a checkpoint by name: those of arguments, and those of auxiliary states.

    Args:
        prefix, epoch: as for `save_checkpoint`.

    Raises:
        LoadError: as `mx.nd.load`; a name that begins with neither `arg:` nor `aux:`. OSError: no such file.
    """
    file = _file(prefix, epoch)
    arrays = array_files.load(file)
    both: tuple[Params, Params] = {}, {}
    if not isinstance(arrays, dict):
        raise LoadError(f"MXNet file {file!r}: its arrays have no names: call mx.nd.load(…)")
    for name, array in cast("Params", arrays).items():
        kind, _, rest = name.partition(":")
        if kind not in _KINDS or not rest:
            fix = "those of a checkpoint begin with arg: or aux:; call mx.nd.load(…)"
            raise LoadError(f"MXNet file {file!r}: the name {ascii(name)[:80]}; {fix}")
        both[_KINDS[kind]][rest] = array
    return both


def load_checkpoint(prefix: str | os.PathLike[str], epoch: int) -> tuple[Symbol, Params, Params]:
    """The graph of a checkpoint, its arguments and its auxiliary states by name.

    A graph with ops that mxsym does not have is an error: `load_params` reads the arrays alone.

    Args:
        prefix, epoch: as for `save_checkpoint`.

    Raises:
        LoadError: as `mx.sym.load` and `load_params`. OSError: no such file.
    """
    try:
        symbol = load_symbol(f"{os.fspath(prefix)}-symbol.json")
    except LoadError as error:
        raise LoadError(f"{error}; mx.model.load_params(…) reads the arrays alone") from None
    return symbol, *load_params(prefix, epoch)


def save_checkpoint(
    prefix: str | os.PathLike[str],
    epoch: int,
    symbol: Symbol | None,
    arg_params: Mapping[str, Any],
    aux_params: Mapping[str, Any],
    remove_amp_cast: bool = True,  # noqa: ARG001  # MXNet's
) -> None:
    """Write a checkpoint, whole or not at all: the graph, if there is one, and the arrays.

    Args:
        prefix: the beginning of both names, `PREFIX-symbol.json` and `PREFIX-0001.params`.
        symbol: the graph, or None.
        arg_params, aux_params: arrays by the name of the argument or state.
        epoch: the number in the second name, of four digits or more.
        remove_amp_cast: kept for MXNet's sake: graphs here have no such ops.

    Raises:
        BindError: as `mx.nd.save`. OSError: they cannot be written.
    """
    tables = {"arg": arg_params, "aux": aux_params}
    arrays = {f"{kind}:{name}": array for kind, table in tables.items() for name, array in table.items()}
    contents: dict[files.StrPath, bytes | str] = {_file(prefix, epoch): params_file.to_bytes(arrays)}
    if symbol is not None:
        contents[f"{os.fspath(prefix)}-symbol.json"] = symbol.tojson()
    files.write_all(contents)


def _create_kvstore(  # pyright: ignore[reportUnusedFunction]  # MXNet's name, as the next three
    kvstore: Any, num_device: int, arg_params: Mapping[str, Any]
) -> tuple[Any, bool]:
    """The store of a name, or that store, and True if it updates the weights, as `Module.init_optimizer` asks.

    None for one device, unless the store is on servers.
    """
    if isinstance(kvstore, str) and num_device == 1 and "dist" not in kvstore:
        kvstore = None
    is_large = kvstore == "local" and max((array.size for array in arg_params.values()), default=0) > 1 << 24
    store = kv.create(kvstore) if isinstance(kvstore, str) else kvstore
    return store, store is not None and not is_large and getattr(store, "is_capable", _is_known)("optimizer")


def _is_known(_capability: str) -> bool:
    return True


def _initialize_kvstore(  # pyright: ignore[reportUnusedFunction]
    kvstore: Any,
    param_arrays: Sequence[Sequence[Any]],
    arg_params: Mapping[str, Any],
    param_names: Sequence[str],
    update_on_kvstore: bool,
) -> None:
    """Give a store the weights by name. One that updates them gives them to each device."""
    for number, (name, copies) in enumerate(zip(param_names, param_arrays, strict=False)):
        kvstore.init(name, arg_params[name])
        if update_on_kvstore and arg_params[name].stype == "default":
            kvstore.pull(name, list(copies), priority=-number)


def _update_params_on_kvstore(  # pyright: ignore[reportUnusedFunction]
    param_arrays: Sequence[Sequence[Any]],
    grad_arrays: Sequence[Sequence[Any]],
    kvstore: Any,
    param_names: Sequence[str],
) -> None:
    """Update the weights of a store by the gradients of all devices, and copy them back."""
    for number, name, copies, grads in _with_gradients(param_arrays, grad_arrays, param_names):
        kvstore.push(name, grads, priority=-number)
        kvstore.pull(name, copies, priority=-number)


def _update_params(  # pyright: ignore[reportUnusedFunction]
    param_arrays: Sequence[Sequence[Any]],
    grad_arrays: Sequence[Sequence[Any]],
    updater: Updater,
    num_device: int,
    kvstore: Any = None,
    param_names: Sequence[str] | None = None,
) -> None:
    """Sum gradients by a store, if there is one, and update each device, by `number * num_device + device`."""
    names = range(len(param_arrays)) if param_names is None else param_names
    items = _with_gradients(param_arrays, grad_arrays, names)
    for number, name, _, grads in items if kvstore else ():
        kvstore.push(name, grads, priority=-number)
        kvstore.pull(name, grads, priority=-number)
    for device in range(num_device if items else 0):
        indices = [number * num_device + device for number, *_ in items]
        updater(indices, [grads[device] for *_, grads in items], [copies[device] for *_, copies, _ in items])


def _with_gradients(
    param_arrays: Sequence[Sequence[Any]], grad_arrays: Sequence[Sequence[Any]], names: Iterable[Any]
) -> list[tuple[int, Any, list[Any], list[Any]]]:
    """Number, name, copies and gradients of each parameter that has gradients."""
    each = enumerate(zip(names, param_arrays, grad_arrays, strict=False))
    return [(n, name, list(copies), list(grads)) for n, (name, copies, grads) in each if grads[0] is not None]
