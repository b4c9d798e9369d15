"""Derived ops: a rule's `mp_`, `multi_`, `preloaded_multi_` and `only_if_` forms, each a `Rule`; and MXNet's other
names of ops.
"""

# `mp_`: the weight and the gradient have a type of their own; the update runs in float32 on `weight32`, the master
# copy, and the states, and the weight receives the master rounded.
#
# `multi_`: the tensors of any number of updates, one after the other; lr, wd and the like are a number for each. A
# tensor of one number is shared by all of them, unless the rule writes it.
#
# `preloaded_multi_`: lr and wd come from two tensors with an element for each update.
#
# `only_if_`: nothing changes where one more number is 0.

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from mxsym.codegen import expr as ir
from mxsym.codegen.dtypes import F32, T
from mxsym.codegen.expr import Granularity
from mxsym.codegen.record import replace
from mxsym.rule.bodies import COUNT, FORMS, GUARD, MASTER, PER_TENSOR, Bodies, Form, wants_form
from mxsym.rule.body import Body, guarded_value, substituted
from mxsym.rule.declare import is_shipped
from mxsym.rule.functions import clip
from mxsym.rule.inputs import WEIGHT, Input, State
from mxsym.rule.mxnet_names import LAZY_OPS, MASTER_LAST, MXNET_SPELLINGS, ON_MANY, WDS_SECOND
from mxsym.rule.operations import PLACE
from mxsym.rule.registry import RULES
from mxsym.rule.rule import LAZY, REQUIRED, STANDARD, Attribute, Count, Many, Rule, is_shared, is_storage, with_bodies
from mxsym.rule.value import Value, number, tensor

GUARDED: Mapping[str, Form] = {f"{GUARD}_mp": Form(master=True, guarded=True), GUARD: Form(guarded=True)}
"""The forms that `mx.only_if` gives to an update in a graph. They have names for the sake of files."""
PRELOADED = ("lr", "wd")


@functools.lru_cache(maxsize=1024)
def form_of(rule: Rule, form: str) -> Rule:
    """That form of a declared rule. One on many tensors is for one update; `sized` gives it for more."""
    if not form:
        return rule
    if form in GUARDED:
        return _guarded(_mixed_precision(rule, "mp") if GUARDED[form].master else rule, form)
    return _many(rule, form, 1) if FORMS[form].many else _mixed_precision(rule, form)


def with_master(rule: Rule) -> Rule:
    """The form of an update that has a float32 master copy of each weight, and is else as the rule is."""
    forms = {**FORMS, **GUARDED}
    facts = replace(forms.get(rule.form, Form()), master=True)
    return form_of(rule.base or rule, next(form for form, others in forms.items() if others == facts))


def guarded(rule: Rule) -> Rule:
    """The form of an update that changes nothing where the number `GUARD` is 0."""
    form = next(form for form, facts in GUARDED.items() if facts.master is rule.has_master)
    return form_of(rule if rule.base is None else rule.base, form)


def bound_to(rule: Rule, form: str) -> Bodies:
    """The bodies of a declared rule as they are in that form; those that are bound to one already stay so."""
    bodies: Bodies = rule.bodies
    is_bound = type(bodies) is functools.partial
    return functools.partial(bodies, form=form) if wants_form(rule.function) and not is_bound else bodies


@functools.lru_cache(maxsize=1024)
def ordered(rule: Rule, form: str) -> Rule:
    """The declared rule in the order of operations that a form has, or a version of MXNet; its own forms keep it."""
    bodies = bound_to(rule, form)
    return rule if bodies is rule.bodies else replace(rule, bodies=bodies)


def loads(inputs: Iterable[Input], scalars: Iterable[Attribute]) -> dict[str, Value]:
    """Loads of a body, as values."""
    return {item.name: tensor(item) for item in inputs} | {item.name: number(item.name) for item in scalars}


@functools.lru_cache(maxsize=1024)
def _mixed_precision(rule: Rule, form: str) -> Rule:
    """The rule on a float32 master copy, in the order of operations that `form` has."""
    weight = rule.inputs[0].name

    def on_master(derived: Rule, body: Body, absent: frozenset[str]) -> Body:
        master = {weight: Value(ir.load(MASTER, T))}
        results, condition, image = substituted(body, loads(rule.inputs, rule.scalars) | master)
        if weight in results:
            results[MASTER] = results[weight]
        return body.derived(derived.inputs, absent, results, image=image, condition=condition)

    own = (weight, "grad")
    inputs = [
        item
        if item.name in own or item.dtype is not None or item.space is Granularity.SCALAR
        else replace(item, dtype=F32)
        for item in rule.inputs
    ]
    place = len(inputs) - _trailing(rule) if rule.name not in MASTER_LAST else len(inputs)
    inputs.insert(place, Input(MASTER, dtype=F32, state=State(WEIGHT)))
    return with_bodies(
        rule,
        on_master,
        of=bound_to(rule, form),
        name=f"mp_{rule.name}",
        hint=f"mp_{rule.hint}",
        inputs=tuple(inputs),
        attributes=_standard(rule),
        compute=F32,
        output_dtype=None if weight in rule.outputs else F32,
        results=None,
        base=rule,
        form=form,
        has_master=True,
    )


def _standard(rule: Rule) -> tuple[Attribute, ...]:
    """The attributes of a form with master copies or of one on many tensors: none of MXNet's has a lazy form."""
    mxnet_s = rule.name in LAZY_OPS and is_shipped(rule.function)
    return tuple(STANDARD if item is LAZY and mxnet_s else item for item in rule.attributes)


def _trailing(rule: Rule) -> int:
    """Number of a rule's last tensors that follow the master copy: those that are optional, numbers that are read."""
    last = itertools.takewhile(lambda item: item.optional or is_shared(rule, item), reversed(rule.inputs))
    return len(list(last))


@functools.lru_cache(maxsize=1024)
def _guarded(rule: Rule, form: str) -> Rule:
    """The rule that changes nothing where one more number is 0: what is named as an input keeps its value."""
    buffers = {item.name: item.buffer for item in rule.inputs}

    def under_guard(derived: Rule, body: Body, absent: frozenset[str]) -> Body:
        guard = ir.apply("ne", ir.load(GUARD, T, Granularity.SCALAR), ir.const(0.0, T))
        condition = guard if body.condition is None else ir.apply("logical_and", guard, body.condition)
        results = {
            name: guarded_value(condition, new, buffers[name]) if name in buffers else new
            for name, new in body.results.items()
        }
        return body.derived(derived.inputs, absent, results)

    inputs = list(rule.inputs)
    inputs.insert(len(inputs) - sum(item.optional for item in inputs), Input(GUARD, Granularity.SCALAR))
    base = rule if rule.base is None else rule.base
    return with_bodies(
        rule,
        under_guard,
        name=f"{GUARD}_{rule.name}",
        hint=f"{GUARD}_{rule.hint}",
        inputs=tuple(inputs),
        base=base,
        form=form,
        is_guarded=True,
    )


@functools.lru_cache(maxsize=1024)
def on_scaled_gradient(rule: Rule, scale: Attribute, bound: Attribute | None) -> Rule:
    """The rule on a gradient that is multiplied by `scale` and then, with `bound`, limited to `[-bound, bound]`.

    Both are numbers of the op. A rule that takes the scale itself is given 1 in its place.
    """
    grad = rule.inputs[1].name
    taken = rule.attribute(scale.name) is not None

    def on_scaled(derived: Rule, body: Body, absent: frozenset[str]) -> Body:
        values = loads(derived.inputs, derived.scalars)
        gradient = values[grad] * values[scale.name]
        values[grad] = gradient if bound is None else clip(gradient, values[bound.name])
        if taken:
            values[scale.name] = Value(ir.const(1.0))
        results, condition, image = substituted(body, values)
        numbers = tuple(item.name for item in derived.scalars)
        return body.derived(rule.inputs, absent, results, numbers=numbers, image=image, condition=condition)

    lacking = [item for item in (None if taken else scale, bound) if item is not None]
    return with_bodies(rule, on_scaled, attributes=(*rule.attributes, *lacking))


@functools.lru_cache(maxsize=1024)
def _member(rule: Rule, form: str) -> Rule:
    """The rule of each update of an op on many tensors."""
    if FORMS[form].master:
        return _mixed_precision(rule, form)
    return ordered(rule, form)


@functools.lru_cache(maxsize=1024)
def _many(rule: Rule, form: str, count: int) -> Rule:
    """The rule for `count` updates."""
    name, mxnet_s = f"{form}_{rule.name}", rule.name in ON_MANY and is_shipped(rule.function)
    one, spellings = _member(rule, form), MXNET_SPELLINGS.get(name, {})
    names = {key: spellings.get(plural, plural) for key, plural in PER_TENSOR.items()}
    each = [item for item in one.inputs if not is_shared(one, item)]
    shared = [item for item in one.inputs if is_shared(one, item)]
    preloaded = tuple(key for key in PRELOADED if rule.attribute(key)) if FORMS[form].preloaded else ()
    shared += [Input(PER_TENSOR[key]) for key in preloaded]
    inputs = [replace(item, name=f"{item.name}_{number}") for number in range(count) for item in each]
    attributes = [
        Attribute(names[item.name], tuple, REQUIRED if mxnet_s else _each(item, count))
        if item.name in PER_TENSOR and item.numeric
        else item
        for item in rule.attributes
        if item.name not in preloaded and not is_storage(item)
    ]
    if name in WDS_SECOND:
        attributes.sort(key=lambda item: item.kind is not tuple)
    lazy = [item for item in _standard(rule) if is_storage(item)]
    outputs = tuple(f"{output}_{number}" for output in one.outputs for number in range(count))
    states = tuple(f"{key}_{number}" for number in range(count) for key in one.states)
    narrow = frozenset((f"{output}_{number}", space) for output, space in one.narrow for number in range(count))
    return replace(
        rule,
        name=name,
        hint=name.lower(),
        inputs=(*inputs, *shared),
        attributes=(*attributes, Attribute(spellings.get(COUNT, COUNT), Count, 1), *lazy),
        results=(outputs, states, narrow),
        base=rule,
        form=form,
        has_master=FORMS[form].master,
        many=Many(count, one, len(each), len(shared), names, preloaded),
    )


def _each(item: Attribute, count: int) -> Any:
    """The default of an attribute that has a value for each update: those that tell weights apart are numbered."""
    if item.required:
        return REQUIRED
    return tuple(map(float, range(count))) if item.name == PLACE else (float(item.default),) * count


VARIADIC: Mapping[str, tuple[str, str, str, tuple[Attribute, ...]]] = {
    "multi_sum_sq": ("_sum_sq", "_copy", "num_arrays", (Attribute("scale", float, 1.0),)),
    "multi_all_finite": ("_all_finite", "_all_true", "num_arrays", (Attribute("init_output", bool, True),)),
    "all_finite": ("_all_finite", "_all_true", "", (Attribute("init_output", bool, True),)),
    "reset_arrays": ("zeros_like", "", "num_arrays", ()),
}
"""The ops that do one thing to each of any number of tensors.

For each the op on one, the op that joins their results if they are not written to the tensors, the name of the count,
and the attributes.
"""
_COUNT_REQUIRED = ("multi_sum_sq", "reset_arrays")


@functools.lru_cache(maxsize=1024)
def variadic(name: str, count: int = 1) -> Rule:
    """One of `VARIADIC` for `count` tensors."""
    one, join, counted, attributes = VARIADIC[name]
    base = RULES[one]
    if counted:
        number = Attribute(counted, Count, REQUIRED if name in _COUNT_REQUIRED else 1)
        attributes = (number, *attributes)
    outputs = ("output",) if join else tuple(f"data_{n}" for n in range(count))
    return replace(
        base,
        name=name,
        hint=name,
        inputs=tuple(Input(f"data_{number}" if counted else "data") for number in range(count)),
        attributes=attributes,
        results=(outputs, base.states, base.narrow),
        base=base,
        form=name,
        many=Many(count, base, each=1, gathered=True, join=RULES[join] if join else None),
    )


def sized(rule: Rule, count: int) -> Rule:
    """An op on many tensors for that many updates."""
    assert rule.base is not None and rule.many is not None
    return variadic(rule.name, count) if rule.many.gathered else _many(rule.base, rule.form, count)
