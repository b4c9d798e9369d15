"""Cost of a call: one SGD-momentum step on 16 values, nothing to compute. A run is many calls in a loop."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import Any

import numpy as np

import mxsym as mx
from benchmarks import contenders, harness
from benchmarks.contenders import SGD_MOM, Array, Run
from benchmarks.report import Line, Table

N = 16
CALLS = 128
"""Calls of a run: the loop around them costs each some 10 ns."""
GRADIENTS = 8
"""Number of arrays that take turns as the fresh gradient."""
MANY = 100
"""Parameters that an optimizer has where one of many is updated."""
FRESH = "mxsym, a fresh gradient"
TORCH = "torch tensors"
TITLE = f"SGD with momentum, float32, {N} values"


def _fixed(step: Run) -> Run:
    def run() -> None:
        for _ in repeat(None, CALLS):
            step()

    return run


def _executors(arrays: Sequence[Any], fresh: Sequence[Any]) -> dict[str, Run]:
    """Steps of a bound graph; the last two are given arrays and numbers."""
    bound = contenders.executor(SGD_MOM, [arrays])
    forward = bound.forward
    rates = [1e-3 + 1e-6 * number for number in range(CALLS)]

    def gradient() -> None:
        for array in fresh:
            forward(grad0=array)

    def rate() -> None:
        for value in rates:
            forward(lr=value)

    return {"mxsym": _fixed(forward), FRESH: gradient, "mxsym, another learning rate": rate}


def _optimizer() -> mx.optimizer.SGD:
    number = SGD_MOM.numbers
    return mx.optimizer.SGD(learning_rate=number["lr"], momentum=number["momentum"], wd=number["wd"])


def _imperative(arrays: Sequence[Any], fresh: Sequence[Any]) -> dict[str, Run]:
    """Functions and optimizers, which are given everything."""
    w, g, m = arrays
    update, numbers, optimizer = mx.nd.sgd_mom_update, dict[str, Any](SGD_MOM.numbers), _optimizer()

    def function() -> None:
        for _ in repeat(None, CALLS):
            update(w, g, m, **numbers, out=w)

    def optimize() -> None:
        for array in fresh:
            optimizer.update([0], [w], [array], [m])

    return {"mxsym, mx.nd.sgd_mom_update": function, "mxsym, optimizer.update": optimize}


def _single(arrays: Sequence[Any], fresh: Sequence[Any]) -> dict[str, Run]:
    """Updates of one parameter, as a loop over parameters makes them."""
    w, _, m = arrays
    alone, other, several = _optimizer(), _optimizer(), _optimizer()
    updater = mx.optimizer.get_updater(other)
    states = [np.zeros_like(m) for _ in range(MANY)]
    weights = [np.zeros_like(w) for _ in range(MANY)]

    def one() -> None:
        for array in fresh:
            alone.update(0, w, array, m)

    def by_updater() -> None:
        for array in fresh:
            updater(0, array, w)

    def one_of_many() -> None:
        for place, array in enumerate(fresh):
            at = place % MANY
            several.update(at, weights[at], array, states[at])

    return {
        "mxsym, optimizer.update of one parameter": one,
        f"mxsym, optimizer.update of one of {MANY}": one_of_many,
        "mxsym, Updater": by_updater,
    }


def _with_torch(arrays: Sequence[Array], fresh: Sequence[Array]) -> dict[str, Run]:
    """The same calls with torch's tensors, of the same memory; none without torch."""
    torch = contenders.library("torch")
    if torch is None:
        return {}
    tensors, turns = ([torch.from_numpy(array) for array in items] for items in (arrays, fresh))
    given = {f"{FRESH}, a torch tensor": _executors(arrays, turns)[FRESH]}
    ways = (_executors, _imperative)
    return given | {f"{name}, {TORCH}": run for way in ways for name, run in way(tensors, turns).items()}


def calls() -> Table:
    """Every way to make one small step."""
    (arrays,) = contenders.tensors(SGD_MOM, [(N,)])
    fresh = [np.ones_like(arrays[1]) for _ in range(GRADIENTS)] * (CALLS // GRADIENTS)
    runs = _executors(arrays, fresh) | _imperative(arrays, fresh) | _single(arrays, fresh)
    tensors = _with_torch(arrays, fresh)
    runs |= tensors
    others = contenders.torch_steps(SGD_MOM, [arrays]) | contenders.numba_step(SGD_MOM, arrays)
    others |= contenders.numpy_step(SGD_MOM, arrays) | contenders.jax_step(SGD_MOM, arrays)
    runs |= {name: _fixed(step) for name, step in others.items()}
    table = harness.table(TITLE, harness.measure(runs, 0), each=CALLS, of="call")
    if tensors:
        return table
    absent = Line(f"mxsym, {TORCH}: NOT RUN, for torch is not installed", (None,) * len(table.columns))
    return Table(table.title, table.columns, (*table.lines, absent))


def tables() -> list[Table]:
    """Every table of this module."""
    return [calls()]
