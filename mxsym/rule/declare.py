"""Declaration: a Python function → a `Rule`, from its signature and traced bodies.

A `RuleError` begins with file and line.
"""

from __future__ import annotations

import inspect
import itertools
import re
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from types import UnionType
from typing import Any, Union, get_args, get_origin

from mxsym.codegen.dtypes import DType
from mxsym.codegen.expr import WEIGHT as AXES
from mxsym.codegen.expr import Granularity
from mxsym.codegen.record import replace
from mxsym.errors import RuleError, nearest
from mxsym.rule.axes import EVERY
from mxsym.rule.bodies import FORM, OF_OPERATORS, RESERVED, Bodies, Traced, each_body, forms_of
from mxsym.rule.body import Body
from mxsym.rule.inputs import WEIGHT, ZEROS, Input, State
from mxsym.rule.location import fail, place
from mxsym.rule.mxnet_names import LAZY_OPS
from mxsym.rule.numbers import as_number, is_real, no_number
from mxsym.rule.operations import PLACE
from mxsym.rule.results import body_results, check_alike, uses
from mxsym.rule.rule import LAZY, REQUIRED, STANDARD, Attribute, Rule, divided, flag_settings, is_shared
from mxsym.rule.trace import Signature
from mxsym.rule.value import ANNOTATIONS, Scalar
from mxsym.spelling import kind_name

MOST_BODIES = 256
"""Limit of bodies of a rule: one for each setting of flags, optional tensors and the forms that it requests."""


def is_shipped(function: Callable[..., Any]) -> bool:
    """True if mxsym itself declares a rule by this function."""
    module: str | None = inspect.unwrap(function).__module__  # None where exec made it
    return module is not None and module.startswith("mxsym.")


def check_function(function: Callable[..., Any]) -> None:
    """Refuse what is no plain function of a module.

    Raises:
        RuleError: naming what it is.
    """
    if not inspect.isfunction(function):
        fix = "write a function with def that calls it"
        raise RuleError(f"update_rule declares functions, got {kind_name(function)} {function!r}; {fix}")
    kinds = {
        "an async function": inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function),
        "a generator, which yields": inspect.isgeneratorfunction(function),
    }
    if wrong := [kind for kind, is_one in kinds.items() if is_one]:
        raise fail(function, f"a rule is a plain function that returns its results, got {wrong[0]}; use def and return")
    first = next(iter(inspect.signature(function).parameters), "")
    if first in ("self", "cls"):
        raise fail(
            function,
            f"its first tensor is called {first}: a rule is no method; write it outside of the class",
            parameter=first,
        )


def _bad_attribute(name: str, default: object) -> str:
    return f"attribute {name} must be a number or a bool, got {default!r}; give it such a default"


def _attribute(function: Callable[..., Any], parameter: inspect.Parameter) -> Attribute:
    default: object = parameter.default
    kinds: dict[str, type] = {"float": float, "int": int, "bool": bool, "str": str}
    kind: type | None = kinds.get(str(getattr(parameter.annotation, "__name__", parameter.annotation)))
    if kind is None:  # no annotation, or one that is for the reader
        kind = bool if isinstance(default, bool) else float if default is REQUIRED else type(default)
    if is_real(default) and as_number(default) is None:
        why = f"attribute {parameter.name} is {no_number(default)}; use a smaller one"
        raise fail(function, why, parameter=parameter.name)
    if kind is int and isinstance(default, int):
        kind = float  # `wd=0` means a number, not a whole one
    if kind not in kinds.values():
        raise fail(function, _bad_attribute(parameter.name, default), parameter=parameter.name)
    return Attribute(parameter.name, kind, default)


_NUMBERS = ("lr", "learning_rate", "wd", "weight_decay", "beta1", "beta2", "eps", "epsilon")
"""Names that a tensor hardly has."""


def _annotation(function: Callable[..., Any], parameter: inspect.Parameter) -> str:
    """The name of the class that a tensor is annotated with."""
    annotation = _resolved(function, parameter.annotation)
    name = str(getattr(annotation, "__name__", annotation)).rpartition(".")[2]
    if name not in (*ANNOTATIONS, "Any", "Value", "_empty") and (close := nearest(name, [*ANNOTATIONS])):
        why = f"{parameter.name} is annotated {name}; did you mean mx.{close}?"
        raise fail(function, why, parameter=parameter.name)
    return name


def _resolved(function: Callable[..., Any], annotation: object) -> object:
    """An annotation without quotes and without `| None`, under another name of it, too."""
    if isinstance(annotation, str):  # quoted, perhaps once more, or all are where the file says so
        text = annotation.strip("'\" ")
        optional = re.fullmatch(r"(?:\w+\.)?Optional\[(.*)\]", text)
        text = optional[1] if optional else text
        parts = [part.strip() for part in text.split("|") if part.strip() != "None"]
        return _named(function, parts[0]) if len(parts) == 1 else text
    others = [item for item in get_args(annotation) if item is not type(None)]
    is_union = get_origin(annotation) in (Union, UnionType)
    return _resolved(function, others[0]) if is_union and len(others) == 1 else annotation


def _named(function: Callable[..., Any], name: str) -> object:
    """The object of a dotted name where the function is declared, or the name."""
    first, *rest = name.split(".")
    scopes = [getattr(inspect.unwrap(function), "__globals__", {})]
    frame = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]  # as in `errors`
    while frame.f_back is not None:
        scopes += [frame.f_locals] if frame.f_globals is scopes[0] else []
        frame = frame.f_back
    value = next((scope[first] for scope in reversed(scopes) if first in scope), None)
    for part in rest:
        value = getattr(value, part, None)
    return name if value is None else value


def _is_tensor(parameter: inspect.Parameter) -> bool:
    """True if the default is one that a tensor may have: none, None or a `State`."""
    return parameter.default in (REQUIRED, None) or isinstance(parameter.default, State)


def _input(function: Callable[..., Any], parameter: inspect.Parameter) -> Input:
    default: object = parameter.default
    state = default if isinstance(default, State) else ZEROS
    if "State(" in str(parameter.annotation):
        fix = f"make it the default: {parameter.name}=mx.State(…)"
        raise fail(
            function,
            f"{parameter.name} is annotated with a State, which says its first value; {fix}",
            parameter=parameter.name,
        )
    name, optional = parameter.name, default is None
    kind = ANNOTATIONS.get(_annotation(function, parameter))
    if kind is None:
        return Input(name, optional=optional, dtype=state.element, state=state)
    return Input(name, kind.space, optional, state.element, state, axes=kind.axes, of_model=kind.of_model)


def _check_states(rule: Rule) -> None:
    """Refuse first values that no state can have, and those of tensors that the rule does not write."""
    numbers = [item.name for item in rule.scalars]
    for item in rule.inputs:
        if item.state is ZEROS:
            continue
        if item.name not in rule.states:
            fix = f"return {{…, {item.name!r}: …}}, or leave out its default"
            raise fail(
                rule.function, f"{item.name} is declared as a state and not returned; {fix}", parameter=item.name
            )
        init = item.state.init
        if init == WEIGHT and (item.space, item.axes) != (Granularity.ELEMENT, AXES):
            why = f"{item.name} has another shape than the weight, and cannot begin as a copy of it"
            raise fail(rule.function, f"{why}; give a number", parameter=item.name)
        if isinstance(init, str) and init != WEIGHT and init not in numbers:
            fix = f'"weight" or one of {", ".join(numbers)}' if numbers else '"weight" or a number'
            why = f"{item.name} begins as {init!r}, which is no number of the rule"
            raise fail(rule.function, f"{why}; give {fix}", parameter=item.name)


def _signature(function: Callable[..., Any], *, is_update: bool) -> tuple[tuple[Input, ...], tuple[Attribute, ...]]:
    inputs: list[Input] = []
    attributes: list[Attribute] = []
    parameters = inspect.signature(function).parameters
    _refuse_names(function, (RESERVED if is_update else OF_OPERATORS) & parameters.keys())
    for parameter in parameters.values():
        if parameter.name == FORM:
            if parameter.default != "":
                raise fail(
                    function,
                    f'{FORM} is the form that a rule is derived in: it must be a text; write {FORM}=""',
                    parameter=FORM,
                )
            continue
        if parameter.kind is parameter.KEYWORD_ONLY:
            kind = "" if parameter.annotation is REQUIRED else _annotation(function, parameter)
            if kind in ANNOTATIONS and kind != Scalar.__name__:
                why = f"{parameter.name} is a number here, as it follows the *, and is annotated as a tensor"
                raise fail(function, f"{why}; write it before the *", parameter=parameter.name)
            attributes.append(_attribute(function, parameter))
        elif parameter.kind is parameter.POSITIONAL_OR_KEYWORD and _is_tensor(parameter):
            inputs.append(_input(function, parameter))
        else:
            why = f"parameter {parameter.name}: tensors come first, attributes follow a *; write a * before it"
            raise fail(function, why, parameter=parameter.name)
        is_plain = parameter.annotation is REQUIRED and not isinstance(parameter.default, State)
        if is_update and is_plain and parameter.kind is not parameter.KEYWORD_ONLY and parameter.name in _NUMBERS:
            name = parameter.name
            fix = f"write a * before it, or say that it is a state: {name}=mx.State(), of one number {name}: mx.Scalar"
            raise fail(function, f"{name} is a tensor here; {fix}", parameter=name)
    inputs = [item for one in inputs for item in ((one,) if one.code is None else (one, one.scales))]
    _check_codes(function, inputs, [item.name for item in attributes])
    if is_update:
        _refuse_names(function, _taken(inputs, attributes))
    return tuple(inputs), tuple(attributes)


def _refuse_names(function: Callable[..., Any], taken: Collection[str]) -> None:
    """Refuse names of parameters that ops have for arguments of their own."""
    if taken:
        name, *_ = wrong = sorted(taken)
        why = f"{', '.join(wrong)} is an argument of the op or of its forms; choose another name"
        raise fail(function, why, parameter=name)


def _check_codes(function: Callable[..., Any], inputs: list[Input], attributes: list[str]) -> None:
    """Refuse states in 8 bits next to values of rows or columns, in blocks of several sizes, or of bad names."""
    coded = [item for item in inputs if item.code is not None]
    for item in coded:
        if item.space is not Granularity.ELEMENT:
            why = f"{item.name} has a code, which is for tensors of the weight's shape; leave out the code"
            raise fail(function, why, parameter=item.name)
        if [other.name for other in inputs].count(item.scales.name) > 1 or item.scales.name in attributes:
            why = f"{item.scales.name} is the name of the scales of {item.name}; choose another name"
            raise fail(function, why, parameter=item.scales.name)
    for item in coded[1:]:
        if item.state.block != coded[0].state.block:
            sizes = f"blocks of {item.state.block} elements, and {coded[0].name} in blocks of {coded[0].state.block}"
            raise fail(function, f"{item.name} is kept in {sizes}; give both one block", parameter=item.name)
    uneven = [item.name for item in inputs if item.space in (Granularity.ROW, Granularity.COLUMN)]
    if coded and uneven:
        why = f"{uneven[0]} has values of rows or columns, and {coded[0].name} is kept in blocks of elements"
        raise fail(function, f"{why}; leave out the code", parameter=coded[0].name)


def _taken(inputs: list[Input], attributes: list[Attribute]) -> set[str]:
    """Names of an update's own arguments, and of those of its forms on many tensors."""
    tensors = {item.name for item in inputs}
    names = {item.name for item in attributes}
    lazy = tensors | {item.name for item in attributes if item.kind is not bool}
    return _of_members(names, tensors) | ({"data"} & names) | ({LAZY.name} & lazy)


def _of_members(names: Iterable[str], tensors: Collection[str]) -> set[str]:
    """Those names that are a tensor's of one update in a form on many: `weight_0`."""
    parts = {name: name.rpartition("_") for name in names}
    return {name for name, (head, _, tail) in parts.items() if head in tensors and tail.isdecimal()}


def declare(
    function: Callable[..., Any],
    name: str,
    hint: str,
    *,
    is_update: bool,
    output_dtype: DType | None = None,
    later: bool = False,
    bodies: Bodies | None = None,
) -> Rule:
    """Make `function` a `Rule`, and trace it once for each setting; `later`: each when it is first used.

    `bodies`: those that the rule has already, for which `function` is not run.

    Raises:
        RuleError: the function is no update rule; the text begins with its file and line.
    """
    inputs, attributes = _signature(function, is_update=is_update)
    if is_update and not inputs:
        raise fail(function, "a rule needs at least one tensor; write the weight first")
    if is_update and (inputs[0].optional or (inputs[0].space, inputs[0].axes) != (Granularity.ELEMENT, AXES)):
        fix = "leave out its default and its annotation"
        raise fail(
            function,
            f"{inputs[0].name}, the first tensor, is the weight: it is there, and whole; {fix}",
            parameter=inputs[0].name,
        )
    if is_update and not any(item.name == LAZY.name for item in attributes):
        is_own = not later or bodies is not None
        attributes = (*attributes, LAZY if is_own or name in LAZY_OPS else STANDARD)
    if is_update and (texts := [item for item in attributes if item.kind is str]):
        raise fail(function, _bad_attribute(texts[0].name, texts[0].default), parameter=texts[0].name)
    if bodies is None:
        flags, scalars = (tuple(item.name for item in items) for items in divided(attributes))
        signature = Signature(function, inputs, flags, scalars, is_update)
        bodies = Traced(signature, twice=not is_shipped(function))
    rule = Rule(
        name=name,
        function=function,
        inputs=inputs,
        attributes=attributes,
        summary=inspect.getdoc(function) or "",
        where=place(function),
        hint=hint,
        is_update=is_update,
        bodies=bodies,
        output_dtype=output_dtype,
    )
    if later:
        return rule
    rule = complete(rule)
    if isinstance(bodies, Traced):
        rule = _with_place(rule, bodies)
    return rule


def _with_place(rule: Rule, bodies: Traced) -> Rule:
    """The rule with the number of its weight, which a random number takes that names none."""
    if rule.attribute(PLACE) is not None or not bodies.reads(PLACE):
        return rule
    bodies.read(PLACE)
    own = [item for item in rule.attributes if item.name != LAZY.name]
    lazy = [item for item in rule.attributes if item.name == LAZY.name]
    return replace(rule, attributes=(*own, Attribute(PLACE, float, 0.0), *lazy))


def complete(rule: Rule) -> Rule:
    """Trace all of a rule's bodies, so that it means what it means now; the rule, with what they say of its tensors.

    If the function refuses a setting of optional tensors, its use is an error. It must accept all of them, and none.

    Raises:
        RuleError: a body does not fit the signature, or there are too many.
    """
    forms = forms_of(rule.function)
    optional = [item.name for item in rule.inputs if item.optional]
    count = len(forms) << min(len(rule.flags) + len(optional), 60)
    if count > MOST_BODIES:
        what = f"{MOST_BODIES} bodies (settings of flags, optional tensors and forms)"
        raise fail(rule.function, f"a rule has at most {what}, this one {count}; use fewer")
    whole = rule.outputs, rule.states, rule.narrow
    traced: list[Body] = []
    for form, flags, absent in itertools.product(forms, flag_settings(rule), subsets(optional)):
        try:
            bodies = each_body(rule.bodies, flags, absent, form=form)
        except RuleError:
            if len(absent) in (0, len(optional)):
                raise
            continue
        traced += bodies
        _check_alike_over_model(rule, bodies)
        if len(traced) > MOST_BODIES:
            what = f"{MOST_BODIES} bodies (settings of flags, optional tensors, forms and numbers of axes)"
            raise fail(rule.function, f"a rule has at most {what}; use fewer")
        for body in bodies:
            check_alike(rule, body_results(rule, body), whole, absent, body)
    _check_states(rule)
    shared = [item.name for item in rule.inputs if is_shared(rule, item)]
    if rule.is_update:
        _refuse_names(rule.function, _of_members(shared, {item.name for item in rule.inputs} - {*shared}))
    if any(body.over_model for body in traced):
        rule = replace(rule, of_model=True)
    return _by_axes(rule, traced) if any(body.axes != EVERY for body in traced) else rule


def _check_alike_over_model(rule: Rule, bodies: Sequence[Body]) -> None:
    """Refuse bodies for other numbers of axes that give other numbers to a model, or perhaps in another order.

    Two sums of one body are told apart by their places in the function. A text was checked when it was written.
    """
    first, *others = ([cut.op for cut in body.over_model] for body in bodies)
    known = [[body.places.get(cut) for cut in body.over_model] for body in bodies if body.places is not None]
    is_clear = len({*first}) == len(first) or all(None not in places and places == known[0] for places in known)
    if others and (any(ops != first for ops in others) or not is_clear):
        why = "its numbers over the model depend on the weight's number of axes"
        fix = "reduce the same values for each, in the same order, by calls that do not depend on it"
        raise fail(rule.function, f"{why}; {fix}", bodies[-1].line)


def _by_axes(rule: Rule, bodies: list[Body]) -> Rule:
    """A rule that asks for the number of axes, with the numbers at which it does not use a tensor."""
    used = [(body.axes, uses(body)) for body in bodies]

    def unused_at(name: str) -> frozenset[int]:
        at = frozenset(ndim for axes, names in used if name in names for ndim in axes)
        return frozenset(EVERY) - at if at else at  # a tensor that is never used has its shape

    inputs = (*rule.inputs[:2], *(replace(item, unused_at=unused_at(item.name)) for item in rule.inputs[2:]))
    return replace(rule, inputs=inputs, by_axes=True)


def subsets(names: list[str]) -> list[frozenset[str]]:
    """Every set of some of these names, the empty one first."""
    listed = itertools.chain.from_iterable(itertools.combinations(names, count) for count in range(len(names) + 1))
    return [frozenset(names) for names in listed]
