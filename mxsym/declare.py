"""From a Python function to a `Rule`: its signature is read and its body traced.

Input: a function over tensors and hyper-parameters. Output: a `Rule`, or a `RuleError` that begins with file and line.
Non-goals: names of ops (`registry.py`).
"""

from __future__ import annotations

import difflib
import inspect
import itertools
from collections.abc import Callable
from typing import Any

from mxsym.codegen.dtypes import DType
from mxsym.codegen.expr import Space, postorder
from mxsym.errors import RuleError
from mxsym.rule import LAZY, REQUIRED, Attribute, Input, Results, Row, Rule, Scalar
from mxsym.trace import Body, place


def fail(function: Callable[..., Any], why: str) -> RuleError:
    """The error of a function that is no rule."""
    return RuleError(f"{place(function)}: {function.__name__}: {why}")


def _bad_attribute(name: str, default: object) -> str:
    return f"attribute {name} must be a number or a bool, got {default!r}"


def _attribute(function: Callable[..., Any], parameter: inspect.Parameter) -> Attribute:
    default: object = parameter.default
    kinds: dict[str, type] = {"float": float, "int": int, "bool": bool, "str": str}
    kind: type | None = kinds.get(str(getattr(parameter.annotation, "__name__", parameter.annotation)))
    if kind is None:  # no annotation, or one that is for the reader
        kind = bool if isinstance(default, bool) else float if default is REQUIRED else type(default)
    if kind is int and isinstance(default, int):
        kind = float  # `wd=0` means a number, not a whole one
    if kind not in kinds.values():
        raise fail(function, _bad_attribute(parameter.name, default))
    return Attribute(parameter.name, kind, default)


_SPACES = {Row.__name__: Space.ROW, Scalar.__name__: Space.SCALAR}


def _space(parameter: inspect.Parameter) -> Space:
    name = str(getattr(parameter.annotation, "__name__", parameter.annotation)).rpartition(".")[2]
    return _SPACES.get(name, Space.ELEMENT)


FORM = "form"
"""A rule that MXNet brackets otherwise in a derived form has a parameter of this name: the form, "" for its own."""


RESERVED = {"out", "name", "attr", "flavour", "weight32", "num_weights", "lrs", "wds", "etas", "step_count", "only_if"}
"""What ops or their derived forms call something of their own."""


def wants_form(function: Callable[..., Any]) -> bool:
    """Whether a rule's function has such a parameter."""
    return FORM in inspect.signature(function).parameters


def _signature(function: Callable[..., Any], *, is_update: bool) -> tuple[tuple[Input, ...], tuple[Attribute, ...]]:
    inputs: list[Input] = []
    attributes: list[Attribute] = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name == FORM:
            if parameter.default != "":
                raise fail(function, f'{FORM} is the form that a rule is derived in: it must be a text, {FORM}=""')
            continue
        if parameter.kind is parameter.KEYWORD_ONLY:
            attributes.append(_attribute(function, parameter))
        elif parameter.kind is parameter.POSITIONAL_OR_KEYWORD and parameter.default in (REQUIRED, None):
            inputs.append(Input(parameter.name, _space(parameter), parameter.default is None))
        else:
            raise fail(function, f"parameter {parameter.name}: tensors come first, attributes follow a *")
    reserved = (RESERVED if is_update else RESERVED - {"lrs", "wds"}) & {item.name for item in (*inputs, *attributes)}
    if reserved:
        raise fail(
            function, f"{', '.join(sorted(reserved))} is an argument of the op or of its forms, choose another name"
        )
    return tuple(inputs), tuple(attributes)


def _results(function: Callable[..., Any], inputs: tuple[Input, ...], body: Body) -> Results:
    """Which of a body's results are outputs, which of those are numbers, and which are states; their shapes checked."""
    spaces = {item.name: item.space for item in inputs}
    stores = body.graph.stores
    if not stores:
        raise fail(function, "a rule returns {name: new value, …}, the output first; got nothing")
    sums = {node for node in body.graph.nodes() if node.op == "sum"}
    numbers = frozenset(
        store.buffer
        for store in stores
        if store.buffer not in spaces
        and store.value.space is Space.SCALAR
        and not sums.isdisjoint(postorder([store.value]))
    )
    for store in stores:
        expected = spaces.get(store.buffer, Space.ELEMENT if inputs else Space.SCALAR)
        if store.value.space is not expected and store.buffer not in numbers:
            kinds = {Space.SCALAR: "one number", Space.ROW: "one value a row", Space.ELEMENT: "a tensor"}
            got = kinds[store.value.space]
            raise fail(function, f"the new {store.buffer} is {got}, but {store.buffer} is {kinds[expected]}")
    states = tuple(store.buffer for store in stores[1:] if store.buffer in spaces)
    left = [name for name in spaces if name not in states]
    for store in stores[1:]:
        close = difflib.get_close_matches(store.buffer, left, 1) if store.buffer not in spaces else []
        if close:
            raise fail(function, f"it returns {store.buffer!r}, which is no input; did you mean {close[0]!r}?")
    return tuple(store.buffer for store in stores if store.buffer not in states), states, numbers


def declare(
    function: Callable[..., Any],
    name: str,
    hint: str,
    *,
    is_update: bool,
    output_dtype: DType | None = None,
    later: bool = False,
) -> Rule:
    """Make `function` a `Rule`, and trace it once for each setting of its flags; `later`: when it is first used.

    Raises:
        RuleError: the function is no update rule; the text begins with its file and line.
    """
    inputs, attributes = _signature(function, is_update=is_update)
    if is_update and not inputs:
        raise fail(function, "a rule needs at least one tensor")
    if is_update and not any(item.name == LAZY.name for item in attributes):
        attributes = (*attributes, LAZY)
    if is_update and (texts := [item for item in attributes if item.kind is str]):
        raise fail(function, _bad_attribute(texts[0].name, texts[0].default))
    rule = Rule(
        name=name,
        function=function,
        inputs=inputs,
        attributes=attributes,
        summary=inspect.getdoc(function) or "",
        where=place(function),
        hint=hint,
        is_update=is_update,
        output_dtype=output_dtype,
    )
    return rule if later else checked(rule)


def checked(rule: Rule) -> Rule:
    """The rule, its body traced.

    Raises:
        RuleError: the body does not fit the signature.
    """
    assert rule.outputs is not None
    return rule


def results(rule: Rule) -> Results:
    """What a rule's body says of its results.

    Raises:
        RuleError: the body does not fit the signature.
    """
    kinds = [(True, False) if item.kind is bool else (item.default,) for item in rule.flags]
    optional = frozenset(item.name for item in rule.inputs if item.optional)
    shapes: set[Results] = set()
    for values in itertools.product(*kinds):
        flags = dict(zip((flag.name for flag in rule.flags), values, strict=True))
        if REQUIRED not in values:
            shapes.add(_results(rule.function, rule.inputs, rule.body(flags)))
            _results(rule.function, rule.inputs, rule.body(flags, optional))
    if len(shapes) > 1:
        listed = "; or ".join(sorted(", ".join((*outputs, *states)) for outputs, states, _ in shapes))
        raise fail(rule.function, f"what it returns depends on a flag: {listed}; return the same names for every flag")
    return next(iter(shapes), (("output",), (), frozenset[str]()))
