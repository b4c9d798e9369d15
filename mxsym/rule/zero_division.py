"""Division by zero in a rule's body where one of its hyper-parameters is 0, by the reasoning of real numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mxsym.codegen.dtypes import BOOL, F64, U8
from mxsym.codegen.evaluate import evaluate
from mxsym.codegen.expr import MATRIX, REDUCTIONS, Expr, ExprError, const, load, postorder, rebuild, scalar
from mxsym.codegen.graph import Graph, inline


def divides(body: Graph, number: str) -> bool:
    """True if `body` divides by zero where the hyper-parameter `number` is 0, whatever the others are."""
    loads = real_loads(body)
    numbers = {name: const(0.0, F64) if name == number else scalar(name) for name in body.scalars}
    results = inline(body, loads, numbers, F64).values()
    image = consequences(results, _follow)
    return any(
        node.op == "div" and constant(node.args[1]) == 0.0 for node in postorder(image[root] for root in results)
    )


def consequences(roots: Iterable[Expr], rule: Callable[[Expr], Expr]) -> dict[Expr, Expr]:
    """`rule` applied to every node, operands first; the image of each node, which has its value, if not its type.

    An operand may become a number or a value of rows, which a sum of columns or a matrix operation does not take: such
    a node stays as the body has it.
    """
    image: dict[Expr, Expr] = {}
    for node in postorder(roots):
        try:
            known = rebuild(node, tuple(image[arg] for arg in node.args)) if node.args else node
        except ExprError:
            known = node
        image[node] = rule(known)
    return image


def real_loads(body: Graph) -> dict[str, Expr]:
    """The tensors of a body as float64 numbers, those of bytes as such."""
    return {b.name: load(b.name, b.dtype if b.dtype is U8 else F64, b.space, b.axes) for b in body.buffers}


def _follow(node: Expr) -> Expr:
    """Facts about a node once a number is known, operands first; divisions by zero stay."""
    if node.op == "where" and node.args[0].op == "const":
        return node.args[1] if node.args[0].attr else node.args[2]
    if node.op == "pow" and constant(node.args[1]) == 0.0:
        return const(1.0, F64)
    if not node.args or node.op in (*REDUCTIONS, *MATRIX) or any(arg.op != "const" for arg in node.args):
        return node
    if node.dtype not in (F64, BOOL) or (node.op == "div" and constant(node.args[1]) == 0.0):
        return node
    return const(float(evaluate([node], {}, {})[node]), node.dtype)


def constant(node: Expr) -> float | None:
    """The number that a node is, or None."""
    return node.attr if node.op == "const" and isinstance(node.attr, float) else None
