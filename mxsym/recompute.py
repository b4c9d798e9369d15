"""In which phases each op is computed: operators anew where that moves less memory than storing what they give.

Input: an `Analysis` with the phase of each op. Output: the phases of each op; for most, its own.
A running average's `average * 0.99` could run in the first phase, but is read where the weight is stored, in a later
one. A scaled gradient is read for its norm and, a phase later, by the update. Stored in between, each would cost two
passes over memory; so it is computed where it is read, out of variables that still hold what they held.
Non-goals: numbers, which every group computes for itself (`Analysis.inlined`).
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mxsym.codegen.expr import Space
from mxsym.symbol import Entry, Node

if TYPE_CHECKING:
    from mxsym.analysis import Analysis


@dataclass(frozen=True, slots=True)
class _Cone:
    """What an operator is made of: variables, which hold the same up to the phase `until`."""

    leaves: frozenset[Node]
    until: float = math.inf


def _cone(
    facts: Analysis, node: Node, writers: Mapping[Node, deque[Node]], cones: Mapping[Node, _Cone | None]
) -> _Cone | None:
    """Out of what variables an operator is made, element by element; None where its result must be stored.

    `writers`: the ops that come later and write each variable, in order, and so by phase. `cones`: those of the ops
    before it.
    """
    from mxsym.analysis import apart, reduces, writes

    rule = node.rule
    if rule is None or rule.is_update or writes(node) or reduces(node) or facts.inlined(node) or node in facts.source:
        return None
    leaves, until = set[Node](), math.inf
    for entry, space in facts.reads(node):
        if entry.node.rule is None:
            if later := writers.get(entry.node):
                until = min(until, facts.phase[later[0]] - apart(facts, node, later[0], space))
            leaves |= {entry.node} if space is not Space.SCALAR else set()
        elif space is not Space.SCALAR:
            below = cones[entry.node]
            if below is None:
                return None
            leaves |= below.leaves
            until = min(until, below.until)
    return _Cone(frozenset(leaves), until)


def _cones(facts: Analysis, writers: Mapping[Node, Sequence[Node]]) -> dict[Node, _Cone | None]:
    from mxsym.analysis import writes

    left = {variable: deque(nodes) for variable, nodes in writers.items()}
    heads = {entry.node for entry in facts.symbol.entries}
    cones: dict[Node, _Cone | None] = {}
    for node in facts.nodes:
        for variable in writes(node):
            left[variable].popleft()
        cones[node] = None if node in heads else _cone(facts, node, left, cones)
    return cones


def _phases(facts: Analysis, node: Node, cone: _Cone | None, users: set[int]) -> set[int]:
    """The phases in which an op is computed whose elements are read in those of `users`."""
    own = facts.phase[node]
    later = {phase for phase in users if cone is not None and own < phase <= cone.until}
    if cone is None or not later:
        return {own}
    stays = bool(users - later)
    size, read = (sum(facts.dtype(Entry(item)).bytes for item in items) for items in ([node], cone.leaves))
    stored = size * (1 + len(later)) + (0 if stays else read)
    if read * len(later) > stored:
        return {own}
    return later | {own} if stays else later


def phases(facts: Analysis, writers: Mapping[Node, Sequence[Node]]) -> dict[Node, tuple[int, ...]]:
    """The phases in which each op is computed, in order. `writers`: the ops that write each variable."""
    cones = _cones(facts, writers)
    users: dict[Node, set[int]] = {}
    found: dict[Node, tuple[int, ...]] = {}
    for node in reversed(facts.nodes):
        found[node] = tuple(sorted(_phases(facts, node, cones[node], users.get(node, set[int]()))))
        for entry, space in facts.reads(node):
            if entry.node.rule is not None:
                alike = space is not Space.SCALAR and facts.kind(entry.node) == facts.kind(node)
                # Who reads a number, or runs on other rows, reads what is stored.
                users.setdefault(entry.node, set()).update(found[node] if alike else (facts.phase[entry.node],))
    return found
