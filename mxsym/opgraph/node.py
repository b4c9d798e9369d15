"""The nodes that Symbols are views of.

Input: rules, names, attributes. Output: immutable `Node`s and the `Entry`s that name one output of one.
Non-goals: what may be composed (`compose.py`), types (`infer.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mxsym.opgraph.attributes import declared_storage
from mxsym.rule.rule import VERSIONS, Rule
from mxsym.rule.trace import Body

VERSIONS_OF = dict(zip(VERSIONS, (10901, 20000), strict=True))
"""The number with which MXNet stamps its files, by version."""
VERSION = VERSIONS_OF[VERSIONS[-1]]
"""That of the version whose semantics an op has unless it is asked for another."""


def out_names(count: int) -> list[str]:
    """What the variables are called that so many outputs are stored to."""
    return [f"out{number or ''}" for number in range(count)]


@dataclass(frozen=True, slots=True)
class Entry:
    """One output of a node; or one element of it, as a number: `element` is (which, of how many)."""

    node: Node
    index: int = 0
    element: tuple[int, int] | None = None

    @property
    def whole(self) -> Entry:
        """The output that this is, or is an element of."""
        return self if self.element is None else Entry(self.node, self.index)

    def part(self, number: int, count: int) -> Entry:
        """Element `number` of this output, which must have `count`."""
        return Entry(self.node, self.index, (number, count))


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A variable (`rule` is None) or an op.

    `inputs` maps the rule's input names, and the names of attributes that are given as Symbols, to entries. `attrs`
    holds the attributes that were given as values. `outs` are the variables that the first outputs are stored to, or
    elements of such. `extent`: this is the graph's own vector of so many float32 values. `after`: what must come
    before it and gives it nothing. `version`: the version of MXNet that the op was asked for, or loaded, as of; `texts`
    are the attributes as the file had them.
    """

    rule: Rule | None
    name: str
    inputs: Mapping[str, Entry] = field(default_factory=dict[str, Entry])
    attrs: Mapping[str, Any] = field(default_factory=dict[str, Any])
    outs: tuple[Entry, ...] = ()
    hidden: Mapping[str, str] = field(default_factory=dict[str, str])
    where: str = ""
    extent: int | None = None
    after: tuple[Node, ...] = ()
    version: int = VERSION
    texts: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def storage(self) -> str | None:
        """The storage that a variable says its tensor has."""
        return declared_storage(self.hidden)

    @property
    def edges(self) -> list[tuple[str, Entry]]:
        """What an op reads and stores to. The variables of several outputs are `out`, `out1`, `out2`, …"""
        return [*self.inputs.items(), *zip(out_names(len(self.outs)), self.outs, strict=True)]

    @property
    def out(self) -> Node | None:
        """The variable that the first output is stored to."""
        return self.outs[0].node if self.outs else None

    @property
    def states(self) -> list[Node]:
        """The variables that this op writes as states."""
        return [self.inputs[name].node for name in self.rule.states if name in self.inputs] if self.rule else []

    def body(self) -> Body:
        """The rule's body as this op specialises it."""
        assert self.rule is not None
        absent = frozenset(item.name for item in self.rule.inputs if item.name not in self.inputs)
        return self.rule.body(self.attrs, absent)

    def outputs(self) -> list[str]:
        """The names of this node's outputs, as MXNet gives them."""
        if self.rule is None:
            return [self.name]
        count = len(self.rule.outputs)
        return [f"{self.name}_output{number if count > 1 else ''}" for number in range(count)]


def topological(entries: Sequence[Entry]) -> list[Node]:
    """Depth first, inputs before users, without recursion: a long chain is no deep stack."""
    order: list[Node] = []
    seen: set[Node] = set()
    stack: list[tuple[Node, bool]] = [(entry.node, False) for entry in reversed(entries)]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            below = [*node.after, *(entry.node for entry in (*node.inputs.values(), *node.outs))]
            stack.extend((item, False) for item in reversed(below) if item not in seen)
    return order
