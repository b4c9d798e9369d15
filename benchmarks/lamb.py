"""LAMB over the parameters of BERT-base, float32, 110 million values in 199 tensors: one executor, one step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

import mxsym as mx
from benchmarks import harness
from benchmarks.loops import loop
from benchmarks.models import bert_base
from benchmarks.report import Table

STREAMS = 10
"""Streams of two passes over memory: w, g, mean and var in, mean and var out; w, mean and var in, w out."""


def _arrays(rng: np.random.Generator, shape: tuple[int, ...]) -> list[np.ndarray]:
    arrays = [rng.standard_normal(shape, np.float32) * np.float32(0.02) for _ in range(4)]
    np.abs(arrays[3], out=arrays[3])
    return arrays


def lamb() -> Table:
    """One step of every tensor; both contenders work on the same arrays."""
    rng = np.random.default_rng(0)
    tensors = [_arrays(rng, (harness.size(int(np.prod(shape))),)) for shape in bert_base()]
    args: dict[str, np.ndarray] = {}
    states: dict[str, np.ndarray] = {}
    updates: list[mx.Symbol] = []
    for number, (w, g, mean, var) in enumerate(tensors):
        names = [f"{name}{number}" for name in ("weight", "grad", "mean", "var")]
        variables = [mx.sym.var(name) for name in names]
        updates.append(mx.sym.lamb_update(*variables, lr=1e-3, wd=0.01, t=1, out=variables[0]))
        args |= {names[0]: w, names[1]: g}
        states |= {names[2]: mean, names[3]: var}
    executor = mx.Group(updates).bind(args=args, aux_states=states)
    numbers = [1e-3, 0.9, 0.999, 1e-6, 0.01]
    loops = [loop("lamb", arrays, numbers) for arrays in tensors]

    def plain() -> None:
        for run in loops:
            assert run is not None
            run()

    contenders: dict[str, Callable[[], object]] = {} if None in loops else {"plain C loops": plain}
    contenders["mxsym"] = executor.forward
    count = sum(arrays[0].size for arrays in tensors)
    rows = harness.measure(contenders, STREAMS * 4 * count, budget=10.0)
    return harness.table(f"LAMB, float32, BERT-base: {count:,} values in {len(tensors)} tensors", rows)


def tables() -> list[Table]:
    """Every table of this module."""
    return [lamb()]
