"""The reads of a worker: values of keys and rows of tables, put together from the servers that have them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from mxsym.kv.keys import DENSE, Key, Spec, owners
from mxsym.kv.log import Entry
from mxsym.kv.pushes import Pushes
from mxsym.kv.view import View, raise_faults
from mxsym.runtime.buffers import Array


class Reads:
    """Reads of users' keys. This worker's own pushes are in them; the errors of these pushes are raised."""

    def __init__(self, view: View, pushes: Pushes) -> None:
        self._view, self._pushes = view, pushes

    def value(self, key: Key, spec: Spec) -> Array:
        """The whole value of a key, new."""
        if spec.kind != DENSE:
            return self.rows(key, spec, np.arange(spec.rows, dtype=np.uint64)).reshape(spec.whole)
        value, end = np.empty(spec.shape, spec.numpy), 0
        flat = value.reshape(-1)
        for part in self._dense(key):
            begin, end = end, end + part.size
            flat[begin:end] = part.view(spec.numpy).reshape(-1)
        return value

    def rows(self, key: Key, spec: Spec, ids: Array, into: Array | None = None, *, after: Entry | None = None) -> Array:
        """The rows of ids of one dimension, in `into` or a new array. `after`: a push that goes out with it."""
        rows = np.empty((len(ids), math.prod(spec.whole[1:])), spec.numpy) if into is None else into
        for chosen, values in self._spread(key, spec, ids, after):
            if chosen is None:
                rows[...] = values.view(spec.numpy)
            else:
                rows[chosen] = values.view(spec.numpy)
        return rows

    def _dense(self, key: Key) -> list[Array]:
        """Values of a dense key, or of its pieces, as they came: they are not kept, and not written to."""
        view, keys = self._view, self._view.parts(key)
        while True:
            parts: dict[int, list[Key]] = {}
            for part in keys:
                parts.setdefault(view.server(part), []).append(part)
            calls = {
                index: view.handles[index].pull.remote(
                    view.head(index), [{"key": part, "after": self._pushes.last(part), "ids": None} for part in own]
                )
                for index, own in parts.items()
            }
            self._pushes.settle_key(key)
            answers = view.answers(calls)
            values: dict[Key, Array] = {}
            for index, answer in answers.items():
                if answer is not None:
                    raise_faults(answer, "kv.pull")
                    values |= zip(parts[index], answer["values"], strict=True)
            if len(values) == len(keys):
                return [values[part] for part in keys]
            self._pushes.refresh()

    def _spread(self, key: Key, spec: Spec, ids: Array, entry: Entry | None) -> list[tuple[Array | None, Array]]:
        """The rows of ids by server: their places, and the rows. With an entry, after it is pushed."""
        view, pushes = self._view, self._pushes
        while True:
            parts = self._places(key, spec, ids)
            calls: dict[int, Any] = {}
            for index, own in parts.items():
                requests = [{"key": part, "after": pushes.last(part), "ids": local} for part, _, local in own]
                if entry is not None and entry.is_unsent(index):
                    calls[index] = pushes.send_and_read(entry, index, requests)
                else:
                    calls[index] = view.handles[index].pull.remote(view.head(index), requests)
            if entry is not None:
                pushes.send(entry)
            pushes.settle_key(key)
            answers = view.answers(calls)
            if all(answer is not None for answer in answers.values()):
                checked = {index: answer for index, answer in answers.items() if answer is not None}
                for answer in checked.values():
                    raise_faults(answer, "kv.row_sparse_pull")
                return [
                    (chosen, values)
                    for index, answer in checked.items()
                    for (_, chosen, _), values in zip(parts[index], answer["values"], strict=True)
                ]
            pushes.refresh()

    def _places(self, key: Key, spec: Spec, ids: Array) -> dict[int, list[tuple[Key, Array | None, Array]]]:
        """For each server: keys, the places of the ids that are theirs, None for all of them, and these ids there."""
        view, servers = self._view, len(self._view.handles)
        whole = view.wholes.get(key)
        if whole is None and (spec.kind == DENSE or servers == 1):
            return {view.servers(key)[0]: [(key, None, ids)]}
        if whole is None:
            owner, parts = owners(spec, ids, servers), [(key, index, 0) for index in range(servers)]
        else:
            owner = np.searchsorted(np.array(whole.begins[1:], np.uint64), ids, side="right")
            parts = [(piece, view.server(piece), begin) for piece, begin in zip(whole.keys, whole.begins, strict=True)]
        places: dict[int, list[tuple[Key, Array | None, Array]]] = {}
        for number, (part, index, begin) in enumerate(parts):
            if len(chosen := np.flatnonzero(owner == number)):
                places.setdefault(index, []).append((part, chosen, ids[chosen] - np.uint64(begin)))
        return places
