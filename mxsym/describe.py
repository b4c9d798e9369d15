"""A rule in words: its formula and its docstring, derived from the traced body.

Input: a Rule. Output: text.
Non-goals: anything that is not said by the body, the signature or the table of shared hyper-parameters.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mxsym.codegen.expr import REDUCTIONS, Expr, columns, elements
from mxsym.codegen.prims import PRIMS

if TYPE_CHECKING:
    from mxsym.rule import Attribute, Rule

Call = Callable[["Rule", tuple[Any, ...], dict[str, Any]], Any]
_SUM, _PRODUCT, _ATOM = 1, 2, 3
_MEANS: dict[tuple[str, tuple[Expr, ...]], str] = {
    ("row_sum", (columns(),)): "row_mean",
    ("sum", (elements(),)): "mean",
}
_PRECEDENCE = {"add": _SUM, "sub": _SUM, "neg": _SUM, "mul": _PRODUCT, "div": _PRODUCT}


def _number(value: object) -> str:
    if isinstance(value, float) and math.isfinite(value):
        return f"{value:g}" if float(f"{value:g}") == value else repr(value)
    return str(value)


def _operands(node: Expr, names: dict[Expr, str]) -> list[str]:
    """The operands' formulas, in brackets where the operator would otherwise tear them apart."""
    own = _PRECEDENCE.get(node.op)
    texts: list[str] = []
    for place, arg in enumerate(node.args):
        text, level = _expression(arg, names)
        # The right operand of - and / must bind more tightly than they do.
        tight = own is not None and (level < own or (level == own and place == 1 and node.op in ("sub", "div", "mul")))
        texts.append(f"({text})" if tight or (node.op == "pow" and level < _ATOM) else text)
    return texts


def _expression(node: Expr, names: dict[Expr, str]) -> tuple[str, int]:
    """A formula and how tightly its outermost operator binds."""
    if node in names:
        return names[node], _ATOM
    if node.op in ("load", "scalar"):
        return str(node.attr), _ATOM
    if node.op == "const":
        return _number(node.attr), _ATOM
    if node.op in ("columns", "elements"):
        return node.op, _ATOM
    if node.op in REDUCTIONS:
        return f"{node.op}({_expression(node.args[0], names)[0]})", _ATOM
    if node.op == "div" and (mean := _MEANS.get((node.args[0].op, node.args[1].args))):
        return f"{mean}({_expression(node.args[0].args[0], names)[0]})", _ATOM
    if node.op == "cast":
        return _expression(node.args[0], names)
    if node.op == "clip" and node.args[1].op == "neg" and node.args[1].args[0] is node.args[2]:
        bound = node.args[2]
        inner = bound.args[0] if bound.op == "limit" else bound
        return f"clip({_expression(node.args[0], names)[0]}, ±{_expression(inner, names)[0]})", _ATOM
    texts = dict(zip("abc", _operands(node, names), strict=False))
    return PRIMS[node.op].formula.format(**texts), _PRECEDENCE.get(node.op, _ATOM)


def formula(rule: Rule) -> list[str]:
    """The rule's equations, one a line; a prime marks a new value. Flags have their defaults."""
    from mxsym.family import VARIADIC, member

    rule = rule.base if rule.form in VARIADIC and rule.base else member(rule) if rule.members else rule
    body = rule.body()
    results = {store.value: f"{store.buffer}'" for store in body.graph.stores}
    lines: list[str] = []
    names: dict[Expr, str] = {}
    for node in body.graph.nodes():
        name = results.get(node) or (body.hints.get(node) if node.args and node.op != "cast" else None)
        if name is None:
            continue
        lines.append(f"{name} = {_expression(node, names)[0]}")
        names[node] = name
    return lines


def _describe_attribute(item: Attribute) -> str:
    from mxsym.rule import HYPER_PARAMETERS, REQUIRED

    default = "required" if item.default is REQUIRED else f"default {item.default!r}"
    meaning = HYPER_PARAMETERS.get(item.name, "")
    kind = "number or Symbol of shape ()" if item.numeric else item.kind.__name__
    return f"    {item.name}: {kind}, {default}" + (f": {meaning}" if meaning else "")


def docstring(rule: Rule) -> str:
    """The docstring of an op: what its author wrote, the formula, the parameters."""
    from mxsym.rule import REQUIRED

    parts = [rule.summary]
    if all(item.default is not REQUIRED for item in rule.flags):
        parts.append("Computes, elementwise:\n\n" + "\n".join(f"    {line}" for line in formula(rule)))
    tensors = ", ".join(item.name for item in rule.inputs)
    kinds = "one shape and one dtype (float64, float32, float16, bfloat16)"
    arguments = [f"    {tensors}: tensors of {kinds}"] if tensors else []
    arguments += [_describe_attribute(item) for item in rule.attributes]
    arguments.append("    out: the variable or array that the output is stored to; None: one of its own")
    arguments.append("    name: the node's name in a Symbol graph")
    parts.append("Args:\n" + "\n".join(arguments))
    states = f" {', '.join(rule.states)} updated in place." if rule.states else ""
    parts.append(f"Returns:\n    {', '.join(rule.outputs)} after the step.{states}")
    return "\n\n".join(part for part in parts if part)


@functools.lru_cache(maxsize=2048)
def as_function(rule: Rule, name: str, call: Call) -> Callable[..., Any]:
    """An op as a function of its own name, signature and docstring, which calls `call(rule, args, kwargs)`.

    Made once for each rule: the docstring is derived from the traced body.
    """

    def op(*args: Any, **kwargs: Any) -> Any:
        return call(rule, args, kwargs)

    op.__name__ = op.__qualname__ = name
    op.__doc__ = rule.__doc__
    op.__signature__ = rule.__signature__  # type: ignore[attr-defined]  # what inspect.signature shows
    return op
