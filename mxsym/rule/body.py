"""A rule's body: the graph that its function leaves, and bodies that are derived from another by substitution."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mxsym.codegen import expr as ir
from mxsym.codegen.dtypes import BOOL, F64, U8, T
from mxsym.codegen.expr import Expr, Granularity
from mxsym.codegen.graph import Buffer, Graph, Store, substitute
from mxsym.codegen.record import record
from mxsym.errors import RuleError
from mxsym.rule.axes import EVERY
from mxsym.rule.inputs import Input
from mxsym.rule.value import exactly, lift


@record
class Body:
    """A traced rule: `results` by name, which hold where `condition` does, and the `graph` that they are.

    The graph's first store is the output's, whatever the order of the results. `hints` are the author's names for
    values, `operations` all that the rule does. It is the body for weights with as many axes as `axes` say.
    """

    graph: Graph
    hints: Mapping[Expr, str]
    operations: frozenset[str]
    results: Mapping[str, Expr]
    condition: Expr | None = None
    line: int = 0
    """The line of the function that it returned from."""
    axes: range = EVERY
    places: Mapping[Expr, object] | None = None
    """Places in the function of reductions over the model; None where the body is of a text or of another body."""

    @property
    def over_model(self) -> list[Expr]:
        """The reductions over the model; one that another one needs comes before it."""
        return [node for node in self.graph.nodes() if node.op in ir.OF_MODEL]

    @property
    def roots(self) -> list[Expr]:
        """The results, and the condition under which they hold."""
        return [*self.results.values(), *([] if self.condition is None else [self.condition])]

    def derived(
        self,
        inputs: Iterable[Input],
        absent: frozenset[str],
        results: Mapping[str, Expr],
        *,
        numbers: tuple[str, ...] | None = None,
        image: Mapping[Expr, Expr] | None = None,
        condition: Expr | None = None,
    ) -> Body:
        """The body of a rule with other tensors and results, under the names that the author gave to values.

        `numbers`: those of the rule; None: the same. `image`: what values are there; None: what they are here.
        """
        hints = self.hints
        if image is not None:
            hints = {image[value]: name for value, name in hints.items() if value in image}
        numbers = self.graph.scalars if numbers is None else numbers
        present = (item for item in inputs if item.name not in absent)
        return make_body(self.graph.name, present, numbers, results, hints, condition, self.axes)


def make_body(
    name: str,
    inputs: Iterable[Input],
    scalars: tuple[str, ...],
    results: Mapping[str, Expr],
    hints: Mapping[Expr, str],
    condition: Expr | None = None,
    axes: range = EVERY,
) -> Body:
    """The results of a rule with these tensors and numbers as a graph.

    Raises:
        RuleError: they are no results of such a rule.
    """
    buffers = {item.name: item.buffer for item in inputs}
    if condition is not None and (strangers := [key for key in results if key not in buffers]):
        raise RuleError(f"only_if: {', '.join(strangers)} is no input, so it has no value to keep; leave it out")
    first = next(iter(buffers), "")
    if first not in results:
        first = next((key for key in results if key not in buffers), "")
    stores = tuple(
        Store(key, results[key] if condition is None else guarded_value(condition, results[key], buffers[key]))
        for key in sorted(results, key=lambda key: key != first)
    )
    graph = Graph(name, tuple(buffers.values()), scalars, stores)
    nodes = graph.nodes()
    _check_types(graph)
    _check_tiles(graph, nodes)
    _check_reads(graph, nodes)
    return Body(graph, hints, frozenset(node.op for node in nodes), results, condition, axes=axes)


def _bytes(graph: Graph) -> set[str]:
    """The states in 8 bits."""
    return {buffer.name for buffer in graph.buffers if buffer.dtype is U8}


def _check_types(graph: Graph) -> None:
    """Refuse results that are no floating-point numbers."""
    for store in graph.stores:
        if store.value.dtype is BOOL:
            raise RuleError(f"the new {store.buffer} is a truth value; choose numbers with where(condition, a, b)")
        if store.value.dtype.kind == "int" and store.buffer not in _bytes(graph):
            fix = "convert it, x.astype('generic'), or read its bits, mx.bitcast(x, 'float32')"
            raise RuleError(f"the new {store.buffer} is a whole number; {fix}")


def _check_tiles(graph: Graph, nodes: Sequence[Expr]) -> None:
    """Refuse values of blocks of elements without states in such blocks, and values of rows or columns with them."""
    tiles = {buffer.space for buffer in graph.buffers if buffer.space.tile}
    if strange := [node.space.tile for node in nodes if node.space.tile and node.space not in tiles]:
        fix = f"keep its states in such blocks: mx.State(code=…, block={strange[0]})"
        raise RuleError(f"it reduces blocks of {strange[0]} elements, in which no state of it is kept; {fix}")
    if tiles and any(node.space in (Granularity.ROW, Granularity.COLUMN) for node in nodes):
        coded = ", ".join(sorted(_bytes(graph)))
        raise RuleError(f"it reduces rows or columns, and {coded} is kept in blocks of elements; leave out the code")


def _check_reads(graph: Graph, nodes: Sequence[Expr]) -> None:
    """Refuse reads of what is not the rule's."""
    if private := sorted({node.op for node in nodes if ir.is_private(node)}):
        fix = "a rule has decode_… and encode_… of a code, and index without a word"
        raise RuleError(f"{', '.join(private)}: reads memory at a place that kernels alone compute; {fix}")
    leaves = {(node.op, str(node.attr)) for node in nodes if node.op in ("load", "scalar")}
    known = {("load", buffer.name) for buffer in graph.buffers} | {("scalar", name) for name in graph.scalars}
    if strange := sorted({name for _, name in leaves - known}):
        raise RuleError(f"{', '.join(strange)} belongs to another rule; use this one's tensors and numbers")


def guarded_value(condition: Expr, new: Expr, buffer: Buffer) -> Expr:
    """A new value where the condition holds, else what the input was. One number keeps all of its digits."""
    if buffer.space is Granularity.SCALAR:
        return ir.apply("where", condition, ir.cast(new, F64), ir.load(buffer.name, F64, buffer.space))
    return ir.apply("where", condition, new, ir.load(buffer.name, buffer.dtype, buffer.space, buffer.axes))


def substituted(body: Body, values: Mapping[str, Any]) -> tuple[dict[str, Expr], Expr | None, dict[Expr, Expr]]:
    """A body's results and its condition with these values for what it loads; and the image of each expression.

    A tensor's value enters in the compute type; a number's is also there before it was rounded to that.
    """

    def leaf(node: Expr) -> Expr | None:
        if node.op == "cast" and node.args[0].op == "scalar" and node.dtype is T:
            return ir.cast(lift(values[str(node.args[0].attr)]), T)
        if node.op not in ("load", "scalar"):
            return None
        value = values[str(node.attr)]
        if node.dtype is U8:
            return lift(value)
        return ir.cast(lift(value), T) if node.dtype is T else exactly(value)

    leaves = {node: value for node in ir.postorder(body.roots) if (value := leaf(node)) is not None}
    image = substitute(body.roots, leaves)
    condition = None if body.condition is None else image[body.condition]
    return {name: image[value] for name, value in body.results.items()}, condition, image
