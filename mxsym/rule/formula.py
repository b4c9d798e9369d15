"""A rule's formula, derived from the traced body: its equations as lines of text."""

from __future__ import annotations

import math

from mxsym.codegen.expr import REDUCTIONS, Expr, columns, elements
from mxsym.codegen.prims import PRIMS
from mxsym.rule.rule import REQUIRED, Rule
from mxsym.rule.trace import Body

_SUM, _PRODUCT, _ATOM = 1, 2, 3
_MEANS: dict[tuple[str, tuple[Expr, ...]], str] = {
    ("row_sum", (columns(),)): "row_mean",
    ("sum", (elements(),)): "mean",
}
_COMPARISONS = dict.fromkeys(("eq", "ne", "lt", "le", "gt", "ge"), 0)
_PRECEDENCE = {"add": _SUM, "sub": _SUM, "neg": _SUM, "mul": _PRODUCT, "div": _PRODUCT, "mod": _PRODUCT, **_COMPARISONS}
_POWERS = ("pow", "square")
_LOGICAL = ("logical_and", "logical_or")


def _number(value: object) -> str:
    if isinstance(value, float) and math.isfinite(value):
        return f"{value:g}" if float(f"{value:g}") == value else repr(value)
    return str(value)


def _operands(node: Expr, names: dict[Expr, str]) -> list[str]:
    """The operands' formulas, in brackets where the operator would otherwise tear them apart."""
    own = _PRECEDENCE.get(node.op, 0)
    texts: list[str] = []
    for place, arg in enumerate(node.args):
        text, level = _expression(arg, names)
        # The right operand of - and / must bind more tightly than they do.
        tight = level < own or (level == own and place == 1 and node.op in ("sub", "div", "mul", "mod"))
        if node.op == "where" and arg.op in _LOGICAL and arg not in names:
            text = text[1:-1]  # the function's own brackets are enough
        texts.append(f"({text})" if tight or (node.op in _POWERS and level < _ATOM) else text)
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
    if node.op == "sqrt" and node.args[0].op == "sum" and node.args[0].args[0].op == "square":
        return f"norm({_expression(node.args[0].args[0].args[0], names)[0]})", _ATOM
    if node.op == "cast":
        return _expression(node.args[0], names)
    if node.op == "clip" and node.args[1].op == "neg" and node.args[1].args[0] is node.args[2]:
        bound = node.args[2]
        inner = bound.args[0] if bound.op == "limit" else bound
        return f"clip({_expression(node.args[0], names)[0]}, ±{_expression(inner, names)[0]})", _ATOM
    texts = dict(zip("abc", _operands(node, names), strict=False))
    return PRIMS[node.op].formula.format(**texts), _PRECEDENCE.get(node.op, _ATOM)


def _guard(body: Body) -> Expr | None:
    """The condition under which a rule changes anything (`only_if`), or None where it always does."""
    conditions = {store.value.args[0] for store in body.graph.stores if store.value.op == "where"}
    guarded = [store for store in body.graph.stores if store.value.op == "where" and store.value.args[2].op == "load"]
    guarded = [store for store in guarded if store.value.args[2].attr == store.buffer]
    return conditions.pop() if len(conditions) == 1 and len(guarded) == len(body.graph.stores) else None


def formula_of(rule: Rule) -> list[str]:
    """A rule's formula; nothing for a rule whose flags have no default, which has no general one."""
    return [] if any(item.default is REQUIRED for item in rule.single.flags) else formula(rule)


def formula(rule: Rule) -> list[str]:
    """The rule's equations, one a line; a prime marks a new value. Flags have their defaults."""
    rule = rule.single
    body = rule.body()
    guard = _guard(body)
    stored = {store.buffer: store.value.args[1] if guard is not None else store.value for store in body.graph.stores}
    inputs = {item.name for item in rule.inputs}
    new = {buffer: f"{buffer}'" if buffer in inputs else buffer for buffer in stored}
    results = {value: new[buffer] for buffer, value in stored.items()}
    lines: list[str] = []
    names: dict[Expr, str] = {}
    for node in body.graph.nodes():
        name = results.get(node) or (body.hints.get(node) if node.args and node.op != "cast" else None)
        if name is None:
            continue
        lines.append(f"{name} = {_expression(node, names)[0]}")
        names[node] = name
    # What two results share (a weight and its master copy) is computed once.
    lines += [f"{new[buffer]} = {results[value]}" for buffer, value in stored.items() if results[value] != new[buffer]]
    if guard is not None:
        condition = _expression(guard, {})[0]
        lines.append(f"only if {condition[1:-1] if guard.op in _LOGICAL else condition}; else nothing changes")
    return lines
