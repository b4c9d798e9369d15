"""Warnings of a rule that can be declared and hardly means what it says, each at the line of the rule."""

from __future__ import annotations

import inspect
import math
import warnings
from collections.abc import Iterator

import numpy as np

from mxsym.codegen.dtypes import T
from mxsym.codegen.expr import postorder
from mxsym.errors import RuleWarning
from mxsym.rule.body import Body
from mxsym.rule.location import parameter_line, place
from mxsym.rule.numbers import as_number
from mxsym.rule.operations import PLACE
from mxsym.rule.results import uses
from mxsym.rule.rule import Attribute, Rule, is_storage

Suspicion = tuple[str, int, str]
"""The name of a parameter, or nothing; the line of the file that the function returned from; and the text."""


def warn_of(rule: Rule, bodies: list[Body]) -> None:
    """Warn of what is suspicious in a rule of the user's; `bodies` are all that it has."""
    module = str(inspect.unwrap(rule.function).__module__)
    for parameter, line, text in [
        *_unused(rule, bodies),
        *_flags(rule),
        *_results(rule),
        *_clips(bodies),
        *_numbers(rule, bodies),
    ]:
        own = line or parameter_line(rule.function, parameter)
        file, _, number = place(rule.function, returned=own).rpartition(":")
        warnings.warn_explicit(f"{rule.name}: {text}", RuleWarning, file, int(number), module)


def _unused(rule: Rule, bodies: list[Body]) -> Iterator[Suspicion]:
    """Tensors and numbers that nothing depends on."""
    tensors = frozenset[str]().union(*map(uses, bodies))
    numbers = {str(node.attr) for body in bodies for node in body.graph.nodes() if node.op == "scalar"}
    numbers |= {PLACE, *(str(item.state.init) for item in rule.inputs)}
    for item in rule.inputs:
        if item.name not in tensors:
            yield item.name, 0, f"{item.name} is neither read nor returned; use it, or leave it out"
    for item in rule.scalars:
        if item.name not in numbers:
            yield item.name, 0, f"{item.name} has no effect; use it, or leave it out"


def _flags(rule: Rule) -> Iterator[Suspicion]:
    """Flags whose settings give the same bodies."""
    settings = {item.name: item.default for item in rule.flags}
    for item in rule.flags:
        if item.kind is bool:
            one, other = (rule.each_body({**settings, item.name: value}) for value in (True, False))
            if [body.graph.stores for body in one] == [body.graph.stores for body in other] and _is_alone(rule, item):
                yield item.name, 0, f"{item.name} has no effect; branch on it, or leave it out"


def _is_alone(rule: Rule, flag: Attribute) -> bool:
    """True if no other flag could decide that this one has an effect."""
    return all(item is flag or is_storage(item) for item in rule.flags) and not any(i.optional for i in rule.inputs)


def _results(rule: Rule) -> Iterator[Suspicion]:
    """Results that look like the new weight, or like a new state, under another name."""
    body, outputs, weight = rule.body(), rule.outputs, rule.inputs[0].name
    if outputs[0] != weight:
        got = (
            f"it returns {outputs[0]!r} and not {weight!r}: out= receives {outputs[0]}, and the weight stays what it is"
        )
        yield "", body.line, f"{got}; return {{{weight!r}: …}}"
    read = [item for item in rule.inputs[2:] if item.name not in rule.states and not item.optional]
    for store in body.graph.stores:
        loaded = {str(node.attr) for node in postorder([store.value]) if node.op == "load"}
        state = next((item.name for item in read if item.name in loaded and item.space is store.value.space), None)
        if state is not None and store.buffer in outputs[1:] and store.buffer not in rule.numbers:
            fix = f"return it as {state!r} if it is the new {state}; if that stays, return {{{state!r}: {state}}}, too"
            yield "", body.line, f"it returns {store.buffer!r}, no input's name, and {state} is only read; {fix}"


def _clips(bodies: list[Body]) -> Iterator[Suspicion]:
    """One bound of a clip that holds nothing, as 0 does, which other libraries take for a bound below."""
    for body in bodies:
        for node in body.graph.nodes():
            bounds = [getattr(arg, "attr", None) for arg in node.args[1:]]
            if node.op == "clip" and bounds == [-math.inf, math.inf]:
                fix = "mx.maximum(x, low) holds values above a bound, mx.minimum(x, high) below one"
                yield "", body.line, f"a clip by one bound of 0 or less holds nothing; {fix}"
                return


def _numbers(rule: Rule, bodies: list[Body]) -> Iterator[Suspicion]:
    """Numbers that a float32 weight's arithmetic turns into 0 or infinity."""
    nodes = list(dict.fromkeys(node for body in bodies for node in body.graph.nodes()))
    casts = (node.args[0] for node in nodes if node.op == "cast" and node.dtype is T)
    rounded = {str(node.attr) for node in casts if node.op == "scalar"}
    written = {node.attr for node in nodes if node.op == "const" and node.dtype is T and isinstance(node.attr, float)}
    for number in sorted(written):
        if (becomes := _in_float32(number)) is not None:
            yield "", 0, f"{number!r} is {becomes} in float32, which a float32 weight is computed in; {_fix(number)}"
    for item in rule.scalars:
        number = None if item.required else as_number(item.default)
        if number is not None and item.name in rounded and (becomes := _in_float32(number)) is not None:
            got = f"{item.name}={number!r} is {becomes} in float32, which a float32 weight is computed in"
            yield item.name, 0, f"{got}; {_fix(number)}"


def _fix(number: float) -> str:
    return "use a number from 1e-38 on" if abs(number) < 1 else "use a number below 3e38"


def _in_float32(number: float) -> float | None:
    """Return 0 or infinity if float32 makes that of a number that is neither."""
    with np.errstate(over="ignore", under="ignore"):
        narrow = float(np.float32(number))
    return narrow if math.isfinite(number) and number and (not narrow or math.isinf(narrow)) else None
