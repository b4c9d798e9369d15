"""Division by a power of two becomes multiplication, where that is exact."""

from __future__ import annotations

from mxsym.codegen.dtypes import F32, F64, I64
from mxsym.codegen.expr import Expr, Granularity, apply, bitcast, cast, const
from mxsym.codegen.graph import Graph
from mxsym.codegen.passes.rewrite import rewrite
from mxsym.codegen.target import Target


def _by_reciprocal(node: Expr) -> Expr:
    """x / c for one c and many x, in float32, as a float64 product rounded to float32: the divider is slow.

    Off a border between two results, a quotient of float32 numbers is 2^-49 of itself away from one. The product is
    only 2^-52 away from the quotient. On a border (subnormals have some) the quotient has few bits: rounding the last
    two of the product's off gives it back.
    """
    if node.op != "div" or node.dtype is not F32:
        return node
    value, divisor = node.args
    if value.space is not Granularity.ELEMENT or divisor.space is not Granularity.SCALAR:
        return node
    product = cast(value, F64) * (const(1.0, F64) / cast(divisor, F64))
    rounded = apply("iand", apply("iadd", bitcast(product, I64), const(2, I64)), const(-4, I64))
    return cast(bitcast(rounded, F64), F32)


def multiply_by_reciprocals(graph: Graph, _target: Target) -> Graph:
    """Turn divisions of elements by one number into products, which lose no bit.

    It is done for two numbers or more, as in bias corrections. Divisions by one number cost no time next to memory's,
    and the products are of float64, which halves the vectors.
    """
    divisors = {node.args[1] for node in graph.nodes() if _by_reciprocal(node) is not node}
    return rewrite(graph, _by_reciprocal) if len(divisors) > 1 else graph
