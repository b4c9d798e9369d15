"""States that MXNet pickled (`.states` files of 1.x and 2.x) in the form of our own state files.

The pickle is read as data (`mxsym.mxnet.pickled`). What comes out is checked as a state file of ours is.
"""

# MXNet's files differ by version in the order of the parts of a state. A file with its optimizer in it says by the
# module of that class which version wrote it; one without is taken for one of the version that the optimizer follows.

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from typing import Any, cast

import numpy as np

from mxsym.codegen.dtypes import compute_dtype, from_numpy, to_numpy
from mxsym.errors import LoadError, warn
from mxsym.mxnet.pickled import ARRAYS, NAMES, Instance, read
from mxsym.ndarray import params_file
from mxsym.ndarray.csr import CSRNDArray
from mxsym.ndarray.dense import NDArray
from mxsym.ndarray.rowsparse import RowSparseNDArray
from mxsym.optimizer import fused_step, values
from mxsym.optimizer.declaration import LATEST, OLD, states_of, version_of
from mxsym.optimizer.parameter import pack
from mxsym.optimizer.protocols import HoldsStates, Saved
from mxsym.rule.numbers import as_finite, plain
from mxsym.rule.rule import VERSIONS
from mxsym.runtime.buffers import Array
from mxsym.runtime.sparse import RowSparse

RENAMED = {
    "eps": ("epsilon",), "epsilon": ("eps",), "float_stable_eps": ("eps", "epsilon"), "gamma1": ("rho",),
    "gamma2": ("momentum",), "momentum": ("gamma2",), "rho": ("gamma1",),
}  # fmt: skip
"""Settings that are called otherwise in another version, or in an object of MXNet's."""
DROPPED = frozenset(
    {"_all_index_update_counts", "_index_update_count", "adaptive", "admult", "aggregate_num", "allow_np_array",
     "lbmult", "lr_scheduler", "num_update", "param_dict", "skip", "sym_info", "weight_previous"}
)  # fmt: skip
"""Attributes that are no settings: read otherwise, the model's, or what mxsym computes from the counts."""
_COUNTERS = frozenset({"count", "cur_step_ind", "max_steps"})
"""Attributes of MXNet's schedules that say how far they have come. Ours are functions of the number of updates."""
_NO_OPTIMIZER = "save it in MXNet with updater.get_states(dump_optimizer=False), and set what it held by hand"


def translate(updater: HoldsStates, data: bytes) -> tuple[dict[str, Any], dict[str, Array]]:
    """Description and arrays of a state file of ours with the content of MXNet's.

    Raises:
        LoadError: it is none of MXNet's, or holds what has no place here.
    """
    content = read(data)
    states, dumped = content, None
    if type(content) is tuple and len(cast("tuple[Any, ...]", content)) == 2:
        states, dumped = cast("tuple[Any, Any]", content)
    if type(states) is not dict or (dumped is not None and type(dumped) is not Instance):
        raise LoadError("a pickle, but not one of MXNet's states: those are a dict by parameter")
    return _Translation(updater, dumped, len(data)).run(cast("dict[Any, Any]", states))


class _Translation:
    """One file on its way. `left` counts what may still come out of it: parts of a pickle may be shared."""

    def __init__(self, updater: HoldsStates, dumped: Instance | None, size: int) -> None:
        self.optimizer, self.dumped = updater.optimizer, dumped
        self.left = size
        self.arrays: dict[str, Array] = {}
        self.settings: dict[str, Any] = {}
        self.version = self.optimizer.flavour if dumped is None else _version(dumped)

    def spend(self, amount: int) -> None:
        """Count `amount` bytes or values as read.

        Raises:
            LoadError: the file has not as many.
        """
        self.left -= amount
        if self.left < 0:
            raise LoadError("a pickle that says the same values again and again")

    def run(self, states: Mapping[Any, Any]) -> tuple[dict[str, Any], dict[str, Array]]:
        optimizer = self.optimizer
        about: dict[str, Any] = {"optimizer": type(optimizer).__name__, "flavour": optimizer.flavour}
        about |= {"settings": None, "schedule": None}
        counts: Mapping[Any, Any] = optimizer.update_counts
        num_update: Any = optimizer.num_update
        trial = copy.copy(optimizer)
        if self.dumped is not None:
            about["optimizer"] = self.dumped.kind.name
            if about["optimizer"] != type(optimizer).__name__:
                what = f"states of {about['optimizer']}, expected {type(optimizer).__name__}'s"
                raise LoadError(f"{what}; create that optimizer")
            own = _attributes(self.dumped)
            if about["optimizer"] == "NAG" and "allow_np_array" not in own:
                raise LoadError("NAG's momentum was another one before MXNet 1.6; begin with new states")
            devices = own.get("_all_index_update_counts", {0: own.get("_index_update_count", {})})
            counts, num_update = _counts(self._value(devices)), self._value(own.get("num_update", 0))
            self._read_settings(own)
            if self.version != optimizer.flavour:
                fix = f"create it with flavour={self.version!r} to go on with that version's"
                warn(f"states of MXNet {self.version} for an optimizer that gives {optimizer.flavour}'s numbers: {fix}")
            about["settings"] = {name: self._encoded(value) for name, value in self.settings.items()}
            about["schedule"] = self._schedule(own.get("lr_scheduler"), own.get("lr"))
            vars(trial).update(self.settings)
        listed = [[key, self._state(trial, key, state)] for key, state in states.items()]
        return {
            **about,
            "num_update": num_update,
            "counts": [[key, count] for key, count in counts.items()],
            "states": listed,
        }, self.arrays

    # Settings.

    def _read_settings(self, own: Mapping[str, Any]) -> None:
        bases: tuple[type, ...] = type(self.optimizer).__mro__
        known = {name for base in bases for name, value in vars(base).items() if plain(value) is not ...}
        known |= {*vars(self.optimizer)}
        known -= self._carried() - version_of(self.optimizer, self.optimizer.flavour).carries.keys()
        for name, value in self._converted(own).items():
            if name in DROPPED or (value is None and name in ("lr", "learning_rate", *self._carried())):
                continue
            wanted = next((item for item in (name, *RENAMED.get(name, ())) if item in known), None)
            if wanted is not None:
                self.settings[wanted] = self._value(value)
            elif name not in self._carried():
                what = f"its {type(self.optimizer).__name__} has the setting {values.shown(name)}"
                raise LoadError(f"{what}, which mxsym's has not; {_NO_OPTIMIZER}")

    def _carried(self) -> set[str]:
        """Attributes that some version of the optimizer carries from step to step."""
        return {name for version in VERSIONS for name in version_of(self.optimizer, version).carries}

    def _converted(self, own: Mapping[str, Any]) -> dict[str, Any]:
        """Attributes in place of those that say the same in other words.

        Raises:
            LoadError: gradients that wait for their step.
        """
        converted = dict(own)
        theirs, ours = (version_of(self.optimizer, item).constants for item in (self.version, self.optimizer.flavour))
        if "lr" in theirs and "lr" not in ours:
            converted["lr"] = theirs["lr"]
        if "init_updates" in converted:
            first, each = as_finite(converted.pop("init_updates")), as_finite(own.get("updates_per_epoch"))
            converted["begin_epoch"] = round(first / each) if first and each else 0
        if _waits(converted.pop("cumgrads", {})):
            raise LoadError("sums of gradients that wait for their step; save it in MXNet after a step")
        return converted

    def _value(self, value: Any) -> Any:
        self.spend(1)
        if type(value) is dict:
            return {key: self._value(item) for key, item in cast("dict[Any, Any]", value).items()}
        if type(value) in (list, tuple):
            return [self._value(item) for item in cast("list[Any]", value)]
        if type(value) is Instance:
            return self._number(value)
        if plain(value) is ...:
            raise LoadError(f"a setting that is no number and no text; {_NO_OPTIMIZER}")
        return value

    def _number(self, value: Instance) -> Any:
        """A number of NumPy's, or an array of one number, as AdamW leaves in `rescale_grad`."""
        if value.kind.name in ARRAYS:
            array = self._array(value)
            if type(array) is NDArray and array.size == 1:
                return plain(array.asscalar())
        elif value.kind.name == "scalar" and len(value.arguments) == 2:
            kind, content = value.arguments
            if _is_number_type(kind):
                raw = content.encode("latin-1") if type(content) is str else content
                return np.frombuffer(raw, np.dtype(kind.arguments[0]).newbyteorder("<"))[0].item()
        raise LoadError(f"a setting that is a {value.kind}; {_NO_OPTIMIZER}")

    def _encoded(self, value: Any) -> Any:
        """A setting as our files have it: a table by parameter as pairs."""
        if type(value) is not dict:
            return values.encode(value, self.arrays)
        return [[key, values.encode(item, self.arrays)] for key, item in cast("dict[Any, Any]", value).items()]

    def _schedule(self, schedule: Any, lr: Any) -> Any:
        if schedule is None:
            return None
        if type(schedule) is not Instance or schedule.kind.name not in NAMES["mxnet.lr_scheduler"]:
            raise LoadError(f"a schedule that is none of mxnet.lr_scheduler; {_NO_OPTIMIZER}")
        own = {name: self._value(value) for name, value in _attributes(schedule).items()}
        if "base_lr" in own:
            own["base_lr"] = own.get("base_lr_orig", _first_rate(own, lr))
        kept = {name: values.encode(value, self.arrays) for name, value in own.items() if name not in _COUNTERS}
        return {"class": schedule.kind.name, "values": kept}

    # States.

    def _state(self, optimizer: Saved, key: Any, state: Any) -> Any:
        """One parameter's state in our order, described."""
        parts = self._parts(state)
        if optimizer.has_rule():
            rule = fused_step.rule_of(optimizer.rule(key), optimizer.flavour)
            order = states_of(optimizer, rule, self.version)
            master: Any = None
            if optimizer.multi_precision and type(parts) is tuple and len(cast("tuple[Any, ...]", parts)) == 2:
                first, second = cast("tuple[Any, Any]", parts)
                if _is_master_and_state(first, second, len(order)):
                    is_last = first is None or (version_of(optimizer, self.version).master_last and second is not None)
                    master, parts = (second, first) if is_last else (first, second)
            own = _listed(parts)
            if len(own) != len(order):
                want = f"{len(order)} ({', '.join(order) or 'none'})"
                what = f"parameter {values.shown(key)}: a state of {len(own)} arrays"
                raise LoadError(f"{what}, expected {want} as {type(optimizer).__name__} has with its settings")
            by_name = dict(zip(order, own, strict=True))
            ours = [_wide(by_name[name]) for name in states_of(optimizer, rule)]
            parts = pack(ours, version_of(optimizer), master)
        return self._described(parts)

    def _parts(self, state: Any, depth: int = 0) -> Any:
        self.spend(1)
        if type(state) is Instance and state.kind.name in ARRAYS:
            return self._array(state)
        if type(state) in (tuple, list) and depth < 3:
            return tuple(self._parts(item, depth + 1) for item in cast("list[Any]", state))
        if plain(state) is ...:
            raise LoadError("a state that is no array, number or tuple of them")
        return state

    def _array(self, array: Instance) -> Any:
        raw: Any = _attributes(array).get("handle")
        if type(raw) is not bytes:
            raise LoadError("an array without values: it had not been set when MXNet saved it")
        self.spend(len(raw))
        read_array = params_file.from_bytes(raw)
        if isinstance(read_array, CSRNDArray):
            raise LoadError("a csr array, and no optimizer has such states")
        return read_array

    def _described(self, parts: Any) -> Any:
        if type(parts) is tuple:
            return [self._described(item) for item in cast("tuple[Any, ...]", parts)]
        if not hasattr(parts, "__mxsym__"):
            return {"value": parts}
        array: Any = parts.__mxsym__()
        if isinstance(array, RowSparse):
            ids, data = values.keep(array.indices, self.arrays), values.keep(array.data, self.arrays)
            return {"rows": ids, "values": data, "shape": list(array.shape), "nd": True}
        return {**values.keep(array, self.arrays), "nd": True}


_SCALARS = tuple((name,) for name in ("f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "b1"))
"""Arguments of NumPy's dtypes of numbers, in a pickle."""


def _version(dumped: Instance) -> str:
    """The version that wrote an optimizer: those of 2.0 have an attribute more."""
    return LATEST if "use_fused_step" in _attributes(dumped) else OLD


def _is_number_type(kind: Any) -> bool:
    """True for a dtype of NumPy's numbers, little-endian."""
    if type(kind) is not Instance or kind.kind.name != "dtype" or kind.arguments[:1] not in _SCALARS:
        return False
    state: Any = kind.state
    return type(state) is tuple and cast("tuple[Any, ...]", state)[1:2] in (("<",), ("|",))


def _attributes(instance: Instance) -> dict[str, Any]:
    state: Any = instance.state
    if type(state) is not dict:
        raise LoadError(f"a {instance.kind} without attributes")
    return cast("dict[str, Any]", state)


def _counts(devices: Any) -> dict[Any, Any]:
    """Updates of each parameter, on the device where it has most; `devices` has those of each."""
    tables = list(cast("dict[Any, Any]", devices).values()) if type(devices) is dict else [devices]
    counts: dict[Any, Any] = {}
    for table in tables:
        if type(table) is not dict:
            raise LoadError("numbers of updates that are no dict")
        for index, count in cast("dict[Any, Any]", table).items():
            known = counts.get(index)
            counts[index] = max(count, known) if type(count) is type(known) is int else count
    return counts


def _waits(sums: Any) -> bool:
    """True unless each of LBSGD's sums of gradients by parameter is the number 0."""
    if type(sums) is not dict:
        return True
    items: list[Any] = [*cast("dict[Any, Any]", sums).values()]
    found: list[Any] = [cast("dict[Any, Any]", item).get("cum_grad") if type(item) is dict else None for item in items]
    return any(type(total) is not int or total for total in found)


def _first_rate(own: Mapping[str, Any], lr: Any) -> Any:
    """The rate that a schedule began with; MXNet keeps the one that it has come to.

    Raises:
        LoadError: neither the one it was made with nor the optimizer's leads there.
    """
    now, factor = as_finite(own["base_lr"]), as_finite(own.get("factor", 1))
    least, count, step = (as_finite(own.get(name, 0)) for name in ("stop_factor_lr", "count", "step"))
    if now is None or factor is None:
        raise LoadError("a schedule whose rate is no finite number")
    done = as_finite(own.get("cur_step_ind", count / step if count is not None and step else 0))
    for start in (now, own.get("warmup_final_lr"), lr):
        rate = as_finite(start)
        if (
            rate is not None
            and done is not None
            and math.isclose(max(rate * factor**done, least or 0.0), now, rel_tol=1e-6)
        ):
            return rate
    raise LoadError(f"a schedule whose rate {now} its factor does not lead to; {_NO_OPTIMIZER}")


def _listed(parts: Any) -> list[Any]:
    if type(parts) is tuple:
        return [*cast("tuple[Any, ...]", parts)]
    return [] if parts is None else [parts]


def _is_master_and_state(first: Any, second: Any, count: int) -> bool:
    """True where one of two parts is a float32 copy, and the other the `count` states, or none."""

    def is_copy(part: Any) -> bool:
        return hasattr(part, "__mxsym__") and part.dtype == np.float32

    def fits(part: Any) -> bool:
        size = len(cast("tuple[Any, ...]", part)) if type(part) is tuple else part is not None
        return size == count

    return (is_copy(first) and fits(second)) or (is_copy(second) and fits(first))


def _wide(state: Any) -> Any:
    """A state in the type that mxsym keeps it in: float32 for 16-bit weights."""
    if not hasattr(state, "__mxsym__"):
        return state
    dtype = from_numpy(state.dtype)
    wide = None if dtype is None else compute_dtype(dtype)
    if wide is dtype or wide is None:
        return state
    array: Any = state.__mxsym__()
    if isinstance(array, RowSparse):
        return RowSparseNDArray(RowSparse(array.indices, array.data.astype(to_numpy(wide)), array.shape))
    return NDArray(array.astype(to_numpy(wide)))
