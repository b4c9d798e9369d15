"""State files: what an `Updater` holds, as npz or safetensors, with what is no array as JSON. No pickle.

Input: an updater; a file or its bytes. Output: bytes; an updater that goes on where the saved one stopped. Arrays keep
their dtype to the bit, bfloat16 too. A SHA-256 covers the whole file, itself read as zeros; nothing is changed before
all of a file has been read and compared.
Non-goals: weights; classes: a file names them and never brings them along.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np

from mxsym import lr_scheduler
from mxsym.bound import raw
from mxsym.errors import LoadError
from mxsym.numbers import as_number
from mxsym.optimizer import containers
from mxsym.optimizer.optimizer import Optimizer
from mxsym.optimizer.updater import Updater
from mxsym.rowsparse import Bound, form_problem, id_fault
from mxsym.runtime.buffers import Array
from mxsym.runtime.rows import first_bad_row
from mxsym.runtime.sparse import RowSparse

VERSION = 1
TABLES = ("lr_mult", "wd_mult", "idx2name")
"""Settings that are dicts by index or name."""


def save_states(fname: str | os.PathLike[str], updater: Updater, dump_optimizer: bool = False) -> None:
    """Write what `Updater.get_states` gives to a file, whole or not at all.

    Args:
        fname: ends in .safetensors (which needs the extra `mxsym[safetensors]`) or .npz.
        dump_optimizer: the optimizer's settings too, its schedule among them.

    Raises:
        ValueError: another ending. TypeError: states that are neither arrays nor numbers.
    """
    path = Path(fname)
    data = to_bytes(updater, dump_optimizer=dump_optimizer, form=containers.form_of(path.suffix))
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as file:
        file.write(data)
    os.replace(file.name, path)


def load_states(fname: str | os.PathLike[str], updater: Updater) -> None:
    """Let an updater go on where the saved one stopped; see `Updater.set_states`.

    Raises:
        LoadError: another optimizer's, of other shapes, or damaged; nothing has changed. OSError: no such file.
    """
    from_bytes(updater, Path(fname).read_bytes())


def to_bytes(updater: Updater, *, dump_optimizer: bool, form: str = "npz") -> bytes:
    """The contents of a state file."""
    optimizer, arrays = updater.optimizer, dict[str, Array]()
    about = {
        "version": VERSION,
        "optimizer": type(optimizer).__name__,
        "num_update": optimizer.num_update,
        "counts": [[_index(key), count] for key, count in optimizer.update_counts.items()],
        "states": [[_index(key), _describe(state, arrays)] for key, state in updater.states.items()],
        "settings": _settings(optimizer) if dump_optimizer else None,
        "schedule": _schedule(optimizer.lr_scheduler) if dump_optimizer else None,
    }
    return containers.write(form, json.dumps(about), arrays)


def _index(key: Any) -> int | str:
    if isinstance(key, int | str):
        return key
    raise TypeError(f"state files know parameters by int or str, got {key!r}")


def _plain(value: Any) -> bool:
    return value is None or isinstance(value, bool | int | float | str)


def _describe(state: Any, arrays: dict[str, Array]) -> Any:
    """A state as JSON; its arrays are put into `arrays` and named."""
    if _plain(state):
        return {"value": state}
    if isinstance(state, tuple | list):
        return [_describe(item, arrays) for item in cast("tuple[Any, ...]", state)]
    held: Bound = raw(state)
    parts = {"data": held.data, "indices": held.indices} if isinstance(held, RowSparse) else {"data": held}
    names: dict[str, str] = {}
    for part, array in parts.items():
        if not isinstance(array, np.ndarray):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"a state file holds arrays and numbers, got a {type(state).__name__}")
        names[part] = str(len(arrays))
        arrays[names[part]] = np.ascontiguousarray(array).reshape(array.shape)
    return {"arrays": names, "dtype": held.dtype.name, "shape": list(held.shape), "nd": hasattr(state, "__mxsym__")}


def _settings(optimizer: Optimizer) -> dict[str, Any]:
    """The attributes that are numbers, texts or tables of them; not the counts."""
    found: dict[str, Any] = {}
    for name, value in vars(optimizer).items():
        if name in TABLES:
            found[name] = [[_index(key), item] for key, item in value.items()]
        elif not name.startswith("_") and name != "num_update":
            number = as_number(value)
            if _plain(value) or number is not None:
                found[name] = value if _plain(value) else number
    return found


def _schedule(scheduler: Any) -> dict[str, Any] | None:
    if scheduler is None:
        return None
    held = cast("dict[str, Any]", vars(scheduler))
    values = {name: value for name, value in held.items() if _plain(value) or _is_plain_list(value)}
    return {"class": type(scheduler).__name__, "values": values}


def _is_plain_list(value: Any) -> bool:
    return isinstance(value, list) and all(map(_plain, cast("list[Any]", value)))


def from_bytes(updater: Updater, data: bytes) -> None:
    """What `Updater.set_states` does."""
    text, arrays = containers.read(data)
    try:
        apply = _prepare(updater, json.loads(text), arrays)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        if isinstance(error, LoadError):
            raise
        raise LoadError(f"state file: its description makes no sense: {error!r}") from error
    apply()


def _prepare(updater: Updater, about: Mapping[str, Any], arrays: Mapping[str, Array]) -> Callable[[], None]:
    """Read and compare everything; what is left to do cannot fail."""
    optimizer, name = updater.optimizer, type(updater.optimizer).__name__
    if about["version"] != VERSION:
        raise LoadError(f"state file: version {about['version']!r}, expected {VERSION}; write it anew")
    if about["optimizer"] != name:
        raise LoadError(f"state file: states of {about['optimizer']}, expected {name}'s; create that optimizer")
    states = {_index(key): _restore(state, arrays) for key, state in about["states"]}
    problems = [
        f"parameter {key}: {_form(states[key])}, expected {_form(state)}"
        for key, state in updater.states.items()
        if key in states and _form(states[key]) != _form(state)
    ]
    if problems:
        raise LoadError("state file: " + "; ".join(problems) + "; nothing was changed")
    counts = {_index(key): int(count) for key, count in about["counts"]}
    num_update = int(about["num_update"])
    given: dict[str, Any] = about["settings"] or {}
    settings = {key: {_index(k): v for k, v in value} if key in TABLES else value for key, value in given.items()}
    unknown = [key for key in settings if key not in vars(optimizer)]
    if unknown:
        raise LoadError(f"state file: {name} has no setting {', '.join(unknown)}; nothing was changed")
    schedule = _restore_schedule(optimizer, about["schedule"]) if about["settings"] is not None else None

    def apply() -> None:
        updater.states = states
        optimizer.update_counts, optimizer.num_update = counts, num_update
        vars(optimizer).update(settings)
        if about["settings"] is not None:
            optimizer.lr_scheduler = schedule and schedule()

    return apply


def _form(state: Any) -> str:
    """What two states must have in common: how arrays are nested, their dtypes and shapes."""
    if isinstance(state, tuple | list):
        return f"({', '.join(map(_form, cast('tuple[Any, ...]', state)))})"
    held: Any = raw(state)
    storage = " row-sparse" if isinstance(held, RowSparse) else ""
    is_array = bool(storage) or type(held) is np.ndarray
    return f"{held.dtype.name}{list(held.shape)}{storage}" if is_array else type(state).__name__


def _restore(described: Any, arrays: Mapping[str, Array]) -> Any:
    """A state from its description."""
    if isinstance(described, list):
        return tuple(_restore(item, arrays) for item in cast("list[Any]", described))
    if "value" in described:
        return described["value"]
    from mxsym.ndarray import NDArray, RowSparseNDArray
    from mxsym.ndarray.common import as_dtype

    dtype, shape = as_dtype(described["dtype"]), tuple(described["shape"])
    parts = {part: arrays[name] for part, name in described["arrays"].items()}
    data = parts["data"].view(dtype)
    if "indices" not in parts:
        if data.shape != shape:
            raise LoadError(f"state file: an array of shape {data.shape}, expected {shape}")
        return NDArray(data) if described["nd"] else data
    table = RowSparse(parts["indices"], data, shape)
    problem = form_problem(table)
    if problem is None:
        problem = id_fault("state", first_bad_row(table.indices, table.shape[0]), table.shape[0], "")
    if problem is not None:
        raise LoadError(f"state file: {problem}")
    return RowSparseNDArray(table) if described["nd"] else table


def _restore_schedule(optimizer: Optimizer, saved: Mapping[str, Any] | None) -> Callable[[], Any] | None:
    """What makes the saved schedule: the optimizer's own, set to it, or a new one of `mx.lr_scheduler`."""
    if saved is None:
        return None
    values: dict[str, Any] = dict(saved["values"])
    own: Any = optimizer.lr_scheduler
    if type(own).__name__ == saved["class"]:

        def moved() -> Any:
            cast("dict[str, Any]", vars(own)).update(values)
            return own

        return moved
    kind = getattr(lr_scheduler, str(saved["class"]), None)
    if not (isinstance(kind, type) and issubclass(kind, lr_scheduler.LRScheduler)):
        raise LoadError(f"state file: a schedule {saved['class']!r}; set lr_scheduler to one before loading")
    made = object.__new__(kind)
    vars(made).update(values)
    return lambda: made
