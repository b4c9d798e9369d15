"""Pushes as messages: a small header and arrays, split for servers and joined again."""

# A message is a dict of plain values and NumPy's arrays, as `FIELDS` lists them. bfloat16 travels as uint16.

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import numpy as np

from mxsym.errors import Fault
from mxsym.kv.compression import Compression, plain_fault
from mxsym.kv.keys import DENSE, Key, Spec, Whole, own_ids, owners, servers_of
from mxsym.runtime.buffers import Array
from mxsym.runtime.rows import bags_of

Message = dict[str, Any]
FIELDS = ("key", "number", "numbers", "ids", "rows", "offsets", "weights", "packed", "shared")
"""`number`: of the push, from 1 on, by worker and key. `numbers`: of the rule, for this step. `rows`: the gradient,
dense; or a row for each id, or for each bag. `packed`: the form of a dense gradient that is compressed; None for
others. `shared`: True if other servers get the very same message; each takes its own part."""
REQUEST = ("key", "after", "ids")
"""Of a read: `after`, the number of the worker's push that must be in it; `ids` of rows, None for all."""
ARRAYS = ("ids", "rows", "offsets", "weights")
MOST_BYTES = 1 << 30
"""Bytes of one push to one server."""
STORED = 100 * 1024
"""Bytes from which on Ray puts what a call brings into its store of objects, which all processes of a machine read."""


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


def form_of(message: Mapping[str, Any]) -> Compression | None:
    """The form of a gradient that is compressed, if it is known."""
    return None if message["packed"] is None or plain_fault(message["packed"]) else Compression(*message["packed"])


def dense_rows(message: Mapping[str, Any], spec: Spec) -> Array:
    """The dense gradient of a message that was checked, in the type of the key's gradients."""
    form = form_of(message)
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
