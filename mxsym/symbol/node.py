"""The nodes that Symbols are views of.

Input: rules, names, attributes. Output: immutable `Node`s and the `Entry`s that name one output of one.
Non-goals: what may be composed (`compose.py`), types (`infer.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mxsym.registry import Rule
from mxsym.trace import Body


@dataclass(frozen=True, slots=True)
class Entry:
    """One output of a node."""

    node: Node
    index: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A variable (`rule` is None) or an op.

    `inputs` maps the rule's input names, and the names of attributes that are given as Symbols, to entries. `attrs`
    holds the attributes that were given as values. `out` is the variable that the output is stored to.
    """

    rule: Rule | None
    name: str
    inputs: Mapping[str, Entry] = field(default_factory=dict[str, Entry])
    attrs: Mapping[str, Any] = field(default_factory=dict[str, Any])
    out: Node | None = None
    hidden: Mapping[str, str] = field(default_factory=dict[str, str])
    where: str = ""

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
            below = [entry.node for entry in node.inputs.values()] + ([node.out] if node.out else [])
            stack.extend((item, False) for item in reversed(below) if item not in seen)
    return order
