"""In which phases each op is computed: operators anew where that moves less memory than storing what they give.

Input: an `Analysis`, op by op as it finds the phase of each. Output: the phases of each op; for most, its own.
A running average's `average * 0.99` could run in the first phase, but is read where the weight is stored, in a later
one. A scaled gradient is read for its norm and, a phase later, by the update. Stored in between, each would cost two
passes over memory; so it is computed where it is read, out of variables that still hold what they held. Ops that write
those then wait until that has happened.
Non-goals: numbers, which every group computes for itself (`Analysis.inlined`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from mxsym.codegen.expr import Granularity
from mxsym.opgraph.analysis import Access, Analysis, reach, reduces, writes, written
from mxsym.opgraph.node import Entry, Node

MOST = 16
"""An operator made of more variables than this is stored."""


@dataclass(frozen=True, slots=True)
class _Cone:
    """What an operator reads: variables, each with the number of writes before; operators; all variables below."""

    variables: tuple[tuple[Node, Granularity, int], ...]
    operators: tuple[Node, ...]
    leaves: frozenset[Node]


@dataclass
class Moves:
    """The phases in which operators may be computed; ops are added in the order in which they run."""

    facts: Analysis
    heads: frozenset[Node]
    writers: dict[Node, list[Access]] = field(default_factory=dict[Node, "list[Access]"])
    cones: dict[Node, _Cone | None] = field(default_factory=dict[Node, "_Cone | None"])
    allowed: dict[Node, set[int]] = field(default_factory=dict[Node, set[int]])

    def add(self, node: Node) -> list[tuple[Node, int]]:
        """Take up an op whose phase is known. What may now be computed anew in a phase, which no write may precede."""
        phase = self.facts.phase[node]
        for entry, space in written(node):  # before the moves: what is read apart from them cannot go along with them
            self.writers.setdefault(entry.node, []).append((node, space))
        found = [moved for item in self._operands(node) for moved in self._move(item, phase)]
        self.cones[node] = self._cone(node)
        return [(item, phase) for item in found]

    def _operands(self, node: Node) -> Iterator[Node]:
        """The ops whose elements one could read as they are made."""
        for entry, space in self.facts.reads(node):
            if self._alike(entry, node, space):
                yield entry.node

    def _alike(self, entry: Entry, node: Node, space: Granularity) -> bool:
        """True if what an op gives could be computed where it is read."""
        made = entry.node.rule is not None
        return made and self.facts.together((entry.node, reach(entry)), (node, space))

    def _cone(self, node: Node) -> _Cone | None:
        """Out of what variables an operator is made, element by element; None where its result must be stored."""
        facts, rule = self.facts, node.rule
        if rule is None or rule.is_update or writes(node) or node in self.heads or node in facts.source:
            return None
        if facts.inlined(node) or reduces(node):
            return None
        reads = [(entry.node, space) for entry, space in facts.reads(node)]
        variables = [(item, space, len(self.writers.get(item, ()))) for item, space in reads if item.rule is None]
        operators = [item for item, space in reads if item.rule is not None and space is not Granularity.SCALAR]
        leaves = {item for item, space, _ in variables if space is not Granularity.SCALAR}
        for item in operators:
            below = self.cones[item]
            if below is None:
                return None
            leaves |= below.leaves
        return _Cone(tuple(variables), tuple(operators), frozenset(leaves)) if len(leaves) <= MOST else None

    def _unchanged(self, node: Node, cone: _Cone, phase: int) -> bool:
        """Whether the variables that an operator reads hold in that phase what they held."""
        for variable, space, before in cone.variables:
            later = self.writers.get(variable, [])[
                before : before + 1
            ]  # each write is in no earlier phase than the last
            for other in later:
                apart = not self.facts.together((node, space), other)
                if self.facts.phase[other[0]] < phase + apart:
                    return False
        return True

    def _move(self, node: Node, phase: int) -> list[Node]:
        """An operator and those below it, if all can be computed in that phase; those of them that are new there."""
        found: dict[Node, None] = {}
        stack = [node]
        while stack:
            item = stack.pop()
            cone = self.cones[item]
            if item in found or phase <= self.facts.phase[item] or phase in self.allowed.get(item, ()):
                continue
            if cone is None or not self._unchanged(item, cone, phase):
                return []
            found[item] = None
            stack.extend(cone.operators)
        for item in found:
            self.allowed.setdefault(item, set()).add(phase)
        return list(found)

    def phases(self) -> dict[Node, tuple[int, ...]]:
        """The phases in which each op is computed, in order."""
        users: dict[Node, set[int]] = {}
        found: dict[Node, tuple[int, ...]] = {}
        for node in reversed(self.facts.nodes):
            found[node] = tuple(sorted(self._chosen(node, users.get(node, set()))))
            for entry, space in self.facts.reads(node):
                if entry.node.rule is not None:
                    # Who reads a number, or runs on other rows, reads what is stored.
                    anew = self._alike(entry, node, space)
                    users.setdefault(entry.node, set()).update(found[node] if anew else (self.facts.phase[entry.node],))
        return found

    def _chosen(self, node: Node, users: set[int]) -> set[int]:
        """The phases in which an op is computed whose elements are read in those of `users`."""
        own, cone = self.facts.phase[node], self.cones[node]
        later = users & self.allowed.get(node, set())
        if cone is None or not later:
            return {own}
        stays = bool(users - later)
        size, read = (sum(self.facts.dtype(Entry(item)).bytes for item in items) for items in ([node], cone.leaves))
        stored = size * (1 + len(later)) + (0 if stays else read)
        if read * len(later) > stored:
            return {own}
        return later | {own} if stays else later
