"""Muon's step and torch's on four square matrices: Newton-Schulz iterations in bfloat16.

Both multiply on all threads: mxsym's kernels and torch's oneDNN. The contenders take turns, one step at a time.
"""

from __future__ import annotations

import importlib
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

import mxsym as mx
from benchmarks import contenders, harness
from benchmarks.report import Column, Line, Table
from mxsym.rule import registry

COUNT = 4
GOALS = {256: 1.0, 1024: 1 / 1.2}
"""Sizes of the matrices, with the share of torch's time that a step is to take at most."""
OURS, THEIRS = "mxsym, bfloat16", "torch.optim.Muon, bfloat16"
STEP = "step"
COLUMNS = (Column(STEP, "time"), Column(f"{STEP}, of torch", "ratio"), Column("steps", "count"))
BUDGET, MOST = 60.0, 12
"""Seconds after which no other round begins, and the number of rounds at most. Without bfloat16 in the CPU, torch takes
a minute and a half for a step of the larger matrices."""


def title(size: int) -> str:
    """Title of the table of matrices of this size."""
    return f"Muon, {COUNT} matrices of {size:,} × {size:,}"


def _rule() -> Any:
    """The gallery's Muon. Its other rules are forgotten again: who runs this may declare some of their names."""
    gallery = importlib.import_module("examples.gallery")
    for name, rule in gallery.RULES.items():
        if registry.RULES.get(name) is rule:
            del registry.RULES[name]
    return gallery.RULES["muon_update"]


def _ours(weights: list[Any], grads: list[Any]) -> Callable[[], object]:
    rule, of, steps = _rule(), dict[str, Any](), list[mx.Symbol]()
    for number, (weight, grad) in enumerate(zip(weights, grads, strict=True)):
        own = {"weight": weight.copy(), "grad": grad, "mom": np.zeros_like(weight)}
        symbols = {role: mx.sym.var(f"{role}{number}") for role in own}
        steps.append(rule(**symbols, lr=1e-3, out=symbols["weight"], name=f"step{number}"))
        of |= {f"{role}{number}": array for role, array in own.items()}
    states = {name: array for name, array in of.items() if name.startswith("mom")}
    arguments = {name: array for name, array in of.items() if name not in states}
    return mx.sym.Group(steps).bind(args=arguments, aux_states=states).forward


def _theirs(weights: list[Any], grads: list[Any]) -> dict[str, Callable[[], object]]:
    torch = contenders.library("torch")
    if torch is None or not hasattr(torch.optim, "Muon"):
        return {}
    parameters = [torch.nn.Parameter(torch.from_numpy(weight.copy())) for weight in weights]
    for parameter, grad in zip(parameters, grads, strict=True):
        parameter.grad = torch.from_numpy(grad)
    return {THEIRS: torch.optim.Muon(parameters, lr=1e-3).step}


def muon(size: int) -> Table:
    """The step of both on equal matrices, in turns."""
    rng = np.random.default_rng(0)
    side = max(8, int(harness.size(size * size) ** 0.5))
    weights, grads = ([rng.standard_normal((side, side), np.float32) for _ in range(COUNT)] for _ in range(2))
    runs = {OURS: _ours(weights, grads), **_theirs(weights, grads)}
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    began = time.perf_counter()
    for _ in range(3 if side < size else MOST):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - start)
        if time.perf_counter() - began > BUDGET:
            break
    timed = {name: times[1:] or times for name, times in seconds.items()}  # the first ones compile and start threads
    medians = {name: statistics.median(times) for name, times in timed.items()}
    beside = medians.get(THEIRS)
    lines = tuple(
        Line(name, (value, value / beside if beside else None, len(timed[name]))) for name, value in medians.items()
    )
    return Table(title(size), COLUMNS, lines)


def tables() -> list[Table]:
    """Every table of this module."""
    return [muon(size) for size in GOALS]
