"""Goals for mxsym's figures, compared with measured results.

A missed goal is printed and fails nothing: a busy machine is no bug.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks import (
    alone,
    calls,
    compiling,
    dense,
    half,
    kv,
    many,
    muon,
    needed,
    profile,
    soak,
    sparse,
    sparse_bags,
    tables,
    tail,
    training,
)
from benchmarks import torch as torch_face
from benchmarks.contenders import ADAM, SGD_MOM
from benchmarks.report import markdown, shown
from benchmarks.results import Results


@dataclass(frozen=True)
class Goal:
    """One figure of a table, or its ratio to another line's, and what it may be `at_most`. `line` is mxsym's."""

    title: str
    line: str
    at_most: float
    over: str = ""
    column: str = "time"

    def measured(self, results: Results) -> float | None:
        """The figure or the ratio; None where it was not measured."""
        table = results.find(self.title)
        if table is None:
            return None
        value = table.value(self.line, self.column)
        below = table.value(self.over, self.column) if self.over else 1.0
        return value / below if value is not None and below else None


def goals() -> Iterator[Goal]:
    """All goals. A ratio of times; a time in seconds where it is not over another."""
    for update in (SGD_MOM, ADAM):
        large, *small = sorted(dense.SIZES, reverse=True)
        yield Goal(dense.title(update, large), "mxsym", 1.05, "plain C loop")
        yield Goal(dense.title(update, large), "mxsym", 1 / 1.05, "torch fused")
        for n in small:
            yield Goal(dense.title(update, n), "mxsym", 1.1, "plain C loop")
        for n in alone.SIZES:
            yield Goal(alone.title(update, n, alone.BOUND), "mxsym", 1.1, alone.LOOP)
        for name in ("float16", "bfloat16"):
            yield Goal(half.title(update, max(half.SIZES)), f"mxsym, {name}", 1.1, half.NEEDED)
    yield from (Goal(title, needed.OWN, 1.15, needed.ALIKE) for title in needed.large())
    yield from (Goal(muon.title(n), muon.OURS, most, muon.THEIRS, muon.STEP) for n, most in muon.GOALS.items())
    yield Goal(many.SMALL, "mxsym", 0.2e-6, column="a parameter")
    yield Goal(many.SMALL, "mxsym", 1 / 16, "torch fused")
    yield Goal(many.RESNET, "mxsym", 1.08, many.FLAT)
    yield Goal(calls.TITLE, "mxsym", 0.3e-6, column="a call")
    yield Goal(calls.TITLE, calls.FRESH, 0.6e-6, column="a call")
    yield Goal(sparse.lazy_title(ADAM), "mxsym", 1.1, "plain C loop")
    yield Goal(sparse.standard_title(ADAM), "mxsym", 1.1, sparse.DENSE)
    for kind in sparse_bags.RULES:
        yield Goal(sparse_bags.bags_title(kind, sparse_bags.MANY), "mxsym", 0.8, sparse_bags.FBGEMM)
    yield Goal(sparse_bags.CALLS, "coalesce 16 ids", 3e-6)
    yield Goal(sparse_bags.CALLS, "coalesce 1,024 ids", 20e-6)
    yield Goal(sparse_bags.bags_title("row-wise AdaGrad", sparse_bags.FEW), "mxsym", 1.0, sparse_bags.FBGEMM)
    yield Goal(compiling.IMPORTING, compiling.PACKAGE, 30e-3)
    yield Goal(tables.few_title(), tables.TABLE, 30e-6)
    yield Goal(tables.lookup_title(), tables.TABLE, 1 / 0.7, tables.KNOWN)
    yield Goal(tables.adam_title(), tables.TABLE, 1.15, tables.KNOWN)
    yield from (Goal(title, kv.STORE, 1.3, kv.EMPTY) for title in kv.titles())
    for op in compiling.OPS:
        yield Goal(compiling.TITLE, op, 30e-3, column=compiling.COMPILED)
        yield Goal(compiling.TITLE, op, 3e-3, column=compiling.READ)
    for weights in training.MODELS:
        least = weights == min(training.MODELS)
        yield Goal(training.title(weights), training.AUTO, 0.9 if least else 1.0, training.FUSED, training.STEP)
        yield Goal(training.title(weights), training.AUTO, 1.0, training.FUSED, training.ITERATION)
    for title in torch_face.titles():
        yield Goal(title, torch_face.OWN, 1.0, torch_face.FUSED, torch_face.STEP)
    yield from (Goal(torch_face.UPDATES, name, 0.5e-6, column=torch_face.EACH) for name in torch_face.UPDATERS)
    for n, most in torch_face.LARGE.items():
        for peer in torch_face.PEERS:
            yield Goal(torch_face.large_title(n), torch_face.OWN, most, peer, torch_face.STEP)
    for peer in torch_face.PEERS:
        yield Goal(torch_face.OFFLOAD, torch_face.OWN, 0.75, peer, torch_face.STEP)
    most = 1.01  # half a megabyte comes and goes
    owns, fused = (torch_face.OWN, torch_face.CACHED), torch_face.FUSED
    yield from (Goal(torch_face.MEMORY, name, most, fused, torch_face.MEGABYTES) for name in owns)
    for model in tail.MODELS:
        yield Goal(tail.title(model), "mxsym", 1.15, tail.NEEDED)
        yield Goal(tail.title(model), "mxsym", 1 / 1.5, tail.TORCH)
    pairs = ((profile.SUM, profile.CLOCK), (profile.CLOCK, profile.SUM))
    yield from (Goal(profile.title(ADAM, n), one, 1.05, other) for n in profile.SIZES for one, other in pairs)
    yield Goal(soak.TITLE, soak.FIRST, 1.05, soak.LAST, "steps a second")
    yield Goal(soak.TITLE, soak.LAST, 1.01, soak.FIRST, "MB resident")


def table(results: Results) -> str:
    """The goals of what was measured, as Markdown; empty where nothing was."""
    cells = [["goal", "measured", "at most", "reached"]]
    for goal in goals():
        value = goal.measured(results)
        if value is not None:
            name = f"{goal.title}: {goal.line}" + (f" / {goal.over}" if goal.over else "")
            name += f", {goal.column}" if goal.column != "time" else ""
            kind = "ratio" if goal.over else "time"
            reached = "yes" if value <= goal.at_most else "no"
            cells.append([name, shown(value, kind), shown(goal.at_most, kind), reached])
    return f"### Goals\n\n{markdown(cells)}\n" if len(cells) > 1 else ""
