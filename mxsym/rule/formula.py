"""A rule's formula, derived from the traced body: its equations as lines of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mxsym.codegen.expr import MATRIX, Expr
from mxsym.codegen.program import fresh
from mxsym.codegen.text import LOGICAL, expression
from mxsym.rule.body import Body
from mxsym.rule.inputs import state_shape
from mxsym.rule.lookup import find
from mxsym.rule.operations import kind_of
from mxsym.rule.rule import REQUIRED, Rule
from mxsym.spelling import kind_name


def _guard(body: Body) -> Expr | None:
    """The condition under which a rule changes anything (`only_if`), or None where it always does."""
    conditions = {store.value.args[0] for store in body.graph.stores if store.value.op == "where"}
    guarded = [store for store in body.graph.stores if store.value.op == "where" and store.value.args[2].op == "load"]
    guarded = [store for store in guarded if store.value.args[2].attr == store.buffer]
    return conditions.pop() if len(conditions) == 1 and len(guarded) == len(body.graph.stores) else None


def _matrix_names(body: Body) -> dict[Expr, str]:
    """Names of the matrices that several operations take, but for those that have one: an iteration has many."""
    nodes = body.graph.nodes()
    if not any(node.op in MATRIX for node in nodes):
        return {}
    users = Counter(arg for node in nodes for arg in node.args)
    taken = {*body.hints.values(), *(buffer.name for buffer in body.graph.buffers), *body.graph.scalars}
    names: dict[Expr, str] = {}
    for node in nodes:
        matrices = [arg for arg in node.args if node.op in MATRIX and node.op != "transpose"]
        operands = [arg.args[0] if arg.op == "transpose" else arg for arg in matrices]
        shared = [item for item in (*operands, node) if item.args and (users[item] > 1 or item is not node)]
        for item in shared if matrices else []:
            if item not in names and item not in body.hints and item.op != "transpose":
                names[item] = fresh(f"m{len(names) + 1}", taken)
    return names


def has_formula(rule: Rule) -> bool:
    """True if the body can be shown: a flag without default has no body of its own."""
    return all(item.default is not REQUIRED for item in rule.single.flags)


def formula_of(rule: Rule) -> list[str]:
    """A rule's formula; nothing for a rule whose flags have no default, which has no general one."""
    return formula(rule) if has_formula(rule) else []


def formula(rule: Rule, body: Body | None = None) -> list[str]:
    """The rule's equations, one a line; a prime marks a new value. Flags have their defaults.

    `body`: one of the rule's for some numbers of axes; None: that for a usual one.
    """
    rule = rule.single
    body = rule.body() if body is None else body
    guard = _guard(body)
    stored = {store.buffer: store.value.args[1] if guard is not None else store.value for store in body.graph.stores}
    inputs = {item.name for item in rule.inputs}
    new = {buffer: f"{buffer}'" if buffer in inputs else buffer for buffer in stored}
    # An input that is a result as it is keeps its name in the other equations.
    results = {value: new[buffer] for buffer, value in stored.items() if value.op != "load"}
    lines: list[str] = []
    names: dict[Expr, str] = {}
    own = _matrix_names(body)
    for node in body.graph.nodes():
        name = results.get(node) or (body.hints.get(node) if node.args and node.op != "cast" else None)
        name = name or own.get(node)
        if name is None:
            continue
        lines.append(f"{name} = {expression(node, names)[0]}")
        names[node] = name
    # What two results share (a weight and its master copy) is computed once.
    lines += [
        f"{new[buffer]} = {results.get(value, value.attr)}"
        for buffer, value in stored.items()
        if results.get(value) != new[buffer]
    ]
    if guard is not None:
        condition = expression(guard, {})[0]
        lines.append(f"only if {condition[1:-1] if guard.op in LOGICAL else condition}; else nothing changes")
    return lines


def trace(rule: object, shape: tuple[int, ...] | None = None, **flags: bool) -> str:
    """The values of a rule, one a line: its author's name for each, its formula, its kind and, for a weight of `shape`,
    its shape. `print(mx.trace(lion_update, (64, 10)))`.

    Args:
        rule: what `mx.update_rule` returned, or the name of a rule.
        shape: the weight's; None: leave shapes out.
        flags: the rule's flags that are not to have their defaults.

    Raises:
        TypeError: there is no such flag, or `rule` is no rule. AttributeError: no rule has that name.
    """
    rule = find(rule) if isinstance(rule, str) else rule
    if not isinstance(rule, Rule):
        raise TypeError(f"trace takes a rule, what mx.update_rule returned, or its name; got {kind_name(rule)}")
    if strange := sorted(flags.keys() - {item.name for item in rule.flags}):
        known = ", ".join(item.name for item in rule.flags) or "none"
        raise TypeError(f"{rule.name} has no flag {strange[0]}; its flags: {known}")
    return "\n".join(_values(rule.single.body(flags, ndim=None if shape is None else len(shape)), shape))


def _values(body: Body, shape: tuple[int, ...] | None) -> Iterator[str]:
    stored = {f"{store.buffer}'": store.value for store in body.graph.stores}
    results = {value: name for name, value in stored.items()}
    names: dict[Expr, str] = {}
    own = _matrix_names(body)

    def line(name: str, text: str, node: Expr) -> str:
        of = "" if shape is None else f", shape {state_shape(shape, node.space, node.type.axes)}"
        return f"{name}{text}    # {kind_of(node)}{of}"

    for node in body.graph.nodes():
        name = results.get(node) or (body.hints.get(node) if node.op != "const" else None) or own.get(node)
        if node.op == "load":
            name = str(node.attr)
        if name is None or (node.op == "cast" and node.args[0].op == "scalar"):
            continue
        yield line(name, "" if node.op == "load" else f" = {expression(node, names)[0]}", node)
        names[node] = name
    for name, value in stored.items():  # what two results share, and inputs that are results
        if names.get(value, name) != name:
            yield line(name, f" = {names[value]}", value)
