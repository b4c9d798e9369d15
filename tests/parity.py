"""Comparison of mxsym with every recorded MXNet case of an op; `python -m tests.parity` prints the table of counts."""

# The law. MXNet 2.0.0b1, and the rules of 1.9 that are algorithms of their own: bit for bit, unless the rule has a
# power (2 ulp), a sum (1e-6 relative, its order being another) or a row-sparse gradient (2 ulp, MXNet's sparse
# kernels bracketing otherwise than its dense ones). Other cases of 1.9.1: 4 ulp, its rules differing in rounding
# alone. float16 without a master copy, which MXNet rounds after every operation and mxsym once: 2e-3, and the
# recorded error of MXNet's own result.
#
# The powers and sums of a rule are read from its traced body. `decisions.py` lists the differences. Optimizers: as
# `test_optimizer_trajectories.py` says, 1e-6, and 1e-3 for float16.

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from mxsym.rule import lookup
from mxsym.rule.rule import Rule
from tests import test_optimizer_trajectories as trajectories
from tests.decisions import Decision, decided
from tests.nearness import TITLES, Level, half_nearness, nearness, scaled_error, ulps
from tests.recorded import V1, Array, Case, cases, files, optimizers
from tests.replay import Outcome, run, run_symbol
from tests.support import assert_same_bits

OTHERWISE, FAILED = "otherwise", "failed"
WIDTH = 13
POWERS, SUMS = {"pow"}, {"sum", "row_sum"}


@dataclass(frozen=True)
class Verdict:
    """Of a case: how near it came, after which decision about what mxsym does otherwise; or why it failed."""

    case: str
    level: Level
    decision: Decision | None = None
    failure: str = ""

    @property
    def column(self) -> str:
        """The column of the table that counts it."""
        if self.failure:
            return FAILED
        return TITLES[self.level] if self.decision is None or self.decision.of_mxnet else OTHERWISE


def _one(op: str, version: str | None) -> Rule:
    """The declared or derived rule that each update of an op runs."""
    return lookup.for_version(lookup.find(op), version).single


def operations(case: Case) -> set[str]:
    """The primitives in the body of the rule that the case runs, for its flags."""
    rule = _one(case.op, case.flavour)
    given = case.given(0)
    graph = rule.body({item.name: given[item.name] for item in rule.flags if item.name in given}).graph
    return {node.op for node in graph.nodes()}


def allowed(case: Case) -> frozenset[Level]:
    """Permitted nearness of the case."""
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
    """Old value of `name`; zeros for an output that replaces nothing."""
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
            old = held[name] if name in held else held[f"{name}.data"]
            assert_same_bits(outcome.inputs[name], old, f"{case.id} {name}")
    return worst


def judge(case: Case, decision: Decision | None) -> Verdict:
    """Run a case, in both forms where both have it, and say how near it comes.

    Raises:
        AssertionError: not as near as the law wants.
    """
    if decision is not None and decision.check is not None:
        decision.check(case)
        return Verdict(case.id, Level.BITS, decision)
    adapted = case if decision is None else decision.adapt(case)
    levels = allowed(adapted)
    worst = Level.BITS
    for step in range(adapted.about["steps"]):
        outcome = run(adapted, step)
        worst = max(worst, _judge_step(adapted, step, outcome, levels))
        if adapted.is_dense:
            other = run_symbol(adapted, step)
            for name, array in {**outcome.inputs, **outcome.outputs}.items():
                assert_same_bits({**other.inputs, **other.outputs}[name], array, f"{case.id} as a Symbol: {name}")
    return Verdict(case.id, worst, decision)


def _verdict(case: Case) -> Verdict:
    try:
        return judge(case, decided(case))
    except Exception as error:  # every case is counted, whatever becomes of it
        return Verdict(case.id, Level.BITS, None, f"{case.id}: {type(error).__name__}: {error}")


def op_verdicts(file: str) -> list[Verdict]:
    """Of every case in a file of recorded ones."""
    return [_verdict(case) for case in cases(file)]


@dataclass(frozen=True)
class Suite:
    """Recorded cases of one kind: the rows of the table that they make, and the verdicts of each row."""

    title: str
    rows: Callable[[], Sequence[str]]
    verdicts: Callable[[str], Sequence[Verdict]]


def trajectory_verdicts(row: str) -> list[Verdict]:
    """Of every recorded trajectory of an optimizer, by both paths."""
    name = row.removeprefix("opt_")
    return [_trajectory_verdict(name, case) for case in trajectories.listed(name)]


def _trajectory_verdict(name: str, case: Case) -> Verdict:
    key = case.about["id"]
    halves = any(item["dtype"] == "float16" for item in case.about["weights"])
    why = trajectories.BOUNDS[key][1] if key in trajectories.BOUNDS else trajectories.AS_MXNET.get(key, object).__doc__
    other = key in trajectories.BOUNDS or key in trajectories.AS_MXNET
    decision = Decision(f"{name}: {why}", lambda _: True, of_mxnet=False) if other else None
    try:
        for fused in (True, False):
            trajectories.follow(name, case, fused=fused)
    except Exception as error:  # every case is counted, whatever becomes of it
        return Verdict(key, Level.BITS, None, f"{key}: {type(error).__name__}: {error}")
    return Verdict(key, Level.HALF if halves else Level.RELATIVE, decision)


def trajectory_rows() -> list[str]:
    """The optimizers that have recorded trajectories."""
    return [f"opt_{name}" for name in optimizers()]


SUITES = (Suite("ops", files, op_verdicts), Suite("optimizers", trajectory_rows, trajectory_verdicts))
"""Parts of the table, in its order."""


def _print_row(name: str, counts: Counter[str]) -> None:
    cells = [counts[title] for title in (*TITLES.values(), OTHERWISE, FAILED)]
    print(f"{name:36}{counts.total():>7}" + "".join(f"{cell or '':>{WIDTH}}" for cell in cells), flush=True)


def main() -> int:
    """Print the table; 1 if a case failed."""
    print(" " * 36 + f"{'cases':>7}" + "".join(f"{title:>{WIDTH}}" for title in (*TITLES.values(), OTHERWISE, FAILED)))
    total: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    failures: list[str] = []
    for suite in SUITES:
        for row in suite.rows():
            found = suite.verdicts(row)
            counts = Counter(item.column for item in found)
            _print_row(row, counts)
            total += counts
            reasons += Counter(item.decision.reason for item in found if item.decision is not None)
            failures += [item.failure for item in found if item.failure]
    _print_row("all", total)
    print("\nWhere mxsym is meant to differ:")
    for reason, count in reasons.items():
        print(f"{count:5}  {reason}")
    for failure in failures:
        print(f"FAILED {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
