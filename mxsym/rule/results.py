"""A rule's results by its bodies: outputs, states and numbers, with the checks that the bodies fit the signature."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from typing import Any, Protocol

from mxsym.codegen.expr import CUTS, EACH, OF_MODEL, WEIGHT, Expr, Granularity, postorder, times
from mxsym.codegen.graph import Store
from mxsym.errors import nearest
from mxsym.rule.axes import EVERY
from mxsym.rule.bodies import RESERVED, Bodies, each_body
from mxsym.rule.body import Body
from mxsym.rule.inputs import Input
from mxsym.rule.location import fail
from mxsym.rule.operations import PLACE
from mxsym.rule.value import BY_SPACE

Results = tuple[tuple[str, ...], tuple[str, ...], frozenset[tuple[str, Granularity]]]
"""Of an op: its outputs, its states, and those outputs that are no whole tensors, each with what it is."""


class Declared(Protocol):
    """The facts about a rule that decide its results."""

    @property
    def function(self) -> Callable[..., Any]: ...
    @property
    def inputs(self) -> tuple[Input, ...]: ...
    @property
    def is_update(self) -> bool: ...
    @property
    def bodies(self) -> Bodies: ...
    @property
    def base(self) -> object: ...
    def attribute(self, name: str) -> object: ...


def results(rule: Declared, settings: Iterable[tuple[object, ...]]) -> Results:
    """Results of a rule, from its bodies for these settings of its flags.

    Raises:
        RuleError: the body does not fit the signature.
    """
    optional = frozenset(item.name for item in rule.inputs if item.optional)
    whole: Results | None = None
    for flags in settings:
        every = each_body(rule.bodies, flags, frozenset[str]())
        got = [body_results(rule, body) for body in every]
        written = {name for _, states, _ in got for name in states}
        states = tuple(item.name for item in rule.inputs if item.name in written)
        whole = (got[0][0], states, got[0][2]) if whole is None else whole
        for one, body in zip(got, every, strict=True):
            check_alike(rule, one, whole, frozenset(), body)
        for body in each_body(rule.bodies, flags, optional) if optional else []:
            check_alike(rule, body_results(rule, body), whole, optional, body)
    return whole if whole is not None else (("output",), (), frozenset())


def body_results(rule: Declared, body: Body) -> Results:
    """A body's results by kind, with their names and shapes checked.

    Raises:
        RuleError: they do not fit the signature.
    """
    stores = body.graph.stores
    if not stores:
        why = "a rule returns {name: new value, …}, the output first, got nothing; return the new weight"
        raise fail(rule.function, why, body.line)
    names = [store.buffer for store in stores]
    if rule.is_update:
        _check_names(rule, names, body.line)
    tensors = {item.name: item for item in rule.inputs}
    first = next(iter(tensors), names[0])
    sums = {node for node in body.graph.nodes() if node.op in CUTS and node.space is Granularity.SCALAR}
    narrow = frozenset(
        (store.buffer, store.value.space)
        for store in stores
        if store.buffer not in tensors and _is_narrow(store.value, sums, in_update=rule.is_update, first=first in names)
    )
    for store in stores:
        item = tensors.get(store.buffer)
        if why := _misfit(store, item, rule, is_narrow=(store.buffer, store.value.space) in narrow):
            raise fail(rule.function, why, body.line)
        if rule.base is None and item is not None and item.of_model:
            _check_shared(rule, store.buffer, store.value, body.line)
    states = tuple(name for name in tensors if name in names and name != first)
    return tuple(name for name in names if name not in states), states, narrow


def _is_narrow(value: Expr, sums: Set[Expr], *, in_update: bool, first: bool) -> bool:
    """True for a result that is a number or has values of rows or columns, and is meant so.

    `sums`: the numbers that are reduced from tensors. `first`: the rule writes its first tensor.
    """
    if value.space is Granularity.SCALAR:
        return in_update or not sums.isdisjoint(postorder([value]))
    return first and value.space in (Granularity.ROW, Granularity.COLUMN)


_REDUCED = {
    Granularity.SCALAR: "mx.mean(x)",
    Granularity.ROW: "mx.mean(x, axis=1)",
    Granularity.COLUMN: "mx.mean(x, axis=0)",
}
"""An expression of such values."""
_KINDS = {
    **{space: f"one value {each}" for space, each in EACH.items()},
    Granularity.SCALAR: "one number",
    Granularity.ELEMENT: "a tensor",
}


def _misfit(store: Store, item: Input | None, rule: Declared, *, is_narrow: bool) -> str:
    """The fault of a result whose shape is not that of the tensor of its name; empty for none."""
    name, value = store.buffer, store.value
    axes, wanted = value.type.axes, WEIGHT if item is None else item.axes
    is_state = item is not None and name != rule.inputs[0].name
    if axes != wanted and value.space is Granularity.ELEMENT:
        fix = "multiply it by what gives that"
        if axes == wanted[::-1]:
            fix = "transpose it: x.T"
        elif axes[0] == axes[1] and is_state:
            fix = "annotate it with mx.RowPairs or mx.ColumnPairs"
        return f"the new {name} is a matrix of {times(axes)}, but {name} is one of {times(wanted)}; {fix}"
    without_name = Granularity.ELEMENT if rule.inputs else Granularity.SCALAR
    expected = without_name if item is None else item.space
    if value.space is not expected and not is_narrow:
        fix = f"return it under another name, or make it {_KINDS[expected]}"
        if expected in _REDUCED and value.space is Granularity.ELEMENT:
            fix = f"reduce it, as {_REDUCED[expected]}, or return it under another name"
        elif is_state and expected is Granularity.ELEMENT and value.space in BY_SPACE:
            fix = f"annotate it, as {name}: mx.{BY_SPACE[value.space].__name__}, or make it {_KINDS[expected]}"
        return f"the new {name} is {_KINDS[value.space]}, but {name} is {_KINDS[expected]}; {fix}"
    if axes != wanted and value.space in (Granularity.ROW, Granularity.COLUMN):
        got = f"the new {name} is one value for each of the weight's {axes[value.space is Granularity.COLUMN]}"
        return f"{got}, but {name} is {_KINDS[value.space]} of it; reduce the other axis"
    return ""


def _check_shared(rule: Declared, name: str, value: Expr, line: int) -> None:
    """Refuse a new value of a state of the whole model that is another one for each weight."""
    shared = {item.name for item in rule.inputs if item.of_model}
    stack, seen = [value], set[Expr]()
    while stack:
        node = stack.pop()
        if node in seen or node.op in OF_MODEL:
            continue
        seen.add(node)
        own = node.attr not in shared if node.op == "load" else node.op == "scalar" and node.attr == PLACE
        if own or (not node.args and node.op not in ("load", "scalar", "const")):
            what = str(node.attr) if node.attr is not None else f"its {node.op}"
            fix = "reduce that over the model, as mx.sum(x, over=mx.Model)"
            why = f"{name} is one number for the whole model, but its new value depends on {what} of one weight"
            raise fail(rule.function, f"{why}; {fix}", line)
        stack.extend(node.args)


def _check_names(rule: Declared, names: list[str], line: int) -> None:
    """Refuse results that are named as if they were something else."""
    function, tensors = rule.function, [item.name for item in rule.inputs]
    first, left = tensors[0], [name for name in tensors if name not in names]
    for name in names:
        if name in tensors:
            continue
        if rule.attribute(name) is not None:
            raise fail(
                function, f"it returns {name!r}, a hyper-parameter, which stays what is passed; use a tensor", line
            )
        if name in RESERVED:
            raise fail(
                function, f"it returns {name!r}, an argument of the op or of its forms; choose another name", line
            )
        if close := nearest(name, left):
            raise fail(function, f"it returns {name!r}, which is no input; did you mean {close!r}?", line)
    if all(name in tensors and name != first for name in names):
        listed = ", ".join(names)
        raise fail(
            function,
            f"it returns {listed} and no output: that is the new {first}; return {{{first!r}: …}}, too "
            f"({{{first!r}: {first}}} where it stays what it is)",
            line,
        )


def check_alike(rule: Declared, got: Results, whole: Results, absent: frozenset[str], body: Body) -> None:
    """Refuse a body that returns something else than the rule does with all of its tensors.

    For some numbers of the weight's axes, a rule may leave a state out that it does not read then.
    """
    outputs, states, narrow = whole
    left = absent if body.axes == EVERY else absent | (frozenset(states) - uses(body))
    wanted = outputs, tuple(name for name in states if name not in left), narrow
    if got == wanted:
        return
    if body.axes != EVERY and absent == left & absent:
        why = "the weight's number of axes"
        fix = "return every state that is read, and the same outputs, for each number"
    elif absent:
        why = f"whether {', '.join(sorted(absent))} is given"
        fix = "return the same names, whatever is given"
    else:
        why, fix = "a flag", "return the same names for every flag"
    one, other = sorted(", ".join((*outputs, *states)) for outputs, states, _ in (got, wanted))
    if one == other:
        name = min(name for name, _ in got[2] ^ wanted[2])
        one, other = sorted(_KINDS[dict(kinds).get(name, Granularity.ELEMENT)] for _, _, kinds in (got, wanted))
        one, fix = f"{name} is {one}", "let the values of a name be of one kind"
    raise fail(rule.function, f"what it returns depends on {why}: {one}, or {other}; {fix}", body.line)


def uses(body: Body) -> frozenset[str]:
    """The tensors that a body reads or writes."""
    loaded = {str(node.attr) for node in body.graph.nodes() if node.op == "load"}
    return frozenset(loaded | {store.buffer for store in body.graph.stores})
