"""Partition: a program → regions, each a program of its own that becomes one loop."""

# Calls share a region if they touch one place in one phase and run over the same domain. A result that another region
# reads goes through a temporary. Regions of one phase are independent of each other.

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from mxsym.codegen.expr import Granularity, meet
from mxsym.codegen.fusion.dependences import Dependences, Order
from mxsym.codegen.fusion.rematerialize import Phases
from mxsym.codegen.graph import components
from mxsym.codegen.program import (
    Access,
    Call,
    Number,
    Operand,
    Place,
    Program,
    Result,
    ResultRef,
    Role,
    Rows,
    Shape,
    Source,
    Storage,
    Tensor,
    fresh,
    shape_of,
)
from mxsym.codegen.record import field, record, replace

Run = tuple[int, int]
"""A call, by number, and the phase in which it is computed."""


@record
class Region:
    """Calls that run as one loop. `program` has them alone; all regions of a phase end before the next phase begins.

    Regions of a phase are independent, with one exception. Numbers that a region on listed rows stores may be read by
    the one on the others, and are stored when both are done. `origins`: for each call, its name in the whole program.
    """

    program: Program
    phase: int
    origins: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Region {self.title}: {len(self.program.calls)} calls over {list(self.shape)}, phase {self.phase}>"

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls that belong here, without those that are repeated for them."""
        return tuple(call for call in self.program.calls if not call.repeated or any(call.writes()))

    @property
    def title(self) -> str:
        """The names of the region's updates, or of its operators where it has no update."""
        calls = self.calls
        updates = [call.name for call in calls if call.is_update]
        return "+".join(updates or [call.name for call in calls])

    @property
    def shape(self) -> Shape:
        """The shape that the region runs over."""
        return self.calls[0].shape

    @property
    def rows(self) -> Rows:
        """The rows that the region runs over."""
        return self.calls[0].rows

    @property
    def source(self) -> str | None:
        """The row-sparse tensor that lists them."""
        return self.calls[0].source


def partition(order: Order, phases: Phases) -> tuple[Region, ...]:
    """Cut a program into regions, in the order in which they run.

    A region on all rows of a row-sparse source becomes two: one on the rows that the source stores, one on the others.
    """
    facts = order.facts
    parts = _parts(facts, phases)
    home = {run: number for number, runs in enumerate(parts) for run in runs}
    tensors = {tensor.name: tensor for tensor in facts.program.tensors}
    temporaries = _temporaries(facts, phases, home, tensors)
    tensors |= {tensor.name: tensor for tensor in temporaries.values()}
    regions: list[Region] = []
    for runs in parts:
        builder = _Builder(facts, phases, tensors, temporaries, runs)
        program = builder.build()
        regions += [Region(part, runs[0][1], tuple(builder.origins)) for part in _split(program)]
    return tuple(regions)


def _parts(facts: Dependences, phases: Phases) -> list[list[Run]]:
    """The runs of each region, by phase."""
    runs = [(call, phase) for call in range(len(phases)) if facts.runs(call) for phase in phases[call]]
    number = {run: index for index, run in enumerate(runs)}
    edges: list[tuple[int, int]] = []
    users: dict[tuple[Place | ResultRef, int, int], int] = {}
    written = {
        (write.place, phase, facts.over[call])
        for call, phase in runs
        for write in facts.writes[call]
        if write.space.by_row
    }
    for index, (call, phase) in enumerate(runs):
        over = facts.over[call]
        touched = [access.of for access in facts.accesses[call] if access.space.by_row]
        touched += [write.place for write in facts.writes[call] if write.space.by_row]
        for access in facts.reads[call]:  # by way of repeated calls, too
            of = access.of
            if isinstance(of, Place):
                touched += [of] if access.space.by_row and (of, phase, over) in written else []
            elif facts.passes(of, call, access.space) and (run := (facts.number[of.call], phase)) in number:
                edges.append((number[run], index))
        edges += [(users.setdefault((place, phase, over), index), index) for place in touched]
        edges += [(number[run], index) for of in facts.alike(call) if (run := (of, phase)) in number]
    parts = [[runs[index] for index in part] for part in components(len(runs), edges)]
    return sorted(parts, key=lambda part: part[0][1])


def _temporaries(
    facts: Dependences, phases: Phases, home: Mapping[Run, int], tensors: Mapping[str, Tensor]
) -> dict[ResultRef, Tensor]:
    """The tensor of each result that another region reads: one that holds it from then on, else a temporary."""
    program = facts.program
    writers = Counter(write.place.tensor for writes in facts.writes for write in writes)
    taken = set(tensors)
    stored: dict[ResultRef, Tensor] = {}
    for call in range(len(program.calls)):
        if not facts.runs(call):
            continue
        for access in facts.reads[call]:
            of = access.of
            if isinstance(of, Place) or of.whole in stored or not _leaves(facts, phases, home, call, access):
                continue
            producer = program.calls[facts.number[of.call]]
            result = next(result for result in producer.results if result.name == of.result)
            targets = (tensors[p.tensor] for p in result.targets if p.element is None and writers[p.tensor] == 1)
            whole = next((tensor for tensor in targets if tensor.storage is Storage.DENSE), None)
            if whole is not None:
                stored[of.whole] = whole
            else:
                name = fresh(f"{of.call}_{of.result}", taken)
                stored[of.whole] = Tensor(name, result.dtype, shape_of(producer.shape, result.space), Role.TEMPORARY)
    return stored


def _leaves(facts: Dependences, phases: Phases, home: Mapping[Run, int], call: int, access: Access) -> bool:
    """True if a call reads a result, somewhere, that its own region does not make for each element."""
    assert isinstance(access.of, ResultRef)
    producer = facts.number[access.of.call]
    if not facts.passes(access.of, call, access.space):
        return True
    return any(home.get((producer, phase)) != home[call, phase] for phase in phases[call])


def _in_order(facts: Dependences, tensors: Mapping[str, Tensor], calls: list[int]) -> list[int]:
    """A region's calls, each operator right before what first needs it, whatever other regions come between.

    A call that writes a tensor needs whatever reads that before it.
    """
    order: list[int] = []
    waiting: set[int] = set()
    readers: dict[str, list[int]] = {}
    for number in calls:
        call = facts.program.calls[number]
        written = [w.place.tensor for w in facts.writes[number] if tensors[w.place.tensor].role is not Role.OUTPUT]
        for access in facts.accesses[number]:
            if isinstance(access.of, Place):
                readers.setdefault(access.of.tensor, []).append(number)
        if not written and not call.is_update:
            waiting.add(number)
            continue
        needed: set[int] = set()
        stack = [item for tensor in written for item in readers.pop(tensor, [])]
        stack += [read.producer for read in facts.results[number]]
        while stack:
            item = stack.pop()
            if item in waiting:
                waiting.remove(item)
                needed.add(item)
                stack += [read.producer for read in facts.results[item]]
        order += [*sorted(needed), number]
    return [*order, *sorted(waiting)]


def _split(program: Program) -> list[Program]:
    """A region on all rows as one on those that its source stores, which also stores numbers, and one on the others."""
    if all(call.rows is not Rows.ALL for call in program.calls):
        return [program]
    listed = (_on(call, Rows.LISTED) for call in program.calls)
    others = (_on(call, Rows.UNLISTED) for call in program.calls)
    return [replace(program, calls=tuple(calls)) for calls in (listed, others)]


def _on(call: Call, rows: Rows) -> Call:
    """A call on some of the rows."""
    results = call.results
    if rows is Rows.UNLISTED:
        results = tuple(replace(item, targets=()) if item.space is Granularity.SCALAR else item for item in results)
    return replace(call, results=results, rows=rows if call.source is not None else call.rows)


@record(frozen=False)
class _Builder:
    """Makes the program of a region: its calls, and those that are repeated for them."""

    facts: Dependences
    phases: Phases
    tensors: Mapping[str, Tensor]
    temporaries: Mapping[ResultRef, Tensor]
    runs: list[Run]
    calls: list[Call] = field(default_factory=list[Call])
    origins: list[str] = field(default_factory=list[str])
    call_names: dict[tuple[int, Granularity], str] = field(default_factory=dict[tuple[int, Granularity], str])
    taken: set[str] = field(default_factory=set[str])
    members: set[int] = field(default_factory=set[int])
    used: dict[str, None] = field(default_factory=dict[str, None])

    def build(self) -> Program:
        numbers = [call for call, _ in self.runs]
        self.members = set(numbers)
        self.taken = {self.facts.program.calls[call].name for call in numbers}
        for call in _in_order(self.facts, self.tensors, numbers):
            self._add(call)
        calls = {call.name: call for call in self.calls}
        outputs = {
            write.place.tensor: None
            for call in numbers
            for write in calls[self.call_names[call, Granularity.ELEMENT]].writes()
            if self.tensors[write.place.tensor].role in (Role.OUTPUT, Role.TEMPORARY) and write.place.element is None
        }
        names = [*(name for name in self.used if name not in outputs), *outputs]
        return Program(tuple(self.tensors[name] for name in names), tuple(self.calls))

    def _add(self, call: int) -> None:
        """Add a call of this region, after what is repeated for it."""
        stack = [(call, Granularity.ELEMENT, False)]
        while stack:
            number, space, repeated = stack[-1]
            missing = [item for item in self._missing(number, space) if item not in self.call_names]
            if missing:
                stack += [(*item, True) for item in reversed(missing)]
                continue
            stack.pop()
            if (number, space) not in self.call_names:
                self._append(number, space, repeated=repeated)

    def _missing(self, number: int, space: Granularity) -> list[tuple[int, Granularity]]:
        """The calls, each at a granularity, that are to be repeated for a call."""
        return [
            (read.producer, meet(space, read.read_as))
            for read in self.facts.results[number]
            if self.facts.repeated[read.producer]
        ]

    def _append(self, number: int, space: Granularity, *, repeated: bool) -> None:
        call = self.facts.program.calls[number]
        self.origins.append(call.name)
        name = call.name if not repeated or call.name not in self.taken else fresh(call.name, self.taken)
        self.taken.add(name)
        self.call_names[number, space] = name
        stores = space is Granularity.ELEMENT and number in self.members and self.phases[number][0] == self.runs[0][1]
        operands = call.operands
        if space is not Granularity.ELEMENT or self.facts.results[number]:
            operands = tuple(self._operand(item, meet(space, item.space)) for item in call.operands)
        results = tuple(self._result(call.name, result, space, stores=stores) for result in call.results)
        if repeated or name != call.name or operands != call.operands or results != call.results:
            call = replace(call, name=name, operands=operands, results=results, repeated=repeated)
        self.calls.append(call)
        for operand in operands:
            if isinstance(operand.source, Place):
                self.used[operand.source.tensor] = None
        self.used |= dict.fromkeys(place.tensor for result in results for place in result.targets)

    def _operand(self, operand: Operand, space: Granularity) -> Operand:
        """An operand as it is here: read at a granularity, from this region or from memory."""
        source = self._source(operand.source, space)
        if source == operand.source and space is operand.space:
            return operand
        return Operand(operand.parameter, source, space)

    def _result(self, call: str, result: Result, space: Granularity, *, stores: bool) -> Result:
        """A result as it is here: computed at a granularity, and stored or not."""
        tensor = self.temporaries.get(ResultRef(call, result.name)) if stores and self.temporaries else None
        if tensor is not None and Place(tensor.name) not in result.targets:
            return replace(result, targets=(*result.targets, Place(tensor.name)))
        if space is Granularity.ELEMENT and (stores or not result.targets):
            return result
        return replace(result, space=meet(space, result.space), targets=result.targets if stores else ())

    def _source(self, source: Source, space: Granularity) -> Source:
        """The source that an operand has here: a result of this region, or what another has stored."""
        if isinstance(source, Place | Number):
            return source
        producer = self.facts.number[source.call]
        if (producer, space) in self.call_names:
            return ResultRef(self.call_names[producer, space], source.result)
        return Place(self.temporaries[source.whole].name, source.element)
