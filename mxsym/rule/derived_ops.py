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

from mxsym.codegen import expr as ir
from mxsym.codegen.dtypes import F32, F64, T
from mxsym.codegen.expr import Expr, Granularity
from mxsym.codegen.graph import Buffer
from mxsym.codegen.record import replace
from mxsym.rule.bodies import Bodies, substituted, wants_form
from mxsym.rule.declare import checked
from mxsym.rule.mxnet_names import COUNT, MASTER_LAST, MXNET_SPELLINGS, PER_TENSOR, WDS_SECOND
from mxsym.rule.operand import clip
from mxsym.rule.registry import RULES
from mxsym.rule.rule import LAZY, REQUIRED, Attribute, Count, Input, Rule
from mxsym.rule.trace import Body, Value, kept, make_body, one

MASTER = "weight32"
GUARD = "only_if"
"""The number that a guarded update reads: where it is 0, nothing changes."""
GUARDED = (f"{GUARD}_mp", GUARD)
"""The forms that `mx.only_if` gives to an update in a graph. They have names for the sake of files."""
PRELOADED = ("lr", "wd")


@functools.lru_cache(maxsize=1024)
def form_of(rule: Rule, form: str) -> Rule:
    """That form of a declared rule. One on many tensors is for one update; `sized` gives it for more."""
    if form == "mp":
        return _mixed_precision(rule, form)
    if form in GUARDED:
        return _guarded(form_of(rule, form.removeprefix(GUARD).removeprefix("_")), form)
    return _many(rule, form, 1) if form else rule


def bound_to(rule: Rule, form: str) -> Bodies:
    """The bodies of a declared rule as they are in that form."""
    return functools.partial(rule.bodies, form=form) if wants_form(rule.function) else rule.bodies


def loads(inputs: Iterable[Input], scalars: Iterable[Attribute]) -> dict[str, Value]:
    """Loads of a body, as values."""
    values = {item.name: Value(ir.load(item.name, T, item.space)) for item in inputs}
    for item in inputs:
        if item.space is Granularity.SCALAR:
            values[item.name].exact = ir.load(item.name, F64, item.space)
    return values | {item.name: Value(ir.cast(ir.scalar(item.name), T), ir.scalar(item.name)) for item in scalars}


def _made(
    body: Body, rule: Rule, absent: frozenset[str], results: Mapping[str, Expr], image: Mapping[Expr, Expr],
    condition: Expr | None = None,
) -> Body:  # fmt: skip
    """The body of a form: other results for the rule's tensors and numbers, under the names that the author gave."""
    buffers = tuple(Buffer(item.name, T, item.space) for item in rule.inputs if item.name not in absent)
    hints = {image[value]: name for value, name in body.hints.items() if value in image}
    return make_body(body.graph.name, buffers, body.graph.scalars, results, hints, condition)


@functools.lru_cache(maxsize=1024)
def _mixed_precision(rule: Rule, form: str) -> Rule:
    """The rule on a float32 master copy, in the order of operations that `form` has."""
    weight = rule.inputs[0].name
    of_rule = bound_to(rule, form)

    def bodies(flags: tuple[object, ...], absent: frozenset[str]) -> Body:
        body = of_rule(flags, absent)
        master = {weight: Value(ir.load(MASTER, T))}
        results, condition, image = substituted(body, loads(rule.inputs, rule.scalars) | master)
        if weight in results:
            results[MASTER] = results[weight]
        return _made(body, derived, absent, results, image, condition)

    own = (weight, "grad")
    inputs = [item if item.name in own else replace(item, dtype=F32) for item in rule.inputs]
    inputs = [replace(item, dtype=None) if item.space is Granularity.SCALAR else item for item in inputs]
    place = len(inputs) - _trailing(rule) if rule.name not in MASTER_LAST else len(inputs)
    inputs.insert(place, Input(MASTER, dtype=F32))
    derived = replace(
        rule,
        name=f"mp_{rule.name}",
        hint=f"mp_{rule.hint}",
        bodies=bodies,
        inputs=tuple(inputs),
        compute=F32,
        output_dtype=None if weight in rule.outputs else F32,
        results=None,
        base=rule,
        form=form,
    )
    return checked(derived)


def _trailing(rule: Rule) -> int:
    """Number of a rule's last tensors that follow the master copy: those that are optional, numbers that are read."""
    last = itertools.takewhile(lambda item: item.optional or is_shared(rule, item), reversed(rule.inputs))
    return len(list(last))


def is_shared(rule: Rule, item: Input) -> bool:
    """True if all updates of an op on many tensors have one tensor of that name: a number that is only read."""
    return item.space is Granularity.SCALAR and item.name not in rule.states


@functools.lru_cache(maxsize=1024)
def _guarded(rule: Rule, form: str) -> Rule:
    """The rule that changes nothing where one more number is 0: what is named as an input keeps its value."""
    spaces = {item.name: item.space for item in rule.inputs}

    def bodies(flags: tuple[object, ...], absent: frozenset[str]) -> Body:
        body = rule.bodies(flags, absent)
        guard = ir.apply("ne", ir.load(GUARD, T, Granularity.SCALAR), ir.const(0.0, T))
        condition = guard if body.condition is None else ir.apply("logical_and", guard, body.condition)
        results = {
            name: kept(condition, new, name, spaces[name]) if name in spaces else new
            for name, new in body.results.items()
        }
        return _made(body, derived, absent, results, {value: value for value in body.hints})

    inputs = list(rule.inputs)
    inputs.insert(len(inputs) - sum(item.optional for item in inputs), Input(GUARD, Granularity.SCALAR))
    base = rule if rule.base is None else rule.base
    names = {"name": f"{GUARD}_{rule.name}", "hint": f"{GUARD}_{rule.hint}"}
    derived = replace(rule, **names, bodies=bodies, inputs=tuple(inputs), base=base, form=form)
    return checked(derived)


@functools.lru_cache(maxsize=1024)
def on_scaled_gradient(rule: Rule, scale: Attribute, bound: Attribute | None) -> Rule:
    """The rule on a gradient that is multiplied by `scale` and then, with `bound`, limited to `[-bound, bound]`.

    Both are numbers of the op. A rule that takes the scale itself is given 1 in its place.
    """
    grad = rule.inputs[1].name
    taken = rule.attribute(scale.name) is not None

    def bodies(flags: tuple[object, ...], absent: frozenset[str]) -> Body:
        body = rule.bodies(flags, absent)
        values = loads(derived.inputs, derived.scalars)
        gradient = values[grad] * values[scale.name]
        values[grad] = gradient if bound is None else clip(gradient, values[bound.name])
        if taken:
            values[scale.name] = one()
        results, condition, image = substituted(body, values)
        buffers = tuple(Buffer(item.name, T, item.space) for item in rule.inputs if item.name not in absent)
        hints = {image[value]: name for value, name in body.hints.items() if value in image}
        return make_body(
            body.graph.name, buffers, tuple(item.name for item in derived.scalars), results, hints, condition
        )

    lacking = [item for item in (None if taken else scale, bound) if item is not None]
    derived = replace(rule, bodies=bodies, attributes=(*rule.attributes, *lacking))
    return checked(derived)


@functools.lru_cache(maxsize=1024)
def member(rule: Rule) -> Rule:
    """The rule that each of the updates of an op on many tensors runs."""
    assert rule.base is not None
    if rule.form.endswith("mp"):
        return _mixed_precision(rule.base, rule.form)
    if not wants_form(rule.base.function):
        return rule.base
    return replace(rule.base, bodies=bound_to(rule.base, rule.form))


def spelled(rule: Rule) -> dict[str, str]:
    """Spellings in an op on many tensors of the attributes with a value for each update, and of their count."""
    names = {**PER_TENSOR, COUNT: COUNT}
    other = MXNET_SPELLINGS.get(rule.name, {})
    return {key: other.get(name, name) for key, name in names.items()}


@functools.lru_cache(maxsize=1024)
def _many(rule: Rule, form: str, count: int) -> Rule:
    """The rule for `count` updates."""
    name = f"{form}_{rule.name}"
    derived = replace(rule, name=name, hint=name.lower(), base=rule, form=form, members=count)
    one, names = member(derived), spelled(derived)
    each = [item for item in one.inputs if not is_shared(one, item)]
    shared = [item for item in one.inputs if is_shared(one, item)]
    preloaded = PRELOADED if form.startswith("preloaded") else ()
    shared += [Input(PER_TENSOR[key]) for key in preloaded if rule.attribute(key)]
    inputs = [replace(item, name=f"{item.name}_{number}") for number in range(count) for item in each]
    attributes = [
        Attribute(names[item.name], tuple) if item.name in PER_TENSOR and item.numeric else item
        for item in rule.attributes
        if item.name not in preloaded and item is not LAZY
    ]
    if name in WDS_SECOND:
        attributes.sort(key=lambda item: item.kind is not tuple)
    lazy = [item for item in rule.attributes if item is LAZY]
    outputs = tuple(f"{output}_{number}" for output in one.outputs for number in range(count))
    states = tuple(f"{key}_{number}" for number in range(count) for key in one.states)
    numbers = frozenset(f"{output}_{number}" for output in one.numbers for number in range(count))
    return replace(
        derived,
        inputs=(*inputs, *shared),
        attributes=(*attributes, Attribute(names[COUNT], Count, 1), *lazy),
        results=(outputs, states, numbers),
    )


VARIADIC: Mapping[str, tuple[str, str, tuple[Attribute, ...]]] = {
    "multi_sum_sq": ("_sum_sq", "num_arrays", (Attribute("scale", float, 1.0),)),
    "multi_all_finite": ("_all_finite", "num_arrays", (Attribute("init_output", bool, True),)),
    "all_finite": ("_all_finite", "", (Attribute("init_output", bool, True),)),
    "reset_arrays": ("zeros_like", "num_arrays", ()),
}
"""The ops that do one thing to each of any number of tensors: the op on one, the name of the count, attributes."""
_COUNT_REQUIRED = ("multi_sum_sq", "reset_arrays")


@functools.lru_cache(maxsize=1024)
def variadic(name: str, count: int = 1) -> Rule:
    """One of `VARIADIC` for `count` tensors."""
    one, counted, attributes = VARIADIC[name]
    base = RULES[one]
    if counted:
        number = Attribute(counted, Count, REQUIRED if name in _COUNT_REQUIRED else 1)
        attributes = (number, *attributes)
    outputs = tuple(f"data_{n}" for n in range(count)) if name == "reset_arrays" else ("output",)
    return replace(
        base,
        name=name,
        hint=name,
        inputs=tuple(Input(f"data_{number}" if counted else "data") for number in range(count)),
        attributes=attributes,
        results=(outputs, base.states, base.numbers),
        base=base,
        form=name,
        members=count,
    )


def sized(rule: Rule, count: int) -> Rule:
    """An op on many tensors for that many updates."""
    assert rule.base is not None
    return variadic(rule.name, count) if rule.form in VARIADIC else _many(rule.base, rule.form, count)


def tensors_each(rule: Rule) -> tuple[int, int]:
    """Of an op on many tensors: how many each update has, and how many all share."""
    one = sized(rule, 1)
    two = sized(rule, 2) if rule.name != "all_finite" else one
    each = len(two.inputs) - len(one.inputs) or len(one.inputs)
    return each, len(one.inputs) - each


def grouped(rule: Rule) -> list[tuple[Input, ...]]:
    """The inputs of each update of an op on many tensors, in order."""
    each, _ = tensors_each(rule)
    return [rule.inputs[each * number : each * (number + 1)] for number in range(rule.members)]
