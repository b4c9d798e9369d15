"""The same update by everybody who is here: once in cache, once in memory."""

from __future__ import annotations

from benchmarks import contenders, harness
from benchmarks.contenders import ADAM, SGD_MOM, Run, Update
from benchmarks.report import Table

SIZES = (1 << 18, 1 << 24)


def peers(update: Update, n: int) -> Table:
    """One update of `n` values. torch.compile takes half a minute to compile it, so that quick runs go without."""
    (arrays,) = contenders.tensors(update, [(harness.size(n),)])
    runs: dict[str, Run] = contenders.plain(update, arrays)
    runs["mxsym"] = contenders.executor(update, [arrays]).forward
    runs |= contenders.torch_steps(update, [arrays])
    runs |= contenders.torch_compiled(update, [arrays]) if harness.effort() is harness.FULL else {}
    runs |= contenders.jax_step(update, arrays)
    runs |= contenders.numba_step(update, arrays)
    runs |= contenders.numpy_step(update, arrays)
    rows = harness.measure(runs, 4 * update.streams * arrays[0].size)
    return harness.table(f"Everybody: {update.name}, float32, {arrays[0].size:,} values", rows)


def tables() -> list[Table]:
    """Every table of this module."""
    return [peers(update, n) for update in (SGD_MOM, ADAM) for n in SIZES]
