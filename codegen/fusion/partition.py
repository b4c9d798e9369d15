"""Partition: a program → regions, each a program of its own that becomes one loop.

Calls share a region where they touch one place in one phase and run over the same. A result that another region reads
goes through a temporary. Regions of one phase are independent of each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from mxsym.codegen.expr import Space
from mxsym.codegen.fusion.copies import fresh
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
    ResultRef,
    Role,
    Rows,
    Shape,
    Source,
    Tensor,
    shape_of,
)
from mxsym.codegen.program_text import print_programs

Run = tuple[int, int]
"""A call, by number, and the phase in which it is computed."""


@dataclass(frozen=True, slots=True)
class Region:
    """Calls that run as one loop. `program` has them alone; all regions of a phase end before the next phase begins."""

    program: Program
    phase: int

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls that belong here, without those that are repeated for them."""
        return tuple(call for call in self.program.calls if not call.repeated or any(call.writes()))

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
    temporaries = _temporaries(facts, phases, home)
    regions: list[Region] = []
    for runs in parts:
        builder = _Builder(facts, phases, temporaries, runs)
        program = builder.build()
        regions += [Region(part, runs[0][1]) for part in _split(program)]
    return tuple(regions)


def regions_text(regions: Iterable[Region]) -> str:
    """The text of the regions' programs, each after a remark that says its phase, without bodies."""
    texts: list[str] = []
    for region in regions:
        text = print_programs([region.program])
        texts.append(f"# phase {region.phase}\n{text[text.index('program {') :]}")
    return "\n".join(texts)


def _parts(facts: Dependences, phases: Phases) -> list[list[Run]]:
    """The runs of each region, by phase."""
    calls = facts.program.calls
    runs = [(call, phase) for call in range(len(calls)) if facts.runs(call) for phase in phases[call]]
    number = {run: index for index, run in enumerate(runs)}
    edges: list[tuple[int, int]] = []
    users: dict[object, int] = {}
    for index, (call, phase) in enumerate(runs):
        touched = [(access.of, access.space) for access in calls[call].reads()]
        touched += [(write.place, write.space) for write in calls[call].writes()]
        for place, space in touched:
            if space is Space.SCALAR:
                continue
            edges.append((users.setdefault((place, phase, facts.iterations[call]), index), index))
        for producer, made, read in facts.producers(call):
            if (producer, phase) in number and facts.together(producer, made, call, read):
                edges.append((number[producer, phase], index))
    parts = [[runs[index] for index in part] for part in components(len(runs), edges)]
    return sorted(parts, key=lambda part: part[0][1])


def _temporaries(facts: Dependences, phases: Phases, home: dict[Run, int]) -> dict[ResultRef, Tensor]:
    """The tensor of each result that another region reads: the output's where it is one, else a temporary."""
    program = facts.program
    tensors = {tensor.name: tensor for tensor in program.tensors}
    taken = set(tensors)
    kept: dict[ResultRef, Tensor] = {}
    for call in range(len(program.calls)):
        if not facts.runs(call):
            continue
        for access in facts.reads[call]:
            of = access.of
            if isinstance(of, Place) or of in kept or not _leaves(facts, phases, home, call, access):
                continue
            producer = program.calls[facts.number[of.call]]
            result = next(result for result in producer.results if result.name == of.result)
            outputs = [place.tensor for place in result.targets if tensors[place.tensor].role is Role.OUTPUT]
            if outputs:
                kept[of] = tensors[outputs[0]]
            else:
                name = fresh(f"{of.call}_{of.result}", taken)
                kept[of] = Tensor(name, result.dtype, shape_of(producer.shape, result.space), Role.TEMPORARY)
    return kept


def _leaves(facts: Dependences, phases: Phases, home: dict[Run, int], call: int, access: Access) -> bool:
    """True if a call reads a result, somewhere, that its own region does not make for each element."""
    assert isinstance(access.of, ResultRef)
    producer = facts.number[access.of.call]
    return access.space is Space.SCALAR or any(
        home.get((producer, phase), -1) != home[call, phase] for phase in phases[call]
    )


def _in_order(facts: Dependences, calls: list[int]) -> list[int]:
    """A region's calls, each operator right before what first needs it, wherever other regions lie between.

    A call that writes a tensor needs whatever reads that before it.
    """
    order: list[int] = []
    waiting: set[int] = set()
    readers: dict[str, list[int]] = {}
    roles = {tensor.name: tensor.role for tensor in facts.program.tensors}
    for number in calls:
        call = facts.program.calls[number]
        written = [w.place.tensor for w in call.writes() if roles[w.place.tensor] is not Role.OUTPUT]
        for access in call.reads():
            if isinstance(access.of, Place):
                readers.setdefault(access.of.tensor, []).append(number)
        if not written and not call.is_update:
            waiting.add(number)
            continue
        needed: set[int] = set()
        stack = [item for tensor in written for item in readers.pop(tensor, [])]
        stack += [producer for producer, _, _ in facts.producers(number)]
        while stack:
            item = stack.pop()
            if item in waiting:
                waiting.remove(item)
                needed.add(item)
                stack += [producer for producer, _, _ in facts.producers(item)]
        order += [*sorted(needed), number]
    return [*order, *sorted(waiting)]


def _split(program: Program) -> list[Program]:
    """A region on all rows as one on those that its source stores and one on the others."""
    if all(call.rows is not Rows.ALL for call in program.calls):
        return [program]
    return [
        replace(program, calls=tuple(replace(call, rows=rows) if call.source else call for call in program.calls))
        for rows in (Rows.LISTED, Rows.UNLISTED)
    ]


@dataclass
class _Builder:
    """Makes the program of a region: its calls, and those that are repeated for them."""

    facts: Dependences
    phases: Phases
    temporaries: dict[ResultRef, Tensor]
    runs: list[Run]
    calls: list[Call] = field(default_factory=list[Call])
    made: dict[tuple[int, Space], str] = field(default_factory=dict[tuple[int, Space], str])
    taken: set[str] = field(default_factory=set[str])
    used: dict[str, None] = field(default_factory=dict[str, None])

    def build(self) -> Program:
        numbers = [call for call, _ in self.runs]
        self.taken = {self.facts.program.calls[call].name for call in numbers}
        for call in _in_order(self.facts, numbers):
            self._add(call, Space.ELEMENT, repeated=False)
        tensors = {tensor.name: tensor for tensor in self.facts.program.tensors}
        tensors |= {tensor.name: tensor for tensor in self.temporaries.values()}
        outputs = [
            write.place.tensor
            for call in numbers
            for write in self._named(call).writes()
            if tensors[write.place.tensor].role in (Role.OUTPUT, Role.TEMPORARY) and write.place.element is None
        ]
        names = [*(name for name in self.used if name not in outputs), *dict.fromkeys(outputs)]
        return Program(tuple(tensors[name] for name in names), tuple(self.calls))

    def _named(self, call: int) -> Call:
        name = self.made[call, Space.ELEMENT]
        return next(item for item in self.calls if item.name == name)

    def _add(self, number: int, space: Space, *, repeated: bool) -> None:
        """Add a call, computed at a granularity, after what is repeated for it."""
        stack = [(number, space, repeated)]
        while stack:
            number, space, repeated = stack[-1]
            missing = [item for item in self._missing(number, space) if item not in self.made]
            if missing:
                stack += [(*item, True) for item in reversed(missing)]
                continue
            stack.pop()
            if (number, space) not in self.made:
                self._append(number, space, repeated=repeated)

    def _missing(self, number: int, space: Space) -> list[tuple[int, Space]]:
        """The calls, each at a granularity, that are to be repeated for a call."""
        return [
            (producer, min(space, read))
            for producer, _, read in self.facts.producers(number)
            if self.facts.repeated[producer]
        ]

    def _append(self, number: int, space: Space, *, repeated: bool) -> None:
        call = self.facts.program.calls[number]
        name = call.name if not repeated or call.name not in self.taken else fresh(call.name, self.taken)
        self.taken.add(name)
        self.made[number, space] = name
        operands = tuple(
            Operand(item.parameter, self._source(item.source, min(space, item.space)), min(space, item.space))
            for item in call.operands
        )
        here = space is Space.ELEMENT and (number, self.phases[number][0]) in self.runs
        results = tuple(
            replace(
                result,
                space=min(space, result.space),
                targets=self._targets(call, result.name, result.targets) if here else (),
            )
            for result in call.results
        )
        made = replace(call, name=name, operands=operands, results=results, repeated=repeated)
        self.calls.append(made)
        for access in made.reads():
            if isinstance(access.of, Place):
                self.used[access.of.tensor] = None
        self.used |= dict.fromkeys(write.place.tensor for write in made.writes())

    def _targets(self, call: Call, result: str, targets: tuple[Place, ...]) -> tuple[Place, ...]:
        tensor = self.temporaries.get(ResultRef(call.name, result))
        return targets if tensor is None or Place(tensor.name) in targets else (*targets, Place(tensor.name))

    def _source(self, source: Source, space: Space) -> Source:
        """What an operand reads here: a result of this region, or what another has stored."""
        if isinstance(source, Place | Number):
            return source
        producer = self.facts.number[source.call]
        if (producer, space) in self.made:
            return ResultRef(self.made[producer, space], source.result)
        return Place(self.temporaries[source].name)
