"""Cost of a call: one SGD-momentum step on 16 values, nothing to compute. A run is many calls in a loop."""

from __future__ import annotations

from itertools import repeat
from typing import Any

import numpy as np

import mxsym as mx
from benchmarks import contenders, harness
from benchmarks.contenders import SGD_MOM, Array, Run
from benchmarks.report import Table

N = 16
CALLS = 128
"""Calls of a run: the loop around them costs each some 10 ns."""
GRADIENTS = 8
"""Number of arrays that take turns as the fresh gradient."""
FRESH = "mxsym, a fresh gradient"
TITLE = f"SGD with momentum, float32, {N} values"


def _fixed(step: Run) -> Run:
    def run() -> None:
        for _ in repeat(None, CALLS):
            step()

    return run


def _executors(arrays: list[Array], fresh: list[Array]) -> dict[str, Run]:
    bound = contenders.executor(SGD_MOM, [arrays])
    forward = bound.forward
    turns = fresh * (CALLS // GRADIENTS)
    rates = [1e-3 + 1e-6 * number for number in range(CALLS)]

    def gradient() -> None:
        for array in turns:
            forward(grad0=array)

    def rate() -> None:
        for value in rates:
            forward(lr=value)

    return {"mxsym": _fixed(forward), FRESH: gradient, "mxsym, another learning rate": rate}


def _imperative(arrays: list[Array], fresh: list[Array]) -> dict[str, Run]:
    w, g, m = arrays
    update, numbers = mx.nd.sgd_mom_update, dict[str, Any](SGD_MOM.numbers)
    optimizer = mx.optimizer.SGD(learning_rate=numbers["lr"], momentum=numbers["momentum"], wd=numbers["wd"])
    turns = fresh * (CALLS // GRADIENTS)

    def function() -> None:
        for _ in repeat(None, CALLS):
            update(w, g, m, **numbers, out=w)

    def optimize() -> None:
        for array in turns:
            optimizer.update([0], [w], [array], [m])

    return {"mxsym, mx.nd.sgd_mom_update": function, "mxsym, optimizer.update": optimize}


def calls() -> Table:
    """Every way to make one small step."""
    (arrays,) = contenders.tensors(SGD_MOM, [(N,)])
    fresh = [np.ones_like(arrays[1]) for _ in range(GRADIENTS)]
    runs = _executors(arrays, fresh) | _imperative(arrays, fresh)
    others = contenders.torch_steps(SGD_MOM, [arrays]) | contenders.numba_step(SGD_MOM, arrays)
    others |= contenders.numpy_step(SGD_MOM, arrays) | contenders.jax_step(SGD_MOM, arrays)
    runs |= {name: _fixed(step) for name, step in others.items()}
    return harness.table(TITLE, harness.measure(runs, 0), each=CALLS, of="call")


def tables() -> list[Table]:
    """Every table of this module."""
    return [calls()]
