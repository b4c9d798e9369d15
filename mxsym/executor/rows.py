"""The row-sparse part of a step: ids are checked, rows looked up and states grown before anything runs."""

# The laws: ids are int32 or int64, sorted, unique and in range; a gradient row that a row-sparse weight does not
# store is a fault; a state row that is not stored reads as the state's first value, zero unless its rule says another,
# and is stored from then on.
#
# Ids and parts are read once a step. Ids that kernels use are copied first and checked in the copy, and positions in
# a table are checked where they were written: what another thread does to the user's ids meanwhile reaches no kernel.

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mxsym.codegen.record import field, record
from mxsym.errors import Fault
from mxsym.executor.new_states import unstored_rows
from mxsym.executor.region_rows import RegionRows, regions_of
from mxsym.opgraph.lower import Lowered
from mxsym.opgraph.node import Variable
from mxsym.rule.rule import LAZY
from mxsym.runtime import rows, views
from mxsym.runtime.buffers import Array
from mxsym.runtime.launch import CompiledRegion, workspace
from mxsym.runtime.native_call.forms import LookupForm, RestForm, RowsForm, SparseForm
from mxsym.runtime.native_call.layout import LISTS, STORES
from mxsym.runtime.plan import Cut, Plan
from mxsym.runtime.slots import ExtentSlot, Share, Slot
from mxsym.runtime.sparse import Bound, RowSparse, RowSums, grown, id_count, lacking, members

if TYPE_CHECKING:
    from mxsym.runtime.native_call.rows import RowsPart

SUMMED_BYTES = 1 << 22
"""The most bytes of sums that are made in room of an executor whose arrays are there for a step only: it stays.

Larger sums are made in memory of a step's own.
"""
_LEAST_ROOM, _FIRST_ROOM = 1 << 12, 1 << 10
"""Ids for which room is kept, however few there are; and for which there is room from the beginning."""


def id_fault(label: str, bad: tuple[int, int, str] | None, height: int, where: str) -> Fault | None:
    """Fault for the row id that `rows.first_bad_row` names."""
    if bad is None:
        return None
    position, row, kind = bad
    fix = f"pass ids below {height}" if kind in ("negative", "too large") else "sort and sum rows with coalesce"
    expected = f"sorted, unique row ids from 0 to {height - 1}"
    return Fault(label, "", f"row {row} at position {position} ({kind})", expected, fix, where)


_Tables = list[tuple[str, Variable]]
"""Tensors that a region indexes and that store rows, with their variables."""


@record(frozen=False)
class _Work:
    """Work of one step, collected before any of it is done.

    `ids`: copies of those that kernels use, by variable. `tables`: the ids and values of what stores rows, with those
    that the step adds.
    """

    bound: Mapping[str, Bound]
    guards: Sequence[object]
    ids: dict[Variable, Array] = field(default_factory=dict[Variable, "Array"])
    tables: dict[Variable, RowSparse] = field(default_factory=dict[Variable, RowSparse])
    points: dict[Slot, Array] = field(default_factory=dict[Slot, "Array"])
    sizes: dict[ExtentSlot, int] = field(default_factory=dict[ExtentSlot, int])
    cut: Cut | None = None
    counts: dict[Slot, int] = field(default_factory=dict[Slot, int])


class SparseSteps:
    """Prepares each step of an executor for the rows that its gradients store."""

    def __init__(
        self,
        lowered: Lowered,
        compiled: Sequence[CompiledRegion],
        plan: Plan,
        written: Mapping[Variable, int],
        touched: Mapping[Variable, int],
    ) -> None:
        self._regions = list(regions_of(lowered, compiled))
        self._variables = lowered.variables() if self._regions else {}
        self._plan = plan
        self._written = written
        self._touched = touched
        self._room: dict[Variable, Array] = {}
        self._counts: dict[Variable, int] = {}
        self._work: _Work | None = None
        self._native: RowsPart | None = None
        self._sources = {region.source.name: region.source for region in self._regions}
        self._work_memory: dict[Slot, Array] = {}
        for region in self._regions:
            self._plan.set_addresses(self._workspace(region.stored, 0))
        self._places: dict[str, int] = {}

    def __bool__(self) -> bool:
        return bool(self._regions)

    def native_form(self, places: Mapping[str, int], bound: Mapping[str, Bound]) -> SparseForm | None:
        """The part of the prepared call that does all of this, if native code can.

        It makes no copy of a weight, and adds no row to a state of a standard update.

        Args:
            places: of the arrays in the call, by name.
            bound: the arrays.
        """
        if not self._regions or any(
            region.copies or (region.listed and self._changes_tables(region, bound)) for region in self._regions
        ):
            return None
        rests: list[RestForm] = []
        lists: dict[str, list[RegionRows]] = {}
        lookups: list[LookupForm] = []
        whole: dict[str, list[int]] = {}
        stores: set[str] = set()
        for region in self._regions:
            tables = dict(self._tables(region, bound))
            source = region.source.name
            lists.setdefault(source, []).append(region)
            unlisted: list[int] = []
            for (number, tensor), key in region.indices.items():
                is_rest = region.listed and number != region.stored.number
                slots = self._plan.slots(key)
                if tensor in tables:
                    stores.add(tables[tensor].name)
                    rest = len(rests) if is_rest else -1
                    lookups.append(LookupForm(places[tables[tensor].name], places[source], slots, rest))
                else:
                    (unlisted if is_rest else whole.setdefault(source, [])).extend(slots)
            if region.listed and region.others is not None:
                counts, sizes = self._told(region.shares[region.others.number])
                rests.append(RestForm(places[source], unlisted, counts, sizes))
        self._places = dict(places)
        arrays: list[RowsForm] = []
        for name, place in places.items():
            if not isinstance(bound[name], RowSparse):
                continue
            if regions := lists.get(name):
                slots = [*whole.get(name, ()), *self._plan.slots(regions[0].ids)]
                counts, sizes = self._told(
                    {k: v for region in regions for k, v in region.shares[region.stored.number].items()}
                )
                counts += [(slot, Share(1)) for slot in self._plan.slots(regions[0].count)]
                is_alone = len(regions) == 1 and regions[0].others is None and not self._plan.slots(regions[0].ids)
                arrays.append(RowsForm(place, LISTS, not is_alone, slots, counts, sizes))
            else:
                arrays.append(RowsForm(place, STORES if name in stores else 0))
        return SparseForm(arrays, lookups, rests)

    def _told(self, shares: Mapping[ExtentSlot, Share]) -> tuple[list[tuple[int, Share]], dict[ExtentSlot, Share]]:
        """The slots that are told shares of a number of rows; and the sizes of launches among the shares."""
        counts = [(slot, share) for key, share in shares.items() for slot in self._plan.slots(key)]
        return counts, {key: share for key, share in shares.items() if share.per == 1}

    def _changes_tables(self, region: RegionRows, bound: Mapping[str, Bound]) -> bool:
        """True if a weight or a state of a region stores rows."""
        changed = {*region.weights, *(state for node, _ in region.updates for state in node.states)}
        return any(node in changed for _, node in self._tables(region, bound))

    def run_natively(self, part: RowsPart) -> None:
        """The prepared call does this: it works in the room that is made here."""
        self._native = part
        for node in self._sources.values():
            self._room_for(node, 0)

    def make_room(self, name: str, value: object, most: int | None = None) -> bool:
        """Let the prepared call sum rows of this size, of `most` bytes at most. True if there is more room then."""
        node, part = self._sources.get(name), self._native
        if not isinstance(value, RowSums) or part is None or node is None:
            return False
        try:
            count, place = max(1, id_count(value.indices)), self._places[name]
        except TypeError:
            return False
        capacity = max(_FIRST_ROOM, count + count // 2)
        if most is not None:
            capacity = min(capacity, most // max(1, part.room_bytes(place)))
        if not part.sum_capacity(place) < count <= capacity:
            return False
        self._room.pop(node, None)  # an exception may come between: then it is made again
        part.close(place)
        part.sum_room(place, capacity)
        self._room_for(node, count)
        return True

    def listed(self, name: str) -> Array:
        """The rows of the last step, by the array that lists them: each once. Until the next one."""
        node = self._sources[name]
        count = self._counts[node] if self._native is None else self._native.listed(self._places[name])
        return self._room[node][:count]

    def static_faults(self, bound: Mapping[str, Bound]) -> list[Fault]:
        """Faults that no ids can fix: a standard update over listed rows that cannot be a plain copy."""
        faults: list[Fault] = []
        fix = "give out= the weight itself"
        for region in self._regions:
            for node, weight in region.updates:
                if isinstance(bound[weight.name], RowSparse) and node.rule.gives_number:
                    got, expected = f"row-sparse {weight.name}", "a dense weight: a number is made of all its rows"
                    faults.append(Fault(node.name, "", got, expected, "use tostype('default')", node.where))
                elif isinstance(bound[weight.name], RowSparse) and node.out is not weight:
                    expected = "an update in place: the weight is row-sparse"
                    faults.append(Fault(node.name, "", "an output beside the weight", expected, fix, node.where))
            for node, tensor, weight in region.copies:
                out = self._variables.get(tensor)
                if out is not None and isinstance(bound.get(out.name), RowSparse):
                    expected = "a dense array or the weight itself"
                    faults.append(Fault(node.name, "", "a row-sparse out=", expected, fix, node.where))
                elif self._written.get(weight, 0) or (out is not None and self._touched[out] > 1):
                    expected = "a weight and an out= that nothing else in the graph touches"
                    faults.append(Fault(node.name, "", f"{LAZY.name} beside the weight", expected, fix, node.where))
        return faults

    def faults(self, bound: Mapping[str, Bound]) -> list[Fault]:
        """Bad row ids, and gradient rows that a weight does not store. Nothing is changed.

        `bound`: with the `parts` of what is row-sparse, whose forms are good.
        """
        sparse = [value for value in bound.values() if isinstance(value, RowSparse)]
        guards = [views.guards(part) for value in sparse for part in (value.indices, value.data)]
        work = self._work = _Work(bound, guards)
        if self._native is not None:
            self._plan.forget_sizes()
        faults: list[Fault] = []
        regions = [(region, self._tables(region, bound)) for region in self._regions]
        for region, tables in regions:
            for node, driving in self._stored(region, tables, bound):
                if node in (work.ids if driving else work.tables):
                    continue
                value = bound[node.name]
                assert isinstance(value, RowSparse)
                work.tables[node] = value
                bad = self._take(node, value, work) if driving else rows.first_bad_row(value.indices, value.shape[0])
                fault = id_fault(f"argument {node.name}", bad, value.shape[0], node.where)
                faults += [fault] if fault is not None else []
        if faults:
            return faults
        for region, tables in regions:
            faults += self._standard_faults(region, work)
            faults += self._grow(region, tables, work)
        for region, tables in regions if not faults else ():
            faults += self._point(region, tables, work)
        if not faults:
            work.cut = self._plan.resized(work.sizes)
        return faults

    def _stored(
        self, region: RegionRows, tables: _Tables, bound: Mapping[str, Bound]
    ) -> Iterator[tuple[Variable, bool]]:
        """Arrays that store rows (the gradient, tables), each with a flag: kernels run over the rows that it lists."""
        yield region.source, True
        for weight in region.weights if region.listed else ():
            if isinstance(bound[weight.name], RowSparse):
                yield weight, True
        for _, table in tables:
            yield table, False

    def _tables(self, region: RegionRows, bound: Mapping[str, Bound]) -> _Tables:
        """The tensors that a region indexes and that store rows, with their variables."""
        places = [(tensor, node) for tensor in region.places if (node := self._variables.get(tensor)) is not None]
        return [(tensor, node) for tensor, node in places if isinstance(bound.get(node.name), RowSparse)]

    def _take(self, node: Variable, value: RowSparse, work: _Work) -> tuple[int, int, str] | None:
        """Copy a variable's ids to memory of our own, and check them there."""
        count = len(value.indices)
        room = self._room_for(node, count)
        work.ids[node] = room[:count]
        self._counts[node] = count
        if self._native is not None:
            self._native.list_rows(self._places[node.name], count)
        return rows.take(value.indices, value.shape[0], room[:count])

    def _room_for(self, node: Variable, count: int) -> Array:
        """Memory for copies of so many ids of a variable."""
        room = self._room.get(node)
        if room is None or not count <= len(room) <= 4 * count + _LEAST_ROOM:
            room = np.empty(max(_FIRST_ROOM, count + count // 2), np.int64)
            self._room.pop(node, None)  # an exception, of a signal handler perhaps, may come between
            if self._native is not None:
                self._native.close(self._places[node.name])
            for region in self._regions:
                if region.source is node:
                    self._plan.set_addresses(self._workspace(region.stored, len(room)))
            if self._native is not None:
                self._native.use_room(self._places[node.name], room)
            self._room[node] = room
        return room

    def _workspace(self, item: CompiledRegion, rows: int) -> dict[Slot, Array]:
        """Memory between the kernels of a region, for so many listed rows."""
        memory: dict[Slot, Array] = {**workspace(item, rows)}
        self._work_memory |= memory
        return memory

    def _standard_faults(self, region: RegionRows, work: _Work) -> list[Fault]:
        """A standard update of a weight that stores some rows runs over those: its states must store no others."""
        weights = [node for node in region.weights if node in work.tables]
        if not region.listed or not weights or len(work.ids[weights[0]]) == work.tables[weights[0]].shape[0]:
            return []
        stored = work.ids[weights[0]]
        faults: list[Fault] = []
        indexed = {self._variables.get(tensor) for tensor in region.places}
        for node, _ in region.updates:
            for state in node.states:
                table = None if state in region.weights else work.tables.get(state)
                if state in indexed and table is not None and not np.all(members(rows.widen(table.indices), stored)):
                    got = "rows that the weight does not store"
                    fix = "store them in the weight, or use lazy_update=True"
                    faults.append(Fault(f"state {state.name}", "", got, "rows of the weight only", fix, state.where))
        return faults

    def _grow(self, region: RegionRows, tables: _Tables, work: _Work) -> list[Fault]:
        """Add the rows that a region needs to its states, in `work`."""
        everything = self._all_rows(region, work)
        needed = work.ids[region.source] if everything is None else everything
        faults: list[Fault] = []
        states = {state for op, _ in region.updates for state in op.states}
        for _, node in tables:
            if node in states and node not in region.weights:
                table = work.tables[node]
                fill, problem = self._first_value(region, node, table, needed, work)
                faults += [problem] if problem is not None else []
                larger = grown(table, needed, fill)
                bad = None if larger is table else rows.first_bad_row(larger.indices, table.shape[0])
                fault = id_fault(f"argument {node.name}", bad, table.shape[0], node.where)
                faults += [fault] if fault is not None else []
                work.tables[node] = larger
        return faults

    def _first_value(
        self, region: RegionRows, node: Variable, table: RowSparse, needed: Array, work: _Work
    ) -> tuple[Any, Fault | None]:
        """The values of the rows that a state does not store yet, or the fault that these are not known."""
        if node not in region.firsts or not len(ids := lacking(table, needed)):
            return 0, None
        item, weight = region.firsts[node]
        try:
            return unstored_rows(item, ids, work.tables.get(weight, work.bound[weight.name]), {}), None
        except LookupError:
            got, expected = f"no row {ids[0]}", f"all rows: the state begins as {item.state.init}"
            return 0, Fault(
                f"state {node.name}", "", got, expected, "store them, with mx.new_states' values", node.where
            )

    def _point(self, region: RegionRows, tables: _Tables, work: _Work) -> list[Fault]:
        """Add the rows that a region's kernels run over to `work`; return faults for rows that are not stored."""
        ids, source = work.ids[region.source], region.stored.region.source
        assert source is not None
        everything = self._all_rows(region, work)
        for tensor, node in tables:
            work.points[region.tensors[tensor]] = work.tables[node].data
        work.points[region.tensors[source]] = work.tables[region.source].data
        faults = self._list(region, tables, work, region.stored, ids)
        if everything is not None and region.others is not None:
            faults += self._list(region, tables, work, region.others, everything[~members(everything, ids)])
        work.points[region.ids] = ids
        work.counts[region.count] = len(ids)
        return faults

    def _all_rows(self, region: RegionRows, work: _Work) -> Array | None:
        """The rows that a standard update runs over, where they must be listed."""
        if not region.listed:
            return None
        stored = [work.ids[weight] for weight in region.weights if weight in work.tables]
        return stored[0] if stored else np.arange(work.tables[region.source].shape[0], dtype=np.int64)

    def _list(
        self, region: RegionRows, tables: _Tables, work: _Work, item: CompiledRegion, listed: Array
    ) -> list[Fault]:
        """Let a region's kernels run over these rows."""
        for key, share in region.shares[item.number].items():
            work.sizes[key] = work.counts[key] = share.of(len(listed))
        faults: list[Fault] = []
        nodes = dict(tables)
        for tensor in region.places:
            index = listed
            node = nodes.get(tensor)
            table = None if node is None else work.tables[node]
            if node is not None and table is not None and len(table.indices) != table.shape[0]:
                index, missing = rows.positions(listed, rows.widen(table.indices))
                if missing >= 0:
                    what = "weight" if node in region.weights else "argument"
                    got = f"row {listed[missing]} at position {missing} of {region.source.name}"
                    fix = f"store the row in the {what} first"
                    expected = f"a row that the {what} stores"
                    faults.append(Fault(f"{what} {node.name}", "", got, expected, fix, node.where))
            work.points[region.indices[item.number, tensor]] = index
        return faults

    def prepare(self, bound: Mapping[str, Bound], own: Mapping[str, Array]) -> None:
        """Set the plan for this step. Its memory was allocated by `faults`.

        `bound`: the arrays themselves. `own`: the executor's, by tensor.
        """
        work = self._work
        assert work is not None
        assert work.cut is not None
        for node, table in work.tables.items():
            whole = bound[node.name]
            if table is not work.bound[node.name]:
                assert isinstance(whole, RowSparse)
                whole.indices, whole.data = table.indices, table.data
        self._plan.set_addresses(work.points)
        self._plan.resize(work.cut)
        for key, count in work.counts.items():
            self._plan.set_number(key, count)
        for region in self._regions:
            for _, tensor, weight in region.copies:
                source = work.bound[weight.name]
                out = self._variables.get(tensor)
                into = own[tensor] if out is None or tensor in own else work.bound[out.name]
                assert isinstance(source, np.ndarray) and isinstance(into, np.ndarray)
                np.copyto(into, source)

    def release(self) -> None:
        """Release the arrays of a finished step."""
        self._work = None
