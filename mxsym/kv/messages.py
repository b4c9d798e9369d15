"""Pushes as messages: a small header and arrays. They are checked by the worker that sends and by the server."""

# A message is a dict of plain values and NumPy's arrays, as `FIELDS` lists them. bfloat16 travels as uint16. Whoever
# sends may be wrong or hostile: `faults_of` looks at everything that a step relies on before anything is done.

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import numpy as np

from mxsym.errors import Fault, suggest
from mxsym.kv.compression import Compression, fits, plain_fault
from mxsym.kv.keys import DENSE, RANGE, Key, Spec, Whole, bound_fault, own_ids, owners, owns_all, servers_of
from mxsym.kv.updates import SCHEDULE, schedule_problem
from mxsym.runtime.buffers import Array
from mxsym.runtime.rows import bags_of

Message = dict[str, Any]
FIELDS = ("key", "number", "numbers", "ids", "rows", "offsets", "weights", "packed", "shared")
"""`number`: of the push, from 1 on, by worker and key. `numbers`: of the rule, for this step. `rows`: the gradient,
dense; or a row for each id, or for each bag. `packed`: the form of a dense gradient that is compressed; None for
others. `shared`: True if other servers get the very same message; each takes its own part."""
_FIELDS = frozenset(FIELDS)
REQUEST = ("key", "after", "ids")
"""Of a read: `after`, the number of the worker's push that must be in it; `ids` of rows, None for all."""
_REQUEST = frozenset(REQUEST)
ARRAYS = ("ids", "rows", "offsets", "weights")
MOST_BYTES = 1 << 30
"""Bytes of one push to one server."""
STORED = 100 * 1024
"""Bytes from which on Ray puts what a call brings into its store of objects, which all processes of a machine read."""
_MOST_NUMBERS = 32
_IDS, _OFFSETS, _WEIGHTS = np.dtype(np.uint64), np.dtype(np.int64), np.dtype(np.float32)


def kind_of(value: Any) -> Any:
    """The class of a value that somebody has sent."""
    return cast("Any", type(value))


def size_of(message: Mapping[str, Any]) -> int:
    """Bytes of the arrays of a message."""
    size = 0
    for name in ARRAYS:
        if (array := message[name]) is not None:
            size += array.nbytes
    return size


def own_size(message: Message) -> int:
    """Bytes of the arrays of a server's own part: of those that are shared its ids, their weights and rows."""
    ids, rows, _, weights = (message[name] for name in ARRAYS)
    if not message["shared"] or ids is None:
        return size_of(message)
    return ids.nbytes + rows[: len(ids)].nbytes + (0 if weights is None else weights.nbytes)


def wire_type(spec: Spec) -> np.dtype[Any]:
    """The type that rows travel as."""
    return np.dtype(np.uint16) if spec.dtype == "bfloat16" else spec.numpy


def faults_of(
    message: Any, schema: Mapping[Key, Spec], names: Mapping[Key, Iterable[str]], index: int, servers: int, most: int
) -> list[Fault]:
    """Everything in a message that is not as it must be for the server `index`.

    `names`: the numbers that the rule of each key takes.
    """
    if kind_of(message) is not dict or message.keys() != _FIELDS:
        return [Fault("message", "", f"a {type(message).__name__}", f"a dict of {', '.join(FIELDS)}", "send that")]
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
        return [Fault("request", "", f"a {type(request).__name__}", expected, "send that")]
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
        faults.append(Fault(node, "row_ids", f"a {type(ids).__name__}", "uint64 ids of one dimension", "pass them"))
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
        return [Fault(node, "numbers", f"a {type(numbers).__name__}", "a dict of numbers by name", "pass {} for none")]
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
    form = _form_of(message)
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
            got = f"{array.dtype.name}{list(array.shape)}" if type(array) is np.ndarray else f"a {type(array).__name__}"
            faults.append(Fault(node, name, got, f"{dtype.name} of {count} dimensions", "pass such an array"))
        elif not array.flags.c_contiguous or not array.flags.aligned:
            faults.append(Fault(node, name, "strides", "a contiguous array", "pass np.ascontiguousarray(…)"))
    return faults


def _content_faults(node: str, message: Message, spec: Spec, index: int, servers: int) -> list[Fault]:
    """Shapes that fit each other, ids in range and of this server, offsets in order."""
    ids, rows, offsets, weights = (cast("Array", message[name]) for name in ARRAYS)
    if message["ids"] is None:
        form = _form_of(message)
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


def _form_of(message: Mapping[str, Any]) -> Compression | None:
    """The form of a gradient that is compressed, if it is known."""
    return None if message["packed"] is None or plain_fault(message["packed"]) else Compression(*message["packed"])


def dense_rows(message: Mapping[str, Any], spec: Spec) -> Array:
    """The dense gradient of a message that was checked, in the type of the key's gradients."""
    form = _form_of(message)
    return message["rows"].view(spec.numpy) if form is None else form.unpacked(message["rows"], spec)


def split(message: Message, spec: Spec, servers: int, groups: Sequence[Sequence[int]]) -> dict[int, Message]:
    """The part of a push for each group of servers, by its number, that has a part of its key.

    Empty ones too: all servers count it. The order of the ids is kept. If there are several, they have arrays of their
    own; one alone has those of the push.
    """
    if spec.kind == DENSE or len(groups) == 1:
        (own, *_) = servers_of(message["key"], spec, servers)
        number, group = next(item for item in enumerate(groups) if own in item[1])
        return {number: {**message, "shared": len(group) > 1}}
    owner = owners(spec, message["ids"], servers)
    if len(groups) < servers:
        group_of = np.empty(servers, np.int64)
        for number, group in enumerate(groups):
            group_of[[*group]] = number
        owner = group_of[owner]
    parts = dict(enumerate(_parted(message, owner, len(groups))))
    for number, part in parts.items():
        part["shared"] = len(groups[number]) > 1
    return parts


def is_others(message: Any, schema: Mapping[Key, Spec]) -> bool:
    """True for a message, of any form, that is shared, and of a key that this server has no part of."""
    if kind_of(message) is not dict or message.get("shared") is not True:
        return False
    key: Any = message.get("key")
    return type(key) in (int, str) and key not in schema


def own_part(message: Message, spec: Spec, index: int, servers: int) -> Message:
    """The part of a message, which was checked, that is a server's own.

    Rows stay where they are, and each is a bag: those of other servers are empty. So the sums are the same.
    """
    if not message["shared"] or spec.kind == DENSE:
        return message
    ids, _, offsets, weights = (message[name] for name in ARRAYS)
    own, before = own_ids(spec, ids, index, servers)
    factors = None if weights is None else weights[before[1:] > before[:-1]]
    begins = before[:-1] if offsets is None else before[offsets]
    return {**message, "ids": own, "weights": factors, "offsets": begins}


def own_copy(message: Message) -> Message:
    """The same with arrays of its own: the user may write to theirs."""
    return {**message, **{name: message[name].copy() for name in ARRAYS if message[name] is not None}}


def cut(message: Message, whole: Whole) -> list[Message]:
    """The part of a push for each piece of a dense array, in order, with the ids of its rows from 0 on.

    Rows of a dense gradient are views.
    """
    if message["ids"] is None:
        ends = (*whole.begins[1:], whole.spec.shape[0])
        parts = [{**message, "rows": message["rows"][a:b]} for a, b in zip(whole.begins, ends, strict=True)]
    else:
        ids: Array = message["ids"]
        owner = np.searchsorted(np.array(whole.begins[1:], np.uint64), ids, side="right")
        parts = _parted(message, owner, len(whole.keys))
        for part, begin in zip(parts, whole.begins, strict=True):
            part["ids"] -= np.uint64(begin)
    return [{**part, "key": key} for key, part in zip(whole.keys, parts, strict=True)]


def _parted(message: Message, owner: Array, count: int) -> list[Message]:
    """The part of a row-sparse push for each of so many owners; `owner`: that of each id."""
    ids, rows, offsets, weights = (message[name] for name in ARRAYS)
    bag = None if offsets is None else bags_of(offsets, len(ids))
    parts: list[Message] = []
    for index in range(count):
        (chosen,) = (owner == index).nonzero()
        part = {**message, "ids": ids.take(chosen), "weights": None if weights is None else weights[chosen]}
        if bag is None:
            part["rows"] = rows.take(chosen, axis=0)
        else:
            bags, begins = np.unique(bag[chosen], return_index=True)
            part["rows"], part["offsets"] = rows.take(bags, axis=0), begins.astype(np.int64)
        parts.append(part)
    return parts


def _compact(message: Message) -> Message:
    """The same without the rows of bags that have no ids."""
    if message["offsets"] is None or len(message["offsets"]) <= len(message["ids"]):
        return message
    used = np.diff(message["offsets"], append=len(message["ids"])) > 0
    return {**message, "rows": message["rows"][used], "offsets": message["offsets"][used]}


def joined(messages: list[Message], *, factor: float | None = None) -> Message:
    """The row-sparse gradients of several workers as one, in their order. `factor` scales each."""
    if len(messages) == 1 and factor is None:
        return messages[0]
    messages = [*map(_compact, messages)]
    ids = np.concatenate([message["ids"] for message in messages])
    rows = np.concatenate([message["rows"] for message in messages])
    offsets = weights = None
    if any(message["offsets"] is not None for message in messages):
        base, starts = 0, list[Array]()
        for message in messages:
            own = message["offsets"]
            starts.append((np.arange(len(message["ids"])) if own is None else own) + base)
            base += len(message["ids"])
        offsets = np.concatenate(starts)
    if factor is not None or any(message["weights"] is not None for message in messages):
        parts = [
            np.ones(len(message["ids"]), np.float32) if message["weights"] is None else message["weights"]
            for message in messages
        ]
        weights = np.concatenate(parts) * np.float32(1.0 if factor is None else factor)
    return {**messages[0], "ids": ids, "rows": rows, "offsets": offsets, "weights": weights}


def merged(parts: list[Message]) -> Message:
    """The push that was split so, with its ids in another order: those of each server stay in theirs."""
    return parts[0] if len(parts) == 1 else joined(parts)


def as_faults(plain: Iterable[Iterable[str]]) -> list[Fault]:
    """Faults from an answer."""
    return [Fault(*texts) for texts in plain]


def plain_faults(faults: Iterable[Fault]) -> list[list[str]]:
    """Faults as texts, for an answer."""
    return [[fault.node, fault.argument, fault.got, fault.expected, fault.fix] for fault in faults]
