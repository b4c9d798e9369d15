"""Dependence analysis: what each call reads and writes, and the earliest phase in which it may run.

Calls of one phase that touch what one of them writes share a loop: each takes the same element, or row, at a time.
Whatever else touches it runs in another phase.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from mxsym.codegen.expr import REDUCTIONS, Granularity
from mxsym.codegen.graph import Graph
from mxsym.codegen.matrices import is_library_call
from mxsym.codegen.program import Access, Call, Memory, Place, Program, ResultRef, Role, Rows, Storage, rows_and_columns
from mxsym.codegen.record import field, record

MOST = 16
"""An operator made of more tensors than this is stored, and not computed again."""


@record
class Iteration:
    """The iteration of a loop, which the calls of a region have in common.

    `alone` is the name of a call on rows of a row-sparse weight or state, which has a region of its own, because it
    alone runs on its rows. `by_rows`: calls go row by row that others, which go tile by tile, may not join. `tile`: the
    elements of a tile of calls that others, whose tiles have another number, may not join.
    """

    rows: int
    columns: int
    kind: Rows
    source: str | None
    alone: str | None
    by_rows: bool
    tile: int


@record
class Cone:
    """The inputs of an operator, element by element.

    `tensors` are those that it reads itself, each with its granularity and the number of writes before. `operators` are
    the calls that it reads, `leaves` all tensors below it, except where it reads one number only.
    """

    tensors: tuple[tuple[str, Granularity, int], ...]
    operators: tuple[int, ...]
    leaves: frozenset[str]


@record
class Read:
    """A result that a call reads: the call that gives it, its granularity, and that at which it is read."""

    producer: int
    space: Granularity
    read_as: Granularity


@record
class Dependences:
    """The facts about each call of a program, by its number.

    `over`: calls of one number run over the same, see `Iteration`. `repeated`: the call is computed in each region that
    reads it. Such are operators on rows, whose values no memory holds, and numbers that are made of numbers which
    nothing writes. `accesses` are what its operands read. `reads` are those of memory, and of results that need memory;
    what a call reads by way of a repeated one is its own. `results` are those that its operands read.
    """

    program: Program
    number: dict[str, int]
    over: tuple[int, ...]
    repeated: tuple[bool, ...]
    accesses: tuple[tuple[Access, ...], ...]
    reads: tuple[tuple[Access, ...], ...]
    results: tuple[tuple[Read, ...], ...]
    writes: tuple[tuple[Memory, ...], ...]
    spaces: tuple[dict[str, Granularity], ...]
    temporaries: frozenset[str]

    def together(self, one: int, its: Granularity, other: int, others: Granularity) -> bool:
        """True if two calls that access one place may do so in one loop."""
        return its is others and its.by_row and self.over[one] == self.over[other]

    def passes(self, result: ResultRef, call: int, space: Granularity) -> bool:
        """True if a call could read a result as it is made, in one loop."""
        producer = self.number[result.call]
        return self.together(producer, self.spaces[producer][result.result], call, space)

    def runs(self, call: int) -> bool:
        """True if a call has a place of its own in some region."""
        return not self.repeated[call] or bool(self.writes[call])

    def is_seen(self, call: int) -> bool:
        """True if a call writes what is not the program's own."""
        return any(write.place.tensor not in self.temporaries for write in self.writes[call])

    def alike(self, call: int) -> Iterator[int]:
        """The calls whose elements one reads, and could read as they are made."""
        for read in self.results[call]:
            if self.together(read.producer, read.space, call, read.read_as):
                yield read.producer


@functools.lru_cache(maxsize=4096)
def operations(body: Graph) -> frozenset[str]:
    """The operations in a body."""
    return frozenset(node.op for node in body.nodes())


def find_dependences(program: Program) -> Dependences:
    """The reads and the iteration of each call, and the calls that are repeated."""
    calls = program.calls
    number = {call.name: index for index, call in enumerate(calls)}
    roles = {tensor.name: tensor.role for tensor in program.tensors}
    tables = {tensor.name for tensor in program.tensors if tensor.storage is Storage.ROW_SPARSE}
    accesses = tuple(tuple(call.reads()) for call in calls)
    writes = tuple(tuple(call.writes()) for call in calls)
    spaces = tuple({result.name: result.space for result in call.results} for call in calls)
    written = {write.place.tensor for of_call in writes for write in of_call}
    repeated: list[bool] = []
    reads: list[tuple[Access, ...]] = []
    results: list[tuple[Read, ...]] = []
    over: dict[Iteration, int] = {}
    for index, call in enumerate(calls):
        own: dict[Access, None] = {}
        of_results: list[Read] = []
        fixed = True
        for access in accesses[index]:
            if isinstance(access.of, Place):
                fixed = fixed and access.of.tensor not in written
                own[access] = None
                continue
            producer = number[access.of.call]
            of_results.append(Read(producer, spaces[producer][access.of.result], access.space))
            fixed = fixed and repeated[producer] and not calls[producer].gives_rows
            own |= dict.fromkeys(reads[producer]) if repeated[producer] else {access: None}
        stored = any(roles[write.place.tensor] is not Role.OUTPUT for write in writes[index])
        is_number = fixed and not stored and call.shape in ((), (1,)) and operations(call.body).isdisjoint(REDUCTIONS)
        repeated.append(is_number or call.gives_rows)
        reads.append(() if is_number else tuple(own))
        results.append(tuple(of_results))
    tiles = list(dict.fromkeys(filter(None, (tile_in(call.body) for call in calls))))
    iterations = [
        _iteration(call, tables, reads, writes, tiles)
        for call, reads, writes in zip(calls, accesses, writes, strict=True)
    ]
    numbers = tuple(over.setdefault(iteration, len(over)) for iteration in iterations)
    ours = (Role.TEMPORARY, Role.WORKSPACE)
    temporaries = frozenset(name for name, role in roles.items() if role in ours)
    lists = tuple(repeated), accesses, tuple(reads), tuple(results), writes, spaces
    return Dependences(program, number, numbers, *lists, temporaries)


@functools.lru_cache(maxsize=4096)
def tile_in(body: Graph) -> int:
    """The elements of a tile of a body with values of tiles, whose loop goes tile by tile; 0 for any other."""
    spaces = (*(buffer.space for buffer in body.buffers), *(store.value.space for store in body.stores))
    return next((space.tile for space in spaces if space.tile), 0)


@functools.lru_cache(maxsize=4096)
def _has_rows(body: Graph) -> bool:
    spaces = {item.space for item in (*body.buffers, *body.nodes())}
    return not spaces.isdisjoint((Granularity.ROW, Granularity.COLUMN))


def _iteration(
    call: Call, tables: set[str], reads: tuple[Access, ...], writes: tuple[Memory, ...], tiles: list[int]
) -> Iteration:
    """The iteration of a call, in a program whose tiles have these numbers of elements.

    Calls that have no values of tiles or rows join those of the first number.
    """
    alone, tile = None, tile_in(call.body)
    if call.source is not None:
        touched = {access.of.tensor for access in reads if isinstance(access.of, Place)}
        touched |= {write.place.tensor for write in writes}
        alone = None if tables.isdisjoint(touched - {call.source}) else call.name
    return Iteration(
        *rows_and_columns(call.shape),
        call.rows,
        call.source,
        alone,
        bool(tiles) and _has_rows(call.body),
        tile * (tile not in tiles[:1]),
    )


@record
class Order:
    """When calls may run, by number: the earliest phase of each, and the later ones in which it may be repeated."""

    facts: Dependences
    phases: tuple[int, ...]
    repeatable: tuple[frozenset[int], ...]
    cones: tuple[Cone | None, ...]


def order_calls(program: Program) -> Order:
    """Find the earliest phase of each call.

    An operator that is read in a later phase may be computed again there if the tensors that it reads are unchanged.
    Later writes to them then wait for that phase.
    """
    facts = find_dependences(program)
    ordering = _ordered(facts)
    library = [phase for call, phase in zip(program.calls, ordering.phases, strict=True) if is_library_call(call.body)]
    if library:  # whatever may fail comes before what users see
        ordering = _ordered(facts, max(library) + 1)
    repeatable = tuple(frozenset(phases) for phases in ordering.repeatable)
    return Order(facts, tuple(ordering.phases), repeatable, tuple(ordering.cones))


def _ordered(facts: Dependences, results_from: int = 0) -> _Ordering:
    ordering = _Ordering(facts, results_from)
    for call in range(len(facts.program.calls)):
        ordering.add(call)
    return ordering


@record
class _Event:
    """An access of a place by a call in a phase."""

    call: int
    space: Granularity
    phase: int


_Events = dict[int | None, list[_Event]]
"""Accesses of a tensor by the element that is accessed; None is all of them."""


def _overlapping(events: _Events | None, element: int | None) -> Iterator[_Event]:
    """The accesses of a tensor that have an element in common with one of `element`."""
    if events is not None:
        for key in events if element is None else (element, None):
            yield from events.get(key, ())


@record(frozen=False)
class _Ordering:
    """The phases of the calls so far; what has accessed each tensor since it was last written."""

    facts: Dependences
    results_from: int = 0
    """The first phase that writes what is not the program's own."""
    phases: list[int] = field(default_factory=list[int])
    repeatable: list[set[int]] = field(default_factory=list[set[int]])
    cones: list[Cone | None] = field(default_factory=list["Cone | None"])
    writers: dict[str, _Events] = field(default_factory=dict[str, _Events])
    readers: dict[str, _Events] = field(default_factory=dict[str, _Events])
    history: dict[str, list[_Event]] = field(default_factory=dict[str, list[_Event]])

    def add(self, call: int) -> None:
        phase = 0 if self.facts.repeated[call] else self._earliest(call)
        self.phases.append(phase)
        self.repeatable.append(set())
        writes = [(write.place, _Event(call, write.space, phase)) for write in self.facts.writes[call]]
        for place, event in writes:  # first: what is written at another granularity than it is read cannot share a loop
            self.history.setdefault(place.tensor, []).append(event)
        if not self.facts.repeated[call]:
            again = [item for producer in self.facts.alike(call) for item in self._repeat(producer, phase)]
            for reader in (call, *again):
                self._read(reader, phase)
        self.cones.append(self._cone(call))
        for place, event in writes:
            self._write(place, event)

    def _earliest(self, call: int) -> int:
        """The first phase in which all that a call reads is there and all that it overwrites has been read."""
        facts = self.facts
        phase = self.results_from if facts.is_seen(call) else 0
        for access in facts.reads[call]:
            if isinstance(access.of, Place):
                for event in _overlapping(self.writers.get(access.of.tensor), access.of.element):
                    phase = max(phase, self._after(event, call, access.space))
            else:
                producer = facts.number[access.of.call]
                event = _Event(producer, facts.spaces[producer][access.of.result], self.phases[producer])
                phase = max(phase, self._after(event, call, access.space))
        for write in facts.writes[call]:
            for events in (self.readers, self.writers):
                for event in _overlapping(events.get(write.place.tensor), write.place.element):
                    phase = max(phase, self._after(event, call, write.space))
        return phase

    def _after(self, event: _Event, call: int, space: Granularity) -> int:
        """The first phase in which a call may access what another has accessed."""
        return event.phase + (not self.facts.together(event.call, event.space, call, space))

    def _read(self, call: int, phase: int) -> None:
        for access in self.facts.reads[call]:
            if isinstance(access.of, Place):
                events = self.readers.setdefault(access.of.tensor, {})
                events.setdefault(access.of.element, []).append(_Event(call, access.space, phase))

    def _write(self, place: Place, event: _Event) -> None:
        for events in (self.readers, self.writers):
            if place.element is None:
                events.pop(place.tensor, None)
            elif place.tensor in events:
                events[place.tensor].pop(place.element, None)
        self.writers.setdefault(place.tensor, {})[place.element] = [event]

    def _cone(self, call: int) -> Cone | None:
        """The inputs of an operator; None where its result must be stored."""
        operator = self.facts.program.calls[call]
        if operator.is_update or self.facts.repeated[call] or operator.source is not None or self.facts.writes[call]:
            return None
        if not operations(operator.body).isdisjoint(REDUCTIONS):
            return None
        tensors: list[tuple[str, Granularity, int]] = []
        operators: list[int] = []
        leaves: set[str] = set()
        for access in self.facts.accesses[call]:
            if isinstance(access.of, Place):
                tensors.append((access.of.tensor, access.space, len(self.history.get(access.of.tensor, ()))))
                leaves |= {access.of.tensor} if access.space.by_row else set()
            elif access.space.by_row:
                producer = self.facts.number[access.of.call]
                below = self.cones[producer]
                if below is None:
                    return None
                operators.append(producer)
                leaves |= below.leaves
        return Cone(tuple(tensors), tuple(operators), frozenset(leaves)) if len(leaves) <= MOST else None

    def _unchanged(self, call: int, cone: Cone, phase: int) -> bool:
        """True if the tensors that an operator reads hold in that phase what they held."""
        for tensor, space, before in cone.tensors:
            # Each write is in no earlier phase than the one before.
            for event in self.history.get(tensor, [])[before : before + 1]:
                if event.phase < phase + (not self.facts.together(call, space, event.call, event.space)):
                    return False
        return True

    def _repeat(self, call: int, phase: int) -> list[int]:
        """An operator and those below it, if all can be computed in that phase; those of them that are new there."""
        new: dict[int, None] = {}
        stack = [call]
        while stack:
            item = stack.pop()
            cone = self.cones[item]
            if item in new or phase <= self.phases[item] or phase in self.repeatable[item]:
                continue
            if cone is None or not self._unchanged(item, cone, phase):
                return []
            new[item] = None
            stack.extend(cone.operators)
        for item in new:
            self.repeatable[item].add(phase)
        return list(new)
