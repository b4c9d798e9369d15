"""Rules with numbers of a whole model, as rules that each see one weight.

`part` is what one weight gives to a number over the model, `joined` makes the number of all parts, and `given_numbers`
is the update, which reads the numbers in place of its reductions over the model.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from mxsym.codegen import expr as ir
from mxsym.codegen.dtypes import F64
from mxsym.codegen.expr import OF_MODEL, Expr, Granularity
from mxsym.codegen.graph import substitute
from mxsym.rule import functions
from mxsym.rule.body import Body
from mxsym.rule.declare import declare
from mxsym.rule.inputs import Input
from mxsym.rule.rule import Rule, with_bodies
from mxsym.rule.value import Value

NUMBER = "model.number"
"""The beginning of the names of the tensors by which an op is given numbers over the model."""
_PART = "model.part"
# Names with a point in them are no parameters of a Python function, and so of no rule.


def needed(body: Body, number: int) -> list[int]:
    """The numbers over the model that the part of one reads."""
    every = body.over_model
    below = set(ir.postorder(every[number].args))
    return [place for place, cut in enumerate(every) if cut in below]


@functools.lru_cache(maxsize=1024)
def part(rule: Rule, number: int) -> Rule:
    """The part of a number over a model that one weight gives: float64. It reads the numbers before that one."""

    def of_one_weight(derived: Rule, body: Body, absent: frozenset[str]) -> Body:
        (value,) = body.over_model[number].args
        return body.derived(derived.inputs, absent, {_PART: ir.cast(_cut(body, {_PART: value})[_PART], F64)})

    return with_bodies(
        rule,
        of_one_weight,
        inputs=_with_numbers(rule, number),
        output_dtype=F64,
        results=((_PART,), (), frozenset({(_PART, Granularity.SCALAR)})),
        of_model=False,
    )


@functools.lru_cache(maxsize=1024)
def given_numbers(rule: Rule, count: int, silent: frozenset[str]) -> Rule:
    """The update by `count` numbers over the model that it is given. It writes all states but those that are silent."""

    def with_numbers(derived: Rule, body: Body, absent: frozenset[str]) -> Body:
        stored = {store.buffer: store.value for store in body.graph.stores if store.buffer not in silent}
        return body.derived(derived.inputs, absent, _cut(body, stored))

    states = tuple(name for name in rule.states if name not in silent)
    return with_bodies(
        rule,
        with_numbers,
        inputs=_with_numbers(rule, count),
        results=(rule.outputs, states, rule.narrow),
        of_model=False,
    )


@functools.cache
def joined(op: str) -> Rule:
    """The rule that makes a number over the model of the parts of all weights."""
    reduce = getattr(functions, OF_MODEL[op])

    def join(data: Value) -> Value:
        return reduce(data)

    join.__doc__ = f"The {OF_MODEL[op]} of the parts of all weights."
    return declare(join, op, op, is_update=False)


def _with_numbers(rule: Rule, count: int) -> tuple[Input, ...]:
    """The tensors of a rule, and numbers over the model."""
    numbers = (Input(f"{NUMBER}{place}", Granularity.SCALAR, optional=True) for place in range(count))
    return (*rule.inputs, *numbers)


def _cut(body: Body, values: Mapping[str, Expr]) -> dict[str, Expr]:
    """Values of a body with numbers that are given in place of the reductions over the model."""
    numbers = {
        cut: ir.cast(ir.load(f"{NUMBER}{place}", F64, Granularity.SCALAR), cut.dtype)
        for place, cut in enumerate(body.over_model)
    }
    done = substitute(values.values(), numbers)
    return {name: done[value] for name, value in values.items()}
