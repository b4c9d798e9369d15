"""Holds mxsym to every recorded MXNet case of an op; `python -m tests.parity` prints the table of counts.

Input: the cases of `recorded.py`. Output: for each, how near mxsym comes, or an AssertionError.
The law. MXNet 2.0.0b1, and the rules of 1.9 that are algorithms of their own: bit for bit, unless the rule has a power
(2 ulp), a sum (1e-6 relative, its order being another) or a row-sparse gradient (2 ulp, MXNet's sparse kernels
bracketing otherwise than its dense ones). Other cases of 1.9.1: 4 ulp, its rules differing in rounding alone. float16
without a master copy, which MXNet rounds after every operation and mxsym once: 2e-3, and the recorded error of MXNet's
own result. Whether a rule has powers and sums is read from its traced body. `decisions.py` lists what is otherwise.
Non-goals: optimizers.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mxsym import family, registry
from mxsym.rule import Rule
from tests.decisions import Decision, decided
from tests.nearness import TITLES, Level, half_nearness, nearness, scaled_error, ulps
from tests.recorded import V1, Array, Case, cases, files
from tests.replay import Outcome, flavour, run, run_symbol
from tests.support import assert_same_bits


POWERS, SUMS = {"pow"}, {"sum", "row_sum"}


@dataclass(frozen=True)
class Verdict:
    """Of a case: how near it came, after which decision about what mxsym does otherwise."""

    case: Case
    level: Level
    decision: Decision | None = None


def _one(op: str, version: str | None) -> Rule:
    """The declared or derived rule that each update of an op runs."""
    rule = registry.flavoured(registry.find(op), version)
    if rule.form in family.VARIADIC and rule.base is not None:
        return rule.base
    return family.member(rule) if rule.members else rule


def operations(case: Case) -> set[str]:
    """The primitives in the body of the rule that the case runs, for its flags."""
    rule = _one(case.op, flavour(case))
    given = case.given(0)
    graph = rule.body({item.name: given[item.name] for item in rule.flags if item.name in given}).graph
    return {node.op for node in graph.nodes()}


def allowed(case: Case) -> frozenset[Level]:
    """How near the case has to come."""
    found = operations(case)
    levels = {Level.BITS}
    if found & POWERS or not case.is_dense:
        levels |= {Level.TWO}
    if case.version == V1 and _one(case.op, "1.9") is _one(case.op, None):
        levels |= {Level.TWO, Level.FOUR, Level.LARGEST}
    if found & SUMS:
        levels |= {Level.TWO, Level.FOUR, Level.LARGEST, Level.RELATIVE}
    return frozenset(levels)


def _old(case: Case, name: str, like: Array, held: dict[str, Array]) -> Array:
    """What stood where `name` stands now; zeros for an output that replaces nothing."""
    if name in case.outputs and case.weights:
        name = case.weights[case.outputs.index(name)]
    old = held.get(name)
    return np.zeros_like(like) if old is None or old.shape != like.shape else old.astype(like.dtype)


def _judge_step(case: Case, step: int, outcome: Outcome, levels: frozenset[Level]) -> Level:
    """Compare everything that MXNet recorded after a step; what it does not change must not have changed."""
    held = case.before(step)
    worst = Level.BITS
    found = {**outcome.inputs, **outcome.outputs}
    for name, want in {**case.after(step), **case.results(step)}.items():
        where = f"{case.id} step {step} {name}"
        got = found[name]
        assert (got.shape, got.dtype) == (want.shape, want.dtype), (where, got.shape, got.dtype)
        old = _old(case, name, want, held)
        if case.is_half:
            level = half_nearness(got, want, case.about["ref64_err"])
        else:
            level = nearness(got, want, old, np.dtype(np.float32 if case.has_master else want.dtype))
        if level not in levels | {Level.HALF}:
            scale = np.maximum(np.abs(old), np.abs(want))
            detail = f"{ulps(got, want, scale, want.dtype):.3g} ulp, {scaled_error(got, want, scale):.3g} relative"
            raise AssertionError(f"{where}: {detail}; allowed: {', '.join(TITLES[item] for item in sorted(levels))}")
        worst = max(worst, level or Level.BITS)
    for name in case.names:
        if name not in case.mutated and name not in (case.weights if case.about["out"] == "weight" else []):
            assert_same_bits(outcome.inputs[name], held.get(f"{name}.data", held.get(name)), f"{case.id} {name}")
    return worst


def judge(case: Case) -> Verdict:
    """Run a case, in both forms where both have it, and say how near it comes.

    Raises:
        AssertionError: not as near as the law wants.
    """
    decision = decided(case)
    if decision is not None and decision.check is not None:
        decision.check(case)
        return Verdict(case, Level.BITS, decision)
    adapted = case if decision is None else decision.adapt(case)
    levels = allowed(adapted) | (decision.also if decision else frozenset())
    worst = Level.BITS
    for step in range(adapted.about["steps"]):
        outcome = run(adapted, step)
        worst = max(worst, _judge_step(adapted, step, outcome, levels))
        if adapted.is_dense:
            other = run_symbol(adapted, step)
            for name, array in {**outcome.inputs, **outcome.outputs}.items():
                assert_same_bits({**other.inputs, **other.outputs}[name], array, f"{case.id} as a Symbol: {name}")
    return Verdict(case, worst, decision)


def verdicts(file: str) -> Iterator[Verdict]:
    """Of every case in a file of recorded ones."""
    return map(judge, cases(file))
