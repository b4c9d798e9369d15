"""Dense updates: SGD with momentum and Adam, float32, from a cache's size to a memory's; all on the same arrays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

import mxsym as mx
from benchmarks import harness
from benchmarks.loops import loop

SIZES = (1 << 16, 1 << 18, 1 << 20, 1 << 24)


def _arrays(count: int, n: int) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    arrays = [rng.standard_normal(n, np.float32) for _ in range(count)]
    for array in arrays[2:]:
        np.abs(array, out=array)
    return arrays


def _numpy_sgd_mom(w: np.ndarray, g: np.ndarray, m: np.ndarray) -> Callable[[], object]:
    room = np.empty_like(w)

    def run() -> None:
        np.multiply(w, np.float32(1e-4), out=room)
        np.add(room, g, out=room)
        np.multiply(room, np.float32(0.1), out=room)
        np.multiply(m, np.float32(0.9), out=m)
        np.subtract(m, room, out=m)
        np.add(w, m, out=w)

    return run


def sgd_mom(n: int) -> list[harness.Row]:
    """SGD with momentum on `n` values."""
    w, g, m = _arrays(3, n)
    weight, grad, mom = (mx.sym.var(name) for name in ("weight", "grad", "mom"))
    symbol = mx.sym.sgd_mom_update(weight, grad, mom, lr=1e-3, momentum=0.9, wd=1e-4, out=weight)
    executor = symbol.bind(args={"weight": w, "grad": g}, aux_states={"mom": m})
    contenders: dict[str, Callable[[], object]] = {}
    plain = loop("sgd_mom", [w, g, m], [1e-3, 0.9, 1e-4])
    if plain is not None:
        contenders["plain C loop"] = plain
    contenders["mxsym"] = executor.forward
    contenders["NumPy"] = _numpy_sgd_mom(w, g, m)
    return harness.measure(contenders, 20 * n)


def adam(n: int) -> list[harness.Row]:
    """Adam on `n` values."""
    w, g, m, v = _arrays(4, n)
    weight, grad, mean, var = (mx.sym.var(name) for name in ("weight", "grad", "mean", "var"))
    symbol = mx.sym.adam_update(weight, grad, mean, var, lr=1e-3, out=weight)
    executor = symbol.bind(args={"weight": w, "grad": g}, aux_states={"mean": m, "var": v})
    contenders: dict[str, Callable[[], object]] = {}
    plain = loop("adam", [w, g, m, v], [1e-3, 0.9, 0.999, 1e-8])
    if plain is not None:
        contenders["plain C loop"] = plain
    contenders["mxsym"] = executor.forward
    return harness.measure(contenders, 28 * n)


def tables() -> list[str]:
    """Every table of this module."""
    made: list[str] = []
    for name, run in (("SGD with momentum", sgd_mom), ("Adam", adam)):
        made += [harness.table(f"{name}, float32, {n:,} values", run(n)) for n in SIZES]
    return made
