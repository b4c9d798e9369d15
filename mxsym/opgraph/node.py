"""Op graphs as data: immutable `Variable`s and `Op`s, the `Entry`s that name one output of one, and `SymbolGraph`s."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mxsym.codegen.dtypes import F32, DType
from mxsym.codegen.record import field, record
from mxsym.opgraph.attributes import declared_storage
from mxsym.rule.body import Body
from mxsym.rule.rule import VERSIONS, Rule

VERSIONS_OF = dict(zip(VERSIONS, (10901, 20000), strict=True))
"""The number with which MXNet stamps its files, by version."""
VERSION = VERSIONS_OF[VERSIONS[-1]]
"""That of the version whose semantics an op has unless it is asked for another."""


def out_names(count: int) -> list[str]:
    """Default names of the variables that receive this many outputs."""
    return [f"out{number or ''}" for number in range(count)]


class Entry(NamedTuple):
    """One output of a node; or one element of it, as a number: `element` is (which, of how many).

    It is a key of many tables, and a tuple is hashed and compared by C.
    """

    node: Node
    index: int = 0  # pyright: ignore[reportIncompatibleMethodOverride]: nobody searches in an entry
    element: tuple[int, int] | None = None

    @property
    def whole(self) -> Entry:
        """The output that this is, or is an element of."""
        return self if self.element is None else Entry(self.node, self.index)

    @property
    def stored(self) -> Entry:
        """The variable, or element of one, that this output is stored to; itself if it is stored nowhere."""
        outs = self.node.outs if isinstance(self.node, Op) else ()
        return outs[self.index] if self.index < len(outs) else self

    @property
    def variable(self) -> Variable:
        """The variable that this is, or is an element of: an entry that an op writes is one."""
        assert isinstance(self.node, Variable)
        return self.node

    def part(self, number: int, count: int) -> Entry:
        """Element `number` of this output, which must have `count`."""
        return Entry(self.node, self.index, (number, count))


@record(eq=False)
class Variable:
    """A named tensor. With `extent` it is the graph's own vector of so many values of `dtype`, bound to no array."""

    name: str
    hidden: Mapping[str, str] = field(default_factory=dict[str, str])
    where: str = ""
    extent: int | None = None
    dtype: DType = F32

    @property
    def storage(self) -> str | None:
        """The storage that the variable says its tensor has."""
        return declared_storage(self.hidden)

    def outputs(self) -> list[str]:
        """The name of the one output, as MXNet gives it."""
        return [self.name]


@record(eq=False)
class Op:
    """A rule applied to entries.

    `inputs` maps the rule's input names, and the names of attributes that are given as Symbols, to entries. `attrs`
    holds the attributes that were given as values. `outs` are the variables that the first outputs are stored to, or
    elements of such. `extent`: the output is a vector of so many float32 values. `after`: what must come before it
    and gives it nothing. `version`: the version of MXNet that the op was asked for, or loaded, as of; `texts` are the
    attributes as the file had them. `parts`: ops that compute with the same numbers, for what the op is given.
    """

    rule: Rule
    name: str
    inputs: Mapping[str, Entry] = field(default_factory=dict[str, Entry])
    attrs: Mapping[str, Any] = field(default_factory=dict[str, Any])
    outs: tuple[Entry, ...] = ()
    hidden: Mapping[str, str] = field(default_factory=dict[str, str])
    where: str = ""
    extent: int | None = None
    after: tuple[Op, ...] = ()
    version: int = VERSION
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    parts: tuple[Op, ...] = ()

    @property
    def edges(self) -> list[tuple[str, Entry]]:
        """Entries that the op reads and stores to. The variables of several outputs are `out`, `out1`, `out2`, …"""
        return [*self.inputs.items(), *zip(out_names(len(self.outs)), self.outs, strict=True)]

    @property
    def out(self) -> Variable | None:
        """The variable that the first output is stored to."""
        return self.outs[0].variable if self.outs else None

    @property
    def states(self) -> list[Variable]:
        """The variables that this op writes as states."""
        return [self.inputs[name].variable for name in self.rule.states if name in self.inputs]

    def body(self, ndim: int | None = None) -> Body:
        """The rule's body as this op specialises it, for a weight with so many axes; None: a usual number.

        Raises:
            AxesError: the rule refuses a weight with so many.
        """
        absent = frozenset(item.name for item in self.rule.inputs if item.name not in self.inputs)
        return self.rule.body(self.attrs, absent, ndim)

    @property
    def has_matrices(self) -> bool:
        """True if the op has matrices of other axes than the weight's, or library calls."""
        return self.rule.has_matrices

    def outputs(self) -> list[str]:
        """The names of the outputs, as MXNet gives them."""
        count = len(self.rule.outputs)
        return [f"{self.name}_output{number if count > 1 else ''}" for number in range(count)]


Node = Variable | Op
"""A node of a graph."""


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
            if isinstance(node, Variable):
                order.append(node)
                continue
            stack.append((node, True))
            below = [*node.after, *(entry.node for entry in (*node.inputs.values(), *node.outs))]
            stack.extend((item, False) for item in reversed(below) if item not in seen)
    return order


class SymbolGraph:
    """One or more outputs of a graph of ops, and all that they are computed from. Immutable."""

    __slots__ = ("_nodes", "entries", "roots")

    def __init__(self, entries: Sequence[Entry], roots: Sequence[Entry] | None = None) -> None:
        """`roots` are the entries and what else runs, in order, where that is more."""
        self.entries = tuple(entries)
        self.roots = self.entries if roots is None else tuple(roots)
        self._nodes: list[Node] | None = None

    @property
    def name(self) -> str | None:
        """The node's name; None for a group."""
        return self.entries[0].node.name if len(self.entries) == 1 else None

    def nodes(self) -> list[Node]:
        """Every node, inputs before users, in the order in which the ops run."""
        if self._nodes is None:
            self._nodes = topological(self.roots)
        return list(self._nodes)

    def _variables(self, auxiliary: bool) -> list[Variable]:
        states = {state for op in ops_of(self) for state in op.states}
        return [node for node in variables_of(self) if (node in states) is auxiliary]

    def list_arguments(self) -> list[str]:
        """Names of the variables that ops read or store to, in topological order."""
        return [node.name for node in self._variables(auxiliary=False)]

    def list_auxiliary_states(self) -> list[str]:
        """Names of the variables that ops keep their state in."""
        return [node.name for node in self._variables(auxiliary=True)]

    def list_inputs(self) -> list[str]:
        """Names of all variables."""
        return [node.name for node in variables_of(self)]

    def list_outputs(self) -> list[str]:
        """Names of the outputs: `<node>_output`, numbered where a node has several."""
        return [entry.node.outputs()[entry.index] for entry in self.entries]


def variables_of(graph: SymbolGraph) -> list[Variable]:
    """The variables of a graph, in topological order."""
    return [node for node in graph.nodes() if isinstance(node, Variable)]


def ops_of(graph: SymbolGraph) -> list[Op]:
    """The ops of a graph, in the order in which they run."""
    return [node for node in graph.nodes() if isinstance(node, Op)]
