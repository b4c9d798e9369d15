"""The row-sparse part of a step: ids checked, rows looked up, states grown, before anything runs.

Input: an executor's groups and arrays. Output: faults, or a `Prepared` step, for which all memory is there, and the
plan's slots set for it. The laws: ids are int32
or int64, sorted, unique and in range; a gradient row that a row-sparse weight does not store is a fault; a state row
that is not stored reads as zero and is stored from then on.
Non-goals: dense arrays (`executor.py`), the native routines (`mxsym.runtime.rows`).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from mxsym.codegen.expr import Space
from mxsym.errors import Fault
from mxsym.program import Group
from mxsym.rule import LAZY
from mxsym.runtime import buffers, rows
from mxsym.runtime.buffers import Array
from mxsym.runtime.plan import Cut, Plan
from mxsym.runtime.sparse import RowSparse
from mxsym.symbol import Entry, Node

Bound = Array | RowSparse


def form_problem(value: RowSparse) -> buffers.Problem | None:
    """Why a row-sparse array cannot be used, whatever its ids are."""
    problem = buffers.kind_problem(value.data)
    if problem is not None:
        return problem
    ids = value.indices
    if not isinstance(ids, np.ndarray):  # pyright: ignore[reportUnnecessaryIsInstance]
        return buffers.Problem(f"row ids in a {type(ids).__name__}", "a NumPy array", "pass np.asarray(…)")
    if not (ids.dtype.isnative and ids.flags.aligned):
        return buffers.Problem("row ids of foreign byte order or unaligned", "native, aligned ids", "pass a copy")
    if ids.dtype.name not in ("int64", "int32") or ids.ndim != 1:
        got = f"row ids of dtype {ids.dtype.name} and shape {ids.shape}"
        return buffers.Problem(got, "a vector of int64 or int32", "convert them with astype")
    if not ids.flags.c_contiguous:
        return buffers.Problem("row ids with strides", "contiguous row ids", "pass np.ascontiguousarray(…)")
    if value.data.shape != (len(ids), *value.shape[1:]):
        got = f"{len(ids)} row ids and values of shape {value.data.shape}"
        expected = f"values of shape ({len(ids)}, {', '.join(map(str, value.shape[1:]))})"
        return buffers.Problem(got, expected, "give one row of values for each id")
    return None


def _form_fault(node: Node, value: RowSparse, *, written: bool) -> Fault | None:
    """What has become of a bound array since: its parts may have been replaced or changed in place."""
    problem = form_problem(value)
    if problem is None and written and not value.data.flags.writeable:
        problem = buffers.Problem("a read-only array", "a writable one: it is updated in place", "pass a writable copy")
    if problem is None:
        return None
    return Fault(f"argument {node.name}", "", problem.got, problem.expected, problem.fix, node.where)


def id_fault(label: str, value: RowSparse, where: str) -> Fault | None:
    """The first row id that is out of range or out of order."""
    bad = rows.first_bad_row(value.indices, value.shape[0])
    if bad is None:
        return None
    position, row, kind = bad
    fix = f"pass ids below {value.shape[0]}" if kind in ("negative", "too large") else "sort and sum rows with coalesce"
    expected = f"sorted, unique row ids from 0 to {value.shape[0] - 1}"
    return Fault(label, "", f"row {row} at position {position} ({kind})", expected, fix, where)


@dataclass(frozen=True, slots=True)
class _Use:
    """A group with a row-sparse gradient: its number, the gradient's variable, the tensors it indexes, its weights."""

    number: int
    group: Group
    source: Node
    places: tuple[Entry, ...]
    weights: tuple[Node, ...]
    copies: tuple[tuple[Entry, Node], ...]


def _use(number: int, group: Group) -> _Use:
    assert group.source is not None
    pairs = zip(group.recipe.buffers, group.places, strict=True)
    places = [place for buffer, place in pairs if buffer.storage == "dense" and buffer.space is not Space.SCALAR]
    weights: list[Node] = []
    copies: list[tuple[Entry, Node]] = []
    for node in group.nodes:
        assert node.rule is not None
        weight = node.inputs[node.rule.inputs[0].name].node
        weights.append(weight)
        if group.form == "lazy":
            targets = [Entry(node)] if Entry(node) in places else []
            targets += [Entry(node.out)] if node.out is not None and node.out is not weight else []
            copies += [(target, weight) for target in targets]
    return _Use(number, group, group.source, tuple(places), tuple(weights), tuple(copies))


@dataclass(slots=True)
class Prepared:
    """The rows of one step: what the plan is told, and the tables that grow. It keeps the memory alive."""

    pointers: dict[Hashable, Array] = field(default_factory=dict[Hashable, Array])
    counts: dict[Hashable, int] = field(default_factory=dict[Hashable, int])
    sizes: dict[Hashable, int] = field(default_factory=dict[Hashable, int])
    grown: dict[int, tuple[RowSparse, tuple[Array, Array]]] = field(
        default_factory=dict[int, tuple[RowSparse, tuple[Array, Array]]]
    )
    cut: Cut | None = None

    def table(self, table: RowSparse) -> tuple[Array, Array]:
        """Its ids and rows in this step."""
        return self.grown[id(table)][1] if id(table) in self.grown else (table.indices, table.data)

    def grow(self, table: RowSparse, needed: Array) -> None:
        """Let it store the rows of `needed`."""
        grown = _grown(RowSparse(*self.table(table), table.shape), needed)
        if grown is not None:
            self.grown[id(table)] = table, grown


class SparseSteps:
    """Prepares each step of an executor for the rows that its gradients store."""

    def __init__(
        self, groups: list[Group], plan: Plan, written: Mapping[Node, int], touched: Mapping[Node, int]
    ) -> None:
        self._uses = [_use(number, group) for number, group in enumerate(groups) if group.source is not None]
        self._plan = plan
        self._written = written
        self._touched = touched
        self._alive: Prepared | None = None

    def __bool__(self) -> bool:
        return bool(self._uses)

    def static_faults(self, bound: Mapping[str, Bound]) -> list[Fault]:
        """What no ids could mend: an update beside its weight, where that cannot be a plain copy."""
        faults: list[Fault] = []
        fix = "give out= the weight itself"
        for use in self._uses:
            for node, weight in zip(use.group.nodes, use.weights, strict=True):
                if isinstance(bound[weight.name], RowSparse) and node.out is not weight:
                    expected = "an update in place: the weight is row-sparse"
                    faults.append(Fault(node.name, "", "an output beside the weight", expected, fix, node.where))
            for target, weight in use.copies:
                node, into = target.node, bound.get(target.node.name)
                if isinstance(into, RowSparse):
                    expected = "a dense array or the weight itself"
                    faults.append(Fault(node.name, "", "a row-sparse out=", expected, fix, node.where))
                elif self._written.get(weight, 0) or (node.rule is None and self._touched[node] > 1):
                    expected = "a weight and an out= that nothing else in the graph touches"
                    faults.append(Fault(node.name, "", f"{LAZY.name} beside the weight", expected, fix, node.where))
        return faults

    def _sparse(self, use: _Use, bound: Mapping[str, Bound]) -> Iterator[tuple[Entry, RowSparse]]:
        for place in use.places:
            value = bound.get(place.node.name) if place.node.rule is None else None
            if isinstance(value, RowSparse):
                yield place, value

    def faults(self, bound: Mapping[str, Bound]) -> list[Fault]:
        """Bad row ids, and gradient rows that a weight does not store. Nothing is changed."""
        found: list[Fault] = []
        checked: set[Node] = set()
        for use in self._uses:
            tables = list(self._sparse(use, bound))
            gradient = bound[use.source.name]
            assert isinstance(gradient, RowSparse)
            for node, value in [(use.source, gradient), *((place.node, table) for place, table in tables)]:
                if node not in checked:
                    checked.add(node)
                    fault = _form_fault(node, value, written=node is not use.source)
                    fault = fault or id_fault(f"argument {node.name}", value, node.where)
                    found += [fault] if fault is not None else []
            if found:
                continue
            found += self._standard_faults(use, bound, tables)
            for place, table in tables:
                missing = self._missing(use, place, gradient, table)
                found += [missing] if missing is not None else []
        return found

    def _standard_faults(
        self, use: _Use, bound: Mapping[str, Bound], tables: list[tuple[Entry, RowSparse]]
    ) -> list[Fault]:
        """A standard update of a weight that stores some rows runs over those: its states must store no others."""
        weights = [table for place, table in tables if place.node in use.weights]
        if use.group.form != "standard" or not weights or len(weights[0].indices) == weights[0].shape[0]:
            return []
        stored = rows.widen(weights[0].indices)
        states = {place.node: table for place, table in tables if place.node not in use.weights}
        faults: list[Fault] = []
        for node in use.group.nodes:
            for state in node.states:
                table = states.get(state)
                if table is None or not np.all(_members(rows.widen(table.indices), stored)):
                    got = "rows that the weight does not store"
                    fix = "store them in the weight, or use lazy_update=True"
                    faults.append(Fault(f"state {state.name}", "", got, "rows of the weight only", fix, state.where))
        return faults

    def _missing(self, use: _Use, place: Entry, gradient: RowSparse, table: RowSparse) -> Fault | None:
        if place.node not in use.weights:
            return None
        _, missing = rows.positions(rows.widen(gradient.indices), rows.widen(table.indices))
        if missing < 0:
            return None
        got = f"row {gradient.indices[missing]} at position {missing} of {use.source.name}"
        fix = "store the row in the weight first"
        return Fault(f"weight {place.node.name}", "", got, "a row that the weight stores", fix, place.node.where)

    def prepare(self, bound: Mapping[str, Bound]) -> Prepared:
        """All that this step needs beside what is bound; `faults` has found nothing. Nothing is changed."""
        ready = Prepared()
        listed: list[tuple[_Use, str, Array]] = []
        for use in self._uses:
            gradient = bound[use.source.name]
            assert isinstance(gradient, RowSparse)
            ids = rows.widen(gradient.indices)
            everything = self._all_rows(use, bound, gradient.shape[0])
            needed = ids if everything is None else everything
            for place, table in self._sparse(use, bound):
                if place.node not in use.weights:
                    ready.grow(table, needed)
            ready.pointers[Entry(use.source)] = gradient.data
            ready.pointers["ids", use.number] = ids
            ready.counts["count", use.number] = len(ids)
            listed.append((use, "rows", ids))
            if use.group.rest is not None and use.group.rest.space == "rows":
                assert everything is not None
                listed.append((use, "rest", everything[~_members(everything, ids)]))
        for use, part, ids in listed:  # once every table has all its rows, whichever use needs them
            self._list(use, bound, ready, part, ids)
        ready.cut = self._plan.resized(ready.sizes)
        return ready

    def begin(self, ready: Prepared, bound: Mapping[str, Bound], made: Mapping[Entry, Array]) -> None:
        """Set the plan for a step that is about to run."""
        for table, (ids, data) in ready.grown.values():
            table.indices, table.data = ids, data
        self._alive = ready
        assert ready.cut is not None
        self._plan.resize(ready.cut)
        self._plan.point(ready.pointers)
        for key, count in ready.counts.items():
            self._plan.set_number(key, count)
        for use in self._uses:
            for target, weight in use.copies:
                source = bound[weight.name]
                assert isinstance(source, np.ndarray)
                into = made[target] if target.node.rule is not None else bound[target.node.name]
                assert isinstance(into, np.ndarray)
                np.copyto(into, source)

    def _all_rows(self, use: _Use, bound: Mapping[str, Bound], height: int) -> Array | None:
        """The rows that a standard update runs over, where they must be listed."""
        if use.group.rest is None or use.group.rest.space != "rows":
            return None
        for weight in use.weights:
            table = bound[weight.name]
            if isinstance(table, RowSparse):
                return rows.widen(table.indices)
        return np.arange(height, dtype=np.int64)

    def _list(self, use: _Use, bound: Mapping[str, Bound], ready: Prepared, part: str, listed: Array) -> None:
        """Let one of a group's kernels run over these rows."""
        tables = dict(self._sparse(use, bound))
        ready.sizes[part, use.number] = len(listed)
        for place, table in tables.items():
            ready.pointers[place] = ready.table(table)[1]
        for place in use.places:
            index = listed
            if place in tables:
                ids, _ = ready.table(tables[place])
                if len(ids) != tables[place].shape[0]:
                    index, _ = rows.positions(listed, rows.widen(ids))
            ready.pointers["index", part, use.number, place] = index


def _members(values: Array, of: Array) -> Array:
    """Which of `values` (sorted, unique) are in `of` (sorted, unique)."""
    place = np.searchsorted(of, values)
    found = np.zeros(len(values), bool)
    inside = place < len(of)
    found[inside] = of[place[inside]] == values[inside]
    return found


def _grown(table: RowSparse, needed: Array) -> tuple[Array, Array] | None:
    """The ids and rows of `table` with those of `needed` that it lacks, as zeros; None if it lacks none."""
    stored = rows.widen(table.indices)
    fresh = needed[~_members(needed, stored)]
    if not len(fresh):
        return None
    joined = np.concatenate([stored, fresh])
    order = np.argsort(joined, kind="stable")
    data = np.zeros((len(joined), *table.shape[1:]), table.data.dtype)
    data[np.searchsorted(joined[order], stored)] = table.data
    return joined[order], data


def grow(table: RowSparse, needed: Array) -> None:
    """Store the rows of `needed` that `table` lacks, as zeros."""
    grown = _grown(table, needed)
    if grown is not None:
        table.indices, table.data = grown
