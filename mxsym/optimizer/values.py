"""Values in state files other than arrays of states: settings of optimizers and of schedules, as JSON."""

# A value is a number, Python's or NumPy's, a truth value, a text, None; a list, tuple or dict of these; an array; or
# a schedule of `mx.lr_scheduler`. Arrays are passed apart, by name.

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable, Mapping
from typing import Any, cast

import numpy as np

from mxsym import lr_scheduler
from mxsym.codegen.dtypes import BF16, from_numpy, to_numpy
from mxsym.errors import LoadError, once, warn
from mxsym.optimizer import file_formats
from mxsym.rule.numbers import as_finite, plain
from mxsym.runtime import buffers
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import as_array, known_arrays
from mxsym.spelling import kind_name

BFLOAT16 = BF16.name


def shown(value: Any) -> str:
    """A value of a file as errors show it: text that is no name escaped, and not much of it."""
    return value[:80] if isinstance(value, str) and value.isidentifier() else ascii(value)[:80]


def keep(array: Any, arrays: dict[str, Array]) -> dict[str, Any]:
    """An array's description; the array itself is put into `arrays`.

    Raises:
        TypeError: it is none, or none of numbers.
    """
    memory: Any = as_array(array, "get_states", "a state or a setting")
    if type(memory) is not np.ndarray:
        raise TypeError(f"a state file holds arrays, numbers, and tuples and dicts of them, got {kind_name(array)}")
    name = BFLOAT16 if from_numpy(memory.dtype) is BF16 else memory.dtype.name
    if name != BFLOAT16 and name not in file_formats.TYPES:
        raise TypeError(f"a state file holds arrays of numbers, got one of {memory.dtype}")
    described = {"array": str(len(arrays)), "dtype": name, "shape": list(memory.shape)}
    order = buffers.memory_order(memory)
    if order is not None and order != buffers.c_order(memory.ndim):
        described["order"] = list(order)
    native = memory if name == BFLOAT16 else memory.astype(memory.dtype.newbyteorder("="), copy=False)
    arrays[str(len(arrays))] = np.ascontiguousarray(native).reshape(memory.shape)
    return described


def encode(value: Any, arrays: dict[str, Array]) -> Any:
    """A value as JSON.

    Raises:
        TypeError: a state file cannot hold it.
    """
    if (known := plain(value)) is not ...:
        return known
    if isinstance(value, list):
        return [encode(item, arrays) for item in cast("list[Any]", value)]
    if isinstance(value, tuple):
        return {"tuple": [encode(item, arrays) for item in cast("tuple[Any, ...]", value)]}
    if isinstance(value, Mapping):
        items = cast("Mapping[Any, Any]", value).items()
        return {"dict": [[encode(key, arrays), encode(item, arrays)] for key, item in items]}
    if type(value) in SCHEDULES.values():
        return {"schedule": encode_schedule(value, arrays)}
    return keep(value, arrays)


def encode_schedule(schedule: Any, arrays: dict[str, Array]) -> dict[str, Any]:
    """A schedule's class and attributes; a warning where that is not all it consists of.

    Raises:
        TypeError: a state file cannot hold one of them.
    """
    kind = cast("type[Any]", type(schedule))
    attributes = getattr(schedule, "__dict__", None)
    if attributes is None:
        raise TypeError(f"a state file cannot hold a {kind.__name__}: it has no attributes")
    bases: tuple[type[Any], ...] = kind.__mro__
    if issubclass(kind, _CODE) or any(vars(base).get("__slots__") for base in bases):
        _remark_code(getattr(schedule, "__qualname__", kind.__qualname__), kind.__name__)
    values: dict[str, Any] = {}
    for name, value in cast("dict[str, Any]", attributes).items():
        try:
            values[name] = encode(value, arrays)
        except TypeError as error:
            raise TypeError(f"{kind.__name__}.{name}: {error}") from None
    return {"class": kind.__name__, "values": values}


_CODE: tuple[type[Any], ...] = (types.FunctionType, types.MethodType, functools.partial)
"""Kinds of schedules that consist of more than their attributes."""


@functools.lru_cache(maxsize=256)
def _remark_code(name: str, kind: str) -> None:
    what = f"state files hold a schedule's attributes, not what the {kind} {shown(name)} consists of"
    warn(f"lr_scheduler: {what}; set it again before you load the file")


class Arrays:
    """The arrays of a file; its description names each once."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._left = dict(arrays)

    def take(self, described: Mapping[str, Any]) -> Array:
        """The array of a description.

        Raises:
            LoadError: it is not there, was named before, or is another.
        """
        shape = shape_of(described["shape"])
        array = self._left.pop(str(described["array"]), None)
        if array is None:
            raise LoadError(
                f"its description names the array {shown(described['array'])}, which is not there, or twice"
            )
        wanted = str(described["dtype"])
        bits = "uint16" if wanted == BFLOAT16 else wanted
        if (array.dtype.name, array.shape) != (bits, shape):
            got = f"an array of {array.dtype.name} and shape {array.shape}"
            raise LoadError(f"{got}, expected {shown(wanted)} and {shape}")
        if wanted == BFLOAT16:
            array = array.view(to_numpy(BF16))
        return _laid(array, described["order"]) if "order" in described else array

    def finish(self) -> None:
        """Raises a `LoadError` where arrays were left."""
        if self._left:
            names = ", ".join(map(shown, sorted(self._left)[:5]))
            raise LoadError(f"it holds arrays that its description does not name: {names}")


def _laid(array: Array, order: Any) -> Array:
    """An array with its axes in this order in memory.

    Raises:
        LoadError: it is no order of theirs.
    """
    axes: list[Any] = [*cast("list[Any]", order)] if isinstance(order, list) else [None]
    if not all(type(axis) is int for axis in axes) or sorted(axes) != [*range(array.ndim)]:
        raise LoadError("an order of axes that an array does not have")
    laid = np.empty_like(array.transpose(axes), order="C").transpose(np.argsort(axes))
    laid[...] = array
    return laid


def shape_of(value: Any) -> tuple[int, ...]:
    """A shape from a file.

    Raises:
        LoadError: it is none.
    """
    sizes: list[Any] = [*cast("list[Any]", value)] if isinstance(value, list) else [None]
    if not all(type(size) is int and 0 <= size < 1 << 63 for size in sizes):
        raise LoadError("a shape that is no list of sizes")
    return tuple(sizes)


def decode(value: Any, arrays: Arrays) -> Any:
    """A value from its JSON.

    Raises:
        LoadError: it is none that `encode` gives.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list):
        return [decode(item, arrays) for item in cast("list[Any]", value)]
    described = cast("dict[str, Any]", value)
    if "array" in described:
        return arrays.take(described)
    ((kind, content),) = described.items()
    match kind:
        case "tuple":
            return tuple(decode(item, arrays) for item in content)
        case "dict":
            return once((decode(key, arrays), decode(item, arrays)) for key, item in content)
        case "schedule":
            return decode_schedule(content, arrays)
        case _:
            raise LoadError(f"a value of an unknown kind, {shown(kind)}")


def decode_schedule(described: Mapping[str, Any], arrays: Arrays) -> lr_scheduler.LRScheduler:
    """A schedule of `mx.lr_scheduler`, made by its class, which checks its arguments.

    Raises:
        LoadError: there is no such class, or it takes no such attributes. ValueError: its arguments are none.
    """
    kind = SCHEDULES.get(str(described["class"]))
    if kind is None:
        raise LoadError(f"a schedule {shown(described['class'])}; set lr_scheduler to one before loading")
    values = {name: decode(value, arrays) for name, value in described["values"].items()}
    attributes = {name: _ATTRIBUTES.get(name, name) for name in inspect.signature(kind).parameters}
    if left := [name for name in attributes.values() if name not in values]:
        raise LoadError(f"{kind.__name__} without {', '.join(left)}")
    arguments = {name: values[attribute] for name, attribute in attributes.items()}
    schedule: lr_scheduler.LRScheduler = kind(**arguments)
    for name, value in values.items():
        if name not in vars(schedule):
            if hasattr(kind, name):
                raise LoadError(f"{kind.__name__} has no attribute {shown(name)}")
            setattr(schedule, name, value)  # a user's remark
        elif isinstance(vars(schedule)[name], float):  # another start than it was made with
            if (number := as_finite(value)) is None:
                raise LoadError(f"{kind.__name__}.{name} is a finite number, got {shown(value)}")
            setattr(schedule, name, number)
    return schedule


SCHEDULES: dict[str, Callable[..., lr_scheduler.LRScheduler]] = {
    name: getattr(lr_scheduler, name) for name in lr_scheduler.__all__
}
_ATTRIBUTES = {"base_lr": "warmup_final_lr", "pwr": "power"}
"""The attributes that hold some arguments of schedules."""


def kind_of(value: Any) -> str:
    """A value's kind, as one word."""
    if value is None:
        return "None"
    known = plain(value)
    if known is ...:
        is_array = any(isinstance(array, np.ndarray) for array in known_arrays([value]) or [])
        return "array" if is_array else str(type(value).__name__)
    return "bool" if isinstance(known, bool) else "text" if isinstance(known, str) else "number"
