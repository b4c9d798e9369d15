"""The passes: graph → graph, each named by a verb, in one list.

Input: a graph as the rules were written, typed. Output: the same values to the bit, over machine primitives that the
target has. Strict IEEE-754: nothing is reassociated, contracted or approximated.
Non-goals: which updates share a graph (`graph.components` and its caller), the order of execution (`kernel.schedule`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from mxsym.codegen import quiet
from mxsym.codegen.dtypes import F16, F32, F64, I64
from mxsym.codegen.evaluate import expand, fold
from mxsym.codegen.expand import FUNCTIONS, called, length, narrow_f16, widen_f16
from mxsym.codegen.expr import REDUCTIONS, Expr, Space, apply, bitcast, cast, const
from mxsym.codegen.graph import Graph, transform
from mxsym.codegen.prims import PRIMS
from mxsym.codegen.target import Target

Pass = Callable[[Graph, Target], Graph]


def _rewrite(graph: Graph, rule: Callable[[Expr], Expr]) -> Graph:
    return graph.with_values(transform((store.value for store in graph.stores), rule))


def _is(expr: Expr, value: float) -> bool:
    """Whether `expr` is this constant, the sign of zero included."""
    attr = expr.attr
    return (
        expr.op == "const"
        and isinstance(attr, float)
        and attr == value
        and math.copysign(1.0, attr) == math.copysign(1.0, value)
    )


def _simplify(node: Expr) -> Expr:
    """The identities that hold for every IEEE value: x·1, x/1, x-0, x+(-0), -(-x), x·(-1), a choice of equals."""
    args = node.args
    match node.op:
        case "mul":
            for one, other in (args, args[::-1]):
                if _is(one, 1.0):
                    return other
                if _is(one, -1.0):
                    return apply("neg", other)
        case "div" if _is(args[1], 1.0):
            return args[0]
        case "sub" if _is(args[1], 0.0):
            return args[0]
        case "add":
            for zero, other in (args, args[::-1]):
                if _is(zero, -0.0):
                    return other
        case "neg" if args[0].op == "neg":
            return args[0].args[0]
        case "where" if args[1] is args[2]:
            return args[1]
        case _:
            pass
    return node


def canonicalize(graph: Graph, _target: Target) -> Graph:
    """Apply the identities that lose no bit."""
    return _rewrite(graph, _simplify)


def _fold(node: Expr) -> Expr:
    if not node.args or node.op in REDUCTIONS or node.dtype.kind != "float" or node.dtype.bits < 32:
        return node
    if any(arg.op != "const" for arg in node.args):
        return node
    return const(float(fold(node)), node.dtype)


def fold_constants(graph: Graph, _target: Target) -> Graph:
    """Evaluate what depends on constants alone, by the interpreter's own columns."""
    return _rewrite(graph, _fold)


def eliminate_common_subexpressions(graph: Graph, _target: Target) -> Graph:
    """Make `b + a` the `a + b` that is there already. Expressions equal as written are one node from the start."""
    present: dict[tuple[str, tuple[Expr, ...]], Expr] = {}

    def merge(node: Expr) -> Expr:
        if node.op in PRIMS and PRIMS[node.op].commutative:
            return present.setdefault((node.op, node.args), present.get((node.op, node.args[::-1]), node))
        return node

    return _rewrite(graph, merge)


def eliminate_dead_code(graph: Graph, _target: Target) -> Graph:
    """Drop stores of a buffer's own value, and the buffers and scalars that nothing uses."""
    dtype = {buffer.name: buffer for buffer in graph.buffers}

    def changes(buffer: str, value: Expr) -> bool:
        return not (value.op == "load" and value.attr == buffer and value.dtype is dtype[buffer].dtype)

    kept = replace(graph, stores=tuple(s for s in graph.stores if changes(s.buffer, s.value)))
    used = kept.loaded() | kept.stored()
    scalars = {node.attr for node in kept.nodes() if node.op == "scalar"}
    return replace(
        kept,
        buffers=tuple(buffer for buffer in graph.buffers if buffer.name in used),
        scalars=tuple(name for name in graph.scalars if name in scalars),
    )


def _by_reciprocal(node: Expr) -> Expr:
    """x / c for one c and many x, in float32, as a float64 product rounded to float32: the divider is slow.

    Two float32 numbers' quotient that does not lie on a border between two results is 2^-49 of itself away from one,
    and the product is 2^-52 away from the quotient. On a border (subnormals have some) the quotient has few bits:
    rounding the last two of the product's off gives it back.
    """
    if node.op != "div" or node.dtype is not F32:
        return node
    value, divisor = node.args
    if value.space is not Space.ELEMENT or divisor.space is not Space.SCALAR:
        return node
    product = cast(value, F64) * (const(1.0, F64) / cast(divisor, F64))
    rounded = apply("iand", apply("iadd", bitcast(product, I64), const(2, I64)), const(-4, I64))
    return cast(bitcast(rounded, F64), F32)


def multiply_by_reciprocals(graph: Graph, _target: Target) -> Graph:
    """Turn divisions of elements by one number into products, which lose no bit.

    It is done for two numbers or more, as in bias corrections: divisions by one cost no time beside memory's, and the
    products, which are of float64, halve the vectors.
    """
    divisors = {node.args[1] for node in graph.nodes() if _by_reciprocal(node) is not node}
    return _rewrite(graph, _by_reciprocal) if len(divisors) > 1 else graph


MOST_EXPANDED = 3000
"""Values that the functions of elements in a graph may be expanded to: some 50 times `tanh`, or 12 times `pow`."""


def expand_composites(graph: Graph, _target: Target) -> Graph:
    """Replace composite primitives and bfloat16 conversions by what they mean; call long functions of numbers.

    Functions of elements are called, too, where a graph has so many that they would make it a very long one.
    """
    size = sum(length(node.op) for node in graph.nodes() if node.op in FUNCTIONS and node.space is Space.ELEMENT)

    def meaning(node: Expr) -> Expr:
        if node.op in FUNCTIONS and (node.space is not Space.ELEMENT or size > MOST_EXPANDED):
            return called(node)
        return expand(node)

    return _rewrite(graph, meaning)


def legalize_float16(graph: Graph, target: Target) -> Graph:
    """Convert float16 by integer code where the target has no instruction for it."""
    if target.f16:
        return graph

    def soften(node: Expr) -> Expr:
        if node.op == "cast" and node.dtype is F16:
            return narrow_f16(node.args[0])
        if node.op == "cast" and node.args[0].dtype is F16:
            return widen_f16(node.args[0])
        return node

    return _rewrite(graph, soften)


PIPELINE: tuple[Pass, ...] = (
    canonicalize,
    fold_constants,
    eliminate_common_subexpressions,
    eliminate_dead_code,
    multiply_by_reciprocals,
    expand_composites,
    legalize_float16,
    canonicalize,
    fold_constants,
    eliminate_common_subexpressions,
)
"""The compiler's middle, in order. `kernel.schedule` follows and hoists what is the same for every element."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One pass and the graph it left."""

    name: str
    graph: Graph


def run(graph: Graph, target: Target, check: Callable[[Graph], None] | None = None) -> list[Trace]:
    """Every pass in order, with the graph after it; `check` is called on each."""
    traces: list[Trace] = []
    for step in PIPELINE:
        quiet.pause()
        graph = step(graph, target)
        if check is not None:
            check(graph)
        traces.append(Trace(step.__name__, graph))
    return traces
