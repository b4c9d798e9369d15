"""Checks of messages: whoever sends may be wrong or hostile."""

# All that a step relies on is looked at before anything is done, by the worker that sends and by the server.

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, cast

import numpy as np

from mxsym.errors import Fault, suggest
from mxsym.kv.compression import fits, plain_fault
from mxsym.kv.keys import DENSE, RANGE, Key, Spec, bound_fault, owns_all, servers_of
from mxsym.kv.messages import (
    ARRAYS,
    FIELDS,
    REQUEST,
    Message,
    form_of,
    kind_of,
    size_of,
    wire_type,
)
from mxsym.kv.updates import SCHEDULE, schedule_problem
from mxsym.runtime.buffers import Array
from mxsym.spelling import kind_name

_FIELDS, _REQUEST = frozenset(FIELDS), frozenset(REQUEST)
_MOST_NUMBERS = 32
_IDS, _OFFSETS, _WEIGHTS = np.dtype(np.uint64), np.dtype(np.int64), np.dtype(np.float32)


def faults_of(
    message: Any, schema: Mapping[Key, Spec], names: Mapping[Key, Iterable[str]], index: int, servers: int, most: int
) -> list[Fault]:
    """Everything in a message that is not as it must be for the server `index`.

    `names`: the numbers that the rule of each key takes.
    """
    if kind_of(message) is not dict or message.keys() != _FIELDS:
        return [Fault("message", "", kind_name(message), f"a dict of {', '.join(FIELDS)}", "send that")]
    key: Any = message["key"]
    if type(key) not in (int, str) or key not in schema:
        return [Fault(f"key {str(key)[:80]!r}", "", "no value", "a key of the store", "call init first")]
    spec, node = schema[key], f"key {key!r}"
    faults = [
        Fault(node, name, repr(message[name])[:80], expected, fix)
        for name, is_right, expected, fix in (
            ("number", is_number(message["number"]), "a whole number from 1 on", "count pushes"),
            ("shared", type(message["shared"]) is bool, "True or False", "pass False"),
        )
        if not is_right
    ]
    faults += _number_faults(node, message["numbers"], names.get(key, ()))
    faults += _array_faults(node, message, spec)
    if not faults:
        if (fault := size_fault(message, most)) is not None:
            faults.append(fault)
        elif index not in servers_of(key, spec, servers):
            faults.append(Fault(node, "", f"a push to server {index}", "one to the server that has it", "connect"))
        else:
            faults += _content_faults(node, message, spec, index, servers)
    return faults


def is_number(value: Any) -> bool:
    """True for the number of a push."""
    return type(value) is int and 1 <= value < 1 << 53


def request_faults(request: Any, schema: Mapping[Key, Spec]) -> list[Fault]:
    """Everything in a request for the value of a key, or for rows of it, that is not as it must be."""
    if kind_of(request) is not dict or request.keys() != _REQUEST:
        expected = f"a dict of {', '.join(REQUEST)}"
        return [Fault("request", "", kind_name(request), expected, "send that")]
    key: Any = request["key"]
    if type(key) not in (int, str) or key not in schema:
        return [Fault(f"key {str(key)[:80]!r}", "", "no value", "a key of the store", "call init first")]
    spec, node, faults, ids = schema[key], f"key {key!r}", list[Fault](), request["ids"]
    after: Any = request["after"]
    if not is_number(after) and (type(after) is not int or after != 0):
        faults.append(Fault(node, "after", repr(after)[:80], "the number of a push, or 0", "pass 0"))
    if ids is None and spec.kind == DENSE:
        return faults
    if type(ids) is not np.ndarray or ids.dtype != _IDS or ids.ndim != 1:
        faults.append(Fault(node, "row_ids", kind_name(ids), "uint64 ids of one dimension", "pass them"))
    elif not spec.whole:
        faults.append(Fault(node, "row_ids", "ids", "None: the value is one number", "pass None"))
    elif (fault := bound_fault(node, "row_ids", spec, ids)) is not None:
        faults.append(fault)
    return faults


def rank_fault(rank: Any, workers: int) -> Fault | None:
    """The fault of what is no rank of a worker."""
    if kind_of(rank) is int and 0 <= rank < workers:
        return None
    return Fault("rank", "", repr(rank)[:80], f"a rank from 0 to {workers - 1}", "pass one, or None")


def size_fault(message: Mapping[str, Any], most: int) -> Fault | None:
    """The fault of a message that is too large."""
    if (size := size_of(message)) <= most:
        return None
    got, expected = f"{size} bytes", f"at most {most} in one push to a server"
    fix = "push in parts, or create the store with more most_bytes"
    return Fault(f"key {message['key']!r}", "rows", got, expected, fix)


def _number_faults(node: str, numbers: Any, names: Iterable[str]) -> list[Fault]:
    if kind_of(numbers) is not dict or len(numbers) > _MOST_NUMBERS:
        return [Fault(node, "numbers", kind_name(numbers), "a dict of numbers by name", "pass {} for none")]
    faults: list[Fault] = []
    known = list(names)
    for name, value in numbers.items():
        if name not in known:
            faults.append(Fault(node, str(name)[:80], "a number", "one that the update takes", suggest(name, known)))
        elif name == SCHEDULE:
            if problem := schedule_problem(value):
                fix = 'set one of them, or pass numbers={"lr": …} with each push'
                faults.append(Fault(node, SCHEDULE, problem, "a schedule of mx.lr_scheduler, unchanged", fix))
        elif type(value) is not float or not math.isfinite(value):
            faults.append(Fault(node, name, repr(value)[:80], "a finite float", "pass one"))
    return faults


def _array_faults(node: str, message: Message, spec: Spec) -> list[Fault]:
    """Kinds, types and numbers of dimensions."""
    faults: list[Fault] = []
    sparse = message["ids"] is not None
    form = form_of(message)
    if message["packed"] is not None:
        if why := plain_fault(message["packed"]):
            return [Fault(node, "packed", why, "a form of gradients, and a threshold", "pass None")]
        if sparse or not fits(spec):
            return [Fault(node, "packed", f"{message['packed'][0]}", "None: no dense float32 gradient", "pass None")]
    dimensions = 2 if sparse or spec.kind != DENSE else len(spec.shape)
    wanted = {"ids": (_IDS, 1), "rows": (wire_type(spec), dimensions), "offsets": (_OFFSETS, 1)}
    wanted["weights"] = (_WEIGHTS, 1)
    if form is not None:
        dtype, shape = form.wire(spec)
        wanted["rows"] = (dtype, len(shape))
    for name, (dtype, count) in wanted.items():
        array = message[name]
        if array is None and (name in ("offsets", "weights") or (name == "ids" and spec.kind == DENSE)):
            continue
        if type(array) is not np.ndarray or array.dtype != dtype or array.ndim != count:
            got = f"{array.dtype.name}{list(array.shape)}" if type(array) is np.ndarray else kind_name(array)
            faults.append(Fault(node, name, got, f"{dtype.name} of {count} dimensions", "pass such an array"))
        elif not array.flags.c_contiguous or not array.flags.aligned:
            faults.append(Fault(node, name, "strides", "a contiguous array", "pass np.ascontiguousarray(…)"))
    return faults


def _content_faults(node: str, message: Message, spec: Spec, index: int, servers: int) -> list[Fault]:
    """Shapes that fit each other, ids in range and of this server, offsets in order."""
    ids, rows, offsets, weights = (cast("Array", message[name]) for name in ARRAYS)
    if message["ids"] is None:
        form = form_of(message)
        shape = spec.shape if form is None else form.wire(spec)[1]
        if rows.shape != shape:
            return [Fault(node, "rows", f"shape {rows.shape}", f"{shape}", "push a gradient of that shape")]
        return []
    columns = math.prod(spec.whole[1:])
    faults: list[Fault] = []
    bags = len(ids) if message["offsets"] is None else len(offsets)
    if spec.kind == DENSE and len(spec.shape) < 2:
        faults.append(Fault(node, "ids", "row-sparse", f"a dense gradient of {spec.shape}", "push it dense"))
    if rows.shape != (bags, columns):
        faults.append(Fault(node, "rows", f"shape {rows.shape}", f"{(bags, columns)}", "pass a row for each"))
    if message["weights"] is not None and len(weights) != len(ids):
        faults.append(Fault(node, "weights", f"{len(weights)}", f"{len(ids)}, as there are ids", "pass one for each"))
    is_parted = spec.kind != DENSE and servers > 1 and not message["shared"]
    is_own = not is_parted or owns_all(spec, ids, index, servers)
    is_inside = is_parted and is_own and spec.split == RANGE  # the ranges of servers end at the bound
    if not is_inside and (fault := bound_fault(node, "ids", spec, ids)) is not None:
        faults.append(fault)
    elif not is_own:
        faults.append(Fault(node, "ids", "ids of another server", f"those of server {index}", "connect again"))
    if message["offsets"] is not None:
        ends = np.append(offsets, len(ids))
        if (bags == 0 and len(ids)) or (bags and offsets[0] != 0) or (ends[1:] < ends[:-1]).any():
            expected = f"numbers from 0 to {len(ids)} that do not fall"
            faults.append(Fault(node, "offsets", "others", expected, "pass where each bag begins"))
    return faults
