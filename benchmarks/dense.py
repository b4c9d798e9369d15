"""Dense updates: SGD with momentum and Adam, float32, from a cache's size to a memory's; all on the same arrays."""

from __future__ import annotations

from benchmarks import contenders, harness
from benchmarks.contenders import ADAM, SGD_MOM, Run, Update
from benchmarks.report import Table

SIZES = (1 << 16, 1 << 18, 1 << 20, 1 << 24)


def title(update: Update, n: int) -> str:
    """Title of the table of `n` values."""
    return f"{update.name}, float32, {harness.size(n):,} values"


def dense(update: Update, n: int) -> Table:
    """One update of `n` values."""
    (arrays,) = contenders.tensors(update, [(harness.size(n),)])
    runs: dict[str, Run] = contenders.plain(update, arrays)
    runs["mxsym"] = contenders.executor(update, [arrays]).forward
    runs |= contenders.torch_steps(update, [arrays], "torch fused")
    runs |= contenders.numba_step(update, arrays)
    runs |= contenders.numpy_step(update, arrays)
    return harness.table(title(update, n), harness.measure(runs, 4 * update.streams * arrays[0].size))


def tables() -> list[Table]:
    """Every table of this module."""
    return [dense(update, n) for update in (SGD_MOM, ADAM) for n in SIZES]
