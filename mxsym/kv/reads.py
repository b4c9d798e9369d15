"""The reads of a worker: values of keys and rows of tables, put together from the servers that have them.

Keys that are read together are one round: each server gets one message, and all messages go out before any answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from types import EllipsisType
from typing import Any

import numpy as np

from mxsym.codegen.record import record
from mxsym.kv.keys import DENSE, Key, Spec, owners
from mxsym.kv.log import Entry
from mxsym.kv.pushes import Pushes
from mxsym.kv.view import View, raise_faults
from mxsym.runtime.buffers import Array


@record(eq=False)
class Read:
    """A user's key that is to be read.

    `ids`: of its rows, in one dimension; None: the whole of a dense array. `into`: memory for the rows, each of them
    flat, or for the array; None: new memory.
    """

    key: Key
    spec: Spec
    ids: Array | None
    into: Array | None = None

    def room(self) -> Array:
        """The memory for what is read."""
        if self.into is not None:
            return self.into
        whole = self.spec.whole
        return np.empty(whole if self.ids is None else (len(self.ids), math.prod(whole[1:])), self.spec.numpy)


@record(eq=False)
class _Part:
    """A part of a read that one server has.

    `read`: number of the read. `key`, `ids`: as that server knows them. `place`: of the part in what is read.
    """

    read: int
    key: Key
    ids: Array | None
    place: Array | slice | EllipsisType


class Reads:
    """Reads of users' keys. This worker's own pushes are in them; the errors of these pushes are raised."""

    def __init__(self, view: View, pushes: Pushes) -> None:
        self._view, self._pushes = view, pushes

    def together(self, what: str, reads: Sequence[Read], after: Entry | None = None) -> list[Array]:
        """The results of reads, of each key.

        Args:
            what: the name of the user's call, for errors.
            reads: of one key or several.
            after: a push that goes out with them, and is in what is read.

        Raises:
            BindError: a server refuses it; no memory has changed.
        """
        results = [read.room() for read in reads]
        for part, values in sorted(self._answered(what, reads, after), key=lambda item: item[0].read):
            results[part.read][part.place] = values.view(reads[part.read].spec.numpy)
        return results

    def _answered(self, what: str, reads: Sequence[Read], after: Entry | None) -> list[tuple[_Part, Array]]:
        """All parts, as servers sent them: they are not kept, and not written to."""
        view, pushes = self._view, self._pushes
        while True:
            parts: dict[int, list[_Part]] = {}
            for number, read in enumerate(reads):
                for index, part in self._parts(number, read):
                    parts.setdefault(index, []).append(part)
            calls: dict[int, Any] = {}
            for index, own in parts.items():
                requests = [{"key": part.key, "after": pushes.last(part.key), "ids": part.ids} for part in own]
                if after is not None and after.is_unsent(index):
                    calls[index] = pushes.send_and_read(after, index, requests)
                else:
                    calls[index] = view.handles[index].pull.remote(view.head(index), requests)
            if after is not None:
                pushes.send(after)
            pushes.settle_keys(read.key for read in reads)
            answers = {index: answer for index, answer in view.answers(calls).items() if answer is not None}
            for answer in answers.values():
                raise_faults(answer, what)
            if len(answers) == len(calls):
                return [
                    pair for index, own in parts.items() for pair in zip(own, answers[index]["values"], strict=True)
                ]
            pushes.refresh()

    def _parts(self, number: int, read: Read) -> Iterator[tuple[int, _Part]]:
        """The parts of a read, each with its server."""
        view, servers = self._view, len(self._view.handles)
        key, ids, whole = read.key, read.ids, self._view.wholes.get(read.key)
        if whole is None and (read.spec.kind == DENSE or servers == 1):
            yield view.servers(key)[0], _Part(number, key, ids, ...)
            return
        if whole is None:
            assert ids is not None
            owner, parts = owners(read.spec, ids, servers), [(key, index, 0) for index in range(servers)]
        else:
            parts = [(piece, view.server(piece), begin) for piece, begin in zip(whole.keys, whole.begins, strict=True)]
            if ids is None:
                for piece, index, begin in parts:
                    yield index, _Part(number, piece, None, slice(begin, begin + view.schema[piece].shape[0]))
                return
            owner = np.searchsorted(np.array(whole.begins[1:], np.uint64), ids, side="right")
        for place, (part, index, begin) in enumerate(parts):
            if len(chosen := np.flatnonzero(owner == place)):
                yield index, _Part(number, part, ids[chosen] - np.uint64(begin), chosen)
