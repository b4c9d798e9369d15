"""State files: an `Updater`'s states as npz or safetensors, with everything that is no array as JSON.

There is no pickle: a file names classes and never contains them.
"""

# Arrays keep their dtype to the bit, bfloat16 too. A SHA-256 covers the whole file, with its own bytes read as zeros.
# The digest is no secret: every value in a file is checked by type and range, and nothing is changed until all of it
# has been.

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np

from mxsym.codegen.loading import load_modules
from mxsym.errors import LoadError, once, read_json, suggest
from mxsym.executor.rows import id_fault
from mxsym.ndarray.dense import NDArray
from mxsym.ndarray.rowsparse import RowSparseNDArray
from mxsym.optimizer import file_formats, fused_step, values
from mxsym.optimizer.declaration import LATEST, version_of
from mxsym.optimizer.hyperparameters import MULTIPLIERS
from mxsym.optimizer.indices import index_of
from mxsym.optimizer.parameter import OF_TABLE, unpack
from mxsym.optimizer.protocols import HoldsStates, Saved
from mxsym.optimizer.settings import APART, attributes_of, may_be_none, setting_problems
from mxsym.optimizer.values import Arrays
from mxsym.rule.numbers import as_finite, as_whole, plain
from mxsym.runtime import files
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import as_array
from mxsym.runtime.rows import first_bad_row
from mxsym.runtime.sparse import RowSparse, form_problem

VERSION = 2
NAMES = "idx2name"
TABLES = (*MULTIPLIERS, NAMES)
"""Settings that are dicts by index or name."""
MOST_UPDATES = 1 << 53
"""A number of updates above this is no float any more."""


def save_states(fname: str | os.PathLike[str], updater: HoldsStates, dump_optimizer: bool = False) -> None:
    """Write the bytes of `Updater.get_states` to a file, completely or not at all.

    Args:
        fname: a name that ends in .safetensors is a file of that kind (which needs the extra `mxsym[safetensors]`);
            any other is an npz file, called exactly so.
        dump_optimizer: the optimizer's settings too, its schedule among them; all but `param_dict` and `sym`, which
            are the model's, and what begins with an underscore. Of a schedule that is a function, or of a class of
            your own, the file holds the attributes: set `lr_scheduler` to it before you load. Where it consists of
            more, one warning says so.

    Raises:
        TypeError: states that are neither arrays nor numbers, or such settings.
    """
    form = file_formats.form_of(Path(files.name_of(fname)).suffix)
    data = to_bytes(updater, dump_optimizer=dump_optimizer, form=form)
    files.write(fname, data)


def load_states(fname: str | os.PathLike[str], updater: HoldsStates) -> None:
    """Let an updater go on where the saved one stopped, which may have been MXNet's; see `Updater.set_states`.

    Raises:
        LoadError: another optimizer's, of other shapes, or damaged; nothing has changed. OSError: no such file.
    """
    from_bytes(updater, files.read(fname), f"state file {os.fspath(fname)!r}")


def to_bytes(updater: HoldsStates, *, dump_optimizer: bool, form: str = "npz") -> bytes:
    """The contents of a state file."""
    optimizer, arrays = updater.optimizer, dict[str, Array]()
    schedule = optimizer.lr_scheduler if dump_optimizer else None
    about = {
        "version": VERSION,
        "optimizer": type(optimizer).__name__,
        "flavour": optimizer.flavour,
        "num_update": as_whole(optimizer.num_update),
        "counts": [[_index(key), as_whole(count)] for key, count in optimizer.counts_of_devices().items()],
        "states": [[_index(key), _describe(state, arrays)] for key, state in updater.states.items()],
        "settings": _settings(optimizer, arrays) if dump_optimizer else None,
        "schedule": None if schedule is None else values.encode_schedule(schedule, arrays),
    }
    return file_formats.write(form, json.dumps(about), arrays)


def _index(key: Any) -> int | str:
    index = index_of(key)
    if isinstance(index, int | str):
        return index
    raise TypeError(f"state files know parameters by int or str, got {key!r}")


def _describe(state: Any, arrays: dict[str, Array]) -> Any:
    """A state as JSON; its arrays are put into `arrays` and named."""
    if isinstance(state, tuple | list):
        return [_describe(item, arrays) for item in cast("tuple[Any, ...]", state)]
    if isinstance(state, dict):
        items = cast("dict[Any, Any]", state).items()
        return {"dict": [[_index(key), _describe(item, arrays)] for key, item in items]}
    array: Any = as_array(state, "get_states", "state")
    described = {"nd": hasattr(state, "__mxsym__")}
    if isinstance(array, RowSparse):
        ids, data = values.keep(array.indices, arrays), values.keep(array.data, arrays)
        return {"rows": ids, "values": data, "shape": list(array.shape), **described}
    if not isinstance(array, np.ndarray) and (known := plain(state)) is not ...:
        return {"value": known}
    return {**values.keep(array, arrays), **described}


def _settings(optimizer: Saved, arrays: dict[str, Array]) -> dict[str, Any]:
    """The attributes that are settings; not the counts."""
    settings: dict[str, Any] = {}
    for name, value in vars(optimizer).items():
        if name in TABLES:
            settings[name] = [[_index(key), values.encode(item, arrays)] for key, item in value.items()]
        elif _is_setting(name):
            try:
                settings[name] = values.encode(value, arrays)
            except TypeError as error:
                what = f"{type(optimizer).__name__}.{name}: {error}"
                raise TypeError(f"{what}; begin its name with an underscore to leave it out") from None
    return settings


def _is_plain(value: Any) -> bool:
    return plain(value) is not ...


def _is_setting(name: str) -> bool:
    return not name.startswith("_") and name != "num_update" and name not in APART


def from_bytes(updater: HoldsStates, data: bytes, where: str = "state file") -> None:
    """Implement `Updater.set_states`. `where` is the file's name in errors."""
    try:
        if is_pickle(data):
            about, arrays = _translated(updater, data)
        else:
            text, arrays = file_formats.read(data)
            about = read_json(text)
        apply = _prepare(updater, about, arrays)
    except LoadError as error:
        why = str(error).removeprefix("state file: ")
        raise LoadError(f"{where}: {why}; nothing was changed") from error
    # Whatever code of ours, of NumPy's or of json's does with a description of other kinds of values.
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError) as error:
        is_deep = isinstance(error, RecursionError)
        why = "is nested too deeply" if is_deep else f"makes no sense: {ascii(error)[:200]}"
        raise LoadError(f"{where}: its description {why}; nothing was changed") from error
    apply()


def is_pickle(data: bytes) -> bool:
    """True for bytes that look like a pickle of MXNet's and not like a state file of mxsym's."""
    return data[:1] in (b"\x80", b"(", b"}") and data[8:9] != b"{"


def _translated(updater: HoldsStates, data: bytes) -> tuple[dict[str, Any], dict[str, Array]]:
    load_modules("mxsym.optimizer.mxnet_states")
    from mxsym.optimizer.mxnet_states import translate

    about, arrays = translate(updater, data)
    return {"version": VERSION, **about}, arrays


def _prepare(updater: HoldsStates, about: Mapping[str, Any], held: Mapping[str, Array]) -> Callable[[], None]:
    """Read and compare everything; the remaining work cannot fail."""
    optimizer, name = updater.optimizer, type(updater.optimizer).__name__
    if about["version"] != VERSION:
        raise LoadError(f"version {values.shown(about['version'])}, expected {VERSION}; save the states again")
    if about["optimizer"] != name:
        raise LoadError(f"states of {values.shown(about['optimizer'])}, expected {name}'s; create that optimizer")
    if (flavour := about.get("flavour", LATEST)) != optimizer.flavour:
        raise LoadError(f"states of flavour {values.shown(flavour)}, expected {optimizer.flavour}; create it with that")
    arrays = Arrays(held)
    states = once((_known(key), _restore(state, arrays)) for key, state in about["states"])
    problems = [
        f"parameter {key}: {_form(states[key])}, expected {_form(state)}"
        for key, state in updater.states.items()
        if key in states and _form(states[key]) != _form(state)
    ]
    if problems:
        raise LoadError("; ".join(problems))
    counts = once((_known(key), _count(count)) for key, count in about["counts"])
    num_update = _count(about["num_update"])
    dumped = about["settings"] is not None
    settings = _checked(optimizer, about["settings"], arrays) if dumped else {}
    schedule, changes = _schedule(optimizer, about["schedule"], arrays) if dumped else (optimizer.lr_scheduler, {})
    arrays.finish()
    trial = object.__new__(type(optimizer))  # not `copy`, which asks a wrapper for what it has not yet
    vars(trial).update(vars(optimizer) | settings)
    try:
        _fit(trial, states)
        if dumped:
            _try(trial, schedule, counts, num_update)
    except LoadError:
        raise
    except Exception as error:  # code of the optimizer's class, with values that nobody has seen before
        raise LoadError(f"no step can be made with its settings: {error!r}") from error

    def apply() -> None:
        updater.states = optimizer.linked(states)
        optimizer.update_counts, optimizer.num_update = counts, num_update
        vars(optimizer).update(settings)
        optimizer.lr_scheduler = schedule
        if changes:
            cast("dict[str, Any]", vars(schedule)).update(changes)

    return apply


def _known(key: Any) -> int | str:
    if type(key) not in (int, str):
        raise LoadError(f"a parameter is known by int or str, got {values.shown(key)}")
    return key


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= MOST_UPDATES:
        got = f"{value:.3g}" if type(value) is int and abs(value) < 1 << 1000 else values.shown(value)
        raise LoadError(f"a number of updates is a whole number from 0 to 2**53, got {got}")
    return value


def _checked(optimizer: Saved, given: Mapping[str, Any], arrays: Arrays) -> dict[str, Any]:
    """Settings of the kinds that the optimizer has.

    Raises:
        LoadError: they are others.
    """
    kind = type(optimizer)
    now = {name: value for item in reversed(kind.__mro__) for name, value in vars(item).items() if _is_plain(value)}
    now |= vars(optimizer)
    known = [name for name in now if _is_setting(name)]
    settings: dict[str, Any] = {}
    for name, described in given.items():
        if name not in known:
            raise LoadError(f"{kind.__name__} has no setting {values.shown(name)}: {suggest(name, known)}")
        if name in TABLES:
            table = once((_known(key), values.decode(item, arrays)) for key, item in described)
            wrong = [v for v in table.values() if (not isinstance(v, str) if name == NAMES else _number(v) is None)]
            if wrong:
                wanted = "texts" if name == NAMES else "finite numbers"
                raise LoadError(f"{kind.__name__}.{name} has {wanted} by index or name, got {values.shown(wrong[0])}")
            settings[name] = table
            continue
        settings[name] = value = values.decode(described, arrays)
        got, expected = values.kind_of(value), values.kind_of(now[name])
        unset = expected == "None" or (got == "None" and may_be_none(kind, name, optimizer.flavour))
        if got != expected and not unset and not (expected == "bool" and value in (0, 1)):
            raise LoadError(f"{kind.__name__}.{name} is a {expected}, got a {got}")
    wrong = setting_problems(kind, settings, optimizer.flavour)
    problems = [f"{name} is {expected}, got {got}" for name, got, expected, _ in wrong]
    problems += [f"lr is a finite number, got {settings['lr']!r}"] if _number(settings.get("lr", 0)) is None else []
    if problems:
        raise LoadError(f"{kind.__name__}: " + "; ".join(problems))
    if "begin_num_update" in settings:
        _count(settings["begin_num_update"])
    return settings


def _number(value: Any) -> float | None:
    return None if isinstance(value, bool) else as_finite(value)


def _schedule(optimizer: Saved, saved: Any, arrays: Arrays) -> tuple[Any, dict[str, Any]]:
    """The schedule that is saved, and how its attributes are to change: the optimizer's own, or a new one.

    Raises:
        LoadError: it is none of `mx.lr_scheduler`, nor of the class that the optimizer's own is of.
    """
    if saved is None:
        return None, {}
    own: Any = optimizer.lr_scheduler
    if type(own).__name__ != saved["class"] or type(own) in values.SCHEDULES.values():
        schedule = values.decode_schedule(saved, arrays)
        return (own, vars(schedule)) if type(own) is type(schedule) else (schedule, {})
    changes: dict[str, Any] = {}
    now, own_class = cast("dict[str, Any]", vars(own)), cast("type[Any]", type(own))
    for name, described in saved["values"].items():
        changes[name] = value = values.decode(described, arrays)
        got, expected = values.kind_of(value), values.kind_of(now.get(name, getattr(own_class, name, None)))
        if got != expected and "None" not in (got, expected):
            raise LoadError(f"{saved['class']}.{values.shown(name)} is a {expected}, got a {got}")
    return own, changes


def _fit(trial: Saved, states: Mapping[Any, Any]) -> None:
    """See whether each parameter has as many states as a step with these settings takes.

    Raises:
        LoadError: naming all that have not.
    """
    problems: list[str] = []
    for key, state in states.items():
        names = trial.state_names(key)
        if names is None:
            return
        if type(state) is str and state == OF_TABLE:
            continue
        last = version_of(trial).master_last
        own, _ = unpack(state, len(names), keeps_master=trial.multi_precision, master_last=last)
        if len(own) != len(names):
            want = f"{len(names)} ({', '.join(names) or 'none'})"
            problems.append(f"parameter {key}: {len(own)} states, expected {want} with these settings")
    if problems:
        raise LoadError("; ".join(problems))


def _try(trial: Saved, schedule: Any, counts: Mapping[Any, int], num_update: int) -> None:
    """See whether a step with these settings has numbers: rates, decays and what the class computes of them.

    Raises:
        LoadError: it has none.
    """
    if not trial.has_rule():
        return
    # A schedule of the user's own may be any code: its rate is checked when it is asked for.
    trial.lr_scheduler = schedule if type(schedule) in values.SCHEDULES.values() else None
    trial.num_update = num_update + 1
    indices = list(counts)
    lrs, wds = trial.rates_of(indices)
    steps = {(trial.rule(i), lr, wd, counts[i] + 1) for i, lr, wd in zip(indices, lrs, wds, strict=True)}
    for rule, lr, wd, t in steps:
        problems = attributes_of(trial, fused_step.rule_of(rule, trial.flavour), lr, wd, t).problems
        if problems:
            name, got, expected, _ = problems[0]
            raise LoadError(f"update {t}: {name}: got {got}, expected {expected}")


def _form(state: Any) -> str:
    """Key that two compatible states share: how arrays are nested, their dtypes and shapes."""
    if isinstance(state, tuple | list):
        return f"({', '.join(map(_form, cast('tuple[Any, ...]', state)))})"
    if isinstance(state, dict):
        return f"{{{', '.join(f'{key!r}: {_form(item)}' for key, item in cast('dict[Any, Any]', state).items())}}}"
    array: Any = as_array(state, "set_states", "state")
    storage = " row-sparse" if isinstance(array, RowSparse) else ""
    is_array = bool(storage) or type(array) is np.ndarray
    return f"{array.dtype.name}{list(array.shape)}{storage}" if is_array else type(state).__name__


def _restore(described: Any, arrays: Arrays) -> Any:
    """A state from its description."""
    if isinstance(described, list):
        return tuple(_restore(item, arrays) for item in cast("list[Any]", described))
    if "dict" in described:
        return once((_known(key), _restore(item, arrays)) for key, item in described["dict"])
    if "value" in described:
        if plain(described["value"]) is ...:
            raise LoadError("a state that is no number, text or None")
        return described["value"]
    if "rows" not in described:
        data = arrays.take(described)
        return NDArray(data) if described["nd"] else data
    ids, data = arrays.take(described["rows"]), arrays.take(described["values"])
    table = RowSparse(ids, data, values.shape_of(described["shape"]))
    problem = form_problem(table)
    if problem is None:
        problem = id_fault("state", first_bad_row(table.indices, table.shape[0]), table.shape[0], "")
    if problem is not None:
        raise LoadError(f"{problem}")
    return RowSparseNDArray(table) if described["nd"] else table
