"""16-bit weights and gradients with a float32 copy and float32 states, against the time that their bytes need.

An element moves as many bytes as it does in float32: gradient and weight are half as wide, the copy is one more.
So the first row, the float32 loop over as many elements, is the time that the bytes need.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks import contenders, harness
from benchmarks.contenders import ADAM, SGD_MOM, Array, Run, Update
from benchmarks.loops import loop
from benchmarks.report import Table

SIZES = (1 << 20, 1 << 24)
NEEDED = "float32 loop over as many bytes"


def title(update: Update, n: int) -> str:
    """Title of the table of `n` values."""
    return f"{update.name}, 16-bit weights, float32 copy and states, {harness.size(n):,} values"


def _types() -> dict[str, np.dtype[Any]]:
    found: dict[str, np.dtype[Any]] = {"float16": np.dtype(np.float16)}
    narrow = contenders.library("ml_dtypes")
    return found if narrow is None else {**found, "bfloat16": np.dtype(narrow.bfloat16)}


def half(update: Update, n: int) -> Table:
    """The `mp_` form of an update of `n` values; everybody has the same states."""
    (arrays,) = contenders.tensors(update, [(harness.size(n),)])
    runs: dict[str, Run] = {}
    for run in contenders.plain(update, arrays).values():
        runs[NEEDED] = run
    master, grad, *states = arrays
    for name, dtype in _types().items():
        held: list[Array] = [master.astype(dtype), grad.astype(dtype), *states, master]
        if name == "bfloat16":  # C compilers make slow code of float16
            limit = loop(f"{update.loop}_{name}", held, list(update.numbers.values()))
            runs |= {} if limit is None else {f"plain C loop, {name}": limit}
        runs[f"mxsym, {name}"] = contenders.executor(update, [held], f"mp_{update.op}").forward
    return harness.table(title(update, n), harness.measure(runs, 4 * update.streams * master.size))


def tables() -> list[Table]:
    """Every table of this module."""
    return [half(update, n) for update in (SGD_MOM, ADAM) for n in SIZES]
