"""Rules derived from that of an optimizer: with scaled gradients, masters, averages, noise, a record of before."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from mxsym.codegen import expr as ir
from mxsym.codegen.dtypes import F64, T
from mxsym.codegen.expr import Expr, Granularity
from mxsym.codegen.loading import load_modules
from mxsym.codegen.record import replace
from mxsym.rule import functions
from mxsym.rule.bodies import MASTER
from mxsym.rule.body import Body, guarded_value, substituted
from mxsym.rule.derived_ops import form_of, on_scaled_gradient
from mxsym.rule.inputs import Input
from mxsym.rule.rule import Attribute, Rule, with_bodies
from mxsym.rule.value import Value, number

# Names with a point in them are no parameters of a Python function, and so of no rule.

AVERAGE = "ema"
"""The tensor, and the state of a parameter, that is its running average."""
DECAY = "ema.decay"
SCALE = "gradient.scale"
"""The number that the gradient is multiplied by first, as that of `max_norm`."""
SEED, ROUND, TENSOR = "rounding.seed", "rounding.step", "rounding.tensor"
"""The numbers that name the noise of stochastic rounding: the seed, the step, the parameter."""
_DRAW = 0x5EED
"""Tells the noise of rounding from what a rule draws itself."""
_UPPER = 0xFFFF0000
"""The bits of a float32 number that a bfloat16 one has, too."""
_BEFORE = "before."


def before(name: str) -> str:
    """The tensor that receives what another was before the step."""
    return _BEFORE + name


def scaled(rule: Rule) -> Rule:
    """The rule on gradients times a factor."""
    return on_scaled_gradient(rule, Attribute(SCALE, float, 1.0), None)


@functools.lru_cache(maxsize=64)
def with_master(rule: Rule) -> Rule:
    """The rule on a float32 copy of the weight, whatever dtypes the other tensors have."""
    form = form_of(rule, "mp")
    fixed = {item.name for item in form.inputs if item.code is not None or item.space.tile}
    free = (item if item.name in fixed else replace(item, dtype=None) for item in form.inputs)
    return replace(form, inputs=tuple(free))


@functools.lru_cache(maxsize=64)
def averaged(rule: Rule) -> Rule:
    """The rule that moves a running average of the new weight on, or of the new master, in the same pass."""
    load_modules("mxsym.rules.training")
    from mxsym.rules.training import ema_update  # not by name, which a user may have given to another rule

    weight = MASTER if rule.has_master else rule.inputs[0].name
    average, new = (item.name for item in ema_update.inputs)
    (decay,) = (item.name for item in ema_update.scalars)

    def change(derived: Rule, body: Body, absent: frozenset[str]) -> Body:
        given = {average: Value(ir.load(AVERAGE, T)), new: Value(body.results[weight]), decay: number(DECAY)}
        results, _, _ = substituted(ema_update.body(), given)
        return _body(derived, body, absent, {**body.results, AVERAGE: results[average]})

    return with_bodies(
        rule,
        change,
        inputs=_with_inputs(rule, [Input(AVERAGE)]),
        attributes=(*rule.attributes, Attribute(DECAY, float)),
    )


@functools.lru_cache(maxsize=64)
def rounded(rule: Rule) -> Rule:
    """The rule whose new weight, of bfloat16, is rounded up or down with the odds that leave its mean what it was."""
    weight = rule.inputs[0].name

    def change(derived: Rule, body: Body, absent: frozenset[str]) -> Body:
        new = Value(body.results[weight]).astype("float32")
        seed, step, tensor = map(number, (SEED, ROUND, TENSOR))
        noise = functions.random_bits(seed, step, tensor, _DRAW) >> 16
        moved = functions.bitcast((functions.bitcast(new, "uint32") + noise) & _UPPER, "float32")
        value = functions.where(functions.isfinite(new), moved, new).astype("generic")
        return _body(derived, body, absent, {**body.results, weight: value.expr})

    added = [Attribute(name, float) for name in (SEED, ROUND, TENSOR)]
    return with_bodies(rule, change, attributes=(*rule.attributes, *added))


@functools.lru_cache(maxsize=64)
def recorded(rule: Rule) -> Rule:
    """The rule that also writes what each tensor that it changes was before, in the same pass."""
    names = [rule.inputs[0].name, *rule.states]

    def change(derived: Rule, body: Body, absent: frozenset[str]) -> Body:
        kept = {item.name: item for item in rule.inputs if item.name in names and item.name in body.results}
        # Only what the rule itself writes is under its condition.
        results = {name: _guarded(body, value, rule.input(name)) for name, value in body.results.items()}
        results |= {before(name): _value(item) for name, item in kept.items()}
        return _body(derived, replace(body, condition=None), absent, results)

    added = [replace(rule.input(name), name=before(name)) for name in names]
    return with_bodies(rule, change, inputs=_with_inputs(rule, added))


def _value(item: Input) -> Expr:
    return item.load(F64 if item.space is Granularity.SCALAR else None)


def _with_inputs(rule: Rule, added: Iterable[Input]) -> tuple[Input, ...]:
    """The rule's inputs and more, those that are optional last."""
    return tuple(sorted((*rule.inputs, *added), key=lambda item: item.optional))


def _guarded(body: Body, value: Expr, item: Input) -> Expr:
    return value if body.condition is None else guarded_value(body.condition, value, item.buffer)


def _body(rule: Rule, body: Body, absent: frozenset[str], results: dict[str, Expr]) -> Body:
    """The body of a derived rule that has more results."""
    numbers = tuple(item.name for item in rule.scalars)
    return body.derived(rule.inputs, absent, results, numbers=numbers, condition=body.condition)
